"""Ids and terms in a page open their cards: by mouse, keyboard and touch, wide and narrow."""

import pytest

import aftercoup as ac

pytestmark = pytest.mark.browser
TOUCH = True
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Links</title>
<meta name="viewport" content="width=device-width"></head><body style="background:#fff"><main><article><h1>Links</h1>
{links}<p id="narrow" style="position: absolute; top: 0; right: 9em; width: 5.2em">A source (sipri-arms), (e20, cline-cdp-2.1.2).</p>{guesses}<p>A meeting (c16), a count (n03), <a href="glossary.html#junta">junta</a>,
<a href="glossary.html#cohen-s-kappa">kappa</a>, <a href="glossary.ipynb#Cohen's-kappa">the same</a>, <code>c01</code>, c999.</p>
<div id="rest" style="height:900px"></div></article></main></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("links")
    guesses = ac.guess("response-told").html + ac.guess("codes-of-b").html
    ac.use_case("egypt-2013")
    guesses += ac.guess("egypt-own-voice").html
    ac.use_case()
    (folder / "links.html").write_text(PAGE.format(links=ac.links().html, guesses=guesses), encoding="utf-8")
    (folder / "glossary.html").write_text("<h1>Glossary</h1>", encoding="utf-8")
    return (folder / "links.html").as_uri()


@pytest.fixture(params=[1400, 390])
def page(request, tab, address):
    page, faults = tab(request.param, 800), []
    note = lambda error: faults.append(str(error))
    page.on("pageerror", note)
    page.goto(address)
    page.locator(".aftercoup-id").first.wait_for()
    yield page
    page.remove_listener("pageerror", note)
    assert faults == []


def test_a_card_opens_and_closes_by_keyboard_and_waits_for_a_guess(page, axe):
    card = page.locator(".aftercoup-card .box")
    page.get_by_role("button", name="c16").focus()
    page.keyboard.press("Enter")
    assert "The meeting took place on a Wednesday" in card.inner_text()
    place = card.bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= page.viewport_size["width"]
    pressed = page.get_by_role("button", name="c16").first.bounding_box()
    assert place["y"] >= pressed["y"] + pressed["height"] or place["y"] + place["height"] <= pressed["y"]
    if page.viewport_size["width"] < 500:
        assert (place["x"], place["y"] + place["height"]) == (0, 800), (
            "on a phone it is a sheet at the lower edge"
        )
        page.mouse.wheel(0, 40)
        assert card.is_visible(), "and stays while one reads on"
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "c16"
    page.get_by_role("button", name="n03").tap()
    assert "Guess first" in card.inner_text() and "68 claims" not in card.inner_text()
    page.evaluate("localStorage.setItem('aftercoup-guess:named-sources', JSON.stringify({ value: 9 }))")
    page.get_by_role("button", name="n03").tap()
    assert "68 claims" in card.inner_text()
    page.get_by_role("link", name="junta").click()
    assert "A group of officers" in card.inner_text()
    for name in ("kappa", "the same"):  # a page's address of a term, and that of JupyterLab
        page.get_by_role("link", name=name).click()
        assert "Cohen’s kappa" in card.inner_text().replace("'", "’") and card.get_attribute("aria-label")
    page.get_by_role("link", name="junta").click()
    page.get_by_role("link", name="In the glossary").click()
    page.wait_for_url("**/glossary.html#junta")


def test_ids_in_a_question_and_in_what_is_said_after_it_open_cards_and_none_answers_it(page, axe):
    card, ids = page.locator(".aftercoup-card .box"), page.locator(".aftercoup-id:visible")
    page.get_by_role("button", name="c29").wait_for()  # in a question, which another script puts there
    assert ids.all_inner_texts() == [
        "sipri-arms",
        "e20",
        "cline-cdp-2.1.2",
        "n20",
        "c29",
        "k22",
        "c16",
        "n03",
    ], "not of another case"
    page.get_by_role("button", name="c29").click()
    assert "more and more isolated" in card.inner_text()
    page.get_by_role("button", name="k22").click()
    assert "what lesson 04 asks you to guess" in card.inner_text() and "Wang Yi" not in card.inner_text()
    assert page.get_by_role("button", name="This is my guess").first.is_disabled(), "no card is a guess"
    asked = page.locator(".aftercoup-guess").first
    asked.get_by_label("Your guess as a number").fill("2")
    asked.get_by_role("button", name="This is my guess").click()
    asked.get_by_role("button", name="n21").click()
    assert "The report tells 0 of the 7 events" in card.inner_text()
    asked.get_by_role("button", name="Show our reading").click()
    asked.get_by_role("button", name="e13").focus()
    page.keyboard.press("Enter")
    assert "from the table events" in card.inner_text()
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "e13"


def test_a_source_has_a_card_with_its_address_and_terms(page, axe):
    page.get_by_role("button", name="sipri-arms").click()
    card = page.locator(".aftercoup-card .box")
    assert (
        "SIPRI: Arms Transfers Database, 2025" in card.inner_text()
        and "non-commercial use" in card.inner_text()
    )
    assert card.locator(".aftercoup-id").count() == 0, "its own id leads nowhere else"
    address = card.get_by_role("link", name="https://www.sipri.org/databases/armstransfers")
    assert (
        address.get_attribute("href") == address.inner_text() and address.get_attribute("target") == "_blank"
    )
    assert axe(page) == []


def test_a_bracket_stays_with_its_id(page):
    places = """(text) => [...text.childNodes].flatMap((node) => [...(node.data ?? node.textContent)].map((sign, at) => {
      const range = document.createRange(), inner = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      let one = node.data === undefined ? inner.nextNode() : node;
      while (at >= one.length) { at -= one.length; one = inner.nextNode(); }
      range.setStart(one, at); range.setEnd(one, at + 1);
      return [sign, Math.round(range.getBoundingClientRect().bottom)];
    }))"""
    signs = page.locator("#narrow").evaluate(places)
    text = "".join(sign for sign, _ in signs)
    for piece in ("(sipri-arms)", "(e20", "cline-cdp-2.1.2)."):
        bottoms = [bottom for _, bottom in signs[text.index(piece) :][: len(piece)]]
        assert max(bottoms) - min(bottoms) < 8, f"{piece} is in two lines"


def test_at_the_end_of_a_page_the_sheet_of_a_phone_lies_above(page):
    page.locator("#rest").evaluate("rest => rest.remove()")
    page.get_by_role("button", name="c16").tap()
    card = page.locator(".aftercoup-card .box").bounding_box()
    pressed = page.get_by_role("button", name="c16").first.bounding_box()
    assert page.viewport_size["width"] > 500 or (card["x"], card["y"]) == (0, 0)
    assert pressed["y"] + pressed["height"] <= card["y"] or card["y"] + card["height"] <= pressed["y"]


def test_pointing_at_an_id_opens_its_card_until_the_mouse_leaves(page):
    page.get_by_role("button", name="c16").hover()
    page.locator(".aftercoup-card .box").wait_for(state="visible")
    page.mouse.move(5, 30)
    page.locator(".aftercoup-card .box").wait_for(state="hidden")
