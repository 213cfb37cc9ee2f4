"""Find the answers in the file of a notebook that was handed in. Nothing in the file is ever run.

Each text in the file is laid to a question: by its first line, %%answer or %%essay; else by a number or the fields with which
its lines begin; else by the heading above it. What its own cells leave empty is filled from the other texts of a question, each
with a remark, and what belongs to nothing is told to a person with its words: nothing that was typed is silently nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from aftercoup.answers import cell_text, python_cells
from aftercoup.answers.answer_lines import named_by, names_of, read_answer
from aftercoup.answers.cell_text import Flag, Part, is_long, numbers, parts, question_id, remembered, shown
from aftercoup.answers.exercise import Exercise, Question, exercise_numbered, file_of
from aftercoup.answers.file_cells import Cell, read_cells
from aftercoup.answers.language.words import is_blank
from aftercoup.answers.mixed_cells import apart, without_sentences

# The one line of a cell that nbgrader fills with a question's tests.
POINTS_LINE = "# The points of question {}: leave this cell as it is (it is empty on purpose)."
_POINTS_LINE = re.compile(re.escape(POINTS_LINE).replace(r"\{\}", r"\d+\.\d+"))
_HEADING = re.compile(r"(?m)^#{1,4} +(\d{1,2}\.\d{1,2}\b)?[^\n]*")
_OPTION = re.compile(r"(?m)^- ([a-z])\. ")


@dataclass(slots=True)
class Submission:
    """What a file answers.

    exercise: None where it is not known. answers: question -> field -> what was typed. essays: question ->
    text. flags: remarks.
    """

    exercise: Exercise | None
    answers: dict[str, dict[str, str]]
    essays: dict[str, str]
    flags: tuple[Flag, ...] = ()


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
    exercise = exercise or _exercise_of(cells, numbered or exercise_numbered)
    if exercise is None:
        return Submission(None, {}, {}, tuple([*flags, _no_answers(cells)] if cells else flags))
    here = {line for _, source in cells for line in source.split("\n")}
    gone = [line for line in (lines(exercise.number) if lines else ()) if line not in here]
    reader = _Reader(exercise, flags, tuple(gone))
    for kind, source in cells:
        reader.read(kind, source)
    return reader.submission()


@remembered
def line_digest(line: str) -> str:
    """A short digest of a line of the exercise's own text, by which the reader knows what nobody typed."""
    return hashlib.sha256(" ".join(cell_text.pictured(line).split()).encode()).hexdigest()[:10]


