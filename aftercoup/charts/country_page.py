"""One country on one page: all that it and its partners gave or withheld after the coup, on one axis of time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Datum
from aftercoup.charts.drawing import DASHED, Drawing, Plot
from aftercoup.charts.explorer.view import Category, Explorer, one_of
from aftercoup.charts.words import full_date, listed, publishers
from aftercoup.dates import When

COINS = {
    "words": "words",
    "visits": "visits",
    "arms": "arms and soldiers",
    "money": "money and fuel",
    "votes": "votes on Russia's war",
    "sanctions": "sanctions",
}
PARTNERS = {"russia": "Russia", "china": "China", "west": "the West", "others": "others"}
COUNTRIES = {"MMR": "Myanmar", "EGY": "Egypt", "MLI": "Mali"}
BEFORE, AFTER = 6, 40  # months around the coup that the page shows
# The last day for which somebody looked, by country: what comes later is not known, and not nothing.
LOOKED_UNTIL = {"MMR": date(2023, 12, 31), "EGY": date(2015, 12, 31), "MLI": date(2023, 12, 31)}
_CASES = {"MMR": "myanmar-2021", "EGY": "egypt-2013"}  # whose contacts are coded
_COUP = {"MMR": "myanmar-2021", "EGY": "egypt-2013", "MLI": "mali-2020"}
_COUPS = {"MLI": ("mali-2020", "mali-2021")}  # whose reactions count: Mali had a second coup
_WEST = ("USA", "CAN", "GBR", "AUS", "EU", "United States", "United Kingdom", "Canada", "European Union")
_ACTORS = {"united-states": "west", "europe": "west", "russia": "russia", "china": "china"}
# act of a reaction -> the coin in which it is paid, and what it does to the distance
_ACTS = {
    "condemned": ("words", "away"),
    "called for return": ("words", "away"),
    "concerned": ("words", "neutral"),
    "neutral": ("words", "neutral"),
    "worked with": ("words", "towards"),
    "welcomed": ("words", "towards"),
    "recognised": ("words", "towards"),
    "suspended": ("sanctions", "away"),
    "sanctioned": ("sanctions", "away"),
    "barred arms": ("sanctions", "away"),
    "closed border": ("sanctions", "away"),
    "cut aid": ("money", "away"),
    "gave aid": ("money", "towards"),
    "gave credits": ("money", "towards"),
    "gave arms": ("arms", "towards"),
    "sent troops": ("arms", "towards"),
}
_VOTES = {
    "N": ("towards", "no, with Russia"),
    "A": ("neutral", "abstained"),
    "Y": ("away", "yes, against Russia"),
    "X": ("absent", "did not vote"),
}
FIRST = "russia"  # the partner of the title, whose rows stand first, larger and in colour


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing given or withheld: in which coin, between the country and which partners, and who says so."""

    id: str
    coin: str
    partners: tuple[str, ...]
    direction: str
    when: When
    title: str
    who: str
    note: str
    source: str
    volume: float = 0  # of a year's arms deliveries


def group(code: str) -> str:
    """Which of PARTNERS a state or body belongs to."""
    if code in ("RUS", "CHN"):
        return {"RUS": "russia", "CHN": "china"}[code]
    states = tables.load().index("countries")
    west = code in _WEST or code != "BLR" and code in states and states[code].region == "Europe"
    return "west" if west else "others"


def _groups(codes: Any) -> tuple[str, ...]:
    return tuple(name for name in PARTNERS if name in {group(code) for code in codes})


@cache
def signals(iso3: str) -> tuple[Signal, ...]:
    """All signals of a country within the months of the page, by date, from every table that has some."""
    first, last = _month(iso3, -BEFORE), _month(iso3, AFTER)
    found = [one for read in (_visits, _told, _reactions, _sanctions, _ballots, _arms) for one in read(iso3)]
    seen = [one for one in found if one.when.end >= first and one.when.start <= last]
    return tuple(sorted(seen, key=lambda one: (one.when.start, one.id)))


def _coup_day(iso3: str) -> date:
    return tables.record(_COUP[iso3], "coups").date.start


def _month(iso3: str, months: int) -> date:
    day = _coup_day(iso3)
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, min(day.day, 28))


def _at(iso3: str, day: date) -> float:
    """A day in months after the coup."""
    return (day - _coup_day(iso3)).days / 30.4375


