"""The site in a browser without network: lessons, explorers, a sheet that is filled in and marked.

One site is built (with the pages of test_pages.py, and without the charts of lessons that are not opened here) and
one browser session runs through it, because Python takes its time to start in a page. What the site holds:
tests/test_site.py.
"""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile

import pytest
from engines import ENGINES, MISSING
from lab import PANEL, ROOT
from lite import served, without_network
from test_keys import master_of
from test_sheet import cells, click, run, text_of

from aftercoup.answers.notebook import read_notebook
from aftercoup.teach.marking.mark_command import mark
from aftercoup.teach.site import KIT, PROGRAMS, kit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHEET = "exercises/exercise_01.ipynb"
EXPLORER = ".aftercoup-explorer, details .aftercoup-report"  # lesson 01 has the notes on the report


# In a process of its own: the tests keep drawings (conftest.py), which a build must not take for its own.
BUILD = """
import shutil, sys
from pathlib import Path
from aftercoup.teach import pages, site
pages.build = lambda made, *_: shutil.copytree(sys.argv[2], made)
try:
    site.build(Path(sys.argv[1]))
except site.SiteError as problem:
    sys.exit(print(problem) or 1)
"""


@pytest.fixture(scope="module")
def built(site, tmp_path_factory):
    """The site of the class edition, with those pages and with its notebooks."""
    if not shutil.which("npm"):
        pytest.skip("npm, which fetches Pyodide's core, is not installed")
    folder = tmp_path_factory.mktemp("the site") / "site"
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder), str(site)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if "check the connection" in done.stdout:
        pytest.skip(f"no registry is reachable: {done.stdout}")
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def visit(built, chrome):
    """(page, address of the site, what was asked for beyond this machine)."""
    context, beyond = without_network(chrome, viewport={"width": 1100, "height": 1000}, accept_downloads=True)
    with served(built) as address:
        yield context.new_page(), address, beyond
    context.close()


def open_page(page, address, path):
    """Open a notebook of the site and wait until its text stands there."""
    page.goto(f"{address}/lite/notebooks/index.html?path={path}")
    page.wait_for_selector(".jp-Notebook h1", timeout=60_000)


def wait_for_python(page):
    page.wait_for_function(
        f"(() => {{ {PANEL} return panel?.sessionContext?.session?.kernel?.status === 'idle' }})()",
        timeout=180_000,
    )


def run_all(page):
    """Run all cells, and wait until none runs or waits any more."""
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
    busy = f"""(() => {{ {PANEL} return panel.content.widgets
        .some((c) => c.model.type === 'code' && c.promptNode.innerText === '[*]:') }})()"""
    page.wait_for_function(busy)
    page.wait_for_function("!" + busy, timeout=180_000)


def failures(page):
    """(source, message) of each cell whose output is an error."""
    return page.evaluate(f"""(() => {{ {PANEL}
        return panel.content.widgets.filter((c) => c.model.type === 'code').flatMap((c) =>
            c.model.outputs.toJSON().filter((o) => o.output_type === 'error')
                .map((o) => [c.model.sharedModel.source, o.traceback.join('')]));
    }})()""")


# ---------------------------------------------------------------- lessons


