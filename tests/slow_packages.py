"""Runs all cells of a lesson as a notebook of the site does, with numpy and pandas that arrive slowly.

    python tests/slow_packages.py notebooks/05_follow_the_arms.ipynb 2

Pyodide unpacks a package long before its compiled parts are loaded; an import in between fails with an ImportError
that is no ModuleNotFoundError. The stand-in does the same: for so many turns of the loop (one for each cell, many while a
cell waits) a package is not there, for as many it is unpacked, then it is the real one. Prints a JSON list of the errors
that readers would see.
"""

import asyncio
import json
import sys
import types
from importlib.machinery import ModuleSpec
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from aftercoup import science


class Slow:
    """Finds and "loads" a package that has not arrived."""

    state = "absent"

    def find_spec(self, name, path=None, target=None):
        if name not in science.FETCHED or self.state == "here":
            return None
        if self.state == "absent":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return ModuleSpec(name, self)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        raise ImportError("dynamic module does not define module export function")


async def run(lesson, turns):
    """Run the cells of a lesson; the errors."""
    slow, errors, shell = Slow(), [], InteractiveShell.instance()

    async def load(package):
        for slow.state in ("absent", "unpacked"):
            for _ in range(turns):
                await asyncio.sleep(0)
        slow.state = "here"

    sys.meta_path.insert(0, slow)
    sys.modules["pyodide_js"] = types.SimpleNamespace(loadPackage=load)
    science.BROWSER = True
    shell._showtraceback = lambda kind, error, lines: errors.append(f"{kind.__name__}: {error}")
    science.go_without(shell)
    for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            with capture_output():
                await science._before_a_cell([source])
                shell.run_cell(source)
            await asyncio.sleep(0)  # between two cells loading goes on
    assert slow.state == "here", "no cell has asked for a package"
    return errors


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))))
