"""Lesson 04: contacts on ladders, and the counting of leaders. Everything is recounted here from
the CSV files."""

import calendar
import copy
import csv
import datetime as dt
import functools
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn import symbols, texts
from test_charts import no_words_touch

from aftercoup import guessing, tables
from aftercoup.charts import leaders as leaders_file
from aftercoup.charts.contacts import contacts, explore_contacts
from aftercoup.charts.leaders import (
    Rule,
    all_rules,
    explore_leaders,
    leader_rules,
    leaders,
    leaders_met,
    number_of,
)
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.view import OptionError

ROOT = Path(__file__).parents[1]
CASE = ROOT / "data" / "cases" / "myanmar-2021"
NOTEBOOK = ROOT / "notebooks" / "04_trace_the_contacts.ipynb"
COUP, REPORT = "2021-02-01", "2022-09-07"
LAYOUTS = ("wide", "narrow")


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(cell):
    return [item.strip() for item in cell.split(";") if item.strip()]


CONTACTS = rows(CASE / "contacts.csv")
ACTORS = {a["actor_id"]: a for a in rows(ROOT / "data" / "actors.csv")}
COUNTRIES = {c["iso3"]: c["name"] for c in rows(ROOT / "data" / "countries.csv")}
STATES = Counter(state for k in CONTACTS for state in items(k["counterpart_state"]) or [""])


def first(contact):
    return (contact["date"].split("/")[0] + "-01")[:10]


def last(contact):
    """The last day on which it can have been, as ISO text."""
    day = contact["date"].split("/")[-1]
    return day if len(day) == 10 else f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]}"


# ---- the picture of all contacts -----------------------------------------------------------------

