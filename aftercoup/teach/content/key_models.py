"""What an answer key may say: the models of solutions/NN_key.toml, from which docs/keys.md is written.

Here stands what can be seen from one table of the file alone. Whether an answer can be read, whether records and
sections exist and whether points add up is found by `keys`, which needs the data tables for it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, Field, ValidationInfo, create_model, model_validator

from aftercoup.answers import kinds
from aftercoup.validation import Strict, Text, choice


def _whole(number: float) -> float:
    """2 stays 2, so that what is written of it is not 2.0."""
    return int(number) if number.is_integer() else number


def _typed(answer: object, info: ValidationInfo) -> object:
    parts = answer if isinstance(answer, list) else [answer]
    is_answer = lambda part: isinstance(part, (str, int, float)) and not isinstance(part, bool)
    if not parts or not all(map(is_answer, parts)):
        raise ValueError(
            f"{info.field_name} has {answer!r}; an answer is text between quotation marks or a number."
        )
    return answer


def _fewest_and_most(words: list[int], info: ValidationInfo) -> list[int]:
    if len(words) != 2 or not 0 < words[0] < words[1]:
        raise ValueError(f"{info.field_name} must be two numbers, the fewest and the most, as in [150, 250].")
    return words


Number = Annotated[float, AfterValidator(_whole)]
Points = Annotated[Number, Field(ge=0)]
Typed = Annotated[Any, AfterValidator(_typed)]  # text, a number, or a list of such
Words = Annotated[list[int], AfterValidator(_fewest_and_most)]

VARIANTS = "bcdefghijklmnopqrstuvwxyz"  # their letters; "a" is the master as it stands
LevelName = Literal["find", "compare", "judge", "optional"]
Trait = Literal["comparison", "not-said", "trap", "measure", "codes", "rule"]


class Miss(Strict):
    """A wrong answer for which there are words of its own, [[question.field.miss]]."""

    typed: list[Typed] = Field(
        default=[], description="the wrong answer as somebody may type it, in all its ways"
    )
    computed: list[str] = Field(
        default=[],
        description="or beside `typed`: how wrong answers follow from the data tables, as in `computed` of a field; one "
        "that comes out as the right answer counts as right",
    )
    share: Annotated[Number, Field(ge=0, lt=1)] = Field(
        description="the part of the points that it earns: 0 for none, 0.5 for half"
    )
    says: Text = Field(description="what the student is told, without the answer")

    @model_validator(mode="after")
    def _names_an_answer(self) -> Miss:
        if not self.typed and not self.computed:
            raise ValueError("a miss names a wrong answer, in typed or computed.")
        return self


class AnswerField(Strict):
    """One blank of a question, [[question.field]]. What is right is said by exactly one of `accepted`,
    `computed`, `not_said`."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,19}$",
        examples=["first_day"],
        description="a short word in small letters, as in place or first_day",
    )
    kind: str = Field(description="the kind of answer, see below")
    label: Text = Field(description="what is asked, in a few words")
    points: Points = Field(description="what a right answer is worth")
    accepted: list[Typed] = Field(
        default=[],
        description="right answers, each as somebody would type it. Beside `computed` or `not_said`: what is right as well",
    )
    accepted_in: dict[str, list[Typed]] = Field(
        default={},
        description='of a question with variants: what is right as well in one of them, by its letter, as in {b = ["12.5"]}',
    )
    computed: str = Field(
        default="",
        description='how the answer follows from the data tables: "e37.start" (record and field), "n02" (the value of '
        'a count), or "name()", a function of solutions/computed.py, which may be given texts and whole numbers, as in '
        "\"share_of('KHM', 'THA')\"",
    )
    not_said: bool = Field(
        default=False, description="true: the right answer is that the report does not say"
    )
    judgement: bool = Field(
        default=False,
        description="true: experts could differ and no record proves it; `worked` then says why",
    )
    records: list[str] = Field(
        default=[],
        description="ids of the records that prove the answer; needed unless it is computed or a judgement",
    )
    miss: list[Miss] = Field(default=[], description="wrong answers with words of their own")

    @property
    def sources(self) -> list[str]:
        """What says what is right; `accepted` may stand beside one of the others."""
        names = ("computed", "not_said", "accepted")
        return [name for name in names if getattr(self, name, None)]

    @property
    def can_be_read(self) -> bool:
        """Whether it is known how an answer is read and which ones are right."""
        beside = {"name", "label", "points", "judgement", "records", "miss", "accepted_in"}
        return bool(self.sources) and self.knows(*(type(self).model_fields.keys() - beside))

    def contradictions(self) -> Iterator[str]:
        options = getattr(self, "options", None) or {}
        letters = "abcdefghijklmnopqrstuvwxyz"[: len(options)]
        for code, own in zip(options, letters):
            if code.lower() in set(letters) - {own}:
                yield (
                    f"the code {code} of options is the letter by which another option is chosen; "
                    "give it a code of two letters or more."
                )
        sources = self.sources
        if kinds.KINDS[self.kind].by_hand:
            if sources:
                yield f"a field of the kind {self.kind} is marked by hand, so it has no {sources[0]}."
            return
        if self.knows("computed", "not_said", "accepted"):
            if not sources:
                yield "nothing says what is right: write accepted, computed or not_said."
            elif self.computed and self.not_said:
                yield "computed and not_said both say what is right: delete one of them."
        if self.knows("records", "judgement", "computed"):
            if not self.records and not self.judgement and not self.computed:
                yield "records is missing: ids of the records that prove the answer (or judgement = true)."


