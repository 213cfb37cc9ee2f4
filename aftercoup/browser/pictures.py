"""Draw, while the browser edition is built, the charts that its lessons start with (`charts.kept`)."""

from __future__ import annotations

import ast
import itertools
import math

from aftercoup import leader_rules
from aftercoup.charts.cases import MEASURES
from aftercoup.charts.kept import Recording
from aftercoup.explore import EXPLORERS

CALLS = EXPLORERS | {"leader_rules": leader_rules}
# Arguments of a filter explorer that need a drawing of their own; all others are positions of controls.
DRAWINGS = [("explore_cases", {"measure": measure}) for measure in MEASURES]

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
    return recording.files()


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
