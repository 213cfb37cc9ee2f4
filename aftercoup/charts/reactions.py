"""Who reacted how to each coup, and what came after: a row for each coup, a column for each who spoke."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.canvas import Canvas, canvas
from aftercoup.charts.cases import coup_name
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer import view
from aftercoup.charts.explorer.view import YES_NO, Category, Explorer, Scale, given, one_of
from aftercoup.charts.stored import stored
from aftercoup.charts.words import yes_no
from aftercoup.tables import Record

# First words, from hard to friendly: how each is drawn (symbol, edge, fill).
WORDS = {
    "condemned": ("X", "line-2", "line-2"),
    "called for return": ("v", "line-2", "line-2"),
    "concerned": ("v", "line-2", "paper"),
    "neutral": ("o", "edge", "paper"),
    "worked with": ("^", "line-1", "paper"),
    "welcomed": ("^", "line-1", "line-1"),
    "helped": ("*", "line-1", "line-1"),
}
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
TOWARDS_RIVALS = ("toward russia/ussr", "toward china")
HEADS = {
    "united-states": "US",
    "russia": "Russia",
    "china": "China",
    "europe": "Europe",
    "region": "Bodies",
    "united-nations": "UN",
    "other-states": "States",
}
SIX = [actor for actor in HEADS if actor != "other-states"]  # whose reaction was looked for at each coup
AFTER = {
    "toward west": "West",
    "toward russia/ussr": "Russia",
    "toward china": "China",
    "hedging": "in between",
    "no change": "no change",
    "contested": "contested",
}
# layout: pixels of a row, of the names, of a column; size of the text
_MEASURES = {"wide": (25, 190, 89, 13), "narrow": (29, 106, 24, 12)}


@cache
def acts(coup_id: str, actor: str = "") -> tuple[Record, ...]:
    """The reactions to a coup, of one actor or of all, as they stand in the table."""
    return tuple(
        r for r in tables.table("reactions") if r.case_id == coup_id and (not actor or r.actor == actor)
    )


def word(coup_id: str, actor: str) -> str:
    """The hardest first word of an actor about a coup, "" when none was found."""
    said = {r.act for r in acts(coup_id, actor)}
    return next((act for act in WORDS if act in said), "")


def sign(coup_id: str, actor: str = "") -> str:
    """What followed the words: "−" a punishment, "+" a payment, "±" both, "" neither."""
    done = {r.act for r in acts(coup_id, actor)}
    minus, plus = not done.isdisjoint(PUNISHED), not done.isdisjoint(PAID)
    return "±" if minus and plus else "−" * minus + "+" * plus


def punished(coup: Record) -> bool:
    """Whether anybody punished the coup, by any measure of the table."""
    return sign(coup.id) in ("−", "±")


ORDERS: dict[str, tuple[str, Any]] = {
    "date": ("date of the coup", lambda c: c.date.start),
    "turn": ("what came after", lambda c: (list(AFTER).index(c.realigned), c.date.start)),
    "punishers": (
        "how many punished it",
        lambda c: (-sum(sign(c.id, a) in ("−", "±") for a in HEADS), c.date.start),
    ),
}


def finding(coups: Sequence[Record]) -> str:
    """The finding about some coups in one sentence, computed from the tables."""
    hit = [c for c in coups if punished(c)]
    turned = sum(c.realigned in TOWARDS_RIVALS for c in hit)
    said = f"{len(hit)} of {tables.many(len(coups), 'coup')} {'was' if len(coups) == 1 else 'were'} punished"
    return said + (f"; {turned} of these turned to Moscow or Beijing" if hit else "")


@stored
def reactions(order: str = "date", layout: str = "wide") -> Chart:
    """Draw who reacted how to each coup of the table `coups`: first words, and what followed them.

    A cross and triangles down are hard words, a star and triangles up friendly ones; a minus beside it says that
    the same actor punished the new rulers within 36 months, a plus that it paid them. At the right: to whom the country turned. order: one of ORDERS. layout: "wide" or "narrow".
    """
    coups = sorted(tables.table("coups"), key=ORDERS[order][1])
    wide = layout == "wide"
    step, names, column, size = _MEASURES[layout]
    width = style.LAYOUTS[layout]
    title, more = style.heading(finding(coups), layout)
    top, bottom = (172, 60) if wide else (270 + more, 100)
    with canvas(layout, 0, top + step * len(coups) + bottom, 0, xticks=[]) as picture:
        axes, height = picture.axes, picture.height
        axes.set_title(title, x=14 / width, y=1 - 14 / height, pad=0, va="top")
        years = sorted(coup.date.start.year for coup in coups)
        words = f"The first words about each coup, and measures within 36 months, {years[0]} to {years[-1]}"
        picture.text(14, 40 + more, style.wrap(words, 90 if wide else 48), "muted", size, va="top")
        _legend(picture, size, more)
        head: dict[str, Any] = {"size": size, "bold": True, "va": "bottom"}
        for k, label in enumerate(HEADS.values()):
            x = names + (k + 0.5) * column
            picture.text(x, top - 8, label, ha="center", rotation=0 if wide else 90, **head)
        picture.text(names + len(HEADS) * column + 8, top - 8, "turned to", **head)
        for i, coup in enumerate(coups):
            if i % 2:
                picture.band(top + i * step, step)
            with picture.datum(coup.id):
                _row_of(picture, coup, top + (i + 0.5) * step)
        x = (14 if wide else 8) / width
        picture.row_label("coup", x, 1 - (top - 8) / height, fontsize=size * style.PIXEL)
        words = (
            "who reacted. Bodies: regional and other organisations. Empty: nothing was found, which is no proof "
            "of silence. " + _unread(coups)
        )
        axes.set_xlabel(style.wrap(words, 110 if wide else 46), ha="left", fontsize=size * style.PIXEL)
        axes.xaxis.set_label_coords(14 / width, (bottom - 12) / height)
    scale = style.PIXEL
    return Chart(
        picture.figure,
        alt=_alt(coups),
        table=[_row(c) for c in coups],
        data=[_datum(c) for c in coups],
        slots={c.id: (14 * scale, (top + i * step) * scale) for i, c in enumerate(coups)},
    )


def _legend(picture: Canvas, size: float, more: int) -> None:
    """What triangles, plus and minus mean."""
    wide = picture.wide
    labels = tables.labels("reactions", "act")
    entries: list[Any] = [(_symbol, act, labels[act]) for act in WORDS]
    entries += [(_sign, "−", "then punished"), (_sign, "+", "then paid"), (_sign, "±", "both")]
    across, left, column, top, step = (5, 24, 192, 78, 28) if wide else (2, 22, 178, 92 + more, 22)
    for k, (paint, what, label) in enumerate(entries):
        x, y = left + k % across * column, top + k // across * step
        paint(picture, what, x, y)
        picture.text(x + (14 if wide else 11), y, label, size=size)


def _symbol(picture: Canvas, act: str, x: float, y: float) -> None:
    marker, tone, fill = WORDS[act]
    size = (8 if picture.wide else 6.6) * (1.35 if marker == "*" else 1)
    picture.dot(x, y, marker, size, tone, fill, mew=1.1, clip_on=False)


def _sign(picture: Canvas, what: str, x: float, y: float) -> None:
    tone = {"−": "line-2", "+": "line-1", "±": "line-4"}[what]
    picture.text(x, y, what, tone, 17 if picture.wide else 14, bold=True, ha="center")


def _row_of(picture: Canvas, coup: Record, y: float) -> None:
    """What was said and done about one coup, and whom the country turned to."""
    wide = picture.wide
    step, names, column, size = _MEASURES["wide" if wide else "narrow"]
    stressed = coup.id == tables.core().about.coup
    look: dict[str, Any] = {"size": size, "bold": stressed, "linespacing": 1}
    picture.ground(0, y - step / 2, picture.width, step, "accent", alpha=0.13 if stressed else 0)
    name = coup_name(coup) if wide else style.wrap(coup_name(coup), 11 if stressed else 12)
    picture.text(14 if wide else 8, y, name, **look)
    aside = 9 if wide else 5.5
    for k, actor in enumerate(HEADS):
        x = names + (k + 0.5) * column
        said, done = word(coup.id, actor), sign(coup.id, actor)
        if said:
            _symbol(picture, said, x - (aside if done else 0), y)
        if done:
            _sign(picture, done, x + (aside + 1) * bool(said), y)
    words = style.wrap(AFTER[coup.realigned], 12 if wide else 9)
    picture.text(names + len(HEADS) * column + 8, y, words, **look)


def _alt(coups: list[Record]) -> str:
    said = lambda actor, act: sum(word(c.id, actor) == act for c in coups)
    recent = [c for c in coups if c.date.start.year > 1991]
    by = lambda actor: sum(sign(c.id, actor) in ("−", "±") for c in recent)
    everybody = [c for c in coups if all(word(c.id, actor) == "condemned" for actor in SIX)]
    alike = " and ".join(map(coup_name, everybody)) or "no coup"
    hit = [c for c in coups if punished(c)]
    turns = ", ".join(f"{AFTER[t]} {n}" for t in AFTER if (n := sum(c.realigned == t for c in hit)))
    return (
        f"A row for each of {len(coups)} coups, a column for each of {len(HEADS)} who reacted. First words: "
        f"regional and other organisations condemned {said('region', 'condemned')} coups, the United States "
        f"{said('united-states', 'condemned')}, Russia {said('russia', 'condemned')}, China "
        f"{said('china', 'condemned')}; all six but the column of other states condemned {alike}. After the {len(recent)} coups since 1992 "
        f"the United States punished {by('united-states')}, Russia {by('russia')} and China {by('china')}. "
        f"Of the {len(hit)} punished by anybody, turned to: {turns}. {_unread(coups)}"
    )


def _unread(coups: Sequence[Record]) -> str:
    """For how many acts no page was read."""
    every = [act for coup in coups for act in acts(coup.id)]
    early = sum(act.checked == "reference" for c in coups if c.date.start.year < 1990 for act in acts(c.id))
    unread = sum(act.checked == "reference" for act in every)
    return f"{unread} of {len(every)} acts were not looked up, {early} of them on coups before 1990."


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
    hit = [name for a, name in tables.labels("reactions", "actor").items() if sign(coup.id, a) in ("−", "±")]
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
        details=tuple(details),
        facets={"punished": yes_no(punished(coup)), "year": coup.date.start.year},
    )


# ---------------------------------------------------------------- the explorer


def explore_reactions(
    *, order: str = "date", punished: Any = None, from_: Any = None, to: Any = None
) -> Explorer:
    """Lesson 03: who reacted how to 27 coups, and what came after.

    order: "date", "turn" (what came after) or "punishers" (how many punished it). Start it filtered, if you
    like: `punished="yes"`, `from_="1999"`, `to="2023"`.
    """
    one_of(order, ORDERS, "order")
    coups = tables.table("coups")
    return Explorer(
        "reactions",
        "coups",
        lambda layout: reactions(order, layout),
        categories=[Category("punished", "Punished by anybody", YES_NO)],
        finding=lambda ids, _: finding([c for c in coups if c.id in ids]),
        scale=Scale("Coups", "year", "year"),
        orders=view.orders(ORDERS, coups),
        state={"only": given(punished=punished), "from_": from_, "to": to, "order": order},
    )
