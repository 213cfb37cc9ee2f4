"""Keys of the exercise sheets: solutions/NN_key.toml as questions, and what is right in the clear.

A key file says of each field what kind it is, which answers are accepted or how the answer is computed from
the tables, and which records prove it. This module is for those who teach: no student edition holds it.
"""

import ast
import hashlib
import json
import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from aftercoup import places, tables
from aftercoup.answers.kinds import KINDS
from aftercoup.answers.kinds.codes import Codes
from aftercoup.answers.names import names_of
from aftercoup.answers.reading import NOT_SAID, READ
from aftercoup.answers.seal import Key
from aftercoup.answers.sheet import Question, Sheet
from aftercoup.errors import OneSentence
from aftercoup.teach import course
from aftercoup.teach.citations import cited_record
from aftercoup.teach.masters import Answer, Answers, Criterion, Level, Master, numbers

SOLUTIONS = Path(places.SOLUTIONS)
LEVELS = ("find", "compare", "judge")
TRAITS = ("comparison", "not-said", "trap", "measure", "codes")
WITH_OPTIONS = ("choice", "choices", "order")
BY_HAND = ("short",)  # kinds that have no key, because a person marks them
ANSWERS = ("accepted", "computed", "not_said", "items")  # exactly one of them says what is right

_TEXT, _NUMBER, _LIST, _TABLE, _YES = (
    (str, "text between quotation marks"),
    ((int, float), "a number"),
    (list, "a list in square brackets"),
    (dict, 'a table of code = "label"'),
    (bool, "true or false"),
)
# What a key file may say: name -> (type, in words, needed).
_SHEET = {
    "sheet": (*_TEXT, True),
    "title": (*_TEXT, True),
    "notebook": (*_TEXT, True),
    "question": (*_LIST, True),
    "case": (*_TEXT, False),
}
_QUESTION = {
    **{name: (*_TEXT, True) for name in ("id", "title", "level", "rule", "reread", "worked")},
    **{name: (*_NUMBER, True) for name in ("points", "minutes")},
    "objective": (int, "a whole number", True),
    "traits": (*_LIST, False),
    "hint": (*_TEXT, False),
    "field": (*_LIST, False),
    "codes": (*_TABLE, False),
    "essay": (*_YES, False),
    "words": (*_LIST, False),
    "criterion": (*_LIST, False),
}
_FIELD = {
    **{name: (*_TEXT, True) for name in ("name", "kind", "label")},
    "points": (*_NUMBER, True),
    "accepted": (*_LIST, False),
    "computed": (*_TEXT, False),
    "not_said": (*_YES, False),
    "judgement": (*_YES, False),
    "records": (*_LIST, False),
    "miss": (*_LIST, False),
}
_BY_KIND = {  # what only some kinds have
    "options": (*_TABLE, WITH_OPTIONS),
    "items": (*_LIST, ("set",)),
    "names": (*_YES, ("set",)),
    "count": (int, "a whole number", ("set", "choices", "span")),
    "tolerance": (*_NUMBER, ("number",)),
    "step": (*_NUMBER, ("number",)),
    "unit": (*_TEXT, ("number",)),
    "precision": (*_TEXT, ("date",)),
    "actor": (*_TEXT, ("name",)),
    "words": (*_LIST, ("short",)),
}
_CODES = {
    "items": (*_LIST, True),
    "labels": (*_TEXT, True),
    "variables": (*_LIST, True),
    "points_each": (*_NUMBER, True),
    "also": (*_TABLE, False),
}
_MISS = {"typed": (*_LIST, True), "share": (*_NUMBER, True), "says": (*_TEXT, True)}
_CRITERION = {"name": (*_TEXT, True), "levels": (*_LIST, True)}
_LEVEL = {"points": (*_NUMBER, True), "says": (*_TEXT, True), "anchor": (*_TEXT, True)}
PRECISIONS = ("day", "month", "year", "interval")


