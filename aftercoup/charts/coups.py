"""Coups side by side: for each a bar, how the votes of its country changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import Drawing, Plot, ticks
from aftercoup.charts.machinery.rows import Rows, all_orders
from aftercoup.charts.machinery.view import Category, Explorer, Scale, category, year_of
from aftercoup.charts.machinery.words import ENVOY, by_envoy, cited, number, publishers
from aftercoup.measures import Change
from aftercoup.tables import Record

# Fields of the alignment table, with their short names.
MEASURES = {
    "agree_rus": "Russia",
    "agree_usa": "the United States",
    "agree_chn": "China",
    "ideal_point": "ideal point",
}
_SHOWN = "agree_rus"  # what the bars are
_CLEAR = 1  # point and more: what the title counts and the small print calls clear
_TONE = style.STATES["Russia"]
WINDOW = 5  # years on each side that "years available" and the orders look at
# layout: pixels of a row, and beside the bars
_PLACES = {"wide": (18, (240, 110)), "narrow": (22, (158, 66))}


def coup_name(coup: Record) -> str:
    """ "Mali 2020"; with the month where a country had two coups in one year."""
    day = coup.date.start
    same = [c for c in tables.table("coups") if (c.iso3, c.date.start.year) == (coup.iso3, day.year)]
    month = f"{tables.MONTHS[day.month - 1][:3]} " if len(same) > 1 else ""
    return f"{coup.country} {month}{day.year}"


def voted_name(coup: Record) -> str:
    """The same where votes are told, which the ousted envoy may have cast: "Myanmar 2021 (ousted envoy)"."""
    return coup_name(coup) + by_envoy(coup.iso3, coup.date.start.year)


@cache
def votes(iso3: str, measure: str, fewest: int = 0) -> dict[int, float]:
    """year -> value of a measure for a country, from sessions with at least `fewest` recorded votes."""
    return {
        a.year: getattr(a, measure)
        for a in tables.table("alignment")
        if a.iso3 == iso3 and getattr(a, measure) is not None and a.n_votes >= fewest
    }


@cache
def median(measure: str) -> dict[int, Any]:
    """year -> median of all members of the United Nations."""
    return {w.year: getattr(w, f"{measure}_median") for w in tables.table("alignment_world")}


@cache
def change(coup: Record, measure: str, window: int = WINDOW, gap: int = 0, fewest: int = 0) -> Change | None:
    """How the country's votes changed with the coup beyond the world's median: a `measures.Change`, or None."""
    own, world = votes(coup.iso3, measure, fewest), median(measure)
    return measures.difference_in_differences(own, world, coup.date.start.year, window, gap)


def years(coup: Record) -> tuple[int, int]:
    """(years before, years after) for which the country has a vote score, of WINDOW years on each side."""
    away = [year - coup.date.start.year for year in votes(coup.iso3, "ideal_point")]
    return sum(-WINDOW <= n < 0 for n in away), sum(0 < n <= WINDOW for n in away)


def after_group(coup: Record) -> str:
    """Which of the groups of AFTER the number of years after a coup falls into."""
    _, n = years(coup)
    return "none" if n == 0 else "few" if n < WINDOW else "all"


AFTER = {"all": f"all {WINDOW}", "few": f"1 to {WINDOW - 1}", "none": "none"}


def _change_or_last(coup: Record) -> tuple[bool, float]:
    moved = change(coup, _SHOWN)
    return (moved is None, -moved.estimate if moved else 0)


ORDERS: dict[str, tuple[str, Any]] = {
    "to Russia": ("change towards Russia", _change_or_last),
    "date": ("date of the coup", lambda c: c.date.start),
    "country": ("country", lambda c: (c.country, c.date.start)),
}


def counted(coup: Record) -> bool:
    """Whether the title counts the coup: the country's votes moved clearly towards Russia's."""
    moved = change(coup, _SHOWN)
    return moved is not None and round(100 * moved.estimate, 1) >= _CLEAR


def finding(coups: Sequence[Record]) -> str:
    """The finding about some coups: after how many the country moved, of those with enough votes on both sides."""
    known = [coup for coup in coups if change(coup, _SHOWN)]
    if not known:
        return f"Too few years with votes around {tables.many(len(coups), 'coup')} to say what changed"
    if len(known) == 1:
        told = change_text(change(known[0], _SHOWN), _SHOWN, 1)
        return f"{voted_name(known[0])}, change towards Russia, compared with the world: {told}"
    return _counting(f"{sum(map(counted, coups))} of {len(known)} coups")


def _counting(coups: str) -> str:
    return f"After {coups} with enough UN votes, the country voted clearly more with Russia, compared with the world"


def coup_rows(layout: str = "wide") -> Chart:
    """Draw each coup of the table `coups` as a row with a bar: the change of its country's votes against the world.

    The bars are agreement with Russia; the change in other MEASURES stands in the table and on the cards. layout:
    "wide" or "narrow". What the title counts is coloured and comes first, the core case is marked, all else grey.
    """
    coups = sorted(tables.table("coups"), key=_change_or_last)
    step, beside = _PLACES[layout]
    note = (
        f"Change from the {WINDOW} years before the coup to the {WINDOW} after, beyond that of the world's median (percentage points). "
        f"Clearly: by {_CLEAR} point or more. Pale bars: fewer years." + ENVOY * (layout == "narrow")
    )
    rests_on = ("alignment", "alignment_world", "coups")
    picture = Drawing(layout, finding(coups), note, rests_on=rests_on)
    picture.begin(20)
    rows = Rows(picture, step, all_orders(ORDERS, coups))
    estimates = [moved.estimate for c in coups if (moved := change(c, _SHOWN))]
    ends = min(estimates), max(estimates)
    bars = Plot(picture, *beside, rows.height, ends, (0, 1))
    bars.across(ticks(*ends), lambda tick: number(100 * tick, 0, sign=True))
    picture.text(bars.x(0) - 5, -11, "less", "end", "muted")
    more = "more with Russia"
    room = picture.width - 6 - 1.08 * style.text_width(more)
    picture.text(min(bars.x(0) + 5, room), -11, more, tone=_TONE, bold=True)
    for coup in coups:
        with picture.datum(coup.id):
            _row_of(bars, coup, rows.y(coup.id))
    bars.upright(0, "ink", 1.3)
    picture.y = rows.height + 24
    return Chart(picture, alt=_alt(coups), table=map(_row, coups), data=map(_datum, coups), rows=rows)


def _row_of(bars: Plot, coup: Record, y: float) -> None:
    """One coup: its name, the change as a bar with its number, pale where years are missing."""
    picture, step = bars.drawing, _PLACES[bars.drawing.layout][0]
    zero, middle = bars.x(0), y + step / 2
    moved, marked = change(coup, _SHOWN), counted(coup)
    stressed = coup.id == tables.core().about.coup
    picture.box(0, y, picture.width, step, "myanmar", opacity=0.13 if stressed else 0)
    tone = "myanmar" if stressed else "ink" if marked else "muted"
    name = coup_name(coup) if picture.narrow else voted_name(coup)
    picture.text(14, middle, name, tone=tone, bold=marked or stressed)
    if not moved:
        picture.text(zero + 5, middle, "too few years", tone="muted", italic=True)
        return
    end, full, thick = bars.x(moved.estimate), min(years(coup)) == WINDOW, step - 6
    bar_at = min(zero, end), middle - thick / 2, max(abs(end - zero), 1.5), thick
    picture.box(*bar_at, "paper")  # no line is seen through a pale bar
    picture.box(*bar_at, _TONE if marked else "edge", 1 if full else 0.4)
    words = change_text(moved, _SHOWN, 1).removesuffix(" points")
    side, anchor = (5, "start") if moved.estimate > 0 else (-5, "end")
    tone = "myanmar" if stressed else _TONE if marked else "muted"
    picture.text(end + side, middle, words, anchor, tone, bold=marked or stressed, halo=True)


def change_text(moved: Change | None, measure: str, digits: int = 0) -> str:
    """A `measures.Change` in words, "too few years" when it is None. digits: of points; an ideal point has two."""
    if moved is None:
        return "too few years"
    if measure == "ideal_point":
        return number(moved.estimate, 2, sign=True)
    return f"{number(100 * moved.estimate, digits, sign=True)} points"


def _alt(coups: list[Record]) -> str:
    changes = {c: moved.estimate for c in coups if (moved := change(c, _SHOWN))}
    most, least = max(changes, key=changes.__getitem__), min(changes, key=changes.__getitem__)
    said = lambda coup: f"{voted_name(coup)} ({change_text(change(coup, _SHOWN), _SHOWN, 1)})"
    return (
        f"A row for each of {len(coups)} coups, with its change as a bar. Against the world's median, agreement with Russia "
        f"rose most after {said(most)} and fell most after {said(least)}, {WINDOW} years before compared with {WINDOW} after. "
        f"It rose by {_CLEAR} point or more after {', '.join(voted_name(c) for c in coups if counted(c))}."
    )


def _row(coup: Record) -> dict[str, Any]:
    before, after = years(coup)
    return {
        "Coup": f"{coup.country}, {coup.date}" + by_envoy(coup.iso3, coup.date.start.year),
        "Turn": tables.label("coups", "realigned", coup.realigned),
        "Years before": before,
        "Years after": after,
        "How sure: after": coup.confidence_after,
    } | {
        f"Change, {tables.field('alignment', m).title}": change_text(change(coup, m), m, 1) for m in MEASURES
    }


def _datum(coup: Record) -> Datum:
    before, after = years(coup)
    label = tables.label("coups", "realigned", coup.realigned)
    changes = [(f"Change: {name}", change_text(change(coup, m), m, 1)) for m, name in MEASURES.items()]
    marker = coup.realignment_marker
    if marker and coup.realignment_date:
        marker = f"{marker} ({coup.realignment_date})"
    return Datum(
        coup.id,
        title=voted_name(coup),
        date=f"Coup of {coup.date}: {coup.leader_in} for {coup.leader_out}",
        sentence=f"Turn: {label}. Votes for {before} of {WINDOW} years before and {after} of {WINDOW} after.",
        source=f"How sure: facts {coup.confidence_facts}, after {coup.confidence_after} · {publishers(coup)}",
        cites=cited(coup),
        details=(
            ("Before the coup", coup.prior_alignment),
            ("Partner after", coup.partner_after),
            ("Marker of the turn", marker),
            *changes,
            ("Note", coup.note),
        ),
    )


# ---------------------------------------------------------------- the explorer


def explore_coups(**start: Any) -> Explorer:
    """Lesson 07: for each coup how the country's UN votes changed, as a bar.

    Start it in another order or filtered, if you like: `order="date"` (to Russia, date, country), `turn="no change"`,
    `after="all"` (years with votes after the coup: all, few, none), `sure="high"`, `from_="1999"`, `to="2023"`.
    """
    coups = tables.table("coups")
    return Explorer(
        "coups",
        "coups",
        coup_rows,
        categories=[
            category("coups", "realigned", "turn"),
            Category("after", f"Years with votes after the coup, of {WINDOW}", AFTER, after_group),
            category("coups", "confidence_after", "sure"),
        ],
        rows=coups,
        finding=finding,
        tally=(_counting("{} coups shown"), lambda coup: counted(coup) if change(coup, _SHOWN) else None),
        scale=Scale("Coups", year_of),
        orders=all_orders(ORDERS, coups),
        start=start,
    )
