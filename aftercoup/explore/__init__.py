"""Explorers: charts that a reader filters. `lessons` has one function for each lesson, `view` shows them."""

from aftercoup.explore.lessons import EXPLORERS, explore_claims, explore_timeline, explore_waiting

__all__ = ["EXPLORERS", "explore_claims", "explore_timeline", "explore_waiting"]
