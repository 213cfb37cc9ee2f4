"""Orders of arms, each from the year in which it was placed to the years in which something arrived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import DASHED, Drawing, Plot
from aftercoup.charts.explorer.view import Category, Explorer
from aftercoup.charts.rows import Order, Rows, all_orders
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
ORDERS = {
    "arrival": (
        "arrival since 2021",
        lambda f: (not _late(f), _FIRST.index(f["status"]), f["year"], f["supplier"], f["place"]),
    ),
    "order year": ("year of the order", lambda f: (f["year"], f["supplier"], f["place"])),
    "supplier": ("supplier", lambda f: (f["supplier"], f["year"], f["place"])),
    "last delivery": ("last delivery", lambda f: (-f["last"], f["year"], f["place"])),
}
_GUTTER = {"wide": 470, "narrow": 14}
_STEP = {"wide": 22, "narrow": 50}  # narrow: what was ordered stands above its years


def _group(facets: dict[str, Any]) -> str:
    """Under which heading an order stands in the order "arrival"."""
    year = _coup().year
    if facets["ordered"] == "before":
        return f"Ordered before {year}, some delivered since" if _late(facets) else capital(STATUS["before"])
    return f"Ordered since {year}, {'and delivered' if _late(facets) else 'no delivery recorded'}"


def _orders(data: Iterable[Datum]) -> list[Order]:
    return all_orders(ORDERS, data, lambda datum: datum.facets, {"arrival": _group})


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
        "year": order.order_year,
        "last": max(order.delivery_years, default=0),
        "place": place,
    }


def orders(layout: str = "wide") -> Chart:
    """Draw the table `arms_orders`, a row for each order: a ring in its year, a filled symbol per delivery.

    Colour and symbol tell where order and deliveries stand to the coup. layout: "wide" or "narrow".
    """
    known = [(f"o{n:02d}", o, _facets(o, n)) for n, o in enumerate(tables.table("arms_orders"), 1)]
    known.sort(key=lambda item: ORDERS["arrival"][1](item[2]))
    data = [_datum(m, o, f) for m, o, f in known]
    wide, step = layout == "wide", _STEP[layout]
    low, high = min(o.order_year for _, o, _ in known), max(y for _, o, _ in known for y in o.delivery_years)
    picture = Drawing(layout, _title(known), rests_on=("arms_orders",))
    _legend(picture)
    picture.begin(42 if wide else 62)
    rows = Rows(picture, step, _orders(data), "arrival")
    plot = Plot(picture, _GUTTER[layout], 12, rows.height, (low - 0.5, high + 0.5), (0, 1))
    for year in range(low, high + 2):
        plot.upright(year - 0.5, "rule", 0.7)
    coup = year_of(_coup()) - 0.5
    plot.upright(coup, "accent", 1.7, DASHED)
    picture.text(plot.x(coup), -22, f"coup, {tables.core().about.coup_date}", "middle", "accent", at="bottom")
    ticks = [year for year in range(low, high + 1) if year % (2 if wide else 5) == 0]
    picture.scale([(plot.x(year), str(year)) for year in ticks], plot.height, above=0)
    for datum_id, order, facets in known:
        with picture.datum(datum_id):
            picture.box(0, rows.y(datum_id), picture.width, step, "paper", opacity=0)
            _draw(plot, order, facets["status"], rows.y(datum_id))
    what = "supplier: what was ordered (number delivered)"
    picture.name_axes(what, "year", plot.height + 22, plot.middle, -14 if wide else -48)
    return Chart(
        picture,
        alt=_alt(known),
        table=[_row(o, f) for _, o, f in known],
        data=data,
        rows=rows,
    )


def _legend(picture: Drawing) -> None:
    """What ring and filled symbol mean, and the four groups."""
    ring, filled = ("o", "paper", "muted", 8, 1.7), ("o", "muted", "", 8.5)
    picture.legend([("year of the order", ring), ("year of a delivery", filled)])
    picture.legend((label, (k, f"line-{k}", "", 8.5)) for k, label in enumerate(STATUS.values()))


def _draw(plot: Plot, order: Record, status: str, top: float) -> None:
    """One order, its row beginning at `top`."""
    picture, k = plot.drawing, list(STATUS).index(status)
    tone = f"line-{k}"
    words = f"{order.supplier}: {order.weapon}" + (f" ({order.number})" if order.number else "")
    said = "muted" if status == "before" else "ink"  # the title counts the others
    y = top + _STEP["wide"] / 2
    if not picture.narrow:
        picture.text(14, y, words, tone=said, halo=True)
    else:  # the words stand above the symbols
        words = style.wrap(words, 48)
        picture.text(14, top + 5, words, tone=said, at="top", halo=True)
        y = top + 5 + 14.4 * (words.count("\n") + 1) + 9
    x = plot.x(order.order_year)
    if order.delivery_years:
        picture.line([(x, y), (plot.x(max(order.delivery_years)), y)], tone, 1.5)
    # A delivery in the year of the order would hide the ring, so the ring stands a little to the left.
    shift = 5 if order.order_year in order.delivery_years else 0
    with picture.spot():
        picture.symbol([(x - shift, y)], "o", "paper", tone, 8, 1.7)
    years = [(plot.x(year) + (shift if year == order.order_year else 0), y) for year in order.delivery_years]
    picture.symbol(years, k, tone, size=8.5)


def _late(facets: dict[str, Any]) -> bool:
    """Whether something was delivered in the coup's year or later."""
    return not {"2021", "after"}.isdisjoint(facets["delivered"])


