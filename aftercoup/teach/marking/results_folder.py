"""Writing results so that a reader finds either all of the old ones or all of the new ones.

The new results are written into a folder beside the old one and take its place when they are complete. What
somebody else put into the folder moves along, and so does the file in which the points of essays are stored.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aftercoup.teach.marking.platforms.hand_in import MarkingError, shown

NEW, OLD = ".being-written", ".stepped-aside"  # names that nobody gives a copy
RUN = "run.json"  # by it results are known; it says what happened to every file, and the next run compares with it
REPORT = "report.html"
KEPT = ("essay_marks.jsonl",)  # written by a person's clicks; never written anew


def put(folder: Path, name: str, data: str | bytes) -> None:
    """Write one file. name: with "/" between folders, made by us; data: text (UTF-8) or bytes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8", "replace") if isinstance(data, str) else data)


@contextmanager
def new_results(out: str | Path) -> Iterator[Path]:
    """A folder of results in the making, which at the end take the place of those in `out`. Raises MarkingError, and the
    former ones stay, as they do after any other error."""
    folder = Path(out).resolve()
    new, old = _beside(folder)
    try:
        mend(folder)
        name = shown(folder.name)
        if folder.exists() and not folder.is_dir():
            raise MarkingError(f"{name} is a file. Name a folder after --out.")
        if folder.exists() and any(folder.iterdir()) and not (folder / RUN).exists():
            raise MarkingError(
                f"The folder {name} holds other files and no results of marking. "
                "Name a new folder after --out."
            )
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(parents=True)
        try:
            yield new
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        if folder.exists():
            _move_along(folder, new)
            folder.rename(old)
        new.rename(folder)
        if old.exists():
            shutil.rmtree(old)
    except OSError as problem:
        mend(folder)
        says = f"The results cannot be written to {shown(folder.name)}: {problem.strerror or problem}."
        former = "The former results are as they were. Close files of them that are open in other programs, or name"
        raise MarkingError(
            f"{says} {former if folder.exists() else 'Name'} another folder after --out."
        ) from None


def _move_along(folder: Path, new: Path) -> None:
    """Put into the new folder, as further names of the same files, what is kept and what is not ours."""
    ours = set(last_run(folder).get("files", ()))
    for entry in folder.iterdir():
        target = new / entry.name
        if target.exists() or (entry.name in ours and entry.name not in KEPT):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, target, symlinks=True)
            continue
        try:
            os.link(entry, target, follow_symlinks=False)
        except (OSError, NotImplementedError):
            shutil.copy2(entry, target, follow_symlinks=False)


def replace(path: Path, text: str) -> None:
    """Write a file so that a reader finds all of the old one or all of the new one."""
    new = path.with_name(path.name + NEW)
    new.write_bytes(text.encode("utf-8"))
    new.replace(path)


def last_run(folder: Path) -> dict[str, Any]:
    """What the last run into a folder wrote down in run.json; {} where there was none."""
    try:
        content = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _beside(folder: Path) -> tuple[Path, Path]:
    """(where new results are made, where old ones step aside): folders beside the folder of results."""
    return folder.with_name(folder.name + NEW), folder.with_name(folder.name + OLD)


def mend(folder: str | Path) -> None:
    """Bring back whole results after a run that was stopped between two steps. MarkingError where they cannot be, or somebody
    made a folder of their name meanwhile."""
    folder = Path(folder).resolve()
    new, old = _beside(folder)
    if not old.exists():
        return
    if not (folder / RUN).exists():
        # the new results were complete before the old ones stepped aside
        whole = new if (new / RUN).exists() else old
        if folder.is_file() or folder.exists() and any(folder.iterdir()):
            raise MarkingError(
                f"{shown(folder.name)} was made while its results stood beside it, in {shown(whole.name)}. Move what it holds to "
                "another place, delete it, and mark again; the results come back by themselves."
            )
        try:
            if folder.exists():
                folder.rmdir()
            whole.rename(folder)
        except OSError as problem:
            raise MarkingError(
                f"The results of {shown(folder.name)}, in {shown(whole.name)}, cannot be put in place: {problem.strerror}. Close files "
                "of them that are open in other programs, and mark again."
            ) from None
    if old.exists():
        shutil.rmtree(old)
