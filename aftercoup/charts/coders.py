"""How far coders agree: alpha with its interval for each variable, and where in the text they differ."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from aftercoup import measures
from aftercoup.charts import style
from aftercoup.charts.chart import Chart
from aftercoup.charts.drawing import Drawing, Plot, for_phone, ticks
from aftercoup.charts.words import cut, number
from aftercoup.measures import Estimate

_ROW = 30  # pixels of a row
_MOST_GROUPS = 60  # paragraphs in it, those in which most pairs differ
_SYMBOL = {"indicator": 0, "manifest": 1, "evaluative": 3, "": 2}  # places in style.SYMBOLS
_BEFORE_AFTER = ((0, "paper", "line-2"), (3, "line-1", "line-1"))  # symbol, fill, edge
_MEANS = {
    "indicator": "indicator: read off",
    "manifest": "manifest: a little judgement",
    "evaluative": "evaluative: much judgement",
    "": "no level",
}
_INK = {"indicator": "line-1", "manifest": "line-3", "evaluative": "line-2", "": "line-0"}


class Reliability(NamedTuple):
    """How far coders agree on one variable, which has this level of judgement ("" for none)."""

    title: str
    level: str
    alpha: Estimate


class Change(NamedTuple):
    """One variable coded twice: in how many places, alpha before and after, and the difference of the two."""

    title: str
    places: int
    before: Estimate
    after: Estimate
    difference: Estimate


Shares = Mapping[str, float | None]  # paragraph or item -> share of the pairs of coders that differ there


def said(value: float | None) -> str:
    """A measure as people read it."""
    return "–" if value is None else number(value)


def _variables(number: int) -> str:
    return f"{number} variable{'s' * (number != 1)}"


def interval(estimate: Estimate) -> str:
    """The interval of an Estimate as people read it."""
    return "–" if estimate.low is None else f"{said(estimate.low)} to {said(estimate.high)}"


def by_chance(title: str, first: Sequence[str], second: Sequence[str]) -> Chart:
    """Draw what kappa is made of: how often two coders agree, how often chance alone would, and below it
    1,000 times chance: the codes of the second coder dealt out anew to the same places.

    title: the variable; first, second: their codes, place by place, with at least two different ones.
    """
    places = len(first)
    same = sum(a == b for a, b in zip(first, second))
    dealt = Counter(_dealt(first, second))
    chance = sum(first.count(code) * second.count(code) for code in set(first)) / places**2
    kappa = measures.cohens_kappa(first, second)
    as_good = sum(times for number, times in dealt.items() if number >= same)
    drawing = Drawing(
        "narrow",
        f"{same} of {places} alike, chance alone gives {chance * places:.1f}: kappa {said(kappa)}",
        xlabel=f"places coded alike, of {places}",
        ylabel="agreement",
    )
    ends = (-0.6, places + 0.6)
    bar = Plot(drawing, 12, 12, 26, ends, (0, 1))
    parts = _segments(chance * places, same, places)
    for start, end, tone, _ in parts:
        drawing.box(bar.x(start), bar.top, bar.x(end) - bar.x(start), bar.height, tone, edge="edge")
    marks = range(0, places + 1, -(-places // 12))
    bar.across(marks, str, grid=False)
    bar.end(26)
    drawing.legend((words, partial(_swatch, drawing, tone)) for *_, tone, words in parts)
    drawing.paragraph(
        "The second coder's codes dealt out anew, 1,000 times: places that are then coded alike", bold=True
    )
    drawing.y += 34
    below = Plot(drawing, 12, 12, 120, ends, (0, max(dealt.values())))
    wide = 0.86 * (below.x(1) - below.x(0))
    for tone, found in (
        ("tile-1", [n for n in dealt if n >= same]), ("tile-0", [n for n in dealt if n < same])
    ):  # fmt: skip
        bars = (
            (below.x(n) - wide / 2, below.y(dealt[n]), wide, below.y(0) - below.y(dealt[n])) for n in found
        )
        drawing.boxes(bars, tone, edge="edge", line=0.7)
    drawing.line([(below.x(same), below.top - 16), (below.x(same), below.y(0))], "accent", 1.6, "4 3")
    right = same < places / 2
    drawing.text(
        below.x(same) + (6 if right else -6),
        below.top - 24,
        "these two",
        "start" if right else "end",
        "accent",
    )
    for n, times in dealt.items():
        drawing.text(below.x(n), below.y(times) - 8, f"{times:,}", "middle")
    below.across(marks, str, grid=False)
    below.end()
    return Chart(
        drawing,
        alt=(
            f"{title}: two coders agree on {same} of {places} places, where chance alone gives {chance * places:.1f}. "
            f"Of 1,000 times that the codes are dealt out anew, {as_good:,} reach {same} or more."
        ),
        table=[
            {
                "Coded alike": str(number),
                "Times of 1,000": f"{dealt[number]:,}",
                "The two coders": "here" if number == same else "",
            }
            for number in range(places + 1)
        ],
    )


def _dealt(first: Sequence[str], second: Sequence[str]) -> list[int]:
    """How many places are alike when the second coder's codes are dealt out anew: 1,000 times, always the same."""
    deal, codes = random.Random(1), list(second)
    found = []
    for _ in range(1000):
        deal.shuffle(codes)
        found.append(sum(a == b for a, b in zip(first, codes)))
    return found


