"""The bar below an explorer: data, picture, citation and the code that brings the view back, from a file."""

import csv
import io
import json
import re
import statistics
import zipfile
from urllib.parse import urlencode

import pytest
from explorers import COMPUTING, FILTERING, near, output_of, started
from lab import settled
from PIL import Image

import aftercoup as ac
from aftercoup import tables
from aftercoup.charts.country_page import signals

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bar</title><body>{}</body></html>'


@pytest.fixture
def opened(tab, tmp_path):
    """A function that opens the page of an explorer."""

    def show(html):
        path = tmp_path / "bar.html"
        path.write_text(PAGE.format(html), encoding="utf-8")
        page = tab(1400)
        page.goto(path.as_uri())
        shown = ".aftercoup-explorer .picture svg, .aftercoup-report .stage, figure img"
        page.locator(shown).first.wait_for()
        return page

    return show


def saved(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()


def data_of(page, name):
    """(text about the data, rows) of the zip behind a button."""
    with zipfile.ZipFile(io.BytesIO(saved(page, name))) as archive:
        assert archive.testzip() is None
        table, about = archive.namelist()
        rows = list(csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig"))))
        return archive.read(about).decode(), rows


def test_what_a_reader_takes_along_is_what_is_shown(opened):
    page = opened(ac.explore_waiting(found="yes").html())
    for name, count, said in (
        ("All data", 27, "the median of 15 known"),
        ("Data shown", 15, "Showing 15 of 27"),
    ):
        about, rows = data_of(page, name)
        assert "CC BY 4.0" in about and "Associated Press" in about and said in about
        assert len(rows) == 1 + count and ", ".join(rows[0]) in about
    assert saved(page, "PNG").startswith(b"\x89PNG")
    assert b"Thailand 2014" in saved(page, "SVG")
    page.get_by_role("button", name="Cite").click()
    assert "After the Coup, version" in page.get_by_label("To copy").input_value()


def test_rows_of_a_frame_are_taken_along_and_no_line_of_code_is_said_to_bring_them_back(opened):
    coups = ac.frame("coups")
    page = opened(ac.explore(coups[coups.iso3 == "MMR"]).html())
    assert len(data_of(page, "Data shown")[1]) == 1 + 3
    assert page.get_by_role("button", name="Cite").is_visible()
    assert not page.get_by_role("button", name="This view").count()


@pytest.mark.parametrize("name", COMPUTING)
def test_a_computed_picture_has_the_same_bar(opened, name):
    explorer = started(name)
    last = {control.name: near(control, control.first) for control in explorer.controls}
    page = opened(explorer.bundle(**last)["text/html"])
    page.get_by_role("button", name="Cite").click()
    said = page.get_by_label("To copy").input_value()
    assert "After the Coup, version" in said and "CC BY 4.0" in said and said.split("Sources: ")[1] != "."
    about, cells = data_of(page, "Data")
    assert len(cells) - 1 == page.locator("table tbody tr").count() and "CC BY 4.0" in about
    named = about.partition("the tables ")[2].partition(" in the")[0]
    assert named and set(named.split(", ")) <= set(tables.schemas())
    assert saved(page, "PNG").startswith(b"\x89PNG") and b"<text" in saved(page, "SVG")
    page.get_by_role("button", name="This view").click()
    again = eval(page.get_by_label("To copy").input_value(), {"ac": ac})
    assert again.state == last


@pytest.mark.parametrize("width", [1400, 390])
def test_values_of_a_year_are_told_by_mouse_and_by_key(tab, tmp_path, width):
    explorer = ac.explore_ideal_points(country="EGY")
    path = tmp_path / "bar.html"
    path.write_text(PAGE.format(explorer.bundle()["text/html"]), encoding="utf-8")
    page = tab(width)
    page.goto(path.as_uri())
    slider = page.get_by_role("slider", name="Year")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    want = {row["Year"]: row for row in explorer.chart.table}
    assert f"Egypt: {want[1997]['Egypt']}" in slider.get_attribute("aria-valuetext")
    layout = explorer.chart_for("one" if width > 600 else "narrow")
    picture = page.get_by_role("img").bounding_box()
    x, top, _, foot = (value * (picture["width"] - 18) / layout.width for value in layout.cursors["2013"])
    page.mouse.move(picture["x"] + 9 + x, picture["y"] + 9 + (top + foot) / 2)
    told = page.get_by_text(f"Egypt: {want[2013]['Egypt']}", exact=True)
    assert told.is_visible() and slider.get_attribute("aria-valuetext").startswith("2013;")
    around = told.locator("..").bounding_box()
    assert around["x"] >= 0 and around["x"] + around["width"] <= width


WINDOW = """(host) => {
  const stage = host.shadowRoot.querySelector(".stage"), more = host.shadowRoot.querySelector(".whole");
  return { below: stage.scrollHeight - stage.clientHeight, sign: stage.classList.contains("cut"), more: !more.hidden };
}"""


def is_cut(page):
    """Whether the window shows a part of the picture only; then a sign says so, and its button shows all."""
    host = page.locator(".aftercoup-explorer, .aftercoup-report")
    settled(page)  # the observer of sizes tells once a frame
    seen = host.evaluate(WINDOW)
    cut = seen["below"] > 8
    assert (seen["sign"], seen["more"]) == (cut, cut)
    if cut:
        host.get_by_role("button", name="The chart goes on below").click()
        assert host.evaluate(WINDOW) == {"below": 0, "sign": False, "more": True}
    return cut


@pytest.mark.parametrize("name", FILTERING)
def test_no_picture_is_cut_without_a_sign_and_the_code_of_a_view_brings_it_back(opened, name):
    page = opened(output_of(name))
    assert is_cut(page) or name != "explore_orders"
    host = page.locator(".aftercoup-explorer")
    host.evaluate("(h) => h.shadowRoot.querySelectorAll('.chips button').forEach((e) => e.click())")
    page.get_by_role("button", name="This view").click()
    code = page.get_by_label("To copy").input_value()
    again = eval(code, {"ac": ac})
    state = json.loads(host.get_attribute("data-state"))
    for one in (state, again.state):
        one["only"] = {field: values for field, values in one["only"].items() if values}
    assert again.state == state


def test_a_link_with_a_filter_that_has_another_name_now_opens_what_is_left_of_it(chrome, tmp_path):
    path, page = tmp_path / "bar.html", chrome.new_page()
    path.write_text(PAGE.format(output_of("explore_waiting")), encoding="utf-8")
    view = json.dumps({"name": "waiting", "state": {"only": {"renamed": ["yes"], "found": ["no"]}}})
    page.goto(f"{path.as_uri()}#{urlencode({'view': view})}")
    none_found = len(ac.explore_waiting(found="no").visible())
    assert page.locator(".status").text_content().startswith(f"Showing {none_found} of ")
    page.close()


@pytest.mark.parametrize("name", ["explore_orders", "explore_report"])
def test_how_much_of_a_picture_shows_depends_on_the_width(opened, name):
    page = opened(getattr(ac, name)().html())
    cut = {}
    for width in (1400, 1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        page.locator(".stage").wait_for()
        cut[width] = is_cut(page)
    assert not cut[390] and (cut[1400] and cut[1100]) >= (name == "explore_orders")


@pytest.mark.parametrize("name", ["explore_country", "explore_deaths", "explore_sanctions"])
def test_what_can_be_whole_in_its_window_is(opened, name):
    page = opened(output_of(name))
    for width in (1400, 1100, 960):
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_cut(page), width


def test_between_desk_and_phone_votes_fill_the_width(opened):
    page = opened(output_of("explore_votes"))
    for width in (1400, 1100, 800, 700):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        picture = page.locator(".picture").bounding_box()["width"]
        assert page.locator(".picture > svg").bounding_box()["width"] > 0.85 * picture, width


def test_a_field_that_speaks_of_another_choice_fades_with_its_signals(opened):
    page = opened(ac.explore_country("Myanmar").html())
    page.locator("[data-field=partner] [data-value=china]").click()
    shown = {signal.id for signal in signals("MMR") if "china" in signal.partners}
    ids = "(fields) => fields.map((e) => e.dataset.of.split(' '))"
    bright = page.locator("[data-of]:not(.off)").evaluate_all(ids)
    assert len(bright) >= 5 and all(shown & {*some} for some in bright)
    assert not any(shown & {*some} for some in page.locator("[data-of].off").evaluate_all(ids))


# Words on paper of less than 8 points (of 96 / 72 pixels), of those that are seen; those that an edge of their part cuts.
INSIDE = """const frame = (e) => e.ownerSVGElement.getBoundingClientRect(), box = (e) => e.getBoundingClientRect();
  const inside = (e) => box(e).height && box(e).top >= frame(e).top - 1 && box(e).bottom <= frame(e).bottom + 1;
  const outside = (e) => !box(e).height || box(e).bottom <= frame(e).top + 3 || box(e).top >= frame(e).bottom - 3;"""
PRINTED = f"""(all) => {{ {INSIDE}
  const size = (e) => {{ const m = e.getScreenCTM(); return parseFloat(getComputedStyle(e).fontSize) * Math.hypot(m.a, m.b); }};
  return all.filter((e) => inside(e) && size(e) < 8 * 96 / 72).map((e) => e.textContent); }}"""
CUT = f"""(all) => {{ {INSIDE}
  return all.flatMap((svg) => [...svg.querySelectorAll("text")]).filter((e) => !inside(e) && !outside(e)).map((e) => e.textContent); }}"""
SIZE = "(all) => all.map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
SEEN = "(all) => all.filter((e) => e.getBoundingClientRect().width).map((e) => e.textContent)"


@pytest.mark.parametrize("width", [1400, 390])
def test_the_numbers_of_heaps_are_of_what_is_shown(opened, width):
    page = opened(output_of("explore_votes"))
    page.set_viewport_size({"width": width, "height": 900})
    told = lambda: page.locator("[data-count]").evaluate_all(SEEN)
    count = lambda: sum(int(re.findall(r"\d+", words)[-1]) for words in told() if " in " not in words)
    assert count() == 193 and "39 in Europe" in told()
    page.locator("[data-field=region] [data-value=Asia]").evaluate("(button) => button.click()")
    asia = [row for row in tables.table("votes") if row.region == "Asia"]
    assert count() == len(asia) and "0 in Europe" in told(), "and pale"


WHERE = """(group) => {
  const middle = (e) => { const b = e.getBoundingClientRect(); return b.left + b.width / 2; };
  const tick = (words) => middle([...group.ownerSVGElement.querySelectorAll("text")].find((e) => e.textContent === words));
  return 72 * (middle(group.querySelector("path")) - tick("0")) / (tick("72") - tick("0"));
}"""


@pytest.mark.parametrize("width", [1400, 390])
def test_the_line_of_the_median_is_where_the_title_says(opened, width):
    page = opened(ac.explore_waiting(from_="2013").html())
    page.set_viewport_size({"width": width, "height": 900})
    line = page.locator("[data-median]")
    for n, press in enumerate(("", "[data-field=found] [data-value=yes]", "[data-value='no change']")):
        if press:
            page.locator(press).evaluate("(button) => button.click()")
        told = page.locator(".aftercoup-explorer tbody tr:not([hidden]) td:nth-child(4)").all_text_contents()
        waits = [int(months) for months in told if months]
        want = statistics.median(waits)
        if n < 2:  # of three choices the title tells another number
            title = page.locator(".finding").inner_text()
            assert re.search(rf"median of {len(waits)} known waits(,| is) {want:g} months", title)
        assert line.locator("text").text_content() == f"median: {want:g}"
        assert line.evaluate(WHERE) == pytest.approx(want, abs=0.1)
    page.locator("[data-field=found] [data-value=yes]").evaluate("(button) => button.click()")
    page.locator("[data-field=found] [data-value=no]").evaluate("(button) => button.click()")
    assert not line.is_visible(), "nothing is known, so there is no median"


def test_rows_that_a_filter_hides_leave_no_gap_on_the_page_and_in_the_saved_picture(opened):
    explorer = ac.explore_coups(from_="2020")
    chart, shown = explorer.chart, explorer.visible()
    page = opened(explorer.html())
    assert page.locator("g.datum:visible").count() == len(shown) < len(chart.data) == 27
    gap = (len(chart.data) - len(shown)) * chart.rows.step
    tall = "(svg) => svg.getAttribute('viewBox').split(' ').map(Number)"
    (_, title, _, height), whole = page.locator(".picture > svg").evaluate(tall), chart.figure.height
    assert title > 20 and height == pytest.approx(whole - gap - title, abs=1), (
        "on the page the title is above"
    )
    seen = page.locator(".picture > svg").bounding_box()
    assert seen["height"] / seen["width"] == pytest.approx(height / 1000, rel=0.01)
    lines = round((Image.open(io.BytesIO(saved(page, "PNG"))).height / 2 - height - 8) / 20.8, 1)
    assert lines in (1, 2, 3), "and in what is saved it has lines of its own"
    last = page.locator("g.datum:visible").last.bounding_box()
    foot = page.locator(".foot text").first.bounding_box()
    assert 0 < foot["y"] - last["y"] - last["height"] < 2 * chart.rows.step, "the scale stands right below"
    page.get_by_role("button", name="Reset").click()
    page.locator("input[data-key=from]").fill("0")
    assert page.locator("g.datum:visible").count() == len(chart.data)
    assert page.locator(".picture > svg").evaluate(tall)[3] == pytest.approx(whole - title, abs=1)


@pytest.mark.parametrize(
    ("name", "first", "said"),
    [("reactions", "1999", slice(None)), ("timeline", "January 2021", slice(None, None, 2))],
)
def test_squares_that_a_filter_leaves_out_are_pale_and_their_count_goes_on(opened, name, first, said):
    explorer = getattr(ac, f"explore_{name}")(from_=first)
    page, squares = opened(explorer.html()), "[data-of]:not([data-of*=' '])"
    pale = page.locator(f"{squares}.off").evaluate_all("(all) => all.map((e) => e.dataset.of)")
    assert set(pale) == {m.id for m in explorer.chart.data} - set(explorer.visible())
    counted = page.locator("[data-count] text").all_text_contents()[:4]
    assert (
        re.findall(r"\d+", " ".join(counted))
        == re.findall(r"\d+", page.locator(".finding").inner_text())[said]
    )


# The smallest words of an explorer, or of a picture that does not change: those have 12 pixels in their own size.
SMALLEST = """(box) => {
  const size = (e) => parseFloat(getComputedStyle(e).fontSize) * Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b);
  const live = box.querySelector("[data-title]")?.shadowRoot.querySelectorAll(".picture text"), still = box.querySelector("img");
  if (live?.length) return Math.min(...[...live].filter((e) => e.checkVisibility()).map(size));
  return still.complete ? 12 * (still.clientWidth - 16) / still.naturalWidth : 0;
}"""


@pytest.mark.parametrize("name", ["reactions", "votes", "arms"])
def test_words_have_eleven_pixels_in_a_narrow_column_of_a_wide_window(opened, name):
    """As beside the side bar of JupyterLab."""
    page = opened(f"<div>{output_of(f'explore_{name}')}</div>")
    box = page.locator("body > div")
    for width in (360, 560, 640, 700, 760, 824, 870, 930, 1100, 1380):
        box.evaluate(f"(box) => (box.style.width = '{width}px')")
        settled(page)
        page.wait_for_function(f"() => ({SMALLEST})(document.querySelector('body > div')) >= 10.99")
        assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth"), width


def test_a_closed_colour_says_what_opens_it(opened):
    page = opened(started("explore_report").html())
    for colour in ("measurement_level", "verdict"):
        page.locator(f"input[value={colour}]").evaluate("(button) => button.click()")
        assert ": closed until you" in page.locator(".finding").inner_text()


def test_the_coloured_part_of_a_slider_is_what_it_lets_through(opened):
    page = opened(ac.explore_waiting(from_="2013", to="2021").html())
    found = page.locator("input[type=range]").evaluate_all(
        "(all) => all.map((e) => [e.dataset.key, parseFloat(e.style.getPropertyValue('--at')), "
        "getComputedStyle(e).getPropertyValue('--before'), getComputedStyle(e).getPropertyValue('--after')])"
    )
    (low, begin, *of_low), (high, end, *of_high) = found
    assert (low, high) == ("from", "to") and 0 < begin < end < 100
    assert of_low == of_high[::-1] and of_low[0] != of_low[1]


def test_on_paper_words_are_larger_and_no_button_shows(opened):
    page = opened(ac.explore_waiting(from_="2013").html())
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    settled(page)
    small = page.locator(".picture text").evaluate_all(SIZE)
    for event, least in (("beforeprint", 11), ("afterprint", 0)):
        page.evaluate(f"dispatchEvent(new Event('{event}'))")
        sizes = page.locator(".picture text").evaluate_all(SIZE)
        assert min(sizes) >= least
    assert sizes == small, "afterwards the screen is as it was"
    assert "Showing 14 of 27" in page.locator(".status").inner_text()
    page = opened(ac.explore_waiting().html())
    page.emulate_media(media="print")
    assert (
        not page.locator(".status").is_visible() and not page.get_by_role("button", name="PNG").is_visible()
    )


@pytest.mark.parametrize("name", FILTERING)
def test_on_paper_no_word_is_below_eight_points_and_none_is_cut(opened, name):
    page = opened(output_of(name))
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    settled(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    parts = page.locator(".picture svg")
    assert page.locator(".picture text").evaluate_all(PRINTED) == []
    assert parts.evaluate_all("(all) => all.every((e) => e.getBoundingClientRect().height <= 930)"), (
        "one page"
    )
    cut = parts.evaluate_all(CUT)
    assert cut == [], "where a picture stands in two columns"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert parts.count() == 1 and page.locator(".picture > svg .datum").count() == len(
        started(name).chart.data
    )


def test_beyond_two_choices_the_title_counts_of_what_is_shown(opened):
    explorer = started("explore_coups")
    known, (turn, after, sure) = set(explorer.titled()), explorer.categories
    rare = (
        {"turn": way, "after": votes, "sure": how}
        for way in turn.values
        for votes in after.values
        for how in sure.values
    )
    view = next(
        found
        for one in rare
        if len((found := ac.explore_coups(**one)).visible()) > 2 and frozenset(found.visible()) not in known
    )
    page = opened(explorer.html())
    for field, (value,) in view.state["only"].items():
        page.locator(f"[data-field={field}] [data-value='{value}']").evaluate("(button) => button.click()")
    changes = [
        r["Change, agreement with Russia"]
        for r, m in zip(view.chart.table, view.chart.data)
        if m.id in view.visible()
    ]
    known = [change for change in changes if change != "too few years"]
    rose = sum(change[0] == "+" and float(change.split()[0]) >= 1 for change in known)
    how = f"all {rose}" if rose == len(known) else f"{rose or 'none'} of the {len(known)}"
    said = page.locator(".finding").inner_text()
    assert said.startswith(
        f"After {how} coups shown with enough UN votes, the country voted clearly more with Russia"
    )
    assert (
        f"Showing {len(view.visible())} of 27 coups ({turn.title.lower()}: "
        in page.locator(".status").inner_text()
    )


def test_the_report_is_taken_along_as_a_whole_picture(opened):
    page = opened(ac.explore_report().html())
    picture = Image.open(io.BytesIO(saved(page, "PNG")))
    assert picture.width == 2 * 1040 and picture.height > 2 * 900
    last = picture.convert("L").crop((0, picture.height - 90, picture.width, picture.height))
    assert last.getextrema()[0] < 90, "its last line is there, and not faded"
    assert b"Paragraph 5" in saved(page, "SVG")
    assert not page.get_by_role("button", name="Data shown").is_visible(), "all are shown"
    page = opened(ac.explore_report(colour="attributed_to").html())
    page.locator("[data-value=ria]").first.click()
    about, rows = data_of(page, "Data shown")
    assert "Showing 1 of 68" in about and len(rows) == 1 + 1 < len(data_of(page, "All data")[1])
