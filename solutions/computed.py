"""Answers of the sheets that are worked out from the tables: each function gives what a key names.

A function takes texts and whole numbers, or nothing, and returns what a good student would type: a number, a name,
or a list (of the items of a set, or of an order's options). Its answer changes when the data change, so a key never
goes stale.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from aftercoup import measures, tables
from aftercoup.tables import Record, When

# Charts and coding are imported by the functions that need them: else marking any exercise would wait for all.


# ---------------------------------------------------------------- sheet 01: claims

# An invented table of two coders and twenty sentences: (Cleo, Dan) -> how many.
_CLEO_AND_DAN = {("yes", "yes"): 6, ("yes", "no"): 4, ("no", "yes"): 2, ("no", "no"): 8}


def confirmed_about_the_weapons() -> int:
    """How many of the four claims about the weapons other records fully confirm."""
    return [tables.record(name).verdict for name in ("c55", "c56", "c57", "c58")].count("confirmed")


def _cleo_and_dan() -> tuple[list[str], list[str]]:
    codes = [pair for pair, count in _CLEO_AND_DAN.items() for _ in range(count)]
    return [cleo for cleo, _ in codes], [dan for _, dan in codes]


def share_of_cleo_and_dan() -> float:
    """The share of sentences on which the two agree."""
    return measures.agreement_share(*_cleo_and_dan())


def chance_of_cleo_and_dan() -> float:
    """The share on which two who draw from hats with the same totals would agree."""
    return _chance(*_cleo_and_dan())


def kappa_of_cleo_and_dan() -> float:
    """Cohen's kappa of the two."""
    return _two_decimals(measures.cohens_kappa(*_cleo_and_dan()))


# ---------------------------------------------------------------- sheet 02: dates and their order


def days_beside_a_year_and_a_half() -> int:
    """Days between the coup and the day a year and a half before a report of 20 August 2022."""
    return (date(2021, 2, 20) - tables.record("e09").start.start).days


def told_out_of_order() -> list[str]:
    """Six things of the report by their first day, earliest first."""
    claims = {
        "trip": "c14",
        "protests": "c24",
        "fuel": "c46",
        "arms": "c55",
        "election": "c60",
        "conviction": "c67",
    }
    return sorted(claims, key=lambda name: tables.record(claims[name]).date.start)


def _span(event: Record) -> tuple[date, date]:
    """(first day, last day) that an event can have had."""
    return event.start.start, (event.end or event.start).end


def _which_first(one: str, other: str) -> str:
    (start, end), (other_start, other_end) = (_span(tables.record(event)) for event in (one, other))
    return "first" if end < other_start else "second" if other_end < start else "open"


def protests_or_ambassador() -> str:
    """Which of the protests and the ambassador's break with the new rulers came first."""
    return _which_first("e10", "e11")


def seat_or_conviction() -> str:
    """The same for the decision on the seat that was put off, and the first conviction."""
    return _which_first("e18", "e19")


def parade_or_envoy() -> str:
    """The same for Armed Forces Day 2022 and the first visit of ASEAN's envoy."""
    return _which_first("e26", "e25")


def fuel_or_envoy() -> str:
    """The same for the fuel plan and the visit of the envoy of the United Nations."""
    return _which_first("e32", "e33")


_KNOWN_ON = date(2022, 2, 22)


def told_by_two_days_before_the_war() -> int:
    """How many events that the report tells had begun two days before the invasion."""
    return sum(e.start.start <= _KNOWN_ON for e in tables.select("events", "in_article=yes"))


def true_of_the_timeline_two_days_before_the_war() -> list[str]:
    """Which sentences were true on that day: that most events of a lane, or of all, had come or were to come."""

    def come_and_to_come(lane: str = "") -> tuple[int, int]:
        events = [e for e in tables.table("events") if e.lane == (lane or e.lane)]
        come = sum(e.start.start <= _KNOWN_ON for e in events)
        return come, len(events) - come

    more = {
        "un": come_and_to_come("united-nations"),
        "russia": come_and_to_come("russia-myanmar")[::-1],  # were to come
        "domestic": come_and_to_come("domestic"),
        "response": come_and_to_come("world-response")[::-1],  # were to come
        "whole": come_and_to_come(),
    }
    return [name for name, (most, rest) in more.items() if most > rest]


# ---------------------------------------------------------------- sheet 04: contacts


def _general() -> list[Record]:
    """The one who led the coup, and the contacts in which he was there for his country."""
    case = tables.case()
    general = case.about.leader
    return [contact for contact in case.contacts if contact.own_actor == general]


def leaders_of_march_2025() -> list[str]:
    """Names of the heads of state or government whom the general met in March 2025."""
    from aftercoup.charts.leaders import HEAD

    return [
        person.name
        for contact in _general()
        if contact.text("date").startswith("2025-03") and contact.counterpart_level == HEAD
        for person in tables.linked(contact, "counterpart")
    ]


def guest_in_march_2025() -> str:
    """In how many of the talks of that month the general was the guest."""
    rows = tables.select("contacts", "date=2025-03; own_actor=min-aung-hlaing; direction=guest")
    return ("two", "three", "four", "five")[len(rows) - 2]


def _talks_in_russia() -> list[Record]:
    return [k for k in _general() if k.direction == "guest" and "RUS" in k.counterpart_state]


def rows_of_trips_to_russia() -> int:
    """How many contacts the general had on trips to Russia."""
    return len(_talks_in_russia())


def trips_to_russia(apart: int = 14) -> int:
    """How many trips these contacts are, when one that begins over `apart` days later is another trip."""
    days = sorted(contact.when.start for contact in _talks_in_russia())
    return 1 + sum((later - day).days > apart for day, later in zip(days, days[1:]))


def _putins_number(unit: str) -> int | None:
    from aftercoup.charts import leaders

    return leaders.number_of("putin", leaders.Rule(own_side="government", unit=unit))


def putin_each_leader_once() -> int | None:
    """Putin's number when anyone of the government counts, and each leader once."""
    return _putins_number("leaders")


def putin_every_meeting() -> int | None:
    """Putin's number when anyone of the government counts, and every meeting."""
    return _putins_number("meetings")


