"""Explorers under a contrast theme of Windows, which takes the colours of a page away but for its own."""

import pytest

from aftercoup.charts.cases import explore_cases
from aftercoup.charts.claim_wall import explore_claims

pytestmark = pytest.mark.browser

LOOKS = """(host, name) => [...host.shadowRoot.querySelectorAll(`input[name=${name}] + span`)].map((span) => {
  const style = getComputedStyle(span);
  return [span.previousElementSibling.checked, style.color].join(" ");  // on the page's ground, or on another
})"""


@pytest.mark.parametrize(("explorer", "name"), [(explore_claims, "colour"), (explore_cases, "order")])
def test_the_chosen_colouring_and_order_differ_from_the_others(explorer, name, chrome):
    page = chrome.new_page()
    page.emulate_media(forced_colors="active")
    page.set_content(explorer().html())
    page.wait_for_selector(".aftercoup-explorer")
    looks = page.locator(".aftercoup-explorer").evaluate(LOOKS, name)
    chosen = [look for look in looks if look.startswith("true")]
    others = {look for look in looks if look.startswith("false")}
    assert len(chosen) == 1 and len(others) == 1, looks
    assert chosen[0].split(" ", 1)[1] != others.pop().split(" ", 1)[1]
    page.close()
