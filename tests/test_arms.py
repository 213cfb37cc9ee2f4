"""Lesson 05: arms by supplier, windows, orders, sanctions, counts of the dead; computed again from the CSV files."""

import csv
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from drawn import boxes, symbols, texts
from test_charts import no_words_touch, words

import aftercoup as ac
from aftercoup.charts.arms import NAMED, UNITS, by_year, recipients, spread, window, years
from aftercoup.charts.deaths import COUNTS, TOLLS, deaths
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.orders import DELIVERED, ORDERED, orders
from aftercoup.charts.sanctions import RUNGS, SENDERS, sanctions

DATA = Path(__file__).parents[1] / "data"
LAYOUTS = ("wide", "narrow")
YEARS = range(2000, 2024)


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ARMS, COUPS = rows("arms"), rows("coups")
ISO3 = sorted({a["recipient_iso3"] for a in ARMS})


def volume(iso3, first, last, suppliers=None):
    """Exact volume from the file."""
    return sum(
        Fraction(a["tiv"])
        for a in ARMS
        if a["recipient_iso3"] == iso3
        and first <= int(a["year"]) <= last
        and (suppliers is None or a["supplier"] in suppliers)
    )


def suppliers(iso3):
    return {a["supplier"] for a in ARMS if a["recipient_iso3"] == iso3}


def said(value):
    """A volume as the charts write it."""
    return (
        f"{int(value + Fraction(1, 2)):,}"
        if value >= Fraction("9.95") or not value
        else f"{float(value):.1f}"
    )


# ---- year by year ------------------------------------------------------------------------------------


def counted(names):
    """Whoever is not known is no supplier more: it may be several, or one of the others."""
    known = len(names - {"unknown"})
    return f"{known} supplier" + "s" * (known != 1) + " and unknown ones" * ("unknown" in names)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("iso3", ISO3)
def test_bars_are_the_sums_of_the_file(iso3, unit):
    chart = by_year(iso3, unit)
    no_words_touch(chart)
    assert [row["Year"] for row in chart.table] == list(YEARS)
    known, whole = suppliers(iso3), volume(iso3, 2000, 2023)
    named = [name for name in chart.table[0] if name in known]
    assert len(named) == min(NAMED, len(known)) and "all others" in chart.table[0]
    totals = sorted((volume(iso3, 2000, 2023, {s}) for s in known - {"unknown"}), reverse=True)
    assert [volume(iso3, 2000, 2023, {s}) for s in named] == totals[:NAMED], (
        "rows are the largest, largest first"
    )
    for row in chart.table:
        total = volume(iso3, row["Year"], row["Year"])
        assert row["All suppliers (million TIV)"] == said(total)
        for name in [*named, "all others"]:
            part = volume(
                iso3, row["Year"], row["Year"], known - set(named) if name == "all others" else {name}
            )
            if unit == "volume":
                assert row[name] == said(part), (row["Year"], name)
            elif total:
                assert row[name] == "<1%" or row[name] == f"{float(100 * part / total):.0f}%", (
                    row["Year"],
                    name,
                )
            else:
                assert row[name] == "no deliveries", "a share of nothing is no number"
    assert f"{said(whole)} million TIV from {counted(known)}. " in chart.alt
    empty = sum(not volume(iso3, y, y) for y in YEARS)
    assert (f"in {empty} of 24 years nothing came" if empty else "something came in every year") in chart.alt


@pytest.mark.parametrize("iso3", ISO3)
def test_the_suppliers_that_the_title_names_have_bars_of_a_colour(iso3):
    chart = by_year(iso3)
    named = [name for name in chart.table[0] if name in suppliers(iso3) and name in chart.title]
    bars = re.findall(r'<rect [^>]*fill="var\(--ac-([\w-]+)\)"', chart.svg())
    assert named and {style.STATES.get(name, "ink") for name in named} <= {*bars}
    assert {*bars} <= {"edge", "paper", "ink", *style.STATES.values()}


