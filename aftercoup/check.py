"""Check the tables of a case folder, or of the whole data package, and say in plain words what to mend.

All rules stand in data/datapackage.json: those of Table Schema (types, required cells, categories, bounds, keys), and
for what it cannot say (lists of ids, dates of any precision, rules between columns and tables) refersTo,
categoriesFrom, kind "when", span, precisionIn, together, needs, inTimeOrder, mirrors, maxWords, partsOf (with eachFor).
"""

import calendar
import csv
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup import spreadsheets, tables
from aftercoup.errors import did_you_mean, many
from aftercoup.spreadsheets import SAVE

MAX_BYTES = 50_000_000  # larger files are not read
MAX_ROWS = 20_000  # rows after this one are not checked
MAX_SHOWN = 20  # problems printed per file
MAX_FOUND = 1_000  # problems looked for per file
YEARS = (1900, 2100)  # years outside are taken for typing errors
BUDDHIST = 543  # years by which the Buddhist calendar, as in Thailand, is ahead

Row = dict[str, str]  # column -> text of the cell


class Problem(NamedTuple):
    """One thing to mend. row: as a spreadsheet shows it (the header is row 1), or None for the whole file."""

    row: int | None
    column: str | None
    found: str
    allowed: str

    def __str__(self) -> str:
        where = [f"{name} {value}" for name, value in (("row", self.row), ("column", self.column)) if value]
        words = f"found {self.found}. {self.allowed}"
        return (", ".join(where) + ": " + words if where else words).replace("\n", "↵")


@dataclass(slots=True)
class CheckedTable:
    """One data table as it was read, and what is wrong or worth a note; or a codebook, which has no rows.

    schema: what datapackage.json says of it; rows: column -> text; numbers: the spreadsheet's number of each
    row; problems: of a codebook sentences; complete: all rows were read, so that ids can be looked up here.
    """

    schema: Any
    path: Path
    rows: list[Row] = filled(default_factory=list)
    numbers: list[int] = filled(default_factory=list)
    problems: list[Any] = filled(default_factory=list)
    notes: list[str] = filled(default_factory=list)
    complete: bool = False

    def problem(self, found: str, allowed: str, row: int | None = None, column: str | None = None) -> None:
        """Note one more thing to mend; arguments as in `Problem`."""
        self.problems.append(Problem(row, column, found, allowed))


# ---------------------------------------------------------------- what can be checked


def check_case(folder: Path | str, shared: bool = False) -> list[CheckedTable]:
    """Check one case folder. Returns its tables, with their problems.

    shared: check the tables that all cases share as well; what they say of a case is then meant of this one.
    """
    folder, schemas = Path(folder), tables.schemas().values()
    files = [_shared_table(schema) for schema in schemas if shared and not schema.in_each_case]
    files += [
        read_table(schema, folder / schema.file)
        for schema in schemas
        if schema.in_each_case or schema.extended_by_cases and (folder / schema.file).is_file()
    ]
    beside = _Beside(files)
    for checked in files:
        check_rows(checked, beside)
    about = next(checked for checked in files if checked.schema.name == "case")
    if len(about.rows) > 1:
        about.problem(f"{len(about.rows)} rows", "A case is described by one row.")
    name = folder.resolve().name
    if about.rows and about.rows[0]["case_id"] not in ("", name):
        about.notes.append(f"case_id is {about.rows[0]['case_id']}, but the folder is called {name}")
    if not any(checked.problems for checked in files):
        _recount(files, tables.Case(folder))
    return files


def check_package() -> list[CheckedTable]:
    """Check the shared tables, with the case that they speak of, and every other case. Returns all tables."""
    core = tables.description()["defaultCase"]
    cases = [core, *(name for name in tables.cases() if name != core)]
    folder = tables.data_folder() / "cases"
    return [checked for name in cases for checked in check_case(folder / name, shared=name == core)]


def _codebooks(path: Path) -> list[Path]:
    """A codebook, or all that lie in a folder and are called so."""
    return [path] if path.is_file() else sorted(path.glob("*codebook*.toml"))


