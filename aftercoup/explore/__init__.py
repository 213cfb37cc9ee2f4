"""Explorers: charts whose arguments a reader moves. One file for each; `view` shows those that filter."""

from aftercoup.explore.agreement import explore_agreement
from aftercoup.explore.arms import explore_arms, explore_orders, explore_window
from aftercoup.explore.board import compare_ratings as compare_ratings
from aftercoup.explore.board import explore_board
from aftercoup.explore.cases import explore_cases
from aftercoup.explore.change import explore_change
from aftercoup.explore.claims import explore_claims
from aftercoup.explore.contacts import explore_contacts
from aftercoup.explore.deaths import explore_deaths
from aftercoup.explore.ideal_points import explore_ideal_points
from aftercoup.explore.leaders import explore_leaders
from aftercoup.explore.lists import explore_lists
from aftercoup.explore.timeline import explore_timeline
from aftercoup.explore.votes import explore_vote_map, explore_votes
from aftercoup.explore.waiting import explore_waiting

# name of the function -> the function, in the order of the lessons; tests go through this list
EXPLORERS = {
    f.__name__: f
    for f in (
        explore_waiting,
        explore_claims,
        explore_timeline,
        explore_contacts,
        explore_leaders,
        explore_arms,
        explore_window,
        explore_orders,
        explore_deaths,
        explore_votes,
        explore_vote_map,
        explore_agreement,
        explore_ideal_points,
        explore_cases,
        explore_change,
        explore_lists,
        explore_board,
    )
}
