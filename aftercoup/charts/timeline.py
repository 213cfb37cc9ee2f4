"""The events of a case in time: a lane for each kind, the claims of the report beside the events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import Drawing
from aftercoup.charts.explorer.view import (
    YES_NO,
    Category,
    Cursor,
    Explorer,
    Layer,
    Scale,
    category,
    month_stops,
)
from aftercoup.charts.words import month_name, months, publishers, short_date, yes_no
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

CLAIMS = "claims"  # the layer with the claims' ids


def timeline(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the events of a case by lane and date, with the ids of the claims that tell them.

    "wide" puts time from left to right with a lane for each kind of event; "narrow" puts one event on a line,
    from top to bottom, with a column of symbols for the lanes. Years before the last one before the coup are
    pressed together; the axis says where. case: default: the core case.
    """
    case = case or tables.core()
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    picture, cursors = (_wide if layout == "wide" else _narrow)(case, events)
    return Chart(
        picture,
        alt=_alt(case, events),
        table=[_row(case, e) for e in events],
        data=[_datum(case, e) for e in events],
        layers=(CLAIMS,),
        cursors=cursors,
    )


class _Axis:
    """Dates to pixels in pieces: old decades pressed together, the years around the coup spread out."""

    def __init__(self, case: Case, events: list[Record], left: int, right: int) -> None:
        coup, last = case.about.coup_date.start, max(e.when.end for e in events)
        near = date(coup.year - 1, 5, 1)
        self.near = near
        old = [e for e in events if e.when.start < near]
        self.first = date(min(e.when.start for e in events).year - 2, 1, 1)
        self.last = (last.replace(day=1) + timedelta(days=62)).replace(day=1)
        share = 0.15 if old else 0.0
        self.pieces = [
            (self.first, near, left, left + share * (right - left)),
            (near, self.last, left + share * (right - left), right),
        ]

    def __call__(self, day: date) -> float:
        for a, b, x0, x1 in self.pieces:
            if day <= b:
                return x0 + (x1 - x0) * ((day - a).days / max(1, (b - a).days))
        return self.pieces[-1][3]

    def ticks(self) -> list[tuple[date, str]]:
        first = -(-self.first.year // 30) * 30
        old = [(date(y, 1, 1), str(y)) for y in range(first, self.near.year - 5, 30)]
        recent = months(self.near, self.last - timedelta(days=1))
        return old + [(day, month_name(day)) for day in recent if day.month in (1, 4, 7, 10)]


_LINE, _GAP, _LEFT = 13.5, 9, 112  # pixels: a line of a label, the gap between labels, the names of the lanes


def _label(event: Record) -> tuple[str, int]:
    """The title in lines of about the same length, none longer than 34 letters, and their number."""
    lines = style.wrap(event.title, 34).count("\n") + 1
    texts = (style.wrap(event.title, width) for width in range(len(event.title) // lines, 35))
    return next(text for text in texts if text.count("\n") + 1 == lines), lines


def _wide(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    picture = Drawing("wide", _title(events))
    _told(picture)
    picture.begin(24)
    width, plot, lanes = picture.width, 0.0, []
    axis = _Axis(case, events, _LEFT + 10, width - 28)
    for k, (lane, label) in enumerate(tables.labels("events", "lane", case).items()):
        placed = _stack([e for e in events if e.lane == lane], axis, width - 14)
        height = max((y + h for _, y, h, *_ in placed), default=0) + 2 * _GAP
        if k % 2 == 0:
            picture.box(0, plot, width, height, "band")
        lanes.append((label, plot, height, placed))
        plot += height
    for day, _ in axis.ticks():
        picture.line([(axis(day), 0), (axis(day), plot)], "rule", 0.8)
    picture.line([(axis(axis.near), 0), (axis(axis.near), plot)], "edge", 1.3, "3 3")
    picture.line([(0, plot), (width, plot)], "rule")
    picture.scale([(axis(day), words) for day, words in axis.ticks()], plot, above=0)
    for k, (label, top, height, placed) in enumerate(lanes):
        picture.text(12, top + height / 2, style.wrap(label, 15), tone=f"line-{k}", bold=True)
        for event, y, _, x, side, text in placed:
            with picture.datum(event.id):
                _event(picture, event, k, (x, axis(event.when.end)), top + _GAP + y, side, text)
    picture.name_axes("lane", f"date (years before {axis.near.year} are pressed together)", plot + 40)
    return picture, {e.id: picture.upright(axis(e.when.start), plot) for e in events}


def _stack(events: list[Record], axis: _Axis, right: int) -> list[tuple[Record, int, float, float, str, str]]:
    """Place labels so that none touches another: (event, y, height, x, side, text) within the lane."""
    labels = []
    for event in events:
        text, lines = _label(event)
        width = max(style.text_width(line) for line in [*text.split("\n"), _second_line(event)])
        labels.append((axis(event.when.start), axis(event.when.end), width, _LINE * (lines + 1), text))
    places = style.stack([label[:4] for label in labels], _LEFT, right, _GAP)
    return [
        (event, y, height, x, side, text)
        for event, (x, _, _, height, text), (side, y) in zip(events, labels, places)
    ]


def _second_line(event: Record) -> str:
    return short_date(event.when) + ("   " + " ".join(event.claim_ids) if event.claim_ids else "")


def _event(
    picture: Drawing, event: Record, k: int, ends: tuple[float, float], y: float, side: str, text: str
) -> None:
    """An event of the wide picture: from its first to its last day a bar, at the first its symbol, beside it its words."""
    (x, end), mid = ends, y + _LINE * 0.55
    if end - x > 3:
        picture.line([(x, mid), (end, mid)], f"line-{k}", 4)
    _dot(picture, event, k, x, mid)
    at, anchor = (max(end, x) + 9, "start") if side == "right" else (x - 9, "end")
    picture.text(at, y, text, anchor, at="top")
    _second(picture, event, at, y + _LINE * (text.count("\n") + 1) + 1, anchor)


def _dot(picture: Drawing, event: Record, k: int, x: float, y: float) -> None:
    """The symbol of the k-th lane, filled if the report tells the event."""
    picture.symbol([(x, y)], k, f"line-{k}" if event.in_article else "paper", f"line-{k}", 8.5, 1.7)


def _second(picture: Drawing, event: Record, x: float, y: float, anchor: str) -> None:
    """The date, and in a layer of their own the claims, under or beside an event's title."""
    date, claims = short_date(event.when), " ".join(event.claim_ids)
    shift = style.text_width(date) + 8 if anchor == "start" else 0
    back = style.text_width(claims) + 8 if anchor == "end" and claims else 0
    picture.text(x - back, y, date, anchor, "muted", at="top")
    if claims:
        with picture.datum(event.id, CLAIMS):
            picture.text(x + shift, y, claims, anchor, "accent", at="top")


def _told(picture: Drawing) -> None:
    """Say what filled and hollow symbols mean."""
    meanings = (("told in the report", "muted"), ("known from other records", "paper"))
    picture.legend((words, ("o", fill, "muted", 8, 1.6)) for words, fill in meanings)


def _narrow(case: Case, events: list[Record]) -> tuple[Drawing, dict[str, Any]]:
    lanes = tables.labels("events", "lane", case)
    width, column, left = style.LAYOUTS["narrow"], 17, 10
    text_x = left + column * len(lanes) + 10
    rows, y = [], 0.0
    for event in events:
        text, lines = _label(event)
        tall = _LINE * 1.08 * (lines + 1)
        rows.append((event, y, text, tall))
        y += tall + 9
    picture = Drawing("narrow", _title(events))
    _told(picture)
    picture.begin(134)
    for k, label in enumerate(lanes.values()):
        x = left + column * (k + 0.5)
        picture.line([(x, 0), (x, y)], "rule", 1.3)
        picture.text(x, -8, label, tone=f"line-{k}", bold=True, turn=-60)
    ends = [begin - 5 for _, begin, *_ in rows[1:]]
    for end in ends:
        picture.line([(text_x, end), (width - 24, end)], "rule", 0.7)
    for event, at, text, tall in rows:
        k = list(lanes).index(event.lane)
        with picture.datum(event.id):
            picture.box(0, at - 3, width, tall + 7, "paper", opacity=0)
            _dot(picture, event, k, left + column * (k + 0.5), at + _LINE * 0.6)
            picture.text(text_x, at, text, at="top")
            _second(picture, event, text_x, at + tall - _LINE * 1.08 + 1, "start")
    picture.text(width - 8, y / 2, "order of dates", "middle", "muted", turn=-90)
    picture.text(width / 2, y + 8, "lane (a column of symbols) and event", "middle", "muted", at="top")
    picture.y = y + 24
    cursors = ((0.0, picture.top + end, width, picture.top + end) for end in [*ends, y - 5])
    return picture, {e.id: cursor for (e, *_), cursor in zip(rows, cursors)}


def _title(events: list[Record]) -> str:
    told = sum(e.in_article for e in events)
    return f"The report tells {told} of {tables.many(len(events), 'event')} (filled)"


def _alt(case: Case, events: list[Record]) -> str:
    told = [e for e in events if e.in_article]
    near = [e for e in events if e.when.start >= case.about.coup_date.start]
    lanes = "; ".join(
        f"{label}: {sum(e.lane == lane for e in events)}"
        for lane, label in tables.labels("events", "lane", case).items()
    )
    return (
        f"{case.country_name}: a timeline of {tables.many(len(events), 'event')} from "
        f"{events[0].when.start.year} to "
        f"{events[-1].when.end.year}, {len(near)} of them from the coup on. "
        f"The report itself tells {len(told)} of them (filled symbols). "
        f"By lane: {lanes}."
    )


def _row(case: Case, event: Record) -> dict[str, str]:
    return {
        "Event": event.id,
        "Date": str(event.when),
        "Lane": tables.label("events", "lane", event.lane, case),
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
        details=tuple((f"The report ({c})", claims[c].claim) for c in event.claim_ids),
        facets={
            "lane": event.lane,
            "in_article": yes_no(event.in_article),
            "start": event.when.start.toordinal(),
            "end": event.when.end.toordinal(),
        },
    )


# ---------------------------------------------------------------- the explorer


@runs_on_any_case
def explore_timeline(case: Any = None, **start: Any) -> Explorer:
    """Lesson 02: the timeline.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `lane="domestic"`,
    `in_article="yes"`, `from_="January 2021"`, `claims=False` (without the claims beside the events).
    """
    case = case_in_use(case)
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    return Explorer(
        "timeline",
        "events",
        lambda layout: timeline(case, layout),
        categories=[
            category("events", "lane", "line", case),
            Category("in_article", "Told in the report", YES_NO),
        ],
        scale=Scale("Events", "start", "end", month_stops(events, max(e.when.end.year for e in events) - 3)),
        cursor=Cursor("Known on", "start"),
        finding=lambda ids, _: _title([e for e in events if e.id in ids]),
        layers=[Layer(CLAIMS, "Claims beside the events")],
        start=start,
        typed={"until": "known_on", CLAIMS: "claims"},
    )
