"""Lesson 07: coups side by side, ranked, and in two lists. Numbers are computed again from the CSV files."""

import csv
import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest
from drawn import boxes, symbols, texts
from explorers import facets
from test_charts import no_words_touch

import aftercoup as ac
from aftercoup.charts.agreement import agreement
from aftercoup.charts.change import FEW_VOTES, GAPS, WINDOWS, ranking, settings
from aftercoup.charts.change import MEASURES as RANKED
from aftercoup.charts.coups import ORDERS, WINDOW, change, coup_rows, voted_name
from aftercoup.charts.lists import OWN, countries, disagreements, entries, lists
from aftercoup.charts.machinery.style import text_width
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.votes import vote_grid, vote_map, yes_counts
from aftercoup.charts.waiting import waiting

DATA = Path(__file__).parents[1] / "data"
LAYOUTS = ("wide", "narrow")


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known_issues(table):
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return next(one["knownIssues"] for one in package["resources"] if one["name"] == table)


COUPS = {c["coup_id"]: c for c in rows("coups")}
COUP = {c.id: c for c in ac.tables.table("coups")}
VOTES = {(a["iso3"], int(a["year"])): a for a in rows("alignment")}
WORLD = {int(w["year"]): w for w in rows("alignment_world")}


def by_hand(coup_id, measure, window=WINDOW, gap=0, fewest=0):
    """Difference in differences from the files: (estimate, years before, years after), None below two years
    on a side."""
    iso3, year = COUPS[coup_id]["iso3"], int(COUPS[coup_id]["date"][:4])

    def pairs(span):
        return [
            (float(VOTES[iso3, y][measure]), float(WORLD[y][f"{measure}_median"]))
            for y in span
            if y in WORLD
            and (iso3, y) in VOTES
            and VOTES[iso3, y][measure]
            and WORLD[y][f"{measure}_median"]
            and int(VOTES[iso3, y]["n_votes"]) >= fewest
        ]

    before, after = pairs(range(year - window, year)), pairs(range(year + 1 + gap, year + 1 + gap + window))
    if min(len(before), len(after)) < 2:
        return None
    own, world = (mean(p[k] for p in after) - mean(p[k] for p in before) for k in (0, 1))
    return own - world, len(before), len(after)


# ---- the number behind each bar and each symbol ----------------------------------------------------


@pytest.mark.parametrize("measure", RANKED)
@pytest.mark.parametrize(
    ("window", "gap", "fewest"),
    [(WINDOW, 0, 0), (WINDOWS[0], 0, 0), (WINDOWS[-1], GAPS[-1], 0), (3, 0, FEW_VOTES)],
)
def test_change_is_that_of_the_files(measure, window, gap, fewest):
    for coup_id, coup in COUP.items():
        found, hand = (
            change(coup, measure, window, gap, fewest),
            by_hand(coup_id, measure, window, gap, fewest),
        )
        assert (found is None) == (hand is None), coup_id
        if found:
            assert found.estimate == pytest.approx(hand[0], abs=1e-9), coup_id
            assert (len(found.years_before), len(found.years_after)) == hand[1:]


# ---- rows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_say_what_the_files_say(layout):
    chart = coup_rows(layout=layout)
    assert sorted(m.id for m in chart.data) == sorted(COUPS)
    known = {i: hand[0] for i in COUPS if (hand := by_hand(i, "agree_rus"))}
    assert f"rose most after {voted_name(COUP[max(known, key=known.get)])}" in chart.alt
    assert f"fell most after {voted_name(COUP[min(known, key=known.get)])}" in chart.alt
    known_years = facets(ac.explore_coups(), "after")
    for datum, row in zip(chart.data, chart.table):
        iso3, year = COUPS[datum.id]["iso3"], int(COUPS[datum.id]["date"][:4])
        before = sum((iso3, y) in VOTES for y in range(year - WINDOW, year))
        after = sum((iso3, y) in VOTES for y in range(year + 1, year + WINDOW + 1))
        assert (row["Years before"], row["Years after"]) == (before, after), datum.id
        assert known_years[datum.id] == ("none" if not after else "all" if after == WINDOW else "few")
        assert row["How sure: after"] == COUPS[datum.id]["confidence_after"]
        assert f"{before} of {WINDOW} years before and {after} of {WINDOW}" in datum.sentence


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_words_of_the_rows_touch_or_leave_the_picture(layout):
    no_words_touch(coup_rows(layout=layout))


