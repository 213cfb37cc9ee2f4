"""How long new rulers waited after a coup to meet a Russian or Soviet leader in person."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from aftercoup import tables
from aftercoup.charts import draw, style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.explorer.view import YES_NO, Category, Explorer, Scale, Stop, category, given
from aftercoup.charts.stored import stored
from aftercoup.tables import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 72  # months drawn to scale; a longer wait is drawn at the edge with its number
_MONTHS = "months_to_first_meeting_with_russian_or_soviet_leader"


@stored
def waiting(case_id: str = "myanmar-2021", layout: str = "wide") -> Chart | None:
    """Draw complete months from each coup to the new ruler's first known meeting with a Russian or Soviet
    leader.

    One row for each coup of the table `coups`, shortest wait first; coups for which no meeting was found
    stand below, because "none found" is not a number. `case_id` is the row to stress. layout: "wide" or
    "narrow".
    """
    coups = sorted(tables.table("coups"), key=lambda c: (_months(c) is None, _months(c) or 0, c.date.start))
    known = [c for c in coups if _months(c) is not None]
    wide = layout == "wide"
    title, more = style.heading(_title(coups, case_id), layout)
    step, gutter, top, bottom = 21, 170 if wide else 150, 70 + more, 48
    height, width = top + step * (len(coups) + 1) + bottom, style.LAYOUTS[layout]
    with style.look():
        figure, axes = draw.frame(
            layout,
            height,
            gutter,
            bottom,
            20,
            step * (len(coups) + 1),
            xlim=(0, _MOST + 12),
            ylim=(len(coups) + 1, 0),
            yticks=[],
        )
        axes.set_title(title, x=-gutter / (width - gutter - 20) + 0.01, pad=27)
        axes.set_xlabel(
            "complete months from the coup to the first known meeting in person"
            if wide
            else "complete months to first meeting"
        )
        draw.row_label(axes, "coup, year", -gutter / (width - gutter - 20) + 0.01, 1)
        axes.set_xticks(range(0, _MOST + 1, 12))
        draw.scale_at_both_ends(axes)
        axes.grid(axis="x", color=style.color("rule"), lw=0.7)
        axes.set_axisbelow(True)
        for i, coup in enumerate(coups):
            _coup(axes, coup, i + 0.5 + (i >= len(known)), coup.id == case_id)
        axes.text(
            0.4 if wide else -gutter / (width - gutter - 20) * (_MOST + 12) + 4,
            len(known) + 0.5,
            "No meeting found in the sources (which is not proof of none):"
            if wide
            else "No meeting found (which is not proof of none):",
            va="center",
            color=style.color("muted"),
            style="italic",
        )
    return Chart(
        figure,
        alt=_alt(coups, known, case_id),
        table=[_row(c) for c in coups],
        data=[_datum(c) for c in coups],
    )


def _months(coup: Record) -> Any:
    return getattr(coup, _MONTHS)


def _coup(axes: Axes, coup: Record, y: float, stressed: bool) -> None:
    tone = style.color("accent" if stressed else "line-1")
    weight = "bold" if stressed else "normal"
    beside: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontweight": weight}
    name = axes.annotate(
        f"{coup.country}, {coup.date.start.year}",
        (0, y),
        (-7 * style.PIXEL, 0),
        ha="right",
        annotation_clip=False,
        **beside,
    )
    style.tag(name, coup.id)
    months = _months(coup)
    if months is None:
        draw.dot(axes, 1.2, y, "o", 5, "edge", fill="none", id=coup.id)
        return
    end = min(months, _MOST + 4)
    (line,) = axes.plot([0, end], [y, y], color=tone, lw=3 if stressed else 1.6, solid_capstyle="butt")
    (dot,) = axes.plot([end], [y], "D" if stressed else "o" if months <= _MOST else ">", ms=7, color=tone)
    number = axes.annotate(str(months), (end, y), (8 * style.PIXEL, 0), **beside)
    for artist in (line, dot, number):
        style.tag(artist, coup.id)


def _title(coups: list[Record], case_id: str) -> str:
    waits = [_months(coup) for coup in coups if _months(coup) is not None]
    if not waits:
        return f"No meeting with a Russian or Soviet leader is known after {tables.many(len(coups), 'coup')}"
    middle = f"the median of {tables.many(len(waits), 'wait')} is {median(waits):g} months"
    this = next((coup for coup in coups if coup.id == case_id), None)
    if not this:
        return f"After {len(waits)} of {tables.many(len(coups), 'coup')} a Russian or Soviet leader was met; {middle}"
    if _months(this) is None:
        return f"No meeting of {this.country}'s ruler with a Russian or Soviet leader is known; {middle}"
    return (
        f"{this.country}'s ruler first met a Russian or Soviet leader after {_months(this)} months; {middle}"
    )


def _alt(coups: list[Record], known: list[Record], case_id: str) -> str:
    shortest, longest = known[0], known[-1]
    this = next(c for c in coups if c.id == case_id)
    name = lambda c: f"{c.country} {c.date.start.year}"
    met = (
        f"took {_months(this)} months; {sum(_months(c) < _months(this) for c in known)} rulers waited less"
        if this in known
        else "is among those without one"
    )
    return (
        f"Of {len(coups)} coups, a first meeting in person with a Russian or Soviet leader is known for {len(known)}. "
        "The wait runs from "
        f"{_months(shortest)} months ({name(shortest)}) to {_months(longest)} ({name(longest)}). "
        f"{name(this)} {met}."
    )


def _row(coup: Record) -> dict[str, Any]:
    met = coup.first_russian_leader_meeting_date
    return {
        "Coup": f"{coup.country}, {coup.date}",
        "New ruler": coup.leader_in,
        "First meeting": str(met) if met else "none found",
        "Months": "" if _months(coup) is None else _months(coup),
        "Partner before": coup.prior_alignment or "unknown",
    }


def _datum(coup: Record) -> Datum:
    met, months = coup.first_russian_leader_meeting_date, _months(coup)
    found = (
        f"First known meeting with a Russian or Soviet leader: {met}, after {months} complete months."
        if met
        else "No such meeting was found in the sources."
    )
    details = [
        (label, text)
        for label, text in (
            ("Before the coup", coup.prior_alignment),
            ("Afterwards", coup.partner_after),
            ("Note", coup.note),
        )
        if text
    ]
    sources = "; ".join(s.publisher for s in tables.sources_of(coup))
    return Datum(
        coup.id,
        title=f"{coup.country}: {coup.leader_in}",
        date=f"Coup of {coup.date}",
        sentence=found,
        details=tuple(details),
        source=f"Confidence about what came after: {coup.confidence_after} · {sources}",
        facets={"realigned": coup.realigned, "found": "yes" if met else "no", "year": coup.date.start.year},
    )


# ---------------------------------------------------------------- the explorer


def explore_waiting(
    *, realigned: Any = None, found: str | None = None, from_: Any = None, to: Any = None
) -> Explorer:
    """Lesson 00: months from a coup to the first meeting with a Russian or Soviet leader.

    Start it filtered, if you like: `realigned="toward west"`, `found="no"`, `from_="1990"`, `to="2023"`.
    """
    coups = tables.table("coups")
    years = sorted({coup.date.start.year for coup in coups})
    return Explorer(
        "waiting",
        "coups",
        lambda layout: waiting(layout=layout),
        categories=[category("coups", "realigned"), Category("found", "Meeting found", YES_NO)],
        finding=lambda ids, _: _title([c for c in coups if c.id in ids], "myanmar-2021"),
        scale=Scale("Coups", "year", "year", tuple(Stop(y, str(y)) for y in years)),
        state={"only": given(realigned=realigned, found=found), "from_": from_, "to": to},
    )
