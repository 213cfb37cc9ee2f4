"""Packed editions: whole, able to run by themselves, the same bytes each time, and without any answer."""

import base64
import codecs
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from functools import cache
from urllib.parse import quote

import nbformat
import pytest
from explorers import EXPLORERS
from resolve_lock import check_lock
from test_keys import NUMBERS, folded, master_of, text_of

import start
from aftercoup import cli, tables
from aftercoup.answers.exercise import EDITIONS
from aftercoup.setup.lab import FIRST_LESSON
from aftercoup.teach.content import course, keys
from aftercoup.teach.editions import exam, pack

ROOT = pack.ROOT
DERIVED = re.compile(r"README\.md|exercises/.*")  # all else is copied as it is
# but these of an exam, without the codes that an exercise asks for and without sentences about lessons
NOT_CODED = re.compile(
    r"data/(datapackage\.json|counts\.csv|cases/.*/(claims|contacts|categories|counts)\.csv|practice/.*)"
    r"|notebooks/glossary\.ipynb"
)


@pytest.fixture(scope="module")
def unpacked(zips, tmp_path_factory):
    """edition -> its folder, unpacked as a student does it."""
    folder = tmp_path_factory.mktemp("students folder")
    for path in zips.values():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    return {edition: folder / f"after-the-coup-{edition}" for edition in zips}


def derived(found):
    """The files of an edition that are made from keys and masters."""
    return {name: data for name, data in found.items() if DERIVED.fullmatch(name)}


# ---------------------------------------------------------------- what is in it


@pytest.mark.parametrize("edition", EDITIONS)
def test_one_folder_with_all_that_is_needed_and_nothing_else(zips, contents, edition):
    names = zipfile.ZipFile(zips[edition]).namelist()
    assert names == sorted(names) and {name.split("/")[0] for name in names} == {f"after-the-coup-{edition}"}
    found = contents[edition]
    tops = {name.split("/")[0] for name in found}
    assert tops == {"start.py", "pyproject.toml", "requirements.lock", "environment.yml", "LICENSE",
                    "LICENSE-TEXT-AND-DATA", "CITATION.cff", "README.md",
                    "notebooks", "exercises", "data", "aftercoup"}  # fmt: skip
    sheets = [master_of(number).exercise.notebook for number in NUMBERS]
    assert {name for name in found if name.startswith("exercises/")} == {
        *(f"exercises/{name}" for name in sheets), *(f"exercises/checks/{number}.json" for number in NUMBERS)
    }  # fmt: skip
    lessons = [name for name in found if re.match(r"notebooks/(\d\d_|one_class)", name)]
    assert (FIRST_LESSON in lessons, "data/guesses.toml" in found) == ((edition != "exam"),) * 2
    assert lessons or edition == "exam"


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_not_derived_is_a_copy_of_the_course(contents, edition):
    """Lessons, data and program byte for byte, but no number of a run; nothing of what is the teachers'."""
    for name, data in contents[edition].items():
        assert not re.search(r"(^|/)(solutions|tests|marking|pages|docs|bench|\.)", name), name
        tools = r"aftercoup/teach/.*"
        assert not re.fullmatch(rf"{tools}|.*_key\.toml|.*_pairs\.csv", name), name
        if not DERIVED.fullmatch(name) and not (edition == "exam" and NOT_CODED.fullmatch(name)):
            numbers = rb'"execution_count": \d+'
            assert not re.search(numbers, data), (
                f"to a student the number of a run says that a cell is done: {name}"
            )
            assert data == re.sub(numbers, b'"execution_count": null', (ROOT / name).read_bytes()), name


