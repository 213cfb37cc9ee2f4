"""What goes into the notebooks of the site: no answer key, the same bytes each time, packages as they should be.

Nothing here needs the network; tests/browser/test_site_in_browser.py builds a site and works in it.
"""

import asyncio
import concurrent.futures
import hashlib
import json
import os
import subprocess
import sys
import tomllib
import types
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from explorers import COMPUTING, FILTERING, near
from test_pack import hidden, in_the_clear

from aftercoup import charts, cli, science
from aftercoup.teach.browser import kept_cells, lite, pyodide
from aftercoup.teach.content import keys
from aftercoup.teach.editions import pack
from aftercoup.teach.pages import site

PURE = {"file_name": "six-1-py2.py3-none-any.whl", "version": "1", "sha256": "", "depends": []}
# Those of the project's dependencies that have no place in a browser.
ELSEWHERE = ("jupyterlab", "pydantic", "typer", "rich", "jinja2", "nbformat", "packaging")
MADE = {"file_name": "numpy-2-cp314-wasm32.whl", "version": "2", "sha256": "", "depends": ["six"]}


@pytest.fixture(scope="module", params=["class", "exam"])
def on_site(request, contents, tmp_path_factory):
    """The files of a site by the names that they have in an edition, those inside its wheel too."""
    folder = tmp_path_factory.mktemp(request.param)
    found = contents[request.param]
    lite.write_content(found, folder)
    names = (path for path in folder.rglob("*") if path.is_file())
    held = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}
    with zipfile.ZipFile(lite.write_wheel(found, {}, folder)) as wheel:
        for name in wheel.namelist():
            held[name.replace("aftercoup/checks/", "exercises/checks/")] = wheel.read(name)
    return held


def test_a_site_holds_no_answer(on_site):
    assert in_the_clear(on_site) == []
    assert hidden(on_site) == []
    assert not [name for name in on_site if "solutions/" in name or "marking" in name or "key" in name]


def test_a_planted_answer_is_found(on_site):
    sheet = "exercises/exercise_01.ipynb"
    notebook = json.loads(on_site[sheet])
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("%%answer 1.1\n"):
            cell["source"] = "%%answer 1.1\nplace: Naypyidaw"
    assert ("1.1", "Naypyidaw") in in_the_clear(on_site | {sheet: json.dumps(notebook).encode()})


def test_the_same_edition_gives_the_same_wheel(contents, tmp_path):
    found = contents["class"]
    one = lite.write_wheel(found, {"a": []}, tmp_path).read_bytes()
    again = lite.write_wheel(dict(reversed(found.items())), {"a": []}, tmp_path).read_bytes()
    assert hashlib.sha256(one).digest() == hashlib.sha256(again).digest()


def test_the_wheel_runs_by_itself(contents, tmp_path):
    wheel = lite.write_wheel(contents["class"], {}, tmp_path)
    zipfile.ZipFile(wheel).extractall(tmp_path / "in")
    code = "import aftercoup as ac; print(ac.record('c16').text[:3])"
    code += "; from aftercoup.answers.exercise import exercises"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, 'in'); {code}; print(len(exercises()))"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split() == ["c16", str(len(keys.numbers()))], done.stderr


def test_outputs_of_lessons_are_trusted_and_whole(contents):
    for name, content in contents["class"].items():
        if name.startswith(("notebooks/0", "notebooks/1")):
            before, after = json.loads(content), json.loads(lite.trusted(content))
            for old, new in zip(before["cells"], after["cells"]):
                assert new["metadata"].get("trusted", False) == (new["cell_type"] == "code")
                for was, now in zip(old.get("outputs", ()), new.get("outputs", ())):
                    for kind, lines in was.get("data", {}).items():
                        assert now["data"][kind] == ("".join(lines) if kind.startswith("text/") else lines)


