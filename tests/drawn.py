"""What a picture shows, read from its SVG."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from aftercoup.charts.machinery import style

SVG = "{http://www.w3.org/2000/svg}"
HELD = {
    "data-datum": "datum",
    "fill": "fill",
    "stroke": "edge",
    "fill-opacity": "pale",
}


class Symbol(NamedTuple):
    """A symbol of a picture: the datum it belongs to ("" for none), its name in `style.SYMBOLS`, its place, the names of its
    colours, and how pale its filling is ("": not)."""

    datum: str
    kind: str
    x: float
    y: float
    fill: str
    edge: str
    pale: str


class Box(NamedTuple):
    """A rectangle of a picture, the datum it belongs to, the names of its colours, and whether it is pale."""

    datum: str
    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str
    pale: bool


class Text(NamedTuple):
    """A line of text of a picture: where it stands (x as `anchor` says, y its middle), its size, its turn in degrees
    around a point, and the datum that it belongs to."""

    text: str
    x: float
    y: float
    size: float
    anchor: str
    bold: bool
    turn: tuple[float, ...]
    datum: str


def _elements(element, held) -> Iterator[tuple[ElementTree.Element, dict[str, str]]]:
    """All elements, and what each has from those around it."""
    held = held | {name: element.get(key) for key, name in HELD.items() if element.get(key)}
    yield element, held
    for child in element:
        yield from _elements(child, held)


def _all(chart, tag):
    for element, held in _elements(ElementTree.fromstring(chart.svg()), dict.fromkeys(HELD.values(), "")):
        if element.tag == f"{SVG}{tag}":
            tones = {
                name: held[name].removeprefix("var(--ac-").removesuffix(")") for name in ("fill", "edge")
            }
            yield element, held | tones


def symbols(chart):
    """All symbols of a chart in the order in which they are drawn."""
    found = []
    for element, held in _all(chart, "use"):
        kind = list(style.SYMBOLS)[int(element.get("href")[2:].split("-")[0])]
        found.append(Symbol(**held, kind=kind, x=float(element.get("x")), y=float(element.get("y"))))
    return found


def boxes(chart):
    """All rectangles of a chart in the order in which they are drawn."""
    sizes = ("x", "y", "width", "height")
    return [
        Box(
            held["datum"],
            *(float(element.get(size)) for size in sizes),
            held["fill"],
            held["edge"],
            float(element.get("opacity", 1)) < 1,
        )  # fmt: skip
        for element, held in _all(chart, "rect")
        if element.get("class") != "paper"
    ]


def texts(chart):
    """All lines of text of a still chart in the order in which they are drawn."""
    found = []
    for element, held in _all(chart, "text"):
        look, size = (element.get("class") or "").split(), float(element.get("font-size", 12))
        anchor = "middle" if "m" in look else "end" if "e" in look else "start"
        turn = tuple(map(float, re.findall(r"[-\d.]+", element.get("transform", "0 0 0"))))
        x, y = float(element.get("x")), float(element.get("y")) - 0.35 * size
        found.append(Text(element.text or "", x, y, size, anchor, "b" in look, turn, held["datum"]))
    return found