chart = functools.cache(lambda layout: contacts(layout=layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_alt_says_the_numbers_of_the_table(layout):
    alt = chart(layout).alt
    [(most, n)] = STATES.most_common(1)
    assert (
        f"{len(CONTACTS)} contacts" in alt
        and f"{sum(last(k) >= COUP for k in CONTACTS)} of them after the coup" in alt
    )
    assert f"{COUNTRIES[most]} has the most ({n})" in alt
    assert f"tells {sum(k['in_article'] == 'yes' for k in CONTACTS)} of these" in alt


@pytest.mark.parametrize("layout", LAYOUTS)
def test_table_and_cards_are_the_contacts(layout):
    shown = chart(layout)
    by_id = {k["contact_id"]: k for k in CONTACTS}
    assert sorted(row["Contact"] for row in shown.table) == sorted(by_id) and [m.id for m in shown.data] == [
        r["Contact"] for r in shown.table
    ]
    for row in shown.table:
        contact = by_id[row["Contact"]]
        assert row["Place"] == contact["place"] and row["In the report"] == contact["in_article"]
        assert row["Met by"] == ACTORS[contact["own_actor"]]["name"]
        assert row["Counterpart"] == ", ".join(ACTORS[a]["name"] for a in items(contact["counterpart"]))
        assert row["State"] == (
            ", ".join(COUNTRIES[s] for s in items(contact["counterpart_state"])) or "no state"
        )
    for datum in shown.data:
        assert all(
            text.strip() and "None" not in text
            for text in (datum.title, datum.date, datum.sentence, datum.source)
        )


def ladder(contact):
    """The name, symbol and colour of the ladder of a contact."""
    known = {"RUS": ("Russia", "o", "russia"), "CHN": ("China", "s", "china")}
    return next(
        (known[s] for s in items(contact["counterpart_state"]) if s in known), ("Others", "^", "muted")
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_contact_is_one_step_of_one_ladder_and_higher_levels_stand_higher(layout):
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.fromstring(chart(layout).svg())
    groups = {g.get("data-datum"): g for g in root.iter(f"{svg}g") if g.get("class") == "datum"}
    assert set(groups) == {k["contact_id"] for k in CONTACTS}
    drawn, steps = {one.datum: one for one in symbols(chart(layout)) if one.datum}, {}
    for contact in CONTACTS:
        group, (name, kind, tone) = groups[contact["contact_id"]], ladder(contact)
        assert sum(e.get("data-spot") is not None for e in group.iter()) == 1, contact["contact_id"]
        assert len(list(group.iter(f"{svg}use"))) == len(list(group.iter(f"{svg}text"))) == 1
        one = drawn[contact["contact_id"]]
        fill = tone if contact["in_article"] == "yes" else "paper"
        assert (one.kind, one.edge, one.fill) == (kind, tone, fill)
        steps.setdefault(name, []).append((int(contact["counterpart_level"]), one.y))
    for name, found in steps.items():
        for level in {level for level, _ in found}:
            here = [y for at, y in found if at == level]
            assert max(here) < min([y for at, y in found if at > level], default=9999), (name, level)
        heads = {w.text for w in texts(chart(layout)) if w.bold and not w.datum}
        assert f"{name} ({len(found)})" in heads, "its name and how many stand on it"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_line_climbs_from_the_first_contact_after_the_coup_to_each_first_one_on_a_higher_rung(layout):
    paths = re.findall(
        r'data-datum="(k\d+)"><path d="M([\d.]+) [\d.]+L[\d. L]*L([\d.]+) [\d.]+" [^>]*stroke-width="2"',
        chart(layout).svg(),
    )
    want = {}
    for name in ("Russia", "China"):
        since = [
            k
            for k in sorted(CONTACTS, key=lambda k: (first(k), k["contact_id"]))
            if ladder(k)[0] == name and last(k) >= COUP
        ]
        best = since[0]
        for contact in since:
            if contact["counterpart_level"] < best["counterpart_level"]:
                want[contact["contact_id"]], best = best["contact_id"], contact
    at = {one.datum: one.x for one in symbols(chart(layout))}
    assert {to: (float(a), float(b)) for to, a, b in paths} == {
        to: (pytest.approx(at[from_], abs=0.1), pytest.approx(at[to], abs=0.1)) for to, from_ in want.items()
    }
    assert len(want) >= 3


@pytest.mark.parametrize(
    "drawn",
    [
        *(functools.partial(chart, layout) for layout in LAYOUTS),
        leader_rules,
        *(functools.partial(leaders, rule) for rule in all_rules()[::5]),
    ],
)
def test_no_text_lies_on_another_and_none_is_cut(drawn):
    no_words_touch(drawn())


@pytest.mark.parametrize("layout", ["wide", "one", "narrow"])
@pytest.mark.parametrize("case", ["myanmar-2021", "egypt-2013"])
def test_no_line_goes_through_the_name_of_a_level(case, layout):
    """Paper lies behind the words, and above every line that was drawn until then; none comes after it."""
    elements = list(ElementTree.fromstring(contacts(tables.case(case), layout).svg()).iter())
    levels = {name.capitalize() for name in tables.labels("contacts", "counterpart_level").values()}
    named = [k for k, element in enumerate(elements) if element.text in levels]
    assert len(named) >= 7
    for k in named:
        x, y, wide, tall = (float(elements[k - 1].get(name)) for name in ("x", "y", "width", "height"))
        assert elements[k - 1].get("fill") == "var(--ac-paper)"
        assert x < float(elements[k].get("x")) and y < float(elements[k].get("y")) <= y + tall
        assert wide > style.text_width(elements[k].text)
        for line in (one.get("d") for one in elements[k:] if one.get("fill") == "none"):
            ends = [tuple(map(float, end.split())) for end in line[1:].split("L")]
            for (x1, y1), (x2, y2) in itertools.pairwise(ends):
                across = x1 == x2 and x < x1 < x + wide and min(y1, y2) < y + tall and y < max(y1, y2)
                assert not across, f"{elements[k].text}: {line}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_has_its_key_and_the_states_of_the_title_stand_out(layout):
    """Also in the live explorer, which removes what is printed alone."""
    svg = chart(layout).svg()
    told = re.sub(r'<g class="static-only">.*?</g>', "", svg)
    for words in ("Russia", "China", "Others", "told in the report", "not in the report"):
        assert f">{words}</text>" in told or f">{words} (" in told
    ladder = re.findall(r'fill="var\(--ac-([\w-]+)\)"[^>]*>Putin, \d+ months</text>', svg)
    assert ladder == [style.STATES["Russia"]]
    assert set(re.findall(r'fill="var\(--ac-([\w-]+)\)"[^>]*>Putin</text>', svg)) == {"muted"}


def complete_months(day):
    start, end = dt.date.fromisoformat(COUP), dt.date.fromisoformat(day)
    return max(n for n in range(100) if (start.month + n - 1) // 12 + start.year < end.year
               or ((start.month + n - 1) // 12 + start.year, (start.month + n - 1) % 12 + 1, start.day)
               <= (end.year, end.month, end.day))  # fmt: skip


def steps_of(rows_, name):
    """The first contact of a ladder after the coup and each first one on a higher rung."""
    found = []
    for contact in sorted(rows_, key=lambda k: (first(k), k["contact_id"])):
        if ladder(contact)[0] == name and last(contact) >= COUP:
            if not found or contact["counterpart_level"] < found[-1]["counterpart_level"]:
                found.append(contact)
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_title_alt_and_labels_say_the_months_of_each_climb(layout):
    shown = chart(layout)
    labels = {word.datum: word for word in texts(shown) if word.datum}
    told = {}
    for name in ("Russia", "China"):
        for step in steps_of(CONTACTS, name):
            n = complete_months(first(step))
            assert (
                re.search(rf", {n} months?$", labels[step["contact_id"]].text)
                and labels[step["contact_id"]].bold
            )
            told[name] = (n, step["counterpart_level"])
    assert [level for _, level in told.values()] == ["1", "1"]
    months_ = sorted(n for n, _ in told.values())
    assert list(map(int, re.findall(r"\d+", shown.title))) == months_
    assert all(
        f"{name} {n}" in shown.alt.partition("first leader of each ladder: ")[2]
        for name, (n, _) in told.items()
    )
    assert sum(word.bold for word in labels.values()) == sum(len(steps_of(CONTACTS, n)) for n in told)


def test_a_ladder_that_never_comes_to_its_top_is_said_to_be_without_a_leader():
    """In the title of a case all of whose contacts are shown."""
    case = copy.copy(tables.core())
    top = next(k["contact_id"] for k in CONTACTS if ladder(k)[0] == "China" and k["counterpart_level"] == "1")
    object.__setattr__(case, "contacts", [k for k in case.contacts if k.id != top])
    assert contacts(case).title.endswith(", no leader of China by Mar 2025")
    assert "Obama of the United States after" in contacts(tables.case("egypt-2013")).title


def test_all_ladders_of_the_core_case_stand_side_by_side_on_one_scale():
    wide = chart("wide")
    assert wide.figure.height <= 640, "a window of 900 pixels shows it whole, see .stage in explorer.css"
    years = [word for word in texts(wide) if re.fullmatch(r"20[12]\d", word.text)]
    by_year = {}
    for word in years:
        by_year.setdefault(word.text, []).append((round(word.x, 1), word.y))
    assert {len(places) for places in by_year.values()} == {3} and len(
        {y for _, y in sum(by_year.values(), [])}
    ) == 1


def test_stacked_labels_do_not_touch():
    labels = [(x, 80) for x in (10, 12, 15, 60, 90, 91, 92, 200, 390, 395)]
    boxes = []
    for (x, width), (side, y) in zip(labels, style.stack(labels, 0, 400, 18)):
        a = x - 6 if side == "right" else x - 10 - width
        boxes.append((a, a + width + 16, y, y + 18))
        assert 0 <= boxes[-1][0] and boxes[-1][1] <= 406
    assert not any(
        a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
        for a, b in itertools.combinations(boxes, 2)
    )
    assert len({box[2] for box in boxes}) > 1, "the sample is crowded enough to need a second line"


# ---- the explorer --------------------------------------------------------------------------------


def iso(label, form):
    return dt.datetime.strptime(label, form).strftime("%Y-%m-%d")


def passes(
    contact,
    format=(),
    direction=(),
    level=(),
    state=(),
    own=(),
    in_article=(),
    from_="January 1900",
    to="January 2999",
    known_on="1 January 2999",
):
    states = {s if STATES[s] >= 3 and s else "other" for s in items(contact["counterpart_state"]) or [""]}
    return (
        (not format or contact["format"] in format)
        and (not direction or contact["direction"] in direction)
        and (not level or int(contact["counterpart_level"]) in level)
        and (not state or states & set(state))
        and (not own or contact["own_actor"] in own)
        and (not in_article or contact["in_article"] in in_article)
        and last(contact) >= iso(from_, "%B %Y")
        and first(contact)[:7] <= iso(to, "%B %Y")[:7]
        and last(contact) <= iso(known_on, "%d %B %Y")
    )


def expected(**options):
    lists = {
        k: v if k in ("from_", "to", "known_on") or isinstance(v, list) else [v] for k, v in options.items()
    }
    return {k["contact_id"] for k in CONTACTS if passes(k, **lists)}


def values(field):
    return sorted({k[field] for k in CONTACTS})


OPTIONS = [
    {},
    *({"format": v} for v in values("format")),
    *({"direction": v} for v in values("direction")),
    *({"level": v} for v in (1, 2, 3, 4)),
    *({"own": v} for v in values("own_actor")),
    *({"state": v} for v in [*(s for s, n in STATES.items() if n >= 3), "other"]),
    {"in_article": "yes"},
    {"in_article": "no"},
    {"from_": "January 2021"},
    {"from_": "March 2025"},
    {"to": "January 2021"},
    {"to": "March 2025"},
    {"known_on": "12 January 2021"},
    {"known_on": "28 March 2025"},
    {"known_on": "7 September 2022", "level": 1},
    {"state": ["RUS", "CHN"], "direction": "host", "from_": "February 2021", "to": "December 2022"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_what_is_shown_equals_an_independent_filter(options):
    explorer = explore_contacts(**options)
    assert set(explorer.visible()) == expected(**options)
    assert f"Showing {len(expected(**options))} of {len(CONTACTS)} contacts." in explorer.text


def test_a_table_with_several_states_is_found_under_each_of_them():
    """k06 has six states in one row: it must not vanish when one of them is asked for."""
    assert (
        "k06" in explore_contacts(state="KHM").visible()
        and "k06" in explore_contacts(state="other").visible()
    )
    assert "k06" not in explore_contacts(state="RUS").visible()


def test_every_position_of_every_slider():
    explorer = explore_contacts()
    assert explorer.visible()  # what it filters by is worked out now, and not anew for each position
    for key, argument, scale in (
        ("from", "from_", explorer.scale),
        ("to", "to", explorer.scale),
        ("until", "known_on", explorer.cursor),
    ):
        counts = []
        for position, stop in enumerate(scale.stops):
            moved = copy.copy(explorer)
            moved.state = explorer.state | {key: position}
            assert set(moved.visible()) == expected(**{argument: stop.label}), stop.label
            counts.append(len(moved.visible()))
        assert counts == sorted(counts, reverse=key == "from") and len(set(counts)) > 10


def test_a_contact_of_an_unknown_day_is_known_at_the_end_of_its_month():
    assert "k29" not in explore_contacts(known_on="17 August 2022").visible()
    assert "k29" in explore_contacts(known_on="31 August 2022").visible()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format": "bilateral visits"}, "Did you mean 'bilateral visit'"),
        ({"level": 5}, "level has no 5"),
        ({"state": "RU"}, "Did you mean 'RUS'"),
        ({"own": "min-aung-laing"}, "Did you mean 'min-aung-hlaing'"),
        ({"known_on": "8 September 2022"}, "Did you mean"),
        ({"from_": "Januar 2021"}, "Did you mean 'January 2021'"),
    ],
)
def test_wrong_options_are_answered_with_the_nearest_right_one(options, says):
    with pytest.raises(OptionError, match=re.escape(says)):
        explore_contacts(**options)


# ---- counting leaders ----------------------------------------------------------------------------


def recount(formats, own_side, since, unit, leader="putin"):
    """The number of a leader, counted with plain loops over the CSV file."""
    counted = []
    for contact in sorted(CONTACTS, key=lambda k: (first(k), k["contact_id"])):
        if contact["counterpart_level"] != "1" or last(contact) > REPORT:
            continue
        if (
            formats == "visits"
            and contact["format"] != "bilateral visit"
            or formats != "any"
            and contact["format"] == "multilateral"
        ):
            continue
        if (
            own_side == "leader"
            and contact["own_actor"] != "min-aung-hlaing"
            or since == "coup"
            and last(contact) < COUP
        ):
            continue
        heads = [a for a in items(contact["counterpart"]) if ACTORS[a]["seniority"] == "1"]
        if unit == "meetings":
            counted.append({*heads})
        else:
            counted += [{head} for head in heads if {head} not in counted]
    return next((n for n, group in enumerate(counted, 1) if leader in group), None)


@pytest.mark.parametrize("rule", all_rules(), ids=str)
def test_every_rule_gives_the_number_of_an_independent_count(rule):
    answers = vars(rule)
    assert number_of("putin", rule) == recount(**answers)
    assert number_of("hun-sen", rule) == recount(**answers, leader="hun-sen")
    drawn, number = leaders(rule), recount(**answers)
    if number is None:
        assert drawn.title.endswith("does not count") and "is left out (on the margins)" in drawn.alt
    else:
        assert f" number {number} " in f"{drawn.title} " and f"who gets number {number}." in drawn.alt
    assert [row["Number"] for row in drawn.table if row["Leader"] == "Vladimir Putin"] == [
        number or "left out"
    ]
    assert all(bool(row["Why left out"]) == (row["Number"] == "left out") for row in drawn.table)


def test_the_reports_count_holds_under_one_rule_and_fails_under_others():
    assert number_of("putin", Rule()) == 2 and [m.contact.id for m in leaders_met() if m.number == 1] == [
        "k18"
    ]
    assert (
        number_of("putin", Rule(formats="any")) == 7 and number_of("putin", Rule(own_side="government")) == 3
    )
    assert number_of("putin", Rule(formats="visits")) is None
    assert len(all_rules()) == len(set(all_rules())) == 24


def test_the_grid_of_rules_says_all_numbers():
    grid, numbers = leader_rules(), [recount(**vars(rule)) for rule in all_rules()]
    assert [row["Number"] for row in grid.table] == [n or "not counted" for n in numbers]
    assert (
        f"number 2 under {numbers.count(2)} of them" in grid.alt
        and f"up to {max(n for n in numbers if n)}" in grid.alt
    )
    assert f"under {numbers.count(None)} the meeting" in grid.alt
    tiles = [
        word.text for word in texts(grid) if re.fullmatch(r"(leader|meeting) \d+|not counted", word.text)
    ]
    wanted = [(rule.unit[:-1], n) for rule, n in zip(all_rules(), numbers) if rule.since == "coup"]
    assert tiles == [f"{unit} {n}" if n else "not counted" for unit, n in wanted], "none repeats another"
    seconds = tiles.count("leader 2") + tiles.count("meeting 2")
    assert grid.title == f"Putin is number 2 under {2 * seconds} of {2 * len(tiles)} ways to count"
    said, first = " ".join(word.text for word in texts(grid)), min(k["date"] for k in CONTACTS)
    assert numbers == [recount(**vars(rule) | {"since": "table"}) for rule in all_rules()]
    assert "Each tile stands for two rules" in said and first == "2021-01-12"
    assert "since the coup or since the first contact, 12 Jan 2021" in said


def test_a_grid_of_rules_that_give_different_numbers_has_a_tile_for_each(monkeypatch):
    number = leaders_file.number_of
    monkeypatch.setattr(
        leaders_file,
        "number_of",
        lambda who, rule, case: (number(who, rule, case) or 0) + (rule.since == "table"),
    )
    for layout in ("one", "narrow"):
        grid = leaders_file.rules(layout=layout)
        tiles = [
            word.text for word in texts(grid) if re.fullmatch(r"(leader|meeting) \d+|not counted", word.text)
        ]
        assert len(tiles) >= 20 and "Each tile: one rule." in " ".join(word.text for word in texts(grid))
        no_words_touch(grid)


@pytest.mark.parametrize("layout", ["one", "narrow"])
def test_leaders_at_one_table_share_one_label(layout):
    chart = leaders(layout=layout)
    said = " ".join(word.text for word in texts(chart))
    assert said.count("24 Apr 2021") == 1 and sum(row["Contact"] == "k06" for row in chart.table) == 6
    assert {(one.fill, one.edge) for one in symbols(chart)} == {
        ("muted", "paper"), ("ink", "paper"), ("russia", "paper")
    }, "grey is left out; the one in question has the colour of Russia"  # fmt: skip
    no_words_touch(chart)


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(
        OptionError,
        match="own_side has no 'govt'.*It can be: leader .only the leader of the coup., government",
    ):
        explore_leaders(own_side="govt")


@pytest.mark.parametrize("rule", all_rules()[::7], ids=str)
def test_the_explorer_starts_with_the_rule_that_it_is_given(rule):
    explorer = explore_leaders(**vars(rule))
    assert explorer.state == vars(rule) and explorer.chart.title == leaders(rule).title
    assert explorer.bundle(unit="meetings")["text/plain"].startswith("Under this rule")


# ---- what the lesson types -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def lesson():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_guesses_about_rules_agree_with_a_count_of_our_own():
    asked = guessing.known()
    assert asked["putins-number"].answer == recount("any", "leader", "coup", "leaders")
    assert asked["rules-with-two"].answer == [recount(**vars(rule)) for rule in all_rules()].count(2)


@pytest.mark.parametrize(("state", "name"), [("RUS", "Russia"), ("CHN", "China")])
def test_the_journeys_named_in_the_lesson_are_all_of_them_and_each_once(lesson, state, name):
    """A journey: the rows of one traveller in one month."""
    text = "\n".join("".join(cell["source"]) for cell in lesson)
    named = re.search(rf"^- \*\*{name}:\*\* \w+ journeys.*?\(([^()]*)\)\.$", text, re.MULTILINE)[1].split(
        ", "
    )
    journeys = {}
    for contact in CONTACTS:
        if state in items(contact["counterpart_state"]):
            traveller = contact["counterpart" if contact["direction"] == "host" else "own_actor"]
            journeys.setdefault((contact["direction"], traveller, contact["date"][:7]), []).append(
                contact["contact_id"]
            )
    assert sorted(named) == sorted(ids[0] for ids in journeys.values())


@pytest.mark.parametrize("layout", ["wide", "one", "narrow"])
def test_the_day_that_is_known_stands_as_a_line_in_each_ladder(layout):
    chart = contacts(layout=layout)
    for line in chart.cursors.values():
        ends = [line[k : k + 4] for k in range(0, len(line), 4)]
        assert len({end[:2] for end in ends}) == 3 and all(x == x2 and y < y2 for x, y, x2, y2 in ends)
