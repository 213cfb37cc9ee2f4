"""The front of the site: pages to read and to print, of lessons, sheets, tables and guides, without Python.

Everything is written as Markdown into a temporary folder, from the same notebooks and tables as all other
editions, and Sphinx makes pages of it (docs/site/conf.py). Nothing is run: what a cell of a sheet shows is stored
in its master. The pages load nothing from anywhere, and work from a sub-path and from a folder on a disk.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from aftercoup import tables
from aftercoup.answers.exercise import EDITIONS
from aftercoup.answers.exercise import exercises as known_exercises
from aftercoup.teach.browser.pyodide import SiteError, Vendored
from aftercoup.teach.content import course
from aftercoup.teach.content.masters import SOLUTIONS
from aftercoup.teach.editions.build import NOTEBOOKS, address, read
from aftercoup.teach.pages import lessons, poster, rows
from aftercoup.teach.writing.archives import write_folder
from aftercoup.teach.writing.templates import environment

ROOT = NOTEBOOKS.parent
SITE = ROOT / "docs" / "site"
LITE = "lite"  # the folder of the site in which the notebooks are
RUN = f"{LITE}/notebooks/index.html?path={{}}"  # where a notebook opens
# Files that a page hands out: where they are in the project -> where they are among the pages.
FILES = {"docs/timing_sheet.csv": "data/timing_sheet.csv"} | {
    f"docs/{poster.NAME}.{kind}": f"_static/{poster.NAME}.{kind}" for kind in ("pdf", "svg")
}
# Pages for those who teach, in this order; one that does not exist yet is left out.
GUIDES = (
    "docs/instructor_guide.md",
    "docs/one_class.md",
    "docs/credentials_committee.md",
    "docs/marking.md",
    "docs/editions.md",
    "docs/add_a_case.md",
    "docs/decisions.md",
    "CONTRIBUTING.md",
)


class Page(NamedTuple):
    """A page as Markdown. file: what it is made of, relative to the project; links to that file lead here."""

    file: str
    text: str


def build(output: Path, edition: str = "class", python: Vendored | None = None, address: str = "") -> None:
    """Write the pages into the new folder `output`.

    edition: what the sheets tell that open as notebooks. python: what Python is behind these; None: there are no
    notebooks, and no links to them. address: where the site will be published; without it a link to a page has no
    picture elsewhere. Raises SiteError when Sphinx finds a fault.
    """
    with tempfile.TemporaryDirectory(prefix="aftercoup-pages-") as folder:
        source = Path(folder, "source")
        shutil.copytree(SITE, source)
        files: dict[str, bytes] = {}
        for name, text in sources(edition, python).items():
            write_folder({f"{name}.md": apart(text, "../" * name.count("/"), files).encode()}, source)
        run_sphinx(source, output, Path(folder, "trees"), address.rstrip("/"))
    files |= {f"data/{name}": path.read_bytes() for name, path in data_files().items()}
    files |= {target: (ROOT / name).read_bytes() for name, target in FILES.items()}
    if address:
        files["_static/share.png"] = poster.share()
    files[lessons.ANKI] = lessons.anki().encode()
    write_folder(files, output)
    for name in (".buildinfo", "objects.inv"):
        (output / name).unlink(missing_ok=True)
    shutil.rmtree(output / "_sources", ignore_errors=True)  # made and left empty


_PICTURE = re.compile(r'data-behind src="data:image/svg\+xml;base64,([^"]+)"')  # of an explorer, as it starts
_SCRIPT = re.compile(r"<script>(.+?)</script>", re.DOTALL)
_DATA = re.compile(r'<script type="application/json">(.+?)</script>', re.DOTALL)
_MUCH = 20_000  # letters from which data are a file of their own
# Puts data back to where they stood in the output; the script behind them looks for them there.
_BACK = """document.currentScript.before(Object.assign(document.createElement("script"),
{type: "application/json", textContent: JSON.stringify(%s)}));
"""


def apart(text: str, up: str, files: dict[str, bytes]) -> str:
    """A page whose scripts, data and pictures are files beside it, each once for all pages; they are put into `files`.

    up: the way from the page to the folder of the site. A picture is fetched when it is to be seen: behind a live
    explorer that is on paper only.
    """

    def picture(match: re.Match[str]) -> str:
        return f'loading="lazy" src="{up}{put(base64.b64decode(match[1]), "svg")}"'

    def script(match: re.Match[str]) -> str:
        return f'<script src="{up}{put(match[1].encode(), "js")}"></script>'

    def data(match: re.Match[str]) -> str:
        return f"<script>{_BACK % match[1]}</script>" if len(match[1]) > _MUCH else match[0]

    def put(content: bytes, kind: str) -> str:
        name = f"_static/shared/{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
        files[name] = content
        return name

    return _SCRIPT.sub(script, _DATA.sub(data, _PICTURE.sub(picture, text)))


def data_files() -> dict[str, Path]:
    """The tables that the pages hand out: name below data/ -> path. Another case has a folder of its own."""
    folders = [("", ROOT / "data"), ("", tables.core().folder)]
    folders += [(f"{case.name}/", case.folder) for case in rows.other_cases()]
    return {before + path.name: path for before, folder in folders for path in folder.glob("*.csv")}


def run_sphinx(source: Path, made: Path, trees: Path, address: str = "") -> None:
    """Let Sphinx make pages of a folder; SiteError with its first complaints, all of which count."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    done = subprocess.run(
        [*command, "-A", f"address={address}", "-d", str(trees), str(source), str(made)],
        capture_output=True,
        text=True,
        errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        said = [line.replace(f"{source}{os.sep}", "") for line in done.stderr.splitlines() if line.strip()]
        raise SiteError("Sphinx could not make the pages:\n" + "\n".join(said[:12]))


