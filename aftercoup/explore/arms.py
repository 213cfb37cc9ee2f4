"""Lesson 04: arms by supplier and year, in a window of years, and from order to delivery."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.arms import UNITS, by_year, recipients, window, years
from aftercoup.charts.orders import DELIVERED, ORDERED, ORDERS, STATUS, orders
from aftercoup.explore.compute import Choice, Computed, Number
from aftercoup.explore.view import Category, Explorer, OptionError, Order, given


def explore_arms(*, recipient=None, unit=None):
    """Lesson 04: what each supplier delivered, year by year.

    recipient: three letters, such as "MMR" (Myanmar) or "EGY" (Egypt); unit: "volume" or "share".
    """
    return Computed(
        "arms",
        by_year,
        (Choice("recipient", "Delivered to", recipients()), Choice("unit", "Show", UNITS)),
        {"recipient": recipient, "unit": unit},
    )


def explore_window(*, from_=None, to=None):
    """Lesson 04: suppliers' shares of what Myanmar received, in a window of years that the reader chooses.

    from_, to: first and last year of the window, from 2000 to 2023; both are counted.
    """
    first, last = years()[0], years()[-1]

    def draw(from_, to):
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


def explore_orders(*, supplier=None, status=None, ordered=None, delivered=None, order=None):
    """Lesson 04: orders by Myanmar, each from the year of its order to the years of its deliveries.

    Start it filtered or sorted, if you like: `supplier="Russia"`, `status="bridge"` (before, bridge,
    coup-year, after), `ordered="before"` (before, 2021, after), `delivered="after"` (before, 2021, after,
    none), `order="supplier"` (order year, supplier, last delivery).
    """
    suppliers = dict.fromkeys(o.supplier for o in tables.table("arms_orders"))
    charts = {layout: orders(layout) for layout in ("wide", "narrow")}
    marks = charts["wide"].marks
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
        orders=[
            Order(name, title, tuple(m.id for m in sorted(marks, key=lambda m: key(m.facets))))
            for name, (title, key) in ORDERS.items()
        ],
        state={
            "only": given(supplier=supplier, status=status, ordered=ordered, delivered=delivered),
            "order": order,
        },
    )
