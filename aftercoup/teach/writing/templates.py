"""HTML and text from templates (jinja2). Every value in an HTML template is escaped unless it is Markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).with_name("templates")  # of what is generated in notebooks and docs, as Markdown


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder. A value that a template names and nobody gave is an error, no empty place."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["cell"] = cell
    return made


def cell(value: object) -> str:
    """A value as it stands in a table of Markdown."""
    return str(value).replace("|", "\\|")


def markdown(name: str, **values: Any) -> str:
    """The Markdown of the template templates/NAME.md."""
    return environment(TEMPLATES).get_template(f"{name}.md").render(values).strip()
