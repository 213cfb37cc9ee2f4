"""The work of one coder on one text, or on one list of items, without a screen.

`Work` holds what is coded, the codebook and the coder's file. It takes steps ("ops") as the page sends them,
says which ones the file now holds, and sees what another page or another kernel added to the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aftercoup import journal
from aftercoup.coding import coder_file, texts
from aftercoup.coding.codebook import Codebook
from aftercoup.coding.coder_file import FOLDER, SUFFIX, CoderFile, Entry
from aftercoup.coding.forms import FORMS, LEVELS
from aftercoup.errors import OneSentence

ABOUT = ("title", "publisher", "published", "url")  # where a text comes from
MOST_OF_NAME = 40  # signs of a title or a coder in the name of a file


class DeskError(OneSentence, ValueError):
    """The desk cannot open, or a step cannot be done; the message says what to do."""


class Work:
    """One coder's work.

    text: what is coded; book: the rules; path: the coder's file (made with the first step); about: what is known
    of the text's origin; note: a sentence for the coder.
    """

    def __init__(
        self,
        text: texts.Text,
        coder: str,
        book: Codebook,
        path: Path | str,
        about: Mapping[str, Any] | None = None,
        note: str = "",
    ) -> None:
        self.text, self.coder, self.book, self.path = text, coder, book, Path(path)
        self.note = note
        self.about = {"digest": text.digest, "characters": len(text.text), "title": text.title}
        self.about |= about or {}
        self._read, self._now = b"", CoderFile()  # the file as it was read, and what it says

    @property
    def key(self) -> str:
        """By this name a browser stores what is not saved yet."""
        return f"{self.text.digest[7:27]} {self.path.name}"

    # ------------------------------------------------------------ the file

    def file(self) -> CoderFile:
        """What the coder's file says now."""
        data = journal.held(self.path)
        data = data[: data.rfind(b"\n") + 1]  # a line that is being written comes next time
        if data != self._read:
            self._read, self._now = data, coder_file.of_entries(*journal.entries(data))
        return self._now

    @property
    def version(self) -> int:
        """How much of the file was read: two pages with the same version show the same."""
        self.file()
        return len(self._read)

    def do(self, op: Entry) -> str:
        """Take one step; returns "" when the file holds it, else a sentence that says why not.

        op: {"op": its name, "do": "code" | "remove" | "seen" | "pass", ...}, as coder_file says. A step that the file
        holds already is well.
        """
        entry = coder_file.step(op)
        if not entry:
            return "The page sent a step that the desk does not know. Run the cell again."
        if wrong := self._problem(entry):
            return wrong
        now = self.file()
        if entry["op"] in now.ops:
            return ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if now.text.get("digest") != self.about["digest"] or now.codebook != self.book.digest:
                coder_file.append(self.path, coder_file.begin(self.coder, self.about, self.book.digest))
            coder_file.append(self.path, entry)
        except OSError as problem:
            return f"{self.path.name} cannot be written ({problem.strerror}). Is the disk full?"
        # what counts is what the file says, not that we wrote
        return "" if entry["op"] in self.file().ops else "The step is not in the file; it is sent again."

    def _problem(self, entry: Entry) -> str:
        """What is wrong with a coding, in a sentence; "" when it, or another step, can stand."""
        if entry["do"] != "code":
            return ""
        item = entry.get("item", "")
        wrong = self.book.problem(entry["unit"], entry["codes"])
        if wrong or self._is_here(item, entry.get("end", 0)):
            return wrong
        return f"There is no item {item!r} in this list." if item else "The passage lies outside the text."

    def _is_here(self, item: str, end: int) -> bool:
        """Whether this text has the place of a coding."""
        return item in self.text.items if item or self.text.items else end <= len(self.text.text)

    # ------------------------------------------------------------ for the page

    def state(self) -> dict[str, Any]:
        """What the page shows of the newest pass; where an item stands, it knows."""
        now = self.file()
        return {
            "version": len(self._read),
            "passes": now.passes,
            "codings": [
                asdict(coding)
                for coding in now.latest()
                if coding.unit in self.book.units and self._is_here(coding.item, coding.end)
            ],
            "seen": sorted(now.seen.get(now.passes[-1], ())),
        }

    def description(self) -> dict[str, Any]:
        """What the page must know once: text, positions, codebook. It goes to the page and nowhere else."""
        book = self.book
        return {
            "coder": self.coder,
            "title": self.text.title,
            "key": self.key,
            "note": self.note,
            "text": self.text.text,
            "paragraphs": self.text.paragraphs,
            "sentences": self.text.sentences,
            "items": self.text.items,
            "book": {
                "about": " ".join(book.about.split()),
                "levels": LEVELS,
                "units": [asdict(unit) for unit in book.units.values()],
                "variables": {
                    name: asdict(variable)
                    | {"values": [asdict(value) for value in variable.values.values()]}
                    | FORMS[variable.kind]._asdict()
                    for name, variable in book.variables.items()
                },
            },
            "state": self.state(),
        }


