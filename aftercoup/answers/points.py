"""The points of a question inside a test cell of nbgrader: read and judged as by `aftercoup mark`.

nbgrader has run the sheet by then. Here nothing of it is run: the answer is read from the file in the folder
where the cell runs, and where only a run tells a value, from what answer() recorded.
"""

from __future__ import annotations

import json
from pathlib import Path

from aftercoup.answers import live
from aftercoup.answers.notebook import MIME, read_notebook
from aftercoup.answers.reading import UNCLEAR
from aftercoup.answers.seal import Key
from aftercoup.answers.sheet import case_of, sheet_of
from aftercoup.answers.source import Raw, digest, shown


def points(question, /, **fields):
    """The points that the answers to a question are worth: a number from 0 to what its fields are worth.

    question: its id, like "1.2"; fields: name=(items, misses), the key in the clear (see `seal.Key`). A field
    that is not named waits for a person. Prints what cannot be read, so that nothing is silently zero.
    """
    sheet = sheet_of(question)
    typed = read_notebook(_as_run(Path(sheet.notebook)), sheet).answers.get(question, {})
    total = 0.0
    for name, (items, misses) in fields.items():
        field, raw = sheet.questions[question].fields[name], typed.get(name, Raw(None))
        if raw.how == "not known":
            print(
                f"{question}, {name}: it is computed, and its cell gave no result. It counts 0: have a look."
            )
            continue
        with case_of(sheet):
            reading = field.read(raw.value)
        if reading.state == UNCLEAR:
            print(f"{question}, {name} cannot be read: {shown(raw.value)}. It counts 0: have a look.")
        share = field.judge(reading, Key(items, misses)).share
        total += round(share * field.points, 4)
    return round(total, 4)


def _as_run(path):
    """The bytes of a sheet without nbgrader's test cells, with what answer() recorded in this session."""
    notebook = json.loads(path.read_bytes())
    notebook["cells"] = [cell for cell in notebook["cells"] if not _is_test(cell)]
    recorded = live.recordings()
    for cell in notebook["cells"]:
        records = recorded.get(digest("".join(cell["source"])), ())
        if records and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": {MIME: one}} for one in records]
    return json.dumps(notebook).encode()


def _is_test(cell):
    about = cell.get("metadata", {}).get("nbgrader", {})
    return bool(about.get("grade")) and not about.get("solution")
