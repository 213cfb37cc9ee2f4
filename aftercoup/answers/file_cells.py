"""The cells in the bytes of a file that was handed in: a notebook, what is left of one, or a script that was made from one.

Two versions that git joined in one file are both read. What the file is instead, or what is not read of it, is a Flag.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from typing import Any

from aftercoup.answers import cell_text
from aftercoup.answers.cell_text import Flag, parts
from aftercoup.answers.python_cells import CALLS

FILE = 50_000_000  # bytes
SOURCES = 200_000  # characters of all cells together, each with what a cell is counted for itself
EACH = 200
CELLS = SOURCES // EACH

# A cell as it is in a file: its kind (code, markdown, raw, or "" where it is not known) and its text
Cell = tuple[str, str]


def read_cells(data: bytes) -> tuple[list[Cell], list[Flag]]:
    """(cells, flags) of a file's bytes."""
    if len(data) > FILE:
        says = f"The file is larger than {FILE // 1_000_000} MB and cannot be read."
        return [], [Flag("", "too large", says)]
    flags: dict[Flag, None] = {}
    words = _decoded(bytes(data))
    versions = _versions(words)
    cells: list[Cell] = []
    for version in versions:
        cells += [cell for cell in _cells(version, flags) if cell not in cells or len(versions) == 1]
    if len(versions) > 1:
        says = "Two versions were joined in your file, and both are read: delete in each cell what you do not mean."
        flags[Flag("", "merge conflict", says)] = None
    if not cells and not flags and _entries(versions[0]) is None:
        flags[_not_a_notebook(bytes(data[:512]), words[:2000])] = None
    sizes = itertools.accumulate(EACH + min(len(source), 2 * cell_text.CELL) for _, source in cells)
    read = [cell for cell, size in zip(cells, sizes) if size <= SOURCES]
    if len(read) < len(cells):
        says = f"The notebook has more than {CELLS:,} cells or {SOURCES:,} characters; the cells after that are not read."
        flags[Flag("", "too large", says)] = None
    return read, [*flags]


def is_script(data: bytes) -> bool:
    """Whether bytes are an exercise under another name, or what a program made of one: do they hold a %%answer or %%essay?"""
    cells, _ = read_cells(data)
    return any(re.search("%%(?:answer|essay)", source) and parts(source) for _, source in cells)


def _decoded(data: bytes) -> str:
    """The text of a file with plain line ends, whatever its bytes."""
    try:
        words = data.decode(json.detect_encoding(data) if data else "utf-8")
    except (UnicodeDecodeError, LookupError):
        words = data.decode("utf-8", "replace")
    return words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


# What git puts between two versions: ours, perhaps what both began with, theirs. The end may be cut off.
_LINES = r"(?:(?![<|=>]{7}).*(?:\n|(?<=.)\Z))*"
_CONFLICT = re.compile(
    rf"(?m)^<{{7}}(?: .*)?\n({_LINES})(?:\|{{7}}.*\n{_LINES})?={{7}}\n({_LINES})(?:>{{7}}.*\n?)?"
)


def _versions(words: str) -> list[str]:
    """The two versions of a file that git joined with its marks; one where it has none."""
    if "<<<<<<<" not in words or _entries(words) is not None or not _CONFLICT.search(words):
        return [words]
    return [_CONFLICT.sub(version, words) for version in (r"\1", r"\2")]


def _cells(words: str, flags: dict[Flag, None]) -> list[Cell]:
    """The cells in the text of a file, or in what is left of it; remarks are added to the flags."""
    entries = _entries(words)
    if entries is not None:
        return [_cell(entry) for entry in entries[: CELLS + 1] if isinstance(entry, dict)]
    cells = _salvaged(words)
    if cells and '"source"' in words:
        says = "Your file is cut off or damaged: in JupyterLab save your sheet and hand in its .ipynb file again."
        flags[Flag("", "cut off", says)] = None
    elif cells:
        says = "This is not a whole notebook file: save it in JupyterLab and hand in the .ipynb file."
        flags[Flag("", "damaged", says)] = None
    return cells


