"""`python -m aftercoup check`: each kind of damage is found, placed, and answered with what is allowed.

Every test damages a copy of the core case, so it fails when the check no longer sees the damage. None may end
in a traceback: `run` is called without any try, and one test runs the command itself.
"""

import json
import re
import shutil
import subprocess
import sys

import package_model
import pytest

from aftercoup import check, tables
from aftercoup.coding import codebook
from aftercoup.teach.content import course, keys, proofread


@pytest.fixture
def case(tmp_path):
    """A copy of the core case under the same name."""
    folder = tmp_path / "myanmar-2021"
    shutil.copytree(tables.case().folder, folder)
    return folder


def said(folder):
    """(exit status, everything printed) of a check."""
    lines = []
    status = check.run(folder, codebook.proofread, lines.append)
    return status, "\n".join(lines)


def change(folder, name, old, new, count=1):
    """Replace text in a file of the case; the text must be there."""
    path = folder / name
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_bytes(text.replace(old, new, count).encode("utf-8"))


def cell(folder, name, row_id, column, value):
    """Set one cell of the row with this key, as a spreadsheet would."""
    import csv

    path = folder / name
    header, *rows = list(tables.read_rows(path))
    row = next(row for row in rows if row[0] == row_id)
    row[header.index(column)] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def columns(folder, name, edit):
    """Rewrite a file with each row passed through a function (header first)."""
    import csv

    path = folder / name
    rows = [edit(row) for row in tables.read_rows(path)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def encoded(folder, name, encoding):
    path = folder / name
    text = path.read_text(encoding="utf-8").replace("wide front", "wide café front")
    path.write_bytes(text.encode(encoding))


def separated(folder, name, sign):
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(",", sign), encoding="utf-8")


