"""Who met whom, and at which level: a ladder for Russia and one for China, each contact a step, and one for all others."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any, NamedTuple

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.rows import heading
from aftercoup.charts.machinery.view import (
    YES_NO,
    Category,
    Cursor,
    Explorer,
    Scale,
    category,
    days_of,
    month_stops,
)
from aftercoup.charts.machinery.words import (
    capital,
    cited,
    month_name,
    month_of,
    months,
    named,
    publishers,
    yes_no,
)
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

NO_STATE = "no state"  # the row of officials who come for an organisation, and their value as a facet
# pixels: a label of the ladder, from one line of them to the next, beside them on a rung
_LINE, _STEP, _HEAD = 14, 18, 22
_SIDE = 54  # pixels left of the scale of a ladder
OTHERS = "others"
# of the ladders; a state has a colour too
SYMBOLS = {"Russia": "o", "China": "s", "United States": "D", OTHERS: "^"}


def contacts(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the contacts of a case on ladders of levels over time: one for each state of SYMBOLS that
    was met, and a quiet one for all others.

    A contact is one symbol at its first day, on the rung of the highest counterpart, filled if the report tells it. From the
    first contact after the coup a line climbs to each first one on a higher rung, whose label says the months since the
    coup. case: default: the core case. layout: "wide" (ladders side by side), "one" (two of them) or "narrow" (one below
    the other).
    """
    case = case or tables.core()
    met = sorted(case.contacts, key=lambda k: (k.when.start, k.id))
    ladders = _ladders(met)
    shown = f"Contacts with foreign officials, {met[0].when.start.year} to {met[-1].when.end.year}"
    about = "Bold: first at a higher level, complete months after the coup."
    picture = Drawing(layout, _title(case, met), f"{shown}. {about}", rests_on=("contacts",))
    meanings = (("told in the report", "muted"), ("not in the report", "paper"))
    picture.legend((words, ("o", fill, "muted", 8, 1.6)) for words, fill in meanings)
    picture.begin()
    first = min(met[0].when.start, case.about.coup_date.start).replace(day=1)
    last = max(first + timedelta(1), *(k.when.end for k in met))
    days = [day for day in months(first, last) if day.month in (1, 7)]
    plots: list[Plot] = []
    names = list(ladders)
    beside = 1 if picture.narrow else 3 if len(names) == 3 and layout == "wide" else 2
    for row in (names[k : k + beside] for k in range(0, len(names), beside)):
        width, n = picture.width / len(row), len(row)
        sides = [(_SIDE + k * width, 24 + (n - 1 - k) * width) for k in range(n)]
        here = [Plot(picture, *side, 0, (first, last), (0, 1)) for side in sides]
        climbs = [_climb(case, name, ladders[name]) for name in row]
        placed = [_placed(case, plot, ladders[name], climb) for plot, name, climb in zip(here, row, climbs)]
        heights = [max(rung.height for rung in level) for level in zip(*placed)]
        for plot, name, rungs, climb in zip(here, row, placed, climbs):
            alike = [rung._replace(height=height) for rung, height in zip(rungs, heights)]
            _ladder(case, plot, name, alike, climb, days)
        plots += here
        plots[-1].end(50)
    upright = lambda day: (picture.upright(plot.x(day), plot.top + plot.height, plot.top) for plot in plots)
    return Chart(
        picture,
        alt=_alt(case, met),
        table=[_row(case, k) for k in met],
        data=[_datum(case, k) for k in met],
        cursors={k.id: tuple(chain.from_iterable(upright(k.when.end))) for k in met},
    )


def short_name(actor: Record) -> str:
    """How a person is called on a label: the words of the name that stand in the id ("Vladimir Putin" -> "Putin")."""
    words = [word for word in actor.name.split() if word.casefold().strip(".") in actor.id.split("-")]
    return " ".join(words) if words and actor.kind == "person" else actor.name


