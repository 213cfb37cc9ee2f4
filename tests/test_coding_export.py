"""From codings to a case folder: the round trip, what is typed by hand, and what never leaves the report."""

import ast
import csv
import json
import re
import shutil
from pathlib import Path

import pytest

import aftercoup as ac
from aftercoup import check, tables
from aftercoup.charts.machinery.compute import Computed
from aftercoup.charts.machinery.view import Explorer
from aftercoup.charts.report import Report
from aftercoup.coding import case_folder, codebook, coder_file, texts
from aftercoup.coding.case_folder import ExportError

# A report that we made up, about a country that does not exist.
REPORT = """Valmora's general goes to the capital of a friend

General Ido Varr flew to Moscow on Monday and saw President Putin for an hour, the state radio of Valmora
said. He had seized power in March 2013.

A spokesman promised fuel at a low price. The opposition calls the visit a sign of weakness, and its leaders
would have preferred talks with all of the neighbours.

No minister of the region has come to Valmora since then."""
REPORT = "\n\n".join(" ".join(part.split()) for part in REPORT.split("\n\n"))

ABOUT = {
    "title": "The general in Moscow",
    "country": "EGY",
    "coup_date": "2013-03-04",
    "leader": "Ido Varr",
    "counterpart": "Putin",
    "publisher": "Valmora Daily",
    "published": "2013-11-20",
    "url": "https://example.org/valmora",
}
CLAIM = {
    "claim_type": "event",
    "attributed_to": "own-government",
    "measurement_level": "indicator",
    "alignment_signal": "diplomatic",
    "checkability": "public record",
}


def coding(text, words, unit="claim", memo="", **codes):
    """One coding of the words, as the desk would keep it."""
    start = text.text.index(words)
    return {
        "do": "code",
        "id": f"x{start}{unit}",
        "op": f"{start}{unit}{len(codes)}{memo}",
        "unit": unit,
        "start": start,
        "end": start + len(words),
        "codes": codes,
        "memo": memo,
        "pass": 1,
    }


def codings_of(text):
    """Three claims, three events and a contact of the report, as lines of a coder's file."""
    return (
        coding(
            text,
            "General Ido Varr flew to Moscow",
            **CLAIM,
            claim="The leader of the coup was in Moscow",
            actors="Ido Varr; Putin",
            date="2013-11-18",
            date_basis="weekday+publication date",
            date_stated="on Monday",
            place="Moscow",
        ),
        coding(
            text,
            "A spokesman promised fuel",
            **(CLAIM | {"attributed_to": "state-radio"}),
            memo="Cheap petrol is on offer.",
        ),
        coding(
            text,
            "calls the visit a sign of weakness",
            **(CLAIM | {"claim_type": "evaluation"}),
            claim="Opponents see weakness",
        ),
        coding(
            text,
            "flew to Moscow on Monday",
            "event",
            title="Varr in Moscow",
            lane="two-states",
            date="2013-11-18",
            event_type="consult",
            context="current",
            source_actor="Ido Varr",
            recipient="Putin",
            precision="day",
        ),
        coding(
            text,
            "He had seized power",
            "event",
            title="Varr takes power",
            lane="domestic",
            date="2013-03",
            event_type="seize-power",
            context="historical",
            source_actor="Ido Varr",
            precision="month",
        ),
        coding(
            text,
            "would have preferred talks",
            "event",
            title="Other talks",
            lane="two-states",
            date="2013",
            event_type="consult",
            context="hypothetical",
            source_actor="Ido Varr",
            precision="year",
        ),
        coding(
            text,
            "saw President Putin for an hour",
            "contact",
            own_actor="Ido Varr",
            counterpart="Putin",
            counterpart_level="1",
            format="bilateral visit",
            direction="guest",
            date="2013-11-18",
            place="Moscow",
        ),
    )


@pytest.fixture
def work(tmp_path):
    """(the coder's file, the Text): a report with three claims, two events and a contact coded."""
    text = texts.cleaned(REPORT)
    (tmp_path / "report.txt").write_text(text.text, encoding="utf-8", newline="\n")
    path = tmp_path / f"report.anna{coder_file.SUFFIX}"
    begun = {"digest": text.digest, "characters": len(text.text), "title": "A headline"}
    coder_file.append(path, coder_file.begin("anna", begun, codebook.load().digest))
    for entry in codings_of(text):
        coder_file.append(path, entry)
    return path, text


