"""The command `aftercoup mark`: one run, and about ten lines on what was done and what needs a look."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from aftercoup.errors import many
from aftercoup.teach.marking import changed_points, decisions, essays
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.gradebook import many_points, number
from aftercoup.teach.marking.platforms.hand_in import shown
from aftercoup.teach.marking.results_folder import REPORT
from aftercoup.teach.marking.run import Run
from aftercoup.teach.marking.teacher_tables import strangers as strangers_of

NOTHING_TO_LOOK_AT, SOMETHING_TO_LOOK_AT, NOT_DONE = 0, 1, 2
LONGEST = 1_000  # characters of a line: what a student or a teacher typed may stand in it, and stands whole in the tables
_LAID_OUT = {"folders": "one folder for each student", "loose": "loose files", "nbgrader": "nbgrader"}


def mark(submissions: str | Path, out: str | Path, **options: Any) -> int:
    """Mark a folder or an archive and write all results into the folder `out`. Returns the exit status.

    options: the other fields of Asked. The status is 0 when nothing needs a look and 1 when something does (the summary says
    what). Raises an error of one sentence when it cannot be done; former results then stay.
    """
    asked = Asked(Path(submissions), Path(out), **options)
    run = Run(asked)
    run.find_students()
    run.read_files()
    run.read_texts()
    run.share_with_groups()
    run.hear_the_teacher()
    run.choose_attempts()
    run.add_up()
    run.compare_with_the_last_run()
    run.write()
    sentences, status = lines(run)
    say(sentences)
    return status


def lines(run: Run) -> tuple[list[str], int]:
    """(the lines on a run, exit status)."""
    results = [result for result in run.results if result.path]  # of files that were handed in and count
    came = {result.student.key: result.student for result in results}
    tried = came | {file.student.key: file.student for file in run.unread}
    absent = len(run.students.keys() - tried.keys())
    look = [doubt for doubt in (*run.of_groups, run.intake.doubt) if doubt]
    if run.unread:
        files = len({file.path for file in run.unread})
        more = f" The others: {REPORT}." if files > 1 else ""
        look.append(f"{many(files, 'file')} not marked. {run.unread[0].refused.rstrip('.')}.{more}")
    if doubtful := [result for result in results if result.reasons]:
        reason = doubtful[0].reasons[0]
        first = f"{shown(doubtful[0].student.called)}: {reason}{'' if reason[-1] in '.?' else '.'}"
        look.append(f"{many(len(doubtful), 'exercise')} with remarks, all in {decisions.LIST}. {first}")
    for found, one, what in (
        (run.same, "pair", "whose own texts share many words in a row"),
        (run.alike, "group", "with the same file, or the same answers with mistakes"),
    ):
        look += [f"{many(len(found), one)} of students {what}, in {REPORT}."] if found else []
    if strangers := strangers_of(run.students, tried):
        look.append(strangers)
    sentences = [
        f"{many(len(run.fates), 'file')} ({_LAID_OUT.get(run.intake.platform, run.intake.platform.capitalize())}): "
        f"{many(len(results), 'sheet')} of {many(len(came), 'student')} marked.",
        *changed_points.said(run.changed),
    ]
    for exercise in sorted({result.exercise for result in results}):
        mine = [result for result in results if result.exercise == exercise]
        counted = [result.total for result in mine if result.total is not None]
        of = f"of {many_points(mine[0].possible)}"
        middle = f"median {number(median(counted))} {of}" if counted else "all exempt"
        sentences.append(f"Exercise {exercise}: {many(len(mine), 'sheet')}, {middle}.")
    sentences += [f"To look at: {words}" for words in look]
    if absent and not strangers:
        sentences.append(f"{many(absent, 'student')} of the roster handed in nothing (see the gradebook).")
    sentences += run.said
    if waiting := len({(result.path, question.id) for result in results for question in result.waiting}):
        sentences.append(
            f"Next: read {many(waiting, 'text')} at solutions/marking_desk.ipynb, or in {essays.QUEUE}. "
            "Then mark again; until then these points are missing."
        )
    sentences += [f"To mend: {problem}" for problem in run.problems]
    sentences.append(f"Results: {run.asked.out / REPORT}, gradebook.csv, feedback.")
    if run.gone:
        sentences.append(
            f"Before, this folder held exercise {' and '.join(run.gone)}: these results were replaced. To have "
            "both, mark each into a folder of its own (--out); points for essays are kept."
        )
    return sentences, SOMETHING_TO_LOOK_AT if look or run.problems or not results else NOTHING_TO_LOOK_AT


def say(sentences: Iterable[str]) -> None:
    """Print the lines. Whoever reads them may stop listening after some, as `| head` does, or not be there at all."""
    try:
        for line in sentences:
            print(shown(line, LONGEST), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's end is quiet too
