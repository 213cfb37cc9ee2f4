"""One country's votes through the years, against the middle of the world, with its coups."""

from __future__ import annotations

from aftercoup import measures, tables
from aftercoup.charts.chart import Chart
from aftercoup.charts.coups import median, votes
from aftercoup.charts.drawing import Drawing, Plot, ticks
from aftercoup.charts.explorer.compute import Choice, Computed, Number
from aftercoup.charts.explorer.view import OptionError
from aftercoup.charts.words import capital, cut, number
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
_QUARTERS = {"q3": "upper quarter", "median": "world's median", "q1": "lower quarter"}


def coup_years(iso3: str) -> list[int]:
    """The years of a country's coups in the table of coups, first to last, each once."""
    return sorted({c.date.start.year for c in tables.table("coups") if c.iso3 == iso3})


def ideal_points(
    country: str = "MMR",
    measure: str = "ideal_point",
    since: int = 1990,
    window: int = 3,
    layout: str = "one",
) -> Chart:
    """Draw a measure of a country's votes by year, with the world's median and quartiles and the country's coups.

    country: one of the table alignment, by its code; measure: one of MEASURES; since: the first year; window: years
    before and after the latest coup whose means are drawn as bars (see `measures.difference_in_differences`). Raises
    OptionError for a state's agreement with itself.
    """
    if ITSELF.get(measure) == country:
        raise OptionError("A state always agrees with itself. Pick another country or another measure.")
    series, world = votes(country, measure), tables.table("alignment_world")
    name = next(a.country for a in tables.table("alignment") if a.iso3 == country)
    value = {w.year: {q: getattr(w, f"{measure}_{q}") for q in _QUARTERS} for w in world}
    known = [y for y in (w.year for w in world) if y >= since and value[y]["median"] is not None]
    own = {y: series[y] for y in known if y in series}
    year = max(coup_years(country), default=None)  # of the latest coup
    change = measures.difference_in_differences(series, median(measure), year, window) if year else None
    means = "higher: nearer the United States" if measure == "ideal_point" else "share of votes alike"
    note = f"{capital(means)}; by the year in which a session of the General Assembly began."
    what, first, last = f"{name}, {MEASURES[measure]}", min(own), max(own)
    title = f"{what}: from {number(own[first])} in {first} to {number(own[last])} in {last}"
    drawing = Drawing(layout, title, note, rests_on=("alignment", "alignment_world"))
    told = _change_text(name, year, change)
    for line in told.split("\n"):
        drawing.paragraph(line)
    drawing.y += 22
    ends = _reach(measure, [*own.values(), *(v for y in known for v in value[y].values())])
    plot = Plot(drawing, 46, 112, 230 if drawing.narrow else 290, (known[0] - 0.6, known[-1] + 0.6), ends)
    plot.up(ticks(*ends), lambda tick: number(tick, 1))
    plot.across(ticks(known[0], known[-1], 5 if drawing.narrow else 9), "{:.0f}".format, grid=False)
    upper, lower = ([(y, value[y][q]) for y in known] for q in ("q3", "q1"))
    drawing.area(plot.points([*upper, *reversed(lower)]), "rule", 0.75)
    drawing.line(plot.points((y, value[y]["median"]) for y in known), "muted", 1.4, "5 2")
    for side in _runs(sorted(own)):
        drawing.line(plot.points((y, own[y]) for y in side), "line-1", 2)
    drawing.dots(plot.points(own.items()), "line-1", 5)
    coups = [coup for coup in coup_years(country) if known[0] <= coup <= known[-1]]
    for coup in coups:
        plot.upright(coup, "accent", 1.4, "3 2")
    _coup_labels(plot, coups)
    if change and change.years_before[0] >= known[0]:
        _bars(plot, change)
    _end_labels(plot, name, own[last], value[last])
    plot.end()
    return Chart(
        drawing,
        alt=_alt(what, own, value, told),
        table=[_row(y, own.get(y), value[y], y in coups) for y in known],
    )


def _reach(measure: str, values: list[float]) -> tuple[float, float]:
    pad = 0.08 * (max(values) - min(values))
    low, high = min(values) - pad, max(values) + pad
    return (low, high) if measure == "ideal_point" else (max(-0.02, low), min(1.02, high))


def _runs(years: list[int]) -> list[list[int]]:
    """Years in order, in runs without a gap."""
    found: list[list[int]] = []
    for year in years:
        if not found or year > found[-1][-1] + 1:
            found.append([])
        found[-1].append(year)
    return found


