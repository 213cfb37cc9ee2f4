"""The questions from earlier lessons with which a lesson begins: course.toml has them, `build` writes them.

That their links lead to cells is a rule of documents.py, that they give no guess away a walk of test_guessing.py.
"""

from collections import Counter

import pytest
from prose import disagreements, sentences, uncited
from test_keys import master_of

from aftercoup import linking
from aftercoup.teach.content import course, keys
from aftercoup.teach.content.citations import cited_ids
from aftercoup.teach.editions import build

COURSE = course.current()
LAST = COURSE.lesson[-1].number


@pytest.mark.parametrize("lesson", COURSE.lesson[2:], ids=lambda lesson: lesson.number)
def test_a_lesson_begins_with_three_questions_each_with_a_folded_answer(lesson):
    asked = [one for one in COURSE.recall if one.lesson == lesson.number]
    assert len(asked) == 3 and len({one.taught for one in asked}) == 3
    cells = build.read(build.NOTEBOOKS / lesson.file).cells
    place = next(
        i for i, cell in enumerate(cells) if cell.metadata.get("aftercoup") == {"generated": "recall"}
    )
    assert cells[place - 1].cell_type == "code" and "import aftercoup" in cells[place - 1].source
    for one in asked:
        before, _, fold = cells[place].source.partition(one.answer)
        assert one.question in before and fold.partition("</details>")[0].count(".ipynb#cell-id=") == 1
        assert before.count("<details>") == before.count("</details>") + 1, "the answer stands in the open"


def test_each_goal_is_asked_back_at_least_twice():
    """By a question of its exercise or of a later lesson; nothing comes after the last lesson."""
    asked = Counter(goal for one in COURSE.recall for goal in one.goals)
    for number in keys.numbers():
        for answer in master_of(number).answers.values():
            goals = COURSE.lesson_of(number).goals
            asked[f"{number}.{goals.index(answer.objective) + 1}"] += 1
    for lesson in COURSE.lesson:
        for place, goal in enumerate(lesson.goals, 1):
            assert asked[f"{lesson.number}.{place}"] >= 2 or lesson.number == LAST, (lesson.number, goal)


def test_each_goal_comes_back_in_a_later_lesson():
    asked = {goal for one in COURSE.recall for goal in one.goals}
    for lesson in COURSE.lesson[:-1]:
        assert {f"{lesson.number}.{place}" for place in range(1, len(lesson.goals) + 1)} <= asked


@pytest.mark.parametrize("one", COURSE.recall, ids=lambda one: f"{one.lesson}-{one.goals[0]}")
def test_what_a_question_says_agrees_with_its_records(one):
    for sentence in [*sentences(one.question), *sentences(one.answer)]:
        assert disagreements(sentence) == [] and uncited(sentence) == "", sentence


@pytest.mark.parametrize("one", COURSE.recall, ids=lambda one: f"{one.lesson}-{one.goals[0]}")
def test_no_record_is_cited_that_answers_a_guess_of_the_same_lesson(one):
    waiting = linking.locks()
    for key in cited_ids(one.question + one.answer):
        assert one.lesson not in waiting.get(key, {}).values(), (
            f"{key} answers a guess of lesson {one.lesson}"
        )


FAULTS = {  # what is changed in the first question -> what is said about it
    ("lesson", "77"): "there is no lesson 77",
    ("goals", ("01.9",)): "there is no goal 01.9",
    ("goals", ("02.1",)): "lesson 02 is not earlier than lesson 02",
    ("taught", "05#title"): "lesson 05 is not earlier than lesson 02",
    ("taught", "title"): "taught is 'title'",
    ("taught", "01#named-is-not-confirmd"): "Did you mean 01#named-is-not-confirmed",
    ("answer", "It took place (c9999)."): "There is no record 'c9999'",
    ("answer", ""): "answer",
}


@pytest.mark.parametrize("change, said", FAULTS.items(), ids=lambda one: str(one)[:40])
def test_a_fault_is_named(tmp_path, change, said):
    name, value = change
    text = course.COURSE.read_text(encoding="utf-8")
    head, mark, rest = text.partition("[[recall]]\n")
    lines = rest.split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith(f"{name} = "))
    lines[place] = f"{name} = {list(value) if isinstance(value, tuple) else value!r}".replace("'", '"')
    (tmp_path / "course.toml").write_text(head + mark + "\n".join(lines), encoding="utf-8")
    with pytest.raises(course.CourseProblem, match=said):
        course.load(tmp_path / "course.toml", thoroughly=True)


def test_what_the_course_cites_is_looked_up_by_check_and_build_alone(tmp_path):
    text = course.COURSE.read_text(encoding="utf-8")
    (tmp_path / "course.toml").write_text(text.replace("n67, n68)", "n67, n99999)"), encoding="utf-8")
    assert course.load(tmp_path / "course.toml").lesson  # as for marking
    with pytest.raises(course.CourseProblem, match="n99999"):
        course.load(tmp_path / "course.toml", thoroughly=True)
