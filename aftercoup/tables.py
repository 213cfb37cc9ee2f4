"""Load the tables of the data package as typed, immutable records. Standard library only.

The schema in data/datapackage.json drives everything; no table has code of its own. A case is a folder
of data/cases (or any folder) that holds one CSV file for each resource marked ``"inEachCase"``, and may bring
its own actors.csv and sources.csv, which extend the shared tables.

    from aftercoup import tables
    tables.load().coups                  # a tuple of records, one attribute per field
    tables.core().claims                 # the claims of the core case
    tables.case("egypt-2013").claims     # those of another case
    tables.record("c16").date.start      # datetime.date(2022, 9, 7)
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as own
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from aftercoup.dates import MONTHS, When  # noqa: F401  who has the tables has the months, too
from aftercoup.errors import OneSentence, did_you_mean, many, nearest  # noqa: F401

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent

# ---------------------------------------------------------------- errors


class TableError(OneSentence, ValueError):
    """A table cannot be read as its description says; the message names table, row and column."""


class UnknownName(OneSentence, KeyError, AttributeError):
    """No table, record, field, value or case has this name; the message offers the nearest ones.

    what: what was looked for ("record"); name: as given; known: the right names.
    """

    def __init__(self, what: str, name: str, known: Iterable[str], where: str = "") -> None:
        all_ = list(map(str, known))
        some = f"There are: {', '.join(all_)}." if len(all_) <= 12 else f"Examples: {all_[0]}, {all_[-1]}."
        super().__init__(f"There is no {what} {str(name)!r}{where}.{did_you_mean(name, all_, some, n=3)}")

    __str__ = Exception.__str__  # a KeyError puts quotation marks around it


# ---------------------------------------------------------------- schema

# type of a field -> what makes a value of its text
_PARSE: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "when": When.parse}


class Field:
    """One column: .name .title .description .type .refers_to (table, field) .limits, its whole description in .spec."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.name, self.title, self.description = spec["name"], spec["title"], spec["description"]
        self.type = "when" if spec["type"] == "date" or spec.get("kind") == "when" else spec["type"]
        self.refers_to: Any = tuple(spec["refersTo"].split(".")) if "refersTo" in spec else None
        self.limits: dict[str, Any] = spec.get("constraints", {})

    def read(self, text: str) -> Any:
        """The typed value of a cell: None, str, int, float, bool, When, or a tuple for a list."""
        if self.type == "list":
            number = self.spec["itemType"] == "integer"
            items = [item.strip() for item in text.split(";")]
            return tuple(int(item) if number else item for item in items if item)
        if not text:
            return None
        if self.type == "boolean":
            if text in self.spec["trueValues"] + self.spec["falseValues"]:
                return text in self.spec["trueValues"]
            raise ValueError(f"{text!r} is not yes or no")
        return _PARSE.get(self.type, str)(text)

    def __repr__(self) -> str:
        return f"<Field {self.name}: {self.description}>"


