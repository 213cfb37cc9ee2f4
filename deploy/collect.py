"""Gather the sheets of a class from the home folders of a hub's one machine, for `python start.py mark`.

    sudo python3 deploy/collect.py /home --exercise 01 --out submitted

copies jupyter-ana/after-the-coup/exercises/exercise_01.ipynb, and so on, into a folder for each.
Nothing is run or changed. It usually runs as root, so it takes no file that is a link or lies behind one: a
student could otherwise let it copy a file of somebody else. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import re
import stat
import sys
from pathlib import Path

COURSE = "after-the-coup"  # as in links.py
LARGEST = 20_000_000  # bytes of a sheet; one with all its outputs has far less than 1 MB


def read_plainly(home: Path, parts: list[str]) -> bytes:
    """The bytes of a file below a home folder; OSError if it is a link, lies behind one, or is too large."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    open_folders = [os.open(home, os.O_RDONLY)]
    try:
        for part in parts[:-1]:
            open_folders.append(os.open(part, flags | os.O_DIRECTORY, dir_fd=open_folders[-1]))
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        file = os.open(parts[-1], flags | getattr(os, "O_NONBLOCK", 0), dir_fd=open_folders[-1])
        with os.fdopen(file, "rb") as source:
            about = os.fstat(source.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise OSError("it is no ordinary file")
            data = source.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise OSError(f"it is larger than {LARGEST // 1_000_000} MB")
            return data
    finally:
        for folder in open_folders:
            os.close(folder)


def sheet_names(home: Path, course: str, exercise: str) -> list[str]:
    """Names of a student's files for an exercise: the sheet, and copies that were made of it."""
    folder = home / course / "exercises"
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(name for name in os.listdir(folder) if re.fullmatch(rf"exercise_{exercise}.*\.ipynb", name))


def collect(
    homes: Path, exercise: str, out: Path, course: str = COURSE
) -> tuple[list[str], list[str], list[str]]:
    """Copy the sheets of an exercise; returns (students with one, students without, the rest in words).

    homes: the folder of all home folders; out: a new or empty folder. A student's folder is named as the home
    is, without TLJH's "jupyter-".
    """
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError(
            f"{out} is not empty: take a new folder, so that no older sheet is marked again."
        )
    copied: list[str] = []
    without: list[str] = []
    skipped = []
    for home in sorted(homes.iterdir()):
        if home.is_symlink() or not home.is_dir():
            continue
        student, has_sheet = home.name.removeprefix("jupyter-"), False
        try:
            names = sheet_names(home, course, exercise)
        except OSError as problem:
            names = []
            skipped.append(f"{home.name}: {problem.strerror or problem}")
        for name in names:
            try:
                data = read_plainly(home, [course, "exercises", name])
            except OSError as problem:
                skipped.append(f"{home.name}: {name} is left out, {why(problem)}")
                continue
            target = out / student / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(data)
            has_sheet = True
        (copied if has_sheet else without).append(student)
    return copied, without, skipped


def why(problem: OSError) -> str:
    """An OSError in words: the system's own say little about links."""
    if problem.errno in (40, 62):  # ELOOP on Linux and macOS: O_NOFOLLOW met a link
        return "because it is a link to another place"
    return problem.strerror or str(problem)


def main(arguments: list[str] | None = None) -> int:
    """Gather the sheets: 0: done, 1: something was left out, 2: it could not be done."""
    parser = argparse.ArgumentParser(
        description="Gathers the sheets of a class from the homes of one machine."
    )
    parser.add_argument("homes", type=Path, help="the folder of the home folders, usually /home")
    parser.add_argument("--exercise", required=True, help="its number, like 01")
    parser.add_argument("--out", type=Path, required=True, help="a new folder for the sheets")
    parser.add_argument("--course", default=COURSE, help=f"the course's folder in a home (usually {COURSE})")
    given = parser.parse_args(arguments)
    if not re.fullmatch(r"\d\d", given.exercise):
        print("--exercise takes two digits, like 01.")
        return 2
    try:
        copied, without, skipped = collect(given.homes, given.exercise, given.out, given.course)
    except OSError as problem:
        print(problem.args[0] if isinstance(problem, FileExistsError) and not problem.errno else problem)
        return 2
    print("\n".join(skipped + [f"{student}: no sheet {given.exercise}" for student in without]))
    print(f"{len(copied)} students' sheets are in {given.out}, {len(without)} have none. Next, as yourself:")
    print(f"python start.py mark {given.out} --out marks-{given.exercise}")
    return 1 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
