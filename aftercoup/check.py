"""Check the tables of a case folder, or of the whole data package, and say in plain words what to mend.

The library frictionless checks types, required cells, categories and keys as data/datapackage.json describes
them. What its language cannot say (lists of ids, dates of any precision, rules between columns and tables) is
one more check given to it, driven by the same description: refersTo, categoriesFrom, kind "when", span,
precisionIn, together, needs, inTimeOrder, mirrors, maxWords.
"""

import calendar
import csv
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from aftercoup import tables
from aftercoup.coding import codebook

MAX_BYTES = 50_000_000  # larger files are not read
MAX_ROWS = 20_000  # rows after this one are not checked
MAX_SHOWN = 20  # problems printed per file
MAX_FOUND = 1_000  # problems looked for per file
EXTENDED = ("actors", "sources", "counts")  # shared tables that a case may add rows to
SAVE = "In a spreadsheet choose Save as, then CSV UTF-8 (comma separated)."
YEARS = (1900, 2100)  # years outside are taken for typing errors


@dataclass(frozen=True)
class Problem:
    """One thing to mend. row: as a spreadsheet shows it (the header is row 1), or None for the whole file."""

    row: int | None
    column: str | None
    found: str
    allowed: str

    def __str__(self):
        place = [f"{name} {value}" for name, value in (("row", self.row), ("column", self.column)) if value]
        words = f"found {self.found}. {self.allowed}"
        return (", ".join(place) + ": " + words if place else words).replace("\n", "↵")


@dataclass
class Sheet:
    """One file as it was read: its rows as dicts of text, and what is wrong or worth a note."""

    schema: tables.Table
    path: Path
    rows: list = field(default_factory=list)  # one dict per row: column -> text
    numbers: list = field(default_factory=list)  # the spreadsheet's number of each of these rows
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    complete: bool = False  # all rows were read, so that ids can be looked up here

    def problem(self, found, allowed, row=None, column=None):
        self.problems.append(Problem(row, column, found, allowed))


# ---------------------------------------------------------------- what can be checked


def check_case(folder):
    """Check one case folder against the shared tables. Returns its sheets, with their problems."""
    folder = Path(folder)
    own = [
        schema
        for schema in tables.schemas().values()
        if schema.in_each_case or schema.name in EXTENDED and (folder / schema.file).is_file()
    ]
    sheets = [read_sheet(schema, folder / schema.file) for schema in own]
    shared = _Shared()
    for sheet in sheets:
        check_sheet(sheet, _Workspace(sheets, shared))
    about = next(sheet for sheet in sheets if sheet.schema.name == "case")
    if len(about.rows) > 1:
        about.problem(f"{len(about.rows)} rows", "A case is described by one row.")
    name = folder.resolve().name
    if about.rows and about.rows[0]["case_id"] not in ("", name):
        about.notes.append(f"case_id is {about.rows[0]['case_id']}, but the folder is called {name}")
    counts = [sheet for sheet in sheets if sheet.schema.name == "counts"]
    if counts and not any(sheet.problems for sheet in sheets):
        _recount(counts[0], tables.Case(folder))
    return sheets


def check_package():
    """Check the shared tables and every case under data/cases. Returns all sheets."""
    sheets = [
        read_sheet(schema, tables.data_folder() / schema.spec["path"])
        for schema in tables.schemas().values()
        if not schema.in_each_case
    ]
    default = _Shared(tables.data_folder() / "cases" / tables.description()["defaultCase"])
    for sheet in sheets:
        check_sheet(sheet, _Workspace(sheets, default))
    for name in tables.cases():
        sheets += check_case(tables.data_folder() / "cases" / name)
    if not any(sheet.problems for sheet in sheets):
        _recount(next(sheet for sheet in sheets if sheet.schema.name == "counts"), tables.core())
    return sheets


