"""Texts of different students that share long sequences of words: listed with the share, and judged by nobody."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from aftercoup.answers.words import words
from aftercoup.teach.marking.exercise_result import ExerciseResult

LENGTH = 5  # words of a sequence
LEAST = 0.2  # from this share of the shorter text on a pair is listed
FEWEST = 20  # sequences that a text must have to be compared
COMMON = 12  # a sequence that more students have is taken from the exercise or the lesson


class Pair(NamedTuple):
    """Two results of one exercise, and the share of the shorter one's word sequences that stand in both."""

    first: ExerciseResult
    second: ExerciseResult
    share: float


def pairs(results: Sequence[ExerciseResult]) -> list[Pair]:
    """The pairs of different students whose own texts overlap, the largest share first."""
    found = []
    for exercise in sorted({one.exercise for one in results}):
        texts = [(one, _sequences(one)) for one in results if one.exercise == exercise]
        texts = [(one, sequences) for one, sequences in texts if len(sequences) >= FEWEST]
        holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, (_, sequences) in enumerate(texts):
            for sequence in sequences:
                holders[sequence].append(place)
        few = (places for places in holders.values() if len(places) <= COMMON)
        shared = Counter(two for places in few for two in combinations(places, 2))
        for (one, other), count in shared.items():
            (first, mine), (second, theirs) = texts[one], texts[other]
            share = count / min(len(mine), len(theirs))
            of_two = first.student.key != second.student.key and first.path != second.path  # no group's file
            if share >= LEAST and of_two:
                found.append(Pair(first, second, round(share, 2)))
    return sorted(
        found, key=lambda pair: (-pair.share, pair.first.exercise, pair.first.path, pair.second.path)
    )


def _sequences(result: ExerciseResult) -> set[tuple[str, ...]]:
    """All runs of LENGTH words in what a student wrote in words of their own."""
    found: set[tuple[str, ...]] = set()
    for question in result.questions:
        typed = words(question.text) if len(question.text) <= 2000 else question.text.casefold().split()
        found.update(zip(*(typed[start:] for start in range(LENGTH))))
    return found
