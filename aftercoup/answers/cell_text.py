"""The text of a cell, run or handed in: whose it is by its first line, what may be flagged, and how an essay is read.

What is typed is text and never Python. It is read generously, and the time is bounded by the length of the text. The lines
of an answer are read by `answer_lines`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from aftercoup.answers.language.words import count_words, is_blank

CELL = 20_000  # characters of a cell that are read
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
    "missing": "cell gone",
    "lost": "not in the file, which is cut off",
    "twice": "answered twice",
    "not code": "not in a code cell, and read",
    "split": "in more than one cell, and read",
    "no id": "number of the question missing; taken from the heading above",
    "misspelt": "first line misspelt or gone, and read",
    "unknown question": "no question of this sheet",
    "unknown field": "no such field",
    "field renamed": "a field's name was changed",
    "no field": "a value without a field's name",
    "read with care": "typed beside its place, and read",
    "outside": "typed outside the fields, and not read",
    "crowded": "lines that seem to belong to other questions, and not read",
    "moved": "answered in the cell of another question, and read",
    "holds others": "answers to other questions stand in its cell, and are read",
    "perhaps": "empty; its answer may stand in the cell of another question",
    "reworded": "its text in the file is not that of the exercise, so a letter may mean another option",
    "nearby": "typed near the answer, and not read",
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
    """A text that answers a question: its question ("" if none is typed), is it an essay, its lines (behind those of a first
    line what stands in it). exact: is its first line written as the sheet has it; None where it has none. home: in whose cell
    it stands, or below whose heading; "" in none."""

    question: str
    essay: bool
    body: str
    exact: bool | None
    home: str = ""

    @property
    def first(self) -> bool:
        """Whether it has a first line."""
        return self.exact is not None


_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile("[\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』＂＇"
# The number of a question at the beginning of a line, as "## 1.2 Title" and "Question 1.2:": sign or word, two numbers, the rest
NUMBER = re.compile(
    r"(?m)^[ \t]*(?:[-+>•*][ \t]+)?(#{1,4}|\*\*|(?i:question|answer|no\.?|nr\.?|q)(?![^\W\d]))?[ \t]*"
    r"0?(\d{1,2})\.(\d{1,2})(?![\d%])\*{0,2}[.):]?\*{0,2}(?:[ \t]+|$)(.*)"
)
CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|\|{7}|>{7})(?: .*)?\n")  # what git puts between two versions
# Which variant an exercise and a question are of: at its top, and in the cell of the answer.
VARIANT = re.compile(r"(?m)^\s*(?:\*\*Variant:\*\*|[#＃]\s*variant) ([a-z])\s*$")
_FIRST = re.compile(  # "%%answer 1.2" in all its slips: signs before the word, word, number of the question, rest
    rf"\s*(?:(?:#\s*)?(?P<signs>%)[%\s]*)?(?P<word>[^\W\d]{{3,12}}?)(?![^\W\d])[\s:({QUOTES}]*(?:question\s*|q)?"
    rf"(?:0?(?P<question>\d{{1,2}}\s*[.,٫。]\s*\d{{1,2}})(?!\d))?[){QUOTES}\s:,]*(?P<rest>.*)",
    re.IGNORECASE,
)


# ---------------------------------------------------------------- lines

PICTURE = "[picture]"
_PICTURES = re.compile(  # of Markdown, of HTML, and an address that holds its picture
    r"!\[[^\]\n]{0,500}\]\((?:[^()\n]|\([^()\n]*\))*\)|<img\b[^<>\n]*>"
    r"|data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{20,}",
    re.IGNORECASE,
)


def pictured(text: str) -> str:
    """The text with [picture] where a picture stands, whose address can be longer than all that is typed."""
    held = "![" in text or "<" in text or "base64" in text
    return _PICTURES.sub(PICTURE, text) if held else text


@remembered
def clean(text: str) -> str:
    """The text with plain line ends and blanks, without invisible signs, git's marks, addresses of pictures
    and what no file can hold."""
    text = re.sub("\r\n?|[\u2028\u2029]", "\n", pictured(str(text)))
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
    return id_of(match[1], match[2]) if match else ""


def id_of(exercise: str, number: str) -> str:
    """The id of two numbers that may be in the digits of another script."""
    return re.sub(r"\d", lambda digit: str(int(digit[0])), f"{int(exercise)}.{number}")


def numbers(text: str) -> list[tuple[str, int]]:
    """(question, where its line begins) of lines that begin with the number of a question, but not of headings with a title,
    which are the exercise's."""
    titled = lambda match: match[4] and (match[1] or "").startswith("#")
    matches = [match for match in NUMBER.finditer(text) if not titled(match)]
    return [(id_of(match[2], match[3]), match.start()) for match in matches]


