"""The work of one coder on one text, or on one list of items, without a screen.

`Work` holds what is coded, the codebook and the coder's file. It takes steps ("ops") as the page sends them,
says which ones the file now holds, and sees what another page or another kernel added to the same file.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
from functools import cached_property
from pathlib import Path

from aftercoup import journal as growing
from aftercoup import spreadsheets
from aftercoup.coding import codebook, journal, texts
from aftercoup.errors import OneSentence

FOLDER = "my_coding"
MAX_ITEMS = 2_000
_OPS = ("code", "remove", "seen", "pass")


class DeskError(OneSentence, ValueError):
    """The desk cannot open, or a step cannot be done; the message says what to do."""


def slug(name, otherwise):
    """A name that any file system takes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return plain or otherwise + "-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:6]


class Work:
    """One coder's work. text: a texts.Text; items: for a list, the name of each paragraph's item; book: the
    Codebook; path: the coder's file (made with the first step); about: what is known of the text's origin;
    note: a sentence for the coder."""

    def __init__(self, text, coder, book, path, about=None, items=(), note=""):
        self.text, self.coder, self.book, self.path = text, coder, book, Path(path)
        self.items, self.note = tuple(items), note
        self.about = {"digest": digest(text, items), "characters": len(text.text), "title": text.title}
        self.about |= {name: value for name, value in (about or {}).items() if value}
        self._entries, self._skipped, self._read, self._stamp = [], 0, 0, None
        self._now = None

    @cached_property
    def key(self):
        """By this name a browser keeps what is not saved yet."""
        return hashlib.sha256(f"{self.about['digest']}\n{self.coder}\n{self.path.name}".encode()).hexdigest()[
            :20
        ]

    # ------------------------------------------------------------ the file

    def journal(self):
        """The Journal of the file as it is now; only what is new in it is read."""
        try:
            stamp = os.stat(self.path)
            size = stamp.st_size
        except OSError:
            size, stamp = 0, None
        begun = stamp and (stamp.st_dev, stamp.st_ino)
        if size < self._read or begun != self._stamp:
            self._entries, self._skipped, self._read, self._now = [], 0, 0, None
        self._stamp = begun
        if size > self._read or self._now is None:
            try:
                with open(self.path, "rb") as file:
                    file.seek(self._read)
                    fresh = file.read(growing.MAX_BYTES)
            except OSError:
                fresh = b""
            fresh = fresh[: fresh.rfind(b"\n") + 1]  # a line that is being written comes next time
            more, skipped = growing.entries(fresh)
            self._entries += more
            self._skipped += skipped
            self._read += len(fresh)
            self._now = journal.of_entries(self._entries, self._skipped)
        return self._now

    @property
    def version(self):
        """How much of the file was read: two pages with the same version show the same."""
        self.journal()
        return self._read

    def do(self, op):
        """Take one step; returns "" when the file holds it, else a sentence that says why not.

        op: {"op": its name, "do": "code" | "remove" | "seen" | "pass", ...} with positions in UTF-16 units.
        A step that the file holds already is well.
        """
        try:
            entry = self._entry(op)
        except DeskError as problem:
            return str(problem)
        now = self.journal()
        if entry["op"] in now.ops:
            return ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if now.text.get("digest") != self.about["digest"] or now.codebook != self.book.digest:
                journal.append(self.path, journal.begin(self.coder, self.about, self.book.digest))
            journal.append(self.path, entry)
        except OSError as problem:
            return f"{self.path.name} cannot be written ({problem.strerror}). Is the disk full?"
        # what counts is what the file says, not that we wrote
        return "" if entry["op"] in self.journal().ops else "The step is not in the file; it is sent again."

    def _entry(self, op):
        """The line of a step. DeskError when it is none that this desk can take."""
        if not isinstance(op, dict) or op.get("do") not in _OPS or not _name(op.get("op")):
            raise DeskError("The page sent a step that the desk does not know. Run the cell again.")
        number = op.get("pass", 1)
        if not isinstance(number, int) or not 1 <= number <= 1000:
            raise DeskError("There is no such pass.")
        entry = {"do": op["do"], "op": op["op"]}
        if op["do"] == "seen":
            places = [one for one in op.get("sentences") or () if isinstance(one, int)]
            entry["sentences"] = [one for one in places if 0 <= one < len(self.text.sentences)]
        elif op["do"] != "pass":
            if not _name(op.get("id")):
                raise DeskError("A coding without a name cannot be saved.")
            entry["id"] = op["id"]
        if op["do"] == "code":
            entry |= self._coded(op)
        return entry | {"pass": number, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}

    def _coded(self, op):
        """Unit, place, codes and memo of a coding."""
        codes, memo = op.get("codes"), op.get("memo", "")
        if not isinstance(codes, dict) or not isinstance(memo, str):
            raise DeskError("The page sent a coding that the desk does not know. Run the cell again.")
        codes = {
            str(name): " ".join(str(value).split())[: journal.MAX_WORDS] for name, value in codes.items()
        }
        codes = {name: value for name, value in codes.items() if value}
        wrong = self.book.problem(str(op.get("unit")), codes)
        if wrong:
            raise DeskError(wrong)
        found = {"unit": op["unit"], "codes": codes, "memo": memo[: journal.MAX_WORDS]}
        if self.items:
            if op.get("item") not in self.items:
                raise DeskError(f"There is no item {op.get('item')!r} in this list.")
            return found | {"item": op["item"]}
        start, end = op.get("start"), op.get("end")
        if not (isinstance(start, int) and isinstance(end, int)):
            raise DeskError("A coding needs a passage: mark one in the text first.")
        start, end = self.text.points(start), self.text.points(end, end=True)
        if not 0 <= start < end <= len(self.text.text):
            raise DeskError("The passage lies outside the text.")
        return found | {"start": start, "end": end}

    # ------------------------------------------------------------ for the page

    def state(self):
        """What the page shows of the newest pass, with positions in UTF-16 units."""
        now, units = self.journal(), self.text.units
        codings = []
        for one in now.latest():
            if one.unit not in self.book.units or one.end is not None and one.end > len(self.text.text):
                continue
            where = {"item": one.item} if one.item else {"start": units(one.start), "end": units(one.end)}
            codings.append({"id": one.id, "unit": one.unit, **where, "codes": one.codes, "memo": one.memo})
        number = now.passes[-1]
        return {
            "version": self._read,
            "passes": now.passes,
            "codings": codings,
            "seen": sorted(now.seen.get(number, ())),
            "skipped": now.skipped,
        }

    def description(self):
        """What the page must know once: text, places, codebook. It goes to the page and nowhere else."""
        units = self.text.units
        return {
            "coder": self.coder,
            "title": self.text.title,
            "key": self.key,
            "file": f"{self.path.parent.name}/{self.path.name}",
            "note": self.note,
            "text": self.text.text,
            "paragraphs": [[units(one.start), units(one.end)] for one in self.text.paragraphs],
            "sentences": [[units(one.start), units(one.end), one.paragraph] for one in sentences(self)],
            "items": self.items,
            "book": book_as_data(self.book),
            "state": self.state(),
        }

    def export(self):
        """Write the codings as a table beside the file; returns a sentence that says so.

        It holds positions, the digest of the text and at most six words of a passage.
        """
        now = self.journal()
        names = list(dict.fromkeys(name for unit in self.book.units.values() for name in unit.variables))
        used = [name for name in names if any(one.codes.get(name) for one in now.codings)]
        rows = [
            [
                one.pass_,
                one.unit,
                one.item,
                "" if one.item else one.start,
                "" if one.item else one.end,
                self._words(one),
                *(one.codes.get(name, "") for name in used),
                one.memo,
                "; ".join(self.book.missing(one.unit, one.codes)),
                self.coder,
                self.about["digest"],
                one.id,
            ]
            for one in now.codings
        ]
        head = [
            "pass",
            "unit",
            "item",
            "start",
            "end",
            "first words",
            *used,
            "memo",
            "still empty",
            "coder",
            "text",
            "id",
        ]
        path = self.path.with_name(self.path.name.removesuffix(journal.SUFFIX) + ".csv")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(spreadsheets.table(head, rows), encoding="utf-8-sig", newline="")
        except OSError:
            return (
                f"{path.name} cannot be written. Is it open in a spreadsheet program? Close it there first."
            )
        many = f"{len(rows)} coding{'s' * (len(rows) != 1)}"
        return (
            f"{path.parent.name}/{path.name} was written: {many}, with positions and at most six words "
            "of each passage."
        )

    def _words(self, coding):
        if coding.item:
            return ""
        return self.text.words(coding.start, coding.end)


