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

from dataclasses import dataclass, field

from aftercoup import journal

FORMAT, VERSION, SUFFIX = "aftercoup-coding", 1, ".coding.jsonl"
ABOUT_TEXT = ("digest", "characters", "title", "publisher", "published", "url")
MAX_WORDS = 4_000  # characters of a code or a memo that are kept
MAX_POSITION = 10**8  # no text is longer


@dataclass(frozen=True)
class Coding:
    """One coded span (start and end) or one coded item (item), with its codes: variable -> value, as text."""

    id: str
    unit: str
    start: int | None = None
    end: int | None = None
    item: str = ""
    codes: dict = field(default_factory=dict)
    memo: str = ""
    pass_: int = 1
    at: str = ""

    def as_entry(self):
        """What the file says of it."""
        where = {"item": self.item} if self.item else {"start": self.start, "end": self.end}
        return {
            "do": "code",
            "id": self.id,
            "unit": self.unit,
            **where,
            "codes": self.codes,
            "memo": self.memo,
            "pass": self.pass_,
        }


@dataclass(frozen=True)
class Journal:
    """What a file says. codings: those that stand, of all passes, in the order of the text; seen: pass -> the
    numbers of the sentences looked at; ops: the steps that it holds; skipped: lines that were no entry."""

    coder: str = ""
    text: dict = field(default_factory=dict)
    codebook: str = ""
    codings: tuple = ()
    passes: tuple = (1,)
    skipped: int = 0
    seen: dict = field(default_factory=dict)
    ops: frozenset = frozenset()

    def of_pass(self, number):
        """The codings of one pass."""
        return tuple(one for one in self.codings if one.pass_ == number)

    def latest(self):
        """The codings of the newest pass."""
        return self.of_pass(self.passes[-1])


def begin(coder, text, codebook):
    """The first entry of a file. text: a dict with what ABOUT_TEXT names; codebook: its digest."""
    return {
        "do": "begin",
        "format": FORMAT,
        "version": VERSION,
        "coder": coder,
        "text": {name: text[name] for name in ABOUT_TEXT if text.get(name) not in (None, "")},
        "codebook": codebook,
    }


def append(path, entry):
    """Add one entry (a dict) to a file, and wait until it is on the disk."""
    journal.append(path, journal.line(entry))


def read(path):
    """The Journal of a file. Never fails: what cannot be read is passed over and counted."""
    return of_entries(*journal.entries(journal.held(path)))


def of_entries(entries, skipped=0):
    """The Journal of entries, in the order of the file."""
    coder, about, codebook = "", {}, ""
    codings, seen, passes, ops = {}, {}, {1}, set()
    for entry in entries:
        op = entry.get("op")
        if isinstance(op, str) and op in ops:
            continue
        do, number = entry.get("do"), entry.get("pass", 1)
        good = _whole(number, 1, 1000)
        if do == "begin":
            told = entry.get("text")
            good = entry.get("format") == FORMAT and isinstance(told, dict)
            told = {k: told[k] for k in ABOUT_TEXT if isinstance(told.get(k), (str, int))} if good else {}
            if good and about.get("digest", told.get("digest")) == told.get("digest"):
                coder, codebook, about = (
                    coder or _words(entry.get("coder")),
                    _words(entry.get("codebook")),
                    told,
                )
            else:
                good = False
        elif do == "code" and good:
            one = _coding(entry, number)
            good = one is not None
            if good:
                codings[one.id] = one
        elif do == "remove" and good:
            good = isinstance(entry.get("id"), str)
            if good:
                codings.pop(entry["id"], None)
        elif do == "seen" and good:
            places = entry.get("sentences")
            good = isinstance(places, list) and all(_whole(one, 0, MAX_POSITION) for one in places)
            if good:
                seen.setdefault(number, set()).update(places)
        else:
            good = good and do == "pass"
        if not good:
            skipped += 1
            continue
        if isinstance(op, str):
            ops.add(op)
        if do != "begin":
            passes.add(number)
    order = sorted(
        codings.values(), key=lambda one: (one.pass_, one.start or 0, one.end or 0, one.item, one.id)
    )
    return Journal(coder, about, codebook, tuple(order), tuple(sorted(passes)), skipped, seen, frozenset(ops))


def _whole(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _words(value):
    """Text of a bounded length that can be written again; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return value[:MAX_WORDS].encode("utf-8", "replace").decode("utf-8")


def _coding(entry, number):
    """The Coding of an entry; None when it is none."""
    name, unit, codes, item = entry.get("id"), entry.get("unit"), entry.get("codes"), entry.get("item")
    if not (isinstance(name, str) and name and isinstance(unit, str) and unit and isinstance(codes, dict)):
        return None
    start, end = entry.get("start"), entry.get("end")
    if isinstance(item, str) and item:
        start = end = None
    elif _whole(start, 0, MAX_POSITION) and _whole(end, 1, MAX_POSITION) and start < end:
        item = ""
    else:
        return None
    kept = {_words(key): _words(value) for key, value in codes.items() if isinstance(value, str) and value}
    return Coding(
        _words(name),
        _words(unit),
        start,
        end,
        _words(item),
        kept,
        _words(entry.get("memo")),
        number,
        _words(entry.get("at")),
    )
