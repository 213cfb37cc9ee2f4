"""What a run says at its end: about ten lines on what was done and what needs a look."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from aftercoup.errors import many
from aftercoup.teach.marking import essays, list_to_decide
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.find_hand_ins import Intake
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.hand_in import Student, shown, without_control_signs
from aftercoup.teach.marking.results_folder import REPORT, RUN
from aftercoup.teach.marking.roster import strangers as strangers_of
from aftercoup.teach.marking.similar_texts import Pair

NOTHING_TO_LOOK_AT, SOMETHING_TO_LOOK_AT, NOT_DONE = 0, 1, 2
_FOUND = {"folders": "one folder for each student", "loose": "loose files", "nbgrader": "nbgrader"}
_LOOK = "To look at: "


class Seen(NamedTuple):
    """What a run came to. results: of files that were handed in and count; fates: by path; students: the roster, by
    key; unread: whose files were not marked, with a sentence; said: further lines, in their order."""

    intake: Intake
    results: Sequence[ExerciseResult]
    fates: Mapping[str, str]
    students: Mapping[str, Student]
    unread: Sequence[tuple[Student, str]]
    same: Sequence[Pair]
    groups: str
    said: Sequence[str]
    problems: Sequence[str]
    changed: Sequence[str]
    gone: Sequence[str]


def lines(seen: Seen, folder: str, pages: bool) -> tuple[list[str], int]:
    """(the lines, exit status). folder: the name of that of the results; pages: report and feedback were written."""
    results, files = seen.results, REPORT if pages else RUN
    came = {one.student.key: one.student for one in results}
    tried = came | {student.key: student for student, _ in seen.unread}
    strangers = strangers_of(seen.students, tried)
    absent = len(seen.students.keys() - tried.keys())
    found = [
        f"{many(len(seen.fates), 'file')} ({_FOUND.get(seen.intake.platform, seen.intake.platform.capitalize())}): "
        f"{many(len(results), 'sheet')} of {many(len(came), 'student')} marked.",
        *_each(_LOOK, seen.groups, seen.intake.doubt),
    ]
    for exercise in sorted({one.exercise for one in results}):
        mine = [one for one in results if one.exercise == exercise]
        found.append(
            f"Exercise {exercise}: {many(len(mine), 'sheet')}, median {number(median(one.points for one in mine))} "
            f"of {number(mine[0].possible)} points."
        )
    if seen.unread:
        more = f" The others: {files}." if len(seen.unread) > 1 else ""
        first = seen.unread[0][1].rstrip(".")
        found.append(f"{_LOOK}{many(len(seen.unread), 'file')} not marked. {first}.{more}")
    look = [one for one in results if one.reasons]
    if look:
        reason = look[0].reasons[0]
        first = f"{shown(look[0].student.name or look[0].student.id)}: {reason}{'' if reason[-1] in '.?' else '.'}"
        found.append(
            f"To decide: {many(len(look), 'exercise')} with remarks, all in {list_to_decide.FILE}. {first}"
        )
    if seen.same:
        found.append(
            f"{_LOOK}{many(len(seen.same), 'pair')} of students whose own texts share many words in a row, in {files}."
        )
    if strangers:
        found.append(_LOOK + strangers)
    elif absent:
        found.append(f"{many(absent, 'student')} of the roster handed in nothing (see the gradebook).")
    found += seen.said
    waiting = sum(len(one.waiting) for one in results)
    if waiting:
        found.append(
            f"Next: read {many(waiting, 'text')} at solutions/marking_desk.ipynb, or in {essays.QUEUE}. "
            "Then mark again; until then these points are missing."
        )
    found += [*_each("To mend: ", *seen.problems), *seen.changed]
    written = f"{REPORT}, gradebook.csv, feedback" if pages else "gradebook.csv"
    found.append(f"Results: {folder}/{written}.")
    if seen.gone:
        found.append(
            f"Before, this folder held exercise {' and '.join(seen.gone)}: these results were replaced. To have "
            "both, mark each into a folder of its own (--out); points for essays are kept."
        )
    doubts = seen.intake.doubt, seen.groups, seen.unread, look, seen.same, strangers, seen.problems
    return found, SOMETHING_TO_LOOK_AT if any(doubts) or not results else NOTHING_TO_LOOK_AT


def _each(start: str, *sentences: str) -> list[str]:
    return [start + sentence for sentence in sentences if sentence]


def say(found: Iterable[str]) -> None:
    """Print the lines. Whoever reads them may stop listening after some, as `| head` does, or not be there at all."""
    try:
        for line in found:
            print(without_control_signs(line), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's end is quiet too
