"""The names that answers may hold: people, organisations, states and places of a case, as in the tables.

Readers look a typed name up here, by its sound or its skeleton. To find these forms for a whole case takes
longer than to mark a small class, so each is found when it is first asked for.
"""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, cached_property, partial
from typing import Any

from aftercoup import tables
from aftercoup.answers.language.phrases import ANOTHER, OPEN, SAME, Phrase, is_denied
from aftercoup.answers.language.reading import A_ROLE, READ, Reading
from aftercoup.answers.language.words import (
    Unreadable,
    aliases,
    between,
    longest,
    mended,
    plain,
    settled,
    skeleton,
    sound,
    tidy,
    words,
)

Within = tuple[tuple[str, str], ...]  # see Reading.within
Known = Callable[[str], Any]  # whether a piece is one name


class Names:
    """The names that a case knows. Each attribute is found when it is first asked for."""

    def __init__(self, case: tables.Case) -> None:
        self._case = case

    @cached_property
    def known(self) -> dict[str, str]:
        """Skeleton -> name of all people, organisations, states, capitals and places in the tables."""
        case = self._case
        names = [row.name for row in case.actors] + [row.name for row in case.countries]
        names += [row.capital for row in case.countries]
        for table in ("claims", "events", "contacts"):
            names += [row.place for row in getattr(case, table) if row.place]
        names += aliases("name").values()
        return {skeleton(name): name for name in names if name}

    @cached_property
    def other(self) -> dict[str, str]:
        """Skeleton of another name -> skeleton of the name that is meant."""
        return {skeleton(other): skeleton(name) for other, name in aliases("name").items()}

    @cached_property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Name -> its words by sound, for all persons of the tables."""
        named = [row.name for row in self._case.actors if row.kind == "person"]
        return {name: tuple(map(sound, words(name))) for name in named}

    @cached_property
    def short(self) -> dict[str, str]:
        """Words by sound that stand for one person alone -> the name: Lavrov, Suu, but not Sergey."""
        ids = {row.name: row.id for row in self._case.actors if row.kind == "person"}
        every = [word for parts in self.people.values() for word in set(parts)]
        short = {}
        for name, parts in self.people.items():
            whole = skeleton(ids[name]) if "-" not in ids[name] else ""  # an id of one word: the usual name
            for part in {whole} if whole else {parts[0], parts[-1]}:
                if every.count(part) == 1 and len(part) > 1:
                    short[part] = name
        initials = {name: sound("".join(part[0] for part in parts)) for name, parts in self.people.items()}
        every += initials.values()  # so that those of two people stand for neither
        for name, letters in initials.items():  # MAH
            if len(letters) > 2 and every.count(letters) == 1:
                short.setdefault(letters, name)
        return short

    @cached_property
    def joined(self) -> dict[str, str]:
        """The words of each name as one, from the front and from the back -> the name."""
        return {"".join(order): name for name, parts in self.people.items() for order in (parts, parts[::-1])}

    @cached_property
    def states(self) -> set[str]:
        """The words by sound of which the names of states are made."""
        return {sound(word) for row in self._case.countries for word in words(row.name)}

    @cached_property
    def roles(self) -> set[str]:
        """Words that say who somebody is, and are no name of one."""
        kinds = ("title", "office", "relation", "beside")
        return self.states.union(*map(aliases, kinds))

    @cached_property
    def capitals(self) -> dict[str, str]:
        """Skeleton of each state -> skeleton of its capital."""
        return {skeleton(row.name): skeleton(row.capital) for row in self._case.countries}

    @cached_property
    def codes(self) -> dict[str, str]:
        """Skeleton of three capital letters -> skeleton of the one state for which they stand: SRB, UKR."""
        named: dict[str, list[str]] = {}
        for row in self._case.countries:
            named.setdefault(skeleton(row.iso3), []).append(skeleton(row.name))
        return {code: states[0] for code, states in named.items() if len(code) == 3 and len(states) == 1}

    # ------------------------------------------------------------ reading

    def read_item(self, text: str) -> Reading:
        """The Reading of free text; a place, state or actor a slip away is put right."""
        said = _bare(text)
        if not skeleton(said):
            raise Unreadable("Type the answer in letters or digits.")
        form = self.form_of(said)
        if form not in self.known:
            _in_latin(said)
        if form == skeleton(said) or form not in self.known:
            return Reading(READ, said, (form,))
        return _read_as(self.known[form], form)

    def form_of(self, text: str) -> str:
        """The form of one name or thing: other names and slips of the hand are put right, "in" and "the" left out."""
        form = re.sub(r"^([a-z])(\d)$", r"\g<1>0\2", skeleton(text))  # v6 is the record v06
        if form in self.codes and form not in self.other:
            return self.codes[form]
        where = " " in text and re.fullmatch(r"(?:in|at|from|to) (?:the )?(.+)", text, re.IGNORECASE)
        for meant in (form, skeleton(where[1])) if where else (form,):
            meant = mended(meant, self.known.keys() | self.other.keys())
            meant = self.other.get(meant, meant)
            if meant in self.known:
                return meant
        return form

    def items_within(self, text: str, beside: Set[str]) -> Within:
        """((form, SAME or OPEN), …): names that a longer text may hold, and whether the rest of it changes them.

        beside: words that change nothing, besides those of `phrases`.
        """
        phrase, beside = Phrase(text, self.knows_item), {*aliases("beside"), *beside}
        form = self.form_of(text)
        alike = () if form in self.known or is_denied(words(text)) else _near(form, self.known)
        return tuple((dict.fromkeys(alike, OPEN) | self._inside(phrase, beside, self.form_of)).items())

    def _inside(self, phrase: Phrase, beside: Set[str], form_of: Callable[[str], str]) -> dict[str, str]:
        """form -> SAME or OPEN, of what a phrase may name. form_of: of its piece."""
        sort_of: dict[str, str] = {}
        for first, last in phrase.runs():
            form = form_of(phrase.piece(first, last))
            sort = phrase.around(first, last, beside, partial(self._says_no_more, form))
            if sort != ANOTHER and (form not in sort_of or sort == SAME):
                sort_of[form] = sort
        return sort_of

    def _says_no_more(self, form: str, other: str) -> bool:
        """Whether another name beside one says no more about it, as a state's capital, or the state beside a place."""
        other = self.form_of(other)
        if form in self.capitals:
            return other in (form, self.capitals[form])
        return other == form or other in self.capitals

    def read_listed_item(self, text: str) -> Reading:
        """The Reading of one item of a list: `read_item`, also where a country or the like is beside it."""
        reading = self.read_item(text)
        (form,) = reading.forms
        if form in self.known or re.fullmatch(r"[a-z]\d\d", form):
            return reading
        within = [(name, sort) for name, sort in self.items_within(reading.said, set()) if name in self.known]
        same = next((name for name, sort in within if sort == SAME), None)
        return _read_as(self.known[same], same) if same else replace(reading, within=tuple(within))

    def read_person(
        self, text: str, beside: Set[str] = frozenset(), several: str = "Type one name only."
    ) -> Reading:
        """The Reading of a person, without titles, names in any order. Unreadable for several.

        beside: words that change nothing; several: what to type where more than one is named.
        """
        said = _bare(text)
        if not words(said):
            raise Unreadable("Type a name in letters.")
        beside = {*aliases("beside"), *aliases("title"), *beside}
        phrase = Phrase(said, self.person)
        typed_words = {word.plain for word in phrase.words}
        beside |= {word for word in typed_words if sound(word) in self.states or word.endswith(_PATRONYMICS)}
        meant = {run: name for run in phrase.names if (name := self.person(phrase.piece(*run)))}
        whole = {name for run, name in meant.items() if not phrase.is_another(*run)}  # not an adviser
        if len(whole) > 1:
            raise Unreadable(several)
        typed = _person_form(said)
        if whole:
            name = whole.pop()
            form = _person_form(name)
            same = lambda other: self.person(other) == name
            sorts = {phrase.around(*run, beside, same) for run, person in meant.items() if person == name}
            if SAME not in sorts:
                return Reading(READ, said, (typed,), within=((form, OPEN),))
            return Reading(READ, name, (form,)) if form == typed else _read_as(name, form)
        notes = (A_ROLE,) if phrase.is_role() or self.asides(said)[1] else ()
        # meant: somebody else, the adviser of one, or not that one; others: a name that no table has
        others = () if meant else tuple(self._inside(phrase, beside, _person_form).items())
        if meant or is_denied(words(said)):
            return Reading(READ, said, (typed,), notes, within=others)
        return self._of_no_table(said, notes, others)

    def _of_no_table(self, said: str, notes: tuple[str, ...], others: Within) -> Reading:
        """The Reading of a name that no table has: its words without titles, and who may be meant but for the spelling."""
        _in_latin(said)
        left = [word for word in words(said) if not word.endswith(_PATRONYMICS)]
        left = [sound(word) for word in left if not {word, sound(word)} & aliases("title").keys()]
        left = left or list(map(sound, words(said)))
        near = tuple((_person_form(self.joined[alike]), OPEN) for alike in _near("".join(left), self.joined))
        return Reading(READ, said, (" ".join(sorted(left)),), notes, within=near + others)

    def person(self, text: str) -> str | None:
        """The name of the one person of the tables whose name a text is, with at most one slip; None for others."""
        typed = [sound(word) for word in words(text) if not word.endswith(_PATRONYMICS)]
        if not typed or len(typed) > 7:
            return None
        names = [name for name, parts in self.people.items() if _same_person(typed, parts)]
        if not names and set(typed).isdisjoint(aliases("title")):
            joined = self.joined if len(typed) > 1 else {**self.short, **self.joined}
            near = mended("".join(typed), joined)
            names = [joined[near]] if near in joined else []
        return names[0] if len(names) == 1 else None

    def knows_item(self, text: str) -> bool:
        """Whether the text is one name of the tables, or a record's id like v06."""
        form = skeleton(text)
        return form in self.known or form in self.other or bool(re.fullmatch(r"[a-z]\d\d?", plain(text)))

    def asides(self, text: str) -> tuple[list[str], bool]:
        """(the parts of one of several people that only say who somebody is, as "president of Belarus"; are they all?)"""
        parts = list(filter(None, map(str.strip, re.split(r"[,;()]", text))))
        asides = [part for part in parts if all({word, sound(word)} & self.roles for word in words(part))]
        return asides, bool(parts) and asides == parts

    def anybody_in(self, text: str, asked: Set[str]) -> bool:
        """Whether a text holds a name of the tables that is not in the question (its words: asked)."""
        phrase = Phrase(text, lambda piece: self.knows_item(piece) or self.person(piece))
        return any(not set(words(phrase.piece(*run))) <= asked for run in phrase.names)


