"""Who met whom, and at which level: one contact drawn as a bead in the row of a state and as a step of a ladder."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import DASHED, Drawing, Plot
from aftercoup.charts.explorer.view import YES_NO, Category, Cursor, Explorer, Scale, category, month_stops
from aftercoup.charts.words import capital, cited, month_name, months, publishers, yes_no
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

NO_STATE = "no state"  # the row of officials who come for an organisation, and their value as a facet
_LINE, _GAP, _HEAD = 14, 8, 36  # pixels: a label of the ladder, the gap between two, beside them on a rung
_ROW = 24
_SYMBOLS = {"Russia": "o", "China": "s", "United States": "D"}  # that have a colour in the whole course
_OTHERS = "other states"


def contacts(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the contacts of a case twice: counted by state, and as a ladder of levels over time.

    In the row of a state each contact is a bead, in order of dates; a contact with several states has one for each.
    On the ladder it is one symbol at its date, on the rung of the highest counterpart. Symbol and colour tell the
    state, as few as are told apart; it is filled if the report tells the contact. case: default: the core case.
    layout: "wide" (side by side) or "narrow" (one below the other).
    """
    case = case or tables.core()
    met = sorted(case.contacts, key=lambda k: (k.when.start, k.id))
    wide = layout == "wide"
    states, rows = _states(case), _rows(met)
    notes = "A meeting with several states stands in the row of each. A line behind a symbol: several days."
    picture = Drawing(layout, _title(case, met), notes, rests_on=("contacts",))
    _legend(picture, rows)
    picture.begin(26)
    picture.y = 0 if wide else _ROW * len(rows) + 52
    plot, foot, steps = _rungs(case, met, picture, _ROW * len(rows))
    _beads(picture, met, rows, 350 if wide else picture.width - 12)
    for step in steps:
        _step(case, picture, *step)
    words = "date" + " of the meeting" * wide + ", on the rung of the highest counterpart"
    picture.name_axes("state met, one symbol per meeting", words, foot + 39, plot.middle)
    return Chart(
        picture,
        alt=_alt(case, met),
        table=[_row(case, k) for k in met],
        data=[_datum(case, k, states) for k in met],
        cursors={k.id: picture.upright(plot.x(k.when.end), foot, plot.top) for k in met},
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


def _rows(met: list[Record]) -> list[str]:
    """The states as rows: most contacts first, then by name; those with no state last."""
    counts = Counter(state for contact in met for state in states_of(contact))
    return sorted(counts, key=lambda s: (not s, -counts[s], state_name(s)))


# ---------------------------------------------------------------- what both parts share


def _look(states: tuple[str, ...]) -> tuple[str, str, str]:
    """What the legend calls the first of some states that has a colour, its symbol and its colour."""
    for name in map(state_name, states):
        if name in _SYMBOLS:
            return name, _SYMBOLS[name], style.STATES[name]
    return _OTHERS, "^", "muted"


def _symbol(picture: Drawing, contact: Record, states: tuple[str, ...], x: float, y: float) -> None:
    _, symbol, tone = _look(states)
    with picture.datum(contact.id):
        picture.symbol([(x, y)], symbol, tone if contact.in_article else "paper", tone, 8, 1.6)


def _legend(picture: Drawing, rows: list[str]) -> None:
    """Above the picture: the symbol of each state that has one, and what filled symbols mean."""
    known = sorted(dict.fromkeys(_look((state,)) for state in rows), key=lambda look: look[0] == _OTHERS)
    states = [(words, (symbol, tone, tone, 8, 1.6)) for words, symbol, tone in known]
    meanings = (("told in the report", "muted"), ("not in the report", "paper"))
    told = [(words, ("o", fill, "muted", 8, 1.6)) for words, fill in meanings]
    for line in [states, told] if picture.narrow else [states + told]:
        picture.legend(line)


def _beads(picture: Drawing, met: list[Record], rows: list[str], right: float) -> None:
    """A row for each state, with a symbol for each of its contacts and their number."""
    left = 24 + max(style.text_width(state_name(row)) for row in rows)
    for k, state in enumerate(rows):
        name, middle = state_name(state), _ROW * (k + 0.5)
        *_, tone = _look((state,))
        here = [contact for contact in met if state in states_of(contact)]
        picture.text(12, middle, name, tone=tone, bold=name in _SYMBOLS)
        picture.line([(left, middle), (right, middle)], "rule", 0.8)
        for place, contact in enumerate(here):
            _symbol(picture, contact, (state,), left + 6 + 11.2 * place, middle)
        with picture.printed():  # filters do not change it
            picture.text(left + 6 + 11.2 * len(here), middle, str(len(here)), tone=tone, halo=True)


# ---------------------------------------------------------------- the ladder


def _rungs(
    case: Case, met: list[Record], picture: Drawing, least: float
) -> tuple[Plot, float, list[tuple[Any, ...]]]:
    """Draw the rungs of the ladder with the months and the coup, below what the picture has so far. Returns the scale,
    its foot, which does not lie above `least`, and where each contact stands, as `_step` takes it."""
    coup = case.about.coup_date.start
    first = min(met[0].when.start, coup).replace(day=1)
    last = max(first + timedelta(1), *(k.when.end for k in met))
    plot = Plot(picture, 26 if picture.narrow else 384, 24, 0, (first, last), (0, 1))
    steps: list[tuple[Any, ...]] = []
    for k, (level, words) in enumerate(tables.labels("contacts", "counterpart_level").items()):
        here = [
            (one, plot.x(one.when.start), plot.x(one.when.end))
            for one in met
            if one.counterpart_level == level
        ]
        labels = [(x, end, style.text_width(_label(case, one)) + 6, _LINE) for one, x, end in here]
        placed = style.stack(labels, plot.left - 20, picture.width - 2, _GAP)
        y, size = plot.top + plot.height, max((down for _, down in placed), default=0) + _LINE + _HEAD
        if k % 2 == 0:
            picture.box(plot.left - 20, y, plot.width + 40, size, "band")
        picture.text(picture.width - 12, y + 4, capital(words), "end", bold=True, at="top")
        steps += [(*one, side, y + 24 + down + _LINE / 2) for one, (side, down) in zip(here, placed)]
        plot.height += size
    ticks = [day for day in months(first, last) if day.month in (1, 7)]
    for day in ticks:
        plot.upright(day, "rule", 0.8)
    plot.upright(coup, "accent", 1.3, DASHED)
    picture.text(plot.x(coup) + 4, plot.top + 4, "coup", tone="accent", at="top")
    foot = max(least, plot.top + plot.height)
    picture.scale([(plot.x(day), month_name(day)) for day in ticks], foot, above=plot.top)
    return plot, foot, steps


def _step(case: Case, picture: Drawing, contact: Record, x: float, end: float, side: str, y: float) -> None:
    """A contact on its rung, its name beside it."""
    *_, tone = _look(states_of(contact))
    with picture.datum(contact.id):
        if end - x > 3:
            picture.line([(x, y), (end, y)], tone, 2.7)
        with picture.spot():
            _symbol(picture, contact, states_of(contact), x, y)
        at, anchor = (max(end, x) + 8, "start") if side == "right" else (x - 8, "end")
        picture.text(at, y, _label(case, contact), anchor, tone)


def _label(case: Case, contact: Record) -> str:
    """The counterparts of the highest rank present."""
    actors = tables.linked(contact, "counterpart", case)
    met = [actor for actor in actors if actor.seniority == min(one.seniority for one in actors)]
    if len(met) <= 2:
        return ", ".join(map(short_name, met))
    leaders = contact.counterpart_level == 1
    return f"{len(met)} leaders, {contact.place}" if leaders else f"{len(met)} in {contact.place}"


# ---------------------------------------------------------------- in words


def _title(case: Case, met: list[Record]) -> str:
    rulers = f"{case.country_name}'s new rulers"
    (state, n), *others = Counter(s for k in met for s in states_of(k)).most_common()
    if others and others[0][1] == n:
        each = sum(k == n for _, k in others) + 1
        return f"{tables.many(len(met), 'contact')} of {rulers}: no state comes first, {each} have {n} each"
    return f"Among {tables.many(len(met), 'contact')} of {rulers} with foreign officials, {state_name(state)} has the most: {n}"


def _alt(case: Case, met: list[Record]) -> str:
    levels = Counter(k.counterpart_level for k in met)
    first, *others = Counter(s for k in met for s in states_of(k)).most_common(2)
    states = f"{state_name(first[0])} has the most ({first[1]})"
    states += "".join(f", then {state_name(state)} ({n})" for state, n in others)
    leaders = [k for k in met if k.counterpart_level == 1]
    named = "; ".join(
        f"{label}: {levels[level]}" for level, label in tables.labels("contacts", "counterpart_level").items()
    )
    after = sum(k.when.start >= case.about.coup_date.start for k in met)
    return (
        f"{case.country_name}: a row for each state, and a ladder, of {tables.many(len(met), 'contact')} from "
        f"{met[0].when} to {met[-1].when}, {after} of them after the coup. "
        f"{states}. By the highest counterpart, {named}. "
        + (f"The first head of state or government is met on {leaders[0].when}. " if leaders else "")
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


def _datum(case: Case, contact: Record, states: dict[str, str]) -> Datum:
    row = _row(case, contact)
    return Datum(
        contact.id,
        title=f"{row['Met by']} and {row['Counterpart']}",
        date=f"{contact.when}, {contact.place}",
        sentence=f"{capital(row['Format'])}; {row['Direction']}; highest counterpart: {row['Level']}.",
        details=(("State", row["State"]), ("In the report", row["In the report"]), ("Note", contact.note)),
        source=f"{contact.id} · confidence {contact.confidence} · {publishers(contact, case)}",
        cites=cited(contact, case=case),
        facets={
            "format": contact.format,
            "direction": contact.direction,
            "counterpart_level": contact.counterpart_level,
            "own_actor": contact.own_actor,
            "state": tuple(dict.fromkeys(s if s in states else OTHER for s in states_of(contact))),
            "in_article": yes_no(contact.in_article),
            "start": contact.when.start.toordinal(),
            "end": contact.when.end.toordinal(),
            "coup": "before" if contact.when.end < case.about.coup_date.start else "after",
        },
    )


# ---------------------------------------------------------------- the explorer


_NAMED = 3  # a state with at least so many contacts has a button of its own
OTHER = "other"


@runs_on_any_case
def explore_contacts(case: Any = None, **start: Any) -> Explorer:
    """Lesson 04: the contacts.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `level=1`, `state=["RUS",
    "CHN"]`, `format="bilateral visit"`, `direction="host"`, `own="min-aung-hlaing"`, `in_article="yes"`,
    `coup="before"`, `from_="February 2021"`, `to="September 2022"`.
    """
    case = case_in_use(case)
    states = _states(case)
    own_side = dict.fromkeys(k.own_actor for k in case.contacts)
    return Explorer(
        "contacts",
        "contacts",
        lambda layout: contacts(case, layout),
        categories=[
            Category("state", "State met", states),
            Category("in_article", "Told in the report", YES_NO),
            category("contacts", "counterpart_level"),
            category("contacts", "format"),
            category("contacts", "direction"),
            Category("own_actor", "Met by", {a: tables.record(a, "actors", case).name for a in own_side}),
            Category("coup", "Coup", {"before": "before it", "after": "since it"}),
        ],
        rows=case.contacts,
        finding=lambda some, _: _title(case, some),
        scale=Scale("Meetings", "start", "end", month_stops(case.contacts)),
        cursor=Cursor("Known on", "end"),
        start=start,
        typed={"until": "known_on", "counterpart_level": "level", "own_actor": "own"},
    )


def _states(case: Case) -> dict[str, str]:
    """Value -> label of the buttons for states: those with most contacts by name, the others together."""
    counts = Counter(state for contact in case.contacts for state in states_of(contact))
    named = {s: state_name(s) for s, n in counts.most_common() if s and n >= _NAMED}
    return named | ({OTHER: "other states, and none"} if set(counts) - set(named) else {})
