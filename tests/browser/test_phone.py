"""Every explorer on a phone: its picture comes at once, its words can be read, and nothing is cut."""

import pytest
from explorers import FILTERING, started

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


@pytest.mark.parametrize("name", FILTERING)
def test_a_phone_shows_the_picture_at_once_in_words_that_can_be_read(chrome, tmp_path, name):
    path = tmp_path / "phone.html"
    path.write_text(PAGE.format(started(name).html()), encoding="utf-8")
    page = chrome.new_page(viewport={"width": 390, "height": 844})
    page.goto(path.as_uri())
    page.locator(".aftercoup-explorer .picture svg").wait_for()
    host = page.locator(".aftercoup-explorer")
    seen = host.evaluate(SEEN)
    assert seen["texts"] > 10 and not seen["small"] and not seen["cut"]
    assert seen["above"] < 250 and seen["wider"] <= 0
    assert not host.locator(".controls").first.is_visible()
    host.get_by_role("button", name="Controls").click()
    assert host.locator(".controls").first.is_visible()
    page.close()
