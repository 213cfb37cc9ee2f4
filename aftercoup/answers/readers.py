"""Typed text -> Reading, one reader for each kind of field. Reading never raises, whatever was typed.

    read(Field("day", "date"), "7 Sept 2022").forms          # ("2022-09-07",)
    read(Field("who", "name"), "Gen. Min Aung Hlaing").said  # "Min Aung Hlaing"

A form is text that two right answers share: of a date the ISO text, of a number its digits, of a choice its
code, of text what remains without differences of spelling. An order is one form, "c > a > b"; choices, set,
span and codes have one form for each item. "The report does not say" is the form NOT_SAID in every kind.
"""

import re
from functools import lru_cache
from itertools import product

from aftercoup.answers import dates, numbers
from aftercoup.answers.names import names_in_use
from aftercoup.answers.reading import BLANK, NOT_SAID, READ, UNCLEAR, Reading
from aftercoup.answers.words import (
    Unreadable,
    as_text,
    core,
    counted,
    is_blank,
    is_no_idea,
    is_not_said,
    mended,
    plain,
    skeleton,
    slip,
    sound,
    spelled,
    tidy,
    words,
)
from aftercoup.errors import OneSentence

_MOST = 60  # words or parts of a list of options; more is no answer
NONE = "(none)"  # codes: the form of a variable for which nothing was typed
_NO_IDEA = "Leave it empty if you do not know. If the report does not say it, type: not said"


def read(field, raw):
    """The Reading of what was typed into a field.

    field: a `sheet.Field`; raw: text, a number, True, None, or a list, tuple, set or dict of such.
    """
    try:
        if field.kind == "codes" and isinstance(raw, dict):
            raw = [raw[name] for name in field.variables if name in raw] or raw
        text = as_text(raw)
        if is_blank(text):
            return Reading(BLANK)
        if is_no_idea(text):
            raise Unreadable(_NO_IDEA)
        if field.kind != "short" and not is_not_said(text):
            text = core(text)
        if field.kind in _WITH_OPTIONS:  # an option may itself be worded like "not found"
            try:
                return KINDS[field.kind](field, text)
            except Unreadable:
                if not is_not_said(text):
                    raise
        if is_not_said(text):
            same = [code for code, label in field.options.items() if is_not_said(label)]
            if field.kind == "choice" and len(same) == 1:  # an option says just that: our table cannot tell
                return Reading(READ, field.options[same[0]], (same[0],))
            return Reading(READ, "the report does not say", (NOT_SAID,))
        return KINDS[field.kind](field, text)
    except (Unreadable, OneSentence) as problem:  # the second where a table of names cannot be read
        return Reading(UNCLEAR, wants=str(problem))


# ---------------------------------------------------------------- one value


def _date(field, text):
    form, said, notes = dates.read_date(text)
    return Reading(READ, said, (form,), notes)


def _number(field, text):
    value, notes = numbers.read_number(text, field.unit, field.step)
    part = field.unit == "percent" and (field.step or 0) >= 1 and 0 < abs(value) < 1
    form = numbers.rounded(value, None if part else field.step)  # 0.53 for 53 percent must not become 1
    return Reading(READ, numbers.in_words(value, field.unit), (form,), notes)


def _text(field, text):
    said, form, notes = _item(text)
    return Reading(READ, said, (form,), notes)


def _name(field, text):
    said, form, notes = _person(text)
    return Reading(READ, said, (form,), notes)


def _short(field, text):
    said = tidy(text).replace("\n", " ")
    return Reading(READ, said, (said,))


def _item(text):
    """(what was read, form, notes) of free text; a place, state or actor a slip away is put right."""
    said = _bare(text)
    form = skeleton(said)
    if not form:
        raise Unreadable("Type the answer in letters or digits.")
    names = names_in_use()
    form = names.other.get(form, form)
    place = " " in said and re.fullmatch(r"(?:in|at|near|from|to) (?:the )?(.+)", said, re.IGNORECASE)
    if place and skeleton(place[1]) in names.known:
        form = skeleton(place[1])
    known = mended(form, names.known)
    if known == form:
        return said, form, ()
    return names.known[known], known, (f"Read as {names.known[known]}.",)


