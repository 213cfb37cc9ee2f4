"""Orders of arms, each from the year in which it was placed to the years in which something arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from aftercoup import tables
from aftercoup.charts.contacts import OTHERS, SYMBOLS
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.rows import heading
from aftercoup.charts.machinery.view import Category, Explorer
from aftercoup.charts.machinery.words import year_of
from aftercoup.tables import Record

# Years alone cannot say on which side of 1 February 2021 something lies: that year is a value of its own.
ORDERED = {"before": "before 2021", "2021": "in 2021", "after": "after 2021"}
DELIVERED = {"before": "before 2021", "2021": "in 2021", "after": "after 2021", "none": "none recorded"}
# layout: pixels beside the years; of a row; of an older order
_SIZES = {"wide": (470, 22, 10), "narrow": (14, 20, 8)}


class Placed(NamedTuple):
    """An order: its id, its row of the table, and where the years of order and deliveries stand to the year of the coup."""

    id: str
    row: Record
    ordered: str
    delivered: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether something was delivered in the coup's year or later."""
        return not {"2021", "after"}.isdisjoint(self.delivered)

    @property
    def old(self) -> bool:
        """Whether all of it came before the coup's year, so that the title does not count it."""
        return self.ordered == "before" and not self.late

    @property
    def group(self) -> str:
        """Under which heading it stands."""
        year = _coup().year
        if self.ordered == "before":
            return f"Ordered {'and delivered ' * self.old}before {year}{', some delivered since' * self.late}"
        return f"Ordered since {year}, {'and delivered' if self.late else 'no delivery recorded'}"

    @property
    def years(self) -> str:
        """The years of its deliveries."""
        return ", ".join(map(str, self.row.delivery_years)) or "none recorded"


def _coup() -> date:
    return tables.core().about.coup_date.start


def side(year: int) -> str:
    """ "before", "2021" or "after": where a year stands to the year of the coup."""
    return "before" if year < _coup().year else "after" if year > _coup().year else str(year)


@cache
def placed() -> tuple[Placed, ...]:
    """All orders: those of the title first, and the older ones by supplier, the one with most of them first."""
    known = []
    for number, row in enumerate(tables.table("arms_orders"), 1):
        delivered = tuple(dict.fromkeys(map(side, row.delivery_years)))
        known.append(Placed(f"o{number:02d}", row, side(row.order_year), delivered or ("none",)))
    counts = Counter(o.row.supplier for o in known if o.old)

    def sort_key(o: Placed) -> tuple[Any, ...]:
        supplier = (-counts[o.row.supplier], o.row.supplier) if o.old else ()
        return not o.late, (o.ordered == "before") != o.late, supplier, o.row.order_year, o.row.supplier

    return tuple(sorted(known, key=sort_key))


def orders(layout: str = "wide") -> Chart:
    """Draw the table `arms_orders`: an upright stroke in the year of an order, a symbol in each year of a delivery.

    Symbol and colour tell the supplier, and a group what reached the country since the coup. The orders that were delivered
    before it, which the title does not count, stand close together, in a row for each supplier. layout: "wide" or "narrow".
    """
    known, wide = placed(), layout == "wide"
    low, high = min(o.row.order_year for o in known), max(y for o in known for y in o.row.delivery_years)
    note = f"Myanmar's orders of arms, {low} to {high}. Those delivered before {_coup().year} stand together by supplier."
    picture = Drawing(layout, _title(known), note, rests_on=("arms_orders",))
    _legend(picture)
    picture.begin(42 if wide else 62)
    plot = Plot(picture, _SIZES[layout][0], 12, 0, (low - 0.5, high + 0.5), (0, 1))
    heads, rows, plot.height = _rows(plot, known)
    for year in range(low, high + 2):
        plot.upright(year - 0.5, "rule", 0.7)
    coup = plot.x(year_of(_coup()) - 0.5)
    spans = [(y + above + 2 * bool(above), y + tall) for y, _, above, tall in rows]  # no words stand there
    for head, foot in [(0.0, plot.height)] if wide else spans:
        picture.line([(coup, head), (coup, foot)], "myanmar", 1.7, DASHED)
    picture.text(coup, -22, f"coup, {tables.core().about.coup_date}", "middle", "myanmar", at="bottom")
    ticks = [year for year in range(low, high + 1) if year % (2 if wide else 5) == 0]
    plot.across(ticks, str, grid=False, above=True)
    for head in heads:
        heading(picture, *head)
    for order, row in zip(known, rows):
        with picture.datum(order.id):
            _draw(plot, order.row, plot.x(high), *row)
    what = "supplier: what was ordered (number delivered)"
    picture.name_axes(what, "year", plot.height + 22, plot.middle, -14 if wide else -48)
    return Chart(picture, alt=_alt(known), table=map(_row, known), data=map(_datum, known))


