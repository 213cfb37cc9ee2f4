"""The command line ``aftercoup``. A subcommand is one function that adds its parser below."""

import argparse
import sys
from importlib import import_module


class NotHere(Exception):
    """A command that this edition does not have."""


class _Parser(argparse.ArgumentParser):
    """A parser whose help has one width: to ask the terminal for its own takes longer than to parse."""

    def __init__(self, **given):
        super().__init__(**given, formatter_class=lambda prog: argparse.HelpFormatter(prog, width=79))


def main(arguments=None):
    """Run a subcommand; returns its exit status (0 well, 1 problems found, 2 it could not be done)."""
    parser = _Parser(prog="aftercoup", description="Tools for the module After the Coup.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", prog=parser.prog)
    tools = {
        "check": _add_check,
        "datasheet": _add_datasheet,
        "build": _add_build,
        "pack": _add_pack,
        "mark": _add_mark,
        "pages": _add_pages,
        "site": _add_site,
        "kit": _add_kit,
    }
    arguments = sys.argv[1:] if arguments is None else arguments
    for name in tools.keys() & arguments[:1] or tools:  # the one that is asked for starts sooner alone
        tools[name](commands)
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a narrow console must not stop a message
    try:
        return given.run(given)
    except NotHere as problem:
        print(problem)
        return 2


def _tool(name):
    """A module of aftercoup for those who teach. NotHere where an edition for students came without it."""
    module = f"aftercoup.teach.{name}"
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if not f"{module}.".startswith(f"{missing.name}."):
            raise
        raise NotHere(
            "This folder is an edition for students, which came without this command: "
            "it needs the whole project."
        ) from None


def _add_check(commands):
    parser = commands.add_parser(
        "check",
        help="check the tables of a case, a codebook, or all of them",
        description="Prints what to mend: file, row as a spreadsheet shows it, "
        "column, what was found, what is allowed.",
    )
    parser.add_argument(
        "folder", nargs="?", help="a case folder or a codebook (.toml); without it, everything under data"
    )

    def run(given):
        from aftercoup import check, tables

        try:
            return check.run(given.folder)
        except tables.TableError as problem:
            print(problem)
        except ModuleNotFoundError as missing:
            print(f"The check needs the package {missing.name}: `python start.py setup` installs it.")
        return 2

    parser.set_defaults(run=run)


def _add_datasheet(commands):
    parser = commands.add_parser(
        "datasheet",
        help="write what is generated of data/README.md and docs",
        description="Rewrites data/README.md from data/datapackage.json, and "
        "docs/codebook.md from data/codebook.toml.",
    )

    def run(given):
        datasheet, page = _tool("datasheet"), _tool("codebook_page")
        print(datasheet.write())
        if page.path().exists():
            print(page.write())
        return 0

    parser.set_defaults(run=run)


def _add_build(commands):
    parser = commands.add_parser(
        "build",
        help="fill, run and store the notebooks, derive the exercises",
        description="Writes notebooks/glossary.ipynb, fills the generated cells of "
        "every lesson and runs it in a fresh kernel; compares each "
        "master in solutions with its key, runs it, and derives its "
        "sheet in exercises. Building twice gives the same files.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NOTEBOOK",
        help="lessons and masters, like 03_trace_the_contacts.ipynb (both) or "
        "solutions/03_trace_the_contacts.ipynb; without any: all",
    )
    parser.add_argument("--check", action="store_true", help="say what is stale, write nothing")

    def run(given):
        build, sheets = _tool("build"), _tool("sheets")
        try:
            lessons, masters = sheets.chosen(given.names)
            changed = [*build.build(names=lessons, check=given.check), *sheets.build(masters, given.check)]
        except sheets.PROBLEMS as problem:
            print(problem)
            return 2
        for path in changed:
            print(f"{path.parent.name}/{path.name} {'is stale' if given.check else 'is written'}")
        if not changed:
            print("All notebooks are up to date.")
        return 1 if changed and given.check else 0

    parser.set_defaults(run=run)


