"""The one view that shows a chart and filters it in the reader's browser.

A cell's output is a single piece of HTML: the static picture with its alt text and table, a JSON description
of the chart, and `explorer.js` (with `page.js`), which draws the description and puts the static picture aside. So a live
notebook, a saved one, a page and a notebook of the site all show the same explorer with no kernel; an
untrusted notebook or a code-hosting site, where scripts do not run, shows the picture and the table.
Filtering sends no message to the kernel. (Why not a Jupyter widget: docs/decisions.md, number 1.)
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from operator import attrgetter
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Output, about, folded_table
from aftercoup.charts.machinery.drawing import letters
from aftercoup.charts.machinery.rows import Order
from aftercoup.charts.machinery.words import full_date, months
from aftercoup.errors import OneSentence, did_you_mean
from aftercoup.outputs.assets import asset, described


class OptionError(OneSentence, ValueError):
    """A control was given a value that it does not have; the message names those that it has."""


@dataclass(frozen=True)
class Category:
    """A field by which data can be filtered (a row of buttons). values: value -> label, in order.

    field: as a cell calls it; of: what it is of a record, a value or a tuple of several.
    """

    field: str
    title: str
    values: dict
    of: Callable[[Any], Any]

    def spec(self) -> dict[str, Any]:
        """The same for the script of the page."""
        values = [{"value": value, "label": label} for value, label in self.values.items()]
        return {"field": self.field, "title": self.title, "values": values}


@dataclass(frozen=True)
class Stop:
    """A position of a slider: the numbers it begins and ends with, its label, and where the cursor line
    stands, per layout."""

    value: float
    label: str
    end: float | None = None
    line: dict = field(default_factory=dict)

    @property
    def high(self) -> float:
        """The number it ends with."""
        return self.value if self.end is None else self.end


@dataclass(frozen=True)
class Scale:
    """A range on a scale (two sliders): data whose span touches the range are shown. of: the span of a record, two numbers.

    stops: default: each number with which one of the data begins.
    """

    title: str
    of: Callable[[Any], tuple[float, float]]
    stops: tuple = ()


@dataclass(frozen=True)
class Cursor:
    """A moment (one slider): data whose day lies after it are hidden. of: the day of a record; name: as a cell calls it.

    stops: the explorer adds them, one for each day of the data.
    """

    title: str
    of: Callable[[Any], date]
    name: str = "until"
    stops: tuple = ()


@dataclass(eq=False, repr=False)
class Explorer(Output):
    """A chart with controls.

    name: used in the page; noun: what is counted ("claims"); draw: layout -> Chart, called once per layout;
    start: what a cell gave: the name of a field and the value or values that show, `from_`, `to`, the name of the cursor
    (labels of stops) or `order`.
    call, arguments: what a cell calls for this explorer, if that is not `explore_` and its name alone.
    orders: for a chart of `Rows`; the data shown then move up to the first rows. `draw` draws the first order.
    rows: what the data are made of, each with its id; finding: some of these -> the title for them; where it
    is "", the title says how many are shown. tally: the title in the page for what three choices and more show, with "{}"
    where it says how many of them, and a row -> whether it counts (None: neither it nor those it is one of).
    layouts: those that the page chooses from by its width, the widest first. behind: the words that open a second picture
    of the same data, and what draws it.
    """

    name: str
    noun: str
    draw: Callable[..., Any]
    _: KW_ONLY
    categories: Sequence[Category]
    rows: Any
    finding: Callable[[list], str]
    tally: tuple[str, Callable[[Any], bool | None]] = ("", lambda row: None)
    scale: Scale | None = None
    cursor: Cursor | None = None
    orders: Sequence[Order] = ()
    start: Mapping[str, Any] = field(default_factory=dict)
    call: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    layouts: tuple[str, ...] = ("wide", "narrow")
    behind: tuple[str, Callable[..., Any]] | None = None

    def __post_init__(self) -> None:
        self.call = self.call or f"explore_{self.name}"
        self.charts = {layout: self.draw(layout) for layout in self.layouts}
        self.chart = self.charts["wide"]
        self.rows = {row.id: row for row in self.rows}
        if self.scale and not self.scale.stops:
            values = sorted({self.scale.of(row)[0] for row in self.rows.values()})
            self.scale = replace(self.scale, stops=tuple(Stop(value, str(value)) for value in values))
        if self.cursor:
            self.cursor = replace(self.cursor, stops=self._days(self.cursor))
        self.state = self._start(self.start)

    @functools.cached_property
    def sets(self) -> dict[str, dict[Any, frozenset[str]]]:
        """What each control shows: for each value of a field, and for each position of a slider, the ids."""
        where = lambda test: frozenset(id_ for id_, row in self.rows.items() if test(row))
        sets: dict[str, dict[Any, frozenset[str]]] = {}
        for category in self.categories:
            held = {id_: category.of(row) for id_, row in self.rows.items()}
            held = {id_: value if isinstance(value, tuple) else (value,) for id_, value in held.items()}
            sets[category.field] = {
                value: frozenset(id_ for id_, values in held.items() if value in values)
                for value in category.values
            }
        if self.scale:
            of, stops = self.scale.of, self.scale.stops
            sets["from"] = {k: where(lambda row: of(row)[1] >= stop.value) for k, stop in enumerate(stops)}
            sets["to"] = {k: where(lambda row: of(row)[0] <= stop.high) for k, stop in enumerate(stops)}
        if self.cursor:
            day, stops = self.cursor.of, self.cursor.stops
            sets["until"] = {
                k: where(lambda row: day(row).toordinal() <= stop.value) for k, stop in enumerate(stops)
            }
        return sets

    def _controls(self) -> dict[str, tuple[str, dict[Any, Any]]]:
        """As a cell calls a control -> its title, and what it can be (of a slider with the position)."""
        places = lambda stops: {stop.label: position for position, stop in enumerate(stops)}
        controls: dict[str, Any] = {
            category.field: (category.title, category.values) for category in self.categories
        }
        if self.scale:
            controls["from_"] = f"{self.scale.title}: from", places(self.scale.stops)
            controls["to"] = f"{self.scale.title}: to", places(self.scale.stops)
        if self.cursor:
            controls[self.cursor.name] = self.cursor.title, places(self.cursor.stops)
        if len(self.orders) > 1:
            controls["order"] = "Order by", {order.name: order.title for order in self.orders}
        return controls

    def _start(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The positions at which the controls start."""
        controls, fields = self._controls(), {category.field for category in self.categories}
        only: dict[str, list[Any]] = {}
        state: dict[str, Any] = {"only": only}
        if self.scale:
            state |= {"from": 0, "to": len(self.scale.stops) - 1}
        if self.cursor:
            state["until"] = len(self.cursor.stops) - 1
        if len(self.orders) > 1:
            state["order"] = self.orders[0].name
        for name, value in given.items():
            if value is None or value in ("", []):
                continue
            name = one_of(name, {known: title for known, (title, _) in controls.items()}, "The explorer")
            values = [*value] if isinstance(value, (list, tuple, set)) else [value]
            values = [one_of(item, controls[name][1], name) for item in values]
            if name in fields:
                only[name] = values
            elif name == "order":
                state[name] = values[0]
            else:  # a slider
                key = "until" if self.cursor and name == self.cursor.name else name.rstrip("_")
                state[key] = controls[name][1][values[0]]
        return state

    def _days(self, cursor: Cursor) -> tuple[Stop, ...]:
        """A stop for each day of the data; the cursor line stands where the last datum of the day has it."""
        days = {cursor.of(self.rows[datum.id]): datum.id for datum in self.chart.data}
        lines = lambda id_: {layout: chart.cursors[id_] for layout, chart in self.charts.items()}
        return tuple(Stop(day.toordinal(), full_date(day), line=lines(days[day])) for day in sorted(days))

    def visible(self) -> list[str]:
        """The ids of the data that the starting state shows, in order."""
        shown = {*self.rows}
        for key, sets in self.sets.items():
            if key in self.state:
                shown &= sets[self.state[key]]
            elif chosen := self.state["only"].get(key):
                shown &= frozenset().union(*map(sets.__getitem__, chosen))
        return [datum.id for datum in self.chart.data if datum.id in shown]

    def titled(self) -> list[frozenset[str]]:
        """The sets of data that have a title of their own, as ids: all, those at the start, and those that one or two
        choices show. A choice is a value, a range or a day."""
        controls = [{*sets.values()} for key, sets in self.sets.items() if key not in ("from", "to")]
        shown = {frozenset(self.rows), frozenset(self.visible())}
        # two values of one control show what either has; a range, and choices of two controls, what both have
        shown |= {ids | more for values in controls for ids, more in combinations(values, 2)}
        if self.scale:
            since, until = ([*self.sets[key].values()] for key in ("from", "to"))
            controls.append({ids & more for k, ids in enumerate(since) for more in until[k:]})
        shown = shown.union(*controls)
        shown |= {ids & more for one, other in combinations(controls, 2) for ids in one for more in other}
        return sorted(filter(None, shown), key=lambda ids: (-len(ids), self._bits(ids)))

    def _bits(self, ids: Set[str]) -> str:
        """Which data these are: "1" or "0" for each."""
        return "".join("1" if m.id in ids else "0" for m in self.chart.data)

    def title_of(self, ids: Set[str]) -> str:
        """The finding of these data, "" where there is none."""
        return self.finding([row for id, row in self.rows.items() if id in ids]) if ids else ""

    def _tally(self) -> tuple[str, str]:
        """The words of `tally`, and for each of the data "1" (counts), "0" or "-" (neither)."""
        words, counts = self.tally
        marks = [counts(self.rows[m.id]) for m in self.chart.data]
        return words, "".join("-" if mark is None else str(int(mark)) for mark in marks)

    @property
    def title(self) -> str:
        """The finding of what the starting state shows; where there is none, how many these are."""
        return self.title_of(set(self.visible())) or self._count

    @property
    def _count(self) -> str:
        return f"{len(self.visible())} of {len(self.chart.data)} {self.noun}"

    @property
    def text(self) -> str:
        """What the explorer shows at the start, in words."""
        about = self.chart.text.replace(self.chart.title, self.title, 1)
        return f"{about}\nShowing {self._count}. Run the cell to use the controls."

    def html(self) -> str:
        note = ""
        if len(self.visible()) < len(self.chart.data):  # the still picture is of all
            begins = f"The explorer begins with {self._count}; below are all."
            note = f"<p><b>{html.escape(self.title)}</b><br>{begins}</p>"
        return (
            f'<div class="aftercoup" data-explorer="{html.escape(self.name)}"><div data-aftercoup="still">'
            f"{note}{self.chart.figure_html('data-behind ')}{folded_table(self.chart.title, self.chart.table)}</div>"
            f"{described(self._spec(), 'charts/machinery/explorer.js')}</div>"
        )

    def _spec(self) -> dict[str, Any]:
        chart, shown = self.chart, self.titled()
        css = asset("charts/machinery/explorer.css")
        return about(self.name, chart.title, chart.figure.rests_on, css) | {
            "kind": "explorer",
            "noun": self.noun,
            "call": self.call,
            "given": list(self.arguments.items()),
            "titles": [*map(self.title_of, shown)],
            "shown": [self._bits(ids) for ids in shown],
            "tally": self._tally(),
            "title_width": {layout: letters(style.LAYOUTS[layout], 16, bold=True) for layout in self.charts},
            "alt": chart.alt,
            "svg": {layout: c.svg() for layout, c in self.charts.items()},
            "behind": self.behind
            and {
                "title": self.behind[0],
                "svg": {layout: self.behind[1](layout).svg() for layout in self.charts},
            },
            "widths": [[layout, style.LAYOUTS[layout]] for layout in self.charts],
            "fields": [category.spec() for category in self.categories],
            "sets": {key: [*map(self._bits, sets.values())] for key, sets in self.sets.items()},
            "start": self.state,
            "scale": self.scale and self.scale.title,
            "cursor": self.cursor and [self.cursor.title, self.cursor.name],
            "stops": {
                key: [[stop.label, stop.line] for stop in slider.stops]
                for key, slider in {"from": self.scale, "to": self.scale, "until": self.cursor}.items()
                if slider
            },
            "orders": [vars(o) for o in self.orders],
            "rows": {
                layout: [c.rows.top, c.rows.step, c.rows.height]
                for layout, c in self.charts.items()
                if c.rows
            },
            "places": chart.rows and [chart.rows.place[m.id] for m in chart.data],
            "data": [vars(datum) for datum in chart.data],
        }


