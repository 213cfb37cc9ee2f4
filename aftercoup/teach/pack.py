"""Pack what students receive: one zip file that opens and runs by itself, in one of three editions.

The sheets are derived from solutions/ while packing, and all else is copied by the list below, so that a file
which is not meant for students stays out, wherever it lies.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from aftercoup.answers.exercise import EDITIONS
from aftercoup.teach import course, exam, exercises, keys
from aftercoup.teach.archives import write_archive
from aftercoup.teach.build import read
from aftercoup.teach.keys import SOLUTIONS, Master

ROOT = SOLUTIONS.parent
COPIED = (
    "start.py",
    "pyproject.toml",
    "requirements.lock",
    "environment.yml",
    "LICENSE",
    "LICENSE-TEXT-AND-DATA",
    "CITATION.cff",
    "notebooks/[0-9][0-9]_*.ipynb",
    "notebooks/one_class.ipynb",
    "notebooks/glossary.ipynb",
    "data/*.csv",
    "data/datapackage.json",
    "data/codebook.toml",
    "data/guesses.toml",
    "data/README.md",
    "data/cases/*/*.csv",
    "data/practice/*/*.jsonl",
    "aftercoup/**/*.py",
    "aftercoup/**/*.js",
    "aftercoup/**/*.css",
)
TEACH = ROOT / "aftercoup" / "teach"  # never leaves; `cli` says so in one sentence where it is not there
README = "docs/README-students.md"
PROGRAMS = ("start.py",)
LESSONS = {  # what README says where there are lessons
    "holds": "lessons and exercises",
    "contents": "Lessons and their exercises",
    "opens": " with lesson 00, which shows how a page works",
    "before": "Work through the lesson of the same number first.",
}
NO_LESSONS = {
    "holds": "exercises",
    "contents": "Exercises",
    "opens": "",
    "before": "The lessons are not part of this edition.",
}
WORDS = {  # edition -> (what README says about it, how it goes on after "how your answer was read")
    "class": (
        "This is the edition for a class: a sheet tells you at once what is right and what is not yet, and "
        "where to look again. It does not hold the answers.",
        ", and whether it is right",
    ),
    "self-study": (
        "This is the edition for learning by yourself: a sheet tells you at once what is right, and "
        '`ac.reveal("1.1")`, typed into a new cell (click + above the sheet), shows the hint of question 1.1; '
        "each further run of the cell shows more: the rule, then the worked answer. Guess first.",
        ", and whether it is right",
    ),
    "exam": (
        "This is the edition for an exam: a sheet only tells you how your answer was read. "
        "It knows no answers. Lessons and guesses are not in it, and codes that a question asks for are not in its "
        "tables: they say “not coded in this edition”.",
        ". It does not say whether it is right",
    ),
}


def pack(edition: str, output: Path | str) -> Path:
    """Write the zip file of an edition and return its path; the same project gives the same bytes.

    edition: "class", "self-study" or "exam". output: path of the zip file; an older one is replaced.
    Raises keys.KeyProblem when a sheet and its key do not fit, build.BuildError when a master cannot be read.
    """
    return write_archive(files(edition), f"after-the-coup-{edition}", Path(output), PROGRAMS)


def files(edition: str) -> dict[str, bytes]:
    """All files of an edition: path inside its folder -> bytes."""
    left_out = (
        {path for pattern in exam.LEFT_OUT for path in ROOT.glob(pattern)} if edition == "exam" else set()
    )
    found = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for pattern in COPIED
        for path in ROOT.glob(pattern)
        if TEACH not in path.parents and path not in left_out
    }
    masters = [keys.load(number) for number in keys.numbers()]
    if not masters:
        raise keys.KeyProblem(["There is no folder solutions with keys here: pack in the whole project."])
    for master in masters:
        notebook = exercises.compared(read(SOLUTIONS / master.exercise.notebook), master)
        sheet, checks = exercises.derive(notebook, master, edition)
        found[f"exercises/{master.exercise.notebook}"] = sheet.encode("utf-8")
        found[f"exercises/checks/{master.exercise.number}.json"] = checks.encode("utf-8")
    found["README.md"] = readme(edition, masters).encode("utf-8")
    return exam.without_codes(found, exam.asked(masters)) if edition == "exam" else found


def readme(edition: str, masters: list[Master]) -> str:
    """The README of an edition: how to start, fill in and hand in."""
    edition_words, told = WORDS[edition]
    return Template(_text(README)).substitute(
        edition=edition_words,
        told=told,
        **(NO_LESSONS if edition == "exam" else LESSONS),
        sheets=course.exercises_table(master.exercise for master in masters),
        example=masters[0].exercise.notebook,
        problems=course.problems_table(course.current()),
    )


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def write(edition: str, output: Path) -> str:
    """Write the zip file of an edition; what it is, in a sentence. Raises as `pack` does."""
    size = pack(edition, output).stat().st_size / 1e6
    return f"{len(keys.numbers())} sheets, {size:.1f} MB. It {EDITIONS[edition]}."