def _add_pack(commands):
    from aftercoup.answers.sheet import EDITIONS

    parser = commands.add_parser(
        "pack",
        help="make the zip file that students receive",
        description="Makes one zip file that runs by itself. "
        + " ".join(f"{name}: a sheet {does}." for name, does in EDITIONS.items()),
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--edition", choices=list(EDITIONS))
    what.add_argument(
        "--for",
        dest="course",
        choices=["nbgrader"],
        help="not for students: the source folder of a course that runs nbgrader",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE.zip",
        help="where to write it (nbgrader: a zip file or a new folder)",
    )

    def run(given):
        if given.course:
            return _tool("nbgrader_course").main(given.output)
        return _tool("pack").main(given.edition, given.output)

    parser.set_defaults(run=run)


def _add_site(commands):
    parser = commands.add_parser(
        "site",
        help="build the browser edition",
        description="Builds a folder of files that any web server can hand out: "
        "lessons, sheets, data and Python, which run in the page. Needs "
        "the internet and npm once.",
    )
    parser.add_argument(
        "-o",
        "--output",
        default="site",
        metavar="FOLDER",
        help="where to write it (usual: site); an older site there is replaced",
    )
    parser.add_argument(
        "--twin",
        action="store_true",
        help="then run all lessons and sheets here, on the versions that the browser gets",
    )
    _for_the_browser(parser, "browser.site")


def _add_kit(commands):
    parser = commands.add_parser(
        "kit",
        help="make the zip file for a school without internet",
        description="Makes one zip file with pages, browser edition and notebooks, "
        "which runs from a USB stick. Needs the internet and npm once.",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE.zip", help="where to write it")
    _for_the_browser(parser, "browser.kit")


def _for_the_browser(parser, tool):
    from aftercoup.answers.sheet import EDITIONS

    parser.add_argument(
        "--edition",
        choices=list(EDITIONS),
        default="class",
        help="what the sheets tell (usual: class), as in `pack`",
    )
    parser.add_argument(
        "--packages",
        metavar="FOLDER",
        help="a folder with packages of Pyodide's own distribution (numpy, pandas, "
        "matplotlib ...): those that Pyodide's lock names, by name and sha256, are put "
        "in, so that nothing at all is fetched from the internet",
    )

    def run(given):
        more = [given.twin] if "twin" in given else []
        return _tool(tool).main(given.output, given.edition, given.packages, *more)

    parser.set_defaults(run=run)


def _add_mark(commands):
    parser = commands.add_parser(
        "mark",
        help="mark what students handed in",
        description="Marks a folder, or the zip as the learning platform gave it. "
        "Nothing that a student wrote is ever run. Exit status: 0 done, "
        "1 done and something needs a look, 2 not done.",
    )
    parser.add_argument("submissions", help="a folder or a zip file")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder for the results")
    parser.add_argument("--roster", metavar="CSV", help="a table with the columns id and name")
    parser.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar="CSV",
        help="the platform's exported grade sheet, to be filled in (01=FILE for exercise 01)",
    )
    parser.add_argument("--column", default="", help="its column, where the names do not tell")
    parser.add_argument(
        "--attempts", default="last", metavar="RULE", help="which counts: last (usual), first, best"
    )
    parser.add_argument("--answers", action="store_true", help="put the worked answers on the feedback pages")
    parser.add_argument("--course", default="", help="the course's name, for feedback and report")
    parser.add_argument(
        "--no-pages",
        dest="pages",
        action="store_false",
        help="only the tables: no feedback pages and no report",
    )

    def run(given):
        from aftercoup.errors import OneSentence

        options = {name: value for name, value in vars(given).items() if name not in ("command", "run")}
        try:
            return _tool("marking.run").mark(**options)
        except OneSentence as problem:
            print(problem)
            return 2

    parser.set_defaults(run=run)


def _add_pages(commands):
    parser = commands.add_parser(
        "pages",
        help="write the course as web pages, to read and to print",
        description="Writes lessons, blank sheets, tables and guides as pages that "
        "need no Python and no internet. They hold no answers.",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="DIR",
        help="the folder of the pages; an earlier one is replaced",
    )
    parser.add_argument(
        "--lite",
        metavar="ADDRESS",
        help="where the browser edition is, for the links 'Run this lesson'; "
        "usual: ../lite/, if it lies there",
    )
    parser.add_argument(
        "--poster", action="store_true", help="first draw the poster of the course anew (docs/course-map.*)"
    )

    def run(given):
        return _tool("pages").main(given.output, given.lite, given.poster)

    parser.set_defaults(run=run)
