"""Every row of solutions/NN_pairs.csv: a typed answer gets the verdict and the reason beside it."""

import csv
import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.reading import READ, REASONS, RIGHT
from aftercoup.answers.language.words import aliases
from aftercoup.teach.content import keys

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
COLUMNS = ["question", "field", "typed", "verdict", "reason", "note"]
NUMBERS = sorted(path.name[:2] for path in SOLUTIONS.glob("[0-9][0-9]_key.toml"))


@cache
def rows(number):
    """[(line in the file, row)] of one sheet's table."""
    with open(SOLUTIONS / f"{number}_pairs.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return [(reader.line_num, row) for row in reader]


master = cache(keys.load)


@cache
def answers(number):
    """(question, field) -> the key's Answer, for all fields of one sheet; a variant of 5.2 is called 5.2b."""
    return {
        (question + letter, name): answer
        for question, entry in master(number).answers.items()
        for letter, one in {"": entry, **entry.variants}.items()
        for name, answer in one.fields.items()
    }


@cache
def judged(number):
    """[(line in the file, row, the key's Answer)] of one sheet's table."""
    known, numbered = answers(number), rows(number)
    strange = [
        f"line {line}: there is no field {row['field']} in question {row['question']}"
        for line, row in numbered
        if (row["question"], row["field"]) not in known
    ]
    assert not strange, f"{number}_pairs.csv, {len(strange)} rows; was a question renumbered? {strange[0]}"
    return [(line, row, known[row["question"], row["field"]]) for line, row in numbered]


READINGS = {}  # of a row; `answers` keeps each Answer, so that its id stays its own


def verdict_of(number, answer, typed, key):
    """What a key says of a typed answer. It is read once: to read takes ten times as long as to judge."""
    known = id(answer), typed
    if known not in READINGS:
        READINGS[known] = answer.field.read(typed, master(number).exercise.names)
    return answer.field.judge(READINGS[known], key)


def test_a_former_label_is_read_as_the_option_that_has_it_no_longer():
    """The rows `label` of data/aliases.csv, each against all fields that offer the label of today."""
    former, read = aliases("label"), set()
    for number in NUMBERS:
        for answer in answers(number).values():
            options = getattr(answer.field, "options", {})
            for form, label in former.items():
                assert form not in options.values(), f"{form!r} is a label of today"
                if label in options.values():
                    assert options[answer.field.read(form, master(number).exercise.names).forms[0]] == label
                    read.add(form)
    assert read == former.keys(), "no option has the label that the others stand for"


def test_every_key_has_its_table_of_typed_answers():
    assert NUMBERS == sorted(path.name[:2] for path in SOLUTIONS.glob("[0-9][0-9]_pairs.csv"))
    assert NUMBERS == sorted(path.stem[-2:] for path in SOLUTIONS.glob("exercise_*.ipynb"))


@pytest.mark.parametrize("number", NUMBERS)
def test_each_typed_answer_gets_its_verdict_for_its_reason(number):
    wrong = []
    for line, row, answer in judged(number):
        verdict = verdict_of(number, answer, row["typed"], answer.key)
        if (verdict.state, verdict.reason) != (row["verdict"], row["reason"]):
            wrong.append(
                f"line {line}: {row['question']} {row['field']}={row['typed']!r} is {verdict.state}"
                f" ({verdict.reason}), the table says {row['verdict']} ({row['reason']})"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_row_says_why(number):
    for line, row in rows(number):
        assert row["note"].strip(), f"line {line} has no note"
        assert row["reason"] in REASONS, f"line {line}: {row['reason']!r} is no reason"


@pytest.mark.parametrize("number", NUMBERS)
def test_each_field_has_a_right_and_a_wrong_answer_in_the_table(number):
    seen = {
        (row["question"], row["field"], row["verdict"] in (RIGHT, READ))
        for _, row in rows(number)
        if row["verdict"] not in ("blank", "unclear")
    }
    lacking = [
        f"{question} {name}: no {'right' if right else 'wrong'} answer"
        for (question, name), answer in answers(number).items()
        for right in (True, False)
        if answer.field.kind != "short" and (question, name, right) not in seen
    ]
    assert not lacking, "\n".join(lacking)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_field_is_typed_in_a_dozen_ways(number):
    typed = [(row["question"], row["field"]) for _, row in rows(number)]
    few = {
        where: typed.count(where)
        for where, answer in answers(number).items()
        if answer.field.kind != "short" and where[0][-1].isdecimal() and typed.count(where) < 12
    }
    assert not few


@pytest.mark.parametrize("number", NUMBERS)
def test_each_question_and_variant_is_typed_in_twenty_five_ways(number):
    typed = Counter(row["question"] for _, row in rows(number))
    asked = {where[0] for where, answer in answers(number).items() if answer.field.kind != "short"}
    few = {question: typed[question] for question in asked if typed[question] < 25}
    assert not few


@pytest.mark.parametrize("number", NUMBERS)
def test_no_answer_stands_twice_for_one_field(number):
    seen = [(row["question"], row["field"], row["typed"]) for _, row in rows(number)]
    assert len(seen) == len(set(seen)), {one for one in seen if seen.count(one) > 1}


@pytest.mark.parametrize("number", NUMBERS)
def test_each_typed_form_of_the_key_is_right(number):
    for (question, name), answer in answers(number).items():
        for typed in answer.typed if answer.field.kind != "short" else ():
            verdict = verdict_of(number, answer, typed, answer.key)
            assert verdict.share == 1, f"{question} {name}: {typed!r}"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sealed_key_says_right_where_the_key_in_the_clear_does(number):
    """All rows. An order is right or not, without parts."""
    sealed = {
        where: answer.key.sealed(f"{number}/{where}") if answer.key else None
        for where, answer in answers(number).items()
    }
    for line, row, answer in judged(number):
        keys_ = answer.key, sealed[row["question"], row["field"]]
        clear, closed = (verdict_of(number, answer, row["typed"], key) for key in keys_)
        assert (clear.state == RIGHT) == (closed.state == RIGHT), f"line {line}"
        if answer.field.kind != "order":
            assert clear == closed, f"line {line}"


def test_the_same_at_full_cost_for_some_rows():
    known = [
        (number, row, answer)
        for number in NUMBERS
        for _, row, answer in judged(number)
        if row["verdict"] in ("right", "not yet")
    ]
    for number, row, answer in random.Random(4).sample(known, 25):
        if answer.key:
            verdict = verdict_of(number, answer, row["typed"], answer.key.sealed("salt"))
            assert (verdict.state == RIGHT) == (row["verdict"] == RIGHT)


def test_a_digest_tells_nothing_of_the_form():
    key = Key([["2022-09-07"]], {"2022-09-08": (0, "Another day.")})
    one, other = key.sealed("one"), key.sealed("other")
    assert one.salt == "one" and not key.salt
    assert not set(one.items[0]) & set(other.items[0])
    assert "2022" not in str(vars(one))
    assert one.which("2022-09-07") == 0 and one.which("2022-09-08") is None
    assert one.miss("2022-09-08") == (0, "Another day.")


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_said_of_a_wrong_answer_does_not_hold_the_right_one(number):
    for line, row, answer in judged(number):
        if row["verdict"] not in ("not yet", "partly") or answer.not_said or answer.field.kind == "codes":
            continue
        says = verdict_of(number, answer, row["typed"], answer.key).says.casefold()
        for typed in map(str, answer.typed):
            assert len(typed) < 4 or typed.casefold() not in says, f"line {line}: {says}"
