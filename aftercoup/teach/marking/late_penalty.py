"""Deadlines, and what lateness costs: `deadlines.csv`, a row for an exercise, and one for a student who has more time.

Nothing is late by a table that is not there. What is deducted stands apart from the points.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aftercoup.errors import many
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking import teacher_tables
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import many_points
from aftercoup.teach.marking.platforms.hand_in import MarkingError, shown
from aftercoup.teach.marking.teacher_tables import exercise_of, student_of

FILE = "deadlines.csv"
COLUMNS = ("exercise", "student", "deadline", "grace", "penalty", "at most", "reason")
_AMOUNT = re.compile(r"(?P<amount>\d+(?:\.\d+)?)\s*(?P<share>%)?\s*")  # 10% or 1.5
_RULES = {  # column -> how its cells look, examples
    "grace": (r"\d+", "minutes, as 15"),
    "penalty": (rf"{_AMOUNT.pattern}(?:per day|per hour|once)", "10% per day, 1 per hour, or 2 once"),
    "at most": (_AMOUNT.pattern, "50% or a number of points"),
}
_NO_TIME = "late by the platform, and its file names do not tell by how much: decide what is deducted"
_WHERE_TIMES_ARE = (
    "Moodle tells it in its grading worksheet: name that with --sheet. Canvas says LATE once the assignment has its due date in "
    "Canvas: download anew. Others tell it in the download as the platform gave it. Or write decisions. Then mark again."
)


class Deadline(NamedTuple):
    """One row. penalty: points, or a share of those of the exercise, for each started day or hour, or once; most:
    what is deducted at most."""

    when: datetime
    grace: timedelta
    penalty: str
    most: str


Deadlines = dict[tuple[str, str], Deadline]  # (exercise, key of the student or "" for everybody)


def read(path: Path, masters: Mapping[str, Master], known: Collection[str], problems: list[str]) -> Deadlines:
    """The deadlines of a file. A student's row takes what it leaves empty from the row of the exercise. problems: gets a
    sentence on each student's row that does not count. MarkingError for a row of an exercise that cannot be read: without it
    everybody would get back what lateness cost.
    """
    rows = [*teacher_tables.read(path).rows(COLUMNS, ("exercise", "deadline"))]
    usual = {row["exercise"].zfill(2): row for _, row in rows if not row["student"]}
    deadlines: Deadlines = {}

    def make(row: dict[str, str]) -> None:
        exercise = exercise_of(row, masters)
        of = exercise, student_of(row, known) if row["student"] else ""
        if of in deadlines:
            raise MarkingError("another row is for the same: delete one of them.")
        filled_in = {name: cell for name, cell in row.items() if cell}
        deadlines[of] = _deadline(usual.get(exercise, {}) | filled_in)

    faults: list[str] = []  # in rows for everybody
    teacher_tables.made([pair for pair in rows if not pair[1]["student"]], make, faults)
    teacher_tables.made([pair for pair in rows if pair[1]["student"]], make, problems)
    if faults:
        raise MarkingError(f"{' '.join(faults)} Nothing was marked, so that no deduction is lost.")
    return deadlines


def _deadline(row: Mapping[str, str]) -> Deadline:
    """The Deadline of a row. Raises MarkingError."""
    when = _time(row["deadline"])
    if when is None:
        raise MarkingError(
            f"the deadline {shown(row['deadline'])!r} is not read. Write it as 2026-11-28 23:59."
        )
    rules = {name: row.get(name, "").lower().replace(",", ".") for name in _RULES}
    for name, (pattern, example) in _RULES.items():
        if rules[name] and not re.fullmatch(pattern, rules[name]):
            raise MarkingError(f"{name} {shown(rules[name])!r} is not read. Write {example}.")
    return Deadline(when, timedelta(minutes=int(rules["grace"] or 0)), rules["penalty"], rules["at most"])


def _time(text: str) -> datetime | None:
    """A time as it is written: a day alone ends at its last minute."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if ":" in text else moment + timedelta(hours=23, minutes=59)).replace(tzinfo=None)


def apply(result: ExerciseResult, deadlines: Deadlines) -> ExerciseResult:
    """The result with what lateness costs. Where the time is known it decides; else what the platform calls late."""
    own = deadlines.get((result.exercise, result.student.key))
    deadline = own or deadlines.get((result.exercise, ""))
    if deadline is None or not result.path:
        return result
    once = deadline.penalty.endswith("once")
    times, why = 1, "late by the platform"
    if result.when:
        after = datetime.fromisoformat(result.when) - deadline.when
        result = result._replace(late=after > deadline.grace)
        unit = timedelta(hours=1) if deadline.penalty.endswith("hour") else timedelta(days=1)
        times = 1 if once else math.ceil(after / unit)
        why = f"handed in {result.when}, due {deadline.when}"
    elif result.late and deadline.penalty and (own or not once):
        return result._replace(flags=(*result.flags, _NO_TIME))
    most = _points(deadline.most or "100%", result.possible)
    points = min(_points(deadline.penalty, result.possible) * times, most, result.possible)
    if not result.late or not points:
        return result
    says = f"Deducted for lateness: {many_points(points)} ({deadline.penalty}; {why})."
    return result._replace(penalty=points, penalty_says=says)


def _points(rule: str, possible: float) -> float:
    """The points of a rule that begins with "10%" or "1"."""
    match = _AMOUNT.match(rule)
    amount = float(match["amount"]) if match else 0.0
    return amount / 100 * possible if match and match["share"] else amount


def untimed(results: Iterable[ExerciseResult], deadlines: Deadlines, platform: str) -> list[str]:
    """A sentence where deadlines cannot deduct anything, for nothing tells when files came. Canvas tells who is late, but
    only where it knows a due date."""
    own = lambda result: {(result.exercise, result.student.key), (result.exercise, "")}
    due = [result for result in results if result.path and not own(result).isdisjoint(deadlines)]
    files = dict.fromkeys(result.path for result in due if not result.when and not result.late)
    if not files or platform == "canvas" and any(result.late for result in due):
        return []
    return [
        f"Nothing tells when {many(len(files), 'file')} came, so no lateness is deducted there (such as "
        f"{shown([*files][0])}). {_WHERE_TIMES_ARE}"
    ]
