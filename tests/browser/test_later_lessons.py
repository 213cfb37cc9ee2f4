"""The tests of test_lessons.py for the other half of the lessons, so that two processors share them."""

from test_lessons import *  # noqa: F403
from test_lessons import EVERY, LESSONS as EARLIER

LESSONS = EVERY[len(EARLIER):]
