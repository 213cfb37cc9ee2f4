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
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield cleared
    context.close()


@pytest.fixture(scope="session")
def axe():
    """The text of axe-core, to be evaluated in a page."""
    import importlib.resources

    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


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
