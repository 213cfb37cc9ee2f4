"""The part of docs/codebook.md that is written from data/codebook.toml: units, variables, rules, values."""

from __future__ import annotations

from aftercoup.coding import codebook
from aftercoup.teach import course

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
    book = codebook.load()
    parts = [" ".join(book.about.split()) + "\n"]
    written: dict[str, str] = {}
    for unit in book.units.values():
        parts.append(f"## {unit.title}\n\n{_rule(unit)}\n- **Key at the desk:** `{unit.key}`\n")
        for name in unit.variables:
            variable = book.variables[name]
            if name in written:
                parts.append(f"### {variable.title} (`{name}`)\n\nAs for {written[name]}.\n")
                continue
            written[name] = f"[{unit.title.lower()}s](#{unit.title.lower()})"
            parts.append(_variable(variable))
    return course.with_parts(PATH, {"codebook": "\n".join(parts).rstrip()})


def _rule(one: codebook.Unit | codebook.Variable) -> str:
    told = [
        ("What", one.definition),
        ("Rule", one.rule),
        ("Example", one.example),
        ("But", one.counter_example),
    ]
    return "\n".join(f"- **{name}:** {says}" for name, says in told if says)


def _variable(one: codebook.Variable) -> str:
    """A variable with its rule and its values."""
    more = "; you may leave it empty" if one.optional else ""
    said = f"### {one.title} (`{one.name}`)\n\n{_rule(one)}\n"
    said += (
        f"- **How much judgement:** {codebook.LEVELS[one.level]}\n- **You write:** {KINDS[one.kind]}{more}\n"
    )
    rows = []
    for value in one.values.values():
        says = value.definition
        says += f" As in: “{value.example}”" if value.example else ""
        says += f" But: “{value.counter_example}”" if value.counter_example else ""
        rows.append((value.key, f"`{value.name}`", value.title, says))
    if rows:
        said += f"\n{course.table(('key', 'value', '', 'when to choose it'), rows)}\n"
    if one.open:
        said += "\nAnother value may be typed: small letters, digits and hyphens."
        said += " In a case, its own categories (`categories.csv`) stand here instead." * bool(one.from_case)
        said += "\n"
    return said
