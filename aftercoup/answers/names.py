"""The names that answers may hold: people, organisations, states and places of a case, as in the tables.

Readers look a typed name up here, by its sound or its skeleton. To find these forms for a whole case takes
longer than to mark a small class, so each is found when it is first asked for, and `marking.kept` keeps them.
"""

from contextlib import contextmanager
from functools import cache, cached_property

from aftercoup.answers.words import skeleton, sound, words

_OTHER_NAMES = {
    "US": "United States",
    "USA": "United States",
    "U.S.": "United States",
    "U.S.A.": "United States",
    "United States of America": "United States",
    "America": "United States",
    "UK": "United Kingdom",
    "U.K.": "United Kingdom",
    "Britain": "United Kingdom",
    "Great Britain": "United Kingdom",
    "PRC": "China",
    "People's Republic of China": "China",
    "Russian Federation": "Russia",
    "Burma": "Myanmar",
    "Turkey": "Türkiye",
    "Ivory Coast": "Côte d'Ivoire",
    "DPRK": "North Korea",
    "Bosnia and Herzegovina": "Bosnia",
    "Republic of Serbia": "Serbia",
    "UN": "United Nations",
    "U.N.": "United Nations",
    "EU": "European Union",
    "USSR": "Soviet Union",
    "Rangoon": "Yangon",
    "Nay Pyi Taw": "Naypyidaw",
    "UNSC": "UN Security Council",
    "United Nations Security Council": "UN Security Council",
    "UNGA": "UN General Assembly",
    "United Nations General Assembly": "UN General Assembly",
    "EEF": "Eastern Economic Forum",
    "SAC": "State Administration Council",
    "NLD": "National League for Democracy",
    "NUG": "National Unity Government",
    "AP": "Associated Press",
    "RIA": "RIA Novosti",
    "ASEAN": "Association of Southeast Asian Nations",
}


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
        names += _OTHER_NAMES.values()
        return {skeleton(name): name for name in names if name}

    @cached_property
    def other(self):
        """Skeleton of another name -> skeleton of the name that is meant."""
        return {skeleton(other): skeleton(name) for other, name in _OTHER_NAMES.items()}

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
    from aftercoup import tables  # only here: who brings names needs no table

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
