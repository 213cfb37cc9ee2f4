"""The platforms' own grade sheets: what is filled in, by whose id, and that nothing else changes."""

import csv
import io
from types import SimpleNamespace

import pytest

from aftercoup.teach.marking import fill_exports
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.platforms import names
from aftercoup.teach.marking.platforms.exports import EXPORTS, read
from aftercoup.teach.marking.platforms.hand_in import MarkingError, Student

ANNA, ZOE, BEN = Student("101", "doeanna"), Student("102", "Zoë Müller"), Student("999", "nobody")
POINTS = [(ANNA, 27.5), (ZOE, 30.0)]

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Sheet 01 (555),Sheet 10 (556),Final Score\n"
    "    Points Possible,,,,,30.00,30.00,(read only)\n"
    '"Doe, Anna",101,s1,anna,"POL 1",,12.00,77\n'
    '"Müller, Zoë",102,s2,zoe,"POL ""1""",3.00,,88\n'
    '"Roe, Eric",103,s3,eric,POL 1,EX,,\n'
)
MOODLE = (
    "ID,Vollständiger Name,Status,Bewertung,Höchste Bewertung,Bewertung kann geändert werden,"
    "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\r\n"
    'Teilnehmer/in101,"Anna Doe","Zur Bewertung abgegeben",,"30,00",Ja,"Montag, 23. November",-,\r\n'
    'Teilnehmer/in102,"Zoë Müller",Keine Abgabe,"1,00","30,00",Ja,-,-,"alter ""Text"""\r\n'
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Sheet 01 [Total Pts: 30 Score] |4711"\t'
    '"Sheet 02 [Total Pts: 30 Score] |4712"\n'
    '"Doe"\t"Anna"\t"101"\t"x"\t""\t"5"\n"Müller"\t"Zoë"\t"102"\t"y"\t""\t""\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Read the event Points Grade <Numeric MaxPoints:30>,"
    "End-of-Line Indicator\n#101,#anna,Doe,Anna,,#\n#102,#zoe,Müller,Zoë,,#\n"
)


def fill(data, points, possible, number="01", title="Read the event", **named):
    """What was filled into an export, with its platform and its bytes after it. points: (student, points) of each."""
    export = read(data)
    options = {name: named.pop(name) for name in ("column", "replace") if name in named}
    partial = {(student, number): value for student, value in named.pop("partial", {}).items()}
    open_ = named.pop("open_", {})
    results = [
        SimpleNamespace(
            student=student, total=value, points=value, added=0, waiting=(), reasons=open_.get(student, ())
        )
        for student, value in points
    ]
    exercise = SimpleNamespace(number=number, title=title, points=possible)
    asked = Asked("in", "out", **options)
    column, (cells, *said) = fill_exports.fill(export, exercise, results, asked, partial=partial, **named)
    missing = [one for one in said if "Not in it by id" in one]
    return SimpleNamespace(
        platform=export.platform,
        column=column,
        count=int(cells.split()[0]),
        missing=missing,
        notes=[one for one in said if one not in missing],
        data=export.written(),
    )


def rows(data, encoding="utf-8", delimiter=","):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))


def changed(before, after):
    """(line, column, value) of the cells that differ."""
    assert len(before) == len(after)
    return [
        (line, place, new)
        for line, (old_row, new_row) in enumerate(zip(before, after, strict=True))
        for place, (old, new) in enumerate(zip(old_row, new_row, strict=True))
        if old != new
    ]


def test_canvas_gets_points_by_id_and_keeps_every_other_sign():
    filled = fill(CANVAS.encode(), POINTS, 30, replace=True)
    assert (filled.platform, filled.column, filled.count) == ("canvas", "Sheet 01 (555)", 2)
    assert len(filled.notes) == 1 and not filled.missing
    assert filled.data.decode() == CANVAS.replace('1",,12.00', '1",27.5,12.00').replace('""",3.00', '""",30')


def test_canvas_excused_stays_excused_and_a_stranger_is_named():
    filled = fill(CANVAS.encode(), [(Student("103", "roeeric"), 5), (BEN, 5)], 30)
    assert filled.count == 0 and filled.data.decode() == CANVAS
    assert "EX" in filled.notes[0] and filled.missing[0].startswith("Not in it by id: 1 student")