def test_orders_are_complete_and_end_with_what_cannot_be_ordered():
    explorer = ac.explore_coups()
    assert [o.name for o in explorer.orders] == [*ORDERS]
    for order in explorer.orders:
        assert sorted(order.ids) == sorted(COUPS)
    ids = [m.id for m in explorer.chart.data]
    values = [hand and hand[0] for hand in (by_hand(i, "agree_rus") for i in ids)]
    known = [v for v in values if v is not None]
    assert known == sorted(known, reverse=True) and values[len(known) :] == [None] * (
        len(values) - len(known)
    )
    assert None in values, "some coups have too few years, and they stand last"


def test_every_row_has_its_own_place():
    for layout in LAYOUTS:
        chart = coup_rows(layout=layout)
        assert list(chart.rows.place) == [m.id for m in chart.data]
        heights = [chart.rows.y(m.id) for m in chart.data]
        steps = {round(below - above, 3) for above, below in zip(heights, heights[1:])}
        assert len(heights) == len(COUPS) and len(steps) == 1 and steps.pop() > 0


@pytest.mark.parametrize(
    ("options", "keep"),
    [
        ({"turn": "no change"}, lambda c: c["realigned"] == "no change"),
        ({"sure": "low"}, lambda c: c["confidence_after"] == "low"),
        ({"from_": "2020"}, lambda c: c["date"] >= "2020"),
        ({"to": "1962"}, lambda c: c["date"] < "1963"),
        (
            {"turn": ["hedging", "contested"], "from_": "2013", "to": "2021"},
            lambda c: c["realigned"] in ("hedging", "contested") and "2013" <= c["date"] < "2022",
        ),
    ],
)
def test_filters_keep_the_right_coups(options, keep):
    assert {*ac.explore_coups(order="date", **options).visible()} == {i for i in COUPS if keep(COUPS[i])}


def test_a_filter_for_coups_without_votes_after_them():
    assert set(ac.explore_coups(after="none").visible()) == {"niger-2023", "gabon-2023"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": "size"},
        {"turn": "to the moon"},
        {"after": "9"},
        {"sure": "very"},
        {"from_": "1900"},
    ],
)
def test_wrong_options_of_the_rows_are_refused(wrong):
    with pytest.raises(OptionError, match=str(next(iter(wrong.values())))):
        ac.explore_coups(**wrong)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_bars_are_as_long_as_the_change_and_those_that_the_title_counts_are_coloured_and_first(layout):
    chart = ac.explore_coups().charts[layout]
    hands = {i: hand[0] for i in COUPS if (hand := by_hand(i, "agree_rus"))}
    least, clear = 0.0005, 0.01  # what is less is shown as zero, and is no clear rise
    rose = [i for i in hands if hands[i] >= clear]
    hardly = sorted((i for i in hands if least <= hands[i] < clear), key=lambda i: -hands[i])
    bars = {box.datum: box for box in boxes(chart) if box.datum and box.height < chart.rows.step}
    assert bars.keys() == hands.keys()
    coloured = {i for i, box in bars.items() if box.fill != "edge"}
    assert {i for i, box in bars.items() if box.pale} == {
        i for i in bars if min(by_hand(i, "agree_rus")[1:]) < WINDOW
    }, "a bar of fewer years is pale"
    assert all(box.fill != "paper" for box in bars.values()), "and none is hollow, as what is not there is"
    assert coloured == set(rose) == {m.id for m in chart.data[: len(rose)]}
    zero = min(bars[i].x for i in rose)
    for i, box in bars.items():
        assert (box.x >= zero) == (hands[i] > 0), i
        longest = bars[max(hands, key=hands.get)].width / max(hands.values())
        assert box.width == pytest.approx(max(1.5, abs(hands[i]) * longest), abs=0.1), i
    assert chart.title.startswith(f"After {len(rose)} of ") and hardly
    below = "1 point"
    said = " ".join(word.text for word in texts(chart))
    assert f"Clearly: by {below} or more." in said and "clearly" in chart.title
    named = ", ".join(voted_name(m) for m in (COUP[m.id] for m in chart.data[: len(rose)]))
    assert chart.alt.endswith(f"It rose by {below} or more after {named}.")
    values = {
        word.datum: word for word in texts(chart) if re.fullmatch(r"[+−]?\d+\.\d+", word.text) and word.datum
    }
    assert values.keys() == bars.keys()
    for i, word in values.items():  # each number at the end of its bar
        end = bars[i].x + bars[i].width if hands[i] > 0 else bars[i].x
        assert word.x - end == pytest.approx(5 if hands[i] > 0 else -5, abs=1.5), i
    assert values["myanmar-2021"].bold