def sources(edition: str = "class", python: Vendored | None = None) -> dict[str, str]:
    """All pages as Markdown: name of the page, without ending -> text. edition, python: as in `build`."""
    notebooks = [*sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), *NOTEBOOKS.glob("one_class.ipynb")]
    open_it = f"../{RUN}" if python else ""  # these pages lie one folder deeper
    pages: dict[str, Page] = {}
    shown: dict[str, str] = {}  # what cells of lessons show, for the first page
    for path in notebooks:
        name, notebook = f"notebooks/{path.name}", read(path)
        run = open_it.format(name)
        exercise = known_exercises().get(path.name[:2])
        its_sheet = f"../exercises/{exercise.notebook}" if exercise else ""
        text = lessons.lesson(notebook, path == notebooks[0], run, its_sheet)
        pages[f"lessons/{path.stem}"] = Page(name, text)
        shown |= lessons.shown(notebook)
    glossary = lessons.glossary(read(NOTEBOOKS / "glossary.ipynb"))
    pages["lessons/glossary"] = Page("notebooks/glossary.ipynb", glossary)
    for exercise in known_exercises().values():
        name = f"exercises/{exercise.notebook}"
        of_master = lessons.shown(read(SOLUTIONS / exercise.notebook))
        text = lessons.blank_exercise(read(ROOT / name), exercise, of_master, open_it.format(name))
        pages[name.removesuffix(".ipynb")] = Page(name, text)
    for schema in tables.schemas().values():
        pages[f"tables/{schema.name}"] = Page(f"data/{schema.file}", rows.page(schema))
    for case in rows.other_cases():
        pages[f"tables/case-{case.name}"] = Page(f"data/cases/{case.name}/case.csv", rows.case_page(case))
    pages["tables/index"] = Page("data/README.md", rows.index(_read("data/README.md")))
    pages["codebook"] = Page("docs/codebook.md", _read("docs/codebook.md"))
    for name in GUIDES:
        if (ROOT / name).exists():
            pages[f"teach/{Path(name).stem.lower()}"] = Page(name, _read(name))
    pages |= home(pages, shown, edition, python)
    return {name: relinked(name, pages) for name in pages}


