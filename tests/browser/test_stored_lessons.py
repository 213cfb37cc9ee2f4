"""The explorers of the lessons as they are stored, on a plain page."""

import json
import re

import pytest
from live import CENTRE, in_python
from test_lessons import *  # noqa: F403
from test_lessons import (
    CALLS,
    EVERY,
    IN_JUPYTERLAB,
    at_start,
    by_keyboard,
    by_mouse,
    card_says,
    differ,
    same,
    unfold,
    watched,
)


def outputs_of(path):
    """(name, HTML) of each stored explorer of a lesson; there is one for each cell that calls for one."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    outputs = [
        output.get("data", {}).get("text/html", "") for cell in cells for output in cell.get("outputs", ())
    ]
    found = [
        (match[1], html)
        for html in map("".join, outputs)
        if (match := re.search('data-explorer="([^"]+)', html))
    ]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(found) == sum(call in source for source in code for call in CALLS)
    return found


# Lesson -> {name: HTML} of its explorers that no lesson before it has. Two views of one do not differ in what it can do;
# the first counts.
FIRST, known = {}, set()
for path in EVERY:
    FIRST[path] = {name: html for name, html in reversed(outputs_of(path)) if name not in known}
    known |= set(FIRST[path])
LESSONS = [path for path in EVERY if FIRST[path]]
# What the script does alike everywhere is tried on these explorers, which together have all kinds of controls.
ALL_KINDS = {"timeline", "deaths", "coups", "vote_map-r75_287"}
ALIKE = {
    "test_sliders_by_keyboard",
    "test_sliders_by_mouse",
    "test_reset_goes_back_to_the_start",
    "test_picture_really_changes_and_comes_back",
    "test_tab_key_walks_through_in_order",
    "test_cards_by_mouse",
    "test_cards_by_touch",
    "test_faded_marks_have_no_card",
    "test_accessibility",
}
for name in IN_JUPYTERLAB:
    del globals()[name]

# What JupyterLab's cells leave of a wide and a narrow page to an output, and the size of their words.
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>body {{ margin: 0 74px 2000px 126px; background: #fff; font: 14px/1.5 sans-serif }}
@media (max-width: 900px) {{ body {{ margin-left: 62px }} }} .jp-OutputArea {{ margin: 16px 0 }}</style>
</head><body>{outputs}</body></html>"""


@pytest.fixture(scope="module")
def page(chrome):
    context = chrome.new_context(has_touch=True)
    yield watched(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def opened(page, tmp_path_factory):
    """A function that opens a page with the stored explorers of a lesson."""
    folder = tmp_path_factory.mktemp("stored")

    def show(path):
        outputs = "".join(f'<div class="jp-OutputArea">{html}</div>' for html in FIRST[path].values())
        file = folder / f"{path.stem}.html"
        file.write_text(PAGE.format(name=path.stem, outputs=outputs), "utf-8")
        page.goto(file.as_uri())

    return show


@pytest.fixture
def live(request, lesson):
    found = at_start(lesson)
    if request.function.__name__ not in ALIKE:
        return found
    return [one for one in found if one.name in ALL_KINDS]


def test_all_kinds_of_controls_are_tried():
    """And how many names there are: an explorer that is not found would be tried in no way."""
    kinds = {name: kinds_of(in_python(name)) for path in LESSONS for name in FIRST[path]}
    assert len(kinds) == 13
    assert set.union(*kinds.values()) == set.union(*(kinds[name] for name in ALL_KINDS))


def kinds_of(explorer):
    """The kinds of controls that an explorer has."""
    has = {
        "span": explorer.scale,
        "day": explorer.cursor,
        "order": explorer.orders[1:],
    }
    return {kind for kind, there in has.items() if there}


def test_accessibility(live, axe):
    unfold(live)
    assert axe(live[0].page, "body", serious=True) == []


# ---- what one script does alike in all explorers: not asked again in JupyterLab ----


def test_sliders_by_keyboard(live):
    for one in live:
        for key, stops in one.sliders():
            last = len(stops) - 1
            for press, to in (
                ("Home", 0),
                ("ArrowRight", 1),
                ("ArrowUp", 2),
                ("ArrowLeft", 1),
                ("End", last),
                ("ArrowLeft", last - 1),
                ("ArrowDown", last - 2),
            ):
                by_keyboard(one, f"input[data-key={key}]", press)
                one.set(key, to)
                one.check()


def test_sliders_by_mouse(live):
    page = live[0].page
    for one in live:
        for key, stops in one.sliders():
            handle = one.find(f"input[data-key={key}]")
            handle.scroll_into_view_if_needed()
            box, last = handle.bounding_box(), len(stops) - 1
            page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
            at = one.state()[key]
            assert abs(at - 0.6 * last) <= 0.04 * last + 1, "the handle is where the mouse was"
            one.set(key, at)
            one.check()
            page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=4)
            page.mouse.up()
            at = one.state()[key]
            assert abs(at - 0.3 * last) <= 0.04 * last + 1, "the handle was dragged"
            one.set(key, at)
            one.check()


@pytest.mark.parametrize("press", [by_keyboard, by_mouse])
def test_reset_goes_back_to_the_start(live, press):
    for one in live:
        start = one.want | {}
        for key, _ in one.sliders():
            by_keyboard(one, f"input[data-key={key}]", "Home")
        by_keyboard(one, ".chips:not([hidden]) button")
        assert one.state() != start
        press(one, "button.reset")
        assert one.state() == start
        one.check()