def state_name(iso3: str) -> str:
    """The name of a state, or what stands in its place for an official of an international body."""
    return tables.record(iso3, "countries").name if iso3 else NO_STATE


def states_of(contact: Record) -> tuple[str, ...]:
    """The codes of the states met; ("",) for an official of an organisation."""
    return contact.counterpart_state or ("",)


def _ladders(met: list[Record]) -> dict[str, list[Record]]:
    """The contacts of each ladder, that of the others last."""
    ladders: dict[str, list[Record]] = {name: [] for name in SYMBOLS}
    for contact in met:
        named = [name for name in map(state_name, states_of(contact)) if name in style.STATES]
        ladders[named[0] if named else OTHERS].append(contact)
    return {name: here for name, here in ladders.items() if here}


def _climb(case: Case, name: str, met: list[Record]) -> list[Record]:
    """The first contact after the coup and each first one on a higher rung; none for the others, who are many states."""
    climb: list[Record] = []
    for contact in met if name != OTHERS else []:
        higher = not climb or contact.counterpart_level < climb[-1].counterpart_level
        if higher and contact.when.end >= case.about.coup_date.start:
            climb.append(contact)
    return climb


def _after(case: Case, contact: Record) -> int:
    """Complete months from the coup to a contact."""
    coup, day = case.about.coup_date.start, contact.when.start
    return max(0, (day.year - coup.year) * 12 + day.month - coup.month - (day.day < coup.day))


class Placed(NamedTuple):
    """A contact on its rung: on which side of its symbol the label stands, and how far both are below the rung's head."""

    contact: Record
    side: str
    down: int


class Rung(NamedTuple):
    """A level of a ladder: pixels from its head to its foot, and who stands there, the step of the climb first."""

    height: int
    placed: list[Placed]


def _placed(case: Case, plot: Plot, met: list[Record], climb: list[Record]) -> list[Rung]:
    """The rungs of a ladder with its contacts."""
    rungs: list[Rung] = []
    for level in tables.labels("contacts", "counterpart_level"):
        here = sorted((k for k in met if k.counterpart_level == level), key=lambda k: k not in climb)
        labels = [(plot.x(k.when.start), style.text_width(_label(case, k, climb)) + 6) for k in here]
        placed = style.stack(labels, plot.left - _SIDE + 4, plot.left + plot.width + 18, _STEP)
        size = max((down + _LINE for _, down in placed), default=-_HEAD) + _HEAD
        rungs.append(Rung(size, [Placed(k, side, _HEAD + 2 + down) for k, (side, down) in zip(here, placed)]))
    return rungs


def _ladder(
    case: Case, plot: Plot, name: str, rungs: list[Rung], climb: list[Record], days: list[date]
) -> None:
    """Draw a ladder: its name, its rungs with their contacts, and how they climb. days: ticks of its scale."""
    picture, coup, tone = plot.drawing, case.about.coup_date, style.STATES.get(name, "muted")
    left, right = plot.left - _SIDE + 6, plot.left + plot.width + 18
    ids = [one.contact.id for rung in rungs for one in rung.placed]
    heading(picture, left + 4, plot.top + 8, capital(name), ids, tone)
    plot.top, plot.height = plot.top + 36, sum(rung.height for rung in rungs)
    plot.across(days, month_name)
    plot.upright(coup.start, "myanmar", 1.3, DASHED)
    picture.text(plot.x(coup.start) + 4, plot.top - 9, f"coup, {coup}", tone="myanmar")
    steps: dict[Record, tuple[float, float, str]] = {}
    levels, heads = tables.labels("contacts", "counterpart_level"), {}
    head = plot.top
    for rung, level in zip(rungs, levels):
        heads[level] = head
        if rung.height:  # somebody in this row of ladders stands on it
            picture.line([(left, head), (right, head)], "rule")
        steps |= {k: (plot.x(k.when.start), head + down, side) for k, side, down in rung.placed}
        head += rung.height
    for low, high in reversed([*pairwise(climb)]):  # so that each symbol lies on the line that leaves it
        head, (x, y, _), (x2, y2, _) = heads[low.counterpart_level], steps[low], steps[high]
        with picture.datum(high.id):
            picture.line([(x, y), (x, head), (x2, head), (x2, y2)], tone, 2)
    for rung, (level, words) in zip(rungs, levels.items()):
        if rung.height:  # behind the words lies paper: no line goes through them
            picture.box(left + 2, heads[level] + 2, style.text_width(words) + 4, 15, "paper")
            picture.text(left + 4, heads[level] + 3, capital(words), tone="muted", italic=True, at="top")
    for contact, (x, y, side) in steps.items():
        on = contact in climb
        with picture.datum(contact.id):
            with picture.spot():
                fill = tone if contact.in_article else "paper"
                picture.symbol([(x, y)], SYMBOLS[name], fill, tone, 8, 1.6)
            at, anchor = (x + 8, "start") if side == "right" else (x - 8, "end")
            words = _label(case, contact, climb)
            picture.text(at, y, words, anchor, tone if on else "muted", bold=on, halo=True)


