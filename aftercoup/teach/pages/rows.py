"""Pages of the tables: where a table comes from, what is wrong with it, its columns, rows and file."""

from __future__ import annotations

import json
from html import escape

from aftercoup import tables
from aftercoup.record_cards import record_card
from aftercoup.teach import datasheet
from aftercoup.teach.pages.lessons import raw

LONG = 170  # letters in a usual row, from which a row is a card and no line of a table
WHOLE = 200  # rows up to which all of them stand in the page itself
FIRST = 25  # rows that stand in the page of a longer table


def page(schema):
    """The Markdown of a table's page."""
    found = tables.table(schema.name)
    name = schema.file.rpartition("/")[2]
    file = f'<a href="../data/{name}" download>{name}</a>'
    parts = [
        f"# {schema.title}",
        *datasheet.about(schema),
        "",
        "## Rows",
        "",
        raw(f"<p>The same as a file: {file} (CSV, UTF-8).</p>{_rows(schema, found)}"),
    ]
    return "\n".join(parts) + "\n"


def case_page(case):
    """The Markdown of one page with all tables of a case beside the core case; what it shares is left out."""
    parts = [f"# {case.about.title} ({case.name})", "", f"{case.about.note}."]
    with tables.using(case.name):
        for schema, found in own_tables(case):
            file = f'<a href="../data/{case.name}/{schema.file}" download>{schema.file}</a>'
            note = f"<p>The same as a file: {file} (CSV, UTF-8).</p>"
            parts += ["", f"## {schema.title}", "", raw(f"{note}{_rows(schema, found)}")]
    return "\n".join(parts) + "\n"


def own_tables(case):
    """(schema, records) of the tables that lie in the folder of a case."""
    for schema in tables.schemas().values():
        if (case.folder / schema.file).is_file():
            shared = () if schema.in_each_case else getattr(tables.load(), schema.name)
            yield schema, [row for row in getattr(case, schema.name) if row not in shared]


def other_cases():
    """The cases beside the core case."""
    return [case for case in map(tables.case, tables.cases()) if case is not tables.core()]


def index(readme):
    """The Markdown of the page about all tables: data/README.md, its last part a list of links."""
    before, _, _ = readme.partition(datasheet.BEGIN)
    lines = ["| table | rows | what it holds |", "|:--|--:|:--|"]
    for schema in tables.schemas().values():
        count = len(tables.table(schema.name))
        lines.append(f"| [{schema.title}]({schema.file}) | {count:,} | {schema.description} |")
    lines += ["", "Other cases:", ""]
    lines += [f"- [{case.about.title} ({case.name})](cases/{case.name}/case.csv)" for case in other_cases()]
    names = [schema.name for schema in tables.schemas().values()]
    pages = "\n".join([*names, *(f"case-{case.name}" for case in other_cases())])
    return before + "\n".join(lines) + f"\n\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"


def _rows(schema, found):
    cells = [[row.text(name) for name in schema.fields] for row in found]
    usual = sum(len("".join(row)) for row in cells) / len(cells)
    if usual > LONG and len(schema.key) == 1 and len(found) <= WHOLE:
        return f'<div class="rows cards">{"".join(_card(row, schema) for row in found)}</div>'
    short = len(found) <= WHOLE
    ids = [row.id if len(schema.key) == 1 else "" for row in found]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in schema.fields)
    body = "".join(_line(one, row) for one, row in zip(ids, cells[: None if short else FIRST]))
    rest = (
        ""
        if short
        else (
            f"<noscript><p>The first {FIRST} of {len(found):,} rows; all are in the file.</p></noscript>"
            f'<script type="application/json">{json.dumps(cells, ensure_ascii=False)}</script>'
        )
    )
    return (
        '<div class="rows">'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(schema.title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}</div>"
    )


def _line(row_id, cells):
    anchor = f' id="{escape(row_id)}"' if row_id else ""
    first, *others = (escape(cell) for cell in cells)
    return f'<tr{anchor}><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def _card(row, schema):
    """A record that opens on request, as `ac.record` shows it."""
    words = next(
        (
            row.text(name)
            for name in schema.fields
            if name not in schema.key
            and schema.fields[name].type == "string"
            and len(row.text(name).split()) > 1
        ),
        "",
    )
    return (
        f'<details id="{escape(row.id)}">'
        f"<summary><strong>{escape(row.id)}</strong> {escape(words[:160])}</summary>"
        f"{record_card(row).html}</details>"
    )
