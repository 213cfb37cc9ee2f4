"""The command `aftercoup mark`: all that was handed in goes through, and the results are written at once."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from aftercoup import __version__, journal, spreadsheets, tables
from aftercoup.errors import OneSentence, many
from aftercoup.teach import keys
from aftercoup.teach.marking import (
    answers_table,
    changed_points,
    class_report,
    decisions,
    essays,
    feedback,
    grade_exports,
    groups,
    late_penalty,
    list_to_decide,
    similar_texts,
)
from aftercoup.teach.marking.gradebook import gradebook, number, rare_sheets
from aftercoup.teach.marking.hand_ins import (
    HandIn,
    Intake,
    Student,
    open_submissions,
    shown,
    without_control_signs,
)
from aftercoup.teach.marking.mark_file import mark_file
from aftercoup.teach.marking.results_folder import REPORT, RUN, Results, mend
from aftercoup.teach.masters import Master

RULES = {"last": "the last attempt counts", "first": "the first one counts", "best": "the best one counts"}
NOTHING_TO_LOOK_AT, SOMETHING_TO_LOOK_AT, NOT_DONE = 0, 1, 2
_FOUND = {"folders": "one folder for each student", "loose": "loose files", "nbgrader": "nbgrader"}
LARGE = 200  # files from which on a terminal shows a progress bar


class MarkError(OneSentence, ValueError):
    """What was asked for cannot be done; the message says what to do."""


def mark(
    submissions,
    out,
    roster=None,
    sheet=(),
    column="",
    attempts="last",
    answers=False,
    course="",
    pages=True,
    quiet=False,
    exercise=(),
    replace=False,
    decided="",
    due="",
    teams="",
    without_essays=False,
):
    """Mark a folder or an archive and write all results into the folder `out`. Returns the exit status.

    roster: a CSV with the columns id and name; sheet: exported grade sheets to fill in, as a path or
    "01=path"; column: their column, where it cannot be told; attempts: a key of RULES; answers: put worked
    answers on feedback pages; pages: write feedback pages and the report, not only tables; exercise: only these are marked, by number ("01"); replace: write over other
    points that stand in a grade export; decided: the path of the decisions, where they are not in `out`; due: that of
    deadlines, likewise; teams: that of a table of groups, likewise; without_essays: fill a grade export also with points that
    lack texts still to be read. The status is 0
    when nothing needs a look and 1 when something does (the summary says what). Raises an error of one
    sentence when it cannot be done; former results then stay.
    """
    if attempts not in RULES:
        raise MarkError(f"--attempts is one of {', '.join(RULES)}; found {shown(attempts)!r}.")
    out = _place(out)
    mend(out)
    intake = open_submissions(submissions)
    masters = AnswerKeys()
    students = read_roster(roster) if roster else ()
    wanted = [_wanted(one) for one in sheet]
    before = _before(out, "keys")
    roster_ = {student.key: student for student in students}
    listed = _names_of(wanted, intake.platform)
    marks, fates, unread, suspects = _read_all(intake, masters, roster_, listed, quiet)
    given, table_before = _given(out)
    marks = _only(_without_blank_ones(marks, fates), exercise, fates, masters)
    table = Path(teams) if teams else Path(out, groups.FILE)
    known_groups, problems = groups.read(table, roster_) if teams or table.exists() else (intake.groups, [])
    alone = [one for one in marks if one.path in suspects and not groups.group_of(one.student, known_groups)]
    marks, untimed = _timed(groups.shared(marks, known_groups, roster_), wanted)
    people = {student.key: student for student, _ in unread} | {one.student.key: one.student for one in marks}
    people |= roster_
    made, more = _decisions(decided, out, masters, people, exercise)
    problems += more
    due = Path(due) if due else Path(out, late_penalty.FILE)
    dates, more = (
        late_penalty.read(due, masters, people) if due.parent != Path(out) or due.exists() else ({}, [])
    )
    problems += more
    problems += untimed if dates else []
    marks, more = _counted(marks, fates, attempts, [one for one in made if one.file])
    problems += more
    all_tasks = []
    for place, one in enumerate(marks):
        master = masters[one.exercise]
        all_tasks += essays.tasks(one, master)
        marks[place] = essays.settle(one, master, given)
    marks = _with_doubts(
        decisions.apply([late_penalty.apply(one, dates) for one in marks], made, masters, people)
    )
    same, every = similar_texts.pairs(marks), answers_table.typed(marks)
    with Results(out) as results:
        record, former = changed_points.record(marks), _before(out, "points")
        digests = {
            one: (before.get(one, ""), masters[one].digest) for one in {mark.exercise for mark in marks}
        }
        changed = changed_points.compare(former or (), record, digests)
        # what a run changed is the only thing in the results that depends on when it was
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        history = [*(_before(out, "changes") or ()), *changed_points.rows(changed, now)]
        results.write("gradebook.csv", "\ufeff" + gradebook(marks, students, unread))
        # what an earlier run filled in without essays may be raised by this one
        partial_ = _before(out, "filled without essays") or {}
        partial_ = (without_essays, {tuple(one[:2]): one[2] for one in partial_})
        done = {}  # an export of a whole course may be named once for each exercise
        filled = [
            _fill(results, number_, path, marks, masters, column, done, intake.platform, replace, partial_)
            for number_, path in wanted
        ]
        if pages:
            _write_feedback(results, marks, masters, answers, course, intake.platform)
            _write_report(results, marks, masters, same, fates, course)
            for name, text in answers_table.pages(every, marks):
                results.write(name, text)
        if _table(out) != table_before:
            raise MarkError(f"{essays.QUEUE} was changed while marking. Save it, close it, and mark again.")
        results.write(answers_table.FILE, "\ufeff" + answers_table.as_csv(every))
        results.write(changed_points.FILE, "\ufeff" + spreadsheets.table(changed_points.COLUMNS, history))
        results.write(list_to_decide.FILE, "\ufeff" + list_to_decide.to_decide(marks))
        results.write(essays.QUEUE, "\ufeff" + essays.queue(all_tasks, given))
        results.write(essays.TASKS, essays.tasks_text(all_tasks))
        written = {task.id: given[task.id] for task in all_tasks if task.id in given}
        results.write(
            RUN,
            _run_file(
                intake, marks, masters, fates, attempts, results, same, written, record, partial_, history
            ),
        )
    handed_in = [one for one in marks if one.path]
    summary, status = _summary(out, intake, handed_in, fates, students, unread, same, filled, pages)
    grouped = groups.told(alone, intake.platform)
    summary[1:1] = [f"To look at: {grouped}"] if grouped else []
    summary[-1:-1] = [*(f"To mend: {one}" for one in problems), *changed_points.said(changed)]
    if problems or grouped:
        status = SOMETHING_TO_LOOK_AT
    gone = sorted(set(before) - {one.exercise for one in marks})
    if gone:
        summary.append(
            f"Before, this folder held exercise {' and '.join(gone)}: these results were replaced. To have "
            "both, mark each into a folder of its own (--out); points for essays are kept."
        )
    if not quiet:
        _say(summary)
    return status


def _say(lines):
    """Print the summary. Whoever reads it may stop listening after some lines, as `| head` does."""
    try:
        for line in lines:
            print(without_control_signs(line))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's end is quiet too


def _place(out):
    """The whole path of the folder for the results. MarkError where a terminal would be left in a folder that
    is gone, or already is."""
    try:
        here, out = os.path.realpath(os.getcwd()), os.path.abspath(out)
    except OSError:
        raise MarkError("The folder you are in is gone. Go to another one (cd), then mark again.") from None
    if os.path.join(here, "").startswith(os.path.join(os.path.realpath(out), "")):
        raise MarkError(
            f"You are inside {shown(os.path.basename(out))}, which is replaced as a whole. Go out of it "
            "(cd ..), then mark again."
        )
    return out


# ---------------------------------------------------------------- reading


class AnswerKeys(Mapping[str, Master]):
    """number -> Master of every exercise that has an answer key. Each is read when a file first asks for it.

    problems: all that is to be mended in those that cannot be read, one sentence each.
    """

    def __init__(self) -> None:
        self._numbers = keys.numbers(keys.SOLUTIONS)
        self._read: dict[str, Master | None] = {}
        self.problems: list[str] = []

    def __getitem__(self, number_: str) -> Master:
        if number_ not in self._numbers:
            raise KeyError(number_)
        if number_ not in self._read:
            try:
                self._read[number_] = keys.load(number_, keys.SOLUTIONS, proofread=False)
            except keys.KeyProblem as problem:
                self._read[number_] = None
                self.problems += problem.problems
            except tables.TableError as problem:
                self._read[number_] = None
                self.problems.append(str(problem))
        master = self._read[number_]
        if master is None:
            raise keys.KeyProblem(self.problems)
        return master

    def __contains__(self, number_: object) -> bool:
        return number_ in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def read_roster(path: str | Path) -> tuple[Student, ...]:
    """The Students of a roster: a CSV with a column id and, if possible, name. Raises MarkError."""
    path = Path(path)
    name = shown(path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise MarkError(f"The roster {name} cannot be read ({problem}). Save it as CSV, UTF-8.") from None
    _, text = spreadsheets.cut_sep(text)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=spreadsheets.delimiter_of(text))
    columns = {(column or "").strip().lower(): column for column in rows.fieldnames or ()}
    if "id" not in columns:
        raise MarkError(f"The roster {name} needs a column id (and a column name) in its first line.")
    students: dict[str, Student] = {}
    for row in rows:
        id_, words = row[columns["id"]] or "", row.get(columns.get("name", "")) or ""
        student = Student(id_.strip(), words.strip())
        if student.id:
            students[student.key] = student
    return tuple(students.values())


def _strangers(students: Sequence[Student], came: Mapping[str, Student]) -> str:
    """A sentence where no id of the roster is that of a student who handed in; else "". came: by key."""
    if not students or not came or any(student.key in came for student in students):
        return ""
    theirs, ours = (
        ", ".join(shown(one.id) for one in several[:3]) for several in (students, [*came.values()])
    )
    return (
        f"No id of the roster belongs to a file. The roster has {theirs}; the files have {ours}. In the roster's column "
        "id type the numbers or names by which the files are called; until then everybody of it stands as absent."
    )


def _given(out):
    """What people gave so far, and the table's bytes; what is new in the table is noted with the clicks."""
    data, clicks = _table(out), os.path.join(out, essays.MARKS)
    if data:
        new = essays.edits(essays.from_data(_before(out, "essays")), essays.read_table(data))
        if new:
            journal.append(clicks, new)
    return essays.read_marks(journal.held(clicks)), data


