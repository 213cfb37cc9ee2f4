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
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.drawing import DASHED, Drawing, Plot
from aftercoup.charts.machinery.view import Category, Explorer, one_of
from aftercoup.charts.machinery.words import by_envoy, full_date, publishers
from aftercoup.dates import When
from aftercoup.errors import listed
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
# also the name of its case, if it has one
_COUP = {"MMR": "myanmar-2021", "EGY": "egypt-2013", "MLI": "mali-2020"}
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
FIRST = "russia"  # the partner of the title, whose column stands first and in colour


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
    readers = (_visits, _told, _reactions, _sanctions, _ballots, _arms)
    every = [signal for read in readers for signal in read(iso3)]
    on_page = lambda when: _at(iso3, when.end) >= -BEFORE and _at(iso3, when.start) <= AFTER
    seen = [signal for signal in every if on_page(signal.when)]
    return tuple(sorted(seen, key=lambda signal: (signal.when.start, signal.id)))


def _between(iso3: str, partner: str, coin: str) -> list[Signal]:
    """The signals of a country with a partner in one coin."""
    return [signal for signal in signals(iso3) if signal.coin == coin and partner in signal.partners]


def _at(iso3: str, day: date) -> float:
    """A day in months after the coup."""
    return (day - tables.record(_COUP[iso3], "coups").date.start).days / 30.4375


def _signal(
    row: Record, coin: str, partners: tuple[str, ...], direction: str, title: str, who: str = "", id: str = "",
    case: Case | None = None,
) -> Signal:  # fmt: skip
    """What a row says that has a date, a note and sources. id: default: its own."""
    source = publishers(row, case)
    return Signal(id or row.id, coin, partners, direction, row.date, title, row.note, source, who)


def _case(iso3: str) -> Case | None:
    """The case of a country, whose contacts are coded."""
    return tables.case(_COUP[iso3]) if _COUP[iso3] in tables.cases() else None


def _visits(iso3: str) -> Iterator[Signal]:
    case = _case(iso3)
    for contact in case.contacts if case else ():
        met = tables.linked(contact, "counterpart", case)
        bodies = ["EU" if "European Union" in actor.role_2022 else "" for actor in met]
        own = tables.linked(contact, "own_actor", case)[0].name
        title = f"{own} meets {', '.join(actor.name for actor in met)} ({contact.place})"
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
        if coin and row.date and not told and tables.record(row.coup_id, "coups").iso3 == iso3:
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
    source = "Records of the General Assembly"
    for row in tables.table("resolutions"):
        if "Myanmar" not in row.title:
            direction, words = _VOTES[getattr(cast, row.vote_column)]
            title, note = f"{row.title}: {words}", by_envoy(iso3, said="Cast by the {}")
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
        ways = [signal.direction for signal in _between(iso3, partner, coin) if not signal.volume]
        near, far = ways.count("towards"), ways.count("away")
        if not ways:
            said[coin] = "none"
        elif near == far:
            said[coin] = "both" if near else "neutral"
        else:
            said[coin] = "towards" if near > far else "away"
    return said


# where most signals point, in the title: first with the name of the partner, then without it
_POINT = {
    "towards": ("to {}", "to it"),
    "away": ("away from {}", "away"),
    "both": ("both to and away from {}", "both ways"),
}


def finding(iso3: str, partner: str = "russia") -> str:
    """The title: which coins point to a partner, and which do not."""
    said, country, parts = verdicts(iso3, partner), COUNTRIES[iso3], list[str]()
    names = {coin: name.split(" and ")[0] for coin, name in COINS.items()}
    names["votes"] = "votes" + by_envoy(iso3, said=" by the {}")
    for way, where in _POINT.items():
        if coins := [names[coin] for coin in COINS if said[coin] == way]:
            verb = "points" if coins == ["money"] else "point"
            with_name, without = where
            whom = without if parts else with_name.format(PARTNERS[partner])  # named once
            parts.append(f"{listed(coins)} {verb} {whom}")
    pointing = [way for way in said.values() if way in _POINT]
    if not pointing:
        return f"{country}'s signals say nothing of {PARTNERS[partner]}"
    if len(pointing) == 1:  # which has nothing to agree with
        return f"{country}'s {parts[0]}"
    agree = "agree" if {*pointing} in ({"towards"}, {"away"}) else "do not agree"
    return f"{country}'s signals {agree}: " + ", but ".join(filter(None, [parts[0], " and ".join(parts[1:])]))


