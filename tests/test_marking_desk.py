"""The marking desk: blind, saved at every step, and everything can be taken back."""

import json

import pytest

from aftercoup.teach.marking import essays
from aftercoup.teach.marking import marking_desk as desks
from aftercoup.teach.marking.essays import Part, Task
from aftercoup.teach.marking.marking_desk import Desk, Screen, desk
from aftercoup.teach.marking.platforms.hand_in import MarkingError

LEVELS = tuple((points, f"says {points}", f"example {points}") for points in (0, 1, 2))
PARTS = (Part("Compares", LEVELS), Part("Uses evidence", LEVELS))
TASKS = tuple(Task(f"id{n}", "1.9", "Judge", f"Text number {n}.", PARTS, (100, 200)) for n in range(3))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / essays.TASKS).write_text(essays.tasks_text(TASKS))
    return tmp_path


def typed(work, signs):
    return [work.type(sign) for sign in signs]


def test_tasks_come_back_as_they_were_written():
    assert essays.read_tasks(essays.tasks_text(TASKS)) == TASKS


def test_digits_give_the_parts_their_levels_one_after_the_other(folder):
    work = Desk(folder, "A")
    assert typed(work, "21") == ["Compares: 2 points, saved.", "Uses evidence: 1 point, saved."]
    assert work.given().points == {0: 2, 1: 1} and work.left == 2
    assert "Every part has its points" in work.type("0")
    assert typed(work, "n") == ["The next text."] and work.task == TASKS[1]
    assert "has the levels 0 to 2" in work.type("7") and work.given().points == {}
    assert work.type("x") == ""


def test_points_that_go_against_the_rubric_are_said_at_once(tmp_path):
    task = Task("id", "1.9", "Judge", "A text.", (*PARTS, Part("Is it right", LEVELS, ("the day (e12)",))))
    (tmp_path / essays.TASKS).write_text(essays.tasks_text([task]))
    work = Desk(tmp_path, "A")
    *_, last = typed(work, "210")
    assert last.startswith("Is it right: 0 points, saved. Look again: ") and last.endswith(
        "higher: “Compares”."
    )
    assert typed(work, "u1") == ["Taken back.", "Is it right: 1 point, saved."]


def test_every_step_is_on_the_disk_at_once(folder):
    work = Desk(folder, "A")
    for place, sign in enumerate("201"):
        if place == 2:
            work.type("n")
        work.type(sign)
        kept = essays.read_clicks((folder / essays.CLICKS).read_text())
        assert sum(len(markers["A"].points) for markers in kept.values()) == place + 1
    again = Desk(folder, "A")  # as after a killed kernel
    assert again.left == 2 and again.task == TASKS[1] and again.given().points == {0: 1}


def test_steps_are_taken_back_in_their_order_also_of_another_text(folder):
    work = Desk(folder, "A")
    typed(work, "21n0")
    assert work.type("u") == "Taken back." and work.given().points == {}
    assert work.type("u") == "Taken back." and work.task == TASKS[0] and work.given().points == {0: 2}
    work.give(0, 0)
    work.type("u")
    assert work.given().points == {0: 2}
    typed(work, "u")
    assert "nothing to take back" in work.type("u") and work.left == 3
    assert len((folder / essays.CLICKS).read_text().splitlines()) > 6  # nothing was deleted


def test_a_step_reads_the_points_once_however_many_texts_there_are(folder, monkeypatch):
    work = Desk(folder, "A")
    read, held = [], desks.journal.held
    monkeypatch.setattr(desks.journal, "held", lambda path: read.append(path) or held(path))
    typed(work, "21n")
    assert len(read) == 2 and work.left == 2


def test_a_second_marker_reads_blind(folder):
    first, second = Desk(folder, "A"), Desk(folder, "B")
    typed(first, "22")
    assert second.given().points == {} and second.left == 3
    assert "anna" not in essays.tasks_text(TASKS)


def test_a_comment_is_saved_when_it_changes(folder):
    work = Desk(folder, "A")
    work.comment("Name your evidence: c01.")
    work.comment("Name your evidence: c01.")
    assert work.given().comment == "Name your evidence: c01."
    assert len((folder / essays.CLICKS).read_text().splitlines()) == 1


def test_a_line_that_a_crash_cut_off_does_not_swallow_the_next(folder):
    (folder / essays.CLICKS).write_text('{"essay": "id0", "mark')
    work = Desk(folder, "A")
    work.type("2")
    assert work.given().points == {0: 2}


