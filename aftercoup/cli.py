"""The command line: ``python start.py COMMAND`` is ``python -m aftercoup COMMAND`` in .venv.

Here are the commands that students have; those of teachers are in ``aftercoup/teach/commands.py``.
"""

import sys
from importlib.util import find_spec
from typing import Annotated

import typer
from typer.exceptions import TyperException

from aftercoup.errors import OneSentence
from aftercoup.setup import no_such_command
from aftercoup.setup.problems import Stop

TEACHING = find_spec("aftercoup.teach") is not None  # a student's edition is without it
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback()
def _commands() -> None:
    """Tools for the module After the Coup."""


@app.command()
def check(
    folder: Annotated[
        str | None,
        typer.Argument(help="a case folder or a .toml file, as a codebook; without it, everything"),
    ] = None,
) -> int:
    """Check the tables of a case, a codebook, or everything; of teachers also course.toml, guesses and answer keys.

    Prints what to mend: file, row as a spreadsheet shows it, column, what was found, what is allowed.
    """
    from aftercoup import check as checking  # only here: other commands need none of it
    from aftercoup.coding import codebook

    if not TEACHING:
        return checking.run(folder, codebook.proofread)
    from aftercoup.teach.content import proofread  # not in a student's edition

    return checking.run(folder, codebook.proofread, of_teachers=proofread.files())


if TEACHING:
    from aftercoup.teach.commands import COMMANDS

    for command in COMMANDS:
        app.command()(command)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit status (0 well, 1 problems found, 2 it could not be done)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a narrow console must not stop a message
    try:
        name = arguments[0] if arguments else "commands"
        if name == "commands":
            arguments = ["--help"]
        elif not name.startswith("-") and (wrong := no_such_command(name, TEACHING)):
            print(wrong, file=sys.stderr)
            return 2
        return app(args=arguments, prog_name="python start.py", standalone_mode=False) or 0
    except TyperException as problem:
        # whose error it is tells a reader nothing
        said = problem.format_message().replace("Value error, ", "")
        print(f"{said}\nAll options: python start.py {name} --help", file=sys.stderr)
    except (OneSentence, Stop) as problem:
        print(problem)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("aftercoup"):
            raise
        print(f"This command needs the package {missing.name}: `python start.py setup` installs it.")
    return 2
