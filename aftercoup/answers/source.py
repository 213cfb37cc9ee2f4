"""Find the answers in the source of a cell, without running it.

A cell that Python can parse is read from its syntax tree: constants, arithmetic and text made of constants,
and names whose constant stands in an earlier cell. A cell that Python cannot parse is read from its layout,
one field after the other, and what is wrong with it is said in one sentence. Both ways never raise, whatever
the source holds, and take a time that is bounded by its length.
"""

import ast
import functools
import math
import operator
import re
import warnings

from aftercoup.answers import words
from aftercoup.named import named_tuple
from aftercoup.wording import nearest

CELL = 20_000  # characters of a cell that are read
VALUE = 4_000  # size of a value; what is larger is cut
SHORT, MOST_KNOWN = 2_000, 4_000  # characters and number of the cells whose reading is remembered
STEPS = 100_000  # what computing the constants of one cell may cost
_known = {}
UNKNOWN = object()  # the value of a name that is assigned, but not to a constant

# how a value was found -> what that means
HOW = {
    "typed": "it stands between the quotation marks, or is a number",
    "computed": "computed from constants in the call itself",
    "named": "a name that an earlier cell gives to a constant",
    "unquoted": "typed without quotation marks",
    "mended": "the line has a slip, and is read by its layout",
    "comment": "typed in the explanation behind the sign #",
    "outside": "typed in the cell, but outside the brackets",
    "recorded": "computed when the cell was run, and recorded in its output",
    "not known": "it cannot be known without running the cell",
}


@named_tuple
class Raw:
    """What was typed into one field: its value (text, number, list, dict or None), how it was found (a key of
    HOW), and, where the line has a slip, the one sentence that says what to type."""

    value: object
    how: str = "typed"
    note: str = ""


@named_tuple
class Note:
    """A remark about a whole call. code: see `notebook.FLAGS`; says: one sentence for the student; seen: what
    was found, for the teacher."""

    code: str
    says: str
    seen: str = ""


@named_tuple
class Call:
    """One call of answer() in a cell.

    question: the id as in the sheet, "" if none was typed. values: field -> Raw, in the order of the sheet.
    notes: remarks about the call. broken: True when Python cannot run the cell as it stands.
    """

    question: str
    values: dict
    notes: tuple = ()
    broken: bool = False

    @property
    def says(self):
        """The one sentence that says what to type first; "" where there is nothing to mend."""
        said = [note.says for note in self.notes] + [raw.note for raw in self.values.values()]
        return next(filter(None, said), "")


def read_cell(source, sheet=None, names=None):
    """The calls of answer() in a cell, in their order: a tuple of Call.

    source: the text of the cell. sheet: the Sheet it belongs to; with it, misspelt fields and answers without
    a field's name find their place. names: name -> constant (or UNKNOWN) of earlier cells; the names that
    this cell assigns are added.
    """
    source = clean(source)[:CELL]
    names = {} if names is None else names
    here = [name for name in names if name in source] if len(names) <= 20 else names
    if len(source) > SHORT or len(here) > 20 or any(names[name] is not UNKNOWN for name in here):
        return _read(source, sheet, names)
    key = (id(sheet), source, *here)
    if key not in _known:  # sheets of a class have most of their cells in common
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        assigned = dict.fromkeys(here, UNKNOWN)
        _known[key] = _read(source, sheet, assigned), assigned, sheet  # kept, so that no other has its id
    calls, assigned, _ = _known[key]
    names.update(assigned)
    return calls


def _read(source, sheet, names):
    source = _without_margin(source)
    tree = parsed(source)
    if tree is None:
        return _by_layout(source, sheet)
    reader = _Tree(source, sheet, names)
    try:
        calls = reader.read(tree)
    except (RecursionError, MemoryError):
        return _by_layout(source, sheet)
    if not calls and "#" in source and looks_like_answer(source):
        return _by_layout(source, sheet)
    return _by_layout(source, sheet) if reader.odd else calls


def looks_like_answer(source):
    """Does a cell hold what may be a call of answer()? Quick, and rather too often yes than no."""
    return any(is_answer(word) for word in _WORD.findall(source[:CELL]))


