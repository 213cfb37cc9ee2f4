"""The codebook says the same as the tables, and a bad one says what is wrong."""

import re
import sys
import tomllib

import pytest

import aftercoup.coding
from aftercoup import tables
from aftercoup.coding import codebook, codebook_model, coder_file, forms
from aftercoup.teach.content import codebook_page as page

BOOK = codebook.load()
TABLES = {"claim": "claims", "event": "events", "contact": "contacts"}


def written(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("unit", TABLES)
def test_codes_are_those_of_the_tables(unit):
    schema, compared = tables.schema(TABLES[unit]), 0
    for name in BOOK.units[unit].variables:
        variable = BOOK.variables[name]
        if name not in schema.fields or variable.kind != "choice":
            continue
        compared += 1
        if variable.from_case:
            assert variable.from_case == f"{TABLES[unit]}.{name}"
            variable = codebook.load(case="myanmar-2021").variables[name]
        labels = {str(value): label for value, label in tables.labels(TABLES[unit], name).items()}
        assert {value.name: value.title for value in variable.values.values()} == labels
    assert compared >= {"claim": 6, "event": 2, "contact": 3}[unit]


def test_desk_rule_and_tables_of_claims_use_the_same_words():
    """A button of the desk, the rule beside it and the colours of the report have one word for one thing."""
    for name in ("attributed_to", "claim_type", "measurement_level", "alignment_signal"):
        assert BOOK.variables[name].title.casefold() == tables.field("claims", name).title.casefold()
    level = BOOK.variables["measurement_level"]
    for value, label in tables.labels("claims", "measurement_level").items():
        assert label == level.values[value].title and label in level.rule and value not in level.rule
    assert {value: value for value in tables.labels("claims", "verdict")} == tables.labels(
        "claims", "verdict"
    )


def test_what_a_table_must_hold_is_asked_or_is_no_matter_of_coding():
    given_elsewhere = {
        "claim_id",
        "paragraph",
        "verdict",
        "event_id",
        "start",
        "in_article",
        "sources",
        "confidence",
        "contact_id",
    }
    for unit, table in TABLES.items():
        needed = {
            name
            for name, one in tables.schema(table).fields.items()
            if one.spec.get("constraints", {}).get("required")
        }
        assert needed - given_elsewhere - set(BOOK.units[unit].variables) <= {"summary"}


def test_every_variable_is_explained_and_used():
    used = {name for unit in BOOK.units.values() for name in unit.variables}
    assert used == set(BOOK.variables)
    for one in [*BOOK.variables.values(), *BOOK.units.values()]:
        for part in ("definition", "rule", "example", "counter_example"):
            assert len(getattr(one, part)) > 5, (one.name, part)
            assert not re.search(r"\s{2}|\n", getattr(one, part))
    for variable in BOOK.variables.values():
        keys = [value.key for value in variable.values.values()]
        assert all(keys) and len(set(keys)) == len(keys) and not set(keys) & set("nup")
        assert all(value.definition for value in variable.values.values())


def test_the_page_is_fresh_and_tells_every_rule():
    stored = page.PATH.read_text(encoding="utf-8")
    assert stored == page.text(), "run: python start.py datasheet"
    for one in [*BOOK.units.values(), *BOOK.variables.values()]:
        assert one.rule in stored and one.counter_example in stored and one.title in stored
    assert "PLOVER" in stored and "ACLED" in stored


def test_what_is_wrong_is_said():
    assert (
        BOOK.problem("claim", {"claim_type": "event", "date": "2022-09", "attributed_to": "state-radio"})
        == ""
    )
    for unit, codes, said in [
        ("speech", {}, "There is no unit 'speech'; there are claim, event, contact."),
        ("claim", {"direction": "host"}, "Claim has no variable 'direction'."),
        ("claim", {"claim_type": "rumour"}, "Kind of claim is one of: event, statement"),
        ("claim", {"attributed_to": "State Radio!"}, "is of small letters, digits and hyphens"),
        ("claim", {"date": "7 September"}, "is written 2022-09-07"),
    ]:
        assert said in BOOK.problem(unit, codes)


def test_an_own_codebook_can_be_small(tmp_path):
    text = """
[unit.answer]
title = "Answer"
key = "a"
variables = ["tone", "words"]
[variable.tone]
title = "Tone"
level = "evaluative"
kind = "choice"
definition = "d"
rule = "r"
example = "e"
counter_example = "x"
value.warm.title = "warm"
value.cold.title = "cold"
[variable.words]
title = "Words"
level = "indicator"
kind = "number"
definition = "d"
rule = "r"
example = "e"
counter_example = "x"
optional = true
"""
    book = codebook.load(written(tmp_path, text))
    assert [value.key for value in book.variables["tone"].values.values()] == ["1", "2"]
    assert book.problem("answer", {"words": "2.5"}) == ""
    assert "is a number" in book.problem("answer", {"words": "many"})
    for old, new, is_same in (
        ("\n", "\r\n", True),
        ('title = "Tone"', 'title = "Voice"  # how it sounds', True),
        ('example = "x"', 'example = "y"', True),
        ('rule = "r"', 'rule = "s"', False),
        ("value.cold", "value.cool", False),
        ('"tone", "words"', '"words", "tone"', False),
    ):
        changed = codebook.load(written(tmp_path, text.replace(old, new)))
        assert (changed.digest == book.digest) is is_same, f"{old} -> {new}"


GOOD = (tables.data_folder() / "codebook.toml").read_text(encoding="utf-8")
BAD = [
    (
        lambda t: t.replace('level = "manifest"', 'level = "hard"', 1),
        "[variable.claim]: level is 'hard'; allowed are: indicator, manifest, evaluative.",
    ),
    (
        lambda t: t.replace('"claim_type", "attributed_to"', '"claim_typ", "attributed_to"', 1),
        "[unit.claim]: variables: there is no [variable.claim_typ]. Did you mean claim_type?",
    ),
    (
        lambda t: t.replace("counter_example", "counterexample", 1),
        "[unit.claim]: there is no 'counterexample' here. Did you mean counter_example?",
    ),
    (
        lambda t: t.replace("[variable.place]\n", "[variable.place]\nopen = 1\n"),
        "[variable.place]: open is 1; it must be true or false.",
    ),
    (
        lambda t: t.replace('key = "e"', 'key = "c"'),
        "[unit.event]: key c is the key of [unit.claim] already.",
    ),
    (
        lambda t: t.replace('key = "e"', 'key = "u"'),
        "[unit.event]: key is 'u'; it must be one small letter, and not u",
    ),
    (
        lambda t: t.replace('from_case = "events.lane"', 'from_case = "lane"'),
        "from_case is 'lane'; allowed are: claims.attributed_to, events.lane.",
    ),
    (
        lambda t: t.replace('kind = "actors"', 'kind = "people"', 1),
        "kind is 'people'; allowed are: choice, text, date, actors, number.",
    ),
    (lambda t: 'title = "x"\n', "unit is missing; it is a table: [unit.NAME], at least one."),
    (lambda t: t + "\n[variable.Big]\n", "a name has small letters, digits and _"),
    (lambda t: t.replace('title = "Claim"', "title = Claim"), "mine.toml cannot be read: "),
    (
        lambda t: t.replace(
            '[variable.claim]\ntitle = "The claim in your own words"', "[variable.claim]\ntitle = 3"
        ),
        "[variable.claim]: title is 3; it must be text between quotation marks.",
    ),
]


@pytest.mark.parametrize("change, said", BAD, ids=range(len(BAD)))
def test_a_bad_codebook_says_file_place_and_what_is_allowed(tmp_path, change, said):
    changed = change(GOOD)
    assert changed != GOOD
    with pytest.raises(codebook.CodebookError) as caught:
        codebook.load(written(tmp_path, changed))
    assert str(caught.value).startswith("mine.toml") and said in str(caught.value)


def test_a_variable_that_no_unit_asks_for_is_proofread_and_stops_no_coder(tmp_path):
    spare = (
        GOOD[GOOD.index("[variable.place]") :]
        .split("\n[variable.")[0]
        .replace("[variable.place]", "[variable.spare]")
    )
    path = written(tmp_path, f"{GOOD}\n{spare}")
    assert "spare" in codebook.load(path).variables
    (fault,) = codebook.proofread(path)
    assert "[variable.spare] is asked for by no unit" in fault


def test_without_pydantic_a_codebook_is_read_and_a_broken_one_says_where_it_is_checked(tmp_path, monkeypatch):
    """As in a notebook of the site, whose page has only packages in pure Python."""
    monkeypatch.setitem(sys.modules, "pydantic", None)
    monkeypatch.delitem(sys.modules, "aftercoup.coding.codebook_model", raising=False)
    monkeypatch.delattr(aftercoup.coding, "codebook_model", raising=False)
    assert set(codebook.load(written(tmp_path, GOOD)).units) == set(TABLES)
    with pytest.raises(codebook.CodebookError, match="start.py check mine.toml. says what to mend"):
        codebook.load(written(tmp_path, "[unit.x]\nkey = 'x'\n[variable]\n"))


def test_no_shape_of_a_file_breaks_the_reading(tmp_path):
    for told in [
        "unit = 3",
        "[unit]\nclaim = 3",
        "[variable]\nx = 3",
        "[unit.claim]\nvariables = 3",
        "variable = []",
        '[variable.x]\nkind = "choice"\nvalue = 3',
        "[variable.x]\nvalue.y = 3",
        "about = 1",
    ]:
        assert codebook_model.problems(tomllib.loads(told))
    path = tmp_path / "mine.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(codebook.CodebookError, match="UTF-8"):
        codebook.load(path)
    with pytest.raises(codebook.CodebookError, match="no codebook"):
        codebook.load(tmp_path / "none.toml")


@pytest.mark.parametrize("case, of", [("myanmar-2021", "myanmar-2021"), ("egypt-2013", None)])
def test_practice_codings_are_by_the_codebook_as_it_is_worded(case, of):
    """Their first line says by which codebook: items by that of their case, a text by the one of all texts."""
    for path in (tables.data_folder() / "practice" / case).glob("*.jsonl"):
        assert coder_file.read(path).codebook == codebook.load(case=of).digest, (
            f"if the codings in {path.name} still hold, the digest in it is one more of codebook.EARLIER"
        )


def test_codings_of_each_case_by_earlier_words_are_by_this_codebook():
    of_today = {codebook.load(case=case).digest for case in (None, *tables.cases())}
    assert set(codebook.EARLIER.values()) == of_today and not of_today & codebook.EARLIER.keys()


def test_a_rule_calls_a_value_as_the_button_of_the_desk_does():
    """Where a value is given ("…: event.", "so event", "(event)") it is its title, not its name in files."""
    for variable in BOOK.variables.values():
        parts = [variable, *variable.values.values()]
        said = " ".join(f"{part.rule} {part.example} {part.counter_example}" for part in parts)
        for value in variable.values.values():
            given = re.findall(rf"(?:[:?] |so |\(){re.escape(value.name)}(?=[.,)])", said)
            assert value.title.casefold().startswith(value.name) or not given, (variable.name, given)
    hints = [forms.FORMS[BOOK.variables[name].kind].write for name in ("own_actor", "counterpart")]
    assert "One name" in BOOK.variables["own_actor"].rule and all("several names" in hint for hint in hints)
