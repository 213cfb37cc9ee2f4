"""Typed text made comparable: signs, spelling, "not said", words for numbers, and small slips of the hand.

Three steps, each gives less than the one before: `tidy` (one line of clean text, to be shown), `plain` (small
letters without accents and quotation marks) and `skeleton` (what is left when spellings that stand for the
same sounds are made one: Lavrov and Lawrow, centre and center, Sergey and Sergei).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Set
from functools import cache, lru_cache
from typing import TypeVar

from aftercoup import tables

LONGEST = 2000  # characters of one value; more is not an answer

_QUOTES = "\"'`´‘’‚‛“”„‟«»‹›′″ʻʼʹ＇＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_LETTERS = str.maketrans(dict(zip("øłđðþæœıħ", "o l d d th ae oe i h".split())))
# Letters of other alphabets that look like Latin ones, and Russian letters as they are usually transcribed.
_LOOK_ALIKE = str.maketrans("аеорсхуіјѕԁһкмтвнгαορνικτυχε", "aeopcxyijsdhkmtbhraopviktuxe")
_SURE = set("аеорсхуіјѕԁһ")  # those that look the same in small letters too
_RUSSIAN = dict(zip("абвгдезийклмнопрстуфыэіўґјѕ", "abvgdeziyklmnoprstufyeiugjs")) | {"ъ": "", "ь": ""}
_RUSSIAN |= dict(zip("ёжхцчшщюяїє", "yo zh kh ts ch sh shch yu ya yi ye".split()))


# ---------------------------------------------------------------- clean text


def tidy(text: str) -> str:
    """The text with usual spaces, dashes, commas and digits, nothing invisible, no quotation marks around it."""
    if not text.isascii() or not text.isprintable():
        text = "".join(map(_clean, text.replace("\r", "\n")))
        text = unicodedata.normalize("NFKC", text).translate(_OURS).translate(_TO_HYPHEN)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    text = "\n".join(filter(None, lines))
    while len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    return text if text.strip(_QUOTES + " \n") else ""


_TO_HYPHEN = dict.fromkeys(map(ord, _DASHES), "-")
# Signs of other scripts that mean ours: the commas, full stops and brackets of Chinese, Arabic, Burmese and Hindi.
_OURS = str.maketrans("、،؛。।၊။٫٬٪【】〔〕", ",,;..,..,%[][]")


@lru_cache(maxsize=1024)
def _clean(sign: str) -> str:
    if sign == "\n" or sign == "\u2028" or sign == "\u2029":
        return "\n"
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cs"):
        return ""
    if kind in ("Cc", "Zs"):
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    if kind == "No" and "VULGAR" in unicodedata.name(sign, ""):
        return " " + unicodedata.normalize("NFKC", sign).replace("\u2044", "/") + " "
    return "/" if sign == "\u2044" else sign


_BEFORE = (
    r"(?i)^(?:(?:my |the )?answer(?: is)?(?:\s*[:=])?|in my opinion,?"
    r"|(?:i|we) (?:think|believe|guess|say|would say|choose|chose)(?: that)?|it (?:is|was|must be|should be)"
    r"|only|just|namely|exactly|probably|maybe|perhaps|=+>?)\s+(?=.*\w)"
)
# What may stand behind an answer: "Serbia (c16, e05)", "(lesson 03)", "# see paragraph 5", ", see e05", ", according to the table", ", I think"
_PARAGRAPH = r"(?:par(?:a|as|s|agraphs?)?\b\.?|§+) ?\d{1,2}"
_RECORD = rf"(?:[a-z]{{1,2}}\d\d\d?|{_PARAGRAPH}|lesson \d\d?)"
_BY = r"according to the (?:report|article|text|tables?|chart|lesson|records?)|i (?:think|guess|believe)"
_LISTED = rf"(?:see |in )?{_RECORD}(?:(?:,|;| and) *(?:{_RECORD}|\d{{1,2}}\b))*"
_BEHIND = rf"(?i)(?:\s*[(\[](?:{_LISTED}|{_BY}|my guess|not sure)[)\]]|(?<=\S)(?:\s+#+ *|[\s,;-]+(?=see )){_LISTED}|(?<=\S),? (?:{_BY}|etc)|\s*(?:[;,]|\.\.+)+)\.?$"
# An answer and, behind #, the reason for it: "Serbia # because the table says so"
_WHY = r"(?i)^([^#\n]*\S) +#+ *((?:because|since|see|source|from|i (?:think|guess|am sure)|sure)\b[^\d\n]*)$"
_OTHERS = {"or", "not", "no", "maybe", "perhaps", "but", "rather", "also"}


def settled(step: Callable[[str], str], text: str) -> str:
    """A text after a step that is taken until it changes nothing more, at most as often as the text is long."""
    for _ in range(len(text) + 9):
        before, text = text, step(text)
        if text == before:
            break
    return text


def core(text: str) -> str:
    """`tidy` text without "I think" or "Answer:", the lesson or record that it rests on, and signs of Markdown."""
    return settled(_core, tidy(text))


def _core(text: str) -> str:
    text = re.sub(_BEFORE, "", re.sub(r"^[*_`]+(?=.*\w)|(?<=\w)[*_`]+$", "", text))
    rest = re.sub(_BEHIND, "", text)
    return tidy(rest if re.search(r"\w", rest) else text)


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """`tidy` text in small letters, without accents and quotation marks; look-alike letters are Latin."""
    return settled(_plain, text[: LONGEST + 1])


def _plain(text: str) -> str:
    text = tidy(text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Mn" or sign in "\u0306\u0308")
        text = re.sub(r"[^\W\d_]+", _latin, unicodedata.normalize("NFC", text))
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Mn")
    return tidy(text.translate(_NO_QUOTES).translate(_LETTERS))


_NO_QUOTES = dict.fromkeys(map(ord, _QUOTES))


def _latin(match: re.Match[str]) -> str:
    """A word in Latin letters: look-alikes put right where the word is mixed, Russian words transcribed."""
    word = match[0]
    foreign = [sign for sign in word if "\u0370" <= sign <= "\u052f"]
    if len(foreign) < len(word) or all(sign in _SURE for sign in word):
        return word.translate(_LOOK_ALIKE)
    return "".join(_RUSSIAN.get(sign, sign) for sign in word)


def words(text: str) -> list[str]:
    """The words and numbers of `plain` text, without signs."""
    return re.findall(r"[^\W_]+", plain(text))


def count_words(text: str) -> int:
    """How many words an essay has; a dash or dots that stand alone are none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