class _Reader:
    """Goes through the cells of one file."""

    def __init__(self, exercise: Exercise, flags: list[Flag], gone: tuple[str, ...]) -> None:
        self.exercise, self.flags = exercise, list(flags)
        self.gone = gone  # lines of the exercise's text that no cell has
        known = exercise if exercise.own else exercise_numbered(exercise.number)
        self.own = known.own if known else frozenset[str]()
        self.texts: dict[str, list[Part]] = {question: [] for question in exercise.questions}
        self.perhaps: list[tuple[str, str]] = []  # (question or "", Python that may hold an answer to it)
        self.nowhere: list[str] = []  # texts of no question that are as long as an essay
        self.letters: dict[str, str] = {}  # question -> its variant, "" -> that of the whole exercise
        self.options: dict[str, list[str]] = {}  # question -> letters of the options in its text
        self.heading = ""  # the question under whose heading, or below whose cell, we are

    def flag(self, question: str, code: str, says: str, seen: str = "") -> None:
        self.flags.append(Flag(question, code, says, seen))

    def lay(self, question: str, text: str, home: str) -> None:
        """Lay a text without a first line to a question. home: in whose cell it stands, or below whose heading; "" in none."""
        asked = self.exercise.questions[question]
        self.texts[question].append(Part(question, asked.essay, text, None, home))

    def read(self, kind: str, raw: str) -> None:
        text = cell_text.clean(raw)[: 2 * cell_text.CELL]
        if len(text) == 2 * cell_text.CELL:
            says = f"A cell has more than {2 * cell_text.CELL:,} characters; the rest is not read."
            self.flag("", "too large", says)
        for line, question in _headings(text) if kind != "code" else ():
            if question in self.texts:
                self.heading = question
            elif line_digest(line) in self.own or not self.own:
                self.heading = ""
        found = parts(raw, kind not in ("markdown", "raw"))
        for part in found:
            self.add(part, kind)
        if not found:
            self.letters |= {"": letter for letter in cell_text.VARIANT.findall(text)}
            self.loose(text, kind)

    # ---- an answer with its first line

    def add(self, part: Part, kind: str) -> None:
        question = part.question or self.heading
        asked = self.exercise.questions.get(question)
        if asked is None:
            self.unknown(question, part)
            return
        if not part.question:
            says = f"Type the number of the question: the first line is {asked.first_line}"
            self.flag(question, "no id", says)
        elif not part.exact or part.essay != asked.essay:
            self.flag(
                question, "misspelt", f"The cell of {asked.id} begins with this line: {asked.first_line}"
            )
        body = part.body
        if kind in ("markdown", "raw"):
            says = f"The cell of {question} is no code cell: click it, press Esc, then the key y, and run it."
            self.flag(question, "not code", says)
            body = _typed(body, self.own)
        self.heading = question
        self.letters |= {question: match[1] for match in cell_text.VARIANT.finditer(part.body)}
        if not asked.essay:
            body, others = apart(body, asked, self.exercise)
            for other, lines in others.items():
                self.lay(other, "\n".join(lines), question)
        self.texts[question].append(part._replace(question=question, body=body, home=question))

    def unknown(self, question: str, part: Part) -> None:
        typed = "\n".join(line for line in part.body.split("\n") if not line.lstrip().startswith("#"))
        typed = re.sub(r"(?m)^\s*\w+\s*[:=]\s*$", "", typed)
        if is_blank(typed):
            return
        what = f"This sheet has no question {question}" if question else "An answer names no question"
        says = f"{what}: type the number of one that it has, {', '.join(self.exercise.questions)}."
        self.flag("", "unknown question", says, f"{question} {shown(typed[:200])}".strip())

    # ---- a cell without a first line

    def loose(self, source: str, kind: str) -> None:
        """A cell without %%answer: part of the exercise, or something that a student typed or split off."""
        typed = _typed(source, self.own)
        asked = self.exercise.questions.get(self.heading)
        if kind == "markdown" and asked:
            self.options.setdefault(asked.id, []).extend(_OPTION.findall(source))
        if kind == "markdown" and self.gone and typed != source.strip():  # beside lines of the exercise
            typed = self.without_older(typed, asked)
        if is_blank(typed):
            return
        if not self.own and kind == "markdown" and _HEADING.search(source):
            return  # where the exercise's own lines are not known, a cell with a heading is taken for one of its own
        below_optional = asked is not None and asked.optional
        if kind == "code":
            typed = python_cells.beside_calls(typed)
            unfinished = asked is not None and asked.optional and self.is_unfinished(typed, asked)
            if unfinished or python_cells.is_code(typed):
                self.python(typed, asked)
                return
        typed = self.elsewhere(typed, asked)
        if asked is None or below_optional:
            asked = named_by(typed, self.exercise)
        if is_blank(typed):
            return
        if asked is None or asked.optional:
            whole_cell = kind == "markdown" and typed == source.strip()
            self.outside(typed, below_optional or whole_cell and cell_text.holds_sentences(typed))
        elif not asked.essay or self.texts[asked.id] or _says_something(typed):
            self.lay(asked.id, typed, asked.id)

    def is_unfinished(self, typed: str, task: Question) -> bool:
        """Whether a text below the optional question is Python that cannot be read, also beside lines with fields of others."""
        others = self.exercise.counted.values()
        lines = [
            line
            for line in typed.split("\n")
            if names_of(line, task) or not any(names_of(line, asked) for asked in others)
        ]
        return python_cells.is_unfinished(typed) and python_cells.is_unfinished("\n".join(lines))

    def python(self, typed: str, asked: Question | None) -> None:
        """Python of the student's own: what gives the fields of its question a value is read, and what may be an answer
        is told. A text as long as an essay may be one."""
        theirs = asked.fields if asked and asked.optional else ()
        values = python_cells.given(typed, self.exercise, theirs)
        if asked and asked.fields and not asked.optional:
            if own := [line for line in values if names_of(line, asked)]:
                self.lay(asked.id, "\n".join(own), asked.id)
                if computed := [line for line in values if line not in own]:
                    self.near(asked, "\n".join(computed))
                return
        texts = python_cells.texts(typed, 3 if asked and asked.essay else python_cells.WORDS)
        values = [line for line in values if not any(text in line for text in texts)]
        for text in texts + values:
            if asked and asked.essay and text in texts:
                self.lay(asked.id, text, asked.id)
            elif asked and asked.optional and not is_long(text):
                self.perhaps.append(("", text))
            elif asked is None or asked.optional or text in values:
                self.outside(text, True)
        # below a question that counts, its texts and numbers are told with the whole cell, if it stays empty
        if asked and not asked.optional and python_cells.constants(typed):
            self.perhaps.append((asked.id, typed))

    def elsewhere(self, typed: str, asked: Question | None) -> str:
        """What is left of a cell without a first line, when what has the number or the fields of other questions is laid to
        these. asked: below whose heading it stands."""
        begun = numbers(typed)
        named = {question for question, _ in begun}
        if asked and asked.essay and not (asked.id in named and len(named) > 1):
            return typed  # an essay may begin a line with a number; its own beside others means answers
        begins_with_number = bool(begun) and is_blank(typed[: begun[0][1]])
        loose = begins_with_number and not named.isdisjoint(self.texts)
        home = asked if asked and asked.fields and not asked.optional else _NOBODY
        body, parted = apart(typed, home, self.exercise, loose)
        others = {other: "\n".join(lines).strip() for other, lines in parted.items()}
        others = {other: text for other, text in others.items() if not is_blank(text)}
        if home is _NOBODY and len(others) < 2 and not loose:
            return typed  # it may be the own cell of the one question
        if not others and is_blank(body):
            return typed
        for other, text in others.items():
            self.lay(other, text, "")
        return body

    def outside(self, text: str, may_be_essay: bool) -> None:
        """What stands outside the questions that count is told; as much as an essay may be one."""
        if may_be_essay and is_long(text):
            self.nowhere.append(text)
        elif _says_something(text):
            self.flag("", "outside", f"This stands outside the questions: {shown(text[:80])}.", text[:200])

    def without_older(self, typed: str, asked: Question | None) -> str:
        """A text beside lines of the exercise without those that have other words now, as somebody changed it after it was
        handed out. An option that is another one now, and what was put into a line, is told."""
        kept = []
        for line in typed.split("\n"):
            older = "" if self.begins(line) else _near(line, self.gone)
            added_to = bool(older) and _holds(line, older)  # all words of the line stand there, and more
            is_option = asked and _options(asked) and _OPTION.match(line)
            if asked and (added_to or is_option and older[:4] != line[:4]):  # "- b." where "- a." was
                says = f"In the text of {asked.id} stands {shown(line[:80])}: your teacher looks at it."
                self.flag(asked.id, "reworded", says, shown(line[:200]))
            elif not older or added_to:
                kept.append(line)
        return "\n".join(kept).strip()

    def begins(self, line: str) -> bool:
        """Whether a line begins with the number of a question, or with a field."""
        return bool(numbers(line) or named_by(line, self.exercise))

    # ---- the end

    def answer(self, asked: Question) -> dict[str, str] | None:
        """field -> what was typed of a question, from all its texts; None when it has none."""
        values: dict[str, str] = {}
        answered = [*self.own_cells(asked), *(text for text in self.texts[asked.id] if text.home != asked.id)]
        for text in answered:
            read, notes = read_answer(text.body, asked)
            self.flags += notes
            given, filled = _filled(values), _filled(read)
            new = {name: typed for name, typed in filled.items() if name not in given}
            # a later cell with its first line takes the place of what stood before; any other text only fills what is empty
            values = read | values | (filled if text.first else new)
            perhaps_lost = given if text.first else filled
            others = {name: typed for name, typed in perhaps_lost.items() if typed != values[name]}
            if given and filled and (text.first or others):
                says = f"{asked.id} is answered in two places: delete the answer that you do not mean."
                counts = f"{_words(_filled(values))} counts, and not {_words(others)}" if others else ""
                self.flag(asked.id, "twice", says, counts)
            if new and not text.first:
                where = f"in the cell of {text.home}" if text.home else "outside its own cell"
                says = f"Your answer to {asked.id} stands {where}: next time type it into its own cell."
                self.flag(asked.id, "moved" if text.home else "read with care", says, _words(new))
        return values if answered else None

    def own_cells(self, asked: Question) -> list[Part]:
        """The cells of a question with its first line, each with what was split off from it; what may be split off and fills no
        field is told."""
        own = [text for text in self.texts[asked.id] if text.first]
        for text in self.texts[asked.id]:
            if text.first or text.home != asked.id:
                continue
            last = own[-1] if own else text._replace(body="")
            whole = last._replace(body=f"{last.body}\n{text.body}".strip("\n"), exact=False)
            before, after = (_filled(read_answer(part.body, asked)[0]) for part in (last, whole))
            if len(after) <= len(before) or not (before or names_of(text.body, asked)):
                self.near(asked, text.body)
                continue
            if last.body:
                self.flag(asked.id, "split", f"The answer to {asked.id} is in two cells: put it into one.")
            else:
                says = f"The cell of {asked.id} begins with this line: {asked.first_line}"
                self.flag(asked.id, "misspelt", says)
            own[-1:] = [whole]
        return own

    def near(self, asked: Question, typed: str) -> None:
        says = f"Near {asked.id} stands {shown(typed[:80])}: type it behind a field's name."
        self.flag(asked.id, "nearby", says, shown(typed[:200]))

    def essay(self, asked: Question) -> str | None:
        """The text of an essay, from all that was laid to it; None when it has none."""
        written: dict[str, int] = {}  # text -> how many cells with a first line hold it
        begun = False
        for text in sorted(self.texts[asked.id], key=lambda text: text.home != asked.id):
            if text.home != asked.id:
                where = f"in the cell of {text.home}" if text.home else "outside its own cell"
                says = f"Your essay stands {where}: next time type it into the cell of {asked.id}."
                self.flag(asked.id, "moved" if text.home else "essay", says)
            elif not text.first:
                says = f"Write the essay {asked.id} into one cell that begins with {asked.first_line}."
                self.flag(asked.id, "split" if begun else "essay", says)
            words, notes = cell_text.read_essay(text.body, asked.id)
            self.flags += notes
            begun = True
            if words:
                written[words] = written.get(words, 0) + text.first
        if sum(map(bool, written.values())) > 1:
            says = f"{asked.id} has two cells with different texts: delete the one that you do not mean."
            self.flag(asked.id, "twice", says, "all of them are read, one behind the other")
        return "\n\n".join(written)[: 2 * cell_text.CELL] if begun else None

    def find_essay(self) -> None:
        """Where the essay is empty, take sentences out of the cells of other questions, or else the only text in no question
        that is as long as an essay."""
        essay = next((asked.id for asked in self.exercise.questions.values() if asked.essay), "")
        if not essay or any(cell_text.read_essay(text.body)[0] for text in self.texts[essay]):
            return
        answered, empty = False, len(self.texts[essay])
        for asked in self.exercise.questions.values():
            for number, text in enumerate(self.texts[asked.id] if asked.fields else ()):
                body, sentences = without_sentences(text.body, asked) if text.first else (text.body, "")
                self.texts[asked.id][number] = text._replace(body=body)
                answered = answered or bool(_filled(read_answer(body, asked)[0]))
                if sentences:
                    self.lay(essay, sentences, asked.id)
        if answered and len(self.texts[essay]) == empty and len(self.nowhere) == 1:
            self.lay(essay, self.nowhere.pop(), "")

    def doubted(self, answers: dict[str, dict[str, str]], essays: dict[str, str]) -> None:
        """Doubt that a question was left empty where another cell may hold its answer."""
        empty = [
            asked
            for asked in self.exercise.counted.values()
            if is_blank(essays.get(asked.id, "")) and not _filled(answers.get(asked.id, {}))
        ]
        for asked in empty:
            left = self.options.get(asked.id, ())
            if 0 < len(left) < _options(asked):  # who deletes all options but the right one has answered
                told = f"of the options in its text {', '.join(left)} are left"
                says = f"Type the answer to {asked.id} behind a field's name: {told}."
                self.flag(asked.id, "nearby", says, told)
        for text in self.nowhere:
            self.outside(text, False)
        for question, text in self.perhaps:
            above = self.exercise.questions.get(question)
            if above and len(_filled(answers.get(question, {}))) < len(above.fields):
                self.near(above, text)
            elif empty and not above:
                self.outside(text, False)
        laid = [part for laid_to_one in self.texts.values() for part in laid_to_one]
        crowded = self.holding_others(laid, essays)
        crowded += [flag.question for flag in self.flags if flag.code == "crowded"]
        again = [flag for flag in self.flags if flag.code in ("twice", "unknown field")]
        typed = [(home, text) for home, values in answers.items() for text in values.values()]
        typed += [(part.home, part.body) for part in laid if not part.first and part.home == part.question]
        long = [home for home, text in typed if is_long(text)]  # may hold the essay
        for asked in empty:
            fields = "|".join(map(re.escape, asked.fields)) or "(?!)"  # (?!) fits nothing
            with_a_field = rf"(?mi)^\W*(?:{fields})\s*[:=：＝]\s*\S"  # a line "field: value"
            homes = [flag.question for flag in again if re.split(r"\W", flag.seen)[0] in asked.fields]
            homes = [home for home in homes + crowded if home != asked.id] + long * asked.essay
            homes += [home for home, words in essays.items() if re.search(with_a_field, words)]
            if homes:
                says = f"{asked.id} has no answer of its own: it may stand in the cell of {homes[0]}."
                self.flag(asked.id, "perhaps", says, homes[0])

    def holding_others(self, laid: list[Part], essays: dict[str, str]) -> list[str]:
        """Tell which cells hold answers to other questions; returns those that hold more than an essay."""
        held: dict[str, dict[str, None]] = {}  # question -> those whose answers stand in its cell
        for part in laid:
            if part.home not in ("", part.question):
                held.setdefault(part.home, {})[part.question] = None
        for home, others in held.items():
            says = f"The cell of {home} holds answers to {', '.join(others)}, and they are read for these questions."
            self.flag(home, "holds others", says, ", ".join(others))
        return [home for home, others in held.items() if not essays.keys() >= {*others}]

    def draw(self) -> None:
        """Take the variants of questions that the file names; the others follow the exercise or one another."""
        if not self.letters:
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
        self.find_essay()
        cut_off = any(flag.code == "cut off" for flag in self.flags)
        answers, essays, lost = {}, {}, []
        for asked in self.exercise.questions.values():
            if asked.essay and (words := self.essay(asked)) is not None:
                essays[asked.id] = words
            elif not asked.essay and (values := self.answer(asked)) is not None:
                answers[asked.id] = values
            elif cut_off and not asked.optional:
                lost.append(asked.id)
                says = f"Your file is cut off, and {asked.id} is not in it: hand it in again."
                self.flag(asked.id, "lost", says)
            elif not asked.optional:
                how = f"make a new one whose first line is {asked.first_line}"
                self.flag(asked.id, "missing", f"The cell of {asked.id} is gone: {how}")
        self.doubted(answers, essays)
        of_file = f"{', '.join(lost)} not in it" if lost else ""
        told = (flag._replace(seen=of_file) if flag.code == "cut off" else flag for flag in self.flags)
        return Submission(self.exercise, answers, essays, tuple(dict.fromkeys(told)))