@pytest.mark.parametrize("sep", ["sep=,\n", "sep=;\n", '"sep=,"\r\n', "SEP=,\r\n"])
def test_the_line_that_tells_excel_the_delimiter_stays_and_is_no_header(sep):
    text = sep + (CANVAS.replace(",", ";") if ";" in sep else CANVAS)
    filled = fill(text.encode(), POINTS, 30, replace=True)
    below = rows(filled.data, delimiter=";" if ";" in sep else ",")[1:]
    assert filled.count == 2 and filled.data.decode().startswith(sep)
    assert [row[5] for row in below] == ["Sheet 01 (555)", "30.00", "27.5", "30", "EX"]


def test_nobody_is_found_by_name():
    twins = [
        (Student("a", "Zoë Müller"), 1),
        (Student("b", "Müller, Zoë"), 2),
        (Student("c", "Doe, Anna"), 3),
    ]
    for text in (CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE):
        filled = fill(text.encode(), twins, 30)
        assert (
            filled.count == 0
            and filled.missing[0].startswith("Not in it by id: 3 student")
            and filled.data.decode() == text
        )


NAMESAKES = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 01 (777)\n    Points Possible,,,,,32\n"
    '"Berg, Anna",101,,anna1,S1,\n"Berg, Anna",102,,anna2,S1,\n"Lin, Amy",103,,amy,S1,\n'
    '"Lin, May",104,,may,S1,\n"Chen, Bo",105,106,bo,S1,\n"Diaz, Eva",106,990,eva,S1,\n'
)


def test_namesakes_anagrams_and_another_students_sis_id_get_no_points():
    points = [(Student("102", "berganna"), 5), (Student("104", "linmay"), 6), (Student("106", "diazeva"), 7)]
    filled = fill(NAMESAKES.encode(), points, 32, "01", source="canvas")
    assert [(row[1], row[5]) for row in rows(filled.data)[2:]] == [
        ("101", ""), ("102", "5"), ("103", ""), ("104", "6"), ("105", ""), ("106", "7"),
    ]  # fmt: skip
    by_id = fill_exports.rows_by_id(read(NAMESAKES.encode()), "canvas")
    assert by_id["106"].get(0) == "Diaz, Eva"
    elsewhere = fill(NAMESAKES.encode(), points, 32, "01", source="folders")
    assert elsewhere.count == 2  # two rows have the id 106
    assert elsewhere.missing[0].startswith("Not in it by id: 1 student")
    assert fill(NAMESAKES.encode(), [(Student("may"), 6)], 32, "01", source="folders").count == 1
    assert fill(NAMESAKES.encode(), [(Student("990"), 6)], 32, "01", source="canvas").count == 0


def test_a_moodle_namesake_gets_no_points():
    text = MOODLE.replace("Zoë Müller", "Anna Doe")
    filled = fill(text.encode(), [(ANNA, 27.5)], 30, source="moodle")
    assert changed(rows(text.encode()), rows(filled.data)) == [(1, 3, "27,5")]


PLATFORMS_EXPORTS = {
    "canvas": CANVAS,
    "moodle": MOODLE,
    "blackboard": BLACKBOARD,
    "brightspace": BRIGHTSPACE,
}


@pytest.mark.parametrize("platform", PLATFORMS_EXPORTS)
@pytest.mark.parametrize("source", names.PLATFORMS)
def test_a_platforms_own_ids_find_somebody_in_its_own_export_alone(tmp_path, source, platform):
    """101 and 102 are students in each export; the files' 101 and 102 are others, but where both are of one platform. No
    export has the numbers in the names of Brightspace's folders, and none is of Sakai or nbgrader."""
    path = tmp_path / "grades.csv"
    path.write_text(PLATFORMS_EXPORTS[platform], encoding="utf-8")
    same = source == platform != "brightspace"
    filled = fill(path.read_bytes(), POINTS, 30, source=source, replace=True)
    assert (filled.count, len(filled.missing)) == ((2, 0) if same else (0, 1))
    assert bool(fill_exports.Exports([path], source).names()) is same
    assert fill(path.read_bytes(), POINTS, 30, source="folders", replace=True).count == 2