def check_codebooks(place):
    """Proofread a codebook, or all that lie in a folder: files ending in .toml that are called so, or that
    hold a unit or a variable. Returns a sheet for each, without rows; its problems are sentences."""
    paths = [place] if place.is_file() else sorted(filter(_is_codebook, place.glob("*.toml")))
    return [Sheet(None, path, problems=codebook.proofread(path)) for path in paths]


def _is_codebook(path):
    if "codebook" in path.name.casefold():
        return True
    try:
        with path.open("rb") as file:
            return re.search(rb"(?m)^\s*\[(unit|variable)\b", file.read(MAX_BYTES)) is not None
    except OSError:  # proofreading it says why
        return True


def _recount(sheet, case):
    """Compare each number of counts.csv with what its rule gives in a case."""
    for row, number in zip(sheet.rows, sheet.numbers):
        try:
            value = tables.count(row["counted_table"], row["rule"], case)
        except (tables.TableError, tables.UnknownName, ValueError) as problem:
            sheet.problem(f'"{row["rule"]}"', str(problem), number, "rule")
            continue
        if value != float(row["value"]):
            sheet.problem(f'"{row["value"]}"', f"Counting by the rule gives {value:g}.", number, "value")


# ---------------------------------------------------------------- reading a file


def _mend_name(name):
    """What to do with a file of a nearly right name; a new name alone does not turn a workbook into text."""
    if name.lower().endswith((".xlsx", ".xls", ".ods", ".numbers")):
        return "Then open it in the spreadsheet and choose Save as, CSV UTF-8 (comma separated)."
    return "Then rename it."


def read_sheet(schema, path):
    """Read one file as far as it can be read; what stands in the way becomes a problem with a remedy."""
    sheet = Sheet(schema, path)
    if not path.is_file():
        others = [p.name for p in path.parent.glob("*") if p.is_file()] if path.parent.is_dir() else []
        near = [name for name in tables.nearest(path.name, others) if name not in _expected_files()]
        sheet.problem(
            "no such file",
            f"The folder needs a file {path.name}."
            + (f" Is it {near[0]}? {_mend_name(near[0])}" if near else ""),
        )
        return sheet
    try:
        if not _plain_text(sheet):
            return sheet
        _rows(sheet)
    except OSError as problem:
        sheet.problem(
            f"a file that cannot be read ({problem.strerror})", "Close it in other programs, then try again."
        )
    return sheet


def _expected_files():
    return {schema.file for schema in tables.schemas().values()}


def _plain_text(sheet):
    """Whether the file is UTF-8 text; if not, say what it is and how to save it."""
    size = sheet.path.stat().st_size
    if size > MAX_BYTES:
        sheet.problem(
            f"a file of {size // 1_000_000} MB",
            f"Files up to {MAX_BYTES // 1_000_000} MB are checked. Split it.",
        )
        return False
    data = sheet.path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf \r\n\t,;"):
        sheet.problem(
            "an empty file", f"The first row must hold the names of the columns: {_columns(sheet.schema)}"
        )
    elif data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheet.problem("a spreadsheet workbook that is only named .csv", SAVE)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:200:2].count(0) > 50:
        sheet.problem('text saved as UTF-16 ("Unicode text")', SAVE)
    elif b"\0" in data:
        row = _row_at(data, data.index(b"\0"))
        sheet.problem(
            "a null byte, which no text holds",
            "The file is damaged here: type the cell again, or take an older copy.",
            row,
        )
    else:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            row = _row_at(data, error.start)
            words = data[max(0, error.start - 20) : error.start + 20].decode("cp1252", "replace")
            near = next(word for word in words.split() if not word.isascii())
            sheet.problem(f'"{near}" in another encoding than UTF-8, probably Windows-1252', SAVE, row)
        else:
            if data.startswith(b"\xef\xbb\xbf"):
                sheet.notes.append("begins with a byte order mark, which does no harm")
            if b"\r\n" in data:
                sheet.notes.append("has Windows line ends, which do no harm")
            return True
    return False


def _row_at(data, place):
    """The row in which this byte stands; like a spreadsheet, it does not count line breaks inside quotes."""
    return b"".join(data[:place].split(b'"')[::2]).count(b"\n") + 1


