"""The look of every chart: one palette, one set of sizes, how words are laid out.

Colours are chosen so that they stay apart for colour-blind readers and in a grey print. No chart uses
colour alone: a category always has a symbol or a label as well. Each colour has a light and a dark
value; matplotlib draws with the light one, and the SVG that a reader filters refers to it by name, so
that a page with a dark theme swaps all of them at once.
"""

from __future__ import annotations

import contextlib
import functools
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from aftercoup import tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# name: (on light paper, on dark paper), from data/colours.csv; light values are distinct, as the SVG finds them by value.
PALETTE = {row.colour: (row.light, row.dark) for row in tables.table("colours")}
# The colour of a state, the same in every chart that has one for each.
STATES = {row.state: row.colour for row in tables.table("colours") if row.state}
# The symbol of the n-th category, in matplotlib's marker codes, the same order in every chart.
SYMBOLS = ("o", "s", "^", "D", "P", "v", "*", "X")
# The same symbols as SVG path data, about one unit wide, the y axis pointing down: as matplotlib draws its
# markers (tests/test_charts.py compares them), and written down, since a page may have no matplotlib.
SYMBOL_PATHS = (
    "M-.5 0a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0z",
    "M-0.5 0.5L0.5 0.5L0.5 -0.5L-0.5 -0.5Z",
    "M0 -0.5L-0.5 0.5L0.5 0.5Z",
    "M0 0.707L0.707 0L0 -0.707L-0.707 0Z",
    "M-0.167 0.5L0.167 0.5L0.167 0.167L0.5 0.167L0.5 -0.167L0.167 -0.167L0.167 -0.5L-0.167 -0.5"
    "L-0.167 -0.167L-0.5 -0.167L-0.5 0.167L-0.167 0.167Z",
    "M0 0.5L0.5 -0.5L-0.5 -0.5Z",
    "M0 -0.5L-0.112 -0.155L-0.476 -0.155L-0.182 0.059L-0.294 0.405L0 0.191L0.294 0.405L0.182 0.059"
    "L0.476 -0.155L0.112 -0.155Z",
    "M-0.25 0.5L0 0.25L0.25 0.5L0.5 0.25L0.25 0L0.5 -0.25L0.25 -0.5L0 -0.25L-0.25 -0.5L-0.5 -0.25L-0.25 0"
    "L-0.5 0.25Z",
)
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'
DPI = 96  # CSS pixels per inch, so a size of 1000 / DPI inches is 1000 pixels wide
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


def css_variables(light: str = ":host", dark: str = ":host([data-theme=dark])") -> str:
    """The palette as CSS rules: for light pages, for dark pages, and light again for print.

    light, dark: the selectors of the element that holds the rest, on a page of either kind.
    """
    rules = []
    for selector, k in ((light, 0), (dark, 1)):
        rules.append(selector + "{" + ";".join(f"--ac-{n}:{v[k]}" for n, v in PALETTE.items()) + "}")
    rules.append("@media print{" + rules[0].replace(light, f"{light},{dark}", 1) + "}")
    return "\n".join(rules)
