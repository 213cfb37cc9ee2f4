"""The names that answers may hold: people, organisations, states and places of a case, as in the tables.

Readers look a typed name up here, by its sound or its skeleton. To find these forms for a whole case takes
longer than to mark a small class, so each is found when it is first asked for.
"""

import re
from contextlib import contextmanager
from functools import cache, cached_property

from aftercoup import tables
from aftercoup.answers.words import Unreadable, aliases, mended, plain, skeleton, sound, tidy, words


class Names:
    """The names that a case knows. Each attribute is found when it is first asked for, or taken from `found`:
    what the method of this name gave another time; then no table is needed."""

    def __init__(self, case=None, found=None):
        self._case = case
        vars(self).update(found or {})

    @cached_property
    def known(self):
        """Skeleton -> name of all people, organisations, states, capitals and places in the tables."""
        case = self._case
        names = [row.name for row in case.actors] + [row.name for row in case.countries]
        names += [row.capital for row in case.countries]
        for table in ("claims", "events", "contacts"):
            names += [row.place for row in getattr(case, table) if row.place]
        names += aliases("name").values()
        return {skeleton(name): name for name in names if name}

    @cached_property
    def other(self):
        """Skeleton of another name -> skeleton of the name that is meant."""
        return {skeleton(other): skeleton(name) for other, name in aliases("name").items()}

    @cached_property
    def people(self):
        """Name -> its words by sound, for all persons of the tables."""
        named = [row.name for row in self._case.actors if row.kind == "person"]
        return {name: tuple(map(sound, words(name))) for name in named}

    @cached_property
    def short(self):
        """Words by sound that stand for one person alone -> the name: Lavrov, Suu, but not Sergey."""
        ids = {row.name: row.id for row in self._case.actors if row.kind == "person"}
        every = [word for found in self.people.values() for word in set(found)]
        found = {}
        for name, parts in self.people.items():
            one = skeleton(ids[name]) if "-" not in ids[name] else ""
            for part in {one} if one else {parts[0], parts[-1]}:
                if every.count(part) == 1 and len(part) > 1:
                    found[part] = name
        return found

    @cached_property
    def states(self):
        """The words by sound of which the names of states are made."""
        return {sound(word) for row in self._case.countries for word in words(row.name)}

    def found(self):
        """All attributes as plain data: name of the attribute -> its value."""
        return {name: getattr(self, name) for name in ("known", "other", "people", "short", "states")}


_in_use = []  # the names of `using`, the last ones count


def names_in_use():
    """The Names by which answers are read: those of `using`, else those of the case in use."""
    if _in_use:
        return _in_use[-1]
    return names_of(tables.case())


@cache
def names_of(case):
    """The Names of a case."""
    return Names(case)


@contextmanager
def using(names):
    """For the length of a with block: read answers by these Names, whichever case is in use."""
    _in_use.append(names)
    try:
        yield
    finally:
        _in_use.pop()


# ---------------------------------------------------------------- one place, state, organisation or thing


def read_item(text):
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


def read_person(text):
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


# ---------------------------------------------------------------- lists of items

_BULLETS = frozenset("\n;|•·‣▪.)")  # without one of these _STRONG finds nothing
_STRONG = r"[\n;|•·‣▪]|(?:^|(?<=\s))\(?\d\d?[.)](?=\s)"
_WEAK = r"(?i)\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&|\+|plus|as well as|together with)\s+|\s*[/+&]\s*|\s+-+\s+"


def list_items(text, known):
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


def is_known_item(text):
    """Whether the text is one name of the tables, or a record's id like v06."""
    form, names = skeleton(text), names_in_use()
    return form in names.known or form in names.other or bool(re.fullmatch(r"[a-z]\d\d", plain(text)))


def is_known_person(text):
    """Whether the text names one person: a whole name, or a word that stands for one alone."""
    typed = [sound(w) for w in words(text) if w not in _TITLES and not w.endswith(_PATRONYMICS)]
    if len(typed) == 1:
        return typed[0] in names_in_use().short
    return any(_same_person(typed, parts) for parts in names_in_use().people.values())
