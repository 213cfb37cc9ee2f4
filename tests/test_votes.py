"""Votes and agreement (lesson 06): charts and explorers against the CSV files, read with the csv module."""

import csv
import functools
import operator
import re
import statistics
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from drawn import boxes, symbols, texts
from test_charts import contrast, no_words_touch

from aftercoup.charts import agreement as agreement_chart
from aftercoup.charts.agreement import explore_agreement
from aftercoup.charts.ideal_points import ITSELF, MEASURES, SINCE, WINDOWS, explore_ideal_points, ideal_points
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.votes import (
    STRESSED,
    columns,
    explore_vote_map,
    explore_votes,
    vote_grid,
    vote_map,
    yes_counts,
)

DATA = Path(__file__).parents[1] / "data"
LABEL = {"Y": "yes", "N": "no", "A": "abstained", "X": "did not vote"}
LAYOUTS = ("wide", "narrow")


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VOTES = {row["iso3"]: row for row in rows("votes")}
RESOLUTIONS = sorted(rows("resolutions"), key=lambda row: row["date"])
COLUMNS = [row["vote_column"] for row in RESOLUTIONS]


grid = functools.cache(vote_grid)
counts = functools.cache(yes_counts)
COLOURS = {"MMR": "myanmar", "RUS": "russia", "CHN": "china", "USA": "united-states"}
FILLED = {"Y": "yes", "N": "no", "A": "rule", "X": "paper"}  # what is not there is empty


def ballot(iso3):
    return [VOTES[iso3][column] for column in COLUMNS]


# ---------------------------------------------------------------- the histogram, the grid and the map


@pytest.mark.parametrize("layout", ("wide", "one", "narrow"))
def test_the_histogram_heaps_each_state_by_its_yes_votes(layout):
    chart = counts(layout)
    yes = {i: ballot(i).count("Y") for i in VOTES}
    heaps = Counter(yes.values())
    assert all(f"{n} times {heaps[n]}" in chart.alt for n in range(9))
    assert {row["Code"]: row["Yes"] for row in chart.table} == yes
    assert [row["Yes"] for row in chart.table] == sorted(yes.values(), reverse=True), "in the order of yes"
    squares = {one.datum: one for one in boxes(chart)}
    assert len(squares) == len(VOTES) == len({(one.x, one.y) for one in squares.values()})
    heaped = lambda n: [squares[i] for i in VOTES if yes[i] == n]
    for n in range(8):  # heaps do not touch: one above the other, and all begin on one line
        assert max(one.y for one in heaped(n + 1)) + 20 < min(one.y for one in heaped(n))
        assert min(one.x for one in heaped(n)) == min(one.x for one in heaped(n + 1))
    assert layout != "wide" or all(len({one.y for one in heaped(n)}) == 1 for n in range(9)), "each is a bar"
    assert {i: squares[i].fill for i in STRESSED} == COLOURS
    others = [i for i in VOTES if i not in STRESSED]
    always = [i for i in others if yes[i] == 8]
    [(region, most)] = Counter(VOTES[i]["region"] for i in VOTES if yes[i] == 8).most_common(1)
    stressed = {i for i in others if squares[i].fill == "muted"}
    assert {squares[i].fill for i in others if i not in stressed} == {"rule"}, (
        "and none is lilac, as a yes is"
    )
    assert stressed == {i for i in always if VOTES[i]["region"] == region} and len(stressed) == most
    assert f"{most} in {region}" in [word.text for word in texts(chart)], (
        "the title's number is in the picture"
    )
    named = {word.datum for word in texts(chart) if word.datum}
    assert named == set(STRESSED), "the states of the case are named"
    no_words_touch(chart)


def test_the_grid_stands_behind_the_histogram():
    spec = explore_votes()._spec()
    assert spec["behind"]["title"] == "Every state and its eight votes"
    assert (
        spec["svg"]["narrow"] == counts("narrow").svg()
        and spec["behind"]["svg"]["narrow"] == grid("narrow").svg()
    )
    assert counts("narrow").figure.height < 900 < grid("narrow").figure.height


