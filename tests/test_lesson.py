"""What a lesson's cells call: right content, the same in HTML and in plain text, friendly when wrong."""

import inspect
import json
import re
from html.parser import HTMLParser

import pytest

import aftercoup as ac
from aftercoup import lesson, tables
from aftercoup.errors import OneSentence, advice
from aftercoup.lesson import Hint
from aftercoup.outputs import cards


class Page(HTMLParser):
    """The words of a piece of HTML, its tags, and whether all tags are closed in order."""

    def __init__(self, card):
        super().__init__()
        self.words, self.tags, self.open = [], [], []
        self.feed(card._repr_mimebundle_()["text/html"])
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def words(text):
    return re.findall(r"\w+", text)


CARDS = {
    "whole briefing": lambda: ac.briefing(),
    "one paragraph": lambda: ac.briefing(5),
    "a claim": lambda: ac.record("c42"),
    "a meeting": lambda: ac.record("k06"),
    "a source": lambda: ac.record("reuters-2021-06-20"),
    "a vote": lambda: ac.record("A/RES/ES-11/1"),
    "a table": lambda: ac.show("claims"),
    "an empty table": lambda: ac.show("claims", paragraph="1", verdict="contested"),
}


@pytest.mark.parametrize("make", CARDS.values(), ids=CARDS)
def test_every_card_is_well_made(make):
    card = make()
    bundle = card._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/plain"] == repr(card) == str(card)
    page = Page(card)
    tags = [tag for tag, _ in page.tags]
    assert not {tag for tag in tags if re.fullmatch(r"h[1-6]|script|style|img", tag)}, (
        "headings belong to the page"
    )
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    styles = " ".join(attributes.get("style", "") for _, attributes in page.tags)
    assert not re.search(r"#[0-9a-f]{3}|rgb|background|(?<![-\w])color", styles), (
        "colours are those of the page"
    )
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


@pytest.mark.parametrize("make", CARDS.values(), ids=CARDS)
def test_html_and_text_say_the_same(make):
    card = make()
    shown = set(words(" ".join(Page(card).words)))
    assert not [word for word in words(re.sub(r"https?://\S+", "", str(card))) if word not in shown], (
        "only in the text"
    )


def test_all_text_is_escaped():
    nasty = '<img src=x onerror="alert(1)">&'
    for card in (
        cards.paragraph(nasty),
        cards.strong(nasty),
        cards.small(nasty),
        cards.listing([nasty]),
        cards.folded(nasty, cards.inline(nasty)),
        cards.table(nasty, [nasty], [[nasty]]),
        cards.fields(nasty, [(nasty, nasty)]),
        cards.link(nasty, 'https://a.b/"<'),
    ):
        assert "<img" not in card.html and "&lt;img" in card.html
        assert not any(tag == "img" for tag, _ in Page(card).tags)
    assert cards.link("words", "javascript:alert(1)").html == "words"


# ---------------------------------------------------------------- the notes


def test_briefing_has_every_paragraph_and_claim_but_no_verdict():
    text = str(ac.briefing())
    flat = " ".join(text.split())
    for part in tables.table("briefing"):
        assert " ".join(part.notes.split()) in flat
    for claim in tables.table("claims"):
        assert claim.id in text
    for field in ("verdict_note", "date_basis"):
        assert not any(
            value and value in flat
            for value in (claim.text(field) for claim in tables.table("claims"))
            if len(value.split()) > 3
        )


@pytest.mark.parametrize("chosen", [(), (5,), ("H", 3)])
def test_briefing_always_names_the_original(chosen):
    card = ac.briefing(*chosen)
    assert "Wednesday, 7 September 2022" in str(card) and "Al Jazeera" in str(card)
    assert tables.case().about.url in {attributes.get("href") for _, attributes in Page(card).tags}
    assert "mistakes" in str(card) and "a private study aid" in " ".join(str(card).split())