def months_to_visit_with_putin() -> int:
    """Complete months from the coup to the general's first two-sided visit with Putin."""
    first = min(
        k.when.start for k in _general() if "putin" in k.counterpart and k.format == "bilateral visit"
    )
    return _complete_months(tables.case().about.coup_date.start, first)


def passed_by_another_rule() -> str:
    """Which of the five coups lie between Myanmar's waits by the table's rule and by the stricter one."""
    mine = tables.record("myanmar-2021", "coups").months_to_first_meeting_with_russian_or_soviet_leader
    passed = [name for name, months in _five_waits().items() if mine < months < months_to_visit_with_putin()]
    return "-".join(sorted(passed))


def months_between_coups_in_mali() -> int:
    """Complete months from the coup of 2020 to that of 2021."""
    return _complete_months(*(tables.record(coup).date.start for coup in ("mali-2020", "mali-2021")))


def _complete_months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _five_waits() -> dict[str, int]:
    coups = {
        "chad": "chad-2021",
        "zimbabwe": "zimbabwe-2017",
        "mali": "mali-2021",
        "sudan": "sudan-2019",
        "burkina": "burkina-faso-2022-09",
    }
    return {
        name: tables.record(coup).months_to_first_meeting_with_russian_or_soviet_leader
        for name, coup in coups.items()
    }


def five_waits() -> list[str]:
    """Five coups by the wait for a Russian leader, shortest first."""
    waits = _five_waits()
    return sorted(waits, key=lambda name: waits[name])


def top_level_contacts_cambodia() -> float:
    """How many contacts with Cambodia have a head of state or government on the other side."""
    from aftercoup.charts.leaders import HEAD

    return tables.count("contacts", f"counterpart_state~KHM; counterpart_level={HEAD}")


def who_leads_with_the_general_alone() -> str:
    """Which state has more contacts at the highest level with the general himself."""
    from aftercoup.charts.leaders import HEAD

    his = f"counterpart_level={HEAD}; own_actor=min-aung-hlaing; counterpart_state~"
    cambodia, russia = (tables.count("contacts", his + state) for state in ("KHM", "RUS"))
    return "level" if cambodia == russia else "cambodia" if cambodia > russia else "russia"


def top_level_contacts_russia() -> float:
    """The same for Russia."""
    from aftercoup.charts.leaders import HEAD

    return tables.count("contacts", f"counterpart_state~RUS; counterpart_level={HEAD}")


# ---------------------------------------------------------------- sheet 05: arms and the dead


@cache
def _by_year(iso3: str) -> dict[int, Counter[str]]:
    """year -> supplier -> volume (million TIV) delivered to a country."""
    found: dict[int, Counter[str]] = {year: Counter() for year in range(2000, 2024)}
    for row in tables.table("arms"):
        if row.recipient_iso3 == iso3:
            found[row.year][row.supplier] += row.tiv
    return found


def _delivered(iso3: str, first: int, last: int) -> Counter[str]:
    """supplier -> volume delivered to a country in the years from first to last."""
    volumes: Counter[str] = Counter()
    for year in range(first, last + 1):
        volumes.update(_by_year(iso3)[year])
    return volumes


def _percent(volumes: Counter[str], supplier: str) -> int:
    return round(100 * volumes[supplier] / sum(volumes.values()))


def _first(volumes: Counter[str]) -> str:
    return max(volumes, key=lambda supplier: volumes[supplier])


def supplier_of(iso3: str, place: int = 1) -> str:
    """The known supplier with the largest volume to a country, all years added up; place 2: the one after it."""
    found = _delivered(iso3, 2000, 2023).most_common()
    return [name for name, _ in found if name != "unknown"][place - 1]


def best_year_of(iso3: str, place: int = 1) -> str:
    """The year in which a country received the largest volume; place 2: the second largest."""
    volumes = {year: sum(suppliers.values()) for year, suppliers in _by_year(iso3).items()}
    return str(sorted(volumes, key=lambda year: -volumes[year])[place - 1])


def best_year_from_the_first_supplier_of(iso3: str) -> str:
    """The same for what its first supplier delivered."""
    first = supplier_of(iso3)
    return str(max(_by_year(iso3), key=lambda year: _by_year(iso3)[year][first]))


def share_from(supplier: str, first: int, last: int) -> int:
    """A supplier's share of the volume to Myanmar in a window of years, in percent."""
    return _percent(_delivered("MMR", first, last), supplier)


def volume_from(supplier: str, first: int, last: int) -> str:
    """A supplier's volume to Myanmar in a window of years, in million TIV; "": that of all suppliers."""
    volumes = _delivered("MMR", first, last)
    return f"{volumes[supplier] if supplier else sum(volumes.values()):,.0f}"


def volume_changed(supplier: str, first: int, last: int, then_first: int, then_last: int) -> str:
    """By how much a supplier's volume to Myanmar changed from one window of years to another."""
    change = _delivered("MMR", then_first, then_last)[supplier] / _delivered("MMR", first, last)[supplier] - 1
    return ("much-" if abs(change) >= 0.25 else "") + ("more" if change > 0 else "less")


def years_by_concentration() -> list[str]:
    """Four years by the concentration of Myanmar's suppliers, highest first."""
    years = (2016, 2019, 2020, 2023)
    concentration = {year: measures.concentration(_delivered("MMR", year, year)) or 0 for year in years}
    return [str(year) for year in sorted(years, key=lambda year: -concentration[year])]


def first_supplier_of_myanmar_2020() -> str:
    """The supplier with the largest volume to Myanmar in 2020."""
    return _first(_delivered("MMR", 2020, 2020))


def russia_share_mali() -> int:
    """Russia's share of the volume to Mali from 2021 to 2023, in percent."""
    return _percent(_delivered("MLI", 2021, 2023), "Russia")


def first_suppliers_of_mali_and_burkina_faso() -> str:
    """Whether both have the same first supplier from 2021 to 2023, and whether the two hold about the same share."""
    mali, burkina = _delivered("MLI", 2021, 2023), _delivered("BFA", 2021, 2023)
    one, other = (_percent(volumes, _first(volumes)) for volumes in (mali, burkina))
    return ("one" if _first(mali) == _first(burkina) else "two") + (
        "-alike" if abs(one - other) < 5 else "-apart"
    )


