"""What was handed in: whose each file is by the platforms' naming, and what hostile archives cannot do."""

import io
import json
import os
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercoup.answers.notebook import read_notebook
from aftercoup.teach.marking import find_hand_ins
from aftercoup.teach.marking.find_hand_ins import open_submissions
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, Student, shown

NOTEBOOK = json.dumps({"cells": [], "nbformat": 4}).encode()


def zipped(path, members):
    """An archive with members: name -> bytes, or (ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return path


def test_names_in_utf_8_that_an_archive_does_not_declare(tmp_path):
    """So do the Finder of macOS and zip on Linux; the name decides whose a file is."""
    name = "müllerårin_123_456_exercise_01.ipynb"
    as_long = "x" * len(name.encode())
    path = zipped(tmp_path / "in.zip", {as_long: NOTEBOOK, "zoe_124_457_01_a.ipynb": NOTEBOOK})
    path.write_bytes(path.read_bytes().replace(as_long.encode(), name.encode()))
    assert zipfile.ZipFile(path).namelist()[0] != name
    found = open_submissions(path)
    assert found.platform == "canvas"
    assert [(one.path, one.student.name) for one in found][0] == (name, "müllerårin")


def opened(tmp_path, *names, folder=False):
    if folder:
        for name in names:
            path = tmp_path / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(NOTEBOOK)
        return open_submissions(tmp_path / "in")
    return open_submissions(zipped(tmp_path / "in.zip", {name: NOTEBOOK for name in names}))


def taken(*place, folder=False):
    return list(opened(*place, folder=folder))


SHEET = "exercise_01.ipynb"
# platform, name in the archive, id, name, late
NAMED = [
    ("canvas", f"doejane_123_456_{SHEET}", "123", "doejane", False),
    ("canvas", f"doejane_LATE_123_456_{SHEET}", "123", "doejane", True),
    ("canvas", "doejane_LATE_123_456_exercise_01-2.ipynb", "123", "doejane", True),
    ("canvas", f"müllerzoë_9_10_{SHEET}", "9", "müllerzoë", False),
    ("canvas", f"anon_a1B2c_456_{SHEET}", "a1B2c", "", False),
    ("canvas", f"anon_a1B2c_LATE_456_{SHEET}", "a1B2c", "", True),
    ("canvas", f"LATE_anon_a1B2c_456_{SHEET}", "a1B2c", "", True),
    ("canvas", f"အောင်ဆန်းစုကြည်_LATE_31_456_{SHEET}", "31", "အောင်ဆန်းစုကြည်", True),
    ("canvas", f"สมชายใจดี_32_456_{SHEET}", "32", "สมชายใจดี", False),
    ("canvas", f"प्रियाशर्मा_33_456_{SHEET}", "33", "प्रियाशर्मा", False),
    ("canvas", f"mu\u0308llerzoe\u0308_34_456_{SHEET}", "34", "mu\u0308llerzoe\u0308", False),
    ("moodle", f"Jane Doe_98765_assignsubmission_file/{SHEET}", "98765", "Jane Doe", False),
    ("moodle", f"Jane Doe_98765_assignsubmission_file_/{SHEET}", "98765", "Jane Doe", False),
    ("moodle", f"Jane Doe_98765_assignsubmission_file_{SHEET}", "98765", "Jane Doe", False),
    ("moodle", f"Participant 12_98_assignsubmission_file_{SHEET}", "98", "Participant 12", False),
    (
        "blackboard",
        f"gradebook_POL101-2026_Sheet201_jdoe_attempt_2026-11-24-10-11-12_{SHEET}",
        "jdoe",
        "",
        False,
    ),
    ("brightspace", f"1234-5678 - Jane Doe - Nov 24, 2026 1011 AM/{SHEET}", "1234", "Jane Doe", False),
    (
        "brightspace",
        f"1234-5678 - Anna-Maria Doe - Nov 24, 2026 1011 AM/{SHEET}",
        "1234",
        "Anna-Maria Doe",
        False,
    ),
    ("nbgrader", f"submitted/jdoe/ps1/{SHEET}", "jdoe", "", False),
    ("nbgrader", f"course/submitted/jdoe/ps1/{SHEET}", "jdoe", "", False),
]


@pytest.mark.parametrize("folder", [False, True], ids=["archive", "folder"])
@pytest.mark.parametrize("case", NAMED, ids=[f"{one[0]}-{n}" for n, one in enumerate(NAMED)])
def test_the_platforms_names_tell_the_student(tmp_path, case, folder):
    platform, name, student, words, late = case
    found = opened(tmp_path, name, folder=folder)
    (one,) = found
    assert (found.platform, one.student.id, one.student.name) == (platform, student, words)
    assert (one.late, one.refused, one.data) == (late, "", NOTEBOOK)


def test_several_students_under_one_wrapping_folder(tmp_path):
    found = opened(tmp_path, f"Group A/anna/{SHEET}", f"Group A/ben/{SHEET}", "Group A/ben/deep/02.ipynb")
    assert [one.student.id for one in found] == ["anna", "ben", "ben"]
    assert found.platform == "folders"


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        ((f"hand-ins/anna/{SHEET}", f"hand-ins/bo/{SHEET}", "hand-ins/class list.csv"), {"anna", "bo"}),
        ((f"down/doe_102_5_{SHEET}", f"down/roe_103_6_{SHEET}", "notes.txt"), {"102", "103"}),
        (
            (
                f"Exercise 01/Anna Berg_1001_assignsubmission_file_/{SHEET}",
                f"Exercise 01/Bo Chen_1002_assignsubmission_file_/{SHEET}",
                "Exercise 01/Grades.csv",
            ),
            {"1001", "1002"},
        ),
        (
            (
                "Exercise 01/grades.csv",
                "Exercise 01/Berg, Anna(aberg)/timestamp.txt",
                f"Exercise 01/Berg, Anna(aberg)/Submission attachment(s)/{SHEET}",
                "Exercise 01/Chen, Bo(bchen)/timestamp.txt",
                f"Exercise 01/Chen, Bo(bchen)/Submission attachment(s)/{SHEET}",
            ),
            {"aberg", "bchen"},
        ),
    ],
    ids=["folders", "canvas", "moodle", "sakai"],
)
def test_a_stray_file_beside_the_students_makes_them_no_single_student(tmp_path, paths, students):
    found = taken(tmp_path, *paths)
    assert {one.student.id for one in found if not one.refused} == students
    assert {one.student.id for one in found if one.refused} == {""}


CLASS = [f"{who}/x.ipynb" for who in ("anna", "bo", "cai")]
# files, those whose students are right
LOOSE = {
    "settings": ([*CLASS[:2], "settings.json"], {"anna", "bo"}),
    "a list beside sections": (
        ["A/anna/x.ipynb", "A/bo/x.ipynb", "B/cai/x.ipynb", "B/dora/x.ipynb", "list.json"],
        {"anna", "bo", "cai", "dora"},
    ),
    "a list in a section": (
        ["A/anna/x.ipynb", "A/bo/x.ipynb", "A/list.json", "B/cai/x.ipynb", "B/dora/x.ipynb"],
        {"anna", "bo", "cai", "dora"},
    ),
    "a student's file": (
        [*CLASS, "dora_exercise_01.ipynb"],
        {"anna", "bo", "cai", "dora_exercise_01"},
    ),
    "the worked sheet": ([*CLASS[:2], "solution.ipynb"], {"anna", "bo"}),
    "a notebook with another ending in a folder": ([*CLASS[:2], "cai/x.json"], {"anna", "bo", "cai"}),
}


@pytest.mark.parametrize("outer", ["", "hand-ins/", "course/hand-ins/"])
@pytest.mark.parametrize("kind", LOOSE)
def test_a_loose_file_beside_the_folders_of_a_class_makes_it_no_single_student(tmp_path, kind, outer):
    paths, students = LOOSE[kind]
    found = taken(tmp_path, *(outer + path for path in paths))
    assert {one.student.id for one in found if not one.refused} == students
    odd = [one for one in found if one.refused]
    assert all(one.student.id == "" and "in no student's folder" in one.refused for one in odd)
    assert len(found) == len(paths)


@pytest.mark.parametrize(
    "paths",
    [
        (f"anna/{SHEET}", f"anna/one/{SHEET}", f"anna/two/{SHEET}"),
        (f"anna/{SHEET}", "anna/data/x.json", "anna/old/x.ipynb"),
        ("anna/mine.ipynb", "anna/drafts/x.ipynb", "anna/first try/x.ipynb"),
    ],
)
def test_one_student_with_folders_of_an_own_stays_one(tmp_path, paths):
    assert {one.student.id for one in taken(tmp_path, *paths)} == {"anna"}


def test_the_database_of_nbgrader_is_no_student(tmp_path):
    found = taken(tmp_path, f"submitted/anna/ps1/{SHEET}", "gradebook.db")
    assert [(one.student.id, bool(one.refused)) for one in found] == [("", True), ("anna", False)]


def test_a_folder_around_the_files_of_a_platform_is_no_student(tmp_path):
    found = taken(tmp_path, f"download/doejane_123_456_{SHEET}", f"download/roeric_124_457_{SHEET}")
    assert [one.student.id for one in found] == ["123", "124"]


def test_one_student_in_one_folder_is_that_student(tmp_path):
    assert [one.student.id for one in taken(tmp_path, f"anna/{SHEET}")] == ["anna"]


def test_loose_files_are_named_by_themselves(tmp_path):
    found = opened(tmp_path, "01 Anna K.ipynb", "01 Ben.ipynb", folder=True)
    assert ([one.student.id for one in found], found.platform) == (["01 Anna K", "01 Ben"], "loose")


def test_loose_files_that_are_called_the_same_but_for_a_number_say_so(tmp_path):
    found = taken(tmp_path, SHEET, SHEET.replace(".", " (1)."), SHEET.replace(".", "-2."), "Anna 1.ipynb")
    assert len({one.student.key for one in found}) == 4
    assert [one.path for one in found if not one.notes] == ["Anna 1.ipynb"]
    assert all("does not tell whose it is" in one.notes[0] for one in found if one.notes)


def test_among_loose_files_a_folder_tells_whose_a_sheet_is_that_has_the_courses_name(tmp_path):
    loose = ("Bo.ipynb", "Cy.ipynb", "Di.ipynb", "Fi.ipynb", "Gus.ipynb", "Hal.ipynb", "late/Ed.ipynb")
    found = taken(
        tmp_path, *loose, f"Amy Lin 1/{SHEET}", f"Amy Lin 2/{SHEET}", f"x/y/{SHEET}", "old/Bo.ipynb"
    )
    students = {one.path: one.student.id for one in found}
    assert [students[path] for path in loose] == ["Bo", "Cy", "Di", "Fi", "Gus", "Hal", "Ed"]
    assert {students[f"{who}/{SHEET}"] for who in ("Amy Lin 1", "Amy Lin 2", "x/y")} == {
        "Amy Lin 1",
        "Amy Lin 2",
        "x y",
    }
    assert sorted(one.path for one in found if one.notes) == ["Bo.ipynb", "old/Bo.ipynb"]


MIA, TOM, ANN, BO = "Mia Khin", "Tom Lee", "Ann Day", "Bo Chen"
# whose each file is, by its path
IN_SECTIONS = {
    "folders": {
        f"group-a/{MIA}/{SHEET}": MIA,
        f"group-a/{TOM}/{SHEET}": TOM,
        f"group-b/{ANN}/{SHEET}": ANN,
        f"group-b/{BO}/{SHEET}": BO,
    },
    "with the course's folders, zips, pieces and a list": {
        f"group-a/{MIA}/exercises/{SHEET}": MIA,
        f"group-a/{MIA}/notebooks/01.ipynb": MIA,
        f"group-a/{TOM}/work.zip/mine/{SHEET}": TOM,
        f"group-a/{TOM}/final/{SHEET}": TOM,
        f"group-a/{BO}.zip/after-the-coup/exercises/{SHEET}": BO,
        f"group-b/{ANN}/{SHEET}": ANN,
        "group-b/Zoe/answers.docx": "Zoe",
        "group-a/list.csv": "",
    },
    "two of one name": {
        f"a/{MIA}/{SHEET}": f"a {MIA}",
        f"a/{TOM}/{SHEET}": TOM,
        f"b/{MIA}/{SHEET}": f"b {MIA}",
        f"b/{ANN}/{SHEET}": ANN,
        f"b/{BO}/{SHEET}": BO,
    },
    "in a section of two, with a name in both": {
        f"group-a/{MIA}/{SHEET}": f"group-a {MIA}",
        f"group-a/{TOM}/{SHEET}": TOM,
        f"group-b/{MIA}/{SHEET}": f"group-b {MIA}",
        f"group-b/{ANN}/{SHEET}": ANN,
    },
    "in a section of one": {
        f"group-a/{MIA}/{SHEET}": f"group-a {MIA}",
        f"group-a/{TOM}/{SHEET}": TOM,
        f"group-b/{MIA}/{SHEET}": f"group-b {MIA}",
    },
    "in a section that also holds files of its own": {
        f"group-a/{MIA}/{SHEET}": MIA,
        f"group-a/{TOM}/{SHEET}": TOM,
        "group-a/Zoe.ipynb": "Zoe",
        f"group-b/{ANN}/{SHEET}": ANN,
        f"group-b/{BO}/{SHEET}": BO,
        f"group-b/{SHEET}": "group-b",
    },
    "a student's folder that holds files and folders": {
        f"{MIA}/{SHEET}": MIA,
        f"{MIA}/one/{SHEET}": MIA,
        f"{MIA}/two/{SHEET}": MIA,
        f"{TOM}/{SHEET}": TOM,
    },
    "in a section, and beside": {
        f"2026/a/{MIA}/{SHEET}": MIA,
        f"2026/a/{TOM}/{SHEET}": TOM,
        f"2026/b/{ANN}/{SHEET}": ANN,
        f"2026/b/Zoe/{SHEET}": "Zoe",
        f"2026/{BO}/exercises/{SHEET}": BO,
    },
    "by exercise": {
        f"exercise 01/{MIA}/{SHEET}": MIA,
        f"exercise 01/{TOM}/{SHEET}": TOM,
        f"exercise 04/{MIA}/exercise_04.ipynb": MIA,
        f"exercise 04/{TOM}/exercise_04.ipynb": TOM,
    },
    "pieces in the folders of students": {
        f"{MIA}/draft 1/{SHEET}": MIA,
        f"{MIA}/final/{SHEET}": MIA,
        f"{TOM}/my first/{SHEET}": TOM,
        f"{TOM}/my second/{SHEET}": TOM,
        f"{ANN}/my first/{SHEET}": ANN,
        f"{ANN}/my second/{SHEET}": ANN,
        f"{BO}/one/{SHEET}": BO,
        f"Zoe.zip/one day/{SHEET}": "Zoe",
    },
    "sections of other names, one with a file of its own": {
        f"north/{MIA}/{SHEET}": MIA,
        f"north/{TOM}/{SHEET}": TOM,
        "north/Zoe.ipynb": "Zoe",
        f"south/{ANN}/{SHEET}": ANN,
        f"south/{BO}/{SHEET}": BO,
    },
    "sections of other names, each with a file of its own": {
        f"in/north/{MIA}/{SHEET}": MIA,
        f"in/north/{TOM}/{SHEET}": TOM,
        "in/north/Zoe.ipynb": "Zoe",
        f"in/south/{ANN}/{SHEET}": ANN,
        f"in/south/{BO}/{SHEET}": BO,
        f"in/south/{SHEET}": "south",
        "in/Eve.ipynb": "Eve",
    },
    "sections of other names with a file beside them, and a name in both": {
        f"north/{MIA}/{SHEET}": f"north {MIA}",
        f"north/{TOM}/{SHEET}": TOM,
        f"south/{MIA}/{SHEET}": f"south {MIA}",
        f"south/{BO}/{SHEET}": BO,
        "solution.ipynb": "",
        "Eve.ipynb": "Eve",
    },
    "a student with drafts in a class of two": {
        f"{MIA}/{SHEET}": MIA,
        f"{MIA}/one/{SHEET}": MIA,
        f"{MIA}/two/{SHEET}": MIA,
        f"{MIA}/three/{SHEET}": MIA,
        f"{TOM}/{SHEET}": TOM,
    },
    "half of the students with folders of their own": {
        **{f"{who}/{piece}/{SHEET}": who for who in (MIA, TOM) for piece in ("first half", "second half")},
        f"{ANN}/{SHEET}": ANN,
        f"{BO}/{SHEET}": BO,
    },
    "the same, beside one with the course's folder": {
        **{f"{who}/{piece}/{SHEET}": who for who in (MIA, TOM) for piece in ("first half", "second half")},
        f"{ANN}/exercises/{SHEET}": ANN,
        f"{BO}.zip/exercises/{SHEET}": BO,
    },
    "in a section of three and one of two, and beside": {
        **{f"north/{who}/{SHEET}": who for who in (MIA, TOM, BO)},
        **{f"south/{who}/{SHEET}": who for who in (ANN, "Eve")},
        f"Zoe/{SHEET}": "Zoe",
    },
    "moodle": {
        f"group-a/{MIA}_123_assignsubmission_file_/{SHEET}": "123",
        f"group-a/{TOM}_124_assignsubmission_file_/{SHEET}": "124",
        f"group-b/{ANN}_125_assignsubmission_file_{SHEET}": "125",
        f"group-b/{BO}/{SHEET}": BO,
    },
    "canvas": {
        f"group-a/khinmia_123_9_{SHEET}": "123",
        f"group-a/leetom_LATE_124_10_work.zip/{SHEET}": "124",
        f"group-b/dayann_125_11_{SHEET}": "125",
    },
    "students' files that a platform might call so": {
        f"{MIA}/khinmia_123_9_{SHEET}": MIA,
        f"{TOM}/leetom_124_10_{SHEET}": TOM,
    },
}


@pytest.mark.parametrize("kind", IN_SECTIONS)
def test_in_the_folders_of_sections_the_inner_folder_tells_the_student(tmp_path, kind):
    whose = IN_SECTIONS[kind]
    assert {one.path: one.student.id for one in taken(tmp_path, *whose)} == whose


def test_what_was_taken_for_sections_is_said(tmp_path):
    said = [open_submissions(put_all(tmp_path, kind)).doubt for kind in IN_SECTIONS]
    for kind, words in zip(IN_SECTIONS, said):
        guessed = kind in ("folders", "with the course's folders, zips, pieces and a list", "two of one name")
        guessed |= kind.startswith(("in a section", "sections of other names"))
        assert ("taken for sections" in words) == guessed, kind
    assert said[0].startswith("group-a, group-b: taken for sections") and "Ann Day" in said[0]


UNSURE = {
    "half of the names twice": [f"A/{who}/{SHEET}" for who in ("mia", "bo", "cai")] + [f"B/mia/{SHEET}"],
    "fewer than half": [f"A/{who}/{SHEET}" for who in ("mia", "bo")] + [f"B/mia/{SHEET}"],
    "all": [f"{week}/{who}/{SHEET}" for week in ("Woche 1", "Woche 2") for who in ("mia", "bo")],
    "in a folder around": [f"in/A/{who}/{SHEET}" for who in ("mia", "bo", "cai")] + [f"in/B/mia/{SHEET}"],
}


@pytest.mark.parametrize("kind", UNSURE)
def test_folders_that_may_be_students_or_sections_are_told_and_each_inner_one_stands_by_itself(
    tmp_path, kind
):
    """Two of one name are never one student."""
    paths = UNSURE[kind]
    found = open_submissions(zipped(tmp_path / "in.zip", dict.fromkeys(paths, NOTEBOOK)))
    outer, inner = ([path.split("/")[place] for path in paths] for place in (-3, -2))
    assert {one.path: one.student.id for one in found} == {
        path: name if inner.count(name) == 1 else f"{above} {name}"
        for path, above, name in zip(paths, outer, inner)
    }
    assert (
        found.doubt.startswith(f"{outer[0]}, {outer[-1]}: taken for sections") and "--roster" in found.doubt
    )


@pytest.mark.parametrize("kind", UNSURE)
def test_a_roster_tells_students_from_sections(tmp_path, kind):
    paths = UNSURE[kind]
    path = zipped(tmp_path / "in.zip", dict.fromkeys(paths, NOTEBOOK))
    outer, inner = ({one.split("/")[place].casefold() for one in paths} for place in (-3, -2))
    found = open_submissions(path, outer)
    assert {one.student.key for one in found} == outer and not found.doubt
    twice = [one.split("/")[-2] for one in paths]
    found = open_submissions(path, inner)
    assert {one.path: one.student.id for one in found} == {
        one: name if twice.count(name) == 1 else " ".join(one.split("/")[-3:-1])
        for one, name in zip(paths, twice)
    }
    assert "taken for sections" in found.doubt and "In several of them: " in found.doubt


def test_a_roster_knows_students_whose_folders_hold_folders_called_as_no_other(tmp_path):
    """Without it these are sections, for no name is there twice."""
    paths = [f"{who}/{piece} of {who}/{SHEET}" for who in ("mia", "bo") for piece in ("first", "second")]
    path = zipped(tmp_path / "in.zip", dict.fromkeys(paths, NOTEBOOK))
    assert {one.student.id for one in open_submissions(path, {"mia", "bo", "cai"})} == {"mia", "bo"}
    assert len({one.student.id for one in open_submissions(path)}) == 4


def test_who_is_called_like_a_section_with_a_student_of_the_class_in_it_has_none_of_that_ones_files(tmp_path):
    paths = [f"{who}/{piece}/{SHEET}" for who in ("mia", "bo") for piece in ("cai", "one")]
    path = zipped(tmp_path / "in.zip", dict.fromkeys(paths, NOTEBOOK))
    found = open_submissions(path, {"mia", "bo", "cai"})
    assert [one.student.id for one in found] == ["bo cai", "bo one", "mia cai", "mia one"]


def test_one_student_with_two_folders_makes_a_class_no_sections(tmp_path):
    paths = [f"{who}/Abgabe/{SHEET}" for who in ("mia", "bo", "cai", "dee")] + [f"dee/Abgabe 2/{SHEET}"]
    assert {one.student.id for one in taken(tmp_path, *paths)} == {"mia", "bo", "cai", "dee"}


def test_who_is_guessed_beside_folders_from_the_name_of_a_file_is_said(tmp_path):
    for kind, guessed in (
        ("in a section that also holds files of its own", [f"group-b/{SHEET}", "group-a/Zoe.ipynb"][::-1]),
        ("sections of other names with a file beside them, and a name in both", ["Eve.ipynb"]),
    ):
        assert [one.path for one in open_submissions(put_all(tmp_path, kind)) if one.notes] == guessed


def put_all(tmp_path, kind):
    return zipped(tmp_path / "in.zip", {name: NOTEBOOK for name in IN_SECTIONS[kind]})


def test_blackboards_notes_on_attempts_are_no_hand_ins_but_one_without_a_file_is_said(tmp_path):
    anna, ben = (f"gradebook_POL_S_{who}_attempt_2026-11-24-10-11-1{n}" for n, who in enumerate("ab"))
    found = taken(tmp_path, f"{anna}.txt", f"{anna}_{SHEET}", f"{anna}_readme.txt", f"{ben}.txt")
    assert [one.path for one in found] == [f"{anna}_{SHEET}", f"{anna}_readme.txt", f"{ben}.txt"]
    assert "another kind (.txt)" in found[1].refused and "attempt without a file" in found[2].refused
    assert (found[2].student.id, found[2].data) == ("b", None)


def test_blackboards_text_beside_an_attempt_tells_a_user_name_with_an_underscore(tmp_path):
    heads = [f"gradebook_POL_1_Sheet_1_{who}_attempt_2026-11-24-10-11-1{n}" for n, who in enumerate(USERS)]
    files = {f"{head}_{SHEET}": NOTEBOOK for head in heads}
    files[f"{heads[0]}.txt"] = b"\xef\xbb\xbfName: Doe, Jane (j_doe)\r\nAssignment: Sheet 1\r\n"
    files[f"{heads[3]}.txt"] = b"Name: Somebody Else (other)\nSubmission: (none)\n"
    found = {one.path: one.student for one in open_submissions(zipped(tmp_path / "in.zip", files))}
    students = [found[f"{head}_{SHEET}"] for head in heads]
    assert students[0] == Student("j_doe", "Doe, Jane") and students[3] == Student("roe")
    assert [one.id for one in students[1:3]] == ["a_doe", "b_doe"]  # no text tells, but they stay two


USERS = ("j_doe", "a_doe", "b_doe", "roe")


def test_a_text_typed_into_moodle_belongs_to_its_student(tmp_path):
    found = taken(
        tmp_path,
        f"Jane Doe_98_assignsubmission_file/{SHEET}",
        "Jane Doe_98_assignsubmission_onlinetext/onlinetext.html",
    )
    assert [(one.student.id, bool(one.refused)) for one in found] == [("98", False), ("98", True)]


def test_the_time_tells_the_attempts_of_brightspace(tmp_path):
    """Both have the number of one folder, and by the alphabet December is before November."""
    first, last = (f"12-77 - Jane Doe - {day} AM/{SHEET}" for day in ("Nov 28, 2026 900", "Dec 1, 2026 1000"))
    found = {one.path: one.attempt for one in taken(tmp_path, first, last)}
    assert found[first] < found[last]


def test_a_file_that_is_not_named_by_the_platforms_rule_stays_in_and_says_so(tmp_path):
    found = taken(tmp_path, f"doejane_123_456_{SHEET}", f"roeric_124_457_{SHEET}", "by mail.ipynb")
    odd = next(one for one in found if "mail" in one.path)
    assert odd.student.id == "by mail" and odd.data == NOTEBOOK and "guessed" in odd.notes[0]


@pytest.mark.parametrize(
    "names, doubt",
    [
        (
            ["doe, jane_1_2_a.ipynb", "roe, sam_3_4_a.ipynb"],
            "the name of each tells the student: doe, jane_1_2",
        ),
        (["doe-jane_12_34_a.ipynb/a.ipynb", "roe-sam_56_78_a.ipynb/a.ipynb"], "the folder of each tells"),
        (["anna.ipynb", "bo.ipynb"], "the name of each tells the student: anna.ipynb, bo.ipynb."),
        (["anna/a.ipynb", "bo/a.ipynb"], ""),
        (["doejane_12_34_a.ipynb", "roesam_56_78_a.ipynb"], ""),
        (["anna.ipynb"], ""),
    ],
)
def test_a_batch_whose_files_fit_no_platform_says_which_and_why(tmp_path, names, doubt):
    said = open_submissions(zipped(tmp_path / "in.zip", {name: NOTEBOOK for name in names})).doubt
    assert doubt in said and bool(doubt) == bool(said)
    assert not said or said.startswith("2 files do not fit the names that a platform gives (Canvas: ")


def test_downloads_of_several_platforms_in_one_folder_stop(tmp_path):
    """Where none of them has half of the files too."""
    canvas = [f"c/doejane_1_10_{SHEET}", f"c/roesam_2_11_{SHEET}"]
    moodle = [f"m/{who}_{n}_assignsubmission_file_/{SHEET}" for n, who in enumerate((MIA, TOM), 123)]
    brightspace = [f"b/12-{n} - {who} - Mar 3, 2026 1015 AM/{SHEET}" for n, who in enumerate((ANN, BO), 34)]
    for paths in (canvas + moodle, canvas + moodle + brightspace):
        with pytest.raises(
            MarkingError, match="several platforms together: Moodle .* and Canvas|Canvas .* and Moodle"
        ):
            taken(tmp_path, *paths)


def test_attempts_sort_by_number_and_not_by_letter(tmp_path):
    names = [f"doejane_1_{file}_01-{n}.ipynb" for file, n in ((50, 10), (9, 2), (7, 9))]
    found = taken(tmp_path, *names)
    assert [one.path for one in sorted(found, key=lambda one: one.attempt)] == [names[1], names[2], names[0]]
    first, second = "a_attempt_2026-01-09-00-00-00_x.ipynb", "a_attempt_2026-01-10-00-00-00_x.ipynb"
    found = taken(tmp_path, f"gradebook_c_{first}", f"gradebook_c_{second}")
    assert [one.path for one in sorted(found, key=lambda one: one.attempt)] == [
        f"gradebook_c_{first}",
        f"gradebook_c_{second}",
    ]


def test_the_order_does_not_depend_on_the_order_in_the_archive(tmp_path):
    names = [f"{student}/01.ipynb" for student in ("b2", "a", "B10", "c", "b1")]
    forward, backward = (
        [one._replace(open=None) for one in taken(tmp_path, *order)] for order in (names, names[::-1])
    )
    assert forward == backward and [one.student.id for one in forward] == ["a", "b1", "b2", "B10", "c"]


def test_students_whose_ids_differ_only_in_case_or_unicode_form_are_one_key_but_two_ids(tmp_path):
    found = taken(tmp_path, "Zoë/01.ipynb", "zoe\u0308/02.ipynb", "x/01.ipynb")
    assert len({one.student.id for one in found}) == 3 and len({one.student.key for one in found}) == 2


# what the operating system and notebooks leave behind is not a hand-in
@pytest.mark.parametrize(
    "noise",
    ["__MACOSX/a/._01.ipynb", "a/.ipynb_checkpoints/01-checkpoint.ipynb", "a/.DS_Store", "a/._01.ipynb"],
)
def test_leftovers_are_no_hand_ins(tmp_path, noise):
    assert [one.path for one in taken(tmp_path, f"a/{SHEET}", f"b/{SHEET}", noise)] == [
        f"a/{SHEET}",
        f"b/{SHEET}",
    ]


def test_the_receipts_of_nbgrader_are_no_hand_ins_but_where_nothing_else_came(tmp_path):
    for path in (f"submitted/a/ps/{SHEET}", "submitted/a/ps/timestamp.txt", "submitted/b/ps/timestamp.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}")
    for place in (tmp_path, tmp_path / "submitted"):
        (a, b) = open_submissions(place)
        assert a.path.endswith(SHEET) and not a.refused
        assert b.path.endswith("b/ps/timestamp.txt") and "another kind (.txt)" in b.refused


# ---------------------------------------------------------------- what cannot be used says why

REFUSED = [
    ("a/answers.docx", b"PK", "another kind (.docx)"),
    ("a/answers.py", b"print(1)", "another kind (.py)"),
    ("a/answers.pdf", b"%PDF", "another kind (.pdf)"),
    ("a/answers", b"x", "without an ending"),
    ("a/answers.pages", b"x", "another kind (.pages)"),
    ("a/01.ipynb", b"", "it is empty"),
    ("a/01.ipynb", b" \n ", "it is empty"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_another_kind_of_file_is_refused_with_a_reason_and_the_rest_goes_on(tmp_path, name, data, words):
    path = zipped(tmp_path / "in.zip", {name: data, "b/01.ipynb": NOTEBOOK})
    bad, good = list(open_submissions(path))
    assert words in bad.refused and "ask for" in bad.refused and bad.data is None
    assert good.data == NOTEBOOK and not good.refused


ANSWERED = b"# %%\n# %%answer 1.1\n# host: Min Aung Hlaing\n"


@pytest.mark.parametrize("ending", ["py", "ipy", "md", "qmd", "Rmd", "txt"])
@pytest.mark.parametrize("place", ["a/01.{}", "a/work.zip/01.{}", "Ann_5_assignsubmission_file_/01.{}"])
def test_an_exercise_that_a_program_saved_as_another_file_is_taken_where_there_is_no_notebook(
    tmp_path, ending, place
):
    name, (folder, _, rest) = place.format(ending), place.format(ending).partition("work.zip/")
    held = (
        {name: ANSWERED} if not rest else {f"{folder}work.zip": inner({rest: ANSWERED, "notes.md": b"Hello"})}
    )
    other = "b" if name[0] == "a" else "Bo_6_assignsubmission_file_"
    first, second = open_submissions(zipped(tmp_path / "in.zip", held | {f"{other}/{SHEET}": NOTEBOOK}))
    assert (first.path, first.data, first.refused) == (name, ANSWERED, "") and second.data == NOTEBOOK
    beside = held | {f"{name.partition('/')[0]}/{SHEET}": NOTEBOOK}
    found = [*open_submissions(zipped(tmp_path / "in.zip", beside))]
    assert [one.path.rpartition("/")[2] for one in found if one.data] == [SHEET]


@pytest.mark.parametrize(
    "text", [b"print(1)", b"I type %%answer 1.1 there.", b"Question 1.1", b"Answer 1.1\nIt was so."]
)
def test_a_program_or_another_text_stays_refused(tmp_path, text):
    found = open_submissions(
        zipped(tmp_path / "in.zip", {"a/01.py": text, f"b/{SHEET}": NOTEBOOK, "01.md": ANSWERED})
    )
    assert [one.path for one in found if one.data] == [f"b/{SHEET}"]


@pytest.mark.parametrize("above", ["", "group-a/"])
def test_a_copy_of_jupyters_own_is_listed_where_a_student_has_nothing_else(tmp_path, above):
    copies = [
        f"{above}{folder}.ipynb_checkpoints/01-checkpoint.ipynb" for folder in ("a/", "b/", "b/work/", "")
    ]
    names = [*copies, f"{above}b/{SHEET}", f"{above}c/{SHEET}", *([f"group-b/d/{SHEET}"] if above else [])]
    found = {one.path: one for one in taken(tmp_path, *names)}
    listed = found.pop(f"{above}a/01-checkpoint.ipynb")
    assert {*found} <= {*names}
    assert listed.student.id == "a" and listed.refused.startswith("it is the copy that Jupyter keeps")
    assert [one.student.id for one in found.values() if one.data] == ["b", "c", "d"][: 2 + bool(above)]


def test_a_copy_of_jupyters_own_is_listed_also_in_a_sections_archive_in_the_archive(tmp_path):
    inner = {
        "Zoe_203_assignsubmission_file_/.ipynb_checkpoints/01-checkpoint.ipynb": NOTEBOOK,
        f"Mia_101_assignsubmission_file_/{SHEET}": NOTEBOOK,
    }
    section = zipped(tmp_path / "A.zip", inner).read_bytes()
    found = {one.student.id: one for one in open_submissions(zipped(tmp_path / "in.zip", {"A.zip": section}))}
    assert found["101"].data and found["203"].refused.startswith("it is the copy that Jupyter keeps")


@pytest.mark.parametrize("name", ["a/01.ipynb.txt", "a/01.IPYNB", "a/01.json", "a/01.ipynb.json"])
def test_a_notebook_under_another_ending_is_taken(tmp_path, name):
    assert taken(tmp_path, name, "b/01.ipynb")[0].data == NOTEBOOK


@pytest.mark.parametrize(
    "name",
    [
        "../../outside.ipynb",
        "/etc/outside.ipynb",
        "a\\..\\..\\outside.ipynb",
        "C:/outside.ipynb",
        "a" * 300 + ".ipynb",
    ],
)
def test_names_that_lead_outside_are_read_in_place_and_written_nowhere(tmp_path, name):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    path = zipped(tmp_path / "deep" / "er" / "in.zip", {name: NOTEBOOK, "b/01.ipynb": NOTEBOOK})
    before = sorted(tmp_path.rglob("*"))
    assert [one.data for one in open_submissions(path)] == [NOTEBOOK, NOTEBOOK]
    assert sorted(tmp_path.rglob("*")) == before


def test_signs_that_hide_or_turn_a_name_are_shown_as_codes(tmp_path):
    found = taken(tmp_path, "a\u202egpj.ipynb", "b\x1b[31m.ipynb", "c\u200b.ipynb")
    assert [one.path for one in found] == ["a\\u202egpj.ipynb", "b\\u001b[31m.ipynb", "c\\u200b.ipynb"]
    assert shown("x" * 1000) != "x" * 1000 and len(shown("x" * 1000)) <= 200


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(b"secret")
    folder = tmp_path / "in"
    folder.mkdir()
    os.symlink(secret, folder / "a.ipynb")
    os.symlink(tmp_path, folder / "b")
    (folder / "c.ipynb").write_bytes(NOTEBOOK)
    found = {one.path: one for one in open_submissions(folder)}
    assert set(found) == {"a.ipynb", "b", "c.ipynb"}
    assert "link" in found["a.ipynb"].refused and "link" in found["b"].refused
    link = zipfile.ZipInfo("a/01.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "in.zip", [(link, str(secret)), ("b/01.ipynb", NOTEBOOK)])
    assert [bool(one.refused) for one in open_submissions(path)] == [True, False]


def test_a_name_that_no_system_writes_is_refused(tmp_path):
    path = zipped(tmp_path / "in.zip", {"," * 60_000 + "/01.ipynb": NOTEBOOK, "b/01.ipynb": NOTEBOOK})
    long, good = open_submissions(path)
    assert "its name has 60,009 characters" in long.refused and good.data == NOTEBOOK


def test_a_locked_file_is_refused(tmp_path):
    path = zipped(tmp_path / "in.zip", {"a/01.ipynb": NOTEBOOK, "b/01.ipynb": NOTEBOOK})
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1  # the flag "encrypted" of the first file
    path.write_bytes(data)
    locked, free = open_submissions(path)
    assert "password" in locked.refused and free.data == NOTEBOOK


def test_a_damaged_file_in_an_archive_does_not_stop_the_rest(tmp_path):
    path = zipped(tmp_path / "in.zip", {"a/01.ipynb": NOTEBOOK * 9, "b/01.ipynb": NOTEBOOK})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    broken, whole = open_submissions(path)
    assert "cannot be read" in broken.refused and whole.data == NOTEBOOK


def test_a_damaged_archive_and_a_missing_one_say_what_to_do(tmp_path):
    path = zipped(tmp_path / "in.zip", {f"{n}/01.ipynb": NOTEBOOK for n in range(9)})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(MarkingError, match="damaged zip archive.*Download it again"):
        open_submissions(path)
    with pytest.raises(MarkingError, match="There is no file"):
        open_submissions(tmp_path / "none.zip")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MarkingError, match="holds no file"):
        open_submissions(tmp_path / "empty")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(MarkingError, match="neither"):
        open_submissions(tmp_path / "a.txt")


# ---------------------------------------------------------------- archives in archives, and bombs


def inner(members):
    held = io.BytesIO()
    zipped(held, members)
    return held.getvalue()


def test_a_students_own_archive_is_opened_once_and_no_further(tmp_path):
    deep = inner({"01.ipynb": NOTEBOOK})
    path = zipped(
        tmp_path / "in.zip",
        {
            "doejane_1_2_work.zip": inner({"my work/01.ipynb": NOTEBOOK, "notes.txt": b"x"}),
            "roeric_2_3_work.zip": inner({"deeper.zip": deep, "02.ipynb": NOTEBOOK}),
            "poeann_3_4_work.zip": inner({"only.txt": b"x"}),
            "loerob_4_5_work.zip": b"no archive at all",
            "zoelee_5_6_01.ipynb": NOTEBOOK,
            "kimsu_6_7_work.zip": inner({"work.zip": deep, "only.txt": b"x"}),
        },
    )
    every = list(open_submissions(path))
    found = {one.student.id: one for one in every}
    assert (found["1"].path, found["1"].data) == ("doejane_1_2_work.zip/my work/01.ipynb", NOTEBOOK)
    assert [one.data for one in every if one.student.id == "2"] == [NOTEBOOK, None]
    assert (
        "an archive inside a student's archive" in found["2"].refused
    )  # it may be what counts: never without a word
    assert "without a notebook" in found["3"].refused
    assert "cannot be opened" in found["4"].refused
    assert found["5"].data == NOTEBOOK
    # it may hold a notebook
    assert found["6"].path.endswith("/work.zip") and "an archive inside" in found["6"].refused


@pytest.mark.parametrize(
    ("section", "others", "whose"),
    [
        ({f"{MIA}/{SHEET}": MIA, f"{TOM}/{SHEET}": TOM}, {f"group-b/{ANN}/{SHEET}": ANN, f"group-b/{BO}/x.ipynb": BO}, "folders"),
        ({f"{MIA}/{SHEET}": MIA, f"{TOM}/answers.docx": TOM, f"{BO}/{SHEET}": BO}, {}, "folders"),
        ({f"khinmia_1_2_{SHEET}": "1", f"leetom_2_3_{SHEET}": "2"}, {f"dayann_3_4_{SHEET}": "3"}, "canvas"),
        ({f"{MIA}_7_assignsubmission_file_/{SHEET}": "7", f"{TOM}_8_assignsubmission_file_/{SHEET}": "8"}, {}, "moodle"),
        ({f"my work/{SHEET}": "1", "notes.txt": ""}, {f"dayann_3_4_{SHEET}": "3"}, "canvas"),
    ],
)  # fmt: skip
def test_the_archive_of_a_section_in_the_archive_of_a_class_loses_nobody(tmp_path, section, others, whose):
    name = "khinmia_1_2_work.zip" if "notes.txt" in section else "group-a.zip"
    path = zipped(
        tmp_path / "in.zip",
        {name: inner(dict.fromkeys(section, NOTEBOOK)), **dict.fromkeys(others, NOTEBOOK)},
    )
    found = open_submissions(path)
    expected = {f"{name}/{inside}": who for inside, who in section.items() if who} | others
    assert found.platform == whose and {one.path: one.student.id for one in found} == expected


def test_what_was_typed_into_canvas_is_a_students_and_says_so(tmp_path):
    typed = "<html><head><style>p {color: red}</style></head><body><p>Sorry, my laptop died.<br>Can I&nbsp;wait?</p>"
    path = zipped(
        tmp_path / "in.zip",
        {
            f"khinmia_1_2_{SHEET}": NOTEBOOK,
            "leetom_48574_text.html": typed.encode(),
            "dayann_LATE_48575_link.html": b"<a href='https://example.org'></a>",
            "anon_a1B2c_text.html": b"",
        },
    )
    found = {one.student.id: one for one in open_submissions(path)}
    assert found["48574"].refused.endswith("It says: “Sorry, my laptop died. Can I wait?”")
    assert found["48575"].late and "(.html)" in found["48575"].refused and found["a1B2c"].refused


@pytest.mark.parametrize("as_zip", [True, False])
def test_the_downloads_of_two_platforms_in_one_folder_are_not_marked_together(tmp_path, as_zip):
    moodle = [f"{one}_{n}_assignsubmission_file_/{SHEET}" for n, one in enumerate((MIA, TOM, ANN), 1)]
    canvas = [f"khinmia_1_2_{SHEET}", f"leetom_2_3_{SHEET}"]
    (tmp_path / "in").mkdir()
    for name, paths in (("A", moodle), ("B", canvas)):
        data = dict.fromkeys(paths, NOTEBOOK)
        held = zipped(tmp_path / f"in/{name}.zip", data)
        if not as_zip:
            zipfile.ZipFile(held).extractall(tmp_path / "in" / name)
            held.unlink()
    with pytest.raises(MarkingError, match=r"Moodle \(A.*Canvas \(B.*--out marks-a"):
        open_submissions(tmp_path / "in")


def test_a_download_that_lies_in_a_folder_is_read_as_it_is_alone(tmp_path):
    """With the archives that students handed in, with what is no notebook, and however many there are."""
    members = {f"S {n}_{n}_assignsubmission_file_/{SHEET}": NOTEBOOK for n in range(600)}
    members |= {
        "Mia_901_assignsubmission_file_/mia.zip": inner({"work/01.ipynb": NOTEBOOK}),
        "Tom_902_assignsubmission_file_/exercise_01.py": b"x = 1",
    }
    alone = zipped(tmp_path / "in.zip", members)
    whole = {(one.path, one.student.id, one.data, one.refused) for one in open_submissions(alone)}
    (tmp_path / "in").mkdir()
    alone.rename(tmp_path / "in/class.zip")
    found = open_submissions(tmp_path / "in")
    assert {
        (one.path.removeprefix("class.zip/"), one.student.id, one.data, one.refused) for one in found
    } == whole
    assert found.platform == "moodle" and len(whole) == 602


def test_a_file_larger_than_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(find_hand_ins, "LARGEST", 1000)
    path = zipped(tmp_path / "in.zip", {"a/01.ipynb": os.urandom(2500), "b/01.ipynb": NOTEBOOK})
    large, small = open_submissions(path)
    assert "Clear Outputs" in large.refused and small.data == NOTEBOOK


def test_a_size_that_lies_is_found_out_while_reading(monkeypatch):
    monkeypatch.setattr(find_hand_ins, "LARGEST", 1000)
    for held, refused in ((b"x" * 2000, True), (b"x" * 900, False)):
        hand_in = find_hand_ins._read(HandIn("a.ipynb", open=lambda held=held: io.BytesIO(held), size=10))
        assert ("Clear Outputs" in hand_in.refused) == refused and hand_in.data == (None if refused else held)


def test_a_file_packed_more_tightly_than_any_notebook_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(find_hand_ins, "LARGEST", 1000)
    path = zipped(tmp_path / "in.zip", {"a/01.ipynb": b"[" * 2**24, "b/01.ipynb": NOTEBOOK})
    bomb, good = open_submissions(path)
    assert bomb.data is None and "MB of repetition" in bomb.refused and good.data


def test_a_large_notebook_is_read_whole(tmp_path):
    cell = {"source": "%%answer 1.1\nhost: x", "outputs": [{"data": {"image/png": "A" * 12_000_000}}]}
    (tmp_path / "01.ipynb").write_text(json.dumps({"cells": [cell]}))
    (large,) = open_submissions(tmp_path / "01.ipynb")
    assert read_notebook(large.data).answers["1.1"]["host"] == "x"


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_as_an_archive_either_open_or_say_one_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "in.zip"
    path.write_bytes(data)
    try:
        assert all(one.refused or one.data is not None for one in open_submissions(path))
    except MarkingError as problem:
        assert str(problem).endswith(".")


def test_two_files_of_one_name_in_an_archive_are_both_of_their_kind(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "in.zip", [("bo/01.ipynb", NOTEBOOK), ("bo/01.ipynb", NOTEBOOK + b" ")])
    found = [*open_submissions(path)]
    assert [one.path for one in found] == ["bo/01.ipynb", "bo/01 (2).ipynb"]
    assert not any("another kind" in one.refused for one in found)
