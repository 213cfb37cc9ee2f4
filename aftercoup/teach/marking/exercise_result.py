"""A marked sheet: a student's file with the points of each question and what is said about each field."""

from typing import NamedTuple

from aftercoup.answers.exercise import Question
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.language.reading import BLANK
from aftercoup.teach.marking.platforms.hand_in import Student


class QuestionResult(NamedTuple):
    """One question. points: None while a person has to decide about any part; text: an essay or a short free
    answer, to be read by a person; flags: reasons to look, in short, for the teacher; notes: sentences for
    the student on how the cell was read; comment: what a marker says about an essay; pictures: those in the file of
    an essay that holds one, as data: addresses; levels: those that markers gave an essay, as (criterion, points in words,
    words of the level); gone: its cell is not in the file, so nobody knows that it was left empty; decided: a person gave the points of the whole
    question."""

    asked: Question
    points: float | None
    fields: tuple[FieldResult, ...] = ()
    text: str = ""
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    comment: str = ""
    pictures: tuple[str, ...] = ()
    levels: tuple[tuple[str, str, str], ...] = ()
    gone: bool = False
    decided: bool = False

    @property
    def id(self) -> str:
        """The id of the question: "5.2"."""
        return self.asked.id

    @property
    def name(self) -> str:
        """The id with the letter of the variant, if it is one: "5.2b"."""
        return self.asked.id + self.asked.variant

    @property
    def certain(self) -> float:
        """The points that are certain: those of the whole question, or of the fields that wait for nobody."""
        return sum(field.points or 0 for field in self.fields) if self.points is None else self.points

    @property
    def blank(self) -> bool:
        """Was nothing written at all?"""
        return not self.text.strip() and all(field.verdict.state == BLANK for field in self.fields)


class ExerciseResult(NamedTuple):
    """One student's sheet. attempt, late, path: of the file that counts; others: paths of earlier attempts;
    flags: about the file, for the teacher; notes: about it, for the student; digest: of the file's bytes; when: it was handed in,
    as ISO time, "" where nothing tells; decided: sentences of decisions; added: points that they give to the whole, or
    take from it; penalty, penalty_says: points that lateness costs, and why; fixed: the total by a decision on the whole;
    exempt: it does not count; owner: the key of whom a file is named after that has the points of a group."""

    student: Student
    exercise: str
    title: str
    path: str
    questions: tuple[QuestionResult, ...]
    attempt: tuple[int, ...] = ()
    late: bool = False
    others: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
    when: str = ""
    decided: tuple[str, ...] = ()
    added: float = 0.0
    penalty: float = 0.0
    penalty_says: str = ""
    fixed: float | None = None
    exempt: bool = False
    owner: str = ""

    @property
    def possible(self) -> float:
        """The most points the sheet can give."""
        return sum(question.asked.points for question in self.questions)

    @property
    def points(self) -> float:
        """The points that are certain so far; parts that wait for a person count nothing yet."""
        return round(sum(question.certain for question in self.questions), 2)

    @property
    def deducted(self) -> float:
        """The points that lateness costs; nothing where the total was decided."""
        return 0.0 if self.fixed is not None else round(self.penalty, 2)

    @property
    def total(self) -> float | None:
        """What counts: the points with what was decided and deducted, None where the student is exempt."""
        if self.exempt:
            return None
        if self.fixed is not None:
            return self.fixed
        return round(max(0.0, self.points + self.added - self.penalty), 2)

    @property
    def settled(self) -> bool:
        """Did a person decide about the whole?"""
        return self.exempt or self.fixed is not None

    @property
    def waiting(self) -> tuple[QuestionResult, ...]:
        """The questions that a person has to read before the points are final."""
        if self.settled:
            return ()
        return tuple(question for question in self.questions if question.points is None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """All reasons to look at this sheet, each with its questions."""
        questions: dict[str, list[str]] = {}
        for question in self.questions:
            for words in question.flags:
                questions.setdefault(words, []).append(question.id)
        return self.flags + tuple(f"{', '.join(ids)}: {words}" for words, ids in questions.items())

    @property
    def to_look_at(self) -> str:
        """The reasons as one text."""
        return "; ".join(words.rstrip(".") for words in self.reasons)

    @property
    def blank(self) -> bool:
        """Is it as it was handed out: nothing written, nothing moved, nothing to look at?"""
        return not self.reasons and all(question.blank for question in self.questions)

    def question(self, id_: str) -> QuestionResult:
        """The question with an id."""
        return next(question for question in self.questions if question.id == id_)

    def with_question(self, result: QuestionResult) -> "ExerciseResult":
        """The same sheet with one question marked anew."""
        questions = tuple(result if question.id == result.id else question for question in self.questions)
        return self._replace(questions=questions)
