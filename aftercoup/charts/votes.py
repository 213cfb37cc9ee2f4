"""Eight roll calls of the General Assembly: how often states said yes, a grid of states and votes, a world of tiles."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import Drawing
from aftercoup.charts.machinery.rows import heading
from aftercoup.charts.machinery.view import YES_NO, Category, Explorer, Scale, Stop, category, one_of
from aftercoup.charts.machinery.words import ENVOY, by_envoy, cut, yes_no
from aftercoup.tables import Record

STRESSED = ("MMR", "RUS", "CHN", "USA")  # the states of the case stand out, each in its own colour
# vote -> its colour: what is present is filled, what is not there is empty
_TONES = {"Y": "yes", "N": "no", "A": "rule", "X": "paper"}


@functools.cache
def resolutions() -> tuple[Record, ...]:
    """The resolutions in the order of their votes."""
    return tuple(sorted(tables.table("resolutions"), key=lambda r: r.date.start))


def short_name(resolution: Record) -> str:
    """What a resolution is about, the year of its vote and its code: "Aggression 2022 (ES-11/1)"."""
    return tables.field("votes", resolution.vote_column).title


@functools.cache
def columns() -> tuple[str, ...]:
    """The columns of votes.csv in the order of the votes."""
    return tuple(r.vote_column for r in resolutions())


@functools.cache
def vote_labels() -> dict[str, str]:
    """Vote -> label, in the order of the symbols: yes, no, abstained, did not vote."""
    return tables.labels("votes", columns()[0])


def look(vote: str) -> tuple[int, str, str]:
    """The symbol of a vote, its colour and that of its edge."""
    return list(_TONES).index(vote), _TONES[vote], "ink" if vote in "YN" else "edge"


@functools.cache
def yes_votes(state: Record) -> int:
    """How often a state voted yes."""
    return sum(getattr(state, column) == "Y" for column in columns())


def _always(state: Record) -> bool:
    """Whether a state said yes in all votes: the finding of the grid."""
    return yes_votes(state) == len(columns())


def _stressed() -> list[Record]:
    return [tables.record(iso3, "votes") for iso3 in STRESSED]


_SYMBOL = 8.3  # pixels: the symbol of a vote


# ---------------------------------------------------------------- how often yes

_STRESS = "muted"  # of the states that the title counts
_SQUARE = {"wide": 15, "one": 14, "narrow": 18}  # pixels: a state


def yes_counts(layout: str = "wide") -> Chart:
    """Draw 193 states as squares, heaped by how often they said yes: a histogram whose heaps lie one below the other.

    The states of the case have their colours; dark are those of the region that the title names.
    """
    region, _ = _most_in(list(filter(_always, tables.table("votes"))))
    order = lambda s: (-yes_votes(s), s.iso3 not in STRESSED, s.region != region, s.name)
    states = sorted(tables.table("votes"), key=order)
    heaps = {n: [s for s in states if yes_votes(s) == n] for n in range(len(columns()) + 1)}
    note = f"A square for each state, heaped by how often it said yes in votes on Crimea, on Myanmar's coup and on Russia's war.{ENVOY}"
    picture = Drawing(layout, _grid_title(states), note, rests_on=("votes", "resolutions"))
    size = _SQUARE[layout]
    across = (picture.width - 24) // size
    picture.begin(26)
    for n, heap in reversed(heaps.items()):
        y, at = picture.y - 9, 150.0
        heading(picture, 12, y, f"yes {tables.many(n, 'time')}", [state.iso3 for state in heap])
        counted = [state.iso3 for state in heap if _always(state) and state.region == region]
        for k, state in enumerate(heap):
            row, column = divmod(k, across)
            tone = _STRESS if state.iso3 in counted else _tone(state)
            with picture.datum(state.iso3):
                with picture.spot():
                    left, top = 12 + column * size, picture.y + row * size
                    picture.box(left, top, size - 2, size - 2, tone, edge="edge")
                if state.iso3 in STRESSED:
                    picture.text(at, y, state.name, tone=tone, bold=True)
                    at += style.text_width(state.name) + 16
        if counted:
            with picture.of(counted):
                picture.symbol([(at + 5, y)], "s", _STRESS, size=11)
                with picture.counted(counted):
                    picture.text(at + 14, y, f"{len(counted)} in {region}")
        picture.y += -(-len(heap) // across) * size + 32
    picture.y -= 20
    return Chart(picture, alt=_counts_alt(heaps), table=map(_grid_row, states), data=map(_datum, states))


def _tone(state: Record) -> str:
    """The colour of a state of the case, else grey."""
    return style.STATES[state.name] if state.iso3 in STRESSED else "rule"


def _counts_alt(heaps: dict[int, list[Record]]) -> str:
    counts = ", ".join(f"{n} times {len(heap)}" for n, heap in heaps.items())
    stressed = ", ".join(f"{s.name} {yes_votes(s)}" for s in _stressed())
    return (
        f"A histogram of {sum(map(len, heaps.values()))} states by how often they said yes in {len(columns())} votes: "
        f"{counts}. Of the states that stand out: {stressed}.{ENVOY}"
    )


# ---------------------------------------------------------------- the grid

_ROW, _HEAD = 14.4, 150  # pixels: a state, the names of the resolutions above a column
_CELL = {"wide": 14, "one": 14, "narrow": 19}  # pixels: a vote
_BLOCKS = {"wide": 4, "one": 3, "narrow": 1}  # columns of states


def vote_grid(layout: str = "wide") -> Chart:
    """Draw 193 states and their eight votes: a row for each state, a symbol for each vote.

    States stand by region, in each region those with most yes votes first. layout: "wide" (four columns of
    states), "one" (three) or "narrow" (one).
    """
    states = sorted(tables.table("votes"), key=lambda s: (-yes_votes(s), s.name))
    lines: list[tuple[str, Any]] = []  # region and state: a line for a region's name, and one between two
    for region in tables.labels("votes", "region"):
        lines += [("", None)] * bool(lines) + [(region, None)]
        lines += [(region, state) for state in states if state.region == region]
    states = [state for _, state in lines if state]
    long = -(-len(lines) // _BLOCKS[layout])
    step, cell = (style.LAYOUTS[layout] - 12) / _BLOCKS[layout], _CELL[layout]
    codes = ", ".join(r.resolution.removeprefix("A/RES/") for r in resolutions())
    words = style.wrap(f"resolutions from left to right: {codes}", 48 if layout == "narrow" else 100)
    title = f"{sum(map(_always, states))} of {len(states)} states said yes every time (on grey)"
    note = f"By region, those with most yes votes first; on grey: yes every time.{ENVOY}"
    picture = Drawing(layout, title, note, rests_on=("votes", "resolutions"))
    _vote_legend(picture)
    picture.begin()
    for i, (region, state) in enumerate(lines):
        block, row = divmod(i, long)
        x, y = 12 + block * step, _HEAD + (row + 0.5) * _ROW
        left = x + step - 22 - cell * len(columns())
        if row == 0:
            for k, resolution in enumerate(resolutions()):
                middle = left + (k + 0.5) * cell
                without_code = short_name(resolution).split(" (")[0]
                picture.text(middle, _HEAD - 4, without_code, tone="muted", turn=-90)
        if state:
            if row == 0:
                picture.text(x, y - _ROW, f"{region}, cont.", bold=True)
            with picture.datum(state.iso3):
                _state(picture, state, x, y, step, left, cell)
        elif region:
            picture.text(x, y, region, bold=True)
    picture.name_axes("state", words, _HEAD + long * _ROW + 6, above=_HEAD - 12)
    return Chart(picture, alt=_grid_alt(states), table=map(_grid_row, states), data=map(_datum, states))


def _state(
    picture: Drawing, state: Record, x: float, y: float, step: float, left: float, cell: float
) -> None:
    """A state's name at x, and its votes from `left` on."""
    stressed = state.iso3 in STRESSED
    ground, opacity = (_tone(state), 0.2) if stressed else ("rule", 0.8) if _always(state) else ("paper", 0)
    picture.box(x - 3, y - _ROW / 2, step - 16, _ROW, ground, opacity)
    picture.text(x, y, cut(state.name, int((left - x - 4) / 7.4)), bold=stressed)
    for vote in vote_labels():
        at = [left + (i + 0.5) * cell for i, column in enumerate(columns()) if getattr(state, column) == vote]
        if at:
            picture.symbol([(x, y) for x in at], *look(vote), _SYMBOL, 0.9)


