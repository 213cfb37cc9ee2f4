"""Essays: who reads them sees no name, nothing that was given is lost, and marks find their text again."""

import base64
import csv
import io
import json

import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from aftercoup.answers.exercise import Exercise, Question
from aftercoup.answers.kinds.date import Date
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.kinds.number import Number
from aftercoup.answers.kinds.short import Short
from aftercoup.answers.language.reading import Reading, Verdict
from aftercoup.teach.content.key_models import Criterion, Level
from aftercoup.teach.content.masters import Answers, Master
from aftercoup.teach.marking import essays
from aftercoup.teach.marking.essay_pictures import LARGEST, pictures
from aftercoup.teach.marking.essays import Given, line, queue, read_clicks, tasks, typed_in
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.platforms.hand_in import MarkingError, Student

LEVELS = [Level(points=n, says=f"level {n}", anchor=f"example {n}") for n in (0, 1, 2)]
CRITERIA = tuple(
    Criterion(name=name, levels=LEVELS)
    for name in ("Compares", "Uses evidence", "Says what speaks against", "Is clear")
)
ESSAY = Question("1.9", "Judge", 8, 10, {}, essay=True, words=(100, 200))
SHORT = Question(
    "1.8", "Say why", 3, 2, {"why": Short("why", label="why?", points=2), "day": Date("day", points=1)}
)
MASTER = Master(
    Exercise("01", "Read the event", "01.ipynb", "self-study", {"1.8": SHORT, "1.9": ESSAY}),
    {"1.8": Answers("judge", (), "", {}), "1.9": Answers("judge", (), "", {}, CRITERIA)},
)


def sheet(student="anna", essay="My essay.", short="Because."):
    why = FieldResult(SHORT.fields["why"], short, Reading("read", short), Verdict("by hand", None))
    day = FieldResult(SHORT.fields["day"], "x", Reading("read", "x"), Verdict("right", 1))
    return ExerciseResult(
        Student(student, f"Name of {student}"),
        "01",
        "Read the event",
        "a.ipynb",
        (
            QuestionResult(SHORT, None, (why, day), short),
            QuestionResult(ESSAY, None, (), essay),
        ),
    )


def settle(result, master, given):
    return essays.settle(result, tasks(result, master), given)


def points(values, marker="M", comment=""):
    return {marker: Given(marker, dict(enumerate(values)), comment)}


def test_tasks_hold_the_text_and_the_rubric_with_examples_and_no_name():
    short, essay = tasks(sheet(), MASTER)
    assert (essay.question, essay.text, essay.words, essay.limits) == ("1.9", "My essay.", 2, (100, 200))
    assert [part.name for part in essay.parts] == [criterion.name for criterion in CRITERIA]
    assert essay.parts[0].levels[2] == (2, "level 2", "example 2")
    assert short.text == "Because." and [part.levels[-1][0] for part in short.parts] == [2]
    assert "anna" not in repr((short, essay)).lower()


def test_an_id_belongs_to_one_text_of_one_student():
    ids = {
        task.id
        for one in (sheet(), sheet("ben"), sheet(essay="Another essay."))
        for task in tasks(one, MASTER)
    }
    assert all(one.isalpha() and one.islower() for one in ids)  # nothing that a spreadsheet reads as a number
    assert len(ids) == 5  # the short answer of the first and the third sheet is one text
    assert [task.id for task in tasks(sheet(), MASTER)] == [task.id for task in tasks(sheet(), MASTER)]


def test_complete_marks_settle_a_question_and_certain_points_stay():
    short, essay = tasks(sheet(), MASTER)
    done = settle(sheet(), MASTER, {essay.id: points([2, 1, 0, 2], comment="Good."), short.id: points([1])})
    assert [one.points for one in done.questions] == [2, 5] and not done.waiting
    assert done.questions[1].comment == "Good."


def test_half_a_rubric_settles_nothing():
    _, essay = tasks(sheet(), MASTER)
    assert settle(sheet(), MASTER, {essay.id: points([2, 1])}).questions[1].points is None
    assert settle(sheet(), MASTER, {}) == sheet()


