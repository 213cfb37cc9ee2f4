"""The command line ``aftercoup``. A subcommand is one function that adds its parser below."""
import argparse
import sys


def main(arguments=None):
    """Run a subcommand; returns its exit status (0 well, 1 problems found, 2 it could not be done)."""
    parser = argparse.ArgumentParser(prog="aftercoup", description="Tools for the module After the Coup.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_check, _add_datasheet, _add_build):
        add(commands)
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")      # a narrow console must not stop a message
    return given.run(given)


def _add_check(commands):
    parser = commands.add_parser("check", help="check the tables of a case folder, or all tables",
                                 description="Prints what to mend: file, row as a spreadsheet shows it, "
                                             "column, what was found, what is allowed.")
    parser.add_argument("folder", nargs="?", help="a case folder; without it, everything under data")

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
    parser = commands.add_parser("datasheet", help="write the generated part of data/README.md",
                                 description="Rewrites data/README.md from data/datapackage.json.")

    def run(given):
        from aftercoup import datasheet

        print(datasheet.write())
        return 0
    parser.set_defaults(run=run)


def _add_build(commands):
    parser = commands.add_parser(
        "build",
        help="fill, run and store the notebooks",
        description="Writes notebooks/glossary.ipynb, fills the generated cells of every "
        "lesson and runs it in a fresh kernel. Building twice gives the "
        "same files.",
    )
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help="file names in notebooks (all)")
    parser.add_argument("--check", action="store_true", help="say what is stale, write nothing")

    def run(given):
        from aftercoup import build

        return build.main(given.names, given.check)
    parser.set_defaults(run=run)
