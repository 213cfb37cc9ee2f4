"""Where the parts of the project lie."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
SOLUTIONS = PROJECT / "solutions"


def part(inside: str, beside: str) -> Path:
    """The folder of a part: `inside` the installed package, else `beside` it in the project."""
    installed = PACKAGE / inside
    return installed if installed.is_dir() else PROJECT / beside
