"""Notebooks of many megabytes: their long texts (outputs, pictures) are cut while reading; no answer is that long."""

import re
from typing import IO

from aftercoup.errors import OneSentence

MEGABYTE = 2**20
LARGEST_FILE = 2**30  # beyond this a file is refused unread
LARGEST_REST = 48 * MEGABYTE  # what may be left of a large file once its long texts are cut
LONG_TEXT = 100_000  # a text inside a large file from which it is cut
CUT = b'"(cut: a very long text)"'
_TEXT = re.compile(rb'(?s)"[^"\\]*(?:\\.[^"\\]*)*"')
_REST_OF_TEXT = re.compile(rb'(?s)[^"\\]*(?:\\.[^"\\]*)*')


class TooLarge(OneSentence, ValueError):
    """A file is larger than what is read; the message says what to do."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"it has {size / MEGABYTE:,.0f} MB: ask the student to choose Edit, Clear Outputs of All Cells, "
            "save, and hand it in again"
        )


def shrunk(start: bytes, stream: IO[bytes]) -> bytes:
    """The bytes of a large JSON file with every text longer than LONG_TEXT cut; memory stays bounded.

    start: bytes already read; stream: the rest. TooLarge when it is larger than LARGEST_FILE, or when what
    is left is still larger than LARGEST_REST. What is no JSON comes out in some form; its reader says so.
    """
    kept, waiting, seen, cutting = bytearray(), start, len(start), False
    while True:
        place = 0
        if cutting:  # inside a text that is cut: look for its end
            rest = _REST_OF_TEXT.match(waiting)
            place = rest.end() if rest else 0
            if waiting[place : place + 1] == b'"':
                kept += CUT
                cutting, place = False, place + 1
        if not cutting:
            copied = place
            for found in _TEXT.finditer(waiting, place):
                place = found.end()
                if place - found.start() > LONG_TEXT:
                    kept += waiting[copied : found.start()] + CUT
                    copied = place
            opened = waiting.find(b'"', place)  # a text that has no end yet
            place = opened if opened >= 0 else len(waiting)
            kept += waiting[copied:place]
            if len(waiting) - place > LONG_TEXT:
                cutting, place = True, place + 1
        if len(kept) > LARGEST_REST:
            raise TooLarge(seen)
        waiting = waiting[place:]
        chunk = stream.read(MEGABYTE)
        if not chunk:
            return bytes(kept + (b"" if cutting else waiting))
        seen += len(chunk)
        if seen > LARGEST_FILE:
            raise TooLarge(seen)
        waiting += chunk