def test_points_that_a_later_key_has_no_level_for_are_told():
    _, essay = tasks(sheet(), MASTER)
    given = {essay.id: points([2, 0.5, 1, 1]) | points([2, 0.5, 1, 1], "N")}
    (told,) = essays.outdated([essay], given)
    assert told.startswith(
        f"Points that are no level of the answer key any more do not count: Q1.9, “{CRITERIA[1].name}”, 0.5."
    )
    assert essays.outdated([essay], {essay.id: points([2, 1, 1, 1])}) == []


def test_points_typed_over_what_was_given_so_far_are_told():
    """Nothing reads that column, and the next table would be written over it without a word."""
    _, essay = tasks(sheet(), MASTER)
    given = {essay.id: points([1, 1, 1, 1], "M")}
    for typed_over, count in (("2, 1", 1), ("2", 1), ("M: 1, 1, 1, 1", 0), ("", 0)):
        lines, told, left = typed_in(
            f"essay;given so far\n{essay.id};{typed_over}\n".encode(), given, [essay]
        )
        assert (lines, len(told), left) == ("", count, {})
        assert not told or told[0].endswith(
            f"'{typed_over}'. Type points into criterion 1 and on, and mark again."
        )


def test_two_markers_count_as_their_mean_and_a_wide_gap_is_a_reason_to_look():
    _, essay = tasks(sheet(), MASTER)
    done = settle(sheet(), MASTER, {essay.id: points([2, 1, 1, 1]) | points([0, 1, 1, 1], "N")})
    assert done.questions[1].points == 4
    assert done.questions[1].flags == ("the markers lie 2 points apart on Compares",)


@pytest.mark.parametrize("bad", ["-1", "0.8", "2,5", "99", "nan", "inf", "x"])
def test_points_that_are_no_level_of_a_part_do_not_count_and_stand_in_the_new_table(bad):
    _, essay = tasks(sheet(), MASTER)
    given = {essay.id: points([1, 1, 1, 1], "M")}
    table = f"essay;criterion 1;criterion 2;criterion 5;marker\n{essay.id};{bad};2;1;M\n".encode()
    lines, told, left = typed_in(table, given, [essay])
    assert told == [
        f"1 place in essays.csv does not count: line 2, essay {essay.id}, '{bad}'. The column criterion 1 of Q1.9, "
        "“Compares”, takes 0, 1, 2: type that there, and mark again.",
        f"1 place in essays.csv does not count: line 2, essay {essay.id}, '1'. The column criterion 5 of Q1.9 takes nothing: "
        "type that there, and mark again.",
    ]
    assert left == {essay.id: [{"marker": "M", "criterion 1": bad, "criterion 5": "1"}]}
    assert read_clicks(lines_of(given) + lines) == {essay.id: points([1, 2, 1, 1], "M")}


def test_points_of_a_level_that_the_key_no_longer_has_are_not_complete():
    _, essay = tasks(sheet(), MASTER)
    done = settle(sheet(), MASTER, {essay.id: points([0.8, 1, 1, 1]) | points([1, 1, 1, 1], "N")})
    assert (
        done.questions[1].points == 4 and "M gave points for some criteria only" in done.questions[1].flags[0]
    )


def test_a_level_is_its_points_as_they_are_written():
    """0.375 of a short answer stands as 0.38 in the table, and comes back so."""
    part = essays.Part("why?", ((0, "no", ""), (0.375, "partly", ""), (0.75, "yes", "")))
    assert [part.words(points) for points in (0.38, 0.375, 0.75, 0.4)] == ["partly", "partly", "yes", None]


RIGHT = Criterion(name="Is it right", levels=LEVELS, facts=["the day (e12)"])
WITH_FACTS = Master(
    MASTER.exercise,
    {**MASTER.answers, "1.9": Answers("judge", (), "", {}, (*CRITERIA[:3], RIGHT))},
)