def _bare(text):
    """Tidy text on one line, without quotation marks, bullets, brackets and a full stop around it."""
    text, before = " ".join(tidy(text).split()), None
    while text != before:
        before = text
        text = text.lstrip(_AROUND_ITEMS + ".").rstrip(_AROUND_ITEMS)
        if text.endswith(".") and text[-4:-1].replace("_", "a").isalnum() and len(text) > 3:
            text = text[:-1]
        if text.startswith("(") and text.endswith(")") and not {"(", ")"} & set(text[1:-1]):
            text = text[1:-1]
        text = tidy(text)
    return text


_AROUND_ITEMS = ' -*•·‣▪,;:>"“”„«»'


# ---------------------------------------------------------------- people

_TITLES = set(
    "senior general gen snr sr lt lieutenant major col colonel marshal admiral president pres prime"
    " minister premier pm"
    " mr mrs ms miss mister dr prof professor sir foreign defence defense secretary deputy vice"
    " chairman chairwoman"
    " chairperson chair chief commander in of the and for to he h e his her excellency sultan king"
    " leader army military"
    " fm junta coup former ex ousted then acting interim field head state government special envoy ambassador"
    " representative spokesman"
    " spokesperson adviser advisor counsellor councillor counselor councilor rapporteur u daw"
    " russian russia russias"
    " myanmar myanmars burmese chinese china chinas un united nations minister ministers"
    " council security"
    " his own new by with is was it that man politician".split()
)
_PATRONYMICS = ("ovich", "evich", "ovitch", "evitch", "ovna", "evna")


def _person(text):
    """(name, form, notes) of a person, without titles, names in any order. Unreadable for several."""
    said = _bare(text)
    all_words = words(said)
    if not all_words:
        raise Unreadable("Type a name in letters.")
    left = [word for word in all_words if word not in _TITLES and not word.endswith(_PATRONYMICS)]
    typed = [sound(word) for word in left or all_words]
    typed = [word for word in typed if word not in _TITLES] or typed
    known = names_in_use()
    people, short = known.people, known.short
    whole = {name for name, parts in people.items() if set(parts) <= set(typed)}
    if len(whole | {short[word] for word in typed if word in short}) > 1:
        raise Unreadable("Type one name only.")
    names = {name for name, parts in people.items() if _same_person(typed, parts)}
    if whole and not names and set(typed) - {part for name in whole for part in people[name]} <= known.states:
        names = whole
    if not names and len(typed) == 1:
        names = {short[word] for word in typed if word in short}
    if not names:
        joined = short if len(typed) == 1 else {}
        joined = joined | {"".join(order): name for name, one in people.items() for order in (one, one[::-1])}
        near = mended("".join(typed), joined)
        names = {joined[near]} if near in joined else set()
    if len(names) == 1:
        name = names.pop()
        exact = sorted(sound(w) for w in words(name)) == sorted(typed)
        return name, _person_form(name), () if exact else (f"Read as {name}.",)
    return said, " ".join(sorted(typed)), ()


def _person_form(name):
    return " ".join(sorted(sound(word) for word in words(name)))


def _same_person(typed, parts):
    """Whether the typed words are those of a name, in any order; initials may stand for some."""
    if len(typed) < 2 or len(typed) > len(parts) + 1:
        return False
    left, full = list(parts), 0
    initials = [word for word in typed if len(word) == 1]
    for word in typed:
        if len(word) > 1:
            if word not in left:
                return False
            left.remove(word)
            full += 1
    for word in initials:
        match = next((part for part in left if part.startswith(word)), None)
        if match:
            left.remove(match)
    if full > 1:  # Suu Kyi, but not Aung San, who was her father
        return not left or parts[-1] not in left
    return full == 1 and bool(initials) and not left


