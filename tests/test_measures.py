"""The measures, against examples in print, other implementations, and what must always hold."""

import itertools
import math
import random
import statistics
from functools import partial

import krippendorff
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aftercoup.measures import (
    ABSTENTION_RULES,
    Estimate,
    MeasureError,
    agreement_share,
    alpha_change,
    alpha_estimate,
    cohens_kappa,
    concentration,
    difference_in_differences,
    item_difficulty,
    item_discrimination,
    krippendorff_alpha,
    mean_of_pairs,
    present,
    s_score,
    scotts_pi,
)

TWO_LISTS = [agreement_share, cohens_kappa, scotts_pi, s_score]


def coders(table):
    """Two lists of codes from a table {(first code, second code): count}, or a square list of counts."""
    if not isinstance(table, dict):
        table = {(i, j): n for i, row in enumerate(table) for j, n in enumerate(row)}
    return tuple(zip(*(pair for pair, n in table.items() for _ in range(n))))


# ---------------------------------------------------------------- examples in print

# Roll calls of 1946 on which the United States and Mexico both voted, from the UN record; the values are
# printed in the documentation of the R package fpsim (Steven V. Miller, 2026), data usamex46.
UNITED_STATES_MEXICO_1946 = {
    ("Y", "Y"): 17,
    ("N", "Y"): 9,
    ("Y", "N"): 5,
    ("N", "N"): 2,
    ("A", "N"): 2,
    ("Y", "A"): 2,
    ("N", "A"): 1,
}
# Alliances of Germany and Russia with 20 European states in 1914 (0 none to 3 defence pact):
# Signorino and Ritter 1999, International Studies Quarterly 43(1), table 6.
GERMANY_RUSSIA_1914 = {(3, 0): 3, (0, 3): 2, (3, 1): 1, (0, 1): 1, (0, 0): 13}

PRINTED = [
    (
        "Cohen 1960, table 2: two judges, three diagnoses, 200 patients",
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        {agreement_share: 0.70, cohens_kappa: 0.492},
        3,
    ),
    (
        "Feinstein and Cicchetti 1990, Journal of Clinical Epidemiology 43: balanced codes",
        [[40, 9], [6, 45]],
        {agreement_share: 0.85, cohens_kappa: 0.70},
        2,
    ),
    (
        "Feinstein and Cicchetti 1990: the same agreement with one rare code",
        [[80, 10], [5, 5]],
        {agreement_share: 0.85, cohens_kappa: 0.32},
        2,
    ),
    (
        "Artstein and Poesio 2008, Computational Linguistics 34(4): statements and requests for information",
        [[20, 20], [10, 50]],
        {agreement_share: 0.7, scotts_pi: 0.341, cohens_kappa: 0.348},
        3,
    ),
    (
        "fpsim, documentation of spi, usamex46: the United States and Mexico, 1946",
        UNITED_STATES_MEXICO_1946,
        {scotts_pi: -0.02775801},
        8,
    ),
    (
        "fpsim, documentation of spi, gmyrus14: Germany and Russia, 1914",
        GERMANY_RUSSIA_1914,
        {scotts_pi: -0.04477612},
        8,
    ),
]


@pytest.mark.parametrize(
    "table, values, decimals", [row[1:] for row in PRINTED], ids=[row[0] for row in PRINTED]
)
def test_printed_examples(table, values, decimals):
    a, b = coders(table)
    for measure, value in values.items():
        assert round(measure(a, b), decimals) == value, measure.__name__


def test_s_as_printed_in_signorino_and_ritter():
    assert s_score(*coders(GERMANY_RUSSIA_1914), positions={0: 0, 1: 1, 2: 2, 3: 3}) == pytest.approx(0.40)


# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, examples A and B: two observers; C: four
# observers, twelve units, missing codes.
@pytest.mark.parametrize(
    "codings, printed",
    [(("0100000010", "1110010000"), 0.095), (("aabbdcccedda", "babbbccceddd"), 0.692)],
)
def test_alpha_of_two_observers_as_printed_in_krippendorff(codings, printed):
    assert round(krippendorff_alpha([list(codes) for codes in codings]), 3) == printed


