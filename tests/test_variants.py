"""Questions that are not the same for everybody: drawn, packed, filled in, read, marked, and shown to the student."""

import csv
import io
import json
import re

import classroom
import nbformat
import pytest
from once import read_zip
from test_keys import master_of
from test_pack import hidden, in_the_clear, secrets

from aftercoup.answers import magic
from aftercoup.answers.exercise import EDITIONS, exercise_numbered
from aftercoup.answers.notebook import read_notebook
from aftercoup.teach.content import keys
from aftercoup.teach.content.keys import KeyProblem
from aftercoup.teach.editions import build, exercises, nbgrader_course, pack, variants
from aftercoup.teach.marking import mark_command
from aftercoup.teach.marking.gradebook import column
from aftercoup.teach.marking.platforms.hand_in import MarkingError

# To read the keys takes seconds, and each process that looks for tests would do it.
ASKED = [("05", "5.1"), ("05", "5.2"), ("06", "6.4"), ("06", "6.7"), ("07", "7.5")]
VARIED = sorted({number for number, _ in ASKED})


def notebook_of(number):
    return build.read(keys.SOLUTIONS / master_of(number).exercise.notebook)


def right(number, letter):
    """question -> field -> the right answer, of the questions of a sheet that vary."""
    drawn = master_of(number).drawn(letter)
    return {
        question: {name: one.typed[0] for name, one in drawn.answers[question].fields.items()}
        for sheet, question in ASKED
        if sheet == number
    }


def handed_in(number, letter, answers, comments=True, top=True):
    """The bytes of a variant's sheet with answers. comments, top: whether the student left the signs of the variant."""
    sheet = exercises.blank(notebook_of(number), master_of(number).drawn(letter))
    for place, cell in enumerate(sheet.cells):
        asked = re.match(r"%%answer (\S+)", cell.source)
        if asked and asked[1] in answers:
            for name, typed in answers[asked[1]].items():
                cell.source = cell.source.replace(f"\n{name}: ", f"\n{name}: {typed}")
            if not comments:
                lines = [line for line in cell.source.split("\n") if not line.startswith("#")]
                cell.source = "\n".join(lines)
        if not place and not top:
            cell.source = cell.source.partition("\n")[0]
    return nbformat.writes(sheet).encode()


def marked(tmp_path, files, roster=""):
    """(exit status, folder of results, points of each student by column) for files (student -> bytes)."""
    for student, data in files.items():
        (tmp_path / "in" / student).mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / student / "exercise.ipynb").write_bytes(data)
    (tmp_path / "roster.csv").write_text(f"id,name,variant\n{roster}", encoding="utf-8")
    out = tmp_path / "marks"
    status = mark_command.mark(
        tmp_path / "in", out, roster=tmp_path / "roster.csv" if roster else None, answers=True
    )
    return status, out, {row["student"]: row for row in rows(out / "gradebook.csv")}


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def points_of(row, question):
    return float(row[column(question)] or 0)


# ---------------------------------------------------------------- the questions


def test_five_questions_have_six_variants_each():
    assert ASKED == [
        (number, question)
        for number in keys.numbers()
        for question, answers in master_of(number).answers.items()
        if answers.variants
    ]
    for number, question in ASKED:
        assert [*master_of(number).answers[question].variants] == list("bcdef"), (
            question
        )  # a is the master's own


@pytest.mark.parametrize(("number", "question"), ASKED)
def test_a_variant_is_right_by_its_own_answers_and_at_most_half_by_those_of_a_neighbour(number, question):
    master = master_of(number)
    for mine in master.letters:
        drawn, points = master.drawn(mine), {}
        for letter in master.letters:
            typed, asked = right(number, letter)[question], drawn.exercise.questions[question]
            points[letter] = sum(
                field.points
                * (
                    field.judge(
                        field.read(typed[name], master.exercise.names), drawn.key(question, name)
                    ).share
                    or 0
                )
                for name, field in asked.fields.items()
            )
        assert points.pop(mine) == pytest.approx(master.exercise.questions[question].points)
        assert max(points.values()) <= master.exercise.questions[question].points / 2, (mine, points)