# ---------------------------------------------------------------- several values

_BULLETS = frozenset("\n;|•·‣▪.)")  # without one of these _STRONG finds nothing
_STRONG = r"[\n;|•·‣▪]|(?:^|(?<=\s))\(?\d\d?[.)](?=\s)"
_WEAK = r"(?i)\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&|\+|plus|as well as|together with)\s+|\s*[/+&]\s*|\s+-+\s+"


def _set(field, text):
    one = _person if field.people else _item
    found, notes = {}, []
    for piece in _pieces(text, _people_known if field.people else _item_known):
        said, form, more = one(piece)
        if form not in found:
            found[form] = said
        notes += more
    if not found:
        raise Unreadable("Type the items with a comma between them.")
    return Reading(READ, "; ".join(found.values()), tuple(found), tuple(dict.fromkeys(notes)))


def _pieces(text, known):
    """The items of a list: cut at lines, semicolons and bullets, else at commas and "and"."""
    text = tidy(text)
    cut = re.split(_STRONG, text) if not _BULLETS.isdisjoint(text) else [text]
    strong = [piece for piece in map(_bare, cut) if piece]
    if len(strong) > 1:
        return [
            part
            for piece in strong
            for part in (_parts(piece, known) if _all_known(piece, known) else [piece])
        ]
    return [part for piece in strong for part in _parts(piece, known)]


def _parts(piece, known):
    """A piece cut at commas, "and" and the like; the longest run that is a known name stays one."""
    if known(piece):
        return [piece]
    cuts = [
        (0, 0),
        *((found.start(), found.end()) for found in re.finditer(_WEAK, piece)),
        (len(piece), len(piece)),
    ]
    result, start = [], 0
    while start < len(cuts) - 1:
        run = next(
            (
                end
                for end in range(min(start + 5, len(cuts) - 1), start + 1, -1)
                if known(piece[cuts[start][1] : cuts[end][0]])
            ),
            start + 1,
        )
        result.append(_bare(piece[cuts[start][1] : cuts[run][0]]))
        start = run
    result = [_without(("and", "both"), part) for part in result if part]
    return _by_words(result[0], known) if len(result) == 1 else result


def _without(words_, text):
    """The text without one of these words at its beginning."""
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in words_ else text


def _by_words(piece, known):
    """A piece cut into known names, if it is made of nothing else: "Russia China Serbia"."""
    found, start, parts = piece.split(), 0, []
    while start < len(found):
        end = next(
            (
                end
                for end in range(min(start + 5, len(found)), start, -1)
                if known(" ".join(found[start:end]))
            ),
            0,
        )
        if not end:
            return [piece]
        parts.append(" ".join(found[start:end]))
        start = end
    return parts


def _all_known(piece, known):
    return all(known(part) for part in _parts(piece, known))


def _item_known(text):
    """Whether the text is one name of the tables, or a record's id like v06."""
    form, names = skeleton(text), names_in_use()
    return form in names.known or form in names.other or bool(re.fullmatch(r"[a-z]\d\d", plain(text)))


def _people_known(text):
    """Whether the text names one person: a whole name, or a word that stands for one alone."""
    typed = [sound(w) for w in words(text) if w not in _TITLES and not w.endswith(_PATRONYMICS)]
    if len(typed) == 1:
        return typed[0] in names_in_use().short
    return any(_same_person(typed, parts) for parts in names_in_use().people.values())


# ---------------------------------------------------------------- options


def _letters(field):
    """Letter -> code. A code that is itself one letter is meant before the letter of a place."""
    by_place = {chr(97 + place): code for place, code in enumerate(field.options)}
    return by_place | {code.lower(): code for code in map(str, field.options) if len(code) == 1}


def _offer(field):
    shown = [f"{letter} ({field.options[code].rstrip('.')})" for letter, code in _letters(field).items()]
    return ", ".join(shown) if sum(map(len, shown)) < 300 else f"a to {list(_letters(field))[-1]}"


