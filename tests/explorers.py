"""The explorers as they start, each built once for all tests of a process, and of which kind each is."""

import functools

from aftercoup.explore import EXPLORERS


@functools.cache
def started(name):
    """The explorer of this name without arguments. It is shared: a test that changes it takes a copy."""
    return EXPLORERS[name]()


# By name, because to build them all takes ten seconds; tests/test_charts.py looks at what they are.
COMPUTING = ["explore_leaders", "explore_arms", "explore_window", "explore_agreement", "explore_ideal_points"]
COMPUTING += ["explore_change", "explore_lists"]
FILTERING = [name for name in EXPLORERS if name not in (*COMPUTING, "explore_board")]  # a board is rated


def once(draw):
    """A drawing function that draws once for the same arguments: the same texts, else the same objects."""
    drawn = {}

    def draws(*values, **named):
        everything = [*values, *sorted(named), *(named[name] for name in sorted(named))]
        key = tuple(value if isinstance(value, str) else id(value) for value in everything)
        if key not in drawn:
            drawn[key] = draw(*values, **named), everything  # kept, so that nothing else takes an identity
        return drawn[key][0]

    return draws
