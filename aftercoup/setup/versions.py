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

    lines = [one for one in map(Requirement, heads) if not one.marker or one.marker.evaluate()]
    wanted = {one.name: str(one.specifier).removeprefix("==") for one in lines}
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
        found = differences(json.load(sys.stdin), installed)
    except ImportError as problem:
        found = [str(problem)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
