"""What takes long to make, the pages and the packed editions, made once for all processes of a run of the tests."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercoup.answers.exercise import EDITIONS
from aftercoup.teach import pages
from aftercoup.teach.browser.pyodide import Vendored
from aftercoup.teach.editions import pack

# What the page about the notebooks says of them; they themselves: test_site_in_browser.py.
PYTHON = Vendored(
    "1", "3", "https://x", {}, {"a<b": {"version": "1", "file_name": "https://x/f", "sha256": "0"}}
)
ADDRESS = "https://example.edu/coup"  # where the pages say that they are published
LONGEST = 600  # seconds that one process waits for another


def pages_once(factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages. Nobody changes anything in it."""
    return once_for_all(factory, "site", lambda folder: pages.build(folder, "class", PYTHON, ADDRESS))


def editions_once(factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Edition -> its zip file. Nobody changes them."""

    def fill(folder: Path) -> None:
        folder.mkdir()
        for edition in EDITIONS:
            pack.write(edition, folder / f"{edition}.zip")

    folder = once_for_all(factory, "editions", fill)
    return {edition: folder / f"{edition}.zip" for edition in EDITIONS}


def read_zip(path: Path) -> dict[str, bytes]:
    """{path inside the folder of a zip file: bytes}."""
    with zipfile.ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def once_for_all(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """The folder `name` that one process of this run fills, below a folder with a space; the others wait for it."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place, failed = base / "a folder" / name, base / f"{name}-failed"
    try:
        (base / f"{name}-begun").mkdir()
    except FileExistsError:
        end = time.monotonic() + LONGEST
        while not place.exists():
            assert not failed.exists(), f"another process could not make {name}: see its first test"
            assert time.monotonic() < end, f"another process has not made {name} in {LONGEST} seconds"
            time.sleep(0.2)
        return place
    draft = base / f"{name}-draft"
    try:
        fill(draft)
    except BaseException:
        failed.touch()
        raise
    place.parent.mkdir(exist_ok=True)
    draft.rename(place)
    return place