def test_agreement_of_two_markers_is_that_of_the_measures(folder):
    first, second = Desk(folder, "A"), Desk(folder, "B")
    assert "two markers yet" in first.agreement()
    typed(first, "20n11n02")
    typed(second, "20n10n12")
    from aftercoup.measures import krippendorff_alpha

    alpha = krippendorff_alpha([[2, 1, 0], [2, 1, 1]], "ordinal")
    one, other = first.agreement().split("; ")
    assert one == f"part 1: 3 texts, equal 67%, Krippendorff's alpha {alpha:.2f}"
    assert other.startswith("part 2: 3 texts, equal 67%")


def test_going_round_ends_where_something_is_left(folder):
    work = Desk(folder, "A")
    typed(work, "22n22n")
    assert work.task == TASKS[2]
    work.type("p")
    assert work.task == TASKS[1]
    typed(work, "n22")
    assert work.left == 0 and work.type("n") == "Every text is read."


def test_without_results_or_a_name_one_sentence_says_what_to_do(tmp_path, folder):
    with pytest.raises(MarkingError, match="start.py mark SUBMISSIONS --out none"):
        Desk(tmp_path / "none", "A")
    with pytest.raises(MarkingError, match="the field You are"):
        Desk(folder, "  ")
    (folder / essays.TASKS).write_text("[]")
    with pytest.raises(MarkingError, match="There is no text to read"):
        Screen(Desk(folder, "A"))


def test_the_desk_opens_below_the_fields_that_ask_for_it(folder):
    box = desk()
    *_, below = box.children
    found = controls(box)
    found["Results in:"].value = str(folder)
    found["Begin to read"].click()
    assert "the field You are" in below.children[0].value
    found["You are:"].value = "A"
    found["Begin to read"].click()
    assert "text 1 of 3" in below.children[0].children[0].value


# ---------------------------------------------------------------- its controls, without a browser


def controls(box):
    return {getattr(one, "description", "") or type(one).__name__: one for one in desks_children(box)}


def desks_children(box):
    for one in getattr(box, "children", ()):
        yield one
        yield from desks_children(one)


def test_typing_into_the_field_gives_points_and_shows_them(folder):
    box = Screen(Desk(folder, "A")).box
    (keys,) = [one for one in desks_children(box) if isinstance(one, desks.Keys)]
    for signs in ("2", "2", "u", "1"):  # a sign counts although the one before it was the same
        keys._handle_custom_msg({"signs": signs}, [])
    assert essays.read_clicks((folder / essays.CLICKS).read_text())["id0"]["A"].points == {0: 2, 1: 1}
    found = controls(box)
    assert found["Part 1 of 2:"].value == 2 and found["Part 2 of 2:"].value == 1
    keys._handle_custom_msg({"signs": " n 0\t"}, [])  # pasted
    kept = essays.read_clicks((folder / essays.CLICKS).read_text())
    assert kept["id1"]["A"].points == {0: 0} and kept["id0"]["A"].points == {0: 2, 1: 1}


def test_pointer_comment_and_buttons_do_the_same(folder):
    box = Screen(Desk(folder, "A")).box
    controls(box)["Part 2 of 2:"].value = 1
    controls(box)["Comment:"].value = "Good."
    kept = essays.read_clicks((folder / essays.CLICKS).read_text())["id0"]["A"]
    assert kept.points == {1: 1} and kept.comment == "Good."
    controls(box)["Take back"].click()
    assert controls(box)["Part 2 of 2:"].value is None
    controls(box)["Next text"].click()
    assert controls(box)["Comment:"].value == "" and "text 2 of 3" in box.children[0].value
    assert essays.read_clicks((folder / essays.CLICKS).read_text()).keys() == {"id0"}
    controls(box)["Agreement"].click()
    assert "two markers yet" in box.children[2].value


def test_a_text_is_shown_as_text(folder):
    nasty = Task("id0", "1.9", "Judge", "<script>alert(1)</script>", PARTS)
    (folder / essays.TASKS).write_text(essays.tasks_text([nasty]))
    box = Screen(Desk(folder, "A")).box
    shown = box.children[1].children[0].value
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert json.loads((folder / essays.TASKS).read_text())[0]["text"] == nasty.text
    assert desks.HELP


def test_the_rubric_shows_no_signs_of_markdown():
    part = Part("*Compares*", ((0, "says *not found*", "*no second source found*"),), ("*the day*",))
    shown = desks.PARTS.part(part)
    assert "no second source found" in shown and "the day" in shown and "*" not in shown
