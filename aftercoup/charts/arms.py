"""Arms deliveries by supplier: year by year, and added up over a window of years."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import cache
from typing import Any, NamedTuple

from aftercoup import measures, tables
from aftercoup.charts.coders import percent
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed, Number
from aftercoup.charts.machinery.drawing import Drawing, Plot
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.machinery.words import capital, cut, named, year_of
from aftercoup.errors import listed
from aftercoup.tables import Record

UNITS = {"volume": "volume (TIV)", "share": "share of the year"}
NAMED = 5  # suppliers with a row of their own; the rest are added up
OTHERS = "all others"
_UNKNOWN = "unknown"
_UNIT = "million TIV"
_TIV = "TIV: SIPRI's unit of volume, not a price."


@cache
def recipients() -> dict[str, str]:
    """Code -> name of the countries whose deliveries the table `arms` holds, Myanmar first."""
    home = tables.core().about.country
    rows = sorted(tables.table("arms"), key=lambda row: (row.recipient_iso3 != home, row.recipient))
    return {row.recipient_iso3: row.recipient for row in rows}


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
def in_window(iso3: str, first: int = 0, last: int = 9999) -> dict[str, float]:
    """supplier -> volume delivered in the years from `first` to `last` (default: all), for every supplier of the table."""
    known = [(s, volume * (first <= year <= last)) for (s, year), volume in deliveries(iso3).items()]
    return {supplier: math.fsum(v for s, v in known if s == supplier) for supplier, _ in deliveries(iso3)}


def by_year_of(iso3: str, suppliers: Collection[str] = ()) -> dict[int, float]:
    """year -> volume of some suppliers, or of all."""
    known = deliveries(iso3).items()
    return {
        y: math.fsum(v for (s, year), v in known if year == y and (not suppliers or s in suppliers))
        for y in years()
    }


@cache
def ranked(iso3: str) -> tuple[list[str], list[str]]:
    """The suppliers with rows of their own (largest over all years first), and the others."""
    total = in_window(iso3)
    order = sorted(total, key=lambda s: (s == _UNKNOWN, -total[s], s))
    return order[:NAMED], order[NAMED:]


def _coups(iso3: str) -> list[Record]:
    return [c for c in tables.table("coups") if c.iso3 == iso3 and c.date.start.year in years()]


def _number(value: float) -> str:
    """ "1,091"; below ten with one decimal, so that little is not called nothing."""
    return f"{math.floor(value + 0.5):,}" if value >= 9.95 or not value else f"{value:.1f}"


# ---------------------------------------------------------------- year by year


class _Row(NamedTuple):
    """A row of the chart by year: its name, its share of all, its volume in words, its values, pixels for one unit of these,
    and how one is written."""

    label: str
    share: str
    volume: str
    yearly: dict[int, Any]
    rise: float
    said: Callable[[float], str]


def by_year(recipient: str = "MMR", unit: str = "volume", layout: str = "one") -> Chart:
    """Draw what each supplier delivered to a country, a row for each, a bar for each year.

    recipient: one of `recipients()`; unit: "volume" (SIPRI's trend indicator value) or "share" (of all that
    came in that year). The row on top is always the volume of all suppliers: a share hides it. Coloured are the
    suppliers that the title names, and those with a colour in the whole course. A year without
    deliveries has a flat line; a share of nothing is no number, so in such a year no line is drawn.
    """
    named, others = ranked(recipient)
    parts = {row: [row] for row in named} | ({OTHERS: others} if others else {})
    total, share = by_year_of(recipient), unit == "share"
    whole, most, form = sum(total.values()), max(total.values()), percent if share else _number
    values: dict[str, dict[int, Any]] = {row: by_year_of(recipient, part) for row, part in parts.items()}
    if share:  # of nothing there is none
        share_of = lambda yearly: {y: v / total[y] if total[y] else None for y, v in yearly.items()}
        values = {row: share_of(yearly) for row, yearly in values.items()}
    flat = "Flat line: nothing that year" + ("; no line: no deliveries at all." if share else ".")
    coups = [str(c.date.start.year) for c in _coups(recipient)]
    dashed = f" Dashed: coup{'s' * (len(coups) > 1)} of {', '.join(coups)}." if coups else ""
    note = f"Deliveries of major arms by supplier, {UNITS[unit]}. {_TIV} {flat}{dashed}"
    drawing = Drawing(layout, _title(recipient), note, rests_on=("arms",))
    tall = 74 if share else 118
    rows = [_Row("all suppliers", "", f"{_number(whole)} {_UNIT}", total, tall / most, _number)]
    for name, part in parts.items():
        amount = sum(in_window(recipient)[s] for s in part)
        label, words = f"{len(others)} others" if name == OTHERS else name, f"{_number(amount)} {_UNIT}"
        rise = 52 if share else tall / most
        rows.append(_Row(label, percent(amount / whole), words, values[name], rise, form))
    above = 40 if drawing.narrow else 24  # pixels for the peak's number, and on a phone for the row's name
    steps = [max(38, above + max(v or 0 for v in row.yearly.values()) * row.rise) for row in rows]
    wide = max(style.text_width(words) for row in rows for words in (row.label, row.volume))
    left = 16 if drawing.narrow else 76 + 1.1 * wide
    plot = _plot(drawing, left, 16, sum(steps), 1)
    leading, _ = _leading(recipient)
    for (label, part_of_all, words, yearly, rise, said), step in zip(rows, steps):
        here, tone = _plot(drawing, left, 16, step, step / rise), style.STATES.get(label, "")
        peak = _peak(here, yearly, said)
        _coup_lines(here, recipient, peak, 22 if drawing.narrow else 0)
        _bars(here, yearly, tone or ("ink" if label in leading else "edge"))
        top, drawing.y = drawing.y + 12, drawing.y + step
        if drawing.narrow:
            drawing.text(12, top, f"{label} {part_of_all}".strip(), bold=True)
            drawing.text(drawing.width - 12, top, words, "end", "muted")
        else:
            end, base = left - (62 if part_of_all else 10), drawing.y
            drawing.text(end, base - 22, label, "end", bold=True)
            drawing.text(end, base - 7, words, "end", "muted")
            drawing.text(left - 10, base - 15, part_of_all, "end", tone or "ink", 18, bold=True)
    _year_axis(plot)
    told = lambda value: "no deliveries" if value is None else form(value)
    table = []
    for y in years():
        of_each = {row: told(yearly[y]) for row, yearly in values.items()}
        table.append({"Year": y, f"All suppliers ({_UNIT})": _number(total[y])} | of_each)
    return Chart(drawing, alt=_alt(recipient, total), table=table)


def _plot(drawing: Drawing, left: float, right: float, height: float, most: float) -> Plot:
    """A plot of all years, from nothing to `most`."""
    return Plot(drawing, left, right, height, (years()[0] - 0.6, years()[-1] + 0.6), (0, most))


def _coup_lines(plot: Plot, iso3: str, words: tuple[float, float, float], below: float = 0) -> None:
    """A line for each coup from so many pixels `below` the top, which breaks off around the words of `_peak`."""
    middle, y, half = words
    for coup in _coups(iso3):
        x, ends = plot.x(year_of(coup.date.start) - 0.5), [plot.top + below, plot.top + plot.height]
        if abs(x - middle) < half + 4:
            ends[1:1] = [y - 9, y + 9]
        for head, foot in zip(ends[::2], ends[1::2]):
            plot.drawing.line([(x, head), (x, foot)], "myanmar", 1, "4 3")


def _year_axis(plot: Plot) -> None:
    plot.across([y for y in years() if y % 5 == 0 and y < years()[-1] - 1] + [years()[-1]], str, grid=False)
    plot.end(26)


def _bars(plot: Plot, values: dict[int, Any], tone: str) -> None:
    """A bar for each year with a value."""
    wide, base = 0.72 * plot.width / (len(years()) + 0.2), plot.y(0)
    for year, value in values.items():
        if value is not None:
            tall = max(base - plot.y(value), 1.5) if value else 1  # a little is not nothing: it can be seen
            plot.drawing.box(plot.x(year) - wide / 2, base - tall, wide, tall, tone if value else "edge")


def _peak(plot: Plot, values: dict[int, Any], form: Callable[[float], str]) -> tuple[float, float, float]:
    """The number of the highest bar and its year, above it. Returns the middle of these words and half their width."""
    most = max(values, key=lambda year: values[year] or 0)
    words, y = f"{form(values[most])} in {most}", plot.y(values[most]) - 9
    half = style.text_width(words) / 2
    x = min(max(plot.x(most), plot.left + half), plot.left + plot.width - half)
    plot.drawing.text(x, y, words, "middle", halo=True)
    return x, y, half


def _leading(recipient: str) -> tuple[list[str], str]:
    """The suppliers with the largest share, several if it is the same in whole percent, and that share."""
    whole = in_window(recipient)
    shares = {name: percent(part / sum(whole.values())) for name, part in whole.items()}
    most, _ = ranked(recipient)
    return [name for name in most if shares[name] == shares[most[0]]], shares[most[0]]


def _title(recipient: str) -> str:
    first, share = _leading(recipient)
    each = " each" if len(first) > 1 else ""
    return f"{capital(listed([*map(named, first)]))}{each} delivered {share} of {recipients()[recipient]}'s arms since {years()[0]}"


def _from(suppliers: Collection[str]) -> str:
    """ "16 suppliers and unknown ones": whoever is not known may be several, or one of the others."""
    known = tables.many(sum(supplier != _UNKNOWN for supplier in suppliers), "supplier")
    return known + " and unknown ones" * (_UNKNOWN in suppliers)


def _alt(recipient: str, total: dict[int, float]) -> str:
    name, best = recipients()[recipient], max(total, key=total.__getitem__)
    empty = sum(not v for v in total.values())
    none = f"in {empty} of {len(total)} years nothing came" if empty else "something came in every year"
    return (
        f"Deliveries of major arms to {name} from {years()[0]} to {years()[-1]}, {_number(sum(total.values()))} {_UNIT} "
        f"from {_from(in_window(recipient))}. The largest year is {best} ({_number(total[best])}); {none}."
    )


# ---------------------------------------------------------------- a window of years

_HOME, _ASKED = "MMR", "Russia"  # whose deliveries these are, and the supplier that always has a row


@cache
def shares(iso3: str, first: int, last: int) -> dict[str, float]:
    """supplier -> share of the volume in a window, in which something came."""
    amounts = in_window(iso3, first, last)
    return {supplier: volume / math.fsum(amounts.values()) for supplier, volume in amounts.items()}


@cache
def spread(iso3: str, supplier: str, length: int) -> tuple[float, float]:
    """(least, most) share of a supplier over all windows of `length` years."""
    values = [shares(iso3, y, y + length - 1)[supplier] for y in years() if y + length - 1 in years()]
    return min(values), max(values)


def window(from_: int = 2016, to: int = 2020, layout: str = "one") -> Chart:
    """Draw each supplier's share of what Myanmar received in a window of years; below, every year's volume.

    from_, to: first and last year, both counted. The pale bar of a supplier runs from its smallest to its largest share
    in all windows of the same length. The lower part shows which years count. A state has its colour in each window.
    """
    if from_ > to:
        raise OptionError(f"The window begins in {from_} and ends in {to}. It cannot end before it begins.")
    share_of, amounts, length = shares(_HOME, from_, to), in_window(_HOME, from_, to), to - from_ + 1
    suppliers, whole = [s for part in ranked(_HOME) for s in part], math.fsum(amounts.values())
    rows = sorted(suppliers, key=lambda s: (s != _ASKED, -share_of[s]))[:7]  # who led the window has one
    named = sorted(rows, key=lambda s: -share_of[s])
    others = [s for s in suppliers if s not in rows]
    leader, span = max(share_of, key=share_of.__getitem__), str(from_) if from_ == to else f"{from_}–{to}"
    title = f"{leader} armed {recipients()[_HOME]} most in {span}: {percent(share_of[leader])}"
    title += " of the volume" if leader == _ASKED else f", {_ASKED} {percent(share_of[_ASKED])}"
    note = f"Share of the volume (in brackets: {_UNIT}). Pale: least to most in any {tables.many(length, 'year')}"
    note += f"{' in a row' * (length > 1)}. {_TIV}"
    drawing = Drawing(layout, title, note, rests_on=("arms",))
    few = f"{measures.concentration(share_of):.2f}"
    drawing.paragraph(
        f"{_number(whole)} {_UNIT} in all, {_number(whole / length)} a year. "
        f"Concentration {few}: it would be 1 if one supplier had delivered all."
    )
    drawing.y += 6
    side = 104 if drawing.narrow else 120
    plot = Plot(drawing, side, side, 26 * (len(named) + 1), (0, 1), (len(named) + 1, 0))
    plot.across((0, 0.5, 1) if drawing.narrow else (0, 0.25, 0.5, 0.75, 1), "{:.0%}".format)
    for i, s in enumerate([*named, None]):
        y, part, bold = plot.y(i + 0.5), [s] if s else others, s == leader
        share, volume = sum(share_of[o] for o in part), sum(amounts[o] for o in part)
        if s:
            low, high = spread(_HOME, s, length)
            drawing.box(plot.x(low), y - 10, plot.x(high) - plot.x(low), 20, "rule")
        tone = style.STATES.get(s or "", "ink" if bold else "edge")
        drawing.box(plot.x(0), y - 6, plot.x(share) - plot.x(0), 12, tone)
        drawing.text(plot.left - 8, y, cut(s, 14) if s else f"{len(others)} others", "end", bold=bold)
        drawing.text(plot.left + plot.width + 8, y, f"{percent(share)} ({_number(volume)})", bold=bold)
    plot.end(34)
    _strip(drawing, from_, to)
    table = [_window_row(s, length, amounts[s], share_of[s]) for s in [*named, *others]]
    table.append(dict.fromkeys(table[0], "") | {"Supplier": "concentration (0 to 1)", "Share": few})
    return Chart(drawing, alt=_window_alt(from_, to, share_of, whole), table=table)


def _strip(drawing: Drawing, first: int, last: int) -> None:
    """All years: those in the window on a band, the part of `_ASKED` in its colour."""
    words = f"Volume of each year (in colour: {_ASKED}; band: the window; dashed: coup)"
    drawing.paragraph(words, tone="muted")
    drawing.y += 18
    total = by_year_of(_HOME)
    side = 16 if drawing.narrow else 120
    plot = _plot(drawing, side, side, 84, max(total.values()))
    left, right = plot.x(first - 0.5), plot.x(last + 0.5)
    drawing.box(left, plot.top, right - left, plot.height, "rule", 0.6)
    _bars(plot, total, "edge")
    _bars(plot, by_year_of(_HOME, [_ASKED]), style.STATES[_ASKED])
    _coup_lines(plot, _HOME, _peak(plot, total, _number))
    _year_axis(plot)


def _window_row(supplier: str, length: int, volume: float, share: float) -> dict[str, str]:
    least, most = spread(_HOME, supplier, length)
    return {
        "Supplier": supplier,
        "Volume (million TIV)": f"{volume:.1f}",
        "Share": f"{100 * share:.1f}%",
        f"Least share in {length} years": f"{100 * least:.1f}%",
        f"Most share in {length} years": f"{100 * most:.1f}%",
    }


def _window_alt(first: int, last: int, share_of: dict[str, float], whole: float) -> str:
    length, (least, most) = last - first + 1, spread(_HOME, _ASKED, last - first + 1)
    span = str(first) if first == last else f"{first} to {last}"
    order = sorted((s for s in share_of if share_of[s]), key=lambda s: -share_of[s])
    named = ", ".join(f"{s} {percent(share_of[s])}" for s in order[:3])
    return (
        f"In {span} ({tables.many(length, 'year')}) {recipients()[_HOME]} received {_number(whole)} {_UNIT}, "
        f"{_number(whole / length)} a year, from {_from(order)}: {named}"
        f"{' and others' if len(order) > 3 else ''}. Over all windows of the same length "
        f"the share of {_ASKED} lies between {percent(least)} and {percent(most)}; "
        f"here it is {percent(share_of[_ASKED])}."
    )


# ---------------------------------------------------------------- the explorer


def explore_arms(**start: Any) -> Computed:
    """Lesson 05: what each supplier delivered, year by year.

    recipient: three letters, such as "MMR" (Myanmar) or "EGY" (Egypt); unit: "volume" or "share".
    """
    controls = Choice("recipient", "Delivered to", recipients()), Choice("unit", "Show", UNITS)
    return Computed("arms", by_year, controls, start)


def explore_window(**start: Any) -> Computed:
    """Lesson 05: suppliers' shares of what Myanmar received, in a window of years that the reader chooses.

    from_, to: first and last year of the window, from 2000 to 2023; both are counted.
    """
    ends = years()[0], years()[-1]
    controls = Number("from_", "First year", *ends, 2016), Number("to", "Last year", *ends, 2020)
    return Computed("window", window, controls, start)
