"""A file that only grows: one JSON object on a line, on the disk before anybody is told that it is saved.

Marks (aftercoup/teach/marking/desk.py) and codings (aftercoup/coding/journal.py) are kept this way. A killed
program can leave a last line cut off; the next line closes it, and readers pass over what is no whole object.
"""

import json
import os

MAX_BYTES = 100_000_000  # of a file that is read; a year of coding stays far below


def line(entry):
    """One entry (a dict) as the line that stands in the file, with its end."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def append(path, lines):
    """Add lines (text, each with its end) and wait until they are on the disk.

    A line that a crash cut off is closed first. All is written in one piece at the end of the file, so that
    two programs can add to one file.
    """
    added = lines.encode("utf-8", "replace")
    with open(path, "a+b", buffering=0) as file:
        if file.seek(0, os.SEEK_END) and not _ends_a_line(file):
            added = b"\n" + added
        while added:  # a disk may take less than all at once
            added = added[file.write(added) :]
        os.fsync(file.fileno())


def _ends_a_line(file):
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def held(path):
    """The bytes of a file; none where it is missing, or too large to be one of ours."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= MAX_BYTES else b""


def entries(data):
    """The entries of a file (its bytes or text) in order, as a list of dicts, and how many lines were none.

    A damaged line never stops a reader.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    found, skipped = [], 0
    for one in data.split(b"\n"):
        if not one.strip():
            continue
        try:
            entry = json.loads(one.decode("utf-8"))
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict):
            found.append(entry)
        else:
            skipped += 1
    return found, skipped
