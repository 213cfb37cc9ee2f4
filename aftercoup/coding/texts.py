"""A text to be coded: cleaned, in paragraphs and sentences.

`load` takes a text file, `cleaned` what was pasted; both put together again what has the hard line breaks, hyphens and
page numbers of a PDF. A cleaned text has one line for each paragraph and an empty line between two.
Positions are Unicode code points, in Python, in files and in the page of the desk.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import NamedTuple

from aftercoup import tables
from aftercoup.dates import MONTHS, WEEKDAYS
from aftercoup.errors import OneSentence, did_you_mean

MAX_TEXT = 1_000_000  # characters
MAX_TITLE = 300  # characters, as of what else is said of where a text comes from
RUN = 6  # words in a row of a report that may be repeated
UNSPACED = 40  # signs in a row, where a script puts no spaces between words


class TextError(OneSentence, ValueError):
    """There is no text to code, or it cannot be read; the message says what to do."""


class Span(NamedTuple):
    """A paragraph or a sentence of a text, [start, end) in code points, and the number of the paragraph, from 0."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True)
class Text:
    """A text as it is coded, and what it is called ("" for a pasted one). Made by `cleaned`, or from a text that was
    cleaned before. items: of a list of short texts, the name of each; each is a paragraph."""

    text: str
    title: str = ""
    items: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """What tells this text from every other one, without holding it."""
        rows = [f"{name}\t{words}" for name, words in zip(self.items, self.text.split("\n\n"))]
        return "sha256:" + hashlib.sha256(("\n".join(rows) or self.text).encode("utf-8")).hexdigest()

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """Its paragraphs, as Spans."""
        numbered = enumerate(re.finditer(r"[^\n]+", self.text))
        return tuple(Span(match.start(), match.end(), number) for number, match in numbered)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Its sentences, as Spans; of a list, its items."""
        if self.items:
            return self.paragraphs
        return tuple(
            Span(start, end, number)
            for begin, stop, number in self.paragraphs
            for start, end in sentences(self.text, begin, stop)
        )

    def words(self, start: int, end: int) -> str:
        """The first words of a span, to know it again; with … where there are more."""
        words = self.text[start : min(end, start + 400)].split()
        cut = len(words) > RUN or start + 400 < end
        return " ".join(word[:40] for word in words[:RUN]) + " …" * cut


def of_case(case: str | tables.Case) -> Text:
    """Our notes on the report of a case, in our own words: a text to practise on that anybody may have."""
    named = tables.case(case)
    notes = "\n\n".join(line(row.notes) for row in named.briefing)
    return Text(notes, line(f"{named.about.title}, our notes")[:MAX_TITLE])


def stored(path: Path) -> Text | None:
    """The Text of a cleaned text that was stored; None where it cannot be read."""
    try:
        return Text(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError):
        return None


def beside(path: Path, digest: object) -> Text | None:
    """The text with this digest that lies in a folder with codings, or beside a file of them; None without one."""
    files = path.rglob("*.txt") if path.is_dir() else path.parent.glob("*.txt")
    return next((text for text in map(stored, sorted(files)) if text and text.digest == digest), None)


def load(path: str | Path) -> Text:
    """The Text of a file. Raises TextError, one sentence, for what cannot be read, is empty or too long."""
    path = Path(str(path).strip())
    paste = 'ac.code_text(coder="anna") has a box to paste a text into'
    try:
        data = path.read_bytes()
    except (OSError, ValueError):  # also a name that no file can have
        otherwise = f"Put it into the folder of this notebook, or leave it out: {paste}."
        hint = did_you_mean(path.name, [file.name for file in Path(path.parent).glob("*.txt")], otherwise)
        raise TextError(f"There is no file {path.name[:40]} here that can be opened.{hint}") from None
    try:
        if path.suffix.lower() != ".txt":
            raise ValueError("a text in another form")
        raw = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except ValueError:
        raise TextError(
            f"{path.name} is no plain text in UTF-8 whose name ends in .txt. Save it as that in an editor, or copy its "
            f"words: {paste}."
        ) from None
    return cleaned(raw, path.stem, f"{path.name} holds")


def cleaned(raw: str, title: str = "", where: str = "There is") -> Text:
    """The Text of what a file holds or somebody pasted; each line is a paragraph, unless lines were broken at the edge
    of a page. Raises TextError as `load`.

    where: the first words of the sentence that there is no text.
    """
    if len(raw) > MAX_TEXT:
        words = f"The text has {len(raw):,} characters; up to {MAX_TEXT:,} can be coded."
        raise TextError(f"{words} Code one chapter or report at a time.")
    lines = raw.splitlines()
    text = "\n\n".join(filter(None, map(line, _rejoined(lines) if _is_wrapped(lines) else lines)))
    if not re.search(r"\w", text):
        raise TextError(f"{where} no text to code.")
    return Text(text, line(title)[:MAX_TITLE])


# ---------------------------------------------------------------- lines put together again

_PAGE = re.compile(
    r"\W*(page|p\.|seite|стр\.?|စာမျက်နှာ)?\s*\d{1,4}\s*((of|/|von|из)\s*\d{1,4})?\W*", re.IGNORECASE
)
_STOPS = ".!?…။؟۔。！？"
_CLOSERS = "\"'”’»)]›」"


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken at the edge of a page: none is long, and many go on in the next with a small
    letter; in scripts without small letters, most are about as long as the longest."""
    lines = [line for line in map(str.strip, lines) if line and not _PAGE.fullmatch(line)]
    if len(lines) < 3 or not 35 <= max(map(len, lines)) <= 130:
        return False
    after = [follows for line, follows in zip(lines, lines[1:]) if line.rstrip(_CLOSERS)[-1:] not in _STOPS]
    if any(line.lower() != line.upper() for line in lines):
        return 4 * sum(line[0].islower() for line in after) >= len(lines)
    return 2 * len(after) >= len(lines) and median(map(len, lines)) >= 0.7 * max(map(len, lines))


