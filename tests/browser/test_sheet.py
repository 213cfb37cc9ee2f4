"""A student fills in a sheet in JupyterLab: types, sees the cards, saves, closes, opens it again.

Nothing here is run or set from outside: text is typed on the keyboard, cells are run with Shift and Enter.
"""

import json
import re

import pytest
from lab import PANEL, ROOT, command, open_notebook, outputs, run_all
from playwright.sync_api import expect

from aftercoup.answers.notebook import read_notebook

MIME = "application/vnd.aftercoup.answer+json"
pytestmark = pytest.mark.browser
NAME = "03_trace_the_contacts.ipynb"
PLACE = "…"  # where the essay is to be written
WIDTHS = (1000, 600)

# what was done to a cell -> what its card says first
SLIPS = {
    'answer("3.1",\n    leaders=Putin,  # with commas between them\n    day="",\n)': (
        'marks around what you typed: leaders="Putin",'
    ),
    'answer("3.1",\n    leaders="Putin,  # with commas between them\n    day="",\n)': (
        'missing: type leaders="Putin",'
    ),
    'answer("3.1",\n    leaders="Putin"  # with commas between them\n    day="",\n)': "A comma is missing",
    'answer("3.1",\n    leaders=“Putin”,\n    day="",\n)': "word processor",
    'answer("3.1",\n    leaders=\'Putin\'s guest\',\n    day="",\n)': 'type leaders="Putin\'s guest",',
    'answer("3.1",\n    leaders="Pu\ntin",\n    day="",\n)': "stays on one line",
    'answer("3.1",\n    leaders="Putin",\n    day="",\n': "The closing bracket is missing",
    'anwser("3.1",\n    leaders="Putin",\n    day="",\n)': "instead of anwser",
    'answer("3.1",\n    leaders="",\n    day="",\n)\nPutin': '"Putin" stands outside the brackets',
    'answer("3.1",\n    leaders=putin_of_another_cell + 1,\n    day="",\n)': "leaders=",
    'answer("3.99",\n    leaders="Putin",\n)': "no question 3.99",
}


def worked():
    """The answers and the essay of a good student: question -> field -> text, and question -> text."""
    found = read_notebook((ROOT / "solutions" / NAME).read_bytes())
    answers = {
        question: {name: str(raw.value) for name, raw in values.items()}
        for question, values in found.answers.items()
    }
    return answers, found.essays


def cells(page):
    """(kind, source) of each cell of the open notebook."""
    return page.evaluate(
        f"(() => {{ {PANEL} return panel.content.widgets.map("
        "(c) => [c.model.type, c.model.sharedModel.source]) })()"
    )


def cursor(page, place, line, column):
    """Put the cursor into a cell."""
    page.evaluate(
        f"""async ([place, line, column]) => {{ {PANEL}
        const notebook = panel.content, cell = notebook.widgets[place];
        notebook.activeCellIndex = place;
        await notebook.scrollToItem(place);
        notebook.mode = 'edit';
        await cell.ready;
        if (cell.model.type === 'markdown') cell.rendered = false;
        cell.editor.setCursorPosition({{ line, column }});
        cell.editor.focus();
    }}""",
        [place, line, column],
    )


def run(page, place):
    """Run the cell with the keyboard, and wait for what it shows."""
    cursor(page, place, 0, 0)
    before = page.evaluate(
        f"(p) => {{ {PANEL} return panel.content.widgets[p].model.executionCount }}", place
    )
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        f"""([place, before]) => {{ {PANEL} const cell = panel.content.widgets[place];
        return cell.model.executionCount && cell.model.executionCount !== before
            && cell.model.executionState !== 'running' }}""",
        arg=[place, before],
        timeout=60_000,
    )


def save(page):
    page.keyboard.press("Control+s")
    page.wait_for_function(f"(() => {{ {PANEL} return !panel.model.dirty }})()", timeout=15_000)


def text_of(page, place):
    """The plain text that a cell shows."""
    return page.evaluate(
        f"""(p) => {{ {PANEL} return panel.content.widgets[p].model.outputs.toJSON()
        .map((o) => o.output_type === 'error' ? 'ERROR ' + o.evalue
            : [o.data?.['text/plain'] ?? ''].flat().join('')).join('\\n') }}""",
        place,
    )