def test_the_times_of_a_moodle_worksheet_are_only_those_of_files_from_moodle(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text(
        MOODLE.replace("Montag, 23. November", "Montag, 23. November 2026, 12:15"), encoding="utf-8"
    )
    for source, tells in (("moodle", True), ("folders", True), ("canvas", False), ("sakai", False)):
        result = ExerciseResult(Student("101"), "01", "", "01.ipynb", ())
        ((timed,), _) = fill_exports.Exports([path], source).timed([result])
        assert bool(timed.when) is tells, source


# every platform whose export is filled in: the export in which Zoë (102) has 3 points already, how 3 stands there, and
# where (line, column); Sakai, ILIAS and nbgrader have no export here that is filled in
STANDING = {
    "canvas": (CANVAS, "3.00", (3, 5)),
    "moodle": (MOODLE.replace('"1,00"', '"3,00"'), "3,00", (2, 3)),
    "blackboard": (BLACKBOARD.replace('"y"\t""', '"y"\t"3"'), "3", (2, 4)),
    "brightspace": (BRIGHTSPACE.replace("Zoë,,#", "Zoë,3.0,#"), "3.0", (2, 4)),
}


def test_every_platform_is_in_the_table():
    assert set(STANDING) == {one.platform for one in EXPORTS}


@pytest.mark.parametrize("points", [2, 5], ids=["lower", "higher"])
@pytest.mark.parametrize("platform", STANDING)
def test_points_that_stand_there_are_only_replaced_when_it_is_allowed_and_said(platform, points):
    text, stands, (line, place) = STANDING[platform]
    data, delimiter = text.encode(), "\t" if platform == "blackboard" else ","
    filled = fill(data, [(ZOE, points)], 30)
    assert (filled.platform, filled.data, filled.count) == (platform, data, 0)
    assert filled.notes == [f"Zoë Müller has {stands} in the export, which stays; here it is {points}."]
    filled = fill(data, [(ZOE, points)], 30, replace=True)
    cells = changed(rows(data, delimiter=delimiter), rows(filled.data, delimiter=delimiter))
    assert cells == [(line, place, f"{points}")]
    assert filled.notes == [f"Zoë Müller had {stands} in the export, which was replaced by {points}."]
    assert fill(data, [(ZOE, 3)], 30).notes == []
    # what a run without essays filled in is raised by the next one, and never lowered
    raised = fill(data, [(ZOE, points)], 30, partial={ZOE.key: 3})
    assert (raised.count, len(raised.notes)) == (int(points > 3), 1)
    assert fill(data, [(ZOE, points)], 30, partial={ZOE.key: 1}).data == data


def test_another_maximum_is_said():
    assert "platform to 25" in fill(CANVAS.encode(), POINTS, 25).notes[0]


def test_sheet_one_is_not_sheet_ten():
    assert fill(CANVAS.encode(), POINTS, 30, "10").column == "Sheet 10 (556)"
    with pytest.raises(
        MarkingError, match=r"has no column for exercise 07.*Sheet 01 \(555\); Sheet 10 \(556\)"
    ):
        fill(CANVAS.encode(), POINTS, 30, "07")
    assert fill(CANVAS.encode(), POINTS, 30, "07", column="Sheet 10 (556)").count == 1
    with pytest.raises(MarkingError, match="no column"):
        fill(CANVAS.encode(), POINTS, 30, column="Sheet 11")


def test_a_column_that_canvas_locks_is_refused():
    locked = CANVAS.replace("30.00,30.00", "(read only),30.00")
    with pytest.raises(MarkingError, match="read only"):
        fill(locked.encode(), POINTS, 30)


def test_moodle_is_understood_in_any_language_and_gets_its_own_comma():
    before = b"\xef\xbb\xbf" + MOODLE.encode()
    filled = fill(before, POINTS, 30, replace=True)
    assert (filled.platform, filled.column, filled.count) == ("moodle", "Bewertung", 2)
    assert filled.data.startswith(b"\xef\xbb\xbf") and filled.data.count(b"\r\n") == 3
    assert changed(rows(before), rows(filled.data)) == [(1, 3, "27,5"), (2, 3, "30")]


def test_moodle_in_english_gets_a_point():
    english = (
        MOODLE.replace("Teilnehmer/in", "Participant ").replace('"30,00"', "30.00").replace('"1,00"', "1.00")
    )
    filled = fill(english.encode(), POINTS, 30, replace=True)
    assert [cell for *_, cell in changed(rows(english.encode()), rows(filled.data))] == ["27.5", "30"]


def test_blackboard_keeps_utf16_tabs_and_column_ids():
    before = BLACKBOARD.encode("utf-16")
    filled = fill(before, POINTS, 30)
    assert (filled.platform, filled.count) == ("blackboard", 2)
    assert filled.data[:2] == before[:2]
    assert changed(rows(before, "utf-16", "\t"), rows(filled.data, "utf-16", "\t")) == [
        (1, 4, "27.5"),
        (2, 4, "30"),
    ]


def test_brightspace_ignores_the_signs_before_ids_and_keeps_its_last_column():
    filled = fill(BRIGHTSPACE.encode(), POINTS, 30)
    assert changed(rows(BRIGHTSPACE.encode()), rows(filled.data)) == [(1, 4, "27.5"), (2, 4, "30")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_encoding_and_delimiter_are_kept(encoding, delimiter):
    text = "\n".join(
        delimiter.join(cells)
        for cells in (["Student", "ID", "Section", "Sheet 01 (5)"], ["Zoë", "102", "A", ""])
    )
    before = text.encode(encoding)
    filled = fill(before, [(ZOE, 1.5)], 30)
    assert filled.data.decode(encoding) == text + "1.5"


def test_no_points_means_no_change():
    for text in (CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE):
        assert fill(text.encode(), [], 30).data == text.encode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no students"),
        ("a,b,c\n1,2,3\n", "not a grade export"),
        ('Student,ID,Section,"x\n', "quotation mark|no students"),
        ("Student,ID,Section,Sheet 01 (5)\n", "no students"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(text, words):
    with pytest.raises(MarkingError, match=words):
        fill(text.encode(), POINTS, 30)


def test_more_than_the_maximum_is_named_and_moodle_which_skips_it_gets_the_maximum():
    over = [(ANNA, 31.5), (ZOE, 30)]
    for text, stands in ((CANVAS, "31.5"), (MOODLE, "30")):
        filled = fill(text.encode(), over, 30, replace=True)
        (told,) = [note for note in filled.notes if note.startswith("More than the 30 points there are")]
        assert "1 student (doeanna)" in told and "raise" in told
        assert [cell for _, _, cell in changed(rows(text.encode()), rows(filled.data))][0] == stands
    raised = MOODLE.replace("30,00", "40,00")
    filled = fill(raised.encode(), over, 30, replace=True)
    assert "31,5" in filled.data.decode() and not any("More than" in note for note in filled.notes)


def test_who_has_something_open_is_named_and_who_has_nothing_read_is_left_out():
    remark = ("1.1: host cannot be read",)
    for points, count in ((0, 1), (2.5, 2)):
        filled = fill(CANVAS.encode(), [(ANNA, points), (ZOE, 30)], 30, replace=True, open_={ANNA: remark})
        (told,) = [note for note in filled.notes if "to_decide.csv" in note]
        assert filled.count == count and "1 student (doeanna)" in told
        assert told.startswith("Filled in, with something open" if points else "Left out, with 0 points")
    assert fill(CANVAS.encode(), [(ANNA, 0)], 30).count == 1  # nothing is open: it is 0


def test_one_cell_is_no_cells():
    export = read(CANVAS.encode())
    one = SimpleNamespace(student=ANNA, total=3, points=3, added=0, waiting=(), reasons=())
    exercise = SimpleNamespace(number="01", title="Read the event", points=30)
    assert fill_exports.fill(export, exercise, [one], Asked("in", "out"))[1][0].startswith("1 cell filled")
