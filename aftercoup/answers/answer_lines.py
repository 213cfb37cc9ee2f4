"""Reads the lines below the first line of an answer cell: which field each belongs to, and what was typed into it.

    %%answer 4.1
    # the three leaders
    leaders: Putin, Mishustin, Lukashenko

A line that belongs nowhere is reported with its words, so that nothing is lost in silence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from aftercoup.answers.cell_text import CELL, LINES, PICTURE, QUOTES, VARIANT, Flag, clean, remembered, shown
from aftercoup.answers.exercise import Exercise, Question
from aftercoup.answers.kinds import Field
from aftercoup.answers.language.words import count_words, is_blank
from aftercoup.errors import nearest

VALUE = 4_000  # characters of a value; what is longer is cut
FEW = 7  # words that may be a value behind #; more are an explanation

_SEPARATORS = ":=：＝﹕﹦∶꞉˸"  # between a field's name and its value
_SIGN = "[#＃]"
# What may stand before a field's name: "- ", "1) ", "(1)", ">", and signs of Markdown
_BULLET = re.compile(r"^(?:[>\s]*(?:[-*+•·–—▪◦‣]\s+|\d{1,2}[.)]\s+|\(\d{1,2}\)\s*)?)(?:[*_`]{1,3})?")
_LIST = re.compile(r"^\s*[-*+•·–—▪◦‣]\s+(?=\S)")  # the bullet of a value
NAMED = re.compile(  # "leaders: Putin", "**leaders** = Putin", "leaders => Putin"
    rf"^(?P<name>[^{_SEPARATORS}#]{{1,60}}?)[*_`]{{0,3}}\s*(?:[=＝]>|[{_SEPARATORS}]{{1,2}})[*_`]{{0,3}}(?P<rest>.*)$"
)
_OTHER_SIGN = re.compile(  # "leaders - Putin", "leaders -> Putin", "share -5", whose dash is a minus
    r"^(?P<name>\w{1,40})(?:\s*(?:;|-+>|→|=>)|\s+(?:(?=[-–—−]\.?\d)|[-–—]))\s*(?P<rest>.*)$"
)
_MINUS = re.compile(r"\s*\w+\s+[-–—]\s+\.?\d")  # "share - 5", where nobody can tell a minus from a dash
COMMENT = re.compile(rf"\s*{_SIGN}")
# Words with which somebody takes an answer back: "no, 3", "Sorry: 3", "I meant 3"
_CORRECTS = re.compile(r"(?i)(?:no *[:,;.!–—-]|(?:correction|sorry|i meant?|rather(?! than))\b).*\w")
_OFFERED = re.compile(r"\s*ac\.(?!answer|essay)\w+\(.*\)\s*")  # ac.record("c05")
_MARKUP = re.compile(r"(?i)(<br ?/?>|</?(?:p|div)>)|</?(?:b|i|u|em|strong|span)>|&nbsp;")  # of a page
_NUMBER = re.compile(r"\s*\(?(\d{1,2})[.)]\)?\s+(?=\S)")  # of a line in a list
_RULE = re.compile(r"\s*\|(?=[^-]*-)[\s|:-]*")  # below the heads of a table
_HABIT = re.compile(rf"[\s)\]}}（）,，{QUOTES}]*")  # what closes a call or a list
_QUOTED = re.compile(rf"[\[(]*([{QUOTES}](?:.*[{QUOTES}])?)[\s,，)）\]]+")  # "Putin", with what is behind it
_QUOTED_EACH = re.compile(rf"[{QUOTES}]\s*([,，;；])\s*[{QUOTES}]")  # the middle of "Putin", "Lukashenko"


@remembered
def read_answer(body: str, question: Question) -> tuple[dict[str, str], tuple[Flag, ...]]:
    """(field -> what was typed, remarks) of the lines below the first line of an answer cell.

    body: the lines; question: whose answer it is. All fields that have a line are in the result, also empty
    ones. A field with two lines has the text of the last one that is not empty.
    """
    body = _MARKUP.sub(lambda match: "\n" if match[1] else " ", clean(body)[:CELL])
    values, notes = _Body(question).read(body)
    says = "The answer holds a picture, of which nothing is read: type its words."
    return values, (*notes, Flag(question.id, "picture", says)) if PICTURE in body else notes


def lines_of(body: str) -> list[str]:
    """The lines of a cell, as many as are read."""
    return clean(body)[:CELL].split("\n")[:LINES]


def names_of(body: str, question: Question) -> int:
    """How many lines of a text begin with a field of a question, or repeat what is asked in one."""
    return sum(map(names_in(question).starts, lines_of(body)))


def named_by(body: str, exercise: Exercise) -> Question | None:
    """The question of an exercise most of whose fields a text names; None if it names none."""
    count = {asked.id: names_of(body, asked) for asked in exercise.questions.values() if asked.fields}
    best = max(count, key=lambda question: count[question], default="")
    return exercise.questions[best] if count.get(best) else None


class FieldNames:
    """What the fields of a question are called at the beginning of a line: by their names, and by their labels."""

    def __init__(self, question: Question) -> None:
        self.question = question.id
        self.by_name = {bare(name): name for name in question.fields}
        self.labels = {folded(field.label): name for name, field in question.fields.items()}
        self.labels.pop("", None)

    def hint(self, line: str) -> str:
        """The field whose label a line with # repeats; "" if none."""
        text = folded(line)
        if text in self.labels:
            return self.labels[text]
        return next((name for label, name in self.labels.items() if text.startswith(label + " ")), "")

    def named(self, line: str) -> tuple[str, str] | None:
        """(field, what stands behind its name) of a line; None where it begins with no field's name."""
        name, label, rest = begun(line, self.question)
        field = self.by_name.get(name) or self.labels.get(label)
        return (field, rest) if field else None

    def starts(self, line: str) -> bool:
        """Whether a line begins with a field, or is a line with # that repeats a label."""
        return bool(self.hint(line) if COMMENT.match(line) else self.named(line))


