"""A picture written as SVG: what every chart is drawn with, without a package.

All places and sizes are CSS pixels, counted from the left edge and from `top`; what is drawn later lies above. Colours are
names of `style.PALETTE`. Words are laid out by the widths of a wide font, so that they fit in the font of the page.
Every datum is one `<g class="datum" data-datum="c16">`, so that the page can show and hide it.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import html
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style

_EDGE = 10  # pixels from the words to the edge of the picture
_LETTER = 0.6  # mean width of a letter of a wide font, of its size
DASHED = "5 4"  # a line that says when something happened


def for_phone(draw: Callable[..., Any]) -> Callable[..., Any]:
    """A function that draws in a `layout`: its chart now has the picture for a desk and the one for a phone."""

    @functools.wraps(draw)
    def both(*values: Any, **named: Any) -> Any:
        chart = draw(*values, **named, layout="one")
        phone = draw(*values, **named, layout="narrow")
        chart.narrow, chart.narrow_cursors = phone.svg(), phone.cursors
        if chart.behind:
            chart.behind.narrow = phone.behind.svg()
        return chart

    return both


def letters(width: float, size: float = 12, bold: bool = False) -> int:
    """How many letters fit into a line over the whole width of a picture."""
    return int((width - 2 * _EDGE) / (_LETTER * size * (1.08 if bold else 1)))


class Drawing:
    """A picture with a title, and below it lines that say what is shown (notes). `y` is where the room below them begins.

    layout: "wide", "one" or "narrow". rests_on: the data tables behind it, whose sources stand at the foot.
    """

    def __init__(self, layout: str, title: str, *notes: str, rests_on: Sequence[str] = ()) -> None:
        self.title, self.layout, self.rests_on = title, layout, tuple(rests_on)
        self.narrow = layout == "narrow"
        self.width = style.LAYOUTS[layout]
        said = f"Source: {'; '.join(tables.titles_of_sources(*rests_on, short=True))}." if rests_on else ""
        self._foot = style.wrap(said, letters(self.width)).split("\n") if said else []
        self._shapes: list[str | list[str]] = []  # a datum has a list of its own
        self._foot_shapes: list[str | list[str]] = []
        self.foot_at: float | None = None  # from the upper edge: where rows end that a filter can take out
        self._data: dict[str, list[str]] = {}
        self._datum = ""
        self._symbols: set[tuple[str, float]] = set()
        self.top, self.y = 0.0, 8.0
        with self.group('id="finding"'):  # an explorer words it anew for what it shows
            self.paragraph(title, size=16, bold=True)
        for note in notes:
            self.y += 3
            self.paragraph(note, tone="muted")
        self.y += 8

    def begin(self, above: float = 0) -> None:
        """Count heights from here on from `above` pixels below what was written so far."""
        self.top += self.y + above
        self.y = 0.0

    # ------------------------------------------------------------ to what a thing belongs

    @contextlib.contextmanager
    def group(self, attributes: str) -> Iterator[None]:
        """What is drawn inside is one group of the SVG with these attributes."""
        self._add(f"<g {attributes}>")
        yield
        self._add("</g>")

    @contextlib.contextmanager
    def datum(self, datum_id: str) -> Iterator[None]:
        """What is drawn inside belongs to this datum: all of it becomes one group, where its first part was drawn."""
        if datum_id not in self._data:
            self._data[datum_id] = [f'<g class="datum" data-datum="{datum_id}">']
            self._shapes.append(self._data[datum_id])
        before, self._datum = self._datum, datum_id
        yield
        self._datum = before

    def spot(self) -> Any:
        """The ring and the card of a datum that is drawn in more than one place stand at what is drawn inside."""
        return self.group('data-spot=""')

    def printed(self) -> Any:
        """What is drawn inside stands in the picture alone: the live explorer has buttons in its place."""
        return self.group('class="static-only"')

    def of(self, ids: Iterable[str]) -> Any:
        """What is drawn inside is pale where an explorer shows none of these data."""
        return self.group(f'data-of="{" ".join(ids)}"')

    def counted(self, ids: Iterable[str]) -> Any:
        """The last number in the words drawn inside is how many of these data an explorer shows."""
        return self.group(f'data-count="{" ".join(ids)}"')

    def squares(self, fills: Mapping[str, str], x: float, y: float, step: float) -> None:
        """A row of squares from x on, one for each datum, by id with its fill: pale where an explorer does not show it."""
        for k, (datum_id, fill) in enumerate(fills.items()):
            with self.of([datum_id]):
                self.box(x + k * step, y, 0.8 * step, 14, fill, edge="edge")

    @contextlib.contextmanager
    def foot(self) -> Iterator[None]:
        """What is drawn inside stands below the rows of a drawing and moves up when a filter takes some out."""
        before, self._shapes = self._shapes, self._shapes if self.foot_at is None else self._foot_shapes
        yield
        self._shapes = before

    def _add(self, shape: str) -> None:
        (self._data[self._datum] if self._datum else self._shapes).append(shape)

    # ------------------------------------------------------------ words

    def paragraph(self, text: str, size: float = 12, tone: str = "ink", bold: bool = False) -> None:
        """Lines over the whole width, below what was written so far."""
        for line in style.wrap(text, letters(self.width, size, bold)).split("\n"):
            self.text(_EDGE, self.y + 0.65 * size, line, size=size, tone=tone, bold=bold)
            self.y += 1.3 * size

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", tone: str = "ink", size: float = 12,
        bold: bool = False, italic: bool = False, at: str = "middle", turn: float = 0, halo: bool = False,
    ) -> None:  # fmt: skip
        """Words, in as many lines as they have. anchor: which part of them stands at x, "start", "middle" or "end"; at:
        which part stands at y, "top", "middle" or "bottom"; turn: degrees around that point; halo: lines break off
        behind them."""
        lines = words.split("\n")
        step = 1.2 * size
        y += self.top + {"top": 0.5, "middle": (1 - len(lines)) / 2, "bottom": 0.5 - len(lines)}[at] * step
        classes = {"m": anchor == "middle", "e": anchor == "end", "b": bold, "i": italic, "h": halo}
        on = " ".join(name for name, is_on in classes.items() if is_on)  # see _CLASSES
        look = f' class="{on}"' if on else ""
        look += f' fill="var(--ac-{tone})"' if tone != "ink" else ""
        look += f' font-size="{size:g}"' if size != 12 else ""
        look += f' transform="rotate({turn:g} {x:.5g} {y:.5g})"' if turn else ""
        for line in lines:
            said = html.escape(line, quote=False)
            self._add(f'<text x="{x:.5g}" y="{y + 0.35 * size:.5g}"{look}>{said}</text>')
            y += step

    def legend(self, entries: Iterable[tuple[str, Any]]) -> None:
        """What the symbols mean, in as many lines as it takes. entries: words, and what `symbol` takes after the points,
        or a function that draws at a place."""
        x = 16.0
        for words, look in entries:
            room = 34 + style.text_width(words)
            if x > 16 and x + room > self.width:
                x, self.y = 16.0, self.y + 19
            if callable(look):
                look(x, self.y + 8)
            else:
                self.symbol([(x, self.y + 8)], *look)
            self.text(x + 10, self.y + 8, words)
            x += room
        self.y += 24

    def name_axes(self, rows: str, across: str, foot: float, middle: float = 0, above: float = -14) -> None:
        """Name what the rows are, at the left and `above`, and what goes across, below `foot` and around `middle` (default:
        of the picture), where the picture ends."""
        self.text(_EDGE, above, rows, tone="muted")
        with self.foot():
            self.text(middle or self.width / 2, foot, across, "middle", "muted", at="top")
        self.y = foot + 15 * (1 + across.count("\n"))

    # ------------------------------------------------------------ shapes

    def line(
        self, points: Sequence[tuple[float, float]], tone: str, width: float = 1, dash: str = ""
    ) -> None:
        """A line through these points."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._add(
            f'<path d="M{self._path(points)}" fill="none" stroke="var(--ac-{tone})" stroke-width="{width:g}"{dashed}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], tone: str, opacity: float = 1) -> None:
        """A filled shape with these corners."""
        self._add(f'<path d="M{self._path(points)}z" fill="var(--ac-{tone})" opacity="{opacity:g}"/>')

    def _path(self, points: Iterable[tuple[float, float]]) -> str:
        return "L".join(f"{x:.5g} {y + self.top:.5g}" for x, y in points)

    def box(self, x: float, y: float, width: float, height: float, tone: str, opacity: float = 1, edge: str = "",
            line: float = 1) -> None:  # fmt: skip
        """A filled rectangle; with `opacity=0` the unseen ground of a datum, so that all of it can be pointed at."""
        look = f' opacity="{opacity:g}"' if opacity < 1 else ""
        look += f' stroke="var(--ac-{edge})" stroke-width="{line:g}"' if edge else ""
        self._add(
            f'<rect x="{x:.5g}" y="{y + self.top:.5g}" width="{width:.5g}" height="{height:.5g}" '
            f'fill="var(--ac-{tone})"{look}/>'
        )

    def symbol(
        self, points: Iterable[tuple[float, float]], kind: int | str, fill: str, edge: str = "", size: float = 10,
        line: float = 1, pale: bool = False,
    ) -> None:  # fmt: skip
        """A symbol of `style.SYMBOLS`, or that of the k-th category, at each of some places. edge: default: as `fill`, which
        may be "none"; pale: so is its filling."""
        kind = style.CATEGORIES[kind] if isinstance(kind, int) else kind
        self._symbols.add((kind, size))
        inside = "none" if fill == "none" else f"var(--ac-{fill})"
        look = f'fill="{inside}" stroke="var(--ac-{edge or fill})" stroke-width="{line / size:.3g}"'  # which grows with the symbol
        with self.group(look + ' fill-opacity="0.35"' * pale):
            for x, y in points:
                self._add(f'<use href="#{_symbol_id(kind, size)}" x="{x:.5g}" y="{y + self.top:.5g}"/>')

    # ------------------------------------------------------------ the whole

    @property
    def height(self) -> int:
        """Pixels: the picture ends below `y` and its sources."""
        return round(self.top + self.y + 6) + 15 * len(self._foot) + 4 * bool(self._foot)

    def upright(self, x: float, foot: float, head: float = 0) -> tuple[float, ...]:
        """The ends of a line between two heights: a cursor of an explorer, or one of several, counted from the upper edge of the picture."""
        return (x, self.top + head, x, self.top + foot)

    def svg(self) -> str:
        """The picture as an SVG string whose colours are names, `var(--ac-name)`."""
        symbols = "".join(
            f'<path id="{_symbol_id(kind, size)}" d="{style.SYMBOLS[kind]}" transform="scale({size:g})"/>'
            for kind, size in sorted(self._symbols)
        )
        shapes = "".join(s if isinstance(s, str) else "".join([*s, "</g>"]) for s in self._shapes)
        if self.foot_at is not None:
            shapes += '<g class="foot">'  # its ground hides where lines went on
            tall = self.height - self.foot_at
            shapes += f'<rect x="0" y="{self.foot_at:g}" width="{self.width}" height="{tall:g}" fill="var(--ac-paper)"/>'
            shapes += "".join(map(str, self._foot_shapes))
        for line, words in enumerate(reversed(self._foot)):
            y = self.height - 8 - 15 * line
            said = html.escape(words, quote=False)
            shapes += f'<text x="{_EDGE}" y="{y}" fill="var(--ac-muted)">{said}</text>'
        shapes += "</g>" if self.foot_at is not None else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" viewBox="0 0 '
            f'{self.width} {self.height}" font-size="12" fill="var(--ac-ink)"><style>{_CLASSES}</style>'
            f'<defs>{symbols}</defs><rect class="paper" width="100%" height="100%" fill="var(--ac-paper)"/>{shapes}</svg>'
        )


