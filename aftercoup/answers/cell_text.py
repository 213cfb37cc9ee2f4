"""Reads the text of an answer cell: one parser, for the cell that is run and for the file that is handed in.

    %%answer 4.1
    # the three leaders
    leaders: Putin, Mishustin, Lukashenko

What is typed is text and never Python. It is read generously; a line that belongs nowhere is reported with its
words, so that nothing is lost in silence. The time is bounded by the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from aftercoup.answers.exercise import Exercise, Question
from aftercoup.answers.kinds import Field
from aftercoup.answers.language.words import count_words, is_blank
from aftercoup.errors import nearest

CELL = 20_000  # characters of a cell that are read
VALUE = 4_000  # characters of a value; what is longer is cut
LINES = 2_000  # lines of a cell that are read
LONG = 3_000  # characters; no cell of an exercise has more
OWN_CODE = "# Your own lines follow here."  # the mark of a cell that is a student's Python, and no answer

F = TypeVar("F", bound=Callable[..., Any])


def remembered(function: F) -> F:
    """What stands in the files of many is read once: the last results of a function are remembered, of texts (its first
    argument) that are not too long to be the same in another file."""
    held: Any = lru_cache(5_000)(function)

    @wraps(function)
    def read(text: str, *others: Any) -> Any:
        return (held if len(text) <= LONG else function)(text, *others)

    return read  # type: ignore[return-value]


# code of a flag -> what it tells the teacher, in short; what was found may follow it
FLAGS = {
    "not a notebook": "no notebook",
    "too large": "larger than what is read; its end is missing",
    "damaged": "no whole notebook file, and read",
    "cut off": "file cut off or damaged; what is left of it is read: ask for it again",
    "merge conflict": "two versions joined in one file; both are read",
    "no sheet": "no question of a sheet is answered",
    "lesson": "this is a lesson, not its exercise",
    "other sheet": "answers of another sheet",
    "missing": "cell gone",
    "lost": "not in the file, which is cut off",
    "twice": "answered twice",
    "not code": "not in a code cell, and read",
    "split": "in more than one cell, and read",
    "no id": "number of the question missing; taken from the heading above",
    "misspelt": "first line misspelt or gone, and read",
    "unknown question": "no such question",
    "unknown field": "no such field",
    "field renamed": "a field's name was changed",
    "no field": "a value without a field's name",
    "read with care": "typed beside its place, and read",
    "outside": "typed outside the fields, and not read",
    "crowded": "lines that seem to belong to other questions, and not read",
    "moved": "answered in the cell of another question, and read",
    "holds others": "answers to other questions stand in its cell, and are read",
    "perhaps": "empty; its answer may stand in the cell of another question",
    "nearby": "typed near the answer, and not read",
    "reworded": "its text is another one than the key's, and letters may mean other options",
    "essay": "essay not in its place, and read",
    "picture": "holds a picture, of which nothing is read: open the file",
    "no variant": "no such variant; read as the question that everybody has",
}


class Flag(NamedTuple):
    """Something about a file that a person may want to look at.

    question: its id, or "" for the file as a whole; code: a key of FLAGS; says: one sentence for the student;
    seen: what was found, for the teacher.
    """

    question: str
    code: str
    says: str
    seen: str = ""

    @property
    def short(self) -> str:
        """The remark for the teacher, who reads it in a table."""
        return f"{FLAGS[self.code]}: {self.seen}" if self.seen else FLAGS[self.code]


class Part(NamedTuple):
    """One answer or essay in a cell: its question ("" if none is typed), is it an essay, its text (of a first line
    alone what stands behind it), and is its first line written as the sheet has it."""

    question: str
    essay: bool
    body: str
    exact: bool


_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile("[\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SEPARATORS = ":=：＝﹕﹦∶꞉˸"
_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』＂＇"
_SIGN = "[#＃]"
_BULLET = re.compile(r"^(?:[>\s]*(?:[-*+•·–—▪◦‣]\s+|\d{1,2}[.)]\s+|\(\d{1,2}\)\s*)?)(?:[*_`]{1,3})?")
_LIST = re.compile(r"^\s*[-*+•·–—▪◦‣]\s+(?=\S)")
_NAMED = re.compile(
    rf"^(?P<name>[^{_SEPARATORS}#]{{1,60}}?)[*_`]{{0,3}}\s*(?:[=＝]>|[{_SEPARATORS}]{{1,2}})[*_`]{{0,3}}(?P<rest>.*)$"
)
_OTHER_SIGN = re.compile(r"^(?P<name>\w{1,40})(?:\s*(?:;|-+>|→|=>)|\s+[-–—])\s*(?P<rest>.*)$")
_SPACED = re.compile(r"^(?P<name>\w{1,40})\s+(?P<rest>\S.*)$")
_NUMBERED = re.compile(
    r"\s*(#{1,4}|\*\*|(?i:question|q)\b)?\s*(?i:q(?=\d))?0?(\d{1,2})\.(\d{1,2})(?![\d%])[*]{0,2}[.):]?(?:\s+|$)(.*)"
)  # a line that begins with the number of a question
_COMMENT = re.compile(rf"\s*{_SIGN}")
_CORRECTS = re.compile(r"(?i)(?:no *[:,;.!–—-]|(?:correction|sorry|i meant?|rather(?! than))\b).*\w")
# Before fields: answer("1.1", host="…")
_CALL = re.compile(rf"(?m)^[ \t]*(?:ac\.)?answer\(\s*[{_QUOTES}]?\d+\.\d+[{_QUOTES}]?\s*,[ \t]*")
_OFFERED = re.compile(r"\s*ac\.(?!answer|essay)\w+\(.*\)\s*")  # ac.record("c05")
_NUMBER = re.compile(r"\s*\(?(\d{1,2})[.)]\)?\s+(?=\S)")  # of a line in a list
_RULE = re.compile(r"\s*\|(?=[^-]*-)[\s|:-]*")  # below the heads of a table
_MARKUP = re.compile(r"(?i)(<br ?/?>|</?(?:p|div)>)|</?(?:b|i|u|em|strong|span)>|(&nbsp;)")
_HABIT = re.compile(rf"[\s)\]}}（）,，{_QUOTES}]*")  # what closes a call or a list
_QUOTED = re.compile(rf"[\[(]*([{_QUOTES}](?:.*[{_QUOTES}])?)[\s,，)）\]]+")  # and a comma or bracket behind
_QUOTED_EACH = re.compile(rf"[{_QUOTES}]\s*([,，;；])\s*[{_QUOTES}]")  # between two of several
CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|\|{7}|>{7})(?: .*)?\n")  # what git puts between two versions
# Which variant an exercise and a question are of: at its top, and in the cell of the answer.
VARIANT = re.compile(r"(?m)^\s*(?:\*\*Variant:\*\*|[#＃]\s*variant) ([a-z])\s*$")
_FIRST = re.compile(  # with % before its word, or the number of a question behind it and nothing more
    rf"\s*(?:(?:#\s*)?(?P<signs>%)[%\s]*)?(?P<word>[^\W\d]{{3,12}}?)(?![^\W\d])[\s:({_QUOTES}]*(?:question\s*|q)?"
    rf"(?:0?(?P<question>\d{{1,2}}\s*[.,٫。]\s*\d{{1,2}})(?!\d))?[){_QUOTES}\s:,]*(?P<rest>.*)",
    re.IGNORECASE,
)


# ---------------------------------------------------------------- lines

PICTURE = "[picture]"
_PICTURES = re.compile(
    r"!\[[^\]\n]{0,500}\]\((?:[^()\n]|\([^()\n]*\))*\)|<img\b[^<>\n]*>"
    r"|data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{20,}",
    re.IGNORECASE,
)


def pictured(text: str) -> str:
    """The text with [picture] where a picture stands, whose address can be longer than all that is typed."""
    held = "![" in text or "<" in text or "base64" in text
    return _PICTURES.sub(PICTURE, text) if held else text


def clean(text: str) -> str:
    """The text with plain line ends and blanks, without invisible signs, git's marks, addresses of pictures
    and what no file can hold."""
    text = (
        pictured(str(text))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    if "<<<<<<<" in text or ">>>>>>>" in text:
        text = CONFLICT.sub("", text)
    if text.isascii():
        return text.replace("\t", " ")
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    return text.encode("utf-8", "replace").decode("utf-8")


def question_id(typed: object) -> str:
    """The id in "1.2", "Q1.2", "1,2", "question 1.2"; "" where there is none."""
    text = unicodedata.normalize("NFKC", str(typed)[:60])
    match = re.search(r"(?<!\d)0?(\d{1,2})\s*[.,٫。]\s*(\d{1,2})(?!\d)", text)
    return _id(match[1], match[2]) if match else ""


def _id(exercise: str, number: str) -> str:
    """The id of two numbers that may be in the digits of another script."""
    return re.sub(r"\d", lambda digit: str(int(digit[0])), f"{int(exercise)}.{number}")


@remembered
def header(line: str, in_essay: bool = False) -> Part | None:
    """The first line of an answer or essay, however it is misspelt; None for every other line. in_essay: whether it
    stands below %%essay, where only a line with a sign % begins something: "Answer 1.3" are words there."""
    match = _FIRST.fullmatch(line if line.isascii() else unicodedata.normalize("NFKC", line))
    if not match or in_essay and not match["signs"]:
        return None
    if not match["signs"] and (not match["question"] or match["rest"]):
        return None
    word = match["word"].lower()
    essay = _like(word, "essay")
    if not essay and not _like(word, "answer"):
        return None
    question = question_id(match["question"] or "")
    exact = re.match(rf"%%{'essay' if essay else 'answer'}(?: {re.escape(question)})?(?:\s|$)", line)
    return Part(question, essay, match["rest"], bool(exact))


def _like(word: str, wanted: str) -> bool:
    """Is a word another word, or a slip of it?"""
    return word[0] == wanted[0] and SequenceMatcher(None, word, wanted).ratio() >= 0.8


def shown(text: str) -> str:
    """A text in quotation marks, as one line."""
    return f"“{' '.join(str(text).split())}”"


# ---------------------------------------------------------------- one answer


@remembered
def read_answer(body: str, question: Question) -> tuple[dict[str, str], tuple[Flag, ...]]:
    """(field -> what was typed, remarks) of the lines below the first line of an answer cell.

    body: the lines; question: whose answer it is. All fields that have a line are in the result, also empty
    ones. A field with two lines has the text of the last one that is not empty.
    """
    body = clean(body)[:CELL]
    if "<" in body or "&" in body:
        body = _MARKUP.sub(lambda match: "\n" if match[1] else " " * bool(match[2]), body)
    if "answer(" in body:
        body = _CALL.sub("", body)
    values, notes = _Body(question).read(body)
    says = "The answer holds a picture, of which nothing is read: type its words."
    return values, (*notes, Flag(question.id, "picture", says)) if PICTURE in body else notes


def names_of(body: str, question: Question) -> int:
    """How many lines of a text begin with a field of a question, or repeat what is asked in one."""
    reader = _Body(question)
    lines = clean(body)[:CELL].split("\n")[:LINES]
    named = sum(reader.named(line) is not None for line in lines)
    return named + sum(bool(_COMMENT.match(line) and reader.hint(line)) for line in lines)


def named_by(body: str, exercise: Exercise) -> Question | None:
    """The question of an exercise most of whose fields a text names; None if it names none."""
    count = {asked.id: names_of(body, asked) for asked in exercise.questions.values() if asked.fields}
    best = max(count, key=lambda question: count[question], default="")
    return exercise.questions[best] if count.get(best) else None


@remembered
def apart(body: str, home: Question, exercise: Exercise) -> tuple[str, dict[str, list[str]]]:
    """(the lines of a cell without those of other questions, other question -> its lines). home: whose cell it is.

    A line is another question's where it begins with its number, a field or a label that only this question has. One such
    line alone may be a value, as 1.5 is, or a slip: it stays, unless it has the number and a field, or is a heading. A
    field that both have belongs to the question that was begun last.
    """
    lines = clean(body)[:CELL].split("\n")[:LINES]
    reader = _Body(home)
    begun = [_begins(line, reader, exercise) for line in lines]
    others = [(asked.id, sure) for asked, _, sure in begun if asked and asked is not home]
    many = len({question for question, _ in others}) > 2 or sum(sure > 0 for _, sure in others) > 1
    current = _first_of(lines, begun, home) if others else home
    # where it has all fields of another question, and none that is only its own
    if not many and current is not home:
        reader = _Body(current)
        many = set(current.fields) == {match[0] for line in lines if (match := reader.named(line))}
    if not many and all(sure < _CERTAIN for _, sure in others):
        return body, {}
    parted: dict[str, list[str]] = {home.id: []}
    for line, (asked, rest, sure) in zip(lines, begun):
        if asked is home and current is not home and rest and _starts(current, line):
            asked = current
        if asked and (sure == _CERTAIN or many or asked is home and not rest):
            current, line = asked, rest
        parted.setdefault(current.id, []).append(line)
    return "\n".join(parted.pop(home.id)), parted


def _first_of(lines: list[str], begun: list[_Begun], home: Question) -> Question:
    """The question to which the first fields of a cell belong: not its own one, where another has all that it names, and
    no name stands there twice."""
    at = next((n for n, (asked, _, sure) in enumerate(begun) if asked and asked is not home and sure), 0)
    first, own = begun[at][0], [n for n, (asked, _, _) in enumerate(begun) if asked is home]
    if first is None or not all(_starts(first, lines[n]) for n in own):
        return home
    named = [(match[0], n) for n in own if (match := _Body(home).named(lines[n]))]
    return first if named and named[0][1] < at and len(dict(named)) == len(named) else home


@remembered
def answers_below(body: str, home: Question, exercise: Exercise) -> list[tuple[Question, str]]:
    """(question, its lines) of a cell in which whole answers stand below one another, each with all fields of its question
    in their order, and of which some have the same names. [] for other cells. home: whose cell it is."""
    lines = clean(body)[:CELL].split("\n")[:LINES]
    names = ["" if _COMMENT.match(line) else _begun(line, home.id)[0] for line in lines]
    known = {_bare(name) for asked in exercise.questions.values() for name in asked.fields}
    starts = [number for number, name in enumerate(names) if name in known]
    if len({names[number] for number in starts}) == len(starts):
        return []
    left = sorted(exercise.questions.values(), key=lambda asked: asked is not home)
    answers: list[tuple[Question, str]] = []
    while starts:
        begun = [names[number] for number in starts]
        fits = [
            asked
            for asked in left
            if asked.fields and begun[: len(asked.fields)] == [*map(_bare, asked.fields)]
        ]
        if not fits:
            return []
        asked = max(fits, key=lambda asked: len(asked.fields))
        left.remove(asked)
        begin, starts = starts[0] if answers else 0, starts[len(asked.fields) :]
        answers.append((asked, "\n".join(lines[begin : starts[0] if starts else len(lines)])))
    return answers if home not in left else []


FEW = 7  # words that may be a value behind #; more are an explanation
SENTENCES = 40  # words in one place, from which on they may be an essay


@remembered
def without_sentences(body: str, home: Question) -> tuple[str, str]:
    """(the lines of a cell without sentences that stand behind the name of no field, these sentences). home: whose cell it
    is. Where a field asks for sentences, or they are few, they stay."""
    lines, reader = clean(body)[:CELL].split("\n")[:LINES], _Body(home)
    own = [bool(_COMMENT.match(line) or reader.named(line)) for line in lines]
    first = next((n for n, line in enumerate(lines) if not own[n] and count_words(line) > 7), len(lines))
    behind = next((n for n in range(first, len(lines)) if own[n]), len(lines))
    sentences = "\n".join(lines[first:behind])
    asked = any(field.by_hand for field in home.fields.values())
    if asked or count_words(sentences) < SENTENCES or not holds_sentences(sentences):
        return body, ""
    return "\n".join(lines[:first] + lines[behind:]), sentences


def holds_sentences(text: str) -> bool:
    """Whether a text has the sign that ends a sentence."""
    return re.search(r"[.!?。။।؟！？]", text) is not None


_Begun = tuple[Question | None, str, int]
_CERTAIN = 2  # 1: a name that one question has; 0: a number that may be a value


def _starts(asked: Question, line: str) -> bool:
    """Does a line begin with a field or a label of a question?"""
    reader = _Body(asked)
    return bool(reader.hint(line) if _COMMENT.match(line) else reader.named(line))


def _begins(line: str, home: _Body, exercise: Exercise) -> _Begun:
    """(the question with whose number, field or label a line begins, or None; the rest; how sure that is). home: the
    reader of the question in whose cell it stands."""
    numbered = _NUMBERED.match(line)
    asked = exercise.questions.get(_id(numbered[2], numbered[3])) if numbered else None
    if numbered and asked and asked.fields:
        mark, rest = numbered[1] or "", numbered[4]
        if mark.startswith("##") or mark and rest in ("", asked.title):
            return asked, "", _CERTAIN
        return asked, rest, _CERTAIN if _Body(asked).named(rest) else 0
    starts = _Body.hint if _COMMENT.match(line) else _Body.named if _NAMED.match(line) else None
    if starts is None:
        return None, line, 0
    if starts(home, line):
        return home.question, line, _CERTAIN
    sentences = any(field.by_hand for field in home.fields.values())  # in which anything may stand
    owners = [owner for owner in exercise.questions.values() if owner.fields and starts(_Body(owner), line)]
    if len(owners) > 1:
        owners = [owner for owner in owners if not owner.optional]
    known = len(owners) == 1 and (not sentences or starts is _Body.hint)
    return (owners[0], line, 1) if known else (None, line, 0)


class _Body:
    """Goes through the lines of one answer."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.fields: dict[str, Field] = question.fields
        self.by_name = {_bare(name): name for name in self.fields}
        self.labels = {_folded(field.label): name for name, field in self.fields.items()}
        self.labels.pop("", None)
        self.lines: dict[str, list[list[str]]] = {}  # field -> the lines of each time that it is typed
        self.slips: dict[str, str] = {}  # field -> the sentence on how it was found
        self.notes: dict[Flag, None] = {}  # each once
        self.loose: list[str] = []  # lines before the first field
        self.comments: list[str] = []  # lines with # that repeat no label
        self.behind: dict[str, str] = {}  # field -> what stands behind its label or name in a line with #
        self.meant: list[tuple[str, str]] = []  # (field, what stands behind its name) of each such line

    def read(self, body: str) -> tuple[dict[str, str], tuple[Flag, ...]]:
        lines = body.split("\n")[:LINES]
        begun = [self.named(line) for line in lines]
        exact = {match[0] for match in begun if match}
        current, hinted = "", ""
        for line, named, below in zip(lines, begun, [*lines[1:], ""]):
            if _COMMENT.match(line):
                hinted = self.comment(line) or hinted
                continue
            if not line.strip() or _HABIT.fullmatch(line) or _OFFERED.fullmatch(line):
                continue
            if "|" in line and not (current and self.fields[current].by_hand):
                if _RULE.fullmatch(line) or not named and _RULE.fullmatch(below):
                    continue  # a table's heads and the line below them
            if match := named or self.misspelt(line, exact) or self.spaced(line, exact):
                for current, rest in self.pairs(*match):
                    self.lines.setdefault(current, []).append([rest])
                hinted = ""
            elif target := hinted if hinted and not self.filled(hinted) else current:
                self.go_on(target, line)
                current = target
            else:
                self.loose.append(line.strip())
        return self.result()

    # ---- lines

    def note(self, code: str, says: str, seen: str = "") -> None:
        self.notes[Flag(self.question.id, code, says, seen)] = None

    def hint(self, line: str) -> str:
        """The field whose label a line with # repeats; "" if none."""
        text = _folded(line)
        if text in self.labels:
            return self.labels[text]
        return next((name for label, name in self.labels.items() if text.startswith(label + " ")), "")

    def comment(self, line: str) -> str:
        """Remember a line with #; the field that it explains, "" if none."""
        text = line.strip().lstrip("#＃ ").strip()
        if re.match(r"(?:BEGIN|END) SOLUTION\b", text) or VARIANT.search(line):
            return ""
        if name := self.hint(text):
            label = self.fields[name].label
            if len(_folded(text)) > len(_folded(label)):
                self.behind[name] = text[len(label) :].strip(" :=") if text.startswith(label) else ""
            return name
        match = self.named(text)
        if match and not is_blank(match[1]):
            self.behind[match[0]] = match[1]
            self.meant.append(match)
        elif text:
            self.comments.append(text)
        return ""

    def named(self, line: str) -> tuple[str, str] | None:
        """(field, what stands behind its name) of a line; None where it begins with no field's name."""
        name, label, rest = _begun(line, self.question.id)
        field = self.by_name.get(name) or self.labels.get(label)
        return (field, rest) if field else None

    def pairs(self, name: str, rest: str) -> list[tuple[str, str]]:
        """The field with which a line begins and those that it names as well, each with what was typed."""
        pairs = []
        quoted = rest[:1] in _QUOTES and rest[:1] != ""
        signs = not set(_SEPARATORS).isdisjoint(rest)  # without one no other field is named
        if signs and len(self.fields) > 1 and (quoted or not self.fields[name].by_hand):
            following = _next_field(tuple(self.fields), name, quoted)
            while split := following.search(rest):
                pairs.append((name, rest[: split.start()].lstrip(_QUOTES if quoted else " ")))
                name, rest = self.by_name[_bare(split["name"])], rest[split.end() :]
        return [*pairs, (name, rest)]

    def misspelt(self, line: str, exact: set[str]) -> tuple[str, str] | None:
        """The same for a name with a slip; only fields that no other line names come into question."""
        match = _NAMED.match(_BULLET.sub("", line, count=1).strip())
        name = match["name"].strip(f"{_QUOTES}*_ ") if match else ""
        if not match or match["rest"].startswith("//") or re.search(r"\d", name) or len(name) > 40:
            return None
        near = nearest(name, [free for free in self.fields if free not in exact], 1)
        if not near:
            return None
        self.note("field renamed", f"The field is called {near[0]}: type {near[0]}: before it.", name)
        return near[0], match["rest"].strip()

    def spaced(self, line: str, exact: set[str]) -> tuple[str, str] | None:
        """The same for a name without a sign behind it: "host Min Aung Hlaing", or "host" alone."""
        text = line.strip()
        if text in self.fields and text not in exact:
            return text, ""
        match = _SPACED.match(text)
        if not match or match["name"] not in self.fields or match["name"] in exact:
            return None
        return match["name"], match["rest"]

    def filled(self, name: str) -> bool:
        return any(not is_blank(" ".join(lines)) for lines in self.lines.get(name, ()))

    def go_on(self, name: str, line: str) -> None:
        """A line without a name belongs to the field above it, unless it names something of its own."""
        field = self.fields[name]
        match = re.match(rf"\s*(\w{{1,30}})\s*[{_SEPARATORS}](?!//)\s*(?=\D)", line)
        if match and self.filled(name) and not field.by_hand and not match[1].isdigit():
            says = f"{self.question.id} has no field {match[1]}; it has {', '.join(self.fields)}."
            self.note("unknown field", says, line.strip())
            return
        if name not in self.lines:
            self.lines[name] = [[]]
            self.slips[name] = f"Type the field's name before it: {name}:"
        self.lines[name][-1].append(line.strip() if field.kind == "number" else _LIST.sub("", line).strip())

    # ---- the end

    def result(self) -> tuple[dict[str, str], tuple[Flag, ...]]:
        values: dict[str, str] = {}
        for name, times in self.lines.items():
            texts = [self.value(name, lines) for lines in times]
            typed = [text for text in texts if not is_blank(text)]
            values[name] = typed[-1] if typed else ""
            if len(dict.fromkeys(typed)) > 1:
                says = f"{name} is typed twice: delete the line that you do not mean."
                others = " / ".join(text for text in dict.fromkeys(typed) if text != typed[-1])
                self.note("twice", says, f"{name}: {typed[-1]} counts, and not {others}"[:300])
        self.place_loose(values)
        for name, text in self.behind.items():
            text = self.value(name, [text])
            if is_blank(values.get(name, "")) and not is_blank(text):
                self.slips[name] = f"Your answer stands behind the sign #: type it behind {name}: instead."
                values[name] = text
        comments = [text for text in self.comments if self.empty(values) or _CORRECTS.match(text)]
        for name, text in self.meant:  # another value than the one that counts, and not a reason for it
            field, other = self.fields[name], self.value(name, [text])
            forms = field.read(other).forms if count_words(other) < FEW else ()
            if forms and forms != field.read(values.get(name, "")).forms:
                comments.append(f"{name}: {text}")
        for text in comments:
            says = f"A line that begins with # is not read: {shown(text[:80])}."
            self.note("nearby", f"{says} Type it behind a field's name.", text[:200])
        values = {name: values[name] for name in self.fields if name in values}
        for name, says in self.slips.items():
            if not is_blank(values[name]):
                self.note("read with care", says, f"{name} {shown(values[name])}")
        return values, tuple(self.notes)

    def empty(self, values: dict[str, str]) -> list[str]:
        return [name for name in self.fields if is_blank(values.get(name, ""))]

    def place_loose(self, values: dict[str, str]) -> None:
        """Lines before the first field belong to the fields that are empty, where there is no doubt."""
        loose = [line for line in self.loose if not is_blank(_unquoted(line))]
        empty = self.empty(values)
        if loose and len(empty) == 1:
            groups = {empty[0]: loose}
        elif loose and len(empty) == len(loose):
            numbered = [match for match in map(_NUMBER.match, loose) if match]
            if [int(match[1]) for match in numbered] == list(range(1, len(loose) + 1)):
                loose = [line[match.end() :] for line, match in zip(loose, numbered)]
            groups = {name: [line] for name, line in zip(empty, loose)}
        elif len(loose) > max(3, len(self.fields)):
            groups = {}
            says = (
                f"{len(loose)} lines in the cell of {self.question.id} are not read, the first is {shown(loose[0][:80])}. "
                f"Lines of other questions belong into their own cells, those of this one behind {', '.join(self.fields)}."
            )
            self.note("crowded", says, f"{len(loose)} lines: {' / '.join(loose)}"[:1000])
        else:
            groups = {}
            for line in loose:
                says = f"Not read: {shown(line[:80])}. Begin its line with one of: {', '.join(self.fields)}."
                self.note("outside", says, line[:300])
        for name, lines in groups.items():
            says = f"Type the field's name before it: {name}: {lines[0][:80]}"
            values[name], self.slips[name] = self.value(name, lines), says
            self.note("no field", says, lines[0][:200])

    def value(self, name: str, lines: list[str]) -> str:
        """What was typed into a field, without what belongs to habit: quotation marks, commas, brackets."""
        label = _folded(self.fields[name].label)
        pieces = [_without_label(line, label) for line in lines]
        if self.fields[name].by_hand:  # sentences: their commas are their own
            return _unquoted("\n".join(filter(str.strip, pieces)))[:VALUE]
        if self.fields[name].kind != "number":  # whose dash may be a sign
            pieces = [_LIST.sub("", piece) for piece in pieces]
        words = (_unquoted(piece.replace(PICTURE, "")) for piece in pieces)
        return "\n".join(filter(None, words))[:VALUE] or PICTURE * any(PICTURE in piece for piece in pieces)


