"""Whose points a run changed, from what, to what, and why; the changes of earlier runs into the folder stay."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.platforms.hand_in import some

FILE = "changes.csv"
COLUMNS = ("when", "student", "name", "exercise", "from", "to", "why")


def record(results: Iterable[ExerciseResult]) -> list[dict[str, Any]]:
    """What run.json keeps of the results, for the next run to compare with."""
    return [
        {
            "student": result.student.id,
            "name": result.student.name,
            "sheet": result.exercise,
            "total": result.total,
            "file": f"{result.path} {result.digest}",
            "questions": {question.id: question.points for question in result.questions},
            "read": [question.id for question in result.questions if question.text],
            "decided": list(result.decided),
            "deducted": result.deducted,
            "of group": bool(result.owner),
        }
        for result in results
    ]


def compare(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    other_keys: Collection[str],
    when: str,
) -> list[list[str]]:
    """The changes from one record to the next, of exercises that both hold, as rows of COLUMNS. other_keys: exercises
    whose answer key is another one now; when: the run is."""
    old, new = ({(row["student"], row["sheet"]): row for row in records} for records in (before, after))
    exercises = {exercise for _, exercise in old} & {exercise for _, exercise in new}
    rows = []
    for student, exercise in sorted({*old, *new}):
        then, now = old.get((student, exercise), {}), new.get((student, exercise), {})
        if exercise not in exercises or then.get("total") == now.get("total"):
            continue
        if then and now:
            why = _why(then, now, exercise in other_keys)
        elif now:
            why = ["a new file"] if now["file"].strip() else now["decided"]
        else:
            handed_in = then["file"].strip()
            why = ["no file that counts is there any more" if handed_in else "a decision counts no more"]
        points = [number(row.get("total")) for row in (then, now)]
        rows.append([when, student, (now or then)["name"], exercise, *points, "; ".join(why)])
    return rows


def _why(then: Mapping[str, Any], now: Mapping[str, Any], other_key: bool) -> list[str]:
    """The causes. other_key: the answer key of the exercise is another one."""
    same_file = then["file"] == now["file"]
    of_group = ", the group's by groups.csv" if now.get("of group") else ""
    causes = [] if same_file else [f"another file counts{of_group}"]
    if decided := {*then["decided"]} ^ {*now["decided"]}:
        causes += [words for words in now["decided"] if words in decided] or ["a decision counts no more"]
    if then["deducted"] != now["deducted"]:
        causes.append(f"deduction for lateness, from {number(then['deducted'])} to {number(now['deducted'])}")
    changed: dict[str, list[str]] = {}
    for question, points in now["questions"].items():
        before = then["questions"].get(question)
        if points == before or any(f": {question}, " in sentence for sentence in decided):
            continue
        why = "the key changed" if other_key else "the way of reading changed"
        if points is None or before is None or question in now["read"]:
            why = "to be read" if points is None else "points of a reader"
        if same_file or before is None or why == "the key changed":
            changed.setdefault(why, []).append(question)
    causes += [f"{why}: {', '.join(questions)}" for why, questions in changed.items()]
    return causes or ["the way of reading changed"]


def of_other_files(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[str]:
    """A sentence on decisions about questions that were made for another file than that which counts now. before, after: records."""
    old = {(row["student"], row["sheet"]): row for row in before}
    doubtful = []
    for row in after:
        then = old.get((row["student"], row["sheet"]), row)
        still = {*row["decided"]} & {*then["decided"]} if then["file"] != row["file"] else ()
        ids = [id_ for id_ in row["questions"] if any(f": {id_}, " in words for words in still)]
        doubtful += [f"{row['name'] or row['student']}, {', '.join(ids)}"] if ids else []
    told = f"Decided for a file that no longer counts, and used for the one that does: {some(doubtful, 5)}."
    return [f"{told} Delete a row of decisions.csv that does not hold for it."] if doubtful else []


def said(rows: Sequence[Sequence[str]]) -> list[str]:
    """The paragraph of the summary on the rows of one run: all whose points fell, and the first whose points rose."""
    if not rows:
        return []
    fell = [row for row in rows if float(row[5] or 0) < float(row[4] or 0)]
    rose = [row for row in rows if row not in fell]
    lines = [f"Points changed since the last run: {len(fell)} down, {len(rose)} up (all in {FILE})."]
    lines += [
        f"  {word} {name or student}, exercise {exercise}: {before or 'none'} to {after or 'none'}: {why}"
        for word, several in (("down:", fell), ("up:", rose[:5]))
        for _, student, name, exercise, before, after, why in several
    ]
    return lines
