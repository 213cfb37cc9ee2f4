"""Python in a cell: whether it is any, and what of it may be an answer. It is parsed and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from aftercoup.answers.answer_lines import bare
from aftercoup.answers.cell_text import is_long, numbers
from aftercoup.answers.exercise import Exercise
from aftercoup.answers.language.words import count_words

# An import, alone in its line as in Python and in no sentence, or what the course offers.
_NAMES = r"[\w.]+(?: +as +\w+)?(?: *, *[\w.]+(?: +as +\w+)?)*[ ;]*(?:#.*)?$"
CALLS = re.compile(
    rf"(?m)^\s*(?:from +[\w.]+ +import +(?:\*|\(|{_NAMES})|import +{_NAMES}"
    r"|ac\s*\.(?!\s*(?:answer|essay))|(?:progress|reveal)\s*\()"
)
_OF_WORDS_ALONE = (
    ast.Name,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.UnaryOp,
    ast.BinOp,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)
WORDS = 7  # in one text in Python, from which on it may be an answer
_ROW = re.compile(rf"(?:[^\W\d_]+[,;:.!?'’-]* +){{{WORDS - 1}}}[^\W\d_]+")  # of words: a sentence
# Signs of Python: a call or an index, x = , a command of the notebook, a keyword at the beginning of a line
SIGNS = re.compile(r"(?m)\w[(\[]|\w *=|^\s*(?:[!%]|(?:import|from|def|for|while|if|print|ac)\b)")


def statements(source: str) -> list[ast.stmt] | None:
    """The statements of Python; None where a text is none."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def is_code(source: str) -> bool:
    """Whether a text is Python that does something, and no words, numbers or `name: value` that Python can read too."""
    lines = statements(source) or []
    return not all(map(_is_words, lines)) and not any(isinstance(line, ast.AnnAssign) for line in lines)


def _is_words(line: ast.stmt) -> bool:
    """Whether a statement is a value, or words with signs between them, as two-alike and background / none."""
    nodes = [*ast.walk(line)]
    plain = isinstance(line, ast.Expr) and all(isinstance(node, _OF_WORDS_ALONE) for node in nodes[1:])
    return plain and (len(nodes) < 4 or any(isinstance(node, ast.Name) for node in nodes))


def is_unfinished(typed: str) -> bool:
    """Whether a text that Python cannot read has signs of it, and neither a sentence nor the number of a question."""
    return bool(SIGNS.search(typed)) and not _ROW.search(typed) and not numbers(typed)


def beside_calls(source: str) -> str:
    """The lines of a code cell without imports and without calls of what the course offers."""
    lines = source.split("\n")
    if whole := statements(source):
        spans = [(line.lineno, line.end_lineno or line.lineno) for line in whole]
    else:
        spans = [(number, number) for number, line in enumerate(lines, 1) if statements(line)]
    calls = [(first, last) for first, last in spans if CALLS.match(lines[first - 1])]
    gone = {number for first, last in calls for number in range(first, last + 1)}
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in gone).strip("\n")


def constants(source: str) -> list[object]:
    """The texts and numbers in Python."""
    nodes = (node for line in statements(source) or () for node in ast.walk(line))
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


def texts(source: str, least: int) -> list[str]:
    """The texts in Python that may be answers: of so many words or, together, as many as an essay."""
    all_texts = [text for text in constants(source) if isinstance(text, str) and count_words(text) > 2]
    comments = "\n".join(re.findall(r"(?m)^\s*#(.*)", source))
    if is_long(comments):
        all_texts.append(comments)
    perhaps = [text for text in all_texts if count_words(text) >= least]
    whole = "\n".join(all_texts)
    return [whole] if is_long(whole) and not any(map(is_long, perhaps)) else perhaps


def given(source: str, exercise: Exercise, own: Collection[str]) -> list[str]:
    """The statements, also inside of others, that give a value to a name that means a question or one of its fields.

    own: fields of the question below which they stand, which mean no other one's.
    """
    lines = statements(source)
    if lines is None:  # of what is unfinished, the lines that are not
        lines = [line for text in source.split("\n") for line in statements(text.strip()) or ()]
    nodes = (node for line in lines for node in ast.walk(line))
    simple = [node for node in nodes if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    return [ast.unparse(line) for line in simple if any(_means(name, exercise, own) for name in _names(line))]


def _names(line: ast.stmt) -> list[str]:
    """The names to which a statement gives a value, and those in a dictionary that it stores."""
    if isinstance(line, ast.AnnAssign) and not line.value:
        return []
    nodes = [*ast.walk(line)]
    names = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    keys = [key for node in nodes if names and isinstance(node, ast.Dict) for key in node.keys]
    return names + [str(key.value) for key in keys if isinstance(key, ast.Constant)]


def _means(name: str, exercise: Exercise, own: Collection[str]) -> bool:
    """Whether a name in Python is that of a question that counts, as answer13, or of a field."""
    match = re.fullmatch(r"(?i)(?:answers?|ans|a|questions?|q|essay|text)?_?(\d{1,2}?)_?(\d{1,2})", name)
    asked = exercise.counted
    if match:
        return f"{int(match[1])}.{match[2]}" in asked
    fields = {bare(field) for question in asked.values() for field in question.fields} - {*map(bare, own)}
    return name == "essay" or bare(name) in fields
