"""The board of lesson 08 in a real JupyterLab: rated with keyboard and mouse, read by axe, saved."""

import io
import json

import pytest
from lab import PANEL, comes_to, command, open_notebook, outputs, place, run_all, saves, settled, until
from PIL import Image
from test_bar import data_of
from test_bar import saved as taken
from test_coding_in_lab import PRESS

import aftercoup as ac
from aftercoup import measures, tables
from aftercoup.charts import ratings
from aftercoup.charts.board import said

pytestmark = pytest.mark.browser
CELLS = [
    ("md", "# A board"),
    "import aftercoup as ac",
    'ac.explore_board(pieces="v02 v05 v12", using="rest")',
]
LIVE = ".jp-OutputArea .acb-live"
FORGET = f"""(async () => {{ {PANEL} await panel.sessionContext.session.kernel.requestExecute(
  {{ code: "from aftercoup.charts import ratings; ratings.kept.clear()" }}).done.then(() => null); }})()"""


@pytest.fixture
def blank(lab, lab_page):
    """The page of JupyterLab, with nothing rated so far."""
    page = lab_page
    page.set_viewport_size({"width": 1400, "height": 1500})
    page.saved = lab.folder / "my_ratings" / "ratings.jsonl"
    page.saved.unlink(missing_ok=True)
    return page


@pytest.fixture(scope="module")
def notebook(lab, lab_page):
    """A notebook with a board, opened once: another kernel takes longer than a test."""
    path = lab.write("board.ipynb", CELLS)
    open_notebook(lab_page, lab, path)
    return path


@pytest.fixture
def page(notebook, blank):
    """The board as it starts, run anew: no test finds what another one rated."""
    blank.path = notebook
    blank.evaluate(FORGET)
    command(blank, "notebook:clear-all-cell-outputs")
    run_all(blank)
    blank.wait_for_selector(f"{LIVE} [data-cell]")
    return blank


def says(page, words):
    page.locator(f"{LIVE} .acb-said", has_text=words).wait_for(timeout=10_000)


def rated(page):
    return [json.loads(line)["rated"] for line in page.saved.read_text(encoding="utf-8").splitlines()]


def test_a_board_is_rated_with_the_keyboard_and_kept(page):
    where = place(page)
    page.locator(f"{LIVE} [data-cell='v02 0']").focus()
    page.keyboard.press("Enter")
    page.locator(f"{LIVE} .acb-picker button", has_text="II: very inconsistent").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    says(page, "v02, Two outcasts: inconsistent (I).")
    page.keyboard.press("ArrowRight")  # the focus is where it was
    page.keyboard.press("1")
    says(page, "v05, Two outcasts: very consistent (CC).")
    for key in ("b", "Control+c", "b"):  # no letter of the board's, also after one that is the page's
        page.keyboard.press(key)
    assert place(page) == where, "no key reached the notebook"
    assert rated(page) == ["v02 I - - - - -", "v05 CC - - - - -"]
    shown = page.locator(f"{LIVE} code", has_text="explore_board").inner_text()
    assert (
        shown
        == 'ac.explore_board(ratings="v02 I - - - - -; v05 CC - - - - -", using="rest", pieces="v02 v05 v12")'
    )
    assert page.locator("[data-acb-face] .aftercoup-board").is_hidden(), "one board is shown"
    about, cells = data_of(page, "Data")
    assert [row[:4] for row in cells[1:3]] == [
        ["v02", tables.record("v02", "evidence").short_name, "I", cells[1][3]],
        ["v05", tables.record("v05", "evidence").short_name, "CC", cells[2][3]],
    ]
    page.get_by_role("button", name="This view", exact=True).click()
    assert page.get_by_label("To copy").input_value().endswith('pieces="v02 v05 v12")')
    picture = Image.open(io.BytesIO(taken(page, "PNG")))
    assert picture.width == 2 * 1064 and len(picture.convert("L").getcolors(256)) > 20, "it is not empty"
    assert b"Two outcasts" in taken(page, "SVG")
    words = outputs(page)[-1][1][-1]["data"]["text/plain"]
    assert shown in "".join(words), "what is said is what is stored"
    assert saves(page)
    assert shown in "".join(
        json.loads(page.path.read_text(encoding="utf-8"))["cells"][-1]["outputs"][-1]["data"]["text/plain"]
    )


