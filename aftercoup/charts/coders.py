"""How far coders agree: alpha with its interval for each variable, and where in the text they differ."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aftercoup import measures
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart
from aftercoup.measures import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

_ROW = 30  # pixels of a row
_MOST_COLUMNS = 6  # variables side by side in the picture of places
_MOST_GROUPS = 60  # paragraphs in it, those in which most pairs differ
_SYMBOL = {"indicator": "o", "manifest": "s", "evaluative": "D", "": "^"}
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
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


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
    with style.look():
        figure = style.new_figure("narrow", 400)
        axes = figure.add_axes((0.04, 0.74, 0.92, 0.09))
        axes.set_title(
            f"{same} of {places} alike, chance alone gives {chance * places:.1f}: kappa {said(kappa)}", pad=26
        )
        axes.set(xlim=(-0.6, places + 0.6), ylim=(0, 1), yticks=[])
        _segments(axes, chance * places, same, places)
        axes.set_xlabel(f"places coded alike, of {places}")
        style.row_label(axes, "")
        axes.set_ylabel("agreement", alpha=0)
        below = figure.add_axes((0.04, 0.14, 0.92, 0.34))
        below.set_title("The second coder's codes dealt out anew, 1,000 times", fontsize=13 * style.PIXEL)
        numbers = range(places + 1)
        tones = [style.color("tile-1" if number >= same else "tile-0") for number in numbers]
        times = [dealt[number] for number in numbers]
        below.bar(numbers, times, width=0.86, color=tones, edgecolor=style.color("edge"), lw=0.7)
        for number, height in zip(numbers, times):
            if height:
                draw.text(below, number, height, f"{height:,}", ha="center", va="bottom")
        below.set(xlim=(-0.6, places + 0.6), ylim=(0, max(times) * 1.2), yticks=[])
        below.set_xlabel("places that are then coded alike")
        below.axvline(same, 0.3, 1, color=style.color("accent"), lw=1.6, ls="--")
        right = same < places / 2
        below.annotate(
            "these two",
            (same, max(times) * 1.1),
            (6 if right else -6, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            fontsize=13 * style.PIXEL,
            color=style.color("accent"),
        )
        for one in (axes, below):
            one.tick_params(length=0)
            one.xaxis.set_major_locator(_whole())
            for spine in one.spines.values():
                spine.set_visible(False)
    return Chart(
        figure,
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
            for number in numbers
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


def _segments(axes: Axes, chance: float, same: int, places: int) -> None:
    """The bar of all places: what chance gives, what reading adds (or loses), what is open."""
    low, high = sorted((chance, same))
    parts = [
        (0.0, low, "tile-0", "by chance"),
        (
            low,
            high,
            "tile-2" if same >= chance else "tile-6",
            "by reading" if same >= chance else "below chance",
        ),
        (high, float(places), "paper", "coded differently"),
    ]
    for start, end, tone, words in parts:
        axes.barh(
            0.5,
            end - start,
            left=start,
            height=1,
            color=style.color(tone),
            edgecolor=style.color("edge"),
            lw=0.9,
        )
        if end - start > 0.12 * places:
            draw.text(axes, (start + end) / 2, 1.25, words, ha="center", va="bottom")


def _whole() -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator  # here, for the page in the browser has no matplotlib at first

    return MaxNLocator(integer=True, nbins=13)


def reliability(variables: Sequence[Reliability], levels: Mapping[str, Estimate], coders: int) -> Chart:
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
    with style.look():
        title = f"How far {coders} coders agree, variable by variable"
        figure, axes = _scale(title, [row.title for row, _ in rows], [end for end in ends if end is not None])
        for index, (row, together) in enumerate(rows):
            _alpha(axes, index, row, together)
        x = 14.0
        for level in [level for level in _MEANS if any(row.level == level for row, _ in rows)]:
            x = _legend(figure, x, _MEANS[level], _SYMBOL[level], style.color(_INK[level]))
    return Chart(
        figure,
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


def _alpha(axes: Axes, index: int, row: Reliability, together: bool) -> None:
    alpha = row.alpha
    words = said(alpha.value) if alpha.value is not None else "no alpha"
    _beside(axes, index, words, "bold" if together else "normal")
    if alpha.value is None:
        return
    ink = style.color(_INK[row.level])
    if alpha.low is not None and alpha.high is not None:
        axes.plot(
            [alpha.low, alpha.high],
            [index + 0.5] * 2,
            color=ink,
            lw=4.5 if together else 2,
            zorder=2,
            solid_capstyle="butt",
        )
    axes.plot(
        [alpha.value],
        [index + 0.5],
        _SYMBOL[row.level],
        ms=9 if together else 7,
        mfc=style.color("paper"),
        mec=ink,
        mew=1.8,
        zorder=3,
    )


def _scale(title: str, names: Sequence[str], values: Sequence[float]) -> tuple[Figure, Axes]:
    """An empty chart: a row for each name, alpha from the lowest of the values, or 0, to 1."""
    left, right, top, bottom, width = 236, 110, 70, 74, style.LAYOUTS["one"]
    height = top + _ROW * len(names) + bottom
    figure = style.new_figure("one", height)
    axes = figure.add_axes(
        (left / width, bottom / height, (width - left - right) / width, _ROW * len(names) / height)
    )
    axes.set(xlim=(min([0, *values]) - 0.04, 1.04), ylim=(len(names), 0))
    axes.set_title(title, x=-left / (width - left - right) + 0.015, pad=34)
    axes.set_xlabel("Krippendorff's alpha: 0 is chance, 1 is full agreement")
    style.row_label(axes, "variable")
    axes.set_yticks([index + 0.5 for index in range(len(names))], [style.wrap(name, 34) for name in names])
    axes.grid(axis="x", color=style.color("rule"), lw=0.7)
    axes.set_axisbelow(True)
    axes.axvline(0, color=style.color("edge"), lw=1)
    _bare(axes, len(names))
    return figure, axes


def _bare(axes: Axes, rows: int) -> None:
    """No frame and no ticks; every second row on a band."""
    axes.tick_params(length=0)
    axes.tick_params(axis="y", labelcolor=style.color("ink"))
    for spine in axes.spines.values():
        spine.set_visible(False)
    for index in range(0, rows, 2):
        axes.axhspan(index, index + 1, color=style.color("band"), lw=0, zorder=0)


def _beside(axes: Axes, index: int, words: str, weight: str = "normal") -> None:
    """Words at the right end of a row."""
    across = axes.get_yaxis_transform()
    draw.text(axes, 1.02, index + 0.5, words, transform=across, fontweight=weight, clip_on=False)  # fmt: skip


def _legend(figure: Figure, x: float, words: str, marker: str, ink: str, full: bool = False) -> float:
    """An entry of the legend at x pixels; returns where the next one begins."""
    from matplotlib.lines import Line2D  # here, for the page in the browser has no matplotlib at first

    width, height = (inches * style.DPI for inches in figure.get_size_inches())
    fill = ink if full else style.color("paper")
    figure.add_artist(Line2D([(x + 5) / width], [22 / height], marker=marker,
        ms=7, mew=1.8, mfc=fill, mec=ink, ls="none"))  # fmt: skip
    figure.text((x + 16) / width, 22 / height, words, va="center")
    return x + 34 + style.text_width(words)


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


def places(columns: Sequence[tuple[str, Shares]], coders: int, what: str) -> Chart:
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
    order = sorted(range(len(columns)), key=lambda index: -means[index])[:_MOST_COLUMNS]
    shown = [columns[index] for index in sorted(order)]
    row, left, right, bottom, width = 24, 92, 14, 44, style.LAYOUTS["one"]
    each = (width - left - right) / len(shown)
    heads = [style.wrap(title, int(each / 8)) for title, _ in shown]
    above = 16 * max(head.count("\n") + 1 for head in heads)  # pixels that the names of the columns take
    top = 48 + above
    height = top + row * len(groups) + bottom
    with style.look():
        figure = style.new_figure("one", height)
        axes = figure.add_axes(
            (left / width, bottom / height, (width - left - right) / width, row * len(groups) / height)
        )
        axes.set(xlim=(0, len(shown)), ylim=(len(groups), 0), xticks=[])
        side = -left / (width - left - right) + 0.015
        axes.set_title(
            f"Where {coders} coders differ, {what} by {what}", x=side, pad=above * style.PIXEL + 13
        )
        left_out = f"; the {len(groups)} {what}s with most" if len(groups) < len(every) else ""
        axes.set_xlabel(f"share of the pairs of coders that differ: a full bar is all of them{left_out}")
        style.row_label(axes, what)
        axes.set_yticks([index + 0.5 for index in range(len(groups))], groups)
        _bare(axes, len(groups))
        for column, (_, shares) in enumerate(shown):
            draw.text(axes, column + 0.03, -0.2, heads[column], va="bottom")
            for row_index, place in enumerate(groups):
                _share(axes, column, row_index, shares[place], max(0.25, 1 - 52 / each))
    return Chart(
        figure,
        alt=_alt_places(columns, means, what),
        table=[
            {what.capitalize(): place} | {title: _percent(shares[place]) for title, shares in columns}
            for place in every
        ],
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _share(axes: Axes, column: int, row: int, share: float | None, room: float) -> None:
    draw.line(axes, [column + 0.03] * 2, [row + 0.15, row + 0.85], "edge", 0.8)
    if share:
        axes.barh(
            row + 0.5,
            share * room,
            left=column + 0.03,
            height=0.56,
            color=style.color("tile-6"),
            edgecolor=style.color("edge"),
            lw=0.7,
            zorder=2,
        )
    draw.text(
        axes,
        column + 0.05 + (share or 0) * room,
        row + 0.5,
        _percent(share),
        tone="ink" if share else "muted",
        zorder=3,
    )


def _percent(share: float | None) -> str:
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


def changed(changes: Sequence[Change], before: str, after: str) -> Chart:
    """Draw alpha before and after, for each variable: two points and a line.

    before, after: what the two codings are called.
    """
    values = [value for row in changes for value in (row.before.value, row.after.value) if value is not None]
    with style.look():
        figure, axes = _scale(
            "The same places, coded before and after", [row.title for row in changes], values
        )
        for index, row in enumerate(changes):
            _pair(axes, index, row)
        x = _legend(figure, 14, f"before: {before}"[:40], "o", style.color("line-2"))
        _legend(figure, x, f"after: {after}"[:40], "D", style.color("line-1"), full=True)
    rises = [(rise, row) for row in changes if (rise := row.difference.value) is not None and rise > 0]
    alt = f"Alpha before and after for {_variables(len(changes))}: it rises for {len(rises)} of them."
    if rises:
        _, best = max(rises, key=lambda pair: pair[0])
        alt += (
            f" The largest rise is that of {best.title}, from {said(best.before.value)} to "
            f"{said(best.after.value)}."
        )
    return Chart(
        figure,
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


def _pair(axes: Axes, index: int, row: Change) -> None:
    values = row.before.value, row.after.value
    _beside(axes, index, " → ".join(map(said, values)))
    known = [value for value in values if value is not None]
    if len(known) == 2:
        draw.line(axes, known, [index + 0.5] * 2, "edge", 2, zorder=2)
    for value, marker, ink, full in zip(values, "oD", ("line-2", "line-1"), (False, True)):
        if value is not None:
            axes.plot(
                [value],
                [index + 0.5],
                marker,
                ms=7,
                mew=1.8,
                mec=style.color(ink),
                zorder=3,
                mfc=style.color(ink) if full else style.color("paper"),
            )
