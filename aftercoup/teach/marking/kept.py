"""Keys as they were read the last time, so that marking need not work them out anew.

A key file names answers that follow from the tables, and reading it takes longer than marking a small class.
So what came out is kept in solutions/__pycache__, beside names, sizes and times of change of the files on
which it depends: the key and its master, the tables, and the program. Where one of these differs the key is
read anew. The folder may be deleted at any time; where it cannot be written nothing is kept. It is kept as
Python keeps its own modules, by marshal: whoever can write there can change the program beside it.
"""

import marshal
import os
import sys
import time
from importlib.util import source_hash

from aftercoup import places
from aftercoup.answers.names import Names
from aftercoup.answers.seal import Key
from aftercoup.answers.sheet import Field, Question, Sheet
from aftercoup.teach.masters import Answer, Answers, Criterion, Level, Master

PACKAGE, SOLUTIONS, DATA = places.PACKAGE, places.SOLUTIONS, places.part("data", "data")
COARSE = 3_000_000_000  # nanoseconds: some disks tell a time of change no finer than in two seconds


def master(number, now=None):
    """The keys.Master of one sheet ("01"), as `keys.load` gives it without proofreading. now: its stamp."""
    path = os.path.join(SOLUTIONS, "__pycache__", f"{number}_key.kept")
    now = now or stamp(number)
    found = _read(path, now)
    if found is None:
        from aftercoup.teach import keys

        found = keys.load(number, SOLUTIONS, proofread=False)
        if max(changed for *_, changed, _ in now) <= time.time_ns() - COARSE:
            _write(path, now, found)
    return found


def stamp(number):
    """Of each file on which the key of a sheet depends its place, its size, and when it was changed."""
    looked_at = [(SOLUTIONS, f"{number}_", ""), (SOLUTIONS, "", ".py"), (PACKAGE, "", ".py")]
    looked_at += [
        (f"{PACKAGE}/answers", "", ".py"),
        (f"{PACKAGE}/teach/marking", "kept", ".py"),
        (f"{PACKAGE}/teach", "", ".py"),
        (DATA, "", ""),
    ]
    with os.scandir(f"{DATA}/cases") as entries:
        looked_at += [(entry.path, "", "") for entry in entries if entry.is_dir()]
    found = []
    for folder, begins, ends in looked_at:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(begins) and entry.name.endswith(ends) and entry.is_file():
                    try:
                        is_ = entry.stat()
                    except OSError:  # it was there a moment ago
                        continue
                    found.append((entry.path, is_.st_size, is_.st_mtime_ns, is_.st_ctime_ns))
    return tuple(sorted(found))


def _read(path, now):
    """The Master that is kept in a file, if it belongs to this stamp and is as it was written; else None."""
    try:
        with open(path, "rb", buffering=0) as file:
            held = memoryview(file.read())
        if held[:8] != source_hash(held[8:]):
            return None
        version, then, kept = marshal.loads(held[8:])
        return _made(*kept) if (version, then) == (sys.version, now) else None
    except (OSError, ValueError, TypeError, EOFError):  # not there, or not what this program writes
        return None


def _write(path, now, master):
    content = marshal.dumps((sys.version, now, _plain(master)))
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        new = f"{path}.{os.getpid()}"
        with open(new, "wb") as file:
            file.write(source_hash(content) + content)
        os.replace(new, path)
    except OSError:
        pass


def _plain(value):
    """A Master, or a part of it, as plain tuples and dicts."""
    if isinstance(value, Key):
        return _plain((value.items, value.misses))
    if isinstance(value, Names):
        return value.found()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, (tuple, list)) else value


def _made(sheet, answers, names, digest):
    """The Master of what `_plain` made of it."""
    made = Sheet(*sheet)
    questions = {id_: Question(*one) for id_, one in made.questions.items()}
    for id_, one in questions.items():
        fields = {name: Field(*field) for name, field in one.fields.items()}
        questions[id_] = one._replace(fields=fields)
    known = {}
    for id_, (level, traits, objective, fields, criteria) in answers.items():
        here = questions[id_].fields
        fields = {
            name: Answer(here[name], key and Key(*key), *rest) for name, (_, key, *rest) in fields.items()
        }
        criteria = tuple(Criterion(name, tuple(Level(*one) for one in levels)) for name, levels in criteria)
        known[id_] = Answers(level, traits, objective, fields, criteria)
    return Master(made._replace(questions=questions), known, Names(found=names), digest)
