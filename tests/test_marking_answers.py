"""The table of everything that was typed, and what a person says to it: in the key, and in decisions.csv."""

import csv
import datetime
import io
import shutil
import tomllib
import types

import classroom
import pytest

from aftercoup.teach.content import keys
from aftercoup.teach.marking import answers_table, decisions, mark_a_class, mark_command

EVIL = '"], x = <script>alert(1)</script> ]'
TYPED = {
    "ann": "February 2021",
    "ben": "Nov 2020",
    "cem": "nov 2020",
    "dee": EVIL,
    "eve": "Nov 2020",
    "fay": "",
    "gus": "March 2019",
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for who, opening in TYPED.items():
        (folder / "in" / who).mkdir(parents=True)
        sheet = classroom.filled("02", {"2.1": {"opening": opening, "speech": "2022", "trip": "May 2021"}})
        (folder / "in" / who / classroom.blank("02")[0]).write_bytes(sheet)
    mark_command.mark(folder / "in", folder / "marks")
    return folder / "marks"


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_each_thing_typed_stands_once_with_how_many_typed_it_and_how_it_was_read(out):
    found = [
        (row["typed"].removeprefix("'"), row["students"], row["result"], row["points"])
        for row in rows(out / answers_table.FILE)
        if row["field"] == "opening"
    ]
    assert found == [
        (EVIL, "1", "unclear", "0"),
        ("Nov 2020", "2", "not yet", "0"),
        ("March 2019", "1", "not yet", "0"),
        ("nov 2020", "1", "not yet", "0"),
        ("February 2021", "1", "right", "1"),
    ]


@pytest.mark.parametrize(
    "sheet, question, field, answer",
    [
        ("02", "2.1", "opening", "March 2021"),
        ("02", "2.1", "trip", "May 1990"),  # it has no `accepted` yet
        ("01", "1.4", "", "Nobody of this name"),
    ],
)
def test_an_answer_is_added_to_its_key_and_nothing_else_changes(tmp_path, sheet, question, field, answer):
    for name in (f"{sheet}_key.toml", "computed.py"):
        shutil.copy(classroom.SOLUTIONS / name, tmp_path)
    path = tmp_path / f"{sheet}_key.toml"
    text = path.read_text(encoding="utf-8")
    if not field:  # the first field of the kind text, whose list stands on several lines, with a comment
        question, field = next(
            (one["id"], told["name"])
            for one in tomllib.loads(text)["question"]
            for told in one.get("field", ())
            if told["kind"] in ("text", "name") and told.get("accepted")
        )
    path.write_text("# ours ]\n" + text, encoding="utf-8")
    assert "is accepted now" in answers_table.accept(sheet, question, field, answer, tmp_path)
    after = path.read_text(encoding="utf-8")
    assert len(after.splitlines()) - len(text.splitlines()) in (1, 2) and after.startswith("# ours ]\n")
    master = keys.load(sheet, tmp_path)
    asked = master.exercise.questions[question].fields[field]
    assert asked.judge(asked.read(answer), master.key(question, field)).state == "right"
    assert "accepted already" in answers_table.accept(sheet, question, field, answer, tmp_path)


@pytest.mark.slow
def test_an_answer_is_accepted_for_a_field_of_every_exercise(tmp_path):
    """The keys of 06 to 08 need what stands beside them: their variants the exercise, a function a text of it."""
    folder = shutil.copytree(classroom.SOLUTIONS, tmp_path / "solutions")
    typed = {"date": "March 1931", "name": "Ruritania", "number": "98765", "text": "Ruritania"}
    sheets = keys.numbers(folder)
    for sheet in sheets:
        fields = keys.load(sheet).exercise.counted.values()
        question, field = next(
            (asked.id, field) for asked in fields for field in asked.fields.values() if field.kind in typed
        )
        told = answers_table.accept(sheet, question, field.name, typed[field.kind], folder)
        assert "is accepted now" in told, sheet
    assert len(sheets) >= 10


@pytest.mark.parametrize(
    "held, letter",
    [
        ("", "b"),
        pytest.param('{b = ["Sri Lanka"]}', "b", marks=pytest.mark.slow),
        pytest.param('{c = ["Sri Lanka"], b = []}', "b", marks=pytest.mark.slow),
        pytest.param('{ c = ["Sri Lanka"] }', "b", marks=pytest.mark.slow),
        ('{c = ["Sri Lanka"], b = []}', ""),
    ],
)
def test_what_is_accepted_in_one_variant_is_right_in_no_other(tmp_path, monkeypatch, held, letter):
    folder = shutil.copytree(classroom.SOLUTIONS, tmp_path / "solutions")
    path, label = folder / "05_key.toml", 'label = "first supplier of Thailand'
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(label, f"accepted_in = {held}\n{label}" if held else label), encoding="utf-8"
    )
    monkeypatch.setattr(answers_table.accept, "__defaults__", (folder, ""))
    screen = mark_a_class._Screen()
    screen.rows = [
        {"exercise": "05", "question": "5.1", "field": "first", "typed": "Ruritania", "variant": letter}
    ]
    screen.answer = types.SimpleNamespace(value=0)
    assert "is accepted now" in screen.accepted() and "accepted already" in screen.accepted()
    master = keys.load("05", folder)
    for other in master.letters:
        drawn = master.drawn(other)
        asked = drawn.exercise.questions["5.1"].fields["first"]
        state = asked.judge(asked.read("Ruritania", drawn.exercise.names), drawn.key("5.1", "first")).state
        assert (state == "right") == (other == (letter or "a")), other


