"""What a person decided about one student: an appeal, a bonus, an exemption, another file that counts, a remark that was
seen; and the list of what is to be decided.

`decisions.csv` is written by hand, by the pages with buttons, or from the last three columns of `to_decide.csv`, which a
teacher fills in. A run changes no row of it, so what was decided survives marking again.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup.errors import many
from aftercoup.spreadsheets import damage, table
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking import results_folder, teacher_tables
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import column, many_points, number, rare_exercises, so_far
from aftercoup.teach.marking.mark_file import AnswerKeys
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, Student, shown, some
from aftercoup.teach.marking.teacher_tables import exercise_of, look_for_damage, student_of

FILE, LIST = "decisions.csv", "to_decide.csv"
COLUMNS = ("student", "exercise", "question", "points", "reason", "by", "when")
LIST_COLUMNS = (
    *("student", "name", "exercise", "question", "what", "typed", "file"),
    *("points are for", "points now", "of", "points", "reason", "by"),
)
WHOLE = "the whole exercise (for one question type its number into the column question)"
# by a teacher, the first two where they tell nothing
_FILLED_IN = ("exercise", "question", "points", "reason", "by")
SEEN = "seen"
TOGETHER = "; "  # between the ids of students who have one file
BLANK = "nothing is filled in: was the file saved before it was handed in?"
RARE = "hardly anybody handed in this exercise: is it the wrong sheet?"
_RULE = re.compile(  # a spreadsheet makes 1 of +1
    r"(?i)(?P<seen>seen\b.*)|(?P<exempt>exempt)|file:\s*(?P<file>.+)|"
    r"(?P<sign>[+\-−]|plus|minus)?\s*(?P<points>\d+(?:[.,]\d+)?)"
)
_QUOTED = re.compile("“[^”]*”")  # what a student typed


class Decision(NamedTuple):
    """One row. where: its place in words; question: "" for the whole exercise; says: it in a sentence, for student and
    gradebook; one of these holds: points (to be added where `added`), exempt, file, the end of the path of the file
    that counts, or seen: these remarks, "" for all there are, were looked at and change nothing."""

    where: str
    student: str
    exercise: str
    question: str
    says: str = ""
    points: float = 0
    added: bool = False
    exempt: bool = False
    file: str = ""
    seen: str | None = None

    def leaves(self, remarks: Iterable[str]) -> tuple[str, ...]:
        """The remarks that stay to be decided after one that says seen."""
        return tuple(remark for remark in remarks if self.seen and remark.rstrip(".") not in self.seen)

    def chosen(self, results: Iterable[ExerciseResult]) -> tuple[ExerciseResult | None, str]:
        """(the one of the results whose file is meant, ""), or (None, why there is none)."""
        theirs = [one for one in results if (one.student.key, one.exercise) == (self.student, self.exercise)]
        named = [one for one in theirs if one.path.endswith(self.file)]
        if len(named) == 1:
            return named[0], ""
        paths = some([one.path for one in theirs], None) or "none"
        return None, f"no one file of this student ends in {shown(self.file)}. There are: {paths}."


def decision(row: dict[str, str], masters: Mapping[str, Master], known: Collection[str]) -> Decision:
    """The Decision of a row with COLUMNS. known: keys of the students of the class. Raises MarkingError."""
    student, exercise = student_of(row, known), exercise_of(row, masters)
    question = "" if row["question"].lower() in ("", "whole") else row["question"].upper().removeprefix("Q")
    asked, rule = masters[exercise].exercise, _RULE.fullmatch(row["points"])
    if question and question not in asked.counted:
        ids = ", ".join(asked.counted)
        raise MarkingError(
            f"exercise {exercise} has no question {shown(question)}. It has {ids}; empty means the whole."
        )
    if not rule:
        what = f"points {shown(row['points'])!r} are not read" if row["points"] else "points is empty"
        raise MarkingError(f"{what}. Write 3, +1, -1, exempt, seen, or file: and the file's name.")
    made = Decision(row.get("where", ""), student, exercise, question)
    if rule["seen"]:
        return made._replace(seen=row["reason"])
    own_words = _QUOTED.sub("", row["reason"])
    look_for_damage(row | {"reason": own_words}, ("reason", "by"))  # the student sees them
    if question and (rule["sign"] or not rule["points"]):
        raise MarkingError(
            f"{shown(row['points'])!r} is about the whole exercise. Leave the question empty, or write the points that the "
            "question shall have."
        )
    if rule["points"]:
        sign, value = (rule["sign"] or "").lower(), float(rule["points"].replace(",", "."))
        most = asked.counted[question].points if question else asked.points
        if not sign and value > most:
            raise MarkingError(
                f"{many_points(value)} are more than the {number(most)} there are. For a bonus leave the question empty, "
                "and write + and what is added."
            )
        value = -value if sign in ("-", "−", "minus") else value
        made = made._replace(points=value, added=bool(sign))
        what = f"{question and question + ', '}{'+' if sign and value >= 0 else ''}{many_points(value)}"
    elif rule["file"]:
        made, what = made._replace(file=rule["file"]), f"{rule['file']} counts"
    else:
        made, what = made._replace(exempt=True), "exempt"
    who = ", ".join(filter(None, (row["by"], row["when"])))
    return made._replace(says=f"Decided{f' ({who})' if who else ''}: {what}. {row['reason']}".strip())


def read(
    path: Path,
    masters: Mapping[str, Master],
    known: Collection[str],
    problems: list[str],
    more: Iterable[Sequence[str]] = (),
) -> list[Decision]:
    """The decisions of a file, and those of more rows that are still to be added to it. known: as in `decision`; problems: gets
    a sentence on each row that does not count."""
    text, new = _added(path, more)
    held = teacher_tables.Table(text.encode(), shown(path.name)) if new else teacher_tables.read(path)
    rows = held.rows(COLUMNS, ("student", "exercise", "points"))
    return teacher_tables.made(rows, lambda row: decision(row, masters, known), problems)


def _added(path: Path, rows: Iterable[Sequence[str]]) -> tuple[str, list[Sequence[str]]]:
    """(the text of decisions.csv with rows of COLUMNS, without the day, added; those that did not stand there last). What stands
    there stays, and so do columns of somebody's own. Raises MarkingError."""
    empty = teacher_tables.Table(",".join(COLUMNS).encode(), FILE)
    held = teacher_tables.read(path) if path.exists() else empty
    header = [cell.lower() for cell in held.header]
    there = [tuple(row[name] for name in COLUMNS[:-1]) for _, row in held.rows(COLUMNS, ())]
    # what a row is about: only there it would say the same again
    spot = lambda row: (*row[:3], row[3].lower().startswith(SEEN))
    latest = {spot(row): row for row in there}
    new = [row for row in rows if latest.get(spot(row)) != tuple(row)]
    today = datetime.date.today().isoformat()
    lines = [dict(zip(COLUMNS, (*row, today))) for row in new]
    cells = [cells for _, cells in held.lines] + [[line.get(name, "") for name in header] for line in lines]
    return "\ufeff" + table(held.header, cells), new


