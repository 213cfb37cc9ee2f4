"""Rival explanations: the scores, the ratings as text, the board, and what lesson 08 says about them.

Expected numbers are worked by hand or computed here from the CSV file, not with the code under test.
"""

import csv
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aftercoup as ac
from aftercoup import measures, tables
from aftercoup.charts import ratings
from aftercoup.charts.board import COUNT
from aftercoup.charts.machinery.view import OptionError
from aftercoup.measures import MeasureError

DATA = Path(__file__).parents[1] / "data"
LEVELS = {"high": 1, "medium": 0.5, "low": 0.25}
HYPOTHESES = ("h1", "h2", "h3", "h4", "h5", "h6")
CODES = ("CC", "C", "N", "I", "II")
FACES = dict(zip(CODES, ("✓✓", "✓", "–", "✗", "✗✗")))


def read_csv(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EVIDENCE = read_csv("evidence.csv")
NAMES = [row["short_name"] for row in read_csv("hypotheses.csv")]


def points_by_hand(rows, wanted, levels=LEVELS):
    """Sums per explanation, by counting letters in the file: wanted is ("I", "II") or ("C", "CC")."""
    one, two = wanted
    return [
        sum(levels[r["reliability"]] * ((r[h] == one) + 2 * (r[h] == two)) for r in rows) for h in HYPOTHESES
    ]


@pytest.fixture(autouse=True)
def nothing_kept():
    ratings.keep({})
    yield
    ratings.keep({})


# ---- the scores ----------------------------------------------------------------------------------


def test_points_against_and_for_by_hand():
    rows = [["I", "C", "N"], ["II", "CC", None], ["C", "I", None]]
    against = measures.inconsistency_scores(rows, [1, 0.5, 0.25])
    assert [s.points for s in against] == [1 + 1, 0.25, 0]
    assert [s.points for s in measures.inconsistency_scores(rows)] == [3, 1, 0]
    assert [s.points for s in measures.consistency_scores(rows)] == [1, 3, 0]
    assert [(s.rated, s.silent) for s in against] == [(3, 0), (3, 0), (1, 1)]


def test_says_nothing_and_not_rated_are_two_things():
    silent, missing = measures.inconsistency_scores([["N", None], ["N", None]])
    assert (silent.points, silent.rated, silent.silent) == (0, 2, 2)
    assert (missing.points, missing.rated, missing.silent) == (None, 0, 0)


@pytest.mark.parametrize(
    ("ratings_", "weights", "says"),
    [
        ([], None, "no evidence"),
        ([["C"], ["C", "I"]], None, "one rating"),
        ([["C", "?"]], None, "'\\?'"),
        ([["C", ""]], None, "''"),
        ([["c", "I"]], None, "CC, C, N, I, II"),
        ([["C", "I"]], [1, 2], "weight"),
        ([["C", "I"]], [-1], "from 0 up"),
        ([["C", "I"]], [math.nan], "weight"),
        ("CI", None, "list"),
        (["CI"], None, "list"),
    ],
)
def test_bad_input_is_refused(ratings_, weights, says):
    with pytest.raises(MeasureError, match=says):
        measures.inconsistency_scores(ratings_, weights)


@pytest.mark.parametrize(
    ("row", "apart"),
    [
        (["N"] * 5, 0),
        (["CC"] * 5, 0),
        (["II", "CC", "N"], 4),
        (["C", "N"], 1),
        (["I", None, "C"], 2),
        (["I", None], None),
        ([], None),
    ],
)
def test_how_far_a_piece_tells_apart(row, apart):
    assert measures.diagnosticity(row) == apart


def test_order_shares_places_and_leaves_out_what_is_not_rated():
    scores = [measures.Score(p, 1, 0) for p in (2, 0.1 + 0.2, 0.3, None)]
    assert measures.order_of(scores) == (2, 1, 1, None)


def test_pieces_on_which_the_order_hangs():
    rows = [["I", "N"], ["N", "I"], ["I", "N"]]
    assert measures.pieces_that_decide(rows) == [0, 2]  # without one of these, 1 to 1
    assert measures.pieces_that_decide([["I", "N"]]) == []  # nothing is left to compare
    assert measures.pieces_that_decide([["C", "N"], ["N", "CC"]]) == []


CELLS = st.one_of(st.none(), st.sampled_from(CODES))
TABLES = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=8)
)


