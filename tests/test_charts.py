"""Charts: what every chart of the module must be, whatever its arguments.

Numbers are recomputed here from the CSV files with the csv module, not with the code under test.
"""

import csv
import functools
import itertools
import math
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn import _all as drawn_all
from drawn import boxes, symbols, texts
from explorers import COMPUTING, EXPLORERS, FILTERING, started
from matplotlib.markers import MarkerStyle
from matplotlib.textpath import TextPath

from aftercoup import tables
from aftercoup.charts.board import COUNT, explore_board
from aftercoup.charts.coders import by_chance
from aftercoup.charts.leaders import leader_rules
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import Chart, Datum
from aftercoup.charts.machinery.compute import Computed
from aftercoup.charts.machinery.drawing import Drawing
from aftercoup.charts.machinery.view import Explorer
from aftercoup.charts.timeline import timeline
from aftercoup.charts.votes import columns, vote_map
from aftercoup.charts.waiting import waiting
from aftercoup.outputs.assets import compact

DATA = Path(__file__).parents[1] / "data"
CASE = DATA / "cases" / "myanmar-2021"
LAYOUTS = ("wide", "narrow")
MONTHS = "months_to_first_meeting_with_russian_or_soviet_leader"
SVG = "{http://www.w3.org/2000/svg}"

# name -> how to draw it in a layout; one entry for each value of each argument
DRAW = {f"map of {column}": functools.partial(vote_map, column) for column in columns()[::3]}
DRAW |= {
    "timeline": functools.partial(timeline, None),
    "waiting": waiting,
}
EVERY = [(name, layout) for name in DRAW for layout in LAYOUTS]
# The charts of the other lessons, as their explorers start; tests/test_contacts.py and others try the rest.
for _name in FILTERING:
    DRAW[_name] = functools.partial(lambda name, layout: started(name).charts[layout], _name)
    EVERY += [(_name, layout) for layout in LAYOUTS]
for _name in COMPUTING:
    DRAW[_name] = functools.partial(lambda name, layout: started(name).chart_for(layout), _name)
    EVERY += [(_name, layout) for layout in ("one", "narrow")]


@pytest.mark.parametrize("name", [*FILTERING, *COMPUTING])
def test_an_explorer_filters_or_computes_as_the_tests_list_it(name):
    assert isinstance(started(name), Computed if name in COMPUTING else Explorer)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def draw(name, layout):
    return DRAW[name](layout=layout)


@functools.cache
def svg_of(chart):
    return chart.svg()


@pytest.fixture(params=EVERY, ids=lambda p: f"{p[0]}-{p[1]}")
def chart(request):
    return draw(*request.param)


# ---- what a chart must have ------------------------------------------------------------------------

ALT = "Two of the 3 bars are taller than the line that marks the mean."
ROW = {"Name": "a", "Value": 1}


def figure(title="Three bars"):
    return Drawing("wide", title)


def datum(datum_id="a"):
    return Datum(datum_id, "title", "2022", "sentence", "source")


def test_a_whole_chart_is_accepted():
    chart = Chart(figure(), alt=ALT, table=[ROW], data=[datum()])
    assert chart.title == "Three bars"
    assert ALT in chart.text and "Table: 1 row, Name, Value" in chart.text


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ({"figure": figure(title="")}, "no title"),
        ({"alt": ""}, "no alt"),
        ({"table": []}, "no table"),
        ({"alt": "fig-3"}, "alt is no whole sentence"),
        ({"alt": "Two of 3 bars are tall."}, "alt is no whole sentence"),
        (
            {"alt": "Two of the bars are taller than the line that marks the mean."},
            "alt is no whole sentence",
        ),
        ({"alt": ALT.rstrip(".")}, "alt is no whole sentence"),
        ({"alt": f"Three bars: {ALT}"}, "alt says the title again"),
        ({"table": [ROW, ROW | {"More": 1}]}, "other columns"),
        ({"table": [ROW, ROW], "data": [datum()]}, "1 data, 2 rows"),
        ({"table": [ROW, ROW], "data": [datum("a"), datum("a")]}, "two data have the id a"),
    ],
)
def test_a_chart_without_a_face_is_noticed(without, says):
    with pytest.raises(AssertionError, match=says):
        Chart(**{"figure": figure(), "alt": ALT, "table": [ROW]} | without)


