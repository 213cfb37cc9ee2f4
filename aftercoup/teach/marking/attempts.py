"""Which of a student's files counts: the last, the first, the best, or the one that a decision names."""

from collections.abc import Collection, Iterable, Sequence

from aftercoup.teach.marking.decisions import Decision
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.hand_in import shown, some

_SEVERAL = (
    "; if they are those of several students, name a roster whose ids are the files' names (--roster), or give each "
    "student a folder"
)
RULES = {"last": "the last attempt counts", "first": "the first one counts", "best": "the best one counts"}


def taken_in(
    results: Sequence[ExerciseResult], numbers: Collection[str], fates: dict[str, str]
) -> list[ExerciseResult]:
    """The results without exercises that a student left as they were handed out, beside others that are filled in: a
    zip of the whole course folder holds them all. Where everything of a student is blank, it counts. numbers: of the
    exercises that are marked, none for all; fates: by path."""
    working = {one.student.key for one in results if not one.blank}
    stay = []
    for one in results:
        if one.blank and one.student.key in working:
            fates[one.path] = "marked, but it is blank, and other files of this student are not"
        elif numbers and one.exercise not in numbers:
            fates[one.path] = f"marked, but it is exercise {one.exercise}, which --exercise leaves out"
        else:
            stay.append(one)
    return stay


def counted(
    results: Iterable[ExerciseResult],
    fates: dict[str, str],
    rule: str,
    chosen: Iterable[Decision],
    problems: list[str],
) -> list[ExerciseResult]:
    """For each student and exercise the file that counts, with the others listed in it. rule: a key of RULES; chosen: decisions
    that name the file; fates: by path; problems: gets sentences on decisions whose file is not there."""
    wanted = {(one.student, one.exercise): one for one in chosen}
    together: dict[tuple[str, str], list[ExerciseResult]] = {}
    for one in results:
        together.setdefault((one.student.key, one.exercise), []).append(one)
    found = []
    for place, several in sorted(together.items()):
        several.sort(key=lambda one: one.attempt)
        by_rule = {"last": several[-1], "first": several[0], "best": max(several, key=lambda one: one.points)}
        decision = wanted.pop(place, None)
        named = [one for one in several if decision and one.path.endswith(decision.file)]
        if decision and len(named) != 1:
            problems.append(_no_such_file(decision, several))
            named = []
        counts = named[0] if named else by_rule[rule]
        others = tuple(one.path for one in several if one is not counts)
        tied = len({one.attempt for one in several}) < len(several)
        why = "nothing tells which is the last" if tied and rule != "best" else RULES[rule]
        for path in others:
            fates[path] = f"marked, but {counts.path} counts: {'decided' if named else why}"
        if tied and not named:
            told = f"{len(several)} files, and nothing tells which is the last: {counts.path} counts, not {some(others)}"
            told += _SEVERAL if len(several) > 2 else ""
            counts = counts._replace(flags=(*counts.flags, told))
        found.append(counts._replace(others=others))
    problems += [_no_such_file(decision, ()) for decision in wanted.values()]
    return found


def _no_such_file(decision: Decision, several: Iterable[ExerciseResult]) -> str:
    paths = ", ".join(shown(one.path) for one in several) or "none"
    return (
        f"{decision.where}: no one file of this student ends in {shown(decision.file)}. There are: {paths}."
    )
