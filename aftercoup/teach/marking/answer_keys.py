"""The answer keys of a run. Each is read when a file first asks for it; a fault in one stops the run before it writes."""

from collections.abc import Iterator, Mapping

from aftercoup import tables
from aftercoup.teach import keys
from aftercoup.teach.masters import Master


class AnswerKeys(Mapping[str, Master]):
    """number -> Master of every exercise that has an answer key.

    problems: all that is to be mended in those that cannot be read, one sentence each.
    """

    def __init__(self) -> None:
        self._numbers = keys.numbers(keys.SOLUTIONS)
        self._read: dict[str, Master | None] = {}
        self.problems: list[str] = []

    def __getitem__(self, number: str) -> Master:
        if number not in self._numbers:
            raise KeyError(number)
        if number not in self._read:
            try:
                self._read[number] = keys.load(number, keys.SOLUTIONS)
            except (keys.KeyProblem, tables.TableError) as problem:
                self._read[number] = None
                self.problems += getattr(problem, "problems", [str(problem)])
        master = self._read[number]
        if master is None:
            raise keys.KeyProblem(self.problems)
        return master

    def __contains__(self, number: object) -> bool:
        return number in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
