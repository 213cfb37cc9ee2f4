"""The second case, egypt-2013, and lessons that run on it after one line is changed."""

import ast
import json
import re

import pytest

import aftercoup as ac
from aftercoup import tables
from aftercoup.answers.exercise import exercises
from aftercoup.answers.kinds.name import Name
from aftercoup.answers.language.names import names_of
from aftercoup.charts.machinery.chart import Chart
from aftercoup.charts.machinery.compute import Computed
from aftercoup.charts.machinery.view import Explorer
from aftercoup.charts.report import Report

CASE = tables.case("egypt-2013")
LESSONS = tables.data_folder().parent / "notebooks"
WORDS_OF_THE_CORE_CASE = re.compile(r"Myanmar|junta|Naypyidaw|Min Aung|Vladivostok")


@pytest.fixture
def in_use():
    """Choose a case for one test."""
    yield ac.use_case
    ac.use_case()


# ---------------------------------------------------------------- the tables


def test_the_case_is_as_large_as_it_was_meant_to_be():
    assert len(CASE.claims) >= 25 and len(CASE.events) >= 25 and len(CASE.contacts) >= 15
    assert {claim.verdict for claim in CASE.claims} >= {
        "confirmed",
        "contested",
        "no second source found",
        "not checked",
    }
    assert {event.confidence for event in CASE.events} == {"high", "medium"}
    assert CASE.about.published.weekday == "Thursday"


@pytest.mark.parametrize("name", ["claims", "events", "contacts"])
def test_every_row_rests_on_sources_that_resolve(name):
    own = [row for row in getattr(CASE, name) if not tables.sources_of(row, CASE)]
    weak = [row for row in own if name != "claims" or row.verdict != "not checked"]
    assert not weak, "only a judgement that no record settles may stand without a source"


def test_sources_say_where_they_were_read():
    for source in tables.read_rows(CASE.folder / "sources.csv"):
        assert source[5] or "reprint" in source[7].lower() or source[0] == "source_id", source
    used = {
        s
        for name in ("claims", "events", "contacts")
        for row in getattr(CASE, name)
        for s in (row.check_sources if name == "claims" else row.sources)
    }
    own = {row[0] for row in tables.read_rows(CASE.folder / "sources.csv")} - {"source_id"}
    assert own <= used | {CASE.about.article}, "a source that nothing rests on"


def test_claims_end_with_the_report_and_events_overlap_with_their_claims():
    for claim in CASE.claims:
        assert claim.when is None or claim.when.start <= CASE.about.published.start, claim
    for event in CASE.events:
        for claim in tables.linked(event, "claim_ids", CASE):
            apart = claim.when and (claim.when.end < event.when.start or claim.when.start > event.when.end)
            assert not apart or claim.verdict in ("contradicted", "not checked"), (event, claim)


def test_what_is_contested_names_what_speaks_against_it():
    for claim in CASE.claims:
        if claim.verdict == "contested":
            assert claim.verdict_note and set(claim.check_sources) - {CASE.about.article}, claim


def test_it_agrees_with_the_table_of_coups_and_with_the_votes():
    coup = tables.record(CASE.about.coup)
    meeting = next(k for k in CASE.contacts if k.in_article)
    assert coup.date == CASE.about.coup_date and meeting.date == coup.first_russian_leader_meeting_date
    assert meeting.own_actor == CASE.about.leader and CASE.about.counterpart in meeting.counterpart
    assert tables.record("EGY", "votes").r68_262 == "A"
    vote = next(e for e in CASE.events if "Crimea" in e.title)
    assert vote.start == tables.record("A/RES/68/262").date


def test_levels_and_states_of_contacts_follow_from_the_actors():
    """Sisi's rank is that of February 2014; the level is that of the other side, so it does not matter."""
    for contact in CASE.contacts:
        people = tables.linked(contact, "counterpart", CASE)
        assert set(contact.counterpart_state) == {person.state for person in people} - {None}, contact
        assert contact.counterpart_level == min(person.seniority for person in people), contact


# ---------------------------------------------------------------- one line changed


def cells(number):
    """The code cells of a lesson."""
    (path,) = LESSONS.glob(f"{number}_*.ipynb")
    found = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in found]


def run(number, line):
    """Run a lesson's code cells, with a line added to the first: what each cell shows, in order."""
    names, shown = {}, []
    first, *others = cells(number)
    assert first == "import aftercoup as ac\nac.links()"
    for source in [f"{first}\n{line}", *others]:
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, number, "exec"), names)
        shown.append(eval(compile(ast.Expression(last.value), number, "eval"), names) if last else None)
    return shown


def pictures(shown):
    """The charts of a case among what cells show; the one of all coups is the same for every case."""
    for one in shown:
        one = getattr(one, "shown", one)  # what waits for a guess
        if isinstance(one, Explorer) and one.name != "waiting":
            yield from one.charts.values()
        elif isinstance(one, Computed):
            yield one.chart
        elif isinstance(one, (Chart, Report)):
            yield one