def test_a_board_is_rated_with_the_mouse_and_undone(page):
    page.locator(f"{LIVE} [data-cell='v12 2']").click()
    page.locator(f"{LIVE} .acb-picker button", has_text="N: says nothing").click()
    says(page, "v12, Cheap signal: says nothing (N).")
    page.locator(f"{LIVE} button[data-do=counts][data-value=v12]").click()
    says(page, "v12 is changed")
    rest = " -" * (len(ratings.explanations()) - 3)
    assert rated(page)[-1] == f"v12 - - N{rest} out"
    for left in (f"v12 - - N{rest}", f"v12 - - -{rest}"):
        page.locator(f"{LIVE} button[data-do=undo]").click()
        says(page, "Undone for v12")
        until(
            page,
            "(n) => document.querySelectorAll('.acb-live .acb-matrix .acb-own').length === n",
            arg=1 if "N" in left else 0,
        )
        assert rated(page)[-1] == left
    page.locator(f"{LIVE} button[data-do=layout]").click()
    says(page, "Explanations in columns")
    page.locator(f"{LIVE} button[data-do=layout]").click()
    says(page, "Explanations in rows")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious(page, axe, theme):
    command(page, "apputils:change-theme", theme=theme)
    until(page, "(dark) => (document.body.dataset.jpThemeLight === 'false') === dark", arg="Dark" in theme)
    settled(page)
    found = axe(page, ".jp-OutputArea", serious=True)
    command(page, "apputils:change-theme", theme="JupyterLab Light")
    assert found == []


BEYOND = """(tables) => tables.map((t) => [t.scrollWidth, t.closest('.aftercoup-board').clientWidth])
  .filter(([needed, there]) => needed > there)"""


def test_it_fits_a_narrow_window(page):
    """Nothing has to be moved sideways, in either layout."""
    for layout in ("Explanations in columns", "Explanations in rows"):
        page.locator(f"{LIVE} button[data-do=layout]").click()
        says(page, layout)
        for width in (700, 600, 1400):
            page.set_viewport_size({"width": width, "height": 1500})
            beyond = comes_to(page, lambda: page.locator(f"{LIVE} table").evaluate_all(BEYOND), [])
            assert beyond == [], f"{beyond} pixels and the room for them, {layout}, {width}"


@pytest.mark.parametrize("using", ["mine", "rest"])
def test_a_board_of_all_pieces_is_seen_at_once_on_a_desk(tab, using):
    page = tab(1400)
    board = ac.explore_board(using=using).bundle(live=True)["text/html"]
    page.set_content(
        f'<body style="font-family: sans-serif"><div class="acb-live" style="width: 1080px">{board}</div>'
    )
    live = page.locator(".acb-live")
    assert live.bounding_box()["height"] < 760 and live.evaluate("(e) => e.scrollWidth") <= 1080
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400
    heights = page.locator(".acb-matrix").evaluate_all(
        "(all) => all.map((table) => JSON.stringify([...table.rows].map((row) => row.offsetHeight)))"
    )
    assert len(heights) > 3 and len(set(heights)) == 1, "the parts are one table"


@pytest.mark.parametrize("width", [1080, 800, 660, 378])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_no_rating_moves_the_table(tab, layout, width):
    page, places = tab(1400), []
    for codes in (
        "",
        "v02 I - - - - -",
        "v02 I N N N N N; v03 I N N N N N low",
        "v02 N N N N N N; v03 I CC N N N C",
    ):
        ratings.kept.clear()
        board = ac.explore_board(ratings=codes, pieces="v02 v03 v05 v12 v14 v17", layout=layout)
        live = board.bundle(live=True)["text/html"]
        page.set_content(
            f'<body style="font-family: DejaVu Sans"><div class="acb-live" style="width: {width}px">{live}</div>'
        )
        places.append(
            page.locator("[data-cell]").evaluate_all("(all) => all[0].getBoundingClientRect().bottom")
        )
    ratings.kept.clear()
    assert max(places) - min(places) < 4, places


