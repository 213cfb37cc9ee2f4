"""Groups that hand in one file: `groups.csv` with the columns group and student (the id).

Canvas puts the group's name and one member's number into the file's name; Moodle the group's name and the group's own
number, or none. That number may be a participant's too, so it is nobody's here. So does Sakai, without one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from aftercoup.errors import many
from aftercoup.teach.marking import teacher_tables
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.platforms.hand_in import GROUP, HandIn, MarkingError, Student, shown, some

FILE = "groups.csv"
_WORD = "group|team|gruppe|groupe|équipe|grupo|equipo|gruppo"
_IN_NAME = {  # Canvas leaves no blanks in a name
    "canvas": re.compile(rf"(?i)^(?:{_WORD})|\d$"),
    "moodle": re.compile(rf"(?i)(?<![^\W\d])(?:{_WORD})s?(?![^\W\d])"),
}


def read(path: Path, known: Collection[str], problems: list[str]) -> dict[str, list[Student]]:
    """group -> its students. known: keys of the roster, none without one; problems: gets a sentence on each row that does not
    count."""
    groups: dict[str, list[Student]] = {}
    of: dict[str, str] = {}

    def make(row: dict[str, str]) -> None:
        teacher_tables.look_for_damage(row, ("group", "student"))
        student, group = Student(row["student"]), Student(row["group"]).key
        if not group or not student.id:
            raise MarkingError("it needs both a group and a student's id.")
        if known and student.key not in known:
            raise MarkingError(f"the roster has no id {shown(student.id)!r}.")
        if of.setdefault(student.key, group) != group:
            raise MarkingError(f"{shown(student.id)} is in group {shown(of[student.key])} already.")
        groups.setdefault(group, []).append(student)

    rows = teacher_tables.read(path).rows(("group", "student"), ("group", "student"))
    teacher_tables.made(rows, make, problems)
    return groups


def whose(student: Student, platform: str, export: str | None, roster: str | None) -> tuple[Student, bool]:
    """(whose a file is, whether a group seems to have handed it in). export, roster: the names that these give to the
    number in the file's name, where they give one. What Moodle calls a group is never the student of that number."""
    pattern = _IN_NAME.get(platform)
    if student.id.startswith(GROUP) or not pattern or not student.name:
        return student, student.id.startswith(GROUP)
    another = bool(export and sorted(_joined(export)) != sorted(_joined(student.name)))  # names in two orders
    if platform == "moodle" and roster and _have_no_word_in_common(roster, student.name):
        another = True
    if not another and not pattern.search(student.name):
        return student, False
    if platform == "moodle":
        student = Student(f"{GROUP}{student.name} ({student.id})", student.name)
    return student, True


def _have_no_word_in_common(name: str, other: str) -> bool:
    """Have two names of one script no word in common?"""
    words_of = lambda text: re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    mine, theirs = words_of(name), words_of(other)
    scripts = [unicodedata.name(words[0][0], "").partition(" ")[0] for words in (mine, theirs) if words]
    return len(set(scripts)) == 1 and not {*mine} & {*theirs}


def told(names: Sequence[str]) -> str:
    """A sentence on files that groups seem to have handed in and that no table of groups knows; "" without any. names: those
    in the names of the files."""
    if not names:
        return ""
    return (
        f"{many(len(names), 'file')} may be of groups, by their names: {some(dict.fromkeys(names))}. As it is, at "
        "most the one member whose number is in the name of the file has its points. Put "
        f"{FILE} into the folder of results, with the columns group ({shown(names[0])}) and student (the id of a member), a row "
        "for each member; then mark again. If one is a student's, give the roster the name that the platform has."
    )


def unchecked(members: Iterable[Student], known: Collection[str]) -> str:
    """A sentence on members who have the points of a file and are known by the table of groups alone; "" without any. known:
    keys of all who handed in, and of the class as far as tables tell them."""
    ids = [student.id for student in members if student.key not in known]
    if not ids:
        return ""
    return (
        f"{FILE} has {many(len(ids), 'id')} that stand{'s' * (len(ids) == 1)} in no file's name, roster or grade export: "
        f"{some(ids)}. If one is mistyped, nobody should have its points: mend it. With a roster (--roster) a wrong id is refused."
    )


def _joined(name: str) -> str:
    """A name without blanks and signs, as Canvas writes it."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name).casefold()))


class Groups:
    """Who worked together. members: group -> its students; people: the roster, by key. Who stands there is no group,
    whatever groups are called. names: by key, of files and exports, for who has none in the roster."""

    def __init__(
        self,
        members: Mapping[str, list[Student]],
        people: Mapping[str, Student],
        names: Mapping[str, str],
    ) -> None:
        self.people = people
        self.members = {}
        for group, several in members.items():
            # each once, as the roster has them
            mine = {one.key: people.get(one.key, one) for one in several}
            named = lambda one: one._replace(name=one.name or names.get(one.key, ""))
            self.members[group] = [*map(named, mine.values())]
        self._called = {_joined(group): group for group in members}
        self._of_member = {one.key: group for group, several in members.items() for one in several}

    def of(self, student: Student) -> str:
        """The group that handed in a file, by a member's id or by its name; "" where there is none."""
        if student.key in self._of_member or student.key in self.people:
            return self._of_member.get(student.key, "")
        if student.key in self.members:
            return student.key
        called = _joined(student.name)
        return self._called.get(called, "") if called else ""  # a group may be called by signs alone

    def shared(self, results: Sequence[ExerciseResult]) -> list[ExerciseResult]:
        """The results with one for each member whose group handed in a file. A file with the name of the group is all members',
        after the own ones as one more attempt. Where there is none, that of a member is also theirs who have none. One that
        is blank takes nobody's own."""
        own = {(result.student.key, result.exercise) for result in results}
        by_name = lambda student: student.key not in self._of_member  # the file of a group has its name
        named = {(self.of(one.student), one.exercise) for one in results if by_name(one.student)}
        kept, shared = [], []
        for result in results:
            who, group, exercise = result.student, self.of(result.student), result.exercise
            of_all = by_name(who)
            if not of_all or not (who.key == group or who.id.startswith(GROUP)):
                kept.append(result)
            notes = *result.notes, f"It was handed in for the group {group} as {result.path}."
            for member in self.members.get(group, ()):
                has_none = (member.key, exercise) not in own
                if has_none and (group, exercise) not in named or of_all and (has_none or not result.blank):
                    shared.append(result._replace(student=member, notes=notes, owner=who.key))
        return kept + shared

    def unread(self, files: Iterable[HandIn], results: Iterable[ExerciseResult]) -> list[HandIn]:
        """The files that were not read, one for each member of a group who handed in no own file that was."""
        own = {result.student.key for result in results if not result.owner}
        unread = []
        for file in files:
            members = self.members.get(self.of(file.student), ())
            theirs = [one for one in members if one.key not in own - {file.student.key}]
            unread += [file._replace(student=member) for member in theirs] or [file]
        return unread
