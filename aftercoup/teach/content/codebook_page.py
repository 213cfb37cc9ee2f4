"""The part of docs/codebook.md that is written from data/codebook.toml: units, variables, rules, values."""

from aftercoup.coding import codebook, forms
from aftercoup.teach.content import course
from aftercoup.teach.writing.templates import markdown

PATH = course.PROJECT / "docs" / "codebook.md"

KINDS = {
    "choice": "one of the values below",
    "text": "text in your own words, or the report's few",
    "date": "a date",
    "actors": "names, separated by semicolons",
    "number": "a number",
}


def text() -> str:
    """The page with its generated part made anew."""
    made = markdown("codebook", book=codebook.load(), levels=forms.LEVELS, kinds=KINDS)
    return course.with_parts(PATH, {"codebook": made})
