"""A chart with its four faces: picture, sentence (alt text), table, plain text."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from aftercoup import __version__, tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.drawing import Drawing, as_source
from aftercoup.charts.machinery.rows import Rows
from aftercoup.outputs.assets import asset, described


@dataclass(frozen=True)
class Datum:
    """One datum that a reader can point at.

    `id` is the record's id, `title`, `date`, `sentence` and `source` are its card, `cites` its sources as they are cited
    (none: those of the whole chart), and `details` are further lines (label, text) of the card, those without text left away.
    """

    id: str
    title: str
    date: str
    sentence: str
    source: str
    details: tuple = ()
    cites: tuple = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", tuple(line for line in self.details if line[1]))


class Output:
    """What a cell shows: HTML, or `text` where there is none."""

    @property
    def text(self) -> str:
        """The output in words."""
        raise NotImplementedError

    def html(self) -> str:
        """The output as one piece of HTML that needs nothing else."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def about(name: str, title: str, rests_on: Iterable[str], css: str = "") -> dict[str, Any]:
    """What the description of each output has for its script: its names, looks, and where all of it comes from. css: what
    its look has besides the bar."""
    return {
        "name": name,
        "title": title,
        "course": f"After the Coup, version {__version__}",
        "licence": "CC BY 4.0",
        "tables": [table for table in rests_on if table in tables.schemas()],
        "sources": tables.titles_of_sources(*rests_on),
        "css": style.css_variables()
        + (asset("charts/machinery/bar.css") + css).replace("VAR_FONT", style.FONT),
    }


@dataclass(eq=False, repr=False)
class Chart(Output):
    """A picture that can be read without seeing it.

    figure: the Drawing.
    alt: one or more whole sentences computed from the data, saying what the picture shows.
    table: rows (dicts with the same keys), the same content as the picture.
    data: the data as `Datum`s, one for each row of the table and in the same order; only where it is
    explored.
    cursors: (x1, y1, x2, y2) in pixels by datum id: the line that says "up to this datum", on a timeline; or, where a
    picture has no data, one for each row of the table, whose values are told there.
    narrow, narrow_cursors: set afterwards, the picture for a phone as SVG; the page takes the one that fits.
    rows: those of the figure, where data are rows that can change places.
    behind: another chart of the same table, which opens below the picture under its title.

    Shown in a notebook it gives a picture with alt text and a table on request; in plain text it gives the
    sentence and the table's size. Each chart that a test draws is looked at for all of these (tests/whole_chart.py).
    """

    figure: Drawing
    _: KW_ONLY
    alt: str
    table: Any
    data: Iterable[Datum] = ()
    cursors: dict[str, tuple[float, ...]] = field(default_factory=dict)
    rows: Rows | None = None
    behind: Chart | None = None

    def __post_init__(self) -> None:
        self.title = self.figure.title
        self.table = [dict(row) for row in self.table]
        self.data = tuple(self.data)
        self.narrow, self.narrow_cursors = "", dict[str, tuple[float, ...]]()

    @property
    def text(self) -> str:
        """The chart in words, for screen readers and for comparing outputs."""
        return f"{self.title}\n{self.alt}\n(Table: {tables.many(len(self.table), 'row')}, {', '.join(self.table[0])}.)"

    @property
    def width(self) -> int:
        """The width of the picture in CSS pixels."""
        return self.figure.width

    def svg(self) -> str:
        """The picture as an SVG string, see `Drawing.svg`."""
        return self.figure.svg()

    def figure_html(self, of_image: str = "") -> str:
        """The picture as an HTML figure with its alt text. of_image: attributes.

        It stands on a card of its own paper, so that it has a clean edge on a dark page too.
        """
        source = ""
        if self.narrow:
            source = f'<source media="(max-width:699px)" srcset="{as_source(self.narrow)}">'
        return (
            f'<figure style="margin:0"><picture>{source}<img alt="{html.escape(self.alt)}" {of_image}'
            f'src="{as_source(self.svg())}" '
            'style="box-sizing:border-box;max-width:100%;padding:clamp(0px,(100vw - 392px)/2,8px);'
            f"border:1px solid {style.color('rule')};border-radius:8px;"
            f'background:{style.color("paper")}"></picture></figure>'
        )

    def html(self, name: str = "chart", call: str = "") -> str:
        """Picture and table, and between them the bar with what a reader takes along. name, call: as `with_bar`."""
        cursors = {self.width: [*self.cursors.values()]}
        cursors |= {style.LAYOUTS["narrow"]: [*self.narrow_cursors.values()]}
        picture, rests_on = self.figure_html(), self.figure.rests_on
        if self.behind:
            fold = f"<details style='margin-top:8px'><summary>{html.escape(self.behind.title)}</summary>"
            picture += f"{fold}{self.behind.figure_html()}</details>"
        return with_bar(
            picture, self.title, self.table, rests_on, name, call, cursors=self.cursors and cursors
        )


# The picture is what the reader waits for: the bar below it comes a moment after, or never if the next one came.
_REST = "\n  await new Promise((rest) => setTimeout(rest, 50));"


def with_bar(
    picture: str, title: str, rows: list[dict], rests_on: Iterable[str], name: str, call: str = "", **more: Any
) -> str:  # fmt: skip
    """A picture of HTML, the bar with what a reader takes along, and the same as a table.

    name: of the files that it saves; call: the line of code that brings this view back, "" for none; more: what
    `computed.js` reads besides.
    """
    spec = about(name, title, rests_on) | {"kind": "bar", "call": call} | more
    return (
        f'<div><div data-aftercoup="still">{picture}<div data-aftercoup="bar" style="min-height:44px"></div>'
        f"{folded_table(title, rows)}</div>{described(spec, 'charts/machinery/computed.js', _REST)}</div>"
    )


def folded_table(title: str, rows: list[dict]) -> str:
    """Rows as a table, folded until it is asked for."""
    count = tables.many(len(rows), "row")
    return f"<details><summary>The same as a table ({count})</summary>{table_html(title, rows)}</details>"


def table_html(caption: str, rows: list[dict]) -> str:
    """Rows (dicts with the same keys) as a table of HTML."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    cells = lambda row: "".join(f"<td>{html.escape(str(value))}</td>" for value in row.values())
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows)
    return (
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