def _before(out, name):
    """What the last run into a folder wrote down under a name of run.json; nothing where there was none."""
    try:
        with open(os.path.join(out, RUN), encoding="utf-8") as file:
            return json.load(file)[name]
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _table(out):
    try:
        with open(os.path.join(out, essays.QUEUE), "rb") as file:
            return file.read()
    except OSError:
        return None


def _with_progress(intake: Intake, quiet: bool) -> Iterable[HandIn]:
    """The hand-ins, with a progress bar where there are many and somebody watches."""
    if quiet or len(intake) < LARGE or not sys.stderr.isatty():
        return intake
    from rich.console import Console  # only here: it takes longer to load than twenty files to mark
    from rich.progress import track

    return track(intake, "Marking", total=len(intake), console=Console(stderr=True), transient=True)


def _read_all(intake, masters, roster, listed, quiet):
    """(marks of all files that could be read, fate of every file by its path, [(Student, sentence)] for each
    of the others, paths of files that groups seem to have handed in)."""
    marks, fates, unread, suspects = [], {}, [], set()
    names = {student.name for student in intake.students()}
    named = len(names) > 1 or len(intake) == 1  # else Moodle calls everybody "Participant"
    for index, hand_in in enumerate(_with_progress(intake, quiet)):
        if hand_in.path in fates:
            hand_in = hand_in._replace(path=f"{hand_in.path} ({index + 1})")
        if named:
            student = hand_in.student
            on_roster = roster.get(student.key, Student("")).name
            student, of_group = groups.whose(student, intake.platform, listed.get(student.key, ""), on_roster)
            hand_in = hand_in._replace(student=student)
            suspects |= {hand_in.path} if of_group else set()
        known = roster.get(hand_in.student.key, hand_in.student)
        name = known.name if known is not hand_in.student else ""
        name = name or listed.get(known.key) or hand_in.student.name
        hand_in = hand_in._replace(student=known._replace(name=name))
        if hand_in.refused:
            fates[hand_in.path] = f"not read: {hand_in.refused}"
            unread.append((hand_in.student, f"{hand_in.path} is {fates[hand_in.path]}"))
            continue
        try:
            mark_, why = mark_file(hand_in, masters)
        except keys.KeyProblem:
            continue  # the others may show faults of other keys; then all are told at once
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
            MemoryError,
            OverflowError,
        ) as problem:
            mark_, why = (
                None,
                f"it could not be marked ({type(problem).__name__}); please report this file's form",
            )
        if mark_ is None:
            fates[hand_in.path] = f"not marked: {why}"
            unread.append((hand_in.student, f"{hand_in.path} is {fates[hand_in.path]}"))
        else:
            marks.append(mark_)
            fates[hand_in.path] = "marked"
    if masters.problems:
        raise keys.KeyProblem([*masters.problems, "Nothing was marked; the former results are as they were."])
    return marks, fates, unread, suspects


