"""What the cells of an exercise call: %%answer, %%essay, progress() and reveal().

What is typed below `%%answer 4.1` is text, never Python. Running the cell shows at once how it is read, by the
same code that later reads the file. A cell whose first line is misspelt or gone is read all the same, and one
sentence says what to type; no error of Python is shown for it.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup.answers import cell_text, python_cells
from aftercoup.answers.answer_lines import named_by, read_answer
from aftercoup.answers.exercise import Exercise, Question, exercise_of, exercises
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.reading import BLANK, BY_HAND, RIGHT, UNCLEAR, Verdict
from aftercoup.answers.language.words import count_words
from aftercoup.answers.notebook import Submission, read_notebook
from aftercoup.errors import many
from aftercoup.outputs.cards import Card, listing, paragraph, stack, strong, table

STEPS = {"hint": "hint", "rule": "rule", "worked": "worked answer"}
CHOICES = ("choice", "choices")  # few answers are possible, so that trying finds the right one
TRIED_OUT = (
    "Not said: {} different answers were tried in a row. Read the place again, answer another question, then come "
    "back and run this cell."
)
_run: dict[str, str] = {}  # question -> the cell that was run for it in this session

_tried: dict[str, dict[str, list[tuple[str, ...]]]] = {}  # question -> its choices -> what was tried in a row
_revealed: dict[str, int] = {}  # question -> how many steps were shown


def run_cell(source: str) -> None:
    """Show the card of each answer and essay in a cell. It raises no error, whatever was typed."""
    for part in cell_text.parts(source):
        question, body = part.question, part.body
        exercise, asked = _find(question, body)
        if asked is None or exercise is None:
            _show(paragraph(_no_question(exercise, question)))
            continue
        _run[question] = source
        slips = [f"The first line of this cell must be: {asked.first_line}"]
        if part.exact and asked.essay == part.essay:
            slips = []
        if asked.essay:
            _show(_essay_card(asked, body, slips))
        else:
            _show(_answer_card(asked, body, slips, exercise.names, exercise.choice_tries))


def _find(number: str, source: str) -> tuple[Exercise | None, Question | None]:
    """(exercise, question) of a number, in the variant that the question's cell names."""
    exercise = exercise_of(number) or _only_exercise()
    asked = exercise.questions.get(number) if exercise else None
    variant = cell_text.VARIANT.search(source)
    return exercise, asked.drawn(variant[1]) if asked and variant else asked


def progress(file: str = "") -> None:
    """What is answered, what is left, and what the marker would read in the exercise's file as it is saved.

    file: the name of the file, where it cannot be found by itself.
    """
    path, data = _file(str(file))
    name_it = 'Type the name of your file, as it is in the list of files: ac.progress("name.ipynb").'
    if str(file) and data is None:
        return _show(paragraph(f"There is no file {str(file)!r} here. {name_it}"))
    if data is not None:
        submission = read_notebook(data)
        if submission.exercise is None:
            says = submission.flags[0].says if submission.flags else ""
            return _show(paragraph(strong(f"{path} is not read. "), says))
        from_file = f"This is what the marker reads in the file {path}, as it is saved."
    else:
        exercise = _only_exercise()
        if exercise is None:
            nothing = "Nothing is answered yet: run a cell with %%answer, then run this one again."
            return _show(paragraph(f"Which exercise? {name_it}" if _run else nothing))
        submission = replace(_ran(exercise), flags=())
        from_file = (
            "The saved file cannot be found from here, so this is what you ran since you opened the sheet; "
            f'save it and type its name, as in ac.progress("{exercise.notebook}").'
        )
    _show(_report(submission, from_file, data is not None))


def _ran(exercise: Exercise) -> Submission:
    """What the cells answer that were run in this session."""
    cells = [{"cell_type": "code", "source": source} for source in dict.fromkeys(_run.values())]
    return read_notebook(json.dumps({"cells": cells}).encode(), exercise)


def _typed(submission: Submission) -> dict[tuple[str, str], str]:
    """(question, field) -> what was typed; the field of an essay is ""."""
    answers = {**submission.answers, **{question: {"": text} for question, text in submission.essays.items()}}
    return {(question, name): text for question, fields in answers.items() for name, text in fields.items()}


