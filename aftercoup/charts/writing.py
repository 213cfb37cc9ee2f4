"""How a figure is written: as pixels for what is stored, as SVG for what a reader filters."""

from __future__ import annotations

import base64
import functools
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from aftercoup.charts import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL import Image


def tagged(figure: Figure) -> Iterator[tuple[Any, str, str]]:
    """The artists that belong to a datum, with its id and their layer."""
    for artist in figure.findobj(lambda a: (a.get_gid() or "").startswith("datum:")):
        _, datum_id, layer, *_ = str(artist.get_gid()).split(":")
        yield artist, datum_id, layer


def png(figure: Figure, layers: set[str] | tuple = (), dpi: float = style.PNG_DPI) -> bytes:
    """The figure as PNG bytes. layers: names of the layers to show (an SVG holds all of them)."""
    out = io.BytesIO()
    _pixels(figure, layers, (), dpi).save(
        out, "PNG", compress_level=6
    )  # a smaller file would take much longer
    return out.getvalue()


def webp(
    figure: Figure, layers: set[str] | tuple = (), faded: set[str] | tuple = (), dpi: float = style.PNG_DPI
) -> bytes:
    """The figure as lossless WebP, two thirds of a PNG: what a notebook stores. faded: ids of the data to draw
    faintly."""
    out = io.BytesIO()
    _pixels(figure, layers, faded, dpi).convert("RGB").save(out, "WEBP", lossless=True, quality=80)
    return out.getvalue()


def _pixels(figure: Figure, layers: set[str] | tuple, faded: set[str] | tuple, dpi: float) -> Image.Image:
    """The figure in the colours of style.PALETTE and in what lies between each and the paper: light, and true."""
    from PIL import Image

    raw = io.BytesIO()
    owned = [(artist, artist.get_alpha(), datum_id, layer) for artist, datum_id, layer in tagged(figure)]
    with style.look():
        for artist, alpha, datum_id, layer in owned:
            artist.set_visible(not layer or not set(layer.split()).isdisjoint(layers))
            artist.set_alpha(0.13 if datum_id in faded else alpha)
        figure.savefig(raw, format="rgba", dpi=dpi)
        for artist, alpha, _, _ in owned:
            artist.set_visible(True)
            artist.set_alpha(alpha)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    image = Image.frombytes("RGBA", (width, height), raw.getvalue()).convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette(_shades())
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


@functools.cache
def _shades() -> list[int]:
    """Red, green and blue of each colour of style.PALETTE on light paper: whole, at the edges of things, and faint."""
    colours = [bytes.fromhex(light[1:]) for light, _ in style.PALETTE.values()]
    paper = bytes.fromhex(style.color("paper")[1:])
    strong = [colour for colour in colours if min(colour) < 180]
    mixed = [
        [round(p + (c - p) * share) for p, c in zip(paper, colour)]
        for share in (0.66, 0.33, 0.13)
        for colour in strong
    ]
    return [value for colour in [*colours, *mixed] for value in colour]


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
    (r"<g>(<(?:use|path) [^<>]*/>)</g>", r"\1"),
    (r"<g>(<(?:use|path) [^<>]*/>)</g>", r"\1"),
    (r" />", "/>"),
)


def as_source(svg_: str) -> str:
    """An SVG of ours as the source of an image: in light colours, with the font of a page."""
    text = re.sub(r"var\(--ac-([\w-]+)\)", lambda m: style.color(m[1]), svg_)
    text = text.replace("<svg ", '<svg font-family="system-ui,sans-serif" ', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


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