@given(TABLES, st.randoms())
def test_scores_do_not_depend_on_the_order_of_the_evidence(rows, random):
    mixed = random.sample(rows, len(rows))
    assert measures.inconsistency_scores(rows) == measures.inconsistency_scores(mixed)
    assert len(measures.pieces_that_decide(rows)) == len(measures.pieces_that_decide(mixed))


@given(TABLES)
def test_evidence_that_is_the_same_for_all_changes_no_order(rows):
    """What fits or hurts all alike decides nothing, and a score lies between 0 and 2 per rated piece."""
    before = measures.inconsistency_scores(rows)
    for code in CODES:
        after = measures.inconsistency_scores([*rows, [code] * len(rows[0])])
        if None not in measures.order_of(before):
            assert measures.order_of(after) == measures.order_of(before)
    assert all(s.points is None or 0 <= s.points <= 2 * (s.rated - s.silent) for s in before)


# ---- ratings as text -----------------------------------------------------------------------------


def test_text_of_ratings_is_read_and_written():
    text = "v02 I N C C N N; v14 - - - - - - low; v15 - - - - - - out; v17 II - - C N N medium out"
    pieces = ratings.read(text)
    assert (
        pieces["v02"].codes == ("I", "N", "C", "C", "N", "N")
        and pieces["v02"].sure is None
        and pieces["v02"].counts
    )
    assert pieces["v14"].sure == "low" and not pieces["v15"].counts and pieces["v17"].codes[1] is None
    assert ratings.write(pieces) == text
    assert ratings.read(" V02: i,n, c,C,N,n ;;\nv14 - - - - - - LOW") == {
        k: pieces[k] for k in ("v02", "v14")
    }
    assert ratings.read("") == {} and ratings.write({"v01": ratings.untouched()}) == ""


@given(
    st.dictionaries(
        st.sampled_from([r["evidence_id"] for r in EVIDENCE]),
        st.builds(
            ratings.Piece,
            st.tuples(*[CELLS] * len(HYPOTHESES)),
            st.sampled_from([None, *LEVELS]),
            st.booleans(),
        ),
    )
)
def test_ratings_survive_being_written(pieces):
    said = {i: p for i, p in pieces.items() if p != ratings.untouched()}
    assert ratings.read(ratings.write(pieces)) == said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("v2 C C C C C C", "Did you mean"),
        ("v02 C", "needs 6 ratings"),
        ("v02 C C C C C X", "found C C C C C X"),
        ("v02", "found none"),
    ],
)
def test_a_text_that_cannot_be_read_gets_one_sentence_and_an_example(text, says):
    with pytest.raises(ratings.RatingsError, match=re.escape(says)) as error:
        ratings.read(text)
    assert error.value._render_traceback_() == [str(error.value)] and ratings.EXAMPLE in str(error.value)
    assert "\n" not in str(error.value) and ratings.read(ratings.EXAMPLE)


def test_the_example_is_no_solution_that_is_wrong():
    assert all(len(p.codes) == len(NAMES) for p in ratings.read(ratings.EXAMPLE).values())


@pytest.mark.parametrize("using", ratings.USING)
def test_whose_ratings_are_weighed(using):
    pieces = ratings.read("v02 CC - - - - - low; v03 - - - - - - out")
    rows = {row.id: row for row in ratings.rows(pieces, using)}
    assert list(rows) == [r["evidence_id"] for r in EVIDENCE]
    known = tuple(next(r for r in EVIDENCE if r["evidence_id"] == "v02")[h] for h in HYPOTHESES)
    assert (
        rows["v02"].codes == {"mine": ("CC", *[None] * 5), "rest": ("CC", *known[1:]), "ours": known}[using]
    )
    assert rows["v02"].own[0] == (using != "ours") and not any(rows["v02"].own[1:])
    assert rows["v02"].sure == "low" and rows["v02"].weight == 0.25 and not rows["v03"].counts