@remembered
def _typed(source: str, own: frozenset[str]) -> str:
    """The lines of a cell that are not the exercise's own, also behind the sign # in a script. own: the digests of those."""
    lines = [line for line in source.split("\n") if line_digest(line) not in own]
    of_script = lambda line: line == "#" or line.startswith("#") and line_digest(line[1:]) in own
    lines = [line for line in lines if not of_script(line)]
    lines = [line for line in lines if not _POINTS_LINE.fullmatch(line)]
    if not own:  # an exercise whose own lines are not known: headings and tables are not typed
        lines = [line for line in lines if not re.match(r"\s*(?:#{1,4} |\||\*\()", line)]
    return "\n".join(lines).strip()


def _options(asked: Question) -> int:
    """How many options with letters a question has."""
    return max((len(getattr(field, "options", ())) for field in asked.fields.values()), default=0)


def _filled(values: dict[str, str]) -> dict[str, str]:
    return {name: typed for name, typed in values.items() if not is_blank(typed)}


def _words(values: dict[str, str]) -> str:
    return "; ".join(f"{name} {typed}" for name, typed in values.items())[:200]


def _says_something(typed: str) -> bool:
    """Whether what stands outside of the answers may be one: three words, or a picture."""
    return len(typed.split()) >= 3 or cell_text.PICTURE in typed


