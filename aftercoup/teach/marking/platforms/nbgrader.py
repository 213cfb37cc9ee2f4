"""nbgrader: `submitted/STUDENT/EXERCISE/file.ipynb`, with receipts beside what it collects."""

from collections.abc import Sequence

from aftercoup.teach.marking.hand_in import File, HandIn, Student, is_notebook

_RECEIPTS = ("timestamp.txt", "submission_secret.txt")


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where nbgrader does not name folders so."""
    parts = path.split("/")
    if "submitted" not in parts[:-3]:
        return None
    place = parts.index("submitted")
    return HandIn(path, Student(parts[place + 1]), "nbgrader")


def without_receipts(files: Sequence[File]) -> list[File]:
    """Without nbgrader's own notes on a submission; where they lie alone they stay: nothing was handed in."""
    folders = set()
    for one in files:
        if is_notebook(one.path):
            parts = one.path.split("/")
            folders |= {"/".join(parts[:count]) for count in range(len(parts))}
    return [one for one in files if one.name not in _RECEIPTS or one.folder not in folders]