class KeyProblem(OneSentence, ValueError):
    """A key or a master cannot be used. problems: one sentence for each thing to mend."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def load(number, folder=SOLUTIONS, proofread=True):
    """The Master of one sheet, by its number ("01"). KeyProblem, with everything that is to be mended.

    proofread: also look up the records that prove an answer, and the lesson that the sheet belongs to. This
    takes most of the time and changes nothing in the Master, so marking leaves it to `aftercoup build`.
    """
    path = Path(folder) / f"{number}_key.toml"
    try:
        text = path.read_bytes().replace(b"\r\n", b"\n")
        data = tomllib.loads(text.decode("utf-8"))
    except FileNotFoundError:
        known = ", ".join(numbers(folder)) or "none"
        raise KeyProblem(
            [f"There is no {path.name} in {path.parent.name}. Sheets with a key: {known}."]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise KeyProblem([f"{path.name} cannot be read: {problem}."]) from None
    reader = _Reader(path.name, Path(folder), proofread)
    try:
        with tables.using(str(data.get("case") or "") or tables.core()):
            master = reader.sheet(data)
    except tables.UnknownName as problem:
        raise KeyProblem([f"{path.name}: case: {problem}"]) from None
    if reader.problems:
        raise KeyProblem(reader.problems)
    return master._replace(digest=hashlib.sha256(text).hexdigest()[:16])


class _Reader:
    """Reads a key and notes what is wrong with it, each with its place: file, question, field."""

    def __init__(self, file, folder, proofread):
        self.file, self.folder, self.proofread, self.problems = file, folder, proofread, []
        self.where = file

    def bad(self, words):
        self.problems.append(f"{self.where}: {words}")

    def at(self, *places):
        self.where = ", ".join([self.file, *places])

    def check(self, entry, allowed, extra=()):
        """Note unknown, missing and mistyped names of a table; True when it can be used."""
        known, good = {**allowed, **dict(extra)}, True
        if not isinstance(entry, dict):
            self.bad(f"{entry!r} stands where a table with {', '.join(known)} is expected.")
            return False
        for name in entry:
            if name not in known:
                near = tables.nearest(name, known, 1)
                hint = f"Did you mean {near[0]}?" if near else f"Allowed are: {', '.join(known)}."
                self.bad(f"there is no {name!r} here. {hint}")
        for name, (kind, words, needed) in known.items():
            if name not in entry:
                if needed is True:
                    self.bad(f"{name} is missing; it is {words}.")
                    good = False
            elif not isinstance(entry[name], kind) or isinstance(entry[name], bool) != (kind is bool):
                self.bad(f"{name} is {entry[name]!r}; it must be {words}.")
                good = False
            elif kind is str and needed is True and not entry[name].strip():
                self.bad(f"{name} is empty.")
        return good

    def one_of(self, name, value, allowed):
        if value not in allowed:
            self.bad(f"{name} is {value!r}; allowed are: {', '.join(allowed)}.")

    # ------------------------------------------------------------ sheet and questions

    def sheet(self, data):
        if not self.check(data, _SHEET):
            return None
        if data["sheet"] != self.file[:2]:
            self.bad(f'sheet is {data["sheet"]!r}; the name of the file says "{self.file[:2]}".')
        if not re.fullmatch(rf"{self.file[:2]}_\w+\.ipynb", data["notebook"]):
            self.bad(f"notebook is {data['notebook']!r}; it must be like {self.file[:2]}_name.ipynb.")
        lesson = course.current().lesson_of(data["sheet"])
        if lesson is None or lesson.file != data["notebook"]:
            self.bad(f"course.toml has no lesson {data['notebook']}; a sheet has the name of its lesson.")
        objectives = lesson.goals if lesson else ()
        self.notebook, questions, answers = data["notebook"], {}, {}
        for place, entry in enumerate(data["question"], 1):
            expected = f"{int(self.file[:2])}.{place}"
            self.at(f"question {entry.get('id', place) if isinstance(entry, dict) else place}")
            if not self.check(entry, _QUESTION):
                continue
            if entry["id"] != expected:
                self.bad(f'its id must be "{expected}": ids count up without gaps.')
            question, answer = self.question(entry, objectives)
            questions[entry["id"]], answers[entry["id"]] = question, answer
        self.at()
        if sum(question.essay for question in questions.values()) > 1:
            self.bad("there is more than one essay; a sheet has one.")
        named = (data["sheet"], data["title"], data["notebook"], "self-study")
        return Master(Sheet(*named, questions, data.get("case", "")), answers, names_of(tables.case()))

    def question(self, entry, objectives):
        self.one_of("level", entry["level"], LEVELS)
        for trait in entry.get("traits", ()):
            self.one_of("traits", trait, TRAITS)
        if not 1 <= entry["objective"] <= len(objectives):
            goals = " ".join(f"{place}: {goal};" for place, goal in enumerate(objectives, 1))
            self.bad(f"objective is {entry['objective']}; it is the number of a goal of the lesson. {goals}")
        reread, problem = section(entry["reread"])
        if problem:
            self.bad(problem)
        parts = [name for name in ("field", "codes", "essay") if entry.get(name)]
        if len(parts) != 1:
            self.bad("a question has [[question.field]] entries, or one [question.codes], or essay = true.")
            parts = parts or ["field"]
        essay, criteria, fields = parts[0] == "essay", (), {}
        if not essay and not entry.get("hint"):
            self.bad(
                "hint is missing; it is text that names the rule or the place to read, never the answer."
            )
        if essay:
            criteria = self.criteria(entry.get("criterion", ()))
            total = sum(max((level.points for level in one.levels), default=0) for one in criteria)
        else:
            found = self.codes(entry) if parts[0] == "codes" else map(self.field, entry.get("field", ()))
            for answer in filter(None, found):
                if answer.field.name in fields:
                    self.bad(f"two fields are called {answer.field.name}.")
                fields[answer.field.name] = answer
            total = sum(answer.field.points for answer in fields.values())
        self.at(f"question {entry['id']}")
        words = tuple(entry.get("words", ()))
        if essay and not _rising(words):
            self.bad("words must be two numbers, the fewest and the most, as in [150, 250].")
        if abs(total - entry["points"]) > 1e-9 and not self._broken(entry["id"]):
            what = "the top levels of its criteria" if essay else "its fields"
            self.bad(f"points is {entry['points']:g}, but {what} add up to {total:g}.")
        question = Question(
            entry["id"],
            entry["title"],
            entry["points"],
            entry["minutes"],
            {name: answer.field for name, answer in fields.items()},
            essay=essay,
            words=words,
            reread=reread,
            **{name: entry.get(name, "") for name in ("hint", "rule", "worked")},
        )
        traits = tuple(entry.get("traits", ()))
        return question, Answers(entry["level"], traits, entry["objective"], fields, criteria)

    def _broken(self, question):
        """Whether a field of this question is in trouble, so that sums say nothing."""
        return any(problem.startswith(f"{self.file}, question {question}, ") for problem in self.problems)

    def criteria(self, entries):
        if len(entries) != 4:
            self.bad(f"an essay has four [[question.criterion]] entries, not {len(entries)}.")
        found, here = [], self.where
        for entry in entries:
            if not self.check(entry, _CRITERION):
                continue
            self.where = f"{here}, criterion {entry['name']}"
            if len(entry["levels"]) not in (3, 4):
                self.bad(f"a criterion has three or four levels, not {len(entry['levels'])}.")
            good = [self.check(level, _LEVEL) for level in entry["levels"]]
            if all(good):
                levels = tuple(Level(**{name: level[name] for name in _LEVEL}) for level in entry["levels"])
                points = [level.points for level in levels]
                if points[:1] != [0] or points != sorted(set(points)):
                    self.bad("the points of the levels begin at 0 and go up.")
                found.append(Criterion(entry["name"], levels))
            self.where = here
        return tuple(found)

    # ------------------------------------------------------------ fields

    def field(self, entry):
        """The Answer of one [[question.field]]; None when it cannot be used."""
        here = self.where.split(", field ")[0]
        name = entry.get("name", "?") if isinstance(entry, dict) else "?"
        self.where = f"{here}, field {name}"
        kind = entry.get("kind") if isinstance(entry, dict) else None
        if kind is not None and (kind not in KINDS or kind == "codes"):
            self.one_of("kind", kind, [one for one in KINDS if one != "codes"])
            return None
        extra = [(key, (*what, False)) for key, (*what, kinds) in _BY_KIND.items() if kind in kinds]
        if not self.check(entry, _FIELD, extra):
            return None
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,19}", name):
            self.bad("name must be a short word in small letters, as in place or first_day.")
            return None
        known = {key: entry[key] for key in ("unit", "step", "precision", "count", "options") if key in entry}
        if kind == "date":
            known.setdefault("precision", "day")
            self.one_of("precision", known["precision"], PRECISIONS)
        if kind in WITH_OPTIONS and not known.get("options"):
            self.bad('options is missing; it is a table as in {yes = "label", no = "label"}.')
            return None
        letters = "abcdefghijklmnopqrstuvwxyz"[: len(known.get("options", ()))]
        for code, own in zip(known.get("options", ()), letters):
            if code.lower() in set(letters) - {own}:
                self.bad(
                    f"the code {code} of options is the letter by which another option is chosen; "
                    "give it a code of two letters or more."
                )
        if kind == "set":
            known["people"] = entry.get("names", False)
        if kind in BY_HAND:
            known["words"] = tuple(entry.get("words", ()))
        known = {key: value for key, value in known.items() if hasattr(KINDS[kind], key)}  # others are told
        field = KINDS[kind](name=name, label=entry["label"], points=entry["points"], **known)
        for record in entry.get("records", ()) if self.proofread else ():
            try:
                cited_record(record)
            except tables.UnknownName as problem:
                self.bad(str(problem))
        given = [one for one in ANSWERS if entry.get(one)]
        if kind in BY_HAND:
            if given:
                self.bad(f"a field of the kind {kind} is marked by hand, so it has no {given[0]}.")
            if not _rising(field.words):
                self.bad("words must be two numbers, the fewest and the most, as in [5, 40].")
            return Answer(field, None, (), tuple(entry.get("records", ())))
        if kind == "name" and entry.get("actor"):
            given = given or ["accepted"]
        if len(given) != 1:
            self.bad(f"exactly one of {', '.join(ANSWERS[:3])} (for a set: items) says what is right.")
            return None
        if not entry.get("records") and not entry.get("judgement") and not entry.get("computed"):
            self.bad("records is missing: ids of the records that prove the answer (or judgement = true).")
        try:
            items, typed = self.right(field, entry)
        except _Unusable as problem:
            self.bad(str(problem))
            return None
        if getattr(field, "count", None) not in (None, len(items)):
            self.bad(f"count is {field.count}, but the right answer has {len(items)} items.")
        return Answer(
            field,
            Key(items, self.misses(field, entry, items)),
            tuple(typed),
            tuple(entry.get("records", ())),
            entry.get("computed", ""),
            entry.get("judgement", False),
            entry.get("not_said", False),
        )

    def right(self, field, entry):
        """(items of the Key, right answers as typed) of one field."""
        if entry.get("not_said"):
            return [[NOT_SAID]], ["not said"]
        if "computed" in entry:
            value = computed(entry["computed"], self.folder)
            accepted = [value] if field.kind in ("order", "span") or not isinstance(value, list) else value
        else:
            accepted = list(entry.get("items") or entry.get("accepted", ()))
        if field.kind == "name" and entry.get("actor"):
            accepted = [self.actor(entry["actor"]), *accepted]
        if field.kind == "set":
            variants = [_as_list(item) for item in accepted]
            items = [_forms(field, item, one_each=True) for item in variants]
            forms = [form for item in items for form in item]
            if len(set(forms)) < len(forms):
                raise _Unusable(f"two items of the set are read as the same: {max(forms, key=forms.count)}.")
            return items, [", ".join(str(item[0]) for item in variants)]
        if field.kind == "choices":
            self.known_codes(field, accepted)
            return [_forms(field, [code]) for code in accepted], [", ".join(map(str, accepted))]
        if field.kind == "choice":
            self.known_codes(field, accepted)
        if field.kind == "order":
            orders = accepted if isinstance(accepted[0], list) else [accepted]
            for order in orders:
                self.known_codes(field, order)
                if sorted(order) != sorted(field.options):
                    raise _Unusable(f"a right order names each option once; this one is {', '.join(order)}.")
                if list(order) == list(field.options):
                    raise _Unusable("the options stand in the right order already; list them in another one.")
            accepted = [", ".join(order) for order in orders]
        if field.kind == "span":
            if len(accepted) != 1:
                raise _Unusable('accepted is one text that names all paragraphs, as in ["2, 5-7"].')
            return [[form] for form in _forms(field, accepted)], [str(accepted[0])]
        if field.kind == "number":
            return [_within(field, accepted, entry.get("tolerance", 0))], [str(one) for one in accepted]
        return [_forms(field, accepted)], [str(one) for one in accepted]

    def known_codes(self, field, codes):
        for code in codes:
            if code not in field.options:
                raise _Unusable(f"{code!r} is not a code of options: {', '.join(field.options)}.")

    def actor(self, actor_id):
        try:
            return tables.record(actor_id, "actors").name
        except tables.UnknownName as problem:
            raise _Unusable(str(problem)) from None

    def misses(self, field, entry, items):
        """form -> (share, words) of the wrong answers that have words of their own."""
        right, found = {form for item in items for form in item}, {}
        for miss in entry.get("miss", ()):
            if not self.check(miss, _MISS):
                continue
            if not 0 <= miss["share"] < 1:
                self.bad(f"share of a miss is {miss['share']}; it must be at least 0 and less than 1.")
            for typed in miss["typed"]:
                try:
                    forms = _forms(field, [typed])
                except _Unusable as problem:
                    self.bad(f"a miss: {problem}")
                    continue
                for form in forms:
                    if form not in right:
                        found[form] = (miss["share"], miss["says"])
                if set(forms) <= right:
                    self.bad(f"the miss {typed!r} is read as the right answer.")
        return found

    def codes(self, question):
        """The Answers of a table of codes, one for each item; the right codes are those of the records.

        What an item is, is said by the master behind its #, and where that is missing by the table itself.
        """
        entry = question["codes"]
        if not self.check(entry, _CODES):
            return
        try:
            names = [variable.split(".") for variable in entry["variables"]]
            options = {
                variable: {str(code): label for code, label in tables.labels(table, column).items()}
                for variable, (table, column) in zip(entry["variables"], names)
            }
            table, label = entry["labels"].split(".")
            tables.field(table, label)
            records = {item: tables.record(item, names[0][0]) for item in entry["items"]}
        except (tables.UnknownName, ValueError) as problem:
            self.bad(f"codes: {problem} Variables and labels are written like claims.claim_type.")
            return
        options = {variable.split(".")[1]: codes for variable, codes in options.items()}
        also = entry.get("also", {})
        comments = _comments(self.folder / self.notebook, question["id"])
        for item in also:
            if item not in records:
                self.bad(f"also names {item}, which is not one of the items.")
        for item, record in records.items():
            self.where = f"{self.where.split(', field ')[0]}, field {item}"
            said = comments.get(item) or record.text(label)
            field = Codes(item, label=said, points=entry["points_each"], variables=options)
            right = [record.text(column) for _, column in names]
            items = []
            try:
                for place, (variable, codes) in enumerate(options.items()):
                    accepted = [right[place], *(code for code in also.get(item, ()) if code in codes)]
                    typed = [", ".join([*right[:place], code, *right[place + 1 :]]) for code in accepted]
                    items.append(list(dict.fromkeys(_forms(field, [one])[place] for one in typed)))
            except _Unusable as problem:
                self.bad(str(problem))
                continue
            unknown = [
                code for code in also.get(item, ()) if not any(code in codes for codes in options.values())
            ]
            if unknown:
                self.bad(f"also has the code {unknown[0]!r}, which no variable knows.")
            yield Answer(field, Key(items), (", ".join(right),), (item,), "its codes in the table")


class _Unusable(ValueError):
    """What a key accepts cannot be used; the message says why."""


def _forms(field, accepted, one_each=False):
    """The forms of all accepted ways of typing an answer, each once, in order."""
    found = {}
    for typed in accepted:
        reading = field.read(typed)
        if reading.state != READ:
            raise _Unusable(f"{typed!r} is read as {reading.state}. {reading.wants}".strip())
        if reading.forms == (NOT_SAID,):
            raise _Unusable(f"{typed!r} means that the report does not say; write not_said = true instead.")
        if one_each and len(reading.forms) != 1:
            raise _Unusable(
                f"{typed!r} is read as {len(reading.forms)} items; each item is a list of its own."
            )
        found.update(dict.fromkeys(reading.forms))
    if not found:
        raise _Unusable("nothing is accepted.")
    return list(found)


def _within(field, accepted, tolerance):
    """The forms of all numbers at most `tolerance` away from an accepted one, in steps of the field."""
    if tolerance and not field.step:
        raise _Unusable("a tolerance needs a step, as in step = 0.01.")
    typed = list(accepted)
    for value in accepted if tolerance else ():
        try:
            number = float(value)
        except ValueError:
            raise _Unusable(f"{value!r} must be a plain number where there is a tolerance.") from None
        far = int(tolerance / field.step + 1e-9)
        digits = max(0, -Decimal(str(field.step)).normalize().as_tuple().exponent)
        typed += [f"{number + place * field.step:.{digits}f}" for place in range(-far, far + 1)]
    return _forms(field, typed)


def _as_list(item):
    return item if isinstance(item, list) else [item]


def _rising(words):
    return len(words) == 2 and all(isinstance(one, int) for one in words) and 0 < words[0] < words[1]


# ---------------------------------------------------------------- computed answers


def computed(how, folder=SOLUTIONS):
    """The answer that follows from the tables.

    how: "e37.start" (record and field), "n02" (the value of a count), or "name()" of a function in
    solutions/computed.py. Returns text, a number, or a list (items of a set, codes of an order).
    """
    call = re.fullmatch(r"(\w+)\(\)", how)
    if call:
        functions = _functions(Path(folder))
        if call[1] not in functions:
            raise _Unusable(f"solutions/computed.py has no function {call[1]}.")
        return _plain(functions[call[1]]())
    name, _, column = how.rpartition(".")
    try:
        if not name:
            return _plain(tables.record(how, "counts").value)
        record = cited_record(name)
        tables.field(record.table, column)
    except tables.UnknownName as problem:
        raise _Unusable(f"computed is {how!r}. {problem}") from None
    return _plain(getattr(record, column))


def _functions(folder):
    """The functions of computed.py beside the keys: name -> function."""
    path = folder / "computed.py"
    return _run(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=2)
def _run(path, _changed):
    """The names of a program of ours, which is run once for as long as it is not changed."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("aftercoup_solutions_computed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def _plain(value):
    """A value of the tables as somebody would type it."""
    if isinstance(value, tables.When):
        return value.text
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ---------------------------------------------------------------- the master


