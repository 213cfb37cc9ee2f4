"""Every explorer on a phone: its picture comes at once, its words can be read, and nothing is cut."""

import pytest
from explorers import COMPUTING, FILTERING, output_of
from lab import settled
from test_agreement import two_coders

from aftercoup import charts
from aftercoup.coding.compare import compare_coders

pytestmark = pytest.mark.browser
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Phone</title>'
    '<body style="margin: 0 16px">{}</body></html>'
)
SEEN = """(host) => {
  const picture = host.shadowRoot.querySelector(".picture"), frame = picture.getBoundingClientRect();
  const texts = [...picture.querySelectorAll("text")].filter((t) => t.getBoundingClientRect().width);
  const size = (t) => { const m = t.getScreenCTM(); return parseFloat(getComputedStyle(t).fontSize) * Math.hypot(m.a, m.b); };
  const out = (b) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 || b.bottom > frame.bottom + 1;
  return {
    texts: texts.length,
    small: texts.filter((t) => size(t) < 11).map((t) => t.textContent),
    cut: texts.filter((t) => out(t.getBoundingClientRect())).map((t) => t.textContent),
    above: frame.top - host.getBoundingClientRect().top,
    wider: document.documentElement.scrollWidth - innerWidth,
  };
}"""


# The same of a picture that is an image: its SVG is put in its place, as large as it is.
IMAGE = """(img) => {
  const frame = img.getBoundingClientRect(), box = document.createElement("div");
  box.innerHTML = new TextDecoder().decode(Uint8Array.from(atob(img.currentSrc.split(",")[1]), (c) => c.charCodeAt(0)));
  box.style.width = frame.width - 18 + "px";
  const svg = box.firstElementChild;
  svg.style.width = "100%"; svg.style.height = "auto";
  document.body.append(box);
  const texts = [...svg.querySelectorAll("text")], all = svg.getBoundingClientRect(), k = svg.getScreenCTM().a;
  const out = (b) => b.left < all.left - 1 || b.right > all.right + 1 || b.top < all.top - 1 || b.bottom > all.bottom + 1;
  const boxes = texts.map((t) => t.getBoundingClientRect()), touch = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  return {
    texts: texts.length,
    size: Math.min(...texts.map((t) => k * parseFloat(getComputedStyle(t).fontSize))),
    cut: texts.filter((t) => out(t.getBoundingClientRect())).map((t) => t.textContent),
    touching: texts.filter((t, i) => boxes.some((b, j) => j > i && touch(boxes[i], b))).map((t) => t.textContent),
    above: frame.top, wider: document.documentElement.scrollWidth - innerWidth,
  };
}"""


@pytest.fixture
def opened(tab, tmp_path):
    """A function that opens a page as wide as a phone or as it is told."""

    def show(html, width=390, height=844):
        path = tmp_path / "phone.html"
        path.write_text(PAGE.format(html), encoding="utf-8")
        page = tab(width, height)
        page.goto(path.as_uri())
        return page

    return show


# An image is laid out for the width at which it is drawn: a frame of that width says which words it then has.
AS_DRAWN = """async (img) => {
  const look = getComputedStyle(img), width = img.clientWidth - 2 * parseFloat(look.paddingLeft), frame = document.createElement("iframe");
  const svg = new TextDecoder().decode(Uint8Array.from(atob(img.currentSrc.split(",")[1]), (c) => c.charCodeAt(0)));
  frame.width = width; frame.style.border = 0;
  frame.srcdoc = `<!doctype html><body style="margin: 0">${svg}`;
  document.body.append(frame);
  await new Promise((done) => (frame.onload = done));
  const texts = [...frame.contentDocument.querySelectorAll("text")], boxes = texts.map((t) => t.getBoundingClientRect());
  const touch = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  return {
    size: Math.min(...texts.map((t) => width / img.naturalWidth * parseFloat(frame.contentWindow.getComputedStyle(t).fontSize))),
    touching: texts.filter((t, i) => boxes.some((b, j) => j > i && touch(boxes[i], b))).map((t) => t.textContent),
    cut: boxes.filter((b) => b.right > img.naturalWidth + 1 || b.left < -1).length,
  };
}"""


@pytest.mark.parametrize("name", COMPUTING)
def test_a_computed_picture_in_a_narrow_column_keeps_words_of_eleven_pixels(opened, name):
    page = opened(output_of(name), 360)
    page.get_by_role("button", name="Cite").wait_for()
    seen = page.locator("figure img").first.evaluate(AS_DRAWN)
    assert seen["size"] >= 11 and not seen["touching"] and not seen["cut"]


