"""A class of 400 on each platform: no points to a wrong person, none lost in silence, no mark of the export lowered."""

import csv
import io
import json
import zipfile

import classroom
import pytest

from aftercoup.teach.marking import mark_command

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
        "sakai": f"Exercise 1, part (a)/{name.replace(' ', ', ')},(u{number})/Submission attachment(s)/01",
        "folders": f"{number}/01",
        "loose": number,
    }[platform]


def export_of(platform, ids, stands, times):
    """The platform's grade export, in which some have points already; "" where it has none that tells the ids of files.

    Where it has more ids than one, the others are those of other students."""
    many = [(NAMES[n % len(NAMES)], one, ids[-n - 1], stands[n], times[n]) for n, one in enumerate(ids)]
    if platform == "canvas":
        rows = [f"{name},{one},{other},x,S,{point}" for name, one, other, point, _ in many]
        return "\n".join(["Student,ID,SIS User ID,SIS Login ID,Section,Exercise 01 (5)", *rows])
    if platform == "moodle":
        head = (
            "Identifier,Full name,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission)"
        )
        rows = [f'Participant {one},{name},-,{point},32,Yes,"{at}"' for name, one, _, point, at in many]
        return "\n".join([head, *rows])
    if platform == "blackboard":
        rows = [f"{name}\t{name}\t{one}\t{other}\t{point}" for name, one, other, point, _ in many]
        return "\n".join(
            ["Last Name\tFirst Name\tUsername\tStudent ID\tExercise 01 [Total Pts: 32] |5", *rows]
        )
    return ""


@pytest.mark.parametrize(
    "platform", ["canvas", "moodle", "blackboard", "brightspace", "sakai", "folders", "loose"]
)
def test_a_class_of_400_gets_its_own_points_and_no_others(tmp_path, platform, capsys):
    prefix = "u" if platform in ("blackboard", "sakai") else ""
    worth, late, unread = {}, set(), set()
    path = tmp_path / "all.zip"
    times = ["-"] * 400
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(400):
            one, is_late = prefix + key(place), place % 10 == 3
            name = named(platform, place, is_late)
            if place % 40 == 7:
                continue  # handed in nothing; every second of them is in a group with the one before
            if place % 40 == 9:
                archive.writestr(f"{name}.docx", "no notebook")
                unread.add(one)
                continue
            data, worth[one] = KINDS[place % len(KINDS)]
            late |= {one} if is_late else set()
            times[place] = (
                f"Saturday, 28 November 2026, {1 if is_late else 11}:00 {'PM' if is_late else 'AM'}"
            )
            if place % 50 == 1:  # a zip of the whole folder
                inner = io.BytesIO()
                with zipfile.ZipFile(inner, "w") as whole:
                    whole.writestr("course/01.ipynb", data)
                    whole.writestr("course/02.ipynb", BLANK)
                archive.writestr(f"{name}.zip", inner.getvalue())
            else:
                archive.writestr(f"{name}.ipynb", data)
            if platform == "sakai":
                note = f"2026-11-28T{13 if is_late else 11}:00:00Z"
                archive.writestr(f"{name.rpartition('/')[0].rpartition('/')[0]}/timestamp.txt", note)
        stray = "Exercise 1, part (a)/grades.csv" if platform == "sakai" else "grades.csv"
        archive.writestr(stray, "a stray file")
    members = {prefix + key(place): prefix + key(place - 1) for place in range(7, 400, 80)}
    worth |= {member: worth[other] for member, other in members.items()}
    ids = [prefix + key(place) for place in range(400)]
    stands = ["31" if place % 20 == 5 else "" for place in range(400)]  # more than anybody has here
    export = export_of(platform, ids, stands, times)
    tables = {
        "groups": "group,student\n" + "".join(f"{a},{a}\n{a},{b}\n" for a, b in members.items()),
        "roster": "id,name\n" + "".join(f"{one},{NAMES[n % len(NAMES)]}\n" for n, one in enumerate(ids)),
        "due": "exercise,deadline,penalty\n01,2026-11-28 12:00,0.5 once\n",
        "export": export,
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    mark_command.mark(
        path,
        tmp_path / "out",
        roster=tmp_path / "roster.csv",
        sheet=(str(tmp_path / "export.csv"),) if export else (),
        groups=tmp_path / "groups.csv",
        deadlines=tmp_path / "due.csv",
    )
    summary = capsys.readouterr().out
    text = (tmp_path / "out/gradebook.csv").read_text(encoding="utf-8-sig")
    found = {row["student"]: row for row in csv.DictReader(io.StringIO(text)) if row["student"]}
    timed = late if platform not in ("folders", "loose") else set()
    found.pop("grades", None)  # loose: it could be anybody's, and is said not to be read
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
            why = "it is a file of another kind (.docx)" if one in unread else "nothing handed in"
            assert why in found[one]["to look at"], one
    inputs = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))["inputs"]
    assert (
        inputs[stray].startswith("not read: it is a file of another kind (.csv)")
        and "of groups" not in summary
    )
    if export:
        filled = (tmp_path / "out/filled/export.csv").read_text(encoding="utf-8")
        delimiter = "\t" if platform == "blackboard" else ","
        cells = zip(
            csv.reader(io.StringIO(export), delimiter=delimiter),
            csv.reader(io.StringIO(filled), delimiter=delimiter),
        )
        (header, same), *both = cells
        assert header == same and len(both) == 400
        (point,) = [
            place
            for place, name in enumerate(header)
            if name.startswith(("Exercise 01", "Grade")) and "can" not in name
        ]
        for n, (before, now) in enumerate(both):
            expected = stands[n] or found[ids[n]]["total"]
            assert now == [*before[:point], expected, *before[point + 1 :]]
        assert summary.count("31 in the export, which stays") == sum(
            ids[n] in worth for n in range(5, 400, 20)
        )