def test_a_lesson_is_alive_before_python_and_runs_without_the_network(visit):
    page, address, beyond = visit
    name = "01_read_the_event"
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, address, f"notebooks/{name}.ipynb")
    explorer = page.locator(EXPLORER).first
    explorer.wait_for(state="attached", timeout=60_000)
    assert filters(explorer), "the stored explorer filters"
    status = f"(() => {{ {PANEL} return panel.sessionContext.session?.kernel?.status }})()"
    assert page.evaluate(status) != "idle", "and Python was not there yet"
    wait_for_python(page)
    assert page.locator("p[role=alert]").count() == 0, "a server that hands out everything is not named"
    looks = [one for one in asked if one.endswith("/api/drive")]
    assert len(looks) < 60, "Python looks for its own modules in the folder of the lessons"
    run_all(page)
    stored = json.loads((ROOT / f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in stored if cell["cell_type"] == "code"]
    assert failures(page) == [], "what a reader cannot mend here is no error, and the run goes on"
    shown = texts(page)
    assert len(shown) == len(code)
    for cell, told in zip(code, shown):
        as_stored = ["".join(one["data"]["text/plain"]) for one in cell["outputs"]]
        if told != as_stored:
            card, *below = told
            assert "without the internet" in card or "goes on from" in card, source_of(cell)
            assert below == as_stored and re.search(NEEDS, source_of(cell))
    assert filters(page.locator(EXPLORER).first), "and so does the one that Python made"
    assert all("/pyodide/" in one for one in beyond), "nothing is asked for but Pyodide's own packages"


@pytest.mark.parametrize(
    "wrong, said",
    [
        (
            {".js": "text/plain"},
            "hands out static/pyodide/pyodide.js as text/plain: ask its administrator to",
        ),
        ({".wasm": ""}, "does not hand out static/pyodide/pyodide.asm.wasm (it answers 404)"),
        ({".whl": ""}, "that end in .whl"),
        ({".ipynb": ""}, "that end in .ipynb"),
    ],
)
def test_a_web_server_that_hands_out_a_file_wrongly_is_named_in_the_page(built, chrome, wrong, said):
    context, _ = without_network(chrome)
    with served(built, wrong) as address:
        page = context.new_page()
        page.goto(f"{address}/lite/notebooks/index.html?path={SHEET}")
        note = page.locator("p[role=alert]")
        note.wait_for(timeout=20_000)
        assert said in note.inner_text() and note.inner_text().count(". ") == 0
    context.close()


NEEDS = r"from pandas|\bframe\(|claims\.groupby"


def source_of(cell):
    return "".join(cell["source"])


def texts(page):
    """The plain text of each output of each code cell."""
    return page.evaluate(f"""(() => {{ {PANEL}
        return panel.content.widgets.filter((c) => c.model.type === 'code')
            .map((c) => c.model.outputs.toJSON().map((o) => [o.data?.['text/plain'] ?? ''].flat().join('')));
    }})()""")


CODE_A_CLAIM = """import aftercoup as ac
ac.code_items("c05 c09", variables="measurement_level", coder="anna", folder="my_coding/01")"""


def code_a_claim(page, begun):
    """Code a claim at the desk; begun: this was done before, and it is still there."""
    page.evaluate(
        f"""async (source) => {{ {PANEL}
        const notebook = panel.content, last = notebook.widgets.length - 1;
        notebook.activeCellIndex = notebook.widgets.findLastIndex((c) => c.model.type === 'code');
        notebook.activeCell.model.sharedModel.setSource(source);
        await notebook.scrollToItem(notebook.activeCellIndex);
        await window.jupyterapp.commands.execute('notebook:run-cell');
    }}""",
        CODE_A_CLAIM,
    )
    root = page.locator(".aftercoup-desk").last
    root.locator(".acd-text").wait_for(timeout=30_000)
    if begun:
        assert "1 of 2" in root.locator(".acd-counts").inner_text()
        return
    root.locator(".acd-text").focus()
    page.keyboard.press("1")
    root.locator(".acd-saved[data-state=on]").wait_for(timeout=30_000)


def filters(explorer):
    """Press the first button of an explorer twice: the line that counts changes, and comes back.

    A chart that waits for a guess is opened before.
    """
    explorer.evaluate("one => one.closest('details')?.setAttribute('open', '')")
    explorer.scroll_into_view_if_needed()
    button, status = explorer.locator(".chips button").first, explorer.locator(".status")
    before = status.inner_text()
    button.click()
    after = status.inner_text()
    button.click()
    return before != after and status.inner_text() == before


# ---------------------------------------------------------------- a sheet, until it is marked


TYPED = ("1.1", "1.4", "1.8")  # questions whose fields are typed as in the worked exercise


def test_a_sheet_is_filled_in_kept_downloaded_and_marked(visit, tmp_path):
    page, address, _ = visit
    answers = read_notebook((ROOT / "solutions" / SHEET.rpartition("/")[2]).read_bytes()).answers
    open_page(page, address, SHEET)
    wait_for_python(page)
    for index, (_, source) in enumerate(cells(page)):
        question = source.split("\n")[0].removeprefix("%%answer ")
        if source == "import aftercoup as ac":
            click(page, index, 0)
            run(page, index)
        if question in TYPED:
            for name in answers[question]:
                click(page, index, source.split("\n").index(f"{name}: "))
                page.keyboard.type(answers[question][name].value)
            run(page, index)
            assert "Not yet" not in text_of(page, index) and "right" in text_of(page, index).lower()
    code_a_claim(page, begun=False)
    page.keyboard.press("Control+s")
    page.wait_for_function(f"(() => {{ {PANEL} return !panel.model.dirty }})()", timeout=15_000)
    typed = cells(page)
    page.reload()
    page.wait_for_selector(".jp-Notebook h1", timeout=60_000)
    assert cells(page) == typed, "the work is still there"
    page.click('.lm-MenuBar-itemLabel:text-is("File")')
    with page.expect_download() as download:
        page.click('.lm-Menu-itemLabel:text-is("Download")')
    (tmp_path / "in").mkdir()
    download.value.save_as(tmp_path / "in" / download.value.suggested_filename)
    assert download.value.suggested_filename.endswith(SHEET.rpartition("/")[2])
    mark(tmp_path / "in", tmp_path / "out")
    with open(tmp_path / "out" / "gradebook.csv", encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    questions = master_of("01").exercise.questions
    points = {f"Q{question}": questions[question].points for question in TYPED}
    assert {name: float(row[name]) for name in [*points, "points"]} == {
        **points,
        "points": sum(points.values()),
    }
    wait_for_python(page)
    code_a_claim(page, begun=True)


RUN = f"""return (async (source) => {{ {PANEL}
    const notebook = panel.content;
    notebook.activeCellIndex = notebook.widgets.findLastIndex((c) => c.model.type === "code");
    notebook.activeCell.model.sharedModel.setSource(source);
    await notebook.scrollToItem(notebook.activeCellIndex);
    await window.jupyterapp.commands.execute("notebook:run-cell");
    return notebook.activeCell.model.outputs.toJSON().map((o) => o.data?.["text/plain"]).join(" ");
}})(arguments[0])"""
DESK = "const desk = document.querySelector('.aftercoup-desk'); return desk?.querySelector"


@pytest.mark.parametrize("name", ENGINES)
def test_firefox_and_webkit_code_at_the_desk_answer_and_download(built, name):
    """All in the notebook of a sheet, since Python takes longest to start in these two."""
    if MISSING[name]:
        pytest.skip(MISSING[name])
    answer = read_notebook((ROOT / "solutions/exercise_01.ipynb").read_bytes()).answers["1.1"]
    typed = "\n".join(f"{field}: {answer[field].value}" for field in answer)
    with served(built) as address, ENGINES[name]() as engine:
        engine.goto(f"{address}/lite/notebooks/index.html?path={SHEET}")
        engine.until("return document.querySelector('.jp-Notebook h1') && true", 120)
        idle = "panel?.sessionContext?.session?.kernel?.status === 'idle'"
        engine.until(f"return (() => {{ {PANEL} return {idle} }})()", 600)
        engine.page(RUN, CODE_A_CLAIM)
        engine.until(f"{DESK}('.acd-text')")
        engine.page(f"{DESK}('.acd-text').focus()")
        engine.press("1")
        engine.until(f"{DESK}('.acd-saved[data-state=on]')")
        assert "3 of 3 right" in engine.page(RUN, f"%%answer 1.1\n{typed}")
        engine.page(
            "return (async () => { for (const one of ['save', 'download'])"
            " await window.jupyterapp.commands.execute('docmanager:' + one); })()"
        )
        end = time.monotonic() + 30
        while not (files := list(engine.downloads.glob("*exercise_01.ipynb"))) or not files[0].stat().st_size:
            assert time.monotonic() < end, "the sheet was not downloaded"
            time.sleep(0.1)
        kept = read_notebook(files[0].read_bytes()).answers["1.1"]
        assert [kept[field].value for field in answer] == [answer[field].value for field in answer]


# ---------------------------------------------------------------- the offline kit


@pytest.fixture(scope="module")
def stick(built, tmp_path_factory):
    """The kit, unpacked as on a USB stick, to a place with spaces and letters beyond ASCII."""
    folder = tmp_path_factory.mktemp("kit")
    place = folder / "Kurs März, Übung"
    with zipfile.ZipFile(kit(built, "class", folder / "kit.zip")) as archive:
        archive.extractall(place)
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert all(modes[f"{KIT}/{name}"] & 0o111 for name in PROGRAMS)
    return place / KIT


def test_a_double_click_opens_the_kit_without_network(stick, chrome, tmp_path):
    context, beyond = without_network(chrome)
    page = context.new_page()
    page.goto((stick / "index.html").as_uri())
    page.wait_for_url("**/site/index.html")
    page.goto((stick / "site/lessons/01_read_the_event.html").as_uri())
    page.click("text=Open as notebook")
    page.wait_for_url("**/run.html#From-a-folder-or-a-stick")
    assert page.get_by_text("start-windows.bat").is_visible(), (
        "a notebook that needs the start file leads to it"
    )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    opened = tmp_path / "opened.txt"
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', encoding="utf-8")
    browser.chmod(0o755)
    start = ["sh", str(stick / "start-linux.sh"), port]
    environment = os.environ | {"BROWSER": str(browser)}
    server = subprocess.Popen(start, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        address = read_soon(opened)
        assert address == f"http://localhost:{port}/"
        again = subprocess.run(
            start, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert "is running already" in again.stdout, "a second double click opens the same course"
        page.goto(address.replace("localhost", "127.0.0.1"))
        page.click("text=01 Read the event >> nth=0")
        page.click("text=Open as notebook")
        page.wait_for_selector(".jp-Notebook h1", timeout=60_000)
        explorer = page.locator(EXPLORER).first
        explorer.wait_for(state="attached", timeout=60_000)
        assert filters(explorer) and beyond == []
    finally:
        server.kill()
        server.wait()
        context.close()


def read_soon(path):
    """The first line of a file that somebody is about to write."""
    for _ in range(300):
        if path.exists() and path.read_text().endswith("\n"):
            return path.read_text().splitlines()[0]
        time.sleep(0.1)
    raise AssertionError(f"{path.name} was not written")