def test_the_name_of_who_voted_stands_where_votes_after_the_coup_are_told():
    """The data say it of one coup alone; what is not about votes does not say it."""
    (issue,) = (row["note"] for row in rows("resolutions") if row["resolution"] == "A/RES/75/287")
    assert "ambassador was sent by the ousted government" in issue
    late = [row for row in rows("credentials") if row["kind"] == "Assembly" and row["date"] >= "2012"]
    assert {row["about"] for row in late if "ut off" in row["what"]} == {"Myanmar"}
    assert {i for i in COUP if "(ousted envoy)" in voted_name(COUP[i])} == {"myanmar-2021"}
    for layout, chart in ac.explore_coups().charts.items():
        said = [word.datum for word in texts(chart) if "ousted envoy" in word.text]
        assert said == (["myanmar-2021"] if layout == "wide" else [""]), (
            "on a phone it stands in the small print"
        )
        rows_of = [word for word in texts(chart) if word.datum == "myanmar-2021" and word.x < 100]
        assert len(rows_of) == 1, "a name of two lines would touch its neighbours"
    spoken = {chart.__name__: chart for chart in (yes_counts, vote_grid, vote_map)}
    for name, draw in spoken.items():
        chart = draw()
        assert "ousted envoy" in chart.alt and "ousted envoy" in chart.svg(), name
    for second, said in (("MMR", True), ("CHN", False)):
        assert ("ousted envoy" in agreement("RUS", second).svg()) == said
    assert "ousted" not in waiting().svg()


# ---- ranking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", RANKED)
@pytest.mark.parametrize(
    ("window", "gap", "enough"),
    [(5, 0, False), (WINDOWS[0], GAPS[-1], False), (WINDOWS[-1], 0, True), (3, 0, True)],
)
def test_ranking_is_that_of_the_files(measure, window, gap, enough):
    hands = {voted_name(COUP[i]): by_hand(i, measure, window, gap, FEW_VOTES if enough else 0) for i in COUPS}
    known = sorted((n for n in hands if hands[n]), key=lambda n: -hands[n][0])
    own = hands["Myanmar 2021 (ousted envoy)"]
    for layout in ("one", "narrow"):
        chart = ranking(measure, window, gap, enough, layout)
        assert [r["Coup"] for r in chart.table][: len(known)] == known and len(chart.table) == len(COUPS)
        assert (
            f"of {len(COUPS)} coups, {len(known)} have" in chart.alt and f"{known[0]} rises most" in chart.alt
        )
        for row in chart.table:
            hand = hands[row["Coup"]]
            assert (row["Years before"], row["Years after"]) == (hand[1:] if hand else ("", ""))
            assert hand or row["Change"] == "too few years"
        no_words_touch(chart)
        said = [word.text for word in texts(chart)]
        assert sum(bool(re.fullmatch(r"[+−]?\d+(\.\d)?", one)) for one in said) >= 3, "three ticks or more"
        power = {"agree_rus": "Russia", "agree_chn": "China"}.get(measure, "the US")
        assert f"← away from {power}" in said and f"towards {power} →" in said
        fewer = [hand[1:] for hand in hands.values() if hand and min(hand[1:]) < window]
        assert Counter(re.findall(r"(\d) before, (\d) after", " ".join(said))) == Counter(
            (str(before), str(after)) for before, after in fewer
        )
        assert ("the years we have" in " ".join(said)) == bool(fewer)
        what = "UN votes: " if measure == "ideal_point" else f"The same UN votes as {power}: "
        assert chart.title.startswith(what), "two charts of one lesson are told apart"
        left_out = f" ({gap} years left out after the coup)" * bool(gap)
        assert f"up to {window} years before to {window} after{left_out}, beyond" in " ".join(said)
        assert ("ideal point" in " ".join(said)) == (measure == "ideal_point"), (
            "jargon stands in the small print"
        )
        assert "deal point" not in chart.title
        if own:
            unit, digits = (1, 2) if measure == "ideal_point" else (100, 0)
            assert f"{unit * own[0]:+.{digits}f}".replace("-", "−") in said, "beside its mark"
            more = sum(hand[0] / own[0] > 1 for hand in hands.values() if hand)
            assert f"{more} of {len(known) - 1} other coups" in chart.title and "ousted envoy" in chart.title
            assert (f"away from {power}" in chart.title) == (own[0] < 0)
        else:
            assert "too few years" in chart.title


