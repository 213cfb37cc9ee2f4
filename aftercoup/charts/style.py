"""The look of every chart: one palette, one set of sizes, one way to write SVG and PNG.

Colours are chosen so that they stay apart for colour-blind readers and in a grey print. No chart uses
colour alone: a category always has a symbol or a label as well. Each colour has a light and a dark
value; matplotlib draws with the light one, and the SVG that a reader filters refers to it by name, so
that a page with a dark theme swaps all of them at once.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import io
import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL import Image

# name: (on light paper, on dark paper). Light values are distinct, because the SVG finds them by value.
PALETTE = {
    "paper": ("#fefefe", "#17191d"),
    "ink": ("#1c1c1d", "#eeeeec"),
    "muted": ("#5b5c5f", "#b4b5b8"),
    "rule": ("#d4d5d7", "#46484d"),
    "band": ("#f3f4f6", "#212429"),
    "edge": ("#747679", "#8f9194"),
    "on-tile": ("#1c1c1e", "#1c1c1e"),
    "accent": ("#b3341e", "#ff9a85"),
    "tile-0": ("#f6f6f4", "#c9cacc"),
    "tile-1": ("#f2b134", "#f2b134"),
    "tile-2": ("#7fc4ee", "#7fc4ee"),
    "tile-3": ("#3fb594", "#3fb594"),
    "tile-4": ("#e6a0c8", "#e6a0c8"),
    "tile-5": ("#f4ea6b", "#f4ea6b"),
    "tile-6": ("#d98f6a", "#d98f6a"),
    "tile-7": ("#a9a4e3", "#a9a4e3"),
    "line-0": ("#1c1c1f", "#eeeeed"),
    "line-1": ("#0b5f9e", "#7fc4ef"),
    "line-2": ("#a8480a", "#ffb066"),
    "line-3": ("#0a6b50", "#5fd3b0"),
    "line-4": ("#93306f", "#f0a3d0"),
    "line-5": ("#6d5a00", "#e6d75a"),
}
# The colour of a state, the same in every chart that has one for each.
STATES = {"Myanmar": "accent", "United States": "line-1", "Russia": "line-2", "China": "line-3"}
# The symbol of the n-th category, in matplotlib's marker codes, the same order in every chart.
SYMBOLS = ("o", "s", "^", "D", "P", "v", "*", "X")
# The same symbols as SVG path data, about one unit wide, the y axis pointing down: as matplotlib draws its
# markers (tests/test_charts.py compares them), and written down, since a page may have no matplotlib.
SYMBOL_PATHS = (
    (
        "M0.000 0.500C0.133 0.500 0.260 0.447 0.354 0.354C0.447 0.260 0.500 0.133 0.500 -0.000"
        "C0.500 -0.133 0.447 -0.260 0.354 -0.354C0.260 -0.447 0.133 -0.500 0.000 -0.500"
        "C-0.133 -0.500 -0.260 -0.447 -0.354 -0.354C-0.447 -0.260 -0.500 -0.133 -0.500 -0.000"
        "C-0.500 0.133 -0.447 0.260 -0.354 0.354C-0.260 0.447 -0.133 0.500 0.000 0.500Z"
    ),
    "M-0.500 0.500L0.500 0.500L0.500 -0.500L-0.500 -0.500Z",
    "M0.000 -0.500L-0.500 0.500L0.500 0.500Z",
    "M-0.000 0.707L0.707 -0.000L0.000 -0.707L-0.707 -0.000Z",
    (
        "M-0.167 0.500L0.167 0.500L0.167 0.167L0.500 0.167L0.500 -0.167L0.167 -0.167L0.167 -0.500"
        "L-0.167 -0.500L-0.167 -0.167L-0.500 -0.167L-0.500 0.167L-0.167 0.167Z"
    ),
    "M-0.000 0.500L0.500 -0.500L-0.500 -0.500Z",
    (
        "M0.000 -0.500L-0.112 -0.155L-0.476 -0.155L-0.182 0.059L-0.294 0.405L-0.000 0.191L0.294 0.405"
        "L0.182 0.059L0.476 -0.155L0.112 -0.155Z"
    ),
    (
        "M-0.250 0.500L0.000 0.250L0.250 0.500L0.500 0.250L0.250 -0.000L0.500 -0.250L0.250 -0.500"
        "L0.000 -0.250L-0.250 -0.500L-0.500 -0.250L-0.250 -0.000L-0.500 0.250Z"
    ),
)
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'
DPI = 96  # CSS pixels per inch, so a size of 1000 / DPI inches is 1000 pixels wide
PNG_DPI = 1.5 * DPI  # of a picture that stays; the one that an explorer replaces has DPI
PIXEL = 72 / DPI  # matplotlib writes font sizes in points: 12 * PIXEL is 12 CSS pixels
LAYOUTS = {"wide": 1000, "narrow": 360, "one": 760}  # CSS pixels; a chart that is computed again has "one"
TITLE_LINE = 20  # pixels
TITLE_WIDTH = {"wide": 90, "narrow": 31, "one": 90}  # characters of a line

_RC = {
    "font.family": [
        "DejaVu Sans"
    ],  # ships with matplotlib; wider than most screen fonts, so labels laid out in it fit
    "font.size": 12 * PIXEL,
    "axes.titlesize": 16 * PIXEL,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": PALETTE["ink"][0],
    "axes.labelsize": 12 * PIXEL,
    "axes.labelcolor": PALETTE["muted"][0],
    "axes.edgecolor": PALETTE["rule"][0],
    "axes.facecolor": "none",
    "figure.facecolor": PALETTE["paper"][0],
    "text.color": PALETTE["ink"][0],
    "xtick.color": PALETTE["muted"][0],
    "ytick.color": PALETTE["muted"][0],
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and scaled
    "svg.hashsalt": "aftercoup",  # the same chart gives the same bytes
    "path.simplify": False,
}


def color(name: str) -> str:
    """The value on light paper of a palette colour, for drawing with matplotlib."""
    return PALETTE[name][0]


@contextlib.contextmanager
def look() -> Iterator[Any]:
    """Draw and save inside this context so that the settings above hold and nobody else's do."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(cast(Any, _RC))
        yield


