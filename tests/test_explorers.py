"""Explorers without a browser: every function at every option and both ends of every range.

What is shown is compared with a filter written here over the CSV files: dates are compared as texts
("2022-09"), so nothing of the code under test decides what is right.
"""

import base64
import copy
import csv
import datetime as dt
import gzip
import html
import json
import re
import statistics
from collections import Counter
from html.parser import HTMLParser
from itertools import combinations, product
from pathlib import Path

import pytest
from explorers import EXPLORERS, FILTERING, facets, started, unpacked

import aftercoup as ac
from aftercoup import charts, tables
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.of_frame import EXPLORED

DATA = Path(__file__).parents[1] / "data"
CASE = DATA / "cases" / "myanmar-2021"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUPS, CLAIMS, EVENTS = rows(DATA / "coups.csv"), rows(CASE / "claims.csv"), rows(CASE / "events.csv")
YES_NO = ("yes", "no")


# ---- the independent filter ----------------------------------------------------------------------


def as_iso(label):
    """The label of a stop as ISO text: "1962" -> "1962", "March 2022" -> "2022-03"."""
    for form, iso in (("%d %B %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%Y", "%Y")):
        try:
            return dt.datetime.strptime(label, form).strftime(iso)
        except ValueError:
            pass
    raise AssertionError(f"no date: {label}")


def coup_passes(coup, realigned=(), found=(), from_="1900", to="2999"):
    met = "yes" if coup["first_russian_leader_meeting_date"] else "no"
    return (
        (not realigned or coup["realigned"] in realigned)
        and (not found or met in found)
        and from_ <= coup["date"][:4] <= to
    )


def event_passes(
    event, lane=(), in_article=(), from_="1900", to="December 2999", known_on="31 December 2999"
):
    first, last = (event["start"] + "-01-01")[:10], ((event["end"] or event["start"]) + "-99-99")[:10]
    low, high, known = as_iso(from_), as_iso(to), as_iso(known_on)
    return (
        (not lane or event["lane"] in lane)
        and (not in_article or event["in_article"] in in_article)
        and last >= low
        and first[: len(high)] <= high
        and first <= known
    )


def expected(name, **arguments):
    """The ids that explorer `name` must show with these arguments, in any order."""
    table, key, passes = {
        "explore_waiting": (COUPS, "coup_id", coup_passes),
        "explore_timeline": (EVENTS, "event_id", event_passes),
    }[name]
    lists = {
        k: [v] if isinstance(v, str) and k not in ("from_", "to", "known_on") else v
        for k, v in arguments.items()
    }
    return {row[key] for row in table if passes(row, **lists)}


# ---- every option --------------------------------------------------------------------------------

COUP_YEARS = sorted(c["date"][:4] for c in COUPS)
OPTIONS = {
    "explore_waiting": [
        {},
        *({"realigned": v} for v in sorted({c["realigned"] for c in COUPS})),
        *({"found": v} for v in YES_NO),
        {"from_": COUP_YEARS[0]},
        {"from_": COUP_YEARS[-1]},
        {"to": COUP_YEARS[0]},
        {"to": COUP_YEARS[-1]},
        {"from_": "1962", "to": "1980", "found": "no"},
        {"realigned": ["toward west", "hedging"], "found": "yes"},
    ],
    "explore_timeline": [
        {},
        *({"lane": v} for v in sorted({e["lane"] for e in EVENTS})),
        *({"in_article": v} for v in YES_NO),
        {"from_": "1948"},
        {"from_": "February 2023"},
        {"to": "1948"},
        {"to": "February 2023"},
        {"known_on": "18 February 1948"},
        {"known_on": "18 February 2023"},
        {"known_on": "7 September 2022", "from_": "February 2021", "in_article": "no"},
    ],
}
CALLS = [(name, options) for name, calls in OPTIONS.items() for options in calls]