COMMON = {attribute.name for attribute in dataclasses.fields(kinds.Field)}


def _field_model(kind: type[kinds.Field]) -> type[AnswerField]:
    """The model of a field of one kind, made of the options that the kind itself names."""
    types, options = get_type_hints(kind), {}
    for attribute in dataclasses.fields(kind):
        if attribute.name in COMMON:
            continue
        type_, default = types[attribute.name], attribute.default
        if type_ == dict[str, str]:
            type_, default = Annotated[dict[str, str], Field(min_length=2)], ...
        elif type_ == tuple[int, ...]:
            type_, default = Words, ...
        elif type_ == float | None:
            type_ = Annotated[Number, Field(gt=0)] | None
        elif values := attribute.metadata["values"]:
            type_, default = Literal[values], values[0]
        options[attribute.name] = (type_, default, attribute.metadata["doc"])
    for name, (plain, default, told) in kind.in_keys.items():
        options[name] = (Points if plain is float else plain, default, told)
    named: dict[str, Any] = {
        name: (type_, Field(default, description=told)) for name, (type_, default, told) in options.items()
    }
    return create_model(kind.kind_name(), __base__=AnswerField, __doc__=kind.__doc__, **named)


FIELDS: dict[str, type[AnswerField]] = {
    name: _field_model(kind) for name, kind in kinds.KINDS.items() if name != "codes"
}


class Codes(Strict):
    """A table of codes instead of fields, [question.codes]: one blank for each item, its right codes are those of
    the data table."""

    items: dict[str, Text] = Field(
        min_length=1, description="id of the record -> what the student reads about it"
    )
    variables: list[str] = Field(min_length=1, description="what is coded, as in claims.claim_type")
    points_each: Points = Field(description="what the codes of one item are worth")
    also: dict[str, list[str]] = Field(default={}, description="codes that are right for an item as well")
    reasons_each: Points = Field(
        default=0,
        description="where a code can be argued: the points of each of two reasons that a person reads. Then the points of "
        "an item are for coding it, whatever the code, and ours is shown with the feedback",
    )


class Level(Strict):
    """One level of a criterion."""

    points: Points = Field(description="what an essay of this level earns")
    says: Text = Field(description="what such an essay does")
    anchor: Text = Field(description="a sentence of our own as an example")


class Criterion(Strict):
    """One line of an essay's rubric, [[question.criterion]]."""

    name: Text = Field(description="what is read")
    levels: list[Level] = Field(min_length=3, max_length=4, description="its levels, from 0 points up")
    facts: list[Text] = Field(
        default=[],
        description="facts and numbers that a marker can tick, with their records; no student sees them",
    )

    @model_validator(mode="after")
    def _go_up(self) -> Criterion:
        points = [level.points for level in self.levels]
        if points[0] != 0 or points != sorted(set(points)):
            raise ValueError("the points of the levels begin at 0 and go up.")
        return self


