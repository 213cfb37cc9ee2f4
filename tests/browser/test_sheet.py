"""A student fills in an exercise in JupyterLab: types, sees the cards, saves, closes, opens it again.

Nothing here is run or set from outside: a cell is clicked once, text is typed on the keyboard, cells are run with
Shift and Enter. The exercise's first cell is never run: in the JupyterLab of `start.py lab` none needs it.
"""

import json
import re

import nbformat
import pytest
from lab import OUTPUTS, PANEL, ROOT, comes_to, command, open_notebook, outputs, until
from playwright.sync_api import expect

from aftercoup.answers.notebook import read_notebook

pytestmark = pytest.mark.browser
NAME = "exercise_04.ipynb"
WIDTHS = (1000, 600)
LETTERS = "x x dd, a b m y"  # are commands of the notebook
ESSAY = f"The next claim, added later; {LETTERS}"
LONG = "The general's guests came late, and (as I read it) from few countries. " * 12

# a cell as it was left -> what its card says
SLIPS = {
    "%%anwser 4.1\nleaders: Putin\nday: ": "The first line of this cell must be: %%answer 4.1",
    "# with commas between them\nleaders: Putin\nday: 7 March 2025": "The first line of this cell must be: %%answer 4.1",
    'answer("4.1",\n    leaders="Putin",\n    day="",\n)': "The first line of this cell must be: %%answer 4.1",
    '%%answer 4.1\nleaders: "Putin\nday: 7 March 2025"': "1 found, more are missing.",
    "%%answer 4.1\nleaders: (Putin, Mishustin\nday: ": "2 found, more are missing.",
    "%%answer 4.4\nrule: the general's trips, which don't touch": "the general's trips, which don't touch",
    "%%answer 4.1\nleader: Putin\nday: ": "The field is called leaders",
    "%%answer 4.99\nleaders: Putin": "This sheet has no question 4.99",
    "%%answer\nleaders: Putin": "This cell names no question",
    f"%%essay 4.9{ESSAY}\nWrite below this line. 120 to 200 words.\n": ESSAY,
    f"Write below this line. 120 to 200 words.\n{ESSAY}": "The first line of this cell must be: %%essay 4.9",
    f"{ESSAY}. It isn't a print": "The first line of this cell must be: %%essay 4.9",
}


def worked():
    """What a good student types: question -> field -> text, and question -> essay."""
    data = (ROOT / "solutions" / NAME).read_bytes()
    answers = {question: dict(values) for question, values in read_notebook(data).answers.items()}
    cells = nbformat.reads(data.decode("utf-8"), 4).cells
    essay = next(cell.source for cell in cells if cell.source.startswith("%%essay"))
    first, _, text = essay.split("\n", 2)
    return answers, {first.split()[1]: " ".join(text.split())}


def cells(page):
    """(kind, source) of each cell of the open notebook."""
    return page.evaluate(
        f"(() => {{ {PANEL} return panel.content.widgets.map("
        "(c) => [c.model.type, c.model.sharedModel.source]) })()"
    )


def click(page, index, line):
    """Click once with the mouse into the line of a cell, right of what stands there and left of the cell's buttons."""
    page.evaluate(f"async (i) => {{ {PANEL} await panel.content.scrollToItem(i, 'center') }}", index)
    place = page.locator(
        f".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index='{index}'] .cm-line"
    )
    place.nth(line).scroll_into_view_if_needed()
    box = place.nth(line).bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)


def run(page, index):
    """Run the cell that has the cursor by Shift and Enter, and wait for what it shows."""
    before = page.evaluate(
        f"(i) => {{ {PANEL} return panel.content.widgets[i].model.executionCount }}", index
    )
    page.keyboard.press("Shift+Enter")
    until(
        page,
        f"""([index, before]) => {{ {PANEL} const cell = panel.content.widgets[index];
        return cell.model.executionCount && cell.model.executionCount !== before
            && cell.model.executionState !== 'running' }}""",
        arg=[index, before],
        timeout=60_000,
    )


def save(page):
    page.keyboard.press("Control+s")
    until(page, f"(() => {{ {PANEL} return !panel.model.dirty }})()", timeout=15_000)


def text_of(page, index):
    """The plain text that a cell shows."""
    return page.evaluate(
        f"""(i) => {{ {PANEL} return panel.content.widgets[i].model.outputs.toJSON()
        .map((o) => o.output_type === 'error' ? 'ERROR ' + o.evalue
            : [o.data?.['text/plain'] ?? o.text ?? ''].flat().join('')).join('\\n') }}""",
        index,
    )


@pytest.fixture(scope="module")
def sheet(lab, lab_page):
    """The file of an exercise that is open."""
    path = lab.copy(ROOT / "exercises" / NAME)
    lab_page.set_viewport_size({"width": 1000, "height": 1400})
    open_notebook(lab_page, lab, path)
    return path


def test_an_essay_typed_after_one_click_loses_nothing_and_wraps(sheet, lab_page):
    """Clicked into the first line of its cell, the instruction, the empty line; each time in the cell as it comes."""
    page = lab_page
    before = cells(page)
    index = next(i for i, (_, source) in enumerate(before) if source.startswith("%%essay"))
    blank = f"([i, text]) => {{ {PANEL} panel.content.widgets[i].model.sharedModel.setSource(text) }}"
    cell = page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
    for line, name in enumerate(("first line", "instruction", "empty line")):
        click(page, index, line)
        page.keyboard.type(f" {LETTERS}")
        page.keyboard.insert_text(f" {LONG}")
        wide = cell.locator(".cm-scroller").evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0, f"{name}: a long line of the essay runs out of its cell"
        run(page, index)
        shown = cell.locator(".jp-RenderedHTMLCommon")
        expect(shown).to_contain_text(LETTERS)
        assert shown.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, name
        save(page)
        after = cells(page)
        del after[index]
        assert after == before[:index] + before[index + 1 :], name
        (essay,) = read_notebook(sheet.read_bytes()).essays.values()
        assert " ".join(essay.split()) == " ".join(f"{LETTERS} {LONG}".split()), name
        page.evaluate(blank, [index, before[index][1]])