def test_a_year_without_a_row_is_a_zero_and_every_year_is_there():
    chart = by_year("NER")
    assert all(
        row["All suppliers (million TIV)"] == "0" for row in chart.table if row["Year"] in (2000, 2001, 2010)
    )
    heights = [box.height for box in boxes(chart)]
    assert min(heights) == 1 and heights.count(1) > 3, "a year without deliveries is a flat line"
    assert not [box for box in boxes(by_year("MMR")) if 1 < box.height < 1.5], "a little can be seen"


@pytest.mark.parametrize("iso3", ISO3)
def test_every_coup_of_the_country_is_named(iso3):
    wanted = sorted(c["date"][:4] for c in COUPS if c["iso3"] == iso3 and c["date"] >= "2000")
    told = re.search(r"Dashed: coups? of ([\d, ]+)\.", " ".join(t for t, _ in words(by_year(iso3))))
    assert (told[1].split(", ") if told else []) == wanted


def crossed(chart):
    """Words that an upright line of a coup goes through or touches."""
    stroke = r'<path d="M([\d.]+) ([\d.]+)L\1 ([\d.]+)" fill="none" stroke="var\(--ac-myanmar\)"'
    lines = [[*map(float, ends)] for ends in re.findall(stroke, chart.svg())]
    assert lines, "the coup has a line"
    return [
        text
        for text, corners in words(chart)
        for x, head, foot in lines
        if min(x for x, _ in corners) < x + 2 and x - 2 < max(x for x, _ in corners)
        if min(y for _, y in corners) < foot and head < max(y for _, y in corners)
    ]


@pytest.mark.parametrize("layout", ["one", "narrow"])
def test_no_line_of_a_coup_goes_through_words(layout):
    for iso3 in sorted({*ISO3} & {c["iso3"] for c in COUPS if c["date"] >= "2000"}):
        for unit in UNITS:
            assert crossed(by_year(iso3, unit, layout)) == [], (iso3, unit)
    assert crossed(window(layout=layout)) == []
    assert crossed(orders("wide" if layout == "one" else layout)) == []


# ---- windows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [(2016, 2020), (2021, 2023), (2021, 2021), (2000, 2023), (2000, 2000), (2023, 2023), (2005, 2007)],
)
def test_window_says_what_the_file_says(first, last):
    chart, total = window(first, last), volume("MMR", first, last)
    no_words_touch(chart)
    *table, summed = chart.table
    assert {row["Supplier"] for row in table} == suppliers("MMR")
    for row in table:
        part = volume("MMR", first, last, {row["Supplier"]})
        assert (
            row["Share"] == f"{float(100 * part / total):.1f}%"
            and row["Volume (million TIV)"] == f"{float(part):.1f}"
        )
    length = last - first + 1
    assert f"received {said(total)} million TIV, {said(total / length)} a year" in chart.alt
    came = {s for s in suppliers("MMR") if volume("MMR", first, last, {s})}
    assert f" from {counted(came)}: " in chart.alt
    index = sum((volume("MMR", first, last, {s}) / total) ** 2 for s in suppliers("MMR"))
    told = " ".join(t for t, _ in words(chart))
    assert (
        f"Concentration {float(index):.2f}: it would be 1" in told
        and "unit of volume, not a price" in told
        and f"{length} year" in told
    )
    assert (summed["Supplier"], summed["Share"]) == ("concentration (0 to 1)", f"{float(index):.2f}")
    russia = float(100 * volume("MMR", first, last, {"Russia"}) / total)
    assert re.search(rf"\b{russia:.0f}%", chart.title) or russia < 0.5, "the subject is in the title"
    drawn = [box.width / (chart.width - 240) for box in boxes(chart) if box.height == 12]
    assert sum(drawn) == pytest.approx(1, abs=0.002) and max(drawn) == pytest.approx(
        float(max(volume("MMR", first, last, {s}) / total for s in suppliers("MMR") - {"unknown"})), abs=0.001
    )


def test_the_two_numbers_of_the_lesson_appear():
    for chart in (window(2016, 2020), window(2021, 2023)):
        fills = {box.fill for box in boxes(chart)} & {*style.STATES.values()}
        assert fills == {style.STATES["China"], style.STATES["Russia"]}, (
            "who leads has no other colour than who does not"
        )
        assert {box.fill for box in boxes(chart)} <= {
            "muted",
            "edge",
            "rule",
            "band",
            "paper",
            *style.STATES.values(),
        }, "nothing is louder than the bars"
    assert "Russia 22%" in window(2016, 2020).alt and "1,091" in window(2016, 2020).alt
    assert "Russia 53%" in window(2021, 2023).alt and "417" in window(2021, 2023).alt


