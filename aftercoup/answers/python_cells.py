"""Python in a cell: whether it is any, and what of it may be an answer. It is parsed and never run."""

from __future__ import annotations

import ast
import re

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
_PLAIN = (ast.Name, ast.Constant, ast.Tuple, ast.UnaryOp)
_TYPED = (*_PLAIN, ast.List, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context)  # two-alike, 70/100
_GIVES = re.compile(r"(\w+) *=(?!=)(?!.*\w[(\[])")
_WORDS = 7  # in one text in Python, from which on it may be an answer
_ROW = re.compile(rf"(?:[^\W\d_]+[,;:.!?'’-]* +){{{_WORDS - 1}}}[^\W\d_]+")
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
    words = [line for line in lines if isinstance(line, ast.Expr) and isinstance(line.value, _PLAIN)]
    return len(words) < len(lines) and not any(isinstance(line, ast.AnnAssign) for line in lines)


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
    gone = {
        number for first, last in spans if CALLS.match(lines[first - 1]) for number in range(first, last + 1)
    }
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in gone).strip("\n")


def stored(source: str) -> set[str]:
    """The names to which Python gives a value."""
    nodes = [node for line in statements(source) or () for node in ast.walk(line)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def given(source: str, names: set[str], variables: set[str]) -> tuple[str, str]:
    """(the lines of Python that give one of these names what somebody typed, the other lines). variables: what has a value in
    the file; what is computed from that is not typed."""
    lines, taken = source.split("\n"), set[int]()
    whole = statements(source)
    for line in whole or ():
        if not isinstance(line, ast.Assign) or len(line.targets) > 1 or not _is_typed(line.value, variables):
            continue
        if isinstance(line.targets[0], ast.Name) and bare(line.targets[0].id) in names:
            taken |= {*range(line.lineno, (line.end_lineno or line.lineno) + 1)}
    for number, text in enumerate(lines, 1) if whole is None else ():
        match = _GIVES.match(text)
        taken |= {number} if match and bare(match[1]) in names else set()
    typed = [line for number, line in enumerate(lines, 1) if number in taken]
    others = [line for number, line in enumerate(lines, 1) if number not in taken]
    return "\n".join(typed), "\n".join(others).strip("\n")


def _is_typed(value: ast.expr, variables: set[str]) -> bool:
    nodes = [*ast.walk(value)]
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return all(isinstance(node, _TYPED) for node in nodes) and used.isdisjoint(variables)


def constants(source: str) -> list[object]:
    """The texts and numbers in Python."""
    nodes = (node for line in statements(source) or () for node in ast.walk(line))
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


def texts(source: str, exercise: Exercise, least: int = _WORDS) -> list[str]:
    """The texts in Python that may be answers: of so many words or, together, as many as an essay, and what is given to a name
    that means a question or one of its fields."""
    all_texts = [text for text in constants(source) if isinstance(text, str) and count_words(text) > 2]
    all_texts += [comments] if is_long(comments := "\n".join(re.findall(r"(?m)^\s*#(.*)", source))) else []
    perhaps = [text for text in all_texts if count_words(text) >= least]
    if any(map(is_long, perhaps)):
        return perhaps
    if is_long(whole := "\n".join(all_texts)):
        return [whole]
    for line in statements(source) or ():
        targets = line.targets if isinstance(line, ast.Assign) else []
        names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Dict):
            names += [str(key.value) for key in line.value.keys if isinstance(key, ast.Constant)]
        if any(_means(name, exercise) for name in names):
            words = ast.unparse(line)
            perhaps += [] if any(text in words for text in perhaps) else [words]
    return perhaps


def _means(name: str, exercise: Exercise) -> bool:
    """Whether a name in Python is that of a question that counts, as answer13, or of a field."""
    match = re.fullmatch(r"(?i)(?:answers?|ans|a|questions?|q|essay|text)?_?(\d{1,2}?)_?(\d{1,2})", name)
    asked = exercise.counted
    fields = (field for question in asked.values() for field in question.fields)
    return f"{int(match[1])}.{match[2]}" in asked if match else name == "essay" or name in fields
