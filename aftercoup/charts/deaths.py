"""Counts of the dead since the coup: what a report says, a monitor counts and a dataset estimates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from aftercoup import tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import Category, Cursor, Explorer, Stop, given
from aftercoup.charts.stored import stored

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


def months(kind: str) -> list[tuple[date, int]]:
    """(last day of a month, deaths from the coup up to it) of the dataset, for every month since the coup."""
    start, total, found = tables.core().about.coup_date.start, 0, []
    rows = [
        r
        for r in tables.table("indicators")
        if r.indicator == f"ucdp_deaths_{kind}"
        and r.iso3 == tables.core().about.country
        and r.period.precision == "month"
        and r.period.start >= start.replace(day=1)
    ]
    for row in sorted(rows, key=lambda r: r.period):
        total += int(row.value)
        found.append((row.period.end, total))
    return found


def toll(record_id: str, field: str) -> tuple[date, int]:
    """(day, number) of a toll that stands in the text of a record."""
    record = tables.record(record_id)
    number = int(re.findall(r"\d[\d,]*", getattr(record, field))[0].replace(",", ""))
    when: Any = getattr(record, "when", None) or getattr(record, "published", None)
    return (tables.core().about.published.start if record.table == "claims" else when.start), number


def _data() -> list[tuple[str, str, date, int, bool, str]]:
    """(id, kind, day, number, at least?, record id) of every count, by kind and day."""
    rows = [
        (f"{kind}-{day:%Y-%m}", kind, day, number, False, "ucdp-ged")
        for kind in _DATASET
        for day, number in months(kind)
    ]
    return rows + [
        (f"toll-{record_id}", kind, *toll(record_id, field), bound, record_id)
        for kind, record_id, field, bound in TOLLS
    ]


@stored
def deaths(layout: str = "wide") -> Chart:
    """Draw the counts of the dead since the coup, added up from the coup to each date.

    The dataset's three estimates at the end of each month, the tolls of the monitor as the press passed them
    on, and the number in the report. layout: "wide" or "narrow".
    """
    rows = _data()
    wide = layout == "wide"
    title, more = style.heading(_title(rows), layout)
    width, top, bottom, plot = style.LAYOUTS[layout], 74 + more, 62, 430
    left, right = 62 if wide else 56, width - (190 if wide else 138)
    height = top + plot + bottom
    start, end = tables.core().about.coup_date.start, max(r[2] for r in rows)
    most = max(r[3] for r in rows) * 1.05
    across = lambda day: left + (right - left) * (day - start).days / (end - start).days
    down = lambda n: plot * (1 - n / most)
    with style.look():
        figure, axes = draw.frame(
            layout, height, 0, bottom, 0, plot, xlim=(0, width), ylim=(plot, 0), yticks=[]
        )
        axes.set_title(title, x=14 / width, pad=38)
        axes.set_xlabel("counted from 1 February 2021 up to this date")
        axes.xaxis.set_label_coords((left + right) / 2 / width if wide else 0.5, -40 / plot)
        draw.row_label(axes, "deaths, added up", 14 / width, 1 + 8 / plot)
        days = [
            dt.date(y, m, 1)
            for y in range(start.year, end.year + 1)
            for m in ((1, 4, 7, 10) if wide else (1, 7))
            if start <= dt.date(y, m, 1) <= end
        ]
        axes.set_xticks(
            [across(d) for d in days], [f"{tables.MONTHS[d.month - 1][:3]}\n{d.year}" for d in days]
        )
        axes.tick_params(length=3, color=style.color("rule"))
        for n in range(0, int(most), 2500):
            draw.line(axes, [left, right], [down(n)] * 2, "rule", 0.6, zorder=0)
            draw.text(axes, left - 6, down(n), f"{n:,}", ha="right", tone="muted")
        said = across(tables.core().about.published.start)
        draw.line(axes, [said, said], [0, down(0.2 * most)], "accent", 1, ls=(0, (4, 3)), zorder=0.5)
        words = f"the report,\n{tables.core().about.published}"
        draw.text(axes, said - 5, 8, words, ha="right", va="top", tone="accent")
        for k, (kind, label) in enumerate(COUNTS.items()):
            _series(axes, k, [r for r in rows if r[1] == kind], across, down, wide)
            if layout != "wide":  # drawn for the live explorer alone, whose buttons are the legend
                continue
            x, y = 20 + 190 * k, -34
            draw.dot(axes, x, y, style.SYMBOLS[k], 6.5, f"line-{k}", clip_on=False, static=True)
            draw.text(axes, x + 10, y, label, tone="muted", static=True)
    return Chart(
        figure,
        alt=_alt(rows),
        table=[_row(r) for r in rows],
        data=[_datum(r) for r in rows],
        cursors={
            r[0]: [
                across(r[2]) * style.PIXEL,
                top * style.PIXEL,
                across(r[2]) * style.PIXEL,
                (top + plot) * style.PIXEL,
            ]
            for r in rows
        },
    )


def _series(
    axes: Axes,
    k: int,
    rows: list[tuple[str, str, date, int, bool, str]],
    across: Callable[..., Any],
    down: Callable[..., Any],
    wide: bool,
) -> None:
    tone, kind = f"line-{k}", rows[0][1]
    big = kind in ("monitor", "report")
    for datum_id, _, day, number, *_ in rows:
        look: dict[str, Any] = {"fill": tone, "mew": 0.6, "zorder": 4 if big else 3, "id": datum_id}
        draw.dot(axes, across(day), down(number), style.SYMBOLS[k], 8 if big else 5, "paper", **look)
    datum_id, _, day, number, *_ = rows[-1]
    words = f"{COUNTS[kind].split(', ')[-1]} {number:,}"
    if kind in _DATASET:
        shift = {"low": 8, "best": -6, "high": 0}[kind]
        draw.text(axes, across(day) + 9, down(number) + shift, words, tone=tone, id=datum_id)
    elif kind == "report":
        words = "report: " + _number(rows[-1]).replace("more than", "over")
        draw.text(axes, across(day) + 9, down(number) + 10, words, tone=tone, id=datum_id)
    else:
        # on a narrow picture the last one alone, at the right, where no line passes
        for row, lower in ((rows[0], 17), (rows[-1], 41)) if wide else ((rows[-1], 30),):
            draw.text(
                axes,
                across(row[2]) + (2 if wide else 9),
                down(row[3]) + lower,
                "monitor: " + _number(row).replace("more than", "over"),
                ha="right" if wide else "left",
                tone=tone,
                id=row[0],
            )


def _number(row: tuple[str, str, date, int, bool, str]) -> str:
    return f"more than {row[3]:,}" if row[4] else f"{row[3]:,}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: date) -> str:
    return f"{day.day} {tables.MONTHS[day.month - 1]} {day.year}"


def _by_the_report(rows: list[tuple[str, str, date, int, bool, str]]) -> tuple[date, dict[str, Any]]:
    """The last day of the dataset before the report, and its rows of that day by the kind of count."""
    published = tables.core().about.published.start
    until = max(r[2] for r in rows if r[1] in _DATASET and r[2] <= published)
    return until, {r[1]: r for r in rows if r[2] == until}


def _title(rows: list[tuple[str, str, date, int, bool, str]]) -> str:
    """The finding of some counts: the report beside the best estimate, else how far the one kind shown went."""
    if {"report", "best"} <= {row[1] for row in rows}:
        said, (_, value) = next(r for r in rows if r[1] == "report"), _by_the_report(rows)
        return f"The report: {_number(said)} dead. All sides: {value['best'][3]:,}" if "best" in value else ""
    last = max(rows, key=lambda row: row[2])
    one_kind = len({row[1] for row in rows}) == 1
    return f"{_capital(COUNTS[last[1]])}: {_number(last)} dead by {_day(last[2])}" if one_kind else ""


def _alt(rows: list[tuple[str, str, date, int, bool, str]]) -> str:
    published = tables.core().about.published.start
    until, value = _by_the_report(rows)
    toll_ = max((r for r in rows if r[1] == "monitor" and r[2] <= published), key=lambda r: r[2])
    said = next(r for r in rows if r[1] == "report")
    return (
        f"Deaths added up from the coup on. The report of {_day(published)} says {_number(said)}; the press "
        f"of {_day(toll_[2])} has a local monitor's toll at {_number(toll_)}. The dataset, which counts all "
        f"sides, has {value['best'][3]:,} by {_day(until)} as its best estimate, between "
        f"{value['low'][3]:,} and {value['high'][3]:,}."
    )


def _row(row: tuple[str, str, date, int, bool, str]) -> dict[str, str]:
    return {
        "Count": COUNTS[row[1]],
        "Up to": _day(row[2]),
        "Deaths": _number(row),
        "Who is counted, and by whom": WHO[row[1]],
    }


def _datum(row: tuple[str, str, date, int, bool, str]) -> Datum:
    datum_id, kind, day, _, _, record_id = row
    record = tables.record(record_id)
    publisher = (
        record.publisher
        if record.table == "sources"
        else "; ".join(s.publisher for s in tables.sources_of(record))
    )
    note = getattr(record, "verdict_note", "")
    if record.table == "sources" and kind == "monitor":
        note = f"{record.title_or_description}. That the toll is this group's is our reading."
    return Datum(
        datum_id,
        title=f"{_capital(COUNTS[kind])}: {_number(row)}",
        date=f"Up to {_day(day)}",
        sentence=WHO[kind],
        details=(("Note", note),) if note else (),
        source=f"{record_id} · {publisher}",
        facets={"count": kind, "day": day.toordinal()},
    )


# ---------------------------------------------------------------- the explorer


def explore_deaths(*, count: Any = None, until: Any = None) -> Explorer:
    """Lesson 05: the dead since the coup, by who counts whom.

    Start it filtered or at a date, if you like: `count=["monitor", "best"]` (low, best, high, monitor,
    report), `until="7 September 2022"`.
    """
    charts = {layout: deaths(layout) for layout in ("wide", "narrow")}
    data = {m.facets["day"]: m.id for m in charts["wide"].data}
    days = [(dt.date.fromordinal(day), datum_id) for day, datum_id in sorted(data.items())]
    stops = tuple(
        Stop(
            day.toordinal(),
            f"{day.day} {tables.MONTHS[day.month - 1]} {day.year}",
            line={layout: chart.cursors[datum_id] for layout, chart in charts.items()},
        )
        for day, datum_id in days
    )
    return Explorer(
        "deaths",
        "counts",
        charts.get,
        categories=[Category("count", "Who counts whom", COUNTS, "line")],
        cursor=Cursor("Counted until", "day", stops),
        finding=lambda ids, _: _title([row for row in _data() if row[0] in ids]),
        state={"only": given(count=count), "until": until},
    )
