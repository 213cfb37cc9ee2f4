"""Who met whom, and at which level: one contact drawn as a thread and a bead of a network and as a step of a
ladder."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from aftercoup import tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import YES_NO, Category, Cursor, Explorer, Scale, Stop, category, given
from aftercoup.charts.stored import stored
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.tables import Case, Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_STATE = "no state"  # the row of officials who come for an organisation, and their value as a facet
_LINE, _GAP = 14, 8  # pixels: a label of the ladder, the gap between two
_ROW, _THREAD, _FOOT = 27, 1.25, 62
# layout: where the persons' bars, the names of states and the beads stand, and the step from bead to bead
_NETWORK: dict[str, tuple[float, float, float, float]] = {
    "wide": (98, 190, 280, 10.5),
    "narrow": (76, 120, 200, 7.2),
}


@stored
def contacts(case: tables.Case | None = None, layout: str = "wide") -> Chart:
    """Draw the contacts of a case twice: as a network of persons and states, and as a ladder of levels over
    time.

    In the network each contact is a thread from the person who met for the country of the case to the state
    met, and a bead in the row of that state, in order of dates; a contact with several states has a thread
    and a bead for each.
    On the ladder it is one symbol at its date, on the rung of the highest counterpart. Symbol and colour
    tell the format. case: default: the core case. layout: "wide" (side by side) or "narrow" (one below the
    other).
    """
    case = case or tables.core()
    met = sorted(case.contacts, key=lambda k: (k.when.start, k.id))
    wide = layout == "wide"
    states = _states(case)
    title, more = style.heading(_title(met), layout)
    width, top, rows = style.LAYOUTS[layout], (98 if wide else 124) + more, _rows(case, met)
    coup = case.about.coup_date.start
    ladder = _Ladder(case, met, coup, 528 if wide else 14, width - 12, layout)
    row = max(_ROW, min(1.4 * _ROW, ladder.height / len(rows))) if wide else _ROW
    down = 0 if wide else row * len(rows) + 34
    plot = max(row * len(rows), down + ladder.height)
    height = top + plot + _FOOT
    with style.look():
        figure, axes = draw.frame(
            layout, height, 0, _FOOT, 0, plot, xlim=(0, width), ylim=(plot, 0), yticks=[]
        )
        axes.set_title(title, x=0.012, y=1, pad=59 if wide else 74)
        draw.row_label(axes, "state met, one bead per meeting", _NETWORK[layout][1] / width, 1.0 + 6 / plot)
        ticks = ladder.ticks()
        axes.set_xticks([x for x, _ in ticks], [name for _, name in ticks])
        axes.set_xlabel(
            "date" + " of the meeting" * wide + ", on the rung of the highest counterpart", labelpad=3
        )
        axes.xaxis.set_label_coords((ladder.left + ladder.right) / 2 / width, -40 / plot)
        axes.tick_params(length=4, color=style.color("rule"))
        if wide:
            draw.scale_at_both_ends(axes)
        draw.text(axes, 12, -6, "met by", va="bottom", tone="muted")
        _network(axes, case, met, rows, row, 508 if wide else width - 12, layout)
        ladder.draw(axes, down, coup)
        _legend(axes, layout)
    return Chart(
        figure,
        alt=_alt(case, met),
        table=[_row(case, k) for k in met],
        data=[_datum(case, k, states) for k in met],
        cursors={k.id: ladder.cursor(k.when.end, top + down) for k in met},
    )


def short_name(actor: Record) -> str:
    """How a person is called on a label: the words of the name that stand in the id ("Vladimir Putin" ->
    "Putin")."""
    words = [word for word in actor.name.split() if word.casefold().strip(".") in actor.id.split("-")]
    return " ".join(words) if words and actor.kind == "person" else actor.name


def counterparts(contact: Record, case: Case) -> tuple[Record, ...]:
    """The counterparts of the highest rank present, as actors."""
    actors = tables.linked(contact, "counterpart", case)
    best = min(actor.seniority for actor in actors)
    return tuple(actor for actor in actors if actor.seniority == best)


def state_name(iso3: str) -> str:
    """The name of a state, or what stands in its place for an official of an international body."""
    return tables.record(iso3, "countries").name if iso3 else NO_STATE


def states_of(contact: Record) -> tuple[str, ...]:
    """The codes of the states met; ("",) for an official of an organisation."""
    return contact.counterpart_state or ("",)


def _rows(case: Case, met: list[Record]) -> list[str]:
    """The states as rows: most contacts first, then by name; those with no state last."""
    counts = Counter(state for contact in met for state in states_of(contact))
    return sorted(counts, key=lambda s: (not s, -counts[s], state_name(s)))


def _tone(contact: Record) -> int:
    """The place of a contact's format in the codebook, which gives its colour and its symbol."""
    return list(tables.labels("contacts", "format")).index(contact.format)