def reveal(question: str = "") -> None:
    """Show the hint of a question, then its rule, then the worked answer: one more at each run.

    question: its number, like "1.2". Which of them there are depends on the edition.
    """
    number = cell_text.question_id(question)
    exercise, asked = _find(number, _run.get(number, ""))
    if asked is None or exercise is None:
        return _show(paragraph(_no_question(exercise, str(question), 'ac.reveal("{}")')))
    there = [name for name in STEPS if getattr(asked, name)]
    if not there:
        exam = exercise.edition == "exam"
        why = "In an exam nothing is revealed" if exam else "There is no hint for this question"
        return _show(paragraph(f"{why}: read the question again, and type what you can find."))
    count = min(_revealed.get(number, 0) + 1, len(there))
    _revealed[number] = count
    parts = [
        paragraph(strong(f"{STEPS[step].capitalize()}: "), getattr(asked, step)) for step in there[:count]
    ]
    if count < len(there):
        parts.append(paragraph(f"Run this cell again to see the {STEPS[there[count]]}."))
    elif there[-1] != "worked":
        parts.append(paragraph("There is no more to see: this edition keeps rule and worked answer back."))
    if count >= len(there):
        parts += _reread(asked)
    _show(stack(paragraph(strong(f"{number} {asked.title}")), *parts))


# ---------------------------------------------------------------- one answer


def _answer_card(asked: Question, body: str, slips: list[str], names: Names, tries: int) -> Card:
    """The Card of one answer: what to mend, how each field is read, and in practice whether it is right.

    tries: how many different tries at a choice it judges in a row; 0: all.
    """
    values, notes = read_answer(body, asked)
    results = {
        name: field.result(values.get(name, ""), names, field.key) for name, field in asked.fields.items()
    }
    head = [paragraph(strong(slip)) for slip in dict.fromkeys([*slips, *(note.says for note in notes)])]
    if all(result.reading.state == BLANK for result in results.values()):
        first = next(iter(asked.fields))
        how = "" if head else f" Type behind the sign : as in {first}: … and press Shift and Enter."
        return stack(*head, paragraph(strong(f"{asked.id} is not answered yet."), how))
    for name in _tried_out(asked, results, tries) if tries else ():
        results[name] = results[name]._replace(verdict=Verdict("read", None, says=TRIED_OUT.format(tries)))
    verdicts = [result.verdict for result in results.values()]
    practice = any(field.right for field in asked.fields.values())
    width = 3 if practice else 2  # columns
    rows = []
    for name, result in results.items():
        so_far = {BLANK: "Empty.", UNCLEAR: "Unclear."}.get(result.reading.state, result.verdict.says)
        rows.append([result.asked.label or name, _shown(result), so_far][:width])
    title = f"{asked.id} {asked.title}: {_so_far(asked, verdicts, practice)}"
    parts = [table(title, ["Asked", "Read as", "So far"][:width], rows, visible=len(rows))]
    done = (RIGHT, BLANK, "by hand", "read")
    if practice and asked.hint and any(verdict.state not in done for verdict in verdicts):
        parts += [paragraph(strong("Hint: "), asked.hint), *_reread(asked)]
        if asked.worked:
            how = f'click + above the sheet, type ac.reveal("{asked.id}") into the new cell, and press Shift and Enter.'
            parts.append(paragraph(f"More help: {how} Each run shows one step more."))
    if head:
        head.append(paragraph("As it is, it is read like this."))
    return stack(*head, *parts)


def _shown(result: FieldResult) -> str:
    """How a field is read, and what was typed where it cannot be: it may hold a line that belongs nowhere."""
    said = result.asked.show(result.reading)
    return f"{cell_text.shown(result.typed[:80])} {said}" if result.reading.state == UNCLEAR else said


def _tried_out(asked: Question, results: dict[str, FieldResult], tries: int) -> list[str]:
    """The choices of a question at which more than so many answers were tried, with no other question in between."""
    for other in [question for question in _tried if question != asked.id]:
        del _tried[other]
    tried, over = _tried.setdefault(asked.id, {}), []
    for name, result in results.items():
        if result.asked.kind in CHOICES and result.reading.state == "read":
            answers = tried.setdefault(name, [])
            if result.reading.forms not in answers:
                answers.append(result.reading.forms)
            if answers.index(result.reading.forms) >= tries:
                over.append(name)
    return over


def _so_far(asked: Question, verdicts: list[Verdict], practice: bool) -> str:
    """How many fields are right, or in an exam read, and how many are not judged yet."""
    states = [verdict.state for verdict in verdicts]
    empty, unclear, total = states.count(BLANK), states.count(UNCLEAR), len(states)
    words, others = [], {"unclear": unclear, "empty": empty}
    if practice:
        coded = sum(verdict.state == "read" and verdict.share == 1 for verdict in verdicts)
        unsaid = states.count("read") - coded
        others = {"for your teacher": states.count(BY_HAND), "not said": unsaid} | others
        judged = total - unsaid - sum(field.by_hand for field in asked.fields.values())
        if judged > 0:
            words.append(f"{coded or states.count(RIGHT)} of {judged} {'coded' if coded else 'right'}")
    elif total > empty + unclear:
        words.append(f"{total - empty - unclear} of {total} read")
    return ", ".join([*words, *(f"{number} {what}" for what, number in others.items() if number)])