names_of = cache(Names)  # the Names of a case


# ---------------------------------------------------------------- one name


def _read_as(name: str, form: str) -> Reading:
    return Reading(READ, name, (form,), (f"Read as {name}.",))


def _in_latin(text: str) -> None:
    """Unreadable for a name in letters into which none of ours can be put."""
    if not re.search("[A-Za-z0-9]", plain(text)) or re.search("[\u0370-\u052f]", text):
        raise Unreadable("Type the name in Latin letters, as the report does.")


def _near(form: str, known: Iterable[str]) -> list[str]:
    """The one known form that is most like another one, if it may be meant: Naypidow for Naypyidaw."""
    return get_close_matches(form, known, 1, 0.75) if 7 <= len(form) <= 40 else []


def _bare(text: str) -> str:
    """Tidy text on one line, without quotation marks, bullets, brackets, a full stop and a doubt (?) around it."""
    return settled(_stripped, " ".join(tidy(text).split()))


def _stripped(text: str) -> str:
    text = text.lstrip(_AROUND_ITEMS + ".").rstrip(_AROUND_ITEMS + "?!")
    if text.endswith(".") and text[-4:-1].replace("_", "a").isalnum() and len(text) > 3:  # but not of U.S.
        text = text[:-1]
    if text.startswith("(") and text.endswith(")") and not {"(", ")"} & set(text[1:-1]):
        text = text[1:-1]
    return tidy(text)