def _recount(files: list[CheckedTable], case: tables.Case) -> None:
    """Compare each number of counts.csv with what its rule gives in a case."""
    for checked in files:
        for row, number in zip(checked.rows, checked.numbers) if checked.schema.name == "counts" else ():
            try:
                value = tables.count(row["counted_table"], row["rule"], case)
            except (tables.TableError, tables.UnknownName, ValueError) as problem:
                checked.problem(f'"{row["rule"]}"', str(problem), number, "rule")
                continue
            if value != float(row["value"]):
                checked.problem(
                    f'"{row["value"]}"', f"Counting by the rule gives {value:g}.", number, "value"
                )


# ---------------------------------------------------------------- reading a file


def _shared_table(schema: tables.Table) -> CheckedTable:
    return read_table(schema, tables.data_folder() / schema.file)


class _Unreadable(Exception):
    """Why a file is not read further; its arguments are those of `CheckedTable.problem`."""


def read_table(schema: tables.Table, path: Path) -> CheckedTable:
    """Read one file as far as it can be read; what stands in the way becomes a problem with a remedy."""
    checked = CheckedTable(schema, path)
    try:
        _look_at_bytes(checked)
        _read_rows(checked)
    except _Unreadable as fault:
        checked.problem(*fault.args)
    except OSError as problem:
        found = f"a file that cannot be read ({problem.strerror})"
        checked.problem(found, "Close it in other programs, then try again.")
    return checked


def _look_at_bytes(checked: CheckedTable) -> None:
    """Whether a file is there and holds text in UTF-8."""
    path = checked.path
    if not path.is_file():
        raise _Unreadable("no such file", f"The folder needs a file {path.name}.{_other_name(path)}")
    size = path.stat().st_size
    if size > MAX_BYTES:
        most = f"Files up to {MAX_BYTES // 1_000_000} MB are checked. Split it."
        raise _Unreadable(f"a file of {size // 1_000_000} MB", most)
    data = path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf \r\n\t,;"):
        first = f"The first row must hold the names of the columns: {','.join(checked.schema.fields)}"
        raise _Unreadable("an empty file", first)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Unreadable("a spreadsheet workbook that is only named .csv", SAVE)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:200:2].count(0) > 50:
        raise _Unreadable('text saved as UTF-16 ("Unicode text")', SAVE)
    if b"\0" in data:
        mend = "The file is damaged here: type the cell again, or take an older copy."
        raise _Unreadable("a null byte, which no text holds", mend, _row_at(data, data.index(b"\0")))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        words = data[max(0, error.start - 20) : error.start + 20].decode("cp1252", "replace")
        near = next(word for word in words.split() if not word.isascii())
        found = f'"{near}" in another encoding than UTF-8, probably Windows-1252'
        raise _Unreadable(found, SAVE, _row_at(data, error.start)) from None


def _other_name(path: Path) -> str:
    """The file that may be meant by one that is not there, in a sentence."""
    expected = {schema.file for schema in tables.schemas().values()}
    others = [other.name for other in path.parent.glob("*") if other.is_file()]
    near = [name for name in tables.nearest(path.name, others) if name not in expected]
    if not near:
        return ""
    how = "rename it"
    if near[0].lower().endswith((".xlsx", ".xls", ".ods", ".numbers")):
        how = "open it in the spreadsheet and choose Save as, CSV UTF-8 (comma separated)"
    return f" Is it {near[0]}? Then {how}."


def _row_at(data: bytes, position: int) -> int:
    """The row of this byte; like a spreadsheet, it does not count line breaks inside quotes."""
    return b"".join(data[:position].split(b'"')[::2]).count(b"\n") + 1


