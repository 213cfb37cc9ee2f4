"""One country's votes through the years, against the middle of the world, with its coups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from aftercoup import measures, tables
from aftercoup.charts import style
from aftercoup.charts.cases import median, votes
from aftercoup.charts.chart import Chart
from aftercoup.charts.explorer.compute import Choice, Computed, Number
from aftercoup.charts.explorer.view import OptionError
from aftercoup.charts.stored import stored
from aftercoup.measures import Change

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEASURES = {
    "ideal_point": "ideal point",
    "agree_usa": "agreement with the United States",
    "agree_rus": "agreement with Russia",
    "agree_chn": "agreement with China",
}
ITSELF = {"agree_usa": "USA", "agree_rus": "RUS", "agree_chn": "CHN"}
SINCE = (1946, 1970, 1990, 2005)
WINDOWS = range(2, 9)
_LEFT, _RIGHT, _TOP, _PLOT, _BOTTOM = 62, 138, 104, 300, 46  # pixels


def coup_years(iso3: str) -> list[int]:
    """The years of a country's coups in the table of coups, first to last, each once."""
    return sorted({c.date.start.year for c in tables.table("coups") if c.iso3 == iso3})


def change_around(iso3: str, measure: str = "ideal_point", window: int = 3) -> tuple[Any, Any]:
    """(year, change) for the country's latest coup: a `measures.Change` against the world's median, or None
    if too few
    years are known; (None, None) for a country without a coup in the table."""
    years = coup_years(iso3)
    if not years:
        return None, None
    return years[-1], measures.difference_in_differences(
        votes(iso3, measure), median(measure), years[-1], window
    )


@stored
def ideal_points(
    iso3: str = "MMR", measure: str = "ideal_point", since: int = 1990, window: int = 3
) -> Chart:
    """Draw a measure of a country's votes by year, with the world's median and quartiles and the country's
    coups.

    iso3: a country of the table alignment; measure: one of MEASURES; since: the first year; window: years
    before and after the latest coup whose means are drawn as bars (see
    `measures.difference_in_differences`). Raises ValueError for a country without data or a state's
    agreement with itself.
    """
    series, world = votes(iso3, measure), tables.table("alignment_world")
    if not series or ITSELF.get(measure) == iso3:
        raise ValueError(f"There is no {MEASURES[measure]} of {iso3!r} to draw.")
    name = next(a.country for a in tables.table("alignment") if a.iso3 == iso3)
    years = [w.year for w in world if w.year >= since]
    value = {w.year: {q: getattr(w, f"{measure}_{q}") for q in ("q1", "median", "q3")} for w in world}
    known = [y for y in years if value[y]["median"] is not None]
    width, height = style.LAYOUTS["one"], _TOP + _PLOT + _BOTTOM
    with style.look():
        figure = style.new_figure("one", height)
        axes = figure.add_axes(
            (_LEFT / width, _BOTTOM / height, (width - _LEFT - _RIGHT) / width, _PLOT / height)
        )
        axes.set_title(
            _title(name, measure, known, series),
            pad=64,
            x=-_LEFT / (width - _LEFT - _RIGHT) + 0.02,
        )
        axes.set_xlabel("year in which a session of the General Assembly began")
        axes.set_ylabel(
            "higher: nearer the United States" if measure == "ideal_point" else "share of votes alike"
        )
        axes.set_xlim(known[0] - 0.6, years[-1] + 0.6)
        low, high = _reach(
            measure, [series[y] for y in known if y in series], [v for y in known for v in value[y].values()]
        )
        axes.set_ylim(low, high)
        axes.xaxis.get_major_locator().set_params(integer=True)  # type: ignore[call-arg]
        axes.set_xticks([tick for tick in axes.get_xticks() if known[0] <= tick <= years[-1]])
        axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])
        axes.tick_params(length=0)
        axes.grid(axis="y", color=style.color("rule"), lw=0.7)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.fill_between(
            known,
            [value[y]["q1"] for y in known],
            [value[y]["q3"] for y in known],
            color=style.color("rule"),
            lw=0,
            alpha=0.75,
        )
        axes.plot(
            known, [value[y]["median"] for y in known], color=style.color("muted"), lw=1.4, ls=(0, (5, 2))
        )
        own = [series.get(y, math.nan) for y in known]
        axes.plot(known, own, color=style.color("line-1"), lw=2, marker="o", ms=3.6)
        year, change = change_around(iso3, measure, window)
        for coup in coup_years(iso3):
            if known[0] <= coup <= years[-1]:
                axes.axvline(coup, color=style.color("accent"), lw=1.2, ls=(0, (2, 2)))
        _coup_labels(
            axes, [c for c in coup_years(iso3) if known[0] <= c <= years[-1]], width - _LEFT - _RIGHT
        )
        drawn = change and change.years_before[0] >= known[0]
        if drawn:
            _bars(axes, change)
        _end_labels(axes, name, [y for y in known if y in series], series, value, high - low)
        figure.text(
            14 / width,
            1 - 48 / height,
            _change_text(name, year, change),
            va="top",
            fontsize=12 * style.PIXEL,
            linespacing=1.35,
        )
    return Chart(
        figure,
        alt=_alt(name, measure, known, series, value, year, change),
        table=[_row(y, series, value[y], y in coup_years(iso3)) for y in known],
    )