def _name(value):
    return isinstance(value, str) and 0 < len(value) <= 80


def sentences(work):
    """The places that are looked at one by one: sentences, or the items of a list."""
    if work.items:
        return [texts.Span(one.start, one.end, one.number, one.number) for one in work.text.paragraphs]
    return work.text.sentences


def digest(text, items=()):
    """The digest of a text; for a list of items, that of their names and words."""
    if not items:
        return text.digest
    told = "\n".join(f"{name}\t{words}" for name, words in zip(items, text.text.split("\n\n")))
    return "sha256:" + hashlib.sha256(told.encode("utf-8")).hexdigest()


def book_as_data(book):
    """A codebook as the page takes it."""
    values = ("name", "title", "definition", "key", "example", "counter_example")
    variable = (
        "name",
        "title",
        "level",
        "kind",
        "definition",
        "rule",
        "example",
        "counter_example",
        "open",
        "optional",
    )
    unit = ("name", "title", "key", "variables", "definition", "rule", "example", "counter_example")
    return {
        "title": book.title,
        "about": " ".join(book.about.split()),
        "levels": codebook.LEVELS,
        "units": [{name: getattr(one, name) for name in unit} for one in book.units.values()],
        "variables": {
            one.name: {name: getattr(one, name) for name in variable}
            | {"values": [{name: getattr(value, name) for name in values} for value in one.values.values()]}
            for one in book.variables.values()
        },
    }


