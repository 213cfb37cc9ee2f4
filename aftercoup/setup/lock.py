"""requirements.lock as data: its parts, each a list of requirements with their markers and hashes."""

import re


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
