"""Find the answers in the file of a notebook that was handed in. Nothing in the file is ever run.

A cell that begins with %%answer or %%essay is read by `answer_lines` and `cell_text`, as it is when it is run. Cells that were split,
merged, copied, moved, or lost their first line are read too, or flagged with their words for a person; what was
typed is never silently nothing.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from aftercoup.answers import cell_text, python_cells
from aftercoup.answers.answer_lines import named_by, names_of, read_answer
from aftercoup.answers.cell_text import Flag, Part, is_long, numbers, parts, question_id, remembered, shown
from aftercoup.answers.exercise import Exercise, Question, exercise_numbered, file_of
from aftercoup.answers.file_cells import Cell, read_cells
from aftercoup.answers.language.words import is_blank
from aftercoup.answers.mixed_cells import answers_below, apart, without_sentences
from aftercoup.answers.python_cells import is_code, is_unfinished

# The one line of a cell that nbgrader fills with a question's tests.
POINTS_LINE = "# The points of question {}: leave this cell as it is (it is empty on purpose)."
_POINTS_LINE = re.compile(re.escape(POINTS_LINE).replace(r"\{\}", r"\d+\.\d+"))


@dataclass(slots=True)
class Submission:
    """What a file answers.

    exercise: None where it is not known. answers: question -> field -> what was typed. essays: question ->
    text. flags: remarks. sources: question -> text of the cell it was last read from.
    """

    exercise: Exercise | None
    answers: dict[str, dict[str, str]]
    essays: dict[str, str]
    flags: tuple[Flag, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)


def read_notebook(
    data: bytes,
    exercise: Exercise | None = None,
    numbered: Callable[[str], Exercise | None] | None = None,
    lines: Callable[[str], tuple[str, ...]] | None = None,
) -> Submission:
    """The Submission in the bytes of a file. Never raises.

    exercise: the exercise that was to be filled in; None: the one to which most of the answers belong.
    numbered: the function that gives the exercise of a number, `exercise_numbered` if there is none.
    lines: the function that gives the lines of its text, where they are at hand.
    """
    cells, flags = read_cells(data)
    if exercise is None:
        exercise = _exercise_of(cells, numbered or exercise_numbered)
        if exercise is None and cells:
            flags.append(_no_answers(cells))
    reader = _Reader(exercise, flags, lines)
    for kind, source in cells:
        reader.read(kind, source)
    return reader.submission()


@remembered
def line_digest(line: str) -> str:
    """A short digest of a line of the exercise's own text, by which the reader knows what nobody typed."""
    return hashlib.sha256(" ".join(cell_text.pictured(line).split()).encode()).hexdigest()[:10]


@remembered
def _looked_at(raw: str) -> tuple[str, list[tuple[str, str]], list[str]]:
    """(the text of a cell as far as it is read, its headings, the variants that it names). Of a heading: its line and the
    question that it names, or ""."""
    text = cell_text.clean(raw)[: 2 * cell_text.CELL]
    headings = re.finditer(r"(?m)^#{1,4} +(\d{1,2}\.\d{1,2}\b)?[^\n]*", text)
    named = [(heading[0], question_id(heading[1] or "")) for heading in headings]
    return text, named, cell_text.VARIANT.findall(text)


