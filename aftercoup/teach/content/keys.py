"""Keys of the exercises: solutions/NN_key.toml as questions, and what is right in the clear.

A key says of each field what kind it is, which answers are accepted or how the answer is computed from the data
tables, and which records prove it (docs/keys.md, `key_models`). This module is for those who teach: no student
edition holds it.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from runpy import run_path
from typing import Any, get_args

from aftercoup import tables
from aftercoup.answers.exercise import Exercise, Question, file_of
from aftercoup.answers.kinds import KINDS, Field
from aftercoup.answers.kinds.choice import Choice
from aftercoup.answers.kinds.choices import Choices
from aftercoup.answers.kinds.codes import Codes
from aftercoup.answers.kinds.number import Number
from aftercoup.answers.kinds.order import Order
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.kinds.short import Short
from aftercoup.answers.language.names import Names, names_of
from aftercoup.answers.language.reading import NOT_SAID, READ
from aftercoup.errors import did_you_mean
from aftercoup.teach.content import course, key_models
from aftercoup.teach.content.citations import cited_record, unknown
from aftercoup.teach.content.masters import SOLUTIONS, Answer, Answers, Master, numbers, put_in_place
from aftercoup.validation import read, read_kind

LEVELS = get_args(key_models.LevelName)
_REASONS = {  # the two reasons below a table of codes: name -> what is asked
    "reason_1": "which of your codes can be argued, and why did you choose it?",
    "reason_2": "another one, and why?",
}
Forms = list[list[str]]  # for each item of a right answer its right forms
Asked = tuple[Question, Answers]  # a question, and what is right there


class KeyProblem(course.Problems):
    """A key or a master cannot be used."""


class Unusable(ValueError):
    """What a key accepts cannot be used; the message says why."""


def load(number: str, folder: Path = SOLUTIONS, table: dict[str, Any] | None = None) -> Master:
    """The Master of one exercise, by its number ("01"). KeyProblem, with everything that is to be mended.

    table: the content of its key, where it is about to be changed.
    """
    path = Path(folder) / f"{number}_key.toml"
    known = ", ".join(numbers(folder)) or "none"
    table = table or course.table_of(path, KeyProblem, f" Exercises with a key: {known}.")
    reader = _Reader(path)
    try:
        reader.case = tables.case(str(table.get("case") or "") or None)
        master = reader.master(table)
    except tables.UnknownName as problem:
        raise KeyProblem([f"{path.name}: case: {problem}"]) from None
    if master is None or reader.faults:
        raise KeyProblem(reader.faults)
    text = path.read_bytes().replace(b"\r\n", b"\n")
    return dataclasses.replace(master, digest=hashlib.sha256(text).hexdigest()[:16])


def proofread(number: str, folder: Path = SOLUTIONS) -> None:
    """Read a key, and look up what its texts cite. KeyProblem, with everything that is to be mended."""
    master, faults = load(number, folder), []
    case = tables.case(master.exercise.case or None)
    for id_, asked in master.exercise.questions.items():
        criteria = master.answers[id_].criteria
        facts = [fact for criterion in criteria for fact in criterion.facts]
        anchors = [level.anchor for criterion in criteria for level in criterion.levels]
        text = "\n".join([asked.worked, asked.rule, asked.hint, *facts, *anchors])
        faults += [f"{number}_key.toml, question {id_}: {fault}" for fault in unknown(text, case)]
    if faults:
        raise KeyProblem(faults)


class _Reader:
    """Reads a key and notes each fault with its place: file, question, field."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[str] = []
        self.case = tables.core()  # the one whose ids and names the exercise means
        self.variant = ""  # the letter of the one that is read

    def note(self, where: str, fault: object) -> None:
        """Note one more thing to mend."""
        self.faults.append(f"{where}: {fault}")

    @property
    def names(self) -> Names:
        """The names by which its answers are read."""
        return names_of(self.case)

    @cached_property
    def functions(self) -> dict[str, Callable[..., object]]:
        """The functions beside the key that compute answers."""
        return functions_of(self.path.parent)

    # ------------------------------------------------------------ exercise and questions

    def master(self, table: dict[str, Any]) -> Master | None:
        """The Master of the whole file; None where something is to be mended."""
        file = self.path.name
        key = read(key_models.AnswerKey, table, file, self.faults)
        if key is None:
            return None
        lesson = course.current().lesson_of(file[:2])
        if key.exercise and key.exercise != file[:2]:
            self.note(file, f'exercise is {key.exercise!r}; the name of the file says "{file[:2]}".')
        elif key.exercise and not lesson:
            self.note(file, f"course.toml has no lesson {key.exercise}; an exercise belongs to one.")
        goals, listed = lesson.goals if lesson else [], key.question or ()
        asked = [self.question(entry, number, goals) for number, entry in enumerate(listed, 1)]
        if sum(entry.get("essay") is True for entry in listed) > 1:
            self.note(file, "there is more than one essay; an exercise has one.")
        if self.faults:
            return None
        questions = {question.id: question for question, _ in filter(None, asked)}
        answers = {question.id: its for question, its in filter(None, asked)}
        sheet = Exercise(key.exercise, key.title, file_of(key.exercise), "self-study", questions, key.case)
        return Master(sheet, answers)

    def question(self, entry: dict[str, Any], number: int, goals: list[str]) -> Asked | None:
        """One [[question]] with its variants; None when it cannot be used."""
        where, begin = f"{self.path.name}, question {entry.get('id', number)}", len(self.faults)
        told, asked = self.as_it_stands(entry, where, number, goals)
        if not told or not told.variants:
            return asked
        if not all(field.get("computed") for field in told.field or ()):
            self.note(where, "it has variants, so each of its fields is computed.")
        of_all = self.faults[begin:]
        own = {name: value for name, value in entry.items() if name != "variants"}
        notebook = self.path.with_name(file_of(self.path.name[:2]))
        texts = f"{own} {notebook.read_text(encoding='utf-8') if notebook.is_file() else ''}"
        drawn: dict[str, Asked] = {}
        for self.variant, words in zip(key_models.VARIANTS, told.variants):
            its, before = f", variant {self.variant}", len(self.faults)
            for word in words:
                if put_in_place({word: ""}, texts) == texts:
                    self.note(where + its, f"{word!r} stands nowhere in the question.")
            fields = [_of_variant(field, words, self.variant) for field in told.field or ()]
            variant = _in_place(words, own) | {"field": fields}
            _, made = self.as_it_stands(variant, where + its, number, goals)
            if made:
                drawn[self.variant] = made[0]._replace(variant=self.variant), made[1]._replace(words=words)
            new = self.faults[before:]  # what is wrong with the question is told once
            self.faults[before:] = [fault for fault in new if fault.replace(its, "", 1) not in of_all]
        self.variant = ""
        if not asked:
            return None
        by_answers: dict[str, str] = {}
        for letter, made in {"a": asked, **drawn}.items():
            right = str([answer.typed[:1] for answer in made[1].fields.values()])
            same = by_answers.setdefault(right, letter)
            if same != letter:
                self.note(
                    where, f"variants {same} and {letter} have the same answers: each needs other ones."
                )
        questions = {letter: made[0] for letter, made in drawn.items()}
        answers = {letter: made[1] for letter, made in drawn.items()}
        return asked[0]._replace(variants=questions), asked[1]._replace(variants=answers)

    def as_it_stands(
        self, entry: dict[str, Any], where: str, number: int, goals: list[str]
    ) -> tuple[key_models.Question | None, Asked | None]:
        """A [[question]] without regard to its variants: as it is told, and what it comes to, where it can be used."""
        begin = len(self.faults)
        told = read(key_models.Question, entry, where, self.faults)
        if told is None:
            return None, None
        before = len(self.faults)
        listed = self.codes(told.codes, where) if told.codes else self.fields(told.field or (), where)
        fields = {answer.field.name: answer for answer in listed}
        answered = len(self.faults) == before and told.knows("field", "codes")
        if told.knows("id") and told.id != (expected := f"{int(self.path.name[:2])}.{number}"):
            self.note(where, f'its id must be "{expected}": ids count up without gaps.')
        if goals and told.knows("objective") and not 1 <= told.objective <= len(goals):
            these = " ".join(f"{nth}: {goal};" for nth, goal in enumerate(goals, 1))
            self.note(
                where, f"objective is {told.objective}; it is the number of a goal of the lesson. {these}"
            )
        reread, fault = course.current().section(told.reread) if told.knows("reread") else ("", "")
        if fault:
            self.note(where, f"reread is {told.reread!r}{fault}")
        try:
            worked = self.worked(told.worked, fields) if answered and told.knows("worked") else ""
        except Unusable as problem:
            self.note(where, f"worked: {problem}")
        if len(self.faults) > begin:
            return told, None
        question = Question(
            **told.model_dump(include={"id", "title", "points", "minutes", "essay", "hint", "rule"}),
            fields={name: answer.field for name, answer in fields.items()},
            words=tuple(told.words or ()),
            reread=reread,
            worked=worked,
        )
        objective = goals[told.objective - 1] if goals else ""
        answers = Answers(told.level, tuple(told.traits), objective, fields, tuple(told.criterion))
        return told, (question, answers)

    def worked(self, text: str, fields: dict[str, Answer]) -> str:
        """The worked answer with what stands in {} computed: the right answer of a field, or a function."""

        def value(match: re.Match[str]) -> str:
            how = match[1]
            if how not in fields and re.search(r"^n\d+$|\W", how):
                return str(computed(how, self.functions, self.case))
            if how not in fields:
                near = did_you_mean(how, fields)
                raise Unusable(f"{{{how}}} is no field of the question: {', '.join(fields)}.{near}")
            field, typed = fields[how].field, fields[how].typed[0]
            if step := getattr(field, "step", None):  # as it is printed: its decimals, and a true minus sign
                typed = f"{float(typed):.{_decimals(step)}f}".replace("-", "\u2212")
            return getattr(field, "options", {}).get(typed, typed)

        return re.sub(r"\{([^{}]+)\}", value, text)

    # ------------------------------------------------------------ fields

    def fields(self, listed: Iterable[dict[str, Any]], where: str) -> Iterator[Answer]:
        """The Answers of the [[question.field]] entries that can be used."""
        for table in listed:
            its, before = f"{where}, field {table.get('name', '?')}", len(self.faults)
            told = read_kind(key_models.FIELDS, table, its, self.faults)
            if told is None:
                continue
            field, key = _field(told), None
            for fault in unknown("", self.case, told.records or ()):
                self.note(its, f"records: {fault}")
            items: Forms = []
            typed: list[str] = []
            if told.can_be_read and not field.by_hand:
                try:
                    items, typed = self.right(told, field)
                except Unusable as problem:
                    self.note(its, problem)
                key = Key(items, self.misses(told, field, items, its))
            if len(self.faults) == before:
                proof = tuple(told.records), told.computed, told.judgement, told.not_said
                yield Answer(field, key, tuple(typed), *proof)

    def right(self, told: key_models.AnswerField, field: Field) -> tuple[Forms, list[str]]:
        """(items of the Key, right answers as typed) of one field."""
        accepted: list[Any] = told.accepted
        value = computed(told.computed, self.functions, self.case) if told.computed else []
        first = value if isinstance(value, list) else [value]
        if isinstance(field, (Choice, Choices)):
            lists = [way if isinstance(way, list) else [way] for way in [*first, *accepted]]
            for code in itertools.chain(*lists):
                if code not in field.options:
                    near = did_you_mean(code, field.options)
                    raise Unusable(f"{code!r} is not a code of options: {', '.join(field.options)}.{near}")
        if field.several and not told.not_said:
            return self.several(told, field, first)
        ways: list[Any] = [*first, *accepted]
        if isinstance(field, Order):
            several = accepted and isinstance(accepted[0], list)
            orders = [first] * bool(first) + (accepted if several or not accepted else [accepted])
            ways = [_as_typed(field, order) for order in orders]
        typed = list(map(str, ways))
        if isinstance(field, Number):
            ways += _near(field, ways, getattr(told, "tolerance", 0))
        forms = _forms(field, ways, self.names) if ways or not told.not_said else []
        if told.not_said:
            return [[NOT_SAID, *forms]], ["not said", *typed]
        return [forms], typed

    def several(
        self, told: key_models.AnswerField, field: Field, first: list[Any]
    ) -> tuple[Forms, list[str]]:
        """The same of a field with several values, of each of which one way or all ways to type it are given.

        first: what is computed. Beside it `accepted` holds groups: what a group lists is right for the item that it
        names as well.
        """
        listed, also = (first, told.accepted) if first else (told.accepted, [])
        ways = [item if isinstance(item, list) else [item] for item in listed]
        if told.kind == "set" and not first and ways != listed:  # one more answer would be one more item
            raise Unusable('accepted of a set holds a list for each item, as in [["Russia"], ["China"]].')
        items = [_forms(field, item, self.names, one_each=True) for item in ways]
        forms = list(itertools.chain.from_iterable(items))
        if len(set(forms)) < len(forms):
            raise Unusable(
                f"two items of the {told.kind} are read as the same: {max(forms, key=forms.count)}."
            )
        for group in also:
            added = _forms(field, group if isinstance(group, list) else [group], self.names, one_each=True)
            of = [item for item in items if set(item) & set(added)]
            if len(of) != 1 or not isinstance(group, list):
                raise Unusable(
                    f"accepted has {group!r}; beside a right answer of several items it holds lists, each of an item and "
                    'of what is right in its place, as in [["Burkina Faso", "Upper Volta"]].'
                )
            of[0] += [form for form in added if form not in of[0]]
        return items, [", ".join(str(item[0]) for item in ways)]

    def misses(
        self, told: key_models.AnswerField, field: Field, items: Forms, where: str
    ) -> dict[str, tuple[float, str]]:
        """form -> (share, words) of the wrong answers that have words of their own."""
        right = set(itertools.chain.from_iterable(items))
        misses: dict[str, tuple[float, str]] = {}
        for miss in told.miss or ():
            for typed in (*miss.typed, *miss.computed):
                try:
                    follows = typed not in miss.typed
                    answer = computed(typed, self.functions, self.case) if follows else typed
                    forms = _forms(field, [answer], self.names)
                except Unusable as problem:
                    self.note(where, f"a miss: {problem}")
                    continue
                misses |= {form: (miss.share, miss.says) for form in forms if form not in right}
                if set(forms) <= right and not follows and not self.variant:
                    self.note(where, f"the miss {typed!r} is read as the right answer.")
        return misses

    def codes(self, told: key_models.Codes, where: str) -> Iterator[Answer]:
        """The Answers of a table of codes, one for each item; the right codes are those of the records."""
        try:
            columns = [variable.split(".") for variable in told.variables]
            options = {
                column: {str(code): label for code, label in tables.labels(table, column).items()}
                for table, column in columns
            }
            records = {item: tables.record(item, columns[0][0], self.case) for item in told.items}
        except (tables.UnknownName, ValueError) as problem:
            self.note(where, f"codes: {problem} Variables are written like claims.claim_type.")
            return
        for item in told.also:
            if item not in records:
                self.note(where, f"also names {item}, which is not one of the items.")
        for item, record in records.items():
            also = told.also.get(item, [])
            field = Codes(
                item,
                label=told.items[item],
                points=told.points_each,
                variables=options,
                open=bool(told.reasons_each),
            )
            right = {column: record.text(column) for _, column in columns}
            known = set().union(*options.values())
            for code in [code for code in (*right.values(), *also) if code not in known]:
                self.note(f"{where}, field {item}", f"there is the code {code!r}, which no variable knows.")
            items = [[right[name], *(code for code in also if code in options[name])] for name in options]
            yield Answer(field, Key(items), (", ".join(right.values()),), (item,), "its codes in the table")
        for name, label in _REASONS.items() if told.reasons_each else ():
            yield Answer(Short(name, label=label, points=told.reasons_each, words=(8, 50)), None, ())


