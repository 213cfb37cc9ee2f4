"""The course as `course.toml` lists it: lessons, ideas and questions that come back, first-run problems; its tables.

README.md and lesson 00 hold these tables between markers or in a generated cell; `aftercoup build` writes them.
Minutes and points of the exercises come from their answer keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from aftercoup import tables
from aftercoup.answers.exercise import Exercise, file_of
from aftercoup.errors import OneSentence, did_you_mean, read_toml
from aftercoup.tables import PROJECT
from aftercoup.teach.content.citations import unknown
from aftercoup.teach.writing.templates import cell, markdown
from aftercoup.validation import Strict, Text, choice, read

COURSE = PROJECT / "course.toml"
LESSONS = PROJECT / "notebooks"

Number = Annotated[str, Field(pattern=r"^\d\d$", description="two digits, as in 03")]


class Problems(OneSentence, ValueError):
    """A file cannot be used. problems: one sentence for each thing to mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class CourseProblem(Problems):
    """course.toml cannot be used."""


def table_of(path: Path, problem: type[Problems], more: str = "") -> dict[str, Any]:
    """The content of a TOML file; else this problem is raised. more: what is said besides where there is no such file."""
    try:
        return read_toml(path)
    except FileNotFoundError:
        raise problem([f"There is no {path.name} in {path.parent.name}.{more}"]) from None
    except ValueError as fault:
        raise problem([str(fault)]) from None


class Lesson(Strict):
    """One lesson. Its minutes are those of reading and doing; CONTRIBUTING.md has the rule for them."""

    number: Number = Field(description="two digits; the file's name begins with them")
    title: Text = Field(description="as it is shown in the tables of the course")
    file: Text = Field(description="name of the notebook in notebooks/")
    reading: int = Field(ge=1, description="minutes of reading")
    doing: int = Field(ge=0, description="minutes of doing")
    core: bool = Field(default=False, description="true: one of the lessons for a class with little time")
    question: Text = Field(description="what the lesson asks, for the poster")
    able_to: Text = Field(description='the column "you leave able to"')
    goals: list[Text] = Field(
        min_length=1, description="what one can do after it; an answer key names a goal by its number, from 1"
    )
    tables: list[Text] = Field(
        description='data tables that it works with, or words, as in "all others", for the poster'
    )
    say: list[Text] = Field(
        default=[],
        max_length=2,
        description="what one can now say about Myanmar and Russia, in two sentences",
    )

    @property
    def minutes(self) -> int:
        """Minutes of the whole lesson."""
        return self.reading + self.doing


@cache
def sections_of(path: Path) -> dict[str, str]:
    """The sections of a notebook, read once: id of a cell that begins with a heading -> words of the heading. OSError or
    ValueError where it cannot be read."""
    headings = {}
    for entry in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        heading = re.match(r"#{1,6} +(.+)", "".join(entry["source"]))
        if heading and entry["cell_type"] == "markdown":
            headings[entry["id"]] = re.sub(r"[*`]", "", heading[1]).strip()
    return headings


class Idea(Strict):
    """An idea that comes back, with the lessons in which it does."""

    name: Text = Field(description="the idea, or the question that it is")
    stops: dict[Number, str] = Field(
        min_length=1, description='lesson -> what the idea is there, as in {"01" = "two readers"}; may be ""'
    )


class Recall(Strict):
    """A question of an earlier lesson, in other words, with which a lesson begins."""

    lesson: Number = Field(description="the lesson that begins with it")
    goals: list[Annotated[str, Field(pattern=r"^\d\d\.\d$")]] = Field(
        min_length=1, description='what it asks back: lesson and number of a goal, as in "01.2"'
    )
    taught: str = Field(
        pattern=r"^\d\d#[\w-]+$",
        description='where it was taught: lesson and id of a cell, as in "01#who-speaks"',
    )
    question: Text = Field(description="the question")
    answer: Text = Field(description="the answer, which opens on request; a fact carries its record")


class Problem(Strict):
    """A problem of the first run."""

    sees: Text = Field(description="what one sees")
    do: Text = Field(description="what to do then")