@pytest.mark.parametrize("name", [5, "5", " 5 ", "p5", "paragraph 5", "Paragraph 5"])
def test_briefing_takes_any_way_to_name_a_paragraph(name):
    assert str(ac.briefing(name)) == str(ac.briefing(5))
    assert "Paragraph 5" in str(ac.briefing(name)) and "Paragraph 6" not in str(ac.briefing(name))


def test_briefing_parts_in_the_order_asked_for():
    text = str(ac.briefing(3, "headline", "c"))
    assert text.index("Paragraph 3") < text.index("Headline") < text.index("Photo caption")


# ---------------------------------------------------------------- records and tables


@pytest.mark.parametrize("table", tables.schemas())
def test_every_record_can_be_shown(table):
    records = tables.table(table)
    for found in records[:2] + records[-1:]:
        card = cards.fields(
            "x",
            [(name, lesson.face(found, field)) for name, field in tables.schema(table).fields.items()],
        )
        assert str(card).count(":") >= len(tables.schema(table).fields)


def test_record_shows_labels_names_weekday_and_sources():
    text = str(ac.record("c35"))
    assert "Tuesday, 6 September 2022" in text and "Anton Kobyakov" in text and "Al Jazeera: " in text
    assert "no second source found" in text and "(not found)" not in text
    assert "Left empty: place" in str(ac.record("c42"))
    assert "Left empty: DOI" in str(ac.record("w72"))


def test_show_counts_filters_and_folds():
    card = ac.show("claims", paragraph="5")
    assert str(card).startswith("Claims: 9 of 68 rows, where “paragraph” is 5")
    page = Page(card)
    before_fold = [tag for tag, _ in page.tags[: [tag for tag, _ in page.tags].index("details")]]
    assert before_fold.count("tr") == 1 + cards.VISIBLE_ROWS and "One more row" in page.words
    assert ("details", {}) not in Page(ac.show("claims", paragraph="4")).tags
    assert "“whose reason” is the ruler who asks" in str(ac.show("mechanisms", side="asks"))


@pytest.mark.parametrize(
    "table, wanted, says",
    [
        ("contacts", {"counterpart_state": "RUS"}, "“state” is Russia"),
        ("votes", {"iso3": ["mmr", "United States"]}, "“country code” is Myanmar or United States"),
        ("claims", {"actors": "tom-andrews"}, "“actors” is Tom Andrews"),
        ("claims", {"claim_id": "c55"}, "“claim” is c55"),
    ],
)
def test_a_caption_names_what_a_code_stands_for(table, wanted, says):
    assert str(ac.show(table, **wanted)).partition("\n")[0].endswith(f"where {says}")


@pytest.mark.parametrize(
    "wanted, rows",
    [
        ({"paragraph": 4}, ["c21", "c22"]),
        ({"verdict": "contradicted"}, ["c20", "c40", "c42"]),
        ({"verdict": ["contradicted", "Contested"], "paragraph": ["3", "4"]}, ["c20", "c22"]),
        ({"attributed_to": "ria"}, ["c21"]),
        ({"measurement_level": "much judgement", "paragraph": "1"}, ["c09", "c10"]),
        ({"actors": "tom-andrews"}, ["c54", "c55", "c56"]),
        ({"actors": "Tom Andrews"}, ["c54", "c55", "c56"]),
        ({"date": "2022-07"}, ["c14"]),
        ({"date": "July 2022"}, ["c14"]),
    ],
)
def test_show_finds_rows_by_code_label_name_and_date(wanted, rows):
    assert re.findall(r"^c\d+", str(ac.show("claims", **wanted)), re.MULTILINE) == rows


def test_show_knows_the_other_names_of_places_and_states():
    for table, field, other, name in (
        ("events", "place", "rangoon", "Yangon"),
        ("coups", "country", "Burma", "Myanmar"),
    ):
        found, same = (str(ac.show(table, **{field: one})).split("\n")[1:] for one in (other, name))
        assert found == same and len(found) > 1


