"""Writing results so that a reader finds either all of the old ones or all of the new ones.

The new results are written into a folder beside the old one and take its place when they are complete. What
somebody else put into the folder moves along, and so does the file in which the points of essays are stored.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aftercoup.teach.marking.platforms.hand_in import MarkingError, shown

NEW, OLD = ".new", ".old"
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
            folder.rename(old)
            mend(folder)
        else:
            new.rename(folder)
    except OSError as problem:
        mend(folder)
        says = f"The results cannot be written to {shown(folder.name)}: {problem.strerror or problem}."
        former = "The former results are as they were. Close files of them that are open in other programs, or name"
        raise MarkingError(
            f"{says} {former if folder.exists() else 'Name'} another folder after --out."
        ) from None


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
    """Finish what follows once the new results are complete and the old ones stepped aside, also after a run that was stopped
    there: what is kept and what is not ours moves along. MarkingError where something cannot be moved or deleted."""
    folder = Path(folder).resolve()
    new, old = _beside(folder)
    try:
        if (
            old.exists() and not folder.exists() and not (new / RUN).exists()
        ):  # somebody took the new ones away
            old.rename(folder)
        elif old.exists():
            if not folder.exists():
                ours = set(last_run(old).get("files", ())).difference(KEPT)
                for entry in [*old.iterdir()]:
                    if entry.name not in ours and not (new / entry.name).exists():
                        entry.rename(new / entry.name)
                new.rename(folder)
            shutil.rmtree(old)
    except OSError as problem:
        what = f"{shown(Path(problem.filename or old).name)}: {problem.strerror or problem}"
        raise MarkingError(
            f"The former results are in {shown(old.name)}, and cannot be put away ({what}). Close what is open of them in other "
            "programs, or move what is your own to another place, and mark again."
        ) from None
