"""Countries' votes through the years, beside three powers and the middle of the world, with the coups of the first."""

from __future__ import annotations

from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts.coups import median, votes
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed, Number
from aftercoup.charts.machinery.drawing import Drawing, Plot, ticks
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.machinery.words import ENVOY, by_envoy, cut, number
from aftercoup.measures import Change

MEASURES = {
    "ideal_point": "ideal point",
    "agree_usa": "agreement with the United States",
    "agree_rus": "agreement with Russia",
    "agree_chn": "agreement with China",
}
ITSELF = {"agree_usa": "USA", "agree_rus": "RUS", "agree_chn": "CHN"}
SINCE = (1946, 1970, 1990, 2005)
WINDOWS = range(2, 9)
POWERS = {"USA": "US", "RUS": "Russia", "CHN": "China"}  # drawn as thin lines; as their labels say
_ENDS = ("RUS", "USA")  # by which the scale of ideal points is told
_QUARTERS = ("q3", "median", "q1")  # of the members of the United Nations


def coup_years(iso3: str) -> list[int]:
    """The years of a country's coups in the table of coups, first to last, each once."""
    return sorted({c.date.start.year for c in tables.table("coups") if c.iso3 == iso3})


def ideal_points(
    country: str = "MMR",
    measure: str = "ideal_point",
    since: int = 1990,
    window: int = 3,
    beside: str = "",
    layout: str = "one",
) -> Chart:
    """Draw a measure of a country's votes by year, with the world's median and quartiles and the country's coups.

    country: one of the table alignment, by its code; measure: one of MEASURES; since: the first year; window: years
    before and after the latest coup whose means are drawn as pale steps (see `measures.difference_in_differences`);
    beside: another country to compare with. POWERS are thin lines. OptionError for a state's agreement with itself.
    """
    if ITSELF.get(measure) in (country, beside):
        raise OptionError("A state always agrees with itself. Pick another country or another measure.")
    series, world = votes(country, measure), tables.table("alignment_world")
    name = _names()[country]
    value = {w.year: {q: getattr(w, f"{measure}_{q}") for q in _QUARTERS} for w in world}
    known = [y for y in (w.year for w in world) if y >= since and value[y]["median"] is not None]
    own = {y: series[y] for y in known if y in series}
    others = [beside] if beside and beside != country else []
    others += [iso3 for iso3 in POWERS if iso3 not in (country, beside, ITSELF.get(measure))]
    lines = {
        iso3: {y: v for y, v in votes(iso3, measure).items() if y in known} for iso3 in [*others, country]
    }
    year = max(coup_years(country), default=None)  # of the latest coup
    change = measures.difference_in_differences(series, median(measure), year, window) if year else None
    said, first, last = MEASURES[measure].replace("ideal point", "nearness to the US"), min(own), max(own)
    title = f"{name}, {said} in UN votes: from {_level(measure, own[first])} in {first} to {_level(measure, own[last])} in {last}"
    note = "Grey: the middle half of states." + ENVOY * ("MMR" in (country, beside))
    stepped = change and change.years_before[0] >= known[0]  # the years compared are drawn
    if year and change:
        title = _title(country, measure, year, change)
        means = zip((change.years_before, change.years_after), (change.case_before, change.case_after))
        said = " and ".join(f"{_span(years)} ({_level(measure, mean)})" for years, mean in means)
        note += f" Compared{' (pale steps)' if stepped else ''}: its means of {said}."
    drawing = Drawing(layout, title, note, rests_on=("alignment", "alignment_world"))
    told = _change_text(name, measure, year, change)
    drawing.paragraph(told)
    drawing.y += 5
    power = POWERS.get(ITSELF.get(measure, ""), "").replace("US", "the US")
    axis = f"Share of votes the same as {power}'s."
    if not power:
        both = " and ".join(f"{POWERS[end]} at {_level(measure, votes(end, measure)[last])}" for end in _ENDS)
        axis = f"Points: a state's votes of a year as one number (ideal point), in {last} {both}. Higher: nearer the US."
    drawing.paragraph(axis, tone="muted")
    coups = [coup for coup in coup_years(country) if known[0] <= coup <= known[-1]]
    drawing.y += 20
    values = [v for line in lines.values() for v in line.values()]
    ends = _reach(measure, values + [v for y in known for v in value[y].values()])
    right, tall = (84, 320) if drawing.narrow else (128, 340)
    plot = Plot(drawing, 46, right, tall, (known[0] - 0.6, known[-1] + 0.6), ends)
    plot.up(ticks(*ends), lambda tick: number(tick, 1) if measure == "ideal_point" else f"{100 * tick:.0f}%")
    plot.across(ticks(known[0], known[-1], 5 if drawing.narrow else 9), "{:.0f}".format, grid=False)
    upper, lower = ([(y, value[y][q]) for y in known] for q in ("q3", "q1"))
    drawing.area(plot.points([*upper, *reversed(lower)]), "rule", 0.75)
    drawing.line(plot.points((y, value[y]["median"]) for y in known), "muted", 1.4, "5 2")
    if change and stepped:
        _steps(plot, change, _tone(country, country))
    for iso3, line in lines.items():
        for side in style.together(line, 1):
            thick = _WIDTHS[iso3 in (country, beside)]
            drawing.line(plot.points((y, line[y]) for y in side), _tone(iso3, country), thick)
    drawing.symbol(plot.points(own.items()), "o", _tone(country, country), size=4)
    for coup in coups:
        plot.upright(coup, "myanmar", 1.4, "3 2")
    _coup_labels(plot, coups)
    _end_labels(plot, lines, (country, beside), value[last], measure)
    plot.end()
    return Chart(
        drawing,
        cursors={str(y): drawing.upright(plot.x(y), plot.top + plot.height, plot.top) for y in known},
        alt=_alt(country, measure, own, value, told, {iso3: lines[iso3] for iso3 in others}),
        table=[
            _row(y, name, measure, own.get(y), value[y], y in coups)
            | {_names()[iso3]: _level(measure, lines[iso3].get(y)) for iso3 in others}
            for y in known
        ],
    )


