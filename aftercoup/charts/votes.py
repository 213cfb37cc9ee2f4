"""Eight roll calls of the General Assembly: as a grid of states and votes, and as a world of tiles."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import Drawing
from aftercoup.charts.explorer.view import YES_NO, Category, Explorer, Scale, Stop, category
from aftercoup.charts.words import yes_no
from aftercoup.tables import Record

STRESSED = ("MMR", "RUS")  # the two states of the case stand out


@functools.cache
def resolutions() -> tuple[Record, ...]:
    """The resolutions in the order of their votes."""
    return tuple(sorted(tables.table("resolutions"), key=lambda r: r.date.start))


def short_name(resolution: Record) -> str:
    """What a resolution is about, the year of its vote and its code: "Aggression 2022 (ES-11/1)"."""
    return tables.field("votes", resolution.vote_column).title


def _head(resolution: Record) -> str:
    """The same without the code, for a narrow column."""
    return short_name(resolution).split(" (")[0]


@functools.cache
def columns() -> tuple[str, ...]:
    """The columns of votes.csv in the order of the votes."""
    return tuple(r.vote_column for r in resolutions())


@functools.cache
def vote_labels() -> dict[str, str]:
    """Vote -> label, in the order of the symbols: yes, no, abstained, did not vote."""
    return tables.labels("votes", columns()[0])


@functools.cache
def _yes(state: Record, column: str) -> bool:
    return getattr(state, column) == "Y"


@functools.cache
def yes_votes(state: Record) -> int:
    """How often a state voted yes."""
    return sum(_yes(state, column) for column in columns())


def _always(state: Record) -> bool:
    """Whether a state said yes in all votes: the finding of the grid."""
    return yes_votes(state) == len(columns())


def _stressed() -> list[Record]:
    return [tables.record(iso3, "votes") for iso3 in STRESSED]


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
    lines: list[
        tuple[str, Any]
    ] = []  # region and state: a line for the name of each region, and one between two
    for region in tables.labels("votes", "region"):
        lines += [("", None)] * bool(lines) + [(region, None)]
        lines += [(region, state) for state in states if state.region == region]
    states = [state for _, state in lines if state]
    long = -(-len(lines) // _BLOCKS[layout])
    step, cell = (style.LAYOUTS[layout] - 12) / _BLOCKS[layout], _CELL[layout]
    codes = ", ".join(r.resolution.removeprefix("A/RES/") for r in resolutions())
    words = style.wrap(f"resolutions from left to right: {codes}", 48 if layout == "narrow" else 100)
    note = (
        "Votes of the General Assembly on Crimea, on Myanmar's coup and on Russia's war. "
        "Bars: how many states of a region said yes every time; in the list these stand on grey."
    )
    picture = Drawing(layout, _grid_title(states), note, rests_on=("votes", "resolutions"))
    _shares(picture)
    _vote_legend(picture)
    picture.begin()
    for i, (region, state) in enumerate(lines):
        block, row = divmod(i, long)
        x, y = 12 + block * step, _HEAD + (row + 0.5) * _ROW
        left = x + step - 22 - cell * len(columns())
        if row == 0:
            for k, resolution in enumerate(resolutions()):
                middle = left + (k + 0.5) * cell
                picture.text(middle, _HEAD - 4, _head(resolution), tone="muted", turn=-90)
        if state:
            if row == 0:
                picture.text(x, y - _ROW, f"{region}, cont.", bold=True)
            with picture.datum(state.iso3):
                _state(picture, state, x, y, step, left, cell)
        elif region:
            picture.text(x, y, region, bold=True)
    picture.name_axes("state", words, _HEAD + long * _ROW + 6, above=_HEAD - 12)
    return Chart(picture, alt=_grid_alt(states), table=map(_grid_row, states), data=map(_datum, states))


def _shares(picture: Drawing) -> None:
    """A bar for each region, as long as it has states, and filled as far as these said yes in all votes."""
    regions = tables.labels("votes", "region")
    states = {name: [s for s in tables.table("votes") if s.region == name] for name in regions}
    across = 1 if picture.narrow else len(regions)
    step, most = (picture.width - 24) / across, max(map(len, states.values()))
    for k, (name, here) in enumerate(states.items()):
        x, always = 12 + k % across * step, sum(map(_always, here))
        one = (step - 24) / most  # pixels of a state
        picture.text(x, picture.y + 8, f"{name}: {always} of {len(here)}", bold=True)
        picture.box(x, picture.y + 19, one * len(here), 10, "paper", edge="edge")
        picture.box(x, picture.y + 19, one * always, 10, "muted")
        picture.y += 40 if (k + 1) % across == 0 else 0


def _state(
    picture: Drawing, state: Record, x: float, y: float, step: float, left: float, cell: float
) -> None:
    """A state's name at x, and its votes from `left` on."""
    stressed = state.iso3 in STRESSED
    ground, opacity = ("accent", 0.16) if stressed else ("rule", 0.8) if _always(state) else ("paper", 0)
    picture.box(x - 3, y - _ROW / 2, step - 16, _ROW, ground, opacity)
    picture.text(x, y, _fit(state.name, left - x - 4), bold=stressed)
    for k, vote in enumerate(vote_labels()):
        at = [left + (i + 0.5) * cell for i, column in enumerate(columns()) if getattr(state, column) == vote]
        if at:
            picture.symbol([(x, y) for x in at], k, f"tile-{k}", "ink" if k else "edge", 8.3, 0.9)