class Table:
    """What datapackage.json says about one table: .name .title .fields (name -> Field) .key and .spec."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.name, self.title, self.description = spec["name"], spec["title"], spec["description"]
        schema = spec["schema"]
        self.schema = schema
        self.fields = {field["name"]: Field(field) for field in schema["fields"]}
        self.position = {name: number for number, name in enumerate(self.fields)}
        self.in_each_case = spec.get("inEachCase", False)
        self.extended_by_cases = spec.get("extendedByCases", False)
        self.file = Path(spec["path"]).name
        unique = (name for name, field in self.fields.items() if field.limits.get("unique"))
        key = schema.get("primaryKey") or next(unique)
        self.key = [key] if isinstance(key, str) else list(key)
        self.span = schema.get("span", [])

    def field(self, name: str) -> Field:
        """The Field of this name. UnknownName, with the nearest names, if there is none."""
        if name not in self.fields:
            raise UnknownName("field", name, self.fields, f" in {self.name}")
        return self.fields[name]


def part_of(inside: str, beside: str) -> Path:
    """The folder of a part: `inside` the installed package, else `beside` it in the project."""
    installed = PACKAGE / inside
    return installed if installed.is_dir() else PROJECT / beside


@cache
def data_folder() -> Path:
    """The folder of the data package: inside the installed package, or beside it in a checkout."""
    folder = part_of("data", "data")
    if (folder / "datapackage.json").is_file():
        return folder
    raise TableError(
        "There is no data/datapackage.json beside the folder aftercoup: unpack the module again, whole."
    )


@cache
def description() -> dict[str, Any]:
    """The whole of data/datapackage.json as a dict."""
    return json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))


@cache
def titles_of_sources(*names: str, short: bool = False) -> list[str]:
    """What data tables rest on, to be cited; those that are our own work are named together. names: of tables, or the id of
    a source. short: for the foot of a picture, the publisher and the release alone."""
    known = {source.id: source for source in table("sources")}
    titles, own = [], []
    for name in names:
        for entry in schema(name).spec["sources"] if name in schemas() else [{"title": name}]:
            source = known.get(entry["title"])
            if source is None:
                own.append(schema(name).title)
            elif short:
                titles.append(f"{source.publisher} ({entry.get('version', source.published)})")
            else:
                release = f", release of {entry['version']}" if "version" in entry else ""
                titles.append(f"{source.publisher}, {source.title_or_description}{release}")
    ours = [f"tables of this module, whose rows name their sources ({', '.join(own)})"] if own else []
    return [*dict.fromkeys(titles), *ours]


@cache
def schemas() -> dict[str, Table]:
    """All tables that the data package describes: name -> Table, those of a case first."""
    described = [Table(spec) for spec in description()["resources"]]
    return {table_.name: table_ for table_ in sorted(described, key=lambda t: not t.in_each_case)}


def schema(name: str) -> Table:
    """The Table of this name. UnknownName if there is none."""
    if name not in schemas():
        raise UnknownName("table", name, schemas())
    return schemas()[name]


# ---------------------------------------------------------------- records


@dataclass(frozen=True, repr=False)
class Record:
    """One row of a table: an attribute for each field, typed; it cannot be changed.

    .id: the value of the key (parts joined by "/").  .table: name of the table.
    .when: the time it covers, or None.  .text(field): the cell as it stands in the table.
    """

    _schema: Table
    _cells: tuple[str, ...]
    _values: tuple[Any, ...] = own(compare=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._schema.field(name)
        return self._values[self._schema.position[name]]

    __copy__ = __deepcopy__ = lambda self, *_: self

    @property
    def id(self) -> str:
        return "/".join(self.text(name) for name in self._schema.key)

    @property
    def table(self) -> str:
        return self._schema.name

    @property
    def when(self) -> Any:
        cells = [self.text(name) for name in self._schema.span]
        return When.parse("/".join(cell for cell in cells if cell)) if any(cells) else None

    def text(self, field: str) -> str:
        """The cell of this field as text, "" when it is empty."""
        self._schema.field(field)
        return self._cells[self._schema.position[field]]

    def as_dict(self) -> dict[str, Any]:
        """Field name -> typed value, in the order of the columns."""
        return dict(zip(self._schema.position, self._values))

    def __dir__(self) -> list[str]:
        return [*self._schema.position, "id", "table", "when", "text", "as_dict"]

    def __repr__(self) -> str:
        return f"<{self.table} {self.id}>"


def read_rows(path: Path, strict: bool = False) -> Iterator[list[str]]:
    """Yield the rows of a CSV file as lists of cells, the header first.

    UTF-8 with or without a byte order mark, any line ends. Spaces around a cell are taken off, and so are empty
    cells to the right of the header.
    strict: a stray quotation mark raises csv.Error instead of being swallowed.
    """
    width = None
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file, strict=strict):
            cells = [cell.strip() for cell in row]
            while len(cells) > (width or 0) and not cells[-1]:
                cells.pop()
            width = width or len(cells)
            yield cells


def _read_table(schema_: Table, path: Path) -> tuple[Record, ...]:
    """All records of a file, in the order of its rows; the order of the columns does not matter."""
    file = f"{path.parent.name}/{path.name}"
    try:
        header, *rows = read_rows(path)
        order = [header.index(name) for name in schema_.fields]
    except (OSError, ValueError):
        raise TableError(
            f"{file} is missing, or no table in UTF-8 with all its columns. {ASK_CHECK}"
        ) from None
    records = []
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(row) != len(header):
            raise TableError(f"{file}, row {number}: {len(row)} cells, not {len(header)}. {ASK_CHECK}")
        cells = tuple(row[position] for position in order)
        values = []
        for field, cell in zip(schema_.fields.values(), cells):
            try:
                values.append(field.read(cell))
            except ValueError as problem:
                where = f"{file}, row {number}, column {field.name}"
                raise TableError(f"{where}: {problem}. {ASK_CHECK}") from None
        records.append(Record(schema_, cells, tuple(values)))
    return tuple(records)


ASK_CHECK = "`python start.py check` lists all problems."


class Package:
    """The tables that all cases share, each read from its file when first asked for: .coups, .actors, .sources …"""

    def __init__(self) -> None:
        self._names = [name for name, table_ in schemas().items() if not table_.in_each_case]
        self._indexes: dict[str, dict[str, Record]] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._names:
            raise UnknownName("table", name, self._names)
        records = self.__dict__[name] = self._load(schemas()[name])  # so it is not asked for here again
        return records

    def __dir__(self) -> list[str]:
        return [*self._names, *type(self).__dict__]

    def _load(self, schema_: Table) -> tuple[Record, ...]:
        return _read_table(schema_, data_folder() / schema_.spec["path"])

    def index(self, name: str) -> dict[str, Record]:
        """Key -> record of one table."""
        if name not in self._indexes:
            self._indexes[name] = {record_.id: record_ for record_ in getattr(self, name)}
        return self._indexes[name]


class Case(Package):
    """One case: .name .folder .about (its one-row description) .claims .events .contacts .briefing.

    Shared tables are there too; .actors and .sources include those that the case brings itself. Counts of the
    tables of a case belong to the default case; another case brings its own.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._names = list(schemas())
        self.folder, self.name = Path(folder), Path(folder).name

    def _load(self, schema_: Table) -> tuple[Record, ...]:
        own = self.folder / schema_.file
        if schema_.in_each_case:
            return _read_table(schema_, own)
        shared = getattr(load(), schema_.name)
        if schema_.name == "counts" and self is not core():
            shared = tuple(row for row in shared if not schema(row.counted_table).in_each_case)
        return shared + (_read_table(schema_, own) if own.is_file() else ())

    @cached_property
    def about(self) -> Record:
        """The record that describes the case: title, published, url …"""
        return self.case[0]

    @cached_property
    def country_name(self) -> str:
        """The name of the country of the coup, for sentences."""
        return load().index("countries")[self.about.country].name


