"""What two lists of coups say about one country, beside the table of this module."""

from __future__ import annotations

from collections import Counter
from datetime import date

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Choice, Computed
from aftercoup.charts.machinery.drawing import Drawing, Plot
from aftercoup.charts.machinery.words import full_date, year_of, yes_no

_FIRST, _LAST = 1945, 2030  # where the axis begins and ends
_NEAR = 45  # days within which entries of two lists are taken to mean one coup
OWN = "this module"
_LINE = 16  # pixels from one level of entries to the next


def countries() -> dict[str, str]:
    """iso3 -> name of the countries that the table `coup_lists` covers, by name."""
    rows = sorted(tables.table("coup_lists"), key=lambda row: row.country)
    return {row.iso3: row.country for row in rows}


def entries(iso3: str) -> dict[str, list[tuple[date, str]]]:
    """list -> [(day, kind)] in time order, for both lists and for the table `coups`."""
    known = [row for row in tables.table("coup_lists") if row.iso3 == iso3]
    listed = {
        name: sorted((r.date.start, r.kind) for r in known if r.list == name)
        for name in tables.labels("coup_lists", "list")
    }
    return listed | {OWN: sorted((c.date.start, c.outcome) for c in tables.table("coups") if c.iso3 == iso3)}


def nearest(day: date, days: list[date]) -> date | None:
    """The one of `days` that lies nearest to `day`, if any lies within 45 days; else None."""
    best = min(days, key=lambda other: abs((other - day).days), default=None)
    return best if best is not None and abs((best - day).days) <= _NEAR else None


def shared(listed: dict[str, list[tuple[date, str]]]) -> dict[str, list[tuple[date, str]]]:
    """list -> those of its entries that both lists have, each with one of the other; of this module those near such a one."""
    first, second, _ = listed
    pairs: list[tuple[tuple[date, str], tuple[date, str]]] = []
    for day, kind in listed[first]:
        taken = [other for _, other in pairs]
        free = [entry for entry in listed[second] if nearest(day, [entry[0]]) and entry not in taken]
        if free:
            best = min(free, key=lambda entry: (abs((entry[0] - day).days), entry[1] != kind))
            pairs.append(((day, kind), best))
    days = [day for pair in pairs for day, _ in pair]
    own = [entry for entry in listed[OWN] if nearest(entry[0], days)]
    return {first: [a for a, _ in pairs], second: [b for _, b in pairs], OWN: own}


def disagreements(iso3: str) -> list[tuple[date, dict[str, date | None]]]:
    """For each coup of the table `coups`: (its day, {list: the list's day, or None when not listed}), where
    they differ."""
    listed = entries(iso3)
    won = lambda days: [day for day, kind in days if kind == "success"]
    succeeded = {name: won(days) for name, days in listed.items() if name != OWN}
    rows = [(day, {name: nearest(day, days) for name, days in succeeded.items()}) for day, _ in listed[OWN]]
    return [(day, given) for day, given in rows if set(given.values()) != {day}]


