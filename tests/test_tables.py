"""The loader of the data package: typed records, dates, labels, links, counts, frames; and the facts in the
tables that can be recomputed from other facts in them."""

import copy
import csv
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from aftercoup import tables
from aftercoup.tables import When
from aftercoup.teach.content import datasheet

ROOT = Path(__file__).parent.parent
RUNS = ROOT / "tests" / "report_runs"  # of each report: its runs of seven words, as hashes

# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "text, start, end, precision, words",
    [
        ("2022-09-07", date(2022, 9, 7), date(2022, 9, 7), "day", "7 September 2022"),
        ("2022-07", date(2022, 7, 1), date(2022, 7, 31), "month", "July 2022"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month", "February 2024"),
        ("2018", date(2018, 1, 1), date(2018, 12, 31), "year", "2018"),
        ("2021-06-20/2021-06-28", date(2021, 6, 20), date(2021, 6, 28), "interval", "20–28 June 2021"),
        ("2022-06-29/2022-07-03", date(2022, 6, 29), date(2022, 7, 3), "interval", "29 June – 3 July 2022"),
        (
            "2021-12-30/2022-01-02",
            date(2021, 12, 30),
            date(2022, 1, 2),
            "interval",
            "30 December 2021 – 2 January 2022",
        ),
        ("2021-02/2021-03", date(2021, 2, 1), date(2021, 3, 31), "interval", "February–March 2021"),
        ("1949/2022", date(1949, 1, 1), date(2022, 12, 31), "interval", "1949–2022"),
        ("2022-02-01/2022", date(2022, 2, 1), date(2022, 12, 31), "interval", "1 February 2022 – 2022"),
    ],
)
def test_when_reads_and_writes_dates_of_each_precision(text, start, end, precision, words):
    when = When.parse(text)
    assert (when.start, when.end, when.precision) == (start, end, precision)
    assert (when.text, str(when)) == (text, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22-09-07",
        "2022-9-7",
        "2022-13",
        "2022-02-30",
        "2022-00",
        "2022-01-00",
        "soon",
        "2022/2021",
        "2022-09-07/",
        "/2022",
        "a/b",
        "2022-09-07/2022-09-06",
        "２０２２",
    ],
)
def test_when_refuses_what_is_no_date(text):
    with pytest.raises(ValueError):
        When.parse(text)


def test_when_is_ordered_frozen_and_knows_its_weekday():
    whens = [When.parse(text) for text in ("2022", "2021-12-31", "2022-09-07", "2022-09", "1948-02-18")]
    in_order = [when.text for when in sorted(whens)]
    assert in_order == ["1948-02-18", "2021-12-31", "2022", "2022-09", "2022-09-07"]
    assert When.parse("2022-09-07").weekday == "Wednesday" and When.parse("2022-09").weekday is None
    with pytest.raises(AttributeError):
        whens[0].text = "1999"
    assert len({When.parse("2022"), When.parse("2022")}) == 1


def test_when_agrees_with_the_calendar_for_every_day_of_a_century():
    day = date(1923, 1, 1)
    while day < date(2023, 1, 1):
        when = When.parse(day.isoformat())
        assert when.start == when.end == day and str(when) == f"{day.day} {day:%B} {day.year}"
        day += timedelta(days=17)


# ---------------------------------------------------------------- records