names_in = lru_cache(FieldNames)  # of a question


class _Body:
    """Goes through the lines of one answer."""

    def __init__(self, question: Question) -> None:
        self.question, self.names = question, names_in(question)
        self.fields: dict[str, Field] = question.fields
        self.lines: dict[str, list[list[str]]] = {}  # field -> the lines of each time that it is typed
        self.notes: dict[Flag, None] = {}  # each once
        self.loose: list[str] = []  # lines before the first field
        # of each line with #: the field that it names and what stands behind the name, or "" and the whole line
        self.comments: list[tuple[str, str]] = []

    def read(self, body: str) -> tuple[dict[str, str], tuple[Flag, ...]]:
        lines = body.split("\n")[:LINES]
        begun = [self.names.named(line) for line in lines]
        exact = {match[0] for match in begun if match}  # the fields that some line names without a slip
        current, hinted = "", ""  # the field of the line above; that of the last label behind a #
        for line, named, below in zip(lines, begun, [*lines[1:], ""]):
            if COMMENT.match(line):
                hinted = self.comment(line) or hinted
                continue
            if not line.strip() or _HABIT.fullmatch(line) or _OFFERED.fullmatch(line):
                continue
            in_sentences = current and self.fields[current].by_hand  # where | and - may be the student's own
            of_table = _RULE.fullmatch(line) or not named and _RULE.fullmatch(below)
            if of_table and not in_sentences:
                continue  # a table's heads and the line below them
            if match := named or self.misspelt(line, exact) or self.spaced(line, exact, current):
                if self.fields[match[0]].kind == "number" and _MINUS.match(line):
                    says = f"Type {match[0]}: before the number; a dash may be a minus."
                    self.note("read with care", says, line.strip()[:200])
                for current, rest in self.pairs(*match):
                    self.lines.setdefault(current, []).append([rest])
                hinted = ""
                continue
            if hinted and not self.filled(hinted):
                current = hinted
            if current:
                self.go_on(current, line)
            else:
                self.loose.append(line.strip())
        return self.result()

    # ---- lines

    def note(self, code: str, says: str, seen: str = "") -> None:
        self.notes[Flag(self.question.id, code, says, seen)] = None

    def told_beside(self, name: str, typed: str, says: str, code: str = "read with care") -> None:
        """Tell that the value of a field was found beside its place."""
        self.note(code, says, f"{name} {shown(typed)}"[:200])

    def comment(self, line: str) -> str:
        """Remember a line with #; the field that it explains, "" if none."""
        text = line.strip().lstrip("#＃ ").strip()
        if re.match(r"(?:BEGIN|END) SOLUTION\b", text) or VARIANT.search(line):
            return ""
        if name := self.names.hint(text):
            label = self.fields[name].label
            self.comments.append((name, text[len(label) :].strip(" :=") if text.startswith(label) else ""))
            return name
        self.comments.append(self.names.named(text) or ("", text))
        return ""

    def pairs(self, name: str, rest: str) -> list[tuple[str, str]]:
        """The field with which a line begins and those that it names as well, each with what was typed."""
        pairs = []
        quoted = rest.startswith(tuple(QUOTES))
        in_sentences = self.fields[name].by_hand and not quoted
        if in_sentences or len(self.fields) < 2 or set(_SEPARATORS).isdisjoint(rest):
            return [(name, rest)]  # no other field can be named
        following = _next_field(tuple(self.fields), name, quoted)
        while split := following.search(rest):
            pairs.append((name, rest[: split.start()].lstrip(QUOTES if quoted else " ")))
            name, rest = self.names.by_name[bare(split["name"])], rest[split.end() :]
        return [*pairs, (name, rest)]

    def misspelt(self, line: str, exact: set[str]) -> tuple[str, str] | None:
        """The same for a name with a slip; only fields that no other line names come into question."""
        match = NAMED.match(_BULLET.sub("", line, count=1).strip())
        name = match["name"].strip(f"{QUOTES}*_ ") if match else ""
        if not match or match["rest"].startswith("//") or re.search(r"\d", name) or len(name) > 40:
            return None
        near = nearest(name, [free for free in self.fields if free not in exact], 1)
        if not near:
            return None
        self.note("field renamed", f"The field is called {near[0]}: type {near[0]}: before it.", name)
        return near[0], match["rest"].strip()

    def spaced(self, line: str, exact: set[str], above: str) -> tuple[str, str] | None:
        """The same for a name without a sign behind it: "host Min Aung Hlaing". A sentence may begin with "Host ..."."""
        typed, _, rest = line.strip().partition(" ")
        name = self.names.by_name.get(bare(typed), "")
        in_sentences = above and self.fields[above].by_hand
        if not name or name in exact or in_sentences and typed != name:
            return None
        return name, rest.strip()

    def filled(self, name: str) -> bool:
        return any(not is_blank(" ".join(lines)) for lines in self.lines.get(name, ()))

    def go_on(self, name: str, line: str) -> None:
        """A line without a name belongs to the field above it, unless it names something of its own."""
        field = self.fields[name]
        # "word: value", but neither http://… nor a time, 12:30
        match = re.match(rf"\s*(\w{{1,30}})\s*[{_SEPARATORS}](?!//)\s*(?=\D)", line)
        if match and self.filled(name) and not field.by_hand and not match[1].isdigit():
            says = f"{self.question.id} has no field {match[1]}; it has {', '.join(self.fields)}."
            self.note("unknown field", says, line.strip())
            return
        if name not in self.lines:
            self.lines[name] = [[]]
            self.told_beside(name, line.strip(), f"Type the field's name before it: {name}:")
        self.lines[name][-1].append(line.strip() if field.kind == "number" else _LIST.sub("", line).strip())

    # ---- the end

    def result(self) -> tuple[dict[str, str], tuple[Flag, ...]]:
        values: dict[str, str] = {}
        for name, times in self.lines.items():
            texts = [self.value(name, lines) for lines in times]
            filled = [text for text in texts if not is_blank(text)]
            values[name] = filled[-1] if filled else ""
            if len(dict.fromkeys(filled)) > 1:
                says = f"{name} is typed twice: delete the line that you do not mean."
                others = " / ".join(text for text in dict.fromkeys(filled) if text != filled[-1])
                self.note("twice", says, f"{name}: {filled[-1]} counts, and not {others}"[:300])
        self.place_loose(values)
        for name, text in self.comments:
            typed = self.value(name, [text]) if name else text
            if name and is_blank(values.get(name, "")) and not is_blank(typed):
                values[name] = typed
                self.told_beside(
                    name, typed, f"Your answer stands behind the sign #: type it behind {name}: instead."
                )
            elif self.says_more(name, typed, values):
                words = f"{name}: {text}" if name else text
                says = f"A line that begins with # is not read: {shown(words[:80])}."
                self.note("nearby", f"{says} Type it behind a field's name.", words[:200])
        return {name: values[name] for name in self.fields if name in values}, tuple(self.notes)

    def says_more(self, name: str, typed: str, values: dict[str, str]) -> bool:
        """Whether a line with # may say another thing than the value that counts, and is no reason for it."""
        if not name:  # it may be the value of any field that is empty
            return bool(_CORRECTS.match(typed)) or bool(typed and self.empty(values))
        read = self.fields[name].read
        forms = read(typed).forms if count_words(typed) < FEW else ()
        return bool(forms) and forms != read(values.get(name, "")).forms

    def empty(self, values: dict[str, str]) -> list[str]:
        return [name for name in self.fields if is_blank(values.get(name, ""))]

    def place_loose(self, values: dict[str, str]) -> None:
        """Lines before the first field belong to the fields that are empty, where there is no doubt."""
        loose = [line for line in self.loose if not is_blank(_unquoted(line))]
        empty, groups = self.empty(values), dict[str, list[str]]()
        if loose and len(empty) == 1:
            groups = {empty[0]: loose}
        elif len(empty) == len(loose):
            numbered = [match for match in map(_NUMBER.match, loose) if match]
            if [int(match[1]) for match in numbered] == list(range(1, len(loose) + 1)):
                loose = [line[match.end() :] for line, match in zip(loose, numbered)]
            groups = {name: [line] for name, line in zip(empty, loose)}
        if loose and not groups:
            says = (
                f"Not read: {shown(loose[0][:80])}. Begin each line with one of: {', '.join(self.fields)}. "
                "Lines of other questions belong into their own cells."
            )
            crowded = len(loose) > max(3, len(self.fields))
            self.note("crowded" if crowded else "outside", says, " / ".join(loose)[:1000])
        for name, lines in groups.items():
            values[name] = self.value(name, lines)
            says = f"Type the field's name before it: {name}: {lines[0][:80]}"
            self.told_beside(name, values[name], says, "no field")

    def value(self, name: str, lines: list[str]) -> str:
        """What was typed into a field, without what belongs to habit: quotation marks, commas, brackets."""
        lines = [_without_hint(line, folded(self.fields[name].label)) for line in lines]
        if self.fields[name].by_hand:  # sentences: their commas are their own
            return _unquoted("\n".join(filter(str.strip, lines)))[:VALUE]
        if self.fields[name].kind != "number":  # whose dash may be a sign
            lines = [_LIST.sub("", line) for line in lines]
        words = (_unquoted(line.replace(PICTURE, "")) for line in lines)
        return "\n".join(filter(None, words))[:VALUE] or PICTURE * any(PICTURE in line for line in lines)