@pytest.fixture(scope="module")
def filled(sheet, lab_page):
    """An exercise filled in by typing: (file, its cells, what progress() said before and after saving)."""
    path, page = sheet, lab_page
    answers, essays = worked()
    for index, (_, source) in enumerate(cells(page)):
        lines = source.split("\n")
        match = re.match(r"%%(?:answer|essay) ([\d.]+)", source)
        if not match:
            continue
        if match[1] in essays:
            click(page, index, len(lines) - 1)
            page.keyboard.insert_text(essays[match[1]])
        else:
            for name, typed in answers[match[1]].items():
                click(page, index, lines.index(f"{name}: "))
                # key by key for one question, since the page draws each cell anew for each key
                (page.keyboard.type if match[1] == "4.1" else page.keyboard.insert_text)(typed)
        run(page, index)
    last = len(cells(page)) - 1
    click(page, last, 0)
    run(page, last)
    before = text_of(page, last)
    save(page)
    click(page, last, 0)
    run(page, last)
    after = text_of(page, last)
    save(page)
    typed = cells(page)
    return path, typed, before, after


def test_progress_asks_to_save_first_and_then_says_hand_in(filled):
    _, _, before, after = filled
    assert "Save first." in before and "hand it in" not in before
    answers, essays = worked()
    count = len(answers) + len(essays) - 1  # the optional task is in no count
    assert f"reads in the file {NAME}, as it is saved" in " ".join(after.split())
    assert f"{count} of {count} questions are answered" in after
    assert "Everything is answered: save the file and hand it in." in " ".join(after.split())


def test_opened_again_every_answer_and_card_is_still_there(filled, lab, lab_page):
    path, typed, _, _ = filled
    page = lab_page
    page.set_viewport_size({"width": 1000, "height": 1400})
    open_notebook(page, lab, path, kernel=False)
    assert cells(page) == typed
    cards = [shown for source, shown in outputs(page) if source.startswith(("%%answer", "%%essay"))]
    assert len(cards) == sum(map(len, worked()))
    assert all(len(shown) == 1 and "text/html" in shown[0]["data"] for shown in cards)


def test_the_marker_reads_what_was_typed(filled):
    answers, essays = worked()
    submission = read_notebook(filled[0].read_bytes())
    assert submission.answers == answers
    assert submission.essays == essays
    assert submission.flags == ()


def test_the_cards_of_a_good_student_find_nothing_to_mend(filled):
    texts = [
        "".join(output["data"]["text/plain"])
        for cell in json.loads(filled[0].read_text(encoding="utf-8"))["cells"]
        if "".join(cell["source"]).startswith(("%%answer", "%%essay"))
        for output in cell["outputs"]
    ]
    assert len(texts) == sum(map(len, worked()))
    assert not [text for text in texts if "Not yet" in text or "cannot be read" in text or "Unclear" in text]
    assert all(re.match(r"4\.\d+ ", text) for text in texts), "a card that begins with a remark"


def test_a_slip_is_answered_with_a_sentence_and_never_an_error(lab, lab_page):
    path = lab.write("03_slips.ipynb", list(SLIPS))
    page = lab_page
    page.set_viewport_size({"width": 1000, "height": 1400})
    open_notebook(page, lab, path)
    for index, (typed, says) in enumerate(SLIPS.items()):
        click(page, index, len(typed.split("\n")) - 1)
        run(page, index)
        shown = " ".join(text_of(page, index).split())
        assert says in shown and "ERROR" not in shown and "Traceback" not in shown, (typed, shown)


def test_cards_are_accessible_and_fit_the_page(filled, lab, lab_page, axe):
    page = lab_page
    page.set_viewport_size({"width": WIDTHS[0], "height": 1400})
    open_notebook(page, lab, filled[0], kernel=False)
    indexes = [i for i, (_, source) in enumerate(cells(page)) if source.startswith(("%%", "ac.progress"))]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1400})
        for index in indexes:
            page.evaluate(f"async (i) => {{ {PANEL} await panel.content.scrollToItem(i) }}", index)
            beyond = f"""(p) => {{ {PANEL}
                const node = panel.content.widgets[p].node.querySelector('.jp-RenderedHTMLCommon');
                return node ? node.scrollWidth - node.clientWidth : null }}"""
            wide = comes_to(page, lambda: page.evaluate(beyond, index), 0)  # noqa: B023
            assert wide == 0, f"cell {index} at {width} px"
    faults = {}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        command(page, "apputils:change-theme", theme=theme)
        page.wait_for_selector(f"body[data-jp-theme-light={str('Light' in theme).lower()}]", state="attached")
        faults[theme] = axe(page, OUTPUTS)
    command(page, "apputils:change-theme", theme="JupyterLab Light")
    page.wait_for_selector("body[data-jp-theme-light=true]", state="attached")
    assert faults == {"JupyterLab Light": [], "JupyterLab Dark": []}