_AROUND_ITEMS = ' -*•·‣▪,;:>"“”„«»'


# ---------------------------------------------------------------- people

_PATRONYMICS = ("ovich", "evich", "ovitch", "evitch", "ovna", "evna")


def _person_form(name: str) -> str:
    """The words of a name by sound, in one order."""
    return " ".join(sorted(map(sound, words(name))))


def _same_person(typed: Sequence[str], parts: Sequence[str]) -> bool:
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

_STRONG = r"[\n;|•·‣▪]|(?:^|(?<=\s))\(?\d\d?[.)](?=\s)"
_WEAK = r"(?i)\s*,\s*(?:(?:and|&|also)\s+)*|\s+(?:and also|and|&|\+|plus|as well as|together with)\s+|\s*[/+&]\s*|\s+-+\s+"


def list_items(text: str, known: Known) -> list[str]:
    """The items of a list: cut at lines, semicolons and bullets, else at commas and "and"."""
    pieces = list(filter(None, map(_bare, re.split(_STRONG, tidy(text)))))
    items: list[str] = []
    for piece in pieces:
        parts = _parts(piece, known)  # one of several lines stays one, unless all its parts are known
        items += parts if len(pieces) == 1 or all(map(known, parts)) else [piece]
    return items


def _parts(piece: str, known: Known) -> list[str]:
    """A piece cut at commas, "and" and the like; the longest run that is a known name stays one."""
    result = [_bare(part) for part, _ in _known_runs(piece, _WEAK, known)]
    result = [re.sub(r"(?i)^(?:and|both) (?=.)", "", part) for part in result if part]
    if len(result) > 1 or not result:
        return result
    by_words = list(_known_runs(result[0], r"\s+", known))  # "Russia China Serbia"
    return [part for part, _ in by_words] if all(is_known for _, is_known in by_words) else result


def _known_runs(text: str, cuts: str, known: Known) -> Iterable[tuple[str, Any]]:
    """(part, is it known?) of a text that is cut at a pattern, but not within a known name."""
    pieces = between(cuts, text)

    def part(first: int, last: int) -> str:
        return text[pieces[first][0] : pieces[last - 1][1]]

    for first, last, is_known in longest(len(pieces), 5, lambda *run: known(part(*run))):
        yield part(first, last), is_known
