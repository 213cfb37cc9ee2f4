"""Takes a cell apart that holds more than the answer to its own question: lines of other questions, or an essay."""

from __future__ import annotations

from typing import NamedTuple

from aftercoup.answers.answer_lines import COMMENT, NAMED, lines_of, names_in
from aftercoup.answers.cell_text import NUMBER, SENTENCES, holds_sentences, id_of, remembered
from aftercoup.answers.exercise import Exercise, Question
from aftercoup.answers.language.words import count_words, is_blank


@remembered
def apart(
    body: str, home: Question, exercise: Exercise, loose: bool = False
) -> tuple[str, dict[str, list[str]]]:
    """(the lines of a cell without those of other questions, other question -> its lines). home: whose cell it is; loose: it
    has no first line and begins with the number of a question, so that only numbers part it.

    A line is another question's where it begins with its number, a field or a label that only this question has. One such
    line alone may be a value, as 1.5 is, or a slip: it stays, unless it has the number and a field, or is a heading, or
    stands in a loose cell or in that of the optional question. A field that both have belongs to the question begun last.
    """
    lines = lines_of(body)
    begun = [_begins(line, home, exercise, loose) for line in lines]
    others = [(one.asked.id, one.sure) for one in begun if one.asked and one.asked is not home]
    named = sum(sure >= _NAMED for _, sure in others)
    many = named > 1 or len({question for question, _ in others}) > 2  # not only a value or a slip
    if not loose and not many and all(sure < _CERTAIN for _, sure in others):
        return body, {}
    current = home
    parted: dict[str, list[str]] = {home.id: []}
    for line, (asked, rest, sure) in zip(lines, begun):
        if asked is home and current is not home and rest and names_in(current).starts(line):
            asked = current  # a field of both, below the line with which the other one began
        if asked and (sure == _CERTAIN or many or asked is home and not rest):
            current, line = asked, rest
        parted.setdefault(current.id, []).append(line)
    return "\n".join(parted.pop(home.id)), parted


@remembered
def without_sentences(body: str, home: Question) -> tuple[str, str]:
    """(the lines of a cell without sentences that stand behind the name of no field, these sentences). home: whose cell it
    is. Where a field asks for sentences, or they are few, they stay."""
    lines = lines_of(body)
    own = [bool(COMMENT.match(line) or names_in(home).named(line)) for line in lines]
    first = next((n for n, line in enumerate(lines) if not own[n] and count_words(line) > 7), len(lines))
    behind = next((n for n in range(first, len(lines)) if own[n]), len(lines))
    sentences = "\n".join(lines[first:behind])
    asked = any(field.by_hand for field in home.fields.values())
    if asked or count_words(sentences) < SENTENCES or not holds_sentences(sentences):
        return body, ""
    return "\n".join(lines[:first] + lines[behind:]), sentences


# How sure it is: named where one question alone has the field, perhaps for a number, which may be a value
_CERTAIN, _NAMED, _PERHAPS = 2, 1, 0


class _Begun(NamedTuple):
    """With whose number, field or label a line begins (None: nobody's), the rest of the line, and how sure that is."""

    asked: Question | None
    rest: str
    sure: int


def _begins(line: str, home: Question, exercise: Exercise, loose: bool) -> _Begun:
    """What a line begins with. home: the question in whose cell it stands; loose: as for `apart`."""
    numbered = NUMBER.match(line)
    asked = exercise.questions.get(id_of(numbered[2], numbered[3])) if numbered else None
    if numbered and asked and (asked.fields or loose or home.optional):
        mark, rest = numbered[1] or "", numbered[4]
        if mark.startswith("##") or mark and rest in ("", asked.title):  # a heading
            return _Begun(asked, "", _CERTAIN)
        sure = loose or home.optional and not is_blank(rest) or names_in(asked).named(rest)
        return _Begun(asked, rest, _CERTAIN if sure else _PERHAPS)
    if loose or not COMMENT.match(line) and not NAMED.match(line):
        return _Begun(None, line, _PERHAPS)
    if names_in(home).starts(line):
        return _Begun(home, line, _CERTAIN)
    owners = [owner for owner in exercise.questions.values() if owner.fields and names_in(owner).starts(line)]
    if len(owners) > 1:
        owners = [owner for owner in owners if not owner.optional]
    return _Begun(owners[0], line, _NAMED) if len(owners) == 1 else _Begun(None, line, _PERHAPS)
