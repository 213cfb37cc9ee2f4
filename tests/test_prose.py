"""The reader of prose itself: which dates and numbers it sees, and when a sentence agrees with its
records."""

import prose
import pytest


@pytest.mark.parametrize(
    "text, found",
    [
        ("on 7 September 2022.", ["2022-09-07"]),
        ("on September 7, 2022.", ["2022-09-07"]),
        ("on 2022-09-07 and in 2022-08", ["2022-09-07", "2022-08"]),
        ("from 20–28 June 2021", ["2021-06-20", "2021-06-28"]),
        ("between 20 and 28 June 2021", ["2021-06-20", "2021-06-28"]),
        ("on 6 and 7 September", ["????-09-06", "????-09-07"]),
        ("in July 2022", ["2022-07"]),
        ("In July, and until early March", ["????-07", "????-03"]),
        ("since 1948, 2021–2023 and the 1990s", ["2021", "2023", "1948", "1990"]),
        ("they may march in step", []),
        ("2,000 people, 2000/1 and 12022 things", []),
    ],
)
def test_dates(text, found):
    assert prose.dates(text)[0] == found


@pytest.mark.parametrize(
    "text, found",
    [
        ("2,007 dead, 22.5 percent and the 75th time", [(2007, None), (22.5, None), (75, None)]),
        ("nineteen months, two weeks and a three-day stay", [(19, "month"), (2, "week"), (3, "day")]),
        ("forty-seven meetings, 19 complete months", [(47, None), (19, "month")]),
        ("a two-sided meeting, one guest, the first of them", []),
        ("in lesson 04, cell 4, after 20 minutes", []),
        ("the Su-30, ES-11/1, 75/287 and COVID-19", []),
        ("on 7 September 2022, in 2018", []),
    ],
)
def test_numbers(text, found):
    assert prose.numbers(text) == found


AGREE = [
    "They met on Wednesday, 7 September 2022 (c16).",
    "They met on the 7 September (c16), in September 2022.",
    "The forum ran from 5 to 8 September 2022 (e35).",
    "He waited nineteen months, or 583 days (e09, e37).",
    "The report came 14 days after six months of war (c33).",
    "Five claims are contested (c22, c31, c48, c57, c66).",
    "Six leaders sat with him (k06).",
    "Of the 68 claims, 57 have no source but the report (n02).",
    "The resolution passed by 119 to 1 with 36 abstentions (e14, A/RES/75/287).",
    "Egypt's ruler waited 7 months (egypt-2013).",
    "Paragraphs 3 and 5 stand far apart (c16, c26).",
    "Relations began on 18 February 1948, not 75 years before 2022 (c42).",
]
DISAGREE = {
    "They met on Tuesday (c16).": "Tuesday",
    "They met on 6 September 2022 (c16).": "2022-09-06",
    "The coup came on 7 September 2022 (e09).": "2022-09-07",
    "The forum ran from 5 to 9 September 2022 (e35).": "2022-09-09",
    "He waited eighteen months (e09, e37).": "18 months",
    "He waited 19 weeks (e09, e37).": "19 weeks",
    "Nine claims are contested (c22, c31, c48, c66).": "number 9",
    "Seven leaders sat with him (k06).": "number 7",
    "Of the 68 claims, 52 have no source but the report (n02).": "number 52",
    "The resolution passed by 118 to 1 (A/RES/75/287).": "number 118",
    "Paragraph 4 names the day (c16).": "paragraph 4",
    "Egypt's ruler waited (egypt-2014).": "no record egypt-2014",
    "A claim (c99) and an event (e01).": "no record c99",
}


@pytest.mark.parametrize("sentence", AGREE)
def test_sentences_that_agree(sentence):
    assert prose.disagreements(sentence) == []


@pytest.mark.parametrize("sentence, said", DISAGREE.items(), ids=DISAGREE)
def test_sentences_that_disagree(sentence, said):
    problems = prose.disagreements(sentence)
    assert len(problems) == 1 and said in problems[0]


def test_sentences_of_markdown():
    markdown = """## A heading of 2021

They met (c16). It was a *long* wait, see [the card](x.ipynb#y)!

- one item (c13)
- a `code of 2020`

| a | b (c14) |
|---|---|
| c | Mr. Li said |

```
code 2019
```
<details><summary>A. Words</summary>

**Right.** Because.

</details>"""
    assert list(prose.sentences(markdown)) == [
        "They met (c16).",
        "It was a long wait, see the card!",
        "one item (c13)",
        "a …",
        "| a | b (c14) |",
        "| c | Mr. Li said |",
        "A.",
        "Words",
        "Right.",
        "Because.",
    ]