# ---------------------------------------------------------------- the network


def _network(
    axes: Axes, case: Case, met: list[Record], rows: list[str], step: float, right: int, layout: str
) -> None:
    own = sorted({k.own_actor for k in met}, key=lambda a: -sum(k.own_actor == a for k in met))
    threads = sorted(
        (
            (own.index(k.own_actor), rows.index(s), k.when.start, k.id, k, s)
            for k in met
            for s in states_of(k)
        ),
        key=lambda t: t[:4],
    )
    bar, name_x, bead_x, bead = _NETWORK[layout]
    bead_x = max(bead_x, name_x + 10 + max(style.text_width(state_name(row)) for row in rows))
    ends = {row: sum(t[1] == row for t in threads) for row in range(len(rows))}
    room = step * len(rows) - sum(_THREAD * sum(t[0] == o for t in threads) for o in range(len(own)))
    y = 0.25 * room
    for o, actor in enumerate(own):
        mine = [t for t in threads if t[0] == o]
        start = y
        for *_, contact, state in mine:
            row = rows.index(state)
            order = [t[3] for t in threads if t[1] == row].index(contact.id)
            end = step * (row + 0.5) + (order - (ends[row] - 1) / 2) * _THREAD
            _thread(axes, contact, bar, y + _THREAD / 2, name_x - 6, end)
            y += _THREAD
        draw.line(
            axes, [bar, bar], [start - 1, max(y, start + 4) + 1], "ink", 4, solid_capstyle="butt", zorder=3
        )
        draw.text(
            axes,
            bar - 7,
            (start + y) / 2,
            style.wrap(
                tables.record(actor, "actors", case).name.replace("-", "‑"), 10 if layout == "wide" else 8
            ),
            ha="right",
            fontweight="bold",
            linespacing=1.05,
        )
        y += 0.25 * room
    for row, state in enumerate(rows):
        middle = step * (row + 0.5)
        draw.text(axes, name_x, middle, state_name(state))
        draw.line(axes, [bead_x - 4, right], [middle, middle], "rule", 0.6, zorder=0.5)
        for place, contact in enumerate(k for k in met if state in states_of(k)):
            _symbol(axes, contact, bead_x + 4 + bead * place, middle, 6 if layout == "wide" else 5)


