"""Lessons with another case than their own: what that case does not have is answered with one sentence."""

from __future__ import annotations

import functools

from aftercoup import tables
from aftercoup.cards import paragraph, strong
from aftercoup.errors import OneSentence
from aftercoup.science import NotHere


class OtherCase(OneSentence, ValueError):
    """An id or value of the lessons' own case, which the case in use does not have."""


def runs_on(function):
    """Let a function that cells of a lesson call show a problem as a card while another case is in use.

    So a lesson that names ids of its own case runs to its end. With the lessons' own case the error is
    raised.
    """

    @functools.wraps(function)
    def run(*values, **named):
        try:
            return function(*values, **named)
        except OneSentence as problem:
            if tables.case() is tables.core() or isinstance(problem, NotHere):
                raise
            head = [strong("Not in this case. ")] if isinstance(problem, OtherCase) else []
            return paragraph(*head, str(problem))

    return run
