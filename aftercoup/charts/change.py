"""How much each country's votes changed with its coup, beyond the world's median, from most to least."""

from __future__ import annotations

from functools import cache
from typing import Any

from aftercoup import tables
from aftercoup.charts.coups import change, change_text, coup_name, voted_name
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed, Number
from aftercoup.charts.machinery.drawing import Drawing, Plot, ticks
from aftercoup.charts.machinery.words import by_envoy, number
from aftercoup.measures import Change
from aftercoup.tables import Record

FEW_VOTES = 20  # a year with fewer recorded votes says little
WINDOWS, GAPS = range(2, 9), range(0, 7)  # years before and after; years left out after the year of the coup
_STEP = {"one": 17, "narrow": 30}  # pixels from row to row
# measure -> the state that a rise is towards
MEASURES = {"ideal_point": "the US", "agree_usa": "the US", "agree_rus": "Russia", "agree_chn": "China"}


def ranking(
    measure: str = "ideal_point", window: int = 5, gap: int = 0, enough: bool = False, layout: str = "one"
) -> Chart:
    """Draw the change around each coup against the change of the world's median (a difference in differences).

    measure: one of MEASURES; window, gap: years, see `measures.difference_in_differences`; enough: leave out
    years with fewer than FEW_VOTES votes. A row for each coup, most first, with the years used where they are fewer; a
    grey line goes from the least to the most of all choices of WINDOWS and GAPS. Coups with fewer than two years on a
    side stand below. The coup of the core case is stressed.
    """
    fewest = FEW_VOTES if enough else 0
    changes: dict[Any, Any] = {c: change(c, measure, window, gap, fewest) for c in tables.table("coups")}
    known = sorted((c for c in changes if changes[c]), key=lambda c: -changes[c].estimate)
    missing = [c for c in changes if not changes[c]]
    scale, unit = (1, "points") if measure == "ideal_point" else (100, "percentage points")
    unit += ": ideal point, a state's votes of a year as one number" * (scale == 1)
    left_out = f" ({tables.many(gap, 'year')} left out after the coup)" * bool(gap)
    notes = f"Change from up to {window} years before to {window} after{left_out}, beyond the world's median ({unit}). Grey line: the result with other numbers of years."
    if any(min(len(c.years_before), len(c.years_after)) < window for c in changes.values() if c):
        notes += f" Right: the years we have, where fewer than {window}."
    this, power = tables.record(tables.core().about.coup, "coups"), MEASURES[measure]
    rests_on, title = ("alignment", "alignment_world", "coups"), _title(measure, this, known, changes)
    drawing = Drawing(layout, title, notes, rests_on=rests_on)
    narrow = drawing.narrow
    drawing.y += 22
    between = "\n" if narrow else " "
    reach, rows = _reach(measure), len(known)
    left, right = (152, 72) if narrow else (222, 118)
    plot = Plot(drawing, left, right, _STEP[layout] * rows, (-reach, reach), (rows, 0))
    edge = drawing.width - 10
    drawing.text(plot.x(0) - 6, plot.top - 11, f"← away from {power}", "end", "muted")
    drawing.text(plot.x(0) + 6, plot.top - 11, f"towards {power} →", tone="muted")
    if this in known:
        drawing.box(8, plot.y(known.index(this)), drawing.width - 16, _STEP[layout], "band")
    said = lambda tick: number(tick * scale, 1 if scale == 1 else 0, sign=True)
    plot.across(ticks(-reach, reach, 5 if narrow else 9), said)
    for i, coup in enumerate(known):
        y, bold, tone = plot.y(i + 0.5), coup == this, "myanmar" if coup.iso3 == this.iso3 else "ink"
        x, others = plot.x(changes[coup].estimate), [plot.x(v) for v in settings(coup, measure, fewest)]
        drawing.line([(min(others) - 1.5, y), (max(others) + 1.5, y)], "edge", 3)
        drawing.symbol([(x, y)], "o", tone)
        if bold:
            words = change_text(changes[coup], measure).removesuffix(" points")
            drawing.text(max(x, *others) + 8, y, words, tone=tone, bold=True, halo=True)
        name = voted_name(coup).replace(" (", "\n(") if narrow else voted_name(coup)
        drawing.text(plot.left - 10, y, name, "end", bold=bold)
        before, after = len(changes[coup].years_before), len(changes[coup].years_after)
        if min(before, after) < window:
            used = f"{before} before,{between}{after} after"
            drawing.text(edge, y, used, "end", "muted")
    plot.end(26)
    if missing:
        drawing.paragraph("Too few years: " + "; ".join(map(coup_name, missing)) + ".", tone="muted")
    choice = f"Window {window} years, gap {gap}"
    choice += f", years with fewer than {FEW_VOTES} votes left out" if enough else ""
    return Chart(
        drawing,
        alt=_alt(choice, this, measure, known, changes),
        table=[_row(c, changes[c], measure) for c in [*known, *missing]],
    )


