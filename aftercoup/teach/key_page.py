"""docs/keys.md: the format of answer keys and of course.toml, written from their models."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aftercoup.teach import course, key_models
from aftercoup.validation import bounds, in_words

PATH = course.PROJECT / "docs" / "keys.md"

# A whole key with one question of each form; a test reads it. {fields} stands for the examples of all kinds.
WHOLE = """\
exercise = "01"
title = "Read the event"

[[question]]
id = "1.1"
title = "One blank of each kind"
points = {points}
minutes = 10
level = "find"
traits = []
objective = 1
hint = "Read the caption again."
rule = "Write a date only as exactly as the page gives it."
reread = "01#who-speaks"
worked = "The caption names both (c05), and the code book says what is a claim of its own."

{fields}
[[question]]
id = "1.2"
title = "A table of codes"
points = 1
minutes = 2
level = "compare"
traits = ["codes"]
objective = 3
hint = "Ask two questions: what kind of statement is it, and what is needed to check it?"
rule = "The type follows from what the sentence does."
reread = "01#how-much-judgement-does-it-take"
worked = "Our codes stand in the table of claims."

[question.codes]
variables = ["claims.claim_type", "claims.measurement_level"]
points_each = 0.5
[question.codes.items]
c16 = "they met on Wednesday"
c28 = "other states apply sanctions"
[question.codes.also]
c28 = ["manifest"]

[[question]]
id = "1.3"
title = "An essay"
points = 10
minutes = 25
level = "judge"
objective = 4
rule = "A confirmed claim may be told in your own voice."
reread = "01#named-is-not-confirmed"
worked = "There is more than one good answer."
essay = true
words = [120, 200]
"""
CRITERION = """
[[question.criterion]]
name = "{name}"
levels = [
    {{points = 0, says = "none is named", anchor = "There was a meeting."}},
    {{points = 1, says = "one is named", anchor = "There was a meeting, says the report."}},
    {{points = 2, says = "each is named", anchor = "There was a meeting (e37), and the report is of that day."}},
]
"""
FACTS = """facts = ["they met in Vladivostok on 7 September 2022 (e37)"]
"""
NAMES = ("Evidence", "Voices", "Limits", "Words", "Is it right")
EXAMPLES = {  # kind -> an example of a whole field
    "text": """
name = "place"
kind = "text"
label = "in which city did they meet?"
points = 1
accepted = ["Vladivostok", "the city of Vladivostok"]
records = ["e37"]
""",
    "name": """
name = "general"
kind = "name"
label = "who came to power?"
points = 1
actor = "min-aung-hlaing"
records = ["e09"]
""",
    "date": """
name = "month"
kind = "date"
label = "in which month was the coup?"
points = 1
precision = "month"
accepted = ["February 2021"]
records = ["e09"]
[[question.field.miss]]
typed = ["1 February 2021"]
share = 0.5
says = "The question asks for less: give what it asks for."
""",
    "number": """
name = "claims"
kind = "number"
label = "how many claims are in our table?"
points = 1
unit = "claims"
step = 1
tolerance = 2
computed = "n01"
""",
    "choice": """
name = "verdict"
kind = "choice"
label = "what do other records say of the meeting?"
points = 1
options = {contested = "they contest it", confirmed = "they confirm it", silent = "nothing"}
accepted = ["confirmed"]
records = ["c16"]
""",
    "choices": """
name = "cut"
kind = "choices"
label = "which sentences make two claims?"
points = 1
options = {one = "They met", two = "They met, and it rained", three = "He came, and she left"}
count = 2
accepted = ["two", "three"]
judgement = true
""",
    "set": """
name = "who"
kind = "set"
label = "who met?"
points = 1
people = true
items = [["Vladimir Putin"], ["Min Aung Hlaing", "the general"]]
records = ["e37"]
""",
    "order": """
name = "first"
kind = "order"
label = "which came first?"
points = 1
options = {meeting = "the meeting", coup = "the coup"}
accepted = ["coup", "meeting"]
records = ["e09", "e37"]
""",
    "span": """
name = "where"
kind = "span"
label = "in which paragraph is the meeting?"
points = 1
accepted = ["3"]
records = ["c16"]
""",
    "short": """