@pytest.mark.parametrize("layout", LAYOUTS)
def test_grid_shows_every_vote(layout):
    chart = grid(layout)
    always = sum(set(ballot(i)) == {"Y"} for i in VOTES)
    never = sum("Y" not in ballot(i) for i in VOTES)
    assert f"{len(VOTES)} states and {len(COLUMNS)} votes" in chart.alt
    assert f"{always} states said yes every time and {never} never did" in chart.alt
    assert {row["Code"]: list(row.values())[4:] for row in chart.table} == {
        i: [LABEL[v] for v in ballot(i)] for i in VOTES
    }
    drawn = Counter((one.datum, one.kind) for one in symbols(chart))
    for iso3 in VOTES:
        for k, vote in enumerate("YNAX"):
            assert drawn[iso3, style.CATEGORIES[k]] == ballot(iso3).count(vote), f"{iso3}: {LABEL[vote]}"
    assert {(one.kind, one.fill) for one in symbols(chart) if one.datum} == {
        (style.CATEGORIES[k], FILLED[vote]) for k, vote in enumerate("YNAX")
    }
    assert {one.datum for one in boxes(chart) if one.fill == "rule"} == {
        i for i in VOTES if set(ballot(i)) == {"Y"} and i not in STRESSED
    }
    no_words_touch(chart)


def test_title_of_the_votes_follows_the_filter():
    """It names the region with more than half of those who always said yes, while states of several show."""
    always = Counter(VOTES[i]["region"] for i in VOTES if set(ballot(i)) == {"Y"})
    assert always["Europe"] > always.total() / 2
    finding = explore_votes().title_of
    assert finding(set(VOTES)) == counts("wide").title
    assert counts("wide").title.startswith(f"{always.total()} of {len(VOTES)} states said yes in all")
    assert counts("wide").title.endswith(f", {always['Europe']} of them in Europe")
    asia = {i for i in VOTES if VOTES[i]["region"] == "Asia"}
    assert finding(asia) == f"{always['Asia']} of {len(asia)} states said yes in all {len(COLUMNS)} votes"
    assert not re.search(r"\b0 of|in all", finding({"RUS", "MMR"}))
    few = {i for i in VOTES if ballot(i).count("Y") <= 5}
    assert finding(few).startswith(f"{len(few)} states said yes 0 to 5 times in {len(COLUMNS)} votes")
    assert finding({i for i in VOTES if set(ballot(i)) == {"Y"}}).startswith(
        f"{always.total()} states said yes {len(COLUMNS)} times"
    )


def test_title_of_the_map_says_what_those_shown_did():
    for column in COLUMNS:
        explorer = explore_vote_map(colour=column)
        said = {vote: {i for i in VOTES if VOTES[i][column] == vote} for vote in "YNAX"}
        no, away = len(said["N"]), len(said["A"])
        if no > 1:
            assert explorer.title_of(said["N"]).startswith(f"{no} states said no on")
            both = explorer.title_of(said["N"] | said["A"])
            assert both.startswith(f"{no} states said no, {away} abstained on")
        yes = explorer.title_of(said["Y"])
        assert yes.startswith(f"{len(said['Y'])} states said yes on")


def test_grid_is_sorted_by_region_and_yes_votes():
    order = [row["Code"] for row in grid("wide").table]
    regions = [VOTES[i]["region"] for i in order]
    assert regions == sorted(regions)
    for a, b in zip(order, order[1:]):
        if VOTES[a]["region"] == VOTES[b]["region"]:
            assert ballot(a).count("Y") >= ballot(b).count("Y")