# Those that filter in the browser, and those of them whose options are tried in this file; the lessons from
# 03 on have a file of their own, as tests/test_contacts.py, with the same questions.
HERE = [name for name in FILTERING if name in OPTIONS]


def test_the_options_of_every_explorer_are_tried_somewhere():
    others = "".join(
        p.read_text("utf-8") for p in Path(__file__).parent.glob("test_*.py") if p != Path(__file__)
    )
    assert set(OPTIONS) == set(HERE)
    missing = [name for name in EXPLORERS if name not in OPTIONS and f"{name}(" not in others]
    assert not missing


def test_every_option_of_the_first_lessons_is_tried():
    for name in HERE:
        explorer = charts.call(name)()
        for category in explorer.categories:
            tried = {value for options in OPTIONS[name] if len(options) == 1 for value in options.values()}
            used = {*facets(explorer, category.field).values()}
            assert used <= set(category.values) and used <= tried, f"{name}: {category.field}"
        for scale, names in ((explorer.scale, ("from_", "to")), (explorer.cursor, ("known_on",))):
            for argument in names if scale else ():
                assert {scale.stops[0].label, scale.stops[-1].label} <= {
                    o.get(argument) for o in OPTIONS[name]
                }


@pytest.mark.parametrize(
    ("name", "options"),
    CALLS,
    ids=lambda v: v if isinstance(v, str) else str(list(v.values()))[1:-1] or "as it starts",
)
def test_what_is_shown_equals_an_independent_filter(name, options):
    explorer = charts.call(name)(**options)
    want = expected(name, **options)
    shown = explorer.visible()
    assert set(shown) == want and len(shown) == len(want)
    assert [m.id for m in explorer.chart.data if m.id in want] == shown, "in the order of the table"
    everything = expected(name)
    assert f"Showing {len(want)} of {len(everything)} {explorer.noun}." in explorer.text
    assert explorer.chart.alt in repr(explorer)


@pytest.mark.parametrize("name", HERE)
def test_every_position_of_every_slider(name):
    """All positions of a slider, with the function called once: only its state moves."""
    explorer = charts.call(name)()
    assert explorer.visible()  # what it filters by is worked out now, and not anew for each position
    sliders = [
        ("from", "from_", explorer.scale),
        ("to", "to", explorer.scale),
        ("until", "known_on", explorer.cursor),
    ]
    for key, argument, scale in (s for s in sliders if s[2]):
        counts = []
        for position, stop in enumerate(scale.stops):
            moved = copy.copy(explorer)
            moved.state = explorer.state | {key: position}
            want = expected(name, **{argument: stop.label})
            assert set(moved.visible()) == want, f"{argument}={stop.label}"
            counts.append(len(want))
        assert len(set(counts)) > 3, f"{argument} hardly changes what is shown"
        assert counts == sorted(counts, reverse=key == "from")


def test_stops_are_in_order_and_named_once():
    for name in FILTERING:
        explorer = charts.call(name)()
        for scale in filter(None, (explorer.scale, explorer.cursor)):
            values, labels = [s.value for s in scale.stops], [s.label for s in scale.stops]
            assert values == sorted(set(values)) and len(labels) == len(set(labels))
        for stop in explorer.cursor.stops if explorer.cursor else ():
            assert set(stop.line) == set(explorer.charts), "the line of the cursor is known in each layout"


# ---- titles follow the filter --------------------------------------------------------------------


def most(values):
    """The numbers of a title that names the value that comes first, or says that several do."""
    counts = sorted(Counter(values).values(), reverse=True)
    first = counts.count(counts[0])
    return (counts[0],) if first == 1 else (first, counts[0])


def of_contacts(rows, _):
    counts = Counter(state for row in rows for state in row["State"].split(", "))
    first, *tied = reversed(most(counts.elements()))
    if first < len(rows):
        return (*tied, first, len(rows))
    highest = min(
        rows, key=lambda row: [*tables.labels("contacts", "counterpart_level").values()].index(row["Level"])
    )
    when = tuple(map(int, re.findall(r"\d+", highest["Date"])))
    return (*tied, first, *when)


