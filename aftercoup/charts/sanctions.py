"""Sanctions on Myanmar and on Russia, year by year: which rung of the ladder each decision reached."""

from __future__ import annotations

from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import Drawing, Plot
from aftercoup.charts.machinery.view import Category, Explorer
from aftercoup.charts.machinery.words import cited, publishers
from aftercoup.tables import Record

FIRST = 2014  # the year of the first sanctions on Russia in the table
COUNTRIES = {"MMR": "Myanmar", "RUS": "Russia"}
# The ladder from the top: what a sanction hits, and the kinds of the table that stand for it.
RUNGS = {
    "sector": "a whole sector",
    "goods": "goods under licence",
    "arms": "arms",
    "named": "named persons, firms, banks",
    "lifted": "taken back",
}
_KINDS = {
    "sectoral": "sector",
    "export control": "goods",
    "arms embargo": "arms",
    "asset freeze": "named",
    "travel ban": "named",
    "lifting": "lifted",
}
SENDERS = {
    "United States": "United States",
    "European Union": "European Union",
    "other": "one other state or body",
    "several": "several states or bodies",
}
_TONE = (style.STATES["United States"], "ink", "muted", "muted")  # of SENDERS
_SIZES = {"wide": (14, 5), "narrow": (10, 3)}  # layout: pixels of a symbol's place, symbols beside each other


def decisions() -> list[Record]:
    """The sanctions that the chart shows, each a decision to impose or to lift, by country and date."""
    known = [m for m in tables.table("sanctions") if m.date.start.year >= FIRST]
    return sorted(known, key=lambda m: (list(COUNTRIES).index(m.target_country), m.date.start, m.id))


def rung(sanction: Record) -> str:
    """The highest of RUNGS that a sanction reaches."""
    reached = {_KINDS[kind] for kind in sanction.kinds}
    return next(name for name in RUNGS if name in reached)


def sender(sanction: Record) -> str:
    """Which of SENDERS decided on a sanction."""
    if sanction.sender in SENDERS:
        return sanction.sender
    return "several" if ";" in sanction.sender or "," in sanction.sender else "other"


def finding(shown: list[Record]) -> str:
    """The finding about some sanctions: how many of them hit a whole sector."""
    parts = []
    for iso3, country in COUNTRIES.items():
        mine = [rung(m) for m in shown if m.target_country == iso3]
        if mine:
            parts.append((country, mine.count("sector"), len(mine)))
    (country, hit, whole), *others = parts
    return (
        f"Of {tables.many(whole, 'sanction decision')} on {country} since {FIRST}, {hit or 'none'} hit a whole sector"
        + "".join(f"; of {all_} on {name}, {n or 'none'} did" for name, n, all_ in others)
    )


def sanctions(layout: str = "wide") -> Chart:
    """Draw the sanctions of the table since FIRST, each once, on the highest rung that it reaches.

    A column is a year, a symbol a decision and its sender; within a year the symbols are in order of time. The
    rung that the title counts has a band; the years of the coup and of the invasion are tinted. layout: "wide" or "narrow".
    """
    known = decisions()
    last = max(m.date.start.year for m in known)
    words = (
        f"The main rounds of sanctions, {FIRST} to {last}; each decision stands once, at its widest reach."
    )
    picture = Drawing(layout, finding(known), words, rests_on=("sanctions",))
    picture.legend((label, _look(picture, name)) for name, label in SENDERS.items())
    picture.begin(18)
    plot, years = Plot(picture, 8, 12, 0, (FIRST, last + 1), (0, 1)), range(FIRST, last + 1)
    y = 0.0
    for iso3 in COUNTRIES:
        y = _panel(plot, iso3, y, [m for m in known if m.target_country == iso3], years) + 10
    for year in years:
        words = f"’{year % 100:02d}" if picture.narrow else str(year)
        picture.text(plot.x(year + 0.5), y + 2, words, "middle", "muted")
    picture.name_axes("what it hits", "year of the decision", y + 12, plot.middle, -8)
    return Chart(picture, alt=_alt(known), table=map(_row, known), data=map(_datum, known))


def _look(picture: Drawing, who: str) -> tuple[int, str, str, float, float]:
    """The symbol of a sender."""
    k = list(SENDERS).index(who)
    return k, _TONE[k], "", (7.5 if picture.narrow else 9) * (0.8 if who == "several" else 1), 1.6


