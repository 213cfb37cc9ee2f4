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
    if getattr(getattr(frame, "index", None), "name", None):
        frame = frame.reset_index()
    columns = {*getattr(frame, "columns", ())}
    fits = {name: len({*tables.schema(name).fields} & columns) for name in EXPLORED}
    name = max(fits, key=fits.__getitem__)
    [key] = tables.schema(name).key
    wanted = set(frame[key]) if key in columns else set()
    if not wanted or wanted - {record.id for record in tables.table(name, lesson.case_in_use())}:
        known = ", ".join(EXPLORED)
        raise OptionError(f"ac.explore takes one or more whole rows of a table, out of {known}. {EXAMPLE}")
    explorer: Explorer = charts.call(EXPLORED[name])(**options)
    explorer.call = ""  # no line of code brings back the rows of a frame
    mine = Category("frame", "Rows of your frame", YES_NO, lambda row: yes_no(row.id in wanted))
    explorer.categories = [*explorer.categories, mine]
    explorer.state["only"]["frame"] = ["yes"]
    return explorer
