"""What a sheet's cells show in a notebook: cards for every answer and slip, never an error."""

import dataclasses
import json
import re

import pytest
from sheets import ESSAY, SHEET, cell, notebook
from test_answers_source import FULL, SLIPS

from aftercoup.answers import live, sheet, source
from aftercoup.answers import notebook as notebook_file
from aftercoup.answers.notebook import MIME, read_notebook
from aftercoup.answers.seal import Key


def edition(name, **more):
    """The small sheet in another edition: with a sealed key for 1.2 and, if given, more of it."""
    moscow = SHEET.questions["1.2"].fields["place"].read("Moscow").forms[0]
    key = {
        "place": Key([["vladivostok"]], {moscow: (0, "That was in 2021.")}),
        "date": Key([["2022-09-07"]]),
    }
    fields = {}
    for blank in SHEET.questions["1.2"].fields.values():
        sealed = key[blank.name].sealed("salt " + blank.name)
        exact = {"precision": "day"} if blank.kind == "date" else {}
        fields[blank.name] = dataclasses.replace(
            blank,
            **exact,
            salt=sealed.salt,
            right=sealed.items,
            misses=sealed.misses,
        )
    asked = SHEET.questions["1.2"]._replace(fields=fields, **more)
    return SHEET._replace(edition=name, questions=SHEET.questions | {"1.2": asked})


HINTS = {"hint": "Read paragraph 3 again.", "reread": "01_read_the_event.ipynb#One-paragraph"}
WORKED = {"rule": "A weekday is the last one before.", "worked": "They met in the far east (c16)."}


class Notebook:
    """A kernel's shell, without a kernel: runs cells and keeps what they show."""

    def __init__(self, shell):
        self.shell = shell
        self.outputs = []

    def run(self, text):
        """The plain text that a cell shows; AssertionError when the cell ends with an error."""
        from IPython.utils.capture import capture_output

        with capture_output() as captured:
            result = self.shell.run_cell(text, store_history=True)
        assert result.success, captured.stdout
        assert not captured.stdout.replace("None\n", "") or text.startswith("%%time")
        self.outputs = [one.data for one in captured.outputs]
        return " ".join("\n".join(one["text/plain"] for one in self.outputs).split())


@pytest.fixture
def use(monkeypatch):
    """Sets the sheet that is there."""

    def use(one):
        there = {one.number: one}
        monkeypatch.setattr(live, "sheets", lambda: there)
        for module in sheet, notebook_file:
            monkeypatch.setattr(module, "sheet_numbered", there.get)

    monkeypatch.setattr(live, "_done", {})
    monkeypatch.setattr(live, "_revealed", {})
    use(edition("class", **HINTS))
    return use


@pytest.fixture
def page(use, tmp_path, monkeypatch):
    """A notebook in which the first cell of the sheet was run."""
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shell = InteractiveShell.instance()
    shell.run_cell("from aftercoup import answer, progress, reveal")
    live._watch()
    yield Notebook(shell)
    InteractiveShell.clear_instance()


def test_every_slip_shows_one_sentence_and_what_is_read(page):
    for typed, read, says in SLIPS.values():
        shown = page.run(typed)
        (bundle,) = page.outputs
        assert " ".join(says.split()) in shown, typed
        if says and "1.2" in typed:
            assert shown.startswith(source.read_cell(typed, live.sheets()["01"])[0].says.split("  ")[0])
        if not any(read.values()):
            assert "1.2 is not answered yet." in shown and MIME not in bundle
        else:
            assert bundle[MIME] == {"question": "1.2", "values": read, "source": source.digest(typed)}


def test_the_marker_reads_what_the_card_says(page):
    for typed, read, _ in SLIPS.values():
        page.run(typed)
        outputs = [{"output_type": "display_data", "data": bundle} for bundle in page.outputs]
        answers = read_notebook(notebook(("code", typed, {}, outputs)), SHEET).answers["1.2"]
        assert {name: raw.value for name, raw in answers.items()} == read