class Call:
    """An answer() call of a master, read strictly: .question, .values and .comments by field."""

    def __init__(self, source):
        tree = ast.parse(source)
        call = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
        if not isinstance(call, ast.Call) or len(call.args) != 1:
            raise ValueError('the cell must hold one call, answer("1.2", place="…"), and nothing else')
        self.question = ast.literal_eval(call.args[0])
        self.values = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        lines = [b"", *source.encode().splitlines()]
        self.comments = {one.arg: _behind(lines, one.value) for one in call.keywords}


def _behind(lines, value):
    """What stands behind the # on the line on which a value ends. lines: bytes, from number 1 on."""
    rest = lines[value.end_lineno][value.end_col_offset :].decode()
    return rest.partition("#")[2].strip() if re.match(r"[\s,)]*#", rest) else ""


def answer_call(source):
    """The Call of an answer cell; None for other cells. ValueError if it is not in the form of a master."""
    if not re.match(r"\s*answer\s*\(", source):
        return None
    try:
        return Call(source)
    except (SyntaxError, ValueError) as problem:
        raise ValueError(f"{source.splitlines()[0]}: {problem}") from None


def _comments(path, question):
    """What a master says behind the # of each field of a question; nothing where it cannot be read."""
    try:
        cells = _notebook(path, path.stat().st_mtime_ns)["cells"]
        calls = [answer_call("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return next((call.comments for call in calls if call and call.question == question), {})


@lru_cache(maxsize=4)
def _notebook(path, _changed):
    """What a notebook's file holds; it is read once for as long as it is not changed."""
    return json.loads(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- the lesson that a sheet belongs to


def section(target):
    """A section to read again, as "01#who-speaks": (file and heading for the card, what is wrong or "").

    The part behind # is the id of the cell that begins with the heading, so that the heading can be worded anew.
    """
    number, _, cell = target.partition("#")
    lesson = course.current().lesson_of(number)
    if lesson is None:
        known = ", ".join(lesson.number for lesson in course.current().lesson)
        return "", f"reread is {target!r}; it begins with the number of a lesson: {known}."
    if not cell:
        return lesson.file, ""
    try:
        sections = lesson.sections()
    except (OSError, ValueError):
        return "", f"reread is {target!r}; there is no notebooks/{lesson.file} that can be read."
    if cell in sections:
        return f"{lesson.file}#{sections[cell].replace(' ', '-')}", ""
    near = tables.nearest(cell, sections, 1)
    listed = ", ".join(f"{id_} ({heading})" for id_, heading in sections.items())
    hint = f"Did you mean {number}#{near[0]}?" if near else f"Its sections: {listed}."
    return "", f"reread is {target!r}, and lesson {number} has no section of this id. {hint}"