def _segments(chance: float, same: int, places: int) -> list[tuple[float, float, str, str]]:
    """The bar of all places: what chance gives, what reading adds (or loses), what is open."""
    low, high = sorted((chance, float(same)))
    more = ("tile-2", "by reading") if same >= chance else ("tile-6", "below chance")
    return [
        (0.0, low, "tile-0", "by chance"), (low, high, *more), (high, float(places), "paper", "coded differently")
    ]  # fmt: skip


def _swatch(drawing: Drawing, tone: str, x: float, y: float) -> None:
    drawing.box(x - 6, y - 6, 12, 12, tone, edge="edge")


@for_phone
def reliability(
    variables: Sequence[Reliability], levels: Mapping[str, Estimate], coders: int, layout: str = "one"
) -> Chart:
    """Draw Krippendorff's alpha of each variable with its interval, grouped by level of judgement.

    levels: level -> alpha of its variables taken together; where a level has several, it has a row of its own.
    coders: how many they are. A variable without an alpha has a row without a datum.
    """
    rows = []
    for level in _MEANS:
        of_level = [variable for variable in variables if variable.level == level]
        rows += [(variable, False) for variable in of_level]
        if len(of_level) > 1 and level:
            rows.append((Reliability(f"{level}: together", level, levels[level]), True))
    ends = [row.alpha.value if row.alpha.low is None else row.alpha.low for row, _ in rows]
    drawing, plot = _scale(
        layout,
        f"How far {coders} coders agree, variable by variable",
        [row.title for row, _ in rows],
        [end for end in ends if end is not None],
    )
    for index, (row, together) in enumerate(rows):
        _alpha(plot, index, row, together)
    shown = [level for level in _MEANS if any(row.level == level for row, _ in rows)]
    drawing.legend(
        (_MEANS[level], partial(drawing.symbol, _SYMBOL[level], fill="paper", edge=_INK[level]))
        for level in shown
    )
    return Chart(
        drawing,
        alt=_alt_reliability(variables, levels, coders),
        table=[
            {
                "Variable": row.title,
                "Level of judgement": row.level or "no level",
                "Alpha": said(row.alpha.value),
                "95 percent interval": interval(row.alpha),
            }
            for row, _ in rows
        ],
    )


def _alpha(plot: Rows, index: int, row: Reliability, together: bool) -> None:
    alpha, drawing, y = row.alpha, plot.drawing, plot.y(index) + plot.height / plot.rows - 15
    words = said(alpha.value) if alpha.value is not None else "no alpha"
    drawing.text(drawing.width - 12, y, words, "end", bold=together)
    if alpha.value is None:
        return
    if alpha.low is not None and alpha.high is not None:
        drawing.line(
            [(plot.x(alpha.low), y), (plot.x(alpha.high), y)], _INK[row.level], 4.5 if together else 2
        )
    drawing.symbol(
        _SYMBOL[row.level], plot.x(alpha.value), y, "paper", _INK[row.level], 12 if together else 9
    )


