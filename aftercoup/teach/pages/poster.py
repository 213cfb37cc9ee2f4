"""What docs/ holds as pictures: the poster, which is the course on one page as course.toml has it, and README's chart.

Lessons in a row, and below them, as lines, the ideas that come back.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aftercoup import guessing
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.drawing import as_source
from aftercoup.charts.votes import explore_vote_map
from aftercoup.teach.content import course
from aftercoup.teach.content.course import Idea, Lesson

DOCS = course.PROJECT / "docs"
NAME = "course-map"
PUZZLE = (
    "It took Myanmar's coup leader nineteen months to get a meeting with Vladimir Putin. "
    "What does such a meeting tell us, and how would we know?"
)
_TITLE = "After the Coup: the course on one page"
_LOOK: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "figure.facecolor": style.color("paper"),
    "axes.facecolor": "none",
    "text.color": style.color("ink"),
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and scaled
    "svg.hashsalt": "aftercoup",  # the same picture gives the same bytes
    "pdf.fonttype": 42,
}
PAPER = (420 / 25.4, 297 / 25.4)  # inches: A3, lying; printed on A4 the smallest letters are 8 points high
_LEFT, _TOP, _BOTTOM = 2.15, 1.3, 0.4  # inches beside, above and below the part with the lines
_ROWS = {"lesson": 0.72, "minutes": 1.6, "question": 2.0}  # inches below its upper edge
_FIRST_IDEA = 4.0


def poster() -> Figure:
    """The picture of the course."""
    lessons, ideas = course.current().lesson, course.current().idea
    width, height = PAPER
    inner = height - _TOP - _BOTTOM
    column = {lesson.number: index + 0.5 for index, lesson in enumerate(lessons)}
    wide = width - _LEFT - 0.2
    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=PAPER)
        axes = figure.add_axes((_LEFT / width, _BOTTOM / height, wide / width, inner / height))
        axes.set(xlim=(0, len(lessons)), ylim=(inner, 0))
        axes.set_axis_off()
        look: dict[str, Any] = {"fontsize": 26, "fontweight": "bold"}
        axes.set_title(_TITLE, x=0.03 - _LEFT / wide, y=1.055, loc="left", **look)
        figure.text(0.42 / width, 1 - 0.98 / height, PUZZLE, fontsize=15, color=style.color("muted"))
        _lessons(axes, lessons, column)
        step = (inner - _FIRST_IDEA) / len(ideas)
        left, head = 0.25 - _LEFT / wide * len(lessons), "Ideas that come back, each time on new ground"
        axes.text(left, _FIRST_IDEA - 0.42, head, fontsize=13, fontweight="bold", va="center")
        for index, idea in enumerate(ideas):
            _idea(axes, idea, index, _FIRST_IDEA + step * (index + 0.3), column)
    return figure


def _lessons(axes: Axes, lessons: list[Lesson], column: dict[str, float]) -> None:
    for index in range(0, len(lessons), 2):  # every other column lies on a band, for the eye to follow
        axes.axvspan(index, index + 1, color=style.color("band"), zorder=0, lw=0)
    axes.plot([0.5, len(lessons) - 0.5], [0.28, 0.28], color=style.color("ink"), lw=3, zorder=1)
    for name, y in _ROWS.items():
        axes.text(-0.12, y, name, ha="right", va="top", color=style.color("muted"), fontsize=12)
    for lesson in lessons:
        x = column[lesson.number]
        edge: dict[str, Any] = {"mfc": style.color("paper"), "mec": style.color("ink"), "mew": 2.5}
        axes.plot([x], [0.28], "o", ms=34, zorder=2, **edge)
        axes.text(x, 0.28, lesson.number, ha="center", va="center", fontsize=15, fontweight="bold", zorder=3)
        for name, text, look in (
            ("lesson", style.wrap(lesson.title, 12), {"fontweight": "bold", "fontsize": 12.5}),
            ("minutes", str(lesson.minutes), {"fontsize": 12.5}),
            ("question", style.wrap(lesson.question, 13), {"style": "italic", "fontsize": 12}),
        ):
            axes.text(x, _ROWS[name], text, ha="center", va="top", linespacing=1.2, **look)


def _idea(axes: Axes, idea: Idea, index: int, y: float, column: dict[str, float]) -> None:
    """A line with its stops; lines differ in symbol and stroke too, for a grey print."""
    tone, symbol = style.color("ink"), style.CATEGORIES[index % len(style.CATEGORIES)]
    stroke: Any = ("-", (0, (6, 2)), (0, (2, 1.5)))[index % 3]
    xs = [column[number] for number in idea.stops]
    axes.text(-0.12, y, style.even(idea.name, 18), ha="right", va="center", fontsize=12.5, fontweight="bold")
    axes.plot([0, xs[-1]], [y, y], color=style.color("rule"), lw=1, zorder=1)
    axes.plot([xs[0], xs[-1]], [y, y], color=tone, lw=3.5, ls=stroke, zorder=2)
    size = 17 if symbol in "P*X" else 14
    axes.plot(xs, [y] * len(xs), symbol, color=tone, ms=size, mec=style.color("paper"), zorder=3)
    look: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 12, "linespacing": 1.15}
    for x, words in zip(xs, idea.stops.values()):
        axes.text(x, y + 0.17, style.wrap(words, 17), bbox={"fc": "none", "ec": "none", "pad": 1}, **look)


def alt() -> str:
    """What the poster shows, in a sentence."""
    lessons, ideas = course.current().lesson, course.current().idea
    most = max(ideas, key=lambda idea: len(idea.stops))
    return (
        f"{len(lessons)} lessons in a row, from {lessons[0].number} {lessons[0].title} to "
        f"{lessons[-1].number} {lessons[-1].title}, each with its minutes and question. Below them "
        f"{len(ideas)} lines, one for each idea that comes back, with a stop at every lesson where it does. "
        f"The line with most stops is “{most.name}”, in lessons {', '.join(most.stops)}."
    )


def share() -> bytes:
    """The picture beside a link to the site, 1200 by 630 pixels, as PNG: the first guess, and not its answer."""
    waits = guessing.find("middle-wait").bars
    with matplotlib.rc_context(_LOOK):
        figure = Figure(figsize=(12, 6.3), dpi=100)
        figure.text(0.05, 0.84, "After the Coup", fontsize=44, weight="bold", va="center")
        figure.text(0.05, 0.7, style.wrap(PUZZLE, 58), fontsize=22, va="top", linespacing=1.4)
        axes = figure.add_axes((0.27, 0.06, 0.68, 0.36), xlim=(0, 40), ylim=(2.5, -0.5))
        axes.set_axis_off()
        tones = [style.color("muted"), style.color("myanmar")]
        for y, ((name, months), tone) in enumerate(zip(waits.items(), tones, strict=True)):
            axes.barh(y, months, 0.66, color=tone)
            axes.text(months + 0.6, y, f"{months:g} months", fontsize=24, weight="bold", va="center")
            axes.text(-0.7, y, name, fontsize=22, ha="right", va="center")
        axes.barh(2, 39, 0.66, fill=False, ec=style.color("muted"), ls=(0, (4, 3)), lw=2)
        axes.text(-0.7, 2, "the usual wait", fontsize=22, ha="right", va="center")
        axes.text(0.8, 2, "?", fontsize=24, weight="bold", va="center")
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def chart() -> str:
    """The chart that README shows, as SVG: one that stands open in a lesson, so that it answers no guess."""
    shown = explore_vote_map(colour="r75_287").chart
    return base64.b64decode(as_source(shown.svg()).partition(",")[2]).decode()


def build(check: bool = False) -> list[Path]:
    """Write what is not as it was: README's chart, and where its words are others the poster as SVG and PDF; returns the
    paths. check: write nothing, and return what would be written."""
    changed = course.update(DOCS / "votes.svg", chart(), check)
    figure, svg, words = poster(), io.StringIO(), re.compile(r"<text[^>]*>([^<]*)</text>")
    picture, print_ = (DOCS / f"{NAME}.{kind}" for kind in ("svg", "pdf"))
    with matplotlib.rc_context(_LOOK):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        drawn = re.sub(r"(?s)<metadata>.*?</metadata>", "", svg.getvalue())
        if words.findall(drawn) == words.findall(picture.read_text(encoding="utf-8")):
            return changed
        if not check:
            figure.savefig(print_, metadata={"CreationDate": None, "Title": _TITLE, "Producer": None})
    return [*changed, *course.update(picture, drawn, check), print_]