def add(path: Path, rows: Iterable[Sequence[str]], to: Path | None = None) -> None:
    """Add rows as `_added` does. to: where the file is written, if not where it is."""
    text, new = _added(path, rows)
    if new:
        results_folder.replace(to or path, text)


def save(folder: Path, row: Sequence[str]) -> str:
    """Check a row of COLUMNS, without the day, and add it to the decisions in a folder of results; returns a sentence.
    Raises MarkingError."""
    student, *_, reason, by = row
    if not reason or not by:
        raise MarkingError("A decision has a reason, and somebody who decided: fill in both fields.")
    if lost := next(filter(damage, (_QUOTED.sub("", reason), by)), ""):
        raise MarkingError(f"{shown(lost)!r} looks like letters that a program lost: type it in other words.")
    made = decision(dict(zip(COLUMNS, (*row, ""))), AnswerKeys(), [Student(student).key])
    add(folder / FILE, [row])
    return f"Saved in {FILE}: {made.question or f'exercise {made.exercise}'}, {shown(row[3])}. It counts when you mark again."


def apply(
    results: Iterable[ExerciseResult],
    decisions: Iterable[Decision],
    masters: Mapping[str, Master],
    people: Mapping[str, Student],
    problems: list[str],
) -> list[ExerciseResult]:
    """The results with what was decided: the whole of one student, or a question of all who have the same file. Who handed in
    nothing gets a result by points or an exemption. people: by key; problems: gets sentences on rows that another replaces."""
    held = {(result.student.key, result.exercise): result for result in results}
    who: dict[str, list[str]] = {}  # path -> keys of all who have this file
    for (student, _), own in held.items():
        who.setdefault(own.path, []).append(student)
    above: set[Decision] = set()
    told: dict[str, None] = {}  # once for all who have the file
    for decision in decisions:
        same = decision._replace(where="")
        if decision.added and same in above:
            told[f"{decision.where}: the same row stands above, and counts once."] = None
            continue
        above.add(same)
        theirs, students = held.get((decision.student, decision.exercise)), [decision.student]
        if decision.question and theirs and theirs.path:  # it is about the file, whoever has it
            students = who[theirs.path]
        for student in students:
            key = student, decision.exercise
            if result := held.get(key) or _without_a_file(decision, masters, people):
                words = _overruled(result, decision)
                told |= {f"{decision.where}: {words}": None} if words else {}
                held[key] = _decided(result, decision)
    problems += told
    return [held[key] for key in sorted(held)]


