"""Rows that can change places: the orders in which they stand, and a heading above each group of an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from aftercoup.charts.machinery.drawing import Drawing


@dataclass(frozen=True)
class Order:
    """An order in which the data stand (one of a row of choices). ids: all data in that order.

    groups: id -> what the heading says above its group, which stands together in this order; {} where there are none.
    """

    name: str
    title: str
    ids: tuple
    groups: Mapping[str, str]


def all_orders(
    known: dict[str, tuple[str, Callable[[Any], Any]]],
    rows: Sequence[Any],
    groups: Mapping[str, Callable[[Any], str]] = {},
) -> list[Order]:
    """The Orders of some records, of a table of them: name -> (title, what to sort by).

    groups: name of an order -> the heading under which a record stands.
    """
    return [
        Order(
            name,
            title,
            tuple(row.id for row in sorted(rows, key=key)),
            {row.id: groups[name](row) for row in rows} if name in groups else {},
        )
        for name, (title, key) in known.items()
    ]


def heading(drawing: Drawing, x: float, y: float, words: str, ids: Sequence[str], tone: str = "ink") -> None:
    """A heading above some data, with their number."""
    with drawing.counted(ids):
        drawing.text(x, y, f"{words} ({len(ids)})", tone=tone, bold=True, halo=True)


class Rows:
    """The rows of a drawing in the first of these orders, with its headings, which are drawn at once. Row 0 begins at y = 0.

    top: where row 0 begins, from the upper edge of the picture; step: the height of a row; height: that of all, since
    another order may have more headings (all in pixels); place: id -> its row. banded: each second row lies on grey.
    """

    def __init__(self, drawing: Drawing, step: float, orders: Sequence[Order], banded: bool = False) -> None:
        self.top, self.step = drawing.top, step
        self.place: dict[str, int] = {}
        order = orders[0]
        count = len(order.ids) + max(len(set(order.groups.values()) - {""}) for order in orders)
        self.height = count * step
        drawing.foot_at = drawing.top + self.height
        for row in range(1, count * banded, 2):
            drawing.box(0, row * step, drawing.width, step, "band")
        row = 0
        for words, group in groupby(order.ids, lambda id_: order.groups.get(id_, "")):
            members = list(group)
            if words:
                with drawing.printed():  # a live explorer writes them anew
                    said, foot = f"{words}: {len(members)}", (row + 1) * step - 4
                    drawing.text(10, foot, said, bold=True, at="bottom", halo=True)
                row += 1
            self.place |= {id_: row + k for k, id_ in enumerate(members)}
            row += len(members)

    def y(self, id_: str) -> float:
        """Where the row of a datum begins."""
        return self.place[id_] * self.step
