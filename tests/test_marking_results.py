"""Results of marking: all of the old ones or all of the new ones, and CSV cells that no program runs."""

import csv
import io
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from aftercoup.answers.exercise import Question
from aftercoup.answers.kinds.field import Field, FieldResult
from aftercoup.answers.language.reading import Reading, Verdict
from aftercoup.spreadsheets import neutral
from aftercoup.teach.marking import results_folder, similar_texts
from aftercoup.teach.marking.decisions import to_decide
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import COLUMNS, gradebook
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, Student
from aftercoup.teach.marking.results_folder import mend, new_results, put


def write(folder, run, **more):
    with new_results(folder) as new:
        put(new, "run.json", f'{{"run": {run}, "files": ["gradebook.csv", "feedback", "run.json"]}}')
        put(new, "gradebook.csv", f"run {run}")
        put(new, "feedback/anna.html", f"run {run}")
        for name, text in more.items():
            put(new, name, text)


def held(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def runs(folder):
    """Which runs the three files of the results come from."""
    return {text[-1] if "{" not in text else text[8] for text in held(folder).values()}


def test_new_results_take_the_place_of_old_ones(tmp_path):
    folder = tmp_path / "marks"
    write(folder, 1)
    (folder / "feedback" / "gone.html").write_text("of run 1")
    write(folder, 2)
    assert held(folder).keys() == {"run.json", "gradebook.csv", "feedback/anna.html"} and runs(folder) == {
        "2"
    }
    assert [path.name for path in tmp_path.iterdir()] == ["marks"]


def test_through_a_link_the_folder_behind_it_is_written(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "marks", target_is_directory=True)
    write(tmp_path / "marks", 1)
    write(tmp_path / "link", 2)
    assert runs(tmp_path / "marks") == {"2"} and (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "marks"]


def test_what_others_put_there_and_the_essay_marks_stay(tmp_path):
    folder = tmp_path / "marks"
    write(folder, 1)
    (folder / "my notes.txt").write_text("mine")
    (folder / "photos").mkdir()
    (folder / "photos" / "a.txt").write_text("mine too")
    (folder / "essay_marks.jsonl").write_text("one\n")
    write(folder, 2)
    assert (folder / "my notes.txt").read_text() == "mine" and (folder / "photos" / "a.txt").exists()
    assert (folder / "essay_marks.jsonl").read_text() == "one\n" and runs(folder) > {"2"}


def test_a_click_saved_while_results_are_written_is_not_lost(tmp_path):
    folder = tmp_path / "marks"
    write(folder, 1)
    (folder / "essay_marks.jsonl").write_text("one\n")
    open_before = open(folder / "essay_marks.jsonl", "a")
    write(folder, 2)
    open_before.write("two\n")
    open_before.close()
    assert (folder / "essay_marks.jsonl").read_text() == "one\ntwo\n"


def test_an_error_on_the_way_leaves_the_old_results(tmp_path):
    folder = tmp_path / "marks"
    write(folder, 1)
    before = held(folder)
    with pytest.raises(ZeroDivisionError), new_results(folder) as new:
        put(new, "gradebook.csv", "half")
        raise ZeroDivisionError
    assert held(folder) == before and [path.name for path in tmp_path.iterdir()] == ["marks"]
    with pytest.raises(MarkingError, match="former results are as they were"), new_results(folder) as new:
        raise OSError(28, "No space left on device")
    assert held(folder) == before


@pytest.mark.parametrize("step", range(12))
def test_a_stop_at_any_step_leaves_whole_results(tmp_path, monkeypatch, step):
    """The process is stopped before its n-th change of the files; then somebody looks, or marks again."""
    folder = tmp_path / "marks"
    write(folder, 1)
    done = 0

    class Stopped(BaseException):
        pass

    def counted(function):
        def call(*arguments, **named):
            nonlocal done
            done += 1
            if done > step:
                raise Stopped
            return function(*arguments, **named)

        return call

    with monkeypatch.context() as patch:
        for module, name in (
            (os, "rename"),
            (os, "link"),
            (shutil, "rmtree"),
            (results_folder, "open"),
        ):
            patch.setattr(module, name, counted(getattr(module, name, open)), raising=False)
        try:
            write(folder, 2)
        except Stopped:
            pass
    if folder.exists():
        assert len(runs(folder)) == 1
    mend(folder)
    assert len(held(folder)) == 3 and runs(folder) <= {"1", "2"} and len(runs(folder)) == 1
    write(folder, 3)
    assert runs(folder) == {"3"} and [path.name for path in tmp_path.iterdir()] == ["marks"]


def test_nothing_is_deleted_where_somebody_made_the_folder_while_its_results_stood_aside(
    tmp_path, monkeypatch
):
    folder = tmp_path / "marks"
    write(folder, 1)
    (folder / "essay_marks.jsonl").write_text("one\n")
    (tmp_path / "marks.old").mkdir()  # a copy of the teacher's own
    with monkeypatch.context() as patch:
        patch.setattr(results_folder.shutil, "rmtree", lambda *_, **__: 1 / 0)
        patch.setattr(type(folder), "rename", stopped_after_one := Renamer())
        with pytest.raises(ZeroDivisionError):
            write(folder, 2)
    assert stopped_after_one.done and not folder.exists()
    folder.mkdir()
    (folder / "deadlines.csv").write_text("mine")
    before = held(tmp_path)
    for _ in range(2):
        with pytest.raises(
            MarkingError, match="results stood beside it, in marks.being-written. Move what it"
        ):
            write(folder, 3)
    assert held(tmp_path) == before
    (folder / "deadlines.csv").unlink()  # the folder itself may stay
    write(folder, 3)
    assert runs(folder) == {"3", "\n"} and (folder / "essay_marks.jsonl").read_text() == "one\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["marks", "marks.old"]


def test_results_that_cannot_be_put_in_place_are_told_and_come_back(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    write(folder, 1)
    rename = Path.rename

    def refused(path, target):
        if target == folder:
            raise PermissionError(13, "Permission denied", str(path))
        rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)
        for run in lambda: write(folder, 2), lambda: mend(folder):
            with pytest.raises(
                MarkingError, match="in marks.being-written, cannot be put in place: Permission"
            ):
                run()
    mend(folder)
    assert runs(folder) == {"2"} and [path.name for path in tmp_path.iterdir()] == ["marks"]


class Renamer:
    """Path.rename, stopped after the first."""

    def __init__(self):
        self.done, self.rename = 0, Path.rename

    def __get__(self, path, _):
        def rename(to):
            self.done += 1
            return 1 / 0 if self.done > 1 else self.rename(path, to)

        return rename


def test_former_results_are_named_only_where_there_are_some(tmp_path):
    with pytest.raises(MarkingError) as told, new_results(tmp_path / "new"):
        raise OSError("the disk is full")
    assert str(told.value) == (
        "The results cannot be written to new: the disk is full. Name another folder after --out."
    )


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(MarkingError, match="Name a new folder"):
        write(tmp_path / "thesis", 1)
    with pytest.raises(MarkingError, match="is a file"):
        write(tmp_path / "thesis" / "chapter.txt", 1)
    assert held(tmp_path) == {"thesis/chapter.txt": "mine"}


# ---------------------------------------------------------------- the gradebook


def question(name, points, possible=2.0, **more):
    return QuestionResult(Question(name, "title", possible, 0, {}), points, **more)


def marked(student, exercise="01", questions=(), **more):
    return ExerciseResult(student, exercise, "Read the event", f"{student.id}.ipynb", questions, **more)


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_gradebook_has_a_row_for_each_student_and_sheet_and_a_column_for_each_question():
    anna, ben, cem = Student("2", "Anna"), Student("1", "Ben"), Student("3", "Cem")
    marks = [
        marked(
            ben, questions=(question("1.1", 2), question("1.2", 0.5), question("1.10", None, text="essay"))
        ),
        marked(
            anna,
            questions=(question("1.1", 1.333333, flags=("unquoted",)),),
            late=True,
            others=("old.ipynb",),
        ),
        marked(anna, exercise="02", questions=(question("2.1", 0),)),
    ]
    rows = read(gradebook(marks, roster=(anna, ben, cem)))
    assert list(rows[0]) == [*COLUMNS, "Q1.1", "Q1.2", "Q1.10", "Q2.1"]
    assert [(row["name"], row["exercise"]) for row in rows] == [
        ("Anna", "01"),
        ("Ben", "01"),
        ("Cem", "01"),
        ("Anna", "02"),
        ("Ben", "02"),
        ("Cem", "02"),
    ]
    assert rows[1]["points"] == "2.5" and rows[1]["possible"] == "6" and rows[1]["still to read"] == "Q1.10"
    assert rows[0]["Q1.1"] == "1.33" and rows[0]["Q1.2"] == "" and rows[0]["late"] == "late"
    assert rows[0]["attempts"] == "2" and rows[0]["to look at"] == "1.1: unquoted"
    assert rows[3]["Q2.1"] == "0" and rows[2]["to look at"] == "nothing handed in" and rows[2]["points"] == ""


def test_the_columns_of_the_questions_add_up_to_the_points_also_of_one_that_a_person_has_to_finish():
    open_ = marked(
        Student("1"),
        questions=(question("1.1", 2), question("1.9", None, fields=(SimpleNamespace(points=3, typed=""),))),
    )
    (row,) = read(gradebook([open_]))
    assert (row["points"], row["Q1.1"], row["Q1.9"], row["still to read"]) == ("5", "2", "3", "Q1.9")
    flagged = open_.with_question(open_.questions[1]._replace(flags=("reason_2 cannot be read",)))
    (listed,) = read(to_decide([flagged]))
    assert (listed["question"], listed["points now"]) == ("Q1.9", "3")


def test_a_student_whose_file_could_not_be_read_has_a_row_that_says_why():
    anna, ben, cem = Student("1", "Anna"), Student("2", "Ben"), Student("3", "Cem")
    unread = (
        HandIn("x.pdf", ben, refused="x.pdf is not read"),
        HandIn("notes.txt", anna, refused="notes.txt is not read"),
    )
    for roster, absent in (((), []), ((anna, ben, cem), [("Cem", "nothing handed in")])):
        rows = read(gradebook([marked(anna)], roster, unread))
        assert [(row["name"], row["to look at"]) for row in rows] == [
            ("Anna", ""),
            ("Ben", "x.pdf is not read"),
            *absent,
        ]
    assert [row["exercise"] for row in read(gradebook([], (), unread))] == ["", ""]


def test_an_exercise_that_one_of_many_handed_in_is_asked_of_nobody():
    class_ = [Student(str(place)) for place in range(20)]
    marks = [marked(one) for one in class_[:19]]
    assert len(read(gradebook([*marks, marked(class_[19], exercise="02")], class_))) == 21


def test_the_order_of_the_marks_does_not_matter():
    marks = [marked(Student(str(n), f"name {n % 3}"), questions=(question("1.1", n),)) for n in range(9)]
    assert gradebook(marks) == gradebook(marks[::-1])


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://example.org")',
        "+1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-2+3",
        "\t=1",
        "\r=1",
        "  =1",
        "|x",
        "%0",
    ],
)
def test_no_cell_becomes_a_formula(cell):
    assert neutral(cell).startswith("'")
    mark = marked(Student(cell, cell), questions=(question("1.1", 1, flags=(cell,)),), flags=(cell,))
    for value in next(csv.reader(io.StringIO(gradebook([mark]).split("\r\n", 1)[1], newline=""))):
        assert not value.lstrip().startswith(("=", "+", "@", "-"))


