"""The same hand-ins marked by two versions of the course; every question whose points differ is listed.

    git worktree add ../before <commit>
    .venv/bin/python bench/compare_marks.py ../before .

Forty-eight students of rising skill fill in each exercise of the second version, with right and wrong answers of its
truth tables, slips of the hand and empty fields; the seed is fixed. The status is 1 where points differ.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

STUDENTS = 48  # for each exercise
SLIPS = ("{} ", "  {}", "{}.", "\u00a0{}", "“{}”", "{},")


def typed(chance: random.Random, skill: float, kinds: dict[str, list[str]]) -> str:
    """What one student types into one field. kinds: verdict -> texts of the truth table."""
    right = chance.random() < skill
    texts = kinds.get("right", []) if right else [one for texts in kinds.values() for one in texts]
    text = chance.choice([*texts, ""])
    return chance.choice(SLIPS).format(text) if text and chance.random() < 0.2 else text


def hand_ins(course: Path, folder: Path) -> int:
    """Write the hand-ins of all students; returns how many there are."""
    sys.path[:0] = [str(course), str(course / "tests")]
    import classroom

    from aftercoup.teach.content import keys

    numbers = keys.numbers()
    for number in numbers:
        kinds: dict[tuple[str, str], dict[str, list[str]]] = {}
        with open(course / f"solutions/{number}_pairs.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                field = kinds.setdefault((row["question"], row["field"]), {})
                field.setdefault(row["verdict"], []).append(row["typed"])
        questions = keys.load(number).exercise.questions.values()
        for student in range(STUDENTS):
            chance = random.Random(f"{number} {student}")
            answers = {
                asked.id: {
                    name: typed(chance, student / STUDENTS, kinds.get((asked.id, name), {}))
                    for name in asked.fields
                }
                for asked in questions
                if not asked.essay
            }
            essay = chance.choice(("", "Too short.", "One more word and " * 40))
            path = folder / f"s{number}{student:02}" / classroom.blank(number)[0]
            path.parent.mkdir(parents=True)
            path.write_bytes(classroom.filled(number, answers, essay))
    return len(numbers) * STUDENTS


def gradebook(course: Path, folder: Path, out: Path) -> dict[tuple[str, str], dict[str, str]]:
    """(student, exercise) -> the row of the gradebook that one version of the course writes."""
    command = [sys.executable, "-m", "aftercoup", "mark", str(folder), "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(course)}
    subprocess.run(command, cwd=course, env=environment, stdout=subprocess.DEVNULL)
    with open(out / "gradebook.csv", encoding="utf-8-sig", newline="") as file:
        return {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}


def main() -> int:
    """Compare the two versions that the command line names."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    before, after = (Path(one).resolve() for one in sys.argv[1:])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "class"
        count = hand_ins(after, folder)
        old, new = (
            gradebook(one, folder, Path(place) / f"out{index}") for index, one in enumerate((before, after))
        )
    compared, different = 0, set[tuple[str, ...]](old.keys() ^ new.keys())
    for who in sorted(different):
        print(*who, "has a row in one gradebook only")
    for who in sorted(old.keys() & new.keys()):
        for column in sorted(old[who].keys() | new[who].keys()):
            compared += 1
            if old[who].get(column) != new[who].get(column):
                different.add((*who, column))
                print(*who, f"{column}: {old[who].get(column)!r} is now {new[who].get(column)!r}")
    print(f"{count} exercises, {compared} cells of the gradebook, {len(different)} differ.")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
