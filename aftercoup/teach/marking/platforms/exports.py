"""Grade exports: tables in which only the cells change that are filled in, so that a platform recognises its own, and what
the platforms' exports look like: which columns hold ids, names and points."""

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

from aftercoup.spreadsheets import cut_sep, delimiter_of
from aftercoup.teach.marking.platforms import times
from aftercoup.teach.marking.platforms.hand_in import MarkingError, shown

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Row(list[str]):
    """The cells of one line as they are written: those that are not put stay so."""

    def get(self, index: int | None) -> str:
        """The text of a cell, "" where the line has none."""
        if index is None or index >= len(self):
            return ""
        cell = self[index]
        return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell

    def put(self, index: int, words: str, delimiter: str) -> None:
        """Fill in a cell."""
        self += [""] * (index + 1 - len(self))
        quoted = self[index][:1] == '"' or delimiter in words
        self[index] = f'"{words}"' if quoted else words


class Handed(NamedTuple):
    """What an export tells of a hand-in. when: as ISO time, "" where its words are not read; words: those; late: the
    platform calls it so."""

    when: str
    words: str
    late: bool


class Export:
    """A grade export, its text cut into cells without changing one of them. Each platform's is a subclass; this one is
    nobody's. Raises MarkingError.

    rows: all but the header; needs: patterns of the names of columns that have to be there; id_columns: the platform's own
    first; name_columns: what makes a name; points: how the name of a column that takes points looks; possible: what stands
    in it before the most points.
    """

    platform = ""
    needs: Sequence[str] = ()
    id_columns: Sequence[str] = ()
    name_columns: Sequence[str] = ()
    points = ""
    possible = ""

    def __init__(self, data: bytes) -> None:
        self.bom, self.encoding, text = decoded(data)
        self.sep, text = cut_sep(text)
        self.delimiter = delimiter_of(text)
        # a cell as it is written, with its quotation marks, and the sign that ends it
        cell = re.compile(rf'("(?:[^"]|"")*"|[^{self.delimiter}\r\n]*)({self.delimiter}|\r\n|\n|\r|$)')
        self.lines: list[tuple[Row, str]] = []  # each with its end
        cells: list[str] = []
        for words, end in cell.findall(text):
            cells.append(words)
            if end != self.delimiter:
                self.lines.append((Row(cells), end))
                cells = []
        if self.lines[-1] == ([""], ""):  # behind the end of the last line
            self.lines.pop()
        if len(self.lines) < 2:
            raise MarkingError(
                "This grade export holds no students. Export it with all students of the course."
            )
        head, *self.rows = [row for row, _ in self.lines]
        self.header = [head.get(index).strip() for index in range(len(head))]

    def written(self) -> bytes:
        """The bytes of the file, with what was filled in."""
        text = self.sep + "".join(self.delimiter.join(row) + end for row, end in self.lines)
        return self.bom + text.encode(self.encoding)

    def index(self, name: str) -> int | None:
        """The index of a column, whatever the case of its name; None where there is none."""
        lower = [column.casefold() for column in self.header]
        return lower.index(name.casefold()) if name.casefold() in lower else None

    def cell(self, row: Row, name: str) -> str:
        """The text of a row in a column; "" where there is none."""
        return row.get(self.index(name)).lstrip("#").strip()  # Brightspace begins them with a #

    @property
    def known(self) -> bool:
        """Is it an export of this platform?"""
        names = [name.casefold() for name in self.header]
        return all(any(re.fullmatch(need, name) for name in names) for need in self.needs)

    def ids(self, row: Row) -> list[str]:
        """The ids of a row's student."""
        return [self.cell(row, name) for name in self.id_columns]

    def name(self, row: Row) -> str:
        """The name of a row's student."""
        return " ".join(self.cell(row, name) for name in self.name_columns).strip()

    @property
    def graded(self) -> list[int]:
        """The indexes of the columns that take points."""
        return [index for index, name in enumerate(self.header) if re.search(self.points, name)]

    def most(self, index: int) -> float | None:
        """The most points that a column takes; None where the export does not tell."""
        match = re.search(self.possible + r"(\d+(?:[.,]\d+)?)", self.header[index])
        return read_number(match[1]) if match else None

    def handed_in(self) -> dict[str, Handed]:
        """id -> when a student handed in, where the export tells."""
        return {}


