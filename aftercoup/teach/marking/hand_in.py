"""One file that was handed in, and whose it is."""

import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, NamedTuple

NOTEBOOK = (".ipynb", ".ipynb.txt", ".json")
GROUP = "group: "  # begins the id of a group that handed in, so that it is no student's
ASK = "ask for the notebook file that ends in .ipynb"
UNREADABLE = (  # what reading a damaged file or archive may raise
    *(zipfile.BadZipFile, zlib.error, OSError, ValueError),
    *(NotImplementedError, RuntimeError, EOFError),
)


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

    path: where it was found, as shown to people; student; attempt: sorts the
    attempts of one student, the last is the greatest; late: the platform marked it so; platform; data: its
    bytes, None when it was refused; refused: why, and what to do ("" when it can be read); notes: sentences;
    when: it was handed in, as ISO time, where the platform's names or notes tell.
    """

    path: str
    student: Student
    platform: str
    attempt: tuple[int, ...] = ()
    late: bool = False
    data: bytes | None = None
    refused: str = ""
    notes: tuple[str, ...] = ()
    when: str = ""


Owner = Callable[[str], HandIn]  # from the path of a file to whose it is


class File(NamedTuple):
    """A file of a folder or archive. path: with "/" between folders, as found; open: gives a binary stream; refused:
    why it is not read."""

    path: str
    open: Callable[[], IO[bytes]]
    size: int
    refused: str = ""

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """Its folders without its name."""
        return self.path.rpartition("/")[0]

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


def without_control_signs(text: object) -> str:
    """Text that steers no terminal: control and direction signs stand there as their codes."""
    safe = str(text)
    if safe.isprintable():
        return safe
    steering = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in steering else sign for sign in safe)


def shown(text: object) -> str:
    """A name as people may see it: without control and direction signs, at most 200 characters."""
    safe = without_control_signs(text)
    return safe if len(safe) <= 200 else f"{safe[:150]}…{safe[-45:]}"
