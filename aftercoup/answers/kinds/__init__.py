"""The kinds of answers, one file for each: what a key may say of it, how it is read, judged and shown.

A kind is a frozen dataclass below `Field` (field.py). Its attributes are the options that a key may give,
each with a line for docs/keys.md; its methods are always the same:

    read(typed)            typed text -> Reading; never raises
    judge(reading, key)    Reading -> Verdict, against the answer key
    show(reading)          a Reading in words for the student

A new kind is one new file in this folder: it is found here by itself. What a question asks of another student is
no matter of its kind: variants are words and answers of a key (teach/editions/variants.py).
What several kinds share stands in answers/language/: words.py (letters, spelling, numbers in words), names.py (people
and places), options.py (letters and labels of options).
"""

from importlib import import_module
from pkgutil import iter_modules

from aftercoup.answers.kinds.field import Field


def _all_kinds() -> dict[str, type[Field]]:
    """Every kind that a file of this folder defines, by the word that keys use for it."""
    kinds = {}
    for file in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{file.name}")).values():
            if isinstance(value, type) and issubclass(value, Field) and value is not Field:
                kinds[value.kind_name()] = value
    return kinds


KINDS = _all_kinds()
