"""How long does marking take? `python -m aftercoup mark` beside `nbgrader autograde` and `otter run`.

.venv/bin/python bench/marking.py --students 10 --large 4000 --rounds 3

Ten questions of exercise 04 that ask for one fact each, the same students, all scores compared with the
truth. nbgrader and Otter are installed from PyPI into an environment of their own in a temporary folder
(--tools keeps it there for another run; --alone leaves the two out). Works where `os.wait4` does: on
Linux and macOS.
"""

import argparse
import csv
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT), str(ROOT / "tests")]

import classroom  # from the tests: the synthetic class

from aftercoup.teach.content import keys
from aftercoup.teach.marking.gradebook import number

SHEET, QUESTIONS = "04", 10
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
Fact = tuple[str, str, str, list[str], float]  # question, field, right text, wrong texts, points
Asked = Sequence[Fact]
Class = Sequence[list[str]]  # of each student what was typed for each fact
STAGES = """
import contextlib, io, time
laps = [time.perf_counter()]
from aftercoup.teach.content import keys
from aftercoup.teach.marking import mark_command
laps.append(time.perf_counter())
keys.load({sheet!r})
laps.append(time.perf_counter())
read, took = mark_command.Run.read_files, []
def timed(*given):
    begin = time.perf_counter()
    found = read(*given)
    took.append(time.perf_counter() - begin)
    return found
mark_command.Run.read_files = timed
with contextlib.redirect_stdout(io.StringIO()):
    mark_command.mark({folder!r}, {out!r})
laps.append(time.perf_counter())
print(laps[1] - laps[0], laps[2] - laps[1], took[0], laps[3] - laps[2] - took[0])
"""


def facts() -> list[Fact]:
    """Ten facts of the sheet."""
    found: list[Fact] = []
    for question in keys.load(SHEET).exercise.questions.values():
        for name, field in question.fields.items():
            texts = classroom.typed(SHEET).get((question.id, name), {"right": [], "not yet": []})
            if field.kind in ("date", "name", "number", "text", "choice", "set") and all(texts.values()):
                found.append((question.id, name, texts["right"][0], texts["not yet"], field.points))
    return found[:QUESTIONS]


def students(count: int, asked: Asked) -> list[list[str]]:
    """[what a student typed for each fact]: a quarter of what is not known is left empty."""
    found = []
    for place in range(count):
        chance, skill = random.Random(place), (place % 40) / 39
        found.append(
            [
                right if chance.random() < skill else chance.choice(wrong) if chance.random() > 0.25 else ""
                for _, _, right, wrong, _ in asked
            ]
        )
    return found


def right(asked: Asked, typed: list[str]) -> list[bool]:
    """For each fact whether it was typed rightly."""
    return [text == fact[2] for fact, text in zip(asked, typed)]


