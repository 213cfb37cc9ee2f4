"""Lesson 03: the counting rule as a control."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.leaders import leaders
from aftercoup.explore.compute import Choice, Computed
from aftercoup.leaders import QUESTIONS, TITLES, Rule
from aftercoup.other_case import runs_on


@runs_on
@tables.in_its_case
def explore_leaders(case=None, *, formats=None, own_side=None, since=None, unit=None):
    """Lesson 03: the foreign leaders met up to the report, numbered by a counting rule.

    Start it with a rule, if you like: `formats="any"` (or "visits", "two-sided"), `own_side="government"`
    (or "leader"), `since="table"` (or "coup"), `unit="meetings"` (or "leaders").
    """
    first = Rule()
    return Computed(
        "leaders",
        lambda **answers: leaders(Rule(**answers), case=case),
        [
            Choice(question, TITLES[question], answers, getattr(first, question))
            for question, answers in QUESTIONS.items()
        ],
        {"formats": formats, "own_side": own_side, "since": since, "unit": unit},
    )
