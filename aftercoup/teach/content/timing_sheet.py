"""docs/timing_sheet.csv: a row for each lesson and exercise with its planned minutes, and empty columns for the real ones."""

import csv
import io

from aftercoup.teach.content import course, keys

PATH = course.PROJECT / "docs" / "timing_sheet.csv"
COLUMNS = (
    *("kind", "number", "title", "planned_minutes", "minutes_of_the_fastest", "minutes_of_most"),
    *("minutes_of_the_slowest", "how_many_worked", "alone_or_in_pairs", "edition"),
    *("where_they_were_stuck", "what_else"),
)


def text() -> str:
    """The table, written from course.toml and the answer keys."""
    exercises = [keys.load(number).exercise for number in keys.numbers()]
    page = io.StringIO()
    rows = csv.writer(page, lineterminator="\n")
    rows.writerow(COLUMNS)
    for kind, all_of_it in (("lesson", course.current().lesson), ("exercise", exercises)):
        for it in all_of_it:
            rows.writerow([kind, it.number, it.title, f"{it.minutes:g}", *[""] * len(COLUMNS[4:])])
    return page.getvalue()
