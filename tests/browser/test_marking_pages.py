"""The pages that marking writes, in a real browser: they load nothing, and axe-core finds nothing in them."""

import classroom
import pytest

from aftercoup.teach.content import keys
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
    assert axe(page) == []
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("script").count() == 0 and "javascript:" not in page.content()
    page.close()


def test_axe_finds_what_is_wrong_each_time_it_is_asked(tab, axe):
    page = tab(700)
    page.set_content("""<html lang="en"><title>Grey</title><main><h1>Grey</h1><p style="color: #000">Black.</p>
        <p style="color: #999" id="first">Grey.</p><p style="color: #999" id="second">Grey.</p><img src="x"></main>""")
    for _ in range(2):
        rules = [rule for rule, _ in axe(page)]
        assert sorted(rules) == ["color-contrast", "color-contrast", "image-alt"]
    page.locator("p").evaluate_all("all => all.forEach((one) => (one.style.color = '#000'))")
    assert [rule for rule, _ in axe(page, serious=True)] == ["image-alt"] and axe(page, "p") == []