def below(before: Iterable[ExerciseResult], after: Iterable[ExerciseResult]) -> list[str]:
    """A sentence on all decisions by which an answer, or a whole exercise, has fewer points than without them: they may be older
    than the key. before, after: the results without and with what was decided."""
    now = {(result.student.key, result.exercise): result for result in after}
    less = []
    for result in before:
        decided = now[result.student.key, result.exercise]
        spots = [(f"exercise {result.exercise}", result.total, decided.fixed)]
        for question, mine in zip(result.questions, () if decided.settled else decided.questions):
            spots += [(question.id, question.points, mine.points)] if mine.decided else []
        less += [
            f"{result.student.called}, {what}: {number(points)} instead of {number(most)}"
            for what, most, points in spots
            if points is not None and most is not None and points < most
        ]
    told = f"Fewer points by {FILE} than key and readers give now: {some(less, 5)}. Delete a row that is out of date."
    return [told] if less else []


def _without_a_file(
    decision: Decision, masters: Mapping[str, Master], people: Mapping[str, Student]
) -> ExerciseResult | None:
    """The result of who handed in nothing and is given points or exempt; None where nothing is."""
    if decision.file or decision.seen is not None:
        return None
    exercise = masters[decision.exercise].exercise
    questions = tuple(QuestionResult(asked, 0.0) for asked in exercise.counted.values())
    return ExerciseResult(people[decision.student], exercise.number, exercise.title, "", questions)


def _overruled(result: ExerciseResult, decision: Decision) -> str:
    """A sentence where a decision replaces another one, or something that waits, or changes nothing."""
    question = result.question(decision.question) if decision.question else None
    if decision.seen is not None or decision.file:
        return ""
    counts = not result.settled or not (decision.added or question)
    if result.settled:
        if counts and (decision.exempt, decision.points) == (result.exempt, result.fixed or 0):
            return ""
        spot = f"the whole of exercise {result.exercise}"
        before = "exempt" if result.exempt else many_points(result.fixed or 0)
    elif question and question.decided and question.points != decision.points:
        spot, before = question.id, many_points(question.points or 0)
    elif question and question.points is None:
        return (
            f"{question.id} has texts that wait for a reader. With this row nobody reads them, and it has "
            f"{many_points(decision.points)} in all. To add points beside what a reader gives, leave the question empty and "
            "write + and what is added."
        )
    else:
        return ""
    does = "counts, and nothing is added up" if counts else "changes nothing"
    earlier = f"an earlier row decided about {spot}, {before}"
    return f"{earlier}; this row {does}. Delete the row that does not count."


def _decided(result: ExerciseResult, decision: Decision) -> ExerciseResult:
    """The result after one decision."""
    question = result.question(decision.question) if decision.question else None
    if decision.seen is not None:
        if question:
            return result.with_question(question._replace(flags=decision.leaves(question.flags)))
        return result._replace(flags=decision.leaves(result.flags))
    result = result._replace(decided=tuple(dict.fromkeys((*result.decided, decision.says))))
    if question:
        notes = tuple(dict.fromkeys((*question.notes, decision.says)))
        return result.with_question(
            question._replace(points=decision.points, decided=True, notes=notes, flags=())
        )
    if decision.file:  # see attempts.py
        return result
    if decision.added:
        return result._replace(added=result.added + decision.points)
    fixed = None if decision.exempt else decision.points
    questions = tuple(question._replace(flags=()) for question in result.questions)
    return result._replace(exempt=decision.exempt, fixed=fixed, flags=(), questions=questions)


# ---------------------------------------------------------------- the list to decide