@pytest.mark.parametrize(("number", "question"), ASKED)
def test_the_text_of_a_variant_holds_its_words_and_not_those_in_whose_place_they_stand(number, question):
    for letter, answers in master_of(number).answers[question].variants.items():
        data = handed_in(number, letter, {})
        cells = [cell.source for cell in nbformat.reads(data.decode(), 4).cells]
        start = next(place for place, cell in enumerate(cells) if cell.startswith(f"### {question} "))
        end = next(place for place, cell in enumerate(cells) if cell.startswith(f"%%answer {question}"))
        text = "\n".join(cells[start : end + 1])
        assert f"# variant {letter}" in text and f"**Variant:** {letter}" in cells[0]
        gone = set(answers.words) - set(answers.words.values())
        assert not [word for word in gone if f" {word}" in text], (letter, gone)
        drawn = master_of(number).drawn(letter).exercise.questions[question]
        assert all(f"# {field.label}" in text for field in drawn.fields.values())
        assert "{" not in drawn.worked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"Atlantis": "Thule"}, "'Atlantis' stands nowhere in the question"),
        ({"THA": "XXX"}, "does not work"),
    ],
)
def test_what_is_wrong_in_a_variant_is_named(tmp_path, words, said):
    text = (keys.SOLUTIONS / "05_key.toml").read_text(encoding="utf-8")
    (tmp_path / "computed.py").write_bytes((keys.SOLUTIONS / "computed.py").read_bytes())
    entry = ", ".join(f'"{one}" = "{other}"' for one, other in words.items())
    text = text.replace("variants = [\n", f"variants = [\n    {{{entry}}},\n", 1)
    (tmp_path / "05_key.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KeyProblem, match="05_key.toml, question 5.1") as caught:
        keys.load("05", tmp_path)
    assert said in str(caught.value)
    (tmp_path / "05_key.toml").write_text(text.replace("minutes", "minuts", 1), encoding="utf-8")
    with pytest.raises(KeyProblem) as caught:
        keys.load("05", tmp_path)
    assert said in str(caught.value) and str(caught.value).count("Did you mean minutes?") == 1


def test_variants_with_the_same_answers_are_named(tmp_path):
    text = (keys.SOLUTIONS / "05_key.toml").read_text(encoding="utf-8")
    (tmp_path / "computed.py").write_bytes((keys.SOLUTIONS / "computed.py").read_bytes())
    lines = text.split("\n")
    second = lines.index("variants = [") + 2
    (tmp_path / "05_key.toml").write_text(
        "\n".join([*lines[:second], lines[second - 1], *lines[second + 1 :]]), encoding="utf-8"
    )
    with pytest.raises(KeyProblem) as caught:
        keys.load("05", tmp_path)
    assert [*caught.value.problems] == [
        "05_key.toml, question 5.1: variants b and c have the same answers: each needs other ones."
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{g = ["1"]}', "accepted_in: variant is 'g'; allowed are: b, c, d, e, f."),
        ('{c = ["not said"]}', "variant c, field "),
        ('["1"]', "accepted_in is ['1']; it must be a table"),
    ],
)
def test_what_is_wrong_in_what_a_variant_accepts_is_named(tmp_path, given, said):
    text = (keys.SOLUTIONS / "05_key.toml").read_text(encoding="utf-8")
    (tmp_path / "computed.py").write_bytes((keys.SOLUTIONS / "computed.py").read_bytes())
    text = text.replace('computed = "', f'accepted_in = {given}\ncomputed = "', 1)
    (tmp_path / "05_key.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KeyProblem) as caught:
        keys.load("05", tmp_path)
    assert len(caught.value.problems) == 1 and said in str(caught.value)


# ---------------------------------------------------------------- who has which


def test_a_draw_is_always_the_same_and_a_group_draws_one(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "\ufeffid;name;group;variant\n1;Anna;;\n2;Ben;x;\n3;Cem;x;\n4;Dana;;F\n", encoding="utf-8"
    )
    text, used = variants.completed(path, "abcdef")
    assert (text, used) == variants.completed(path, "abcdef")
    found = {row["id"]: row["variant"] for row in csv.DictReader(io.StringIO(text))}
    assert found["2"] == found["3"] and found["4"] == "f" and used == set(found.values())
    assert found["1"] == variants.drawn("1", "abcdef")
    path.write_text("ID,Full Name,Email\n1,Anna,a@x.example\n", encoding="utf-8")
    assert variants.completed(path, "abcdef")[0].splitlines()[0] == "ID,Full Name,Email,variant"
    path.write_text("Variant,ID\n,1\n", encoding="utf-8")
    assert variants.completed(path, "abcdef")[0].splitlines()[0] == "Variant,ID"
    path.write_text("id,name,variant\n,Ben Doe,a\n,Cem Ay,b\n", encoding="utf-8")
    assert variants.completed(path, "ab")[0].splitlines()[1:] == [",Ben Doe,a", ",Cem Ay,b"]
    drawn = [variants.drawn(str(number), "abcdef") for number in range(6000)]
    assert all(900 < drawn.count(letter) < 1100 for letter in "abcdef")
    path.write_text("id,variant\n1,z\n", encoding="utf-8")
    with pytest.raises(MarkingError, match="line 2: there is no variant 'z'"):
        variants.completed(path, "abcdef")


@pytest.fixture(scope="module")
def of_a_roster(tmp_path_factory):
    """The folder that `pack --roster` writes for an exam, and what it says."""
    folder = tmp_path_factory.mktemp("roster")
    roster = folder / "roster.csv"
    roster.write_text("id,variant\n1,b\n2,a\n3,b\n", encoding="utf-8")
    (folder / "out").mkdir()
    return folder / "out", pack.write_roster("exam", folder / "out" / "exam.zip", roster)


def test_a_roster_gets_a_zip_for_each_variant_and_a_is_what_everybody_has(of_a_roster, zips):
    folder, said = of_a_roster
    assert "--roster exam-roster.csv" in said
    assert sorted(path.name for path in folder.iterdir()) == ["exam-a.zip", "exam-b.zip", "exam-roster.csv"]
    assert (folder / "exam-a.zip").read_bytes() == zips["exam"].read_bytes()


@pytest.mark.parametrize("edition", ["class", "exam"])
def test_a_packed_variant_differs_in_its_exercises_alone_and_holds_no_answer(edition, contents, of_a_roster):
    plain = contents[edition]
    other = pack.files(edition, "b") if edition == "class" else read_zip(of_a_roster[0] / "exam-b.zip")
    changed = {name for name in plain if plain[name] != other[name]}
    assert changed == {f"exercises/{master_of(number).exercise.notebook}" for number in VARIED}
    for letter in pack.letters():
        assert in_the_clear(other, letter) == []
    varied = [(question, text, typed) for question, text, typed in secrets("b") if ("05", question) in ASKED]
    assert varied and hidden(other, varied) == []


def test_all_editions_know_all_variants():
    for number, question in ASKED:
        master = master_of(number)
        for edition in EDITIONS:
            entry = next(
                one
                for one in json.loads(exercises.check_text(master, edition))["questions"]
                if one["id"] == question
            )
            assert [one["variant"] for one in entry["variants"]] == list(master.answers[question].variants)
            told = {name for one in entry["variants"] for name in one} & {"worked", "rule", "hint"}
            assert (
                told <= {"class": {"hint"}, "self-study": {"hint", "worked", "rule"}, "exam": set()}[edition]
            )


# ---------------------------------------------------------------- what a student sees, and what is marked


def test_the_card_judges_a_cell_by_its_variant(capsys):
    for letter, others in (("b", "a"), ("a", "b")):
        drawn = master_of("05").drawn(letter).exercise.questions["5.2"]
        for typed, said in ((letter, "3 of 3 right"), (others, "0 of 3 right")):
            cell = exercises.answer_cell(drawn)
            for name, value in right("05", typed)["5.2"].items():
                cell = cell.replace(f"\n{name}: ", f"\n{name}: {value}")
            magic.run_cell(cell)
            shown = capsys.readouterr().out
            assert said in shown, (letter, typed)
            assert drawn.fields["early"].label in shown


def test_two_students_are_marked_by_their_own_variants(tmp_path):
    files = {
        "own-b": handed_in("05", "b", right("05", "b")),
        "own-c": handed_in("05", "c", right("05", "c")),
        "copied": handed_in("05", "c", right("05", "b")),
        "plain": classroom.filled("05", right("05", "a")),
    }
    status, out, found = marked(tmp_path, files, "own-b,B,b\nown-c,C,c\ncopied,D,c\nplain,E,a\n")
    for student, letter in (("own-b", "b"), ("own-c", "c"), ("plain", "a")):
        assert [points_of(found[student], question) for question in ("5.1", "5.2")] == [1, 3], student
    assert points_of(found["copied"], "5.1") == 0 and points_of(found["copied"], "5.2") == 0
    told = {(row["student"], row["question"]): row["what"] for row in rows(out / "to_decide.csv")}
    said = "all its answers are right for variant b, and not for variant c"
    assert told == {("copied", question): said for question in ("Q5.1", "Q5.2")}
    page = (out / "feedback" / "B_own_b.html").read_text(encoding="utf-8")
    labels = {field.label for field in master_of("05").drawn("b").exercise.questions["5.2"].fields.values()}
    assert all(label.replace("'", "&#39;") in page for label in labels) and "(variant b)" in page
    assert master_of("05").drawn("b").exercise.questions["5.2"].worked.replace("'", "&#39;") in page
    typed = [row for row in rows(out / "answers.csv") if (row["question"], row["field"]) == ("5.2", "early")]
    assert {(row["variant"], row["typed"], row["result"]) for row in typed} == {
        ("", "66", "right"), ("b", "72", "right"), ("c", "76", "right"), ("c", "72", "not yet")
    }  # fmt: skip


def test_a_roster_whose_variant_is_no_letter_is_told_with_its_line(tmp_path):
    with pytest.raises(MarkingError, match="line 2: the variant 'group 1' is no letter"):
        marked(tmp_path, {"own-b": handed_in("05", "b", right("05", "b"))}, "own-b,B,group 1\n")


def test_a_variant_of_somebody_else_is_marked_as_it_was_asked_and_is_to_decide(tmp_path):
    files = {
        "swapped": handed_in("05", "c", right("05", "c")),
        "plain": classroom.filled("05", right("05", "a")),
    }
    status, out, found = marked(tmp_path, files, "swapped,A,b\nplain,B,b\n")
    assert status == 1  # something needs a look
    told = {(row["student"], row["question"]): " ".join(row.values()) for row in rows(out / "to_decide.csv")}
    for student, said in (("swapped", "it is variant c"), ("plain", "it names no variant and is read as a")):
        assert [points_of(found[student], question) for question in ("5.1", "5.2")] == [1, 3]
        for question in ("5.1", "5.2"):
            assert f"{said}; by the roster it should be b" in told[student, f"Q{question}"]


def test_a_sheet_whose_signs_of_the_variant_are_gone_is_to_decide_with_the_variant_that_it_fits(tmp_path):
    bare = handed_in("05", "d", right("05", "d"), comments=False, top=False)
    _, out, _ = marked(tmp_path, {"bare": bare}, "bare,B,d\n")
    (told,) = [row["what"] for row in rows(out / "to_decide.csv") if row["question"] == "Q5.2"]
    assert told == (
        "it names no variant and is read as a; by the roster it should be d; "
        "all its answers are right for variant d, and not for variant a"
    )


def test_the_variant_is_known_while_one_of_its_signs_is_left(tmp_path):
    """A cell made anew follows the top of the sheet, and a sheet without its top its cells."""
    for options in ({"comments": False}, {"top": False}):
        submission = read_notebook(handed_in("05", "d", right("05", "d"), **options))
        assert [submission.exercise.questions[one].variant for one in ("5.1", "5.2")] == ["d", "d"], options
    bare = read_notebook(handed_in("05", "d", right("05", "d"), comments=False, top=False))
    assert bare.exercise == exercise_numbered("05")
    unknown = handed_in("05", "d", right("05", "d")).replace(b"# variant d", b"# variant z")
    assert "There is no variant z of 5.2. There are a, b, " in str(read_notebook(unknown).flags)


def test_a_source_of_nbgrader_holds_the_answers_of_its_variant(tmp_path, monkeypatch):
    master = master_of("05").drawn("b")
    text = nbgrader_course.source(notebook_of("05"), master)
    cells = {cell.get("id"): cell.source for cell in nbformat.reads(text, 4).cells}
    answer = next(source for source in cells.values() if source.startswith("%%answer 5.2\n# variant b"))
    assert "early: 72\nlate: 45\nhappened: more\n### END SOLUTION" in answer
    tests = cells["points-5-2"]
    (tmp_path / "exercise_05.ipynb").write_bytes(handed_in("05", "b", right("05", "b")))
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(tests.replace("\npoints(", "\nworth = points("), names)
    assert names["worth"] == 3
