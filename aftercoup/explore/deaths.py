"""Lesson 04: three numbers for the dead, with three definitions."""

from __future__ import annotations

import datetime as dt

from aftercoup import tables
from aftercoup.charts.deaths import COUNTS, deaths
from aftercoup.explore.view import Category, Cursor, Explorer, Stop, given


def explore_deaths(*, count=None, until=None):
    """Lesson 04: the dead since the coup, by who counts whom.

    Start it filtered or at a date, if you like: `count=["monitor", "best"]` (low, best, high, monitor,
    report), `until="7 September 2022"`.
    """
    charts = {layout: deaths(layout) for layout in ("wide", "narrow")}
    marks = {m.facets["day"]: m.id for m in charts["wide"].marks}
    days = [(dt.date.fromordinal(day), mark_id) for day, mark_id in sorted(marks.items())]
    stops = tuple(
        Stop(
            day.toordinal(),
            f"{day.day} {tables.MONTHS[day.month - 1]} {day.year}",
            line={layout: chart.cursors[mark_id] for layout, chart in charts.items()},
        )
        for day, mark_id in days
    )
    return Explorer(
        "deaths",
        "counts",
        charts.get,
        categories=[Category("count", "Who counts whom", COUNTS, "line")],
        cursor=Cursor("Counted until", "day", stops),
        state={"only": given(count=count), "until": until},
    )