# ---------------------------------------------------------------- opening


def open_text(
    text: texts.Text,
    coder: str,
    book: Codebook,
    folder: Path | str,
    about: Mapping[str, str],
    pasted: bool = False,
    name: str = "",
) -> Work:
    """The Work on a text. about: title, publisher, published, url; name: under which it is stored already.

    The text is stored beside the coder's file, so that it is found again and never shifts under them. Raises
    DeskError.
    """
    folder = Path(folder)
    about = {part: texts.line(about.get(part, ""))[: texts.MAX_TITLE] for part in ABOUT}
    title = about.pop("title") or text.title
    name = name or (texts.slug(title, "text", MOST_OF_NAME) if title else "pasted-" + text.digest[7:13])
    text, note = texts.Text(text.text, title or name), ""
    stored, begun = texts.stored(folder / f"{name}.txt"), coder_file.read(_path(folder, name, coder)).text
    if stored and stored.digest != text.digest:
        if stored.digest == begun.get("digest") and not pasted:
            text = texts.Text(stored.text, text.title)
            note = (
                f"{name} has changed since you began to code it. Here it is as it was, so that codings fit. "
                "To code the new one, give it another name."
            )
        else:  # another text of this name
            name = f"{name}-{text.digest[7:13]}"
    elif begun.get("digest") not in (None, text.digest):
        raise DeskError(
            f"{name}.txt is not the text that you coded, and your codings would not fit it. "
            f"Bring the old text back, or rename {_path(folder, name, coder).name}."
        )
    _store(folder, f"{name}.txt", text)
    return Work(text, coder, book, _path(folder, name, coder), about, note)


def open_stored(name: str, coder: str, book: Codebook, folder: Path | str = FOLDER) -> Work:
    """The Work on a text that was stored: its name as `stored_names` gives it. Raises DeskError."""
    text = texts.stored(Path(folder) / f"{name}.txt") if name in stored_names(folder) else None
    if text is None or not text.sentences:
        raise DeskError(f"There is no text {name!r} in {Path(folder).name} that can be read. Paste it again.")
    return open_text(text, coder, book, folder, {}, name=name)


def open_items(
    items: Mapping[str, str], coder: str, book: Codebook, title: str = "items", folder: Path | str = FOLDER
) -> Work:
    """The Work on a list. items: name -> words. Raises DeskError."""
    folder = Path(folder)
    words = {name: texts.line(item) for name, item in items.items()}
    empty = [name for name, item in words.items() if not item]
    if not words or empty:
        raise DeskError(f"{empty[0]} has no words." if empty else "There are no items to code.")
    text = texts.Text("\n\n".join(words.values()), texts.line(title)[: texts.MAX_TITLE], tuple(words))
    _store(folder)
    name = f"{texts.slug(text.title, 'items', MOST_OF_NAME)}-{text.digest[7:13]}"
    return Work(text, coder, book, _path(folder, name, coder))


def _path(folder: Path, name: str, coder: str) -> Path:
    return folder / f"{name}.{texts.slug(coder, 'coder', MOST_OF_NAME)}{SUFFIX}"


def stored_names(folder: Path | str = FOLDER) -> list[str]:
    """The names of the texts that a folder holds, the newest first."""
    newest = sorted(Path(folder).glob("*.txt"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.stem for path in newest]


def _store(folder: Path, name: str = "", text: texts.Text | None = None) -> None:
    """Make the folder, with a note that git leaves it alone, and store a cleaned text in it, whole or not at all."""
    note, path = folder / ".gitignore", folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not note.exists():
            note.write_text("# codings and texts stay on this computer\n*\n", encoding="utf-8")
        if text and not path.exists():
            new = path.with_suffix(".new")
            new.write_text(text.text, encoding="utf-8", newline="\n")
            new.replace(path)
    except OSError as problem:
        raise DeskError(
            f"Nothing can be saved in {folder.name} ({problem.strerror}). Open the lessons from a folder that you may "
            "write to, on a disk that is not full."
        ) from None
