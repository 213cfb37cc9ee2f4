"""The one view that shows a chart and filters it in the reader's browser.

A cell's output is a single piece of HTML: the static picture with its alt text and table, a JSON description
of the chart, and `explorer.js` (with `page.js`), which draws the description and puts the static picture aside. So a live
notebook, a saved one, a page and a notebook of the site all show the same explorer with no kernel; an
untrusted notebook or a code-hosting site, where scripts do not run, shows the picture and the table.
Filtering sends no message to the kernel. (Why not a Jupyter widget: docs/decisions.md, number 1.)
"""

from __future__ import annotations

import difflib
import html
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from aftercoup import tables
from aftercoup.assets import asset, described
from aftercoup.charts import style
from aftercoup.charts.chart import COURSE, LICENCE
from aftercoup.charts.drawing import letters
from aftercoup.charts.rows import Order
from aftercoup.charts.words import full_date, months
from aftercoup.errors import OneSentence


class OptionError(OneSentence, ValueError):
    """A control was given a value that it does not have; the message names those that it has."""


@dataclass(frozen=True)
class Category:
    """A field by which data can be filtered (a row of buttons). values: value -> label, in order.

    tone: when the chart gives each value a symbol and a colour: "tile" or "line" for those of that family, or the names of
    all of them; else "".
    """

    field: str
    title: str
    values: dict
    tone: str | tuple[str, ...] = ""

    def spec(self) -> dict[str, Any]:
        """The same for the script of the page."""
        tones = (
            self.tone
            if isinstance(self.tone, tuple)
            else [f"{self.tone}-{k}" for k in range(len(self.values))]
        )
        values = [
            {"value": v, "label": label, "tone": t} for (v, label), t in zip(self.values.items(), tones)
        ]
        return {"field": self.field, "title": self.title, "symbols": bool(self.tone), "values": values}


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
    """A range on a scale (two sliders): data whose span `start`..`end` touches the range are shown.

    stops: default: each value of `start` that the data have.
    """

    title: str
    start: str
    end: str
    stops: tuple = ()


@dataclass(frozen=True)
class Cursor:
    """A moment (one slider): data whose `field`, a day as a number, lies after it are hidden.

    stops: the explorer adds them, one for each day of the data.
    """

    title: str
    field: str
    stops: tuple = ()


@dataclass(frozen=True)
class Layer:
    """Something the chart can show in addition (a check box)."""

    name: str
    title: str
    on: bool = True