@remembered
def begun(line: str, question: str) -> tuple[str, str, str]:
    """(what may be a field's name, the same as a label, the rest) of a line, as both are compared; "" where it has none."""
    if line.lstrip().startswith("|"):  # a row of a table
        name, _, rest = line.strip("| ").partition("|")
        line = f"{name.strip()}: {rest.replace('|', ',')}"
    line = _BULLET.sub("", line, count=1).strip().removeprefix(f"{question} ").lstrip()
    match = NAMED.match(line) or _OTHER_SIGN.match(line)
    name = match["name"].strip(f"{QUOTES}*_ ") if match else ""
    return bare(name), folded(name), match["rest"].strip() if match else ""


@lru_cache
def _next_field(fields: tuple[str, ...], name: str, quoted: bool) -> re.Pattern[str]:
    """Finds another field in the line of one, behind a closed quotation or a comma; before a colon also behind a blank."""
    before = (
        r"[\"'”’»]\s*[,;，；、،؛。]?\s*"
        if quoted
        else r"[,;，；、،؛。]\s*|\s{2,}|\s(?:[/|]\s+)?(?=\w+\s*[:：﹕∶꞉˸])"
    )
    names = "|".join(re.escape(other) for other in fields if other != name)
    return re.compile(rf"(?:{before})(?P<name>{names})\s*[{_SEPARATORS}]\s*(?!//)", re.IGNORECASE)