def _read(name: str) -> str:
    """The text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def home(
    pages: dict[str, Page], shown: dict[str, str], edition: str, python: Vendored | None
) -> dict[str, Page]:
    """The pages docs/site/*.md, with tables of course.toml and parts of README and the lessons.

    pages: all other pages, for the menu. shown: what cells of the lessons show. edition, python: as in `build`.
    """
    readme, listed, guide = _read("README.md"), course.current(), pages["teach/instructor_guide"]

    def in_guide(words: str) -> str:
        """Links to the headings of the instructor guide in which one of these words stands."""
        headings = re.findall(rf"^##+ (.*(?:{words}).*)$", guide.text, re.MULTILINE)
        return ", ".join(f"[{heading}]({guide.file}#{address(heading)})" for heading in headings)

    parts = {
        "lessons": course.lessons_table(listed, "notebooks/"),
        "ideas": course.ideas_table(listed),
        "sheets": course.exercises_table(known_exercises().values()),
        "cite": course.part(readme, "cite"),
        "get": course.part(readme, "get"),
        "problems": course.problems_table(listed),
        "poster_alt": poster.alt(),
        "guess": lessons.raw(shown['ac.guess("middle-wait")']),
        "explorer": lessons.raw(shown['ac.after("middle-wait", ac.explore_waiting())']),
        "one_class": "lessons/one_class" in pages,
        "in_guide": in_guide,
        "lite": LITE,
        "python": python,
        "edition": EDITIONS[edition],
        "menu": {
            "Lessons": [*sorted(name for name in pages if name.startswith("lessons/")), "run"],
            "Exercises": sorted(name for name in pages if name.startswith("exercises/")),
            "Facts": ["tables/index", "codebook", "tables/sources", "tables/literature"],
            "For teachers": ["teach", *(name for name in pages if name.startswith("teach/"))],
        },
    }
    files = {"index": "README.md", "run": "run.md", "teach": "teach.md"}
    made = {name: environment(SITE).get_template(f"{name}.md").render(parts) for name in files}
    return {name: Page(file, made[name]) for name, file in files.items()}


# A link of Markdown, or a picture (!): its words, which may hold brackets, and its target, which may too
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_HEAD = re.compile(r"^\|.*\|$(?=\n\|[-:| ]+\|$)", re.MULTILINE)  # the first line of a table
_UNNAMED = re.compile(r"(?<=\|) +(?=\|)")  # a column without a name, which is heard all the same


def relinked(name: str, pages: dict[str, Page]) -> str:
    """The text of a page whose links to files of the project lead to pages; where a file has no page, its
    words stay. SiteError: a link leads to a heading that is not there.
    """
    page_of = {page.file: other for other, page in pages.items()}
    file, text = pages[name]
    text = _HEAD.sub(lambda head: _UNNAMED.sub(' <span class="unseen">in words</span> ', head[0]), text)

    def link(match: re.Match[str]) -> str:
        picture, words, target = match.groups()
        path, _, heading = target.partition("#")
        if picture:
            return ""
        if re.match(r"[a-z]+:", target):
            return match[0]
        joined = os.path.normpath(os.path.join(os.path.dirname(file), path)).replace(os.sep, "/")
        wanted = joined if path else file
        if wanted in FILES:
            return f'<a href="{_way(FILES[wanted], name)}" download>{words}</a>'
        if wanted not in page_of:
            return words
        if heading.startswith("cell-id="):
            heading = address(_section(ROOT / wanted, heading[8:]) or heading)
        for other in (page_of[wanted], *["run"] * (wanted == "README.md")):  # "run" holds parts of README
            anchor = _heading(heading, pages[other].text)
            if anchor is not None:
                way = "" if other == name else _way(other, name) + ".md"
                return f"[{words}]({way}{anchor})"
        raise SiteError(f"{file} links to {target}, and there is no such heading.")

    return lessons.outside_code(_LINK, link, text)


def _section(path: Path, cell_id: str) -> str:
    """The heading with which a cell of a notebook begins, or the last one above it; "" if there is no such cell."""
    headings, above = course.sections_of(path), ""
    for cell in read(path).cells:
        above = headings.get(cell.id, above)
        if cell.id == cell_id:
            return above
    return ""


def _way(other: str, page: str) -> str:
    """The way from a page to another file of the pages."""
    return os.path.relpath(other, os.path.dirname(page) or ".").replace(os.sep, "/")


def _heading(wanted: str, text: str) -> str | None:
    """The "#address" of a heading, named as JupyterLab or a code-hosting site does; None: not there."""
    if not wanted:
        return ""
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        ours = address(title)
        if wanted in (ours, re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-"), ours.lower()):
            return f"#{ours}"
    return None