def _scale(layout: str, title: str, names: Sequence[str], values: Sequence[float]) -> tuple[Drawing, Rows]:
    """An empty chart: a row for each name, alpha from the lowest of the values, or 0, to 1."""
    drawing = Drawing(
        layout, title, xlabel="Krippendorff's alpha", ylabel="variable",
        notes=["Krippendorff's alpha: 0 is chance, 1 is full agreement."],
    )  # fmt: skip
    low = min([0, *values]) - 0.04
    plot = Rows(drawing, names, 236, 110, (low, 1.04))
    plot.across(ticks(low, 1.04, 7), "{:.1f}".format)
    plot.end(26)
    return drawing, plot


class Rows(Plot):
    """A plot with a row for each name, every second one on a band; on a phone a name stands above its row."""

    def __init__(
        self, drawing: Drawing, names: Sequence[str], left: float, right: float, x: tuple[float, float]
    ) -> None:
        step = 46 if drawing.narrow else _ROW
        self.rows = len(names)
        left, right = (20, 100) if drawing.narrow else (left, right)
        super().__init__(drawing, left, right, step * len(names), x, (len(names), 0))
        for index, name in enumerate(names):
            if index % 2 == 0:
                drawing.box(8, self.y(index), drawing.width - 16, step, "band")
            if drawing.narrow:
                drawing.text(14, self.y(index) + 13, cut(name, 46))
            else:
                drawing.text(left - 10, self.y(index) + step / 2, cut(name, 31), "end")


def _alt_reliability(variables: Sequence[Reliability], levels: Mapping[str, Estimate], coders: int) -> str:
    known = [(value, row.title) for row in variables if (value := row.alpha.value) is not None]
    start = f"Krippendorff's alpha of {_variables(len(variables))}, {coders} coders"
    if not known:
        return f"{start}: it is defined for none of them, because all coders gave one and the same code."
    most, highest = max(known, key=lambda pair: pair[0])
    least, lowest = min(known, key=lambda pair: pair[0])
    ends = (
        f"{start}: highest for {highest} ({said(most)}), lowest for {lowest} ({said(least)})."
        if highest != lowest
        else f"{start}: it is {said(most)} for {highest}."
    )
    together = [f"{level} {said(alpha.value)}" for level, alpha in levels.items() if alpha.value is not None]
    return f"{ends} By level of judgement: {', '.join(together)}." if together else ends