def test_practice_says_right_and_not_yet_and_never_the_answer(page):
    assert "1.2 Where and when: 2 of 2 right" in page.run(FULL)
    shown = page.run(cell('"Moscow"', '"Sept 2022"'))
    assert (
        "0 of 2 right" in shown
        and "That was in 2021." in shown
        and "Say it more exactly" in shown.replace("say", "Say")
    )
    assert "Hint: Read paragraph 3 again." in shown and "lesson 01, the part “One paragraph”" in shown
    assert "Vladivostok" not in json.dumps(page.outputs)


def test_blank_cells_say_so(page):
    assert page.run(cell()).startswith("1.2 is not answered yet.")
    assert "1 empty" in page.run(cell('"Vladivostok"'))


def test_an_exam_says_only_what_is_read(page, use):
    use(SHEET)
    shown = page.run(cell('"Moscow"', '"7 Sept 2022"'))
    assert (
        "2 of 2 read" in shown and "Wednesday" in shown and not re.search("right|Right|Not yet|Hint", shown)
    )


def test_values_of_other_cells_are_recorded(page):
    page.run("k = 1 / 3")
    page.run('answer("1.3", number=round(k, 2))')
    assert page.outputs[0][MIME]["values"] == {"number": 0.33}


@pytest.mark.parametrize(
    "typed, says",
    [
        ("round(missing_name, 2)", "There is no missing_name yet: run the cell that makes it"),
        ("int('x')", "This cannot be computed"),
        ("[1][5]", "This cannot be computed"),
        ("max", "cannot be read"),
    ],
)
def test_a_value_that_cannot_be_computed_is_one_sentence(page, typed, says):
    assert says in page.run(f'answer("1.3", number={typed})')


@pytest.mark.parametrize(
    "typed, says",
    [
        (
            'answer("1.7", place="x")',
            'no question 1.7: type the number above this cell, as in answer("1.',
        ),
        ('answer("5.1", place="x")', "no question 5.1"),
        ("answer()", "no question without a number"),
        ('answer("1.9", text="x")', "1.9 is an essay"),
        ('answer("1.2", place="a", date="b", extra="c")', "1.2 has no field extra"),
        ('answer("1.2", "a", "b", "c")', "Put the field's name before it: type place="),
        ('Answer(place="x)', "Type answer, in small letters"),
    ],
)
def test_what_the_sheet_does_not_have_is_one_sentence(page, typed, says):
    assert says in page.run(typed)


def test_a_student_may_give_the_name_away(page):
    page.run('answer = "Vladivostok"')
    assert "2 of 2 right" in page.run(FULL)


def test_code_around_an_answer_runs_and_keeps_pythons_own_errors(page):
    assert "1 of 1 read" in page.run('x = 5\nanswer("1.3", number=x)')
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        page.run('x = 1 / 0\nanswer("1.3", number=x)')
    assert page.run("y = [1 for _ in range(3)]") == ""


def test_words_of_a_student_are_escaped(page):
    page.run(cell('"<img src=x onerror=alert(1)>"'))
    assert "<img" not in page.outputs[0]["text/html"] and "&lt;img" in page.outputs[0]["text/html"]


def test_outside_a_notebook_it_prints(use, capsys):
    live._cell["source"] = ""
    live.answer("1.2", place="Vladivostok", date="7 Sept 2022")
    assert "2 of 2 right" in capsys.readouterr().out


# ---------------------------------------------------------------- progress and reveal


def saved(path, *cells):
    (path / SHEET.notebook).write_bytes(notebook(*cells))


def test_progress_says_what_the_marker_reads_in_the_file(page, tmp_path):
    rest = ['answer("1.3", number="three or four")', 'answer("1.4", who="Russia", choice="")']
    saved(tmp_path, FULL, *rest, ("markdown", ESSAY + "One two three four"))
    shown = page.run("progress()")
    assert f"reads in the file {SHEET.notebook}, as it is saved" in shown
    assert "2 of 4 questions are answered; they can bring 11 of 16 points. Left: 1.3, 1.4." in shown
    assert (
        "place: Vladivostok; date: 7 September 2022" in shown
        and "4 words | answered (3 to 10 words)" in shown
    )
    assert "number: cannot be read | 1 unclear" in shown and "1 of 2 empty" in shown


