"""Coups side by side: a small panel for each, with the votes in the years before and after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from aftercoup import measures, tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import (
    Category,
    Explorer,
    Layer,
    Order,
    Scale,
    Stop,
    category,
    given,
    one_of,
)
from aftercoup.charts.stored import stored
from aftercoup.measures import Change
from aftercoup.tables import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Field of the alignment table -> its short name beside a line, palette colour and line style.
AGREEMENT = {
    "agree_usa": ("US", style.STATES["United States"], "-"),
    "agree_rus": ("Russia", style.STATES["Russia"], (0, (4, 1.6))),
    "agree_chn": ("China", style.STATES["China"], (0, (1, 1.4))),
}
SCORE = {"ideal_point": ("score", "line-4", "-")}
MEASURES: dict[str, Any] = {"agreement": AGREEMENT, "ideal_point": SCORE}
_MOVED = {
    "agreement": ("agree_rus", "voted more with Russia"),
    "ideal_point": ("ideal_point", "moved towards the United States"),
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
    "date": ("date of the coup", lambda c: c.date.start),
    "country": ("country", lambda c: (c.country, c.date.start)),
    "turn": ("turn", lambda c: (list(tables.labels("coups", "realigned")).index(c.realigned), c.date.start)),
    "to Russia": ("change towards Russia", lambda c: _change_or_last(c, "agree_rus")),
    "to the US": ("change towards the US", lambda c: _change_or_last(c, "agree_usa")),
    "ideal point": ("change of the ideal point", lambda c: _change_or_last(c, "ideal_point")),
}


def finding(coups: Sequence[Record], measure: str) -> str:
    """The finding about some coups: after how many the country moved, of those with enough votes on both sides."""
    field, moved = _MOVED[measure]
    changes = [found.estimate for coup in coups if (found := change(coup, field))]
    if not changes:
        return f"Too few years with votes around {tables.many(len(coups), 'coup')} to say what changed"
    after = f"After {sum(c > 0 for c in changes)} of {tables.many(len(changes), 'coup')} with enough votes"
    return f"{after}, the country {moved}, compared with the world"


@stored
def cases(measure: str = "agreement", order: str = "date", layout: str = "wide") -> Chart:
    """Draw each coup of the table `coups` as a panel: the country's distance to the world's median, year by
    year.

    measure: "agreement" (with the United States, Russia and China, one layer each) or "ideal_point".
    order: one of ORDERS. layout: "wide" (5 columns) or "narrow" (2). Years with fewer than FEW_VOTES votes
    are rings.
    """
    coups = sorted(tables.table("coups"), key=ORDERS[order][1])
    columns, width = _COLUMNS[layout], style.LAYOUTS[layout]
    rows = -(-len(coups) // columns)
    wide = layout == "wide"
    title, more = style.heading(finding(coups, measure), layout)
    left, top, bottom, space = (46, 132 + more, 34, 14) if wide else (40, 148 + more, 48, 10)
    panel = (width - left - 6 - space * (columns - 1)) / columns
    height = top + rows * _STEP + bottom
    slots = [
        (left + (k % columns) * (panel + space), top + (k // columns) * _STEP) for k in range(len(coups))
    ]
    with style.look():
        figure, axes = draw.frame(
            layout, height, 0, bottom, 0, height - bottom, xlim=(0, width), ylim=(height - bottom, 0)
        )
        axes.set_title(title, x=14 / width, y=1, pad=-24 - more * style.PIXEL)
        words = "years before and after the coup (0 = the session that opens in the year of the coup)"
        axes.set_xlabel(style.wrap(words, 90 if wide else 48))
        unit = (
            "points above or below the world's median"
            if measure == "agreement"
            else "ideal point above or below the world's median"
        )
        draw.row_label(axes, unit, 14 / width, 1 - (top - 8) / (height - bottom))
        axes.set(xticks=[], yticks=[])
        _notes(axes, layout, more)
        _lines(axes, [[(x, _down(y, 0, measure)), (x + panel - 38, _down(y, 0, measure))] for x, y in slots])
        _lines(
            axes,
            [
                [(_across(x, panel, 0), y + _HEAD), (_across(x, panel, 0), y + _HEAD + _PLOT)]
                for x, y in slots
            ],
        )
        for k, (x, y) in enumerate(slots):
            _frame(axes, x, y, panel, measure, k % columns == 0, layout)
        for coup, (x, y) in zip(coups, slots):
            _panel(axes, coup, x, y, panel, measure, layout)
    scale = style.PIXEL
    return Chart(
        figure,
        alt=_alt(coups, measure),
        table=[_row(c, measure) for c in coups],
        data=[_datum(c, measure) for c in coups],
        layers=tuple(AGREEMENT),
        slots={c.id: (x * scale, y * scale) for c, (x, y) in zip(coups, slots)},
    )


def _notes(axes: Axes, layout: str, more: int) -> None:
    """The legend: symbols of the turns (buttons in the live explorer) and what the lines of a panel mean."""
    wide = layout == "wide"
    small: dict[str, Any] = {"va": "center"}
    turns = tables.labels("coups", "realigned").values() if wide else ()
    for k, label in enumerate(turns):
        x, y = 20 + k * 160 + (40 if k > 1 else 0), 46 + more
        dot = draw.dot(axes, x, y, style.SYMBOLS[k], 7, "on-tile", fill=f"tile-{k}", mew=0.8)
        style.static_only(dot), style.static_only(axes.text(x + 10, y, label, **small))
    words = (
        f"Upright line: the coup; dotted: another coup of our table. Level line: the world's median. "
        f"Ring: a year with fewer than {FEW_VOTES} votes."
    )
    if wide:
        words += (
            f" Below each name: years with votes, of {WINDOW} before and {WINDOW} after; "
            "how sure we are of what came after."
        )
    y = (62 if wide else 40) + more
    draw.text(axes, 14, y, style.wrap(words, 150 if wide else 50), tone="muted", linespacing=1.3, va="top")


def _across(x: float, panel: float, k: int) -> float:
    return x + 4 + (panel - 46) * (k + _BEFORE) / (_BEFORE + _AFTER)


def _down(y: int, value: float, measure: str) -> float:
    most = _MOST[measure]
    return y + _HEAD + _PLOT / 2 * (1 - max(-most, min(most, value)) / most)


def _lines(axes: Axes, pairs: list[list[tuple]]) -> None:
    """Many short lines as one shape: the medians, or the coups, of all panels."""
    points = [point for pair in pairs for point in (*pair, (float("nan"), float("nan")))]
    axes.plot(*zip(*points), color=style.color("edge"), lw=0.8, zorder=1)


def _frame(axes: Axes, x: float, y: int, panel: float, measure: str, first: bool, layout: str) -> None:
    """What all panels share: ground and numbers."""
    draw.ground(axes, x, y + _HEAD, panel, _PLOT, "band", zorder=0)
    small: dict[str, Any] = {"color": style.color("muted")}
    for k in (-5, 0, 5, 10):
        draw.text(
            axes,
            _across(x, panel, k),
            y + _HEAD + _PLOT + 3,
            f"{k:+d}".replace("-", "−") if k else "0",
            ha="center",
            va="top",
            **small,
        )
    for value in ((-0.3, 0, 0.3) if measure == "agreement" else (-1, 0, 1)) if first else ():
        label = f"{value * 100 if measure == 'agreement' else value:+.0f}".replace("-", "−") if value else "0"
        draw.text(axes, x - 5, _down(y, value, measure), label, ha="right", **small)


def _panel(axes: Axes, coup: Record, x: float, y: int, panel: float, measure: str, layout: str) -> None:
    draw.ground(axes, x, y, panel, _HEAD + _PLOT, alpha=0, zorder=1, id=coup.id)
    k = list(tables.labels("coups", "realigned")).index(coup.realigned)
    wide = layout == "wide"
    draw.dot(axes, x + 7, y + 9, style.SYMBOLS[k], 7, "on-tile", fill=f"tile-{k}", mew=0.8, id=coup.id)
    draw.text(
        axes,
        x + (17 if wide else 14),
        y + 9,
        coup_name(coup),
        fontweight="bold" if wide else "normal",
        id=coup.id,
    )
    before, after = years(coup)
    words = f"{before} and {after} years; sure: {coup.confidence_after}"
    draw.text(
        axes, x + 2, y + 25, words if wide else words.split("; ")[0] + " with votes", tone="muted", id=coup.id
    )
    for other in tables.table("coups"):
        away = other.date.start.year - coup.date.start.year
        if other.iso3 == coup.iso3 and other is not coup and -_BEFORE <= away <= _AFTER:
            at = _across(x, panel, away) + (0 if away else 3 if other.date > coup.date else -3)
            draw.line(
                axes,
                [at] * 2,
                [y + _HEAD, y + _HEAD + _PLOT],
                "edge",
                1.1,
                ls=(0, (1, 2)),
                zorder=1.5,
                id=coup.id,
            )
    ends = {}
    for field, (label, tone, dashes) in MEASURES[measure].items():
        layer = field if measure == "agreement" else ""
        points = distances(coup, field)
        for run in _runs(points):
            draw.line(
                axes,
                [_across(x, panel, t) for t in run],
                [_down(y, points[t][0], measure) for t in run],
                tone,
                1.7,
                ls=dashes,
                dash_capstyle="butt",
                zorder=3,
                marker="." if len(run) == 1 else None,
                ms=5,
                id=coup.id,
                layer=layer,
            )
        for t, (value, n) in points.items():
            if n < FEW_VOTES:
                draw.dot(
                    axes,
                    _across(x, panel, t),
                    _down(y, value, measure),
                    "o",
                    4.5,
                    tone,
                    fill="paper",
                    mew=1.1,
                    zorder=3.5,
                    id=coup.id,
                    layer=layer,
                )
        if points:
            last = max(points)
            ends[field] = (_across(x, panel, last), _down(y, points[last][0], measure))
    if measure == "agreement":
        for field, at in _apart(ends, y).items():
            label, tone, _ = AGREEMENT[field]
            draw.text(axes, ends[field][0] + 4, at, label, tone=tone, id=coup.id, layer=field)


def distances(coup: Record, measure: str) -> dict[int, Any]:
    """years from the coup -> (country minus the world's median, votes recorded), for the years drawn."""
    year = coup.date.start.year
    counted = votes(coup.iso3, "n_votes")
    return {
        y - year: (value - median(measure)[y], counted[y])
        for y, value in votes(coup.iso3, measure).items()
        if -_BEFORE <= y - year <= _AFTER and median(measure).get(y) is not None
    }


def _runs(points: dict[int, Any]) -> list[list[int]]:
    """The years with enough votes, in runs without a break."""
    runs: list[list[int]] = []
    for t in sorted(t for t, (_, n) in points.items() if n >= FEW_VOTES):
        if runs and t == runs[-1][-1] + 1:
            runs[-1].append(t)
        else:
            runs.append([t])
    return runs


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


def change_text(found: Change | None, measure: str) -> str:
    """A `measures.Change` in words, "too few years" when it is None."""
    if found is None:
        return "too few years"
    number = f"{found.estimate:+.2f}" if measure == "ideal_point" else f"{100 * found.estimate:+.0f} points"
    return number.replace("-", "−")


def _alt(coups: list[Record], measure: str) -> str:
    turned = {
        label: sum(c.realigned == value for c in coups)
        for value, label in tables.labels("coups", "realigned").items()
    }
    counted = ", ".join(f"{label}: {n}" for label, n in turned.items())
    full = sum(after_group(c) == "all" for c in coups)
    none = sum(after_group(c) == "none" for c in coups)
    m = _MOVED[measure][0]
    found = {c: moved.estimate for c in coups if (moved := change(c, m))}
    most, least = max(found, key=found.__getitem__), min(found, key=found.__getitem__)
    what = "agreement with Russia" if measure == "agreement" else "the ideal point"
    return (
        f"{len(coups)} small panels, one for each coup. By turn, {counted}. All {WINDOW} years after the "
        f"coup are there for {full}, "
        f"none for {none}. Against the world's median, {what} rose most after {coup_name(most)} "
        f"({change_text(change(most, m), m)}) and "
        f"fell most after {coup_name(least)} ({change_text(change(least, m), m)}), {WINDOW} years before "
        f"compared with {WINDOW} after."
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
    marker = (
        f"{coup.realignment_marker} ({coup.realignment_date})"
        if coup.realignment_marker and coup.realignment_date
        else coup.realignment_marker
    )
    details = [
        ("Before the coup", coup.prior_alignment),
        ("Partner after", coup.partner_after),
        ("Marker of the turn", marker),
        *changes,
        ("Note", coup.note),
    ]
    sources = "; ".join(s.publisher for s in tables.sources_of(coup))
    return Datum(
        coup.id,
        title=coup_name(coup),
        date=f"Coup of {coup.date}: {coup.leader_in} for {coup.leader_out}",
        sentence=f"Turn: {label}. Votes for {before} of {WINDOW} years before and {after} of {WINDOW} after.",
        source=f"How sure: facts {coup.confidence_facts}, after {coup.confidence_after} · {sources}",
        details=tuple((name, text) for name, text in details if text),
        facets={
            "realigned": coup.realigned,
            "region": region(coup),
            "after": after_group(coup),
            "confidence_after": coup.confidence_after,
            "year": coup.date.start.year,
        },
    )


# ---------------------------------------------------------------- the explorer


def explore_cases(
    *,
    measure: str = "agreement",
    order: str = "date",
    turn: Any = None,
    where: Any = None,
    after: Any = None,
    sure: Any = None,
    from_: Any = None,
    to: Any = None,
    china: bool = False,
) -> Explorer:
    """Lesson 07: a small panel for each coup, with the country's UN votes before and after.

    measure: "agreement" (with the US, Russia and China) or "ideal_point". order: "date", "country", "turn",
    "to Russia", "to the US", "ideal point". Start it filtered, if you like: `turn="no change"`,
    `where="Africa"` (region), `after="all"` (years with votes after the coup: all, few, none),
    `sure="high"`, `from_="1990"`, `to="2023"`, `china=True` (agreement with China shown).
    """
    one_of(measure, MEASURES, "measure")
    one_of(order, ORDERS, "order")
    coups = tables.table("coups")
    dates = sorted({coup.date.start.year for coup in coups})
    regions = sorted({region(coup) for coup in coups})
    layers = [
        Layer(name, tables.field("alignment", name).title, name != "agree_chn" or china) for name in AGREEMENT
    ]
    return Explorer(
        f"cases-{measure}",
        "coups",
        lambda layout: cases(measure, order, layout),
        colour=("realigned",),
        categories=[
            category("coups", "realigned", "tile"),
            Category("region", "Region", {r: r for r in regions}),
            Category("after", f"Years with votes after the coup, of {WINDOW}", AFTER),
            category("coups", "confidence_after"),
        ],
        finding=lambda ids, _: finding([c for c in coups if c.id in ids], measure),
        scale=Scale("Coups", "year", "year", tuple(Stop(y, str(y)) for y in dates)),
        layers=layers if measure == "agreement" else (),
        orders=[
            Order(name, title, tuple(c.id for c in sorted(coups, key=key)))
            for name, (title, key) in ORDERS.items()
        ],
        state={
            "only": given(realigned=turn, region=where, after=after, confidence_after=sure),
            "from_": from_,
            "to": to,
            "order": order,
            "typed": {
                "realigned": "turn",
                "region": "where",
                "confidence_after": "sure",
                "agree_chn": "china",
            },
        },
        call="explore_cases",
        arguments={"measure": measure},
    )
