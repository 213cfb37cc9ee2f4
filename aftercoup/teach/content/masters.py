"""What an exercise and its key come to, once they are read: the Master of an exercise (see `keys`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from aftercoup import tables
from aftercoup.answers.exercise import Exercise
from aftercoup.answers.kinds import Field
from aftercoup.answers.kinds.seal import Key
from aftercoup.teach.content.key_models import Criterion

SOLUTIONS = tables.PROJECT / "solutions"


class Answer(NamedTuple):
    """The right answer of one field, in the clear.

    key: what the form of an answer is held against; None when a person marks it. typed: right answers as
    somebody would type them. records: ids that prove it. computed: how it follows from the tables, or "".
    judgement: several experts could differ, and no record holds it.
    """

    field: Field
    key: Key | None
    typed: tuple[str, ...]
    records: tuple[str, ...] = ()
    computed: str = ""
    judgement: bool = False
    not_said: bool = False


class Answers(NamedTuple):
    """What a teacher knows about one question: its level, traits and objective, and its answers by field.

    words: of a variant, what stands in the master and what stands in its place; variants: letter -> its Answers.
    """

    level: str
    traits: tuple[str, ...]
    objective: str
    fields: dict[str, Answer]
    criteria: tuple[Criterion, ...] = ()
    words: dict[str, str] = {}
    variants: dict[str, Answers] = {}

    def in_place(self, text: str) -> str:
        """A text of the master with the words of this variant."""
        return put_in_place(self.words, text)


@dataclass(frozen=True, eq=False)
class Master:
    """One exercise with its key: exercise is what the self-study edition may show; answers: question -> Answers;
    digest: of the key's file, by which a report of marking names the key."""

    exercise: Exercise
    answers: dict[str, Answers]
    digest: str = ""

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of its variants; "a" is the master as it stands."""
        letters = {letter for answers in self.answers.values() for letter in answers.variants}
        return ("a", *sorted(letters))

    def letter(self, letter: str) -> str:
        """Which variant of this exercise belongs to a letter of the course: where it has fewer, they begin anew."""
        return self.letters[(ord(letter) - ord("a")) % len(self.letters)]

    def drawn(self, letters: str | Mapping[str, str]) -> Master:
        """The same with another variant of its questions: one letter for all, or question -> letter."""
        if isinstance(letters, str):
            letters = dict.fromkeys(self.answers, letters)
        answers = {id_: own.variants.get(letters.get(id_, ""), own) for id_, own in self.answers.items()}
        return replace(self, exercise=self.exercise.drawn(letters), answers=answers)

    def key(self, question: str, field: str) -> Key | None:
        """The Key in the clear of one field; None when a person marks it."""
        return self.answers[question].fields[field].key


def put_in_place(words: Mapping[str, str], text: str) -> str:
    """A text with other words in the place of some, all at once. words: what stands there -> what shall stand there."""
    if not any(word in text for word in words):
        return text
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.sub(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", lambda match: words[match[0]], text)


def numbers(folder: str | Path = SOLUTIONS) -> list[str]:
    """The numbers of the exercises that have a key: ["01", …]."""
    paths = Path(folder).glob("[0-9][0-9]_key.toml")
    return sorted(path.name[:2] for path in paths)
