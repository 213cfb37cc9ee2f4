"""The command `aftercoup mark`: all that was handed in goes through, and the results are written at once."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from aftercoup import journal, spreadsheets
from aftercoup.errors import OneSentence
from aftercoup.teach import keys
from aftercoup.teach.marking import (
    answers_table,
    changed_points,
    class_report,
    decisions,
    essays,
    feedback,
    fill_exports,
    groups,
    late_penalty,
    list_to_decide,
    platforms,
    run_record,
    similar_texts,
    summary,
)
from aftercoup.teach.marking.answer_keys import AnswerKeys
from aftercoup.teach.marking.attempts import RULES, counted, without_blank_ones
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.find_hand_ins import Intake, open_submissions
from aftercoup.teach.marking.gradebook import gradebook, rare_sheets
from aftercoup.teach.marking.hand_in import HandIn, Student, shown
from aftercoup.teach.marking.mark_file import mark_file
from aftercoup.teach.marking.results_folder import REPORT, RUN, Results, mend
from aftercoup.teach.marking.roster import read_roster
from aftercoup.teach.masters import Master

LARGE = 200  # files from which on a terminal shows a progress bar
BOM = "\ufeff"  # by which spreadsheet programs know UTF-8
_ODD = (ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError, OverflowError)


class MarkError(OneSentence, ValueError):
    """What was asked for cannot be done; the message says what to do."""


def mark(
    submissions: str | Path,
    out: str | Path,
    roster: str | Path | None = None,
    sheet: Sequence[str | Path] = (),
    column: str = "",
    attempts: str = "last",
    answers: bool = False,
    course: str = "",
    pages: bool = True,
    quiet: bool = False,
    exercise: Sequence[str] = (),
    replace: bool = False,
    decided: str | Path = "",
    due: str | Path = "",
    teams: str | Path = "",
    without_essays: bool = False,
) -> int:
    """Mark a folder or an archive and write all results into the folder `out`. Returns the exit status.

    roster: a CSV with the columns id and name; sheet: exported grade sheets to fill in, as a path or
    "01=path"; column: their column, where it cannot be told; attempts: which counts, a key of RULES;
    answers: put worked answers on feedback pages; pages: write feedback pages and the report, not only tables;
    exercise: only these are marked, by number ("01"); replace: write over other points that stand in a grade export;
    decided: the path of the decisions, where they are not in `out`; due: that of deadlines, likewise; teams: that of a
    table of groups, likewise; without_essays: fill a grade export also with points that lack texts still to be read.
    The status is 0 when nothing needs a look and 1 when something does (the summary says what). Raises an error of one
    sentence when it cannot be done; former results then stay.
    """
    if attempts not in RULES:
        raise MarkError(f"--attempts is one of {', '.join(RULES)}; found {shown(attempts)!r}.")
    out = _place(out)
    mend(out)
    intake = open_submissions(submissions)
    masters = AnswerKeys()
    numbers = _numbers(exercise, masters)
    students = read_roster(roster) if roster else {}
    wanted = [fill_exports.Wanted.of(one) for one in sheet]
    before = run_record.read(out)
    listed = fill_exports.names(wanted, intake.platform)
    results, fates, unread, suspects = read_all(intake, masters, students, listed, quiet)
    given, typed_before = _given(out, before)
    results = _only(without_blank_ones(results, fates), numbers, fates)
    problems: list[str] = []
    known_groups = intake.groups
    if path := _table(teams, out, groups.FILE):
        known_groups, problems = groups.read(path, students)
    alone = [
        one for one in results if one.path in suspects and not groups.group_of(one.student, known_groups)
    ]
    results, untimed = fill_exports.timed(groups.shared(results, known_groups, students), wanted)
    people = {student.key: student for student, _ in unread}
    people |= {one.student.key: one.student for one in results} | students
    said = _taken_over(out, decided)
    made, more = _decisions(decided, out, masters, people, numbers)
    problems += more
    dates: late_penalty.Deadlines = {}
    if path := _table(due, out, late_penalty.FILE):
        dates, more = late_penalty.read(path, masters, people)
        problems += more + (untimed if dates else [])
    results, more = counted(results, fates, attempts, [one for one in made if one.file])
    problems += more
    texts = [(one.student, task) for one in results for task in essays.tasks(one, masters[one.exercise])]
    results = [late_penalty.apply(essays.settle(one, masters[one.exercise], given), dates) for one in results]
    results = _with_doubts(decisions.apply(results, made, masters, people))
    waiting = {(one.student.key, question.id) for one in results for question in one.waiting}
    texts = [(who, one) for who, one in texts if one.id in given or (who.key, one.question) in waiting]
    tasks = [task for _, task in texts]
    same, every = similar_texts.pairs(results), answers_table.typed(results)
    record = changed_points.record(results)
    digests = {number: masters[number].digest for number in sorted({one.exercise for one in results})}
    former = before.get("keys", {})
    changed = changed_points.compare(
        before.get("points", ()),
        record,
        {number: (former.get(number, ""), digest) for number, digest in digests.items()},
    )
    # what a run changed is the only thing in the results that depends on when it was
    now = datetime.now().astimezone().isoformat(" ", "seconds")
    history = [*before.get("changes", ()), *changed_points.rows(changed, now)]
    partial = {
        (student, number): points for student, number, points in before.get("filled without essays", ())
    }
    filler = fill_exports.Filler(results, masters, column, intake.platform, replace, without_essays, partial)
    with Results(out) as folder:
        folder.write("gradebook.csv", BOM + gradebook(results, [*students.values()], unread))
        for one in wanted:
            said += filler.fill(one)
            folder.write(f"filled/{one.path.name}", filler.done[one.path])
        if pages:
            _write_feedback(folder, results, masters, answers, course, intake.platform)
            there = [one for one in results if one.path and not one.exempt]
            folder.write(REPORT, class_report.page(there, masters, same, fates, course))
            for name, text in answers_table.pages(every, results):
                folder.write(name, text)
        for name, data in typed_before.items():
            if _bytes(out / name) != data:
                raise MarkError(f"{name} was changed while marking. Save it, close it, and mark again.")
        folder.write(answers_table.FILE, BOM + answers_table.as_csv(every))
        folder.write(changed_points.FILE, BOM + spreadsheets.table(changed_points.COLUMNS, history))
        folder.write(list_to_decide.FILE, BOM + list_to_decide.to_decide(results))
        folder.write(essays.QUEUE, BOM + essays.queue(tasks, given))
        folder.write(essays.TASKS, essays.tasks_text(tasks))
        parts = {
            "keys": digests,
            "platform": intake.platform,
            "attempts": attempts,
            "files": sorted({*folder.names, RUN}),
            "inputs": dict(sorted(fates.items())),
            "same words": [[pair.first.path, pair.second.path, pair.share] for pair in same],
            "texts": {task.id: student.id for student, task in texts},
            "essays": essays.as_data({task.id: given[task.id] for task in tasks if task.id in given}),
            "points": record,
            "changes": history,
            "filled without essays": sorted(
                [*place, points] for place, points in filler.partial_now().items()
            ),
        }
        folder.write(RUN, run_record.text(parts))
    seen = summary.Seen(
        intake,
        [one for one in results if one.path],
        fates,
        students,
        unread,
        same,
        groups.told(alone, intake.platform),
        said,
        problems,
        changed_points.said(changed),
        sorted(former.keys() - digests.keys()),
    )
    lines, status = summary.lines(seen, out.name, pages)
    if not quiet:
        summary.say(lines)
    return status


def _place(out: str | Path) -> Path:
    """The whole path of the folder for the results. MarkError where a terminal would be left in a folder that
    is gone, or already is."""
    try:
        here, out = Path.cwd().resolve(), Path(out).absolute()
    except OSError:
        raise MarkError("The folder you are in is gone. Go to another one (cd), then mark again.") from None
    if here.is_relative_to(out.resolve()):
        raise MarkError(
            f"You are inside {shown(out.resolve().name)}, which is replaced as a whole. Go out of it (cd ..), then mark again."
        )
    return out


# ---------------------------------------------------------------- what a teacher wrote


def _numbers(exercise: Iterable[str], masters: Mapping[str, Master]) -> set[str]:
    """The numbers of the exercises that were asked for (--exercise); none for all. Raises MarkError."""
    numbers = {str(number).strip().zfill(2) for number in exercise}
    unknown = sorted(numbers - set(masters))
    if unknown:
        raise MarkError(f"There is no exercise {shown(unknown[0])}. There are {', '.join(masters)}.")
    return numbers


def _only(results: list[ExerciseResult], numbers: set[str], fates: dict[str, str]) -> list[ExerciseResult]:
    """The results of the exercises that were asked for."""
    for one in results:
        if numbers and one.exercise not in numbers:
            fates[one.path] = f"marked, but it is exercise {one.exercise}, which --exercise leaves out"
    return [one for one in results if not numbers or one.exercise in numbers]


def _table(named: str | Path, out: Path, usual: str) -> Path | None:
    """The path of a table that a teacher wrote: as it was named, or in the folder of results; None where there is none."""
    path = Path(named) if named else out / usual
    return path if named or path.exists() else None


def _taken_over(out: Path, decided: str | Path) -> list[str]:
    """What the list to decide brings to the decisions, in a sentence, or none."""
    path = out / list_to_decide.FILE
    said = list_to_decide.take_over(path, Path(decided or out / decisions.FILE)) if path.exists() else ""
    return [said] if said else []


def _decisions(
    decided: str | Path,
    out: Path,
    masters: Mapping[str, Master],
    people: Mapping[str, Student],
    numbers: set[str],
) -> tuple[list[decisions.Decision], list[str]]:
    """(decisions on the exercises that are marked, a sentence for each row that does not count)."""
    path = _table(decided, out, decisions.FILE)
    if not path:
        return [], []
    found, problems = decisions.read(path, masters, people)
    return [one for one in found if not numbers or one.exercise in numbers], problems


def _given(out: Path, before: Mapping[str, object]) -> tuple[essays.Marks, dict[str, bytes | None]]:
    """(what people gave texts so far; name -> bytes of the tables that they may be typing into). What is new in the
    table of essays is noted with the clicks."""
    typed = {name: _bytes(out / name) for name in (essays.QUEUE, list_to_decide.FILE)}
    clicks = out / essays.MARKS
    data = typed[essays.QUEUE]
    if data:
        new = essays.edits(essays.from_data(before.get("essays")), essays.read_table(data))
        if new:
            journal.append(clicks, new)
    return essays.read_marks(journal.held(clicks)), typed


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


# ---------------------------------------------------------------- what was handed in


def read_all(
    intake: Intake,
    masters: AnswerKeys,
    students: Mapping[str, Student],
    listed: Mapping[str, str],
    quiet: bool,
) -> tuple[list[ExerciseResult], dict[str, str], list[tuple[Student, str]], set[str]]:
    """(results of all files that could be read, fate of every file by its path, [(Student, sentence)] for each
    of the others, paths of files that groups seem to have handed in). students: the roster, by key; listed: the names
    that grade exports tell, by key."""
    results, fates, unread, suspects = [], {}, [], set()
    named = len({student.name for student in intake.students()}) > 1 or len(intake) == 1
    for index, hand_in in enumerate(_with_progress(intake, quiet)):
        if hand_in.path in fates:
            hand_in = hand_in._replace(path=f"{hand_in.path} ({index + 1})")
        student = hand_in.student
        if named:  # else Moodle calls everybody "Participant"
            on_roster = students.get(student.key, Student("")).name
            student, of_group = groups.whose(student, intake.platform, listed.get(student.key, ""), on_roster)
            suspects |= {hand_in.path} if of_group else set()
        known = students.get(student.key, student)
        name = students[student.key].name if student.key in students else ""
        hand_in = hand_in._replace(student=known._replace(name=name or listed.get(known.key) or student.name))
        result, fate = _marked(hand_in, masters)
        if result:
            results.append(result)
        if fate:
            fates[hand_in.path] = fate
        if fate and not result:
            unread.append((hand_in.student, f"{hand_in.path} is {fate}"))
    if masters.problems:
        raise keys.KeyProblem([*masters.problems, "Nothing was marked; the former results are as they were."])
    return results, fates, unread, suspects


def _marked(hand_in: HandIn, masters: AnswerKeys) -> tuple[ExerciseResult | None, str]:
    """(the result, what happened to the file); the latter "" where its answer key has a fault."""
    if hand_in.refused:
        return None, f"not read: {hand_in.refused}"
    try:
        result, why = mark_file(hand_in, masters)
    except keys.KeyProblem:
        return None, ""  # the others may show faults of other keys; then all are told at once
    except _ODD as problem:
        result, why = (
            None,
            f"it could not be marked ({type(problem).__name__}); please report this file's form",
        )
    return result, "marked" if result else f"not marked: {why}"


def _with_progress(intake: Intake, quiet: bool) -> Iterable[HandIn]:
    """The hand-ins, with a progress bar where there are many and somebody watches."""
    if quiet or len(intake) < LARGE or not sys.stderr.isatty():
        return intake
    from rich.console import Console  # only here: it takes longer to load than twenty files to mark
    from rich.progress import track

    return track(intake, "Marking", total=len(intake), console=Console(stderr=True), transient=True)


def _with_doubts(results: Sequence[ExerciseResult]) -> list[ExerciseResult]:
    """The results, where a blank exercise, or one that hardly anybody handed in, is a reason to look."""
    rare = rare_sheets(results)
    doubted = []
    for one in results:
        flags: tuple[str, ...] = ()
        if one.path and not one.settled:
            flags += (list_to_decide.BLANK,) if one.blank else ()
            flags += (list_to_decide.RARE,) if one.exercise in rare else ()
        doubted.append(one._replace(flags=one.flags + flags))
    return doubted


# ---------------------------------------------------------------- writing


def _write_feedback(
    folder: Results,
    results: Iterable[ExerciseResult],
    masters: Mapping[str, Master],
    answers: bool,
    course: str,
    platform: str,
) -> None:
    by_student: dict[str, list[ExerciseResult]] = {}
    for one in results:
        by_student.setdefault(one.student.key, []).append(one)
    helps = {
        drawn.id + drawn.variant: feedback.Help(drawn.rule, drawn.reread, drawn.worked)
        for number in sorted({one.exercise for several in by_student.values() for one in several})
        for question in masters[number].exercise.questions.values()
        for drawn in (question, *question.variants.values())
    }
    names = feedback.file_names([several[0].student for several in by_student.values()])
    upload, written = {}, feedback.Written()
    for key, several in by_student.items():
        text = feedback.page(several, helps, answers, course or "After the Coup", written)
        folder.write(f"feedback/{names[key]}", text)
        for one in several:
            name = platforms.upload_name(one.path, platform)
            if name:
                upload[name] = text
    if upload:
        folder.write("feedback_for_upload.zip", feedback.archive(upload))