def to_decide(
    results: Sequence[ExerciseResult],
    unread: Iterable[HandIn] = (),
    decided: Iterable[Decision] = (),
    refused: Iterable[Mapping[str, str]] = (),
) -> str:
    """The text of to_decide.csv, a row for each question of a file and one for the file as a whole, with all remarks:
    answers that were not read, cells that were split, text that stands outside of them, pictures, essays of a few words,
    exercises that are blank, files that are not read. Students who have one file have its rows together. typed: the answer
    as it stands in the file; points, reason, by: empty, to be filled in, but for what was refused."""
    rows: dict[tuple[str, ...], list[Student]] = {}
    exercises = {result.exercise for result in results} - rare_exercises(results)
    only = exercises.pop() if len(exercises) == 1 else ""  # else the file does not tell which it should be
    settled = {(result.student.key, result.exercise) for result in results if result.settled}
    seen = [decision for decision in decided if decision.seen is not None and not decision.question]
    files: dict[tuple[str, str], list[HandIn]] = {}
    for file in unread:
        key = file.student.key
        known = any(decision.student == key and not decision.leaves([file.refused]) for decision in seen)
        if key and (key, only) not in settled and not known:
            files.setdefault((key, only), []).append(file)

    def add(student: Student, key: tuple[str, str], remarks: Iterable[str], *told: str) -> None:
        what = TOGETHER.join(remark.rstrip(".") for remark in remarks)
        if what:
            rows.setdefault((*key, what, *told), []).append(student)

    for result in results:
        others = files.pop((result.student.key, result.exercise), [])
        remarks = [*result.flags, *(file.refused for file in others)]
        paths = "\n".join(filter(None, (result.path, *(file.path for file in others))))
        points = number(result.total), number(result.possible)
        add(result.student, (result.exercise, ""), remarks, "", paths, WHOLE, *points)
        for question in result.questions:
            points = so_far(question), number(question.asked.points)
            told = _typed(question), result.path, f"all of question {question.id}"
            add(result.student, (result.exercise, column(question.id)), question.flags, *told, *points)
    for (_, exercise), several in files.items():
        paths = "\n".join(file.path for file in several)
        add(several[0].student, (exercise, ""), (file.refused for file in several), "", paths, WHOLE, "", "")
    listed = []
    same = "student", "what", "file", "points are for"  # by which a row is that of the last list
    left = {tuple(row[name] for name in same): row for row in refused}
    for (exercise, id_, what, *about), who in rows.items():
        students, names = (TOGETHER.join(of) for of in zip(*((one.id, one.name) for one in who)))
        row = dict(zip(LIST_COLUMNS, (students, names, exercise, id_, what, *about)))
        typed = left.pop(tuple(row[name] for name in same), {})
        listed.append(row | {name: typed[name] for name in _FILLED_IN if name in typed})
    every = (*listed, *left.values())
    return table(LIST_COLUMNS, ([row.get(name) for name in LIST_COLUMNS] for row in every))


def _typed(question: QuestionResult) -> str:
    """All that was typed into one question, one field a line."""
    fields = (f"{field.asked.name}: {field.typed}" for field in question.fields if field.typed)
    return "\n".join(fields) if question.fields else question.text


def _of_each(
    row: Mapping[str, str], masters: Mapping[str, Master], people: Mapping[str, Student]
) -> Iterator[tuple[Sequence[str], Decision]]:
    """A row of the list as rows of COLUMNS, without the day: one for each student whom it names, each with its Decision."""
    rule = _RULE.fullmatch(row["points"])
    remark = "" if rule and rule["file"] else row["what"]
    reason = row["reason"] or remark
    if rule and rule["seen"]:
        reason = ". ".join(filter(None, (remark, row["reason"])))
    one_alone = Student(row["student"]).key in people  # an id may hold what stands between two
    students = [row["student"]] if one_alone else row["student"].split(TOGETHER.strip())
    for student in students:
        cells = (student.strip(), row["exercise"], row["question"], row["points"], reason, row["by"])
        yield cells, decision(dict(zip(COLUMNS, (*cells, ""))), masters, people)


