"""Keys as they were read the last time, so that marking need not work them out anew.

A key file names answers that follow from the tables, and reading it takes longer than marking a small class.
So what came out is kept in solutions/__pycache__, beside a digest of everything it depends on: the keys and
masters, the tables, and the program. Where one byte of these differs the key is read anew. The folder may be
deleted at any time; where it cannot be written nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from functools import cache
from pathlib import Path

from aftercoup import keys, tables

PACKAGE = Path(__file__).resolve().parent.parent
_CODE = ("*.py", "answers/*.py", "marking/kept.py")
_SOURCES, _TABLES = ("*.toml", "*.py", "*.ipynb"), ("*", "cases/*/*")


def master(number):
    """The keys.Master of one sheet ("01"), as `keys.load` gives it without proofreading."""
    path = keys.SOLUTIONS / "__pycache__" / f"{number}_key.pickle"
    now = stamp()
    found = _read(path, now)
    if found is None:
        found = keys.load(number, keys.SOLUTIONS, proofread=False)
        _write(path, now + pickle.dumps(found, 5))
    return found


def stamp():
    """A digest of all that a key depends on, as bytes."""
    return _stamp((PACKAGE, _CODE), (keys.SOLUTIONS, _SOURCES), (tables.data_folder(), _TABLES))


@cache
def _stamp(*folders):
    found = hashlib.sha256(repr(sys.version_info).encode())
    for folder, patterns in folders:
        for path in sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}):
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            found.update(f"{name} {len(content)} ".encode("utf-8", "surrogatepass"))
            found.update(content)
    return found.digest()


def _read(path, now):
    """What is kept in a file, if it belongs to this stamp; else None."""
    try:
        kept = path.read_bytes()
        found = pickle.loads(kept[len(now) :]) if kept.startswith(now) else None
    except Exception:  # a file that was cut off or damaged: whatever it does, the key is read anew
        return None
    return found if isinstance(found, keys.Master) else None


def _write(path, content):
    try:
        path.parent.mkdir(exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(content)
        os.replace(new, path)
    except OSError:
        pass