def _read_rows(checked: CheckedTable) -> None:
    """Split the text into rows and match the header with the description."""
    lines: list[list[str]] = []
    try:
        for row in islice(tables.read_rows(checked.path, strict=True), MAX_ROWS + 2):
            lines.append(row)
    except csv.Error:
        number = len(lines) + 1
        mend = 'a quotation mark is not closed or is inside a cell. Inside a cell write it twice (""), or use another sign.'
        says = f"In row {number} or shortly after, {mend}"
        raise _Unreadable("a stray quotation mark", says, number) from None
    header, lines = lines[0], lines[1:]
    if header and header[0].casefold().startswith("sep="):
        found = 'a first line "sep=…", which only one spreadsheet program understands'
        raise _Unreadable(found, "Delete this line.", 1)
    if not _header_fits(checked, header):
        return
    if len(lines) > MAX_ROWS:
        allowed = f"Only the first {MAX_ROWS:,} were checked. No case needs so many: are there leftovers?"
        checked.problem(f"more than {MAX_ROWS:,} rows", allowed)
        lines.pop()
    else:
        checked.complete = True
    index = {name: header.index(name) for name in checked.schema.fields}
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            checked.complete = False
            _ragged(checked, number, cells, header)
        else:
            checked.rows.append({name: cells[index[name]] for name in index})
            checked.numbers.append(number)
    if not checked.rows and not checked.problems:
        checked.complete = False
        checked.problem("no rows below the names of the columns", "The table needs at least one row.")


def _ragged(checked: CheckedTable, number: int, cells: list[str], header: list[str]) -> None:
    """Say why a row has too many or too few cells."""
    more = len(cells) > len(header)
    why = "A cell with a comma in it needs quotation marks around it." if more else "Cells are missing."
    if any(sign in cell for cell in cells for sign in "“”„"):
        why = 'Curly quotation marks do not hold a cell together: use straight ones (").'
    checked.problem(many(len(cells), "cell"), f"Each row has {len(header)}. {why}", number)


def _header_fits(checked: CheckedTable, header: list[str]) -> bool:
    """Compare the names of the columns with the description; False if the rows cannot be read."""
    wanted = list(checked.schema.fields)
    columns = f"The columns are: {','.join(wanted)}"
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and len(set(header[0].split(sign)) & set(wanted)) > len(wanted) // 2:
            mend = f"Cells are separated by commas. {SAVE} The settings may name the separator."
            raise _Unreadable(f"cells separated by {name}", mend, 1)
    twice = {name for name in header if name and header.count(name) > 1}
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted]
    for name in missing:
        near = tables.nearest(name, extra, n=1) or tables.nearest(name.replace("_", " "), extra, n=1)
        if near:
            extra.remove(near[0])
            checked.problem(f'a column "{near[0]}"', f"It must be called {name}.", 1, near[0])
        else:
            checked.problem(f"no column {name}", f"Add it to the first row. {columns}", 1)
    for name in extra:
        found = f'an unknown column "{name}"' if name else "a column without a name"
        remedy = f"Delete it, or describe it in data/datapackage.json if it shall stay. {columns}"
        checked.problem(found, remedy, 1, name or None)
    for name in twice & set(wanted):
        checked.problem(f'two columns "{name}"', "Each column stands once.", 1, name)
    return not missing and not twice


# ---------------------------------------------------------------- checking the rows


class _Beside:
    """The tables under check, and the shared ones, for rules that look across tables."""

    def __init__(self, checked: list[CheckedTable]) -> None:
        self._files: dict[str, list[CheckedTable]] = {}
        for file in checked:
            self._files.setdefault(file.schema.name, []).append(file)
        self._known: dict[tuple[str, str], dict[str, None]] = {}

    def files(self, name: str) -> list[CheckedTable]:
        """The files of a table: a case may bring rows of its own to a shared one."""
        schema, files = tables.schemas()[name], self._files.setdefault(name, [])
        if not schema.in_each_case and all(file.path.parent != tables.data_folder() for file in files):
            files.append(_shared_table(schema))
        return files

    def rows(self, name: str) -> list[Row]:
        """The rows of all files of a table."""
        return [row for checked in self.files(name) for row in checked.rows]

    def known(self, name: str, column: str) -> dict[str, None] | None:
        """All values of a column, or None when not all of the table could be read."""
        if not all(checked.complete for checked in self.files(name)):
            return None
        key = name, column
        if key not in self._known:
            self._known[key] = dict.fromkeys(row[column] for row in self.rows(name))
        return self._known[key]


