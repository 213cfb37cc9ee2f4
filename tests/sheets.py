"""A small sheet for tests of answers, and notebooks that fill it in."""

import json

from aftercoup.answers import cell_text
from aftercoup.answers.exercise import Exercise, Question
from aftercoup.answers.kinds import KINDS

LABELS = {"place": "where did they meet?", "date": "any usual way of writing a date"}
SHEET = Exercise(
    "01",
    "Read the event",
    "exercise_01.ipynb",
    "exam",
    {
        "1.2": Question(
            "1.2",
            "Where and when",
            3,
            4,
            {
                name: KINDS[kind](name, label=LABELS[name])
                for name, kind in (("place", "text"), ("date", "date"))
            },
        ),
        "1.3": Question(
            "1.3", "How many", 2, 4, {"number": KINDS["number"]("number", label="how many claims?")}
        ),
        "1.4": Question(
            "1.4",
            "Who",
            3,
            4,
            {
                "who": KINDS["set"]("who", label="who took part?"),
                "choice": KINDS["text"]("choice", label="one word"),
            },
        ),
        "1.9": Question("1.9", "Judge it", 8, 10, {}, essay=True, words=(3, 10)),
    },
)


def cell(place="", date=""):
    """The answer cell of question 1.2, with these things typed behind the colons."""
    return f"%%answer 1.2\n# {LABELS['place']}\nplace: {place}\n# {LABELS['date']}\ndate: {date}"


def essay(words=""):
    """The cell of the essay 1.9."""
    return f"%%essay 1.9\n{cell_text.INSTRUCTION.format(3, 10)}\n{words}"


def notebook(*cells):
    """The bytes of a notebook: code as text, other cells as (kind, text) or (kind, text, metadata)."""
    made = []
    for one in cells:
        kind, text, metadata, outputs = (
            (*one, {}, [])[:4] if isinstance(one, tuple) else ("code", one, {}, [])
        )
        made.append({"cell_type": kind, "source": text, "metadata": metadata, "outputs": outputs})
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
