"""Keys of the sheets: each answer follows from its records, nothing tells an answer, and a slip is named."""

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from itertools import permutations

import prose
import pytest

from aftercoup import measures, tables
from aftercoup.answers.kinds import KINDS
from aftercoup.answers.language.words import count_words
from aftercoup.errors import read_toml
from aftercoup.teach.content import course, key_models, key_page, keys, objectives
from aftercoup.teach.content.citations import cited_ids, cited_record
from aftercoup.teach.content.keys import KeyProblem
from aftercoup.teach.editions import build, exercises

NUMBERS = keys.numbers()
LEAST = {
    "comparison": 12,
    "not-said": 7,
    "trap": 5,
    "measure": 4,
    "codes": 2,
}  # questions with this trait, in all


def masters():
    return [master_of(number) for number in keys.numbers()]


master_of = cache(keys.load)
notebook_of = cache(build.read)


def answers(number):
    """(question id, Answer) of all fields of a sheet."""
    master = master_of(number)
    return [
        (question, answer) for question, entry in master.answers.items() for answer in entry.fields.values()
    ]


def text_of(number, question, letter="a"):
    """The Markdown of a question as its exercise shows it: without the teacher's reasons."""
    return "\n".join(texts_of(number, letter).get(question, ()))


@cache
def texts_of(number, letter):
    """question -> its Markdown cells, of a whole exercise."""
    master, texts, question = master_of(number).drawn(letter), {}, ""
    for cell in exercises.blank(notebook_of(keys.SOLUTIONS / master.exercise.notebook), master).cells:
        if found := re.match(r"(#{2,3}) (\S+)", cell.source):
            question = found[2] if found[1] == "###" else ""
        if cell.cell_type == "markdown":
            texts.setdefault(question, []).append(cell.source)
    return texts


# ---------------------------------------------------------------- the keys of the sheets


def test_every_lesson_but_the_first_has_a_sheet():
    assert NUMBERS == ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_key_has_nothing_to_mend(number):
    """Points add up, objectives and headings exist, records resolve, every accepted answer can be read."""
    assert master_of(number).exercise.number == number


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_has_six_to_ten_questions_from_find_to_judge_and_one_essay(number):
    master = master_of(number)
    levels = [answer.level for answer in master.answers.values()]
    least = 3 if number == "09" else 6  # sheet 09 is the brief, with two short questions before it
    assert least <= len(master.exercise.counted) <= 10 and set(levels) == set(keys.LEVELS)
    assert levels.count("optional") == 1
    assert levels == sorted(levels, key=keys.LEVELS.index)
    assert sum(question.essay for question in master.exercise.questions.values()) == 1


@pytest.mark.parametrize("number", NUMBERS)
def test_where_rows_of_a_table_are_folded_the_question_says_to_open_them(number):
    """A reader who sees eight rows would not know that the answer may stand in another one."""
    path, question, silent = keys.SOLUTIONS / master_of(number).exercise.notebook, "", []
    for cell in notebook_of(path).cells:
        if found := re.match(r"#{2,3} (\S+)", cell.source):
            question = found[1]
        shown = "".join(output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ()))
        if re.search(r"^\[(The other \d+ rows|One more row):", shown, re.M):
            if not re.search(
                r"\b[Oo]pen (all|all its|its folded|the folded) rows|folded; open them",
                text_of(number, question),
            ):
                silent.append(question)
    assert silent == []


def test_the_course_asks_for_what_it_promises():
    all_answers = [answer for master in masters() for answer in master.answers.values()]
    assert len(all_answers) >= 60
    traits = Counter(trait for answer in all_answers for trait in answer.traits)
    assert {trait: traits[trait] for trait in LEAST if traits[trait] < LEAST[trait]} == {}


def test_no_objective_is_asked_by_look_ups_alone():
    """And the page of objectives is that of the keys."""
    for lesson in (course.current().lesson_of(number) for number in NUMBERS):
        known = master_of(lesson.number).answers.values()
        asked = {one.objective for one in known if objectives.is_more_than_a_look_up(one)}
        assert set(lesson.goals) == asked, f"lesson {lesson.number}"
    assert objectives.PATH.read_text(encoding="utf-8") == objectives.text(), "run: python start.py build"


