"""Words and numbers as charts write them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from aftercoup import tables
from aftercoup.dates import MONTHS, When


def capital(words: str) -> str:
    """The same words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]


def named(state: str) -> str:
    """A state as it is called within a sentence: "the United States"."""
    return "the " * state.startswith("United") + state


# State -> the year of the coup since which the envoy of the government that it ousted casts its votes at the United
# Nations (r75_287, v12, u12).
_OUSTED = {"MMR": 2021}


def by_envoy(iso3: str, year: int = 0, said: str = " ({})") -> str:
    """Who cast a state's votes at the United Nations since its coup of this year (0: of any), if that was the ousted
    envoy: a number about him is not one about those who rule. Else "". said: the words around his name."""
    return said.format("ousted envoy") if iso3 in _OUSTED and year in (0, _OUSTED[iso3]) else ""


ENVOY = by_envoy("MMR", said=" Myanmar since 2021: votes of the {}.")  # said under each picture of votes


def cut(text: str, most: int) -> str:
    """A name of at most so many letters, the rest left away."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number(value: float, digits: int = 2, sign: bool = False) -> str:
    """A number as people read it: a half rounded away from zero as by hand (5/8 is 0.63), a true minus, no sign before a zero."""
    shown = Decimal(round(value, 9)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return "+" * (sign and shown > 0) + f"{shown or abs(shown)}".replace("-", "\N{MINUS SIGN}")


def full_date(day: date) -> str:
    """ "7 September 2022"."""
    return str(When.parse(day.isoformat()))


def short_date(when: When) -> str:
    """A date for a label: "7 Sep 2022", "20–28 Jun 2021", "Feb – Mar 2021", "2018"."""
    text = str(when)
    for month in MONTHS:
        text = text.replace(month, month[:3])
    return text


def month_name(day: date) -> str:
    """The month of a day for an axis: "Apr", and in January with the year below it."""
    name = MONTHS[day.month - 1][:3]
    return f"{name}\n{day.year}" if day.month == 1 else name


def month_of(day: date, apart: str = " ") -> str:
    """The month of a day with its year: "Apr 2022"."""
    return f"{MONTHS[day.month - 1][:3]}{apart}{day.year}"


def months(first: date, last: date) -> list[date]:
    """The first day of each month from that of `first` to that of `last`."""
    count = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(n // 12, n % 12 + 1, 1) for n in count]


def year_of(day: date) -> float:
    """A day as a year and its part, for a scale of years: 2021.09."""
    return day.year + day.timetuple().tm_yday / 366


def yes_no(on: object) -> str:
    """A facet or a cell of a table that is "yes" or "no"."""
    return "yes" if on else "no"


def publishers(record: Any, case: tables.Case | None = None) -> str:
    """Who published the sources of a record, each once."""
    return "; ".join(dict.fromkeys(source.publisher for source in tables.sources_of(record, case)))


def cited(*records: Any, case: tables.Case | None = None) -> tuple[str, ...]:
    """The sources of some records, or sources themselves, as they are cited, each once: publisher, title, date and id."""
    of = lambda record: [record] if record.table == "sources" else tables.sources_of(record, case)
    sources = [source for record in records for source in of(record)]
    parts = ((s.publisher, s.title_or_description, s.published, s.id) for s in sources)
    return tuple(dict.fromkeys(", ".join(map(str, filter(None, part))) for part in parts))