# ---------------------------------------------------------------- what was typed, as text


class Unreadable(ValueError):
    """What was typed cannot be read; the message is one sentence that says what to type."""


def as_text(raw: object) -> str:
    """What was typed, or stands in a key, as text: the items of a list with "; " between them, nothing as "".

    Unreadable for what is longer than an answer.
    """
    if isinstance(raw, (list, tuple)):
        text = "; ".join(filter(None, map(as_text, raw)))
    elif isinstance(raw, bool):
        text = "yes" if raw else "no"
    else:
        text = "" if raw is None else str(raw)
    if len(text) > LONGEST:
        raise Unreadable(TOO_LONG)
    return text


TOO_LONG = f"This is too long to be read: type at most {LONGEST:,} letters."


# ---------------------------------------------------------------- nothing, not said, not known to me


def is_blank(text: str) -> bool:
    """Whether nothing was typed: empty, "…", "..." or "-"."""
    return not text or not text[0].isalnum() and tidy(text) in ("", "...", "-")


# Of which sorts the words are that say it, as in "the report does not say", "not stated in the text": S to say or to know, R who
# says it, U unknown, N what is asked, I A what it is about, B V H C auxiliary verbs, D articles, P places.
_SORTS = {
    "S": "say said says saying state stated tell told mention mentioned give given name named names specify specified report"
    " reported indicate indicated provide provided include included cover covered disclose disclosed know knows known"
    " answer answered determine determined establish established decide decided conclude concluded contain find seen see"
    " identify identified clear written described listed listing published recorded revealed reveal explain explained"
    " informed available appear present stand exist",
    "R": "report article text source author paragraph par para pars paras paragraphs record table tables data story headline"
    " caption news passage dataset evidence they records sources it this list lists explorer note notes cell row rows"
    " column card page jazeera",
    "U": "unknown unknowable unsaid unstated unspecified unreported unnamed unidentified undisclosed unmentioned unclear",
    "N": "information info data answer date number figure name names place mention detail details amount quantity month"
    " year day time length reason explanation source statement evidence country countries leader person official envoy"
    " meeting row rows column columns entry entries record records cell",
    "I": "it this that which we you he she they there",
    "A": "it this that so anything who when where which why how many much exactly about",
    "B": "is was are were has been",
    "V": "does do did has have is are can could",
    "H": "has have",
    "C": "can could ca",
    "D": "the this that these our",
    "P": "here there anywhere explicitly",
}
_SORTS["T"] = " ".join(_SORTS[sort] for sort in "ANIB")  # one, as words of two would take long
_SORT_OF: dict[str, str] = {}  # word -> the letters of all its sorts
for _sort, _of_sort in _SORTS.items():
    _SORT_OF |= {word: _SORT_OF.get(word, "") + _sort for word in _of_sort.split()}