def _label(case: Case, contact: Record, climb: list[Record]) -> str:
    """The counterparts of the highest rank present, and of a step of the climb the months since the coup."""
    actors = tables.linked(contact, "counterpart", case)
    met = [actor for actor in actors if actor.seniority == min(other.seniority for other in actors)]
    if len(met) > 2:
        leaders = contact.counterpart_level == 1
        return f"{len(met)} leaders, {contact.place}" if leaders else f"{len(met)} in {contact.place}"
    names = ", ".join(map(short_name, met))
    return f"{names}, {tables.many(_after(case, contact), 'month')}" if contact in climb else names


# ---------------------------------------------------------------- in words


def _leaders(case: Case, met: list[Record]) -> list[tuple[int, str, str]]:
    """How the ladders climb: months to the first leader met after the coup, the name and the state, the quickest first."""
    climbs = {name: _climb(case, name, here) for name, here in _ladders(met).items() if name != OTHERS}
    tops = {name: climb[-1] for name, climb in climbs.items() if climb and climb[-1].counterpart_level == 1}
    return sorted((_after(case, top), _label(case, top, []), name) for name, top in tops.items())


def _title(case: Case, met: list[Record]) -> str:
    """The finding of some contacts: of all how soon each ladder came to its top, of a part whom they are with."""
    rulers = f"{case.country_name}'s new rulers"
    if len(met) == len(case.contacts) and (climbs := _leaders(case, met)):
        (n, who, state), *later = climbs
        said = [f"{who} of {named(state)} met {rulers} {tables.many(n, 'month')} after the coup"]
        said += [f"{who} of {named(state)} after {n}" for n, who, state in later]
        with_leader, until = {state for *_, state in climbs}, month_of(met[-1].when.end)
        without = [name for name in _ladders(met) if name != OTHERS and name not in with_leader]
        return ", ".join([*said, *(f"no leader of {named(state)} by {until}" for state in without)])
    counts = Counter(s for k in met for s in states_of(k))
    n = max(counts.values())
    first = [state_name(s) if s else "An organisation" for s in counts if counts[s] == n]
    if n == len(met):  # no state is left to compare with
        top = min(met, key=lambda k: (k.counterpart_level, k.when.start))
        level = tables.label("contacts", "counterpart_level", top.counterpart_level)
        who = first[0] if len(first) == 1 else f"{len(first)} states"
        return f"{who} and {rulers}: {tables.many(n, 'contact')}; highest level: {level}, {'first ' * (n > 1)}{top.when}"
    if len(first) > 1:
        return f"No state met {rulers} most often: {len(first)} have {n} of {len(met)} contacts each"
    return f"{first[0]} met {rulers} most often: {n} of {len(met)} contacts"


