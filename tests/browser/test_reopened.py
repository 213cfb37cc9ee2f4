"""A saved notebook, opened again: with no kernel, untrusted, as a page, without scripts, on paper.

In each place exactly one face of an output shows: the live explorer where scripts run, else the static
picture with its alt text and table. This is why explorers are HTML and not Jupyter widgets
(docs/decisions.md, number 1).
"""

import io
import json
import subprocess
import sys

import pytest
from lab import PANEL, comes_to, open_notebook, run_all, settled, until
from live import Live, in_python
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CELLS = [
    ("md", "# Saved and reopened"),
    "import aftercoup as ac\nac.explore_waiting(found='yes')",
    "ac.explore_vote_map()",
]
CALLS = 2
LIVE = [(True, False)] * CALLS  # (live, static) of each output


@pytest.fixture(scope="module")
def saved(lab, lab_page):
    """A notebook that was run and saved in JupyterLab, which so came to trust it; its kernel is gone."""
    path = lab.write("saved.ipynb", CELLS)
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 1500})
    open_notebook(page, lab, path)
    run_all(page)
    expect(page.locator(".aftercoup-explorer")).to_have_count(CALLS)
    page.keyboard.press("Control+s")
    until(page, f"(() => {{ {PANEL} return !panel.model.dirty }})()", timeout=15_000)
    page.evaluate(f"(async () => {{ {PANEL} await panel.sessionContext.shutdown() }})()")
    return path


@pytest.fixture(scope="module")
def web_page(saved):
    """The saved notebook as one HTML page."""
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--log-level=ERROR", str(saved)], check=True
    )
    return saved.with_suffix(".html").as_uri()


def offline_page(chrome, address, **options):
    context = chrome.new_context(viewport={"width": 1200, "height": 1500}, **options)
    context.route(
        "**/*",
        lambda route: (
            route.continue_() if route.request.url.startswith(("file:", "data:", "blob:")) else route.abort()
        ),
    )
    page = context.new_page()
    page.goto(address, wait_until="load")
    return page


def faces(page):
    """(live, static) for each output: does the explorer show, does the static picture show?"""
    found = page.locator(".aftercoup")
    return [
        (
            found.nth(i).locator(".aftercoup-explorer").is_visible(),
            found.nth(i).locator("img").first.is_visible(),
        )
        for i in range(found.count())
    ]


def works(page, count=1):
    """The first explorers of the page are live: right at the start, and right after a click and a key."""
    hosts = page.locator(".aftercoup-explorer")
    for i in range(count):
        one = Live(page, hosts.nth(i))
        one.check()
        button = one.find(".chips:not([hidden]) button").nth(1)
        button.click()
        field = button.evaluate("b => b.closest('.chips').dataset.field")
        one.set(field, [button.get_attribute("data-value")])
        one.check()
        for key, stops in one.sliders():
            one.find(f"input[data-key={key}]").press("ArrowRight")
            one.set(key, min(one.want[key] + 1, len(stops) - 1))
            one.check()
        one.find("button.reset").click()


def shows_picture_and_table(page, outputs):
    """The static face: the picture is drawn and has its alt text, the table opens, no code is spilt."""
    names = ["waiting", "vote_map"]
    for i in range(outputs.count()):
        image = outputs.nth(i).locator("img")
        assert image.is_visible() and image.evaluate("e => e.naturalWidth") > 500
        assert image.get_attribute("alt") == in_python(names[i]).chart.alt
        outputs.nth(i).locator("summary").click()
        assert outputs.nth(i).locator("tbody tr").count() == len(in_python(names[i]).chart.table)
        assert outputs.nth(i).locator("tbody tr").last.is_visible()
        text = outputs.nth(i).inner_text()
        assert "currentScript" not in text and '"widths"' not in text, "code shows as text"


@pytest.mark.parametrize("kernel", [False, True], ids=["no kernel", "a new kernel that ran nothing"])
def test_trusted_it_is_live(saved, lab, lab_page, kernel):
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 1500})
    open_notebook(page, lab, saved, kernel=kernel)
    page.wait_for_selector(".aftercoup-explorer", timeout=15_000)
    has_kernel = page.evaluate(
        f"(() => {{ {PANEL} return Boolean(panel.sessionContext.session?.kernel) }})()"
    )
    assert has_kernel == kernel
    assert comes_to(page, lambda: faces(page), LIVE) == LIVE
    works(page)


def test_untrusted_it_is_picture_and_table(saved, lab, lab_page):
    notebook = json.loads(saved.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "# Sent by someone else"  # another content, so no signature is known
    stranger = saved.with_name("stranger.ipynb")
    stranger.write_text(json.dumps(notebook), encoding="utf-8")
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 1500})
    open_notebook(page, lab, stranger)
    outputs = page.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon")
    expect(outputs.locator("img")).to_have_count(CALLS)
    settled(page)
    assert outputs.count() == CALLS and page.locator(".aftercoup-explorer").count() == 0
    shows_picture_and_table(page, outputs)


def test_as_a_page_with_no_network_it_is_live(web_page, chrome):
    page = offline_page(chrome, web_page)
    assert comes_to(page, lambda: faces(page), LIVE) == LIVE
    works(page, CALLS)
    page.context.close()


def test_without_scripts_it_is_picture_and_table(web_page, chrome):
    page = offline_page(chrome, web_page, java_script_enabled=False)
    outputs = page.locator(".aftercoup")
    assert faces(page) == [(False, True)] * CALLS
    shows_picture_and_table(page, outputs)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_grey_paper_the_picture_stays(web_page, chrome, scheme):
    """Printed in grey, from a dark page too: dark symbols and words on light paper, no controls."""
    from PIL import Image

    page = offline_page(chrome, web_page)
    page.evaluate("(dark) => document.body.style.background = dark ? '#111' : '#fff'", scheme == "dark")
    expect(page.locator(f".aftercoup-explorer[data-theme={scheme}]")).to_have_count(CALLS)
    page.emulate_media(media="print")
    page.add_style_tag(content="html { filter: grayscale(1); }")
    for i in range(CALLS):
        host = page.locator(".aftercoup-explorer").nth(i)
        assert not any(one.is_visible() for one in host.locator(".controls").all())
        assert host.locator(".picture svg").is_visible()
        image = Image.open(io.BytesIO(host.locator(".picture").screenshot())).convert("L")
        histogram, pixels = image.histogram(), image.width * image.height
        assert sum(histogram[225:]) > 0.6 * pixels, "paper is light"
        assert sum(histogram[:110]) > 0.008 * pixels, "words and symbols are dark"
    page.context.close()