class Course(Strict):
    """The whole file."""

    choice_tries: int = Field(
        default=0,
        ge=0,
        description="after so many different tries at a choice the class edition says no more whether it is right, "
        "until another question was tried; 0: it always does",
    )
    lesson: list[Lesson] = Field(min_length=1, description="the lessons, in their order")
    idea: list[Idea] = Field(description="ideas that come back")
    recall: list[Recall] = Field(default=[], description="questions from earlier lessons")
    problem: list[Problem] = Field(description="first-run problems")

    def contradictions(self) -> Iterator[str]:
        if not self.knows("lesson"):
            return
        numbers = [lesson.number for lesson in self.lesson]
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            yield f"two lessons have the number {number}."
        for lesson in self.lesson:
            if not re.fullmatch(rf"{lesson.number}_\w+\.ipynb", lesson.file):
                yield f"lesson {lesson.number}: file is {lesson.file!r}; it must be like {lesson.number}_name.ipynb."
            elif not (LESSONS / lesson.file).is_file():
                near = did_you_mean(lesson.file, [path.name for path in LESSONS.glob("*.ipynb")])
                yield f"lesson {lesson.number}: file is {lesson.file!r}; notebooks has no such notebook.{near}"
            for table in lesson.tables:
                if " " not in table and table not in tables.schemas():
                    yield f"lesson {lesson.number}: {choice('tables', table, list(tables.schemas()))}"
        for idea in self.idea or ():
            for number in idea.stops:
                if number not in numbers:
                    yield f"idea {idea.name!r} stops at lesson {number}; there are: {', '.join(numbers)}."
        goals = {f"{lesson.number}.{n}" for lesson in self.lesson for n in range(1, len(lesson.goals) + 1)}
        for recall in self.recall or ():
            where = f"recall {recall.question!r}"
            if recall.lesson not in numbers:
                yield f"{where}: there is no lesson {recall.lesson}; there are: {', '.join(numbers)}."
            for goal in recall.goals:
                if goal not in goals:
                    yield f"{where}: there is no goal {goal}; lesson and number of a goal are meant, as in 01.2."
            for number in (recall.taught[:2], *(goal[:2] for goal in recall.goals)):
                if number >= recall.lesson:
                    yield f"{where}: lesson {number} is not earlier than lesson {recall.lesson}."

    def unfounded(self) -> Iterator[str]:
        """A sentence on each record and section of a lesson that it names and that is not there."""
        texts = [(f"lesson {lesson.number}: say", " ".join(lesson.say)) for lesson in self.lesson or ()]
        for recall in self.recall or ():
            where = f"recall {recall.question!r}"
            if self.knows("lesson") and (fault := self.section(recall.taught)[1]):
                yield f"{where}: taught is {recall.taught!r}{fault}"
            texts.append((where, f"{recall.question} {recall.answer}"))
        yield from (f"{where}: {fault}" for where, text in texts for fault in unknown(text))

    def lesson_of(self, number: str) -> Lesson | None:
        """The lesson of a number ("04"); None if there is none."""
        return next((lesson for lesson in self.lesson if lesson.number == number), None)

    def section(self, target: str) -> tuple[str, str]:
        """A section of a lesson, as "01#who-speaks": (file and heading for a card, what is wrong or "").

        The part behind # is the id of the cell that begins with the heading, so that the heading can be worded anew.
        """
        number, _, cell = target.partition("#")
        lesson = self.lesson_of(number)
        if lesson is None:
            known = ", ".join(lesson.number for lesson in self.lesson)
            return "", f"; it begins with the number of a lesson: {known}."
        if not cell or not (LESSONS / lesson.file).is_file():  # which is told where it is named
            return lesson.file, ""
        try:
            sections = sections_of(LESSONS / lesson.file)
        except (OSError, ValueError):
            return "", f"; there is no notebooks/{lesson.file} that can be read."
        if cell in sections:
            return f"{lesson.file}#{sections[cell].replace(' ', '-')}", ""
        listed = ", ".join(f"{id_} ({heading})" for id_, heading in sections.items())
        near = did_you_mean(cell, sections, f"Its sections: {listed}.", like=number + "#{}")
        return "", f", and lesson {number} has no section of this id.{near}"


def load(path: Path | None = None, thoroughly: bool = False) -> Course:
    """The course of a file. CourseProblem, with everything that is to be mended. thoroughly: also what it names and the
    lessons and data tables do not hold; what only uses the course does not wait for this."""
    path, problems = path or COURSE, list[str]()
    course = read(Course, table_of(path, CourseProblem), path.name, problems)
    if course and thoroughly:
        problems += [f"{path.name}: {fault}" for fault in course.unfounded()]
    if course is None or problems:
        raise CourseProblem(problems)
    return course


