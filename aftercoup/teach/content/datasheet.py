"""Write the part of data/README.md that describes each table, from data/datapackage.json and the tables."""

from aftercoup import tables
from aftercoup.teach.content import course

PATH = course.PROJECT / "data" / "README.md"


def text() -> str:
    """The text of data/README.md with its generated part made anew."""
    described = "\n\n".join(
        "\n".join([f"### {schema.title} (`{schema.file}`)", "", *about(schema)])
        for schema in tables.schemas().values()
    )
    return course.with_parts(PATH, {"tables": described})


def about(schema: tables.Table) -> list[str]:
    """The lines about one table: where from, terms, what is wrong with it, columns."""
    spec = schema.spec
    rows = len(tables.table(schema.name))
    licences = "; ".join(
        f"[{licence['title']}]({licence['path']})" if "path" in licence else licence["title"]
        for licence in spec["licenses"]
    )
    where = "one in each case folder" if schema.in_each_case else f"`{schema.file}`"
    lines = [
        f"{schema.description} {rows:,} row{'s' * (rows != 1)}, {len(schema.fields)} columns; {where}; "
        f"key: {', '.join(schema.key)}.",
        "",
        "- **Where from:** " + "; ".join(_source(entry["title"]) for entry in spec["sources"]) + ".",
        f"- **Licence:** {licences}. {spec['terms']}",
    ]
    if spec["knownIssues"]:
        lines += ["- **Known to be wrong or weak:**", *(f"  - {issue}" for issue in spec["knownIssues"])]
    columns = ((f"`{field.name}`", field.description, _values(field)) for field in schema.fields.values())
    return [*lines, "", course.table(("column", "what it holds", "values"), columns)]


def _source(title: str) -> str:
    """A source id with its publisher, or the words given."""
    source = tables.load().index("sources").get(title)
    return f"{source.publisher}, {source.title_or_description} (`{title}`)" if source else title


def _values(field: tables.Field) -> str:
    """What a column may hold, in a few words."""
    spec, constraints = field.spec, field.spec.get("constraints", {})
    if "categories" in spec:
        words = "; ".join(str(entry["value"]) for entry in spec["categories"])
    elif "categoriesFrom" in spec:
        words = f"values of {spec['categoriesFrom']}.csv"
    elif field.type == "when":
        words = "date: " + ", ".join(spec.get("precisions", ["day"]))
    elif field.type == "boolean":
        words = " or ".join(spec["trueValues"] + spec["falseValues"])
    elif field.type in ("integer", "number"):
        low, high = constraints.get("minimum"), constraints.get("maximum")
        words = {"integer": "whole number", "number": "number"}[field.type]
        words += f" from {low}" * (low is not None) + f" to {high}" * (high is not None)
    else:
        words = "text"
    if field.refers_to:
        words = f"{field.refers_to[0]}.{field.refers_to[1]}"
    if field.type == "list":
        words = f"list of {words}" if field.refers_to else "list, separated by semicolons"
    return words + ("" if constraints.get("required") else "; may be empty")