_case = cache(Case)  # each folder is read once


@cache
def load() -> Package:
    """The shared tables, as a Package. Each table is read once, when first used."""
    return Package()


@cache
def called(name: str) -> set[str]:
    """A name as it is typed, and its other names: Rangoon is Yangon."""
    rows = [(row.form.casefold(), row.value.casefold()) for row in load().aliases if row.kind == "name"]
    same = {name.casefold(), dict(rows).get(name.casefold(), name.casefold())}
    return same | {form for form, value in rows if value in same}


def cases() -> list[str]:
    """Names of the folders under data/cases, in alphabetical order."""
    return sorted(file.parent.name for file in (data_folder() / "cases").glob("*/case.csv"))


def case(name: Case | str | Path | None = None) -> Case:
    """A case by the name of its folder under data/cases, or by the path of a folder elsewhere.

    A Case is given back as it is; without a name it is the core case. UnknownName if there is no such folder.
    """
    if isinstance(name, Case):
        return name
    if not name:
        return core()
    for folder in (data_folder() / "cases" / name, Path(name)):
        if (folder / "case.csv").is_file():
            return _case(folder.resolve())
    raise UnknownName("case", str(name), cases())


_case_named = case  # for functions with an argument of that name


@cache
def core() -> Case:
    """The case that lessons, exercises and shared tables speak of."""
    return case(description()["defaultCase"])


def table(name: str, case: Case | str | None = None) -> tuple[Record, ...]:
    """All records of a table; tables of a case come from `case` (see the function `case`)."""
    schema(name)
    return getattr(_case_named(case), name)


def record(record_id: str, table_name: str | None = None, case: Case | str | None = None) -> Record:
    """The one record with this id, looked for in the case and then in the shared tables.

    A few ids stand in two tables (aapp is an actor and a source): name the table to choose.
    UnknownName, with the nearest ids, if there is none.
    """
    here = _case_named(case)
    names = [schema(table_name).name] if table_name else list(schemas())
    for name in names:
        row = here.index(name).get(str(record_id).strip())
        if row is not None:
            return row
    raise UnknownName("record", record_id, dict.fromkeys(i for name in names for i in here.index(name)))


# ---------------------------------------------------------------- labels


def field(table_name: str, field_name: str) -> Field:
    """The Field with .title and .description."""
    return schema(table_name).field(field_name)


def labels(table_name: str, field_name: str, case: Case | str | None = None) -> dict[str, Any]:
    """Typed value -> label of a field with categories, in codebook order; empty if it has none."""
    return {value: label_ for value, (label_, _) in _categories(table_name, field_name, case).items()}


def meanings(table_name: str, field_name: str, case: Case | str | None = None) -> dict[str, Any]:
    """Typed value -> when to choose it, in codebook order."""
    return {value: meaning for value, (_, meaning) in _categories(table_name, field_name, case).items()}


def label(table_name: str, field_name: str, value: object, case: Case | str | None = None) -> str:
    """The label of one value, given as in the record or as text; the value itself if it has no label."""
    known = labels(table_name, field_name, case)
    if value in known:
        return known[value]
    if isinstance(value, str) and known:
        return known.get(field(table_name, field_name).read(value.strip()), value)
    return "" if value is None else str(value)


