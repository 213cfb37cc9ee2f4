"""A file that only grows: one JSON object on a line, on the disk before anybody is told that it is saved.

Points of essays (aftercoup/teach/marking/marking_desk.py) and codings (aftercoup/coding/coder_file.py) are stored this
way. A killed program can leave a last line cut off; the next line closes it, and readers pass over what is no whole object.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def line(entry: Mapping[str, Any]) -> str:
    """One entry as the line that stands in the file, with its end."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def append(path: Path | str, lines: str) -> None:
    """Add lines (text, each with its end) and wait until they are on the disk.

    A line that a crash cut off is closed first. All is written in one piece at the end of the file, so that
    two programs can add to one file.
    """
    added = lines.encode("utf-8", "replace")
    with open(path, "a+b", buffering=0) as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            added = added if file.read(1) == b"\n" else b"\n" + added
        while added:  # a disk may take less than all at once
            added = added[file.write(added) :]
        os.fsync(file.fileno())


def held(path: Path | str) -> bytes:
    """The bytes of a file; b"" where it is missing or cannot be opened."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def entries(data: bytes | str) -> tuple[list[dict[str, Any]], int]:
    """The entries of a file (its bytes or text) in order, and how many lines were damaged.

    A damaged line never stops a reader.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    whole: list[dict[str, Any]] = []
    skipped = 0
    for row in data.split(b"\n"):
        if not row.strip():
            continue
        try:
            entry = json.loads(row.decode("utf-8"))
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict):
            whole.append(entry)
        else:
            skipped += 1
    return whole, skipped