def test_every_table_loads_with_one_record_per_row():
    for name, schema in tables.schemas().items():
        folder = tables.case().folder if schema.in_each_case else tables.data_folder()
        with open(folder / schema.file, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        records = tables.table(name)
        assert len(records) == len(rows) > 0, name
        for record, row in zip(records, rows):
            assert {field: record.text(field) for field in schema.fields} == row, record


def test_records_are_typed():
    claim = tables.record("c22")
    assert claim.actors == ("putin", "min-aung-hlaing") and claim.claim_id == claim.id == "c22"
    assert claim.table == "claims" and isinstance(claim.date, When) and claim.when == claim.date
    assert tables.record("c20").date is None and tables.record("c20").actors == ()
    event = tables.record("e15")
    assert event.in_article is True and event.end.start == date(2021, 6, 28)
    assert str(event.when) == "20–28 June 2021" and tables.record("e09").end is None
    assert tables.record("k06").counterpart_level == 1
    assert tables.record("RUS", "countries").capital_lat == 55.75 and tables.record("RUS").asean is False
    orders = {order.weapon: order for order in tables.load().arms_orders}
    assert orders["Su-30SME heavy fighters"].delivery_years == (2022, 2023, 2024)
    assert tables.record("egypt-2013").months_to_first_meeting_with_russian_or_soviet_leader == 7
    assert tables.record("gabon-2023").note is None


def test_records_cannot_be_changed_and_can_be_compared_and_hashed():
    record = tables.record("c16")
    for damage in (
        lambda: setattr(record, "claim", "x"),
        lambda: delattr(record, "claim"),
        lambda: setattr(record, "new", 1),
    ):
        with pytest.raises((AttributeError, TypeError)):
            damage()
    again = tables.Case(tables.core().folder).index("claims")["c16"]
    assert record == again is not record != tables.record("c17")
    assert len({record, again, tables.record("c17")}) == 2
    assert copy.copy(record) is copy.deepcopy([record])[0] is record
    assert list(record.as_dict())[:3] == ["claim_id", "paragraph", "claim"]


def test_loading_happens_once():
    assert tables.load() is tables.load() and tables.load().coups is tables.load().coups
    assert tables.case() is tables.case("myanmar-2021") is tables.case(tables.case().folder)
    assert tables.case().coups is tables.load().coups


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: tables.record("c161"), "c16"),
        (lambda: tables.record("puttin"), "Did you mean putin"),
        (lambda: tables.record("zzz"), "There is no record 'zzz'"),
        (lambda: tables.table("clams"), "Did you mean claims"),
        (lambda: tables.field("claims", "verdit"), "Did you mean verdict"),
        (lambda: tables.case("myanmar-2012"), "Did you mean myanmar-2021?"),
        (lambda: tables.linked(tables.record("c01"), "claim"), "There is no link 'claim' in claims"),
        (lambda: tables.count("claims", "verdit=confirmed"), "Did you mean verdict"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(call, words):
    with pytest.raises(KeyError) as error:
        call()
    assert words in str(error.value)


def test_unknown_attributes_are_answered_with_the_nearest():
    for thing, name, words in (
        (tables.record("c01"), "clam", "Did you mean claim"),
        (tables.load(), "coup", "Did you mean coups"),
        (tables.case(), "event", "Did you mean events"),
    ):
        with pytest.raises(AttributeError, match=words):
            getattr(thing, name)


def test_the_public_names_point_to_what_exists():
    import aftercoup

    with pytest.raises(AttributeError, match="Did you mean ac.explore_votes"):
        aftercoup.explore_vote
    for name in set(dir(aftercoup)) - {"__version__"}:
        assert getattr(aftercoup, name) is not None


def test_ids_of_the_lessons_are_unique_across_tables():
    """(c16), (e37), (k18), (n02), (h1), (m05), (v12), (w05): a lesson's bracket means one record."""
    ids = Counter(
        record.id
        for name in (
            "claims",
            "events",
            "contacts",
            "counts",
            "hypotheses",
            "evidence",
            "literature",
            "sanctions",
            "coups",
        )
        for record in tables.table(name)
    )
    assert max(ids.values()) == 1


# ---------------------------------------------------------------- labels and links


def test_labels_are_short_distinct_and_in_codebook_order():
    assert list(tables.labels("claims", "attributed_to").items())[:2] == [
        ("al-jazeera", "the report itself"),
        ("ria", "RIA (Russian state agency)"),
    ]
    assert list(tables.labels("claims", "measurement_level")) == ["indicator", "manifest", "evaluative"]
    assert tables.labels("events", "in_article") == {True: "told in the report", False: "not in the report"}
    for level in (2, "2"):
        assert tables.label("contacts", "counterpart_level", level) == "minister or equivalent"
    assert tables.label("events", "in_article", "yes") == "told in the report"
    assert tables.label("claims", "place", "Moscow") == "Moscow"
    assert tables.label("claims", "place", None) == ""
    for name, schema in tables.schemas().items():
        for field in schema.fields.values():
            labels = list(tables.labels(name, field.name).values())
            assert len(set(labels)) == len(labels), (name, field)
            assert all(0 < len(label) <= 28 for label in labels), (name, field)
            assert field.title and field.description


def test_every_value_of_a_category_has_a_label():
    for name, schema in tables.schemas().items():
        for field in schema.fields:
            labels = tables.labels(name, field)
            used = {getattr(record, field) for record in tables.table(name)} - {None}
            assert not labels or used <= set(labels), (name, field, used - set(labels))


def test_links_lead_to_records():
    assert [actor.name for actor in tables.linked(tables.record("c22"), "actors")] == [
        "Vladimir Putin",
        "Min Aung Hlaing",
    ]
    assert [s.id for s in tables.sources_of(tables.record("e01"))] == ["irrawaddy-2023-02", "gnlm-2023-02"]
    assert [s.id for s in tables.sources_of(tables.record("MMR/polyarchy/2021"))] == ["vdem-v15"]
    assert tables.sources_of(tables.record("n01")) == ()


# ---------------------------------------------------------------- counting


def test_every_count_that_the_lessons_quote_is_what_its_rule_gives():
    for record in tables.load().counts:
        assert tables.count(record.counted_table, record.rule or "") == record.value, record.id
        number = f"{record.value:g}"
        assert number in record.sentence.replace(",", ""), record.sentence


def test_rules():
    claims = tables.case().claims
    assert tables.count("claims") == len(claims) == 68
    assert tables.count("claims", "attributed_to=al-jazeera; verdict!=confirmed") == sum(
        c.attributed_to == "al-jazeera" and c.verdict != "confirmed" for c in claims
    )
    assert tables.count("claims", "date=") == sum(c.date is None for c in claims)
    assert tables.count("claims", "actors~putin") == sum("putin" in c.actors for c in claims)
    assert tables.count("arms", "recipient_iso3=MMR; year>=2016; year<=2020") == sum(
        r.recipient_iso3 == "MMR" and 2016 <= r.year <= 2020 for r in tables.load().arms
    )
    assert tables.count("coups", "date>=2010") == sum(r.date.start.year >= 2010 for r in tables.load().coups)
    assert tables.count("arms", "sum tiv: recipient_iso3=MMR") == pytest.approx(
        sum(r.tiv for r in tables.load().arms if r.recipient_iso3 == "MMR")
    )
    assert tables.count("coups", "distinct case_group:") == 24
    assert tables.count("coups", "median lag_months_to_realignment: iso3=EGY") == 4
    assert [c.id for c in tables.select("claims", "verdict=contradicted")] == ["c20", "c40", "c42"]
    for rule in ("verdict", "average value: "):
        with pytest.raises(tables.TableError):
            tables.count("claims", rule)


# ---------------------------------------------------------------- frames


def test_frames_keep_codes_as_text():
    votes = tables.frame("votes")
    assert votes.loc[votes.iso3 == "NAM", "name"].item() == "Namibia" and "N" in set(votes.es11_1)
    assert not votes.isna().any().any()
    claims = tables.frame("claims")
    assert claims.date.iloc[19] == "" and claims.date.iloc[21] == "2021-02-01/2022-09-07"
    assert claims.actors.iloc[21] == "putin; min-aung-hlaing"


def test_frames_have_numbers_where_the_description_says_so():
    coups = tables.frame("coups")
    months = coups.months_to_first_meeting_with_russian_or_soviet_leader
    assert months.dtype == "float64" and months.isna().sum() == 12
    assert tables.frame("alignment").year.dtype == "int64"
    assert tables.frame("alignment").ideal_point.dtype == "float64"
    for name in tables.schemas():
        assert tables.frame(name).shape == (len(tables.table(name)), len(tables.schema(name).fields))


# ---------------------------------------------------------------- light imports, second cases, packaging


def test_importing_loads_the_standard_library_only():
    """In a fresh Python: after importing and reading tables, no module from outside the standard library."""
    code = (
        "import sys, aftercoup; from aftercoup import tables; tables.case().claims; tables.load().coups; "
        "tables.record('c16'); tables.labels('claims', 'verdict'); "
        "names = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names); "
        "print(*sorted(name for name in names if not name.startswith('__')))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=tables.data_folder().parent
    )
    assert (done.stdout.split(), done.stderr) == (["aftercoup"], "")


def test_a_second_case_needs_no_code(tmp_path):
    folder = tmp_path / "second"
    shutil.copytree(tables.case().folder, folder)
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nc16,", "\nc99,"), encoding="utf-8")
    second = tables.case(folder)
    assert second.name == "second" and len(second.events) == 40 and second.about.article == "aj-2022-09-07"
    assert tables.record("c99", case=folder).paragraph == "3"
    assert tables.count("claims", "claim_type=event", folder) == 25
    assert tables.labels("claims", "attributed_to", folder) == tables.labels("claims", "attributed_to")
    with pytest.raises(KeyError):
        tables.record("c99")


@pytest.mark.parametrize(
    "damage, words",
    [
        (lambda path: path.unlink(), "claims.csv is missing"),
        (lambda path: path.write_bytes(b""), "claims.csv is missing, or no table"),
        (lambda path: path.write_bytes(path.read_bytes()[:1000] + b"\xe9"), "UTF-8"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b",verdict,", b",result,")),
            "with all its columns",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b",2022-09-07,", b",7.9.22,", 1)),
            "row 2, column date",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"c01,H,", b"c01,H,,", 1)),
            "row 2: 19 cells",
        ),
    ],
)
def test_a_damaged_table_is_refused_with_a_sentence(tmp_path, damage, words):
    folder = tmp_path / "damaged"
    shutil.copytree(tables.case().folder, folder)
    damage(folder / "claims.csv")
    with pytest.raises(tables.TableError, match=words):
        tables.Case(folder).claims