def _without_hint(line: str, label: str) -> str:
    """A line without its field's label, or the first words of it, that was drawn up behind the value, and without what
    stands behind # after a quotation."""
    if quoted := re.match(
        rf"\s*([{QUOTES}][^{QUOTES}]*[{QUOTES}])\s*[,，)）]*\s*{_SIGN}\s[^{QUOTES}]*$", line
    ):
        return quoted[1]
    value, _, behind = line.replace("＃", "#").rpartition("#")
    hint = folded(behind)
    is_label = hint == label or len(hint) > 8 and label.startswith(hint)
    return value.rstrip() if is_label else line


def _unquoted(text: str) -> str:
    """A text without the quotation marks, commas and brackets that a habit puts around it."""
    text = text.strip()
    if habit := _QUOTED.fullmatch(text):
        text = habit[1]
    elif text[:1] + text[-1:] in ("[]", "【】") and PICTURE not in text:
        text = text[1:-1]
    text = text.rstrip(",，;； ")
    while text and text[0] in QUOTES and (len(text) == 1 or text[-1] in QUOTES):
        text = text[1:-1].strip()
    return _QUOTED_EACH.sub(r"\1 ", text)


@remembered
def bare(name: str) -> str:
    """A field's name without what spelling changes: capitals, a dash, c5 for c05."""
    return re.sub(r"0+(?=\d)|[_\-\s]", "", unicodedata.normalize("NFKC", name).casefold())


@remembered
def folded(text: str) -> str:
    """A label without signs and capitals."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