# name of the damage: (what is done to the copy, what the answer must say)
DAMAGE = {
    "missing column": (
        lambda f: columns(f, "claims.csv", lambda row: row[:-1]),
        ["claims.csv", "row 1: found no column check_sources"],
    ),
    "extra column": (
        lambda f: columns(f, "claims.csv", lambda row: [*row, "remarks"]),
        ['row 1, column remarks: found an unknown column "remarks". Delete it, or describe it in'],
    ),
    "renamed column": (
        lambda f: change(f, "claims.csv", "attributed_to", "Attributed to"),
        ["row 1, column Attributed to", "It must be called attributed_to."],
    ),
    "two columns of one name": (
        lambda f: change(f, "claims.csv", "checkability", "verdict"),
        ['found two columns "verdict"', "no column checkability"],
    ),
    "unknown actor": (
        lambda f: cell(f, "claims.csv", "c01", "actors", "min-aung-hlaing; poutin"),
        [
            'row 2, column actors: found "min-aung-hlaing; poutin"',
            "poutin is not in actors",
            "Did you mean putin",
        ],
    ),
    "unknown source": (
        lambda f: cell(f, "events.csv", "e01", "sources", "irrawaddy-2023-20"),
        ["events.csv", "row 2, column sources", "is not in sources", "Did you mean irrawaddy-2023-02"],
    ),
    "unknown claim": (
        lambda f: cell(f, "events.csv", "e01", "claim_ids", "c142"),
        ["row 2, column claim_ids", "c142 is not in claims"],
    ),
    "unknown paragraph": (
        lambda f: cell(f, "claims.csv", "c01", "paragraph", "16"),
        ['row 2, column paragraph: found "16"', "16 is not in briefing"],
    ),
    "paragraph and briefing disagree": (
        lambda f: cell(f, "claims.csv", "c02", "paragraph", "C"),
        [
            "briefing.csv",
            "row 3, column claim_ids",
            "c02 stands in paragraph C",
            "has more of this paragraph: c02",
        ],
    ),
    "words that are not in the notes": (
        lambda f: cell(
            f, "briefing.csv", "D", "words", "Sign of distant ties; after coup and attack on Ukraine"
        ),
        ["row 3, column words", "“Sign of distant ties” is not in notes"],
    ),
    "fewer words than claims": (
        lambda f: cell(f, "briefing.csv", "D", "words", "Sign of closer ties"),
        ["row 3, column words", "There are 1 here and 2 in claim_ids"],
    ),
    "impossible date": (
        lambda f: cell(f, "claims.csv", "c24", "date", "2022-02-30"),
        ['column date: found "2022-02-30". There is no such date: 2022-02-30 (year, month, day).'],
    ),
    "day and month swapped": (
        lambda f: cell(f, "contacts.csv", "k05", "date", "2021-27-03"),
        ['found "2021-27-03"', "Did you mean 2021-03-27?"],
    ),
    "date with points": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "07.09.2022"),
        ['found "07.09.2022"', "Did you mean 2022-09-07 or 2022-07-09?"],
    ),
    "date with slashes": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "9/7/22"),
        ['found "9/7/22"', "2022-07-09 or 2022-09-07"],
    ),
    "date as a spreadsheet shows a month": (
        lambda f: cell(f, "contacts.csv", "k29", "date", "Aug-22"),
        ['found "Aug-22"', "Did you mean 2022-08?"],
    ),
    "date as a spreadsheet's day number": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "44811"),
        ['found "44811"', "Did you mean 2022-09-07?"],
    ),
    "date in words": (
        lambda f: cell(f, "case.csv", "myanmar-2021", "published", "7 September 2022"),
        ["case.csv", "column published", "Did you mean 2022-09-07?"],
    ),
    "year with a slip": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "2202-09-07"),
        ['found "2202-09-07"', "Years from 1900 to 2100"],
    ),
    "end before start": (
        lambda f: cell(f, "events.csv", "e15", "end", "2021-06-02"),
        ['row 16, column end: found "2021-06-02". The end comes before the start'],
    ),
    "interval backwards": (
        lambda f: cell(f, "claims.csv", "c22", "date", "2022-09-07/2021-02-01"),
        ["row 23, column date", "from the earlier to the later date"],
    ),
    "precision that the date does not have": (
        lambda f: cell(f, "claims.csv", "c22", "date_precision", "day"),
        ["row 23, column date_precision", "is of precision interval: write interval here."],
    ),
    "events out of time": (
        lambda f: cell(f, "events.csv", "e10", "start", "2020-02"),
        ["row 11, column start", "order of time"],
    ),
    "date without its basis": (
        lambda f: cell(f, "claims.csv", "c01", "date_basis", ""),
        ["row 2, column date_basis: found an empty cell", "filled all or not at all"],
    ),
    "contradicted without a source": (
        lambda f: cell(f, "claims.csv", "c20", "check_sources", ""),
        ["row 21, column check_sources", "Needed when verdict is contradicted"],
    ),
    "key twice": (
        lambda f: cell(f, "claims.csv", "c05", "claim_id", "c04"),
        ["row 6, column claim_id", "the same stands in row 5"],
    ),
    "empty required cell": (
        lambda f: cell(f, "claims.csv", "c03", "claim", ""),
        ["row 4, column claim: found an empty cell", "must be filled"],
    ),
    "category in capitals": (
        lambda f: cell(f, "claims.csv", "c03", "claim_type", "Evaluation"),
        ['row 4, column claim_type: found "Evaluation"', "Did you mean evaluation?"],
    ),
    "category with a slip": (
        lambda f: cell(f, "claims.csv", "c03", "verdict", "not chekced"),
        ['found "not chekced"', "Did you mean not checked?"],
    ),
    "category of the case unknown": (
        lambda f: cell(f, "claims.csv", "c03", "attributed_to", "Al Jazeera"),
        ['found "Al Jazeera"', "Did you mean al-jazeera?", "categories.csv"],
    ),
    "yes written as true": (
        lambda f: cell(f, "events.csv", "e01", "in_article", "TRUE"),
        ["column in_article", "Allowed: yes | no"],
    ),
    "level out of range": (
        lambda f: cell(f, "contacts.csv", "k01", "counterpart_level", "7"),
        ["column counterpart_level", 'found "7"', "Allowed: 1 (head of state or government) | 2"],
    ),
    "level in words": (
        lambda f: cell(f, "contacts.csv", "k01", "counterpart_level", "minister"),
        ['found "minister"', "Allowed: 1 (head of state or government) | 2"],
    ),
    "id of another form": (
        lambda f: cell(f, "contacts.csv", "k01", "contact_id", "7"),
        ['column contact_id: found "7". This column holds: k01, k02 …'],
    ),
    "precision that is no word for one": (
        lambda f: cell(f, "claims.csv", "c22", "date_precision", "dya"),
        ["row 23, column date_precision", "Allowed: day | month | year | interval. Did you mean day?"],
    ),
    "long title": (
        lambda f: cell(f, "events.csv", "e01", "title", "x" * 61),
        ["column title", "At most 60 characters, here are 61"],
    ),
    "address without https": (
        lambda f: cell(f, "case.csv", "myanmar-2021", "url", "my own notes"),
        ["column url", "https://"],
    ),
    "lists with commas": (
        lambda f: cell(f, "claims.csv", "c01", "actors", "min-aung-hlaing, putin"),
        ["column actors", "separated by semicolons: min-aung-hlaing; putin"],
    ),
    "Windows encoding": (
        lambda f: encoded(f, "events.csv", "cp1252"),
        ["events.csv", "row 23", "café", "Windows-1252", "CSV UTF-8"],
    ),
    "UTF-16": (lambda f: encoded(f, "events.csv", "utf-16"), ["events.csv", "UTF-16", "CSV UTF-8"]),
    "UTF-16 without a mark": (
        lambda f: encoded(f, "events.csv", "utf-16-le"),
        ["events.csv", "UTF-16", "CSV UTF-8"],
    ),
    "semicolons for commas": (
        lambda f: separated(f, "claims.csv", ";"),
        ["found cells separated by semicolons", "commas"],
    ),
    "tabs for commas": (
        lambda f: separated(f, "claims.csv", "\t"),
        ["found cells separated by tabs", "commas"],
    ),
    "empty file": (
        lambda f: (f / "claims.csv").write_bytes(b""),
        ["claims.csv", "found an empty file", "claim_id,paragraph"],
    ),
    "header alone": (
        lambda f: (f / "claims.csv").write_bytes((f / "claims.csv").read_bytes().split(b"\n")[0]),
        ["found no rows below the names of the columns"],
    ),
    "missing file": (
        lambda f: (f / "events.csv").rename(f / "Events.csv.txt"),
        ["events.csv", "found no such file", "Is it Events.csv.txt? Rename it"],
    ),
    "saved as a workbook": (
        lambda f: (f / "events.csv").rename(f / "events.xlsx"),
        ["events.csv", "found no such file", "Is it events.xlsx?", "opened and saved as CSV UTF-8"],
    ),
    "a spreadsheet's yes": (
        lambda f: change(f, "events.csv", ",yes,", ",TRUE,"),
        ["events.csv", 'column in_article: found "TRUE"', "Did you mean yes?"],
    ),
    "workbook named csv": (
        lambda f: (f / "claims.csv").write_bytes(b"PK\x03\x04\x14\x00\x06\x00\x08\x00rest of a zip"),
        ["claims.csv", "workbook", "Save as"],
    ),
    "quotation mark not closed": (
        lambda f: change(f, "claims.csv", "\nc04,C,", '\nc04,C,"'),
        ["claims.csv", "row 5: found a stray quotation mark"],
    ),
    "too many cells": (
        lambda f: change(f, "claims.csv", "c16,3,The meeting took", "c16,3,The meeting, it seems, took"),
        ["row 17: found 20 cells. Each row has 18.", "A cell with a comma in it"],
    ),
    "too few cells": (
        lambda f: change(
            f, "claims.csv", "c07,1,Min Aung Hlaing heads the armed forces and led the coup.,", "c07,1,"
        ),
        ["row 8: found 17 cells. Each row has 18."],
    ),
    "curly quotation marks": (
        lambda f: change(
            f,
            "claims.csv",
            '"The crackdown has cost more than 2,000 lives."',
            "“The crackdown has cost more than 2,000 lives.”",
        ),
        ["row 27", "Curly quotation marks"],
    ),
    "null byte": (
        lambda f: change(f, "claims.csv", "c16,3,The", "c16,3,\0The"),
        ["row 17: found a null byte"],
    ),
    "line break inside an id": (
        lambda f: cell(f, "claims.csv", "c01", "paragraph", "H\nD"),
        ["row 2, column paragraph"],
    ),
    "a cell with an error value": (
        lambda f: cell(f, "claims.csv", "c03", "claim", "#NAME?"),
        ['row 4, column claim: found "#NAME?". This is what a spreadsheet program shows', "Type it again"],
    ),
    "a reference that is gone": (
        lambda f: cell(f, "contacts.csv", "k05", "place", "#REF!"),
        ['column place: found "#REF!"', "spreadsheet program"],
    ),
    "division by zero": (
        lambda f: cell(f, "claims.csv", "c03", "verdict_note", "#DIV/0!"),
        ['column verdict_note: found "#DIV/0!"', "spreadsheet program"],
    ),
    "a value that is not there": (
        lambda f: cell(f, "claims.csv", "c03", "verdict_note", "#N/A"),
        ['column verdict_note: found "#N/A"', "spreadsheet program"],
    ),
    "a column that was too narrow": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "########"),
        ['column date: found "########"', "spreadsheet program"],
    ),
    "a letter that was lost": (
        lambda f: cell(f, "claims.csv", "c05", "claim", "Caf\ufffd owners spoke."),
        ["row 6, column claim", "Letters were lost", "CSV UTF-8"],
    ),
    "rows of question marks": (
        lambda f: cell(f, "claims.csv", "c05", "claim", "????? ???? ??? said so."),
        ["row 6, column claim", "Letters were lost"],
    ),
    "UTF-8 read as Windows-1252": (
        lambda f: cell(f, "claims.csv", "c06", "claim", "PutinÃ© puts â€œhisâ€\x9d weight."),
        ["row 7, column claim", 'in a wrong encoding: "Ã©" was "é"', "CSV UTF-8"],
    ),
    "Burmese read as Windows-1252": (
        lambda f: cell(f, "claims.csv", "c06", "claim", "ရောက်သည်".encode().decode("cp1252", "replace")),
        ["row 7, column claim", "Letters were"],
    ),
    "Russian read as Windows-1251": (
        lambda f: cell(f, "claims.csv", "c06", "claim", "Это Путин".encode().decode("cp1251", "replace")),
        ["row 7, column claim", 'was "Это"'],
    ),
    "a first line for one spreadsheet program": (
        lambda f: change(f, "claims.csv", "claim_id,", "sep=,\nclaim_id,"),
        ["claims.csv", 'row 1: found a first line "sep=…"', "Delete this line."],
    ),
    "date with a time": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "2022-09-07 00:00:00"),
        ['found "2022-09-07 00:00:00"', "Did you mean 2022-09-07?"],
    ),
    "date of the Buddhist calendar": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "15/7/2565"),
        ['found "15/7/2565"', "Did you mean 2022-07-15?"],
    ),
    "year of the Buddhist calendar, written as here": (
        lambda f: cell(f, "contacts.csv", "k31", "date", "2565-07-15"),
        ['found "2565-07-15"', "Did you mean 2022-07-15?"],
    ),
    "case described twice": (
        lambda f: change(
            f,
            "case.csv",
            "\nmyanmar-2021,",
            "\nother,Other,MMR,,2021-02-01,putin,putin,,"
            "aj-2022-09-07,2022-09-07,https://example.org,\nmyanmar-2021,",
        ),
        ["case.csv", "found 2 rows", "one row"],
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_and_answered(case, name):
    damage, wanted = DAMAGE[name]
    damage(case)
    status, text = said(case)
    assert status == 1, text
    for words in wanted:
        assert words in text, f"{words!r} is not in\n{text}"


@pytest.mark.parametrize(
    "words",
    [
        "“CAFÉ” and ‘GARÇÃO’",
        "ÉTÉ… 1944",
        "É – É—",
        "café”—",
        "Він її знає. Під’їзд. ВІН",
        "Really??? Yes",
        "№ 1 #2",
    ],
)
def test_unusual_signs_are_no_damage(case, words):
    cell(case, "claims.csv", "c06", "claim", words)
    assert said(case)[0] == 0, said(case)


@pytest.mark.parametrize(
    "text", ["15/7/2556", "1/2/1300", "2022-9", "31/31/2022", "Feb 30 2022", "99999", "0-0-0"]
)
def test_no_date_is_suggested_that_would_be_refused(case, text):
    cell(case, "contacts.csv", "k31", "date", text)
    for guess in re.findall(r"\d{4}-\d\d-\d\d(?= or|\?)", said(case)[1].partition("Did you mean")[2]):
        cell(case, "contacts.csv", "k31", "date", guess)
        assert f'"{guess}"' not in said(case)[1]


def test_the_core_case_has_nothing_to_mend(case):
    assert said(case) == (0, "Nothing to mend in 6 files (185 rows checked).")


def test_the_whole_package_has_nothing_to_mend():
    status, text = said(None)
    files = len(list(tables.data_folder().rglob("*.csv"))) + 1  # and codebook.toml
    assert (status, text.splitlines()[-1].partition(" files")[0]) == (0, f"Nothing to mend in {files}"), text


# What is wrong with a codebook -> the lines about it, each one sentence with its place.
CODEBOOKS = {
    "a misspelt variable": (
        lambda t: t.replace('"claim_type", "attributed_to"', '"claim_typ", "attributed_to"', 1),
        [
            "[unit.claim]: variables: there is no [variable.claim_typ]. Did you mean claim_type?",
            "[variable.claim_type] is asked for by no unit: add claim_type to the variables of a [unit.NAME], "
            "or take it out.",
        ],
    ),
    "two things at once": (
        lambda t: t.replace('level = "manifest"', 'level = "manifst"', 1).replace(
            'kind = "choice"', 'kind = "choise"', 1
        ),
        [
            "[variable.claim]: level is 'manifst'; allowed are: indicator, manifest, evaluative. "
            "Did you mean manifest?",
            "[variable.claim_type]: kind is 'choise'; allowed are: choice, text, date, actors, number. "
            "Did you mean choice?",
        ],
    ),
    "a rule that was forgotten": (
        lambda t: (
            t + '\n[variable.tone]\ntitle = "Tone"\nlevel = "evaluative"\nkind = "text"\n'
            'definition = "d"\nexample = "e"\ncounter_example = "c"\n'
        ),
        [
            "[variable.tone]: rule is missing; it is text between quotation marks.",
            "[variable.tone] is asked for by no unit: add tone to the variables of a [unit.NAME], "
            "or take it out.",
        ],
    ),
    "no quotation marks": (
        lambda t: t.replace('title = "Claim"', "title = Claim", 1),
        [
            "mine.toml cannot be read: Invalid value (at line 15, column 9). A quotation mark, a "
            'comma or a bracket may be missing there. Right is title = "Claim", codes = ["a", "b"], or [table].'
        ],
    ),
}


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_broken_codebook_is_proofread_alone_and_in_a_case(case, tmp_path, name):
    damage, wanted = CODEBOOKS[name]
    good = (tables.data_folder() / "codebook.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(good, encoding="utf-8")
    assert said(path) == (0, "Nothing to mend in 1 file.")
    path.write_text(damage(good), encoding="utf-8")
    status, text = said(path)
    assert (status, text.splitlines()[1:-1]) == (1, [f"  {words}" for words in wanted])
    assert text.splitlines()[0].endswith("/mine.toml") and "in 1 of 1 file." in text
    shutil.move(path, case / "my_codebook.toml")
    wanted = [words.replace("mine.toml", "my_codebook.toml") for words in wanted]
    (case / "notes.toml").write_text("mine = 1\n", encoding="utf-8")  # something else
    status, text = said(case)
    assert status == 1 and all(words in text for words in wanted)
    assert f"{len(wanted)} problem" in text and "in 1 of 7 files (185 rows checked)." in text


def test_a_codebook_that_cannot_be_opened_is_named_and_the_tables_are_checked(case):
    (case / "my_codebook.toml").mkdir()
    status, text = said(case)
    assert (
        status == 1 and "There is no codebook my_codebook.toml here." in text and "(185 rows checked)" in text
    )


# Harmless oddities: accepted without a word, and read in the same way by the loader.
HARMLESS = {
    "byte order mark": lambda f: (f / "claims.csv").write_bytes(
        b"\xef\xbb\xbf" + (f / "claims.csv").read_bytes()
    ),
    "Windows line ends": lambda f: change(f, "claims.csv", "\n", "\r\n", -1),
    "columns in another order": lambda f: columns(f, "claims.csv", lambda row: row[::-1]),
    "spaces around cells": lambda f: change(f, "claims.csv", "c16,3,", " c16 ,3 ,"),
    "empty cells to the right": lambda f: (f / "claims.csv").write_bytes(
        b"".join(line + b",,\n" for line in (f / "claims.csv").read_bytes().splitlines())
    ),
    "empty rows": lambda f: change(f, "claims.csv", "\nc16,", "\n,,,,,,,,,,,,,,,,\n\nc16,"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_oddities_are_read_alike(case, name):
    before = [record.as_dict() for record in tables.case().claims]
    as_it_is = said(case)
    HARMLESS[name](case)
    assert said(case) == as_it_is and as_it_is[0] == 0
    assert [record.as_dict() for record in tables.Case(case).claims] == before


def test_line_breaks_inside_quoted_cells_do_not_shift_row_numbers(case):
    cell(case, "claims.csv", "c02", "claim", "The encounter\nshows\nthat they are closer.")
    assert said(case)[0] == 0
    cell(case, "claims.csv", "c10", "verdict", "maybe")
    assert "row 11, column verdict" in said(case)[1]


def test_a_case_may_bring_its_own_actors_and_sources(case):
    cell(case, "claims.csv", "c01", "actors", "somebody-new")
    cell(case, "claims.csv", "c01", "check_sources", "own-report-2024")
    assert said(case)[0] == 1
    (case / "actors.csv").write_text(
        "actor_id,name,kind,state,role_2022,seniority,note\n"
        "somebody-new,Somebody New,person,MMR,Spokesman,4,\n",
        encoding="utf-8",
    )
    (case / "sources.csv").write_text(
        ",".join(tables.schema("sources").fields) + "\nown-report-2024,Own,Own report,2024,ngo,,,\n",
        encoding="utf-8",
    )
    assert said(case)[0] == 0, said(case)[1]
    record = tables.Case(case).claims[0]
    assert record.actors == ("somebody-new",)


def test_a_wrong_date_does_not_put_the_next_row_out_of_time(case):
    cell(case, "events.csv", "e10", "start", "2565-07-15")
    assert said(case)[1].count("column start") == 1


def test_many_problems_are_cut_short(case):
    columns(case, "claims.csv", lambda row: row if row[0] == "claim_id" else row[:14] + ["sure"] + row[15:])
    status, text = said(case)
    assert status == 1 and text.count("column checkability") == check.MAX_SHOWN
    assert "and 48 more" in text


def test_a_very_long_table_is_refused_with_a_sentence(case):
    line = "c{},1,Something,,,,,,,al-jazeera,event,indicator,none,partly,not checked,,\n"
    text = (case / "claims.csv").read_text(encoding="utf-8").split("\n")[0] + "\n"
    (case / "claims.csv").write_text(text + "".join(line.format(i) for i in range(200_000)), encoding="utf-8")
    status, text = said(case)
    assert status == 1
    assert "found a file of 16 MB, which was not read. No table needs more than 5 MB" in text
    assert len(text) < 20_000


@pytest.mark.parametrize("bad", ["x" + "," * 17, "x,y"])
def test_of_very_many_bad_rows_some_are_read_and_their_number_is_not_called_exact(case, bad):
    path = case / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + f"\n{bad}" * 200_000, encoding="utf-8")
    (checked,) = [file for file in check.check_case(case) if file.schema.name == "claims"]
    found = len(checked.problems)
    assert len(checked.rows) + found <= check.MAX_ROWS + check.MAX_FOUND
    status, text = said(case)
    assert status == 1 and f"and {found - check.MAX_SHOWN:,} or more" in text
    assert re.search(r"\d problems or more in ", text)


def test_rows_beyond_what_any_table_needs_are_not_checked(case, monkeypatch):
    monkeypatch.setattr(check, "MAX_ROWS", 3)
    status, text = said(case)
    assert status == 1 and "found more than 3 rows. Only the first 3 were checked." in text


def test_a_huge_file_is_not_read(case, monkeypatch):
    monkeypatch.setattr(check, "MAX_BYTES", 1_000)
    status, text = said(case)
    assert status == 1 and "No table needs more than" in text


def test_folders_that_cannot_be_checked(tmp_path):
    assert said(tmp_path / "nowhere")[0] == 2
    status, text = said("myanmar-2012")
    assert status == 2 and "Did you mean myanmar-2021?" in text
    status, text = said(tmp_path)
    assert status == 2 and "case.csv, categories.csv, claims.csv" in text


def test_shared_tables_are_checked_too(copied):
    change(copied, "votes.csv", "AFG,Afghanistan,Asia,A", "AFG,Afghanistan,Asia,a")
    change(copied, "coups.csv", "IRN,1953-08-19", "IRQQ,1953-08-19")
    change(copied, "arms_orders.csv", "2018; 2019,8,", "2018 and 2019,8,")
    change(copied, "alignment_world.csv", ",54,0.4762,0.6429,", ",54,1.4762,0.6429,")
    change(copied, "glossary.csv", "A group of officers", "A group " + "of very many " * 20 + "officers")
    status, text = said(None)
    assert status == 1
    assert 'row 2, column r68_262: found "a"' in text
    assert 'row 2, column iso3: found "IRQQ". IRQQ is not in countries' in text
    assert "At most 40 words" in text
    assert 'found "1.4762". A number, with a point if it is not whole, at least 0, at most 1.' in text
    assert 'found "2018 and 2019". Whole numbers separated by semicolons' in text


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the data, which `check` reads in place of the real ones."""
    data = tmp_path / "data"
    shutil.copytree(tables.data_folder(), data)
    monkeypatch.setattr(tables, "data_folder", lambda: data)
    return data


def test_a_broken_row_of_a_shared_table_makes_no_id_unknown_elsewhere(copied):
    change(copied, "actors.csv", "\nputin,Vladimir Putin,person,", "\nputin,Vladimir Putin,")
    status, text = said(None)
    assert status == 1 and "found 6 cells. Each row has 7." in text
    assert "putin is not in actors" not in text, text


def test_a_wrong_count_is_found(copied):
    change(copied, "counts.csv", "n01,claims,,68,", "n01,claims,,67,")
    status, text = said(None)
    assert status == 1 and 'row 2, column value: found "67". Counting by the rule gives 68.' in text


def test_every_file_of_every_case_survives_random_damage(case):
    """Cut, doubled and scrambled files: whatever is wrong, an answer comes and never a traceback."""
    import random

    luck = random.Random(20220907)
    bits = [b"", b'"', b",", b"\n", b"\xff", b";;", b"\0", b"\r", b"0"]
    for name in sorted(path.name for path in case.glob("*.csv")):
        whole = (case / name).read_bytes()
        for _ in range(3):
            data = bytearray(whole)
            for _ in range(luck.randint(1, 8)):
                at = luck.randrange(len(data))
                data[at : at + luck.randint(0, 40)] = luck.choice(bits)
            (case / name).write_bytes(bytes(data))
            status, text = said(case)
            assert status in (0, 1) and text
        (case / name).write_bytes(whole)


def test_a_missing_library_is_said_in_a_sentence(monkeypatch, capsys):
    from aftercoup import cli

    def run(*_, **__):
        raise ModuleNotFoundError("No module named 'pydantic'", name="pydantic")

    monkeypatch.setattr(check, "run", run)
    assert cli.main(["check", "myanmar-2021"]) == 2
    assert "needs the package pydantic: `python start.py setup`" in capsys.readouterr().out


def test_a_table_that_cannot_be_read_is_told_once_for_each_file_that_computes_from_it(monkeypatch):
    def broken(name, case):
        raise tables.TableError(f"contacts.csv has no column occasion. {tables.ASK_CHECK}")

    monkeypatch.setattr(tables, "table", broken)
    said = {path.name: read() for path, read in proofread.files().items()}
    (told,) = said.pop("guesses.toml")
    assert told == "Not read before the tables are mended: contacts.csv has no column occasion."
    assert [said[f"{number}_key.toml"] for number in keys.numbers()] == [[told]] * len(keys.numbers())


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('tables = ["coups"]', 'tables = ["coup"]', "lesson 00: tables is 'coup'; allowed are: case, categories, "),
        ('tables = ["coups"]', 'tables = ["coup"]', "aliases. Did you mean coups?"),
        ("n67, n68)", "n67, n99999)", "lesson 00: say: There is no record 'n99999'"),
        ("_the_event.ipynb", "_teh_event.ipynb", "lesson 01: file is '01_read_teh_event.ipynb'; notebooks has no such "),
        ("_the_event.ipynb", "_teh_event.ipynb", "notebook. Did you mean 01_read_the_event.ipynb?"),
        ('title = "Start here"', 'title = ""', "course.toml, lesson, number 1: title is empty."),
    ],
)  # fmt: skip
def test_what_course_toml_names_and_nothing_has_is_told_of_course_toml_alone(
    tmp_path, monkeypatch, old, new, said
):
    text = course.COURSE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "course.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(course, "COURSE", path)
    course.current.cache_clear()
    try:
        told = {file.name: read() for file, read in proofread.files().items()}
    finally:
        course.current.cache_clear()
    (fault,) = told.pop("course.toml")
    assert said in fault and not any(told.values())


def test_the_command_itself(case):
    """The command line: status, and words on the standard output only."""
    cell(case, "claims.csv", "c03", "verdict", "sure")
    for folder, status in ((str(case), 1), ("nowhere", 2), ("myanmar-2021", 0)):
        done = subprocess.run(
            [sys.executable, "-m", "aftercoup", "check", folder],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tables.data_folder().parent,
        )
        assert (done.returncode, done.stderr) == (status, ""), done.stderr
        assert re.search("Nothing to mend|problem|neither a case folder", done.stdout)


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            '"refersTo": "sources.',
            '"refersto": "sources.',
            "there is no 'refersto' here. Did you mean refersTo?",
        ),
        ('"refersTo": "sources.', '"refersTo": "source.', "refersTo: There is no table 'source'"),
        (
            '"required": true',
            '"requird": true',
            "constraints: there is no 'requird' here. Did you mean required?",
        ),
        ('"kind": "when"', '"kind": "whan"', "kind is 'whan'; allowed are: when. Did you mean when?"),
        (
            '"inTimeOrder"',
            '"inTimesOrder"',
            "schema: there is no 'inTimesOrder' here. Did you mean inTimeOrder?",
        ),
        ('"inEachCase"', '"inEachcase"', "there is no 'inEachcase' here. Did you mean inEachCase?"),
        (
            '"enum": ["number", ',
            '"enum": [',
            "aliases, column kind: constraints: enum lists the values of categories",
        ),
    ],
)
def test_a_rule_under_a_misspelt_name_is_told(monkeypatch, old, new, said):
    """Else it would hold nothing, and `check` would have nothing to mend. Of the file as it is none is."""
    text = package_model.PATH.read_text(encoding="utf-8")
    package_model.proofread()
    changed = json.loads(text.replace(old, new, 1))
    monkeypatch.setattr(tables, "description", lambda: changed)
    with pytest.raises(package_model.PackageProblem) as caught:
        package_model.proofread()
    assert said in str(caught.value) and str(caught.value).startswith("datapackage.json, table ")
