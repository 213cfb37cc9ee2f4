"""Explorers that compute, in a real JupyterLab: each control moved by keyboard and by mouse changes the
picture.

What the picture must say is asked of the same explorer in Python.
"""

import html
import re

import pytest
from explorers import COMPUTING, near
from lab import NOTEBOOKS, comes_to, open_notebook, outputs, place, run_all, saves, until

import aftercoup as ac

pytestmark = pytest.mark.browser
NAMES = COMPUTING


@pytest.fixture(scope="module")
def page(lab, lab_page):
    """One notebook that holds each explorer once, as the lessons first call it."""
    text = "".join(path.read_text("utf-8") for path in sorted(NOTEBOOKS.glob("[01]*.ipynb")))
    calls = []
    for name in NAMES:
        assert f"ac.{name}(" in text, f"no lesson uses {name}"
        calls.append(f"ac.{name}()")
    path = lab.write("computed.ipynb", [("md", "# Explorers that compute"), "import aftercoup as ac", *calls])
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 1900})
    open_notebook(page, lab, path)
    run_all(page)
    until(
        page,
        "(n) => document.querySelectorAll('.aftercoup-controls').length === n",
        arg=len(calls),
        timeout=30_000,
    )
    # the script that keeps keys in the controls comes with the picture, a moment after them
    free = ".aftercoup-controls :is(select, [role=slider]):not([data-lm-suppress-shortcuts])"
    until(page, "(free) => !document.querySelector(free)", arg=free, timeout=30_000)
    return page


@pytest.fixture(params=NAMES)
def explorer(request, page):
    """(page, its cell, the same explorer in Python)"""
    number = NAMES.index(request.param)
    cell = page.locator(".jp-Cell:has(.aftercoup-controls)").nth(number)
    cell.scroll_into_view_if_needed()
    return page, cell, getattr(ac, request.param)()


def says(page, cell, python):
    """Wait until the picture of the cell says what Python's says in the same state."""
    bundle = python.bundle()["text/html"]
    alt = re.search(r'<img alt="([^"]*)"', bundle)
    if alt:
        want = html.unescape(alt.group(1))
        found = "(e) => e.querySelector('figure img')?.alt"
    else:
        want = html.unescape(re.sub(r"<[^>]+>", "", bundle.split("<script>")[0]))
        found = "(e) => e.querySelector('.jp-RenderedHTMLCommon p')?.textContent"
    assert comes_to(page, lambda: cell.evaluate(found), want) == want


def aloud(page, cell, python):
    """Wait until the sentence about the picture stands in the live region, which was there before the
    picture."""
    said = python.bundle()["text/plain"].split("\n")[:2][-1]
    region = cell.locator(".aftercoup-controls [role=status][aria-live=polite]")
    until(page, "([e, said]) => e.textContent === said", arg=[region.element_handle(), said])


def test_start_is_what_python_says_and_every_control_has_a_name(explorer):
    page, cell, python = explorer
    says(page, cell, python)
    names = cell.locator(".aftercoup-controls").evaluate(
        """(box) => [...box.querySelectorAll("select, [role=slider]")]
          .map((e) => e.ariaLabel || e.labels?.[0]?.textContent || "")"""
    )
    assert [n.strip() for n in names] == [control.title for control in python.controls]
    assert cell.locator("[role=status]").inner_text() == "", "nothing is said before a control is moved"


def test_controls_by_keyboard_and_by_mouse(explorer):
    """Each control one step by a key; then the first of each kind by the mouse."""
    page, cell, python = explorer
    widgets = cell.locator(".aftercoup-controls :is(.widget-dropdown, .widget-slider)")
    assert [widgets.nth(n).is_visible() for n in range(widgets.count())] == [
        n < 3 for n, _ in enumerate(python.controls)
    ]
    if len(python.controls) > 3:
        more = cell.get_by_role("button", name="More")
        more.focus()
        page.keyboard.press("Space")
        widgets.last.wait_for(state="visible")
    widgets = [(control, widgets.nth(n)) for n, control in enumerate(python.controls)]
    for control, widget in widgets:
        handle = widget.locator("select, [role=slider]").first
        at = python.state[control.name]
        value = near(control, at)
        handle.focus()
        before = place(page)
        if not control.slider:
            keys = list(control.options)
            page.keyboard.press("ArrowDown" if keys.index(value) > keys.index(at) else "ArrowUp")
        else:
            page.keyboard.press("ArrowRight" if value > at else "ArrowLeft")
        python.state[control.name] = value
        says(page, cell, python)
        assert place(page) == before, f"a key in {control.title} reached the notebook"
    aloud(page, cell, python)
    one_of_each = {control.slider: (control, widget) for control, widget in reversed(widgets)}
    for control, widget in one_of_each.values():
        python.state[control.name] = by_mouse(page, control, widget, python.state[control.name])
        says(page, cell, python)


def by_mouse(page, control, widget, at):
    """Move a control with the mouse; what it then says. at: what it said."""
    if not control.slider:
        other = next(option for option in reversed(control.options) if option != at)
        widget.locator("select").select_option(index=list(control.options).index(other))
        return other
    box = widget.locator(".noUi-base").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    there = min(control.options) + 0.7 * (len(control.options) - 1)
    value = lambda: float(widget.locator("[role=slider]").get_attribute("aria-valuetext"))  # noqa: E731
    assert comes_to(page, lambda: abs(value() - there) <= 1.5, True), value()
    return int(value())


@pytest.mark.parametrize("explorer", ["explore_leaders", "explore_window"], indirect=True)  # select, slider
def test_letters_typed_in_a_control_stay_there_and_it_can_be_saved(explorer):
    page, cell, python = explorer
    handle = cell.locator(".aftercoup-controls select, .aftercoup-controls [role=slider]").first
    handle.focus()
    before = place(page)
    for key in ("b", "x", "m", "d", "d"):
        page.keyboard.press(key)
    assert place(page) == before
    assert saves(page) and place(page) == before


def test_no_cell_failed(page):
    assert not [o for _, outs in outputs(page) for o in outs if o["output_type"] == "error"]


def test_axe_finds_nothing_serious(page, axe):
    assert axe(page, ".jp-OutputArea", serious=True) == []