def _visits(iso3: str) -> Iterator[Signal]:
    if iso3 not in _CASES:
        return
    case = tables.case(_CASES[iso3])
    for contact in case.contacts:
        met = tables.linked(contact, "counterpart", case)
        states = contact.counterpart_state or [
            "EU" if "European Union" in one.role_2022 else "" for one in met
        ]
        own = tables.linked(contact, "own_actor", case)[0].name
        title = f"{own} meets {', '.join(one.name for one in met)} ({contact.place})"
        yield Signal(
            contact.id, "visits", _groups(states), "towards", contact.date, title, "", contact.note,
            publishers(contact, case),
        )  # fmt: skip


def _told(iso3: str) -> Iterator[Signal]:
    for row in tables.table("signals"):
        if row.iso3 == iso3:
            yield Signal(
                row.id, row.coin, _groups(row.partners), row.direction, row.date, row.what, row.claimed_by or "",
                row.note, publishers(row),
            )  # fmt: skip


def _reactions(iso3: str) -> Iterator[Signal]:
    listed = {row.target_country for row in tables.table("sanctions")}
    for number, row in enumerate(tables.table("reactions"), 1):
        coin, direction = _ACTS.get(row.act, ("", ""))
        wanted = row.coup_id in _COUPS.get(iso3, (_COUP[iso3],)) and coin and row.date
        if (
            not wanted
            or coin == "sanctions"
            and iso3 in listed
            or coin == "arms"
            and row.date.precision == "year"
        ):
            continue
        act = tables.label("reactions", "act", row.act)
        yield Signal(
            f"reaction-{number}", coin, (_ACTORS.get(row.actor, "others"),), direction, row.date,
            f"{row.who}: {act}", "an interested side" if row.basis == "claimed" else "", row.note,
            publishers(row),
        )  # fmt: skip


def _sanctions(iso3: str) -> Iterator[Signal]:
    for row in tables.table("sanctions"):
        if row.target_country == iso3:
            partners = _groups([name.strip() for name in row.sender.split(";")])
            direction = "towards" if tuple(row.kinds) == ("lifting",) else "away"
            yield Signal(
                row.id, "sanctions", partners, direction, row.date, f"{row.sender}: {row.target}", "", row.note,
                publishers(row),
            )  # fmt: skip


def _ballots(iso3: str) -> Iterator[Signal]:
    """Votes of the General Assembly on Crimea and on the invasion; the one on Myanmar is another matter."""
    cast = next(row for row in tables.table("votes") if row.iso3 == iso3)
    for row in tables.table("resolutions"):
        if "Myanmar" in row.title:
            continue
        direction, words = _VOTES[getattr(cast, row.vote_column)]
        by = "Cast by the envoy of the ousted government" if iso3 == "MMR" else ""
        yield Signal(
            row.vote_column, "votes", ("russia",), direction, row.date, f"{row.title}: {words}", "", by,
            "Records of the General Assembly",
        )  # fmt: skip


def _arms(iso3: str) -> Iterator[Signal]:
    """Deliveries of each year in the register of arms, added up by partner; a year without any has no row."""
    volumes: dict[tuple[str, int], float] = {}
    codes = {row.name: row.iso3 for row in tables.table("countries")}
    for row in tables.table("arms"):
        if row.recipient_iso3 == iso3:
            key = (group(codes.get(row.supplier, row.supplier)), row.year)
            volumes[key] = volumes.get(key, 0) + row.tiv
    for (partner, year), volume in volumes.items():
        yield Signal(
            f"arms-{partner}-{year}", "arms", (partner,), "towards", When.parse(str(year)),
            f"Arms delivered in {year}: {volume:.0f} million TIV", "",
            "Delivered, not ordered; a volume, not a price", "SIPRI Arms Transfers Database", volume,
        )  # fmt: skip


# ---------------------------------------------------------------- what the page says


@cache
def verdicts(iso3: str, partner: str = "russia") -> dict[str, str]:
    """For each coin where the signals of a partner point: towards, away, both ways, neither, or none known.

    Years of deliveries do not count: much of what came after a coup had been ordered before it.
    """
    said = {}
    for coin in COINS:
        mine = [one for one in signals(iso3) if one.coin == coin and partner in one.partners]
        ways = [one.direction for one in mine if not one.volume]
        near, far = ways.count("towards"), ways.count("away")
        if not ways:
            said[coin] = "none"
        elif near == far:
            said[coin] = "both" if near else "neutral"
        else:
            said[coin] = "towards" if near > far else "away"
    return said


