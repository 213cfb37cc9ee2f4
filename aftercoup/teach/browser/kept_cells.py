"""What the site stores of its notebooks where a page may lack a package: what those cells showed that need it (`science`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from aftercoup import science

Notebook = dict[str, Any]
Kept = dict[str, list[dict[str, Any]]]  # science.cell_key -> outputs as a page takes them


class Cell(NamedTuple):
    """A code cell: its source, the name of the case in use there ("" or None: the lessons' own), its outputs."""

    source: str
    case: str | None
    outputs: list[dict[str, Any]]


def sources(notebook: Notebook) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(source, outputs) of the cells of a notebook that are Python; an answer cell begins with %% and is text."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("%"):
            yield source, cell["outputs"]


def cells(notebooks: list[Notebook], of_masters: dict[str, list[dict[str, Any]]] | None = None) -> Kept:
    """What the cells show that need packages: those with such a call, and those that use a name which one of these sets.

    of_masters: source -> outputs of the cells of the masters, since a sheet is stored without what it shows.
    """
    shown = {}
    for notebook in notebooks:
        for cell in cells_that_need_packages(notebook):
            outputs = cell.outputs or (of_masters or {}).get(cell.source, [])
            shown[science.cell_key(cell.source, cell.case)] = [_data(output) for output in outputs]
    return shown


def cells_that_need_packages(notebook: Notebook) -> list[Cell]:
    """The cells of a notebook that cannot show what they should without pandas."""
    case: str | None = None
    unmade: set[str] = set()
    wanted = []
    for source, outputs in sources(notebook):
        used, made, called = _names_and_calls(source)
        if "use_case" in called:
            case = next((ast.literal_eval(argument) for argument in called["use_case"].args), None)
        if re.search(science.NEEDED_BY["pandas"], source) or unmade & used:
            unmade |= made
            wanted.append(Cell(source, case, outputs))
    return wanted


def _names_and_calls(source: str) -> tuple[set[str], set[str], dict[str, ast.Call]]:
    """The names that a cell uses, those that it sets, and its calls of something's function, by their name."""
    used: set[str] = set()
    made: set[str] = set()
    called = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called[node.func.attr] = node
    return used, made, called


def _data(output: dict[str, Any]) -> dict[str, Any]:
    """The data of a stored output as a page takes them: MIME type -> text."""
    if output["output_type"] == "stream":
        return {"text/plain": "".join(output["text"])}
    data = output["data"].items()
    return {kind: "".join(value) if isinstance(value, list) else value for kind, value in data}