def _columns(schema):
    return ",".join(schema.fields)


def _rows(sheet):
    """Split the text into rows and match the header with the description."""
    try:
        reader = tables.read_rows(sheet.path, strict=True, keep_spaces=True)
        lines, number = [], 0
        for number, row in enumerate(reader, start=1):
            lines.append(row)
            if number > MAX_ROWS + 1:
                break
    except csv.Error:
        sheet.problem(
            "a stray quotation mark",
            f"In row {number + 1} or shortly after, a quotation mark is not closed or is inside a "
            'cell. Inside a cell write it twice (""), or use another sign.',
            number + 1,
        )
        return
    header, lines = [cell.strip() for cell in lines[0]], lines[1:]
    if not _header_fits(sheet, header):
        return
    if len(lines) > MAX_ROWS:
        sheet.problem(
            f"more than {MAX_ROWS:,} rows",
            f"Only the first {MAX_ROWS:,} were checked. No case needs so many: are there leftovers?",
        )
        lines.pop()
    else:
        sheet.complete = True
    place = {name: header.index(name) for name in sheet.schema.fields}
    spaced, blank = 0, []
    for number, row in enumerate(lines, start=2):
        cells = [cell.strip() for cell in row]
        spaced += cells != row
        if not any(cells):
            blank.append(number)
        elif len(cells) != len(header):
            sheet.complete = False
            _ragged(sheet, number, cells, header)
        else:
            sheet.rows.append({name: cells[at] for name, at in place.items()})
            sheet.numbers.append(number)
    if spaced:
        sheet.notes.append(f"{spaced} row{'s' * (spaced > 1)} with spaces around a cell, which are ignored")
    if blank:
        sheet.notes.append(
            f"row{'s' * (len(blank) > 1)} {', '.join(map(str, blank[:5]))}"
            f"{' …' * (len(blank) > 5)} without any text, ignored"
        )
    if not sheet.rows and not sheet.problems:
        sheet.complete = False
        sheet.problem("no rows below the names of the columns", "The table needs at least one row.")


def _ragged(sheet, number, cells, header):
    """Say why a row has too many or too few cells."""
    more = len(cells) > len(header)
    why = "A cell with a comma in it needs quotation marks around it." if more else "Cells are missing."
    if any(mark in cell for cell in cells for mark in "“”„"):
        why = 'Curly quotation marks do not hold a cell together: use straight ones (").'
    sheet.problem(f"{len(cells)} cell{'s' * (len(cells) != 1)}", f"Each row has {len(header)}. {why}", number)


def _header_fits(sheet, header):
    """Compare the names of the columns with the description; False if the rows cannot be read."""
    wanted = list(sheet.schema.fields)
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and len(set(header[0].split(sign)) & set(wanted)) > len(wanted) // 2:
            sheet.problem(
                f"cells separated by {name}",
                f"Cells are separated by commas. {SAVE} The settings may name the separator.",
                1,
            )
            return False
    twice = {name for name in header if name and header.count(name) > 1}
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted]
    for name in missing:
        near = tables.nearest(name, extra, n=1) or tables.nearest(name.replace("_", " "), extra, n=1)
        if near:
            extra.remove(near[0])
            sheet.problem(f'a column "{near[0]}"', f"It must be called {name}.", 1, near[0])
        else:
            sheet.problem(
                f"no column {name}", f"Add it to the first row. The columns are: {_columns(sheet.schema)}", 1
            )
    for name in extra:
        found = f'an unknown column "{name}"' if name else "a column without a name"
        sheet.problem(found, f"Delete it. The columns are: {_columns(sheet.schema)}", 1, name or None)
    for name in twice & set(wanted):
        sheet.problem(f'two columns "{name}"', "Each column stands once.", 1, name)
    if not missing and not extra and not twice and header != wanted:
        sheet.notes.append("has its columns in another order, which does no harm")
    return not missing and not twice


# ---------------------------------------------------------------- checking the rows