class _Reader:
    """Goes through the cells of one file."""

    def __init__(
        self,
        exercise: Exercise | None,
        flags: list[Flag],
        lines: Callable[[str], tuple[str, ...]] | None = None,
    ) -> None:
        self.exercise, self.flags = exercise, list(flags)
        self.given = lines(exercise.number) if lines and exercise else ()
        known = exercise if exercise is None or exercise.own else exercise_numbered(exercise.number)
        self.own = known.own if known else frozenset[str]()
        self.bodies: dict[str, list[str]] = {}  # question -> the text of each cell that answers it
        self.below: dict[str, list[str]] = {}  # question -> what is typed below its cell and not read yet
        self.code: dict[str, list[str]] = {}  # the same of Python that names no field
        self.strays: dict[str, list[tuple[str, str]]] = {}  # question -> (in whose cell or "", lines there)
        self.texts: list[str] = []  # as long as an essay, in Python or below the optional question
        self.left: dict[str, str] = {}  # question -> letters of its options, where others were deleted
        self.older: dict[str, str] = {}  # question -> options in its text that are another's in the key
        self.cells: Counter[str] = Counter()  # question -> its cells that have a first line
        self.python: list[str] = []  # texts in Python below the optional question
        self.sources: dict[str, str] = {}
        self.letters: dict[str, str] = {}  # question -> its variant, "" -> that of the whole exercise
        self.heading = ""  # the question under whose heading, or below whose cell, we are

    def flag(self, question: str, code: str, says: str, seen: str = "") -> None:
        self.flags.append(Flag(question, code, says, seen))

    def asked(self, question: str) -> Question | None:
        return self.exercise.questions.get(question) if self.exercise else None

    def read(self, kind: str, raw: str) -> None:
        text, headings, letters = _looked_at(raw)
        if len(text) == 2 * cell_text.CELL:
            says = f"A cell has more than {2 * cell_text.CELL:,} characters; the rest is not read."
            self.flag("", "too large", says)
        for line, question in headings if kind != "code" else ():
            if self.asked(question):
                self.heading = question
                options = re.findall(r"(?m)^- ([a-z])\. ", "\n".join(_text_of(question, self.given)))
                here = [letter for letter in options if re.search(rf"\n- .{{0,6}}\b{letter}\b", text)]
                self.left |= {question: ", ".join(here)} if 0 < len(here) < len(options) else {}
            elif line_digest(line) in self.own or not self.own:
                self.heading = ""
        answers = parts(raw, kind not in ("markdown", "raw"))
        for part in answers:
            self.add(part, kind, raw)
        if not answers:
            self.letters |= {"": letter for letter in letters}
            self.loose(text, kind, raw)

    # ---- an answer with its first line

    def add(self, part: Part, kind: str, raw: str) -> None:
        question = part.question or self.heading
        asked = self.asked(question)
        if asked is None:
            self.unknown(question, part)
            return
        if not part.question:
            says = f"Type the number of the question: the first line is {asked.first_line}"
            self.flag(question, "no id", says)
        elif not part.exact or part.essay != asked.essay:
            self.flag(question, "misspelt", f"The first line of this cell is: {asked.first_line}")
        if kind in ("markdown", "raw"):
            says = f"The cell of {question} is no code cell: click it, press Esc, then the key y, and run it."
            self.flag(question, "not code", says)
        self.heading = question
        self.letters |= {question: match[1] for match in cell_text.VARIANT.finditer(part.body)}
        body = _typed(part.body, self.own) if kind in ("markdown", "raw") else part.body
        if self.exercise and not asked.essay:
            body, others = apart(body, asked, self.exercise)
            for other, lines in others.items():
                self.strays.setdefault(other, []).append((question, "\n".join(lines)))
                self.sources.setdefault(other, raw)
        self.bodies.setdefault(question, []).append(body)
        self.cells[question] += not is_blank(body)
        if not is_blank(body) or question not in self.sources:
            self.sources[question] = raw

    def unknown(self, question: str, part: Part) -> None:
        typed = "\n".join(line for line in part.body.split("\n") if not line.lstrip().startswith("#"))
        typed = re.sub(r"(?m)^\s*\w+\s*[:=]\s*$", "", typed)
        if is_blank(typed):
            return
        if not question or self.exercise is None:
            code, says = "no id", "An answer names no question: type its number in the first line."
        elif question.split(".")[0] != str(int(self.exercise.number)):
            code, says = "other sheet", f"{question} belongs to another sheet than {self.exercise.number}."
        else:
            known = ", ".join(self.exercise.questions)
            code, says = "unknown question", f"This sheet has no question {question}; it has {known}."
        self.flag("", code, says, f"{question} {shown(typed[:200])}".strip())

    # ---- a cell without a first line

    def loose(self, source: str, kind: str, raw: str) -> None:
        """A cell without %%answer: part of the exercise, or something that a student typed or split off."""
        typed = _typed(source, self.own)
        if self.exercise is None or is_blank(typed):
            return
        if not self.own and kind == "markdown" and re.search(r"(?m)^#{1,4} ", source):
            return
        typed = self.mended(typed, source) if kind == "markdown" and self.given else typed
        calls = kind == "code" and bool(python_cells.CALLS.search(typed))
        typed = python_cells.beside_calls(typed) if calls else typed
        asked = self.asked(self.heading)
        optional = asked is not None and asked.optional
        python = kind == "code" and (is_code(typed) or optional and is_unfinished(typed))
        if not python:
            typed = self.elsewhere(typed, asked, raw)
        if is_blank(typed):
            return
        if asked is None or optional and not python:
            asked = named_by(typed, self.exercise) or asked
        code = kind == "code" and is_code(typed)
        own = calls and is_code(typed, shows=True) and not (asked and names_of(typed, asked))
        if asked is None or asked.optional or own and asked.essay:
            alone = kind == "markdown" and typed == source.strip() and cell_text.holds_sentences(typed)
            self.outside(typed, kind, code or own, asked is not None, alone)
        elif own and not python_cells.gives_a_value(typed) and not python_cells.texts(typed, self.exercise):
            return  # Python of the student's own
        elif not asked.essay:
            named = not (code or own) or names_of(typed, asked)
            (self.below if named else self.code).setdefault(asked.id, []).append(typed)
            self.sources.setdefault(asked.id, raw)
        elif asked.id in self.bodies or _says_something(typed):
            says = f"Write the essay {asked.id} into one cell that begins with {asked.first_line}."
            self.flag(asked.id, "split" if asked.id in self.bodies else "essay", says)
            self.bodies.setdefault(asked.id, []).append(typed)

    def elsewhere(self, typed: str, asked: Question | None, raw: str) -> str:
        """What is left of a cell without a first line, when what has the number or the fields of other questions was taken for
        these. asked: below whose heading it stands."""
        begun = numbers(typed)
        known = {question for question, _ in begun}
        if self.exercise is None or asked and asked.essay and not (asked.id in known and len(known) > 1):
            return typed
        loose = bool(begun and is_blank(typed[: begun[0][1]])) and any(map(self.asked, known))
        home = asked if asked and asked.fields and not asked.optional else _NOBODY
        body, parted = apart(typed, home, self.exercise, loose)
        others = {
            other: text for other, lines in parted.items() if not is_blank(text := "\n".join(lines).strip())
        }
        few = home is _NOBODY and len(others) < 2 and not loose  # it may be the question's own cell
        if few or not others and is_blank(body):
            return typed
        for other, text in others.items():
            self.strays.setdefault(other, []).append(("", text))
            self.sources.setdefault(other, raw)
        return body

    def outside(self, typed: str, kind: str, python: bool, optional: bool, alone: bool) -> None:
        """What stands outside the questions that count is told, and code only where it holds words; as much as an essay may
        be one. optional: it stands below the optional question; alone: it is sentences in a cell of their own."""
        if python:
            texts = python_cells.texts(typed, self.exercise) if self.exercise else []
        else:
            broken = optional and kind == "code" and is_unfinished(typed)
            texts = [typed] if _says_something(typed) and not broken else []
        for text in texts:
            if (python or optional or alone) and is_long(text):
                self.texts.append(text)
            elif python and optional:
                self.python.append(text)
            else:
                self.told(text)

    def told(self, text: str) -> None:
        self.flag("", "outside", f"This stands outside the questions: {shown(text[:80])}.", text[:200])

    def mended(self, typed: str, source: str) -> str:
        """A text without lines of the exercise, beside others of them, in which somebody changed words after it was handed
        out. Where words were only put in, a student may have done it."""
        given = self.given if typed != source.strip() else ()
        asked, lines = self.asked(self.heading), typed.split("\n")
        text = _text_of(asked.id, given) if asked else []
        instead = [line for line in _in_place_of(text, source) if line in lines]
        gone = [line for line in text if line not in source.split("\n")]
        if asked and asked.essay and is_long("\n".join(instead)) and not _alike(gone, instead):
            instead = []  # it may be the essay
        reworded = []
        for line in [*lines][:_MENDED]:
            added = _changed(line, given)
            other = added is None and asked and not (names_of(line, asked) or numbers(line))
            if line in instead and (
                other or _OPTION.match(line) and line[5:] in {given_line[5:] for given_line in text}
            ):
                reworded.append(line)
            elif added is None or added and not (asked and asked.essay):
                continue
            elif added and asked:
                says = f"Near {asked.id} stands {shown(line[:80])}: it is read as part of the question."
                self.flag(asked.id, "nearby", says, shown(line[:200]))
            lines.remove(line)
        if asked and reworded:
            known = {line[5:]: line[2] for line in text if _OPTION.match(line)}
            options = [line for line in reworded if _OPTION.match(line)]
            moved = [
                line
                for line in options
                if known.get(line[5:], line[2]) != line[2] or not _alike([line], _option(text, line[2]))
            ]
            self.older |= {asked.id: shown(" / ".join(moved)[:200])} if moved else {}
            words = [line for line in reworded if line not in options]
            if words and not _alike(gone, words):
                says = f"In the place of the text of {asked.id} stands {shown(words[0][:80])}: type it behind a field's name."
                self.flag(asked.id, "nearby", says, shown(" / ".join(words)[:200]))
        return "\n".join(lines).strip()

    # ---- the end

    def answer(self, asked: Question) -> dict[str, str] | None:
        """field -> what was typed of a question, from all its cells; None when it has none."""
        bodies = list(self.bodies.get(asked.id, ()))
        for typed in self.below.get(asked.id, ()):
            base = bodies[-1] if bodies else ""
            together = f"{base}\n{typed}".strip("\n")
            before = _filled(read_answer(base, asked)[0])
            sure = before or names_of(typed, asked)
            if sure and _filled(read_answer(together, asked)[0]) > before:
                bodies[-1:] = [together]
                split = "split", f"The answer to {asked.id} is in two cells: put it into one."
                gone = "misspelt", f"The first line of this cell is: {asked.first_line}"
                self.flag(asked.id, *(split if base else gone))
            else:
                says = f"Near {asked.id} stands {shown(typed[:80])}: type it behind a field's name."
                self.flag(asked.id, "nearby", says, shown(typed[:200]))
        values: dict[str, str] = {}
        for number, body in enumerate(bodies):
            again, notes = read_answer(body, asked)
            self.flags += notes
            earlier = values
            new = {name: text for name, text in again.items() if name not in values or not is_blank(text)}
            values = earlier | new
            if number and _filled(earlier) and _filled(again):
                says = f"{asked.id} is answered in two cells: delete the one that you do not mean."
                others = _words({name: text for name, text in earlier.items() if text != values[name]})
                counts = f"{_words(values)} counts, and not {others}" if others else ""
                self.flag(asked.id, "twice", says, counts)
        if asked.id in self.older and any(map(_LETTERS.fullmatch, values.values())):
            says = f"{asked.id} has other options in your file than in the exercise now: your teacher looks at what letters mean."
            self.flag(asked.id, "reworded", says, self.older[asked.id])
        for typed in self.code.get(asked.id, ()):
            if _filled(values) < len(asked.fields):
                says = f"Near {asked.id} stands code, {shown(typed[:80])}: type the answer behind a field's name."
                self.flag(asked.id, "nearby", says, shown(typed[:200]))
        strays = self.strays.get(asked.id, ())
        for home, lines in strays:
            again, notes = read_answer(lines, asked)
            self.flags += notes
            again = {name: text for name, text in again.items() if text != values.get(name)}
            new = {name: text for name, text in again.items() if is_blank(values.get(name, ""))}
            if _filled(again) > _filled(new):
                says = f"{asked.id} is answered {_place(home)} too: what stands in its own cell counts."
                counts = f"{_words(values)} counts, and not {_words(again)}, which stands {_place(home)}"
                self.flag(asked.id, "twice", says, counts)
            if _filled(new):
                says = (
                    f"Your answer to {asked.id} stands {_place(home)}: next time type it into its own cell."
                )
                if home or any(note.code == "read with care" for note in notes):
                    self.flag(asked.id, "moved", says)
                else:
                    self.flag(asked.id, "read with care", says, _words(new))
            values |= new
        return values if bodies or strays else None

    def below_one_another(self) -> None:
        """Take whole answers to other questions out of a cell in which they stand below its own, where these have no answer
        else. Those that name a field that its own question has not are taken out already."""
        for home in self.exercise.questions.values() if self.exercise else ():
            for number, body in enumerate(self.bodies.get(home.id, ()) if home.fields else ()):
                whole = answers_below(body, home, self.exercise) if self.exercise else {}
                others = [asked for asked in whole if asked is not home]
                if whole and not any(map(self.typed, others)):
                    self.bodies[home.id][number] = whole[home]
                    for asked in others:
                        self.strays.setdefault(asked.id, []).append((home.id, whole[asked]))

    def typed(self, asked: Question) -> bool:
        """Whether something is typed in the cells of a question."""
        return any(_filled(read_answer(body, asked)[0]) for body in self.bodies.get(asked.id, ()))

    def strayed(self) -> None:
        """Take sentences out of the cells of other questions, where the essay is empty."""
        questions = [*self.exercise.questions.values()] if self.exercise else []
        essay = next((asked.id for asked in questions if asked.essay), "")
        typed = (body for _, body in self.strays.get(essay, ()))
        if any(cell_text.read_essay(body)[0] for body in (*self.bodies.get(essay, ()), *typed)):
            return
        for home in [asked for asked in questions if essay and asked.fields]:
            for number, body in enumerate(self.bodies.get(home.id, ())):
                self.bodies[home.id][number], sentences = without_sentences(body, home)
                if sentences:
                    self.strays.setdefault(essay, []).append((home.id, sentences))
        if essay and essay not in self.strays and len(self.texts) == 1 and any(map(self.typed, questions)):
            self.strays[essay] = [("", self.texts.pop())]

    def doubted(self, answers: dict[str, dict[str, str]], essays: dict[str, str]) -> None:
        """Doubt that a question was left empty where a cell holds answers of others, or Python texts."""
        held = {home: "" for pieces in self.strays.values() for home, _ in pieces if home}
        for home in held:
            others = ", ".join(other for other, pieces in self.strays.items() if home in dict(pieces))
            says = f"The cell of {home} holds answers to {others}, and they are read for these questions."
            self.flag(home, "holds others", says, others)
        crowded = [
            home for other, pieces in self.strays.items() if other not in essays for home, _ in pieces if home
        ]
        crowded += [flag.question for flag in self.flags if flag.code == "crowded"]
        typed = {home: [*values.values(), *self.below.get(home, ())] for home, values in answers.items()}
        long = [home for home, texts in typed.items() if any(map(is_long, texts))]
        counted = self.exercise.counted.values() if self.exercise else ()
        empty = {
            asked.id
            for asked in counted
            if is_blank(essays.get(asked.id, "")) and not _filled(answers.get(asked.id, {}))
        }
        for text in self.texts + (self.python if empty else []):
            self.told(text)
        for question in [question for question in self.left if question in empty]:
            left = f"of the options in its text {self.left[question]} are left"
            self.flag(
                question, "nearby", f"Type the answer to {question} behind a field's name: {left}.", left
            )
        for asked in (asked for asked in counted if asked.id in empty):
            begun = "|".join(map(re.escape, asked.fields)) or "(?!)"
            for home, words in essays.items():
                if re.search(rf"(?mi)^\W*(?:{begun})\s*[:=：＝]\s*\S", words):
                    says = f"{asked.id} has no answer of its own: it may stand in the cell of {home}."
                    self.flag(asked.id, "perhaps", says, home)
        twice = dict.fromkeys(
            flag.question for flag in self.flags if flag.code == "twice" and flag.question in answers
        )
        for asked in counted:
            alike = [home for home in twice if len(asked.fields.keys() & answers[home].keys()) > 1]
            homes = crowded or (long if asked.essay else alike)
            if asked.id in empty and homes and asked.id not in crowded:
                says = f"{asked.id} has no answer of its own: it may stand in the cell of {homes[0]}."
                self.flag(asked.id, "perhaps", says, homes[0])

    def essay(self, asked: Question) -> str | None:
        """The text of an essay, from all its cells; None when it has none."""
        texts, strays = [], self.strays.get(asked.id, ())
        for home, _ in strays:
            says = f"Your essay stands {_place(home)}: next time type it into the cell of {asked.id}."
            self.flag(asked.id, "moved" if home else "essay", says)
        for body in (*self.bodies.get(asked.id, ()), *(sentences for _, sentences in strays)):
            words, notes = cell_text.read_essay(body, asked.id)
            self.flags += notes
            texts.append(words)
        different = [*dict.fromkeys(filter(None, texts))]
        if len(different) > 1 and self.cells[asked.id] > 1:
            says = f"{asked.id} has two cells with different texts: delete the one that you do not mean."
            self.flag(asked.id, "twice", says, "all of them are read, one behind the other")
        return "\n\n".join(different)[: 2 * cell_text.CELL] if texts else None

    def draw(self) -> None:
        """Take the variants of questions that the file names; the others follow the exercise or one another."""
        if self.exercise is None or not self.letters:
            return
        of_all = self.letters.get("") or max(self.letters.values(), key=[*self.letters.values()].count)
        for asked in [asked for asked in self.exercise.questions.values() if asked.variants]:
            letter = self.letters.setdefault(asked.id, of_all)
            if letter not in ("a", *asked.variants):
                known = ", ".join(("a", *asked.variants))
                says = f"There is no variant {letter} of {asked.id}. There are {known}."
                self.flag(asked.id, "no variant", says, letter)
        self.exercise = self.exercise.drawn(self.letters)

    def submission(self) -> Submission:
        self.draw()
        self.below_one_another()
        self.strayed()
        cut_off = any(flag.code == "cut off" for flag in self.flags)
        answers, essays = {}, {}
        for asked in self.exercise.questions.values() if self.exercise else ():
            if asked.essay and (words := self.essay(asked)) is not None:
                essays[asked.id] = words
            elif not asked.essay and (values := self.answer(asked)) is not None:
                answers[asked.id] = values
            elif cut_off and not asked.optional:
                says = f"Your file is cut off, and {asked.id} is not in it: hand it in again."
                self.flag(asked.id, "lost", says)
            elif not asked.optional:
                says = (
                    f"The cell of {asked.id} is gone: make a new one whose first line is {asked.first_line}"
                )
                self.flag(asked.id, "missing", says)
        self.doubted(answers, essays)
        lost = ", ".join(flag.question for flag in self.flags if flag.code == "lost")
        told = dict.fromkeys(  # each once
            flag._replace(seen=f"{lost} not in it") if lost and flag.code == "cut off" else flag
            for flag in self.flags
        )
        return Submission(self.exercise, answers, essays, tuple(told), self.sources)