def _field(told: key_models.AnswerField) -> Field:
    """The field that students receive: what a key says without what tells the answer."""
    kind = KINDS[told.kind]
    own = {attribute.name for attribute in dataclasses.fields(kind)} - key_models.COMMON
    options = {name: getattr(told, name) for name in own}
    options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    if answered_by := told.records or [told.computed] * bool(told.computed):
        of_claims = all(re.match(r"c\d+\b", str(one)) for one in answered_by)
        options["unsaid"] = "the report does not say" if of_claims else "our records do not say"
    return kind(name=told.name or "", label=told.label or "", points=told.points or 0, **options)


# ---------------------------------------------------------------- forms of right answers


def _as_typed(field: Order, order: list[Any]) -> str:
    """A right order as somebody would type it."""
    codes = [str(code) for code in order]
    if sorted(codes) != sorted(field.options):
        near = "".join(did_you_mean(code, field.options) for code in codes if code not in field.options)
        raise Unusable(
            f"a right order names each code of options once; this one is {', '.join(codes)}.{near}"
        )
    if codes == list(field.options):
        raise Unusable("the options stand in the right order already; list them in another one.")
    return ", ".join(codes)


def _forms(field: Field, accepted: Iterable[Any], names: Names, one_each: bool = False) -> list[str]:
    """The forms of all accepted ways of typing an answer, each once, in order."""
    forms: dict[str, None] = {}
    for typed in accepted:
        if isinstance(typed, list):
            raise Unusable(f"{typed} is a list; here each answer stands by itself, between quotation marks.")
        reading = field.read(typed, names)
        if reading.state != READ:
            raise Unusable(f"{typed!r} is read as {reading.state}. {reading.wants}".strip())
        if reading.forms == (NOT_SAID,):
            raise Unusable(f"{typed!r} means that the report does not say; write not_said = true instead.")
        if one_each and len(reading.forms) != 1:
            raise Unusable(
                f"{typed!r} is read as {len(reading.forms)} items; each item is a list of its own."
            )
        forms.update(dict.fromkeys(reading.forms))
    if not forms:
        raise Unusable("nothing is accepted.")
    return list(forms)