def of_orders(rows, _):
    if len(rows) == 1:
        return (*((2021,) if re.search(r"202\d", f"{rows[0]}") else ()),)
    late = [r for r in rows if re.search(r"202[1-9]", r["Delivered"])]
    old = sum(r["Ordered"] < 2021 for r in late)
    return [(len(rows), 2021), (1, len(rows), 2021), (len(late), 2021, old)][min(len(late), 2)]


def of_waiting(rows, _):
    waits = sorted(r["Months"] for r in rows if r["Months"] != "")
    if not waits:
        return (len(rows),)
    mine = [r["Months"] for r in rows if r["Coup"].startswith("Myanmar, 1 ") or len(rows) == 1]
    middle = (len(waits), statistics.median(waits)) if len(waits) > 1 else () if mine else (waits[0],)
    return (*(mine or (len(waits), len(rows))), *middle)


def of_sanctions(rows, _):
    said = []
    for country in ("Myanmar", "Russia"):
        mine = [r["Widest reach"] for r in rows if r["On"] == country]
        said += [(mine.count("a whole sector"), len(mine))] * bool(mine)
    (hit, whole), *others = said
    return tuple(filter(None, (whole, 2014, hit, *(n for pair in others for n in reversed(pair)))))  # no 0


def of_coups(rows, _):
    changes = [r["Change, agreement with Russia"] for r in rows]
    known = [change for change in changes if change != "too few years"]
    if len(known) == 1:
        (row,) = (r for r, change in zip(rows, changes) if change in known)
        return (float(re.search(r"\d{4}", row["Coup"])[0]), float(re.sub(r"[^\d.]", "", known[0])))
    rises = [float(change.split()[0]) for change in known if change[0] == "+"]
    return (sum(rise >= 1 for rise in rises), len(known)) if known else (len(rows),)


def of_deaths(rows, _):
    best = [r for r in rows if r["Count"] == "dataset, best estimate"]
    last = (best or rows)[-1]
    said = f"{last['Deaths']} {last['Up to']}"
    if best and rows[-1]["Count"] == "the report":
        by_then = next(r["Deaths"] for r in best if r["Up to"] == "31 August 2022")
        said = f"{rows[-1]['Deaths']} {by_then}"
    return tuple(map(float, re.findall(r"\d+", said)))


PUNISHED = {id_ for id_, on in facets(started("explore_reactions"), "punished").items() if on == "yes"}
VOTED = facets(started("explore_vote_map"), "vote")


def of_reactions(rows, data):
    if len(rows) == 1:
        return ()
    hit = [r for r, m in zip(rows, data) if m.id in PUNISHED]
    turned = [r for r in rows if r["Turned to"] in ("toward Russia or the USSR", "toward China")]
    others = [r for r in turned if r not in hit], [r for r in rows if r not in hit]
    of_others = tuple(map(len, others))
    if not hit:
        return of_others
    if len(hit) == 1:
        return (1, len(rows))
    return (len(turned) - len(others[0]), len(hit), *of_others[: 2 * bool(others[1])])


def of_timeline(rows, _):
    told = sum(r["In the report"] == "yes" for r in rows)
    return (told, len(rows), len(rows) - told) if 0 < told < len(rows) else (len(rows),)


def of_vote_map(rows, data):
    said = Counter(VOTED[m.id] for m in data)
    if len(rows) == 1:
        return ()
    if 0 < said["Y"] < len(rows):
        return (said["Y"], len(rows), *filter(None, [said["N"]]))
    return tuple(said[v] for v in "YNAX" if said[v])


def of_votes(rows, _):
    if len(rows) == 1:
        return (rows[0]["Yes"], 8)
    always, times = (
        sum(set([*r.values()][4:]) == {"yes"} for r in rows),
        sorted({r["Yes"] for r in rows}),
    )
    if 0 < always < len(rows):
        return (always, len(rows), 8)
    return (len(rows), *([times[0], times[-1]] if times[1:] else times), 8)


