"""Check the tables of a case folder, or of the whole data package, and say in plain words what to mend.

All rules stand in data/datapackage.json: those of Table Schema (types, required cells, categories, bounds, keys), and
for what it cannot say (lists of ids, dates of any precision, rules between columns and tables) refersTo,
categoriesFrom, kind "when", span, precisionIn, together, needs, inTimeOrder, mirrors, maxWords, partsOf (with eachFor).
"""

import csv
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup import spreadsheets, tables
from aftercoup.errors import did_you_mean, many, nearest
from aftercoup.spreadsheets import SAVE

MAX_BYTES = 5_000_000  # larger files are not read; ours have less than a tenth
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
    """One data table as it was read, and what is wrong with it; or a TOML file, which has neither schema nor rows.

    schema: what datapackage.json says of it; rows: column -> text; numbers: the spreadsheet's number of each
    row; problems: of a TOML file sentences; complete: all rows were read, so that ids can be looked up here.
    """

    schema: Any
    path: Path
    rows: list[Row] = filled(default_factory=list)
    numbers: list[int] = filled(default_factory=list)
    problems: list[Any] = filled(default_factory=list)
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
    if not any(checked.problems for checked in files):
        _recount(files, tables.Case(folder))
    return files


def check_package() -> list[CheckedTable]:
    """Check every case, and with the one that they speak of the shared tables. Returns all tables."""
    folder, core = tables.data_folder() / "cases", tables.description()["defaultCase"]
    return [checked for name in tables.cases() for checked in check_case(folder / name, shared=name == core)]


def _recount(files: list[CheckedTable], case: tables.Case) -> None:
    """Compare each number of counts.csv with what its rule gives in a case."""
    for checked in (checked for checked in files if checked.schema.name == "counts"):
        for row, number in zip(checked.rows, checked.numbers):
            try:
                value = tables.count(row["counted_table"], row["rule"], case)
                if value != float(row["value"]):
                    counted = f"Counting by the rule gives {value:g}."
                    checked.problem(f'"{row["value"]}"', counted, number, "value")
            except (tables.UnknownName, ValueError) as problem:
                checked.problem(f'"{row["rule"]}"', str(problem), number, "rule")


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
        checked.complete = not checked.problems
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
        few = MAX_BYTES // 1_000_000
        most = f"No table needs more than {few} MB: are there leftovers below its last row?"
        raise _Unreadable(f"a file of {size / 1e6:.0f} MB, which was not read", most)
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
    near = [name for name in nearest(path.name, others) if name not in expected]
    return f" Is it {near[0]}? Rename it; a workbook must be opened and saved as CSV UTF-8." if near else ""


def _row_at(data: bytes, position: int) -> int:
    """The row of this byte; like a spreadsheet, it does not count line breaks inside quotes."""
    return b"".join(data[:position].split(b'"')[::2]).count(b"\n") + 1


def _read_rows(checked: CheckedTable) -> None:
    """Split the text into rows and match the header with the description."""
    lines: list[list[str]] = []
    try:
        for row in tables.read_rows(checked.path, strict=True):
            lines.append(row)
    except csv.Error:
        number = len(lines) + 1
        mend = 'a quotation mark is not closed or is inside a cell. Inside a cell write it twice (""), or use another sign.'
        says = f"In row {number} or shortly after, {mend}"
        raise _Unreadable("a stray quotation mark", says, number) from None
    header = lines[0]
    if header and header[0].casefold().startswith("sep="):
        found = 'a first line "sep=…", which only one spreadsheet program understands'
        raise _Unreadable(found, "Delete this line.", 1)
    if not _header_fits(checked, header):
        return
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells):
            continue
        if len(checked.rows) + len(checked.problems) == MAX_ROWS:
            more = f"Only the first {MAX_ROWS:,} were checked. No table needs so many: are there leftovers below its last row?"
            raise _Unreadable(f"more than {MAX_ROWS:,} rows", more)
        if len(cells) == len(header):
            texts = dict(zip(header, cells))
            checked.rows.append({name: texts[name] for name in checked.schema.fields})
            checked.numbers.append(number)
        else:
            why = "Cells are missing."
            if any(sign in cell for cell in cells for sign in "“”„"):
                why = 'Curly quotation marks do not hold a cell together: use straight ones (").'
            elif len(cells) > len(header):
                why = "A cell with a comma in it needs quotation marks around it."
            checked.problem(many(len(cells), "cell"), f"Each row has {len(header)}. {why}", number)
    if not checked.rows and not checked.problems:
        raise _Unreadable("no rows below the names of the columns", "The table needs at least one row.")


