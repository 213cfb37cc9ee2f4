"""The marking desk in a real JupyterLab: read and marked by key presses, every step on the disk at once."""

import json
import re
import zipfile

import classroom
import pytest
from lab import open_notebook, place, run_all, until
from playwright.sync_api import expect

from aftercoup.teach.content import keys
from aftercoup.teach.marking import essays, mark_command

pytestmark = pytest.mark.browser
SHEET = "04"
SECRET = "Zoe Example"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def marks(lab):
    """The results of two students with an essay each, in the folder of the notebooks."""
    master = keys.load(SHEET)
    for number, name in enumerate((SECRET, "Ann Other")):
        answers, _ = classroom.student(SHEET, master, 0.9, number)
        path = lab.folder / "in" / name / classroom.blank(SHEET)[0]
        path.parent.mkdir(parents=True)
        essay = f"Essay number {number}: <b>a judgement</b>. " + 60 * "One reason more, with its record. "
        essay += f"![a photo](data:image/png;base64,{DOT})"
        path.write_bytes(classroom.filled(SHEET, answers, essay=essay))
    mark_command.mark(lab.folder / "in", lab.folder / "marks")
    return lab.folder / "marks"


def given(marks, marker):
    """What a marker's steps on the disk add up to: essay -> Given."""
    text = (marks / essays.CLICKS).read_text(encoding="utf-8") if (marks / essays.CLICKS).exists() else ""
    return {essay: by[marker] for essay, by in essays.read_clicks(text).items() if marker in by}


def test_essays_are_marked_by_keys_without_names_and_a_second_marker_is_blind(lab, lab_page, axe, marks):
    calls = [f'Screen(Desk({str(marks)!r}, "{marker}")).box' for marker in "AB"]
    path = lab.write(
        "marking_desk.ipynb", ["from aftercoup.teach.marking.marking_desk import Desk, Screen", *calls]
    )
    page = lab_page
    page.set_viewport_size({"width": 1200, "height": 1600})
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
    until(page, "() => [...document.querySelectorAll('[role=status]')].some(e => e.innerText)")
    keys_a.press("u")
    until(
        page,
        "() => [...document.querySelectorAll('[role=status]')].some(e => e.innerText.includes('Taken back'))",
    )
    assert place(page) == where, "no key reached the notebook"
    (only,) = given(marks, "A").values()
    assert sorted(only.points) == [0, 1] and not given(marks, "B")
    assert len((marks / essays.CLICKS).read_text(encoding="utf-8").splitlines()) == 4, "a line for each step"

    said = "(w) => [...document.querySelectorAll('[role=status]')].some((e) => e.innerText.includes(w))"
    for again in (["Tab", "Shift+Tab"], ["Control+a"], ["Home"]):
        keys_a.press("u")
        until(page, said, arg="Taken back")
        for key in (*again, "1"):
            page.keyboard.press(key)
        until(page, said, arg="1 point, saved")
    (only,) = given(marks, "A").values()
    assert sorted(only.points) == [0, 1], "a sign counts wherever it is typed, and after the same one"

    assert second.locator(".widget-toggle-button.mod-active").count() == 0, "blind to the first marker"
    assert axe(page, ".jp-OutputArea", serious=True) == []
    assert json.loads(path.read_text(encoding="utf-8"))["cells"]


def notebook(lab, name):
    """A copy of a teacher's notebook in the folder that the tests may write to, run from top to bottom."""
    return lab.copy(keys.SOLUTIONS / name)


def chosen(page, label, value):
    """Type a value into one of the fields, and leave it."""
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Tab")


def test_the_text_stays_in_sight_while_every_part_is_given_its_points(lab, lab_page, axe, marks):
    """On a wide, a middle and a narrow page; each time by another marker, who begins with nothing given."""
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 900})
    open_notebook(page, lab, notebook(lab, "marking_desk.ipynb"))
    run_all(page)
    chosen(page, "Results in:", str(marks))
    text = page.get_by_role("region", name="The text", exact=True)
    last = essays.read_tasks((marks / essays.TASKS).read_bytes())[0].parts[-1].name
    for width in (1400, 700, 390):
        marker = f"W{width}"
        page.set_viewport_size({"width": width, "height": 900})
        chosen(page, "You are:", marker)
        page.get_by_role("button", name="Begin to read").click()
        groups = page.locator(".aftercoup-desk .widget-toggle-buttons")
        expect(groups.locator(".mod-active")).to_have_count(0)
        text.wait_for()
        assert text.locator("img").evaluate("i => i.complete && i.naturalWidth") == 1, "a picture is shown"
        page.locator(".aftercoup-desk").evaluate("desk => desk.scrollIntoView()")
        for part in range(groups.count()):
            groups.nth(part).get_by_role("button").last.click()
            groups.nth(part).locator(".mod-active").wait_for()
            box, inside = text.bounding_box(), page.locator(".jp-Notebook").bounding_box()
            where = f"{marker}, part {part}: the text is not in sight"
            assert box["y"] > 0 and box["y"] + box["height"] <= 900, where
            assert box["x"] >= inside["x"] and box["x"] + box["width"] <= inside["x"] + inside["width"], where
        page.get_by_text(re.compile(rf"{re.escape(last)}: .* saved\.")).wait_for()
        saved = lambda: sum(len(one.points) for one in given(marks, marker).values())
        for _ in range(100):  # what is said may still be of the marker before
            if saved() == groups.count():
                break
            page.wait_for_timeout(100)
        assert saved() == groups.count(), marker
        assert axe(page, ".jp-OutputArea", serious=True) == [], marker
    assert SECRET not in page.locator(".jp-Notebook").inner_text()


def test_a_class_is_marked_by_the_pointer_alone(lab, lab_page, axe, marks):
    """On a narrow page; what it shows is accessible on a wide one, too."""
    page = lab_page
    page.set_viewport_size({"width": 390, "height": 1100})
    open_notebook(page, lab, notebook(lab, "mark_a_class.ipynb"))
    run_all(page)
    out = lab.folder / "marks-of-a-class"
    page.get_by_role("button", name="Mark", exact=True).click()
    page.get_by_text("Choose the zip file or the folder").wait_for()
    chosen(page, "Handed in:", str(lab.folder / "in"))
    chosen(page, "Results in:", str(out))
    page.get_by_label("Exercise:").select_option(
        label=next(
            text
            for text in page.get_by_label("Exercise:").locator("option").all_inner_texts()
            if text.startswith(SHEET)
        )
    )
    page.get_by_role("button", name="Mark", exact=True).click()
    page.get_by_text("2 sheets of 2 students marked").wait_for(timeout=60_000)
    report = page.get_by_role("link", name="Report on the class")
    report.wait_for()
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 1100})
        assert axe(page, ".jp-OutputArea", serious=True) == [], width

    with page.expect_download() as download:
        page.get_by_role("link", name="All results").click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert {f"{out.name}/gradebook.csv", f"{out.name}/report.html"} <= set(names)

    page.get_by_role("button", name="Decide for this student").click()
    page.get_by_text("A decision has a reason").wait_for()
    chosen(page, "Reason:", "appeal")
    chosen(page, "Decided by:", "Dr. B")
    page.get_by_role("button", name="Decide for this student").click()
    page.get_by_text("Saved in decisions.csv").wait_for()
    assert (out / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")[4:6] == [
        "appeal",
        "Dr. B",
    ]
    report.click()
    page.locator(".jp-HTMLViewer iframe").wait_for()
    frame = page.frame_locator(".jp-HTMLViewer iframe")
    frame.get_by_role("heading", name="Report on the class").wait_for()
