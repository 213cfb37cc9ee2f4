"""A class of 400 on each platform: no points to a wrong person, none lost in silence, no mark of the export lowered."""

import csv
import io
import zipfile

import classroom
import pytest

from aftercoup.teach.marking import run

GIVEN = {"host": "Min Aung Hlaing", "place": "Naypyidaw", "month": "August 2022"}
# what is handed in -> its points: of these few kinds every file is one
KINDS = [(classroom.filled("01", {"1.1": dict(list(GIVEN.items())[:count])}), count) for count in (1, 2, 3)]
BLANK = classroom.filled("02", {})  # another exercise of a zip of the whole course folder
# twins in name, anagrams, and names in six alphabets
NAMES = ("Amy Lin", "Amy Lin", "May Lin", "Мария Ким", "မောင်အေး", "สมชาย", "अनिता", "محمد علي", "李明")


def key(place):
    return str(1000 + place)


def named(platform, place, late):
    """The path of a student's file as a platform names it, without the ending."""
    name, number = NAMES[place % len(NAMES)], key(place)
    return {
        "canvas": f"{name.replace(' ', '').lower()}{'_LATE' if late else ''}_{number}_{9000 + place}_01",
        "moodle": f"{name}_{number}_assignsubmission_file_/01",
        "blackboard": f"gradebook_C1_E1_u{number}_attempt_2026-11-28-{13 if late else 11}-00-00_01",
        "brightspace": f"{number}-77 - {name} - Nov 28, 2026 {1 if late else 11}00 {'PM' if late else 'AM'}/01",
        "folders": f"{number}/01",
    }[platform]


@pytest.mark.parametrize("platform", ["canvas", "moodle", "blackboard", "brightspace", "folders"])
def test_a_class_of_400_gets_its_own_points_and_no_others(tmp_path, platform, capsys):
    prefix = "u" if platform == "blackboard" else ""
    worth, late = {}, set()
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(400):
            if place % 40 == 7:
                continue  # handed in nothing; every second of them is in a group with the one before
            data, count = KINDS[place % len(KINDS)]
            worth[prefix + key(place)] = count
            late |= {prefix + key(place)} if place % 10 == 3 else set()
            name = named(platform, place, place % 10 == 3)
            if place % 50 == 1:  # a zip of the whole folder
                inner = io.BytesIO()
                with zipfile.ZipFile(inner, "w") as whole:
                    whole.writestr("course/01.ipynb", data)
                    whole.writestr("course/02.ipynb", BLANK)
                archive.writestr(f"{name}.zip", inner.getvalue())
            else:
                archive.writestr(f"{name}.ipynb", data)
        archive.writestr("grades.csv", "a stray file")
    members = {prefix + key(place): prefix + key(place - 1) for place in range(7, 400, 80)}
    worth |= {member: worth[other] for member, other in members.items()}
    (tmp_path / "groups.csv").write_text(
        "group,student\n" + "".join(f"{a},{a}\n{a},{b}\n" for a, b in members.items()), encoding="utf-8"
    )
    ids = [prefix + key(place) for place in range(400)]
    (tmp_path / "roster.csv").write_text(
        "id,name\n" + "".join(f"{one},{NAMES[n % len(NAMES)]}\n" for n, one in enumerate(ids)), "utf-8"
    )
    columns = "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 01 (5)\n"
    # the sheet's other ids are those of others; every 20th has a mark already, higher than any here
    lines = [
        f"{NAMES[n % len(NAMES)]},{one},{ids[-n - 1]},x{n},S,{'31' if n % 20 == 5 else ''}\n"
        for n, one in enumerate(ids)
    ]
    (tmp_path / "export.csv").write_text(columns + "".join(lines), encoding="utf-8")
    (tmp_path / "due.csv").write_text(
        "exercise,deadline,penalty\n01,2026-11-28 12:00,0.5 once\n", encoding="utf-8"
    )
    run.mark(
        path,
        tmp_path / "out",
        str(tmp_path / "roster.csv"),
        sheet=(str(tmp_path / "export.csv"),) if platform == "canvas" else (),
        teams=str(tmp_path / "groups.csv"),
        due=str(tmp_path / "due.csv"),
        pages=False,
    )
    summary = capsys.readouterr().out
    text = (tmp_path / "out/gradebook.csv").read_text(encoding="utf-8-sig")
    found = {row["student"]: row for row in csv.DictReader(io.StringIO(text)) if row["student"]}
    timed = late if platform not in ("moodle", "folders") else set()
    assert set(found) == set(ids)
    share = {0: ""}
    for count in (1, 2, 3):
        share[count] = found[next(one for one in worth if worth[one] == count and one in found)]["points"]
    assert share[3] == "2" and 0 < float(share[1]) < float(share[2]) < 2
    for one in ids:
        assert found[one]["points"] == share[worth.get(one, 0)], one
        cost = 0.5 if one in timed else 0
        if one in worth:
            assert float(found[one]["total"]) == pytest.approx(float(share[worth[one]]) - cost, abs=0.01), one
        else:
            assert found[one]["to look at"] == "nothing handed in"
    assert "grades.csv" in summary
    if platform == "canvas":
        filled = csv.DictReader(io.StringIO((tmp_path / "out/filled/export.csv").read_text(encoding="utf-8")))
        for n, row in enumerate(filled):
            before, now = "31" if n % 20 == 5 else "", row["Exercise 01 (5)"]
            assert now == (before or found[row["ID"]]["total"])
        assert summary.count("31 in the export, which stays") == sum(
            ids[n] in worth for n in range(5, 400, 20)
        )