def _reread(asked: Question) -> list[Card]:
    """Where to read again, in words: the sheet may be open where a link leads nowhere."""
    name, _, heading = asked.reread.partition("#")
    if not heading:
        return []
    return [paragraph(f"Read again: lesson {name[:2]}, the part “{heading.replace('-', ' ')}”.")]


def _no_question(exercise: Exercise | None, question: str, example: str = "%%answer {}") -> str:
    known = list(exercise.questions) if exercise else ["1.2"]
    near = (difflib.get_close_matches(question, known, n=1, cutoff=0.3) or known)[0]
    there = f"{'This sheet has' if exercise else 'There is'} no question {question}"
    where = "the number in the heading above this cell" if exercise else "its number in the first line"
    return (
        f"{there if question else 'This cell names no question'}: type {where}, as in {example.format(near)}"
    )


# ---------------------------------------------------------------- one essay


def _essay_card(asked: Question, body: str, slips: list[str]) -> Card:
    """The Card of an essay: how long it is, what to mend, and its text with lines that wrap."""
    written, notes = cell_text.read_essay(body, asked.id)
    head = [paragraph(strong(slip)) for slip in [*slips, *(note.says for note in notes)]]
    asked_for = f" {' to '.join(map(str, asked.words))} words are asked for." if asked.words else ""
    if not written:
        return stack(*head, paragraph(strong(f"{asked.id} is not written yet."), asked_for))
    count = count_words(written)
    length = ": ".join(filter(None, (many(count, "word"), _wrong_length(asked, count))))
    title = paragraph(strong(f"{asked.id} {asked.title}: {length}."), asked_for)
    return stack(
        *head, title, *map(paragraph, re.split(r"\n\s*\n|\n(?=\s*(?:[-*+•–#]|\d\d?[.)]) )", written))
    )


# ---------------------------------------------------------------- the whole exercise


def _report(submission: Submission, from_file: str, saved: bool) -> Card:
    """The Card of progress()."""
    exercise = submission.exercise
    assert exercise is not None, "progress says before what it cannot read"
    rows, left, points = [], [], 0.0
    for asked in exercise.counted.values():
        state = _essay(asked, submission) if asked.essay else _fields(asked, submission, exercise.names)
        words = state.words
        if not state.reads:
            codes = {flag.code for flag in submission.flags if flag.question == asked.id}
            gone = not codes.isdisjoint(("missing", "lost"))
            words = "its cell is gone" if gone else "not answered"
        rows.append([f"{asked.id} {asked.title} ({many(asked.points, 'point')})", state.reads, words])
        if state.done:
            points += asked.points
        else:
            left.append(asked.id)
    count = len(exercise.counted) - len(left)
    total = f"{points:g} of {exercise.points:g} points"
    summary = f"{count} of {len(exercise.counted)} questions are answered; they can bring {total}."
    end = "Everything is answered: save the file and hand it in." if not left else f"Left: {', '.join(left)}."
    kept = _typed(submission)
    changed = [typed for typed, text in _typed(_ran(exercise)).items() if text and text != kept.get(typed)]
    stale = [*dict.fromkeys(question for question, _ in changed)] if saved else []
    cards = [paragraph(from_file), paragraph(strong(summary), "" if stale else f" {end}")]
    if stale:
        words = f"The file is older than what you ran ({', '.join(stale)}): "
        words += "press Ctrl+S, on a Mac Cmd+S, then run this cell again."
        cards.insert(0, paragraph(strong("Save first. "), words))
    title = f"Exercise {exercise.number}: {exercise.title}"
    cards.append(table(title, ["Question", "What is read", "State"], rows, visible=len(rows)))
    named = lambda flag: flag.says if flag.question in flag.says else f"{flag.question}: {flag.says}"
    if says := list(map(named, submission.flags)):
        cards += [paragraph(strong("Have a look at this:")), listing(says)]
    return stack(*cards)


class _State(NamedTuple):
    """How far a question is: what is read of it, that in words, and whether it is answered."""

    reads: str = ""
    words: str = ""
    done: bool = False


def _fields(asked: Question, submission: Submission, names: Names) -> _State:
    """The state of a question with fields."""
    typed = submission.answers.get(asked.id, {})
    readings = {name: field.read(typed.get(name, ""), names) for name, field in asked.fields.items()}
    states = [reading.state for reading in readings.values()]
    empty, unclear = states.count(BLANK), states.count(UNCLEAR)
    words = [f"{empty} of {len(states)} empty"] if empty else []
    words += [f"{unclear} unclear"] if unclear else []
    said = lambda reading: "cannot be read" if reading.state == UNCLEAR else reading.said
    reads = [f"{name}: {said(reading)}" for name, reading in readings.items() if reading.state != BLANK]
    return _State("; ".join(reads), ", ".join(words) or "answered", not words)