@pytest.mark.parametrize("column", COLUMNS)
def test_map_says_how_states_voted(column):
    chart = vote_map(column)
    counts = Counter(row[column] for row in VOTES.values())
    for vote, label in LABEL.items():
        assert f"{label}: {counts[vote]}" in chart.alt
    assert f"Myanmar {LABEL[VOTES['MMR'][column]]}, Russia {LABEL[VOTES['RUS'][column]]}" in chart.alt
    official = next(row for row in RESOLUTIONS if row["vote_column"] == column)
    assert [counts[v] for v in "YNAX"] == [int(official[name]) for name in ("yes", "no", "abstain", "absent")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_tile_has_its_place_near_its_capital(layout):
    countries = {row["iso3"]: row for row in rows("countries")}
    field = {"wide": "tile", "narrow": "tile_narrow"}[layout]
    places = {iso3: tuple(map(int, row[field].split(";"))) for iso3, row in countries.items()}
    assert set(places) == set(countries) == set(VOTES)
    assert len(set(places.values())) == len(places), "two tiles on one place"
    pairs = [  # on the narrow map each region is a block of its own
        (a, b)
        for a, b in combinations(countries, 2)
        if layout == "wide" or countries[a]["region"] == countries[b]["region"]
    ]
    east = {iso3: float(row["capital_lon"]) for iso3, row in countries.items()}
    if layout == "narrow":  # its block of Oceania lies on both sides of the date line
        east |= {iso3: east[iso3] % 360 for iso3, row in countries.items() if row["region"] == "Oceania"}
    far_apart = [(a, b) for a, b in pairs if abs(east[a] - east[b]) > 30]
    right = sum(
        (east[a] < east[b]) == (places[a][0] < places[b][0])
        # a block has few columns: there two states 30 degrees apart may share one
        or layout == "narrow"
        and places[a][0] == places[b][0]
        for a, b in far_apart
    )
    assert right / len(far_apart) > 0.99, "west is left of east"
    north = [
        (a, b)
        for a, b in pairs
        if abs(float(countries[a]["capital_lat"]) - float(countries[b]["capital_lat"])) > 20
    ]
    above = sum(
        (float(countries[a]["capital_lat"]) > float(countries[b]["capital_lat"]))
        == (places[a][1] < places[b][1])
        for a, b in north
    )
    assert above / len(north) > 0.99, "north is above south"
    no_words_touch(vote_map(COLUMNS[0], layout))


def test_each_tile_has_the_symbol_of_its_vote():
    for column in COLUMNS:
        drawn = [one for one in symbols(vote_map(column)) if one.datum]
        assert len(drawn) == len(VOTES)
        for one in drawn:
            assert one.kind == style.CATEGORIES["YNAX".index(VOTES[one.datum][column])]
            assert (one.fill == "none") == (VOTES[one.datum][column] == "X"), "not voting is empty"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("column", COLUMNS[::3])
def test_map_tiles_have_the_colour_of_the_vote_that_shows(column, layout):
    tiles = {one.datum: one.fill for one in boxes(vote_map(column, layout)) if one.datum}
    assert tiles == {i: FILLED[VOTES[i][column]] for i in VOTES}


def test_map_outlines_regions_and_names_the_states_of_the_case():
    chart = vote_map()
    for drawn in (chart, vote_map(layout="narrow")):
        said = [word.text for word in texts(drawn)]
        assert all(f"{i} {VOTES[i]['name']}" in said for i in STRESSED)
    drawn = boxes(chart)
    tiles = {one.datum: one for one in drawn if one.datum}
    on = lambda x, y: [
        one.fill for one in drawn if 0 <= x - one.x < one.width and 0 <= y - one.y < one.height
    ][-1:]
    for a, b in combinations(sorted(tiles, key=lambda i: tiles[i].x), 2):
        if tiles[a].y == tiles[b].y and tiles[b].x - tiles[a].x < 36:  # between two tiles side by side
            x, y = tiles[b].x - 2, tiles[b].y + 10
            assert (["ink"] in (on(x - 1, y), on(x + 1, y))) == (VOTES[a]["region"] != VOTES[b]["region"]), (
                a,
                b,
            )
    width, height = 35, 32
    spots = {(one.x, one.y): VOTES[i]["region"] for i, one in tiles.items()}
    for x, y in {(x + width, y) for x, y in spots} - {*spots}:
        sides = [
            spots.get(side) for side in ((x - width, y), (x + width, y), (x, y - height), (x, y + height))
        ]
        lined = ["ink"] in (on(x - 3, y + 10), on(x - 1, y + 10))
        assert lined == (len({*sides}) > 1), "no line around an empty place within a region"


def test_vote_explorers_filter():
    assert explore_votes().visible() == [row["Code"] for row in counts("wide").table]
    assert set(explore_votes(from_="8").visible()) == {i for i in VOTES if set(ballot(i)) == {"Y"}}
    assert set(explore_votes(from_="0", to="0").visible()) == {i for i in VOTES if "Y" not in ballot(i)}
    assert set(explore_votes(absent="yes", region="Oceania").visible()) == {
        i for i in VOTES if "X" in ballot(i) and VOTES[i]["region"] == "Oceania"
    }
    assert len(explore_votes(asean="yes").visible()) == sum(row["asean"] == "1" for row in rows("countries"))
    for column in COLUMNS[::3]:
        explorer = explore_vote_map(colour=column, vote="N")
        assert set(explorer.visible()) == {i for i in VOTES if VOTES[i][column] == "N"}
    assert list(columns()) == COLUMNS


@pytest.mark.parametrize(
    "call",
    [
        lambda: explore_votes(region="Atlantis"),
        lambda: explore_votes(from_="9"),
        lambda: explore_votes(absent="maybe"),
        lambda: explore_vote_map(colour="es11_7"),
        lambda: explore_vote_map(vote="Yes!"),
        lambda: explore_vote_map(es12="Y"),
    ],
)
def test_wrong_filters_name_the_right_ones(call):
    with pytest.raises(OptionError, match="It can be"):
        call()


def test_the_code_on_a_tile_can_be_read_on_light_and_dark_pages():
    chart = vote_map("r75_287")
    tiles = {box.datum: box.fill for box in boxes(chart) if box.datum}
    words = re.findall(r'class="m( b)?"(?: fill="var\(--ac-([\w-]+)\)")?[^>]*>([A-Z]{3})<', chart.svg())
    assert len(words) == len(tiles) == len(VOTES)
    for _, tone, code in words:
        for theme in (0, 1):
            assert contrast(style.PALETTE[tone or "ink"][theme], style.PALETTE[tiles[code]][theme]) > 4.5, (
                code
            )


# ---------------------------------------------------------------- two states


def by_hand(first, second, absent):
    """The six measures from their formulas, case by case; None where there is nothing to divide by."""
    pairs = [p for p in zip(ballot(first), ballot(second)) if absent == "category" or "X" not in p]
    n = len(pairs)
    if not n:
        return None
    same = sum(x == y for x, y in pairs)
    half = sum({x, y} in ({"Y", "A"}, {"N", "A"}) for x, y in pairs)
    kept = [(x, y) for x, y in pairs if x != "A" and y != "A"]
    chance = {
        "kappa": sum(sum(x == v for x, _ in pairs) * sum(y == v for _, y in pairs) for v in "YNAX") / n**2,
        "pi": sum((sum((x == v) + (y == v) for x, y in pairs) / (2 * n)) ** 2 for v in "YNAX"),
    }
    beyond = {k: None if round(e, 12) == 1 else (same / n - e) / (1 - e) for k, e in chance.items()}
    cast = [p for p in pairs if "X" not in p]
    steps = [abs("YAN".index(x) - "YAN".index(y)) for x, y in cast]
    return {
        "exact": same / n,
        "partial": (same + half / 2) / n,
        "dropped": sum(x == y for x, y in kept) / len(kept) if kept else None,
        **beyond,
        "s": 1 - statistics.fmean(steps) if cast else None,
    }


@pytest.mark.parametrize("absent", agreement_chart.ABSENT)
def test_six_measures_for_every_pair_with_myanmar_and_russia(absent):
    for first in ("MMR", "RUS"):
        for second in VOTES:
            if second == first:
                continue
            expected = by_hand(first, second, absent)
            if expected is None:
                with pytest.raises(agreement_chart.measures.MeasureError):
                    agreement_chart.agreement_values(first, second, absent)
                continue
            found = agreement_chart.agreement_values(first, second, absent)
            assert list(found) == list(agreement_chart.NAMES)
            for name, value in expected.items():
                assert found[name] == (None if value is None else pytest.approx(value)), (first, second, name)


PAIRS = [
    ("MMR", "RUS", "missing"),
    ("MMR", "USA", "category"),
    ("VEN", "RUS", "missing"),
    ("VEN", "RUS", "category"),
    ("VCT", "STP", "category"),
    ("USA", "FRA", "missing"),
    ("IND", "PAK", "missing"),
    ("TKM", "VEN", "category"),
]


@pytest.mark.parametrize("first, second, absent", PAIRS)
def test_agreement_chart(first, second, absent):
    chart = agreement_chart.agreement(first, second, absent)
    pairs = [p for p in zip(ballot(first), ballot(second)) if absent == "category" or "X" not in p]
    assert f"the same answer in {sum(x == y for x, y in pairs)} of {len(pairs)} votes" in chart.alt
    shown, behind = [word.text for word in texts(chart)], [word.text for word in texts(chart.behind)]
    assert "Scott's pi" in behind and "Scott's pi" not in shown, "the first view tells one finding"
    html = chart.html()
    assert html.index(f"<summary>{chart.behind.title}</summary>") > html.index("</figure>")
    for name, value in by_hand(first, second, absent).items():
        said = (
            "not defined"
            if value is None
            else f"{value + (1e-9 if value > 0 else -1e-9):.2f}".replace("-0.00", "0.00").replace("-", "−")
        )
        assert f"{agreement_chart.NAMES[name]}: {said}" in chart.alt
        assert value is None or said in behind
    assert [row["Both"] for row in chart.table[:8]] == [""] * 8
    assert [list(row.values())[1] for row in chart.table[:8]] == [LABEL[v] for v in ballot(first)]
    no_words_touch(chart)
    no_words_touch(chart.behind)
    phone = agreement_chart.agreement(first, second, absent, "narrow")
    no_words_touch(phone)
    no_words_touch(phone.behind)
    dots = symbols(chart.behind)
    assert len(dots) == sum(v is not None for v in by_hand(first, second, absent).values())
    assert {one.fill for one in dots} <= {"ink", "muted"}, "none is hollow: all are there"
    assert [int(t) for t in shown if re.fullmatch(r"\d+", t)] == [*range(len(pairs) + 1)], "below the bar"
    same, kappa = sum(x == y for x, y in pairs), by_hand(first, second, absent)["kappa"]
    ends = sorted({round(edge, 1) for one in boxes(chart)[:3] for edge in (one.x, one.x + one.width)})
    unit = (ends[-1] - ends[0]) / len(pairs)
    assert any(edge == pytest.approx(ends[0] + unit * same, abs=0.2) for edge in ends), "how many were alike"
    if kappa is not None and kappa != 1:
        chance = (same - kappa * len(pairs)) / (1 - kappa)
        tick = re.search(
            r'<path d="M([\d.]+) [\d.]+L\1 [\d.]+" fill="none" stroke="var\(--ac-ink\)"', chart.svg()
        )
        assert float(tick[1]) == pytest.approx(ends[0] + unit * chance, abs=0.2), (
            "a line where chance alone would be"
        )


def test_agreement_explorer_options():
    assert explore_agreement().state == {"first": "MMR", "second": "RUS", "absent": "missing"}
    assert "0 of 8 votes" in repr(explore_agreement())
    assert "Pick two different states" in explore_agreement(first="RUS").bundle()["text/plain"]
    assert "nothing to compare" in explore_agreement(first="TKM").bundle()["text/plain"]
    assert "<img" in explore_agreement(first="TKM", absent="category").bundle()["text/html"]
    assert "Venezuela and Russia" in explore_agreement().bundle(first="VEN")["text/plain"]
    for wrong in ({"first": "MYA"}, {"second": "Rusia"}, {"absent": "half"}):
        with pytest.raises(OptionError):
            explore_agreement(**wrong)


# ---------------------------------------------------------------- through the years

ALIGNMENT = {}
for _row in rows("alignment"):
    ALIGNMENT.setdefault(_row["iso3"], {})[int(_row["year"])] = _row
WORLD = {int(row["year"]): row for row in rows("alignment_world")}
COUPS = {}
for _row in rows("coups"):
    COUPS.setdefault(_row["iso3"], set()).add(int(_row["date"][:4]))


def changes_by_hand(iso3, measure, window):
    """How far the means of a country and of the world's median moved around its latest coup."""
    year = max(COUPS[iso3])
    known = [y for y in ALIGNMENT[iso3] if ALIGNMENT[iso3][y][measure] and WORLD[y][f"{measure}_median"]]
    sides = [[y for y in known if year - window <= y < year], [y for y in known if year < y <= year + window]]
    if min(map(len, sides)) < 2:
        return None
    own, world = (
        [statistics.fmean(float(table[y][name]) for y in side) for side in sides]
        for table, name in ((ALIGNMENT[iso3], measure), (WORLD, f"{measure}_median"))
    )
    return own[1] - own[0], world[1] - world[0]


def change_by_hand(iso3, measure, window):
    changes = changes_by_hand(iso3, measure, window)
    return changes and changes[0] - changes[1]


def two(change):
    return round(abs(change), 2)


def span(years):
    return "–".join(map(str, dict.fromkeys((years[0], years[-1]))))


def numbers_of(words):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", words)]


@pytest.mark.parametrize("iso3", sorted(ALIGNMENT))
def test_every_country_against_the_world(iso3):
    chart = ideal_points(iso3, since=1946)
    years = [y for y in sorted(ALIGNMENT[iso3]) if ALIGNMENT[iso3][y]["ideal_point"]]
    first, last = (float(ALIGNMENT[iso3][y]["ideal_point"]) for y in (years[0], years[-1]))
    minus = lambda value: f"{value:.2f}".replace("-", "−")
    assert f"{minus(first)} in {years[0]} and {minus(last)} in {years[-1]}" in chart.alt
    changes = iso3 in COUPS and changes_by_hand(iso3, "ideal_point", 3)
    if changes:
        assert numbers_of(chart.title) == [max(COUPS[iso3]), *(f for f in map(two, changes) if f)]
        near = [y for y in years if y in WORLD and 0 < abs(y - max(COUPS[iso3])) <= 3]
        before, after = (
            [y for y in near if side(y, max(COUPS[iso3]))] for side in (operator.lt, operator.gt)
        )
        told = " ".join(word.text for word in texts(chart))
        assert re.search(rf"means of {span(before)} \([^)]*\) and {span(after)} \([^)]*\)\.", told)
        assert ("towards the US;" in chart.title) == (two(changes[0]) != 0 and changes[0] > 0)
        assert chart.title.endswith("the world's median stayed") == (two(changes[1]) == 0)
    else:
        assert chart.title.endswith(f": from {minus(first)} in {years[0]} to {minus(last)} in {years[-1]}")
    within = sum(
        float(WORLD[y]["ideal_point_q1"])
        <= float(ALIGNMENT[iso3][y]["ideal_point"])
        <= float(WORLD[y]["ideal_point_q3"])
        for y in years
    )
    assert f"In {within} of {len(years)} years" in chart.alt
    if iso3 not in COUPS:
        assert "not in the table of coups" in chart.alt
    else:
        change = change_by_hand(iso3, "ideal_point", 3)
        said = "too few years" if change is None else f"around the coup of {max(COUPS[iso3])}: "
        assert said in chart.alt
        if change is not None:
            number = chart.alt.rsplit(": ", 1)[1].rstrip(".").replace("−", "-")
            assert float(number) == pytest.approx(change, abs=0.0051)
    assert {row["Year"] for row in chart.table if row["Coup"]} == COUPS.get(iso3, set()) & set(WORLD)
    no_words_touch(chart)
    no_words_touch(ideal_points(iso3, since=1990, layout="narrow"))
    others = {"USA": "United States", "RUS": "Russia", "CHN": "China"}
    for row in chart.table:
        for code, name in others.items():
            if code != iso3:
                value = ALIGNMENT[code].get(row["Year"], {}).get("ideal_point")
                assert row[name] == (minus(float(value)) if value else ""), name
    said = chart.alt.split("Beside it: ")[1].split(". ")[0]
    assert all((name in said) == (code != iso3) for code, name in others.items())


@pytest.mark.parametrize(("country", "beside"), [("MMR", ""), ("EGY", "THA"), ("RUS", "USA"), ("MMR", "MMR")])
def test_countries_on_one_scale_each_in_its_own_colour(country, beside):
    chart = ideal_points(country, beside=beside)
    drawn = re.findall(
        r'd="M[\d.]+ [\d.]+L[^"]*" fill="none" stroke="var\(--ac-([\w-]+)\)" stroke-width="(1.3|3)"',
        chart.svg(),
    )
    tone = lambda i: COLOURS.get(i) or ("ink" if i == country else "second")
    shown = {*COLOURS} - {"MMR"} | {country} | ({beside} if beside else set())
    assert Counter(drawn) == Counter((tone(i), "3" if i in (country, beside) else "1.3") for i in shown)
    ends = [word.text for word in texts(chart)]
    names = {
        "USA": "US",
        "RUS": "Russia",
        "CHN": "China",
        "MMR": "Myanmar",
        "EGY": "Egypt",
        "THA": "Thailand",
    }
    for one in shown:
        last = float(
            ALIGNMENT[one][max(y for y in ALIGNMENT[one] if ALIGNMENT[one][y]["ideal_point"])]["ideal_point"]
        )
        assert f"{names[one]} {last:.2f}".replace("-", "−") in ends, (
            "its last value stands at the end of its line"
        )


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("since", SINCE)
def test_every_measure_since_every_year(measure, since):
    for window in (WINDOWS[0], WINDOWS[-1]):
        chart = ideal_points("MMR", measure, since, window)
        known = [y for y in WORLD if y >= since and WORLD[y][f"{measure}_median"]]
        assert [row["Year"] for row in chart.table] == known
        number, *points = chart.alt.rsplit(": ", 1)[1].rstrip(".").replace("−", "-").split(" ", 1)
        assert points == ["percentage points"] * (measure != "ideal_point")
        change = float(number) / (100 if points else 1)
        assert change == pytest.approx(change_by_hand("MMR", measure, window), abs=0.0051)
        for row in chart.table:
            value = ALIGNMENT["MMR"].get(row["Year"], {}).get(measure)
            form = "{:.0%}" if points else "{:.2f}"
            assert list(row.values())[1] == (form.format(float(value)).replace("-", "−") if value else "")
    no_words_touch(chart)


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - {"ideal_point"}))
@pytest.mark.parametrize("iso3", sorted(COUPS))
def test_the_title_of_an_agreement_says_both_changes_in_points(iso3, measure):
    changes = changes_by_hand(iso3, measure, 3) if iso3 in ALIGNMENT else None
    if changes is None:
        return
    title = ideal_points(iso3, measure).title
    points = [round(abs(100 * change)) for change in changes]
    assert numbers_of(title) == [max(COUPS[iso3]), *filter(None, points)]
    verbs = ["stayed" if not n else "rose" if change > 0 else "fell" for n, change in zip(points, changes)]
    assert f" {verbs[0]}" in title
    assert title.partition("median ")[2].startswith("by" if verbs[0] == verbs[1] != "stayed" else verbs[1])


