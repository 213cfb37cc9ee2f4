"""Answers are found in cells and files that nobody runs, with every slip that a beginner makes in them."""

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import ESSAY, SHEET, cell, notebook

from aftercoup.answers import source
from aftercoup.answers.notebook import FLAGS, MIME, read_cells, read_notebook
from aftercoup.answers.source import HOW, digest, is_blank, plain, read_cell, shown

CITY, DAY = '"Vladivostok"', '"7 Sept 2022"'
FULL = cell(CITY, DAY)
RIGHT = {"place": "Vladivostok", "date": "7 Sept 2022"}
PLACE = {"place": "Vladivostok", "date": ""}

# what was done to the cell -> (the cell, what is read, a piece of the one sentence; "" for none)
SLIPS = {
    "nothing": (FULL, RIGHT, ""),
    "no quotation marks": (cell("Vladivostok"), PLACE, 'marks around what you typed: place="Vladivostok",'),
    "a date without them": (cell(CITY, "7 Sept 2022"), RIGHT, 'around what you typed: date="7 Sept 2022",'),
    "a date that subtracts": (cell(CITY, "7-9-2022"), RIGHT | {"date": "7-9-2022"}, 'date="7-9-2022",'),
    "a date that divides": (cell(CITY, "7/9/2022"), RIGHT | {"date": "7/9/2022"}, 'date="7/9/2022",'),
    "a date of ISO": (cell(CITY, "2022-09-07"), RIGHT | {"date": "2022-09-07"}, 'date="2022-09-07",'),
    "comma": (FULL.replace('k",', 'k"'), RIGHT, 'A comma is missing at the end of the line: type place="Vl'),
    "comma of the number": (FULL.replace('1.2",', '1.2"'), RIGHT, "comma is missing behind the number"),
    "all commas": (FULL.replace('",', '"'), RIGHT, "A comma is missing"),
    "semicolon": (FULL.replace('k",', 'k";'), RIGHT, "ends with a comma"),
    "closing quote": (FULL.replace('k",', "k,"), RIGHT, 'A quotation mark is missing: type place="Vlad'),
    "closing quote of the last": (
        FULL.replace('2022",', "2022,"),
        RIGHT,
        'missing: type date="7 Sept 2022",',
    ),
    "opening quote": (FULL.replace('="V', "=V"), RIGHT, 'A quotation mark is missing: type place="Vlad'),
    "one of a pair": (cell('"', DAY), RIGHT | {"place": ""}, 'A quotation mark is missing: type place="",'),
    "smart quotes": (cell("“Vladivostok”", "„7 Sept 2022“"), RIGHT, "word processor; type them anew"),
    "one smart quote": (cell('"Vladivostok”', DAY), RIGHT, "word processor"),
    "smart single quotes": (cell("‘Vladivostok’", DAY), RIGHT, "word processor"),
    "smart quotes of the number": (
        FULL.replace('"1.2"', "“1.2”"),
        RIGHT,
        "around the number come from a word",
    ),
    "apostrophe": (cell("'Putin's city'"), {"place": "Putin's city", "date": ""}, 'place="Putin\'s city",'),
    "quotes inside": (
        cell('"the "far" east"'),
        {"place": 'the "far" east', "date": ""},
        "place='the \"far\" east',",
    ),
    "quotes twice": (cell('""Vladivostok""'), PLACE, 'between the quotation marks: place="Vladivostok",'),
    "behind the quotes": (cell('"" Vladivostok'), PLACE, 'between the quotation marks: place="Vladivostok",'),
    "before the quotes": (cell('Vladivostok""'), PLACE, 'place="Vladivostok",'),
    "no quotes left": (cell(""), {"place": "", "date": ""}, 'between quotation marks: place="",'),
    "two texts": (
        cell('"Russia", "China"'),
        {"place": "Russia, China", "date": ""},
        "one pair of quotation marks",
    ),
    "closing bracket": (FULL.rstrip(")"), RIGHT, "The closing bracket is missing"),
    "opening bracket": (FULL.replace("(", " ", 1), RIGHT, "round bracket behind answer"),
    "square brackets": (FULL.replace("(", "[").replace(")", "]"), RIGHT, "round bracket"),
    "a bracket too many": (FULL.replace('k",', 'k"),'), RIGHT, "a bracket too many"),
    "sign of the comment": (FULL.replace("# w", "w"), RIGHT, 'place="Vladivostok",   # where did they meet?'),
    "line break": (cell('"Vladi\nvostok"'), {"place": "Vladi vostok", "date": ""}, "stays on one line"),
    "below the line": (cell().replace("meet?\n", "meet?\nVladivostok\n"), PLACE, 'place="Vladivostok",'),
    "into the comment": (cell().replace("meet?", "meet? Vladivostok"), PLACE, 'place="Vladivostok",'),
    "over the comment": (
        cell().replace("where did they meet?", "Vladivostok"),
        PLACE,
        'place="Vladivostok",',
    ),
    "a name below": (cell() + '\nplace = "Vladivostok"', PLACE, 'inside the brackets: place="Vladivostok",'),
    "words below": (cell() + "\nVladivostok", {"place": "", "date": ""}, '"Vladivostok" stands outside'),
    "two equals signs": (FULL.replace("place=", "place=="), RIGHT, "one equals sign"),
    "colon": (FULL.replace("place=", "place:"), RIGHT, "one equals sign"),
    "no equals sign": (FULL.replace("place=", "place "), RIGHT, "one equals sign"),
    "quotes around the field": (FULL.replace("place", '"place"'), RIGHT, "without quotation marks"),
    "misspelt field": (FULL.replace("place", "palce"), RIGHT, 'The field is called place: type place="Vlad'),
    "another field": (FULL.replace("place", "city"), RIGHT, "The field is called place"),
    "no field": (FULL.replace("place=", ""), RIGHT, "Put the field's name before it"),
    "no fields": (FULL.replace("place=", "").replace("date=", ""), RIGHT, "Put the field's name before it"),
    "capital field": (FULL.replace("place", "Place"), RIGHT, ""),
    "Answer": (FULL.replace("answer", "Answer"), RIGHT, "small letters, instead of Answer"),
    "misspelt answer": (FULL.replace("answer", "anwser"), RIGHT, "instead of anwser"),
    "all commented": ("\n".join("# " + line for line in FULL.split("\n")), RIGHT, "The sign # switches"),
    "first line commented": ("#" + FULL, RIGHT, "The sign # switches"),
    "one line": ('answer("1.2", place=Vladivostok, date=7 Sept 2022)', RIGHT, 'place="Vladivostok",'),
    "number without quotes": (FULL.replace('"1.2"', "1.2"), RIGHT, ""),
    "number with a Q": (FULL.replace("1.2", "Q 1.2"), RIGHT, ""),
    "a name for it": ("x = " + FULL, RIGHT, ""),
    "printed": (f"print({FULL})", RIGHT, ""),
    "under magic": ("%%time\n" + FULL, RIGHT, ""),
    "indented": ("  " + FULL.replace("\n", "\n  "), RIGHT, ""),
    "a dict": ('answer("1.2", {"place": "Vladivostok", "date": "7 Sept 2022"})', RIGHT, ""),
    "no-break spaces": (FULL.replace("    ", "\u00a0\u00a0 "), RIGHT, "A sign is missing"),
    "a field twice": (FULL.replace("date=", "place="), RIGHT, "The field is called date"),
}