def _finding_of(iso3: str, some: list[Signal]) -> str:
    """The title for all signals, which is about Russia, or for all of one partner; of others their number."""
    for partner in (FIRST, *PARTNERS):
        if len(some) == len(signals(iso3)) or some == [s for s in signals(iso3) if partner in s.partners]:
            return finding(iso3, partner)
    with_ = [name for partner, name in PARTNERS.items() if all(partner in signal.partners for signal in some)]
    ways = Counter("yearly deliveries of arms" if s.volume else _WAYS[s.direction][0] for s in some)
    counted = ", ".join(f"{number} {way}" for way, number in ways.most_common())
    between = f"between {COUNTRIES[iso3]} and {listed(with_) or 'its partners'}"
    return f"{tables.many(len(some), 'signal')} {between}: {counted}"


def _alt(iso3: str, known: tuple[Signal, ...]) -> str:
    others = ". ".join(finding(iso3, partner) for partner in PARTNERS if partner != FIRST)
    none = [name for coin, name in COINS.items() if not _between(iso3, FIRST, coin)]
    silent = f"Nothing is recorded between {COUNTRIES[iso3]} and Russia under {listed(none)}. " * bool(none)
    return (
        f"{len(known)} signals between {COUNTRIES[iso3]} and its partners, from {BEFORE} months before the coup "
        f"of {tables.record(_COUP[iso3], 'coups').date} to {AFTER} months after it, of {len(COINS)} kinds, which the lesson "
        f"calls coins. {others}. {silent}Yearly deliveries of arms are not counted. "
        f"Words, money and sanctions were looked up until {full_date(LOOKED_UNTIL[iso3])}."
    )


# ---------------------------------------------------------------- the picture


# layout: pixels to the fields and between two, height of a field, size of a symbol
_SIZES = {"wide": (134, 8, 54, 9), "narrow": (74, 4, 58, 7)}
_EDGE = 5  # pixels in a field before its first month and after its last


def _covered(iso3: str, coin: str) -> tuple[float, float]:
    """From which month to which somebody looked for signals of this coin."""
    early = coin in ("arms", "votes") or iso3 == "MMR" and coin in ("visits", "sanctions")
    last = _at(iso3, LOOKED_UNTIL[iso3])
    if coin == "votes":
        last = _at(iso3, max(row.date.end for row in tables.table("resolutions")))
    if coin == "arms":  # the register covers whole years
        last = max(last, _at(iso3, date(max(row.year for row in tables.table("arms")), 12, 31)))
    if coin == "visits" and (case := _case(iso3)):
        last = max(last, _at(iso3, max(contact.date.end for contact in case.contacts)))
    return -BEFORE if early else 0.0, min(AFTER, last)


