"""What a person writes by hand for a run: decisions, and what changes by them."""

import csv
import io
import json
import shutil
import time
import zipfile

import classroom
import pytest

from aftercoup.teach.content import keys
from aftercoup.teach.marking import answers_table, changed_points, decisions, mark_command
from aftercoup.teach.marking.find_hand_ins import open_submissions
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.platforms import exports, times
from aftercoup.teach.marking.platforms.hand_in import MarkingError, some

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
    """(exit status, student -> row of the gradebook, rows of changes.csv, those of all runs)."""
    out = folder / "out"
    if decisions is not None:
        (out / "decisions.csv").write_text(HEADER + decisions, encoding="utf-8")
    status = mark_command.mark(folder / "in", out, roster=folder / "roster.csv", **options)
    return status, {row["student"]: row for row in rows(out / "gradebook.csv")}, rows(out / "changes.csv")


def test_a_bonus_above_the_points_of_a_question_stops_no_report(hand_ins):
    marked(hand_ins)
    _, after, _ = marked(hand_ins, "ann,01,,+2,idea,Dr. B,today\n")
    assert (after["ann"]["Q1.1"], after["ann"]["total"]) == ("1", "3")
    assert "Questions</caption>" in (hand_ins / "out/report.html").read_text(encoding="utf-8")


def test_a_decision_whose_letters_were_lost_does_not_count_and_the_others_do(hand_ins, capsys):
    lines = "ann,01,,+2,?????? ?????,Dr. B,today\nbo,01,,+3,good,Dr. B,today\nann,01,,+5,ok,MÃ¼ller,today\n"
    before = marked(hand_ins)[1]
    capsys.readouterr()
    _, after, _ = marked(hand_ins, lines)
    said = capsys.readouterr().out
    assert after["ann"]["total"] == before["ann"]["total"]
    assert float(after["bo"]["total"]) == float(before["bo"]["total"]) + 3
    for words in (
        "line 2: reason: found '?????? ?????'",
        "line 4: by: found 'MÃ¼ller'",
        "The row does not count.",
    ):
        assert words in said
    assert (hand_ins / "out/decisions.csv").read_text(encoding="utf-8") == HEADER + lines
    marked(hand_ins, "ann,01,,seen,'?????? ????' cannot be read,Dr. B,today\n")  # what a student typed
    assert "found '" not in capsys.readouterr().out


@pytest.mark.parametrize("words", ["???", "?????? ?????", "#NAME?", "MÃ¼ller"])
def test_what_the_next_run_would_not_read_is_refused_where_it_is_typed(hand_ins, words):
    """Nothing was saved as a file there, and the sentence spoke of an older copy and of a spreadsheet program."""
    marked(hand_ins)
    for said in ((words, "Dr. B"), ("good", words)):
        with pytest.raises(
            MarkingError, match="looks like letters that a program lost: type it in other words"
        ) as told:
            decisions.save(hand_ins / "out", ("ann", "01", "1.1", "1", *said))
        assert words in str(told.value) and not (hand_ins / "out/decisions.csv").exists()
    assert "Saved" in decisions.save(
        hand_ins / "out", ("ann", "01", "1.1", "1", "“???” is an answer", "Dr. B")
    )


def test_the_page_of_a_decided_answer_does_not_say_that_it_could_not_be_read(hand_ins):
    (hand_ins / "in/bo/01.ipynb").write_bytes(
        classroom.filled("01", {"1.1": GIVEN["1.1"] | {"month": "after the winter"}})
    )
    for decided, there in ((None, True), ("bo,01,1.1,2,appeal,Dr. B,today\n", False)):
        marked(hand_ins, decided)
        (page,) = (hand_ins / "out/feedback").glob("Bo*.html")
        assert ("could not be read" in page.read_text(encoding="utf-8")) == there


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
    _, again, history = marked(hand_ins)
    assert again == after and history == changed


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
        ("bo,,1.1,2,,,", "names no exercise. Type into the column exercise which it is: 01, "),
        ("bo,01,1.99,2,,,", "no question 1.99"),
        ("bo,01,1.1,many,,,", "'many' are not read"),
        ("bo,01,1.1,200,,,", "more than the"),
        ("bo,01,1.1,exempt,,,", "about the whole exercise"),
        ("bo,01,1.1,+1.5,,,", "'+1.5' is about the whole exercise"),
        ("bo,01,1.1,minus 1,,,", "write the points that the question shall have"),
        ("bo,01,,file: other.ipynb,,,", "no one file"),
        ("cy,01,,file: other.ipynb,,,", "no one file"),  # who handed in nothing has no 0 by it
    ],
)
def test_a_bad_row_is_told_and_the_rest_counts(hand_ins, row, says, capsys):
    _, before, _ = marked(hand_ins)
    status, after, _ = marked(hand_ins, f"{row}\nann,01,1.1,2,good,,\n")
    out = capsys.readouterr().out
    assert status == 1 and says in out and "decisions.csv, line 2" in out
    assert all(after[who]["total"] == before[who]["total"] for who in ("bo", "cy"))
    assert after["ann"]["Q1.1"] == "2"


def test_a_row_without_a_student_is_nobodys_although_a_stray_file_is_nobodys_too(hand_ins, capsys):
    (hand_ins / "in/grades.csv").write_text("a stray file", encoding="utf-8")
    marked(hand_ins)
    _, after, _ = marked(hand_ins, ",01,,3,a reason,,\n")
    assert "" not in after and "nobody of the class has the id ''" in capsys.readouterr().out


def typed_into_the_list(folder, *rows_typed):
    """Fill in the last three columns of rows of to_decide.csv, as a teacher does with a spreadsheet program."""
    path = folder / "out/to_decide.csv"
    found = rows(path)
    for student, question, *values in rows_typed:
        row = next(one for one in found if (one["student"], one["question"]) == (student, question))
        row |= dict(zip(("points", "reason", "by"), values, strict=True))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, found[0], delimiter=";")
        writer.writeheader()
        writer.writerows(found)


def test_the_remark_on_two_files_is_no_reason_for_the_one_that_counts(hand_ins):
    """It said which one counted before, so a student would read that two files count."""
    marked(hand_ins)
    (row,) = rows(hand_ins / "out/to_decide.csv")
    assert row["what"].startswith("2 files, and nothing tells which is the last: ")
    assert row["what"].endswith("counts, not ann/01-2.ipynb") and row["file"] == "ann/01.ipynb"
    typed_into_the_list(hand_ins, ("ann", "", f"file: {row['file']}", "", "Dr. B"))
    marked(hand_ins)
    seen, made = rows(hand_ins / "out/decisions.csv")
    assert (made["student"], made["reason"]) == ("ann", "")
    assert (seen["student"], seen["points"], seen["reason"]) == ("ann", "seen", row["what"])
    page = next((hand_ins / "out/feedback").glob("*ann*.html")).read_text(encoding="utf-8")
    assert f"{row['file']} counts." in page and "nothing tells" not in page


def test_a_decision_on_a_file_that_fits_two_decides_nothing(hand_ins, capsys):
    marked(hand_ins)
    marked(hand_ins, "ann,01,,file: .ipynb,asked for it,Dr. B,today\n")
    assert "no one file of this student ends in .ipynb" in capsys.readouterr().out
    (row,) = rows(hand_ins / "out/to_decide.csv")
    assert row["what"].startswith("2 files, and nothing tells which is the last")
    assert "counts: decided" not in (hand_ins / "out/run.json").read_text(encoding="utf-8")


def test_three_files_of_one_folder_may_be_those_of_a_section(hand_ins):
    (hand_ins / "in/ann/another.ipynb").write_bytes(classroom.filled("01", GIVEN))
    marked(hand_ins)
    (row,) = rows(hand_ins / "out/to_decide.csv")
    assert "if they are those of several students, name a roster" in row["what"]


def test_what_is_filled_in_on_the_list_to_decide_is_taken_over_into_decisions(hand_ins, capsys):
    unread = {"1.1": GIVEN["1.1"] | {"month": "after the winter"}}
    for name, data in (("bo", classroom.filled("01", unread)), ("cy", classroom.filled("01", {}))):
        (hand_ins / "in" / name).mkdir(exist_ok=True)
        (hand_ins / "in" / name / "01.ipynb").write_bytes(data)
    _, before, _ = marked(hand_ins)
    asked = [(row["student"], row["question"]) for row in rows(hand_ins / "out/to_decide.csv")]
    assert asked == [("ann", ""), ("bo", "Q1.1"), ("cy", "")]  # nothing tells which of two files is the last
    typed_into_the_list(
        hand_ins, ("bo", "Q1.1", "1,5", "it was winter", "Dr. B"), ("cy", "", "7", "", "Dr. C")
    )
    capsys.readouterr()
    _, after, changed = marked(hand_ins)
    said = capsys.readouterr().out
    assert (
        "Taken over from to_decide.csv into decisions.csv: 2 decisions (bo, Q1.1: 1,5 instead of 1; cy, 01: 7 instead of 0)"
        in said
    )
    assert (after["bo"]["Q1.1"], after["cy"]["total"]) == ("1.5", "7") and after["ann"] == before["ann"]
    assert {one["student"]: one["to"] for one in changed} == {"bo": "1.5", "cy": "7"}
    every = rows(hand_ins / "out/decisions.csv")
    made = [one for one in every if one["points"] != "seen"]
    assert [(one["student"], one["by"]) for one in made] == [("bo", "Dr. B"), ("cy", "Dr. C")]
    assert made[1]["reason"].startswith("nothing is filled in")  # the remark, where no reason is given
    left = [row["student"] for row in rows(hand_ins / "out/to_decide.csv")]
    assert left == ["ann"], "what is decided is not asked again"
    page = (hand_ins / "out/feedback/Bo_B_bo.html").read_text(encoding="utf-8")
    assert "Decided (Dr. B, " in page and "it was winter" in page
    _, again, _ = marked(hand_ins)
    assert again == after and rows(hand_ins / "out/decisions.csv") == every


