"""What a model finds wrong with a TOML file, in sentences: place, what was found, what is allowed.

The models are pydantic's; this is the thin layer of our own over them. It names the place as its author knows it,
and the nearest right word where a name is misspelt.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from aftercoup.wording import nearest

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A table of a TOML file: no other names than the model's, and no value that has to be converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=False)


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. ValueError, with the name of the file and the line, if it is none."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(
            f"{path.name} is not text in UTF-8. Save it as plain text, encoding UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(
            f"{path.name} cannot be read: {problem}. Text stands between quotation marks, as in "
            'title = "Claim"; a table begins with its name in square brackets.'
        ) from None


def read(model: type[M], table: object, where: str, faults: list[str]) -> M | None:
    """A table as an object of its model. None where it does not fit; `faults` then has a sentence for each fault.

    where: how the place of the table is called at the beginning of each sentence.
    """
    try:
        return model.model_validate(table)
    except ValidationError as problem:
        faults += [f"{where}{sentence(error, model)}" for error in problem.errors(include_url=False)]
    return None


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One error of pydantic in our words, to stand behind the place of the table: ": minutes is missing; …"."""
    *outer, last = error["loc"] or ("",)
    inner = model_at(model, outer)
    place = "".join(f", {_spoken(part)}" for part in outer if not _is_tag(part))
    given, context = error.get("input"), error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return f"{place}: there is no {str(last)!r} here. {hint(str(last), names_of(inner))}"
        case "missing":
            return f"{place}: {last} is missing; it is {_wanted(inner, str(last))}."
        case "union_tag_invalid" | "union_tag_not_found":
            tags = [tag.strip("' ") for tag in context.get("expected_tags", "").split(",")]
            return (
                f"{place}: {_choice(context['discriminator'].strip(chr(39)), context.get('tag', ''), tags)}"
            )
        case "literal_error" | "enum":
            return f"{place}: {_choice(_named(error['loc']), given, _allowed(context['expected']))}"
        case "value_error" | "assertion_error":
            return f"{place}: {error['msg'].partition(', ')[2]}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{place}: {_spoken(last) if last != '' else 'this'} is {given!r}; it must be a table."
    name = _named(error["loc"])
    return f"{place}: {name} is {given!r}; it must be {_wanted(model_at(model, outer), name)}."


def hint(word: str, allowed: list[str]) -> str:
    """The nearest right word, or all of them."""
    near = nearest(word, allowed, n=1)
    return f"Did you mean {near[0]}?" if near else f"Allowed are: {', '.join(allowed)}."


def _choice(name: str, given: object, allowed: list[str]) -> str:
    near = nearest(str(given), allowed, n=1)
    more = f" Did you mean {near[0]}?" if near else ""
    return f"{name} is {given!r}; allowed are: {', '.join(allowed)}.{more}"


def _allowed(expected: str) -> list[str]:
    """The words of pydantic's "'find', 'compare' or 'judge'"."""
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]


def _spoken(part: int | str) -> str:
    return f"number {part + 1}" if isinstance(part, int) else str(part)


def _is_tag(part: int | str) -> bool:
    return isinstance(part, str) and part.startswith("kind=")


def _named(loc: tuple[int | str, ...]) -> str:
    """The last name of a location: of a value in a list, the name of the list."""
    return next((part for part in reversed(loc) if isinstance(part, str)), "this")


def names_of(model: object) -> list[str]:
    """The names that a table of this model may hold."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return []


def model_at(model: object, loc: list[int | str] | tuple[int | str, ...]) -> object:
    """The model of a table inside of another one, by the way to it: names of fields and places in lists."""
    current = model
    for part in loc:
        current = _plain(current)
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        elif get_origin(current) in (list, tuple, dict):
            current = get_args(current)[-1] if get_origin(current) is not tuple else get_args(current)[0]
    return _plain(current)


def _plain(kind: object) -> object:
    """A type without None and Annotated around it."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        others = [one for one in get_args(kind) if one is not type(None)]
        return _plain(others[0]) if len(others) == 1 else kind
    return kind


def _wanted(model: object, name: str) -> str:
    """What a value must be, in words: that of the field's description, else of its type."""
    if isinstance(model, type) and issubclass(model, BaseModel) and name in model.model_fields:
        return in_words(model.model_fields[name].annotation)
    return "another kind of value"


WORDS: dict[object, str] = {
    str: "text between quotation marks",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list in square brackets",
    tuple: "a list in square brackets",
    dict: 'a table, as in {code = "label"}',
}


def in_words(kind: object) -> str:
    """A type as an author of TOML would say it."""
    kind = _plain(kind)
    if get_origin(kind) is Literal:
        return f"one of: {', '.join(map(str, get_args(kind)))}"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(dict.fromkeys(in_words(one) for one in get_args(kind)))
    origin = get_origin(kind) or kind
    if origin in (list, tuple) and get_args(kind) and _plain(get_args(kind)[0]) is str:
        return 'a list of texts, as in ["one", "two"]'
    return WORDS.get(origin, "a table")