def _categories(table_name: str, field_name: str, case: Case | str | None) -> dict[str, Any]:
    """Typed value -> (label, meaning): from the schema, or from the case's own categories.csv."""
    field_ = field(table_name, field_name)
    if "categoriesFrom" in field_.spec:
        where = f"{table_name}.{field_name}"
        return {
            row.value: (row.label, row.meaning)
            for row in table(field_.spec["categoriesFrom"], case)
            if row.field == where
        }
    return {
        field_.read(str(entry["value"])): (entry["label"], entry.get("description", ""))
        for entry in field_.spec.get("categories", [])
    }


# ---------------------------------------------------------------- links between tables


def linked(record_: Record, field_name: str, case: Case | str | None = None) -> tuple[Record, ...]:
    """The records that a field of this record points to, in the order of the list."""
    field_ = field(record_.table, field_name)
    if not field_.refers_to:
        links = [name for name, other in schema(record_.table).fields.items() if other.refers_to]
        raise UnknownName("link", field_name, links, f" in {record_.table}")
    value = getattr(record_, field_name)
    ids = value if isinstance(value, tuple) else (value,) if value else ()
    if schema(field_.refers_to[0]).in_each_case and not schema(record_.table).in_each_case:
        case = core()  # the claims that a shared table speaks of
    return tuple(record(i, field_.refers_to[0], case) for i in ids)


def sources_of(record_: Record, case: Case | str | None = None) -> tuple[Record, ...]:
    """The source records behind a record, each once."""
    fields = schema(record_.table).fields.values()
    names = [field_.name for field_ in fields if field_.refers_to and field_.refers_to[0] == "sources"]
    return tuple(dict.fromkeys(source for name in names for source in linked(record_, name, case)))


# ---------------------------------------------------------------- pandas and counting


def frame(table_name: str, case: Any = None) -> Any:
    """A pandas DataFrame of a table: numbers as numbers, all other cells as the text in the file.

    Codes stay text (NAM is Namibia, N is a vote). An empty cell is "" in a column of text, NaN in one of
    numbers.
    """
    import pandas  # here, so that a lesson without a frame does not wait for it

    records, columns = table(table_name, case), {}
    for name, field_ in schema(table_name).fields.items():
        number = field_.type in ("integer", "number")
        values = [getattr(row, name) if number else row.text(name) for row in records]
        whole = field_.type == "integer" and None not in values
        columns[name] = pandas.Series(values, dtype="int64" if whole else "float64" if number else object)
    return pandas.DataFrame(columns)


def select(table_name: str, rule: str = "", case: Any = None) -> tuple[Record, ...]:
    """The records for which all conditions of a rule hold; an empty rule selects all.

    rule: conditions joined by "; ", each FIELD=value, FIELD!=value, FIELD>=value, FIELD<=value (numbers and
    ISO dates), or FIELD~value (the list contains the value). "FIELD=" means that the cell is empty.
    """
    records = table(table_name, case)
    for condition in filter(None, (part.strip() for part in rule.split(";"))):
        parts = re.fullmatch(r"(.*?)(!=|>=|<=|~|=)(.*)", condition)
        if parts is None:
            raise TableError(f"The condition {condition!r} needs a sign, as in claim_type=event.")
        name, sign, wanted = (part.strip() for part in parts.groups())
        field_, position = field(table_name, name), schema(table_name).position[name]
        read: Callable[[str], Any] = float if field_.type in ("integer", "number") else str
        limit = read(wanted) if sign in (">=", "<=") else wanted
        holds = {
            "=": lambda cell: cell == wanted,
            "!=": lambda cell: cell != wanted,
            "~": lambda cell: wanted in [item.strip() for item in cell.split(";")],
            ">=": lambda cell: cell != "" and read(cell) >= limit,
            "<=": lambda cell: cell != "" and read(cell) <= limit,
        }[sign]
        records = tuple(row for row in records if holds(row._cells[position]))
    return records


def count(table_name: str, rule: str = "", case: Any = None) -> float:
    """How many records a rule selects (see `select`).

    A rule may begin with "sum FIELD:" or "median FIELD:" for a number, or "distinct FIELD:" to count
    different values; empty cells do not count.
    """
    head, _, conditions = rule.partition(":")
    verb, _, name = head.strip().partition(" ")
    if verb not in ("sum", "median", "distinct"):
        return len(select(table_name, rule, case))
    name = field(table_name, name.strip()).name
    cells = [getattr(row, name) for row in select(table_name, conditions, case)]
    if verb == "distinct":
        items = [item for cell in cells for item in (cell if isinstance(cell, tuple) else (cell,))]
        return len({*items} - {None})
    values = [value for value in cells if value is not None]
    from statistics import median  # here, so that the first cell of a lesson does not wait for it

    return math.fsum(values) if verb == "sum" else median(values)
