"""The pictures in a notebook that was handed in, for the person who marks it. Nothing in them is trusted or run."""

import json
import re

MOST, LARGEST = 4, 4_000_000  # pictures of one file that are shown, signs of one
# What was pasted into a cell, or stands in its text. No SVG, which can hold a program
_PICTURE = re.compile(r'image/(png|jpe?g|gif|webp)(?:;base64,|": ")([A-Za-z0-9+/=]{20,})', re.IGNORECASE)


def pictures(data: bytes) -> tuple[tuple[str, ...], int]:
    """(the pictures that are shown, as data: addresses, each once, in the order of the cells; how many there are). Outputs are
    none. Never raises."""
    try:
        cells = json.loads(data)["cells"]
        held = (json.dumps([cell.get("attachments"), cell.get("source")]) for cell in cells)
        found = _PICTURE.findall("".join(held).replace("\\r", "").replace("\\n", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        return (), 0
    different = dict.fromkeys(found)
    small = (f"data:image/{kind};base64,{coded}" for kind, coded in different if len(coded) <= LARGEST)
    return tuple(small)[:MOST], len(different)
