"""Files that were handed in: whatever happened to their cells, each answer is read or flagged with its words."""

import difflib
import gc
import json
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import SHEET, cell, essay, notebook

from aftercoup.answers.cell_text import FLAGS, parts
from aftercoup.answers.file_cells import CELLS, EACH, SOURCES, read_cells
from aftercoup.answers.kinds import KINDS
from aftercoup.answers.notebook import line_digest, read_notebook

TOP = ("markdown", "# Exercise 01: Read the event\n\nType each answer behind its colon.")
ASK = ("markdown", "### 1.2 Where and when\n\n*(3 points)*\n\nRead paragraph 3. Where was it, and when?")
NUMBER = ("markdown", "### 1.3 How many\n\nHow many claims are there?")
ESSAY = ("markdown", "### 1.9 Judge it\n\nWrite 3 to 10 words.")
OWN = SHEET._replace(
    own=frozenset(
        line_digest(line)
        for source in (
            "## Judge",
            TOP[1],
            ASK[1],
            NUMBER[1],
            ESSAY[1],
            cell(),
            essay(),
            "import aftercoup as ac",
            "ac.progress()",
        )
        for line in source.split("\n")
    )
)
GIVEN = {"place": "Vladivostok", "date": "7 September 2022"}
FULL = cell(**GIVEN)
LINES = FULL.split("\n")


def read(*cells, sheet=OWN):
    return read_notebook(notebook(TOP, "import aftercoup as ac", *cells, "ac.progress()"), sheet)


def typed(submission, question="1.2"):
    return {
        name: " ".join(text.split()) for name, text in submission.answers.get(question, {}).items() if text
    }


def codes(submission, question="1.2"):
    return [flag.code for flag in submission.flags if flag.question == question]