@functools.lru_cache(maxsize=1024)
def digest(source):
    """A digest of a cell's source, by which a recording knows its cell. Blanks at line ends do not count."""
    import hashlib  # only here: it takes longer to load than a sheet takes to read

    lines = [line.rstrip() for line in clean(source).strip().split("\n")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def clean(source):
    """Source with plain line ends, without what cannot be written to a file."""
    text = str(source)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.replace("\ufeff", "").encode("utf-8", "replace").decode("utf-8")


def is_blank(value):
    """Is nothing typed? None, and text with nothing but spaces, dots or a dash."""
    if isinstance(value, str):
        return words.is_blank(value)
    if isinstance(value, (list, tuple, set, dict)):
        return all(is_blank(item) for item in value)
    return value is None


def plain(value, depth=4):
    """A value as text, numbers, True, False, None, and lists and dicts of these; no larger than VALUE."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)  # what JSON cannot hold is text
    if isinstance(value, int):
        return value if value.bit_length() < 1000 else "a number with very many digits"
    if isinstance(value, str):
        return clean(value)[:VALUE]
    if depth and isinstance(value, dict):
        return {str(key)[:100]: plain(item, depth - 1) for key, item in list(value.items())[:200]}
    if depth and isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item, depth - 1) for item in list(items)[:200]]
    if depth and callable(getattr(value, "tolist", None)):  # numbers and columns of numpy and pandas
        return plain(value.tolist(), depth - 1)
    return clean(value)[:VALUE]


def question_id(typed):
    """The id in "1.2", "Q1.2", "1,2", "question 1.2" or 1.2; "" where there is none."""
    found = re.search(r"(?<!\d)0?(\d{1,2})\s*[.,]\s*(\d{1,2})(?!\d)", str(typed)[:60])
    return f"{found[1]}.{found[2]}" if found else ""


@functools.lru_cache(maxsize=4096)
def is_answer(word):
    """Is a word `answer`, or a slip of it?"""
    word = word.lower()
    if word[:6] == "answer" or word[:1] != "a":
        return word[:6] == "answer" and len(word) <= 9
    shared = sum(letter in word for letter in "answer")  # at most this many letters can be matched
    return 2 * shared >= 0.8 * (len(word) + 6) and _likeness(word, "answer") >= 0.8


def _likeness(one, other):
    from difflib import SequenceMatcher  # only here: most sheets hold no slip of ours

    return SequenceMatcher(None, one, other).ratio()


def shown(value):
    """A value as it is typed between quotation marks."""
    if not isinstance(value, str):
        return str(value) if not isinstance(value, list) else shown(", ".join(map(str, value)))
    value = " ".join(value.split()).replace("\\", "\\\\")
    if '"' in value and "'" in value:
        value = value.replace('"', "”")
    return f"'{value}'" if '"' in value else f'"{value}"'


# ---------------------------------------------------------------- which field a value belongs to


def placed(question, given):
    """Put values into the fields of a question.

    question: a sheet.Question, or None where it is not known. given: [(name or "", Raw)], in the order of
    typing. Gives field -> Raw, and the Notes about names that the question does not have.
    """
    if question is None:
        return {name or f"{place}": raw for place, (name, raw) in enumerate(given, 1)}, ()
    fields, values, notes, left = list(question.fields), {}, [], []
    for name, raw in given:
        found = name if name in question.fields else _same_name(name, fields)
        if found and (found not in values or is_blank(values[found].value)):
            values[found] = raw
        elif name or not is_blank(raw.value):
            left.append((name, raw))
    for name, raw in left:
        free = [field for field in fields if field not in values]
        near = [] if re.search(r"\d", name) else nearest(name, free, 1)
        found = near[0] if near else free[0] if free and (not name or len(free) == len(left) == 1) else None
        if found is None:
            seen = f"{name} {shown(raw.value)}".strip()
            notes.append(Note("unknown field", _no_such_field(question, name, raw), seen))
            continue
        values[found] = raw
        if name:
            notes.append(
                Note("field renamed", f"The field is called {found}: type {found}={shown(raw.value)},")
            )
        else:
            notes.append(
                Note("no field", f"Put the field's name before it: type {found}={shown(raw.value)},")
            )
    return {field: values[field] for field in fields if field in values}, tuple(notes)


def _same_name(name, fields):
    """The field of which a name is another way of writing: capitals, a dash, c5 for c05."""
    return next((field for field in fields if _bare(field) == _bare(name)), "") if name else ""


def _bare(name):
    return re.sub(r"0+(?=\d)|_", "", name.lower())


def _no_such_field(question, name, raw):
    fields = ", ".join(question.fields)
    if not name:
        return f"There is one value too many, {shown(raw.value)}: {question.id} has only {fields}."
    return f"{question.id} has no field {name}; type {shown(raw.value)} into one of these: {fields}."


# ---------------------------------------------------------------- cells that Python can parse


def _without_margin(source):
    """The source without the blanks before its first line, as a notebook runs it."""
    margin = re.match(r"\s*?([^\S\n]*)(?=\S)", source)
    return re.sub("^" + margin[1], "", source, flags=re.MULTILINE) if margin and margin[1] else source


def parsed(source):
    """The syntax tree of a cell, or None. Lines for the notebook itself (%, !) count as empty."""
    lines = ["" if re.match(r"\s*[%!?]", line) else line for line in source.split("\n")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse("\n".join(lines))
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
            return None


def _nodes(statement):
    """What a statement is made of. Of a call with nothing but constants in its brackets, the call alone."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
        if all(isinstance(one, ast.Constant) for one in (*call.args, *(k.value for k in call.keywords))):
            return [call]
    return list(ast.walk(statement))


class _NotConstant(Exception):
    """The value of an expression cannot be known without running it."""


class _Tree:
    """Reads the calls of answer() in one syntax tree. odd: something there is better read by its layout."""

    def __init__(self, source, sheet, names):
        self.lines, self.sheet, self.names = source.split("\n"), sheet, names
        self.steps, self.odd, self.how = STEPS, False, "typed"

    def read(self, tree):
        calls, loose = [], []
        for statement in tree.body:
            nodes = _nodes(statement)
            found = [node for node in nodes if isinstance(node, ast.Call) and _is_answer_call(node)]
            calls += [(node, self.call(node)) for node in found]
            if not found:
                loose += self.loose(statement, nodes)
            self.assign(statement, nodes, bool(found))
        if len(calls) == 1 and loose:
            node, call = calls[0]
            return (_with_loose(call, loose, _question(self.sheet, call.question)),)
        return tuple(call for _, call in calls)

    # ---- names

    def assign(self, statement, nodes, holds_answer):
        """Remember what the names of a statement stand for. nodes: all that it is made of."""
        if isinstance(statement, ast.Assign) and not holds_answer:
            try:
                value = self.value(statement.value)
                known = self.how != "unquoted"
            except _NotConstant:
                value, known = UNKNOWN, False
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    self.names[target.id] = value if known else UNKNOWN
                    continue
                self.forget(ast.walk(target))
        else:
            self.forget(nodes)

    def forget(self, nodes):
        for one in nodes:
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                self.names[one.id] = UNKNOWN
            elif isinstance(one, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                self.names[one.name] = UNKNOWN
            elif isinstance(one, ast.alias):
                self.names[(one.asname or one.name).partition(".")[0]] = UNKNOWN

    # ---- calls

    def call(self, node):
        given, notes = [], []
        word = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        broken = word != "answer"
        if broken:
            notes.append(Note("misspelt", f"Type answer, in small letters, instead of {word}."))
        arguments = list(node.args)
        question = ""
        if arguments:
            question = question_id(self.text(arguments[0]))
            if question or isinstance(arguments[0], ast.Constant) and len(arguments) > 1:
                arguments.pop(0)
        if any(isinstance(one, (ast.Compare, ast.NamedExpr)) for one in arguments):
            self.odd = True
        if len({one.arg for one in node.keywords}) < len(node.keywords):
            self.odd = True  # Python parses the same field twice, but does not run it
        asked = _question(self.sheet, question)
        for one in arguments:
            if isinstance(one, ast.Dict):
                given += self.pairs(one)
            else:
                given.append(("", self.raw(one, None, asked)))
        for one in node.keywords:
            if one.arg is None:
                given += self.pairs(one.value)
            else:
                given.append((one.arg, self.raw(one.value, one, asked)))
        if not question:
            notes.append(Note("no id", 'Type the number of the question first, as in answer("1.2",'))
        values, more = placed(asked, given)
        broken = broken or any(raw.how == "unquoted" for raw in values.values())
        return Call(question, values, (*notes, *more), broken)

    def pairs(self, node):
        """Fields given as a dict."""
        try:
            found = self.value(node)
        except _NotConstant:
            return []
        return (
            [(str(key), Raw(plain(value), "computed")) for key, value in found.items()]
            if isinstance(found, dict)
            else []
        )

    def raw(self, node, keyword, question):
        """The Raw of one argument."""
        self.how = "typed"
        name = keyword.arg if keyword else ""
        field = question.fields.get(name) if question else None
        if field and field.kind != "number" and _is_sum(node):
            return self.unquoted(name, self.text(node))  # a date without quotation marks is not a subtraction
        try:
            value = self.value(node)
        except _NotConstant:
            return Raw(None, "not known")
        if self.how == "unquoted":
            return self.unquoted(name, value if isinstance(value, list) else self.text(node))
        if field and is_blank(value) and keyword:
            typed = _beyond(self.behind(node), field.label)
            if typed:
                return Raw(
                    typed, "comment", f"Type your answer between the quotation marks: {name}={shown(typed)},"
                )
        return Raw(plain(value), self.how)

    def unquoted(self, name, value):
        start = f"{name}=" if name else ""
        return Raw(
            plain(value), "unquoted", f"Put quotation marks around what you typed: {start}{shown(value)},"
        )

    def text(self, node):
        """The source of a node."""
        first, last = node.lineno - 1, node.end_lineno - 1
        if first >= len(self.lines) or last >= len(self.lines):
            return ""
        if first == last:
            return self.cut(first, node.col_offset, node.end_col_offset)
        middle = self.lines[first + 1 : last]
        return "\n".join([self.cut(first, node.col_offset), *middle, self.cut(last, 0, node.end_col_offset)])

    def cut(self, line, start, end=None):
        return self.lines[line].encode()[start:end].decode("utf-8", "replace")

    def behind(self, node):
        """The comment behind a value, on its line."""
        rest = (
            self.cut(node.end_lineno - 1, node.end_col_offset) if node.end_lineno <= len(self.lines) else ""
        )
        return rest.partition("#")[2].strip()

    def loose(self, statement, nodes):
        """What a statement outside the call may be meant to answer: [(name or "", text)]."""
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                value = self.value(statement.value)
            except _NotConstant:
                return []
            return [(statement.targets[0].id, plain(value))]
        if isinstance(statement, ast.Expr) and not any(isinstance(one, ast.Call) for one in nodes):
            value = (
                statement.value.value if isinstance(statement.value, ast.Constant) else self.text(statement)
            )
            return [("", plain(value))]
        return []

    # ---- values

    def value(self, node):
        """The value of an expression of constants. Raises _NotConstant. Sets self.how."""
        self.steps -= 1
        if self.steps < 0:
            raise _NotConstant
        try:
            result = self.compute(node)
        except (ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as problem:
            raise _NotConstant from problem
        self.steps -= _size(result) // 50
        return result

    def compute(self, node):
        kind = type(node)
        if kind is ast.Constant:
            return self.constant(node)
        if kind is ast.Name:
            if node.id not in self.names:
                self.how = "unquoted"
                return node.id
            if self.names[node.id] is UNKNOWN:
                raise _NotConstant
            self.how = "named" if self.how != "unquoted" else self.how
            return self.names[node.id]
        if kind in (ast.List, ast.Tuple, ast.Set):
            return [self.value(one) for element in node.elts for one in self.elements(element)]
        if kind is ast.Dict:
            return {self.value(key): self.value(item) for key, item in zip(node.keys, node.values) if key}
        strange = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} - set(self.names)
        if strange and kind is not ast.Call and not any(isinstance(one, ast.Call) for one in ast.walk(node)):
            if strange == {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
                self.how = "unquoted"
                return self.text(node)
        if kind is ast.UnaryOp and type(node.op) in _ONE:
            value = _ONE[type(node.op)](self.number(node.operand))
        elif kind is ast.BinOp:
            value = self.binary(node)
        elif kind is ast.JoinedStr:
            value = "".join(self.formatted(one) for one in node.values)
        elif kind is ast.Call:
            value = self.function(node)
        else:
            raise _NotConstant
        if self.how == "typed" and not (kind is ast.UnaryOp and isinstance(node.operand, ast.Constant)):
            self.how = "computed"
        if _size(value) > VALUE:
            raise _NotConstant
        return value

    def elements(self, node):
        """One element of a list; several where a comma between two texts is missing."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            pieces = re.findall(r"\"[^\"\\\n]*\"|'[^'\\\n]*'", self.text(node))
            if len(pieces) > 1 and "".join(self.text(node).split()) == "".join("".join(pieces).split()):
                return [ast.Constant(piece[1:-1]) for piece in pieces]
        return [node]

    def constant(self, node):
        value = node.value
        if value is Ellipsis:
            return None
        if isinstance(value, (bytes, complex)):
            raise _NotConstant
        return value

    def number(self, node):
        value = self.value(node)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _NotConstant
        return value

    def binary(self, node):
        kind = type(node.op)
        if kind is ast.Add:
            left, right = self.value(node.left), self.value(node.right)
            if type(left) is not type(right) and not all(isinstance(v, (int, float)) for v in (left, right)):
                raise _NotConstant
            return left + right
        left, right = self.number(node.left), self.number(node.right)
        if kind is ast.Pow and not (abs(right) <= 20 and abs(left) < 10**6):
            raise _NotConstant
        return _TWO[kind](left, right)

    def formatted(self, node):
        if isinstance(node, ast.Constant):
            return str(node.value)
        spec = "".join(self.formatted(one) for one in node.format_spec.values) if node.format_spec else ""
        if not re.fullmatch(r"[,+ ]?\d{0,2}(\.\d)?[a-z%]?", spec):
            raise _NotConstant
        return format(self.value(node.value), spec)

    def function(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name in self.names or node.keywords or len(node.args) > 2 or name not in _FUNCTIONS:
            raise _NotConstant
        values = [self.value(one) for one in node.args]
        if name == "round" and len(values) == 2 and not -20 <= values[1] <= 20:
            raise _NotConstant
        if name in _LISTS and len(values) == 1 and isinstance(values[0], str):
            return values[0]  # set("Russia, China") is not meant as a set of letters
        return _FUNCTIONS[name](*values)


_ONE = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_TWO = {
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_LISTS = {"list": list, "set": list, "tuple": list, "frozenset": list, "sorted": sorted}
_FUNCTIONS = {
    **_LISTS, "round": round, "str": str, "int": int, "float": float, "len": len, "abs": abs, "sum": sum,
    "min": min, "max": max, "dict": dict,
}  # fmt: skip


def _is_answer_call(node):
    if isinstance(node.func, ast.Name):
        return is_answer(node.func.id)
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and is_answer(node.func.attr)
    )


def _is_sum(node):
    """Numbers with - or / between them, as in 7-9-2022."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.Div)):
        if not (isinstance(node.right, ast.Constant) and isinstance(node.right.value, (int, float))):
            return False
        node = node.left
        if isinstance(node, ast.Constant):
            return isinstance(node.value, (int, float))
    return False


def _size(value):
    """How large a value is: characters of text, items of lists."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, int):
        return value.bit_length() // 8
    if isinstance(value, (list, tuple, dict)):
        total = 0
        for item in value.values() if isinstance(value, dict) else value:
            total += 1 + _size(item)
            if total > VALUE:
                break
        return total
    return 1


def _question(sheet, question):
    return sheet.questions.get(question) if sheet else None


def _with_loose(call, loose, question):
    """A call whose blank fields may be answered by what stands in the cell outside the brackets."""
    values, notes = dict(call.values), list(call.notes)
    fields = list(question.fields) if question else list(values)
    blank = [
        name
        for name in fields
        if name not in values or is_blank(values[name].value) and values[name].how != "not known"
    ]
    for name, value in loose:
        if is_blank(value):
            continue
        field = name if name in blank else blank[0] if len(fields) == 1 and blank and not name else None
        if field:
            says = (
                f"Type your answer between the quotation marks, inside the brackets: {field}={shown(value)},"
            )
            values[field] = Raw(value, "outside", says)
            blank.remove(field)
        elif blank and not name:
            says = (
                f"{shown(value)} stands outside the brackets: type it between quotation marks, in its line."
            )
            notes.append(Note("outside", says, shown(value)))
    values = {name: values[name] for name in [*fields, *values] if name in values}
    return call._replace(values=values, notes=tuple(notes))


# ---------------------------------------------------------------- comments


def _beyond(comment, label):
    """What somebody typed into the explanation behind a field; "" when it is the field's own label."""
    if not label or not comment:
        return ""
    ours, typed = _words(label), comment.strip()
    if _words(typed).startswith(ours):
        end = len(typed)
        while end and _words(typed[:end]).startswith(ours):
            end -= 1
        return typed[end + 1 :].strip(" :.,;?!\"'=()[]")
    alike = _likeness(_words(typed)[:200], ours[:200]) > 0.5
    return "" if alike or ours.startswith(_words(typed)) else typed.strip("\"'")


def _words(text):
    return re.sub(r"[\W_]+", "", text.casefold())


# ---------------------------------------------------------------- cells that Python cannot parse

_INVISIBLE = " \t\n\r\u00a0\u200b\u200c\u200d\u2060\u3000"
_DOUBLE, _SINGLE = '"“”„‟«»＂', "'‘’‚‛`´"
_QUOTES = _DOUBLE + _SINGLE
# These patterns are compiled by re where one is first used, which for most sheets is nowhere.
_SMART = r"[“”„‟«»‘’‚‛`´＂]"
_WORD = re.compile(r"\b[Aa]\w{3,8}\b")
_START = (
    r"(?m)^[ \t#]*(?:\w{1,40}[ \t]*=[ \t]*)?(?:print[ \t]*\([ \t]*)?(?:\w{1,40}[ \t]*\.[ \t]*)?"
    r"([Aa]\w{3,8})\b(?:[ \t]*=?[ \t]*([(\[{])|(?=[ \t]*[" + _QUOTES + r"][ \t]*\w?[ \t]*\d))"
)
_ID = r"\s*[" + _QUOTES + r"]*\s*((?:[Qq]\w{0,10}\.?\s*)?\d{1,2}\s*[.,]\s*\d{1,2})(?!\d)[" + _QUOTES + r"]*"
_FIELD = (
    r"(?m)(?:(?P<line>^)|[,(])[ \t]*[" + _QUOTES + r"]?(?P<name>[A-Za-z_]\w{0,30})[" + _QUOTES + r"]?[ \t]*"
    r"(?:={1,2}|:(?=[ \t]*[" + _QUOTES + r"])|(?=[" + _QUOTES + r"]))"
)
_END = r"(?m)^[ \t]*[)\]}][ \t)\]}]*,?[ \t]*(?:#.*)?$"
_AFTER = r"[ \t]*[)\]}]*[ \t]*[,;.]*[ \t)\]}]*(?:#.*)?$"
_OUR_CALL = r"[ \t]*(?:progress|reveal|print|import|from)\b"

# what is wrong with a line -> what to do; {line} is the line as it should be
_SLIPS = {
    "smart": "These quotation marks come from a word processor; type them anew on the keyboard: {line}",
    "unquoted": "Put quotation marks around what you typed: {line}",
    "open quote": "A quotation mark is missing: type {line}",
    "inner quote": "Inside quotation marks use none of the same kind: type {line}",
    "two lines": "Text between quotation marks stays on one line: type {line}",
    "beside": "Type your answer between the quotation marks: {line}",
    "comma": "A comma is missing at the end of the line: type {line}",
    "hash": "The sign # before the explanation is missing: type {line}   # {label}",
    "equals": "Between the field and your answer stands one equals sign: type {line}",
    "name": "The name of the field stands without quotation marks: type {line}",
    "one pair": "Type all of it between one pair of quotation marks: {line}",
    "empty": "Type your answer between quotation marks: {line}",
    "bracket": "There is a bracket too many: type {line}",
    "semicolon": "The line ends with a comma, not with another sign: type {line}",
    "twice": "The field {name} stands there twice: delete one of the two lines.",
}


def _by_layout(source, sheet):
    """The calls of answer() in a cell that cannot be parsed."""
    source = re.sub(r"[^\S\n]", " ", source)
    starts = [found for found in re.finditer(_START, source) if is_answer(found[1])]
    ends = [found.start() for found in starts[1:]] + [len(source)]
    return tuple(_laid_out(source[one.end() : end], one, sheet) for one, end in zip(starts, ends))


def _laid_out(text, start, sheet):
    """One call, from the text behind its opening bracket."""
    notes = []
    if start[0].lstrip().startswith("#"):
        notes.append(
            Note("broken", "The sign # switches this cell off: remove it at the beginning of each line.")
        )
        text = re.sub(r"^[ \t]*#[ \t]?", "", text, flags=re.MULTILINE)
    if start[1] != "answer":
        notes.append(Note("misspelt", f"Type answer, in small letters, instead of {start[1]}."))
    found = re.match(_ID, text)
    question = question_id(found[1]) if found else ""
    asked = _question(sheet, question)
    body = text[found.end() if found else 0 :]
    opening = start[0].rstrip()[-1:] == "(" and "=" not in start[0].split(start[1])[-1]
    if not opening:
        notes.append(Note("broken", f'Type a round bracket behind answer: answer("{question or "1.2"}",'))
    elif not question:
        notes.append(Note("no id", 'Type the number of the question first, as in answer("1.2",'))
    elif not re.fullmatch(r"\"[^\"']+\"|'[^\"']+'|[\d.]+", found[0].strip()) or re.search(_SMART, found[0]):
        kind = "come from a word processor" if re.search(_SMART, found[0]) else "are missing or not closed"
        notes.append(
            Note("broken", f'The quotation marks around the number {kind}: type answer("{question}",')
        )
    end = re.search(_END, body)
    inside, outside = (body[: end.start()], body[end.end() :]) if end else (body, "")
    closed = bool(end) or inside.rstrip().endswith(")")
    if asked is None and sheet is None:
        known = None
    else:
        known = list(asked.fields) if asked else []
    fields = _fields(inside, known)
    lead = inside[: fields[0].start()] if fields else inside
    if question and not notes and not re.match(r"\s*,", inside) and (fields or lead.strip(" \n\t)")):
        notes.append(Note("broken", f'A comma is missing behind the number: type answer("{question}",'))
    given = [("", raw) for raw in _positional(lead)]
    taken = set()
    for place, found in enumerate(fields):
        last = place + 1 == len(fields)
        piece = inside[found.end() : len(inside) if last else fields[place + 1].start()]
        name = found["name"]
        field = asked.fields.get(name) or asked.fields.get(_same_name(name, asked.fields)) if asked else None
        raw = _piece(piece, name, field.label if field else "", last, found)
        if name in taken and not raw.note:
            raw = raw._replace(note=_SLIPS["twice"].format(name=name))
        taken.add(name)
        given.append((name, raw))
    values, more = placed(asked, given)
    call = Call(question, values, (*notes, *more), True)
    loose = [line.strip() for line in outside.split("\n") if not re.match(_OUR_CALL, line)]
    loose = [
        ("", line.strip(_QUOTES + " ,")) for line in loose if line.strip("()[]{}, ") and line[:1] not in "#%!"
    ]
    if loose:
        call = _with_loose(call, loose, asked)
    if call.says:
        return call
    if not closed:
        says = "The closing bracket is missing: type ) on a line of its own at the end."
        return call._replace(notes=(Note("broken", says),))
    whole = ", ".join([f'"{question}"', *(f"{name}={shown(raw.value)}" for name, raw in call.values.items())])
    says = f"A sign is missing or in the wrong place: type answer({whole})"
    return call._replace(notes=(Note("broken", says),))


def _fields(text, known):
    """Where the fields of a call begin. known: the names of the question's fields; None: any name."""
    found = []
    bare = {_bare(name) for name in known or ()}
    for one in re.finditer(_FIELD, text):
        name = _bare(one["name"])
        if one["line"] is not None:
            equals = one[0].rstrip()[-1:] in "=:"
            if equals or name in bare:
                found.append(one)
        elif name in bare or known is None and one[0].endswith("="):
            found.append(one)
    return found


def _positional(text):
    """Values that stand before the first named field."""
    values = []
    for line in text.split("\n"):
        for piece in re.split(r",(?!\d{3}(?!\d))", re.split(r"(?:^|\s)#", line)[0]):
            piece = piece.strip(_INVISIBLE + _QUOTES + "()[]{};")
            if piece:
                values.append(Raw(piece[:VALUE], "mended"))
    return values


def _piece(text, name, label, last, found):
    """The Raw of what stands behind the equals sign of a field, up to the next field."""
    lines = text.split("\n")
    first, more = lines[0].strip(_INVISIBLE), [line.strip(_INVISIBLE) for line in lines[1:]]
    more = [line for line in more if line.strip("()[]{}, ")]
    value, slip, rest = _typed(first, more, label)
    if more and slip != "two lines":
        extra = " ".join(_without_comment(line, label) for line in more if not line.startswith("#"))
        extra = extra.strip(_INVISIBLE + ",)")
        if extra and is_blank(value):
            value, slip = extra.strip(_QUOTES), "beside"
        elif extra and isinstance(value, list):
            value += _items(extra)
        elif extra and slip in ("unquoted", "open quote"):
            value = f"{value} {extra.strip(_QUOTES)}"
    head = found[0].lstrip(",( \t\n")
    if is_blank(value) and not slip:
        typed = _beyond(first.partition("#")[2], label)
        if typed:
            value, slip = typed, "beside"
    if not slip and head.strip() not in (f"{name}=", f"{name} ="):
        slip = "name" if head[:1] in _QUOTES else "equals"
    if not slip and re.search(_SMART, first[:1] + rest[:1]):
        slip = "smart"
    after = rest.lstrip(_QUOTES + " ")
    if not slip and after[:1] in (";", ".") and after[:1]:
        slip = "semicolon"
    if not slip and not last and after[:1] in (")", "]", "}") and after[:1]:
        slip = "bracket"
    if not slip and not last and not after.startswith(","):
        slip = "comma"
    value = plain(value)
    if slip == "unquoted" and re.match(r"[A-Za-z_][\w.]*\(", value):
        return Raw(value, "not known")  # a computation, which is not run
    says = _SLIPS[slip].format(line=f"{name}={shown(value)},", name=name, label=label) if slip else ""
    how = {"unquoted": "unquoted", "": "typed"}.get(slip, "mended")
    return Raw(value, how, says)


def _typed(first, more, label):
    """(value, slip, rest of the line) of the text behind an equals sign. more: the lines that follow it."""
    if first[:1] in ("[", "{", "(") and first[:1]:
        inner = " ".join([_without_comment(first, label), *(_without_comment(line, label) for line in more)])
        more.clear()
        return _items(inner), "", ","
    opened = re.match(r"[rRbBfFuU]?([" + _QUOTES + r"]+)", first)
    if not opened:
        value = _without_comment(first, label).rstrip(_INVISIBLE + ",)]}")
        if re.fullmatch(r"[-+]?\d+(\.\d+)?|None", value):
            return (None if value == "None" else value), "", first[len(value) :]
        bare = value.rstrip(_QUOTES)
        if not bare:
            return "", "empty", ","
        return bare, "open quote" if bare != value and value[-2:] not in ('""', "''") else "unquoted", ","
    quotes = opened[1]
    inside = first[opened.end() :]
    if len(quotes) == 2 and quotes[0] in _DOUBLE and quotes[1] in _DOUBLE or quotes in ("''", "‘’"):
        after = _without_comment(inside, label).strip(_INVISIBLE + ",)").strip(_QUOTES)
        if not after or _words(after) == _words(label):
            bare = "" if after == "" else "hash"
            return "", bare, inside
        return after.removesuffix(label).strip() if label else after, "beside", ","
    family = _DOUBLE if quotes[0] in _DOUBLE else _SINGLE
    end, kind = _closing(inside, family, label)
    if end is None:
        joined = " ".join([inside, *more])
        stop, kind = _closing(joined, family, label)
        if stop is not None and stop >= len(inside):
            return _unescaped(joined[:stop].strip(_QUOTES)), "two lines", joined[stop + 1 :]
        value = _without_comment(inside, label).rstrip(_INVISIBLE + ",)")
        closes = [place for place, sign in enumerate(value) if sign in family]
        if closes and value[closes[-1] + 1 :].strip():  # text goes on behind the quotation mark
            return "".join(sign for sign in value if sign not in family), "beside", ","
        return value.rstrip(_QUOTES + "\\"), "open quote", ","
    value, rest = inside[:end], inside[end + 1 :]
    slip = "hash" if kind == "label" else ""
    if inside[end] != quotes[0] and not re.search(_SMART, quotes + inside[end]):
        slip = "open quote"
    value = value.strip(quotes[0]) if len(quotes) > 1 else value
    several = re.sub(rf"[{_QUOTES}]\s*,\s*[{_QUOTES}]", ", ", value)
    if several != value:
        value, slip = several, slip or "one pair"
    if (
        not slip
        and re.search(r"(?<!\\)" + re.escape(quotes[0]), value)
        and quotes[0] in "\"'"
        and len(quotes) == 1
    ):
        slip = "inner quote"
    if not slip and re.search(_SMART, quotes + inside[end]):
        slip = "smart"
    return _unescaped(value), slip, rest


def _closing(text, family, label):
    """(place, kind) of the closing quotation mark; kind "label": the sign # is missing behind it."""
    named = None
    for place, sign in enumerate(text):
        if sign not in family or text[place - 1 : place] == "\\":
            continue
        rest = text[place + 1 :]
        if re.match(_AFTER, rest):
            return place, ""
        follows = _words(rest)
        if named is None and label and follows and _words(label).startswith(follows[:200]):
            named = place
    return (named, "label") if named is not None else (None, "")


def _without_comment(text, label):
    """A line without the explanation behind it, whether its sign # is still there or not."""
    text = re.split(r"(?:^|\s|(?<=,))#", text)[0].rstrip()
    if label and text.casefold().endswith(label.casefold()):
        text = text[: -len(label)].rstrip()
    return text


def _items(text):
    """The items of a list typed with slips."""
    pieces = re.split(r"[,;]", text.strip("[](){} ,"))
    return [
        piece.strip(_INVISIBLE + _QUOTES + "()[]{}")
        for piece in pieces
        if piece.strip(_INVISIBLE + _QUOTES + "()[]{}")
    ][:200]


def _unescaped(text):
    return text.replace('\\"', '"').replace("\\'", "'").replace("\\n", " ").strip() if "\\" in text else text
