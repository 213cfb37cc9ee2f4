"""The instructor guide: minutes are those of lessons and sheets, schedules add up, records exist."""

import csv
import re

import pytest

from aftercoup.teach import course, keys
from aftercoup.teach.citations import cited_ids, cited_record

ROOT = course.PROJECT
GUIDE = (ROOT / "docs/instructor_guide.md").read_text(encoding="utf-8")


def planned():
    """(kind, number) -> (title, minutes) as course.toml and the answer keys have it."""
    found = {("lesson", one.number): (one.title, one.minutes) for one in course.current().lesson}
    for number in keys.numbers():
        exercise = keys.load(number).exercise
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
    assert now == (90 if "90" in above else 75 if above.startswith("Week") else 150), above


def test_there_are_three_plans():
    assert len(list(schedules())) == 1 + 5 + 10


def test_every_record_exists():
    ids = cited_ids(GUIDE)
    assert len(ids) > 50
    for record_id in ids:
        cited_record(record_id)


def test_the_timing_sheet_has_every_lesson_and_sheet_with_its_minutes():
    with (ROOT / "docs/timing_sheet.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["kind"], row["number"]): (row["title"], row["planned_minutes"]) for row in rows} == {
        key: (title, str(minutes or "project")) for key, (title, minutes) in planned().items()
    }
    assert not any(row["minutes_of_most"] for row in rows), "it is blank"