def _panel(plot: Plot, iso3: str, top: float, known: list[Record], years: range) -> float:
    """One country from `top` on: its name, its rungs with their decisions, and the year in which all changed. Returns
    where it ends."""
    picture, edge = plot.drawing, plot.drawing.width - 12
    pitch, beside = _SIZES[picture.layout]
    rows, end = [], top + 30
    for name in RUNGS:
        by_year = {y: [m for m in known if rung(m) == name and m.date.start.year == y] for y in years}
        if most := max(map(len, by_year.values())):
            rows.append((name, end, by_year))
            end += -(-most // beside) * pitch + 30
            if name == "sector":  # counted by the title
                picture.box(8, top + 30, edge - 8, end - top - 30, "band")
    day = tables.core().about.coup_date if iso3 == "MMR" else tables.record("e22").when
    x, right = plot.x(day.start.year), plot.x(day.start.year + 1)
    tone = style.STATES[COUNTRIES[iso3]]
    picture.box(x, top + 30, right - x, end - top - 30, tone, opacity=0.1)
    picture.text(14, top + 15, f"on {COUNTRIES[iso3]}", bold=True)
    words = f"{'coup' if iso3 == 'MMR' else 'invasion of Ukraine'}, {day}"
    picture.text(edge if picture.narrow else right, top + 15, words, "end", tone)
    for year in (*years, years.stop):
        picture.line([(plot.x(year), top + 30), (plot.x(year), end)], "rule", 0.8)
    for name, y, by_year in rows:
        picture.line([(8, y), (edge, y)], "rule", 1.1)
        picture.text(14, y + 10, RUNGS[name], bold=name == "sector", halo=True)
        for year, here in by_year.items():
            for n, m in enumerate(here):
                x = plot.x(year + 0.5) + (n % beside + 0.5 - beside / 2) * pitch
                with picture.datum(m.id):
                    at = (x, y + 24 + (n // beside + 0.5) * pitch)
                    picture.symbol([at], *_look(picture, sender(m)))
    return end


def _alt(known: list[Record]) -> str:
    said = []
    for iso3, country in COUNTRIES.items():
        mine = [m for m in known if m.target_country == iso3]
        rungs = [rung(m) for m in mine]
        counts = ", ".join(f"{label} {rungs.count(name)}" for name, label in RUNGS.items() if name in rungs)
        said.append(f"On {country} there are {len(mine)} decisions: {counts}.")
    return " ".join(said)


def _row(sanction: Record) -> dict[str, str]:
    return {
        "Sanction": sanction.id,
        "Date": str(sanction.date),
        "On": COUNTRIES[sanction.target_country],
        "By": sanction.sender,
        "Whom or what it hits": sanction.target,
        "Widest reach": RUNGS[rung(sanction)],
        "Kinds": ", ".join(sanction.kinds),
    }


def _datum(sanction: Record) -> Datum:
    return Datum(
        sanction.id,
        title=f"{sanction.sender}: {sanction.target}",
        date=f"{sanction.date}, on {COUNTRIES[sanction.target_country]}",
        sentence=f"Widest reach: {RUNGS[rung(sanction)]}.",
        source=f"{sanction.id} · {publishers(sanction)}",
        cites=cited(sanction),
        details=(("Kinds", ", ".join(sanction.kinds)), ("By", sanction.instrument), ("Note", sanction.note)),
    )


# ---------------------------------------------------------------- the explorer


def explore_sanctions(**start: Any) -> Explorer:
    """Lesson 05: the main sanctions on Myanmar and Russia since 2014, by what they hit.

    Start it filtered, if you like: `target="MMR"` (MMR, RUS), `sender="United States"` (United States, European
    Union, other, several).
    """
    return Explorer(
        "sanctions",
        "decisions",
        sanctions,
        categories=[
            Category("target", "Sanctions on", COUNTRIES, lambda sanction: sanction.target_country),
            Category("sender", "Taken by", SENDERS, sender),
        ],
        rows=decisions(),
        finding=finding,
        tally=("{} decisions shown hit a whole sector", lambda m: rung(m) == "sector"),
        start=start,
    )
