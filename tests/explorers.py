"""The explorers as they start, each built once for all tests of a process, and of which kind each is."""

import base64
import functools
import gzip
import re

from aftercoup import charts

EXPLORERS = tuple(name for name in charts.CALLS if name.startswith("explore_"))


@functools.cache
def started(name):
    """The explorer of this name without arguments. It is shared: a test that changes it takes a copy."""
    return charts.call(name)()


@functools.cache
def output_of(name):
    """The HTML of an explorer as it starts; to write it takes as long as to draw it."""
    shown = started(name)
    return shown.html() if name in FILTERING else shown.bundle()["text/html"]


# What their return type says, because to build them all takes ten seconds.
_KINDS = {name: str(charts.call(name).__annotations__["return"]) for name in EXPLORERS}
COMPUTING = [name for name in EXPLORERS if "Computed" in _KINDS[name]]
FILTERING = [name for name in EXPLORERS if "Explorer" in _KINDS[name]]


def facets(explorer, field):
    """Id of each datum -> what it has in a field, a value or a tuple of several."""
    of = next(category.of for category in explorer.categories if category.field == field)
    return {id_: of(row) for id_, row in explorer.rows.items()}


def near(control, value):
    """The next value of a control of a computing explorer, or at its end the one before."""
    values = list(control.options)
    at = values.index(value)
    return values[at + 1 if at + 1 < len(values) else at - 1]


def unpacked(html):
    """The scripts of an output, which are packed."""
    return "".join(
        gzip.decompress(base64.b64decode(text)).decode() for text in re.findall(r'atob\("([^"]+)"\)', html)
    )
