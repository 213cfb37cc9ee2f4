"""Codings of several people: what is loaded, what is compared, and what a cell shows of it."""

import json
import math
import random
import re
from pathlib import Path

import pytest
from drawn import texts as drawn_texts

import aftercoup as ac
from aftercoup import guessing, lesson, measures, tables
from aftercoup.charts import coders as charts
from aftercoup.coding import codebook, coder_file, compare, forms, reliability, texts
from aftercoup.coding import codings as loading
from aftercoup.coding.reliability import NOTHING, AgreementError

BOOK = codebook.load()
TEXT = texts.cleaned(
    "Rulers met in May. They signed nothing. A spokesman called it warm.\n\n"
    "The paper says forty came. Nobody counted them. အာဏာသိမ်းမှု 🚀 was far away.\n\nIt rained."
)
SENTENCES = TEXT.sentences
TWELVE = "c03 c05 c12 c16 c22 c26 c29 c42 c49 c54 c57 c61".split()


def file_of(coder, codings, text=None, seen=None, digest=None, book=None):
    """The bytes of a file of codings. codings: (id, where, codes) or (id, where, codes, pass); where: an
    item, a number of a sentence of TEXT, or (start, end)."""
    about = {"digest": digest or (TEXT.digest if text is None else text.digest), "title": "A report"}
    entries = [coder_file.begin(coder, about, book or BOOK.digest)]
    for name, where, codes, *pass_ in codings:
        span = SENTENCES[where] if isinstance(where, int) else None
        start, end = (span.start, span.end) if span else where if isinstance(where, tuple) else (None, None)
        place = {"item": where} if isinstance(where, str) else {"start": start, "end": end}
        entries.append(
            {
                "do": "code",
                "op": f"{coder}-{name}-{pass_}",
                "id": name,
                "unit": "claim",
                **place,
                "codes": codes,
                "pass": pass_[0] if pass_ else 1,
            }
        )
    for number, sentences in (seen or {}).items():
        entries.append({"do": "seen", "op": f"{coder}-seen-{number}", "sentences": sentences, "pass": number})
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()


def folder_of(tmp_path, **files):
    for name, data in files.items():
        path = tmp_path / f"{name}.coding.jsonl"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(data)
    return tmp_path


def kinds(*values):
    """Codings of the sentences of TEXT, one kind of claim each; None: left alone."""
    return [(f"s{n}", n, {"claim_type": value}) for n, value in enumerate(values) if value]


def codes_of(found, name="claim_type"):
    return next(one.codes for one in found.columns if one.name == name)


# ---------------------------------------------------------------- loading


def test_a_folder_and_its_files_in_any_order_give_the_same(tmp_path):
    files = {
        "x/b": file_of("ben", kinds("event", "event", "statement")),
        "a": file_of("anna", kinds("event", "background", "statement")),
        "y/z/c": file_of("cem", kinds("event", "background", None, "statistic")),
    }
    folder = folder_of(tmp_path / "in", **files)
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._a.coding.jsonl").write_bytes(b"\x00\x05")
    paths = [str(folder / f"{name}.coding.jsonl") for name in files]
    found = [loading.load(*given) for given in ([folder], paths, paths[::-1])]
    assert [[one.coder for one in each.coders] for each in found] == [["anna", "ben", "cem"]] * 3
    assert not any(each.notes for each in found)
    results = [reliability.compare(each, TEXT) for each in found]
    assert all(each.columns[0].alpha == results[0].columns[0].alpha for each in results)
    assert all(codes_of(each) == codes_of(results[0]) for each in results)


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path):
    good = file_of("anna", kinds("event"))
    folder = folder_of(
        tmp_path,
        anna=good + b'{"do": "code", "id": "cut off',
        ben=file_of("ben", kinds("event")),
        foreign=b'{"some": "JSON"}\n',
        empty=b"",
        blank=file_of("dora", []),
        other=file_of("ed", kinds("event"), digest="sha256:" + "0" * 64),
        noise=bytes(range(256)) * 9,
    )
    (folder / "essay.docx").write_bytes(b"PK")
    (folder / "class.zip").write_bytes(b"PK\x03\x04")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "report.txt").write_text(TEXT.text, encoding="utf-8")
    found = loading.load(folder, folder / "gone.coding.jsonl")
    assert [one.coder for one in found.coders] == ["anna", "ben"]
    said = " ".join(found.notes)
    for name, words in {
        "anna.coding.jsonl": "1 line could not be read; the rest of it counts",
        "foreign.coding.jsonl": "no codings of a text were found there",
        "empty.coding.jsonl": "no codings",
        "noise.coding.jsonl": "no codings",
        "blank.coding.jsonl": "no codings",
        "other.coding.jsonl": "it codes another text",
        "class.zip": "unpack archives first",
        "gone.coding.jsonl": "no codings",
        "essay.docx": "",
    }.items():
        note = next((one for one in found.notes if name in one), None)
        assert note and words in note and note.endswith("."), (name, found.notes)
    assert "DS_Store" not in said and "report.txt" not in said and "/" not in said.replace("JSON", "")
    assert said in str(compare.compare_coders(folder, folder / "gone.coding.jsonl")).replace("\n", " ")


