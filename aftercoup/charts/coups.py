"""Coups side by side: for each a bar, how its votes changed, and a line through the years before and after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import Drawing, Plot
from aftercoup.charts.explorer.view import Category, Explorer, Layer, Scale, category, one_of
from aftercoup.charts.rows import Rows, all_orders
from aftercoup.charts.words import number, publishers
from aftercoup.measures import Change
from aftercoup.tables import Record

# Field of the alignment table -> its short name, palette colour, line style and width.
AGREEMENT: dict[str, Any] = {
    "agree_usa": ("US", "edge", "", 1.2),
    "agree_rus": ("Russia", style.STATES["Russia"], "", 2.7),
    "agree_chn": ("China", "edge", "2 2.6", 1.9),
}
SCORE: dict[str, Any] = {"ideal_point": ("ideal point", style.STATES["United States"], "", 2.7)}
MEASURES = {"agreement": AGREEMENT, "ideal_point": SCORE}
# What the title counts: a field of the alignment table that rose, and in words; the order in which those come first; and
# what a bar to the left and one to the right say.
_MOVED = {
    "agreement": ("agree_rus", "voted more with Russia", "to Russia", "less", "more with Russia"),
    "ideal_point": (
        "ideal_point",
        "moved towards the United States",
        "ideal point",
        "away",
        "towards the US",
    ),
}
FEW_VOTES = 20  # a year with fewer recorded votes says little
WINDOW = 5  # years on each side that "years available" and the orders look at
_BEFORE, _AFTER = 8, 10  # years drawn on each side
_MOST = {"agreement": 0.3, "ideal_point": 1.75}  # half the height of a row, in units of the measure
# layout: pixels of a row; beside the bars and beside the lines; from the upper edge of a row to the middle of its bar.
_PLACES = {"wide": (26, (234, 444), (630, 135), 13), "narrow": (44, (52, 192), (226, 16), 29)}


def coup_name(coup: Record) -> str:
    """ "Mali 2020"; with the month where a country had two coups in one year."""
    day = coup.date.start
    same = [c for c in tables.table("coups") if (c.iso3, c.date.start.year) == (coup.iso3, day.year)]
    month = f"{tables.MONTHS[day.month - 1][:3]} " if len(same) > 1 else ""
    return f"{coup.country} {month}{day.year}"


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
def change(coup: Record, measure: str, window: int = WINDOW, gap: int = 0, fewest: int = 0) -> Change | None:
    """How the country's votes changed with the coup beyond the world's median: a `measures.Change`, or None."""
    own, world = votes(coup.iso3, measure, fewest), median(measure)
    return measures.difference_in_differences(own, world, coup.date.start.year, window, gap)


def years(coup: Record) -> tuple[int, int]:
    """(years before, years after) for which the country has a vote score, of WINDOW years on each side."""
    away = [year - coup.date.start.year for year in votes(coup.iso3, "ideal_point")]
    return sum(-WINDOW <= n < 0 for n in away), sum(0 < n <= WINDOW for n in away)


def after_group(coup: Record) -> str:
    """Which of the groups of AFTER the number of years after a coup falls into."""
    _, n = years(coup)
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
    field, moved, *_ = _MOVED[measure]
    known = sum(change(coup, field) is not None for coup in coups)
    if not known:
        return f"Too few years with votes around {tables.many(len(coups), 'coup')} to say what changed"
    rose = sum(counted(coup, measure) for coup in coups)
    after = f"After {rose} of {tables.many(known, 'coup')} with enough UN votes"
    return f"{after}, the country {moved}, compared with the world"


def coup_rows(measure: str = "agreement", order: str = "date", layout: str = "wide") -> Chart:
    """Draw each coup of the table `coups` as a row: its change as a bar, and beside it the country's distance to the
    world's median, year by year.

    measure: "agreement" (with the United States, Russia and China, one layer each) or "ideal_point".
    order: one of ORDERS. layout: "wide" or "narrow". What the title counts is coloured, all else grey. Years with fewer
    than FEW_VOTES votes are rings.
    """
    coups = sorted(tables.table("coups"), key=ORDERS[order][1])
    unit = "points" if measure == "agreement" else "ideal point"
    notes = (
        f"Bar: change of the votes from the {WINDOW} years before the coup to the {WINDOW} after it, beyond the change "
        f"of the world's median ({unit}). In colour: the coups that the title counts."
    )
    words = (
        "Line: years before and after the coup, above or below the world's median (0 = the session that opens in the year "
        f"of the coup). Ring: a year with fewer than {FEW_VOTES} votes. Dotted: another coup of our table. Two numbers: "
        f"years with votes, of {WINDOW} before and {WINDOW} after."
    )
    picture = Drawing(layout, finding(coups, measure), notes)
    picture.begin(54 if picture.narrow else 42)
    rows = Rows(picture, _PLACES[layout][0], all_orders(ORDERS, coups), order, banded=True)
    _scales(picture, measure, rows.height)
    for coup in coups:
        with picture.datum(coup.id):
            _row_of(picture, coup, rows.y(coup.id), measure)
    picture.text(14, -9, "coup", tone="muted")
    picture.y = rows.height + 22
    picture.paragraph(words, tone="muted")
    return Chart(
        picture,
        alt=_alt(coups, measure),
        table=[_row(c, measure) for c in coups],
        data=[_datum(c, measure) for c in coups],
        layers=tuple(AGREEMENT),
        rows=rows,
    )


def _plots(picture: Drawing, measure: str, y: float) -> tuple[Plot, Plot]:
    """The scale of the bars, and those of the lines, in the row that begins at `y`."""
    step, beside_bars, beside_lines, _ = _PLACES[picture.layout]
    found = [moved.estimate for c in tables.table("coups") if (moved := change(c, _MOVED[measure][0]))]
    most, picture.y = _MOST[measure], y + 2
    return (
        Plot(picture, *beside_bars, step, (min(found), max(found)), (0, 1)),
        Plot(picture, *beside_lines, step - 4, (-_BEFORE, _AFTER), (-most, most)),
    )


def _scales(picture: Drawing, measure: str, foot: float) -> None:
    """What all rows share: what bars to both sides say, the years, and the names of the lines."""
    field, *_, less, more = _MOVED[measure]
    bars, lines = _plots(picture, measure, 0)
    zero, head = bars.x(0), -27 if picture.narrow else -9
    picture.text(zero - 5, head, less, "end", "muted")
    picture.text(zero + 5, head, more, tone=MEASURES[measure][field][1], bold=True)
    picture.line([(lines.x(0), -2), (lines.x(0), foot)], "edge", 1.3)
    with picture.group('aria-hidden="true"'):
        for k in (-5, 0, 5, 10):
            words = number(k, 0, sign=True) if k else "coup"
            for y in (-9, foot + 9):
                picture.text(lines.x(k), y, words, "middle", "muted")
    x = lines.left
    for name, tone, dashes, thick in reversed(list(MEASURES[measure].values())[:2]):
        picture.line([(x, head - 18), (x + 16, head - 18)], tone, thick, dashes)
        picture.text(x + 21, head - 18, name, tone="muted")
        x += 78
    words = "years" if picture.narrow else "years\nbefore, after"
    picture.text(_years_end(bars), -2, words, "end", "muted", at="bottom")


def _years_end(bars: Plot) -> float:
    """Where the two numbers of years end: beside the bars of a narrow picture, else at the right."""
    return bars.left + bars.width + 44 if bars.drawing.narrow else bars.drawing.width - 14


def _row_of(picture: Drawing, coup: Record, y: float, measure: str) -> None:
    """One coup: its name, the change as a bar, the line through the years, and how many of these have votes."""
    step, *_, middle = _PLACES[picture.layout]
    bars, lines = _plots(picture, measure, y)
    marked, of_title, (before, after) = counted(coup, measure), _MOVED[measure][0], years(coup)
    tone = MEASURES[measure][of_title][1] if marked else "muted"
    stressed = coup.id == tables.core().about.coup
    picture.box(0, y, picture.width, step, "accent", opacity=0.13 if stressed else 0)
    above = y + (11 if picture.narrow else 13)
    picture.text(14, above, coup_name(coup), tone="ink" if marked else "muted", bold=marked)
    picture.text(_years_end(bars), above, f"{before}, {after}", "end", "muted")
    moved, zero = change(coup, of_title), bars.x(0)
    if moved:
        end = bars.x(moved.estimate)
        long, fill = max(abs(end - zero), 1.5), tone if marked else "edge"
        picture.box(min(zero, end), y + middle - 8, long, 16, fill)
        words = change_text(moved, of_title, 1).removesuffix(" points")
        side, anchor = (1, "start") if end > zero else (-1, "end")
        picture.text(end + 5 * side, y + middle, words, anchor, tone, bold=marked)
    else:
        picture.text(zero + 5, y + middle, "too few years", tone="muted", italic=True)
    picture.line([(zero, y + (20 if picture.narrow else 0)), (zero, y + step)], "ink", 1.3)
    picture.line(lines.points([(-_BEFORE, 0), (_AFTER, 0)]), "rule", 1.1)
    for other in tables.table("coups"):
        away = other.date.start.year - coup.date.start.year
        if other.iso3 == coup.iso3 and other is not coup and -_BEFORE <= away <= _AFTER:
            at = lines.x(away) + (0 if away else 3 if other.date > coup.date else -3)
            picture.line([(at, y + 1), (at, y + step - 1)], "edge", 1.5, "1.5 3")
    for field, (_, colour, dashes, thick) in MEASURES[measure].items():
        with picture.datum(coup.id, field if measure == "agreement" else ""):
            _curve(lines, distances(coup, field), tone if field == of_title else colour, dashes, thick)


def _curve(plot: Plot, known: dict[int, Any], tone: str, dashes: str, thick: float) -> None:
    """A measure through the years, with rings where there were few votes. known: year -> (value, votes)."""
    low, high = plot.ends
    places = {t: (plot.x(t), plot.y(max(low, min(high, value)))) for t, (value, _) in known.items()}
    for run in runs(sorted(t for t, (_, n) in known.items() if n >= FEW_VOTES)):
        if len(run) == 1:
            plot.drawing.dots([places[run[0]]], tone, 3.5)
        else:
            plot.drawing.line([places[t] for t in run], tone, thick, dashes)
    few = [places[t] for t, (_, n) in known.items() if n < FEW_VOTES]
    if few:
        plot.drawing.symbol(few, "o", "paper", tone, 5.3, 1.3)


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


def change_text(found: Change | None, measure: str, digits: int = 0) -> str:
    """A `measures.Change` in words, "too few years" when it is None. digits: of points; an ideal point has two."""
    if found is None:
        return "too few years"
    if measure == "ideal_point":
        return f"{found.estimate:+.2f}".replace("-", "−")
    return f"{100 * found.estimate:+.{digits}f} points".replace("-", "−")


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
        f"A row for each of {len(coups)} coups, with its change as a bar. By turn, {turns}. All {WINDOW} years after the "
        f"coup are there for {full}, none for {none}. Against the world's median, {what} rose most after "
        f"{coup_name(most)} ({change_text(change(most, m), m)}) and fell most after {coup_name(least)} "
        f"({change_text(change(least, m), m)}), {WINDOW} years before compared with {WINDOW} after. It rose after {rose}."
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
    return Datum(
        coup.id,
        title=coup_name(coup),
        date=f"Coup of {coup.date}: {coup.leader_in} for {coup.leader_out}",
        sentence=f"Turn: {label}. Votes for {before} of {WINDOW} years before and {after} of {WINDOW} after.",
        source=f"How sure: facts {coup.confidence_facts}, after {coup.confidence_after} · {publishers(coup)}",
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


def explore_coups(*, measure: str = "agreement", order: str = "", **start: Any) -> Explorer:
    """Lesson 07: for each coup how the country's UN votes changed, as a bar, and a line through the years around it.

    measure: "agreement" (with the US, Russia and China) or "ideal_point". order: "to Russia", "to the US",
    "ideal point", "date", "country"; at first those that the title counts come first. Start it filtered, if you like: `turn="no change"`,
    `where="Africa"` (region), `after="all"` (years with votes after the coup: all, few, none),
    `sure="high"`, `from_="1999"`, `to="2023"`, `china=True` (agreement with China shown).
    """
    one_of(measure, MEASURES, "measure")
    order = order or _MOVED[measure][2]
    one_of(order, ORDERS, "order")
    coups = tables.table("coups")
    regions = sorted({region(coup) for coup in coups})
    layers = [Layer(name, tables.field("alignment", name).title) for name in ("agree_usa", "agree_rus")]
    layers.append(Layer("agree_chn", tables.field("alignment", "agree_chn").title + " (dotted)", False))
    return Explorer(
        f"coups-{measure}",
        "coups",
        lambda layout: coup_rows(measure, order, layout),
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
        orders=all_orders(ORDERS, coups),
        start=start | {"order": order},
        typed={"realigned": "turn", "region": "where", "confidence_after": "sure", "agree_chn": "china"},
        call="explore_coups",
        arguments={"measure": measure},
    )
