"""What an installation stores of its charts: shown again without matplotlib, and never when something changed."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from explorers import DRAWING, FILTERING

from aftercoup import charts
from aftercoup.charts import stored

ROOT = Path(__file__).resolve().parents[1]
SHOW = """
import json, sys
import aftercoup as ac
from aftercoup.charts.explorer.view import Explorer
{before}
shown = ac.explore_waiting({arguments})
page = shown.html()
print(json.dumps(["matplotlib" in sys.modules, shown.title, page]))
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory):
    """A function that shows an explorer in a new Python of a copy of the package: (was it drawn, title, page)."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("aftercoup", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "teach"))

    def run(arguments="", before=""):
        code = SHOW.format(arguments=arguments, before=before)
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder), "MPLBACKEND": "agg"},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return tuple(json.loads(done.stdout))

    run.folder = folder
    return run


def stored_files(folder):
    return sorted((folder / "aftercoup/charts/__pycache__").glob("drawn.*/*"))


def replaced(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_was_drawn_is_shown_again_and_nothing_else(show):
    drawn, title, page = show()
    assert drawn and show() == (False, title, page), "the second Python drew again, or showed another picture"
    assert not show('found="no"')[0], "a picture of it with some data faint is drawn anew"

    files, code = stored_files(show.folder), show.folder / "aftercoup/charts/waiting.py"
    for file, content in zip(files, ("", "{}", "[1]", '{"title": 1}')):
        file.write_text(content)
    assert show() == (True, title, page), "a damaged file was not drawn anew"

    replaced(code, "the median of {tables", "the median of all {tables")
    drawn, reworded, other = show()
    assert drawn and reworded != title and other != page, "the code changed, the picture did not"
    assert {file.parent for file in files}.isdisjoint(file.parent for file in stored_files(show.folder))

    coups = show.folder / "data/coups.csv"
    rows = coups.read_text(encoding="utf-8").splitlines(keepends=True)
    coups.write_text("".join(rows[:-1]), encoding="utf-8")
    assert show()[::2] != (False, other), "the data changed, the picture did not"
    coups.write_text("".join(rows), encoding="utf-8")
    assert show() == (True, reworded, other), "what was drawn from other data is still there"


def test_a_file_changed_while_python_runs_stores_nothing(show):
    show()
    before = stored_files(show.folder)
    touch = "ac.tables.table('coups'); ac.tables.data_folder().joinpath('coups.csv').touch()"
    assert show(before=touch)[0], "what was stored is shown although the data changed since"
    assert stored_files(show.folder) == before
    changed_late = "import aftercoup.charts.writing as writing; svg = writing.svg\n" + (
        "writing.svg = lambda figure: (ac.tables.data_folder().joinpath('coups.csv').touch(), svg(figure))[1]"
    )
    shutil.rmtree(before[0].parent)
    assert show(before=changed_late)[0] and not stored_files(show.folder)


def test_where_nothing_can_be_written_all_is_drawn(show):
    folder = show.folder / "aftercoup/charts/__pycache__"
    shutil.rmtree(folder, ignore_errors=True)  # alone, this test is the first to look
    folder.write_text("")  # a file where the folder should be
    first = show()
    assert first[0] and show() == first


@pytest.mark.parametrize("name", FILTERING)
def test_each_stored_explorer_shows_what_was_drawn(name, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "_cache", lambda: tmp_path)
    for drawing in DRAWING:  # drawn here, even where an earlier test drew it
        module, function = drawing.split(".")
        module = importlib.import_module(f"aftercoup.charts.{module}")
        monkeypatch.setattr(module, function, getattr(module, function).__wrapped__)
    drawn = charts.call(name)()
    page = drawn.html()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    again = charts.call(name)()
    assert (again.html(), again.text) == (page, drawn.text)
