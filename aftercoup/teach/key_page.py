"""docs/keys.md: the format of answer keys and of course.toml, written from their models."""

from __future__ import annotations

import re

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aftercoup.teach import course, key_models
from aftercoup.validation import bounds, in_words

PATH = course.PROJECT / "docs" / "keys.md"

EXAMPLE = PATH.with_name("example_key.toml")  # a whole key, with a blank of each kind


def example() -> str:
    """A whole key file, with the example of every kind."""
    return EXAMPLE.read_text(encoding="utf-8")


def text() -> str:
    """The page."""
    blanks = re.findall(r"^\[\[question\.field\]\]\n.*?(?=\n\n|\Z)", example(), re.MULTILINE | re.DOTALL)
    examples = {
        kind[1]: blank for blank in blanks if (kind := re.search(r'^kind = "(\w+)"', blank, re.MULTILINE))
    }
    kinds = "\n\n".join(_kind(name, model, examples[name]) for name, model in key_models.FIELDS.items())
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

It is the file [example_key.toml](example_key.toml), to copy from.

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


def _kind(name: str, model: type[key_models.AnswerField], blank: str) -> str:
    """One kind of answer: what it is, its own options, a blank as an example."""
    own = {
        option: model.model_fields[option] for option in model.model_fields.keys() - key_models.COMMON_IN_KEYS
    }
    says = " ".join([" ".join((model.__doc__ or "").split()), key_models.IN_KEYS_HOW.get(name, "")]).strip()
    limits = {option: bounds(model, option) for option in own}
    options = _rows({option: own[option] for option in model.model_fields if option in own}, limits)
    parts = [f"### {name}", says, options, f"```toml\n{blank}\n```"]
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