def _rejoined(lines: list[str]) -> list[str]:
    """Lines put together again: without page numbers, repeated heads and feet, and hyphens at line ends."""
    lines = [" ".join(line.split()) for line in lines]
    unnumbered = [re.sub(r"\d+", "#", line) for line in lines]
    count = Counter(line for line in unnumbered if 0 < len(line) < 80)
    body = [line for line, same in zip(lines, unnumbered) if not _PAGE.fullmatch(line) and count[same] < 3]
    width = median([len(line) for line in body if line] or [0])
    blocks, last = [""], ""
    for line in body:
        block = blocks[-1]
        stops = block.rstrip(_CLOSERS)[-1:] in _STOPS + ":" or not last and len(block) < 60
        if len(last) < 0.8 * width and stops:  # a short line at the end of a paragraph
            blocks.append(line)
        elif line:
            hyphen = re.search(r"(\u00ad|(?<=[^\W\d_])[-\u2010])$", block)
            if hyphen and (hyphen[0] == "\u00ad" or line[0].islower()):
                block = block[:-1]  # it only parted a word
            blocks[-1] = block + " " * (not hyphen) + line
        last = line
    letters = lambda ligature: unicodedata.normalize("NFKC", ligature[0])
    return [re.sub("[ﬀ-ﬆ]", letters, block) for block in blocks]


# Signs that nobody sees and that would lie in the way: controls, soft hyphens, marks of byte order, and those
# that turn the direction of writing round. Joiners and the zero-width space stay; some scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f"
    "\u00ad\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def line(block: str) -> str:
    """A paragraph as one line of clean text."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", block)).split())


def slug(name: str, otherwise: str, most: int | None = None) -> str:
    """A name for files and ids: small letters, digits and hyphens, at most so many; where it has no Latin letter or
    digit, `otherwise` with six signs of its digest."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")
    return plain or f"{otherwise}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"


