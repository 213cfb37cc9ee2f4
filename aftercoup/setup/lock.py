"""requirements.lock as data: its parts, each a list of requirements with their markers and hashes."""

import re

from aftercoup.setup.problems import Problem, Stop


def read_lock(text: str) -> dict[str, list[str]]:
    """The lock's parts: {part name: [requirement, ...]}, each requirement with its marker and hashes."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        heading = re.match(r"# part: (\w+)$", line)
        if heading:
            lines = parts.setdefault(heading[1], [])
        elif line.startswith(" ") and lines:
            lines[-1] += "\n" + line
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return parts


def check_lock(parts: dict[str, list[str]]) -> None:
    """Stop if a requirement has no hash, or names a place to fetch it from (each user has their own)."""
    for requirement in [line for lines in parts.values() for line in lines]:
        name = requirement.split()[0]
        if "--hash=sha256:" not in requirement:
            raise Stop(Problem(f"{name} has no sha256 in the lock.", "Get the project again."))
        if "://" in requirement or " @ " in requirement or not re.match(r"[\w.-]+==[\w.!+]+", requirement):
            todo = "Versions come from the reader's own package index; the lock must name none."
            raise Stop(Problem(f"{name} is not a plain name==version in the lock.", todo))