def test_show_takes_yes_no_and_true_false():
    assert str(ac.show("events", in_article=True)) == str(ac.show("events", in_article="yes"))
    assert str(ac.show("events", in_article=True)).startswith("Events: 14 of 40")


def test_show_columns_in_the_order_asked_for_and_the_key_first():
    header = [value for value in Page(ac.show("claims", columns="verdict, claim", paragraph="2")).words][1:4]
    assert header == ["Claim", "What other records say", "What is claimed"]


# ---------------------------------------------------------------- guesses


# ---------------------------------------------------------------- friendly errors

WRONG = {
    "unknown record": (lambda: ac.record("c99"), ["c99", 'record("c16")']),
    "nearest record": (lambda: ac.record("e73"), ["e37"]),
    "example as it is typed": (lambda: ac.record("c99"), ['ac.record("c16")']),
    "record without letter": (lambda: ac.record(16), ["c16 of a claim", "e16 of an event"]),
    "empty record": (lambda: ac.record(), ["Type an id"]),
    "nearest source": (lambda: ac.record("reuters-2021-06-2"), ["reuters-2021-06-20"]),
    "unknown paragraph": (lambda: ac.briefing(99), ["1 to 15", "Headline".lower(), "briefing(5)"]),
    "wrong type of paragraph": (lambda: ac.briefing(None), ["briefing(5)"]),
    "no table": (lambda: ac.show(), ["claims", "show("]),
    "nearest table": (lambda: ac.show("claim"), ["claims"]),
    "wrong type of table": (lambda: ac.show(5), ["show("]),
    "nearest field": (lambda: ac.show("claims", paragrap=5), ["Did you mean paragraph", "show("]),
    "nearest column": (lambda: ac.show("claims", columns="verdikt"), ["Did you mean verdict"]),
    "wrong type of columns": (lambda: ac.show("claims", columns=5), ["columns="]),
    "nearest value": (lambda: ac.show("claims", verdict="contestd"), ["Did you mean 'contested'"]),
    "a code before its label": (lambda: ac.show("reactions", actor="chin"), ["Did you mean 'china'"]),
    "values named when few": (lambda: ac.show("claims", verdict="xxx"), ["confirmed", "not checked"]),
    "unknown value among many": (lambda: ac.show("claims", claim="zzz"), ["Examples"]),
}


@pytest.mark.parametrize("call, said", WRONG.values(), ids=WRONG)
def test_hints(call, said):
    with pytest.raises(Hint) as caught:
        call()
    text = str(caught.value)
    assert [part for part in said if part not in text] == []
    assert "\n" not in text and len(text) < 420 and text[0].isupper()
    assert caught.value._render_traceback_() == [text], (
        "a notebook shows the sentence and nothing of our code"
    )


@pytest.mark.parametrize(
    "call",
    ['ac.record("c99")', "ac.recrod", "ac.tables.record('c99')", "ac.explore_votes(region='nonsense')"],
)
def test_a_notebook_shows_one_sentence(call):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    try:
        with capture_output() as captured:
            result = shell.run_cell(f"import aftercoup as ac\n{call}")
    finally:
        InteractiveShell.clear_instance()
    assert isinstance(result.error_in_exec, OneSentence)
    shown = (captured.stdout + captured.stderr).strip()
    assert shown == str(result.error_in_exec) and "\n" not in shown


@pytest.mark.parametrize("typed", ["C16", " c16", "(c16)", "c 16", "[c16]"])
def test_an_id_may_be_typed_as_it_stands_in_the_text(typed):
    assert str(ac.record(typed)) == str(ac.record("c16"))