@pytest.mark.parametrize("length", [1, 3, 5, 24])
@pytest.mark.parametrize("supplier", ["Russia", "China", "Serbia"])
def test_the_thin_line_runs_over_all_windows_of_the_same_length(supplier, length):
    values = [
        volume("MMR", y, y + length - 1, {supplier}) / volume("MMR", y, y + length - 1)
        for y in YEARS
        if y + length - 1 in YEARS
    ]
    assert spread("MMR", supplier, length) == pytest.approx((float(min(values)), float(max(values))))


def test_something_came_in_every_year_so_that_each_window_has_shares():
    assert all(volume("MMR", year, year) for year in YEARS)


# ---- explorers that compute ----------------------------------------------------------------------------


def test_arms_explorer_options():
    explorer = ac.explore_arms()
    assert explorer.state == {"recipient": "MMR", "unit": "volume"} and set(recipients()) == set(ISO3)
    for iso3 in ISO3:
        assert recipients()[iso3] in ac.explore_arms(recipient=iso3, unit="share").bundle()["text/plain"]
    assert len({explorer.bundle(recipient=i, unit=u)["text/html"] for i in ISO3 for u in UNITS}) == 2 * len(
        ISO3
    )


def test_window_explorer_options():
    explorer = ac.explore_window()
    assert explorer.state == {"from_": 2016, "to": 2020} and list(years()) == list(YEARS)
    for state in ({"from_": 2000}, {"from_": 2000, "to": 2000}, {"from_": 2023, "to": 2023}, {"to": 2023}):
        assert "TIV" in ac.explore_window(**state).bundle()["text/plain"]
    backwards = explorer.bundle(from_=2021)
    assert "begins in 2021 and ends in 2020" in backwards["text/html"] and "img" not in backwards["text/html"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ac.explore_arms(recipient="RUS"), "RUS"),
        (lambda: ac.explore_arms(unit="price"), "price"),
        (lambda: ac.explore_window(from_=1999), "2000 to 2023"),
        (lambda: ac.explore_window(to=2024), "Did you mean '202"),
        (lambda: ac.explore_window(from_=1999), "It can be: one of 24, from 2000 to 2023"),
        (lambda: ac.explore_orders(supplier="Rusia"), "Russia"),
        (lambda: ac.explore_orders(ordered="2020"), "2020"),
        (lambda: ac.explore_orders(delivered="never"), "never"),
        (lambda: ac.explore_sanctions(target="IRN"), "IRN"),
        (lambda: ac.explore_sanctions(sender="Canada"), "Canada"),
        (lambda: ac.explore_deaths(count="all"), "all"),
        (lambda: ac.explore_deaths(until="1 April 2030"), "April"),
    ],
)
def test_wrong_options_are_refused(call, says):
    with pytest.raises(OptionError, match=says):
        call()


# ---- orders ------------------------------------------------------------------------------------------

ORDER_ROWS = {f"o{n:02d}": o for n, o in enumerate(rows("arms_orders"), 1)}


def delivered(order):
    return [int(y) for y in order["delivery_years"].split(";") if y.strip()]


