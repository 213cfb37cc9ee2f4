"""The whole of marking: a class with known truth, broken and hostile files, results always whole."""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import classroom
import fuzz_marking
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercoup import cli
from aftercoup.teach.content import keys
from aftercoup.teach.marking import class_report, essays, feedback, mark_command
from aftercoup.teach.marking.gradebook import column, number
from aftercoup.teach.marking.mark_file import mark_file
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, Student
from aftercoup.teach.marking.teacher_tables import read_roster

SHEET = "04"
CLASS = 24


@pytest.fixture(scope="module")
def masters():
    return {found: keys.load(found) for found in keys.numbers()}


@pytest.fixture(scope="module")
def truth(masters):
    """student -> (bytes of the sheet, points)."""
    found = {}
    for place in range(CLASS):
        answers, points = classroom.student(SHEET, masters[SHEET], place / (CLASS - 1), place)
        found[f"s{place:02}"] = classroom.filled(SHEET, answers), points
    return found


@pytest.fixture(scope="module")
def one(truth):
    """A sheet that is worth something, and how much."""
    return truth[f"s{CLASS - 4:02}"]


def put(folder, files):
    """Write files (name -> bytes) into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def marked(tmp_path, files, **options):
    """(exit status, folder of results, rows of the gradebook) for these files."""
    out = tmp_path / "marks"
    status = mark_command.mark(put(tmp_path / "in", files), out, **options)
    return status, out, rows(out / "gradebook.csv")


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def name_of(number_):
    return classroom.blank(number_)[0]


# ---------------------------------------------------------------- a class with known truth


@pytest.mark.parametrize("sheet", keys.numbers())
def test_a_class_gets_the_points_it_is_worth(tmp_path, masters, sheet):
    worth, files = {}, {}
    for place in range(8):
        answers, points = classroom.student(sheet, masters[sheet], place / 7, place)
        worth[f"s{place}"], files[f"s{place}/{name_of(sheet)}"] = points, classroom.filled(sheet, answers)
    _, _, found = marked(tmp_path, files)
    assert {row["student"]: row["points"] for row in found} == {who: number(worth[who]) for who in worth}
    assert {row["possible"] for row in found} == {number(masters[sheet].exercise.points)}


def test_the_worked_sheets_have_full_marks_but_for_what_a_person_reads(tmp_path, masters):
    files = {
        f"teacher/{path.name}": path.read_bytes() for path in classroom.SOLUTIONS.glob("exercise_*.ipynb")
    }
    _, _, found = marked(tmp_path, files)
    assert len(found) == len(masters)
    for row in found:
        waiting = row["still to read"].split()
        for question in masters[row["exercise"]].exercise.counted.values():
            if column(question.id) not in waiting:
                assert row[column(question.id)] == number(question.points), question.id


def test_several_sheets_and_attempts_and_a_roster(tmp_path, truth):
    first, last = truth["s05"], truth["s20"]
    files = {
        f"doeanna_1_10_{name_of('04')}": first[0],
        "doeanna_LATE_1_11_03_trace_the_contacts-1.ipynb": last[0],
        f"roeben_2_12_{name_of('05')}": classroom.filled("05", {}),
    }
    (tmp_path / "roster.csv").write_text(
        "id;name\n1;Doe, Anna\n2;Roe, Ben\n3;Poe, Cem\n", encoding="utf-8-sig"
    )
    status, out, found = marked(tmp_path, files, roster=tmp_path / "roster.csv")
    by_name = {row["name"]: row for row in reversed(found) if row["points"] or row["student"] == "3"}
    assert by_name["Doe, Anna"]["points"] == number(last[1]) and by_name["Doe, Anna"]["late"] == "late"
    assert by_name["Doe, Anna"]["attempts"] == "2" and by_name["Roe, Ben"]["points"] == "0"
    assert by_name["Poe, Cem"]["to look at"] == "nothing handed in"
    for rule, points in (("first", first[1]), ("best", max(first[1], last[1]))):
        _, _, again = marked(tmp_path, files, attempts=rule)
        assert next(row for row in again if row["student"] == "1")["points"] == number(points)
    command = ["mark", str(tmp_path / "in"), "--out", str(tmp_path / "none"), "--attempts", "worst"]
    assert cli.main(command) == 2 and not (tmp_path / "none").exists()


def test_a_platforms_sheet_is_filled_and_its_archive_of_feedback_made(tmp_path, capsys, truth):
    files = {f"s{n}_{n}_{n + 50}_{name_of('04')}": truth[f"s{n:02}"][0] for n in range(10, 14)}
    lines = "".join(f'"Doe, S{n}",{n},POL,\n' for n in range(10, 16))
    canvas = tmp_path / "export.csv"
    canvas.write_text(f"Student,ID,Section,Exercise 04 (9)\nPoints Possible,,,30.0\n{lines}")
    _, out, _ = marked(tmp_path, files, sheet=[canvas])
    filled = list(csv.reader((out / "filled" / "export.csv").open()))
    assert {row[1]: row[3] for row in filled[2:6]} == {
        str(n): number(truth[f"s{n}"][1]) for n in range(10, 14)
    }
    assert [row[3] for row in filled[6:]] == ["", ""] and "Points Possible,,,30.0" in canvas.read_text()
    with zipfile.ZipFile(out / "feedback_for_upload.zip") as zipped:
        assert len(zipped.namelist()) == 4 and all("_1" in name for name in zipped.namelist())
    names = {row["student"]: row["name"] for row in rows(out / "gradebook.csv")}
    assert names["10"] == "Doe, S10"  # as the export has it, and not as Canvas writes it into file names
    both = {**files, f"s9_9_9_{name_of('03')}": classroom.filled("03", {})}
    mark_command.mark(put(tmp_path / "in", both), out, sheet=[canvas])
    assert "no column is named like exercise 03" in capsys.readouterr().out
    assert [row[3] for row in csv.reader((out / "filled" / "export.csv").open())][2] == filled[2][3]
    canvas.write_text(f"Student,ID,Section,Coups (9)\nPoints Possible,,,30.0\n{lines}")
    with pytest.raises(MarkingError, match="For which exercise.* Write --sheet 04=export.csv"):
        marked(tmp_path, both, sheet=[canvas])


def test_the_same_input_gives_the_same_bytes_in_any_order(tmp_path, truth):
    names = [f"{who}/{name_of(SHEET)}" for who in truth]
    results = []
    for turn, order in enumerate((names, names[::-1])):
        archive = tmp_path / f"{turn}" / "in.zip"
        archive.parent.mkdir()
        with zipfile.ZipFile(archive, "w") as zipped:
            for name in order:
                zipped.writestr(
                    zipfile.ZipInfo(name, (1990 + turn, 1, 1, 0, 0, 0)), truth[name.split("/")[0]][0]
                )
        out = tmp_path / f"{turn}" / "marks"
        mark_command.mark(archive, out)
        results.append(
            {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        )
    assert results[0] == results[1] and len(results[0]) > CLASS


def test_marking_says_what_the_students_own_card_says(tmp_path, masters, truth):
    from aftercoup.answers.notebook import read_notebook

    _, out, _ = marked(tmp_path, {"a/x.ipynb": truth["s12"][0]})
    page = Words((out / "feedback" / "a.html").read_text(encoding="utf-8")).text
    submission = read_notebook(truth["s12"][0])
    told = 0
    for question, fields in submission.answers.items():
        for name, typed in fields.items():
            field = masters[SHEET].exercise.questions[question].fields[name]
            reading = field.read(typed)
            verdict = field.judge(reading, masters[SHEET].key(question, name))
            if verdict.state == "not yet":
                told += 1
                assert " ".join(verdict.says.split()) in page
    assert told > 1


class Words(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.words = []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_data(self, data):
        self.words.append(data)


# ---------------------------------------------------------------- essays


def test_essays_are_read_in_a_table_and_counted_by_the_next_marking(tmp_path, masters, one):
    last = list(masters[SHEET].exercise.counted.values())[-1]
    answers, points = classroom.student(SHEET, masters[SHEET], 1, 1)
    sheet = classroom.filled(SHEET, answers, essay="A judgement in my own words.")
    _, out, found = marked(tmp_path, {"a/x.ipynb": sheet})
    assert found[0]["still to read"] == column(last.id) and found[0][column(last.id)] == ""
    table = (out / essays.QUEUE).read_bytes().decode("utf-8-sig")
    assert "A judgement in my own words." in table and ",1,1,1,1," not in table
    header, line = list(csv.reader(io.StringIO(table, newline="")))[:2]
    criteria = len(masters[SHEET].answers[last.id].criteria)
    for place in range(1, criteria + 1):
        line[header.index(f"criterion {place}")] = "1"
    line[header.index("comment")] = "Well argued."
    held = io.StringIO()
    csv.writer(held).writerows([header, line])
    (out / essays.QUEUE).write_text(held.getvalue(), encoding="utf-8")
    _, out, found = marked(tmp_path, {"a/x.ipynb": sheet})
    assert found[0][column(last.id)] == str(criteria) and found[0]["points"] == number(points + criteria)
    assert found[0]["still to read"] == ""
    assert "Well argued." in (out / "feedback" / "a.html").read_text(encoding="utf-8")
    # a click at the desk comes later than the table, and marking once more keeps it
    with open(out / essays.CLICKS, "a", encoding="utf-8") as clicks:
        clicks.write(essays.line(line[0], essays.SPREADSHEET, 0, 2))
    for _ in range(2):
        _, out, found = marked(tmp_path, {"a/x.ipynb": sheet})
        assert found[0][column(last.id)] == str(criteria + 1)


def test_a_table_that_cannot_be_read_stops_before_anything_is_written(tmp_path, one):
    _, out, _ = marked(tmp_path, {"a/x.ipynb": one[0]})
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (out / essays.QUEUE).write_text("nonsense\n")
    with pytest.raises(MarkingError):
        marked(tmp_path, {"a/x.ipynb": one[0], "b/x.ipynb": one[0]})
    before[out / essays.QUEUE] = b"nonsense\n"
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_cell_that_is_no_number_is_named_and_the_others_count(tmp_path, masters, capsys):
    files = {f"{name}/x.ipynb": classroom.filled(SHEET, {}, essay=f"Of {name}. " * 9) for name in "ab"}
    _, out, _ = marked(tmp_path, files)
    header, *lines = csv.reader(
        io.StringIO((out / essays.QUEUE).read_bytes().decode("utf-8-sig"), newline="")
    )
    first = header.index("criterion 1")
    criteria = len(list(masters[SHEET].answers.values())[-1].criteria)
    for line in lines:
        line[first : first + criteria] = ["1"] * criteria
    lines[0][first] = "x"
    held = io.StringIO()
    csv.writer(held).writerows([header, *lines])
    (out / essays.QUEUE).write_text(held.getvalue(), encoding="utf-8")
    capsys.readouterr()
    _, _, found = marked(tmp_path, files)
    assert sorted(row["points"] for row in found) == ["0", str(criteria)]
    assert (
        f"1 place in essays.csv does not count: line 2, essay {lines[0][0]}, 'x'." in capsys.readouterr().out
    )


# ---------------------------------------------------------------- answer keys with a fault


def test_a_fault_in_an_answer_key_stops_the_run_and_the_former_results_stay(
    tmp_path, monkeypatch, capsys, one, masters
):
    solutions = tmp_path / "solutions"
    shutil.copytree(keys.SOLUTIONS, solutions)
    monkeypatch.setattr(keys, "SOLUTIONS", solutions)
    other = classroom.filled("05", {})
    _, out, _ = marked(tmp_path, {"a/x.ipynb": one[0], "b/x.ipynb": other})
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for number_ in ("04", "05"):
        key = solutions / f"{number_}_key.toml"
        key.write_text(
            key.read_text(encoding="utf-8").replace("\npoints = ", "\npoint = ", 1), encoding="utf-8"
        )
    broken = solutions / "06_key.toml"  # nobody handed this exercise in
    broken.write_text("title = 'not closed\n", encoding="utf-8")
    assert cli.main(["mark", str(tmp_path / "in"), "--out", str(out)]) == mark_command.NOT_DONE
    said = capsys.readouterr().out
    assert "04_key.toml, question 4.1" in said and "05_key.toml, question 5.1" in said
    assert "Nothing was marked, and nothing was written" in said and "06_key" not in said
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


# ---------------------------------------------------------------- broken and hostile files


def cells(data):
    return json.loads(data)


def changed(data, **more):
    return json.dumps(cells(data) | more).encode()


def with_cell(data, source, kind="code"):
    """The sheet with one more cell at its end."""
    notebook = cells(data)
    cell = {"cell_type": kind, "metadata": {}, "source": source}
    notebook["cells"].append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    return json.dumps(notebook).encode()


READ = {  # what is done to a sheet that is still to be read with all its points
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "CRLF": lambda data: json.dumps(cells(data), indent=1).replace("\n", "\r\n").encode(),
    "no metadata": lambda data: json.dumps(
        {
            "cells": [
                {k: v for k, v in cell.items() if k in ("cell_type", "source")}
                for cell in cells(data)["cells"]
            ]
        }
    ).encode(),
    "another kernel": lambda data: changed(
        data, metadata={"kernelspec": {"name": "xeus", "display_name": "?"}}
    ),
    "cells shuffled": lambda data: changed(
        data, cells=random.Random(1).sample(cells(data)["cells"], len(cells(data)["cells"]))
    ),
    "large outputs": lambda data: changed(data, noise="A" * 12_000_000),
    "NaN": lambda data: data[:-1] + b', "x": NaN}',
    "a cell that ends the world": lambda data: with_cell(
        data, "__import__('os').system('touch executed')\nopen('executed', 'w')"
    ),
    "answer redefined": lambda data: with_cell(
        data, "def answer(*a, **k):\n    raise SystemExit\nanswer = print"
    ),
    "a bomb of powers": lambda data: with_cell(data, "x = 9**9**9**9\ny = '1'*10**12\nz = 1e999"),
    "a walrus and an f-string": lambda data: with_cell(data, "(y := f'{open}')"),
    "a million digits": lambda data: with_cell(data, f"n = {'9' * 18_000}"),
    "terminal signs": lambda data: with_cell(data, "# \x1b]0;title\x07\x1b[2J"),
}


@pytest.mark.parametrize("what", READ)
def test_a_changed_file_keeps_its_points_and_runs_nothing(tmp_path, monkeypatch, one, truth, what):
    monkeypatch.chdir(tmp_path)
    other = truth["s12"]
    _, out, found = marked(tmp_path, {"a/x.ipynb": READ[what](one[0]), "b/x.ipynb": other[0]})
    assert {row["student"]: row["points"] for row in found} == {"a": number(one[1]), "b": number(other[1])}
    assert not (tmp_path / "executed").exists()


TASK_OF_A_STUDENT = """contacts = ac.frame("contacts")
russia = (contacts.counterpart_state == "RUS"  # not finished
rows: 12
contacts.shape"""


def test_an_optional_task_brings_nothing_and_its_code_is_passed_over(tmp_path, masters, one):
    """Whatever stands there, right or wrong, finished or not: no points, no reason to look, and no word in any result."""
    notebook = cells(one[0])
    (task,) = [q for q in masters[SHEET].exercise.questions.values() if q.optional]
    for cell in notebook["cells"]:
        if cell["id"] == "optional-data":
            cell["source"] = TASK_OF_A_STUDENT
        elif cell["id"] == "optional-answer":
            cell["source"] = classroom.cell_of(task.id, {"russia": "12", "china": "no idea"})
    with_task = json.dumps(notebook).encode()
    gone = [cell for cell in notebook["cells"] if not cell["id"].startswith("optional-")]
    files = {"a/x.ipynb": with_task, "b/x.ipynb": changed(with_task, cells=gone), "c/x.ipynb": one[0]}
    _, out, found = marked(tmp_path, files)
    assert {row["points"] for row in found} == {number(one[1])} and not any(
        row["to look at"] for row in found
    )
    written = "".join(
        path.read_text("utf-8") for path in out.rglob("*.*") if path.suffix in (".csv", ".html")
    )
    assert not any(
        words in written for words in (f"{task.id} {task.title}", column(task.id), "0 of 0 points")
    )


UNREAD = {
    "empty": b"",
    "no JSON": b"hello",
    "cut off before any cell": b'{"cells": [{"cell_type": "code", "sou',
    "nested 100,000 deep": b"[" * 100_000,
    "another notebook": json.dumps(
        {"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    ).encode(),
    "a number": b"7",
    "the lesson": (classroom.ROOT / "notebooks/01_read_the_event.ipynb").read_bytes(),
    "binary": bytes(range(256)) * 50,
    "Latin-1": "{é".encode("latin-1"),
}


@pytest.mark.parametrize("what", UNREAD)
def test_a_file_that_cannot_be_read_is_named_with_a_reason_and_the_rest_goes_on(tmp_path, one, what):
    status, out, found = marked(tmp_path, {"a/x.ipynb": UNREAD[what], "b/x.ipynb": one[0]})
    fates = json.loads((out / "run.json").read_text())["inputs"]
    assert status == 1 and fates["a/x.ipynb"].startswith("not ") and len(fates["a/x.ipynb"]) > 30
    assert fates["b/x.ipynb"] == "marked"
    assert {row["student"]: row["points"] for row in found} == {"a": "", "b": number(one[1])}
    assert "a/x.ipynb" in (out / "report.html").read_text(encoding="utf-8")


def files_beside(out):
    """What the report says of files that do not count: their number, then each with the reason."""
    said = Words((out / "report.html").read_text(encoding="utf-8")).text
    assert "Every file was marked" not in said
    number_, _, listed = said.partition("Files that do not count: ")[2].partition("what happened")
    return f"{number_.split()[0]}{listed}"


def test_a_lesson_is_listed_only_where_its_student_handed_in_no_exercise(tmp_path, one):
    lesson = (classroom.ROOT / "notebooks/01_read_the_event.ipynb").read_bytes()
    files = {"a/x.ipynb": one[0], "a/01_read.ipynb": lesson, "b/01_read.ipynb": lesson}
    _, out, _ = marked(
        tmp_path, files | {"c/x.ipynb": classroom.filled(SHEET, {}), "c/01_read.ipynb": lesson}
    )
    told = {row["student"] for row in rows(out / "to_decide.csv") if "this is a lesson" in row["what"]}
    assert told == {"b", "c"}  # c left the exercise blank
    beside = files_beside(out)
    assert "1 a/01_read.ipynb a lesson, beside an exercise" in beside and "b/01_read.ipynb" not in beside


def test_a_sheet_cut_off_in_the_middle_keeps_what_is_left(tmp_path, one):
    _, out, found = marked(tmp_path, {"a/x.ipynb": one[0][: len(one[0]) * 2 // 3], "b/x.ipynb": one[0]})
    assert [row["student"] for row in found] == ["a", "b"]
    assert 0 < float(found[0]["points"]) < one[1]
    (cut,) = [row["what"] for row in rows(out / "to_decide.csv") if row["student"] == "a"]
    assert cut.startswith("file cut off") and "ask for it again" in cut and "not in it" in cut
    page = (out / "feedback/a.html").read_text(encoding="utf-8")
    assert "Your file is cut off" in page and "is not in it: hand it in again" in page
    assert "You left this empty" not in page
    assert "make a new one" not in page


NASTY = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.org","x")',
    "\x1b[31mred",
    "x" * 5_000_000,
    "\u202eevil",
    "'); DROP TABLE students;--",
    '"""',
    "\\",
    "{}{}%s",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_answer_reaches_beyond_its_own_cell(tmp_path, one, text):
    answers = {question: dict.fromkeys(names, text) for question, names in fields_of(SHEET).items()}
    if len(text) > 10**6:  # once is enough: a whole sheet of it would be cut while reading
        answers = dict([next(iter(answers.items()))])
    nasty = classroom.filled(SHEET, answers, essay=text)
    _, out, found = marked(tmp_path, {"a/x.ipynb": nasty, "b/x.ipynb": one[0]})
    by_student = {row["student"]: row for row in found}
    assert by_student["b"]["points"] == number(one[1]) and by_student["a"]["points"] == "0"
    for path in out.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".csv", ".json"):
            words = path.read_bytes().decode("utf-8-sig")
            assert "<script>alert" not in words or path.suffix != ".html"
            assert "\x1b" not in words and "\u202e" not in words and len(words) < 3_000_000
    for row in csv.reader(io.StringIO((out / essays.QUEUE).read_bytes().decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "@")) or "\x1b" in cell for cell in row)


