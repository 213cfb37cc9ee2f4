"""The cards of the guesses in a page: every kind by keyboard and by touch, wide and narrow, kept and gathered."""

import re

import pytest
from playwright.sync_api import expect

import aftercoup as ac
from aftercoup import guessing
from aftercoup.charts.machinery import style

pytestmark = pytest.mark.browser
TOUCH = True
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guesses</title>
<meta name="viewport" content="width=device-width"><style>body {{ margin: 0 12px; background: {background} }}</style>
</head><body><main><h1>Guesses</h1>{cards}</main></body></html>"""
ONE_OF_A_KIND = {
    "number": "named-sources",
    "rank": "myanmars-place",
    "share": "venezuela",
    "choice": "other-leader",
    "order": "most-for",
    "date": "six-months-ago",
    "line": "russias-share",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of all guesses of the course, of a chart that waits for one, and of what is gathered."""
    cards = [guessing.guess(name).html for name, one in guessing.known().items() if not one.case]
    waiting = ac.after("named-sources", ac.show("claims", paragraph="2"))._repr_mimebundle_()["text/html"]
    path = tmp_path_factory.mktemp("guesses") / "guesses.html"
    text = PAGE.format(background="#fff", cards="".join([*cards, waiting, ac.guesses("01").html]))
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=[1400, 390])
def page(request, tab, address):
    page, faults = tab(request.param), []
    note = lambda error: faults.append(str(error))
    page.on("pageerror", note)
    page.goto(address)
    made = "document.querySelectorAll('.aftercoup-guess-card').length === document.querySelectorAll('.aftercoup-guess').length"
    page.wait_for_function(made)
    yield page
    page.remove_listener("pageerror", note)
    assert faults == []


WIDE = pytest.mark.parametrize("page", [1400], indirect=True)  # for what no width changes


def card_of(page, name):
    question = guessing.plain(guessing.find(name).question)
    return page.locator(".aftercoup-guess", has_text=question).first.locator(".box")


def answer_by_keyboard(page, card, kind):
    """Make some guess with the keyboard alone; returns what the verdict must hold."""
    if kind in ("number", "share"):
        card.locator("input[type=range]").focus()
        page.keyboard.press("ArrowRight")
        return "too high" if kind == "number" else "too low"
    if kind == "rank":
        card.locator("input[type=range]").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        return "Yours is third; by the records it is fifth."
    if kind == "choice":
        card.locator(".choices button").nth(0).focus()
        page.keyboard.press("Space")
        return "You said: RIA"
    if kind == "order":
        card.locator("ol button").nth(2).focus()
        page.keyboard.press("Enter")
        return "the records put Cheap signal first"
    if kind == "date":
        card.locator("input[type=date]").fill("2022-03-07")
        return "11 days too late"
    card.locator("svg").focus()
    for _ in range(7):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
    return "away from the records"


@WIDE
def test_a_guess_by_keyboard_is_compared_kept_and_explained(page):
    told = {}
    for kind, name in ONE_OF_A_KIND.items():
        card = card_of(page, name)
        answer = guessing.answer(guessing.find(name))[1]
        assert answer not in card.inner_text() or answer in guessing.find(name).options.values()
        told[name] = answer_by_keyboard(page, card, kind)
        card.get_by_role("button", name="This is my guess").focus()
        page.keyboard.press("Enter")
        assert told[name] in card.locator(".after").inner_text()
        reading = guessing.plain(guessing.find(name).reading)
        assert reading not in card.inner_text()
        card.locator("textarea").fill(f"Because of the {kind}.")
        card.get_by_role("button", name="Keep it, and show our reading").click()
        assert reading in card.inner_text()
    page.wait_for_timeout(300)  # a browser writes what a page of a file stores a moment later
    page.reload()
    for kind, name in ONE_OF_A_KIND.items():
        again = card_of(page, name)
        assert told[name] in again.locator(".after").inner_text()
        assert again.locator("textarea").input_value() == f"Because of the {kind}."


def by_finger(page, box, places):
    """Draw with one finger over places, each a share of the width and of the height of a box."""
    touch = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(places):
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if number else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    page.wait_for_timeout(150)  # the finger rests: what is flung away takes the next tap for a halt
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def by_touch(page, card, kind):
    """Make some guess with a finger alone; a day is chosen in what the phone opens, which is not of the page."""
    if kind == "date":
        card.locator("input[type=date]").fill("2022-03-07")
    elif kind == "line":
        drawing = card.locator(".drawing svg")
        drawing.scroll_into_view_if_needed()
        by_finger(page, drawing.bounding_box(), [(0.3 + 0.02 * k, 0.5) for k in range(36)])
    else:
        field = {"choice": ".choices button", "order": "ol button"}.get(kind, "input[type=range]")
        one = card.locator(field).nth(1 if kind in ("choice", "order") else 0)
        box = one.bounding_box()
        one.tap(position={"x": 0.7 * box["width"], "y": box["height"] / 2})


