"""A stored lesson in front ends that treat an output in their own way, under the same conditions but without them.

VS Code has all outputs in one page, whose ground it does not paint. Of each script it runs a copy at the end of the
output and takes that away at once. Colab gives each output a frame of another origin, in which nothing is kept.
"""

import json

import pytest
from lab import NOTEBOOKS

pytestmark = pytest.mark.browser
VS_CODE = """(outputs) => outputs.forEach((html) => {
  const output = document.createElement("div");
  output.innerHTML = html;
  document.body.append(output);
  for (const script of [...output.querySelectorAll("script")]) {
    const copy = document.createElement("script");
    copy.text = script.innerText;
    if (script.type) copy.type = script.type;
    output.append(copy);
    copy.remove();
  }
})"""
COLAB = """(outputs) => outputs.forEach((srcdoc) => {
  const frame = Object.assign(document.createElement("iframe"), { srcdoc, width: 1200, height: 700 });
  frame.sandbox = "allow-scripts";
  document.body.append(frame);
})"""
HOSTS = "[...document.querySelectorAll('*')].filter((e) => e.shadowRoot)"


@pytest.fixture
def opened(tab):
    """A function that opens the outputs of lesson 05 in a page; the page, and how many of them come to life."""
    cells = json.loads((NOTEBOOKS / "05_follow_the_arms.ipynb").read_text("utf-8"))["cells"]
    outputs = [
        "".join(one["data"]["text/html"])
        for cell in cells
        for one in cell.get("outputs", ())
        if "text/html" in one["data"]
    ]
    page, faults = tab(1400), []
    note = lambda error: faults.append(str(error))
    page.on("pageerror", note)

    def open_(show):
        page.set_content("<body style='color: #ccc'>")
        page.evaluate(show, outputs)
        return page, sum(
            "application/json" in html for html in outputs
        ) - 1  # ids and terms are links in Jupyter's text

    yield open_
    page.remove_listener("pageerror", note)
    assert faults == []


def guess(place):
    """Make a guess in the card of this output."""
    card = place.locator(".aftercoup-guess", has_text="How many deaths")
    card.get_by_role("spinbutton").fill("100")
    card.get_by_role("button", name="This is my guess").click()
    assert "too low" in card.locator(".after").inner_text()


def test_in_vs_code_all_is_live_and_dark_on_dark_and_a_guess_opens_its_chart(opened):
    page, alive = opened(VS_CODE)
    page.wait_for_function(f"(n) => {HOSTS}.length === n", arg=alive)
    themes = page.evaluate(f"{HOSTS}.map((host) => host.dataset.theme)")
    assert set(themes) == {"dark"}
    fold = page.locator("details[data-guess=best-estimate]")
    assert fold.get_attribute("open") is None
    guess(page)
    assert fold.get_attribute("open") is not None
    assert fold.locator(".aftercoup-explorer .picture").is_visible()
    assert page.locator(".aftercoup-id").count() == 0 and not page.get_by_text("Ids in the text").is_visible()


def test_in_frames_of_another_origin_all_is_live_and_a_chart_opens_by_its_own_button(opened):
    page, alive = opened(COLAB)
    frames = page.frames[1:]
    for frame in frames:
        frame.wait_for_function(
            f"!document.querySelector('script[type=\"application/json\"], [data-aftercoup]') || {HOSTS}.length || !!document.querySelector('p[hidden]')"
        )
    assert sum(frame.evaluate(f"{HOSTS}.length") for frame in frames) == alive
    (asked,) = [one for one in frames if one.get_by_text("How many deaths").count()]
    guess(asked)
    (waiting,) = [one for one in frames if one.locator("details[data-guess=best-estimate]").count()]
    assert not waiting.locator(".aftercoup-explorer .picture").is_visible()
    waiting.locator("details[data-guess=best-estimate] > summary").click()
    assert waiting.locator(".aftercoup-explorer .picture").is_visible()
    assert not any(one.get_by_text("Ids in the text").is_visible() for one in frames)