KRIPPENDORFF_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize("level, printed", [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_as_printed_in_krippendorff(level, printed):
    assert round(krippendorff_alpha(KRIPPENDORFF_C, level), 3) == printed


def test_change_as_printed_in_card_and_krueger():
    """Card and Krueger 1994, American Economic Review 84(4), table 3: jobs per restaurant."""
    new_jersey, pennsylvania = {1991: 20.44, 1993: 21.03}, {1991: 23.33, 1993: 21.17}
    change = difference_in_differences(new_jersey, pennsylvania, 1992, window=1, least=1)
    assert (round(change.case_change, 2), round(change.comparison_change, 2)) == (0.59, -2.16)
    assert change.estimate == pytest.approx(2.76, abs=0.011), "2.76 in print, 2.75 from the rounded means"


def test_concentration_as_printed_by_the_department_of_justice():
    """US Department of Justice, Herfindahl-Hirschman Index: shares of 30, 30, 20 and 20 give 2,600."""
    assert concentration([30, 30, 20, 20]) * 10_000 == pytest.approx(2600)


# ---------------------------------------------------------------- by hand


def test_kappa_and_pi_by_hand():
    a, b = list("xxxyyz"), list("xyyyyx")
    # The same: cases 1, 4 and 5, so 3/6 = 18/36. By chance: x 3/6 * 2/6, y 2/6 * 4/6, z 1/6 * 0 = 14/36.
    assert agreement_share(a, b) == pytest.approx(1 / 2)
    assert cohens_kappa(a, b) == pytest.approx((18 - 14) / (36 - 14))
    # In both lists together: x 5, y 6, z 1 of 12, so by chance (25 + 36 + 1) / 144.
    assert scotts_pi(a, b) == pytest.approx((72 - 62) / (144 - 62))


def test_abstention_rules_by_hand():
    a, b = list("YYYNAAX"), list("YNAAAXX")
    # Cases: same, opposed, half, half, same, abstained beside absent, both absent.
    assert agreement_share(a, b) == pytest.approx(3 / 7)
    assert agreement_share(a, b, "partial") == pytest.approx((3 + 2 * 0.5) / 7)
    assert agreement_share(a, b, "dropped") == pytest.approx(2 / 3)
    assert agreement_share(present(a), present(b), "partial") == pytest.approx((2 + 2 * 0.5) / 5)


def test_absent_and_abstained_are_never_the_same():
    assert agreement_share(["A"], ["X"]) == agreement_share(["A"], ["X"], "partial") == 0
    assert agreement_share(["X", "Y"], ["X", "Y"], "dropped") == 1, (
        "a case where both are absent is not dropped"
    )
    assert present(["Y", "N", "A", "X", None]) == ["Y", "N", "A", None, None]
    assert cohens_kappa(list("AXAX"), list("XAXA")) == -1
    with pytest.raises(MeasureError, match="no position: X"):
        s_score(["X", "Y"], ["A", "Y"])
    assert s_score(present(["X", "Y"]), ["A", "Y"]) == 1


def test_s_by_hand():
    assert s_score(["Y"], ["N"]) == -1
    assert s_score(["Y"], ["A"]) == 0
    assert s_score(["Y", "Y"], ["Y", "N"]) == 0
    assert s_score(["Y", "Y"], ["Y", "Y"]) == 1
    assert s_score([1], [2], positions={1: 1, 2: 2, 3: 3, 4: 4}) == pytest.approx(1 - 2 / 3), (
        "unused codes set the scale too"
    )


def test_change_by_hand():
    case = {2018: 1, 2019: 2, 2020: 3, 2021: 100, 2022: 5, 2023: 7, 2024: 9}
    world = {2018: 10, 2019: 10, 2020: 13, 2021: -100, 2022: 14, 2023: 14, 2024: 17}
    change = difference_in_differences(case, world, 2021)
    assert (change.case_before, change.case_after, change.comparison_before, change.comparison_after) == (
        2,
        7,
        11,
        15,
    )
    assert (change.years_before, change.years_after) == ((2018, 2019, 2020), (2022, 2023, 2024))
    assert (change.case_change, change.comparison_change, change.estimate) == (5, 4, 1)
    assert difference_in_differences(case, world, 2021, window=2).years_before == (2019, 2020)
    assert difference_in_differences(case, world, 2021, window=2, gap=1).years_after == (2023, 2024)


def test_change_counts_a_year_only_where_both_have_it():
    case = {2018: 1, 2019: None, 2020: 3, 2022: 5, 2023: 7, 2024: float("nan")}
    world = {2018: 0, 2019: 99, 2020: 0, 2022: 0, 2023: 0, 2024: 99}
    change = difference_in_differences(case, world, 2021)
    assert (change.years_before, change.years_after) == ((2018, 2020), (2022, 2023))
    assert (change.comparison_before, change.comparison_after) == (0, 0)


def test_too_few_years_give_none():
    case = {2019: 1, 2020: 1, 2022: 1}
    assert difference_in_differences(case, case, 2021) is None
    assert difference_in_differences(case, case, 2021, least=1).estimate == 0
    assert difference_in_differences({}, case, 2021) is None
    assert difference_in_differences(case, case, 2021, gap=5, least=1) is None


def test_concentration_by_hand():
    assert concentration([5]) == concentration({"Russia": 5, "China": 0}) == 1
    assert concentration({"Russia": 3, "China": 1, "India": None}) == pytest.approx(10 / 16)
    assert concentration([0, 0]) is concentration([]) is concentration([None]) is None


def test_alpha_by_hand():
    assert krippendorff_alpha([list("ab"), list("ab")]) == 1
    # Codes a a b b and a b b b; with 8 values: observed 2/8, expected 2 * 3 * 5 / (8 * 7).
    assert krippendorff_alpha([list("aabb"), list("abbb")]) == pytest.approx(1 - (2 / 8) / (30 / 56))
    assert krippendorff_alpha([list("aaa"), list("aaa")]) is None
    assert krippendorff_alpha([["a", "a", "b"], ["a", "a", None]]) is None, (
        "b is in no case that two coders coded"
    )
    low_to_high = ["low", "mid", "high"]
    assert krippendorff_alpha(
        [["low", "mid", "high"], ["low", "high", "high"]], "ordinal", low_to_high
    ) == pytest.approx(krippendorff_alpha([[1, 2, 3], [1, 3, 3]], "ordinal"))


# ---------------------------------------------------------------- what must always hold, and other
# implementations

VOTES = st.sampled_from(["Y", "N", "A", "X", None])
PAIRS = st.lists(st.tuples(VOTES, VOTES), min_size=1, max_size=30).filter(
    lambda pairs: any(None not in pair and "X" not in pair for pair in pairs)
)
RENAMED = {"Y": ("any", "value"), "N": 2, "A": "abstained", "X": "x", None: None}


def lists(pairs):
    return tuple(map(list, zip(*pairs)))


def nltk_task(*codings, distance=lambda x, y: float(x != y)):
    """The same codes for nltk, without the cases that fewer than two coders coded.

    nltk is imported here, since each process collects all tests and few need it.
    """
    from nltk.metrics.agreement import AnnotationTask

    return AnnotationTask(
        [
            (who, str(case), code)
            for case, codes in enumerate(zip(*codings))
            if sum(code is not None for code in codes) > 1
            for who, code in zip("abcd", codes)
            if code is not None
        ],
        distance=distance,
    )


@settings(deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_measures_of_two_lists_always_hold(pairs, chance):
    a, b = lists(pairs)
    share, kappa, pi = agreement_share(a, b), cohens_kappa(a, b), scotts_pi(a, b)
    assert 0 <= share <= 1
    assert (kappa is None) == (pi is None)
    if kappa is not None:
        assert -1 <= pi <= kappa + 1e-12 and kappa <= share + 1e-12
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    for measure in (agreement_share, cohens_kappa, scotts_pi):
        value = pytest.approx(measure(a, b))
        assert measure(b, a) == value, "who comes first must not matter"
        assert measure(*lists(shuffled)) == value, "the order of the cases must not matter"
        assert measure(*([RENAMED[x] for x in codes] for codes in (a, b))) == value, (
            "names of codes must not matter"
        )
        assert measure(tuple(a), tuple(b)) == value
        assert measure([*a, None, "Y"], [*b, "N", None]) == value, "missing cases are left out"
        assert measure(a, a) in (1, None)


@settings(deadline=None, max_examples=50)
@given(PAIRS)
def test_kappa_pi_and_alpha_agree_with_nltk(pairs):
    a, b = lists(pairs)
    if cohens_kappa(a, b) is None:
        assert scotts_pi(a, b) is krippendorff_alpha([a, b]) is None
        return
    task = nltk_task(a, b)
    assert agreement_share(a, b) == pytest.approx(task.avg_Ao())
    assert cohens_kappa(a, b) == pytest.approx(task.kappa())
    assert scotts_pi(a, b) == pytest.approx(task.pi())
    assert krippendorff_alpha([a, b]) == pytest.approx(task.alpha())


@settings(deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_s_and_the_rules_always_hold(pairs, chance):
    a, b = map(present, lists(pairs))
    s, partial = s_score(a, b), agreement_share(a, b, "partial")
    places = {"Y": 1, "A": 2, "N": 3}
    gaps = [abs(places[x] - places[y]) for x, y in zip(a, b) if x and y]
    assert s == pytest.approx(statistics.fmean(1 - gap for gap in gaps)), "S from the formula, case by case"
    assert s == pytest.approx(2 * partial - 1) and -1 <= s <= 1 and s == pytest.approx(s_score(b, a))
    turned = {"Y": "N", "N": "Y", "A": "A", None: None}
    assert s == pytest.approx(s_score([turned[x] for x in a], [turned[x] for x in b])), (
        "turning the scale round"
    )
    assert agreement_share(a, b) <= partial
    for rule in ABSTENTION_RULES:
        try:
            value = agreement_share(a, b, rule)
        except MeasureError:
            assert rule == "dropped" and all("A" in pair for pair in zip(a, b) if None not in pair)
            continue
        shuffled = list(zip(a, b))
        chance.shuffle(shuffled)
        assert 0 <= value <= 1 and value == agreement_share(b, a, rule) == pytest.approx(
            agreement_share(*lists(shuffled), rule)
        )
    if "A" not in a + b:
        assert len({agreement_share(a, b, rule) for rule in ABSTENTION_RULES}) == 1, (
            "no abstention, no difference"
        )


CODINGS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([1, 2, 3, 4, None]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    )
)


def alpha_by_pairs(cases, difference):
    """Krippendorff's alpha written out: every pair of codes of a case, against every pair there is."""
    cases = [[code for code in case if code is not None] for case in cases]
    cases = [case for case in cases if len(case) > 1]
    codes = [code for case in cases for code in case]
    expected = sum(difference(x, y, codes) for x, y in itertools.permutations(codes, 2)) / (len(codes) - 1)
    observed = sum(
        difference(x, y, codes) / (len(case) - 1)
        for case in cases
        for x, y in itertools.permutations(case, 2)
    )
    return 1 - observed / expected


def alpha_of_the_library(codings, level):
    matrix = [[math.nan if code is None else code for code in codes] for codes in codings]
    return krippendorff.alpha(reliability_data=matrix, level_of_measurement=level)


@settings(deadline=None, max_examples=50)
@given(CODINGS)
def test_alpha_of_many_coders_agrees_with_nltk(cases):
    from nltk.metrics import interval_distance

    codings = lists(cases)
    pairable = [case for case in cases if sum(code is not None for code in case) > 1]
    codes = [code for case in pairable for code in case if code is not None]
    assume(len(set(codes)) > 1)
    assert krippendorff_alpha(codings) == pytest.approx(nltk_task(*codings).alpha(), abs=1e-9)
    for level, distance in [("interval", interval_distance), ("ordinal", partial(ranks_apart, codes=codes))]:
        task = nltk_task(*codings, distance=distance)
        assert krippendorff_alpha(codings, level) == pytest.approx(task.alpha(), abs=1e-9), level


def ranks_apart(x, y, codes):
    low, high = sorted((x, y))
    return (sum(low <= code <= high for code in codes) - (codes.count(low) + codes.count(high)) / 2) ** 2


@settings(deadline=None, max_examples=50)
@given(CODINGS, st.randoms(use_true_random=False))
def test_alpha_always_holds(cases, chance):
    codings = lists(cases)
    pairable = [case for case in cases if sum(code is not None for code in case) > 1]
    if not pairable:
        with pytest.raises(MeasureError, match="two coders"):
            krippendorff_alpha(codings)
        return
    if len({code for case in pairable for code in case if code is not None}) == 1:
        assert krippendorff_alpha(codings) is None
        return
    shuffled = list(cases)
    chance.shuffle(shuffled)
    for level, difference in [
        ("nominal", lambda x, y, _: x != y),
        ("ordinal", ranks_apart),
        ("interval", lambda x, y, _: (x - y) ** 2),
    ]:
        alpha = krippendorff_alpha(codings, level)
        assert alpha == pytest.approx(alpha_by_pairs(cases, difference), abs=1e-9), level
        assert alpha == pytest.approx(alpha_of_the_library(codings, level), abs=1e-9), level
        assert alpha <= 1 + 1e-12
        assert alpha == pytest.approx(krippendorff_alpha(codings[::-1], level), abs=1e-9), (
            "order of the coders"
        )
        assert alpha == pytest.approx(krippendorff_alpha(lists(shuffled), level), abs=1e-9), (
            "order of the cases"
        )
    names = {1: "b", 2: "d", 3: "a", 4: "c", None: None}
    named = [[names[code] for code in codes] for codes in codings]
    assert krippendorff_alpha(named) == pytest.approx(krippendorff_alpha(codings), abs=1e-9), "names of codes"
    assert krippendorff_alpha(named, "ordinal", ["b", "d", "a", "c"]) == pytest.approx(
        krippendorff_alpha(codings, "ordinal"), abs=1e-9
    )


SERIES = st.dictionaries(st.integers(2010, 2030), st.none() | st.floats(-3, 3), max_size=21)


@given(SERIES, SERIES, st.integers(1, 6), st.integers(0, 3), st.integers(1, 3))
def test_change_always_holds(case, world, window, gap, least):
    change = difference_in_differences(case, world, 2020, window, gap, least)
    both = [y for y in range(2010, 2031) if case.get(y) is not None and world.get(y) is not None]
    before = [y for y in both if 2020 - window <= y < 2020]
    after = [y for y in both if 2020 + gap < y <= 2020 + gap + window]
    if min(len(before), len(after)) < least:
        assert change is None
        return
    mean = lambda series, years: sum(series[y] for y in years) / len(years)
    by_hand = (mean(case, after) - mean(case, before)) - (mean(world, after) - mean(world, before))
    assert change.estimate == pytest.approx(by_hand, abs=1e-9)
    back = difference_in_differences(world, case, 2020, window, gap, least)
    assert back.estimate == pytest.approx(-change.estimate, abs=1e-9), "case and comparison change places"
    assert difference_in_differences(case, case, 2020, window, gap, 1).estimate == 0
    lifted = {y: None if v is None else v + 5 for y, v in case.items()}
    assert difference_in_differences(lifted, world, 2020, window, gap, least).estimate == pytest.approx(
        change.estimate, abs=1e-9
    )


@given(st.lists(st.none() | st.floats(0, 1e6), max_size=12), st.randoms(use_true_random=False))
def test_concentration_always_holds(amounts, chance):
    value = concentration(amounts)
    known = [amount for amount in amounts if amount]
    if not known or not math.fsum(known):
        assert value is None
        return
    assert 1 / len(known) - 1e-9 <= value <= 1 + 1e-9
    chance.shuffle(known)
    assert concentration([*known, 0]) == pytest.approx(value), (
        "order does not matter, nor does one who gives nothing"
    )
    assert concentration(dict(enumerate(amount * 2 for amount in known))) == pytest.approx(value), (
        "the unit does not matter"
    )


def test_independent_coders_have_kappa_zero():
    assert cohens_kappa(*zip(*itertools.product("aab", "abb"))) == 0
    assert scotts_pi(*zip(*itertools.product("aab", "aab"))) == 0


def test_undefined_when_chance_alone_agrees_always():
    assert agreement_share(["a"] * 3, ["a"] * 3) == 1
    assert cohens_kappa(["a"] * 3, ["a"] * 3) is scotts_pi(["a"] * 3, ["a"] * 3) is None
    assert cohens_kappa(["a"] * 3, ["b"] * 3) == 0
    assert scotts_pi(["a"] * 3, ["b"] * 3) == -1
    assert cohens_kappa(["a", "b"], ["b", "a"]) == -1


def test_agreement_in_the_table_follows_the_exact_rule():
    """What the docstring says of data/alignment.csv: shares are of whole votes, never of halves."""
    from aftercoup import tables

    rows = [row for row in tables.table("alignment") if row.iso3 == "MMR" and row.agree_usa]
    whole = lambda row: min(
        abs(row.agree_usa * n - round(row.agree_usa * n))
        for n in range(row.n_votes - 15, row.n_votes + 1)
        if n > 0
    )
    assert max(map(whole, rows)) < 0.01


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize("measure", TWO_LISTS)
@pytest.mark.parametrize(
    "a, b, words",
    [
        (["Y"], ["Y", "N"], "lists of 1, 2 codes"),
        ([], [], "nothing to compare"),
        ([None, "Y"], ["Y", None], "nothing to compare"),
        ("YNA", "YNN", "lists of codes"),
        (["Y"], None, "lists of codes"),
        (3, ["Y"], "lists of codes"),
    ],
)
def test_bad_lists(measure, a, b, words):
    with pytest.raises(MeasureError, match=words):
        measure(a, b)


YEARS = {2019: 1, 2020: 1, 2022: 1, 2023: 1}


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: agreement_share(["Y"], ["Y"], "half"), "exact, partial, dropped"),
        (lambda: agreement_share(["A"], ["Y"], "dropped"), "abstentions are dropped"),
        (lambda: s_score(["Y"], ["N"], {"Y": 1, "N": 1}), "at least two"),
        (lambda: s_score(["Y"], ["N"], {"Y": 1, "N": "two"}), "Positions are numbers"),
        (lambda: s_score(["Y"], ["N"], {}), "Positions are numbers"),
        (lambda: krippendorff_alpha([["a"]]), "two coders. Found: 1"),
        (lambda: krippendorff_alpha([["a"], ["a", "b"]]), "lists of 1, 2 codes"),
        (lambda: krippendorff_alpha([["a"], "a"]), "lists of codes"),
        (lambda: krippendorff_alpha([["a"], ["b"]], "ratio"), "nominal, ordinal, interval"),
        (lambda: krippendorff_alpha([["a"], ["b"]], "interval"), "codes are numbers"),
        (lambda: krippendorff_alpha([["a"], ["b"]], "ordinal", ["a"]), "not in the order: b"),
        (lambda: krippendorff_alpha([["a"], ["b"]], "nominal", ["a", "b"]), "Only ordinal"),
        (lambda: krippendorff_alpha([[1, None], [None, 2]]), "No case has a value from two coders"),
        (lambda: difference_in_differences(YEARS, YEARS, 2021, window=0), "window is a whole number from 1"),
        (lambda: difference_in_differences(YEARS, YEARS, 2021, gap=-1), "gap is a whole number from 0"),
        (lambda: difference_in_differences(YEARS, YEARS, 2021, least=0), "least is a whole number from 1"),
        (lambda: difference_in_differences(YEARS, YEARS, 2021, window=True), "window is a whole number"),
        (lambda: concentration([1, -2]), "Found: -2"),
        (lambda: concentration(["many"]), "Found: 'many'"),
        (lambda: concentration([float("nan")]), "Amounts are numbers"),
        (lambda: item_difficulty([1], 0), "points above 0. Found: 0"),
        (lambda: item_difficulty([3], 2), "between 0 and 2. Found: 3"),
        (lambda: item_discrimination([1], [1, 2]), "Found 1 and 2"),
    ],
)
def test_bad_settings_and_values(call, words):
    with pytest.raises(MeasureError, match=words):
        call()


