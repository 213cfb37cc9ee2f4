"""What can go wrong while start.py sets up, in the reader's words: what is wrong, and what to do about it.

The words are in problems.toml. start.py itself only holds what it must say before it can read this file: that Python is too old, and that the
folder was not unpacked.
"""

import errno
import re
import sys
import tempfile
import tomllib
from pathlib import Path


class Stop(Exception):
    """Ends start.py with something that only the reader can mend: what is wrong, and what to do."""

    def __init__(self, wrong: str, todo: str):
        todo = todo.replace("\n", "\n  ")
        super().__init__(f"start.py: {wrong}\n\n  {todo}")


_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
# How pip and uv say what an index answered: a pattern, with HTTP status codes in the place of CODES.
_STATUS = r"\b(?:CODES) (?:Client|Server) Error|HTTP error (?:CODES)\b|too many (?:CODES) error|\((?:CODES) "


def problem(name: str, **fill: object) -> Stop:
    """The problem of this name in problems.toml; fill: the words for its {…}."""
    fill |= {"again": "Then run this again.", "temporary": tempfile.gettempdir()}
    return Stop(*(_TOLD[name][half].format(**fill) for half in ("wrong", "todo")))


# Further options with which pip tells what an index answered when it was asked for one package.
ASK = ["-vv", "--dry-run", "--no-deps", "--only-binary", ":all:"]


def missing_package(output: str) -> str | None:
    """The requirement (name==version) for which an installer found no file, if that is what it says."""
    match = re.search(r"No matching distribution found for ([\w.-]+==[\w.!+]+)", output)
    return match[1] if match else None


def only_about(requirement: str, answer: str) -> str:
    """Without what pip -vv says of files of other versions: that those do not fit this system is no matter."""
    name, version = requirement.split("==")
    file = re.compile(r"[-_.]+".join(re.split(r"[-_.]+", name)) + "-" + re.escape(version) + r"[-.]", re.I)
    about_another = lambda line: line.strip().startswith("Skipping link") and not file.search(line)
    return "\n".join(line for line in answer.splitlines() if not about_another(line))


def install_problem(output: str, root: Path) -> Stop:
    """The problem behind a program of the set-up that failed, from what it said."""
    for name, told in _TOLD.items():
        answered = "status" in told and _STATUS.replace("CODES", told["status"])
        if any(re.search(pattern, output) for pattern in (told.get("said"), answered) if pattern):
            return problem(
                name, folder=root, what=root / ".venv", version=".".join(map(str, sys.version_info[:2]))
            )
    return problem("other", last="\n".join("    " + line for line in output.strip().splitlines()[-8:]))


def folder_problem(error: OSError, root: Path) -> Stop:
    """The problem behind an OSError met in this folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) == 112:
        return problem("disk_full", folder=root)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return problem("in_use", what=error.filename or root)
    return problem("other", last=f"    {error}")