@pytest.mark.parametrize(
    "sheet, question, field", [("04", "4.1", "leaders"), ("07", "7.4", "stayed"), ("05", "5.7", "register")]
)
def test_one_answer_more_of_several_items_is_decided_for_each_student(sheet, question, field):
    """An item more would be asked of everybody."""
    before = (classroom.SOLUTIONS / f"{sheet}_key.toml").read_bytes()
    with pytest.raises(keys.KeyProblem, match="its answer has several items; decide for each student"):
        answers_table.accept(sheet, question, field, "Ruritania")
    assert (classroom.SOLUTIONS / f"{sheet}_key.toml").read_bytes() == before


@pytest.mark.parametrize(
    "field, answer, says",
    [
        (
            "opening",
            "soon",
            '"soon" cannot be read, and a key holds only what can; decide for each student.$',
        ),
        ("opening", "so " * 900, "^.{,400} cannot be read"),
        ("opening", "November 2020", "a slip that the key names"),
        ("opening", "2020-11", "a slip that the key names"),  # in other words
        ("gone", "2021", "no such field"),
    ],
)
def test_what_a_key_cannot_hold_leaves_it_as_it_was(tmp_path, field, answer, says):
    for name in ("02_key.toml", "computed.py"):
        shutil.copy(classroom.SOLUTIONS / name, tmp_path)
    before = (tmp_path / "02_key.toml").read_bytes()
    with pytest.raises(keys.KeyProblem, match=says):
        answers_table.accept("02", "2.1", field, answer, tmp_path)
    assert (tmp_path / "02_key.toml").read_bytes() == before


@pytest.mark.parametrize("question, field", [("1.4", "ties"), ("1.3", "cut"), ("1.6", "c05")])
def test_a_choice_takes_only_its_options(tmp_path, question, field):
    for name in ("01_key.toml", "computed.py"):
        shutil.copy(classroom.SOLUTIONS / name, tmp_path)
    before = (tmp_path / "01_key.toml").read_bytes()
    with pytest.raises(keys.KeyProblem, match="a choice takes only its options; decide for each student"):
        answers_table.accept("01", question, field, "report itself", tmp_path)
    assert (tmp_path / "01_key.toml").read_bytes() == before


@pytest.mark.parametrize(
    "held", ["", "student;exercise;question;points;reason;by;when;Our Own\nzoe;01;1.1;2;a;b;c;d\n"]
)
def test_a_decision_is_added_once_and_what_others_wrote_stays(tmp_path, held):
    path = tmp_path / decisions.FILE
    if held:
        path.write_text(held, encoding="utf-8")
    row = ("ann", "02", "2.1", "3", "=appeal", "Dr. B")
    for _ in range(2):
        decisions.add(path, [row])
    *others, new = rows(path)
    assert len(others) == bool(held)
    assert [new[name] for name in decisions.COLUMNS[:-1]] == ["ann", "02", "2.1", "3", "'=appeal", "Dr. B"]
    assert new["when"] == datetime.date.today().isoformat()
    assert [(one["student"], one["Our Own"]) for one in others] == ([("zoe", "d")] if held else [])


def test_the_page_with_buttons_does_the_same_as_the_command_and_says_why_not(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    screen = mark_a_class._Screen()
    screen.out.value = str(tmp_path / "marks")
    for handed_in, says in (("", "Choose the zip file"), (str(tmp_path / "none"), "none")):
        screen.handed_in.value = handed_in
        screen.start.click()
        assert says in screen.summary.value and not screen.typed.children
    screen.handed_in.value = str(out.parent / "in")
    screen.start.click()
    assert "7 sheets of 7 students marked" in screen.summary.value
    for name in ("gradebook.csv", answers_table.FILE):
        assert (tmp_path / "marks" / name).read_bytes() == (out / name).read_bytes()
    screen.answer.value = next(n for n, row in enumerate(screen.rows) if row["typed"] == "Nov 2020")
    assert screen.student.options == ("ben", "eve") and screen.points.value == 2
    screen.reason.value, screen.by.value = "appeal", "Dr. B"
    screen.student.value = "eve"
    screen.decide.click()
    (row,) = rows(tmp_path / "marks" / decisions.FILE)
    assert list(row.values())[:6] == ["eve", "02", "Q2.1", "2", "appeal", "Dr. B"]
    screen.points.value = 0.5  # less than now
    screen.decide.click()
    assert "eve, who has 1 point for it now: Saved in decisions.csv: 2.1, 0.5." in screen.told.value
    assert [row["points"] for row in rows(tmp_path / "marks" / decisions.FILE)] == ["2", "0.5"]
    screen.points.value = 200
    screen.decide.click()
    assert "200 points are more than the" in screen.told.value
    assert len(rows(tmp_path / "marks" / decisions.FILE)) == 2
    screen.accept.click()  # the key has words of its own for this slip
    assert "a slip that the key names" in screen.told.value