class Canvas(Export):
    """It has a row of the most points below its header."""

    platform = "canvas"
    needs = ("student", "section", "id|sis login id")
    id_columns = ("ID", "SIS User ID", "SIS Login ID")
    name_columns = ("Student",)
    points = r"\(\d+\)$"

    def most(self, index: int) -> float | None:
        for row in self.rows[:2]:
            if "points possible" in row.get(0).casefold():
                if "read only" in row.get(index).casefold():
                    raise MarkingError(f"Canvas marks the column {shown(self.header[index])} as read only.")
                return read_number(row.get(index))
        return None


class Brightspace(Export):
    platform = "brightspace"
    needs = ("orgdefinedid|end-of-line indicator",)
    id_columns = ("OrgDefinedId", "Username")
    name_columns = ("First Name", "Last Name")
    points = "(?i)points grade"
    possible = r"(?i)maxpoints:?\s*"


class Blackboard(Export):
    platform = "blackboard"
    needs = ("username", r".*(\||total pts).*")
    id_columns = ("Username", "Student ID")
    name_columns = ("First Name", "Last Name")
    points = r"\|"
    possible = r"(?i)total pts:?\s*(?:up to\s*)?"


_PARTICIPANT = re.compile(r"^\D*[^\W\d]\D*(\d+)$")  # a word in any language, and a number
_LATE = re.compile(  # Moodle's string "submittedlateshort" in its language packs; of Polish none was found
    r"(?i)\blate\b|zu spät|en retard|después|de retraso|atrasado|in ritardo|\blaat\b|срок выполнения закончился"
)


class Moodle(Export):
    """Its headers are in the language of whoever exported it, so columns are known by their places."""

    platform = "moodle"

    @property
    def known(self) -> bool:
        return bool(self.graded)

    def ids(self, row: Row) -> list[str]:
        match = _PARTICIPANT.match(row.get(0))
        return [match[1] if match else ""]

    def name(self, row: Row) -> str:
        return row.get(1).strip()

    @property
    def graded(self) -> list[int]:
        """The column before the one that holds the same number for everyone, which is the maximum."""
        rows = [row for row in self.rows if any(row)]
        if not rows or not all(_PARTICIPANT.match(row.get(0)) for row in rows):
            return []
        for index in range(2, len(self.header)):
            before = {row.get(index - 1) for row in rows} - {"", "-"}
            same = {row.get(index) for row in rows}
            if len(same) == 1 and all(read_number(value) is not None for value in same | before):
                return [index - 1]
        return []

    def most(self, index: int) -> float | None:
        return read_number(self.rows[0].get(index + 1))

    def handed_in(self) -> dict[str, Handed]:
        (grade,) = self.graded
        when = self.index("Last modified (submission)")
        when = grade + 3 if when is None else when  # behind the maximum and "can be changed"
        handed = {}
        for row in self.rows:
            words = row.get(when).strip()
            if words not in ("", "-"):
                late = any(_LATE.search(row.get(index)) for index in range(2, grade))
                handed[self.ids(row)[0]] = Handed(times.in_words(words), words, late)
        return handed


EXPORTS = Canvas, Brightspace, Blackboard, Moodle


def read(data: bytes) -> Export:
    """A grade export, as that of the first platform that knows it as its own. Raises MarkingError."""
    for kind in EXPORTS:
        if (export := kind(data)).known:
            return export
    raise MarkingError(
        "This is not a grade export of Canvas, Moodle, Blackboard or Brightspace: its first "
        f"line reads {shown(' | '.join(export.header)[:120])}. Export it anew and do not save it from a "
        "spreadsheet program."
    )


def decoded(data: bytes) -> tuple[bytes, str, str]:
    """(byte order mark, encoding, text). Raises MarkingError."""
    bom, told = next(((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom)), (b"", ""))
    for encoding in [told] if told else ["utf-8", "cp1252", "latin-1"]:
        try:
            return bom, encoding, data[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MarkingError("This table is damaged in the middle. Export or save it anew.")


def read_number(words: str) -> float | None:
    """A number as exports write it, with a point or a comma; None where it is none."""
    words = words.strip().replace(",", ".")
    return float(words) if re.fullmatch(r"\d+(\.\d+)?", words) else None