_WHO = r"((D )?(al )?R( R)?( \d+)?)"  # "the report", "paragraph 5"; al of Al Jazeera
_WHERE = f"( (P|at all|(in|by|from|with|on D basis of) ({_WHO}|D)))?"
_ABOUT = f"( T)*{_WHERE}"  # "how many", "the number in the table"
_IT = "((I|(D )?(N|R)) )?(B )*"  # "it is", "the date was"
_WAYS = [  # words, and the letters of sorts in the place of all words of one sort
    f"{_IT}(simply |just )?(not|never|nowhere) ((S|P)( N)*{_WHERE}|in {_WHO})",
    f"(({_WHO}|I) )?(V not|never) S{_ABOUT}",
    f"((I|one|i) )?C not (be )?S{_ABOUT}",
    f"(I B )?(impossible|not possible|no way) to S{_ABOUT}",
    f"{_WHO} (S|gives|tells|states|reports) nothing( (A|N))*",
    f"(nothing|nobody|no one|none( of {_WHO})?) ((B|C) )?(be )?S{_ABOUT}",
    "(P B )?nothing A( [^0-9 ]+){0,5}",
    f"{_IT}(missing|omitted|left (out|open)|empty|blank|anonymous|U( N)?){_WHERE}",
    f"{_WHO} B silent( (A|on) I)?",
    f"((P B|({_WHO} )?(H|gives|contains|makes|S)) )?no (such |other )?N( for [^0-9 ]+)?( (A )?(B )?(S|found))?{_ABOUT}",
    "not applicable|n a|na",
]
# A word of several sorts is written as all its letters, so each letter fits such a group that holds it.
_NOT_SAID = re.sub("[A-Z]", r"[A-Z]*\g<0>[A-Z]*", "|".join(_WAYS))
_NONE = "none|nothing|not found"
# "no country", "there is no row for China": of a count this may be 0, or not said
NO_THING = re.compile(
    r"((there|it|they) )?((is|are|was|were|has|have) )?no (such |other )?(countr(y|ies)|envoys?|leaders?|persons?|officials?|rows?|records?|entr(y|ies))"
    r"( for .*)?( (was|were) found)?"
)
_NO_IDEA = (
    r"((i|we) )?((do not|dont|did not|didnt) (know|understand)|have no idea|am not sure)( it| this)?"
    r"|no idea|idk|not sure"
)
# The words without which nothing is denied: they stay also where a question asks for them.
_CORE = set(
    "not never nowhere nobody nothing none no one missing omitted left out anonymous silent impossible".split()
)
_CORE |= {word for word, sorts in _SORT_OF.items() if not {*sorts} & {*"RAPD"}}
_CORE -= {"country", "countries"}  # of which it is said in more ways: "missing for the host country"
_PART = re.compile(r"[(,;:.\n\[]|\s-+\s|\b(?:because|since|as|so|only|although|but|while)\b", re.IGNORECASE)


def _denies(typed: list[str]) -> bool:
    """Whether words are, in their order, one of the ways to say that nothing is said."""
    text = re.sub(r"\b(do|does|did|has|have|is|are|can?|could) ?(?:not|nt)\b", r"\1 not", " ".join(typed))
    return bool(re.fullmatch(_NOT_SAID, " ".join(_SORT_OF.get(word, word) for word in text.split())))


# What is typed most, also in other languages: a slip in one of these is known.
_SILENCES = (
    "not said|not stated|not given|not named|not mentioned|not known|not told|unknown|nicht gesagt|nicht genannt"
    "|nicht bekannt|unbekannt|non dit|pas dit|inconnu|no dicho|no se dice|desconocido|ne skazano|neizvestno"
)