class _Shared:
    """Values of tables that are not being checked: the shared ones, and those of a case when one is given."""

    def __init__(self, case_folder=None):
        self.case_folder, self._values = case_folder, {}

    def rows(self, name):
        schema = tables.schemas()[name]
        if schema.in_each_case and self.case_folder is None:
            return []
        if name not in self._values:
            folder = self.case_folder if schema.in_each_case else tables.data_folder()
            self._values[name] = read_sheet(schema, folder / schema.file).rows
        return self._values[name]


class _Workspace:
    """The tables under check together with the shared ones, for rules that look across tables."""

    def __init__(self, sheets, shared):
        self.sheets = {sheet.schema.name: sheet for sheet in sheets}
        self.shared = shared
        self._known = {}

    def rows(self, name):
        sheet = self.sheets.get(name)
        return (sheet.rows if sheet else []) + (
            [] if sheet and sheet.schema.in_each_case else self._beside(name, sheet)
        )

    def _beside(self, name, sheet):
        """Shared rows that a case's own table extends, or rows of a table that is not under check."""
        if sheet and sheet.path == tables.data_folder() / sheet.schema.file:
            return []
        return self.shared.rows(name)

    def known(self, name, column):
        """All values of a column, or None when not all of the table could be read."""
        sheet = self.sheets.get(name)
        if sheet and not sheet.complete:
            return None
        if (name, column) not in self._known:
            self._known[name, column] = dict.fromkeys(row[column] for row in self.rows(name))
        return self._known[name, column]


def check_sheet(sheet, workspace):
    """Check the rows of one file with frictionless; add the problems to the sheet, in row order."""
    if not sheet.rows:
        return
    from frictionless import Check, Checklist, Resource, Schema, errors

    previous = {}

    class OurRules(Check):
        """What the description says beyond Table Schema."""

        type = "our-rules"
        Errors = [errors.RowConstraintError]

        def validate_row(self, row):
            texts = sheet.rows[row.row_number - 2]
            for column, allowed in _rules(sheet.schema, texts, previous, workspace):
                yield errors.RowConstraintError.from_row(row, note=f"{column}|{allowed}")

    # Lists go through our own rules, since frictionless before 5.20 does not know the type.
    spec = {
        "fields": [
            {**field_.spec, "type": "string"} if field_.type == "list" else field_.spec
            for field_ in sheet.schema.fields.values()
        ],
        "primaryKey": sheet.schema.schema.get("primaryKey", []),
    }
    names = list(sheet.schema.fields)
    resource = Resource(
        data=[names] + [[row[name] for name in names] for row in sheet.rows],
        schema=Schema.from_descriptor(spec),
    )
    report = resource.validate(Checklist(checks=[OurRules()]), limit_errors=MAX_FOUND)
    found = {}  # one problem for each cell: our own words first, they say more
    for error in sorted(report.task.errors, key=lambda error: error.type != "row-constraint"):
        texts = sheet.rows[error.row_number - 2]
        number = sheet.numbers[error.row_number - 2]
        if error.type == "row-constraint":
            column, _, allowed = error.note.partition("|")
        elif error.type == "primary-key":
            column = sheet.schema.key[-1]
            allowed = _twice(sheet, error.row_number - 2, sheet.schema.key)
        else:
            column = error.field_name
            allowed = (
                _twice(sheet, error.row_number - 2, [column])
                if error.type == "unique-error"
                else _allowed(sheet.schema.fields[column], texts[column])
            )
        text = texts[column]
        shown = f'"{text if len(text) <= 60 else text[:57] + "…"}"' if text else "an empty cell"
        found.setdefault((number, names.index(column)), Problem(number, column, shown, allowed))
    sheet.problems += [found[place] for place in sorted(found)]


def _twice(sheet, at, columns):
    """Where the key of a row stands already."""
    value = [sheet.rows[at][name] for name in columns]
    first = next(i for i, row in enumerate(sheet.rows) if [row[name] for name in columns] == value)
    return f"{' and '.join(columns)} must differ in each row; the same stands in row {sheet.numbers[first]}."