def test_pieces_that_share_a_source():
    for row in EVIDENCE:
        own = set(row["sources"].split("; "))
        others = [o["evidence_id"] for o in EVIDENCE if o is not row and own & set(o["sources"].split("; "))]
        assert ratings.sharing_a_source(row["evidence_id"]) == others


# ---- the board -----------------------------------------------------------------------------------


class Grid(HTMLParser):
    """The words of each cell of a table, row by row."""

    def __init__(self, html):
        super().__init__()
        self.rows, self._cell, self._open = [], None, []
        self.feed(html)
        assert not self._open, self._open

    def handle_starttag(self, tag, attributes):
        if tag != "br":
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("count", COUNT)
def test_the_board_says_what_the_file_says(count):
    explorer = ac.explore_board(using="ours", count=count, layout="columns")
    rows = Grid(explorer.bundle()["text/html"]).rows
    scores, body = rows[1:7], rows[8:]
    hand = points_by_hand(EVIDENCE, ("I", "II") if count == "against" else ("C", "CC"))
    best = (min if count == "against" else max)(hand)
    word = "least" if count == "against" else "most"
    bars = [f"{p:g}" + (f" {word}" if p == best else "") for p in hand]
    silent = [f"{sum(r[h] == 'N' for r in EVIDENCE)} of {len(EVIDENCE)}" for h in HYPOTHESES]
    assert [row[2] for row in scores] == silent
    statements = [row["statement"] for row in read_csv("hypotheses.csv")]
    assert [row[:2] for row in scores] == [
        list(row) for row in zip(NAMES, map(str.__add__, bars, statements))
    ]
    live = explorer.bundle(live=True)["text/html"]
    assert live.count('class="acb-now"') == 1 and "grey: the piece" in live
    assert "grey: the piece" not in explorer.bundle()["text/html"], "grey is told where it can be changed"
    for row, record in zip(body, EVIDENCE, strict=True):
        assert row[0].split()[0] == record["evidence_id"] and record["short_name"] in row[0]
        assert row[7] == record["reliability"].replace("medium", "med.") and row[1:7] == [
            FACES[record[h]] for h in HYPOTHESES
        ]
        steps = [CODES.index(record[h]) for h in HYPOTHESES]
        assert row[9] == (str(max(steps) - min(steps)) if len(set(steps)) > 1 else "0")
    first = " and ".join(name for name, points in zip(NAMES, hand) if points == best)
    assert f"{first} ({best:g}). {len(EVIDENCE)} of {len(EVIDENCE)} pieces" in repr(explorer), (
        "the finding leads"
    )
    assert "v12 and v17 do not help to choose between the explanations" in repr(explorer)
    ranked = sorted(zip(NAMES, hand), key=lambda item: item[1] if count == "against" else -item[1])
    line = f"Points {count}: " + ", ".join(f"{name} {value:g}" for name, value in ranked) + "."
    assert line in repr(explorer) and line in explorer.bundle()["text/html"]


def test_a_rating_is_seen_as_a_sign_and_heard_as_words(tmp_path, monkeypatch):
    """In the matrix, in its buttons, and in what is said after a press."""
    monkeypatch.chdir(tmp_path)
    labels = dict(
        zip(CODES, ("very consistent", "consistent", "says nothing", "inconsistent", "very inconsistent"))
    )
    explorer = ac.explore_board(using="ours", pieces="v05")
    picture, live = (
        explorer.bundle()["text/html"],
        ac.explore_board(pieces="v05").bundle(live=True)["text/html"],
    )
    row = next(row for row in EVIDENCE if row["evidence_id"] == "v05")
    for name, code in zip(NAMES, (row[h] for h in HYPOTHESES)):
        assert f'role="img" aria-label="{labels[code]} ({code})">{FACES[code]}</span>' in picture
        assert f'aria-label="v05, {name}: not rated"' in live
        said = explorer.take({"do": "rate", "value": f"v05 {NAMES.index(name)}", "code": code})
        assert said.startswith(f"v05, {name}: {labels[code]} ({code}). ")
    rated = ac.explore_board(pieces="v05").bundle(live=True)["text/html"]
    assert f'aria-label="v05, {NAMES[4]}: {labels[row["h5"]]} ({row["h5"]})"' in rated