def country_page(iso3: str = "MMR", layout: str = "wide") -> Chart:
    """Draw the signals of a country: a column for each partner, in it a field for each coin, time from left to right.

    A word and the ground of a field say what most of its signals do: shaded where they bring the two closer, white where
    they take them apart. The partner of the title stands first; Russia and China have their colours, the others are grey. A filled symbol brings
    the two closer, a cross takes them apart, half a circle can be read both ways. A field spans the months in which somebody
    looked. All countries have the same axis, months after the coup. iso3: one of COUNTRIES; layout: "wide" or "narrow".
    """
    known, wide = signals(iso3), layout == "wide"
    left, apart, tall, _ = _SIZES[layout]
    picture = Drawing(
        layout,
        finding(iso3),
        rests_on=("arms", "alignment", "votes", "contacts", "signals", "reactions", "sanctions"),
    )
    seen = [way for way in _WAYS if way in {signal.direction for signal in known}]
    picture.legend((_WAYS[way][0], partial(_mark, picture, way, "muted", 9)) for way in seen)
    picture.begin(28)
    across, step = (picture.width - left - 8 + apart) / len(PARTNERS), tall + apart
    fields = []
    for k, (partner, name) in enumerate(PARTNERS.items()):
        x = left + k * across
        picture.text(x, -14, name, tone=_tone(partner), size=16 if wide else 12, bold=True)
        for row, (coin, words) in enumerate(COINS.items()):
            picture.y = row * step
            sides = x + _EDGE, picture.width - x - across + apart + _EDGE
            plot = Plot(picture, *sides, tall, (-BEFORE, AFTER), (0, 1))
            if partner == FIRST:
                words = words if wide else words.split(" ")[0]
                words += by_envoy(iso3, said=" by the {}") * (coin == "votes")
                picture.text(10, plot.y(0.5), style.wrap(words, 14 if wide else 7))
            if partner == FIRST or coin != "votes":  # votes are about Russia alone
                here = _between(iso3, partner, coin) or [s for s in known if partner in s.partners]
                with picture.of(signal.id for signal in here):
                    _field(plot, iso3, partner, coin)
                fields.append((plot, partner, coin))
        plot.across(range(0, AFTER, 12 if wide else 24), lambda month: str(month or "coup"), grid=False)
    most = max(signal.volume for signal in known) or 1  # as high as the room
    for field in fields:  # what several partners signal lies above the fields of all of them
        _signals(iso3, *field, most)
    picture.y = len(COINS) * step + 28
    words = (
        f"Across: months after the coup of {tables.record(_COUP[iso3], 'coups').date}; a field spans those that were looked up. "
        f"Pale bar: arms delivered in a year, at most {most:,.0f} million TIV (SIPRI's unit, not a price). Bars alone say "
        "neither closer nor apart: they may have been ordered before the coup."
    )
    picture.paragraph(words, tone="muted")
    return Chart(picture, alt=_alt(iso3, known), table=map(_row, known), data=map(_datum, known))


def _tone(partner: str) -> str:
    """The colour of a partner, grey for those that are many states."""
    return style.STATES.get(PARTNERS[partner], "muted")


_WORD = {"towards": "closer", "away": "apart", "both": "both ways", "neutral": "neither", "none": "bars only"}


def _field(plot: Plot, iso3: str, partner: str, coin: str) -> None:
    """The ground of a field over the months that were looked up, the day of the coup, and where most signals point."""
    picture, said, (begin, until) = plot.drawing, verdicts(iso3, partner)[coin], _covered(iso3, coin)
    x, top, tall = plot.x(begin) - _EDGE, plot.y(1), plot.height
    width = plot.x(until) + _EDGE - x
    picture.box(x, top, width, tall, "paper", edge="edge" if said == "away" else "rule")
    if said == "towards":
        picture.box(x, top, width, tall, _tone(partner), 0.25)
    picture.line([(plot.x(0), top + 18), (plot.x(0), top + tall)], "edge", 1, DASHED)  # below the words
    if not _between(iso3, partner, coin):
        words = "no\nrecord" if picture.narrow else "no record"
        picture.text(x + width / 2, plot.y(0.5), words, "middle", "muted", italic=True, halo=True)
        return
    words = _WORD[said].split(" ")[0] if picture.narrow else _WORD[said]
    bold, tone = 1.08 * style.text_width(words) < width - 3, "muted" if said == "none" else "ink"
    picture.text(x + (3 if bold else 1), top + 10, words, tone=tone, bold=bold, italic=said == "none")