def _option(options, letters, text, loose=True):
    """The code of one option, by code, label or letter; loose: also by part of it or a slip; None if none."""
    names, sounds = _spellings(tuple(options.items()))
    found = words(text)
    joined = _joined(found)
    if joined in names or joined in letters or not loose or not joined:
        return names.get(joined, letters.get(joined))
    lettered = re.fullmatch(_LETTERED, plain(text))
    if lettered and lettered[1] in letters:
        letter, sign, rest = lettered.groups()
        said = _option(options, {}, rest or "")
        comment = said is None and set(sign or "") & set(").:") and len(words(rest)) > 1
        if not rest or said == letters[letter] or comment:
            return letters[letter]
        if said is not None and (sign.strip() or letter != "a"):
            raise Unreadable(f"The letter {letter} and the words do not fit together. Type only the letter.")
    form = skeleton(joined)
    short = len(joined) > 1 and (text.strip().isupper() or joined != " ".join(found))  # UN, RIA
    begun = {code for name, code in names.items() if name.startswith(f"{joined} ")} if short else set()
    begun |= {code for name, code in names.items() if name.startswith(joined)} if len(joined) > 2 else set()
    near = {code for name, code in sounds.items() if len(name) > 4 and form.isalpha() and slip(form, name)}
    inside = {code for name, code in names.items() if _within(joined, name)} if len(joined) > 3 else set()
    for fits in ({sounds[form]} if form in sounds else set(), begun, near, inside):
        if len(fits) == 1:
            return fits.pop()
    rest = [word for word in found if word not in _AROUND]
    return _option(options, {}, " ".join(rest)) if rest and rest != found else None


_LETTERED = r"\W*(?:(?:option|answer|letter|choice|sentence|pair)\W+)?([a-z])(?:(\W+)(.+))?"


@lru_cache(maxsize=1024)
def _spellings(options):
    """(words -> code, skeleton -> code) of the codes and labels of options, given as (code, label) pairs."""
    labels = {_joined(words(label)): code for code, label in options}
    names = labels | {_joined(words(str(code))): code for code, _ in options}
    names = {name.replace(" and ", " "): code for name, code in names.items()} | names
    return names, {skeleton(name): code for name, code in names.items()}


def _joined(found):
    return " ".join(found).replace("united nations", "un")


def _within(part, name):
    """Whether the words stand in the name of an option, and nothing there denies them."""
    return f" {part} " in f" {name} " and not {"not", "no", "non", "without"} & set(name.split()) - set(
        part.split()
    )


_AROUND = set("it is was the this that i think a an as answer option claim to be my".split())


def _choice(field, text):
    code = _option(field.options, _letters(field), text)
    if code is None:
        raise Unreadable(f"Type one of these: {_offer(field)}.")
    return Reading(READ, field.options[code], (code,))


def _listed(field, text):
    """The codes of several options in the order typed. Unreadable where a part is none of them."""
    letters, options = _letters(field), field.options
    text = plain(text)
    whole = _option(options, letters, text, loose=False)
    if whole is not None:
        return [whole]
    compact = re.sub(r"[\s,;]", "", text)
    if compact.isalpha() and all(sign in letters for sign in compact) and len(compact) <= len(letters):
        return [letters[sign] for sign in compact]
    cuts = [found.span() for found in re.finditer(_LIST, text)]
    if len(cuts) > _MOST:
        raise Unreadable(f"Type letters with commas between them. There are: {_offer(field)}.")
    edges = [(0, 0), *cuts, (len(text), len(text))]
    codes, start = [], 0
    while start < len(edges) - 1:
        piece = text[edges[start][1] : edges[start + 1][0]].strip()
        if not words(piece):
            start += 1
            continue
        for end in range(min(start + 6, len(edges) - 1), start, -1):
            piece = text[edges[start][1] : edges[end][0]]
            code = _option(options, letters, piece, loose=end == start + 1)
            if code is not None:
                codes.append(code)
                start = end
                break
        else:
            raise Unreadable(f"Type letters with commas between them. There are: {_offer(field)}.")
    if not codes:
        raise Unreadable(f"Type letters with commas between them. There are: {_offer(field)}.")
    return codes


