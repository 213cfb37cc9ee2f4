"""Pack what students receive: one zip file that opens and runs by itself, in one of three editions.

The sheets are derived from solutions/ while packing, and all else is copied by the list below, so that a file
which is not meant for students stays out, wherever it lies.
"""

from __future__ import annotations

from pathlib import Path

from aftercoup.answers.exercise import EDITIONS
from aftercoup.teach import course, exam, exercises, keys
from aftercoup.teach.archives import write_archive
from aftercoup.teach.build import read
from aftercoup.teach.keys import SOLUTIONS, Master
from aftercoup.teach.templates import environment

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
README = ROOT / "docs" / "README-students.md"
PROGRAMS = ("start.py",)


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
    return (
        environment(README.parent)
        .get_template(README.name)
        .render(
            edition=edition,
            exam=edition == "exam",
            sheets=course.exercises_table(master.exercise for master in masters),
            example=masters[0].exercise.notebook,
            problems=course.problems_table(course.current()),
        )
    )


def write(edition: str, output: Path) -> str:
    """Write the zip file of an edition; what it is, in a sentence. Raises as `pack` does."""
    size = pack(edition, output).stat().st_size / 1e6
    return f"{len(keys.numbers())} sheets, {size:.1f} MB. It {EDITIONS[edition]}."