def test_people_with_one_name_stay_apart_and_copies_are_one(tmp_path):
    early = file_of("Kim", kinds("event"))
    late = early + file_of("Kim", kinds("event", "statement"))[len(early) :]
    folder = folder_of(
        tmp_path,
        **{"x/kim": late, "y/kim": file_of("kim", [("z", 0, {"claim_type": "statement"})]), "x/kim-1": early},
    )
    found = loading.load(folder)
    assert [(one.coder, one.path) for one in found.coders] == [
        ("Kim", "x/kim.coding.jsonl"),
        ("kim (2)", "y/kim.coding.jsonl"),
    ]
    assert found.notes == ("x/kim-1.coding.jsonl was left out: it is an earlier copy of x/kim.coding.jsonl.",)


def test_different_texts_are_refused_in_a_sentence(tmp_path):
    folder = folder_of(
        tmp_path,
        anna=file_of("anna", kinds("event")),
        ben=file_of("ben", kinds("event"), digest="sha256:" + "1" * 64),
    )
    with pytest.raises(
        AgreementError, match="code different texts.*anna.*ben|code different texts.*ben.*anna"
    ):
        loading.load(folder)
    assert "different texts" in str(compare.compare_coders(folder))
    two = folder_of(
        tmp_path / "two", anna=file_of("anna", kinds("event")), cem=file_of("cem", kinds("event"))
    )
    (two / "other.txt").write_text("Another text. It is short.")
    assert "put it beside the codings" in str(compare.compare_coders(two)).replace("\n", " ")
    (two / "report.txt").write_bytes(TEXT.text.encode())
    assert "2 coders, 7 sentences" in str(compare.compare_coders(two)), (
        "the copy that the desk keeps is found"
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [({}, "found none"), ({"anna": file_of("anna", kinds("event"))}, "found anna.coding.jsonl alone")],
)
def test_one_coder_is_no_comparison(tmp_path, files, words):
    folder = folder_of(tmp_path, **files)
    assert words in str(compare.compare_coders(folder))
    assert words in str(compare.disagreements(folder))


def test_without_codings_a_cell_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "There are no codings in my_coding yet" in str(compare.compare_coders())
    assert "There are no codings in my_coding/twelve* yet" in str(compare.compare_coders("my_coding/twelve*"))


# ---------------------------------------------------------------- what is compared


def test_a_sentence_counts_with_the_coding_that_covers_most_of_it(tmp_path):
    one, two, three = SENTENCES[:3]
    folder = folder_of(
        tmp_path,
        anna=file_of(
            "anna",
            [
                ("small", (one.start, one.start + 4), {"claim_type": "event"}),
                ("large", (one.start + 4, two.start + 3), {"claim_type": "statement"}),
            ],
            seen={1: [0, 1, 2]},
        ),
        ben=file_of("ben", [("whole", (one.start, two.end), {"claim_type": "background"})]),
    )
    found = reliability.compare(loading.load(folder), TEXT)
    anna, ben = codes_of(found)
    assert anna == ("statement", "statement", NOTHING, None, None, None, None), (
        "seen and left alone; not seen"
    )
    assert ben == ("background", "background", *[NOTHING] * 5), "without a word on what was seen, all was"
    marked = found.columns[-1]
    assert marked.name == "" and marked.places == 3 and marked.share_and_kappa[0] == 1
    assert [place.id for place in found.places] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1"]
    assert found.places[0].words == "Rulers met in May."