def test_the_pieces_marked_are_those_whose_removal_changes_the_order():
    def order(rows):
        points = points_by_hand(rows, ("I", "II"))
        return [sorted(set(points)).index(p) for p in points]

    hand = [
        r["evidence_id"] for r in EVIDENCE if order([o for o in EVIDENCE if o is not r]) != order(EVIDENCE)
    ]
    body = Grid(ac.explore_board(using="ours", layout="columns").bundle()["text/html"]).rows[
        1 + len(HYPOTHESES) + 1 :
    ]
    assert [row[0].split()[0] for row in body if row[10]] == hand
    assert hand == ["v11", "v14", "v15", "v18", "v19"]


def test_explanations_in_rows_are_the_usual_table_turned():
    columns = Grid(ac.explore_board(using="ours", layout="columns").bundle()["text/html"]).rows[
        1 + len(HYPOTHESES) + 1 :
    ]
    parts = Grid(ac.explore_board(using="ours").bundle()["text/html"]).rows[len(HYPOTHESES) + 1 :]
    turned = [[] for _ in parts[:11]]  # of each part: a head, six explanations, four lines
    for at, row in enumerate(parts):
        turned[at % 11] += row[1:]
    assert [cell.split()[0] for cell in turned[0]] == [row["evidence_id"] for row in EVIDENCE]
    assert turned[1:] == [list(cells) for cells in zip(*(row[1:] for row in columns))]


@pytest.mark.parametrize("row", EVIDENCE, ids=lambda r: r["evidence_id"])
def test_each_piece_can_be_doubted_and_left_out(row):
    explorer = ac.explore_board(using="ours", evidence=row["evidence_id"])
    for level in LEVELS:
        explorer.set(sure=level)
        changed = [o | {"reliability": level} if o is row else o for o in EVIDENCE]
        assert measured(explorer) == points_by_hand(changed, ("I", "II"))
    explorer.set(counts=False)
    assert measured(explorer) == points_by_hand([o for o in EVIDENCE if o is not row], ("I", "II"))
    assert "left out" in repr(explorer)
    explorer.set(sure=row["reliability"], counts=True)
    assert ratings.write(explorer.pieces) == "", "back at what the table says, nothing is left to keep"


def measured(explorer):
    return [s.points for s in measures.inconsistency_scores(*ratings.counted(explorer.rows))]


def test_an_untouched_board_says_so_and_fails_nowhere():
    for pieces in ("", "v02 v03"):
        text = repr(ac.explore_board(pieces=pieces))
        assert "0 of" in text and "Nothing speaks for or against" in text and "ours" not in text
    explorer = ac.explore_board(pieces="v02")
    explorer.set(counts=False)
    assert "left out" in repr(explorer)


def test_a_piece_is_rated_when_all_its_ratings_are_there():
    explorer = ac.explore_board(pieces="v02 v03")
    told = []
    for codes in (("C", *[None] * 5), ("C",) * 6):
        explorer.set(codes=codes)
        told.append(explorer.weighed.rest)
    assert told[0].startswith("0 of 2 pieces are rated, 1 is begun.")
    assert told[1].startswith("1 of 2 pieces is rated. ")
    assert ac.explore_board(pieces="v02 v03", using="ours").weighed.rest.startswith(
        "2 of 2 pieces are rated."
    )