# what happened to the cell of 1.2 -> (the cells, codes of the remarks)
SLIPS = {
    "as it should be": ([ASK, FULL], []),
    "first line gone": ([ASK, "\n".join(LINES[1:])], ["misspelt"]),
    "first line misspelt": ([ASK, FULL.replace("%%answer", "%%anwser")], ["misspelt"]),
    "one sign": ([ASK, FULL.replace("%%", "%")], ["misspelt"]),
    "no sign": ([ASK, FULL.replace("%%", "")], ["misspelt"]),
    "number gone": ([ASK, FULL.replace(" 1.2", "")], ["no id"]),
    "split between fields": ([ASK, "\n".join(LINES[:3]), "\n".join(LINES[3:])], ["split"]),
    "split in a line": (
        [ASK, "\n".join([*LINES[:2], "place:"]), " Vladivostok\n" + "\n".join(LINES[3:])],
        ["split"],
    ),
    "split in three": ([ASK, "\n".join(LINES[:2]), LINES[2], "\n".join(LINES[3:])], ["split", "split"]),
    "rest in a Markdown cell": ([ASK, "\n".join(LINES[:3]), ("markdown", LINES[4])], ["split"]),
    "made Markdown": ([ASK, ("markdown", FULL)], ["not code"]),
    "made raw": ([ASK, ("raw", FULL)], ["not code"]),
    "moved below another question": ([ASK, NUMBER, "%%answer 1.3\nnumber: 3", FULL], []),
    "merged with the next": ([ASK, NUMBER, FULL + "\n%%answer 1.3\nnumber: 3"], []),
    "typed into the question's own cell": ([(ASK[0], ASK[1] + "\n\n" + FULL)], ["not code"]),
    "fields typed into the question": (
        [(ASK[0], f"{ASK[1]}\n\nplace: Vladivostok\ndate: 7 September 2022"), cell()],
        ["split"],
    ),
    "old form": (
        [ASK, 'answer("1.2",\n    place="Vladivostok",\n    date="7 September 2022",\n)'],
        ["misspelt"],
    ),
    "Python below a blank cell": (
        [ASK, cell(), 'place = "Vladivostok"\ndate = "7 September 2022"'],
        ["split"],
    ),
    "Python in place of the cell": ([ASK, 'place = "Vladivostok"\ndate = "7 September 2022"'], ["misspelt"]),
    "two versions, with git's marks": (
        [
            ASK,
            FULL.replace("place:", "<<<<<<< HEAD\nplace:\n=======\nplace:").replace(
                "# when", ">>>>>>> x\n# when"
            ),
        ],
        [],
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_cell_with_a_slip_is_read_and_told(slip):
    cells, expected = SLIPS[slip]
    submission = read(*cells, ("markdown", "## Judge"), ESSAY, essay("Three small words."))
    assert typed(submission) == GIVEN
    assert codes(submission) == list(dict.fromkeys(expected))
    assert submission.essays["1.9"] == "Three small words." and codes(submission, "1.9") == []
    assert "1.3" not in SLIPS[slip][0][-1] or typed(submission, "1.3") == {"number": "3"}


def test_a_blank_exercise_has_no_remark():
    submission = read(ASK, cell(), NUMBER, "%%answer 1.3\nnumber: ", ESSAY, essay())
    assert [flag for flag in submission.flags if flag.question != "1.4"] == []
    assert typed(submission) == {} and submission.essays == {"1.9": ""}


def test_a_copy_counts_where_it_says_more():
    submission = read(ASK, FULL, cell(place="Moscow"))
    assert typed(submission) == {"place": "Moscow", "date": GIVEN["date"]} and codes(submission) == ["twice"]
    submission = read(ASK, FULL, cell())
    assert typed(submission) == GIVEN and codes(submission) == []


def test_what_cannot_be_placed_is_shown_with_its_words():
    submission = read(ASK, cell(), "Perhaps in the far east")
    assert typed(submission) == {}
    flag = next(flag for flag in submission.flags if flag.code == "nearby")
    assert "Perhaps in the far east" in flag.seen
    for code in (
        'print("In Moscow, in May")',
        'answer = "In Moscow, in May"',
        'ac.answer("1.2", place="In Moscow")',
    ):
        submission = read(ASK, cell(), code)
        assert "In Moscow" in next(flag for flag in submission.flags if flag.code == "nearby").seen
        assert codes(read(ASK, FULL, "print(7 * 24)")) == []
    submission = read(ASK, "%%answer 1.7\nplace: here", "%%answer 2.1\nplace: there")
    seen = [flag.seen for flag in submission.flags if flag.code == "unknown question"]
    assert "here" in seen[0] and "there" in seen[1]
    submission = read(("markdown", "I was ill and could not finish."), ASK, FULL)
    assert any(flag.code == "outside" and "ill" in flag.seen for flag in submission.flags)


@pytest.mark.parametrize(
    "cells, words, remarks",
    [
        ([("markdown", "Three small words.")], "Three small words.", ["essay"]),
        ([("markdown", essay("Three small words."))], "Three small words.", ["not code"]),
        (
            [essay("Three small"), "words. More words, too."],
            "Three small\n\nwords. More words, too.",
            ["split"],
        ),
        ([essay("Three small"), ("markdown", "words.")], "Three small\n\nwords.", ["split"]),
        ([essay("![x](attachment:image.png)")], "[picture]", ["picture"]),
        ([essay("## Mine\n\n- a point")], "## Mine\n\n- a point", []),
        (["%%answer 1.9\nThree small words."], "Three small words.", ["misspelt"]),
        (['print("Three small words.")'], "Three small words.", ["essay"]),
        (['essay = """Three small words."""'], "Three small words.", ["essay"]),
    ],
)
def test_an_essay_is_found(cells, words, remarks):
    submission = read(ASK, FULL, ESSAY, *cells)
    assert submission.essays["1.9"] == words and codes(submission, "1.9") == remarks


def behind_signs(text):
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def magic(text):
    first, _, body = text.partition("\n")
    name, _, question = first.removeprefix("%%").partition(" ")
    return f"get_ipython().run_cell_magic({name!r}, {question!r}, {body!r})"


# what a program makes of a notebook -> its first lines, a cell of words, an answer or essay
SCRIPTS = {
    "VS Code": ("", lambda text: f"# %% [markdown]\n{behind_signs(text)}\n", "# %%\n{}\n".format),
    "Databricks": (
        "# Databricks notebook source\n",
        lambda text: re.sub("(?m)^", "# MAGIC ", f"%md\n{text}") + "\n\n# COMMAND ----------\n",
        lambda text: re.sub("(?m)^", "# MAGIC ", text) + "\n\n# COMMAND ----------\n",
    ),
    "jupytext": (
        "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       extension: .py\n# ---\n\n",
        lambda text: f"# %% [markdown]\n{behind_signs(text)}\n",
        lambda text: f"# %%\n{behind_signs(text)}\n",
    ),
    "jupytext, light": (
        "",
        lambda text: f"{behind_signs(text)}\n",
        lambda text: f"# +\n{behind_signs(text)}\n# -\n",
    ),
    "nbconvert": (
        "#!/usr/bin/env python\n# coding: utf-8\n",
        lambda text: f"{behind_signs(text)}\n",
        lambda text: f"# In[ ]:\n\n\n{magic(text)}\n\n",
    ),
    "Colab": (
        '# -*- coding: utf-8 -*-\n"""exercise_01.ipynb\n\nAutomatically generated by Colab.\n\nOriginal file is located at\n    https://colab.research.google.com/drive/1\n"""\n',
        lambda text: f'"""{text}"""\n',
        lambda text: f"# Commented out IPython magic to ensure Python compatibility.\n{behind_signs(text)}\n",
    ),
    "Markdown": ("", "{}\n".format, "```python\n{}\n```\n".format),
    "MyST": ("---\nkernelspec: {}\n---\n", "{}\n".format, "```{{code-cell}} ipython3\n{}\n```\n".format),
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("written", ["", "Three small words."])
def test_a_whole_exercise_as_a_script_says_what_the_notebook_says(name, written):
    """Nothing more than was typed: no heading and no question becomes an answer or an essay."""
    top, words, answer = SCRIPTS[name]
    code = answer if name in ("Markdown", "MyST") else "{}\n".format
    cells = [
        words(TOP[1]),
        code("import aftercoup as ac"),
        words("## Judge"),
        words(ASK[1]),
        answer(FULL),
        words(NUMBER[1]),
    ]
    cells += [answer("%%answer 1.3\nnumber: "), words(ESSAY[1]), answer(essay(written))]
    submission = read_notebook((top + "\n".join(cells)).encode(), OWN)
    assert typed(submission) == GIVEN and typed(submission, "1.3") == {}
    assert submission.essays["1.9"] == written
    assert {flag.question for flag in submission.flags} == {
        "",
        "1.4",
    }  # of the file, and the question that is not there
    assert codes(submission, "") == ["damaged"]


def test_code_of_the_sheet_below_an_answer_in_a_script_without_marks_is_no_part_of_it():
    """Where a notebook names no kernel, its export has blank lines between cells and no other mark."""
    call = 'ac.show("coups", columns="realigned",\n        coup_id=["chile-1973", "libya-1969"])'
    for code in (call, "import aftercoup as ac"):
        script = f"%%answer 1.3\nnumber: 5\n\n{code}\n\n{FULL}\n"
        submission = read_notebook(script.encode(), OWN)
        assert (typed(submission, "1.3"), typed(submission)) == ({"number": "5"}, GIVEN)


def test_two_versions_that_git_joined_are_both_read():
    """Its marks stand between the lines of the file; a last line has no comma in one version."""
    text = json.dumps(json.loads(notebook(TOP, ASK, FULL.splitlines(keepends=True))), indent=1)
    mine, *_ = [line for line in text.split("\n") if "7 September" in line]
    assert not mine.endswith(",")
    text = text.replace(mine, f"<<<<<<< HEAD\n{mine}\n=======\n{mine.replace('7 ', '9 ')}\n>>>>>>> other")
    submission = read_notebook(text.encode(), OWN)
    assert "merge conflict" in codes(submission, "") and codes(submission) == ["twice"]
    (twice,) = (flag for flag in submission.flags if flag.code == "twice")
    assert "9 September 2022 counts, and not date 7 September 2022" in twice.seen
    assert typed(submission) == GIVEN | {"date": "9 September 2022"}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_two_versions_are_read_whatever_git_put_between_its_marks(ends):
    """Windows line ends, a conflict in the numbers of the format, whole cells, and what both began with."""

    def lines_of(*cells):
        return json.dumps(json.loads(notebook(TOP, ASK, *cells, NUMBER)), indent=1).split("\n")

    ours, theirs = (
        lines_of(FULL.splitlines(keepends=True)),
        lines_of(cell("Moscow").splitlines(keepends=True)),
    )
    theirs = [line.replace('minor": 5', 'minor": 4') for line in theirs]
    text = []
    for same, start, end, begin, stop in difflib.SequenceMatcher(None, ours, theirs).get_opcodes():
        both = [
            "<<<<<<< HEAD",
            *ours[start:end],
            "||||||| 1a2b",
            "no JSON",
            "=======",
            *theirs[begin:stop],
            ">>>>>>> b",
        ]
        text += ours[start:end] if same == "equal" else both
    submission = read_notebook(ends.join(text).encode(), OWN)
    assert codes(submission, "") == ["merge conflict"] and codes(submission) == ["twice"]
    assert typed(submission) == {"place": "Moscow", "date": GIVEN["date"]}
    whole = ["<<<<<<< HEAD", *ours, "=======", *theirs, ">>>>>>> b"]
    assert typed(read_notebook(ends.join(whole).encode(), OWN)) == typed(submission)
    cut = ends.join(text)[:-150]
    submission = read_notebook(cut.encode(), OWN)
    assert {"merge conflict", "cut off"} <= set(codes(submission, "")) and typed(submission)[
        "place"
    ] == "Moscow"


@pytest.mark.parametrize(
    "code",
    [
        'answers = {"place": "Naypyidaw", "month": "August 2022"}',
        'print("Naypyidaw")',
        'city = "Naypyidaw"',
        'town, month = "Naypyidaw", "August 2022"',
        'answer("1.2", place="Naypyidaw")',
        'ac.reveal("1.2")\nIt was Naypyidaw',
        'ac.reveal("1.2")\nNaypyidaw',
        'ac.show(\n    "v06"\n)\nNaypyidaw',
    ],
)
def test_code_below_a_cell_that_is_partly_filled_is_told(code):
    submission = read(ASK, cell(date="7 September 2022"), code)
    (flag,) = (flag for flag in submission.flags if flag.question == "1.2" and "Naypyidaw" in flag.seen)
    assert flag.code == "nearby" or typed(submission)["place"]


def test_a_field_below_a_call_is_read():
    for rest in ("place: Vladivostok", 'place = "Vladivostok"', "place: in Vladivostok, I think"):
        submission = read(ASK, cell(date="7 September 2022"), f'ac.reveal("1.2")\n{rest}')
        assert "Vladivostok" in typed(submission)["place"] and codes(submission) == ["split"], rest


@pytest.mark.parametrize(
    "code",
    [
        'ac.reveal("1.2")',
        'ac.show(\n    "v06",\n)',
        "import pandas as pd\ndf = pd.DataFrame()\ndf",
        "from aftercoup import (\n    tables,\n)\nprint(tables)",
        "import os, sys  # mine",
        "progress()",
    ],
)
def test_python_of_the_students_own_and_calls_of_the_course_have_no_remark(code):
    assert codes(read(ASK, cell(date="7 September 2022"), code)) == []


@pytest.mark.parametrize(
    "value", ['city = "Naypyidaw"', 'city = "Naypyidaw"\nprint(city)', "trips = 3\ntrips"]
)
def test_python_of_the_students_own_that_holds_a_text_or_a_number_may_be_the_answer(value):
    """It was dropped without a word where an import stood above it."""
    (flag,) = (
        one for one in read(ASK, cell(), f"import pandas as pd\n{value}").flags if one.question == "1.2"
    )
    assert flag.code == "nearby" and value.split()[0] in flag.seen
    assert codes(read(ASK, FULL, f"import pandas as pd\n{value}")) == []


SENTENCES = " ".join(["Both sides wanted something, and each knew what the other wanted."] * 6)


@pytest.mark.parametrize("ends", ["", "\n# one more line\n"])
@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
def test_an_essay_in_the_cell_of_another_question_is_read_in_its_place(between, ends):
    written = SENTENCES.replace(". ", f".{between}")
    for own in ([ESSAY, essay()], []):
        submission = read(ASK, f"{FULL}\n{written}{ends}", NUMBER, "%%answer 1.3\nnumber:", *own)
        assert typed(submission) == GIVEN and codes(submission, "1.3") == []
        assert written in submission.essays["1.9"] and "holds others" in codes(submission)
        assert "moved" in codes(submission, "1.9") and "missing" not in codes(submission, "1.9")


@pytest.mark.parametrize("line", ["Answer 1.3", "Answer 1.3:", "Essay 1.9"])
def test_a_line_of_an_essay_that_names_a_question_is_part_of_the_essay(line):
    written = f"{SENTENCES}\n{line}\nboth wanted 3 things."
    submission = read(ASK, FULL, NUMBER, "%%answer 1.3\nnumber:", ESSAY, essay(written))
    assert submission.essays["1.9"] == written and typed(submission) == GIVEN
    submission = read(ASK, FULL, ESSAY, essay(f"{SENTENCES}\n%%anwser 1.3\nnumber: 3"))
    assert submission.essays["1.9"] == SENTENCES and typed(submission, "1.3") == {"number": "3"}


def test_an_empty_essay_is_doubted_where_as_much_stands_below_another_question():
    """It may be text of the exercise itself, in which something was changed."""
    submission = read(ASK, FULL, ("markdown", SENTENCES), ESSAY, essay())
    assert (codes(submission), codes(submission, "1.9")) == (["nearby"], ["perhaps"])
    assert typed(submission) == GIVEN and not submission.essays["1.9"]


def test_sentences_stay_where_they_are_if_the_essay_is_written_or_they_are_few():
    submission = read(ASK, f"{FULL}\n{SENTENCES}", ESSAY, essay("Three small words."))
    assert submission.essays["1.9"] == "Three small words." and SENTENCES in typed(submission)["date"]
    submission = read(ASK, f"{FULL}\n{SENTENCES[:200]}", ESSAY, essay())
    assert not submission.essays["1.9"] and codes(submission, "1.9") == []
    assert SENTENCES[:200] in typed(submission)["date"]


def test_an_empty_essay_is_doubted_where_a_field_for_sentences_holds_as_much():
    fields = {"why": KINDS["short"]("why", label="in a sentence")}
    sheet = OWN._replace(
        questions=OWN.questions | {"1.5": OWN.questions["1.2"]._replace(id="1.5", fields=fields)}
    )
    for words, found in ((SENTENCES, ["perhaps"]), (SENTENCES[:200], [])):
        submission = read(ASK, FULL, f"%%answer 1.5\nwhy: {words}", ESSAY, essay(), sheet=sheet)
        assert typed(submission, "1.5")["why"] == words.strip() and codes(submission, "1.9") == found
        assert codes(submission, "1.3") == ["missing"]


def test_a_picture_outside_of_the_cells_is_told():
    picture = ("markdown", f"![image.png](data:image/png;base64,{'A' * 60_000})")
    submission = read(ESSAY, picture, essay())
    assert submission.essays["1.9"] == "[picture]" and "picture" in codes(submission, "1.9")
    submission = read(ESSAY, essay("Three small words."), picture)
    assert submission.essays["1.9"] == "Three small words.\n\n[picture]"
    assert codes(submission, "1.9") == ["split", "picture"] and "too large" not in codes(submission, "")
    assert "nearby" in codes(read(ASK, cell(), picture))
    (flag,) = (flag for flag in read(picture, ASK, FULL).flags if flag.code == "outside")
    assert flag.seen == "[picture]"


def test_a_picture_of_the_sheet_itself_is_not_typed():
    line = "![the map](map.png)"
    sheet = OWN._replace(own=OWN.own | {line_digest(line)})
    assert codes(read(ASK, ("markdown", line), FULL, sheet=sheet)) == []


def test_a_sentence_that_begins_like_an_import_is_none():
    for line in (
        "from what I read it is so",
        "import bans and visa bans did it",
        "progress was slow at first",
    ):
        submission = read(ESSAY, essay("Three small words."), f"{line},\nand so it went on.")
        assert line in submission.essays["1.9"] and codes(submission, "1.9") == ["split"], line
        submission = read(ASK, cell(date="7 September 2022"), line)
        assert codes(submission) == ["nearby"], line


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "zip"),
        (b"<html>", "web page"),
        (b'{"cells": [', "damaged"),
        (b"hello", "no notebook"),
    ],
)
def test_what_is_no_notebook_is_said(data, words):
    submission = read_notebook(data)
    assert submission.exercise is None and words in submission.flags[0].says