def values(call):
    return {name: raw.value for name, raw in call.values.items()}


@pytest.mark.parametrize("typed, read, says", SLIPS.values(), ids=SLIPS)
def test_every_slip_is_read_and_answered_with_one_sentence(typed, read, says):
    (call,) = read_cell(typed, SHEET)
    assert (call.question, values(call)) == ("1.2", read)
    assert says in call.says and bool(says) == bool(call.says)
    assert "\n" not in call.says and all(raw.how in HOW for raw in call.values.values())


@pytest.mark.parametrize("typed, read, says", SLIPS.values(), ids=SLIPS)
def test_a_cell_that_python_cannot_run_is_known_as_broken(typed, read, says):
    (call,) = read_cell(typed, SHEET)
    try:
        compile(typed.replace("%%time", ""), "cell", "exec")
    except SyntaxError:
        assert call.broken or typed.startswith("  ")
    else:
        assert not call.broken or says


def test_what_the_sentence_says_to_type_is_read_as_it_was_meant():
    for typed, _, _ in SLIPS.values():
        for name, raw in read_cell(typed, SHEET)[0].values.items():
            line = f'answer("1.2", {name}={shown(raw.value)})'
            assert ast.parse(line) and values(read_cell(line, SHEET)[0]) == {name: raw.value}


