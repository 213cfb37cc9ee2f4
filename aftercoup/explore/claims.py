"""Lesson 01: the report as a wall of claims."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.claim_wall import FACETS, claim_wall
from aftercoup.explore.view import Explorer, category
from aftercoup.other_case import runs_on


@runs_on
@tables.in_its_case
def explore_claims(case=None, *, colour=None, **only):
    """Lesson 01: the wall of claims.

    Start it coloured or filtered, if you like: `colour="claim_type"`, `verdict=["contested",
    "contradicted"]`.
    """
    return Explorer(
        "claims",
        "claims",
        lambda layout: claim_wall(case, show=colour if colour in FACETS else FACETS[0], layout=layout),
        categories=[category("claims", facet, "tile") for facet in FACETS],
        colour=FACETS,
        state={"only": only, "colour": colour},
    )
