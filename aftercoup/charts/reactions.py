"""Who reacted how to each coup, and what came after: a row for each coup, a column for each who spoke."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aftercoup import tables
from aftercoup.charts.coups import coup_name
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import Drawing
from aftercoup.charts.machinery.rows import Order, Rows, all_orders
from aftercoup.charts.machinery.view import YES_NO, Category, Explorer, Scale, year_of
from aftercoup.charts.machinery.words import cited, yes_no
from aftercoup.tables import Record

# Acts of the table: first words, from hard to friendly, then deeds.
WORDS = ("condemned", "called for return", "concerned", "neutral", "worked with", "welcomed", "helped")
PUNISHED = (
    "suspended",
    "sanctioned",
    "cut aid",
    "barred arms",
    "recalled envoy",
    "closed border",
    "threatened force",
)
PAID = ("recognised", "gave aid", "gave credits", "gave arms", "sent troops")
# Kind of act: what the legend calls it, the acts that are of it, symbol and colour.
KINDS: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "punished": ("punished", PUNISHED, "v", "punished"),
    "words": ("only words against", WORDS[:3], "v", "punished"),
    "usual": ("dealt with as usual", WORDS[3:5], "o", "edge"),
    "support": ("support", WORDS[5:] + PAID, "^", "ink"),
}
TOWARDS_RIVALS = ("toward russia/ussr", "toward china")
HEADS = {
    "united-states": "US",
    "russia": "Russia",
    "china": "China",
    "europe": "Europe",
    "region": "Regional bodies",
    "united-nations": "UN",
    "other-states": "Other states",
}
# What came after, as the table calls it, without "toward".
AFTER = {
    turn: label.removeprefix("toward ").removeprefix("the ").split(" or ")[0]
    for turn, label in tables.labels("coups", "realigned").items()
}
# layout: pixels of a row, of the names, of a column
_SIZES = {"wide": (21, 190, 89), "narrow": (29, 106, 24)}


@cache
def acts(coup_id: str, actor: str = "") -> tuple[Record, ...]:
    """The reactions to a coup, of one actor or of all, as they stand in the table."""
    known = (act for act in tables.table("reactions") if act.coup_id == coup_id)
    return tuple(act for act in known if actor in ("", act.actor))


def did(coup_id: str, actor: str, wanted: tuple[str, ...]) -> bool:
    """Whether an actor, or with "" anybody, did one of some acts after a coup."""
    return any(r.act in wanted for r in acts(coup_id, actor))


def kinds(coup_id: str, actor: str) -> list[str]:
    """The KINDS that a cell shows: no words beside a punishment, and what is usual only where nothing else was done."""
    named = [kind for kind, (_, wanted, *_) in KINDS.items() if did(coup_id, actor, wanted)]
    if len(named) > 1 and "usual" in named:
        named.remove("usual")
    if "punished" in named and "words" in named:
        named.remove("words")
    return named


def punished(coup: Record) -> bool:
    """Whether anybody punished the coup, by any act of PUNISHED."""
    return did(coup.id, "", PUNISHED)


def turned(coup: Record) -> bool:
    """Whether the title counts the coup as punished and turned to Moscow or Beijing."""
    return punished(coup) and coup.realigned in TOWARDS_RIVALS


ORDERS: dict[str, tuple[str, Any]] = {
    "punished": ("whether it was punished", lambda c: (not punished(c), not turned(c), c.date.start)),
    "date": ("date of the coup", lambda c: c.date.start),
    "turn": ("what came after", lambda c: (list(AFTER).index(c.realigned), c.date.start)),
    "punishers": (
        "how many punished it",
        lambda c: (-sum(did(c.id, a, PUNISHED) for a in HEADS), c.date.start),
    ),
}


def _group(coup: Record) -> str:
    """Under which heading a coup stands in the order "punished"."""
    if not punished(coup):
        return "Not punished"
    return f"Punished, {'and turned' if turned(coup) else 'no turn'} to Moscow or Beijing"


def _orders() -> list[Order]:
    return all_orders(ORDERS, tables.table("coups"), groups={"punished": _group})


def finding(coups: Sequence[Record]) -> str:
    """The finding about some coups in one sentence, computed from the tables."""
    if len(coups) == 1:
        return f"{_group(coups[0])}: {coup_name(coups[0])}"
    hit, rest = [c for c in coups if punished(c)], [c for c in coups if not punished(c)]
    rivals = lambda some: f"{sum(c.realigned in TOWARDS_RIVALS for c in some)} of {len(some)}"
    if not hit:
        return f"After {rivals(rest)} coups, none of them punished, the country turned to Moscow or Beijing"
    if len(hit) == 1:
        return f"1 of {len(coups)} coups was p{_group(hit[0])[1:]}"
    others = f", and {rivals(rest)} not punished," if rest else ""
    return f"After {rivals(hit)} punished coups{others} the country turned to Moscow or Beijing"


def reactions(layout: str = "wide") -> Chart:
    """Draw who reacted how to each coup of the table `coups`, in the four KINDS, and to whom the country turned.

    A triangle down is against the new rulers, filled for a punishment within 36 months and pale for words alone; one that
    points up is support; a small dot is neither. Above the rows a square for each coup shows what the title counts; at the
    right, in bold, stands a turn to Moscow or Beijing. layout: "wide" or "narrow".
    """
    coups = sorted(tables.table("coups"), key=ORDERS["punished"][1])
    wide = layout == "wide"
    step, names, column = _SIZES[layout]
    years = sorted(coup.date.start.year for coup in coups)
    notes = (
        f"Coups of {years[0]} to {years[-1]}: words, and deeds within 36 months. "
        "A bar at the left: punished. Bold at the right: turned to Moscow or Beijing."
    )
    words = (
        f"{HEADS['region']}: African Union, ASEAN and other organisations. That nothing was found is no "
        f"proof of silence. {_unread(coups)}"
    )
    picture = Drawing(layout, finding(coups), notes, rests_on=("reactions", "coups"))
    _shares(picture, coups)
    looks: dict[str, Any] = {label: _look(picture, kind) for kind, (label, *_) in KINDS.items()}
    picture.legend((looks | {"empty cell: nothing found": lambda x, y: None}).items())
    picture.begin(34 if wide else 112)
    look: dict[str, Any] = {"anchor": "middle", "at": "bottom"} if wide else {"turn": -90}
    for k, label in enumerate(HEADS.values()):
        said = style.wrap(label, 9) if wide else label
        picture.text(names + (k + 0.5) * column, -7, said, bold=True, **look)
    picture.text(names + len(HEADS) * column + 11, -14, "turned to", bold=True)
    rows = Rows(picture, step, _orders(), banded=True)
    for coup in coups:
        with picture.datum(coup.id):
            _row_of(picture, coup, rows.y(coup.id) + 0.5 * step)
    picture.text(10, -14, "coup", tone="muted")
    picture.y = rows.height + 10
    with picture.foot():
        picture.paragraph(words, tone="muted")
    return Chart(picture, alt=_alt(coups), table=map(_row, coups), data=map(_datum, coups), rows=rows)


def _shares(picture: Drawing, coups: list[Record]) -> None:
    """What the title counts, to be seen: a square for each coup punished or not, coloured where the country turned."""
    step, left, down = (17, 26, 19) if picture.narrow else (20, 350, 0)
    known = sorted(coups, key=lambda c: (c.realigned not in TOWARDS_RIVALS, c.date.start))
    for on, words in ((True, "punished coups"), (False, "not punished")):
        group = [c for c in known if punished(c) == on]
        rivals = [c for c in group if c.realigned in TOWARDS_RIVALS]
        with picture.of([c.id for c in group]):
            with picture.counted(c.id for c in rivals):
                picture.text(22, picture.y + 8, str(len(rivals)), "end", bold=True)
            with picture.counted(c.id for c in group):
                picture.text(27, picture.y + 8, f"of {len(group)} {words}: a turn to Moscow or Beijing")
            fills = {c.id: style.STATES.get(AFTER[c.realigned], "paper") for c in group}
            picture.squares(fills, left, picture.y + down, step)
        picture.y += 23 + down


def _look(picture: Drawing, kind: str) -> tuple[str, str, str, float, float, bool]:
    """The symbol of a kind."""
    _, _, symbol, tone = KINDS[kind]
    small, large = (5, 10) if picture.narrow else (6, 12)
    return symbol, tone, tone, small if symbol == "o" else large, 1.7, kind == "words"


def _row_of(picture: Drawing, coup: Record, y: float) -> None:
    """What was said and done about one coup, and whom the country turned to."""
    wide = not picture.narrow
    step, names, column = _SIZES[picture.layout]
    stressed = coup.id == tables.core().about.coup
    picture.box(0, y - step / 2, picture.width, step, "myanmar", opacity=0.13 if stressed else 0)
    if punished(coup):
        picture.box(0, y - step / 2 + 1, 5, step - 2, "punished")
    name = coup_name(coup) if wide else style.wrap(coup_name(coup), 11 if stressed else 12)
    picture.text(14 if wide else 8, y, name, bold=stressed)
    apart = 15 if wide else 11
    for k, actor in enumerate(HEADS):
        here = kinds(coup.id, actor)
        for n, kind in enumerate(here):
            x = names + (k + 0.5) * column + (n - (len(here) - 1) / 2) * apart
            picture.symbol([(x, y)], *_look(picture, kind))
    words, counted = AFTER[coup.realigned], coup.realigned in TOWARDS_RIVALS
    tone = style.STATES[words] if counted else "muted"
    x = names + len(HEADS) * column + 11
    picture.text(x, y, style.wrap(words, 20 if wide else 10), tone=tone, bold=counted)


def _alt(coups: list[Record]) -> str:
    recent = [c for c in coups if c.date.start.year > 1991]
    by = lambda actor: sum(did(c.id, actor, PUNISHED) for c in recent)
    hit = [c for c in coups if punished(c)]
    turns = ", ".join(f"{AFTER[t]} {n}" for t in AFTER if (n := sum(c.realigned == t for c in hit)))
    return (
        f"A row for each of {len(coups)} coups, a column for each of {len(HEADS)} who reacted. After the {len(recent)} coups since 1992 "
        f"the United States punished {by('united-states')}, Russia {by('russia')} and China {by('china')}. "
        f"Of the {len(hit)} punished by anybody, turned to: {turns}. {_unread(coups)}"
    )


def _unread(coups: Sequence[Record]) -> str:
    """For how many acts no page was found."""
    every = [act for coup in coups for act in acts(coup.id)]
    early = sum(act.checked == "reference" for c in coups if c.date.start.year < 1990 for act in acts(c.id))
    unread = sum(act.checked == "reference" for act in every)
    return f"For {unread} of {len(every)} acts no page was found, {early} of them on coups before 1990."


def _cell(coup: Record, actor: str) -> str:
    labels = tables.labels("reactions", "act")
    return "; ".join(dict.fromkeys(labels[r.act] for r in acts(coup.id, actor))) or "nothing found"


def _row(coup: Record) -> dict[str, Any]:
    return (
        {"Coup": f"{coup.country}, {coup.date}"}
        | {name: _cell(coup, actor) for actor, name in tables.labels("reactions", "actor").items()}
        | {"Turned to": tables.label("coups", "realigned", coup.realigned)}
    )


def _dated(act: Record) -> str:
    words = tables.label("reactions", "act", act.act)
    when = f", {act.date}" if act.date else ""
    unsure = " (claimed)" if act.basis == "claimed" else ""
    return f"{words}{when}{unsure}"


def _datum(coup: Record) -> Datum:
    details = []
    for actor, name in tables.labels("reactions", "actor").items():
        by_whom: dict[str, list[Record]] = {}
        for act in acts(coup.id, actor):
            by_whom.setdefault(act.who, []).append(act)
        for who, done in by_whom.items():
            notes = " ".join(act.note for act in done if act.note)
            details.append((f"{name}: {who}", ("; ".join(map(_dated, done)) + ". " + notes).strip()))
    hit = [name for a, name in tables.labels("reactions", "actor").items() if did(coup.id, a, PUNISHED)]
    turn = tables.label("coups", "realigned", coup.realigned)
    looked = [act.checked for act in acts(coup.id)]
    return Datum(
        coup.id,
        title=coup_name(coup),
        date=f"Coup of {coup.date}: {coup.leader_in} for {coup.leader_out}",
        sentence=f"Punished by: {', '.join(hit) or 'nobody'}. Turn: {turn}.",
        source=(
            f"{len(looked)} acts: {looked.count('again')} looked up twice, {looked.count('once')} once; "
            "the others are textbook knowledge. Sources are in the table reactions"
        ),
        cites=cited(*acts(coup.id)),
        details=tuple(details),
    )


# ---------------------------------------------------------------- the explorer


def explore_reactions(**start: Any) -> Explorer:
    """Lesson 03: who reacted how to 27 coups, and what came after.

    Start it in another order or filtered, if you like: `order="date"` (punished, date, turn: what came after, punishers:
    how many punished it), `punished="yes"`, `from_="1999"`, `to="2023"`.
    """
    coups = tables.table("coups")
    return Explorer(
        "reactions",
        "coups",
        reactions,
        categories=[Category("punished", "Punished by anybody", YES_NO, lambda c: yes_no(punished(c)))],
        rows=coups,
        finding=finding,
        scale=Scale("Coups", year_of),
        orders=_orders(),
        start=start,
    )
