"""The answer keys of a run. Each is read when a file first asks for it; a fault in one stops the run before it writes."""

from typing import Any

from aftercoup import tables
from aftercoup.teach.content import keys
from aftercoup.teach.content.masters import Master


class AnswerKeys(dict[str, Any]):
    """number -> Master of every exercise that has an answer key; None before it is asked for.

    problems: all that is to be mended in those that cannot be read, one sentence each.
    """

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(keys.numbers(keys.SOLUTIONS)))
        self.problems: list[str] = []

    def __getitem__(self, number: str) -> Master:
        master: Master | bool | None = super().__getitem__(number)
        if master is None:
            try:
                master = keys.load(number, keys.SOLUTIONS)
            except (keys.KeyProblem, tables.TableError) as problem:
                master = False
                self.problems += getattr(problem, "problems", [str(problem)])
            self[number] = master
        if isinstance(master, bool):
            raise keys.KeyProblem(self.problems)
        return master
