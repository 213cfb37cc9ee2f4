"""The course as web pages, to read and to print: lessons, sheets, tables and guides, without Python.

Everything is written as Markdown into a temporary folder, from the same notebooks and tables as all other
editions, and Sphinx makes pages of it (docs/site/conf.py). Nothing is run but the cells that show something
in a sheet. The pages load nothing from anywhere, and work from a sub-path and from a folder on a disk.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from string import Template

from aftercoup import tables
from aftercoup.answers.sheet import case_of
from aftercoup.answers.sheet import sheets as known_sheets
from aftercoup.errors import OneSentence
from aftercoup.teach.build import NOTEBOOKS, address, read
from aftercoup.teach.pages import lessons, poster, rows

ROOT = NOTEBOOKS.parent
SITE = ROOT / "docs" / "site"
OURS = ".aftercoup-pages"  # in a folder that may be replaced
# Where the browser edition opens a notebook, below its own address.
RUN = "notebooks/index.html?path={}"
# Files that a page hands out: where they are in the project -> where they are among the pages.
FILES = {"docs/timing_sheet.csv": "data/timing_sheet.csv"} | {
    f"docs/{poster.NAME}.{kind}": f"_static/{poster.NAME}.{kind}" for kind in ("pdf", "svg", "png")
}
# Pages for those who teach, in this order; one that does not exist yet is left out.
GUIDES = (
    "docs/instructor_guide.md",
    "docs/marking.md",
    "docs/editions.md",
    "docs/add_a_case.md",
    "docs/decisions.md",
    "CONTRIBUTING.md",
)


class PagesError(OneSentence, RuntimeError):
    """The pages cannot be written; the message says why."""


def build(output, lite=None):
    """Write the pages into the folder `output`, which they own from then on; returns its path.

    lite: address of the browser edition, for the links "Run this lesson": absolute, or relative to the pages'
    own folder; not given: a folder `lite` beside `output`, if there is one; "": no such links.
    Raises PagesError: the folder holds something else, or Sphinx finds a fault.
    """
    output = Path(output).absolute()
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or (output / OURS).exists())):
        raise PagesError(
            f"{output.name} holds files that are not these pages, and nothing was written. "
            "Give another folder with -o."
        )
    if lite is None:
        lite = "../lite/" if (output.parent / "lite" / "index.html").exists() else ""
    lite = lite and lite.rstrip("/") + "/"
    with tempfile.TemporaryDirectory(prefix="aftercoup-pages-") as folder:
        source, made = Path(folder, "source"), Path(folder, "made")
        shutil.copytree(SITE, source)
        for name, text in sources(lite).items():
            path = source / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        run_sphinx(source, made, Path(folder, "trees"))
        (made / "data").mkdir()
        for name, path in data_files().items():
            (made / "data" / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(path, made / "data" / name)
        for name, place in FILES.items():
            shutil.copyfile(ROOT / name, made / place)
        for name in (".buildinfo", "objects.inv"):
            (made / name).unlink(missing_ok=True)
        shutil.rmtree(made / "_sources", ignore_errors=True)  # made and left empty
        (made / OURS).write_text("The next build of the pages replaces this folder.\n", encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, output)
    return output


def data_files():
    """The tables that the pages hand out: name below data/ -> path. Another case has a folder of its own."""
    found = [*(ROOT / "data").glob("*.csv"), *tables.core().folder.glob("*.csv")]
    others = [path for case in rows.other_cases() for path in case.folder.glob("*.csv")]
    return {path.name: path for path in found} | {f"{path.parent.name}/{path.name}": path for path in others}


def run_sphinx(source, made, trees):
    """Let Sphinx make pages of a folder; PagesError with its first complaints, all of which count."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    done = subprocess.run(
        [*command, "-d", str(trees), str(source), str(made)],
        capture_output=True,
        text=True,
        errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        said = [line.replace(f"{source}{os.sep}", "") for line in done.stderr.splitlines() if line.strip()]
        raise PagesError("Sphinx could not make the pages:\n" + "\n".join(said[:12]))


