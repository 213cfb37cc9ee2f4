"""What a browser edition stores of its lessons where Python cannot draw or compute: the charts that they start
with (`charts.stored`), and what those cells showed that need packages which a page may lack (`science`).
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from aftercoup import charts, lesson, science, tables
from aftercoup.charts import CALLS, EXPLORERS, stored
from aftercoup.charts.cases import MEASURES
from aftercoup.charts.chart import Chart
from aftercoup.charts.explorer.compute import Computed
from aftercoup.charts.explorer.view import Explorer
from aftercoup.errors import OneSentence

# Arguments of a filter explorer that need a drawing of their own; all others are positions of controls.
DRAWINGS = [("explore_cases", {"measure": measure}) for measure in MEASURES]

# A cell with one of these cannot do without its package.
NEEDS = re.compile("|".join(science.NEEDED_BY[name] for name in ("pandas", "matplotlib")))

FEW = 60  # an explorer that computes is drawn in all its states where there are no more


def pictures(notebooks: list[dict]) -> dict[str, bytes]:
    """The charts to store: file name -> bytes.

    notebooks: the lessons and sheets (dicts); every explorer that they call is drawn as they start it, and
    all explorers without arguments; those that compute, and have few states, in each state.
    """
    wanted: list[tuple[str, dict]] = [(name, {}) for name in CALLS] + DRAWINGS
    wanted += [call for notebook in notebooks for call in calls(notebook)]
    drawn: dict[str, tuple[Chart, list]] = {}
    for index, (name, arguments) in enumerate(wanted):
        if (name, arguments) in wanted[:index]:
            continue
        for chart, shown in drawings(charts.call(name)(**arguments), every_state=not arguments):
            states_shown = drawn.setdefault(chart.stored_as, (chart, []))[1]
            states_shown += [state for state in shown if state not in states_shown]
    files = {name: stored.content(chart, shown) for name, (chart, shown) in drawn.items()}
    return files | {science.STORED.rpartition("/")[2]: json.dumps(cells(notebooks)).encode()}


def drawings(shown: Any, every_state: bool = False) -> Iterator[tuple[Chart, list]]:
    """The charts of an explorer, each with the states of its picture that are shown without a script."""
    if isinstance(shown, Chart):
        yield shown, [(shown.layers, ())]
    elif isinstance(shown, Explorer):
        for chart in shown.charts.values():
            yield chart, [shown.picture_state()] if chart is shown.chart else []
    elif isinstance(shown, Computed):
        for state in [shown.state, *(states(shown) if every_state else [])]:
            with contextlib.suppress(OneSentence):  # two different states are to be picked, say
                chart = shown.draw(**state)
                yield chart, [(chart.layers, ())]


def cells(notebooks):
    """What the cells show that need packages: science.cell_key -> outputs as a page takes them.

    They are those with such a call, explorers while a case is in use of which no chart is kept, and the cells
    that use a name which one of these sets. A lesson is stored with what it shows; of a sheet they are run.
    """
    found = {}
    for notebook in notebooks:
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        case, made, wanted = None, set(), []
        for cell in code:
            names, called = _names_and_calls("".join(cell["source"]))
            if "use_case" in called:
                case = next((ast.literal_eval(one) for one in called["use_case"].args), None)
            other = case and tables.case(case) is not tables.core() and called.keys() & set(EXPLORERS)
            if NEEDS.search("".join(cell["source"])) or other or made & names[ast.Load]:
                made |= names[ast.Store]
                wanted.append((cell, case))
        if wanted and not any(cell["outputs"] for cell in code):
            wanted = run(wanted)
        for cell, case in wanted:
            key = science.cell_key("".join(cell["source"]), case)
            found[key] = [_output(one) for one in cell["outputs"]]
    return found


def _names_and_calls(source):
    """(names that a cell uses and sets: ast.Load and ast.Store -> set, calls of something's function: its
    name -> the call)."""
    names, called = {ast.Load: set(), ast.Store: set(), ast.Del: set()}, {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            names[type(node.ctx)].add(node.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called[node.func.attr] = node
    return names, called


def run(wanted):
    """Cells with their cases (pairs) of a sheet, which is stored blank, with what they show."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell, found = InteractiveShell.instance(), []
    try:
        shell.run_cell("import aftercoup as ac")
        for cell, case in wanted:
            lesson.use_case(case or "")
            with capture_output() as shown:
                result = shell.run_cell("".join(cell["source"]))
            result.raise_error()
            value = shell.display_formatter.format(result.result)[0] if result.result is not None else None
            told = [one.data for one in shown.outputs] + [value] * (value is not None)
            outputs = [{"output_type": "display_data", "data": data} for data in told]
            found.append(({"source": cell["source"], "outputs": outputs}, case))
    finally:
        lesson.use_case()
        InteractiveShell.clear_instance()
    return found


def _output(stored):
    """The data of an output as a page takes them: MIME type -> text."""
    if stored["output_type"] == "stream":
        return {"text/plain": "".join(stored["text"])}
    data = stored["data"].items()
    return {kind: "".join(value) if isinstance(value, list) else value for kind, value in data}


def states(explorer):
    """All states of an explorer that computes, as its controls name them, if they are FEW; else none."""
    controls = getattr(explorer, "controls", ())
    if not 1 < math.prod(len(control.values) for control in controls) <= FEW:
        return []
    names = [control.name for control in controls]
    return [dict(zip(names, state)) for state in itertools.product(*(one.values for one in controls))]


def calls(notebook):
    """The explorers that a notebook calls with plain values: (name, arguments)."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            yield from _calls("".join(cell["source"]))


def _calls(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in CALLS and not node.args:
            try:
                yield node.func.attr, {one.arg: ast.literal_eval(one.value) for one in node.keywords}
            except ValueError:  # a name, whose value only a run tells
                continue
