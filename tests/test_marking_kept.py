"""Keys that are kept between two markings: the same as read anew, and read anew whenever anything changed."""

import shutil

import pytest

from aftercoup import keys, tables
from aftercoup.marking import kept


@pytest.fixture
def solutions(tmp_path, monkeypatch):
    """A folder of its own with one key; how often it was read stands in `solutions.read`."""
    folder, read = tmp_path / "solutions", []
    folder.mkdir()
    for name in ("03_key.toml", "03_trace_the_contacts.ipynb", "computed.py"):
        shutil.copy(keys.SOLUTIONS / name, folder)
    load = keys.load
    monkeypatch.setattr(keys, "SOLUTIONS", folder)
    monkeypatch.setattr(keys, "load", lambda *given, **more: read.append(given) or load(*given, **more))
    return folder, read


def plain(master):
    """A Master as data that can be compared."""
    answers = {
        (question, name): (*answer._replace(key=None), answer.key and (answer.key.items, answer.key.misses))
        for question, known in master.answers.items()
        for name, answer in known.fields.items()
    }
    return master.sheet, answers, [known._replace(fields=None) for known in master.answers.values()]


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
    monkeypatch.setattr(tables, "data_folder", lambda: data)
    kept.master("03")
    assert len(read) == 2  # the same bytes at another place
    (data / "actors.csv").write_bytes((data / "actors.csv").read_bytes() + b"\n")
    kept.master("03")
    assert len(read) == 3
    (data / "cases" / ".DS_Store").write_bytes(b"what a desktop program leaves behind")
    kept.master("03")
    assert len(read) == 3
    (data / "cases" / "egypt-2013").rename(data / "cases" / "egypt-2014")
    kept.master("03")
    assert len(read) == 4  # a key names a case by its folder
    package = tmp_path / kept.PACKAGE.name
    shutil.copytree(kept.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "explore", "charts"))
    monkeypatch.setattr(kept, "PACKAGE", package)
    (package / "answers" / "words.py").write_text("# another way to read words\n")
    kept.master("03")
    assert len(read) == 5


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
