"""Charts: one file a chart, from data to a picture, and below it the explorer in which a reader moves it.

A chart file has a plain function that gives a `Chart` and a function `explore_…` that cells of lessons call.
To add one, write its file and name in `CALLS` what lessons call and what it draws; `ac.…`, the site and the tests
read this list. `style` holds the look that charts share, `explorer/` the machinery of the explorers.
"""

from collections.abc import Callable
from importlib import import_module

# What lessons call -> the file that has it and the data tables that it draws, in the order of the lessons.
CALLS = {
    "explore_waiting": ("waiting", "coups"),
    "explore_report": ("report", "claims"),
    "explore_timeline": ("timeline", "events"),
    "explore_reactions": ("reactions", "reactions"),
    "explore_contacts": ("contacts", "contacts"),
    "explore_leaders": ("leaders", "contacts"),
    "leader_rules": ("leaders", "contacts"),
    "explore_arms": ("arms", "arms"),
    "explore_window": ("arms", "arms"),
    "explore_orders": ("orders", "arms_orders"),
    "explore_deaths": ("deaths", "indicators"),
    "explore_sanctions": ("sanctions", "sanctions"),
    "explore_votes": ("votes", "votes"),
    "explore_vote_map": ("votes", "votes"),
    "explore_agreement": ("agreement", "votes"),
    "explore_ideal_points": ("ideal_points", "alignment"),
    "explore_coups": ("coups", "coups alignment"),
    "explore_change": ("change", "coups alignment"),
    "explore_lists": ("lists", "coup_lists"),
    "explore_board": ("board", "evidence"),
    "explore_country": ("country_page", "signals"),
}
EXPLORERS = tuple(name for name in CALLS if name.startswith("explore_"))


def call(name: str) -> Callable:
    """The function of this name, one of `CALLS`. Its file is loaded when it is first asked for."""
    return getattr(import_module(f"aftercoup.charts.{CALLS[name][0]}"), name)
