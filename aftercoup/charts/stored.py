"""Stored drawings: charts that come without matplotlib, because they were drawn before.

A notebook of the site opens before the packages that draw have arrived, or where they never will. So
its build (`teach/browser/pictures.py`) draws the charts of the lessons and stores all faces of each as one
file. In an installation the first cell that draws a chart stores it, beside Python's own compiled files and like
them (see `_cache`), and the next kernel need not load matplotlib. A chart function marked `@stored` looks there first.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import inspect
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aftercoup
from aftercoup import charts, tables
from aftercoup.charts.chart import Chart, Datum
from aftercoup.errors import NotHere

FOLDER = "pictures"  # inside the package
CACHED = True  # whether an installation stores what it draws; tests draw anew


class NotDrawn(NotHere):
    """A chart is not stored, and matplotlib, which draws, is not here."""

    def __init__(self) -> None:
        super().__init__("This picture needs the package matplotlib, which is not here.", "matplotlib")


class StoredChart(Chart):
    """A Chart that is stored: it has every face, and no figure."""

    width = 0

    def __init__(self, about: dict[str, Any]) -> None:
        for key in ("title", "xlabel", "ylabel", "alt", "table", "width"):
            setattr(self, key, about[key])
        self.layers = tuple(about["layers"])
        self.data = tuple(Datum(**_tuples(datum)) for datum in about["data"])
        self.cursors, self.slots = _tuples(about["cursors"]), _tuples(about["slots"])
        self._svg = str(about["svg"])


def stored(draw: Callable[..., Chart | None]) -> Callable[..., Any]:
    """Mark a function that gives a Chart: for arguments whose chart is stored it need not draw."""

    @functools.wraps(draw)
    def drawn(*values: Any, **named: Any) -> Chart:
        name = _file_name(draw, values, named)
        folder = _cache() if name and not _folder() else None
        chart: Any = _load(folder or _folder(), name)
        if chart:
            return chart
        try:
            chart = draw(*values, **named)
        except ModuleNotFoundError as missing:
            if missing.name not in ("matplotlib", "numpy", "PIL"):
                raise
            raise NotDrawn() from None
        chart.stored_as = name
        _write(folder, name, chart)
        return chart

    return drawn


def content(chart: Chart) -> bytes:
    """What is to be stored of a chart, under its name `chart.stored_as`."""
    names = ("title", "xlabel", "ylabel", "alt", "table", "width", "layers", "cursors", "slots")
    about = {name: getattr(chart, name) for name in names} | {"data": [vars(datum) for datum in chart.data]}
    about["svg"] = chart.svg()
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8")


def _tuples(value: Any) -> Any:
    """What JSON gives, with tuples in place of lists."""
    if isinstance(value, dict):
        return {name: _tuples(item) for name, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _file_name(draw: Callable, values: tuple, named: dict) -> str:
    """A name that is the same for the same chart; "" for a chart of another case, which is never stored."""
    bound = inspect.signature(draw).bind(*values, **named)
    bound.apply_defaults()
    told = []
    for name, value in bound.arguments.items():
        if isinstance(value, tables.Case) and value is not tables.core():
            return ""
        if isinstance(value, tables.Case):
            value = bound.signature.parameters[name].default
        told.append(f"{name}={value!r}")
    said = f"{draw.__module__}.{draw.__name__}({', '.join(told)})"
    return f"{draw.__name__}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.json"


@functools.cache
def _folder() -> Path | None:
    folder = Path(__file__).resolve().parent.parent / FOLDER
    return folder if folder.is_dir() else None


def _load(folder: Path | None, name: str) -> StoredChart | None:
    """The chart stored under a name; None where there is none, or a file that cannot be read."""
    if not name or not folder:
        return None
    try:
        return StoredChart(json.loads((folder / name).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


# ---------------------------------------------------------------- what an installation stores


def _cache() -> Path | None:
    """The folder of what was drawn from our code and data as they are now, and this matplotlib; it may be still to make.

    It stands in `__pycache__`, beside the code: who can write there can change what Python runs, so it is as safe as the
    code. None in the page's Python, and where a file changed after this Python began and may have loaded it.
    """
    spec = CACHED and sys.platform != "emscripten" and importlib.util.find_spec("matplotlib")
    if not spec or not spec.origin:
        return None
    digest = hashlib.sha256()
    try:
        package = Path(__file__).resolve().parents[1]
        for path in [*_files(package), *_files(tables.data_folder()), spec.origin]:
            told = os.stat(path)
            if max(told.st_mtime, told.st_ctime) >= aftercoup.BEGAN:
                return None
            content = f"{told.st_mtime_ns}".encode() if path is spec.origin else Path(path).read_bytes()
            digest.update(f"{os.path.basename(path)}\0{len(content)}\0".encode() + content)
    except OSError:
        return None
    compiled = Path(importlib.util.cache_from_source(__file__))
    return compiled.with_name(f"drawn.{digest.hexdigest()[:24]}")


def _files(top: Path) -> list[str]:
    """All files of a folder, but of what Python compiles and of what is not for students."""
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted({*folders} - {"__pycache__", "teach", FOLDER})
        found += [os.path.join(folder, name) for name in sorted(names)]
    return found


def _write(folder: Path | None, name: str, chart: Chart) -> None:
    """Store what was drawn, unless a file changed meanwhile; where nothing can be written, go on without."""
    if not folder:
        return
    drawn = content(chart)
    if folder != _cache():
        return
    try:
        for former in folder.parent.glob("drawn.*"):
            if former != folder:
                shutil.rmtree(former, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{name}.{os.getpid()}"
        draft.write_bytes(drawn)
        os.replace(draft, folder / name)
    except OSError:
        pass


def fill() -> None:
    """Store what the explorers show at first, so that no lesson waits for it. `start.py` calls this when it has installed."""
    for name in charts.EXPLORERS:
        charts.call(name)()
