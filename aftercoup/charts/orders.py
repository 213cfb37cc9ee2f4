"""Orders of arms, each from the year in which it was placed to the years in which something arrived."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.contacts import OTHERS, SYMBOLS
from aftercoup.charts.drawing import DASHED, Drawing, Plot
from aftercoup.charts.explorer.view import Category, Explorer
from aftercoup.charts.rows import heading
from aftercoup.charts.words import capital, year_of
from aftercoup.tables import Record

# Years alone cannot say on which side of 1 February 2021 something lies: that year is a group of its own.
STATUS = {
    "before": "ordered and delivered before 2021",
    "bridge": "ordered before, some delivered in 2021 or later",
    "coup-year": "ordered in 2021, the year of the coup",
    "after": "ordered after 2021",
}
_FIRST = ["bridge", "coup-year", "after", "before"]
ORDERED = {"before": "before 2021", "2021": "in 2021", "after": "after 2021"}
DELIVERED = {"before": "before 2021", "2021": "in 2021", "after": "after 2021", "none": "none recorded"}
_SIZES = {
    "wide": (470, 22, 10),
    "narrow": (14, 20, 8),
}  # layout: pixels beside the years; of a row; of an older order


def _group(facets: dict[str, Any]) -> str:
    """Under which heading an order stands."""
    year = _coup().year
    if facets["ordered"] == "before":
        return f"Ordered before {year}, some delivered since" if _late(facets) else capital(STATUS["before"])
    return f"Ordered since {year}, {'and delivered' if _late(facets) else 'no delivery recorded'}"


def _coup() -> date:
    return tables.core().about.coup_date.start


def side(year: int) -> str:
    """ "before", "2021" or "after": where a year stands to the year of the coup."""
    return "before" if year < _coup().year else "after" if year > _coup().year else str(year)


def status(order: Record) -> str:
    """Which of STATUS an order belongs to."""
    ordered = side(order.order_year)
    if ordered != "before":
        return "after" if ordered == "after" else "coup-year"
    return "bridge" if any(side(y) != "before" for y in order.delivery_years) else "before"


def _facets(order: Record, place: int) -> dict[str, Any]:
    return {
        "supplier": order.supplier,
        "status": status(order),
        "ordered": side(order.order_year),
        "delivered": tuple(dict.fromkeys(map(side, order.delivery_years))) or ("none",),
        "place": place,
    }


def orders(layout: str = "wide") -> Chart:
    """Draw the table `arms_orders`: an upright stroke in the year of an order, a symbol in each year of a delivery.

    Symbol and colour tell the supplier, and a group what reached the country since the coup. The orders that were delivered
    before it, which the title does not count, stand close together, in a row for each supplier. layout: "wide" or "narrow".
    """
    known = [(f"o{n:02d}", o, _facets(o, n)) for n, o in enumerate(tables.table("arms_orders"), 1)]
    known.sort(key=_place)
    wide = layout == "wide"
    low, high = min(o.order_year for _, o, _ in known), max(y for _, o, _ in known for y in o.delivery_years)
    note = f"Myanmar's orders of arms, {low} to {high}. Those delivered before {_coup().year} stand together by supplier."
    picture = Drawing(layout, _title(known), note, rests_on=("arms_orders",))
    _legend(picture)
    picture.begin(42 if wide else 62)
    plot = Plot(picture, _SIZES[layout][0], 12, 0, (low - 0.5, high + 0.5), (0, 1))
    heads, rows, spans, plot.height = _rows(plot, known)
    for year in range(low, high + 2):
        plot.upright(year - 0.5, "rule", 0.7)
    coup = plot.x(year_of(_coup()) - 0.5)
    for ends in spans if picture.narrow else [(0, plot.height)]:  # on a phone headings cross its place
        picture.line([(coup, end) for end in ends], "accent", 1.7, DASHED)
    picture.text(coup, -22, f"coup, {tables.core().about.coup_date}", "middle", "accent", at="bottom")
    ticks = [year for year in range(low, high + 1) if year % (2 if wide else 5) == 0]
    picture.scale([(plot.x(year), str(year)) for year in ticks], plot.height, above=0)
    for head in heads:
        heading(picture, *head)
    for (datum_id, order, _), row in zip(known, rows):
        with picture.datum(datum_id):
            _draw(plot, order, plot.x(high), *row)
    what = "supplier: what was ordered (number delivered)"
    picture.name_axes(what, "year", plot.height + 22, plot.middle, -14 if wide else -48)
    return Chart(
        picture,
        alt=_alt(known),
        table=[_row(o, f) for _, o, f in known],
        data=[_datum(m, o, f) for m, o, f in known],
    )


def _place(one: tuple[str, Record, dict[str, Any]]) -> tuple[Any, ...]:
    """What to sort orders by: those of the title first, and the older ones by supplier, the one with most of them first."""
    _, order, facets = one
    counts = Counter(o.supplier for o in tables.table("arms_orders") if status(o) == "before")
    supplier = (-counts[order.supplier], order.supplier) if facets["status"] == "before" else ()
    return (
        not _late(facets),
        _FIRST.index(facets["status"]),
        supplier,
        order.order_year,
        order.supplier,
        facets["place"],
    )


def _rows(
    plot: Plot, known: list[tuple]
) -> tuple[list[tuple], list[tuple], list[tuple[float, float]], float]:
    """Where orders in their order stand: headings, as `heading` takes them; for each order its top, its words, how much
    room these take above its years, and its height; where the rows of each group begin and end; and the height of all."""
    _, step, thin = _SIZES[plot.drawing.layout]
    heads: list[tuple] = []
    rows: list[tuple] = []
    spans: list[tuple[float, float]] = []
    coup, y = plot.x(year_of(_coup()) - 0.5), 0.0
    for words, group in groupby(known, lambda one: _group(one[2])):
        members = list(group)
        heads.append((10, y + 12, words, [id_ for id_, *_ in members]))
        y += 24
        head = y
        for supplier, several in groupby(members, lambda one: _heap(one, plot.drawing.narrow)):
            some = list(several)
            if supplier:  # the older orders are drawn close together, on a phone with their name where they have no years
                x = coup + 8 if plot.drawing.narrow else 14
                heads.append((x, y + 8, supplier, [id_ for id_, *_ in some], "muted"))
                rows += [(y + k * thin, "", 0, thin) for k in range(len(some))]
                y += max(thin * len(some) + 6, step)
                continue
            for _, order, _ in some:
                rows.append((y, *_words(plot, order, min(coup, plot.x(order.order_year)) - 26)))
                y += rows[-1][-1]
        spans.append((head, y))
    return heads, rows, spans, y


def _heap(one: tuple[str, Record, dict[str, Any]], narrow: bool) -> str:
    """With which of the older orders one is drawn close together: those of its supplier; "" for the orders of the title."""
    _, order, facets = one
    if facets["status"] != "before":
        return ""
    return OTHERS if narrow and order.supplier not in SYMBOLS else order.supplier


def _words(plot: Plot, order: Record, room: float) -> tuple[str, float, float]:
    """The words of an order, how much room they take above its years, and the height of its row. room: pixels beside its
    years on a phone, where words stand if two lines hold them, without what follows a comma."""
    number, step = f" ({order.number})" if order.number else "", _SIZES[plot.drawing.layout][1]
    said = f"{order.supplier}: {order.weapon}{number}"
    if not plot.drawing.narrow:
        return said, 0, step
    said = f"{order.supplier}: {order.weapon.split(',')[0]}{number}"
    if style.text_width(said) <= room:
        return said, 0, step
    for letters in range(12, 40):  # the first that fits has two lines of about one length
        beside = style.wrap(said, letters)
        if beside.count("\n") == 1 and max(map(style.text_width, beside.split("\n"))) <= room:
            return beside, 0, step + 14
    return said, 15, step + 11


def _look(supplier: str) -> tuple[str, str]:
    """The symbol and the colour of a supplier."""
    name = supplier if supplier in SYMBOLS else OTHERS
    return SYMBOLS[name], style.STATES.get(name, "muted")


def _legend(picture: Drawing) -> None:
    """What stroke and symbols mean."""
    looks = [(f"delivery from {name}", (*_look(name), "", 8.5)) for name in ("Russia", "China", OTHERS)]
    stroke = lambda x, y: picture.line([(x, y - 6), (x, y + 6)], "muted", 2.5)
    picture.legend(
        [("year of the order", stroke), *looks, ("none recorded", (">", "paper", "muted", 9, 1.4))]
    )


def _draw(plot: Plot, order: Record, last: float, top: float, words: str, above: float, tall: float) -> None:
    """One order, its row beginning at `top`: its words, if it has any, and its years. last: the place of the last year."""
    picture, (kind, tone) = plot.drawing, _look(order.supplier)
    y, size = top + (above + tall) / 2, 8.5 if words else 6.5
    picture.box(0, top, picture.width, tall, "paper", opacity=0)
    if words:
        picture.text(14, top + 2 if above else y, words, at="top" if above else "middle", halo=picture.narrow)
    x, end = plot.x(order.order_year), plot.x(max(order.delivery_years)) if order.delivery_years else last
    picture.line([(x, y), (end, y)], tone, 1.5)
    # A delivery in the year of the order would hide the stroke, so the stroke stands a little to the left.
    shift = 5 if order.order_year in order.delivery_years else 0
    with picture.spot():
        picture.line([(x - shift, y - 0.7 * size), (x - shift, y + 0.7 * size)], tone, 2.5)
    years = [(plot.x(year) + (shift if year == order.order_year else 0), y) for year in order.delivery_years]
    picture.symbol(years, kind, tone, size=size)
    if not years:
        picture.symbol([(end, y)], ">", "paper", tone, 9, 1.4)


def _late(facets: dict[str, Any]) -> bool:
    """Whether something was delivered in the coup's year or later."""
    return not {"2021", "after"}.isdisjoint(facets["delivered"])


