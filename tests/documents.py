"""Notebooks as documents: what must hold for every notebook, one function per rule.

A rule takes a Notebook and yields problems: (the piece of the notebook that it is about, what is wrong).
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from string import ascii_uppercase
from urllib.parse import unquote

from prose import NUMBER_WORDS, disagreements, plain, sentences, uncited

from aftercoup import guessing, tables
from aftercoup.coding import texts
from aftercoup.teach.content import course
from aftercoup.teach.editions.build import CELL_METADATA, GLOSSARY, KERNEL, NOTEBOOKS

LOADED_WORDS = ("junta", "regime", "Burma", "Tatmadaw", "Rangoon")
# The closing sections, by the ids of the cells that begin with their headings: a heading may be worded freely.
FIRST_CELL = "import aftercoup as ac\nac.links()"
CHECK, SOURCES, UNKNOWN, NEXT, HOOD = SECTIONS = (
    "check-yourself",
    "where-this-comes-from",
    "what-we-do-not-know",
    "next",
    "under-the-hood",
)
ALLOWED_TAGS = {"details", "summary", "br", "sub", "sup"}

# The minutes of a lesson, as CONTRIBUTING.md states the rule.
WORDS_PER_MINUTE = 120
MINUTES_EACH = {  # pattern in a code cell, or in a text cell -> minutes
    "code": {r"": 0.5, r"\.guess\(": 2, r"\.explore_": 3, r"\.compare_": 4, r"\.brief\(": 10},
    "markdown": {
        r"\*\*Read the report itself": 3,
        r"\*\*Question \d+\.\*\*": 1,
        r"(?m)^\*\*[ABC]\.\*\* .*\n\n<details>": 1,
    },
}
MINUTES_CODING = {"item": 0.5, "sentence": 2}  # at the coding desk: a claim by one rule, a sentence by all
MINUTES_WRITING = 3
MINUTES_APART = 3  # between what a lesson states and what the rule gives, for reading and for doing


class Notebook:
    """A notebook file as its cells; `lesson` is the number of a lesson, or None for the glossary; `case`:
    whose records its ids are."""

    def __init__(self, data, name, folder=NOTEBOOKS, case=None):
        self.data, self.name, self.folder, self.case = data, name, Path(folder), case
        self.cells = data["cells"]
        number = re.match(r"(\d\d)_", name)
        self.lesson = number and number[1]

    @classmethod
    def read(cls, path, case=None):
        return cls(json.loads(path.read_text(encoding="utf-8")), path.name, path.parent, case)

    @staticmethod
    def source(cell):
        return "".join(cell["source"])

    def markdown(self, generated=True):
        """(place, source) of the Markdown cells; without the generated ones on request."""
        return [
            (place, self.source(cell))
            for place, cell in enumerate(self.cells)
            if cell["cell_type"] == "markdown" and (generated or not is_generated(cell))
        ]

    def code(self):
        return [
            (place, self.source(cell)) for place, cell in enumerate(self.cells) if cell["cell_type"] == "code"
        ]

    def headings(self):
        """(place of the cell, level, text) of all headings."""
        found = []
        for place, source in self.markdown():
            source = re.sub(r"^```.*?^```", "", source, flags=re.DOTALL | re.MULTILINE)
            found += [
                (place, len(marks), text.strip())
                for marks, text in re.findall(r"^(#{1,6}) +(.+)$", source, re.MULTILINE)
            ]
        return found

    def section(self, cell_id):
        """The Markdown below the heading of the cell with this id up to the next H2, or None without such a cell."""
        ids = [cell.get("id") for cell in self.cells]
        if cell_id not in ids:
            return None
        parts = []
        for cell in self.cells[ids.index(cell_id) :]:
            if parts and self.source(cell).startswith("## "):
                break
            if cell["cell_type"] == "markdown":
                parts.append(self.source(cell))
        return "\n\n".join(parts).partition("\n")[2]

    def outputs(self):
        """(place, output) of all stored outputs."""
        return [
            (place, output)
            for place, cell in enumerate(self.cells)
            if cell["cell_type"] == "code"
            for output in cell["outputs"]
        ]

    def html_outputs(self):
        """(place, parsed HTML) of all stored HTML outputs."""
        found = []
        for place, output in self.outputs():
            if "text/html" in output.get("data", {}):
                found.append((place, Html("".join(output["data"]["text/html"]))))
        return found


class Html(HTMLParser):
    """The tags of a piece of HTML, as (name, attributes), without those that only a script would write."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def is_generated(cell):
    return "generated" in cell["metadata"].get("aftercoup", {})