def _rows(plot: Plot, known: Sequence[Placed]) -> tuple[list[tuple], list[tuple], float]:
    """Where orders in their order stand: headings, as `heading` takes them; for each order its top, its words, how much
    room these take above its years, and its height; and the height of all."""
    _, step, thin = _SIZES[plot.drawing.layout]
    heads: list[tuple] = []
    rows: list[tuple] = []
    coup, y = plot.x(year_of(_coup()) - 0.5), 0.0
    named = lambda supplier: OTHERS if plot.drawing.narrow and supplier not in SYMBOLS else supplier
    for words, group in groupby(known, lambda order: order.group):
        members = list(group)
        heads.append((10, y + 12, words, [order.id for order in members]))
        y += 24
        for supplier, several in groupby(members, lambda order: named(order.row.supplier) * order.old):
            some = list(several)
            if supplier:  # the older orders are drawn close together, on a phone with their name where they have no years
                x = coup + 8 if plot.drawing.narrow else 14
                heads.append((x, y + 8, supplier, [order.id for order in some], "muted"))
                rows += [(y + k * thin, "", 0, thin) for k in range(len(some))]
                y += max(thin * len(some) + 6, step)
                continue
            for order in some:
                rows.append((y, *_words(order.row, plot.drawing.narrow)))
                y += rows[-1][-1]
    return heads, rows, y


def _words(order: Record, narrow: bool) -> tuple[str, float, float]:
    """The words of an order, how much room they take above its years, and the height of its row: on a phone they stand
    above, without what follows a comma."""
    number = f" ({order.number})" if order.number else ""
    if narrow:
        said = style.wrap(f"{order.supplier}: {order.weapon.split(',')[0]}{number}", 46)
        above = 14.4 * (1 + said.count("\n"))
        return said, above, above + 16
    return f"{order.supplier}: {order.weapon}{number}", 0, 22


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


def _counts(known: Sequence[Placed]) -> tuple[int, int]:
    """(orders with a delivery since the coup's year, how many of them were placed before it)."""
    late = [order.ordered for order in known if order.late]
    return len(late), late.count("before")


def _title(known: Sequence[Placed]) -> str:
    """The finding of some orders; "" where there are not two to count, of which the page says how many arrived."""
    late, old = _counts(known)
    placed = "was placed" if old == 1 else "were placed"
    said = f"Of {late} orders that reached Myanmar since {_coup().year}, {old} {placed} before the year of the coup"
    return said if late > 1 else ""


def _alt(known: Sequence[Placed]) -> str:
    late, old = _counts(known)
    in_all = [f"{label}: {n}" for label, n in Counter(o.group for o in known).items()]
    return (
        f"{len(known)} orders by Myanmar from {min(order.row.order_year for order in known)} on. "
        f"Of {late} with a delivery in {_coup().year} or later, {old} had been ordered before {_coup().year}. "
        f"In all, {'; '.join(in_all)}."
    )


def _row(order: Placed) -> dict[str, int | str]:
    return {
        "Supplier": order.row.supplier,
        "What": order.row.weapon,
        "Number delivered": order.row.number or "none recorded",
        "Ordered": order.row.order_year,
        "Delivered": order.years,
        "Group": order.group,
    }


def _datum(order: Placed) -> Datum:
    row = order.row
    return Datum(
        order.id,
        title=f"{row.supplier}: {row.weapon}",
        date=f"Ordered {row.order_year}; delivered: {order.years}",
        sentence=f"{order.group}.",
        details=(("Number delivered", str(row.number or "none recorded")), ("Note", row.note)),
        source="SIPRI register, our selection; many order years and numbers are estimates",
    )


# ---------------------------------------------------------------- the explorer


def explore_orders(**start: Any) -> Explorer:
    """Lesson 05: orders by Myanmar, each from the year of its order to the years of its deliveries.

    Start it filtered, if you like: `supplier="Russia"`, `ordered="before"` (before, 2021, after),
    `delivered="after"` (before, 2021, after, none).
    """
    suppliers = {o.supplier: o.supplier for o in tables.table("arms_orders")}
    return Explorer(
        "orders",
        "orders",
        orders,
        categories=[
            Category("ordered", "Ordered", ORDERED, lambda order: order.ordered),
            Category("delivered", "Delivered", DELIVERED, lambda order: order.delivered),
            Category("supplier", "Supplier", suppliers, lambda order: order.row.supplier),
        ],
        rows=placed(),
        finding=_title,
        tally=(f"{{}} orders shown reached Myanmar since {_coup().year}", lambda order: order.late),
        start=start,
    )
