"""Times as precise as they are known, with the names of months and weekdays."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


@dataclass(frozen=True, order=True, repr=False, slots=True)
class When:
    """A time as precise as it is known. Ordered by start.

    start, end: first and last day (datetime.date, both inclusive).
    precision: "day", "month", "year" or "interval".  text: as it stands in the table.
    ``str(when)`` reads "7 September 2022", "July 2022", "2018" or "20–28 June 2021".
    """

    start: date
    end: date
    precision: str
    text: str

    def __repr__(self) -> str:
        return f"When.parse({self.text!r})"

    @classmethod
    def parse(cls, text: str) -> "When":
        """Read "2022", "2022-07", "2022-07-10" or an interval "a/b" of these. ValueError if it is none."""
        first, slash, last = text.partition("/")
        if not slash:
            return cls(*_days(text), text)
        start, end = _days(first)[0], _days(last)[1]
        if end < start:
            raise ValueError(
                f"{last} comes before {first}, but an interval runs from the earlier to the later date"
            )
        return cls(start, end, "interval", text)

    @property
    def weekday(self) -> str | None:
        """ "Wednesday" when the day is known, else None."""
        return WEEKDAYS[self.start.weekday()] if self.precision == "day" else None

    def __str__(self) -> str:
        first, _, last = self.text.partition("/")
        a, b = _words(first), _words(last or first)
        if a == b:
            return " ".join(a)
        if len(a) == len(b):  # say a shared year, or month and year, only once
            a = a[: max(place for place, word in enumerate(a) if word != b[place]) + 1]
        return " ".join(a) + ("–" if len(a) == 1 else " – ") + " ".join(b)


def _days(text: str) -> tuple[date, date, str]:
    """(first day, last day, precision) of a year, month or day in ISO form."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(f"{text!r} is not a date like 2022, 2022-09 or 2022-09-07")
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    try:
        first = date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no such date: {text} (year, month, day)") from None
    if len(text) == 10:
        return first, first, "day"
    if len(text) == 7:
        return first, date(year, month, monthrange(year, month)[1]), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


def _words(text: str) -> list[str]:
    """["7", "September", "2022"] for "2022-09-07", without what is not known."""
    year, *rest = text.split("-")
    return [str(int(day)) for day in rest[1:]] + [MONTHS[int(month) - 1] for month in rest[:1]] + [year]
