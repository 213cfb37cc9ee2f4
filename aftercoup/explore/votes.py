"""Lesson 05: eight roll calls of the General Assembly, as a grid and as a world of tiles."""

from __future__ import annotations

from aftercoup.charts.votes import columns, vote_grid, vote_map
from aftercoup.explore.view import YES_NO, Category, Explorer, Scale, Stop, category, given


def explore_votes(*, region=None, asean=None, absent=None, from_=None, to=None):
    """Lesson 05: how 193 states voted on eight resolutions.

    Start it filtered, if you like: `region="Asia"`, `asean="yes"`, `absent="yes"` (missed at least one vote),
    `from_="0"` and `to="1"` (number of yes votes).
    """
    return Explorer(
        "votes",
        "states",
        vote_grid,
        categories=[
            category("votes", "region"),
            Category("asean", "Member of ASEAN", YES_NO),
            Category("absent", "Missed a vote", YES_NO),
        ],
        scale=Scale("Yes votes", "yes", "yes", tuple(Stop(n, str(n)) for n in range(len(columns()) + 1))),
        state={"only": given(region=region, asean=asean, absent=absent), "from_": from_, "to": to},
    )


def explore_vote_map(*, colour=None, region=None, asean=None, **only):
    """Lesson 05: the same votes with every state placed by its capital, one resolution at a time.

    Start it on a resolution or filtered, if you like: `colour="es11_1"`, `region="Asia"`, `es11_1="N"`.
    """
    return Explorer(
        "vote_map",
        "states",
        lambda layout: vote_map(colour if colour in columns() else None, layout),
        categories=[
            *(category("votes", column, "tile") for column in columns()),
            category("votes", "region"),
            Category("asean", "Member of ASEAN", YES_NO),
        ],
        colour=columns(),
        state={"only": given(region=region, asean=asean, **only), "colour": colour},
    )
