"""The marking desk in a real JupyterLab: read and marked by key presses, every step on the disk at once."""

import json

import classroom
import pytest
from lab import open_notebook, place, run_all

from aftercoup.teach import keys
from aftercoup.teach.marking import essays, run

pytestmark = pytest.mark.browser
SHEET = "04"
SECRET = "Zoe Example"


@pytest.fixture(scope="module")
def marks(lab):
    """The results of two students with an essay each, in the folder of the notebooks."""
    master = keys.load(SHEET, proofread=False)
    for number, name in enumerate((SECRET, "Ann Other")):
        answers, _ = classroom.student(SHEET, master, 0.9, number)
        path = lab.folder / "in" / name / classroom.blank(SHEET)[0]
        path.parent.mkdir(parents=True)
        essay = f"Essay number {number}: <b>a judgement</b>."
        path.write_bytes(classroom.filled(SHEET, answers, essay=essay))
    run.mark(lab.folder / "in", lab.folder / "marks", quiet=True)
    return lab.folder / "marks"


def given(marks, marker):
    """What a marker's steps on the disk add up to: essay -> Given."""
    text = (marks / essays.MARKS).read_text(encoding="utf-8") if (marks / essays.MARKS).exists() else ""
    return {essay: by[marker] for essay, by in essays.read_marks(text).items() if marker in by}


def test_essays_are_marked_by_keys_without_names_and_a_second_marker_is_blind(lab, chrome, axe, marks):
    calls = [f'desk("marks", marker="{marker}")' for marker in "AB"]
    path = lab.write("desk.ipynb", ["from aftercoup.teach.marking.desk import desk", *calls])
    page = chrome.new_page(viewport={"width": 1200, "height": 1600})
    open_notebook(page, lab, path)
    run_all(page)
    keys_a, keys_b = (page.get_by_placeholder("digits, u, n, p").nth(n) for n in (0, 1))
    keys_b.wait_for()
    output, second = (page.locator(".jp-OutputArea").nth(n) for n in (1, 2))
    assert SECRET not in page.locator(".jp-Notebook").inner_text()
    assert "<b>a judgement</b>" in output.inner_text(), "an essay is text, never a part of the page"
    assert output.get_by_text("Example:").count() >= 4, "example answers stand beside the levels"

    keys_a.click()
    where = place(page)
    for sign in "210":
        page.keyboard.press(sign)
    page.wait_for_function("() => [...document.querySelectorAll('[role=status]')].some(e => e.innerText)")
    keys_a.press("u")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[role=status]')].some(e => e.innerText.includes('Taken back'))"
    )
    assert place(page) == where, "no key reached the notebook"
    (only,) = given(marks, "A").values()
    assert sorted(only.points) == [0, 1] and not given(marks, "B")
    assert len((marks / essays.MARKS).read_text(encoding="utf-8").splitlines()) == 4, "a line for each step"

    assert second.locator(".widget-toggle-button.mod-active").count() == 0, "blind to the first marker"
    page.evaluate(axe)
    found = page.evaluate("axe.run('.jp-OutputArea', { resultTypes: ['violations'] })")["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")
    ] == []
    page.close()
    assert json.loads(path.read_text(encoding="utf-8"))["cells"]