@cache
def _silences() -> dict[str, str]:
    """Skeleton -> first letter of its last word, of what says that nothing is said."""
    return {skeleton(said): said.split()[-1][0] for said in _SILENCES.split("|")}


def _slips_of_not_said(typed: list[str]) -> list[bool]:
    """For each usual "not said" from which the words are at most a slip away: are its letters all the same ones, so
    that nothing else can be meant? "not siad", "notsaid" and "not sad" are, "nor said" may be, "not paid" is none."""
    if len(typed) > 3 or not 5 < len("".join(typed)) < 16:
        return []
    form = skeleton(" ".join(typed))
    if not form.isalpha():
        return []
    alike = {said: letter for said, letter in _silences().items() if said == form or slip(said, form)}
    near = [said for said, letter in alike.items() if len(typed) == 1 or typed[-1][0] == letter]
    # one letter too many or too few, or two exchanged, makes no other word of it; another letter may
    return [len(other) != len(form) or sorted(other) == sorted(form) for other in near]


def may_be_not_said(text: str, counted: bool = False) -> bool:
    """Whether a text is "not said" but for a letter, or "none" or, where things are counted, "none of six"."""
    typed = words(text)
    none = re.match(rf"({_NONE}|nobody|no one|not one)\b" if counted else rf"({_NONE})$", " ".join(typed))
    return bool(none or _slips_of_not_said(typed))


def is_not_said(text: str, asked: Set[str] = frozenset()) -> bool:
    """Whether the text says, in any usual wording, that the report does not say or nobody can know.

    asked: words of the question, which may stand in it.
    """
    typed = words(text)
    if len(typed) > 30 or is_no_idea(text):
        return False
    if any(_slips_of_not_said(typed)):
        return True
    about = aliases("silence-about").keys() | asked  # what "does not say" may be about
    return _denies(typed) or _denies([word for word in typed if word in _CORE or word not in about])


def behind_not_said(text: str, asked: Set[str] = frozenset()) -> str:
    """What a text says beside "not said", as in "not said (it only counts one)"; "" where it does not say so.

    Unreadable where it may hold an answer all the same: "not said, but perhaps 3".
    """
    parts = between(_PART, text)
    said = [text[start:end].strip() for start, end in parts]
    silent = [number for number, part in enumerate(said) if part and is_not_said(part, asked)]
    if not silent:
        return ""
    rest = text[parts[0][1] :].strip(" ().,;")
    but = any(word in aliases("silence-but") for word in words(rest))
    if silent[0] or re.search(r"\d", rest) or len(words(rest)) < 3 or but:
        raise Unreadable(ONLY_NOT_SAID)
    return rest


ONLY_NOT_SAID = "Type either the answer, or only: not said"


def before_why(text: str) -> tuple[str, str]:
    """(an answer, the reason behind it) of "Serbia # because the table says so"; (the text, "") of all others, and where
    the reason may hold another answer."""
    match = re.search(_WHY, tidy(text))
    if match and _OTHERS.isdisjoint(words(match[2])):
        return match[1], match[2]
    return text, ""


def is_no_idea(text: str) -> bool:
    """Whether the text only says that the student does not know: "?", "no idea"."""
    return set(tidy(text)) - {" ", "\n"} == {"?"} or bool(re.fullmatch(_NO_IDEA, " ".join(words(text))))


# ---------------------------------------------------------------- the pieces of a text

T = TypeVar("T")


