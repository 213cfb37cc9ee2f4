"""Lesson 03: who reacted how to each coup. What is shown is worked out again from the CSV files."""

import csv
import re
from pathlib import Path

import pytest
from drawn import texts
from explorers import facets
from test_charts import no_words_touch

import aftercoup as ac
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.reactions import (
    HEADS,
    KINDS,
    ORDERS,
    PAID,
    PUNISHED,
    WORDS,
    finding,
    kinds,
    reactions,
    turned,
)

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUPS = {c["coup_id"]: c for c in rows("coups")}
ACTS = rows("reactions")
HIT = {a["coup_id"] for a in ACTS if a["act"] in PUNISHED}
TURNED = {c for c in HIT if COUPS[c]["realigned"] in ("toward russia/ussr", "toward china")}
GROUPS = {
    "Punished, and turned to Moscow or Beijing": len(TURNED),
    "Punished, no turn to Moscow or Beijing": len(HIT - TURNED),
    "Not punished": len(COUPS) - len(HIT),
}


def test_every_act_is_of_one_kind():
    every = [act for _, wanted, *_ in KINDS.values() for act in wanted]
    assert sorted(every) == sorted(ac.tables.labels("reactions", "act"))
    assert list(HEADS) == list(ac.tables.labels("reactions", "actor"))


def test_every_coup_has_a_reaction_and_no_act_comes_before_it_or_after_three_years():
    assert {a["coup_id"] for a in ACTS} == set(COUPS)
    for act in ACTS:
        coup, day = COUPS[act["coup_id"]]["date"], act["date"]
        if day and act["act"] in (*PUNISHED, *PAID):
            assert coup[: len(day)] <= day[:10], act
            assert int(day[:4]) * 12 + int(day[5:7] or 1) <= int(coup[:4]) * 12 + int(coup[5:7]) + 36, act


@pytest.mark.parametrize(
    ("coup", "actor", "act", "day"),
    [
        ("honduras-2009", "united-states", "cut aid", "2009-07-02"),
        ("honduras-2009", "europe", "recalled envoy", "2009-07-01"),
        ("honduras-2009", "europe", "cut aid", "2009-07-20"),
        ("pakistan-1999", "europe", "cut aid", "1999-10-15"),
        ("sudan-2021", "europe", "condemned", "2021-10-25"),
        ("burkina-faso-2022-01", "europe", "called for return", "2022-01-24"),
        ("mali-2020", "russia", "concerned", "2020-08-18"),
        ("myanmar-2021", "europe", "cut aid", "2021-02-22"),
        ("ghana-1966", "europe", "worked with", "1966-03-04"),
        ("chile-1973", "russia", "condemned", "1973-09-13"),
        ("turkey-1980", "united-states", "called for return", "1980-09-12"),
        ("pakistan-1999", "russia", "called for return", "1999-10-13"),
        ("egypt-2013", "china", "neutral", "2013-07-04"),
        ("egypt-2013", "region", "condemned", "2013-07-04"),
        ("thailand-2014", "region", "neutral", ""),
        ("zimbabwe-2017", "europe", "called for return", "2017-11-15"),
        ("egypt-2013", "other-states", "gave aid", "2013-07-09"),
    ],
)
def test_an_act_that_was_once_wrong_has_its_word_and_its_day(coup, actor, act, day):
    """Found in an audit of each row: the hardest word of the first day counts, and no later one."""
    assert [a["date"] for a in ACTS if (a["coup_id"], a["actor"], a["act"]) == (coup, actor, act)] == [day]
    words = [a["act"] for a in ACTS if (a["coup_id"], a["actor"]) == (coup, actor) and a["act"] in WORDS]
    assert len(words) == 1


def test_the_title_and_the_sentence_are_those_of_the_files():
    others = [c for c in COUPS if c not in HIT]
    turned = sum(COUPS[c]["realigned"] in ("toward russia/ussr", "toward china") for c in others)
    assert finding(ac.tables.table("coups")) == (
        f"After {len(TURNED)} of {len(HIT)} punished coups, and {turned} of {len(others)} not punished, the country turned to "
        "Moscow or Beijing"
    )
    alt = reactions().alt
    recent = [c for c in COUPS if COUPS[c]["date"] > "1992"]
    for actor, name in (("united-states", "the United States"), ("russia", "Russia"), ("china", "China")):
        by = {a["coup_id"] for a in ACTS if a["actor"] == actor and a["act"] in PUNISHED} & set(recent)
        assert f"{name} {'punished ' * (actor == 'united-states')}{len(by)}" in alt
    unread = [a for a in ACTS if a["checked"] == "reference"]
    early = sum(COUPS[a["coup_id"]]["date"] < "1990" for a in unread)
    assert f"For {len(unread)} of {len(ACTS)} acts no page was found, {early} of them" in alt


def test_a_cell_shows_the_harder_kind_against_and_what_is_usual_only_alone():
    for coup_id in COUPS:
        for actor in HEADS:
            done = {a["act"] for a in ACTS if a["coup_id"] == coup_id and a["actor"] == actor}
            hit, spoke, support = (done & {*KINDS[kind][1]} for kind in ("punished", "words", "support"))
            shown = kinds(coup_id, actor)
            assert ("punished" in shown) == bool(hit) and ("words" in shown) == bool(spoke and not hit)
            assert ("support" in shown) == bool(support)
            assert ("usual" in shown) == bool(done and not (hit or spoke or support))
    assert kinds("chile-1973", "united-states") == ["punished", "support"], "it did both"