def test_positions_in_any_script_meet_their_sentence(tmp_path):
    place = TEXT.text.index("🚀")
    codings = [("r", (place, place + 1), {"claim_type": "event"})]
    folder = folder_of(tmp_path, anna=file_of("anna", codings), ben=file_of("ben", codings))
    found = reliability.compare(loading.load(folder), TEXT)
    assert codes_of(found)[0].index("event") == 5


def test_a_text_in_the_folder_of_one_coder_is_found(tmp_path):
    """As hand-ins of a class are unpacked: a folder for each, with the codings and the text beside them."""
    for name in ("anna", "ben"):
        folder_of(tmp_path / name, **{f"report.{name}": file_of(name, kinds("event", "statement"))})
        (tmp_path / name / "report.txt").write_text(TEXT.text, encoding="utf-8")
    assert "2 coders, 7 sentences" in compare.compare_coders(tmp_path).text


def test_kinds_of_variables_are_compared_by_what_they_say(tmp_path):
    first = {"actors": "Army;  Putin", "place": "New  York", "claim": "They met.", "date": "2022-09"}
    second = {
        "actors": "putin; army",
        "place": "new york",
        "claim": "A meeting took place.",
        "date": "2022-09",
    }
    folder = folder_of(
        tmp_path, anna=file_of("anna", [("a", "c12", first)]), ben=file_of("ben", [("b", "c12", second)])
    )
    found = reliability.compare(loading.load(folder))
    assert {one.name: one.share_and_kappa[0] for one in found.columns} == {
        "actors": 1,
        "place": 1,
        "date": 1,
    }, "a text in one's own words is not compared"


def test_who_never_codes_a_variable_does_not_differ_on_it(tmp_path):
    folder = folder_of(
        tmp_path,
        anna=file_of("anna", [("a", 0, {"claim_type": "event", "place": "Moscow"})]),
        ben=file_of("ben", kinds(None, "event")),
        cem=file_of("cem", kinds("event", "event")),
    )
    found = reliability.compare(loading.load(folder), TEXT)
    assert [one.name for one in found.columns] == ["claim_type", ""], "only anna coded places"
    with pytest.raises(AgreementError, match="Did you mean place?"):
        reliability.compare(loading.load(folder), TEXT, variables=["plaec"])


def test_an_unknown_variable_is_compared_too(tmp_path):
    codings = [("a", "x1", {"tone": "warm"}), ("b", "x2", {"tone": "cold"})]
    folder = folder_of(
        tmp_path, anna=file_of("anna", codings), ben=file_of("ben", codings, book="sha256:other")
    )
    found = reliability.compare(loading.load(folder))
    assert found.columns[0].title == "tone" and found.columns[0].share_and_kappa[1] == 1
    assert "not all have the same version of the codebook" in " ".join(found.notes)


def test_numbers_are_those_of_the_measures(tmp_path):
    chance = random.Random(3)
    lists = {
        name: [chance.choice(["event", "statement", "background", None]) for _ in SENTENCES]
        for name in ("anna", "ben", "cem")
    }
    folder = folder_of(tmp_path, **{name: file_of(name, kinds(*codes)) for name, codes in lists.items()})
    found = reliability.compare(loading.load(folder), TEXT)
    result = next(one for one in found.columns if one.name == "claim_type")
    full = [[code or NOTHING for code in codes] for codes in lists.values()]
    assert result.alpha == measures.alpha_estimate(full)
    assert result.share_and_kappa == measures.mean_of_pairs(full)


# ---------------------------------------------------------------- known reliability