# The numbers of a title from the rows of the table that are shown, and their data: of_coups is that of explore_coups.
NUMBERS = {name.removeprefix("of_"): count for name, count in [*globals().items()] if name.startswith("of_")}


@pytest.mark.parametrize("name", FILTERING)
def test_the_title_is_true_for_whatever_one_or_two_choices_show(name):
    explorer = started(name)
    numbers = NUMBERS.get(name.removeprefix("explore_"))
    sets = explorer.titled()
    titles = [explorer.title_of(ids) for ids in sets]
    assert titles[0] == " ".join(explorer.chart.title.split())
    pairs = list(zip(explorer.chart.table, explorer.chart.data))
    for shown, said in zip(sets, titles, strict=True):
        if not said or not numbers or len(shown) == len(explorer.chart.data):
            continue
        both = [pair for pair in pairs if pair[1].id in shown]
        right = numbers([row for row, _ in both], [m for _, m in both])
        found = tuple(map(float, re.findall(r"\d+(?:\.\d+)?", said)))
        assert found[:3] and found[: len(right)] == right, (shown, said)


@pytest.mark.parametrize("name", FILTERING)
def test_no_title_names_the_first_or_the_middle_of_one(name):
    """ "Russia met them most often: 20 of 20 contacts" is nothing that anybody would say."""
    explorer = started(name)
    for shown in explorer.titled():
        said = explorer.title_of(shown)
        assert not re.search(r"\bmost\b.*\b(\d+) of \1\b|median of 1\b|^(After )?[01] of 1\b", said), said


def choices(explorer):
    """For each control some states that it can be in: each value, and with it the next; ranges; days."""
    for one in explorer.categories:
        values = list(one.values)
        yield [{one.field: [v]} for v in values] + [
            {one.field: values[k : k + 2]} for k in range(len(values))
        ]
    if explorer.scale:
        last = len(explorer.scale.stops) - 1
        yield [{"from": k, "to": last} for k in range(last)] + [
            {"from": 1, "to": k} for k in range(1, last, 5)
        ]
    if explorer.cursor:
        yield [{"until": k} for k in range(len(explorer.cursor.stops))]


def with_choices(explorer, *chosen):
    """The explorer with its controls moved."""
    moved = copy.copy(explorer)
    fields = {one.field for one in explorer.categories}
    state = {key: value for one in chosen for key, value in one.items()}
    moved.state = explorer.state | {key: value for key, value in state.items() if key not in fields}
    moved.state["only"] = {key: value for key, value in state.items() if key in fields}
    return moved


@pytest.mark.parametrize("name", FILTERING)
def test_the_title_is_about_what_is_shown_whatever_two_or_three_controls_are_moved(name):
    """One or two choices have a finding, computed for exactly these data; whatever has none says how many are shown."""
    explorer = started(name)
    sets, whole = set(explorer.titled()), len(explorer.chart.data)
    alone = list(choices(explorer))
    states = [one for some in alone for one in ((choice,) for choice in some)]
    states += [pair for one, other in combinations(alone, 2) for pair in product(one[::3], other[::3])]
    states += [three for some in combinations(alone, 3) for three in product(*(one[::6] for one in some))]
    for chosen in states:
        moved = with_choices(explorer, *chosen)
        shown, single = (
            frozenset(moved.visible()),
            all(len(value) == 1 for one in chosen for value in one.values() if isinstance(value, list)),
        )
        said = explorer.title_of(shown) or f"{len(shown)} of {whole} {explorer.noun}"
        title, text = moved.title, moved.text  # each asks anew what is shown
        assert title == said, chosen
        assert not shown or len(chosen) > 2 - (not single) or shown in sets, chosen
        assert f"Showing {len(shown)} of {whole} {explorer.noun}" in text
        assert text.startswith(title)