def six_in_time() -> list[str]:
    """Events, orders and a delivery of sheet 05, earliest first."""
    mi17 = tables.select("arms_orders", "weapon=Mi-17 transport helicopters")[0]
    submarine = tables.select("arms_orders", "supplier=China; weapon=Type-035 submarine, second-hand")[0]
    times = {
        "paper": tables.record("e21").start.text,
        "arrive": str(mi17.delivery_years[0]),
        "coup": tables.record("e09").start.text,
        "mi17": str(mi17.order_year),
        "fuel": tables.record("e32").start.text,
        "submarine": str(submarine.order_year),
    }
    return sorted(times, key=lambda name: times[name])


def ordered_before_and_delivered_after() -> str:
    """Which of four orders was placed before the year of the coup and delivered in later years only."""
    last_of_its_kind = {
        name: [order for order in tables.table("arms_orders") if words in order.weapon][-1]
        for name, words in {"yak": "Yak-130", "turrets": "Turrets", "kilo": "Kilo", "radar": "Radar"}.items()
    }
    (one,) = [name for name, o in last_of_its_kind.items() if o.order_year < 2021 < min(o.delivery_years)]
    return one


def chinese_orders_delivered_2021() -> float:
    """How many orders from China have a delivery in 2021."""
    return tables.count("arms_orders", "supplier=China; delivery_years~2021")


def chinese_orders_delivered_2021_placed_before() -> float:
    """How many of them were placed before 2021."""
    return tables.count("arms_orders", "supplier=China; delivery_years~2021; order_year<=2020")


def when_chinas_orders_of_2021_were_placed() -> str:
    """How many of these orders are of the year before the coup, beside older ones."""
    years = [o.order_year for o in tables.select("arms_orders", "supplier=China; delivery_years~2021")]
    if max(years) > 2020:
        return "another"
    return {0: "none", 1: "one", len(years) / 2: "half", len(years): "all"}[years.count(2020)]


def register_of_2021() -> list[str]:
    """Countries that delivered major arms to Myanmar in 2021."""
    return [supplier for supplier in _delivered("MMR", 2021, 2021) if supplier != "unknown"]


def place_of_the_unknown_supplier() -> str:
    """Which place the row without a supplier has among the volumes of 2021."""
    order = [supplier for supplier, _ in _delivered("MMR", 2021, 2021).most_common()]
    return ("first", "second", "third", "last")[order.index("unknown")]


def _passes_2000(estimate: str) -> str:
    """The first month at whose end the deaths since the coup, added up, are over 2,000."""
    total = 0
    for row in sorted(
        tables.select("indicators", f"iso3=MMR; indicator=ucdp_deaths_{estimate}"), key=lambda r: r.period
    ):
        if row.period.precision == "month" and row.period.start >= tables.case().about.coup_date.start:
            total += row.value
            if total > 2000:
                return row.period.text
    raise LookupError(f"{estimate} does not pass 2,000")


def month_best_passes_2000() -> str:
    """The month in which the dataset's best estimate passes 2,000."""
    return _passes_2000("best")


def month_high_passes_2000() -> str:
    """The month in which its high count does."""
    return _passes_2000("high")


def larger_gap_between_the_tolls() -> str:
    """Whether the two counts of the dataset, or its best estimate and the group, pass 2,000 further apart in months."""
    (high, best), group = (_passes_2000(one) for one in ("high", "best")), tables.record("e28").start.text
    first, second, third = (12 * int(text[:4]) + int(text[5:7]) for text in (high, best, group))
    gaps = second - first, third - second
    return "one" if gaps[0] > gaps[1] else "two" if gaps[1] > gaps[0] else "same"


# ---------------------------------------------------------------- sheet 06: votes

# Ten invented votes of two invented states, as the sheet prints them.
_ALDA_AND_BORA = list("YAYNYAYAYA"), list("YANNYYYAYY")


def day_of_most_abstentions() -> When:
    """The day of the vote in which most states abstained."""
    return max(tables.table("resolutions"), key=lambda r: r.abstain).date


def most_votes_not_cast() -> int:
    """The largest number of states that did not vote on one of the resolutions."""
    return max(r.absent for r in tables.table("resolutions"))


def _votes(iso3: str) -> list[str]:
    """The votes of a state on the eight resolutions."""
    return [getattr(tables.record(iso3, "votes"), r.vote_column) for r in tables.table("resolutions")]


def _chance(a: Iterable[str], b: Iterable[str]) -> float:
    """The share on which two would agree who draw from hats with the same totals."""
    one, other = Counter(a), Counter(b)
    return sum(one[code] * other[code] for code in one) / one.total() / other.total()


def _two_decimals(value: float | None) -> float:
    """As the explorer shows it: a half is rounded up. None, where a measure has no value, is a fault of the question."""
    assert value is not None
    return math.floor(100 * value + 0.5 + 1e-9) / 100


def share_of(first: str, second: str, rule: str = "exact") -> float:
    """The share of two states, without the votes that one of them did not cast."""
    one, other = (measures.present(_votes(iso3)) for iso3 in (first, second))
    return _two_decimals(measures.agreement_share(one, other, rule))


def votes_of_laos_and_viet_nam() -> int:
    """How many of the eight votes both cast."""
    return sum("X" not in pair for pair in zip(_votes("LAO"), _votes("VNM")))


def share_of_laos_and_viet_nam() -> float:
    """Their share where a vote not cast is left out."""
    return share_of("LAO", "VNM")


def share_of_laos_and_viet_nam_with_a_fourth_answer() -> float:
    """Their share where a vote not cast is a fourth answer."""
    return measures.agreement_share(_votes("LAO"), _votes("VNM"))


