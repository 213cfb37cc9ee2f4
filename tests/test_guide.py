"""The instructor guide: minutes are those of lessons and sheets, schedules add up, records exist."""

import csv
import math
import re

import pytest
from documents import MINUTES_APART, NOTEBOOKS, Notebook, measured_minutes, short_answer
from test_keys import master_of

from aftercoup import tables
from aftercoup.teach.content import course, keys, timing_sheet
from aftercoup.teach.content.citations import cited_ids, cited_record

ROOT = course.PROJECT
GUIDE = (ROOT / "docs/instructor_guide.md").read_text(encoding="utf-8")


def planned():
    """(kind, number) -> (title, minutes) as course.toml and the answer keys have it."""
    found = {("lesson", one.number): (one.title, one.minutes) for one in course.current().lesson}
    for number in keys.numbers():
        exercise = master_of(number).exercise
        found["exercise", number] = (exercise.title, exercise.minutes)
    return found


def test_minutes_are_those_of_lessons_and_sheets():
    minutes = planned()
    told = re.findall(r"([Ll]esson|[Ee]xercise) (\d\d) \((\d+)\)", GUIDE)
    assert len(told) > 25
    for kind, number, said in told:
        assert minutes[kind.lower(), number][1] == int(said), (
            f"{kind} {number} takes {minutes[kind.lower(), number][1]} minutes"
        )


def schedules():
    """(the bold line above it, rows as (from, minutes, what)) of each table of minutes."""
    for above, table in re.findall(
        r"^\*\*(.+)\*\*\n\n\| from \| minutes .*\n\|[-:| ]+\n((?:\|.*\n)+)", GUIDE, re.MULTILINE
    ):
        yield (
            above,
            [
                (int(a), int(b), what)
                for a, b, what in re.findall(r"^\| (\d+) \| (\d+) \| (.*)$", table, re.MULTILINE)
            ],
        )