@pytest.mark.parametrize(
    ("values", "higher"),
    [
        ([2, 2, 1, 0], "“Compares”, “Uses evidence”"),
        ([1, 1, 1, 0], ""),
        ([2, 2, 2, 1], ""),
    ],
)
def test_points_that_go_against_the_rubric_where_facts_are_wrong_are_to_look_at(values, higher):
    _, essay = tasks(sheet(), WITH_FACTS)
    done = settle(sheet(), WITH_FACTS, {essay.id: points(values)}).questions[1]
    assert done.points == sum(values)
    assert [flag.partition("higher: ")[2] for flag in done.flags] == ([higher] if higher else [])


def test_the_student_sees_the_levels_of_an_essay_and_of_a_short_answer_only_the_points():
    short, essay = tasks(sheet(), MASTER)
    given = {essay.id: points([2, 1, 0, 2]) | points([2, 1, 1, 2], "N"), short.id: points([2])}
    first, second = settle(sheet(), MASTER, given).questions
    assert first.levels == (("why?", "2 of 2", ""),)  # its best level is the worked answer
    assert second.levels[:3] == (
        ("Compares", "2 of 2", "level 2"),
        ("Uses evidence", "1 of 2", "level 1"),
        ("Says what speaks against", "0.5 of 2", "level 0 / level 1"),
    )


def test_a_mark_for_another_text_does_not_count():
    _, essay = tasks(sheet(), MASTER)
    given = {essay.id: points([2, 2, 2, 2])}
    assert settle(sheet(essay="Handed in again, and longer."), MASTER, given).questions[1].points is None


# ---------------------------------------------------------------- the two places where marks are kept


def test_every_click_is_a_line_and_the_last_one_counts():
    text = (
        line("a", "M", 0, 2)
        + line("a", "M", 1, 1)
        + line("a", "M", 0, 0)
        + line("a", "M", comment="x\ny “z”")
    )
    assert read_clicks(text) == {"a": {"M": Given("M", {0: 0, 1: 1}, "x\ny “z”")}}
    assert read_clicks(text + line("a", "M", 0, None)) == {"a": {"M": Given("M", {1: 1}, "x\ny “z”")}}
    assert read_clicks(text + line("a", "N", 0, 1))["a"].keys() == {"M", "N"}


def test_a_line_cut_off_by_a_crash_loses_only_itself():
    whole = line("a", "M", 0, 2) + line("b", "M", 0, 1)
    for cut in range(len(whole)):
        kept = read_clicks(whole[:cut])
        assert kept.keys() <= {"a", "b"} and ("a" in kept) == (cut >= len(line("a", "M", 0, 2)) - 1)


@settings(max_examples=100)
@given_(st.text())
def test_no_text_breaks_the_reading_of_marks(text):
    assert isinstance(read_clicks(text + "\n" + line("a", "M", 0, 2)), dict)


def typed(table, given=None):
    """(what a table comes to with what was given before, sentences on cells that are no numbers)."""
    lines, problems, _ = typed_in(table, given or {}, ())
    return read_clicks(lines_of(given or {}) + lines), problems


def test_the_queue_names_nobody_and_says_what_was_given():
    every = [
        task for name in ("anna", "ben") for task in tasks(sheet(name, f"Essay of mine {len(name)}"), MASTER)
    ]
    given = {every[0].id: points([1]), every[1].id: points([2, 1, 0, 2], "M", "=a comment")}
    text = queue(every, given, {})
    assert "anna" not in text and "Name of" not in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (
        len(rows) == 4
        and rows[0]["limits"] == ""
        and "1: Compares (0, 1, 2); 2: Uses evidence" in rows[3]["rubric"]
    )
    so_far = {row["essay"]: row["given so far"] for row in rows}
    assert (so_far[every[0].id], so_far[every[1].id]) == ("M: 1", "M: 2, 1, 0, 2 =a comment")
    assert typed_in(text.encode(), given, every) == ("", [], {}), "it has empty cells to type into"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_saved_by_any_spreadsheet_program_is_read(encoding, delimiter):
    rows = [
        ["essay", "text", "criterion 1", "criterion 2", "comment", "marker"],
        ["ab", "Zoë", "1,5", "2", "gut", ""],
    ]
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows(rows)
    found, _ = typed(held.getvalue().encode(encoding))
    assert found == {"ab": {"spreadsheet": Given("spreadsheet", {0: 1.5, 1: 2.0}, "gut")}}