def test_a_lesson_in_place_of_its_exercise_is_named_with_the_file_to_hand_in():
    for lesson in sorted((Path(__file__).parents[1] / "notebooks").glob("[01]*.ipynb")):
        submission = read_notebook(lesson.read_bytes())
        assert submission.exercise is None and codes(submission, "") == ["lesson"], lesson.name
        assert f"hand in exercise_{lesson.name[:2]}.ipynb" in submission.flags[0].says
    (plain,) = read_notebook(notebook("# My notes")).flags
    assert plain.code == "no sheet"


def test_a_file_cut_off_is_read_as_far_as_it_goes():
    data = notebook(TOP, ASK, FULL, NUMBER)[:-60]
    submission = read_notebook(data, OWN)
    assert typed(submission) == GIVEN and "cut off" in codes(submission, "")
    assert "missing" not in {flag.code for flag in submission.flags}  # nobody knows what stood behind the cut
    assert "lost" in {flag.code for flag in submission.flags}


def test_encodings():
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        data = notebook(TOP, ASK, FULL).decode().encode(encoding)
        assert typed(read_notebook(data, OWN)) == GIVEN, encoding


def test_all_flags_are_known_and_the_exercise_is_found_by_itself():
    submission = read_notebook((Path(__file__).parents[1] / "exercises/exercise_02.ipynb").read_bytes())
    assert submission.exercise.number == "02" and submission.flags == ()
    for slip, (cells, _) in SLIPS.items():
        assert {flag.code for flag in read(*cells).flags} <= set(FLAGS), slip