def _coup_labels(plot: Plot, years: list[int]) -> None:
    """The years above the lines of the coups; neighbours share a label."""
    groups: list[list[int]] = []
    for year in years:
        if not groups or plot.x(year) - plot.x(groups[-1][-1]) > 80:
            groups.append([])
        groups[-1].append(year)
    for group in groups:
        words = ("coups " if len(group) > 1 else "coup ") + ", ".join(map(str, group))
        middle = plot.x(sum(group) / len(group))
        half = 3.8 * len(words)
        x = min(max(middle, plot.left + half - 36), plot.drawing.width - half - 6)
        plot.drawing.text(x, plot.top - 9, words, "middle", "accent")


def _bars(plot: Plot, change: Change) -> None:
    for years, own, world in (
        (change.years_before, change.case_before, change.comparison_before),
        (change.years_after, change.case_after, change.comparison_after),
    ):
        left, right = plot.x(years[0] - 0.4), plot.x(years[-1] + 0.4)
        for mean, tone, opacity in ((own, "line-1", 0.45), (world, "ink", 0.3)):
            plot.drawing.box(left, plot.y(mean) - 4, right - left, 8, tone, opacity)


def _end_labels(plot: Plot, name: str, own: float, world: dict[str, float]) -> None:
    """Names at the right end of the lines, moved apart where they would touch."""
    spots = [(plot.y(world[q]), words, "muted") for q, words in _QUARTERS.items()]
    labels = sorted([*spots, (plot.y(own), cut(name, 13), "line-1")])
    ys = [y for y, *_ in labels]
    for _ in range(60):
        for i in range(len(ys) - 1):
            near = 15 - (ys[i + 1] - ys[i])
            if near > 0:
                ys[i] -= near / 2
                ys[i + 1] += near / 2
    for y, (_, text, tone) in zip(ys, labels):
        plot.drawing.text(plot.left + plot.width + 6, y, text, tone=tone, bold=tone == "line-1")


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _change_text(name: str, year: int | None, change: Change | None) -> str:
    if year is None:
        return f"{name} is not in the table of coups, so there is no before and after."
    if change is None:
        return f"Before and after the coup of {year}: too few years are known to compare."
    return (
        f"From the mean of {_span(change.years_before)} to that of {_span(change.years_after)} (bars): "
        f"{name} {number(change.case_change, sign=True)}, "
        f"the world's median {number(change.comparison_change, sign=True)}.\n"
        f"Change against the world around the coup of {year}: {number(change.estimate, sign=True)}."
    )


def _alt(what: str, own: dict[int, float], value: dict[int, dict[str, float]], told: str) -> str:
    first, last = min(own), max(own)
    side = "above" if own[last] > value[last]["median"] else "below"
    inside = sum(value[y]["q1"] <= own[y] <= value[y]["q3"] for y in own)
    text = (
        f"{what}: {own[first]:.2f} in {first} and {own[last]:.2f} in {last}, "
        f"{side} the world's median of {value[last]['median']:.2f}. "
        f"In {inside} of {len(own)} years it lies within the middle half of the world. {told}"
    )
    return text.replace("\n", " ").replace(" -", " −")


def _row(year: int, own: float | None, world: dict[str, float], coup: bool) -> dict[str, int | str]:
    return {
        "Year": year,
        "Country": "" if own is None else number(own),
        "Lower quarter": number(world["q1"]),
        "World's median": number(world["median"]),
        "Upper quarter": number(world["q3"]),
        "Coup": "yes" if coup else "",
    }


# ---------------------------------------------------------------- the explorer


def explore_ideal_points(
    *, country: str = "MMR", measure: str = "ideal_point", since: int = 1990, window: int = 3
) -> Computed:
    """Lesson 06: ideal points and agreement shares by year, with the world's median and quartiles and the coups.

    Start it anywhere, if you like: `country="EGY"`, `measure="agree_rus"`, `since=1970`, `window=5` (years before and
    after the latest coup).
    """
    names = {a.iso3: a.country for a in sorted(tables.table("alignment"), key=lambda a: a.country)}
    return Computed(
        "ideal_points",
        ideal_points,
        [
            Choice("country", "Country", names, "MMR"),
            Choice("measure", "Show", MEASURES),
            Choice("since", "Since", {year: str(year) for year in SINCE}, 1990),
            Number("window", "Years before and after the latest coup", WINDOWS[0], WINDOWS[-1], 3),
        ],
        state={"country": country, "measure": measure, "since": since, "window": window},
    )
