"""Derive what students get from the masters: exercises/exercise_NN.ipynb and exercises/checks/NN.json.

A master is a sheet filled in by a good student (solutions/exercise_NN.ipynb), with its key (see `keys`). Everything
but the blanks, the essay and the cells marked for teachers goes into the sheet word for word.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode

from aftercoup.answers import cell_text
from aftercoup.answers.exercise import EDITIONS, Question, file_of, read_exercise
from aftercoup.answers.kinds import Field
from aftercoup.answers.kinds.date import Date
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.reading import BY_HAND
from aftercoup.answers.notebook import line_digest, read_notebook
from aftercoup.errors import did_you_mean, many
from aftercoup.teach.content import course, keys
from aftercoup.teach.content.key_models import Criterion
from aftercoup.teach.content.keys import SOLUTIONS, KeyProblem, Master
from aftercoup.teach.content.masters import Answers
from aftercoup.teach.editions import build as lesson_files
from aftercoup.teach.editions import exam
from aftercoup.teach.editions.build import BuildError, fill, generated, read, run, written

EXERCISES = SOLUTIONS.parent / "exercises"
EDITION = "class"  # of the files in exercises/
FIRST_CELL = "import aftercoup as ac"
LAST_CELL = "ac.progress()"
UNTESTED = "nbval-ignore-output"  # a sheet is stored without outputs: there is nothing to compare them with
GROUPS = tuple(level.capitalize() for level in keys.LEVELS)
OPTIONAL = GROUPS[-1]  # without points: an exam has none of it
CLOSING = "Before you hand in"  # the heading above the last cell, where there is one
HIDDEN = {  # edition -> what its check files leave out of a question
    "class": ("rule", "worked"),
    "self-study": (),
    "exam": ("hint", "reread", "rule", "worked"),
}


# ---------------------------------------------------------------- build


def chosen(names: Iterable[str]) -> set[str]:
    """The files of lessons and masters that the names on a command line mean; a sheet in exercises/ means its master."""
    lessons = sorted({*(path.name for path in lesson_files.NOTEBOOKS.glob("*.ipynb")), lesson_files.GLOSSARY})
    known, wanted = [*lessons, *map(file_of, keys.numbers(SOLUTIONS))], {Path(name).name for name in names}
    for name in wanted.difference(known):
        near = did_you_mean(name, known)
        raise BuildError(f"There is no notebook {name}.{near} There are: {', '.join(known)}.")
    return wanted


def build(names: Iterable[str] | None = None, folder: Path | None = None) -> list[Path]:
    """Derive the sheets, run the masters and store them; returns the paths of the files that changed, and prints which
    cells leave.

    names: only these notebooks (default: all that have a key). folder: solutions/ if not given; exercises/ lies beside it.
    Raises KeyProblem or BuildError; then the files of that sheet and of later ones are left as they were.
    """
    folder = folder or SOLUTIONS
    exercises, changed = folder.with_name(EXERCISES.name), []
    for notebook, master in masters(names, folder):
        number, path = master.exercise.number, folder / master.exercise.notebook
        exercise, checks = derive(notebook, master)
        changed += course.update(exercises / "checks" / f"{number}.json", checks)
        print(what_leaves(notebook, master, exercises / path.name))
        changed += course.update(exercises / path.name, exercise)
        run(notebook, path)
        changed += course.update(path, written(notebook))
    return changed


def masters(
    names: Iterable[str] | None = None, folder: Path = SOLUTIONS
) -> Iterator[tuple[NotebookNode, Master]]:
    """The notebook of each master, with its rubric filled, and its key; names: only these. KeyProblem where they do not
    fit."""
    for number in keys.numbers(folder):
        path = folder / file_of(number)
        if names is None or path.name in names:
            master = keys.load(number, folder)
            if not path.is_file():
                raise KeyProblem([f"{number}_key.toml has no master: {folder.name} has no {path.name}."])
            yield compared(read(path), master), master


def compared(notebook: NotebookNode, master: Master) -> NotebookNode:
    """The notebook of a master with its rubric filled. KeyProblem where it and its key do not fit."""
    if problems := list(disagreements(filled(notebook, master), master)):
        raise KeyProblem([f"{master.exercise.notebook}: {problem}" for problem in problems])
    return notebook


# ---------------------------------------------------------------- the cells of a master


class MasterCell(NamedTuple):
    """A cell of a master. kind: what it is of the exercise: title, group, question, rubric, answer or code; "" where it
    stays with the teacher. group, question: the headings below which it stands. worked: of an answer or essay the
    question that its first line names."""

    cell: NotebookNode
    kind: str
    group: str
    question: str
    worked: str


def parts(notebook: NotebookNode, master: Master) -> Iterator[MasterCell]:
    """The cells of a master, each with what it is. Title, headings of the groups, questions, answers, essays, the
    rubric, and code that shows something of the course reach students; what a teacher writes between them does not.
    """
    group = question = ""
    for cell in notebook.cells:
        first, kind, worked = cell.source.lstrip().partition("\n")[0], "", ""
        if cell.cell_type == "markdown":
            heading = re.match(r"### (\d+\.\d+) ", first)
            if first.startswith(f"# Exercise {master.exercise.number}:"):
                kind, group, question = "title", "", ""
            elif first in [f"## {name}" for name in (*GROUPS, CLOSING)]:
                kind, group, question = "group", first.removeprefix("## "), ""
            elif heading and heading[1] in master.exercise.questions:
                kind, question = "question", heading[1]
            elif generated(cell) == "rubric":
                kind = "rubric"
        elif cell.cell_type == "code":
            worked = "".join(re.findall(r"\A%%(?:answer|essay) (\d+\.\d+)\s*$", first))
            shows = re.search(r"\b(?:import aftercoup as ac$|ac\.\w)", cell.source, re.MULTILINE)
            kind = "answer" if worked else "code" if shows else ""
        yield MasterCell(cell, kind, group, question, worked)


def what_leaves(notebook: NotebookNode, master: Master, exercise: Path) -> str:
    """A line on how much of a master leaves for the students' sheet and how much stays, for whoever builds. Of what leaves
    it names the cells that the sheet as it was built last does not have, of what stays the first words."""
    leave = [cell.source for cell in blank(notebook, master).cells]
    before = {cell.source for cell in read(exercise).cells} if exercise.is_file() else {*leave}
    new = [f"“{' '.join(source.split()[:4])} …”" for source in leave if source not in before]
    stay = [part.cell.source for part in parts(notebook, master) if not part.kind]
    firsts = dict.fromkeys(first for source in stay for first in re.findall(r"\w+", source)[:1])
    told = f"; new: {'; '.join(new)}" if new else ", none of them new"
    said = f"{master.exercise.notebook}: {many(len(leave), 'cell')} go to students{told}. {len(stay)} stay with teachers"
    return f"{said}{', beginning with ' * bool(firsts)}{', '.join(firsts)}."


# ---------------------------------------------------------------- derive


def derive(
    notebook: NotebookNode, master: Master, edition: str = EDITION, letter: str = "a"
) -> tuple[str, str]:
    """(text of the sheet's notebook file, text of its check file) for one edition, from a filled master.

    letter: of the variant that the sheet asks; the check file knows all variants.
    """
    exercises = {
        (name, drawn): blank(notebook, master.drawn(drawn), name)
        for name in EDITIONS
        for drawn in master.letters
    }
    cells = (cell for exercise in exercises.values() for cell in exercise.cells)
    lines = {line for cell in cells for line in cell.source.split("\n")}
    own = sorted(map(line_digest, filter(str.strip, lines)))  # by which the reader knows what nobody typed
    return written(exercises[edition, letter], run=False), check_text(master, edition, own)


def blank(notebook: NotebookNode, master: Master, edition: str = EDITION) -> NotebookNode:
    """The exercise of a master: its own cells, without worked answers, outputs and the worked essay."""
    return nbformat.v4.new_notebook(cells=[cell for _, cell in asked(notebook, master, edition)])


def asked(
    notebook: NotebookNode, master: Master, edition: str = EDITION
) -> Iterator[tuple[MasterCell, NotebookNode]]:
    """Each cell of a master that reaches students, and what it is there."""
    letter = max(question.variant for question in master.exercise.questions.values())
    for part in parts(notebook, master):
        if not part.kind or (edition == "exam" and part.group == OPTIONAL):
            continue
        cell = copy.deepcopy(part.cell)
        if part.question:
            cell.source = master.answers[part.question].in_place(cell.source)
        elif letter and part.kind == "title":
            cell.source = re.sub(r"(?m)^\*\*Time:.*$", rf"\g<0>\n\n**Variant:** {letter}", cell.source)
        if part.worked:
            cell.source = answer_cell(master.exercise.questions[part.worked])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata["tags"] = [UNTESTED]
        else:
            cell.source = exam.worded(cell.source, edition)
        yield part, cell


def answer_cell(question: Question) -> str:
    """The source of a question's cell with empty fields, or with a line that says where to write the essay."""
    if question.essay:
        return f"{question.first_line}\n{cell_text.INSTRUCTION.format(*question.words)}\n"
    lines = [question.first_line, *([f"# variant {question.variant}"] if question.variant else [])]
    for name, field in question.fields.items():
        lines += [f"# {field.label}", f"{name}: "]
    return "\n".join(lines)


def salt(question: str, field: str) -> str:
    """The salt of a field's digests: another for each field of the course."""
    return f"after-the-coup {question} {field}"


def check_text(master: Master, edition: str = EDITION, own: Iterable[str] = ()) -> str:
    """The check file of a sheet in one edition, as JSON text.

    class: digests, hints and the words for known slips. self-study: rules and worked answers as well, and for
    an essay an example of the best level of each criterion. exam: only what is needed to read an answer.
    """
    exercise = master.exercise
    questions = exercise.counted if edition == "exam" else exercise.questions
    data = {
        "number": exercise.number,
        "title": exercise.title,
        "notebook": exercise.notebook,
        "case": exercise.case,
        "edition": edition,
        "own": list(own),
        "choice_tries": course.current().choice_tries if edition == "class" else 0,
        "questions": [
            _entry(question, master.answers[question.id], edition) for question in questions.values()
        ],
    }
    data = {name: value for name, value in data.items() if value}
    read_exercise(data)  # what is written can be read
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _entry(question: Question, answers: Answers, edition: str) -> dict[str, Any]:
    """What a check file says of a question, and of each of its variants."""
    if question.essay:
        best = [(criterion.name, criterion.levels[-1].anchor) for criterion in answers.criteria]
        examples = "; ".join(f"{name}: \u201c{anchor}\u201d" for name, anchor in best)
        question = question._replace(worked=f"{question.worked} Sentences of the best level: {examples}")
    hidden: dict[str, Any] = dict.fromkeys(HIDDEN[edition], "")
    entry = _short(question._replace(**hidden, variants={}))
    entry["fields"] = [
        _short(_told(question, field, answers.fields[field.name].key, edition))
        for field in question.fields.values()
    ]
    variants = []  # of each, what is not as in the question itself
    for letter, drawn in question.variants.items():
        own = _entry(drawn, answers.variants[letter], edition)
        variants.append({name: value for name, value in own.items() if value != entry.get(name)})
    return entry | ({"variants": variants} if variants else {})


def _told(question: Question, field: Field, key: Key | None, edition: str) -> Field:
    """A field as an edition has it: with its key as digests, sorted in each item, so that their order says nothing."""
    if edition == "exam":  # it has no key, and how exact a date must be can be half of the answer
        return dataclasses.replace(field, precision="") if isinstance(field, Date) else field
    if key is None:
        return field
    sealed = key.sealed(salt(f"{question.id}{question.variant}", field.name))
    return dataclasses.replace(
        field,
        salt=sealed.salt,
        right=tuple(sorted(item) for item in sealed.items),
        misses={form: tuple(sealed.misses[form]) for form in sorted(sealed.misses)},
    )


def _short(record: Question | Field) -> dict[str, Any]:
    """A record as a dict without what is empty or usual."""
    usual: dict[str, Any]
    if isinstance(record, Field):
        entry = dataclasses.asdict(record)
        entry |= {name: entry.pop(name) for name in ("salt", "right", "misses")}  # the options come first
        usual = {field.name: field.default for field in dataclasses.fields(record) if field.name != "kind"}
    else:
        entry, usual = record._asdict(), record._field_defaults
    return {
        name: value
        for name, value in entry.items()
        if (value or value == 0) and value is not False and value != usual.get(name)
    }


# ---------------------------------------------------------------- the rubric


def filled(notebook: NotebookNode, master: Master) -> NotebookNode:
    """The notebook with its rubric written from the key."""
    essays = [question for question in master.exercise.questions.values() if question.essay]
    fill(notebook, {"rubric": rubric(essay, master.answers[essay.id].criteria) for essay in essays})
    return notebook


def rubric(question: Question, criteria: Iterable[Criterion]) -> str:
    """The rubric of an essay as Markdown: a line for each criterion, a column for each level."""
    columns = max(len(criterion.levels) for criterion in criteria)
    fewest, most = question.words
    rows = [
        [criterion.name, *(f"**{level.points:g}** {level.says}" for level in criterion.levels)]
        + [""] * (columns - len(criterion.levels))
        for criterion in criteria
    ]
    levels = course.table(("What is read", *(f"Level {number}" for number in range(columns))), rows)
    return f"How the essay is marked ({fewest} to {most} words); the number is what a level is worth.\n\n{levels}"


# ---------------------------------------------------------------- sheet against key


def disagreements(notebook: NotebookNode, master: Master) -> Iterator[str]:
    """Sentences on what master and key do not say alike, and on answers that are not right by the key."""
    exercise, cells = master.exercise, list(parts(notebook, master))
    sources = [part.cell.source.strip() for part in cells]
    time = f"**Time:** {exercise.minutes:g} minutes   **Points:** {exercise.points:g}"
    yield from _lacks("cell 1", sources[:1], [f"# Exercise {exercise.number}: {exercise.title}", time])
    if sources[1:2] != [FIRST_CELL] or sources[-1:] != [LAST_CELL]:
        yield f"cell 2 must be {FIRST_CELL!r}, and the last cell {LAST_CELL!r}."
    for number, part in enumerate(cells, 1):
        if part.worked:
            question = exercise.questions.get(part.worked)
            if question is None or not part.cell.source.startswith(question.first_line):
                yield f"cell {number}: the key does not ask for {part.cell.source.partition(chr(10))[0]!r}."
            elif part.question != part.worked:
                yield f"question {part.worked}: its cell does not stand under its heading."
    once = Counter(part.group or "title" for part in cells if part.kind in ("title", "group"))
    for name in sorted(name for name, times in once.items() if times > 1):
        yield f"the heading {name!r} stands there twice; what is below it would leave twice."
    seen = [part.question for part in cells if part.kind == "question"]
    if seen != list(exercise.questions):
        yield f"its questions are {', '.join(seen)}; the key has {', '.join(exercise.questions)}."
    worked = nbformat.v4.new_notebook(cells=[part.cell for part in cells if part.worked])
    submission = read_notebook(json.dumps(worked).encode(), exercise)
    for question in exercise.questions.values():
        of_it = [part for part in cells if part.question == question.id]
        yield from _question(question, of_it, master.answers[question.id])
        answer = next((part.cell.source for part in cells if part.worked == question.id), None)
        if answer is None:
            yield f"question {question.id} has no {'essay' if question.essay else 'answer'} cell."
        elif question.essay:
            count = len(submission.essays.get(question.id, "").split())
            fewest, most = question.words
            if not fewest <= count <= most:
                yield f"the worked essay {question.id} has {count} words; asked for are {fewest} to {most}."
        else:
            labels = [f"# {field.label}" for field in question.fields.values()]
            if labels != [line.strip() for line in answer.split("\n") if line.startswith("#")]:
                yield f"question {question.id}: the lines with # in its cell must be {', '.join(map(repr, labels))}."
            yield from _not_right(question, submission.answers.get(question.id, {}), master)
    rubrics = sum(part.kind == "rubric" for part in cells)
    if rubrics != 1 and any(question.essay for question in exercise.questions.values()):
        yield 'one cell with the metadata {"aftercoup": {"generated": "rubric"}} is needed.'


def _lacks(where: str, texts: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    """That these texts have not all of the lines that follow from the key."""
    lines = {line.strip() for text in texts for line in text.split("\n")}
    for line in wanted:
        if line not in lines:
            yield f"{where} must have the line {line!r}: that is what the key says."


def _question(question: Question, cells: list[MasterCell], answers: Answers) -> Iterator[str]:
    """What its key says of a question and the cells below its heading do not."""
    texts = [part.cell.source for part in cells if part.kind and part.cell.cell_type == "markdown"]
    if not texts:  # its heading is missing, which is told
        return
    where, group = f"question {question.id}", answers.level.capitalize()
    if cells[0].group != group:
        yield f"{where} stands under {cells[0].group!r}; by its level in the key it belongs to {group!r}."
    worth = "no points" if question.optional else many(question.points, "point")
    wanted = [f"### {question.id} {question.title}", f"*({worth}, {many(question.minutes, 'minute')})*"]
    for field in question.fields.values():
        options = zip("abcdefghijklmnop", getattr(field, "options", {}).values())
        wanted += [f"- {letter}. {label}" for letter, label in options]
    yield from _lacks(where, texts, dict.fromkeys(wanted))
    for letter, drawn in answers.variants.items():
        if [*map(drawn.in_place, texts)] == texts:
            yield f"{where}, variant {letter}: none of its words stand in the text."


def _not_right(question: Question, typed: dict[str, str], master: Master) -> Iterator[str]:
    """The worked answers of a question that are not right by the key, read as if a student had handed them in."""
    for name, field in question.fields.items():
        answer = master.answers[question.id].fields[name]
        reading = field.read(typed.get(name, ""), master.exercise.names)
        verdict = field.judge(reading, answer.key)
        if verdict.share != 1 if answer.key else verdict.state != BY_HAND:
            right = " | ".join(answer.typed) or "(marked by hand)"
            yield (
                f"question {question.id}, {name}: the worked answer {typed.get(name, '')!r} is {verdict.state} by the key."
                f" {reading.wants or verdict.says} Right would be: {right}."
            )
