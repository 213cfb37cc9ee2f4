"""Texts: clean, in paragraphs and sentences, with positions that hold in every script. Samples are ours."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercoup.coding import texts
from aftercoup.coding.texts import TextError, cleaned, line, load, sentences


def split(text):
    return [text[start:end] for start, end in sentences(text)]


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Arno met Dr. Belo and Lt. Col. Cara on Sept. 3. | They spoke.",
        "The U.S. envoy left. | The U.N. stayed in Washington, D.C. | He came back.",
        "Prices rose by 3.5 percent to $2.40. | Nobody was told why.",
        "It began at 7 a.m. on Monday. | It ended at 9 p.m. | The guests left.",
        "“We agree. | We will sign,” he said. | “When?” she asked. | “Tomorrow!” | He smiled.",
        "He said: “No.” | Then he left. | (Nobody followed.) | The end…",
        "J. R. Dorn and V. Ember signed. | See no. 5 and art. 7. | He said no. | Then silence.",
        "Was it over?! | Nobody knew... | A week passed ... and nothing came.",
        "1. First point. | 2. Second point.",
        "It was signed in 2021. | 25 people saw it.[3] | Some left.",
        "The guest left. 🎉 | The host stayed. 👩‍👩‍👧 🇲🇲 | All slept",
        "Генерал В. В. Дорн прибыл в г. Энск 3 сент. 2022 г. в полдень. | Он сказал: «Мы согласны». | "
        "Стоимость — 5 млн. руб. за год. | "
        "Т.е. много.",
        "ဝန်ကြီးချုပ် ရောက်ရှိလာသည်။ | သူသည် ၃ ရက်၊ ၄ ရက် နေမည်။ | ပြန်သွားသည်။",
        "وصل الوزير أمس. | هل وقّع الاتفاق؟ | لا! | قال د. سامر إنه عاد.",
        "وزیر پہنچ گیا۔ | کیا وہ رکے گا؟ | نہیں۔",
        "会谈结束。 | 他走了。",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text):
    parts = text.split(" | ")
    assert split(text.replace(" | ", " ")) == parts


def test_burmese_needs_no_space_after_its_stop():
    assert split("သူ ရောက်သည်။သူ ပြန်သည်။") == ["သူ ရောက်သည်။", "သူ ပြန်သည်။"]


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
ODD = st.text('aB .!?။၊؟🎉é\u0301\u200d\n"“”)1кК', max_size=80)


@settings(max_examples=150)
@given(ANY | ODD)
def test_sentences_leave_nothing_out_and_never_overlap(text):
    text = text.replace("\n", " ")
    place = 0
    for start, end in sentences(text):
        assert place <= start < end and not text[place:start].strip()
        place = end
    assert not text[place:].strip()


# ---------------------------------------------------------------- cleaning


@settings(max_examples=150)
@given(ANY | ODD)
def test_a_cleaned_text_is_not_cleaned_again(text):
    try:
        once = cleaned(text)
    except TextError:
        return
    assert "\n\n".join(map(line, once.text.split("\n\n"))) == once.text
    assert unicodedata.is_normalized("NFC", once.text) and "\r" not in once.text
    assert [once.text[one.start : one.end] for one in once.paragraphs] == once.text.split("\n\n")
    for one in once.sentences:
        around = once.paragraphs[one.paragraph]
        assert around.start <= one.start < one.end <= around.end


def test_signs_that_turn_the_writing_round_or_that_nobody_sees_are_gone():
    assert cleaned("ab\u202ecd\u2066\ufeff \u00adx\x00\n").text == "abcd x"
    assert cleaned("na\u00efve cafe\u0301\r\nzwei\n").text == "naïve café\n\nzwei"
    assert "\u200b" in cleaned("မြန်\u200bမာ\n").text  # some scripts need this one


def test_the_digest_tells_texts_apart_and_not_their_titles(tmp_path):
    one, two = cleaned("A text.\n"), cleaned("A text!\n")
    assert one.digest.startswith("sha256:") and len(one.digest) == 71 and one.digest != two.digest
    (tmp_path / "other.txt").write_text("A text.\r\n")
    assert load(tmp_path / "other.txt").digest == one.digest


def test_a_passage_is_known_by_its_first_six_words():
    text = texts.Text("One two three four five six seven eight.")
    assert text.words(0, 13) == "One two three"
    assert text.words(4, 40) == "two three four five six seven …"


# ---------------------------------------------------------------- files and what is pasted

WRAPPED = """The Daily Sample 3 May
The delegation arrived in the harbour town on Tuesday even-
ing, and nobody had told the guards. The general, who was
ill, stayed in his ﬂat. A Russian-
Burmese dictionary lay on the table, and there was nothing
left to do.
A second paragraph begins here, and it also goes on over a
12
The Daily Sample 4 May
page break without losing a word of what it had to say that
day.

Page 13 of 20
The Daily Sample 5 May
The third one stands alone, as the last of them, and it is
long enough to be broken."""


@pytest.mark.parametrize(
    "text", [WRAPPED, WRAPPED.replace("\n", "\r\n"), WRAPPED.replace("even-", "even\u00ad")]
)
def test_text_from_a_pdf_is_put_together_again(text, tmp_path):
    (tmp_path / "saved.txt").write_text(text, encoding="utf-8", newline="")
    assert load(tmp_path / "saved.txt").text == cleaned(text).text
    assert cleaned(text).text.split("\n\n") == [
        "The delegation arrived in the harbour town on Tuesday evening, and nobody had told the guards. "
        "The general, who was ill, stayed in his flat. A Russian-Burmese dictionary lay on the table, "
        "and there was nothing left to do.",
        "A second paragraph begins here, and it also goes on over a page break without losing a word of what "
        "it had to say that day.",
        "The third one stands alone, as the last of them, and it is long enough to be broken.",
    ]
    assert len(text.splitlines()) > 10


def test_lines_of_a_web_page_are_paragraphs():
    assert cleaned("One line.\nAnother line.\n\n\nThird.").text == "One line.\n\nAnother line.\n\nThird."


def test_bad_input_gets_one_sentence(tmp_path):
    (tmp_path / "report.txt").write_bytes(b"caf\xe9 \x80")
    (tmp_path / "empty.txt").write_text(" \n ")
    (tmp_path / "page.html").write_text("<p>One.</p>")
    (tmp_path / "long.txt").write_text("x. " * 400_000)
    for given_, said in [
        (tmp_path / "empty.txt", "empty.txt holds no text"),
        (
            str(tmp_path / "reprot.txt"),
            "There is no file reprot.txt here that can be opened. Did you mean report.txt?",
        ),
        (tmp_path / "page.html", "page.html is no plain text in UTF-8 whose name ends in .txt."),
        ("nowhere.pdf", "Put it into the folder of this notebook"),
        ("A whole report. " * 300, "has a box to paste a text into"),
        (tmp_path / "report.txt", "no plain text in UTF-8"),
        (tmp_path, f"There is no file {tmp_path.name[:20]}"),
        (7, "There is no file 7 here"),
        (tmp_path / "long.txt", "1,000,000 can be coded"),
    ]:
        with pytest.raises(TextError, match=said.replace("?", r"\?").replace(".", r"\.")):
            load(given_)
    with pytest.raises(TextError, match="There is no text to code"):
        cleaned("  \n")
    (tmp_path / "wide.txt").write_bytes("Привет.".encode("utf-16"))
    assert load(tmp_path / "wide.txt").text == "Привет."
