"""Whose points a run changed, from what, to what, and why; the changes of earlier runs into the folder stay."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number

FILE = "changes.csv"
COLUMNS = ("when", "student", "name", "exercise", "from", "to", "why")


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
    other_keys: Collection[str],
    when: str,
) -> list[list[str]]:
    """The changes from one record to the next, of exercises that both hold, as rows of COLUMNS. other_keys: exercises
    whose answer key is another one now; when: the run is."""
    old, new = ({(one["student"], one["sheet"]): one for one in records} for records in (before, after))
    sheets = {sheet for _, sheet in old} & {sheet for _, sheet in new}
    rows = []
    for student, sheet in sorted({*old, *new}):
        then, now = old.get((student, sheet), {}), new.get((student, sheet), {})
        if sheet not in sheets or then.get("total") == now.get("total"):
            continue
        if then and now:
            why = _why(then, now, sheet in other_keys)
        else:
            why = ["a new file" if now else "no file that counts is there any more"]
        points = [number(one.get("total")) for one in (then, now)]
        rows.append([when, student, (now or then)["name"], sheet, *points, "; ".join(why)])
    return rows


def _why(then: Mapping[str, Any], now: Mapping[str, Any], other_key: bool) -> list[str]:
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
    return causes or ["the way of reading changed"]


def said(rows: Sequence[Sequence[str]]) -> list[str]:
    """The paragraph of the summary on the rows of one run."""
    if not rows:
        return []
    up = sum(float(after or 0) > float(before or 0) for *_, before, after, _ in rows)
    lines = [f"Points changed since the last run: {up} up, {len(rows) - up} down (all in {FILE})."]
    lines += [
        f"  {name or student}, exercise {exercise}: {before or 'none'} to {after or 'none'}: {why}"
        for _, student, name, exercise, before, after, why in rows[:5]
    ]
    return lines