def _thread(axes: Axes, contact: Record, x0: float, y0: float, x1: float, y1: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    bend = (x1 - x0) * 0.5
    path = Path(
        [(x0, y0), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )
    thread = PathPatch(path, fill=False, lw=0.85, edgecolor=style.color(f"line-{_tone(contact)}"), zorder=1)
    axes.add_patch(style.tag(thread, contact.id))


def _symbol(axes: Axes, contact: Record, x: float, y: float, size: float, anchor: bool = False) -> None:
    k = _tone(contact)
    tone = style.color(f"line-{k}")
    (dot,) = axes.plot(
        [x],
        [y],
        style.SYMBOLS[k],
        ms=size,
        mew=1.1,
        mec=tone,
        zorder=3,
        mfc=tone if contact.in_article else style.color("paper"),
    )
    style.tag(dot, contact.id, anchor=anchor)


def _legend(axes: Axes, layout: str) -> None:
    """Above the picture: what filled symbols mean and, where no buttons say it, the symbol of each format."""

    def item(x: float, y: float, words: str, **look: Any) -> tuple[Any, Any, float]:
        (dot,) = axes.plot([x + 4], [y], ms=6, mew=1.1, ls="none", clip_on=False, **look)
        text = draw.text(axes, x + 14, y, words, tone="muted")
        return dot, text, x + style.text_width(words) + 30

    wide = layout == "wide"
    x, y = 12.0, -56 if wide else -76
    for fill, words in (("muted", "told in the report"), ("paper", "not in the report")):
        *_, x = item(x, y, words, marker="o", mfc=style.color(fill), mec=style.color("muted"))
    if not wide:  # drawn for the live explorer alone, whose buttons are the legend
        return
    for k, label in enumerate(tables.labels("contacts", "format").values()):
        dot, text, x = item(x, y, label, marker=style.SYMBOLS[k], color=style.color(f"line-{k}"))
        style.static_only(dot), style.static_only(text)


# ---------------------------------------------------------------- the ladder


class _Ladder:
    """The rungs of the ladder with their labels placed, in pixels."""

    def __init__(self, case: Case, met: list[Record], coup: date, left: int, right: int, layout: str) -> None:
        self.case = case
        self.left, self.right, self.layout = left, right, layout
        first, last = met[0].when.start, max(k.when.end for k in met)
        self.first, self.last = min(first, coup).replace(day=1), last
        self.levels = tables.labels("contacts", "counterpart_level")
        self.rungs, y = {}, 0
        for level in self.levels:
            here = [k for k in met if k.counterpart_level == level]
            labels = [
                (self(k.when.start), self(k.when.end), style.text_width(_label(self.case, k)) + 6, _LINE)
                for k in here
            ]
            placed = list(zip(here, style.stack(labels, left - 8, right + 10, _GAP)))
            size = max((down + _LINE for _, (_, down) in placed), default=_LINE)
            self.rungs[level] = (y, size, placed)
            y += size + 36
        self.height = y

    def __call__(self, day: date) -> float:
        return (
            self.left
            + 12
            + (self.right - self.left - 24) * (day - self.first).days / max(1, (self.last - self.first).days)
        )

    def ticks(self) -> list[tuple[float, str]]:
        months, day = [], self.first
        while day <= self.last:
            if day.month in (1, 7):
                name = tables.MONTHS[day.month - 1][:3]
                months.append((self(day), f"{name}\n{day.year}" if day.month == 1 else name))
            day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        return months

    def cursor(self, day: date, top: float) -> list[float]:
        return [
            self(day) * style.PIXEL,
            top * style.PIXEL,
            self(day) * style.PIXEL,
            (top + self.height) * style.PIXEL,
        ]

    def draw(self, axes: Axes, down: float, coup: date) -> None:
        for k, (level, (above, size, placed)) in enumerate(self.rungs.items()):
            y = above + down
            if k % 2 == 0:
                draw.ground(axes, self.left - 8, y, self.right - self.left + 16, size + 36, "band", zorder=0)
            words = self.levels[level]
            draw.text(
                axes,
                self.right,
                y + 4,
                words[:1].upper() + words[1:],
                va="top",
                ha="right",
                fontweight="bold",
            )
            for contact, (side, below) in placed:
                self._step(axes, contact, side, y + 24 + below)
        draw.line(axes, [self(coup)] * 2, [down, down + self.height], "accent", 1, ls=(0, (4, 3)), zorder=0.6)
        draw.text(axes, self(coup) + 4, down + 4, "coup", va="top", tone="accent")
        for x, _ in self.ticks():
            draw.line(axes, [x, x], [down, down + self.height], "rule", 0.6, zorder=0.5)

    def _step(self, axes: Axes, contact: Record, side: str, y: float) -> None:
        x, end, middle = self(contact.when.start), self(contact.when.end), y + _LINE / 2
        if end - x > 3:
            draw.line(
                axes,
                [x, end],
                [middle, middle],
                f"line-{_tone(contact)}",
                2,
                solid_capstyle="butt",
                id=contact.id,
            )
        _symbol(axes, contact, x, middle, 6.5, anchor=True)
        at, align = (max(end, x) + 8, "left") if side == "right" else (x - 8, "right")
        draw.text(axes, at, middle, _label(self.case, contact), ha=align, id=contact.id)


def _label(case: Case, contact: Record) -> str:
    met = counterparts(contact, case)
    if len(met) > 2:
        return (
            f"{len(met)} leaders, {contact.place}"
            if contact.counterpart_level == 1
            else f"{len(met)} in {contact.place}"
        )
    return ", ".join(short_name(actor) for actor in met)


# ---------------------------------------------------------------- in words


def _title(met: list[Record]) -> str:
    (state, n), *others = Counter(s for k in met for s in states_of(k)).most_common()
    if others and others[0][1] == n:
        each = sum(k == n for _, k in others) + 1
        return f"{tables.many(len(met), 'contact')} of the new rulers: no state comes first, {each} have {n} each"
    return f"Among {tables.many(len(met), 'contact')} of the new rulers with foreign officials, {state_name(state)} has the most: {n}"


def _alt(case: Case, met: list[Record]) -> str:
    levels = Counter(k.counterpart_level for k in met)
    states = [
        f"{state_name(state)} has the most ({n})" if not place else f"then {state_name(state)} ({n})"
        for place, (state, n) in enumerate(Counter(s for k in met for s in states_of(k)).most_common(2))
    ]
    leaders = [k for k in met if k.counterpart_level == 1]
    named = "; ".join(
        f"{label}: {levels[level]}" for level, label in tables.labels("contacts", "counterpart_level").items()
    )
    after = sum(k.when.start >= case.about.coup_date.start for k in met)
    return (
        f"{case.country_name}: a network and a ladder of {tables.many(len(met), 'contact')} from "
        f"{met[0].when} to {met[-1].when}, {after} of them after the coup. "
        f"{', '.join(states)}. "
        f"By the highest counterpart, {named}. "
        + (f"The first head of state or government is met on {leaders[0].when}. " if leaders else "")
        + f"The report tells {sum(k.in_article for k in met)} of these contacts (filled symbols)."
    )


def _names(contact: Record, case: Case) -> str:
    return ", ".join(actor.name for actor in tables.linked(contact, "counterpart", case))


def _row(case: Case, contact: Record) -> dict[str, str]:
    code = lambda name: tables.label("contacts", name, getattr(contact, name))
    return {
        "Contact": contact.id,
        "Date": str(contact.when),
        "Place": contact.place,
        "Met by": tables.linked(contact, "own_actor", case)[0].name,
        "Counterpart": _names(contact, case),
        "State": ", ".join(state_name(s) for s in states_of(contact)),
        "Level": code("counterpart_level"),
        "Format": code("format"),
        "Direction": code("direction"),
        "In the report": "yes" if contact.in_article else "no",
    }


def _datum(case: Case, contact: Record, states: dict[str, str]) -> Datum:
    row = _row(case, contact)
    details = tuple((name, row[name]) for name in ("State", "In the report"))
    if contact.note:
        details += (("Note", contact.note),)
    sources = "; ".join(dict.fromkeys(s.publisher for s in tables.sources_of(contact, case)))
    return Datum(
        contact.id,
        title=f"{row['Met by']} and {row['Counterpart']}",
        date=f"{contact.when}, {contact.place}",
        sentence=f"{row['Format'][:1].upper()}{row['Format'][1:]}; {row['Direction']}; "
        f"highest counterpart: {row['Level']}.",
        details=details,
        source=f"{contact.id} · confidence {contact.confidence} · {sources}",
        facets={
            name: getattr(contact, name) for name in ("format", "direction", "counterpart_level", "own_actor")
        }
        | {
            "state": tuple(dict.fromkeys(s if s in states else OTHER for s in states_of(contact))),
            "in_article": "yes" if contact.in_article else "no",
            "start": contact.when.start.toordinal(),
            "end": contact.when.end.toordinal(),
            "coup": "before" if contact.when.end < case.about.coup_date.start else "after",
        },
    )


# ---------------------------------------------------------------- the explorer


_NAMED = 3  # a state with at least so many contacts has a button of its own
OTHER = "other"


@runs_on_any_case
def explore_contacts(
    case: Any = None,
    *,
    format: Any = None,
    direction: Any = None,
    level: Any = None,
    state: Any = None,
    own: Any = None,
    in_article: Any = None,
    coup: Any = None,
    from_: Any = None,
    to: Any = None,
    known_on: Any = None,
) -> Explorer:
    """Lesson 04: the contacts.

    Start it at a moment or filtered, if you like: `known_on="7 September 2022"`, `level=1`, `state=["RUS",
    "CHN"]`, `format="bilateral visit"`, `direction="host"`, `own="min-aung-hlaing"`, `in_article="yes"`,
    `coup="before"`, `from_="February 2021"`, `to="September 2022"`.
    """
    case = case_in_use(case)
    charts = {layout: contacts(case, layout) for layout in ("wide", "narrow")}
    states = _states(case)
    own_side = dict.fromkeys(k.own_actor for k in case.contacts)
    return Explorer(
        "contacts",
        "contacts",
        charts.get,
        categories=[
            category("contacts", "format", "line"),
            category("contacts", "counterpart_level"),
            Category("state", "State met", states),
            category("contacts", "direction"),
            Category("own_actor", "Met by", {a: tables.record(a, "actors", case).name for a in own_side}),
            Category("in_article", "Told in the report", YES_NO),
            Category("coup", "Coup", {"before": "before it", "after": "since it"}),
        ],
        finding=lambda ids, _: _title([k for k in case.contacts if k.id in ids]),
        scale=Scale("Meetings", "start", "end", _months(case)),
        cursor=Cursor("Known on", "end", _days(case, charts)),
        state={
            "only": given(
                format=format,
                direction=direction,
                counterpart_level=level,
                state=state,
                own_actor=own,
                in_article=in_article,
                coup=coup,
            ),
            "from_": from_,
            "to": to,
            "until": known_on,
            "typed": {"until": "known_on", "counterpart_level": "level", "own_actor": "own"},
        },
    )


def _states(case: Case) -> dict[str, str]:
    """Value -> label of the buttons for states: those with most contacts by name, the others together."""
    counts = Counter(state for contact in case.contacts for state in states_of(contact))
    named = {s: state_name(s) for s, n in counts.most_common() if s and n >= _NAMED}
    return named | ({OTHER: "other states, and none"} if set(counts) - set(named) else {})


def _months(case: Case) -> tuple[Stop, ...]:
    first, last = min(k.when.start for k in case.contacts), max(k.when.end for k in case.contacts)
    stops, day = [], first.replace(day=1)
    while day <= last:
        following = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
        stops.append(
            Stop(day.toordinal(), f"{tables.MONTHS[day.month - 1]} {day.year}", end=following.toordinal() - 1)
        )
        day = following
    return tuple(stops)


def _days(case: Case, charts: dict[str, Chart]) -> tuple[Stop, ...]:
    """Stops for the cursor: the last day on which each contact can have taken place."""
    days = {}
    for contact in sorted(case.contacts, key=lambda k: k.when.end):
        day = contact.when.end
        days[day] = Stop(
            day.toordinal(),
            f"{day.day} {tables.MONTHS[day.month - 1]} {day.year}",
            line={layout: chart.cursors[contact.id] for layout, chart in charts.items()},
        )
    return tuple(days.values())