def test_limits():
    cells, flags = read_cells(json.dumps({"cells": [{"cell_type": "code", "source": "x"}] * 6000}).encode())
    assert CELLS * EACH // (EACH + 1) - 1 < len(cells) < 6000 and flags[0].code == "too large"
    assert SOURCES > 3 * max(
        len("".join(source for _, source in read_cells(path.read_bytes())[0]))
        for path in (Path(__file__).parents[1] / "solutions").glob("*.ipynb")
    )
    long = [{"cell_type": "code", "source": f"{number} {'x' * 9_000}"} for number in range(40)]
    cells, flags = read_cells(json.dumps({"cells": long}).encode())
    assert len(cells) == SOURCES // (9_003 + EACH) and "200,000 characters" in flags[0].says
    submission = read(ASK, FULL + "\n" + "word " * 20_000)
    assert typed(submission)["place"] == "Vladivostok"
    deep = b'{"cells": ' + b"[" * 100_000
    assert read_notebook(deep).flags


def test_long_cells_are_not_remembered():
    """The last thousand were, however long they were."""
    tracemalloc.start()
    for number in range(30):
        assert read(ASK, FULL, ("markdown", f"{number} {'word ' * 6000}")).flags
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 600_000  # they have 900,000 characters


INNER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "cell_type", "outputs", "metadata"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200)
@given(INNER)
def test_no_file_is_too_odd(data):
    submission = read_notebook(json.dumps(data).encode(), OWN)
    assert all(flag.code in FLAGS and flag.says for flag in submission.flags)


@given(st.lists(st.tuples(st.sampled_from(["code", "markdown", "raw"]), st.text(max_size=80)), max_size=5))
def test_what_stands_around_an_answer_never_loses_it(around):
    around = [(kind, source) for kind, source in around if not parts(source)]
    submission = read(*around, ASK, FULL)
    assert typed(submission)["place"] == "Vladivostok"


def test_kinds_of_fields_do_not_matter_here():
    assert set(KINDS) > {"text", "date"}


@pytest.mark.parametrize(
    "body",
    [
        "1.2 place: Vladivostok\n1.2 date: 7 September 2022\n1.3 number: 4",
        "1.2\nplace: Vladivostok\ndate: 7 September 2022\n\n### 1.3\nnumber: 4",
        "place: Vladivostok\ndate: 7 September 2022\n1.3 number: 4\n",
        "1.2 place: Vladivostok\ndate: 7 September 2022\n**1.3**\n4",
        "place: Vladivostok\ndate: 7 September 2022\n### 1.3 How many\n4",
        "place: Vladivostok\ndate: 7 September 2022\n# how many claims?\nnumber: 4",
        "number: 4\nwho: Putin\nplace: Vladivostok\ndate: 7 September 2022",
    ],
)
def test_what_was_typed_into_the_cell_of_another_question_is_read_for_its_own(body):
    for cells in (
        [ASK, f"%%answer 1.2\n{body}", NUMBER, "%%answer 1.3\nnumber:"],
        [ASK, f"%%answer 1.2\n{body}"],
    ):
        submission = read(*cells, ESSAY, essay())
        assert typed(submission) == GIVEN and typed(submission, "1.3") == {"number": "4"}
        assert codes(submission) == ["holds others"] and "moved" in codes(submission, "1.3")
        assert codes(submission, "1.9") == ["perhaps"]