def fields_of(sheet):
    found = {}
    for question, name in classroom.typed(sheet):
        found.setdefault(question, []).append(name)
    return found


def test_two_students_with_the_same_words_are_shown_and_not_judged(tmp_path, one):
    told = [
        f"The {word} claim of the report rests on number {place}."
        for place, word in enumerate("first second third fourth fifth sixth".split())
    ]
    essay = " ".join(told * 2)
    changed = essay.replace("second claim", "other claim").replace("number 3", "figure 3")
    files = {
        "a/x.ipynb": classroom.filled(SHEET, {}, essay=essay),
        "b/x.ipynb": classroom.filled(SHEET, {}, essay=changed),
        "c/x.ipynb": one[0],
    }
    _, out, found = marked(tmp_path, files)
    ((first, second, share),) = json.loads((out / "run.json").read_text())["same words"]
    assert (first, second) == ("a/x.ipynb", "b/x.ipynb") and 0.5 < share < 1
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "shown, not judged" in report and f"{share:.0%}" in report
    assert len({row["points"] for row in found if row["student"] != "c"}) == 1


def test_files_of_several_students_that_are_the_same_are_shown_and_not_judged(tmp_path, capsys):
    wrong = {"1.1": {"host": "Lavrov", "place": "Moscow", "month": "May 2020"}, "1.7": {"state": "Serbia"}}
    right = {"1.1": {"host": "Min Aung Hlaing", "place": "Naypyidaw"}}
    same = "What I think of the report and of its claims."
    files = {
        "a/x.ipynb": classroom.filled("01", wrong),
        "b/x.ipynb": classroom.filled("01", wrong),
        "c/x.ipynb": classroom.filled("01", wrong, essay=same),  # another file with the same answers
        "d/x.ipynb": classroom.filled("01", right),
        "e/x.ipynb": classroom.filled("01", right, essay=same),  # right alike
        "f/x.ipynb": classroom.filled("01", {}),
        "g/x.ipynb": classroom.filled("01", {}),  # blank alike
        "h/x.ipynb": classroom.filled("01", {"1.1": wrong["1.1"]}),
    }
    status, out, found = marked(tmp_path, files)
    said = "To look at: 2 groups of students with the same file, or the same answers with mistakes, in report.html."
    assert said in capsys.readouterr().out and status == mark_command.SOMETHING_TO_LOOK_AT
    report = Words((out / "report.html").read_text(encoding="utf-8")).text
    table = report.partition("The same from several students")[2].partition("This is shown, not judged")[0]
    assert re.findall(r"01 (.*?) (the whole|all 4)", table) == [("a, b", "the whole"), ("a, b, c", "all 4")]