def anchor(heading):
    """The address of a heading inside its page, as JupyterLab and static pages write it."""
    return plain(heading).replace(" ", "-")


def addresses(notebook):
    """All fragments that lead to a place of a notebook: the ids of its cells, since a heading can be worded anew; in the
    glossary its terms."""
    if notebook.name == GLOSSARY:
        return {anchor(text) for _, _, text in notebook.headings()}
    return {f"cell-id={cell['id']}" for cell in notebook.cells if "id" in cell}


# ---------------------------------------------------------------- rules for every notebook


def short_answer(name):
    """The short answer to the puzzle that is folded in a notebook."""
    text = "\n".join(source for _, source in Notebook.read(NOTEBOOKS / name).markdown())
    return re.search(
        r"<details><summary>The puzzle, answered in short</summary>(.*?)</details>", text, re.DOTALL
    )[1]


def one_title(notebook):
    """Exactly one H1, in the first cell, on its first line."""
    titles = [(place, text) for place, level, text in notebook.headings() if level == 1]
    if len(titles) != 1 or titles[0][0] != 0 or not notebook.source(notebook.cells[0]).startswith("# "):
        yield "", f"needs exactly one H1, at the top of the first cell; found {[text for _, text in titles]}"


def heading_order(notebook):
    """Headings go down one level at a time, and no two are the same."""
    last, seen = 0, set()
    for _, level, text in notebook.headings():
        if level > last + 1:
            yield text, f"the heading {text!r} jumps from level {last} to level {level}"
        if anchor(text) in seen:
            yield text, f"two headings are {text!r}"
        last = level
        seen.add(anchor(text))


def narrow_code(notebook):
    """A line of code can be read without moving it sideways."""
    for place, source in notebook.code():
        if any(len(line) > 90 for line in source.splitlines()):
            yield source, f"cell {place + 1} has a line of more than 90 characters"


MOST_BYTES = 700_000


def size(notebook):
    """No cell is empty, there are no raw cells, and the file can be sent by mail and opened on a phone."""
    for place, cell in enumerate(notebook.cells):
        if not notebook.source(cell).strip():
            yield "", f"cell {place + 1} is empty"
        if cell["cell_type"] not in ("markdown", "code"):
            yield "", f"cell {place + 1} is a {cell['cell_type']} cell"
    size_of = lambda content: len(json.dumps(content, ensure_ascii=False).encode())
    if (whole := size_of(notebook.data)) > MOST_BYTES:
        heavy = max(notebook.outputs(), key=lambda output: size_of(output[1]))
        source = notebook.source(notebook.cells[heavy[0]]).splitlines()[-1]
        yield (
            "",
            f"{whole:,} bytes, at most {MOST_BYTES:,}: the heaviest output is that of cell {heavy[0] + 1}, "
            f"{source!r}, with {size_of(heavy[1]):,}",
        )


def records_agree(notebook):
    """Every record id resolves, and the numbers and dates beside it are those of the records."""
    for _, source in notebook.markdown(generated=False):
        for sentence in sentences(source):
            for problem in disagreements(sentence, notebook.case):
                yield sentence, f"{problem}: {sentence!r}"


def facts_are_cited(notebook):
    """A sentence with a year or a share cites a record."""
    for _, source in notebook.markdown(generated=False):
        for sentence in sentences(source):
            problem = uncited(sentence)
            if notebook.lesson and problem:
                yield sentence, f"{problem}: {sentence!r}"