def _header_fits(checked: CheckedTable, header: list[str]) -> bool:
    """Compare the names of the columns with the description; False if the rows cannot be read."""
    wanted = list(checked.schema.fields)
    columns = f"The columns are: {','.join(wanted)}"
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and len(set(header[0].split(sign)) & set(wanted)) > len(wanted) // 2:
            mend = f"Cells are separated by commas. {SAVE} The settings may name the separator."
            raise _Unreadable(f"cells separated by {name}", mend, 1)
    extra = [name for name in header if name not in wanted]
    for name in wanted:
        if header.count(name) > 1:
            checked.problem(f'two columns "{name}"', "Each column stands once.", 1, name)
        elif name not in header and (near := nearest(name, extra, n=1)):
            extra.remove(near[0])
            checked.problem(f'a column "{near[0]}"', f"It must be called {name}.", 1, near[0])
        elif name not in header:
            checked.problem(f"no column {name}", f"Add it to the first row. {columns}", 1)
    for name in extra:
        found = f'an unknown column "{name}"' if name else "a column without a name"
        remedy = f"Delete it, or describe it in data/datapackage.json if it shall stay. {columns}"
        checked.problem(found, remedy, 1, name or None)
    return all(header.count(name) == 1 for name in wanted)


# ---------------------------------------------------------------- checking the rows


class _Beside:
    """The tables under check, and the shared ones, for rules that look across tables."""

    def __init__(self, files: list[CheckedTable]) -> None:
        self._files = files
        self.rows, self.known = cache(self._rows), cache(self._known)  # each is asked for by many cells

    def _rows(self, name: str) -> list[Row] | None:
        """All rows of a table, those that a case brings among them; None when not all of it could be read."""
        schema, files = tables.schemas()[name], [file for file in self._files if file.schema.name == name]
        if not schema.in_each_case and all(file.path.parent != tables.data_folder() for file in files):
            files.append(_shared_table(schema))
        return [row for file in files for row in file.rows] if all(file.complete for file in files) else None

    def _known(self, name: str, column: str) -> dict[str, None] | None:
        """All values of a column, or None when not all of the table could be read."""
        rows = self.rows(name)
        return None if rows is None else dict.fromkeys(row[column] for row in rows)


class _Cell(NamedTuple):
    """A cell, in its row and among the tables beside it."""

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
    above: Row = {}
    for number, row in zip(checked.numbers, checked.rows):
        wrong: dict[str, str] = {}  # column -> what is allowed: of each cell what is said first
        for name, field in schema.fields.items():
            cell = _Cell(schema, field, row[name], row, beside)
            rules = _RULES if cell.text else (_schema_rule,)
            if allowed := next(filter(None, (rule(cell) for rule in rules)), None):
                wrong[name] = allowed
        dated = not wrong.keys() & set(schema.span)
        of_time = _time_rules(schema, row, above) if dated else ()
        above = row if dated else above
        for name, allowed in (*of_time, *_together_rules(schema, row)):
            wrong.setdefault(name, allowed)
        for columns in keys:
            before = first.setdefault((columns, *(row[name] for name in columns)), number)
            if before != number:
                must = f"{' and '.join(columns)} must differ in each row; the same stands in row {before}."
                wrong.setdefault(columns[-1], must)
        for name in filter(wrong.__contains__, schema.fields):
            text = row[name]
            shown = f'"{text if len(text) <= 60 else text[:57] + "…"}"' if text else "an empty cell"
            checked.problem(shown, wrong[name], number, name)
            if len(checked.problems) >= MAX_FOUND:
                return