def _timed(marks, wanted):
    """(the marks with the times that Moodle's worksheets tell, a sentence on each whose times are not read)."""
    told, problems = {}, []
    for number_, path in wanted:
        handed = grade_exports.handed_in(_export(path))
        told |= {(number_, Student(id_).key): one for id_, one in handed.items()}
        odd = [one.words for one in handed.values() if not one.when]
        if odd:
            problems.append(
                f"{path.name}: {many(len(odd), 'time')} of hand-ins cannot be read, such as {shown(odd[0])!r}. Set "
                "the language of your Moodle profile to English, and download the worksheet again. Until then nothing "
                "is late there."
            )
    for place, one in enumerate(marks):
        known = told.get((one.exercise, one.student.key)) or told.get(("", one.student.key))
        if known and one.path:
            marks[place] = one._replace(when=one.when or known.when, late=one.late or known.late)
    return marks, problems


def _without_blank_ones(marks, fates):
    """The marks without exercises that a student left as they were handed out, beside others that are filled in:
    a zip of the whole course folder holds them all. Where everything of a student is blank, it counts."""
    working = {one.student.key for one in marks if not one.blank}
    for one in marks:
        if one.blank and one.student.key in working:
            fates[one.path] = "marked, but it is blank, and other files of this student are not"
    return [one for one in marks if not (one.blank and one.student.key in working)]