@pytest.mark.parametrize(
    "typed, value, how",
    [
        ("22", 22, "typed"),
        ("-3", -3, "typed"),
        ("0.5", 0.5, "typed"),
        ("53/100", 0.53, "computed"),
        ("round(22/7, 2)", 3.14, "computed"),
        ("2**10 - 18", 1006, "computed"),
        ("1,006", "1,006", "unquoted"),
        ("2,000", "2,000", "unquoted"),
        ("22,5", "22,5", "unquoted"),
        ("53 %", "53 %", "unquoted"),
        ("about 20", "about 20", "unquoted"),
        ("twenty", "twenty", "unquoted"),
        ("len([1, 2, 3])", 3, "computed"),
        ("str(4) + 'x'", "4x", "computed"),
        ("f'{1 + 1} or {3}'", "2 or 3", "computed"),
        ("k", 7, "named"),
        ("k * 2", 14, "named"),
        ("other", None, "not known"),
        ("max(other)", None, "not known"),
        ("ac.kappa(k)", None, "not known"),
        ("math.floor(k", "math.floor(k", "not known"),
        ("None", None, "typed"),
    ],
)
def test_values_of_a_number(typed, value, how):
    names = {}
    read_cell("k = 3 + 4\nother = f(1)\nimport ac, math", SHEET, names)
    raw = read_cell(f'answer("1.3",\n    number={typed},   # how many claims?\n)', SHEET, names)[0].values[
        "number"
    ]
    assert (raw.value, raw.how) == (value, how)


@pytest.mark.parametrize(
    "typed",
    [
        '["Russia", "China"]',
        '{"Russia", "China"}',
        '("Russia", "China")',
        '["Russia" "China"]',
        "[Russia, China]",
        "{Russia, China}",
        "[“Russia”, “China”]",
        '["Russia", "China"',
        '["Russia"] + ["China"]',
    ],
)
def test_lists_keep_their_items_and_their_order(typed):
    (call,) = read_cell(
        f'answer("1.4",\n    who={typed},  # who took part?\n    choice="",  # one word\n)', SHEET
    )
    assert call.values["who"].value == ["Russia", "China"]


def test_words_that_python_knows_are_words():
    (call,) = read_cell('answer("1.4", who=set("Russia, China"), choice=open)', SHEET)
    assert values(call) == {"who": "Russia, China", "choice": "open"}


# ---------------------------------------------------------------- bounds

BOMBS = [
    "9**9**9",
    "10**20**5",
    "'a' * 10**9",
    "[0] * 10**9",
    "f'{1:1000000000}'",
    "round(5, -10**9)",
    "'%1000000000d' % 5",
    "(" * 5000,
    "-" * 15000 + "1",
    "+".join(["'abc'"] * 3000),
    "[" * 90 + "1" + "]" * 90,
    "1" * 15000,
    "x.a" + ".a" * 6000,
    "int('9' * 5000)",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb[:12])
def test_no_value_grows_beyond_its_bound(bomb):
    for text in (f'answer("1.2", place={bomb})', f'a = {bomb}\nb = [a] * 50\nanswer("1.2", place=[b, b])'):
        for call in read_cell(text, SHEET):
            assert len(json.dumps(values(call))) < 20 * source.VALUE


