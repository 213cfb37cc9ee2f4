"""One run of `aftercoup mark`: all that was handed in goes through, and the results are written at once."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from aftercoup import __version__, journal, spreadsheets
from aftercoup.errors import many
from aftercoup.teach.content import keys
from aftercoup.teach.marking import (
    answers_table,
    changed_points,
    class_report,
    decisions,
    essays,
    feedback,
    groups,
    late_penalty,
    similar_texts,
)
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.attempts import counted, taken_in
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.fill_exports import Exports
from aftercoup.teach.marking.find_hand_ins import Intake, open_submissions
from aftercoup.teach.marking.gradebook import gradebook, rare_exercises
from aftercoup.teach.marking.mark_file import AnswerKeys, mark_file
from aftercoup.teach.marking.platforms import folders
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, is_notebook, shown, some
from aftercoup.teach.marking.platforms.names import upload_name
from aftercoup.teach.marking.results_folder import REPORT, RUN, last_run, mend, new_results, put
from aftercoup.teach.marking.teacher_tables import read_roster
from aftercoup.teach.writing import archives

LARGE = 200  # files from which on a terminal shows a progress bar
BOM = "\ufeff"  # by which spreadsheet programs know UTF-8
# option -> the file of the same table in the folder of results
_TABLES = {"decisions": decisions.FILE, "deadlines": late_penalty.FILE, "groups": groups.FILE}
_TIMES = "--sheet"  # the option whose tables may tell when files came
_ODD = (ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError, OverflowError)


class Run:
    """One run, a method for each step, in the order in which `mark` calls them. The results go through all of them."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.out, self.masters = asked, _whole_path(asked.out), AnswerKeys()
        mend(self.out)
        self.students = read_roster(asked.roster) if asked.roster else {}  # by key
        self.exports = Exports(asked.sheet or ())
        self.intake = open_submissions(asked.submissions, self.students.keys() | self.exports.ids())
        self.exports.source = self.intake.platform
        self.numbers = {number.strip().zfill(2) for number in asked.exercise or ()}  # none for all
        if unknown := sorted(self.numbers - self.masters.keys()):
            raise MarkingError(
                f"There is no exercise {shown(unknown[0])}. There are {', '.join(self.masters)}."
            )
        self.before = last_run(self.out)  # what the last run into this folder wrote down
        self.tables = _tables(asked, self.out, self.before)
        self.named = [f"--{name}" for name in self.tables]
        self.results: list[ExerciseResult] = []
        self.fates: dict[str, str] = {}  # path -> what happened to the file
        self.unread: list[HandIn] = []  # each with the sentence on it
        self.suspects: dict[str, str] = {}  # path of a file that a group may have handed in -> name in it
        self.refused: list[dict[str, str]] = []  # rows of the list to decide
        self.left: essays.Left = {}  # cells of the table of essays
        self.said: list[str] = []  # sentences for the summary; problems: those on what is to be mended
        self.problems: list[str] = []

    def find_students(self) -> None:
        """Find whose each file is. A student's name is that of the roster, else of the grade exports, else of the file."""
        files, platform, listed = self.intake.files, self.intake.platform, self.exports.names()
        members = folders.of_members((file.path for file in files if is_notebook(file.path)), self.students)
        named = len({file.student.name for file in files}) > 1  # else Moodle calls everybody "Participant"
        for index, file in enumerate(files):
            student, known = file.student, self.students.get(file.student.key)
            if platform == "folders" and not known:
                student = members.get(file.path, student)
            elif named or len(files) == 1:
                student, of_group = groups.whose(
                    student, platform, listed.get(student.key), known and known.name
                )
                self.suspects |= {file.path: student.name} if of_group else {}
            known = self.students.get(student.key)
            name = (known and known.name) or listed.get(student.key) or student.name
            files[index] = file._replace(student=(known or student)._replace(name=name))

    def read_files(self) -> None:
        """Read and judge every file."""
        for hand_in in _with_progress(self.intake):
            result, fate = _marked(hand_in, self.masters)
            self.fates[hand_in.path] = fate
            if result:
                self.results.append(result)
            else:
                self.unread.append(hand_in._replace(data=None, refused=f"{hand_in.path} is {fate}"))
        if self.masters.problems:
            raise keys.KeyProblem([*self.masters.problems, "Nothing was marked, and nothing was written."])
        self.results, self.unread = taken_in(self.results, self.unread, self.numbers, self.fates)

    def read_texts(self) -> None:
        """Take in what people gave texts so far. What is new in the table of essays is noted with the clicks at the end."""
        # people may be typing into these while the run goes on
        self.typed = {name: journal.held(self.out / name) for name in (essays.QUEUE, decisions.LIST)}
        clicks, self.clicks = journal.held(self.out / essays.CLICKS), ""
        self.given = essays.read_clicks(clicks)
        if table := self.typed[essays.QUEUE]:
            texts = [task for one in self.results for task in essays.tasks(one, self.masters[one.exercise])]
            self.clicks, self.problems, self.left = essays.typed_in(table, self.given, texts)
            if self.clicks:
                gone = sorted(essays.read_clicks(self.clicks).keys() - {task.id for task in texts})
                if gone:
                    self.problems.append(
                        f"No file of this run has {many(len(gone), 'text')} for which something was typed into {essays.QUEUE}: "
                        f"{some(one or 'a row without an id' for one in gone)}. It does not count now; it is kept, and "
                        "counts when the same text is there again."
                    )
                self.given = essays.read_clicks(clicks + b"\n" + self.clicks.encode("utf-8", "replace"))

    def share_with_groups(self) -> None:
        """Give the members of groups the result of their file, and all the times that exports tell."""
        table = self.tables.get("groups")
        members = groups.read(table, self.students, self.problems) if table else {}
        of_files = (file.student for file in self.intake.files if file.path not in self.suspects)
        names = {student.key: student.name for student in of_files} | self.exports.names()
        known = groups.Groups(members, self.students, names)
        alone = [result.path for result in self.results if not known.of(result.student)]
        sure = {file.student.key for file in self.intake.files} | self.students.keys() | self.exports.ids()
        self.of_groups = [
            groups.told([*filter(None, map(self.suspects.get, alone))]),
            groups.unchecked([one for several in known.members.values() for one in several], sure),
        ]
        self.results, self.untimed = self.exports.timed(known.shared(self.results))
        self.unread = known.unread(self.unread, self.results)

    def hear_the_teacher(self) -> None:
        """Read decisions and deadlines."""
        self.people = self.exports.people() | {file.student.key: file.student for file in self.unread}
        self.people |= {result.student.key: result.student for result in self.results} | self.students
        self.deadlines: late_penalty.Deadlines = {}
        if "deadlines" in self.tables:
            self.deadlines = late_penalty.read(
                self.tables["deadlines"], self.masters, self.people, self.problems
            )
            self.problems += self.untimed if self.deadlines else []
        if self.deadlines and self.exports.tells_times:
            self.named.append(_TIMES)
        elif self.deadlines and _TIMES in self.before.get("named", ()):
            raise _missing(self.out, "the times of a grade export", _TIMES)
        self.decided_in = self.tables.get("decisions", self.out / decisions.FILE)
        self.taken: list[Sequence[str]] = []  # rows that it gets when the run is done
        if (filled_in := self.out / decisions.LIST).exists():
            counting = lambda files: self._counted(files, {}, [])
            known = self.people, self.results, self.problems, counting, self.before.get("points", ())
            said, self.refused, self.taken = decisions.take_over(
                filled_in, self.decided_in, self.masters, *known
            )
            self.said += said
        self.decided: list[decisions.Decision] = []
        if "decisions" in self.tables or self.taken:
            self.decided = decisions.read(
                self.decided_in, self.masters, self.people, self.problems, self.taken
            )
        if self.numbers:
            self.decided = [decision for decision in self.decided if decision.exercise in self.numbers]

    def choose_attempts(self) -> None:
        """Leave for each student and exercise the file that counts."""
        files = [decision for decision in self.decided if decision.file]
        self.results = self._counted(files, self.fates, self.problems)

    def _counted(
        self, files: Iterable[decisions.Decision], fates: dict[str, str], problems: list[str]
    ) -> list[ExerciseResult]:
        worth = lambda result: late_penalty.apply(result, self.deadlines).total or 0.0
        return counted(self.results, fates, self.asked.attempts, files, problems, worth)

    def add_up(self) -> None:
        """Add what people gave texts, take off what lateness costs, apply decisions, and doubt exercises that are blank or
        that hardly anybody handed in; gather what is still to read."""
        texts = [(result, essays.tasks(result, self.masters[result.exercise])) for result in self.results]
        settled = [essays.settle(result, tasks, self.given) for result, tasks in texts]
        self.problems += essays.outdated([task for _, tasks in texts for task in tasks], self.given)
        late = [late_penalty.apply(result, self.deadlines) for result in settled]
        if not self.untimed:
            self.problems += late_penalty.untimed(late, self.deadlines, self.intake.platform)
        rare = rare_exercises(late)
        for index, result in enumerate(late):
            doubts = [decisions.BLANK] * result.blank + [decisions.RARE] * (result.exercise in rare)
            late[index] = result._replace(flags=(*result.flags, *doubts))
        self.results = decisions.apply(late, self.decided, self.masters, self.people, self.problems)
        self.said += decisions.below(late, self.results)
        waiting = {(one.student.key, question.id) for one in self.results for question in one.waiting}
        wanted = {
            task.id: task  # one, also where a group handed it in
            for result, tasks in texts
            for task in tasks
            if task.id in self.given or (result.student.key, task.question) in waiting
        }
        self.texts = [*wanted.values()]

    def compare_with_the_last_run(self) -> None:
        """Find whose points changed since the last run into this folder, and why."""
        numbers = sorted({result.exercise for result in self.results})
        self.digests = {number: self.masters[number].digest for number in numbers}
        former = self.before.get("keys", {})
        self.gone = sorted(former.keys() - self.digests.keys())
        self.record = changed_points.record(self.results)
        self.problems += changed_points.of_other_files(self.before.get("points", ()), self.record)
        other = {number for number, digest in self.digests.items() if former.get(number) != digest}
        # what a run changed is the only thing in the results that depends on when it was
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        self.changed = changed_points.compare(self.before.get("points", ()), self.record, other, now)

    def write(self) -> None:
        """Write all results, which take the place of the former ones at once."""
        listed = self.before.get("filled without essays", ())
        partial = {(student, number): points for student, number, points in listed}
        there = [result for result in self.results if result.path and not result.exempt]
        self.same = similar_texts.pairs(there)
        self.alike = similar_texts.alike(there)
        history = [*self.before.get("changes", ()), *self.changed]
        with new_results(self.out) as folder:
            self.said += self.exports.fill(self.results, self.masters, self.asked, partial)
            for path, export in self.exports.by_path.items():
                put(folder, f"filled/{path.name}", export.written())
            if self.asked.without_essays:
                waiting = [result for result in self.results if result.waiting and result.total is not None]
                partial |= {(result.student.key, result.exercise): result.total for result in waiting}
            self._write_feedback(folder)
            report = class_report.page(there, self.masters, self.same, self.alike, self.fates)
            put(folder, REPORT, report)
            tables = {
                "gradebook.csv": gradebook(self.results, [*self.students.values()], self.unread),
                answers_table.FILE: answers_table.as_csv(self.results),
                changed_points.FILE: spreadsheets.table(changed_points.COLUMNS, history),
                decisions.LIST: decisions.to_decide(self.results, self.unread, self.decided, self.refused),
                essays.QUEUE: essays.queue(self.texts, self.given, self.left),
            }
            for name, text in tables.items():
                put(folder, name, BOM + text)
            put(folder, essays.TASKS, essays.tasks_text(self.texts))
            parts = {
                "program": f"aftercoup {__version__}",
                "keys": self.digests,
                "platform": self.intake.platform,
                "attempts": self.asked.attempts,
                "named": self.named,
                "files": sorted({RUN, *(entry.name for entry in folder.iterdir())}),
                "inputs": dict(sorted(self.fates.items())),
                "same words": [[first.path, second.path, share] for first, second, share in self.same],
                "points": self.record,
                "changes": history,
                "filled without essays": sorted([*key, points] for key, points in partial.items()),
            }
            put(folder, RUN, json.dumps(parts, indent=1) + "\n")
            for name, data in self.typed.items():
                if journal.held(self.out / name) != data:
                    raise MarkingError(
                        f"{name} was changed while marking. Save it, close it, and mark again."
                    )
            # what people typed counts from here on: a run that stopped before has taken nothing
            own = self.decided_in.parent == self.out
            decisions.add(self.decided_in, self.taken, folder / decisions.FILE if own else None)
            if self.clicks:
                journal.append(self.out / essays.CLICKS, self.clicks)

    def _write_feedback(self, folder: Path) -> None:
        by_student: dict[str, list[ExerciseResult]] = {}
        for result in self.results:
            by_student.setdefault(result.student.key, []).append(result)
        names = feedback.file_names([several[0].student for several in by_student.values()])
        upload, written = {}, feedback.Written()
        for key, several in by_student.items():
            text = feedback.page(several, self.asked.answers, written)
            put(folder, f"feedback/{names[key]}", text)
            for result in several:
                if name := upload_name(result.path, self.intake.platform, result.student.id):
                    upload[name] = text.encode()
        if upload:
            put(folder, "feedback_for_upload.zip", archives.archive(upload))