_WIDTHS = (1.3, 3)  # of the line of a power, and of a country that was chosen


@cache
def _names() -> dict[str, str]:
    """Code -> country of the table alignment, by name."""
    return {a.iso3: a.country for a in sorted(tables.table("alignment"), key=lambda a: a.country)}


def _tone(iso3: str, country: str) -> str:
    """The colour of a state; of others that of the chosen country, or of the one beside it."""
    return style.STATES.get(_names()[iso3], "ink" if iso3 == country else "second")


def _reach(measure: str, values: list[float]) -> tuple[float, float]:
    pad = 0.08 * (max(values) - min(values))
    low, high = min(values) - pad, max(values) + pad
    return (low, high) if measure == "ideal_point" else (max(-0.02, low), min(1.02, high))


def _coup_labels(plot: Plot, coups: list[int]) -> None:
    """The years of the coups, above their lines; neighbours share a label."""
    for group in style.together(coups, 80, plot.x):
        words = f"coup{'s' * (len(group) > 1)} {', '.join(map(str, group))}"
        half = style.text_width(words) / 2
        x = max(plot.x(sum(group) / len(group)), plot.left + half - 36)
        x = min(x, plot.drawing.width - half - 6)
        plot.drawing.text(x, plot.top - 3, words, "middle", "myanmar", at="bottom")


def _steps(plot: Plot, change: Change, tone: str) -> None:
    """The means of both windows as pale steps, those of the world in grey, moved apart where they would lie on another."""
    for years, world, own in (
        (change.years_before, change.comparison_before, change.case_before),
        (change.years_after, change.comparison_after, change.case_after),
    ):
        left, right = plot.x(years[0] - 0.45), plot.x(years[-1] + 0.45)
        lines = sorted((plot.y(mean), of) for mean, of in ((world, "muted"), (own, tone)))
        for y, (_, of) in zip(style.apart([y for y, _ in lines], 6), lines):
            plot.drawing.box(left, y - 2.5, right - left, 5, of, 0.45)


def _level(measure: str, value: float | None) -> str:
    """A value in words: of the ideal point on its scale, of a share in percent; "" where there is none."""
    if value is None:
        return ""
    return number(value) if measure == "ideal_point" else f"{100 * value:.0f}%"


def _moved(measure: str, change: float, sign: bool = False) -> str:
    """A change in words: of the ideal point on its scale, of a share in points of a hundred."""
    return number(change, 2, sign) if measure == "ideal_point" else number(100 * change, 0, sign)


