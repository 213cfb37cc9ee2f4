"""Arms deliveries by supplier: year by year, and added up over a window of years."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from aftercoup import measures, tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart
from aftercoup.charts.explorer.compute import Choice, Computed, Number
from aftercoup.charts.explorer.view import OptionError
from aftercoup.charts.stored import stored
from aftercoup.tables import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNITS = {"volume": "volume (TIV)", "share": "share of the year"}
NAMED = 5  # suppliers with a row of their own; the rest are added up
OTHERS = "all others"
_UNIT = "million TIV"  # SIPRI's trend indicator value: a volume, not a price


@cache
def recipients() -> dict[str, str]:
    """Code -> name of the countries whose deliveries the table `arms` holds, Myanmar first."""
    names = dict(
        sorted(
            {a.recipient_iso3: a.recipient for a in tables.table("arms")}.items(), key=lambda item: item[1]
        )
    )
    home = tables.core().about.country
    return {home: names[home]} | names


@cache
def years() -> range:
    """The years that the table covers; a year without a row is a year without deliveries."""
    known = {a.year for a in tables.table("arms")}
    return range(min(known), max(known) + 1)


@cache
def deliveries(iso3: str) -> dict[tuple[str, int], float]:
    """(supplier, year) -> volume delivered to a country."""
    return {(a.supplier, a.year): a.tiv for a in tables.table("arms") if a.recipient_iso3 == iso3}


@cache
def in_window(iso3: str, first: int, last: int) -> dict[str, float]:
    """supplier -> volume delivered in the years from `first` to `last`, for every supplier of the table."""
    suppliers = dict.fromkeys(supplier for supplier, _ in deliveries(iso3))
    return {
        s: math.fsum(
            tiv for (who, year), tiv in deliveries(iso3).items() if who == s and first <= year <= last
        )
        for s in suppliers
    }


@cache
def ranked(iso3: str, n: int = NAMED) -> tuple[list[str], list[str]]:
    """The suppliers with rows of their own (largest over all years first), and the others."""
    total = in_window(iso3, years()[0], years()[-1])
    order = sorted(total, key=lambda s: (s == "unknown", -total[s], s))
    return order[:n], order[n:]


def _coups(iso3: str) -> list[Record]:
    return [c for c in tables.table("coups") if c.iso3 == iso3 and c.date.start.year in years()]


def _number(value: float) -> str:
    """ "1,091"; below ten with one decimal, so that little is not called nothing."""
    return f"{math.floor(value + 0.5):,}" if value >= 9.95 or not value else f"{value:.1f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%" if not 0 < value < 0.005 else "<1%"


# ---------------------------------------------------------------- year by year


@stored
def by_year(recipient: str = "MMR", unit: str = "volume", layout: str = "one") -> Chart:
    """Draw what each supplier delivered to a country, a row for each, a bar for each year.

    recipient: one of `recipients()`; unit: "volume" (SIPRI's trend indicator value) or "share" (of all that
    came in that year). The row on top is always the volume of all suppliers: a share hides it. A year without
    deliveries has a flat line; a share of nothing is no number, so in such a year no line is drawn.
    """
    named, others = ranked(recipient)
    rows = [*named, *([OTHERS] if others else [])]
    total = {y: math.fsum(v for (_, year), v in deliveries(recipient).items() if year == y) for y in years()}
    values = {
        row: {y: _of_year(recipient, others if row == OTHERS else [row], y, total[y], unit) for y in years()}
        for row in rows
    }
    share, most = unit == "share", max(total.values())
    top_height = 74 if share else 118
    scale = 52 if share else top_height / most  # pixels for one unit, in the rows of suppliers
    steps = [max(40, 26 + max(v or 0 for v in values[row].values()) * scale) for row in rows]
    gutter, top, bottom, width = 176, 78, 46, style.LAYOUTS[layout]
    height = top + top_height + 22 + sum(steps) + bottom
    plot = height - top - bottom
    with style.look():
        figure, axes = draw.frame(
            layout,
            height,
            gutter,
            bottom,
            12,
            plot,
            xlim=(years()[0] - 0.6, years()[-1] + 0.6),
            ylim=(plot, 0),
        )
        side = -gutter / (width - gutter - 12)
        axes.set_title(_title(recipient), x=side + 0.02, pad=38)
        axes.set_xlabel("year of delivery")
        axes.set_yticks([])
        draw.row_label(axes, f"supplier, all years added up; bars: {UNITS[unit]}", side + 0.02, 1 + 8 / plot)
        axes.set_xticks([y for y in years() if y % 5 == 0 or y == years()[-1]])
        axes.tick_params(length=3, color=style.color("rule"))
        draw.text(
            axes,
            1,
            1 + 8 / plot,
            "flat line: nothing that year" + ("; no line: no deliveries at all" if share else ""),
            transform=axes.transAxes,
            ha="right",
            va="bottom",
            tone="muted",
        )
        base: float = top_height + 20
        for coup in _coups(recipient):
            at = coup.date.start.year + coup.date.start.timetuple().tm_yday / 366 - 0.5
            draw.line(axes, [at, at], [2, plot], "accent", 1, ls=(0, (4, 3)), zorder=1)
        _row_of_bars(
            axes,
            "all suppliers",
            f"{_number(sum(total.values()))} {_UNIT}",
            total,
            base,
            top_height / most,
            _number,
            "line-0",
        )
        for row, step in zip(rows, steps):
            base += step
            label = f"{len(others)} others" if row == OTHERS else row
            whole = sum(
                in_window(recipient, years()[0], years()[-1])[s] for s in (others if row == OTHERS else [row])
            )
            _row_of_bars(
                axes,
                label,
                f"{_number(whole)}, {_percent(whole / sum(total.values()))} of all",
                values[row],
                base,
                scale,
                _percent if share else _number,
                style.STATES["Russia"] if row == "Russia" else "edge",
            )
        if coups := _coups(recipient):
            figure.text(
                1 - 12 / width,
                8 / height,
                "dashed: "
                + "coups" * (len(coups) > 1)
                + "coup" * (len(coups) == 1)
                + " of "
                + ", ".join(str(c.date.start.year) for c in coups),
                ha="right",
                color=style.color("accent"),
            )
    return Chart(
        figure,
        alt=_alt(recipient, unit, total, values, rows),
        table=[_row(y, total[y], {row: values[row][y] for row in rows}, unit) for y in years()],
    )


def _of_year(iso3: str, suppliers: list[str], year: int, total: float, unit: str) -> float | None:
    """Volume or share of some suppliers in a year; None for a share of nothing."""
    value = math.fsum(deliveries(iso3).get((s, year), 0) for s in suppliers)
    return value if unit == "volume" else value / total if total else None


def _row_of_bars(
    axes: Axes,
    name: str,
    words: str,
    values: dict[int, Any],
    base: float,
    scale: float,
    form: Callable[..., Any],
    tone: str,
) -> None:
    known = {y: v for y, v in values.items() if v is not None}
    heights = [
        -max(v * scale, 1.5) if v else 0 for v in known.values()
    ]  # a little is not nothing: it can be seen
    axes.bar(list(known), heights, 0.72, bottom=base, color=style.color(tone), lw=0, zorder=2)
    zero = [y for y, v in known.items() if v == 0]
    axes.hlines(
        [base] * len(zero),
        [y - 0.3 for y in zero],
        [y + 0.3 for y in zero],
        color=style.color("edge"),
        lw=1.2,
        zorder=2,
    )
    most = max(known, key=known.__getitem__)
    axes.text(
        most,
        base - known[most] * scale - 3,
        form(known[most]),
        ha="center",
        va="bottom",
        zorder=3,
        bbox={"facecolor": style.color("paper"), "lw": 0, "pad": 1},  # the coup's line breaks off behind it
    )
    place: dict[str, Any] = {
        "xycoords": axes.get_yaxis_transform(),
        "textcoords": "offset points",
        "ha": "right",
        "annotation_clip": False,
    }
    axes.annotate(
        name, (0, base), xytext=(-8 * style.PIXEL, 14 * style.PIXEL), va="bottom", fontweight="bold", **place
    )
    axes.annotate(
        words, (0, base), xytext=(-8 * style.PIXEL, 0), va="bottom", color=style.color("muted"), **place
    )


def _title(recipient: str) -> str:
    whole, first = in_window(recipient, years()[0], years()[-1]), ranked(recipient)[0][0]
    part = whole[first] / sum(whole.values())
    return f"{first} delivered {_percent(part)} of {recipients()[recipient]}'s arms since {years()[0]}"


def _alt(recipient: str, unit: str, total: dict[int, float], values: dict[str, Any], rows: list[str]) -> str:
    name, whole = recipients()[recipient], in_window(recipient, years()[0], years()[-1])
    first, second = ranked(recipient)[0][:2]
    best = max(total, key=total.__getitem__)
    text = (
        f"Deliveries of major arms to {name} from {years()[0]} to {years()[-1]}, "
        f"{_number(sum(total.values()))} {_UNIT} from {len(whole)} suppliers. Most came from {first} "
        f"({_number(whole[first])}) and {second} ({_number(whole[second])}). The largest year is {best} "
        f"({_number(total[best])}); {_empty(total)}."
    )
    if unit == "volume":
        return text
    peak, year, row = max((v, y, row) for row in rows for y, v in values[row].items() if v is not None)
    return (
        text + f" The largest share of a year is that of {row} in {year}: {_percent(peak)} "
        f"of only {_number(total[year])}."
    )


def _empty(total: dict[int, float]) -> str:
    empty = sum(not v for v in total.values())
    return f"in {empty} of {len(total)} years nothing came" if empty else "something came in every year"


def _row(year: int, total: float, values: dict[str, Any], unit: str) -> dict[str, Any]:
    form = _number if unit == "volume" else lambda v: "no deliveries" if v is None else _percent(v)
    return {"Year": year, f"All suppliers ({_UNIT})": _number(total)} | {
        row: form(v) for row, v in values.items()
    }


# ---------------------------------------------------------------- a window of years


@cache
def shares(iso3: str, first: int, last: int) -> tuple[dict[str, float], float]:
    """(supplier -> share of the volume in the window, the whole volume); no shares when nothing came."""
    amounts = in_window(iso3, first, last)
    whole = math.fsum(amounts.values())
    return ({s: v / whole for s, v in amounts.items()} if whole else {}), whole


@cache
def spread(iso3: str, supplier: str, length: int) -> tuple[float, float]:
    """(least, most) share of a supplier over all windows of `length` years in which anything came."""
    found = [shares(iso3, y, y + length - 1)[0] for y in years() if y + length - 1 in years()]
    values = [f[supplier] for f in found if f]
    return min(values), max(values)


@stored
def window(
    from_: int = 2016, to: int = 2020, recipient: str = "MMR", supplier: str = "Russia", layout: str = "one"
) -> Chart:
    """Draw each supplier's share of what a country received in a window of years; below, every year's volume.

    from_, to: first and last year, both counted. The thin line of a supplier runs from its smallest to its
    largest share in all windows of the same length. The lower part shows which years count, and in them the
    part of one supplier.
    """
    found, whole = shares(recipient, from_, to)
    named, others = ranked(recipient, 7)
    named = sorted(named, key=lambda name: -found.get(name, 0))
    length = to - from_ + 1
    width, gutter, top, step, strip = style.LAYOUTS[layout], 118, 92, 26, 96
    plot = step * (len(named) + 1)
    height = top + plot + 56 + strip + 60
    name = recipients()[recipient]
    with style.look():
        figure = style.new_figure(layout, height)
        box = lambda y, h: (gutter / width, 1 - (y + h) / height, (width - gutter - 120) / width, h / height)
        axes = figure.add_axes(box(top, plot))
        axes.set(xlim=(0, 1), ylim=(len(named) + 1, 0))
        side = -gutter / (width - gutter - 120)
        span = str(from_) if from_ == to else f"{from_}–{to}"
        axes.set_title(_window_title(name, span, found), x=side + 0.024, pad=56)
        draw.text(
            axes,
            side + 0.024,
            1 + 32 / plot,
            _summary(whole, length, found),
            transform=axes.transAxes,
            va="bottom",
        )
        axes.set_xlabel("share of the volume delivered in the window")
        style.row_label(axes, "supplier")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
        axes.set_yticks([i + 0.5 for i in range(len(named) + 1)], [*named, f"{len(others)} others"])
        _bare(axes)
        axes.grid(axis="x", color=style.color("rule"), lw=0.6)
        draw.text(
            axes,
            1,
            1 + 6 / plot,
            f"line: least to most over all windows of {length} {('year' if length == 1 else 'years')}",
            transform=axes.transAxes,
            ha="right",
            va="bottom",
            tone="muted",
        )
        amounts = in_window(recipient, from_, to)
        for i, s in enumerate([*named, None]):
            share = (found.get(s, 0) if s else sum(found.get(o, 0) for o in others)) if found else 0
            volume = amounts[s] if s else sum(amounts[o] for o in others)
            axes.barh(
                [i + 0.5],
                [share],
                0.56,
                color=style.color(style.STATES.get(supplier, "line-0") if s == supplier else "tile-2"),
                lw=0.7,
                edgecolor=style.color("edge"),
                zorder=2,
            )
            if s:
                low, high = spread(recipient, s, length)
                draw.line(axes, [low, high], [i + 0.5] * 2, "ink", 1.1, marker="|", ms=7, zorder=3)
            words = f"{_percent(share)} ({_number(volume)})" if whole else "no deliveries"
            axes.annotate(
                words,
                (1, i + 0.5),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                annotation_clip=False,
                fontweight="bold" if s == supplier else "normal",
            )
        _strip(figure, box(top + plot + 56, strip), recipient, from_, to, supplier)
    rows = [*named, *others]
    return Chart(
        figure,
        alt=_window_alt(name, from_, to, length, found, whole, supplier, spread(recipient, supplier, length)),
        table=[
            {
                "Supplier": s,
                "Volume (million TIV)": f"{amounts[s]:.1f}",
                "Share": f"{100 * found[s]:.1f}%" if found else "–",
                f"Least share in {length} years": f"{100 * spread(recipient, s, length)[0]:.1f}%",
                f"Most share in {length} years": f"{100 * spread(recipient, s, length)[1]:.1f}%",
            }
            for s in rows
        ],
    )


def _summary(whole: float, length: int, found: dict[str, float]) -> str:
    if not whole:
        return "Nothing was delivered in these years, so there are no shares."
    index = measures.concentration(found)
    return (
        f"{_years(length)}, {_number(whole)} {_UNIT} in all, {_number(whole / length)} a year. "
        f"Concentration (0 to 1): {index:.2f}"
    )


def _years(length: int) -> str:
    return f"{length} year" + ("" if length == 1 else "s")


def _bare(axes: Axes) -> None:
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _strip(
    figure: Figure, box: tuple[float, float, float, float], iso3: str, first: int, last: int, supplier: str
) -> None:
    """All years: those in the window on a band, the part of one supplier dark."""
    axes = figure.add_axes(box)
    total = [math.fsum(v for (_, year), v in deliveries(iso3).items() if year == y) for y in years()]
    part = [deliveries(iso3).get((supplier, y), 0) for y in years()]
    axes.set(xlim=(years()[0] - 0.6, years()[-1] + 0.6), ylim=(0, max(total) * 1.18), yticks=[])
    axes.axvspan(first - 0.5, last + 0.5, color=style.color("tile-5"), lw=0, zorder=0)
    axes.bar(
        years(), total, 0.72, color=style.color("paper"), edgecolor=style.color("edge"), lw=0.8, zorder=2
    )
    axes.bar(years(), part, 0.72, color=style.color(style.STATES.get(supplier, "line-0")), lw=0, zorder=3)
    best = max(range(len(total)), key=total.__getitem__)
    draw.text(axes, years()[best], total[best] * 1.03, _number(total[best]), ha="center", va="bottom")
    for coup in _coups(iso3):
        axes.axvline(
            coup.date.start.year - 0.5 + coup.date.start.timetuple().tm_yday / 366,
            color=style.color("accent"),
            lw=1,
            ls=(0, (4, 3)),
            zorder=4,
        )
    axes.set_xticks([y for y in years() if y % 5 == 0 or y == years()[-1]])
    axes.set_xlabel(f"volume of each year (dark: {supplier}; band: the window; dashed: coup)")
    _bare(axes)


def _window_title(name: str, span: str, found: dict[str, float]) -> str:
    if not any(found.values()):
        return f"Nobody armed {name} in {span}"
    first = max(found, key=found.__getitem__)
    return f"{first} armed {name} most in {span}: {_percent(found[first])} of the volume"


def _window_alt(
    name: str,
    first: int,
    last: int,
    length: int,
    found: dict[str, float],
    whole: float,
    supplier: str,
    ends: tuple[float, float],
) -> str:
    years_ = f"{first}" if first == last else f"{first} to {last}"
    if not whole:
        return f"In {years_} ({_years(length)}) nothing was delivered to {name}, so no supplier has a share."
    order = sorted((s for s in found if found[s]), key=lambda s: -found[s])
    named = ", ".join(f"{s} {_percent(found[s])}" for s in order[:3])
    return (
        f"In {years_} ({_years(length)}) {name} received {_number(whole)} {_UNIT}, "
        f"{_number(whole / length)} a year, from {len(order)} suppliers: {named}"
        f"{' and others' if len(order) > 3 else ''}. Over all windows of the same length "
        f"the share of {supplier} lies between {_percent(ends[0])} and {_percent(ends[1])}; "
        f"here it is {_percent(found.get(supplier, 0))}."
    )


# ---------------------------------------------------------------- the explorer


def explore_arms(*, recipient: str | None = None, unit: str | None = None) -> Computed:
    """Lesson 05: what each supplier delivered, year by year.

    recipient: three letters, such as "MMR" (Myanmar) or "EGY" (Egypt); unit: "volume" or "share".
    """
    return Computed(
        "arms",
        by_year,
        (Choice("recipient", "Delivered to", recipients()), Choice("unit", "Show", UNITS)),
        {"recipient": recipient, "unit": unit},
    )


def explore_window(*, from_: Any = None, to: Any = None) -> Computed:
    """Lesson 05: suppliers' shares of what Myanmar received, in a window of years that the reader chooses.

    from_, to: first and last year of the window, from 2000 to 2023; both are counted.
    """
    first, last = years()[0], years()[-1]

    def draw(from_: int, to: int) -> Chart:
        if from_ > to:
            raise OptionError(
                f"The window begins in {from_} and ends in {to}. It cannot end before it begins."
            )
        return window(from_, to)

    return Computed(
        "window",
        draw,
        (Number("from_", "First year", first, last, 2016), Number("to", "Last year", first, last, 2020)),
        {"from_": from_, "to": to},
    )
