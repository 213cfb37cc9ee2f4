"""How far coders agree: alpha with its interval for each variable, and where in the text they differ."""

from __future__ import annotations

from aftercoup.charts import style
from aftercoup.charts.chart import Chart
from aftercoup.coding.agreement import LEVELS, by_group

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


def level_name(level):
    """What a level of judgement is called in a chart."""
    return level or "no level"


def said(value):
    """A measure as people read it."""
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def _variables(found):
    return f"{len(found)} variable{'s' * (len(found) != 1)}"


def interval(estimate):
    """The interval of an Estimate as people read it."""
    return "–" if estimate.low is None else f"{said(estimate.low)} to {said(estimate.high)}"


def reliability(comparison):
    """Draw Krippendorff's alpha of each variable with its interval, grouped by level of judgement.

    comparison: a `coding.agreement.Comparison`. Where a level has several variables, they stand once more
    taken together. A variable without an alpha has a row without a mark.
    """
    rows = []
    for level in LEVELS:
        mine = [one for one in comparison.results if (one.column.level or "") == level]
        rows += [(one.column.title, level, one.alpha, False) for one in mine]
        if len(mine) > 1 and level:
            rows.append((f"{level}: together", level, comparison.levels[level][0], True))
    lows = [one.low if one.low is not None else one.value for _, _, one, _ in rows if one.value is not None]
    with style.look():
        title = f"How far {len(comparison.coders)} coders agree, variable by variable"
        figure, axes = _scale(title, [row[0] for row in rows], lows)
        for n, (_, level, one, together) in enumerate(rows):
            _alpha(axes, n, level, one, together)
        x = 14
        for level in [level for level in LEVELS if any(row[1] == level for row in rows)]:
            x = _key(figure, x, _MEANS[level], _SYMBOL[level], style.color(_INK[level]))
    return Chart(
        figure,
        alt=_alt_reliability(comparison),
        table=[
            {
                "Variable": title,
                "Level of judgement": level_name(level),
                "Alpha": said(one.value),
                "95 percent interval": interval(one),
            }
            for title, level, one, _ in rows
        ],
    )


def _alpha(axes, n, level, one, together):
    words = said(one.value) if one.value is not None else "no alpha"
    _beside(axes, n, words, "bold" if together else "normal")
    if one.value is None:
        return
    ink = style.color(_INK[level])
    if one.low is not None:
        axes.plot(
            [one.low, one.high],
            [n + 0.5] * 2,
            color=ink,
            lw=4.5 if together else 2,
            zorder=2,
            solid_capstyle="butt",
        )
    axes.plot(
        [one.value],
        [n + 0.5],
        _SYMBOL[level],
        ms=9 if together else 7,
        mfc=style.color("paper"),
        mec=ink,
        mew=1.8,
        zorder=3,
    )


def _scale(title, names, values):
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
    axes.set_yticks([n + 0.5 for n in range(len(names))], [style.wrap(name, 34) for name in names])
    axes.grid(axis="x", color=style.color("rule"), lw=0.7)
    axes.set_axisbelow(True)
    axes.axvline(0, color=style.color("edge"), lw=1)
    _bare(axes, len(names))
    return figure, axes


def _bare(axes, rows):
    """No frame and no ticks; every second row on a band."""
    axes.tick_params(length=0)
    axes.tick_params(axis="y", labelcolor=style.color("ink"))
    for spine in axes.spines.values():
        spine.set_visible(False)
    for n in range(0, rows, 2):
        axes.axhspan(n, n + 1, color=style.color("band"), lw=0, zorder=0)


def _beside(axes, n, words, weight="normal"):
    """Words at the right end of a row."""
    across = axes.get_yaxis_transform()
    axes.text(1.02, n + 0.5, words, transform=across, va="center", fontsize=12 * style.PIXEL,
              fontweight=weight, clip_on=False)  # fmt: skip


def _key(figure, x, words, marker, ink, full=False):
    """An entry of the printed key at x pixels; returns where the next one begins."""
    from matplotlib.lines import Line2D

    width, height = (inches * style.DPI for inches in figure.get_size_inches())
    fill = ink if full else style.color("paper")
    figure.add_artist(Line2D([(x + 5) / width], [22 / height], marker=marker,
        ms=7, mew=1.8, mfc=fill, mec=ink, ls="none"))  # fmt: skip
    figure.text((x + 16) / width, 22 / height, words, va="center", fontsize=11 * style.PIXEL)
    return x + 34 + style.text_width(words, 11)


def _alt_reliability(comparison):
    known = [one for one in comparison.results if one.alpha.value is not None]
    start = f"Krippendorff's alpha of {_variables(comparison.results)}, {len(comparison.coders)} coders"
    if not known:
        return f"{start}: it is defined for none of them, because all coders gave one and the same code."
    best, worst = max(known, key=_value), min(known, key=_value)
    ends = (
        f"{start}: highest for {best.column.title} ({said(best.alpha.value)}), lowest for "
        f"{worst.column.title} "
        f"({said(worst.alpha.value)})."
        if best is not worst
        else f"{start}: it is {said(best.alpha.value)} for {best.column.title}."
    )
    levels = [
        f"{level} {said(both[0].value)}"
        for level, both in comparison.levels.items()
        if both[0].value is not None
    ]
    return f"{ends} By level of judgement: {', '.join(levels)}." if levels else ends


def _value(one):
    return one.alpha.value