@pytest.mark.slow
def test_any_frictionless_tool_can_read_the_description():
    """The package is valid as it stands, without our own checks, its foreign keys included."""
    from frictionless import Package

    report = Package(str(tables.data_folder() / "datapackage.json")).validate()
    assert report.valid, [task.errors[0].message for task in report.tasks if task.errors]


def test_the_description_says_for_each_table_where_from_which_terms_and_what_is_weak():
    for spec in tables.description()["resources"]:
        for what in ("title", "description", "sources", "licenses", "terms", "knownIssues"):
            assert spec[what], (spec["name"], what)
        for source in spec["sources"]:
            assert source["title"] == "Own work of this module" or tables.record(source["title"], "sources")
    files = {path.name for path in tables.data_folder().glob("*.csv")}
    assert files == {schema.file for schema in tables.schemas().values() if not schema.in_each_case}


def test_ids_in_known_issues_exist():
    for spec in tables.description()["resources"]:
        for issue in spec["knownIssues"]:
            for record_id in re.findall(r"\b[cekvw]\d\d\b", issue):
                tables.record(record_id)


def test_every_source_is_cited():
    """A page that no row, lesson, key or document names supports nothing."""
    kept_in = ("data", "notebooks", "exercises", "solutions", "docs")
    paths = [
        path for folder in kept_in for path in (ROOT / folder).rglob("*.*") if path.name != "sources.csv"
    ]
    kinds = (".csv", ".toml", ".json", ".ipynb", ".md")
    texts = [
        path.read_text(encoding="utf-8") for path in [*paths, ROOT / "course.toml"] if path.suffix in kinds
    ]
    named = set(re.findall(r"\w[\w.-]*\w", "\n".join(texts)))
    assert [row.source_id for row in tables.table("sources") if row.source_id not in named] == []


