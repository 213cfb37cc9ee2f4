"""Find the answers in the file of a notebook that was handed in. Nothing in the file is ever run.

What is read, in this order: what was typed; what a run of the cell computed and recorded in its output, where
the typed text alone does not tell and the recording belongs to the cell as it stands. What neither tells is
flagged for a person; it is never silently nothing.
"""

import itertools
import json
import re
from functools import lru_cache

from aftercoup.answers import source
from aftercoup.answers.sheet import Sheet, sheet_numbered
from aftercoup.answers.source import Raw, clean, is_blank, question_id, shown
from aftercoup.named import named_tuple

MIME = "application/vnd.aftercoup.answer+json"  # the recording that answer() puts into its output
FILE = 50_000_000  # bytes
CELLS = 5_000
SOURCES = 1_000_000  # characters of all cells together

# code of a flag -> what it tells the teacher, in short; what was found may follow it
FLAGS = {
    "not a notebook": "no notebook",
    "too large": "larger than what is read; its end is missing",
    "damaged": "file cut off or changed by hand; what is left of it is read",
    "no sheet": "no question of a sheet is answered",
    "other sheet": "answers of another sheet",
    "missing": "cell gone",
    "twice": "answered in two cells; what is not blank counts, the last first",
    "not code": "not in a code cell",
    "no id": "number of the question missing; taken from the heading above",
    "unknown question": "no such question",
    "unknown field": "no such field",
    "field renamed": "a field's name was changed",
    "no field": "a value without a field's name",
    "misspelt": "the word answer is misspelt",
    "broken": "Python cannot run the cell",
    "read with care": "typed beside its place, and read",
    "outside": "outside the brackets, and not read",
    "not run": "computed, and not run as it stands",
    "nearby": "blank, and below it stands",
    "essay": "essay not in its place, and read",
}


@named_tuple
class Flag:
    """Something about a file that a person may want to look at.

    question: its id, or "" for the file as a whole; code: a key of FLAGS; says: one sentence for the student;
    seen: what was found, for the teacher.
    """

    question: str
    code: str
    says: str
    seen: str = ""

    @property
    def short(self):
        """The remark for the teacher, who reads it in a table."""
        return f"{FLAGS[self.code]}: {self.seen}" if self.seen else FLAGS[self.code]


@named_tuple
class Submission:
    """What a file answers.

    sheet: the Sheet, or None when it is not known. answers: question -> field -> Raw. essays: question ->
    text. flags: a tuple of Flag. sources: question -> text of the cell it was last read from.
    """

    sheet: Sheet | None
    answers: dict
    essays: dict
    flags: tuple = ()
    sources: dict = None


@named_tuple
class Cell:
    """A cell as it stands in a file: kind (code, markdown, raw, or "" where it is not known)."""

    kind: str
    source: str
    metadata: dict
    outputs: tuple


def read_notebook(data, sheet=None, numbered=None):
    """The Submission in the bytes of a file. Never raises.

    sheet: the Sheet that was to be filled in; None: the one to which most of the answers belong.
    numbered: the function that gives the Sheet of a number, `sheet_numbered` if there is none.
    """
    cells, flags = read_cells(data)
    if sheet is None:
        sheet = _sheet(cells, numbered or sheet_numbered)
        if sheet is None and cells:
            flags.append(Flag("", "no sheet", "No question of a sheet is answered in this file."))
    reader = _Reader(sheet, flags)
    for cell in cells:
        reader.read(cell)
    return reader.submission()


def read_cells(data):
    """(cells, flags) of a file's bytes: a list of Cell and a list of Flag."""
    flags = []
    if len(data) > FILE:
        return [], [
            Flag("", "too large", f"The file is larger than {FILE // 1_000_000} MB and cannot be read.")
        ]
    text = _decoded(bytes(data))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        found = None
    if isinstance(found, dict) and (isinstance(found.get("cells"), list) or found.get("worksheets")):
        entries = found.get("cells") or _first_sheet(found.get("worksheets"))
        if len(entries) > CELLS:
            flags.append(
                Flag("", "too large", f"The notebook has more than {CELLS} cells; the others are not read.")
            )
        cells = [_cell(entry) for entry in entries[:CELLS] if isinstance(entry, dict)]
    else:
        cells = _salvaged(text)
        if cells:
            says = "This is not a whole notebook file: save it in JupyterLab and hand in the .ipynb file."
            flags.append(Flag("", "damaged", says))
        else:
            flags.append(_not_a_notebook(bytes(data[:512]), text[:2000]))
    if sum(len(cell.source) for cell in cells) <= SOURCES:
        return cells, flags
    kept, total = [], 0
    for cell in cells:
        total += min(len(cell.source), source.CELL)
        if total > SOURCES:
            flags.append(Flag("", "too large", "The notebook holds too much text; its end is not read."))
            break
        kept.append(cell)
    return kept, flags