def how_a_student_finds_seven_of_eight() -> str:
    """Which of the slips offered gives a share of 7/8 for Laos and Viet Nam."""

    def filled(state: str, other: str, answer: str) -> float:
        votes = [answer if vote == "X" else vote for vote in _votes(state)]
        return measures.agreement_share(votes, _votes(other)) if votes != _votes(state) else 0

    found = {
        "no": filled("LAO", "VNM", "N"),
        "empty": filled("VNM", "LAO", "N"),
        "abstained": filled("LAO", "VNM", "A"),
        "other": filled("VNM", "LAO", "A"),
    }
    (slip,) = [name for name, share in found.items() if _two_decimals(share) == _two_decimals(7 / 8)]
    return slip


def agreed_of_eight(first: str, second: str) -> float:
    """The slip of dividing by all eight votes the pairs that are left without abstentions."""
    pairs = zip(_votes(first), _votes(second))
    return sum(one == other != "A" for one, other in pairs) / 8


def chance_of(first: str, second: str) -> float:
    """What chance alone would give two states that cast all eight votes."""
    return _two_decimals(_chance(_votes(first), _votes(second)))


def chance_of_yes(first: str, second: str) -> float:
    """The same for yes alone."""
    return _two_decimals(_votes(first).count("Y") / 8 * _votes(second).count("Y") / 8)


def kappa_of(first: str, second: str) -> float:
    """Cohen's kappa of the two."""
    return _two_decimals(measures.cohens_kappa(_votes(first), _votes(second)))


def alda_bora_exact() -> float:
    """Share of the invented votes, abstaining its own answer."""
    return measures.agreement_share(*_ALDA_AND_BORA)


def alda_bora_partial() -> float:
    """Share of the invented votes, abstaining half-way."""
    return measures.agreement_share(*_ALDA_AND_BORA, "partial")


def alda_bora_dropped() -> float:
    """Share of the invented votes, abstentions left out."""
    return _two_decimals(measures.agreement_share(*_ALDA_AND_BORA, "dropped"))


def alda_bora_chance() -> float:
    """What chance alone would give the two."""
    return _two_decimals(_chance(*_ALDA_AND_BORA))


def alda_bora_kappa() -> float:
    """Cohen's kappa of the two."""
    return _two_decimals(measures.cohens_kappa(*_ALDA_AND_BORA))


def _four_pairs(value: Callable[..., float | None]) -> list[str]:
    """Four pairs of states by a measure of their votes, highest first."""
    pairs = {"china": "CHN RUS", "cambodia": "KHM THA", "belarus": "BLR RUS", "laos": "LAO VNM"}
    found = {
        name: value(*(measures.present(_votes(iso3)) for iso3 in pair.split()))
        for name, pair in pairs.items()
    }
    return sorted(found, key=lambda name: -(found[name] or 0))


def pairs_by_share() -> list[str]:
    """The four pairs by share, abstaining its own answer."""
    return _four_pairs(measures.agreement_share)


def pairs_by_kappa() -> list[str]:
    """The four pairs by Cohen's kappa."""
    return _four_pairs(measures.cohens_kappa)


def who_never_changes_the_answer() -> str:
    """Which of four states gives the same answer in all eight votes."""
    (one,) = [iso3 for iso3 in ("RUS", "BLR", "CHN", "LAO") if len(set(_votes(iso3))) == 1]
    return one


def votes_changed(coup_id: str, part: str, window: int = 3) -> float:
    """How a country's ideal point changed around its coup, against the world's median, with two decimals.

    part: "own", "world", "beyond" (own minus world); slips are "-own", "-world", "added" (own and world) and "sum" (what was
    before and after).
    """
    change = _against_the_world(coup_id, "ideal_point", window)
    own, world = change.case_change, change.comparison_change
    parts = {
        "own": own,
        "world": world,
        "beyond": change.estimate,
        "-own": -own,
        "-world": -world,
        "added": own + world,
        "sum": change.case_before + change.case_after,
    }
    return _two_decimals(parts[part])


def who_moved_along(first: str, second: str) -> str:
    """Which of two countries moved mostly as the world did: less than half of the own change is left beside it."""
    one, other = (
        abs(change.estimate) < abs(change.case_change) / 2
        for change in (_against_the_world(case, "ideal_point", 3) for case in (first, second))
    )
    return ("both" if other else "first") if one else ("second" if other else "none")


# ---------------------------------------------------------------- sheet 07


def day_of_powell_and_thyne_for_iran() -> str:
    """The day of Iran's one entry in the list of Powell and Thyne."""
    (entry,) = tables.select("coup_lists", "iso3=IRN; list=powell-thyne-v2023.09.08")
    return entry.date.text


def iran_in_february_1979() -> str:
    """In which of the two lists Iran has an entry for February 1979, and of which kind."""
    entries = [e for e in tables.select("coup_lists", "iso3=IRN") if e.date.text.startswith("1979-02")]
    return "-".join(sorted({e.list.partition("-")[0] for e in entries}) + [e.kind for e in entries[:1]])


def conspiracies_of_cline_for_iran() -> float:
    """How many conspiracies the Cline Center lists for Iran."""
    return tables.count("coup_lists", "iso3=IRN; list=cline-cdp-2.1.2; kind=conspiracy")


def _close_to_france(turn: str) -> list[list[str]]:
    """Each country with its first word, because many write Burkina for Burkina Faso."""
    coups = [c for c in tables.select("coups", f"realigned={turn}") if "France" in c.prior_alignment]
    return [[country, country.split()[0]] for country in dict.fromkeys(coup.country for coup in coups)]


def close_to_france_without_a_change() -> list[list[str]]:
    """Countries that name France before the coup and no change after it."""
    return _close_to_france("no change")


def close_to_france_with_a_turn_to_russia() -> list[list[str]]:
    """Countries that name France before the coup and a turn to Russia after it."""
    return _close_to_france("toward russia/ussr")


def more_turned_or_stayed_after_france() -> str:
    """Whether more coups that name France before went with a turn to Russia or with no change."""
    stayed, turned = (
        tables.count("coups", f"prior_alignment~France; realigned={after}")
        for after in ("no change", "toward russia/ussr")
    )
    return "stayed" if stayed > turned else "turned" if turned > stayed else "even"