class _Cell(NamedTuple):
    """A cell that is not empty, in its row and among the tables beside it."""

    schema: tables.Table
    field: tables.Field
    text: str
    row: Row
    beside: _Beside


def check_rows(checked: CheckedTable, beside: _Beside) -> None:
    """Check the rows of one table; add a problem for each wrong cell, in the order of rows and columns."""
    schema = checked.schema
    unique = [name for name, field in schema.fields.items() if field.limits.get("unique")]
    keys = {tuple(schema.key), *((name,) for name in unique)}
    first: dict[Any, int] = {}  # columns that name a row, and what they hold -> where it stands first
    previous: dict[str, Any] = {}
    for number, texts in zip(checked.numbers, checked.rows):
        wrong: dict[str, str] = {}  # column -> what is allowed: of each cell what is said first
        for name, field in schema.fields.items():
            cell = _Cell(schema, field, texts[name], texts, beside)
            if texts[name] and (allowed := next(filter(None, (rule(cell) for rule in _RULES)), None)):
                wrong[name] = allowed
        of_span = () if wrong.keys() & set(schema.span) else _span_rules(schema, texts, previous)
        for name, allowed in (*of_span, *_together_rules(schema, texts)):
            wrong.setdefault(name, allowed)
        for name, field in schema.fields.items():
            if allowed := _schema_rule(field, texts[name]):
                wrong.setdefault(name, allowed)
        for columns in keys:
            before = first.setdefault((columns, *(texts[name] for name in columns)), number)
            if before != number:
                must = f"{' and '.join(columns)} must differ in each row; the same stands in row {before}."
                wrong.setdefault(columns[-1], must)
        for name in filter(wrong.__contains__, schema.fields):
            text = texts[name]
            shown = f'"{text if len(text) <= 60 else text[:57] + "…"}"' if text else "an empty cell"
            checked.problem(shown, wrong[name], number, name)
            if len(checked.problems) == MAX_FOUND:
                return


def _schema_rule(field: tables.Field, text: str) -> str | None:
    """What Table Schema allows in a cell, for one that holds something else."""
    limits, kind = field.limits, field.type
    if kind == "integer" and "categories" in field.spec:
        values = (f"{entry['value']} ({entry['label']})" for entry in field.spec["categories"])
        listed = f"Allowed: {' | '.join(values)}."
    else:
        wrong = text not in limits.get("enum", [text]) and (text or limits.get("required"))
        listed = _one_of(limits["enum"], text) if wrong else ""
    if not text:
        required = limits.get("required")
        return f"This cell must be filled: {field.description} {listed}".rstrip() if required else None
    if len(text) > limits.get("maxLength", math.inf):
        return f"At most {limits['maxLength']} characters, here are {len(text)}."
    if (count := len(text.split())) > field.spec.get("maxWords", math.inf):
        return f"At most {field.spec['maxWords']} words, here are {count}."
    if field.spec.get("format") == "uri" and not text.startswith(("https://", "http://")):
        return "A web address that begins with https:// or http://."
    try:
        value = field.read(text)
        low, high = limits.get("minimum", value), limits.get("maximum", value)
        if value in limits.get("enum", [value]) and low <= value <= high:
            if re.fullmatch(limits.get("pattern", "(?s).*"), text):
                return None
    except ValueError:
        pass
    if listed:
        return listed
    if kind == "list":
        return "Whole numbers separated by semicolons, such as 2018; 2019."
    if kind == "boolean":
        return _one_of(field.spec["trueValues"] + field.spec["falseValues"], text)
    if kind in ("integer", "number"):
        words = "A whole number" if kind == "integer" else "A number with a point, such as 2.5"
        bounds = [("at least", limits.get("minimum")), ("at most", limits.get("maximum"))]
        return ", ".join([words, *(f"{most} {bound}" for most, bound in bounds if bound is not None)]) + "."
    signs = " Small letters, digits and hyphens." if "a-z0-9" in limits.get("pattern", "") else ""
    return field.description + signs