name = "sentence"
kind = "short"
label = "in one or two sentences of your own"
points = 2
words = [15, 60]
""",
}


def example() -> str:
    """A whole key file, with the example of every kind."""
    fields = "\n".join(
        f"[[question.field]]\n{text.strip()}\n" for text in (EXAMPLES[kind] for kind in key_models.FIELDS)
    )
    points = len(key_models.FIELDS) + 1  # "short" is worth two
    criteria = "".join(CRITERION.format(name=name) for name in NAMES)
    return WHOLE.format(points=points, fields=fields) + criteria + FACTS


def text() -> str:
    """The page."""
    kinds = "\n\n".join(_kind(name, model) for name, model in key_models.FIELDS.items())
    return f"""\
# The format of answer keys

<!-- The whole page is written by `python -m aftercoup datasheet` from the models in aftercoup/teach. -->

The right answers of exercise 04 are in `solutions/04_key.toml`, beside its master, the worked exercise. The file is
[TOML](https://toml.io): a name, an equals sign and a value on each line; text between quotation marks.
`python start.py build solutions/exercise_04.ipynb` reads both and names all faults at once, each with its
question and field. Where a name has no "needed" below, it may be left out.

## The file

{_table(key_models.AnswerKey)}

## A question

{_table(key_models.Question)}

## A blank

{_table(key_models.AnswerField)}

One of `accepted`, `computed` and `not_said` says what is right (for a set `items`, for a name also `actor`). **An
answer that was refused and is right** is added to `accepted`, whatever else the field has: `accepted` beside
`computed`, `not_said` or `actor` holds what is right as well. Of several items (`set`, `choices`, `span`) an entry
then is a list of a right item and of what may stand in its place: `accepted = [["Burkina Faso", "Upper Volta"]]`.

A wrong answer can have words of its own, `[[question.field.miss]]`:

{_table(key_models.Miss)}

## The kinds of answers

{kinds}

## A table of codes

{_table(key_models.Codes)}

## The rubric of an essay

{_table(key_models.Criterion)}

Each of its levels:

{_table(key_models.Level)}

## A whole key

It has one blank of each kind, a table of codes and an essay. A test reads it.

```toml
{example().strip()}
```

## The list of the course

`course.toml` at the top of the project lists lessons, ideas that come back, questions from earlier lessons, and
first-run problems. At its top stands an option of the class, `choice_tries`: {course.Course.model_fields["choice_tries"].description}. Each `[[lesson]]`:

{_table(course.Lesson)}

Each `[[idea]]`:

{_table(course.Idea)}

Each `[[recall]]`, three for each lesson from 02 on; `build` writes them into the lesson:

{_table(course.Recall)}

Each `[[problem]]`:

{_table(course.Problem)}
"""


def _kind(name: str, model: type[key_models.AnswerField]) -> str:
    """One kind of answer: what it is, its own options, an example."""
    own = {
        option: model.model_fields[option] for option in model.model_fields.keys() - key_models.COMMON_IN_KEYS
    }
    says = " ".join([" ".join((model.__doc__ or "").split()), key_models.IN_KEYS_HOW.get(name, "")]).strip()
    limits = {option: bounds(model, option) for option in own}
    options = _rows({option: own[option] for option in model.model_fields if option in own}, limits)
    parts = [f"### {name}", says, options, f"```toml\n[[question.field]]\n{EXAMPLES[name].strip()}\n```"]
    return "\n\n".join(part for part in parts if part)


def _table(model: type[BaseModel]) -> str:
    return _rows(model.model_fields, {name: bounds(model, name) for name in model.model_fields})


def _rows(fields: dict[str, FieldInfo], limits: dict[str, str]) -> str:
    """Names that may be given, as a Markdown table. limits: their bounds, in words."""
    if not fields:
        return ""
    rows = []
    for name, field in fields.items():
        value = in_words(field.annotation)
        value += f", {limits[name]}" if limits[name] else ""
        if not field.is_required() and field.default not in (None, "", [], {}, False, 0):
            value += f"; usual: {field.default}"
        cells = (f"`{name}`", "needed" if field.is_required() else "", value, field.description or "")
        rows.append(cells)
    return course.table(("name", "needed?", "value", "what it means"), rows)
