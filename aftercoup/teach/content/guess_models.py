"""What data/guesses.toml may say: a model for each kind of guess, and all that is to be mended in the file.

The students' side reads the file into a plain dataclass (`guessing.Guess`); `check` and `build` ask here before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from aftercoup import guessing, tables
from aftercoup.teach.content import course
from aftercoup.teach.content.citations import unknown
from aftercoup.validation import Strict, Text, choice, hint, read, read_kind

PATH = tables.data_folder() / "guesses.toml"
Says = Annotated[str, Field(pattern=r"[^.]$", description="the sentence of the answer without its full stop")]
Options = Annotated[dict[str, Text], Field(min_length=2)]


class GuessProblem(course.Problems):
    """data/guesses.toml cannot be used."""


class Asked(Strict):
    """What every guess has, [[guess]]."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", description="small letters and hyphens, as in middle-wait")
    lesson: course.Number = Field(description="two digits: the lesson that asks it")
    kind: str = Field(description="how it is guessed, see below")
    question: Text = Field(description="what the reader sees; what is asked is bold, as in **How many?**")
    reading: Text = Field(description="our own reading, shown after the guess")
    case: str = Field(
        default="", description="the case that it asks about, where that is not the lessons' own"
    )

    def contradictions(self) -> Iterator[str]:
        if self.question and self.question.count("**") != 2:
            yield "question: what is asked is bold, once, as in **How many?**"


class Guess(Asked):
    """What a guess has besides that a record settles."""

    answer: Any
    says: str = Field(
        default="",
        pattern=r"(^|[^.])$",
        description="the sentence of the answer without its full stop, where it is not that of the count or the option",
    )
    explain: Text = Field(description="what the one sentence of the reader is to be about")
    slips: dict[str, Text] = Field(
        default={}, description="what a wrong guess shows, by low or high, or by the option"
    )
    records: list[str] = Field(default=[], description="ids behind an answer that is no count")
    cards: list[str] | None = Field(
        default=None,
        description="ids whose cards wait for the guess, where these are not the ones of the answer; of options all or none",
    )

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        options = list(getattr(self, "options", None) or ("low", "high"))
        if self.knows("slips", "options", "answer"):
            wrong = [option for option in options if option != self.answer]
            for slip in self.slips:
                if slip not in wrong:
                    yield f"slips: no wrong guess is {slip!r}. {hint(slip, wrong)}"


class Share(Guess):
    answer: str | float = Field(description='the id of a count, as in "n25", or the number')
    step: float = Field(default=1, gt=0, description="the least difference")
    unit: str = Field(default="", description="what is counted; place: it is a rank")

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        if self.knows("answer", "says") and not isinstance(self.answer, str) and not self.says:
            yield "says is missing; an answer that is no count needs a sentence."


class Number(Share):
    low: float = Field(description="the least number that can be guessed")
    high: float = Field(description="the largest")
    bars: dict[str, float] = Field(
        default={}, description="known values, beside which the guess is drawn as a bar"
    )


class Choice(Guess):
    options: Options = Field(description="code -> label")
    answer: str = Field(description="the code of an option, or empty where no record settles it")

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        if self.answer and self.knows("options") and self.answer not in self.options:
            yield choice("answer", self.answer, list(self.options))


class Order(Guess):
    options: Options = Field(description="code -> label, in another order than the right one")
    answer: list[str] = Field(description="the codes of all options in the right order")

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        if self.knows("options", "answer"):
            if sorted(self.answer) != sorted(self.options):
                yield f"answer names each option once: {', '.join(self.options)}."
            elif self.answer == list(self.options):
                yield "the options stand in the right order already; list them in another one."


class Date(Guess):
    answer: str = Field(pattern=r"^\w+\.\w+$", description='a record and its field, as in "e22.start"')
    says: Says


class Line(Guess):
    answer: Literal[tuple(guessing.LINES)] = Field(description="what is drawn")  # type: ignore[valid-type]
    says: Says
    low: float = Field(description="the lowest value that can be drawn")
    high: float = Field(description="the highest")


class Written(Asked):
    step: int = Field(default=1, ge=1, description="lines of the place to write in")


KINDS: dict[str, type[Asked]] = {
    "number": Number,
    "share": Share,
    "choice": Choice,
    "order": Order,
    "date": Date,
    "text": Written,
    "line": Line,
}


class Guesses(Strict):
    """The whole file."""

    guess: list[Any] = Field(min_length=1, description="[[guess]], at least one")


def proofread(path: Path | None = None) -> None:
    """GuessProblem, with everything in the file that is to be mended."""
    path = path or PATH
    faults: list[str] = []
    told = read(Guesses, course.table_of(path, GuessProblem), path.name, faults)
    ids: set[str] = set()
    for number, row in enumerate(told.guess or () if told else (), 1):
        where = f"{path.name}, guess {row.get('id', number) if isinstance(row, dict) else number}"
        if asked := read_kind(KINDS, row, where, faults):
            faults += [f"{where}: {fault}" for fault in _unfounded(asked)]
            if asked.id in ids:
                faults.append(f"{where}: another guess has this id.")
            ids.add(asked.id)
    if faults:
        raise GuessProblem(faults)


def _unfounded(asked: Asked) -> Iterator[str]:
    """What the course and the data tables do not hold: lesson, case, the answer, records that are named."""
    numbers = [lesson.number for lesson in course.current().lesson]
    if asked.lesson and asked.lesson not in numbers:
        yield choice("lesson", asked.lesson, numbers)
    try:
        case = tables.case(asked.case)
    except tables.UnknownName as problem:
        yield f"case: {problem}"
        return
    for name in ("records", "cards", "question", "says", "explain", "reading", "slips"):
        value = getattr(asked, name, None) or ""
        text, ids = ("", value) if isinstance(value, list) else (value, ())
        text = " ".join(text.values()) if isinstance(text, dict) else text
        yield from (f"{name}: {fault}" for fault in unknown(text, case, ids))
    low, high = getattr(asked, "low", 0), getattr(asked, "high", 100)
    try:
        values = _measured(asked, case) if asked.knows("answer") else ()
    except tables.UnknownName as problem:
        yield f"answer: {problem}"
        return
    if asked.knows("low", "high") and not all(low <= value <= high for value in values):
        ends = f"{min(values):g}" + f" to {max(values):g}" * (len(values) > 1)
        yield f"the answer cannot be guessed: it is {ends}, and low is {low:g}, high {high:g}."


def _measured(asked: Asked, case: tables.Case) -> Sequence[float]:
    """The numbers of an answer that can be too low or too high. UnknownName where the tables do not have it."""
    if isinstance(asked, Line):
        return guessing.LINES[asked.answer]().values
    if isinstance(asked, Share):
        told = asked.answer
        return [tables.record(told, "counts", case).value if isinstance(told, str) else told]
    if isinstance(asked, Date):
        record, _, column = asked.answer.partition(".")
        tables.field(tables.record(record, case=case).table, column)
    return ()