def test_the_grey_range_has_all_settings():
    for coup in COUP.values():
        hands = [hand[0] for w in WINDOWS for g in GAPS if (hand := by_hand(coup.id, "ideal_point", w, g))]
        dots = settings(coup, "ideal_point")
        assert bool(dots) == bool(hands), coup.id
        assert all(min(abs(hand - dot) for dot in dots) < 1e-9 for hand in hands), coup.id
        assert all(min(abs(hand - dot) for hand in hands) < 1e-9 for dot in dots), coup.id
    chart = ranking()
    marks = [one for one in symbols(chart)]
    lines = re.findall(
        r'd="M([\d.]+) ([\d.]+)L([\d.]+) [\d.]+" fill="none" stroke="var\(--ac-edge\)" stroke-width="3"',
        chart.svg(),
    )
    spans = {y: (float(a), float(b)) for a, y, b in lines}
    assert len(lines) == len(spans) == len(marks) == sum(bool(row["Years after"]) for row in chart.table)
    assert all(spans[f"{one.y:.5g}"][0] <= one.x <= spans[f"{one.y:.5g}"][1] for one in marks)


def test_the_ranking_has_two_colours_and_one_symbol():
    """Myanmar has its own; every other coup is black."""
    names = [row["Coup"] for row in ranking().table]
    for one, name in zip(symbols(ranking()), names):
        assert one.fill == ("myanmar" if name.startswith("Myanmar") else "ink"), name
        assert one.kind == "o"


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": 1},
        {"window": 9},
        {"gap": -1},
        {"gap": 7},
        {"window": 2.5},
        {"enough": "yes"},
    ],
)
def test_wrong_options_of_the_ranking_are_refused(wrong):
    with pytest.raises(OptionError):
        ac.explore_change(**wrong)


def test_ends_of_the_sliders_are_drawn():
    for window in (WINDOWS[0], WINDOWS[-1]):
        for gap in (GAPS[0], GAPS[-1]):
            assert f"Window {window} years, gap {gap}" in ac.explore_change(window=window, gap=gap).chart.alt


# ---- what the lesson says about single coups -----------------------------------------------------------


def test_the_lesson_tells_what_the_files_hold():
    value = lambda *a, **k: by_hand(*a, **k)[0]
    russia = {i: hand[0] for i in COUPS if (hand := by_hand(i, "agree_rus"))}
    assert min(russia, key=russia.get) == "chile-1973"
    place = lambda *choice: [row["Coup"] for row in ranking("ideal_point", *choice).table].index
    assert place(5)("Myanmar 2021 (ousted envoy)") == 4
    assert len([row for row in ranking("ideal_point", 5).table if row["Before"]]) == 23
    assert value("chile-1973", "ideal_point", 8) < value("chile-1973", "ideal_point", 2) / 2
    assert (
        abs(value("ethiopia-1974", "ideal_point")) < 0.1
        and value("ethiopia-1974", "ideal_point", gap=5) < -0.4
    )
    assert max(by_hand("ethiopia-1974", "agree_rus", gap=g)[0] for g in GAPS) < 0.05
    turkey = change(COUP["turkey-1980"], "agree_usa")
    assert turkey.comparison_change < 2 * turkey.case_change < 0 and value("turkey-1980", "ideal_point") > 0.4
    assert not any(by_hand("gabon-2023", m) for m in RANKED)
    assert (
        value("zimbabwe-2017", "agree_usa", 3, fewest=FEW_VOTES) < value("zimbabwe-2017", "agree_usa", 3) / 2
    )
    assert place(3, 0, True)("Zimbabwe 2017") == 1
    assert (
        value("zimbabwe-2017", "agree_rus", 3, fewest=FEW_VOTES)
        > value("zimbabwe-2017", "agree_usa", 3, fewest=FEW_VOTES)
        > 0
    )
    assert float(VOTES["ZWE", 2016]["agree_usa"]) == 0 and all(
        int(VOTES["ZWE", y]["n_votes"]) > 70 for y in (2015, 2017)
    )
    assert value("mali-2021", "ideal_point") < -0.3 and value("myanmar-2021", "ideal_point") > 0.3
    ballots = {v["iso3"]: v for v in rows("votes")}
    assert ballots["MLI"]["es11_6"] == "N" and ballots["MMR"]["es11_6"] == "Y"


