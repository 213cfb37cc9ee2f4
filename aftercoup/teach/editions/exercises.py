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
from aftercoup.answers.exercise import EDITIONS, Exercise, Question, file_of, read_exercise
from aftercoup.answers.kinds import Field
from aftercoup.answers.kinds.date import Date
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.reading import BY_HAND
from aftercoup.answers.notebook import Submission, line_digest, read_notebook
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


def chosen(names: Iterable[str] | None) -> tuple[list[str] | None, list[str] | None]:
    """(lessons, masters): which notebooks the names on a command line mean; None for all of a kind.

    A name may lack its ending. A sheet in exercises/ means its master, a number the lesson and the master.
    """
    if not names:
        return None, None
    lessons = sorted({*(path.name for path in lesson_files.NOTEBOOKS.glob("*.ipynb")), lesson_files.GLOSSARY})
    masters = [file_of(number) for number in keys.numbers(SOLUTIONS)]
    known, wanted = [*lessons, *masters], set[str]()
    for name in names:
        stem = Path(name).name.removesuffix(".ipynb").zfill(2)
        meant = {file for file in known if stem in (Path(file).stem, *re.findall(r"\d\d", file)[:1])}
        if not meant:
            near = did_you_mean(stem, known)
            raise BuildError(f"There is no notebook {stem}.{near} There are: {', '.join(known)}.")
        wanted |= meant
    return [file for file in lessons if file in wanted], [file for file in masters if file in wanted]


def build(names: Iterable[str] | None = None, check: bool = False, folder: Path | None = None) -> list[Path]:
    """Derive the sheets, run the masters and store them; returns the paths of the files that changed, and prints which
    cells leave.

    names: only these notebooks (default: all that have a key). check: say what would change, write nothing.
    folder: solutions/ if not given; exercises/ lies beside it.
    Raises KeyProblem or BuildError; then the files of that sheet and of later ones are left as they were.
    """
    folder = folder or SOLUTIONS
    exercises, changed = folder.with_name(EXERCISES.name), []
    for notebook, master in masters(names, folder):
        number, path = master.exercise.number, folder / master.exercise.notebook
        exercise, checks = derive(notebook, master)
        changed += course.update(exercises / "checks" / f"{number}.json", checks, check)
        print(what_leaves(notebook, master, exercises / path.name))
        changed += course.update(exercises / path.name, exercise, check)
        run(notebook, path)
        changed += course.update(path, written(notebook), check)
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
    leave = blank(notebook, master).cells
    try:
        before = {cell.source for cell in read(exercise).cells}
        new = [f"“{' '.join(cell.source.split()[:4])} …”" for cell in leave if cell.source not in before]
    except BuildError:  # there was none
        new = []
    stay = [part.cell.source for part in parts(notebook, master) if not part.kind]
    firsts = Counter(first for source in stay for first in re.findall(r"\w+", source)[:1])
    begin = [f"{first} ({times} times)" if times > 1 else first for first, times in firsts.items()]
    told = f"; new: {'; '.join(new)}" if new else ", none of them new"
    said = f"{master.exercise.notebook}: {many(len(leave), 'cell')} go to students{told}. {len(stay)} stay with teachers"
    return f"{said}{', beginning with ' * bool(begin)}{', '.join(begin)}."


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
    if edition not in EDITIONS:
        raise ValueError(f"There is no edition {edition!r}. There are: {', '.join(EDITIONS)}.")
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
    yield from _frame([cell.source.strip() for cell in notebook.cells], exercise)
    for number, (cell, _, _, below, worked) in enumerate(cells, 1):
        if worked:
            question = exercise.questions.get(worked)
            if question is None or not cell.source.startswith(question.first_line):
                yield f"cell {number}: the key does not ask for {cell.source.partition(chr(10))[0]!r}."
            elif below != worked:
                yield f"question {worked}: its cell does not stand under its heading."
    once = [part.group or "title" for part in cells if part.kind in ("title", "group")]
    for name in sorted({name for name in once if once.count(name) > 1}):
        yield f"the heading {name!r} stands there twice; what is below it would leave twice."
    seen = [part.question for part in cells if part.kind == "question"]
    if seen != list(exercise.questions):
        yield f"its questions are {', '.join(seen)}; the key has {', '.join(exercise.questions)}."
    answers = nbformat.v4.new_notebook(cells=[part.cell for part in cells if part.worked])
    submission = read_notebook(json.dumps(answers).encode(), exercise)
    for question in exercise.questions.values():
        of_it = [part for part in cells if part.kind and part.question == question.id]
        if of_it:
            text = "\n".join(part.cell.source for part in of_it if part.cell.cell_type == "markdown")
            yield from _text(question, text, of_it[0].group, master.answers[question.id])
        if answered := [part.cell.source for part in cells if part.worked == question.id]:
            yield from _worked(question, answered[0], submission, master)
        else:
            yield f"question {question.id} has no {'essay' if question.essay else 'answer'} cell."
    if any(question.essay for question in exercise.questions.values()):
        if [generated(cell) for cell in notebook.cells].count("rubric") != 1:
            yield 'one cell with the metadata {"aftercoup": {"generated": "rubric"}} is needed.'