def _coins_that(iso3: str, partner: str, way: str) -> list[str]:
    said = verdicts(iso3, partner)
    names = {coin: name.split(" and ")[0] for coin, name in COINS.items()}
    names["votes"] = f"votes {_by_envoy(iso3, 'votes')}".strip()
    return [names[coin] for coin, where in said.items() if where == way]


def finding(iso3: str, partner: str = "russia") -> str:
    """The title: which coins point to a partner, and which do not."""
    parts: list[str] = []
    go_on = {"towards": "to it", "away": "away", "both": "both ways"}
    for way, words in (("towards", "to"), ("away", "away from"), ("both", "both to and away from")):
        if coins := _coins_that(iso3, partner, way):
            verb = "points" if coins == ["money"] else "point"
            parts.append(
                f"{listed(coins)} {verb} {words} {PARTNERS[partner]}"
                if not parts
                else f"{listed(coins)} {verb} {go_on[way]}"
            )
    agree = "agree" if len(parts) == 1 else "do not agree" if parts else f"say nothing of {PARTNERS[partner]}"
    most, others = parts[:1], " and ".join(parts[1:])
    return ": ".join([f"{COUNTRIES[iso3]}'s signals {agree}", *most]) + (f", but {others}" if others else "")


def _finding_of(iso3: str, ids: set[str]) -> str:
    """The title for some signals: of all of them about Russia, of one partner's about that partner, else ""."""
    known = {one.id for one in signals(iso3)}
    if ids == known:
        return finding(iso3)
    for partner in PARTNERS:
        if ids == {one.id for one in signals(iso3) if partner in one.partners}:
            return finding(iso3, partner)
    return ""


def _alt(iso3: str, known: tuple[Signal, ...]) -> str:
    coup = tables.record(_COUP[iso3], "coups").date
    said = [
        f"For {PARTNERS[partner]}, {listed(_coins_that(iso3, partner, 'towards')) or 'no kinds'} "
        "bring the two closer more often than apart"
        for partner in PARTNERS
    ]
    silent = _coins_that(iso3, FIRST, "none")
    return (
        f"{len(known)} signals between {COUNTRIES[iso3]} and its partners, from {BEFORE} months before the coup "
        f"of {coup} to {AFTER} months after it, of {len(COINS)} kinds, which the lesson calls coins. {'. '.join(said)}. "
        + (
            f"Nothing is recorded between {COUNTRIES[iso3]} and Russia under {listed(silent)}. "
            if silent
            else ""
        )
        + "Yearly deliveries of arms are not counted. "
        f"Words, money and sanctions were looked up until {full_date(LOOKED_UNTIL[iso3])}."
    )


# ---------------------------------------------------------------- the picture


def _rows() -> list[tuple[str, str]]:
    """The rows from top to bottom: coin and partner. Votes are about Russia alone."""
    return [(c, p) for p in PARTNERS for c in COINS if p == FIRST or c != "votes"]


def _covered(iso3: str, coin: str) -> tuple[float, float]:
    """From which month to which somebody looked for signals of this coin."""
    first, last = 0.0, min(AFTER, _at(iso3, LOOKED_UNTIL[iso3]))
    if coin in ("arms", "votes") or coin == "visits" and iso3 == "MMR":
        first = -BEFORE
    if coin == "sanctions" and iso3 == "MMR":
        first = -BEFORE
    if coin == "votes":
        last = min(AFTER, _at(iso3, max(row.date.end for row in tables.table("resolutions"))))
    if coin == "visits" and iso3 in _CASES:
        last = min(AFTER, max(last, _at(iso3, max(k.date.end for k in tables.case(_CASES[iso3]).contacts))))
    return first, last


