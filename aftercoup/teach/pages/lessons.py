"""Lessons, sheets and the glossary as Markdown for the pages.

What stands on a page works there. Code is folded, a computed picture shows how it begins, an answer of a sheet is
a line for each of its fields; what is done in the notebook is a link to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import escape
from nbformat import NotebookNode

from aftercoup import tables
from aftercoup.answers.exercise import Exercise
from aftercoup.charts.machinery import style
from aftercoup.outputs.assets import asset
from aftercoup.tables import Case, Record
from aftercoup.teach.content.citations import KEYED, SHORT_ID, cited_record
from aftercoup.teach.editions.build import address, generated
from aftercoup.teach.editions.exercises import CLOSING, OPTIONAL
from aftercoup.teach.writing.templates import environment

FENCE = "~" * 12
FIRST_CELL = "import aftercoup as ac\nac.links()"
ANKI = "data/glossary-anki.txt"  # where the site has the glossary as cards for Anki
# What a reader does in the notebook only: call -> the words behind "Open the notebook to".
IN_THE_NOTEBOOK = {
    "ac.explore_board(pieces=": "rate these six yourself",
    "ac.compare_ratings(": "compare your ratings with ours",
    "ac.code_items(": "code these yourself",
    "ac.code_text(": "code this text yourself",
}
# What a notebook asks for and a page without a notebook behind it cannot do, in the text of lessons and masters.
_ASKED = re.compile(r"<!-- notebook -->\n?(.*?)\n?<!-- /notebook -->", re.DOTALL)
# A cell of a sheet that shows nothing to who only reads: it is for the notebook, or a student's work.
_ONLY_HERE = re.compile(r"\A(?:%|import |ac\.use_case\()|progress\(")
_WHO_CODES = re.compile(r"<p[^>]*>\s*<strong>Say who codes.*?</p>", re.DOTALL)  # said at the coding desk
# The macros of templates/parts.html, each a function that gives HTML.
PARTS: Any = environment(Path(__file__).with_name("templates")).get_template("parts.html").module


def raw(html: str) -> str:
    """HTML as a block of Markdown."""
    return html.strip() and f"{FENCE}{{raw}} html\n{html.strip()}\n{FENCE}"


def lesson(notebook: NotebookNode, first: bool = False, run: str = "", exercise: str = "") -> str:
    """The Markdown of a lesson.

    first: it explains what a cell is, so its cells stay as they are; run: where its notebook opens;
    exercise: the address of its exercise.
    """
    parts, folded = [], not first
    for cell in notebook.cells:
        folded = folded and cell.id != "under-the-hood"
        if cell.cell_type == "markdown":
            parts.append(linked(doable(cell.source, run), tables.core(), generated(cell) == "sources"))
        elif cell.source.strip() != FIRST_CELL or first:
            parts.append(_cell(cell, run, folded))
        else:
            parts += [raw(_output(output.data["text/html"])) for output in cell.outputs]
    parts.append(raw(PARTS.term_cards(key_terms(notebook), ANKI)))
    if exercise:
        parts.append(f"Afterwards: [the exercise of this lesson]({exercise}).")
    return _told_apart(_page(parts, PARTS.lesson_note(run)))


def _page(parts: list[str], note: str) -> str:
    """A page of these parts; the note stands below the title, with which the first part begins."""
    title, _, rest = parts[0].partition("\n")
    return "\n\n".join([title, raw(note), rest.strip(), *parts[1:]]) + "\n"


def _told_apart(text: str) -> str:
    """A page whose regions have different names: of those with the same name, the later ones are numbered."""
    seen: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        seen[match[1]] += 1
        number = f" ({seen[match[1]]})" if seen[match[1]] > 1 else ""
        return f'role="region" aria-label="{match[1]}{number}"'

    return re.sub(r'role="region" aria-label="([^"]*)"', numbered, text)


def glossary(notebook: NotebookNode) -> str:
    """The Markdown of the glossary, with the file of cards to learn from."""
    title, *terms = (cell.source for cell in notebook.cells)
    return "\n\n".join([title, raw(PARTS.deck(ANKI)), *terms]) + "\n"


def key_terms(notebook: NotebookNode) -> list[tuple[str, str]]:
    """(term, definition) of the terms that the first cell of a lesson links to."""
    named = re.findall(r"\(glossary\.ipynb#([^)]+)\)", notebook.cells[0].source)
    known = {address(record.term): record for record in tables.load().glossary}
    return [(known[name].term, known[name].definition) for name in named]


def anki() -> str:
    """The glossary as plain text that Anki imports: one note for each term, front, back and a tag, between tabs."""
    text = "#separator:tab\n#html:false\n#deck:After the Coup\n#columns:Front\tBack\tTags\n#tags column:3\n"
    for record in tables.load().glossary:
        tag = re.sub(r"\W+", "-", record.first_used_in)
        text += f"{record.term}\t{record.definition}\t{tag}\n"
    return text


def blank_exercise(notebook: NotebookNode, exercise: Exercise, shown: dict[str, str], run: str = "") -> str:
    """The Markdown of a blank sheet, to read and to print.

    shown: what the cells of its master show, see `shown`; run: where its notebook opens.
    """
    case = tables.case(exercise.case or None)
    parts: list[str] = []
    group = ""
    for cell in notebook.cells:
        group = cell.source.partition("\n")[0] if cell.source.startswith("## ") else group
        if group == f"## {CLOSING}":
            break
        if essay := re.match(r"%%essay +(\S+)[^\n]*\n?(.*)", cell.source, re.DOTALL):
            parts.append(raw(PARTS.paper(f"Essay {essay[1]}", essay[2].strip())))
        elif cell.source.startswith(f"## {OPTIONAL}"):  # for whom it is; the rest is about cells
            parts.append(cell.source.partition(". ")[0] + ".")
            parts.append(raw(PARTS.more(run, "do this task in Python")) if run else PARTS.left_out())
        elif cell.cell_type == "markdown":
            parts.append(linked(doable(cell.source, run, PARTS.left_out()), case))
        elif answer := re.match(r"%%answer +(\S+)", cell.source):
            asked = exercise.questions[answer[1]].fields.items()
            parts.append(raw(PARTS.lines([(name.replace("_", " "), field.label) for name, field in asked])))
        elif group != f"## {OPTIONAL}" and not _ONLY_HERE.search(cell.source):
            html = shown.get(cell.source, "")
            parts.append(_code(cell.source, folded=bool(html)))
            if html:
                parts.append(raw(_output(html)))
    parts[0] = re.sub(r"^- .*(?:Shift|Run them|progress\(\)).*\n?", "", parts[0], flags=re.MULTILINE)
    return _page(parts, PARTS.sheet_note(run))


def shown(notebook: NotebookNode) -> dict[str, str]:
    """What the cells of a notebook show, by their source, as HTML."""
    html_of = {}
    for cell in notebook.cells:
        data = [output.get("data", {}) for output in cell.get("outputs", [])]
        html, plain = ("".join(forms.get(f"text/{kind}", "") for forms in data) for kind in ("html", "plain"))
        plain = re.sub(r"\n(Name|dtype): .*$", "", plain)  # what pandas says to programmers
        html_of[cell.source] = html or (f"<pre>{escape(plain)}</pre>" if plain else "")
    return html_of


# ---------------------------------------------------------------- text


def doable(text: str, run: str, instead: str = "") -> str:
    """A text that says of what needs the notebook that it does; where there is none to `run`, `instead` is in its place."""
    return _ASKED.sub(lambda asked: f"*In the notebook:* {asked[1]}" if run else instead, text)


def linked(text: str, case: Case, sources: bool = False) -> str:
    """A text in which the ids of a case's records in round brackets lead to their rows on the pages of the tables.

    sources: it is the list of a lesson's sources, whose last column holds ids.
    """

    def with_links(match: re.Match[str]) -> str:
        return "".join(_id(part, case) for part in re.split(r"([,;()] *)", match[0]))

    lines = text.split("\n")
    for index, line in enumerate(lines):
        if not line.startswith(("#", "<details")):
            line = outside_code(re.compile(r"(?<!\])\([^()]*\)"), with_links, line)
            lines[index] = re.sub(r"(?<=\| )[^|]*(?= \|$)", with_links, line) if sources else line
    return "\n".join(lines)


_CODE = re.compile(r"(```.*?^```$|`[^`\n]*`|^~~~~.*?^~~~~~*$)", re.MULTILINE | re.DOTALL)


def outside_code(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], text: str) -> str:
    """A text of Markdown in which what a pattern finds is changed, but not within code."""
    parts = _CODE.split(text)
    parts[::2] = [pattern.sub(change, part) for part in parts[::2]]  # those between are code
    return "".join(parts)


def _id(word: str, case: Case) -> str:
    if not (re.fullmatch(SHORT_ID, word) or any(word in case.index(name) for name in KEYED)):
        return word
    try:
        record = cited_record(word, case)
    except tables.UnknownName:
        return word  # an example of an id, in a lesson about ids
    of_core = record in getattr(tables.core(), record.table)
    said = f"{word}: {style.wrap(first_words(record), 60).partition(chr(10))[0]}"
    return PARTS.record_link(record.table if of_core else f"case-{case.name}", record.id, word, said)


def first_words(record: Record) -> str:
    """The first text of several words in a record."""
    schema = tables.schemas()[record.table]
    for name, field in schema.fields.items():
        if name not in schema.key and field.type == "string" and len(record.text(name).split()) > 1:
            return record.text(name)
    return ""


def _code(source: str, folded: bool) -> str:
    code = f"```python\n{source}\n```"
    return f"{raw(PARTS.code_begins())}\n\n{code}\n\n{raw('</details>')}" if folded else code


# ---------------------------------------------------------------- cells


def _cell(cell: NotebookNode, run: str, folded: bool) -> str:
    """A code cell and what it shows. run: where its notebook opens; folded: its code is shown on request."""
    parts = [_code(cell.source, folded)]
    more = next((words for call, words in IN_THE_NOTEBOOK.items() if call in cell.source), "")
    for output in cell.outputs:
        data = output.get("data", {})
        plain = data.get("text/plain") or output.get("text", "")
        if "text/html" in data and "ac.compare_ratings(" not in cell.source:  # empty until somebody has rated
            parts.append(raw(_output(data["text/html"])))
        elif match := re.match(r"Controls: (.*?)\. Run the cell", plain):
            more = f"change {match[1]}"
        elif "text/html" not in data:
            parts.append(f"```text\n{plain.rstrip()}\n```")
    if more and run:
        parts.append(raw(PARTS.more(run, more)))
    return "\n\n".join(parts)


def _output(html: str) -> str:
    """The HTML of an output; the script that serves the controls of computed pictures is taken out."""
    html = html.replace(f"<script>{asset('charts/machinery/guard.js')}</script>", "")
    html = _WHO_CODES.sub("", html)
    return PARTS.output(html.replace("<th></th>", "<td></td>"))  # the corner of a data frame heads nothing
