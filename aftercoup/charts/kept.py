"""Charts that were drawn before: where they are kept with the package, they come without matplotlib.

The browser edition opens a lesson before the packages that draw have arrived, or where they never will. So
its build draws the charts of the lessons (`Recording`), and keeps all faces of each as one file. A chart
function marked `@kept` looks there first. In an ordinary installation nothing is kept, all is drawn.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import inspect
import json
from pathlib import Path

from aftercoup import tables
from aftercoup.charts.chart import Chart, Mark
from aftercoup.science import NotHere

FOLDER = "pictures"  # inside the package
_recordings = []


class NotDrawn(NotHere):
    """A chart is not kept, and matplotlib, which draws, is not here."""

    def __init__(self):
        super().__init__("This picture needs the package matplotlib, which is not here.", "matplotlib")


class KeptChart(Chart):
    """A Chart whose picture is kept: it has every face, and no figure."""

    width = 0

    def __init__(self, about):
        for name in ("title", "xlabel", "ylabel", "alt", "table", "width"):
            setattr(self, name, about[name])
        self.figure = None
        self.layers = tuple(about["layers"])
        self.marks = tuple(Mark(**_tuples(mark)) for mark in about["marks"])
        self.cursors, self.slots = _tuples(about["cursors"]), _tuples(about["slots"])
        self._svg, self._pngs = about["svg"], about["pngs"]

    def svg(self):
        """See Chart.svg."""
        return self._svg

    def png(self, layers, faded=()):
        """See Chart.png; of states that were not kept, the one that was kept first."""
        picture = self._pngs.get(_state(layers, faded)) or next(iter(self._pngs.values()), None)
        if not picture:
            raise NotDrawn()
        return base64.b64decode(picture)


def kept(draw=None, *, any_of=()):
    """Mark a function that gives a Chart (or a value of JSON): for arguments that are kept it need not draw.

    any_of: arguments that only say with which layer the picture starts. Without matplotlib, a chart kept with
    the usual value of these serves for all: a live explorer shows each layer that the reader chooses.
    """
    if draw is None:
        return functools.partial(kept, any_of=any_of)

    @functools.wraps(draw)
    def drawn(*values, **named):
        key = _key(draw, values, named)
        found = key and ((_recordings and _recordings[-1].chart(key)) or _load(_file(key)))
        if found is not None:
            return found
        try:
            chart = draw(*values, **named)
        except ModuleNotFoundError as missing:
            if missing.name not in ("matplotlib", "numpy", "PIL"):
                raise
            found = key and _load(_file(_key(draw, values, named, any_of)))
            if not found:
                raise NotDrawn() from None
            return found
        if key and _recordings:
            _recordings[-1].add(key, chart)
        return chart

    return drawn


class Recording:
    """All charts drawn while it is open (`with Recording() as recording`), to be kept.

    Show each explorer meanwhile: of a chart's picture those states are kept that were asked for.
    """

    def __init__(self):
        self._drawn = {}

    def __enter__(self):
        _recordings.append(self)
        return self

    def __exit__(self, *problem):
        _recordings.remove(self)

    def chart(self, key):
        """What was drawn already, so that each chart is drawn once; else None."""
        return self._drawn[key][0] if key in self._drawn else None

    def add(self, key, result):
        """Remember a chart, or a value, as it is now: an explorer may change facets later."""
        about = _described(result) if isinstance(result, Chart) else result
        self._drawn[key] = result, about
        if isinstance(result, Chart):

            def png(layers, faded=()):
                picture = Chart.png(result, layers, faded)
                about["pngs"][_state(layers, faded)] = base64.b64encode(picture).decode()
                return picture

            result.png = png

    def files(self):
        """What is to be kept: file name -> bytes."""
        found = {}
        for key, (result, about) in self._drawn.items():
            if isinstance(result, Chart) and result.marks:  # only an explored chart shows its SVG
                about["svg"] = result.svg()
            found[_file(key)] = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return found


def _described(chart):
    """All of a chart but its pictures, as JSON has it."""
    names = ("title", "xlabel", "ylabel", "alt", "table", "width", "layers", "cursors", "slots")
    about = {name: getattr(chart, name) for name in names} | {"marks": [vars(mark) for mark in chart.marks]}
    return json.loads(json.dumps(about | {"svg": "", "pngs": {}}, default=str))


def _tuples(value):
    """What JSON gives, with tuples in place of lists."""
    if isinstance(value, dict):
        return {name: _tuples(one) for name, one in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _state(layers, faded):
    """The name of a picture's state: which layers show, which data are faint."""
    return " ".join([*sorted(layers), "/", *sorted(faded)])


def _key(draw, values, named, usual=()):
    """A text that is the same for the same chart; None for a case of a reader's own, which is never kept.

    usual: names of arguments that take their default instead.
    """
    bound = inspect.signature(draw).bind(*values, **named)
    bound.apply_defaults()
    if tables.case() is not tables.core():
        return None
    said = []
    for name, value in bound.arguments.items():
        value = bound.signature.parameters[name].default if name in usual else value
        if isinstance(value, tables.Case):
            if value is not tables.core():
                return None
            value = None
        said.append(f"{name}={value!r}")
    return f"{draw.__module__}.{draw.__name__}({', '.join(said)})"


def _file(key):
    name = key.partition("(")[0].rpartition(".")[2]
    return f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"


@functools.cache
def _folder():
    folder = Path(__file__).resolve().parent.parent / FOLDER
    return folder if folder.is_dir() else None


def _load(name):
    """What is kept in a file of the folder: a chart, a value, or None."""
    folder = _folder()
    if not folder:
        return None
    with contextlib.suppress(FileNotFoundError):
        about = json.loads((folder / name).read_text(encoding="utf-8"))
        return KeptChart(about) if isinstance(about, dict) and "pngs" in about else about
    return None