class Question(Strict):
    """One question, [[question]]: it has fields, or codes, or is an essay."""

    id: Text = Field(description='number of the exercise and of the question, as in "4.11"; without gaps')
    title: Text = Field(description="its heading in the exercise")
    points: Points = Field(description="what its fields, or the top levels of its criteria, add up to")
    minutes: Annotated[Number, Field(gt=0)] = Field(description="how long it takes")
    level: LevelName = Field(
        description="the group in which it stands; optional: a task in Python, without points, not in an exam"
    )
    traits: list[Trait] = Field(
        default=[],
        description="what is particular about it; rule: a rule of the lesson is used on something new",
    )
    objective: int = Field(description="number of the lesson's goal in course.toml, from 1")
    hint: str = Field(
        default="", description="the rule or the place to read, never the answer; an essay has none"
    )
    rule: Text = Field(description="the rule behind the answer")
    reread: Text = Field(
        description='lesson and section to read again, as in "01#who-speaks"; what stands behind # is the id of the '
        "cell that begins with the heading"
    )
    worked: Text = Field(
        description="the answer, worked out. What stands in {} is computed: the name of a field, or as in `computed`"
    )
    variants: list[dict[str, Text]] = Field(
        default=[],
        description="the question for other students: of each variant, what stands in the master and in the key, and what "
        'stands in its place, as in {Cambodia = "Brunei", KHM = "BRN"}. The first is variant b. All answers are computed; '
        "`accepted` counts for the master's own, `accepted_in` for the others",
    )
    field: list[dict[str, Any]] = Field(default=[], description="its blanks")
    codes: Codes | None = Field(default=None, description="a table of codes instead of blanks")
    essay: bool = Field(default=False, description="true: an essay")
    words: Words | None = Field(default=None, description="of an essay: the fewest and the most words")
    criterion: list[Criterion] = Field(
        default=[], description="of an essay: its rubric, five criteria, one of them with facts"
    )

    def contradictions(self) -> Iterator[str]:
        sorts = ("field", "codes", "essay", "criterion")
        if self.knows(*sorts) and sum(map(bool, (self.field, self.codes, self.essay))) != 1:
            yield "a question has [[question.field]] entries, or one [question.codes], or essay = true."
        letters = list(VARIANTS[: len(self.variants or ())])
        for field in self.field or () if self.knows("variants") else ():
            also = field.get("accepted_in")
            for letter in also if isinstance(also, dict) else ():
                if letter not in letters:
                    yield f"field {field.get('name')}: accepted_in: {choice('variant', letter, letters or ['none'])}"
        if self.knows("level", "points") and (self.level == "optional") != (self.points == 0):
            yield "an optional question brings 0 points, and every other one brings some."
        names = [str(field.get("name")) for field in self.field or ()]
        for name in sorted({name for name in names if names.count(name) > 1} - {"None"}):
            yield f"two fields are called {name}."
        worth: list[Any] = [field.get("points") for field in self.field or ()]
        what = "its fields add up"
        if self.codes:
            worth = [self.codes.points_each * len(self.codes.items), 2 * self.codes.reasons_each]
        if self.essay:
            worth = [criterion.levels[-1].points for criterion in self.criterion or ()]
            what = "the top levels of its criteria add up"
        if self.knows("points", *sorts) and all(isinstance(points, (int, float)) for points in worth):
            if abs(sum(worth) - self.points) > 1e-9:
                yield f"points is {self.points:g}, but {what} to {sum(worth):g}."
        if self.knows("hint", "essay") and not self.essay and not self.hint.strip():
            yield "hint is missing; it is text that names the rule or the place to read, never the answer."
        if self.essay and self.knows("criterion"):
            if len(self.criterion) != 5:
                yield f"an essay has five [[question.criterion]] entries, not {len(self.criterion)}."
            if sum(bool(criterion.facts) for criterion in self.criterion) != 1:
                yield "one criterion of an essay asks whether it is right; that one has facts."
        if self.essay and self.knows("words") and self.words is None:
            yield "words must be two numbers, the fewest and the most, as in [150, 250]."


class AnswerKey(Strict):
    """The whole file. Its questions stand in the order of the exercise."""

    exercise: Text = Field(description="number of the exercise, with which the name of the file begins")
    title: Text = Field(description="title of the exercise")
    case: str = Field(default="", description="the case of data/cases whose people and places are meant")
    question: list[dict[str, Any]] = Field(min_length=1, description="its questions")