def _title(measure: str, this: Record, known: list[Record], changes: dict[Any, Any]) -> str:
    """The measure, and the finding about a coup: after how many others the votes moved farther to the same side."""
    power = MEASURES[measure]
    what = "UN votes" if measure == "ideal_point" else f"The same UN votes as {power}"
    if this not in known:
        return f"{what}: too few years to compare {voted_name(this)} with other coups"
    own, others = changes[this].estimate, len(known) - 1
    more = sum(abs(changes[c].estimate) > abs(own) and changes[c].estimate * own > 0 for c in known)
    few = "only " if 4 * more < others else ""
    way, name = "towards" if own > 0 else "away from", coup_name(this).replace(" ", "'s of ")
    name += by_envoy(this.iso3, this.date.start.year)
    return f"{what}: {few}{more} of {others} other coups were followed by a larger move {way} {power} than {name}"


@cache
def settings(coup: Record, measure: str, fewest: int = 0) -> list[float]:
    """The change of a coup for each of WINDOWS and GAPS that has two years or more on each side, each value once."""
    known = (change(coup, measure, window, gap, fewest) for window in WINDOWS for gap in GAPS)
    return sorted({c.estimate for c in known if c})


@cache
def _reach(measure: str) -> float:
    ends = [abs(end) for coup in tables.table("coups") for end in settings(coup, measure)]
    return max(ends) * 1.06


def _alt(choice: str, this: Record, measure: str, known: list[Record], changes: dict[Any, Any]) -> str:
    """choice: of years, in words; this: the stressed coup."""
    title = tables.field("alignment", measure).title
    if not known:
        none = f"no coup of {len(changes)} has two years on each side"
        return f"{choice}: {none}, so nothing can be compared in {title}."
    said = lambda coup: change_text(changes[coup], measure)
    own = "has too few years for this choice."
    if this in known:
        own = f"is at place {known.index(this) + 1} ({said(this)})."
    most, least = known[0], known[-1]
    return (
        f"{choice}: of {len(changes)} coups, {len(known)} have two or more years on each side. In {title}, "
        f"against the world's median, {voted_name(most)} rises most ({said(most)}), {voted_name(least)} least "
        f"({said(least)}). {voted_name(this)} {own}"
    )


# a column of the table -> a field of Change
_COLUMNS = {
    "Before": "case_before",
    "After": "case_after",
    "World before": "comparison_before",
    "World after": "comparison_after",
    "Years before": "years_before",
    "Years after": "years_after",
}


def _row(coup: Record, moved: Change | None, measure: str) -> dict[str, Any]:
    def said(value: Any) -> Any:
        if isinstance(value, tuple):  # of years
            return len(value)
        return f"{value:.2f}" if measure == "ideal_point" else f"{100 * value:.0f}"

    return {
        "Coup": voted_name(coup),
        "Turn": tables.label("coups", "realigned", coup.realigned),
        "Change": change_text(moved, measure),
        **{name: said(getattr(moved, field)) if moved else "" for name, field in _COLUMNS.items()},
        "How sure: after": coup.confidence_after,
    }


# ---------------------------------------------------------------- the explorer


def explore_change(**start: Any) -> Computed:
    """Lesson 07: coups ranked by their change in UN votes beyond the world's median.

    measure: "ideal_point", "agree_usa", "agree_rus" or "agree_chn"; window: years compared on each side (2 to 8);
    gap: years left out after the year of the coup (0 to 6); enough=True leaves out years with very few votes.
    """
    controls = (
        Choice("measure", "Measure", {m: tables.field("alignment", m).title for m in MEASURES}),
        Number("window", "Years on each side", WINDOWS[0], WINDOWS[-1], 5),
        Number("gap", "Years left out after the coup", GAPS[0], GAPS[-1], 0),
        Choice("enough", f"Years with fewer than {FEW_VOTES} votes", {False: "counted", True: "left out"}),
    )
    return Computed("change", ranking, controls, start)