@remembered
def _begun(line: str, question: str) -> tuple[str, str, str]:
    """(what may be a field's name, the same as a label, the rest) of a line, as both are compared; "" where it has none."""
    if line.lstrip().startswith("|"):  # a row of a table
        name, _, rest = line.strip("| ").partition("|")
        line = f"{name.strip()}: {rest.replace('|', ',')}"
    line = _BULLET.sub("", line, count=1).strip().removeprefix(f"{question} ").lstrip()
    match = _NAMED.match(line) or _OTHER_SIGN.match(line)
    name = match["name"].strip(f"{_QUOTES}*_ ") if match else ""
    return _bare(name), _folded(name), match["rest"].strip() if match else ""


@lru_cache
def _next_field(fields: tuple[str, ...], name: str, quoted: bool) -> re.Pattern[str]:
    """Finds another field in the line of one, behind a closed quotation or a comma; before a colon also behind a blank."""
    before = (
        r"[\"'”’»]\s*[,;，；、،؛。]?\s*"
        if quoted
        else r"[,;，；、،؛。]\s*|\s{2,}|\s(?:[/|]\s+)?(?=\w+\s*[:：﹕∶꞉˸])"
    )
    names = "|".join(re.escape(other) for other in fields if other != name)
    return re.compile(rf"(?:{before})(?P<name>{names})\s*[{_SEPARATORS}]\s*(?!//)", re.IGNORECASE)


