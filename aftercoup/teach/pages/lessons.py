"""Lessons, sheets and the glossary as Markdown for the pages.

What needs Python is not shown broken. A guess is a line to write on, the controls of a computed picture are
named in a sentence, an answer of a sheet is a line for each of its fields.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from html import escape

from aftercoup import tables
from aftercoup.teach.citations import KEYED, SHORT_ID, cited_record

FENCE = "~" * 12
IMPORT = "import aftercoup as ac"
# Their output compares what a reader typed, so it is empty on a page.
COMPARISONS = ("compare_ratings",)


def raw(html):
    """HTML as a block of Markdown."""
    return f"{FENCE}{{raw}} html\n{html}\n{FENCE}"


def lesson(notebook, first=False, run="", sheet=None):
    """The Markdown of a lesson.

    first: it explains what a cell is, so its import stays; run: where to run it; sheet: its exercise.
    """
    note = [
        f'<a class="run" href="{escape(run)}">Run this lesson</a>' if run else "",
        "On this page the cells do not run. Pictures with buttons work; the others show how they begin.",
        "" if run else '<a href="../run.html">How to run it</a>.',
    ]
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(linked(cell.source, sources="generated" in cell.metadata.get("aftercoup", {})))
        elif cell.source.strip() != IMPORT or first:
            parts.append(_cell(cell, run))
    title, _, rest = parts[0].partition("\n")
    more = f"\n\nAfterwards: [the exercise of this lesson]({sheet})." if sheet else ""
    return _told_apart("\n\n".join([title, raw(_note(note)), rest.strip(), *parts[1:]]) + more + "\n")


def _told_apart(text):
    """A page whose regions have different names: of those with the same name, the later ones are numbered."""
    seen = Counter()

    def name(found):
        seen[found[1]] += 1
        return f'role="region" aria-label="{found[1]}{f" ({seen[found[1]]})" * (seen[found[1]] > 1)}"'

    return re.sub(r'role="region" aria-label="([^"]*)"', name, text)


def glossary(notebook):
    """The Markdown of the glossary."""
    return "\n\n".join(cell.source for cell in notebook.cells) + "\n"


def sheet(notebook, shown, run=""):
    """The Markdown of a blank sheet, to read and to print. shown: see `shown`.

    Its cells may choose another case; that ends with the sheet.
    """
    try:
        return _sheet(notebook, shown, run)
    finally:
        tables.use()


def _sheet(notebook, shown, run):
    note = [
        f'<a class="run" href="{escape(run)}">Fill in this sheet</a>' if run else "",
        "This page is for reading and printing: what is typed into a cell of the sheet is a line here.",
    ]
    parts, names = [], {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            essay = cell.metadata.get("aftercoup", {}).get("essay")
            parts.append(raw(_ruled(f"Essay {essay}")) if essay else linked(cell.source))
        elif cell.source.startswith("answer("):
            parts.append(raw(_fields(cell.source)))
        elif not re.match(r"import |progress\(", cell.source):
            html = shown.get(cell.source) or _evaluated(cell.source, names)
            parts += [_code(cell.source), raw(_output(html))]
    title, _, rest = parts[0].partition("\n")
    rest = re.sub(r"^- .*(?:Shift|Run them|progress\(\)).*\n?", "", rest, flags=re.MULTILINE)  # of cells
    return "\n\n".join([title, raw(_note(note)), rest.strip(), *parts[1:]]) + "\n"


def shown(notebook):
    """What the cells of a notebook show, by their source: the HTML of those that have some."""
    found = {}
    for cell in notebook.cells:
        pieces = (
            []
            if cell.cell_type != "code"
            else [
                "".join(output.data["text/html"])
                for output in cell.outputs
                if "text/html" in output.get("data", {})
            ]
        )
        if pieces:
            found[cell.source] = "".join(pieces)
    return found


# ---------------------------------------------------------------- text


def linked(text, sources=False):
    """A text in which the ids of records in round brackets lead to their rows on the pages of the tables.

    sources: it is the list of a lesson's sources, whose last column holds ids.
    """
    lines = []
    text = re.sub(
        r"^\| \|(?=.*\n\|[-:| ]+\|$)", '| <span class="unseen">row</span> |', text, flags=re.MULTILINE
    )
    for line in text.split("\n"):
        if line.startswith(("#", "<details")):
            lines.append(line)
            continue
        parts = re.split(r"(`[^`]*`)", line)
        line = "".join(
            part if place % 2 else re.sub(r"(?<!\])\(([^()]*)\)", lambda found: f"({_ids(found[1])})", part)
            for place, part in enumerate(parts)
        )
        if sources:
            line = re.sub(r"(?<=\| )([^|]*)(?= \|$)", lambda found: _ids(found[1]), line)
        lines.append(line)
    return "\n".join(lines)


def _ids(words):
    return "".join(_id(part) for part in re.split(r"([,;] *)", words))


def _id(word):
    if not (re.fullmatch(SHORT_ID, word) or any(word in tables.case().index(name) for name in KEYED)):
        return word
    try:
        found = cited_record(word)
    except tables.UnknownName:
        return word  # an example of an id, in a lesson about ids
    page = found.table if found in getattr(tables.core(), found.table) else f"case-{tables.case().name}"
    return f'<a class="record" href="../tables/{page}.html#{found.id}">{word}</a>'


def _note(pieces):
    return f'<p class="edition">{" ".join(filter(None, pieces))}</p>'


def _code(source):
    return f"```python\n{source}\n```"


# ---------------------------------------------------------------- cells


def _call(source):
    """The name of the function of ac that a cell calls at its end, and the call; (None, None) for others."""
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return None, None
    call = last.value if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
    of_ac = call and isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "ac"
    return (call.func.attr, call) if of_ac else (None, None)


def _cell(cell, run):
    """A code cell and what it shows."""
    name, call = _call(cell.source)
    if name == "predict":
        return raw(_guess(ast.literal_eval(call.args[0])))
    if name == "look_back":
        return raw(_look_back(ast.literal_eval(call.args[0]), cell.outputs[0].data["text/html"]))
    parts, controls = [_code(cell.source)], ""
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            parts.append(raw(_output(data["text/html"])))
        elif data.get("text/plain", "").startswith("Controls: "):
            controls = re.match(r"Controls: (.*?)\. Run the cell", data["text/plain"])[1]
        else:
            words = data.get("text/plain") or output.get("text", "")
            parts.append(f"```text\n{words.rstrip()}\n```")
    where = f'<a href="{escape(run)}">Run this lesson</a>' if run else "Run this lesson in JupyterLab"
    if controls:
        parts.append(
            raw(f'<p class="needs">This picture is computed. {where} to change: {escape(controls)}.</p>')
        )
    if name in COMPARISONS:
        parts.append(raw(f'<p class="needs">{where} to compare with what you type.</p>'))
    return "\n\n".join(parts)


def _output(html):
    """The HTML of an output; a script beside computed pictures, which serves their controls, is taken out."""
    if "data-aftercoup-said" in html:
        html = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    html = html.replace("<th></th>", "<td></td>")  # the corner of a data frame heads nothing
    return f'<div class="out">{html}</div>'


def _guess(name):
    return (
        f'<p class="guess"><label><strong>Your guess:</strong> {escape(name)}<br>'
        f'<input type="text" data-guess="{escape(name)}" autocomplete="off"></label></p>'
    )


def _look_back(name, html):
    found = re.search(r"<details><summary>[^<]*</summary>(.*)</details>", html, re.DOTALL)[1]
    return (
        f'<div class="out look-back"><p data-guessed="{escape(name)}" hidden></p>'
        f"<details><summary>What the records say: {escape(name)}</summary>{found}</details></div>"
    )


def _evaluated(source, names):
    """What a cell of one of our own sheets shows, as HTML. names: what cells before it have set."""
    import aftercoup

    names.setdefault("ac", aftercoup)
    *before, last = ast.parse(source).body
    exec(compile(ast.Module(before, []), "sheet", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "sheet", "eval"), names)
    for method in ("bundle", "_repr_mimebundle_"):  # a computed picture, everything else of ours
        if hasattr(value, method):
            return getattr(value, method)()["text/html"]
    if hasattr(value, "to_frame"):
        value = value.to_frame()
    return value.to_html(border=0) if hasattr(value, "to_html") else f"<pre>{escape(repr(value))}</pre>"


# ---------------------------------------------------------------- lines to write on


def _fields(source):
    """The fields of an answer cell: what is asked, and a line."""
    found = re.findall(r'^ {4}(\w+)="",?(?: *# *(.*))?$', source, re.MULTILINE)
    asked = [
        f"<li><span><strong>{name.replace('_', ' ')}</strong> {escape(words)}</span></li>"
        for name, words in found
    ]
    return f'<ul class="lines">{"".join(asked)}</ul>'


def _ruled(title):
    return f'<p class="paper"><strong>{escape(title)}</strong></p>'
