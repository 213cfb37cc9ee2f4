"""What a model finds wrong with a TOML file, in sentences: place, what was found, what is allowed.

The models are pydantic's; this is the thin layer of our own over them. It names the place as its author knows it,
and the nearest right word where a name is misspelt.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from aftercoup.errors import did_you_mean, many

# Else the first model looks for plugins of pydantic in the metadata of all installed packages.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class Strict(BaseModel):
    """A table of a TOML file: no other names than the model's, and no value that has to be converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)
    _unread: frozenset[str] = PrivateAttr(default=frozenset())

    def knows(self, *names: str) -> bool:
        """Whether these fields fit: of a table with faults the others are None."""
        return self._unread.isdisjoint(names)

    def contradictions(self) -> Iterator[str]:
        """A sentence on each two things that do not fit together, as far as they are known."""
        return iter(())


M = TypeVar("M", bound=Strict)
Text = Annotated[str, Field(min_length=1)]


def read(model: type[M], table: object, where: str, faults: list[str]) -> M | None:
    """A table as an object of its model; `faults` then has a sentence for each fault. None where it is no table.

    What does not fit is None, so that the rest can be checked at once (`Strict.knows`).
    where: how the place of the table is called at the beginning of each sentence.
    """
    try:
        told = model.model_validate(table)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        faults += [f"{where}{sentence(error, model)}" for error in errors]
        if not isinstance(table, dict):
            return None
        unread = {str(error["loc"][0]) for error in errors}
        missing: dict[str, Any] = {name: (Any, None) for name in unread & model.model_fields.keys()}
        partly = create_model(model.__name__, __base__=model, **missing)
        told = partly.model_validate({name: value for name, value in table.items() if name not in unread})
        told._unread = frozenset(unread)
    faults += [f"{where}: {fault}" for fault in told.contradictions()]
    return told


def read_kind(models: Mapping[str, type[M]], table: object, where: str, faults: list[str]) -> M | None:
    """As `read`, with the model of the table's `kind`: kind -> model. None where there is no such kind."""
    kind = table.get("kind") if isinstance(table, dict) else None
    if isinstance(kind, str) and kind in models:
        return read(models[kind], table, where, faults)
    faults.append(f"{where}: {choice('kind', kind, list(models))}")
    return None


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One error of pydantic in our words, to stand behind the place of the table: ": minutes is missing; …"."""
    way = tuple(part for part in error["loc"] if part != "[key]")
    kinds: list[object] = [model]  # what lies at each step of the way
    for part in way:
        kinds.append(_inside(kinds[-1], part))
    given, last = error.get("input"), str(way[-1]) if way else ""
    table, name, before = kinds[0], "this", way[:0]  # the last field on the way, and where its table is
    for number, part in enumerate(way):
        if part in _fields(kinds[number]):
            table, name, before = kinds[number], str(part), way[:number]
    match error["type"]:
        case "extra_forbidden":
            return f"{_place(way[:-1])}: there is no {last!r} here. {hint(last, list(_fields(kinds[-2])))}"
        case "model_type" | "model_attributes_type":
            names = ", ".join(_fields(kinds[-1]))
            return f"{_place(way)}: {given!r} stands where a table with {names} is expected."
        case "value_error":
            return f"{_place(before if last == name else way)}: {error['ctx']['error']}"
        case "missing":
            wrong = f"{name} is missing; it is {_wanted(table, name)}."
        case "literal_error":
            wrong = choice(name, given, [str(word) for word in get_args(kinds[-1])])
        case "string_pattern_mismatch":
            wrong = f"{name} is {given!r}; it must be {_fields(table)[name].description}."
        case "too_short" | "too_long":
            held = many(error["ctx"]["actual_length"], "value")
            wrong = f"{name} holds {held}; it must hold {bounds(table, name)}."
        case "string_too_short":
            wrong = f"{name} is empty."
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            wrong = f"{name} is {given!r}; it must be {bounds(table, name)}."
        case _:
            wrong = f"{name} is {given!r}; it must be {_wanted(table, name)}."
    return f"{_place(before)}: {wrong}"


def bounds(model: object, name: str) -> str:
    """The bounds of a number or of a length, in words: "at least 0 and less than 1"."""
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    words |= {"min_length": "at least", "max_length": "at most"}
    return " and ".join(
        f"{before} {getattr(rule, bound):g}"
        for rule in _fields(model)[name].metadata
        for bound, before in words.items()
        if getattr(rule, bound, None) is not None
    )


def _fields(model: object) -> dict[str, FieldInfo]:
    """The fields of a table of this model, by name; none where it is no model."""
    return model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}


def hint(word: str, allowed: list[str]) -> str:
    """The nearest right word, or all of them."""
    return did_you_mean(word, allowed, f"Allowed are: {', '.join(allowed)}.").strip()


def choice(name: str, given: object, allowed: list[str]) -> str:
    """That a value is none of the allowed ones, with the nearest of them."""
    words = "missing" if given is None else repr(given)
    return f"{name} is {words}; allowed are: {', '.join(allowed)}.{did_you_mean(given, allowed)}"


def _place(way: Sequence[int | str]) -> str:
    """The way to a table inside of another one, as it follows the place of the outer one."""
    return "".join(f", number {part + 1}" if isinstance(part, int) else f", {part}" for part in way)


def _inside(kind: object, part: int | str) -> object:
    """The type of what lies in a value of this type, under a name or at a place of a list."""
    if field := _fields(kind).get(str(part)):
        return _plain(field.annotation)
    return _plain(get_args(kind)[-1]) if get_origin(kind) in (list, dict) else kind


def _plain(kind: object) -> object:
    """A type without None and Annotated around it."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        others = [other for other in get_args(kind) if other is not type(None)]
        return _plain(others[0]) if len(others) == 1 else kind
    return kind


def _wanted(model: object, name: str) -> str:
    """What a value must be, in words: that of the field's description, else of its type."""
    field = _fields(model).get(name)
    if not field:
        return "another kind of value"
    told = get_origin(_plain(field.annotation)) is dict and field.description
    return in_words(field.annotation) + (f": {told}" if told else "")


WORDS: dict[object, str] = {
    str: "text between quotation marks",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list in square brackets",
    tuple: "a list in square brackets",
}
AS_IN: dict[object, str] = {str: '"label"', float: "7", list: '["text"]'}  # how a value of a table looks


def in_words(kind: object) -> str:
    """A type as an author of TOML would say it."""
    kind = _plain(kind)
    if get_origin(kind) is Literal:
        return f"one of: {', '.join(map(str, get_args(kind)))}"
    if get_origin(kind) in (Union, UnionType):
        words = dict.fromkeys(in_words(other) for other in get_args(kind))
        if "a number" in words:
            words.pop("a whole number", None)
        return " or ".join(words)
    origin = get_origin(kind) or kind
    if origin is dict:
        of = _plain(get_args(kind)[-1])
        value = AS_IN.get(get_origin(of) or of)
        return f"a table, as in {{code = {value}}}" if value else "a table"
    inner = _plain(get_args(kind)[0]) if origin in (list, tuple) and get_args(kind) else None
    if get_origin(inner) is Literal:
        return f"a list of some of: {', '.join(map(str, get_args(inner)))}"
    if inner is str:
        return "a list of texts in square brackets"
    return WORDS.get(origin, "a table")
