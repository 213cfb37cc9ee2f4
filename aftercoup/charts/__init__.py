"""Charts: a file for each, or for two of one kind, from data to a picture, and below it the explorer in which a reader moves it.

A chart file has a plain function that gives a `Chart` and a function `explore_…` that cells of lessons call.
To add one, write its file and name in `CALLS` what lessons call; `ac.…`, the site and the tests read this list.
`machinery/` holds what they share: style, drawing, and the explorers' two ways to move a chart.
"""

from collections.abc import Callable
from importlib import import_module

# What lessons call -> the file that has it, in the order of the lessons.
CALLS = {
    "explore_waiting": "waiting",
    "explore_report": "report",
    "explore_timeline": "timeline",
    "explore_reactions": "reactions",
    "explore_contacts": "contacts",
    "explore_leaders": "leaders",
    "leader_rules": "leaders",
    "explore_arms": "arms",
    "explore_window": "arms",
    "explore_orders": "orders",
    "explore_deaths": "deaths",
    "explore_sanctions": "sanctions",
    "explore_votes": "votes",
    "explore_vote_map": "votes",
    "explore_agreement": "agreement",
    "explore_ideal_points": "ideal_points",
    "explore_coups": "coups",
    "explore_change": "change",
    "explore_lists": "lists",
    "explore_board": "board",
    "explore_country": "country_page",
}


def call(name: str) -> Callable:
    """The function of this name, one of `CALLS`. Its file is loaded when it is first asked for."""
    return getattr(import_module(f"aftercoup.charts.{CALLS[name]}"), name)