def _only(marks, wanted, fates, masters):
    """The marks of the exercises that were asked for (--exercise); all where none was named."""
    numbers = {str(number_).strip().zfill(2) for number_ in wanted}
    unknown = sorted(numbers - set(masters))
    if unknown:
        raise MarkError(f"There is no exercise {shown(unknown[0])}. There are {', '.join(masters)}.")
    for one in marks:
        if numbers and one.exercise not in numbers:
            fates[one.path] = f"marked, but it is exercise {one.exercise}, which --exercise leaves out"
    return [one for one in marks if not numbers or one.exercise in numbers]


def _decisions(path, out, masters, people, exercise):
    """(decisions on the exercises that are marked, a sentence for each row that does not count)."""
    path = Path(path) if path else Path(out, decisions.FILE)
    if path.parent == Path(out) and not path.exists():
        return [], []
    found, problems = decisions.read(path, masters, people)
    numbers = {str(number_).strip().zfill(2) for number_ in exercise}
    return [one for one in found if not numbers or one.exercise in numbers], problems


def _counted(marks, fates, rule, chosen=()):
    """(for each student and sheet the attempt that counts, with the others listed in it; sentences on decisions whose
    file is not there). chosen: decisions that name the file."""
    wanted, problems, together = {(one.student, one.exercise): one for one in chosen}, [], {}
    for one in marks:
        together.setdefault((one.student.key, one.exercise), []).append(one)
    counted = []
    for _, several in sorted(together.items()):
        several.sort(key=lambda one: one.attempt)
        best = max(several, key=lambda one: one.points)
        one = {"last": several[-1], "first": several[0], "best": best}[rule]
        decision = wanted.pop((one.student.key, one.exercise), None)
        named = [other for other in several if decision and other.path.endswith(decision.file)]
        if len(named) == 1:
            one = named[0]
        elif decision:
            problems.append(_no_such_file(decision, several))
        others = tuple(other.path for other in several if other is not one)
        flags = one.flags
        if not named and len(several) > 1 and len({other.attempt for other in several}) < len(several):
            flags += (f"{len(several)} files, and nothing tells which is the last: {one.path} counts",)
        for path in others:
            fates[path] = f"marked, but {one.path} counts: {'decided' if named else RULES[rule]}"
        counted.append(one._replace(others=others, flags=flags))
    return counted, problems + [_no_such_file(decision, ()) for decision in wanted.values()]


