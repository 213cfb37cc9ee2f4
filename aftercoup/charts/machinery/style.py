"""The look of every chart: one palette, one set of sizes, how words are laid out.

A colour is called by what it means, and means that in every chart (`data/colours.csv`). Colours are chosen so
that they stay apart for colour-blind readers and in a grey print. No chart uses colour alone: a category always
has a symbol or a label as well. Each colour has a light and a dark value; a picture refers to it by name, so that
a page with a dark theme swaps all of them at once.

The form of a symbol tells categories apart; its filling means one thing in all charts:
- filled: it is there; of an event or a meeting: the report tells it.
- hollow: it is not there (did not vote, did not turn); the report does not tell it.
- half filled: it can be read both ways.
- pale: the same, but weaker (only words) or known from fewer years.
- an open arrow at the end of a line: none recorded by the end of the data.
- a cross: apart.
"""

from __future__ import annotations

import functools
import itertools
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aftercoup import tables

# name: (on light paper, on dark paper), from data/colours.csv
PALETTE = {row.colour: (row.light, row.dark) for row in tables.table("colours")}
# The colour of a state, the same in every chart that has one for each.
STATES = {row.state: row.colour for row in tables.table("colours") if row.state}
# The symbols, called as matplotlib calls its markers: path data about one unit wide, the y axis pointing down.
SYMBOLS = {
    "o": "M-.5 0a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0z",
    "s": "M-0.5 0.5L0.5 0.5L0.5 -0.5L-0.5 -0.5Z",
    "^": "M0 -0.5L-0.5 0.5L0.5 0.5Z",
    "D": "M0 0.707L0.707 0L0 -0.707L-0.707 0Z",
    "P": "M-0.167 0.5L0.167 0.5L0.167 0.167L0.5 0.167L0.5 -0.167L0.167 -0.167L0.167 -0.5L-0.167 -0.5"
    "L-0.167 -0.167L-0.5 -0.167L-0.5 0.167L-0.167 0.167Z",
    "v": "M0 0.5L0.5 -0.5L-0.5 -0.5Z",
    "*": "M0 -0.5L-0.112 -0.155L-0.476 -0.155L-0.182 0.059L-0.294 0.405L0 0.191L0.294 0.405L0.182 0.059"
    "L0.476 -0.155L0.112 -0.155Z",
    "X": "M-0.25 0.5L0 0.25L0.25 0.5L0.5 0.25L0.25 0L0.5 -0.25L0.25 -0.5L0 -0.25L-0.25 -0.5L-0.5 -0.25L-0.25 0"
    "L-0.5 0.25Z",
    ">": "M0.5 0L-0.5 -0.5L-0.5 0.5Z",
    "x": "M-0.5 -0.5L0.5 0.5M-0.5 0.5L0.5 -0.5",
    # a circle whose left half is filled, and of the right half a rim
    "half": "M0 -.5a.5.5 0 1 0 0 1a.5.5 0 1 0 0-1v.12a.38.38 0 1 1 0 .76z",
}
CATEGORIES = tuple(SYMBOLS)[:8]  # the symbol of the n-th category, the same order in every chart
CATEGORY_PATHS = tuple(SYMBOLS[symbol] for symbol in CATEGORIES)
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'
LAYOUTS = {"wide": 1000, "narrow": 360, "one": 700}  # CSS pixels; a chart that is computed again has "one"

# How wide the letters of DejaVu Sans are, of their size: wider than those of most screen fonts, so labels laid out by them fit.
_WIDTHS = {
    letter: width / 100
    for width, letters in {
        28: "'ijlłı", 29: "IJ", 32: " ,.’‘·", 34: "/:;\\|f", 36: "-", 39: "()[]rt", 40: "!", 46: '"', 50: "*_`–°",
        52: "s“”", 53: "?z", 55: "c", 56: "LŁ", 57: "F", 58: "k", 59: "Tvxy", 60: "P", 61: "Yaeoø", 63: "Ehnuß",
        66: "K", 68: "V", 69: "BRXZ", 70: "C", 71: "A", 73: "U", 75: "HN", 77: "D", 78: "&G", 79: "OQ", 82: "w",
        84: "#+<=>^~×±−", 86: "M", 95: "%", 97: "m", 98: "æ", 99: "W", 100: "@—…",
    }.items()
    for letter in letters
}  # fmt: skip


def color(name: str) -> str:
    """The value on light paper of a palette colour, for a still picture."""
    return PALETTE[name][0]


def wrap(text: str, width: int) -> str:
    """Lines of at most `width` characters, joined by line breaks, words kept whole."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


@functools.cache
def text_width(text: str) -> float:
    """Width in pixels of a line of text of 12 pixels in the (wide) font that layouts are made with, a little on the safe side."""
    plain = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return 1.06 * 12 * sum(_WIDTHS.get(letter, 0.64) for letter in plain)


def stack(labels: list[tuple[float, float]], left: float, right: float, step: float) -> list[tuple[str, int]]:
    """Place labels beside their symbols so that none touches another: for each the side and how far down it stands.

    labels: (x of its symbol, width) of each, in pixels, in the order of placing; left, right: the room; step: pixels from
    a line of labels to the next.
    """
    taken: list[tuple[float, float, int]] = []  # the ends of each label that is placed, and how far down
    placed: list[tuple[str, int]] = []

    def is_free(begin: float, end: float, down: int) -> bool:
        return not any(begin < e and end > b and abs(down - d) < step for b, e, d in taken)

    for x, width in labels:
        sides = [("right", x - 6, x + 10 + width), ("left", x - 10 - width, x + 6)]
        beyond = [max(0, left - begin, end - right) for _, begin, end in sides]
        # where neither side has room: the one with more
        sides = [side for side, out in zip(sides, beyond) if out == min(beyond)]
        places = ((*side, down) for down in itertools.count(0, 3) for side in sides)
        name, begin, end, down = next(place for place in places if is_free(*place[1:]))
        taken.append((begin, end, down))
        placed.append((name, down))
    return placed


def together(values: Iterable[Any], most: float, at: Callable[[Any], float] = float) -> list[list[Any]]:
    """Values in order, in groups whose neighbours stand at most so far apart. at: where a value stands."""
    groups: list[list[Any]] = []
    for value in sorted(values):
        if not groups or at(value) - at(groups[-1][-1]) > most:
            groups.append([])
        groups[-1].append(value)
    return groups


def apart(places: Sequence[float], least: float) -> list[float]:
    """Places in order, moved so that neighbours are at least so far apart."""
    ys = list(places)
    for _ in range(60):
        for i in range(len(ys) - 1):
            near = least - (ys[i + 1] - ys[i])
            if near > 0:
                ys[i] -= near / 2
                ys[i + 1] += near / 2
    return ys


def css_variables(light: str = ":host", dark: str = ":host([data-theme=dark])") -> str:
    """The palette as CSS rules: for light pages, for dark pages, and light again for print.

    light, dark: the selectors of the element that holds the rest, on a page of either kind.
    """
    rules = []
    for selector, k in ((light, 0), (dark, 1)):
        rules.append(selector + "{" + ";".join(f"--ac-{n}:{v[k]}" for n, v in PALETTE.items()) + "}")
    rules.append("@media print{" + rules[0].replace(light, f"{light},{dark}", 1) + "}")
    return "\n".join(rules)
