"""Whose points a run changed, from what, to what, and why; the changes of earlier runs into the folder stay."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number

FILE = "changes.csv"
COLUMNS = ("when", "student", "name", "exercise", "from", "to", "why")


class Change(NamedTuple):
    """One student's exercise. before, after: the points, None where there were or are none; why: the causes."""

    student: str
    name: str
    exercise: str
    before: float | None
    after: float | None
    why: tuple[str, ...]


def record(results: Iterable[ExerciseResult]) -> list[dict[str, Any]]:
    """What run.json keeps of the results, for the next run to compare with."""
    return [
        {
            "student": one.student.id,
            "name": one.student.name,
            "sheet": one.exercise,
            "total": one.total,
            "file": f"{one.path} {one.digest}",
            "questions": {question.id: question.points for question in one.questions},
            "decided": list(one.decided),
            "deducted": one.deducted,
        }
        for one in results
    ]


def compare(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    keys: Mapping[str, tuple[str, str]],
) -> list[Change]:
    """The changes from one record to the next, of exercises that both hold. keys: exercise -> digests of its key then
    and now."""
    old, new = ({(one["student"], one["sheet"]): one for one in records} for records in (before, after))
    sheets = {sheet for _, sheet in old} & {sheet for _, sheet in new}
    changes = []
    for student, sheet in sorted({*old, *new}):
        then, now = old.get((student, sheet)), new.get((student, sheet))
        points = [one["total"] if one else None for one in (then, now)]
        if sheet in sheets and points[0] != points[1]:
            if then and now:
                why = _why(then, now, sheet in keys and keys[sheet][0] != keys[sheet][1])
            else:
                why = ("a new file",) if now else ("no file that counts is there any more",)
            name = (now or then or {}).get("name", "")
            changes.append(Change(student, name, sheet, points[0], points[1], why))
    return changes


def _why(then: Mapping[str, Any], now: Mapping[str, Any], other_key: bool) -> tuple[str, ...]:
    """The causes. other_key: the answer key of the exercise is another one."""
    causes = []
    if then["file"] != now["file"]:
        causes.append("another file counts")
    if then["decided"] != now["decided"]:
        said = [one for one in now["decided"] if one not in then["decided"]]
        causes += said or ["a decision was taken back"]
    if then["deducted"] != now["deducted"]:
        causes.append(f"deduction for lateness, from {number(then['deducted'])} to {number(now['deducted'])}")
    read: list[str] = []
    others: list[str] = []
    for question, points in sorted(now["questions"].items()):
        before = then["questions"].get(question)
        if points != before and not any(f": {question}, " in one for one in now["decided"]):
            (read if before is None else others).append(question)
    if read:
        causes.append(f"read or decided: {', '.join(read)}")
    if others and other_key:
        causes.append(f"the key changed: {', '.join(others)}")
    elif others and then["file"] == now["file"]:
        causes.append(f"points of a reader: {', '.join(others)}")
    return tuple(causes) or ("the way of reading changed",)


def rows(changes: Iterable[Change], when: str) -> list[list[str]]:
    """The changes of one run as rows of COLUMNS. when: it was."""
    return [[when, *one[:3], number(one.before), number(one.after), "; ".join(one.why)] for one in changes]


def said(changes: Sequence[Change]) -> list[str]:
    """The paragraph of the summary."""
    if not changes:
        return []
    up = sum((one.after or 0) > (one.before or 0) for one in changes)
    lines = [f"Points changed since the last run: {up} up, {len(changes) - up} down (all in {FILE})."]
    lines += [
        f"  {one.name or one.student}, exercise {one.exercise}: {number(one.before) or 'none'} to "
        f"{number(one.after) or 'none'}: {'; '.join(one.why)}"
        for one in changes[:5]
    ]
    return lines