def _near(field: Number, accepted: list[Any], tolerance: float) -> Iterator[str]:
    """All numbers at most `tolerance` away from an accepted one, in steps of the field."""
    step = field.step or 0
    if tolerance and not step:
        raise Unusable("a tolerance needs a step, as in step = 0.01.")
    for value in list(accepted) if tolerance else ():
        try:
            number = float(value)
        except ValueError:
            raise Unusable(f"{value!r} must be a plain number where there is a tolerance.") from None
        far = int(tolerance / step + 1e-9)
        yield from (f"{number + steps * step:.{_decimals(step)}f}" for steps in range(-far, far + 1))


# ---------------------------------------------------------------- variants


def _in_place(words: dict[str, str], value: Any) -> Any:
    """A value of a key with other words in the place of some, in all its texts."""
    if isinstance(value, str):
        return put_in_place({word: str(other) for word, other in words.items()}, value)
    if isinstance(value, list):
        return [_in_place(words, item) for item in value]
    if isinstance(value, dict):
        return {name: _in_place(words, item) for name, item in value.items()}
    return value


def _of_variant(field: dict[str, Any], words: dict[str, str], letter: str) -> dict[str, Any]:
    """A field as a variant asks it: with other words in the place of some, and with what it accepts as well."""
    also = field.get("accepted_in")
    own = {name: value for name, value in field.items() if name not in ("accepted", "accepted_in")}
    accepted = also.get(letter, []) if isinstance(also, dict) else []
    return _in_place(words, own) | {"accepted": accepted}


