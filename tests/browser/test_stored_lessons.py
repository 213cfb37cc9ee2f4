"""The explorers of the lessons that test_lessons.py does not run, as they are stored, on a plain page."""

import json
import re

from test_lessons import *  # noqa: F403
from test_lessons import EVERY, IN_JUPYTERLAB, serious, unfold
from test_lessons import LESSONS as RUN


def outputs_of(path):
    """(name, HTML) of each stored explorer of a lesson; there is one for each cell that calls for one."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    outputs = [
        output.get("data", {}).get("text/html", "") for cell in cells for output in cell.get("outputs", ())
    ]
    found = [
        (match[1], html)
        for html in map("".join, outputs)
        if (match := re.search('data-explorer="([^"]+)', html))
    ]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(found) == sum(call in source for source in code for call in CALLS)  # noqa: F405
    return found


# Lesson -> its explorers that no lesson before it has. Two views of one explorer do not differ in what it can do.
FIRST, known = {}, {name for path in RUN for name, _ in outputs_of(path)}
for path in EVERY:
    FIRST[path] = [html for name, html in outputs_of(path) if name not in known]
    known |= {name for name, _ in outputs_of(path)}
LESSONS = [path for path in EVERY if FIRST[path]]
for name in IN_JUPYTERLAB:
    del globals()[name]

# What JupyterLab's cells leave of a wide and a narrow page to an output, and the size of their words.
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>body {{ margin: 0 74px 2000px 126px; background: #fff; font: 14px/1.5 sans-serif }}
@media (max-width: 900px) {{ body {{ margin-left: 62px }} }} .jp-OutputArea {{ margin: 16px 0 }}</style>
</head><body>{outputs}</body></html>"""


@pytest.fixture(scope="module")  # noqa: F405
def opened(page, tmp_path_factory):
    """A function that opens a page with the stored explorers of a lesson."""
    folder = tmp_path_factory.mktemp("stored")

    def show(path):
        outputs = "".join(f'<div class="jp-OutputArea">{html}</div>' for html in FIRST[path])
        file = folder / f"{path.stem}.html"
        file.write_text(PAGE.format(name=path.stem, outputs=outputs), "utf-8")
        page.goto(file.as_uri())

    return show


def test_accessibility(live, axe):
    unfold(live)
    assert serious(live[0].page, axe, "body") == []