def test_names_equal_but_for_case_or_unicode_form_are_one_student_with_two_attempts(tmp_path, truth):
    files = {
        "Zoë/x.ipynb": truth["s05"][0],
        "zoe\u0308/x.ipynb": truth["s20"][0],
        "b/x.ipynb": truth["s01"][0],
    }
    _, out, found = marked(tmp_path, files)
    assert (
        len(found) == 2
        and "nothing tells which is the last" in found[1]["to look at"] + found[0]["to look at"]
    )
    assert len(list((out / "feedback").iterdir())) == 2
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "nothing tells which is the last" in report and "the last attempt counts" not in report
    assert " counts: nothing tells which is the last" in files_beside(out)


def test_two_students_of_one_name_are_told_apart_in_the_report(tmp_path, one):
    (tmp_path / "roster.csv").write_text("id,name\na,Mia Khin\nb,Mia Khin\nc,Tom Lee\n", encoding="utf-8")
    files = {f"{who}/x.ipynb": one[0][:-900] for who in "abc"}  # cut off, so there is a remark
    _, out, _ = marked(tmp_path, files, roster=tmp_path / "roster.csv")
    report = (out / "report.html").read_text(encoding="utf-8")
    assert all(who in report for who in ("Mia Khin (a)", "Mia Khin (b)", "Tom Lee (c)"))


