"""The events of a case in time: a lane for each kind, the claims of the report beside the events."""

from __future__ import annotations

import datetime as dt
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from aftercoup import tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import (
    YES_NO,
    Category,
    Cursor,
    Explorer,
    Layer,
    Scale,
    Stop,
    category,
    given,
)
from aftercoup.charts.stored import stored
from aftercoup.dates import When
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CLAIMS = "claims"  # the layer with the claims' ids


def short_date(when: When) -> str:
    """A date for a label: "7 Sep 2022", "20–28 Jun 2021", "Feb – Mar 2021", "2018"."""
    text = str(when)
    for month in tables.MONTHS:
        text = text.replace(month, month[:3])
    return text


@stored
def timeline(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the events of a case by lane and date, with the ids of the claims that tell them.

    "wide" puts time from left to right with a lane for each kind of event; "narrow" puts one event on a line,
    from top to bottom, with a column of symbols for the lanes. Years before the last one before the coup are
    pressed together; the axis says where. case: default: the core case.
    """
    case = case or tables.core()
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    figure, cursors = (_wide if layout == "wide" else _narrow)(case, events)
    return Chart(
        figure,
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
        near = dt.date(coup.year - 1, 5, 1)
        self.near = near
        old = [e for e in events if e.when.start < near]
        self.first = dt.date(min(e.when.start for e in events).year - 2, 1, 1)
        self.last = (last.replace(day=1) + dt.timedelta(days=62)).replace(day=1)
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
        first, near = -(-self.first.year // 30) * 30, self.near
        old = [(dt.date(y, 1, 1), str(y)) for y in range(first, near.year - 5, 30)]
        months = []
        day = near
        while day < self.last:
            if day.month in (1, 4, 7, 10):
                name = tables.MONTHS[day.month - 1][:3]
                months.append((day, f"{name}\n{day.year}" if day.month == 1 else name))
            day = (day + dt.timedelta(days=32)).replace(day=1)
        return old + months


_LINE, _GAP = 13.5, 9  # pixels: a line of a label, the gap between labels


def _label(event: Record, width: int) -> tuple[str, int]:
    """The title in lines of about the same length, none longer than `width`, and their number."""
    lines = style.wrap(event.title, width).count("\n") + 1
    even = next(
        text
        for w in range(len(event.title) // lines, width + 1)
        if (text := style.wrap(event.title, w)).count("\n") + 1 == lines
    )
    return even, lines


def _wide(case: Case, events: list[Record]) -> tuple[Figure, dict[str, Any]]:
    left, right, top = 112, style.LAYOUTS["wide"] - 18, 98
    axis = _Axis(case, events, left + 10, right - 10)
    lanes = {
        lane: _stack([e for e in events if e.lane == lane], axis, right)
        for lane in tables.labels("events", "lane", case)
    }
    heights = {
        lane: max((y + h for _, y, h, *_ in placed), default=0) + 2 * _GAP for lane, placed in lanes.items()
    }
    plot = sum(heights.values())
    height = top + plot + 66
    with style.look():
        width = style.LAYOUTS["wide"]
        figure, axes = draw.frame("wide", height, 0, 66, 0, plot, xlim=(0, width), ylim=(plot, 0), yticks=[])
        axes.set_title(_title(events), x=0.012, pad=48)
        axes.set_xlabel(f"date (years before {axis.near.year} are pressed together)", labelpad=4)
        draw.row_label(axes, "lane", 0.012, 1.0)
        days, names = zip(*axis.ticks())
        axes.set_xticks([axis(d) for d in days], names)
        draw.scale_at_both_ends(axes)
        axes.spines["bottom"].set_visible(True)
        right = style.LAYOUTS["wide"] - 14
        _told(axes, [(right - 360, -54), (right - 172, -54)])
        y = 0.0
        for k, (lane, placed) in enumerate(lanes.items()):
            if k % 2 == 0:
                axes.axhspan(y, y + heights[lane], color=style.color("band"), lw=0, zorder=0)
            draw.text(
                axes,
                12,
                y + heights[lane] / 2,
                style.wrap(tables.label("events", "lane", lane, case), 15),
                fontweight="bold",
                tone=f"line-{k}",
            )
            for event, row, _, x, side, text in placed:
                _event(axes, axis, event, k, x, y + _GAP + row, side, text)
            y += heights[lane]
        for day in days:
            axes.axvline(axis(day), color=style.color("rule"), lw=0.6, zorder=0.5)
        draw.line(axes, [axis(axis.near)] * 2, [0, plot], "edge", 1, ls=(0, (2, 2)), zorder=0.6)
    scale = style.PIXEL
    return figure, {
        e.id: [axis(e.when.start) * scale, top * scale, axis(e.when.start) * scale, (top + plot) * scale]
        for e in events
    }


def _stack(events: list[Record], axis: _Axis, right: int) -> list[tuple[Record, int, float, float, str, str]]:
    """Place labels so that none touches another: (event, y, height, x, side, text) within the lane."""
    labels = []
    for event in events:
        text, lines = _label(event, 34)
        width = max(style.text_width(line) for line in [*text.split("\n"), _second_line(event)])
        labels.append((axis(event.when.start), axis(event.when.end), width, _LINE * (lines + 1), text))
    places = style.stack([label[:4] for label in labels], 112, right + 4, _GAP)
    return [
        (event, y, height, x, side, text)
        for event, (x, _, _, height, text), (side, y) in zip(events, labels, places)
    ]


def _second_line(event: Record) -> str:
    return short_date(event.when) + ("   " + " ".join(event.claim_ids) if event.claim_ids else "")


def _event(axes: Axes, axis: _Axis, event: Record, k: int, x: float, y: float, side: str, text: str) -> None:
    tone, mid = style.color(f"line-{k}"), y + _LINE * 0.55
    end = axis(event.when.end)
    if end - x > 3:
        (bar,) = axes.plot([x, end], [mid, mid], color=tone, lw=3, solid_capstyle="butt", zorder=2)
        style.tag(bar, event.id)
    (dot,) = axes.plot(
        [x],
        [mid],
        style.SYMBOLS[k],
        ms=6.5,
        mew=1.3,
        mec=tone,
        mfc=tone if event.in_article else style.color("paper"),
        zorder=3,
    )
    style.tag(dot, event.id)
    at, align = (max(end, x) + 9, "left") if side == "right" else (x - 9, "right")
    lines = text.count("\n") + 1
    draw.text(axes, at, y, text, ha=align, va="top", linespacing=1.12, id=event.id)
    _second(axes, event, at, y + _LINE * lines + 1, align)


def _second(axes: Axes, event: Record, x: float, y: float, align: str, layout: str = "wide") -> None:
    """The date, and in a layer of their own the claims, under or beside an event's title."""
    date = short_date(event.when)
    small: dict[str, Any] = {"va": "top", "ha": align}
    claims = " ".join(event.claim_ids)
    shift = style.text_width(date) + 8 if align == "left" else 0
    back = style.text_width(claims) + 8 if align == "right" and claims else 0
    style.tag(axes.text(x - back, y, date, color=style.color("muted"), **small), event.id)
    if claims:
        style.tag(axes.text(x + shift, y, claims, color=style.color("accent"), **small), event.id, CLAIMS)


def _told(axes: Axes, places: list[tuple[float, float]], layout: str = "wide") -> None:
    """Say at two places what filled and hollow symbols mean."""
    meanings = (("told in the report", "muted"), ("known from other records", "paper"))
    for (text, fill), (x, y) in zip(meanings, places):
        draw.dot(axes, x, y, "o", 6, "muted", fill=fill, mew=1.2, clip_on=False)
        draw.text(axes, x + 9, y, text, tone="muted")


def _narrow(case: Case, events: list[Record]) -> tuple[Figure, dict[str, Any]]:
    lanes = list(tables.labels("events", "lane", case))
    title, more = style.heading(_title(events), "narrow")
    width, column, left, top = style.LAYOUTS["narrow"], 17, 10, 204 + more
    text_x = left + column * len(lanes) + 10
    rows, y = [], 0.0
    for event in events:
        text, lines = _label(event, 34)
        rows.append((event, y, text, lines))
        y += _LINE * 1.08 * (lines + 1) + 9
    height = top + y + 30
    with style.look():
        figure, axes = draw.frame(
            "narrow", height, 0, 30, 0, y, xlim=(0, width), ylim=(y, 0), xticks=[], yticks=[]
        )
        axes.set_title(title, x=0.02, pad=(top - more - 24) * style.PIXEL)
        axes.set_ylabel("order of dates", rotation=90)
        axes.yaxis.set_label_coords(0.985, 0.5)
        axes.set_xlabel("lane (a column of symbols) and event", labelpad=6)
        for k, lane in enumerate(lanes):
            x = left + column * (k + 0.5)
            draw.line(axes, [x, x], [0, y], "rule", 1, zorder=0.5)
            draw.text(
                axes,
                x - 2,
                -6,
                tables.label("events", "lane", lane, case),
                rotation=60,
                ha="left",
                va="bottom",
                fontweight="bold",
                tone=f"line-{k}",
            )
        _told(axes, [(left + 6, -164), (left + 6, -146)], "narrow")
        for event, at, text, lines in rows:
            k = lanes.index(event.lane)
            mid = at + _LINE * 0.6
            tone = style.color(f"line-{k}")
            hit = axes.fill_between(
                [0, width],
                at - 3,
                at + _LINE * 1.08 * (lines + 1) + 4,
                color=style.color("paper"),
                alpha=0,
                lw=0,
            )
            style.tag(hit, event.id)
            (dot,) = axes.plot(
                [left + column * (k + 0.5)],
                [mid],
                style.SYMBOLS[k],
                ms=6.5,
                mew=1.3,
                mec=tone,
                mfc=tone if event.in_article else style.color("paper"),
                zorder=3,
            )
            style.tag(dot, event.id)
            draw.text(axes, text_x, at, text, va="top", linespacing=1.12, id=event.id)
            _second(axes, event, text_x, at + _LINE * 1.08 * lines + 1, "left", "narrow")
        for (_, a, *_), (_, b, *_) in pairwise(rows):
            draw.line(axes, [text_x, width - 24], [b - 5, b - 5], "rule", 0.5, zorder=0.5)
    ends = [b for _, b, *_ in rows[1:]] + [y]
    return figure, {
        e.id: [0, (top + end - 5) * style.PIXEL, width * style.PIXEL, (top + end - 5) * style.PIXEL]
        for (e, *_), end in zip(rows, ends)
    }


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
        "In the report": "yes" if event.in_article else "no",
        "Claims": " ".join(event.claim_ids),
    }