@cache
def current() -> Course:
    """The course of this project, read once."""
    return load()


# ---------------------------------------------------------------- tables


def table(head: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> str:
    """A Markdown table. numbers: the columns whose cells are numbers."""
    columns = list(head)
    rule = "|".join("--:" if index in set(numbers) else ":--" for index in range(len(columns)))
    first, *lines = (" | ".join(map(cell, row)) for row in (columns, *rows))
    return "\n".join([f"| {first} |", f"|{rule}|", *(f"| {line} |" for line in lines)])


def lessons_table(
    course: Course, folder: str = "", without: str = "", sheets: Mapping[str, Exercise] | None = None
) -> str:
    """The lessons with their minutes. folder: where a link leads; without: number of a lesson without a link.

    sheets: number -> exercise, for a column that leads to it with its minutes and points.
    """
    rows = []
    for lesson in course.lesson:
        name, exercise = f"{lesson.number} {lesson.title}", (sheets or {}).get(lesson.number)
        link = name if lesson.number == without else f"[{name}]({folder}{lesson.file})"
        worth = f"{exercise.minutes:g} minutes, {exercise.points:g} points" if exercise else ""
        link_to = f"[{worth}](exercises/{exercise.notebook})" if exercise else ""
        rows.append([link, str(lesson.minutes), lesson.able_to, *[link_to] * bool(sheets)])
    return table(("lesson", "minutes", "you leave able to", *["exercise"] * bool(sheets)), rows, numbers=[1])


def ideas_table(course: Course) -> str:
    """The ideas that come back, each with its lessons."""
    rows = []
    for idea in course.idea:
        words = [f"{number} {what}".strip() for number, what in idea.stops.items()]
        rows.append((idea.name, ("; " if any(idea.stops.values()) else ", ").join(words)))
    return table(("idea", "where it returns"), rows)


def exercises_table(sheets: Iterable[Exercise]) -> str:
    """The exercises with their minutes and points, which come from their answer keys."""
    rows = []
    for exercise in sheets:
        link = f"[{exercise.number} {exercise.title}](exercises/{exercise.notebook})"
        rows.append((f"Exercise {link}", f"{exercise.minutes:g}", f"{exercise.points:g}"))
    return table(("exercise", "minutes", "points"), rows, numbers=[1, 2])


def problems_table(course: Course) -> str:
    """First-run problems and what to do."""
    return table(("what you see", "what to do"), ((problem.sees, problem.do) for problem in course.problem))


def generated(kind: str, course: Course, lesson: Lesson) -> str:
    """A cell of a lesson that is generated from the course, one of CELLS."""
    name = file_of(lesson.number)
    there = (PROJECT / "exercises" / name).is_file()
    tables = {"lessons": lessons_table(course, without=lesson.number), "ideas": ideas_table(course)}
    return markdown(kind, course=course, lesson=lesson, exercise=name if there else "", **tables)


CELLS = ("top", "recall", "end", "said", "course")  # each has a template


# ---------------------------------------------------------------- pages of the project


def update(path: Path, text: str) -> list[Path]:
    """Write a file whose text is another one; [its path] if it is."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return [path]


def with_parts(path: Path, parts: dict[str, str]) -> str:
    """The text of a page with what stands between its markers made anew: name of a pair of markers -> Markdown.

    A marker is a line <!-- name: begin … -->, or <!-- name: end -->. ValueError where one is missing.
    """
    text = path.read_text(encoding="utf-8")
    for name, new in parts.items():
        old = _between(text, name)
        text = f"{text[: old.start(1)]}\n{new}\n\n{text[old.end(1) :]}"
    return text


def part(text: str, name: str) -> str:
    """What stands between a pair of markers of a page. ValueError where they are missing."""
    return _between(text, name)[1].strip()


def _between(text: str, name: str) -> re.Match[str]:
    between = re.search(rf"(?ms)^<!-- {name}: begin[^\n]*-->\n(.*?)^<!-- {name}: end -->$", text)
    if not between:
        raise ValueError(f"the lines <!-- {name}: begin --> and <!-- {name}: end --> are missing")
    return between