def test_the_datasheet_page_is_fresh():
    assert datasheet.text() == datasheet.PATH.read_text(encoding="utf-8"), "run: python start.py datasheet"


def test_json_is_written_one_field_per_line():
    """So that a change to one column is a change of one line."""
    text = (tables.data_folder() / "datapackage.json").read_text(encoding="utf-8")
    fields = sum(len(spec["schema"]["fields"]) for spec in json.loads(text)["resources"])
    assert sum(line.startswith('          {"name": ') for line in text.splitlines()) == fields


# ---------------------------------------------------------------- facts that follow from other facts


def complete_months(start, end):
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


@pytest.mark.parametrize(
    "date_field, months_field",
    [
        ("realignment_date", "lag_months_to_realignment"),
        ("first_russian_leader_meeting_date", "months_to_first_meeting_with_russian_or_soviet_leader"),
    ],
)
def test_months_after_a_coup(date_field, months_field):
    """Complete months; where only the month is known, the months that the last day of it would give."""
    for coup in tables.load().coups:
        when, months = getattr(coup, date_field), getattr(coup, months_field)
        assert (when is None) == (months is None), coup
        if when:
            assert months == complete_months(coup.date.start, when.end), coup


EGYPT = tables.Case(tables.data_folder() / "cases" / "egypt-2013")


def test_no_act_that_was_looked_up_rests_only_on_older_pages():
    """A page can announce an act; that the act came about is on record in a page of that day or a later one."""
    data = tables.load()
    acts = [a for a in (*data.reactions, *data.sanctions, *data.signals) if a.checked in ("again", "once")]
    acts = [(act, None) for act in (*acts, *tables.core().contacts)]
    for act, case in acts + [(contact, EGYPT) for contact in EGYPT.contacts]:
        if act.date:
            pages = [p for p in tables.linked(act, "sources", case) if p.source_id != "reference-works"]
            newest = max((page.published.end for page in pages if page.published), default=None)
            assert newest is None or newest >= act.date.start, act


