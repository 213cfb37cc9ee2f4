"""One country on one page: all that it and its partners gave or withheld after the coup, on one axis of time."""

from __future__ import annotations

import contextlib
from collections import Counter
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
from aftercoup.charts.words import full_date, listed, month_of, publishers
from aftercoup.dates import When
from aftercoup.tables import Case, Record

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
# the coin in which a reaction is paid, and what it does to the distance -> its acts
_ACTS = {
    ("words", "away"): ("condemned", "called for return"),
    ("words", "neutral"): ("concerned", "neutral"),
    ("words", "towards"): ("worked with", "welcomed", "recognised"),
    ("sanctions", "away"): ("suspended", "sanctioned", "barred arms", "closed border"),
    ("money", "away"): ("cut aid",),
    ("money", "towards"): ("gave aid", "gave credits"),
    ("arms", "towards"): ("gave arms", "sent troops"),
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
    note: str
    source: str
    who: str = ""
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


def _signal(
    row: Record, coin: str, partners: tuple[str, ...], direction: str, title: str, who: str = "", id: str = "",
    case: Case | None = None,
) -> Signal:  # fmt: skip
    """What a row says that has a date, a note and sources. id: default: its own."""
    source = publishers(row, case)
    return Signal(id or row.id, coin, partners, direction, row.date, title, row.note, source, who)


def _visits(iso3: str) -> Iterator[Signal]:
    case = tables.case(_CASES[iso3]) if iso3 in _CASES else None
    for contact in case.contacts if case else ():
        met = tables.linked(contact, "counterpart", case)
        bodies = ["EU" if "European Union" in one.role_2022 else "" for one in met]
        own = tables.linked(contact, "own_actor", case)[0].name
        title = f"{own} meets {', '.join(one.name for one in met)} ({contact.place})"
        partners = _groups(contact.counterpart_state or bodies)
        yield _signal(contact, "visits", partners, "towards", title, case=case)


def _told(iso3: str) -> Iterator[Signal]:
    for row in tables.table("signals"):
        if row.iso3 == iso3:
            who = row.claimed_by or ""
            yield _signal(row, row.coin, _groups(row.partners), row.direction, row.what, who)


def _reactions(iso3: str) -> Iterator[Signal]:
    """What others did after the coup; of sanctions and deliveries only what no table of their own tells better."""
    listed = {row.target_country for row in tables.table("sanctions")}
    for number, row in enumerate(tables.table("reactions"), 1):
        coin, direction = next((paid for paid, acts in _ACTS.items() if row.act in acts), ("", ""))
        told = coin == "sanctions" and iso3 in listed or coin == "arms" and row.date.precision == "year"
        if coin and row.date and not told and row.coup_id in _COUPS.get(iso3, (_COUP[iso3],)):
            title = f"{row.who}: {tables.label('reactions', 'act', row.act)}"
            who = "an interested side" if row.basis == "claimed" else ""
            partners = (_ACTORS.get(row.actor, "others"),)
            yield _signal(row, coin, partners, direction, title, who, f"reaction-{number}")


def _sanctions(iso3: str) -> Iterator[Signal]:
    for row in tables.table("sanctions"):
        if row.target_country == iso3:
            partners = _groups([name.strip() for name in row.sender.split(";")])
            direction = "towards" if tuple(row.kinds) == ("lifting",) else "away"
            yield _signal(row, "sanctions", partners, direction, f"{row.sender}: {row.target}")


def _ballots(iso3: str) -> Iterator[Signal]:
    """Votes of the General Assembly on Crimea and on the invasion; the one on Myanmar is another matter."""
    cast = next(row for row in tables.table("votes") if row.iso3 == iso3)
    by, source = "Cast by the envoy of the ousted government", "Records of the General Assembly"
    for row in tables.table("resolutions"):
        if "Myanmar" not in row.title:
            direction, words = _VOTES[getattr(cast, row.vote_column)]
            title, note = f"{row.title}: {words}", by if iso3 == "MMR" else ""
            yield Signal(row.vote_column, "votes", ("russia",), direction, row.date, title, note, source)


def _arms(iso3: str) -> Iterator[Signal]:
    """Deliveries of each year in the register of arms, added up by partner; a year without any has no row."""
    volumes: Counter[tuple[str, int]] = Counter()
    codes = {row.name: row.iso3 for row in tables.table("countries")}
    for row in tables.table("arms"):
        if row.recipient_iso3 == iso3:
            volumes[group(codes.get(row.supplier, row.supplier)), row.year] += row.tiv
    note, source = "Delivered, not ordered; a volume, not a price", "SIPRI Arms Transfers Database"
    for (partner, year), volume in volumes.items():
        name, when = f"arms-{partner}-{year}", When.parse(str(year))
        title = f"Arms delivered in {year}: {volume:.0f} million TIV"
        yield Signal(name, "arms", (partner,), "towards", when, title, note, source, volume=volume)


# ---------------------------------------------------------------- what the page says


@cache
def verdicts(iso3: str, partner: str = "russia") -> dict[str, str]:
    """For each coin where the signals of a partner point: towards, away, both ways, neither, or none known.

    Years of deliveries do not count: much of what came after a coup had been ordered before it.
    """
    said = {}
    for coin in COINS:
        here = [one for one in signals(iso3) if one.coin == coin and partner in one.partners]
        ways = [one.direction for one in here if not one.volume]
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


# where signals point, in the title: first with the name of the partner, then without it
_POINT = {
    "towards": ("to", "to it"),
    "away": ("away from", "away"),
    "both": ("both to and away from", "both ways"),
}


def finding(iso3: str, partner: str = "russia") -> str:
    """The title: which coins point to a partner, and which do not."""
    parts: list[str] = []
    for way, (first, later) in _POINT.items():
        if coins := _coins_that(iso3, partner, way):
            verb = "points" if coins == ["money"] else "point"
            where = later if parts else f"{first} {PARTNERS[partner]}"
            parts.append(f"{listed(coins)} {verb} {where}")
    if not parts:
        return f"{COUNTRIES[iso3]}'s signals say nothing of {PARTNERS[partner]}"
    agree = "do not agree" if parts[1:] else "agree"
    return f"{COUNTRIES[iso3]}'s signals {agree}: " + ", but ".join(
        filter(None, [parts[0], " and ".join(parts[1:])])
    )


def _finding_of(iso3: str, ids: set[str]) -> str:
    """The title for some signals: of all of them about Russia, of one partner's about that partner, else ""."""
    if ids == {one.id for one in signals(iso3)}:
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
    none = listed(_coins_that(iso3, FIRST, "none"))
    silent = f"Nothing is recorded between {COUNTRIES[iso3]} and Russia under {none}. " if none else ""
    return (
        f"{len(known)} signals between {COUNTRIES[iso3]} and its partners, from {BEFORE} months before the coup "
        f"of {coup} to {AFTER} months after it, of {len(COINS)} kinds, which the lesson calls coins. {'. '.join(said)}. "
        f"{silent}Yearly deliveries of arms are not counted. "
        f"Words, money and sanctions were looked up until {full_date(LOOKED_UNTIL[iso3])}."
    )


# ---------------------------------------------------------------- the picture


_HEAD = 25  # pixels above the rows of a partner, for its name
# layout: pixels above the plot, at its sides, to the words below it and to those above
_SIZES = {"wide": (14, 170, 84, 40, -4), "narrow": (78, 74, 56, 54, -60)}


def _covered(iso3: str, coin: str) -> tuple[float, float]:
    """From which month to which somebody looked for signals of this coin."""
    early = coin in ("arms", "votes") or iso3 == "MMR" and coin in ("visits", "sanctions")
    last = _at(iso3, LOOKED_UNTIL[iso3])
    if coin == "votes":
        last = _at(iso3, max(row.date.end for row in tables.table("resolutions")))
    if coin == "visits" and iso3 in _CASES:
        last = max(last, _at(iso3, max(k.date.end for k in tables.case(_CASES[iso3]).contacts)))
    return -BEFORE if early else 0.0, min(AFTER, last)


def country_page(iso3: str = "MMR", layout: str = "wide") -> Chart:
    """Draw the signals of a country: a block for each partner, in it a row for each coin, time from left to right.

    The rows of the partner of the title stand first and in colour, all others are grey. At the end of a row a word
    says where most of its signals point. A filled symbol brings the two closer, a cross takes them apart, a ring can be
    read both ways. A row without a signal says so in words; months in which nobody looked are striped. All countries have
    the same axis, months after the coup. iso3: one of COUNTRIES; layout: "wide" or "narrow".
    """
    known, wide = signals(iso3), layout == "wide"
    begin, left, right, foot, above = _SIZES[layout]
    tops: dict[str, dict[str, float]] = {partner: {} for partner in PARTNERS}
    y = 0.0
    for partner, rows in tops.items():
        y += _HEAD
        for coin in COINS:
            if partner == FIRST or coin != "votes":  # votes are about Russia alone
                rows[coin] = y
                y += _look(partner)[0] + (14 if _by_envoy(iso3, coin) and not wide else 0)
    most = max(one.volume for one in known) or 1  # the height of a whole row
    note = (
        "Signal: what one gave, withheld or imposed. Pale bar: arms delivered in a year "
        f"(tallest: {most:,.0f} million TIV, SIPRI's unit, not a price)."
    )
    picture = Drawing(layout, finding(iso3), note)
    ways = {way: words for way, words in _WAYS.items() if way != "absent"}
    marks = [(words, partial(_mark, picture, way, "muted", 9)) for way, words in ways.items()]
    picture.legend([*marks, ("not looked up", lambda x, y: _unread(picture, x - 8, y - 6, 16, 12))])
    picture.begin(begin)
    plot = Plot(picture, left, right, y + 4, (-BEFORE, AFTER), (0, 1))
    for partner, rows in tops.items():
        _block(plot, iso3, partner, rows)
    plot.upright(0, "edge", 1.9, DASHED)
    months = range(-BEFORE, AFTER + 1, 6) if wide else range(0, AFTER + 1, 12)
    apart = " " if wide else "\n"
    ticks = [(plot.x(n), f"{n or 'coup'}\n{month_of(_month(iso3, n), apart)}") for n in months]
    picture.scale(ticks, plot.height, above=None if wide else 0)
    picture.text(plot.x(AFTER) + 4, _HEAD - 11, "mostly", tone="muted")
    _marks(plot, iso3, tops, most)
    words = "months after the coup" + ", with the date" * wide
    picture.name_axes("partner: signals", words, plot.height + foot, plot.x(AFTER / 2), above)
    return Chart(picture, alt=_alt(iso3, known), table=map(_row, known), data=map(_datum, known))


def _look(partner: str) -> tuple[int, int, str]:
    """Pixels of a row and of a symbol of a partner, and its colour."""
    return (22, 12, style.STATES["Russia"]) if partner == FIRST else (17, 9, "muted")


def _by_envoy(iso3: str, coin: str) -> str:
    return "by the ousted envoy" if (coin, iso3) == ("votes", "MMR") else ""


def _unread(picture: Drawing, x: float, y: float, width: float, height: float) -> None:
    """A field in which nobody looked: striped, since grey bars are arms."""
    picture.line([(x, y + height / 2), (x + width, y + height / 2)], "rule", height, "1 6")


_MOST_POINT = {"towards": "closer", "away": "apart", "both": "both ways", "neutral": "neither", "none": ""}


def _block(plot: Plot, iso3: str, partner: str, tops: dict[str, float]) -> None:
    """The name of a partner and its rows: the coin, what was not looked up, and where most signals point.

    tops: coin -> the upper edge of its row.
    """
    picture, first, (step, _, tone) = plot.drawing, partner == FIRST, _look(partner)
    size = 16 if first else 12
    picture.text(10, min(tops.values()) - 11, PARTNERS[partner], tone=tone, size=size, bold=True)
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
        stressed = "ink" if first and where == "apart" else tone
        picture.text(plot.x(AFTER) + 4, middle, where, tone=stressed, bold=first)
        note = _by_envoy(iso3, coin)
        if not any(one.coin == coin and partner in one.partners for one in signals(iso3)):
            note = "no record in our tables"
        elif picture.narrow:
            middle = y + step + 6
        picture.text(plot.x(0.6), middle, note, tone="muted", italic=True)


# direction: its symbol, as thick as which line, and in words
_MARKS = {"towards": ("o", 0.8), "neutral": ("o", 1.7), "away": ("x", 2.9), "absent": ("_", 2.9)}
_WAYS = {"towards": "closer", "neutral": "can be read both ways", "away": "apart", "absent": "did not vote"}


def _mark(picture: Drawing, way: str, tone: str, size: float, x: float, y: float) -> None:
    """A filled symbol (closer), a ring (both ways), a cross (apart) or a small line (did not vote)."""
    symbol, line = _MARKS[way]
    fill = "paper" if way == "neutral" else tone
    picture.symbol([(x, y)], symbol, fill, "paper" if way == "towards" else tone, size, line)


def _marks(plot: Plot, iso3: str, tops: dict[str, dict[str, float]], most: float) -> None:
    """The signals; marks that would cover each other move apart, but never by more than a month."""
    picture, month = plot.drawing, plot.x(1) - plot.x(0)
    last: dict[tuple[str, str], float] = {}
    for one in sorted(signals(iso3), key=lambda one: not one.volume):  # pale bars lie below the symbols
        a, b = _at(iso3, one.when.start), _at(iso3, one.when.end)
        for partner in one.partners:
            y, (step, size, tone) = tops[partner][one.coin], _look(partner)
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
                _mark(picture, one.direction, tone, size, x, y + step / 2)


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
