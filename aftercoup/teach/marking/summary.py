"""What a run says at its end: about ten lines on what was done and what needs a look."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING

from aftercoup.errors import many
from aftercoup.teach.marking import changed_points, decisions, essays, similar_texts
from aftercoup.teach.marking.gradebook import many_points, number
from aftercoup.teach.marking.hand_in import shown, without_control_signs
from aftercoup.teach.marking.results_folder import REPORT
from aftercoup.teach.marking.teacher_tables import strangers as strangers_of

if TYPE_CHECKING:
    from aftercoup.teach.marking.mark_command import Run

NOTHING_TO_LOOK_AT, SOMETHING_TO_LOOK_AT, NOT_DONE = 0, 1, 2
_FOUND = {"folders": "one folder for each student", "loose": "loose files", "nbgrader": "nbgrader"}
_LOOK = "To look at: "


def lines(run: Run) -> tuple[list[str], int]:
    """(the lines on a run, exit status)."""
    results = [one for one in run.results if one.path]  # of files that were handed in and count
    came = {one.student.key: one.student for one in results}
    tried = came | {one.student.key: one.student for one in run.unread}
    strangers = strangers_of(run.students, tried)
    absent = len(run.students.keys() - tried.keys())
    found = [
        f"{many(len(run.fates), 'file')} ({_FOUND.get(run.intake.platform, run.intake.platform.capitalize())}): "
        f"{many(len(results), 'sheet')} of {many(len(came), 'student')} marked.",
        *changed_points.said(run.changed),
        *(_LOOK + doubt for doubt in (run.of_groups, run.intake.doubt) if doubt),
    ]
    for exercise in sorted({one.exercise for one in results}):
        mine = [one for one in results if one.exercise == exercise]
        counted = [one.total for one in mine if one.total is not None]
        of = f"of {many_points(mine[0].possible)}"
        middle = f"median {number(median(counted))} {of}" if counted else "all exempt"
        found.append(f"Exercise {exercise}: {many(len(mine), 'sheet')}, {middle}.")
    if run.unread:
        files = len({one.path for one in run.unread})
        more = f" The others: {REPORT}." if files > 1 else ""
        first = run.unread[0].refused.rstrip(".")
        found.append(f"{_LOOK}{many(files, 'file')} not marked. {first}.{more}")
    look = [one for one in results if one.reasons]
    if look:
        reason = look[0].reasons[0]
        first = f"{shown(look[0].student.called)}: {reason}{'' if reason[-1] in '.?' else '.'}"
        found.append(
            f"To decide: {many(len(look), 'exercise')} with remarks, all in {decisions.LIST}. {first}"
        )
    if run.same:
        found.append(
            f"{_LOOK}{many(len(run.same), 'pair')} of students whose own texts share many words in a row, in {REPORT}."
        )
    found += [f"{_LOOK}{words} All in {REPORT}." for words in similar_texts.told(run.alike)]
    if strangers:
        found.append(_LOOK + strangers)
    elif absent:
        found.append(f"{many(absent, 'student')} of the roster handed in nothing (see the gradebook).")
    found += run.said
    waiting = len({(one.path, question.id) for one in results for question in one.waiting})
    if waiting:
        found.append(
            f"Next: read {many(waiting, 'text')} at solutions/marking_desk.ipynb, or in {essays.QUEUE}. "
            "Then mark again; until then these points are missing."
        )
    found += [f"To mend: {problem}" for problem in run.problems]
    found.append(f"Results: {run.asked.out / REPORT}, gradebook.csv, feedback.")
    if run.gone:
        found.append(
            f"Before, this folder held exercise {' and '.join(run.gone)}: these results were replaced. To have "
            "both, mark each into a folder of its own (--out); points for essays are kept."
        )
    doubts = run.intake.doubt, run.of_groups, run.unread, look, run.same, run.alike, strangers, run.problems
    return found, SOMETHING_TO_LOOK_AT if any(doubts) or not results else NOTHING_TO_LOOK_AT


def say(found: Iterable[str]) -> None:
    """Print the lines. Whoever reads them may stop listening after some, as `| head` does, or not be there at all."""
    try:
        for line in found:
            print(without_control_signs(line), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's end is quiet too
