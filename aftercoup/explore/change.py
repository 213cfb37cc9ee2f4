"""Lesson 06: the change around each coup, and how much it depends on the years that are compared."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.cases import FEW_VOTES
from aftercoup.charts.change import GAPS, MEASURES, WINDOWS, ranking
from aftercoup.explore.compute import Check, Choice, Computed, Number


def explore_change(*, measure="ideal_point", window=5, gap=0, enough=False):
    """Lesson 06: coups ranked by their change in UN votes beyond the world's median.

    measure: "ideal_point", "agree_usa", "agree_rus" or "agree_chn"; window: years compared on each side (2
    to 8);
    gap: years left out after the year of the coup (0 to 6); enough=True leaves out years with very few votes.
    """
    controls = (
        Choice("measure", "Measure", {m: tables.field("alignment", m).title for m in MEASURES}),
        Number("window", "Years on each side", WINDOWS[0], WINDOWS[-1], 5),
        Number("gap", "Years left out after the coup", GAPS[0], GAPS[-1], 0),
        Check("enough", f"Leave out years with fewer than {FEW_VOTES} votes"),
    )
    return Computed(
        "change", ranking, controls, {"measure": measure, "window": window, "gap": gap, "enough": enough}
    )