def test_what_a_cell_costs_is_bounded_by_its_steps():
    text = "a = [1, 2, 3, 4, 5, 6, 7, 8]\n" + "b = a + a + a + a\n" * 1000 + 'answer("1.3", number=len(b))'
    reader = source._Tree(text, SHEET, {})
    reader.read(ast.parse(text))
    assert -source.VALUE < reader.steps < source.STEPS


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from([*"\"'“”’(),=#\n[]{}:;%", "answer", "1.2", "place=", "date=", "a b", " "]),
        max_size=40,
    ).map("".join),
)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_reading_a_cell_never_raises(text):
    for call in (*read_cell(text, SHEET), *read_cell('answer("1.2", ' + text), *read_cell(cell(text), SHEET)):
        assert isinstance(call.says, str) and json.dumps(values(call))


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\\r\n'), max_size=80))
def test_text_between_quotes_is_read_as_it_is(text):
    text = text.replace("\ufeff", "")
    for sign in '"', "'":
        if sign not in text and not (text and "\x00" in text):
            assert read_cell(cell(f"{sign}{text}{sign}"), SHEET)[0].values["place"].value == plain(text)


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=400), st.integers(0, 3000).map(lambda n: notebook(FULL, ("markdown", ESSAY))[:n])
    )
)
def test_reading_a_file_never_raises(data):
    assert all(flag.code in FLAGS for flag in read_notebook(data, SHEET).flags)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "cell_type", "outputs", "data", MIME, "values"]), inner
        )
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=200)
@given(JSON)
def test_a_notebook_of_any_json_never_raises(data):
    for whole in (
        data,
        {"cells": [data, {"source": FULL, "cell_type": "code", "outputs": data, "metadata": data}]},
    ):
        read_notebook(json.dumps(whole).encode(), SHEET)


# ---------------------------------------------------------------- files


def codes(submission, question=None):
    return [
        flag.code for flag in submission.flags if flag.code != "missing" and question in (None, flag.question)
    ]


def answers(submission, question="1.2"):
    return {name: raw.value for name, raw in submission.answers[question].items()}


def test_a_file_in_order_has_no_flags():
    blank = ['answer("1.3", number="")', 'answer("1.4", who="", choice="")']
    submission = read_notebook(notebook(FULL, *blank, ("markdown", ESSAY + "…")), SHEET)
    assert answers(submission) == RIGHT and submission.flags == () and submission.essays == {"1.9": ""}
    assert submission.sources == dict(zip(("1.2", "1.3", "1.4"), (FULL, *blank)))


def test_a_deleted_cell_is_missing():
    submission = read_notebook(notebook(FULL), SHEET)
    assert [flag.question for flag in submission.flags if flag.code == "missing"] == ["1.3", "1.4", "1.9"]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_cell_of_another_kind_is_read(kind):
    submission = read_notebook(notebook((kind, FULL)), SHEET)
    assert answers(submission) == RIGHT and codes(submission) == ["not code"]


def test_a_cell_without_its_number_belongs_to_the_heading_above():
    submission = read_notebook(notebook(("markdown", "### 1.2 Where"), FULL.replace('"1.2",', "")), SHEET)
    assert answers(submission) == RIGHT and codes(submission) == ["no id"]


def test_of_two_cells_what_is_not_blank_counts():
    submission = read_notebook(notebook(FULL, cell(date='"8 Sept 2022"')), SHEET)
    assert answers(submission) == RIGHT | {"date": "8 Sept 2022"} and codes(submission) == ["twice"]


def test_an_answer_in_a_cell_below_is_flagged():
    for kind in "code", "markdown":
        submission = read_notebook(
            notebook(("markdown", "### 1.2 Where"), cell(), (kind, "It was Vladivostok")), SHEET
        )
        assert codes(submission, "1.2") == ["nearby"] and "It was Vladivostok" in submission.flags[-4].says


def test_a_moved_cell_belongs_to_its_number():
    submission = read_notebook(notebook(("markdown", "### 1.3 How many"), FULL), SHEET)
    assert answers(submission) == RIGHT and codes(submission) == []


def test_questions_that_the_sheet_does_not_have_are_flagged():
    submission = read_notebook(notebook('answer("1.7", place="x")', 'answer("2.1", place="x")'), SHEET)
    assert codes(submission) == ["unknown question", "other sheet"] and submission.answers == {}


