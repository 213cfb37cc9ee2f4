"""What a codebook may say, as models, and every fault of one in a sentence.

Only here the folder needs pydantic, which every installation has and the page in the browser has not: `codebook`
asks for this module when it reads a file of somebody's own, and when it proofreads one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from aftercoup import tables
from aftercoup.coding.forms import FORMS, LEVELS
from aftercoup.validation import Strict, choice, hint, read

KINDS = ("unit", "variable")
Text = Annotated[str, Field(min_length=1)]
NAME = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
VALUE = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9+., -]*[a-z0-9])?$")]


class Value(Strict):
    """One value of a variable, [variable.NAME.value.NAME]."""

    title: Text
    definition: str = ""
    example: str = ""
    counter_example: str = ""


class Variable(Strict):
    """One variable, [variable.NAME]."""

    title: Text
    level: Literal[tuple(LEVELS)]  # type: ignore[valid-type]  # the words stand once, in forms.py
    kind: Literal[tuple(FORMS)]  # type: ignore[valid-type]
    definition: Text
    rule: Text
    example: Text
    counter_example: Text
    value: dict[VALUE, Value] = Field(
        default={}, description="values; their names have small letters, digits, spaces and hyphens"
    )
    open: bool = False
    optional: bool = False
    from_case: str = ""

    def contradictions(self) -> Iterator[str]:
        columns = tables.field("categories", "field").spec["constraints"]["enum"]
        if self.from_case and self.from_case not in columns:
            yield choice("from_case", self.from_case, columns)
        if not self.knows("value"):
            return
        if self.knows("kind") and self.kind != "choice" and self.value:
            yield "it has values, so its kind must be choice."
        if self.kind == "choice" and len(self.value) < 2 and not self.open:
            yield "it needs at least two values, each as [variable.NAME.value.NAME]."


class Unit(Value):
    """One unit, [unit.NAME]."""

    key: str = Field(pattern=r"^[a-tv-z]$", description="one small letter, and not u, which means undo")
    variables: list[str] = Field(
        min_length=1, description="names of variables, in the order in which they are asked"
    )
    rule: str = ""

    def contradictions(self) -> Iterator[str]:
        if self.knows("variables") and len(set(self.variables)) < len(self.variables):
            yield 'variables lists a name twice; it holds each once, as in ["claim_type"].'


class Codebook(Strict):
    """The whole file."""

    title: str = ""
    about: str = ""
    unit: dict[str, Any] = Field(min_length=1, description="[unit.NAME], at least one")
    variable: dict[NAME, Any] = Field(
        min_length=1, description="[variable.NAME], at least one; a name has small letters, digits and _"
    )


def problems(content: dict[str, Any], proofread: bool = True) -> list[str]:
    """What is wrong with the content of a codebook (as tomllib reads it): a list of sentences.

    proofread: also name variables that no unit asks for.
    """
    faults: list[str] = []
    read(Codebook, content, "the top of the file", faults)
    units, variables = (dict(table) if isinstance(table := content.get(kind), dict) else {} for kind in KINDS)
    for name, table in variables.items():
        read(Variable, table, f"[variable.{name}]", faults)
    told = {name: read(Unit, table, f"[unit.{name}]", faults) for name, table in units.items()}
    keys: dict[str, str] = {}  # key -> the first unit that has it
    asked: set[str] = set()
    for name, unit in ((name, unit) for name, unit in told.items() if unit):
        if unit.key and keys.setdefault(unit.key, name) != name:
            faults.append(f"[unit.{name}]: key {unit.key} is the key of [unit.{keys[unit.key]}] already.")
        asked |= {*(unit.variables or ())}
        for variable in unit.variables or ():
            if variable not in variables:
                near = hint(variable, list(variables))
                faults.append(f"[unit.{name}]: variables: there is no [variable.{variable}]. {near}")
    unasked = [name for name in variables if name not in asked] if proofread else []
    mend = "is asked for by no unit: add {0} to the variables of a [unit.NAME], or take it out."
    return faults + [f"[variable.{name}] {mend.format(name)}" for name in unasked]