def _vote_legend(picture: Drawing) -> None:
    """The four symbols with their meaning."""
    picture.legend((label, (*look(vote), _SYMBOL)) for vote, label in vote_labels().items())


def _grid_title(states: Sequence[Record]) -> str:
    """How many said yes every time, or how often these states did if all or none of them said it every time; and where
    most of those are if the states are of several regions."""
    if len(states) == 1:
        whose = by_envoy(states[0].iso3, said=", since 2021 by the {}")
        return f"{states[0].name} said yes in {yes_votes(states[0])} of {len(columns())} votes{whose}"
    told = [s for s in states if _always(s)]
    title = f"{len(told)} of {len(states)} states said yes in all {len(columns())} votes"
    if len(told) in (0, len(states)):
        told, counts = list(states), [*map(yes_votes, states)]
        low, high = min(counts), max(counts)
        often = tables.many(high, "time") if low == high else f"{low} to {high} times"
        title = f"{len(states)} states said yes {often} in {len(columns())} votes"
    region, most = _most_in(told)
    return title + f", {most} of them in {region}" * bool(region)


def _most_in(states: Sequence[Record]) -> tuple[str, int]:
    """The region of more than half of some states, and their number, if they are of several; else no region."""
    [(region, most)] = Counter(s.region for s in states).most_common(1)
    return (region, most) if len(states) / 2 < most < len(states) else ("", 0)


