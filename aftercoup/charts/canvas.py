"""A figure of matplotlib as charts draw it: its frame, symbols, lines, words, legends.

The other way to draw is `drawing.py`, for pictures that are computed again while a reader waits. Here too places are
pixels, counted from the upper left corner of the plot, unless a chart sets scales of its own; colours are names of
`style.PALETTE`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aftercoup.charts import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DASHED = (0, (4, 3))  # a line that says when something happened


@contextlib.contextmanager
def canvas(
    layout: str, top: float, plot: float, bottom: float, left: float = 0, right: float = 0, **scales: Any
) -> Iterator[Canvas]:
    """A new Canvas, to be drawn on inside `with`. See `Canvas`."""
    with style.look():
        yield Canvas(layout, top, plot, bottom, left, right, **scales)


class Canvas:
    """A figure and its axes, without lines and ticks around them.

    top, bottom, left, right: pixels beside the plot, which is `plot` pixels high; scales: as of `Axes.set` (xlim, ylim,
    xticks, ...), by default pixels. What is drawn inside `with canvas.datum("c16"):` belongs to that datum.
    """

    def __init__(
        self, layout: str, top: float, plot: float, bottom: float, left: float, right: float, **scales: Any
    ) -> None:
        self.wide, self.width = layout != "narrow", style.LAYOUTS[layout]
        self.top, self.plot, self.height = top, plot, top + plot + bottom
        self.figure: Figure = style.new_figure(layout, self.height)
        inner = self.width - left - right
        place = (left / self.width, bottom / self.height, inner / self.width, plot / self.height)
        self.axes: Axes = self.figure.add_axes(place)
        self.axes.set(**{"xlim": (0, inner), "ylim": (plot, 0), "yticks": []} | scales)
        self.axes.tick_params(length=0)
        for side in self.axes.spines.values():
            side.set_visible(False)
        self._owner = ("", "")
        self._static = False

    # ------------------------------------------------------------ to what a thing belongs

    @contextlib.contextmanager
    def datum(self, datum_id: str, layer: str = "") -> Iterator[None]:
        """What is drawn inside belongs to this datum: all of it becomes one group of the SVG.

        layer: it shows only while this layer, or one of several separated by spaces, is switched on.
        """
        before, self._owner = self._owner, (datum_id, layer)
        yield
        self._owner = before

    @contextlib.contextmanager
    def printed(self) -> Iterator[None]:
        """What is drawn inside stands in the picture alone: the live explorer has buttons in its place."""
        self._static = True
        yield
        self._static = False

    def add(self, artist: Any, anchor: bool = False) -> Any:
        """Say to what an artist of matplotlib belongs. anchor: the ring and the card of a datum that is drawn in
        more than one place stand here."""
        if self._static:
            artist.set_gid("static-only")
        elif self._owner[0]:
            artist.set_gid(":".join(["datum", *self._owner, *["anchor"] * anchor]))
        return artist

    # ------------------------------------------------------------ what is drawn

    def dot(
        self,
        x: Any,
        y: Any,
        symbol: str,
        size: float,
        tone: str,
        fill: str = "",
        anchor: bool = False,
        **look: Any,
    ) -> None:
        """A symbol, or one at each of several places, with the edge `tone`, filled with `fill` ("none": not at all;
        default: as its edge)."""
        inside = "none" if fill == "none" else style.color(fill or tone)
        (drawn,) = self.axes.plot(x, y, symbol, ms=size, mec=style.color(tone), mfc=inside, **look)
        self.add(drawn, anchor)

    def line(self, xs: Any, ys: Any, tone: str, width: float, **look: Any) -> None:
        """A line through some points."""
        (drawn,) = self.axes.plot(xs, ys, color=style.color(tone), lw=width, **look)
        self.add(drawn)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        tone: str = "ink",
        size: float = 12,
        bold: bool = False,
        **look: Any,
    ) -> None:
        """Words at a place, `size` pixels high; `va` is "center" unless it is said."""
        weight = "bold" if bold else "normal"
        look = {"va": "center"} | look
        drawn = self.axes.text(
            x, y, words, color=style.color(tone), fontsize=size * style.PIXEL, fontweight=weight, **look
        )
        self.add(drawn)

    def ground(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        tone: str = "paper",
        anchor: bool = False,
        **look: Any,
    ) -> None:
        """A rectangle without an edge; with `alpha=0` the unseen ground of a datum, so that all of it can be
        pointed at."""
        from matplotlib.patches import Rectangle

        box = Rectangle((x, y), width, height, lw=0, facecolor=style.color(tone), **look)
        self.add(self.axes.add_patch(box), anchor)

    def tile(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        tone: str,
        round_: float,
        edge: str = "edge",
        **look: Any,
    ) -> None:
        """A rectangle with an edge and round corners."""
        from matplotlib.patches import FancyBboxPatch

        shape = f"round,pad=0,rounding_size={round_:g}"
        look |= {"edgecolor": style.color(edge), "facecolor": style.color(tone)}
        self.add(self.axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=shape, **look)))

    def band(self, y: float, height: float) -> None:
        """A tinted band over the whole width of the plot."""
        self.axes.axhspan(y, y + height, lw=0, color=style.color("band"), zorder=0)

    def entry(
        self, x: float, y: float, symbol: str, size: float, tone: str, words: str, fill: str = "", gap: float = 9,
        ink: str = "muted", **look: Any,
    ) -> None:  # fmt: skip
        """One line of a legend: a symbol and, `gap` pixels right of it, what it means."""
        self.dot(x, y, symbol, size, tone, fill, clip_on=False, **look)
        self.text(x + gap, y, words, ink)

    # ------------------------------------------------------------ the axes

    def row_label(self, words: str, x: float, y: float, **look: Any) -> None:
        """Label the axis of rows at a place (in units of the axes), from left to right, where it can be read without
        turning the head."""
        self.axes.set_ylabel(words, rotation=0, va="bottom", **{"ha": "left"} | look)
        self.axes.yaxis.set_label_coords(x, y)

    def scale_at_both_ends(self) -> None:
        """Repeat the scale across at the top of a tall picture, whose foot may be out of sight."""
        self.axes.tick_params(length=3, color=style.color("rule"), top=True, labeltop=True)

    # ------------------------------------------------------------ places in the SVG

    def upright(self, x: float, above: float = 0) -> list[float]:
        """The ends of a line down to the foot of the plot, in units of the SVG: a cursor of an explorer."""
        ends = (x, self.top + above, x, self.top + self.plot)
        return [end * style.PIXEL for end in ends]