def test_picture_really_changes_and_comes_back(live):
    """The pixels: one move of each kind of control, and back."""
    for one in live:
        moves = [(".chips:not([hidden]) button", "Space", "Space")]
        moves += [
            (f"input[data-key={key}]", *keys)
            for key, keys in (
                ("to", ("Home", "End")),
                ("from", ("End", "Home")),
                ("until", ("ArrowLeft", "ArrowRight")),
            )
            if key in one.want
        ]
        if one.find("input[name=order]").count():
            moves.append(("input[name=order]:checked", "ArrowRight", "ArrowLeft"))
        before, begin = one.picture(), one.state()
        for control, there, back in moves:
            by_keyboard(one, control, there)
            changed = one.picture()
            by_keyboard(one, control, back)
            if one.state() != begin:  # it began in the middle of a scale
                one.click("button.reset")
            assert differ(changed, before) and same(one, before), control


def test_tab_key_walks_through_in_order(live):
    page = live[0].page
    for one in live:
        one.find("input:not([type=radio]):visible, input:checked:visible, button:visible").first.focus()
        seen = []
        for _ in range(60):
            seen.append(
                one.host.evaluate(
                    "(h) => { const e = h.shadowRoot.activeElement;"
                    " return e && (e.id || (e.dataset.datum ? 'datum' : e.closest('.more > summary, summary:has(+ .behind)') ? 'more' : e.tagName)) }"
                )
            )
            if seen[-1] == "SUMMARY":
                break
            page.keyboard.press("Tab")
        assert seen.count("datum") == 1 and seen[-1] == "SUMMARY" and None not in seen, seen
        if "card" in seen:  # too long to be seen whole: its text is moved by the arrow keys
            assert seen.pop(seen.index("datum") + 1) == "card" and "card" not in seen
        assert len(seen) == one.host.evaluate("""(h) => [...h.shadowRoot.querySelectorAll(
            "button, input:not([type=radio]), input:checked, .datum[tabindex='0'], summary")]
            .filter((e) => e.checkVisibility()).length""")


TOP = f"""(h, ids) => {{
  const free = (id) => {{
    const [x, y] = ({CENTRE})(h, id);
    return [[0, 0], [-7, 0], [7, 0], [0, -7], [0, 7]].every(([a, b]) => {{
      const datum = h.shadowRoot.elementFromPoint(x + a, y + b)?.closest('.datum');
      return datum?.dataset.datum === id || (!datum && (a || b));
    }});
  }};
  const found = [];
  for (const id of ids) if (found.length < 8 && free(id)) found.push(id);
  return found;
}}"""


def on_top(one):
    """Ids with nothing else under a finger; where two data have nearly one value, one lies upon the other."""
    found = one.host.evaluate(TOP, one.expected().visible())
    assert len(found) > 2
    return found


def test_cards_by_mouse(live):
    page = live[0].page
    for one in live:
        free = on_top(one)
        for datum_id in free:
            page.mouse.move(*one.centre(datum_id))
            card_says(one, datum_id)
        page.keyboard.press("Escape")
        assert one.card()["text"] is None, "Escape closes a card that the mouse opened"
        page.mouse.move(0, 0)
        page.mouse.move(*one.centre(datum_id))
        card_says(one, datum_id)
        page.mouse.move(0, 0)
        assert one.card()["text"] is None, "leaving the picture closes the card"
        for clicked in (datum_id, free[0]):
            page.keyboard.press("Escape")
            page.mouse.click(*one.centre(clicked))
            page.mouse.move(0, 0)
            card_says(one, clicked)
        page.keyboard.press("Escape")
        assert one.card()["text"] is None


def test_cards_by_touch(live):
    page = live[0].page
    for one in live:
        for datum_id in on_top(one)[:3]:
            page.touchscreen.tap(*one.centre(datum_id))
            card_says(one, datum_id)
            page.touchscreen.tap(*middle(one))
            card = one.card()
            assert card["text"] is None, "its button closes the card"
            assert card["datum"] == datum_id, "the focus goes back"
        page.touchscreen.tap(*one.centre(datum_id))
        page.touchscreen.tap(*one.centre(datum_id))
        assert one.card()["text"] is None, "a second tap closes the card"


def middle(one):
    """The middle of the button that closes a card."""
    box = json.loads(
        one.host.evaluate(
            "(h) => JSON.stringify(h.shadowRoot.querySelector('.shut').getBoundingClientRect())"
        )
    )
    assert box["width"] >= 24 and box["height"] >= 24, "large enough for a finger (WCAG 2.2, 2.5.8)"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def alone(one):
    """The place of a faded datum that lies upon no other one, which would have its card."""
    for datum_id in one.data:
        if datum_id not in one.expected().visible():
            place = one.centre(datum_id)
            if one.host.evaluate(
                "(h, at) => !h.shadowRoot.elementFromPoint(...at)?.closest('.datum')", place
            ):
                return place
    raise AssertionError("each faded datum lies upon another one")


LEFT = """(h) => [...h.shadowRoot.querySelectorAll(".picture .datum")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().height).map((e) => e.dataset.datum)"""


def test_faded_marks_have_no_card(live):
    for one in live:
        second = ".chips:not([hidden]) button"
        button = one.find(second).nth(1)
        one.click(second, nth=1)
        one.set(
            button.evaluate("b => b.closest('.chips').dataset.field"), [button.get_attribute("data-value")]
        )
        one.check()
        if one.python.orders:  # its rows are taken out
            left = set(one.host.evaluate(LEFT))
            assert left == set(one.expected().visible()) < set(one.data)
            continue
        one.page.mouse.move(*alone(one))
        assert one.card()["text"] is None
