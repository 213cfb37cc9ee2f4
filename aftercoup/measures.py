"""Measures of agreement, of change and of concentration: plain functions from lists of values to a number.

The same functions compare two people who code a text and two states that vote. A missing value is always
None. In votes, "A" (abstained) and "X" (did not vote) are two different codes, and no function here takes
one for the other: `present` turns "X" into a missing value where a lesson wants that, and says so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from random import Random
from statistics import correlation, fmean, quantiles
from typing import Any, NamedTuple

Code = Any  # a code is anything that can be told from another and stand in a dict: text, a number
Codings = Sequence[Sequence[Code | None]]  # one list of codes for each coder

ABSTAINED, DID_NOT_VOTE = "A", "X"
# Where the votes stand on the line from yes to no. Not voting is no place on this line.
VOTE_POSITIONS = {"Y": 1, ABSTAINED: 2, "N": 3}
# The three usual rules for abstentions, in the order in which the lessons show them.
ABSTENTION_RULES = ("exact", "partial", "dropped")
LEVELS = ("nominal", "ordinal", "interval")
DRAWS, SEED = 1000, 1  # of an interval
_NOTHING = "No case has a value from two coders, or from both states, so there is nothing to compare."


class MeasureError(ValueError):
    """The values given to a measure cannot be compared, or one of its settings makes no sense."""


# ---------------------------------------------------------------- two lists of codes


def agreement_share(a: Sequence[Code | None], b: Sequence[Code | None], rule: str = "exact") -> float:
    """The share of cases to which both coders give the same code, or on which both states vote alike.

    a, b: lists of the same length with one code per case, in the same order; None means missing, and a
    case that is missing in one list is left out. rule: what an abstention (the code "A") is worth.

    - "exact": a category of its own, so share = cases with equal codes / cases. For codes that are no votes
      it is the only rule that means anything. The agreement shares of Bailey, Strezhnev and Voeten
      (data/alignment.csv) follow it: recomputed from the roll calls, they come out under this rule and
      under neither of the others.
    - "partial": half-way between yes and no. Abstaining beside yes or no counts one half:
      share = (cases with equal codes + half the cases where one abstains and the other says Y or N) / cases.
      Source: Lijphart, Arend. 1963. The Analysis of Bloc Voting in the General Assembly. American Political
      Science Review 57(4): 902-917 (his index of agreement).
    - "dropped": no statement at all. Cases where either abstains are left out, then as "exact".
      Source: US Department of State. Voting Practices in the United Nations 2008 (coincidence, votes only).

    "X" (did not vote) is never an abstention: it agrees with "X" alone (see `present`). Returns a number from
    0 (never alike) to 1 (always). Raises MeasureError when the rule is unknown, the lists differ in length or
    are no lists, or no case is left to compare.
    """
    if rule not in ABSTENTION_RULES:
        raise MeasureError(f"The rules for abstentions are {', '.join(ABSTENTION_RULES)}. Found: {rule!r}")
    pairs = _pairs(a, b)
    if rule == "dropped":
        pairs = [pair for pair in pairs if ABSTAINED not in pair]
        if not pairs:
            raise MeasureError(
                "One side abstained in every case, so nothing is left once abstentions are dropped."
            )
    alike: float = sum(x == y for x, y in pairs)
    if rule == "partial":
        alike += sum(x != y and ABSTAINED in (x, y) and DID_NOT_VOTE not in (x, y) for x, y in pairs) / 2
    return alike / len(pairs)


def cohens_kappa(a: Sequence[Code | None], b: Sequence[Code | None]) -> float | None:
    """Cohen's kappa: agreement of two coders beyond what chance alone would give.

    kappa = (observed - expected) / (1 - expected), where `observed` is `agreement_share(a, b)` and
    `expected` is the sum over all codes of share in a times share in b.
    Source: Cohen, Jacob. 1960. A Coefficient of Agreement for Nominal Scales. Educational and
    Psychological Measurement 20(1): 37-46. For states: Haege, Frank M. 2011. Choice or Circumstance?
    Political Analysis 19(3): 287-305.

    Takes the same lists as `agreement_share` and raises the same errors. Returns a number from -1 to 1:
    1 is full agreement, 0 is as much as chance gives, below 0 is less than chance. Returns None when
    kappa is undefined: both coders give one and the same code to every case, so chance alone would make
    them agree always (expected is 1) and nothing is left to measure.
    """
    pairs = _pairs(a, b)
    counts_a, counts_b = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    return _beyond_chance(pairs, sum(counts_a[code] * counts_b[code] for code in counts_a), len(pairs) ** 2)


def scotts_pi(a: Sequence[Code | None], b: Sequence[Code | None]) -> float | None:
    """Scott's pi: like Cohen's kappa, but chance is the same for both coders.

    pi = (observed - expected) / (1 - expected), where `expected` is the sum over all codes of the squared
    share of the code in both lists taken together. Kappa asks what two coders with their own habits would
    agree on by chance, pi what two coders with one common habit would. pi is never above kappa.
    Source: Scott, William A. 1955. Reliability of Content Analysis: The Case of Nominal Scale Coding.
    Public Opinion Quarterly 19(3): 321-325.

    Lists, missing values, errors, range and None as for `cohens_kappa`.
    """
    pairs = _pairs(a, b)
    counts = Counter(code for pair in pairs for code in pair)
    return _beyond_chance(pairs, sum(count**2 for count in counts.values()), (2 * len(pairs)) ** 2)


def s_score(
    a: Sequence[Code | None], b: Sequence[Code | None], positions: Mapping[Code, float] | None = None
) -> float:
    """Signorino and Ritter's S: how near two states are on an ordered scale, summed over all cases.

    S = 1 - 2 * (sum of distances) / (cases * largest possible distance), with absolute distances and every
    case weighing the same. Source: Signorino, Curtis S., and Jeffrey M. Ritter. 1999. Tau-b or Not Tau-b:
    Measuring the Similarity of Foreign Policy Positions. International Studies Quarterly 43(1): 115-144.

    a, b: lists as for `agreement_share`; None is missing and left out. positions: code -> number; default
    VOTE_POSITIONS (yes 1, abstained 2, no 3). All possible codes belong in it, used or not, because they set
    the largest distance. Returns a number from -1 (as far apart as possible in every case) to 1 (the same in
    every case). With votes, S = 2 * agreement_share(a, b, "partial") - 1. There is no correction for chance.
    Raises MeasureError as `agreement_share` does, for a code without a position ("X": not voting is no
    position, see `present`), and when the positions are not at least two different numbers.
    """
    positions = VOTE_POSITIONS if positions is None else positions
    values = list(positions.values())
    if not values or not all(_is_number(value) for value in values) or max(values) == min(values):
        raise MeasureError(f"Positions are numbers, at least two of them different. Found: {positions!r}")
    pairs = _pairs(a, b)
    unknown = sorted({str(code) for pair in pairs for code in pair if code not in positions})
    if unknown:
        raise MeasureError(f"These codes have no position: {', '.join(unknown)}. A missing value is None.")
    apart = sum(abs(positions[x] - positions[y]) for x, y in pairs)
    return 1 - 2 * apart / (len(pairs) * (max(values) - min(values)))


def present(votes: Iterable[Code | None]) -> list[Code | None]:
    """The same votes with "X" (did not vote) turned into None, a missing value.

    For the reading that who was not there has said nothing, as most UN research has it. Without this step
    "X" is a category of its own in `agreement_share`, `cohens_kappa` and `scotts_pi`. Abstentions stay as
    they are.
    """
    return [None if vote == DID_NOT_VOTE else vote for vote in votes]


# ---------------------------------------------------------------- many coders


def krippendorff_alpha(
    codings: Codings, level: str = "nominal", order: Sequence[Code] | None = None
) -> float | None:
    """Krippendorff's alpha: agreement of two or more coders, with missing codes and ordered scales.

    alpha = 1 - observed disagreement / expected disagreement. Observed is the mean distance of two codes that
    different coders gave to the same case, expected the mean distance of any two codes given:

        observed = 1 / n * sum over cases of (sum of distances of all pairs in the case) / (codes in it - 1)
        expected = 1 / n * (sum of distances of all pairs of codes given) / (n - 1)

    where n counts the codes in cases that at least two coders coded, and pairs are ordered. level: what the
    distance is: "nominal" (0 for the same code, else 1), "interval" (squared difference of numbers),
    "ordinal" (squared difference of mean ranks: how many codes given lie between the two, each of the two
    counted half).
    Source: Krippendorff, Klaus. 2011. Computing Krippendorff's Alpha-Reliability. Annenberg School for
    Communication, University of Pennsylvania.

    codings: one list of codes per coder, all of the same length, cases in the same order; None is missing. A
    case with fewer than two codes tells nothing about agreement and is left out. order: the codes from lowest
    to highest; needed for ordinal codes that are no numbers. Returns a number up to 1: 1 is full agreement,
    0 as much as chance gives; below 0, coders disagree more than chance would. Returns None when only one
    code is used: nothing could disagree. Raises MeasureError for fewer than two coders, lists of different
    lengths, an unknown level, codes that do not fit the level or the order, and when no case has two codes.
    """
    if level not in LEVELS:
        raise MeasureError(f"The levels of measurement are {', '.join(LEVELS)}. Found: {level!r}")
    return _alphas(codings, 0, SEED, level, order)[0]


def _alphas(
    codings: Codings, draws: int, seed: int, level: str = "nominal", order: Sequence[Code] | None = None
) -> list[float | None]:
    """Alpha for the cases as they are, then for each draw of cases; None is undefined."""
    cases = _counted(codings)
    values = _values(sum(cases, Counter()), level, order)
    within = [_apart(case, values) / (case.total() - 1) if case else 0.0 for case in cases]
    alphas: list[float | None] = []
    for times in _draws(len(cases), draws, seed):  # how often each case counts
        given: Counter[Code] = Counter()
        for index, often in times.items():
            for code, number in cases[index].items():
                given[code] += often * number
        observed = math.fsum(often * within[index] for index, often in times.items())
        most = _apart(given, values) if len(given) > 1 else 0
        alphas.append(1 - observed * (given.total() - 1) / most if most else None)
    return alphas


def _lists(codings: Codings) -> list[Sequence[Code | None]]:
    """The lists of codes; MeasureError for fewer than two, or lists that cannot be compared."""
    lists = [_codes(codes) for codes in codings]
    if len(lists) < 2:
        raise MeasureError(f"Agreement needs at least two coders. Found: {len(lists)}")
    if len({len(codes) for codes in lists}) > 1:
        lengths = ", ".join(str(len(codes)) for codes in lists)
        raise MeasureError(f"All lists must hold the same cases. Found lists of {lengths} codes.")
    return lists


def _counted(codings: Codings) -> list[Counter[Code]]:
    """How many coders gave each code, case by case; nothing for a case with fewer than two codes."""
    cases = [Counter(code for code in case if code is not None) for case in zip(*_lists(codings))]
    cases = [case if case.total() > 1 else Counter() for case in cases]
    if not any(cases):
        raise MeasureError(_NOTHING)
    return cases


def _apart(codes: Counter[Code], values: Mapping[Code, float] | None) -> float:
    """The sum of the distances of all ordered pairs among counted codes.

    values: code -> number, for squared differences; None where codes are only the same or not.
    """
    n = codes.total()
    if values is None:
        return n**2 - sum(number**2 for number in codes.values())
    mean = math.fsum(number * values[code] for code, number in codes.items()) / n
    return 2 * n * math.fsum(number * (values[code] - mean) ** 2 for code, number in codes.items())


def _values(given: Counter[Code], level: str, order: Sequence[Code] | None) -> Mapping[Code, float] | None:
    """Code -> number: the numbers themselves, or mean ranks among all codes given; None for nominal codes."""
    if order is not None and level != "ordinal":
        raise MeasureError("Only ordinal codes have an order.")
    if level == "nominal":
        return None
    if order is None and not all(_is_number(code) for code in given):
        words = f"For the level {level} codes are numbers, or ordinal with an order. Found: {list(given)!r}"
        raise MeasureError(words)
    ladder = sorted(given) if order is None else list(order)
    if strange := [code for code in given if code not in ladder]:
        raise MeasureError(f"These codes are not in the order: {', '.join(map(str, strange))}.")
    if level == "interval":
        return {code: float(code) for code in ladder}
    ranks, below = {}, 0
    for code in ladder:
        ranks[code] = below + given[code] / 2
        below += given[code]
    return ranks


# ---------------------------------------------------------------- many coders, with what chance did


class Estimate(NamedTuple):
    """Krippendorff's alpha with its interval. value: None where alpha is undefined; low, high: None where too
    many draws had no value for an interval to mean anything."""

    value: float | None
    low: float | None
    high: float | None


def alpha_estimate(codings: Codings, draws: int = DRAWS, seed: int = SEED) -> Estimate:
    """Nominal alpha, as `krippendorff_alpha` gives it for these codings, with a bootstrap interval.

    The interval: cases are drawn with replacement, as many as there are, `draws` times; alpha is computed
    from each draw, and the middle 95 percent of these values are the interval (percentile method). So it
    says how far alpha would move had the same people coded other cases of this kind; it says nothing about
    other people. Source: Zapf, Antonia, Stefanie Castell, Lars Morawietz, and Andre Karch. 2016. Measuring
    Inter-Rater Reliability for Nominal Data. BMC Medical Research Methodology 16:93 (bootstrap intervals come
    close to the coverage they promise). It is not the algorithm of Krippendorff 2011, which draws pairs. The
    same seed gives the same interval on every machine.

    A draw in which only one code is left has no alpha. Where that happens in more than a twentieth of them,
    low and high are None; so they are where all agree, for then the draws cannot differ. With a dozen cases
    the interval is a little too short: in our simulations a 95 percent interval held the true value about 90
    times in a hundred. Returns an `Estimate`. Raises MeasureError as `krippendorff_alpha` does.
    """
    value, *drawn = _alphas(codings, draws, seed)
    if value == 1:
        return Estimate(1.0, None, None)
    return _estimate(value, drawn)


def alpha_change(before: Codings, after: Codings, draws: int = DRAWS) -> Estimate:
    """By how much alpha differs between two codings of the same cases, as an `Estimate` of after - before.

    before, after: each as for `alpha_estimate`; both have the same cases in the same order. The same draws of cases
    are used for both, so that what is easy or hard about a case does not count as change. Errors and None as there.
    """
    first, second = _alphas(before, draws, SEED), _alphas(after, draws, SEED)
    if len(before[0]) != len(after[0]):
        raise MeasureError("Before and after need the same cases.")
    value, *drawn = [None if a is None or b is None else b - a for a, b in zip(first, second)]
    return _estimate(value, drawn)


def _estimate(value: float | None, drawn: Sequence[float | None]) -> Estimate:
    known = [alpha for alpha in drawn if alpha is not None]
    if value is None or len(known) < len(drawn) * 0.95:
        return Estimate(value, None, None)
    low, *_, high = quantiles(known, n=40, method="inclusive")  # a fortieth is 2.5 percent
    return Estimate(value, low, high)


@lru_cache(maxsize=4)
def _draws(cases: int, draws: int, seed: int) -> list[Mapping[int, int]]:
    """How often each case counts: all once, then for each draw with replacement."""
    chance = Random(seed)
    drawn = [Counter(chance.choices(range(cases), k=cases)) for _ in range(draws)]
    return [dict.fromkeys(range(cases), 1), *drawn]


def mean_of_pairs(codings: Codings) -> tuple[float, float | None]:
    """(mean share of agreement, mean kappa) over all pairs of coders: `agreement_share` and `cohens_kappa`.

    With two coders it is theirs. A pair without a common case does not count, nor does one whose kappa is
    undefined; the mean kappa is None when no pair is left. The mean of all pairwise kappas is one of the two
    usual ways for more than two coders: Light, Richard J. 1971. Measures of Response Agreement for
    Qualitative Data. Psychological Bulletin 76(5): 365-377. codings and errors as for `krippendorff_alpha`.
    """
    _counted(codings)  # so that at least one pair has a common case
    both = lambda a, b: any(x is not None and y is not None for x, y in zip(a, b))
    pairs = [(a, b) for a, b in combinations(_lists(codings), 2) if both(a, b)]
    kappas = [kappa for a, b in pairs if (kappa := cohens_kappa(a, b)) is not None]
    return fmean(agreement_share(a, b) for a, b in pairs), fmean(kappas) if kappas else None


# ---------------------------------------------------------------- before and after


class Change(NamedTuple):
    """Means before and after an event, for a case and for what it is compared with, over the same years."""

    case_before: float
    case_after: float
    comparison_before: float
    comparison_after: float
    years_before: tuple[int, ...]
    years_after: tuple[int, ...]

    @property
    def case_change(self) -> float:
        """After minus before, in the case."""
        return self.case_after - self.case_before

    @property
    def comparison_change(self) -> float:
        """After minus before, in what it is compared with."""
        return self.comparison_after - self.comparison_before

    @property
    def estimate(self) -> float:
        """What changed in the case beyond what changed in its comparison."""
        return self.case_change - self.comparison_change


def difference_in_differences(
    case: Mapping[int, float | None],
    comparison: Mapping[int, float | None],
    year: int,
    window: int = 3,
    gap: int = 0,
    least: int = 2,
) -> Change | None:
    """How much more a case changed around an event than its comparison did.

    estimate = (mean of case after - mean before) - (mean of comparison after - mean before).
    In the lessons the comparison is the median of the world, and the number is called a change against the
    world: nobody chose the median as a state like the case. It would be the effect of the coup only if the
    case had moved as the median without it (parallel trends). Textbook example with a chosen comparison:
    Card, David, and Alan B. Krueger. 1994. Minimum Wages and Employment. American Economic Review 84(4):
    772-793.

    case, comparison: year -> value; None, NaN or an absent year is missing. year: of the event; this year
    of transition counts on neither side. window: how many years on each side. gap: how many years after the
    event year are left out too, for effects that take time. Before: year - window ... year - 1. After: year
    + 1 + gap ... year + gap + window. A year counts only where case and comparison both have a value, so
    that both are means over the same years. Returns a `Change`, in the unit of the values (any sign); or
    None when fewer than `least` years are left on either side: too few to say anything. Raises MeasureError
    when window or least is below 1 or gap below 0.
    """
    for name, value, lowest in (("window", window, 1), ("gap", gap, 0), ("least", least, 1)):
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            raise MeasureError(f"{name} is a whole number from {lowest} up. Found: {value!r}")
    known = {y for y in case if _is_number(case[y]) and _is_number(comparison.get(y))}
    before = tuple(y for y in range(year - window, year) if y in known)
    after = tuple(y for y in range(year + 1 + gap, year + 1 + gap + window) if y in known)
    if min(len(before), len(after)) < least:
        return None
    case_before, case_after, comparison_before, comparison_after = (
        fmean(series[y] or 0.0 for y in years) for series in (case, comparison) for years in (before, after)
    )
    return Change(case_before, case_after, comparison_before, comparison_after, before, after)


# ---------------------------------------------------------------- concentration


def concentration(amounts: Iterable[float | None] | Mapping[Any, float | None]) -> float | None:
    """The Herfindahl-Hirschman index: how much a total comes from few suppliers.

    index = sum of squared shares, where share = amount / total.
    Source: Hirschman, Albert O. 1964. The Paternity of an Index. American Economic Review 54(5): 761-762.

    amounts: one amount per supplier, as a list or as supplier -> amount, in any unit, none below 0; None is
    missing and left out. Returns a number from 1 / number of suppliers (all give the same) to 1 (one gives
    all); competition offices print it times 10,000. Returns None when the total is 0 or nothing is known:
    then there are no shares. Raises MeasureError for an amount below 0 or one that is no number.
    """
    given = amounts.values() if isinstance(amounts, Mapping) else amounts
    known = [amount for amount in given if amount is not None]
    wrong = [amount for amount in known if not _is_number(amount) or amount < 0]
    if wrong:
        raise MeasureError(f"Amounts are numbers from 0 up. Found: {wrong[0]!r}")
    total = math.fsum(known)
    return math.fsum((amount / total) ** 2 for amount in known) if total else None


# ---------------------------------------------------------------- questions of a test


def item_difficulty(points: Iterable[float | None], possible: float) -> float | None:
    """Item difficulty: the mean share of a question's points, so that a high value means an easy question.

    p = mean(points) / possible. Source: Crocker, Linda, and James Algina. 1986. Introduction to Classical and
    Modern Test Theory, chapter 14. points: one number per student, None where the question was not marked;
    possible: the most points. Returns a number from 0 to 1, None without marked students. Raises MeasureError
    when possible is not above 0, or points lie outside 0 to possible.
    """
    if not possible > 0:
        raise MeasureError(f"A question needs points above 0. Found: {possible!r}")
    known = [value for value in points if value is not None]
    wrong = next((value for value in known if not -1e-9 <= value <= possible + 1e-9), None)
    if wrong is not None:
        raise MeasureError(f"Points of this question lie between 0 and {possible}. Found: {wrong!r}")
    return math.fsum(known) / (len(known) * possible) if known else None


def item_discrimination(points: Sequence[float | None], totals: Sequence[float | None]) -> float | None:
    """Item discrimination: does a question tell strong students from weak ones?

    The corrected item-total correlation: Pearson's r between the points for the question and the points for
    all other questions, r(x, t - x). Source: Henrysson, Sten. 1963. Correction of item-total correlations in
    item analysis. Psychometrika 28(2): 211-218. points, totals: one number per student, in the same order;
    a student with None in either is left out. Returns a number from -1 to 1; None where the question or the
    rest is the same for all, or fewer than three students remain. Raises MeasureError for lists of
    different lengths.
    """
    if len(points) != len(totals):
        raise MeasureError(f"Points and totals must match. Found {len(points)} and {len(totals)}.")
    known = [(x, t) for x, t in zip(points, totals) if x is not None and t is not None]
    pairs = [(round(x, 9), round(t - x, 9)) for x, t in known]
    if len(pairs) < 3 or any(len(set(side)) == 1 for side in zip(*pairs)):
        return None
    return max(-1.0, min(1.0, correlation(*zip(*pairs))))


# ---------------------------------------------------------------- rival explanations

# How a piece of evidence fits an explanation, and how many steps that is from saying nothing.
RATINGS = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}
Ratings = Sequence[Sequence[str | None]]  # for each piece of evidence a code of RATINGS for each explanation


class Score(NamedTuple):
    """What the evidence says about one explanation.

    points: the sum (None when nothing is rated); rated: how many pieces have a rating; silent: how many of
    these are "N", so that they could not speak for or against it.
    """

    points: float | None
    rated: int
    silent: int


def inconsistency_scores(ratings: Ratings, weights: Iterable[float] | None = None) -> tuple[Score, ...]:
    """How much speaks against each explanation: a `Score` for each, in the order of the columns.

    points = sum over all rated pieces of weight * (1 for "I", 2 for "II", else 0); the explanation with the
    fewest points stands best. To count what speaks against and not what speaks for is the idea of Heuer,
    Richards J. 1999. Psychology of Intelligence Analysis, chapter 8. The points are not his: one and two
    are the usual choice of programs for his method. The weights are a choice of whoever calls this
    function.

    ratings: one list per piece of evidence with one code of RATINGS per explanation. "N" (says nothing) is a
    rating: it adds 0 and counts as rated and silent. None is missing: it adds nothing and is not counted.
    weights: one number from 0 up per piece; default 1 each. Raises MeasureError for no evidence, lists of
    different lengths, an unknown code, and weights that do not fit. Few points are no praise where `silent`
    is nearly `rated`: what is never tested is never contradicted.
    """
    return _scores(ratings, weights, lambda step: max(0, -step))


def consistency_scores(ratings: Ratings, weights: Iterable[float] | None = None) -> tuple[Score, ...]:
    """How much speaks for each explanation: points = sum of weight * (1 for "C", 2 for "CC", else 0).

    All else as in `inconsistency_scores`. It is the count that Heuer warns of: one piece of evidence can
    speak for many explanations at once, so a high sum does not choose between them.
    """
    return _scores(ratings, weights, lambda step: max(0, step))


def diagnosticity(row: Sequence[str | None]) -> int | None:
    """How far one piece of evidence tells the explanations apart, from 0 (not at all) to 4.

    The largest distance between two of its ratings, in steps of RATINGS: II, I, N, C, CC. The idea that
    evidence which fits all explanations alike has no value for choosing is in Heuer 1999 (see
    `inconsistency_scores`); the distance as its measure is our simple choice. row: one code per
    explanation; None is missing and left out. Returns None with fewer than two ratings. Raises MeasureError
    for an unknown code.
    """
    steps = [_step(code) for code in _codes(row) if code is not None]
    return max(steps) - min(steps) if len(steps) > 1 else None


def order_of(scores: Iterable[Score]) -> tuple[int | None, ...]:
    """The place of each explanation by its points, fewest first: equals share a place, None has no place."""
    points = [None if score.points is None else round(score.points, 9) for score in scores]
    ladder = sorted({value for value in points if value is not None})
    return tuple(None if value is None else ladder.index(value) + 1 for value in points)


def pieces_that_decide(ratings: Ratings, weights: Iterable[float] | None = None) -> list[int]:
    """The positions (from 0) of the pieces of evidence without which the explanations come in another order.

    Heuer's sixth step: how much hangs on a few pieces? Each piece is taken out alone, and the order by
    `inconsistency_scores` is compared with the order of all; a tie that opens or closes counts as another
    order. Arguments and errors as there.
    """
    before = order_of(inconsistency_scores(ratings, weights))
    weights = [1] * len(ratings) if weights is None else list(weights)
    decisive = []
    for index in range(len(ratings)):
        others, left = ([*some[:index], *some[index + 1 :]] for some in (ratings, weights))
        after = order_of(inconsistency_scores(others, left)) if others else None
        if after is not None and None not in after and after != before:
            decisive.append(index)
    return decisive


def _scores(
    ratings: Ratings, weights: Iterable[float] | None, value: Callable[[int], float]
) -> tuple[Score, ...]:
    if not _codes(ratings):
        raise MeasureError("There is no evidence to weigh.")
    if len({len(_codes(row)) for row in ratings}) > 1:
        raise MeasureError("Each piece of evidence has one rating, or None, for each explanation.")
    weights = [1] * len(ratings) if weights is None else list(weights)
    if len(weights) != len(ratings) or not all(_is_number(weight) and weight >= 0 for weight in weights):
        raise MeasureError(
            f"Each of the {len(ratings)} pieces needs a weight, a number from 0 up. Found: {weights!r}"
        )
    scores = []
    for column in zip(*ratings):
        rated = [(code, weight) for code, weight in zip(column, weights) if code is not None]
        points = math.fsum(weight * value(_step(code)) for code, weight in rated)
        scores.append(Score(points if rated else None, len(rated), sum(code == "N" for code, _ in rated)))
    return tuple(scores)


def _step(code: str) -> int:
    if code not in RATINGS:
        raise MeasureError(f"The ratings are {', '.join(RATINGS)}; a missing one is None. Found: {code!r}")
    return RATINGS[code]


# ---------------------------------------------------------------- shared steps


def _codes(codes: Sequence[Code | None]) -> Sequence[Code | None]:
    """A list of codes as it is; MeasureError for anything that is no list."""
    if isinstance(codes, (str, bytes)) or not hasattr(codes, "__len__") or not hasattr(codes, "__iter__"):
        raise MeasureError(f"A measure takes lists of codes, with one code for each case. Found: {codes!r}")
    return codes


def _pairs(a: Sequence[Code | None], b: Sequence[Code | None]) -> list[tuple[Code, Code]]:
    """The cases that both lists code, as pairs; MeasureError where they cannot be compared."""
    pairs = [(x, y) for x, y in zip(*_lists([a, b])) if x is not None and y is not None]
    if not pairs:
        raise MeasureError(_NOTHING)
    return pairs


def _beyond_chance(pairs: list[tuple[Code, Code]], expected: int, of: int) -> float | None:
    """(observed - expected) / (1 - expected), where expected is `expected` in `of`; None if that is 1."""
    if expected == of:  # whole numbers until here, so this comparison is exact
        return None
    return (sum(x == y for x, y in pairs) * of - expected * len(pairs)) / (len(pairs) * (of - expected))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
