"""A grade export as a table in which only the cells change that are filled in: header, order, encoding, delimiter and
all other bytes stay, so that the platform recognises it as its own."""

import codecs
import re

from aftercoup.errors import OneSentence
from aftercoup.spreadsheets import cut_sep, delimiter_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ExportError(OneSentence, ValueError):
    """A grade export cannot be filled in; the message says what is wrong and what to do."""


class Row:
    """One line. Cells that are not put stay as they were written."""

    def __init__(self, raw: list[str], delimiter: str) -> None:
        self.raw, self.delimiter = raw, delimiter

    def get(self, place: int | None) -> str:
        """The text of a cell, "" where the line has none."""
        if place is None or place >= len(self.raw):
            return ""
        cell = self.raw[place]
        return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell

    def put(self, place: int, words: str) -> None:
        """Fill in a cell."""
        while len(self.raw) <= place:
            self.raw.append("")
        quoted = self.raw[place][:1] == '"' or self.delimiter in words
        self.raw[place] = f'"{words}"' if quoted else words


class Table:
    """The text of a delimited file, cut into cells without changing one of them. rows: all but the header."""

    def __init__(self, data: bytes) -> None:
        self.bom, self.encoding, text = decoded(data)
        self.sep, text = cut_sep(text)
        self.delimiter = delimiter_of(text)
        self.ends: list[str] = []
        self.all: list[Row] = []
        cell = re.compile(rf'("(?:[^"]|"")*"|[^{self.delimiter}\r\n]*)({self.delimiter}|\r\n|\n|\r|$)')
        place, raw = 0, []
        while place < len(text):
            found = cell.match(text, place)
            if not found:
                raise ExportError("This grade export has a quotation mark in a wrong place. Export it anew.")
            raw.append(found[1])
            place = found.end()
            if found[2] != self.delimiter:
                self.all.append(Row(raw, self.delimiter))
                self.ends.append(found[2])
                raw = []
        if raw:  # the last line ends with a delimiter
            self.all.append(Row([*raw, ""], self.delimiter))
            self.ends.append("")
        if len(self.all) < 2:
            raise ExportError(
                "This grade export holds no students. Export it with all students of the course."
            )
        self.rows = self.all[1:]
        self.header = [self.all[0].get(place).strip() for place in range(len(self.all[0].raw))]

    def written(self) -> bytes:
        """The bytes of the file, with what was filled in."""
        text = self.sep + "".join(
            self.delimiter.join(row.raw) + end for row, end in zip(self.all, self.ends, strict=True)
        )
        return self.bom + text.encode(self.encoding)

    def place(self, name: str) -> int | None:
        """The place of a column, whatever the case of its name; None where there is none."""
        lower = [one.casefold() for one in self.header]
        return lower.index(name.casefold()) if name.casefold() in lower else None


def decoded(data: bytes) -> tuple[bytes, str, str]:
    """(byte order mark, encoding, text)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return bom, encoding, data[len(bom) :].decode(encoding)
            except UnicodeDecodeError:
                raise ExportError("This grade export is damaged in the middle. Export it anew.") from None
    for encoding in ("utf-8", "cp1252"):
        try:
            return b"", encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return b"", "latin-1", data.decode("latin-1")


def read_number(words: str) -> float | None:
    """A number as exports write it, with a point or a comma; None where it is none."""
    words = words.strip().replace(",", ".")
    return float(words) if re.fullmatch(r"\d+(\.\d+)?", words) else None