def _no_such_file(decision, several):
    paths = ", ".join(shown(one.path) for one in several) or "none"
    return (
        f"{decision.where}: no one file of this student ends in {shown(decision.file)}. There are: {paths}."
    )


def _with_doubts(marks):
    """The marks, where a blank exercise, or one that hardly anybody handed in, is a reason to look."""
    rare = rare_sheets(marks)
    rare_words = ("hardly anybody handed in this exercise: is it the wrong sheet?",)
    doubted = []
    for result in marks:
        flags = (list_to_decide.BLANK,) if result.blank and result.path and not result.exempt else ()
        flags += rare_words if result.exercise in rare else ()
        doubted.append(result._replace(flags=result.flags + flags) if flags else result)
    return doubted


# ---------------------------------------------------------------- writing


def _write_feedback(results, marks, masters, answers, course, platform):
    helps = {
        question.id: feedback.Help(question.rule, question.reread, question.worked)
        for master in map(masters.get, {one.exercise for one in marks})
        for question in master.exercise.questions.values()
    }
    by_student = {}
    for one in marks:
        by_student.setdefault(one.student.key, []).append(one)
    names = feedback.file_names([one.student for one in marks])
    upload, written = {}, {}
    for key, several in by_student.items():
        text = feedback.page(several, helps, answers, course or "After the Coup", written)
        results.write(f"feedback/{names[key]}", text)
        for one in several:
            name = feedback.upload_name(one.path, platform)
            if name:
                upload[name] = text
    if upload:
        results.write("feedback_for_upload.zip", feedback.archive(upload))


def _write_report(results, marks, masters, same, fates, course):
    marks = [one for one in marks if one.path and not one.exempt]
    results.write(REPORT, class_report.page(marks, masters, same, fates, course))


def _wanted(words):
    """("01" or "", Path) of one --sheet."""
    number_, equals, path = str(words).partition("=")
    of_one = equals and number_.strip().isdigit()
    return (number_.strip().zfill(2), Path(path)) if of_one else ("", Path(str(words)))


