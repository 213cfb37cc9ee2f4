"""Measures of agreement: plain functions from two lists of codes to a number.

The same functions compare two people who code a text and two states that vote.
"""

from __future__ import annotations

from collections import Counter


class MeasureError(ValueError):
    """The lists given to a measure cannot be compared."""


def agreement_share(a, b):
    """The share of cases to which both coders give the same code.

    a, b: lists of the same length with one code per case, in the same order; None means missing, and a
    case that is missing in one list is left out. Returns a number from 0 (never the same) to 1 (always).
    Raises MeasureError when the lists differ in length, are no lists, or have no case in common.
    """
    pairs = _pairs(a, b)
    return sum(x == y for x, y in pairs) / len(pairs)


def cohens_kappa(a, b):
    """Cohen's kappa: agreement of two coders beyond what chance alone would give.

    kappa = (observed - expected) / (1 - expected), where `observed` is `agreement_share(a, b)` and
    `expected` is the sum over all codes of share in a times share in b.
    Source: Cohen, Jacob. 1960. A Coefficient of Agreement for Nominal Scales. Educational and
    Psychological Measurement 20(1): 37-46.

    Takes the same lists as `agreement_share` and raises the same errors. Returns a number from -1 to 1:
    1 is full agreement, 0 is as much as chance gives, below 0 is less than chance. Returns None when
    kappa is undefined: both coders give one and the same code to every case, so chance alone would make
    them agree always (expected is 1) and nothing is left to measure.
    """
    pairs = _pairs(a, b)
    cases = len(pairs)
    counts_a, counts_b = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    # Whole numbers until the last step, so that "expected is 1" is exact.
    observed = sum(x == y for x, y in pairs) * cases
    expected = sum(counts_a[code] * counts_b[code] for code in counts_a)
    if expected == cases**2:
        return None
    return (observed - expected) / (cases**2 - expected)


def _pairs(a, b):
    """The cases that both lists code, as pairs; MeasureError where they cannot be compared."""
    for codes in (a, b):
        if isinstance(codes, (str, bytes)) or not hasattr(codes, "__len__") or not hasattr(codes, "__iter__"):
            raise MeasureError(f"A measure needs two lists of codes, one code per case. Found: {codes!r}")
    if len(a) != len(b):
        raise MeasureError(
            f"Both lists must code the same cases. One has {len(a)} codes, the other {len(b)}."
        )
    pairs = [(x, y) for x, y in zip(a, b) if x is not None and y is not None]
    if not pairs:
        raise MeasureError("No case is coded in both lists, so there is nothing to compare.")
    return pairs
