"""Takes a cell apart that holds more than the answer to its own question: lines of other questions, or an essay."""

from __future__ import annotations

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
    others = [(asked.id, sure) for asked, _, sure in begun if asked and asked is not home]
    many = len({question for question, _ in others}) > 2 or sum(sure > 0 for _, sure in others) > 1
    current = home
    if not loose and not many and all(sure < _CERTAIN for _, sure in others):
        return body, {}
    parted: dict[str, list[str]] = {home.id: []}
    for line, (asked, rest, sure) in zip(lines, begun):
        if asked is home and current is not home and rest and names_in(current).starts(line):
            asked = current
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


_Begun = tuple[Question | None, str, int]
_CERTAIN = 2  # 1: a name that one question has; 0: a number that may be a value


def _begins(line: str, home: Question, exercise: Exercise, loose: bool) -> _Begun:
    """(the question with whose number, field or label a line begins, or None; the rest; how sure that is). home: the
    question in whose cell it stands."""
    numbered = NUMBER.match(line)
    asked = exercise.questions.get(id_of(numbered[2], numbered[3])) if numbered else None
    if numbered and asked and (asked.fields or loose or home.optional):
        mark, rest = numbered[1] or "", numbered[4]
        if mark.startswith("##") or mark and rest in ("", asked.title):
            return asked, "", _CERTAIN
        sure = loose or home.optional and not is_blank(rest) or names_in(asked).named(rest)
        return asked, rest, _CERTAIN if sure else 0
    if loose or not COMMENT.match(line) and not NAMED.match(line):
        return None, line, 0
    if names_in(home).starts(line):
        return home, line, _CERTAIN
    owners = [owner for owner in exercise.questions.values() if owner.fields and names_in(owner).starts(line)]
    if len(owners) > 1:
        owners = [owner for owner in owners if not owner.optional]
    return (owners[0], line, 1) if len(owners) == 1 else (None, line, 0)