YES_NO = {"yes": "yes", "no": "no"}


def category(table: str, name: str, field: str = "", case: tables.Case | None = None) -> Category:
    """The Category of a field of a table, with the title and labels of the data package. field: default: its name."""
    title, labels = tables.field(table, name).title, tables.labels(table, name, case)
    return Category(field or name, title, labels, attrgetter(name))


def year_of(coup: tables.Record) -> tuple[int, int]:
    """Where a coup stands on a scale of years."""
    return (coup.date.start.year,) * 2


def days_of(row: tables.Record) -> tuple[int, int]:
    """The span of a record on a scale of days."""
    return row.when.start.toordinal(), row.when.end.toordinal()


def month_stops(rows: Iterable[Any], monthly: int = 1) -> tuple[Stop, ...]:
    """A stop for each month from the first to the last day of some records with a `when`; before the year `monthly` for
    each year in which one begins."""
    spans = [row.when for row in rows]
    early = sorted({when.start.year for when in spans if when.start.year < monthly})
    first = max(min(when.start for when in spans), date(monthly, 1, 1))
    last = max(when.end for when in spans).replace(day=28) + timedelta(days=4)  # in the month after
    days = [date(year, 1, 1) for year in early] + months(first, last)
    label = lambda day: str(day.year) if day.year < monthly else f"{tables.MONTHS[day.month - 1]} {day.year}"
    return tuple(Stop(day.toordinal(), label(day), b.toordinal() - 1) for day, b in pairwise(days))


def one_of(value: bool | int | str, allowed: Collection[Any], name: str) -> Any:
    """Which of `allowed` a value is, or calls by its label or another name (Burma is Myanmar). Else raise OptionError,
    naming the nearest right one. Where `allowed` is a mapping to labels, the message says in brackets what each of them is."""
    if value in allowed:
        return value
    names = tables.called(str(value))
    labels = dict(allowed) if isinstance(allowed, Mapping) else dict.fromkeys(allowed, "")
    labels = {choice: str(label) for choice, label in labels.items()}
    for choice, label in labels.items():
        if not names.isdisjoint({str(choice).casefold(), label.partition(" (")[0].casefold()}):
            return choice
    hint = did_you_mean(value, allowed, f"For example: {next(iter(allowed))!r}.", like="{!r}")
    known = [str(choice) or '""' for choice in allowed]
    if len(known) > 12:
        known = [f"one of {len(known)}", f"from {known[0]} to {known[-1]}"]
    else:
        says_more = lambda word, label: label and label.casefold() != word.casefold()
        pairs = zip(known, labels.values())
        known = [f"{word} ({label})" if says_more(word, label) else word for word, label in pairs]
    raise OptionError(f"{name} has no {value!r}.{hint} It can be: {', '.join(known)}.")