def test_what_stands_in_a_questions_own_cell_numbers_before_what_stands_in_another():
    submission = read(ASK, f"{FULL}\n1.3 number: 5", NUMBER, "%%answer 1.3\nnumber: 4")
    assert typed(submission, "1.3") == {"number": "4"} and "twice" in codes(submission, "1.3")


def test_a_value_that_looks_like_the_number_of_a_question_stays_a_value():
    submission = read(ASK, "%%answer 1.2\nplace: Vladivostok\ndate:\n1.3", NUMBER, "%%answer 1.3\nnumber:")
    assert typed(submission)["date"] == "1.3" and typed(submission, "1.3") == {}


def test_one_line_of_another_field_is_a_slip_and_stays():
    submission = read(ASK, f"{FULL}\nnumber: 4", NUMBER, "%%answer 1.3\nnumber:")
    assert codes(submission) == ["unknown field"] and typed(submission, "1.3") == {}


@pytest.mark.parametrize("count, code", [(3, "outside"), (30, "crowded")])
def test_lines_that_belong_nowhere_are_told_once(count, code):
    lines = [f"some words {n}" for n in range(count)]
    submission = read(ASK, "%%answer 1.2\n" + "\n".join(lines), NUMBER)
    (flag,) = [flag for flag in submission.flags if flag.question == "1.2"]
    assert flag.code == code and flag.seen == " / ".join(lines)[:1000]
    assert flag.says.startswith("Not read: “some words 0”. Begin each line with one of: place, date.")


def test_of_two_answers_it_is_said_which_counts():
    for cells in (
        [ASK, cell("Moscow", "8 May 2022"), FULL],
        [ASK, f"{cell('Moscow', '8 May 2022')}\n{FULL}"],
    ):
        submission = read(*cells)
        (flag,) = [flag for flag in submission.flags if flag.question == "1.2"]
        assert flag.short == (
            "answered twice: place Vladivostok; date 7 September 2022 counts, and not place Moscow; date 8 May 2022"
        )
    flag = next(flag for flag in read(ASK, f"{FULL}\nplace: Moscow").flags if flag.code == "twice")
    assert flag.short == "answered twice: place: Moscow counts, and not Vladivostok"


# ---- below the optional question, in Python, by number alone

PERCENT = KINDS["number"]("own", label="percent of the claims")
DATA = "claims = ac.frame('claims')\n# Your own lines follow here."
OPTIONAL = ("markdown", "### 1.11 By yourself\n\nCompute it with a few lines of Python.")
BY_ITSELF = "%%answer 1.11\n# percent of the claims\nown: "
MORE = OWN._replace(
    questions=OWN.questions
    | {"1.11": OWN.questions["1.3"]._replace(id="1.11", points=0, fields={"own": PERCENT})},
    own=OWN.own | {line_digest(line) for text in (DATA, OPTIONAL[1], BY_ITSELF) for line in text.split("\n")},
)
HOME = [NUMBER, "%%answer 1.3\nnumber: ", ESSAY, essay()]
CODE = f'text = """{SENTENCES}"""'


def more(*cells, first=FULL):
    return read(ASK, first, *HOME, *cells, sheet=MORE)


@pytest.mark.parametrize(
    "cells",
    [
        [OPTIONAL, f"{DATA}\n\n{SENTENCES}", BY_ITSELF],
        [OPTIONAL, DATA, SENTENCES, BY_ITSELF],
        [OPTIONAL, DATA, ("markdown", SENTENCES), BY_ITSELF],
        [(OPTIONAL[0], f"{OPTIONAL[1]}\n\n{SENTENCES}"), DATA, BY_ITSELF],
        [OPTIONAL, f"{DATA}\nn = 3\n# {SENTENCES.replace('. ', '.')}", BY_ITSELF],
        [OPTIONAL, DATA, CODE, BY_ITSELF],
        [TOP, CODE],
        [TOP, f"{CODE}\nprint(text)"],
        [TOP, f'def essay():\n    """{SENTENCES}"""'],
        [TOP, f"import pandas as pd\n{CODE}"],
    ],
)
def test_an_essay_below_the_optional_question_or_in_python_is_read_if_the_sheet_has_no_other(cells):
    submission = more(*cells)
    assert submission.essays["1.9"].strip().startswith("Both sides wanted") and codes(submission, "1.9") == [
        "essay"
    ]
    assert typed(submission) == GIVEN and codes(submission, "") == []
    for first, twice in (
        (cell(), []),
        (FULL, ["Three other sentences. " * 20]),
    ):  # blank; or which of the two?
        submission = more(
            *cells, *[(TOP[0], TOP[1]), *(f'other = """{words}"""' for words in twice)], first=first
        )
        told = " ".join(flag.seen for flag in submission.flags if flag.code == "outside")
        assert "Both sides wanted" in told and not submission.essays["1.9"]


def test_an_essay_under_python_of_its_own_heading_is_not_lost_behind_an_import():
    submission = read(ASK, FULL, ESSAY, f"import pandas as pd\n{CODE}", sheet=MORE)
    assert submission.essays["1.9"] == SENTENCES and codes(submission, "1.9") == ["essay"]


@pytest.mark.parametrize("kind", ["code", "markdown"])
@pytest.mark.parametrize(
    "line", ["1.3 number: 4", "1.3 4", "1.3: 4", "**1.3** 4", "Question 1.3: 4", "1.3\n4", "number: 4"]
)
def test_what_has_a_number_below_the_optional_question_or_at_the_end_is_read_for_it(line, kind):
    for cells in ([OPTIONAL, DATA, (kind, line), BY_ITSELF], [TOP, (kind, line)]):
        submission = more(*cells)
        assert typed(submission, "1.3") == {"number": "4"}, cells
        assert "outside" not in {flag.code for flag in submission.flags}
        assert {"read with care", "split"} & {*codes(submission, "1.3")}


def test_what_has_a_number_in_the_cell_of_the_optional_question_is_read_for_it():
    submission = more(OPTIONAL, DATA, f"{BY_ITSELF}68\n1.3 4")
    assert typed(submission, "1.3") == {"number": "4"} and typed(submission, "1.11") == {"own": "68"}