@pytest.mark.parametrize(("width", "least"), [(390, 11), (700, 11), (1100, 12)])
@pytest.mark.parametrize("name", COMPUTING)
def test_a_computed_picture_can_be_read_on_a_phone_and_on_a_desk(opened, name, width, least):
    page = opened(output_of(name), width)
    page.get_by_role("button", name="Cite").wait_for()
    seen = page.locator("figure img").first.evaluate(IMAGE)
    assert seen["texts"] > 10 and seen["size"] >= least and not seen["cut"] and not seen["touching"]
    assert seen["above"] < 250 and seen["wider"] <= 0


@pytest.mark.parametrize(("width", "least"), [(390, 11), (700, 11), (1100, 12)])
def test_what_coders_agree_on_can_be_read_on_a_phone_and_on_a_desk(opened, tmp_path, width, least):
    page = opened(compare_coders(two_coders(tmp_path)).html, width)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    small = (
        "(all) => all.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 11).map((e) => e.textContent)"
    )
    assert page.locator("th, td, p, summary").evaluate_all(small) == []
    pictures = page.locator("img")
    for picture in pictures.all():
        seen = picture.evaluate(IMAGE)
        assert seen["texts"] > 5 and seen["size"] >= least and not seen["cut"] and not seen["touching"]
        assert seen["wider"] <= 0
    assert pictures.count() == 3


@pytest.mark.parametrize("name", ["explore_timeline", "explore_report"])
def test_on_a_page_a_card_lies_at_the_lower_edge_of_a_phone(opened, name):
    shown = charts.call(name)()._repr_mimebundle_()["text/html"]
    page = opened(f"<p>Text above.</p><article>{shown}</article>")
    pressed, card = page.locator(".datum, .claim").nth(9), page.locator(".card")
    pressed.click()
    place, spot = card.bounding_box(), pressed.bounding_box()
    assert (place["x"], place["width"], place["y"] + place["height"]) == (0, 390, 844)
    assert spot["y"] + spot["height"] <= place["y"], "and what was pressed is seen above it"
    page.get_by_text("Text above.").click()
    assert not card.is_visible()


@pytest.mark.parametrize("name", FILTERING)
def test_a_desk_shows_the_picture_in_words_of_about_twelve_pixels(opened, name):
    page = opened(output_of(name), 1100, 900)
    page.locator(".aftercoup-explorer .picture svg").wait_for()
    seen = page.locator(".aftercoup-explorer").evaluate(SEEN.replace("< 11", "< 11.5"))
    assert seen["texts"] > 10 and not seen["small"]
    title, box, controls = (
        page.locator(one).first.bounding_box() for one in (".finding", ".box", ".controls")
    )
    assert title["y"] - box["y"] < 20 and title["y"] + title["height"] <= controls["y"], (
        "the title comes first"
    )
    page.set_viewport_size({"width": 1400, "height": 760})
    settled(page)
    edge = page.locator(".aftercoup-explorer .stage").bounding_box()
    top = page.locator(".aftercoup-explorer .finding").bounding_box()["y"]
    assert edge["y"] + edge["height"] - top <= 760, "title, controls and picture are seen together"


@pytest.mark.parametrize("name", FILTERING)
def test_a_phone_shows_the_picture_at_once_in_words_that_can_be_read(opened, name):
    """And turned or put away for something wider, it blows no word up and cuts none, in whatever font."""
    page = opened(output_of(name))
    page.locator(".aftercoup-explorer .picture svg").wait_for()
    host = page.locator(".aftercoup-explorer").element_handle()
    seen = host.evaluate(SEEN)
    assert seen["texts"] > 10 and not seen["small"] and not seen["cut"]
    assert seen["above"] < 250 and seen["wider"] <= 0
    controls = page.locator(".aftercoup-explorer .controls").first
    assert not controls.is_visible()
    page.get_by_role("button", name="Controls").click()
    assert controls.is_visible()
    page.get_by_role("button", name="Controls").click()
    between_phone_and_desk_no_word_is_blown_up(page, host)
    in_the_widest_font_no_word_is_cut_where_words_are_largest(page, host)


def between_phone_and_desk_no_word_is_blown_up(page, host):
    page.set_viewport_size({"width": 700, "height": 900})
    settled(page)
    seen = host.evaluate(SEEN.replace("size(t) < 11", 'size(t) > 14 && !t.matches("[font-size]")'))
    assert seen["texts"] > 10 and not seen["small"] and not seen["cut"]


def in_the_widest_font_no_word_is_cut_where_words_are_largest(page, host):
    """At 826 pixels the picture for a desk is made smaller, and its words larger beside it."""
    page.set_viewport_size({"width": 858, "height": 844})
    wide = "text { font-family: DejaVu Sans, Verdana !important }"
    host.evaluate(
        "(e, css) => e.shadowRoot.append(Object.assign(document.createElement('style'), { textContent: css }))",
        wide,
    )
    settled(page)
    width = "(e) => e.shadowRoot.querySelector('.picture svg').getBoundingClientRect().width"
    assert 820 < host.evaluate(width) < 830
    assert not host.evaluate(SEEN)["cut"]
