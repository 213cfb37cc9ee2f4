"""Lesson 05: any two states, their votes, and what each measure of agreement makes of them."""

from __future__ import annotations

from aftercoup import measures, tables
from aftercoup.charts.agreement import ABSENT, agreement
from aftercoup.explore.compute import Choice, Computed
from aftercoup.explore.view import OptionError


def explore_agreement(*, first="MMR", second="RUS", absent="missing"):
    """Lesson 05: two states on eight votes: the three rules for abstentions, kappa, pi and S side by side.

    Start it with any two states, by their codes: `first="MMR"`, `second="CHN"`; `absent="category"` counts
    a vote that was not cast as a fourth answer, `absent="missing"` leaves the resolution out.
    """
    states = {s.iso3: f"{s.name} ({s.iso3})" for s in sorted(tables.table("votes"), key=lambda s: s.name)}
    return Computed(
        "agreement",
        _draw,
        [
            Choice("first", "One state", states, "MMR"),
            Choice("second", "Another state", states, "RUS"),
            Choice("absent", "A vote that was not cast", ABSENT),
        ],
        state={"first": first, "second": second, "absent": absent},
    )


def _draw(first, second, absent):
    if first == second:
        raise OptionError("Pick two different states: a state always agrees with itself.")
    try:
        return agreement(first, second, absent)
    except measures.MeasureError:
        names = " and ".join(tables.record(iso3, "votes").name for iso3 in (first, second))
        raise OptionError(
            f"{names} never both voted on one of these resolutions, so there is nothing to compare. "
            "Pick another pair, or count votes not cast as a fourth answer."
        ) from None