@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_a_board_of_all_pieces_is_whole_on_a_phone(tab, layout):
    phone = tab(390)
    explorer = ac.explore_board(using="ours", layout=layout)
    phone.set_content(
        '<meta name="viewport" content="width=device-width"><body style="font-family: DejaVu Sans, Verdana">'
        f'<div class="acb-live">{explorer.bundle(live=True)["text/html"]}</div>'
    )
    matrix, above = phone.locator(".acb-matrix").first.bounding_box()["y"], phone.locator(".acb-sentence")
    assert matrix < 250, "the matrix begins at once"
    assert above.bounding_box()["y"] < matrix, "and the points of each explanation stand above it"
    points = measures.inconsistency_scores(*ratings.counted(explorer.rows))
    for explanation, score in zip(ratings.explanations(), points, strict=True):
        assert f"{explanation.short_name} {score.points:g}" in above.inner_text()
    phone.screenshot(
        full_page=True
    )  # lays all out anew, as printing does: upright heads once took the room of the names
    broken = """(names) => names.flatMap((name) => [...name.querySelectorAll("span, s")].concat(name).flatMap((of) =>
      [...of.childNodes].filter((node) => node.nodeType === 3).flatMap((node) =>
        [...node.data.matchAll(/\\S+/g)].filter((word) => {
          const range = document.createRange();
          range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
          return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1;
        }).map(String))))"""
    for size in ((390, 844), (844, 390), (390, 844)):  # turned, and back
        phone.set_viewport_size(dict(zip(("width", "height"), size)))
        assert phone.locator(".acb-matrix th[scope=row]").evaluate_all(broken) == [], (
            f"words in two lines, {size}"
        )
        assert phone.evaluate("document.documentElement.scrollWidth") <= size[0], size


def test_a_board_takes_the_digits_of_other_keyboards(page):
    name = ratings.explanations()[3].short_name
    keys = [("๑", "Digit2", True, "CC"), ("Process", "Numpad5", False, "II"), ("é", "Digit2", False, "C")]
    for key, code, shift, rating in keys:  # Thai, an input method, French
        page.locator(f"{LIVE} [data-cell='v12 3']").focus()
        page.evaluate(PRESS, [key, code, shift, False])
        says(page, f"v12, {name}: {said(rating)}.")


def test_an_empty_board_opens_the_first_choice_and_adds_up_after_the_first_rating(blank, lab, axe):
    """By touch and mouse a press on the open choice, by keyboard a digit on the first dot; nothing takes the focus."""
    page = blank
    path = lab.write("empty.ipynb", ["import aftercoup as ac", 'ac.explore_board(pieces="v02 v05")'])
    open_notebook(page, lab, path)
    run_all(page)
    choice = page.locator(f"{LIVE} .acb-picker")
    choice.wait_for()
    assert choice.locator("p").inner_text() == "v02, Two outcasts: does it fit?"
    assert not choice.evaluate("(e) => e.contains(document.activeElement)")
    assert "Points against: none yet" in page.locator(LIVE).text_content()
    assert axe(page, ".jp-OutputArea", serious=True) == []
    page.locator(f"{LIVE} [data-cell='v02 1']").focus()
    page.keyboard.press("ArrowRight")  # the open choice takes no key of the table
    assert page.evaluate("document.activeElement.dataset.cell") == "v05 1"
    choice.get_by_role("button", name="✓ C: consistent", exact=True).click()
    says(page, "v02, Two outcasts: consistent (C).")
    assert "Points against: Two outcasts 0." in page.locator(LIVE).text_content()
    assert choice.count() == 0


def test_a_board_behind_a_guess_has_its_bar_once_it_is_open(blank, lab):
    page = blank
    cell = 'ac.after("who-joins-fuel", ac.explore_board(using="ours", evidence="v14"))'
    path = lab.write("behind.ipynb", ["import aftercoup as ac", cell])
    open_notebook(page, lab, path)
    run_all(page)
    fold = page.locator(f"{LIVE} details.aftercoup-behind > summary")
    fold.wait_for()
    bar = page.locator("[data-acb-face]").get_by_role("button", name="PNG", exact=True)
    assert page.locator("details.aftercoup-behind > summary:visible").count() == 1, "one fold is shown"
    assert not bar.is_visible(), "nothing before the guess"
    fold.click()
    bar.wait_for()
    assert page.locator("[data-acb-face] .aftercoup-board").is_hidden(), "one board is shown"
    assert page.locator("details.aftercoup-behind > summary:visible").count() == 1
    assert data_of(page, "Data")[1][1][0] == "v01"
