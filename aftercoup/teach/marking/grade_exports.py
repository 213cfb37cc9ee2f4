"""Filling in the grade sheet that a learning platform exported, and leaving everything else in it as it is.

Each platform recognises its own export: its header, order, encoding and delimiter. So a sheet is never
written from scratch: the cells of one column are filled in, and all other bytes stay. Canvas joins by ID and
shows the maximum in its second row. Moodle's worksheet has headers in the platform's language and joins by
the number of the participant. Blackboard joins by Username, Brightspace by OrgDefinedId or Username.
"""

import codecs
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aftercoup.errors import OneSentence
from aftercoup.spreadsheets import cut_sep, delimiter_of
from aftercoup.teach.marking.hand_ins import Student, shown, time_in_words

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NUMBER = re.compile(r"^\d+([.,]\d+)?$")
_PARTICIPANT = re.compile(r"^\D*[^\W\d]\D*(\d+)$")  # a word in any language, and a number


class SheetError(OneSentence, ValueError):
    """An exported grade sheet cannot be filled in; the message says what is wrong and what to do."""


class Filled(NamedTuple):
    """A filled-in sheet. data: its bytes; platform; column: the header of what was filled in; count: how many
    cells; missing: students of ours that the sheet does not name; notes: sentences for the instructor."""

    data: bytes
    platform: str
    column: str
    count: int
    missing: tuple
    notes: tuple


def names(data: bytes, source: str = "") -> dict[str, str]:
    """id -> name of the students that a grade export lists; {} where it does not tell. source: as in `fill`."""
    table = _Table(data)
    platform = _recognised(table.header) or ("moodle" if _moodle_columns(table) else "")
    if not platform:
        return {}
    columns = [table.place(name) for name in _NAMES[platform]]
    found = {}
    for id_, row in _rows_by_id(table, platform, source).items():
        words = [row.get(1)] if platform == "moodle" else [row.get(n) for n in columns if n is not None]
        if any(words):
            found[id_] = " ".join(words).strip()
    return found


class Handed(NamedTuple):
    """What Moodle's worksheet tells of a hand-in. when: as ISO time, "" where its words are not read; words: those; late:
    Moodle calls it so."""

    when: str
    words: str
    late: bool


def handed_in(data: bytes) -> dict[str, Handed]:
    """id -> Handed of the students in Moodle's worksheet who handed in; {} for other exports."""
    table = _Table(data)
    grade = None if _recognised(table.header) else _moodle_columns(table)
    if grade is None:
        return {}
    when = table.place("Last modified (submission)") or grade + 3  # behind the maximum and "can be changed"
    found = {}
    for id_, row in _rows_by_id(table, "moodle", "moodle").items():
        words = row.get(when).strip()
        if words not in ("", "-"):
            late = any(re.search(r"\blate\b", row.get(place)) for place in range(2, grade))
            found[id_] = Handed(time_in_words(words), words, late)
    return found


