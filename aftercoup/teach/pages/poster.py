"""The poster of the course: read from README and docs/course_map.csv, written to docs/."""

from __future__ import annotations

import csv
import re

from aftercoup.charts import style
from aftercoup.teach.build import NOTEBOOKS
from aftercoup.teach.pages.course_map import Idea, Lesson, course_map

ROOT = NOTEBOOKS.parent
NAME = "course-map"


def poster():
    """The Chart of the course as README and docs/course_map.csv say it is."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    with (ROOT / "docs/course_map.csv").open(encoding="utf-8", newline="") as file:
        more = {row["lesson"]: row for row in csv.DictReader(file)}
    course = re.findall(r"^\| \[?(\d\d) ([^\]|(]+?)(?:\].*?| \(.*?| ?)\| (\w+) \|", readme, re.MULTILINE)
    lessons = [
        Lesson(number, title, minutes, more[number]["question"], tuple(more[number]["tables"].split("; ")))
        for number, title, minutes in course
    ]
    rows = re.search(r"^\| idea \|.*\n\|[-:| ]+\n((?:\|.*\n)+)", readme, re.MULTILINE)[1]
    ideas = []
    for row in rows.splitlines():
        name, where = (cell.strip() for cell in row.strip("|").split("|"))
        stops = {
            number: words.strip() for number, words in re.findall(r"(\d\d)([^;\d]*)", where.replace(",", ";"))
        }
        ideas.append(Idea(re.sub(r" \(record .*\)", "", name), stops))
    return course_map(lessons, ideas)


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
