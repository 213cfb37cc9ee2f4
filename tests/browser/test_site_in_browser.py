"""The site in a browser without network: lessons, explorers, a sheet that is filled in and marked.

One browser session runs through the site, because Python takes its time to start in a page. Other browsers, and the
kit: test_site_elsewhere.py. What the site holds: tests/test_site.py.
"""

import csv
import json
import re

import pytest
from lab import PANEL, ROOT, until
from lite import CODE_A_CLAIM, EXPLORER, SHEET, filters, served, without_network
from test_keys import master_of
from test_sheet import cells, click, run, text_of

from aftercoup.answers.notebook import read_notebook
from aftercoup.teach.marking.mark_command import mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    until(
        page,
        f"(() => {{ {PANEL} return panel?.sessionContext?.session?.kernel?.status === 'idle' }})()",
        timeout=180_000,
    )


def run_all(page):
    """Run all cells, and wait until none runs or waits any more."""
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
    busy = f"""(() => {{ {PANEL} return panel.content.widgets
        .some((c) => c.model.type === 'code' && c.promptNode.innerText === '[*]:') }})()"""
    until(page, busy)
    until(page, "!" + busy, timeout=180_000)


def failures(page):
    """(source, message) of each cell whose output is an error."""
    return page.evaluate(f"""(() => {{ {PANEL}
        return panel.content.widgets.filter((c) => c.model.type === 'code').flatMap((c) =>
            c.model.outputs.toJSON().filter((o) => o.output_type === 'error')
                .map((o) => [c.model.sharedModel.source, o.traceback.join('')]));
    }})()""")


# ---------------------------------------------------------------- lessons


def test_a_lesson_is_alive_before_python_and_runs_without_the_network_and_a_sheet_is_marked(visit, tmp_path):
    """One test, since Python starts anew in each notebook: the sheet goes on with what was coded in the lesson."""
    page, address, beyond = visit
    a_lesson_runs(page, address, beyond)
    a_sheet_is_filled_in_kept_downloaded_and_marked(page, address, tmp_path)


def a_lesson_runs(page, address, beyond):
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
            assert "without the internet" in card, source_of(cell)
            assert below == as_stored and re.search(NEEDS, source_of(cell))
    assert filters(page.locator(EXPLORER).first), "and so does the one that Python made"
    code_a_claim(page, begun=False)
    assert all("/pyodide/" in one for one in beyond), "nothing is asked for but Pyodide's own packages"


@pytest.mark.parametrize(
    "wrong, said",
    [
        (
            {".js": "text/plain"},
            "hands out static/pyodide/pyodide.js as text/plain: ask its administrator to",
        ),
        ({".whl": "text/html"}, "perhaps one to log in, where"),
        ({".wasm": "text/html"}, "where static/pyodide/pyodide.asm.wasm belongs"),
        ({".wasm": ""}, "does not hand out static/pyodide/pyodide.asm.wasm (it answers 404)"),
        ({".whl": ""}, "that end in .whl"),
        ({".ipynb": ""}, "that end in .ipynb"),
    ],
)
def test_a_web_server_that_hands_out_a_file_wrongly_is_named_in_the_page(built, chrome, wrong, said):
    context, _ = without_network(chrome)
    with served(built, wrong) as address:
        page = context.new_page()
        page.goto(f"{address}/lite/notebooks/index.html?path={SHEET}", wait_until="commit")
        note = page.locator("p[role=alert]")
        note.wait_for(timeout=60_000)
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


def code_a_claim(page, begun):
    """Code a claim at the desk; begun: this was done before, in another notebook, and it is still there."""
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


# ---------------------------------------------------------------- a sheet, until it is marked


TYPED = ("1.1", "1.4", "1.8")  # questions whose fields are typed as in the worked exercise


def a_sheet_is_filled_in_kept_downloaded_and_marked(page, address, tmp_path):
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
                # key by key for one question, since the page draws each cell anew for each key
                press = page.keyboard.type if question == TYPED[0] else page.keyboard.insert_text
                press(answers[question][name])
            run(page, index)
            assert "Not yet" not in text_of(page, index) and "right" in text_of(page, index).lower()
    code_a_claim(page, begun=True)
    page.keyboard.press("Control+s")
    until(page, f"(() => {{ {PANEL} return !panel.model.dirty }})()", timeout=15_000)
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
    page.close()  # before Python has started once more
    mark(tmp_path / "in", tmp_path / "out")
    with open(tmp_path / "out" / "gradebook.csv", encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    questions = master_of("01").exercise.questions
    points = {f"Q{question}": questions[question].points for question in TYPED}
    assert {name: float(row[name]) for name in [*points, "points"]} == {
        **points,
        "points": sum(points.values()),
    }