def test_a_number_alone_stays_where_it_is():
    """It may be a value."""
    submission = read(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: ", ("markdown", "1.2"), sheet=MORE)
    assert "1.2" in " ".join(flag.seen for flag in submission.flags if flag.question == "1.3")


@pytest.mark.parametrize(
    "cell_, words",
    [
        (("markdown", "My answer to the third is four"), "third is four"),
        (("code", "My answer to the third is four"), "third is four"),
        (("code", 'print("I think that there are four of them")'), "there are four"),
        (("code", 'x = "I think that there are four of them'), "there are four"),
        (("code", 'answer13 = "four"'), "answer13"),
        (("code", "q1_3 = [4, 5]"), "q1_3"),
        (("code", "number=len(claims)/3"), "number = len(claims) / 3"),
        (("code", "first = 4\nnumber = first"), "number = first"),
        (("code", "number, other = 4, 5"), "4, 5"),
        (("code", 'answers = {"number": 4}'), "'number': 4"),
    ],
)
def test_what_may_be_an_answer_below_the_optional_question_is_told_with_its_words(cell_, words):
    submission = more(OPTIONAL, DATA, cell_, BY_ITSELF)
    (flag,) = (flag for flag in submission.flags if flag.code == "outside")
    assert words in flag.seen and not flag.question and typed(submission, "1.3") == {}


@pytest.mark.parametrize(
    "below", ["the first question", "an answered one", "an essay", "the optional one", "all"]
)
@pytest.mark.parametrize(
    "code, told",
    [
        ("number = 4", "number = 4"),
        ("Number = 4", "Number = 4"),
        ("number = two-alike", "number = two - alike"),
        ("import pandas as pd\nnumber = 4\nprint(number)", "number = 4"),
        ("number = 3 + len(claims)", "number = 3 + len(claims)"),
        ("number += 0.7", "number += 0.7"),
        ("n = 1\nif n:\n    number = 4", "number = 4"),
        ("for n in claims:\n    number = n", "number = n"),
        ("def f():\n    number: int = 4", "number: int = 4"),
        ("print(number := 4)", "print((number := 4))"),
    ],
)
def test_a_field_that_gets_a_value_in_python_of_the_students_own_is_told_wherever_it_stands(
    below, code, told
):
    """Nothing was said where the value was added to another, or stood inside of `if`."""
    three = ("markdown", NUMBER[1]), "%%answer 1.3\nnumber: "
    essay_ = ESSAY, "%%essay 1.9\nThree small words."
    cells = {
        "the first question": [TOP, code, ASK, FULL, *three],
        "an answered one": [ASK, FULL, code, *three],
        "an essay": [ASK, FULL, *three, *essay_, code],
        "the optional one": [ASK, FULL, *three, OPTIONAL, DATA, code, BY_ITSELF],
        "all": [ASK, FULL, *three, TOP, code],
    }[below]
    submission = read(*cells, sheet=MORE)
    assert typed(submission, "1.3") == {} and typed(submission) == GIVEN and not codes(submission)
    assert [flag.seen for flag in submission.flags if flag.code == "outside"] == [told]
    assert submission.essays.get("1.9", "") in ("", "Three small words.")


@pytest.mark.parametrize(
    "code, told",
    [
        ("n = (claims\nnumber: 4", []),
        ("number: 4\nprint(number", []),
        ("number: 4\nprint(number)", []),
        ("n = (claims\nnumber = 4", ["number = 4"]),
        ("for n in claims\n    number = 4", ["number = 4"]),
    ],
)
def test_unfinished_python_below_the_optional_question_is_code_also_with_a_field_of_another_one(code, told):
    """A line such as `number: 4` was laid to the other question; what gets a value is told, as in what is finished."""
    submission = more(OPTIONAL, DATA, code, BY_ITSELF)
    assert typed(submission, "1.3") == {} and not codes(submission, "1.3")
    assert [flag.seen for flag in submission.flags if not flag.question] == told


@pytest.mark.parametrize(
    "code", ["number = 4", "number = len(claims)\nprint(number)", "number = (claims", "n = (\nnumber = 4"]
)
def test_a_field_of_the_optional_question_itself_gets_its_value_without_a_remark(code):
    task = MORE.questions["1.11"]._replace(fields={"number": PERCENT})
    sheet = MORE._replace(questions=MORE.questions | {"1.11": task})
    submission = read(ASK, FULL, *HOME, OPTIONAL, DATA, code, sheet=sheet)
    assert typed(submission, "1.3") == {} and not codes(submission) and not codes(submission, "1.3")
    assert not [flag for flag in submission.flags if not flag.question]


def test_a_field_with_words_that_are_no_python_below_the_optional_question_is_read():
    assert typed(more(OPTIONAL, DATA, "number = some four", BY_ITSELF), "1.3") == {"number": "some four"}


def test_python_is_read_below_its_own_question_alone():
    for code, value in (("number = 4", "4"), ("number += 4", "")):
        submission = read(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: ", code, sheet=MORE)
        assert typed(submission, "1.3").get("number", "") == value
        assert codes(submission, "1.3") == ["split" if value else "nearby"]


@pytest.mark.parametrize("code", ['print("I think that there are four of them")', 'answer13 = "four"'])
def test_words_in_python_outside_the_questions_are_told(code):
    assert ["outside"] == [flag.code for flag in more(TOP, code).flags if flag.question == ""]


@pytest.mark.parametrize(
    "code",
    [
        "mine = claims[claims.attributed_to == 'al-jazeera']\nprint(100 * (mine.verdict == 'confirmed').mean())",
        "own = 68\nnamed = 44",
        "claims[claims.verdict = 'confirmed']  # why not?",
        "%matplotlib inline\nclaims.verdict.value_counts().plot.bar()",
        "!pip install pandas",
        "# select those without another source\nclaims.head()",
    ],
)
def test_own_python_below_the_optional_question_has_no_remark(code):
    assert [
        flag for flag in more(OPTIONAL, DATA, code, BY_ITSELF).flags if flag.question in ("", "1.11")
    ] == []


def test_all_answers_in_one_cell_by_number_are_read():
    lines = "1.2\nplace: Vladivostok\ndate: 7 September 2022\n\n1.3\nnumber: 4\n\n1.9\nThree small words."
    for cells in ([ASK, cell(), *HOME, TOP], [TOP, ASK]):
        for kind in ("markdown", "code"):
            submission = read_notebook(notebook(*cells, (kind, lines)), numbered={"01": MORE}.get)
            assert submission.exercise is MORE
            assert typed(submission) == GIVEN and typed(submission, "1.3") == {"number": "4"}
            assert submission.essays == {"1.9": "Three small words."}
            assert "unknown field" not in {flag.code for flag in submission.flags}


def test_a_page_with_numbers_and_no_fields_is_no_exercise():
    assert (
        read_notebook(notebook(("markdown", "1.2 million\n1.3 million")), numbered={"01": MORE}.get).exercise
        is None
    )


def test_lines_of_two_fields_below_another_question_are_read_for_their_own():
    submission = read(
        ASK, cell(), NUMBER, "%%answer 1.3\nnumber: 4", "place: Vladivostok\ndate: 7 September 2022"
    )
    assert (
        typed(submission) == GIVEN
        and codes(submission) == ["read with care"]
        and codes(submission, "1.3") == []
    )


GIVEN_LINES = tuple(line for _, text in (TOP, ASK, NUMBER, ESSAY) for line in text.split("\n") if line)


@pytest.mark.parametrize(
    "was, is_", [("paragraph 3", "paragraph 13"), ("Write 3 to", "Write about 3 to"), ("Write", "Use")]
)
def test_a_line_that_was_mended_after_the_hand_out_is_no_answer(was, is_):
    asked = [(kind, text.replace(was, is_)) for kind, text in (ASK, ESSAY)]
    for filled in (FULL, cell()):
        data = notebook(asked[0], filled, NUMBER, "%%answer 1.3\nnumber: ", asked[1], essay())
        submission = read_notebook(data, OWN, lines=lambda number: GIVEN_LINES)
        assert (
            not submission.essays["1.9"]
            and codes(submission) == []
            and "essay" not in codes(submission, "1.9")
        )


@pytest.mark.parametrize(
    "was, is_", [("Where was it", "**Where** was it x"), ("and when?", "and when? May 2022")]
)
def test_what_was_put_into_a_line_of_a_question_is_told(was, is_):
    data = notebook((ASK[0], ASK[1].replace(was, is_)), cell(), *HOME)
    assert "reworded" in codes(read_notebook(data, OWN, lines=lambda number: GIVEN_LINES))


def test_an_essay_in_pieces_of_python_is_one_text():
    lines = ",\n".join(f'"{line}."' for line in SENTENCES.replace(", and", '.",\n"and').split(". "))
    submission = more(TOP, f"lines = [{lines}]")
    assert submission.essays["1.9"].count("Both sides wanted something") == 6
    submission = more(
        OPTIONAL, f"{DATA}\nnames = {[f'column_{n}' for n in range(60)]}", BY_ITSELF, first=cell()
    )
    assert codes(submission, "") == [] and not submission.essays["1.9"]


def test_what_has_other_numbers_below_the_essay_is_not_the_essay():
    text = "## 1.3\n\n4\n\n## 1.9\n\nThree small words."
    submission = read(ASK, FULL, *HOME, ("markdown", text), sheet=MORE)
    assert submission.essays == {"1.9": "Three small words."} and typed(submission, "1.3") == {"number": "4"}
    sections = "1.2 My reason\nThree small words.\n1.3 My limit\nThree more."
    assert sections in read(ASK, FULL, *HOME, ("markdown", sections), sheet=MORE).essays["1.9"]


def test_the_same_answer_in_a_list_at_the_end_is_no_second_one():
    for number in ("4", "5"):
        submission = read(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: 4", TOP, ("markdown", f"1.3: {number}"))
        assert typed(submission, "1.3") == {"number": "4"}
        assert ("twice" in codes(submission, "1.3")) == (number == "5")


# ---- whole answers below one another, an essay in a cell of its own, another text of a question


SHARED = OWN._replace(
    questions=OWN.questions
    | {
        "1.5": OWN.questions["1.2"]._replace(
            id="1.5",
            title="And then",
            fields=OWN.questions["1.2"].fields | {"guest": KINDS["text"]("guest", label="who came?")},
        )
    }
)
FIRST = "place: Vladivostok\ndate: 7 September 2022"
SECOND = "place: Moscow\ndate: 8 May 2022\nguest: Xi"


@pytest.mark.parametrize("home, other", [("1.2", "1.5"), ("1.5", "1.2")])
@pytest.mark.parametrize("body", [f"{FIRST}\n{SECOND}", f"{SECOND}\n\n{FIRST}"])
def test_of_whole_answers_with_equal_names_below_one_another_both_questions_are_told(home, other, body):
    """Nothing tells which of them is a correction."""
    submission = read(ASK, f"%%answer {home}\n{body}", f"%%answer {other}", sheet=SHARED)
    told = " ".join(flag.seen for flag in submission.flags if flag.code == "twice")
    assert {flag.question for flag in submission.flags if flag.code == "twice"} == {home}
    assert all(words in told for words in ("Moscow", "8 May", "Vladivostok", "7 September"))
    assert codes(submission, other) == ["perhaps"]
    assert typed(submission, "1.5").get("guest", "Xi") == "Xi"


def test_an_empty_question_is_doubted_where_its_fields_were_typed_twice_elsewhere():
    short = SECOND.rpartition("\n")[0]
    submission = read(ASK, f"{FULL}\n{short}", "%%answer 1.5\nguest:", sheet=SHARED)
    assert "twice" in codes(submission) and codes(submission, "1.5") == ["perhaps"]


JUDGE = ("markdown", "## Judge")


def test_an_essay_in_a_markdown_cell_outside_the_questions_is_read_if_the_sheet_has_no_other():
    for own in ([ESSAY, essay()], []):
        submission = read(ASK, FULL, *own, JUDGE, ("markdown", SENTENCES))
        assert submission.essays["1.9"] == SENTENCES and codes(submission, "1.9") == ["essay"]
    for cells, own in (
        ([("markdown", SENTENCES.replace(".", ""))], ""),  # a list of words
        (
            [(JUDGE[0], f"{JUDGE[1]}\n\n{SENTENCES}")],
            "",
        ),  # an exercise into which somebody else may have written
        ([("markdown", SENTENCES), ("markdown", f"But {SENTENCES}")], ""),  # which of the two?
        ([("markdown", SENTENCES)], "Three small words."),
    ):
        submission = read(ASK, FULL, ESSAY, essay(own), JUDGE, *cells)
        told = [flag.seen for flag in submission.flags if flag.code == "outside"]
        assert submission.essays["1.9"] == own and len(told) == len(cells) and SENTENCES[:50] in told[0]


CHOOSE = ("markdown", "### 1.3 How many\n\nHow many claims are there?\n\n- a. four\n- b. five")
CHOOSE_LINES = tuple(line for _, text in (TOP, ASK, CHOOSE, ESSAY) for line in text.split("\n") if line)
_CHOICE = KINDS["choice"]("number", label="how many claims?", options={"4": "four", "5": "five"})
CHOOSING = OWN._replace(
    own=OWN.own | {line_digest(line) for line in CHOOSE_LINES},
    questions=OWN.questions | {"1.3": OWN.questions["1.3"]._replace(fields={"number": _CHOICE})},
)


def test_of_python_below_an_empty_cell_what_gives_a_field_its_value_is_read():
    """What is printed, or a name of the student's own, is no part of a value; what is computed is told."""
    for code, told in (
        ("number = 4\nprint(number)", []),
        ("x = 3\nnumber = 4\nprint(x)", []),
        ("number = 4\nnumber += 1\nprint(number)", ["nearby"]),
    ):
        submission = read(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: ", code, ESSAY, essay())
        assert typed(submission, "1.3") == {"number": "4"}
        assert [each for each in codes(submission, "1.3") if each == "nearby"] == told


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (CHOOSE[1].replace("four", "x").replace("five", "four").replace("x", "five"), True),
        (CHOOSE[1].replace("four", "none of them at all"), True),
        (CHOOSE[1].replace("How many claims are there?", "How many claims are here?"), False),
    ],
)
def test_letters_of_an_older_sheet_may_mean_other_options(text, other):
    for filled in ("b", "4", ""):
        data = notebook(ASK, FULL, ("markdown", text), f"%%answer 1.3\nnumber: {filled}", ESSAY, essay())
        submission = read_notebook(data, CHOOSING, lines=lambda number: CHOOSE_LINES)
        assert {*codes(submission, "1.3")} == ({"reworded"} if other else set())
        assert typed(submission, "1.3") == ({"number": filled} if filled else {})


def test_other_words_in_the_place_of_a_question_are_told_and_are_no_answer():
    text = CHOOSE[1].replace("How many claims are there?", "I think that the newspaper is wrong about this.")
    data = notebook(ASK, FULL, ("markdown", text), "%%answer 1.3\nnumber: ", ESSAY, essay())
    submission = read_notebook(data, CHOOSING, lines=lambda number: CHOOSE_LINES)
    assert codes(submission, "1.3") == ["nearby"] and typed(submission, "1.3") == {}


def test_a_list_of_a_students_own_beside_a_question_without_options_is_an_answer():
    own = ("markdown", f"{ASK[1]}\n\n- a. in Moscow, I think")
    data = notebook(own, "%%answer 1.2\nplace: ", CHOOSE, "%%answer 1.3\nnumber: b", ESSAY, essay())
    submission = read_notebook(data, CHOOSING, lines=lambda number: CHOOSE_LINES)
    assert codes(submission, "1.2") == ["nearby"]


def test_words_put_into_an_option_are_told():
    text = CHOOSE[1].replace("- b. five", "- b. five, I think")
    data = notebook(ASK, FULL, ("markdown", text), "%%answer 1.3\nnumber: ", ESSAY, essay())
    submission = read_notebook(data, CHOOSING, lines=lambda number: CHOOSE_LINES)
    assert "five, I think" in next(flag.seen for flag in submission.flags if flag.code == "reworded")


def test_an_answer_line_below_an_essay_is_told():
    for filled, told in (("", ["perhaps"]), ("5", [])):
        submission = read(
            ASK, FULL, NUMBER, f"%%answer 1.3\nnumber: {filled}", ESSAY, essay(f"{SENTENCES}\n\nnumber: 4")
        )
        assert codes(submission, "1.3") == told


def test_two_essay_cells_are_told_and_a_copy_is_read_once():
    for second, told in ((SENTENCES, []), (f"Final version: {SENTENCES}", ["twice"])):
        submission = read(ASK, FULL, ESSAY, essay(SENTENCES), essay(second))
        assert codes(submission, "1.9") == told
        assert submission.essays["1.9"].count(SENTENCES) == 1 + bool(told)


def test_the_text_of_an_essay_in_other_words_is_no_part_of_the_essay():
    for now, then in (
        (f"Write what you think. {SENTENCES} And why?", f"Say what you think, and why. {SENTENCES[:-100]}"),
    ):
        asked = ("markdown", f"### 1.9 Judge it\n\n{then}")
        lines = tuple(now if line == ESSAY[1].split("\n")[2] else line for line in GIVEN_LINES)
        for written in ("", "Three small words."):
            data = notebook(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: ", asked, essay(written))
            submission = read_notebook(data, OWN, lines=lambda number: lines)
            assert submission.essays == {"1.9": written} and codes(submission, "1.9") == []
    for text in (f"### 1.9 Judge it\n\n{SENTENCES}", f"{ESSAY[1]}\n\n{SENTENCES}"):
        data = notebook(ASK, FULL, NUMBER, "%%answer 1.3\nnumber: ", ("markdown", text), essay())
        submission = read_notebook(data, OWN, lines=lambda number: GIVEN_LINES)
        assert submission.essays["1.9"].strip() == SENTENCES


def test_what_is_typed_below_or_in_place_of_a_question_is_read_as_before():
    asked = (ASK[0], f"{ASK[1]}\n\nplace: Vladivostok\ndate: 7 September 2022")
    for text in (asked[1], asked[1].replace("Read paragraph 3. Where was it, and when?\n\n", "")):
        data = notebook(("markdown", text), cell(), NUMBER, "%%answer 1.3\nnumber: ", ESSAY, essay())
        submission = read_notebook(data, OWN, lines=lambda number: GIVEN_LINES)
        assert typed(submission) == GIVEN and codes(submission) == ["split"]


def test_one_line_of_another_question_is_no_whole_answer_to_it():
    submission = read(ASK, "%%answer 1.2\nVladivostok\nnumber: 4", NUMBER, "%%answer 1.3\nnumber:")
    assert typed(submission, "1.3") == {} and "Vladivostok" in str(submission.flags)
