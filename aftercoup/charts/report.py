"""The report itself, in our notes: every claim marked where it stands, coloured by one of its codes.

A reader points at a claim and has its card; the second view puts the claims away from their words, as a wall of
tiles. What is guessed or coded in the lesson is not shown coded before: such a colour opens after the guess, after
the reader's own coding is saved, or when the reader asks for it. All of it happens in the page (`report.js`). Where
scripts do not run, the notes stay with the ids of their claims, and the claims and codes in two folds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Output, about, table_html
from aftercoup.charts.machinery.view import category, one_of
from aftercoup.lesson import case_in_use, part_name, runs_on_any_case
from aftercoup.outputs.assets import asset, described
from aftercoup.outputs.cards import Card, folded, listing
from aftercoup.tables import Case, Record

# By what claims can be coloured; each is a field of the claims table with its labels in the data package.
FACETS = ("attributed_to", "claim_type", "measurement_level", "alignment_signal", "verdict")
# The colours of their values, in the order of the table. Where no record settles a claim it stays plain.
_GROUPS = tuple(f"group-{k}" for k in range(1, 6))
TONES = {
    "attributed_to": ("plain", *_GROUPS),
    "claim_type": _GROUPS,
    "measurement_level": ("level-1", "level-2", "level-3"),
    "alignment_signal": (*_GROUPS[:4], "plain"),
    "verdict": ("agree", "agree-2", "agree-3", "level-3", "differ", "plain", "plain"),
}
VIEWS = ("report", "wall")
RESTS_ON = ("claims", "briefing")
# Of the lessons' own case: the guess after which a colour opens. The other colours a reader codes.
AFTER_GUESS = {"attributed_to": "named-sources", "verdict": "named-confirmed"}


class Report(Output):
    """The notes on the report of a case with its claims marked. Arguments as of `explore_report`."""

    name = "report"

    def __init__(self, case: Case, colour: str = "", view: str = "report") -> None:
        self.titles = {facet: tables.field("claims", facet).title for facet in FACETS}
        one_of(colour, self.titles | {"": "none"}, "colour")
        one_of(view, VIEWS, "view")
        self.case, self.colour, self.view = case, colour, view
        claims, places = tables.many(len(case.claims), "claim"), tables.many(len(case.briefing), "place")
        self.most = most = max(case.briefing, key=lambda row: len(row.claim_ids))
        up_to = f"up to {len(most.claim_ids)} in one ({part_name(most.paragraph).lower()})"
        self.notes = f"In our notes the report makes {claims} in {places}, {up_to}"
        self.title = _finding(case, colour) if colour else self.notes
        about = case.about
        self.note = f"Notes on the report of {about.published}, in its order."
        article = tables.record(about.article, "sources", case).publisher
        rests_on = tables.titles_of_sources(*RESTS_ON, short=True)
        self.source = f"Source: {'; '.join([f'{article} ({about.published}), in our words', *rests_on])}."
        self.alt = (
            f"{case.country_name}: {claims} are marked in {places} of the report. "
            f"{part_name(most.paragraph)} holds the most claims ({len(most.claim_ids)})."
        )

    @property
    def table(self) -> list[dict[str, str]]:
        """A row for each claim with all its codes."""
        return [
            {"Claim": claim.id, "Place": claim.paragraph, "What the report says": claim.claim}
            | {
                title: tables.label("claims", facet, getattr(claim, facet), self.case)
                for facet, title in self.titles.items()
            }
            for claim in self.case.claims
        ]

    @property
    def text(self) -> str:
        """The title and what is shown, in words."""
        return f"{self.title}\n{self.alt}\n(Table: {len(self.case.claims)} rows, {', '.join(self.table[0])}.)"

    def html(self) -> str:
        return (
            f'<div class="aftercoup" data-explorer="report"><div data-aftercoup="still">{self._still()}</div>'
            f"{described(self._spec(), 'charts/report.js')}</div>"
        )

    def _still(self) -> str:
        """What stands where no script runs: notes with ids, claims and, in a fold that says so, the codes."""
        notes = ""
        named = lambda claim: f" <small>({claim})</small>" if claim else ""
        for row in self.case.briefing:
            head = f"{escape(part_name(row.paragraph))} · {tables.many(len(row.claim_ids), 'claim')}."
            text = "".join(escape(words) + named(claim) for words, claim in pieces(row))
            notes += f"<p><b>{head}</b> {text}</p>"
        claims = listing(f"{claim.id}: {claim.claim}" for claim in self.case.claims)
        claims, codes = folded("The claims, one by one", claims), Card(table_html(self.title, self.table), "")
        codes = folded("How we coded them (code first, then open)", codes)
        head = f"<p><strong>{escape(self.title)}</strong><br>{escape(self.note)}</p>"
        return f"{head}{notes}<p><small>{escape(self.source)}</small></p>{claims.html}{codes.html}"

    def _spec(self) -> dict[str, Any]:
        look = asset("charts/machinery/explorer.css") + asset("charts/report.css")
        own = self.case.name in tables.cases()  # in a reader's own case all codes are the reader's
        return about(self.name, self.notes, RESTS_ON, look) | {
            "kind": "report",
            "note": self.note,
            "source": self.source,
            "alt": self.alt,
            "symbols": style.CATEGORY_PATHS,
            "start": {"colour": self.colour, "view": self.view},
            "guesses": AFTER_GUESS if self.case is tables.core() else {},
            "coded": [facet for facet in FACETS if own and facet not in AFTER_GUESS],
            "fields": [
                category("claims", facet, case=self.case).spec()
                | {"finding": _finding(self.case, facet), "tones": TONES[facet]}
                for facet in FACETS
            ],
            "places": [
                {
                    "name": part_name(row.paragraph),
                    "many": tables.many(len(row.claim_ids), "claim"),
                    "most": row is self.most,
                    "pieces": list(pieces(row)),
                }
                for row in self.case.briefing
            ],
            "claims": {claim.id: self._claim(claim) for claim in self.case.claims},
        }

    def _claim(self, claim: Record) -> dict[str, Any]:
        """What the card of a claim says; its check stands with the verdict."""
        named = tables.sources_of(claim, self.case)
        others = dict.fromkeys(source.publisher for source in named if source.id != self.case.about.article)
        told = "No source is named but the report itself." if named else "Not checked against other records."
        told = f"Checked against: {'; '.join(others)}." if others else told
        day = f" ({claim.date})" if claim.date else ""
        return {
            "claim": claim.claim,
            "place": f"{part_name(claim.paragraph)} of the report",
            "date": f"Time as worded: {claim.date_stated or 'none'}{day}",
            "codes": {facet: getattr(claim, facet) for facet in FACETS},
            "check": [*filter(None, [claim.verdict_note]), told],
        }


def _finding(case: Case, colour: str) -> str:
    """Which value of a field most claims have, as a title."""
    value, n = Counter(getattr(claim, colour) for claim in case.claims).most_common(1)[0]
    label = tables.label("claims", colour, value, case)
    share = f"{n} of {tables.many(len(case.claims), 'claim')}"
    field = tables.field("claims", colour).title.lower()
    if colour == "attributed_to" and label.startswith("the report"):
        return f"{share} have no source but the report itself"
    return f"{share} are coded “{label}” ({field})"


def pieces(row: Record) -> Iterator[tuple[str, str]]:
    """The notes on a paragraph in pieces, (words, id): those that carry a claim have its id, the others "".

    Where the words are not marked, the ids come after the notes, without words.
    """
    spans = sorted((row.notes.find(words), words, claim) for words, claim in zip(row.words, row.claim_ids))
    at = 0
    for start, words, claim in spans:
        if start > at:
            yield row.notes[at:start], ""
        yield words, claim
        at = start + len(words)
    yield row.notes[at:], ""
    for claim in row.claim_ids if not spans else ():
        yield "", claim


@runs_on_any_case
def explore_report(case: Any = None, *, colour: str = "", view: str = "report") -> Report:
    """Lesson 01: our notes on the report, with its claims marked.

    colour: colour the claims from the start by "attributed_to", "claim_type", "measurement_level",
    "alignment_signal" or "verdict"; view: "report", or "wall" for the claims alone, as tiles.
    """
    return Report(case_in_use(case), colour, view)
