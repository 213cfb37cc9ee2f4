"""What a browser edition keeps of its lessons where Python cannot draw or compute: the charts that they start
with (`charts.kept`), and what those cells showed that need packages which a page may lack (`science`).
"""

from __future__ import annotations

import ast
import itertools
import json
import math
import re

from aftercoup import leader_rules, science, tables
from aftercoup.charts.cases import MEASURES
from aftercoup.charts.kept import Recording
from aftercoup.explore import EXPLORERS

CALLS = EXPLORERS | {"leader_rules": leader_rules}
# Arguments of a filter explorer that need a drawing of their own; all others are positions of controls.
DRAWINGS = [("explore_cases", {"measure": measure}) for measure in MEASURES]

# A cell with one of these cannot do without its package.
NEEDS = re.compile("|".join(science.NEEDED_BY[name] for name in ("pandas", "matplotlib")))

FEW = 60  # an explorer that computes is drawn in all its states where there are no more


def pictures(notebooks):
    """The charts to keep: file name -> bytes.

    notebooks: the lessons and sheets (dicts); every explorer that they call is drawn as they start it, and
    all explorers without arguments; those that compute, and have few states, in each state.
    """
    wanted = [(name, {}) for name in CALLS] + DRAWINGS
    wanted += [call for notebook in notebooks for call in calls(notebook)]
    with Recording() as recording:
        for k, (name, arguments) in enumerate(wanted):
            if (name, arguments) not in wanted[:k]:
                shown = CALLS[name](**arguments)
                if not hasattr(shown, "bundle"):
                    shown._repr_mimebundle_()
                    continue
                shown.bundle()
                for state in states(shown) if not arguments else ():
                    shown.bundle(**state)
    return recording.files() | {science.STORED.rpartition("/")[2]: json.dumps(cells(notebooks)).encode()}


def cells(notebooks):
    """What the cells that need packages showed as their lessons were stored: science.cell_key -> outputs.

    They are those with such a call, explorers while a case is in use of which no chart is kept, and the cells
    that use a name which one of these sets. A blank sheet stores nothing, so it is passed over.
    """
    found = {}
    for notebook in notebooks:
        case, made = None, set()
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code" or not any(one.get("outputs") for one in notebook["cells"]):
                continue
            source = "".join(cell["source"])
            nodes = list(ast.walk(ast.parse(source)))
            names = {type(one.ctx): set() for one in nodes if isinstance(one, ast.Name)}
            for one in nodes:
                if isinstance(one, ast.Name):
                    names[type(one.ctx)].add(one.id)
            called = {one.func.attr: one for one in nodes if isinstance(one, ast.Call) and hasattr(one.func, "attr")}
            if "use_case" in called:
                case = next((ast.literal_eval(one) for one in called["use_case"].args), None)
            other = case and tables.case(case) is not tables.core() and called.keys() & EXPLORERS.keys()
            if NEEDS.search(source) or other or made & names.get(ast.Load, set()):
                made |= names.get(ast.Store, set())
                found[science.cell_key(source, case)] = [_output(one) for one in cell["outputs"]]
    return found


def _output(stored):
    """The data of an output as a page takes them: MIME type -> text."""
    if stored["output_type"] == "stream":
        return {"text/plain": "".join(stored["text"])}
    return {kind: "".join(value) if isinstance(value, list) else value for kind, value in stored["data"].items()}


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
