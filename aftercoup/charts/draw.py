"""What charts draw again and again: a frame with axes, a symbol, a line, a word. Colours are names of the palette.

Each thing drawn may belong to a datum (`id`, `layer`, `anchor`: see `style.tag`), or stand in the picture alone and
not in the live explorer (`static`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aftercoup.charts import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def frame(
    layout: str, height: float, left: float, bottom: float, right: float, plot: float, **settings: Any
) -> tuple[Figure, Axes]:
    """An empty figure and its axes, `plot` pixels high, with no lines and ticks around them.

    left, bottom, right: pixels beside the axes; settings: as of `Axes.set` (xlim, ylim, yticks, ...).
    """
    width = style.LAYOUTS[layout]
    figure = style.new_figure(layout, height)
    axes = figure.add_axes((left / width, bottom / height, (width - left - right) / width, plot / height))
    axes.set(**settings)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure, axes


def page(layout: str, height: float) -> tuple[Figure, Axes]:
    """An empty figure whose axes are all of it, in pixels from its upper left corner."""
    width = style.LAYOUTS[layout]
    return frame(layout, height, 0, 0, 0, height, xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])


def scale_at_both_ends(axes: Axes) -> None:
    """Repeat the scale across at the top of a tall picture, whose foot may be out of sight."""
    axes.tick_params(length=3, color=style.color("rule"), top=True, labeltop=True)


def row_label(axes: Axes, words: str, x: float, y: float, **look: Any) -> None:
    """Label the axis of rows at a place (in units of the axes), from left to right."""
    axes.set_ylabel(words, rotation=0, ha="left", va="bottom", **look)
    axes.yaxis.set_label_coords(x, y)


def dot(
    axes: Axes, x: Any, y: Any, symbol: str, size: float, tone: str, *, fill: str = "", **look: Any
) -> Any:
    """A symbol, or one at each of several places, with the edge `tone`, filled with `fill` ("none": not at all;
    default: as its edge)."""
    inside = "none" if fill == "none" else style.color(fill or tone)
    belongs = _owner(look)
    (drawn,) = axes.plot(x, y, symbol, ms=size, mec=style.color(tone), mfc=inside, **look)
    return _owned(drawn, *belongs)


def line(axes: Axes, xs: Any, ys: Any, tone: str, width: float, **look: Any) -> Any:
    """A line through some points."""
    belongs = _owner(look)
    (drawn,) = axes.plot(xs, ys, color=style.color(tone), lw=width, **look)
    return _owned(drawn, *belongs)


def text(axes: Axes, x: float, y: float, words: str, *, tone: str = "ink", **look: Any) -> Any:
    """Words at a place; `va` is "center" unless it is said."""
    belongs = _owner(look)
    return _owned(axes.text(x, y, words, **{"va": "center", "color": style.color(tone)} | look), *belongs)


def ground(
    axes: Axes, x: float, y: float, width: float, height: float, tone: str = "paper", **look: Any
) -> Any:
    """A rectangle without an edge; with `alpha=0` the unseen ground of a datum, so that all of it can be pointed at."""
    from matplotlib.patches import Rectangle

    belongs = _owner(look)
    box = Rectangle((x, y), width, height, lw=0, facecolor=style.color(tone), **look)
    return _owned(axes.add_patch(box), *belongs)


def _owner(look: dict[str, Any]) -> tuple[str, str, bool, bool]:
    """Take from keyword arguments to what a thing belongs: (id, layer, anchor, static)."""
    named = {"id": "", "layer": "", "anchor": False, "static": False}
    id_, layer, anchor, static = (look.pop(name, usual) for name, usual in named.items())
    return id_, layer, anchor, static


def _owned(artist: Any, id: str, layer: str, anchor: bool, static: bool) -> Any:
    if static:
        return style.static_only(artist)
    return style.tag(artist, id, layer, anchor) if id else artist