def test_a_bomb_and_a_nested_archive_leave_the_others_alone(tmp_path, one):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("deeper.zip", b"PK\x05\x06" + b"\0" * 18)
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        with zipped.open("a/x.ipynb", "w", force_zip64=True) as bomb:
            for _ in range(1100):
                bomb.write(b"0" * 2**20)
        zipped.writestr("b/x.ipynb", one[0])
        zipped.writestr("c/work.zip", inner.getvalue())
    assert mark_command.mark(archive, tmp_path / "marks") == 1
    points = {row["student"]: row["points"] for row in rows(tmp_path / "marks" / "gradebook.csv")}
    assert points == {"a": "", "b": number(one[1]), "c": ""}


# what took 18 seconds each: files of the largest size that is read, which are slow to parse or to cut; each made when it
# is needed, else every process would make all of them
BOMBS = {
    "braces": lambda: b'{"a":' * 8_000_000,
    "backslashes": lambda: b'{"cells": "' + b"\\\\" * 20_000_000 + b'"}',
    "quotes": lambda: b'"",' * 13_000_000,
    "digits": lambda: b'{"cells": ' + b"1" * 40_000_000 + b"}",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_takes_a_few_seconds_of_the_processor(tmp_path, one, kind):
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a/x.ipynb", BOMBS[kind]())
        zipped.writestr("b/x.ipynb", one[0])
    begun = time.process_time()
    assert mark_command.mark(archive, tmp_path / "marks") == 1
    assert time.process_time() - begun < 9
    points = {row["student"]: row["points"] for row in rows(tmp_path / "marks" / "gradebook.csv")}
    assert points == {"a": "", "b": number(one[1])}


@pytest.mark.slow
@pytest.mark.parametrize("pictures, handed_in", [(4, True), (20, False)])
def test_outputs_of_many_megabytes_are_read_or_refused_in_bounded_memory(tmp_path, one, pictures, handed_in):
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process's own memory is read from /proc, which only Linux has")
    before, after = json.dumps(cells(one[0])["cells"])[:-1], "]}"
    picture = json.dumps(
        {
            "cell_type": "code",
            "metadata": {},
            "source": "",
            "outputs": [{"data": {"image/png": random.Random(1).randbytes(10**5).hex() + "A" * 98 * 10**5}}],
        }
    )
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        with zipped.open("a/x.ipynb", "w", force_zip64=True) as large:
            large.write(('{"nbformat": 4, "cells": ' + before).encode())
            for _ in range(pictures):
                large.write(b", " + picture.encode())
            large.write(after.encode())
        zipped.writestr("b/x.ipynb", one[0])
    code = (
        "import re, sys; from aftercoup.teach.marking import mark_command\n"
        "mark_command.mark(sys.argv[1], sys.argv[2])\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+) kB', open('/proc/self/status').read())\n"
        "print(int(peak[1]) // 1024)"
    )
    out = tmp_path / "marks"
    done = subprocess.run(
        [sys.executable, "-c", code, str(archive), str(out)],
        env=os.environ | {"PYTHONPATH": str(classroom.ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout.split()[-1]) < 300
    points = {row["student"]: row["points"] for row in rows(out / "gradebook.csv")}
    assert points == {"a": number(one[1]) if handed_in else "", "b": number(one[1])}


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_a_sheet_with_any_bytes_changed_is_marked_or_refused_in_a_sentence(truth, masters, seed):
    """Bytes of a real sheet are changed, cut and doubled. No byte stops the marking."""
    fuzz_marking.marked_or_refused(fuzz_marking.changed(truth["s20"][0], random.Random(seed)), masters)


def test_the_long_fuzz_run_counts_what_it_did_and_leaves_the_others_alone(capsys):
    assert fuzz_marking.main(["--seconds", "0", "--batch", "3", "--sheets", SHEET]) == 0
    assert "3 changed sheets" in capsys.readouterr().out


def test_the_fuzz_run_finds_a_mark_that_is_no_mark(masters, one, monkeypatch):
    monkeypatch.setattr(fuzz_marking, "mark_file", lambda hand_in, masters: (None, "no"))
    with pytest.raises(AssertionError):
        fuzz_marking.marked_or_refused(one[0], masters)


# ---------------------------------------------------------------- the command


def command(*arguments):
    return [sys.executable, "-m", "aftercoup", "mark", *map(str, arguments)]


def test_a_cell_that_was_deleted_or_made_text_is_a_reason_to_look(tmp_path, one):
    deleted, text = cells(one[0]), cells(one[0])
    place = next(n for n, c in enumerate(text["cells"]) if "".join(c["source"]).startswith("%%answer 4.1\n"))
    del deleted["cells"][place]
    text["cells"][place] |= {"cell_type": "markdown", "source": "I think it was Vladivostok."}
    files = {f"{who}/x.ipynb": json.dumps(data).encode() for who, data in (("a", deleted), ("b", text))}
    _, out, found = marked(tmp_path, {**files, "c/x.ipynb": one[0]})
    assert ["4.1: cell gone" in row["to look at"] for row in found] == [True, True, False]
    page = (out / "feedback/a.html").read_text(encoding="utf-8")
    of_it = page.partition('id="q4.1"')[2].partition("</details>")[0]
    assert "make a new one" in of_it and "You left this empty" not in of_it


def test_one_export_takes_several_exercises_and_another_exercise_says_what_it_replaces(tmp_path, capsys, one):
    (tmp_path / "export.csv").write_text(
        "Student,ID,Section,Exercise 04 (9),Exercise 05 (8)\nPoints Possible,,,30,30\nDoe,7,A,,\n"
    )
    answers, points = classroom.student("05", keys.load("05"), 1, 1)
    other = classroom.filled("05", answers)
    files = {f"doe_7_1_{name_of('04')}": one[0], f"doe_7_2_{name_of('05')}": other}
    sheets = [f"{number_}={tmp_path / 'export.csv'}" for number_ in ("04", "05")]
    _, out, _ = marked(tmp_path, files, sheet=sheets)
    *_, row = csv.reader((out / "filled" / "export.csv").open())
    assert row == ["Doe", "7", "A", number(one[1]), number(points)]
    _, out, _ = marked(tmp_path, files, sheet=[tmp_path / "export.csv"])  # the names of its columns tell
    assert list(csv.reader((out / "filled" / "export.csv").open()))[-1] == row
    put(tmp_path / "next", {f"doe_7_2_{name_of('05')}": other})
    mark_command.mark(tmp_path / "next", out)
    assert "Before, this folder held exercise 04: these results were replaced" in capsys.readouterr().out
    mark_command.mark(tmp_path / "next", out)
    assert "Before" not in capsys.readouterr().out


def test_the_summary_and_the_gradebook_name_a_student_whose_file_cannot_be_read(tmp_path, capsys, one):
    files = {f"a/{name_of(SHEET)}": one[0], "b/answers.docx": b"PK", "c/answers.pdf": b"%PDF"}
    (tmp_path / "roster.csv").write_text("id,name\na,Anna\nb,Ben\nc,Cem\nd,Dana\n")
    status = mark_command.mark(
        put(tmp_path / "in", files), tmp_path / "marks", roster=tmp_path / "roster.csv"
    )
    said = capsys.readouterr().out
    assert (
        status == mark_command.SOMETHING_TO_LOOK_AT
        and "3 files (one folder for each student): 1 sheet of" in said
    )
    assert "2 files not marked. b/answers.docx is not read: it is a file of another kind (.docx)" in said
    assert "1 student of the roster handed in nothing" in said
    found = {row["name"]: row["to look at"] for row in rows(tmp_path / "marks" / "gradebook.csv")}
    assert "(.docx)" in found["Ben"] and "(.pdf)" in found["Cem"] and found["Anna"] == ""
    assert found["Dana"] == "nothing handed in"


def test_files_that_were_cut_off_or_are_none_are_named_where_the_summary_says(tmp_path, capsys, one):
    files = {f"{who}/{name_of(SHEET)}": one[0][:-900] for who in "ab"}  # cut off
    put(tmp_path / "in", files | {"c/answers.pdf": b"%PDF", "d/answers.docx": b"PK"})
    command = ["mark", str(tmp_path / "in"), "--out", str(tmp_path / "marks")]
    assert cli.main(command) == mark_command.SOMETHING_TO_LOOK_AT
    said, out = capsys.readouterr().out, tmp_path / "marks"
    assert (
        "exercises with remarks" in said
        and "not marked" in said
        and f"Results: {tmp_path / 'marks/report.html'}," in said
    )
    assert "all in to_decide.csv" in said and said.count("The others: report.html.") == 1
    assert (out / "gradebook.csv").read_bytes().count(b"cut off") == 2  # where it says that they are
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "answers.pdf" in report and "answers.docx" in report and 'href="answers.csv"' in report


def test_the_command_line_marks_and_says_one_sentence_when_it_cannot(tmp_path, capsys, one):
    put(tmp_path / "in", {"a/x.ipynb": one[0]})
    status = cli.main(["mark", str(tmp_path / "in"), "--out", str(tmp_path / "marks")])
    said = capsys.readouterr().out
    assert status in (0, 1) and "1 sheet of 1 student marked" in said and len(said.splitlines()) <= 12
    assert cli.main(["mark", str(tmp_path / "none"), "--out", str(tmp_path / "marks")]) == 2
    assert capsys.readouterr().out.startswith("There is no file or folder")
    assert (tmp_path / "marks" / "gradebook.csv").exists()


def test_a_zip_of_the_whole_course_folder_counts_what_is_filled_in(tmp_path, one):
    files = {f"a/exercises/{name_of(number_)}": classroom.filled(number_, {}) for number_ in keys.numbers()}
    files[f"a/exercises/{name_of(SHEET)}"] = one[0]
    files[f"b/{name_of('05')}"] = classroom.filled("05", {})
    _, out, found = marked(tmp_path, files)
    assert {(row["student"], row["exercise"]): row["points"] for row in found if row["points"]} == {
        ("a", SHEET): number(one[1]),
        ("b", "05"): "0",
    }
    fates = json.loads((out / "run.json").read_text())["inputs"]
    assert "it is blank" in fates[f"a/exercises/{name_of('05')}"] and len(fates) == len(files)
    beside = files_beside(out)
    assert (
        beside.startswith(f"{len(files) - 2} ")
        and f"a/exercises/{name_of('05')} marked, but it is blank" in beside
    )


def test_a_batch_whose_files_fit_no_platform_is_told_in_the_summary(tmp_path, capsys, one):
    files = {f"doe, {who}_12_3{who}_{name_of(SHEET)}": one[0] for who in "12"}
    put(tmp_path / "in", files)
    assert mark_command.mark(tmp_path / "in", tmp_path / "marks") == mark_command.SOMETHING_TO_LOOK_AT
    assert "2 files do not fit the names that a platform gives" in capsys.readouterr().out


def test_an_export_that_is_no_roster_is_told_what_its_first_line_has_to_name(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Student,SIS Login ID,a,b,c,d,e\nAnna,101,,,,,\n", encoding="utf-8")
    with pytest.raises(MarkingError) as told:
        read_roster(path)
    assert str(told.value) == (
        "export.csv has no column id; its first line is Student, SIS Login ID, a, b, c, d …. "
        "It has to name id, and may name name, variant: see docs/marking.md."
    )


@pytest.mark.parametrize("first", ["", "sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n'])
def test_a_roster_may_begin_with_the_line_that_tells_excel_the_delimiter(tmp_path, first):
    path = tmp_path / "roster.csv"
    path.write_text(f"{first}id;name\n101;Anna Berg\n102;Doe, Ben\n", encoding="utf-8")
    assert [*read_roster(path).values()] == [Student("101", "Anna Berg"), Student("102", "Doe, Ben")]


def test_who_has_no_id_in_a_roster_stands_there_by_name(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("id,name,variant\n101,Anna Berg,\n,Ben Doe,a\n,Cem Ay,b\n", encoding="utf-8")
    assert [*read_roster(path).values()] == [
        Student("101", "Anna Berg"),
        Student("Ben Doe", "Ben Doe", "a"),
        Student("Cem Ay", "Cem Ay", "b"),
    ]


@pytest.mark.parametrize("line", ["102,?????? ????", "102,JosÃ©", "#NAME?,Ben"])
def test_a_roster_in_which_letters_were_lost_is_refused_with_its_line(tmp_path, line):
    path = tmp_path / "roster.csv"
    path.write_text(f"id,name\n101,Anna\n{line}\n", encoding="utf-8")
    with pytest.raises(MarkingError, match="^roster.csv, line 3, (id|name): found .*CSV UTF-8"):
        read_roster(path)


def test_a_roster_whose_ids_fit_nobody_is_told_with_both_kinds_of_ids(tmp_path, capsys, one):
    path = tmp_path / "roster.csv"
    path.write_text("id,name\n101,Anna\n102,Ben\n", encoding="utf-8")
    put(tmp_path / "in", {f"{who}/{name_of(SHEET)}": one[0] for who in ("anna", "ben")})
    assert (
        mark_command.mark(tmp_path / "in", tmp_path / "marks", roster=path)
        == mark_command.SOMETHING_TO_LOOK_AT
    )
    said = capsys.readouterr().out
    assert (
        "To look at: No id of the roster belongs to a file. The roster has 101, 102; the files have anna, ben."
        in said
    )
    path.write_text("id,name\nanna,Anna\n102,Ben\n", encoding="utf-8")
    mark_command.mark(tmp_path / "in", tmp_path / "marks", roster=path)
    said = capsys.readouterr().out
    assert "No id of the roster" not in said and "1 student of the roster handed in nothing" in said


def test_one_exercise_can_be_marked_alone(tmp_path, one):
    files = {f"a/{name_of(SHEET)}": one[0], f"b/{name_of('05')}": classroom.filled("05", {})}
    _, out, found = marked(tmp_path, files, exercise=["4"])
    assert [(row["student"], row["exercise"]) for row in found] == [("a", SHEET)]
    assert f"1 b/{name_of('05')} marked, but it is exercise 05, which --exercise leaves out" in files_beside(
        out
    )
    with pytest.raises(MarkingError, match="no exercise 77"):
        marked(tmp_path, files, exercise=["77"])


def test_whoever_stops_listening_to_the_summary_sees_no_traceback(tmp_path, one):
    put(tmp_path / "in", {"a/x.ipynb": one[0]})
    process = subprocess.Popen(
        command(tmp_path / "in", "--out", tmp_path / "marks"),
        env=os.environ | {"PYTHONPATH": str(classroom.ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() in (0, 1)
    assert (tmp_path / "marks" / "gradebook.csv").exists()


def test_without_a_place_to_write_to_the_results_are_there(tmp_path, monkeypatch, one):
    """As a scheduler or pythonw starts it."""
    put(tmp_path / "in", {"a/x.ipynb": one[0]})
    monkeypatch.setattr(sys, "stdout", None)
    mark_command.mark(tmp_path / "in", tmp_path / "marks")
    assert len(rows(tmp_path / "marks" / "gradebook.csv")) == 1


def test_nothing_in_the_summary_steers_a_terminal(tmp_path, capsys, one):
    files = {"a/x.ipynb": one[0], "b\x1b]0;title\x07/\x1b[2Jx.docx": b"PK"}
    mark_command.mark(put(tmp_path / "in", files), tmp_path / "marks")
    assert "\x1b" not in capsys.readouterr().out


def test_a_terminal_is_not_left_in_a_folder_that_is_gone(tmp_path, monkeypatch, capsys, one):
    put(tmp_path / "in", {"a/x.ipynb": one[0]})
    command = ["mark", str(tmp_path / "in"), "--out"]
    cli.main([*command, str(tmp_path / "marks")])
    (tmp_path / "marks" / "mine").mkdir()
    for folder, out in (("marks", "."), ("marks/mine", ".."), ("marks/mine", str(tmp_path / "marks"))):
        monkeypatch.chdir(tmp_path / folder)
        capsys.readouterr()
        assert cli.main([*command, out]) == 2 and "You are inside marks" in capsys.readouterr().out
        assert (tmp_path / "marks" / "gradebook.csv").exists()


def test_a_process_killed_at_any_moment_leaves_whole_results(tmp_path, truth):
    """Killed after longer and longer times while it marks again and again: what is there is of one run."""
    folder = put(tmp_path / "in", {f"{who}/{name_of(SHEET)}": data for who, (data, _) in truth.items()})
    out = tmp_path / "marks"
    code = (
        "import sys; from aftercoup.teach.marking import mark_command\n"
        "for turn in range(99): mark_command.mark(\n"
        "    sys.argv[1], sys.argv[2], answers=turn % 2 == 1, attempts=('last', 'first')[turn % 2])"
    )
    environment = os.environ | {"PYTHONPATH": str(classroom.ROOT)}
    for wait in (0.8, 1.1, 1.4, 1.7):
        process = subprocess.Popen([sys.executable, "-c", code, str(folder), str(out)], env=environment)
        time.sleep(wait)
        process.kill()
        process.wait()
        if not out.exists():
            continue
        pages = list((out / "feedback").iterdir())
        worked = {"A worked answer" in path.read_text(encoding="utf-8") for path in pages}
        rule = json.loads((out / "run.json").read_text(encoding="utf-8"))["attempts"]
        assert worked == {rule == "first"} and len(pages) == CLASS and (out / "report.html").exists()
    mark_command.mark(folder, out)
    assert len(rows(out / "gradebook.csv")) == CLASS
    assert {path.name for path in tmp_path.iterdir()} == {"in", "marks"}


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        (lambda path: (path / "in").mkdir(), MarkingError),
        (lambda path: put(path, {"in/a/x.ipynb": b"{}", "marks/thesis.txt": b"mine"}), MarkingError),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(tmp_path, prepare, error):
    prepare(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error):
        mark_command.mark(tmp_path / "in", tmp_path / "marks")
    assert sorted(tmp_path.rglob("*")) == before


# ---------------------------------------------------------------- the report


def test_the_report_counts_as_the_gradebook_does(tmp_path, masters, truth):
    _, out, found = marked(tmp_path, {f"{who}/x.ipynb": data for who, (data, _) in truth.items()})
    page = Words((out / "report.html").read_text(encoding="utf-8")).text
    assert f"Exercise {SHEET}" in page and "Krippendorff's alpha (nominal)" in page
    for question in masters[SHEET].exercise.counted.values():
        values = [float(row[column(question.id)]) for row in found if row[column(question.id)]]
        if values and len(values) == CLASS:
            share = 100 * sum(values) / len(values) / question.points
            assert f"{question.id} {question.title}" in page and f"{share:.0f}%" in page


TABLE = feedback.template("tables.html").module.table


def test_points_of_a_class_are_a_sentence_and_a_table_with_bars():
    says, rows = class_report.distribution([0, 3, 29.5, 30, 12], 30)
    assert "from 0 to 30, half of them 12 or less" in says
    assert [count for _, (_, count) in rows] == [1, 1, 0, 0, 1, 0, 0, 0, 0, 2]
    html = TABLE("How many points", ("points", "students"), rows)
    assert "</span>2</td>" in html and "27 to 30" in html
    assert [html.count(f"width:{length}rem") for length in (0.0, 4.0, 8.0)] == [6, 3, 1]


def test_bars_begin_at_whole_points_and_shares_are_drawn_against_all_of_them():
    labels = [label for label, _ in class_report.distribution([0, 4, 31.5, 32], 32)[1]]
    assert labels[:2] == ["0 to below 4", "4 to below 8"] and labels[-1] == "28 to 32" and len(labels) == 8
    assert "width:4.0rem" in TABLE("How hard", ("question", "share"), [("1.1", (0.5, "50%"))])  # of 8


def test_a_question_that_waits_for_a_reader_is_not_called_hard(masters, one):
    """Of two, one wrote an essay and one left it empty: that one's 0 says nothing about the question."""
    essay = next(q.id for q in masters[SHEET].exercise.questions.values() if q.essay)
    marks = [
        mark_file(HandIn("x", Student(who), data=data), masters)[0]
        for who, data in (("a", one[0]), ("b", classroom.filled(SHEET, {}, essay="It was a visit.")))
    ]
    item = next(item for item in class_report.items(marks, masters[SHEET]) if item.id == essay)
    assert (item.difficulty, item.discrimination, item.verdict) == (None, None, "1 to be read")


def test_a_question_that_nobody_answered_is_not_called_hard(masters):
    data = classroom.filled(SHEET, {})
    marks = [mark_file(HandIn("x", Student(who), data=data), masters)[0] for who in "ab"]
    assert {item.verdict for item in class_report.items(marks, masters[SHEET])} == {"left empty by most"}


def test_a_question_that_many_left_empty_is_not_called_hard(masters, one):
    """Who answered had full points; the others left it empty."""
    blank = mark_file(HandIn("x", Student("b"), data=classroom.filled(SHEET, {})), masters)[0]
    place = next(
        n for n, q in enumerate(blank.questions) if not masters[SHEET].exercise.questions[q.id].essay
    )
    empty, answered = blank.questions[place], [*blank.questions]
    for points, verdict in (
        (empty.asked.points, "left empty by most"),
        (0.0, "left empty by most, very hard"),
    ):
        answered[place] = empty._replace(points=points, text="something")
        marks = [blank._replace(questions=tuple(answered)), *[blank] * 4]
        assert class_report.items(marks, masters[SHEET])[place].verdict.startswith(verdict)


def test_the_median_is_of_what_counts_and_without_who_is_exempt(tmp_path, capsys, one):
    decided = "student,exercise,question,points,reason,by,when\n"
    decided += f"a,{SHEET},,exempt,ill,B,\nb,{SHEET},,3,agreed,B,\n"
    (tmp_path / "decided.csv").write_text(decided, encoding="utf-8")
    files = {f"{who}/{name_of(SHEET)}": one[0] for who in "ab"}
    _, out, _ = marked(tmp_path, files, decisions=tmp_path / "decided.csv")
    assert f"Exercise {SHEET}: 2 sheets, median 3 of" in capsys.readouterr().out
    assert "Points of 1 student," in (out / "report.html").read_text(encoding="utf-8")


def test_a_roster_or_an_export_tells_whether_folders_are_students_or_sections(tmp_path, one):
    files = dict.fromkeys([f"A/{who}/x.ipynb" for who in ("mia", "bo", "cai")] + ["B/mia/x.ipynb"], one[0])
    (tmp_path / "roster.csv").write_text("id,name\nmia,\nbo,\ncai,\n", encoding="utf-8")
    for options, students in (
        ({}, {"A mia", "bo", "cai", "B mia"}),
        ({"roster": tmp_path / "roster.csv"}, {"A mia", "bo", "cai", "B mia", "mia"}),
    ):
        status, _, found = marked(tmp_path, files, **options)
        assert {row["student"] for row in found} == students and status == mark_command.SOMETHING_TO_LOOK_AT
    for ids, having in ("dee bo cai", {"bo", "cai"}), ("a b mia", set()):
        lines = "".join(f"X,{n},{n},S,\n" for n in ids.split())
        (tmp_path / "export.csv").write_text(f"Student,ID,SIS Login ID,Section,Exercise 04 (9)\n{lines}")
        _, out, _ = marked(tmp_path, files, sheet=[tmp_path / "export.csv"])
        filled = rows(out / "filled/export.csv")
        assert {row["ID"] for row in filled if row["Exercise 04 (9)"]} == having