@pytest.mark.parametrize("layout", ["one", "narrow"])
@pytest.mark.parametrize(("measure", "unit"), [("ideal_point", 1), ("agree_rus", 100)])
def test_both_means_are_drawn_as_steps_and_told_in_numbers(measure, unit, layout):
    chart = ideal_points(measure=measure, layout=layout)
    said = {word.text: word for word in texts(chart)}
    at = {re.sub("%$", "", one.replace("−", "-")): one for one in said}
    scale = sorted(
        (float(one), said[of].y)
        for one, of in at.items()
        if said[of].x < 46 and re.fullmatch(r"-?[\d.]+", one)
    )
    assert all(one.endswith("%") == (unit == 100) for one, word in said.items() if word.x == 40), (
        "the axis too is in percent"
    )
    (low, foot), (high, head) = scale[0], scale[-1]
    value = lambda y: low + (high - low) * (foot - y) / (foot - head)
    steps = [
        one for fill in ("muted", "myanmar") for one in boxes(chart) if (one.height, one.fill) == (5, fill)
    ]
    assert len(steps) == 4 and all(abs(a.y - b.y) > 5 for a, b in zip(steps[:2], steps[2:])), "side by side"
    means = [value(one.y + 2.5) for one in steps]
    change, world = (unit * one for one in changes_by_hand("MMR", measure, 3))
    assert means[3] - means[2] == pytest.approx(change, abs=0.02 * unit)
    assert means[1] - means[0] == pytest.approx(world, abs=0.02 * unit)
    told = " ".join(word.text for word in texts(chart)).replace("−", "-")
    numbers = re.search(r"means of 2018–2020 \((-?[\d.]+)%?\) and 2022–2023 \((-?[\d.]+)%?\)", told)
    for shown, mean in zip(numbers.groups(), means[2:], strict=True):
        assert float(shown) == pytest.approx(mean, abs=0.013 * unit), "a step may be moved by three pixels"
    own = chart.svg().rfind('stroke="var(--ac-myanmar)" stroke-width="3"')
    assert own > chart.svg().rfind('stroke-width="1.3"'), "its line lies above the others"
    assert "coup 2021" in said and "Myanmar since 2021: votes of the ousted envoy." in " ".join(said)
    assert "(ousted envoy)" in chart.title
    assert ("Share of votes the same as Russia's." in said) == (unit == 100)


