"""The parts of docs/keys.md, the format of answer keys, guesses and course.toml, that are written from their models."""

from __future__ import annotations

import re
from collections.abc import Collection

from pydantic import BaseModel, create_model

from aftercoup import guessing
from aftercoup.answers.kinds import KINDS
from aftercoup.teach.content import course, guess_models, key_models
from aftercoup.validation import bounds, in_words

PATH = course.PROJECT / "docs" / "keys.md"
EXAMPLE = PATH.with_name("example_key.toml")  # a whole key, with a blank of each kind
MODELS: dict[str, type[BaseModel]] = {  # part of the page -> whose names its table lists
    "file": key_models.AnswerKey,
    "question": key_models.Question,
    "blank": key_models.AnswerField,
    "miss": key_models.Miss,
    "codes": key_models.Codes,
    "criterion": key_models.Criterion,
    "level": key_models.Level,
    "guess": guess_models.Asked,
    "lesson": course.Lesson,
    "idea": course.Idea,
    "recall": course.Recall,
    "problem": course.Problem,
    "course": create_model("course", choice_tries=(int, course.Course.model_fields["choice_tries"])),
}


def example() -> str:
    """A whole key file, with the example of every kind."""
    return EXAMPLE.read_text(encoding="utf-8")


def text() -> str:
    """The page with its generated parts made anew."""
    blanks = re.findall(r"^\[\[question\.field\]\]\n.*?(?=\n\n|\Z)", example(), re.MULTILINE | re.DOTALL)
    examples = {re.findall(r'^kind = "(\w+)"', blank, re.MULTILINE)[0]: blank for blank in blanks}
    kinds = []  # what each is, its own options, a blank as an example
    for name, model in key_models.FIELDS.items():
        says = " ".join([*(model.__doc__ or "").split(), KINDS[name].in_accepted]).strip()
        options = _table(model, key_models.AnswerField.model_fields)
        kinds += [f"### {name}", says, *[options] * bool(options), f"```toml\n{examples[name]}\n```"]
    asked, own = set(guess_models.Asked.model_fields), {"answer", "says"}
    guesses = ["All kinds but `text` have:", _table(guess_models.Guess, asked | own)]
    for name, guess in guess_models.KINDS.items():
        options = _table(guess, guess_models.Guess.model_fields.keys() - own)
        guesses += [f"### {name}", f"{guessing.KINDS[name].capitalize()}.", options]
    parts = {name: _table(model) for name, model in MODELS.items()}
    parts |= {"kinds": "\n\n".join(kinds), "guesses": "\n\n".join(guesses)}
    parts |= {"example": f"```toml\n{example().strip()}\n```"}
    return course.with_parts(PATH, parts)


def _table(model: type[BaseModel], without: Collection[str] = ()) -> str:
    """Names that may be given, as a Markdown table; "" where all are told elsewhere."""
    rows = []
    for name, field in model.model_fields.items():
        if name in without:
            continue
        value = in_words(field.annotation)
        # of a text, that it is not empty goes without saying
        limits = "" if value.startswith("text") else bounds(model, name)
        value += f", {limits}" * bool(limits)
        if not field.is_required() and field.default not in (None, "", [], {}, False, 0):
            value += f"; usual: {field.default}"
        cells = (f"`{name}`", "needed" if field.is_required() else "", value, field.description or "")
        rows.append(cells)
    return course.table(("name", "needed?", "value", "what it means"), rows) if rows else ""