def lists(country: str = "MMR", layout: str = "one") -> Chart:
    """Draw all entries of both lists for a country on one time axis, by kind, with the coups of this module below.

    country: one of the table `coup_lists`, by its code. A line joins the two entries of what both lists have. Under the
    axis: where days differ.
    """
    listed = entries(country)
    years = [day.year for days in listed.values() for day, _ in days]
    note = f"Entries from {min(years)} to {max(years)}, then the coups of this module. Bold, joined: in both lists."
    both = shared(listed)
    first, second, _ = map(len, listed.values())
    alike, where = len(next(iter(both.values()))), countries()[country]
    title = f"Two lists of coups have {first} and {second} entries for {where}, {alike} in both"
    drawing = Drawing(layout, title, note, rests_on=("coup_lists", "coups"))
    kinds = tables.labels("coup_lists", "kind")
    drawing.legend((label, (_symbol(kind), "ink")) for kind, label in kinds.items())
    plot = Plot(drawing, 16, 34, 0, (_FIRST, _LAST), (0, 1))
    rows, places = [], dict[tuple, tuple[float, float]]()
    for name, days in listed.items():
        y, placed = plot.top + plot.height, _spread(days, both[name], 50 * (_LAST - _FIRST) / plot.width)
        height = 46 + _LINE * max((level for *_, level in placed), default=0)
        drawing.line([(8, y), (drawing.width - 8, y)], "rule")
        rows.append((name, y, placed))
        places |= {(name, day, kind): (plot.x(year_of(day)), y + 33 + _LINE * n) for day, kind, n in placed}
        plot.height += height
    plot.across(range(1950, _LAST, 20 if drawing.narrow else 10), str)
    lists_ = [name for name in listed if name != OWN]
    for pair in zip(*(both[name] for name in lists_)):
        drawing.line([places[name, *entry] for name, entry in zip(lists_, pair)], "ink", 0.8)
    for name, top, placed in rows:
        heading = f"{_list_label(name)} ({len(placed)})"
        drawing.box(10, top + 3, 8 + style.text_width(heading), 19, "paper")  # a joining line breaks off here
        drawing.text(14, top + 13, heading, bold=True)
        for day, kind, _ in placed:
            (x, y), alike_ = places[name, day, kind], (day, kind) in both[name]
            tone = "ink" if alike_ else "muted"
            drawing.symbol([(x, y)], _symbol(kind), tone, "paper")
            drawing.text(x + 8, y, str(day.year), tone=tone, bold=alike_, halo=True)
    plot.end(26)
    for line in _words(country):
        drawing.paragraph(line)
    return Chart(
        drawing,
        alt=_alt(country, listed, alike),
        table=[
            {"List": _list_label(name), "Day": day.isoformat(), "Kind": kinds[kind]}
            | {"In both lists": yes_no((day, kind) in both[name])}
            for name in listed
            for day, kind in listed[name]
        ],
    )


def _list_label(name: str) -> str:
    return OWN.capitalize() if name == OWN else tables.label("coup_lists", "list", name)


def _spread(
    days: list[tuple[date, str]], first: list[tuple[date, str]], room: float
) -> list[tuple[date, str, int]]:
    """(day, kind, level): each entry on the first level where it touches no other. first: those that are placed before the
    others; room: years that one takes."""
    placed: list[tuple[date, str, int]] = []
    for day, kind in sorted(days, key=lambda entry: (entry not in first, entry)):
        near = {n for other, _, n in placed if abs(year_of(day) - year_of(other)) <= room}
        placed.append((day, kind, min({*range(len(near) + 1)} - near)))
    return placed


def _symbol(kind: str) -> int:
    return list(tables.labels("coup_lists", "kind")).index(kind)


def _words(iso3: str) -> list[str]:
    rows = disagreements(iso3)
    if not rows:
        return ["Both lists have the coups of this module, on the same days."]
    lines = ["Days that differ from those of this module:"]
    for own, given in rows:
        told = (f"{_list_label(name)} {_given(name, own, day)}" for name, day in given.items())
        lines.append(f"{full_date(own)}: {'; '.join(told)}.")
    return lines


def _given(name: str, own: date, day: date | None) -> str:
    if day is None:
        last = max(r.date.start for r in tables.table("coup_lists") if r.list == name)
        return f"ends in {last.year}" if last.year < own.year else "does not list it"
    return "the same" if day == own else full_date(day)


def _alt(iso3: str, listed: dict[str, list[tuple[date, str]]], alike: int) -> str:
    kinds = tables.labels("coup_lists", "kind")
    parts = []
    for which, days in listed.items():
        counts = Counter(kind for _, kind in days)
        named = ", ".join(f"{label}: {counts[kind]}" for kind, label in kinds.items() if counts[kind])
        parts.append(f"{_list_label(which)} has {len(days)}" + (f" ({named})" if named else ""))
    where = f"Entries for {countries()[iso3]} on one time axis"
    return f"{where}: {'; '.join(parts)}. Both lists have {alike} of them. {' '.join(_words(iso3))}"


# ---------------------------------------------------------------- the explorer


def explore_lists(country: str = "MMR") -> Computed:
    """Lesson 07: the entries of two coup lists for a country, on one time axis. country: its code, like
    "MMR" or "NER"."""
    controls = [Choice("country", "Country", countries(), "MMR")]
    return Computed("lists", lists, controls, {"country": country})
