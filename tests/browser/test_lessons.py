"""The explorers of the lessons in a real browser, as a reader has them: moved, read, looked at.

Lesson 02 is run in a real JupyterLab, for what a kernel or JupyterLab could break. All explorers are taken from
the stored lessons, on a page as wide as JupyterLab's cells (test_stored_lessons.py): one script serves them all.
That every lesson runs without error is asked by nbval.
"""

import io
import urllib.request

import pytest
from explorers import FILTERING
from lab import NOTEBOOKS, OUTPUTS, comes_to, command, open_notebook, outputs, place, run_all, saves, settled
from live import Live
from PIL import Image, ImageChops

pytestmark = pytest.mark.browser
CALLS = [f"ac.{name}(" for name in FILTERING]
EVERY = sorted(  # but not lesson 10: its explorers are those of others, with another case
    path
    for path in NOTEBOOKS.glob("*.ipynb")
    if any(call in path.read_text("utf-8") for call in CALLS) and path.name[:2] != "10"
)
LESSONS = [path for path in EVERY if path.name[:2] == "02"]
IN_JUPYTERLAB = {
    "test_the_command_opens_the_first_lesson",
    "test_every_cell_runs_without_error",
    "test_keys_stay_in_the_explorer",
    "test_dark_theme_and_accessibility",
}


def watched(page):
    """A page that counts what is sent to a kernel and comes from it, and keeps its errors."""
    page.frames_sent = 0
    page.faults = []

    def count(_):
        page.frames_sent += 1

    page.on(
        "websocket",
        lambda socket: (
            "/channels" in socket.url and (socket.on("framesent", count), socket.on("framereceived", count))
        ),
    )
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    return page


@pytest.fixture(scope="module")
def page(lab_page):
    return watched(lab_page)


@pytest.fixture(scope="module")
def opened(page, lab):
    """A function that opens a lesson and runs it."""

    def run(path):
        open_notebook(page, lab, lab.copy(path))
        run_all(page)

    return run


@pytest.fixture(scope="module")
def lesson(request, page, opened):
    """A lesson, opened once; the tests of this file work on it one after the other."""
    page.set_viewport_size({"width": 1400, "height": 1900})
    opened(request.param)
    page.wait_for_selector(".aftercoup-explorer", timeout=20_000, state="attached")
    folds = page.locator("details.aftercoup-behind")
    assert not folds.evaluate_all("folds => folds.some((fold) => fold.open)"), "a guess comes first"
    folds.evaluate_all("folds => folds.forEach((fold) => { fold.open = true; })")
    settled(page)
    return page


def explorers(page):
    hosts = page.locator(".jp-OutputArea .aftercoup-explorer")
    return [Live(page, hosts.nth(i)) for i in range(hosts.count())]


@pytest.fixture
def live(lesson):
    return at_start(lesson)


def at_start(lesson):
    """The explorers of a page, each as it starts."""
    found = explorers(lesson)
    for one in found:
        one.click("button.reset")
        one.want = one.state()
    lesson.mouse.move(0, 0)
    return found


def test_the_command_opens_the_first_lesson(lab):
    with urllib.request.urlopen(lab.url) as answer:
        assert answer.url.endswith("/lab/tree/notebooks/00_start_here.ipynb")


def test_every_cell_runs_without_error(lesson):
    ran = outputs(lesson)
    wrong = [
        (source, o.get("ename"), o.get("evalue"))
        for source, outs in ran
        for o in outs
        if o["output_type"] == "error" or o.get("name") == "stderr"
    ]
    assert not wrong
    calls = sum(call in source for source, _ in ran for call in CALLS)
    assert lesson.locator(".aftercoup-explorer").count() == calls >= 1


def test_one_face_of_each_output_shows(lesson):
    assert not lesson.faults, lesson.faults
    outputs_with_explorer = lesson.locator(".aftercoup:has(.aftercoup-explorer)").all()
    assert outputs_with_explorer
    for output in outputs_with_explorer:
        output.evaluate("one => one.closest('details')?.setAttribute('open', '')")  # it waits for a guess
        assert output.locator(".aftercoup-explorer").is_visible()
        assert not output.locator("img").is_visible(), "the static picture is put aside"


def test_start_is_what_python_says(live):
    for one in live:
        one.check()


by_keyboard, by_mouse = Live.press, Live.click


