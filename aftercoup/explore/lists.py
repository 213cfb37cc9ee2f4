"""Lesson 06: one country in two lists of coups."""

from __future__ import annotations

from aftercoup.charts.lists import countries, lists
from aftercoup.explore.compute import Choice, Computed


def explore_lists(country="MMR"):
    """Lesson 06: the entries of two coup lists for a country, on one time axis. country: its code, like
    "MMR" or "NER"."""
    return Computed(
        "lists",
        lambda country: lists(country),
        [Choice("country", "Country", countries(), "MMR")],
        {"country": country},
    )
