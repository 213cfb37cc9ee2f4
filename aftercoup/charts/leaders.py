"""The foreign leaders met before one of them, as a counting rule numbers them; and his number under every rule."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

from aftercoup import tables
from aftercoup.charts.contacts import short_name, state_name
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed
from aftercoup.charts.machinery.drawing import Drawing, for_phone
from aftercoup.charts.machinery.words import named, short_date
from aftercoup.errors import OneSentence
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

HEAD = 1  # the level of a head of state or government

# Each question of a rule, with its answers: value -> label, in order from strict to generous.
FORMATS = {
    "visits": "only two-sided visits",
    "two-sided": "visits, and talks on the margins",
    "any": "many states at one table too",
}
OWN_SIDE = {"leader": "only the leader of the coup", "government": "anyone of his government"}
SINCE = {"coup": "since the coup", "table": "since the first contact"}
UNITS = {"leaders": "each leader once", "meetings": "every meeting"}
TITLES = {"formats": "Formats", "own_side": "Met by", "since": "From when", "unit": "Count"}
QUESTIONS = {"formats": FORMATS, "own_side": OWN_SIDE, "since": SINCE, "unit": UNITS}


@dataclass(frozen=True)
class Rule:
    """A counting rule: one answer to each of QUESTIONS."""

    formats: str = "two-sided"
    own_side: str = "leader"
    since: str = "coup"
    unit: str = "leaders"

    def __str__(self) -> str:
        return "; ".join(answers[getattr(self, question)] for question, answers in QUESTIONS.items())

    def leaves_out(self, contact: Record, case: Case) -> str:
        """Why a contact does not count under this rule, in a few words; "" when it counts."""
        if self.formats != "any" and contact.format == "multilateral":
            return "many states at one table"
        if self.formats == "visits" and contact.format != "bilateral visit":
            return tables.label("contacts", "format", contact.format)
        if self.own_side == "leader" and contact.own_actor != case.about.leader:
            return f"met {tables.record(contact.own_actor, 'actors', case).name}"
        if self.since == "coup" and contact.when.end < case.about.coup_date.start:
            return "before the coup"
        return ""


def all_rules() -> list[Rule]:
    """Every rule there is, in the order of QUESTIONS."""
    return [Rule(*answers) for answers in itertools.product(*QUESTIONS.values())]


@dataclass(frozen=True)
class Met:
    """One foreign leader at one contact: .number is the place in the count, None where the rule leaves it out (.why)."""

    contact: Record
    leader: Record
    number: int | None
    why: str


def leaders_met(rule: Rule = Rule(), case: Case | None = None) -> list[Met]:
    """The meetings with heads of state or government up to the report in order of dates, numbered as a rule counts them.

    rule: a Rule; case: default: the core case. A contact with several leaders gives one Met for each. Leaders at one
    table share the number of their meeting when meetings are counted; counted one by one they stand in the order of
    the table.
    """
    case = case or tables.core()
    counted: list[Met] = []
    numbers: dict[str, int] = {}
    for contact in sorted(case.contacts, key=lambda k: (k.when.start, k.id)):
        if contact.counterpart_level != HEAD or contact.when.end > case.about.published.start:
            continue
        for leader in tables.linked(contact, "counterpart", case):
            if leader.seniority != HEAD:
                continue
            why, thing = rule.leaves_out(contact, case), contact.id if rule.unit == "meetings" else leader.id
            if not why and rule.unit == "leaders" and thing in numbers:
                why = f"already number {numbers[thing]}"
            if not why:
                numbers.setdefault(thing, len(numbers) + 1)
            counted.append(Met(contact, leader, None if why else numbers[thing], why))
    return counted


def number_of(leader_id: str, rule: Rule = Rule(), case: Case | None = None) -> int | None:
    """The number that a rule gives to the first counted meeting with this leader; None when it counts none."""
    mine = (met.number for met in leaders_met(rule, case) if met.leader.id == leader_id)
    return next(filter(None, mine), None)


# ---------------------------------------------------------------- one rule


class NoLeader(OneSentence, ValueError):
    """A case has no contact with a head of state or government, so there is nothing to number."""


def leaders(rule: Rule = Rule(), case: Case | None = None, layout: str = "one") -> Chart:
    """List the meetings with foreign leaders up to the report by date, with the number that a counting rule gives to each.

    rule: a `leaders.Rule`; case: default: the core case. The leader whom the report is about is stressed. A meeting that
    the rule leaves out is a small dot with the reason. Leaders at one table share a bracket with their date.
    """
    case = case or tables.core()
    leader_id = case.about.counterpart
    met = _some(case, leaders_met(rule, case))
    number = number_of(leader_id, rule, case)
    name = short_name(tables.record(leader_id, "actors", case))
    note = f"The rule: {rule}. Numbered: counted. Small dot: left out, with the reason."
    drawing = Drawing(layout, _title(rule, name, number), note, rests_on=("contacts",))
    called = lambda m: f"{short_name(m.leader)} ({state_name(m.leader.state)})"
    step, room = (48, 13) if drawing.narrow else (27, 60)
    beside = 46 + max(style.text_width(called(m)) for m in met) * 1.08
    for _, together in itertools.groupby(met, lambda m: (m.contact.id, m.why)):
        group, top = list(together), drawing.y
        for m in group:
            y, asked = drawing.y + step / 2, m.leader.id == leader_id
            tone = style.STATES.get(state_name(m.leader.state), "ink") if asked else "ink"
            size, fill = (20, tone) if m.number else (7, "muted")
            drawing.symbol([(24, y)], "o", fill, "paper", size)
            if m.number:
                drawing.text(24, y, str(m.number), "middle", "paper", bold=True)
            drawing.text(42, y, called(m), tone=tone, bold=asked)
            drawing.y += step
        if len(group) > 1:
            ends = [
                (beside, top + 8),
                (beside + 6, top + 8),
                (beside + 6, drawing.y - 8),
                (beside, drawing.y - 8),
            ]
            drawing.line(ends, "edge", 1.4)
        told = f"{short_date(m.contact.when)}{': ' * bool(m.why)}{m.why}"
        tone = "muted" if m.why else "ink"
        drawing.text(beside + 14, (top + drawing.y) / 2, style.wrap(told, room), tone=tone)
    alt = _alt(case.country_name, rule, met, name, number)
    return Chart(drawing, alt=alt, table=[_row(case, m) for m in met])


def _some(case: Case, met: list[Met]) -> list[Met]:
    """The meetings, if there are any."""
    if met:
        return met
    raise NoLeader(
        f"The case {case.name} has no contact with a head of state or government up to the day of the "
        "report, so there is nobody to number."
    )


def _title(rule: Rule, name: str, number: int | None) -> str:
    if number is None:
        return f"Under this rule the meeting with {name} does not count"
    if rule.unit == "meetings":
        return f"Under this rule the meeting with {name} is number {number}"
    return f"Under this rule {name} is number {number} of the foreign leaders who met the new rulers"


def _alt(country: str, rule: Rule, met: list[Met], name: str, number: int | None) -> str:
    meetings = len({m.contact.id for m in met})
    people = len({m.leader.id for m in met})
    why = next((m.why for m in reversed(met) if short_name(m.leader) == name), "it is not in the table")
    numbered = f"the meeting with {name} is left out ({why})"
    if number is not None:
        come = "come" if number > 2 else "comes"
        numbered = f"{number - 1 or 'nobody'} {come} before {name}, who gets number {number}"
    return (
        f"{country}: {tables.many(meetings, 'meeting')} with {tables.many(people, 'head')} of state or government in the "
        f"table up to {met[-1].contact.when}. With the rule “{rule}”, {numbered}. "
        f"It leaves out {sum(m.number is None for m in met)} of {len(met)} rows."
    )


def _row(case: Case, met: Met) -> dict[str, Any]:
    contact = met.contact
    return {
        "Number": met.number or "left out",
        "Leader": met.leader.name,
        "State": state_name(met.leader.state),
        "Contact": contact.id,
        "Date": str(contact.when),
        "Place": contact.place,
        "Format": tables.label("contacts", "format", contact.format),
        "Met by": tables.record(contact.own_actor, "actors", case).name,
        "Why left out": met.why,
    }


# ---------------------------------------------------------------- all rules


@runs_on_any_case
def leader_rules(case: Case | None = None) -> Chart:
    """Lesson 04: the number of the foreign leader whom the report is about under every counting rule."""
    return for_phone(rules)(case_in_use(case))


def rules(case: Case | None = None, layout: str = "one") -> Chart:
    """Draw the number of the leader whom the report is about under every counting rule: a tile for each, or for two where
    it never matters since when one counts.

    Tiles with the number that the report gives to the meeting, if it gives one, have a thick border and bold type.
    """
    case = case or tables.core()
    leader_id, said = case.about.counterpart, case.about.counterpart_number
    _some(case, leaders_met(Rule(), case))
    who = tables.record(leader_id, "actors", case)
    name, state = short_name(who), state_name(who.state)
    numbers = {rule: number_of(leader_id, rule, case) for rule in all_rules()}
    given = [number for number in numbers.values() if number]
    best = said or min(given, default=1)  # the number that is looked for
    title = f"{name} is number {best} under {given.count(best)} of {len(numbers)} ways to count"
    first = short_date(min((contact.when for contact in case.contacts), key=lambda when: when.start))
    starts = {"coup": f", {SINCE['coup']}", "table": f", {SINCE['table']}, {first}"}
    alike = all(number == numbers[replace(rule, since="table")] for rule, number in numbers.items())
    note = "Each tile: one rule."
    if alike:  # a column that repeats another is not drawn
        note = f"Each tile stands for two rules: {SINCE['coup']} or {SINCE['table']}, {first}."
        starts = {"coup": ""}
    if said:
        note += f" Thick: the number that the report gives {name} of {named(state)}."
    drawing = Drawing(layout, title, note, rests_on=("contacts",))
    columns = list(itertools.product(starts, UNITS))
    left = 12 if drawing.narrow else 256
    wide = (drawing.width - left - 12) / len(columns)
    heads = [style.wrap(UNITS[unit] + starts[since], int(wide / 7.8)) for since, unit in columns]
    drawing.y += 14.4 * (1 + max(words.count("\n") for words in heads))
    for k, words in enumerate(heads):
        drawing.text(left + (k + 0.5) * wide, drawing.y, words, "middle", "muted", at="bottom")
    drawing.y += 8
    for formats, own in itertools.product(FORMATS, OWN_SIDE):
        words = f"{FORMATS[formats]}; {OWN_SIDE[own]}"
        if drawing.narrow:
            drawing.paragraph(words)
            drawing.y += 4
        else:
            drawing.text(left - 10, drawing.y + 17, style.wrap(words, 33), "end")
        for k, (since, unit) in enumerate(columns):
            number, x = numbers[Rule(formats, own, since, unit)], left + k * wide + 3
            edge, line, hit = "edge" if number else "rule", 0.9, bool(said) and number == said
            if hit:
                edge, line = style.STATES.get(state, "ink"), 3
            drawing.box(x, drawing.y, wide - 6, 34, "band" if number else "paper", edge=edge, line=line)
            words = f"{unit[:-1]} {number}" if number else style.wrap("not counted", int(wide / 8))
            tone = "ink" if number else "muted"
            drawing.text(x + wide / 2 - 3, drawing.y + 17, words, "middle", tone, bold=hit)
        drawing.y += 42
    others = len(given) - given.count(best)
    highest = f", up to {max(given)}" if others else ""
    alt = (
        f"{case.country_name}: a grid of {len(numbers)} counting rules. {name} is number {best} under {given.count(best)} "
        f"of them; under {others} there is another number{highest}; under {len(numbers) - len(given)} the meeting does "
        "not count at all."
    )
    table: list[dict[str, Any]] = [
        {TITLES[question]: answers[getattr(rule, question)] for question, answers in QUESTIONS.items()}
        | {"Number": number or "not counted"}
        for rule, number in numbers.items()
    ]
    return Chart(drawing, alt=alt, table=table)


# ---------------------------------------------------------------- the explorer


@runs_on_any_case
def explore_leaders(case: Any = None, **start: Any) -> Computed:
    """Lesson 04: the foreign leaders met up to the report, numbered by a counting rule.

    Start it with a rule, if you like: `formats="any"` (or "visits", "two-sided"), `own_side="government"`
    (or "leader"), `since="table"` (or "coup"), `unit="meetings"` (or "leaders").
    """
    case, first = case_in_use(case), Rule()
    return Computed(
        "leaders",
        lambda layout, **answers: leaders(Rule(**answers), case=case, layout=layout),
        [Choice(name, TITLES[name], answers, getattr(first, name)) for name, answers in QUESTIONS.items()],
        start,
    )