@pytest.mark.parametrize("since", SINCE)
@pytest.mark.parametrize("measure", MEASURES)
def test_no_words_touch_on_a_phone_whatever_is_measured(measure, since):
    for window in (WINDOWS[0], WINDOWS[-1]):
        no_words_touch(ideal_points("MMR", measure, since, window, layout="narrow"))


def test_ideal_point_explorer_options():
    assert explore_ideal_points().state == {
        "country": "MMR",
        "beside": "",
        "measure": "ideal_point",
        "since": 1990,
        "window": 3,
    }
    for measure, iso3 in ITSELF.items():
        assert (
            "always agrees with itself"
            in explore_ideal_points(country=iso3, measure=measure).bundle()["text/plain"]
        )
        assert (
            "always agrees with itself"
            in explore_ideal_points(beside=iso3, measure=measure).bundle()["text/plain"]
        )
    for wrong in ({"country": "DEU"}, {"measure": "trade"}, {"since": 1991}, {"window": 1}, {"window": 9}):
        with pytest.raises(OptionError):
            explore_ideal_points(**wrong)


# ---------------------------------------------------------------- what lesson 06 works out by hand


def test_the_sums_in_the_lesson_are_those_of_the_measures():
    root = Path(__file__).parents[1]
    # what the lesson says, and what it says after a guess
    text = (root / "notebooks" / "06_measure_alignment.ipynb").read_text(encoding="utf-8")
    guesses = tomllib.loads((root / "data" / "guesses.toml").read_text(encoding="utf-8"))["guess"]
    says = {guess["id"]: guess["says"] for guess in guesses if "says" in guess}
    same, neighbours = by_hand("MMR", "USA", "missing"), by_hand("MMR", "IDN", "missing")
    trap = by_hand("VEN", "RUS", "missing")
    assert "5 / 8 = 0.63" in text and neighbours["exact"] == 5 / 8
    assert "(5 + 1.5) / 8 = 0.81" in text and neighbours["partial"] == 6.5 / 8
    assert "5 / 5 = 1.00" in text and neighbours["dropped"] == 1
    assert says["kappa-indonesia"] == "below zero: −0.20"
    assert neighbours["kappa"] == pytest.approx(-0.2)
    assert [ballot("MMR").count(v) for v in "YA"] == [7, 1] and [ballot("IDN").count(v) for v in "YA"] == [
        6,
        2,
    ]
    assert "a share of 0.88" in text and same["exact"] == 7 / 8
    assert says["kappa-usa"] == "exactly 0" and same["kappa"] == pytest.approx(0)
    assert says["venezuela"].startswith("100 percent") and set(trap.values()) == {1}
    assert ballot("VEN").count("X") == 6
    fall = statistics.fmean(float(ALIGNMENT["MMR"][y]["agree_rus"]) for y in (2022, 2023)) - statistics.fmean(
        float(ALIGNMENT["MMR"][y]["agree_rus"]) for y in (2018, 2019, 2020)
    )
    assert (
        says["left-of-the-fall"] == "less than half is left"
        and 0.4 < change_by_hand("MMR", "agree_rus", 3) / fall < 0.5
    )
