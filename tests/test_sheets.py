"""Sheets derived from masters: what is dropped and kept, what may not differ, and what each edition holds."""

import ast
import copy
import json
import re
from collections import Counter

import documents
import nbformat
import pytest
from test_keys import KEY, NUMBERS, loaded, master_of

import aftercoup
from aftercoup import cli, tables
from aftercoup.answers import magic, notebook
from aftercoup.answers.exercise import EDITIONS, exercise_numbered, read_exercise
from aftercoup.answers.kinds import seal
from aftercoup.teach.content import course, keys
from aftercoup.teach.content.keys import KeyProblem
from aftercoup.teach.editions import build, exercises, nbgrader_course
from aftercoup.teach.editions.build import BuildError

EXERCISES = exercises.EXERCISES
SHEET_RULES = ("one_title", "heading_order", "links", "records_agree", "plain_markup", "no_residue")


def paths_of(number):
    """(master, sheet, check file) of a number, as they are stored."""
    name = master_of(number).exercise.notebook
    return keys.SOLUTIONS / name, EXERCISES / name, EXERCISES / "checks" / f"{number}.json"


# ---------------------------------------------------------------- the sheets


@pytest.mark.parametrize("number", NUMBERS)
def test_sheet_and_check_file_are_fresh(number):
    path, sheet, check = paths_of(number)
    master = master_of(number)
    text, checks = exercises.derive(exercises.compared(build.read(path), master), master)
    hint = f"run: python start.py build solutions/{path.name}"
    assert sheet.read_text(encoding="utf-8") == text, hint
    assert check.read_text(encoding="utf-8") == checks, hint


@pytest.mark.parametrize("number", NUMBERS)
def test_a_master_is_in_stored_form_with_its_rubric(number):
    path, _, _ = paths_of(number)
    stored = build.read(path)
    filled = exercises.filled(copy.deepcopy(stored), master_of(number))
    assert [cell.source for cell in filled.cells] == [cell.source for cell in stored.cells]
    assert build.written(stored) == path.read_text(encoding="utf-8")


def test_nothing_else_lies_in_exercises():
    expected = {path for number in keys.numbers() for path in paths_of(number)[1:]}
    assert {path for path in EXERCISES.rglob("*") if path.is_file()} == expected


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_as_a_document(number):
    case = tables.case(master_of(number).exercise.case or None)
    sheet = documents.Notebook.read(paths_of(number)[1], case)
    found = {rule: documents.problems(sheet, rule) for rule in SHEET_RULES}
    assert not any(found.values()), found