# level of judgement -> the reliability with which its variable is coded below
KNOWN = {
    "attributed_to": ("indicator", 0.9),
    "claim_type": ("manifest", 0.6),
    "measurement_level": ("evaluative", 0.3),
}


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """(folder, Comparison) of a hundred coders of 300 sentences. How the known reliability comes about is explained at `coders_with`
    in tests/test_measures.py: who reads a sentence gives its true code, who does not draws one by the same
    shares."""
    chance = random.Random(20220907)
    text = texts.cleaned(
        "\n\n".join(" ".join(f"Sentence {n} of {p} says so." for n in range(6)) for p in range(50))
    )
    shares = (0.5, 0.3, 0.2)
    values = {name: list(BOOK.variables[name].values)[:3] for name in KNOWN}
    truth = {name: chance.choices(values[name], shares, k=len(text.sentences)) for name in KNOWN}
    folder = tmp_path_factory.mktemp("hundred")
    for coder in range(100):
        codings = [
            (
                f"s{n}",
                (one.start, one.end),
                {
                    name: truth[name][n]
                    if chance.random() < math.sqrt(reliability)
                    else chance.choices(values[name], shares)[0]
                    for name, (_, reliability) in KNOWN.items()
                },
            )
            for n, one in enumerate(text.sentences)
        ]
        folder_of(folder, **{f"coder{coder:03}": file_of(f"coder {coder}", codings, text)})
    (folder / "sentences.txt").write_text(text.text, encoding="utf-8")
    return folder, reliability.compare(loading.load(folder), text)


def test_the_known_reliability_of_a_hundred_coders_is_recovered(hundred):
    _, found = hundred
    assert len(found.coders) == 100 and len(found.places) == 300
    for name, (level, known) in KNOWN.items():
        result = next(one for one in found.columns if one.name == name)
        assert result.level == level
        assert result.alpha.low <= known <= result.alpha.high, name
        assert result.share_and_kappa[1] == pytest.approx(known, abs=0.03)


def test_the_list_to_discuss_has_all_and_opens_with_the_worst(hundred):
    folder, found = hundred
    card = compare.disagreements(folder)
    shown, _, folded = card.text.partition("[The other ")
    assert shown.count("paragraph ") == 12 and len(card.html) < 400_000
    assert f"{len(reliability.differences(found))} of 300 places" in shown
    assert folded.count(", sentence ") == 288


# ---------------------------------------------------------------- what a cell shows


def two_coders(folder):
    """Two coders of the twelve claims: alike in the voice, apart in two kinds and four levels."""

    def codings(other):
        for n, item in enumerate(TWELVE):
            record = tables.record(item, "claims")
            level = (
                "evaluative" if other and n % 3 == 0 and record.measurement_level != "evaluative" else None
            )
            kind = "background" if other and n in (1, 3) else record.claim_type
            yield (
                item,
                item,
                {
                    "attributed_to": record.attributed_to,
                    "claim_type": kind,
                    "measurement_level": level or record.measurement_level,
                },
            )

    return folder_of(
        folder / "pair",
        anna=file_of("anna", codings(False), digest="sha256:items"),
        ben=file_of("ben", codings(True), digest="sha256:items"),
    )


@pytest.fixture
def pair(tmp_path):
    return two_coders(tmp_path)


def test_a_pair_sees_measures_pictures_and_how_they_are_computed(pair):
    card = compare.compare_coders(pair)
    assert "2 coders, 12 items: anna, ben." in card.text
    assert (
        "Cohen&#x27;s kappa" in card.html
        and "Who vouches for it, read off | 12 | 100% | 1.00 | 1.00 | –" in card.text
    )
    assert card.html.count("<img") == 3 and card.text.count("side by side]") == 3
    assert "What is compared is the item" in card.text


def test_the_list_shows_place_sides_and_rule(pair):
    card = compare.disagreements(pair)
    found = reliability.differences(reliability.compare(loading.load(pair)))
    assert f"{len(found)} of 12 places are not coded alike" in card.text
    assert "What the codebook says" in card.text and BOOK.variables["claim_type"].rule[:40] in card.html
    assert all(one.share == 1 and len(one.said) == 2 for here in found.values() for one in here)
    one = compare.disagreements(pair, variables="claim_type")
    assert "2 of 12 places" in one.text and "background – ben" in one.text and "Level of" not in one.text
    alike = compare.disagreements(pair, variables="attributed_to")
    assert "nothing to discuss" in alike.text


def test_our_codes_are_one_more_coder(pair):
    card = compare.compare_coders(pair, ours=True)
    assert "3 coders" in card.text and "our own codes" in card.text
    alone = compare.compare_coders(pair / "anna.coding.jsonl", ours=True)
    assert "2 coders" in alone.text and "Kind of claim, a little judgement | 12 | 100%" in alone.text