def _counts(known: list[tuple]) -> tuple[int, int]:
    """(orders with a delivery since the coup's year, how many of them were placed before it)."""
    late = [f for *_, f in known if _late(f)]
    return len(late), sum(f["ordered"] == "before" for f in late)


def _title(known: list[tuple]) -> str:
    late, old = _counts(known)
    if not late:
        return f"None of {tables.many(len(known), 'order')} reached Myanmar in {_coup().year}, the year of the coup, or later"
    if late == 1:
        when = "before the year of the coup" if old else "in that year or later"
        return f"1 of {tables.many(len(known), 'order')} reached Myanmar since {_coup().year}; it was placed {when}"
    placed = "was placed" if old == 1 else "were placed"
    return f"Of {late} orders that reached Myanmar since {_coup().year}, {old} {placed} before the year of the coup"


def _alt(known: list[tuple]) -> str:
    late, old = _counts(known)
    in_all = [f"{label}: {sum(f['status'] == s for *_, f in known)}" for s, label in STATUS.items()]
    took = lambda order: max(order.delivery_years) - order.order_year
    slow = max((order for _, order, _ in known if order.delivery_years), key=took)
    return (
        f"{len(known)} orders by Myanmar from {known[0][1].order_year} on. "
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

    Start it filtered or sorted, if you like: `supplier="Russia"`, `status="bridge"` (before, bridge,
    coup-year, after), `ordered="before"` (before, 2021, after), `delivered="after"` (before, 2021, after,
    none), `order="supplier"` (arrival, order year, supplier, last delivery).
    """
    suppliers = dict.fromkeys(o.supplier for o in tables.table("arms_orders"))
    charts = {layout: orders(layout) for layout in ("wide", "narrow")}
    data = charts["wide"].data
    return Explorer(
        "orders",
        "orders",
        charts.get,
        categories=[
            Category("status", "Order and delivery", STATUS, "line"),
            Category("supplier", "Supplier", {s: s for s in suppliers}),
            Category("ordered", "Ordered", ORDERED),
            Category("delivered", "Delivered", DELIVERED),
        ],
        rows=data,
        finding=lambda some, _: _title([("", None, m.facets) for m in some]),
        orders=_orders(data),
        start=start,
    )