def test_another_rule_of_the_turn_moves_the_coups_that_are_named():
    """The datasheet and lesson 07 name who has no marker within two years, and whose pact ended later."""
    lags = {i: int(c["lag_months_to_realignment"] or 0) for i, c in COUPS.items()}
    late = {i for i, months in lags.items() if months > 24}
    (issue,) = (text for text in known_issues("coups") if "24 months" in text)
    assert set(re.findall(r"([a-z]+-\d{4}) \((\d+)\)", issue)) == {(i, str(lags[i])) for i in late}
    text = (DATA.parent / "notebooks/07_compare_coups.ipynb").read_text(encoding="utf-8")
    named = re.search(r"With a limit of two years.*?\((.*?)\)", text)[1].split(", ")
    assert set(named) == late
    chad = COUPS["chad-2021"]
    assert chad["realigned"] == "no change" and "28 November 2024" in chad["note"]
    assert f"after {chad['months_to_first_meeting_with_russian_or_soviet_leader']} months" in issue


def test_months_that_may_be_one_too_many_are_named_and_no_others():
    """Where only the month of the later event is known, months may be one too many; a coup on the first of a month loses none."""
    loose = {
        f"{what} of {coup['coup_id']}"
        for coup in COUPS.values()
        for what, column in (("meeting", "first_russian_leader_meeting_date"), ("marker", "realignment_date"))
        if re.fullmatch(r"\d{4}-\d\d", coup[column]) and coup["date"][8:] != "01"
    }
    (issue,) = (text for text in known_issues("coups") if "calendar months" in text)
    said = re.search(r"may be one less: (.*?)\. turkey-1980 is 51 on any day", issue)[1]
    named = {
        f"{kind.rstrip('s')} of {one}"
        for part in said.split("; ")
        for kind, ids in [part.split(" of ", 1)]
        for one in re.findall(r"[a-z]+-\d{4}", ids)
    }
    assert named == loose - {"meeting of turkey-1980"}


def test_a_meeting_belongs_to_the_last_coup_before_it_and_the_column_says_so():
    """Goita led both coups of Mali: his meeting with Putin is in the row of the second, and the first one's card does not deny it."""
    cards = {one.id: one.sentence for one in waiting().data}
    for coup in COUPS.values():
        later = [c["date"] for c in COUPS.values() if c["iso3"] == coup["iso3"] and c["date"] > coup["date"]]
        met = coup["first_russian_leader_meeting_date"]
        assert not met or all(met < day for day in later), coup["coup_id"]
        if not met:
            end = " before the next coup" * bool(later)
            assert cards[coup["coup_id"]] == f"No such meeting was found in the sources{end}."
    assert "before the next coup" in cards["mali-2020"] and "Goita" in COUPS["mali-2020"]["leader_in"]
    said = ac.tables.field("coups", "first_russian_leader_meeting_date").description
    assert "before the country's next coup in this table" in said