@pytest.mark.parametrize(
    ("comment", "encoding"),
    [
        ("Отлично сделано", "cp1251"),
        ("Très bien", "mac_roman"),
        ("Très bien", "cp1252"),
        ("良い", "shift_jis"),
    ],
)
def test_a_comment_in_an_unknown_code_is_refused(comment, encoding):
    for row in (f"x;1;{comment};M", f"x;1;;{comment}"):
        with pytest.raises(MarkingError, match="essays.csv cannot be read .*CSV UTF-8"):
            typed(f"essay;criterion 1;comment;marker\r\n{row}\r\n".encode(encoding))


LOST = ["??????? ???????", "TrÃ¨s bien", "TrÃ¨s bien".encode("cp1252").decode("mac_roman"), "???"]
LOST += ["#NAME?", "#BEZUG!", "#NOM?", "#VALEUR!", "#¿NOMBRE?", "#ИМЯ?", "Err:502", "Cairo #REF!", "it‚Äôs"]


@pytest.mark.parametrize("words", LOST)
@pytest.mark.parametrize("place", ["comment", "marker"])
def test_a_comment_or_a_marker_whose_letters_were_lost_is_refused_with_its_line(place, words):
    cells = {"comment": "good", "marker": "M"} | {place: words}
    table = f"essay;criterion 1;comment;marker\r\nw;1;fine;M\r\nx;1;{cells['comment']};{cells['marker']}\r\n"
    with pytest.raises(MarkingError, match=f"^essays.csv, line 3, {place}: found .*CSV UTF-8.* mark again"):
        typed(table.encode())


@pytest.mark.parametrize("words", ["???", "?????", "?? ??"])
def test_question_marks_typed_at_the_desk_are_no_lost_letters(words):
    (task,) = tasks(sheet(short=""), MASTER)[-1:]
    given = read_clicks(line(task.id, words, 0, 2) + line(task.id, words, comment=words))
    assert typed(queue([task], given, {}).encode(), given) == (given, [])


def test_ordinary_questions_in_a_comment_are_no_lost_letters():
    for words in (
        "Why???? Say it.",
        "Really?",
        "Who? When?",
        "2√π, √2",
        "#1 of all!",
        "#METOO!",
        "É…",
        "1990–Ärger",
    ):
        assert typed(f'essay,criterion 1,comment\nx,1,"{words}"\n'.encode())[0]["x"]


def test_the_line_that_tells_excel_the_delimiter_is_passed_over():
    found, _ = typed(b"\xef\xbb\xbfsep=;\r\nessay;criterion 1\r\nx;1,5\r\n")
    assert found["x"]["spreadsheet"].points == {0: 1.5}
    (told,) = typed(b"sep=,\nessay,criterion 1\nx,1\ny,good\n")[1]
    assert told.startswith(
        "1 place in essays.csv does not count: line 4, essay y, 'good'. The column criterion 1 takes a number"
    )


def test_a_table_that_cannot_be_read_says_the_line():
    with pytest.raises(MarkingError, match="no column essay"):
        typed(b"a,b\n1,2\n")


def test_a_cell_that_is_no_number_is_told_and_the_others_count():
    given, (told,) = typed(b"essay,criterion 1,criterion 2,comment\nx,1,2,\ny,good,2,fine\n")
    assert told.startswith(
        "1 place in essays.csv does not count: line 3, essay y, 'good'. The column criterion 1 takes a number"
    )
    assert given["x"]["spreadsheet"].points == {0: 1, 1: 2}
    assert given["y"]["spreadsheet"] == Given("spreadsheet", {1: 2}, "fine")


