"""What a person writes by hand for a run: decisions, and what changes by them."""

import csv
import io

import classroom
import pytest

from aftercoup.teach.marking import run

HEADER = "student,exercise,question,points,reason,by,when\n"
GIVEN = {"1.1": {"host": "Min Aung Hlaing", "place": "Naypyidaw"}}  # some points of 1.1
MORE = {"1.1": GIVEN["1.1"] | {"month": "August 2022"}}  # all of them
ROSTER = "id,name\nann,Ann A.\nbo,Bo B.\ncy,Cy C.\n"


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture
def hand_ins(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    for name, answers in {"ann/01.ipynb": GIVEN, "ann/01-2.ipynb": MORE, "bo/01.ipynb": GIVEN}.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(classroom.filled("01", answers))
    return tmp_path


def marked(folder, decisions=None, **options):
    """(exit status, student -> row of the gradebook, rows of changes.csv)."""
    out = folder / "out"
    if decisions is not None:
        (out / "decisions.csv").write_text(HEADER + decisions, encoding="utf-8")
    status = run.mark(folder / "in", out, str(folder / "roster.csv"), **options)
    return status, {row["student"]: row for row in rows(out / "gradebook.csv")}, rows(out / "changes.csv")


# row -> (student, total after it); before, bo has the points of 1.1 that the fixture knows
@pytest.mark.parametrize(
    "row, student, total, question",
    [
        ("bo,01,1.1,2,appeal,Dr. B,2026-11-28", "bo", "2", "2"),
        ("BO,1,1.1,2,appeal,Dr. B,2026-11-28", "bo", "2", "2"),
        ("bo,01,whole,30,oral exam,Dr. B,today", "bo", "30", None),
        ("bo,01,,exempt,ill,Dr. B,today", "bo", "exempt", None),
        ("cy,01,,12,on paper,Dr. B,today", "cy", "12", None),
        ("cy,01,,exempt,ill,Dr. B,today", "cy", "exempt", None),
        ("ann,01,,file: 01-2.ipynb,asked for it,Dr. B,today", "ann", "2", None),
    ],
)
def test_a_decision_counts_and_is_shown(hand_ins, row, student, total, question, capsys):
    _, before, _ = marked(hand_ins)
    _, after, changed = marked(hand_ins, row + "\n")
    assert after[student]["total"] == total
    if question:
        assert after[student]["Q1.1"] == question
    said = row.split(",")[4]
    assert said in after[student]["decided"]
    if (student, total) != ("cy", "exempt"):  # who had no points has none
        assert [(one["student"], one["to"]) for one in changed] == [(student, total.replace("exempt", ""))]
        assert "Points changed" in capsys.readouterr().out
    pages = "".join(path.read_text(encoding="utf-8") for path in (hand_ins / "out/feedback").iterdir())
    assert said in pages
    others = [one for one in before if one != student]
    assert [after[one] for one in others] == [before[one] for one in others]
    _, again, changed = marked(hand_ins)
    assert again == after and not changed


def test_a_bonus_is_added(hand_ins):
    _, before, _ = marked(hand_ins)
    _, after, _ = marked(hand_ins, "bo,01,,+1.5,first to see it,B,today\n")
    assert float(after["bo"]["total"]) == float(before["bo"]["total"]) + 1.5
    assert after["bo"]["points"] == before["bo"]["points"]


@pytest.mark.parametrize(
    "row, says",
    [
        ("Bo B.,01,1.1,2,,,", "nobody of the class has the id 'Bo B.'"),
        ("bo,77,1.1,2,,,", "no exercise 77"),
        ("bo,01,1.99,2,,,", "no question 1.99"),
        ("bo,01,1.1,many,,,", "'many' are not read"),
        ("bo,01,1.1,200,,,", "more than the"),
        ("bo,01,1.1,exempt,,,", "about the whole exercise"),
        ("bo,01,,file: other.ipynb,,,", "no one file"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_counts(hand_ins, row, says, capsys):
    _, before, _ = marked(hand_ins)
    status, after, _ = marked(hand_ins, f"{row}\nann,01,1.1,2,good,,\n")
    out = capsys.readouterr().out
    assert status == 1 and says in out and "decisions.csv, line 2" in out
    assert after["bo"]["total"] == before["bo"]["total"] and after["ann"]["Q1.1"] == "2"
