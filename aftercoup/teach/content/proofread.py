"""What `check` proofreads where the teachers' part of the project is: course.toml, guesses, answer keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from aftercoup import tables
from aftercoup.teach.content import course, guess_models, keys


def files() -> dict[Path, Callable[[], list[str]]]:
    """Each file, with the function that says what is to be mended in it."""
    reading: dict[Path, Callable[[], object]] = {
        course.COURSE: partial(course.load, thoroughly=True),
        guess_models.PATH: guess_models.proofread,
    }
    for number in keys.numbers():
        reading[keys.SOLUTIONS / f"{number}_key.toml"] = partial(keys.proofread, number)
    return {path: partial(_problems, path, read) for path, read in reading.items()}


def _problems(path: Path, read: Callable[[], object]) -> list[str]:
    """What is to be mended in a file. Not before all tables can be read: else what it computes from them would be wrong."""
    try:
        for case in tables.cases():
            for name in tables.schemas():
                tables.table(name, case)
        read()
    except course.Problems as fault:
        of_course = isinstance(fault, course.CourseProblem) and path != course.COURSE  # told with course.toml
        return [] if of_course else list(fault.problems)
    except tables.TableError as fault:
        why = str(fault).removesuffix(tables.ASK_CHECK)
        return [f"Not read before the tables are mended: {why}".rstrip()]
    return []