def test_every_button_shows_what_it_says(live):
    """Filters on and off again, two at once; nothing is sent to the kernel.

    Each button is there; of the first two rows the first two and the last are pressed, of the next three the
    first and the last, of the others the first, with the mouse and with the keyboard.
    """
    page = live[0].page
    before = page.frames_sent
    for one in live:
        for number, field in enumerate(c.field for c in one.python.categories):
            buttons = f".chips[data-field={field}] button"
            values = list(one.python.categories[number].values)
            assert [str(v) for v in values] == one.host.evaluate(
                "(h, buttons) => [...h.shadowRoot.querySelectorAll(buttons)].map((b) => b.dataset.value)",
                buttons,
            )
            for i, value in enumerate(values):
                if (2 if number < 2 else 1) <= i < len(values) - (number < 5):
                    continue
                by_mouse(one, buttons, nth=i)
                one.set(field, [value])
                one.check()
                if i == 0:
                    by_keyboard(one, buttons, "Enter", nth=1)
                    one.set(field, values[:2])
                    one.check()
                    by_mouse(one, buttons, nth=1)
                by_keyboard(one, buttons, ("Space", "Enter")[i % 2], nth=i)
                one.set(field, [])
                if i < 2:  # for each key once: all is there again
                    one.check()
    page.wait_for_timeout(200)
    assert page.frames_sent == before, "filtering sends nothing to the kernel"


def test_keys_stay_in_the_explorer(live):
    """Arrows and letters typed in our controls and data run no command of JupyterLab."""
    page = live[0].page
    for one in live:
        for _ in range(2):
            one.click(".chips:not([hidden]) button")
        places = [
            ".chips:not([hidden]) button",
            "input[type=range]",
            ".colour input:checked",
            "input[type=checkbox]",
            ".datum[tabindex='0']",
            "summary",
            "button.reset",
        ]
        for selector in places:
            if not one.find(selector).count():
                continue
            one.find(selector).first.focus()
            before = place(page)
            for key in (
                "b",
                "a",
                "d",
                "d",
                "x",
                "m",
                "j",
                "k",
                "1",
                "ArrowDown",
                "ArrowUp",
                "ArrowLeft",
                "ArrowRight",
                "PageDown",
            ):
                page.keyboard.press(key)
            assert place(page) == before, f"keys in {selector} reached JupyterLab"
            assert page.evaluate("document.activeElement.className") == "aftercoup-explorer", (
                f"focus left {selector}"
            )
        assert saves(page), "Ctrl+S is JupyterLab's"


# ---- cards ---------------------------------------------------------------------------------------


def card_says(one, datum_id):
    """The card is open on this datum, says all that the datum says, and lies within the picture's width."""
    datum, card = one.data[datum_id], one.card()
    text = card["text"]
    assert text, f"no card for {datum_id}"
    plain = " ".join(text.split())
    for part in (
        datum.title,
        datum.date,
        datum.sentence,
        datum.source,
        *(word for pair in datum.details for word in pair),
    ):
        assert " ".join(part.split()) in plain, (datum_id, part)
    (left, right), stage = card["sides"], card["stage"]
    assert left >= stage[0] - 1 and right <= stage[1] + 1
    return card


def in_order(one):
    """The ids that show, in the order in which the explorer stands."""
    visible = one.expected().visible()
    ids = [order.ids for order in one.python.orders if order.name == one.want.get("order", order.name)]
    return [i for i in ids[0] if i in visible] if ids else visible


def test_cards_by_keyboard(live):
    """Arrow keys walk over the data, and each shows its card; End and Home; Escape closes."""
    page = live[0].page
    for one in live:
        visible = in_order(one)
        one.find(".datum[tabindex='0']").focus()
        for datum_id in visible[:25]:
            assert card_says(one, datum_id)["datum"] == datum_id
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        card_says(one, visible[0])
        page.keyboard.press("End")
        card_says(one, visible[-1])
        page.keyboard.press("Escape")
        assert one.card()["text"] is None
        page.keyboard.press("Enter")
        card_says(one, visible[-1])
        page.keyboard.press("Escape")


def test_controls_are_large_enough_for_a_finger(live):
    for one in live:
        small = one.host.evaluate("""(h) => [
            ...h.shadowRoot.querySelectorAll("button, input[type=range], label, summary")]
            .filter((e) => e.checkVisibility())
            .map((e) => [e.innerText || e.ariaLabel, e.getBoundingClientRect()])
            .filter(([, b]) => b.width < 24 || b.height < 24)
            .map(([name, b]) => `${name}: ${b.width} x ${b.height}`)""")
        assert not small, small


# ---- looks ---------------------------------------------------------------------------------------

TEXTS = """(host) => {
  const root = host.shadowRoot, picture = root.querySelector(".picture"), box = root.querySelector(".box");
  const sides = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const right = host.getBoundingClientRect().right, all = (s) => [...root.querySelectorAll(s)];
  return {
    frame: sides(picture),
    wider: box.scrollWidth - box.clientWidth,
    beyond: all(".controls *, .status").filter((e) => e.checkVisibility() && sides(e)[2] > right).length,
    texts: all(".picture text")
      .filter((t) => t.textContent.trim() && t.getBoundingClientRect().width).map((t) => {
      const m = t.getScreenCTM();
      return { text: t.textContent, datum: t.closest("g.datum")?.dataset.datum ?? "",
               turned: Math.abs(m.b) > 0.01, box: sides(t),
               size: parseFloat(getComputedStyle(t).fontSize) * Math.hypot(m.a, m.b) };
    }),
  };
}"""