def recording(outputs):
    """What runs of answer() recorded in a cell's outputs: a list of (question, field -> value, digest)."""
    found = []
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        record = data.get(MIME) if isinstance(data, dict) else None
        if isinstance(record, list) and all(isinstance(line, str) for line in record):
            record = "".join(record)
        if isinstance(record, str):
            try:
                record = json.loads(record)
            except (ValueError, RecursionError, MemoryError):
                continue
        values = record.get("values") if isinstance(record, dict) else None
        if isinstance(values, dict):
            values = {str(name): source.plain(value) for name, value in list(values.items())[:200]}
            found.append((question_id(record.get("question")), values, str(record.get("source"))))
    return found


class _Reader:
    """Goes through the cells of one file."""

    def __init__(self, sheet, flags):
        self.sheet, self.flags = sheet, list(flags)
        self.names, self.answers, self.essays, self.sources = {}, {}, {}, {}
        self.heading = ""  # the question under whose heading we are
        self.essay = ""  # the essay below whose marker line we are
        self.below = {}  # question -> what stands below its answer cell

    def flag(self, question, code, says, seen=""):
        one = Flag(question, code, says, seen)
        if one not in self.flags:
            self.flags.append(one)

    def read(self, cell):
        text, marker, begins, holds = _looked_at(cell.source)
        if len(text) > source.CELL and cell.kind == "code":
            self.flag(
                "", "too large", f"A cell has more than {source.CELL:,} characters; the rest is not read."
            )
        essay = marker and question_id(marker[0]) or "aftercoup" in cell.metadata and self.marked(cell)
        if essay and self.is_essay(essay):
            self.essay = essay
            self.add_essay(essay, text[: marker.start()] + text[marker.end() :] if marker else text)
            if cell.kind == "code":
                self.flag(
                    essay, "not code", f"The essay {essay} stands in a code cell: make it a Markdown cell."
                )
            return
        calls = ()
        if cell.kind == "code" or begins:
            if holds or cell.kind == "code" and "=" in text:
                calls = source.read_cell(text, self.sheet, self.names)
        if calls:
            self.essay = ""
            for call in calls:
                self.add(call, cell)
        elif cell.kind == "code":
            self.code(text)
        else:
            self.words(text)

    def marked(self, cell):
        ours = cell.metadata.get("aftercoup")
        return question_id(ours.get("essay")) if isinstance(ours, dict) else ""

    def is_essay(self, question):
        if self.sheet is None:
            return True
        return question in self.sheet.questions and self.sheet.questions[question].essay

    # ---- cells that hold no call

    def words(self, text):
        """A Markdown cell: a heading, more of an essay, or something typed below a question."""
        heading = _heading(text)
        if heading is not None:
            self.heading = heading
            self.essay = ""
            return
        if not text.strip():
            return
        if self.essay:
            self.add_essay(self.essay, text)
        elif self.heading and self.is_essay(self.heading) and self.sheet is not None:
            if "|" not in text[:2000] and not is_blank(text):  # not the rubric, which is a table
                self.add_essay(self.heading, text)
                says = f"The line **Essay {self.heading}** is gone; the text was found all the same."
                self.flag(self.heading, "essay", says)
        elif self.heading:
            self.below.setdefault(self.heading, []).append(text)

    def code(self, text):
        """A code cell without a call of ours: an essay typed into it, or an answer beside its cell."""
        if not text.strip() or _OURS.search(text):
            self.essay = "" if text.strip() else self.essay
            return
        prose = source.parsed(text) is None or not re.search(r"[=()]", text)
        if self.essay and prose and len(text.split()) >= 5:
            self.add_essay(self.essay, text)
            says = f"The essay {self.essay} stands in a code cell: make it a Markdown cell."
            self.flag(self.essay, "not code", says)
        elif self.heading and prose:
            self.below.setdefault(self.heading, []).append(text)

    def add_essay(self, question, text):
        text = text.strip()
        before = self.essays.get(question, "")
        text = "" if is_blank(text) else text[: source.CELL]
        self.essays[question] = "\n\n".join(filter(None, (before, text)))[: 2 * source.CELL]

    # ---- calls

    def add(self, call, cell):
        question = call.question or self.heading
        if not question:
            self.flag("", "no id", call.says)
            return
        fields, notes, values = self.fields(question), list(call.notes), dict(call.values)
        if not call.question and fields is not None:
            values, more = source.placed(self.sheet.questions[question], list(values.items()))
            notes += more
        if self.sheet is not None and fields is None:
            self.unknown(question, values)
            return
        if cell.kind != "code":
            says = f"The cell of {question} is no code cell: click it, press Esc, then the key y, and run it."
            self.flag(question, "not code", says)
        values = self.with_recording(question, values, cell)
        for note in notes:
            self.flag(question, note.code, note.says, note.seen)
        for name, raw in values.items():
            if raw.note and not is_blank(raw.value):
                code = "read with care" if raw.how in ("comment", "outside") else "broken"
                self.flag(question, code, raw.note, f"{name} {shown(raw.value)}")
        blank = all(is_blank(raw.value) and raw.how != "not known" for raw in values.values())
        if question in self.answers:
            self.flag(
                question,
                "twice",
                f"{question} is answered in two cells: delete the one that you do not mean.",
            )
            before = self.answers[question]
            values = before | {
                n: raw for n, raw in values.items() if n not in before or not is_blank(raw.value)
            }
        self.answers[question] = values
        if not blank or question not in self.sources:
            self.sources[question] = cell.source

    def fields(self, question):
        found = self.sheet.questions.get(question) if self.sheet else None
        return None if found is None or found.essay else found.fields

    def unknown(self, question, values):
        typed = ", ".join(shown(raw.value) for raw in values.values() if not is_blank(raw.value))
        if question.split(".")[0] != str(int(self.sheet.number)):
            code, says = "other sheet", f"{question} belongs to another sheet than {self.sheet.number}."
        else:
            known = ", ".join(self.sheet.questions)
            code, says = "unknown question", f"This sheet has no question {question}; it has {known}."
        if typed:
            self.flag("", code, says, question)

    def with_recording(self, question, values, cell):
        """Values with what a run recorded, where the source alone does not tell."""
        unsure = [name for name, raw in values.items() if raw.how in ("not known", "named", "unquoted")]
        absent = [name for name in self.fields(question) or () if name not in values]
        if not (unsure or absent) or not cell.outputs:
            known = {}
        else:
            sign = source.digest(cell.source)
            ours = [found for asked, found, of in recording(cell.outputs) if (asked, of) == (question, sign)]
            known = ours[-1] if ours else {}
        values = values | {name: Raw(known[name], "recorded") for name in absent if name in known}
        for name in unsure:
            if name in known:
                values[name] = values[name]._replace(value=known[name], how="recorded")
            elif values[name].how == "not known":
                says = f"{question}: {name} is computed, and the cell was not run since: run it, then save."
                self.flag(question, "not run", says, name)
        return values

    # ---- the end

    def submission(self):
        for question in self.sheet.questions.values() if self.sheet else ():
            if question.essay:
                if question.id not in self.essays:
                    says = f"The essay {question.id} is gone: write it in a Markdown cell below the line "
                    says += f"**Essay {question.id}** (write below this line)"
                    self.flag(question.id, "missing", says)
                continue
            values = self.answers.get(question.id)
            if values is None:
                example = ", ".join(
                    [f'"{question.id}"', *(f'{name}=""' for name in list(question.fields)[:3])]
                )
                says = f"The cell of {question.id} is gone: type it anew, answer({example})"
                self.flag(question.id, "missing", says)
            if values is None or all(
                is_blank(raw.value) and raw.how != "not known" for raw in values.values()
            ):
                for text in self.below.get(question.id, ())[:3] if values is not None else ():
                    start = shown(" ".join(text.split())[:80])
                    says = f"{question.id} is blank, and below it stands {start}: "
                    says += "type it between the quotation marks."
                    self.flag(question.id, "nearby", says, start)
        return Submission(self.sheet, self.answers, self.essays, tuple(self.flags), self.sources)