def test_claims_keep_their_case_whichever_is_in_use(tmp_path):
    book = codebook.load(case="myanmar-2021").digest
    level = {"measurement_level": "manifest"}
    made = {name: file_of(name, [("a", "c12", level), ("b", "c16", level)], book=book) for name in ("a", "b")}
    folder = folder_of(tmp_path, **made)
    cards = compare.compare_coders, compare.disagreements
    before = [show(folder, ours=True).text for show in cards]
    assert tables.record("c16").claim in before[1]
    lesson.use_case("egypt-2013")
    try:
        assert [show(folder, ours=True).text for show in cards] == before
    finally:
        lesson.use_case()


def test_names_and_words_of_others_are_shown_as_text(tmp_path):
    bad = "<script>alert(1)</script>"
    folder = folder_of(
        tmp_path,
        a=file_of(bad, [("a", "c12", {"place": bad})]),
        b=file_of("=SUM(A1)", [("b", "c12", {"place": "x"})]),
    )
    for card in (compare.compare_coders(folder), compare.disagreements(folder)):
        assert "<script" not in card.html and "&lt;script" in card.html


# ---------------------------------------------------------------- before and after


def test_a_revised_rule_is_tried_on_a_sample(tmp_path):
    sample = [0, 1, 2]
    first = {
        "anna": ("event", "statement", "event", "event"),
        "ben": ("statement", "event", "event", "statistic"),
    }
    files = {
        name: file_of(
            name,
            [
                *kinds(*codes),
                *((f"p2-{n}", n, {"claim_type": ("event", "statement", "event")[n]}, 2) for n in sample),
            ],
            seen={1: list(range(7)), 2: sample},
        )
        for name, codes in first.items()
    }
    folder = folder_of(tmp_path, **files)
    (folder / "report.txt").write_text(TEXT.text, encoding="utf-8")
    card = compare.compare_coders(folder, before=1)
    assert "3 sentences, coded before and after: anna, ben." in card.text.replace("\n", " ")
    before = measures.krippendorff_alpha([codes[:3] for codes in first.values()])
    row = f"Claim: Kind of claim | 3 | {charts.said(before)} | 1.00 | {charts.said(1 - before)} | "
    assert row in card.text, card.text
    assert "Pass 2" in compare.compare_coders(folder).text, "the newest pass that all have"
    assert "Begin pass 3 at the desk" in compare.compare_coders(folder, before=2).text


# ---------------------------------------------------------------- what lessons 01 and 10 show


def test_the_practice_codings_fit_the_notes_and_the_codebook_and_the_lesson():
    text, book = texts.of_case("egypt-2013"), codebook.load()
    found = loading.load(tables.data_folder() / "practice" / "egypt-2013")
    assert not found.notes and found.text["digest"] == text.digest
    for coder in found.coders:
        assert "made-up" in coder.coder and coder.codebook == book.digest
        assert all(one.end <= len(text.text) for one in coder.codings)
    variables = ["claim_type", "attributed_to", "measurement_level"]
    said = ac.compare_coders("practice/egypt-2013", variables=" ".join(variables)).text
    alpha = {}
    for name, title in zip(variables, ("Kind of claim", "Who vouches for it", "How much judgement")):
        row = re.search(rf"^Claim: {title}, .*\d+% \| [−\d.]+ \| ([−\d.]+) \|", said, re.MULTILINE)
        alpha[name] = float(row[1].replace("−", "-"))
    assert min(alpha, key=alpha.get) == "measurement_level", "as lesson 10 says"
    slips = guessing.find("least-agreement").slips
    assert alpha["measurement_level"] < alpha["attributed_to"] < alpha["claim_type"]
    assert slips["voice"].startswith("Close: it comes second.") and "the two agree most" in slips["type"]
    assert re.search(r"^Claim: marked or not \| 17 \| 94%.*−0\.\d+ to 1\.00", said, re.MULTILINE)
    marked = [
        {
            number
            for number, span in enumerate(text.sentences)
            for one in coder.codings
            if one.unit == "claim" and one.start < span.end and one.end > span.start
        }
        for coder in found.coders
    ]
    left_out = {*range(len(text.sentences))} - set.union(*marked)
    assert len(set.symmetric_difference(*marked)) == 1
    lesson = (tables.data_folder().parent / "notebooks/10_code_your_own_case.ipynb").read_text("utf-8")
    assert len(left_out) == 2 and "only two were left out by both readers" in lesson