# Rules beyond Table Schema: each gives what is allowed in a cell, or None where nothing is wrong.


def _damage_rule(cell: _Cell) -> str | None:
    """Signs that a spreadsheet program left; a web address may hold any."""
    return None if cell.field.spec.get("format") == "uri" else spreadsheets.damage(cell.text)


def _when_rule(cell: _Cell) -> str | None:
    """A date, of a precision that its column allows; or how to write one that a spreadsheet or a person wrote otherwise."""
    if cell.field.type != "when":
        return None
    allowed = cell.field.spec.get("precisions", ["day"])
    problem = _date_problem(cell.text, allowed)
    if not problem:
        return None
    guesses = [guess for guess in _date_guesses(cell.text) if not _date_problem(guess, allowed)]
    if guesses:
        return f"Dates are written like {_date_forms(allowed)}. Did you mean {' or '.join(guesses)}?"
    return problem


def _date_problem(text: str, allowed: list[str]) -> str | None:
    """Why a text may not stand in a cell of dates, or None."""
    try:
        when = tables.When.parse(text)
    except ValueError as problem:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            year, month, _ = map(int, text.split("-"))
            if 1 <= month <= 12 and year:
                days = calendar.monthrange(year, month)[1]
                return f"There is no such day: {tables.MONTHS[month - 1]} {year} has {days} days."
            return "There is no such day. A date is year-month-day, such as 2022-09-07."
        if "/" in text and "before" in str(problem):
            return f"An interval runs from the earlier to the later date: {problem}."
        return f"Dates are written like {_date_forms(allowed)}."
    if when.precision not in allowed:
        return f"Here a date is a {' or '.join(allowed)}: {_date_forms(allowed)}."
    if not YEARS[0] <= when.start.year <= when.end.year <= YEARS[1]:
        return f"Years from {YEARS[0]} to {YEARS[1]} are expected."
    return None


def _date_forms(allowed: list[str]) -> str:
    forms = {"day": "2022-09-07", "month": "2022-09", "year": "2022", "interval": "2022-09-05/2022-09-08"}
    return ", ".join(forms[precision] for precision in allowed)


def _date_guesses(text: str) -> list[str]:
    """ISO dates that a text may stand for, the likeliest first; they may be no dates."""
    time = r"[ T]\d\d?:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm]|Z|[+-]\d\d:?\d\d)?$"
    text = re.sub(time, "", text)
    if re.fullmatch(r"\d{5}(\.0)?", text):  # a spreadsheet's day number
        return [(date(1899, 12, 30) + timedelta(days=int(text[:5]))).isoformat()]
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    word = re.search(r"[A-Za-z]{3,}", text)
    months = [name[:3].casefold() for name in tables.MONTHS]
    orders: list[list[int]] = []  # year, month, day
    name = word[0][:3].casefold() if word else ""
    if name in months and len(numbers) in (1, 2):  # Sep-22, 7 September 2022, Sep 7, 2022
        orders = [[numbers[-1], months.index(name) + 1, *numbers[:-1]]]
    elif re.fullmatch(r"\d{4}\D\d{1,2}\D\d{1,2}", text):  # 2022/9/7, 2022-31-03
        year, second, third = numbers
        orders = [numbers if second <= 12 else [year, third, second]]
    elif re.fullmatch(r"\d{1,2}\D\d{1,2}\D(\d{2}|\d{4})", text):  # 07.09.2022, 9/7/22
        orders = [numbers[::-1], [numbers[2], *numbers[:2]]]
    elif re.fullmatch(r"\d{4}-\d", text):  # 2022-9
        orders = [numbers]
    guesses = (f"{_year(year):04d}" + "".join(f"-{number:02d}" for number in rest) for year, *rest in orders)
    return list(dict.fromkeys(guesses))