def _without_label(line: str, label: str) -> str:
    """A line without the explanation behind # that repeats the field's label, or follows a closed quotation."""
    if "#" not in line and "＃" not in line:
        return line
    if quoted := re.match(rf"\s*([{_QUOTES}])(.*[{_QUOTES}])\s*[,，)）]*\s*{_SIGN}\s", line):
        if not re.search(rf"[{_QUOTES}]", line[quoted.end() :]):
            return quoted[1] + quoted[2]
    for match in re.finditer(rf"\s*{_SIGN}", line):
        tail = _folded(line[match.end() :])
        if label and tail and (tail == label or (len(tail) > 8 and label.startswith(tail))):
            return line[: match.start()]
    return line


def _unquoted(text: str) -> str:
    """A text without the quotation marks, commas and brackets that a habit puts around it."""
    text = text.strip()
    if habit := _QUOTED.fullmatch(text):
        text = habit[1]
    elif text[:1] + text[-1:] in ("[]", "【】") and PICTURE not in text:
        text = text[1:-1]
    text = text.rstrip(",，;； ")
    while text and text[0] in _QUOTES and (len(text) == 1 or text[-1] in _QUOTES):
        text = text[1:-1].strip()
    return _QUOTED_EACH.sub(r"\1 ", text)


@remembered
def _bare(name: str) -> str:
    """A field's name without what spelling changes: capitals, a dash, c5 for c05."""
    return re.sub(r"0+(?=\d)|[_\-\s]", "", unicodedata.normalize("NFKC", name).casefold())