def test_the_three_rows_of_the_lesson_are_against_in_six_columns():
    against = [
        c
        for c in COUPS
        if all({"punished", "words"} & {*kinds(c, actor)} for actor in HEADS if actor != "other-states")
    ]
    assert len(against) == 3 and "guinea-2021" in against, against


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_what_came_after_is_called_as_in_the_table(layout):
    labels, said = ac.tables.labels("coups", "realigned"), {coup: [] for coup in COUPS}
    for word in texts(reactions(layout=layout)):
        if word.datum:
            said[word.datum].append(word.text)
    for coup, row in COUPS.items():
        label = labels[row["realigned"]].removeprefix("toward ").removeprefix("the ").split(" or ")[0]
        assert " ".join(said[coup]).endswith(label), coup


def test_bold_at_the_right_are_the_coups_that_the_title_counts():
    chart = reactions()
    bold = [word for word in texts(chart) if word.bold and word.datum]
    marked = {word.datum for word in bold if word.text in ("Russia", "China")}
    assert marked == {c for c in COUPS if COUPS[c]["realigned"] in ("toward russia/ussr", "toward china")}
    assert marked & HIT == {c.id for c in ac.tables.table("coups") if turned(c)}
    assert (
        f"After {len(marked & HIT)} of {len(HIT)} punished coups, and {len(marked - HIT)} of" in chart.title
    )


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_what_the_title_counts_is_seen_in_a_row_of_squares(layout):
    """One for each coup, coloured where the country turned; the numbers beside them follow the filter."""
    drawn = reactions(layout=layout).svg()
    squares = dict(re.findall(r'<g data-of="([^" ]+)"><rect [^>]*fill="var\(--ac-([\w-]+)\)"', drawn))
    toward = {c for c in COUPS if COUPS[c]["realigned"] in ("toward russia/ussr", "toward china")}
    assert set(squares) == set(COUPS) and {c for c, fill in squares.items() if fill != "paper"} == toward
    counted = {
        words: set(ids.split())
        for ids, words in re.findall(r'data-count="([^"]*)"><text[^>]*>([^<]*)', drawn)
    }
    assert counted[f"of {len(HIT)} punished coups: a turn to Moscow or Beijing"] == HIT
    assert (
        counted[f"of {len(COUPS) - len(HIT)} not punished: a turn to Moscow or Beijing"] == set(COUPS) - HIT
    )
    assert counted[str(len(TURNED))] == TURNED and counted[str(len(toward - HIT))] == toward - HIT


def test_heads_are_whole_and_the_last_group_begins_in_the_first_window():
    chart = reactions()
    said = [word for word in texts(chart) if not word.datum]
    heads = " ".join(word.text for word in said if word.bold and word.anchor == "middle")
    assert heads == " ".join(HEADS.values())
    assert not any("…" in word.text for word in said)
    last = [word.y for word in said if word.text.startswith("Not punished: ")]
    assert last and last[0] - 29 < 640 - 34, (
        "a window of 900 pixels shows 640 of a picture without its title, the last pale"
    )


STATES = {row["name"] for row in rows("countries")}


@pytest.mark.parametrize("act", [a for a in ACTS if a["actor"] in ("region", "other-states")], ids=str)
def test_states_and_organisations_do_not_share_a_column(act):
    assert any(act["who"].startswith(name) for name in STATES) == (act["actor"] == "other-states")


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_each_cell_has_the_acts_of_the_file_and_no_words_touch(layout):
    chart = reactions(layout)
    labels = ac.tables.labels("reactions", "act")
    hit = facets(ac.explore_reactions(), "punished")
    for datum, row in zip(chart.data, chart.table):
        for actor, name in ac.tables.labels("reactions", "actor").items():
            done = {a["act"] for a in ACTS if a["coup_id"] == datum.id and a["actor"] == actor}
            assert set(row[name].split("; ")) == ({labels[act] for act in done} or {"nothing found"})
        assert hit[datum.id] == ("yes" if datum.id in HIT else "no")
    assert len(set(chart.rows.place.values())) == len(COUPS)
    headings = [w.text for w in texts(chart) if w.bold and w.text.split(":")[0] in GROUPS]
    assert headings == [f"{name}: {n}" for name, n in GROUPS.items()]
    no_words_touch(chart)


@pytest.mark.parametrize(
    ("options", "keep"),
    [
        ({"punished": "yes"}, lambda c: c["coup_id"] in HIT),
        ({"punished": "no", "to": "1974"}, lambda c: c["coup_id"] not in HIT and c["date"] < "1975"),
        ({"from_": "2019"}, lambda c: c["date"] > "2019"),
    ],
)
def test_filters_keep_the_right_coups(options, keep):
    assert {*ac.explore_reactions(order="date", **options).visible()} == {c for c in COUPS if keep(COUPS[c])}


def test_orders_are_complete():
    explorer = ac.explore_reactions(order="punishers")
    assert {order.name for order in explorer.orders} == set(ORDERS) and explorer.state["order"] == "punishers"
    assert all(sorted(order.ids) == sorted(COUPS) for order in explorer.orders)
    (ids,) = (order.ids for order in explorer.orders if order.name == "punishers")
    hit = [len({a["actor"] for a in ACTS if a["coup_id"] == i and a["act"] in PUNISHED}) for i in ids]
    assert hit == sorted(hit, reverse=True)


@pytest.mark.parametrize("wrong", [{"order": "size"}, {"punished": "maybe"}, {"to": "1900"}])
def test_wrong_options_are_refused(wrong):
    with pytest.raises(OptionError, match=str(next(iter(wrong.values())))):
        ac.explore_reactions(**wrong)