def test_vote_tallies_follow_from_the_votes():
    for resolution in tables.load().resolutions:
        tally = Counter(getattr(row, resolution.vote_column) for row in tables.load().votes)
        assert (tally["Y"], tally["N"], tally["A"], tally["X"]) == (
            resolution.yes,
            resolution.no,
            resolution.abstain,
            resolution.absent,
        ), resolution
        assert sum(tally.values()) == 193


def test_myanmar_shares_of_arms():
    def shares(first, last):
        total = Counter()
        for row in tables.load().arms:
            if row.recipient_iso3 == "MMR" and first <= row.year <= last:
                total[row.supplier] += row.tiv
        return {supplier: round(100 * value / sum(total.values())) for supplier, value in total.items()}

    before, after = shares(2016, 2020), shares(2021, 2023)
    assert (before["Russia"], before["China"], before["India"]) == (22, 43, 15)
    assert (after["Russia"], after["China"]) == (53, 38)


def test_country_names_agree_across_tables():
    names = {row.iso3: (row.name, row.region) for row in tables.load().countries}
    for row in tables.load().votes:
        assert (row.name, row.region) == names[row.iso3]
    for table, code, name in (
        ("coups", "iso3", "country"),
        ("coup_lists", "iso3", "country"),
        ("alignment", "iso3", "country"),
        ("arms", "recipient_iso3", "recipient"),
    ):
        for row in tables.table(table):
            assert getattr(row, name) == names[getattr(row, code)][0], row


def test_levels_and_states_of_contacts_follow_from_the_actors():
    """k25 and k29 name a ministry without a person; their level is a stated guess."""
    for contact in tables.case().contacts:
        people = tables.linked(contact, "counterpart")
        assert set(contact.counterpart_state) == {person.state for person in people} - {None}, contact
        if contact.id not in ("k25", "k29"):
            assert contact.counterpart_level == min(person.seniority for person in people), contact


def test_the_second_foreign_leader_depends_on_the_rule():
    """c22: one leader before Putin if only two-sided talks count, several with the meeting in Jakarta."""
    before = [
        k
        for k in tables.case().contacts
        if k.own_actor == "min-aung-hlaing"
        and k.counterpart_level == 1
        and date(2021, 2, 1) <= k.when.start < date(2022, 9, 7)
    ]
    assert [k.id for k in before if k.format != "multilateral"] == ["k18"]
    assert [k.id for k in before] == ["k06", "k18"]
    assert tables.record("c22").verdict == "contested"


def test_no_claim_begins_after_the_report_was_published():
    published = tables.case().about.published.start
    assert tables.case().about.published.weekday == "Wednesday"
    for claim in tables.case().claims:
        assert claim.when is None or claim.when.start <= published, claim


def test_events_and_their_claims_overlap_in_time():
    """Except where the claim is contradicted, not checked, or only has its background there."""
    for event in tables.case().events:
        for claim in tables.linked(event, "claim_ids"):
            apart = claim.when and (claim.when.end < event.when.start or claim.when.start > event.when.end)
            assert not apart or claim.verdict in ("contradicted", "not checked"), (event, claim)


def test_every_claim_of_a_contested_verdict_names_what_speaks_against_it():
    for claim in tables.case().claims:
        if claim.verdict in ("contested", "contradicted"):
            others = [s for s in tables.linked(claim, "check_sources") if s.id != tables.case().about.article]
            assert others and claim.verdict_note, claim


def test_random_rows_survive_writing_and_reading(tmp_path):
    """Records read from rewritten files, columns shuffled, are the same records."""
    luck = random.Random(7)
    folder = tmp_path / "shuffled"
    shutil.copytree(tables.case().folder, folder)
    for path in folder.glob("*.csv"):
        rows = list(tables.read_rows(path))
        order = luck.sample(range(len(rows[0])), len(rows[0]))
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([[row[at] for at in order] for row in rows])
    again = tables.Case(folder)
    for name in ("case", "categories", "claims", "events", "contacts", "briefing"):
        assert getattr(again, name) == getattr(tables.case(), name)


# ---------------------------------------------------------------- notes on a report, and the words of others