def _rules(schema, texts, previous, workspace):
    """Yield (column, what is allowed) for each rule beyond Table Schema that a row breaks.

    previous: a dict kept from row to row, for the order of time.
    """
    broken = set()
    for name, field_ in schema.fields.items():
        text = texts[name]
        if not text:
            continue
        for allowed in (
            _when_rule(field_, text),
            _numbers_rule(field_, text),
            _words_rule(field_, text),
            _reference_rule(field_, text, workspace),
            _category_rule(schema, field_, text, workspace),
        ):
            if allowed:
                broken.add(name)
                yield name, allowed
        if "mirrors" in field_.spec and name not in broken:
            yield from _mirror_rule(schema, field_, texts, workspace)
    if not broken & set(schema.span):
        yield from _span_rules(schema, texts, previous)
    yield from _together_rules(schema, texts)


def _when_rule(field_, text):
    """What is wrong with a date, or None."""
    if field_.type != "when":
        return None
    allowed = field_.spec.get("precisions", ["day"])
    try:
        when = tables.When.parse(text)
    except ValueError as problem:
        return _date_help(text, allowed, str(problem))
    if when.precision not in allowed:
        return f"Here a date is a {' or '.join(allowed)}: {_date_forms(allowed)}."
    if not YEARS[0] <= when.start.year <= when.end.year <= YEARS[1]:
        return f"Years from {YEARS[0]} to {YEARS[1]} are expected."
    return None


def _numbers_rule(field_, text):
    """What is wrong with a list of numbers, or None."""
    if field_.type == "list":
        try:
            field_.read(text)
        except ValueError:
            return "Whole numbers separated by semicolons, such as 2018; 2019."
    return None


def _date_forms(allowed):
    forms = {"day": "2022-09-07", "month": "2022-09", "year": "2022", "interval": "2022-09-05/2022-09-08"}
    return ", ".join(forms[precision] for precision in allowed)


def _date_help(text, allowed, problem):
    """How to write what looks like a date that a spreadsheet or a person wrote in another way."""
    guesses = _date_guesses(text)
    if guesses:
        return f"Dates are written like {_date_forms(allowed)}. Did you mean {' or '.join(guesses)}?"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        year, month, _ = map(int, text.split("-"))
        if 1 <= month <= 12 and year:
            return (
                f"There is no such day: {tables.MONTHS[month - 1]} {year} has "
                f"{calendar.monthrange(year, month)[1]} days."
            )
        return "There is no such day. A date is year-month-day, such as 2022-09-07."
    if "/" in text and "before" in problem:
        return f"An interval runs from the earlier to the later date: {problem}."
    return f"Dates are written like {_date_forms(allowed)}."


def _date_guesses(text):
    """ISO dates that a text may stand for, the likeliest first; empty if none can be guessed."""
    months = {name[:3].lower(): number for number, name in enumerate(tables.MONTHS, start=1)}
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    year = lambda n: n if n > 99 else 2000 + n if n < 70 else 1900 + n
    word = re.search(r"[A-Za-z]{3,}", text)
    found = []
    if re.fullmatch(r"\d{5}(\.0)?", text):  # a spreadsheet's day number
        found = [date(1899, 12, 30) + timedelta(days=numbers[0])]
        return [found[0].isoformat()]
    if word and word[0][:3].lower() in months:
        month = months[word[0][:3].lower()]
        if len(numbers) == 1:  # Sep-22
            return [f"{year(numbers[0])}-{month:02d}"]
        if len(numbers) == 2:  # 7 September 2022, Sep 7, 2022
            found = [(year(numbers[1]), month, numbers[0])]
    elif re.fullmatch(r"\d{4}\D\d{1,2}\D\d{1,2}", text):  # 2022/9/7, 2022-31-03
        found = [tuple(numbers), (numbers[0], numbers[2], numbers[1])]
        if numbers[1] <= 12 and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            found = found[:1]
    elif re.fullmatch(r"\d{1,2}\D\d{1,2}\D(\d{2}|\d{4})", text):  # 07.09.2022, 9/7/22
        a, b, y = numbers[0], numbers[1], year(numbers[2])
        found = [(y, b, a), (y, a, b)]
    elif re.fullmatch(r"\d{4}-\d{1}", text):  # 2022-9
        return [f"{numbers[0]}-{numbers[1]:02d}"] if numbers[1] else []
    good = []
    for parts in found:
        try:
            good.append(date(*parts).isoformat())
        except ValueError:
            continue
    return list(dict.fromkeys(good))