def _year(number: int) -> int:
    """The year that a number means: 22 is 2022, 98 is 1998, 2556 of the Buddhist calendar is 2013."""
    if number < 100:
        return number + (2000 if number < 70 else 1900)
    return number - BUDDHIST if YEARS[0] <= number - BUDDHIST <= YEARS[1] else number


def _reference_rule(cell: _Cell) -> str | None:
    """Ids that point to another table."""
    field, text = cell.field, cell.text
    known = cell.beside.known(*field.refers_to) if field.refers_to else None
    if known is None:
        return None
    items = field.read(text) if field.type == "list" else (text,)
    unknown = [item for item in items if item not in known]
    if not unknown:
        return "Each item stands once in a list." if len(set(items)) < len(items) else None
    table, column = field.refers_to
    parts = [part.strip() for part in re.split("[,|\n]", unknown[0])]
    if field.type == "list" and len(parts) > 1 and any(part in known for part in parts):
        return f"Items of a list are separated by semicolons: {'; '.join(part for part in parts if part)}"
    hint = did_you_mean(unknown[0], known, n=3)
    return f"{unknown[0]} is not in {table} (column {column}).{hint} Correct it, or add a row to {table}.csv."


def _category_rule(cell: _Cell) -> str | None:
    """A value whose categories the case itself lists."""
    table = cell.field.spec.get("categoriesFrom")
    if table is None or cell.beside.known(table, "value") is None:
        return None
    column = f"{cell.schema.name}.{cell.field.name}"
    values = [row["value"] for row in cell.beside.rows(table) if row["field"] == column]
    return None if cell.text in values else f"{_one_of(values, cell.text)} Or add it to {table}.csv."


def _mirror_rule(cell: _Cell) -> str | None:
    """A list that must hold exactly the rows of the other table that point back (paragraphs and their claims)."""
    table, _, column = cell.field.spec.get("mirrors", "").partition(".")
    if not table or cell.beside.known(table, column) is None:
        return None
    key = cell.schema.key[0]
    rows = {row[cell.field.refers_to[1]]: row[column] for row in cell.beside.rows(table)}
    listed = cell.field.read(cell.text)
    if wrong := [item for item in listed if rows.get(item) != cell.row[key]]:
        return f"{wrong[0]} stands in {key} {rows.get(wrong[0])} according to {table}.csv."
    left_out = [item for item, value in rows.items() if value == cell.row[key] and item not in listed]
    return f"{table}.csv has more of this {key}: {', '.join(left_out)}." if left_out else None


def _parts_rule(cell: _Cell) -> str | None:
    """A list that must name words of another cell of its row, one for each item of a second list."""
    if "partsOf" not in cell.field.spec:
        return None
    whole, items = cell.field.spec["partsOf"], cell.field.spec["eachFor"]
    parts, number = cell.field.read(cell.text), len(cell.schema.fields[items].read(cell.row[items]))
    if len(parts) != number:
        return f"There are {len(parts)} here and {number} in {items}: one for each, or none at all."
    wrong = next((part for part in parts if part not in cell.row[whole]), None)
    return f"“{wrong}” is not in {whole}. Copy the words from there." if wrong else None


_RULES = (  # what is said of a cell is what the first of them says that is broken
    *(_damage_rule, _when_rule, _reference_rule),
    *(_category_rule, _mirror_rule, _parts_rule),
)