_CLASSES = (
    ".m{text-anchor:middle}.e{text-anchor:end}.b{font-weight:bold}.i{font-style:italic}"
    ".h{paint-order:stroke;stroke:var(--ac-paper);stroke-width:4px;stroke-linejoin:round}"
)


# A picture for a phone that stands in a narrower column: its words stay of 11 pixels, for which there is room.
_SMALL = "@media(max-width:344px){svg{font-size:12.6px}}"


def _symbol_id(kind: str, size: float) -> str:
    return f"s{list(style.SYMBOLS).index(kind)}-{size:g}"


def as_source(svg: str) -> str:
    """An SVG of ours as the source of an image: in light colours, with the font of a page."""
    text = re.sub(r"var\(--ac-([\w-]+)\)", lambda m: style.color(m[1]), svg)
    text = re.sub(r'( class="datum")? data-[\w-]+="[^"]*"', "", text)  # for explorers alone
    text = text.replace("<svg ", '<svg font-family="system-ui,sans-serif" ', 1)
    text = text.replace("</style>", f"{_SMALL}</style>", 1)
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


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
    """A part of a drawing with two scales: it puts values where they belong. x, y: the ends of the scales (numbers,
    or days), that of y from bottom to top. x may have a value between, and `shares` the part of the width at each."""

    def __init__(
        self, drawing: Drawing, left: float, right: float, height: float, x: tuple, y: tuple,
        shares: tuple = (0, 1),
    ) -> None:  # fmt: skip
        self.drawing, self.left, self.top, self.height = drawing, left, drawing.y, height
        self.width = drawing.width - left - right
        self._x, self.ends = list(pairwise(zip(x, shares))), y

    def x(self, value: Any) -> float:
        """Where a value of the scale across stands."""
        (low, begin), (high, end) = next((piece for piece in self._x if value <= piece[1][0]), self._x[-1])
        return self.left + self.width * begin + self.width * (end - begin) * (value - low) / (high - low)

    def y(self, value: float) -> float:
        """Where a value of the upright scale stands."""
        low, high = self.ends
        return self.top + self.height * (high - value) / (high - low)

    def points(self, pairs: Iterable[tuple[Any, float]]) -> list[tuple[float, float]]:
        """Places of pairs of values."""
        return [(self.x(x), self.y(y)) for x, y in pairs]

    def median_of(self, values: Mapping[str, float], most: float) -> Any:
        """What is drawn inside stands at the median of these values, by datum id, and says it at the end of its words: an
        explorer moves it to the median of what it shows. It is not shown beyond `most`, nor for fewer than two values."""
        said = html.escape(json.dumps(values))
        unit = self.x(1) - self.x(0)
        return self.drawing.group(f'data-median="{said}" data-unit="{unit:.5g}" data-most="{most:g}"')

    @property
    def middle(self) -> float:
        """The middle between its sides."""
        return self.left + self.width / 2

    def up(self, values: Iterable[float], said: Callable[[float], str]) -> None:
        """The upright scale with its lines, its numbers at the left."""
        for value in values:
            y = self.y(value)
            self.drawing.line([(self.left, y), (self.left + self.width, y)], "rule")
            self.drawing.text(self.left - 6, y, said(value), "end", "muted")

    def across(
        self, values: Sequence[Any], said: Callable[[Any], str], grid: bool = True, above: bool = False
    ) -> None:
        """The scale across, its words below; `above` too where a picture is tall and its foot may be out of sight. grid:
        with a line at each. Bare numbers tell a screen reader nothing, so they are not read."""
        drawing = self.drawing
        for value in values if grid else ():
            self.upright(value, "edge" if value == 0 else "rule")
        for y, way in [(self.top + self.height, 1), (self.top, -1)][: 1 + above]:
            with drawing.foot() if way > 0 else contextlib.nullcontext(), drawing.group('aria-hidden="true"'):
                for value in values:
                    x, at = self.x(value), "top" if way > 0 else "bottom"
                    drawing.line([(x, y), (x, y + 4 * way)], "rule")
                    drawing.text(x, y + 6 * way, said(value), "middle", "muted", at=at)

    def upright(self, value: Any, tone: str, width: float = 1, dash: str = "") -> None:
        """A line from top to bottom at a value."""
        x, foot = self.x(value), self.top + self.height
        self.drawing.line([(x, self.top), (x, foot)], tone, width, dash)

    def end(self, below: float = 20) -> None:
        """Go on below the plot."""
        self.drawing.y = self.top + self.height + below
