"""Everything that a class typed, question by question: this is how a right answer that was refused is found.

Each different thing stands once, with how many typed it, how it was read, and its points; what is rare too. A key
is changed, and a decision on one student written, in `solutions/mark_a_class.ipynb`, or by hand.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from aftercoup.answers.kinds.codes import Codes
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.kinds.set import Set
from aftercoup.answers.language.reading import BLANK, BY_HAND, NOT_YET, PARTLY, READ, RIGHT, UNCLEAR
from aftercoup.spreadsheets import table
from aftercoup.teach.content import keys
from aftercoup.teach.marking import results_folder
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.platforms.hand_in import shown

FILE = "answers.csv"
_ORDER = (UNCLEAR, NOT_YET, PARTLY, RIGHT)
# A list in a key, up to its last answer
_LIST = re.compile(r"""=\s*\[(?:[^\]"'#]|"(?:\\.|[^"\\])*"|'[^']*'|#.*)*(?<!\s)(?=\s*\])""")


COLUMNS = (
    *("exercise", "question", "variant", "field", "typed", "students", "read as", "result"),
    *("points", "possible", "says", "who"),
)


def as_csv(results: Iterable[ExerciseResult]) -> str:
    """The text of answers.csv: all that was typed into the fields of a class, what earned nothing first. What a person
    reads, and what is empty, is left out."""
    answers: dict[tuple[str, int, str, int, str], list[tuple[str, str, FieldResult]]] = {}
    for result in results:
        for question in result.questions:
            asked = int(question.id.partition(".")[2])
            for index, field in enumerate(question.fields):
                if field.verdict.state not in (BLANK, BY_HAND):
                    key = result.exercise, asked, question.asked.variant, index, field.typed.strip()
                    answers.setdefault(key, []).append((result.student.id, question.id, field))

    rows = []
    for (exercise, asked, variant, index, typed), several in answers.items():
        _, question_id, field = several[0]
        state, says = field.verdict.state, field.verdict.says
        order = _ORDER.index(state) if state in _ORDER else 0
        row = [
            *(exercise, question_id, variant, field.asked.name, typed, len(several)),
            *(field.reading.said, state, number(field.points), number(field.asked.points)),
            *("" if state == RIGHT else says, "\n".join(student for student, *_ in several)),
        ]
        rows.append(((exercise, asked, variant, index, order, -len(several), typed), row))
    return table(COLUMNS, (row for _, row in sorted(rows)))


def toml(text: str) -> str:
    """Text as it stands in a key, between quotation marks."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---------------------------------------------------------------- what a person says to it


def accept(
    exercise: str, question: str, field: str, answer: str, folder: Path = keys.SOLUTIONS, variant: str = ""
) -> str:
    """Add an answer to `accepted` of one field in its key, or of a variant to `accepted_in`, and nothing else; returns a
    sentence that says so.

    The key is written when it has been read without a fault. Raises KeyProblem, and then it is as it was; so too for an
    answer that the key names as a slip, in a [[question.field.miss]].
    """
    path = Path(folder) / f"{exercise}_key.toml"
    where = f"{path.name}, question {question}, {variant and f'variant {variant}, '}field {field}"
    master = keys.load(exercise, Path(folder)).drawn({question: variant})
    asked = master.exercise.questions[question].fields.get(field)
    typed = shown(toml(answer))
    if asked is None:
        why = "there is no such field."
    elif hasattr(asked, "options") or isinstance(asked, Codes):
        why = "a choice takes only its options; decide for each student."
    elif isinstance(asked, Set):
        why = "its answer has several items; decide for each student."
    else:
        result = asked.result(answer, master.exercise.names, master.key(question, field))
        why = ""
        if result.reading.state != READ:
            why = f"{typed} cannot be read, and a key holds only what can; decide for each student."
        elif result.verdict.reason == "miss":  # both cannot be meant
            why = (
                f"{typed} is a slip that the key names; it tells the student: {result.verdict.says} If it is right after "
                "all, delete it from its [[question.field.miss]] first. For one student write a decision."
            )
    if why:
        raise keys.KeyProblem([f"{where}: {why}"])
    before = path.read_bytes().decode("utf-8")
    wanted = tomllib.loads(before)
    entry = next(entry for entry in wanted["question"] if entry["id"] == question)
    told = next(told for told in entry["field"] if told["name"] == field)
    holder, name = (told.setdefault("accepted_in", {}), variant) if variant else (told, "accepted")
    accepted = holder.setdefault(name, [])
    if answer in accepted:
        return f"{where}: {typed} is accepted already."
    accepted.append(answer)
    after = next((text for text in _added(before, question, answer, variant) if _toml(text) == wanted), None)
    if after is None:
        raise keys.KeyProblem(
            [f"{where}: open the file, and add {typed} to its accepted{variant and '_in'} by hand."]
        )
    keys.load(exercise, Path(folder), wanted)
    results_folder.replace(path, after)
    return f"{where}: {typed} is accepted now. Mark again, and everybody who typed it has the points."


def _added(key: str, question: str, answer: str, variant: str) -> Iterator[str]:
    """The key with an answer more, at the end of each list of the question, as that of one more variant, and as a new
    list below the head of each field; one of them is what is wanted."""
    held = f"[{toml(answer)}]"
    asked = re.search(rf"(?ms)^id\s*=\s*.{re.escape(question)}.\s.*?(?=^\[\[question\]\]|\Z)", key)
    part = asked.span() if asked else (0, len(key))
    for match in _LIST.finditer(key, *part):
        for comma in ", ", " ":  # one may stand behind the last already
            yield f"{key[: match.end()]}{comma}{toml(answer)}{key[match.end() :]}"
    for match in re.compile(r"(?m)^accepted_in\s*=\s*\{.*(?<!\s)(?=\s*\})").finditer(key, *part):
        yield f"{key[: match.end()]}, {variant} = {held}{key[match.end() :]}"
    for match in re.compile(r"(?m)^\[\[question\.field\]\].*\n").finditer(key, *part):
        more = f"accepted_in = {{{variant} = {held}}}" if variant else f"accepted = {held}"
        yield f"{key[: match.end()]}{more}\n{key[match.end() :]}"


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
