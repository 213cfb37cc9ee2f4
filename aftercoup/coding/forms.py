"""What a variable of a codebook may be: how much judgement it needs, and how its values are typed."""

from typing import NamedTuple

LEVELS = {
    "indicator": "read off (two careful readers write the same)",
    "manifest": "a little judgement (a word must be defined first)",
    "evaluative": "much judgement (a view of motives, causes or weight)",
}


class Form(NamedTuple):
    """What is typed for a kind of variable: a hint, the pattern that it must fit, and what is said of other words."""

    write: str = ""
    form: str = ""
    wrong: str = ""


FORMS = {
    "choice": Form(  # a value that a coder adds to an open variable
        form="[a-z0-9]+([-.][a-z0-9]+)*",
        wrong="is of small letters, digits and hyphens if the value is one of your own: state-radio.",
    ),
    "text": Form(),
    "date": Form(
        "Write year-month-day, or less of it.",
        r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?",
        "is written 2022-09-07, 2022-09, 2022 or 2021-02-01/2022-09-07.",
    ),
    "actors": Form("Where there are several names, put semicolons between them."),
    "number": Form("Write a number.", r"-?\d{1,15}([.,]\d{1,6})?", "is a number, as in 12 or 2.5."),
}
