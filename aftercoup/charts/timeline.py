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

    "wide" puts time from left to right with a lane for each kind of event; "narrow" puts one event on a line,
    from top to bottom, with a column of symbols for the lanes. Years before the last one before the coup are
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


_LETTERS = 34  # of a line of a title
_LINE, _GAP, _LEFT = 13.5, 9, 112  # pixels: a line of a label, the gap between labels, the names of the lanes


def _plot(case: Case, events: list[Record], picture: Drawing) -> tuple[Plot, date, list[tuple[date, str]]]:
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
    return plot, near, old + list(zip(quarters, said))


def _wide(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    picture = _begun("wide", case, events)
    picture.begin(32)
    plot, near, days = _plot(case, events, picture)
    plot.height = 20  # the names of the upright lines
    width = picture.width
    lanes: list[tuple[Any, ...]] = []
    for lane, label in tables.labels("events", "lane", case).items():
        here = [
            (e, style.even(e.title, _LETTERS), plot.x(e.when.start), plot.x(e.when.end))
            for e in events
            if e.lane == lane
        ]
        sizes = [(x, end, *_size(case, event, text)) for event, text, x, end in here]
        placed = style.stack(sizes, _LEFT, width - 14, _GAP)
        height = max((y + size[-1] for size, (_, y) in zip(sizes, placed)), default=0) + 2 * _GAP
        picture.line([(0, plot.height), (width, plot.height)], "rule")
        lanes.append((label, plot.height, height, zip(here, placed)))
        plot.height += height
    for day, _ in days:
        plot.upright(day, "rule", 0.8)
    plot.upright(near, "edge", 1.3)
    picture.text(plot.x(near) - 5, 10, "years drawn shorter", "end", "muted", halo=True)
    coup = plot.x(case.about.coup_date.start)
    picture.line([(coup, 0), (coup, plot.height)], "myanmar", 1.7, DASHED)
    picture.text(coup + 5, 10, f"coup, {case.about.coup_date}", tone="myanmar", halo=True)
    picture.line([(0, plot.height), (width, plot.height)], "rule")
    picture.scale([(plot.x(day), words) for day, words in days], plot.height, above=0)
    for k, (label, top, height, placed_) in enumerate(lanes):
        picture.symbol([(16, top + height / 2)], k, "ink", size=8.5)
        picture.text(26, top + height / 2, style.wrap(label, 13), bold=True)
        for (event, text, x, end), (side, below) in placed_:
            y = top + _GAP + below
            middle = y + _LINE * 0.55
            with picture.datum(event.id):
                if end - x > 3:  # a bar from its first to its last day
                    picture.line([(x, middle), (end, middle)], _tone(case, event), 4)
                _dot(picture, case, event, k, x, middle)
                at, anchor = (max(end, x) + 9, "start") if side == "right" else (x - 9, "end")
                across, down = _size(case, event, text)  # no line goes through the words
                picture.box(at - across * (anchor == "end"), y, across, down, "paper")
                _words(picture, case, event, text, at, y, _LINE, anchor)
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


def _size(case: Case, event: Record, text: str) -> tuple[float, float]:
    """How wide and tall the words of an event are: its title, and below it the date and the claims."""
    lines = [*text.split("\n"), _below(event)]
    bold = 1.08 if _tone(case, event) == "myanmar" else 1
    return bold * max(map(style.text_width, lines)), _LINE * len(lines)


def _dot(picture: Drawing, case: Case, event: Record, k: int, x: float, y: float) -> None:
    """The symbol of the k-th lane, filled if the report tells the event, and larger for the meeting."""
    tone = _tone(case, event)
    size = 13 if tone == "myanmar" else 8.5
    picture.symbol([(x, y)], k, tone if event.in_article else "paper", tone, size, 1.7)


def _words(
    picture: Drawing, case: Case, event: Record, text: str, x: float, y: float, line: float, anchor: str = "start"
) -> None:  # fmt: skip
    """The title of an event, and below it the date and the claims. line: pixels of a line."""
    tone = _tone(case, event)
    picture.text(x, y, text, anchor, tone, bold=tone == "myanmar", at="top")
    picture.text(x, y + line * (text.count("\n") + 1) + 1, _below(event), anchor, "muted", at="top")


def _listed(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    labels = tables.labels("events", "lane", case)
    lanes, picture, column, line = [*labels], _begun("narrow", case, events), 17, _LINE * 1.08
    picture.legend((label, (k, "ink", "ink", 8)) for k, label in enumerate(labels.values()))
    text_x, width = 20 + column * len(lanes), picture.width
    picture.begin(8)
    rows, y, coup = [], 0.0, 0.0
    for event in events:
        if event.when.start >= case.about.coup_date.start and not coup:
            coup, y = y + 6, y + 22
        text = style.even(event.title, _LETTERS)
        rows.append((event, text, y, line * (text.count("\n") + 2) + 9))
        y += rows[-1][-1]
    across = [10 + column * (k + 0.5) for k in range(len(lanes))]
    for x in across:
        picture.line([(x, 0), (x, y)], "rule", 1.3)
    for *_, top, _ in rows[1:]:
        if top - 16 != coup:
            picture.line([(text_x, top - 5), (width - 24, top - 5)], "rule", 0.7)
    if coup:
        words = f"coup, {case.about.coup_date}"
        picture.text(text_x, coup, words, tone="myanmar")
        for ends in ((0, text_x - 5), (text_x + style.text_width(words) + 4, width)):
            picture.line([(x, coup) for x in ends], "myanmar", 1.7, DASHED)
    cursors = {}
    for event, text, top, tall in rows:
        k = lanes.index(event.lane)
        with picture.datum(event.id):
            picture.box(0, top - 3, width, tall - 2, "paper", opacity=0)
            _dot(picture, case, event, k, across[k], top + _LINE * 0.6)
            _words(picture, case, event, text, text_x, top, line)
        foot = picture.top + top + tall - 5
        cursors[event.id] = (0, foot, width, foot)
    picture.text(width - 8, y / 2, "order of dates", "middle", "muted", turn=-90)
    picture.text(
        width / 2, y + 8, "kind of event (a column of symbols) and event", "middle", "muted", at="top"
    )
    picture.y = y + 24
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
        colour=("in_article",),  # filled or hollow
        scale=Scale("Events", days_of, month_stops(events, max(e.when.end.year for e in events) - 3)),
        cursor=Cursor("Known on", lambda event: event.when.start, "known_on"),
        rows=events,
        finding=lambda some, _: _title(some),
        tally=("The report tells {} events shown", lambda event, _: bool(event.in_article)),
        start=start,
    )
