"""The file of a coder: nothing that was saved is lost, whatever happens to the file or the program."""

import json
import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aftercoup import journal
from aftercoup.coding import coder_file

TEXT = {"digest": "sha256:" + "a" * 64, "characters": 900, "title": "Sample ဗမာ 🎉"}
BEGIN = coder_file.begin("anna", TEXT, "sha256:book")


def entry_of(coding):
    """The line of a coding, without a name of the step."""
    where = {"item": coding.item} if coding.item else {"start": coding.start, "end": coding.end}
    said = {"id": coding.id, "unit": coding.unit, "codes": coding.codes, "memo": coding.memo}
    return {"do": "code", **said, **where, "pass": coding.pass_}


def code(name, start=0, end=5, op=None, number=1, **codes):
    one = coder_file.Coding(name, "claim", start, end, codes=codes, memo="hm „so“", pass_=number)
    return entry_of(one) | {"op": op or f"{name}-{sorted(codes.items())}", "at": "2026-11-25T18:30:00Z"}


ENTRIES = [
    BEGIN,
    code("a", claim_type="event"),
    code("b", 7, 9, claim_type="statement"),
    code("a", claim_type="background"),
    {"do": "seen", "op": "s1", "sentences": [0, 2], "pass": 1},
    {"do": "remove", "op": "r1", "id": "b", "pass": 1},
    code("🎉", 20, 24, claim_type="event", claim="သူ \u2028 ရောက်သည်"),
]


def written(path, entries):
    for entry in entries:
        coder_file.append(path, entry)
    return path


def test_the_later_line_counts_and_nothing_is_deleted(tmp_path):
    path = written(tmp_path / "x.coding.jsonl", ENTRIES)
    read = coder_file.read(path)
    assert read.coder == "anna" and read.text == TEXT and read.codebook == "sha256:book" and read.skipped == 0
    assert [(one.id, one.start, one.codes.get("claim_type")) for one in read.codings] == [
        ("a", 0, "background"),
        ("🎉", 20, "event"),
    ]
    assert read.codings[1].codes["claim"] == "သူ \u2028 ရောက်သည်" and read.codings[0].memo == "hm „so“"
    assert read.seen == {1: {0, 2}} and read.passes == (1,)
    assert len(path.read_bytes().splitlines(keepends=True)) >= len(ENTRIES)


def test_a_step_that_is_sent_twice_counts_once(tmp_path):
    first = code("a", claim_type="event")
    path = written(tmp_path / "x", [BEGIN, first, code("a", claim_type="statistic"), first])
    assert coder_file.read(path).codings[0].codes == {"claim_type": "statistic"}


def test_a_second_pass_stands_beside_the_first(tmp_path):
    path = written(tmp_path / "x", [*ENTRIES, {"do": "pass", "pass": 2, "op": "p"}])
    assert coder_file.read(path).passes == (1, 2) and coder_file.read(path).latest() == ()
    coder_file.append(path, code("z", number=2, claim_type="event"))
    assert [one.id for one in coder_file.read(path).latest()] == ["z"] and len(
        coder_file.read(path).of_pass(1)
    ) == 2


def test_fixed_items_have_no_positions(tmp_path):
    one = coder_file.Coding("i1", "claim", item="c12", codes={"claim_type": "event"})
    path = written(tmp_path / "x", [BEGIN, entry_of(one)])
    assert "start" not in entry_of(one) and coder_file.read(path).codings == (one,)


def test_another_texts_lines_are_foreign_only_at_their_beginning(tmp_path):
    other = coder_file.begin("anna", TEXT | {"digest": "sha256:other"}, "sha256:book")
    newer = coder_file.begin("anna", TEXT, "sha256:newer")
    read = coder_file.read(written(tmp_path / "x", [BEGIN, other, newer]))
    assert read.text == TEXT and read.codebook == "sha256:newer" and read.skipped == 1


def test_a_file_cut_off_anywhere_keeps_all_whole_lines_and_takes_new_ones(tmp_path):
    whole = written(tmp_path / "x", ENTRIES).read_bytes()
    ends = [place + 1 for place, sign in enumerate(whole) if sign == 10]
    path, more = tmp_path / "y", code("new", 1, 2, claim_type="event")
    for cut in range(len(whole) + 1):
        complete = sum(end - 1 <= cut for end in ends)
        before = coder_file.of_entries(ENTRIES[:complete])
        read = coder_file.of_entries(*journal.entries(whole[:cut]))
        assert read.codings == before.codings and read.seen == before.seen and read.skipped <= 1
        if cut % 40 == 0 or cut > ends[-2]:  # each place in the last line
            path.write_bytes(whole[:cut])
            coder_file.append(path, more)
            assert {one.id for one in coder_file.read(path).codings} == {one.id for one in before.codings} | {
                "new"
            }


PARTS = "do id unit start end codes pass text format sentences op item".split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**9) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PARTS), inner, max_size=5),
    max_leaves=12,
)
ENTRY = st.fixed_dictionaries(
    {"do": st.sampled_from(["code", "remove", "begin", "seen", "pass"])},
    optional={name: JSON for name in PARTS[1:]},
)


@settings(max_examples=60)
@given(
    st.lists(st.binary(max_size=40) | ENTRY.map(lambda e: json.dumps(e).encode()), max_size=8),
    st.binary(max_size=9),
)
def test_no_bytes_break_the_reading_or_take_what_was_there(pieces, tail):
    head = b"".join(journal.line(entry).encode() for entry in ENTRIES[:3])
    data = head + b"\n".join(pieces) + tail
    read = coder_file.of_entries(*journal.entries(data))
    assert read.coder == "anna"
    for one in read.codings:
        assert one.item or 0 <= one.start < one.end
        json.dumps(entry_of(one)).encode("utf-8")
    taken = [entry.get("id") for entry in journal.entries(data)[0][3:]]
    assert all(name in taken for name in {"a", "b"} - {one.id for one in read.codings})


def test_a_line_of_very_many_brackets_is_no_entry():
    assert journal.entries(b"[" * 100_000) == ([], 1)


def test_a_missing_file_or_a_folder_is_empty(tmp_path):
    assert coder_file.read(tmp_path / "none").codings == coder_file.read(tmp_path).codings == ()


WRITER = """
import sys
from aftercoup.coding import coder_file
for number in range(60):
    entry = {"do": "code", "id": f"{sys.argv[2]}{number}", "unit": "claim", "start": number, "end": number + 1}
    coder_file.append(sys.argv[1], entry | {"codes": {"claim": "x" * 900}, "pass": 1})
    print(number, flush=True)
"""


def start(path, name):
    environment = os.environ | {"PYTHONPATH": str(Path(coder_file.__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_two_writers_and_a_killed_one_lose_nothing_that_was_acknowledged(tmp_path):
    path = written(tmp_path / "x", [BEGIN])
    running = [start(path, name) for name in "pqr"]
    for _ in range(12):
        running[2].stdout.readline()
    running[2].kill()
    said = {name: one.communicate()[0].split() for name, one in zip("pqr", running)}
    assert len(said["p"]) == len(said["q"]) == 60
    read = coder_file.read(path)
    kept = {one.id for one in read.codings}
    assert {f"{name}{number}" for name in "pq" for number in range(60)} <= kept
    assert {f"r{number}" for number in range(12)} <= kept and read.skipped <= 1