# Rules of a cell: each gives what is allowed in it, or None where nothing is wrong.


def _damage_rule(cell: _Cell) -> str | None:
    """Signs that a spreadsheet program left; a web address may hold any."""
    return None if cell.field.spec.get("format") == "uri" else spreadsheets.damage(cell.text)


def _when_rule(cell: _Cell) -> str | None:
    """A date, of a precision that its column allows; or how to write one that a spreadsheet or a person wrote otherwise."""
    if cell.field.type != "when":
        return None
    allowed = cell.field.spec.get("precisions", ["day"])
    problem = _date_problem(cell.text, allowed)
    guesses = _date_guesses(cell.text) if problem else ()
    near = [guess for guess in guesses if not _date_problem(guess, allowed)]
    if near:
        return f"Dates are written like {_date_forms(allowed)}. Did you mean {' or '.join(near)}?"
    return problem


def _date_problem(text: str, allowed: list[str]) -> str | None:
    """Why a text may not stand in a cell of dates, or None."""
    iso = r"[0-9]{4}(-[0-9]{2}){0,2}"
    if not re.fullmatch(f"{iso}(/{iso})?", text):
        return f"Dates are written like {_date_forms(allowed)}."
    try:
        when = tables.When.parse(text)
    except ValueError as problem:
        return f"{problem}."
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
    text = re.sub(r"[ T]\d\d?:\d\d.*", "", text)  # a time behind the day
    if re.fullmatch(r"\d{5}(\.0)?", text):  # a spreadsheet's day number
        return [(date(1899, 12, 30) + timedelta(days=int(text[:5]))).isoformat()]
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    months = [name[:3].casefold() for name in tables.MONTHS]
    word = re.search(r"[A-Za-z]{3,}", text)
    name = word[0][:3].casefold() if word else ""
    orders: list[list[int]] = []  # year, month, day
    if name in months and len(numbers) in (1, 2):  # Sep-22, 7 September 2022, Sep 7, 2022
        orders = [[numbers[-1], months.index(name) + 1, *numbers[:-1]]]
    elif re.fullmatch(r"\d{4}(\D\d{1,2}){1,2}", text):  # 2022/9/7, 2022-31-03, 2022-9
        orders = [numbers if numbers[1] <= 12 else [numbers[0], *numbers[:0:-1]]]
    elif re.fullmatch(r"\d{1,2}\D\d{1,2}\D(\d{2}|\d{4})", text):  # 07.09.2022, 9/7/22
        orders = [numbers[::-1], [numbers[2], *numbers[:2]]]
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
    unknown = next((item for item in items if item not in known), None)
    if unknown is None:
        return "Each item stands once in a list." if len(set(items)) < len(items) else None
    table, column = field.refers_to
    parts = [part.strip() for part in re.split("[,|\n]", unknown)]
    if field.type == "list" and len(parts) > 1 and any(part in known for part in parts):
        return f"Items of a list are separated by semicolons: {'; '.join(filter(None, parts))}"
    hint = did_you_mean(unknown, known, n=3)
    return f"{unknown} is not in {table} (column {column}).{hint} Correct it, or add a row to {table}.csv."


def _category_rule(cell: _Cell) -> str | None:
    """A value whose categories the case itself lists."""
    table = cell.field.spec.get("categoriesFrom")
    rows = cell.beside.rows(table) if table else None
    if rows is None:
        return None
    column = f"{cell.schema.name}.{cell.field.name}"
    values = [row["value"] for row in rows if row["field"] == column]
    return None if cell.text in values else f"{_one_of(values, cell.text)} Or add it to {table}.csv."


