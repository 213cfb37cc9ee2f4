"""Record ids in text: which records a sentence of a lesson cites."""

import re
from collections.abc import Iterable, Iterator

from aftercoup import tables

SHORT_ID = r"\b(?:[ceknmsuvw]\d{2,3}|h\d)\b"
# Tables whose records are cited by longer keys, like (egypt-2013) or (A/RES/ES-11/1), in round brackets only.
KEYED = ("coups", "sources", "resolutions")
_LOOKS_LIKE_KEY = r"[cehkmnsuvw]\d+|[a-z][a-z0-9]*(?:-[a-z0-9.]+)*-\d{2,4}(?:-\d{2})*|A/RES/[\w/-]+"


def cited_ids(text: str, case: tables.Case | None = None) -> list[str]:
    """The record ids in a text, each once and in order.

    Short ids like c16 count anywhere, longer keys only in round brackets. A word in brackets that only looks
    like an id or a longer key is returned as well, so that a misspelt one can be found.
    """
    cited = [(match.start(), match[0]) for match in re.finditer(SHORT_ID, text)]
    for group in re.finditer(r"\(([^()]*)\)", text):
        for part in re.split(r"[,;]", group[1]):
            part = part.strip()
            known = any(part in tables.case(case).index(name) for name in KEYED)
            if known or re.fullmatch(_LOOKS_LIKE_KEY, part):
                cited.append((group.start(), part))
    return list(dict.fromkeys(record_id for _, record_id in sorted(cited, key=lambda pair: pair[0])))


def unknown(text: str, case: tables.Case | None = None, more: Iterable[str] = ()) -> Iterator[str]:
    """A sentence on each id that a text cites, or of `more`, and that no record has."""
    for record_id in [*more, *cited_ids(text, case)]:
        try:
            cited_record(record_id, case)
        except tables.UnknownName as problem:
            yield str(problem)


def cited_record(record_id: str, case: tables.Case | None = None) -> tables.Record:
    """The record that a lesson means by an id. tables.UnknownName, with the nearest ids, if there is none."""
    for name in KEYED:
        if record_id in tables.case(case).index(name):
            return tables.record(record_id, name, case)
    return tables.record(record_id, case=case)
