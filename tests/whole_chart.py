"""What each chart must have. All tests look: `watch`, which tests/conftest.py calls, looks at every chart that is made."""

import functools
import re
from collections import Counter

from aftercoup.charts.machinery.chart import Chart


def faults(chart):
    """What a chart lacks that a reader needs, a sentence each."""
    found = [f"no {name}" for name in ("title", "alt", "table") if not getattr(chart, name)]
    words = chart.alt.split()
    if len(words) < 8 or not chart.alt.endswith(".") or not re.search(r"\d", chart.alt):
        found.append("alt is no whole sentence of eight words or more, with a number and a full stop")
    if chart.title and chart.title in chart.alt:
        found.append("alt says the title again")
    if len({tuple(row) for row in chart.table}) > 1:
        found.append("rows of the table have other columns")
    if chart.data and len(chart.data) != len(chart.table):
        found.append(f"{len(chart.data)} data, {len(chart.table)} rows")
    twice = [one for one, times in Counter(datum.id for datum in chart.data).items() if times > 1]
    return [*found, *(f"two data have the id {one}" for one in twice)]


def watch():
    """Let every chart that is made be looked at."""
    made = Chart.__init__

    @functools.wraps(made)
    def whole(chart, *values, **named):
        made(chart, *values, **named)
        assert not faults(chart), f"{faults(chart)}: {chart.title!r}, {chart.alt!r}"

    Chart.__init__ = whole