def test_one_reader_alone_is_compared_with_the_table_and_an_empty_folder_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no codings in my_coding/01 yet" in ac.compare_coders("my_coding/01", ours=True).text
    desk = ac.code_items(["c05", "c09", "c12"], "ann", "measurement_level", folder="my_coding/01")
    for item, level in (("c05", "indicator"), ("c09", "evaluative"), ("c12", "evaluative")):
        step = {"op": f"step-{item}", "do": "code", "id": f"id-{item}", "unit": "claim", "item": item}
        assert desk.work.do(step | {"codes": {"measurement_level": level}}) == ""
    said = ac.compare_coders("my_coding/01", ours=True).text
    assert "2 coders, 3" in said and "67%" in said


def test_lesson_01_shows_readers_made_up_for_practice_until_somebody_codes(tmp_path, monkeypatch):
    practice, items = "practice/myanmar-2021", "c05 c09 c12 c16 c22 c24 c26 c29 c34 c49 c54 c61"
    desk = ac.code_items(items, "ann", "measurement_level", folder=tmp_path / "none")
    for coder in loading.load(tables.data_folder() / practice).coders:
        assert "made-up" in coder.coder and coder.codebook == desk.work.book.digest
        assert coder.text["digest"] == desk.work.about["digest"], "the claims were changed"
    monkeypatch.chdir(tmp_path)
    named = {"ours": True, "otherwise": practice}
    for _ in range(2):  # without a folder, and with one in which nothing is coded
        card = ac.compare_coders("my_coding/01", **named)
        assert card.text.startswith("Not your own codings. ") and "invented for practice" in card.text
        assert card.text.endswith("[Code first, or open the made-up readers]"), (
            "it would lead the reader's own"
        )
        clear, fold = card.html.split("<details><summary>Code first, or open the made-up readers</summary>")
        assert "12 items</strong>: made-up Reader A, made-up Reader B." in fold and "Reader A" not in clear
        desk = ac.code_items(items, "ann", "measurement_level", folder="my_coding/01")
    listed = ac.disagreements("my_coding/01", **named)
    assert "Not your own codings" in listed.text and "made-up Reader B" not in listed.text
    assert "One by which rule?" in listed.html.split("Code first, or open")[1]
    step = {"op": "one", "do": "code", "id": "a", "unit": "claim", "item": "c22", "memo": "Which meetings?"}
    assert desk.work.do(step | {"codes": {"measurement_level": "manifest"}}) == ""
    for card in (ac.compare_coders("my_coding/01", **named), ac.disagreements("my_coding/01", **named)):
        assert "made-up" not in card.text and "ann" in card.text, "now it is the student's own"
    assert "ann noted: “Which meetings?”" in card.text
    (tmp_path / "my_coding" / "01" / "ben.coding.jsonl").write_text("broken")
    assert "no codings in elsewhere" in ac.compare_coders("elsewhere", **named).text