def test_ratings_are_kept_for_the_next_board_and_printed_to_be_copied():
    first = ac.explore_board(pieces="v02 v05")
    first.set(codes=("I", "N", None, "C", "N", "N"))
    call, pieces = re.search(r'ac\.explore_board\(ratings="(.+?)", pieces="(.+?)"\)', repr(first)).groups()
    assert pieces == "v02 v05", "the board comes back with its own pieces"
    assert call == "v02 I N - C N N" and ac.explore_board().pieces == first.pieces
    ratings.keep({})
    assert ac.explore_board(ratings=call).pieces == first.pieces
    assert f'ac.explore_board(ratings="{call}")' in repr(ac.explore_board()), "all pieces need not be named"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"using": "our"}, "Did you mean 'ours'"),
        ({"count": "both"}, "against (what speaks against each), for ("),
        ({"layout": "row"}, "Did you mean 'rows'"),
        ({"evidence": "v99"}, "evidence has no 'v99'"),
        ({"pieces": "v02 v3"}, "evidence has no 'v3'"),
        ({"pieces": "v02", "evidence": "v03"}, "evidence has no 'v03'"),
    ],
)
def test_a_wrong_option_gets_one_sentence(options, says):
    with pytest.raises(OptionError, match=re.escape(says)):
        ac.explore_board(**options)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder in which ratings are saved."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_press_rates_and_is_saved_at_once_and_undone(here):
    explorer = ac.explore_board(pieces="v02 v05 v12")
    assert "Saved in my_ratings/ratings.jsonl" in explorer.take(
        {"do": "rate", "value": "v02 0", "code": "II"}
    )
    for step in (
        {"do": "rate", "value": "v05 1", "code": "CC"},
        {"do": "sure", "value": "v05"},  # high, then medium
        {"do": "sure", "value": "v05"},
        {"do": "counts", "value": "v05"},
    ):
        assert explorer.take(step)
    said = "v02 II - - - - -; v05 - CC - - - - low out"
    assert ratings.write(explorer.pieces) == said and explorer.current == "v05"
    ratings.keep({})
    assert ratings.write(ac.explore_board().pieces) == said, "another day begins with what was saved"
    for left in ("v02 II - - - - -; v05 - CC - - - - low", "v02 II - - - - -; v05 - CC - - - - medium"):
        explorer.take({"do": "undo"})
        assert ratings.write(explorer.pieces) == left
    for _ in range(4):
        explorer.take({"do": "undo"})
    ratings.keep({})
    assert ratings.write(ac.explore_board().pieces) == "" == ratings.write(explorer.pieces)
    assert (here / "my_ratings" / ".gitignore").read_text().endswith("*\n")


def test_menus_and_layout_change_and_nothing_strange_is_taken(here):
    explorer = ac.explore_board(pieces="v02")
    for name, value in (("using", "ours"), ("count", "for"), ("layout", "columns")):
        assert explorer.take({"do": name, "value": value}) and explorer.chosen[name] == value
    strange = [
        {"do": "rate", "value": "v05 0", "code": "C"},
        {"do": "using", "value": "all"},
        {"do": "hello"},
    ]
    assert [explorer.take(step) for step in strange] == [""] * 3 and explorer.pieces == {}
    assert "data-cell" not in explorer.bundle(live=True)["text/html"], "our ratings are not changed"
    assert "<button" not in explorer.bundle()["text/html"] and not (here / "my_ratings").exists()


def test_a_damaged_line_of_saved_ratings_does_no_harm(here):
    (here / "my_ratings").mkdir()
    lines = '{"rated": "v02 I N C C N N"}\n{"rated": "v99 I"}\nnothing\n{"rated": 5}\n'
    (here / "my_ratings" / "ratings.jsonl").write_text(lines)
    assert ratings.write(ac.explore_board().pieces) == "v02 I N C C N N"


