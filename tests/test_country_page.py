"""Lesson 09: one country on one page; counted again from the CSV files."""

import csv
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn import boxes, symbols, texts
from test_charts import no_words_touch, turned

import aftercoup as ac
from aftercoup.charts.country_page import (
    AFTER,
    BEFORE,
    COINS,
    COUNTRIES,
    PARTNERS,
    country_page,
    explore_country,
    finding,
    group,
    signals,
    verdicts,
)
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.view import OptionError

DATA = Path(__file__).parents[1] / "data"
LAYOUTS = ("wide", "narrow")


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(iso3, coin):
    return {one.id for one in signals(iso3) if one.coin == coin}


@pytest.mark.parametrize(
    "code, where",
    [
        ("RUS", "russia"),
        ("CHN", "china"),
        ("USA", "west"),
        ("EU", "west"),
        ("FRA", "west"),
        ("United Kingdom", "west"),
        ("BLR", "others"),
        ("SAU", "others"),
        ("United Nations General Assembly", "others"),
    ],
)
def test_partners_are_grouped(code, where):
    assert group(code) == where


@pytest.mark.parametrize("iso3", COUNTRIES)
def test_every_signal_of_the_file_is_on_its_page_once(iso3):
    here = [one.id for one in signals(iso3)]
    assert len(here) == len(set(here))
    assert {row["signal_id"] for row in rows("signals") if row["iso3"] == iso3} <= set(here)


def test_signals_come_from_the_other_tables_too():
    contacts = rows("cases/myanmar-2021/contacts")
    early = {k["contact_id"] for k in contacts if "2020-08-01" <= k["date"] < "2024-06"}
    assert ids("MMR", "visits") == early
    votes = {row["vote_column"]: row for row in rows("resolutions") if "Myanmar" not in row["title"]}
    assert ids("MMR", "votes") == {name for name in votes if name != "r68_262"}
    assert ids("EGY", "votes") == {"r68_262"}
    sanctions = [
        row for row in rows("sanctions") if row["target_country"] == "MMR" and row["date"] > "2021-02"
    ]
    assert {row["sanction_id"] for row in sanctions} <= ids("MMR", "sanctions")
    delivered = {
        f"arms-russia-{row['year']}"
        for row in rows("arms")
        if (row["recipient_iso3"], row["supplier"]) == ("MMR", "Russia") and "2020" <= row["year"] <= "2023"
    }
    assert {name for name in ids("MMR", "arms") if name.startswith("arms-russia")} == delivered


def test_a_vote_points_where_the_file_says():
    cast = next(row for row in rows("votes") if row["iso3"] == "MLI")
    way = {"Y": "away", "N": "towards", "A": "neutral", "X": "absent"}
    shown = {one.id: one.direction for one in signals("MLI") if one.coin == "votes"}
    assert shown == {name: way[cast[name]] for name in shown} and "towards" in shown.values()


def test_the_finding_follows_from_the_signals(monkeypatch):
    assert finding("MMR").startswith(
        "Myanmar's signals do not agree"
    ) and "but votes by the ousted envoy point away" in finding("MMR")
    assert finding("MLI").startswith("Mali's signals agree")
    for iso3 in COUNTRIES:
        for partner in PARTNERS:
            ways = [way for way in verdicts(iso3, partner).values() if way in ("towards", "away", "both")]
            said = finding(iso3, partner)
            assert ("signals agree" in said) == (len(ways) > 1 and len({*ways}) == 1 and ways[0] != "both"), (
                said
            )
    said = verdicts("MMR")
    for coin in COINS:
        ways = [
            one.direction
            for one in signals("MMR")
            if one.coin == coin and "russia" in one.partners and not one.volume
        ]
        near, far = ways.count("towards"), ways.count("away")
        assert (said[coin] == "towards") == (near > far) and (said[coin] == "none") == (not ways)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("iso3", COUNTRIES)
def test_the_page_can_be_read(iso3, layout):
    chart = country_page(iso3, layout)
    assert "".join(chart.title.split()) == "".join(finding(iso3).split())
    assert len(chart.table) == len(signals(iso3)) and f"{BEFORE} months before" in chart.alt
    empty = sum(
        not any(one.coin == coin and partner in one.partners for one in signals(iso3))
        for coin in COINS
        for partner in (("russia",) if coin == "votes" else PARTNERS)
    )
    said = [word.text for word in texts(chart)]
    assert sum(word.endswith("record") for word in said) == empty > 0
    assert AFTER == 40
    under = {one.coin for one in signals(iso3) if "russia" in one.partners}
    [silent] = [name for coin, name in COINS.items() if coin not in under]
    told = f"Nothing is recorded between {COUNTRIES[iso3]} and Russia under {silent}. "
    assert told in chart.alt, "what is not there is heard too"
    found = [verdicts(iso3, p)[c] for p in PARTNERS for c in COINS if c != "votes" or p == "russia"]
    for way, word in {"towards": "closer", "away": "apart"}.items():
        assert said.count(word) - 1 == found.count(way), "each field says what most of its signals say"
    bars = sum(
        any(one.volume for one in shown) and not any(not one.volume for one in shown)
        for partner in PARTNERS
        for shown in [[one for one in signals(iso3) if one.coin == "arms" and partner in one.partners]]
    )
    assert said.count("bars only" if layout == "wide" else "bars") == bars, "deliveries alone say neither"
    envoy = [word.x for word in texts(chart) if "envoy" in word.text and word.y > 150]
    assert bool(envoy) == (iso3 == "MMR") and all(x < 30 for x in envoy), (
        "in the name of the row, in no column"
    )
    no_words_touch(chart)
    for word in texts(chart):
        if word.text.endswith("record"):
            fields = [
                box for box in boxes(chart) if box.fill == "paper" and box.y < word.y < box.y + box.height
            ]
            left, right = (f([x for x, _ in turned(word)]) for f in (min, max))
            assert any(box.x <= left and right <= box.x + box.width for box in fields), (
                "it stays in its field"
            )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("iso3", COUNTRIES)
