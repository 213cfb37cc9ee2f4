"""Groups that hand in one file: `groups.csv` with the columns group and student (the id)."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from aftercoup.teach.marking import by_hand
from aftercoup.teach.marking.intake import Student, shown
from aftercoup.teach.marking.marks import ExerciseResult


def read(path: Path, known: Collection[str] = ()) -> tuple[dict[str, list[Student]], list[str]]:
    """group -> its students, and a sentence for each row that does not count. known: keys of the roster, if there is one."""
    found: dict[str, list[Student]] = {}
    of: dict[str, str] = {}
    problems = []
    for where, row in by_hand.rows(path, ("group", "student"), ("group", "student")):
        student, group = Student(row["student"]), Student(row["group"]).key
        if not group or not student.id:
            problems.append(f"{where}: it needs both a group and a student's id. The row does not count.")
        elif known and student.key not in known:
            problems.append(f"{where}: the roster has no id {shown(student.id)!r}. The row does not count.")
        elif of.setdefault(student.key, group) != group:
            problems.append(
                f"{where}: {shown(student.id)} is in group {shown(of[student.key])} already. The row does not count."
            )
        else:
            found.setdefault(group, []).append(student)
    return found, problems


def shared(
    results: Iterable[ExerciseResult],
    groups: Mapping[str, list[Student]],
    people: Mapping[str, Student],
) -> list[ExerciseResult]:
    """The results with one for each member whose group handed in a file, found by a member's id or the group's name.
    Who handed in an own file keeps it."""
    results = list(results)
    of = {student.key: group for group, several in groups.items() for student in several}
    own = {(one.student.key, one.exercise) for one in results}
    kept = []
    for one in results:
        group = of.get(one.student.key) or (one.student.key if one.student.key in groups else "")
        if one.student.key not in groups:
            kept.append(one)
        for student in groups.get(group, ()):
            if (student.key, one.exercise) not in own:
                note = f"handed in for the group {group} as {one.path}"
                member = people.get(student.key, student)
                kept.append(one._replace(student=member, notes=(*one.notes, f"It was {note}.")))
    return kept