def new_figure(layout: str, height: float) -> Figure:
    """An empty figure of a layout's width and `height` CSS pixels (call it inside `look`)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(LAYOUTS[layout] / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def tag(artist: Any, datum_id: str, layer: str = "", anchor: bool = False) -> Any:
    """Say that `artist` belongs to a datum; all artists of one datum become one group of the SVG.

    An artist with a `layer` (or several, separated by spaces) shows only while one of them is switched on.
    Where a datum is drawn in more than one place, the ring and the card of the live explorer stand at its
    `anchor`.
    """
    artist.set_gid(f"datum:{datum_id}:{layer}" + (":anchor" if anchor else ""))
    return artist


def static_only(artist: Any) -> Any:
    """Say that `artist` (a printed legend, say) stands in the picture but not in the live explorer."""
    artist.set_gid("static-only")
    return artist


def row_label(axes: Axes, text: str) -> None:
    """Label the axis of rows above its names, where it can be read without turning the head."""
    axes.set_ylabel(text, rotation=0, ha="right", va="bottom")
    axes.yaxis.set_label_coords(-0.006, 1.0)


def wrap(text: str, width: int) -> str:
    """Lines of at most `width` characters, joined by line breaks, words kept whole."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


def heading(text: str, layout: str) -> tuple[str, int]:
    """A title in lines that fit into a layout, and the pixels that the lines beyond the first need."""
    lines = wrap(text, TITLE_WIDTH[layout])
    return lines, TITLE_LINE * lines.count("\n")