def test_our_ratings_are_shown_only_after_the_reader():
    explorer = ac.explore_board(pieces="v02")
    reason = next(r["reason"] for r in EVIDENCE if r["evidence_id"] == "v02")
    assert reason not in explorer.about() and tables.record("v02").evidence in explorer.about()
    explorer.set(codes=("C",) * 6)
    assert reason in explorer.about()


# ---- comparing readers ---------------------------------------------------------------------------


def test_readers_are_compared_with_our_ratings():
    said = repr(ac.compare_ratings(ana="v02 N N C N N N; v12 II II N N N N", ben="v02 N N C N N N"))
    assert "ana | 12 | 83%" in said and "ben | 6 | 100% | 1.00" in said and "you |" not in said
    assert "v12 | Myanmar's UN votes on Ukraine | Two outcasts | ana II, our rating N" in said
    assert "No ratings yet" in repr(ac.compare_ratings())
    ratings.keep(ratings.read("v12 N N N N N N"))
    said = repr(ac.compare_ratings())
    assert "you | 6 | 100% | cannot be computed" in said and "No two ratings" in said


# ---- what the lesson and the data say ------------------------------------------------------------


def test_no_trip_counts_twice_and_no_later_year_is_evidence_for_2022():
    june, july = (next(r for r in EVIDENCE if r["evidence_id"] == i) for i in ("v01", "v02"))
    assert not set(june["sources"].split("; ")) & set(july["sources"].split("; "))
    assert ("2021" in june["evidence"], "2022" in june["evidence"]) == (True, False)
    later = [r for r in EVIDENCE if re.search(r"20(2[4-9]|[3-9]\d)", r["evidence"])]
    assert [r["evidence_id"] for r in later] == ["v17"] and {later[0][h] for h in HYPOTHESES} == {"N"}


def test_no_meeting_speaks_against_nobody_without_a_request():
    """The trip of July 2022 was called private, and no event or contact of that month has a request."""
    (july,) = (r for r in EVIDENCE if r["evidence_id"] == "v02")
    assert "private" in july["evidence"] and not {"I", "II"} & {july[h] for h in HYPOTHESES}
    case = "cases/myanmar-2021"
    rows = [
        " ".join(row.values()) for name in ("events", "contacts") for row in read_csv(f"{case}/{name}.csv")
    ]
    then = [row for row in rows if "2022-07" in row and "rus" in row.casefold()]
    assert len(then) > 3 and any("private" in row for row in then)
    assert not [row for row in then if re.search(r"\b(?:asked|request|sought|audience)", row)]


def test_two_pieces_are_undiagnostic_and_nearly_all_is_silent_about_fuel():
    assert {r["evidence_id"] for r in EVIDENCE if len({r[h] for h in HYPOTHESES}) == 1} == {"v12", "v17"}
    assert sorted(zip(points_by_hand(EVIDENCE, ("C", "CC")), NAMES), reverse=True)[:3] == [
        (9, "Cheap signal"),
        (8, "Two outcasts"),
        (7, "Arms first"),
    ], "lesson 08 asks for this order"
    against = dict(zip(NAMES, points_by_hand(EVIDENCE, ("I", "II"))))
    assert (
        against["Fuel"] == against["Arms first"] == min(against.values()) == 0.5
        and max(against, key=against.get) == "Two outcasts"
    )
    without = points_by_hand([r for r in EVIDENCE if r["evidence_id"] != "v14"], ("I", "II"))
    assert [name for name, p in zip(NAMES, without) if p == 0] == ["Cheap signal"], "lesson 08 asks for it"
    without = points_by_hand([r for r in EVIDENCE if r["evidence_id"] != "v19"], ("I", "II"))
    assert [name for name, p in zip(NAMES, without) if p == 0] == ["Fuel"], "lesson 08 says so"
    only = {h: [r["evidence_id"] for r in EVIDENCE if r[h] in ("I", "II")] for h in HYPOTHESES}
    assert only["h2"] == ["v15"] and only["h3"] == ["v14"] and only["h1"] == ["v05", "v15", "v18", "v21"]
    assert only["h5"] == ["v19"] and only["h6"] == ["v11"]