@cache
def _against_the_world(coup_id: str, measure: str, window: int) -> measures.Change:
    """The Change around a coup against the world's median, in the unit of the measure."""
    coup = tables.record(coup_id)
    own = {row.year: getattr(row, measure) for row in tables.select("alignment", f"iso3={coup.iso3}")}
    world = {row.year: getattr(row, f"{measure}_median") for row in tables.table("alignment_world")}
    change = measures.difference_in_differences(own, world, int(coup.date.text[:4]), window=window)
    assert change, coup_id
    return change


def honduras_world_change() -> int:
    """The median agreement with the United States around 2009, in whole percentage points."""
    return round(100 * _against_the_world("honduras-2009", "agree_usa", 5).comparison_change)


def honduras_beyond_the_world() -> int:
    """Honduras's change minus the world's in agreement with the United States, in whole percentage points."""
    return round(100 * _against_the_world("honduras-2009", "agree_usa", 5).estimate)


def honduras_beside_the_world() -> str:
    """Which of the sentences offered fits Honduras's own change and the world's."""
    change = _against_the_world("honduras-2009", "agree_usa", 5)
    if change.estimate <= 0:
        return "less" if change.estimate else "same"
    return "alone" if change.estimate > change.case_change else "more"


def lags_from_the_shortest() -> list[str]:
    """Five coups by the months to the marker of the turn."""
    coups = {
        "iran": "iran-1953",
        "mali": "mali-2021",
        "guatemala": "guatemala-1954",
        "burkina": "burkina-faso-2022-09",
        "sudan": "sudan-2019",
    }
    return sorted(coups, key=lambda name: tables.record(coups[name]).lag_months_to_realignment)


# ---------------------------------------------------------------- sheet 08

_EXPLANATIONS = ("outcasts", "arms", "signal", "home", "fuel", "hedging")  # in the order of hypotheses.csv


def _very_consistent(hypothesis: str) -> list[str]:
    return [piece.id for piece in tables.select("evidence", f"{hypothesis}=CC")]


def very_consistent_with_fuel() -> list[str]:
    """The pieces that we rated CC for Fuel."""
    return _very_consistent("h5")


def very_consistent_with_two_outcasts() -> str:
    """The one piece that we rated CC for Two outcasts."""
    (piece,) = _very_consistent("h1")
    return piece


def _sheet_08() -> str:
    """The text of sheet 08, cell by cell."""
    sheet = Path(__file__).with_name("exercise_08.ipynb").read_text(encoding="utf-8")
    return "\n".join("".join(cell["source"]) for cell in json.loads(sheet)["cells"])


def _lin() -> tuple[list[list[str]], list[float], list[str]]:
    """Lin's letters, weights and pieces, read from the table that the sheet prints."""
    from aftercoup.charts.ratings import WEIGHTS

    rows = re.findall(r"^\|[^|]*\((v\d\d)\) \| (\w+) \| (.*) \|$", _sheet_08(), re.MULTILINE)
    pieces, sure, letters = zip(*rows)
    return [text.split(" | ") for text in letters], [WEIGHTS[level] for level in sure], list(pieces)


def _lin_against() -> list[float]:
    codes, weights, _ = _lin()
    return [score.points or 0.0 for score in measures.inconsistency_scores(codes, weights)]


def lin_against_two_outcasts() -> float:
    """What speaks against Two outcasts by Lin's ratings."""
    return _lin_against()[0]


def lin_against_arms_first() -> float:
    """What speaks against Arms first by Lin's ratings."""
    return _lin_against()[1]


def lin_against_cheap_signal() -> float:
    """What speaks against Cheap signal by Lin's ratings."""
    return _lin_against()[2]


def lin_against_home_audience() -> float:
    """What speaks against Home audience by Lin's ratings."""
    return _lin_against()[3]


def lin_against_fuel() -> float:
    """What speaks against Fuel by Lin's ratings."""
    return _lin_against()[4]


def lin_against_hedging() -> float:
    """What speaks against Hedging by Lin's ratings."""
    return _lin_against()[5]


def lin_order() -> list[str]:
    """The explanations by what speaks against them for Lin, least first; no two share a place."""
    points = dict(zip(_EXPLANATIONS, _lin_against()))
    assert len(set(points.values())) == len(points)
    return sorted(points, key=lambda name: points[name])


def lin_has_most_for() -> str:
    """The explanation with most for it by Lin's ratings."""
    codes, weights, _ = _lin()
    points = [score.points or 0.0 for score in measures.consistency_scores(codes, weights)]
    return _EXPLANATIONS[points.index(max(points))]


def explanations_hurt_by_our_ratings_of_lins_pieces() -> int:
    """How many explanations have a point against them by our ratings of Lin's pieces."""
    from aftercoup.charts import ratings

    codes, weights = ratings.counted(ratings.rows({}, "ours", _lin()[2]))
    return sum((score.points or 0.0) > 0 for score in measures.inconsistency_scores(codes, weights))


def first_by_heuers_count() -> str:
    """Who stands first by what speaks against them in the four pieces: by Lin's ratings, and by ours."""
    return lin_order()[0] + ("-alone" if not explanations_hurt_by_our_ratings_of_lins_pieces() else "-both")


def _with_ours(reader: str) -> tuple[list[str], list[str]]:
    """A reader's letters as the sheet's cell has them, and ours for the same cells."""
    from aftercoup.charts import ratings

    (text,) = re.findall(rf'{reader}="([^"]*)"', _sheet_08())
    return ratings.pairs_with_ours(ratings.read(text))


def sam_like_our_ratings() -> float:
    """How many of Sam's ratings are the same as ours, in percent."""
    return 100 * measures.agreement_share(*_with_ours("sam"))


def noor_kappa() -> float | None:
    """Cohen's kappa of Noor's ratings and ours."""
    return measures.cohens_kappa(*_with_ours("noor"))


def what_sam_misses() -> str:
    """Our most frequent letter where Sam has another one: whether the piece fits or clashes, and how much."""
    missed = Counter(ours for mine, ours in zip(*_with_ours("sam")) if mine != ours)
    letter = missed.most_common(1)[0][0]
    return "very-" * (len(letter) > 1) + {"C": "fits", "I": "clashes"}[letter[0]]


