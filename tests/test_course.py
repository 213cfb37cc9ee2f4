"""The course for nbgrader: the real one generates, autogrades and exports it, and comes to our points."""

import csv
import json
import os
import re
import sys
from pathlib import Path

import classroom
import nbformat
import pytest
from once import read_zip
from test_keys import NUMBERS, master_of

from aftercoup import cli
from aftercoup.answers.notebook import POINTS_LINE
from aftercoup.teach.editions import nbgrader_course as course
from aftercoup.teach.editions import points
from aftercoup.teach.marking.find_hand_ins import open_submissions
from aftercoup.teach.marking.mark_file import mark_file

SHEET = "01"  # it opens no explorer, and has a table of codes, a short text and an essay
NAME = f"exercise_{SHEET}"
SKILLS = {"anna": 1, "bo": 0.6, "cleo": 0.3}

pytestmark = pytest.mark.filterwarnings("ignore:Object of type")  # of nbgrader's database


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The folder that the command writes."""
    folder = tmp_path_factory.mktemp("course") / "after the coup"
    assert cli.main(["pack", "--for", "nbgrader", "-o", str(folder)]) == 0
    return folder


def cells_of(path):
    return nbformat.read(path, as_version=4).cells


def about(cell):
    return cell.metadata.get("nbgrader", {})


# ---------------------------------------------------------------- the source tree


@pytest.mark.parametrize("number", NUMBERS)
def test_each_question_has_its_points_once(tree, number):
    sheet = master_of(number).exercise
    name = sheet.notebook.removesuffix(".ipynb")
    cells = cells_of(tree / "source" / name / sheet.notebook)
    marked = [about(cell) for cell in cells if about(cell)]
    assert len({one["grade_id"] for one in marked}) == len(marked)
    for one in marked:
        assert re.fullmatch(r"[\w-]+", one["grade_id"]) and one["schema_version"] == 3
        assert one["locked"] == (not one["solution"]) and one["grade"] == ("points" in one)
    worth = {}
    for one in marked:
        question = one["grade_id"].partition("-")[2].replace("-", ".")
        worth[question] = worth.get(question, 0) + one.get("points", 0)
    assert worth == pytest.approx({question.id: question.points for question in sheet.questions.values()})


@pytest.mark.parametrize("number", NUMBERS)
def test_a_test_cell_stands_right_below_its_answer(tree, number):
    master = master_of(number)
    notebook = master.exercise.notebook
    cells = cells_of(tree / "source" / notebook.removesuffix(".ipynb") / notebook)
    tests = [
        place for place, cell in enumerate(cells) if about(cell).get("grade_id", "").startswith("points")
    ]
    by_key = [
        question for question in master.exercise.questions.values() if course.worth(question, master)[0]
    ]
    assert len(tests) == len(by_key) > 1
    for place in tests:
        question = about(cells[place])["grade_id"].removeprefix("points")
        assert about(cells[place - 1])["grade_id"] == f"answer{question}"


def test_a_zip_file_holds_the_same(tree, tmp_path):
    assert cli.main(["pack", "--for", "nbgrader", "-o", str(tmp_path / "course.zip")]) == 0
    there = {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()
    }
    assert read_zip(tmp_path / "course.zip") == there


def test_a_folder_with_files_is_left_alone(tmp_path, capsys):
    (tmp_path / "gradebook.db").write_text("all marks", encoding="utf-8")
    assert cli.main(["pack", "--for", "nbgrader", "-o", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


# ---------------------------------------------------------------- points, without nbgrader


def key_of(question):
    """The key of a question as its test cell holds it."""
    fields = master_of(SHEET).exercise.questions[question].fields
    found = {name: master_of(SHEET).key(question, name) for name in fields}
    return {name: (key.items, key.misses) for name, key in found.items() if key}


def first_field():
    """(question, field, right answer as typed) of some text field of the sheet."""
    for question, answers in master_of(SHEET).answers.items():
        for name, answer in answers.fields.items():
            if answer.field.kind == "text" and answer.key:
                return question, name, answer.typed[0]


def placed(folder, question, source, extra=()):
    """A sheet in a folder in which one answer cell has this source; other cells may follow it."""
    name, notebook = classroom.blank(SHEET)
    notebook = json.loads(json.dumps(notebook))
    place = next(
        place
        for place, cell in enumerate(notebook["cells"])
        if "".join(cell["source"]).startswith(f"%%answer {question}\n")
    )
    notebook["cells"][place]["source"] = source
    notebook["cells"][place + 1 : place + 1] = list(extra)
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


def test_what_cannot_be_read_is_said_and_counts_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    question, name, right = first_field()
    only = {name: key_of(question)[name]}
    field = master_of(SHEET).exercise.questions[question].fields[name]
    placed(tmp_path, question, f"%%answer {question}\n{name}: {right}")
    assert points.points(question, **only) == field.points and capsys.readouterr().out == ""
    placed(tmp_path, question, f"%%answer {question}\n{name}: ?")
    assert points.points(question, **only) == 0


def test_the_test_cell_itself_is_no_answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    question, name, right = first_field()
    cell = course.test_cell(question, 1, master_of(SHEET))
    cell.source = f"%%answer {question}\n{name}: {right}"
    placed(tmp_path, question, f"%%answer {question}\n{name}: ", [cell])
    assert points.points(question, **key_of(question)) == 0
    cell.metadata["nbgrader"].update(grade=False, solution=True)
    placed(tmp_path, question, f"%%answer {question}\n{name}: ", [cell])
    assert points.points(question, **key_of(question)) > 0


# ---------------------------------------------------------------- the round with nbgrader


def nbgrader(command, *arguments):
    """Run a command of nbgrader in the course where we are: in this process, as each start costs seconds."""
    from nbgrader import apps

    app = getattr(apps, command)()
    app.initialize(list(arguments))
    app.start()  # it exits with a status where something goes wrong


@pytest.fixture(scope="module")
def graded(tree, tmp_path_factory):
    """The course after the round: three students of a synthetic class, on one sheet.

    The sheet is released into an exchange folder, fetched, filled in, submitted and collected, as on a hub.
    """
    pytest.importorskip("nbgrader", reason="nbgrader is not installed (python start.py test installs it)")
    from nbgrader.exchange.default import submit

    hub = tmp_path_factory.mktemp("hub")
    exchange = (f"--Exchange.root={hub / 'exchange'}", "--CourseDirectory.course_id=coup")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tree)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(tree / "own"))
        patch.setenv("PYTHONPATH", str(classroom.ROOT))
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls alembic
        nbgrader("GenerateAssignmentApp", NAME)
        nbgrader("ReleaseAssignmentApp", NAME, *exchange)
        for name, skill in SKILLS.items():
            (hub / name).mkdir()
            patch.chdir(hub / name)
            patch.setattr(submit, "get_username", lambda name=name: name)  # all are one user of this machine
            nbgrader("FetchAssignmentApp", NAME, *exchange)
            fill_in(hub / name / NAME / f"{NAME}.ipynb", name, skill)
            nbgrader("SubmitApp", NAME, *exchange)
        patch.chdir(tree)
        nbgrader("CollectApp", NAME, *exchange, "--ExchangeCollect.check_owner=False")
        nbgrader("AutogradeApp", NAME)
        nbgrader("ExportApp")
    return tree


def fill_in(path, name, skill):
    """Answer the sheet as nbgrader gave it out."""
    answers, _ = classroom.student(SHEET, master_of(SHEET), skill, name)
    for question in master_of(SHEET).exercise.questions.values():
        for field in question.fields.values():
            if field.kind == "short" and skill == 1:
                answers.setdefault(question.id, {})[field.name] = "Two sources say so, and they differ."
            if field.kind in ("set", "choices", "codes") and name == "bo":  # one of several
                right = master_of(SHEET).answers[question.id].fields[field.name].typed[0]
                answers.setdefault(question.id, {})[field.name] = right.split(",")[0]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        asked = re.match(r"%%answer (\S+)", "".join(cell["source"]))
        if asked and asked[1] in answers:
            cell["source"] = classroom.cell_of(asked[1], answers[asked[1]])
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.slow
def test_a_release_is_the_sheet_that_students_know_and_holds_no_answer(graded):
    released = [path for path in (graded / "release").rglob("*") if path.is_file()]
    assert [path.name for path in released] == [f"{NAME}.ipynb"]
    cells = cells_of(released[0])
    tests = [cell for cell in cells if about(cell).get("grade_id", "").startswith("points")]
    others = [cell for cell in cells if cell not in tests]
    sheet = [("".join(cell["source"]), cell["cell_type"]) for cell in classroom.blank(SHEET)[1]["cells"]]
    assert [(cell.source.rstrip("\n"), cell.cell_type) for cell in others] == [
        (source.rstrip("\n"), kind) for source, kind in sheet
    ]
    assert len(tests) > 5
    for cell in tests:
        question = about(cell)["grade_id"].removeprefix("points-").replace("-", ".")
        assert cell.source == POINTS_LINE.format(question)
        assert not about(cell)["solution"] and about(cell)["locked"]
    for cell in cells:
        assert not cell.get("outputs")
        assert set(cell.metadata) <= {"nbgrader", "aftercoup", "tags", "deletable", "editable"}
        names = "grade solution locked task points grade_id schema_version checksum cell_type"
        assert set(about(cell)) <= set(names.split())
    given, secret = released[0].read_text(encoding="utf-8"), "### BEGIN HIDDEN TESTS"
    assert secret not in given
    assert secret in (graded / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")


@pytest.mark.slow
def test_nbgrader_gives_the_points_that_our_marking_gives(graded, tmp_path):
    from nbgrader.api import Gradebook

    masters = {SHEET: master_of(SHEET)}
    ours = {}
    for one in open_submissions(graded / "submitted"):
        mark, why = mark_file(one, masters)
        assert not why and not mark.reasons, (why, mark.reasons)
        ours[mark.student.id] = {question.id: question for question in mark.questions}
    assert set(ours) == set(SKILLS)
    states = {field.verdict.state for one in ours["bo"].values() for field in one.fields}
    assert states >= {"right", "partly", "not yet"}
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        for name, questions in ours.items():
            grades = {one.name: one for one in book.find_submission_notebook(NAME, NAME, name).grades}
            for question in questions.values():
                own = question.id.replace(".", "-")
                test = grades.pop(f"points-{own}", None)
                if test is not None:
                    assert test.auto_score == pytest.approx(question.certain), (name, question.id)
                by_hand = grades.pop(f"answer-{own}", None) or grades.pop(f"essay-{own}", None)
                asked = masters[SHEET].exercise.questions[question.id]
                by_key, rest = course.worth(asked, masters[SHEET])
                assert [one and one.max_score for one in (test, by_hand)] == [
                    by_key or None,
                    question.asked.points - by_key or None,
                ]
            assert not grades
    scores = {name: sum(one.certain for one in questions.values()) for name, questions in ours.items()}
    assert scores["anna"] > scores["bo"] > scores["cleo"] > 0
    with open(graded / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["raw_score"]) for name, row in rows.items()} == pytest.approx(scores)
    assert {float(row["max_score"]) for row in rows.values()} == {master_of(SHEET).exercise.points}


@pytest.mark.slow
def test_the_command_mark_agrees_with_the_export(graded, tmp_path):
    assert cli.main(["mark", str(graded / "submitted"), "--out", str(tmp_path)]) == 0  # nothing to look at
    with open(tmp_path / "gradebook.csv", encoding="utf-8-sig", newline="") as file:
        ours = {row["student"]: float(row["points"]) for row in csv.DictReader(file)}
    with open(graded / "grades.csv", encoding="utf-8", newline="") as file:
        theirs = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    two_decimals = {name: round(points, 2) for name, points in theirs.items()}  # as a gradebook has them
    assert ours == pytest.approx(two_decimals) and set(ours) == set(SKILLS)