def timed(
    command: Sequence[str | Path], folder: Path | None = None, environment: dict[str, str] | None = None
) -> list[float]:
    """[seconds, seconds of processor, megabytes at most] of a command and the processes it waits for."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment or ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - begin
    if process.returncode not in (0, 1):  # 1: done, and something needs a look
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}.")
    memory = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return [took, usage.ru_utime + usage.ru_stime, memory]


# ---------------------------------------------------------------- ours


def hand_in(folder: Path, asked: Asked, class_: Class, outputs: Sequence[dict[str, Any]] = ()) -> Path:
    """Write the sheets of a class, one folder per student."""
    for place, typed in enumerate(class_):
        answers: dict[str, dict[str, str]] = {}
        for (question, name, *_), text in zip(asked, typed):
            answers.setdefault(question, {})[name] = text
        path = folder / f"s{place:05}" / classroom.blank(SHEET)[0]
        path.parent.mkdir(parents=True)
        path.write_bytes(classroom.filled(SHEET, answers, outputs=outputs))
    return folder


def ours(folder: Path, asked: Asked, class_: Class) -> list[float]:
    """As `timed`, of the cold command."""
    out = folder.with_name(f"{folder.name}_marks")
    command = [sys.executable, "-m", "aftercoup", "mark", str(folder), "--out", str(out)]
    took = timed(command, ROOT)
    checked(out, asked, class_)
    return took


def checked(out: Path, asked: Asked, class_: Class) -> None:
    """SystemExit when a student of our gradebook has other points than the truth."""
    with open(out / "gradebook.csv", encoding="utf-8-sig", newline="") as file:
        found = {row["student"]: row["points"] for row in csv.DictReader(file)}
    same(
        "ours",
        [found[f"s{place:05}"] for place in range(len(class_))],
        [
            number(sum(fact[4] for fact, good in zip(asked, right(asked, typed)) if good)) or "0"
            for typed in class_
        ],
    )


def same(whose: str, found: Iterable[object], truth: Sequence[object]) -> None:
    """SystemExit where scores differ from the truth."""
    if list(found) != list(truth):
        wrong = sum(a != b for a, b in zip(found, truth))
        raise SystemExit(f"{whose}: {wrong} of {len(truth)} scores differ from the truth.")


# ---------------------------------------------------------------- the others


def tools(folder: Path) -> Path:
    """The folder of programs of an environment with nbgrader and Otter; installed unless it is there."""
    programs = folder / "bin"
    if not (programs / "otter").exists():
        venv.create(folder, with_pip=True)
        pip = [
            str(programs / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "nbgrader",
            "otter-grader",
            "ipykernel",
        ]
        subprocess.run(pip, check=True)
    return programs


def cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    """A notebook cell as data."""
    code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source, **code}


def notebook(path: Path, cells: Sequence[dict[str, Any]]) -> None:
    """Write a notebook file."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells}
    path.write_text(json.dumps(found), encoding="utf-8")


def nbgrader(programs: Path, folder: Path, asked: Asked, class_: Class) -> list[float]:
    """As `timed`, of `nbgrader autograde` for the class."""
    about = {"schema_version": 3, "task": False}

    def cells(typed: list[str]) -> list[dict[str, Any]]:
        found = []
        for place, (fact, text) in enumerate(zip(asked, typed)):
            answer_ = about | {"grade_id": f"a{place}", "grade": False, "solution": True, "locked": False}
            test = about | {"grade_id": f"t{place}", "grade": True, "solution": False, "locked": True}
            found.append(cell("code", f"a{place} = {text!r}", nbgrader=answer_))
            source = f"assert a{place} == {fact[2]!r}"
            found.append(cell("code", source, nbgrader=test | {"points": 1}))
        return found

    notebook(folder / "source/facts/facts.ipynb", cells([""] * len(asked)))
    environment = ENVIRONMENT | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
    timed([programs / "nbgrader", "generate_assignment", "facts"], folder, environment)
    for place, typed in enumerate(class_):
        notebook(folder / f"submitted/s{place:05}/facts/facts.ipynb", cells(typed))
    took = timed([programs / "nbgrader", "autograde", "facts"], folder, environment)
    timed([programs / "nbgrader", "export", "--to", "scores.csv"], folder, environment)
    with open(folder / "scores.csv", encoding="utf-8", newline="") as file:
        found = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    truth = [float(sum(right(asked, typed))) for typed in class_]
    same("nbgrader", [found.get(f"s{place:05}") for place in range(len(class_))], truth)
    return took


def otter(programs: Path, folder: Path, asked: Asked, class_: Class) -> list[float]:
    """As `timed`, of `otter run`, once for each student, as it is meant to be called."""
    (folder / "tests").mkdir(parents=True)
    for place, fact in enumerate(asked):
        case = {"code": f">>> assert a{place} == {fact[2]!r}\n", "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": f"q{place}", "points": 1, "suites": [suite]}
        (folder / "tests" / f"q{place}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n")
    environment = ENVIRONMENT | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    generate = [
        str(programs / "otter"),
        "generate",
        "-t",
        "tests",
        "-o",
        "autograder.zip",
        "--no-environment",
    ]
    timed(generate, folder, environment)
    runs, found = [], []
    for place, typed in enumerate(class_):
        name = f"s{place:05}"
        notebook(folder / name / "facts.ipynb", [cell("code", f"a{n} = {t!r}") for n, t in enumerate(typed)])
        command = [str(programs / "otter"), "run", "-a", "../autograder.zip", "-o", ".", "facts.ipynb"]
        runs.append(timed(command, folder / name, environment))
        results = json.loads((folder / name / "results.json").read_text(encoding="utf-8"))
        found.append(sum(test["score"] for test in results["tests"] if test.get("score") is not None))
    same("otter", found, [sum(right(asked, typed)) for typed in class_])
    seconds, processor, memory = zip(*runs)
    return [sum(seconds), sum(processor), max(memory)]


