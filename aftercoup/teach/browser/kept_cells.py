"""What the site stores of its notebooks where a page may lack a package: what those cells showed that need it (`science`)."""

from __future__ import annotations

import re
from typing import Any

from aftercoup import science

Notebook = dict[str, Any]
Kept = dict[str, list[dict[str, Any]]]  # science.cell_key -> outputs as a page takes them


def cells(notebooks: list[Notebook], of_masters: dict[str, list[dict[str, Any]]] | None = None) -> Kept:
    """What the cells show that need packages: those with such a call, and those that use a name which one of these sets.

    of_masters: source -> outputs of the cells of the masters, since a sheet is stored without what it shows.
    """
    shown = {}
    for notebook in notebooks:
        case: str | None = None  # the name of the case in use; None: the lessons' own
        needs = [science.NEEDED_BY["pandas"]]
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code" or source.startswith("%"):  # %%answer: what follows is text
                continue
            for name in re.findall(r"\bac\.use_case\(\W*([\w-]*)", source):
                case = name or None
            if re.search("|".join(needs), source):
                made = ", ".join(re.findall(r"(?m)^([\w, ]+) = ", source))
                needs += [rf"\b{name}\b" for name in re.findall(r"\w+", made)]
                outputs = cell["outputs"] or (of_masters or {}).get(source, [])
                shown[science.cell_key(source, case)] = [_data(output) for output in outputs]
    return shown


def _data(output: dict[str, Any]) -> dict[str, Any]:
    """The data of a stored output as a page takes them: MIME type -> text."""
    if output["output_type"] == "stream":
        return {"text/plain": "".join(output["text"])}
    data = output["data"].items()
    return {kind: "".join(value) if isinstance(value, list) else value for kind, value in data}
