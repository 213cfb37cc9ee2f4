"""The site in Firefox and WebKit, and as the offline kit. In Chromium: test_site_in_browser.py."""

import os
import socket
import subprocess
import time
import zipfile

import pytest
from engines import ENGINES, MISSING
from lab import PANEL, ROOT
from lite import CODE_A_CLAIM, EXPLORER, SHEET, filters, served, without_network

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
DESK = "const desk = document.querySelector('.aftercoup-desk'); return desk?.querySelector"


@pytest.mark.parametrize("name", ENGINES)
def test_firefox_and_webkit_code_at_the_desk_answer_and_download(built, name):
    """All in the notebook of a sheet, since Python takes longest to start in these two."""
    if MISSING[name]:
        pytest.skip(MISSING[name])
    answer = read_notebook((ROOT / "solutions/exercise_01.ipynb").read_bytes()).answers["1.1"]
    typed = "\n".join(f"{field}: {answer[field]}" for field in answer)
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
