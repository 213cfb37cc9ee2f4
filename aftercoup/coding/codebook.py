"""The codebook: what is coded (units), what is said of it (variables), and the rule for each value.

`load` reads data/codebook.toml, or a file of the same form that an instructor wrote, and says in one sentence
each what is wrong with it. docs/codebook.md is written from it (`page`).
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aftercoup import tables
from aftercoup.errors import OneSentence

LEVELS = {
    "indicator": "read off (two careful readers write the same)",
    "manifest": "a little judgement (a word must be defined first)",
    "evaluative": "much judgement (a view of motives, causes or weight)",
}
KINDS = ("choice", "text", "date", "actors", "number")
_KEYS = "123456789abdfghijklmopqrstvwxyz"  # those of values, in this order; c, e, n, u are left to the desk
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VALUE = re.compile(r"[a-z0-9]([a-z0-9+., -]*[a-z0-9])?")
OWN_VALUE = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")  # one that a coder adds to an open variable

Content = dict[str, Any]  # of a file, or of a table in it, as tomllib reads it


class CodebookError(OneSentence, ValueError):
    """A codebook cannot be used; the message names the file, the place and what is allowed there."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a variable: what it is called, when to choose it, and the key that chooses it."""

    name: str
    title: str
    definition: str = ""
    key: str = ""
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that is said of a coded passage. open: a coder may add a value of their own; optional: a
    coding is complete without it; from_case: the column of a case whose categories are its values."""

    name: str
    title: str
    level: str
    kind: str
    definition: str
    rule: str
    example: str
    counter_example: str
    values: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    optional: bool = False
    from_case: str = ""

    def problem(self, value: str) -> str:
        """What is wrong with a value, in a sentence; "" when it can stand."""
        if self.kind == "choice" and value not in self.values:
            if not self.open:
                return f"{self.title} is one of: {', '.join(self.values)}."
            if not OWN_VALUE.fullmatch(value):
                return (
                    f"{self.title}: a name of your own is of small letters, digits and hyphens: state-radio."
                )
        if self.kind == "number" and not re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", value):
            return f"{self.title} is a number, as in 12 or 2.5."
        if self.kind == "date":
            try:
                tables.When.parse(value)
            except ValueError:
                return f"{self.title} is written 2022-09-07, 2022-09, 2022 or 2021-02-01/2022-09-07."
        return ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind of passage that is coded. variables: their names, in the order in which they are asked."""

    name: str
    title: str
    key: str
    variables: tuple[str, ...]
    definition: str = ""
    rule: str = ""
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """All units (name -> Unit) and variables (name -> Variable)."""

    title: str
    units: dict[str, Unit]
    variables: dict[str, Variable]
    digest: str
    about: str = ""

    def missing(self, unit: str, codes: Mapping[str, str]) -> tuple[str, ...]:
        """The variables that a coding of this unit still needs."""
        names = self.units[unit].variables if unit in self.units else ()
        return tuple(name for name in names if not (self.variables[name].optional or codes.get(name)))

    def problem(self, unit: str, codes: Mapping[str, str]) -> str:
        """What is wrong with codes, in a sentence; "" when all can stand."""
        if unit not in self.units:
            return f"There is no unit {unit!r}; there are {', '.join(self.units)}."
        for name, value in codes.items():
            if name not in self.units[unit].variables:
                return f"{self.units[unit].title} has no variable {name!r}."
            wrong = self.variables[name].problem(value)
            if wrong:
                return wrong
        return ""


def default_path() -> Path:
    """The codebook of this module."""
    return tables.data_folder() / "codebook.toml"


def load(path: str | Path | None = None, case: str | None = None) -> Codebook:
    """The Codebook of a file, data/codebook.toml if not given.

    case: a case of data/cases; its categories then are the values of the variables that depend on a case.
    Raises CodebookError.
    """
    path = Path(path or default_path())
    content, text = _read(path)
    faults = problems(content)
    if faults:
        more = f" (and {len(faults) - 1} more: python start.py check {path.name})" if len(faults) > 1 else ""
        raise CodebookError(f"{path.name}: {faults[0]}{more}")
    return made(content, text.replace("\r\n", "\n") + (case or ""), path.stem, case)


