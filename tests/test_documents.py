"""Every notebook as a document, by the rules in documents.py; and each rule shown able to fail."""

import configparser
import copy
import csv
import fnmatch
import re
import subprocess

import documents
import pytest
from documents import NOTEBOOKS, RULES, Notebook, disagreements

from aftercoup import tables
from aftercoup.teach.content import course
from aftercoup.teach.editions import build, cited_where

ROOT = NOTEBOOKS.parent
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
LESSONS = ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]


def test_the_lessons_are_there():
    assert [path.name[:2] for path in PATHS if path.name[0].isdigit()] == LESSONS
    assert (NOTEBOOKS / build.GLOSSARY) in PATHS


def test_course_toml_has_the_lessons_and_their_titles():
    listed = {lesson.file: f"# {lesson.number} {lesson.title}" for lesson in course.current().lesson}
    titles = {path.name: Notebook.source(Notebook.read(path).cells[0]).split("\n")[0] for path in PATHS}
    assert listed == {name: title for name, title in titles.items() if name[0].isdigit()}


def test_the_tables_of_the_readme_are_fresh():
    stored = (ROOT / "README.md").read_text(encoding="utf-8")
    assert build.readme() == stored, "run: python start.py build"


@pytest.fixture(scope="module")
def stored():
    """Name -> notebook, as it is stored. Nobody changes them."""
    return {path.name: Notebook.read(path) for path in PATHS}


@pytest.mark.parametrize("rule", RULES)
def test_every_notebook(stored, rule):
    found = {name: documents.problems(notebook, rule) for name, notebook in stored.items()}
    assert not any(found.values()), f"{RULES[rule].__doc__}\n" + "\n".join(
        f"- {name}: {problem}" for name, problems in found.items() for problem in problems
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_generated_cells_are_fresh(path):
    notebook = build.glossary_notebook() if path.name == build.GLOSSARY else build.read(path)
    build.fill(notebook)
    fresh = [cell.source for cell in notebook.cells]
    stored = [Notebook.source(cell) for cell in Notebook.read(path).cells]
    assert fresh == stored, f"run: python start.py build {path.name}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_file_is_in_stored_form(path):
    text = path.read_text(encoding="utf-8")
    assert build.written(build.read(path)) == text, f"run: python start.py build {path.name}"


PAGES = ["README.md", "CONTRIBUTING.md"]
PAGES += sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if path.name[:6] != "README")
FOLDERS = "aftercoup bench data deploy docs exercises notebooks solutions tests".split()