@remembered
def _typed(source: str, own: frozenset[str]) -> str:
    """The lines of a cell that are not the exercise's own, also behind the sign # in a script. own: the digests of those."""
    lines = [line for line in source.split("\n") if line_digest(line) not in own]
    lines = [line for line in lines if line[:1] != "#" or line_digest(line[1:]) not in own and line != "#"]
    lines = [line for line in lines if not _POINTS_LINE.fullmatch(line)]
    if not own:  # an exercise whose own lines are not known: headings and tables are not typed
        lines = [line for line in lines if not re.match(r"\s*(?:#{1,4} |\||\*\()", line)]
    return "\n".join(lines).strip()


def _filled(values: dict[str, str]) -> int:
    return sum(not is_blank(typed) for typed in values.values())


def _place(home: str) -> str:
    """Where a stray answer stands. home: in whose cell, "" where it is in none."""
    return f"in the cell of {home}" if home else "outside its own cell"


def _words(values: dict[str, str]) -> str:
    filled = (f"{name} {typed}" for name, typed in values.items() if not is_blank(typed))
    return "; ".join(filled)[:200]


def _says_something(typed: str) -> bool:
    """Whether what stands outside of the answers may be one: three words, or a picture."""
    return len(typed.split()) >= 3 or cell_text.PICTURE in typed


