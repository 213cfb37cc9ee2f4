"""What a lesson's cell shows: the same content as HTML and as plain text, built together so that they agree.

A Card is a piece of such content. The functions here make cards from text and from other cards. All text
is escaped. Looks are inline and borrow the page's own colours, so that a card reads well on a light page,
on a dark one, in print, and where a strict front end takes the looks away.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

WIDE = 7  # columns from which a table may not fit a narrow page
VISIBLE_ROWS = 8
TEXT_WIDTH = 100
_TABLE = "overflow-wrap:break-word"
_CELL = "text-align:left;vertical-align:top;padding:.25em .9em .25em 0"


class Card:
    """Content with two faces: `html` for a browser, `text` for plain-text readers and comparing outputs."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        page = f'<div style="max-width:54em;line-height:1.5">{self.html}</div>'
        return {"text/html": page, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def inline(*parts: Card | str) -> Card:
    """Pieces of one line, side by side; each is text or a Card."""
    cards = [part if isinstance(part, Card) else Card(escape(str(part)), str(part)) for part in parts]
    return Card("".join(card.html for card in cards), "".join(card.text for card in cards))


def strong(*parts: Card | str) -> Card:
    """Words that stand out."""
    card = inline(*parts)
    return Card(f"<strong>{card.html}</strong>", card.text)


def small(*parts: Card | str) -> Card:
    """Words that step back."""
    card = inline(*parts)
    return Card(f"<small>{card.html}</small>", card.text)


def link(label: str, url: str) -> Card:
    """A link to a web address; other kinds of address are shown as words alone."""
    if not url.startswith(("https://", "http://")):
        return inline(label)
    return Card(f'<a href="{escape(url)}">{escape(label)}</a>', url if label == url else f"{label} ({url})")


def paragraph(*parts: Card | str) -> Card:
    """One paragraph."""
    card = inline(*parts)
    return Card(f'<p style="margin:0.5em 0">{card.html}</p>', _wrapped(card.text))


def listing(items: Iterable[Card | str]) -> Card:
    """A list of lines, each text or a Card."""
    cards = [inline(item) for item in items]
    lines = [_wrapped(f"- {card.text}", indent="  ") for card in cards]
    return Card("<ul>" + "".join(f"<li>{card.html}</li>" for card in cards) + "</ul>", "\n".join(lines))


def stack(*cards: Card) -> Card:
    """Cards one below the other."""
    return Card("".join(card.html for card in cards), "\n".join(card.text for card in cards))


def folded(summary: str, card: Card) -> Card:
    """A card that opens on request."""
    return Card(
        f"<details><summary>{escape(summary)}</summary>{card.html}</details>", f"[{summary}]\n{card.text}"
    )


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Iterable[Any]],
    visible: int = VISIBLE_ROWS,
    wide: bool = False,
) -> Card:
    """A table: the names of its columns and its rows (each value text or a Card).

    The first value of a row names the row. The first `visible` rows show, the others open on request. wide:
    on a narrow page it is moved sideways, as tables of many columns always are.
    """
    cells = [[inline(value) for value in row] for row in rows]
    first, rest = cells[:visible], cells[visible:]
    html = _table_html(caption, columns, first, wide)
    lines = [caption, *(" | ".join(card.text for card in row) for row in first)]
    if rest:
        summary = f"The other {len(rest)} rows" if len(rest) > 1 else "One more row"
        html += folded(summary, Card(_table_html(f"{caption} (continued)", columns, rest, wide), "")).html
        lines.append(f"[{summary}: {', '.join(row[0].text for row in rest)}]")
    return Card(html, "\n".join(lines))


def fields(caption: str, rows: Iterable[tuple[str, Card | str]]) -> Card:
    """A table of names and values, one pair per row (each text or a Card)."""
    cells = [(inline(name), inline(value)) for name, value in rows]
    body, lines = "", [caption]
    for name, value in cells:
        body += f'<tr><th scope="row" style="{_CELL};width:11em">{name.html}</th>'
        body += f'<td style="{_CELL}">{value.html}</td></tr>'
        lines.append(f"{name.text}:" + ("\n" if value.text.startswith("- ") else " ") + value.text)
    return Card(f'<table style="{_TABLE}">{_caption(caption)}<tbody>{body}</tbody></table>', "\n".join(lines))


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _table_html(caption: str, columns: Sequence[str], rows: list[list[Card]], wide: bool) -> str:
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in columns)
    body = ""
    for first, *others in rows:
        cells = "".join(f'<td style="{_CELL}">{card.html}</td>' for card in others)
        body += f'<tr><th scope="row" style="{_CELL};font-weight:normal">{first.html}</th>{cells}</tr>'
    parts = f"{_caption(caption)}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    html = f'<table style="{_TABLE}">{parts}</table>'
    if len(columns) < WIDE and not wide:
        return html
    # a table that may be wider than the page is moved sideways, also with the keyboard
    about = f'tabindex="0" role="region" aria-label="{escape(caption)}" style="overflow-x:auto"'
    return f"<div {about}>{html}</div>"


def _caption(words: str) -> str:
    return f'<caption style="caption-side:top;text-align:left;font-weight:bold">{escape(words)}</caption>'