_BELOW = r"\(write below[^)\n]*\)?"
_MARKER = re.compile(  # **Essay 1.9** (write below this line), as a student may leave it
    rf"^[ \t>#]*(?:(?:\*\*|__)Essay[ \t]+\d{{1,2}}\.\d{{1,2}}[*_]*[ \t]*(?:{_BELOW})?"
    rf"|Essay[ \t]+\d{{1,2}}\.\d{{1,2}}[*_]*[ \t]*{_BELOW})[*_]*",
    re.MULTILINE | re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(\d{1,2}\.\d{1,2})\b[^\n]*", re.MULTILINE)
_ANSWER_FIRST = re.compile(r"\s*(?:```\w*\s*)?(?:\w{1,40}[ \t]*\.[ \t]*)?[Aa]\w{3,8}[ \t]*[(\[{\"“'‘]")
_OURS = re.compile(r"^[ \t]*(?:progress|reveal|import|from)\b|\bac\.", re.MULTILINE)


# Most cells stand in every sheet of a class, so what they look like is remembered.
@lru_cache(maxsize=1024)
def _looked_at(text):
    """(clean text, line of an essay or None, begins with an answer or None, may hold a call) of a cell."""
    text = clean(text)
    return text, _MARKER.search(text), _ANSWER_FIRST.match(text), source.looks_like_answer(text)


@lru_cache(maxsize=1024)
def _heading(text):
    """The question that the last heading of a text names, "" for another heading; None without one."""
    named = _HEADING.findall(text)
    if named:
        return question_id(named[-1])
    return "" if re.match(r"#{1,6} ", text) else None


@lru_cache(maxsize=1024)
def _named(text):
    """The numbers of the sheets that the calls and essays of a cell name."""
    text, marker, _, holds = _looked_at(text)
    if not (holds or marker):
        return ()
    found = re.findall(r"(?:Essay|[Aa]\w{3,8}[ \t]*\(?)\W{0,4}(\d{1,2})\s?[.,]\s?\d", text)
    return tuple(number.zfill(2) for number in found)


def _sheet(cells, numbered):
    """The Sheet to which most of the answers and essays of the cells belong."""
    votes = {}
    for cell in cells:
        for number in _named(cell.source[: source.CELL]):
            votes[number] = votes.get(number, 0) + 1
    for number in sorted(votes, key=votes.get, reverse=True):
        if sheet := numbered(number):
            return sheet
    return None


# ---------------------------------------------------------------- bytes to cells


def _decoded(data):
    """The text of a file, whatever its bytes."""
    try:
        return data.decode(json.detect_encoding(data) if data else "utf-8").removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _first_sheet(worksheets):
    """The cells of a notebook of before 2015."""
    first = worksheets[0] if isinstance(worksheets, list) and worksheets else {}
    cells = first.get("cells") if isinstance(first, dict) else None
    return cells if isinstance(cells, list) else []


def _cell(entry):
    text = entry.get("source", entry.get("input", ""))
    if isinstance(text, list):
        try:
            text = "".join(text)
        except TypeError:
            text = "".join(line for line in text if isinstance(line, str))
    kind, metadata, outputs = entry.get("cell_type"), entry.get("metadata"), entry.get("outputs")
    return Cell(
        kind if isinstance(kind, str) else "",
        text if isinstance(text, str) else "",
        metadata if isinstance(metadata, dict) else {},
        tuple(outputs) if isinstance(outputs, list) else (),
    )


def _salvaged(text):
    """Cells in what is left of a notebook's file, or in a script made from one."""
    if '"source"' not in text:
        if not re.search(r"^\s*answer\s*\(", text[: 20 * source.CELL], re.MULTILINE):
            return []
        pieces = re.split(r"^# (?:In *\[.*\]:|%%).*$", text[: 20 * source.CELL], flags=re.MULTILINE)
        return [Cell("code", piece.strip("\n"), {}, ()) for piece in pieces if piece.strip()]
    cells, decoder = [], json.JSONDecoder()
    for found in itertools.islice(re.finditer(r'"source"\s*:\s*', text), CELLS):
        try:
            value, _ = decoder.raw_decode(text[found.end() : found.end() + 4 * source.CELL])
        except (ValueError, RecursionError, MemoryError):
            continue
        cell = _cell({"source": value})
        kind = "code" if _ANSWER_FIRST.match(cell.source) else "markdown"
        cells.append(cell._replace(kind=kind))
    return cells


def _not_a_notebook(data, text):
    """The Flag that says what a file is instead of a notebook."""
    what = "This file is empty" if not data.strip() else "This is no notebook"
    for start, name in (
        (b"%PDF", "a PDF"),
        (b"PK", "a zip or a word processor's file"),
        (b"<", "a web page"),
    ):
        if data.lstrip().startswith(start):
            what = f"This is {name}, not a notebook"
    if text.lstrip().startswith("{"):
        what = "This file is damaged"
    says = f"{what}: in JupyterLab save your sheet and hand in its file, whose name ends in .ipynb."
    return Flag("", "not a notebook", says, what)
