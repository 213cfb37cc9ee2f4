"""Counting the foreign leaders met: the same list of contacts, and what a counting rule makes of it.

A rule answers four questions: which formats count, who has to be there for the country of the case, from
when on, and what is counted, leaders or meetings. No rule is the right one; a sentence with a count in it
has chosen one.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from aftercoup import tables

HEAD = 1  # the level of a head of state or government

# Each question of a rule, with its answers: value -> label, in order from strict to generous.
FORMATS = {
    "visits": "only two-sided visits",
    "two-sided": "visits, and talks on the margins",
    "any": "many states at one table too",
}
OWN_SIDE = {"leader": "only the leader of the coup", "government": "anyone of his government"}
SINCE = {"coup": "since the coup", "table": "from the first row of the table on"}
UNITS = {"leaders": "each leader once", "meetings": "every meeting"}
TITLES = {"formats": "Formats", "own_side": "Own side", "since": "From when", "unit": "Count"}
QUESTIONS = {"formats": FORMATS, "own_side": OWN_SIDE, "since": SINCE, "unit": UNITS}


@dataclass(frozen=True)
class Rule:
    """A counting rule: one answer to each of QUESTIONS. Raises ValueError for an answer that does not
    exist."""

    formats: str = "two-sided"
    own_side: str = "leader"
    since: str = "coup"
    unit: str = "leaders"

    def __post_init__(self):
        for question, answers in QUESTIONS.items():
            if getattr(self, question) not in answers:
                raise ValueError(
                    f"{question} is one of {', '.join(answers)}; found {getattr(self, question)!r}."
                )

    def __str__(self):
        return "; ".join(answers[getattr(self, question)] for question, answers in QUESTIONS.items())

    def leaves_out(self, contact, case):
        """Why a contact does not count under this rule, in a few words; "" when it counts."""
        if self.formats != "any" and contact.format == "multilateral":
            return "many states at one table"
        if self.formats == "visits" and contact.format != "bilateral visit":
            return tables.label("contacts", "format", contact.format)
        if self.own_side == "leader" and contact.own_actor != case.about.leader:
            return f"met {tables.record(contact.own_actor, 'actors').name}"
        if self.since == "coup" and contact.when.end < case.about.coup_date.start:
            return "before the coup"
        return ""


def all_rules():
    """Every rule there is, in the order of QUESTIONS."""
    return [Rule(*answers) for answers in itertools.product(*QUESTIONS.values())]


@dataclass(frozen=True)
class Met:
    """One foreign leader at one contact: .number is the place in the count, None where the rule leaves it
    out (.why)."""

    contact: object
    leader: object
    number: int | None
    why: str


@tables.in_its_case
def leaders_met(rule=Rule(), case=None, until=None):
    """The meetings with heads of state or government in order of dates, numbered as a rule counts them.

    rule: a Rule; case: a `tables.Case` (default: the case in use); until: the last day that counts (a
    `datetime.date`, default: the day on which the report was published). A contact with several leaders gives
    one Met for each. Leaders at one table share the number of their meeting when meetings are counted;
    counted one by one they stand in the order of the table.
    """
    until = until or case.about.published.start
    found, numbers = [], {}
    for contact in sorted(case.contacts, key=lambda k: (k.when.start, k.id)):
        if contact.counterpart_level != HEAD or contact.when.end > until:
            continue
        for leader in tables.linked(contact, "counterpart"):
            if leader.seniority != HEAD:
                continue
            why, thing = rule.leaves_out(contact, case), contact.id if rule.unit == "meetings" else leader.id
            if not why and rule.unit == "leaders" and thing in numbers:
                why = f"already number {numbers[thing]}"
            if not why:
                numbers.setdefault(thing, len(numbers) + 1)
            found.append(Met(contact, leader, None if why else numbers[thing], why))
    return found


def number_of(leader_id, rule=Rule(), case=None, until=None):
    """The number that a rule gives to the first counted meeting with this leader; None when it counts
    none."""
    return next(
        (met.number for met in leaders_met(rule, case, until) if met.leader.id == leader_id and met.number),
        None,
    )
