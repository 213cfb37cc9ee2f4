"""What lessons and sheets become on the pages, before Sphinx makes them; the pages: tests/browser/test_pages.py."""

import csv
import json
import re

import nbformat
import pytest

from aftercoup import guessing, tables
from aftercoup.answers.exercise import Exercise, Question, exercise_numbered
from aftercoup.answers.kinds import KINDS
from aftercoup.teach.browser.pyodide import SiteError
from aftercoup.teach.editions.build import NOTEBOOKS, address, read
from aftercoup.teach.pages import ROOT, Page, lessons, relinked

new = nbformat.v4
NAMES = sorted(
    str(path.relative_to(ROOT))
    for folder, pattern in ((NOTEBOOKS, "[!g]*.ipynb"), (ROOT / "exercises", "*.ipynb"))
    for path in folder.glob(pattern)
)
COMPUTED = re.compile(r"ac\.(explore_\w+)\(.*?Controls: (.*?)\. Run the cell", re.DOTALL)
ASKS = re.compile(
    r"[Rr]un (?:it|the page|the comparison|(?:the|both) cells?) again|hold \*\*Shift|press Shift|the bar above|a new cell"
    r"|between the quotes|[Ss]et both sliders|[Cc]hange `|[Cc]hoose other countries"
)


def test_a_blank_sheet_has_a_line_for_each_field_and_paper_and_no_cell_of_python():
    notebook = new.new_notebook(
        cells=[
            new.new_markdown_cell("# Exercise 9\n\nIntroduction (c16)."),
            new.new_code_cell("import aftercoup as ac\nfrom aftercoup import progress"),
            new.new_code_cell("%load_ext aftercoup"),
            new.new_code_cell("%%answer 9.1\n# a <b> & c\nday_of_week:\n# who?\nleaders:"),
            new.new_code_cell('ac.show("coups", country="Egypt")'),
            new.new_code_cell("%%essay 9.2\nWrite below this line. 120 to 200 words."),
            new.new_code_cell("rows = len([1, 2])\n# Your own lines follow here."),
            new.new_code_cell("progress()"),
        ]
    )
    fields = {
        "day_of_week": KINDS["text"]("day_of_week", label="a <b> & c"),
        "leaders": KINDS["set"]("leaders"),
    }
    asked = {"9.1": Question("9.1", "When", 1, 2, fields)}
    exercise = Exercise("09", "Sample", "exercise_09.ipynb", "class", asked)
    text = lessons.blank_exercise(
        notebook, exercise, {'ac.show("coups", country="Egypt")': "<p>One coup</p>"}
    )
    assert text.count("Show the code") == 1, "what is there to go on from is not folded"
    assert "<strong>day of week</strong> a &lt;b&gt; &amp; c" in text and "<strong>leaders</strong>" in text
    assert '<p class="paper"><strong>Essay 9.2</strong> Write below this line. 120 to 200 words.' in text
    assert 'href="../tables/claims.html#c16"' in text
    assert text.count("```python") == 2 and "<p>One coup</p>" in text
    assert "%%" not in text and "progress" not in text and "import" not in text


def test_a_link_to_a_heading_that_is_not_there_is_named():
    pages = {"a": Page("docs/a.md", "# A\n\n[b](b.md#two)"), "b": Page("docs/b.md", "# B\n\n## Two")}
    assert relinked("a", pages).endswith("[b](b.md#Two)")
    pages["b"] = Page("docs/b.md", "# B")
    with pytest.raises(SiteError, match="docs/a.md links to b.md#two"):
        relinked("a", pages)


def test_a_link_to_a_cell_without_a_heading_leads_to_the_one_above_it():
    """As lesson 01 links to its notes; pages have addresses at headings only."""
    lesson = next(NOTEBOOKS.glob("01_*.ipynb"))
    cells, above = read(lesson).cells, ""
    for cell in cells:
        begins = re.match(r"##+ (.+)", cell.source) if cell.cell_type == "markdown" else None
        above = begins[1] if begins else above
        if cell.cell_type == "code" and above:
            break
    file = f"notebooks/{lesson.name}"
    pages = {
        "a": Page("docs/a.md", f"[x](../{file}#cell-id={cell.id})"),
        "b": Page(file, f"# B\n\n## {above}"),
    }
    assert relinked("a", pages) == f"[x](b.md#{address(above)})"
    pages["a"] = Page("docs/a.md", f"[x](../{file}#cell-id=none)")
    with pytest.raises(SiteError):
        relinked("a", pages)


