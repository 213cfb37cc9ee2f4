"""The codebook: what is coded (units), what is said of it (variables), and the rule for each value.

`load` reads data/codebook.toml, or a file of the same form that an instructor wrote, and says in one sentence
each what is wrong with it. docs/codebook.md is written from it (`page`).
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

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


class CodebookError(OneSentence, ValueError):
    """A codebook cannot be used; the message names the file, the place and what is allowed there."""


@dataclass(frozen=True)
class Value:
    """One value of a variable: what it is called, when to choose it, and the key that chooses it."""

    name: str
    title: str
    definition: str = ""
    key: str = ""
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True)
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
    values: dict = field(default_factory=dict)
    open: bool = False
    optional: bool = False
    from_case: str = ""

    def problem(self, value):
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


@dataclass(frozen=True)
class Unit:
    """A kind of passage that is coded. variables: their names, in the order in which they are asked."""

    name: str
    title: str
    key: str
    variables: tuple
    definition: str = ""
    rule: str = ""
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True)
class Codebook:
    """All units (name -> Unit) and variables (name -> Variable)."""

    title: str
    units: dict
    variables: dict
    digest: str
    about: str = ""

    def missing(self, unit, codes):
        """The variables that a coding of this unit still needs."""
        names = self.units[unit].variables if unit in self.units else ()
        return tuple(name for name in names if not (self.variables[name].optional or codes.get(name)))

    def problem(self, unit, codes):
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


def default_path():
    """The codebook of this module."""
    return tables.data_folder() / "codebook.toml"


def load(path=None, case=None):
    """The Codebook of a file, data/codebook.toml if not given.

    case: a case of data/cases; its categories then are the values of the variables that depend on a case.
    Raises CodebookError.
    """
    path = Path(path or default_path())
    told, text = _read(path)
    found = problems(told)
    if found:
        more = f" (and {len(found) - 1} more: python start.py check {path.name})" if len(found) > 1 else ""
        raise CodebookError(f"{path.name}: {found[0]}{more}")
    return made(told, text.replace("\r\n", "\n") + (case or ""), path.stem, case)


def proofread(path):
    """What is wrong with the codebook of a file: a list of sentences, empty when there is nothing to mend.

    It finds what `load` refuses, and what no coder would ever see: a variable that no unit asks for.
    """
    try:
        told, _ = _read(Path(path))
    except CodebookError as problem:
        return [str(problem)]
    found = problems(told)
    asked = [
        name
        for one in _tables(told, "unit").values()
        if isinstance(one, dict) and isinstance(one.get("variables"), list)
        for name in one["variables"]
    ]
    return found + [
        f"[variable.{name}] is asked for by no unit: add {name} to the variables of a [unit.NAME], or take "
        "it out."
        for name in _tables(told, "variable")
        if name not in asked
    ]


def _read(path):
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


def _tables(told, kind):
    """The [kind.NAME] of a content; {} where there is none."""
    return told[kind] if isinstance(told.get(kind), dict) else {}


def made(told, seal, title="Codebook", case=None):
    """The Codebook of a content without problems. seal: what its digest is taken from."""
    units = {
        name: Unit(
            name,
            one["title"],
            one["key"],
            tuple(one["variables"]),
            *(one.get(part, "") for part in ("definition", "rule", "example", "counter_example")),
        )
        for name, one in told["unit"].items()
    }
    return Codebook(
        told.get("title", title),
        units,
        {name: _variable(name, one, case) for name, one in told["variable"].items()},
        "sha256:" + hashlib.sha256(seal.encode("utf-8")).hexdigest(),
        told.get("about", ""),
    )


def _variable(name, told, case):
    values, source = told.get("value", {}), told.get("from_case", "")
    if case and source:
        labels, says = tables.labels(*source.split("."), case), tables.meanings(*source.split("."), case)
        values = {
            value: {"title": label, "definition": says.get(value, "")} for value, label in labels.items()
        }
    free = iter([key for key in _KEYS if key not in [one.get("key") for one in values.values()]])
    made = {
        str(value): Value(
            str(value),
            one["title"],
            one.get("definition", ""),
            one.get("key") or next(free, ""),
            one.get("example", ""),
            one.get("counter_example", ""),
        )
        for value, one in values.items()
    }
    parts = (
        told[part] for part in ("title", "level", "kind", "definition", "rule", "example", "counter_example")
    )
    return Variable(name, *parts, made, told.get("open", False), told.get("optional", False), source)


_WORDS = ("title", "definition", "rule", "example", "counter_example")
_ALLOWED = {
    "codebook": {"title", "about", "unit", "variable"},
    "unit": {*_WORDS, "key", "variables"},
    "variable": {*_WORDS, "level", "kind", "value", "open", "optional", "from_case"},
    "value": {"title", "definition", "key", "example", "counter_example"},
}


def problems(told):
    """What is wrong with the content of a codebook (as tomllib reads it): a list of sentences."""
    found = list(_fields(told, "codebook", "the top of the file", ()))
    tables_ = {kind: _tables(told, kind) for kind in ("unit", "variable")}
    found += [
        f"there is no [{kind}.NAME]; a codebook has at least one." for kind in tables_ if not tables_[kind]
    ]
    names = tables_["variable"]
    for name, one in tables_["variable"].items():
        found += _variable_problems(f"[variable.{name}]", name, one)
    keys = {}
    for name, one in tables_["unit"].items():
        where = f"[unit.{name}]"
        if not isinstance(one, dict):
            found.append(f"{where} is no table.")
            continue
        found += _fields(one, "unit", where, ("title", "key"))
        key, asked = one.get("key"), one.get("variables")
        if isinstance(key, str):
            if not re.fullmatch("[a-z]", key) or key in "nup":
                found.append(
                    f"{where} key: one small letter, and not n, p or u, which mean something already."
                )
            if key in keys:
                found.append(f"{where} key: {key} is the key of [unit.{keys[key]}] already.")
            keys[key] = name
        if not isinstance(asked, list) or not asked or len(set(map(str, asked))) < len(asked):
            found.append(f'{where} variables: a list of names, each once, as in ["claim_type"].')
            continue
        for variable in asked:
            if variable not in names:
                near = tables.nearest(str(variable), names, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
                found.append(f"{where} variables: there is no [variable.{variable}]. {hint}")
    return found


def _fields(told, kind, where, needed):
    """Names that are not known, parts that are missing, and parts that are no text."""
    for name, value in told.items():
        if name not in _ALLOWED[kind]:
            near = tables.nearest(name, _ALLOWED[kind], n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(sorted(_ALLOWED[kind]))}."
            yield f"{where} knows no {name}. {hint}"
        elif name in (*_WORDS, "key", "level", "kind", "about", "from_case") and not isinstance(value, str):
            yield f'{where} {name} is text between quotation marks, as in {name} = "…".'
        elif name in ("open", "optional") and not isinstance(value, bool):
            yield f"{where} {name} is true or false."
    for name in needed:
        if not told.get(name):
            yield f'{where} needs {name} = "…".'


def _variable_problems(where, name, told):
    if not isinstance(told, dict):
        yield f"{where} is no table."
        return
    if not _NAME.fullmatch(name):
        yield f"{where}: a name has small letters, digits and _, as in claim_type."
    yield from _fields(told, "variable", where, (*_WORDS, "level", "kind"))
    for part, allowed in (("level", LEVELS), ("kind", KINDS)):
        if isinstance(told.get(part), str) and told[part] and told[part] not in allowed:
            near = tables.nearest(told[part], allowed, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{where} {part} is {told[part]!r}. Allowed: {', '.join(allowed)}.{hint}"
    source = told.get("from_case", "")
    if source and source not in case_columns():
        yield f"{where} from_case is {source!r}. Allowed: {', '.join(case_columns())}."
    values = told.get("value", {})
    if told.get("kind") != "choice":
        if values and told.get("kind") in KINDS:
            yield f"{where} has values, so its kind must be choice."
        return
    if not isinstance(values, dict) or len(values) < 2 and not told.get("open"):
        yield f"{where} needs at least two values, each as [variable.{name}.value.NAME]."
        return
    keys = set()
    for value, one in values.items():
        place = f"[variable.{name}.value.{value}]"
        if not isinstance(one, dict):
            yield f"{place} is no table."
            continue
        if not _VALUE.fullmatch(value):
            yield f"{place}: a value has small letters, digits, spaces and hyphens."
        yield from _fields(one, "value", place, ("title",))
        key = one.get("key")
        if isinstance(key, str) and key:
            if not re.fullmatch("[a-z0-9]", key) or key in keys:
                yield f"{place} key: one small letter or digit that no other value of {name} has."
            keys.add(key)


@functools.cache
def case_columns():
    """The columns of a case that have categories of its own."""
    return tuple(tables.field("categories", "field").spec["constraints"]["enum"])
