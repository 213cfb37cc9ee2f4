"""Which packages of .venv are not those of the lock. start.py runs this file with the Python of .venv."""

import json
import re
import sys
from importlib.metadata import distributions


def wanted(heads: list[str]) -> dict[str, str]:
    """{name: version} of these lines of the lock (name==version ; marker) as far as they are for this system."""
    versions = {}
    for head in heads:
        requirement, _, marker = head.partition(";")
        name, _, version = requirement.strip().partition("==")
        if marker:
            from packaging.markers import Marker  # in .venv, once it is installed

            if not Marker(marker.strip()).evaluate():
                continue
        versions[name] = version
    return versions


def differences(wanted: dict[str, str], installed: dict[str, str]) -> list[str]:
    """A sentence for each package whose version is not the wanted one."""
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
        found = differences(wanted(json.load(sys.stdin)), installed)
    except ImportError as problem:
        found = [str(problem)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
