"""What the site stores of its notebooks where a page may lack a package: what those cells showed that need it (`science`)."""

from __future__ import annotations

import ast
import re
from typing import Any

from aftercoup import science

Notebook = dict[str, Any]
Kept = dict[str, list[dict[str, Any]]]  # science.cell_key -> outputs as a page takes them


def cells(notebooks: list[Notebook], of_masters: dict[str, list[dict[str, Any]]] | None = None) -> Kept:
    """What the cells show that need packages: those with such a call, and those that use a name which one of these sets.

    of_masters: source -> outputs of the cells of the masters, since a sheet is stored without what it shows.
    """
    shown = {}
    for notebook in notebooks:
        case: str | None = None  # the name of the case in use; None: the lessons' own
        unmade: set[str] = set()
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code" or source.startswith("%"):  # %%answer: what follows is text
                continue
            used, made, called = _names_and_calls(source)
            if "use_case" in called:
                case = next((ast.literal_eval(argument) for argument in called["use_case"].args), None)
            if re.search(science.NEEDED_BY["pandas"], source) or unmade & used:
                unmade |= made
                outputs = cell["outputs"] or (of_masters or {}).get(source, [])
                shown[science.cell_key(source, case)] = [_data(output) for output in outputs]
    return shown


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