# ---- wrong options -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("explore_waiting", {"realigned": "toward Wst"}, "Did you mean 'toward west'"),
        ("explore_waiting", {"found": "ja"}, "For example: 'yes'"),
        ("explore_waiting", {"from_": "1954 "}, "Did you mean '1954'"),
        ("explore_waiting", {"to": "2024"}, "Did you mean '2023'"),
        ("explore_votes", {"region": ["Asia", "Mars"]}, "region has no 'Mars'"),
        ("explore_vote_map", {"colour": "es11_11"}, "Did you mean 'es11_1'"),
        ("explore_timeline", {"lane": "domestc"}, "Did you mean 'domestic'"),
        ("explore_timeline", {"known_on": "7 Sept 2022"}, "Did you mean '7 September 2022'"),
        ("explore_timeline", {"from_": "Januar 2021"}, "Did you mean 'January 2021'"),
        ("explore_timeline", {"known_on": "bad"}, "known_on has no 'bad'"),
        ("explore_contacts", {"level": 9}, "level has no 9"),
        ("explore_contacts", {"own": "nobody"}, "own has no 'nobody'"),
        ("explore_coups", {"turn": "bad"}, "turn has no 'bad'"),
        ("explore_coups", {"sure": "very"}, "sure has no 'very'"),
        ("explore_contacts", {"level": 9}, "1 (head of state or government), 2 (minister or equivalent)"),
        (
            "explore_contacts",
            {"wrong": 1},
            "state (State met), in_article (Told in the report), level, format",
        ),
        (
            "explore_contacts",
            {"wrong": 1},
            "own (Met by), from_ (Meetings: from), to (Meetings: to), known_on",
        ),
        ("explore_timeline", {"colour": "in_article"}, "The explorer has no 'colour'"),
        ("explore_orders", {"order": "x"}, "It can be: ordered, delivered, supplier"),
        ("explore_report", {"colour": "x"}, 'verdict (what other records say), "" (none)'),
    ],
)
def test_a_wrong_option_gets_one_sentence_with_the_nearest_right_one(name, options, says):
    with pytest.raises(OptionError, match=re.escape(says)) as error:
        charts.call(name)(**options)
    assert error.value._render_traceback_() == [str(error.value)] and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "options", "control", "value"),
    [
        ("explore_contacts", {"state": "PRC"}, "state", ["CHN"]),
        ("explore_orders", {"supplier": ["Russian Federation", "PRC"]}, "supplier", ["Russia", "China"]),
        ("explore_sanctions", {"sender": "EU"}, "sender", ["European Union"]),
        ("explore_waiting", {"realigned": "Toward West"}, "realigned", ["toward west"]),
        ("explore_waiting", {"Turn": "toward China"}, "realigned", ["toward china"]),
        ("explore_arms", {"recipient": "Burma"}, "recipient", "MMR"),
        ("explore_arms", {"Recipient": "Egypt"}, "recipient", "EGY"),
        ("explore_agreement", {"second": "Ivory Coast"}, "second", "CIV"),
        ("explore_ideal_points", {"beside": "Turkey"}, "beside", "TUR"),
    ],
)
def test_an_option_may_have_another_name_as_in_show(name, options, control, value):
    state = charts.call(name)(**options).state
    assert state.get("only", state)[control] == value


TALLIED = ("waiting", "orders", "sanctions", "votes", "vote_map", "coups", "country")


@pytest.mark.parametrize("name", TALLIED)
def test_beyond_two_choices_the_page_counts_what_the_title_counts(name):
    """The tally of all data is what the title of all counts."""
    explorer = started(f"explore_{name}")
    words, marks = explorer._spec()["tally"]
    title = [*map(int, re.findall(r"\d+", explorer.title_of(set(explorer.rows))))]
    counted = {"1": marks.count("1"), "of": len(marks) - marks.count("-")}
    assert words.count("{}") == 1 and len(marks) == len(explorer.chart.data)
    want = {
        "waiting": lambda: counted["1"] == title[1],  # known waits
        "orders": lambda: counted["1"] == title[0],
        "sanctions": lambda: counted["1"] == title[2] + title[4],
        "votes": lambda: [*counted.values()] == title[:2],
        "vote_map": lambda: [*counted.values()] == title[:2],
        "coups": lambda: [*counted.values()] == title[:2],
        "country": lambda: 0 < counted["1"] < counted["of"] < len(marks),  # bars say neither
    }
    assert want[name](), (words, counted, title)


