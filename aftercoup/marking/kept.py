"""Keys as they were read the last time, so that marking need not work them out anew.

A key file names answers that follow from the tables, and reading it takes longer than marking a small class.
So what came out is kept in solutions/__pycache__, beside a digest of everything it depends on: the key and
its master, the tables, and the program. Where one byte of these differs the key is read anew. The folder may
be deleted at any time; where it cannot be written nothing is kept.
"""

import hashlib
import os
import pickle
import sys
from fnmatch import filter as named

from aftercoup import keys, tables

PACKAGE = keys.PACKAGE


def master(number):
    """The keys.Master of one sheet ("01"), as `keys.load` gives it without proofreading."""
    path = keys.SOLUTIONS / "__pycache__" / f"{number}_key.pickle"
    now = stamp(number)
    found = _read(path, now)
    if found is None:
        found = keys.load(number, keys.SOLUTIONS, proofread=False)
        _write(path, now + pickle.dumps(found, 5))
    return found


def stamp(number):
    """A digest of all that the key of a sheet depends on, as bytes."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    data = tables.data_folder()
    of_the_key = [(keys.SOLUTIONS, f"{number}_*"), (keys.SOLUTIONS, "*.py")]
    of_the_program = [(PACKAGE, "*.py"), (PACKAGE / "answers", "*.py"), (PACKAGE / "marking", "kept.py")]
    of_cases = [(case, "*") for case in sorted((data / "cases").iterdir()) if case.is_dir()]
    for folder, pattern in (*of_the_key, *of_the_program, (data, "*"), *of_cases):
        for name in sorted(named(os.listdir(folder), pattern)):
            try:
                with open(os.path.join(folder, name), "rb", buffering=0) as file:
                    content = file.read()
            except OSError:  # a folder
                continue
            place = f"{folder.name}/{name} {len(content)} "
            digest.update(place.encode("utf-8", "surrogatepass"))
            digest.update(content)
    return digest.digest()


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
