"""Reading a lesson's Markdown: its sentences, the record ids in them, and whether numbers and dates agree.

A sentence that cites records, like "They met on a Wednesday (c16).", is compared with these records:
every number and every date in it must stand there, or follow from there (the time between two dates, how
many records are named, how many items a list of a record has).
"""

from __future__ import annotations

import datetime
import itertools
import re

from aftercoup import tables
from aftercoup.teach.content.citations import cited_ids, cited_record

MONTHS = ("January February March April May June July August September October November December").split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: number for number, word in enumerate(_SMALL, 2)}
for _ten, _word in enumerate(_TENS, 2):
    NUMBER_WORDS[_word] = _ten * 10
    for _unit, _name in enumerate("one two three four five six seven eight nine".split(), 1):
        NUMBER_WORDS[f"{_word}-{_name}"] = _ten * 10 + _unit

_MONTH = f"(?:{'|'.join(MONTHS)})"
_DATE_PATTERNS = [  # each gives the dates of one way of writing, as ISO text; a missing year is "????"
    (r"\b(\d{4}-\d{2}(?:-\d{2})?)\b", lambda m: [m[1]]),
    (
        rf"\b(\d{{1,2}})(?:–|-| to | and )(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b",
        lambda m: [_iso(m[4], m[3], m[1]), _iso(m[4], m[3], m[2])],
    ),
    (
        rf"\b(\d{{1,2}})(?:–|-| to | and )(\d{{1,2}}) ({_MONTH})\b",
        lambda m: [_iso("????", m[3], m[1]), _iso("????", m[3], m[2])],
    ),
    (rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b", lambda m: [_iso(m[3], m[2], m[1])]),
    (rf"\b({_MONTH}) (\d{{1,2}}), (\d{{4}})\b", lambda m: [_iso(m[3], m[1], m[2])]),
    (rf"\b(\d{{1,2}}) ({_MONTH})\b", lambda m: [_iso("????", m[2], m[1])]),
    (rf"\b({_MONTH}) (\d{{4}})\b", lambda m: [_iso(m[2], m[1])]),
    (
        r"(?i:\b(?:in|of|since|until|by|from|to|early|late|mid|and|or|during|that|the))"
        rf"[ -]({_MONTH})\b(?! \d)",
        lambda m: [_iso("????", m[1])],
    ),
    (r"(?<![\d,.])\b((?:19|20)\d{2})[–-]((?:19|20)\d{2})\b", lambda m: [m[1], m[2]]),
    (r"(?<![\d,.])\b((?:19|20)\d{2})s?\b(?![\d/]|,\d|\.\d)", lambda m: [m[1]]),
]
_NUMBER = re.compile(
    r"(?<![\w/.,-])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:st|nd|rd|th)?(?![\w/])(?!-\w)"
    rf"|(?<![\w-])(?P<word>{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?![\w])"
    r"(?:(?=-(?:day|week|month|year))|(?!-\w))",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[ -](?:complete |full |whole )?(day|week|month|year)s?\b")
_FREE_BEFORE = re.compile(
    r"\b(?:lessons?|cells?|steps?|questions?|key points?|figures?|rows?)[ -]$", re.IGNORECASE
)
_FREE_AFTER = re.compile(r"^[ -]minutes?\b")
_PARAGRAPH = re.compile(r"\b[Pp]aragraphs? ((?:\d{1,2}(?:, | and | to | or )?)+)")


def _iso(year, month, day=None):
    text = f"{year}-{MONTHS.index(month) + 1:02d}"
    return text if day is None else f"{text}-{int(day):02d}"


def blocks(markdown):
    """The paragraphs, list items, table rows and summaries of Markdown, without markup, headings and code."""
    markdown = re.sub(r"^```.*?^```", "\n", markdown, flags=re.DOTALL | re.MULTILINE)
    markdown = re.sub(r"</?(?:details|summary|br)\b[^>]*>", "\n\n", markdown)
    markdown = re.sub(r"^#{1,6} .*$", "\n", markdown, flags=re.MULTILINE)
    markdown = re.sub(r"^(?=\s*(?:[-*+]|\d+\.) )|(?=^\|)", "\n", markdown, flags=re.MULTILINE)
    for block in re.split(r"\n\s*\n", markdown):
        text = re.sub(r"^\s*(?:[-*+]|\d+\.) ", "", block.strip())
        text = plain(text)
        if re.search(r"\w", text):
            yield text


def plain(text):
    """Markdown text without its markup: code spans gone, links as their words."""
    text = re.sub(r"`[^`]*`", " … ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)?\)", r"\1", text)
    text = re.sub(r"<[^<>]+>", "", text)
    text = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def sentences(markdown):
    """All sentences of Markdown, as plain text."""
    for block in blocks(markdown):
        protected = re.sub(r"\b(Mr|Mrs|Ms|Dr|No|e\.g|i\.e|vs|St)\. ", "\\1.\0", block)
        yield from (
            part.replace("\0", " ")
            for part in re.split(r"(?<=[.?!])[\"”’')]*\s+(?=[\"“‘'(]?[A-Z0-9])", protected)
            if part.strip()
        )


class Facts:
    """What the records cited in one sentence hold: numbers, dates (ISO text), weekdays and words."""

    def __init__(self, records):
        self.numbers, self.dates, self.paragraphs, self.text = {len(records)}, set(), set(), ""
        for record in records:
            for name, value in record.as_dict().items():
                self._add(record, name, value)
        for text in self.dates_in_text(self.text):
            self.dates.add(text)
        self.numbers |= {number for number, _ in numbers(self.text)}
        self.weekdays = {
            WEEKDAYS[datetime.date.fromisoformat(date).weekday()]
            for date in self.dates
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date)
        }
        self.weekdays |= {day for day in WEEKDAYS if day in self.text}

    def _add(self, record, name, value):
        if name == "paragraph":
            self.paragraphs.add(value)
        elif record.table == "counts" and name == "rule":
            return
        elif isinstance(value, bool) or value is None:
            return
        elif isinstance(value, (int, float)):
            self.numbers.add(value)
        elif isinstance(value, datetime.date):
            self.dates.add(value.isoformat())
        elif isinstance(value, tables.When):
            self.dates |= set(value.text.split("/"))
        elif isinstance(value, tuple):
            self.numbers.add(len(value))
            self.numbers |= {item for item in value if isinstance(item, (int, float))}
        elif isinstance(value, str) and not tables.field(record.table, name).refers_to:
            self.text += f" {value}."

    @staticmethod
    def dates_in_text(text):
        """The dates that stand in words in a text."""
        return [date for date in dates(text)[0] if "?" not in date]

    def has_date(self, date):
        """Whether a date in prose is one of the dates, a coarser form of one, or in a text without year."""
        if any(self._fits(date, known) for known in self.dates):
            return True
        return date in dates(self.text)[0]

    @staticmethod
    def _fits(date, known):
        if date.startswith("????"):
            return known[4:].startswith(date[4:])
        return known.startswith(date)

    def spans(self, unit, until=()):
        """Complete days, weeks, months or years between two of the dates (and up to further ones)."""
        found = set()
        for pair in itertools.combinations(sorted(self.dates | set(until)), 2):
            found |= complete_units(*pair, unit)
        return found


def complete_units(first, second, unit):
    """Complete units of time from one ISO date to a later one, as a set (empty where it cannot be said)."""
    a, b = ([int(part) for part in date.split("-")] for date in (first, second))
    if unit in ("day", "week"):
        if len(a) < 3 or len(b) < 3:
            return set()
        days = (datetime.date(*b) - datetime.date(*a)).days
        return {days if unit == "day" else days // 7}
    if unit == "month" and min(len(a), len(b)) < 2:
        return set()
    months = (b[0] - a[0]) * 12
    if min(len(a), len(b)) >= 2:
        months += b[1] - a[1]
    if min(len(a), len(b)) == 3 and b[2] < a[2]:
        months -= 1
    return {months if unit == "month" else months // 12}


def dates(text):
    """The dates in a text as ISO text ("????-09-07" without a year), and the text with them blanked out."""
    found = []
    for pattern, read in _DATE_PATTERNS:
        for match in re.finditer(pattern, text):
            found += read(match)
        text = re.sub(pattern, lambda match: " ~" + " " * (len(match[0]) - 2), text)
    return found, text


def numbers(text):
    """The numbers in a text outside its dates, each with its unit of time or None."""
    text = dates(text)[1]
    found = []
    for match in _NUMBER.finditer(text):
        if _FREE_BEFORE.search(text[: match.start()]) or _FREE_AFTER.search(text[match.end() :]):
            continue
        unit = _UNIT.match(text, match.end())
        if match["digits"]:
            number = float(match["digits"].replace(",", ""))
            number = int(number) if number.is_integer() else number
        else:
            number = NUMBER_WORDS[match["word"].lower()]
        found.append((number, unit and unit[1]))
    return found


def disagreements(sentence, case=None):
    """What a sentence says that the records it cites do not hold: plain statements, none when all agrees."""
    ids = cited_ids(sentence, case)
    if not ids:
        return []
    records, problems = [], []
    for record_id in ids:
        try:
            records.append(cited_record(record_id, case))
        except KeyError:
            problems.append(f"there is no record {record_id}")
    if problems:
        return problems
    facts = Facts(records)
    published = tables.case(case).about.published
    words = sentence
    for record_id in ids:
        words = words.replace(record_id, "")
    for match in _PARAGRAPH.finditer(words):
        for paragraph in re.findall(r"\d+", match[1]):
            if facts.paragraphs and paragraph not in facts.paragraphs:
                problems.append(f"no cited claim stands in paragraph {paragraph}")
    words = _PARAGRAPH.sub(" ", words)
    problems += [
        f"the date {date} is not in {', '.join(ids)}" for date in dates(words)[0] if not facts.has_date(date)
    ]
    problems += [
        f"no date of {', '.join(ids)} is a {day}"
        for day in WEEKDAYS
        if day in words and day not in facts.weekdays
    ]
    for number, unit in numbers(words):
        if number in facts.numbers or unit and number in facts.spans(unit, until=[published.text]):
            continue
        problems.append(f"the number {number}{' ' + unit + 's' if unit else ''} is not in {', '.join(ids)}")
    return problems


def uncited(sentence):
    """Why a sentence should cite a record and does not, or an empty text."""
    if cited_ids(sentence):
        return ""
    if any(re.match(r"\d{4}", date) for date in dates(sentence)[0]):
        return "a year without a record id"
    if re.search(r"\b\d[\d,.]* (?:of|out of) (?:the |all )?\d|\d ?(?:percent|%)", sentence):
        return "a share without a record id"
    return ""