def sample_essays():
    """(question, text, levels by line, whether it sounds sure and is wrong) of solutions/sample_essays.md."""
    page = (keys.SOLUTIONS / "sample_essays.md").read_text(encoding="utf-8")
    for heading, rest in re.findall(r"^## (Sample [^\n]+)\n(.+?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
        text, _, ours = rest.partition("<details>")
        levels = {line: int(level) for line, level in re.findall(r"^\| ([A-Z].+?) \| (\d) \|", ours, re.M)}
        yield re.findall(r"\d+\.\d+", heading)[0], text.strip(), levels, "wrong" in heading


def test_sample_essays_have_levels_of_the_rubric_and_a_wrong_one_has_at_most_half():
    samples = list(sample_essays())
    assert len(samples) == 20 and sum(wrong for *_, wrong in samples) == 6
    essays = {id_ for one in masters() for id_, answer in one.answers.items() if answer.criteria}
    assert {id_ for id_, *_ in samples} == essays
    for id_, text, levels, wrong in samples:
        master = master_of(id_.partition(".")[0].zfill(2))
        question, criteria = master.exercise.questions[id_], master.answers[id_].criteria
        assert question.words[0] <= count_words(text) <= question.words[1], text[:40]
        assert list(levels) == [one.name for one in criteria]
        points = sum(one.levels[levels[one.name]].points for one in criteria)
        assert not wrong or (points <= question.points / 2 and levels["Is it right"] == 0), text[:40]


def test_an_essay_that_is_wrong_cannot_have_more_than_half():
    """Level 0 of Is it right closes the top levels of the other lines; what a marker ticks names its records."""
    for number in NUMBERS:
        (essay,) = [one for one in master_of(number).answers.values() if one.criteria]
        (right,) = [one for one in essay.criteria if one.facts]
        assert right.name == "Is it right" and "no other line" in right.levels[0].says
        middle = sum(one.levels[1].points for one in essay.criteria if one is not right)
        assert middle <= sum(one.levels[-1].points for one in essay.criteria) / 2
        assert len(right.facts) > 3
        for record in cited_ids("\n".join(right.facts)):
            cited_record(record)


def test_an_essay_that_is_right_names_a_record_of_each_power_whose_words_it_tells():
    """On the coin of words: each power that a sentence names is one of those in the signals that it cites."""
    names, seen = {"China": "CHN", "Russia": "RUS", "Ukraine": "RUS"}, 0
    for id_, text, levels, _ in sample_essays():
        for told in re.findall(r"^Words: (.+?\.) ", text, re.M) if levels["Is it right"] == 2 else ():
            signals = [tables.record(record) for record in cited_ids(told)]
            assert {row.coin for row in signals} == {"words"}, told
            partners = {code for row in signals for code in row.partners}
            assert {code for name, code in names.items() if name in told} <= partners, f"{id_}: {told}"
            seen += 1
    assert seen


def test_traits_are_what_the_fields_say():
    for master in masters():
        for question, answer in master.answers.items():
            not_said = any(field.not_said for field in answer.fields.values())
            assert not_said == ("not-said" in answer.traits), (
                f"{question}: the trait not-said and its fields differ"
            )
            codes = any(field.field.kind == "codes" for field in answer.fields.values())
            assert codes == ("codes" in answer.traits), f"{question}: the trait codes and its fields differ"


# ---------------------------------------------------------------- answers follow from their records


def said_by(records):
    """All that records say in words: their cells, labels of codes, and the names of what they point to."""
    words = []
    for record in records:
        for name in record.as_dict():
            words.append(record.text(name))
            words += [tables.label(record.table, name, one) for one in _values(getattr(record, name))]
            if tables.field(record.table, name).refers_to:
                linked = tables.linked(record, name)
                words += [
                    getattr(one, part) for one in linked for part in ("name", "title") if hasattr(one, part)
                ]
    return folded(". ".join(filter(None, words)))


def _values(value):
    return value if isinstance(value, tuple) else (value,)


def folded(text):
    """Text in small plain letters, one blank between words."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.casefold()))} "


def why_not(answer, records):
    """Why an answer does not follow from the records; "" when it does."""
    field, facts, words = answer.field, prose.Facts(records), said_by(records)
    published = tables.case().about.published.text
    if field.kind == "number":
        wanted = {float(one) for one in answer.typed}
        spans = set().union(*(facts.spans(unit, [published]) for unit in ("day", "week", "month", "year")))
        paragraphs = {float(one) for one in facts.paragraphs if one.isdigit()}
        found = wanted & ({float(one) for one in facts.numbers} | spans | paragraphs)
        return "" if found else f"none of {sorted(wanted)} is among their numbers"
    if field.kind == "date":
        wanted = {date for one in answer.typed for date in prose.dates(one)[0]}
        return "" if any(map(facts.has_date, wanted)) else f"none of {sorted(wanted)} is among their dates"
    if field.kind == "order":
        times = [record.when or record.date for record in records]
        right = len(times) == len(field.options) and times in (sorted(times), sorted(times, reverse=True))
        return "" if right else "they are not one record for each option, in order of time"
    if field.kind == "set":
        items = [[form for form in item] for item in answer.key.items]
        lost = [item for item in items if not any(folded(form) in words for form in item)]
        return f"they do not name {lost[0][0]}" if lost else ""
    if field.kind == "choices":
        wanted = [[code, field.options[code]] for code in answer.typed[0].split(", ")]
    elif field.kind == "choice":
        wanted = [[one, field.options[one]] for one in answer.typed]
        wanted = [sum(wanted, [])]
    else:
        wanted = [answer.typed]
    lost = [some for some in wanted if not any(folded(one) in words for one in some)]
    return f"they do not say {lost[0][0]!r}" if lost else ""


@pytest.mark.parametrize("number", NUMBERS)
def test_answers_follow_from_the_records_they_name(number):
    """A computed answer follows by computing; "not said" and an expert's judgement stand in no record."""
    wrong = []
    for question, answer in answers(number):
        if answer.key is None or answer.computed or answer.not_said or answer.judgement:
            continue
        case = tables.case(master_of(number).exercise.case or None)
        reason = why_not(answer, [cited_record(one, case) for one in answer.records])
        if reason:
            wrong.append(f"{question}, {answer.field.name} ({', '.join(answer.records)}): {reason}")
    assert wrong == []


@pytest.mark.parametrize("number", NUMBERS)
def test_judgement_is_the_exception_and_explained(number):
    master = master_of(number)
    fields = [answer for _, answer in answers(number) if answer.key is not None]
    judged = [answer for answer in fields if answer.judgement]
    assert len(judged) <= len(fields) / 3, f"{len(judged)} of {len(fields)} answers stand in no record"
    for question, entry in master.answers.items():
        if any(answer.judgement for answer in entry.fields.values()):
            assert len(master.exercise.questions[question].worked.split()) >= 12, (
                f"{question}: worked says why"
            )


def test_what_sheet_08_prints_of_the_two_readers_is_what_they_coded():
    """The codes of the visit, the table of two voices, and the numbers around the added sentence."""
    known = keys.functions_of(keys.SOLUTIONS)
    printed = {
        question: [
            [cell.strip(" *") for cell in line.strip("|").split("|")]
            for line in text_of("10", question).splitlines()
            if line.startswith("|")
        ]
        for question in ("10.2", "10.6", "10.8")
    }
    rows = {question: {row[0]: row[1:] for row in table} for question, table in printed.items()}
    assert rows["10.2"]["Who did it"] == known["sources_of_the_visit"]()
    pairs = Counter(map(tuple, known["voices_of_two_readers"]()))
    voices = {"A: the report": "report", "A: another voice": "another"}
    cells = {name: [pairs[voice, other] for other in voices.values()] for name, voice in voices.items()}
    wanted = {name: [*row, sum(row)] for name, row in cells.items()}
    wanted["together"] = [sum(column) for column in zip(*wanted.values())]
    assert {name: list(map(int, rows["10.6"][name])) for name in wanted} == wanted
    before, after = (known["codes_of_the_voice"](again=again) for again in (False, True))
    changed = measures.alpha_change(before, after)
    for name, codes in (("before", before), ("after", after)):
        alpha = measures.alpha_estimate(codes)
        share = f"{measures.agreement_share(*codes):.0%}".replace("%", " percent")
        interval = f"{alpha.low:.2f} to {alpha.high:.2f}"
        assert rows["10.8"][name] == [str(len(codes[0])), share, f"{alpha.value:.2f}", interval]
    interval = f"{changed.low:.2f} to {changed.high:.2f}"
    assert rows["10.8"]["change of alpha"] == ["17", "", f"{changed.value:.2f}", interval]
    assert changed.low <= 0, "so that the rise is not shown"


# ---------------------------------------------------------------- nothing tells the answer


def tells(text, answer, question_text):
    """The accepted answer that a text gives away although the question does not hold it; "" if none."""
    field = answer.field
    if answer.key is None or answer.not_said or field.kind in ("codes", "order"):
        return ""
    if field.kind in ("choice", "choices"):
        codes = [code.strip() for one in answer.typed for code in one.split(",")]
        named = {code for code, label in field.options.items() if folded(label) in folded(text)}
        return ", ".join(named) if named and named <= set(codes) else ""
    if field.kind == "date":
        wanted = {date for one in answer.typed for date in prose.dates(one)[0]}
        return ", ".join(wanted & set(prose.dates(text)[0]) - set(prose.dates(question_text)[0]))
    if field.kind == "number":
        mentioned = {number for number, _ in prose.numbers(re.sub(r"[Pp]aragraphs? [\d ,and-]+", " ", text))}
        asked = {number for number, _ in prose.numbers(question_text)}
        return ", ".join(one for one in answer.typed if float(one) in mentioned - asked)
    forms = [form for item in answer.key.items for form in item] + list(answer.typed)
    return next(
        (one for one in forms if folded(one) in folded(text) and folded(one) not in folded(question_text)), ""
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_two_fields_of_a_question_have_two_labels(number):
    """The table below an answer cell shows the labels alone."""
    twice = {
        question: labels
        for question, entry in master_of(number).answers.items()
        if len(labels := [one.field.label for one in entry.fields.values()]) > len(set(labels))
    }
    assert twice == {}


@pytest.mark.parametrize("number", NUMBERS)
def test_hints_labels_and_words_for_slips_do_not_tell_the_answer(number):
    master, told = master_of(number), []
    for question, answer in answers(number):
        shown = {"hint": master.exercise.questions[question].hint, "label": answer.field.label}
        shown |= {
            f"miss {form}": says for form, (_, says) in (answer.key.misses if answer.key else {}).items()
        }
        for where, text in shown.items():
            if found := tells(text, answer, text_of(number, question)):
                told.append(f"{question}, {answer.field.name}, {where}: {found!r} in {text!r}")
    assert told == []


@pytest.mark.parametrize("number", NUMBERS)
def test_the_place_of_an_option_tells_nothing(number):
    places = [
        list(answer.field.options).index(answer.typed[0])
        for _, answer in answers(number)
        if answer.field.kind == "choice" and not answer.not_said
    ]
    assert len(places) < 3 or max(Counter(places).values()) < len(places), (
        "the right letter is always the same"
    )


# ---------------------------------------------------------------- what was refused is accepted as well


ADDITIONS = {  # kind -> an answer that is right for no field of the course, as it is typed
    "text": "qqx",
    "name": "Qarl Qqxman",
    "date": "3 May 1805",
    "number": "987654321",
}


def addition(answer):
    """(what a teacher adds to `accepted`, what a student types): something that is not right yet, made right."""
    field, options = answer.field, list(getattr(answer.field, "options", ()))
    if answer.not_said or field.kind in ("text", "name", "date", "number"):
        typed = options[0] if options else ADDITIONS.get(field.kind, "qqx")
        return typed, typed
    if field.kind == "choice":
        typed = next(code for code in options if code not in answer.typed)
        return typed, typed
    if field.kind == "order":
        right = answer.typed[0].split(", ")
        wrong = next(order for order in permutations(options) if list(order) not in (right, options))
        return list(wrong), ", ".join(wrong)
    right = answer.typed[0].split(", ")
    other = next((code for code in options if code not in right), ADDITIONS.get(field.kind, "qqx"))
    return [right[0], other], ", ".join([other, *right[1:]])


def with_addition(table, added):
    """A field's table of a key with something added to what it accepts."""
    alone = not {"computed", "not_said"} & set(table)
    listed = table.get("accepted", [])
    if table["kind"] == "order" and alone and not isinstance(listed[0], list):
        listed = [listed]
    table = table | {"miss": []}  # an option that is right now has no words for a slip any more
    if table["kind"] in ("choices", "set") and alone:  # a group instead of the item
        return table | {"accepted": [added if [one] == added[:1] else one for one in listed]}
    return table | {"accepted": [*listed, added]}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_field_takes_what_is_right_as_well(number):
    """The remedy for a right answer that was refused: it is added to `accepted`, beside whatever says what is right."""
    key = read_toml(keys.SOLUTIONS / f"{number}_key.toml")
    reader, tried = keys._Reader(keys.SOLUTIONS / f"{number}_key.toml"), 0
    reader.case, names = tables.case(key.get("case")), master_of(number).exercise.names
    for question in key["question"]:
        for table in question.get("field", ()):
            if KINDS[table["kind"]].by_hand:
                continue
            answer = master_of(number).answers[question["id"]].fields[table["name"]]
            added, typed = addition(answer)
            assert judged(answer, typed, names) != "right", (
                f"{question['id']} {table['name']}: try another addition"
            )
            changed = next(reader.fields([with_addition(table, added)], question["id"]), None)
            assert reader.faults == []
            assert judged(changed, typed, names) == "right", f"{question['id']} {table['name']}: {typed}"
            for right in answer.typed:
                assert judged(changed, right, names) == judged(answer, right, names) == "right"
            tried += 1
    assert tried == sum(
        answer.key is not None for _, answer in answers(number) if answer.field.kind != "codes"
    )


# Read off the text: each process collects all tests, and to load the keys takes as long as all else in that.
VARIED = [
    number
    for number in NUMBERS
    if re.search(r"(?m)^variants\b", (keys.SOLUTIONS / f"{number}_key.toml").read_text("utf-8"))
]


def test_no_key_with_variants_is_missed():
    assert VARIED == [number for number in NUMBERS if master_of(number).letters != ("a",)]


@pytest.mark.parametrize("number", VARIED)
def test_every_field_of_a_variant_takes_what_is_right_as_well(number):
    """The same remedy, `accepted_in`, for one variant at a time: it counts there and in no other one."""
    key = read_toml(keys.SOLUTIONS / f"{number}_key.toml")
    reader, tried = keys._Reader(keys.SOLUTIONS / f"{number}_key.toml"), 0
    reader.case, names = tables.case(key.get("case")), master_of(number).exercise.names
    goals = course.current().lesson_of(number).goals
    for place, question in enumerate(key["question"], 1):
        before = master_of(number).answers[question["id"]].variants
        adds = {
            (letter, name): addition(answer)
            for letter, one in before.items()
            for name, answer in one.fields.items()
        }
        for some in ("bd", "ce", "f") if before else ():
            fields = [
                table
                | {"accepted_in": {letter: [adds[letter, table["name"]][0]] for letter in some}, "miss": []}
                for table in question["field"]
            ]
            _, after = reader.question(question | {"field": fields}, place, goals)
            assert reader.faults == []
            for (letter, name), (_, typed) in adds.items():
                where = f"{question['id']}{letter} {name}: {typed}"
                assert judged(before[letter].fields[name], typed, names) != "right", where
                changed = after.variants[letter].fields[name]
                assert (judged(changed, typed, names) == "right") == (letter in some), where
                assert judged(changed, before[letter].fields[name].typed[0], names) == "right", where
                tried += letter in some
    assert tried == sum(
        len(one.fields) for answers in master_of(number).answers.values() for one in answers.variants.values()
    )


@pytest.mark.parametrize(
    "question, name, says",
    [
        ("1.5", "leader", "the report does not say"),
        ("4.2", "day", "our records do not say"),
        ("7.2", "chosen", "our records do not say"),
        ("10.4", "envoy", "not said"),  # neither: a note in the question
    ],
)
def test_not_said_is_read_as_the_question_asks(question, name, says):
    answers = master_of(f"{int(question.partition('.')[0]):02}").answers
    field = answers[question].fields[name].field
    assert field.show(field.read("not said")) == says


def judged(answer, typed, names):
    """The state of the verdict on what is typed into a field."""
    return answer.field.judge(answer.field.read(typed, names), answer.key).state


# ---------------------------------------------------------------- each rule can fail

KEY = (
    """
exercise = "01"
title = "Read the event"

[[question]]
id = "1.1"
title = "Where and when"
points = 4
minutes = 4
level = "find"
traits = ["comparison"]
objective = 2
hint = "Read the first paragraph again."
rule = "A weekday is dated by the last such day up to publication."
reread = "01#check-yourself"
worked = "They met in Vladivostok (e37)."

[[question.field]]
name = "place"
kind = "text"
label = "where?"
points = 1
accepted = ["Vladivostok"]
records = ["e37"]

[[question.field]]
name = "date"
kind = "date"
label = "on which day?"
points = 1
computed = "e37.start"
[[question.field.miss]]
typed = ["September 2022"]
share = 0.5
says = "The day can be found as well."

[[question.field]]
name = "verdict"
kind = "choice"
label = "what do other records say?"
points = 1
options = {confirmed = "confirmed", contested = "contested", silent = "nothing"}
accepted = ["confirmed"]
records = ["c01"]

[[question.field]]
name = "who"
kind = "set"
label = "who met?"
points = 1
people = true
accepted = [["Vladimir Putin"], ["Min Aung Hlaing"]]
records = ["e37"]

[[question]]
id = "1.2"
title = "A table of codes"
points = 1
minutes = 2
level = "compare"
traits = ["codes"]
objective = 2
hint = "Ask who could check it."
rule = "An event can be dated."
reread = "01"
worked = "The first is an event."

[question.codes]
variables = ["claims.claim_type", "claims.measurement_level"]
points_each = 0.5
[question.codes.items]
c01 = "they met"
c02 = "it was warm"
[question.codes.also]
c02 = ["indicator"]

[[question]]
id = "1.3"
title = "What it shows"
points = 10
minutes = 15
level = "judge"
objective = 2
rule = "Evidence first."
reread = "01"
worked = "An essay."
essay = true
words = [150, 250]
"""
    + "".join(
        f"""
[[question.criterion]]
name = "{name}"
levels = [
  {{points = 0, says = "none", anchor = "It was a meeting."}},
  {{points = 1, says = "some", anchor = "It was a meeting, says the report."}},
  {{points = 2, says = "all", anchor = "It was a meeting (e37)."}},
]
"""
        for name in ("Evidence", "Rule", "Other side", "Words", "Is it right")
    )
    + 'facts = ["they met (e37)"]\n'
)


def loaded(folder, text=KEY):
    (folder / "01_key.toml").write_text(text, encoding="utf-8")
    return keys.load("01", folder)


def test_the_sample_key_is_read(tmp_path):
    master = loaded(tmp_path)
    assert master.exercise.points == 15 and list(master.exercise.questions) == ["1.1", "1.2", "1.3"]
    assert master.answers["1.1"].fields["date"].typed == ("2022-09-07",)
    claim = tables.record("c02")
    key = master.key("1.2", "c02")
    assert key.size == 2 and len(key.items[1]) == 2 and claim.measurement_level == "evaluative"
    right = master.exercise.questions["1.2"].fields["c02"].read(f"{claim.claim_type}, indicator")
    assert [key.which(form) for form in right.forms] == [0, 1]
    assert [level.points for level in master.answers["1.3"].criteria[0].levels] == [0, 1, 2]
    (form,) = master.exercise.questions["1.1"].fields["date"].read("September 2022").forms
    assert master.key("1.1", "date").miss(form) == (0.5, "The day can be found as well.")


FAULTS = [  # what stands in KEY, what stands there instead, what is said
    ('title = "Read', 'titel = "Read', "01_key.toml: there is no 'titel' here. Did you mean title?"),
    ('exercise = "01"', 'exercise = "02"', 'the name of the file says "01"'),
    ('id = "1.2"', 'id = "1.3"', 'question 1.3: its id must be "1.2"'),
    ("points = 4", "points = 5", "question 1.1: points is 5, but its fields add up to 4"),
    ("points = 10", "points = 9", "the top levels of its criteria add up to 10"),
    ('facts = ["they met (e37)"]', "", "one criterion of an essay asks whether it is right"),
    ("minutes = 4", 'minutes = "four"', "question 1.1: minutes is 'four'; it must be a number"),
    ("minutes = 4\n", "", "question 1.1: minutes is missing"),
    ('level = "find"', 'level = "seek"', "level is 'seek'; allowed are: find, compare, judge"),
    ('["comparison"]', '["compare"]', "traits is 'compare'; allowed are: comparison"),
    ("objective = 2", "objective = 5", "it is the number of a goal of the lesson. 1: take a paragraph apart"),
    ("01#check-yourself", "01#check-yourselves", "Did you mean 01#check-yourself?"),
    ("01#check-yourself", "01#zzz", "Its sections: title (01 Read the event), "),
    ("01#check-yourself", "11#check-yourself", "it begins with the number of a lesson: 00, 01"),
    ("hint = ", "hnt = ", "Did you mean hint?"),
    ('kind = "text"', 'kind = "txt"', "field place: kind is 'txt'; allowed are: "),
    ('kind = "text"', 'knid = "text"', "field place: kind is missing; allowed are: "),
    ('name = "place"', 'name = "the place"', "name is 'the place'; it must be a short word"),
    ('name = "date"', 'name = "place"', "two fields are called place"),
    ('accepted = ["Vladivostok"]', "", "field place: nothing says what is right: write accepted, computed or not_said."),
    ('accepted = ["Vladivostok"]', "accepted = []", "field place: nothing says what is right: write accepted, computed or not_said."),
    ('computed = "e37.start"', 'computed = "e37.start"\nnot_said = true', "date: computed and not_said both say what is right: delete one of them."),
    ('["Vladivostok"]', '[["Vladivostok"], ["Primorye"]]', "place: ['Vladivostok'] is a list; here each answer stands by itself"),
    ('["confirmed"]', '[["confirmed", "silent"], "contested"]', "verdict: ['confirmed', 'silent'] is a list; here"),
    ('computed = "e37.start"', 'computed = "e37.start"\naccepted = [["7 May 2022"]]', "date: ['7 May 2022'] is a list; here"),
    ('accepted = ["Vladivostok"]', 'accepted = ["not said"]', "write not_said = true instead"),
    ('["Vladivostok"]\nrecords = ["e37"]', '["Vladivostok"]', "field place: records is missing"),
    ('records = ["c01"]', 'records = ["c99"]', "field verdict: records: There is no record 'c99'. Did you mean c"),
    ("options = {confirmed", "options = 7 # {", "options is 7; it must be a table, as in {code = "),
    ('{confirmed = "confirmed", contested = "contested", silent = "nothing"}', "{}", "options holds 0 values; it must hold at least 2."),
    ('computed = "e37.start"', 'computed = "e37.begin"', "There is no field 'begin' in events"),
    ('computed = "e37.start"', 'computed = "day()"', "computed is 'day()'; solutions/computed.py has no function day"),
    ('computed = "e37.start"', 'accepted = ["soon"]\nrecords = ["e37"]', "'soon' is read as unclear"),
    (
        'contested = "contested"',
        'a = "contested"',
        "the code a of options is the letter by which another option is chosen",
    ),
    ('accepted = ["confirmed"]', 'accepted = ["true"]', "'true' is not a code of options: confirmed"),
    ('accepted = ["confirmed"]', 'accepted = ["confirms"]', "silent. Did you mean confirmed?"),
    ('["confirmed"]\n', '["confirmed"]\nprecision = "day"\n', "there is no 'precision' here"),
    ("share = 0.5", "share = 2", "date, miss, number 1: share is 2; it must be at least 0 and less than 1."),
    ('["September 2022"]', '["7 Sept 2022"]', "the miss '7 Sept 2022' is read as the right answer"),
    ('["Min Aung Hlaing"]]', '"Min Aung Hlaing"]', "accepted of a set holds a list for each item"),
    ('["Min Aung Hlaing"]]', '["Putin"]]', "two items of the set are read as the same"),
    ('"Vladimir Putin"]', '"Putin, Shoigu"]', "read as 2 items; each item is a list of its own"),
    ('c02 = "it was warm"', 'c2 = "it was warm"', "There is no record 'c2'"),
    ('c02 = ["indicator"]', 'c02 = ["indicated"]', "the code 'indicated', which no variable knows"),
    ('c02 = ["indicator"]', 'c03 = ["indicator"]', "also names c03, which is not one of the items"),
    ('"claims.claim_type"', '"claims.words"', "There is no field 'words' in claims"),
    ('"claims.claim_type"', '"type"', "Variables are written like claims.claim_type"),
    ("words = [150, 250]", "words = [250]", "words must be two numbers"),
    ("essay = true", "", "a question has [[question.field]] entries"),
    ("points = 2, says", "points = 1, says", "the points of the levels begin at 0 and go up"),
    ('exercise = "01"', "exercise = 01", "01_key.toml cannot be read: "),
    ("words = [150, 250]", "words = [150 250]", "A quotation mark, a comma or a bracket may be missing there"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, said", FAULTS)
def test_what_is_wrong_in_a_key_is_named_with_its_place(tmp_path, old, new, said):
    assert old in KEY
    with pytest.raises(KeyProblem) as caught:
        loaded(tmp_path, KEY.replace(old, new, 1))
    assert said in str(caught.value)
    assert all(problem.startswith("01_key.toml") for problem in caught.value.problems)


def test_the_page_of_the_format_is_fresh_and_its_example_is_a_key(tmp_path):
    assert key_page.PATH.read_text(encoding="utf-8") == key_page.text(), "run: python start.py datasheet"
    master = loaded(tmp_path, key_page.example())
    assert [field.kind for field in master.exercise.questions["1.1"].fields.values()] == list(
        key_models.FIELDS
    )
    for model in (*key_models.FIELDS.values(), key_models.Question, key_models.AnswerKey, key_models.Codes):
        for name, option in model.model_fields.items():
            assert option.description, f"{model.__name__}.{name} is not explained"
            assert f"| `{name}` |" in key_page.text()


def test_in_a_worked_answer_the_nearest_field_is_told_and_of_a_function_the_nearest_one(tmp_path):
    (tmp_path / "computed.py").write_text("def days_until():\n    return 7\n", encoding="utf-8")
    for typed, said in [
        ("{plaec}", "question 1.1: worked: {plaec} is no field of the question: place, date, verdict, who. Did you mean place?"),
        ("{days_untill()}", "has no function days_untill. Did you mean days_until?"),
        ("{n9999}", "There is no record 'n9999'"),
    ]:  # fmt: skip
        with pytest.raises(KeyProblem) as caught:
            loaded(tmp_path, KEY.replace("in Vladivostok (", f"in {typed} (", 1))
        assert said in str(caught.value)


def test_a_code_of_two_letters_is_no_letter_of_an_option(tmp_path):
    questions = loaded(tmp_path, KEY.replace("silent =", "ab =")).exercise.questions
    assert "ab" in questions["1.1"].fields["verdict"].options


ALONE = ("exercise = 01", "words = [150 250]")  # the file cannot be read at all


@pytest.mark.parametrize("old, new, said", [fault for fault in FAULTS if fault[1] not in ALONE])
def test_all_problems_are_named_at_once(tmp_path, old, new, said):
    """A fault is told whatever else is wrong with its file, its question and its field."""
    broken = KEY.replace(old, new, 1)
    for name in ("title", "minutes", "rule", "label"):  # misspelt wherever they stand
        if f"{name} = " not in old:
            broken = re.sub(rf"^{name} = ", f"{name}x = ", broken, flags=re.MULTILINE)
    with pytest.raises(KeyProblem) as caught:
        loaded(tmp_path, broken)
    assert said in str(caught.value)


def test_four_slips_in_one_question_of_the_course_are_told_in_one_run(tmp_path):
    text = (keys.SOLUTIONS / "01_key.toml").read_text(encoding="utf-8")
    slips = [
        ("points = ", 'points = "2" # '),
        ("minutes", "minuts"),
        ("name", "nmae"),
        ('reread = "01#', 'reread = "01#x'),
    ]
    for old, new in slips:
        text = text.replace(old, new, 1)
    with pytest.raises(KeyProblem) as caught:
        loaded(tmp_path, text)
    for said in ("points is '2'", "Did you mean minutes?", "Did you mean name?", "has no section of this id"):
        assert sum(said in problem for problem in caught.value.problems) == 1, said


def test_a_label_can_be_understood_on_the_card_alone():
    """The line Asked of a card has nothing else: "with commas between them" said nothing of leaders."""
    leaning = re.compile(r"with (?!which|the)|of these\b|your \w+$|what is true$|the \w+ wait first$")
    labels = [answer.field.label for number in NUMBERS for _, answer in answers(number)]
    short = [label for label in labels if leaning.match(label)]
    assert len(labels) > 200 and short == []


def test_a_key_that_is_not_there_is_named(tmp_path):
    loaded(tmp_path)
    with pytest.raises(KeyProblem, match=r"There is no 09_key.toml in .*Exercises with a key: 01"):
        keys.load("09", tmp_path)


def test_computed_answers_follow_the_tables(tmp_path):
    (tmp_path / "computed.py").write_text(
        "def three():\n    return {'b': 1, 'a': 2}.keys() | {'c'}\n", encoding="utf-8"
    )
    assert keys.computed("e37.start") == "2022-09-07"
    assert keys.computed("n01") == str(len(tables.case().claims))
    assert keys.computed("three()", keys.functions_of(tmp_path)) == ["a", "b", "c"]


def test_a_key_loads_neither_charts_nor_coding_that_it_does_not_ask_for():
    """Whoever marks one exercise would wait for them."""
    code = """
import sys
from aftercoup.teach.content import keys
for number in ("01", "04"):
    keys.load(number)
    print(number, *sorted(name for name in sys.modules if "aftercoup.charts." in name or "aftercoup.coding." in name))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "01" and "aftercoup.charts.leaders" in second and "aftercoup.coding." not in second


def test_an_order_that_gives_itself_away_is_refused(tmp_path):
    order = """kind = "order"
options = {first = "the coup", second = "the vote"}
accepted = ["first", "second"]"""
    with pytest.raises(KeyProblem, match="the options stand in the right order already"):
        loaded(tmp_path, KEY.replace('kind = "text"', order).replace('accepted = ["Vladivostok"]\n', ""))


@pytest.mark.parametrize("codes", ['["second", 1]', '["secnd", "first"]', '["second"]'])
def test_an_order_that_does_not_name_each_option_once_is_refused(tmp_path, codes):
    order = f"""kind = "order"
options = {{first = "the coup", second = "the vote"}}
accepted = {codes}"""
    with pytest.raises(
        KeyProblem, match="field place: a right order names each code of options once; "
    ) as caught:
        loaded(tmp_path, KEY.replace('kind = "text"', order).replace('accepted = ["Vladivostok"]\n', ""))
    assert ("Did you mean second?" in str(caught.value)) == ("secnd" in codes)


def test_a_tolerance_accepts_what_is_near(tmp_path):
    number = 'kind = "number"\naccepted = ["0.43"]\nstep = 0.01\ntolerance = 0.02'
    master = loaded(
        tmp_path, KEY.replace('kind = "text"', number).replace('accepted = ["Vladivostok"]\n', "")
    )
    field, key = master.exercise.questions["1.1"].fields["place"], master.key("1.1", "place")
    for typed, right in {"0.40": False, "0.41": True, "0.43": True, "0.45": True, "0.46": False}.items():
        (form,) = field.read(typed).forms
        assert (key.which(form) is not None) == right, typed


@pytest.mark.parametrize("name, other, ids", [
    ("place", "Moscow", ["e37"]), ("date", "8 September 2022", ["e37"]), ("verdict", "contested", ["c01"]),
])  # fmt: skip
def test_an_answer_that_does_not_follow_is_noticed(tmp_path, name, other, ids):
    fields = loaded(tmp_path).answers["1.1"].fields
    records = [cited_record(one) for one in ids]
    assert why_not(fields[name], records) == ""
    assert why_not(fields[name].__class__(fields[name].field, fields[name].key, (other,)), records) != ""


@pytest.mark.parametrize("name, text, told", [
    ("place", "It was in Vladivostok.", True), ("place", "It was by the sea.", False),
    ("date", "It was on September 7, 2022.", True), ("date", "Not on 8 September 2022.", False),
    ("verdict", "It is confirmed.", True), ("verdict", "Is it confirmed or contested?", False),
])  # fmt: skip
def test_a_hint_that_tells_is_noticed(tmp_path, name, text, told):
    fields = loaded(tmp_path).answers["1.1"].fields
    assert bool(tells(text, fields[name], "Where did they meet?")) == told
    if fields[name].field.kind not in ("choice", "choices", "order"):
        assert not tells(text, fields[name], text), "what the question holds is no secret"


def choice_answers():
    """(exercise, answer) of each field with one right option."""
    return [
        (number, answer)
        for number in NUMBERS
        for question in master_of(number).answers.values()
        for answer in question.fields.values()
        if answer.key and answer.field.kind == "choice"
    ]


def test_the_right_option_is_not_known_by_its_length():
    """Of sentences to choose from, the right one is not the longest by more than a tenth, and not often so.

    Options that serve several fields of a question are categories: each of them is right somewhere.
    """
    sets = Counter(str(answer.field.options) for _, answer in choice_answers())
    asked = [
        (number, answer.key.items, answer.field.options)
        for number, answer in choice_answers()
        if sets[str(answer.field.options)] == 1 and max(map(len, answer.field.options.values())) >= 30
    ]
    longest = 0
    for number, items, options in asked:
        right = {key for item in items for key in item}
        others = max(len(label) for key, label in options.items() if key not in right)
        mine = max(len(options[key]) for key in right)
        assert mine <= 1.1 * others, (number, options)
        longest += mine > others
    assert len(asked) >= 15 and longest <= len(asked) / 3, (longest, len(asked))


def test_the_right_option_is_not_known_by_its_letter():
    """No letter is right in more than 1.3 times as many choices as it would be by chance."""
    right, by_chance = Counter(), Counter()
    for _, answer in choice_answers():
        letters = dict(zip(answer.field.options, "abcdef"))
        accepted = [letters[form] for item in answer.key.items for form in item if form in letters]
        right.update({letter: 1 / len(accepted) for letter in accepted})
        by_chance.update({letter: 1 / len(letters) for letter in letters.values()})
    assert right.total() >= 60
    assert {one: count for one, count in right.items() if count > 1.3 * by_chance[one]} == {}


def test_a_list_that_serves_several_fields_is_not_used_up_one_by_one():
    """Who has found all but one would know the last: some option is right more than once, or never."""
    shared = {}
    for number, answer in choice_answers():
        shared.setdefault((number, str(answer.field.options)), []).append(answer)
    for (number, options), answered in shared.items():
        right = Counter(answer.typed[0] for answer in answered)
        assert len(answered) == 1 or sorted(right.elements()) != sorted(answered[0].field.options), (
            number,
            options,
        )


def test_nine_in_ten_fields_have_a_sentence_for_a_slip():
    """Beside the tables of codes, whose wrong codes are answered by the codebook."""
    fields = [
        (question, name, bool(answer.key.misses))
        for number in NUMBERS
        for question, answers in master_of(number).answers.items()
        for name, answer in answers.fields.items()
        if answer.key and answer.field.kind != "codes"
    ]
    without = [f"{question} {name}" for question, name, answered in fields if not answered]
    assert len(fields) > 150 and len(without) <= len(fields) / 10, without


def test_what_the_texts_of_a_key_cite_is_looked_up(tmp_path):
    """By `check`; marking does not wait for it."""
    text = (keys.SOLUTIONS / "04_key.toml").read_text(encoding="utf-8")
    assert text.count("(k12, k38)") >= 1
    (tmp_path / "04_key.toml").write_text(text.replace("(k12, k38)", "(k12, k99)"), encoding="utf-8")
    for file in (*keys.SOLUTIONS.glob("*_04.ipynb"), keys.SOLUTIONS / "computed.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    keys.load("04", tmp_path)
    with pytest.raises(KeyProblem, match=r"04_key.toml, question 4.\d+: There is no record 'k99'"):
        keys.proofread("04", tmp_path)


TOPICS = {"flights": "c44", "friendship": "c41", "the talks with the adviser": "c35", "fuel plan": "c46"}


def test_good_answers_of_1_10_say_of_a_claim_what_the_table_says():
    """Whose a claim is and what the check found, in the words of the rubric: flights are confirmed since TASS was found."""
    levels = {one.name: one.levels for one in master_of("01").answers["1.10"].criteria}
    best, worst = {name: found[-1].anchor for name, found in levels.items()}, levels["Is it right"][0].anchor
    claim = {word: tables.record(name) for word, name in TOPICS.items()}
    for name in ("Chooses with a reason", "Names the voice", "Uses the verdict"):
        for part in re.split(r"[,;.] ", best[name]):
            for word in (word for word in TOPICS if word in part):
                if "newspaper" in part:
                    assert claim[word].attributed_to == "global-new-light", (name, word)
                if "one newspaper" in part or "no second source" in part:
                    assert claim[word].verdict == "no second source found", (name, word)
                if "public record" in part:
                    assert claim[word].verdict == "confirmed", (name, word)
    (wrong,) = (word for word in TOPICS if word in worst.lower())
    assert "confirmed" in worst and claim[wrong].verdict != "confirmed"
