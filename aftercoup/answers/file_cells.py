"""The cells in the bytes of a file that was handed in: a notebook, what is left of one, or a script that was made from one.

Two versions that git joined in one file are both read. What the file is instead, or what is not read of it, is a Flag.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from difflib import SequenceMatcher
from typing import Any

from aftercoup.answers import cell_text
from aftercoup.answers.cell_text import Flag, parts
from aftercoup.answers.python_cells import CALLS

FILE = 50_000_000  # bytes
CELLS = 1_000
SOURCES = 200_000  # characters of all cells together
BESIDE = 200  # cells, up to which two versions are laid beside each other

# A cell as it is in a file: its kind (code, markdown, raw, or "" where it is not known) and its text
Cell = tuple[str, str]


def read_cells(data: bytes) -> tuple[list[Cell], list[Flag]]:
    """(cells, flags) of a file's bytes."""
    if len(data) > FILE:
        says = f"The file is larger than {FILE // 1_000_000} MB and cannot be read."
        return [], [Flag("", "too large", says)]
    flags: list[Flag] = []
    words = _decoded(bytes(data))
    ours, theirs = _versions(words)
    cells = _cells(ours, flags)
    if theirs != ours:
        others = _cells(theirs, flags)
        says = "Two versions were joined in your file, and both are read: delete in each cell what you do not mean."
        if max(len(cells), len(others)) > BESIDE:
            cells += others
            says = f"Two versions were joined in your file, and one has more than {BESIDE} cells, so they are read one after the other: delete the cells that you do not mean."
        else:
            cells = _joined(cells, others)
        flags = [*dict.fromkeys(flags), Flag("", "merge conflict", says)]
    if not cells and not flags and _entries(ours) is None:
        flags.append(_not_a_notebook(bytes(data[:512]), words[:2000]))
    sizes = itertools.accumulate(min(len(source), 2 * cell_text.CELL) for _, source in cells)
    read = [cell for cell, size in zip(cells, sizes) if size <= SOURCES]
    if len(read) < len(cells):
        says = f"The notebook has more than {SOURCES:,} characters; the cells after that are not read."
        flags.append(Flag("", "too large", says))
    return read, flags


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


def _versions(words: str) -> tuple[str, str]:
    """The two versions of a file that git joined with its marks; twice the same text where it has none."""
    if "<<<<<<<" not in words or not _CONFLICT.search(words) or _entries(words) is not None:
        return words, words
    versions: tuple[list[str], list[str]] = [], []
    here: tuple[list[str], ...] = versions
    for line in words.split("\n"):
        mark = line[:7] if line[7:8] in ("", " ") else ""
        if mark in ("<<<<<<<", ">>>>>>>"):
            here = versions[:1] if mark[0] == "<" else versions
        elif len(here) < 2 and mark in ("|||||||", "======="):  # what both began with, the other version
            here = versions[1:] if mark[0] == "=" else ()
        else:
            for lines in here:
                lines.append(line)
    return "\n".join(versions[0]), "\n".join(versions[1])


_CONFLICT = re.compile(r"(?m)^<{7}(?: .*)?$")


def _cells(words: str, flags: list[Flag]) -> list[Cell]:
    """The cells in the text of a file, or in what is left of it; remarks are added to the flags."""
    entries = _entries(words)
    if entries is not None:
        if len(entries) > CELLS:
            says = f"The notebook has more than {CELLS:,} cells; the others are not read."
            flags.append(Flag("", "too large", says))
        return [_cell(entry) for entry in entries[:CELLS] if isinstance(entry, dict)]
    cells = _salvaged(words)
    if cells and '"source"' in words:
        says = "Your file is cut off or damaged: in JupyterLab save your sheet and hand in its .ipynb file again."
        flags.append(Flag("", "cut off", says))
    elif cells:
        says = "This is not a whole notebook file: save it in JupyterLab and hand in the .ipynb file."
        flags.append(Flag("", "damaged", says))
    return cells


def _joined(ours: list[Cell], theirs: list[Cell]) -> list[Cell]:
    """The cells of two versions: behind those of the first, what the second has in their place."""
    cells: list[Cell] = []
    for same, start, end, begin, stop in SequenceMatcher(None, ours, theirs).get_opcodes():
        cells += ours[start:end] + (theirs[begin:stop] if same != "equal" else [])
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
    return kind if isinstance(kind, str) else "", source if isinstance(source, str) else ""


# Between two cells in a script or a page of Markdown that was made from a notebook.
_PIECES = re.compile(
    r"(?m)^(?:# In *\[.*\]:|# %%(?:[ \t].*|\[.*)?|# COMMAND -+|# \+.*|# -|%md.*|```.*|# Commented out IPython .*)$"
    r'|^"""|"""$'
)
_RUN_MAGIC = re.compile(r"(?m)^get_ipython\(\)\.run_cell_magic\((.*)\)\s*$")


def _salvaged(words: str) -> list[Cell]:
    """Cells in what is left of a notebook's file, or in a script made from one."""
    if '"source"' not in words:
        script = re.sub(r"(?m)^# MAGIC ?", "", words[: 20 * cell_text.CELL])  # Databricks
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
    return "code" if cell_text.header(first) or CALLS.search(text) else "markdown", "\n".join(lines)


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
