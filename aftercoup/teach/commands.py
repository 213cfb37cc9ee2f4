"""The commands of teachers, for the command line. Each loads what it needs when it is asked for, so that the list is
shown at once."""

import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import Argument, Option

from aftercoup.errors import OneSentence
from aftercoup.teach.marking.asked import Asked

Edition = Literal["class", "self-study", "exam"]
_output = partial(Option, "--output", "-o")


@contextmanager
def _written(output: Path) -> Iterator[None]:
    """Say in one sentence that a file or folder cannot be written."""
    try:
        yield
    except OSError as problem:
        why = f"{problem.strerror or problem} ({problem.filename or output})"
        raise OneSentence(f"{output} cannot be written: {why}. Give another place with -o.") from None


def datasheet() -> int:
    """Write what is generated of data/README.md and docs.

    Rewrites data/README.md from data/datapackage.json, and docs/codebook.md from data/codebook.toml.
    """
    from aftercoup.teach.content import codebook_page, course, datasheet, key_page

    pages = [datasheet, codebook_page, key_page]
    return _said([path for page in pages for path in course.update(page.PATH, page.text())])


def _said(changed: Iterable[Path]) -> int:
    """Say which files were written."""
    lines = [f"{path.parent.name}/{path.name} is written" for path in changed]
    print("\n".join(lines) or "All is as before.")
    return 0


def build(
    names: Annotated[
        list[str] | None,
        Argument(
            metavar="NOTEBOOK ...",
            help="lessons and masters, like 04_trace_the_contacts.ipynb or exercise_04.ipynb; without any: all",
        ),
    ] = None,
) -> int:
    """Fill, run and store the notebooks, derive the exercises.

    Writes notebooks/glossary.ipynb, fills the generated cells of every lesson and runs it in a fresh kernel;
    compares each master in solutions with its key, runs it, and derives its sheet in exercises. Without names it also
    writes the tables of README.md, docs/objectives.md, docs/claims.md, docs/reading_list.md and docs/timing_sheet.csv,
    and draws the poster. Building twice gives the same files.
    """
    from aftercoup.teach.content import course, objectives, timing_sheet
    from aftercoup.teach.editions import build, cited_where, exercises
    from aftercoup.teach.pages import poster

    wanted = exercises.chosen(names) if names else None
    [*exercises.masters(wanted, exercises.SOLUTIONS)]  # a fault of a key is told before anything runs
    changed = [*build.build(names=wanted), *exercises.build(wanted)]
    if not names:
        changed += poster.build()
        for path, text in {
            build.README: build.readme,
            timing_sheet.PATH: timing_sheet.text,
            objectives.PATH: objectives.text,
            cited_where.CLAIMS: cited_where.claims_text,
            cited_where.READING: cited_where.reading_text,
        }.items():
            changed += course.update(path, text())
    return _said(changed)


def pack(
    output: Annotated[
        Path, _output(metavar="FILE.zip", help="where to write it (nbgrader: a zip file or a new folder)")
    ],
    edition: Annotated[
        Edition | None,
        Option(
            help="class: a sheet says at once what is right and what is not yet, and keeps the answers back; "
            "self-study: it says the same, with hints, rules and worked answers on request; "
            "exam: it only says how each answer was read"
        ),
    ] = None,
    course: Annotated[
        Literal["nbgrader"] | None,
        Option("--for", help="not for students: the source folder of a course that runs nbgrader"),
    ] = None,
    roster: Annotated[
        Path | None,
        Option(
            metavar="CSV",
            help="not everybody has the same questions: a zip for each variant that somebody of the roster has, and the "
            "roster that says who (columns id; group, if its members shall have the same; variant, if it is settled)",
        ),
    ] = None,
    variant: Annotated[
        str,
        Option(metavar="LETTER", help="the variant of one class or year; a is what everybody has without it"),
    ] = "a",
    exercise: Annotated[
        list[str] | None, Option(metavar="NUMBER", help="pack only this exercise, as 05; may be repeated")
    ] = None,
) -> int:
    """Make the zip file that students receive. It runs by itself."""
    if (edition is None) == (course is None):
        raise typer.BadParameter("say what to pack: --edition class, self-study or exam, or --for nbgrader.")
    if roster and edition is None:
        raise typer.BadParameter("nbgrader has one source for all: give --variant instead of --roster.")
    from aftercoup.teach.content.masters import numbers
    from aftercoup.teach.editions import nbgrader_course, pack

    wanted = {number.strip().zfill(2) for number in exercise or ()}
    if unknown := sorted(wanted - {*numbers()}):
        raise typer.BadParameter(f"there is no exercise {unknown[0]}. There are {', '.join(numbers())}.")
    if wanted and edition is None:
        raise typer.BadParameter("nbgrader releases each sheet by itself: leave --exercise out.")
    letter = variant.lower()
    if letter != "a" and letter not in (known := pack.letters()):
        raise typer.BadParameter(f"there is no variant {letter!r}. There are {', '.join(known)}.")
    with _written(output):
        if edition is None:
            print(nbgrader_course.write(output, letter))
        elif roster:
            print(pack.write_roster(edition, output, roster, wanted))
        else:
            print(pack.write(edition, output, letter, wanted))
    return 0


def mark(**options: Any) -> int:
    """Mark what students handed in.

    Marks a folder, or the zip as the learning platform gave it. Nothing that a student wrote is ever run.
    Exit status: 0 done, 1 done and something needs a look, 2 not done.
    """
    from aftercoup.teach.marking import mark_command

    return mark_command.mark(**options)


mark.__signature__ = inspect.signature(Asked)  # type: ignore[attr-defined]  # the command line reads its options here


def site(
    output: Annotated[
        Path,
        _output(
            metavar="FOLDER",
            help="where to write it; an older site there is replaced. A name that ends in .zip: the kit for a "
            "computer without internet, one zip file with the site, the notebooks and start files",
        ),
    ] = Path("site"),
    edition: Annotated[
        Literal["class", "self-study"],
        Option(
            help="what the sheets tell, as in `pack`; an exam has no site, whose pages show lessons and tables"
        ),
    ] = "class",
    packages: Annotated[
        Path | None,
        Option(
            metavar="FOLDER",
            help="a folder with packages of Pyodide's own distribution (numpy, pandas, matplotlib ...): those that "
            "Pyodide's lock names, by name and sha256, are put in, so that nothing at all is fetched from the internet",
        ),
    ] = None,
    pages_only: Annotated[
        bool,
        Option("--pages-only", help="leave the notebooks out: then it needs neither npm nor the internet"),
    ] = False,
    address: Annotated[
        str,
        Option(
            metavar="https://...",
            help="where the site will be published: pages that are linked to elsewhere then have a picture there",
        ),
    ] = "",
) -> int:
    """Build the site: the course as pages, each with its notebook behind.

    Builds a folder of files that any web server can hand out: pages of lessons, blank sheets, tables and guides,
    and each lesson and sheet as a notebook whose Python runs in the page. It holds no answers.
    """
    from aftercoup.teach.pages import site

    with _written(output):
        print(site.write(output, edition, packages, not pages_only, address))
    return 0


COMMANDS = (datasheet, build, pack, mark, site)