# ---- what is said equals the records -------------------------------------------------------------


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_timeline_says_the_numbers_of_the_events_table(layout):
    chart, events = draw("timeline", layout), rows(CASE / "events.csv")
    first, last = min(e["start"] for e in events), max(e["end"] or e["start"] for e in events)
    assert f"{len(events)} events from {first[:4]} to {last[:4]}" in chart.alt
    coup = rows(CASE / "case.csv")[0]["coup_date"]
    assert (
        f"{sum((e['start'] + '-01-01')[:10] >= coup for e in events)} of them from the coup on" in chart.alt
    )
    assert f"tells {sum(e['in_article'] == 'yes' for e in events)} of them" in chart.alt


@pytest.mark.parametrize("layout", LAYOUTS)
def test_waiting_says_the_numbers_of_the_coups_table(layout):
    case = "myanmar-2021"
    chart, coups = draw("waiting", layout), {c["coup_id"]: c for c in rows(DATA / "coups.csv")}
    months = {coup_id: int(c[MONTHS]) for coup_id, c in coups.items() if c[MONTHS]}
    assert f"Of {len(coups)} coups" in chart.alt and f"known for {len(months)}." in chart.alt
    assert f"from {min(months.values())} months" in chart.alt and f"to {max(months.values())} (" in chart.alt
    assert f"{coups[case]['country']} {coups[case]['date'][:4]}" in chart.alt
    assert f"took {months[case]} months" in chart.alt
    assert f"{sum(n < months[case] for n in months.values())} rulers waited less" in chart.alt


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_coup_has_a_line_with_a_label_and_the_meeting_stands_out(layout):
    chart = draw("timeline", layout)
    assert [w.text for w in texts(chart) if not w.datum and w.text.startswith("coup, ")] == [
        "coup, 1 February 2021"
    ]
    assert 'stroke="var(--ac-myanmar)" stroke-width="1.7" stroke-dasharray' in chart.svg()
    assert {s.datum for s in symbols(chart) if s.fill == "myanmar"} == {"e37"}
    bold = [w.text for w in texts(chart) if w.datum and w.bold]
    assert len(bold) == 1 and bold[0].startswith("First meeting with Putin")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_above_the_timeline_stand_the_events_that_its_title_counts_filled_and_hollow(layout):
    drawn = svg_of(draw("timeline", layout))
    told = {e["event_id"]: e["in_article"] == "yes" for e in rows(CASE / "events.csv")}
    squares = dict(re.findall(r'<g data-of="([^" ]+)"><rect [^>]*fill="var\(--ac-([\w-]+)\)"', drawn))
    assert {one: fill != "paper" for one, fill in squares.items()} == told
    counted = re.findall(r'data-count="([^"]*)"><text[^>]*>(\d+) ([^<]*)', drawn)
    assert [(len(ids.split()), words) for ids, _, words in counted] == [
        (sum(told.values()), "told in the report"),
        (len(told) - sum(told.values()), "not told there"),
    ]
    assert all(len(ids.split()) == int(n) for ids, n, _ in counted)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_symbols_of_lanes_have_a_key_and_the_first_month_after_the_old_years_its_year(layout):
    chart = draw("timeline", layout)
    names, written = tables.labels("events", "lane"), texts(chart)
    shapes = {
        row["Kind of event"]: next(s.kind for s in symbols(chart) if s.datum == row["Event"])
        for row in chart.table
    }
    keys = [s for s in symbols(chart) if not s.datum and s.edge == "ink"]
    assert [s.kind for s in keys] == [shapes[name] for name in names.values() if name in shapes]
    for key, name in zip(keys, names.values()):
        beside = [w for w in written if not w.datum and 0 < w.x - key.x < 12 and abs(w.y - key.y) < 22]
        assert any(name.startswith(w.text) for w in beside), name
    if layout == "wide":
        first = min((w for w in written if w.text == "Jul"), key=lambda w: w.x)
        assert [w.text for w in written if w.x == first.x and abs(w.y - first.y) < 20] == ["Jul", "2020"]


