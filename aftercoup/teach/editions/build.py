"""Build the notebooks: fill their generated cells, run them, and store the outputs so that they reproduce.

The notebooks are their own source; a lesson is written in JupyterLab. A cell with the metadata
{"aftercoup": {"generated": "sources"}} is written from templates/sources.md; notebooks/glossary.ipynb is written here
as a whole. Building twice gives the same bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from aftercoup import tables
from aftercoup.errors import OneSentence
from aftercoup.lesson import source_words
from aftercoup.outputs.cards import VISIBLE_ROWS
from aftercoup.teach.content import course, guess_models, keys
from aftercoup.teach.content.citations import SHORT_ID, cited_ids, cited_record
from aftercoup.teach.writing.templates import markdown

NOTEBOOKS = course.LESSONS
README = course.PROJECT / "README.md"
GLOSSARY = "glossary.ipynb"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = ("aftercoup", "jp-MarkdownHeadingCollapsed", "tags")  # everything else is residue
SECONDS_PER_CELL = 120


class BuildError(OneSentence, RuntimeError):
    """A notebook cannot be built; the message names the notebook, the cell and what happened."""


def build(folder: Path | None = None, names: Iterable[str] | None = None) -> list[Path]:
    """Build the notebooks of a folder and return the paths of those that changed.

    folder: notebooks/ if not given. names: only these files (default: all, and the glossary).
    Raises BuildError, CourseProblem and GuessProblem; a notebook whose run fails is left as it was.
    """
    course.load(thoroughly=True)
    guess_models.proofread()
    changed, folder = [], Path(folder or NOTEBOOKS)
    paths = sorted({*folder.glob("*.ipynb"), folder / GLOSSARY})
    for path in paths:
        if names is not None and path.name not in names:
            continue
        notebook = glossary_notebook(folder) if path.name == GLOSSARY else read(path)
        fill(notebook)
        run(notebook, path)
        changed += course.update(path, written(notebook))
    return changed


# Controls live in a running kernel only; what is stored of them is their plain text.
CONTROLS = "application/vnd.jupyter.widget-view+json"


def read(path: Path) -> NotebookNode:
    """The notebook of a file. BuildError if it is none."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as problem:  # nbformat passes on whatever the file's content leads to
        why = str(problem).splitlines()[0]
        raise BuildError(f"{path.name} is not a notebook that can be read: {why}") from None


def written(notebook: NotebookNode, run: bool = True, keep: Iterable[str] = CELL_METADATA) -> str:
    """The text of a notebook's file, without anything that differs from run to run.

    run: it has been run. keep: which metadata of a cell stay.
    """
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    number, ids = 0, set[str]()
    for index, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in keep if key in cell.metadata})
        if not cell.get("id") or cell.id in ids:
            cell.id = f"cell-{index}"
        ids.add(cell.id)
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number if run else None
            for output in cell.outputs:
                output.get("data", {}).pop(CONTROLS, None)
                if output.output_type == "execute_result":
                    output.execution_count = number
        cell.pop("attachments", None)
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def generated(cell: NotebookNode) -> str:
    """As what a cell is written by the project; "" for a cell that is written by hand."""
    return cell.metadata.get("aftercoup", {}).get("generated", "")


def fill(notebook: NotebookNode, own: Mapping[str, str] = {}) -> None:
    """Write the generated cells of a notebook. own: of those of a master, kind -> text."""
    for cell in notebook.cells:
        kind = generated(cell)
        if kind in own:
            cell.source = own[kind]
        elif kind in course.CELLS:
            cell.source = course.generated(kind, course.current(), _lesson(notebook))
        elif kind == "sources":
            try:
                cell.source = sources_cell(notebook)
            except tables.UnknownName as problem:
                raise BuildError(f"{_title(notebook)}: {problem}") from None
        elif kind or cell.metadata.get("aftercoup"):
            known = ", ".join(["sources", *course.CELLS, *own])
            raise BuildError(f"No cell has the metadata {cell.metadata}. What is generated: {known}.")


def run(notebook: NotebookNode, path: Path) -> None:
    """Run all cells in a fresh kernel, in the folder of the notebook's file, and keep their outputs.

    Raises BuildError when a cell fails, warns, or leaves an output that cannot be stored.
    """
    # here, because `pack` imports this file and must not need JupyterLab
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if not any(cell.cell_type == "code" for cell in notebook.cells):
        return
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name=KERNEL["name"],
        record_timing=False,
        allow_errors=True,  # told below
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],  # nothing of the kernel's own on the screen
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except (CellTimeoutError, DeadKernelError) as problem:
        raise BuildError(f"{path.name}: the run did not come to an end: {problem}") from None
    for index, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            where = f"{path.name}: cell {index} ({cell.source.partition(chr(10))[0]})"
            if output.output_type == "error":
                raise BuildError(f"{where} fails: {output.ename}: {output.evalue}")
            if output.get("name") == "stderr":
                raise BuildError(f"{where} must not be stored with this output: {output.text}")


# ---------------------------------------------------------------- generated cells