def test_what_the_title_is_about_stands_first_and_two_states_have_their_colour(iso3, layout):
    root = ElementTree.fromstring(country_page(iso3, layout).svg())
    data = [group for group in root.iter() if group.get("class") == "datum"]
    tones = {
        group.get("data-datum"): set(re.findall(r"--ac-[\w-]+", ElementTree.tostring(group, "unicode")))
        for group in data
    }
    for partner in ("russia", "china"):
        tone = f"--ac-{style.STATES[PARTNERS[partner]]}"
        coloured = {name for name, found in tones.items() if tone in found}
        assert coloured == {one.id for one in signals(iso3) if partner in one.partners}
    assert {tone for found in tones.values() for tone in found} <= {
        f"--ac-{tone}" for tone in ("russia", "china", "muted", "paper")
    }
    heights = {
        word.text: word.y for word in texts(country_page(iso3, layout)) if word.text in PARTNERS.values()
    }
    assert sorted(heights, key=heights.get) == list(PARTNERS.values())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("iso3", COUNTRIES)
def test_a_symbol_stands_at_its_date_in_the_field_of_its_partner_and_coin(iso3, layout):
    chart = country_page(iso3, layout)
    ticks = {mark: [word.x for word in texts(chart) if word.text == mark] for mark in ("coup", "24")}
    month = (ticks["24"][0] - ticks["coup"][0]) / 24
    fields = [box for box in boxes(chart) if not box.datum and box.fill == "paper"]
    tops = sorted({box.y for box in fields})
    assert len(ticks["coup"]) == len(PARTNERS) and len(tops) == len(COINS)
    assert len(fields) == len(COINS) * len(PARTNERS) - 3  # votes are about Russia alone
    begin = date.fromisoformat(
        next(r["date"] for r in rows("coups") if r["iso3"] == iso3 and r["date"] > "2010")
    )
    looks = {"towards": ("o", True), "away": ("x", True), "neutral": ("half", True), "absent": ("o", False)}
    known, drawn = {one.id: one for one in signals(iso3) if not one.volume}, set()
    for one in (one for one in symbols(chart) if one.datum):
        signal = known[one.datum]
        assert (one.kind, one.fill != "paper") == looks[signal.direction], "hollow is only what is not there"
        (field,) = (
            box
            for box in fields
            if box.x <= one.x <= box.x + box.width and box.y < one.y < box.y + box.height
        )
        k = max(k for k, x in enumerate(ticks["coup"]) if x - (BEFORE + 2) * month < one.x)
        partner = list(PARTNERS)[k]
        assert partner in signal.partners and list(COINS)[tops.index(field.y)] == signal.coin
        when = signal.when.start + (signal.when.end - signal.when.start) / 2
        assert (one.x - ticks["coup"][k]) / month == pytest.approx((when - begin).days / 30.44, abs=0.6)
        drawn.add((one.datum, partner))
    assert drawn == {(one.id, partner) for one in known.values() for partner in one.partners}
    assert len(drawn) > 20


@pytest.mark.parametrize("iso3", COUNTRIES)
def test_a_title_counts_the_signals_of_two_choices(iso3):
    for partner in PARTNERS:
        for coin in COINS:
            some = [one for one in signals(iso3) if partner in one.partners and one.coin == coin]
            title = explore_country(COUNTRIES[iso3], partner=partner, coin=coin).title
            if some and "point" not in title:  # a partner with one coin alone has the sentence of the partner
                whole, *each = map(int, re.findall(r"\d+", title))
                assert whole == len(some) == sum(each) and PARTNERS[partner] in title


def test_the_explorer_filters_and_refuses():
    explorer = explore_country("Egypt", partner="russia", coin="arms")
    assert explorer.visible() == [
        one.id for one in signals("EGY") if "russia" in one.partners and one.coin == "arms"
    ]
    with pytest.raises(OptionError, match="Did you mean 'Egypt'"):
        ac.explore_country("Egipt")
    assert ac.explore_country("Burma").name == "country-mmr", "by the names that ac.show knows too"