def between(pattern: str | re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """(start, end) of each piece of a text between the places that a pattern finds."""
    edges = [0, *(edge for match in re.finditer(pattern, text) for edge in match.span()), len(text)]
    return list(zip(edges[::2], edges[1::2]))


def longest(count: int, most: int, known: Callable[[int, int], T]) -> Iterator[tuple[int, int, T | None]]:
    """Cut `count` pieces into runs, from the left, each the longest that is known: (first, last, what `known` says).

    known: of the pieces from first up to last something true where they are one thing. most: pieces of a run. Where
    no run is known, one piece stands alone, with None.
    """
    first = 0
    while first < count:
        runs = ((last, known(first, last)) for last in range(min(first + most, count), first, -1))
        last, value = next((run for run in runs if run[1]), (first + 1, None))
        yield first, last, value
        first = last


# ---------------------------------------------------------------- words for numbers


@cache
def aliases(kind: str) -> dict[str, str]:
    """Form -> value of the rows of one kind in data/aliases.csv."""
    return {row.form: row.value for row in tables.load().aliases if row.kind == kind}


@cache
def number_words(*kinds: str) -> dict[str, int]:
    """Word -> value of the rows of some kinds in data/aliases.csv whose values are numbers."""
    return {form: int(value) for kind in kinds for form, value in aliases(kind).items()}


def spelled(typed: list[str]) -> list[str]:
    """A list of words with words for numbers made one number each: "twenty", "two" -> "22"."""
    counting, scales = number_words("number", "ordinal"), number_words("scale")
    result: list[str] = []
    total, part, open_ = 0, 0, False  # whole thousands so far; what comes on top; whether a number has begun
    for before, word, after in zip(["", *typed], typed, [*typed[1:], ""]):
        if word in counting:
            value, tens = counting[word], part % 100
            goes_on = not tens or tens >= 20 and tens % 10 == 0 and 0 < value < 10  # "twenty two"
            if open_ and not goes_on:
                result.append(str(total + part))
                total, part = 0, 0
            part, open_ = part + value, True
        elif word in scales and (open_ or before == "a"):
            if not open_:  # "a hundred": the article belongs to it
                result, part, open_ = result[:-1], 1, True
            if word == "hundred":
                part *= 100
            else:
                total, part = total + part * scales[word], 0
        elif word == "and" and open_ and (total or part >= 100) and after in counting:
            continue  # "hundred and five"
        else:
            if open_:
                result.append(str(total + part))
                total, part, open_ = 0, 0, False
            result.append(word)
    return [*result, str(total + part)] if open_ else result


# ---------------------------------------------------------------- spelling

# pattern -> what takes its place
_RULES = [
    (r"(.)\1+", r"\1"),
    ("x", "ks"),
    ("ph", "f"),
    ("s?zh|tsch|tch", "ch"),
    ("sch|sz", "sh"),
    ("ck|kh", "k"),
    ("w", "v"),
    ("c(?=[eiy])", "s"),
    ("c(?!h)", "k"),
    ("z", "s"),
    ("[iy]ov$", "ev"),
    ("y", "i"),
    ("(?<=.)j", "i"),
    ("ou", "u"),
    ("(?<=[aeou])i(?=[aeou])", ""),
    ("(?<=[bcdfgktv])re$", "er"),
    ("our$", "or"),
    ("(?<=....)e$", ""),
    ("(?<=....)s$", ""),
    ("^el$", "al"),  # the article of Arabic names
]
_SPELLINGS = [(re.compile(pattern), by) for pattern, by in _RULES]


@cache
def sound(word: str) -> str:
    """One plain word without usual differences of spelling; a second time changes nothing."""
    if 1 <= number_words("number").get(word, 0) <= 12:
        return str(number_words("number")[word])
    if any(sign.isdigit() for sign in word):
        return word
    return settled(_sound, word)


def _sound(word: str) -> str:
    for pattern, by in _SPELLINGS:
        word = pattern.sub(by, word)
    return word


def skeleton(text: str) -> str:
    """The text as one string to be compared: its words by `sound`, without articles, spaces and signs."""
    # words that are joined may read as another word once more, as "t en" does
    return settled(_skeleton, text)


def _skeleton(text: str) -> str:
    sounds = [sound(word) for word in words(text.replace("&", " and "))]
    sounds = [word for word in sounds if word not in ("the", "a", "an")] or sounds
    return sound(re.sub(r"(?<!\d) | (?!\d)", "", " ".join(sounds)))


def slip(word: str, other: str) -> bool:
    """Whether two words differ by one slip: a letter missing, too many, another one, or two exchanged."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other)) if a != b), min(len(word), len(other)))
    a, b = word[start:], other[start:]  # from the first letter that differs
    exchanged = len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or exchanged


def mended(word: str, known: Collection[str]) -> str:
    """The one known skeleton that is a slip away from `word`; else `word` itself."""
    if word in known or len(word) < 6 or any(sign.isdigit() for sign in word):
        return word
    near = {other for other in known if slip(word, other)}
    return near.pop() if len(near) == 1 else word
