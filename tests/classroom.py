"""A synthetic class: sheets with answers whose worth is known, taken from the tables that teachers read."""

import copy
import csv
import json
import random
from functools import cache
from pathlib import Path

from aftercoup.answers.exercise import file_of

ROOT = Path(__file__).parents[1]
EXERCISES, SOLUTIONS = ROOT / "exercises", ROOT / "solutions"


@cache
def blank(number):
    """(file name, notebook as data) of a student's sheet."""
    path = EXERCISES / file_of(number)
    return path.name, json.loads(path.read_text(encoding="utf-8"))


@cache
def typed(number):
    """(question, field) -> {"right": texts, "not yet": texts}, from solutions/NN_pairs.csv."""
    found = {}
    with open(SOLUTIONS / f"{number}_pairs.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds = found.setdefault((row["question"], row["field"]), {"right": [], "not yet": []})
            verdict = "right" if row["verdict"] == "read" else row["verdict"]  # a table of codes
            if verdict in kinds:
                kinds[verdict].append(row["typed"])
    return found


def cell_of(question, answers):
    """The source of an answer cell. answers: field -> typed text."""
    return "\n".join([f"%%answer {question}", *(f"{name}: {typed}" for name, typed in answers.items())])


def filled(number, answers, essay="", outputs=()):
    """The bytes of a sheet with answers (question -> field -> typed text), an essay, and outputs below each code
    cell."""
    notebook = copy.deepcopy(blank(number)[1])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = list(outputs)
        source = "".join(cell["source"])
        for question, fields in answers.items():
            if source.split("\n")[0] == f"%%answer {question}":
                cell["source"] = cell_of(question, fields)
        if essay and source.startswith("%%essay"):
            cell["source"] = f"{source.rstrip()}\n\n{essay}"
    return json.dumps(notebook, ensure_ascii=False).encode()


def student(number, master, skill, seed):
    """(answers, points): what a student of some skill (0 to 1) types, and what it is worth.

    master: the sheet's keys.Master. A quarter of what is not known is left empty. Short free answers are left
    empty too: they wait for a person.
    """
    chance = random.Random(f"{number} {seed}")
    answers, points = {}, 0.0
    for question in master.exercise.counted.values():
        answers[question.id] = {}
        for name, field in question.fields.items():
            known = typed(number).get((question.id, name), {"right": [], "not yet": []})
            if field.kind == "short" or not known["right"]:
                continue
            if chance.random() < skill:
                answers[question.id][name] = chance.choice(known["right"])
                points += field.points
            elif known["not yet"] and chance.random() > 0.25:
                answers[question.id][name] = chance.choice(known["not yet"])
            else:
                answers[question.id][name] = ""
        if not answers[question.id]:
            del answers[question.id]
    return answers, points


def edition(folder):
    """Put the files of the class edition into a folder, as unpacked; `exercises/` here is that edition.

    Quicker than `pack`, which derives every sheet anew (tests/test_pack.py holds that they are the same).
    """
    from aftercoup.teach.editions import pack

    for pattern in (*pack.COPIED, "exercises/*.ipynb", "exercises/checks/*.json"):
        for path in ROOT.glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            if pack.TEACH not in path.parents:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(path.read_bytes())
    (folder / "README.md").write_text("# After the Coup\n", encoding="utf-8")
    return folder