def _reach(measure: str, own: list[float], world: list[float]) -> tuple[float, float]:
    values = [v for v in [*own, *world] if v is not None]
    pad = 0.08 * (max(values) - min(values))
    low, high = min(values) - pad, max(values) + pad
    return (low, high) if measure == "ideal_point" else (max(-0.02, low), min(1.02, high))


def _coup_labels(axes: Axes, years: list[int], width: int) -> None:
    """The years above the lines of the coups; neighbours share a label."""
    low, high = axes.get_xlim()
    groups: list[Any] = []
    for year in years:
        if groups and (year - groups[-1][-1]) / (high - low) * width < 60:
            groups[-1].append(year)
        else:
            groups.append([year])
    for group in groups:
        words = ("coups " if len(group) > 1 else "coup ") + ", ".join(map(str, group))
        axes.annotate(
            words,
            (sum(group) / len(group), 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=11 * style.PIXEL,
            color=style.color("accent"),
            annotation_clip=False,
        )


def _bars(axes: Axes, change: Change) -> None:
    for years, own, world in (
        (change.years_before, change.case_before, change.comparison_before),
        (change.years_after, change.case_after, change.comparison_after),
    ):
        ends = [years[0] - 0.4, years[-1] + 0.4]
        axes.plot(
            ends, [own, own], color=style.color("line-1"), lw=6, alpha=0.45, solid_capstyle="butt", zorder=1.8
        )
        axes.plot(
            ends, [world, world], color=style.color("ink"), lw=6, alpha=0.3, solid_capstyle="butt", zorder=1.8
        )


def _end_labels(
    axes: Axes,
    name: str,
    years: list[int],
    series: dict[int, float],
    value: dict[int, dict[str, float]],
    span: float,
) -> None:
    """Names at the right end of the lines, moved apart where they would touch."""
    last = years[-1]
    labels = [
        (value[last]["q3"], "upper quarter", "muted", "normal"),
        (value[last]["median"], "world's median", "muted", "normal"),
        (value[last]["q1"], "lower quarter", "muted", "normal"),
        (series[last], name, "line-1", "bold"),
    ]
    labels.sort(key=lambda label: label[0])
    step = 15 / _PLOT * span
    spots = [label[0] for label in labels]
    for _ in range(60):
        for i in range(len(spots) - 1):
            near = step - (spots[i + 1] - spots[i])
            if near > 0:
                spots[i] -= near / 2
                spots[i + 1] += near / 2
    for spot, (_, text, tone, weight) in zip(spots, labels):
        axes.annotate(
            text,
            (axes.get_xlim()[1], spot),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=style.color(tone),
            fontweight=weight,
            fontsize=12 * style.PIXEL,
            annotation_clip=False,
        )


def _number(value: float) -> str:
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", "−")


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _change_text(name: str, year: int, change: Change) -> str:
    if year is None:
        return f"{name} is not in the table of coups, so there is no before and after."
    if change is None:
        return f"Before and after the coup of {year}: too few years are known to compare."
    return (
        f"From the mean of {_span(change.years_before)} to that of {_span(change.years_after)} (bars): "
        f"{name} {_number(change.case_change)}, "
        f"the world's median {_number(change.comparison_change)}.\n"
        f"Difference in differences around the coup of {year}: {_number(change.estimate)}."
    )


def _title(name: str, measure: str, known: list[int], series: dict[int, float]) -> str:
    own = [y for y in known if y in series]
    first, last = (f"{series[y]:.2f} in {y}".replace("-", "−") for y in (own[0], own[-1]))
    return f"{name}, {MEASURES[measure]}: from {first} to {last}"


def _alt(
    name: str,
    measure: str,
    known: list[int],
    series: dict[int, float],
    value: dict[int, dict[str, float]],
    year: int,
    change: Change,
) -> str:
    own = [y for y in known if y in series]
    first, last = own[0], own[-1]
    side = "above" if series[last] > value[last]["median"] else "below"
    inside = sum(value[y]["q1"] <= series[y] <= value[y]["q3"] for y in own)
    return (
        (
            f"{name}, {MEASURES[measure]}: {series[first]:.2f} in {first} and {series[last]:.2f} in {last}, "
            f"{side} the world's median of {value[last]['median']:.2f}. "
            f"In {inside} of {len(own)} years it lies within the middle half of the world. "
            f"{_change_text(name, year, change)}"
        )
        .replace("\n", " ")
        .replace(" -", " −")
    )


def _row(year: int, series: dict[int, float], world: dict[str, float], coup: bool) -> dict[str, int | str]:
    show = lambda v: "" if v is None else f"{v:.2f}".replace("-", "−")
    return {
        "Year": year,
        "Country": show(series.get(year)),
        "Lower quarter": show(world["q1"]),
        "World's median": show(world["median"]),
        "Upper quarter": show(world["q3"]),
        "Coup": "yes" if coup else "",
    }


# ---------------------------------------------------------------- the explorer


def explore_ideal_points(
    *, country: str = "MMR", measure: str = "ideal_point", since: int = 1990, window: int = 3
) -> Computed:
    """Lesson 06: ideal points and agreement shares by year, with the world's median and quartiles and the
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


def _draw(country: str, measure: str, since: int, window: int) -> Chart:
    if ITSELF.get(measure) == country:
        raise OptionError("A state always agrees with itself. Pick another country or another measure.")
    return ideal_points(country, measure, since, window)