_NOBODY = Question("", "", 0, 0, {})  # whose cell a text is that stands in none
_OPTION = re.compile(r"- ([a-z])\. ")
_LETTERS = re.compile(r"\W*[a-zA-Z](?:\W+[a-zA-Z])*\W*")  # options chosen by letters


@lru_cache
def _text_of(question: str, lines: tuple[str, ...]) -> list[str]:
    """The text of a question in the lines of its exercise, with its heading."""
    heads = [number for number, line in enumerate(lines) if line[:1] == "#"] + [len(lines)]
    begin, end = next(
        (pair for pair in itertools.pairwise(heads) if lines[pair[0]].startswith(f"### {question} ")), (0, 0)
    )
    return [*lines[begin:end]]


def _option(text: list[str], letter: str) -> list[str]:
    """The line of the option with this letter in the text of a question."""
    return [line for line in text if line.startswith(f"- {letter}. ")]


def _in_place_of(text: list[str], source: str) -> list[str]:
    """The lines of a cell that stand in the place of lines of a question's text: an older text, or a changed one."""
    theirs = [line for line in source.split("\n") if line.strip()][:_SHOWN]
    matched = SequenceMatcher(None, text, theirs).get_opcodes() if not {*text}.isdisjoint(theirs) else ()
    return [line for same, _, _, begin, stop in matched if same == "replace" for line in theirs[begin:stop]]


