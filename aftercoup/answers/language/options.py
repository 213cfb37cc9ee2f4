"""Options on offer: found by letter, code, label, a part of it, or one slip away.

Shared by the kinds choice, choices, order and codes. options: code -> label, in the order of the letters.
"""

import re
from functools import cache

from aftercoup.answers.language.words import (
    Unreadable,
    aliases,
    between,
    longest,
    plain,
    skeleton,
    slip,
    words,
)

MOST = 60  # parts of a list; more is no answer
AROUND = set("it is was the this that i think a an as answer option claim to be my about on".split())
# "b", "option b", "b) guests": its groups are the letter, the sign behind it and the words
_LETTERED = r"\W*(?:(?:option|answer|letter|choice|sentence|pair)\W+)?([a-z])(?:(\W+)(.+))?"
_LIST = (  # what may stand between two options of a list
    r"\s*[\n;|•·‣▪,>→<+&/]+\s*(?:and\b|then\b)?|\s*-+>\s*|\s*=+>\s*|\s+-+\s+|\b(?:and|then|also|plus|too)\b"
    r"|\bfollowed by\b|\bas well(?: as)?\b|(?<=\b[a-z])\s+(?=[a-z]\b)|"
    r"(?<=\b[a-z])[.)]\s*(?=\(?[a-z]\b|$)|(?:^|(?<=\s))\(?\d\d?[.):](?=\s)|\b(?:first|second|third"
    r"|fourth|fifth|sixth|last|finally|1st|2nd|3rd|4th|5th)\b:?"
)


def letters_of(options: dict[str, str]) -> dict[str, str]:
    """Letter -> code. A code that is itself one letter is meant before the letter of its rank."""
    by_rank = {chr(97 + rank): code for rank, code in enumerate(options)}
    return by_rank | {code.lower(): code for code in map(str, options) if len(code) == 1}


def offer(options: dict[str, str]) -> str:
    """The options with their letters in words; only "a to f" where that would be long."""
    letters = letters_of(options)
    shown = [f"{letter} ({options[code].rstrip('.')})" for letter, code in letters.items()]
    return ", ".join(shown) if sum(map(len, shown)) < 300 else f"a to {list(letters)[-1]}"


def match_option(
    options: dict[str, str], letters: dict[str, str], text: str, loose: bool = True
) -> str | None:
    """The code of the one option that a text names; None if none. Unreadable where letter and words differ.

    letters: letter -> code, {} where letters are not read; loose: also by a part of the label or one slip.
    """
    names, sounds = _spellings(tuple(options.items()))
    typed = words(text)
    joined = _joined(typed)
    if joined in names or joined in letters or not loose or not joined:
        return names.get(joined, letters.get(joined))
    named = [word for word in typed if word in letters]
    if "or" in typed and len(named) > 1 or typed[0] in ("not", "no") and typed[1:] == named:
        return None
    lettered = re.fullmatch(_LETTERED, plain(text))
    if lettered and lettered[1] in letters:
        letter, sign, rest = lettered.groups()
        said = match_option(options, {}, rest or "")
        comment = said is None and set(sign or "") & set(").:") and len(words(rest)) > 1  # a) because …
        if not rest or said == letters[letter] or comment:
            return letters[letter]
        if said is not None and (sign.strip() or letter != "a"):
            raise Unreadable(f"The letter {letter} and the words do not fit together. Type only the letter.")
    form = skeleton(joined)
    short = len(joined) > 1 and (text.strip().isupper() or joined != " ".join(typed))  # UN, RIA
    begun = {code for name, code in names.items() if name.startswith(f"{joined} ")} if short else set()
    begun |= {code for name, code in names.items() if name.startswith(joined)} if len(joined) > 2 else set()
    near = {code for name, code in sounds.items() if len(name) > 4 and form.isalpha() and slip(form, name)}
    inside = {code for name, code in names.items() if _within(joined, name)} if len(joined) > 3 else set()
    for fits in ({sounds[form]} if form in sounds else set(), begun, near, inside):
        if len(fits) == 1:
            return fits.pop()
    rest_words = [word for word in typed if word not in AROUND]
    if rest_words and rest_words != typed:
        return match_option(options, {}, " ".join(rest_words))
    return None


@cache
def _spellings(options: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    """(words -> code, skeleton -> code) of the codes and labels of options, also of what a label once was, and USA."""
    labels = {_joined(words(label)): code for code, label in options}
    of = {form: code for code, label in options for form in (label, label.removeprefix("the "))}
    others = aliases("name") | aliases("label")
    former = {_joined(words(form)): of[label] for form, label in others.items() if label in of}
    names = former | labels | {_joined(words(str(code))): code for code, _ in options}
    names = {name.replace(" and ", " "): code for name, code in names.items()} | names
    return names, {skeleton(name): code for name, code in names.items()}


def _joined(typed: list[str]) -> str:
    return " ".join(typed).replace("united nations", "un")


def _within(part: str, name: str) -> bool:
    """Whether the words stand in the name of an option, and nothing there denies them."""
    denied = {"not", "no", "non", "without"} & set(name.split()) - set(part.split())
    return f" {part} " in f" {name} " and not denied


def list_options(options: dict[str, str], text: str) -> list[str]:
    """The codes of several options in the order typed. Unreadable where a part is none of them."""
    how = f"Type letters with commas between them. There are: {offer(options)}."
    letters = letters_of(options)
    text = plain(text)
    compact = re.sub(r"[\s,;]", "", text)
    if compact.isalpha() and all(sign in letters for sign in compact) and len(compact) <= len(letters):
        return [letters[sign] for sign in compact]
    pieces = between(_LIST, text)
    if len(pieces) > MOST:
        raise Unreadable(how)

    def code_of(first: int, last: int) -> str | None:
        if not words(text[slice(*pieces[first])]):
            return None
        piece = text[pieces[first][0] : pieces[last - 1][1]]
        return match_option(options, letters, piece, loose=last == first + 1)

    runs = [run for run in longest(len(pieces), 6, code_of) if run[2] or words(text[slice(*pieces[run[0]])])]
    codes = [code for _, _, code in runs if code]
    if not codes or len(codes) < len(runs):
        raise Unreadable(how)
    return codes
