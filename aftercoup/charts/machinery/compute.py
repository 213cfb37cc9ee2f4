"""Explorers that compute: a control asks the kernel for another chart, and the picture is replaced in place.

For what cannot be had by showing and hiding data that are already drawn (another country, another measure,
another rule). Controls are plain ipywidgets, so they work wherever ipywidgets 7.7 or newer does. Each picture takes a
few milliseconds (docs/decisions.md), and is kept once drawn.
Without a kernel the last picture stays, with its alt text and its table.
"""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.drawing import for_phone
from aftercoup.charts.machinery.view import one_of
from aftercoup.errors import OneSentence
from aftercoup.outputs.assets import asset


@dataclass(frozen=True)
class Choice:
    """One of some values, in a drop-down list, or, of whole numbers without gaps, on a slider. options: value -> label, in
    order; start: the value at the start (default: the first)."""

    name: str
    title: str
    options: dict
    start: object = None
    slider: bool = False

    @property
    def first(self) -> Any:
        return next(iter(self.options)) if self.start is None else self.start

    def widget(self, value: Any) -> Any:
        import ipywidgets  # in functions, here and below: a cell that shows no controls does not wait for it

        look = {
            "description": self.title,
            "value": value,
            "style": {"description_width": "initial"},
            "layout": {"width": "auto", "max_width": "100%"},
        }
        if self.slider:
            return ipywidgets.IntSlider(min=min(self.options), max=max(self.options), **look)
        return ipywidgets.Dropdown(options=[(label, v) for v, label in self.options.items()], **look)


class Number(Choice):
    """A slider over whole numbers from `low` to `high`."""

    def __init__(self, name: str, title: str, low: int, high: int, first: int) -> None:
        super().__init__(name, title, {n: str(n) for n in range(low, high + 1)}, first, slider=True)


class Computed:
    """A chart with controls that compute it again.

    name: used in the page. draw: a function of the controls' values (by name) and of `layout` ("one" or
    "narrow") that gives a Chart; a problem that it raises in one sentence ("pick two different states") is shown
    in place of the picture. start: what a cell gave, by the name of a control. A cell calls `explore_` and the name.
    """

    def __init__(
        self,
        name: str,
        draw: Callable[..., Any],
        controls: Sequence[Choice],
        start: Mapping[str, Any],
    ) -> None:
        self.name = name
        self.controls = tuple(controls)
        self.state = {control.name: control.first for control in self.controls}
        known = {control.name: control for control in self.controls}
        for key, value in start.items():
            key = one_of(key, {name: control.title for name, control in known.items()}, "The explorer")
            self.state[key] = one_of(value, known[key].options, key)

        @functools.lru_cache(maxsize=256)
        def bundle(*values: bool | int | str) -> dict[str, str]:
            try:
                state = dict(zip(self.state, values))
                chart = for_phone(draw)(**state)
                return chart._repr_mimebundle_() | {"text/html": self._page(chart, state)}
            except OneSentence as problem:
                return {"text/html": f"<p>{html.escape(str(problem))}</p>", "text/plain": str(problem)}

        self._draw, self._bundle = draw, bundle
        self.wrap: Callable[[str], str] = str  # put around the page of a picture, when it is shown

    def _page(self, chart: Chart, state: dict[str, Any]) -> str:
        moved = (f"{c.name}={json.dumps(state[c.name])}" for c in self.controls if state[c.name] != c.first)
        call = f"ac.explore_{self.name}({', '.join(moved)})".replace("=true", "=True")  # as Python writes it
        return chart.html(self.name, call)

    def chart_for(self, layout: str) -> Chart:
        """The chart of the present state in a layout, "one" or "narrow"."""
        return self._draw(**self.state, layout=layout)

    def bundle(self, **changes: str) -> dict[str, str]:
        """The output (text/html and text/plain) with some controls moved."""
        return self._bundle(*(self.state | changes).values())

    @property
    def chart(self) -> Chart:
        """The chart of the present state."""
        return self.chart_for("one")

    def show(self) -> Any:
        """Display controls and picture; returns the widgets by name. Notebooks call this by showing the explorer."""
        from IPython.display import display

        widgets = {control.name: control.widget(self.state[control.name]) for control in self.controls}
        display(_output([*widgets.values()], self.controls), raw=True)
        picture = display(self._live(), raw=True, display_id=True)

        def moved(_: Any = None) -> None:
            state = {name: widget.value for name, widget in widgets.items()}
            if state != self.state:
                self.state = state
                if picture:  # None outside of a notebook
                    picture.update(self._live(), raw=True)

        for widget in widgets.values():
            widget.observe(moved, "value")
        return widgets

    def _live(self) -> Any:
        return guarded(self.bundle(), self.wrap)

    def _ipython_display_(self) -> None:
        self.show()

    def __repr__(self) -> str:
        return self.bundle()["text/plain"]


def guarded(bundle: dict[str, str], wrap: Any = str) -> dict[str, str]:
    """An output beside controls, with the script that gives the controls their keys. wrap: put around its page.

    The script also says what a replaced picture shows: the second line of the plain text, the first being the
    title; a text of one line is said whole.
    """
    title, *sentence = bundle["text/plain"].split("\n")
    said = html.escape(sentence[0] if sentence else title)
    page = f'<div data-aftercoup-said="{said}">{wrap(bundle["text/html"])}</div>'
    return bundle | {"text/html": f"{page}<script>{asset('charts/machinery/guard.js')}</script>"}


_IN_SIGHT = 3  # controls; the others come with a button


def _output(widgets: Sequence[Any], controls: Iterable[Choice]) -> dict[str, Any]:
    """Widgets, one below the other, as one output whose plain text names them."""
    import ipywidgets

    shown, rest = [*widgets[:_IN_SIGHT]], ipywidgets.VBox(widgets[_IN_SIGHT:])
    if rest.children:
        rest.layout.display = "none"
        more = ipywidgets.ToggleButton(description="More")
        more.observe(
            lambda change: setattr(rest.layout, "display", None if change["new"] else "none"), "value"
        )
        shown += [more, rest]
    box = ipywidgets.VBox(shown)
    box.add_class("aftercoup-controls")
    data = box._repr_mimebundle_() if hasattr(box, "_repr_mimebundle_") else {}
    data = data[0] if isinstance(data, tuple) else data
    if not data:  # ipywidgets 7 shows widgets by another way
        view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
        data = {"application/vnd.jupyter.widget-view+json": view}
    names = ", ".join(control.title for control in controls)
    return data | {"text/plain": f"Controls: {names}. Run the cell to use them."}