def proofread(path: str | Path) -> list[str]:
    """What is wrong with the codebook of a file: a list of sentences, empty when there is nothing to mend.

    It finds what `load` refuses, and what no coder would ever see: a variable that no unit asks for.
    """
    try:
        content, _ = _read(Path(path))
    except CodebookError as problem:
        return [str(problem)]
    asked = [
        name
        for unit in _tables(content, "unit").values()
        if isinstance(unit, dict) and isinstance(unit.get("variables"), list)
        for name in unit["variables"]
    ]
    return problems(content) + [
        f"[variable.{name}] is asked for by no unit: add {name} to the variables of a [unit.NAME], or take "
        "it out."
        for name in _tables(content, "variable")
        if name not in asked
    ]


def _read(path: Path) -> tuple[Content, str]:
    """(the content as tomllib reads it, the text) of a file. Raises CodebookError."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
        return tomllib.loads(text), text
    except OSError:
        raise CodebookError(f"There is no codebook {path.name} here.") from None
    except UnicodeDecodeError:
        raise CodebookError(
            f"{path.name} is no text in UTF-8. Save it as plain text, encoding UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise CodebookError(
            f"{path.name} cannot be read as TOML: {problem}. Text stands between quotation marks, as in "
            'title = "Claim".'
        ) from None


def _tables(content: Content, kind: str) -> Content:
    """The [kind.NAME] of a content; {} where there is none."""
    tables_of_kind = content.get(kind)
    return tables_of_kind if isinstance(tables_of_kind, dict) else {}


def made(content: Content, seal: str, title: str = "Codebook", case: str | None = None) -> Codebook:
    """The Codebook of a content without problems. seal: what its digest is taken from."""
    units = {
        name: Unit(
            name,
            unit["title"],
            unit["key"],
            tuple(unit["variables"]),
            *(unit.get(part, "") for part in ("definition", "rule", "example", "counter_example")),
        )
        for name, unit in content["unit"].items()
    }
    return Codebook(
        content.get("title", title),
        units,
        {name: _variable(name, variable, case) for name, variable in content["variable"].items()},
        "sha256:" + hashlib.sha256(seal.encode("utf-8")).hexdigest(),
        content.get("about", ""),
    )


def _variable(name: str, content: Content, case: str | None) -> Variable:
    values, source = content.get("value", {}), content.get("from_case", "")
    if case and source:
        table, _, column = source.partition(".")
        meanings = tables.meanings(table, column, case)
        values = {
            value: {"title": label, "definition": meanings.get(value, "")}
            for value, label in tables.labels(table, column, case).items()
        }
    taken = {value.get("key") for value in values.values()}
    free = iter([key for key in _KEYS if key not in taken])
    parts = ("title", "level", "kind", "definition", "rule", "example", "counter_example")
    return Variable(
        name,
        **{part: content[part] for part in parts},
        values={str(value): _value(str(value), about, free) for value, about in values.items()},
        open=content.get("open", False),
        optional=content.get("optional", False),
        from_case=source,
    )


def _value(name: str, content: Content, free: Iterator[str]) -> Value:
    """free: the keys that no value has."""
    return Value(
        name,
        content["title"],
        content.get("definition", ""),
        content.get("key") or next(free, ""),
        content.get("example", ""),
        content.get("counter_example", ""),
    )


_WORDS = ("title", "definition", "rule", "example", "counter_example")
_ALLOWED = {
    "codebook": {"title", "about", "unit", "variable"},
    "unit": {*_WORDS, "key", "variables"},
    "variable": {*_WORDS, "level", "kind", "value", "open", "optional", "from_case"},
    "value": {"title", "definition", "key", "example", "counter_example"},
}


def problems(content: Content) -> list[str]:
    """What is wrong with the content of a codebook (as tomllib reads it): a list of sentences."""
    faults = list(_fields(content, "codebook", "the top of the file", ()))
    units, variables = _tables(content, "unit"), _tables(content, "variable")
    faults += [
        f"there is no [{kind}.NAME]; a codebook has at least one."
        for kind, named in (("unit", units), ("variable", variables))
        if not named
    ]
    for name, variable in variables.items():
        faults += _variable_problems(f"[variable.{name}]", name, variable)
    keys: dict[str, str] = {}  # key -> name of its unit
    for name, unit in units.items():
        faults += _unit_problems(f"[unit.{name}]", unit, keys, variables)
        if isinstance(unit, dict) and isinstance(unit.get("key"), str):
            keys[unit["key"]] = name
    return faults


def _unit_problems(
    where: str, content: object, keys: Mapping[str, str], variables: Collection[str]
) -> Iterator[str]:
    """keys: key -> name, of the units before; variables: names of all there are."""
    if not isinstance(content, dict):
        yield f"{where} is no table."
        return
    yield from _fields(content, "unit", where, ("title", "key"))
    key, asked = content.get("key"), content.get("variables")
    if isinstance(key, str):
        if not re.fullmatch("[a-z]", key) or key in "nup":
            yield f"{where} key: one small letter, and not n, p or u, which mean something already."
        if key in keys:
            yield f"{where} key: {key} is the key of [unit.{keys[key]}] already."
    if not isinstance(asked, list) or not asked or len(set(map(str, asked))) < len(asked):
        yield f'{where} variables: a list of names, each once, as in ["claim_type"].'
        return
    for variable in asked:
        if variable not in variables:
            near = tables.nearest(str(variable), variables, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(variables)}."
            yield f"{where} variables: there is no [variable.{variable}]. {hint}"


def _fields(content: Content, kind: str, where: str, needed: Iterable[str]) -> Iterator[str]:
    """Names that are not known, parts that are missing, and parts that are no text."""
    for name, value in content.items():
        if name not in _ALLOWED[kind]:
            near = tables.nearest(name, _ALLOWED[kind], n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(sorted(_ALLOWED[kind]))}."
            yield f"{where} knows no {name}. {hint}"
        elif name in (*_WORDS, "key", "level", "kind", "about", "from_case") and not isinstance(value, str):
            yield f'{where} {name} is text between quotation marks, as in {name} = "…".'
        elif name in ("open", "optional") and not isinstance(value, bool):
            yield f"{where} {name} is true or false."
    for name in needed:
        if not content.get(name):
            yield f'{where} needs {name} = "…".'


def _variable_problems(where: str, name: str, content: object) -> Iterator[str]:
    if not isinstance(content, dict):
        yield f"{where} is no table."
        return
    if not _NAME.fullmatch(name):
        yield f"{where}: a name has small letters, digits and _, as in claim_type."
    yield from _fields(content, "variable", where, (*_WORDS, "level", "kind"))
    for part, allowed in (("level", tuple(LEVELS)), ("kind", KINDS)):
        if isinstance(content.get(part), str) and content[part] and content[part] not in allowed:
            near = tables.nearest(content[part], allowed, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{where} {part} is {content[part]!r}. Allowed: {', '.join(allowed)}.{hint}"
    source = content.get("from_case", "")
    if source and source not in case_columns():
        yield f"{where} from_case is {source!r}. Allowed: {', '.join(case_columns())}."
    values = content.get("value", {})
    if content.get("kind") != "choice":
        if values and content.get("kind") in KINDS:
            yield f"{where} has values, so its kind must be choice."
        return
    if not isinstance(values, dict) or len(values) < 2 and not content.get("open"):
        yield f"{where} needs at least two values, each as [variable.{name}.value.NAME]."
        return
    keys: set[str] = set()
    for value, about in values.items():
        inner = f"[variable.{name}.value.{value}]"
        if not isinstance(about, dict):
            yield f"{inner} is no table."
            continue
        if not _VALUE.fullmatch(value):
            yield f"{inner}: a value has small letters, digits, spaces and hyphens."
        yield from _fields(about, "value", inner, ("title",))
        key = about.get("key")
        if isinstance(key, str) and key:
            if not re.fullmatch("[a-z0-9]", key) or key in keys:
                yield f"{inner} key: one small letter or digit that no other value of {name} has."
            keys.add(key)


@functools.cache
def case_columns() -> tuple[str, ...]:
    """The columns of a case that have categories of its own."""
    return tuple(tables.field("categories", "field").spec["constraints"]["enum"])
