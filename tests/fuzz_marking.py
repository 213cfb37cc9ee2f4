"""Real sheets with bytes changed, cut, doubled and put in, marked for as long as you like.

    .venv/bin/python tests/fuzz_marking.py                 two minutes, other changes each time
    .venv/bin/python tests/fuzz_marking.py --seed 7        the same changes again

Each changed sheet is marked, with its feedback page, or refused in a sentence; and in each batch one sheet
that nobody changed keeps its points. The first one that does not is written to a file, and the run stops. The
tests run the same for a moment (tests/test_marking_run.py).
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import classroom  # noqa: E402

from aftercoup.teach.content import keys  # noqa: E402
from aftercoup.teach.marking import feedback, mark_command  # noqa: E402
from aftercoup.teach.marking.gradebook import number  # noqa: E402
from aftercoup.teach.marking.mark_file import mark_file  # noqa: E402
from aftercoup.teach.marking.platforms.hand_in import HandIn, Student  # noqa: E402

INSERTED = (
    b"\\u0000",
    b'"',
    b"\\",
    b"[" * 500,
    b"{" * 500,
    b"9" * 5000,
    b"\xff\xfe",
    b"\\ud800",
    b"**9**9**9",
    b"null",
)


def changed(sheet, chance):
    """The bytes of a sheet with one to eight changes. chance: a random.Random."""
    raw = bytearray(sheet)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(raw))
        kind = chance.choice(("change", "cut", "double", "insert"))
        if kind == "change":
            raw[place] = chance.randrange(256)
        elif kind == "cut":
            del raw[place : place + chance.randint(1, 400)]
        elif kind == "double":
            raw[place:place] = raw[place : place + 200]
        else:
            raw[place:place] = chance.choice(INSERTED)
    return bytes(raw)


def marked_or_refused(data, masters):
    """Mark the bytes of a sheet; "marked" or "refused". Fails where it is neither, with points out of bounds,
    or where its feedback page cannot be written."""
    mark, why = mark_file(HandIn("a/x.ipynb", Student("a"), data=data), masters)
    if mark is None:
        assert why.endswith(".") and len(why) > 20
        return "refused"
    assert 0 <= mark.points <= mark.possible
    assert len(feedback.page([mark])) > 1000
    return "marked"


def batch(sheets, whole, points):
    """Mark a folder with changed sheets and one whole one, which must keep its points."""
    with tempfile.TemporaryDirectory(prefix="aftercoup-fuzz-") as folder:
        name = "x.ipynb"
        for place, data in enumerate([whole, *sheets]):
            path = Path(folder, "in", f"s{place:03}", name)
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
        mark_command.mark(Path(folder, "in"), Path(folder, "marks"))
        table = Path(folder, "marks", "gradebook.csv").read_bytes().decode("utf-8-sig")
        rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert len(rows) == len(sheets) + 1, "each hand-in has its row"
    assert rows["s000"]["points"] == number(points), "a changed sheet changed another student's points"


def main(arguments=None):
    """Run until the time is over; 0: all held, 1: one did not, and lies in a file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--batch", type=int, default=40, help="changed sheets that are marked together")
    parser.add_argument("--sheets", nargs="+", default=keys.numbers(), metavar="NUMBER")
    given = parser.parse_args(arguments)
    chance, end, seen, slowest = random.Random(given.seed), time.monotonic() + given.seconds, Counter(), 0
    masters = {one: keys.load(one) for one in keys.numbers()}
    print(f"Seed {given.seed}.", flush=True)
    while True:
        sheet = chance.choice(given.sheets)
        answers, points = classroom.student(sheet, masters[sheet], chance.random(), chance.randrange(1000))
        whole = classroom.filled(sheet, answers)
        sheets = [changed(whole, chance) for _ in range(given.batch)]
        for data in sheets:
            before = time.monotonic()
            try:
                seen[marked_or_refused(data, masters)] += 1
            except Exception as problem:
                path = Path(tempfile.gettempdir(), "aftercoup-fuzz.ipynb")
                path.write_bytes(data)
                print(f"{type(problem).__name__}: {problem}. The sheet is {path}.")
                return 1
            slowest = max(slowest, time.monotonic() - before)
        batch(sheets, whole, points)
        seen["batches"] += 1
        if time.monotonic() > end:
            break
    print(
        f"{seen['marked'] + seen['refused']} changed sheets: {seen['marked']} marked, {seen['refused']} "
        f"refused in a sentence, the slowest in {slowest:.2f} s; in {seen['batches']} batches the whole "
        "sheet kept its points."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
