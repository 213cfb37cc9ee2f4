"""Two states on the same votes: their votes, and every measure of agreement side by side."""

from __future__ import annotations

from typing import Any

from aftercoup import measures, tables
from aftercoup.charts.coders import kappa_bar, made_of
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed
from aftercoup.charts.machinery.drawing import Drawing, Plot
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.machinery.words import ENVOY, capital, cut, named, number
from aftercoup.charts.votes import columns, look, resolutions, short_name, vote_labels
from aftercoup.tables import Record

ABSENT = {"missing": "leave the vote out", "category": "count as a fourth answer"}
# measure -> what the row is called
NAMES = {
    "exact": "share, abstaining is its own answer",
    "partial": "share, abstaining is half-way",
    "dropped": "share, abstentions left out",
    "kappa": "Cohen's kappa",
    "pi": "Scott's pi",
    "s": "S, by steps apart",
}
_SCALE = (
    "1: always alike. Kappa and pi take off what chance alone gives: 0 is no more than chance, below it less."
)


def votes_of(first: str, second: str, absent: str = "missing") -> list[list[Any]]:
    """The votes of two states on the eight resolutions; "X" is None where absence is missing."""
    states = [tables.record(iso3, "votes") for iso3 in (first, second)]
    lists = [[getattr(state, column) for column in columns()] for state in states]
    return [measures.present(votes) for votes in lists] if absent == "missing" else lists


def agreement_values(first: str, second: str, absent: str = "missing") -> dict[str, Any]:
    """Each measure of NAMES for two states, in that order; None where it is not defined.

    absent: one of ABSENT. S always leaves votes out that one of the two did not cast: not voting has no
    place on its scale. Raises MeasureError when the two never voted together.
    """
    a, b = votes_of(first, second, absent)
    values: dict[str, Any] = dict.fromkeys(NAMES)
    for rule in measures.ABSTENTION_RULES:
        try:
            values[rule] = measures.agreement_share(a, b, rule)
        except measures.MeasureError:
            if rule != "dropped":
                raise
    values["kappa"], values["pi"] = measures.cohens_kappa(a, b), measures.scotts_pi(a, b)
    cast = [measures.present(votes) for votes in (a, b)]
    if any(None not in pair for pair in zip(*cast)):
        values["s"] = measures.s_score(cast[0], cast[1])
    return values


def agreement(first: str = "MMR", second: str = "RUS", absent: str = "missing", layout: str = "one") -> Chart:
    """Draw how two states voted on the eight resolutions, and behind it what six measures make of it.

    first, second: country codes; absent: what a vote that was not cast counts as, one of ABSENT. Raises
    OptionError for one state twice, and when the two never voted together.
    """
    if first == second:
        raise OptionError("Pick two different states: a state always agrees with itself.")
    states = [tables.record(iso3, "votes") for iso3 in (first, second)]
    try:
        values = agreement_values(first, second, absent)
    except measures.MeasureError:
        raise OptionError(
            f"{states[0].name} and {states[1].name} never both voted on one of these resolutions, so there is "
            "nothing to compare. Pick another pair, or count votes not cast as a fourth answer."
        ) from None
    used = [pair for pair in zip(*votes_of(first, second, absent)) if None not in pair]
    both = capital(f"{named(states[0].name)} and {named(states[1].name)}")
    alike = sum(x == y for x, y in used)
    years = [resolution.date.start.year for resolution in resolutions()]
    note = f"Eight resolutions of the UN General Assembly, {years[0]} to {years[-1]}. Shaded: both alike."
    envoy = ENVOY * ("MMR" in (first, second))
    ours, theirs = zip(*used)
    by_chance = f"chance alone would give {made_of(ours, theirs)[2]:.1f}"
    title = f"{both} voted alike in {alike} of {len(used)} votes; {by_chance}"
    drawing = Drawing(layout, title, note + envoy, rests_on=("votes", "resolutions"))
    drawing.y += 6
    kappa_bar(drawing, ours, theirs, "beyond chance", "different answers")
    kappa = f"Cohen's kappa: {_said(values['kappa'])} (0: no more alike than by chance, 1: always alike)."
    drawing.paragraph(kappa, tone="muted")
    drawing.y += 12
    _votes(drawing, states, absent)
    numbers = "; ".join(f"{NAMES[name]}: {_said(value)}" for name, value in values.items())
    rows = _rows(states, values)
    return Chart(
        drawing,
        alt=f"{both} gave the same answer in {alike} of {len(used)} votes that count, where {by_chance}. {numbers}.{envoy}",
        table=rows,
        behind=Chart(_measures(layout, values), alt=f"{both}. {numbers}.", table=rows),
    )