def _entries(words: str) -> list[Any] | None:
    """The cells of a notebook's JSON; None where it is none."""
    try:
        notebook = json.loads(words)
    except (ValueError, RecursionError, MemoryError):
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return cells if isinstance(cells, list) else None


def _cell(entry: dict[str, Any]) -> Cell:
    source = entry.get("source", "")
    if isinstance(source, list):
        source = "".join([line for line in source if isinstance(line, str)])
    kind = entry.get("cell_type")
    kind = kind if isinstance(kind, str) else ""
    return kind, source if isinstance(source, str) else ""


# Between two cells in a script or a page of Markdown that was made from a notebook.
_PIECES = re.compile(
    r"(?m)^(?:# In *\[.*\]:|# %%(?:[ \t].*|\[.*)?|# COMMAND -+|# \+.*|# -|%md.*|```.*|# Commented out IPython .*|#!.*|# (?:-\*- )?coding: .*)$"
    r'|^"""|"""$|(?=^(?:%%(?:answer|essay)|ac\.(?!answer|essay)\w+\(|import aftercoup))'
)
# What a program writes above the first cell: a block of settings, or where the file was.
_ABOVE = re.compile(
    r'(?s)\A(?:# )?---\n.*?\n(?:# )?---\n|"""[^"]*generated by Colab[^"]*"""|\A# Databricks notebook source'
)
_RUN_MAGIC = re.compile(r"(?m)^get_ipython\(\)\.run_cell_magic\((.*)\)\s*$")


def _salvaged(words: str) -> list[Cell]:
    """Cells in what is left of a notebook's file, or in a script made from one."""
    if '"source"' not in words:
        script = _ABOVE.sub("", words[: 20 * cell_text.CELL])
        script = re.sub(r"(?m)^# MAGIC ?", "", script)  # Databricks
        script = _RUN_MAGIC.sub(lambda match: _as_typed(match[1]) or match[0], script)
        if not any(cell_text.header(line) for line in script.split("\n")):
            return []
        return [_piece(piece.strip("\n")) for piece in _PIECES.split(script) if piece.strip()]
    cells, decoder = [], json.JSONDecoder()
    for match in itertools.islice(re.finditer(r'"source"\s*:\s*', words), CELLS):
        try:
            value, _ = decoder.raw_decode(words[match.end() : match.end() + 4 * cell_text.CELL])
        except (ValueError, RecursionError, MemoryError):
            continue
        _, source = _cell({"source": value})
        cells.append(("code" if parts(source) else "markdown", source))
    return cells


def _piece(text: str) -> Cell:
    """A cell from its lines in a script: words, and answers in some scripts, stand there behind the sign #."""
    lines = text.split("\n")
    first = next(filter(str.strip, lines), "")
    if CALLS.search(text) or all(line.startswith("#") or not line.strip() for line in lines):
        lines = [re.sub("^#(?: |$)", "", line) for line in lines]
    kind = "code" if cell_text.header(first) or CALLS.search(text) else "markdown"
    return kind, "\n".join(lines)


def _as_typed(call: str) -> str:
    """A cell from a call run_cell_magic('answer', '4.1', '…') of an exported script; "" if it is none."""
    try:
        name, line, body = ast.literal_eval(f"({call})")
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ""
    return f"# %%\n%%{name} {line}\n{body}\n# %%"


def _not_a_notebook(data: bytes, words: str) -> Flag:
    """The Flag that says what a file is instead of a notebook."""
    what = "This is no notebook" if data.strip() else "This file is empty"
    kinds = {b"%PDF": "a PDF", b"PK": "a zip or a word processor's file", b"<": "a web page"}
    for start, name in kinds.items():
        if data.lstrip().startswith(start):
            what = f"This is {name}, not a notebook"
    if words.lstrip().startswith("{"):
        what = "This file is damaged"
    says = f"{what}: in JupyterLab save your sheet and hand in its file, whose name ends in .ipynb."
    return Flag("", "not a notebook", says, what)