@pytest.mark.parametrize(
    "above, rows", list(schedules()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_schedule_adds_up(above, rows):
    """Each row begins where the one before ends, a lesson gets its minutes, and the sum is right."""
    now = 0
    for start, minutes, what in rows:
        assert start == now, (above, what)
        lesson = re.match(r"Lesson \d\d \((\d+)\)", what)
        assert lesson is None or int(lesson[1]) == minutes, (above, what)
        now += minutes
    length = re.match(r"The (\d+) minutes", above)
    assert now == (int(length[1]) if length else 75 if above.startswith("Week") else 150), above


def test_there_are_four_plans():
    assert len(list(schedules())) == 2 + 5 + 2 + 10


FIRST = (
    "The 90 minutes",
    "The 60 minutes",
    "Monday: the report",
    "Week instead of a chapter, first class",
    "Week 1, first class",
)


@pytest.mark.parametrize("above", FIRST)
def test_the_first_session_of_a_plan_keeps_a_quarter_of_its_lessons_free(above):
    rows = dict(schedules())[above]
    lessons = sum(minutes for _, minutes, what in rows if what.startswith("Lesson"))
    (room,) = (minutes for _, minutes, what in rows if what.startswith("Room."))
    assert room == math.ceil(lessons / 4), "the guide says: a quarter"


def taken(number, start=None, before=None, recall=True):
    """The minutes of a lesson by the rule: from one heading on, up to another, with what it asks to remember or not."""
    notebook = Notebook.read(NOTEBOOKS / course.current().lesson_of(number).file)
    first_lines = [notebook.source(cell).partition("\n")[0] for cell in notebook.cells]
    wanted = [f"## {heading}" if heading else None for heading in (start, before)]
    gone = {*wanted} - {None, *first_lines}
    assert not gone, f"docs/instructor_guide.md names parts of lesson {number} that are not there: {gone}"
    places = [first_lines.index(heading) if heading else None for heading in wanted]
    notebook.cells = [
        cell
        for cell in notebook.cells[slice(*places)]
        if recall or cell["metadata"].get("aftercoup") != {"generated": "recall"}
    ]
    return sum(measured_minutes(notebook))


def test_a_part_of_a_lesson_has_the_minutes_of_the_rule():
    parts = re.findall(r"^\|[^|]*\| (\d+) \| Lesson (\d\d) up to \*(.+?)\*(.*)", GUIDE, re.MULTILINE)
    assert len(parts) == 4
    for minutes, number, heading, more in parts:
        found = taken(number, before=heading, recall="without *Do you remember?*" not in more)
        assert abs(int(minutes) - found) <= MINUTES_APART, heading


def test_a_section_that_is_taken_alone_has_the_minutes_of_the_rule():
    parts = re.findall(r"^\| \d+ \| (\d+) \| Lesson (\d\d), only \*(.+?)\*", GUIDE, re.MULTILINE)
    assert len(parts) == 5
    for minutes, number, heading in parts:
        file = NOTEBOOKS / course.current().lesson_of(number).file
        headings = [text for _, level, text in Notebook.read(file).headings() if level == 2]
        after = headings[headings.index(heading) + 1]
        assert abs(int(minutes) - taken(number, heading, after)) <= 1, heading


def test_the_week_instead_of_a_chapter_asks_for_two_lessons_whole_and_says_what_is_left_for_home():
    """Class and home together take lessons 03 and 09, without what they ask to remember; what is for home adds up."""
    week = GUIDE.partition("## One week instead of one chapter\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|[^|]*\| (\d+) \| (.*)", week, re.MULTILINE)
    for number in ("03", "09"):
        parts = [int(minutes) for minutes, what in rows if what.startswith(f"Lesson {number}")]
        assert abs(sum(parts) - taken(number, recall=False)) <= MINUTES_APART, number
    home = week.partition("**At home in that week**")[2].partition("\n**")[0]
    asked = re.findall(r"^\|[^|]*\| (\d+) \| (.*)", home, re.MULTILINE)
    assert f"That is {sum(int(minutes) for minutes, _ in asked)} minutes" in home
    sheets = [(minutes, what) for minutes, what in asked if what.startswith("Exercise")]
    assert len(sheets) == 2 and all(f"({minutes})" in what for minutes, what in sheets)


def test_the_questions_on_theories_are_those_of_the_folded_part():
    """The plan names them by number: Egypt and Mali are in the first, Chinese arms in the second, the third is late."""
    text = Notebook.read(NOTEBOOKS / course.current().lesson_of("03").file).section("why-patrons")
    first, second, third = re.findall(r"^\d\. (.+)", text.partition("**To think about.**")[2], re.MULTILINE)
    assert "Egypt and Mali" in first and "Chinese arms" in second and third.startswith("After lesson 08")
    for words in ("question 1 below the table", "question 2 below the table", "Question 3 below the table"):
        assert GUIDE.count(words) == 1


def test_the_core_is_the_same_in_readme_and_guide_and_ends_with_an_answer():
    """Who stops after it finds the short answer folded in its last lesson; one class has the same."""
    core = [one.number for one in course.current().lesson if one.core]
    words = f"{', '.join(core[:-1])} and {core[-1]} "
    assert words in (ROOT / "README.md").read_text(encoding="utf-8") and GUIDE.count(words) == 2
    answers = [short_answer(name) for name in (course.current().lesson_of(core[-1]).file, "one_class.ipynb")]
    assert answers[0] == answers[1]


def test_each_class_of_the_long_plans_has_time_to_talk():
    """Lesson 01 fills its class in the plan of five weeks; lesson 09 ends with its briefs read aloud."""
    days = {above: rows for above, rows in schedules() if above not in FIRST[:2]}
    for above, rows in days.items():
        talk = [
            what for _, _, what in rows if re.match(r"Discussion|Briefs|The puzzle|May we|What do we", what)
        ]
        assert talk or above == "Week 1, second class", above


def test_one_class_has_the_same_steps_everywhere_and_room_for_talk():
    """Its notebook and its page for the teacher agree, and the rule with a quarter more fits."""
    page = (ROOT / "docs/one_class.md").read_text(encoding="utf-8")
    notebook = Notebook.read(NOTEBOOKS / "one_class.ipynb")
    text = "\n".join(source for _, source in notebook.markdown())
    planned = re.findall(r"^\| (\d+) \| (\d+) \| ([^|]+) \|", page, re.MULTILINE)
    steps = [(int(a), int(a) + int(b), what) for a, b, what in planned]
    told = re.findall(r"^\| (\d+)–(\d+) \| ([^|]+) \|", text, re.MULTILINE)
    assert steps == [(int(a), int(b), what) for a, b, what in told] and steps[-1][1] == 75
    for start, end, what in steps:
        assert f"## {what}\n\n*{end - start} minutes.*" in text, what
    needed, said = sum(measured_minutes(notebook)), re.search(r"take (\d+) of the 75", page)
    assert abs(needed - int(said[1])) <= MINUTES_APART and needed * 1.25 <= 75


def test_every_record_exists():
    ids = cited_ids(GUIDE)
    assert len(ids) > 50
    for record_id in ids:
        cited_record(record_id)


def test_the_timing_sheet_is_fresh_and_blank():
    assert timing_sheet.PATH.read_text(encoding="utf-8") == timing_sheet.text(), "run: python start.py build"
    rows = list(csv.DictReader(timing_sheet.text().splitlines()))
    assert {(row["kind"], row["number"]): (row["title"], row["planned_minutes"]) for row in rows} == {
        key: (title, f"{minutes:g}") for key, (title, minutes) in planned().items()
    }
    assert not any(row["minutes_of_most"] for row in rows), "it is blank"


def test_roles_of_the_committee_voted_and_led_as_the_tables_say():
    page = (ROOT / "docs/credentials_committee.md").read_text(encoding="utf-8")
    roles = re.findall(
        r"^\| \*\*([^*]+)\*\*.*? \| (voted \w+|abstained|no vote on record) in June(.*?) \|", page, re.M
    )
    said = {"voted yes": "Y", "voted no": "N", "abstained": "A", "no vote on record": "X"}
    votes = {state.name: state.r75_287 for state in tables.table("votes")}
    assert len(roles) == 9 and {name: said[vote] for name, vote, _ in roles} == {
        n: votes[n] for n, *_ in roles
    }
    leads = [(name, id_) for name, _, rest in roles for id_ in re.findall(r"; led [^;]*\((u\d+)\)", rest)]
    assert leads and all(f"{name} led" in tables.record(id_).note for name, id_ in leads)