def test_a_wrong_column_is_one_sentence_and_its_cells_stand_in_the_new_table():
    every = [tasks(sheet(f"s{n}", f"Essay {n}"), MASTER)[-1] for n in range(9)]
    given = {every[0].id: points([1], "Ann") | points([2], "Bo"), every[1].id: points([1], "Ann")}
    rows = [*csv.DictReader(io.StringIO(queue(every, given, {}), newline=""))]
    for row in rows:
        row |= {"criterion 1": "80%", "criterion 2": "1", "comment": "fine"}
    held = io.StringIO()
    writer = csv.DictWriter(held, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    lines, told, left = typed_in(held.getvalue().encode(), given, every)
    assert [words.partition(" in essays.csv")[0] for words in sorted(told)] == ["1 place", "8 places"]
    assert "Ann, Bo gave points before: type into the column marker who gives these" in "".join(told)
    now = read_clicks(lines_of(given) + lines)
    again = {row["essay"]: row for row in csv.DictReader(io.StringIO(queue(every, now, left), newline=""))}
    typed = {
        one: [row[name] for name in ("criterion 1", "criterion 2", "comment", "marker")]
        for one, row in again.items()
    }
    assert typed.pop(every[0].id) == ["80%", "1", "fine", ""]  # nobody knows whose it is
    assert [*typed.values()] == [["80%", "", "", ""]] * 8
    assert now[every[1].id]["Ann"].points == {0: 1, 1: 1} and now[every[2].id]["spreadsheet"].points == {1: 1}


def test_cells_that_do_not_count_stay_with_the_marker_and_the_row_in_which_they_were_typed():
    """Else what one marker mends would count as another's, and what was typed for a text that is read would be gone."""
    other, essay = (tasks(sheet(who), MASTER)[-1] for who in ("anna", "ben"))
    given = {other.id: points([1], "Ann") | points([2], "Bo")}
    typed = [
        (essay.id, "x", "", "", "M"),
        (essay.id, "", "y", "", "N"),
        (other.id, "1", "", "fine", ""),
        (other.id, "", "2", "", ""),
        *((f"gone{n}", "inf", "", "", "") for n in range(5)),
    ]
    names = "essay", "criterion 1", "criterion 2", "comment", "marker"
    data = "\n".join(map(";".join, (names, *typed))).encode()
    lines, _, left = typed_in(data, given, [essay, other])
    again = queue([essay, other], given, left)
    rows = csv.DictReader(io.StringIO(again, newline=""))
    assert sorted(tuple(row[name] for name in names) for row in rows) == sorted(typed)
    assert lines == "" and typed_in(again.encode(), given, [essay, other])[2].keys() == left.keys()


def test_a_wrong_cell_of_each_of_two_markers_of_one_text_comes_back_as_it_was_typed():
    """One row came back, with the one's name and the other's cell."""
    (task,) = tasks(sheet(short=""), MASTER)[-1:]
    table = f"essay,criterion 1,criterion 2,marker\n{task.id},0.7,2,me\n{task.id},9,1,you\n"
    lines, _, left = typed_in(table.encode(), {}, [task])
    found = csv.DictReader(io.StringIO(queue([task], read_clicks(lines), left), newline=""))
    cells = [[row[name] for name in ("criterion 1", "criterion 2", "marker")] for row in found]
    assert cells == [["0.7", "", "me"], ["9", "", "you"]]


def test_what_is_typed_takes_the_place_of_what_this_marker_gave_before_and_the_rest_stays():
    before = {"a": points([1, 1], comment="x"), "b": points([2])}
    table = b"essay,criterion 1,criterion 2,comment,marker\na,1,0,,M\nc,2,,,N\na,2,,,N\n"
    now, _ = typed(table, before)
    assert now["a"] == points([1, 0], comment="x") | points([2], "N")
    assert now["b"] == before["b"] and now["c"] == points([2], "N")
    assert typed_in(table, now, ()) == ("", [], {}), "the same table says nothing new"


def test_points_without_a_name_are_those_of_the_one_marker_whom_the_text_has():
    before = {"a": points([2, 2], "Ann"), "b": points([2], "Ann") | points([1], "Bo")}
    now, (told,) = typed(b"essay,criterion 1,criterion 2,marker\na,0,,\nb,0,,\nc,1,,\n", before)
    assert now["a"] == points([0, 2], "Ann") and now["b"] == before["b"]
    assert now["c"] == points([1], "spreadsheet")
    assert told.startswith(
        "1 place in essays.csv does not count: line 3, essay b. Ann, Bo gave points before: type into"
    )


def test_a_minus_alone_takes_back_what_a_marker_gave():
    before = {"a": points([2, 2], "Ann", "x")}
    now, problems = typed("essay,criterion 1,criterion 2,comment,marker\na,-,−,-,Ann\n".encode(), before)
    assert now["a"] == {"Ann": Given("Ann", {}, "")} and not problems


def test_a_column_under_another_name_is_told_for_points_may_stand_in_it():
    with pytest.raises(MarkingError, match="has a column 'crit 2'.*Nothing was taken"):
        typed(b"essay,criterion 1,crit 2,marker\na,1,2,M\n")


def test_who_gave_points_for_some_criteria_only_is_told_beside_who_gave_all():
    _, essay = tasks(sheet(), MASTER)
    done = settle(sheet(), MASTER, {essay.id: points([2, 1, 1, 1], "Ann") | points([0], "Bo")}).questions[1]
    assert done.points == 5
    assert done.flags == ("Bo gave points for some criteria only, which do not count yet",)


def lines_of(given):
    return "".join(
        "".join(line(essay, marker, part, value) for part, value in one.points.items())
        + line(essay, marker, comment=one.comment)
        for essay, markers in given.items()
        for marker, one in markers.items()
    )


def test_a_computed_answer_that_the_file_does_not_tell_waits_for_a_person():
    asked = Number("kappa", label="kappa", points=2)
    field = FieldResult(asked, "round(k, 2)", Reading("read"), Verdict("by hand", None))
    question = Question("1.8", "Compute", 2, 2, {"kappa": asked}, worked="0.38 (c01)")
    mark = ExerciseResult(Student("a"), "01", "", "", (QuestionResult(question, None, (field,)),))
    (task,) = tasks(mark, MASTER)
    assert task.text == "round(k, 2)" and task.parts[0].levels[-1] == (2, "0.38 (c01)", "")
    assert settle(mark, MASTER, {task.id: points([2])}).points == 2


@pytest.mark.parametrize(
    ("kind", "coded", "shown"),
    [
        ("png", base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode(), True),
        ("gif", base64.encodebytes(b"GIF89a" + b"0" * 400).decode(), True),  # in lines
        ("svg+xml", base64.b64encode(b"<svg onload='alert(1)'>" + b" " * 40).decode(), False),
        ("jpeg", "A" * (LARGEST + 1), False),
        ("png", '" onerror="alert(1)' * 9, False),
    ],
)
@pytest.mark.parametrize("pasted", [True, False])
def test_pictures_of_an_essay_are_shown_but_for_what_can_hold_a_program(kind, coded, shown, pasted):
    cell = {
        "source": ["![a](attachment:a.png)"],
        "attachments": {"a.png": {f"image/{kind}": coded}},
        "outputs": [{"data": {"image/png": "B" * 40}}],
    }
    if not pasted:
        cell = {"source": f"![a](data:image/{kind};base64,{coded})"}
    address = f"data:image/{kind};base64,{''.join(coded.split())}"
    assert pictures(json.dumps({"cells": [cell, cell]}).encode())[0] == ((address,) if shown else ())


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [{"attachments": {"a": 1}}]}']
)
def test_a_file_without_pictures_has_none(data):
    assert pictures(data) == ((), 0)
