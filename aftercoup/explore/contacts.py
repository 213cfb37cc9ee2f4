"""Lesson 03: who met whom, as a network that grows with the date and as a ladder of levels."""

from __future__ import annotations

from collections import Counter

from aftercoup import tables
from aftercoup.charts.contacts import contacts, state_name, states_of
from aftercoup.explore.view import YES_NO, Category, Cursor, Explorer, Scale, Stop, category, given
from aftercoup.other_case import runs_on

_NAMED = 3  # a state with at least so many contacts has a button of its own
OTHER = "other"


@runs_on
@tables.in_its_case
def explore_contacts(
    case=None,
    *,
    format=None,
    direction=None,
    level=None,
    state=None,
    own=None,
    in_article=None,
    coup=None,
    from_=None,
    to=None,
    known_on=None,
):
    """Lesson 03: the contacts.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `level=1`, `state=["RUS",
    "CHN"]`, `format="bilateral visit"`, `direction="host"`, `own="min-aung-hlaing"`, `in_article="yes"`,
    `coup="before"`, `from_="February 2021"`, `to="September 2022"`.
    """
    charts = {layout: contacts(case, layout) for layout in ("wide", "narrow")}
    states = _states(case)
    coup_day = case.about.coup_date.start.toordinal()
    for chart in charts.values():
        for mark in chart.marks:
            mark.facets["state"] = tuple(
                dict.fromkeys(s if s in states else OTHER for s in mark.facets["state"])
            )
            mark.facets["coup"] = "before" if mark.facets["end"] < coup_day else "after"
    own_side = dict.fromkeys(k.own_actor for k in case.contacts)
    return Explorer(
        "contacts",
        "contacts",
        charts.get,
        categories=[
            category("contacts", "format", "line"),
            category("contacts", "counterpart_level"),
            Category("state", "State met", states),
            category("contacts", "direction"),
            Category("own_actor", "Own side", {a: tables.record(a, "actors").name for a in own_side}),
            Category("in_article", "Told in the report", YES_NO),
            Category("coup", "Coup", {"before": "before it", "after": "since it"}),
        ],
        scale=Scale("Meetings", "start", "end", _months(case)),
        cursor=Cursor("Known on", "end", _days(case, charts)),
        state={
            "only": given(
                format=format,
                direction=direction,
                counterpart_level=level,
                state=state,
                own_actor=own,
                in_article=in_article,
                coup=coup,
            ),
            "from_": from_,
            "to": to,
            "until": known_on,
            "typed": {"until": "known_on", "counterpart_level": "level", "own_actor": "own"},
        },
    )


def _states(case):
    """Value -> label of the buttons for states: those with most contacts by name, the others together."""
    counts = Counter(state for contact in case.contacts for state in states_of(contact))
    named = {s: state_name(s) for s, n in counts.most_common() if s and n >= _NAMED}
    return named | ({OTHER: "other states, and none"} if set(counts) - set(named) else {})


def _months(case):
    first, last = min(k.when.start for k in case.contacts), max(k.when.end for k in case.contacts)
    stops, day = [], first.replace(day=1)
    while day <= last:
        following = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        stops.append(
            Stop(day.toordinal(), f"{tables.MONTHS[day.month - 1]} {day.year}", end=following.toordinal() - 1)
        )
        day = following
    return tuple(stops)


def _days(case, charts):
    """Stops for the cursor: the last day on which each contact can have taken place."""
    days = {}
    for contact in sorted(case.contacts, key=lambda k: k.when.end):
        day = contact.when.end
        days[day] = Stop(
            day.toordinal(),
            f"{day.day} {tables.MONTHS[day.month - 1]} {day.year}",
            line={layout: chart.cursors[contact.id] for layout, chart in charts.items()},
        )
    return tuple(days.values())