# what a beginner types -> a piece of the sentence that follows Python's own message
SLIPS = {
    "ac.briefing(H)": 'put quotation marks around it: "H"',
    'ac.briefing("H)': "A quotation mark is missing",
    'ac.briefing("H"': "A closing bracket is missing",
    'ac.briefing("H"))': "a bracket too many",
    "ac.briefing(\u201dH\u201d)": "not the plain quotation marks",
    'ac.record("c16\u201d)': "missing or is not the plain one",
    "progress\uff08\uff09": "plain ones of an English keyboard",
    'ac\uff0erecord("c16")': "plain ones of an English keyboard",
    "ac.record\uff08\u201cc16\u201d\uff09": "also as quotation marks",
    'ac.record("c16"\u2013"c17")': "Python does not know a sign here",
    'ac.record(\u3000"c16")': "cannot be seen",
    'ac.show("claims" verdict="contested")': "A comma is missing",
    'ac.code_text(codr="anna")': "a misspelt name",
    'ac.export_case("x",\n title="The "new" deal")': "or a text has a quotation mark inside",
    'ac.export_case("x", title="It was "so"", country="EGY")': "or a text has a quotation mark inside",
    "ac.export_case('x', title='It's so')": "or a text has one inside",
    'ac.export_case("x", title="It\'s so)': "A quotation mark is missing",
    'ac.code_text("C:\\Users\\anna.txt")': "type / in the place of",
    'ac.guess("x", 7, 8)': "too much, too little",
    'ac.record["c16"]': "round ones",
    'ac record("c16")': "A sign is missing or in the wrong place",
    'record("c16")': "ac.record",
    'AC.record("c16")': "small letters",
}


def shown_in_a_notebook(cell):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from aftercoup.errors import help_in_notebooks

    shell = InteractiveShell.instance()
    try:
        help_in_notebooks(ac._PUBLIC)
        shell.run_cell("import aftercoup as ac")
        with capture_output() as captured:
            shell.run_cell(cell)
    finally:
        InteractiveShell.clear_instance()
    return re.sub(r"\x1b\[[\d;]*m", "", captured.stdout + captured.stderr).strip()


@pytest.mark.parametrize("typed, said", SLIPS.items(), ids=range(len(SLIPS)))
def test_a_slip_of_a_beginner_is_answered_with_one_more_sentence(typed, said):
    *python, last = shown_in_a_notebook(typed).splitlines()
    assert said in last
    assert re.search("(Syntax|Name|Type)Error", "\n".join(python)), "Python's own words stay"


def test_a_quotation_mark_wherever_a_student_types_own_words_is_named():
    """In each line with NAME="…" that a student completes or copies; so Python, which cannot read it, is explained."""
    tried = 0
    for path in sorted((tables.PROJECT / "notebooks").glob("[01]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            copied = re.findall(r"```python\n(.*?)```", source, re.DOTALL)
            for lines in copied if cell["cell_type"] == "markdown" else [source] * ('=""' in source):
                for own in re.finditer(r'(?:coder|title|publisher|leader|counterpart)="()[^"]*"', lines):
                    with pytest.raises(SyntaxError) as caught:
                        compile(
                            lines[: own.start(1)] + 'His "so" called ' + lines[own.start(1) :], "cell", "exec"
                        )
                    assert re.search("a text has (a quotation mark|one) inside", advice(caught.value)), lines
                    tried += 1
    assert tried >= 7


def test_errors_of_other_code_are_left_alone():
    shown = shown_in_a_notebook("import json\njson.dumps(json)")
    assert shown.splitlines()[-1].startswith("TypeError: Object of type module")


def test_public_functions_say_what_they_are_for():
    for name in ("briefing", "record", "show"):
        function = getattr(ac, name)
        assert function is getattr(lesson, name) and len(inspect.getdoc(function).split()) > 20


def test_the_line_of_a_source_says_its_day_once():
    for source in tables.table("sources"):
        day = str(source.published)
        assert f", {day}, {day}" not in str(lesson.source_line(source)), source.id