def test_each_resolution_has_its_map():
    one, other = charts.call("explore_vote_map")(), charts.call("explore_vote_map")(colour="r75_287")
    assert one.chart.alt != other.chart.alt and "75/287" in other.chart.alt
    assert one.visible() == other.visible() and picture(one.html()) != picture(other.html())
    assert one.name != other.name, "a link to a view of one opens no view of the other"


# ---- the output ----------------------------------------------------------------------------------


class Page(HTMLParser):
    """Elements with attributes, and the text of each script, of HTML read as a browser reads it."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.scripts, self._open, self.text = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("img", "br", "meta", "input"):
            self._open.append(tag)
        if tag == "script":
            self.scripts.append((dict(attributes), ""))

    def handle_endtag(self, tag):
        assert self._open and self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self._open and self._open[-1] == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        else:
            self.text.append(data)


def picture(html):
    return re.search(r"data:image/svg\+xml;base64,([^\"]+)", html).group(1)


def described(html):
    """The description of a chart, which is packed."""
    packed = json.loads(Page(html).scripts[0][1]).removeprefix("base64,")
    return json.loads(gzip.decompress(base64.b64decode(packed)))


@pytest.fixture(scope="module", params=FILTERING)
def output(request):
    explorer = charts.call(request.param)()
    return explorer, explorer.html()


def test_output_is_one_piece_that_needs_nothing_else(output):
    explorer, html = output
    page = Page(html)
    assert not page._open, f"left open: {page._open}"
    for tag, attributes in page.elements:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            address = attributes.get(name) or ""
            assert not re.match(r"(https?:)?//", address) or tag == "a", f"<{tag} {name}={address[:60]}>"
    kinds = [attributes.get("type", "") for attributes, _ in page.scripts]
    assert kinds == ["application/json", ""]
    code = page.scripts[1][1] + unpacked(html)
    assert "shadowRoot" in code or "attachShadow" in code
    assert not re.search(r"\b(import|fetch|XMLHttpRequest|require|WebSocket|importScripts|eval)\s*\(", code)
    assert not re.search(r"@import|url\((?!#)", html), "no style sheet or font from elsewhere"
    assert set(re.findall(r"https?://[\w./]+", code)) <= {"http://www.w3.org/2000/svg"}


def test_description_is_json_with_every_mark_and_control(output):
    explorer, html = output
    spec = described(html)
    assert [m["id"] for m in spec["data"]] == [m.id for m in explorer.chart.data]
    assert {"wide", "narrow"} <= set(spec["svg"]) == {layout for layout, _ in spec["widths"]}
    assert spec["start"] == explorer.state
    assert [f["field"] for f in spec["fields"]] == [c.field for c in explorer.categories]
    assert "VAR_FONT" not in spec["css"]


def test_static_part_has_picture_alt_and_table(output):
    explorer, html = output
    page = Page(html)
    images = [attributes for tag, attributes in page.elements if tag == "img"]
    assert [i["alt"] for i in images] == [explorer.chart.alt]
    assert images[0]["src"].startswith("data:image/svg+xml;base64,")
    assert sum(tag == "tr" for tag, _ in page.elements) == 1 + len(explorer.chart.table)
    words = " ".join(page.text)
    for row in explorer.chart.table:
        assert all(str(cell) in words for cell in row.values())


def test_a_title_with_markup_cannot_leave_its_place():
    explorer = charts.call("explore_waiting")()
    nasty = '</script><img src=x onerror="alert(1)"><!--<script> & "quotes"'
    explorer.charts = {layout: copy.copy(chart) for layout, chart in explorer.charts.items()}
    for chart in explorer.charts.values():
        first = chart.data[0]
        chart.data = (type(first)(**vars(first) | {"title": nasty, "sentence": nasty}), *chart.data[1:])
        chart.table = [dict.fromkeys(chart.table[0], nasty), *chart.table[1:]]
        chart.title, chart.alt = nasty, nasty
    explorer.chart = explorer.charts["wide"]
    page = Page(explorer.html())
    assert len(page.scripts) == 2 and sum(tag == "img" for tag, _ in page.elements) == 1
    spec = described(explorer.html())
    assert spec["data"][0]["title"] == nasty and spec["title"] == nasty


def test_mimebundle_has_html_and_words_and_no_widget(output):
    explorer, html = output
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/plain"] == repr(explorer)
    assert bundle["text/html"] == html, "the same explorer gives the same bytes"


LARGER = {
    "votes": 170_000,
    "vote_map": 190_000,
}  # 193 states with eight votes


def test_size_is_bounded(output):
    explorer, html = output
    most = LARGER.get(explorer.name.partition("-")[0], 150_000)
    assert len(html.encode()) < most, "a lesson stays below two megabytes"
    assert len(picture(html)) < 220_000


def test_a_still_picture_is_of_all_and_says_with_what_the_explorer_begins():
    all_, late = charts.call("explore_waiting")(), charts.call("explore_waiting")(from_="2013")
    assert picture(all_.html()) == picture(late.html()) and "begins with" not in all_.html()
    shown = html.unescape(late.html())
    assert late.title in shown and f"begins with {len(late.visible())} of 27 coups; below are all" in shown


def test_another_case_can_be_explored(tmp_path):
    """A case is a folder: the same explorers work on a copy of it with half of the claims and events."""
    keep = {c["claim_id"] for c in CLAIMS[::2]}
    for path in CASE.glob("*.csv"):
        table = rows(path)
        for row in table:
            if "claim_ids" in row:
                row["claim_ids"] = "; ".join(
                    c for c in map(str.strip, row["claim_ids"].split(";")) if c in keep
                )
        if path.stem == "claims":
            table = [row for row in table if row["claim_id"] in keep]
        if path.stem == "events":
            table = table[10:]
        with open(tmp_path / path.name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table[0])
            writer.writeheader()
            writer.writerows(table)
    assert len(charts.call("explore_report")(tmp_path).table) == len(keep)
    assert len(charts.call("explore_timeline")(tmp_path).visible()) == len(EVENTS) - 10
    assert tables.case().name == CASE.name


@pytest.mark.parametrize("name", EXPLORED)
def test_a_filtered_frame_gives_the_explorer_with_its_rows(name):
    frame = tables.frame(name)
    (key,) = tables.schema(name).key
    rows_ = frame[frame.index % 3 == 1]
    for given in (rows_, rows_.assign(mine=1), rows_.set_index(key)):
        explorer = ac.explore(given)
        assert sorted(explorer.visible()) == sorted(rows_[key])
        assert f"Showing {len(rows_)} of {len(frame)}" in explorer.text


@pytest.mark.parametrize(
    "make",
    [
        lambda: "yes",
        lambda: tables.frame("votes").region,
        lambda: tables.frame("arms"),
        lambda: tables.frame("votes")[["region", "name"]],
        lambda: tables.frame("votes").iloc[:0],
        lambda: tables.frame("votes").replace("MMR", "BUR"),
        lambda: tables.frame("contacts", "egypt-2013").assign(contact_id="k99"),
    ],
)
def test_a_frame_that_no_explorer_can_show_gets_a_sentence(make):
    with pytest.raises(
        OptionError, match="takes one or more whole rows of a table, out of events, .*For example"
    ):
        ac.explore(make())
