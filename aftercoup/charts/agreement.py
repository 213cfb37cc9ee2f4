"""Two states on the same votes: their votes, the cross-table, and every measure of agreement side by side."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from aftercoup import measures, tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart
from aftercoup.charts.explorer.compute import Choice, Computed
from aftercoup.charts.explorer.view import OptionError
from aftercoup.charts.stored import stored
from aftercoup.charts.votes import columns, resolutions, short_name, vote_labels
from aftercoup.tables import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ABSENT = {"missing": "leave the vote out", "category": "count as a fourth answer"}
# measure -> what the row is called
NAMES = {
    "exact": "share, abstaining is its own answer",
    "partial": "share, abstaining is half-way",
    "dropped": "share, abstentions left out",
    "kappa": "Cohen's kappa",
    "pi": "Scott's pi",
    "s": "S",
}
_UNDEFINED = {
    "dropped": "none left: one side abstained every time",
    "kappa": "not defined: both always gave the same answer",
    "pi": "not defined: both always gave the same answer",
}
_TOP, _VOTES, _GAP, _MEASURES, _BOTTOM = 78, 58, 68, 180, 140  # pixels, from top to bottom


def votes_of(first: str, second: str, absent: str = "missing") -> list[list[Any]]:
    """The votes of two states on the eight resolutions; "X" is None where absence is missing."""
    lists = [
        [getattr(tables.record(iso3, "votes"), column) for column in columns()] for iso3 in (first, second)
    ]
    return [measures.present(votes) for votes in lists] if absent == "missing" else lists


def agreement_values(first: str, second: str, absent: str = "missing") -> dict[str, Any]:
    """Each measure of NAMES for two states, in that order; None where it is not defined.

    absent: one of ABSENT. S always leaves votes out that one of the two did not cast: not voting has no
    place on its scale. Raises MeasureError when the two never voted together.
    """
    a, b = votes_of(first, second, absent)
    values: dict[str, Any] = {}
    for rule in measures.ABSTENTION_RULES:
        try:
            values[rule] = measures.agreement_share(a, b, rule)
        except measures.MeasureError:
            if rule != "dropped":
                raise
            values[rule] = None
    both = [measures.present(votes) for votes in (a, b)]
    together = any(None not in pair for pair in zip(*both))
    return values | {
        "kappa": measures.cohens_kappa(a, b),
        "pi": measures.scotts_pi(a, b),
        "s": measures.s_score(both[0], both[1]) if together else None,
    }


@stored
def agreement(first: str = "MMR", second: str = "RUS", absent: str = "missing") -> Chart | None:
    """Draw how two states voted on the eight resolutions, and what six measures make of it.

    first, second: country codes; absent: what a vote that was not cast counts as, one of ABSENT. Raises
    MeasureError when the two never voted together, ValueError for an unknown way of counting.
    """
    if absent not in ABSENT:
        raise ValueError(f"A vote not cast is counted as one of {', '.join(ABSENT)}; found {absent!r}.")
    states = [tables.record(iso3, "votes") for iso3 in (first, second)]
    values = agreement_values(first, second, absent)
    width, height = style.LAYOUTS["one"], _TOP + _VOTES + _GAP + _MEASURES + _BOTTOM + 66
    with style.look():
        figure = style.new_figure("one", height)
        _measures(figure, width, height, values, states, absent)
        _votes(figure, width, height, states, absent)
        _cross_table(figure, width, height, states, absent)
    return Chart(figure, alt=_alt(states, values, absent), table=_rows(states, values, absent))


def _axes(figure: Figure, left: int, top: int, width: int, height: int) -> Axes:
    """Axes whose place and units are pixels of the figure, counted from its top left corner."""
    w, h = (round(size * style.DPI) for size in figure.get_size_inches())
    axes = figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h))
    axes.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set_visible(False)
    return axes


def _measures(
    figure: Figure, width: int, height: int, values: dict[str, float], states: list[Record], absent: str
) -> None:
    top, left, right = _TOP + _VOTES + _GAP, 262, 150
    axes = _axes(figure, left, top, width - left - right, _MEASURES)
    axes.set(xlim=(-1, 1), ylim=(len(values), 0), xticks=[-1, -0.5, 0, 0.5, 1])
    axes.set_title(
        _title(states, absent),
        x=-left / (width - left - right) + 0.02,
        pad=(top - 44) * style.PIXEL,
    )
    axes.set_xlabel("1: always alike; kappa and pi are 0 where chance alone gives as much; shares begin at 0")
    axes.set_ylabel("measure", rotation=0, ha="right", va="bottom")
    axes.yaxis.set_label_coords(-0.02, 1.01)
    axes.tick_params(length=0)
    axes.grid(axis="x", color=style.color("rule"), lw=0.7)
    axes.axvline(0, color=style.color("edge"), lw=1.2)
    axes.set_axisbelow(True)
    for i, (name, value) in enumerate(values.items()):
        share, y = name in measures.ABSTENTION_RULES, i + 0.5
        k = 1 if share else 2 if name != "s" else 3
        axes.text(-1.04, y, NAMES[name], ha="right", va="center", fontsize=12 * style.PIXEL)
        if value is None:
            axes.text(
                -0.97,
                y,
                _UNDEFINED.get(name, "no vote that both cast"),
                va="center",
                style="italic",
                fontsize=11.5 * style.PIXEL,
                color=style.color("muted"),
                bbox=_paper(),
            )
            continue
        axes.plot([0, value], [y, y], color=style.color(f"line-{k}"), lw=2.4, solid_capstyle="butt")
        axes.plot([value], [y], style.SYMBOLS[k - 1], ms=7.5, color=style.color(f"line-{k}"), clip_on=False)
        axes.text(1.06, y, _said(value), va="center", fontsize=13 * style.PIXEL, fontweight="bold")


def _paper() -> Any:
    return {"facecolor": style.color("paper"), "edgecolor": "none", "pad": 2}


def _votes(figure: Figure, width: int, height: int, states: list[Record], absent: str) -> None:
    axes = _axes(figure, 0, _TOP, width, _VOTES)
    left, step = 210, (width - 210 - 24) / len(columns())
    for k, resolution in enumerate(resolutions()):
        x = left + (k + 0.5) * step
        pair = [getattr(state, resolution.vote_column) for state in states]
        counted = absent == "category" or "X" not in pair
        axes.text(
            x,
            -10,
            short_name(resolution),
            ha="center",
            va="center",
            fontsize=11.5 * style.PIXEL,
            color=style.color("muted"),
        )
        if pair[0] == pair[1] and counted:
            axes.fill_between(
                [x - step / 2 + 4, x + step / 2 - 4], 0, _VOTES, color=style.color("rule"), lw=0, alpha=0.6
            )
        for row, vote in enumerate(pair):
            _vote(axes, x, 15 + 28 * row, vote)
        if not counted:
            axes.text(
                x,
                _VOTES + 9,
                "left out",
                ha="center",
                va="center",
                fontsize=11 * style.PIXEL,
                style="italic",
                color=style.color("muted"),
            )
    for row, state in enumerate(states):
        axes.text(16, 15 + 28 * row, state.name, va="center", fontsize=12.5 * style.PIXEL, fontweight="bold")
    axes.text(
        16,
        -10,
        "the votes (shaded: alike)",
        va="center",
        fontsize=11.5 * style.PIXEL,
        color=style.color("muted"),
    )
    for k, label in enumerate(vote_labels().values()):
        _vote(axes, 216 + k * 120, _VOTES + 28, list(vote_labels())[k])
        axes.text(216 + k * 120 + 12, _VOTES + 28, label, va="center", fontsize=11.5 * style.PIXEL)


def _vote(axes: Axes, x: float, y: int, vote: str) -> None:
    k = list(vote_labels()).index(vote)
    axes.plot(
        [x],
        [y],
        style.SYMBOLS[k],
        ms=9,
        mew=0.9,
        mec=style.color("on-tile" if k else "ink"),
        mfc=style.color(f"tile-{k}"),
        clip_on=False,
    )


def _cross_table(figure: Figure, width: int, height: int, states: list[Record], absent: str) -> None:
    top = _TOP + _VOTES + _GAP + _MEASURES + 56
    axes = _axes(figure, 0, top, width, _BOTTOM)
    answers = [vote for vote in vote_labels() if absent == "category" or vote != "X"]
    a, b = votes_of(states[0].iso3, states[1].iso3, absent)
    pairs = list(zip(a, b))
    left, step, row = 262, 92, 25
    axes.text(
        16,
        12,
        "how often each pair of answers",
        va="center",
        fontsize=11.5 * style.PIXEL,
        color=style.color("muted"),
    )
    for j, answer in enumerate(answers):
        axes.text(
            left + (j + 0.5) * step,
            36,
            vote_labels()[answer],
            ha="center",
            va="center",
            fontsize=11.5 * style.PIXEL,
        )
        axes.text(
            left - 12,
            36 + row * (j + 1),
            vote_labels()[answer],
            ha="right",
            va="center",
            fontsize=11.5 * style.PIXEL,
        )
    axes.text(
        left + step * len(answers) / 2,
        12,
        states[1].name,
        ha="center",
        va="center",
        fontsize=12 * style.PIXEL,
        fontweight="bold",
    )
    axes.text(16, 36 + row, states[0].name, va="center", fontsize=12 * style.PIXEL, fontweight="bold")
    for i, x in enumerate(answers):
        for j, y in enumerate(answers):
            count = pairs.count((x, y))
            at = (left + j * step, 36 + row * (i + 0.5))
            if i == j:
                axes.fill_between(
                    [at[0] + 2, at[0] + step - 2],
                    at[1] + 1,
                    at[1] + row - 1,
                    color=style.color("rule"),
                    lw=0,
                    alpha=0.6,
                )
            axes.text(
                at[0] + step / 2,
                at[1] + row / 2,
                str(count),
                ha="center",
                va="center",
                fontsize=12.5 * style.PIXEL,
                fontweight="bold" if count else "normal",
                color=style.color("ink" if count else "muted"),
            )


def _said(value: Any) -> str:
    """Two decimals, a half rounded away from zero as readers do it by hand: 5/8 is 0.63."""
    if value is None:
        return "not defined"
    value = Decimal(round(value, 9)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(abs(value) if value == 0 else value).replace("-", "−")


def _alike(states: list[Record], absent: str) -> tuple[int, int]:
    """(votes in which two states gave the same answer, votes that count)."""
    a, b = votes_of(states[0].iso3, states[1].iso3, absent)
    used = [pair for pair in zip(a, b) if None not in pair]
    return sum(x == y for x, y in used), len(used)


def _title(states: list[Record], absent: str) -> str:
    alike, used = _alike(states, absent)
    return f"{states[0].name} and {states[1].name} voted alike {alike} times in {used}"


def _alt(states: list[Record], values: dict[str, float], absent: str) -> str:
    alike, used = _alike(states, absent)
    numbers = "; ".join(f"{NAMES[name]}: {_said(value)}" for name, value in values.items())
    return (
        f"{states[0].name} and {states[1].name} gave the same answer in {alike} of {used} votes "
        f"that count. {numbers}."
    )


def _rows(states: list[Record], values: dict[str, float], absent: str) -> list[dict[str, str]]:
    name = lambda iso3: tables.label("votes", columns()[0], iso3)
    rows = [
        {
            "What": f"vote on {short_name(r)}",
            states[0].name: name(getattr(states[0], r.vote_column)),
            states[1].name: name(getattr(states[1], r.vote_column)),
            "Both": "",
        }
        for r in resolutions()
    ]
    return rows + [
        {"What": NAMES[key], states[0].name: "", states[1].name: "", "Both": _said(value)}
        for key, value in values.items()
    ]


# ---------------------------------------------------------------- the explorer


def explore_agreement(*, first: str = "MMR", second: str = "RUS", absent: str = "missing") -> Computed:
    """Lesson 06: two states on eight votes: the three rules for abstentions, kappa, pi and S side by side.

    Start it with any two states, by their codes: `first="MMR"`, `second="CHN"`; `absent="category"` counts
    a vote that was not cast as a fourth answer, `absent="missing"` leaves the resolution out.
    """
    states = {s.iso3: f"{s.name} ({s.iso3})" for s in sorted(tables.table("votes"), key=lambda s: s.name)}
    return Computed(
        "agreement",
        _draw,
        [
            Choice("first", "One state", states, "MMR"),
            Choice("second", "Another state", states, "RUS"),
            Choice("absent", "A vote that was not cast", ABSENT),
        ],
        state={"first": first, "second": second, "absent": absent},
    )


def _draw(first: str, second: str, absent: str) -> Chart | None:
    if first == second:
        raise OptionError("Pick two different states: a state always agrees with itself.")
    try:
        return agreement(first, second, absent)
    except measures.MeasureError:
        names = " and ".join(tables.record(iso3, "votes").name for iso3 in (first, second))
        raise OptionError(
            f"{names} never both voted on one of these resolutions, so there is nothing to compare. "
            "Pick another pair, or count votes not cast as a fourth answer."
        ) from None
