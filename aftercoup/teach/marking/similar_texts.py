"""What different students have in common: long sequences of words, the same answers with the same faults, the same file.

It is listed, and judged by nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from aftercoup.answers.language.reading import NOT_YET, PARTLY, UNCLEAR
from aftercoup.answers.language.words import words
from aftercoup.errors import many
from aftercoup.teach.marking.exercise_result import ExerciseResult

LENGTH = 5  # words of a sequence
LEAST = 0.2  # from this share of the shorter text on a pair is listed
FEWEST = 20  # sequences that a text must have to be compared
WRONG = 3  # answers that are not right, from which on the same answers throughout are listed
COMMON = 12  # a sequence that more have, and more than a tenth of all, is from the exercise or the lesson


class Pair(NamedTuple):
    """Two results of one exercise, and the share of the shorter one's word sequences that stand in both."""

    first: ExerciseResult
    second: ExerciseResult
    share: float


Alike = tuple[list[ExerciseResult], str]  # results of different students, what is the same in them


def pairs(results: Sequence[ExerciseResult]) -> list[Pair]:
    """The pairs of different students whose own texts overlap, the largest share first."""
    overlapping = []
    for exercise in sorted({result.exercise for result in results}):
        texts = [(result, _sequences(result)) for result in results if result.exercise == exercise]
        texts = [(result, sequences) for result, sequences in texts if len(sequences) >= FEWEST]
        holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index, (_, sequences) in enumerate(texts):
            for sequence in sequences:
                holders[sequence].append(index)
        most = max(COMMON, len(texts) // 10)
        shared = Counter(two for who in holders.values() if len(who) <= most for two in combinations(who, 2))
        for (left, right), count in shared.items():
            (first, mine), (second, theirs) = texts[left], texts[right]
            share = count / min(len(mine), len(theirs))
            of_two = first.student.key != second.student.key and first.path != second.path  # no group's file
            if share >= LEAST and of_two:
                overlapping.append(Pair(first, second, round(share, 2)))
    return sorted(
        overlapping, key=lambda pair: (-pair.share, pair.first.exercise, pair.first.path, pair.second.path)
    )


def alike(results: Sequence[ExerciseResult]) -> list[Alike]:
    """What several have in common: the bytes of files in which something was typed, or all
    answers, where several are wrong. A group's one file is none of these."""
    by_content: dict[tuple[str, object], list[ExerciseResult]] = defaultdict(list)
    says: dict[tuple[str, object], str] = {}
    for result in results:
        fields = [field for question in result.questions for field in question.fields]
        fields = [field for field in fields if not field.asked.by_hand]
        typed = tuple(" ".join(words(field.typed)) for field in fields)
        wrong = sum(field.verdict.state in (NOT_YET, PARTLY, UNCLEAR) for field in fields)
        if not all(question.blank for question in result.questions):
            says[result.exercise, result.digest] = "the whole file, byte for byte"
            by_content[result.exercise, result.digest].append(result)
        if wrong >= WRONG:
            answers = many(sum(map(bool, typed)), "answer")
            says[result.exercise, typed] = f"all {answers}, {wrong} of them not right"
            by_content[result.exercise, typed].append(result)
    same: dict[tuple[str, ...], Alike] = {}
    for content, several in by_content.items():
        files = {result.path: result for result in several}
        if len({result.student.key for result in files.values()}) > 1:
            same.setdefault(tuple(sorted(files)), ([*files.values()], says[content]))  # the bytes say it all
    return [*same.values()]


def _sequences(result: ExerciseResult) -> set[tuple[str, ...]]:
    """All runs of LENGTH words in what a student wrote in words of their own."""
    runs: set[tuple[str, ...]] = set()
    for question in result.questions:
        typed = words(question.text) if len(question.text) <= 2000 else question.text.casefold().split()
        runs.update(zip(*(typed[start:] for start in range(LENGTH))))
    return runs
