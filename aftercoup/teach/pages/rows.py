"""Pages of the tables: where a table comes from, what is wrong with it, its columns, rows and file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aftercoup import tables
from aftercoup.lesson import record_card
from aftercoup.tables import Case, Record, Table
from aftercoup.teach.content import course, datasheet
from aftercoup.teach.content.citations import KEYED
from aftercoup.teach.pages.lessons import PARTS, first_words, raw

LONG = 170  # letters in a usual row, from which a row is a card and no line of a table
WHOLE = 200  # rows up to which all of them stand in the page itself; those that texts cite do always
FIRST = 25  # rows that stand in the page of a longer table


def page(schema: Table) -> str:
    """The Markdown of a table's page."""
    name = schema.file.rpartition("/")[2]
    parts = [f"# {schema.title}", *datasheet.about(schema), "", "## Rows", ""]
    return "\n".join([*parts, raw(_rows(schema, tables.table(schema.name), f"data/{name}"))]) + "\n"


def case_page(case: Case) -> str:
    """The Markdown of one page with all tables of a case beside the core case; what it shares is left out."""
    parts = [f"# {case.about.title} ({case.name})", "", f"{case.about.note}."]
    for schema in tables.schemas().values():
        if not (case.folder / schema.file).is_file():
            continue
        shared = () if schema.in_each_case else getattr(tables.load(), schema.name)
        records = [row for row in getattr(case, schema.name) if row not in shared]
        rows = _rows(schema, records, f"data/{case.name}/{schema.file}", case)
        parts += ["", f"## {schema.title}", "", raw(rows)]
    return "\n".join(parts) + "\n"


def other_cases() -> list[Case]:
    """The cases beside the core case."""
    return [case for case in map(tables.case, tables.cases()) if case is not tables.core()]


def index(readme: str) -> str:
    """The Markdown of the page about all tables: data/README.md, its last part a list of links."""
    before, _, _ = readme.partition("<!-- tables: begin")
    schemas, cases = tables.schemas().values(), other_cases()
    rows = (
        (f"[{schema.title}]({schema.file})", f"{len(tables.table(schema.name)):,}", schema.description)
        for schema in schemas
    )
    lines = [course.table(("table", "rows", "what it holds"), rows, numbers=[1]), "", "Other cases:", ""]
    lines += [f"- [{case.about.title} ({case.name})](cases/{case.name}/case.csv)" for case in cases]
    pages = [*(schema.name for schema in schemas), *(f"case-{case.name}" for case in cases)]
    lines += ["", "```{toctree}", ":hidden:", "", *pages, "```"]
    return before + "\n".join(lines) + "\n"


def _rows(schema: Table, records: Sequence[Record], path: str, case: Case | None = None) -> str:
    """The rows of a table as HTML. path: of its file among the pages."""
    cells = [[row.text(name) for name in schema.fields] for row in records]
    usual = sum(len("".join(row)) for row in cells) / len(cells)
    with_id = len(schema.key) == 1
    short = len(records) <= WHOLE or schema.name in KEYED
    if usual > LONG and with_id and short:
        look = re.compile(r' style="[^"]*"')  # which the pages have for all rows
        cards = [
            (row.id, first_words(row)[:160], look.sub("", record_card(row, case).html)) for row in records
        ]
        return PARTS.cards(path, cards)
    anchors = [row.id if with_id else "" for row in records]
    rows = list(zip(anchors, cells))
    return PARTS.rows(
        path, schema.title, list(schema.fields), rows if short else rows[:FIRST], [] if short else cells
    )
