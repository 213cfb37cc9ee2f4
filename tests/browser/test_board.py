"""The board of lesson 08 in a real JupyterLab: rated with the keyboard alone, read by axe, saved."""

import json

import pytest
from lab import command, open_notebook, outputs, place, run_all, saves

from aftercoup.charts import ratings

pytestmark = pytest.mark.browser
CELLS = [
    ("md", "# A board"),
    "import aftercoup as ac",
    'ac.explore_board(pieces="v02 v05 v12", using="rest")',
]
TABLE = ".jp-OutputArea table"


@pytest.fixture(scope="module")
def page(lab, chrome):
    path = lab.write("board.ipynb", CELLS)
    page = chrome.new_page(viewport={"width": 1400, "height": 1500})
    page.path = path
    open_notebook(page, lab, path)
    run_all(page)
    page.wait_for_selector(".aftercoup-controls select")
    page.wait_for_selector(TABLE)
    yield page
    page.close()


def press(page, key):
    """Press a key and wait until the board is another one."""
    before = page.locator(TABLE).inner_html()
    page.keyboard.press(key)
    page.wait_for_function(
        f"(before) => document.querySelector('{TABLE}')?.innerHTML !== before", arg=before, timeout=10_000
    )


def test_a_board_is_rated_with_the_keyboard_and_kept(page):
    evidence, *hypotheses = page.locator(".aftercoup-controls select").all()[:6]
    names = [
        s.evaluate("(e) => e.getAttribute('aria-label') || e.labels[0].textContent")
        for s in (evidence, *hypotheses)
    ]
    assert names == ["Evidence", *(h.short_name for h in ratings.explanations())], "each menu has its name"
    where = place(page)
    hypotheses[0].focus()
    for _ in range(4):  # not rated yet, CC, C, N, I
        press(page, "ArrowDown")
    evidence.focus()
    press(page, "ArrowDown")
    hypotheses[1].focus()
    press(page, "ArrowDown")
    assert place(page) == where, "no key reached the notebook"
    assert page.evaluate("document.activeElement.tagName") == "SELECT", "the menu keeps the focus"
    shown = page.locator(".jp-OutputArea code", has_text="explore_board").inner_text()
    call = 'ac.explore_board(ratings="v02 I - - - -; v05 - CC - - -", pieces="v02 v05 v12")'
    assert shown == call
    words = outputs(page)[-1][1][-1]["data"]["text/plain"]
    assert shown in "".join(words), "what is said is what is stored"
    assert saves(page)
    assert shown in "".join(
        json.loads(page.path.read_text(encoding="utf-8"))["cells"][-1]["outputs"][-1]["data"]["text/plain"]
    )


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious(page, axe, theme):
    command(page, "apputils:change-theme", theme=theme)
    page.wait_for_function(
        "(dark) => (document.body.dataset.jpThemeLight === 'false') === dark", arg="Dark" in theme
    )
    page.wait_for_timeout(500)
    page.evaluate(axe)
    found = page.evaluate("axe.run('.jp-OutputArea', { resultTypes: ['violations'] })")["violations"]
    command(page, "apputils:change-theme", theme="JupyterLab Light")
    assert [
        (v["id"], n["html"][:120])
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ] == []


def test_it_fits_a_narrow_window(page):
    """From 600 pixels on, with the file list away, nothing has to be moved sideways."""
    wide = "(t) => [t.scrollWidth, t.parentElement.clientWidth]"
    for width in (700, 600, 1400):
        page.set_viewport_size({"width": width, "height": 1500})
        page.wait_for_timeout(300)
        needed, there = page.locator(TABLE).first.evaluate(wide)
        assert needed <= there, f"{needed} pixels in {there}"
