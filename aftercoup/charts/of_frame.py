"""ac.explore: the explorer of a table, started with the rows that a reader has filtered in Python."""

from __future__ import annotations

from typing import Any

from aftercoup import charts, lesson, tables
from aftercoup.charts.machinery.view import YES_NO, Category, Explorer, OptionError
from aftercoup.charts.machinery.words import yes_no

# table -> the call whose chart has a datum for each of its rows
EXPLORED = {
    "events": "explore_timeline",
    "contacts": "explore_contacts",
    "coups": "explore_coups",
    "votes": "explore_votes",
}
EXAMPLE = 'For example: votes = ac.frame("votes"), then ac.explore(votes[votes.region == "Asia"])'


def explore(frame: Any, **options: Any) -> Explorer:
    """The explorer of a table that shows the rows of a data frame; the others come back with one of its buttons.

    frame: rows of ac.frame("events"), "contacts", "coups" or "votes". options: as the explorer's own call takes
    them, such as `order="country"` for coups.
    """
    if not hasattr(frame, "columns"):
        raise OptionError(
            f"ac.explore takes rows of a data frame; this is of the type {type(frame).__name__}. {EXAMPLE}"
        )
    if frame.index.name:
        frame = frame.reset_index()
    fits = {name: len({*tables.schema(name).fields} & {*frame.columns}) for name in tables.schemas()}
    name = max(fits, key=fits.__getitem__)
    (key, *others) = tables.schema(name).key
    if name not in EXPLORED or others or key not in frame.columns:
        known = ", ".join(EXPLORED)
        raise OptionError(
            f"There is an explorer for whole rows of {known}, with their first column. {EXAMPLE}"
        )
    wanted = set(frame[key])
    case_rows = {record.id for record in tables.table(name, lesson.case_in_use())}
    if not wanted or wanted - case_rows:
        wrong = (
            f"{min(wanted - case_rows)!r} is no {key} of {name} here" if wanted else "The frame has no rows"
        )
        raise OptionError(f"{wrong}. {EXAMPLE}")
    explorer: Explorer = charts.call(EXPLORED[name])(**options)
    explorer.call = ""  # no line of code brings back the rows of a frame
    mine = Category("frame", "Rows of your frame", YES_NO, lambda row: yes_no(row.id in wanted))
    explorer.categories = [*explorer.categories, mine]
    explorer.state["only"]["frame"] = ["yes"]
    return explorer
