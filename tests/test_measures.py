"""The measures, against worked examples in print and against what must always hold."""

import itertools
import random

import pytest

from aftercoup.measures import MeasureError, agreement_share, cohens_kappa


def coders(table):
    """Two lists of codes from a square table of counts (rows: first coder, columns: second coder)."""
    cells = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return [row for row, _ in cells], [column for _, column in cells]


# Each: the table as printed, the agreement share and kappa as printed, decimals printed, where.
PRINTED = {
    "Cohen 1960, table 2: two judges, three diagnoses, 200 patients": (
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        0.70,
        0.492,
        3,
    ),
    "Feinstein and Cicchetti 1990, Journal of Clinical Epidemiology 43: balanced codes": (
        [[40, 9], [6, 45]],
        0.85,
        0.70,
        2,
    ),
    "Feinstein and Cicchetti 1990: the same agreement with one rare code": (
        [[80, 10], [5, 5]],
        0.85,
        0.32,
        2,
    ),
}


@pytest.mark.parametrize("table, share, kappa, decimals", PRINTED.values(), ids=PRINTED)
def test_printed_examples(table, share, kappa, decimals):
    a, b = coders(table)
    assert round(agreement_share(a, b), decimals) == share
    assert round(cohens_kappa(a, b), decimals) == kappa


def test_by_hand():
    a, b = list("xxxyyz"), list("xyyyyx")
    # The same: cases 1, 4 and 5, so 3/6 = 18/36. By chance: x 3/6 * 2/6, y 2/6 * 4/6, z 1/6 * 0 = 14/36.
    assert agreement_share(a, b) == pytest.approx(1 / 2)
    assert cohens_kappa(a, b) == pytest.approx((18 - 14) / (36 - 14))


@pytest.fixture(params=range(20))
def random_codes(request):
    draw = random.Random(request.param)
    length = draw.randint(2, 40)
    return [draw.choice("abc") for _ in range(length)], [draw.choice("abc") for _ in range(length)]


def test_always_holds(random_codes):
    a, b = random_codes
    share, kappa = agreement_share(a, b), cohens_kappa(a, b)
    assert 0 <= share <= 1 and -1 <= kappa <= share
    assert share == agreement_share(b, a), "who comes first must not matter"
    assert kappa == pytest.approx(cohens_kappa(b, a))
    rename = {"a": "N", "b": 2, "c": ("any", "value")}
    assert kappa == pytest.approx(cohens_kappa([rename[x] for x in a], [rename[x] for x in b]))
    order = list(range(len(a)))
    random.Random(0).shuffle(order)
    assert kappa == pytest.approx(cohens_kappa([a[i] for i in order], [b[i] for i in order]))
    assert cohens_kappa(a, a) in (1, None)
    assert kappa == pytest.approx(cohens_kappa([*a, None, "a"], [*b, "a", None])), (
        "missing cases are left out"
    )
    assert kappa == cohens_kappa(tuple(a), tuple(b))


def test_independent_coders_have_kappa_zero():
    a, b = zip(*itertools.product("aab", "abb"))
    assert cohens_kappa(a, b) == 0


def test_full_disagreement_of_two_balanced_coders():
    assert cohens_kappa(["a", "b"], ["b", "a"]) == -1


def test_undefined_when_chance_alone_agrees_always():
    assert agreement_share(["a"] * 3, ["a"] * 3) == 1
    assert cohens_kappa(["a"] * 3, ["a"] * 3) is None
    assert cohens_kappa(["a"] * 3, ["b"] * 3) == 0


@pytest.mark.parametrize("measure", [agreement_share, cohens_kappa])
@pytest.mark.parametrize(
    "a, b, words",
    [
        (["a"], ["a", "b"], "One has 1 codes, the other 2"),
        ([], [], "nothing to compare"),
        ([None, "a"], ["a", None], "nothing to compare"),
        ("abc", "abd", "two lists"),
        (["a"], None, "two lists"),
        (3, ["a"], "two lists"),
    ],
)
def test_bad_input(measure, a, b, words):
    with pytest.raises(MeasureError, match=words):
        measure(a, b)
