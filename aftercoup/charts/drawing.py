"""A picture of few shapes, written as SVG: what an explorer that computes draws in a millisecond, without a package.

A `Chart` takes it where it takes a figure of matplotlib. All places and sizes are CSS pixels, counted from the top
left corner; colours are names of `style.PALETTE`. Words are laid out by the widths of a wide font, so that they
fit in the font of the page.
"""

from __future__ import annotations

import functools
import html
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aftercoup.charts import style

_EDGE = 10  # pixels from the words to the edge of the picture
_LETTER = 0.6  # mean width of a letter of a wide font, of its size


def for_phone(draw: Callable[..., Any]) -> Callable[..., Any]:
    """A function that draws in a `layout`: its chart now has the picture for a desk and the one for a phone."""

    @functools.wraps(draw)
    def both(*values: Any, **named: Any) -> Any:
        chart = draw(*values, **named, layout="one")
        chart.narrow = draw(*values, **named, layout="narrow").svg()
        return chart

    return both


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a picture: where it stands (x as `anchor` says, y its middle), and its size."""

    text: str
    x: float
    y: float
    size: float
    anchor: str
    bold: bool


class Drawing:
    """A picture with a title, and below it a line that says what is shown. `y` is where the room below them begins.

    layout: "one" or "narrow"; xlabel, ylabel: what the axes are, for the chart's words; notes: lines below the title.
    """

    def __init__(self, layout: str, title: str, xlabel: str, ylabel: str, notes: Iterable[str] = ()) -> None:
        self.title, self.xlabel, self.ylabel = title, xlabel, ylabel
        self.narrow = layout == "narrow"
        self.width = style.LAYOUTS[layout]
        self.words: list[Words] = []
        self._shapes: list[str] = []
        self._symbols: set[tuple[int, float]] = set()
        self.y = 8.0
        self.paragraph(title, size=16, bold=True)
        for note in notes:
            self.paragraph(note, tone="muted")
        self.y += 8

    def paragraph(self, text: str, size: float = 12, tone: str = "ink", bold: bool = False) -> None:
        """Lines over the whole width, below what was written so far."""
        letters = int((self.width - 2 * _EDGE) / (_LETTER * size * (1.08 if bold else 1)))
        for line in style.wrap(text, letters).split("\n"):
            self.text(_EDGE, self.y + 0.65 * size, line, size=size, tone=tone, bold=bold)
            self.y += 1.3 * size

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", tone: str = "ink", size: float = 12,
        bold: bool = False, italic: bool = False,
    ) -> None:  # fmt: skip
        """One line of words. anchor: which part of it stands at x, "start", "middle" or "end"; y: its middle."""
        self.words.append(Words(words, x, y, size, anchor, bold))
        short = "".join(
            f" {c}" for c, on in zip("mebi", (anchor == "middle", anchor == "end", bold, italic)) if on
        )
        look = f' class="{short[1:]}"' if short else ""
        look += f' fill="var(--ac-{tone})"' if tone != "ink" else ""
        look += f' font-size="{size:g}"' if size != 12 else ""
        said = html.escape(words, quote=False)
        self._add(f'<text x="{x:.4g}" y="{y + 0.35 * size:.4g}"{look}>{said}</text>')

    def line(
        self, points: Sequence[tuple[float, float]], tone: str, width: float = 1, dash: str = ""
    ) -> None:
        """A line through these points."""
        path = "L".join(f"{x:.4g} {y:.4g}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._add(
            f'<path d="M{path}" fill="none" stroke="var(--ac-{tone})" stroke-width="{width:g}"{dashed}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], tone: str, opacity: float = 1) -> None:
        """A filled shape with these corners."""
        path = "L".join(f"{x:.4g} {y:.4g}" for x, y in points)
        self._add(f'<path d="M{path}z" fill="var(--ac-{tone})" opacity="{opacity:g}"/>')

    def box(self, x: float, y: float, width: float, height: float, tone: str, opacity: float = 1, edge: str = "",
            line: float = 1) -> None:  # fmt: skip
        """A filled rectangle."""
        self.boxes([(x, y, width, height)], tone, opacity, edge, line)

    def boxes(self, boxes: Iterable[tuple[float, float, float, float]], tone: str, opacity: float = 1, edge: str = "",
              line: float = 1) -> None:  # fmt: skip
        """Filled rectangles of one colour: x, y, width and height of each. edge: the colour of their border."""
        path = "".join(f"M{x:.4g} {y:.4g}h{w:.4g}v{h:.4g}h{-w:.4g}z" for x, y, w, h in boxes)
        look = f' opacity="{opacity:g}"' if opacity < 1 else ""
        look += f' stroke="var(--ac-{edge})" stroke-width="{line:g}"' if edge else ""
        self._add(f'<path d="{path}" fill="var(--ac-{tone})"{look}/>')

    def symbol(self, k: int, x: float, y: float, fill: str, edge: str = "", size: float = 10) -> None:
        """The symbol of the k-th category."""
        self._symbols.add((k, size))
        self._add(
            f'<use href="#s{k}-{size:g}" x="{x:.4g}" y="{y:.4g}" fill="var(--ac-{fill})" '
            f'stroke="var(--ac-{edge or fill})"/>'
        )

    def dots(self, points: Iterable[tuple[float, float]], tone: str, size: float) -> None:
        """Round dots of one colour."""
        path = "".join(f"M{x:.4g} {y:.4g}h0" for x, y in points)
        self._add(
            f'<path d="{path}" stroke="var(--ac-{tone})" stroke-width="{size:g}" stroke-linecap="round"/>'
        )

    def legend(self, entries: Iterable[tuple[str, Callable[[float, float], None]]], width: float = 0) -> None:
        """What the symbols mean, in as many lines as it takes. entries: words, and what draws the symbol at a place."""
        x = 16.0
        for words, draw in entries:
            room = 22 + _LETTER * 12 * len(words)
            if x > 16 and x + room > (width or self.width):
                x, self.y = 16.0, self.y + 19
            draw(x, self.y + 8)
            self.text(x + 10, self.y + 8, words)
            x += room
        self.y += 24

    def _add(self, shape: str) -> None:
        self._shapes.append(shape)

    def svg(self) -> str:
        """The picture as an SVG string whose colours are names, as that of `writing.svg`. It ends below `y`."""
        shapes = (
            _SYMBOL.format(k=k, size=size, path=style.SYMBOL_PATHS[k]) for k, size in sorted(self._symbols)
        )
        height = round(self.y + 6)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}" viewBox="0 0 {self.width} '
            f'{height}" font-size="12" fill="var(--ac-ink)"><style>{_CLASSES}</style><defs>{"".join(shapes)}</defs>'
            f"{''.join(self._shapes)}</svg>"
        )


_CLASSES = ".m{text-anchor:middle}.e{text-anchor:end}.b{font-weight:bold}.i{font-style:italic}"
_SYMBOL = (
    '<path id="s{k}-{size:g}" d="{path}" transform="scale({size:g})" vector-effect="non-scaling-stroke"/>'
)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most so many round numbers from `low` to `high`, evenly spaced."""
    step = next(
        step
        for power in range(-3, 5)
        for first in (1, 2, 5)
        if (high - low) / (step := first * 10.0**power) < most
    )
    return [round(k * step, 3) for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


class Plot:
    """A part of a drawing with two scales: it puts values where they belong. x, y: the ends of the scales, that of y
    from bottom to top."""

    def __init__(
        self, drawing: Drawing, left: float, right: float, height: float, x: tuple, y: tuple
    ) -> None:
        self.drawing, self.left, self.top, self.height = drawing, left, drawing.y, height
        self.width = drawing.width - left - right
        self._x, self._y = x, y

    def x(self, value: float) -> float:
        """Where a value of the scale across stands."""
        low, high = self._x
        return self.left + self.width * (value - low) / (high - low)

    def y(self, value: float) -> float:
        """Where a value of the upright scale stands."""
        low, high = self._y
        return self.top + self.height * (high - value) / (high - low)

    def points(self, pairs: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Places of pairs of values."""
        return [(self.x(x), self.y(y)) for x, y in pairs]

    def across(self, values: Iterable[float], said: Callable[[float], str], grid: bool = True) -> None:
        """The scale across, its numbers below."""
        for value in values:
            if grid:
                self.upright(value, "edge" if value == 0 else "rule")
            self.drawing.text(self.x(value), self.top + self.height + 10, said(value), "middle", "muted")

    def upright(self, value: float, tone: str, width: float = 1, dash: str = "") -> None:
        """A line from top to bottom at a value."""
        self.drawing.line(
            [(self.x(value), self.top), (self.x(value), self.top + self.height)], tone, width, dash
        )

    def end(self, below: float = 20) -> None:
        """Go on below the plot."""
        self.drawing.y = self.top + self.height + below
