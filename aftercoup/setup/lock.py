"""requirements.lock as data: its parts, each a list of requirements with their markers and hashes."""

import re


def read_lock(text: str) -> dict[str, list[str]]:
    """The lock's parts: {part name: [requirement, ...]}, each requirement with its marker and hashes."""
    parts = re.findall(r"(?ms)^# part: (\w+)$(.*?)(?=^# part: |\Z)", text)
    return {name: re.findall(r"(?m)^[^\s#].*(?:\n .*)*", lines) for name, lines in parts}