def _fit(name: str, room: float) -> str:
    """A name that fits into `room` pixels: words at its end are cut to a letter where they must be."""
    words = name.split()
    for i in range(len(words) - 1, -1, -1):
        if len(name) < 12 or style.text_width(" ".join(words)) <= room:
            break
        words[i] = words[i][0] + "."
    return " ".join(words)


def _vote_legend(picture: Drawing, counts: dict[str, int] | None = None) -> None:
    """The four symbols with their meaning; with counts: how many."""
    picture.legend(
        (f"{label}: {counts[vote]}" if counts else label, (k, f"tile-{k}", "ink", 9.3))
        for k, (vote, label) in enumerate(vote_labels().items())
    )


def _in_words(state: Record) -> str:
    """The votes of a state in few words: "yes on Myanmar 2021, Peace 2023; abstained on Crimea 2014"."""
    said = []
    for vote, label in vote_labels().items():
        on = [_head(r) for r in resolutions() if getattr(state, r.vote_column) == vote]
        if on:
            said.append(f"{label} on {', '.join(on)}")
    return "; ".join(said)


def _grid_title(states: Sequence[Record]) -> str:
    """How many said yes every time, and where most of them are if the states are of several regions."""
    always = Counter(s.region for s in states if _always(s))
    title = f"{always.total()} of {tables.many(len(states), 'state')} said yes in all {len(columns())} votes"
    [(region, most)] = always.most_common(1) or [("", 0)]
    several = len({s.region for s in states}) > 1
    return f"{title}, {most} of them in {region}" if several and most > always.total() / 2 else title


def _grid_alt(states: list[Record]) -> str:
    always, never = sum(map(_always, states)), sum(not yes_votes(s) for s in states)
    missing = sum(getattr(s, column) == "X" for s in states for column in columns())
    stressed = ". ".join(f"{s.name}: {_in_words(s)}" for s in _stressed())
    return (
        f"A grid of {len(states)} states and {len(columns())} votes. "
        f"{always} states said yes every time and {never} never did. "
        f"{missing} of {len(states) * len(columns())} fields are votes that were not cast. {stressed}."
    )


def _grid_row(state: Record) -> dict[str, str]:
    return {"State": state.name, "Code": state.iso3, "Region": state.region} | dict(_votes(state))


def _votes(state: Record) -> tuple[tuple[str, str], ...]:
    """What a state voted on, and how."""
    return tuple((short_name(r), vote_labels()[getattr(state, r.vote_column)]) for r in resolutions())