@for_phone
def places(columns: Sequence[tuple[str, Shares]], coders: int, what: str, layout: str = "one") -> Chart:
    """Draw where coders differ: a row for each paragraph (or item), a column for each variable, a bar for the
    share of pairs of coders that differ there.

    columns: for each variable its title and its `Shares`, all with the same places; coders: how many they
    are; what: "paragraph" or "item". With more than six variables, or sixty paragraphs, the picture shows
    those on which most pairs differ; the table has all.
    """
    every = list(columns[0][1])
    worst = sorted(every, key=lambda place: -sum(shares[place] or 0 for _, shares in columns))
    groups = [place for place in every if place in set(worst[:_MOST_GROUPS])]
    means = [_mean(shares.values()) or 0.0 for _, shares in columns]
    order = sorted(range(len(columns)), key=lambda index: -means[index])[: 3 if layout == "narrow" else 6]
    shown = [columns[index] for index in sorted(order)]
    few = [f"the {len(groups)} {what}s with most"] if len(groups) < len(every) else []
    few += [f"the {len(shown)} variables with most"] if len(shown) < len(columns) else []
    drawing = Drawing(
        layout,
        f"Where {coders} coders differ, {what} by {what}",
        xlabel="share of the pairs of coders that differ",
        ylabel=what,
        notes=[
            f"Share of the pairs of coders that differ: a full bar is all of them{'; '.join(['', *few])}."
        ],
    )
    row, left = 24, 16 + 8 * max(map(len, groups))
    each = (drawing.width - left - 14) / len(shown)
    heads = [style.wrap(title, int(each / 8)).split("\n") for title, _ in shown]
    for column, lines in enumerate(heads):
        for k, words in enumerate(lines):
            drawing.text(left + column * each + 2, drawing.y + 8 + 15 * k, words)
    drawing.y += 15 * max(map(len, heads)) + 8
    for index, place in enumerate(groups):
        y = drawing.y + row * (index + 0.5)
        if index % 2 == 0:
            drawing.box(8, y - row / 2, drawing.width - 16, row, "band")
        drawing.text(left - 8, y, place, "end")
        for column, (_, shares) in enumerate(shown):
            x, share = left + column * each + 2, shares[place]
            long = (share or 0) * (each - 52)
            drawing.line([(x, y - 8), (x, y + 8)], "edge")
            if share:
                drawing.box(x, y - 6, long, 12, "tile-6", edge="edge", line=0.7)
            drawing.text(x + long + 5, y, percent(share), tone="ink" if share else "muted")
    drawing.y += row * len(groups)
    return Chart(
        drawing,
        alt=_alt_places(columns, means, what),
        table=[
            {what.capitalize(): place} | {title: percent(shares[place]) for title, shares in columns}
            for place in every
        ],
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "–" if share is None else f"{share:.0%}"


def _alt_places(columns: Sequence[tuple[str, Shares]], means: Sequence[float], what: str) -> str:
    by_place = {}
    for place in columns[0][1]:
        mean = _mean(shares[place] for _, shares in columns)
        if mean is not None:
            by_place[place] = mean
    start = f"A table of bars for {len(columns[0][1])} {what}s and {_variables(len(columns))}."
    if not any(by_place.values()):
        return f"{start} All coders agree everywhere."
    worst = max(range(len(columns)), key=lambda index: means[index])
    most = max(by_place, key=lambda place: by_place[place])
    agreed = sum(not share for share in by_place.values())
    return (
        f"{start} Most pairs of coders differ on {columns[worst][0]} ({means[worst]:.0%} on average) and in "
        f"{what} {most} ({by_place[most]:.0%}); in {agreed} of {len(columns[0][1])} all agree on everything."
    )


@for_phone
def changed(changes: Sequence[Change], before: str, after: str, layout: str = "one") -> Chart:
    """Draw alpha before and after, for each variable: two points and a line.

    before, after: what the two codings are called.
    """
    values = [value for row in changes for value in (row.before.value, row.after.value) if value is not None]
    drawing, plot = _scale(
        layout, "The same places, coded before and after", [row.title for row in changes], values
    )
    for index, row in enumerate(changes):
        _pair(plot, index, row)
    drawing.legend(
        (words[:40], partial(drawing.symbol, k, fill=fill, edge=edge))
        for words, (k, fill, edge) in zip((f"before: {before}", f"after: {after}"), _BEFORE_AFTER)
    )
    rises = [(rise, row) for row in changes if (rise := row.difference.value) is not None and rise > 0]
    alt = f"Alpha before and after for {_variables(len(changes))}: it rises for {len(rises)} of them."
    if rises:
        _, best = max(rises, key=lambda pair: pair[0])
        alt += (
            f" The largest rise is that of {best.title}, from {said(best.before.value)} to "
            f"{said(best.after.value)}."
        )
    return Chart(
        drawing,
        alt=alt,
        table=[
            {
                "Variable": row.title,
                "Places": row.places,
                "Alpha before": said(row.before.value),
                "Alpha after": said(row.after.value),
                "Change": said(row.difference.value),
                "95 percent interval of the change": interval(row.difference),
            }
            for row in changes
        ],
    )


def _pair(plot: Rows, index: int, row: Change) -> None:
    values, y = (row.before.value, row.after.value), plot.y(index) + plot.height / plot.rows - 15
    plot.drawing.text(plot.drawing.width - 12, y, " → ".join(map(said, values)), "end")
    known = [value for value in values if value is not None]
    if len(known) == 2:
        plot.drawing.line([(plot.x(value), y) for value in known], "edge", 2)
    for value, (k, fill, edge) in zip(values, _BEFORE_AFTER):
        if value is not None:
            plot.drawing.symbol(k, plot.x(value), y, fill, edge)
