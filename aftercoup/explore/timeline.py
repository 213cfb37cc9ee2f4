"""Lesson 02: the events in time, with the report's claims beside them."""

from __future__ import annotations

import datetime as dt

from aftercoup import tables
from aftercoup.charts.timeline import CLAIMS, timeline
from aftercoup.explore.view import YES_NO, Category, Cursor, Explorer, Layer, Scale, Stop, category, given
from aftercoup.other_case import runs_on


@runs_on
@tables.in_its_case
def explore_timeline(
    case=None, *, lane=None, in_article=None, from_=None, to=None, known_on=None, claims=True
):
    """Lesson 02: the timeline.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `lane="domestic"`,
    `in_article="yes"`, `from_="January 2021"`, `claims=False` (without the claims beside the events).
    """
    charts = {layout: timeline(case, layout) for layout in ("wide", "narrow")}
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    return Explorer(
        "timeline",
        "events",
        charts.get,
        categories=[category("events", "lane", "line"), Category("in_article", "Told in the report", YES_NO)],
        scale=Scale("Events", "start", "end", _spans(events)),
        cursor=Cursor("Known on", "start", _moments(events, charts)),
        layers=[Layer(CLAIMS, "Claims beside the events")],
        state={
            "only": given(lane=lane, in_article=in_article),
            "from_": from_,
            "to": to,
            "until": known_on,
            "layers": {CLAIMS: bool(claims)},
            "typed": {"until": "known_on"},
        },
    )


def _spans(events):
    """Stops for the range: the year of each early event, then every month from the first crowded year on."""
    last = max(e.when.end for e in events)
    crowded = last.year - 3
    years = [
        dt.date(y, 1, 1) for y in sorted({e.when.start.year for e in events if e.when.start.year < crowded})
    ]
    months = [
        dt.date(y, m, 1)
        for y in range(crowded, last.year + 1)
        for m in range(1, 13)
        if dt.date(y, m, 1) <= last.replace(day=1) + dt.timedelta(days=31)
    ]
    label = lambda d: str(d.year) if d.year < crowded else d.strftime("%B %Y")
    days = [*years, *months]
    return tuple(
        Stop(d.toordinal(), label(d), end=(b.toordinal() if b else last.toordinal() + 31) - 1)
        for d, b in zip(days, [*days[1:], None])
    )


def _moments(events, charts):
    """Stops for the cursor: the day on which each event began."""
    stops = {}
    for event in events:
        when = event.when
        label = f"{when.start.day} {when.start:%B %Y}"
        line = {layout: chart.cursors[event.id] for layout, chart in charts.items()}
        stops[label] = Stop(when.start.toordinal(), label, line=line)
    return tuple(stops.values())
