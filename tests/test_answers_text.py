"""The text of an answer cell: however it is typed, each value finds its field, and no line is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import LABELS, SHEET, cell

from aftercoup.answers import cell_text
from aftercoup.answers.answer_lines import read_answer
from aftercoup.answers.exercise import Question
from aftercoup.answers.kinds import KINDS
from aftercoup.answers.mixed_cells import apart

ASKED = SHEET.questions["1.2"]
TWO = {"place": "Vladivostok", "date": "7 September 2022"}
HINTS = [f"# {LABELS['place']}", f"# {LABELS['date']}"]
BOTH = "place: Vladivostok\ndate: 7 September 2022"
CODES = Question(
    "1.6", "Codes", 6, 8, {name: KINDS["text"](name, label=f"claim {name}") for name in ("c05", "c23", "c28")}
)
SENTENCE = Question(
    "1.9", "One sentence", 2, 3, {"sentence": KINDS["short"]("sentence", label="in your words")}
)


def read(body, asked=ASKED):
    values, notes = read_answer(body, asked)
    return {name: typed for name, typed in values.items() if typed}, [note.code for note in notes]


# what is typed below %%answer 1.2 -> what is read; each also without a remark unless one is named
SIGNS = {
    "as the sheet has it": cell(**TWO).partition("\n")[2],
    "equals": "place = Vladivostok\ndate=7 September 2022",
    "full-width colon": "place：Vladivostok\ndate：7 September 2022",
    "full-width equals": "place＝Vladivostok\ndate＝7 September 2022",
    "other order": "date: 7 September 2022\nplace: Vladivostok",
    "capitals": "PLACE: Vladivostok\nDate: 7 September 2022",
    "blanks before": "   place : Vladivostok\n\tdate:\t7 September 2022",
    "Python's habit": 'place="Vladivostok",\ndate="7 September 2022",',
    "curly quotes": "place: “Vladivostok”\ndate: ‘7 September 2022’",
    "low quotes": "place: „Vladivostok“\ndate: «7 September 2022»",
    "corner brackets": "place: 「Vladivostok」\ndate: ＂7 September 2022＂",
    "a comma at the end": "place: Vladivostok,\ndate: 7 September 2022,",
    "two lines": "place:\nVladivostok\ndate:\n7 September 2022",
    "a date over two lines": "place: Vladivostok\ndate: 7\nSeptember 2022",
    "bullets": "- place: Vladivostok\n- date: 7 September 2022",
    "numbers": "1. place: Vladivostok\n2) date: 7 September 2022",
    "bold": "**place:** Vladivostok\n**date**: 7 September 2022",
    "hints deleted": "place: Vladivostok\ndate: 7 September 2022",
    "hints below": f"place: Vladivostok\n{HINTS[0]}\ndate: 7 September 2022\n{HINTS[1]}",
    "hints moved": f"{HINTS[1]}\n{HINTS[0]}\nplace: Vladivostok\ndate: 7 September 2022",
    "hint behind": "place: Vladivostok  # where did they meet?\ndate: 7 September 2022# any usual way of writing a date",
    "hint behind without its signs": "place: Vladivostok #Where did they meet\ndate: 7 September 2022 ＃any usual way:",
    "no-break spaces": "place:\u00a0Vladivostok\ndate:\u00a07\u00a0September\u00a02022",
    "zero width": "pla\u200bce: Vladi\u200bvostok\n\ufeffdate: 7 September 2022",
    "right-to-left marks": "\u200fplace: Vladivostok\u200e\n\u202bdate: 7 September 2022\u202c",
    "Windows lines": "place: Vladivostok\r\ndate: 7 September 2022\r\n",
    "both in one line": "place: Vladivostok, date: 7 September 2022",
    "the label as name": "where did they meet?: Vladivostok\ndate: 7 September 2022",
    "misspelt field": "plase: Vladivostok\ndate: 7 September 2022",
    "without a sign": "place Vladivostok\ndate 7 September 2022",
    "one without a sign": "place: Vladivostok\ndate 7 September 2022",
    "a capital and no sign": "Date: 7 September 2022\nPlace   Vladivostok",
    "a dash": "place - Vladivostok\ndate – 7 September 2022",
    "marks of a page": "<p>place:&nbsp;<b>Vladivostok</b><br>\ndate:&nbsp;7&nbsp;September 2022<br/>",
    "breaks of a page": "place: Vladivostok<br>date: 7 September 2022",
    "below its hint": f"{HINTS[0]}\nVladivostok\n{HINTS[1]}\n7 September 2022",
    "two lines without names": "Vladivostok\n7 September 2022",
    "before the first field": "Vladivostok\nplace:\ndate: 7 September 2022",
    "an arrow": "place => Vladivostok\ndate --> 7 September 2022",
    "a blank between two fields": "place: Vladivostok date: 7 September 2022",
    "a stroke between two fields": "place: Vladivostok / date: 7 September 2022",
    "a call below": 'place: Vladivostok\ndate: 7 September 2022\nac.record("c19")',
    "a call above": 'ac.record("c19")\nplace: Vladivostok\ndate: 7 September 2022',
    "bullets before values": "place: - Vladivostok\ndate: – 7 September 2022",
    "bullets without names": "- Vladivostok\n- 7 September 2022",
    "numbers without names": "1. Vladivostok\n2. 7 September 2022",
    "numbers in brackets without names": "(1) Vladivostok\n(2) 7 September 2022",
    "typed into the hint": f"{HINTS[0]} Vladivostok\nplace:\ndate: 7 September 2022",
}


@pytest.mark.parametrize("name", SIGNS)
def test_each_way_of_typing_finds_its_fields(name):
    read_as, _ = read(SIGNS[name])
    assert {field: " ".join(value.split()) for field, value in read_as.items()} == TWO


@pytest.mark.parametrize(
    "body, values, codes",
    [
        ("place: a\nplace: b", {"place": "b"}, ["twice"]),
        ("place: a\nplace:", {"place": "a"}, []),
        ("place: Vladivostok\ncolour: red", {"place": "Vladivostok"}, ["unknown field"]),
        ("place: ratio 1:2", {"place": "ratio 1:2"}, []),
        ("place: a = b", {"place": "a = b"}, []),
        ("place: #3", {"place": "#3"}, []),
        ("place: https://example.org/a#b", {"place": "https://example.org/a#b"}, []),
        ('place: it\'s "here"', {"place": 'it\'s "here"'}, []),
        ("Vladivostok", {}, ["outside"]),
        ("", {}, []),
        ("place:\ndate:", {}, []),
        ("place: …\ndate: -", {}, []),
        ("# Vladivostok", {}, ["nearby"]),
        (f"{BOTH}\n# no: Moscow", TWO, ["nearby"]),
        (f"{BOTH}\n# Sorry, I mean Moscow.", TWO, ["nearby"]),
        (f"{BOTH}\n# correction: Moscow", TWO, ["nearby"]),
        (f"{BOTH}\n# place: Moscow", TWO, ["nearby"]),
        (f"{BOTH}\n# place: vladivostok", TWO, []),
        (f"{BOTH}\n# date: 7/9/2022", TWO, []),
        (f"{BOTH}\n# date: 8 September 2022", TWO, ["nearby"]),
        (f"{BOTH}\n# date: because of the caption", TWO, []),
        (f"{BOTH}\n# place: the caption of the photograph names it", TWO, []),
        (f"{BOTH}\n# no city is named in paragraph 3", TWO, []),
        (f"{BOTH}\n# see the caption of the photograph", TWO, []),
        (f"{BOTH}\n# rather than Moscow", TWO, []),
        ("place: a <b and c> d", {"place": "a <b and c> d"}, []),
        ("place: in place: a", {"place": "in place: a"}, []),
        ("place: seven date = 5", {"place": "seven date = 5"}, []),
        ("place: a | b", {"place": "a | b"}, []),
        (f"| colour | red |\n{BOTH}", TWO, ["outside"]),
    ],
)
def test_what_is_doubtful_is_kept_and_told(body, values, codes):
    assert read(body) == (values, codes)


@pytest.mark.parametrize("sign", [": ", " = ", " ", " - ", " -> ", "  – "])
@pytest.mark.parametrize("minus", "-–—−")
@pytest.mark.parametrize("name", ["place", "Place"])
def test_a_minus_before_a_number_is_kept(name, sign, minus):
    """It was taken for a dash between the name and the number."""
    for number in (f"{minus}0.1", f"{minus}.5"):
        assert read(f"date: 7 September 2022\n{name}{sign}{number}")[0]["place"] == number


def test_a_dash_that_may_be_a_minus_is_told():
    asked = ASKED._replace(fields={"world": KINDS["number"]("world", label="change")})
    for body in ("world - 0.1", "World – 0.1"):
        assert read(body, asked) == ({"world": "0.1"}, ["read with care"])
    for body in ("world: - 0.1", "world -0.1", "world 0.1", "world -> 0.1"):
        assert read(body, asked)[1] == []


def test_a_sentence_may_begin_with_what_is_a_fields_name_without_a_sign():
    asked = SENTENCE._replace(fields=SENTENCE.fields | {"host": KINDS["text"]("host", label="who?")})
    assert read("sentence: They met.\nHost was Modi.", asked)[0] == {"sentence": "They met.\nHost was Modi."}
    assert read("sentence: They met.\nhost Modi", asked)[0] == {"sentence": "They met.", "host": "Modi"}


def test_the_only_field_needs_no_name():
    assert read("Nobody is named,\nsays the report: at least twice.", SENTENCE)[0] == {
        "sentence": "Nobody is named,\nsays the report: at least twice."
    }


def test_a_table_in_a_sentence_is_kept_and_one_of_fields_is_read():
    table = "| host | guest |\n|---|---|\n| Putin | Modi |"
    assert read(f"sentence: They met.\n{table}", SENTENCE)[0] == {"sentence": f"They met.\n{table}"}
    for heads in (
        "| field | answer |\n|---|---|\n",
        "| field | answer |\n|---|:---:|\n| date | 7 September 2022 |\n",
        "",
    ):
        given, told = read(f"{heads}| **place** | Vladivostok |")
        assert given["place"] == "Vladivostok" and told == []


def test_a_remark_behind_a_quotation_is_none_of_it():
    assert read('place: "Vladivostok"  # the port\ndate: "7 September 2022", # caption')[0] == {
        "place": "Vladivostok",
        "date": "7 September 2022",
    }


def test_codes_of_items_are_found_however_they_are_numbered():
    assert read("c05: event\nC23 = background\nc 28: event", CODES)[0] == {
        "c05": "event",
        "c23": "background",
        "c28": "event",
    }
    assert read("c5: event\n- c23: background", CODES)[0] == {"c05": "event", "c23": "background"}


@pytest.mark.parametrize(
    "line, found",
    [
        ("%%answer 3.1", ("3.1", False, True)),
        ("%%essay 3.9", ("3.9", True, True)),
        ("%%anwser 3.1", ("3.1", False, False)),
        ("%answer 3.1", ("3.1", False, False)),
        ("answer 3.1", ("3.1", False, False)),
        ("%% answer 3.1", ("3.1", False, False)),
        ("%%answer3.1", ("3.1", False, False)),
        ("％％answer 3.1", ("3.1", False, False)),
        ("%%Answer 3,1", ("3.1", False, False)),
        ('answer("3.1",', ("3.1", False, False)),
        ("%%answer", ("", False, False)),
        ("# %%answer 3.1", ("3.1", False, False)),
        ("%%esay 3.9", ("3.9", True, False)),
        ("answer question 3.1", ("3.1", False, False)),
        ("%%answer “3.1”", ("3.1", False, True)),
    ],
)
def test_the_first_line_is_known_however_it_is_misspelt(line, found):
    head = cell_text.header(line)
    assert (head.question, head.essay) == found[:2]
    assert head.exact == found[2] or not found[0]


@pytest.mark.parametrize(
    "line",
    [
        "The answer 3.1, and more",
        "answers are below",
        "ac.record('c05')",
        "%matplotlib inline",
        "12 of 68",
        "place: a",
    ],
)
def test_other_lines_are_no_first_line(line):
    assert cell_text.header(line) is None


@pytest.mark.parametrize("line", ["Answer 1.3", "answer 1.3:", "Essay 1.9", "answer question 3.1"])
def test_a_line_of_an_essay_begins_another_answer_only_with_a_sign(line):
    assert cell_text.header(line) and cell_text.header(line, True) is None
    assert cell_text.header(f"%%{line}", True) and cell_text.header("%anwser 1.3", True)


@pytest.mark.parametrize(
    "body, words, codes",
    [
        ("Write below this line. 3 to 10 words.\n\nThree small words.", "Three small words.", []),
        ('print("Three small words.")', "Three small words.", []),
        (
            "## A heading\n\n- a list\n- of two\n\n| a | table |",
            "## A heading\n\n- a list\n- of two\n\n| a | table |",
            [],
        ),
        ("See ![my page](attachment:image.png) here.", "See [picture] here.", ["picture"]),
        ("See <img src='data:image/png;base64,AAAA'> here.", "See [picture] here.", ["picture"]),
        ("Write below this line. 3 to 10 words.\n", "", []),
        ("%s and 'quotes' stay: as typed", "%s and 'quotes' stay: as typed", []),
    ],
)
def test_an_essay_is_read_as_it_is(body, words, codes):
    written, notes = cell_text.read_essay(body)
    assert (written, [note.code for note in notes]) == (words, codes)


@pytest.mark.parametrize(
    "picture",
    [
        "![image.png](attachment:image.png)",
        f"![a](data:image/png;base64,{'A' * 30_000})",
        "<IMG src='a (1).png'>",
    ],
)
def test_a_picture_in_a_field_is_told_and_its_address_is_not_read(picture):
    values, notes = read_answer(f"place: {picture}\ndate: 2022", ASKED)
    assert values == {"place": "[picture]", "date": "2022"} and [note.code for note in notes] == ["picture"]
    by_hand = Question("1.9", "Judge", 1, 1, {"sentence": KINDS["short"]("sentence")})
    values, notes = read_answer(f"sentence: {picture}", by_hand)
    assert values == {"sentence": "[picture]"} and [note.code for note in notes] == ["picture"]


@pytest.mark.parametrize("sign", "、，,،؛。")
def test_two_fields_in_one_line_are_parted_by_the_signs_of_many_scripts(sign):
    values, notes = read_answer(f"place：【Vladivostok】{sign}date：2022", ASKED)
    assert (values, notes) == ({"place": "Vladivostok", "date": "2022"}, ())


@pytest.mark.parametrize("number", ["١.٢", "١٫٢", "၁.၂", "１．２", "1。2", "٠١.٢"])
def test_the_number_of_a_question_in_the_digits_of_other_scripts(number):
    head = cell_text.header(f"%%answer {number}")
    assert head and (head.question, head.body) == ("1.2", "")
    assert cell_text.question_id(number) == "1.2"


def test_many_beginnings_of_pictures_take_no_time():
    for begun in ("![](", "<img ", "![a](((", "data:image/png;base64,", "!["):
        assert cell_text.pictured(begun * 20_000)


@given(st.text(max_size=300))
def test_no_text_is_too_odd(body):
    values, notes = read_answer(body, ASKED)
    assert set(values) <= set(ASKED.fields) and all(note.says for note in notes)
    cell_text.read_essay(body)
    cell_text.header(body)


LETTERS = st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=2, max_size=30)


@given(LETTERS, LETTERS)
def test_words_come_back_as_they_were_typed(place, date):
    values, _ = read_answer(f"place: {place}\ndate: {date}", ASKED)
    assert values["place"] == cell_text.clean(place) and values["date"] == cell_text.clean(date)


def test_time_is_bounded_by_length():
    for body in (
        "place: " + "a" * 1_000_000,
        "a:" * 200_000,
        "#" * 500_000,
        "\n" * 500_000,
        "place:\n" * 100_000,
    ):
        read_answer(body, ASKED)
        cell_text.read_essay(body)


def question(number, points=1, **labels):
    kinds = {name: KINDS["text"](name, label=label) for name, label in labels.items()}
    return Question(number, number, points, 1, kinds)


OWN = question("1.4", own="share of two", half="half of two", order="their order")
ALL = question("1.5", own="all the shares", half="halves", kappa="kappa")
SOME = question("1.6", own="share of some", half="half of some")
SHARED = SHEET._replace(questions={one.id: one for one in (OWN, ALL, SOME, question("1.7", 0, kappa="any"))})


def block(asked, typed, hints=True):
    """The lines of a question with the same typed into each field."""
    lines = [(f"# {field.label}", f"{name}: {typed}") for name, field in asked.fields.items()]
    return "\n".join(line for pair in lines for line in (pair if hints else pair[1:]))


@pytest.mark.parametrize("hints", [True, False])
@pytest.mark.parametrize(
    ("home", "blocks"),
    [
        (OWN, [(ALL, "b")]),  # exchanged
        (ALL, [(OWN, "a")]),
        (SOME, [(ALL, "b")]),
        (OWN, [(OWN, "a"), (ALL, "b")]),  # one below the other
        (ALL, [(ALL, "b"), (OWN, "a")]),
        (ALL, [(OWN, "a"), (ALL, "b")]),
        (ALL, [(ALL, "b"), (SOME, "c")]),
    ],
)
def test_a_field_that_two_questions_have_belongs_to_the_one_begun_last(home, blocks, hints):
    body = "\n".join(block(asked, typed, hints) for asked, typed in blocks)
    own, others = apart(body, home, SHARED)
    read = {home.id: own, **{other: "\n".join(lines) for other, lines in others.items()}}
    values = {id_: read_answer(text, SHARED.questions[id_])[0] for id_, text in read.items()}
    found = {id_: {text for text in fields.values() if text} for id_, fields in values.items()}
    if hints:
        assert {id_: texts for id_, texts in found.items() if texts} == {
            one.id: {text} for one, text in blocks
        }
        return
    # without the lines above the fields it is not always known: then both answers are told
    told = str([read_answer(text, SHARED.questions[id_])[1] for id_, text in read.items()])
    mixed = [id_ for id_, texts in found.items() if len(texts) > 1]
    assert not mixed or "is typed twice" in told


def test_what_another_question_has_too_stays_with_its_own_where_nothing_else_is_named():
    for body in (block(SOME, "c", False), block(ALL, "b", False)):
        assert apart(body, ALL, SHARED) == (body, {})
    body = block(SOME, "c") + "\nkappa: 0.5"
    assert apart(body, SOME, SHARED) == (body, {})