def _span_rules(schema: tables.Table, texts: Row, previous: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Start before end, precision as the dates have it, rows in the order of time."""
    cells = [texts[name] for name in schema.span if texts[name]]
    if not cells:
        return
    try:
        when = tables.When.parse("/".join(cells))
    except ValueError:
        yield schema.span[-1], f"The end comes before the start, {cells[0]}."
        return
    column = schema.schema.get("precisionIn")
    if column and texts[column] and texts[column] != when.precision:
        yield column, f"The date {'/'.join(cells)} is of precision {when.precision}."
    if schema.schema.get("inTimeOrder"):
        if previous and when.start < previous["when"].start:
            before = f"{previous['id']}, the row before, begins on {previous['when'].start}."
            yield (
                schema.span[0],
                f"Rows stand in the order of time: sort the table by {schema.span[0]}. {before}",
            )
        previous.update(when=when, id=texts[schema.key[0]])


def _together_rules(schema: tables.Table, texts: Row) -> Iterator[tuple[str, str]]:
    """Columns that are filled together, and columns that another column's value makes necessary."""
    columns = schema.schema.get("together", [])
    empty = [name for name in columns if not texts[name]]
    if empty and len(empty) < len(columns):
        yield empty[0], f"{', '.join(columns)} are filled all or not at all."
    for need in schema.schema.get("needs", []):
        ((column, values),) = need["when"].items()
        if texts[column] in values:
            for name in need["filled"]:
                if not texts[name]:
                    yield name, f"Needed when {column} is {texts[column]}."


def _one_of(values: list[str], text: str) -> str:
    """The values of a category, with the nearest one first if the text looks like it."""
    as_saved = {"true": "yes", "false": "no"}.get(text.casefold())  # a spreadsheet's own words for yes and no
    hint = did_you_mean(as_saved if as_saved in values else text, values)
    return f"Allowed: {' | '.join(map(str, values))}.{hint}"


# ---------------------------------------------------------------- the report


def run(
    folder: str | None,
    proofread_codebook: Callable[[Path], Iterable[str]],
    write: Callable[[str], Any] = print,
    of_teachers: Mapping[Path, Callable[[], list[str]]] = {},
) -> int:
    """Check a case folder (a path, or a name under data/cases), a codebook, or everything, and print what to
    mend. A codebook in the folder (a .toml file that is called so) is proofread too; a folder with nothing else is no
    case, and need be none.

    proofread_codebook: `coding.codebook.proofread`, whose folder needs this file. of_teachers: other files, each with what
    says what is wrong with it.

    Returns the exit status: 0 nothing to mend, 1 problems found, 2 the folder cannot be checked.
    """
    data, files = tables.data_folder(), list[CheckedTable]()
    path = Path(folder) if folder and Path(folder).exists() else data / "cases" / (folder or "")
    books: list[Path] = []
    if folder is None:
        files = check_package()
        folders = [data, *(data / "cases" / name for name in tables.cases())]
        books = [book for place in folders for book in _codebooks(place)]
    elif path.resolve() not in of_teachers:
        if not path.is_dir() and not (path.is_file() and path.suffix.lower() == ".toml"):
            hint = did_you_mean(folder, tables.cases())
            write(f"There is no folder {folder}.{hint} Cases under data/cases: {', '.join(tables.cases())}.")
            return 2
        needed = [schema.file for schema in tables.schemas().values() if schema.in_each_case]
        if any((path / name).exists() for name in needed):
            files = check_case(path)
        books = _codebooks(path)
        if not files and not books:
            begin = f"copy {tables.description()['defaultCase']} under data/cases to begin with."
            write(f"The folder {folder} holds no case. A case folder holds {', '.join(needed)}; {begin}")
            return 2
    files += [CheckedTable(None, book, problems=list(proofread_codebook(book))) for book in books]
    for other, proofread in of_teachers.items():
        if folder is None or other == path.resolve():
            files.append(CheckedTable(None, other, problems=proofread()))
    for checked in files:
        if checked.problems or checked.notes:
            write(f"{checked.path.parent.name}/{checked.path.name}")
        for problem in checked.problems[:MAX_SHOWN]:
            write(f"  {problem}")
        if (more := len(checked.problems) - MAX_SHOWN) > 0:
            write(f"  and {more}{' or' * (len(checked.problems) >= MAX_FOUND)} more")
        for note in checked.notes:
            write(f"  note: {note}")
    wrong = [checked for checked in files if checked.problems]
    rows = sum(len(checked.rows) for checked in files)
    of_all = f"{many(len(files), 'file')}{f' ({rows:,} rows checked)' * bool(rows)}."
    if wrong:
        total = sum(len(checked.problems) for checked in wrong)
        write(f"{many(total, 'problem')} in {len(wrong)} of {of_all}")
        return 1
    write(f"Nothing to mend in {of_all}")
    return 0
