"""What `check` proofreads where the teachers' part of the project is: course.toml, guesses, answer keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from aftercoup import tables
from aftercoup.teach import course, guess_models, keys


def files() -> dict[Path, Callable[[], list[str]]]:
    """Each file, with the function that says what is to be mended in it."""
    reading: dict[Path, Callable[[], object]] = {
        course.COURSE: course.load,
        guess_models.PATH: partial(_after_tables, guess_models.proofread),
    }
    reading |= {
        keys.SOLUTIONS / f"{number}_key.toml": partial(_after_tables, partial(keys.load, number))
        for number in keys.numbers()
    }
    return {path: partial(_problems, read) for path, read in reading.items()}


def _after_tables(read: Callable[[], object]) -> None:
    """Read what computes from the tables, once all of these can be read: else each of its answers would be called wrong."""
    for case in tables.cases():
        for name in tables.schemas():
            tables.table(name, case)
    read()


def _problems(read: Callable[[], object]) -> list[str]:
    try:
        read()
    except course.Problems as fault:
        once = read is not course.load and isinstance(fault, course.CourseProblem)  # told with course.toml
        return [] if once else list(fault.problems)
    except tables.TableError as fault:
        why = str(fault).removesuffix(tables.ASK_CHECK)
        return [f"Not read before the tables are mended: {why}".rstrip()]
    return []