def links(notebook):
    """Links point to files, headings and terms that exist, and to web addresses of a sources.csv."""
    known = {source.url for name in tables.cases() for source in tables.case(name).sources if source.url}
    for _, source in notebook.markdown():
        source = re.sub(r"`[^`]*`", "", source)
        for label, target in re.findall(r"!?\[([^\]]*)\]\(((?:[^()\s]|\([^()\s]*\))*)\)", source):
            if not re.search(r"[^\W\d_]", label):
                yield (
                    target,
                    f"the link to {target} has no words: {label!r} read alone tells nobody where it leads",
                )
            if re.match(r"[a-z]+:", target):
                if target not in known:
                    yield target, f"the address {target} is in no sources.csv"
                continue
            name, _, fragment = target.partition("#")
            path = (notebook.folder / unquote(name)).resolve() if name else None
            if path and not path.exists():
                yield target, f"the link {target} points to a file that does not exist"
            elif fragment:
                other = notebook if path is None else Notebook.read(path) if path.suffix == ".ipynb" else None
                if other is None or unquote(fragment) not in addresses(other):
                    yield (
                        target,
                        f"the link {target} points to a cell (#cell-id=…) or term that does not exist",
                    )
        if re.search(r"!\[|<img", source):
            yield source, "a picture stands in a text cell; pictures come from charts, with their alt text"
        if re.search(r"(?<!\()https?://", source):
            yield source, "a bare web address; give it words: [words](address)"


def loaded_words(notebook):
    """A loaded or local word is a link to the glossary where it first stands."""
    for word in LOADED_WORDS:
        for _, source in notebook.markdown(generated=False):
            source = re.sub(r"`[^`]*`", "", source)
            first = re.search(rf"(?i:\b{word}\b)(?:[^\]\[()]*\]\((glossary\.ipynb#[^)]*)\))?", source)
            if first and notebook.lesson:
                if not first[1]:
                    line = next(line for line in source.splitlines() if re.search(rf"(?i:\b{word}\b)", line))
                    yield line, f"the first {word!r} is not a link to the glossary: {line!r}"
                break


def plain_markup(notebook):
    """Markdown cells use no HTML but a few tags, closed in order, and no table without a head."""
    for place, source in notebook.markdown():
        source = re.sub(r"```.*?```|`[^`]*`", "", source, flags=re.DOTALL)
        tags = re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>", source)
        for _, tag in tags:
            if tag not in ALLOWED_TAGS:
                yield source, f"cell {place + 1} holds the tag <{tag}>"
        for tag in ("details", "summary"):
            if sum(name == tag and not end for end, name in tags) != sum(
                name == tag and bool(end) for end, name in tags
            ):
                yield source, f"cell {place + 1}: a <{tag}> is not closed"


def outputs_are_clean(notebook):
    """No errors, warnings or machine addresses in outputs; every code cell has been run, in order."""
    for place, output in notebook.outputs():
        text = json.dumps(output)
        if output["output_type"] == "error":
            yield "", f"cell {place + 1} is stored with the error {output.get('ename')}"
        if output.get("name") == "stderr":
            yield "", f"cell {place + 1} is stored with a warning"
        if re.search(r"0x[0-9a-f]{6,}|/(?:home|Users|tmp)/|C:\\\\", _PICTURE.sub("", text)):
            yield "", f"cell {place + 1}: an output holds an address of a machine"
        if output["output_type"] in ("display_data", "execute_result") and "text/plain" not in output["data"]:
            yield "", f"cell {place + 1}: an output has no plain text"
    counts = [notebook.cells[place]["execution_count"] for place, _ in notebook.code()]
    if counts != list(range(1, len(counts) + 1)):
        yield "", f"the code cells were not run once each from top to bottom: {counts}"


_PICTURE = re.compile(r"base64,[A-Za-z0-9+/=]+")


