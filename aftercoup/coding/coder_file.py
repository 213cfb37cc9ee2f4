"""The codings of one coder for one text: a file that only grows, `NAME.coding.jsonl`.

Each line says one thing that was done. The first one says who codes what:

    {"do": "begin", "format": "aftercoup-coding", "version": 1, "coder": "anna",
     "text": {"digest": "sha256:…", "characters": 4211, "title": "…"}, "codebook": "sha256:…"}
    {"do": "code", "op": "…", "id": "c3f", "unit": "claim", "start": 120, "end": 164,
     "codes": {"claim_type": "event"}, "memo": "", "pass": 1, "at": "2026-11-25T18:30:00Z"}
    {"do": "remove", "op": "…", "id": "c3f", "pass": 1, "at": …}
    {"do": "seen", "op": "…", "sentences": [0, 1], "pass": 1, "at": …}
    {"do": "pass", "op": "…", "pass": 2, "at": …}

"code" gives a new coding, or the new state of one whose id exists: the later line counts. start and end are
Unicode code points of the text, end not included; for a fixed item (a claim of a table) "item" stands
instead. All codes are text, as in a cell of a table. "op" names the step: a line whose op stands further up
is a repetition and counts for nothing, so a page may send a step twice. The text itself is never in the file.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from aftercoup import journal
from aftercoup.coding.codebook import EARLIER

FOLDER = "my_coding"  # where the desk stores codings and texts
FORMAT, VERSION, SUFFIX = "aftercoup-coding", 1, ".coding.jsonl"
ABOUT_TEXT = ("digest", "characters", "title", "publisher", "published", "url")
MAX_WORDS = 4_000  # characters of a code or a memo that are stored
MAX_POSITION = 10**8  # no text is longer
MAX_PASS = 1_000

Entry = dict[str, Any]  # one line of the file


@dataclass(frozen=True, slots=True)
class Coding:
    """One coded span (start and end, both 0 for an item) or one coded item, with its codes: variable -> value, as
    text."""

    id: str
    unit: str
    start: int = 0
    end: int = 0
    item: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    memo: str = ""
    pass_: int = 1


@dataclass(slots=True)
class CoderFile:
    """What a coder's file says.

    path: as people know the file; text: what is known of the text, with its digest; codings: those that stand, of all passes, in the order
    of the text; seen: pass -> the numbers of the sentences that were in sight; ops: the steps that it holds; skipped:
    lines that were no entry.
    """

    coder: str = ""
    path: str = ""
    text: dict[str, Any] = field(default_factory=dict)
    codebook: str = ""
    codings: tuple[Coding, ...] = ()
    passes: tuple[int, ...] = (1,)
    skipped: int = 0
    seen: dict[int, set[int]] = field(default_factory=dict)
    ops: set[str] = field(default_factory=set)

    def of_pass(self, number: int) -> tuple[Coding, ...]:
        """The codings of one pass."""
        return tuple(coding for coding in self.codings if coding.pass_ == number)

    def latest(self) -> tuple[Coding, ...]:
        """The codings of the newest pass."""
        return self.of_pass(self.passes[-1])


def begin(coder: str, text: dict[str, Any], codebook: str) -> Entry:
    """The first entry of a file. text: what ABOUT_TEXT names; codebook: its digest."""
    told = {name: text[name] for name in ABOUT_TEXT if text.get(name) not in (None, "")}
    head = {"do": "begin", "format": FORMAT, "version": VERSION}
    return head | {"coder": coder, "text": told, "codebook": codebook}


def append(path: Path, entry: Entry) -> None:
    """Add one entry to a file, and wait until it is on the disk. OSError where it cannot be written."""
    journal.append(path, journal.line(entry))


def read(path: Path) -> CoderFile:
    """The CoderFile of a path. Never fails: what cannot be read is passed over and counted."""
    return of_entries(*journal.entries(journal.held(path)))


def of_entries(entries: Iterable[Entry], skipped: int = 0) -> CoderFile:
    """The CoderFile of entries, in the order of the file; skipped: lines before that were none."""
    file, codings = CoderFile(skipped=skipped), dict[str, Coding]()
    for entry in entries:
        op = entry.get("op")
        if isinstance(op, str) and op in file.ops:
            continue
        if not _take(file, codings, entry):
            file.skipped += 1
        elif isinstance(op, str):
            file.ops.add(op)
    order = lambda coding: (coding.pass_, coding.start, coding.end, coding.item, coding.id)
    file.codings = tuple(sorted(codings.values(), key=order))
    return file


def step(op: Entry) -> Entry | None:
    """The line of a step that a page sends; None where it says nothing that can be read."""
    codings: dict[str, Coding] = {}
    if not isinstance(op.get("op"), str) or op.get("do") == "begin" or not _take(CoderFile(), codings, op):
        return None
    entry = {name: op[name] for name in ("do", "op", "id", "sentences", "pass") if name in op}
    for coding in codings.values():
        place = {"item": coding.item} if coding.item else {"start": coding.start, "end": coding.end}
        entry |= {"unit": coding.unit, "codes": coding.codes, "memo": coding.memo} | place
    return entry | {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def _take(file: CoderFile, codings: dict[str, Coding], entry: Entry) -> bool:
    """Take an entry; False where it says nothing that can be read."""
    number = entry.get("pass", 1)
    if not _is_whole(number, 1, MAX_PASS):
        return False
    match entry:
        case {"do": "begin", "format": str(format_), "text": dict(told)} if format_ == FORMAT:
            text = {name: told[name] for name in ABOUT_TEXT if isinstance(told.get(name), (str, int))}
            if file.text.get("digest", text.get("digest")) != text.get("digest"):
                return False
            codebook = _words(entry.get("codebook"))
            file.codebook, file.text = EARLIER.get(codebook, codebook), file.text | text
            file.coder = file.coder or _words(entry.get("coder"))
        case {"do": "code"} if coding := _coding(entry, number):
            codings[coding.id] = coding
        case {"do": "remove", "id": str(name)}:
            codings.pop(name, None)
        case {"do": "seen", "sentences": [*seen]} if all(_is_whole(n, 0, MAX_POSITION) for n in seen):
            file.seen.setdefault(number, set()).update(seen)
        case {"do": "pass"}:
            pass
        case _:
            return False
    file.passes = tuple(sorted({*file.passes, number}))
    return True


def _is_whole(value: object, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _words(value: object) -> str:
    """Text of a bounded length that can be written again; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return value[:MAX_WORDS].encode("utf-8", "replace").decode("utf-8")


def _coding(entry: Entry, number: int) -> Coding | None:
    """The Coding of an entry; None when it is none."""
    match entry:
        case {"id": str(name), "unit": str(unit), "codes": dict(given), "item": str(item)} if (
            name and unit and item
        ):
            start = end = 0
        case {"id": str(name), "unit": str(unit), "codes": dict(given), "start": start, "end": end} if (
            name and unit and _is_whole(start, 0, MAX_POSITION) and _is_whole(end, start + 1, MAX_POSITION)
        ):
            item = ""
        case _:
            return None
    codes = {_words(key): _words(value) for key, value in given.items() if isinstance(value, str) and value}
    memo = _words(entry.get("memo"))
    return Coding(_words(name), _words(unit), start, end, _words(item), codes, memo, number)
