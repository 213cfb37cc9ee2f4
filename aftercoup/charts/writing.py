"""How a figure of matplotlib is written as SVG, and an SVG as the source of an image."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from aftercoup.charts import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_SVG = "http://www.w3.org/2000/svg"


def svg(figure: Figure) -> str:
    """The figure as an SVG string whose data are groups and whose colours are names.

    Every datum is one `<g class="datum" data-datum="c16">`, every artist of a layer carries
    `data-layer`, and each palette colour is written `var(--ac-name)`.
    """
    out = io.StringIO()
    with style.look():
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", out.getvalue(), flags=re.S)
    names = {light.lower(): f"var(--ac-{name})" for name, (light, _) in style.PALETTE.items()}
    text = re.sub(r"#[0-9a-f]{6}\b", lambda m: names.get(str(m[0]).lower(), str(m[0])), text)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(text)
    _gather_data(root)
    root.set("width", "100%")
    root.attrib.pop("height", None)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r"font-family: ?[^;\"]*(&quot;[^;]*)?;? ?", "", text)
    text = re.sub(r"font: ((?:\S+ )*?)([\d.]+)px '[^\"]*?(?=[;\"])", r"font-size: \2px; \1", text)
    for pattern, short in _SLIM:
        text = re.sub(pattern, short, text)
    text = re.sub(r' d="([^"]*)"', lambda m: f' d="{_relative(m[1])}"', text)
    shapes = {name: f"m{k}" for k, name in enumerate(re.findall(r' id="(m[0-9a-f]{10})"', text))}
    text = re.sub(r"\bm[0-9a-f]{10}\b", lambda m: shapes[m[0]], text)
    return _SYMBOL_ROW.sub(_style_once, text).strip()


def _relative(path: str) -> str:
    """Path data counted from each shape's own first point: equal shapes are then equal texts, and pack well."""
    out, at = [], (0.0, 0.0)
    start = at
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        values = [float(number) for number in numbers.split()]
        points = list(zip(values[::2], values[1::2]))
        if command == "M":
            start = points[0]
            out.append("M" + numbers.strip())
        elif command == "z":
            out.append("z")
        else:
            steps = (round(there - here, 2) + 0.0 for point in points for there, here in zip(point, at))
            out.append(command.lower() + " ".join(f"{step:g}" for step in steps))
        at = points[-1] if points else start
    return "".join(out)


_SYMBOL_ROW = re.compile(r"<g>((?:<use [^<>]* style=\"[^\"]*\"/>){2,})</g>")


def _style_once(match: Any) -> str:
    """A row of symbols of one line, with its style, and its height where it has one, said once for all of them."""
    styles, heights = (set(re.findall(rf' {name}="([^"]*)"', match[1])) for name in ("style", "y"))
    if len(styles) > 1:
        return match[0]
    row = re.sub(r' style="[^"]*"', "", match[1])
    moved = ""
    if len(heights) == 1:
        moved = f' transform="translate(0 {heights.pop()})"'
        row = re.sub(r' y="[^"]*"', "", row)
    return f'<g style="{styles.pop()}"{moved}>{row}</g>'


_SLIM = (  # what matplotlib writes and a browser does not need
    (r"(\.\d\d)\d+", r"\1"),  # digits beyond a hundredth of a pixel
    (r"\s+<", "<"),
    (r">\s+", ">"),
    (r' clip-path="[^"]*"', ""),
    (r' transform="rotate\(-0 [^"]*"', ""),
    (
        r' id="[xy]tick_[^"]*"',
        ' aria-hidden="true"',
    ),  # each datum says its own values; bare numbers tell nobody
    (r' id="(text|line2d|patch)_[^"]*"', ""),
    (r"text-anchor: start; ?|; stroke-linejoin: miter|; stroke-linecap: square", ""),
    (r"(?<=[:;]) +(?=[^\"]*\"[ />])", ""),
    (r"<g>(<(?:use|path) [^<>]*/>|<text [^<>]*>[^<>]*</text>)</g>", r"\1"),
    (r"<g>(<(?:use|path) [^<>]*/>)</g>", r"\1"),
    (r"\bxlink:href=", "href="),
    (r" />", "/>"),
)


def as_source(svg_: str, layers: Collection[str] = (), faded: Collection[str] = ()) -> str:
    """An SVG of ours as the source of an image: in light colours, with the font of a page.

    layers: those that show, of an SVG that has layers; faded: ids of the data to draw faintly.
    """
    text = re.sub(r"var\(--ac-([\w-]+)\)", lambda m: style.color(m[1]), svg_)
    look = "[data-layer]{display:none}" * ("data-layer" in svg_)
    look += "".join(f"[data-layer~='{layer}']{{display:inline}}" for layer in sorted(layers) if look)
    look += ",".join(f"[data-datum='{one}']" for one in sorted(faded)) + "{opacity:.13}" * bool(faded)
    head, rest = text.split(">", 1)
    head = re.sub(r'width="100%"(.* viewBox="0 0 (\S+) (\S+)")', _in_pixels, head)
    head = head.replace("<svg ", '<svg font-family="system-ui,sans-serif" ', 1)
    text = f"{head}><style>{look}</style>{rest}" if look else f"{head}>{rest}"
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def _in_pixels(match: Any) -> str:
    """The size of a figure, where a page may take away what says how wide its image is."""
    width, height = (round(float(points) / style.PIXEL) for points in match.groups()[1:])
    return f'width="{width}" height="{height}"{match[1]}'


def _gather_data(root: Any) -> None:
    parents = {child: parent for parent in root.iter() for child in parent}
    groups = {}
    for element in [e for e in root.iter() if e.get("id", "").startswith(("datum:", "static-only"))]:
        if element.get("id") == "static-only":
            for shapes in element.findall(
                f".//{{{_SVG}}}defs"
            ):  # shapes that other data use stay when it goes
                parents[shapes].remove(shapes)
                root.insert(0, shapes)
            element.set("class", "static-only")
            del element.attrib["id"]
            continue
        _, datum_id, layer, *anchor = element.get("id").split(":")
        del element.attrib["id"]
        if anchor:
            element.set("data-anchor", "")
        if layer:
            element.set("data-layer", layer)
        parent = parents[element]
        if datum_id not in groups:
            groups[datum_id] = ElementTree.Element(f"{{{_SVG}}}g", {"class": "datum", "data-datum": datum_id})
            parent.insert(list(parent).index(element), groups[datum_id])
        parent.remove(element)
        groups[datum_id].append(element)
