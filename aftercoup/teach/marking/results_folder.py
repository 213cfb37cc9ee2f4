"""Writing results so that a reader finds either all of the old ones or all of the new ones.

The new results are written into a folder beside the old one and take its place when they are complete. What
somebody else put into the folder moves along, and so does the file in which the points of essays are stored.
"""

import json
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

from aftercoup.errors import OneSentence
from aftercoup.teach.marking.hand_in import shown

NEW, OLD = ".new", ".old"
RUN = "run.json"  # by it results are known; it says what happened to every file, and the next run compares with it
REPORT = "report.html"
KEPT = ("essay_marks.jsonl",)  # written by a person's clicks; never written anew


class ResultsError(OneSentence, OSError):
    """The results cannot be written; the message says why and what to do."""

    __str__ = Exception.__str__


class Results:
    """A folder of results in the making. At the end of a `with` block it takes the place of the old one.

    folder: where the results shall stand. `write` adds one file.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).resolve()
        self.new, self.old = _beside(self.folder)
        self.names: set[str] = set()

    def __enter__(self) -> "Results":
        try:
            mend(self.folder)
            name = shown(self.folder.name)
            if self.folder.exists() and not self.folder.is_dir():
                raise ResultsError(f"{name} is a file. Name a folder after --out.")
            held = any(self.folder.iterdir()) if self.folder.exists() else False
            if held and not (self.folder / RUN).exists():
                raise ResultsError(
                    f"The folder {name} holds other files and no results of marking. "
                    "Name a new folder after --out."
                )
            if self.new.exists():
                shutil.rmtree(self.new)
            self.new.mkdir(parents=True)
        except OSError as problem:
            raise _said(problem, self.folder) from None
        return self

    def write(self, name: str, data: str | bytes) -> None:
        """Write one file. name: with "/" between folders, made by us; data: text (UTF-8) or bytes."""
        path, first = self.new / name, name.partition("/")[0]
        if first != name:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        self.names.add(first)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if problem is not None:
            shutil.rmtree(self.new, ignore_errors=True)
            if isinstance(problem, OSError) and not isinstance(problem, OneSentence):
                raise _said(problem, self.folder) from None
            return
        try:
            if self.folder.exists():
                self._move_along()
                self.folder.rename(self.old)
            self.new.rename(self.folder)
            if self.old.exists():
                shutil.rmtree(self.old)
        except OSError as fault:
            mend(self.folder)
            raise _said(fault, self.folder) from None

    def _move_along(self) -> None:
        """Put into the new folder, as further names of the same files, what is kept and what is not ours."""
        ours = set(last_run(self.folder).get("files", ()))
        for entry in self.folder.iterdir():
            if entry.name in self.names or (entry.name in ours and entry.name not in KEPT):
                continue
            target = self.new / entry.name
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
        found = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _beside(folder: Path) -> tuple[Path, Path]:
    """(where new results are made, where old ones step aside): folders beside the folder of results."""
    return folder.with_name(folder.name + NEW), folder.with_name(folder.name + OLD)


def mend(folder: str | Path) -> None:
    """Bring back whole results after a run that was stopped between two steps."""
    folder = Path(folder).resolve()
    new, old = _beside(folder)
    if old.exists():
        if folder.exists():
            shutil.rmtree(old)
        else:  # the new results were complete before the old ones stepped aside
            (new if (new / RUN).exists() else old).rename(folder)
            if old.exists():
                shutil.rmtree(old)


def _said(problem: OSError, folder: Path) -> ResultsError:
    if isinstance(problem, ResultsError):
        return problem
    words, name = problem.strerror or str(problem), shown(folder.name)
    says = f"The results cannot be written to {name}: {words}."
    if folder.exists():
        says += (
            " The former results are as they were. Close files of them that are open in other programs, or"
        )
    return ResultsError(f"{says} {'name' if folder.exists() else 'Name'} another folder after --out.")