def _mirror_rule(cell: _Cell) -> str | None:
    """A list that must hold exactly the rows of the other table that point back (paragraphs and their claims)."""
    table, _, column = cell.field.spec.get("mirrors", "").partition(".")
    others = cell.beside.rows(table) if table else None
    if others is None:
        return None
    key = cell.schema.key[0]
    owners = {row[cell.field.refers_to[1]]: row[column] for row in others}
    listed = cell.field.read(cell.text)
    if wrong := [item for item in listed if owners.get(item) != cell.row[key]]:
        return f"{wrong[0]} stands in {key} {owners.get(wrong[0])} according to {table}.csv."
    left_out = [item for item, owner in owners.items() if owner == cell.row[key] and item not in listed]
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


def _schema_rule(cell: _Cell) -> str | None:
    """What Table Schema holds of a cell; the only rule for an empty one."""
    field, text, limits, spec = cell.field, cell.text, cell.field.limits, cell.field.spec
    values = spec.get("trueValues", []) + spec.get("falseValues", []) + limits.get("enum", [])
    if field.type == "integer":  # a number says little without its label
        values = [f"{entry['value']} ({entry['label']})" for entry in spec.get("categories", [])]
    if not text:
        listed = f" {_one_of(values)}" if values else ""
        return f"This cell must be filled: {field.description}{listed}" if limits.get("required") else None
    if values:
        return None if text in [value.split(" (")[0] for value in values] else _one_of(values, text)
    if len(text) > limits.get("maxLength", math.inf):
        return f"At most {limits['maxLength']} characters, here are {len(text)}."
    if (count := len(text.split())) > spec.get("maxWords", math.inf):
        return f"At most {spec['maxWords']} words, here are {count}."
    if spec.get("format") == "uri" and not text.startswith(("https://", "http://")):
        return "A web address that begins with https:// or http://."
    try:
        value = field.read(text)
        low, high = limits.get("minimum", value), limits.get("maximum", value)
        if low <= value <= high and re.fullmatch(limits.get("pattern", "(?s).*"), text):
            return None
    except ValueError:
        pass
    if field.type == "list":
        return "Whole numbers separated by semicolons, such as 2018; 2019."
    if field.type in ("integer", "number"):
        words = "A whole number" if field.type == "integer" else "A number, with a point if it is not whole"
        bounds = [("at least", limits.get("minimum")), ("at most", limits.get("maximum"))]
        return ", ".join([words, *(f"{most} {bound}" for most, bound in bounds if bound is not None)]) + "."
    signs = " Small letters, digits and hyphens." if "a-z" in limits["pattern"] else ""
    return f"This column holds: {field.description}{signs}"


_RULES = (  # what is said of a cell is what the first of them says that is broken
    *(_damage_rule, _when_rule, _reference_rule),
    *(_category_rule, _mirror_rule, _parts_rule, _schema_rule),
)


def _time_rules(schema: tables.Table, row: Row, above: Row) -> Iterator[tuple[str, str]]:
    """Start before end, precision as the dates have it, rows in the order of time; above: the last row with dates."""
    if not any(row[name] for name in schema.span):
        return
    when, column = _covers(schema, row), schema.schema.get("precisionIn")
    if when is None:
        yield schema.span[-1], f"The end comes before the start, {row[schema.span[0]]}."
        return
    if column and row[column] and row[column] != when.precision:
        yield column, f"The date {when.text} is of precision {when.precision}: write {when.precision} here."
    earlier = _covers(schema, above) if above and schema.schema.get("inTimeOrder") else None
    if earlier and when.start < earlier.start:
        before = f"{above[schema.key[0]]}, the row before, begins on {earlier.start}."
        sort = f"Rows stand in the order of time: sort the table by {schema.span[0]}. {before}"
        yield schema.span[0], sort


def _covers(schema: tables.Table, row: Row) -> tables.When | None:
    """The time of a row, or None where it cannot be read."""
    try:
        return tables.When.parse("/".join(filter(None, (row[name] for name in schema.span))))
    except ValueError:
        return None


