"""Countries' votes through the years, beside three powers and the middle of the world, with the coups of the first."""

from __future__ import annotations

from functools import cache
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import style
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
POWERS = {
    "USA": "US",
    "RUS": "Russia",
    "CHN": "China",
}  # drawn as thin lines; with the short names of their labels
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
    before and after the latest coup whose means are drawn as short lines (see `measures.difference_in_differences`), all
    other years being pale; beside: another country to compare with. POWERS are drawn as thin lines. Raises OptionError for a state's agreement with itself.
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
    means = "higher: nearer the United States" if measure == "ideal_point" else "share of votes alike"
    what, first, last = f"{name}, {MEASURES[measure]}", min(own), max(own)
    title = f"{what}: from {number(own[first])} in {first} to {number(own[last])} in {last}"
    if year and change:
        title = _title(name, measure, year, change)
        means += f". Short lines: means of {_span(change.years_before)} and {_span(change.years_after)}"
    note = f"{capital(means)}. By the year in which a session began."
    drawing = Drawing(layout, title, note, rests_on=("alignment", "alignment_world"))
    told = _change_text(name, year, change)
    drawing.paragraph(told.split("\n")[-1])
    drawing.y += 22
    ends = _reach(
        measure,
        [
            *(v for line in lines.values() for v in line.values()),
            *(v for y in known for v in value[y].values()),
        ],
    )
    plot = Plot(drawing, 46, 128, 260 if drawing.narrow else 320, (known[0] - 0.6, known[-1] + 0.6), ends)
    plot.up(ticks(*ends), lambda tick: number(tick, 1))
    plot.across(ticks(known[0], known[-1], 5 if drawing.narrow else 9), "{:.0f}".format, grid=False)
    upper, lower = ([(y, value[y][q]) for y in known] for q in ("q3", "q1"))
    drawing.area(plot.points([*upper, *reversed(lower)]), "rule", 0.75)
    drawing.line(plot.points((y, value[y]["median"]) for y in known), "muted", 1.4, "5 2")
    for iso3, values in lines.items():
        for side in _runs(sorted(values)):
            drawing.line(
                plot.points((y, values[y]) for y in side),
                _tone(iso3, country),
                _WIDTHS[iso3 in (country, beside)],
            )
    drawing.dots(plot.points(own.items()), _tone(country, country), 5)
    compared = change if change and change.years_before[0] >= known[0] else None
    if compared:  # the other years are pale
        for a, b in (
            (known[0] - 0.6, compared.years_before[0] - 0.5),
            (compared.years_after[-1] + 0.5, known[-1] + 0.6),
        ):
            drawing.box(plot.x(a), plot.top, max(0, plot.x(b) - plot.x(a)), plot.height, "paper", 0.55)
    coups = [coup for coup in coup_years(country) if known[0] <= coup <= known[-1]]
    for coup in coups:
        plot.upright(coup, "accent", 1.4, "3 2")
    _coup_labels(plot, coups)
    said = _levels(plot, compared, measure) if compared else (0, 0)
    _name_band(plot, value, known, [*lines.values(), {y: value[y]["median"] for y in known}], said)
    _end_labels(plot, lines, (country, beside), value[last])
    plot.end()
    return Chart(
        drawing,
        cursors={str(y): drawing.upright(plot.x(y), plot.top + plot.height, plot.top) for y in known},
        alt=_alt(what, own, value, told, {iso3: lines[iso3] for iso3 in others}),
        table=[
            _row(y, name, own.get(y), value[y], y in coups)
            | {_names()[iso3]: number(lines[iso3][y]) if y in lines[iso3] else "" for iso3 in others}
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
    return style.STATES.get(_names()[iso3], "line-0" if iso3 == country else "line-4")


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


def _name_band(
    plot: Plot,
    value: dict[int, Any],
    known: list[int],
    lines: list[dict[int, float]],
    taken: tuple[float, float],
) -> None:
    """Say what the band is where it is farthest from all lines, and from the words that end at `taken`."""
    words = "middle half of states"
    half = style.text_width(words) / 2 + 4
    best, place = 0.0, (0.0, 0.0)
    for year in known:
        x, y = plot.x(year), plot.y(value[year]["q3"]) + 10
        under = [at for at in known if abs(plot.x(at) - x) <= half + 10]
        near = [abs(plot.y(line[at]) - y) for line in lines for at in under if at in line]
        near += [plot.y(value[at]["q1"]) - y for at in under] + [y - plot.y(value[at]["q3"]) for at in under]
        near += [abs(taken[1] - y) - 8] if x - half < taken[0] and x + half > taken[0] - 60 else []
        if plot.left + half <= x <= plot.left + plot.width - half and min(near) > best:
            best, place = min(near), (x, y)
    if best:
        plot.drawing.text(*place, words, "middle", "muted", halo=True)


def _levels(plot: Plot, change: Change, measure: str) -> tuple[float, float]:
    """The means of both windows as short lines, those of the world in grey, and how far the country's moved: where these
    words end."""
    drawing, ends = plot.drawing, (change.years_before, change.years_after)
    sides = [(plot.x(years[0] - 0.45), plot.x(years[-1] + 0.45)) for years in ends]
    for means, tone in (
        ((change.comparison_before, change.comparison_after), "muted"),
        ((change.case_before, change.case_after), "ink"),
    ):
        for (left, right), mean in zip(sides, means):
            y = plot.y(mean)
            drawing.line([(left, y), (right, y)], "paper", 5)
            drawing.line([(left, y), (right, y)], tone, 2.6)
    before, after = plot.y(change.case_before), plot.y(change.case_after)
    x, end = sum(sides[1]) / 2, sides[1][1]
    drawing.line([(sides[0][1], before), (x, before), (x, after)], "ink", 1, "2 2")
    y = after + (11 if after > before else -11)
    drawing.text(end, y, _moved(measure, change.case_change, sign=True), "end", bold=True, halo=True)
    return end, y


def _moved(measure: str, change: float, sign: bool = False) -> str:
    """A change in words: of the ideal point on its scale, of a share in points of a hundred."""
    return number(change, 2, sign) if measure == "ideal_point" else number(100 * change, 0, sign)


def _title(name: str, measure: str, year: int, change: Change) -> str:
    """The finding: how the mean changed from the window before the latest coup to that after it, and the world's."""
    own, world = change.case_change, change.comparison_change
    if measure == "ideal_point":
        said = [
            f"moved {_moved(measure, abs(x))} {'towards' if x > 0 else 'away from'} the US"
            for x in (own, world)
        ]
        whose = name
    else:
        points = [tables.many(int(_moved(measure, abs(x))), "point") for x in (own, world)]
        said = [f"{'rose' if x > 0 else 'fell'} by {n}" for x, n in zip((own, world), points)]
        whose = f"{name}'s {MEASURES[measure]}"
    still = [not float(_moved(measure, abs(x))) for x in (own, world)]
    if (own > 0) == (world > 0) and not any(still):
        said[1] = f"by {_moved(measure, abs(world))}"
    said = ["stayed" if no else words for no, words in zip(still, said)]
    return f"After the coup of {year} {whose} {said[0]}, the world's median {said[1]}"


def _end_labels(
    plot: Plot, lines: dict[str, dict[int, float]], chosen: tuple[str, str], world: dict[str, float]
) -> None:
    """Names and last values at the right end of the lines, moved apart where they would touch."""
    labels = [(plot.y(world["median"]), "world's median", "muted", False)]
    for iso3, values in lines.items():
        end, name = values[max(values)], POWERS.get(iso3) or cut(_names()[iso3], 8)
        labels.append((plot.y(end), f"{name} {number(end)}", _tone(iso3, chosen[0]), iso3 in chosen))
    labels.sort()
    ys = style.apart([y for y, *_ in labels], 15)
    for y, (_, text, tone, bold) in zip(ys, labels):
        plot.drawing.text(plot.left + plot.width + 6, y, text, tone=tone, bold=bold)


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _change_text(name: str, year: int | None, change: Change | None) -> str:
    if year is None:
        return f"{name} is not in the table of coups, so there is no before and after."
    if change is None:
        return f"Before and after the coup of {year}: too few years are known to compare."
    return (
        f"Change of the mean, {_span(change.years_before)} to {_span(change.years_after)}: "
        f"{name} {number(change.case_change, sign=True)}, "
        f"the world's median {number(change.comparison_change, sign=True)}.\n"
        f"Change against the world around the coup of {year}: {number(change.estimate, sign=True)}."
    )


def _alt(
    what: str,
    own: dict[int, float],
    value: dict[int, dict[str, float]],
    told: str,
    others: dict[str, dict[int, float]],
) -> str:
    first, last = min(own), max(own)
    side = "above" if own[last] > value[last]["median"] else "below"
    ends = [f"{_names()[iso3]} {values[max(values)]:.2f} in {max(values)}" for iso3, values in others.items()]
    inside = sum(value[y]["q1"] <= own[y] <= value[y]["q3"] for y in own)
    text = (
        f"{what}: {own[first]:.2f} in {first} and {own[last]:.2f} in {last}, "
        f"{side} the world's median of {value[last]['median']:.2f}. "
        f"In {inside} of {len(own)} years it lies within the middle half of the world. "
        f"Beside it: {', '.join(ends)}. {told}"
    )
    return text.replace("\n", " ").replace(" -", " −")


def _row(
    year: int, name: str, own: float | None, world: dict[str, float], coup: bool
) -> dict[str, int | str]:
    return {
        "Year": year,
        name: "" if own is None else number(own),
        "Lower quarter": number(world["q1"]),
        "World's median": number(world["median"]),
        "Upper quarter": number(world["q3"]),
        "Coup": "yes" if coup else "",
    }


# ---------------------------------------------------------------- the explorer


def explore_ideal_points(
    *,
    country: str = "MMR",
    measure: str = "ideal_point",
    since: int = 1990,
    window: int = 3,
    beside: str = "",
) -> Computed:
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
        state={"country": country, "beside": beside, "measure": measure, "since": since, "window": window},
    )