def _reference_rule(field_, text, workspace):
    """What is wrong with ids that point to another table, or None."""
    if not field_.refers_to:
        return None
    known = workspace.known(*field_.refers_to)
    if known is None:
        return None
    items = field_.read(text) if field_.type == "list" else (text,)
    unknown = [item for item in items if item not in known]
    if not unknown:
        return "Each item stands once in a list." if len(set(items)) < len(items) else None
    table, column = field_.refers_to
    parts = [part.strip() for part in re.split("[,|\n]", unknown[0])]
    if field_.type == "list" and len(parts) > 1 and any(part in known for part in parts):
        return f"Items of a list are separated by semicolons: {'; '.join(part for part in parts if part)}"
    near = tables.nearest(unknown[0], known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"{unknown[0]} is not in {table} (column {column}).{hint} Correct it, or add a row to {table}.csv."


def _category_rule(schema, field_, text, workspace):
    """What is wrong with a value whose categories the case itself lists, or None."""
    if "categoriesFrom" not in field_.spec or workspace.known(field_.spec["categoriesFrom"], "value") is None:
        return None
    rows = workspace.rows(field_.spec["categoriesFrom"])
    values = [row["value"] for row in rows if row["field"] == f"{schema.name}.{field_.name}"]
    if text in values:
        return None
    return _one_of(values, text) + f" Or add it to {field_.spec['categoriesFrom']}.csv."


def _words_rule(field_, text):
    limit = field_.spec.get("maxWords")
    if limit and len(text.split()) > limit:
        return f"At most {limit} words, here are {len(text.split())}."
    return None


def _mirror_rule(schema, field_, texts, workspace):
    """A list must hold exactly the rows of the other table that point back (paragraphs and their claims)."""
    table, column = field_.spec["mirrors"].split(".")
    if workspace.known(table, column) is None:
        return
    key = schema.key[0]
    rows = {row[field_.refers_to[1]]: row[column] for row in workspace.rows(table)}
    listed = field_.read(texts[field_.name])
    for item in listed:
        if rows.get(item) != texts[key]:
            yield field_.name, f"{item} stands in {key} {rows.get(item)} according to {table}.csv."
    left_out = [item for item, value in rows.items() if value == texts[key] and item not in listed]
    if left_out:
        yield field_.name, f"{table}.csv has more of this {key}: {', '.join(left_out)}."


def _span_rules(schema, texts, previous):
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
            yield (
                schema.span[0],
                (
                    f"Rows stand in the order of time: sort the sheet by {schema.span[0]}. "
                    f"{previous['id']}, the row before, begins on {previous['when'].start}."
                ),
            )
        previous.update(when=when, id=texts[schema.key[0]])


def _together_rules(schema, texts):
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


def _one_of(values, text):
    """The values of a category, with the nearest one first if the text looks like it."""
    as_saved = {"true": "yes", "false": "no"}.get(text.casefold())  # a spreadsheet's own words for yes and no
    near = [as_saved] if as_saved in values else tables.nearest(text, values, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"Allowed: {' | '.join(map(str, values))}.{hint}"


def _allowed(field_, text):
    """What a cell may hold, in words, for a cell that Table Schema rules out."""
    constraints = field_.spec.get("constraints", {})
    if field_.type == "integer" and "categories" in field_.spec:
        values = (f"{entry['value']} ({entry['label']})" for entry in field_.spec["categories"])
        numbers = f"Allowed: {' | '.join(values)}."
        return numbers if text else f"This cell must be filled: {field_.description} {numbers}"
    if not text:
        listed = f" {_one_of(constraints['enum'], text)}" if "enum" in constraints else ""
        return f"This cell must be filled: {field_.description}{listed}"
    if "enum" in constraints:
        return _one_of(constraints["enum"], text)
    if field_.type == "boolean":
        return _one_of(field_.spec["trueValues"] + field_.spec["falseValues"], text)
    if field_.type in ("integer", "number"):
        words = "A whole number" if field_.type == "integer" else "A number with a point, such as 2.5"
        low, high = constraints.get("minimum"), constraints.get("maximum")
        between = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
        return ", ".join([words, *between]) + "."
    if "maxLength" in constraints and len(text) > constraints["maxLength"]:
        return f"At most {constraints['maxLength']} characters, here are {len(text)}."
    if field_.spec.get("format") == "uri":
        return "A web address that begins with https:// or http://."
    return (
        f"{field_.description} Small letters, digits and hyphens."
        if "a-z0-9" in constraints.get("pattern", "")
        else field_.description
    )


# ---------------------------------------------------------------- the report


def run(folder=None, write=print):
    """Check a case folder (a path, or a name under data/cases), a codebook, or everything, and print what to
    mend. A codebook in the folder is proofread too; a folder with nothing else is no case, and need be none.

    Returns the exit status: 0 nothing to mend, 1 problems found, 2 the folder cannot be checked.
    """
    if folder is None:
        places = [tables.data_folder(), *(tables.data_folder() / "cases" / name for name in tables.cases())]
        sheets = check_package() + [sheet for place in places for sheet in check_codebooks(place)]
    elif Path(folder).is_file() and Path(folder).suffix.lower() == ".toml":
        sheets = check_codebooks(Path(folder))
    else:
        path = Path(folder)
        if not path.is_dir():
            path = tables.data_folder() / "cases" / str(folder)
        needed = [schema.file for schema in tables.schemas().values() if schema.in_each_case]
        if not path.is_dir():
            near = tables.nearest(folder, tables.cases(), n=1)
            write(
                f"There is no folder {folder}."
                + (f" Did you mean {near[0]}?" if near else "")
                + f" Cases under data/cases: {', '.join(tables.cases())}."
            )
            return 2
        sheets, is_case = check_codebooks(path), any((path / name).exists() for name in needed)
        if not is_case and not sheets:
            write(
                f"The folder {folder} holds no case. A case folder holds {', '.join(needed)}; "
                f"copy {tables.description()['defaultCase']} under data/cases to begin with."
            )
            return 2
        sheets = (check_case(path) if is_case else []) + sheets
    for sheet in sheets:
        if sheet.problems or sheet.notes:
            _print_sheet(sheet, write)
    wrong = [sheet for sheet in sheets if sheet.problems]
    rows = sum(len(sheet.rows) for sheet in sheets)
    if wrong:
        total = sum(len(sheet.problems) for sheet in wrong)
        write(
            f"{total} problem{'s' * (total > 1)} in {len(wrong)} of {len(sheets)} "
            f"file{'s' * (len(sheets) != 1)}{f' ({rows:,} rows checked)' * bool(rows)}."
        )
        return 1
    many = f"{len(sheets)} file{'s' * (len(sheets) != 1)}"
    write(f"Nothing to mend in {many}{f' ({rows:,} rows checked)' * bool(rows)}.")
    return 0


def _print_sheet(sheet, write):
    """The problems and notes of one file."""
    write(f"{sheet.path.parent.name}/{sheet.path.name}")
    for problem in sheet.problems[:MAX_SHOWN]:
        write(f"  {problem}")
    more = len(sheet.problems) - MAX_SHOWN
    if more > 0:
        write(f"  and {more}{' or' * (len(sheet.problems) >= MAX_FOUND)} more")
    for note in sheet.notes:
        write(f"  note: {note}")