def _together_rules(schema: tables.Table, row: Row) -> Iterator[tuple[str, str]]:
    """Columns that are filled together, and columns that another column's value makes necessary."""
    columns = schema.schema.get("together", [])
    empty = [name for name in columns if not row[name]]
    if empty and len(empty) < len(columns):
        yield empty[0], f"{', '.join(columns)} are filled all or not at all."
    for need in schema.schema.get("needs", []):
        ((column, values),) = need["when"].items()
        for name in need["filled"] if row[column] in values else ():
            if not row[name]:
                yield name, f"Needed when {column} is {row[column]}."


def _one_of(values: list[str], text: str = "") -> str:
    """The values of a category, with the nearest one first if the text looks like it."""
    as_saved = {"true": "yes", "false": "no"}.get(text.casefold())  # a spreadsheet's own words for yes and no
    hint = did_you_mean(as_saved if as_saved in values else text, values)
    return f"Allowed: {' | '.join(values)}.{hint}"


# ---------------------------------------------------------------- the report


def run(
    folder: str | None,
    proofread_codebook: Callable[[Path], Iterable[str]],
    write: Callable[[str], Any] = print,
    of_teachers: Mapping[Path, Callable[[], Iterable[str]]] = {},
) -> int:
    """Check a case folder (a path, or a name under data/cases), a codebook, or everything, and print what to
    mend. A codebook in the folder (a .toml file with codebook in its name) is proofread too; a folder may hold it alone.

    proofread_codebook: `coding.codebook.proofread`, which cannot be imported here, as its folder imports this file.
    of_teachers: path of another file -> a function that lists what is wrong with it.

    Returns the exit status: 0 nothing to mend, 1 problems found, 2 the folder cannot be checked.
    """
    cases = tables.data_folder() / "cases"
    path = Path(folder) if folder and Path(folder).exists() else cases / (folder or "")
    needed = [schema.file for schema in tables.schemas().values() if schema.in_each_case]
    if folder is None:
        files, places = check_package(), [cases.parent, *(cases / name for name in tables.cases())]
    else:
        files, places = check_case(path) if any((path / name).exists() for name in needed) else [], [path]
    others = {other: of_teachers[other] for other in of_teachers if folder is None or other == path.resolve()}
    for book in [book for place in places for book in (place, *sorted(place.glob("*codebook*.toml")))]:
        if book.suffix.lower() == ".toml" and book.exists() and book.resolve() not in others:
            others[book] = partial(proofread_codebook, book)
    if not files and not others:
        write(
            f"{folder} is neither a case folder nor a codebook.{did_you_mean(folder, tables.cases())} Cases under "
            f"data/cases: {', '.join(tables.cases())}. A case folder holds {', '.join(needed)}; "
            f"copy {tables.description()['defaultCase']} to begin with."
        )
        return 2
    files += [CheckedTable(None, path, problems=list(read())) for path, read in others.items()]
    for checked in filter(lambda checked: checked.problems, files):
        write(f"{checked.path.parent.name}/{checked.path.name}")
        for problem in checked.problems[:MAX_SHOWN]:
            write(f"  {problem}")
        if (more := len(checked.problems) - MAX_SHOWN) > 0:
            write(f"  and {more:,}{' or' * (len(checked.problems) >= MAX_FOUND)} more")
    rows = sum(len(checked.rows) for checked in files)
    of_all = f"{many(len(files), 'file')}{f' ({rows:,} rows checked)' * bool(rows)}."
    if wrong := [len(checked.problems) for checked in files if checked.problems]:
        or_more = " or more" * (max(wrong) >= MAX_FOUND)  # where the search stopped
        write(f"{many(sum(wrong), 'problem')}{or_more} in {len(wrong)} of {of_all}")
        return 1
    write(f"Nothing to mend in {of_all}")
    return 0
