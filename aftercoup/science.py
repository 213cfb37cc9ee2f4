"""The packages that draw and compute, in a browser: each arrives when a cell first needs it.

An ordinary installation has them all, and nothing here does anything. In the browser edition a lesson opens,
shows its explorers and reads answers without them; what needs one of them says in one sentence that it is on
its way, or that it could not be had.
"""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec

from aftercoup.errors import OneSentence

BROWSER = sys.platform == "emscripten"
WAIT = 90  # seconds that a cell waits for a package; then it runs without
# package -> the calls in a cell that need it. (Imports in a cell are loaded by the kernel itself.)
NEEDED_BY = {
    "pandas": r"\bframe\s*\(",
    "krippendorff": r"\b(krippendorff_alpha|compare_ratings)\s*\(",
}
_tasks = {}


class NotHere(OneSentence, ImportError):
    """A cell needs a package that is not here; the message says whether it is on its way."""


def is_here(package):
    """Whether a package can be imported."""
    return find_spec(package) is not None


def is_coming(package):
    """Whether a package is being loaded into the page."""
    return package in _tasks and not _tasks[package].done()


def missing(package):
    """The NotHere for a package, to be raised."""
    if is_coming(package):
        why = "which is still on its way into this page. Wait a minute, then run the cell again."
    elif BROWSER:
        why = (
            "which could not be loaded into this page: that takes the internet. All that does not need it "
            "works all the same; when you are online, run the cell again."
        )
    else:
        why = "which is not installed. `python start.py setup` installs it."
    return NotHere(f"This cell needs the package {package}, {why}")


def begin(package, then=None):
    """In a browser, start to load a package unless it is here. then: called when it arrived or could not."""
    if not BROWSER or is_here(package):
        return
    import asyncio

    if not is_coming(package):
        _tasks[package] = asyncio.ensure_future(_load(package))
    if then:
        _tasks[package].add_done_callback(lambda _: then())


async def _load(package):
    import importlib

    import pyodide_js

    await pyodide_js.loadPackage(package)  # of what cannot be fetched it tells the browser's console
    importlib.invalidate_caches()


async def _wait_for_packages(lines):
    """Let a cell wait for the packages that its calls need. lines: of the cell, given back as is."""
    import asyncio

    for package, calls in NEEDED_BY.items():
        if re.search(calls, "".join(lines)) and not is_here(package):
            begin(package)
            await asyncio.wait([_tasks[package]], timeout=WAIT)
    return lines


def watch():
    """In the kernel of the browser edition, let each cell wait for what it needs."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    manager = getattr(getattr(shell, "kernel", None), "lite_transform_manager", None)
    if manager and _wait_for_packages not in manager.cleanup_transforms:
        manager.cleanup_transforms.append(_wait_for_packages)
