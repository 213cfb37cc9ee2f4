"""Writing results so that a reader finds either all of the old ones or all of the new ones.

The new results are written into a folder beside the old one and take its place when they are complete. What
somebody else put into the folder moves along, and so does the file in which essay marks are kept.
"""

import os
from pathlib import Path

from aftercoup.errors import OneSentence
from aftercoup.marking.intake import shown

NEW, OLD = ".new", ".old"
RUN = "run.json"  # by this file a folder of results is known
REPORT = "report.html"
KEPT = ("essay_marks.jsonl",)  # written by a person's clicks; never written anew


class ResultsError(OneSentence, OSError):
    """The results cannot be written; the message says why and what to do."""

    __str__ = Exception.__str__


class Results:
    """A folder of results in the making. At the end of a `with` block it takes the place of the old one.

    folder: where the results shall stand. `write` adds one file.
    """

    def __init__(self, folder):
        self.folder = Path(os.path.abspath(folder))
        self.new = self.folder.with_name(self.folder.name + NEW)
        self.old = self.folder.with_name(self.folder.name + OLD)
        self.names = set()

    def __enter__(self):
        try:
            mend(self.folder)
            if self.folder.exists() and not self.folder.is_dir():
                raise ResultsError(f"{shown(self.folder.name)} is a file. Name a folder after --out.")
            if self.folder.exists() and any(self.folder.iterdir()) and not (self.folder / RUN).exists():
                raise ResultsError(
                    f"The folder {shown(self.folder.name)} holds other files and no results of marking. "
                    "Name a new folder after --out."
                )
            if self.new.exists():
                _removed(self.new)
            self.new.mkdir(parents=True)
        except OSError as problem:
            raise _said(problem, self.folder) from None
        return self

    def write(self, name, data):
        """Write one file. name: with "/" between folders, made by us; data: text (UTF-8) or bytes."""
        path = self.new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        self.names.add(Path(name).parts[0])

    def __exit__(self, kind, problem, trace):
        if kind is not None:
            _removed(self.new, ignore_errors=True)
            if issubclass(kind, OSError) and not issubclass(kind, OneSentence):
                raise _said(problem, self.folder) from None
            return False
        try:
            if self.folder.exists():
                self._move_along()
                os.rename(self.folder, self.old)
            os.rename(self.new, self.folder)
            if self.old.exists():
                _removed(self.old)
        except OSError as problem:
            mend(self.folder)
            raise _said(problem, self.folder) from None
        return False

    def _move_along(self):
        """Put into the new folder, as further names of the same files, what is kept and what is not ours."""
        from shutil import copy2, copytree

        try:
            ours = set((self.folder / RUN).read_text(encoding="utf-8").split('"'))
        except (OSError, ValueError):
            ours = set()
        for entry in self.folder.iterdir():
            if entry.name in self.names or (entry.name in ours and entry.name not in KEPT):
                continue
            target = self.new / entry.name
            if entry.is_dir() and not entry.is_symlink():
                copytree(entry, target, symlinks=True)
                continue
            try:
                os.link(entry, target, follow_symlinks=False)
            except (OSError, NotImplementedError):
                copy2(entry, target, follow_symlinks=False)


def mend(folder):
    """Bring back whole results after a run that was stopped between two steps."""
    folder = Path(os.path.abspath(folder))
    new, old = folder.with_name(folder.name + NEW), folder.with_name(folder.name + OLD)
    if old.exists():
        if folder.exists():
            _removed(old)
        else:  # the new results were complete before the old ones stepped aside
            os.rename(new if (new / RUN).exists() else old, folder)
            if old.exists():
                _removed(old)


def _removed(folder, ignore_errors=False):
    from shutil import rmtree  # only here: the first run into a folder needs none of it

    rmtree(folder, ignore_errors)


def _said(problem, folder):
    if isinstance(problem, ResultsError):
        return problem
    words = getattr(problem, "strerror", None) or str(problem)
    return ResultsError(
        f"The results cannot be written to {shown(folder.name)}: {words}. Close files of it that are open in "
        "other programs, or name another folder after --out. The former results are as they were."
    )