def sources_cell(notebook: NotebookNode) -> str:
    """The section "Where this comes from": the sources behind all cited records, with these ids."""
    ids = lesson_ids(notebook)
    told: dict[str, list[tuple[str, str, str]]] = defaultdict(list)  # who -> (what and when, terms, record)
    alone: list[str] = []
    for record_id in ids:
        record = cited_record(record_id)
        sources = (record,) if record.table == "sources" else tables.sources_of(record)
        if record.table == "literature":
            words = f"{record.title}, {record.venue}, {record.year}"
            told[record.authors].append((words, "cite", record_id))
        elif not sources and record.table != "counts":
            alone.append(record_id)
        for source in sources:
            words = f"[{source_words(source)}]({source.url})" if source.url else source_words(source)
            told[source.publisher].append((words, source.licence_or_terms or "not stated", record_id))
    rows = []
    for who, entries in told.items():
        what, terms, records = (list(dict.fromkeys(column)) for column in zip(*entries))
        rows.append((who, "; ".join(what), "; ".join(terms), ", ".join(sorted(records))))
    rows.sort(key=lambda row: (-row[3].count(","), row[0]))
    literature = tables.table("literature")
    return markdown(
        "sources",
        report=tables.linked(tables.core().about, "article")[0],
        example=ids[0] if ids else "c16",
        publishers=rows,
        shown=VISIBLE_ROWS,
        table=course.table,
        works=[work for work in literature if work.text("read_with") in _number(notebook)],
        counts=[id_ for id_ in ids if id_.startswith("n") and re.fullmatch(SHORT_ID, id_)],
        alone=alone,
    )


def lesson_ids(notebook: NotebookNode) -> list[str]:
    """All record ids that a notebook cites in its own text (outside code spans) and code, in order."""
    texts = [
        cell.source if cell.cell_type == "code" else re.sub(r"`[^`]*`", "", cell.source)
        for cell in notebook.cells
        if not generated(cell)
    ]
    return list(dict.fromkeys(record_id for text in texts for record_id in cited_ids(text)))


def _lesson(notebook: NotebookNode) -> course.Lesson:
    """The lesson of course.toml that has the number of the title."""
    lesson = next(filter(None, map(course.current().lesson_of, _number(notebook))), None)
    if lesson is None:
        raise BuildError(f"{_title(notebook)}: course.toml has no lesson of this number.")
    return lesson


def _number(notebook: NotebookNode) -> list[str]:
    """The number of a lesson, from its title; none of another notebook."""
    return re.findall(r"\A# (\d\d)\b", _title(notebook))


def _title(notebook: NotebookNode) -> str:
    return notebook.cells[0].source.partition("\n")[0]


def glossary_notebook(folder: Path = NOTEBOOKS) -> NotebookNode:
    """The glossary as a notebook: one heading and one cell per term, so that a lesson can link to it.

    Under each term stand links back to the lessons of `folder` that link to it.
    """
    top = (
        "# Glossary\n\nThe terms that the lessons use, in plain words. "
        "A lesson links to a term where it first needs it, and each term links back."
    )
    cells, uses = [nbformat.v4.new_markdown_cell(top, id="title")], term_uses(folder)
    for record in sorted(tables.load().glossary, key=lambda record: record.term.casefold()):
        slug = re.sub(r"[^a-z0-9]+", "-", record.term.lower()).strip("-")
        text = f"## {record.term}\n\n{record.definition}"
        if places := uses.get(address(record.term)):
            links = (f"[{title}]({target})" for title, target in places.items())
            text += f"\n\nIn the lessons: {', '.join(links)}."
        cells.append(nbformat.v4.new_markdown_cell(text, id=f"term-{slug}"))
    return nbformat.v4.new_notebook(cells=cells)


def address(heading: str) -> str:
    """The fragment by which JupyterLab and static pages reach a heading."""
    return re.sub(r"[*`]", "", heading).strip().replace(" ", "-")


def term_uses(folder: Path) -> dict[str, dict[str, str]]:
    """Where lessons link to the glossary: {address of the term: {title of the lesson: link to the section}}.

    The section is the one of the first link in a lesson's text, or the top of the lesson for a term that only its
    first cell names. A section is linked by the id of its cell, so that its heading can be worded anew.
    """
    uses: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted(folder.glob("[0-9]*.ipynb")):
        notebook = read(path)
        title, section = _title(notebook).lstrip("# "), path.name
        for number, cell in enumerate(notebook.cells):
            if number and cell.cell_type == "markdown" and re.match(r"#{1,6} ", cell.source):
                section = f"{path.name}#cell-id={cell.id}"
            for term in re.findall(rf"\]\({re.escape(GLOSSARY)}#([^)]+)\)", cell.source):
                if uses[term].get(title, path.name) == path.name:  # the text says more than the list of terms
                    uses[term][title] = section
    return uses


# ---------------------------------------------------------------- README


def readme() -> str:
    """The text of README.md with its tables made anew from course.toml and the answer keys."""
    listed, sheets = course.current(), {number: keys.load(number).exercise for number in keys.numbers()}
    lessons = course.lessons_table(listed, "notebooks/", sheets=sheets)
    return course.with_parts(README, {"lessons": lessons, "problems": course.problems_table(listed)})