@pytest.mark.parametrize("cell", ["-2.5", "3", "", None, "Zoë", "a=b", "1-2"])
def test_ordinary_cells_stay_as_they_are(cell):
    assert neutral(cell) == ("" if cell is None else cell)


def test_terminal_signs_are_left_out():
    assert neutral("a\x1b[31mb\x00c\x07") == "a [31mb c "


def test_what_a_blank_question_is():
    blank = FieldResult(Field("a"), "", Reading("blank"), Verdict("blank", 0))
    assert (
        question("1.1", 0, fields=(blank,)).blank and not question("1.1", 0, fields=(blank,), text="x").blank
    )


def test_a_reason_names_its_question_once():
    first = question("1.1", 0, flags=("cell gone", "day cannot be read"))
    asked = (first, question("1.2", 0, flags=("cell gone",)))
    reasons = marked(Student("a"), questions=asked, flags=("file cut off",)).reasons
    assert reasons == ("file cut off", "1.1, 1.2: cell gone", "1.1: day cannot be read")


@pytest.mark.parametrize(("copied", "class_of", "pairs"), [(12, 12, 66), (20, 200, 190), (21, 200, 0)])
def test_a_text_that_many_of_a_large_class_copied_is_listed(copied, class_of, pairs):
    """From thirteen copies on nothing was said, in a class of 300 too."""

    def result(place):
        whose = "leaked" if place < copied else f"own{place}"
        text = " ".join(f"{whose}{word}" for word in range(60))
        asked = question("1.10", None, text=text)
        return marked(Student(str(place)), questions=(asked,))

    assert len(similar_texts.pairs([result(place) for place in range(class_of)])) == pairs