def _runs_of_seven(text):
    words = re.findall(r"[a-z0-9]+", text.casefold())
    for start in range(len(words) - 6):
        run = " ".join(words[start : start + 7])
        yield run, hashlib.sha256(run.encode()).hexdigest()[:12]


def _of_the_reports():
    """What each run of seven words of the reports is hashed to. The reports themselves are not here."""
    return {line for path in RUNS.glob("*.txt") for line in path.read_text(encoding="utf-8").split()}


def _taken(text, known):
    """The runs of seven words in a text that are known from somebody else's."""
    return [run for run, hashed in _runs_of_seven(text) if hashed in known]


def _words_of_the_project():
    """(file, text) of all that readers read, and of the tables."""
    for path in sorted(ROOT.rglob("*")):
        folder = path.relative_to(ROOT).parts[0]
        if folder in ("data", "notebooks", "exercises", "solutions", "docs") and path.is_file():
            if path.suffix == ".ipynb":
                cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
                yield path, "\n".join("".join(cell["source"]) for cell in cells)
            elif path.suffix in (".csv", ".toml", ".md", ".jsonl"):
                yield path, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ["myanmar-2021", "egypt-2013"])
def test_notes_are_short_and_are_not_given_away_under_the_licence_of_the_tables(case):
    notes = [row.notes for row in tables.case(case).briefing]
    assert sum(len(note.split()) for note in notes) <= 380
    assert (RUNS / f"{case}.txt").is_file()
    assert not re.search(r"\breport\b.{0,20}\b(adds|judges|says|tells|calls|reads)\b", " ".join(notes))
    spec = tables.schema("briefing").spec
    assert "CC-BY-4.0" not in [entry["name"] for entry in spec["licenses"]]
    for name in ("LICENSE-TEXT-AND-DATA", "data/README.md", "README.md"):
        text = " ".join((ROOT / name).read_text(encoding="utf-8").split())
        assert "private study aid" in text, name


def test_no_run_of_seven_words_of_a_report_is_taken_over():
    theirs = {hashed for _, hashed in _runs_of_seven("The envoy left the port at night by sea.")}
    assert _taken("We heard: the ENVOY left the port, at night by road.", theirs), "it can find"
    known = _of_the_reports()
    assert not [(path.name, run) for path, text in _words_of_the_project() for run in _taken(text, known)]


@pytest.mark.parametrize("case", ["myanmar-2021", "egypt-2013"])
def test_the_other_rule_for_voices_moves_only_claims_that_name_nobody(case):
    voices = set(tables.labels("claims", "attributed_to", case))
    for claim in tables.case(case).claims:
        if claim.voice_if_carried:
            assert claim.voice_if_carried in voices and claim.attributed_to != claim.voice_if_carried
            own = (
                tables.linked(tables.case(case).about, "article", tables.case(case))[0]
                .publisher.casefold()
                .replace(" ", "-")
            )
            assert claim.attributed_to in (own, "unattributed"), claim.id


def test_the_numbers_of_both_rules_for_voices_in_the_decision():
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    for case, title in (("myanmar-2021", "Myanmar 2021"), ("egypt-2013", "Egypt 2013")):
        claims = tables.case(case).claims
        own = Counter(claim.attributed_to for claim in claims).most_common(1)[0][0]
        cells = []
        for voices in (
            [c.attributed_to for c in claims],
            [c.voice_if_carried or c.attributed_to for c in claims],
        ):
            report, nobody = voices.count(own), voices.count("unattributed")
            cells.append(f"{report}, {len(voices) - report - nobody}, {nobody}")
        assert f"| {title} | {len(claims)} | {cells[0]} | {cells[1]} |" in text


def test_a_publisher_and_a_title_are_whole():
    """A comma inside brackets once cut five of them in two."""
    for name in tables.cases():
        for source in tables.table("sources", tables.case(name)):
            for text in (source.publisher, source.title_or_description):
                assert text.count("(") == text.count(")"), source.source_id


@pytest.mark.parametrize(
    "name", "actors arms countries coups credentials reactions sanctions signals".split()
)
def test_a_table_of_what_can_change_says_as_of_when(name):
    """Offices, members, partners, seats and sanctions: its own words say until when they were looked up."""
    package = json.loads((tables.data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    said = next(one for one in package["resources"] if one["name"] == name)
    columns = [field["description"] for field in said["schema"]["fields"]]
    words = " ".join([said["description"], *said.get("knownIssues", []), *columns])
    assert re.search(r"\b(in|as of|release of|to the end of|in September) 20\d\d\b", words)