def _essay(asked: Question, submission: Submission) -> _State:
    """The state of an essay."""
    count = count_words(submission.essays.get(asked.id, ""))
    if not count:
        return _State()
    asked_for = " to ".join(map(str, asked.words)) + " words"
    if wrong := _wrong_length(asked, count):
        return _State(many(count, "word"), f"{wrong}: {asked_for}")
    return _State(many(count, "word"), f"answered ({asked_for})" if asked.words else "answered", done=True)


def _wrong_length(asked: Question, count: int) -> str:
    """What is wrong with an essay of so many words; "" if nothing is."""
    if not asked.words or asked.words[0] <= count <= asked.words[1]:
        return ""
    return "too short" if count < asked.words[0] else "too long"


def _only_exercise() -> Exercise | None:
    """The exercise that is answered in this session, or the only one that is here."""
    known = exercises()
    answered = {question.split(".")[0].zfill(2) for question in _run}
    opened = set(re.findall(r"\d\d", Path(os.environ.get("JPY_SESSION_NAME", "")).name)[:1])
    numbers = answered & set(known) or opened & set(known) or set(known)
    return known[next(iter(numbers))] if len(numbers) == 1 else None


def _file(name: str) -> tuple[str, bytes | None]:
    """(name, bytes) of this notebook's file, or (name, None)."""
    if name:
        paths = [Path(name)]
    else:
        exercise, shell = _only_exercise(), _shell()
        here = [shell and shell.user_ns.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
        paths = [Path(path) for path in here if isinstance(path, str) and path.endswith(".ipynb")]
        paths += [Path(exercise.notebook)] if exercise else []
    for path in paths:
        try:
            return path.name, path.read_bytes()
        except (OSError, ValueError):
            continue
    return name, None


# ---------------------------------------------------------------- the notebook around us


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _show(card: Card) -> None:
    bundle = card._repr_mimebundle_()
    if _shell():
        from IPython.display import display  # not there outside a notebook

        display(bundle, raw=True)
    else:
        print(bundle["text/plain"])


_REVEAL = re.compile(r"\s*(?:ac\s*[.．]\s*)?reveal\b[\W_]*(\d+\.\d+)?[\W_]*", re.IGNORECASE)
_CALL = "__import__('aftercoup.answers.magic', fromlist=['magic'])."


def as_text(lines: list[str]) -> list[str]:
    """The lines of a cell; those of an answer, however they are typed, become one call that shows its card."""
    source = "".join(lines)
    if match := _REVEAL.fullmatch(source):  # however it is written: reveal 1.2, Reveal(“1.2”), reveal("1.10
        return [f"{_CALL}reveal({match[1] or ''!r})\n"]
    try:
        if cell_text.parts(source):
            return [f"{_CALL}run_cell({source!r})\n"]
        if first := _missing_first_line(source):
            return [f"{_CALL}run_cell({first + chr(10) + source!r})\n"]
    except Exception:  # never stand between a student and the cell
        return lines
    return lines


def _missing_first_line(source: str) -> str:
    """The first line of a cell that is an answer or an essay although that line is gone; "" for other cells.

    An answer is known by its fields, an essay by its instruction, or because it is prose. The line is given
    without %%, so that the card tells the student to type it. The cell of a task in Python is neither.
    """
    exercise = _only_exercise()
    code = source.lstrip().startswith(("%", "!", "?")) or cell_text.OWN_CODE in source
    if exercise is None or not source.strip() or code:
        return ""
    typed = (ast.AnnAssign, ast.Assign)  # `leader: Putin` and `leader = "Putin"` are Python as well
    if not all(isinstance(line, typed) for line in python_cells.statements(source) or ()):
        return ""
    if asked := named_by(source, exercise):
        return f"answer {asked.id}"
    essays = [asked.id for asked in exercise.questions.values() if asked.essay]
    prose = len(re.findall(r"[^\W\d_]+", source)) >= 8 and not python_cells.SIGNS.search(source)
    return f"essay {essays[0]}" if len(essays) == 1 and (prose or cell_text.INSTRUCTED.search(source)) else ""


def load(shell: Any) -> None:
    """Let cells of this notebook begin with %%answer and %%essay. Called once for each kernel."""
    if getattr(shell, "aftercoup_answers", False):
        return
    shell.aftercoup_answers = True
    shell.input_transformers_cleanup.append(as_text)
    for name in ("answer", "essay"):
        shell.register_magic_function(
            lambda line, cell="", name=name: run_cell(f"%%{name} {line}\n{cell}"), "line_cell", name
        )
