"""The points of a question inside a test cell of nbgrader: read and judged as by `aftercoup mark`.

nbgrader has run the exercise by then. Here nothing of it is run: the answer is read from the file in the folder
where the cell runs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aftercoup.answers.cell_text import shown
from aftercoup.answers.exercise import exercise_of
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.reading import UNCLEAR
from aftercoup.answers.notebook import read_notebook


def points(question: str, /, **fields: tuple[list[list[str]], dict[str, Any]]) -> float:
    """The points that the answers to a question are worth: a number from 0 to what its fields are worth.

    question: its id, like "1.2"; fields: name=(items, misses), the answer key in the clear (see `seal.Key`). A
    field that is not named waits for a person. Prints what cannot be read, so that nothing is silently zero.
    """
    exercise = exercise_of(question)
    assert exercise is not None, f"no exercise has the question {question}"
    submission = read_notebook(_without_tests(Path(exercise.notebook)), exercise)
    exercise, typed = submission.exercise or exercise, submission.answers.get(question, {})
    total = 0.0
    for name, (items, misses) in fields.items():
        field = exercise.questions[question].fields[name]
        result = field.result(typed.get(name, ""), exercise.names, Key(items, misses))
        if result.reading.state == UNCLEAR:
            print(f"{question}, {name} cannot be read: {shown(result.typed)}. It counts 0: have a look.")
        total += result.points or 0
    return round(total, 4)


def _without_tests(path: Path) -> bytes:
    """The bytes of an exercise without nbgrader's test cells."""
    notebook = json.loads(path.read_bytes())
    for cell in list(notebook["cells"]):
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("grade") and not about.get("solution"):
            notebook["cells"].remove(cell)
    return json.dumps(notebook).encode()