@remembered
def header(line: str, in_essay: bool = False) -> Part | None:
    """The first line of an answer or essay, however it is misspelt; None for every other line. in_essay: whether it
    stands below %%essay, where only a line with a sign % begins something: "Answer 1.3" are words there."""
    match = _FIRST.fullmatch(line if line.isascii() else unicodedata.normalize("NFKC", line))
    if not match:
        return None
    if not match["signs"] and (in_essay or match["rest"] or not match["question"]):
        return None  # without % it is "Answer 1.3" and nothing more
    word = match["word"].lower()
    essay = _like(word, "essay")
    if not essay and not _like(word, "answer"):
        return None
    question = question_id(match["question"] or "")
    exact = re.match(rf"%%{'essay' if essay else 'answer'}(?: {re.escape(question)})?(?:\s|$)", line)
    return Part(question, essay, match["rest"], bool(exact))


@remembered
def parts(source: str, above: bool = True) -> tuple[Part, ...]:
    """The answers and essays in a cell. above: what stands above the first one belongs to it."""
    begun: list[tuple[Part, list[str]]] = []  # each part, and its lines
    body: list[str] = []  # the lines of the last part, or of what stands above the first one
    for line in clean(source)[: 2 * CELL].split("\n"):
        head = header(line, bool(begun) and begun[-1][0].essay)
        if not head:
            body.append(line)
            continue
        if begun or not above:  # else the first part keeps the lines above it
            body = []
        begun.append((head, body))
        if head.body.strip():  # "%%answer 1.2 host: Putin" has its first value in its first line
            body.append(head.body)
    return tuple(head._replace(body="\n".join(lines)) for head, lines in begun)


def _like(word: str, wanted: str) -> bool:
    """Is a word another word, or a slip of it?"""
    return word[0] == wanted[0] and SequenceMatcher(None, word, wanted).ratio() >= 0.8


def shown(text: str) -> str:
    """A text in quotation marks, as one line."""
    return f"“{' '.join(str(text).split())}”"


SENTENCES = 40  # words in one place, from which on they may be an essay


def is_long(typed: str) -> bool:
    return len(typed) > SENTENCES and count_words(typed) >= SENTENCES


def holds_sentences(text: str) -> bool:
    """Whether a text has the sign that ends a sentence."""
    return re.search(r"[.!?。။।؟！？]", text) is not None


# ---------------------------------------------------------------- one essay

INSTRUCTION = "Write below this line. {} to {} words."
INSTRUCTED = re.compile(
    r"^[ \t>#*_]*write below this line\b[.:]?[ \t]*(?:\d+ to \d+ words\b[.:]?)?[*_]*", re.I | re.M
)
_PRINT = re.compile(  # print("…"), f"…" or essay = "…" around a whole essay
    rf"\s*(?:print\s*[(（]|\w{{1,20}}\s*=)?\s*f?(?P<quotes>\"\"\"|'''|[{QUOTES}])(?P<text>.*?)"
    rf"(?:\"\"\"|'''|[{QUOTES}])\s*[)）]?\s*",
    re.DOTALL,
)


def read_essay(body: str, question: str = "") -> tuple[str, tuple[Flag, ...]]:
    """(text, remarks) of an essay: without the instruction, print("…") around it, and with [picture] where
    a picture stands. question: whose essay it is."""
    text = clean(body)[: 2 * CELL]
    says = "The essay holds a picture; only words are counted. Type the words of the picture."
    notes = (Flag(question, "picture", says),) if PICTURE in text else ()
    text = INSTRUCTED.sub("", text, count=1)
    lines = [line for line in text.split("\n") if not re.match(r"\s*#+ (?:BEGIN|END) SOLUTION\b", line)]
    text = "\n".join(lines).strip()
    around = _PRINT.fullmatch(text)
    if around and (text.startswith(("print", '"""', "'''")) or "=" in text[:25]):
        text = around["text"].strip()
    return ("" if is_blank(text) else text[: 2 * CELL]), notes