def one_source_or_two(one: str, other: str) -> str:
    """The fault of a sentence that calls two pieces two witnesses: none, unless they rest on the same sources."""
    first, second = (set(tables.record(piece).sources) for piece in (one, other))
    return "twice" if first & second else "sound"


# ---------------------------------------------------------------- sheet 09: all coins of a country

_SHOWN = {"towards": "closer", "away": "apart", "both": "both", "neutral": "neither", "none": "none"}


def _verdicts(iso3: str, partner: str = "russia") -> dict[str, str]:
    from aftercoup.charts.country_page import verdicts

    return verdicts(iso3, partner)


def egypts(coin: str, partner: str) -> str:
    """Where the signals between Egypt and a partner point in one coin."""
    return _SHOWN[_verdicts("EGY", partner)[coin]]


def rulers_by_their_wait() -> list[str]:
    """Three rulers by the months until they met a Russian leader, the shortest wait first."""
    cases = {"egypt": "egypt-2013", "myanmar": "myanmar-2021", "mali": "mali-2021"}
    months = {
        name: tables.record(case, "coups").months_to_first_meeting_with_russian_or_soviet_leader
        for name, case in cases.items()
    }
    return sorted(months, key=lambda name: months[name])


def coins_towards_russia(iso3: str) -> int:
    """In how many coins more signals bring a country and Russia closer than take them apart."""
    return list(_verdicts(iso3).values()).count("towards")


# ---------------------------------------------------------------- sheet 10: the Egyptian case

_EGYPT = "egypt-2013"
_NOTE_PUBLISHED = date(2014, 3, 5)  # the day of the invented note that the sheet prints, a Wednesday


@cache
def _two_readers() -> tuple[Sequence[Any], Sequence[Any], dict[str, Any]]:
    """(the two practice codings, places, Columns): what Reader A and Reader B made of the notes."""
    from aftercoup.coding import codings, reliability, texts

    found = codings.load(tables.data_folder() / "practice" / _EGYPT)
    wanted = ("attributed_to", "alignment_signal", "checkability")
    laid = reliability.compare(found, texts.of_case(_EGYPT), variables=wanted, case=_EGYPT)
    return found.coders, laid.places, {column.name: column for column in laid.columns}


def _meeting() -> Record:
    """The one meeting that the Egyptian report tells of."""
    (meeting,) = tables.select("contacts", "in_article=yes", _EGYPT)
    return meeting


def _visitor_and_host() -> tuple[str, str]:
    """The highest of each side, the one who travelled first."""
    meeting = _meeting()
    own, other = (tables.linked(meeting, name, _EGYPT)[0].name for name in ("own_actor", "counterpart"))
    return {"guest": (own, other), "host": (other, own)}[meeting.direction]


def visitor_of_the_meeting() -> str:
    """Who travelled to the meeting that the report tells of."""
    return _visitor_and_host()[0]


def host_of_the_meeting() -> str:
    """Who received the guest there."""
    return _visitor_and_host()[1]


def sources_of_the_visit() -> list[str]:
    """Whom each of the two readers wrote as the one who did it, of the event with a recipient."""
    return [
        next(one.codes["source_actor"] for one in coder.codings if one.codes.get("recipient"))
        for coder in _two_readers()[0]
    ]


def right_codes_of_the_visit() -> str:
    """How many of the six codes that the sheet prints are right: the visit itself, and who did it to whom."""
    right = sum(source == visitor_of_the_meeting() for source in sources_of_the_visit())
    return ("none", "one", "two", "three", "four", "five", "six")[2 + 2 * right]


def from_saturday_to_monday() -> str:
    """The last Saturday to Monday before the invented note came out."""
    monday = _NOTE_PUBLISHED - timedelta(days=_NOTE_PUBLISHED.weekday())
    return f"{monday - timedelta(days=2)}/{monday}"


def month_before_the_note() -> str:
    """The month before the one in which the invented note came out."""
    return str(_NOTE_PUBLISHED.replace(day=1) - timedelta(days=1))[:7]


def voices_of_two_readers() -> list[list[str]]:
    """(A, B) of each sentence in which both marked a claim: "report" or "another" voice."""
    from aftercoup.coding.reliability import NOTHING

    pairs = [pair for pair in zip(*_two_readers()[2]["attributed_to"].codes) if NOTHING not in pair]
    return [["report" if voice == "report" else "another" for voice in pair] for pair in pairs]


def share_of_the_voices() -> float:
    """The share of these sentences in which both hear the same of the two."""
    one, other = zip(*voices_of_two_readers())
    return _two_decimals(measures.agreement_share(one, other))


def chance_of_the_voices() -> float:
    """The share that chance alone would give."""
    return _two_decimals(_chance(*zip(*voices_of_two_readers())))


def kappa_of_the_voices() -> float:
    """Cohen's kappa of the two readers for the two voices."""
    return _two_decimals(measures.cohens_kappa(*zip(*voices_of_two_readers())))


def who_hears_the_report() -> str:
    """Which reader hears the report's own voice where they differ."""
    heard = {pair.index("report") for pair in voices_of_two_readers() if pair[0] != pair[1]}
    return "only_a" if heard == {0} else "only_b" if heard == {1} else "either"


def variables_from_the_lowest_alpha() -> str:
    """The first two of three variables, by how little the readers agree on them beyond chance."""
    columns = _two_readers()[2]
    alphas = {name: measures.krippendorff_alpha(columns[name].codes) or 0 for name in columns if name}
    names = {"attributed_to": "voice", "alignment_signal": "sign", "checkability": "check"}
    return "-".join(names[name] for name in sorted(alphas, key=lambda name: alphas[name])[:2])


def codes_of_the_voice(again: bool = False) -> list[list[str | None]]:
    """The codes of both readers for the voice, sentence by sentence, with "nothing coded" as a code.

    again: with what Reader B writes in the sheet's invented second coding, by a rule that carries a voice on.
    """
    _, places, columns = _two_readers()
    first, second = map(list, columns["attributed_to"].codes)
    for place in ("5.1", "10.1", "11.1") if again else ():
        at = [one.id for one in places].index(place)
        second[at] = first[at]
    return [first, second]