@pytest.fixture(scope="module")
def filled(lab, chrome):
    """A sheet filled in by typing: (file, its cells, what progress() said before and after saving)."""
    path = lab.copy(ROOT / "exercises" / NAME)
    page = chrome.new_page(viewport={"width": 1000, "height": 1400})
    open_notebook(page, lab, path)
    answers, essays = worked()
    sheet = cells(page)
    run(page, next(i for i, (kind, text) in enumerate(sheet) if "from aftercoup import answer" in text))
    for place, (_, text) in enumerate(sheet):
        found = re.match(r'answer\("([\d.]+)"', text)
        if not found:
            continue
        lines = text.split("\n")
        for name, typed in answers[found[1]].items():
            line = next(i for i, one in enumerate(lines) if one.strip().startswith(f'{name}=""'))
            cursor(page, place, line, lines[line].index('""') + 1)
            page.keyboard.insert_text(typed)
        run(page, place)
    place = next(i for i, (_, text) in enumerate(sheet) if text.startswith("**Essay"))
    cursor(page, place, sheet[place][1].split("\n").index(PLACE), len(PLACE))
    page.keyboard.press("Backspace")
    page.keyboard.insert_text(" ".join(next(iter(essays.values())).split()))
    page.keyboard.press("Shift+Enter")
    last = len(sheet) - 1
    run(page, last)
    before = text_of(page, last)
    save(page)
    run(page, last)
    after = text_of(page, last)
    save(page)
    typed = cells(page)
    page.evaluate(f"(async () => {{ {PANEL} await panel.sessionContext.shutdown() }})()")
    page.close()
    return path, typed, before, after


def test_progress_asks_to_save_first_and_then_says_hand_in(filled):
    _, _, before, after = filled
    assert "Save first." in before and "hand it in" not in before
    answers, essays = worked()
    count = len(answers) + len(essays)
    assert f"reads in the file {NAME}, as it is saved" in " ".join(after.split())
    assert f"{count} of {count} questions are answered" in after
    assert "Everything is answered: save the file and hand it in." in " ".join(after.split())


def test_opened_again_every_answer_is_still_there(filled, lab, chrome):
    path, typed, _, _ = filled
    page = chrome.new_page(viewport={"width": 1000, "height": 1400})
    open_notebook(page, lab, path, kernel=False)
    assert cells(page) == typed
    shown = [found for source, found in outputs(page) if source.startswith("answer(")]
    answers, _ = worked()
    assert [one[0]["data"][MIME]["question"] for one in shown] == list(answers)
    assert all(len(one) == 1 and "text/html" in one[0]["data"] for one in shown)
    page.close()


def test_the_marker_reads_what_was_typed(filled):
    answers, essays = worked()
    found = read_notebook(filled[0].read_bytes())
    assert {q: {n: raw.value for n, raw in v.items()} for q, v in found.answers.items()} == answers
    assert {q: text.split() for q, text in found.essays.items()} == {
        q: text.split() for q, text in essays.items()
    }
    assert found.flags == ()


def test_full_marks_for_a_good_student(filled):
    texts = list(read_outputs(filled[0]))
    assert len(texts) == len(worked()[0])
    assert not [text for text in texts if "Not yet" in text or "cannot be read" in text or "Unclear" in text]


def read_outputs(path):
    """The plain text of each card in a file."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if MIME in output.get("data", {}):
                yield "".join(output["data"]["text/plain"])


def test_a_slip_is_answered_with_a_sentence_and_never_an_error(lab, chrome):
    path = lab.write("slips.ipynb", ["from aftercoup import answer, progress, reveal", *SLIPS])
    page = chrome.new_page(viewport={"width": 1000, "height": 1400})
    open_notebook(page, lab, path)
    run_all(page)
    shown = dict(outputs(page)[1:])
    assert list(shown) == list(SLIPS)
    for typed, says in SLIPS.items():
        (output,) = shown[typed]
        assert output["output_type"] == "display_data", typed
        assert says in " ".join("".join(output["data"]["text/plain"]).split()), typed
    expect(page.locator(".jp-OutputArea-output", has_text="word processor").first).to_be_visible()
    page.close()


def serious(page, axe):
    page.evaluate(axe)
    scope = {"include": [[".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell-outputWrapper"]]}
    found = page.evaluate("(scope) => axe.run(scope, { resultTypes: ['violations'] })", scope)
    return [(one["id"], str(node["target"])) for one in found["violations"] for node in one["nodes"]]


def test_cards_are_accessible_and_fit_the_page(filled, lab, chrome, axe):
    page = chrome.new_page(viewport={"width": WIDTHS[0], "height": 1400})
    open_notebook(page, lab, filled[0], kernel=False)
    places = [i for i, (_, text) in enumerate(cells(page)) if text.startswith(("answer(", "progress("))]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1400})
        for place in places:
            cursor(page, place, 0, 0)
            page.wait_for_timeout(150)
            wide = page.evaluate(
                f"""(p) => {{ {PANEL}
                const node = panel.content.widgets[p].node.querySelector('.jp-RenderedHTMLCommon');
                return node ? node.scrollWidth - node.clientWidth : null }}""",
                place,
            )
            assert wide == 0, f"cell {place} at {width} px"
    faults = {}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        command(page, "apputils:change-theme", theme=theme)
        page.wait_for_selector(f"body[data-jp-theme-light={str('Light' in theme).lower()}]", state="attached")
        faults[theme] = serious(page, axe)
    command(page, "apputils:change-theme", theme="JupyterLab Light")
    page.wait_for_selector("body[data-jp-theme-light=true]", state="attached")
    page.close()
    assert faults == {"JupyterLab Light": [], "JupyterLab Dark": []}
