"""The pages of the site: every link followed, no answer in it, and used in a browser without a network."""

import base64
import gzip
import io
import json
import re
import shutil
import unicodedata
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
from lab import NOTEBOOKS, settled
from lite import served, without_network
from once import ADDRESS
from test_keys import folded
from test_pack import secrets

from aftercoup import guessing, linking, tables
from aftercoup.teach import pages
from aftercoup.teach.pages import lessons, poster

pytestmark = pytest.mark.slow
LOADED = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "srcset",
    "video": "src",
    "use": "href",
}
LESSON, SHEET, TABLE = (
    "lessons/01_read_the_event.html",
    "exercises/exercise_04.html",
    "tables/votes.html",
)


GUESSED = [
    f"lessons/{path.stem}.html"
    for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    if "aftercoup-behind" in path.read_text(encoding="utf-8")
]
CLAIMS = tables.table("claims")
NAMED = guessing.answer(guessing.find("named-sources"))[0]
OF_THE_PAPER = (
    f"Showing {sum(claim.attributed_to == 'global-new-light' for claim in CLAIMS)} of {len(CLAIMS)} claims"
)


class Parsed(HTMLParser):
    """A page: its ids, where its links lead, what it loads, its text."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.loads, self.texts, self.skip = set(), [], [], [], False
        self.heard, self.link = [], None  # what each link is called
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.skip = tag in ("script", "style")
        self.ids |= {given.get("id"), given.get("name")} - {None}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            self.link = [given.get("aria-label", "")]
        if given.get(LOADED.get(tag)) and not (
            tag == "link" and given.get("rel") not in ("stylesheet", "icon")
        ):
            self.loads.append(given[LOADED[tag]])

    def handle_endtag(self, tag):
        self.skip = False
        if tag == "a" and self.link:
            self.heard.append(self.link[0] or "".join(self.link).strip())
            self.link = None

    def handle_data(self, data):
        if not self.skip:
            self.texts.append(data)
        if self.link:
            self.link.append(data)


@pytest.fixture(scope="module")
def parsed(site):
    return {
        path.relative_to(site).as_posix(): Parsed(path.read_text("utf-8")) for path in site.rglob("*.html")
    }


def test_every_link_leads_to_a_page_and_a_place_in_it(site, parsed):
    wrong, followed, opened = [], 0, []
    for name, page in parsed.items():
        for link in page.links:
            path, _, place = urllib.parse.unquote(link).partition("#")
            if re.match(r"[a-z]+:", path):
                assert path.startswith(("https://", "http://")), (name, link)
                continue
            if notebook := re.match(r"(\.\./)?lite/(notebooks|lab|tree)/index\.html(?:\?path=(.+))?$", path):
                assert not notebook[3] or (pages.ROOT / notebook[3]).is_file(), (name, link)
                opened.append(notebook[3])
                continue
            target = (site / name).parent / path.partition("?")[0] if path else site / name
            followed += 1
            if not target.is_file():
                wrong.append((name, link))
            elif place and target.suffix == ".html":
                if place not in parsed[target.resolve().relative_to(site.resolve()).as_posix()].ids:
                    wrong.append((name, link))
    assert not wrong and followed > 2000
    files = {path.relative_to(pages.ROOT).as_posix() for path in pages.ROOT.glob("[ne]*s/[01oe]*.ipynb")}
    assert set(opened) - {None} == files, "each lesson and each sheet opens as a notebook"


def test_nothing_is_loaded_from_elsewhere(site, parsed):
    for name, page in parsed.items():
        for address in page.loads:
            inside = (
                address.startswith("data:")
                or ((site / name).parent / urllib.parse.unquote(address.partition("?")[0])).is_file()
            )
            assert inside or address.startswith("#"), (name, address[:80])
    for path in (site / "_static").rglob("*.css"):
        assert not re.findall(r"@import|url\(\s*['\"]?https?:", path.read_text("utf-8")), path.name


def test_a_page_is_small_and_so_is_the_site(site, parsed):
    """As a server sends it that compresses; with all pictures, also those that are fetched on paper only."""
    for name, page in parsed.items():
        asked = [
            one.partition("?")[0] for one in page.loads if not one.startswith("data:")
        ]  # a picture in the page
        files = {(site / name).parent / urllib.parse.unquote(one) for one in asked}
        sizes = [len(gzip.compress(path.read_bytes())) for path in {site / name, *files} if path.is_file()]
        assert sum(sizes) < 600_000 and len(sizes) <= 40, (name, sum(sizes), len(sizes))
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 12_000_000


def test_each_page_says_what_a_link_to_it_shows(site, parsed):
    for name in parsed:
        text = (site / name).read_text("utf-8")
        picture = re.search(rf'<meta property="og:image" content="{ADDRESS}/([^"]+)">', text)
        assert picture and (site / picture[1]).is_file(), name
        assert re.search(r'<meta property="og:title" content="[^"]+">', text), name


def test_each_table_comes_with_its_file_and_the_lessons_lead_to_its_rows(site, parsed):
    ours = {path.read_bytes() for path in (pages.ROOT / "data").rglob("*.csv")}
    ours.add((pages.ROOT / "docs/timing_sheet.csv").read_bytes())
    deck = site / lessons.ANKI  # it is no table, and each page of a lesson offers it
    found = [path for path in (site / "data").rglob("*") if path.is_file() and path != deck]
    assert deck.is_file() and {path.read_bytes() for path in found} == ours
    for path in found:
        name = path.relative_to(site).as_posix()
        assert sum(f"../{name}" in page.links for page in parsed.values()) == 1, name
    case = parsed["tables/case-egypt-2013.html"]
    assert {"c16", "e10", "k05", "../data/egypt-2013/claims.csv"} <= case.ids | set(case.links)
    assert "../tables/case-egypt-2013.html#c06" in parsed["exercises/exercise_10.html"].links
    assert "../tables/claims.html#c16" in parsed[LESSON].links and "c16" in parsed["tables/claims.html"].ids


def test_no_answer_stands_in_the_pages(site, parsed):
    """No worked answer, no example of a rubric, no key."""
    letters = lambda text: re.sub(r"\W", "", folded(text))  # a link inside a sentence must not hide it
    texts = {name: letters("".join(page.texts)) for name, page in parsed.items()}
    long = [(question, letters(one)) for question, _, typed in secrets() for one in typed if len(one) > 40]
    assert len(long) > 100

    def told(texts):
        return [(name, question) for question, one in long for name, text in texts.items() if one in text]

    assert told(texts) == []
    assert (LESSON, long[0][0]) in told({LESSON: texts[LESSON] + long[0][1]}), "it finds a planted one"
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert not [name for name in names if re.search(r"solutions/|_key|_pairs|checks/|\.ipynb", name)]


def test_no_template_is_left_unfilled(parsed):
    pattern = r"\{\{|\{%|\$(course|sheets|cite|contents|explorer|get|problems|lite)\b"
    assert [name for name, page in parsed.items() if re.search(pattern, " ".join(page.texts))] == []
    assert re.search(pattern, "as $contents did on the first page")


def test_the_chart_of_readme_is_fresh_and_stands_open_in_a_lesson():
    """As one_class stores it in a cell that waits for no guess."""
    assert poster.chart() == (pages.ROOT / "docs/votes.svg").read_text("utf-8"), (
        "python start.py build draws it anew"
    )
    assert "](docs/votes.svg)" in (pages.ROOT / "README.md").read_text("utf-8")
    cells = json.loads((NOTEBOOKS / "one_class.ipynb").read_text("utf-8"))["cells"]
    (cell,) = (one for one in cells if "".join(one["source"]).startswith("ac.explore_vote_map("))
    picture = re.search(
        r'src="data:image/svg\+xml;base64,([^"]+)"', "".join(cell["outputs"][0]["data"]["text/html"])
    )
    assert base64.b64decode(picture[1]) == (pages.ROOT / "docs/votes.svg").read_bytes()


def test_the_poster_is_fresh_and_one_page(tmp_path, monkeypatch):
    for name in ("votes.svg", "course-map.svg"):
        shutil.copy(poster.DOCS / name, tmp_path)
    monkeypatch.setattr(poster, "DOCS", tmp_path)
    assert poster.build() == [], "python start.py build draws it anew"
    (page,) = pypdf.PdfReader(pages.ROOT / "docs/course-map.pdf").pages
    assert "Weigh the" in page.extract_text()


# ---------------------------------------------------------------- in a browser, without a network


@pytest.fixture
def visit(tab, site):
    """Open a page from the disk; its console stays silent, and nothing outside the folder is asked for."""
    said, page = [], tab(1280)
    page.context.set_offline(True)
    page.set_default_timeout(20_000)
    own = (site.as_uri(), "data:", "about:blank")
    listeners = {
        "request": lambda request: request.url.startswith(own) or said.append((page.url, request.url)),
        "console": lambda message: said.append((page.url, message.text)),
        "pageerror": lambda problem: said.append((page.url, str(problem))),
    }
    for event, listener in listeners.items():
        page.on(event, listener)

    def open_page(name, width=1280, theme="light", query=""):
        tab(width)
        page.emulate_media(color_scheme=theme)
        page.goto((site / name).as_uri() + query)
        return page

    yield open_page
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert said == []


# All at once: to ask for each option by itself takes several times as long.
WITHOUT_SCRIPTS = """() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().height > 0;
  const seen = (selector, within = document) => [...within.querySelectorAll(selector)].filter(shown);
  const found = {
    controls: seen("article :is(button, input, select, textarea)").length,
    open: document.querySelectorAll("details.aftercoup-behind[open], .aftercoup-guess details[open]").length,
    guesses: seen(".aftercoup-guess").map((guess) => [guess.querySelector("script[type='application/json']").textContent,
      seen("li, li *", guess).map((e) => e.textContent)]),
  };
  const folds = [...document.querySelectorAll("details.aftercoup-behind")];
  for (const fold of folds) fold.open = true;
  return { ...found, behind: folds.map((fold) => seen("img, table, p", fold).length) };
}"""


@pytest.mark.browser
def test_without_scripts_a_lesson_asks_shows_and_hides_what_it_should(chrome, site):
    """No button that does nothing, no open answer, all options of a question; with scripts nothing is said of them."""
    context = chrome.new_context(java_script_enabled=False)
    page, plain = context.new_page(), chrome.new_context().new_page()
    for path in sorted((site / "lessons").glob("[01o]*.html")):
        page.goto(path.as_uri())
        assert page.get_by_text("Scripts are off here").is_visible()
        seen = page.evaluate(WITHOUT_SCRIPTS)
        assert seen["controls"] == seen["open"] == 0, path.name
        for spec, shown in seen["guesses"]:
            told = {" ".join(words.split()) for words in shown}
            options = {" ".join(label.split()) for label in json.loads(spec).get("options", {}).values()}
            assert options <= told, (path.name, options - told)
        assert len(seen["behind"]) == page.locator("details.aftercoup-behind").count()
        assert all(seen["behind"]), path.name
    plain.goto((site / LESSON).as_uri())
    assert plain.get_by_text("Scripts are off here").is_hidden()
    plain.context.close()
    context.close()


OTHERS = ("index.html", "teach.html", "codebook.html", "search.html")


@pytest.mark.browser
@pytest.mark.parametrize(
    "name, theme",
    [(name, "light") for name in (*OTHERS, LESSON, SHEET, "tables/claims.html")] + [(LESSON, "dark")],
)
def test_a_page_is_accessible_and_fits(visit, axe, name, theme):
    page = visit(name, 1280, theme)
    colours = ["color-contrast", "link-in-text-block"]  # no other rule looks at colours
    assert axe(page, **({"runOnly": colours} if theme == "dark" else {})) == []
    for width in (1280, 430, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.browser
def test_an_explorer_filters_a_guess_opens_its_chart_and_rows_are_found_without_python(visit):
    page = visit(LESSON)
    asked = page.locator(".aftercoup-guess", has_text="name any source other than itself").first
    card = asked.locator(".box")
    fold = page.locator('details[data-guess="named-sources"]', has=page.locator(".aftercoup-report"))
    assert not fold.evaluate("fold => fold.open")
    card.get_by_label("Your guess as a number").fill(str(NAMED + 5))
    card.get_by_role("button", name="This is my guess").click()
    assert "5 too high." in card.inner_text() and fold.evaluate("fold => fold.open")
    explorer = page.locator("details .aftercoup-report")
    explorer.locator("button[data-value=global-new-light]").click()
    assert OF_THE_PAPER in explorer.locator(".status").inner_text()
    page = visit(TABLE)
    page.locator(".look input").fill("myanmar")
    assert page.locator(".look [role=status]").inner_text() == "1 of 193 rows."
    page = visit("tables/claims.html", query="#c16")
    assert "Wednesday" in page.locator("#c16 table").inner_text()
    page = visit("tables/alignment.html")
    page.get_by_role("button", name="Later rows").click()
    assert "here 51 to 100" in page.locator(".look [role=status]").inner_text()


HEARD = Path(__file__).with_name("heard")  # what a screen reader is told, as Playwright reads it
PARTS = {  # part of lesson 00 -> where it is, and how many lines of it are kept
    "guess": (".aftercoup-guess", 99),
    "explorer": ("[data-explorer=waiting]", 30),
    "card": (".out:has-text('e37')", 99),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", PARTS)
def test_what_is_heard_of_a_part_is_as_it_was_read_and_found_good(visit, name):
    page = visit("lessons/00_start_here.html")
    page.locator(".aftercoup-explorer").first.wait_for(state="attached")
    page.evaluate("document.querySelector('details.aftercoup-behind').open = true")
    place, lines = PARTS[name]
    heard = page.locator(place).first.aria_snapshot().splitlines()[:lines]
    assert "\n".join(heard) + "\n" == (HEARD / f"{name}.yaml").read_text("utf-8"), (
        "read it; keep it if it is good"
    )


def test_no_link_is_heard_as_a_bare_id(parsed):
    bare = {
        name: [words for words in page.heard if re.fullmatch(r"[cekvn]\d+", words)]
        for name, page in parsed.items()
    }
    assert {name: words[:3] for name, words in bare.items() if words} == {}


@pytest.mark.browser
def test_the_search_works_from_a_folder(visit):
    page = visit("search.html", query="?q=kappa")
    page.wait_for_selector("text=Search finished")
    found = page.locator("#search-results li a").evaluate_all(
        "links => links.map((link) => link.href.split('#')[0])"
    )
    assert [link for link in found if link.endswith(LESSON)] and len(found) > 4


@pytest.mark.browser
def test_a_printed_lesson_has_pictures_and_tables_and_no_menus(visit):
    page = visit("lessons/00_start_here.html")
    page.locator(".aftercoup-explorer").first.wait_for(state="attached")  # it chooses the layout for paper
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = unicodedata.normalize("NFKC", "\n".join(sheet.extract_text() for sheet in printed.pages))
    assert (
        text.count("complete months to first meeting") == 1 and 4 <= len(printed.pages) <= 16
    )  # the axis of the one picture
    assert "The puzzle" in text and "Suharto" in text  # a row of the table behind the picture
    for menu in ("Search", "Exercise 08", "Marking a class", "Back to top", "Showing 27", "Reset\n"):
        assert menu not in text, menu
    assert "That the sentence is confirmed" in text and "Not quite." in text, (
        "what is folded is open on paper"
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", GUESSED)
def test_what_waits_for_a_guess_is_on_paper(visit, name):
    page = visit(name)
    page.emulate_media(media="print")
    for _ in range(2):  # as some browsers do
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    folds = page.locator("details.aftercoup-behind")
    assert (
        folds.count()
        and folds.evaluate_all(
            "all => all.map((e) => e.open && e.firstElementChild.nextElementSibling.checkVisibility())"
        )
        == [True] * folds.count()
    )
    assert not page.locator(".aftercoup-guess details[open]").count(), "the answer stays closed"
    assert not page.locator(".aftercoup-behind > summary:visible").count(), "on paper nothing can be opened"
    numbered = "all => all.filter((e) => e.parentElement.previousElementSibling?.textContent.startsWith('Number ')).length"
    assert folds.evaluate_all(numbered) == folds.count(), "it stands at the end"
    assert folds.evaluate_all("all => all.every((e) => e.parentElement.querySelector(':scope > script'))"), (
        "beside its scripts, which look for it when it is printed before they are done"
    )
    assert page.get_by_text("stands at the end, number").count() == folds.count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not folds.evaluate_all(numbered), "afterwards the page is as it was"
    assert not page.get_by_text("stands at the end, number").count()


def test_every_term_that_a_page_links_has_a_card(site):
    known, linked = linking.cards(), re.compile(r'href="[^"]*glossary\.html#([^"]+)"')
    pages_ = [
        path for path in site.rglob("*.html") if path.parent.name == "lessons" and path.stem != "glossary"
    ]
    terms = {term for path in pages_ for term in linked.findall(path.read_text(encoding="utf-8"))}
    assert len(terms) > 60 and not {term for term in terms if f"#{term}" not in known}


@pytest.mark.browser
def test_no_printed_page_is_empty_and_no_button_is_printed(visit):
    page = visit("lessons/06_measure_alignment.html")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    sheets = [sheet.extract_text().strip() for sheet in printed.pages]
    assert min(len(" ".join(words.split())) for words in sheets) > 300, "no page is nearly empty"
    assert not any("PNG" in words for words in sheets)
    text, asked = " ".join(" ".join(sheets).split()), guessing.known()["kappa-indonesia"]
    assert f"Where is their kappa? {' '.join(asked.options.values())}" in text, "a guess with its options"
    assert asked.reading[:40] not in text, "and without its answer"


# ---------------------------------------------------------------- from a web server; in other engines: test_site_elsewhere.py


@pytest.mark.browser
def test_a_web_server_that_spoils_the_look_is_named_in_the_page(site, chrome):
    context, _ = without_network(chrome)
    with served(site, {".css": "text/plain"}) as address:
        page = context.new_page()
        page.goto(f"{address}/{LESSON}")
        assert "ask its administrator to hand out the folder _static" in page.inner_text("p[role=alert]")
    context.close()


TABLES = """() => [...document.querySelectorAll(".table-wrapper, .out, .out [role=region]")].filter((box) => box.querySelector("table"))
  .map((box) => ({
    wide: box.scrollWidth > box.clientWidth + 1,
    says: getComputedStyle(box, "::before").content.includes("goes on to the right"),
    above: box.querySelector("table").getBoundingClientRect().top - box.getBoundingClientRect().top,
    columns: box.querySelector("tr").cells.length,
    small: Math.min(...[...box.querySelectorAll("td, th")].map((cell) => parseFloat(getComputedStyle(cell).fontSize))),
  }))"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", ["lessons/01_read_the_event", "lessons/06_measure_alignment", "exercises/exercise_04"]
)
def test_a_table_fits_a_phone_or_says_that_it_goes_on(visit, name):
    page = visit(f"{name}.html", 390)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.wait_for_function("!document.querySelector('details:not([open])')")
    page.wait_for_function(
        f"!({TABLES})().some(({{ wide, says }}) => wide !== says)"
    )  # one of them is drawn live
    tables = page.evaluate(TABLES)
    assert (
        len(tables) > 3
        and [one for one in tables if one["wide"]]
        and not [one for one in tables if one["says"] and one["above"] > 40]  # it says so at the table
    )
    assert (
        not [one for one in tables if one["columns"] < 4 and one["wide"]]
        and min(one["small"] for one in tables) > 11
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# of each table, whether something around it is moved sideways, and how often that is said
TOLD = """() => [...document.querySelectorAll("article table")].filter((table) => table.offsetWidth).map((table) => {
  let wide = 0, said = 0;
  for (let box = table.parentElement; box !== document.body; box = box.parentElement) {
    wide ||= +(box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto");
    said += getComputedStyle(box, "::before").content.includes("goes on to the right");
  }
  return [wide, said];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["tables/contacts", "tables/case-egypt-2013", "exercises/exercise_05"])
def test_a_wide_table_is_told_once_on_all_pages(visit, name):
    page = visit(f"{name}.html", 390)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.wait_for_function(
        f"({TOLD})().some(([wide]) => wide) && ({TOLD})().every(([wide, said]) => wide === said)"
    )
    assert (
        page.evaluate(
            "(content => content.scrollWidth - content.clientWidth)(document.querySelector('.content'))"
        )
        <= 0
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", ["exercises/exercise_03", "exercises/exercise_05"])
def test_a_text_in_a_table_that_is_moved_sideways_is_no_column_of_single_words(visit, name):
    page = visit(f"{name}.html", 390)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.wait_for_function("document.querySelector('.sideways td.long')")
    narrow = """() => [...document.querySelectorAll(".sideways td")].filter((cell) => cell.offsetWidth
      && cell.textContent.length > 60 && cell.offsetWidth < 140).map((cell) => cell.textContent)"""
    assert page.evaluate(narrow) == []