# ---------------------------------------------------------------- questions of a test


def test_item_difficulty_is_the_mean_share_of_the_points():
    assert item_difficulty([2, 1, 0, None], 2) == 0.5
    assert item_difficulty([None], 2) is None and item_difficulty([], 1) is None


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), min_size=3, max_size=20))
def test_item_discrimination_is_pearsons_r_with_the_other_questions(rows):
    points, rest = zip(*rows)
    found = item_discrimination(points, [x + y for x, y in rows])
    if len(set(points)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(statistics.correlation(points, rest), abs=1e-9)
        turned = item_discrimination([7 - x for x in points], [7 - x + y for x, y in rows])
        assert turned == pytest.approx(-found)


def test_a_question_is_not_compared_with_itself():
    """Two unrelated questions: with the question itself in the total, the correlation would be 0.71."""
    assert item_discrimination([0, 0, 1, 1], [0, 1, 1, 2]) == pytest.approx(0)
    assert item_discrimination([0, None, 1, 1], [0, 5, 2, 2]) == pytest.approx(1)
    assert item_discrimination([0, 1], [0, 2]) is None
    assert item_discrimination([2 / 3] * 25, range(25)) is None, "all have the same"
    assert item_discrimination([0.7] * 24, range(24)) is None


# ---------------------------------------------------------------- many coders, and intervals


def coders_with(reliability, coders, cases, chance, shares=(0.5, 0.3, 0.2)):
    """Synthetic codings whose alpha is known by construction.

    Each case has a code, drawn with the probabilities `shares`. A coder reads it with probability
    q = sqrt(reliability), and otherwise draws a code from `shares` without reading. Two coders who both read
    agree; in all other pairs at least one code is an independent draw, and they agree as often as chance,
    sum of shares squared = e. So observed agreement is q * q + (1 - q * q) * e, agreement by chance is e, and
    alpha = (observed - e) / (1 - e) = q * q = reliability.
    """
    codes, q = range(len(shares)), math.sqrt(reliability)
    truth = chance.choices(codes, shares, k=cases)
    return [
        [code if chance.random() < q else chance.choices(codes, shares)[0] for code in truth]
        for _ in range(coders)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("coders_", "cases", "least"), [(100, 50, 0.88), (2, 50, 0.88), (10, 12, 0.80)])
def test_the_interval_covers_the_known_reliability_as_often_as_it_says(coders_, cases, least):
    chance, held, of = random.Random(20221), 0, 150
    for _ in range(of):
        found = alpha_estimate(coders_with(0.64, coders_, cases, chance), draws=300)
        held += found.low is not None and found.low <= 0.64 <= found.high
    assert least <= held / of <= 0.995, "an interval that always covers is as wrong as one that rarely does"


@pytest.mark.slow
@pytest.mark.parametrize("reliability", [0.0, 0.3, 0.64, 0.9])
def test_a_hundred_coders_are_recovered(reliability):
    codings = coders_with(reliability, 100, 300, random.Random(7))
    found = alpha_estimate(codings)
    assert found.low <= reliability <= found.high and found.high - found.low < 0.05
    assert found.value == pytest.approx(krippendorff_alpha(codings), abs=1e-12)
    assert mean_of_pairs(codings)[1] == pytest.approx(found.value, abs=0.01), "same margins, same chance"


@settings(deadline=None, max_examples=50)
@given(CODINGS, st.randoms(use_true_random=False))
def test_estimates_always_hold(cases, chance):
    codings = lists(cases)
    try:
        alpha = krippendorff_alpha(codings)
    except MeasureError:
        with pytest.raises(MeasureError):
            alpha_estimate(codings)
        with pytest.raises(MeasureError):
            mean_of_pairs(codings)
        return
    found = alpha_estimate(codings, draws=50)
    if alpha is None:
        assert found == Estimate(None, None, None)
    else:
        assert found.value == pytest.approx(alpha, abs=1e-9)
        assert found.low is None or found.low <= found.high <= 1 + 1e-9
        named = [["abcd"[code - 1] if code else None for code in coder] for coder in codings]
        assert alpha_estimate(named, draws=50) == found, "names of codes"
        same = alpha_change(codings, codings, draws=50)
        assert same.value == 0 and same.low in (0, None)
    mixed = [list(coder) for coder in codings]
    chance.shuffle(mixed)
    assert alpha_estimate(mixed, draws=50) == pytest.approx(found) or alpha is None, "who comes first"
    pairs = [pair for pair in itertools.combinations(codings, 2) if any(None not in x for x in zip(*pair))]
    kappas = [kappa for pair in pairs if (kappa := cohens_kappa(*pair)) is not None]
    share, kappa = mean_of_pairs(codings)
    assert share == pytest.approx(statistics.fmean(agreement_share(*pair) for pair in pairs))
    assert kappa == (pytest.approx(statistics.fmean(kappas), abs=1e-9) if kappas else None)


def test_change_of_alpha_by_hand():
    # ab/ab: no pair differs, ab/ba: all do; by chance 8 of 12 ordered pairs differ, in both
    first, second = [list("ab"), list("ab")], [list("ab"), list("ba")]
    assert alpha_change(first, second).value == pytest.approx((1 - 1 / (8 / 12)) - 1)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    codings = coders_with(0.5, 3, 40, random.Random(3))
    first, again, other = (alpha_estimate(codings, seed=seed) for seed in (1, 1, 2))
    assert first == again and first.value == other.value and first != other


def test_the_interval_is_the_plain_bootstrap_written_out():
    codings, chance, values = coders_with(0.5, 3, 40, random.Random(3)), random.Random(1), []
    for _ in range(200):
        drawn = chance.choices(range(40), k=40)
        values.append(krippendorff_alpha([[coder[case] for case in drawn] for coder in codings]))
    cuts = statistics.quantiles(values, n=40, method="inclusive")
    found = alpha_estimate(codings, draws=200, seed=1)
    assert (found.low, found.high) == (pytest.approx(cuts[0]), pytest.approx(cuts[-1]))


def test_a_rare_code_leaves_no_interval():
    rare = [["a"] * 11 + ["b"], ["a"] * 11 + ["b"]]  # a third of all draws miss the one case with b
    assert alpha_estimate(rare) == Estimate(1.0, None, None)


def test_a_clearer_rule_shows_as_change():
    before, after = coders_with(0.3, 10, 200, random.Random(1)), coders_with(0.8, 10, 200, random.Random(1))
    change = alpha_change(before, after)
    assert change.low <= 0.5 <= change.high and change.low > 0.3
    with pytest.raises(MeasureError, match="same cases"):
        alpha_change(before, [coder[:100] for coder in after])