_LIST = (
    r"\s*[\n;|•·‣▪,>→<+&/]+\s*(?:and\b|then\b)?|\s*-+>\s*|\s*=+>\s*|\s+-+\s+|\band\b|\bthen\b"
    r"|\bfollowed by\b|(?<=\b[a-z])\s+(?=[a-z]\b)|"
    r"(?<=\b[a-z])[.)]\s*(?=\(?[a-z]\b|$)|(?:^|(?<=\s))\(?\d\d?[.):](?=\s)|\b(?:first|second|third"
    r"|fourth|fifth|sixth|last|finally|1st|2nd|3rd|4th|5th)\b:?"
)


def _choices(field, text):
    every = re.fullmatch(_EVERY, plain(text).strip(" ."))
    rest = every[1] if every else text  # of "all but a and c", what is left out
    listed = set(_listed(field, rest)) if rest else ()
    codes = tuple(code for code in field.options if (code in listed) != bool(every))
    return Reading(READ, "; ".join(field.options[code].rstrip(".") for code in codes), codes)


_EVERY = (
    r"(?:all|every one|everything|each)(?: of (?:them|these|the \w+))?"
    r"(?:,? (?:but|except|except for|without|apart from|not|minus) (.+))?"
)


def _order(field, text):
    text = _paired(plain(text))
    numbered = re.findall(r"(?:^|[\s,;])\(?(\d\d?)[.):]\s*([^\d]+?)(?=[\s,;]+\(?\d\d?[.):]\s|$)", text)
    if len(numbered) > 1 and len({number for number, _ in numbered}) == len(numbered):
        text = "; ".join(words_ for _, words_ in sorted(numbered, key=lambda one: int(one[0])))
    if "=" in re.sub(r"=+>", "", text):
        raise Unreadable("Type each option in a place of its own, as in b, a, c: two cannot share a place.")
    codes = _listed(field, text)
    if len(set(codes)) < len(codes):
        raise Unreadable("One option stands there twice. Type each once, as in b, a, c.")
    said = " > ".join(field.options[code] for code in codes)
    some = len(codes) < len(field.options)
    notes = (f"{len(codes)} of {len(field.options)} are put in order: name each once.",) if some else ()
    return Reading(READ, said, (" > ".join(codes),), notes)


def _paired(text):
    """The letters of "1e 2b 3f" or "e1, b2, f3" in the order of their numbers; any other text as it is."""
    for pattern, turned in ((r"(\d\d?) ?[.):=-]? ?([a-z])", 1), (r"([a-z]) ?[.):=-]? ?(\d\d?)", -1)):
        if re.fullmatch(rf"\W*(?:{pattern}\b\W*)+", text):
            pairs = [pair[::turned] for pair in re.findall(pattern, text)]
            places = [int(number) for number, _ in pairs]
            if sorted(places) == list(range(1, len(places) + 1)):
                return ", ".join(letter for _, letter in sorted(pairs, key=lambda pair: int(pair[0])))
    return text