@pytest.mark.parametrize("page, make", [(1400, answer_by_keyboard), (390, by_touch)], indirect=["page"])
def test_every_guess_of_the_course_can_be_made(page, make):
    asked_here = [(name, one) for name, one in guessing.known().items() if not one.case]
    for number, (name, asked) in enumerate(asked_here):  # in the order of the page
        if asked.kind == "text":
            continue
        card = page.locator(".aftercoup-guess").nth(number).locator(".box")
        card.scroll_into_view_if_needed()
        go = card.get_by_role("button", name="This is my guess")
        assert go.is_disabled(), name
        make(page, card, asked.kind)
        if make is by_touch:
            go.tap()
        else:
            go.focus()
            page.keyboard.press("Enter")
        expect(card.locator(".after"), name).to_contain_text(
            "The records: "
        )  # a tap becomes a click a moment later


def test_a_line_and_a_bar_are_drawn_by_touch(page):
    for name, picture in (("ideal-point", ".drawing svg"), ("middle-wait", ".my-row .track")):
        card = card_of(page, name)
        drawing = card.locator(picture)
        drawing.scroll_into_view_if_needed()
        box = drawing.bounding_box()
        steps = [(0.6 + 0.04 * k, 0.5 if "track" in picture else 0.5 - 0.02 * k) for k in range(10)]
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + steps[0][1] * box["height"])
        page.mouse.down()
        for x, y in steps:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.up()
        card.get_by_role("button", name="This is my guess").click()
        assert card.locator(".after").inner_text()
        assert "the records" in card.locator(".drawing svg, .bars").text_content()


def test_slider_and_bar_have_one_scale_and_the_guess_a_colour_of_its_own(page):
    card = card_of(page, "middle-wait")
    low, high = (getattr(guessing.find("middle-wait"), end) for end in ("low", "high"))
    for value in (low + 0.3 * (high - low), high):
        card.get_by_label("Your guess as a number").fill(str(value))
        bar, slider = (card.locator(one).bounding_box() for one in (".my-row .bar", "input[type=range]"))
        thumb = 16  # pixels, whose middle stands at the value
        at = slider["x"] + thumb / 2 + (slider["width"] - thumb) * (value - low) / (high - low)
        assert bar["x"] + bar["width"] == pytest.approx(at, abs=2)
    mine = card.locator(".my-row .bar").evaluate("(bar) => getComputedStyle(bar).backgroundColor")
    line = card_of(page, "ideal-point").locator(".given").first
    given = line.evaluate("(line) => getComputedStyle(line).stroke")
    rgb = lambda name: "rgb({}, {}, {})".format(*bytes.fromhex(style.color(name)[1:]))
    assert mine == rgb("guess") and given == rgb(style.STATES["Myanmar"])


@WIDE
def test_on_paper_is_what_waits_also_where_no_script_hears_of_printing(page):
    fold, answer = page.locator(".aftercoup-behind table"), page.locator(".aftercoup-guess .after")
    seen = "(e) => e.checkVisibility({ contentVisibilityAuto: true })"
    assert not fold.evaluate(seen)
    page.emulate_media(media="print")
    assert fold.evaluate(seen) and not page.locator(".aftercoup-behind > summary").is_visible()
    assert not any(answer.evaluate_all("(all) => all.map((e) => e.textContent)"))
    page.emulate_media(media="screen")
    assert not fold.evaluate(seen), "on the screen it still waits"


def test_words_of_drawings_can_be_read(page):
    size = """(all) => all.map((t) => { const m = t.getScreenCTM();
      return [t.textContent, parseFloat(getComputedStyle(t).fontSize) * m.a, t.getBoundingClientRect().left - t.ownerSVGElement.getBoundingClientRect().left]; })"""
    for name in ("ideal-point", "russias-share", "middle-wait"):
        for words, pixels, left in card_of(page, name).locator("svg text").evaluate_all(size):
            assert not words or (pixels >= 11 and left >= -1), (name, words, pixels, left)


@WIDE
def test_what_waits_opens_and_the_lesson_gathers(page):
    fold = page.locator("details[data-guess='named-sources']")
    assert not fold.evaluate("fold => fold.open")
    card = card_of(page, "named-sources")
    card.get_by_label("Your guess as a number").fill("40")
    card.get_by_role("button", name="This is my guess").click()
    assert fold.evaluate("fold => fold.open")
    gathered = page.locator(".aftercoup-guess .box", has_text="Copy as text")
    answer = guessing.answer(guessing.find("named-sources"))[1]
    assert "40 claims" in gathered.inner_text() and answer in gathered.inner_text()
    with page.expect_download() as download:
        gathered.get_by_role("button", name="Download").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "My guess: 40 claims" in text and "without a guess yet: lesson 01 (" in text
    page.reload()
    assert fold.evaluate("fold => fold.open"), "once guessed, it is open after a reload"


