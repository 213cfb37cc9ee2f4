"""Writing results so that a reader finds either all of the old ones or all of the new ones.

The new results are written into a folder beside the old one and take its place when they are complete. What
somebody else put into the folder moves along, and so does the file in which essay marks are kept.
"""

import os

from aftercoup.errors import OneSentence
from aftercoup.teach.marking.intake import shown

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
        self.folder = os.path.realpath(folder)
        self.new, self.old = self.folder + NEW, self.folder + OLD
        self.names = set()

    def __enter__(self):
        try:
            mend(self.folder)
            name = shown(os.path.basename(self.folder))
            if os.path.exists(self.folder) and not os.path.isdir(self.folder):
                raise ResultsError(f"{name} is a file. Name a folder after --out.")
            held = os.listdir(self.folder) if os.path.exists(self.folder) else ()
            if held and RUN not in held:
                raise ResultsError(
                    f"The folder {name} holds other files and no results of marking. "
                    "Name a new folder after --out."
                )
            if os.path.exists(self.new):
                _removed(self.new)
            os.makedirs(self.new)
        except OSError as problem:
            raise _said(problem, self.folder) from None
        return self

    def write(self, name, data):
        """Write one file. name: with "/" between folders, made by us; data: text (UTF-8) or bytes."""
        path, first = os.path.join(self.new, name), name.partition("/")[0]
        if first != name:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        self.names.add(first)

    def __exit__(self, kind, problem, trace):
        if kind is not None:
            _removed(self.new, ignore_errors=True)
            if issubclass(kind, OSError) and not issubclass(kind, OneSentence):
                raise _said(problem, self.folder) from None
            return False
        try:
            if os.path.exists(self.folder):
                self._move_along()
                os.rename(self.folder, self.old)
            os.rename(self.new, self.folder)
            if os.path.exists(self.old):
                _removed(self.old)
        except OSError as problem:
            mend(self.folder)
            raise _said(problem, self.folder) from None
        return False

    def _move_along(self):
        """Put into the new folder, as further names of the same files, what is kept and what is not ours."""
        try:
            with open(os.path.join(self.folder, RUN), encoding="utf-8") as file:
                ours = set(file.read().split('"'))
        except (OSError, ValueError):
            ours = set()
        for name in os.listdir(self.folder):
            if name in self.names or (name in ours and name not in KEPT):
                continue
            entry, target = os.path.join(self.folder, name), os.path.join(self.new, name)
            if os.path.isdir(entry) and not os.path.islink(entry):
                _shutil().copytree(entry, target, symlinks=True)
                continue
            try:
                os.link(entry, target, follow_symlinks=False)
            except (OSError, NotImplementedError):
                _shutil().copy2(entry, target, follow_symlinks=False)


def mend(folder):
    """Bring back whole results after a run that was stopped between two steps."""
    folder = os.path.realpath(folder)
    new, old = folder + NEW, folder + OLD
    if os.path.exists(old):
        if os.path.exists(folder):
            _removed(old)
        else:  # the new results were complete before the old ones stepped aside
            os.rename(new if os.path.exists(os.path.join(new, RUN)) else old, folder)
            if os.path.exists(old):
                _removed(old)


def _removed(folder, ignore_errors=False):
    try:
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
    except OSError:  # it holds a folder
        _shutil().rmtree(folder, ignore_errors)


def _shutil():
    import shutil  # only here: tables that take the place of tables need none of it

    return shutil


def _said(problem, folder):
    if isinstance(problem, ResultsError):
        return problem
    words, name = getattr(problem, "strerror", None) or str(problem), shown(os.path.basename(folder))
    return ResultsError(
        f"The results cannot be written to {name}: {words}. Close files of it that are open in "
        "other programs, or name another folder after --out. The former results are as they were."
    )