def _datum(case: Case, event: Record) -> Datum:
    claims = {c.id: c for c in case.claims}
    sources = "; ".join(s.publisher for s in tables.sources_of(event, case))
    return Datum(
        event.id,
        title=event.title,
        date=str(event.when) + (f", {event.place}" if event.place else ""),
        sentence=event.summary,
        source=f"{event.id} · confidence {event.confidence} · {sources}",
        details=tuple((f"The report ({c})", claims[c].claim) for c in event.claim_ids),
        facets={
            "lane": event.lane,
            "in_article": "yes" if event.in_article else "no",
            "start": event.when.start.toordinal(),
            "end": event.when.end.toordinal(),
        },
    )


# ---------------------------------------------------------------- the explorer


@runs_on_any_case
def explore_timeline(
    case: Any = None,
    *,
    lane: Any = None,
    in_article: Any = None,
    from_: Any = None,
    to: Any = None,
    known_on: Any = None,
    claims: bool = True,
) -> Explorer:
    """Lesson 02: the timeline.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `lane="domestic"`,
    `in_article="yes"`, `from_="January 2021"`, `claims=False` (without the claims beside the events).
    """
    case = case_in_use(case)
    charts = {layout: timeline(case, layout) for layout in ("wide", "narrow")}
    events = sorted(case.events, key=lambda e: (e.when.start, e.id))
    return Explorer(
        "timeline",
        "events",
        charts.get,
        categories=[
            category("events", "lane", "line", case),
            Category("in_article", "Told in the report", YES_NO),
        ],
        scale=Scale("Events", "start", "end", _spans(events)),
        cursor=Cursor("Known on", "start", _moments(events, charts)),
        finding=lambda ids, _: _title([e for e in events if e.id in ids]),
        layers=[Layer(CLAIMS, "Claims beside the events")],
        state={
            "only": given(lane=lane, in_article=in_article),
            "from_": from_,
            "to": to,
            "until": known_on,
            "layers": {CLAIMS: bool(claims)},
            "typed": {"until": "known_on", CLAIMS: "claims"},
        },
    )


def _spans(events: list[Record]) -> tuple[Stop, ...]:
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


def _moments(events: list[Record], charts: dict[str, Chart]) -> tuple[Stop, ...]:
    """Stops for the cursor: the day on which each event began."""
    stops = {}
    for event in events:
        when = event.when
        label = f"{when.start.day} {when.start:%B %Y}"
        line = {layout: chart.cursors[event.id] for layout, chart in charts.items()}
        stops[label] = Stop(when.start.toordinal(), label, line=line)
    return tuple(stops.values())
