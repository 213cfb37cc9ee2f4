"""Dates as people type them -> ISO text of the same precision: a day, a month, a year, or a span of time.

Why own code: it runs in a student's browser, where dateparser cannot (it needs the compiled package regex;
its `period` does tell how exact a date is). dateutil runs there, but gives a full day for "Sept 2022": it
fills in what is missing from today's date, and so loses how exact an answer is.

The rule for 07/09/2022: the day comes first, so this is 7 September 2022. Where both numbers could be a
month and they differ, a note says so. 09/13/2022 can only have the month first, and is read that way. A
two-digit year is one of 2000 to 2049 or of 1950 to 1999.
"""

import contextlib
import re
from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.reading import NOT_YET, READ, Reading, Verdict, verdict
from aftercoup.answers.language.words import Unreadable, aliases, number_words, plain, slip, spelled, tidy
from aftercoup.dates import MONTHS, WEEKDAYS, When

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
_SPAN = {"to", "until", "till", "through", "thru", "up to", "..", ";"}
EXAMPLE = "Type a date as in 24 March 1999, March 1999 or 1999."
_NO_YEAR = "The year is missing: type it with four digits, as in 24 March 1999."
_NO_DAY = "A weekday alone is no date: work out which day it was, and type it as in 24 March 1999."
_ONE = "Type one date, or the first and the last day, as in 24 March 1999 to 9 June 1999."

Token = tuple[str, str]  # (kind, text); y, m and d stand for year, month and day in the order typed
_TOKEN = re.compile(
    r"(?P<ymd>(?<!\d)\d{4}(?P<a>[-/. ])\d\d?(?P=a)\d\d?(?!\d))"
    r"|(?P<dmy>(?<!\d)\d\d?(?P<b>[-/. ])\d\d?(?P=b)(\d{4}|\d\d)(?!\d))"
    r"|(?P<my>(?<!\d)\d\d?[-/.]\d{4}(?!\d))"
    r"|(?P<ym>(?<!\d)\d{4}[-/.]\d\d?(?!\d))"
    r"|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<sign>\.\.+|[-/;])|(?P<other>\S)"
)