def outputs_are_accessible(notebook):
    """Pictures in outputs have a sentence as alt text; outputs bring no headings; tables have captions."""
    for place, html in notebook.html_outputs():
        for tag, attributes in html.tags:
            if tag == "img":
                alt = attributes.get("alt") or ""
                if len(alt.split()) < 8 or not alt.endswith(".") or not re.search(r"\d", alt):
                    yield alt, f"cell {place + 1}: alt text is not a sentence with a number: {alt!r}"
            if re.fullmatch(r"h[1-6]", tag):
                yield "", f"cell {place + 1}: an output brings a heading, which breaks the order of the page"
        count = [tag for tag, attributes in html.tags if attributes.get("class") != "dataframe"].count
        if count("caption") < count("table"):  # a pandas frame has no caption
            yield "", f"cell {place + 1}: a table in an output has no caption"
        if count("script") == 0 and any(
            name.startswith("on") for _, attributes in html.tags for name in attributes
        ):
            yield "", f"cell {place + 1}: an output runs code from an attribute"
    for place, output in notebook.outputs():
        if set(output.get("data", {})) & {"image/png", "image/svg+xml", "image/jpeg"}:
            yield "", f"cell {place + 1}: a bare picture as output; show a Chart, which has alt text"


def no_residue(notebook):
    """Nothing of one person's run or machine is stored: metadata, widget state, attachments, versions."""
    data = notebook.data
    if data["metadata"] != {"kernelspec": KERNEL, "language_info": {"name": "python"}}:
        yield "", f"the notebook's metadata is not the plain one: {data['metadata']}"
    if (data["nbformat"], data["nbformat_minor"]) != (4, 5):
        yield "", "the format is not 4.5"
    ids = [cell.get("id") for cell in notebook.cells]
    if None in ids or len(ids) != len(set(ids)):
        yield "", "a cell has no id, or two have the same"
    for place, cell in enumerate(notebook.cells):
        extra = set(cell["metadata"]) - set(CELL_METADATA)
        if extra or "attachments" in cell:
            yield "", f"cell {place + 1} carries {', '.join(sorted(extra)) or 'attachments'}"
    for place, output in notebook.outputs():
        if output.get("metadata"):
            yield "", f"cell {place + 1}: an output carries metadata"
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
            yield "", f"cell {place + 1}: an output needs a running kernel"


# ---------------------------------------------------------------- rules for lessons


def front_matter(notebook):
    """Below the title stand minutes and goals from course.toml; the title has the lesson's number."""
    if not notebook.lesson:
        return
    top = notebook.source(notebook.cells[0])
    if not re.search(rf"\]\({GLOSSARY}#", top):
        yield top, "the first cell has no links to the terms in the glossary"
    generated = [cell["metadata"].get("aftercoup", {}).get("generated") for cell in notebook.cells[:3]]
    if "top" not in generated:
        yield top, "minutes and goals do not stand below the title (a cell that is generated as top)"
    number = re.search(r"^# (\d\d) ", top, re.MULTILINE)
    if not number or number[1] != notebook.lesson:
        yield top, f"the title does not begin with {notebook.lesson}"


def measured_minutes(notebook):
    """The minutes of (reading, doing) by the rule in CONTRIBUTING.md.

    Read are the text, with the reasons in "Check yourself", and what cards show unfolded. Done are runs of
    cells, guesses, explorers, comparisons, codings, questions and places to write. What waits in a fold for a
    guess or a coding is read as well. Other folded text, the generated list of sources and what stands under
    the hood are extra.
    """
    waiting = re.compile(r"<details><summary>[^<]* first, or open [^<]*</summary>")
    hood = next((place for place, cell in enumerate(notebook.cells) if cell.get("id") == HOOD), None)
    shown, doing = [], 0
    for place, cell in list(enumerate(notebook.cells))[:hood]:
        source = notebook.source(cell)
        doing += sum(
            minutes * len(re.findall(pattern, source) if pattern else [source])
            for pattern, minutes in MINUTES_EACH[cell["cell_type"]].items()
        )
        if cell["cell_type"] == "code":
            doing += _minutes_at_the_desk(notebook, source) + _minutes_of_writing(source)
        if cell["cell_type"] == "code" and ".explore_" not in source:
            outputs = ["".join(output.get("data", {}).get("text/html", "")) for output in cell["outputs"]]
            folded = r"<details.*?</details>|<script.*?</script>|(?<=still\">)<ul>.*?</ul>"  # options: of the guess
            shown += [re.sub(folded, "", waiting.sub("", text), flags=re.DOTALL) for text in outputs]
        elif cell["cell_type"] == "markdown" and not is_generated(cell):
            if "**Question" not in source:
                source = re.sub(r"<details>.*?</details>", "", waiting.sub("", source), flags=re.DOTALL)
            shown.append(re.sub(r"\]\([^)]*\)", "]", source))
    words = re.findall(r"\w[\w'’.,-]*", re.sub(r"<[^>]*>", " ", "\n".join(shown)))
    return len(words) / WORDS_PER_MINUTE, doing


