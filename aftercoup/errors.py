"""Errors that a notebook shows as one sentence, and a sentence of help below Python's own errors; numbers and names in sentences."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any


class OneSentence(Exception):
    """An error whose message is meant for the reader: a notebook shows it alone, without our code."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class UnknownPublicName(OneSentence, AttributeError):
    """The package has nothing of this name: UnknownPublicName(name, right names).

    The message is made when it is read, since Python asks for a module that is still to be imported in the same way.
    """

    def __str__(self) -> str:
        name, public = self.args
        hint = did_you_mean(name, public, f"There are: {', '.join(sorted(public))}.", "ac.{}")
        return f"aftercoup has nothing called {name!r}.{hint}"


# What Python says about a cell that it cannot read -> what to do. The first that fits counts.
_SYNTAX = {
    r"invalid character '[\u2018\u2019\u201c-\u201f\u00ab\u00bb]'": "These are not the plain quotation marks that Python needs. "
    'Type them anew on your keyboard: "',
    r"invalid (non-printable )?character": "Python does not know a sign here, perhaps one that cannot be seen. Type it "
    'anew; it needs the plain ones of an English keyboard, also as quotation marks: ( ) . , = - "',
    r"unicodeescape": r"In the name of a file type / in the place of \.",
    r"unterminated": "A quotation mark is missing or is not the plain one, or a text has one inside. Text stands between "
    'two of them in one line: "text".',
    r"was never closed|incomplete input": "A closing bracket is missing: put ) at the end.",
    r"unmatched|does not match": "There is a bracket too many, or one of another kind.",
    r"forgot a comma": "A comma is missing between two things, or a text has a quotation mark inside.",
    r"": "A sign is missing or in the wrong place, near the mark ^. Compare it with the example.",
}


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. ValueError, with the name of the file and the line, if it is none."""
    import tomllib  # here, so that `import aftercoup` stays light

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(
            f"{path.name} is not text in UTF-8. Save it as plain text, encoding UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as problem:
        right = 'title = "Claim", codes = ["a", "b"], or [table]'
        words = f"A quotation mark, a comma or a bracket may be missing there. Right is {right}."
        raise ValueError(f"{path.name} cannot be read: {problem}. {words}") from None


def advice(error: Any, public: Collection[str] = ()) -> str:
    """One sentence of help for a common error of a beginner's cell, or "" where we have none.

    error: a SyntaxError, NameError or TypeError of the cell itself; public: what can be called with ac. before it.
    """
    said = str(error)
    if isinstance(error, SyntaxError):
        return next(words for pattern, words in _SYNTAX.items() if re.search(pattern, said))
    if isinstance(error, NameError):
        name = error.name or ""
        if name.lower() == "ac":
            return "Write ac in small letters. If that does not help, run the first cell of the page again."
        if name in public:
            return f"Put ac and a point before it: ac.{name}"
        return f'If {name} is text that you typed, put quotation marks around it: "{name}"'
    if re.search("(positional|keyword) argument", said):
        return "The brackets hold too much, too little or a misspelt name. Compare with the example, sign by sign."
    if "subscriptable" in said:
        return 'The brackets after a name are round ones, as in ac.record("c16").'
    return ""


def help_in_notebooks(public: Collection[str]) -> None:
    """In a notebook, let `advice` follow Python's own message. public: as for `advice`.

    Nothing happens outside IPython, or where somebody has already set a handler of their own.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if not shell or shell.custom_exceptions:
        return

    def show(shell: Any, kind: type, error: Any, trace: Any, tb_offset: Any = None) -> list[str]:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        called = trace.tb_next and trace.tb_next.tb_next  # the error is in a function that the cell called
        if (isinstance(error, SyntaxError) or not called) and (words := advice(error, public)):
            print(words, file=sys.stderr)
        return []

    shell.set_custom_exc((SyntaxError, NameError, TypeError), show)


# ---------------------------------------------------------------- numbers and names in sentences


def many(number: float, noun: str) -> str:
    """A number with what it counts: "1 claim", "2.5 points", "1,006 orders"."""
    number = int(number) if number == int(number) else number
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a, b and c"."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def nearest(name: object, known: Iterable[object], n: int = 3) -> list[str]:
    """Up to n names of `known` that look like `name`, best first: those of the same signs in another order come
    before all others. Case and outer spaces do not count."""
    from difflib import get_close_matches  # here, so that a cell without a slip does not wait for it

    folded: dict[str, str] = {}
    for word in known:
        folded.setdefault(str(word).casefold(), str(word))
    typed = str(name).strip().casefold()
    swapped = [word for word in folded if sorted(word) == sorted(typed)]
    close = get_close_matches(typed, folded, n=n, cutoff=0.6)
    return [folded[word] for word in dict.fromkeys([*swapped, *close])][:n]


def did_you_mean(
    name: object, known: Iterable[object], otherwise: str = "", like: str = "{}", n: int = 1
) -> str:
    """What follows "There is no …." with a space before it: the up to n nearest right names, or `otherwise`.

    like: how a name is written, as in "ac.{}".
    """
    near = " or ".join(like.format(word) for word in nearest(name, known, n))
    return f" Did you mean {near}?" if near else f" {otherwise}" * bool(otherwise)