def _grid_alt(states: list[Record]) -> str:
    always, never = sum(map(_always, states)), sum(not yes_votes(s) for s in states)
    return (
        f"A grid of {len(states)} states and {len(columns())} votes. "
        f"{always} states said yes every time and {never} never did.{ENVOY}"
    )


def _grid_row(state: Record) -> dict[str, Any]:
    about = {"State": state.name, "Code": state.iso3, "Region": state.region, "Yes": yes_votes(state)}
    return about | dict(_votes(state))


def _votes(state: Record) -> tuple[tuple[str, str], ...]:
    """What a state voted on, and how."""
    return tuple((short_name(r), vote_labels()[getattr(state, r.vote_column)]) for r in resolutions())


def _datum(state: Record) -> Datum:
    country = tables.record(state.iso3, "countries")
    return Datum(
        state.iso3,
        title=f"{state.name} ({state.iso3})",
        date=f"{country.subregion}, capital {country.capital}",
        sentence=f"Yes {yes_votes(state)} times in {len(columns())} votes."
        + by_envoy(state.iso3, said=" Since 2021 the {} votes."),
        details=_votes(state),
        source="Recorded votes; how sure we are stands in the table of resolutions",
    )


# ---------------------------------------------------------------- the world

# The column of countries.csv that places a tile, how many tiles stand side by side, and the pixels of one.
_TILES = {"wide": ("tile", 28, 35, 32), "narrow": ("tile_narrow", 11, 32, 31)}


def vote_map(show: Any = None, layout: str = "wide") -> Chart:
    """Draw every state as a tile near the place of its capital, coloured and marked by its vote on one
    resolution.

    No borders and no areas: a vote counts once, whatever the size of the state. Where capitals crowd, tiles
    are moved apart, so places are rough. show: a column of votes.csv (default: the first). layout: "wide" or
    "narrow", on which each region is a block of its own.
    """
    show = show or columns()[0]
    wide = layout == "wide"
    field, across, w, h = _TILES[layout]
    places = {country.iso3: getattr(country, field) for country in tables.table("countries")}
    left = (style.LAYOUTS[layout] - across * w) / 2
    plot = (max(row for _, row in places.values()) + 1) * h
    regions = list(tables.labels("votes", "region"))
    states = sorted(tables.table("votes"), key=lambda s: (regions.index(s.region), s.name))
    near = "near its capital (crowded tiles are moved apart)" if wide else "in its region, west to east"
    note = f"The votes on one resolution: a tile for each state {near}, north at the top."
    note += " Thick lines: the regions of the table." * wide + ENVOY
    title = _map_title(tables.table("votes"), show)
    picture = Drawing(layout, title, note, rests_on=("votes", "resolutions"))
    _vote_legend(picture)
    picture.legend((f"{s.iso3} {s.name}", ("s", "paper", _tone(s), 11, 2)) for s in _stressed())
    picture.begin(20)
    for region in regions:
        here = {places[s.iso3] for s in states if s.region == region}
        _ground(picture, here, left, w, h)
        column, row = map(min, zip(*here))
        if not wide:
            picture.text(left + column * w + 2, row * h - 9, region, tone="muted", bold=True)
    for state in sorted(states, key=lambda s: s.iso3 in STRESSED):  # whose edges lie above those of others
        column, row = places[state.iso3]
        with picture.datum(state.iso3):
            _tile(picture, state, left + column * w, row * h, w, h, show)
    picture.y = plot
    return Chart(picture, alt=_map_alt(show), table=map(_grid_row, states), data=map(_datum, states))


def _ground(picture: Drawing, here: set[tuple[int, int]], left: float, w: int, h: int) -> None:
    """The ground of a region with a line around it: paper on a ground of ink that is a little larger. here: its tiles."""
    around = lambda x, y: {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)}
    gaps = {place for tile in here for place in around(*tile) if around(*place) <= here}
    for tone, more in (("ink", 1.8), ("paper", 0)):
        for column, row in sorted(here | gaps):
            picture.box(left + column * w - more, row * h - more, w + 2 * more, h + 2 * more, tone)


