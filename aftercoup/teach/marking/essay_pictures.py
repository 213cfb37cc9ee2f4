"""The pictures in a notebook that was handed in, for the person who marks it. Nothing in them is trusted or run."""

import base64
import json
import re
from collections.abc import Iterator

MOST, LARGEST = 4, 3_000_000  # pictures of one file that are shown, bytes of one
_STARTS = {b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
_IN_TEXT = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]{20,})", re.IGNORECASE)


def pictures(data: bytes) -> tuple[str, ...]:
    """The pictures as data: addresses, each once, in the order of the cells. What is no picture, too large, or of a
    form that can hold a program (SVG) is left out. Never raises."""
    try:
        cells = json.loads(data)["cells"]
        addresses = dict.fromkeys(address for coded in _coded(cells) if (address := _address(coded)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        return ()
    return tuple(addresses)[:MOST]


def _coded(cells: list[dict[str, object]]) -> Iterator[str]:
    """All that may be a picture in base64: what was pasted into a cell, and what stands in its text."""
    for cell in cells:
        held = cell.get("attachments")
        for forms in held.values() if isinstance(held, dict) else ():
            yield from (form for form in forms.values() if isinstance(form, str))
        source = cell.get("source", "")
        yield from _IN_TEXT.findall("".join(source) if isinstance(source, list) else str(source))


def _address(coded: str) -> str:
    """A data: address whose kind is read from the bytes; "" where they are no picture."""
    if len(coded) > LARGEST * 1.4:
        return ""
    try:
        raw = base64.b64decode("".join(coded.split()), validate=True)
    except ValueError:
        return ""
    kind = next((kind for start, kind in _STARTS.items() if raw.startswith(start)), "")
    return (
        f"data:image/{kind};base64,{base64.b64encode(raw).decode()}" if kind and len(raw) <= LARGEST else ""
    )
