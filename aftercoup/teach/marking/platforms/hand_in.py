"""One file that was handed in, and whose it is."""

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import IO, NamedTuple

from aftercoup.errors import OneSentence

NOTEBOOK = (".ipynb", ".ipynb.txt", ".json")
GROUP = "group: "  # begins the id of a group that handed in, so that it is no student's
ASK = "ask for the notebook file that ends in .ipynb"
UNREADABLE = (  # what reading a damaged file or archive may raise
    *(zipfile.BadZipFile, zlib.error, OSError, ValueError),
    *(NotImplementedError, RuntimeError, EOFError),
)


class MarkingError(OneSentence, ValueError):
    """What a person gave cannot be used; the message says why, and what to do."""


class Student(NamedTuple):
    """Whose a file is. id: the platform's, or the best that names tell; name: as the platform writes it; variant: the
    letter of the questions that are the student's, by the roster."""

    id: str
    name: str = ""
    variant: str = ""

    @property
    def key(self) -> str:
        """The id in one Unicode form and case, by which files of one student are put together."""
        return unicodedata.normalize("NFKC", self.id).casefold().strip()

    @property
    def called(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


class HandIn(NamedTuple):
    """One file that was handed in.

    path: where it was found, with "/" between folders; student: whose it is; attempt: sorts the attempts of one student,
    the last is the greatest; late: the platform marked it so; data: its bytes, None before it is read or where it was
    refused; refused: why, and what to do ("" when it can be read); notes: sentences; when: it was handed in, as ISO time,
    where the platform's names or notes tell; open: gives a binary stream; size: in bytes.
    """

    path: str
    student: Student = Student("")
    attempt: tuple[int, ...] = ()
    late: bool = False
    data: bytes | None = None
    refused: str = ""
    notes: tuple[str, ...] = ()
    when: str = ""
    open: Callable[[], IO[bytes]] = io.BytesIO
    size: int = 0

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path.rpartition("/")[2]

    @property
    def folders(self) -> list[str]:
        """Its folder, the one around it, and so on; "" is around all."""
        parts = self.path.split("/")[:-1]
        return ["/".join(parts[:depth]) for depth in range(len(parts), -1, -1)]

    def beginning(self) -> str:
        """The first lines of a text file; "" where it cannot be read."""
        try:
            with self.open() as stream:
                return stream.read(2000).decode("utf-8-sig", "replace").replace("\r\n", "\n")
        except UNREADABLE:
            return ""


def is_notebook(path: str) -> bool:
    """Does a file's name say that it is a notebook?"""
    return path.lower().endswith(NOTEBOOK)


def without_control_signs(text: object, keep: str = "") -> str:
    """Text that steers no terminal and turns no direction: such signs, but for those in `keep`, stand there as codes."""
    safe, steering = str(text), ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    is_safe = lambda sign: sign in keep or unicodedata.category(sign) not in steering
    coded = (sign if is_safe(sign) else f"\\u{ord(sign):04x}" for sign in safe)
    return safe if safe.isprintable() else "".join(coded)


def shown(text: object, most: int = 200) -> str:
    """A name, or a sentence, as people may see it: without control and direction signs, and of a long one the beginning and
    the end."""
    safe = without_control_signs(text)
    return safe if len(safe) <= most else f"{safe[: most * 3 // 4]}…{safe[-most // 4 + 5 :]}"


def some(names: Iterable[object], most: int | None = 3) -> str:
    """The first of several names (most is None: all) as people may see them, with … where there are more. Between them
    stand commas, or semicolons where a name has a comma itself."""
    every = [shown(name) for name in names]
    between = "; " if any("," in name for name in every) else ", "
    return between.join(every[:most]) + (" …" if len(every) > len(every[:most]) else "")