def _title(country: str, measure: str, year: int, change: Change) -> str:
    """The finding: how the mean changed from the window before the latest coup to that after it, and the world's."""
    own, world = change.case_change, change.comparison_change
    if measure == "ideal_point":
        way = lambda x: "towards" if x > 0 else "away from"
        said = [f"moved {_moved(measure, abs(x))} points {way(x)} the US" for x in (own, world)]
        whose = "'s votes"
    else:
        points = [tables.many(int(_moved(measure, abs(x))), "percentage point") for x in (own, world)]
        said = [f"{'rose' if x > 0 else 'fell'} by {n}" for x, n in zip((own, world), points)]
        whose = f"'s {MEASURES[measure]}"
    still = [not float(_moved(measure, abs(x))) for x in (own, world)]
    if (own > 0) == (world > 0) and not any(still):
        said[1] = f"by {_moved(measure, abs(world))}"
    said = ["stayed" if no else words for no, words in zip(still, said)]
    whose += by_envoy(country, year)
    return f"After the coup of {year} {_names()[country]}{whose} {said[0]}; the world's median {said[1]}"


def _end_labels(
    plot: Plot, lines: dict[str, dict[int, float]], chosen: tuple[str, str], world: dict[str, float], measure: str
) -> None:  # fmt: skip
    """Names, and where there is room last values, at the right end of the lines, moved apart where they would touch."""
    narrow = plot.drawing.narrow
    labels = [(plot.y(world["median"]), "median" if narrow else "world's median", "muted", False)]
    for iso3, values in lines.items():
        end, name = values[max(values)], POWERS.get(iso3) or cut(_names()[iso3], 8)
        name += "" if narrow else f" {_level(measure, end)}"
        labels.append((plot.y(end), name, _tone(iso3, chosen[0]), iso3 in chosen))
    labels.sort()
    ys = style.apart([y for y, *_ in labels], 15)
    for y, (_, text, tone, bold) in zip(ys, labels):
        plot.drawing.text(plot.left + plot.width + 6, y, text, tone=tone, bold=bold)


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _change_text(name: str, measure: str, year: int | None, change: Change | None) -> str:
    if year is None:
        return f"{name} is not in the table of coups, so there is no before and after."
    if change is None:
        return f"Before and after the coup of {year}: too few years are known to compare."
    unit = "" if measure == "ideal_point" else " percentage points"
    return f"Change against the world around the coup of {year}: {_moved(measure, change.estimate, sign=True)}{unit}."


def _alt(
    country: str, measure: str, own: dict[int, float], value: dict[int, dict[str, float]], told: str,
    others: dict[str, dict[int, float]],
) -> str:  # fmt: skip
    first, last = min(own), max(own)
    side = "above" if own[last] > value[last]["median"] else "below"
    level = lambda x: _level(measure, x)
    ends = [f"{_names()[iso3]} {level(line[max(line)])} in {max(line)}" for iso3, line in others.items()]
    inside = sum(value[y]["q1"] <= own[y] <= value[y]["q3"] for y in own)
    return (
        f"{_names()[country]}, {MEASURES[measure]}: {level(own[first])} in {first} and {level(own[last])} in {last}, "
        f"{side} the world's median of {level(value[last]['median'])}. "
        f"In {inside} of {len(own)} years it lies within the middle half of the world. "
        f"Beside it: {', '.join(ends)}. {by_envoy(country, said='Since 2021 its votes are those of the {}. ')}{told}"
    )


def _row(
    year: int, name: str, measure: str, own: float | None, world: dict[str, float], coup: bool
) -> dict[str, int | str]:
    return {
        "Year": year,
        name: _level(measure, own),
        "Lower quarter": _level(measure, world["q1"]),
        "World's median": _level(measure, world["median"]),
        "Upper quarter": _level(measure, world["q3"]),
        "Coup": "yes" if coup else "",
    }


# ---------------------------------------------------------------- the explorer


def explore_ideal_points(**start: Any) -> Computed:
    """Lesson 06: ideal points and agreement shares by year, with the world's median and quartiles and the coups.

    Start it anywhere, if you like: `country="EGY"`, `beside="THA"` (another country), `measure="agree_rus"`,
    `since=1970`, `window=5` (years before and after the latest coup).
    """
    return Computed(
        "ideal_points",
        ideal_points,
        [
            Choice("country", "Country", _names(), "MMR"),
            Choice("beside", "Beside it", {"": "the three powers alone"} | _names(), ""),
            Choice("measure", "Show", MEASURES),
            Choice("since", "Since", {year: str(year) for year in SINCE}, 1990),
            Number("window", "Years before and after the latest coup", WINDOWS[0], WINDOWS[-1], 3),
        ],
        start,
    )
