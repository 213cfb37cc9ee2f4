"""When something was handed in, as names, notes and exports of platforms tell it."""

import re
from datetime import datetime

from aftercoup.answers.language.words import number_words, plain
from aftercoup.dates import MONTHS

_WORD = r"(?P<{}>[^\W\d]+)\.?,?"
_DAY = r"(?P<{}>\d{{1,2}})\.?,?"
# As Moodle's language packs write it: "samedi 28 novembre 2026, 12:15", "28 de novembro de 2026 às 12:15",
# "28. November 2026"; and Brightspace: "Nov 28, 2026 1215 PM"
_IN_WORDS = re.compile(
    rf"(?:{_DAY.format('day')} (?:de )?{_WORD.format('month')}|{_WORD.format('month_')} {_DAY.format('day_')}),? "
    r"(?:de )?(?P<year>\d{4})\D*(?P<hour>\d{1,2}):?(?P<minute>\d\d) ?(?P<half>[AP]M)?$",
    re.IGNORECASE,
)


def iso(*parts: int) -> str:
    """Year, month, day, hour, minute, second as ISO time; "" where there is no such time."""
    try:
        return str(datetime(*parts))  # type: ignore[arg-type]  # mypy takes the last of any number for a time zone
    except (ValueError, TypeError):
        return ""


def in_words(words: str) -> str:
    """A time such as "Nov 14, 2025 342 PM" or "Friday, 14 November 2025, 15:42", also with the months of other
    languages (data/aliases.csv), as ISO time; "" where it has another form."""
    match = _IN_WORDS.search(" ".join(words.split()))
    english = {name[:length].casefold(): n for n, name in enumerate(MONTHS, 1) for length in (3, len(name))}
    months = english | number_words("month")
    month = months.get(plain(match["month"] or match["month_"])) if match else None
    if not match or not month:
        return ""
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].upper() == "PM" else 0)
    return iso(int(match["year"]), month, int(match["day"] or match["day_"]), hour, int(match["minute"]))
