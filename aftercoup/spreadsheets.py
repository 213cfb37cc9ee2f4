"""Tables for people who open them in a spreadsheet program: CSV text in which no cell becomes a formula."""

import csv
import io
import unicodedata

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def table(header, rows):
    """A CSV text that spreadsheet programs open safely: no cell becomes a formula. Lines end with CR LF."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerows([[neutral(cell) for cell in row] for row in (header, *rows)])
    return held.getvalue()


def neutral(cell):
    """A cell that no spreadsheet program takes for a formula: a dangerous one begins with an apostrophe."""
    text = "" if cell is None else str(cell)
    if not text.isprintable():
        text = "".join(sign if sign in "\n\t" or not _steers(sign) else " " for sign in text)
    return "'" + text if text.lstrip(" \u00a0").startswith(FORMULA) and not _is_number(text) else text


def _steers(sign):
    """Does a sign steer a terminal, or turn the direction of what follows?"""
    return (
        unicodedata.category(sign) == "Cc" or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def _is_number(text):
    return text.replace(".", "", 1).removeprefix("-").isdecimal()