def _decimals(step: float) -> int:
    return len(f"{step:.9f}".rstrip("0").partition(".")[2])


# ---------------------------------------------------------------- computed answers


def computed(
    how: str, functions: dict[str, Callable[..., object]] | None = None, case: tables.Case | None = None
) -> str | list[Any]:
    """The answer that follows from the data tables, as somebody would type it.

    how: "e37.start" (record and field), "n02" (the value of a count), or "name()" of one of the functions, which may
    be given texts and whole numbers.
    case: whose records are meant.
    Returns text, or a list (items of a set, codes of an order). Unusable if there is none.
    """
    call = re.fullmatch(r"(\w+)\((.*)\)", how)
    if call:
        function = (functions or {}).get(call[1])
        if function is None:
            near = did_you_mean(call[1], functions or (), "It has none of a name like this.")
            raise Unusable(f"computed is {how!r}; solutions/computed.py has no function {call[1]}.{near}")
        try:
            return _plain(function(*(ast.literal_eval(f"({call[2]},)") if call[2].strip() else ())))
        except (SyntaxError, ValueError, TypeError, LookupError, tables.UnknownName) as problem:
            raise Unusable(f"computed is {how!r}, which does not work: {problem}") from None
    name, _, column = how.rpartition(".")
    try:
        if not name:
            return _plain(tables.record(how, "counts", case).value)
        record = cited_record(name, case)
        tables.field(record.table, column)
    except tables.UnknownName as problem:
        raise Unusable(f"computed is {how!r}. {problem}") from None
    return _plain(getattr(record, column))


def functions_of(folder: Path) -> dict[str, Callable[..., object]]:
    """The functions of computed.py beside the keys: name -> function."""
    path = folder / "computed.py"
    if not path.is_file():
        return {}
    return {name: value for name, value in run_path(str(path)).items() if callable(value) and name[0] != "_"}


def _plain(value: object) -> str | list[Any]:
    """A value of the data tables as somebody would type it."""
    if isinstance(value, tables.When):
        return value.text
    if isinstance(value, (set, list, tuple)):
        return [_plain(item) for item in (sorted(value) if isinstance(value, set) else value)]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