@pytest.mark.parametrize("number", NUMBERS)
def test_one_of_several_rows_with_one_name_is_told_apart(number):
    """An order of arms, or a coup of a country with several, is pointed at by more than a name that others have, too."""
    weapons = Counter((order.supplier, order.weapon.split()[0]) for order in tables.table("arms_orders"))
    names = [weapon for (_, weapon), n in weapons.items() if n > 1]
    countries = Counter(coup.country for coup in tables.table("coups"))
    names += [f"coup (?:in|of) {country}" for country, n in countries.items() if n > 1]
    (sheet, *_) = paths_of(number)
    cells = json.loads(sheet.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    for sentence in re.split(r"\n|(?<=[.?]) ", text):
        if re.search(rf"\b(?:{'|'.join(names)})", sentence):
            assert re.search(r"\b(?:first|second|last|each|all|both|\d{4})\b", sentence), (
                f"which one? {sentence}"
            )


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_is_blank(number):
    """The marker reads nothing from it; each code cell is stored without outputs, and says why nbval may not
    compare them."""
    _, path, _ = paths_of(number)
    submission = notebook.read_notebook(
        path.read_bytes(), read_exercise(json.loads(paths_of(number)[2].read_bytes()))
    )
    values = [text for fields in submission.answers.values() for text in fields.values()]
    assert values and set(values) == {""}
    assert not any(text.strip(" \n…") for text in submission.essays.values())
    for cell in build.read(path).cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            assert cell.metadata.tags == [exercises.UNTESTED]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_master_gets_full_marks_as_a_student_would(number):
    """Read from the file as the marker does, held against the key and against students' digests."""
    path, _, check = paths_of(number)
    master = master_of(number)
    sheet = read_exercise(json.loads(check.read_bytes()))
    submission = notebook.read_notebook(path.read_bytes(), sheet)
    points = 0
    for question in sheet.questions.values():
        for field in question.fields.values():
            reading = field.read(submission.answers[question.id][field.name], sheet.names)
            key = master.key(question.id, field.name)
            sealed = key and seal.Key(field.right, field.misses, field.salt)
            for one in (key, sealed):
                verdict = field.judge(reading, one)
                assert verdict.share == 1 if key else verdict.state == "by hand", (question.id, field.name)
            points += field.points
        if question.essay:
            assert len(submission.essays[question.id].split()) >= question.words[0]
            points += question.points
    assert points == pytest.approx(sheet.points)


def shown(cell):
    """The plain text that a code cell shows."""
    return "\n".join("".join(one.get("data", {}).get("text/plain", "")) for one in cell.outputs)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stored_master_shows_full_marks(number):
    """In the cards as stored: nothing is "not yet", and each field that has a key is right."""
    path, _, _ = paths_of(number)
    master = master_of(number)
    for cell in build.read(path).cells:
        if asked := re.match(r"%%answer (\S+)", cell.source):
            fields = master.answers[asked[1]].fields
            right = sum(answer.key is not None for answer in fields.values())
            said = shown(cell)
            assert len(re.findall("Right|Coded", said)) >= right and not re.search(
                "Not yet|not answered|Cannot", said
            ), said
            assert not right or re.search(r": (\d+) of \1 (right|coded)", said), said


@pytest.mark.parametrize("number", NUMBERS)
def test_a_blank_sheet_says_what_is_not_answered(number, capsys):
    """What nbval, which runs the sheet, cannot compare, because a sheet has no stored outputs: every answer
    cell says that it is not answered yet, and progress() counts all questions as left."""
    path = paths_of(number)[1]
    for cell in build.read(path).cells:
        if asked := re.match(r"%%(answer|essay) (\S+)", cell.source):
            magic.run_cell(cell.source)
            word = "written" if asked[1] == "essay" else "answered"
            assert f"{asked[2]} is not {word} yet" in capsys.readouterr().out
    magic.progress(str(path))
    left = capsys.readouterr().out
    exercise = master_of(number).exercise
    assert all(question in left for question in exercise.counted) and "not answered" in left
    assert f" of {exercise.points:g} points" in left and not any(
        question.optional and question.id in left for question in exercise.questions.values()
    )


@pytest.mark.slow  # it imports pandas and matplotlib, and derives each sheet anew in all editions
@pytest.mark.parametrize("number", NUMBERS)
def test_an_optional_task_is_solved_by_the_code_of_its_master_and_is_not_in_an_exam(number, monkeypatch):
    """Its code gives the answer of the key, which solutions/computed.py finds without pandas."""
    pytest.importorskip("matplotlib").use("Agg")
    master, notebook_ = master_of(number), build.read(paths_of(number)[0])
    (task,) = [one for one in master.exercise.questions.values() if one.optional]
    cells = {cell.id: cell.source for cell in notebook_.cells}
    *lines, last = ast.parse(f"{cells['optional-data']}\n{cells['optional-code']}").body
    names = {"ac": aftercoup}
    exec(compile(ast.Module(lines, []), "task", "exec"), names)
    found = eval(compile(ast.Expression(last.value), "task", "eval"), names)
    for value, field in zip(found if isinstance(found, list) else [found], task.fields.values(), strict=True):
        assert field.judge(field.read(str(value)), master.key(task.id, field.name)).share == 1, value
    monkeypatch.setattr(magic, "_only_exercise", lambda: master.exercise)
    broken = "\n".join([cells["optional-data"], *(f"{name} = (" for name in task.fields)])
    assert magic.as_text([broken]) == [broken], "code with a slip is taken for an answer"
    assert magic.as_text([broken.replace(magic.cell_text.OWN_CODE, "")]) != [broken], "the mark decides"
    exam = "".join(exercises.derive(notebook_, master, "exam"))
    assert task.title not in exam and task.id not in re.findall(r"\d+\.\d+", exam)
    for edition in EDITIONS:
        sheet, checks = exercises.derive(notebook_, master, edition)
        assert cells["optional-code"].split("\n")[-1] not in sheet + checks
        assert not re.search(r"\b0(?: of 0)? points", sheet + checks)


@pytest.mark.parametrize(
    "typed, called",
    [
        ("leader: Putin\ncurrency: rouble", True),
        ("host: Min Aung Hlaing", True),
        ('host: "Putin"\nmonth: 5', True),
        ("host: a", True),
        ('host = "Putin"', True),
        ("import json\nhost = 5", False),
        ("print(5)", False),
        ("hosts: int = 5", False),
        ("", False),
    ],
)
def test_a_cell_without_its_first_line_shows_its_card_also_where_it_is_python(typed, called, monkeypatch):
    monkeypatch.setattr(magic, "_only_exercise", lambda: exercise_numbered("01"))
    assert (magic.as_text([typed]) != [typed]) is called


def test_where_no_file_is_found_progress_reads_the_cells_that_were_run(monkeypatch, capsys, tmp_path):
    """The last run of each, and nothing is called gone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(magic, "_run", {})
    for typed in ("host: Putin", "host: Min Aung Hlaing"):
        magic.run_cell(f"%%answer 1.1\n{typed}")
    capsys.readouterr()
    magic.progress()
    said = " ".join(capsys.readouterr().out.split())
    assert "this is what you ran" in said and "host: Min Aung Hlaing | 2 of 3 empty" in said
    assert "Putin" not in said and "gone" not in said
    magic.run_cell("%%answer 5.1\nearly: 66")
    capsys.readouterr()
    magic.progress()
    assert "Which exercise? Type the name of your file" in capsys.readouterr().out


def test_the_card_of_an_essay_keeps_the_lines_of_a_list(capsys):
    """A line that goes on is put together with the one above it."""
    magic.run_cell(
        "%%essay 1.10\nTwo sides say so:\n- the Kremlin,\n- and the ministry\nin Naypyidaw.\n\nOne does not."
    )
    said = capsys.readouterr().out
    assert "say so:\n- the Kremlin,\n- and the ministry in Naypyidaw.\nOne does not." in said


def test_after_three_tries_at_a_choice_nothing_is_said_until_another_question(monkeypatch, capsys):
    """Each step: what is typed for question 1.3, whose right answer is b, c, e, or for 1.1, and whether the card judges it."""

    def said(cell):
        magic.run_cell(cell)
        return capsys.readouterr().out

    exercise = exercise_numbered("01")
    assert exercise.choice_tries == course.current().choice_tries == 3
    monkeypatch.setattr(magic, "_tried", {})
    steps = [
        ("%%answer 1.3\ncut: a, b", True),
        ("%%answer 1.3\ncut: a, c", True),
        ("%%answer 1.3\ncut: b, a", True),  # the first one again: no new try
        ("%%answer 1.3\ncut: a, d", True),
        ("%%answer 1.3\ncut: b, c, e", False),
        ("%%answer 1.3\ncut: a, c", True),  # was judged before
        ("%%answer 1.1\nplace: ", True),  # nothing is tried there
        ("%%answer 1.3\ncut: b, c, e", False),
        ("%%answer 1.1\nplace: Naypyidaw", True),
        ("%%answer 1.3\ncut: b, c, e", True),
    ]
    for cell, judged in steps:
        out = said(cell)
        assert ("Not said" in out) == ("1 not said" in out) == (not judged), cell
        assert ("1 of 1 right" in out) == (judged and "b, c, e" in cell), cell
    monkeypatch.setattr(magic, "exercise_of", lambda question: exercise._replace(choice_tries=0))
    assert (
        "1 of 1 right" in [said(f"%%answer 1.3\ncut: {cut}") for cut in ("a", "b", "c", "d", "b, c, e")][-1]
    )


# ---------------------------------------------------------------- what is derived


def markdown(source, **own):
    return nbformat.v4.new_markdown_cell(source, metadata={"aftercoup": own} if own else {})


def code(source):
    return nbformat.v4.new_code_cell(source)


ANSWER = """%%answer 1.1
# where?
place: Vladivostok
# on which day?
date: 7 September 2022
# what do other records say?
verdict: confirmed
# who met?
who: Putin and Min Aung Hlaing"""
CELLS = {
    "top": markdown(
        "# Exercise 01: Read the event\n\nRead it.\n\n**Time:** 21 minutes   **Points:** 15\n\nFill in."
    ),
    "import": code(exercises.FIRST_CELL),
    "find": markdown("## Find"),
    "1.1": markdown(
        "### 1.1 Where and when\n\n*(4 points, 4 minutes)*\n\nWhere did they meet?\n\n"
        "- a. confirmed\n- b. contested\n- c. nothing"
    ),
    "answer 1.1": code(ANSWER),
    "why": markdown("**Why.** Because the forum was in Vladivostok."),
    "compare": markdown("## Compare"),
    "1.2": markdown("### 1.2 A table of codes\n\n*(1 point, 2 minutes)*\n\nCode them."),
    "answer 1.2": code(
        "%%answer 1.2\n# they met\nc01: event, indicator\n# it was warm\nc02: evaluation, indicator"
    ),
    "judge": markdown("## Judge"),
    "1.3": markdown("### 1.3 What it shows\n\n*(10 points, 15 minutes)*\n\nWrite."),
    "rubric": markdown("(rubric)", generated="rubric"),
    "essay": code("%%essay 1.3\nWrite below this line. 150 to 250 words.\n\n" + "word " * 160),
    "end": code("ac.progress()"),
}


@pytest.fixture
def sample(tmp_path):
    """(master notebook, Master) of the sample key of test_keys."""
    cells = copy.deepcopy(CELLS)
    for name, cell in cells.items():
        cell.id = name.replace(" ", "-").replace(".", "-")
    return nbformat.v4.new_notebook(cells=list(cells.values())), loaded(tmp_path)


def test_the_sample_master_and_its_key_agree(sample):
    assert list(exercises.disagreements(*sample)) == []


def test_a_sheet_keeps_the_questions_and_drops_the_answers(sample):
    master_notebook, master = sample
    text, checks = exercises.derive(exercises.compared(master_notebook, master), master)
    sheet = nbformat.reads(text, as_version=4)
    sources = {cell.id: cell.source for cell in sheet.cells}
    assert list(sources) == [cell.id for cell in master_notebook.cells if cell.id != "why"]
    assert sources["answer-1-1"] == (
        "%%answer 1.1\n# where?\nplace: \n# on which day?\ndate: \n"
        "# what do other records say?\nverdict: \n# who met?\nwho: "
    )
    assert "# they met\nc01: \n" in sources["answer-1-2"]
    assert sources["essay"] == "%%essay 1.3\nWrite below this line. 150 to 250 words.\n"
    assert sources["rubric"].count("|\n") == 6 and "**2** all" in sources["rubric"]
    same = {cell.id: cell.source for cell in master_notebook.cells}
    assert all(sources[name] == same[name] for name in ("top", "1-1", "1-2", "1-3", "rubric", "end"))
    for secret in ("Vladivostok", "7 September", "word word", "It was a meeting"):
        assert secret not in text and secret not in checks


def test_deriving_leaves_the_master_alone_and_gives_the_same_bytes(sample):
    master_notebook, master = sample
    exercises.filled(master_notebook, master)
    before = copy.deepcopy(master_notebook)
    assert exercises.derive(master_notebook, master) == exercises.derive(master_notebook, master)
    assert master_notebook == before


@pytest.mark.parametrize(
    "cell, old, new, said",
    [
        ("top", "Exercise 01", "Sheet 01", "cell 1 must have the line '# Exercise 01: Read the event'"),
        ("top", "21 minutes", "20 minutes", "**Time:** 21 minutes   **Points:** 15"),
        ("top", "**Points:** 15", "**Points:** 12", "**Points:** 15': that is what the key says"),
        ("import", " as ac", "", "cell 2 must be"),
        ("end", "progress()", "progress", "and the last cell 'ac.progress()'"),
        ("1.1", "Where and when", "When", "question 1.1 must have the line '### 1.1 Where and when'"),
        ("1.1", "4 points", "3 points", "must have the line '*(4 points, 4 minutes)*'"),
        ("1.1", "- c. nothing", "- c. silent", "must have the line '- c. nothing'"),
        ("1.1", "- a. confirmed\n- b. contested", "- a. contested\n- b. confirmed", "must have the line '- a. confirmed'"),
        ("1.2", "*(1 point,", "*(1 points,", "must have the line '*(1 point, 2 minutes)*'"),
        ("find", "Find", "Judge", "question 1.1 stands under 'Judge'; by its level in the key it belongs to 'Find'"),
        ("answer 1.1", "place: Vladivostok", "", "question 1.1, place: the worked answer '' is "),
        ("answer 1.1", "# where?", "# where", "the lines with # in its cell must be '# where?', '# on which day?', "),
        ("answer 1.1", "answer 1.1", "answer 1.2", "its cell does not stand under its heading"),
        ("answer 1.1", "answer 1.1", "answer 1.3", "the key does not ask for '%%answer 1.3'"),
        ("answer 1.1", "Vladivostok", "Moscow", "'Moscow' is not yet by the key. Not yet"),
        ("answer 1.1", "confirmed", "d", "verdict: the worked answer 'd' is unclear by the key"),
        ("answer 1.1", "%%answer", "%answer", "question 1.1 has no answer cell"),
        ("answer 1.2", "# it was warm\n", "", "its cell must be '# they met', '# it was warm'"),
        ("essay", "word " * 160, "word " * 20, "has 20 words; asked for are 150 to 250"),
        ("essay", "essay 1.3", "essay 1.2", "the key does not ask for '%%essay 1.2'"),
    ],
)  # fmt: skip
def test_what_sheet_and_key_do_not_say_alike_is_named(sample, cell, old, new, said):
    master_notebook, master = sample
    place = list(CELLS).index(cell)
    assert old in master_notebook.cells[place].source
    master_notebook.cells[place].source = master_notebook.cells[place].source.replace(old, new, 1)
    with pytest.raises(KeyProblem, match="exercise_01.ipynb: ") as caught:
        exercises.compared(master_notebook, master)
    if said != "must":
        assert said in str(caught.value)


@pytest.mark.parametrize("cell, said", [
    ("answer 1.1", "question 1.1 has no answer cell"), ("essay", "question 1.3 has no essay cell"),
    ("1.2", "its questions are 1.1, 1.3; the key has 1.1, 1.2, 1.3"), ("rubric", '{"generated": "rubric"}'),
])  # fmt: skip
def test_what_is_missing_is_named(sample, cell, said):
    master_notebook, master = sample
    del master_notebook.cells[list(CELLS).index(cell)]
    assert said in " ".join(exercises.disagreements(master_notebook, master))


# ---------------------------------------------------------------- editions and digests


def test_the_class_edition_can_tell_right_from_wrong_and_holds_no_answer(sample):
    _, master = sample
    data = json.loads(exercises.check_text(master, "class"))
    place, date = (read_exercise(data).questions["1.1"].fields[name] for name in ("place", "date"))
    for field, typed, state in (
        (place, "vladivostok", "right"),
        (place, "Moscow", "not yet"),
        (date, "07/09/2022", "right"),
        (date, "Sept 2022", "partly"),
    ):
        sealed = seal.Key(field.right, field.misses, field.salt)
        assert field.judge(field.read(typed), sealed).state == state, typed
    question = data["questions"][0]
    assert question["hint"] and question["reread"] and "rule" not in question and "worked" not in question


def test_editions_hold_what_they_say(sample):
    _, master = sample
    found = {edition: json.loads(exercises.check_text(master, edition)) for edition in EDITIONS}
    assert {data["edition"] for data in found.values()} == set(EDITIONS)
    own = {edition: set(data["questions"][0]) for edition, data in found.items()}
    assert own["self-study"] - own["class"] == {"rule", "worked"}
    assert own["class"] - own["exam"] == {"hint", "reread"}
    assert [edition for edition, data in found.items() if "choice_tries" in data] == ["class"]
    essay = found["self-study"]["questions"][2]["worked"]
    assert essay.startswith("An essay.") and essay.count("It was a meeting (e37).") == 5
    exam = [field for question in found["exam"]["questions"] for field in question["fields"]]
    assert exam and not any({"salt", "right", "misses"} & set(field) for field in exam)


def test_an_exam_ships_no_digest_whatever_the_sheet():
    for number in keys.numbers():
        text = exercises.check_text(master_of(number), "exam")
        assert not [
            run
            for run in text.replace('"', " ").split()
            if len(run) >= 32 and set(run) <= set("0123456789abcdef")
        ]


def test_salts_differ_from_field_to_field_and_so_do_digests_of_one_answer():
    salts = []
    for number in keys.numbers():
        fields = [
            (q.id, f.name) for q in master_of(number).exercise.questions.values() for f in q.fields.values()
        ]
        salts += [exercises.salt(*field) for field in fields]
    assert len(salts) == len(set(salts)) > 60
    assert len({seal.seal("2022-09-07", salt) for salt in salts[:3]}) == 3


def test_the_order_in_which_digests_stand_says_nothing(sample):
    _, master = sample
    text = exercises.check_text(master, "class")
    for question in json.loads(text)["questions"]:
        for field in question["fields"]:
            assert all(item == sorted(item) for item in field["right"])
            assert list(field.get("misses", {})) == sorted(field.get("misses", {}))


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("names, meant", [
    (["solutions/{}"], ["{}"]), (["exercises/{}"], ["{}"]), (["notebooks/00_start_here.ipynb"], ["00_start_here.ipynb"]),
    (["{}"], ["{}"]), (["00_start_here.ipynb"], ["00_start_here.ipynb"]),
    (["glossary.ipynb", "{}"], ["glossary.ipynb", "{}"]),
])  # fmt: skip
def test_a_name_means_a_lesson_or_a_master(names, meant):
    some = master_of(keys.numbers()[0]).exercise.notebook
    assert exercises.chosen(name.format(some) for name in names) == {name.format(some) for name in meant}


def test_an_unknown_notebook_is_named_and_lessons_and_masters_are_listed(capsys):
    assert cli.main(["build", "exercise_001"]) == 2
    said = capsys.readouterr().out
    assert (
        "There is no notebook exercise_001. Did you mean exercise_01.ipynb? There are: 00_start_here.ipynb, "
        in said
    )
    assert "glossary.ipynb, " in said and said.endswith(", exercise_10.ipynb.\n")
    with pytest.raises(BuildError):
        exercises.chosen(["exercises/x.ipynb"])


def test_a_key_without_its_master_is_named(tmp_path):
    folder = tmp_path / "solutions"
    folder.mkdir()
    (folder / "01_key.toml").write_text(KEY, encoding="utf-8")
    with pytest.raises(KeyProblem, match="01_key.toml has no master: .* has no exercise_01.ipynb"):
        exercises.build(folder=folder)
    assert list(tmp_path.iterdir()) == [folder]


# ---------------------------------------------------------------- what a teacher adds to a master


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_what_a_teacher_writes_between_the_cells_stays(sample, kind):
    """Without any metadata, wherever it stands: nothing that derives from a master holds it."""
    master_notebook, master = sample
    words = "Why. Because the forum was in Vladivostok." if kind != "code" else "x = 'Because of the forum'"
    new = {"markdown": nbformat.v4.new_markdown_cell, "raw": nbformat.v4.new_raw_cell, "code": code}[kind]
    for place in range(2, len(master_notebook.cells)):
        planted = copy.deepcopy(master_notebook)
        planted.cells.insert(place, new(words))
        assert list(exercises.disagreements(exercises.filled(planted, master), master)) == []
        for edition in EDITIONS:
            text, checks = exercises.derive(planted, master, edition)
            assert "Because" not in text and "Because" not in checks.replace("Because of", "")
        assert "Because" not in nbgrader_course.source(planted, master)


def test_a_word_that_is_also_a_heading_stays_where_a_teacher_writes_it_alone(sample):
    master_notebook, master = sample
    master_notebook.cells.insert(4, markdown("Judge"))
    assert "2 stay with teachers, beginning with Judge, Why." in exercises.what_leaves(
        master_notebook, master, keys.SOLUTIONS
    )


def test_a_heading_of_a_teacher_brings_no_optional_task_into_an_exam():
    """Where it stands between the group's heading and the task: the group goes on behind it."""
    ((notebook, master),) = exercises.masters(["exercise_01.ipynb"])
    place = next(i for i, cell in enumerate(notebook.cells) if cell.source.startswith("## Optional"))
    (task,) = [one for one in master.exercise.questions.values() if one.optional]
    notebook.cells.insert(place + 1, markdown("## My notes\n\nFor those who are quick."))
    exam, _ = exercises.derive(notebook, master, "exam")
    assert task.title not in exam and task.first_line not in exam and "My notes" not in exam


def test_an_answer_below_the_heading_of_the_next_group_is_named(sample):
    """An exam would lack an answer cell that slipped below "Optional"."""
    master_notebook, master = sample
    names = list(CELLS)
    cell = master_notebook.cells.pop(names.index("answer 1.1"))
    master_notebook.cells.insert(names.index("compare"), cell)
    said = list(exercises.disagreements(master_notebook, master))
    assert "question 1.1: its cell does not stand under its heading." in said


def test_building_names_what_leaves_for_the_first_time_and_nothing_else(sample, tmp_path):
    master_notebook, master = sample
    sheet = tmp_path / "exercise_01.ipynb"
    count = len(exercises.blank(master_notebook, master).cells)
    first = exercises.what_leaves(master_notebook, master, sheet)
    assert (
        first
        == f"exercise_01.ipynb: {count} cells go to students, none of them new. 1 stay with teachers, beginning with Why."
    )
    sheet.write_text(exercises.derive(master_notebook, master)[0], encoding="utf-8")
    assert exercises.what_leaves(master_notebook, master, sheet) == first
    master_notebook.cells.insert(3, code("# for colleagues: C was hard\nac.briefing('C')"))
    master_notebook.cells.insert(4, markdown("A note."))
    place = next(i for i, cell in enumerate(master_notebook.cells) if cell.source == "## Compare")
    master_notebook.cells[place].source += "\n\nNote of mine."
    line = exercises.what_leaves(master_notebook, master, sheet)
    new = "“# for colleagues: C …”; “## Compare Note of …”"
    assert (
        line
        == f"exercise_01.ipynb: {count + 1} cells go to students; new: {new}. 2 stay with teachers, beginning with A, Why."
    )


def test_a_second_heading_of_a_group_is_named(sample):
    master_notebook, master = sample
    master_notebook.cells.insert(4, markdown("## Find\n\nMy notes for next year."))
    said = list(exercises.disagreements(master_notebook, master))
    assert "the heading 'Find' stands there twice; what is below it would leave twice." in said


@pytest.mark.parametrize("typed", ['ac.reveal("1.2")', "reveal 1.2", "Ac．reveal（“1.2”）"])
def test_an_answer_is_revealed_however_the_call_is_typed(typed):
    assert magic.as_text([typed])[0].endswith("reveal('1.2')\n")


def test_a_card_shows_what_cannot_be_read(capsys):
    """A sentence below a field belongs to it, so the student has to see that it was read."""
    magic.run_cell("%%answer 4.1\nguest: c\nI am not sure about it.")
    assert "“c I am not sure about it.” cannot be read" in capsys.readouterr().out
