"""The events of a case in time: a lane for each kind, the claims of the report beside the events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.view import (
    YES_NO,
    Category,
    Cursor,
    Explorer,
    Scale,
    category,
    days_of,
    month_stops,
)
from aftercoup.charts.machinery.words import (
    cited,
    cut,
    month_name,
    month_of,
    months,
    publishers,
    short_date,
    yes_no,
)
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record


def timeline(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the events of a case by lane and date, with the ids of the claims that speak of them, below two rows of squares:
    the events that the report tells, and those it does not.

    layout: "wide" puts time from left to right with a lane for each kind of event, "narrow" from top to bottom. Years before the last one before the coup are
    drawn shorter; a line says where, and another is the coup. The meeting that the report is about has the colour of
    the case. case: default: the core case.
    """
    case = case or tables.core()
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    picture, cursors = _wide(case, events) if layout == "wide" else _listed(case, events)
    return Chart(
        picture,
        alt=_alt(case, events),
        table=[_row(case, e) for e in events],
        data=[_datum(case, e) for e in events],
        cursors=cursors,
    )


_ROW, _LINE, _LEFT = 18, 14.4, 112  # pixels: an event, a line of words, the names of the lanes


def _plot(case: Case, events: list[Record], picture: Drawing) -> tuple[Plot, date, dict[date, str]]:
    """The scale of dates: old decades drawn shorter, from which day on years are spread out, and the ticks."""
    near = date(case.about.coup_date.start.year - 1, 5, 1)
    first = date(min(e.when.start for e in events).year - 2, 1, 1)
    last = max(e.when.end for e in events).replace(day=1) + timedelta(days=62)
    share = 0.15 if any(e.when.start < near for e in events) else 0.0
    ends = (first, near, last.replace(day=1))
    plot = Plot(picture, _LEFT + 10, 28, 0, ends, (0, 1), (0.0, share, 1.0))
    old = [(date(y, 1, 1), str(y)) for y in range(-(-first.year // 30) * 30, near.year - 5, 30)]
    recent = months(near, ends[-1] - timedelta(days=1))
    quarters = [day for day in recent if day.month in (1, 4, 7, 10)]
    said = [month_of(quarters[0], "\n"), *map(month_name, quarters[1:])]
    return plot, near, dict(old) | dict(zip(quarters, said))


def _wide(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    """Time from left to right; in each lane a row for each event, with its words at the side that has room."""
    picture = _begun("wide", case, events)
    picture.begin(32)
    plot, near, days = _plot(case, events, picture)
    width, y, lanes = picture.width, 20.0, []  # above the first lane the names of the upright lines
    for lane, label in tables.labels("events", "lane", case).items():
        here = [event for event in events if event.lane == lane]
        lanes.append((label, y, here))
        y += _ROW * max(len(here), 2) + 10
    plot.height = y
    for foot in (*(top for _, top, _ in lanes), plot.height):
        picture.line([(0, foot), (width, foot)], "rule")
    plot.across([*days], days.__getitem__, above=True)
    plot.upright(near, "edge", 1.3)
    picture.text(plot.x(near) - 5, 10, "years drawn shorter", "end", "muted", halo=True)
    coup = case.about.coup_date
    plot.upright(coup.start, "myanmar", 1.7, DASHED)
    picture.text(plot.x(coup.start) + 5, 10, f"coup, {coup}", tone="myanmar", halo=True)
    for k, (label, top, here) in enumerate(lanes):
        picture.symbol([(16, top + 16)], k, "ink", size=8.5)
        picture.text(26, top + 9, style.wrap(label, 13), bold=True, at="top")
        for n, event in enumerate(here):
            x, end, y = plot.x(event.when.start), plot.x(event.when.end), top + 5 + (n + 0.5) * _ROW
            words, tone = f"{event.title} · {_below(event)}", _tone(case, event)
            wide = style.text_width(words) * (1.08 if tone == "myanmar" else 1)
            left, right = x - 9 - _LEFT, width - 8 - end - 9
            at, anchor, room = (end + 9, "start", right) if right > min(wide, left) else (x - 9, "end", left)
            with picture.datum(event.id):
                if end - x > 3:  # a bar from its first to its last day
                    picture.line([(x, y), (end, y)], tone, 4)
                _dot(picture, case, event, k, x, y)
                fits = min(wide, room)  # paper behind the words, so that no line goes through them
                picture.box(at - fits * (anchor == "end"), y - _ROW / 2, fits, _ROW, "paper")
                words = cut(words, int(len(words) * (fits / wide)))
                picture.text(at, y, words, anchor, tone, bold=tone == "myanmar")
    picture.name_axes("kind of event", f"date (years before {near.year} are drawn shorter)", plot.height + 40)
    return picture, {e.id: picture.upright(plot.x(e.when.start), plot.height) for e in events}


def _begun(layout: str, case: Case, events: list[Record]) -> Drawing:
    """The picture with its title, its note, and the events that its title counts as squares, filled and hollow."""
    first, last = events[0].when.start.year, max(e.when.end.year for e in events)
    code = next((f" such as {e.claim_ids[0]}" for e in events if e.claim_ids), "")
    codes = f"Codes{code}: claims of the report about the event, even one that it does not tell."
    note = f"{case.country_name}, {first} to {last}. {codes} A bar: many days."
    picture = Drawing(layout, _title(events), note, rests_on=("events",))
    left, down = (10, 18) if picture.narrow else (170, 0)
    groups = [[e for e in events if e.in_article == told] for told in (True, False)]
    step = min(20, (picture.width - left - 10) / max(map(len, groups)))
    for group, words in zip(groups, ("told in the report", "not told there")):
        if group:
            ids = [e.id for e in group]
            with picture.of(ids), picture.counted(ids):
                picture.text(10, picture.y + 8, f"{len(ids)} {words}", bold=True)
            fills = {e.id: _tone(case, e) if e.in_article else "paper" for e in group}
            picture.squares(fills, left, picture.y + down, step)
            picture.y += 23 + down
    return picture


def _tone(case: Case, event: Record) -> str:
    """The colour of an event: that of the case for the meeting that the report is about, pale where it tells nothing."""
    meeting = event.in_article and {case.about.leader, case.about.counterpart} <= {*event.actors}
    return "myanmar" if meeting else "ink" if event.in_article else "muted"


def _below(event: Record) -> str:
    """What stands below the title of an event: its date and the claims that speak of it."""
    return " · ".join(filter(None, [short_date(event.when), " ".join(event.claim_ids)]))


def _dot(picture: Drawing, case: Case, event: Record, k: int, x: float, y: float) -> None:
    """The symbol of the k-th lane, filled if the report tells the event, and larger for the meeting."""
    tone = _tone(case, event)
    size = 13 if tone == "myanmar" else 8.5
    picture.symbol([(x, y)], k, tone if event.in_article else "paper", tone, size, 1.7)


def _listed(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    """Events in order from top to bottom; the form of a symbol tells the lane."""
    picture, lanes = _begun("narrow", case, events), tables.labels("events", "lane", case)
    picture.legend((label, (k, "ink", "ink", 8)) for k, label in enumerate(lanes.values()))
    picture.begin(8)
    since = next((e for e in events if e.when.start >= case.about.coup_date.start), None)
    y, width, cursors = 0.0, picture.width, {}
    for event in events:
        if event is since:
            picture.line([(0, y), (width, y)], "myanmar", 1.7, DASHED)
            picture.text(30, y + 4, f"coup, {case.about.coup_date}", tone="myanmar", at="top")
            y += _LINE + 10
        title, tone = style.wrap(event.title, 38), _tone(case, event)
        foot = y + _LINE * (title.count("\n") + 1)
        with picture.datum(event.id):
            picture.box(0, y - 3, width, foot - y + 20, "paper", opacity=0)
            _dot(picture, case, event, [*lanes].index(event.lane), 16, y + _LINE / 2)
            picture.text(30, y, title, tone=tone, bold=tone == "myanmar", at="top")
            picture.text(30, foot, _below(event), tone="muted", at="top")
        y = foot + _LINE + 8
        cursors[event.id] = (0, picture.top + y - 5, width, picture.top + y - 5)
    words = "events by date; the symbol: kind of event"
    picture.text(width / 2, y + 2, words, "middle", "muted", at="top")
    picture.y = y + 18
    return picture, cursors


def _title(events: list[Record]) -> str:
    told, several = sum(e.in_article for e in events), tables.many(len(events), "event")
    if told in (0, len(events)):
        return f"{several} that the report {'tells' if told else 'does not tell'}"
    return f"The report tells {told} of {several} (filled); {len(events) - told} it does not tell (hollow)"


def _alt(case: Case, events: list[Record]) -> str:
    told = [e for e in events if e.in_article]
    near = [e for e in events if e.when.start >= case.about.coup_date.start]
    return (
        f"{case.country_name}: a timeline of {tables.many(len(events), 'event')} from "
        f"{events[0].when.start.year} to "
        f"{events[-1].when.end.year}, {len(near)} of them from the coup on. "
        f"The report itself tells {len(told)} of them (filled symbols)."
    )


def _row(case: Case, event: Record) -> dict[str, str]:
    return {
        "Event": event.id,
        "Date": str(event.when),
        "Kind of event": tables.label("events", "lane", event.lane, case),
        "What happened": event.title,
        "In the report": yes_no(event.in_article),
        "Claims": " ".join(event.claim_ids),
    }


def _datum(case: Case, event: Record) -> Datum:
    claims = {c.id: c for c in case.claims}
    sources = publishers(event, case)
    return Datum(
        event.id,
        title=event.title,
        date=str(event.when) + (f", {event.place}" if event.place else ""),
        sentence=event.summary,
        source=f"{event.id} · confidence {event.confidence} · {sources}",
        cites=cited(event, case=case),
        details=tuple((f"Claim {c}", claims[c].claim) for c in event.claim_ids),
    )


# ---------------------------------------------------------------- the explorer


@runs_on_any_case
def explore_timeline(case: Any = None, **start: Any) -> Explorer:
    """Lesson 02: the timeline.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `lane="domestic"`,
    `in_article="yes"`, `from_="January 2021"`.
    """
    case = case_in_use(case)
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    return Explorer(
        "timeline",
        "events",
        lambda layout: timeline(case, layout),
        categories=[
            Category("in_article", "Told in the report", YES_NO, lambda e: yes_no(e.in_article)),
            replace(category("events", "lane", case=case), title="kind of event"),
        ],
        scale=Scale("Events", days_of, month_stops(events, max(e.when.end.year for e in events) - 3)),
        cursor=Cursor("Known on", lambda event: event.when.start, "known_on"),
        rows=events,
        finding=_title,
        tally=("The report tells {} events shown", lambda event: bool(event.in_article)),
        start=start,
    )
