"""How far two coders agree, beside what chance alone would give; and how measures of agreement are written."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from aftercoup import measures, tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.drawing import Drawing, Plot
from aftercoup.charts.machinery.words import number
from aftercoup.measures import Estimate


def said(value: float | None) -> str:
    """A measure as people read it."""
    return "–" if value is None else number(value)


def percent(share: float | None) -> str:
    """A share as people read it; a little is not called nothing."""
    return "–" if share is None else f"{share:.0%}" if not 0 < share < 0.005 else "<1%"


def interval(estimate: Estimate) -> str:
    """The interval of an Estimate as people read it."""
    return "–" if estimate.low is None else f"{said(estimate.low)} to {said(estimate.high)}"


def by_chance(title: str, first: Sequence[str], second: Sequence[str], unit: str = "place") -> Chart:
    """Draw what kappa is made of: how often two coders agree, how often chance alone would, and below it
    1,000 times chance: the codes of the second coder shuffled.

    title: the variable; first, second: their codes, place by place, with at least two different ones; unit: what a place is.
    """
    places, same, chance = made_of(first, second)
    of = f"{same} of {tables.many(places, unit)}"
    dealt = Counter(_dealt(first, second))
    kappa = measures.cohens_kappa(first, second)
    as_good = sum(times for number, times in dealt.items() if number >= same)
    finding = f"{of} coded alike, chance alone gives {chance:.1f}: kappa {said(kappa)}"
    drawing = Drawing("narrow", finding, f"{title}: the codes of two coders, {unit} by {unit}.")
    marks = kappa_bar(drawing, first, second, "added by reading", "coded differently")
    drawing.paragraph(
        f"The second coder's codes shuffled like cards, 1,000 times: how many {unit}s are then alike",
        bold=True,
    )
    drawing.y += 34
    below = Plot(drawing, 12, 12, 120, (-0.6, places + 0.6), (0, max(dealt.values())))
    wide = 0.86 * (below.x(1) - below.x(0))
    drawing.line([(below.x(same), below.top - 16), (below.x(same), below.y(0))], "ink", 1.6, "4 3")
    for n, times in dealt.items():
        tone, top = "agree" if n >= same else "rule", below.y(times)
        drawing.box(below.x(n) - wide / 2, top, wide, below.y(0) - top, tone, edge="edge", line=0.7)
        if wide > style.text_width("100") or times == max(dealt.values()):
            drawing.text(below.x(n), top - 8, f"{times:,}", "middle", halo=True)
    side, anchor = (6, "start") if same < places / 2 else (-6, "end")
    drawing.text(below.x(same) + side, below.top - 24, "these two", anchor, bold=True)
    below.across(marks, str, grid=False)
    below.end()
    drawing.paragraph("Source: the codes of these two coders.", tone="muted")
    return Chart(
        drawing,
        alt=(
            f"{title}: two coders agree on {of}, where chance alone gives {chance:.1f}. "
            f"Of 1,000 times that the codes are shuffled, {as_good:,} reach {same} or more."
        ),
        table=[
            {"Coded alike": str(n), "Times of 1,000": f"{dealt[n]:,}", "The two coders": "here" * (n == same)}
            for n in range(places + 1)
        ],
    )


def made_of(first: Sequence[str], second: Sequence[str]) -> tuple[int, int, float]:
    """What kappa is made of: the places, how many of them are alike, and how many chance alone would make alike."""
    chance = sum(first.count(code) * second.count(code) for code in set(first)) / len(first)
    return len(first), sum(a == b for a, b in zip(first, second)), chance


def kappa_bar(
    drawing: Drawing, first: Sequence[str], second: Sequence[str], beyond: str, differ: str
) -> range:
    """Draw what kappa is made of as a bar: a line where chance alone would be, and what is beyond it or missing.

    beyond, differ: what to call places alike beyond chance, and places that differ. Returns the numbers below the bar.
    """
    places, same, chance = made_of(first, second)
    drawing.y += 18
    bar = Plot(drawing, 12, 12, 26, (-0.6, places + 0.6), (0, 1))
    low, high = sorted((chance, float(same)))
    below, between, tone = "by chance", beyond, "agree"
    if same < chance:
        below, between, tone = "alike", "short of chance", "differ"
    parts = [(0.0, low, "rule", below), (low, high, tone, between), (high, float(places), "paper", differ)]
    for start, end, tone, _ in parts:
        drawing.box(bar.x(start), bar.top, bar.x(end) - bar.x(start), bar.height, tone, edge="edge")
    drawing.line([(bar.x(chance), bar.top - 14), (bar.x(chance), bar.top + bar.height)], "ink", 2)
    side, anchor = (-4, "end") if chance > places / 2 else (4, "start")
    drawing.text(bar.x(chance) + side, bar.top - 10, "chance alone", anchor)
    marks = range(0, places + 1, -(-places // 12))
    bar.across(marks, str, grid=False)
    bar.end(26)
    seen = [(tone, words) for start, end, tone, words in parts if round(end - start, 9)]
    drawing.legend((words, ("s", tone, "edge", 12)) for tone, words in seen)
    return marks


def _dealt(first: Sequence[str], second: Sequence[str]) -> list[int]:
    """How many places are alike when the second coder's codes are shuffled: 1,000 times, always the same."""
    deal, codes = random.Random(1), list(second)
    hits = []
    for _ in range(1000):
        deal.shuffle(codes)
        hits.append(sum(a == b for a, b in zip(first, codes)))
    return hits