@dataclass(slots=True)
class _DateParts:
    """What is said of one date. lone: a number alone, which the other end of a span explains."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    lone: int | None = None
    notes: tuple[str, ...] = ()

    def add_in_numbers(self, kind: str, value: str) -> None:
        """Take a date in numbers, or a month of a year."""
        numbers = [*map(int, re.split(r"\D", value))]
        if kind in ("ymd", "ym"):
            self.year, self.month, self.day = (*numbers, None)[:3]
        elif kind == "my":
            self.month, self.year = numbers
        else:
            day, month, self.year = numbers
            if self.year < 100:
                self.add_short_year(self.year)
            swapped = month > 12 >= day
            self.day, self.month = (month, day) if swapped else (day, month)
            if "." not in value and not swapped and 1 <= month <= 12 and day <= 12 and day != month:
                first = f"The day comes first here, so it is {day} {MONTHS[month - 1]} {self.year}."
                read = f"{value} can be read in two ways. {first}"
                self.notes += (f"{read} Type the month as a word to be sure.",)

    def add_short_year(self, short: int) -> None:
        self.year = _century(short)
        self.notes += (f"The year was read as {self.year}.",)

    def add_word(self, word: str) -> None:
        """Take one more word. Unreadable where it has no place in a date."""
        if word in aliases("date-about"):
            self.notes += (f"The word {word!r} was left out.",)
        elif word in aliases("date-filler"):
            pass
        elif month := _named(word, _MONTHS | number_words("month"), 3):
            if self.month:
                raise Unreadable(_ONE)
            self.month = month
        elif self.weekday is None and (weekday := _named(word, _WEEKDAYS, 2)) is not None:
            self.weekday = weekday
        elif word in aliases("date-bound"):
            raise Unreadable(f"Type the date alone: “{word}” makes another one of it.")
        else:
            raise Unreadable(_ONE if word in ("and", "or") else EXAMPLE)

    def add_numbers(self, numbers: list[str]) -> None:
        """Take numbers that stand alone: a year, a day, a year of two digits behind the day."""
        years = [int(number) for number in numbers if len(number) == 4 and "1000" <= number <= "2999"]
        short = [int(number) for number in numbers if len(number) <= 2]
        if len(years) + len(short) < len(numbers) or len(years) + bool(self.year) > 1:
            raise Unreadable(EXAMPLE if len(years) < 2 else _ONE)
        self.year = years[0] if years else self.year
        if short and self.day is None and (self.month or self.year):
            self.day = short.pop(0)
        elif len(short) == 1 and self.day is None:
            self.lone = short.pop()
        if short and self.year is None and self.month and len(numbers[-1]) == 2:
            self.add_short_year(short.pop(0))
        if short:
            raise Unreadable(_ONE)

    @property
    def iso(self) -> str:
        """The ISO text. Unreadable, with the reason, where something is missing or the day does not exist."""
        year, month, day = self.year, self.month, self.day
        if year is None:
            raise Unreadable(_NO_YEAR if month or self.lone else EXAMPLE if self.weekday is None else _NO_DAY)
        if day is not None and month is None:
            raise Unreadable("The month is missing: type it as a word, as in 24 March 1999.")
        if year < 1000:
            raise Unreadable(EXAMPLE)
        if month is not None and not 1 <= month <= 12:
            raise Unreadable(f"There is no month {month}: type the month as a word, as in 24 March 1999.")
        if month is not None and day is not None:
            name, last = MONTHS[month - 1], monthrange(year, month)[1]
            if not 1 <= day <= last:
                raise Unreadable(f"There is no {day} {name} {year}: this {name} has {last} days.")
        return "-".join(f"{number:02}" for number in (year, month, day) if number is not None)

    def remarks(self) -> tuple[str, ...]:
        """The notes, with one more where the weekday does not fit the day."""
        when, typed = When.parse(self.iso), WEEKDAYS[self.weekday or 0]
        if self.weekday is None or when.weekday in (None, typed):
            return self.notes
        return (*self.notes, f"{when} was a {when.weekday}, not a {typed}.")


# precision -> how long the ISO text of a date, or of each end of an interval, must be at least
_LENGTHS = {"day": 10, "month": 7, "year": 4, "interval": 10}
PRECISIONS = tuple(_LENGTHS)


@dataclass(frozen=True, slots=True)
class Date(Field):
    """A date or a span of time, as exact as it is asked for."""

    kind: Literal["date"] = option("a date", "date")
    precision: str = option("how exact the answer must be", "", PRECISIONS)

    def value(self, text: str, names: Names) -> Reading:
        form, said, notes = read_date(text)
        return Reading(READ, said, (form,), notes)

    def why_wrong(self, reading: Reading, key: Key) -> Verdict | None:
        """Too coarse, too fine, or day and month exchanged; None for other wrong dates."""
        ends = reading.forms[0].split("/")
        asked = _LENGTHS.get(self.precision, 0)
        if min(map(len, ends)) < asked:
            return verdict(0, "coarser")
        if self.precision == "interval" or len(ends) > 1 and not self.precision:
            return None
        if len(ends) > 1:
            shared = {end[:asked] for end in ends}
            if len(shared) > 1:
                return verdict(0, "coarser")
            return verdict(0, "finer") if key.which(shared.pop()) is not None else None
        (form,) = ends
        if asked < len(form) and any(key.which(form[:length]) is not None for length in (7, 4)):
            return verdict(0, "finer")
        if len(form) == 10:
            year, month, day = form.split("-")
            if day != month and int(day) <= 12 and key.which(f"{year}-{day}-{month}") is not None:
                says = "Not yet: day and month may be exchanged. Type the month as a word."
                return Verdict(NOT_YET, 0.0, "swapped", says)
        return None


def read_date(text: str) -> tuple[str, str, tuple[str, ...]]:
    """(ISO form, the date in words, notes) of a typed date. Unreadable, with what to type, if it is none.

    The form is "2022-09-07", "2022-09", "2022", or two of these with "/" between for a span of time. In two lines
    stands one date, or the first and the last day.
    """
    if "\n" in text:
        with contextlib.suppress(Unreadable):
            return read_date(text.replace("\n", " "))
    tokens = _tokens(text)
    # the first letter of each kind, y for a year: 21-22 January is nsnw, where 22 is no year
    kinds = "".join("y" if kind == "number" and len(value) > 2 else kind[0] for kind, value in tokens)
    try:
        if "nsnw" in kinds:
            raise Unreadable(_NO_YEAR)
        ends = [_parts_of(tokens)]
        iso = ends[0].iso
    except Unreadable as problem:
        spans = _spans(tokens)
        if len(spans) != 1:
            days = sum(kind in ("ymd", "dmy") for kind, _ in tokens)
            raise Unreadable(_ONE if spans or days > 1 else str(problem)) from None
        iso, ends = spans.popitem()
    try:
        when = When.parse(iso)
    except ValueError:
        says = "The end comes before the beginning: type the first day, then the last day."
        raise Unreadable(says) from None
    said = f"{when}, a {when.weekday}" if when.weekday else str(when)
    return iso, said, tuple(dict.fromkeys(note for end in ends for note in end.remarks()))


def _tokens(text: str) -> list[Token]:
    """[(kind, text)] of a typed date; words for numbers are numbers, times of day are gone."""
    text = re.sub(r"(?<![\w.])['’‘ʼ](\d\d)(?!\w)", lambda m: f" {_century(m[1])} ", tidy(text))  # '22
    text = plain(text).replace("\n", " ; ").replace("_", " ")
    dashed = lambda match: "-".join(filter(None, match.groups()))  # 2022年8月7日, 2022년 8월
    text = re.sub(r"(\d{4}) ?[年년] ?(\d\d?) ?[月월](?: ?(\d\d?) ?[日号일])?", dashed, text)
    time = r"[t ]+\d\d:\d\d(:\d\d)?(\.\d+)?(z|[+-]\d\d:?\d\d)?"  # of ISO, with its zone
    text = re.sub(rf"(\d{{4}}-\d\d-\d\d){time}", r"\1", text)
    text = re.sub(r"\b\d\d?([:.]\d\d)? ?[ap]\.?m\b\.?|\b\d\d?:\d\d\b", " ", text)  # 3 p.m., 15:30
    text = re.sub(r"\b[a-z]\d{2,3}\b:?", " ", text)  # the id of a record, e05
    text = re.sub(r"(?<!\d)([12]\d{3})([01]\d)([0-3]\d)(?!\d)", r"\1-\2-\3", text)  # 20220907
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", " ", text)
    text = re.sub(r"(?<=ty)-(?=[a-z])", " ", text)  # twenty-two
    text = re.sub(r"\bup to\b", "to", text)
    if re.search("[a-z]{3}", text):
        text = " ".join(spelled(re.findall(r"[^\W\d_]+|[^a-z\s]+|\S", text)))
    text = re.sub(r"(?<=\d) (?=[./]\d)|(?<=\d[./]) (?=\d)", "", text)  # 7. 9. 2022
    tokens = []
    for match in _TOKEN.finditer(text):
        value = match[0]
        kind = next(name for name, part in match.groupdict().items() if part and len(name) > 1)
        if kind == "ym" and not 1 <= int(value[5:]) <= 12:  # 2021-22 and 2021/22 are two years
            tokens += [("number", value[:4]), ("sign", "-"), ("number", value[:2] + value[5:].zfill(2))]
        elif kind == "word" and value in _SPAN:
            tokens.append(("sign", value))
        elif kind != "other" or value not in ".,()[]:!?":
            tokens.append((kind, ".." if value.startswith("..") else value))
    return tokens


def _century(short: str | int) -> int:
    """The year of two digits: 2000 to 2049, or 1950 to 1999."""
    return int(short) + (2000 if int(short) < 50 else 1900)


def _parts_of(tokens: list[Token]) -> _DateParts:
    """The _DateParts of tokens that hold one date, perhaps not all of it. Unreadable if more, or none."""
    part, numbers = _DateParts(), list[str]()
    for kind, value in [token for token in tokens if token not in (("sign", "-"), ("sign", "/"))]:
        if kind in ("ymd", "dmy", "my", "ym"):
            if part.year or part.month or numbers:
                raise Unreadable(_ONE)
            part.add_in_numbers(kind, value)
        elif kind == "number":
            numbers.append(value)
        elif kind == "word":
            part.add_word(value)
        else:
            raise Unreadable(EXAMPLE)
    part.add_numbers(numbers)
    return part


def _named(word: str, names: dict[str, int], least: int) -> int | None:
    """The number of the one name that begins with the word, or is one slip away; None if there is none."""
    begun = {number for name, number in names.items() if len(word) >= least and name.startswith(word)}
    near = {number for name, number in names.items() if len(word) >= 5 and slip(word, name)}
    meant = begun or near
    return meant.pop() if len(meant) == 1 else None


def _spans(tokens: list[Token]) -> dict[str, list[_DateParts]]:
    """ISO text -> both ends of each span of time into which the tokens can be cut at a sign or word for one."""
    spans: dict[str, list[_DateParts]] = {}
    both = ("word", "between") in tokens or ("word", "from") in tokens
    for index, token in enumerate(tokens):
        if token[0] != "sign" and not (both and token == ("word", "and")):
            continue
        try:
            first, last = _parts_of(tokens[:index]), _parts_of(tokens[index + 1 :])
            ends = [_filled(first, last), _filled(last, first)]
            spans.setdefault("/".join(dict.fromkeys(end.iso for end in ends)), ends)
        except Unreadable:
            continue
    return spans


def _filled(part: _DateParts, other: _DateParts) -> _DateParts:
    """An end of a span with the year, and beside a day the month, that only the other end says."""
    if not (part.day or part.month or part.lone or part.year and (other.year or other.lone)):
        raise Unreadable(_ONE)  # a weekday alone, or the year of the other end, ends no span
    part, other = _explained(part, other), _explained(other, part)
    month = other.month if part.day is not None and part.month is None else part.month
    return replace(part, year=part.year or other.year, month=month)


def _explained(part: _DateParts, other: _DateParts) -> _DateParts:
    """A number alone is a day beside a day, a month beside a month, and else a year of two digits."""
    if part.lone is None:
        return part
    if other.day is not None or other.lone is not None or other.month is not None and part.lone > 12:
        return replace(part, lone=None, day=part.lone)
    if other.month is not None:
        return replace(part, lone=None, month=part.lone)
    return replace(part, lone=None, year=_century(part.lone))