CARDS = """(host) => {
  const root = host.shadowRoot, card = root.querySelector(".card"), out = [];
  const sides = (e) => e.getBoundingClientRect();
  for (const g of root.querySelectorAll(".datum:not(.off)")) {
    g.focus({ preventScroll: true });
    const c = sides(card), b = sides(root.querySelector(".box"));
    const top = sides(root.querySelector(".stage")).top;
    const within = c.top >= top - 1 && c.bottom <= b.bottom + 1 && c.left >= b.left && c.right <= b.right + 1;
    if (card.hidden || !within) out.push(g.dataset.datum);
  }
  root.activeElement.blur();
  return out;
}"""


@pytest.mark.parametrize("width", [1400, 700])
def test_nothing_overlaps_or_is_cut(live, width):
    page = live[0].page
    page.set_viewport_size({"width": width, "height": 1900})
    settled(page)
    for one in live:
        one.host.scroll_into_view_if_needed()  # JupyterLab lays out again what it shows
        page.wait_for_timeout(300)
        seen = one.host.evaluate(TEXTS)
        left, top, right, bottom = seen["frame"]
        assert right - left > 400 and seen["wider"] <= 0 and not seen["beyond"]
        cut = [
            t["text"]
            for t in seen["texts"]
            if t["box"][0] < left - 1
            or t["box"][2] > right + 1
            or t["box"][1] < top - 1
            or t["box"][3] > bottom + 1
        ]
        assert not cut
        small = {round(t["size"], 1) for t in seen["texts"] if t["size"] < 9}
        assert not small, f"text of {small} pixels"
        upright = [t for t in seen["texts"] if not t["turned"]]
        touching = [
            (a["text"], b["text"])
            for i, a in enumerate(upright)
            for b in upright[i + 1 :]
            if a["datum"] != b["datum"] and shared(a["box"], b["box"]) > 1.5
        ]
        assert not touching, touching[:5]
        assert not one.host.evaluate(CARDS), "cards that a cell would cut off"
    page.set_viewport_size({"width": 1400, "height": 1900})


def shared(a, b):
    """How far two boxes reach into each other, in pixels (the smaller of both directions)."""
    return min(min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1]))


def unfold(live):
    """Open every table, and the card of the last explorer (a card closes when the focus leaves)."""
    for one in live:
        one.find("details:has(table) > summary").click()
        one.find(".datum[tabindex='0']").focus()
        assert one.card()["text"] and one.find("table").is_visible()


def fold(live):
    for one in live:
        one.click("details:has(table) > summary")
        one.click("button.reset")
        assert one.card()["text"] is None and not one.find("table").is_visible()
    live[0].page.mouse.move(0, 0)


def same(one, before):
    """The picture is this one, at the latest after a second (a scroll may not have come to rest)."""
    for _ in range(10):
        if not differ(one.picture(), before):
            return True
        one.page.wait_for_timeout(100)
    return False


def differ(one, other):
    """Do two pictures (PNG bytes) show different things? Edges are not smoothed alike each time."""
    if one == other:
        return False
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in (one, other)]
    sizes = {image.size for image in images}
    return len(sizes) > 1 or any(most > 48 for _, most in ImageChops.difference(*images).getextrema())


def themed(live, theme):
    """Wait until JupyterLab and every explorer have this theme."""
    page = live[0].page
    assert comes_to(page, lambda: {one.now()["theme"] for one in live}, {theme}) == {theme}
    settled(page)


def test_dark_theme_and_accessibility(live, axe):
    """JupyterLab's theme swaps the explorer's colours; axe finds nothing serious in either.

    In the light theme card and tables are open, in the dark one they are not.
    """
    page = live[0].page
    light, faults = [one.picture() for one in live], {}
    unfold(live)
    faults["light"] = axe(page, OUTPUTS, serious=True)
    fold(live)
    ground = "(h) => getComputedStyle(h.shadowRoot.querySelector('.box')).backgroundColor"
    command(page, "apputils:change-theme", theme="JupyterLab Dark")
    themed(live, "dark")
    try:
        for one, before in zip(live, light):
            assert one.now()["theme"] == "dark" and differ(one.picture(), before)
            assert one.host.evaluate(ground) == "rgb(23, 25, 29)"
            one.check()
        faults["dark"] = axe(page, OUTPUTS, serious=True)
    finally:
        command(page, "apputils:change-theme", theme="JupyterLab Light")
    themed(live, "light")
    for one, before in zip(live, light):
        assert one.now()["theme"] == "light" and same(one, before)
    assert faults == {"light": [], "dark": []}