def recorded(text, answer_values, of=None):
    record = {"question": "1.3", "values": answer_values, "source": digest(of or text)}
    return ("code", text, {}, [{"output_type": "display_data", "data": {MIME: record}}])


COMPUTED = 'answer("1.3", number=round(k, 2))'


def test_a_recorded_value_counts_where_the_text_does_not_tell():
    submission = read_notebook(notebook(recorded(COMPUTED, {"number": 0.42})), SHEET)
    raw = submission.answers["1.3"]["number"]
    assert (raw.value, raw.how) == (0.42, "recorded") and codes(submission) == []


def test_a_recording_of_another_source_does_not_count():
    submission = read_notebook(notebook(recorded(COMPUTED, {"number": 0.42}, of=COMPUTED + "#")), SHEET)
    assert submission.answers["1.3"]["number"].how == "not known" and codes(submission) == ["not run"]


def test_what_is_typed_counts_before_what_is_recorded():
    typed = 'answer("1.3", number="7")'
    submission = read_notebook(notebook(recorded(typed, {"number": 0.42})), SHEET)
    assert answers(submission, "1.3") == {"number": "7"}


@pytest.mark.parametrize(
    "cells",
    [
        [("markdown", ESSAY + "One two three four")],
        [("markdown", "**Essay 1.9** (write below this line) One two three four")],
        [("markdown", "One two three four\n\n" + ESSAY)],
        [("markdown", "Essay 1.9 (write below this line)\nOne two three four")],
        [("markdown", "One two three four", {"aftercoup": {"essay": "1.9"}})],
        [("markdown", ESSAY + "…"), ("markdown", "One two three four")],
        [("code", ESSAY + "One two three four")],
        [("markdown", "### 1.9 Judge it"), ("markdown", "One two three four")],
    ],
)
def test_an_essay_is_found(cells):
    submission = read_notebook(notebook(FULL, *cells, "progress()"), SHEET)
    assert submission.essays["1.9"].split() == "One two three four".split()


@pytest.mark.parametrize(
    "data, code, says",
    [
        (b"", "not a notebook", "empty"),
        (b"%PDF-1.7", "not a notebook", "a PDF"),
        (b"PK\x03\x04", "not a notebook", "a zip"),
        (b"<!DOCTYPE html>", "not a notebook", "a web page"),
        (b'{"cells": ', "not a notebook", "damaged"),
        (notebook(FULL)[:-60], "damaged", "whole notebook"),
        (FULL.encode(), "damaged", "whole notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_said_in_one_sentence(data, code, says):
    flags = read_cells(data)[1]
    assert [flag.code for flag in flags] == [code] and says in flags[0].says and ".ipynb" in flags[0].says


def test_what_can_be_found_in_a_damaged_file_is_read():
    for data in (
        notebook(FULL)[:-60],
        FULL.encode(),
        b"# In[1]:\n" + FULL.encode(),
        notebook(FULL).decode().encode("utf-16"),
    ):
        assert answers(read_notebook(data, SHEET)) == RIGHT


def test_sizes_are_bounded(monkeypatch):
    monkeypatch.setattr("aftercoup.answers.notebook.FILE", 1000)
    assert codes(read_notebook(b" " * 1001, SHEET)) == ["too large"]
    monkeypatch.undo()
    monkeypatch.setattr("aftercoup.answers.notebook.SOURCES", 1000)
    assert codes(read_notebook(notebook(FULL, "#" * 1001), SHEET)) == ["too large"]
    monkeypatch.undo()
    submission = read_notebook(notebook(FULL + "\n#" + "x" * source.CELL), SHEET)
    assert answers(submission) == RIGHT and codes(submission) == ["too large"]


def test_blank_is_what_the_readers_call_blank():
    for typed in ("", " ", "…", "...", "-", "n/a", "?", "x", None, 0):
        reading = SHEET.questions["1.2"].fields["place"].read(typed)
        assert is_blank(typed) == (reading.state == "blank")
