"""Tables and spreadsheet programs: CSV text in which no cell becomes a formula, and cells that such a program broke."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

SAVE = "In a spreadsheet choose Save as, then CSV UTF-8 (comma separated)."

# Signs that steer a terminal, or turn the direction of what follows
_STEERS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A CSV text that spreadsheet programs open safely: no cell becomes a formula. Lines end with CR LF."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerows([[neutral(cell) for cell in row] for row in (header, *rows)])
    return held.getvalue()


def neutral(cell: object) -> str:
    """A cell that no spreadsheet program takes for a formula: a dangerous one begins with an apostrophe."""
    text = "" if cell is None else str(cell)
    text = _STEERS.sub(" ", text)
    start = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000")[:1])  # a full-width = is one too
    is_number = text.replace(".", "", 1).removeprefix("-").isdecimal()
    return "'" + text if start.startswith(FORMULA) and not is_number else text


def cut_sep(text: str) -> tuple[str, str]:
    """(first line that tells Excel the delimiter, as "sep=;", or "", the text below it). The text has no byte order mark."""
    match = re.match(r"\"?sep=[,;\t|]?\"?[ ,;]*\r?\n", text, re.IGNORECASE)
    return (match[0], text[match.end() :]) if match else ("", text)


def delimiter_of(text: str) -> str:
    """The delimiter of a CSV text, by its first line."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").split("\n", 1)[0])
    return max(",;\t", key=first.count)


# ---------------------------------------------------------------- cells that were broken

# As Excel shows them, in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Russian
_ERROR = (
    "#[¡¿]?(?:NAME|REF|VALUE|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BUSY|BEZUG|WERT|ZAHL|ÜBERLAUF|NOM|VALEUR|NOMBRE|NUL|PROPAGATION|"
    "VALOR|NULO|DESBORDAMIENTO|NOME|VALORE|RIF|NULLO|NÚM|NAAM|WAARDE|VERW|GETAL|LEEG|DEEL/0|NAZWA|ARG|ADR|LICZBA|DZIEL/0|"
    "ZERO|ИМЯ|ЗНАЧ|ССЫЛКА|ЧИСЛО|ДЕЛ/0|ПУСТО)"
)
ERROR_VALUE = re.compile(
    rf"(?:{_ERROR})[!?]?|#(?:N/A|N/D|N/B|NV|Н/Д|GETTING_DATA)[!?]?|#{{3,}}|Err:5\d\d|.*(?<!\w)(?:{_ERROR})[!?](?!\w).*",
    re.DOTALL,
)
CLOSING = "…‘’“”•–—‹›«»\u00a0™®°²³¹"  # signs that may follow a letter
# The sign for a letter that was lost, or question marks where a word was
LOST_LETTERS = re.compile(r"\ufffd|(?<!\w)\?{4,}|^\?{3}$|(?<!\w)\?{2,}\s+\?{2,}")


def damage(text: str) -> str | None:
    """How a spreadsheet program or a wrong encoding broke a cell, in a sentence with the remedy, or None."""
    again = f"Take an older copy, or type the cell again. {SAVE}"
    if ERROR_VALUE.fullmatch(text):
        shows = "This is what a spreadsheet program shows when a formula or a column's width fails"
        return f"{shows}; the text of the cell is lost. Type it again. {SAVE}"
    if LOST_LETTERS.search(text):
        return f"Letters were lost when the file was saved in an encoding that does not have them. {again}"
    for misread, meant in _misread(text):
        again = again.replace("copy,", "copy and open it as UTF-8,")
        return f'Letters were read in a wrong encoding: "{misread}" was "{meant}". {again}'
    return None


def _misread(text: str) -> Iterator[tuple[str, str]]:
    """(letters as they stand, as they were meant) where UTF-8 was read as a Windows encoding.

    So is it where programs of a Mac read it as their own: é as √©, and ’ as ‚Äô. A root before a sign of mathematics is one.

    A Western capital before a closing sign can look like that (“CAFÉ”), and so can a Ukrainian one before a
    small letter ("Він"), so what has only such a pair is passed over.
    """
    for encoding, least in (("cp1252", 1), ("cp1251", 3), ("mac_roman", 1)) if not text.isascii() else ():
        # one byte for each letter, 0 for those that the encoding does not have
        for match in _BEYOND_ASCII.finditer(bytes(_byte_of(encoding).get(letter, 0) for letter in text)):
            letters = text[match.start() : match.end()]
            try:
                meant = match[0].decode("utf-8")
            except UnicodeDecodeError:
                continue
            if encoding == "mac_roman":
                misread_root = letters[0] == "√" and letters[1] not in "∞π∫∑∏∂Ω"
                certain = len(meant) > 2 or misread_root or letters[:2] == "‚Ä"
            else:
                certain = letters[0] in "ÂÃ" or bool(set(letters[1:]) - set(CLOSING))
            if len(meant) >= least and certain:
                yield letters, meant


# Letters beyond ASCII in UTF-8
_BEYOND_ASCII = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
)


@cache
def _byte_of(encoding: str) -> dict[str, int]:
    """The byte of each sign in an encoding; its gaps are filled as programs do it."""
    signs = [bytes([byte]).decode(encoding, "replace") for byte in range(256)]
    return {chr(byte) if sign == "\ufffd" else sign: byte for byte, sign in enumerate(signs)}
