"""Lesson 06: all coups of the table side by side, to sort and to filter."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.cases import AFTER, AGREEMENT, MEASURES, ORDERS, WINDOW, cases, region
from aftercoup.explore.view import Category, Explorer, Layer, Order, Scale, Stop, category, given, one_of


def explore_cases(
    *,
    measure="agreement",
    order="date",
    turn=None,
    where=None,
    after=None,
    sure=None,
    from_=None,
    to=None,
    china=False,
):
    """Lesson 06: a small panel for each coup, with the country's UN votes before and after.

    measure: "agreement" (with the US, Russia and China) or "ideal_point". order: "date", "country", "turn",
    "to Russia", "to the US", "ideal point". Start it filtered, if you like: `turn="no change"`,
    `where="Africa"` (region), `after="all"` (years with votes after the coup: all, few, none),
    `sure="high"`, `from_="1990"`, `to="2023"`, `china=True` (agreement with China shown).
    """
    one_of(measure, MEASURES, "measure")
    one_of(order, ORDERS, "order")
    coups = tables.table("coups")
    dates = sorted({coup.date.start.year for coup in coups})
    regions = sorted({region(coup) for coup in coups})
    layers = [
        Layer(name, tables.field("alignment", name).title, name != "agree_chn" or china) for name in AGREEMENT
    ]
    return Explorer(
        f"cases-{measure}",
        "coups",
        lambda layout: cases(measure, order, layout),
        colour=("realigned",),
        categories=[
            category("coups", "realigned", "tile"),
            Category("region", "Region", {r: r for r in regions}),
            Category("after", f"Years with votes after the coup, of {WINDOW}", AFTER),
            category("coups", "confidence_after"),
        ],
        scale=Scale("Coups", "year", "year", tuple(Stop(y, str(y)) for y in dates)),
        layers=layers if measure == "agreement" else (),
        orders=[
            Order(name, title, tuple(c.id for c in sorted(coups, key=key)))
            for name, (title, key) in ORDERS.items()
        ],
        state={
            "only": given(realigned=turn, region=where, after=after, confidence_after=sure),
            "from_": from_,
            "to": to,
            "order": order,
            "typed": {"realigned": "turn", "region": "where", "confidence_after": "sure"},
        },
    )
