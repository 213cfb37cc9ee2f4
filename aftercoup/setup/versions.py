"""Which packages of .venv are not those of the lock. start.py runs this file with the Python of .venv."""

import json
import re
import sys
from importlib.metadata import distributions


def differences(heads: list[str], installed: dict[str, str]) -> list[str]:
    """A sentence for each package whose version is not that of its line of the lock (name==version ; marker), as far as
    the line is for this system."""
    if not heads:
        return []
    from packaging.requirements import Requirement  # in .venv, once anything is installed

    lines = [line for line in map(Requirement, heads) if not line.marker or line.marker.evaluate()]
    wanted = {line.name: str(line.specifier).removeprefix("==") for line in lines}
    return [
        f"{name} is {installed.get(name, 'missing')}, not {version}"
        for name, version in sorted(wanted.items())
        if installed.get(name) != version
    ]


def main() -> None:
    """Read the lines of the lock from the standard input, write the differences, both as JSON."""
    installed = {
        re.sub("[-_.]+", "-", package.name).lower(): package.version
        for package in distributions()
        if package.name
    }
    try:
        sentences = differences(json.load(sys.stdin), installed)
    except ImportError as problem:
        sentences = [str(problem)]
    json.dump(sentences, sys.stdout)


if __name__ == "__main__":
    main()