@functools.cache
def text_width(text: str, size: float = 12) -> float:
    """Width in pixels of a line of text in the (wide) font that layouts are made with, a little on the safe
    side."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size)
    return 1.06 * text_to_path.get_text_width_height_descent(text, font, False)[0] if text else 0


def stack(labels: list[tuple], left: int, right: int, gap: int) -> list[tuple[str, int]]:
    """Place labels beside their symbols so that none touches another: for each the side and how far down it
    stands.

    labels: (x where its symbol begins, x where it ends, width, height) of each, in pixels, in the order of
    placing; left, right: the room; gap: pixels between two labels, and half as many between two lines of
    them.
    """
    taken: list[Any] = []
    placed: list[Any] = []
    for x0, x1, width, height in labels:
        sides = [("right", x0 - 6, max(x1, x0) + 10 + width), ("left", x0 - 10 - width, x1 + 6)]
        beyond = [max(0, left - a, b - right) for _, a, b in sides]
        # where neither side has room: the one with more
        sides = [side for side, out in zip(sides, beyond) if out == min(beyond)]
        y = 0
        while not (
            free := [
                side
                for side in sides
                if not any(
                    side[1] < tb and side[2] > ta and y < ty + th + gap / 2 and ty < y + height + gap / 2
                    for ta, tb, ty, th in taken
                )
            ]
        ):
            y += 3
        side, a, b = free[0]
        taken.append((a, b, y, height))
        placed.append((side, y))
    return placed


def _tagged(figure: Figure) -> Iterator[tuple[Any, str, str]]:
    """The artists that belong to a datum, with its id and their layer."""
    for artist in figure.findobj(lambda a: (a.get_gid() or "").startswith("datum:")):
        _, datum_id, layer, *_ = str(artist.get_gid()).split(":")
        yield artist, datum_id, layer


def png(figure: Figure, layers: set[str] | tuple = (), dpi: float = PNG_DPI) -> bytes:
    """The figure as PNG bytes. layers: names of the layers to show (an SVG holds all of them)."""
    out = io.BytesIO()
    _pixels(figure, layers, (), dpi).save(
        out, "PNG", compress_level=6
    )  # a smaller file would take much longer
    return out.getvalue()


def webp(
    figure: Figure, layers: set[str] | tuple = (), faded: set[str] | tuple = (), dpi: float = PNG_DPI
) -> bytes:
    """The figure as lossless WebP, two thirds of a PNG: what a notebook stores. faded: ids of the data to draw
    faintly."""
    out = io.BytesIO()
    _pixels(figure, layers, faded, dpi).convert("RGB").save(out, "WEBP", lossless=True, quality=80)
    return out.getvalue()


def _pixels(figure: Figure, layers: set[str] | tuple, faded: set[str] | tuple, dpi: float) -> Image.Image:
    """The figure in the colours of PALETTE and in what lies between each and the paper: light, and true."""
    from PIL import Image

    raw = io.BytesIO()
    tagged = [(artist, artist.get_alpha(), datum_id, layer) for artist, datum_id, layer in _tagged(figure)]
    with look():
        for artist, alpha, datum_id, layer in tagged:
            artist.set_visible(not layer or not set(layer.split()).isdisjoint(layers))
            artist.set_alpha(0.13 if datum_id in faded else alpha)
        figure.savefig(raw, format="rgba", dpi=dpi)
        for artist, alpha, _, _ in tagged:
            artist.set_visible(True)
            artist.set_alpha(alpha)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    image = Image.frombytes("RGBA", (width, height), raw.getvalue()).convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette(_shades())
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


@functools.cache
def _shades() -> list[int]:
    """Red, green and blue of each colour of PALETTE on light paper: whole, at the edges of things, and faint."""
    colours = [bytes.fromhex(light[1:]) for light, _ in PALETTE.values()]
    paper = bytes.fromhex(color("paper")[1:])
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
    with look():
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", out.getvalue(), flags=re.S)
    names = {light.lower(): f"var(--ac-{name})" for name, (light, _) in PALETTE.items()}
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
    (r' id="(text|line2d|patch|[xy]tick)_[^"]*"', ""),
    (r"text-anchor: start; ?|; stroke-linejoin: miter|; stroke-linecap: square", ""),
    (r"(?<=[:;]) +(?=[^\"]*\"[ />])", ""),
    (r"<g>(<(?:use|path) [^<>]*/>)</g>", r"\1"),
    (r"<g>(<(?:use|path) [^<>]*/>)</g>", r"\1"),
    (r" />", "/>"),
)


def as_source(svg_: str) -> str:
    """An SVG of ours as the source of an image: in light colours, with the font of a page."""
    text = re.sub(r"var\(--ac-([\w-]+)\)", lambda m: color(m[1]), svg_)
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


def css_variables(light: str = ":host", dark: str = ":host([data-theme=dark])") -> str:
    """The palette as CSS rules: for light pages, for dark pages, and light again for print.

    light, dark: the selectors of the element that holds the rest, on a page of either kind.
    """
    rules = []
    for selector, k in ((light, 0), (dark, 1)):
        rules.append(selector + "{" + ";".join(f"--ac-{n}:{v[k]}" for n, v in PALETTE.items()) + "}")
    rules.append("@media print{" + rules[0].replace(light, f"{light},{dark}", 1) + "}")
    return "\n".join(rules)
