"""Stored drawings: charts that come without matplotlib, because they were drawn when the edition was built.

A notebook of the site opens before the packages that draw have arrived, or where they never will. So
its build (`teach/browser/pictures.py`) draws the charts of the lessons and stores all faces of each as one
file. A chart function marked `@stored` looks there first. In an ordinary installation nothing is stored, all
is drawn.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from aftercoup import tables
from aftercoup.charts.chart import Chart, Datum
from aftercoup.errors import NotHere

FOLDER = "pictures"  # inside the package
State = tuple[
    set[str] | tuple[str, ...], set[str] | tuple[str, ...], float
]  # of a picture: layers that show, data that
# are faint, dpi


class NotDrawn(NotHere):
    """A chart is not stored, and matplotlib, which draws, is not here."""

    def __init__(self) -> None:
        super().__init__("This picture needs the package matplotlib, which is not here.", "matplotlib")


class StoredChart(Chart):
    """A Chart whose picture is stored: it has every face, and no figure."""

    width = 0

    def __init__(self, about: dict[str, Any]) -> None:
        for name in ("title", "xlabel", "ylabel", "alt", "table", "width"):
            setattr(self, name, about[name])
        self.figure: Any = None
        self.layers = tuple(about["layers"])
        self.data = tuple(Datum(**_tuples(datum)) for datum in about["data"])
        self.cursors, self.slots = _tuples(about["cursors"]), _tuples(about["slots"])
        self._svg, self._pictures = about["svg"], about["pictures"]

    def svg(self) -> str:
        """See Chart.svg."""
        return self._svg

    def webp(self, layers: Iterable[str], faded: Iterable[str] = (), dpi: float = 0) -> bytes:
        """See Chart.webp; as it was stored; of states that were not stored, the one that was stored first."""
        picture = self._pictures.get(_state_name(layers, faded)) or next(iter(self._pictures.values()), None)
        if not picture:
            raise NotDrawn()
        return base64.b64decode(picture)


def stored(
    draw: Callable[..., Chart | None] | None = None, *, any_of: tuple[str, ...] = ()
) -> Callable[..., Any]:
    """Mark a function that gives a Chart: for arguments whose chart is stored it need not draw.

    any_of: arguments that only say with which layer the picture starts. Without matplotlib, a chart stored
    with the usual value of these serves for all: a live explorer shows each layer that the reader chooses.
    """
    if draw is None:
        return functools.partial(stored, any_of=any_of)

    @functools.wraps(draw)
    def drawn(*values: Any, **named: Any) -> Chart:
        name = _file_name(draw, values, named)
        chart: Any = _load(name)
        if chart:
            return chart
        try:
            chart = draw(*values, **named)
        except ModuleNotFoundError as missing:
            if missing.name not in ("matplotlib", "numpy", "PIL"):
                raise
            chart = _load(_file_name(draw, values, named, any_of))
            if not chart:
                raise NotDrawn() from None
            return chart
        chart.stored_as = name
        return chart

    return drawn


def content(chart: Chart, states: Iterable[State]) -> bytes:
    """What is to be stored of a chart, under its name `chart.stored_as`. states: of the pictures to store."""
    names = ("title", "xlabel", "ylabel", "alt", "table", "width", "layers", "cursors", "slots")
    about = {name: getattr(chart, name) for name in names} | {"data": [vars(datum) for datum in chart.data]}
    about["svg"] = chart.svg() if chart.data else ""  # only an explored chart shows its SVG
    about["pictures"] = {
        _state_name(layers, faded): base64.b64encode(chart.webp(layers, faded, dpi)).decode()
        for layers, faded, dpi in states
    }
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8")


def _tuples(value: Any) -> Any:
    """What JSON gives, with tuples in place of lists."""
    if isinstance(value, dict):
        return {name: _tuples(item) for name, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _state_name(layers: Iterable[str], faded: Iterable[str]) -> str:
    return " ".join([*sorted(layers), "/", *sorted(faded)])


def _file_name(draw: Callable, values: tuple, named: dict, usual: tuple[str, ...] = ()) -> str:
    """A name that is the same for the same chart; "" for a chart of another case, which is never stored.

    usual: names of arguments that take their default instead.
    """
    bound = inspect.signature(draw).bind(*values, **named)
    bound.apply_defaults()
    told = []
    for name, value in bound.arguments.items():
        if isinstance(value, tables.Case) and value is not tables.core():
            return ""
        if name in usual or isinstance(value, tables.Case):
            value = bound.signature.parameters[name].default
        told.append(f"{name}={value!r}")
    said = f"{draw.__module__}.{draw.__name__}({', '.join(told)})"
    return f"{draw.__name__}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.json"


@functools.cache
def _folder() -> Path | None:
    folder = Path(__file__).resolve().parent.parent / FOLDER
    return folder if folder.is_dir() else None


def _load(name: str) -> StoredChart | None:
    folder = _folder()
    if not name or not folder or not (folder / name).is_file():
        return None
    return StoredChart(json.loads((folder / name).read_text(encoding="utf-8")))