def group(order):
    """The group of an order, from the file and the year of the coup alone."""
    year = int(order["order_year"])
    late = any(y >= 2021 for y in delivered(order))
    if year >= 2021:
        return f"Ordered since 2021, {'and delivered' if late else 'no delivery recorded'}"
    return "Ordered before 2021, some delivered since" if late else "Ordered and delivered before 2021"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_orders_are_those_of_the_file(layout):
    chart = orders(layout)
    no_words_touch(chart)
    assert sorted(m.id for m in chart.data) == sorted(ORDER_ROWS)
    for datum, row in zip(chart.data, chart.table):
        order = ORDER_ROWS[datum.id]
        assert (row["Supplier"], row["What"], str(row["Ordered"])) == (
            order["supplier"],
            order["weapon"],
            order["order_year"],
        )
        assert [int(y) for y in re.findall(r"\d{4}", row["Delivered"])] == delivered(order)
        assert row["Group"] == group(order)
        assert str(row["Number delivered"]) == (order["number"] or "none recorded")
    late = [o for o in ORDER_ROWS.values() if [y for y in delivered(o) if y >= 2021]]
    old = [o for o in late if int(o["order_year"]) < 2021]
    assert (
        f"Of {len(late)} with a delivery in 2021 or later, {len(old)} had been ordered before 2021"
        in chart.alt
    )
    places = {one.datum: one.y for one in boxes(chart) if one.datum and one.width == chart.width}
    assert list(places.values()) == sorted(set(places.values())) and list(places) == [
        m.id for m in chart.data
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_heading_stands_above_each_group_of_orders_with_their_number(layout):
    chart = orders(layout)
    drawn = {one.datum: one.y for one in boxes(chart) if one.datum and one.width == chart.width}
    heads = {
        tuple(w.text.rstrip(")").split(" (")): w.y
        for w in texts(chart)
        if w.bold and not w.datum and w.y > min(drawn.values()) - 30
    }
    numbers, begins = {name: int(n) for name, n in heads}, {name: y for (name, _), y in heads.items()}
    found = {head: set() for head in begins if re.match("Ordered", head)}
    for order, y in drawn.items():
        found[max((t for t in found if begins[t] < y + 12), key=begins.get)].add(order)
    late = {n for n, o in ORDER_ROWS.items() if [y for y in delivered(o) if y >= 2021]}
    old = {n for n, o in ORDER_ROWS.items() if int(o["order_year"]) < 2021}
    rest = set(ORDER_ROWS) - late
    assert found == {
        "Ordered before 2021, some delivered since": late & old,
        "Ordered since 2021, and delivered": late - old,
        "Ordered since 2021, no delivery recorded": rest - old,
        "Ordered and delivered before 2021": rest & old,
    }
    assert {name: len(group) for name, group in found.items()}.items() <= numbers.items()
    named = {w.datum for w in texts(chart) if w.datum}
    assert named == set(ORDER_ROWS) - (rest & old), "the older ones are one group for each supplier"
    suppliers = {ORDER_ROWS[n]["supplier"] for n in rest & old}
    if layout == "narrow":
        suppliers = {"China", "Russia", "others"}
        assert chart.figure.height < 1250, "a phone shows it in two screens"
    assert suppliers == set(begins) - set(found)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_delivery_has_its_symbol_in_its_year(layout):
    drawn, chart = {}, orders(layout)
    for one in symbols(chart):
        drawn.setdefault(one.datum, []).append(one)
    year = {int(w.text): w.x for w in texts(chart) if re.fullmatch(r"20[12]\d", w.text)}
    first, last = min(year), max(year)
    place = lambda y: year[first] + (y - first) * (year[last] - year[first]) / (last - first)
    for datum_id, order in ORDER_ROWS.items():
        dots = drawn[datum_id]
        if not delivered(order):  # an open line
            assert [(d.kind, d.fill) for d in dots] == [(">", "paper")], datum_id
            continue
        wanted = [place(y) + 5 * (y == int(order["order_year"])) for y in delivered(order)]
        assert [d.x for d in dots] == pytest.approx(wanted, abs=0.5), datum_id
        kind = {"Russia": ("o", "russia"), "China": ("s", "china")}.get(order["supplier"], ("^", "muted"))
        assert {(d.kind, d.fill) for d in dots} == {kind}, datum_id


@pytest.mark.parametrize(
    ("options", "keep"),
    [
        ({}, lambda o: True),
        *(
            ({"supplier": s}, lambda o, s=s: o["supplier"] == s)
            for s in sorted({o["supplier"] for o in ORDER_ROWS.values()})
        ),
        ({"ordered": "before"}, lambda o: o["order_year"] < "2021"),
        ({"ordered": "2021"}, lambda o: o["order_year"] == "2021"),
        ({"ordered": "after"}, lambda o: o["order_year"] > "2021"),
        ({"delivered": "none"}, lambda o: not delivered(o)),
        ({"delivered": "before"}, lambda o: any(y < 2021 for y in delivered(o))),
        ({"delivered": "2021"}, lambda o: 2021 in delivered(o)),
        (
            {"delivered": "after", "supplier": ["Russia", "China"]},
            lambda o: any(y > 2021 for y in delivered(o)) and o["supplier"] in ("Russia", "China"),
        ),
    ],
)
def test_order_filters_keep_the_right_ones(options, keep):
    found = set(ac.explore_orders(**options).visible())
    assert found == {i for i, o in ORDER_ROWS.items() if keep(o)} and found
    assert set(ORDERED) == {"before", "2021", "after"} == set(DELIVERED) - {"none"}


# ---- sanctions ---------------------------------------------------------------------------------------

LADDER = ["sectoral", "export control", "arms embargo", "asset freeze", "travel ban", "lifting"]
DECISIONS = [m for m in rows("sanctions") if m["date"] >= "2014"]


def reached(sanction):
    """The first kind of LADDER that a sanction has, as the chart names its rung."""
    kinds = [kind.strip() for kind in sanction["kinds"].split(";")]
    names = ["sector", "goods", "arms", "named", "named", "lifted"]
    return next(name for kind, name in zip(LADDER, names) if kind in kinds)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_decision_stands_once_on_its_highest_rung(layout):
    chart = sanctions(layout)
    no_words_touch(chart)
    assert {row["Sanction"]: row["Widest reach"] for row in chart.table} == {
        m["sanction_id"]: RUNGS[reached(m)] for m in DECISIONS
    }
    found = Counter((m["target_country"], reached(m)) for m in DECISIONS)
    taken = {c: sum(n for (d, _), n in found.items() if d == c) for c in ("MMR", "RUS")}
    numbers = [taken["MMR"], 2014, found["MMR", "sector"], taken["RUS"], found["RUS", "sector"]]
    assert [int(n) for n in re.findall(r"\d+", chart.title)] == numbers
    for (_, name), number in found.items():
        assert f"{RUNGS[name]} {number}" in chart.alt
    looks = {one.datum: (one.kind, one.fill) for one in symbols(chart)}
    senders = {m["sanction_id"]: m["sender"] for m in DECISIONS}
    states = {senders[one] for one, (_, tone) in looks.items() if tone in style.STATES.values()}
    assert states == {"United States"}, "no other sender has the colour of a state"
    assert {tone for _, tone in looks.values()} == {"united-states", "ink", "muted"}


@pytest.mark.parametrize(
    ("field", "values", "of"),
    [
        ("target", ("MMR", "RUS"), lambda m: m["target_country"]),
        (
            "sender",
            SENDERS,
            lambda m: (
                m["sender"]
                if m["sender"] in SENDERS
                else "several"
                if re.search("[;,]", m["sender"])
                else "other"
            ),
        ),
    ],
)
def test_sanctions_explorer_filters(field, values, of):
    shown = {value: set(ac.explore_sanctions(**{field: value}).visible()) for value in values}
    assert shown == {value: {m["sanction_id"] for m in DECISIONS if of(m) == value} for value in values}
    assert all(shown.values())


# ---- the dead ----------------------------------------------------------------------------------------


def monthly(kind, until):
    return sum(
        int(r["value"])
        for r in rows("indicators")
        if r["iso3"] == "MMR"
        and r["indicator"] == f"ucdp_deaths_{kind}"
        and len(r["period"]) == 7
        and "2021-02" <= r["period"] <= until
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_counts_of_the_dead_are_those_of_the_records(layout):
    chart = deaths(layout)
    no_words_touch(chart)
    number = {m.id: int(re.search(r"\d[\d,]*", m.title)[0].replace(",", "")) for m in chart.data}
    for kind in ("low", "best", "high"):
        for period in ("2021-02", "2021-12", "2022-08", "2022-12"):
            assert number[f"{kind}-{period}"] == monthly(kind, period)
        assert f"{monthly(kind, '2022-08'):,}" in chart.alt
        assert sum(m.id.startswith(f"{kind}-") for m in chart.data) == 23
    assert [number[f"toll-{record_id}"] for _, record_id, *_ in TOLLS] == [2000, 2007, 2200, 2000]
    dates = {m.id: m.date for m in chart.data}
    assert dates["toll-e28"] == "Up to 21 June 2022" and dates["toll-c26"] == "Up to 7 September 2022"
    assert set(chart.cursors) == {m.id for m in chart.data}
    assert all(row["Who is counted, and by whom"] for row in chart.table)
    ours = {row["Up to"] for row in chart.table if "our reading" in row["Who is counted, and by whom"]}
    assert ours == {"23 June 2022", "2 September 2022"}, "no record of these two names the group"
    cards = {m.date for m in chart.data if "our reading" in m.sentence}
    assert cards == {f"Up to {day}" for day in ours}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_each_had_counted_by_the_report_stands_in_one_column(layout):
    chart = deaths(layout)
    words = {}
    for word in texts(chart):
        words.setdefault((word.datum, word.x), []).append(word.text)
    said = {datum: (x, " ".join(lines)) for (datum, x), lines in words.items() if x > 0.6 * chart.width}
    counted = {k: f"{k}-2022-08" for k in ("low", "best", "high")}
    tolls = {"monitor": "toll-afp-2022-09-02", "report": "toll-c26"}
    column = {kind: said[datum] for kind, datum in (counted | tolls).items()}
    assert len({x for x, _ in column.values()}) == 1
    for kind in counted:
        assert column[kind][1].startswith(f"{monthly(kind, '2022-08'):,}: {kind} estimate, ")
    assert "off this scale" in column["high"][1] and "killed by the junta" in column["monitor"][1]
    assert "7 Sep 2022, the report" in [word.text for word in texts(chart) if not word.datum]
    first = [word.text for word in texts(chart) if word.datum == "toll-e28"]
    assert " ".join(first) == "monitor: 2,000", "the first count, on the phone too"
    assert "named" in column["report"][1], "the report names no source for its number"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_line_of_the_dead_ends_with_its_reason(layout):
    """The band goes on to the upper edge of the picture, and each line that ends with the table says when."""
    chart = deaths(layout)
    edge = next(word.y for word in texts(chart) if word.text == "5,000")
    out = next(f"high-{y}" for y in ("2021-11", "2021-12") if monthly("high", y) > 5000)
    drawn = re.search(rf'data-datum="{out}">(.*?)</g>', chart.svg())[1]
    ends = [float(y) for y in re.findall(r"L[\d.]+ ([\d.]+)", drawn)]
    assert ends and ends[0] == pytest.approx(edge, abs=1), "to the upper edge"
    said = " ".join(word.text for word in texts(chart))
    assert "until Dec 2022" in said and "cut off at 5,000." in said and "off this scale" in said
    assert "Dec 2022" in " ".join(word.text for word in texts(chart) if word.datum == "best-2022-12")
    bands = re.findall(r'data-datum="([^"]+)"><path [^>]*fill="var\(--ac-muted\)" opacity', chart.svg())
    assert bands == [m.id for m in chart.data if m.id.startswith("high-")]
    found = {s.datum: (s.kind, s.fill) for s in symbols(chart) if s.datum.startswith("toll-")}
    assert {found.pop("toll-c26")} == {("o", "ink")} and {*found.values()} == {("s", "muted")}


def test_death_explorer_filters():
    explorer = ac.explore_deaths()
    assert len(explorer.visible()) == 3 * 23 + len(TOLLS)
    for kind in COUNTS:
        kinds = {row.id for row in explorer.rows.values() if row.kind == kind}
        assert set(ac.explore_deaths(count=kind).visible()) == kinds
    first, last = explorer.cursor.stops[0].label, explorer.cursor.stops[-1].label
    assert (first, last) == ("28 February 2021", "31 December 2022")
    assert set(ac.explore_deaths(until=first).visible()) == {"low-2021-02", "best-2021-02", "high-2021-02"}
    known = set(ac.explore_deaths(until="7 September 2022", count=["monitor", "report", "best"]).visible())
    assert known == {
        f"best-{y}-{m:02d}"
        for y, m in [*((2021, m) for m in range(2, 13)), *((2022, m) for m in range(1, 9))]
    } | {f"toll-{t[1]}" for t in TOLLS}