def test_every_data_table_is_packed(contents):
    tables = {path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.csv")}
    assert tables <= set(contents["class"])


@pytest.mark.parametrize("edition", ["class", "self-study"])
def test_codings_that_lessons_practise_with_are_packed(contents, edition):
    found = contents[edition]
    lessons = b"".join(data for name, data in found.items() if re.match(r"notebooks/\d\d_", name))
    named = set(re.findall(rb"practice/[a-z0-9-]+", lessons))
    assert len(named) == 2
    for folder in named:
        assert sum(name.startswith(f"data/{folder.decode()}/") for name in found) == 2, folder


def test_a_stray_file_of_the_teacher_stays_out(tmp_path, monkeypatch):
    """The list of what is copied is closed: notes beside the lessons and a filled sheet are not on it."""
    for name in ("notebooks/answers.ipynb", "exercises/exercise_01.ipynb", "data/marks.xlsx",
                 "aftercoup/notes.txt", "exercises/.ipynb_checkpoints/exercise_01-checkpoint.ipynb",
                 "data/cases/x/key.toml", "solutions/01_key.toml"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("qqsecretqq", encoding="utf-8")
    monkeypatch.setattr(pack, "ROOT", tmp_path)
    monkeypatch.setattr(pack, "readme", lambda edition, masters: "README")
    found = pack.files("class")
    assert b"qqsecretqq" not in b"".join(found.values())
    assert {name.split("/")[0] for name in found} == {"exercises", "README.md"}


def test_the_teachers_readme_is_not_the_students(contents):
    text = contents["class"]["README.md"].decode("utf-8")
    assert "$" not in text and "## Hand in" in text and "It does not hold the answers." in text
    assert "solutions" not in text and "aftercoup build" not in text
    for number in NUMBERS:
        sheet = master_of(number).exercise
        assert f"](exercises/{sheet.notebook}) | " in text
    for problem in course.current().problem:
        assert f"| {problem.sees} | {problem.do} |" in text
    words = {edition: contents[edition]["README.md"].decode("utf-8") for edition in EDITIONS}
    assert "reveal(" in words["self-study"] and "reveal(" not in words["class"] + words["exam"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_links_of_its_pages_lead_to_files_that_are_packed(contents, edition):
    found = contents[edition]
    for name in (name for name in found if name.endswith((".md", ".ipynb"))):
        text = found[name].decode("utf-8")
        if name.endswith(".ipynb"):
            text = "\n".join(
                cell.source for cell in nbformat.reads(text, 4).cells if cell.cell_type == "markdown"
            )
        for target in re.findall(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)", re.sub(r"`[^`]*`", "", text)):
            path = target.partition("#")[0]
            if path and not re.match(r"[a-z]+:", path):
                joined = os.path.normpath(os.path.join(os.path.dirname(name), path)).replace(os.sep, "/")
                assert joined in found or joined + "/" in {f"{other.split('/')[0]}/" for other in found}, (
                    name,
                    target,
                )


# ---------------------------------------------------------------- no answer in class and exam


@cache
def secrets(letter="a"):
    """(question id, what the question itself holds, what would give its answers away), of one variant.

    Options stand in the question; that no hint points at the right one is tested in test_keys.
    """
    found = []
    for number in NUMBERS:
        master = master_of(number).drawn(letter)
        for question, answers in master.answers.items():
            typed = set()
            for answer in answers.fields.values():
                if answer.key and not getattr(answer.field, "options", None) and not answer.not_said:
                    typed |= set(answer.typed)
                if answer.key and not getattr(answer.field, "options", None) and answer.field.kind != "codes":
                    typed |= {form for item in answer.key.items for form in item}
            anchors = {level.anchor for criterion in answers.criteria for level in criterion.levels}
            anchors |= {fact for criterion in answers.criteria for fact in criterion.facts}
            worked = master.exercise.questions[question].worked
            text = text_of(number, question, letter)
            found.append((question, text, typed - {"(not said)"} | anchors | {worked}))
    return found


def shown_with(question, found):
    """What an edition shows with a question beyond its text: answer, essay, its part of the check file."""
    number = question.partition(".")[0].zfill(2)
    sheet = nbformat.reads(found[f"exercises/{master_of(number).exercise.notebook}"].decode("utf-8"), 4)
    firsts = (f"%%answer {question}", f"%%essay {question}")
    cells = [cell.source for cell in sheet.cells if cell.source.split("\n")[0] in firsts]
    checks = json.loads(found[f"exercises/checks/{number}.json"])
    entry = next(
        (one for one in checks["questions"] if one["id"] == question), {"fields": []}
    )  # an exam lacks what is optional
    for part in (entry, *entry.get("variants", ())):
        without_public(part)
    return "\n".join([*cells, json.dumps(entry, ensure_ascii=False)])


def without_public(entry):
    """Take away from an entry of a check file what everybody may read."""
    for field in entry["fields"]:
        for public in (
            "name",
            "kind",
            "points",
            "step",
            "options",
            "variables",
            "precision",
            "count",
            "salt",
            "unsaid",
        ):
            field.pop(public, None)
        field["misses"] = [says for _, says in field.get("misses", {}).values()]
    for public in ("id", "points", "minutes", "words", "title"):
        entry.pop(public, None)


def in_the_clear(found, letter="a"):
    """Answers that an edition shows with a question although the question's own text does not hold them."""
    told = []
    for question, asked, typed in secrets(letter):
        shown = folded(re.sub(r"\b[0-9a-f]{32}\b", "", shown_with(question, found)))
        told += [
            (question, one) for one in typed
            if folded(one).strip() and folded(one) in shown and folded(one) not in folded(asked)
        ]  # fmt: skip
    return told


@pytest.mark.parametrize("edition", ["class", "exam"])
def test_no_accepted_answer_stands_in_the_clear(contents, edition):
    assert in_the_clear(contents[edition]) == []


def disguises(text):
    """A text in encodings that are taken off without a key, as bytes to look for; and quick digests of it."""
    plain = text.encode("utf-8")
    once = [plain[::-1], zlib.compress(plain), gzip.compress(plain, mtime=0), text.encode("utf-16-le")]
    spelled = [
        codecs.encode(text, "rot13"),
        plain.hex(),
        plain.hex().upper(),
        quote(text),
        json.dumps(text)[1:-1],
    ]
    spelled += ["".join(f"&#{ord(sign)};" for sign in text)]
    spelled += [between.join(map(str, plain)) for between in (" ", ",", ", ")]
    once += [one.encode("utf-8") for one in spelled]
    for one in (plain, plain[::-1], zlib.compress(plain)):
        once += [encode(one).rstrip(b"=") for encode in (
            base64.b64encode, base64.urlsafe_b64encode, base64.b32encode, base64.b85encode, base64.a85encode
        )]  # fmt: skip
    once += [
        hashlib.new(name, plain).hexdigest().encode()
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b")
    ]
    return [one for one in once if one != plain]


def hidden(found, among=None):
    """Answers of four signs or more that an edition holds in a disguise, and blobs that open to one.

    among: some of `secrets()`; all when not given.
    """
    among = secrets() if among is None else among
    everything = b"\n".join(derived(found).values())
    many = len(among) > 1  # then what is not there is told fast by its first four signs
    fours = {everything[place : place + 4] for place in range(len(everything))} if many else ()
    no_digests = re.sub(rb"\b[0-9a-f]{32}\b", b"", everything)  # a short run of digits stands in any digest
    told = []
    for question, asked, typed in among:
        for one in typed:
            if len(one) < 4 or folded(one) in folded(asked):
                continue
            forms = {one, one.lower(), one.upper(), one.title()}
            told += [
                (question, one, disguise)
                for form in forms
                for disguise in disguises(form)
                if (disguise[:4] in fours or not many)
                and disguise in (everything if len(disguise) > 12 else no_digests)
            ]
    for blob in re.findall(rb"[A-Za-z0-9+/_-]{40,}={0,2}", everything):
        for decode in (base64.b64decode, base64.urlsafe_b64decode, lambda one: bytes.fromhex(one.decode())):
            try:
                data = decode(blob)
                for wbits in (15, 31, -15):
                    try:
                        data = zlib.decompress(data, wbits)
                    except zlib.error:
                        continue
            except ValueError:
                continue
            told += [
                (blob, one) for _, _, typed in among for one in typed if len(one) > 5 and one.encode() in data
            ]
    return told


@pytest.mark.parametrize("edition", ["class", "exam"])
def test_no_accepted_answer_is_hidden_in_a_trivial_encoding(contents, edition):
    assert hidden(contents[edition]) == []


def test_an_exam_holds_no_digest_and_no_hint(contents):
    for number in NUMBERS:
        text = contents["exam"][f"exercises/checks/{number}.json"].decode("utf-8")
        assert not re.search(r"\b[0-9a-f]{32,}\b", text)
        for question in json.loads(text)["questions"]:
            assert not {"hint", "rule", "worked", "reread"} & set(question)
            assert not any({"salt", "right", "misses"} & set(field) for field in question["fields"])


def planted(found, name, more):
    return found | {name: found[name] + more}


def test_a_planted_answer_is_found(contents):
    """Each search, shown able to fail: an answer of a text field is put where it must not be."""
    number, question, one = next(
        (number, question, answer.typed[0])
        for number in NUMBERS
        for question, answers in master_of(number).answers.items()
        for answer in answers.fields.values()
        if answer.key and answer.field.kind in ("text", "name") and len(answer.typed[0]) > 5
        and folded(answer.typed[0]) not in folded(text_of(number, question))
    )  # fmt: skip
    check, found = f"exercises/checks/{number}.json", contents["class"]
    data = json.loads(found[check])
    for entry in data["questions"]:
        if entry["id"] == question:
            entry["hint"] = f"Think of {one}."
    assert (question, one) in in_the_clear(found | {check: json.dumps(data).encode()})
    alone = [(question, "", {one})]
    assert hidden(found, alone) == []
    for disguise in disguises(one):
        assert hidden(planted(found, "README.md", b" " + disguise), alone), disguise
    long = base64.b64encode(
        zlib.compress(f"The answer to {question} is {one}, says the key, and nothing else.".encode())
    )
    assert hidden(planted(found, check, b"\n" + long), alone)


# ---------------------------------------------------------------- no code that an exam asks for

# Run in an edition: what its cards, tables and some explorers show of some records, piece by piece. asked: (case, id).
SHOWN_OF = """
import html, json, re, sys
import aftercoup as ac
from aftercoup import lesson, tables
from aftercoup.charts import call
asked, pieces = json.loads(sys.argv[1]), []
def say(case, id, values):
    pieces.extend((case, id, value) for value in values)
names, shows = sys.argv[2:], set()
for case in (tables.core().name, *(set(tables.cases()) - {tables.core().name})):
    ac.use_case(case)
    ids = {id for name, id in asked if name == case}
    charts = []
    for name in names:
        shown = call(name)()
        if name == "explore_report":
            shows.add(name)
            for row, claim in zip(shown.table, shown._spec()["claims"].values()):
                if row["Claim"] in ids:
                    say(case, row["Claim"], [*row.values(), *claim["codes"].values()])
        charts += (its := list(getattr(shown, "charts", {}).values()))
        if any(datum.id in ids for chart in its for datum in chart.data):
            shows.add(name)
    names = [name for name in names if name in shows]  # votes or arms are the same in each case
    for schema in tables.schemas().values():
        for row in tables.table(schema.name, tables.case(case)):
            if row.id in ids:
                say(case, row.id, lesson.record_card(row, tables.case(case)).text.splitlines())
                shown = lesson.show(schema.name, " ".join(schema.fields), **{schema.key[0]: row.id})
                say(case, row.id, re.findall(r"<td[^>]*>(.*?)</td>", shown.html, re.S))
    for chart in charts:
        for row, datum in zip(chart.table, chart.data):
            if datum.id in ids:
                say(case, datum.id, [*row.values(), *(text for _, text in datum.details)])
print(json.dumps(pieces, default=list))
"""


def told_codes(folder, explorers):
    """(question, record, what tells it) of each code that an exercise asks for and this edition shows."""
    asked, right = [], []
    for number in NUMBERS:
        case = master_of(number).exercise.case or tables.core().name
        for question, answers in master_of(number).answers.items():
            for answer in answers.fields.values():
                if answer.field.kind == "codes":
                    (record,) = answer.records
                    code_sets = zip(answer.field.variables.items(), answer.key.items)
                    words = [(f"{code}", options[code]) for (_, options), (code, *_) in code_sets]
                elif match := re.fullmatch(r"(c\d+)\.\w+", answer.computed):
                    record, code = match[1], answer.typed[0]
                    words = [(code, getattr(answer.field, "options", {}).get(code, str(tables.When.parse(code))
                              if answer.field.kind == "date" else code))]  # fmt: skip
                else:
                    continue
                asked.append((case, record))
                right.append((question, case, record, {word.casefold() for pair in words for word in pair}))
    done = run_in(folder, "-c", SHOWN_OF, json.dumps(asked), *explorers)
    assert done.returncode == 0, done.stderr
    shown = {}
    for case, record, piece in json.loads(done.stdout.splitlines()[-1]):
        shown.setdefault((case, record), []).append(str(piece).partition(": ")[2] or str(piece))
    assert set(shown) == set(asked), "each of them was looked up"
    return [
        (question, record, piece)
        for question, case, record, words in right
        for piece in shown[case, record]
        if piece.casefold() in words or re.sub(r" \(.*|^\w+day, ", "", piece).casefold() in words
    ]


def test_an_exam_shows_no_code_that_it_asks_for(unpacked):
    """In no card, table or explorer; the class edition, where they were not taken away, shows them all."""
    assert told_codes(unpacked["exam"], EXPLORERS) == []
    told = told_codes(unpacked["class"], ("explore_report", "explore_contacts"))
    shown = {(question, record) for question, record, _ in told}
    assert {
        ("1.6", "c05"),
        ("1.4", "c48"),
        ("1.2", "c35"),
        ("2.2", "c60"),
        ("4.3", "k40"),
        ("10.5", "c29"),
    } <= shown


@pytest.mark.parametrize("foot", [b"", b"\n", b"\r\n"])
def test_a_category_of_an_exam_stands_in_a_row_of_its_own_whatever_the_foot_of_the_file(contents, foot):
    path = "data/cases/egypt-2013/categories.csv"
    before = contents["class"][path].rstrip()
    cells = [exam.Cell("egypt-2013", "claims", record, "attributed_to") for record in ("c01", "c02")]
    after = exam.without_codes(contents["class"] | {path: before + foot}, cells)[path]
    assert (
        after
        == before + b"\nclaims.attributed_to,not-coded,not coded in this edition,An exercise asks for it\n"
    )


def test_an_exam_speaks_of_no_lesson_and_only_an_exam_of_an_exam(contents):
    """In sheets and glossary; what the other editions say of lessons is there, or the test would look at nothing."""

    def words(edition):
        paths = [
            name for name in contents[edition] if re.match(r"exercises/.*ipynb|notebooks/glossary", name)
        ]
        cells = [cell for name in paths for cell in json.loads(contents[edition][name])["cells"]]
        return "\n".join("".join(cell["source"]) for cell in cells)

    for edition in EDITIONS:
        assert bool(re.search(r"(?i)\blessons?\b", words(edition))) == (edition != "exam")
        assert ("In this exam" in words(edition)) == (edition == "exam")
        assert ("use your own codes for them" in words(edition)) == (edition == "exam"), "all of the sentence"
    for line in words("exam").split("\n"):
        assert not re.match(r"(Four of these|Here you do the same|Keep it)", line), (
            "what it refers to is gone"
        )


def test_an_exam_shows_of_readers_only_what_it_compares(contents):
    """The codings of the made-up readers: those of question 10.6, without words and types of claims (10.5, 1.6)."""

    def told(edition):
        lines = [
            line
            for name, data in contents[edition].items()
            if "practice/" in name
            for line in data.splitlines()
        ]
        steps = map(json.loads, lines)
        return {name for step in steps if step.get("unit") == "claim" for name in step["codes"]}

    assert told("exam") == {"attributed_to", "alignment_signal", "checkability"}
    assert {"claim", "claim_type", "measurement_level"} <= told("class")


COMPUTED = """
import json, pathlib, sys
from aftercoup import tables
tables.data_folder = lambda: pathlib.Path(sys.argv[1])
from aftercoup.teach.content import keys
functions = keys.functions_of(keys.SOLUTIONS)
found = {}
for number in keys.numbers():
    text = (keys.SOLUTIONS / f"{number}_key.toml").read_text(encoding="utf-8")
    for name in functions:
        if f'"{name}()"' in text:
            found[name] = repr(functions[name]())
print(json.dumps(found))
"""


def test_all_other_answers_follow_from_the_tables_of_an_exam(unpacked):
    """What is left out is not needed for another question."""
    exam, course_ = (
        json.loads(run_in(ROOT, "-c", COMPUTED, str(folder / "data")).stdout)
        for folder in (unpacked["exam"], ROOT)
    )
    optional = {  # tasks that an exam does not have
        answer.computed.removesuffix("()")
        for answers in (one for number in NUMBERS for one in master_of(number).answers.values())
        for answer in answers.fields.values()
        if answers.level == "optional"
    }
    differ = {name for name in course_ if exam.get(name) != course_[name]}
    assert len(exam) > 100 and exam.keys() == course_.keys() and differ <= optional


# ---------------------------------------------------------------- it runs by itself


def run_in(folder, *arguments):
    """Run Python in an unpacked edition, with its own aftercoup and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("command", [
    ["build"], ["pack", "--edition", "class", "-o", "x.zip"], ["mark", "exercises", "--out", "marks"],
    ["site", "-o", "x"]
])  # fmt: skip
def test_tools_for_teachers_say_in_one_sentence_that_they_are_not_here(unpacked, command):
    done = run_in(unpacked["class"], "-m", "aftercoup", *command)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("This folder is an edition for students") and done.stderr.count("\n") == 1


def test_the_tables_are_checked_in_an_edition_too(unpacked):
    done = run_in(unpacked["exam"], "-m", "aftercoup", "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("edition", "opens", "guess"), [
    ("class", FIRST_LESSON, "How long is the wait"),
    ("exam", "exercises", "Guesses belong to the lessons, and this edition has neither."),
])  # fmt: skip
def test_what_an_edition_opens_with_and_whether_it_has_guesses(unpacked, edition, opens, guess):
    code = (
        "import aftercoup as ac\nfrom aftercoup.setup import lab\nprint(lab.first_page())\n"
        "try:\n    print(ac.guess('middle-wait').text)\nexcept KeyError as problem:\n    print(problem)"
    )
    done = run_in(unpacked[edition], "-c", code)
    assert done.stdout.startswith(f"{opens}\n") and guess in done.stdout, done.stdout + done.stderr


def test_every_module_of_an_edition_can_be_imported(unpacked):
    code = (
        "import pkgutil, importlib, aftercoup; print(aftercoup.__file__)\n"
        "for one in pkgutil.walk_packages(aftercoup.__path__, 'aftercoup.'):\n"
        "    one.name.endswith('__main__') or importlib.import_module(one.name)"
    )
    done = run_in(unpacked["exam"], "-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked["exam"]))


@pytest.mark.parametrize("edition", EDITIONS)
def test_start_finds_its_lock_and_says_that_tests_are_elsewhere(unpacked, edition):
    folder = unpacked[edition]
    setup = start.Setup(folder)
    check_lock(setup.lock)
    done = run_in(folder, "start.py", "test")
    assert done.returncode == 2 and "came without this command" in done.stderr
    assert not (folder / ".venv").exists()


def run_sheet(folder, name, question, field, typed):
    """Run a sheet of an unpacked edition in a kernel of its own, with a field filled in first one way, then
    another: what each answer cell and the last cell show.

    Cells that open charts are left out; they are run in test_sheets.
    """
    from nbclient import NotebookClient

    path = folder / "exercises" / name
    cells = []
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code" and cell.source.startswith(f"%%answer {question}\n"):
            sources = [cell.source.replace(f"{field}: ", f"{field}: {one}") for one in typed]
            cells += [nbformat.v4.new_code_cell(source) for source in sources]
        elif cell.cell_type == "code" and re.search(r"^(import|%%answer|ac\.progress)\b", cell.source, re.M):
            cells.append(cell)
    sheet = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(sheet, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    return [
        "\n".join("".join(one.get("data", {}).get("text/plain", "")) for one in cell.outputs)
        for cell in sheet.cells[1:]
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_sheet_of_an_edition_is_filled_in_and_run(unpacked, edition, monkeypatch):
    """A right and a wrong answer: told apart in class and self-study, only read in an exam."""
    master = master_of(NUMBERS[0])
    question = next(iter(master.answers))
    field, answer = next((name, one) for name, one in master.answers[question].fields.items() if one.key)
    monkeypatch.setenv("PYTHONPATH", str(unpacked[edition]))
    typed = (answer.typed[0], "not said")
    right, wrong, *others = run_sheet(unpacked[edition], master.exercise.notebook, question, field, typed)
    if edition == "exam":
        assert not re.search("(?i)right|not yet|hint", right + wrong) and "the report does not say" in wrong
    else:
        assert "Right" in right and "Right" not in wrong and "Not yet" in wrong
    exercise = master.exercise
    asked = exercise.counted if edition == "exam" else exercise.questions
    questions = [one.id for one in asked.values() if not one.essay and one.id != question]
    assert len(others) == len(questions) + 1
    for number, said in zip(questions, others):
        assert f"{number} is not answered yet" in said


# ---------------------------------------------------------------- the command


def test_the_command_says_what_was_written_and_writes_the_same_bytes_again(
    zips, contents, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("TZ", "Asia/Yangon")
    assert cli.main(["pack", "--edition", "exam", "-o", str(tmp_path / "exam.zip")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"exam.zip is written: {len(NUMBERS)} sheets, ")
    assert "only says how each answer was read" in said
    assert (tmp_path / "exam.zip").read_bytes() == zips["exam"].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["exam.zip"], "no draft stays behind"
    monkeypatch.setattr(pack, "files", lambda *_: contents["exam"])
    assert cli.main(["pack", "--edition", "exam", "-o", str(tmp_path / "none" / "exam.zip")]) == 2
    said = capsys.readouterr().out
    assert "exam.zip cannot be written: No such file" in said and "another place with -o" in said


def test_one_exercise_is_packed_alone_with_all_that_it_needs(contents, tmp_path, capsys):
    path = tmp_path / "exam.zip"
    assert cli.main(["pack", "--edition", "exam", "--exercise", "5", "-o", str(path)]) == 0
    assert capsys.readouterr().out.startswith("exam.zip is written: 1 sheet, ")
    with zipfile.ZipFile(path) as archive:
        found = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    others = {name for name in contents["exam"] if re.search(r"exercises/.*\d\d", name) and "05" not in name}
    assert len(others) == 2 * (len(NUMBERS) - 1) and found.keys() == contents["exam"].keys() - others
    differ = {name for name, data in found.items() if data != contents["exam"][name]}
    assert differ == {"README.md"} and b"exercise_01" not in found["README.md"]
    assert cli.main(["pack", "--edition", "exam", "--exercise", "77", "-o", str(path)]) == 2
    assert "there is no exercise 77" in " ".join(capsys.readouterr().err.split())


def test_a_key_that_does_not_fit_is_not_packed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(keys, "numbers", lambda folder=None: ["77"])
    assert cli.main(["pack", "--edition", "class", "-o", str(tmp_path / "class.zip")]) == 2
    assert "There is no 77_key.toml" in capsys.readouterr().out and not list(tmp_path.iterdir())
    monkeypatch.setattr(keys, "numbers", lambda folder=None: [])
    assert cli.main(["pack", "--edition", "class", "-o", str(tmp_path / "class.zip")]) == 2
    assert "pack in the whole project" in capsys.readouterr().out


def test_an_unknown_edition_is_refused(tmp_path, capsys):
    assert cli.main(["pack", "--edition", "open", "-o", str(tmp_path / "x.zip")]) == 2
    assert "'open' is not one of 'class', 'self-study', 'exam'" in capsys.readouterr().err
