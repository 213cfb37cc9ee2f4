"""The poster of the course: read from course.toml, written to docs/."""

from __future__ import annotations

import re

from aftercoup.charts import style
from aftercoup.teach import course
from aftercoup.teach.pages.course_map import Idea, Lesson, course_map

ROOT = course.PROJECT
NAME = "course-map"


def poster():
    """The Chart of the course as course.toml has it."""
    listed = course.current()
    lessons = [
        Lesson(lesson.number, lesson.title, str(lesson.minutes), lesson.question, tuple(lesson.tables))
        for lesson in listed.lesson
    ]
    return course_map(lessons, [Idea(idea.name, idea.stops) for idea in listed.idea])


def svg(chart):
    """The poster as SVG that stands alone, its words as text."""
    import io

    out = io.StringIO()
    with style.look():
        chart.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"<metadata>.*?</metadata>", "", out.getvalue(), flags=re.DOTALL)


def write():
    """Write the three files; returns their paths."""
    import matplotlib

    chart, folder = poster(), ROOT / "docs"
    paths = [folder / f"{NAME}.{kind}" for kind in ("svg", "pdf", "png")]
    paths[0].write_text(svg(chart), encoding="utf-8", newline="\n")
    with style.look(), matplotlib.rc_context({"pdf.fonttype": 42}):
        chart.figure.savefig(
            paths[1], metadata={"CreationDate": None, "Title": chart.title, "Producer": None}
        )
    paths[2].write_bytes(style.png(chart.figure, dpi=110))
    return paths