def _codes(field, text):
    """One code for each variable, in any order; a word that is none of them is asked about."""
    left = [part for part in re.split(r"\s+|[,;/|+&]|\band\b", plain(text)) if words(part)]
    left = [word for part in left for word in words(part)]
    if len(left) > _MOST:
        raise Unreadable(f"Type one code for each: {_variables(field)}.")
    found = {}
    start = 0
    while start < len(left):
        for loose, end in product((False, True), range(min(start + 8, len(left)), start, -1)):
            piece = " ".join(left[start:end])
            fits = [
                (name, code)
                for name, options in field.variables.items()
                if (code := _option(options, {}, piece, loose)) is not None
            ]
            free = [(name, code) for name, code in fits if name not in found]
            if fits and not free:
                raise Unreadable(f"Type one code for each: {_variables(field)}.")
            if free:
                found[free[0][0]] = free[0][1]
                start = end
                break
        else:
            if left[start] not in _AROUND and left[start] not in {
                w for name in field.variables for w in words(name)
            }:
                raise Unreadable(
                    f"{left[start]!r} is none of the codes. Type one for each: {_variables(field)}."
                )
            start += 1
    if not found:
        raise Unreadable(f"Type one code for each: {_variables(field)}.")
    forms = tuple(found.get(name, NONE) for name in field.variables)
    missing = [options for name, options in field.variables.items() if name not in found]
    notes = tuple(f"One of these is missing: {', '.join(options.values())}." for options in missing)
    said = [options[code] for code, options in zip(forms, field.variables.values()) if code != NONE]
    return Reading(READ, "; ".join(said), forms, notes)


def _variables(field):
    return "; ".join(
        f"{name.replace('_', ' ')} ({', '.join(options.values())})"
        for name, options in field.variables.items()
    )


# ---------------------------------------------------------------- paragraphs

_PLACES = {
    "h": "H",
    "headline": "H",
    "title": "H",
    "heading": "H",
    "d": "D",
    "subheading": "D",
    "subheadline": "D",
    "subtitle": "D",
    "standfirst": "D",
    "deck": "D",
    "dek": "D",
    "c": "C",
    "caption": "C",
    "photo": "C",
}
_BESIDE = set(
    "paragraph paragraphs para paras par pars p pp no nr number numbers and the in also plus from of"
    " sub".split()
)
_HOW = (
    "Type numbers of paragraphs (1, 3-4), or H for the headline, D for the line under it, C for the caption."
)


def _span(field, text):
    text = re.sub(r"\bthrough\b|\bto\b|\buntil\b|\btill\b", "-", plain(text).replace("sub-", "sub"))
    text = re.sub(r"[§¶,;&+/\n().#:]|(?<!\d)\.(?!\d)", " ", re.sub(r"(?<=[a-z])(?=\d)", " ", text))
    tokens = spelled(re.findall(r"\d+(?:st|nd|rd|th)?|[^\W\d_]+|-|\S", text))
    tokens = [str(counted(token)) if re.fullmatch(r"\d+(st|nd|rd|th)", token) else token for token in tokens]
    tokens = [token for token in tokens if token not in _BESIDE]
    found, notes, place = set(), [], 0
    while place < len(tokens):
        token = tokens[place]
        if token.isdigit() and tokens[place + 1 : place + 2] == ["-"] and tokens[place + 2 : place + 3]:
            if not tokens[place + 2].isdigit():
                raise Unreadable(_HOW)
            low, high = sorted((_paragraph(token), _paragraph(tokens[place + 2])))
            found |= set(range(low, high + 1))
            place += 3
            continue
        if token.isdigit():
            found.add(_paragraph(token))
        elif token in _PLACES:
            found.add(_PLACES[token])
        else:
            raise Unreadable(_HOW)
        place += 1
    if not found:
        raise Unreadable(_HOW)
    named = [one for one in "HDC" if one in found]
    counts = sorted(one for one in found if isinstance(one, int))
    runs = []
    for number in counts:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = named + [str(low) if low == high else f"{low}-{high}" for low, high in runs]
    return Reading(READ, ", ".join(said), (*named, *map(str, counts)), tuple(notes))


def _paragraph(text):
    if not 1 <= len(text) <= 3 or not 1 <= int(text) <= 200:
        raise Unreadable(_HOW)
    return int(text)


KINDS = {
    "text": _text,
    "name": _name,
    "date": _date,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "set": _set,
    "order": _order,
    "codes": _codes,
    "span": _span,
    "short": _short,
}
_WITH_OPTIONS = ("choice", "choices", "order", "codes")
