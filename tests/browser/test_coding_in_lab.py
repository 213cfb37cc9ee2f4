"""The coding desk in a real JupyterLab: coding by keyboard alone, a kernel that dies, two tabs, what is left
behind.

The sample text is ours. What must be in the file is read from the file.
"""

import json
import time

import pytest
from lab import PANEL, command, open_notebook, outputs, place, run_all, saves, until

from aftercoup.coding import coder_file

pytestmark = pytest.mark.browser
SENTENCES = (
    "The guest came to the harbour town on Tuesday.",
    "“We agree 🎉 on most things,” said the host.",
    "သူ ရောက်သည်။",
    "Он вернулся в г. Энск 3 мая.",
    "Then nobody asked why the talks had been moved.",
)
TEXT = f"{SENTENCES[0]} {SENTENCES[1]}\n\n{SENTENCES[2]} {SENTENCES[3]}\n\n{SENTENCES[4]}\n"
STORE = "Object.entries(localStorage).filter(([k]) => k.startsWith('aftercoup-desk')).map((e) => e[1])"
CELLS = [
    ("md", "# Desk"),
    "import aftercoup as ac",
    "ac.code_text('visit.txt', coder='anna')",
    "ac.code_items('c01 c02 c03', coder='anna')",
]


def wait(true, seconds=20):
    """Wait for something outside the page."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    assert true()


class Desk:
    """The desk in a page, and the file behind it."""

    def __init__(self, page, folder, number=0):
        self.page, self.root = page, page.locator(".aftercoup-desk").nth(number)
        self.text = self.root.locator(".acd-text")
        self.folder = folder / "my_coding"
        self.text.wait_for(timeout=30_000)

    def keys(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.insert_text(words)
        self.keys("Enter")

    def says(self, state):
        self.root.locator(f".acd-saved[data-state={state}]").wait_for(timeout=30_000)

    @property
    def path(self):
        (path,) = self.folder.glob("visit.anna*.jsonl")
        return path

    def codings(self):
        return coder_file.read(self.path).codings

    def passages(self):
        text = (self.folder / "visit.txt").read_text(encoding="utf-8")
        return [(one.unit, text[one.start : one.end]) for one in self.codings()]


@pytest.fixture(scope="module")
def path(lab):
    (lab.folder / "visit.txt").write_text(TEXT, encoding="utf-8")
    return lab.write("desk.ipynb", CELLS)


@pytest.fixture
def page(lab_page):
    lab_page.set_viewport_size({"width": 1400, "height": 1300})
    return lab_page


def opened(page, lab, path):
    open_notebook(page, lab, path)
    run_all(page)
    return Desk(page, lab.folder)


def kill(page):
    """The kernel dies as by a crash, and JupyterLab starts another one, which knows nothing of the desk."""
    page.evaluate(f"""(async () => {{ {PANEL}
        await panel.sessionContext.session.kernel.requestExecute(
            {{ code: 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)', store_history: false }}).done
            .catch(() => null); }})()""")


def test_an_hour_at_the_desk(page, lab, path, axe):
    desk = opened(page, lab, path)

    # three sentences by keyboard alone: a claim, an event on a part of a sentence, a claim in Burmese
    desk.text.focus()
    before = place(page)
    desk.keys("c")
    page.keyboard.type(
        "He arrived by sea"
    )  # key by key; other words at once, since each key takes JupyterLab long
    desk.keys("Enter")
    desk.keys("1", "1", "1", "3", "1", "Escape")
    desk.keys("ArrowDown", "ArrowRight", "Shift+ArrowRight", "e")
    desk.type("Host and guest agree")
    desk.keys("3", "Escape", "ArrowDown", "c", "Escape")
    desk.says("on")
    assert desk.passages() == [("claim", SENTENCES[0]), ("event", "We agree"), ("claim", SENTENCES[2])]
    first, event, burmese = desk.codings()
    assert first.codes == {
        "claim": "He arrived by sea",
        "claim_type": "event",
        "attributed_to": "report",
        "measurement_level": "indicator",
        "alignment_signal": "diplomatic",
        "checkability": "public record",
    }
    assert event.codes == {"title": "Host and guest agree", "event_type": "agree"} and burmese.codes == {}
    desk.keys("a", "b", "x", "Shift+M")  # commands of JupyterLab for cells; the desk has none of them
    assert place(page) == before, "a key reached JupyterLab"
    assert saves(page) and "In sight so far" in desk.root.locator(".acd-counts").inner_text()

    # undo and redo are saved, too; the text is in no output of the saved notebook
    desk.keys("u")
    wait(lambda: len(desk.codings()) == 2)
    desk.keys("Shift+U")
    wait(lambda: len(desk.codings()) == 3)
    desk.keys("Enter", "Escape", "m")  # the coding that stands here, and its memo
    page.keyboard.type("Said by whom?")
    desk.keys("Escape")
    wait(lambda: [one.memo for one in desk.codings()].count("Said by whom?") == 1)
    command(page, "docmanager:save")
    until(page, f"(() => {{ {PANEL} return !panel.model.dirty }})()")
    notebook = path.read_text(encoding="utf-8")
    assert "coding desk of anna" in notebook and "harbour" not in notebook and "Энск" not in notebook

    # the kernel is killed while coding: the page says so, and keeps what was done
    kill(page)
    page.locator(".jp-Dialog", has_text="died").get_by_role("button", name="Ok").click()
    desk.text.focus()
    desk.keys("ArrowDown", "c")
    desk.type("He went home")
    desk.keys("2")
    desk.says("off")
    assert "Run the cell again" in desk.root.locator(".acd-saved").inner_text()
    kept = json.dumps(page.evaluate(STORE), ensure_ascii=False)
    assert "He went home" in kept, kept
    assert "Энск" not in kept and "вернулся" not in kept and "harbour" not in kept
    assert len(desk.codings()) == 3
    page.goto("about:blank")

    # opened again: what had not been saved is now
    desk = opened(page, lab, path)
    wait(lambda: len(desk.codings()) == 4)
    desk.says("on")
    assert desk.passages()[-1] == ("claim", SENTENCES[3])
    assert desk.codings()[-1].codes == {"claim": "He went home", "claim_type": "statement"}
    assert desk.codings()[0] == first
    until(page, f"{STORE}.every((ops) => JSON.parse(ops).length === 0)")

    # a mouse marks a passage, and a coding is removed in the list
    span = desk.root.locator(".acd-s").last
    box = span.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    desk.root.get_by_role("button", name="Contact").click()
    wait(lambda: len(desk.codings()) == 5)
    unit, passage = desk.passages()[-1]
    assert unit == "contact" and passage.startswith("Then nobody") and passage in SENTENCES[4]
    desk.root.get_by_role("button", name="All codings").click()
    assert "K1 Contact · 5 still empty" in desk.root.locator(".acd-list").inner_text()
    desk.root.get_by_role("button", name="Remove K1").click()
    wait(lambda: len(desk.codings()) == 4)

    # axe-core finds nothing serious in any view, light and dark
    faults = {}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        command(page, "apputils:change-theme", theme=theme)
        want = theme.split()[1].lower()
        until(page, "(t) => document.querySelector('.aftercoup-desk').dataset.theme === t", arg=want)
        views = ("Coding", "All codings", "Rules", "Help")
        for view in views if want == "light" else views[:2]:
            desk.root.get_by_role("button", name=view, exact=view != "Help").click()
            faults[want, view] = axe(page, ".aftercoup-desk")
            if view == "Help":
                desk.keys("Escape")
    command(page, "apputils:change-theme", theme="JupyterLab Light")
    assert {k: v for k, v in faults.items() if v} == {}

    # two tabs with kernels of their own on one file: each sees what the other did, within seconds
    other = lab.copy(path, "other.ipynb")
    second = page.context.new_page()
    beside = opened(second, lab, other)
    beside.text.focus()
    beside.keys("Control+End", "k", "Escape")
    wait(lambda: len(desk.codings()) == 5)
    page.bring_to_front()
    desk.root.locator(".acd-counts", has_text="1 contact").wait_for()
    desk.text.focus()
    desk.keys("Control+Home", "Shift+ArrowDown", "e", "Escape")
    wait(lambda: len(desk.codings()) == 6)
    second.bring_to_front()
    beside.root.locator(".acd-counts", has_text="2 events").wait_for()
    assert [unit for unit, _ in desk.passages()] == ["claim", "event", "event", "claim", "claim", "contact"]
    second.close()

    # a list of items: one key each
    page.bring_to_front()
    items = Desk(page, lab.folder, 1)
    items.text.focus()
    items.keys("1", "5", "3")
    items.root.locator(".acd-counts", has_text="3 of 3 coded · all items are coded").wait_for()
    until(page, "localStorage.getItem('aftercoup-coded:claim') === 'yes'")  # our codes may be shown
    items.says("on")
    (file,) = items.folder.glob("claims-*.anna.coding.jsonl")
    coded = {one.item: one.codes["claim_type"] for one in coder_file.read(file).codings}
    assert coded == {"c01": "event", "c02": "evaluation", "c03": "background"}

    # a second pass is blind
    page.once("dialog", lambda dialog: dialog.accept())
    desk.root.get_by_role("button", name="New pass").click()
    desk.root.locator(".acd-counts", has_text="0 claims").wait_for()
    wait(lambda: coder_file.read(desk.path).passes == (1, 2))
    assert len(desk.codings()) == 6 and coder_file.read(desk.path).latest() == ()
    command(page, "docmanager:save")
    until(page, f"(() => {{ {PANEL} return !panel.model.dirty }})()")


PRESS = """([key, code, shift, ctrl]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
    { key, code, shiftKey: shift, ctrlKey: ctrl, bubbles: true, cancelable: true, composed: true }))"""
OTHER_KEYBOARDS = [  # what the keyboard sends in the text, with Shift, with Ctrl, and how many claims there are then
    ("с", "KeyC", False, False, 1),  # Russian
    ("C", "KeyC", False, False, 2),  # Caps Lock
    ("c", "KeyC", True, False, 2),  # Caps Lock and Shift: no key of the desk
    ("Process", "KeyC", False, False, 3),  # an input method
    ("ဃ", "KeyC", False, False, 4),  # Burmese
    ("c", "KeyJ", False, False, 5),  # Dvorak
    ("j", "KeyC", False, False, 5),  # Dvorak: not by its place
    ("U", "KeyU", False, False, 4),  # Caps Lock: undo
    ("г", "KeyU", False, False, 3),  # Russian: undo
    ("я", "KeyZ", False, True, 2),  # Russian: Ctrl+Z
    ("u", "KeyU", True, False, 3),  # Caps Lock and Shift: redo
    ("н", "KeyY", False, True, 4),  # Russian: Ctrl+Y
]
DIGITS = [  # of a list of items: what the keyboard sends, with Shift, and the value
    ("1", "Digit1", True, "event"),  # French: a digit needs Shift
    ("&", "Digit1", False, "event"),  # French: the same key without
    ("٢", "Digit2", False, "statement"),  # Arabic
    ("၃", "Digit3", False, "background"),  # Burmese
    ("5", "Numpad5", False, "evaluation"),
    ("๑", "Digit2", True, "event"),  # Thai: a digit needs Shift, and has another place
    ("Process", "Numpad2", False, "statement"),  # an input method, and the numeric pad
    ("!", "Digit1", True, None),  # English: Shift and 1 is no digit
]


def test_keys_of_other_keyboards(page, lab):
    (lab.folder / "keys.txt").write_text(TEXT, encoding="utf-8")
    items = [f"c{number:02}" for number in range(1, len(DIGITS) + 1)]
    listed = " ".join(items)
    cells = [
        "import aftercoup as ac",
        "ac.code_text('keys.txt', coder='kim')",
        f"ac.code_items({listed!r}, coder='kim')",
    ]
    text = opened(page, lab, lab.write("keys.ipynb", cells))
    for key, code, shift, ctrl, claims in OTHER_KEYBOARDS:
        text.text.focus()
        page.evaluate(PRESS, [key, code, shift, ctrl])
        text.root.locator(".acd-counts", has_text=f" {claims} claim").wait_for(timeout=5_000)
    text.text.focus()
    text.keys("e")
    text.type("A title")
    page.evaluate(PRESS, ["é", "Digit2", False, False])  # French: the second value, in the form
    (event,) = text.root.locator(".acd-q", has_text="Kind of event").all()
    wait(lambda: "still empty" not in event.inner_text(), 5)

    desk = Desk(page, lab.folder, 1)
    desk.text.focus()
    for key, code, shift, _ in DIGITS:
        page.evaluate(PRESS, [key, code, shift, False])
    desk.root.locator(".acd-counts", has_text=f"{len(DIGITS) - 1} of {len(DIGITS)} coded").wait_for()
    desk.says("on")
    (file,) = desk.folder.glob("claims-*.kim.coding.jsonl")
    coded = {one.item: one.codes["claim_type"] for one in coder_file.read(file).codings}
    assert coded == {item: value for item, (*_, value) in zip(items, DIGITS) if value}
    desk.keys("u", "2")  # taken back, and the same item gets another value

    def again():
        return {one.item: one.codes["claim_type"] for one in coder_file.read(file).codings}

    wait(lambda: again() == coded | {items[len(coded) - 1]: "statement"})

    # what was typed beside an open coding stays when the coding gets another passage
    text.text.focus()
    text.keys("Control+Home", "Shift+ArrowDown", "Enter", "Escape", "m")
    page.keyboard.type("By whom?")
    text.root.get_by_role("button", name="Use the selected passage").click()
    (file,) = text.folder.glob("keys.kim.coding.jsonl")
    wait(
        lambda: (
            ("By whom?", len(SENTENCES[0]) + 20)
            < max((one.memo, one.end) for one in coder_file.read(file).codings)
        )
    )


REPORT = (
    "Varr flew to Moscow on Thursday and saw Putin for an hour.\n\nA spokesman called the visit a success.\n"
)
CASE = [
    ("md", "# From a report to a case"),
    "import aftercoup as ac",
    "ac.code_text('trip.txt', coder='ben')",
    "ac.code_text('trip.txt', coder='anna', publisher='Daily News', published='2014-02-14',\n"
    "             url='https://example.org/trip')",
    "ac.compare_coders('my_coding/trip*')",
    "ac.export_case('my_coding/trip.anna.coding.jsonl', folder='trip-2014', title='The trip',\n"
    "               country='EGY', coup_date='2013-07-03', leader='Varr', counterpart='Putin')",
    "ac.use_case('trip-2014')",
    "ac.briefing()",
    "ac.explore_report(colour='attributed_to')",
]


def test_from_a_report_to_a_case_that_the_explorers_show_in_one_notebook(page, lab):
    """Two people code by keyboard alone; compare, export and the explorers follow, each in its cell."""
    (lab.folder / "trip.txt").write_text(REPORT, encoding="utf-8")
    open_notebook(page, lab, lab.write("case.ipynb", CASE))
    page.evaluate(f"(() => {{ {PANEL} panel.content.activeCellIndex = 4 }})()")
    command(page, "notebook:run-all-above")
    ben, anna = Desk(page, lab.folder), Desk(page, lab.folder, 1)
    claim = {"anna": ("1", "1", "1", "3", "1"), "ben": ("1", "1", "2", "3", "1")}
    for name, desk in (("ben", ben), ("anna", anna)):
        desk.text.focus()
        desk.keys("Home", "c")
        desk.type("He was received in the Kremlin")
        desk.keys(*claim[name])
        desk.type("Varr; Putin")
        desk.keys("Escape", "ArrowDown", "c")
        desk.type("It went well, says a spokesman")
        desk.keys("5", "2", "3", "3", "3", "Escape")
        desk.says("on")
    anna.keys("ArrowUp", "e")
    anna.type("Varr in Moscow")
    anna.keys("2", "1", "1")
    for words in ("Varr", "Putin", "2014-02-13"):
        anna.type(words)
    anna.keys("1", "1", "Escape", "k")
    for words in ("Varr", "Putin"):
        anna.type(words)
    anna.keys("1", "1", "2")
    anna.type("2014-02-13")
    anna.keys("Escape")
    anna.says("on")
    run_all(page)
    said = {}
    for source, found in outputs(page):
        words = " ".join(one.get("data", {}).get("text/plain", "") for one in found)
        said[source.partition("(")[0]] = " ".join(words.split())
    assert "2 coders, 2 sentences: anna, ben." in said["ac.compare_coders"]
    assert "How much judgement, much judgement | 2 | 50%" in said["ac.compare_coders"]
    assert "trip-2014 holds 2 claims, 1 event, 1 contact, 1 actor." in said["ac.export_case"]
    assert (
        "actors.csv, row 2, column kind: found an empty cell." in said["ac.export_case"]
    )  # no coder knows it
    assert "The case in use: The trip (trip-2014). 2 claims" in said["ac.use_case"]
    assert "He was received in the Kremlin" in said["ac.briefing"]
    assert "Egypt: 2 claims are marked" in said["ac.explore_report"]
    report = page.locator('[data-explorer="report"]')
    report.scroll_into_view_if_needed()
    report.locator('button[data-value="own-government"]').click()
    report.locator("text=Showing 1 of 2 claims").first.wait_for()


def test_a_saved_desk_without_a_kernel_says_what_to_do(page, lab, path):
    """No text of the report, and no "Error displaying widget"."""
    data = [
        output["data"] for cell in json.loads(path.read_text())["cells"] for output in cell.get("outputs", [])
    ]
    assert any("application/vnd.jupyter.widget-view+json" in one for one in data), (
        "the test before did not save"
    )
    open_notebook(page, lab, lab.copy(path, "desk_saved.ipynb"), kernel=False)
    for trusted in (False, True):
        if trusted:
            page.evaluate(
                f"(() => {{ {PANEL} for (const c of panel.content.widgets) c.model.trusted = true }})()"
            )
        page.locator("text=The coding desk of anna, for visit. Run this cell").wait_for(timeout=15_000)
        page.wait_for_timeout(2500)
        seen = page.evaluate("document.querySelector('.jp-Notebook').innerText")
        assert "Run this cell to open it." in seen and "harbour" not in seen
        assert (
            "Error displaying" not in seen and "Loading widget" not in seen and "model not found" not in seen
        )
