"""What `--help` of a command says before anything is installed.

What reads the command line is a package, and not there yet. So the words are taken from the source of the commands
without running it: from the docstring of a command, and from what its parameters say of themselves.
"""

import ast
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from textwrap import fill

SOURCES = ("cli.py", "teach/commands.py")
ASKED = "teach/marking/asked.py"  # the options of mark stand in a class, as programs use them too


def of_command(command: str, root: Path) -> str | None:
    """The help of a command, or the list of all for "commands"; None for one that has none here. root: the project."""
    package = root / "aftercoup"
    there = [path for path in (package / name for name in SOURCES) if path.is_file()]
    known = {
        one.name: one
        for path in there
        for one in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(one, ast.FunctionDef) and one.name != "main" and not one.name.startswith("_")
    }
    if command == "commands":
        first = {name: (ast.get_docstring(one) or "").partition("\n")[0] for name, one in known.items()}
        return "\n".join(f"  {name:<10} {words}" for name, words in first.items())
    if command not in known:
        return None
    asked: list[ast.stmt] | list[ast.arg] = known[command].args.args
    if known[command].args.kwarg:
        body = ast.parse((package / ASKED).read_text(encoding="utf-8")).body
        asked = next(one for one in body if isinstance(one, ast.ClassDef)).body
    words = cleandoc(ast.get_docstring(known[command]) or "")
    return "\n".join([f"python start.py {command}", "", words, "", *_options(asked)])


def _options(asked: list[ast.stmt] | list[ast.arg]) -> Iterator[str]:
    """A few lines for each parameter: what is typed, and what it says of itself."""
    for one in asked:
        name = one.arg if isinstance(one, ast.arg) else getattr(getattr(one, "target", None), "id", "")
        calls = [node for node in ast.walk(one) if isinstance(node, ast.Call)]
        for call in calls[:1]:
            given = {key.arg: ast.literal_eval(key.value) for key in call.keywords}
            typed = [ast.literal_eval(value) for value in call.args]
            if getattr(call.func, "attr", getattr(call.func, "id", "")) == "Option":
                typed = typed or [f"--{name}"]
            words = " ".join([", ".join(typed), given.get("metavar", "" if typed else name.upper())]).strip()
            yield fill(f"  {words}: {given['help']}", 88, subsequent_indent="      ", break_on_hyphens=False)
