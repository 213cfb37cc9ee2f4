"""Pack the source tree of an nbgrader course: sheets that it can generate, release, collect and autograde.

An answer cell holds the blanks, and behind them, between nbgrader's marks, the worked answer. The test cell
below it holds the key between the marks of hidden tests. So a release is the sheet as students know it.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from aftercoup.answers.exercise import Question
from aftercoup.answers.notebook import POINTS_LINE
from aftercoup.teach.content import course, keys
from aftercoup.teach.content.keys import Master
from aftercoup.teach.editions import exercises
from aftercoup.teach.editions.build import CELL_METADATA, written
from aftercoup.teach.writing.archives import write_archive, write_folder

README = course.PROJECT / "docs" / "README-nbgrader.md"
CONFIG = '''\
"""nbgrader: nothing takes the place of a worked answer in a released sheet."""

c = get_config()
c.ClearSolutions.code_stub = {"python": ""}
'''
SOLUTION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
TEST = """\
{first}
### BEGIN HIDDEN TESTS
from aftercoup.teach.editions.points import points

points(
    "{question}",
{keys}
)
### END HIDDEN TESTS"""


def files(letter: str = "a") -> dict[str, bytes]:
    """All files of the source tree: path -> bytes. Raises as pack.write does. letter: of the variant that it asks."""
    texts = {"nbgrader_config.py": CONFIG, "README.md": README.read_text(encoding="utf-8")}
    for notebook, master in exercises.masters():
        name = Path(master.exercise.notebook).stem
        texts[f"source/{name}/{name}.ipynb"] = source(notebook, master.drawn(master.letter(letter)))
    return {path: text.encode("utf-8") for path, text in texts.items()}


def source(notebook: NotebookNode, master: Master) -> str:
    """The text of a sheet's source notebook, from its filled master."""
    cells = []
    for part, cell in exercises.asked(notebook, master):
        cells.append(cell)
        if not part.worked:
            continue
        question = master.exercise.questions[part.worked]
        lines = part.cell.source.partition("\n")[2]
        if question.variant:
            right = master.answers[question.id].fields.items()
            lines = "\n".join(f"{name}: {answer.typed[0]}" for name, answer in right)
        cell.source += f"\n{SOLUTION.format(lines)}"
        if question.essay:
            _about(cell, f"essay-{question.id}", question.points, solution=True)
            continue
        by_key, by_hand = worth(question, master)
        _about(cell, f"answer-{question.id}", by_hand, solution=True)
        if by_key:
            cells.append(test_cell(question.id, by_key, master))
    return written(nbformat.v4.new_notebook(cells=cells), run=False, keep=(*CELL_METADATA, "nbgrader"))


def worth(question: Question, master: Master) -> tuple[float, float]:
    """(points of the fields that have a key, points of those that a person marks) of a question."""
    fields = question.fields.values()
    by_key = sum([field.points for field in fields if master.key(question.id, field.name)], 0.0)
    return round(by_key, 4), round(sum(field.points for field in fields) - by_key, 4)


def test_cell(question: str, points: float, master: Master) -> NotebookNode:
    """The locked test cell of a question; its hidden part holds the key."""
    fields = master.exercise.questions[question].fields
    key_of = {name: master.key(question, name) for name in fields}
    lines = [f"    {name}=({key.items!r}, {key.misses!r})," for name, key in key_of.items() if key]
    cell = nbformat.v4.new_code_cell(
        TEST.format(first=POINTS_LINE.format(question), question=question, keys="\n".join(lines))
    )
    _about(cell, f"points-{question}", points)
    cell.id = cell.metadata["nbgrader"]["grade_id"]
    return cell


def _about(cell: NotebookNode, name: str, points: float, solution: bool = False) -> None:
    """Set a cell's nbgrader metadata (schema 3). A cell without points is not marked by itself."""
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name.replace(".", "-"),
        "grade": bool(points),
        "solution": solution,
        "locked": not solution,
        "task": False,
        **({"points": points} if points else {}),
    }


def write(output: Path, letter: str = "a") -> str:
    """Write the course as a zip file or into a new folder; what it is, in a sentence. Raises as `files` does."""
    if output.suffix == ".zip":
        write_archive(files(letter), "after-the-coup-nbgrader", output)
    elif output.is_dir() and any(output.iterdir()):
        raise keys.KeyProblem(
            [f"The folder {output.name} is not empty. Name a new one, then copy from it what you need."]
        )
    else:
        write_folder(files(letter), output)
    return f"{output.name} is written: {len(keys.numbers())} sheets for nbgrader. It holds the answers."
