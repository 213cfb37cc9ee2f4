"""Lesson 05: one country's votes through the years, against the world's median."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.ideal_points import ITSELF, MEASURES, SINCE, WINDOWS, ideal_points
from aftercoup.explore.compute import Choice, Computed, Number
from aftercoup.explore.view import OptionError


def explore_ideal_points(*, country="MMR", measure="ideal_point", since=1990, window=3):
    """Lesson 05: ideal points and agreement shares by year, with the world's median and quartiles and the
    coups.

    Start it anywhere, if you like: `country="EGY"`, `measure="agree_rus"`, `since=1970`, `window=5` (years
    before and after the latest coup).
    """
    names = {a.iso3: a.country for a in sorted(tables.table("alignment"), key=lambda a: a.country)}
    return Computed(
        "ideal_points",
        _draw,
        [
            Choice("country", "Country", names, "MMR"),
            Choice("measure", "Show", MEASURES),
            Choice("since", "Since", {year: str(year) for year in SINCE}, 1990),
            Number("window", "Years before and after the latest coup", WINDOWS[0], WINDOWS[-1], 3),
        ],
        state={"country": country, "measure": measure, "since": since, "window": window},
    )


def _draw(country, measure, since, window):
    if ITSELF.get(measure) == country:
        raise OptionError("A state always agrees with itself. Pick another country or another measure.")
    return ideal_points(country, measure, since, window)