# ---------------------------------------------------------------- the run


class Row(NamedTuple):
    """What was measured. took: as `timed` gives it."""

    name: str
    sheets: int
    took: Sequence[float]


def report(title: str, rows: Iterable[Row]) -> None:
    """Print a table in Markdown."""
    print(f"\n| {title} | sheets | seconds | of them processor | MB of the largest process |")
    print("|---|---|---|---|---|")
    for name, count, (took, processor, memory) in rows:
        print(f"| {name} | {count:,} | {took:.2f} | {processor:.2f} | {memory:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=10, help="in the comparison (usual: 10)")
    parser.add_argument("--large", type=int, nargs="*", default=[4000], help="larger classes, for ours")
    parser.add_argument("--rounds", type=int, default=5, help="runs of ours; the median counts")
    parser.add_argument("--alone", action="store_true", help="without nbgrader and Otter")
    parser.add_argument("--tools", type=Path, help="a folder to keep the others' environment in")
    given = parser.parse_args()
    asked = facts()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{len(asked)} questions; all scores equal to the truth."
    )
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        class_ = students(max(given.students, 40), asked)
        picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 250_000}}
        cases: dict[str, tuple[int, list[dict[str, Any]]]] = {
            "ours, cold command": (given.students, []),
            "ours, cold command, 40 sheets": (40, []),
            "ours, 2 MB of outputs in each": (40, [picture]),
        }
        rows: list[Row] = []
        for case, (count, outputs) in cases.items():
            folder = hand_in(place / f"case{len(rows)}", asked, class_[:count], outputs)
            runs = [ours(folder, asked, class_[:count]) for _ in range(given.rounds + 1)][1:]
            rows.append(Row(case, count, [statistics.median(values) for values in zip(*runs)]))
        for count in given.large:
            many = students(count, asked)
            rows.append(Row("ours", count, ours(hand_in(place / f"all{count}", asked, many), asked, many)))
        report("ours", rows)
        print("\n| where the time of 40 sheets goes | ms |\n|---|---|")
        bare = statistics.median(timed([sys.executable, "-c", "pass"])[0] for _ in range(given.rounds))
        code = STAGES.format(sheet=SHEET, folder=str(place / "case1"), out=str(place / "case1_marks"))
        laps = [
            [
                float(one)
                for one in subprocess.run(
                    [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, check=True, text=True
                ).stdout.split()
            ]
            for _ in range(given.rounds)
        ]
        names = ("imports", "the key", "reading and marking", "feedback, report, tables")
        for name, took in (("Python itself", bare), *zip(names, map(statistics.median, zip(*laps)))):
            print(f"| {name} | {1000 * took:.0f} |")
        if given.alone:
            return
        programs = tools(given.tools or place / "tools")
        few = class_[: given.students]
        others = [
            Row("nbgrader autograde", len(few), nbgrader(programs, place / "nbgrader", asked, few)),
            Row("otter run, once a student", len(few), otter(programs, place / "otter", asked, few)),
        ]
        report("the same students", [*rows[:2], *others])
        print(f"\nLoad at the end: {os.getloadavg()[0]:.1f}.")
        whole, alone = rows[0].took, rows[1].took
        for name, _, (took, processor, _) in others:
            print(
                f"- {name} takes {took / whole[0]:,.0f} times as long as our whole cold command, and "
                f"{processor / whole[1]:,.0f} times its processor time; without pages "
                f"{took / alone[0]:,.0f} and {processor / alone[1]:,.0f} times."
            )


if __name__ == "__main__":
    main()