# ---- two lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("iso3", countries())
def test_lists_hold_every_entry_and_no_words_touch(iso3):
    chart, given = lists(iso3), [r for r in rows("coup_lists") if r["iso3"] == iso3]
    own = [c for c in COUPS.values() if c["iso3"] == iso3]
    assert Counter((r["Day"], r["Kind"]) for r in chart.table) == Counter(
        [(r["date"], r["kind"]) for r in given] + [(c["date"], c["outcome"]) for c in own]
    )
    for name, n in Counter(r["list"] for r in given).items():
        assert f"{ac.tables.label('coup_lists', 'list', name)} has {n} (" in chart.alt
    assert [len(days) for name, days in entries(iso3).items() if name == OWN] == [len(own)]
    no_words_touch(chart)
    no_words_touch(lists(iso3, "narrow"))
    said = {day[:4] for row in chart.table for day in [row["Day"]]}
    shown = " ".join(word.text for word in texts(chart))
    assert f"Entries from {min(said)} to {max(said)}," in shown, "what the data say, not where the axis ends"


@pytest.mark.parametrize("iso3", countries())
def test_what_both_lists_have_is_joined_and_counted_in_the_title(iso3):
    """Each entry of one list has at most one of the other, at most 45 days away."""
    chart = lists(iso3)
    of = lambda name: [r for r in chart.table if r["List"] == name]
    first, second = of("Powell and Thyne"), of("Cline Center")
    numbers = list(map(int, re.findall(r"\d+", chart.title)))
    both = [[r for r in rows_ if r["In both lists"] == "yes"] for rows_ in (first, second)]
    assert numbers == [len(first), len(second), len(both[0])] and len(both[0]) == len(both[1])
    day = lambda row: dt.date.fromisoformat(row["Day"])
    near = lambda row, others: any(abs((day(row) - day(other)).days) <= 45 for other in others)
    assert all(near(row, both[1]) for row in both[0]) and all(near(row, both[0]) for row in both[1])
    alone = [r for r in first if r["In both lists"] == "no"]
    assert not any(near(row, [r for r in second if r["In both lists"] == "no"]) for row in alone)
    drawn = [one.fill for one in symbols(chart)][len(ac.tables.labels("coup_lists", "kind")) :]
    assert Counter(drawn) == Counter({"yes": "ink", "no": "muted"}[r["In both lists"]] for r in chart.table)
    joined = re.findall(r'<path d="M[^"L]+L[^"L]+" fill="none" stroke="var\(--ac-ink\)"', chart.svg())
    assert len(joined) == len(both[0])
    for drawn_ in (chart, lists(iso3, "narrow")):  # a line that joins stops short of the name of a list
        (grounds, names) = [one for one in boxes(drawn_) if one.fill == "paper"], ("Powell", "Cline", "This")
        for name in [word for word in texts(drawn_) if word.bold and word.text.startswith(names)]:
            right = name.x + text_width(name.text)
            assert any(b.x < name.x - 3 and b.x + b.width > right + 3 and b.y < name.y - 8 for b in grounds)


def test_countries_are_those_of_the_table():
    assert set(countries()) == {r["iso3"] for r in rows("coup_lists")} == {c["iso3"] for c in COUPS.values()}


def test_known_errors_of_the_lists_are_said():
    thyne, cline = "powell-thyne-v2023.09.08", "cline-cdp-2.1.2"
    assert disagreements("NER") == [(dt.date(2023, 7, 26), {thyne: dt.date(2023, 6, 26), cline: None})]
    assert (
        dt.date(2021, 5, 24),
        {thyne: dt.date(2021, 5, 21), cline: dt.date(2021, 5, 24)},
    ) in disagreements("MLI")
    assert disagreements("TUR") == [
        (dt.date(1980, 9, 12), {thyne: dt.date(1980, 9, 10), cline: dt.date(1980, 9, 10)})
    ]
    assert disagreements("MMR") == []
    for iso3, words_ in (
        ("NER", "26 June 2023; Cline Center ends in 2022"),
        ("GIN", "Cline Center does not list it"),
        ("MLI", "21 May 2021"),
        ("TUR", "10 September 1980"),
        ("MMR", "on the same days"),
    ):
        assert words_ in lists(iso3).alt


def test_wrong_countries_are_refused():
    with pytest.raises(OptionError, match="Did you mean 'MMR'"):
        ac.explore_lists("MMX")
