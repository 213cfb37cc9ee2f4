"""One JupyterLab, one browser and one folder of pages for all browser tests."""

import pytest
from lab import Lab

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]

# axe-core parses the colours of each element, which takes it longer than all else; a page has few colours.
COLOURS = """;{
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else known.set(text, (parse.call(this, text), [this.r, this.g, this.b, this.alpha]));
    return this;
  };
};0"""
RUN = """async ([part, options]) => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const styles = [document.head, ...roots].map((root) => root.appendChild(document.createElement("style")));
  for (const style of styles) style.textContent = "tbody tr:nth-child(n + 13) { display: none }";
  const found = await axe.run(part ?? document, { resultTypes: ["violations"], preload: false, ...options });
  for (const style of styles) style.remove();
  return found;
}"""


@pytest.fixture(scope="session")
def lab():
    running = Lab()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chrome(browser_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab_page(lab, chrome):
    """The page of JupyterLab in which tests open one notebook after the other: to start it costs most of a test's time."""
    context = chrome.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def tab(chrome, request):
    """A function that gives one page to the tests of a file, as large as they say and with nothing kept in the browser.

    To load the next address in it takes a fifth of what another page takes, for which the browser starts a process.
    """
    touch = getattr(request.module, "TOUCH", False)
    context = chrome.new_context(accept_downloads=True, has_touch=touch)
    page = context.new_page()

    def cleared(width, height=900):
        if page.url.startswith("file:"):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.goto("about:blank")
        page.emulate_media(media="null")
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield cleared
    context.close()


@pytest.fixture(scope="session")
def axe():
    """What axe-core finds in a page or in a part of it: [(rule, HTML of the element), ...]; serious: without what is less.

    The rows of a table are made alike, so axe is shown twelve of each: thousands of cells take it half a minute.
    """
    from importlib.resources import files

    core = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def found(page, part=None, serious=False, **options):
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(core + COLOURS)
        faults = page.evaluate(RUN, [part, options])["violations"]
        return [
            (fault["id"], node["html"][:200])
            for fault in faults
            if not serious or fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the pages, below one whose name has a space."""
    from once import pages_once

    return pages_once(tmp_path_factory)


@pytest.fixture(scope="session")
def built(site, tmp_path_factory):
    """The folder of the site: those pages, and its notebooks with Python."""
    from lite import site_once

    return site_once(tmp_path_factory, site)


def pytest_generate_tests(metafunc):
    """Each test of a lesson runs on the LESSONS of its module, one that is ALIKE in all on those that have ALL_KINDS."""
    if "lesson" in metafunc.fixturenames:
        lessons = metafunc.module.LESSONS
        if metafunc.function.__name__ in getattr(metafunc.module, "ALIKE", ()):
            lessons = [
                path for path in lessons if metafunc.module.ALL_KINDS & set(metafunc.module.FIRST[path])
            ]
        metafunc.parametrize("lesson", lessons, indirect=True, scope="module", ids=[p.stem for p in lessons])
