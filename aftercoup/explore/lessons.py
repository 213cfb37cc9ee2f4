"""One explorer for each lesson: a chart and the controls that a reader may move."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts import claim_wall as wall
from aftercoup.charts import timeline as line
from aftercoup.charts.waiting import waiting
from aftercoup.explore.view import Category, Cursor, Explorer, Layer, Scale, Stop

_YES_NO = {"yes": "yes", "no": "no"}


def _category(table, name, tone=""):
    return Category(name, tables.field(table, name).title, tables.labels(table, name), tone)


def explore_waiting(*, realigned=None, found=None, from_=None, to=None):
    """Lesson 00: months from a coup to the first meeting with the leader in Moscow.

    Start it filtered, if you like: `realigned="toward west"`, `found="no"`, `from_="1990"`, `to="2023"`.
    """
    years = sorted({coup.date.start.year for coup in tables.table("coups")})
    return Explorer(
        "waiting", "coups", lambda layout: waiting(layout=layout),
        categories=[_category("coups", "realigned"), Category("found", "Meeting found", _YES_NO)],
        scale=Scale("Coups", "year", "year", tuple(Stop(y, str(y)) for y in years)),
        state={"only": _given(realigned=realigned, found=found), "from_": from_, "to": to})


def explore_claims(case=None, *, colour=None, **only):
    """Lesson 01: the wall of claims.

    Start it coloured or filtered, if you like: `colour="claim_type"`, `verdict=["contested", "contradicted"]`.
    """
    case = tables.case(case)
    return Explorer(
        "claims", "claims", lambda layout: wall.claim_wall(case, show=colour if colour in wall.FACETS else wall.FACETS[0], layout=layout),
        categories=[_category("claims", facet, "tile") for facet in wall.FACETS], colour=wall.FACETS,
        state={"only": only, "colour": colour})


def explore_timeline(case=None, *, lane=None, in_article=None, from_=None, to=None, known_on=None, claims=True):
    """Lesson 02: the timeline.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `lane="domestic"`,
    `in_article="yes"`, `from_="January 2021"`, `claims=False` (without the claims beside the events).
    """
    case = tables.case(case)
    charts = {layout: line.timeline(case, layout) for layout in ("wide", "narrow")}
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    return Explorer(
        "timeline", "events", charts.get,
        categories=[_category("events", "lane", "line"), Category("in_article", "Told in the report", _YES_NO)],
        scale=Scale("Events", "start", "end", _spans(events)),
        cursor=Cursor("Known on", "start", _moments(events, charts)),
        layers=[Layer(line.CLAIMS, "Claims beside the events")],
        state={"only": _given(lane=lane, in_article=in_article), "from_": from_, "to": to, "until": known_on,
               "layers": {line.CLAIMS: bool(claims)}})


# name of the function -> the function, in the order of the lessons; tests go through this list
EXPLORERS = {f.__name__: f for f in (explore_waiting, explore_claims, explore_timeline)}


def _given(**values):
    return {name: value for name, value in values.items() if value}


def _spans(events):
    """Stops for the range: the year of each early event, then every month from the first crowded year on."""
    import datetime as dt

    first, last = events[0].when.start, max(e.when.end for e in events)
    crowded = last.year - 3
    years = [dt.date(y, 1, 1) for y in sorted({e.when.start.year for e in events if e.when.start.year < crowded})]
    months = [dt.date(y, m, 1) for y in range(crowded, last.year + 1) for m in range(1, 13)
              if dt.date(y, m, 1) <= last.replace(day=1) + dt.timedelta(days=31)]
    label = lambda d: str(d.year) if d.year < crowded else d.strftime("%B %Y")
    days = [*years, *months]
    return tuple(Stop(d.toordinal(), label(d), end=(b.toordinal() if b else last.toordinal() + 31) - 1)
                 for d, b in zip(days, [*days[1:], None]))


def _moments(events, charts):
    """Stops for the cursor: the day on which each event began."""
    stops = {}
    for event in events:
        when = event.when
        label = f"{when.start.day} {when.start:%B %Y}"
        stops[label] = Stop(when.start.toordinal(), label, {layout: chart.cursors[event.id] for layout, chart in charts.items()})
    return tuple(stops.values())