def test_each_dependency_is_bundled_or_waited_for_or_elsewhere():
    project = tomllib.loads((pack.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(line.split(">")[0] for line in project["dependencies"])
    assert names == sorted([*pyodide.BUNDLED, *pyodide.SCIENCE, *ELSEWHERE])


def test_front_ends_have_the_versions_of_the_packages_in_the_page():
    lock = pyodide.Lock({"packages": {}})
    shared = Path(sys.prefix, "share/jupyter/labextensions")
    (static,) = (shared / "anywidget").glob("package.json")
    needed = lock.needed(["anywidget", "ipywidgets"])
    assert needed["anywidget"] == json.loads(static.read_text(encoding="utf-8"))["version"]
    assert needed["ipywidgets"] == metadata.version("ipywidgets")
    assert not set(pyodide.FRONT_END) & set(needed) and "psygnal" in needed


def test_packages_from_a_folder_are_taken_by_their_sha256_only(tmp_path):
    about = MADE | {"sha256": hashlib.sha256(b"numpy").hexdigest()}
    assert pyodide._given(about, None) is None and pyodide._given(about, tmp_path) is None
    (tmp_path / MADE["file_name"]).write_bytes(b"numpy")
    assert pyodide._given(about, tmp_path) == tmp_path / MADE["file_name"]
    (tmp_path / MADE["file_name"]).write_bytes(b"numpi")
    with pytest.raises(lite.SiteError, match="numpy-2-cp314-wasm32.whl .* sha256 differs"):
        pyodide._given(about, tmp_path)


def test_the_lock_names_local_files(contents, tmp_path):
    lock = pyodide.Lock({"packages": {"six": dict(PURE), "numpy": dict(MADE)}})
    assert lock.needed(["numpy"]) == {"numpy": "2", "six": "1"}
    assert lock.is_pure("six") and not lock.is_pure("numpy")
    wheel = lite.write_wheel(contents["class"], {}, tmp_path)
    lock.put(wheel)
    entry = lock.data["packages"]["aftercoup"]
    assert entry["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert (entry["file_name"], entry["imports"], entry["depends"]) == (
        wheel.name,
        ["aftercoup"],
        list(pyodide.BUNDLED),
    )


def test_what_windows_reads_in_the_kit_has_its_line_ends_once(tmp_path, monkeypatch):
    """In a checkout the lines of a .bat end so already."""
    monkeypatch.setattr(site.pack, "files", lambda edition: {})
    (tmp_path / "site").mkdir()
    with zipfile.ZipFile(site.kit(tmp_path / "site", "class", tmp_path / "kit.zip")) as archive:
        for name in ("start-windows.bat", "README.txt"):
            text = archive.read(f"{site.KIT}/{name}")
            assert text.count(b"\r\n") == text.count(b"\n") > 3 and b"\r\r" not in text


def test_without_npm_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(pyodide.shutil, "which", lambda name: None)
    with pytest.raises(lite.SiteError, match="needs npm once, .* install Node.js"):
        pyodide._core("1", tmp_path)


def test_the_modules_of_pyodide_end_in_js_wherever_they_are_named(tmp_path):
    folder = tmp_path / "static/pyodide"
    folder.mkdir(parents=True)
    loader = f"import(`${{url}}pyodide.asm.mjs`); l={lite.WASM_OF_ANY_TYPE[0]}"
    files = {folder / "pyodide.mjs": loader, folder / "pyodide.asm.mjs": 'includes("pyodide.asm.mjs")'}
    files[tmp_path / "jupyter-lite.json"] = '{"pyodideUrl": "./static/pyodide/pyodide.mjs?_=1"}'
    for path, text in files.items():
        path.write_text(text)
    lite.for_any_server(tmp_path)
    left = {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(left) == ["jupyter-lite.json", "pyodide.asm.js", "pyodide.js"]
    assert not [text for text in left.values() if "mjs" in text] and "arrayBuffer" in left["pyodide.js"]
    for path, text in files.items():
        path.write_text(text.replace("instantiateStreaming", "somethingNew"))
    with pytest.raises(lite.SiteError, match="pyodide.js is not as it was known"):
        lite.for_any_server(tmp_path)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    assert cli.main(["site", "-o", str(tmp_path), "--pages-only"]) == 2
    assert "holds something else than a site of this course" in capsys.readouterr().out
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_told_with_the_option_that_names_another(
    tmp_path, capsys, monkeypatch
):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "index.html")

    monkeypatch.setattr(site, "build", full)
    assert cli.main(["site", "-o", str(tmp_path / "site"), "--pages-only"]) == 2
    assert "site cannot be written: No space left on device (index.html). Give another place with -o." in (
        capsys.readouterr().out
    )
    monkeypatch.setattr(cli, "app", full)  # anything else is a fault of ours, and keeps its traceback
    with pytest.raises(OSError, match="No space"):
        cli.main(["datasheet"])


@pytest.mark.parametrize("address", ["example.edu/coup", "https://", "https://example.edu/a b"])
def test_an_address_that_no_link_can_have_is_refused(tmp_path, capsys, address):
    assert cli.main(["site", "-o", str(tmp_path / "site"), "--pages-only", "--address", address]) == 2
    assert "as in a browser, with https:// in front" in capsys.readouterr().out


def test_an_explorer_needs_no_package(monkeypatch):
    for package in ("matplotlib", "numpy", "PIL"):
        monkeypatch.setitem(sys.modules, package, None)
    for name in FILTERING:
        assert "<svg" in charts.call(name)().chart.svg()
    for name in COMPUTING:
        explorer = charts.call(name)()
        other = {
            control.name: near(control, explorer.state[control.name]) for control in explorer.controls[:1]
        }
        assert explorer.bundle()["text/html"] != explorer.bundle(**other)["text/html"]


CELLS = {  # cell -> how its card begins, the words of its error, or its value
    "import aftercoup as ac": None,
    'frame = ac.tables.frame("claims")': "needs the package pandas, which has not arrived; without the internet it cannot",
    "frame.size": "This cell needs the package pandas, which has not arrived",
    "import PIL": "This cell needs the package PIL, which has not arrived",
    'coups = ac.tables.frame("coups")\nlen(coups)': "Below is what it shows.",
    "coups.size": "the package pandas, which has not arrived; without the internet it cannot. Wait a minute, then run again this cell "
    "and those above it that say the same. Below is what it shows.",
    "frane": "NameError",
    "import aftercoups": "ModuleNotFoundError",
    "6 * 7": 42,
}


def test_without_a_package_a_cell_shows_a_card_and_the_run_goes_on(monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    as_stored = [{"text/plain": "as stored"}]
    stored = {science.cell_key(cell): as_stored for number, cell in enumerate(CELLS) if number > 3}
    monkeypatch.setattr(science, "_stored", lambda: stored)
    monkeypatch.setattr(science, "BROWSER", True)
    monkeypatch.setattr(science, "begin", lambda package: None)
    monkeypatch.setattr(science, "_unmade", {})
    for name in ("pandas", "PIL"):
        monkeypatch.setitem(sys.modules, name, None)
    shell, errors = InteractiveShell.instance(), []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, lines: errors.append(kind.__name__))
    try:
        science.go_without(shell)
        for source, said in CELLS.items():
            errors.clear()
            monkeypatch.setattr(science, "_cell", source)
            with capture_output() as shown:
                value = shell.run_cell(source).result
            told = [" ".join(one.data["text/plain"].split()) for one in shown.outputs]
            if isinstance(said, str) and said.endswith("Error"):
                assert errors == [said]
            elif isinstance(said, str):
                assert told and said in told[0] and not errors, (source, errors, shown.stdout, shown.stderr)
                assert told[1:] == ["as stored"] * said.endswith("Below is what it shows.")
            else:
                assert value == said and not errors
    finally:
        InteractiveShell.clear_instance()


def test_a_package_that_is_still_being_loaded_is_not_here_yet(tmp_path, monkeypatch):
    """As in Pyodide, whose loader unpacks a package long before its compiled parts are there."""
    package, seen = tmp_path / "contourpy/__init__.py", []

    async def load(name):
        package.parent.mkdir()
        package.write_text("raise ImportError('dynamic module does not define module export function')")
        for _ in range(10):
            await asyncio.sleep(0)
            seen.append((science.is_here(name), tried(name)))
        package.write_text("compiled = True")

    def tried(name):
        try:
            return __import__(name).compiled
        except ImportError as error:
            return type(error).__name__, science.without(error, "6 * 7")[0]

    async def run_a_cell():
        assert await science._before_a_cell(["contour()"]) == ["contour()"]
        return science.is_here("contourpy"), tried("contourpy")

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "contourpy", raising=False)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setitem(sys.modules, "pyodide_js", types.SimpleNamespace(loadPackage=load))
    monkeypatch.setattr(science, "NEEDED_BY", {"contourpy": "contour"})
    monkeypatch.setattr(science, "BROWSER", True)
    monkeypatch.setattr(
        science, "is_here", lambda name, real=science.is_here: package.exists() and real(name)
    )
    monkeypatch.setattr(science, "_tasks", {})
    # In a thread of its own: a browser test may have left a running loop in this one.
    with concurrent.futures.ThreadPoolExecutor(1) as apart:
        assert apart.submit(asyncio.run, run_a_cell()).result() == (True, True)
    assert seen == [(False, ("ModuleNotFoundError", "contourpy"))] * 10
    monkeypatch.delitem(sys.modules, "contourpy")


def test_all_cells_of_lesson_05_run_while_packages_arrive_slowly():
    lesson = pack.ROOT / "notebooks/05_follow_the_arms.ipynb"
    command = [sys.executable, Path(__file__).with_name("slow_packages.py"), lesson, "2"]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(pack.ROOT)}, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_cells_that_need_packages_are_kept_with_what_they_show():
    files = sorted((pack.ROOT / "notebooks").glob("[01]*.ipynb"))
    lessons = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    kept, frames = kept_cells.cells(lessons), 0
    for lesson in lessons:
        for cell in lesson["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and ".frame(" in source and cell["outputs"]:
                (shown,) = kept[science.cell_key(source)]
                assert shown["text/plain"]
                frames += 1
    assert frames > 3
    assert science.cell_key('ac.record("c22")') not in kept


def test_a_cell_of_a_sheet_that_needs_packages_is_kept_with_what_its_master_shows():
    source = "coups = ac.tables.frame('coups')\nlen(coups)"
    blank = {"cell_type": "code", "source": source, "outputs": [], "metadata": {}}
    shown = {"output_type": "execute_result", "data": {"text/plain": "27"}}
    kept = kept_cells.cells([{"cells": [blank]}], {source: [shown], "ac.frame('claims')": [shown]})
    assert kept == {science.cell_key(source): [{"text/plain": "27"}]}


@pytest.mark.parametrize("goes_on", ["votes.shape", "left.mean()", "print(right)"])
def test_a_cell_that_goes_on_from_one_that_needs_packages_is_kept(goes_on):
    shown = [{"output_type": "execute_result", "data": {"text/plain": "27"}}]
    sources = ["votes = ac.frame('votes')\nleft, right = votes.a, votes.b", goes_on, "ac.record('c22')"]
    cells = [{"cell_type": "code", "source": source, "outputs": shown} for source in sources]
    assert list(kept_cells.cells([{"cells": cells}])) == [science.cell_key(source) for source in sources[:2]]
