"""What went wrong in a file that was handed in comes to whoever marks: read, or in the list to decide; never silently 0."""

import csv
import io
import json

import classroom
import pytest

from aftercoup.teach.marking import mark_command
from aftercoup.teach.marking.decisions import BLANK
from aftercoup.teach.marking.decisions import LIST as FILE

GIVEN = {"host": "Min Aung Hlaing", "place": "Naypyidaw", "month": "August 2022"}
LINES = classroom.cell_of("1.1", GIVEN).split("\n")
WHOLE = "\n".join(LINES)


def sheet(*cells, essay=""):
    """The bytes of exercise 01 with these cells in the place of the answer to 1.1."""
    notebook = json.loads(classroom.filled("01", {"1.1": GIVEN}, essay))
    index = next(n for n, cell in enumerate(notebook["cells"]) if cell["source"] == WHOLE)
    notebook["cells"][index : index + 1] = [
        {"cell_type": kind, "id": f"new-{n}", "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for n, (kind, source) in enumerate(cells or [("code", WHOLE)])
    ]
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def marked(tmp_path, data):
    """(exit status, row of the gradebook, rows to decide)."""
    path = tmp_path / "in/anna/01.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    status = mark_command.mark(tmp_path / "in", tmp_path / "out")
    tables = [(tmp_path / "out" / name).read_bytes().decode("utf-8-sig") for name in ("gradebook.csv", FILE)]
    (row,), decide = ([*csv.DictReader(io.StringIO(text, newline=""))] for text in tables)
    return status, row, decide


# what happened to the cell of 1.1 -> (file, points of 1.1, the remarks in the list to decide)
PICTURE = "holds a picture, of which nothing is read: open the file"
CASES = {
    "as it should be": (sheet(), "2", []),
    "split between fields": (
        sheet(("code", "\n".join(LINES[:2])), ("code", "\n".join(LINES[2:]))),
        "2",
        ["in more than one cell, and read"],
    ),
    "rest in a Markdown cell": (
        sheet(("code", "\n".join(LINES[:2])), ("markdown", "\n".join(LINES[2:]))),
        "2",
        ["in more than one cell, and read"],
    ),
    "cut in a line": (
        sheet(("code", "\n".join([*LINES[:2], "place:"])), ("code", "\n".join(["Naypyidaw", *LINES[3:]]))),
        "2",
        ["in more than one cell, and read"],
    ),
    "full-width signs": (
        sheet(("code", WHOLE.replace(": ", "：").replace("%%answer 1.1", "％％answer　１．１"))),
        "2",
        [],
    ),
    "brackets and equals signs of another keyboard": (
        sheet(
            (
                "code",
                "answer（“１．１”，\n host＝“Min Aung Hlaing”，\n place＝“Naypyidaw”，\n month＝“August 2022”）",
            )
        ),
        "2",
        [],
    ),
    "a value that is no date": (
        sheet(("code", WHOLE.replace("August 2022", "after the winter"))),
        "1",
        ["month cannot be read: “after the winter”"],
    ),
    "words outside of the fields": (
        sheet(("code", WHOLE), ("markdown", "It was in Moscow, as far as I remember.")),
        "2",
        ["typed near the answer, and not read: “It was in Moscow, as far as I remember.”"],
    ),
    "a picture for an essay": (
        sheet(essay="![image.png](attachment:image.png)"),
        "2",
        [PICTURE, "an essay of 0 words"],
    ),
    "a picture for an essay, with its data": (
        sheet(essay=f"![image.png](data:image/png;base64,{'A' * 40})"),
        "2",
        ["holds a picture: the desk shows it below the text", "an essay of 0 words"],
    ),
    "six pictures for an essay": (
        sheet(essay="\n".join(f"![](data:image/png;base64,{sign * 40})" for sign in "ABCDEF")),
        "2",
        [
            "its file holds 6 pictures, of which the desk shows 4: open the file for the others",
            "an essay of 0 words",
        ],
    ),
    "a picture for a value": (
        sheet(("code", WHOLE.replace("August 2022", "![image.png](attachment:image%20(1).png)"))),
        "1",
        [PICTURE, "month cannot be read: “[picture]”"],
    ),
    "a long picture before a value": (
        sheet(("code", WHOLE.replace("month:", f"<img src='data:image/png;base64,{'A' * 90_000}'>\nmonth:"))),
        "2",
        [PICTURE],
    ),
    "half a sentence for an essay": (sheet(essay="I think that"), "2", ["an essay of 3 words"]),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost_in_silence(tmp_path, case):
    data, points, remarks = CASES[case]
    status, row, decide = marked(tmp_path, data)
    assert row["Q1.1"] == points
    assert [entry["what"] for entry in decide] == ["; ".join(remarks)] * bool(remarks)
    assert all(remark in row["to look at"] for remark in remarks)
    assert status == bool(remarks)


def test_a_number_that_can_be_read_in_two_ways_is_told_as_such(tmp_path):
    """Behind a blank a dash is a bullet; kappa may also be below zero."""
    blank = json.loads(sheet(("code", WHOLE)))
    (cell,) = [one for one in blank["cells"] if "".join(one["source"]).startswith("%%answer 1.8")]
    cell["source"] = "%%answer 1.8\nchance: 0.50\nkappa: - 0.40"
    _, _, decide = marked(tmp_path, json.dumps(blank).encode())
    assert [entry["what"] for entry in decide] == ["kappa can be read in two ways: “- 0.40”"]


ESSAY = "Three claims stand in the report, and each is known from another voice. " * 5


def changed(data, *changes):
    """The bytes of a sheet with other words. changes: (what a cell begins with, its old words, new ones)."""
    notebook = json.loads(data)
    for begins, old, new in changes:
        (cell,) = [one for one in notebook["cells"] if "".join(one["source"]).startswith(begins)]
        assert old in "".join(cell["source"])
        cell["source"] = "".join(cell["source"]).replace(old, new)
    return json.dumps(notebook).encode()


def test_what_was_typed_into_the_optional_question_is_to_decide(tmp_path):
    _, row, decide = marked(tmp_path, changed(sheet(), ("%%answer 1.11", "named: ", f"named: 44\n\n{ESSAY}")))
    words = "1.11: answers to other questions stand in its cell, and are read: 1.10"
    assert words in row["to look at"] and "Q1.10" in row["still to read"]
    assert any(words in entry["what"] for entry in decide)


def test_how_an_answer_to_the_optional_question_was_read_is_not_to_decide(tmp_path):
    data = changed(sheet(), ("%%answer 1.11", "own: ", "own: 3\nown: 68"))
    status, row, decide = marked(tmp_path, data)
    assert (status, row["to look at"], decide) == (0, "", [])


MENDED = [
    ("### 1.10 ", "You write a short note", "You write a brief note"),
    ("### 1.3 ", "Here are five", "Here are 5"),
    ("How the essay is marked", "Names a doubt in general", "Names some doubt"),
    ("### 1.11 ", "Compute it for", "Work it out for"),
]


def test_a_sheet_with_lines_that_a_teacher_mended_later_stays_blank(tmp_path):
    _, row, decide = marked(tmp_path, changed(classroom.filled("01", {}), *MENDED))
    assert (row["points"], row["still to read"], row["Q1.10"]) == ("0", "", "0")
    assert [entry["what"] for entry in decide] == [BLANK.rstrip(".")]


def test_words_that_were_put_into_the_question_of_the_essay_are_told_and_no_essay(tmp_path):
    """A teacher or a student may have done it."""
    put_in = ("### 1.10 ", "The table below", "The big table below")
    _, row, decide = marked(tmp_path, changed(classroom.filled("01", {}), put_in))
    assert (row["still to read"], row["Q1.10"]) == ("", "0") and "The big table" in decide[0]["what"]


@pytest.mark.parametrize("answers, told", [({}, True), ({"1.3": {"cut": "b, c, e"}}, False)])
def test_options_that_were_deleted_in_a_question_without_an_answer_are_told(tmp_path, answers, told):
    a = "- a. Putin says that the ties are going in a good direction\n"
    data = changed(classroom.filled("01", {"1.1": GIVEN} | answers), ("### 1.3 ", a, ""))
    _, row, _ = marked(tmp_path, data)
    remark = "1.3: typed near the answer, and not read: of the options in its text b, c, d, e are left"
    assert (remark in row["to look at"]) == told


def test_a_blank_exercise_is_to_decide(tmp_path, capsys):
    status, row, decide = marked(tmp_path, classroom.filled("01", {}))
    assert (status, row["points"]) == (1, "0")
    assert [(entry["what"], entry["student"]) for entry in decide] == [(BLANK.rstrip("."), "anna")]
    mark_command.mark(tmp_path / "in", tmp_path / "out")
    assert f"To look at: 1 exercise with remarks, all in {FILE}. anna: {BLANK}" in capsys.readouterr().out


def test_a_date_whose_other_reading_is_right_is_to_decide(tmp_path):
    for typed, remarks in {
        "9/6/2022": ["day can be read in two ways: “9/6/2022”, read as 9 June 2022, a Thursday"],
        "6/9/2022": [],
        "9 June 2022": [],
    }.items():
        data = classroom.filled("01", {"1.2": {"day": typed}})
        _, row, decide = marked(tmp_path / typed.replace("/", "-"), data)
        assert [entry["what"] for entry in decide] == remarks
        assert row["Q1.2"] == ("1" if typed == "6/9/2022" else "0")


def test_what_was_typed_stands_beside_the_remark(tmp_path):
    _, _, decide = marked(tmp_path, CASES["a value that is no date"][0])
    assert decide[0]["typed"].split("\n") == [f"{name}: {typed}" for name, typed in GIVEN.items()][:2] + [
        "month: after the winter"
    ]
    assert (decide[0]["question"], decide[0]["points now"], decide[0]["of"]) == ("Q1.1", "1", "2")


def test_how_an_answer_was_found_is_told_once_on_the_students_page(tmp_path):
    marked(tmp_path, sheet(("code", WHOLE.replace("host: ", "# host: "))))
    page = (tmp_path / "out/feedback/anna.html").read_text(encoding="utf-8")
    assert page.count("Your answer stands behind the sign #: type it behind host: instead.") == 1


def test_a_file_that_cannot_be_read_is_to_decide_and_points_for_it_count(tmp_path, capsys):
    for name, data in {"anna/01.ipynb": sheet(), "bo/answers.docx": b"PK"}.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/run.json").write_text("{}")
    for decided in ("", "bo,,5,read on paper,B"):
        if decided:
            student, question, points, reason, by = decided.split(",")
            (row,) = read(tmp_path)
            assert (row["student"], row["exercise"], row["question"], row["file"]) == (
                "bo",
                "01",
                "",
                "bo/answers.docx",
            )
            assert row["what"].startswith("bo/answers.docx is not read: it is a file of another kind (.docx)")
            row |= {"points": points, "reason": reason, "by": by}
            with (tmp_path / "out" / FILE).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerow(row)
        mark_command.mark(tmp_path / "in", tmp_path / "out")
    assert "Taken over from to_decide.csv into decisions.csv: 1 decision" in capsys.readouterr().out
    assert read(tmp_path) == [], "what is decided is not asked again"
    text = (tmp_path / "out/gradebook.csv").read_text(encoding="utf-8-sig")
    assert {row["student"]: row["total"] for row in csv.DictReader(io.StringIO(text, newline=""))}[
        "bo"
    ] == "5"


def read(tmp_path):
    """The rows to decide."""
    text = (tmp_path / "out" / FILE).read_text(encoding="utf-8-sig")
    return [*csv.DictReader(io.StringIO(text, newline=""))]