def _datum(state: Record) -> Datum:
    country = tables.record(state.iso3, "countries")
    absent = any(getattr(state, column) == "X" for column in columns())
    return Datum(
        state.iso3,
        title=f"{state.name} ({state.iso3})",
        date=f"{country.subregion}, capital {country.capital}",
        sentence=f"Yes {yes_votes(state)} times in {len(columns())} votes.",
        details=_votes(state),
        source="Recorded votes; how sure we are stands in the table of resolutions",
        facets={column: getattr(state, column) for column in columns()}
        | {
            "region": state.region,
            "asean": yes_no(country.asean),
            "absent": yes_no(absent),
            "yes": yes_votes(state),
        },
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
    near = "near its capital, west to east" if wide else "in its region, west to east"
    words = f"a tile for each state {near} (crowded tiles are moved apart)"
    picture = Drawing(layout, _map_title(tables.table("votes"), show), rests_on=("votes", "resolutions"))
    counts = Counter(getattr(s, show) for s in states)
    # In the live explorer buttons are the legend, which a phone folds.
    with picture.printed() if wide else nullcontext():
        _vote_legend(picture, counts if wide else None)
    picture.begin(20)
    for region in () if wide else regions:
        column, row = map(min, zip(*(places[s.iso3] for s in states if s.region == region)))
        picture.text(left + column * w + 2, row * h - 9, region, tone="muted", bold=True)
    for state in sorted(states, key=lambda s: s.iso3 in STRESSED):  # whose edges lie above those of others
        column, row = places[state.iso3]
        with picture.datum(state.iso3):
            _tile(picture, state, left + column * w, row * h, w, h, show)
    picture.name_axes("north at the top", style.wrap(words, 70 if wide else 45), plot + 6)
    return Chart(
        picture,
        alt=_map_alt(show),
        table=map(_grid_row, states),
        data=map(_datum, states),
        layers=(show,),
    )


def _tile(picture: Drawing, state: Record, x: float, y: float, w: int, h: int, show: str) -> None:
    votes = list(vote_labels())
    stressed, tone = state.iso3 in STRESSED, f"tile-{votes.index(getattr(state, show))}"
    edge, line = ("accent", 2.7) if stressed else ("edge", 1.1)
    picture.box(x + 1, y + 1, w - 2, h - 2, tone, edge=edge, line=line, round_=3)
    bold = stressed and not picture.narrow
    picture.text(x + w / 2, y + h * 0.68, state.iso3, "middle", "on-tile", bold=bold)
    for k, vote in enumerate(votes):
        layers = [column for column in columns() if getattr(state, column) == vote]
        if layers:
            with picture.datum(state.iso3, " ".join(layers)):
                fill = "on-tile" if k else "none"
                picture.symbol([(x + w / 2, y + h * 0.29)], k, fill, "on-tile", 6.7, 1.2)


def _resolution(column: str) -> Record:
    return next(r for r in resolutions() if r.vote_column == column)


def _map_title(states: Sequence[Record], show: str) -> str:
    yes = sum(_yes(state, show) for state in states)
    return f"{yes} of {tables.many(len(states), 'state')} said yes on {short_name(_resolution(show))}"


def _map_alt(show: str) -> str:
    states, resolution = tables.table("votes"), _resolution(show)
    counts = Counter(getattr(s, show) for s in states)
    said = "; ".join(f"{label}: {counts[vote]}" for vote, label in vote_labels().items())
    stressed = ", ".join(f"{s.name} {vote_labels()[getattr(s, show)]}" for s in _stressed())
    noes = Counter(s.region for s in states if getattr(s, show) == "N")
    no = ", ".join(f"{r} {noes[r]}" for r in tables.labels("votes", "region") if noes[r])
    return (
        f"A tile for each of {len(states)} states, by its vote on {short_name(resolution)} "
        f"of {resolution.date}: {said}. "
        f"No by region: {no}. {stressed}."
    )


# ---------------------------------------------------------------- the explorer


def explore_votes(**start: Any) -> Explorer:
    """Lesson 06: how 193 states voted on eight resolutions.

    Start it filtered, if you like: `region="Asia"`, `asean="yes"`, `absent="yes"` (missed at least one vote),
    `from_="0"` and `to="1"` (number of yes votes).
    """
    return Explorer(
        "votes",
        "states",
        vote_grid,
        layouts=("wide", "one", "narrow"),
        categories=[
            category("votes", "region"),
            Category("asean", "Member of ASEAN", YES_NO),
            Category("absent", "Missed a vote", YES_NO),
        ],
        rows=tables.table("votes"),
        finding=lambda some, _: _grid_title(some),
        scale=Scale("Yes votes", "yes", "yes", tuple(Stop(n, str(n)) for n in range(len(columns()) + 1))),
        start=start,
    )


def explore_vote_map(**start: Any) -> Explorer:
    """Lesson 06: the same votes with every state placed by its capital, one resolution at a time.

    Start it on a resolution or filtered, if you like: `colour="es11_1"`, `region="Asia"`, `es11_1="N"`.
    """
    colour = start["colour"] if start.get("colour") in columns() else None
    return Explorer(
        "vote_map",
        "states",
        lambda layout: vote_map(colour, layout),
        categories=[
            *(category("votes", column, "tile") for column in columns()),
            category("votes", "region"),
            Category("asean", "Member of ASEAN", YES_NO),
        ],
        colour=columns(),
        rows=tables.table("votes"),
        finding=_map_title,
        alts={column: _map_alt(column) for column in columns()},
        start=start,
    )