def test_the_key_terms_of_a_lesson_are_cards_that_open_on_their_definitions():
    title = "# 01 A lesson\n\n**Key terms:** [claim](glossary.ipynb#claim), [Cohen's kappa](glossary.ipynb#Cohen's-kappa)"
    notebook = new.new_notebook(
        cells=[new.new_markdown_cell(title), new.new_markdown_cell("## One\n\nText.")]
    )
    definition = {record.term: record.definition for record in tables.load().glossary}
    text = lessons.lesson(notebook)
    cards = text.partition('<section class="term-cards"')[2]
    assert f"<details><summary>claim</summary><p>{definition['claim']}</p></details>" in cards
    assert cards.count("<details>") == 2 and f'href="../{lessons.ANKI}" download' in cards
    notebook.cells[0].source = "# 01 A lesson"
    assert "term-cards" not in lessons.lesson(notebook)


def test_the_file_for_anki_is_read_as_its_manual_says():
    """Header lines with # on top, then what a reader of quoted fields between tabs takes them for: a note for each
    term, told apart by its first field. (Anki 26.9 was given the file once: 85 new notes, none refused.)"""
    lines = lessons.anki().splitlines()
    head = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    assert lines[: len(head)] == [f"#{key}:{value}" for key, value in head.items()], (
        "a note that begins with # is lost"
    )
    assert (head["separator"], head["html"], head["tags column"]) == ("tab", "false", "3")
    notes = list(csv.reader(lines[len(head) :], delimiter="\t"))
    assert {len(note) for note in [head["columns"].split("\t"), *notes]} == {3}
    terms = {record.term: record.definition for record in tables.load().glossary}
    assert {front: back for front, back, _ in notes} == terms and len(notes) == len(terms)
    assert all(tag and " " not in tag for *_, tag in notes)


def test_the_page_of_lesson_05_has_both_windows_that_it_compares():
    text = lessons.lesson(read(NOTEBOOKS / "05_follow_the_arms.ipynb"))
    assert "armed Myanmar most in 2016–2020" in text and "armed Myanmar most in 2021–2023" in text


@pytest.fixture(scope="module")
def controls():
    """Function of a picture that is computed anew -> names of its controls, which a page alone does not have."""
    found = {}
    for path in NOTEBOOKS.glob("[0-9]*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            shown = "".join(cell["source"]) + json.dumps(cell.get("outputs"))
            if match := COMPUTED.match(shown[shown.find("ac.explore_") :]):
                found[match[1]] = match[2].split(", ")
    assert found["explore_window"] == ["First year", "Last year"] and len(found) >= 7
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_without_notebook_asks_for_nothing_that_it_does_not_have(name, controls):
    """No sentence of it names a control of a computed picture, or something that is done in a cell."""
    notebook = read(ROOT / name)
    is_sheet = name.startswith("exercises")
    exercise = exercise_numbered(re.findall(r"\d\d", name)[0]) if is_sheet else None
    text = lessons.blank_exercise(notebook, exercise, {}) if is_sheet else lessons.lesson(notebook)
    assert not is_sheet or "use_case" not in text, "what chooses a case speaks of cells"
    text = re.sub(r"(?ms)^(```|~~~~).*?^(```|~~~~)[^\n]*$|<details>.*?</details>", "", text)
    number = re.search(r"\d\d", name)
    asked = [one for one in guessing.known().values() if number and not is_sheet and one.lesson == number[0]]
    text += "\n".join(words for one in asked for words in (one.question, one.explain, one.reading))
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    here = {one for picture, names in controls.items() if f"ac.{picture}(" in code for one in names}
    found = [f"*{one}*" for one in here if re.search(rf"(?<!\*)\*{re.escape(one)}\*(?!\*)", text)]
    found += [match[0] for match in ASKS.finditer(text)]
    assert not found, f"{name} asks for {found}: mark the sentence with <!-- notebook -->, as 05 does"
    assert "<!-- " not in text + lessons.lesson(notebook, run="run"), "no mark is left in a page"
    if is_sheet:  # its page has run all cells
        words = r"(?:\b(?:[Rr]un|[Ss]hift|progress|your own lines|[Cc]ells?|hand it in)\b|ac\.\w+\()"
        plain = re.sub(r"<[^>]*>|\]\([^)]*\)|not run by a state", "", text)
        left = re.findall(rf"[^.\n]*{words}[^.\n]*", plain)
        assert not left, f"the page of {name} asks for what only a notebook has: {left}"


def test_what_needs_the_notebook_is_left_out_or_said_where_there_is_none():
    text = "Read it. <!-- notebook -->Move *Year*.<!-- /notebook -->\n\n<!-- notebook -->\nRun it.\n<!-- /notebook -->"
    assert (
        lessons.doable(text, "run")
        == "Read it. *In the notebook:* Move *Year*.\n\n*In the notebook:* Run it."
    )
    assert lessons.doable(text, "").strip() == "Read it."
    assert lessons.doable(text, "", "(In the notebook.)").count("(In the notebook.)") == 2