# ---------------------------------------------------------------- words that are repeated


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without the signs around them."""
    stripped = (re.sub(r"^\W+|\W+$", "", part) for part in text.casefold().split())
    return [word for word in stripped if word]


class Copies:
    """Finds runs of words that own words share with a report."""

    def __init__(self, report: str) -> None:
        words = words_of(report)
        self._words = f" {' '.join(words)} "
        self._signs = "".join(words)
        self._unspaced = bool(words) and len(self._signs) / len(words) > 15

    def run(self, own: str) -> str:
        """The first words of a run of more than RUN words, for a sentence; "" when there is none."""
        words = words_of(own)
        for start in range(len(words) - RUN):
            if f" {' '.join(words[start : start + RUN + 1])} " in self._words:
                return " ".join(words[start : start + 4]) + " …"
        signs = "".join(words) if self._unspaced else ""
        for start in range(len(signs) - UNSPACED + 1):
            if signs[start : start + UNSPACED] in self._signs:
                return signs[start : start + 12] + "…"
        return ""


# ---------------------------------------------------------------- sentences

# Before a full stop: titles never end a sentence, the others only if a usual first word follows.
_TITLES = {name[:3].lower() for name in (*MONTHS, *WEEKDAYS)} - {"may", "sat", "sun"}  # these are words, too
_TITLES |= set(
    "mr mrs ms dr prof gen lt maj col capt cpt sgt cmdr adm brig sen rep gov pres hon rev fr st mt art vol "
    "fig pp vs cf al ca approx e.g i.e sept "
    "янв фев февр апр авг сен сент окт ноя нояб дек ген проф акад им ул стр см гл тов т.е т.н т.к "
    "напр рис д-р г-н г-жа د أ".split()
)
_NUMBERED = {"no", "nos", "art", "vol", "fig", "pp", "p", "ст", "п", "№"}
_MAYBE = set(
    "u.s u.n u.k e.u u.a.e u.s.s.r inc ltd co corp jr sr etc a.m p.m est dept gov't ph.d d.c "
    "г гг в вв др пр тыс млн млрд руб коп н.э т.д т.п".split()
)
_STARTERS = set(
    "the a an he she it they we you i this that these those there in on at but and so or if when while after "
    "before since as for from by with to no not all some many most his her its their our one two both its "
    "earlier later meanwhile however also according officials analysts state russia myanmar "
    "он она оно они мы вы я это этот эта эти в на по с к но и а если когда после до при для из об о как "
    "так его её их все также однако там тогда".split()
)
_EMOJI = "\u00a9\u00ae\u200d\ufe0f\u20e3\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f"
_STOP = re.compile(rf"(?:[.…]+|[!?؟۔။。！？]+[.!?]*)(?:\[\d+\])*[{re.escape(_CLOSERS)}]*(?:\s*[{_EMOJI}]+)*")
_NEXT = re.compile(r"[\s\"'“”‘’«»„‹›(\[—–-]*")
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«„(\[—–]+$")
_NO_SPACE = "။。！？"  # signs after which the next sentence may follow at once


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph stand: [(start, end)], in code points, without the spaces between.

    A sentence ends with . ! ? … or the signs of Burmese, Arabic, Urdu and Chinese, with the quotation marks,
    brackets and emoji that follow. Titles, initials, numbers and short forms with a full stop go on.
    """
    end = len(text) if end is None else end
    ends: list[int] = []
    for stop in _STOP.finditer(text, start, end):
        here = stop.end()
        spaced = here >= end or text[here].isspace()
        following = _NEXT.match(text, here, end)
        after = following.end() if following else here  # where the next sentence would begin
        if not spaced and not set(stop.group()) & set(_NO_SPACE):
            continue
        if after >= end or not _goes_on(text, ends[-1] if ends else start, stop, after, end):
            ends.append(here)
    spans = []
    for before, here in zip([start, *ends], [*ends, end]):
        first = here - len(text[before:here].lstrip())
        if first < here:
            spans.append((first, here))
    return spans


def _goes_on(text: str, begin: int, stop: re.Match[str], after: int, end: int) -> bool:
    """Whether a sign that could end a sentence does not."""
    if text[after].islower():
        return True
    if stop.group() != ".":
        return False
    before = _WORD_BEFORE.search(text, max(begin, stop.start() - 40), stop.start())
    if not before:
        return False
    word = before.group().casefold()
    match = re.match(r"\w+", text[after : min(end, after + 40)])
    following = match[0].casefold() if match else ""
    if not text[begin : before.start()].strip() and re.fullmatch(r"\d{1,3}|[a-z]", word):
        return True  # the number of a point in a list
    if word in _NUMBERED:
        return following.isdecimal()
    if word in _TITLES or re.fullmatch(r"[^\W\d_]", word) and before.group().isupper():
        return True  # a title, or an initial of a name
    if word in _MAYBE or re.fullmatch(r"([^\W\d_]\.)+[^\W\d_]", word):
        return following not in _STARTERS
    return False