def places(comparison):
    """Draw where coders differ: a row for each paragraph (or item), a column for each variable, a bar for the
    share of pairs of coders that differ there.

    comparison: a `coding.agreement.Comparison`. With more than six variables, or sixty paragraphs, the
    picture shows those on which most pairs differ; the table has all.
    """
    shares = {column: by_group(comparison, column) for column in comparison.columns}
    every = list(dict.fromkeys(place.group for place in comparison.places))
    worst = sorted(every, key=lambda group: -sum(found[group] or 0 for found in shares.values()))
    groups = [group for group in every if group in set(worst[:_MOST_GROUPS])]
    mean = {
        column: sum(known) / len(known) if (known := [v for v in found.values() if v is not None]) else 0
        for column, found in shares.items()
    }
    shown = [
        column
        for column in comparison.columns
        if column in sorted(comparison.columns, key=lambda one: -mean[one])[:_MOST_COLUMNS]
    ]
    what = "item" if comparison.items else "paragraph"
    row, left, right, bottom, width = 24, 92, 14, 44, style.LAYOUTS["one"]
    each = (width - left - right) / len(shown)
    heads = [style.wrap(column.title, int(each / 8)) for column in shown]
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
            f"Where {len(comparison.coders)} coders differ, {what} by {what}",
            x=side,
            pad=above * style.PIXEL + 13,
        )
        left_out = f"; the {len(groups)} {what}s with most" if len(groups) < len(every) else ""
        axes.set_xlabel(f"share of the pairs of coders that differ: a full bar is all of them{left_out}")
        style.row_label(axes, what)
        axes.set_yticks([n + 0.5 for n in range(len(groups))], groups)
        _bare(axes, len(groups))
        for k, column in enumerate(shown):
            axes.text(k + 0.03, -0.2, heads[k], va="bottom", fontsize=12 * style.PIXEL)
            for n, group in enumerate(groups):
                _share(axes, k, n, shares[column][group], max(0.25, 1 - 52 / each))
    return Chart(
        figure,
        alt=_alt_places(comparison, shares, mean, every, what),
        table=[
            {what.capitalize(): group}
            | {column.title: _percent(shares[column][group]) for column in comparison.columns}
            for group in every
        ],
    )


def _share(axes, k, n, share, room):
    axes.plot([k + 0.03] * 2, [n + 0.15, n + 0.85], color=style.color("edge"), lw=0.8)
    if share:
        axes.barh(
            n + 0.5,
            share * room,
            left=k + 0.03,
            height=0.56,
            color=style.color("tile-6"),
            edgecolor=style.color("edge"),
            lw=0.7,
            zorder=2,
        )
    axes.text(
        k + 0.05 + (share or 0) * room,
        n + 0.5,
        _percent(share),
        va="center",
        fontsize=11 * style.PIXEL,
        color=style.color("ink" if share else "muted"),
        zorder=3,
    )


def _percent(share):
    return "–" if share is None else f"{share:.0%}"


def _alt_places(comparison, shares, mean, groups, what):
    worst = max(comparison.columns, key=lambda column: mean[column])
    by_place = {
        group: sum(known) / len(known)
        for group in groups
        if (known := [found[group] for found in shares.values() if found[group] is not None])
    }
    agreed = sum(not share for share in by_place.values())
    start = f"A table of bars for {len(groups)} {what}s and {_variables(comparison.columns)}."
    if not any(by_place.values()):
        return f"{start} All coders agree everywhere."
    most = max(by_place, key=by_place.get)
    return (
        f"{start} Most pairs of coders differ on {worst.title} ({mean[worst]:.0%} on average) and in {what} "
        f"{most} ({by_place[most]:.0%}); in {agreed} of {len(groups)} all agree on everything."
    )


def changed(found, before, after):
    """Draw alpha before and after, for each variable: two marks and a line.

    found: a tuple of `coding.agreement.Change`; before, after: what the two codings are called.
    """
    lows = [v for one in found for v in (one.before.alpha.value, one.after.alpha.value) if v is not None]
    with style.look():
        names = [one.before.column.title for one in found]
        figure, axes = _scale("The same places, coded before and after", names, lows)
        for n, one in enumerate(found):
            _pair(axes, n, one)
        x = _key(figure, 14, f"before: {before}"[:40], "o", style.color("line-2"))
        _key(figure, x, f"after: {after}"[:40], "D", style.color("line-1"), full=True)
    known = [one for one in found if one.change.value is not None]
    best = max(known, key=lambda one: one.change.value, default=None)
    more = sum(one.change.value > 0 for one in known)
    alt = f"Alpha before and after for {_variables(found)}: it rises for {more} of them."
    if best and best.change.value > 0:
        alt += (
            f" The largest rise is that of {best.before.column.title}, from "
            f"{said(best.before.alpha.value)} to "
            f"{said(best.after.alpha.value)}."
        )
    return Chart(
        figure,
        alt=alt,
        table=[
            {
                "Variable": one.before.column.title,
                "Places": one.before.places,
                "Alpha before": said(one.before.alpha.value),
                "Alpha after": said(one.after.alpha.value),
                "Change": said(one.change.value),
                "95 percent interval of the change": interval(one.change),
            }
            for one in found
        ],
    )


def _pair(axes, n, one):
    values = one.before.alpha.value, one.after.alpha.value
    _beside(axes, n, " → ".join(map(said, values)))
    if None not in values:
        axes.plot(values, [n + 0.5] * 2, color=style.color("edge"), lw=2, zorder=2)
    for value, marker, ink, full in zip(values, "oD", ("line-2", "line-1"), (False, True)):
        if value is not None:
            axes.plot(
                [value],
                [n + 0.5],
                marker,
                ms=7,
                mew=1.8,
                mec=style.color(ink),
                zorder=3,
                mfc=style.color(ink) if full else style.color("paper"),
            )
