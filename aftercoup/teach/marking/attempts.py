"""Which of a student's files counts: the last, the first, the best, or the one that a decision names."""

from collections.abc import Callable, Collection, Iterable, Sequence

from aftercoup.answers.cell_text import FLAGS
from aftercoup.teach.marking.decisions import Decision
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.platforms.hand_in import HandIn, some

_SEVERAL = (
    "; if they are those of several students, name a roster whose ids are the files' names (--roster), or give each "
    "student a folder"
)
RULES = {"last": "the last attempt counts", "first": "the first one counts", "best": "the best one counts"}


def taken_in(
    results: Sequence[ExerciseResult],
    unread: Iterable[HandIn],
    numbers: Collection[str],
    fates: dict[str, str],
) -> tuple[list[ExerciseResult], list[HandIn]]:
    """The results and unread files without what lies beside an exercise that its student filled in: lessons, and exercises
    that stayed as they were handed out; a zip of the whole course folder holds them all. Where everything of a student is
    blank, it counts. numbers: of the exercises that are marked, none for all; fates: by path."""
    working = {result.student.key for result in results if not result.blank}
    stay, unknown = [], []
    for result in results:
        if result.blank and result.student.key in working:
            fates[result.path] = "marked, but it is blank, and other files of this student are not"
        elif numbers and result.exercise not in numbers:
            fates[result.path] = f"marked, but it is exercise {result.exercise}, which --exercise leaves out"
        else:
            stay.append(result)
    for file in unread:
        if FLAGS["lesson"] in file.refused and file.student.key in working:
            fates[file.path] = "a lesson, beside an exercise of this student"
        else:
            unknown.append(file)
    return stay, unknown


def counted(
    results: Iterable[ExerciseResult],
    fates: dict[str, str],
    rule: str,
    chosen: Iterable[Decision],
    problems: list[str],
    worth: Callable[[ExerciseResult], float],
) -> list[ExerciseResult]:
    """For each student and exercise the file that counts, with the others listed in it. rule: a key of RULES; chosen: decisions
    that name the file; fates: by path; problems: gets sentences on decisions whose file is not there; worth: the points of a file
    after what lateness costs."""
    wanted = {(decision.student, decision.exercise): decision for decision in chosen}
    together: dict[tuple[str, str], list[ExerciseResult]] = {}
    for result in results:
        together.setdefault((result.student.key, result.exercise), []).append(result)
    counting: list[ExerciseResult] = []
    aside: dict[str, str] = {}
    for key, several in sorted(together.items()):
        several.sort(key=lambda result: (bool(result.owner), result.attempt))  # that of a group comes last
        by_rule = {"last": several[-1], "first": several[0], "best": max(several, key=worth)}
        named = None
        if decision := wanted.pop(key, None):
            named, why = decision.chosen(several)
            problems += [f"{decision.where}: {why}"] if why else []
        counts = named or by_rule[rule]
        others = tuple(result.path for result in several if result is not counts)
        of_group = len({bool(result.owner) for result in several}) > 1
        tied = not named and (of_group or len({result.attempt for result in several}) < len(several))
        why = "nothing tells which is the last" if tied and rule != "best" else RULES[rule]
        aside |= {path: f"marked, but {counts.path} counts: {'decided' if named else why}" for path in others}
        if tied:
            doubt = "one is the group's by groups.csv" if of_group else "nothing tells which is the last"
            told = f"{len(several)} files, and {doubt}: {counts.path} counts, not {some(others)}"
            told += _SEVERAL if len(several) > 2 and not of_group else ""
            counts = counts._replace(flags=(*counts.flags, told))
        counting.append(counts._replace(others=others))
    used = {result.path for result in counting}  # that of a group may count for some of its members
    fates.update({path: fate for path, fate in aside.items() if path not in used})
    problems += [f"{decision.where}: {decision.chosen(())[1]}" for decision in wanted.values()]
    return counting
