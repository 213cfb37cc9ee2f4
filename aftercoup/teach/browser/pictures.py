"""What the site stores of its notebooks where Python cannot draw or compute: the charts that they start
with (`charts.stored`), and what those cells showed that need packages which a page may lack (`science`).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from aftercoup import charts, lesson, science
from aftercoup.charts import CALLS, stored
from aftercoup.charts.cases import MEASURES
from aftercoup.charts.explorer.view import Explorer

Notebook = dict[str, Any]
Call = tuple[str, dict[str, Any]]  # name of what a lesson calls, its arguments

# Arguments of a filter explorer that need a drawing of their own; all others are positions of controls.
DRAWINGS: list[Call] = [("explore_cases", {"measure": measure}) for measure in MEASURES]


class Cell(NamedTuple):
    """A code cell: its source, the name of the case in use there ("" or None: the lessons' own), its outputs."""

    source: str
    case: str | None
    outputs: list[dict[str, Any]]


def pictures(notebooks: list[Notebook]) -> dict[str, bytes]:
    """The charts to store: file name -> bytes.

    notebooks: the lessons and sheets; every explorer that they call is drawn as they start it, and all
    explorers without arguments. One that computes is no picture of matplotlib, so nothing of it is stored.
    """
    wanted: list[Call] = [(name, {}) for name in CALLS] + DRAWINGS
    for notebook in notebooks:
        wanted += [call for call in calls(notebook) if call not in wanted]
    files: dict[str, bytes] = {}
    for name, arguments in wanted:
        shown = charts.call(name)(**arguments)
        if isinstance(shown, Explorer):
            files |= {chart.stored_as: stored.content(chart) for chart in shown.charts.values()}
    return files | {science.STORED.rpartition("/")[2]: json.dumps(cells(notebooks)).encode()}


def sources(notebook: Notebook) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(source, outputs) of the cells of a notebook that are Python; an answer cell begins with %% and is text."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("%"):
            yield source, cell["outputs"]


def cells(notebooks: list[Notebook]) -> dict[str, list[dict[str, Any]]]:
    """What the cells show that need packages: science.cell_key -> outputs as a page takes them.

    They are those with such a call, explorers while a case is in use of which no chart is stored, and the cells
    that use a name which one of these sets. A lesson is stored with what it shows; of a sheet they are run.
    """
    shown = {}
    for notebook in notebooks:
        wanted = cells_that_need_packages(notebook)
        if wanted and not any(outputs for _, outputs in sources(notebook)):
            wanted = run(wanted)
        for cell in wanted:
            shown[science.cell_key(cell.source, cell.case)] = [_data(output) for output in cell.outputs]
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


def run(wanted: list[Cell]) -> list[Cell]:
    """Cells of a sheet, which is stored blank, with what they show."""
    shell = InteractiveShell.instance()
    formatter = shell.display_formatter or DisplayFormatter()
    ran = []
    try:
        shell.run_cell("import aftercoup as ac")
        for cell in wanted:
            lesson.use_case(cell.case or "")
            with capture_output() as shown:
                result = shell.run_cell(cell.source)
            result.raise_error()
            bundles = [output.data for output in shown.outputs]
            if result.result is not None:
                bundles.append(formatter.format(result.result)[0])
            outputs = [{"output_type": "display_data", "data": bundle} for bundle in bundles]
            ran.append(cell._replace(outputs=outputs))
    finally:
        lesson.use_case()
        InteractiveShell.clear_instance()
    return ran


def _data(output: dict[str, Any]) -> dict[str, Any]:
    """The data of a stored output as a page takes them: MIME type -> text."""
    if output["output_type"] == "stream":
        return {"text/plain": "".join(output["text"])}
    data = output["data"].items()
    return {kind: "".join(value) if isinstance(value, list) else value for kind, value in data}


def calls(notebook: Notebook) -> Iterator[Call]:
    """The explorers that a notebook calls with plain values."""
    for source, _ in sources(notebook):
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.args:
                continue
            if node.func.attr in CALLS:
                try:
                    arguments = {
                        keyword.arg or "": ast.literal_eval(keyword.value) for keyword in node.keywords
                    }
                except ValueError:  # a name, whose value only a run tells
                    continue
                yield node.func.attr, arguments
