"""The site in Firefox and WebKit, and as the offline kit. In Chromium: test_site_in_browser.py."""

import os
import socket
import subprocess
import time
import zipfile

import pytest
from engines import ENGINES, MISSING
from lab import PANEL, ROOT
from lite import CODE_A_CLAIM, SHEET, served, without_network
from test_pages import CLAIMS, LESSON, NAMED, OF_THE_PAPER

from aftercoup.answers.notebook import read_notebook
from aftercoup.teach.pages.site import KIT, PROGRAMS, kit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUN = f"""return (async (source) => {{ {PANEL}
    const notebook = panel.content;
    notebook.activeCellIndex = notebook.widgets.findLastIndex((c) => c.model.type === "code");
    notebook.activeCell.model.sharedModel.setSource(source);
    await notebook.scrollToItem(notebook.activeCellIndex);
    await window.jupyterapp.commands.execute("notebook:run-cell");
    return notebook.activeCell.model.outputs.toJSON().map((o) => o.data?.["text/plain"]).join(" ");
}})(arguments[0])"""
FOCUS = """
const [box, words, inside] = arguments;
const host = [...document.querySelectorAll(box)].find((e) => (e.parentElement.textContent + e.textContent).includes(words));
const root = (host.shadowRoot ? host : host.querySelector(".aftercoup-guess-card")).shadowRoot;
root.querySelector(inside).scrollIntoView();
root.querySelector(inside).focus();
window.card = root;
return root.activeElement === root.querySelector(inside);
"""
DESK = "const desk = document.querySelector('.aftercoup-desk'); return desk?.querySelector"


@pytest.mark.parametrize("name", ENGINES)
def test_firefox_and_webkit_show_a_page_take_keys_code_at_the_desk_answer_and_download(request, site, name):
    """All in one visit: these two take long to start, and Python in them longest."""
    if MISSING[name]:
        pytest.skip(MISSING[name])
    with ENGINES[name]() as engine:
        with served(site) as address:
            a_page_shows_and_its_controls_take_keys(engine, address)
        with served(request.getfixturevalue("built")) as address:  # which no computer without network has
            a_sheet_is_coded_answered_and_downloaded(engine, address)


def a_page_shows_and_its_controls_take_keys(engine, address):
    engine.goto(f"{address}/{LESSON}")
    engine.until(
        "return document.querySelector('details .aftercoup-report')?.shadowRoot?.querySelector('.chips')"
    )
    assert engine.page("return document.documentElement.scrollWidth <= innerWidth")
    assert engine.page(FOCUS, ".aftercoup-guess", "name any source other than itself", "input[type=number]")
    engine.press(str(NAMED + 5), "Enter")
    assert "5 too high." in engine.page("return card.querySelector('.box').innerText")
    assert engine.page("return document.querySelector('details[data-guess=named-sources]').open")
    assert engine.page(FOCUS, "details .aftercoup-report", "", "button[data-value=global-new-light]")
    engine.press("Space")
    assert OF_THE_PAPER in engine.page("return card.querySelector('.status').innerText")
    engine.press("Space")
    assert f"Showing {len(CLAIMS)} of" in engine.page("return card.querySelector('.status').innerText")
    engine.goto(f"{address}/tables/claims.html#c16")
    assert "Wednesday" in engine.page("return document.querySelector('#c16 table').innerText")


def a_sheet_is_coded_answered_and_downloaded(engine, address):
    answer = read_notebook((ROOT / "solutions/exercise_01.ipynb").read_bytes()).answers["1.1"]
    typed = "\n".join(f"{field}: {answer[field]}" for field in answer)
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
    assert [kept[field] for field in answer] == [answer[field] for field in answer]


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
        assert beyond == []
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