def export(path, folder, **more):
    """What the card of an export says, in one line."""
    return " ".join(ac.export_case(path, folder, **ABOUT, **more).text.split())


def rows(folder, name):
    with open(folder / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(folder, name, key, **cells):
    """Type cells into the row whose first cell is key, as a spreadsheet saves it."""
    found = rows(folder, name)
    row = next(row for row in found if next(iter(row.values())) == key)
    row.update(cells)
    with open(folder / name, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def complete(folder):
    """Fill in what no coder knows, by hand."""
    fill(folder, "actors.csv", "ido-varr", kind="person", role_2022="General", seniority="1", state="EGY")
    found = rows(folder, "categories.csv")
    for row in found:
        row["meaning"] = row["meaning"] or "The report names the radio of the state"
    with open(folder / "categories.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def test_round_trip_from_codings_to_a_case_that_the_explorers_show(work, tmp_path):
    path, text = work
    folder = tmp_path / "valmora-2013"
    said = export(path, folder)
    assert {name: len(rows(folder, f"{name}.csv")) for name in case_folder.TABLES} == {
        "claims": 3,
        "events": 2,
        "contacts": 1,
        "actors": 1,
        "sources": 1,
        "categories": 4,
        "case": 1,
        "briefing": 2,
    }
    assert set(re.findall(r"- (\S+\.csv, row \d+, column \w+)", said)) == {
        "actors.csv, row 2, column kind",
        "actors.csv, row 2, column role_2022",
        "categories.csv, row 3, column meaning",
        "actors.csv, row 2, column seniority",
    }
    assert "is coded hypothetical, so it is left out" in said
    complete(folder)
    lines = []
    assert check.run(folder, codebook.proofread, lines.append) == 0, lines
    claims = rows(folder, "claims.csv")
    assert [row["paragraph"] for row in claims] == ["1", "2", "2"]
    assert claims[0]["actors"] == "ido-varr; putin" and claims[0]["date_precision"] == "day"
    assert claims[1]["claim"] == "Cheap petrol is on offer.", "a memo stands in for missing own words"
    events = rows(folder, "events.csv")
    assert [row["start"] for row in events] == ["2013-03", "2013-11-18"], "events stand in the order of time"
    assert events[1]["claim_ids"] == "c01" and rows(folder, "briefing.csv")[0]["claim_ids"] == "c01"
    try:
        assert "3 claims, 2 events, 1 contact" in str(ac.use_case(folder))
        shown = [ac.explore_report(), ac.explore_timeline(), ac.explore_contacts(), ac.explore_leaders()]
        assert [type(one) for one in shown] == [Report, Explorer, Explorer, Computed]
        assert shown[0].alt.startswith("Egypt: 3 claims are marked")
        assert "Putin is number 1 of the foreign leaders" in shown[3].chart.title
        assert "Opponents see weakness" in str(ac.briefing())
    finally:
        ac.use_case()


def test_what_was_typed_by_hand_survives_and_ids_stay(work, tmp_path):
    path, text = work
    folder = tmp_path / "valmora-2013"
    export(path, folder)
    complete(folder)
    fill(folder, "claims.csv", "c01", verdict="confirmed", verdict_note="The radio", checkability="partly")
    fill(folder, "briefing.csv", "1", words="was in Moscow")
    fill(folder, "briefing.csv", "2", notes="Words of a student.")
    with open(folder / "events.csv", "a", encoding="utf-8", newline="") as file:
        file.write("e77,2012,,year,domestic,An older thing,From a book,,,no,,valmora-daily-2013-11-20,low\n")
    # coded meanwhile: a claim more, other own words for c01, and c03 taken away
    coder_file.append(
        path, coding(text, "No minister of the region has come", **CLAIM, claim="Nobody visited")
    )
    coder_file.append(
        path, coding(text, "General Ido Varr flew to Moscow", **CLAIM, claim="Varr was in Moscow")
    )
    gone = coding(text, "calls the visit a sign of weakness")["id"]
    coder_file.append(path, {"do": "remove", "op": "r", "id": gone, "pass": 1})
    said = export(path, folder)
    assert "The check has nothing to mend" in said, said
    claims = {row["claim_id"]: row for row in rows(folder, "claims.csv")}
    assert set(claims) == {"c01", "c02", "c04"} and claims["c04"]["claim"] == "Nobody visited"
    assert claims["c01"]["claim"] == "Varr was in Moscow", "a new coding counts where nobody typed"
    assert claims["c01"]["verdict"] == "confirmed" and claims["c01"]["checkability"] == "partly"
    told = {row["paragraph"]: row["notes"] for row in rows(folder, "briefing.csv")}
    assert told["2"] == "Words of a student."
    assert rows(folder, "briefing.csv")[0]["words"] == "was in Moscow", (
        "in every column, not only in the notes"
    )
    assert [row["event_id"] for row in rows(folder, "events.csv")] == ["e77", "e02", "e01"]
    assert rows(folder, "actors.csv")[0]["role_2022"] == "General"
    kept = said.partition("Kept as you typed it: ")[2].partition(". ")[0].split("; ")
    assert {"c01, verdict", "c01, checkability", "2, notes", "e77, a row of your own"} <= set(kept)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    export(path, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before, "once more changes nothing"


def test_a_row_changed_by_hand_stays_when_its_coding_goes(work, tmp_path):
    path, text = work
    folder = tmp_path / "valmora-2013"
    export(path, folder)
    fill(folder, "claims.csv", "c03", verdict_note="A page that I found")
    gone = coding(text, "calls the visit a sign of weakness")["id"]
    coder_file.append(path, {"do": "remove", "op": "r", "id": gone, "pass": 1})
    said = export(path, folder)
    assert "c03" in {row["claim_id"] for row in rows(folder, "claims.csv")}
    assert "coding of c03 is gone" in said


def test_the_list_of_claims_of_a_paragraph_is_written_anew_also_where_somebody_added_to_it(work, tmp_path):
    path, text = work
    folder = tmp_path / "valmora-2013"
    export(path, folder)
    with open(folder / "claims.csv", "a", encoding="utf-8", newline="") as file:
        row = next(row for row in rows(folder, "claims.csv") if row["claim_id"] == "c02") | {
            "claim_id": "c08"
        }
        csv.DictWriter(file, row).writerow(row)
    fill(folder, "briefing.csv", "2", claim_ids="c02; c03; c08")
    coder_file.append(path, coding(text, "promised fuel", **CLAIM, claim="Fuel will come"))
    assert "claims.csv has more" not in export(path, folder)
    assert rows(folder, "briefing.csv")[1]["claim_ids"] == "c02; c09; c03; c08"


def longest_run(folder, report):
    """The most words in a row that any cell, or the memory of the export, shares with the report."""
    words = texts.words_of(report)
    most = 0
    for path in folder.iterdir():
        here = texts.words_of(path.read_text(encoding="utf-8").replace(",", " ").replace('"', " "))
        for i in range(len(here)):
            n = 0
            while (
                n < 30
                and here[i : i + n + 1]
                and len(here[i : i + n + 1]) == n + 1
                and any(words[j : j + n + 1] == here[i : i + n + 1] for j in range(len(words)))
            ):
                n += 1
            most = max(most, n)
    return most


@pytest.mark.parametrize("where", ["claim", "memo", "title", "date_stated", "place"])
def test_no_more_than_six_words_of_the_report_get_out(work, tmp_path, where):
    path, text = work
    stolen = "He had SEIZED power, in March 2013. A spokesman promised fuel at a low price"
    if where == "memo":
        entry = coding(text, "No minister of the region", **CLAIM, memo=stolen)
    elif where == "title":
        entry = coding(text, "No minister of the region", "event", title=stolen, lane="domestic", date="2013")
    else:
        entry = coding(text, "No minister of the region", **(CLAIM | {where: stolen}))
    coder_file.append(path, entry)
    folder = tmp_path / "valmora-2013"
    said = export(path, folder)
    column = "claim" if where == "memo" else where
    assert f": your text for {column} repeats more than 6 words" in said, said
    assert longest_run(folder, text.text) <= 6


def test_two_people_whose_names_begin_alike_in_another_script_stay_two(work, tmp_path):
    path, text = work
    generals = "ဗိုလ်ချုပ် အောင်", "ဗိုလ်ချုပ် ကျော်"
    coder_file.append(
        path, coding(text, "No minister", **CLAIM, claim="Two more", actors="; ".join(generals))
    )
    folder = tmp_path / "valmora-2013"
    export(path, folder)
    ids = [row["actor_id"] for row in rows(folder, "actors.csv") if row["name"] in generals]
    assert len(set(ids)) == 2 and rows(folder, "claims.csv")[-1]["actors"] == "; ".join(ids)


def test_a_column_takes_the_code_of_its_name_and_no_free_text(work, tmp_path):
    path, text = work
    own = (tables.data_folder() / "codebook.toml").read_text(encoding="utf-8")
    own = own.replace('variables = ["own_actor"', 'variables = ["sources", "note", "own_actor"').replace(
        'variables = ["claim"', 'variables = ["voice_if_carried", "claim"'
    )
    for name, kind in (("voice_if_carried", "choice"), ("note", "text"), ("sources", "choice")):
        own += f'\n[variable.{name}]\ntitle = "T"\nlevel = "manifest"\nkind = "{kind}"\nopen = true\n'
        own += 'definition = "d"\nrule = "r"\nexample = "e"\ncounter_example = "c"\n'
    (tmp_path / "mine.toml").write_text(own, encoding="utf-8")
    copied = "No minister of the region has come to Valmora since then."
    codes = {"note": copied, "sources": "of-my-own", "counterpart_level": "2"}
    coder_file.append(path, coding(text, "No minister", "contact", **codes))
    coder_file.append(path, coding(text, "No minister", **CLAIM, claim="Nobody else", voice_if_carried="ria"))
    folder = tmp_path / "valmora-2013"
    export(path, folder, codebook=tmp_path / "mine.toml")
    last = rows(folder, "contacts.csv")[-1]
    assert (last["counterpart_level"], last["note"]) == ("2", "") and "of-my-own" not in last.values()
    assert rows(folder, "claims.csv")[-1]["voice_if_carried"] == "ria"


def test_copied_words_are_named_and_in_no_table(work, tmp_path):
    path, text = work
    folder = tmp_path / "valmora-2013"
    stolen = "A spokesman promised fuel at a low price"
    coder_file.append(path, coding(text, "No minister of the region", **CLAIM, claim=stolen))
    assert "The claim in paragraph 3: your text for claim repeats more than 6 words" in export(path, folder)
    fill(folder, "claims.csv", "c04", claim="No visitors")
    fill(folder, "claims.csv", "c01", verdict_note=f"See: {stolen}")
    said = export(path, folder)
    assert "c04, claim" in said and "claims.csv, c01, column verdict_note repeats more than 6" in said


def test_copies_are_seen_in_a_script_without_spaces():
    burmese = "ဗိုလ်ချုပ်မှူးကြီးသည်တနင်္လာနေ့တွင်မော်စကိုမြို့သို့သွားရောက်ခဲ့ပြီးသမ္မတနှင့်တွေ့ဆုံခဲ့သည်။"
    copies = texts.Copies(burmese * 2)
    assert copies.run(burmese) and not copies.run(burmese[:20]) and not copies.run("သူ မော်စကို သွားသည်")


@pytest.mark.parametrize(
    "change, words",
    [
        (
            lambda path, folder: {"coded": path.with_name("no.coding.jsonl")},
            "The folder holds: report.anna.coding.jsonl",
        ),
        (lambda path, folder: {"folder": folder.with_name("My Case")}, "cannot be the name of a case"),
        (lambda path, folder: path.with_name("report.txt").write_text("No.") and {}, "is not beside it"),
        (lambda path, folder: {"codebook": path.with_name("nobook.toml")}, "There is no codebook"),
        (lambda path, folder: {"headline": "x"}, "There is no 'headline' here"),
        (
            lambda path, folder: shutil.copytree(tables.core().folder, folder) and {},
            "not exported from codings",
        ),
        (
            lambda path, folder: (
                path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n") and {}
            ),
            "holds no coding yet",
        ),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(work, tmp_path, change, words):
    path, _ = work
    folder = tmp_path / "valmora-2013"
    given = {"coded": path, "folder": folder} | change(path, folder)
    before = sorted(one.name for one in tmp_path.rglob("*"))
    with pytest.raises(Exception, match=words):
        ac.export_case(**given)
    assert sorted(one.name for one in tmp_path.rglob("*")) == before


def test_a_table_that_a_spreadsheet_damaged_is_named_and_nothing_is_lost(work, tmp_path):
    path, _ = work
    folder = tmp_path / "valmora-2013"
    export(path, folder)
    damaged = (folder / "claims.csv").read_text(encoding="utf-8").replace(",", ";")
    (folder / "claims.csv").write_text(damaged, encoding="utf-8")
    with pytest.raises(ExportError, match="claims.csv, row 1: found cells separated by semicolons"):
        export(path, folder)
    assert (folder / "claims.csv").read_text(encoding="utf-8") == damaged


def test_the_card_says_which_coding_which_column_and_what_to_do(work, tmp_path, monkeypatch):
    path, text = work
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExportError, match="Name the coder's file"):
        ac.export_case(folder="valmora-2013")
    coder_file.append(path, coding(text, "No minister of the region has come", claim_type="event"))
    said = " ".join(str(ac.export_case(path, "valmora-2013", **ABOUT)).split())
    for words in (
        "valmora-2013 holds 4 claims, 2 events, 1 contact, 1 actor.",
        "claims.csv, row 5, column claim: found an empty cell. This cell must be filled",
        "actors.csv, row 2, column role_2022: found an empty cell.",
        "Putin was taken for Vladimir Putin (putin in the shared table).",
        "python start.py check valmora-2013",
    ):
        assert words in said, (words, said)
    memory = tmp_path / "valmora-2013" / case_folder.MEMORY
    assert json.loads(memory.read_text(encoding="utf-8"))["version"] == 1


# ---------------------------------------------------------------- Python in the text of lessons and guides


def snippets(name):
    """The pieces of Python in a text, in its order: blocks, and calls in a line."""
    text = (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
    if name.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "markdown")
    found = re.findall(r"^```python\n(.*?)^```|`(ac\.\w+\([^`]*\))`", text, re.DOTALL | re.MULTILINE)
    return [block or call for block, call in found]


def run(code, names):
    """Run a piece of Python as a cell would; returns what its last line gives."""
    *first, last = ast.parse(code).body
    exec(compile(ast.Module(first, []), "snippet", "exec"), names)
    return eval(compile(ast.Expression(last.value), "snippet", "eval"), names)


def code_all(work):
    """What two people do at the desk, each in two passes; the second leaves a claim out. "me" is alone."""
    for coder in (work.coder, "ben") if work.coder == "anna" else (work.coder,):
        path = work.path.with_name(work.path.name.replace(f".{work.coder}.", f".{coder}."))
        coder_file.append(path, coder_file.begin(coder, work.about, work.book.digest))
        for number in (1, 2):
            for entry in codings_of(work.text)[coder == "ben" :]:
                own = {"id": f"{entry['id']}-{number}", "op": f"{coder}{number}{entry['op']}", "pass": number}
                coder_file.append(path, entry | own)


@pytest.mark.parametrize("name, wanted", [
    ("notebooks/10_code_your_own_case.ipynb",
     ["e37, from the table events", "desk of anna, for report", "desk of anna, for a text that you paste",
      "2 coders, 6 sentences",
      "6 sentences, coded before and after: anna, ben.", "my-case holds 3 claims, 2 events, 1 contact",
      "(my-case). 3 claims", "egypt-2013, from the table coups"]),
    ("docs/add_a_case.md",
     ["desk of me, for report", "valmora-2013 holds 3 claims, 2 events, 1 contact",
      "(valmora-2013). 3 claims", "(myanmar-2021)", "Claims: 2 of 68 rows", "(valmora-2013). 3 claims"]),
    ("docs/codebook.md", ["desk of anna, for report"]),
])  # fmt: skip
def test_python_in_texts_runs_in_its_order(tmp_path, monkeypatch, name, wanted):
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text(REPORT, encoding="utf-8")
    shutil.copy((tables.data_folder() / "codebook.toml"), "mine.toml")
    names, shown = {"ac": ac}, []
    try:
        for code in snippets(name):
            found = run(code, names)
            if getattr(found, "work", None) and not found.work.path.exists():
                code_all(found.work)
            for folder in Path().glob("*/claims.csv"):
                complete(folder.parent)
            shown.append(" ".join(str(found).split()))
    finally:
        ac.use_case()
    assert len(shown) == len(wanted) and [a for a, b in zip(wanted, shown) if a not in b] == [], shown
