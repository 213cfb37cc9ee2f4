"""Coups side by side: a small panel for each, with the votes in the years before and after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import style
from aftercoup.charts.canvas import Canvas, canvas
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer import view
from aftercoup.charts.explorer.view import Category, Explorer, Layer, Scale, category, one_of
from aftercoup.charts.stored import stored
from aftercoup.charts.words import number, publishers
from aftercoup.measures import Change
from aftercoup.tables import Record

# Field of the alignment table -> its short name beside a line, palette colour and line style.
AGREEMENT = {
    "agree_usa": ("US", style.STATES["United States"], "-"),
    "agree_rus": ("Russia", style.STATES["Russia"], (0, (4, 1.6))),
    "agree_chn": ("China", style.STATES["China"], (0, (1, 1.4))),
}
SCORE = {"ideal_point": ("score", "line-4", "-")}
MEASURES: dict[str, Any] = {"agreement": AGREEMENT, "ideal_point": SCORE}
# What the title counts: a field of the alignment table that rose, and in words; and the order in which those come first.
_MOVED = {
    "agreement": ("agree_rus", "voted more with Russia", "to Russia"),
    "ideal_point": ("ideal_point", "moved towards the United States", "ideal point"),
}
FEW_VOTES = 20  # a year with fewer recorded votes says little
WINDOW = 5  # years on each side that "years available" and the orders look at
_BEFORE, _AFTER = 8, 10  # years drawn on each side
_MOST = {"agreement": 0.42, "ideal_point": 1.75}  # half the height of a panel, in units of the measure
_COLUMNS = {"wide": 5, "narrow": 2}
_STEP, _PLOT, _HEAD = 156, 92, 36  # pixels: from panel to panel, the plot, the words above it


def coup_name(coup: Record) -> str:
    """ "Mali 2020"; with the month where a country had two coups in one year."""
    same = [
        c for c in tables.table("coups") if c.iso3 == coup.iso3 and c.date.start.year == coup.date.start.year
    ]
    month = f"{tables.MONTHS[coup.date.start.month - 1][:3]} " if len(same) > 1 else ""
    return f"{coup.country} {month}{coup.date.start.year}"


@cache
def votes(iso3: str, measure: str, fewest: int = 0) -> dict[int, float]:
    """year -> value of a measure for a country, from sessions with at least `fewest` recorded votes."""
    return {
        a.year: getattr(a, measure)
        for a in tables.table("alignment")
        if a.iso3 == iso3 and getattr(a, measure) is not None and a.n_votes >= fewest
    }


@cache
def median(measure: str) -> dict[int, Any]:
    """year -> median of all members of the United Nations."""
    return {w.year: getattr(w, f"{measure}_median") for w in tables.table("alignment_world")}


@cache
def change(
    coup: Record, measure: str, window: int = WINDOW, gap: int = 0, fewest: int = 0, least: int = 2
) -> Change | None:
    """How the country's votes changed with the coup beyond the world's median: a `measures.Change`, or
    None."""
    return measures.difference_in_differences(
        votes(coup.iso3, measure, fewest), median(measure), coup.date.start.year, window, gap, least
    )


def years(coup: Record) -> tuple[int, int]:
    """(years before, years after) for which the country has a vote score, of WINDOW years on each side."""
    known, year = votes(coup.iso3, "ideal_point"), coup.date.start.year
    return (
        sum(y in known for y in range(year - WINDOW, year)),
        sum(y in known for y in range(year + 1, year + WINDOW + 1)),
    )


def after_group(coup: Record) -> str:
    """Which of the groups of AFTER the number of years after a coup falls into."""
    n = years(coup)[1]
    return "none" if n == 0 else "few" if n < WINDOW else "all"


AFTER = {"all": f"all {WINDOW}", "few": f"1 to {WINDOW - 1}", "none": "none"}


@cache
def region(coup: Record) -> str:
    """The UN region of the country."""
    return next(c.region for c in tables.table("countries") if c.iso3 == coup.iso3)


def _change_or_last(coup: Record, measure: str) -> tuple[bool, float]:
    found = change(coup, measure)
    return (found is None, -found.estimate if found else 0)


ORDERS = {
    "to Russia": ("change towards Russia", lambda c: _change_or_last(c, "agree_rus")),
    "date": ("date of the coup", lambda c: c.date.start),
    "country": ("country", lambda c: (c.country, c.date.start)),
    "to the US": ("change towards the US", lambda c: _change_or_last(c, "agree_usa")),
    "ideal point": ("change of the ideal point", lambda c: _change_or_last(c, "ideal_point")),
}


def counted(coup: Record, measure: str) -> bool:
    """Whether the title counts the coup: the country moved as `_MOVED` says."""
    found = change(coup, _MOVED[measure][0])
    return found is not None and found.estimate > 0


def finding(coups: Sequence[Record], measure: str) -> str:
    """The finding about some coups: after how many the country moved, of those with enough votes on both sides."""
    field, moved, _ = _MOVED[measure]
    known = sum(change(coup, field) is not None for coup in coups)
    if not known:
        return f"Too few years with votes around {tables.many(len(coups), 'coup')} to say what changed"
    rose = sum(counted(coup, measure) for coup in coups)
    after = f"After {rose} of {tables.many(known, 'coup')} with enough UN votes"
    return f"{after}, the country {moved}, compared with the world"


@stored
def cases(measure: str = "agreement", order: str = "date", layout: str = "wide") -> Chart:
    """Draw each coup of the table `coups` as a panel: the country's distance to the world's median, year by
    year.

    measure: "agreement" (with the United States, Russia and China, one layer each) or "ideal_point".
    order: one of ORDERS. layout: "wide" (5 columns) or "narrow" (2). The panels that the title counts are framed and
    coloured, the others grey. Years with fewer than FEW_VOTES votes are rings.
    """
    coups = sorted(tables.table("coups"), key=ORDERS[order][1])
    columns, width = _COLUMNS[layout], style.LAYOUTS[layout]
    rows = -(-len(coups) // columns)
    wide = layout == "wide"
    title, more = style.heading(finding(coups, measure), layout)
    left, top, bottom, space = (46, 112 + more, 34, 14) if wide else (40, 160 + more, 48, 10)
    panel = (width - left - 6 - space * (columns - 1)) / columns
    plot = top + rows * _STEP
    places = [
        (left + (k % columns) * (panel + space), top + (k // columns) * _STEP) for k in range(len(coups))
    ]
    with canvas(layout, 0, plot, bottom, xticks=[]) as picture:
        axes = picture.axes
        axes.set_title(title, x=14 / width, y=1, pad=-24 - more * style.PIXEL)
        words = "years before and after the coup (0 = the session that opens in the year of the coup)"
        axes.set_xlabel(style.wrap(words, 90 if wide else 48))
        unit = "points" if measure == "agreement" else "ideal point"
        picture.row_label(f"{unit} above or below the world's median", 14 / width, 1 - (top - 8) / plot)
        _notes(picture, more)
        level = lambda x, y: [(x, _down(y, 0, measure)), (x + panel - 38, _down(y, 0, measure))]
        _lines(picture, [level(x, y) for x, y in places])
        upright = lambda x, y: [(_across(x, panel, 0), y + _HEAD), (_across(x, panel, 0), y + _HEAD + _PLOT)]
        _lines(picture, [upright(x, y) for x, y in places])
        for k, (x, y) in enumerate(places):
            _frame(picture, x, y, panel, measure, k % columns == 0)
        for coup, (x, y) in zip(coups, places):
            with picture.datum(coup.id):
                _panel(picture, coup, x, y, panel, measure)
    scale = style.PIXEL
    return Chart(
        picture.figure,
        alt=_alt(coups, measure),
        table=[_row(c, measure) for c in coups],
        data=[_datum(c, measure) for c in coups],
        layers=tuple(AGREEMENT),
        slots={c.id: (x * scale, y * scale) for c, (x, y) in zip(coups, places)},
    )


def _notes(picture: Canvas, more: int) -> None:
    """What the frames and lines of a panel mean."""
    words = (
        "Framed in colour: the coups that the title counts. Upright line: the coup; dotted: another coup of our table. "
        f"Level line: the world's median. Ring: a year with fewer than {FEW_VOTES} votes."
    )
    if picture.wide:
        words += (
            f" Below each name: the change, and the years with votes, of {WINDOW} before and {WINDOW} after."
        )
    words = style.wrap(words, 140 if picture.wide else 50)
    picture.text(14, 40 + more, words, "muted", linespacing=1.3, va="top")


def _across(x: float, panel: float, k: int) -> float:
    return x + 4 + (panel - 46) * (k + _BEFORE) / (_BEFORE + _AFTER)


def _down(y: int, value: float, measure: str) -> float:
    most = _MOST[measure]
    return y + _HEAD + _PLOT / 2 * (1 - max(-most, min(most, value)) / most)


def _lines(picture: Canvas, pairs: list[list[tuple]]) -> None:
    """Many short lines as one shape: the medians, or the coups, of all panels."""
    points = [point for pair in pairs for point in (*pair, (float("nan"), float("nan")))]
    xs, ys = zip(*points)
    picture.line(xs, ys, "edge", 0.8, zorder=1)


def _frame(picture: Canvas, x: float, y: int, panel: float, measure: str, first: bool) -> None:
    """What all panels share: ground and numbers."""
    picture.ground(x, y + _HEAD, panel, _PLOT, "band", zorder=0)
    below = y + _HEAD + _PLOT + 3
    for k in (-5, 0, 5, 10):
        words = number(k, 0, sign=True)
        picture.text(_across(x, panel, k), below, words, "muted", ha="center", va="top")
    steps, unit = ((-0.3, 0, 0.3), 100) if measure == "agreement" else ((-1, 0, 1), 1)
    for value in steps if first else ():
        words = number(value * unit, 0, sign=True)
        picture.text(x - 5, _down(y, value, measure), words, "muted", ha="right")


def _panel(picture: Canvas, coup: Record, x: float, y: int, panel: float, measure: str) -> None:
    wide, marked = picture.wide, counted(coup, measure)
    field, *_ = _MOVED[measure]
    picture.ground(x, y, panel, _HEAD + _PLOT, alpha=0, zorder=1)
    picture.text(x + 2, y + 9, coup_name(coup), "ink" if marked else "muted", bold=wide and marked)
    before, after = years(coup)
    moved = change(coup, field)
    rose = change_text(moved, field, 1).removesuffix(" points") + ";" if moved else "too few:"
    tone = MEASURES[measure][field][1] if marked else "muted"
    picture.text(x + 2, y + 25, f"{rose} {before} and {after} years", tone)
    if marked:
        across, down = [x - 2, x + panel + 5, x + panel + 5, x - 2, x - 2], (0, 0, _PLOT, _PLOT, 0)
        picture.line(across, [y + _HEAD + step for step in down], tone, 2, zorder=2)
    for other in tables.table("coups"):
        away = other.date.start.year - coup.date.start.year
        if other.iso3 == coup.iso3 and other is not coup and -_BEFORE <= away <= _AFTER:
            at = _across(x, panel, away) + (0 if away else 3 if other.date > coup.date else -3)
            ends = [y + _HEAD, y + _HEAD + _PLOT]
            picture.line([at] * 2, ends, "edge", 1.1, ls=(0, (1, 2)), zorder=1.5)
    ends_of = {}
    for field, (_, tone, dashes) in MEASURES[measure].items():
        points = {
            t: (_across(x, panel, t), _down(y, value, measure), n)
            for t, (value, n) in distances(coup, field).items()
        }
        with picture.datum(coup.id, field if measure == "agreement" else ""):
            _curve(picture, points, tone if marked else "edge", dashes)
        if points:
            ends_of[field] = points[max(points)][:2]
    if measure == "agreement":
        for field, at in _apart(ends_of, y).items():
            label, tone, _ = AGREEMENT[field]
            with picture.datum(coup.id, field):
                picture.text(ends_of[field][0] + 4, at, label, tone if marked else "muted")


def _curve(picture: Canvas, points: dict[int, tuple[float, float, int]], tone: str, dashes: Any) -> None:
    """A measure through the years, with rings where there were few votes. points: year -> (x, y, votes)."""
    for run in runs(sorted(t for t, (*_, n) in points.items() if n >= FEW_VOTES)):
        xs, ys, _ = zip(*(points[t] for t in run))
        look: dict[str, Any] = {"marker": "." if len(run) == 1 else None, "ms": 5, "zorder": 3}
        picture.line(xs, ys, tone, 1.7, ls=dashes, dash_capstyle="butt", **look)
    for x, y, n in points.values():
        if n < FEW_VOTES:
            picture.dot(x, y, "o", 4.5, tone, "paper", mew=1.1, zorder=3.5)


def distances(coup: Record, measure: str) -> dict[int, Any]:
    """years from the coup -> (country minus the world's median, votes recorded), for the years drawn."""
    year = coup.date.start.year
    counted = votes(coup.iso3, "n_votes")
    return {
        y - year: (value - median(measure)[y], counted[y])
        for y, value in votes(coup.iso3, measure).items()
        if -_BEFORE <= y - year <= _AFTER and median(measure).get(y) is not None
    }


def runs(years: Sequence[int]) -> list[list[int]]:
    """Years in order, in runs without a gap."""
    found: list[list[int]] = []
    for year in years:
        if not found or year > found[-1][-1] + 1:
            found.append([])
        found[-1].append(year)
    return found


def _apart(ends: dict[str, tuple[float, float]], y: int, gap: int = 12) -> dict[str, float]:
    """Heights for the labels at the line ends: each as near to its line as those before it in AGREEMENT
    leave room."""
    low, high = y + _HEAD + 5, y + _HEAD + _PLOT - 5
    placed: dict[str, float] = {}
    for field, (_, at) in ends.items():
        at = max(low, min(high, at))
        free = [
            h
            for h in (at, *(p + side * gap for p in placed.values() for side in (1, -1)))
            if low <= h <= high and all(abs(h - p) >= gap for p in placed.values())
        ]
        placed[field] = min(free, key=lambda h: abs(h - at))
    return placed


def change_text(found: Change | None, measure: str, digits: int = 0) -> str:
    """A `measures.Change` in words, "too few years" when it is None. digits: of points; an ideal point has two."""
    if found is None:
        return "too few years"
    scale, digits, unit = (1, 2, "") if measure == "ideal_point" else (100, digits, " points")
    words = f"{scale * found.estimate:+.{digits}f}{unit}"
    return words.replace("-", "−")


def _alt(coups: list[Record], measure: str) -> str:
    turns = ", ".join(
        f"{label}: {sum(c.realigned == value for c in coups)}"
        for value, label in tables.labels("coups", "realigned").items()
    )
    full = sum(after_group(c) == "all" for c in coups)
    none = sum(after_group(c) == "none" for c in coups)
    m = _MOVED[measure][0]
    found = {c: moved.estimate for c in coups if (moved := change(c, m))}
    most, least = max(found, key=found.__getitem__), min(found, key=found.__getitem__)
    rose = ", ".join(coup_name(c) for c in coups if counted(c, measure))
    what = "agreement with Russia" if measure == "agreement" else "the ideal point"
    return (
        f"{len(coups)} small panels, one for each coup. By turn, {turns}. All {WINDOW} years after the "
        f"coup are there for {full}, "
        f"none for {none}. Against the world's median, {what} rose most after {coup_name(most)} "
        f"({change_text(change(most, m), m)}) and "
        f"fell most after {coup_name(least)} ({change_text(change(least, m), m)}), {WINDOW} years before "
        f"compared with {WINDOW} after. It rose after {rose}."
    )


def _row(coup: Record, measure: str) -> dict[str, Any]:
    before, after = years(coup)
    return {
        "Coup": f"{coup.country}, {coup.date}",
        "Turn": tables.label("coups", "realigned", coup.realigned),
        "Region": region(coup),
        "Years before": before,
        "Years after": after,
        "How sure: after": coup.confidence_after,
    } | {
        f"Change, {tables.field('alignment', m).title}": change_text(change(coup, m), m)
        for m in MEASURES[measure]
    }


def _datum(coup: Record, measure: str) -> Datum:
    before, after = years(coup)
    label = tables.label("coups", "realigned", coup.realigned)
    changes = [
        (f"Change: {name}", change_text(change(coup, m), m)) for m, (name, *_) in MEASURES[measure].items()
    ]
    marker = coup.realignment_marker
    if marker and coup.realignment_date:
        marker = f"{marker} ({coup.realignment_date})"
    sources = publishers(coup)
    return Datum(
        coup.id,
        title=coup_name(coup),
        date=f"Coup of {coup.date}: {coup.leader_in} for {coup.leader_out}",
        sentence=f"Turn: {label}. Votes for {before} of {WINDOW} years before and {after} of {WINDOW} after.",
        source=f"How sure: facts {coup.confidence_facts}, after {coup.confidence_after} · {sources}",
        details=(
            ("Before the coup", coup.prior_alignment),
            ("Partner after", coup.partner_after),
            ("Marker of the turn", marker),
            *changes,
            ("Note", coup.note),
        ),
        facets={
            "realigned": coup.realigned,
            "region": region(coup),
            "after": after_group(coup),
            "confidence_after": coup.confidence_after,
            "year": coup.date.start.year,
        },
    )


# ---------------------------------------------------------------- the explorer


def explore_cases(*, measure: str = "agreement", order: str = "", **start: Any) -> Explorer:
    """Lesson 07: a small panel for each coup, with the country's UN votes before and after.

    measure: "agreement" (with the US, Russia and China) or "ideal_point". order: "to Russia", "to the US",
    "ideal point", "date", "country"; at first those that the title counts come first. Start it filtered, if you like: `turn="no change"`,
    `where="Africa"` (region), `after="all"` (years with votes after the coup: all, few, none),
    `sure="high"`, `from_="1990"`, `to="2023"`, `china=True` (agreement with China shown).
    """
    one_of(measure, MEASURES, "measure")
    order = order or _MOVED[measure][2]
    one_of(order, ORDERS, "order")
    coups = tables.table("coups")
    regions = sorted({region(coup) for coup in coups})
    layers = [Layer(name, tables.field("alignment", name).title, name != "agree_chn") for name in AGREEMENT]
    return Explorer(
        f"cases-{measure}",
        "coups",
        lambda layout: cases(measure, order, layout),
        colour=("realigned",),
        categories=[
            category("coups", "realigned"),
            Category("region", "Region", {r: r for r in regions}),
            Category("after", f"Years with votes after the coup, of {WINDOW}", AFTER),
            category("coups", "confidence_after"),
        ],
        finding=lambda ids, _: finding([c for c in coups if c.id in ids], measure),
        scale=Scale("Coups", "year", "year"),
        layers=layers if measure == "agreement" else (),
        orders=view.orders(ORDERS, coups),
        start=start | {"order": order},
        typed={"realigned": "turn", "region": "where", "confidence_after": "sure", "agree_chn": "china"},
        call="explore_cases",
        arguments={"measure": measure},
    )
