"""What an exam does not show: the codes of claims and contacts that its exercises ask for.

A question that asks for a code has its answer in a cell of our tables, where `ac.record` or an explorer finds it. In
an exam these cells hold another code, "not coded in this edition", which the schema then knows like any other; so
records, tables and charts of that edition say it by themselves. Counts that rest on such a column are left out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from aftercoup import tables
from aftercoup.teach.content.masters import Master

LABEL = "not coded in this edition"
CODE = "not-coded"
READ = "claims"  # what a student reads off the report; an event or a contact may be looked up
LEFT_OUT = (  # lessons and guesses tell, in their words, what some exercises ask for
    "notebooks/[0-9][0-9]_*.ipynb",
    "notebooks/one_class.ipynb",
    "data/guesses.toml",
    "data/practice/myanmar-2021/*.jsonl",  # two readers' codes of claims that exercise 01 asks for
)
READERS = "data/practice/egypt-2013/"
COMPARED = ("attributed_to", "alignment_signal", "checkability")  # what question 10.6 compares of two readers
GLOSSARY = "notebooks/glossary.ipynb"
_SENTENCE = re.compile(r"(?<=[.!?]) +")
_LESSON = re.compile(r"(?i)\blessons?\b")
_EXAM = re.compile(r"\bIn this exam\b")
_LINK = re.compile(r"\[([^][\n]+)\]\(\d\d_[^)]*\)")  # to a lesson


class Cell(NamedTuple):
    """A cell of a table that an exercise asks for. case: the name of its case."""

    case: str
    table: str
    record: str
    column: str


def worded(source: str, edition: str) -> str:
    """A text of an edition: that of an exam without sentences about lessons, which it does not have; that of the others
    without sentences on an exam."""
    other = _LESSON if edition == "exam" else _EXAM
    lines = []
    for line in source.split("\n"):
        sentences = _SENTENCE.split(line) if other.search(line) else [line]
        stay = [sentence for sentence in sentences if not other.search(sentence)]
        lines += [" ".join(stay)] if stay else []
    return "\n".join(lines)


def asked(masters: Iterable[Master]) -> set[Cell]:
    """The cells that the exercises ask for: codes of a table of codes, and what is read off a claim."""
    cells = set()
    for master in masters:
        case = tables.case(master.exercise.case or tables.core().name)
        for answers in master.answers.values():
            for answer in answers.fields.values():
                if columns := list(getattr(answer.field, "variables", ())):
                    record = tables.record(answer.records[0], None, case)
                elif match := re.fullmatch(r"(c\d+)\.(\w+)", answer.computed):
                    columns, record = [match[2]], tables.record(match[1], READ, case)
                else:
                    continue
                cells |= {Cell(case.name, record.table, record.id, column) for column in columns}
    return cells


def without_codes(files: dict[str, bytes], cells: Iterable[Cell]) -> dict[str, bytes]:
    """The files of an edition, with these cells not coded, the schema that allows it, and no count of them."""
    files = dict(files)
    description = json.loads(files["data/datapackage.json"])
    schemas = {resource["name"]: resource["schema"] for resource in description["resources"]}
    hidden: dict[str, set[str]] = defaultdict(set)  # file -> columns
    for cell in sorted(cells):
        schema, folder = schemas[cell.table], f"data/cases/{cell.case}"
        (field,) = (entry for entry in schema["fields"] if entry["name"] == cell.column)
        columns = {cell.column: _not_coded(field)}
        if not columns[cell.column]:  # a date has no codes: its cell is empty, and so is what belongs to it
            together = schema.get("together", [])
            columns |= dict.fromkeys(together if cell.column in together else [], "")
        if "categoriesFrom" in field:
            line = f"{cell.table}.{cell.column},{CODE},{LABEL},An exercise asks for it\n".encode()
            known = files[f"{folder}/categories.csv"]
            files[f"{folder}/categories.csv"] = known if line in known else known.rstrip() + b"\n" + line
        path = f"{folder}/{cell.table}.csv"
        files[path] = _changed(
            files[path], lambda row: row | columns if next(iter(row.values())) == cell.record else row
        )
        hidden[path] |= columns.keys()

    def still_right(of_case: str, row: dict[str, str]) -> bool:
        """Whether a count rests on no column that is hidden."""
        return not hidden[f"{of_case}{row['counted_table']}.csv"] & {*re.findall(r"\w+", row["rule"])}

    for path in [name for name in files if name.endswith("/counts.csv")]:
        of_case = (
            path.removesuffix("counts.csv") if "/cases/" in path else f"data/cases/{tables.core().name}/"
        )
        files[path] = _changed(files[path], lambda row: row if still_right(of_case, row) else None)
    glossary = json.loads(files[GLOSSARY])
    for term in glossary["cells"]:
        term["source"] = _LINK.sub(r"\1", worded("".join(term["source"]), "exam"))
    files[GLOSSARY] = (json.dumps(glossary, indent=1, ensure_ascii=False) + "\n").encode()
    for path in [name for name in files if name.startswith(READERS)]:
        steps = [json.loads(line) for line in files[path].splitlines()]
        for step in steps:
            if step.get("unit") == "claim":  # of it what is compared, without its words
                step["codes"] = {name: code for name, code in step["codes"].items() if name in COMPARED}
        files[path] = "".join(json.dumps(step, ensure_ascii=False) + "\n" for step in steps).encode()
    files["data/datapackage.json"] = (json.dumps(description, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def _not_coded(field: dict[str, Any]) -> str:
    """What the cell of a field then holds; the field's description learns this code. "" where it has no codes."""
    if "categoriesFrom" in field:
        return CODE
    known = field.get("categories")
    if not known:
        field.get("constraints", {}).pop("required", None)
        return ""
    for category in known:
        if category["label"] == LABEL:
            return str(category["value"])
    value = max(category["value"] for category in known) + 1 if field["type"] == "integer" else CODE
    known.append({"value": value, "label": LABEL, "description": "An exercise asks for it."})
    field["constraints"]["enum"].append(value)
    return str(value)


def _changed(data: bytes, change: Callable[[dict[str, str]], dict[str, str] | None]) -> bytes:
    """A CSV file with each row as `change` gives it back; without a row where that is None."""
    rows, text = csv.DictReader(io.StringIO(data.decode("utf-8"))), io.StringIO()
    writer = csv.DictWriter(text, rows.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in map(change, rows) if row)
    return text.getvalue().encode("utf-8")
