"""The report as a wall of claims: a row for each paragraph, a tile for each claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.canvas import Canvas, canvas
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import Explorer, category
from aftercoup.charts.stored import stored
from aftercoup.charts.words import publishers
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

# What the tiles can show; each is a field of the claims table with its labels in the data package.
FACETS = ("attributed_to", "claim_type", "measurement_level", "alignment_signal", "verdict")
PARAGRAPHS = {"H": "Headline", "D": "Subheading", "C": "Caption"}


def paragraph_name(paragraph: str) -> str:
    """How a reader calls a place in the report: "Headline", "Paragraph 5"."""
    return PARAGRAPHS.get(paragraph, f"Paragraph {paragraph}")


@stored(any_of=("show",))
def claim_wall(case: tables.Case | None = None, show: str = "attributed_to", layout: str = "wide") -> Chart:
    """Draw the claims of a case, paragraph by paragraph, coloured and marked by one of FACETS.

    case: default: the core case. layout: "wide" or "narrow".
    Raises ValueError for a field that is not in FACETS.
    """
    if show not in FACETS:
        raise ValueError(f"The wall shows one of {', '.join(FACETS)}; found {show!r}.")
    case = case or tables.core()
    rows = {b.paragraph: [c for c in case.claims if c.paragraph == b.paragraph] for b in case.briefing}
    longest = max(len(claims) for claims in rows.values())
    wide = layout == "wide"
    title, more = style.heading(_title(case, case.claims, show), layout)
    step, gutter, top, right = (30, 96, 60, 8) if wide else (40, 36, 60 + more, 8)
    room = style.LAYOUTS[layout] - gutter - right
    tall, columns = len(rows), float(longest)
    if wide:  # a narrow wall stands only in the live explorer, whose buttons are the legend
        legend = _Legend(case, show, [len(claims) for claims in rows.values()], room)
        tall, columns = max(tall, legend.rows), max(columns, legend.columns)
    scales: dict[str, Any] = {"xlim": (0, columns), "ylim": (tall, 0)}
    with canvas(layout, top, step * tall, 46, gutter, right, **scales) as picture:
        axes = picture.axes
        axes.set_title(title, x=-gutter / room + 0.01, pad=20)
        axes.set_xlabel("claims in the paragraph, in order")
        picture.row_label("place", -0.006, 1.0, ha="right")
        axes.set_yticks([i + 0.5 for i in range(len(rows))], [paragraph_name(p) if wide else p for p in rows])
        axes.set_xticks([i + 0.5 for i in range(longest)], [str(i + 1) for i in range(longest)])
        for i in range(0, len(rows), 2):
            picture.band(i, 1)
        for y, claims in enumerate(rows.values()):
            for x, claim in enumerate(claims):
                with picture.datum(claim.id):
                    _tile(picture, x, y, claim, show, case)
        if wide:
            with picture.printed():
                legend.draw(picture)
    return Chart(
        picture.figure,
        alt=_alt(case, show),
        table=[table_row(case, c) for c in case.claims],
        data=[datum(case, c) for c in case.claims],
        layers=(show,),
    )


def _tile(picture: Canvas, x: int, y: int, claim: Record, show: str, case: Case) -> None:
    # beside the symbol, or below it
    words, spot = ((0.62, 0.52), (0.25, 0.5)) if picture.wide else ((0.5, 0.66), (0.5, 0.32))
    place = {
        facet: list(tables.labels("claims", facet, case)).index(getattr(claim, facet)) for facet in FACETS
    }
    look: dict[str, Any] = {"lw": 0.9, "mutation_aspect": 2.4, "zorder": 2}
    picture.tile(x + 0.05, y + 0.13, 0.9, 0.74, f"tile-{place[show]}", 0.06, **look)
    picture.text(x + words[0], y + words[1], claim.id, "on-tile", ha="center", zorder=3)
    for k, symbol in enumerate(style.SYMBOLS):
        facets = [facet for facet in FACETS if place[facet] == k]
        if facets:
            with picture.datum(claim.id, " ".join(facets)):
                fill = "" if k else "none"
                picture.dot(x + spot[0], y + spot[1], symbol, 6.5, "on-tile", fill, zorder=3, mew=0.9)


class _Legend:
    """The printed legend, where the wall leaves most room; the live explorer has buttons in its place.

    lengths: claims in each row of the wall; plot: its width in pixels. rows, columns: how many the wall
    needs, so that the legend has room.
    """

    def __init__(self, case: Case, show: str, lengths: list[int], plot: int) -> None:
        self.lines = [
            f"{label}: {sum(getattr(c, show) == v for c in case.claims)}"
            for v, label in tables.labels("claims", show, case).items()
        ]
        self.rows = -(-len(self.lines) * 4 // 5)  # rows that the legend covers
        lengths = lengths + [0] * (self.rows - len(lengths))
        places = range(len(lengths) - self.rows + 1)
        self.start = min(places, key=lambda i: max(lengths[i : i + self.rows]))
        self.x = max(lengths[self.start : self.start + self.rows]) + 0.4
        need = max(style.text_width(line) for line in self.lines) + 24
        self.columns = self.x / (1 - min(0.9, need / plot))

    def draw(self, picture: Canvas) -> None:
        for k, line in enumerate(self.lines):
            y = self.start + 0.45 + k * 0.8
            picture.dot(self.x, y, style.SYMBOLS[k], 7, "on-tile", f"tile-{k}")
            beside: dict[str, Any] = {"xytext": (11, 0), "textcoords": "offset points", "va": "center"}
            picture.add(picture.axes.annotate(line, (self.x, y), **beside))


def _title(case: Case, claims: Sequence[Record], show: str) -> str:
    (value, n), *_ = Counter(getattr(c, show) for c in claims).most_common(1)
    label = tables.label("claims", show, value, case)
    of = f"{n} of {tables.many(len(claims), 'claim')}"
    return (
        f"{of} {'comes' if n == 1 else 'come'} from {label}" if show == "attributed_to" else f"{of}: {label}"
    )


def _alt(case: Case, show: str) -> str:
    return (
        f"{case.country_name}: a wall of {tables.many(len(case.claims), 'claim')} in "
        f"{tables.many(len(case.briefing), 'place')} of the report. {counted(case, show)} {busiest(case)}"
    )


def counted(case: Case, show: str) -> str:
    """How many claims have each value of a field, in a sentence."""
    counts = Counter(getattr(claim, show) for claim in case.claims)
    labels = {label: counts[value] for value, label in tables.labels("claims", show, case).items()}
    (most, n), *others = sorted(labels.items(), key=lambda item: -item[1])
    rest = "; ".join(f"{label}: {k}" for label, k in others)
    field = tables.field("claims", show).title.lower()
    return f"By {field}, most are {most} ({n} of {len(case.claims)}); {rest}."


def busiest(case: Case) -> str:
    """Which place of the report holds the most claims, in a sentence."""
    most = max(case.briefing, key=lambda b: len(b.claim_ids))
    return f"{paragraph_name(most.paragraph)} holds the most claims ({len(most.claim_ids)})."


def table_row(case: Case, claim: Record) -> dict[str, str]:
    """A claim with its codes, as a row of the table below the picture."""
    row = {"Claim": claim.id, "Place": claim.paragraph, "What the report says": claim.claim}
    return row | dict(_codes(case, claim))


def _codes(case: Case, claim: Record) -> list[tuple[str, str]]:
    """The title of each facet, and how the claim is coded."""
    return [
        (tables.field("claims", facet).title, tables.label("claims", facet, getattr(claim, facet), case))
        for facet in FACETS
    ]


def datum(case: Case, claim: Record) -> Datum:
    """A claim with its card."""
    checked = publishers(claim, case)
    return Datum(
        claim.id,
        title=f"{claim.id}: {claim.claim}",
        sentence=paragraph_name(claim.paragraph) + " of the report",
        date=f"Time as worded: {claim.date_stated or 'none'}" + (f" ({claim.date})" if claim.date else ""),
        source=f"Checked against: {checked or 'no second source was looked up'}",
        details=(*_codes(case, claim), ("Note", claim.verdict_note)),
        facets={"paragraph": claim.paragraph} | {f: getattr(claim, f) for f in FACETS},
    )


# ---------------------------------------------------------------- the explorer


@runs_on_any_case
def explore_claims(case: Any = None, *, colour: str | None = None, **only: str) -> Explorer:
    """Lesson 01: the wall of claims.

    Start it coloured or filtered, if you like: `colour="claim_type"`, `verdict=["contested",
    "contradicted"]`.
    """
    case = case_in_use(case)
    return Explorer(
        "claims",
        "claims",
        lambda layout: claim_wall(case, show=colour if colour in FACETS else FACETS[0], layout=layout),
        categories=[category("claims", facet, "tile", case) for facet in FACETS],
        colour=FACETS,
        finding=lambda ids, shown: _title(case, [c for c in case.claims if c.id in ids], shown),
        alts={facet: _alt(case, facet) for facet in FACETS},
        state={"only": only, "colour": colour},
    )
