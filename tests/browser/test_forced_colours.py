"""What is chosen, rated or open under a contrast theme of Windows, which takes the colours of a page away but for its own."""

from importlib.resources import files

import pytest

from aftercoup.charts import ratings
from aftercoup.charts.board import explore_board
from aftercoup.charts.coups import explore_coups
from aftercoup.charts.machinery import style
from aftercoup.charts.report import explore_report

pytestmark = pytest.mark.browser

# How an element and what stands before and after its words look, as far as a contrast theme leaves it.
LOOK = """(e) => ["", "::before", "::after"].map((part) => {
  const s = getComputedStyle(e, part || undefined);
  return [s.color, s.borderTopWidth, s.borderTopStyle, s.borderRadius, s.outlineStyle, s.outlineWidth, s.fontWeight,
          s.textDecorationLine, s.content].join(" ");
}).join(" | ")"""


def _board():
    shown = explore_board(
        ratings="v02 I N C C N N; v05 I CC N N - C", using="rest", pieces="v02 v05", evidence="v05"
    )
    ratings.keep({})
    return shown.bundle(live=True)["text/html"]


def _desk():
    css = style.css_variables(".aftercoup-desk", ".dark") + (
        files("aftercoup.coding") / "desk.css"
    ).read_text(encoding="utf-8")
    return f"""<style>{css}</style><div class="aftercoup-desk">
        <button class="acd-value" aria-pressed="true">one</button><button class="acd-value">other</button>
        <div class="acd-tabs"><button aria-pressed="true">one</button><button>other</button></div>
        <div class="acd-items"><p class="acd-p acd-here">one</p><p class="acd-p">other</p></div>
        <p><span class="acd-g acd-sel">one</span> <span class="acd-g">other</span></p>
        <p><span class="acd-g acd-open" data-tag="a">one</span> <span class="acd-g" data-tag="a">other</span></p></div>"""


# name: (page, what is pressed first, [(the one that stands out, another)])
PAGES = {
    "order of a chart": (
        lambda: explore_coups().html(),
        "",
        [("input[name=order]:checked + span", "input[name=order]:not(:checked) + span")],
    ),
    "report": (
        lambda: explore_report("egypt-2013", colour="attributed_to").html(),
        ".chips button",
        [
            ("input[name=colour]:checked + span", "input[name=colour]:not(:checked) + span"),
            ("input[name=view]:checked + span", "input[name=view]:not(:checked) + span"),
            (".chips [aria-pressed=true]", ".chips [aria-pressed=false]"),
        ],
    ),
    "board": (
        _board,
        "",
        [
            (".acb-own", ".acb-code:not(.acb-own)"),
            (".acb-for", ".acb-against"),
            (".acb-very.acb-for", ".acb-for:not(.acb-very)"),
            ("thead .acb-now", "thead button:not(.acb-now)"),
        ],
    ),
    "coding desk": (
        _desk,
        "",
        [
            (".acd-value[aria-pressed=true]", ".acd-value:not([aria-pressed=true])"),
            (".acd-tabs [aria-pressed=true]", ".acd-tabs button:not([aria-pressed])"),
            (".acd-here", ".acd-items .acd-p:not(.acd-here)"),
            (".acd-sel", ".acd-g:not(.acd-sel):not([data-tag])"),
            (".acd-open", "[data-tag]:not(.acd-open)"),
        ],
    ),
}


@pytest.fixture
def page(tab):
    """A page under a contrast theme."""
    page = tab(1280, 720)
    page.emulate_media(forced_colors="active")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_what_stands_out_does_so_without_colours(name, page):
    html, press, pairs = PAGES[name]
    page.set_content(html())
    if press:
        page.locator(press).first.click()
        page.mouse.move(0, 0)
    alike = []
    for chosen, other in pairs:
        looks = [page.locator(selector).first.evaluate(LOOK) for selector in (chosen, other)]
        alike += [(chosen, other, looks[0])] if looks[0] == looks[1] else []
    assert not alike


def test_claims_of_the_report_keep_their_symbols(page):
    page.set_content(explore_report("egypt-2013", colour="attributed_to").html())
    symbols = page.locator(".claim.coloured .symbol path")
    symbols.first.wait_for(state="attached")  # the script unpacks itself first
    drawn = symbols.evaluate_all(
        "paths => paths.map((p) => [getComputedStyle(p).stroke, p.getAttribute('d')])"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len({d for _, d in drawn}) > 1 and all(stroke not in ("none", ground) for stroke, _ in drawn)
