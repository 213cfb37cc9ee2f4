"""The packages that compute, in a browser: each arrives when a cell first needs it.

An ordinary installation has them all, and nothing here does anything. In a notebook of the site a lesson opens,
shows its explorers and reads answers without them; what needs one of them says in one sentence that it is on
its way, or that it could not be had; the cells below it run all the same.
"""

from __future__ import annotations

import ast
import asyncio
import functools
import hashlib
import importlib
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aftercoup import lesson
from aftercoup.outputs import cards

BROWSER = sys.platform == "emscripten"
WAIT = 90  # seconds that a cell waits for a package; then it runs without
# package -> the calls in a cell that need it. (Imports in a cell are loaded by the kernel itself.)
NEEDED_BY = {"pandas": r"\bframe\s*\(", "matplotlib": r"\.plot\b"}
# What a cell may have to go without.
FETCHED = ("numpy", "pandas", "matplotlib", "PIL", "contourpy", "kiwisolver")
KEPT = "kept_cells.json"  # in the package of a site: what cells showed (teach/browser/kept_cells.py)
_tasks: dict[str, Any] = {}
_waited: set[str] = set()  # packages that a cell has waited for in vain
_cell = ""  # the source of the cell that runs
# name that a cell would have set -> (the package it lacked, whether the cell is as it came)
_unmade: dict[str, tuple[str, bool]] = {}


def is_here(package: str) -> bool:
    """Whether a package can be imported."""
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # said by _NotYet
        return False


class _NotYet:
    """Lets the packages that are fetched be missing while one is being loaded, unless they are imported already.

    A package is found as soon as Pyodide has unpacked it, and its compiled parts, or those of what it needs, are
    loaded many seconds later. An import in between ends in an ImportError that no cell can mend.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """What Python asks before each import."""
        if name in FETCHED and any(map(is_coming, _tasks)):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def is_coming(package: str) -> bool:
    """Whether a package is being loaded into the page."""
    return package in _tasks and not _tasks[package].done()


def begin(package: Any) -> None:
    """In a browser, start to load a package unless it is here."""
    if not BROWSER or is_here(package):
        return
    if _NotYet not in sys.meta_path:
        sys.meta_path.insert(0, _NotYet)
    if not is_coming(package):
        _tasks[package] = asyncio.ensure_future(_load(package))


async def _load(package: Any) -> None:
    import pyodide_js  # there in a browser only

    await pyodide_js.loadPackage(package)  # of what cannot be fetched it tells the browser's console
    importlib.invalidate_caches()


async def _before_a_cell(lines: Any) -> Any:
    """Let a cell wait for the packages that its calls need, with one line below it. lines: of the cell, given back."""
    from IPython.display import clear_output, display  # there in a notebook only

    global _cell
    _cell = "".join(lines)
    for package in [package for package, calls in NEEDED_BY.items() if re.search(calls, _cell)]:
        if not is_here(package):
            begin(package)
            if package not in _waited:
                words = f"Fetching {package} and what it needs, up to 18 MB, once. The cell runs as soon as it is here."
                display(cards.paragraph(words))
                done, _ = await asyncio.wait([_tasks[package]], timeout=WAIT)
                clear_output()
                if not done:
                    _waited.add(package)
    return lines


def watch() -> None:
    """In a notebook of the site, let each cell wait for what it needs, and go without it."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    manager = getattr(getattr(shell, "kernel", None), "lite_transform_manager", None)
    if manager and _before_a_cell not in manager.cleanup_transforms:
        manager.cleanup_transforms.append(_before_a_cell)
        go_without(shell)


# ---------------------------------------------------------------- where a package cannot be had


def go_without(shell: Any) -> None:
    """Let a cell that needs a package which is not here say so in a card, and the run go on.

    A front end stops "Run All" at the first error and drops the cells below, so what a reader of this page
    cannot mend is none. Cells that go on from such a cell have a card too. Below the card stands what the
    cell showed when the lesson was made, if neither it nor those before it were changed.
    """
    from IPython.display import display  # there in a notebook only

    before, kinds = shell.CustomTB, shell.custom_exceptions

    def show(shell: Any, kind: type, error: Any, trace: Any, tb_offset: Any = None) -> list[str]:
        package, outputs = without(error, _cell)
        if package:
            begin(package)
            words = (
                f"This cell needs the package {package}, which has not arrived; without the internet it cannot. "
                "Wait a minute, then run again this cell and those above it that say the same."
            )
            display(cards.paragraph(words + " Below is what it shows." * bool(outputs)))
            for output in outputs:
                display(output, raw=True)
            return []
        if issubclass(kind, kinds):
            return before(kind, error, trace, tb_offset)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return []

    shell.set_custom_exc((ImportError, NameError, *kinds), show)


def without(error: Any, source: str) -> tuple[str, list[dict[str, str]]]:
    """Of an error that a missing package made: the package, and the cell's outputs as stored; of any other ("", []).

    source: of the cell.
    """
    name = getattr(error, "name", None) or ""
    stored = _stored().get(cell_key(source))
    if isinstance(error, ModuleNotFoundError) and name.partition(".")[0] in FETCHED:
        package = name.partition(".")[0]
    elif isinstance(error, NameError) and name in _unmade:
        package, as_it_came = _unmade[name]
        stored = stored if as_it_came else None
    else:
        return "", []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            _unmade[node.id] = package, stored is not None
    return package, stored or []


def cell_key(source: str, case: str | None = None) -> str:
    """By this a cell of a lesson is found again, while the case named (that in use) is in use."""
    name = lesson.case_in_use(case).folder.name
    return hashlib.sha256(f"{name}\n{source.strip()}".encode()).hexdigest()[:20]


@functools.cache
def _stored() -> Any:
    file = Path(__file__).with_name(KEPT)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