def sentences_still_apart() -> int:
    """How many sentences have two different codes for the voice after the second coding."""
    return sum(one != other for one, other in zip(*codes_of_the_voice(again=True)))


def whose_code_of_al_ahram_stands() -> str:
    """Whose code stands where one reader takes a paper of the state for another medium: see the codebook."""
    from aftercoup.coding import codebook

    rulers = codebook.load().variables["attributed_to"].values["own-government"]
    paper = tables.record("al-ahram", "actors", _EGYPT)
    told = "state media" in rulers.definition and "state" in paper.role_2022.casefold()
    return "reader-a" if told else "both"


def _met_by_sisi() -> list[Record]:
    return sorted(tables.select("contacts", "own_actor=sisi", _EGYPT), key=lambda row: row.date.start)


def first_foreign_official_for_sisi() -> str:
    """The first official of another state whom Sisi met after the coup."""
    return tables.linked(_met_by_sisi()[0], "counterpart", _EGYPT)[0].name


def months_until_obama() -> int:
    """Full months from the coup to Sisi's meeting with Obama."""
    coup = tables.case(_EGYPT).about.coup_date.start
    (meeting,) = [row for row in _met_by_sisi() if "obama" in row.counterpart]
    there = meeting.date.start
    return 12 * (there.year - coup.year) + there.month - coup.month - (there.day < coup.day)


def meetings_with_americans_before_obama() -> str:
    """How often Sisi had met people from the United States when Obama met him."""
    order = ["obama" in row.counterpart for row in _met_by_sisi()]
    earlier = _met_by_sisi()[: order.index(True)]
    return ("two", "three", "four", "five")[sum("USA" in row.counterpart_state for row in earlier) - 2]


# ---------------------------------------------------------------- sheet 03: reactions


def _acts(coup: str, actor: str = "", act: str = "") -> list[Record]:
    return [
        r
        for r in tables.table("reactions")
        if r.coup_id == coup and actor in ("", r.actor) and act in ("", r.act)
    ]


def _word(coup: str, actor: str) -> str:
    """The hardest first word of an actor about a coup, "" when none was found."""
    from aftercoup.charts.reactions import WORDS

    said = {one.act for one in _acts(coup, actor)}
    return next((act for act in WORDS if act in said), "")


def day_of_the_suspension_of_honduras() -> When:
    """The day on which the regional body suspended Honduras."""
    (one,) = _acts("honduras-2009", "region", "suspended")
    return one.date


def who_cut_aid_first_in_honduras() -> str:
    """Who was the first to cut aid after the coup in Honduras."""
    return min(_acts("honduras-2009", act="cut aid"), key=lambda one: one.date.start).actor


def month_of_the_first_soviet_arms_for_ethiopia() -> When:
    """The month in which the Soviet Union agreed on arms for Ethiopia's new rulers."""
    (one,) = _acts("ethiopia-1974", "russia", "gave arms")
    return one.date


def who_condemned_the_coup_in_chad() -> int:
    """How many of the six condemned the coup in Chad."""
    return len({r.actor for r in _acts("chad-2021", act="condemned")})


def whose_word_changed_most() -> str:
    """Of those who spoke of both coups, who was harder on Guinea than on Chad by the most steps."""
    from aftercoup.charts.reactions import WORDS

    hard = {
        actor: [WORDS.index(_word(coup, actor)) for coup in ("chad-2021", "guinea-2021")]
        for actor in _spoke_of_chad()
    }
    return max(hard, key=lambda actor: hard[actor][0] - hard[actor][1])


def _spoke_of_chad() -> list[str]:
    from aftercoup.charts.reactions import HEADS

    return [actor for actor in HEADS if _word("chad-2021", actor)]


def bodies_that_suspended_guinea() -> int:
    """How many regional bodies suspended Guinea."""
    return len(_acts("guinea-2021", "region", "suspended"))


_ACTS = {  # act of question 3.4 -> the coup, who acted, and what was done
    "union": ("egypt-2013", "region", "suspended"),
    "licences": ("egypt-2013", "europe", "barred arms"),
    "freeze": ("egypt-2013", "united-states", "cut aid"),
    "deal": ("egypt-2013", "russia", "gave arms"),
    "pledge": ("egypt-2013", "other-states", "gave aid"),
    "threat": ("mali-2021", "region", "threatened force"),
    "arms": ("mali-2021", "russia", "gave arms"),
    "troops": ("mali-2021", "russia", "sent troops"),
}


def egypt_in_order() -> list[str]:
    """Four acts after the coup in Egypt, the earliest first."""
    four = ("union", "licences", "freeze", "deal")
    return sorted(four, key=lambda name: _acts(*_ACTS[name])[0].date.start)


def only_claimed_in_egypt_and_mali() -> list[str]:
    """Which acts one side announced or reported, without a record that it was done."""
    return [name for name, what in _ACTS.items() if _acts(*what)[0].basis == "claimed"]


def _punished_by_washington(coup: Record) -> bool:
    from aftercoup.charts.reactions import PUNISHED, did

    return did(coup.id, "united-states", PUNISHED)


def punished_by_washington_and_not_turned_to_moscow() -> list[str]:
    """Which of six coups speak against the sentence that whoever is punished turns to Moscow."""
    coups = {
        "zimbabwe": "zimbabwe-2017",
        "chile": "chile-1973",
        "turkey": "turkey-1980",
        "burkina": "burkina-faso-2022-01",
        "libya": "libya-1969",
        "egypt": "egypt-2013",
    }
    found = {name: tables.record(case, "coups") for name, case in coups.items()}
    return [
        name
        for name, coup in found.items()
        if _punished_by_washington(coup) and coup.realigned != "toward russia/ussr"
    ]


def _us_punished(late: bool) -> int:
    coups = [c for c in tables.table("coups") if (c.date.start.year > 1991) == late]
    return sum(map(_punished_by_washington, coups))


def us_punished_before_1992() -> int:
    """After how many coups before 1992 the United States punished the new rulers."""
    return _us_punished(late=False)


def us_punished_since_1992() -> int:
    """After how many coups since 1992 the United States punished the new rulers."""
    return _us_punished(late=True)