@pytest.mark.parametrize("name", PAGES)
def test_pages_link_to_what_exists(name):
    page = ROOT / name
    for target in re.findall(r"\]\(([^()\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match("[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{name} links to {target}"
        if heading:
            titles = re.findall(r"^#+ (.+)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}, (
                f"{name} links to {target}"
            )


@pytest.mark.parametrize("name", PAGES)
def test_a_path_that_a_page_names_exists(name):
    """`NN` is the number of an exercise, … any letters; a path may begin at any folder."""
    there = [path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    there = [f"/{path}" for path in (*FOLDERS, *there, *(path.name for path in ROOT.iterdir()))]
    named = re.findall(r"`([\w./…-]+)`", (ROOT / name).read_text(encoding="utf-8"))
    paths = {
        one.rstrip("/")
        for one in named
        if one.partition("/")[0] in FOLDERS or re.search(r"\.(py|js|mjs|css|toml|ipynb|md)$", one)
    }
    assert len(paths) > 60 or name != "CONTRIBUTING.md"
    forms = {one: one.replace("NN", "[0-9][0-9]").replace("…", "*") for one in paths}
    missing = [one for one, form in forms.items() if not fnmatch.filter(there, f"*/{form}")]
    assert not missing, f"{name} names what is not there"


def test_a_function_that_contributing_names_exists():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "aftercoup").rglob("*.py"))
    named = set(re.findall(r"`(_[a-z]\w*)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert named, "CONTRIBUTING names no function any more: delete this test"
    assert not {name for name in named if f"def {name}(" not in code}


def test_no_leftovers_are_tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this copy is not a git checkout, so nothing is tracked")
    leftovers = re.findall(
        r".*(?:\.ipynb_checkpoints|__pycache__|\.DS_Store|\.virtual_documents).*", listed.stdout
    )
    assert not leftovers


# ---------------------------------------------------------------- outputs that nbval does not compare


def ignored_outputs():
    """What nbval leaves out: (kind, where, what) for tagged cells, marked lines and sanitised patterns."""
    found = []
    for path in PATHS:
        for cell in Notebook.read(path).cells:
            for tag in cell["metadata"].get("tags", []):
                if tag.startswith(("nbval", "raises-exception")):
                    found.append(("tag", path.name, f"{tag} {Notebook.source(cell).splitlines()[0]}"))
            for comment in re.findall(r"#\s*((?:NBVAL|PYTEST_VALIDATE)_\w+)", Notebook.source(cell)):
                found.append(("comment", path.name, comment))
    for folder in ("exercises", "solutions"):  # all cells of a folder have the same tags for the same reason
        cells = [cell for path in (ROOT / folder).glob("*.ipynb") for cell in Notebook.read(path).cells]
        tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
        found += [("tag", folder, tag) for tag in tags]
    patterns = configparser.RawConfigParser()
    patterns.read(ROOT / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    found += [("pattern", "nbval_sanitize.cfg", patterns[name]["regex"]) for name in patterns.sections()]
    return sorted(found)


def test_ignored_outputs_are_listed_with_reasons():
    with (ROOT / "tests" / "ignored_outputs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(row["reason"].split()) >= 5 for row in rows), "a reason is a sentence"
    listed = sorted((row["kind"], row["where"], row["what"]) for row in rows)
    assert listed == ignored_outputs(), "tests/ignored_outputs.csv and what nbval really ignores differ"


# ---------------------------------------------------------------- each rule can fail

QUESTION = """**Question {number}.** On which day did they meet?

<details><summary>A. On a Tuesday</summary>

**{a}.** The talks with the adviser fell on that day, not these.

</details>

<details><summary>B. On a Wednesday</summary>

**{b}.** The third paragraph names the day of the week (c16).

</details>

<details><summary>C. The report does not say</summary>

**Not quite.** It names no date, but it does name a weekday.

</details>"""

CELLS = [
    """# 01 A sample lesson

He waited nineteen months (e09, e37).

**Key terms:** [claim](glossary.ipynb#claim), [Cohen's kappa](glossary.ipynb#Cohen's-kappa)""",
    "**Time:** 10 minutes",
    "`import aftercoup as ac\nac.links()`",
    "## The report\n\nThey met on Wednesday, 7 September 2022 (c16, e37). It is in paragraph 3 (c16).",
    "`ac.briefing()`",
    "### Before you look\n\nThe [junta](glossary.ipynb#junta) counted 2,000 dead (c26). The junta denied it.",
    '`ac.guess("how-many")`',
    "Now [the report](#cell-id=c3) as a picture.",
    "`ac.explore_report()`",
    "**Explain.** What surprised you, and why?",
    "## The town\n\nThe town lies at 132 degrees east (c20).",
    "## Check yourself",
    QUESTION.format(number=1, a="Not quite", b="Right"),
    QUESTION.format(number=2, a="Right", b="Arguable"),
    "## Key points\n\n- One.\n- Two.\n- Three.",
    "## Where this comes from",
    "## What we do not know\n\nWhether he asked for it.",
    "## Next\n\n[Build the timeline](02_next.ipynb)",
    "## Under the hood",
    "A table of claims.",
    '`ac.show("claims")`',
]
IDS = {
    "## Check yourself": documents.CHECK,
    "## Where this comes from": documents.SOURCES,
    "## What we do not know": documents.UNKNOWN,
    "## Next": documents.NEXT,
    "## Under the hood": documents.HOOD,
}
ALT = "Of 68 claims, 51 have no source but the report itself."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a glossary and a second notebook, for links."""
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / build.GLOSSARY).write_text(build.written(build.glossary_notebook()), encoding="utf-8")
    (folder / "02_next.ipynb").write_text(build.written(build.glossary_notebook()), encoding="utf-8")
    return folder


@pytest.fixture
def sample(folder, monkeypatch):
    """A small lesson that breaks no rule."""
    lesson = course.current().lesson_of("01").model_copy(update={"reading": 2, "doing": 8})
    monkeypatch.setattr(course, "current", lambda: course.Course(lesson=[lesson], idea=[], problem=[]))
    about = documents.tables.case().about
    cells, count = [], 0
    for place, source in enumerate(CELLS):
        cell = {
            "cell_type": "markdown",
            "id": IDS.get(source.split("\n")[0], f"c{place}"),
            "metadata": {},
            "source": source.splitlines(keepends=True),
        }
        if source.startswith("`"):
            count += 1
            data = {
                "text/plain": [f"{about.url} {about.published}"],
                "text/html": [f'<figure><img alt="{ALT}"></figure><table><caption>All</caption></table>'],
            }
            output = {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}
            cell |= {
                "cell_type": "code",
                "source": [source.strip("`")],
                "execution_count": count,
                "outputs": [output],
            }
        cells.append(cell)
    cells[1]["metadata"] = {"aftercoup": {"generated": "top"}}
    cells[CELLS.index("## Under the hood")]["metadata"] = {"jp-MarkdownHeadingCollapsed": True}
    cells[CELLS.index("## Where this comes from")]["metadata"] = {"aftercoup": {"generated": "sources"}}
    cells[CELLS.index("## Where this comes from")]["source"] = [
        "## Where this comes from\n",
        "\n",
        "Our tables.",
    ]
    data = {
        "cells": cells,
        "metadata": {"kernelspec": build.KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Notebook(copy.deepcopy(data), "01_sample.ipynb", folder)


def broken_rules(notebook):
    return {name for name in RULES if documents.problems(notebook, name)}


def test_the_sample_breaks_no_rule(sample):
    assert {name: documents.problems(sample, name) for name in RULES} == {name: [] for name in RULES}


# rule, what to replace in the Markdown or code, by what
REPLACED = [
    ("one_title", "A table of claims.", "# A table\n\nClaims."),
    ("one_title", "# 01 A sample", "Words\n\n# 01 A sample"),
    ("heading_order", "### Before", "#### Before"),
    ("heading_order", "Before you look", "The report"),
    ("narrow_code", 'ac.show("claims")', f'ac.show("claims", claim="{"x" * 90}")'),
    ("size", "A table of claims.", " "),
    ("records_agree", "(c16, e37)", "(c16, e99)"),
    ("records_agree", "nineteen months", "eighteen months"),
    ("records_agree", "nineteen months", "19 weeks"),
    ("records_agree", "Wednesday, 7", "Thursday, 7"),
    ("records_agree", "7 September 2022", "8 September 2022"),
    ("records_agree", "7 September 2022", "7 September 2021"),
    ("records_agree", "7 September 2022", "September 2021"),
    ("records_agree", "7 September 2022", "7 August"),
    ("records_agree", "7 September 2022", "a day in August"),
    ("records_agree", "paragraph 3", "paragraph 4"),
    ("records_agree", "2,000 dead", "3,000 dead"),
    ("records_agree", "132 degrees", "131.5 degrees"),
    ("records_agree", "132 degrees", "twelve degrees"),
    ("records_agree", "(c20)", "(egypt-2031)"),
    ("facts_are_cited", "Whether he asked", "Whether in 2021 he asked"),
    ("facts_are_cited", "Whether he asked", "Whether 51 of 68 asked"),
    ("facts_are_cited", "Whether he asked", "Whether 22 percent asked"),
    ("links", "#cell-id=c3", "#cell-id=c99"),
    ("links", "#cell-id=c3", "#The-report"),
    ("links", "#cell-id=c3", "https://example.org/page"),
    ("links", "glossary.ipynb#claim", "glossary.ipynb#clam"),
    ("links", "glossary.ipynb#claim", "glossar.ipynb#claim"),
    ("links", "[the report](", "[](#"),
    ("links", "[the report](", "[01](#"),
    ("links", "Our tables.", "See https://example.org"),
    ("links", "A table of claims.", "![A table](table.png)"),
    ("loaded_words", "The [junta](glossary.ipynb#junta) counted", "The junta counted"),
    ("loaded_words", "Whether he asked", "Whether Burma asked"),
    ("plain_markup", "A table of claims.", "A <b>table</b> of claims."),
    ("plain_markup", "A table of claims.", "<details><summary>A table</summary> of claims."),
    ("stated_minutes", "ac.briefing()", f'ac.briefing()\nac.code_items("{"c01 " * 8}")'),
    ("stated_minutes", "ac.briefing()", 'ac.briefing()\nac.code_text(case="egypt-2013", coder="")'),
    ("front_matter", "](glossary.ipynb#", "] (glossary.ipynb#"),
    ("front_matter", "# 01 A", "# 02 A"),
    ("anatomy", "Whether he asked for it.", ""),
    ("anatomy", "ac.links()", ""),
    ("guess_and_look", "ac.guess(", "print("),
    ("guess_and_look", "ac.explore_report()", "ac.briefing(1)"),
    ("check_yourself", "**Question 2.**", "**Riddle.**"),
    ("check_yourself", "<summary>A. On", "<summary>On"),
    ("check_yourself", "**Not quite.** It names", "It names"),
    ("check_yourself", "It names no date, but it does name a weekday.", "No."),
    ("check_yourself", "**Right.** The talks", "**Not quite.** The talks"),
    ("folded_hood", "## Under the hood", "## Under the hood\n\nWords."),
    ("next_link", "[Build the timeline](02_next.ipynb)", "The timeline."),
    ("next_link", "(02_next.ipynb)", "(glossary.ipynb)"),
    ("notes_are_there", "ac.briefing()", "ac.record('c16')"),
]


@pytest.mark.parametrize(
    "rule, old, new", REPLACED, ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(REPLACED)]
)
def test_damage_is_seen_by_its_rule(sample, rule, old, new):
    places = [cell for cell in sample.cells if old in Notebook.source(cell)]
    assert places, f"{old!r} is not in the sample, so this test would test nothing"
    cell = places[-1] if rule == "check_yourself" else places[0]
    cell["source"] = [Notebook.source(cell).replace(old, new)]
    assert broken_rules(sample) == {rule}


def test_a_lesson_may_say_how_many_sentences_are_coded(sample):
    asks = next(cell for cell in sample.cells if Notebook.source(cell) == "ac.briefing()")
    without = documents.measured_minutes(sample)[1]
    asks["source"] = ['ac.code_text(case="egypt-2013", coder="")']
    every = documents.measured_minutes(sample)[1]
    sample.cells[7]["source"] = ["**Code the first two sentences**, and then the rest."]
    assert documents.measured_minutes(sample)[1] - without == 4 < every - without
    assert (every - without) % 2 == 0


def test_the_core_of_five_lessons_takes_at_most_five_hours_by_the_rule():
    core = [lesson for lesson in course.current().lesson if lesson.core]
    assert len(core) == 5
    notebooks = [Notebook.read(NOTEBOOKS / lesson.file) for lesson in core]
    assert sum(sum(documents.measured_minutes(notebook)) for notebook in notebooks) <= 300
    numbers, stated = [lesson.number for lesson in core], sum(lesson.minutes for lesson in core)
    said = f"lessons {', '.join(numbers[:-1])} and {numbers[-1]} are the core, {stated} minutes in all"
    assert said in (course.PROJECT / "docs/instructor_guide.md").read_text(encoding="utf-8")


def output_of(notebook, number):
    return [cell for cell in notebook.cells if cell["cell_type"] == "code"][number]["outputs"][0]


# rule, what happens to the notebook
DONE = {
    "error": (
        "outputs_are_clean",
        lambda n: n.cells[2].update(
            outputs=[{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]
        ),
    ),
    "warning": (
        "outputs_are_clean",
        lambda n: n.cells[2].update(
            outputs=[{"output_type": "stream", "name": "stderr", "text": ["careful"]}]
        ),
    ),
    "not run": ("outputs_are_clean", lambda n: n.cells[2].update(execution_count=None)),
    "run out of order": ("outputs_are_clean", lambda n: n.cells[2].update(execution_count=7)),
    "address of an object": (
        "outputs_are_clean",
        lambda n: output_of(n, 2)["data"].update({"text/plain": ["<object at 0x7f0012345678>"]}),
    ),
    "folder of a person": (
        "outputs_are_clean",
        lambda n: output_of(n, 2)["data"].update({"text/plain": ["/home/me/x"]}),
    ),
    "no text": ("outputs_are_clean", lambda n: output_of(n, 2)["data"].pop("text/plain")),
    "no alt": ("outputs_are_accessible", lambda n: output_of(n, 2)["data"].update({"text/html": ["<img>"]})),
    "alt is a name": (
        "outputs_are_accessible",
        lambda n: output_of(n, 2)["data"].update({"text/html": ['<img alt="png">']}),
    ),
    "heading in an output": (
        "outputs_are_accessible",
        lambda n: output_of(n, 2)["data"].update({"text/html": ["<h3>Claims</h3>"]}),
    ),
    "table without caption": (
        "outputs_are_accessible",
        lambda n: output_of(n, 2)["data"].update({"text/html": ["<table></table>"]}),
    ),
    "bare picture": (
        "outputs_are_accessible",
        lambda n: output_of(n, 2)["data"].update({"image/png": "AAAA"}),
    ),
    "widget": (
        "no_residue",
        lambda n: output_of(n, 2)["data"].update({"application/vnd.jupyter.widget-view+json": {}}),
    ),
    "widget state": ("no_residue", lambda n: n.data["metadata"].update(widgets={})),
    "timing": ("no_residue", lambda n: n.cells[2]["metadata"].update(execution={})),
    "attachment": ("no_residue", lambda n: n.cells[0].update(attachments={})),
    "same id twice": ("no_residue", lambda n: n.cells[0].update(id="c2")),
    "open hood": ("folded_hood", lambda n: n.cells[-3].update(metadata={})),
    "hood without code": ("folded_hood", lambda n: n.cells.pop()),
    "own sources": ("anatomy", lambda n: n.cells[15].update(metadata={})),
    "no minutes": ("front_matter", lambda n: n.cells[1].update(metadata={})),
    "no section": ("anatomy", lambda n: n.cells[16].update(id="open")),
    "sections moved": ("anatomy", lambda n: n.cells.insert(-6, n.cells.pop(-4))),
    "raw cell": (
        "size",
        lambda n: n.cells.append({"cell_type": "raw", "id": "x", "metadata": {}, "source": ["More."]}),
    ),
    "too large": ("size", lambda n: output_of(n, 2)["data"].update({"text/html": ["x" * 700_000]})),
    "no sight of the original": (
        "notes_are_there",
        lambda n: [output["data"].update({"text/plain": ["A text."]}) for _, output in n.outputs()],
    ),
    "always the same option": (
        "check_yourself",
        lambda n: n.cells[13].update(source=[QUESTION.format(number=2, a="Not quite", b="Right")]),
    ),
}


@pytest.mark.parametrize("rule, damage", DONE.values(), ids=DONE)
def test_deed_is_seen_by_its_rule(sample, rule, damage):
    damage(sample)
    assert broken_rules(sample) == {rule}


def test_every_rule_has_been_seen_to_fail():
    assert {rule for rule, *_ in REPLACED} | {rule for rule, _ in DONE.values()} == set(RULES)


@pytest.mark.parametrize(
    ("lesson", "cell", "words"),
    [
        ("00", "explore_waiting(", ["*Turn*", "*between the powers*", "*contested*"]),
        ("01", "explore_report(colour", ["*the report itself*", "*unsourced number or quote*"]),
        ("01", "code_items(", ["| read off |", "| a little judgement |", "| much judgement |"]),
        ("09", "explore_country(", ["*The West*", "*others*"]),
    ],
)
def test_a_word_of_a_button_is_explained_in_the_text_before_it(lesson, cell, words):
    notebook = Notebook.read(next(NOTEBOOKS.glob(f"{lesson}_*.ipynb")))
    place = next(place for place, source in notebook.code() if cell in source)
    text = "\n".join(source for at, source in notebook.markdown() if at < place)
    assert not [one for one in words if one not in text]


@pytest.mark.parametrize("lesson", course.current().lesson, ids=lambda lesson: lesson.number)
def test_a_lesson_ends_with_two_sentences_that_the_records_bear(lesson):
    assert len(lesson.say) == 2, "what one can now say about Myanmar and Russia, in course.toml"
    for words in lesson.say:
        assert not list(disagreements(words)) and len(words.split()) <= 30, words
    notebook = Notebook.read(NOTEBOOKS / lesson.file)
    end = next(cell for cell in notebook.cells if cell["id"] == "what-you-can-now-say")
    assert all(words in notebook.source(end) for words in lesson.say)
    assert f"**{lesson.number}**" in notebook.source(end)
    if lesson.number < "09":
        said = next(
            c for c in Notebook.read(NOTEBOOKS / "09_take_a_position.ipynb").cells if "let-you-say" in c["id"]
        )
        assert all(words in notebook.source(said) for words in lesson.say)


def test_the_reading_list_has_each_work_under_the_lessons_that_cite_it():
    """What docs/reading_list.md says is fresh, and is what a plain search of the lessons finds."""
    page = cited_where.READING.read_text(encoding="utf-8")
    assert page == cited_where.reading_text(), "run: python start.py build glossary.ipynb"
    parts = dict(re.findall(r"^## (\d\d) .*\n((?:(?!## ).*\n?)*)", page, re.MULTILINE))
    works = {work.id: work.text("read_with") for work in tables.table("literature")}
    cited = set()
    for lesson in course.current().lesson:
        rows = re.findall(r"^\| (w\d\d):.*\| (.*) \|$", parts.get(lesson.number, ""), re.MULTILINE)
        further = [work for work, where in rows if where == "to read further"]
        assert further == [work for work, number in works.items() if number == lesson.number]
        said = {work for work, _ in rows} - set(further)
        texts = {True: "", False: ""}
        for cell in Notebook.read(NOTEBOOKS / lesson.file).cells:
            generated = cell.get("metadata", {}).get("aftercoup", {}).get("generated")
            texts[generated == "sources"] += f"{Notebook.source(cell)}\n"
        assert re.findall(r"^- (w\d\d): ", texts[True], re.MULTILINE) == further, lesson.number
        text = texts[False]
        assert said == {work for work in works if re.search(rf"\b{work}\b", text)}, lesson.number
        cited |= said
    assert cited == {work for work, number in works.items() if not number}, "cited, or further reading"
    guide = (course.PROJECT / "docs/instructor_guide.md").read_text(encoding="utf-8")
    assert f"]({cited_where.READING.name})" in guide


def test_the_page_of_claims_names_for_each_claim_where_it_is_discussed_or_that_it_is_not():
    """What docs/claims.md says of each claim is what a plain search of the lessons finds."""
    page = cited_where.CLAIMS.read_text(encoding="utf-8")
    rows = {row[:3]: row for row in re.findall(r"^\| (c\d\d \|.*)$", page, re.MULTILINE)}
    assert list(rows) == [claim.id for claim in tables.core().claims]
    lessons = [Notebook.read(path) for path in PATHS if path.name[:2].isdigit()]
    for claim, row in rows.items():
        cited = {
            notebook.name
            for notebook in lessons
            for cell in notebook.cells
            if cell["cell_type"] == "markdown" and not documents.is_generated(cell)
            if re.search(rf"\b{claim}\b", Notebook.source(cell))
        }
        assert ("not discussed" in row) == (not cited), (
            f"{claim} {cited}: run python start.py build glossary.ipynb"
        )
        assert cited or claim in page.partition("| claim |")[0], f"{claim} is named as left out"
        linked = set(re.findall(r"notebooks/(\w+\.ipynb)", row))
        assert linked <= cited, f"{claim} {linked - cited}: run python start.py build glossary.ipynb"


@pytest.mark.parametrize(
    ("path", "surer", "record", "because"),
    [
        (
            "notebooks/08_weigh_the_explanations.ipynb",
            "distrusted China",
            "v22",
            "observers read as distrust",
        ),
        ("notebooks/04_trace_the_contacts.ipynb", "the table was made", "niger-2023", "up to spring 2024"),
        ("solutions/exercise_04.ipynb", "led both coups", "sudan-2019", "Ibn Auf headed"),
        ("solutions/04_key.toml", "led both coups", "sudan-2019", "Burhan took over on 12 April"),
        ("solutions/exercise_04.ipynb", "on one day in Moscow", "k45", "not certain"),
    ],
)
def test_sentences_are_no_surer_than_their_records(path, surer, record, because):
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".ipynb"):
        text = "\n".join(map(Notebook.source, Notebook.read(ROOT / path).cells))
    fields = " ".join(str(value) for value in vars(tables.record(record)).values())
    assert surer not in text and because in fields