@pytest.mark.parametrize("number", ["01", "02", "04"])
def test_a_lesson_runs_on_both_cases_and_its_pictures_name_the_right_country(number, in_use):
    for line, country, other in (
        ('ac.use_case("egypt-2013")', "Egypt", WORDS_OF_THE_CORE_CASE),
        ("ac.use_case()", "Myanmar", re.compile("Egypt|Sisi|Cairo")),
    ):
        shown = run(number, line)
        charts = list(pictures(shown))
        assert charts and all(chart.alt.startswith(f"{country}: ") for chart in charts), (line, number)
        assert not any(other.search(chart.title + chart.alt + repr(chart.table)) for chart in charts)
        if country == "Egypt":
            said = [str(one) for one in shown[1:] if type(one).__name__ == "Card"]
            practice = [one for one in said if "practice, on another case: Min Aung" in " ".join(one.split())]
            assert len(practice) == (2 if number == "01" else 0), "they say whose they are"
            said = [one for one in said if one not in practice]
            strange = [text for text in said if WORDS_OF_THE_CORE_CASE.search(text)]
            assert not strange, strange[0]


def test_what_only_the_lessons_own_case_has_is_answered_with_one_sentence(in_use):
    in_use("egypt-2013")
    for card, words in (
        (ac.record("c68"), "There is no record 'c68'"),
        (ac.record("c68"), "The case in use is egypt-2013; ac.use_case() goes back"),
        (ac.show("events", lane="russia-myanmar"), "No row has lane='russia-myanmar'"),
        (ac.show("claims", claim_id=["c13", "c68"]), "No row has claim_id='c68'"),
        (ac.show("case", counterpart_number="2"), "No row has counterpart_number='2'. The column is empty."),
        (ac.briefing("D"), "There is no paragraph 'D'"),
        (ac.briefing("H", "D"), "There is no paragraph 'D'"),
        (ac.explore_timeline(known_on="7 September 2022"), "known_on has no '7 September 2022'"),
    ):
        assert words in " ".join(str(card).split()), card
    with pytest.raises(Exception, match="There is no case 'egipt-2013'. Did you mean egypt-2013"):
        ac.use_case("egipt-2013")
    ac.use_case()
    with pytest.raises(Exception, match="There is no record 'c99'"):
        ac.record("c99")


def test_a_shared_table_speaks_of_the_lessons_own_case(in_use):
    in_use("egypt-2013")
    evidence = next(row for row in tables.table("evidence") if row.claim_ids)
    assert [c.id for c in tables.linked(evidence, "claim_ids")] == list(evidence.claim_ids)
    assert all(c in tables.core().claims for c in tables.linked(evidence, "claim_ids"))


def test_counts_of_another_case_are_its_own():
    assert tables.record("n03", "counts", CASE).sentence.startswith("17 of the 30")
    with pytest.raises(tables.UnknownName):
        tables.record("n05", "counts", CASE)
    shared = [c for c in tables.core().counts if not tables.schema(c.counted_table).in_each_case]
    assert {c.id for c in shared} <= {c.id for c in CASE.counts}


def test_the_case_in_use_does_not_leak_into_the_reading_of_a_sheet(in_use):
    """A sheet about Myanmar knows the people of Myanmar, whichever case the cells of a lesson show."""
    field = Name("who")
    in_use("egypt-2013")
    myanmar = exercises()["01"].names
    assert field.read("Hlaing", myanmar).said == field.read("Hlaing").said == "Min Aung Hlaing"
    assert field.read("Mansour", myanmar).said != "Adly Mansour"
    assert field.read("Mansour", names_of(CASE)).said == "Adly Mansour"


@pytest.mark.parametrize("typed", ["al-Sisi", "el-Sisi", "El Sisi", "Abdel Fattah El-Sisi", "Gen. Al Sisi"])
def test_an_arabic_name_is_read_with_either_spelling_of_its_article(typed):
    assert Name("who").read(typed, names_of(CASE)).said == "Abdel Fattah al-Sisi"


KEY = """
exercise = "01"
title = "Putin and Sisi"
case = "CASE"

[[question]]
id = "1.1"
title = "The guest"
level = "find"
objective = 1
rule = "The one who travelled"
reread = "01"
worked = "See the report"
hint = "Look at the contacts"
points = 1
minutes = 1

[[question.field]]
name = "guest"
kind = "name"
label = "who came"
points = 1
accepted = ["Abdel Fattah al-Sisi"]
records = ["k18"]
"""


def test_a_sheet_about_another_case_is_computed_and_read_with_its_people(tmp_path):
    from aftercoup.answers.exercise import read_exercise
    from aftercoup.teach.content import keys
    from aftercoup.teach.editions import exercises as deriving

    (tmp_path / "01_key.toml").write_text(KEY.replace("CASE", CASE.name), encoding="utf-8")
    master = keys.load("01", tmp_path)
    sheet = read_exercise(json.loads(deriving.check_text(master)))
    assert (master.exercise.case, sheet.case) == (CASE.name, CASE.name)
    field = master.exercise.questions["1.1"].fields["guest"]
    reading = field.read("Field Marshal Sisi", sheet.names)
    assert field.judge(reading, master.key("1.1", "guest")).state == "right", reading
    (tmp_path / "01_key.toml").write_text(KEY.replace("CASE", "egipt-2013"), encoding="utf-8")
    with pytest.raises(keys.KeyProblem, match="Did you mean egypt-2013"):
        keys.load("01", tmp_path)
