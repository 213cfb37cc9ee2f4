"""Arms deliveries by supplier: year by year, and added up over a window of years."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart
from aftercoup.charts.drawing import Drawing, Plot
from aftercoup.charts.explorer.compute import Choice, Computed, Number
from aftercoup.charts.explorer.view import OptionError
from aftercoup.charts.words import cut, listed
from aftercoup.tables import Record

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


def by_year(recipient: str = "MMR", unit: str = "volume", layout: str = "one") -> Chart:
    """Draw what each supplier delivered to a country, a row for each, a bar for each year.

    recipient: one of `recipients()`; unit: "volume" (SIPRI's trend indicator value) or "share" (of all that
    came in that year). The row on top is always the volume of all suppliers: a share hides it. Coloured are the
    suppliers that the title names, and those with a colour in the whole course. A year without
    deliveries has a flat line; a share of nothing is no number, so in such a year no line is drawn.
    """
    named, others = ranked(recipient)
    parts = {row: [row] for row in named} | ({OTHERS: others} if others else {})
    total = {y: math.fsum(v for (_, year), v in deliveries(recipient).items() if year == y) for y in years()}
    whole = sum(total.values())
    values = {
        row: {y: _of_year(recipient, part, y, total[y], unit) for y in years()} for row, part in parts.items()
    }
    share, most = unit == "share", max(total.values())
    flat = "Flat line: nothing that year" + ("; no line: no deliveries at all." if share else ".")
    coups = [str(c.date.start.year) for c in _coups(recipient)]
    dashed = f" Dashed: coup{'s' * (len(coups) > 1)} of {', '.join(coups)}." if coups else ""
    drawing = Drawing(
        layout,
        _title(recipient),
        xlabel="year of delivery",
        ylabel=f"supplier, all years added up; bars: {UNITS[unit]}",
        notes=[f"Deliveries of major arms by supplier, {UNITS[unit]}. {flat}{dashed}"],
    )
    scale = 52 if share else 118 / most  # pixels for one unit, in the rows of suppliers
    rows: list[tuple[str, str, str, dict[int, Any], float, Callable[[float], str]]] = [
        ("all suppliers", "", f"{_number(whole)} {_UNIT}", total, (74 if share else 118) / most, _number)
    ]
    for row, part in parts.items():
        amount = sum(in_window(recipient, years()[0], years()[-1])[s] for s in part)
        label = f"{len(others)} others" if row == OTHERS else row
        words = f"{_number(amount)} {_UNIT}"
        rows.append(
            (label, _percent(amount / whole), words, values[row], scale, _percent if share else _number)
        )
    above = 40 if drawing.narrow else 24  # pixels for the peak's number, and on a phone for the row's name
    steps = [max(38, above + max(v or 0 for v in found.values()) * rise) for *_, found, rise, _ in rows]
    left = (
        16
        if drawing.narrow
        else 76
        + 1.1 * max(style.text_width(words) for label, _, words, *_ in rows for words in (label, words))
    )
    plot = Plot(drawing, left, 16, sum(steps), (years()[0] - 0.6, years()[-1] + 0.6), (0, 1))
    for coup in _coups(recipient):
        plot.upright(_moment(coup), "accent", 1, "4 3")
    base, (leading, _) = plot.top, _leading(recipient)
    for (label, percent, words, found, rise, form), step in zip(rows, steps):
        base += step
        tone = style.STATES.get(label, "ink" if label in leading else "edge")
        _bars(plot, found, base, rise, tone, form)
        if drawing.narrow:
            drawing.text(12, base - step + 12, f"{label} {percent}".strip(), bold=True, halo=True)
            drawing.text(drawing.width - 12, base - step + 12, words, "end", "muted", halo=True)
        else:
            end = left - 62 if percent else left - 10
            drawing.text(end, base - 22, label, "end", bold=True)
            drawing.text(end, base - 7, words, "end", "muted")
            drawing.text(
                left - 10, base - 15, percent, "end", "ink" if tone == "edge" else tone, 18, bold=True
            )
    _year_axis(plot)
    return Chart(
        drawing,
        alt=_alt(recipient, unit, total, values, list(parts)),
        table=[_row(y, total[y], {row: values[row][y] for row in parts}, unit) for y in years()],
    )


def _moment(coup: Record) -> float:
    """Where a coup stands among bars of years."""
    return coup.date.start.year + coup.date.start.timetuple().tm_yday / 366 - 0.5


def _year_axis(plot: Plot) -> None:
    plot.across([y for y in years() if y % 5 == 0 and y < years()[-1] - 1] + [years()[-1]], str, grid=False)
    plot.end(26)


def _of_year(iso3: str, suppliers: list[str], year: int, total: float, unit: str) -> float | None:
    """Volume or share of some suppliers in a year; None for a share of nothing."""
    value = math.fsum(deliveries(iso3).get((s, year), 0) for s in suppliers)
    return value if unit == "volume" else value / total if total else None


def _bars(
    plot: Plot, values: dict[int, Any], base: float, rise: float, tone: str, form: Callable[[float], str]
) -> None:
    """A bar for each year, and the number of the highest. rise: pixels for one unit."""
    drawing, known = plot.drawing, {y: v for y, v in values.items() if v is not None}
    wide = 0.72 * plot.width / (len(years()) + 0.2)
    heights = {
        y: max(v * rise, 1.5) for y, v in known.items() if v
    }  # a little is not nothing: it can be seen
    drawing.boxes(((plot.x(y) - wide / 2, base - h, wide, h) for y, h in heights.items()), tone)
    drawing.boxes(((plot.x(y) - wide / 2, base - 1, wide, 1) for y, v in known.items() if not v), "edge")
    most = max(known, key=known.__getitem__)
    words, y = form(known[most]), base - known[most] * rise - 9
    half = 4 * len(words)
    x = min(max(plot.x(most), plot.left + half), plot.left + plot.width - half)
    drawing.box(x - half, y - 7, 2 * half, 14, "paper")  # the coup's line breaks off behind it
    drawing.text(x, y, words, "middle")


def _leading(recipient: str) -> tuple[list[str], str]:
    """The suppliers with the largest share, several if it is the same in whole percent, and that share."""
    whole = in_window(recipient, years()[0], years()[-1])
    shares = {name: _percent(part / sum(whole.values())) for name, part in whole.items()}
    named, _ = ranked(recipient)
    return [name for name in named if shares[name] == shares[named[0]]], shares[named[0]]


def _title(recipient: str) -> str:
    first, share = _leading(recipient)
    each = " each" if len(first) > 1 else ""
    return f"{listed(first)}{each} delivered {share} of {recipients()[recipient]}'s arms since {years()[0]}"


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


def window(
    from_: int = 2016, to: int = 2020, recipient: str = "MMR", supplier: str = "Russia", layout: str = "one"
) -> Chart:
    """Draw each supplier's share of what a country received in a window of years; below, every year's volume.

    from_, to: first and last year, both counted. The pale bar of a supplier runs from its smallest to its
    largest share in all windows of the same length. The lower part shows which years count, and in them the
    part of one supplier.
    """
    found, whole = shares(recipient, from_, to)
    suppliers = [s for part in ranked(recipient) for s in part]
    rows = sorted(suppliers, key=lambda s: (s != supplier, -found.get(s, 0)))[
        :7
    ]  # who led the window has a row
    named = sorted(rows, key=lambda s: -found.get(s, 0))
    others = [s for s in suppliers if s not in rows]
    height = len(named) + 1
    length = to - from_ + 1
    name = recipients()[recipient]
    span = str(from_) if from_ == to else f"{from_}–{to}"
    drawing = Drawing(
        layout,
        _window_title(name, span, found),
        xlabel="share of the volume delivered in the window",
        ylabel="supplier",
        notes=[f"Share of the volume delivered. Pale: least to most in all windows of {_years(length)}."],
    )
    drawing.paragraph(_summary(whole, length, found))
    drawing.y += 6
    amounts = in_window(recipient, from_, to)
    side = 104 if drawing.narrow else 120
    plot = Plot(drawing, side, side, 26 * height, (0, 1), (height, 0))
    plot.across((0, 0.5, 1) if drawing.narrow else (0, 0.25, 0.5, 0.75, 1), "{:.0%}".format)
    for i, s in enumerate([*named, None]):
        y, part = plot.y(i + 0.5), [s] if s else others
        share, volume = sum(found.get(o, 0) for o in part), sum(amounts[o] for o in part)
        if s:
            low, high = spread(recipient, s, length)
            drawing.box(plot.x(low), y - 10, plot.x(high) - plot.x(low), 20, "rule")
        tone = style.STATES.get(supplier, "line-1") if s == supplier else "edge"
        drawing.box(plot.x(0), y - 6, plot.x(share) - plot.x(0), 12, tone)
        drawing.text(
            plot.left - 8, y, cut(s, 14) if s else f"{len(others)} others", "end", bold=s == supplier
        )
        words = f"{_percent(share)} ({_number(volume)})" if whole else "no deliveries"
        drawing.text(plot.left + plot.width + 8, y, words, bold=s == supplier)
    plot.end(34)
    _strip(drawing, recipient, from_, to, supplier)
    return Chart(
        drawing,
        alt=_window_alt(name, from_, to, length, found, whole, supplier, spread(recipient, supplier, length)),
        table=[
            {
                "Supplier": s,
                "Volume (million TIV)": f"{amounts[s]:.1f}",
                "Share": f"{100 * found[s]:.1f}%" if found else "–",
                f"Least share in {length} years": f"{100 * spread(recipient, s, length)[0]:.1f}%",
                f"Most share in {length} years": f"{100 * spread(recipient, s, length)[1]:.1f}%",
            }
            for s in [*named, *others]
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


def _strip(drawing: Drawing, iso3: str, first: int, last: int, supplier: str) -> None:
    """All years: those in the window on a band, the part of one supplier in its colour."""
    drawing.paragraph(
        f"Volume of each year (in colour: {supplier}; band: the window; dashed: coup)", tone="muted"
    )
    drawing.y += 18
    total = {y: math.fsum(v for (_, year), v in deliveries(iso3).items() if year == y) for y in years()}
    side = 16 if drawing.narrow else 120
    plot = Plot(drawing, side, side, 84, (years()[0] - 0.6, years()[-1] + 0.6), (0, 1))
    left, right = plot.x(first - 0.5), plot.x(last + 0.5)
    drawing.box(left, plot.top, right - left, plot.height, "tile-5")
    base, rise = plot.top + plot.height, plot.height / max(total.values())
    _bars(plot, total, base, rise, "edge", _number)
    wide = 0.72 * plot.width / (len(years()) + 0.2)
    own = {y: rise * deliveries(iso3).get((supplier, y), 0) for y in years()}
    drawing.boxes(
        ((plot.x(y) - wide / 2, base - h, wide, h) for y, h in own.items() if h),
        style.STATES.get(supplier, "line-1"),
    )
    for coup in _coups(iso3):
        plot.upright(_moment(coup), "accent", 1, "4 3")
    _year_axis(plot)


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
        rests_on=("arms",),
    )


def explore_window(*, from_: Any = None, to: Any = None) -> Computed:
    """Lesson 05: suppliers' shares of what Myanmar received, in a window of years that the reader chooses.

    from_, to: first and last year of the window, from 2000 to 2023; both are counted.
    """
    first, last = years()[0], years()[-1]

    def draw(from_: int, to: int, layout: str) -> Chart:
        if from_ > to:
            raise OptionError(
                f"The window begins in {from_} and ends in {to}. It cannot end before it begins."
            )
        return window(from_, to, layout=layout)

    return Computed(
        "window",
        draw,
        (Number("from_", "First year", first, last, 2016), Number("to", "Last year", first, last, 2020)),
        {"from_": from_, "to": to},
        rests_on=("arms",),
    )
