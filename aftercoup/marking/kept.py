"""Keys as they were read the last time, so that marking need not work them out anew.

A key file names answers that follow from the tables, and reading it takes longer than marking a small class.
So what came out is kept in solutions/__pycache__, beside a digest of everything it depends on: the key and
its master, the tables, and the program. Where one byte of these differs the key is read anew. The folder may
be deleted at any time; where it cannot be written nothing is kept. Pickle reads it, as Python reads what it
keeps of its own modules: whoever can write there can change the program beside it.
"""

import os
import pickle
import sys
from importlib.util import source_hash

from aftercoup import keys, tables

PACKAGE = keys.PACKAGE


def master(number, now=None):
    """The keys.Master of one sheet ("01"), as `keys.load` gives it without proofreading. now: its stamp."""
    path = keys.SOLUTIONS / "__pycache__" / f"{number}_key.pickle"
    now = now or stamp(number)
    found = _read(path, now)
    if found is None:
        found = keys.load(number, keys.SOLUTIONS, proofread=False)
        _write(path, now + pickle.dumps(found, 5))
    return found


def stamp(number):
    """A digest of all that the key of a sheet depends on, as bytes: the one by which Python itself knows
    whether what it keeps of a module is that of the module's source (PEP 552)."""
    data, solutions = str(tables.data_folder()), str(keys.SOLUTIONS)
    places = [(solutions, f"{number}_", ""), (solutions, "", ".py"), (str(PACKAGE), "", ".py")]
    places += [(os.path.join(PACKAGE, "answers"), "", ".py"), (os.path.join(PACKAGE, "marking"), "kept", ".py")]
    with os.scandir(os.path.join(data, "cases")) as entries:
        cases = sorted(entry.path for entry in entries if entry.is_dir())
    content = [repr(sys.version_info).encode()]
    for folder, begins, ends in (*places, *((folder, "", "") for folder in (data, *cases))):
        for name in sorted(os.listdir(folder)):
            if name.startswith(begins) and name.endswith(ends):
                try:
                    with open(os.path.join(folder, name), "rb", buffering=0) as file:
                        held = file.read()
                except OSError:  # a folder
                    continue
                place = f"{os.path.basename(folder)}/{name} {len(held)} "
                content += place.encode("utf-8", "surrogatepass"), held
    return source_hash(b"".join(content))


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
