"""The pages that marking writes, in a real browser: they load nothing, and axe-core finds nothing in them."""

import classroom
import pytest

from aftercoup.teach import keys
from aftercoup.teach.marking import mark_command

pytestmark = pytest.mark.browser
SHEET = "04"  # it has a table of codes, a set, dates and an essay


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder of results for a small class, with a file that cannot be read and an essay to read."""
    folder = tmp_path_factory.mktemp("class")
    master = keys.load(SHEET)
    for place in range(6):
        answers, _ = classroom.student(SHEET, master, place / 5, place)
        path = folder / "in" / f"s{place}" / classroom.blank(SHEET)[0]
        path.parent.mkdir(parents=True)
        path.write_bytes(classroom.filled(SHEET, answers, essay="A judgement, and what speaks against it."))
    (folder / "in" / "s6").mkdir()
    (folder / "in" / "s6" / "essay.docx").write_bytes(b"PK")
    mark_command.mark(folder / "in", folder / "marks", answers=True)
    return folder / "marks"


@pytest.mark.parametrize("theme, width", [("light", 700), ("dark", 320)])
@pytest.mark.parametrize("page_name", ["report.html", "feedback/s2.html"])
def test_a_page_is_accessible_fits_and_loads_nothing(chrome, axe, results, page_name, theme, width):
    page = chrome.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((results / page_name).as_uri())
    page.evaluate(axe)
    faults = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in faults] == []
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("script").count() == 0 and "javascript:" not in page.content()
    page.close()