def fill(
    data: bytes,
    points: Sequence[tuple[Student, float]],
    possible: float,
    hints: Sequence[str] = (),
    column: str = "",
    alone: bool = True,
    source: str = "",
    replace: bool = False,
    partial: Mapping[str, float] | None = None,
) -> Filled:
    """Fill the points of one exercise into a platform's grade export.

    data: the bytes of the export; points: [(Student, number), …]; possible: the most points there are;
    hints: words by which the column may be named (number and title of the exercise); column: the exact
    header, where the hints do not tell; alone: the export is for this exercise only, so its only column is the
    right one; source: the platform from which the files came, which tells of what kind their ids are; replace:
    write over other points that stand there; partial: by a student's key, what an earlier run filled in while texts
    were still to be read, which more points may replace. Raises SheetError.

    A row is filled through the student's own id alone: names are never compared, for two students may share one.
    """
    table = _Table(data)
    platform = _recognised(table.header)
    if platform is None and _moodle_columns(table):
        platform = "moodle"
    if platform is None:
        raise SheetError(
            "This is not a grade export of Canvas, Moodle, Blackboard or Brightspace: its first "
            f"line reads {shown(' | '.join(table.header)[:120])}. Export it anew and do not save it from a "
            "spreadsheet program."
        )
    place = _column(platform, table, hints, column, alone)
    notes, missing, written = [], [], 0
    most = _maximum(platform, table, place)
    if most is not None and abs(most - possible) > 0.005:
        notes.append(
            f"The platform's column allows {most:g} points and the exercise has {possible:g}: set the maximum "
            f"on the platform to {possible:g} before you upload."
        )
    comma = platform == "moodle" and any("," in row.get(place + 1) for row in table.rows)
    rows = _rows_by_id(table, platform, source)
    for student, value in points:
        row = rows.get(_same(student.id))
        if row is None:
            missing.append(student)
            continue
        name, words = shown(student.name or student.id), f"{value:.2f}".rstrip("0").rstrip(".")
        before = row.get(place).strip()
        if before.upper() == "EX":
            notes.append(f"{name} is excused (EX) on the platform and stays so.")
            continue
        if before not in ("", "-"):
            stood = _number(before)
            if stood is not None and abs(stood - value) < 0.005:
                continue
            ours = (partial or {}).get(student.key)
            raised = ours is not None and stood is not None and abs(stood - ours) < 0.005 and value > stood
            if not replace and not raised:
                notes.append(f"{name} has {shown(before)} in the export, which stays; here it is {words}.")
                continue
            notes.append(f"{name}: {shown(before)} in the export was replaced by {words}.")
        row.put(place, words.replace(".", ",") if comma else words)
        written += 1
    return Filled(table.written(), platform, table.header[place], written, tuple(missing), tuple(notes))


# ---------------------------------------------------------------- a table whose other cells stay as they are


class _Row:
    def __init__(self, raw, delimiter):
        self.raw, self.delimiter = raw, delimiter

    def get(self, place):
        if place >= len(self.raw):
            return ""
        cell = self.raw[place]
        return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell

    def put(self, place, words):
        while len(self.raw) <= place:
            self.raw.append("")
        quoted = self.raw[place][:1] == '"' or self.delimiter in words
        self.raw[place] = f'"{words}"' if quoted else words


class _Table:
    """The text of a delimited file, cut into cells without changing one of them."""

    def __init__(self, data):
        self.bom, self.encoding, text = _decoded(data)
        self.sep, text = cut_sep(text)
        self.delimiter = delimiter_of(text)
        self.ends, rows = [], []
        cell = re.compile(rf'("(?:[^"]|"")*"|[^{self.delimiter}\r\n]*)({self.delimiter}|\r\n|\n|\r|$)')
        place, raw = 0, []
        while place < len(text):
            found = cell.match(text, place)
            if not found:
                raise SheetError("This sheet has a quotation mark in a wrong place. Export it anew.")
            raw.append(found[1])
            place = found.end()
            if found[2] != self.delimiter:
                rows.append(_Row(raw, self.delimiter))
                self.ends.append(found[2])
                raw = []
        if raw:  # the last line ends with a delimiter
            rows.append(_Row([*raw, ""], self.delimiter))
            self.ends.append("")
        if len(rows) < 2:
            raise SheetError("This sheet holds no students. Export it with all students of the course.")
        self.all, self.rows = rows, rows[1:]
        self.header = [rows[0].get(n).strip() for n in range(len(rows[0].raw))]

    def written(self):
        text = self.sep + "".join(
            self.delimiter.join(row.raw) + end for row, end in zip(self.all, self.ends, strict=True)
        )
        return self.bom + text.encode(self.encoding)

    def place(self, *names):
        lower = [name.casefold() for name in self.header]
        return next((lower.index(name.casefold()) for name in names if name.casefold() in lower), None)


def _decoded(data):
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return bom, encoding, data[len(bom) :].decode(encoding)
            except UnicodeDecodeError:
                raise SheetError("This sheet is damaged in the middle. Export it anew.") from None
    for encoding in ("utf-8", "cp1252", "latin-1"):
        try:
            return b"", encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")


# ---------------------------------------------------------------- what each platform's sheet looks like


def _recognised(header):
    names = {name.casefold() for name in header}
    if header and header[0].casefold() == "student" and "section" in names and names & {"id", "sis login id"}:
        return "canvas"
    if names & {"orgdefinedid", "end-of-line indicator"}:
        return "brightspace"
    if "username" in names and any("|" in name or "total pts" in name.casefold() for name in header):
        return "blackboard"
    return None