def _alt(case: Case, met: list[Record]) -> str:
    [(most, n)] = Counter(s for k in met for s in states_of(k)).most_common(1)
    waits = ", ".join(f"{state} {n}" for n, _, state in _leaders(case, met))
    after = sum(k.when.start >= case.about.coup_date.start for k in met)
    return (
        f"{case.country_name}: ladders of levels with {tables.many(len(met), 'contact')} from "
        f"{met[0].when} to {met[-1].when}, {after} of them after the coup. "
        f"{state_name(most)} has the most ({n}). "
        + (f"Complete months from the coup to the first leader of each ladder: {waits}. " if waits else "")
        + f"The report tells {sum(k.in_article for k in met)} of these contacts (filled symbols)."
    )


def _row(case: Case, contact: Record) -> dict[str, str]:
    code = lambda name: tables.label("contacts", name, getattr(contact, name))
    return {
        "Contact": contact.id,
        "Date": str(contact.when),
        "Place": contact.place,
        "Met by": tables.linked(contact, "own_actor", case)[0].name,
        "Counterpart": ", ".join(actor.name for actor in tables.linked(contact, "counterpart", case)),
        "State": ", ".join(state_name(s) for s in states_of(contact)),
        "Level": code("counterpart_level"),
        "Format": code("format"),
        "Direction": code("direction"),
        "In the report": yes_no(contact.in_article),
    }


def _datum(case: Case, contact: Record) -> Datum:
    row = _row(case, contact)
    return Datum(
        contact.id,
        title=f"{row['Met by']} and {row['Counterpart']}",
        date=f"{contact.when}, {contact.place}",
        sentence=f"{capital(row['Format'])}; {row['Direction']}; highest counterpart: {row['Level']}.",
        details=(("State", row["State"]), ("In the report", row["In the report"]), ("Note", contact.note)),
        source=f"{contact.id} · confidence {contact.confidence} · {publishers(contact, case)}",
        cites=cited(contact, case=case),
    )


# ---------------------------------------------------------------- the explorer


_NAMED = 3  # a state with at least so many contacts has a button of its own
OTHER = "other"


@runs_on_any_case
def explore_contacts(case: Any = None, **start: Any) -> Explorer:
    """Lesson 04: the contacts.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `level=1`, `state=["RUS",
    "CHN"]`, `format="bilateral visit"`, `direction="host"`, `own="min-aung-hlaing"`, `in_article="yes"`,
    `from_="February 2021"`, `to="September 2022"`.
    """
    case = case_in_use(case)
    states = _states(case)
    own_side = {k.own_actor: tables.record(k.own_actor, "actors", case).name for k in case.contacts}
    named = lambda k: tuple(dict.fromkeys(s if s in states else OTHER for s in states_of(k)))
    return Explorer(
        "contacts",
        "contacts",
        lambda layout: contacts(case, layout),
        categories=[
            Category("state", "State met", states, named),
            Category("in_article", "Told in the report", YES_NO, lambda k: yes_no(k.in_article)),
            category("contacts", "counterpart_level", "level"),
            category("contacts", "format"),
            category("contacts", "direction"),
            Category("own", "Met by", own_side, lambda k: k.own_actor),
        ],
        rows=case.contacts,
        finding=lambda some: _title(case, some),
        tally=("Russia took part in {} contacts shown", lambda contact: "RUS" in states_of(contact)),
        scale=Scale("Meetings", days_of, month_stops(case.contacts)),
        layouts=("wide", "one", "narrow"),
        cursor=Cursor("Known on", lambda contact: contact.when.end, "known_on"),
        start=start,
    )


def _states(case: Case) -> dict[str, str]:
    """Value -> label of the buttons for states: those with most contacts by name, the others together."""
    counts = Counter(state for contact in case.contacts for state in states_of(contact))
    named = {s: state_name(s) for s, n in counts.most_common() if s and n >= _NAMED}
    return named | ({OTHER: "other states, and none"} if set(counts) - set(named) else {})