def _export(path, done=None):
    """The bytes of an exported grade sheet, with what was filled in so far. Raises MarkError."""
    try:
        return done[path] if done and path in done else path.read_bytes()
    except OSError as problem:
        raise MarkError(f"The sheet {shown(path.name)} cannot be read: {problem.strerror}.") from None


def _names_of(wanted, source):
    """The names that the exported sheets tell, by a student's key. wanted: as from `_wanted`."""
    if not wanted:
        return {}
    listed = {}
    for _, path in wanted:
        listed |= grade_exports.names(_export(path), source)
    return {Student(id_).key: name for id_, name in listed.items()}


def _fill(results, number_, path, marks, masters, column, done, source, replace, partial_):
    """Fill in one exported sheet; returns sentences for the summary. done: path -> bytes filled in so far.

    number_: the exercise; "": every exercise that is there, each in the column that its name tells.
    """
    if path.name in {other.name for other in done if other != path}:
        raise MarkError(f"Two sheets are called {shown(path.name)}. Rename one of them.")
    there = sorted({one.exercise for one in marks})
    numbers = [number_] if number_ else there
    if numbers and numbers[0] not in masters:
        raise MarkError(f"There is no exercise {number_}. There are {', '.join(masters)}.")
    said, columns, without = [], {}, []
    for one in numbers:
        try:
            filled = _filled(
                path,
                one,
                marks,
                masters[one].exercise,
                column,
                done,
                len(numbers) == 1,
                source,
                replace,
                partial_,
            )
        except grade_exports.SheetError:
            if len(numbers) == 1:
                raise
            without.append(one)
            continue
        columns.setdefault(filled.column, []).append(one)
        done[path] = filled.data
        said += _said_of(path, filled, [mark for mark in marks if mark.exercise == one], partial_[0])
    if not columns or any(len(several) > 1 for several in columns.values()):
        raise MarkError(
            f"For which exercise is {shown(path.name)}? Here are {', '.join(there) or 'none'}, and its "
            f"columns do not tell. Write --sheet {there[0] if there else '01'}={shown(path.name)}."
        )
    results.write(f"filled/{path.name}", done[path])
    if without:
        said.append(f"{path.name}: no column is named like exercise {' or '.join(without)}.")
    return said


def _filled(path, number_, marks, sheet, column, done, alone, source, replace, partial_):
    """The Filled of one exercise."""
    final = [
        (one.student, one.total)
        for one in marks
        if one.exercise == number_ and (partial_[0] or not one.waiting) and one.total is not None
    ]
    hints = (number_, str(int(number_)), sheet.title)
    return grade_exports.fill(
        _export(path, done),
        final,
        sheet.points,
        hints,
        column,
        alone,
        source,
        replace,
        _of_exercise(partial_[1], number_),
    )


def _of_exercise(partial_, number_):
    return {student: points for (student, sheet), points in partial_.items() if sheet == number_}


def _said_of(path, filled, mine, without_essays):
    """What the summary says of a filled-in sheet. mine: the marks of its exercise."""
    said = [f"{path.name} ({filled.platform}): {filled.count} cells filled in the column {filled.column}."]
    waiting = sum(bool(one.waiting) for one in mine)
    if waiting and without_essays:
        said.append(
            f"Without texts still to be read: the points of {many(waiting, 'student')}. Read them, mark again, and the "
            "rest is added."
        )
    elif waiting:
        said.append(f"Left out of it, with texts still to be read: {many(waiting, 'student')}.")
    if filled.missing:
        names = ", ".join(shown(one.name or one.id) for one in filled.missing[:5])
        said.append(
            f"{many(len(filled.missing), 'student')} not in it by id: {names}"
            f"{' …' if len(filled.missing) > 5 else ''}. Nobody is guessed by name: look their rows up, and type "
            "the points of the gradebook by hand."
        )
    return said + list(filled.notes)


