"""Lesson 00: how long new rulers waited for a Russian or Soviet leader."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts.waiting import waiting
from aftercoup.explore.view import YES_NO, Category, Explorer, Scale, Stop, category, given


def explore_waiting(*, realigned=None, found=None, from_=None, to=None):
    """Lesson 00: months from a coup to the first meeting with a Russian or Soviet leader.

    Start it filtered, if you like: `realigned="toward west"`, `found="no"`, `from_="1990"`, `to="2023"`.
    """
    years = sorted({coup.date.start.year for coup in tables.table("coups")})
    return Explorer(
        "waiting",
        "coups",
        lambda layout: waiting(layout=layout),
        categories=[category("coups", "realigned"), Category("found", "Meeting found", YES_NO)],
        scale=Scale("Coups", "year", "year", tuple(Stop(y, str(y)) for y in years)),
        state={"only": given(realigned=realigned, found=found), "from_": from_, "to": to},
    )
