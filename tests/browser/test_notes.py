"""The notes on the report in a page: cards by mouse and keyboard, colours that wait, wide and narrow."""

import json
from collections import Counter

import pytest

import aftercoup as ac
from aftercoup import tables

pytestmark = pytest.mark.browser
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>R</title><body style="{}">{}</body></html>'
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("notes") / "report.html"
    path.write_text(PAGE.format("margin: 0", ac.explore_report().html()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=[1400, 390])
def page(tab, address, request):
    page = tab(request.param)
    page.goto(address)
    page.locator(".aftercoup-report .claim").first.wait_for()
    return page


def claim(page, name):
    return page.locator(f".claim[data-claim={name}]")


def test_a_claim_is_opened_by_mouse_and_by_keyboard(page):
    card = page.locator(".aftercoup-report .card")
    claim(page, "c16").click()
    assert "The meeting took place on a Wednesday" in card.inner_text()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert (
        "c17" in card.inner_text()
        and page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    )
    box, shown = card.bounding_box(), page.locator(".aftercoup-report .stage").bounding_box()
    assert box["x"] >= shown["x"] and box["x"] + box["width"] <= shown["x"] + shown["width"] + 1


@pytest.mark.parametrize(
    ("field", "key", "kept"),
    [
        ("attributed_to", "aftercoup-guess:named-sources", json.dumps({"value": 5})),
        ("measurement_level", "aftercoup-coded:claim", "yes"),
    ],
)
def test_a_colour_is_closed_until_the_reader_has_guessed_or_coded(page, field, key, kept):
    coloured = page.locator(".claim.coloured")
    page.locator(f".aftercoup-report input[value={field}]").check(force=True)
    assert coloured.count() == 0 and page.locator(".lock").is_visible()
    page.evaluate(
        "([key, kept]) => { localStorage.setItem(key, kept); document.dispatchEvent(new CustomEvent('aftercoup-coded')); }",
        [key, kept],
    )
    assert coloured.count() == 68 and page.locator(".lock").count() == 0
    counts = Counter(getattr(one, field) for one in tables.core().claims)
    [(_, most)] = counts.most_common(1)
    assert page.locator(".finding").inner_text().startswith(f"{most} of 68")


def test_a_closed_colour_opens_on_request_and_filters_both_views(page):
    confirmed = sum(row.verdict == "confirmed" for row in tables.core().claims)
    page.locator(".aftercoup-report input[value=verdict]").check(force=True)
    page.locator(".lock button").click()
    assert (
        page.locator(".finding").inner_text()
        == f"{confirmed} of 68 claims are coded “confirmed” (what other records say)"
    )
    page.locator(".chips button[data-value=contested]").click()
    shown = page.locator(".claim:not(.off)").count()
    assert 0 < shown < 68 and f"Showing {shown} of 68" in page.locator(".status").inner_text()
    page.locator(".aftercoup-report input[value=wall]").check(force=True)
    assert (
        page.locator(".claim:not(.off)").count() == shown
        and not claim(page, "c16").locator(".words").first.is_visible()
    )


APART = """(claims) => claims.filter((claim) => {
  const symbol = claim.querySelector(".symbol").getBoundingClientRect(), words = claim.querySelector(".words");
  if (!words.textContent) return false;
  const range = document.createRange();
  range.setStart(words.firstChild, 0);
  range.setEnd(words.firstChild, 1);
  const first = range.getBoundingClientRect();
  return symbol.bottom < first.top + 2 || symbol.top > first.bottom - 2;
}).map((claim) => claim.dataset.claim)"""


def test_a_symbol_stays_with_the_first_word_of_its_claim(page):
    page.locator(".aftercoup-report input[value=claim_type]").check(force=True)
    page.locator(".lock button").click()
    for width in range(330, 400, 5):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".claim.coloured").evaluate_all(APART) == [], width


def test_axe_finds_nothing_serious(page, axe):
    page.locator(".aftercoup-report input[value=claim_type]").check(force=True)
    page.locator(".lock button").click()
    for dark in (False, True):
        page.evaluate("(dark) => (document.body.style.background = dark ? '#111' : '#fff')", dark)
        page.locator(f".aftercoup-report[data-theme={'dark' if dark else 'light'}]").wait_for()
        assert axe(page, serious=True) == []


@pytest.mark.parametrize("colour", ["attributed_to", "verdict"])
def test_on_a_phone_the_notes_begin_near_the_top_also_when_they_are_coloured(tab, colour):
    page = tab(390, 800)
    page.set_content(PAGE.format("margin: 0", ac.explore_report(colour=colour).html()))
    page.locator(".aftercoup-report .claim").first.wait_for()
    assert page.locator(".aftercoup-report .places").bounding_box()["y"] <= 250
    page.get_by_role("button", name="Controls").click()
    assert page.get_by_role("radio", name="A wall of claims").is_visible()