def _frame(sources: list[str], exercise: Exercise) -> Iterator[str]:
    """The first cells and the last one."""
    top = sources[0].split("\n") if sources else [""]
    title = f"# Exercise {exercise.number}: {exercise.title}"
    if top[0] != title:
        yield f"cell 1 must begin with {title!r}."
    line = f"**Time:** {exercise.minutes:g} minutes   **Points:** {exercise.points:g}"
    if line not in top:
        yield f"cell 1 must have the line {line!r}: that is what the key adds up to."
    if sources[1:2] != [FIRST_CELL]:
        yield f"cell 2 must be {FIRST_CELL!r}."
    if sources[-1:] != [LAST_CELL]:
        yield f"the last cell must be {LAST_CELL!r}."


def _text(question: Question, text: str, group: str, answers: Answers) -> Iterator[str]:
    """The text of a question: its group, its heading with what it is worth, its options, words of its variants."""
    where = f"question {question.id}"
    if group != answers.level.capitalize():
        yield f"{where} stands under {group!r}; by its level in the key it belongs to {answers.level.capitalize()!r}."
    worth = "no points" if question.optional else many(question.points, "point")
    begins = [f"### {question.id} {question.title}", f"*({worth}, {many(question.minutes, 'minute')})*"]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if lines[:2] != begins:
        yield f"{where} must begin with the lines {begins[0]!r} and {begins[1]!r}."
    for name, field in question.fields.items():
        options = zip("abcdefghijklmnop", getattr(field, "options", {}).values())
        listed = (f"- {letter}. {label}" for letter, label in options)
        if missing := next((line for line in listed if line not in lines), ""):
            yield f"{where}, {name}: its text lacks the option {missing!r}."
    for letter, drawn in answers.variants.items():
        if drawn.in_place(text) == text:
            yield f"{where}, variant {letter}: none of its words stand in the text."


def _worked(question: Question, source: str, submission: Submission, master: Master) -> Iterator[str]:
    """What is worked in a question's cell, read as if a student had handed it in: an essay by its length, an answer by
    its labels and the key."""
    where = f"question {question.id}"
    if question.essay:
        count, (fewest, most) = len(submission.essays.get(question.id, "").split()), question.words
        if not fewest <= count <= most:
            yield f"the worked essay {question.id} has {count} words; asked for are {fewest} to {most}."
        return
    labels = [f"# {field.label}" for field in question.fields.values()]
    if labels != [line.strip() for line in source.split("\n") if line.startswith("#")]:
        yield f"{where}: the lines with # in its cell must be {', '.join(map(repr, labels))}."
    answers = submission.answers.get(question.id, {})
    for name, field in question.fields.items():
        answer, typed = master.answers[question.id].fields[name], answers.get(name, "")
        reading = field.read(typed, master.exercise.names)
        verdict = field.judge(reading, answer.key)
        if verdict.share != 1 if answer.key else verdict.state != BY_HAND:
            right = " | ".join(answer.typed) or "(marked by hand)"
            yield (
                f"{where}, {name}: the worked answer {typed!r} is {verdict.state} by the key."
                f" {reading.wants or verdict.says} Right would be: {right}."
            )