def test_progress_of_a_whole_sheet_says_hand_in(page, tmp_path):
    rest = ['answer("1.3", number=3)', 'answer("1.4", who="Russia", choice="b")']
    saved(tmp_path, FULL, *rest, ("markdown", ESSAY + "One two three four"))
    assert "Everything is answered: save the file and hand it in." in page.run("progress()")


def test_progress_says_when_the_file_is_older_than_what_was_run(page, tmp_path):
    saved(tmp_path, cell())
    page.run(FULL)
    shown = page.run("progress()")
    assert shown.startswith("Save first.") and "(1.2)" in shown and "hand it in" not in shown
    saved(tmp_path, FULL)
    assert "Save first" not in page.run("progress()")


def test_progress_finds_the_file_where_the_front_end_says(page, tmp_path, monkeypatch):
    other = tmp_path / "My own name.ipynb"
    other.write_bytes(notebook(FULL))
    monkeypatch.setenv("JPY_SESSION_NAME", str(other))
    assert "My own name.ipynb" in page.run("progress()")
    monkeypatch.delenv("JPY_SESSION_NAME")
    page.shell.user_ns["__vsc_ipynb_file__"] = str(other)
    assert "My own name.ipynb" in page.run("progress()")
    assert "1 of 4 questions" in page.run('progress("My own name.ipynb")')
    assert "There is no file 'x.ipynb'" in page.run('progress("x.ipynb")')


def test_without_a_file_progress_says_what_was_run(page):
    page.run(FULL)
    shown = page.run("progress()")
    assert "The saved file cannot be found" in shown and "1 of 4 questions are answered" in shown


def test_progress_counts_the_words_of_an_essay(page, tmp_path):
    for words, says in (("one", "1 word | too short: 3 to 10 words"), ("a " * 11, "11 words | too long")):
        saved(tmp_path, FULL, ("markdown", ESSAY + words))
        assert says in page.run("progress()")


def test_progress_names_cells_that_are_gone_or_broken(page, tmp_path):
    saved(tmp_path, FULL.replace('k",', 'k"'))
    shown = page.run("progress()")
    assert (
        "its cell is gone" in shown and "A comma is missing" in shown and 'answer("1.3", number="")' in shown
    )


def test_reveal_goes_from_hint_to_rule_to_worked_answer(page, use):
    use(edition("self-study", **HINTS, **WORKED))
    shown = [page.run('reveal("1.2")') for _ in range(4)]
    assert HINTS["hint"] in shown[0] and WORKED["rule"] not in shown[0]
    assert WORKED["rule"] in shown[1] and WORKED["worked"] not in shown[1]
    assert WORKED["worked"] in shown[2] and shown[3] == shown[2]
    assert WORKED["worked"] in page.run('reveal("1.2", "worked")')


@pytest.mark.parametrize(
    "typed", ["reveal 1.2", "Reveal(1.2)", "reveal(“1.2”)", 'reveal("1.2', "reveal('1.2\")"]
)
def test_reveal_with_a_slip_does_what_was_meant(typed, page, use):
    use(edition("self-study", **HINTS, **WORKED))
    shown = page.run(typed)
    assert HINTS["hint"] in shown and WORKED["rule"] not in shown


def test_a_card_of_the_self_study_edition_says_how_to_get_more_help(page, use):
    wrong = 'answer("1.2", place="Moscow")'
    use(edition("self-study", **HINTS, **WORKED))
    assert 'type reveal("1.2") into the new cell' in page.run(wrong)
    use(edition("class", **HINTS))
    assert "reveal" not in page.run(wrong)


def test_reveal_keeps_back_what_the_edition_keeps_back(page, use):
    assert "keeps rule and worked answer back" in page.run('reveal("1.2")')
    assert "keeps the worked answer of 1.2 back" in page.run('reveal("1.2", "worked")')
    assert "There is no hint" in page.run('reveal("1.3")')
    assert "as in reveal" in page.run("reveal()") and "Type one of these" in page.run('reveal("1.2", "all")')
    use(SHEET)
    assert "In an exam nothing is revealed" in page.run('reveal("1.2")')