def american_words_and_deeds_since_1992() -> str:
    """Whether the United States condemned more coups since 1992 than it punished, or fewer."""
    from aftercoup.charts.reactions import did

    late = [c.id for c in tables.table("coups") if c.date.start.year > 1991]
    words, deeds = sum(did(coup, "united-states", ("condemned",)) for coup in late), _us_punished(late=True)
    return "words" if words > deeds else "deeds" if deeds > words else "same"


# ---------------------------------------------------------------- optional tasks: what lines of Python should give


def _in_percent(part: int, whole: int) -> int:
    return round(100 * part / whole)


def _confirmed(voices: Iterable[str]) -> int:
    verdicts = [claim.verdict for claim in tables.table("claims") if claim.attributed_to in voices]
    return _in_percent(verdicts.count("confirmed"), len(verdicts))


def confirmed_without_a_source() -> int:
    """Percent confirmed of the claims for which only the report vouches."""
    return _confirmed({"al-jazeera"})


def confirmed_with_a_source() -> int:
    """The same of the claims that name another source."""
    voices = {claim.attributed_to for claim in tables.table("claims")}
    return _confirmed(voices - {"al-jazeera", "unattributed"})


def longest_gap_of_the_timeline() -> int:
    """Days of the longest time without an event, from the coup to the report."""
    case = tables.case().about
    first, last = case.coup_date.start, case.published.start
    days = sorted(e.start.start for e in tables.table("events") if first <= e.start.start <= last)
    return max((after - before).days for before, after in zip(days, days[1:]))


def _days_until(act: str) -> float:
    """The median of the days from a coup to an act of this kind that is known to the day."""
    days = [
        (one.date.start - tables.record(one.coup_id, "coups").date.start).days
        for one in tables.select("reactions", f"act={act}")
        if len(one.text("date")) == len("2021-02-01")
    ]
    return statistics.median(days)


def days_until_suspended() -> float:
    """Median days from a coup to a suspension."""
    return _days_until("suspended")


def days_until_sanctioned() -> float:
    """Median days from a coup to sanctions."""
    return _days_until("sanctioned")


def _guest_of(state: str) -> int:
    directions = [one.direction for one in tables.table("contacts") if one.text("counterpart_state") == state]
    return _in_percent(directions.count("guest"), len(directions))


def guest_of_russia() -> int:
    """Percent of the contacts with Russia in which Myanmar's side was the guest."""
    return _guest_of("RUS")


def guest_of_china() -> int:
    """The same for China."""
    return _guest_of("CHN")


def _years_behind() -> list[int]:
    """The years from 2002 on at whose end Russia had delivered less to Myanmar than China since 2000."""
    totals: Counter[str] = Counter()
    behind = []
    deliveries = tables.select("arms", "recipient_iso3=MMR")
    for year in sorted({one.year for one in deliveries}):
        for one in deliveries:
            totals[one.supplier] += one.tiv if one.year == year else 0
        if year > 2001 and totals["Russia"] < totals["China"]:
            behind.append(year)
    return behind


def year_china_passes_russia() -> int:
    """The first of these years."""
    return _years_behind()[0]


def year_russia_is_on_top_again() -> int:
    """The year after the last of them."""
    return _years_behind()[-1] + 1


def kappa_of_bangladesh_and_nepal() -> float:
    """Cohen's kappa of their eight votes."""
    columns = [row.vote_column for row in tables.table("resolutions")]
    lists = [
        [getattr(tables.record(state, "votes"), column) for column in columns] for state in ("BGD", "NPL")
    ]
    return _two_decimals(measures.cohens_kappa(*lists))


def _change_after(label: str) -> float:
    """The median change in agreement with Russia over the coups with this label, five years on each side."""
    changes = []
    for coup in tables.select("coups", f"realigned={label}"):
        year = coup.date.start.year
        votes = {one.year: one.agree_rus for one in tables.select("alignment", f"iso3={coup.iso3}")}
        sides = [
            [votes[at] for at in span if votes.get(at) is not None]
            for span in (range(year - 5, year), range(year + 1, year + 6))
        ]
        if all(sides):
            before, after = map(statistics.fmean, sides)
            changes.append(after - before)
    return _two_decimals(statistics.median(changes))


def change_after_a_turn_to_russia() -> float:
    """The change after a coup that is labelled as a turn to Russia."""
    return _change_after("toward russia/ussr")


def change_after_a_turn_to_the_west() -> float:
    """The same for a turn to the West."""
    return _change_after("toward west")


def pieces_that_change_the_first_place() -> int:
    """For how many pieces of evidence others stand first when that piece is left out."""
    weights = {"high": 1, "medium": 0.5, "low": 0.25}
    points = [
        [("I", "II").index(letter) + 1 if letter in ("I", "II") else 0 for letter in letters]
        for letters in ([getattr(row, f"h{n}") for n in range(1, 7)] for row in tables.table("evidence"))
    ]
    weight = [weights[row.reliability] for row in tables.table("evidence")]

    def first(without: int | None = None) -> set[int]:
        totals = [
            sum(row[h] * weight[place] for place, row in enumerate(points) if place != without)
            for h in range(6)
        ]
        return {h for h in range(6) if totals[h] == min(totals)}

    return sum(first(place) != first() for place in range(len(points)))


def _name_russia(state: str) -> int:
    signals = [one for one in tables.select("signals", "direction=towards") if one.iso3 == state]
    return _in_percent(sum("RUS" in one.partners for one in signals), len(signals))


def egypts_signals_that_name_russia() -> int:
    """Percent of Egypt's signals towards somebody that name Russia."""
    return _name_russia("EGY")


def malis_signals_that_name_russia() -> int:
    """The same for Mali."""
    return _name_russia("MLI")


def how_far_the_two_reports_are_apart() -> int:
    """Half the sum of the differences between the shares of claim types in two reports, in percent."""
    one, other = (
        Counter(claim.claim_type for claim in tables.table("claims", case))
        for case in (_EGYPT, "myanmar-2021")
    )
    sums = one.total(), other.total()
    return round(50 * sum(abs(one[kind] / sums[0] - other[kind] / sums[1]) for kind in one | other))