def country_page(iso3: str = "MMR", layout: str = "wide") -> Chart:
    """Draw the signals of a country: a block for each partner, in it a row for each coin, time from left to right.

    The rows of the partner of the title stand first and in colour, all others are grey. At the end of a row a word
    says where most of its signals point. A filled symbol brings the two closer, a cross takes them apart, a ring can be
    read both ways. A row without a signal says so in words; months in which nobody looked are striped. All countries have
    the same axis, months after the coup. iso3: one of COUNTRIES; layout: "wide" or "narrow".
    """
    known, wide = signals(iso3), layout == "wide"
    tops: dict[tuple[str, str], float] = {}
    y, block = 0.0, ""
    for coin, partner in _rows():
        y += _HEAD * (partner != block)
        tops[coin, partner], block = y, partner
        y += _step(partner) + (0 if wide or not _by_envoy(iso3, coin) else 14)
    picture = Drawing(layout, finding(iso3), _meant(known))
    _legend(picture)
    picture.begin(14 if wide else 78)
    gutter, right = (170, 84) if wide else (74, 56)
    plot = Plot(picture, gutter, right, y + 4, (-BEFORE, AFTER), (0, 1))
    for partner in PARTNERS:
        mine = {coin: y for (coin, whose), y in tops.items() if whose == partner}
        _block(plot, iso3, partner, mine)
    plot.upright(0, "edge", 1.9, DASHED)
    months = range(-BEFORE, AFTER + 1, 6) if wide else range(0, AFTER + 1, 12)
    apart = " " if wide else "\n"
    ticks = [(plot.x(n), f"{n or 'coup'}\n{_short(_month(iso3, n), apart)}") for n in months]
    picture.scale(ticks, plot.height, above=None if wide else 0)
    picture.text(plot.x(AFTER) + 4, _HEAD - 11, "mostly", tone="muted")
    _marks(plot, iso3, known, tops)
    words, foot, above = (
        "months after the coup" + ", with the date" * wide,
        *((40, -4) if wide else (54, -60)),
    )
    picture.name_axes("partner: signals", words, plot.height + foot, plot.x(AFTER / 2), above)
    return Chart(
        picture,
        alt=_alt(iso3, known),
        table=[_row(one) for one in known],
        data=[_datum(one) for one in known],
    )


_HEAD = 25  # pixels above the rows of a partner, for its name


def _step(partner: str) -> float:
    return 22 if partner == FIRST else 17


def _tone(partner: str) -> str:
    return style.STATES["Russia"] if partner == FIRST else "muted"


def _by_envoy(iso3: str, coin: str) -> str:
    return "by the ousted envoy" if (coin, iso3) == ("votes", "MMR") else ""


def _short(day: date, apart: str) -> str:
    return f"{tables.MONTHS[day.month - 1][:3]}{apart}{day.year}"


def _most(known: tuple[Signal, ...]) -> float:
    """The largest volume of arms that a partner delivered in a year: the height of a whole row."""
    return max((one.volume for one in known), default=0) or 1


def _meant(known: tuple[Signal, ...]) -> str:
    """What a signal and the height of a pale bar are."""
    return (
        "Signal: what one gave, withheld or imposed. Pale bar: arms delivered in a year "
        f"(tallest: {_most(known):,.0f} million TIV, SIPRI's unit, not a price)."
    )


def _legend(picture: Drawing) -> None:
    """What the symbols mean, above the plot."""
    unread = lambda x, y: _unread(picture, x - 8, y - 6, 16, 12)
    ways = (("towards", "closer"), ("neutral", "can be read both ways"), ("away", "apart"))
    marks = [(words, partial(_mark, picture, way=way, tone="muted", size=9)) for way, words in ways]
    picture.legend([*marks, ("not looked up", unread)])


def _unread(picture: Drawing, x: float, y: float, width: float, height: float) -> None:
    """A field in which nobody looked: striped, since grey bars are arms."""
    picture.line([(x, y + height / 2), (x + width, y + height / 2)], "rule", height, "1 6")


_MOST_POINT = {"towards": "closer", "away": "apart", "both": "both ways", "neutral": "neither", "none": ""}


def _block(plot: Plot, iso3: str, partner: str, tops: dict[str, float]) -> None:
    """The name of a partner and its rows: the coin, what was not looked up, and where most signals point.

    tops: coin -> the upper edge of its row.
    """
    picture, first, tone, step = plot.drawing, partner == FIRST, _tone(partner), _step(partner)
    picture.text(
        10, min(tops.values()) - 11, PARTNERS[partner], tone=tone, size=16 if first else 12, bold=True
    )
    short = lambda words: words.split(" ")[0] if picture.narrow else words
    said = verdicts(iso3, partner)
    for coin, y in tops.items():
        middle, (begin, until) = y + step / 2, _covered(iso3, coin)
        if first and said[coin] == "away":  # against the others
            picture.box(10, y, picture.width - 18, step, "accent", opacity=0.1)
        for a, b in ((-BEFORE, begin), (until, AFTER)):
            if b - a > 0.4:
                _unread(picture, plot.x(a), y, plot.x(b) - plot.x(a), step)
        picture.line([(10, y), (picture.width - 8, y)], "rule", 0.8)
        picture.text(plot.left - 6, middle, short(COINS[coin]), "end", "ink" if first else "muted")
        where = short(_MOST_POINT[said[coin]])
        picture.text(
            plot.x(AFTER) + 4, middle, where, tone="ink" if first and where == "apart" else tone, bold=first
        )
        note = _by_envoy(iso3, coin)
        if not any(one.coin == coin and partner in one.partners for one in signals(iso3)):
            note = "no record in our tables"
        elif picture.narrow:
            middle = y + step + 6
        picture.text(plot.x(0.6), middle, note, tone="muted", italic=True)