def _counts(known: list[tuple]) -> tuple[int, int]:
    """(orders with a delivery since the coup's year, how many of them were placed before it)."""
    late = [f for *_, f in known if _late(f)]
    return len(late), sum(f["ordered"] == "before" for f in late)


def _title(known: list[tuple]) -> str:
    if len(known) == 1:
        return f"{_group(known[0][-1])}: 1 order"
    late, old = _counts(known)
    if not late:
        return (
            f"None of {len(known)} orders reached Myanmar in {_coup().year}, the year of the coup, or later"
        )
    if late == 1:
        when = "before the year of the coup" if old else "in that year or later"
        return f"1 of {len(known)} orders reached Myanmar since {_coup().year}; it was placed {when}"
    placed = "was placed" if old == 1 else "were placed"
    return f"Of {late} orders that reached Myanmar since {_coup().year}, {old} {placed} before the year of the coup"


def _alt(known: list[tuple]) -> str:
    late, old = _counts(known)
    in_all = [f"{label}: {sum(f['status'] == s for *_, f in known)}" for s, label in STATUS.items()]
    took = lambda order: max(order.delivery_years) - order.order_year
    slow = max((order for _, order, _ in known if order.delivery_years), key=took)
    return (
        f"{len(known)} orders by Myanmar from {min(order.order_year for _, order, _ in known)} on. "
        f"Of {late} with a delivery in {_coup().year} or later, {old} had been ordered before {_coup().year}. "
        f"In all, {'; '.join(in_all)}. The longest way leads from {slow.order_year} to {max(slow.delivery_years)} "
        f"({took(slow)} years; {slow.supplier})."
    )


