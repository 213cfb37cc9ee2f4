"""Counts of the dead since the coup: what a report says, a monitor counts and a dataset estimates."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any, NamedTuple

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.view import Category, Cursor, Explorer
from aftercoup.charts.machinery.words import (
    capital,
    cited,
    full_date,
    month_of,
    months,
    publishers,
    short_date,
)

COUNTS = {
    "low": "dataset, low",
    "best": "dataset, best estimate",
    "high": "dataset, high",
    "monitor": "monitoring group",
    "report": "the report",
}
_DATASET_RULE = "Uppsala Conflict Data Program: deaths on all sides, in events with a known actor; "
# Who counts whom: the definition behind each kind of count, in our words (see data/README.md, the sources).
WHO = {
    "low": _DATASET_RULE + "the lowest reading of the sources.",
    "best": _DATASET_RULE + "the figure it thinks most likely.",
    "high": _DATASET_RULE + "the highest reading of the sources.",
    "monitor": "Deaths that the Assistance Association for Political Prisoners attributes to the junta; "
    "dead soldiers and police left out.",
    "report": "The lives that the crackdown has cost since the coup; the sentence does not say who counted.",
}
# Records whose text holds a toll: (kind, record, field, whether the number is a lower bound).
TOLLS = (
    ("monitor", "e28", "title", False),
    ("monitor", "dmg-2022-06-23", "title_or_description", False),
    ("monitor", "afp-2022-09-02", "title_or_description", True),
    ("report", "c26", "claim", True),
)
_DATASET = ("low", "best", "high")


class Count(NamedTuple):
    """One count of the dead: which of COUNTS, up to which day, whether the number is a lower bound, and its record."""

    id: str
    kind: str
    day: date
    number: int
    at_least: bool
    record_id: str

    @property
    def said(self) -> str:
        """The number in words."""
        return f"{'more than ' * self.at_least}{self.number:,}"


def _data() -> list[Count]:
    """Every count, by kind and day: of the dataset the deaths from the coup to the end of each month, and the tolls
    that stand in the text of a record."""
    rows, about = [], tables.core().about
    for kind in _DATASET:
        total, wanted = 0, (f"ucdp_deaths_{kind}", about.country, "month")
        for row in sorted(tables.table("indicators"), key=lambda row: row.period):
            key = (row.indicator, row.iso3, row.period.precision)
            if key == wanted and row.period.start >= about.coup_date.start.replace(day=1):
                total, day = total + int(row.value), row.period.end
                rows.append(Count(f"{kind}-{day:%Y-%m}", kind, day, total, False, "ucdp-ged"))
    for kind, name, field, bound in TOLLS:
        record = tables.record(name)
        number = int(re.findall(r"\d[\d,]*", getattr(record, field))[0].replace(",", ""))
        when = about.published if record.table == "claims" else record.when or record.published
        rows.append(Count(f"toll-{name}", kind, when.start, number, bound, name))
    return rows


def deaths(layout: str = "wide") -> Chart:
    """Draw the counts of the dead since the coup, added up from the coup to each date.

    The dataset's best estimate is a line in a band from its low to its high one, which the picture cuts off above. The
    tolls of the monitor as the press passed them on, and the number in the report, are points. What each had counted by
    the day of the report stands at the right edge. layout: "wide" or "narrow".
    """
    rows, about, wide = _data(), tables.core().about, layout == "wide"
    start, end = about.coup_date.start, max(row.day for row in rows)
    step = 1000  # the high estimate may be higher than all else
    most = step * math.ceil(max(row.number for row in rows if row.kind != "high") / step)
    note = f"Deaths added up from the coup to each date, until {month_of(end)}. Band: the dataset's low to high estimate, cut off at {most:,}."
    picture = Drawing(layout, _title(rows), note, rests_on=("ucdp-ged", "claims", "events", "sources"))
    picture.begin(18)
    plot = Plot(picture, 50, 326 if wide else 118, 440, (start, end), (0, most))
    plot.up(range(0, most + 1, step), "{:,}".format)
    every = 3 if wide else 6
    days = [day for day in months(start, end) if day.month % every == 1 and day >= start]
    plot.across(days, lambda day: month_of(day, "\n"), grid=False)
    plot.upright(about.published.start, "muted", 1, DASHED)
    words = f"{short_date(about.published)}, the report"
    picture.text(plot.x(about.published.start), plot.top - 14, words, "middle" if wide else "end", "muted")
    _dataset(plot, rows, start)
    for row in rows:
        if row.kind in ("monitor", "report"):
            look = ("o", "ink", "paper", 13) if row.kind == "report" else ("s", "muted", "paper", 9)
            with picture.datum(row.id):
                picture.symbol([(plot.x(row.day), plot.y(row.number))], *look)
    _labels(plot, rows)
    picture.y = plot.height + 40
    cursors = {row.id: picture.upright(plot.x(row.day), plot.height) for row in rows}
    return Chart(picture, alt=_alt(rows), table=map(_row, rows), data=map(_datum, rows), cursors=cursors)


def _dataset(plot: Plot, rows: list[Count], start: date) -> None:
    """The band of the dataset and the line in it, month by month; a count beyond the scale is an arrow at the edge."""
    picture, most = plot.drawing, plot.ends[1]
    lows, highs, bests = (
        [(row, (row.day, min(row.number, most))) for row in rows if row.kind == kind]
        for kind in ("low", "high", "best")
    )
    under = above = begin = (start, 0)
    for (low, foot), (high, head) in zip(lows, highs):
        with picture.datum(high.id):
            picture.area(plot.points([above, head, foot, under]), "muted", 0.16)
            with picture.spot():
                look = ("^", "muted", "paper", 7) if high.number > most else ("o", "muted", "", 2)
                picture.symbol(plot.points([head]), *look)
        with picture.datum(low.id):
            picture.symbol(plot.points([foot]), "o", "muted", size=2)
        under, above = foot, head
    for best, end in bests:
        with picture.datum(best.id):
            picture.line(plot.points([begin, end]), "muted", 2.5)
            picture.symbol(plot.points([end]), "o", "muted", size=5)
        begin = end


def _labels(plot: Plot, rows: list[Count]) -> None:
    """The counts by name: those by the day of the report in a column at the right, then the last best estimate at the end
    of its line and the monitor's first beside its point."""
    picture, known = plot.drawing, _by_the_report(rows)[1]
    last = {row.kind: row for row in rows}
    first = next(row for row in rows if row.kind == "monitor")
    edge, height = plot.left + plot.width, lambda row: plot.y(min(row.number, plot.ends[1]))
    fit = lambda words: style.wrap(words, 15) if picture.narrow else words
    column = [
        (known["high"], "high estimate, off this scale"),
        (known["best"], "best estimate, all sides"),
        (known["low"], "low estimate, all sides"),
        (last["monitor"], "monitor, killed by the junta"),
        (last["report"], "the report, source not named"),
    ]
    ys = style.apart([height(row) for row, _ in column], 50 if picture.narrow else 18)
    for y, (row, who) in zip(ys, column):
        tone = "ink" if row.kind == "report" else "muted"
        with picture.datum(row.id):
            if row.number <= plot.ends[1]:
                ends = [(plot.x(row.day) + 6, height(row)), (edge, height(row)), (edge + 8, y)]
                picture.line(ends, tone, 0.7, "1 3")
            words = fit(f"{row.said.replace('more than', 'over')}: {who}")
            picture.text(edge + 11, y, words, tone=tone, bold=row.kind in ("best", "report"), halo=True)
    with picture.datum(first.id):
        words, right, below = ("monitor:\n", 16, 24) if picture.narrow else ("monitor: ", -4, 16)
        place = plot.x(first.day) + right, height(first) + below
        picture.text(*place, words + first.said, "end", "muted", halo=True)
    best = last["best"]
    with picture.datum(best.id):
        words = fit(f"{best.said}: best, {month_of(best.day)}")
        picture.text(edge + 11, height(best), words, tone="muted", halo=True)