def _whole_path(out: Path) -> Path:
    """The whole path of the folder for the results. MarkingError where a terminal would be left in a folder that is gone."""
    out = out.absolute()
    if Path.cwd().resolve().is_relative_to(out.resolve()):
        raise MarkingError(
            f"You are inside {shown(out.resolve().name)}, which is replaced as a whole. Go out of it (cd ..), then mark again."
        )
    return out


def _tables(asked: Asked, out: Path, before: Mapping[str, Any]) -> dict[str, Path]:
    """option -> the path of each table that a teacher wrote: as it was named, or in the folder of results. MarkingError where
    the last run had a table that this one lacks: it would drop what that table deducted or gave."""
    tables = {}
    for name, usual in _TABLES.items():
        if getattr(asked, name) or (out / usual).exists():
            tables[name] = getattr(asked, name) or out / usual
        elif f"--{name}" in before.get("named", ()):
            more = f", or put it into {shown(out.name)} as {usual} (its first line alone changes nothing)"
            raise _missing(out, f"a table of {name}", f"--{name}{more}")
    return tables


def _missing(out: Path, what: str, option: str) -> MarkingError:
    return MarkingError(
        f"The last run into {shown(out.name)} had {what}, and this one has none, so points would change. Name it again "
        f"with {option}. The former results are as they were."
    )


def _marked(hand_in: HandIn, masters: AnswerKeys) -> tuple[ExerciseResult | None, str]:
    """(the result, what happened to the file)."""
    if hand_in.refused:
        return None, f"not read: {hand_in.refused}"
    try:
        result, why = mark_file(hand_in, masters)
    except keys.KeyProblem:
        return None, "not marked"  # the others may show faults of other keys; then all are told at once
    except _ODD as problem:
        why = f"it could not be marked ({type(problem).__name__}); please report this file's form"
        return None, f"not marked: {why}"
    return result, "marked" if result else f"not marked: {why}"


def _with_progress(intake: Intake) -> Iterable[HandIn]:
    """The hand-ins, with a progress bar where there are many and somebody watches."""
    if len(intake.files) < LARGE or not sys.stderr.isatty():
        return intake
    from rich.console import Console  # only here: it takes longer to load than twenty files to mark
    from rich.progress import track

    return track(intake, "Marking", total=len(intake.files), console=Console(stderr=True), transient=True)