# ---------------------------------------------------------------- opening


def open_text(source, coder, book, folder=FOLDER, kind=None, pasted=False, **about):
    """The Work on a text. source: a file, a text, or a texts.Text; about: title, publisher, published, url.

    The cleaned text is kept beside the coder's file, so that it is found again and never shifts under
    them.
    Raises DeskError or texts.TextError.
    """
    coder = named(coder)
    text = source if isinstance(source, texts.Text) else texts.load(source, kind)
    folder = Path(folder)
    title = texts.line(about.pop("title", "") or "")[: texts.MAX_TITLE] or text.title
    name = slug(title, "text") if title else "pasted-" + text.digest[7:13]
    text, note = texts.of(text.text, title or name), ""
    path = folder / f"{name}.{slug(coder, 'coder')}{journal.SUFFIX}"
    before = _kept(folder / f"{name}.txt")
    if before and before.digest != text.digest:
        if before.digest == journal.read(path).text.get("digest") and not pasted:
            text = texts.of(before.text, text.title)
            note = (
                f"{name} has changed since you began to code it. Here it is as it was, so that codings fit. "
                "To code the new one, give it another name."
            )
        else:  # another text of this name
            name = f"{name}-{text.digest[7:13]}"
            path = folder / f"{name}.{slug(coder, 'coder')}{journal.SUFFIX}"
    _keep(folder, f"{name}.txt", text)
    about = {key: texts.line(str(value))[:300] for key, value in about.items() if value}
    return Work(text, coder, book, path, about, note=note)


def open_kept(name, coder, book, folder=FOLDER):
    """The Work on a text that was kept: its name as `kept` gives it."""
    if name not in kept(folder):
        raise DeskError(f"There is no kept text {name!r} in {Path(folder).name}.")
    path = Path(folder) / f"{name}.txt"
    text = _kept(path)
    if text is None:
        raise DeskError(f"{path.name} cannot be read. Paste the text again.")
    text = texts.load(text.text + "\n", "plain")  # as it is, unless somebody edited it by hand
    own = Path(folder) / f"{name}.{slug(named(coder), 'coder')}{journal.SUFFIX}"
    begun = journal.read(own).text
    if begun.get("digest") not in (None, text.digest):
        raise DeskError(
            f"{path.name} was changed after you coded it, and your codings would no longer fit. "
            f"Undo the change, or rename {own.name}."
        )
    about = {part: begun.get(part) for part in ("publisher", "published", "url")}
    return Work(texts.of(text.text, begun.get("title") or name), named(coder), book, own, about)


def open_items(items, coder, book, title="items", folder=FOLDER):
    """The Work on a list. items: name -> words. Raises DeskError."""
    words = {str(name): texts.line(str(one)) for name, one in items.items()}
    empty = [name for name, one in words.items() if not one]
    if not words or empty:
        raise DeskError(f"{empty[0]} has no words." if empty else "There are no items to code.")
    if len(words) > MAX_ITEMS:
        raise DeskError(f"There are {len(words):,} items; up to {MAX_ITEMS:,} can be coded at once.")
    text = texts.of("\n\n".join(words.values()), texts.line(title)[: texts.MAX_TITLE])
    coder = named(coder)
    name = f"{slug(text.title, 'items')}-{digest(text, words)[7:13]}"
    path = Path(folder) / f"{name}.{slug(coder, 'coder')}{journal.SUFFIX}"
    _own(Path(folder))
    return Work(text, coder, book, path, items=words)


def kept(folder=FOLDER):
    """The names of the texts that a folder keeps, the newest first."""
    try:
        found = [(one.stat().st_mtime, one.stem) for one in Path(folder).glob("*.txt")]
    except OSError:
        return []
    return [name for _, name in sorted(found, reverse=True)]


def named(coder):
    """The coder's name in one line. DeskError without one."""
    coder = " ".join(str(coder or "").split())[:60]
    if not coder:
        raise DeskError('Say who codes: a name or any word, for example coder="anna".')
    return coder


def _kept(path):
    """The Text of a kept file; None where there is none that can be read."""
    try:
        return texts.of(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError):
        return None


def _own(folder):
    """Make the folder, with a note that git leaves it alone. It may be read-only: then nothing is kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        note = folder / ".gitignore"
        if not note.exists():
            note.write_text("# codings and texts stay on this computer\n*\n", encoding="utf-8")
    except OSError:
        raise DeskError(
            f"The folder {folder.name} cannot be made here. Open the lessons from a folder you may write to."
        ) from None


def _keep(folder, name, text):
    """Keep a cleaned text, whole or not at all."""
    _own(folder)
    path = folder / name
    if path.exists():
        return
    new = path.with_suffix(".new")
    try:
        new.write_text(text.text, encoding="utf-8", newline="\n")
        os.replace(new, path)
    except OSError:
        raise DeskError(f"The text cannot be kept in {folder.name}. Is the disk full?") from None
