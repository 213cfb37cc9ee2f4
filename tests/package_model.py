"""What data/datapackage.json may say of a table and a column: a rule under a misspelt name would hold nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from aftercoup import tables
from aftercoup.teach.content import course
from aftercoup.validation import Strict, read

PATH = tables.data_folder() / "datapackage.json"
Precision = Literal["day", "month", "year", "interval"]


class PackageProblem(course.Problems):
    """data/datapackage.json cannot be used."""


class Category(Strict):
    """One value of a column that has few."""

    value: str | int
    label: str
    description: str = ""


class Constraints(Strict):
    """What Table Schema can hold of a cell."""

    required: bool = False
    unique: bool = False
    pattern: str = ""
    enum: list[str | int] = []
    minimum: float | None = None
    maximum: float | None = None
    maxLength: int | None = None


class Column(Strict):
    """A column: names of Table Schema, and of ours those from refersTo on."""

    name: str
    title: str
    description: str
    type: Literal["string", "integer", "number", "boolean", "date", "list"]
    format: Literal["uri"] | None = None
    constraints: Constraints = Constraints()
    categories: list[Category] = []
    itemType: Literal["integer", "string"] | None = None
    delimiter: str = ""
    trueValues: list[str] = []
    falseValues: list[str] = []
    refersTo: str = ""
    categoriesFrom: str = ""
    kind: Literal["when"] | None = None
    precisions: list[Precision] = []
    mirrors: str = ""
    partsOf: str = ""
    eachFor: str = ""
    maxWords: int | None = None

    def contradictions(self) -> Iterator[str]:
        for name in ("refersTo", "mirrors"):
            table, _, column = (getattr(self, name) or "").partition(".")
            try:
                if table:
                    tables.field(table, column)
            except tables.UnknownName as problem:
                yield f"{name}: {problem}"
        if self.type == "string" and self.categories and self.knows("constraints"):
            if self.constraints.enum != [one.value for one in self.categories]:
                yield "constraints: enum lists the values of categories, else any word may stand in a cell."


class Schema(Strict):
    """Keys, and from span on our own rules between columns."""

    primaryKey: str | list[str] = ""
    foreignKeys: list[dict[str, Any]] = []
    span: list[str] = []
    shownColumns: list[str] = []
    precisionIn: str = ""
    together: list[str] = []
    needs: list[dict[str, Any]] = []
    inTimeOrder: bool = False


class Resource(Strict):
    """A table."""

    name: str
    title: str
    description: str
    path: str
    type: Literal["table"]
    format: Literal["csv"]
    mediatype: Literal["text/csv"]
    encoding: Literal["utf-8"]
    sources: list[dict[str, str]]
    licenses: list[dict[str, str]]
    terms: str
    knownIssues: list[str]
    inEachCase: bool = False
    extendedByCases: bool = False


def proofread() -> None:
    """PackageProblem, with everything that is to be mended."""
    faults: list[str] = []
    for resource in tables.description()["resources"]:
        where = f"{PATH.name}, table {resource.get('name')}"
        table, schema = dict(resource), dict(resource["schema"])
        del table["schema"]
        for column in schema.pop("fields"):
            read(Column, column, f"{where}, column {column.get('name')}", faults)
        read(Schema, schema, f"{where}, schema", faults)
        read(Resource, table, where, faults)
    if faults:
        raise PackageProblem(faults)