# direction: in words, its symbol and as thick as which line
_WAYS = {
    "towards": ("closer", "o", 0.8),
    "neutral": ("can be read both ways", "half", 0.6),
    "away": ("apart", "x", 2.2),
    "absent": ("did not vote", "o", 1.5),
}


def _mark(picture: Drawing, way: str, tone: str, size: float, x: float, y: float) -> None:
    """A filled symbol (closer), one half filled (both ways), a cross (apart) or a hollow one (did not vote)."""
    _, symbol, line = _WAYS[way]
    fill, edge = ("paper", tone) if way == "absent" else (tone, "paper" if way == "towards" else tone)
    picture.symbol([(x, y)], symbol, fill, edge, size, line)


def _signals(iso3: str, plot: Plot, partner: str, coin: str, most: float) -> None:
    """The signals of a field: deliveries of a year as a bar, all others where their date is, those of one time in a pile."""
    picture, tone, size = plot.drawing, _tone(partner), _SIZES[plot.drawing.layout][3]
    room = plot.height - 20
    piles: list[list[tuple[float, Signal]]] = []
    for signal in _between(iso3, partner, coin):
        ends = (min(max(_at(iso3, day), -BEFORE), AFTER) for day in (signal.when.start, signal.when.end))
        left, right = map(plot.x, ends)
        if signal.volume:
            tall = max(3, room * signal.volume / most)
            with picture.datum(signal.id):
                picture.box(left + 0.5, plot.y(0) - tall, right - left - 1, tall, tone, 0.5)
        elif piles and (left + right) / 2 - piles[-1][0][0] <= size:
            piles[-1].append(((left + right) / 2, signal))
        else:
            piles.append([((left + right) / 2, signal)])
    for pile in piles:
        step = min(size + 1, (room - size) / max(1, len(pile) - 1))
        for n, (x, signal) in enumerate(pile):
            spot = picture.spot() if partner == signal.partners[0] else contextlib.nullcontext()
            with picture.datum(signal.id), spot:
                _mark(picture, signal.direction, tone, size, x, plot.y(0) - size / 2 - 3 - n * step)


def _row(signal: Signal) -> dict[str, str]:
    return {
        "Date": str(signal.when),
        "Kind of signal": COINS[signal.coin],
        "Partner": ", ".join(PARTNERS[partner] for partner in signal.partners),
        "Direction": _WAYS[signal.direction][0],
        "What": signal.title,
        "Claimed by": signal.who,
        "Source": signal.source,
    }


def _datum(signal: Signal) -> Datum:
    return Datum(
        signal.id,
        title=signal.title,
        date=str(signal.when),
        sentence=f"{COINS[signal.coin].capitalize()}: {_WAYS[signal.direction][0]}.",
        details=(("Claimed by", signal.who), ("Note", signal.note)),
        source=signal.source,
    )


# ---------------------------------------------------------------- the explorer


def explore_country(country: str = "Myanmar", **start: Any) -> Explorer:
    """Lesson 09: what a country and its partners gave each other or withheld, in six coins on one axis of time.

    country: "Myanmar", "Egypt" or "Mali". Start it filtered, if you like: `partner="russia"` (russia, china,
    west, others), `coin="arms"` (words, visits, arms, money, votes, sanctions).
    """
    codes = {name: iso3 for iso3, name in COUNTRIES.items()}
    country = one_of(country, codes, "country")
    iso3 = codes[country]
    return Explorer(
        f"country-{iso3.lower()}",
        "signals",
        lambda layout: country_page(iso3, layout),
        categories=[
            Category("partner", "Partner", PARTNERS, lambda signal: signal.partners),
            Category("coin", "Kind of signal", COINS, lambda signal: signal.coin),
        ],
        rows=signals(iso3),
        finding=lambda some: _finding_of(iso3, some),
        tally=(
            f"{{}} signals shown bring {country} and its partners closer",
            lambda signal: None if signal.volume else signal.direction == "towards",
        ),
        start=start,
        call="explore_country",
        arguments={"country": country},
    )
