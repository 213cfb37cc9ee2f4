"""Where the parts of the project lie. Plain texts, as the command that marks would wait for pathlib."""

import os

PACKAGE = os.path.dirname(os.path.realpath(__file__))
PROJECT = os.path.dirname(PACKAGE)
SOLUTIONS = os.path.join(PROJECT, "solutions")


def part(inside: str, beside: str) -> str:
    """The folder of a part: `inside` the installed package, else `beside` it in the project."""
    installed = os.path.join(PACKAGE, inside)
    return installed if os.path.isdir(installed) else os.path.join(PROJECT, beside)