def _alike(lines: list[str], others: list[str]) -> bool:
    """Whether half of the words of two texts are the same, in the same order."""
    words = [re.findall(r"\w+", " ".join(text)) for text in (lines, others)]
    return SequenceMatcher(None, words[0], words[1], False).ratio() > 0.5


_SHOWN = 100  # lines of a cell that are laid beside the text of its question
_MENDED = 20  # lines in one cell that are compared with those of the exercise
_ALIKE = 0.8


@remembered
def _changed(line: str, lines: tuple[str, ...]) -> bool | None:
    """Whether a line is one of these lines in which something was only put in; None where it is like none of them."""
    near = get_close_matches(line.strip(), lines, 1, _ALIKE) if len(line) <= cell_text.LONG else []
    words = iter(re.findall(r"\w+", line))
    return all(word in words for word in re.findall(r"\w+", near[0])) if near else None


def _exercise_of(cells: list[Cell], numbered: Callable[[str], Exercise | None]) -> Exercise | None:
    """The exercise to which most of the answers and essays of the cells belong."""
    named: list[str] = []
    for _, source in cells:
        named += [part.question for part in parts(source)]
        named += [question for _, question in _looked_at(source)[1]]
    votes = Counter(question.partition(".")[0].zfill(2) for question in named if question)
    if exercise := next(
        (exercise for number, _ in votes.most_common() if (exercise := numbered(number))), None
    ):
        return exercise
    text = "\n".join(source for _, source in cells)  # numbers alone, and fields of two questions
    votes = Counter(question.partition(".")[0].zfill(2) for question, _ in numbers(text))
    for number, _ in votes.most_common(3):
        exercise = numbered(number)
        if exercise and sum(names_of(text, asked) > 0 for asked in exercise.questions.values()) > 1:
            return exercise
    return None


def _no_answers(cells: list[Cell]) -> Flag:
    """The Flag of a file that answers no exercise: it can be the lesson, whose title tells."""
    title = re.match(r"# (\d\d) ", cells[0][1])
    if title is None:
        return Flag("", "no sheet", "No question of a sheet is answered in this file.")
    name = file_of(title[1])
    says = f"This is lesson {title[1]}, not the exercise: hand in {name} from the folder exercises."
    return Flag("", "lesson", says, f"its exercise is {name}, in the folder exercises")