def test_numbers_of_the_made_up_readers_in_lessons_01_and_05_are_those_of_the_measures():
    found = loading.load(tables.data_folder() / "practice/myanmar-2021")
    codes = [{one.item: one.codes["measurement_level"] for one in c.codings} for c in found.coders]
    a, b = ([one[item] for item in codes[0]] for one in codes)
    apart = [item for item in codes[0] if codes[0][item] != codes[1][item]]
    kappa, alpha = measures.cohens_kappa(a, b), measures.krippendorff_alpha([a, b])
    assert (len(a), apart) == (12, ["c09", "c12", "c22", "c26"])
    lesson = {n: "\n".join(texts_of(n)) for n in ("01_read_the_event", "06_measure_alignment")}
    first, later = lesson.values()
    assert f"eight of the twelve claims: a share of {8 / 12:.2f}. Their kappa is {kappa:.2f}." in first
    kinds = re.findall(r"\((c\d\d(?:, c\d\d)*)\)\.\*\*", first)
    assert sorted(", ".join(kinds).split(", ")) == [*apart, "c61"]
    assert codes[0]["c61"] == codes[1]["c61"] != tables.record("c61", "claims").measurement_level
    counts = [[one.count(level) for level in forms.LEVELS] for one in (a, b)]
    assert counts == [[7, 1, 4], [5, 4, 3]]
    chance = sum(x * y for x, y in zip(*counts)) / 144
    assert f"from a hat, chance alone would have given {chance:.2f}" in later
    assert f"8 / 12 = {8 / 12:.2f}" in later and f"{1 - chance:.2f} beyond chance" in later
    earned = f"earned {8 / 12 - chance:.2f} of it: {8 / 12 - chance:.2f} / {1 - chance:.2f} = {kappa:.2f}"
    assert earned in later
    assert f"from one common hat as well; for the two readers it said {alpha:.2f}" in later
    assert f"of the two readers, {8 / 12:.2f}, whose kappa was {kappa:.2f}" in later


def texts_of(lesson):
    """The Markdown of a lesson, cell by cell."""
    path = Path(__file__).parents[1] / "notebooks" / f"{lesson}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


# ---- two coders side by side ---------------------------------------------------------------------


def test_each_claim_stands_in_the_cell_of_its_two_codes():
    said = ac.compare_coders("practice/myanmar-2021").text
    square, _, rest = said.partition("Of 1,000 times")
    assert (
        "read off | c05 c16 c34 c54 c61 | c26 | c22" in square
        and "much judgement | – | c09 c12 | c29 c49" in square
    )
    assert "8 of 12 claims coded alike, chance alone gives 4.2: kappa 0.48" in square, (
        "picture and square before the numbers"
    )
    assert rest.index("Agreement\n") < rest.index("0.48 | 0.49")


@pytest.mark.parametrize(
    ("first", "second"), [("aaabbb", "aaabbb"), ("aaabbb", "bbbaaa"), ("aab", "abb"), ("aaab", "aaaa")]
)
def test_the_picture_of_kappa_says_what_kappa_says(first, second):
    chart = charts.by_chance("Level", list(first), list(second))
    same = sum(a == b for a, b in zip(first, second))
    share, kappa = same / len(first), measures.cohens_kappa(list(first), list(second))
    chance = float(re.search(r"chance alone gives ([\d.]+)", chart.title)[1]) / len(first)
    assert f"{same} of {len(first)} places coded alike" in chart.title and charts.said(kappa) in chart.title
    assert (share - chance) / (1 - chance) == pytest.approx(kappa, abs=0.1)
    times = {int(row["Coded alike"]): int(row["Times of 1,000"].replace(",", "")) for row in chart.table}
    assert sum(times.values()) == 1000
    mean = sum(number * count for number, count in times.items()) / 1000
    assert mean == pytest.approx(chance * len(first), abs=0.15), "dealing codes out is what chance means"
    assert (
        f"{sum(count for number, count in times.items() if number >= same):,} reach {same} or more"
        in chart.alt
    )
    said, drawn = drawn_texts(chart), chart.svg()
    assert [word.text for word in said].count("chance alone") == 1 and "line: chance" not in drawn
    line, numbers = (
        drawn.index('stroke-dasharray="4 3"'),
        [drawn.rindex(f">{times[same]:,}</text>")] if times[same] else [],
    )
    assert all(line < at for at in numbers), "the line lies behind the number above its bar"


def test_of_three_coders_the_other_pairs_open_on_request(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for coder, levels in (("ann", "indicator evaluative"), ("ben", "indicator manifest")):
        desk = ac.code_items("c05 c09", coder, "measurement_level", folder="three")
        for item, level in zip(("c05", "c09"), levels.split()):
            step = {
                "op": f"{coder}-{item}",
                "do": "code",
                "id": f"{coder}-{item}",
                "unit": "claim",
                "item": item,
            }
            assert desk.work.do(step | {"codes": {"measurement_level": level}}) == ""
    said = ac.compare_coders("three", ours=True).text
    first, _, others = said.partition("[The other pairs of coders]")
    assert (
        "in the rows ann, in the columns ben" in first and others.count("in the columns our own codes") == 2
    )