def _mark(picture: Drawing, x: float, y: float, way: str, tone: str, size: float) -> None:
    """A filled symbol (closer), a ring (both ways), a cross (apart) or a small line (did not vote)."""
    symbol = {"towards": "o", "neutral": "o", "away": "x", "absent": "_"}[way]
    line = {"towards": 0.8, "neutral": 1.7}.get(way, 2.9)
    edge, fill = ("paper", tone) if way == "towards" else (tone, "paper" if way == "neutral" else tone)
    picture.symbol([(x, y)], symbol, fill, edge, size, line)


def _marks(plot: Plot, iso3: str, known: tuple[Signal, ...], tops: dict) -> None:
    """The signals; marks that would cover each other move apart, but never by more than a month."""
    picture, most = plot.drawing, _most(known)
    month = plot.x(1) - plot.x(0)
    last: dict[tuple[str, str], float] = {}
    for one in sorted(known, key=lambda one: not one.volume):  # pale bars lie below the symbols
        a, b = _at(iso3, one.when.start), _at(iso3, one.when.end)
        for partner in one.partners:
            y, tone = tops[one.coin, partner], _tone(partner)
            step, size = _step(partner), 12 if partner == FIRST else 9
            spot = picture.spot() if partner == one.partners[0] else contextlib.nullcontext()
            with picture.datum(one.id), spot:
                if one.volume:
                    left, right = plot.x(max(a, -BEFORE) + 0.15), plot.x(min(b, AFTER) - 0.15)
                    tall = max(3.0, (step - 2) * one.volume / most)
                    picture.box(left, y + step - tall, right - left, tall, tone, 0.5)
                    continue
                true = plot.x((a + b) / 2)
                x = min(max(true, last.get((one.coin, partner), -99) + size * 0.6), true + month)
                last[one.coin, partner] = x
                _mark(picture, x, y + step / 2, one.direction, tone, size)


def _row(one: Signal) -> dict[str, str]:
    return {
        "Date": str(one.when),
        "Kind of signal": COINS[one.coin],
        "Partner": ", ".join(PARTNERS[partner] for partner in one.partners),
        "Direction": _WAYS[one.direction],
        "What": one.title,
        "Claimed by": one.who,
        "Source": one.source,
    }


_WAYS = {"towards": "closer", "neutral": "can be read both ways", "away": "apart", "absent": "did not vote"}


def _datum(one: Signal) -> Datum:
    return Datum(
        one.id,
        title=one.title,
        date=str(one.when),
        sentence=f"{COINS[one.coin].capitalize()}: {_WAYS[one.direction]}.",
        details=(("Claimed by", one.who), ("Note", one.note)),
        source=one.source,
        facets={"coin": one.coin, "partner": one.partners},
    )


# ---------------------------------------------------------------- the explorer


def explore_country(country: str = "Myanmar", **start: Any) -> Explorer:
    """Lesson 09: what a country and its partners gave each other or withheld, in six coins on one axis of time.

    country: "Myanmar", "Egypt" or "Mali". Start it filtered, if you like: `partner="russia"` (russia, china,
    west, others), `coin="arms"` (words, visits, arms, money, votes, sanctions).
    """
    codes = {name: iso3 for iso3, name in COUNTRIES.items()}
    one_of(country, codes, "country")
    iso3 = codes[country]
    return Explorer(
        f"country-{iso3.lower()}",
        "signals",
        lambda layout: country_page(iso3, layout),
        categories=[Category("partner", "Partner", PARTNERS), Category("coin", "Kind of signal", COINS)],
        finding=lambda ids, _: _finding_of(iso3, ids),
        start=start,
        call="explore_country",
        arguments={"country": country},
    )