@remembered
def _folded(text: str) -> str:
    """A label without signs and capitals."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


# ---------------------------------------------------------------- one essay

INSTRUCTION = "Write below this line. {} to {} words."
_INSTRUCTION = re.compile(
    r"^[ \t>#*_]*write below this line\b[.:]?[ \t]*(?:\d+ to \d+ words\b[.:]?)?[*_]*", re.I | re.M
)
_PRINT = re.compile(
    rf"\s*(?:print\s*[(（]|\w{{1,20}}\s*=)?\s*f?(?P<quotes>\"\"\"|'''|[{_QUOTES}])(?P<text>.*?)"
    rf"(?:\"\"\"|'''|[{_QUOTES}])\s*[)）]?\s*",
    re.DOTALL,
)


def is_prose(source: str) -> bool:
    """Is a cell, which is no Python, an essay: does it hold the instruction, or sentences without code?"""
    if _INSTRUCTION.search(source):
        return True
    code = re.search(r"\w\(|\w *=|^\s*(?:import|from|def|for|while|if|print|ac)\b", source, re.MULTILINE)
    return not code and len(re.findall(r"[^\W\d_]+", source)) >= 8


def read_essay(body: str, question: str = "") -> tuple[str, tuple[Flag, ...]]:
    """(text, remarks) of an essay: without the instruction, print("…") around it, and with [picture] where
    a picture stands. question: whose essay it is."""
    text = clean(body)[: 2 * CELL]
    says = "The essay holds a picture; only words are counted. Type the words of the picture."
    notes = (Flag(question, "picture", says),) if PICTURE in text else ()
    text = _INSTRUCTION.sub("", text, count=1)
    lines = [line for line in text.split("\n") if not re.match(r"\s*#+ (?:BEGIN|END) SOLUTION\b", line)]
    text = "\n".join(lines).strip()
    around = _PRINT.fullmatch(text)
    if around and (text.startswith(("print", '"""', "'''")) or "=" in text[:25]):
        text = around["text"].strip()
    return ("" if is_blank(text) else text[: 2 * CELL]), notes
