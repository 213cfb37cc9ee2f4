"""How long new rulers waited after a coup to meet a Russian or Soviet leader in person."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

from aftercoup import tables
from aftercoup.charts.coups import coup_name
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.rows import Order, Rows, all_orders
from aftercoup.charts.machinery.view import YES_NO, Category, Explorer, Scale, category, year_of
from aftercoup.charts.machinery.words import cited, month_of, publishers, yes_no
from aftercoup.tables import Record

_MOST = 72  # months drawn to scale; a longer wait is drawn at the edge with its number
_MONTHS = "months_to_first_meeting_with_russian_or_soviet_leader"


def waiting(layout: str = "wide") -> Chart:
    """Draw complete months from each coup to the new ruler's first known meeting with a Russian or Soviet leader.

    One row for each coup of the table `coups`, shortest wait first; coups for which no meeting was found stand below,
    because "none found" is not a number: their lines stay open, see `_open`. The coup of the core case is stressed.
    layout: "wide" or "narrow".
    """
    [order] = _orders()
    coups = [tables.record(coup_id, "coups") for coup_id in order.ids]
    known, wide = [c for c in coups if _months(c) is not None], layout == "wide"
    years = sorted(coup.date.start.year for coup in coups)
    note = (
        f"Months from a coup to the new ruler's first meeting in person; the table has coups from {years[0]} to {years[-1]}. "
        f"Open lines: none found by the next coup, or by {month_of(_last())}, where our table ends; it does not say when rulers left office."
    )
    picture = Drawing(layout, _title(coups), note, rests_on=("coups",))
    picture.begin(40)
    rows = Rows(picture, 21, [order])
    plot = Plot(picture, 170 if wide else 156, 20, rows.height, (0, _MOST + 12), (0, 1))
    plot.across(range(0, _MOST + 1, 12), str, above=True)
    waits = {coup.id: _months(coup) for coup in known}
    middle = median(waits.values())
    with plot.median_of(waits, _MOST):
        plot.upright(middle, "muted", 1.3, DASHED)
        picture.text(plot.x(middle), -27, f"median: {middle:g}", "middle", "muted")
    for coup in coups:
        with picture.datum(coup.id):
            _coup(plot, coup, rows.y(coup.id) + 10.5, coup.id == tables.core().about.coup)
    words = "from the coup to the first known meeting in person" if wide else "to first meeting"
    picture.name_axes("coup", f"complete months {words}", plot.height + 26, plot.middle)
    return Chart(picture, alt=_alt(coups, known), table=map(_row, coups), data=map(_datum, coups), rows=rows)


def _orders() -> list[Order]:
    """The one order of the rows: the shortest wait first, then coups after which no meeting was found."""
    wait = lambda c: (_months(c) is None, _months(c) or 0, c.date.start)
    none = lambda c: "No meeting found (which is not proof of none)" * (_months(c) is None)
    return all_orders({"wait": ("wait", wait)}, tables.table("coups"), groups={"wait": none})


def _months(coup: Record) -> Any:
    return getattr(coup, _MONTHS)


def _last() -> date:
    """The last day that the table has, where its records end."""
    columns = ("date", "realignment_date", "first_foreign_trip_date", "first_russian_leader_meeting_date")
    dates = [getattr(coup, name) for coup in tables.table("coups") for name in columns]
    return max(when.end for when in dates if when)


def _open(coup: Record) -> tuple[int, bool]:
    """Where the line of a wait ends for which no meeting was found: complete months to the next coup of the country in
    the table, as another ruler or another count begins there, or to the end of the records. And whether that was a coup."""
    start = coup.date.start
    every = [other.date.start for other in tables.table("coups") if other.iso3 == coup.iso3]
    later = [day for day in every if day > start]
    end = min(later, default=_last())
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day), bool(later)


def _coup(plot: Plot, coup: Record, y: float, stressed: bool) -> None:
    picture, tone, months = plot.drawing, "myanmar" if stressed else "muted", _months(coup)
    picture.text(plot.left - 9, y, coup_name(coup), "end", bold=stressed)
    if months is None:
        months, ended = _open(coup)
        end = plot.x(min(months, _MOST + 4))
        picture.line([(plot.left, y), (end, y)], "edge")
        if ended and months <= _MOST:
            picture.line([(end, y - 5), (end, y + 5)], "edge", 2)
            picture.text(end + 7, y, "next coup", tone="muted", halo=True)
        else:
            picture.symbol([(end, y)], ">", "paper", "edge", 9, 1.4)
        return
    end = plot.x(min(months, _MOST + 4))
    picture.line([(plot.left, y), (end, y)], tone, 4 if stressed else 2)
    kind = "D" if stressed else "o" if months <= _MOST else ">"
    picture.symbol([(end, y)], kind, tone, size=8 if stressed else 9)
    picture.text(end + 11, y, str(months), bold=stressed, halo=True)


def _title(coups: list[Record]) -> str:
    waits = [_months(coup) for coup in coups if _months(coup) is not None]
    if not waits:
        return f"No meeting with a Russian or Soviet leader is known after {tables.many(len(coups), 'coup')}"
    this = [coup for coup in coups if coup.id == tables.core().about.coup or len(coups) == 1]
    said = f"After {len(waits)} of {len(coups)} coups a Russian or Soviet leader was met"
    if this:
        months = _months(this[0])
        said = f"{this[0].country}'s ruler first met a Russian or Soviet leader after {months} months"
    middle = median(waits)
    if this and len(waits) > 1 and _months(this[0]) != middle:
        compared = "sooner" if _months(this[0]) < middle else "later"
        return f"{said}, {compared} than the median of {len(waits)} known waits, {middle:g} months"
    if len(waits) > 1:
        return f"{said}; the median of {len(waits)} known waits is {middle:g} months"
    return said if this else f"{said}, {waits[0]} months later"


def _alt(coups: list[Record], known: list[Record]) -> str:
    shortest, longest = known[0], known[-1]
    this = tables.record(tables.core().about.coup, "coups")
    name = lambda c: f"{c.country} {c.date.start.year}"
    return (
        f"Of {len(coups)} coups, a first meeting in person with a Russian or Soviet leader is known for {len(known)}. "
        f"The wait runs from {_months(shortest)} months ({name(shortest)}) to {_months(longest)} ({name(longest)}). "
        f"{name(this)} took {_months(this)} months; {sum(_months(c) < _months(this) for c in known)} rulers waited less. "
        f"For the other {len(coups) - len(known)} no meeting was found, and their lines stay open."
    )


def _row(coup: Record) -> dict[str, Any]:
    met = coup.first_russian_leader_meeting_date
    return {
        "Coup": f"{coup.country}, {coup.date}",
        "New ruler": coup.leader_in,
        "First meeting": str(met) if met else "none found",
        "Months": "" if _months(coup) is None else _months(coup),
        "Partner before": coup.prior_alignment or "unknown",
    }


def _datum(coup: Record) -> Datum:
    met = coup.first_russian_leader_meeting_date
    said = f"No such meeting was found in the sources{' before the next coup' * _open(coup)[1]}."
    if met:
        said = f"First known meeting with a Russian or Soviet leader: {met}, after {_months(coup)} complete months."
    return Datum(
        coup.id,
        title=f"{coup.country}: {coup.leader_in}",
        date=f"Coup of {coup.date}",
        sentence=said,
        details=(
            ("Before the coup", coup.prior_alignment),
            ("Afterwards", coup.partner_after),
            ("Note", coup.note),
        ),
        source=f"Confidence about what came after: {coup.confidence_after} · {publishers(coup)}",
        cites=cited(coup),
    )


# ---------------------------------------------------------------- the explorer


def explore_waiting(**start: Any) -> Explorer:
    """Lesson 00: months from a coup to the first meeting with a Russian or Soviet leader.

    Start it filtered, if you like: `realigned="toward west"`, `found="no"`, `from_="1999"`, `to="2023"`.
    """
    coups = tables.table("coups")
    return Explorer(
        "waiting",
        "coups",
        waiting,
        categories=[
            category("coups", "realigned"),
            Category("found", "Meeting found", YES_NO, lambda c: yes_no(c.first_russian_leader_meeting_date)),
        ],
        rows=coups,
        finding=_title,
        tally=("After {} coups shown a Russian or Soviet leader was met", lambda c: _months(c) is not None),
        scale=Scale("Coups", year_of),
        orders=_orders(),
        start=start,
    )