# what is typed into a row of the list on 1.1, or on the whole -> what is said
REFUSED = {
    "too many points": (("bo", "Q1.1", "200", "", "B"), "200 points are more than the 2 there are"),
    "no number": (("bo", "Q1.1", "two", "why", ""), "points 'two' are not read"),
    "lost letters": (("bo", "Q1.1", "1", "?????? ?????", "B"), "reason: found '?????? ?????'"),
    "a reason alone": (("bo", "Q1.1", "", "it was winter", "B"), "points is empty. Write 3"),
    "a rule of the whole": (("bo", "Q1.1", "exempt", "", "B"), "'exempt' is about the whole exercise"),
    "a file that is not there": (("ann", "", "file: 3.ipynb", "", "B"), "no one file of this student ends in 3.ipynb"),
    "a file that is there twice": (("ann", "", "file: .ipynb", "", "B"), "There are: ann/01"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_count_is_refused_on_the_list_and_stays_there_as_it_was_typed(hand_ins, capsys, kind):
    typed, says = REFUSED[kind]
    unread = {"1.1": GIVEN["1.1"] | {"month": "after the winter"}}
    for who in ("bo", "cy"):
        (hand_ins / "in" / who).mkdir(exist_ok=True)
        (hand_ins / f"in/{who}/01.ipynb").write_bytes(classroom.filled("01", unread))
    _, before, _ = marked(hand_ins)
    listed = rows(hand_ins / "out/to_decide.csv")
    typed_into_the_list(hand_ins, typed, ("cy", "Q1.1", "2", "", "B"))
    status, after, _ = marked(hand_ins)
    said = capsys.readouterr().out
    place = 1 + next(
        n for n, row in enumerate(listed, 1) if [row["student"], row["question"]] == [*typed[:2]]
    )
    assert status == 1 and says in said and f"To mend: to_decide.csv, line {place}: " in said
    assert after["bo"] == before["bo"] and after["cy"]["Q1.1"] == "2"
    assert [row["student"] for row in rows(hand_ins / "out/decisions.csv")] == ["cy"]
    (row,) = [
        row for row in rows(hand_ins / "out/to_decide.csv") if (row["student"], row["question"]) == typed[:2]
    ]
    assert tuple(row.values())[-3:] == typed[2:]
    marked(hand_ins)  # and again
    assert says in capsys.readouterr().out and row in rows(hand_ins / "out/to_decide.csv")
    typed_into_the_list(hand_ins, (*typed[:2], "seen", "looked", "B"))
    marked(hand_ins)
    assert "To mend" not in capsys.readouterr().out
    assert typed[0] not in [row["student"] for row in rows(hand_ins / "out/to_decide.csv")]


def test_a_refused_row_whose_remark_is_gone_is_not_lost(hand_ins, capsys):
    """Also what was typed into the columns that tell what it is about."""
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    typed_into_the_list(hand_ins, ("bo", "", "five", "read it", "B"))
    path = hand_ins / "out/to_decide.csv"
    path.write_bytes(path.read_bytes().replace(b"bo;Bo B.;01;;", b"bo;Bo B.;01;q1.10;"))
    (hand_ins / "in/bo/essay.docx").unlink()
    marked(hand_ins)
    assert "'five' are not read" in capsys.readouterr().out
    (row,) = [row for row in rows(path) if row["student"] == "bo"]
    assert [row[name] for name in ("question", "file", "points", "reason", "by")] == [
        "q1.10",
        "bo/01.ipynb\nbo/essay.docx",
        "five",
        "read it",
        "B",
    ]


def test_refused_rows_on_two_questions_of_one_file_with_one_remark_both_stay():
    empty = dict.fromkeys(decisions.LIST_COLUMNS, "") | {"student": "bo", "what": "cell gone", "file": "bo/x"}
    refused = [
        empty | {"question": id_, "points are for": f"all of question {id_}", "points": points}
        for id_, points in (("1.1", "two"), ("1.2", "many"))
    ]
    text = decisions.to_decide([], refused=refused)
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == refused


def test_a_decision_that_gives_fewer_points_than_the_key_does_now_is_told(
    hand_ins, capsys, tmp_path, monkeypatch
):
    solutions = shutil.copytree(classroom.SOLUTIONS, tmp_path / "solutions")
    monkeypatch.setattr(keys, "SOLUTIONS", solutions)
    (hand_ins / "in/bo/01.ipynb").write_bytes(
        classroom.filled("01", {"1.1": GIVEN["1.1"] | {"month": "May 1931"}})
    )
    (hand_ins / "in/cy").mkdir()
    (hand_ins / "in/cy/01.ipynb").write_bytes(classroom.filled("01", GIVEN))
    decided = "bo,01,1.1,1.5,appeal,B,\ncy,01,1.1,2,appeal,B,\nann,01,,1,oral,B,\n"
    marked(hand_ins)
    marked(hand_ins, decided)
    assert "Fewer points" not in capsys.readouterr().out
    answers_table.accept("01", "1.1", "month", "May 1931", solutions)
    (hand_ins / "in/ann/01-2.ipynb").unlink()
    (hand_ins / "in/ann/01.ipynb").write_bytes(classroom.filled("01", MORE))
    _, after, _ = marked(hand_ins, decided)
    assert after["bo"]["Q1.1"] == "1.5"
    assert (
        "Fewer points by decisions.csv than key and readers give now: Ann A., exercise 01: 1 instead of 2; "
        "Bo B., 1.1: 1.5 instead of 2. Delete a row that is out of date."
    ) in capsys.readouterr().out


def test_texts_of_who_is_exempt_are_compared_with_nobodys(hand_ins):
    """The report stopped the run."""
    text = " ".join(f"word{n % 41}" for n in range(150))
    for who in ("bo", "cy"):
        (hand_ins / "in" / who).mkdir(exist_ok=True)
        (hand_ins / f"in/{who}/01.ipynb").write_bytes(classroom.filled("01", GIVEN, text))
    marked(hand_ins)
    assert "Texts that share many words" in (hand_ins / "out/report.html").read_text(encoding="utf-8")
    _, after, _ = marked(hand_ins, "bo,01,,exempt,ill,B,\n")
    assert after["bo"]["total"] == "exempt"
    assert "Texts that share many words" not in (hand_ins / "out/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("typed, total", [("plus 1", 1), ("Minus 0,5", -0.5), ("'+1", 1), ("−1", -1)])
def test_a_spreadsheet_program_cannot_make_a_total_of_what_is_added(hand_ins, typed, total):
    _, before, _ = marked(hand_ins)
    _, after, _ = marked(hand_ins, f'bo,01,,"{typed}",a reason,B,today\n')
    assert float(after["bo"]["total"]) == max(0, float(before["bo"]["total"]) + total)


def filed(tmp_path, names, table, **options):
    """Student -> row of the gradebook, of files with these names and a table deadlines.csv or groups.csv."""
    for name in names:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        stamp = name.endswith("timestamp.txt")
        path.write_text("20261128121500000") if stamp else path.write_bytes(classroom.filled("01", MORE))
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    mark_command.mark(tmp_path / "in", tmp_path / "out", **options)
    return {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv")}


# two points; handed in on 28 November 2026 at 12:15
BLACKBOARD = "gradebook_C1_E1_bo_attempt_2026-11-28-12-15-00_01.ipynb"
BRIGHTSPACE = "7-9 - Bo B. - Nov 28, 2026 1215 PM/01.ipynb"
SAKAI = (
    "E1/B., Bo(bo)/Submission attachment(s)/01.ipynb",
    "E1/B., Bo(bo)/timestamp.txt",
    "E1/Cy,(cy)/Submission attachment(s)/01.ipynb",
)
NBGRADER = ("submitted/bo/01/01.ipynb", "submitted/bo/01/timestamp.txt")
LATE = "b_LATE_7_9_01.ipynb"


@pytest.mark.parametrize(
    "names, rule, total, late, look",
    [
        ((BLACKBOARD,), "01,,2026-11-28 12:15,,1 per day,,", "2", "", ""),
        ((BLACKBOARD,), "01,,2026-11-28,,1 per day,,", "2", "", ""),  # until the end of the day
        ((BLACKBOARD,), "01,,2026-11-28 12:00,15,1 per day,,", "2", "", ""),
        ((BLACKBOARD,), "01,,2026-11-28 12:00,14,1 per day,,", "1", "late", ""),
        ((BLACKBOARD,), "01,,2026-11-28 09:59,,0.5 per hour,,", "0.5", "late", ""),
        ((BLACKBOARD,), "01,,2026-11-25,,1 per day,1.5,", "0.5", "late", ""),
        ((BLACKBOARD,), "01,,2026-11-28 12:00,,1% once,,", "all but 1%", "late", ""),
        ((BLACKBOARD,), "01,,2026-11-27,,1 per day,,\n01,bo,2026-11-29,,,,ill", "2", "", ""),
        (
            (BLACKBOARD,),
            "01,bo,2026-11-28 12:00,,,,\n01,,2026-11-01,,1 per day,,",
            "1",
            "late",
            "",
        ),  # above it
        ((BLACKBOARD,), "01,,20261128,,1 per day,,", "2", "", ""),  # a day ends at its last minute
        ((BLACKBOARD,), "01,,2026-11-27,,,,", "2", "late", ""),
        ((BRIGHTSPACE,), "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        (SAKAI, "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        (SAKAI[:2], "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        (NBGRADER, "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        ((LATE,), "01,,2026-11-28 12:00,,1 per day,,", "2", "late", "decide what is deducted"),
        ((LATE,), "01,,2026-11-28 12:00,,1 once,,", "1", "late", ""),
        ((LATE,), "01,,2026-11-27,,1 once,,\n01,7,2026-11-29,,,,", "2", "late", "decide what is deducted"),
    ],
)
def test_lateness_costs_what_the_table_says_apart_from_the_points(tmp_path, names, rule, total, late, look):
    table = "exercise,student,deadline,grace,penalty,at most,reason\n" + rule + "\n"
    row = next(iter(filed(tmp_path, names, table, deadlines=tmp_path / "table.csv").values()))
    total = number(2 - float(row["possible"]) / 100) if total == "all but 1%" else total
    assert (row["points"], row["total"], row["late"]) == ("2", total, late)
    assert look in row["to look at"]
    assert float(row["deducted"] or 0) == pytest.approx(2 - float(total))


WITHOUT_TIMES = {
    "moodle": ("Bo B._7_assignsubmission_file_/01.ipynb", "Moodle tells it in its grading worksheet"),
    "canvas": ("b_7_9_01.ipynb", "due date in Canvas"),
    "sakai": ("B., Bo(7)/Submission attachment(s)/01.ipynb", "as the platform gave it"),
    "nbgrader": ("submitted/7/01/01.ipynb", "as the platform gave it"),
    "folders": ("7/01.ipynb", "as the platform gave it"),
    "loose": ("7.ipynb", "as the platform gave it"),
}
DUE = "exercise,student,deadline,grace,penalty,at most,reason\n01,,2026-11-28 12:00,,1 per day,,\n"


@pytest.mark.parametrize("platform", WITHOUT_TIMES)
def test_deadlines_that_deduct_nothing_for_want_of_a_time_say_so_and_what_to_do(tmp_path, capsys, platform):
    name, what = WITHOUT_TIMES[platform]
    assert filed(tmp_path, (name,), DUE)["7"]["total"] == "2"
    assert "Nothing tells when" not in capsys.readouterr().out  # no deadline, no lateness
    filed(tmp_path, (name,), DUE, deadlines=tmp_path / "table.csv")
    said = capsys.readouterr().out
    assert "To mend: Nothing tells when 1 file came, so no lateness is deducted" in said and what in said


@pytest.mark.parametrize("names", [(BLACKBOARD,), ("b_7_9_01.ipynb", LATE.replace("7", "8"))])
def test_where_times_are_told_nothing_is_said_of_them(tmp_path, capsys, names):
    filed(tmp_path, names, DUE, deadlines=tmp_path / "table.csv")
    assert "Nothing tells when" not in capsys.readouterr().out


def test_two_rows_for_everybody_are_told_before_anything_is_marked(tmp_path):
    twice = DUE + DUE.splitlines()[1] + "\n"
    with pytest.raises(MarkingError, match="line 3: another row is for the same: delete one of them"):
        filed(tmp_path, (BLACKBOARD,), twice, deadlines=tmp_path / "table.csv")


@pytest.mark.parametrize("option", ["deadlines", "groups", "decisions"])
def test_marking_again_without_a_table_that_was_named_loses_nothing(tmp_path, option):
    table = {
        "deadlines": DUE,
        "groups": "group,student\nA,bo\nA,cy\n",
        "decisions": HEADER + "bo,01,,+3,,,\n",
    }
    before = filed(tmp_path, (BLACKBOARD,), table[option], **{option: tmp_path / "table.csv"})
    assert before["bo"]["total"] == {"deadlines": "1", "groups": "2", "decisions": "5"}[option]
    with pytest.raises(MarkingError, match=f"Name it again with --{option}"):
        filed(tmp_path, (BLACKBOARD,), "")
    assert {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv")} == before
    (tmp_path / f"out/{option}.csv").write_text(table[option], encoding="utf-8")
    for _ in range(3):  # and it stays, also where a file of the hand-ins is called so
        (tmp_path / f"in/{option}.csv").write_text("x", encoding="utf-8")
        assert filed(tmp_path, (BLACKBOARD,), "")["bo"] == before["bo"]


def test_a_table_that_lay_in_the_results_is_missed_too(tmp_path):
    filed(tmp_path, (BLACKBOARD,), "")
    (tmp_path / "out/deadlines.csv").write_text(DUE, encoding="utf-8")
    before = filed(tmp_path, (BLACKBOARD,), "")
    assert before["bo"]["total"] == "1"
    (tmp_path / "out/deadlines.csv").unlink()
    with pytest.raises(MarkingError, match="had a table of deadlines"):
        filed(tmp_path, (BLACKBOARD,), "")
    assert {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv")} == before


@pytest.mark.parametrize("slip", ["10 percent a day", "1 pro tag"])
def test_a_deadline_of_all_that_cannot_be_read_stops_the_run_and_one_of_a_student_does_not(tmp_path, slip):
    """Else everybody would get back what lateness cost."""
    before = filed(tmp_path, (BLACKBOARD,), DUE, deadlines=tmp_path / "table.csv")
    with pytest.raises(MarkingError, match=f"penalty '{slip}' is not read.*Nothing was marked"):
        filed(tmp_path, (BLACKBOARD,), DUE.replace("1 per day", slip), deadlines=tmp_path / "table.csv")
    assert {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv")} == before
    of_nobody = DUE.rstrip() + "\n01,nobody,2026-11-29,,,,\n"
    assert filed(tmp_path, (BLACKBOARD,), of_nobody, deadlines=tmp_path / "table.csv") == before


def test_the_best_attempt_is_the_best_after_lateness(tmp_path):
    early, late = (f"gradebook_C1_E1_bo_attempt_2026-11-{day}-12-15-00_01.ipynb" for day in (20, 28))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / early).write_bytes(classroom.filled("01", GIVEN))
    less = filed(tmp_path, (), "")["bo"]["total"]
    assert 0 < float(less) < 2
    (tmp_path / "in" / late).write_bytes(classroom.filled("01", MORE))
    for due, total in (("2026-11-27", less), ("2026-11-29", "2")):
        table = DUE.partition("\n")[0] + f"\n01,,{due},,100% once,,\n"
        row = filed(tmp_path, (), table, deadlines=tmp_path / "table.csv", attempts="best")["bo"]
        assert row["total"] == total


def test_a_group_hands_in_one_file_and_each_member_has_the_points(tmp_path):
    names = ("ann/01.ipynb", "Team B/01.ipynb", "eve/01.ipynb")
    table = "group,student\nA,ann\nA,bo\nA,bo\nteam b,cy\nteam b,dee\nA,cy\n"
    found = filed(tmp_path, names, table, groups=tmp_path / "table.csv")
    assert {student: row["total"] for student, row in found.items()} == dict.fromkeys(
        ("ann", "bo", "cy", "dee", "eve"), "2"
    )
    assert found["bo"]["attempts"] == "1"  # although the table has bo twice


def test_who_is_called_like_a_group_loses_nothing_and_gives_nothing_away(tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\n1,\n2,\n3,\nann,\nbo,\n", encoding="utf-8")
    table = "group,student\n1,2\n1,3\nann,ann\nann,bo\n"
    options = {"roster": tmp_path / "roster.csv", "groups": tmp_path / "table.csv"}
    found = filed(tmp_path, ("1/01.ipynb", "ann/01.ipynb"), table, **options)
    assert {who: row["total"] for who, row in found.items()} == {
        "1": "2",
        "2": "",
        "3": "",
        "ann": "2",
        "bo": "2",
    }


def test_a_group_that_is_called_by_signs_alone_is_not_that_of_everybody_without_a_name(tmp_path):
    names = ("ann/01.ipynb", "bo/01.ipynb")
    found = filed(tmp_path, names, "group,student\n***,cy\n", groups=tmp_path / "table.csv")
    assert {*found} == {"ann", "bo"}


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 7,Bo B.,b@x,"{}",,32.00,Yes,"{}",-,\nParticipant 8,Cy C.,c@x,No submission,,32.00,Yes,-,-,\n'
)
NAMES_OF_MONTHS = {
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
    "Polish": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "Russian": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
SUBMITTED, AT = "Submitted for grading - ", "Saturday, 28 November 2026, 12:15 PM"
MOODLE = "Bo B._7_assignsubmission_file_/01.ipynb"


@pytest.mark.parametrize(
    "status, at, rule, total, late, says",
    [
        (SUBMITTED, AT, "01,,2026-11-28 12:15,,1 per day,,", "2", "", ""),
        (SUBMITTED, AT, "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        (SUBMITTED, "Saturday, November 28, 2026, 12:15 PM", "01,,2026-11-28 12:00,,1 per day,,", "1", "late", ""),
        (SUBMITTED, "Saturday, 28 November 2026, 9:05 AM", "01,,2026-11-28 09:00,,1 per day,,", "1", "late", ""),
        (SUBMITTED + "1 day 2 hours late", AT, "01,,2026-11-27,,0.5 per day,,\n01,7,2026-11-29,,,,ill", "2", "", ""),
        (SUBMITTED + "1 day 2 hours late", AT, "", "2", "late", ""),
        (SUBMITTED + "1 day late", "28/11/26", "01,,2026-11-27,,1 once,,", "1", "late", "to English"),
    ],
)  # fmt: skip
def test_moodles_worksheet_tells_when_a_file_came(tmp_path, capsys, status, at, rule, total, late, says):
    table = "exercise,student,deadline,grace,penalty,at most,reason\n" + rule + "\n"
    (tmp_path / "worksheet.csv").write_text(WORKSHEET.format(status, at), encoding="utf-8")
    options = {"deadlines": tmp_path / "table.csv", "sheet": (str(tmp_path / "worksheet.csv"),)}
    row = filed(tmp_path, (MOODLE,), table, **options)["7"]
    assert (row["points"], row["total"], row["late"]) == ("2", total, late)
    assert says in capsys.readouterr().out


@pytest.mark.parametrize("own", ["-", "Friday, 27 November 2026, 12:15 PM"])
def test_a_file_of_a_group_is_as_late_for_each_member_as_for_who_handed_it_in(tmp_path, own, capsys):
    """Who handed in nothing has no time in Moodle's worksheet, or that of another file, and paid nothing."""
    (tmp_path / "worksheet.csv").write_text(
        WORKSHEET.format(SUBMITTED, AT).replace(",Yes,-,-", f',Yes,"{own}",-'), encoding="utf-8"
    )
    (tmp_path / "groups.csv").write_text("group,student\nA,7\nA,8\n", encoding="utf-8")
    table = "exercise,student,deadline,grace,penalty,at most,reason\n01,,2026-11-28 12:00,,1 per day,,\n"
    found = filed(
        tmp_path,
        (MOODLE,),
        table,
        deadlines=tmp_path / "table.csv",
        groups=tmp_path / "groups.csv",
        sheet=(str(tmp_path / "worksheet.csv"),),
    )
    assert {who: (row["total"], row["late"]) for who, row in found.items()} == dict.fromkeys(
        "78", ("1", "late")
    )
    assert "Nothing tells when" not in capsys.readouterr().out


# language -> (28 November 2026, 12:15, late by a day) as Moodle's language packs write them (langconfig, assign)
LANGUAGES = {
    "English": ("Saturday, 28 November 2026, 12:15 PM", "1 day late"),
    "English (US)": ("Saturday, November 28, 2026, 12:15 PM", "1 day late"),
    "German": ("Samstag, 28. November 2026, 12:15", "1 Tag zu spät"),
    "French": ("samedi 28 novembre 2026, 12:15", "En retard de 1 jour"),
    "Spanish": ("sábado, 28 de noviembre de 2026, 12:15", "1 día después"),
    "Portuguese": ("sábado, 28 de novembro de 2026 às 12:15", "'1 dia' atrasado"),
    "Portuguese (Brazil)": ("sábado, 28 de novembro de 2026, 12:15", "1 dia atrasado"),
    "Italian": ("sabato, 28 novembre 2026, 12:15", "1 giorno in ritardo"),
    "Dutch": ("zaterdag, 28 november 2026, 12:15", "1 dag laat"),
    "Polish": ("sobota, 28 listopada 2026, 12:15", ""),  # no word for "late" was found
    "Russian": ("суббота, 28 ноября 2026, 12:15", "Срок выполнения закончился 1 день назад"),
}


def handed_in(worksheet):
    return exports.read(worksheet.encode()).handed_in()


@pytest.mark.parametrize("language", LANGUAGES)
def test_moodles_worksheet_is_read_in_the_language_of_whoever_downloads_it(language):
    at, late = LANGUAGES[language]
    table = WORKSHEET.format(f"x - {late}", at).replace("Last modified (submission)", "?")
    assert handed_in(table) == {"7": exports.Handed("2026-11-28 12:15:00", at, bool(late))}
    assert not handed_in(WORKSHEET.format("x", at))["7"].late


@pytest.mark.parametrize("language", [*NAMES_OF_MONTHS])
def test_every_month_of_these_languages_is_known(language):
    found = [times.in_words(f"1 {month} 2026, 0:05") for month in NAMES_OF_MONTHS[language].split()]
    assert found == [f"2026-{number:02}-01 00:05:00" for number in range(1, 13)]


NAMED = "id,name\n7,Bo B.\n8,Cy C.\n9,Dee D.\n"
CANVAS = 'Student,ID,SIS Login ID,Section,Exercise 01 (5)\n"B., Bo",7,b,S,\n"C., Cy",8,c,S,\n'
# a platform's names of files; the export; the group's name in the table; who has points without, and with the table
GROUPED = {
    "Moodle, by its word": ("Group A_7_assignsubmission_file_/01.ipynb", "", "Group A", set()),
    "Moodle, not in folders": ("Group A_7_assignsubmission_file_01.ipynb", "", "group a", set()),
    "Moodle, by the export": ("Eagles_7_assignsubmission_file_/01.ipynb", WORKSHEET, "eagles", set()),
    "Moodle, without a number": ("Default_assignsubmission_file_/01.ipynb", "", "Default", set()),
    "Canvas, by its word": ("groupa_7_12_01.ipynb", "", "Group A", {"7"}),
    "Canvas, by its number": ("reading3_7_12_01.ipynb", "", "any", {"7"}),
    "Canvas, by the export": ("eagles_LATE_7_12_01.ipynb", CANVAS, "any", {"7"}),
}


@pytest.mark.parametrize("kind", GROUPED)
def test_a_group_is_told_by_the_name_and_nobody_has_its_points_by_its_number(tmp_path, capsys, kind):
    name, export, group, alone = GROUPED[kind]
    (tmp_path / "roster.csv").write_text(NAMED, encoding="utf-8")
    options = {"roster": tmp_path / "roster.csv"}
    if export:
        (tmp_path / "export.csv").write_text(export.format(SUBMITTED, AT), encoding="utf-8")
        options["sheet"] = (str(tmp_path / "export.csv"),)
    members = "8", "9"  # in Moodle the group's number is that of a participant who is no member
    members = ("7", *members) if alone else members
    table = "group,student\n" + "".join(f"{group},{one}\n" for one in members)
    found = filed(
        tmp_path,
        (name, "other_33_44_01.ipynb" if alone else "Eve E._33_assignsubmission_file_/01.ipynb"),
        table,
        **options,
    )
    assert {one for one in "789" if found[one]["total"]} == alone
    said = capsys.readouterr().out
    assert (
        "1 file may be of groups, by their names: " in said
        and "Put groups.csv into the folder of results" in said
    )
    (tmp_path / "out/groups.csv").write_text(table, encoding="utf-8")
    found = filed(tmp_path, (name,), table, **options)
    assert {one for one in "789" if found[one]["total"]} == {*members}
    assert "may be of groups" not in capsys.readouterr().out and set(found) == {*"789", "33"}


def test_a_name_in_another_script_than_that_of_the_roster_is_no_group(tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\n7,Юлия Ким\n", encoding="utf-8")
    name = "Yulia Kim_7_assignsubmission_file_/01.ipynb"
    assert filed(tmp_path, (name,), "", roster=tmp_path / "roster.csv")["7"]["total"]


NOTES = {  # when Sakai and nbgrader say that it came -> when that was in Myanmar
    "20261128121500000": "2026-11-28 18:45:00",
    "2026-11-28T12:15:00.123Z": "2026-11-28 18:45:00",
    "2026-11-28 12:15:00.123456 UTC": "2026-11-28 18:45:00",
    "2026-11-28 12:15:00 America/Lima": "2026-11-28 23:45:00",
    "2026-11-28 12:15:00 Nowhere/Town": "2026-11-28 12:15:00",
    "yesterday": "",
}


@pytest.mark.parametrize("note", NOTES)
def test_a_time_with_a_zone_is_told_on_the_clock_of_whoever_teaches(tmp_path, monkeypatch, note):
    path = tmp_path / "in/B., Bo(bo)/timestamp.txt"
    path.parent.mkdir(parents=True)
    path.write_text(note, encoding="utf-8")
    (path.parent / "01.ipynb").write_bytes(classroom.filled("01", MORE))
    monkeypatch.setenv("TZ", "Asia/Yangon")
    time.tzset()
    try:
        (hand_in,) = open_submissions(tmp_path / "in")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (hand_in.student.id, hand_in.when) == ("bo", NOTES[note])


def test_a_group_of_sakai_has_points_by_the_table_of_groups(tmp_path, capsys):
    folder = tmp_path / "in/Exercise 01/Team A (12345678-1234-1234-1234-1234567890ab)"
    (folder / "Submission attachment(s)").mkdir(parents=True)
    (folder / "Submission attachment(s)/01.ipynb").write_bytes(classroom.filled("01", MORE))
    (folder / "members.txt").write_text("B., Bo(bo); Cy,(cy)", encoding="utf-8")
    (folder / "comments.txt").write_text("", encoding="utf-8")
    mark_command.mark(tmp_path / "in", tmp_path / "out")
    said = capsys.readouterr().out
    assert "1 file may be of groups, by their names: Team A." in said and "not marked" not in said
    (tmp_path / "out/groups.csv").write_text("group,student\nteam a,bo\nteam a,cy\n", encoding="utf-8")
    mark_command.mark(tmp_path / "in", tmp_path / "out")
    found = {row["student"]: row["total"] for row in rows(tmp_path / "out/gradebook.csv")}
    assert found == {"bo": "2", "cy": "2"} and "may be of groups" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "folder, known, points",
    [
        ("Group A", "ann bo", {"ann": "2", "bo": "0"}),
        (
            "Group A",
            "ann cy",
            {"Group A": "0"},
        ),  # one name is nobody's: the folder is one student's, and it is said
        ("ann", "ann bo", {"ann": "0"}),  # the folder is a student's, whatever the files in it are called
    ],
)
def test_a_folder_holds_the_files_of_several_where_each_is_called_like_an_id_of_the_roster(
    tmp_path, folder, known, points
):
    (tmp_path / "in" / folder).mkdir(parents=True)
    (tmp_path / "in/dee").mkdir()
    for path, answers in ((f"{folder}/ann", MORE), (f"{folder}/bo", {"1.1": {}}), ("dee/01", MORE)):
        (tmp_path / f"in/{path}.ipynb").write_bytes(classroom.filled("01", answers, "a few words " * 20))
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n" + "".join(f"{one},\n" for one in known.split()), encoding="utf-8")
    mark_command.mark(tmp_path / "in", tmp_path / "out", roster=roster)
    found = {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv") if row["file"]}
    assert {who: row["points"] for who, row in found.items() if who != "dee"} == points
    for who in points:
        assert ("nothing tells which is the last" in found[who]["to look at"]) == (len(points) == 1)


def test_the_page_of_a_member_of_a_group_is_not_uploaded_as_that_of_who_handed_in(tmp_path):
    """It may say why this member is exempt."""
    groups = "group,student\nA,7\nA,8\n"
    decided = "student,exercise,question,points,reason,by,when\n8,01,,exempt,ill,B,\n"
    (tmp_path / "decided.csv").write_text(decided, encoding="utf-8")
    filed(
        tmp_path,
        ("groupa_7_12_01.ipynb", "other_33_44_01.ipynb"),
        groups,
        groups=tmp_path / "table.csv",
        decisions=tmp_path / "decided.csv",
    )
    with zipfile.ZipFile(tmp_path / "out/feedback_for_upload.zip") as zipped:
        pages = {name: zipped.read(name).decode() for name in zipped.namelist()}
    assert set(pages) == {"groupa_7_12_01.html", "other_33_44_01.html"}
    assert not [name for name, page in pages.items() if "Exempt" in page]


def test_points_without_essays_are_raised_by_the_next_run_and_nothing_else_is(tmp_path):
    export = "Student,ID,SIS Login ID,Section,Exercise 01 (5)\nBo,7,b,S,{}\n"
    (tmp_path / "in").mkdir()
    name, sheet = "bo_7_9_01.ipynb", tmp_path / "export.csv"
    (tmp_path / "in" / name).write_bytes(classroom.filled("01", MORE, "a few words " * 20))
    for stands, options, now in [
        ("", {}, ""),
        ("", {"without_essays": True}, "2"),
        ("2", {"decisions": "more.csv"}, "9"),
        ("3", {"decisions": "more.csv"}, "3"),
    ]:
        sheet.write_text(export.format(stands), encoding="utf-8")
        if options.get("decisions"):
            (tmp_path / "more.csv").write_text(HEADER + "7,01,whole,9,read,,\n", encoding="utf-8")
            options = {"decisions": tmp_path / "more.csv"}
        mark_command.mark(tmp_path / "in", tmp_path / "out", sheet=(str(sheet),), **options)
        assert rows(tmp_path / "out/filled/export.csv")[0]["Exercise 01 (5)"] == now


def test_who_handed_in_nothing_and_stands_in_the_export_alone_can_be_given_points(tmp_path, capsys):
    """Without a roster too; by the platform's own id, for another column may hold another student's."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/bo_7_9_01.ipynb").write_bytes(classroom.filled("01", MORE))
    export = "Student,ID,SIS Login ID,Section,Exercise 01 (5)\nBo,7,b,S,\nCy,8,c,S,\nDi,9,d,S,\n"
    (tmp_path / "export.csv").write_text(export, encoding="utf-8")
    (tmp_path / "decided.csv").write_text(HEADER + "8,01,,3,ill,B,\nd,01,,4,ill,B,\n", encoding="utf-8")
    mark_command.mark(
        tmp_path / "in",
        tmp_path / "out",
        sheet=(str(tmp_path / "export.csv"),),
        decisions=tmp_path / "decided.csv",
    )
    filled = {row["Student"]: row["Exercise 01 (5)"] for row in rows(tmp_path / "out/filled/export.csv")}
    assert filled == {"Bo": "2", "Cy": "3", "Di": ""}
    assert "line 3: nobody of the class has the id 'd'" in capsys.readouterr().out
    assert {row["student"]: row["name"] for row in rows(tmp_path / "out/gradebook.csv")}["8"] == "Cy"


# ---------------------------------------------------------------- one file of a group


UNREAD = {"1.1": GIVEN["1.1"] | {"month": "after the winter"}}
OF_GROUP, OTHER = "project3_7_12_01.ipynb", "other_33_44_01.ipynb"
MEMBERS = "group,student\nproject3,7\nproject3,8\nproject3,9\n"


def of_a_group(folder, members=MEMBERS, decided=None, **files):
    """Student -> row of the gradebook, of a group's file with an answer that cannot be read and an essay."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / OF_GROUP).write_bytes(classroom.filled("01", UNREAD, "a few words " * 20))
    (folder / "in" / OTHER).write_bytes(classroom.filled("01", MORE))
    for name, data in files.items():
        (folder / "in" / name.replace("__", ".")).write_bytes(data)
    if members is not None:
        (folder / "groups.csv").write_text(members, encoding="utf-8")
    if decided is not None:
        (folder / "out/decisions.csv").write_text(HEADER + decided, encoding="utf-8")
    mark_command.mark(
        folder / "in", folder / "out", groups=folder / "groups.csv" if members is not None else None
    )
    return {row["student"]: row for row in rows(folder / "out/gradebook.csv")}


def essays_read(folder, points):
    """Give each text in essays.csv these points."""
    path = folder / "out/essays.csv"
    table = rows(path)
    for row in table:
        row |= {f"criterion {n}": str(points) for n in range(1, 6) if f"{n}: " in row["rubric"]}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    return table


def test_points_that_are_typed_for_a_text_that_is_no_longer_there_are_told_and_kept(hand_ins, capsys):
    for essay in (
        "The first text, of ten words or more than ten. ",
        "Another text of ten words or more than ten. ",
    ):
        (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", GIVEN, essay * 3))
        if essay.startswith("The"):
            marked(hand_ins)
            (text,) = essays_read(hand_ins, 1)
            capsys.readouterr()
    says = f"No file of this run has 1 text for which something was typed into essays.csv: {text['essay']}."
    assert marked(hand_ins)[0] == 1 and says in capsys.readouterr().out
    (hand_ins / "in/bo/01.ipynb").write_bytes(
        classroom.filled("01", GIVEN, "The first text, of ten words or more than ten. " * 3)
    )
    assert marked(hand_ins)[1]["bo"]["Q1.10"] == "5" and "No file of this run" not in capsys.readouterr().out


def test_a_text_of_a_group_is_read_once_and_a_decision_on_its_file_is_for_all_members(tmp_path, capsys):
    of_a_group(tmp_path)
    assert "Next: read 1 text at" in capsys.readouterr().out
    (row,) = [one for one in rows(tmp_path / "out/to_decide.csv") if one["question"] == "Q1.1"]
    assert row["student"] == "7; 8; 9"
    assert len(essays_read(tmp_path, 1)) == 1
    typed_into_the_list(tmp_path, ("7; 8; 9", "Q1.1", "1.5", "winter", "B"))
    found = of_a_group(tmp_path)
    assert {found[one]["Q1.1"] for one in "789"} == {"1.5"}
    assert {found[one]["Q1.10"] for one in "789"} == {"5"} and {found[one]["total"] for one in "789"} == {
        "6.5"
    }
    # one member is named: a question is of the file, the whole of the student
    found = of_a_group(
        tmp_path, decided="8,01,1.1,2,appeal,B,\n8,01,,+1,found a mistake,B,\n9,01,,exempt,ill,B,\n"
    )
    assert [found[one]["Q1.1"] for one in "789"] == ["2", "2", "2"]
    assert [found[one]["total"] for one in "789"] == ["7", "8", "exempt"]


def test_what_was_read_before_the_table_of_groups_came_is_not_read_again(tmp_path):
    of_a_group(tmp_path, None)
    essays_read(tmp_path, 1)
    assert {one: row["Q1.10"] for one, row in of_a_group(tmp_path).items() if one in "789"} == dict.fromkeys(
        "789", "5"
    )


def test_a_file_of_a_group_that_counts_for_some_members_is_not_called_set_aside(tmp_path):
    """It counts for 8 and 9, and not for 7, whose first file is an own one."""
    for name in ("project3", "7"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "01.ipynb").write_bytes(classroom.filled("01", MORE))
    (tmp_path / "groups.csv").write_text(MEMBERS, encoding="utf-8")
    for rule, fates in [
        ("first", ["marked", "marked"]),
        ("last", ["marked, but project3/01.ipynb counts: nothing tells which is the last", "marked"]),
    ]:
        mark_command.mark(tmp_path / "in", tmp_path / "out", groups=tmp_path / "groups.csv", attempts=rule)
        run = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
        assert [run["inputs"][f"{name}/01.ipynb"] for name in ("7", "project3")] == fates


def test_a_file_of_a_group_that_is_not_read_is_of_all_members(tmp_path):
    of_a_group(tmp_path, **{"project3_7_13_essay__docx": b"PK"})
    (row,) = [one for one in rows(tmp_path / "out/to_decide.csv") if not one["question"]]
    assert row["student"] == "7; 8; 9" and "essay.docx is not read" in row["what"]


def test_members_who_handed_in_an_own_file_keep_what_is_decided_on_it(tmp_path):
    own = classroom.filled("01", UNREAD)
    found = of_a_group(tmp_path, **{"ownfile_8_11_01__ipynb": own})
    listed = [row["student"] for row in rows(tmp_path / "out/to_decide.csv") if row["question"] == "Q1.1"]
    assert listed == ["7; 9", "8"]
    found = of_a_group(tmp_path, decided="7,01,1.1,0.5,,B,\n")
    assert [found[one]["Q1.1"] for one in "789"] == ["0.5", "1", "0.5"]


def test_the_sentence_on_groups_has_the_name_of_the_file_although_the_roster_has_another(tmp_path, capsys):
    (tmp_path / "roster.csv").write_text("id,name\n7,Hannah Weiss\n33,O\n", encoding="utf-8")
    filed(tmp_path, (OF_GROUP, OTHER), "", roster=tmp_path / "roster.csv")
    said = capsys.readouterr().out
    assert "by their names: project3." in said and "the columns group (project3)" in said


# ---------------------------------------------------------------- what a row decides


def test_a_question_is_one_row_that_says_what_its_points_mean(hand_ins):
    two = {
        "1.1": {"host": "Min Aung Hlaing received Lavrov", "place": "Naypyidaw", "month": "after the winter"}
    }
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", two))
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    _, before, _ = marked(hand_ins)
    whole, question = [row for row in rows(hand_ins / "out/to_decide.csv") if row["student"] == "bo"]
    assert "host cannot be read" in question["what"] and "month cannot be read" in question["what"]
    assert (question["points are for"], question["points now"], question["of"]) == (
        "all of question 1.1",
        before["bo"]["Q1.1"],
        "2",
    )
    assert whole["points are for"].startswith("the whole exercise") and "essay.docx" in whole["what"]
    assert (whole["points now"], whole["of"]) == (before["bo"]["total"], before["bo"]["possible"])


def test_all_whose_points_fall_are_named_before_those_whose_points_rise(hand_ins, capsys):
    for n in range(7):
        (hand_ins / f"in/s{n}").mkdir()
        (hand_ins / f"in/s{n}/01.ipynb").write_bytes(classroom.filled("01", MORE))
    marked(hand_ins)
    capsys.readouterr()
    marked(hand_ins, "".join(f"s{n},01,1.1,0.5,,B,\n" for n in range(7)) + "bo,01,1.1,2,,B,\n")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Points changed since the last run: 7 down, 1 up")
    assert [line.split()[:2] for line in lines[2:10]] == [["down:", f"s{n},"] for n in range(7)] + [
        ["up:", "Bo"]
    ]


def test_two_rows_for_one_question_are_not_a_sum_and_that_is_said(hand_ins, capsys):
    _, after, _ = (marked(hand_ins), marked(hand_ins, "bo,01,1.1,0.5,a,B,\nbo,01,1.1,1.5,b,B,\n"))[1]
    assert after["bo"]["Q1.1"] == "1.5"
    assert (
        "decisions.csv, line 3: an earlier row decided about 1.1, 0.5 points; this row counts, and nothing is added up."
        in (capsys.readouterr().out)
    )


@pytest.mark.parametrize(
    ("table", "total", "says"),
    [
        ("bo,01,1.1,1,a,B,\nbo,01,1.1,0.5,b,B,\nbo,01,1.1,1,a,B,\n", "", "line 4: an earlier row decided about 1.1, 0.5 points; this row counts, and"),
        ("bo,01,,12,a,B,\nbo,01,,+2,b,B,\n", "12", "line 3: an earlier row decided about the whole of exercise 01, 12 points; this row changes nothing."),
        ("bo,01,,12,a,B,\nbo,01,,13,b,B,\n", "13", "12 points; this row counts, and nothing is added up. Delete the row that does not count."),
        ("bo,01,,exempt,a,B,\nbo,01,,12,b,B,\n", "12", "exempt; this row counts, and"),
        ("bo,01,,12,a,B,\nbo,01,1.1,0,b,B,\n", "12", "this row changes nothing."),
        ("bo,01,,0,a,B,\nbo,01,,exempt,b,B,\n", "", "line 3: an earlier row decided about the whole of exercise 01, 0 points; this row counts"),
        ("bo,01,,2,a,B,\nbo,01,1.1,2,b,B,\nbo,01,,+2,b,B,\n", "2", "line 4: an earlier row decided about the whole of exercise 01, 2 points; this row changes"),
        ("bo,01,,+1,a,B,\nbo,01,,+1,a,B,\n", "", "line 3: the same row stands above, and counts once."),
        ("bo,01,1.10,5,a,B,\n", "", "line 2: 1.10 has texts that wait for a reader. With this row nobody reads them, and it has 5 points in all."),
    ],
)  # fmt: skip
def test_a_row_that_replaces_another_or_changes_nothing_is_told(hand_ins, capsys, table, total, says):
    (hand_ins / "in/bo/01.ipynb").write_bytes(
        classroom.filled("01", GIVEN, "A judgement in my own words. " * 9)
    )
    marked(hand_ins)
    _, after, _ = marked(hand_ins, table)
    assert total in ("", after["bo"]["total"])
    assert says in capsys.readouterr().out


@pytest.mark.parametrize("points", ["12", "exempt", "0"])
def test_the_same_twice_about_a_whole_exercise_is_no_conflict(hand_ins, capsys, points):
    marked(hand_ins)
    marked(hand_ins, f"bo,01,,{points},a,B,\nbo,01,,{points},a,B,\n")
    assert "an earlier row" not in capsys.readouterr().out


def test_what_was_decided_before_and_is_decided_again_counts_again(hand_ins):
    row = ("bo", "01", "1.1")
    folder = hand_ins / "out"
    marked(hand_ins)
    for points in ("1", "0.5", "1"):
        decisions.save(folder, (*row, points, "why", "B"))
    assert [line["points"] for line in rows(folder / "decisions.csv")] == ["1", "0.5", "1"]


ALL_IN_ONE = "The paper is the Global New Light.\nb, c and e have two statements.\nThe ties are by d.\nBy nobody at all.\nIn the spring, I think."


def all_in_one_cell():
    whole = classroom.cell_of("1.1", {"host": "", "place": "", "month": ""}).split("\n")[0]
    text = classroom.filled("01", {"1.1": {"host": "zzz"}}).decode()
    cell = classroom.cell_of("1.1", {"host": "zzz"}).replace("\n", "\\n")
    assert cell in text
    return text.replace(cell, f"{whole}\\n" + ALL_IN_ONE.replace("\n", "\\n")).encode()


def test_a_remark_stays_until_its_question_is_decided_or_seen_and_a_student_reads_nothing_of_that(hand_ins):
    (hand_ins / "in/bo/01.ipynb").write_bytes(all_in_one_cell())
    marked(hand_ins)

    def listed():
        return [row for row in rows(hand_ins / "out/to_decide.csv") if row["student"] == "bo"]

    first, *others = listed()
    assert "The ties are by d." in first["what"] and len(others) > 1
    typed_into_the_list(hand_ins, ("bo", "Q1.1", "1", "read by hand", "B"))
    _, after, _ = marked(hand_ins)
    assert after["bo"]["total"] == "1"
    assert [row["question"] for row in listed()] == [row["question"] for row in others]
    assert not any("nothing is filled in" in row["what"] for row in listed())
    typed_into_the_list(hand_ins, *(("bo", row["question"], "seen, stays", "", "B") for row in others))
    _, seen, _ = marked(hand_ins)
    assert listed() == [] and {**seen["bo"], "to look at": ""} == {**after["bo"], "to look at": ""}
    page = (hand_ins / "out/feedback/Bo_B_bo.html").read_text(encoding="utf-8")
    assert "seen, stays" not in page and "read by hand" in page
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", UNREAD))
    marked(hand_ins, "bo,01,1.1,seen,an old remark,B,\n")
    assert len(listed()) == 1, "another remark was not seen"


def test_a_file_with_a_decided_question_is_not_called_blank(hand_ins):
    (hand_ins / "in/bo/01.ipynb").write_bytes(all_in_one_cell())
    marked(hand_ins)
    ids = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10"]
    _, after, _ = marked(hand_ins, "".join(f"bo,01,{one},0,by hand,B,\n" for one in ids))
    assert after["bo"]["to look at"] == ""


def test_a_blank_file_or_one_that_is_not_read_can_be_seen(hand_ins):
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", {}))
    (hand_ins / "in/cy").mkdir()
    (hand_ins / "in/cy/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    typed_into_the_list(hand_ins, ("bo", "", "seen", "asked, nothing came", "B"), ("cy", "", "Seen", "", "B"))
    _, after, _ = marked(hand_ins)
    assert [row["student"] for row in rows(hand_ins / "out/to_decide.csv")] == ["ann"]
    assert (after["bo"]["total"], after["bo"]["decided"], after["cy"]["total"]) == ("0", "", "")


def test_marking_again_without_the_export_that_told_the_times_loses_no_deduction(tmp_path):
    (tmp_path / "worksheet.csv").write_text(WORKSHEET.format(SUBMITTED, AT), encoding="utf-8")
    sheet = {"sheet": (str(tmp_path / "worksheet.csv"),)}
    before = filed(tmp_path, (MOODLE,), DUE, deadlines=tmp_path / "table.csv", **sheet)
    assert before["7"]["total"] == "1"
    canvas = tmp_path / "canvas.csv"
    canvas.write_text(CANVAS, encoding="utf-8")
    for other in ({}, {"sheet": (str(canvas),)}):  # none, or one that tells no times
        with pytest.raises(MarkingError, match="Name it again with --sheet"):
            filed(tmp_path, (MOODLE,), DUE, deadlines=tmp_path / "table.csv", **other)
        assert {row["student"]: row for row in rows(tmp_path / "out/gradebook.csv")} == before
    assert filed(tmp_path, (MOODLE,), DUE, deadlines=tmp_path / "table.csv", **sheet) == before


# ---------------------------------------------------------------- why points changed


def kept(total, questions, **more):
    one = {"student": "a", "name": "A", "sheet": "01", "total": total, "file": "x 1", "questions": questions}
    return one | {"read": ["1.10"], "decided": [], "deducted": 0} | more


SAYS = "Decided (B): 1.2, 1.5 points. right"


@pytest.mark.parametrize(
    "then, now, other_key, why",
    [
        (None, kept(22, {}, file=" ", decided=["Decided (B): 22 points."]), False, "Decided (B): 22 points."),
        (kept(2, {"1.2": 1.5}), kept(2.5, {"1.2": 2}), True, "the key changed: 1.2"),
        (kept(9, {"1.10": 9}), kept(6, {"1.10": 6}), False, "points of a reader: 1.10"),
        (kept(9, {"1.10": 9}), kept(6, {"1.10": 6}), True, "points of a reader: 1.10"),
        (kept(0, {"1.10": None}), kept(6, {"1.10": 6}), False, "points of a reader: 1.10"),
        (
            kept(9, {"1.10": 9}, decided=["Decided: 1.10, +1 point."]),
            kept(6, {"1.10": 6}, decided=["Decided: 1.10, +1 point."]),
            False,
            "points of a reader: 1.10",
        ),
        (kept(1, {"1.2": 1}), kept(2, {"1.2": 2}), False, "the way of reading changed: 1.2"),
        (kept(1, {"1.2": 1}), kept(1.5, {"1.2": 1.5}, decided=[SAYS]), True, SAYS),
    ],
)
def test_why_points_changed(then, now, other_key, why):
    other = kept(1, {}, student="b")
    before = [other, *([then] if then else [])]
    (row,) = changed_points.compare(before, [other, now], {"01"} if other_key else (), "today")
    assert row[-1] == why


def test_a_remark_that_quotes_question_marks_of_a_student_is_a_reason_as_any_other(hand_ins, capsys):
    (hand_ins / "in/bo/01.ipynb").write_bytes(
        classroom.filled("01", {"1.1": GIVEN["1.1"] | {"month": "???? ????"}})
    )
    marked(hand_ins)
    typed_into_the_list(hand_ins, ("bo", "Q1.1", "1.5", "", "B"))
    _, after, _ = marked(hand_ins)
    assert after["bo"]["Q1.1"] == "1.5" and "does not count" not in capsys.readouterr().out


# ---------------------------------------------------------------- groups: whose points, and who is known


def test_the_file_of_a_group_counts_before_an_own_one_and_that_is_to_decide(tmp_path):
    """Else who also uploaded an old draft has the points of the draft, and nobody hears of it."""
    (tmp_path / "in/ann").mkdir(parents=True)
    (tmp_path / "in/ann/01.ipynb").write_bytes(classroom.filled("01", {"1.1": {"host": "Min Aung Hlaing"}}))
    table, group = "group,student\nTeam B,ann\nTeam B,bo\n", "Team B/01.ipynb"
    filed(tmp_path, (), "")
    found = filed(tmp_path, (group,), table, groups=tmp_path / "table.csv")
    assert {who: (row["total"], row["file"]) for who, row in found.items()} == dict.fromkeys(
        ("ann", "bo"), ("2", group)
    )
    why = {one["student"]: one["why"] for one in rows(tmp_path / "out/changes.csv")}
    assert why["ann"] == "another file counts, the group's by groups.csv"
    (row,) = rows(tmp_path / "out/to_decide.csv")
    assert row["student"] == "ann" and row["what"].endswith(
        "one is the group's by groups.csv: Team B/01.ipynb counts, not ann/01.ipynb"
    )
    typed_into_the_list(tmp_path, ("ann", "", "file: ann/01.ipynb", "worked alone", "B"))
    found = filed(tmp_path, (group,), table, groups=tmp_path / "table.csv")
    assert (found["ann"]["file"], found["bo"]["file"]) == ("ann/01.ipynb", group)
    assert float(found["ann"]["total"]) < 2 and not rows(tmp_path / "out/to_decide.csv")


def test_the_file_of_a_group_counts_before_an_own_one_that_came_later(tmp_path):
    group, own = (
        f"gradebook_C1_{who}_attempt_2026-11-{day}-10-00-00_01.ipynb" for who, day in (("b", 28), ("ann", 30))
    )
    found = filed(tmp_path, (group, own), "group,student\nb,ann\nb,bo\n", groups=tmp_path / "table.csv")
    assert (found["ann"]["file"], found["bo"]["file"]) == (group, group)
    (row,) = rows(tmp_path / "out/to_decide.csv")
    assert (row["student"], row["what"]) == (
        "ann",
        f"2 files, and one is the group's by groups.csv: {group} counts, not {own}",
    )


def test_a_blank_file_of_a_group_takes_nobodys_own(tmp_path):
    (tmp_path / "in/b").mkdir(parents=True)
    (tmp_path / "in/b/01.ipynb").write_bytes(classroom.filled("01", {}))
    found = filed(tmp_path, ("ann/01.ipynb",), "group,student\nb,ann\nb,bo\n", groups=tmp_path / "table.csv")
    assert {who: (row["total"], row["file"]) for who, row in found.items()} == {
        "ann": ("2", "ann/01.ipynb"),
        "bo": ("0", "b/01.ipynb"),
    }


def test_an_id_that_stands_in_the_table_of_groups_alone_is_told(tmp_path, capsys):
    table, options = "group,student\nA,ann\nA,b0\n", {"groups": tmp_path / "table.csv"}
    filed(tmp_path, ("ann/01.ipynb", "cy/01.ipynb"), table, **options)
    said = capsys.readouterr().out
    assert (
        "To look at: groups.csv has 1 id that stands in no file's name, roster or grade export: b0." in said
    )
    filed(tmp_path, ("b0/01.ipynb",), table, **options)
    (tmp_path / "roster.csv").write_text("id\nann\nb0\ncy\n", encoding="utf-8")
    filed(tmp_path, (), table, roster=tmp_path / "roster.csv", **options)
    assert "in no file's name" not in capsys.readouterr().out


# ---------------------------------------------------------------- what was decided is not asked again


@pytest.mark.parametrize("typed", ["+1", "minus 0,5", "1", "exempt", "file: bo/01.ipynb"])
def test_what_a_row_on_the_whole_decided_does_not_come_back_and_a_new_fault_does(hand_ins, capsys, typed):
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    listed = lambda: [row for row in rows(hand_ins / "out/to_decide.csv") if row["student"] == "bo"]
    assert len(listed()) == 1
    typed_into_the_list(hand_ins, ("bo", "", typed, "read it", "B"))
    capsys.readouterr()
    marked(hand_ins)
    assert listed() == [] and "1 decision (bo, 01: " in capsys.readouterr().out
    marked(hand_ins)
    assert listed() == [] and "Taken over" not in capsys.readouterr().out
    page = next((hand_ins / "out/feedback").glob("*bo*.html")).read_text(encoding="utf-8")
    assert "read it" in page and "docx" not in page
    if typed[0] not in "1e":  # where the total is decided, no file changes it
        (hand_ins / "in/bo/more.pdf").write_bytes(b"PK")
        marked(hand_ins)
        assert "more.pdf is not read" in listed()[0]["what"]


def test_points_in_a_row_whose_remark_was_deleted_hide_no_remark(hand_ins):
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    path = hand_ins / "out/to_decide.csv"
    (what,) = (row["what"] for row in rows(path) if row["student"] == "bo")
    typed_into_the_list(hand_ins, ("bo", "", "+1", "read it", "B"))
    path.write_text(path.read_text(encoding="utf-8-sig").replace(what, ""), encoding="utf-8")
    marked(hand_ins)
    assert [row["points"] for row in rows(hand_ins / "out/decisions.csv")] == ["'+1"]
    assert what in [row["what"] for row in rows(path)]


def test_a_row_on_a_file_that_is_not_read_does_not_come_back_after_points_for_its_question(hand_ins):
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    path = hand_ins / "out/to_decide.csv"
    typed_into_the_list(hand_ins, ("bo", "", "5", "read it", "B"))
    path.write_bytes(path.read_bytes().replace(b"bo;Bo B.;01;;", b"bo;Bo B.;01;q1.10;"))
    _, after, _ = marked(hand_ins)
    assert after["bo"]["Q1.10"] == "5" and "bo" not in [row["student"] for row in rows(path)]


def test_who_is_exempt_from_one_exercise_has_a_broken_file_of_another_listed(hand_ins):
    for who in ("ann", "bo", "cy"):
        (hand_ins / "in" / who).mkdir(exist_ok=True)
        (hand_ins / f"in/{who}/04.ipynb").write_bytes(classroom.filled("04", {"4.1": {"leaders": "Putin"}}))
    (hand_ins / "in/bo/04.ipynb").write_bytes(b"{")
    marked(hand_ins)
    marked(hand_ins, "bo,01,,exempt,ill,B,\n")
    assert "04.ipynb" in "".join(row["what"] for row in rows(hand_ins / "out/to_decide.csv"))


# ---------------------------------------------------------------- what a message shows


def test_what_was_typed_at_length_is_cut_in_messages_and_whole_in_the_tables(hand_ins, capsys):
    long = "winter " * 900
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", {"1.1": GIVEN["1.1"] | {"month": long}}))
    marked(hand_ins)
    (hand_ins / "in/ann/01-2.ipynb").unlink()
    marked(hand_ins, f"bo,01,1.1,2,{long},B,\nann,01,1.1,{long},,B,\n")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 1000 and any("winter" in line for line in lines)
    assert any(line.startswith("To mend: decisions.csv, line 3: points 'winter") for line in lines)
    assert long.strip() in (hand_ins / "out/gradebook.csv").read_text(encoding="utf-8-sig")


def test_names_with_commas_are_listed_with_semicolons(hand_ins, capsys):
    assert some(["Khin, Mia", "Lee, Tom"]) == "Khin, Mia; Lee, Tom" and some(["a", "b"]) == "a, b"
    assert some("abcd", 2) == "a, b …" and some("abcd", None) == "a, b, c, d"
    for name in ("ann/Khin, 1.ipynb", "ann/Khin, 2.ipynb"):
        (hand_ins / "in" / name).write_bytes(classroom.filled("01", GIVEN))
    marked(hand_ins)
    marked(hand_ins, "ann,01,,file: 9.ipynb,,B,\n")
    assert "; ann/Khin, 1.ipynb; ann/Khin, 2.ipynb." in capsys.readouterr().out


# ---------------------------------------------------------------- a row of the list is about its file


def test_points_for_a_question_of_a_file_that_no_longer_counts_are_not_those_of_the_other(hand_ins, capsys):
    unread = {"1.1": GIVEN["1.1"] | {"month": "after the winter"}}
    (hand_ins / "in/ann/01.ipynb").write_bytes(classroom.filled("01", unread))
    (hand_ins / "in/ann/01-2.ipynb").write_bytes(classroom.filled("01", {"1.2": {"day": "6 September 2022"}}))
    marked(hand_ins)
    typed_into_the_list(
        hand_ins, ("ann", "", "file: 01-2.ipynb", "", "B"), ("ann", "Q1.1", "2", "right", "B")
    )
    capsys.readouterr()
    for _ in range(2):
        status, after, _ = marked(hand_ins)
        assert (status, after["ann"]["Q1.1"]) == (1, "0")
        assert "it is about ann/01.ipynb, which does not count for ann." in capsys.readouterr().out
        (row,) = rows(hand_ins / "out/to_decide.csv")
        assert [row[name] for name in ("student", "name", "points", "reason")] == [
            "ann",
            "Ann A.",
            "2",
            "right",
        ]
    path = hand_ins / "out/to_decide.csv"
    path.write_bytes(path.read_bytes().replace(b"ann/01.ipynb", b"ann/01-2.ipynb"))
    assert marked(hand_ins)[1]["ann"]["Q1.1"] == "2" and rows(path) == []


def test_points_for_a_question_of_the_groups_file_are_not_those_of_an_own_one(hand_ins, capsys):
    unread = {"1.1": GIVEN["1.1"] | {"month": "after the winter"}}
    for name, answers in {
        "team/01.ipynb": unread,
        "bo/own.ipynb": {"1.2": {"day": "6 September 2022"}},
    }.items():
        (hand_ins / "in" / name).parent.mkdir(exist_ok=True)
        (hand_ins / "in" / name).write_bytes(classroom.filled("01", answers))
    (hand_ins / "in/bo/01.ipynb").unlink()
    marked(hand_ins)
    (hand_ins / "out/groups.csv").write_text("group,student\nteam,bo\nteam,cy\n", encoding="utf-8")
    marked(hand_ins)
    typed_into_the_list(
        hand_ins, ("bo", "", "file: own.ipynb", "", "B"), ("bo; cy", "Q1.1", "2", "right", "B")
    )
    capsys.readouterr()
    _, after, _ = marked(hand_ins)
    assert (after["bo"]["Q1.1"], after["cy"]["Q1.1"]) == ("0", "2")
    assert "it is about team/01.ipynb, which does not count for bo. For them" in capsys.readouterr().out
    (row,) = [row for row in rows(hand_ins / "out/to_decide.csv") if row["points"]]
    assert (row["student"], row["name"], row["question"], row["points"]) == ("bo", "Bo B.", "Q1.1", "2")


def test_points_for_a_question_that_outlive_their_file_are_told_once(hand_ins, capsys):
    decided = "bo,01,1.1,2,appeal,B,\nbo,01,,+1,idea,B,\nann,01,1.2,1,appeal,B,\n"
    marked(hand_ins)
    marked(hand_ins, decided)
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", {}))
    says = "Decided for a file that no longer counts, and used for the one that does: Bo B., 1.1. Delete"
    for told in (True, False):
        capsys.readouterr()
        marked(hand_ins)
        assert (says in capsys.readouterr().out) == told


def test_a_bonus_that_is_typed_a_second_time_in_the_same_words_is_told(hand_ins, capsys):
    """Its row went with the new remark, and nothing said that nothing was added."""
    _, before, _ = marked(hand_ins)
    for name in ("essay.docx", "more.docx"):
        (hand_ins / "in/bo" / name).write_bytes(b"PK")
        marked(hand_ins)
        typed_into_the_list(hand_ins, ("bo", "", "+1", "bonus", "B"))
        capsys.readouterr()
        _, after, _ = marked(hand_ins)
        assert float(after["bo"]["total"]) == float(before["bo"]["total"]) + 1
        there = "In decisions.csv already, and not taken over a second time: 1 decision (bo, 01: +1). For one more"
        assert (there in capsys.readouterr().out) == (name == "more.docx")


@pytest.mark.parametrize(
    "old, new, says",
    [
        (b"points;reason", b"punkte;reason", "no column points"),
        (b"reason;by", b"grund;by", "no column reason"),
        (b";by", b";by;more", "a column 'more'"),
    ],
)
def test_a_list_with_a_column_of_another_name_stops_the_run_for_what_was_typed_would_be_lost(
    hand_ins, old, new, says
):
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    typed_into_the_list(hand_ins, ("bo", "", "+1", "bonus", "B"))
    path = hand_ins / "out/to_decide.csv"
    header, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(header.replace(old, new) + b"\n" + rest)
    with pytest.raises(MarkingError, match=f"to_decide.csv has {says}.*Nothing was taken from the table"):
        marked(hand_ins)
    assert b"bonus" in path.read_bytes() and not (hand_ins / "out/decisions.csv").exists()


def test_a_name_alone_filled_down_the_whole_list_decides_nothing(hand_ins, capsys):
    marked(hand_ins)
    listed = rows(hand_ins / "out/to_decide.csv")
    typed_into_the_list(hand_ins, ("ann", "", "", "", "B"))
    capsys.readouterr()
    marked(hand_ins)
    assert "To mend" not in capsys.readouterr().out and rows(hand_ins / "out/to_decide.csv") == listed


def test_members_of_a_group_have_their_names_from_their_own_files_and_the_export(tmp_path):
    table = CANVAS.partition("\n")[0] + '\n"C., Cy",8,c,S,\n'
    (tmp_path / "export.csv").write_text(table, encoding="utf-8")
    (tmp_path / "groups.csv").write_text("group,student\nTeam A,7\nTeam A,8\nTeam A,9\n", encoding="utf-8")
    names = "Team A_3_assignsubmission_file_/01.ipynb", "Bo B._7_assignsubmission_file_/01.ipynb"
    found = filed(tmp_path, names, "", groups=tmp_path / "groups.csv")
    assert {one: row["name"] for one, row in found.items()} == {"7": "Bo B.", "8": "", "9": ""}
    names = "teama_LATE_33_12_01.ipynb", "bo_7_13_01.ipynb"
    (tmp_path / "roster.csv").write_text("id,name\n7,\n8,\n9,Dee D.\n33,\n", encoding="utf-8")
    options = {"roster": tmp_path / "roster.csv", "sheet": (str(tmp_path / "export.csv"),)}
    found = filed(tmp_path / "canvas", names, "", groups=tmp_path / "groups.csv", **options)
    assert {one: row["name"] for one, row in found.items() if one in "789"} == {
        "7": "bo",
        "8": "C., Cy",
        "9": "Dee D.",
    }


def test_a_run_that_is_not_done_has_taken_nothing_from_what_was_typed(hand_ins, monkeypatch):
    """Its rows stood in decisions.csv, and a bonus that was corrected before the next run was added to the former one."""
    (hand_ins / "in/bo/essay.docx").write_bytes(b"PK")
    (hand_ins / "in/cy").mkdir()
    (hand_ins / "in/cy/01.ipynb").write_bytes(classroom.filled("01", {}, essay="In my own words. " * 30))
    _, before, _ = marked(hand_ins)
    text = next(one for one in rows(hand_ins / "out/essays.csv") if one["question"] == "Q1.10")
    export = hand_ins / "export.csv"
    export.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Other,More\nA,1,2,3,S,,\n", encoding="utf-8"
    )

    def typed(bonus, marker):
        typed_into_the_list(hand_ins, ("bo", "", bonus, "idea", "B"))
        with (hand_ins / "out/essays.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, text)
            writer.writeheader()
            writer.writerow(text | {f"criterion {n}": "1" for n in range(1, 6)} | {"marker": marker})

    def full(*_):
        raise OSError(28, "No space left on device")

    held = {path: path.read_bytes() for path in (hand_ins / "out").iterdir() if path.is_file()}
    typed("+1", "Ann")
    with pytest.raises(MarkingError, match="no column for exercise 01"):
        marked(hand_ins, sheet=[export])
    with monkeypatch.context() as patched, pytest.raises(MarkingError, match="cannot be written"):
        patched.setattr("aftercoup.teach.marking.run.gradebook", full)
        marked(hand_ins)
    typed_in = [hand_ins / "out" / name for name in ("essays.csv", "to_decide.csv")]
    now = {path: path.read_bytes() for path in (hand_ins / "out").iterdir() if path.is_file()}
    assert {path for path in now if now[path] != held.get(path)} == {*typed_in}
    typed_in[1].write_bytes(held[typed_in[1]])
    typed("+2", "Bea")
    _, after, _ = marked(hand_ins)
    assert float(after["bo"]["total"]) == float(before["bo"]["total"]) + 2
    assert after["cy"]["Q1.10"] == "5" and "Ann" not in (hand_ins / "out/essays.csv").read_text(
        encoding="utf-8-sig"
    )


def test_points_for_the_tenth_question_are_not_those_of_the_first(hand_ins, capsys):
    """A spreadsheet program makes 1.1 of 1.10: what was typed for the essay counted for question 1.1."""
    (hand_ins / "in/bo/01.ipynb").write_bytes(classroom.filled("01", GIVEN, essay="Two words."))
    (hand_ins / "in/cy").mkdir()
    (hand_ins / "in/cy/essay.docx").write_bytes(b"PK")
    _, before, _ = marked(hand_ins)
    path = hand_ins / "out/to_decide.csv"
    typed_into_the_list(hand_ins, ("bo", "Q1.10", "2", "short", "B"), ("cy", "", "2", "read it", "B"))
    text = path.read_text(encoding="utf-8-sig").replace("cy;Cy C.;01;;", "cy;Cy C.;01;1.10;")
    saved = [
        [f"{float(cell):g}" if cell.replace(".", "", 1).isdecimal() else cell for cell in line]
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=";")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(saved)
    capsys.readouterr()
    _, after, _ = marked(hand_ins)
    assert (after["bo"]["Q1.10"], after["bo"]["Q1.1"]) == ("2", before["bo"]["Q1.1"])
    assert after["cy"]["total"] == before["cy"]["total"]
    (row,) = [row for row in rows(path) if row["student"] == "cy"]
    assert (row["question"], row["points"]) == ("1.1", "2")
    said = capsys.readouterr().out
    assert "spreadsheet programs make 1.1 of 1.10: type Q1.1 or Q1.10 into question." in said


def test_points_typed_over_the_points_now_are_told(hand_ins, capsys):
    """Nothing reads that column, and the next list would be written over it without a word."""
    (hand_ins / "in/cy").mkdir()
    (hand_ins / "in/cy/essay.docx").write_bytes(b"PK")
    marked(hand_ins)
    path = hand_ins / "out/to_decide.csv"
    listed = rows(path)
    assert [row["student"] for row in listed] == ["ann", "cy"]  # two files, and a file of another kind
    for typed, told in (("same", 0), ("7", 2)):
        for row in listed:
            now = row["points now"]
            row["points now"] = f"{float(now):.2f}".replace(".", ",") if typed == "same" and now else typed
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([listed[0].keys(), *(row.values() for row in listed)])
        capsys.readouterr()
        marked(hand_ins)
        said = capsys.readouterr().out
        assert said.count("“points now” is not read. Type 7 into the column points.") == told, said
        assert "7" not in [row["points now"] for row in rows(path)]