def _by_the_report(rows: list[Count]) -> tuple[date, dict[str, Count]]:
    """The last day of the dataset before the report, and its rows of that day by the kind of count."""
    published = tables.core().about.published.start
    until = max(row.day for row in rows if row.kind in _DATASET and row.day <= published)
    return until, {row.kind: row for row in rows if row.day == until}


def _title(rows: list[Count]) -> str:
    """The finding of some counts: the report beside the best estimate, else how far the best or the only one went."""
    kinds = {row.kind for row in rows}
    if {"report", "best"} <= kinds:
        report, (_, value) = next(row for row in rows if row.kind == "report"), _by_the_report(rows)
        counted = f"The report: {report.said} dead in Myanmar; a dataset's best estimate, all sides"
        return f"{counted}: {value['best'].number:,}"
    if "best" not in kinds and len(kinds) > 1:
        return ""
    line = [row for row in rows if row.kind == "best"] or rows
    last = max(line, key=lambda row: row.day)
    return f"{capital(COUNTS[last.kind])}: {last.said} dead by {full_date(last.day)}"


def _alt(rows: list[Count]) -> str:
    published = tables.core().about.published.start
    until, value = _by_the_report(rows)
    report = next(row for row in rows if row.kind == "report")
    return (
        f"Deaths added up from the coup on. The report of {full_date(published)} says {report.said}. The dataset, which counts all "
        f"sides, has {value['best'].said} by {full_date(until)} as its best estimate, between "
        f"{value['low'].said} and {value['high'].said}."
    )


def _who(row: Count) -> str:
    """Who counts whom, and that a toll is the group's by our reading alone: its source names no group."""
    unnamed = row.kind == "monitor" and tables.record(row.record_id).table == "sources"
    return WHO[row.kind] + " That this toll is the group's is our reading." * unnamed


def _row(row: Count) -> dict[str, str]:
    return {
        "Count": COUNTS[row.kind],
        "Up to": full_date(row.day),
        "Deaths": row.said,
        "Who is counted, and by whom": _who(row),
    }


def _datum(row: Count) -> Datum:
    record = tables.record(row.record_id)
    is_source = record.table == "sources"
    note = getattr(record, "title_or_description" if row.kind == "monitor" else "verdict_note", "")
    return Datum(
        row.id,
        title=f"{capital(COUNTS[row.kind])}: {row.said}",
        date=f"Up to {full_date(row.day)}",
        sentence=_who(row),
        details=(("Note", note),),
        source=f"{row.record_id} · {record.publisher if is_source else publishers(record)}",
        cites=cited(record),
    )


# ---------------------------------------------------------------- the explorer


def explore_deaths(**start: Any) -> Explorer:
    """Lesson 05: the dead since the coup, by who counts whom.

    Start it filtered or at a date, if you like: `count=["monitor", "best"]` (low, best, high, monitor,
    report), `until="7 September 2022"`.
    """
    return Explorer(
        "deaths",
        "counts",
        deaths,
        categories=[Category("count", "Who counts whom", COUNTS, lambda row: row.kind)],
        cursor=Cursor("Counted until", lambda row: row.day),
        rows=_data(),
        finding=_title,
        start=start,
    )