class Explorer:
    """A chart with controls.

    name: used in the page; noun: what is counted ("claims"); draw: layout -> Chart, called once per layout;
    colour: the fields by which the chart can be coloured, the first one at the start.
    start: what a cell gave: the name of a field and the value or values that show, `from_`, `to`, `until` (labels of
    stops), `colour`, `order`, or the name of a layer and whether it shows. typed: what the reader calls those that
    have another name here.
    call, arguments: what a cell calls for this explorer, if that is not `explore_` and its name alone.
    orders: for a chart of `Rows`; the data shown then move up to the first rows. `draw` draws the starting order.
    rows: what the data are made of, each with its id; finding: (some of these, colour) -> the title for them; where it
    is "", the title says how many are shown. alts: colour -> alt text, where it is not the same for each.
    layouts: those that the page chooses from by its width, the widest first. behind: the words that open a second picture
    of the same data, and what draws it.
    """

    def __init__(
        self,
        name: str,
        noun: str,
        draw: Callable[..., Any],
        *,
        categories: list[Category],
        colour: tuple[str, ...] = (),
        scale: Scale | None = None,
        cursor: Cursor | None = None,
        layers: list[Layer] | tuple = (),
        orders: list[Order] | tuple = (),
        start: Mapping[str, Any] | None = None,
        typed: Mapping[str, str] | None = None,
        call: str = "",
        arguments: dict | None = None,
        rows: Iterable[Any],
        finding: Callable[[list, str], str],
        alts: dict[str, str] | None = None,
        layouts: tuple[str, ...] = ("wide", "narrow"),
        behind: tuple[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.name, self.noun = name, noun
        self.call, self.arguments = call or f"explore_{name}", arguments or {}
        self.typed = dict(typed or {})
        self.charts = {layout: draw(layout) for layout in layouts}
        self.chart = self.charts["wide"]
        self.behind = behind
        self.rows, self.finding, self.alts = {row.id: row for row in rows}, finding, alts or {}
        self.categories = tuple(categories)
        self.colour = tuple(colour)
        self.scale, self.cursor, self.layers, self.orders = scale, cursor, tuple(layers), tuple(orders)
        if scale and not scale.stops:
            values = sorted({datum.facets[scale.start] for datum in self.chart.data})
            self.scale = replace(scale, stops=tuple(Stop(value, str(value)) for value in values))
        if cursor:
            self.cursor = replace(cursor, stops=self._days(cursor.field))
        self.state = self._start(start or {})

    def _start(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The positions at which the controls start."""
        fields = {category.field: category.values for category in self.categories}
        known = {one.field: one.title for one in self.categories}  # name of a control -> its title
        known |= {layer.name: layer.title for layer in self.layers}
        stops: dict[str, tuple[Stop, ...]] = {}
        choices: dict[str, dict[str, str]] = {}
        if self.scale:
            stops |= {"from_": self.scale.stops, "to": self.scale.stops}
            known |= {"from_": f"{self.scale.title}: from", "to": f"{self.scale.title}: to"}
        if self.cursor:
            stops["until"], known["until"] = self.cursor.stops, self.cursor.title
        if len(self.colour) > 1:
            choices["colour"], known["colour"] = {name: known[name] for name in self.colour}, "Colour by"
        if self.orders:
            choices["order"], known["order"] = {one.name: one.title for one in self.orders}, "Order by"
        state: dict[str, Any] = {
            "only": {},
            "colour": self.colour[0] if self.colour else "",
            "layers": {one.name: one.on for one in self.layers},
        }
        state |= {name.rstrip("_"): 0 if name == "from_" else len(all_) - 1 for name, all_ in stops.items()}
        state |= {name: next(iter(values)) for name, values in choices.items()}
        inner = {typed: name for name, typed in self.typed.items()}
        for typed, value in given.items():
            name = inner.get(typed, typed)
            if value is None or value in ("", []):
                continue
            if name in fields:
                state["only"][name] = [*value] if isinstance(value, (list, tuple, set)) else [value]
                for one in state["only"][name]:
                    one_of(one, fields[name], typed)
            elif name in state["layers"]:
                state["layers"][name] = bool(value)
            elif name in stops:
                labels = [stop.label for stop in stops[name]]
                one_of(value, labels, typed)
                state[name.rstrip("_")] = labels.index(value)
            elif name in choices:
                one_of(value, choices[name], typed)
                state[name] = value
            else:
                one_of(
                    typed, {self.typed.get(one, one): title for one, title in known.items()}, "The explorer"
                )
        return state

    def _days(self, field: str) -> tuple[Stop, ...]:
        """A stop for each day of the data; the cursor line stands where the last datum of the day has it."""
        days = {datum.facets[field]: datum.id for datum in self.chart.data}
        return tuple(
            Stop(
                day,
                full_date(date.fromordinal(day)),
                line={layout: chart.cursors[days[day]] for layout, chart in self.charts.items()},
            )
            for day in sorted(days)
        )

    def visible(self) -> list[str]:
        """The ids of the data that the starting state shows, in order."""
        return [datum.id for datum in self.chart.data if self._shows(datum.facets)]

    def _shows(self, facets: dict[str, Any]) -> bool:
        if self.scale:
            low, last = (self.scale.stops[self.state[key]] for key in ("from", "to"))
            if facets[self.scale.end] < low.value or facets[self.scale.start] > last.high:
                return False
        if self.cursor and facets[self.cursor.field] > self.cursor.stops[self.state["until"]].value:
            return False
        return all(
            not values or not set(values).isdisjoint(_several(facets[name]))
            for name, values in self.state["only"].items()
        )

    def titled(self) -> list[frozenset[str]]:
        """The sets of data that have a title of their own, as ids: all, those at the start, and those that one or two
        choices show. A choice is a value, a range or a day."""
        where = lambda test: frozenset(m.id for m in self.chart.data if test(m.facets))
        controls = [
            {where(lambda f, v=v: v in _several(f[one.field])) for v in one.values} for one in self.categories
        ]
        found = {where(lambda _: True), frozenset(self.visible())}
        found |= {ids | more for values in controls for ids, more in combinations(values, 2)}
        if self.scale:
            start, end, stops = self.scale.start, self.scale.end, self.scale.stops
            since = [where(lambda f, s=s: f[end] >= s.value) for s in stops]
            until = [where(lambda f, s=s: f[start] <= s.high) for s in stops]
            controls.append({ids & more for k, ids in enumerate(since) for more in until[k:]})
        if self.cursor:
            day = self.cursor.field
            controls.append({where(lambda f, s=s: f[day] <= s.value) for s in self.cursor.stops})
        found = found.union(*controls)
        for one, other in combinations(controls, 2):
            found |= {ids & more for ids in one for more in other}
        return sorted(filter(None, found), key=lambda ids: (-len(ids), self._bits(ids)))

    def _bits(self, ids: Set[str]) -> str:
        """Which data these are: "1" or "0" for each."""
        return "".join("1" if m.id in ids else "0" for m in self.chart.data)

    def title_of(self, ids: Set[str], colour: str) -> str:
        """The finding of these data, "" where there is none."""
        return self.finding([row for id, row in self.rows.items() if id in ids], colour) if ids else ""

    @property
    def title(self) -> str:
        """The finding of what the starting state shows; where there is none, how many these are."""
        return self.title_of(set(self.visible()), self.state["colour"]) or self._count

    @property
    def _count(self) -> str:
        return f"{len(self.visible())} of {len(self.chart.data)} {self.noun}"

    @property
    def text(self) -> str:
        """What the explorer shows at the start, in words."""
        about = self.chart.text.replace(self.chart.title, self.title, 1)
        return f"{about}\nShowing {self._count}. Run the cell to use the controls."

    def picture_state(self) -> tuple[set[str], set[str]]:
        """Of the picture as it starts: the layers that show, and the data that are faint."""
        layers = {self.state["colour"]} | {name for name, on in self.state["layers"].items() if on}
        return layers, {datum.id for datum in self.chart.data} - set(self.visible())

    def html(self) -> str:
        """The output as one piece of HTML that needs nothing else."""
        layers, faded = self.picture_state()
        note = f"<p><b>{html.escape(self.title)}</b><br>Showing {self._count}.</p>" if faded else ""
        return (
            f'<div class="aftercoup" data-explorer="{html.escape(self.name)}"><div data-aftercoup="still">'
            f"{note}{self.chart.figure_html(layers, faded, 'data-behind ')}{self.chart.table_html()}</div>"
            f"{described(self._spec(), 'charts/explorer/explorer.js')}</div>"
        )

    def _spec(self) -> dict[str, Any]:
        chart, shown = self.chart, self.titled()
        titles = {c: [self.title_of(ids, c) for ids in shown] for c in self.colour or ("",)}
        return {
            "kind": "explorer",
            "name": self.name,
            "noun": self.noun,
            "call": self.call,
            "given": list(self.arguments.items()),
            "typed": self.typed,
            "course": COURSE,
            "licence": LICENCE,
            "tables": [name for name in chart.figure.rests_on if name in tables.schemas()],
            "sources": tables.titles_of_sources(*chart.figure.rests_on),
            "title": chart.title,
            "titles": titles,
            "shown": [self._bits(ids) for ids in shown],
            "title_width": {layout: letters(style.LAYOUTS[layout], 16, bold=True) for layout in self.charts},
            "alts": self.alts or {self.state["colour"]: chart.alt},
            "css": style.css_variables()
            + asset("charts/explorer/explorer.css").replace("VAR_FONT", style.FONT),
            "svg": {layout: c.svg() for layout, c in self.charts.items()},
            "behind": self.behind
            and {
                "title": self.behind[0],
                "svg": {layout: self.behind[1](layout).svg() for layout in self.charts},
            },
            "widths": [[layout, style.LAYOUTS[layout]] for layout in self.charts],
            "symbols": style.CATEGORY_PATHS,
            "fields": [category.spec() for category in self.categories],
            "colour": self.colour,
            "start": self.state,
            "scale": self.scale and asdict(self.scale),
            "cursor": self.cursor and asdict(self.cursor),
            "orders": [vars(o) for o in self.orders],
            "rows": {layout: [c.rows.top, c.rows.step] for layout, c in self.charts.items() if c.rows},
            "places": chart.rows and [chart.rows.place[m.id] for m in chart.data],
            "layers": [vars(layer) for layer in self.layers],
            "data": [vars(datum) for datum in chart.data],
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


YES_NO = {"yes": "yes", "no": "no"}


def category(
    table: str, name: str, tone: str | tuple[str, ...] = "", case: tables.Case | None = None
) -> Category:
    """The Category of a field of a table, with the title and labels of the data package."""
    return Category(name, tables.field(table, name).title, tables.labels(table, name, case), tone)


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


def _several(value: str) -> tuple[str]:
    """The values of a facet: a datum may have several (the states at one table), as a tuple."""
    return value if isinstance(value, tuple) else (value,)


def one_of(value: bool | int | str, allowed: Collection[Any], name: str) -> None:
    """Raise OptionError, naming the nearest right value, unless `value` is one of `allowed`. Where that is a mapping
    to labels, the message says in brackets what each of them is."""
    if value in allowed:
        return
    near = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1, cutoff=0.3)
    hint = f"Did you mean {near[0]!r}?" if near else f"For example: {list(allowed)[0]!r}."
    known = [str(one) or '""' for one in allowed]
    if len(known) > 12:
        known = [f"one of {len(known)}", f"from {known[0]} to {known[-1]}"]
    elif isinstance(allowed, Mapping):
        labels = [label[0] if isinstance(label, tuple) else label for label in allowed.values()]
        known = [
            f"{one} ({label})" if isinstance(label, str) and label.casefold() != one.casefold() else one
            for one, label in zip(known, labels)
        ]
    raise OptionError(f"{name} has no {value!r}. {hint} It can be: {', '.join(known)}.")