def _minutes_at_the_desk(notebook, source):
    """The minutes that a cell asks for which opens the coding desk; 0 for another cell.

    Of a text the lesson may say how many sentences are to be coded: **Code the first five sentences**.
    """
    if items := re.search(r"\.code_items\(\s*[\"']([^\"']+)", source):
        return MINUTES_CODING["item"] * len(re.split(r"[ ,]+", items[1].strip()))
    if report := re.search(r"\.code_text\(.*case=[\"']([\w-]+)", source):
        text = "\n".join(text for _, text in notebook.markdown())
        asked = re.search(r"\*\*Code the first (\w+) sentences\*\*", text)
        few = asked and (int(asked[1]) if asked[1].isdigit() else NUMBER_WORDS[asked[1]])
        return MINUTES_CODING["sentence"] * (few or len(texts.of_case(report[1]).sentences))
    return 0


def _minutes_of_writing(source):
    """What a place to write takes longer than a guess; 0 for another cell."""
    asked = re.match(r"""ac\.guess\(["']([\w-]+)""", source)
    known = guessing.known()
    return MINUTES_WRITING if asked and asked[1] in known and known[asked[1]].kind == "text" else 0


def stated_minutes(notebook):
    """The minutes of a lesson in course.toml are those that its words and actions give."""
    lesson = course.current().lesson_of(notebook.lesson) if notebook.lesson else None
    if lesson is None:
        return
    reading, doing = measured_minutes(notebook)
    for kind, stated, found in (("reading", lesson.reading, reading), ("doing", lesson.doing, doing)):
        if abs(stated - found) > MINUTES_APART:
            yield (
                kind,
                f"course.toml states {stated} minutes of {kind}; the rule in CONTRIBUTING.md gives {found:.0f}",
            )


def anatomy(notebook):
    """The closing sections are there, in order; the first code cell imports the package."""
    if not notebook.lesson:
        return
    ids = [cell.get("id") for cell in notebook.cells]
    for section in SECTIONS:
        if section not in ids:
            yield section, f"has no cell with the id {section}, which begins a closing section"
        elif not re.search(r"\w", notebook.section(section)) and section != HOOD:
            yield section, f"the section {section} is empty"
    order = [section for section in SECTIONS if section in ids]
    if order != [id_ for id_ in ids if id_ in SECTIONS]:
        yield "", f"the closing sections do not stand in the order {', '.join(SECTIONS)}"
    code = [source for _, source in notebook.code()]
    if not code or code[0].strip() != FIRST_CELL:
        yield "", f"the first code cell is not: {FIRST_CELL!r}"
    if not any(
        cell["metadata"].get("aftercoup", {}).get("generated") == "sources" for cell in notebook.cells
    ):
        yield "", "the list of sources is not generated"


def guess_and_look(notebook):
    """A lesson has an explorer, and a guess before it."""
    if not notebook.lesson:
        return
    explorers = [place for place, source in notebook.code() if ".explore_" in source]
    if not explorers:
        yield "", "has no explorer"
    elif not any("ac.guess(" in source for place, source in notebook.code() if place < explorers[0]):
        yield "", f"no ac.guess(…) before the explorer in cell {explorers[0] + 1}"