def test_everything_fits_and_is_accessible(page, axe):
    for card in page.locator(".aftercoup-guess-card .choices button:first-child").all():
        card.click()
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []


def test_without_scripts_the_question_and_a_closed_fold_stay(chrome, address):
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    first = page.locator(".aftercoup-guess").first
    assert "How long is the wait in the middle" in first.inner_text()
    assert "31 months" not in first.inner_text()
    first.get_by_text("The answer").click()
    assert "31 months" in first.inner_text()
    context.close()


def test_a_guess_can_wait_for_another_one(tab, tmp_path):
    """Its question tells what the first one asks. It is answered in its fold, and opens what waits for it."""
    second = ac.after("named-sources", ac.guess("named-confirmed"))
    third = ac.after("named-confirmed", ac.show("claims", paragraph="2"))
    shown = [ac.guess("named-sources"), second, third]
    pages = [one._repr_mimebundle_()["text/html"] for one in shown]
    path = tmp_path / "waits.html"
    path.write_text(PAGE.format(background="#fff", cards="".join(pages)), encoding="utf-8")
    page = tab(1400)
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelectorAll('.aftercoup-guess-card').length === 2")
    inner, table = card_of(page, "named-confirmed"), page.locator("table").last
    expect(inner).to_be_hidden()
    for name, opened in (("named-sources", inner), ("named-confirmed", table)):
        card = card_of(page, name)
        card.locator("input[type=number]").fill("5")
        card.get_by_role("button", name="This is my guess").click()
        expect(opened).to_be_visible()


def test_a_brief_names_no_chart_that_waits_for_a_guess(tab, tmp_path):
    shown = [ac.after("named-sources", ac.explore_country("Mali")), ac.brief()]
    cells = "".join(f"<div>{one._repr_mimebundle_()['text/html']}</div>" for one in shown)
    (tmp_path / "lesson.html").write_text(f"<!doctype html><meta charset=utf-8>{cells}", encoding="utf-8")
    page = tab(1280, 720)
    page.goto((tmp_path / "lesson.html").as_uri())
    page.wait_for_function(
        "document.querySelector('.aftercoup-explorer').shadowRoot?.querySelector('.picture svg')"
    )
    choice = page.locator(".aftercoup-guess-card").last.locator("label.pick")
    expect(choice).to_have_count(0)
    expect(page.locator(".aftercoup-guess-card").last).to_contain_text("Make your guesses above")
    page.locator("details.aftercoup-behind > summary").click()
    expect(choice).to_have_count(1)


def test_a_press_on_the_slider_where_it_stands_is_a_guess(tab, tmp_path):
    path = tmp_path / "slider.html"
    html = ac.guess("kappa-usa")._repr_mimebundle_()["text/html"]
    path.write_text(PAGE.format(background="#fff", cards=html), encoding="utf-8")
    page = tab(1400)
    page.goto(path.as_uri())
    card = card_of(page, "kappa-usa")
    done = card.get_by_role("button", name="This is my guess")
    expect(done).to_be_disabled()
    card.locator("input[type=range]").click()  # in its middle, where it stands
    expect(done).to_be_enabled()


def test_a_brief_is_one_printed_page_with_what_was_written_and_sends_nothing(tab, tmp_path):
    shown = [ac.explore_country("Mali"), ac.brief()]
    cells = "".join(f"<div>{one._repr_mimebundle_()['text/html']}</div>" for one in shown)
    (tmp_path / "lesson.html").write_text(f"<!doctype html><meta charset=utf-8>{cells}", encoding="utf-8")
    asked = []
    page = tab(1280, 720)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "lesson.html").as_uri())
    card = page.locator(".aftercoup-guess-card").last
    card.locator("label.pick input").first.check()
    card.get_by_label("Your judgement in one sentence").last.fill("They lean <b>& stay</b>.")
    card.get_by_label("Judgement", exact=True).last.fill("word " * 200)
    with page.expect_download() as download:
        card.get_by_text("Save as a page").click()
    download.value.save_as(tmp_path / "brief.html")
    assert "a rating for each coin" in card.locator("p.line").last.inner_text()
    page.reload()
    again = page.locator(".aftercoup-guess-card").last.get_by_label("Judgement", exact=True).last
    assert again.input_value() == "word " * 200
    page.goto((tmp_path / "brief.html").as_uri())
    assert page.locator("h1").inner_text() == "They lean <b>& stay</b>."
    assert page.locator("figure svg").count() == 1
    page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert len(re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "brief.pdf").read_bytes())) == 1