def _moodle_columns(table):
    """Place of the grade column: the one before the column that holds the same number for everyone."""
    rows = [row for row in table.rows if any(row.raw)]
    if not rows or not all(_PARTICIPANT.match(row.get(0)) for row in rows):
        return None
    for place in range(2, len(table.header)):
        values = {row.get(place) for row in rows}
        before = {row.get(place - 1) for row in rows}
        if len(values) == 1 and all(map(_NUMBER.match, values)):
            if all(value in ("", "-") or _NUMBER.match(value) for value in before):
                return place - 1
    return None


def _column(platform, table, hints, wanted, alone):
    header = table.header
    if wanted:
        exact = [place for place, name in enumerate(header) if name == wanted.strip()]
        if len(exact) != 1:
            raise SheetError(
                f"The sheet has {'no' if not exact else 'more than one'} column {shown(wanted)!r}. "
                f"Its columns are: {shown('; '.join(header))}."
            )
        return exact[0]
    if platform == "moodle" and alone:
        return _moodle_columns(table) or _none(header, hints)
    graded = [
        place
        for place, name in enumerate(header)
        if (platform == "canvas" and re.search(r"\(\d+\)$", name))
        or (platform == "blackboard" and "|" in name)
        or (platform == "brightspace" and re.search(r"points grade", name, re.IGNORECASE))
    ]
    fitting = [place for place in graded if any(_named(header[place], hint) for hint in hints)]
    if not fitting and len(graded) == 1 and alone:
        fitting = graded
    if len(fitting) != 1:
        return _none([header[place] for place in fitting or graded], hints)
    return fitting[0]


def _named(name, hint):
    words = re.sub(r"[\W_]+", " ", name.casefold())
    hint = re.sub(r"[\W_]+", " ", hint.casefold()).strip()
    return bool(hint) and re.search(rf"(?<!\w){re.escape(hint)}(?!\w)", words) is not None


def _none(columns, hints):
    raise SheetError(
        f"Which column is for {' or '.join(hints) or 'this sheet'}? Name it with --column. There are: "
        f"{shown('; '.join(columns)) or 'none'}."
    )


def _maximum(platform, table, place):
    if platform == "canvas":
        for row in table.rows[:2]:
            if "points possible" in row.get(0).casefold():
                words = row.get(place)
                if "read only" in words.casefold():
                    raise SheetError(f"Canvas marks the column {shown(table.header[place])} as read only.")
                return _number(words)
        return None
    if platform == "moodle":
        return _number(table.rows[0].get(place + 1))
    found = re.search(
        r"(?:total pts:?|maxpoints:?)\s*(?:up to\s*)?(\d+(?:[.,]\d+)?)", table.header[place], re.IGNORECASE
    )
    return _number(found[1]) if found else None


def _number(words):
    words = words.strip().replace(",", ".")
    return float(words) if re.fullmatch(r"\d+(\.\d+)?", words) else None


def _rows_by_id(table: _Table, platform: str, source: str) -> dict[str, _Row]:
    """id -> row of its student. An id that leads to two rows leads to none.

    Where the files came from the same platform their ids are those of its first id column, and no other column
    is looked at: the same number may be another student's there. Else any id column may hold them.
    """
    found: dict[str, list[_Row]] = {}
    columns = [table.place(name) for name in _IDS[platform][: 1 if source == platform else None]]
    for row in table.rows:
        if platform == "moodle":
            participant = _PARTICIPANT.match(row.get(0))
            ids = {participant[1]} if participant else set()
        else:
            ids = {_same(row.get(place).lstrip("#")) for place in columns if place is not None}
        for id_ in ids - {""}:
            found.setdefault(id_, []).append(row)
    return {id_: rows[0] for id_, rows in found.items() if len(rows) == 1}


_NAMES = {
    "canvas": ("Student",),
    "moodle": (),
    "blackboard": ("First Name", "Last Name"),
    "brightspace": ("First Name", "Last Name"),
}
_IDS = {
    "canvas": ("ID", "SIS User ID", "SIS Login ID"),
    "moodle": (),
    "blackboard": ("Username", "Student ID"),
    "brightspace": ("OrgDefinedId", "Username"),
}


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