def _years(order: Record) -> str:
    return ", ".join(map(str, order.delivery_years)) or "none recorded"


def _row(order: Record, facets: dict[str, Any]) -> dict[str, int | str]:
    return {
        "Supplier": order.supplier,
        "What": order.weapon,
        "Number delivered": order.number or "none recorded",
        "Ordered": order.order_year,
        "Delivered": _years(order),
        "Group": STATUS[facets["status"]],
    }


def _datum(datum_id: str, order: Record, facets: dict[str, Any]) -> Datum:
    return Datum(
        datum_id,
        title=f"{order.supplier}: {order.weapon}",
        date=f"Ordered {order.order_year}; delivered: {_years(order)}",
        sentence=f"{capital(STATUS[facets['status']])}.",
        details=(("Number delivered", str(order.number or "none recorded")), ("Note", order.note)),
        source="SIPRI register, our selection; many order years and numbers are estimates",
        facets=facets,
    )


# ---------------------------------------------------------------- the explorer


def explore_orders(**start: Any) -> Explorer:
    """Lesson 05: orders by Myanmar, each from the year of its order to the years of its deliveries.

    Start it filtered, if you like: `supplier="Russia"`, `ordered="before"` (before, 2021, after),
    `delivered="after"` (before, 2021, after, none).
    """
    suppliers = dict.fromkeys(o.supplier for o in tables.table("arms_orders"))
    charts = {layout: orders(layout) for layout in ("wide", "narrow")}
    return Explorer(
        "orders",
        "orders",
        charts.get,
        categories=[
            Category("supplier", "Supplier", {s: s for s in suppliers}),
            Category("ordered", "Ordered", ORDERED),
            Category("delivered", "Delivered", DELIVERED),
        ],
        rows=charts["wide"].data,
        finding=lambda some, _: _title([("", None, m.facets) for m in some]),
        start=start,
    )