def _votes(drawing: Drawing, states: list[Record], absent: str) -> None:
    """A row for each resolution, a column for each state; then what the symbols mean."""
    width, step = min(drawing.width, 460), 36
    columns_ = [width * 0.52, width * 0.85]
    for x, state in zip(columns_, states):
        fits = style.text_width(state.name) < 0.28 * width
        name = state.name if fits else cut(state.name, 12 if drawing.narrow else 20)
        drawing.text(x, drawing.y + 8, name, "middle", bold=True)
    for k, resolution in enumerate(resolutions()):
        y = drawing.y + 38 + step * k
        pair = [getattr(state, resolution.vote_column) for state in states]
        counted = absent == "category" or "X" not in pair
        if counted and pair[0] == pair[1]:
            drawing.box(8, y - step / 2 + 1, width - 16, step - 2, "rule", 0.6)
        subject, code = short_name(resolution).rstrip(")").split(" (")
        drawing.text(14, y - 8, subject)
        drawing.text(14, y + 8, code, tone="muted")
        for x, vote in zip(columns_, pair):
            drawing.symbol([(x, y)], *look(vote), 11)
        if not counted:
            drawing.text(sum(columns_) / 2, y, "left out", "middle", "muted", italic=True)
    drawing.y += step * len(resolutions()) + 28
    cast = {getattr(state, column) for state in states for column in columns()}
    drawing.legend((label, (*look(vote), 11)) for vote, label in vote_labels().items() if vote in cast)


def _measures(layout: str, values: dict[str, float | None]) -> Drawing:
    """Each measure with its number, and as a dot on one scale; dark are those that take chance off."""
    known = [value for value in values.values() if value is not None]
    said = f"Six measures of these votes, from {_said(min(known))} to {_said(max(known))}"
    drawing = Drawing(layout, said, _SCALE, rests_on=("votes", "resolutions"))
    scale = Plot(drawing, 230, 56, 23 * len(values) - 4, (-1, 1), (0, 1))
    scale.across((0, 1), str)
    for k, (name, value) in enumerate(values.items()):
        y, beyond = scale.top + 23 * k + 10, name in ("kappa", "pi")
        tone = "ink" if beyond else "muted"
        drawing.text(14, y, NAMES[name], bold=beyond)
        drawing.text(drawing.width - 12, y, _said(value), "end", size=13, bold=beyond, halo=True)
        if value is not None:
            drawing.line([(scale.x(0), y), (scale.x(value), y)], tone, 2)
            drawing.symbol([(scale.x(value), y)], "o", tone, size=9)
    scale.end(26)
    return drawing


def _said(value: Any) -> str:
    return "not defined" if value is None else number(value)


def _rows(states: list[Record], values: dict[str, float]) -> list[dict[str, str]]:
    votes = [
        {"What": f"vote on {short_name(r)}"}
        | {state.name: vote_labels()[getattr(state, r.vote_column)] for state in states}
        | {"Both": ""}
        for r in resolutions()
    ]
    blank = {state.name: "" for state in states}
    return votes + [{"What": NAMES[key]} | blank | {"Both": _said(value)} for key, value in values.items()]


# ---------------------------------------------------------------- the explorer


def explore_agreement(**start: Any) -> Computed:
    """Lesson 06: two states on eight votes: the three rules for abstentions, kappa, pi and S side by side.

    Start it with any two states, by their codes: `first="MMR"`, `second="CHN"`; `absent="category"` counts
    a vote that was not cast as a fourth answer, `absent="missing"` leaves the resolution out.
    """
    states = {s.iso3: f"{s.name} ({s.iso3})" for s in sorted(tables.table("votes"), key=lambda s: s.name)}
    first = Choice("first", "One state", states, "MMR")
    second = Choice("second", "Another state", states, "RUS")
    absent = Choice("absent", "A vote that was not cast", ABSENT)
    return Computed("agreement", agreement, [first, second, absent], start)
