"""docs/objectives.md: which question of an exercise asks which goal of its lesson, written from the answer keys."""

from __future__ import annotations

from aftercoup.teach.content import course, keys
from aftercoup.teach.content.masters import Answers

PATH = course.PROJECT / "docs" / "objectives.md"
COLUMNS = (*keys.LEVELS, "not said", "trap", "essay")


def is_more_than_a_look_up(answers: Answers) -> bool:
    """Whether a question asks more than to find something on a page or in a table."""
    return answers.level in keys.LEVELS[1:3] or bool(set(answers.traits) - {"not-said"})


def table(number: str) -> str:
    """The goals of a lesson with the questions of its exercise, as a Markdown table: a column for each level."""
    master = keys.load(number)
    lesson = course.current().lesson_of(number)
    rows = []
    for goal in lesson.goals if lesson else ():
        cells: dict[str, list[str]] = {column: [] for column in COLUMNS}
        for question in master.exercise.questions.values():
            answers = master.answers[question.id]
            if answers.objective != goal:
                continue
            name = f"{question.id} {question.title}"
            name = name if is_more_than_a_look_up(answers) else f"*{name}*"
            cells["essay" if question.essay else answers.level].append(name)
            for trait in answers.traits:
                if (column := trait.replace("-", " ")) in cells:
                    cells[column].append(question.id)
        rows.append([goal.replace("**", ""), *("<br>".join(cells[column]) for column in COLUMNS)])
    return course.table(("after the lesson you can", *COLUMNS), rows)


def text() -> str:
    """The page with its generated part made anew."""
    parts = [
        f"## {lesson.number} {lesson.title}\n\n{table(lesson.number)}"
        for lesson in course.current().lesson
        if lesson.number in keys.numbers()
    ]
    return course.with_parts(PATH, {"goals": "\n\n".join(parts)})
