"""The codebook: what is coded (units), what is said of it (variables), and the rule for each value.

`load` reads data/codebook.toml, or a file of the same form that an instructor wrote, and says in one sentence
each what is wrong with it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aftercoup import tables
from aftercoup.coding.forms import FORMS
from aftercoup.errors import OneSentence, read_toml

_KEYS = "123456789abdfghijklmopqrstvwxyz"  # those of values, in this order, without letters that the desk may use itself
_WORDING = ("title", "about", "example", "counter_example")
# Codings name their codebook by its digest, and these were made with other words for the same questions: the digest of
# then -> that of now. It stands here as it is, so that a rule that asks something else makes it another codebook.
_NOW = "sha256:baa36d9fee1f398d6f3cb70054d7ea26f1cadbce90fcfaae8581872bdcd33630"
EARLIER = {
    "sha256:91af6dd90bb7a24a7b99c73ccd26e590b2a93d8087931c056ea7c9e03505ff4b": _NOW,
    "sha256:4a9b59e9a6bfa1523e6134cc5169e9f1156723ab06d4def00496a1ac80855bdf": f"{_NOW} myanmar-2021",
    "sha256:6b28e316a6da8d1a2bed727e93a201147dd7674f7f3132b5b3df58c0bbaa1f73": f"{_NOW} egypt-2013",
}

Content = dict[str, Any]  # of a file, or of a table in it, as tomllib reads it


class CodebookError(OneSentence, ValueError):
    """A codebook cannot be used; the message names the file, the place and what is allowed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a codebook says of a value, a variable or a unit: what it is called, and when to choose it."""

    name: str
    title: str
    definition: str = ""
    rule: str = ""
    example: str = ""
    counter_example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Told):
    """One value of a variable. key: the one that chooses it."""

    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Told):
    """One thing that is said of a coded passage. open: a coder may add a value of their own; optional: a
    coding is complete without it; from_case: the column of a case whose categories are its values."""

    level: str
    kind: str
    values: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    optional: bool = False
    from_case: str = ""

    def problem(self, value: str) -> str:
        """What is wrong with a value, in a sentence; "" when it can stand."""
        if value in self.values:
            return ""
        if self.kind == "choice" and not self.open:
            return f"{self.title} is one of: {', '.join(self.values)}."
        _, form, wrong = FORMS[self.kind]
        fits = not form or re.fullmatch(form, value, re.ASCII)
        if fits and self.kind == "date":
            try:
                tables.When.parse(value)
            except ValueError:
                fits = None
        return "" if fits else f"{self.title} {wrong}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Told):
    """A kind of passage that is coded. variables: their names, in the order in which they are asked."""

    key: str
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All units (name -> Unit) and variables (name -> Variable). digest: of what is asked and by which rule, and the
    case whose categories are offered."""

    units: dict[str, Unit]
    variables: dict[str, Variable]
    digest: str
    about: str = ""

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


def load(path: str | Path | None = None, case: str | None = None) -> Codebook:
    """The Codebook of a file, data/codebook.toml if not given.

    case: a case of data/cases; its categories then are the values of the variables that depend on a case.
    Raises CodebookError.
    """
    own, path = path is not None, Path(path or tables.data_folder() / "codebook.toml")
    content = _read(path)
    faults = []
    if own and find_spec("pydantic"):  # a page in the browser has none
        from aftercoup.coding import codebook_model  # only here: it needs pydantic

        faults = codebook_model.problems(content, proofread=False)
    if faults:
        more = f" (and {len(faults) - 1} more: python start.py check {path.name})" if len(faults) > 1 else ""
        raise CodebookError(f"{path.name}: {faults[0]}{more}")
    try:
        units = {
            name: Unit(name=name, **unit | {"variables": tuple(unit["variables"])})
            for name, unit in content["unit"].items()
        }
        variables = {name: _variable(name, about, case) for name, about in content["variable"].items()}
        return Codebook(units, variables, _digest(content, case), content.get("about", ""))
    except OneSentence:  # such as a case that is not there
        raise
    except (KeyError, TypeError, AttributeError):  # in the browser, where the models are not
        raise CodebookError(
            f"{path.name} has not the form of a codebook. On a computer with the whole course, "
            f"`python start.py check {path.name}` says what to mend."
        ) from None


def proofread(path: str | Path) -> list[str]:
    """What is wrong with the codebook of a file: a list of sentences, empty when there is nothing to mend. Also what no
    coder would ever see, a variable that no unit asks for."""
    from aftercoup.coding import codebook_model  # only here: it needs pydantic

    try:
        return codebook_model.problems(_read(Path(path)))
    except CodebookError as problem:
        return [str(problem)]


def _read(path: Path) -> Content:
    """The content of a file as tomllib reads it. Raises CodebookError."""
    try:
        return read_toml(path)
    except OSError:
        raise CodebookError(f"There is no codebook {path.name} here.") from None
    except ValueError as problem:
        raise CodebookError(str(problem)) from None


def _digest(content: Content, case: str | None) -> str:
    """What tells a codebook from one that asks for something else or by another rule. After it the name of the case."""
    asked = json.dumps(_asked(content), default=str)
    return f"sha256:{hashlib.sha256(asked.encode()).hexdigest()}" + (f" {Path(case).name}" if case else "")


def _asked(content: Content) -> Content:
    """A table without what may be said in other words."""
    kept = {name: part for name, part in content.items() if isinstance(part, dict) or name not in _WORDING}
    return {name: _asked(part) if isinstance(part, dict) else part for name, part in kept.items()}


def _variable(name: str, content: Content, case: str | None) -> Variable:
    about = dict(content)
    values, source = about.pop("value", {}), about.get("from_case", "")
    if case and source:
        table, _, column = source.partition(".")
        meanings = tables.meanings(table, column, case)
        labels = tables.labels(table, column, case)
        values = {name: {"title": labels[name], "definition": meanings.get(name, "")} for name in labels}
    keys = iter(_KEYS)
    made = {str(value): Value(name=str(value), key=next(keys, ""), **said) for value, said in values.items()}
    return Variable(name=name, **about | {"values": made})