def _run_file(intake, marks, masters, fates, attempts, results, same, written, record, partial_, history):
    """What happened to every file, for whoever asks later. The same input gives the same bytes."""
    return (
        json.dumps(
            {
                "program": f"aftercoup {__version__}",
                "keys": {one: masters[one].digest for one in sorted({mark.exercise for mark in marks})},
                "platform": intake.platform,
                "attempts": attempts,
                "files": sorted({*results.names, RUN}),
                "inputs": dict(sorted(fates.items())),
                "same words": [[pair.first.path, pair.second.path, pair.share] for pair in same],
                "essays": essays.as_data(written),
                "points": record,
                "changes": history,
                "filled without essays": sorted(
                    [*place, points] for place, points in _partial(marks, *partial_).items()
                ),
            },
            ensure_ascii=True,
            indent=1,
        )
        + "\n"
    )


def _partial(marks, without_essays, before):
    """(student, exercise) -> points that a grade export was filled with while texts were still to be read."""
    now = (
        {(one.student.key, one.exercise): one.total for one in marks if one.waiting} if without_essays else {}
    )
    return before | now


def _summary(out, intake, marks, fates, students, unread, same, filled, pages):
    """(about ten lines that say what was done and what needs a look, exit status)."""
    files = REPORT if pages else RUN
    look = [one for one in marks if one.reasons]
    waiting = sum(len(one.waiting) for one in marks)
    came = {one.student.key for one in marks}
    tried = {
        student.key: student for student in (*(one.student for one in marks), *(who for who, _ in unread))
    }
    strangers = _strangers(students, tried)
    absent = [student for student in students if student.key not in tried]
    lines = [
        f"{many(len(fates), 'file')} ({_FOUND.get(intake.platform, intake.platform.capitalize())}): "
        f"{many(len(marks), 'sheet')} of {many(len(came), 'student')} marked.",
    ]
    if intake.doubt:
        lines.append(f"To look at: {intake.doubt}")
    for sheet in sorted({one.exercise for one in marks}):
        points = sorted(one.points for one in marks if one.exercise == sheet)
        middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
        possible = next(one.possible for one in marks if one.exercise == sheet)
        lines.append(
            f"Exercise {sheet}: {many(len(points), 'sheet')}, median {number(middle)} of {number(possible)} "
            "points."
        )
    if unread:
        first = unread[0][1].rstrip(".")
        more = f" The others: {files}." if len(unread) > 1 else ""
        lines.append(f"To look at: {many(len(unread), 'file')} not marked. {first}.{more}")
    if look:
        first = f"{shown(look[0].student.name or look[0].student.id)}: {look[0].reasons[0].rstrip('.')}"
        lines.append(
            f"To decide: {many(len(look), 'exercise')} with remarks, all in {list_to_decide.FILE}. {first}."
        )
    if same:
        lines.append(
            f"To look at: {many(len(same), 'pair')} of students whose own texts share many words in a row, in "
            f"{files}."
        )
    if strangers:
        lines.append(f"To look at: {strangers}")
    elif absent:
        lines.append(f"{many(len(absent), 'student')} of the roster handed in nothing (see the gradebook).")
    lines += [sentence for sentences in filled for sentence in sentences]
    if waiting:
        lines.append(
            f"Next: read {many(waiting, 'text')} at solutions/marking_desk.ipynb, or in {essays.QUEUE}. "
            "Then mark again; until then these points are missing."
        )
    written = f"{REPORT}, gradebook.csv, feedback" if pages else "gradebook.csv"
    lines.append(f"Results: {os.path.basename(out)}/{written}.")
    status = (
        SOMETHING_TO_LOOK_AT
        if unread or look or same or strangers or intake.doubt or not marks
        else NOTHING_TO_LOOK_AT
    )
    return lines, status