_NOBODY = Question("", "", 0, 0, {})  # whose cell a text is that stands in none


@remembered
def _near(line: str, lines: tuple[str, ...]) -> str:
    """The one of these lines that a line is like; "" if none."""
    near = get_close_matches(line.strip(), lines, 1, 0.6) if len(line) <= cell_text.LONG else []
    return near[0] if near else ""


def _holds(line: str, other: str) -> bool:
    """Whether a line has all words of another one in their order."""
    words = iter(re.findall(r"\w+", line))
    return all(word in words for word in re.findall(r"\w+", other))


@remembered
def _headings(text: str) -> list[tuple[str, str]]:
    """The headings in a text, each with the question that it names, "" for none."""
    return [(heading[0], question_id(heading[1] or "")) for heading in _HEADING.finditer(text)]


def _exercise_of(cells: list[Cell], numbered: Callable[[str], Exercise | None]) -> Exercise | None:
    """The exercise to which most of the answers and essays of the cells belong."""
    named = [part.question for _, source in cells for part in parts(source)]
    named += [question for _, source in cells for _, question in _headings(source)]
    number_of = lambda question: question.partition(".")[0].zfill(2)
    for number, _ in Counter(map(number_of, filter(None, named))).most_common():
        if exercise := numbered(number):
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