def check_yourself(notebook):
    """Each question has options A, B and so on that open on a reason, and the letter alone does not tell the right one."""
    section = notebook.section(CHECK)
    if not notebook.lesson or section is None:
        return
    questions = re.split(r"^(?=\*\*Question \d+\.\*\*)", section, flags=re.MULTILINE)[1:]
    if not questions:
        yield "Check yourself", "has no question (**Question 1.** …)"
    right = []
    for question in questions:
        title = question.splitlines()[0]
        options = re.findall(
            r"<details><summary>([A-Z])\. .+?</summary>\s+(.+?)\s+</details>", question, re.DOTALL
        )
        letters = "".join(letter for letter, _ in options)
        if len(options) < max(2, question.count("<details>")) or letters != ascii_uppercase[: len(options)]:
            yield title, f"{title!r} has no options A. B. … that open on a reason"
        verdicts = [re.match(r"\*\*(Right|Not quite|Arguable)\.\*\*", reason) for _, reason in options]
        if not all(verdicts):
            yield (
                title,
                f"{title!r}: a reason does not begin with **Right.**, **Not quite.** or **Arguable.**",
            )
            continue
        for letter, reason in options:
            if len(plain(reason).split()) < 7:
                yield title, f"{title!r}: option {letter} gives no reason"
        words = [match[1] for match in verdicts]
        if not ("Right" in words or words.count("Arguable") >= 2):
            yield title, f"{title!r}: no option is right, nor are two arguable"
        right += [letter for (letter, _), word in zip(options, words) if word == "Right"]
    if len(right) > 1 and len(set(right)) == 1:
        yield "Check yourself", f"the right option is always {right[0]}"


def folded_hood(notebook):
    """ "Under the hood" is a heading alone in its cell, stored folded, with code below it."""
    if not notebook.lesson:
        return
    for place, cell in enumerate(notebook.cells):
        if cell.get("id") == HOOD:
            heading = notebook.source(cell).strip()
            if "\n" in heading or cell["metadata"].get("jp-MarkdownHeadingCollapsed") is not True:
                yield heading, "the heading 'Under the hood' is not alone in its cell, or not stored folded"
            if not any(other > place for other, _ in notebook.code()):
                yield heading, "'Under the hood' shows no code"


def next_link(notebook):
    """ "Next" links to the lesson that follows."""
    section = notebook.section(NEXT)
    names = sorted(path.name for path in notebook.folder.glob("[0-9][0-9]_*.ipynb"))
    following = next((name for name in names if name > notebook.name), "")
    if notebook.lesson and section is not None and following and f"]({following})" not in section:
        yield "Next", f"the section 'Next' has no link to {following}"


def notes_are_there(notebook):
    """Lesson 01 has the notes on the report, with the original's address and day in sight."""
    if notebook.lesson != "01":
        return
    about = tables.case().about
    if "ac.briefing(" not in "\n".join(source for _, source in notebook.code()):
        yield "", "the notes, ac.briefing(…), is not in lesson 01"
    elif not any(
        about.url in text and str(about.published) in text
        for text in (
            "".join(output["data"].get("text/plain", ""))
            for _, output in notebook.outputs()
            if "data" in output
        )
    ):
        yield "", "no output of lesson 01 shows the address and day of the original"


RULES = {
    rule.__name__: rule
    for rule in (
        one_title,
        heading_order,
        narrow_code,
        size,
        records_agree,
        facts_are_cited,
        links,
        loaded_words,
        plain_markup,
        outputs_are_clean,
        outputs_are_accessible,
        no_residue,
        front_matter,
        stated_minutes,
        anatomy,
        guess_and_look,
        check_yourself,
        folded_hood,
        next_link,
        notes_are_there,
    )
}


def problems(notebook, rule_name):
    """What is wrong by one rule."""
    return [words for _, words in RULES[rule_name](notebook)]
