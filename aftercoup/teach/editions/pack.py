"""Pack what students receive: one zip file that opens and runs by itself, in one of three editions.

For a class in which neighbours shall have different questions there is one zip for each variant (`write_roster`).

The sheets are derived from solutions/ while packing, and all else is copied by the list below, so that a file
which is not meant for students stays out, wherever it lies.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from aftercoup.answers.exercise import EDITIONS
from aftercoup.errors import many
from aftercoup.teach.content import course, keys
from aftercoup.teach.content.keys import SOLUTIONS, Master
from aftercoup.teach.editions import exam, exercises, variants
from aftercoup.teach.writing.archives import write_archive
from aftercoup.teach.writing.templates import environment

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
    "aftercoup/setup/*.toml",
)
TEACH = ROOT / "aftercoup" / "teach"  # never leaves; `cli` says so in one sentence where it is not there
README = ROOT / "docs" / "README-students.md"
PROGRAMS = ("start.py",)


def letters() -> tuple[str, ...]:
    """The letters of the variants that there are in the course."""
    return max((keys.load(number).letters for number in keys.numbers()), key=len)


def files(edition: str, letter: str = "a", numbers: Collection[str] = ()) -> dict[str, bytes]:
    """All files of an edition: path inside its folder -> bytes. numbers: of its exercises, none for all."""
    left_out = [path for pattern in exam.LEFT_OUT * (edition == "exam") for path in ROOT.glob(pattern)]
    content = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for pattern in COPIED
        for path in ROOT.glob(pattern)
        if TEACH not in path.parents and path not in left_out
    }
    for name, data in content.items():
        if name.endswith(".ipynb"):  # the number of a run says that a cell is done
            content[name] = re.sub(rb'(?m)^( +"execution_count": )\d+', rb"\1null", data)
    every = [*exercises.masters()]
    if not every:
        raise keys.KeyProblem(["There is no folder solutions with keys here: pack in the whole project."])
    packed = [
        (notebook, master)
        for notebook, master in every
        if master.exercise.number in (numbers or keys.numbers())
    ]
    for notebook, master in packed:
        exercise, checks = exercises.derive(notebook, master, edition, master.letter(letter))
        content[f"exercises/{master.exercise.notebook}"] = exercise.encode("utf-8")
        content[f"exercises/checks/{master.exercise.number}.json"] = checks.encode("utf-8")
    content["README.md"] = readme(edition, [master for _, master in packed]).encode("utf-8")
    if edition != "exam":
        return content
    asked = exam.asked(master for _, master in every)  # another may be an exam later
    return exam.without_codes(content, asked)


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


def write(edition: str, output: Path, letter: str = "a", numbers: Collection[str] = ()) -> str:
    """Write the zip file of an edition; what it is, in a sentence. The same project gives the same bytes.

    edition: "class", "self-study" or "exam". output: path of the zip file; an older one is replaced. letter: of the
    variant that its exercises ask; "a" is what everybody has. numbers: as in `files`.
    Raises KeyProblem when a sheet and its key do not fit, BuildError when a master cannot be read.
    """
    write_archive(files(edition, letter, numbers), f"after-the-coup-{edition}", output, PROGRAMS)
    size = output.stat().st_size / 1e6
    return f"{output.name} is written: {many(len(numbers or keys.numbers()), 'sheet')}, {size:.1f} MB. It {EDITIONS[edition]}."


def write_roster(edition: str, output: Path, roster: Path, numbers: Collection[str] = ()) -> str:
    """Write an edition for a class: a zip file for each variant that somebody has, and the roster that says who.

    roster: a CSV with the column id; group, where members shall have the same; variant, where it is settled already; numbers: as
    in `files`. Returns sentences on the files; raises as `write` does, and MarkingError for a roster that cannot be used.
    """
    text, used = variants.completed(roster, letters())
    of_letter = {letter: output.with_name(f"{output.stem}-{letter}.zip") for letter in sorted(used)}
    said = [write(edition, path, letter, numbers) for letter, path in of_letter.items()]
    path = output.with_name(f"{output.stem}-roster.csv")
    path.write_text("\ufeff" + text, encoding="utf-8", newline="")
    said.append(f"{path.name} is written: it says who gets which zip. Mark with it: --roster {path.name}.")
    return "\n".join(said)
