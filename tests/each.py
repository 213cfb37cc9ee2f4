"""One test of all rows of a table of examples. A test for each row costs more than what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def each(names: str, rows: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """As `pytest.mark.parametrize`, but one test, which fails with every row that is wrong and what is wrong with it."""
    named, listed = [name.strip() for name in names.split(",")], list(rows)

    def decorate(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for row in listed:
                try:
                    check(**dict(zip(named, row if len(named) > 1 else [row], strict=True)))
                except Exception as problem:
                    wrong.append(f"{row!r}: {type(problem).__name__} {problem}")
            assert listed and not wrong, f"{len(wrong)} of {len(listed)} rows\n" + "\n".join(wrong)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return decorate