def test_words_of_an_event_are_whole_and_the_second_lane_begins_in_the_first_window():
    chart = draw("timeline", "wide")
    said = {word.datum: word.text for word in texts(chart) if word.datum}
    for row in chart.table:
        assert said[row["Event"]].startswith(row["What happened"]) and said[row["Event"]].endswith(
            row["Claims"]
        )
    second = [word.y for word in texts(chart) if word.text == "Inside" and word.bold]
    assert second and second[0] < 500, "of 640 pixels of a window of 900"


def test_no_line_of_the_timeline_goes_through_the_words_of_an_event():
    """Behind the words of each lies paper."""
    chart = draw("timeline", "wide")
    papers = {box.datum: box for box in boxes(chart) if box.datum and box.fill == "paper"}
    for word in texts(chart):
        if word.datum:
            box, left = papers[word.datum], min(x for x, _ in turned(word))
            assert box.x - 1 <= left and box.y - 1 <= word.y - 6 and word.y + 6 <= box.y + box.height + 1, (
                word
            )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wait_without_a_meeting_stays_open_to_the_next_coup_or_the_end_of_the_table(layout):
    chart, coups = draw("waiting", layout), rows(DATA / "coups.csv")
    drawn = {one.datum: one for one in symbols(chart) if one.datum}
    known = {c["coup_id"]: int(c[MONTHS]) for c in coups if c[MONTHS]}
    (one, a), (two, b) = [(n, m) for n, m in known.items() if m in (5, 68)]
    x = lambda months: drawn[one].x + (months - a) * (drawn[two].x - drawn[one].x) / (b - a)
    ended = {w.datum for w in texts(chart) if w.text == "next coup"}
    last = max(day for c in coups for key, day in c.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", day or ""))
    assert last == "2024-04-10" and "Apr 2024" in " ".join(w.text for w in texts(chart))
    for coup in coups:
        if coup["coup_id"] in known:
            assert drawn[coup["coup_id"]].fill in ("muted", "myanmar")
            continue
        later = [c["date"] for c in coups if c["iso3"] == coup["iso3"] and c["date"] > coup["date"]]
        begin, end = ([int(n) for n in day.split("-")] for day in (coup["date"], min([*later, last])))
        months = (end[0] - begin[0]) * 12 + end[1] - begin[1] - (end[2] < begin[2])
        if later and months <= 72:
            assert coup["coup_id"] in ended and coup["coup_id"] not in drawn
        else:
            arrow = drawn[coup["coup_id"]]
            assert (arrow.kind, arrow.fill, arrow.x) == (
                ">",
                "paper",
                pytest.approx(x(min(months, 76)), abs=0.2),
            )


def test_colours_of_states_mean_these_states():
    """Lanes, waits, entries of lists and reactions have none of them."""
    of_states = {tone for tone in style.STATES.values() if tone != "myanmar"}
    for name in ("timeline", "waiting", "explore_lists", "explore_reactions"):
        chart = draw(name, "narrow")
        assert not {tone for s in symbols(chart) for tone in (s.fill, s.edge)} & of_states, name


def test_table_rows_are_the_records_one_for_one():
    tables = {
        "timeline": (CASE / "events.csv", "event_id", "Event"),
    }
    for name, (path, key, column) in tables.items():
        for layout in LAYOUTS:
            chart = draw(name, layout)
            shown = [row[column] for row in chart.table]
            assert sorted(shown) == sorted(r[key] for r in rows(path)) and shown == [m.id for m in chart.data]
    waits = draw("waiting", "wide").table
    coups = rows(DATA / "coups.csv")
    assert sorted(str(r["Months"]) for r in waits) == sorted(c[MONTHS] for c in coups)
    assert Counter(r["New ruler"] for r in waits) == Counter(c["leader_in"] for c in coups)
    by_leader = {(c["leader_in"], c[MONTHS]) for c in coups}
    assert all((r["New ruler"], str(r["Months"])) in by_leader for r in waits)


def test_table_cells_are_the_fields_of_their_record():
    events = {e["event_id"]: e for e in rows(CASE / "events.csv")}
    for row in draw("timeline", "wide").table:
        event = events[row["Event"]]
        assert row["What happened"] == event["title"] and row["In the report"] == event["in_article"]
        assert row["Claims"].split() == [c.strip() for c in event["claim_ids"].split(";") if c.strip()]


def test_every_card_says_title_date_sentence_and_source(chart):
    for m in chart.data:
        assert all(
            text and text.strip() and "None" not in text for text in (m.title, m.date, m.sentence, m.source)
        ), m
        assert all(label and text and "None" not in text for label, text in m.details), m


# ---- the picture ---------------------------------------------------------------------------------


def test_every_mark_is_one_group_of_the_svg(chart):
    root = ElementTree.fromstring(svg_of(chart))
    groups = [g.get("data-datum") for g in root.iter(f"{SVG}g") if g.get("class") == "datum"]
    assert sorted(groups) == sorted(m.id for m in chart.data)
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == "datum":
            assert len(list(group.iter())) > 1, f"{group.get('data-datum')} has nothing to see"


def test_colours_of_the_svg_are_all_of_the_palette(chart):
    svg = svg_of(chart)
    stray = re.findall(r'(?:fill|stroke)="(?!var\(--ac-|none)([^"]*)"', svg)
    stray += re.findall(r"(?:fill|stroke):(?!var\(--ac-|none)([^;}]*)", svg)
    assert not stray, f"colours that a dark page cannot swap: {stray}"
    assert set(re.findall(r"var\(--ac-([\w-]+)\)", svg)) <= set(style.PALETTE)
    assert '<rect class="paper" width="100%" height="100%" fill="var(--ac-paper)"/>' in svg, "its own paper"


def turned(word):
    """The corners of a line of text, in pixels of the picture."""
    width, half = style.text_width(word.text) * word.size / 12 * (1.08 if word.bold else 1), 0.48 * word.size
    left = word.x - {"start": 0, "middle": width / 2, "end": width}[word.anchor]
    angle, x0, y0 = word.turn
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    around = [(x - x0, y - y0) for x in (left, left + width) for y in (word.y - half, word.y + half)]
    a, b, c, d = [(x0 + x * cos - y * sin, y0 + x * sin + y * cos) for x, y in around]
    return [a, b, d, c]


def words(chart):
    """Lines of text of the picture with their corners."""
    return [(word.text, turned(word)) for word in texts(chart) if word.text.strip()]


def overlap(a, b, slack=1.0):
    """Do two turned boxes share more than `slack` pixels in every direction? (separating axes)"""
    for one in (a, b):
        for (x0, y0), (x1, y1) in ((one[0], one[1]), (one[1], one[2])):
            length = math.hypot(x1 - x0, y1 - y0) or 1
            ax, ay = (x1 - x0) / length, (y1 - y0) / length
            pa, pb = ([x * ax + y * ay for x, y in p] for p in (a, b))
            if min(max(pa), max(pb)) - max(min(pa), min(pb)) <= slack:
                return False
    return True


def no_words_touch(chart):
    """Fail where words leave the picture or lie on each other."""
    found = words(chart)
    width, height = chart.figure.width, chart.figure.height
    cut = [
        t for t, corners in found for x, y in corners if not (-1 <= x <= width + 1 and -1 <= y <= height + 1)
    ]
    assert not cut, f"outside the picture: {cut}"
    touching = [
        (a[0], b[0])
        for i, a in enumerate(found)
        for b in found[i + 1 :]
        if near(a[1], b[1]) and overlap(a[1], b[1])
    ]
    assert not touching, f"on top of each other: {touching[:5]}"


def near(a, b):
    """Do the upright boxes around two turned boxes touch?"""
    return all(
        min(p[k] for p in a) <= max(p[k] for p in b) and min(p[k] for p in b) <= max(p[k] for p in a)
        for k in (0, 1)
    )


def test_overlap_sees_what_touches_and_what_does_not():
    square, far, turned = (
        [(0, 0), (10, 0), (10, 10), (0, 10)],
        [(20, 0), (30, 0), (30, 10), (20, 10)],
        [(15, 15), (22, 8), (29, 15), (22, 22)],
    )
    assert (
        overlap(square, [(5, 5), (15, 5), (15, 15), (5, 15)])
        and overlap(far, turned)
        and overlap(square, square)
    )
    assert not overlap(square, far)
    assert not overlap(square, [(18, 4), (22, 8), (12, 18), (8, 14)])  # its upright box would touch


def test_no_text_lies_on_another_and_none_is_cut(chart):
    no_words_touch(chart)


@pytest.mark.parametrize("text", ["Myanmar, 1962", "Côte d'Ivoire", "W@%–…", "Türkiye (ES-11/1)"])
def test_words_are_as_wide_as_matplotlib_lays_them_out(text):
    drawn = (
        TextPath((0, 0), text + "|", size=100).get_extents().x1
        - TextPath((0, 0), "|", size=100).get_extents().x1
    )
    assert style.text_width(text) / 12 * 100 / 1.06 == pytest.approx(drawn, rel=0.02)


PHONE = 390 - 46  # pixels that a page and the frame of an explorer leave to a picture


@pytest.mark.parametrize("name", sorted({name for name, layout in EVERY if layout == "narrow"}))
def test_words_can_be_read_on_a_phone(name):
    chart = draw(name, "narrow")
    shown = PHONE / chart.width
    sizes = {word.text: word.size for word in texts(chart)}
    small = {text for text, size in sizes.items() if size * shown < 11}
    assert not small, f"below 11 pixels on a phone: {sorted(small)}"


@pytest.mark.parametrize("name", ["explore_contacts", "explore_deaths", "explore_waiting"])
def test_words_can_be_read_on_paper(name):
    """In 8 points, whole on a page: `explorer.js` prints the layout whose words are largest there (670 by 930 pixels)."""
    sizes = [(c.width, c.figure.height) for c in started(name).charts.values()]
    assert max(12 * min(1.12, 670 / width, 930 / height) for width, height in sizes) >= 8 * 96 / 72


def test_the_same_chart_gives_the_same_bytes():
    for name in ("timeline", "waiting"):
        assert draw(name, "wide").svg() == DRAW[name](layout="wide").svg()


# ---- colours -------------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance of "#rrggbb", as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


ON_PAPER = ["ink", "muted", "guess", "second", "punished", *style.STATES.values()]
# What words and symbols stand on; no word stands on a border, a line or what is stressed.
TILES = [
    name for name in style.PALETTE if name not in {*ON_PAPER, "paper", "rule", "band", "edge", "on-tile"}
]


@pytest.mark.parametrize("k", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_what_it_stands_on(k):
    pairs = [(text, ground) for text in ON_PAPER for ground in ("paper", "band")] + [
        ("on-tile", tile) for tile in TILES
    ]
    weak = {
        f"{a} on {b}": round(contrast(style.PALETTE[a][k], style.PALETTE[b][k]), 2)
        for a, b in pairs
        if contrast(style.PALETTE[a][k], style.PALETTE[b][k]) < 4.5
    }
    assert not weak, f"below 4.5 to 1: {weak}"


@pytest.mark.parametrize("k", [0, 1], ids=["light", "dark"])
def test_borders_of_controls_can_be_seen(k):
    assert contrast(style.PALETTE["edge"][k], style.PALETTE["paper"][k]) >= 3


# From linear light to what is left of it in the three kinds of colour blindness (Machado, Oliveira and Fernandes 2009).
SEEN = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def lab(colour, eyes):
    """CIELAB of "#rrggbb" as eyes of this kind see it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = [min(1, max(0, sum(a * c for a, c in zip(row, light)))) for row in SEEN[eyes]]
    to_xyz = [
        [0.4339, 0.3762, 0.1899],
        [0.2127, 0.7152, 0.0722],
        [0.0178, 0.1095, 0.8730],
    ]  # of the white point
    x, y, z = (
        t ** (1 / 3) if (t := sum(a * c for a, c in zip(row, light))) > 0.008856 else 7.787 * t + 16 / 116
        for row in to_xyz
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("k", [0, 1], ids=["light", "dark"])
def test_states_are_told_apart_by_the_colour_blind(k, eyes):
    pairs = itertools.combinations(style.STATES.items(), 2)
    apart = {
        (one, other): math.dist(lab(style.PALETTE[a][k], eyes), lab(style.PALETTE[b][k], eyes))
        for (one, a), (other, b) in pairs
    }
    assert min(apart.values()) > 15, {pair: round(gap) for pair, gap in apart.items()}


def test_texts_of_charts_use_the_colours_that_are_checked_here(chart):
    used = re.findall(r'<text [^>]*fill="var\(--ac-([\w-]+)\)"', chart.svg())
    assert {"ink", *used} <= {"paper", "on-tile", *ON_PAPER}, "paper stands on one of the others"


# What each colour that stands for something may be seen in (`used_for` in data/colours.csv says what that is): in no other
# picture. A state's colour is in pictures that name the state.
VOTES = {"explore_votes", "explore_vote_map", "explore_agreement"}
COMPARED = {"explore_report", "explore_board", "explore_agreement", "coders"}
ONLY_IN = dict.fromkeys(("yes", "no"), VOTES) | dict.fromkeys(("agree", "differ"), COMPARED)
ONLY_IN |= dict.fromkeys(("agree-2", "agree-3", "plain"), {"explore_report"}) | {"guess": set()}
ONLY_IN |= {tone: {"explore_report"} for tone in style.PALETTE if re.match("group-|level-", tone)}
EVERY_PICTURE = [*EXPLORERS, "coders", "leader_rules"]


@functools.cache
def pictured(name):
    """What a picture is written as, in all its layouts, and all the words that stand in it, in its table and its alt text."""
    if name == "explore_report":
        return compact(started(name)._spec()), "".join(map(str, started(name).table))
    if name == "explore_board":
        every = [explore_board(using="ours", count=count).bundle() for count in COUNT]
        return "".join(one["text/html"] for one in every), every[0]["text/plain"]
    if name in FILTERING:
        found, drawn = [*started(name).charts.values()], compact(started(name)._spec())
    elif name in COMPUTING:
        found = [draw(name, layout) for layout in ("one", "narrow")]
        drawn = "".join(map(svg_of, found))
    else:
        found = [by_chance("Kind", [*"ababab"], [*"abaabb"]) if name == "coders" else leader_rules()]
        drawn = svg_of(found[0]) + found[0].narrow
    words = [str([chart.title, chart.alt, chart.table, [w.text for w in texts(chart)]]) for chart in found]
    return drawn, "".join(words)


def tones(drawn):
    """The colours of what is written: by name, as the tone of a field, or, in HTML that takes the colours of a page, by value."""
    named = re.findall(r"var\(--ac-([\w-]+)\)", drawn) + re.findall(r'"tone":"([\w-]+)"', drawn)
    fields = ",".join(re.findall(r'"tones":\[([^\]]*)\]', drawn))
    return {*named, *fields.replace('"', "").split(",")} | {
        tone for tone in ONLY_IN if f"background:{style.color(tone)}" in drawn
    } - {""}


def test_the_colours_of_what_is_written_are_found():
    written = 'var(--ac-ink) "tone":"yes" "tones":["no","plain"] background:' + style.color("differ")
    assert tones(written) == {"ink", "yes", "no", "plain", "differ"}
    assert tones(pictured("explore_report")[0]) >= {"agree", "differ", "group-1", "level-3", "plain"}
    assert tones(pictured("explore_board")[0]) >= {"agree", "differ"}


@pytest.mark.parametrize("name", EVERY_PICTURE)
def test_one_colour_has_one_meaning(name):
    drawn, words = pictured(name)
    assert {tone: name for tone in tones(drawn) & {*ONLY_IN} if name not in ONLY_IN[tone]} == {}
    assert {state for state, tone in style.STATES.items() if tone in tones(drawn)} <= {
        state for state in style.STATES if state in words
    }
    if name in FILTERING:  # and what belongs to a datum has the colour of a state that its row names
        for chart in started(name).charts.values():
            rows_ = {m.id: str(row) for m, row in zip(chart.data, chart.table)}
            for tag in ("use", "rect", "text", "path"):
                for element, held in drawn_all(chart, tag):
                    seen = held["datum"] and element.get("opacity") != "0"
                    for state, tone in style.STATES.items() if seen else ():
                        wrong = tone in (held["fill"], held["edge"]) and state not in rows_[held["datum"]]
                        assert not wrong, f"{held['datum']} has the colour of {state}: {element.text or tag}"


def test_the_looks_of_the_page_use_no_colour_of_a_chart():
    """Controls, focus and what is chosen are ink; a guess has its own colour."""
    package = DATA.parent / "aftercoup"
    used = {
        (path.parent.name, tone)
        for path in [*package.rglob("*.css"), *package.rglob("*.js")]
        for tone in re.findall(r"--ac-([\w-]+)\)", path.read_text(encoding="utf-8"))
        if tone in ONLY_IN or tone in style.STATES.values()
    }
    assert used == {("guessing", "guess")}


# In which pictures a symbol may be hollow, and of which rows: a cell that says that something is not there.
HOLLOW = {
    "explore_timeline": ("In the report", "no"),
    "explore_contacts": ("In the report", "no"),
    "explore_vote_map": ("Crimea 2014 (68/262)", "did not vote"),  # the vote that it shows
}


@pytest.mark.parametrize("name", [*FILTERING, *COMPUTING])
def test_a_hollow_symbol_is_of_what_is_not_there(name):
    """In a legend its words say so. An open arrow, of what has not ended, is none of them, nor the frame of a state's tile."""
    for layout in ("wide", "narrow") if name in FILTERING else ("one", "narrow"):
        chart = draw(name, layout)
        hollow = [s for s in symbols(chart) if s.fill in ("paper", "none") and s.kind not in (">", "x")]
        column, cell = HOLLOW.get(name, ("", "never"))
        absent = lambda row: cell == row.get(column)
        rows_ = {m.id for m, row in zip(chart.data, chart.table) if absent(row)}
        assert {s.datum for s in hollow if s.datum} == rows_
        keys = [s for s in hollow if not s.datum and s.edge not in style.STATES.values()]
        beside = lambda s: [w.text for w in texts(chart) if 0 < w.x - s.x < 14 and abs(w.y - s.y) < 3]
        assert all(re.search(r"\bnot\b|different", "".join(beside(s))) for s in keys), keys


@pytest.mark.parametrize("symbol", style.CATEGORIES)
def test_the_symbols_on_buttons_are_those_that_matplotlib_draws(symbol):
    marker = MarkerStyle(symbol)
    points = marker.get_path().transformed(marker.get_transform()).vertices * (1, -1)
    written = re.findall(r"-?[\d.]+", style.SYMBOLS[symbol])
    if symbol == "o":  # two arcs here, eight curves there
        assert written[:3] == ["-.5", "0", ".5.5"] and abs(points).max() == 0.5
        return
    drawn = [f"{number:.3f}" for number in points.ravel()]
    assert [float(number) for number in written] == [float(number) for number in drawn[: len(written)]]
    assert len(drawn) - len(written) in (0, 2), "only the point that closes the path is not written"


def test_a_category_is_never_told_by_colour_alone():
    """In grey, tiles look alike (their luminances are close on purpose, so that text reads on all of them):
    each category has a symbol of its own, and there are as many symbols and colours as categories."""
    assert len(set(style.CATEGORY_PATHS)) == len(style.CATEGORIES)
    for facet in columns()[::3]:
        chart = vote_map(facet)
        shapes, drawn = {}, symbols(chart)
        for datum in chart.data:
            here = [s.kind for s in drawn if s.datum == datum.id]
            assert len(here) == 1, f"{datum.id} shows {len(here)} symbols for {facet}"
            shapes.setdefault(getattr(tables.record(datum.id, "votes"), facet), set()).add(here[0])
        assert all(len(s) == 1 for s in shapes.values()), f"{facet}: a category with two symbols"
        assert len({next(iter(s)) for s in shapes.values()}) == len(shapes), (
            f"{facet}: two categories share a symbol"
        )
    lanes = {row["Kind of event"] for row in draw("timeline", "wide").table}
    assert len(lanes) <= len(style.CATEGORIES)
