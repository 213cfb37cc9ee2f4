"""Keys that are kept between two markings: the same as read anew, and read anew whenever anything changed."""

import marshal
import os
import shutil
import subprocess
import sys
import time

import classroom
import pytest

from aftercoup import places, tables
from aftercoup.teach import keys
from aftercoup.teach.marking import kept


@pytest.fixture
def solutions(tmp_path, monkeypatch):
    """A folder of its own with one key; how often it was read stands in `solutions.read`."""
    folder, read = tmp_path / "solutions", []
    folder.mkdir()
    for name in ("03_key.toml", "03_trace_the_contacts.ipynb", "computed.py"):
        shutil.copy(keys.SOLUTIONS / name, folder)
    load = keys.load
    monkeypatch.setattr(kept, "SOLUTIONS", str(folder))
    monkeypatch.setattr(kept, "COARSE", 0)
    monkeypatch.setattr(keys, "load", lambda *given, **more: read.append(given) or load(*given, **more))
    return folder, read


def plain(master):
    """A Master as data that can be compared: keys and names, which compare by identity, as what they hold."""
    answers = {
        (question, name): (*answer._replace(key=None), answer.key and (answer.key.items, answer.key.misses))
        for question, known in master.answers.items()
        for name, answer in known.fields.items()
    }
    questions = [known._replace(fields=None) for known in master.answers.values()]
    return master.sheet, answers, questions, master.names.found(), master.digest


def test_what_is_kept_is_what_is_read(solutions):
    folder, read = solutions
    first, second = kept.master("03"), kept.master("03")
    assert len(read) == 1 and plain(first) == plain(second) == plain(keys.load("03", folder, proofread=False))


def test_a_changed_key_table_or_program_is_read_anew(solutions, tmp_path, monkeypatch):
    folder, read = solutions
    kept.master("03")
    toml = (folder / "03_key.toml").read_bytes()
    changed = toml.replace(b'title = "', b'title = "New: ', 1)
    (folder / "03_key.toml").write_bytes(changed)
    assert kept.master("03").sheet.title.startswith("New: ") and len(read) == 2
    data = tmp_path / "data"
    shutil.copytree(tables.data_folder(), data)
    monkeypatch.setattr(kept, "DATA", str(data))
    kept.master("03")
    assert len(read) == 3
    (data / "actors.csv").write_bytes((data / "actors.csv").read_bytes() + b"\n")
    kept.master("03")
    assert len(read) == 4
    os.utime(data / "coups.csv", (1, 1))
    kept.master("03")
    assert len(read) == 5
    (data / "cases" / ".DS_Store").write_bytes(b"what a desktop program leaves behind")
    kept.master("03")
    assert len(read) == 5
    (data / "cases" / "egypt-2013").rename(data / "cases" / "egypt-2014")
    kept.master("03")
    assert len(read) == 6  # a key names a case by its folder
    package = tmp_path / "aftercoup"
    shutil.copytree(kept.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "explore", "charts"))
    monkeypatch.setattr(kept, "PACKAGE", str(package))
    kept.master("03")
    assert len(read) == 7
    (package / "answers" / "words.py").write_text("# another way to read words\n")
    kept.master("03")
    assert len(read) == 8


def test_what_changed_just_now_is_not_kept_yet(solutions, monkeypatch):
    """Another change in the same tick of a coarse clock could not be told from it."""
    folder, read = solutions
    monkeypatch.setattr(kept, "COARSE", 3_600_000_000_000)
    kept.master("03")
    kept.master("03")
    assert len(read) == 2 and not list(folder.rglob("*.kept"))
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    youngest = max(changed for *_, changed, _ in kept.stamp("03"))
    monkeypatch.setattr(kept, "COARSE", time.time_ns() - youngest)
    kept.master("03")
    kept.master("03")
    assert len(read) == 3


@pytest.mark.parametrize("damage", [b"", b"x" * 100, None], ids=["empty", "other bytes", "cut off"])
def test_a_damaged_file_is_read_anew(solutions, damage):
    folder, read = solutions
    kept.master("03")
    (file,) = (folder / "__pycache__").glob("03_key.*")
    file.write_bytes(file.read_bytes()[:2000] if damage is None else damage)
    assert kept.master("03").sheet.number == "03" and len(read) == 2


def test_where_nothing_can_be_kept_it_is_read_each_time(solutions):
    folder, read = solutions
    (folder / "__pycache__").write_text("a file in the way")
    assert kept.master("03").sheet.number == kept.master("03").sheet.number == "03" and len(read) == 2


@pytest.mark.parametrize("number", keys.numbers())
def test_of_every_key_all_is_kept(number):
    read = keys.load(number, proofread=False)
    made = kept._made(*marshal.loads(marshal.dumps(kept._plain(read))))
    assert plain(made) == plain(read)


def test_a_second_marking_loads_only_what_it_needs(tmp_path):
    """Every command waits for what it imports; all of these took longer to load than ten sheets to mark."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "s1.ipynb").write_bytes(classroom.filled("03", {}))
    code = (
        "import sys; from aftercoup.teach.marking import run; "
        f"run.mark({str(folder)!r}, {str(tmp_path / 'marks')!r}, pages=False, quiet=True); "
        "print(*sys.modules)"
    )
    youngest = max(changed for *_, changed, _ in kept.stamp("03"))
    time.sleep(max(0, youngest + kept.COARSE - time.time_ns()) / 1e9)
    for _ in range(2):
        command = [sys.executable, "-S", "-c", code]
        done = subprocess.run(command, cwd=places.PROJECT, capture_output=True, text=True)
        assert done.stderr == ""
    slow = {"pathlib", "typing", "hashlib", "pickle", "calendar", "shutil", "zipfile", "inspect", "difflib"}
    loaded = set(done.stdout.split())
    assert "aftercoup.teach.masters" in loaded
    assert loaded & {*slow, "aftercoup.tables", "aftercoup.teach.keys"} == set()