def _typed_over(row: Mapping[str, str], before: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a number in “points now” is another one than the last run wrote there. before: what that run kept."""
    typed, question = row["points now"].replace(",", "."), row["question"].removeprefix("Q")
    whose = row["student"].partition(TOGETHER)[0], row["exercise"]
    then = next((kept for kept in before if (kept["student"], kept["sheet"]) == whose), None)
    had = None if then is None else then["questions"].get(question) if question else then["total"]
    if not before or not re.fullmatch(r"\d+(\.\d+)?", typed) or then and had is None:
        return False  # of a question that waits for a reader run.json does not keep what was certain
    return number(float(typed)) != number(had)


def take_over(
    path: Path,
    decided: Path,
    masters: Mapping[str, Master],
    people: Mapping[str, Student],
    results: Sequence[ExerciseResult],
    problems: list[str],
    counting: Callable[[Sequence[Decision]], Iterable[ExerciseResult]],
    before: Sequence[Mapping[str, Any]] = (),
) -> tuple[list[str], list[dict[str, str]], list[Sequence[str]]]:
    """Take over what a teacher filled in; returns (sentences on it; rows that are refused, for the next list; those to be added
    to decisions.csv once the run is done: one that stops has taken nothing). people: the class by key; results: of their files;
    problems: gets a sentence on each row that is refused; counting: gives the results that count after decisions on files;
    before: what the last run kept of its results. A row on a question is about the file that it names, and refused for who has
    another one. Where no reason was given, the remark is the reason, but not of a file that counts: it said which counted before;
    where the remark was seen, or the row is on the whole, it is always part of it: such a remark does not come back."""
    rows: list[Sequence[str]] = []  # of COLUMNS, without the day, for decisions.csv
    points_now: dict[Sequence[str], str] = {}  # such a row that the teacher filled in -> the points before it
    refused = []
    earlier = read(decided, masters, people, []) if decided.exists() else []
    files = [one for one in earlier if one.file]
    taken: list[tuple[str, dict[str, str], dict[Sequence[str], Decision]]] = []
    for where, row in teacher_tables.written_anew(path.read_bytes(), LIST, LIST_COLUMNS, LIST_COLUMNS):
        if not (row["points"] or row["reason"]):
            if _typed_over(row, before):
                problems.append(
                    f"{where}: “points now” is not read. Type {row['points now']} into the column points."
                )
            continue
        made: dict[Sequence[str], Decision] = {}
        try:
            for cells, one in _of_each(row, masters, people):
                made[cells] = one
                nearly = f"{one.question}0"
                clear = row["question"] != one.question or row["points are for"].endswith(f" {one.question}")
                if not clear and nearly in masters[one.exercise].exercise.counted:
                    raise MarkingError(
                        f"spreadsheet programs make {one.question} of {nearly}: type Q{one.question} or Q{nearly} into question."
                    )
                if one.file and (why := one.chosen(results)[1]):
                    raise MarkingError(why)
        except MarkingError as problem:
            problems.append(
                f"{where}: {problem} It is not taken over, and stands in the new {LIST} to be mended."
            )
            refused.append(row)
            continue
        files += [one for one in made.values() if one.file]
        taken.append((where, row, made))
    theirs = {(result.student.key, result.exercise): result.path for result in counting(files)}
    for where, row, made in taken:
        there, of_whole = row["file"].split("\n"), row["points are for"] == WHOLE
        others = []
        for filled, one in made.items():
            counts = theirs.get((one.student, one.exercise), there[0] if of_whole else "none")
            if one.question and row["file"] and counts not in there:
                others.append(one.student)
                continue
            if row["what"] and of_whole and one.seen is None:
                # points for the whole, or for a question, were given for these remarks; others are listed again
                rows.append((filled[0], filled[1], "", SEEN, row["what"], row["by"]))
            rows.append(filled)
            points_now[filled] = row["points now"]
        if others:
            ids, names = ([people[key][part] for key in others] for part in (0, 1))
            refused.append(row | {"student": TOGETHER.join(ids), "name": TOGETHER.join(names)})
            problems.append(
                f"{where}: it is about {shown(some(there))}, which does not count for {some(ids)}. For them it is not taken "
                f"over, and stands in the new {LIST}: empty its cells, or type the file that counts into the column file."
            )
    new = [row for row in _added(decided, rows)[1] if row in points_now]
    called = lambda row: f"{row[0]}, {row[2] or row[1]}: {row[3]}"
    instead = lambda row: f" instead of {points_now[row]}" if points_now[row] else ""
    told = [called(row) + instead(row) for row in new]
    there = [called(row) for row in points_now if row not in new]
    said = [
        f"Taken over from {LIST} into {decided.name}: {many(len(new), 'decision')} ({some(told, 5)}).",
        f"In {decided.name} already, and not taken over a second time: {many(len(there), 'decision')} ({some(there, 5)}). "
        "For one more bonus give another reason.",
    ]
    return [words for words, several in zip(said, (new, there)) if several], refused, rows
