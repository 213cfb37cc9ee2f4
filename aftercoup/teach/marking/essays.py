"""Essays and short free answers: the queue to read, and the points that people give, from the desk or a table.

A task is one text of one student, known by an id that tells no name. Points are stored in essay_marks.jsonl, one line for
each click at the desk, and nothing there is deleted. What is typed into essays.csv with a spreadsheet program becomes such
lines at the next run, which writes the table anew, with what was given so far and empty cells to type into.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from aftercoup import journal
from aftercoup.answers.exercise import Question
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.language.words import count_words
from aftercoup.errors import many
from aftercoup.spreadsheets import table
from aftercoup.teach.content.key_models import Criterion
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking import teacher_tables
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import column, number
from aftercoup.teach.marking.platforms.hand_in import shown, some

CLICKS, QUEUE, TASKS = "essay_marks.jsonl", "essays.csv", "essays.json"
_TAKEN_BACK = ("-", "–", "−")  # in a cell of the table
SPREADSHEET = "spreadsheet"  # the marker's name where the table has none
MOST_CRITERIA = 5
_FIXED = ("essay", "question", "words", "limits", "text", "given so far")
_PARTS = tuple(f"criterion {n}" for n in range(1, MOST_CRITERIA + 1))
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_LAST = ("comment", "marker", "rubric")


@dataclass(frozen=True, slots=True)
class Part:
    """What a person gives points for: a criterion of a rubric, or a short answer as a whole.

    levels: tuples of (points, words, example answer), from the fewest points up. facts: what can be ticked.
    """

    name: str
    levels: tuple[tuple[float, str, str], ...]
    facts: tuple[str, ...] = ()

    def words(self, points: float | None) -> str | None:
        """The words of the level with these points; None where there is none, as a level is its points as written."""
        return next((words for level, words, _ in self.levels if number(level) == number(points)), None)

    @property
    def scale(self) -> str:
        """The points of its levels."""
        return ", ".join(number(points) for points, *_ in self.levels)


@dataclass(frozen=True, slots=True)
class Task:
    """One text to be read. id tells no name; limits: the fewest and most words asked for, or ();
    pictures: those in it, as data: addresses."""

    id: str
    question: str
    title: str
    text: str
    parts: tuple[Part, ...]
    limits: tuple[int, ...] = ()
    pictures: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text)


class Given(NamedTuple):
    """What one marker gave one text: points by the index of the part (0 for the first), and a comment."""

    marker: str
    points: dict[int, float]
    comment: str = ""


GivenByAll = dict[str, dict[str, Given]]  # essay id -> marker -> what this marker gave
Left = dict[str, list[dict[str, str]]]  # essay id -> rows of the table with what was typed and does not count


def tasks(result: ExerciseResult, master: Master) -> tuple[Task, ...]:
    """The tasks of one marked sheet, in the order of questions."""
    texts = []
    for answer in result.questions:
        if answer.points is not None or answer.blank:
            continue
        question, known = answer.asked, master.answers[answer.id]
        open_ = [field for field in answer.fields if field.points is None]
        parts = tuple(_whole(field, question) for field in open_[:MOST_CRITERIA])
        if question.essay:
            parts = tuple(map(_criterion, known.criteria))
        limits = tuple(question.words) if question.essay else ()
        text = answer.text or "\n".join(field.typed for field in open_)
        id_ = _id(result.owner or result.student.key, answer.id, "\0".join((text, *answer.pictures)))
        texts.append(Task(id_, answer.id, question.title, text, parts, limits, answer.pictures))
    return tuple(texts)


def against_the_rubric(parts: Sequence[Part], points: Mapping[int, float]) -> str:
    """A sentence where points go against what each rubric says at the lowest level of the criterion with facts: then no
    other criterion earns more than its middle level; else "". points: by the index of the part."""
    facts = next((index for index, part in enumerate(parts) if part.facts), None)
    if facts is None or points.get(facts) != parts[facts].levels[0][0]:
        return ""
    over = [
        part.name
        for index, part in enumerate(parts)
        if points.get(index, 0) > part.levels[(len(part.levels) - 1) // 2][0]
    ]
    lowest = f"“{parts[facts].name}” is at its lowest level, and then the rubric gives no other criterion more than its middle one"
    return f"{lowest}; higher: {', '.join(f'“{name}”' for name in over)}" if over else ""


def missing(task: Task, given: Given) -> list[int]:
    """The parts without points of a marker that are one of their levels."""
    return [n for n, part in enumerate(task.parts) if part.words(given.points.get(n)) is None]


def outdated(texts: Iterable[Task], given: GivenByAll) -> list[str]:
    """A sentence on all points that are no level any more, as after a change of the answer key: they do not count."""
    old = {
        f"{column(task.question)}, “{task.parts[part].name}”, {number(points)}": None
        for task in texts
        for entry in given.get(task.id, {}).values()
        for part, points in entry.points.items()
        if part < len(task.parts) and task.parts[part].words(points) is None
    }
    told = f"Points that are no level of the answer key any more do not count: {some(old)}. Give these texts points again."
    return [told] if old else []


def _whole(field: FieldResult, question: Question) -> Part:
    most = field.asked.points
    right = most, question.worked or "right", ""
    levels = (0, "does not answer what is asked", ""), (most / 2, "partly", ""), right
    return Part(field.asked.label or question.title, levels)


def _criterion(one: Criterion) -> Part:
    levels = tuple((level.points, level.says, level.anchor) for level in one.levels)
    return Part(one.name, levels, tuple(one.facts))


def _id(owner: str, question: str, text: str) -> str:
    """The same text of the same student, or group, has the same id; another text has another, so no points go astray.

    It has letters only: a spreadsheet program takes 10e5 and 0123 for numbers, and writes them anew.
    """
    raw = "\0".join((owner, question, text)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(raw).hexdigest()[:10].translate(_LETTERS)


# ---------------------------------------------------------------- what people gave


def read_clicks(text: str | bytes) -> GivenByAll:
    """essay id -> {marker: Given}, from essay_marks.jsonl (text or bytes). A line cut off is passed over."""
    given: GivenByAll = {}
    for entry in journal.entries(text)[0]:
        if not {"essay", "marker"} <= entry.keys():
            continue
        markers, marker = given.setdefault(str(entry["essay"]), {}), str(entry["marker"])
        theirs = markers.setdefault(marker, Given(marker, {}))
        part, points, comment = (entry.get(name) for name in ("part", "points", "comment"))
        if isinstance(part, int) and isinstance(points, (int, float)):
            theirs.points[part] = points
        elif isinstance(part, int):
            theirs.points.pop(part, None)
        if isinstance(comment, str):
            markers[marker] = theirs._replace(comment=comment)
    return given


def line(
    essay: str,
    marker: str,
    part: int | None = None,
    points: float | None = None,
    comment: str | None = None,
) -> str:
    """One line for essay_marks.jsonl: points (None: taken back) for a part, or a comment."""
    entry: dict[str, Any] = {"essay": essay, "marker": marker}
    entry |= {} if part is None else {"part": part, "points": points}
    entry |= {} if comment is None else {"comment": comment}
    return journal.line(entry)


def typed_in(data: bytes, given: GivenByAll, texts: Iterable[Task]) -> tuple[str, list[str], Left]:
    """(the lines for essay_marks.jsonl that say what a person typed into essays.csv, a sentence for each column with cells that
    do not count, these cells). data: the bytes of the table; given: what all gave so far, which is not noted again; texts: those
    of the class. Points may have a decimal comma, and are those of a level; - takes back what stood there. Raises MarkingError
    where letters were lost.
    """
    tasks_by_id = {task.id: task for task in texts}
    lines: list[str] = []
    problems: dict[str, list[str]] = {}  # what to do -> the cells
    left: Left = {}
    own = (*_FIXED, *_PARTS, *_LAST)
    rows = teacher_tables.written_anew(data, QUEUE, own, ("essay",), ("comment", "marker"))
    for where, row in rows:
        essay, known = row["essay"], given.get(row["essay"], {})
        spot = f"{where.removeprefix(f'{QUEUE}, ')}, essay {shown(essay)}"
        cells = {part: row[name] for part, name in enumerate(_PARTS) if row[name]}
        if re.fullmatch(r"[\d.,;\s]+", so_far := row["given so far"]):
            problems.setdefault("Type points into criterion 1 and on", []).append(f"{spot}, {so_far!r}")
        if not cells and not row["comment"]:
            continue
        marker = row["marker"] or (next(iter(known)) if len(known) == 1 else SPREADSHEET)
        if not row["marker"] and len(known) > 1:
            why = f"{some(known, None)} gave points before: type into the column marker who gives these"
            problems.setdefault(why, []).append(spot)
            left.setdefault(essay, []).append(row)
            continue
        before, refused = known.get(marker, Given(marker, {})), dict[str, str]()
        for part, cell in cells.items():
            points, why = _points(cell, part, tasks_by_id.get(essay))
            if why:
                problems.setdefault(why, []).append(f"{spot}, {shown(cell)!r}")
                refused[_PARTS[part]] = cell
            elif before.points.get(part) != points:
                lines.append(line(essay, marker, part, points))
        if refused:
            left.setdefault(essay, []).append(refused | {"marker": row["marker"]})
        comment = "" if row["comment"] in _TAKEN_BACK else row["comment"]
        if row["comment"] and comment != before.comment.strip():
            lines.append(line(essay, marker, comment=comment))
    told = [
        f"{many(len(several), 'place')} in {QUEUE} do{'es' * (len(several) == 1)} not count: {some(several)}. {why}, and mark again."
        for why, several in problems.items()
    ]
    return "".join(lines), told, left


def _points(cell: str, part: int, task: Task | None) -> tuple[float | None, str]:
    """(the points that a cell gives to a part, None where it takes them back; what to do where it does not count, else "").
    task: None where no student of the class has the text any more."""
    if cell in _TAKEN_BACK:
        return None, ""
    asked = task.parts[part] if task and part < len(task.parts) else None
    try:
        points = float(cell.replace(",", "."))
    except ValueError:
        points = math.nan
    no_level = asked.words(points) is None if asked else task is not None  # without a text any number counts
    if no_level or not math.isfinite(points):
        of = f" of {column(task.question)}" if task else ""
        of += f", “{asked.name}”," if asked else ""
        takes = asked.scale if asked else "nothing" if task else "a number"
        return None, f"The column {_PARTS[part]}{of} takes {takes}: type that there"
    return points, ""


# ---------------------------------------------------------------- points into results, and the queue out


def settle(result: ExerciseResult, texts: Iterable[Task], given: GivenByAll) -> ExerciseResult:
    """The sheet with the points that people gave, as far as they are complete.

    texts: its tasks; given: essay id -> {marker: Given}. Two markers count as their mean; where they lie two or more points
    apart in one part, or go against the rubric, the sheet gets a reason to look.
    """
    for task in texts:
        question = result.question(task.question)
        markers = [entry for entry in given.get(task.id, {}).values() if entry.points or entry.comment]
        complete = [entry for entry in markers if not missing(task, entry)]
        points: float | None = None
        levels, flags = [], []
        if complete:
            against = (against_the_rubric(task.parts, entry.points) for entry in complete)
            flags = [*dict.fromkeys(filter(None, against))]
            flags += [
                f"{shown(entry.marker)} gave points for some criteria only, which do not count yet"
                for entry in markers
                if entry.points and entry not in complete
            ]
            parts = range(len(task.parts))
            read = sum(entry.points[part] for entry in complete for part in parts) / len(complete)
            points = round(read + question.certain, 4)
            for index, part in enumerate(task.parts):
                values = [entry.points[index] for entry in complete]
                earned = f"{number(sum(values) / len(values))} of {number(part.levels[-1][0])}"
                words = " / ".join(dict.fromkeys(part.words(value) or "" for value in values))
                # of a short answer the words of the highest level are the worked answer
                levels.append((part.name, earned, words.replace("*", "") if question.asked.essay else ""))
                if (apart := max(values) - min(values)) >= 2:
                    flags.append(f"the markers lie {number(apart)} points apart on {part.name}")
        settled = question._replace(
            points=points,
            comment="\n".join(entry.comment for entry in markers if entry.comment),
            levels=tuple(levels),
            flags=(*question.flags, *flags),
        )
        result = result.with_question(settled)
    return result


def tasks_text(all_tasks: Iterable[Task]) -> str:
    """The tasks as the text of a JSON file, for the desk: each with its rubric and example answers."""
    data = [asdict(task) for task in sorted(all_tasks, key=lambda task: (task.question, task.id))]
    return json.dumps(data, ensure_ascii=True, indent=0).replace("<", "\\u003c") + "\n"


def read_tasks(text: str | bytes) -> tuple[Task, ...]:
    """The Tasks of such a text. Raises ValueError when it is none."""
    return TypeAdapter(tuple[Task, ...]).validate_json(text)


def queue(all_tasks: Iterable[Task], given: GivenByAll, left: Left) -> str:
    """The text of essays.csv: a row for each text that is to be read, with what markers gave so far, and with the cells that do
    not count as they were typed: of each marker, and of texts that need no reader any more, in a row of their own.

    Sorted by question and id, so that the order says nothing about the students.
    """
    rows, others = [], dict(left)
    typed = lambda cells: [cells.get(name, "") for name in (*_PARTS, "comment", "marker")]
    for task in sorted(all_tasks, key=lambda task: (task.question, task.id)):
        so_far = []
        for marker, entry in sorted(given.get(task.id, {}).items()):
            points = (number(entry.points.get(index)) or "?" for index in range(len(task.parts)))
            so_far.append(f"{marker}: {', '.join(points)} {entry.comment}".strip())
        rubric = "; ".join(f"{n}: {part.name} ({part.scale})" for n, part in enumerate(task.parts, 1))
        row = [task.id, column(task.question), task.words, " to ".join(map(str, task.limits)), task.text]
        rows += [[*row, "\n".join(so_far), *typed(cells), rubric] for cells in others.pop(task.id, [{}])]
    for essay, several in others.items():
        rows += [[essay, *[""] * (len(_FIXED) - 1), *typed(cells), ""] for cells in several]
    return table([*_FIXED, *_PARTS, *_LAST], rows)