def _tile(picture: Drawing, state: Record, x: float, y: float, w: int, h: int, show: str) -> None:
    """A tile with the colour and the symbol of the vote on `show`."""
    stressed, tone = state.iso3 in STRESSED, _TONES[getattr(state, show)]
    edge, line = (_tone(state), 2.7) if stressed else ("edge", 0.7)
    picture.box(x + 2, y + 2, w - 4, h - 4, tone, edge=edge, line=line)
    # a tile that is light on a dark page too needs dark words
    words, bold = "on-tile" if tone in ("yes", "no") else "ink", stressed and not picture.narrow
    picture.text(x + w / 2, y + h * 0.68, state.iso3, "middle", words, bold=bold)
    k, fill = list(_TONES.values()).index(tone), "none" if tone == "paper" else words
    picture.symbol([(x + w / 2, y + h * 0.29)], k, fill, words, _SYMBOL, 1.2)


def _resolution(column: str) -> Record:
    return next(r for r in resolutions() if r.vote_column == column)


_DID = {"Y": "said yes", "N": "said no", "A": "abstained", "X": "did not vote"}


def _map_title(states: Sequence[Record], show: str) -> str:
    on = f"on {short_name(_resolution(show))}"
    if len(states) == 1:
        whose = by_envoy(states[0].iso3) if _resolution(show).date.start.year >= 2021 else ""
        return f"{states[0].name}{whose}: {vote_labels()[getattr(states[0], show)]} {on}"
    said = Counter(getattr(state, show) for state in states)
    if 0 < said["Y"] and said["Y"] < len(states) or len(states) == len(tables.table("votes")):
        no = f" and {said['N']} no" * bool(said["N"])
        return f"{said['Y']} of {len(states)} states said yes{no} {on}"
    [first, *others] = (f"{said[vote]} {{}}{did}" for vote, did in _DID.items() if said[vote])
    return ", ".join([first.format("states "), *(other.format("") for other in others)]) + f" {on}"


def _map_alt(show: str) -> str:
    states, resolution = tables.table("votes"), _resolution(show)
    counts = Counter(getattr(s, show) for s in states)
    said = "; ".join(f"{label}: {counts[vote]}" for vote, label in vote_labels().items())
    stressed = ", ".join(f"{s.name} {vote_labels()[getattr(s, show)]}" for s in _stressed())
    return (
        f"A tile for each of {len(states)} states, by its vote on {short_name(resolution)} "
        f"of {resolution.date}: {said}. "
        f"{stressed}.{ENVOY}"
    )


# ---------------------------------------------------------------- the explorer


def _groups() -> list[Category]:
    """By which groups of states both explorers filter."""
    asean = lambda state: yes_no(tables.record(state.iso3, "countries").asean)
    return [category("votes", "region"), Category("asean", "Member of ASEAN", YES_NO, asean)]


def explore_votes(**start: Any) -> Explorer:
    """Lesson 06: how 193 states voted on eight resolutions.

    Start it filtered, if you like: `region="Asia"`, `asean="yes"`, `absent="yes"` (missed at least one vote),
    `from_="0"` and `to="1"` (number of yes votes).
    """
    missed = lambda s: yes_no("X" in [getattr(s, column) for column in columns()])
    return Explorer(
        "votes",
        "states",
        yes_counts,
        behind=("Every state and its eight votes", vote_grid),
        layouts=("wide", "one", "narrow"),
        categories=[*_groups(), Category("absent", "Missed a vote", YES_NO, missed)],
        rows=tables.table("votes"),
        finding=_grid_title,
        tally=(f"{{}} states shown said yes in all {len(columns())} votes", _always),
        scale=Scale(
            "Yes votes",
            lambda s: (yes_votes(s),) * 2,
            tuple(Stop(n, str(n)) for n in range(len(columns()) + 1)),
        ),
        start=start,
    )


def explore_vote_map(colour: str = "", **start: Any) -> Explorer:
    """The votes on one resolution with every state placed by its capital.

    colour: the column of votes.csv that the tiles show (default: the first), such as "es11_1". Start it filtered, if you
    like: `vote="N"`, `region="Asia"`, `asean="yes"`.
    """
    column = one_of(colour or columns()[0], {c: short_name(_resolution(c)) for c in columns()}, "colour")
    return Explorer(
        f"vote_map-{column}",
        "states",
        lambda layout: vote_map(column, layout),
        categories=[category("votes", column, "vote"), *_groups()],
        rows=tables.table("votes"),
        finding=lambda some: _map_title(some, column),
        tally=(
            f"{{}} states shown said yes on {short_name(_resolution(column))}",
            lambda s: getattr(s, column) == "Y",
        ),
        call="explore_vote_map",
        arguments={"colour": column},
        start=start,
    )