def sources(lite=""):
    """All pages as Markdown: name of the page, without ending -> text."""
    texts = {}
    shown = {}  # what cells of lessons show, so that a sheet need not draw it again
    course = sorted(path for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
    sheets = sorted((ROOT / "exercises").glob("[0-9]*.ipynb"))
    numbers, known = {path.name[:2]: path for path in sheets}, known_sheets()
    for path in course:
        run = lite and "../" * (not re.match("[a-z]+:", lite)) + lite + RUN.format(f"notebooks/{path.name}")
        notebook = read(path)
        shown |= lessons.shown(notebook)
        sheet = numbers.get(path.name[:2])
        texts[f"lessons/{path.stem}"] = lessons.lesson(
            notebook, first=path == course[0], run=run, sheet=sheet and f"../exercises/{sheet.name}"
        )
    texts["lessons/glossary"] = lessons.glossary(read(NOTEBOOKS / "glossary.ipynb"))
    for path in sheets:
        run = lite and "../" * (not re.match("[a-z]+:", lite)) + lite + RUN.format(f"exercises/{path.name}")
        mine = known[path.name[:2]]
        with case_of(mine):  # what a lesson shows is of its own case
            texts[f"exercises/{path.stem}"] = lessons.sheet(read(path), {} if mine.case else shown, run)
    for schema in tables.schemas().values():
        texts[f"tables/{schema.name}"] = rows.page(schema)
    texts["tables/index"] = rows.index((ROOT / "data/README.md").read_text(encoding="utf-8"))
    places = {f"notebooks/{path.name}": f"lessons/{path.stem}" for path in course}
    places |= {"notebooks/glossary.ipynb": "lessons/glossary"}
    places |= {f"exercises/{path.name}": f"exercises/{path.stem}" for path in sheets}
    places |= {f"data/{schema.file}": f"tables/{schema.name}" for schema in tables.schemas().values()}
    for case in rows.other_cases():
        texts[f"tables/case-{case.name}"] = rows.case_page(case)
        places[f"data/cases/{case.name}/case.csv"] = f"tables/case-{case.name}"
    places |= {"data/README.md": "tables/index", "README.md": "index", "run.md": "run"}
    if (ROOT / "docs/codebook.md").exists():
        places["docs/codebook.md"] = "codebook"
        texts["codebook"] = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    guides = [name for name in GUIDES if (ROOT / name).exists()]
    for name in guides:
        places[name] = f"teach/{Path(name).stem.lower()}"
        texts[places[name]] = (ROOT / name).read_text(encoding="utf-8")
    texts |= home(texts, [places[name] for name in guides], shown, lite)
    files = {page: name for name, page in places.items()} | {"run": "README.md"}
    return {page: relinked(text, files[page], page, places, texts) for page, text in texts.items()}


def home(texts, guides, shown, lite):
    """The pages docs/site/*.md, with the parts that README and the lessons hold already."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    def section(title):
        return re.search(rf"^## {title}\n\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)[1].strip()

    def contents(caption, pages):
        pages = [page for page in pages if page in texts]
        return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```"])

    in_order = sorted(texts)
    lessons_ = [page for page in in_order if page.startswith("lessons/0")]
    in_browser = f'<a href="{lite}index.html">Run it in the browser</a>, and install nothing. Or at home:'
    parts = {
        "course": section("The course"),
        "sheets": section("The exercises"),
        "cite": section("Cite, reuse, report"),
        "get": section("Get the folder"),
        "problems": section("First-run problems"),
        "poster_alt": escape(poster.poster().alt),
        "explorer": lessons.raw(shown["ac.explore_waiting()"]),
        "lite": in_browser if lite else "",
    }
    pages = {
        name: Template((SITE / f"{name}.md").read_text(encoding="utf-8")).safe_substitute(parts)
        for name in ("index", "run")
    }
    texts = texts | pages
    pages["index"] += "\n\n".join((
        contents("Lessons", [*lessons_, "lessons/glossary", "run"]),
        contents("Exercises", [page for page in in_order if page.startswith("exercises/")]),
        contents("Facts", ["tables/index", "codebook", "tables/sources", "tables/literature"]),
        contents("For teachers", guides),
    ))  # fmt: skip
    return pages


_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_CODE = re.compile(r"(```.*?^```$|`[^`\n]*`|^~~~~.*?^~~~~~*$)", re.MULTILINE | re.DOTALL)


def relinked(text, file, page, places, texts):
    """A text whose links to files of the project lead to pages; where a file has no page, its words stay.

    file: where the text comes from, relative to the project; page: the page it becomes.
    """

    def link(match):
        picture, words, target = match.groups()
        path, _, heading = target.partition("#")
        if picture or re.match(r"[a-z]+:", target):
            return "" if picture else match[0]
        joined = os.path.normpath(os.path.join(os.path.dirname(file), path)).replace(os.sep, "/")
        wanted = joined if path else file
        if wanted in FILES:
            return f'<a href="{_way(FILES[wanted], page)}" download>{words}</a>'
        if wanted not in places:
            return words
        for other in [places[wanted], *["run"] * (wanted == "README.md")]:
            address_ = _heading(heading, texts[other])
            if address_ is not None:
                return f"[{words}]({'' if other == page else _way(other, page) + '.md'}{address_})"
        raise PagesError(f"{file} links to {target}, and there is no such heading.")

    parts = _CODE.split(text)
    return "".join(part if place % 2 else _LINK.sub(link, part) for place, part in enumerate(parts))


def _way(other, page):
    """The way from a page to another file of the pages."""
    return os.path.relpath(other, os.path.dirname(page) or ".").replace(os.sep, "/")


def _heading(wanted, text):
    """The "#address" of a heading, named as JupyterLab or a code-hosting site does; None: not there."""
    if not wanted:
        return ""
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        ours = address(title)
        if wanted in (ours, re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-"), ours.lower()):
            return f"#{ours}"
    return None


def main(output, lite=None, draw=False):
    """Run `aftercoup pages`: 0: the pages are written, 2: they could not be. draw: the poster first."""
    if draw:
        print(", ".join(f"docs/{path.name}" for path in poster.write()))
    try:
        path = build(output, lite)
    except PagesError as problem:
        print(problem)
        return 2
    except OSError as problem:
        print(f"{output} cannot be written: {problem.strerror}. Give another folder with -o.")
        return 2
    pages = sum(1 for _ in path.rglob("*.html"))
    size = sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) / 1e6
    print(f"{path.name} is written: {pages} pages, {size:.1f} MB. Open {path.name}/index.html.")
    return 0
