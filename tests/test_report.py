"""The notes on the report with their claims marked: what stands there without a script, and what waits."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import aftercoup as ac
from aftercoup import guessing, tables
from aftercoup.charts.machinery.view import OptionError
from aftercoup.charts.report import AFTER_GUESS, FACETS, explore_report, pieces
from aftercoup.outputs.assets import asset


@pytest.mark.parametrize("name", list(tables.cases()))
def test_every_claim_stands_in_the_notes_once_and_the_notes_are_whole(name):
    case = tables.case(name)
    for row in case.briefing:
        found = list(pieces(row))
        assert "".join(words for words, _ in found) == row.notes
        assert sorted(claim for _, claim in found if claim) == sorted(row.claim_ids)
        assert all(words for words, claim in found if claim)


def test_where_no_words_are_marked_the_ids_come_after_the_notes():
    row = tables.core().briefing[3]
    bare = type("Row", (), {"notes": row.notes, "claim_ids": row.claim_ids, "words": ()})
    assert list(pieces(bare)) == [(row.notes, ""), *(("", claim) for claim in row.claim_ids)]


def test_without_a_script_the_codes_are_in_a_closed_fold_alone():
    still = explore_report()._still()
    outside, _, codes = still.partition("How we coded them")
    assert "Wednesday <small>(c16)</small>" in outside and "c16: The meeting took place" in outside
    labels = [label for facet in FACETS for label in tables.labels("claims", facet).values() if " " in label]
    assert [label for label in labels if label in outside] == []
    assert "<details>" in outside and "the report itself" in codes and "<details open" not in still


@pytest.mark.parametrize("name", list(tables.cases()))
def test_uncoloured_notes_have_a_finding_too(name):
    case = tables.case(name)
    most = max(len(row.claim_ids) for row in case.briefing)
    report = explore_report(name)
    assert f"{len(case.claims)} claims in {len(case.briefing)} places" in report.title
    assert f", up to {most} in one (" in report.title and f"({most})" in report.alt
    places = report._spec()["places"]
    assert [place["many"] for place in places] == [
        tables.many(len(row.claim_ids), "claim") for row in case.briefing
    ]
    bold = [place["name"].lower() for place in places if place["most"]]
    assert len(bold) == 1 and report.title.endswith(f"({bold[0]})")
    assert all(f"<b>{place['name']} · {place['many']}.</b>" in report._still() for place in places)


def test_a_colour_waits_for_its_guess_or_for_the_coding():
    spec = explore_report()._spec()
    assert set(spec["guesses"]) | set(spec["coded"]) == set(FACETS), "every colour waits in the lessons' case"
    asked = guessing.known()
    assert all(asked[guess].lesson == "01" for guess in AFTER_GUESS.values())
    assert explore_report("egypt-2013")._spec()["guesses"] == {}


def test_sentence_table_and_text_say_the_same_claims():
    report = explore_report(colour="verdict")
    assert "68 claims are marked in 18 places" in report.alt
    assert [row["Claim"] for row in report.table] == [claim.id for claim in tables.core().claims]
    assert "the report itself" not in str(explore_report()) and "57" not in str(explore_report())


@pytest.mark.parametrize("facet", FACETS)
def test_the_title_says_the_number_of_the_claims_table(facet):
    counts = Counter(getattr(claim, facet) for claim in tables.core().claims)
    assert explore_report(colour=facet).title.startswith(f"{max(counts.values())} of 68 claims")


def test_the_title_of_a_coloured_report_is_its_finding_and_stands_behind_the_guess():
    """The count is that of the table: claims that name nobody, without those that pass on words of nobody (n02, n04)."""
    finding = tables.record("n02").sentence.replace("the 68", "68")
    assert explore_report(colour="attributed_to").title == finding
    assert finding not in explore_report().html().partition("<script")[0] and finding not in str(
        explore_report()
    )
    assert (
        explore_report("egypt-2013", colour="attributed_to").title
        == "9 of 30 claims have no source but the report itself"
    )
    assert "finding.textContent = on ? f.finding : spec.title" in asset("charts/report.js")


@pytest.mark.parametrize("case", tables.cases())
def test_a_claim_is_not_said_to_be_checked_against_the_report_that_makes_it(case):
    """By the file of the claims: what is named there beside the report is said, and that there is nothing else."""
    folder = Path(__file__).parents[1] / "data" / "cases" / case
    with open(folder / "claims.csv", encoding="utf-8", newline="") as file:
        rows = {row["claim_id"]: row["check_sources"].split("; ") for row in csv.DictReader(file)}
    with open(folder / "case.csv", encoding="utf-8", newline="") as file:
        (article,) = (row["article"] for row in csv.DictReader(file))
    for claim, card in explore_report(case)._spec()["claims"].items():
        told, others = card["check"][-1], [one for one in rows[claim] if one not in ("", article)]
        names = {tables.record(one, "sources", tables.case(case)).publisher for one in others}
        if others:
            assert told.startswith("Checked against: "), claim
            assert set(told.removeprefix("Checked against: ").removesuffix(".").split("; ")) == names, claim
        elif article in rows[claim]:
            assert told == "No source is named but the report itself.", claim
        else:
            assert told == "Not checked against other records." and card["codes"]["verdict"] == "not checked"


@pytest.mark.parametrize("wrong", [{"colour": "verdicts"}, {"view": "walls"}])
def test_a_name_that_does_not_exist_is_explained(wrong):
    with pytest.raises(OptionError, match="Did you mean"):
        ac.explore_report(**wrong)
