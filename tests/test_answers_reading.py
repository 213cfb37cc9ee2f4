"""Ways of typing an answer that students use, and properties that hold for any text at all."""

import re
import unicodedata
from datetime import date
from itertools import product

import pytest
from each import each
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aftercoup import tables
from aftercoup.answers.kinds import KINDS
from aftercoup.answers.kinds.codes import NONE
from aftercoup.answers.kinds.date import read_date
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language import words
from aftercoup.answers.language.reading import NOT_SAID, REASONS, Reading
from aftercoup.answers.language.words import is_no_idea, is_not_said, plain, skeleton, slip, sound

OPTIONS = {
    "confirmed": "confirmed",
    "confirmed, rounded": "confirmed, but rounded",
    "contested": "contested",
    "not found": "no second source found",
}
VARIABLES = {
    name: {str(code): label for code, label in tables.labels("claims", name).items()}
    for name in ("claim_type", "measurement_level")
}
FIELDS = {
    "text": KINDS["text"]("f"),
    "name": KINDS["name"]("f"),
    "date": KINDS["date"]("f", precision="day"),
    "number": KINDS["number"]("f", step=1),
    "percent": KINDS["number"]("f", unit="percent", step=0.1),
    "share": KINDS["number"]("f", unit="share", step=0.01),
    "decimal": KINDS["number"]("f", step=0.01),
    "months": KINDS["number"]("f", unit="months", step=1),
    "choice": KINDS["choice"]("f", options=OPTIONS),
    "choices": KINDS["choices"]("f", options=OPTIONS),
    "order": KINDS["order"]("f", options={"sale": "arms sale", "coup": "coup", "vote": "vote in New York"}),
    "set": KINDS["set"]("f"),
    "people": KINDS["set"]("f", people=True),
    "codes": KINDS["codes"]("f", variables=VARIABLES),
    "short": KINDS["short"]("f"),
}


def forms(kind, raw):
    reading = FIELDS[kind].read(raw)
    assert reading.state == "read", f"{raw!r} is {reading.state}: {reading.wants}"
    return reading.forms


def group(kind, form, text):
    """Examples of one form, written with | between them."""
    return [(kind, (form,) if isinstance(form, str) else form, typed) for typed in text.split("|")]


# ---------------------------------------------------------------- tables of examples

READ = [
    *group(
        "date",
        "2022-09-07",
        "2022-09-07|7 Sept 2022|September 7th, 2022|Wed 7 Sep 22|07/09/2022|7.9.2022|7. 9. 2022|07-09-2022|"
        "2022/09/07|2022.09.07|20220907|2022-09-07T10:30:00|7-Sep-2022|Sept. 7, 2022|7sep2022|"
        "the seventh of September 2022|on Wednesday, 7 September 2022 at 10:30|2022 September 7|"
        "7 Septemebr 2022|７ September ２０２２|٧ September ٢٠٢٢|7\u00a0September\u00a02022|7 september '22|"
        "Wednesday the 7th of September, 2022|“7 September 2022”|7 September\n2022|Wednesday\n7\nSeptember 2022|7 9 2022|It was 7 September 2022.",
    ),
    *group("date", "2022-09-13", "13/09/2022|09/13/2022|13.9.2022|Sep 13 2022"),
    *group(
        "date",
        "2022-09",
        "Sept\n2022|Sept 2022|09/2022|2022-09|2022/09|September, 2022|9.2022|early September 2022",
    ),
    *group("date", "2021-06", "juin 2021|Juni 2021|6/2021|Jun. 2021"),
    *group("date", "2022", "2022|in 2022|about 2022|the year 2022"),
    *group(
        "date",
        "2021-06-20/2021-06-28",
        "20-28 June 2021|from 20 to 28 June 2021|2021-06-20/2021-06-28|June 20-28, 2021|20–28 June 2021|"
        "20 June 2021 - 28 June 2021|between 20 and 28 June 2021|2021-06-20 to 28|20/06/2021-28/06/2021|"
        "20 June to 28 June 2021|20th until 28th of June 2021|20.6.2021-28.6.2021|20 June 2021; 28 June 2021|"
        "20 June\n28 June 2021|20 June 2021\n28 June 2021",
    ),
    *group(
        "date", "2021-06/2022-07", "between June 2021 and July 2022|June 2021 to July 2022|06/2021-07/2022"
    ),
    *group("date", "2021/2022", "2021-2022|2021/22|from 2021 to 2022|2021\n2022"),
    *group(
        "number",
        "1006",
        "1,006|1006|01,006|01.006|1 006|1\u202f006|1.006|1'006|1’006|1_006|1006.|1,006.0|one thousand and six|１００６|١٠٠٦|"
        "about 1,006|~1006|1006 meetings|n = 1006|the answer is 1006|+1006",
    ),
    *group(
        "number",
        "22",
        "22|twenty-two|twenty two|22,0|22 of 30|22 out of 30|exactly 22|22 times|+22|twenty\ntwo|22\nof 30",
    ),
    *group("number", "1.125", "1 1/8|1.1250"),
    *group("number", "2000", "2k|2,000|2 thousand|two thousand"),
    *group("number", "-5", "-5|−5|minus 5|minus five|k = - 5"),
    *group(
        "number", "5", "- 5|– 5|- 5 claims|• 5|* 5|- about 5|5?|5!|5 ??|3) 5|(3) 5|5 # c05|5 (par. 4)|**- 5**"
    ),
    *group("number", "2000000", "2 million|2,000,000|2.000.000|2 mn"),
    *group("percent", "53", "53|53 %|53%|53 percent|53 per cent|53 pct|53,0"),
    *group("percent", "37.5", "37.5|37,5 %|3/8|3 of 8|3 out of 8"),
    *group("share", "0.53", "0.53|.53|0,53|53 %|53 percent|0.528|1. 0.53|2. .53|1) 0,53|- 0.53"),
    *group("share", "0.5", "½|0.5|one half|half|1/2|50%"),
    *group("share", "0.67", "2/3|two thirds|0.667|66.7 %"),
    *group("decimal", "2.5", "2.5|2,5|2½|2 1/2|2.50"),
    *group("decimal", "-0.31", "-0.31|−0,31|-.31|k = -0.31|-0.3100"),
    *group("months", "19", "19|19 months|19 month|nineteen months"),
    *group(
        "text",
        "vladivostok",
        "Vladivostok|vladivostok|VLADIVOSTOK|Vladivostock|Wladiwostok|in Vladivostok|“Vladivostok”|"
        "answer: Vladivostok|I think it was Vladivostok.|Vladivostok (c19)|"
        "Vladivostok (c16, c19)|**Vladivostok**|= Vladivostok|"
        "Vladivostok (paragraph 4)|Vladivostok (par. 4)|Vladivostok (see § 4, 5)|Vladivostok [c19, para 4]|"
        "Vladivostok # c19|Vladivostok #c19|Vladivostok # see par. 4|Vladivostok # because the caption says so|"
        "Vladivostok.|Vladivostk|Vladivsotok|  Vladi\u200bvostok |Vlаdivоstok|Владивосток",
    ),
    *group(
        "text", skeleton("defence centre"), "defence centre|Defense Center|the defence-centre|DEFENCE  CENTRE"
    ),
    *group("text", skeleton("United States"), "US|U.S.|USA|United States|the United States of America"),
    *group("text", skeleton("Su-30"), "Su-30|SU 30|su30"),
    *group(
        "name",
        "aung hlaing min",
        "Min Aung Hlaing|Senior General Min Aung Hlaing|Snr. Gen. Min Aung Hlaing|min aung hlaing|"
        "Min Aung Hliang|"
        "Min Aung Hlang|MIN AUNG HLAING|Gen Min Aung Hlaing of Myanmar|General Min-Aung-Hlaing|MinAungHlaing",
    ),
    *group(
        "name",
        "putin vladimir",
        "Vladimir Putin|Putin|President Putin|Putin, Vladimir|V. Putin|V. V. Putin|Mr Putin|Wladimir Putin|"
        "Vladimir Vladimirovich Putin|Russia's president Vladimir Putin|Владимир Путин|Puttin|Vladmir Putin",
    ),
    *group(
        "name",
        sound("lavrov") + " " + sound("sergey"),
        "Sergey Lavrov|Sergei Lavrov|Lawrow|FM Lavrov|Sergej Lavrov",
    ),
    *group("name", "aung ki san su", "Aung San Suu Kyi|Daw Aung San Suu Kyi|Suu Kyi|Aung San Su Kyi"),
    *group(
        "choice",
        "contested",
        "contested|c|C|c)|(c)|c.|c. contested|It is contested|cont|contestd|option c|CONTESTED|sentence c",
    ),
    *group(
        "choice",
        "confirmed, rounded",
        "b|confirmed, rounded|confirmed, but rounded|b) confirmed, but rounded",
    ),
    *group("choice", "not found", "d|not found|no second source found|no second source"),
    *group(
        "choices",
        ("confirmed", "contested"),
        "a, c|ac|a c|a and c|c; a|a\nc|confirmed and contested|a) c)|a/c|(a) (c)",
    ),
    *group(
        "choices",
        ("confirmed, rounded", "contested"),
        "confirmed, rounded, contested|contested; confirmed, rounded|b,c",
    ),
    *group(
        "order",
        "coup > sale > vote",
        "b > a > c|b, a, c|bac|b a c|b -> a -> c|b → a → c|1. b 2. a 3. c|1) b\n2) a\n3) c|"
        "2. a 1. b 3. c|b then a then c|"
        "coup, arms sale, vote in New York|first coup, then arms sale, then vote in New York|"
        "coup; sale; vote|b; a; c",
    ),
    *group(
        "set",
        ("rusia", "china", "serbia"),
        "Russia, China, Serbia|Russia, China and Serbia|Russia; China; Serbia|Russia\nChina\nSerbia|"
        "Russia / China / Serbia|"
        "• Russia\n• China\n• Serbia|1. Russia 2. China 3. Serbia|Russia & China & Serbia|"
        "Russia China Serbia|"
        "Russia, China, Serbia and Russia|- Russia\n- China\n- Serbia|Russia, PRC, Serbia|"
        "Russia, and China, and Serbia",
    ),
    *group("set", ("bosnia", "serbia"), "Bosnia and Herzegovina, Serbia|Bosnia and Serbia"),
    *group(
        "people",
        ("putin vladimir", "lavrov sergei"),
        "Putin, Lavrov|Vladimir Putin and Sergey Lavrov|Putin, Vladimir; Lavrov, Sergei|"
        "President Putin; Foreign Minister Lavrov",
    ),
    *group(
        "codes",
        ("event", "indicator"),
        "event, indicator|indicator, event|event indicator|event/indicator|Event; read off",
    ),
    *group(
        "codes",
        ("statistic", "manifest"),
        "statistic, manifest|number or count, a little judgement|manifest + statistic",
    ),
    *group("codes", ("event", NONE), "event"),
]


@each("kind, form, typed", READ)
def test_each_way_of_typing_gives_the_same_form(kind, form, typed):
    assert forms(kind, typed) == form


@each(
    "kind, form, raw",
    [
        ("date", ("2022",), 2022),
        ("date", ("2022-09-07",), date(2022, 9, 7)),
        ("date", ("2021-06-20/2021-06-28",), ["20 June 2021", "28 June 2021"]),
        ("number", ("3",), 3),
        ("number", ("3",), 3.0),
        ("decimal", ("0.68",), 0.6789),
        ("text", ("7",), 7),
        ("set", ("rusia", "china"), ["Russia", "China"]),
        ("order", ("coup > sale > vote",), ["b", "a", "c"]),
    ],
)
def test_what_is_not_text_is_read_too(kind, form, raw):
    assert forms(kind, raw) == form


UNCLEAR = [
    ("date", "31 June 2021", "There is no 31 June 2021: this June has 30 days."),
    ("date", "29 February 2022", "28 days"),
    ("date", "2022-13-07", "no month 13"),
    ("date", "7 September", "The year is missing"),
    ("date", "Wednesday", "A weekday alone"),
    ("date", "7 or 8 September 2022", "Type one date"),
    ("date", "28 June 2021 to 20 June 2021", "The end comes before the beginning"),
    ("date", "7 September 2022 and 3 August 2022", "Type one date"),
    ("date", "?", "not said"),
    ("number", "20-22", "Type one number"),
    ("number", "between 20 and 22", "Type one number"),
    ("number", "two or three", "Type one number"),
    ("number", "many", "in digits"),
    ("number", True, "in digits"),
    ("number", "nan", "in digits"),
    ("number", "1. 5", "in digits"),  # 1.5, or the first line of a list
    ("number", "2 or 3?", "Type one number"),
    ("number", "5 # because 6 of 8", "in digits"),
    ("text", "nor said", "type: not said"),
    ("text", "not sayed", "type: not said"),
    ("number", "5 not said", "in digits"),
    ("number", "9" * 99, "too long"),
    ("choice", "z", "a (confirmed)"),
    ("choice", "not confirmed", "a (confirmed)"),
    ("choice", "conf", "a (confirmed)"),
    ("choice", "a. contested", "do not fit"),
    ("choice", "a or b", "a (confirmed)"),
    ("order", "b, b, a", "twice"),
    ("order", "b = a > c", "place of its own"),
    ("codes", "event, statistic", "one code for each"),
    ("codes", "chair, indicator", "'chair'"),
    ("name", "Putin and Lavrov", "one name"),
    ("name", "Min Aung Hlaing and Putin", "one name"),
    ("people", "Putin or Lavrov", "Type a comma between two names."),
    ("months", "about a year and a half", "in digits"),
    ("months", "19 years", "in months, not in years"),
    ("months", "49 days", "in months, not in days"),
    ("number", "53 %", "Percent is not asked"),
    *[
        ("number", typed, "makes another one of it")
        for typed in "more than 2,000|less than 2|at least 2|at most 2|no more than 2|up to 2|over 2|>2|2+".split(
            "|"
        )
    ],
    *[
        ("date", f"{word} March 2021", "makes another one of it")
        for word in ("before", "after", "since", "by")
    ],
    ("text", "none", "type: not said"),
    ("number", "none", "type: not said. If there is none, type: 0"),
    ("number", "no country", "type: not said. If there is none, type: 0"),
    ("number", "there are no rows", "type: not said. If there is none, type: 0"),
    ("number", "there is no row for China", "type: not said. If there is none, type: 0"),
    ("number", "not said, maybe 3", "only: not said"),
    ("name", "not said, but Lavrov came", "only: not said"),
    ("name", "မင်းအောင်လှိုင်", "in Latin letters"),
    ("text", "Нейпьидо", "in Latin letters"),
    ("text", "x" * 3000, "too long"),
    ("text", ["x"] * 9999, "too long"),
    ("text", "I don't know", "Leave it empty"),
    ("text", "!!", "letters or digits"),
]


@each("kind, typed, says", UNCLEAR)
def test_what_cannot_be_read_gets_one_sentence_that_says_why(kind, typed, says):
    reading = FIELDS[kind].read(typed)
    assert (reading.state, reading.forms) == ("unclear", ())
    assert says in reading.wants


@each(
    "kind, typed, says",
    [
        ("date", "07/09/2022", "The day comes first here, so it is 7 September 2022."),
        ("date", "7/9/22", "The year was read as 2022."),
        ("date", "Tuesday 7 September 2022", "7 September 2022 was a Wednesday, not a Tuesday."),
        ("date", "about 2022", "'about' was left out"),
        ("number", "1.006", "between thousands"),
        ("number", "about 2,000", "“about” was left out"),
        ("number", "22 of 30", "of 30"),
        ("share", "53 %", "a share of 0.53"),
        ("months", "19 full ones", "the unit asked is months"),
        ("text", "Vladivostk", "Read as Vladivostok."),
        ("name", "Putin", "Read as Vladimir Putin."),
        ("name", "the general", "The name of a person is asked"),
        ("people", "her adviser", "The name of a person is asked"),
        ("name", "the president's adviser for economic affairs", "The name of a person is asked"),
        ("name", "adviser to the president for trade", "The name of a person is asked"),
        ("name", "adviser to Putin", "The name of a person is asked"),
        ("name", "Putin's deputy", "The name of a person is asked"),
        ("name", "the Kremlin's press spokesman", "The name of a person is asked"),
        ("name", "Min Aung Hlaing’s special envoy to Moscow", "The name of a person is asked"),
        ("codes", "event", "One of these is missing: read off"),
        ("people", "Putin, the king, Lavrov", "“the king” names nobody and was left out."),
        ("people", "Putin; the king; Lavrov", "“the king” names nobody and was left out."),
        ("people", "Lukashenko, president of Belarus", "“president of Belarus” names nobody"),
        ("people", "Putin (Russia), Lavrov", "“Russia” names nobody"),
    ],
)
def test_a_note_says_how_something_was_read(kind, typed, says):
    assert any(says in note for note in FIELDS[kind].read(typed).notes)


@each("typed", ["Putin's adviser Ivan Petrov", "Ivan Petrov, Putin's adviser", "Deputy Minister Ivan Petrov"])
def test_a_name_beside_a_role_is_called_no_role(typed):
    assert not FIELDS["name"].read(typed).notes


@each("kind", FIELDS)
def test_silence_is_advised_only_where_it_may_be_an_answer(kind):
    advised = kind not in ("choice", "choices", "order", "codes", "short")
    for typed in ("?", "I don't know"):
        wants = FIELDS[kind].read(typed).wants
        assert wants.startswith("Leave it empty if you do not know.") and ("not said" in wants) == advised


@each("typed", ["13/09/2022", "7.9.2022", "9/9/2022", "7 Sept 2022", "2022-09-07"])
def test_a_date_that_can_be_read_in_one_way_only_has_no_note(typed):
    assert FIELDS["date"].read(typed).notes == ()


def test_the_rule_for_dates_in_numbers_stands_in_the_module():
    from aftercoup.answers.kinds import date as dates

    assert "07/09/2022" in dates.__doc__ and "dateutil" in dates.__doc__
    assert read_date("07/09/2022")[0] == "2022-09-07"


# ---------------------------------------------------------------- blank, not said

NOT_SAID_WORDS = (
    "not said|Not said.|(not said)|not stated|not mentioned|not given|unknown|n/a|N.A.|"
    "cannot be known|nobody knows|no one can say|the report does not say|The report doesn’t say.|"
    "the article does not mention it|it does not say when|it is not said|"
    "cannot be known from this|can't be known|We cannot know|impossible to say|not in the report|"
    "the tables do not say|no information|no date is given|nothing is said about it|"
    "The text says nothing about it|the report is silent|the source does not tell|"
    "not specified in the text|not available|unspecified|not possible to know from this|"
    "unnamed|not identified|we are not told|nobody is named|the report doesn't name him|anonymous|not clear|"
    "the name is not given|no information about it|the date is missing in the report|it is unclear|"
    "notsaid|not siad|not sad|no said|NA|not stated in par. 4|not said in paragraph 11|unkown|nicht gesagt|nicht gesgat|"
    "there is no mention|there is no date in the report|the report has no date|the table has no data|"
    "the report names no country|the report gives no number here|cannot be known on the basis of this report|"
    "it is not there in the report"
)


@each("typed, kind", product(NOT_SAID_WORDS.split("|"), "text date number set choice codes short".split()))
def test_the_report_does_not_say_in_many_wordings(typed, kind):
    assert forms(kind, typed) == (NOT_SAID,)


@each(
    "typed",
    [
        "not found",
        "Naypyidaw",
        "no",
        "none",
        "nothing",
        "never met",
        "he did not say that he would go",
        "7 September",
        "I do not know",
        "not a coup",
        "said",
        "not paid",
        "not aid",
        "1 not said",
        "nor said",
        "it is no country",
    ],
)
def test_other_words_are_not_taken_for_it(typed):
    assert not is_not_said(typed)


def test_the_country_that_is_asked_for_may_stand_in_it():
    for typed in (
        "missing for the host country",
        "no information about the countries",
        "not stated for a country",
    ):
        assert is_not_said(typed, {"host"})
    assert not is_not_said("the host country", {"host"})


def test_each_word_of_a_way_to_say_it_can_be_met():
    """A word with a sort is replaced by the letters of its sorts, so that none stands in a way by itself."""
    assert not {*re.findall("[a-z]+", " ".join(words._WAYS))} & words._SORT_OF.keys()


@each(
    "kind, typed, same",
    [
        ("choices", "a、c", "a, c"),
        ("choices", "a،c", "a, c"),
        ("choices", "【a、c】。", "a, c"),
        ("choice", "b。", "b"),
        ("order", "b、a、c", "b, a, c"),
        ("order", "b، a، c", "b, a, c"),
        ("set", "Russia、China", "Russia, China"),
        ("set", "Russia، China؛ Serbia", "Russia; China; Serbia"),
        ("people", "Putin၊ Lavrov။", "Putin, Lavrov"),
        ("codes", "event، read off", "event, read off"),
        ("decimal", "0。5", "0.5"),
        ("decimal", "٠٫٥", "0.5"),
        ("decimal", "۰٫۵", "0.5"),
        ("number", "၂၅။", "25"),
        ("number", "२५", "25"),
        ("number", "١٬٠٠٦", "1,006"),
        ("percent", "٥٣٪", "53%"),
        ("date", "٧ September ٢٠٢٢", "7 September 2022"),
        ("text", "Vladivostok。", "Vladivostok"),
    ],
)
def test_signs_and_digits_of_other_scripts_are_ours(kind, typed, same):
    assert forms(kind, typed) == forms(kind, same)


@each("typed, kind", product(["", " ", "…", "...", "-", "–", None, "\n\t", "“”", '""', [], "\u200b"], FIELDS))
def test_only_these_are_blank(typed, kind):
    assert FIELDS[kind].read(typed).state == "blank"


@each("typed", [0, False, "0", "none", "x", "?", "--x"])
def test_these_are_not_blank(typed):
    assert FIELDS["text"].read(typed).state != "blank"


@each("typed", ["?", "??", "no idea", "I don't know", "idk"])
def test_a_question_mark_is_no_answer(typed):
    assert is_no_idea(typed)
    assert "not said" in FIELDS["date"].read(typed).wants


def test_a_sentence_on_what_to_type_holds_no_answer_of_the_case():
    """The examples of dates in these sentences are years away from all that the tables tell of."""
    days = {str(row.start) for row in tables.table("events")} | {"7 September 2022"}
    for _, typed, _ in UNCLEAR:
        wants = FIELDS["date"].read(typed).wants
        assert not any(day in wants and day not in str(typed) for day in days)


# ---------------------------------------------------------------- names within a phrase

# kind, the answer, and what is typed: the same; somebody or something else; and what a person must look at
WITHIN = [
    (
        "text",
        "Naypyidaw",
        "Naypyidaw, Myanmar|the capital, Naypyidaw|the capital of Myanmar, Naypyidaw|Naypyidaw (capital of Myanmar)"
        "|the city of Naypyidaw|it was in Naypyidaw|Naypyidaw, not Yangon|Nay Pyi Taw, Burma|in Nay Pyi Taw",
        "not Naypyidaw|Yangon, not Naypyidaw|capital of Myanmar|Yangon, Myanmar",
        "near Naypyidaw|Naypyidaw or Yangon|Naypyidaw and Yangon|Naypyidaw/Yangon|Naypyidaw airport|Naypeedow",
    ),
    (
        "text",
        "Yangon",
        "in Rangoon|rangun|Rangoon, Burma|Yangon (Rangoon)",
        "Mandalay",
        "Rangoon airport",
    ),
    (
        "text",
        "Myanmar",
        "in Burma|Burma (Myanmar)|Myanmar (MMR)|MYANMAR (MMR)|Myanmar MMR",
        "Yangon|the capital of Myanmar",
        "Myanmar and Serbia",
    ),
    ("text", "Soviet Union", "from the USSR|the Soviet Union (USSR)", "Russia", "USSR and Russia"),
    (
        "text",
        "Serbia",
        "Only Serbia|Serbia (SRB)|SRB|the state of Serbia|Belgrade, Serbia|the Republic of Serbia",
        "Serbia's neighbour|the president of Serbia|not Serbia|Russia",
        "Serbia and Russia|Serbia, Russia|Serbia?! or Russia",
    ),
    ("text", "Nigeria", "NIGERIA|Nigeria (NGA)|NIGERIA (NGA)", "NIGER", "NIGERIA, NIGER|NIGERIA NGA NEAR"),
    ("text", "Sudan", "Sudan, the country|Khartoum, Sudan", "South Sudan", "Sudan and Chad"),
    (
        "text",
        "Global New Light of Myanmar",
        "The Global New Light of Myanmar (GNLM)|Global New Light|the newspaper Global New Light of Myanmar|GNLM",
        "Myanmar|Global Light",
        "Global New Light and RIA",
    ),
    (
        "name",
        "Min Aung Hlaing",
        "MAH|Min Aung Hlaing (MAH)|the general, Min Aung Hlaing|General Min Aung Hlaing, head of the junta"
        "|Min Aung Hlaing of Myanmar|the head of the junta Min Aung Hlaing|Myanmar's leader Min Aung Hlaing",
        "adviser to Min Aung Hlaing|Min Aung Hlaing's deputy|Min Aung Hlaings deputy|deputy of Min Aung Hlaing|the wife of"
        " General Min Aung Hlaing|not Min Aung Hlaing|adviser to the Russian president Min Aung Hlaing",
        "Min Aung Hlaing received him|Min Aung Hlaing deputy|friends with Min Aung Hlaing|Min Aun Lain",
    ),
    (
        "name",
        "Anton Kobyakov",
        "Putin's adviser Anton Kobyakov|adviser to Putin, Anton Kobyakov|Anton Kobyakov, adviser to Putin"
        "|Kobyakov (Putin's adviser)|Putin adviser Kobyakov|an adviser of the Russian president, Kobyakov",
        "Kobyakov's deputy|Putin's adviser|an adviser to Kobyakov",
        "Kobyakov I read",
    ),
]


@each(
    "kind, answer, typed, state",
    [
        (kind, answer, typed, state)
        for kind, answer, *lists in WITHIN
        for state, texts in zip(("right", "not yet", "unclear"), lists)
        for typed in texts.split("|")
    ],
)
def test_what_surrounds_a_name_says_the_same_or_makes_another_or_is_looked_at(kind, answer, typed, state):
    field = FIELDS[kind]
    key = Key([forms(kind, answer)])
    for one in (key, key.sealed("salt")):
        assert field.judge(field.read(typed), one).state == state


def test_an_item_of_a_list_may_have_its_country_or_title_beside_it():
    people = forms("people", "Putin, Mishustin, Lukashenko")
    for typed in (
        "Putin, Mishustin, Lukashenko (Belarus)",
        "President Putin; Mishustin, prime minister; Lukashenko, president of Belarus",
        "Putin (Russia), Mishustin (Russia) and Alexander Lukashenko of Belarus",
    ):
        assert forms("people", typed) == people
    assert forms("people", "and Lukashenko") == people[2:]
    key = Key([[form] for form in people])
    verdict = FIELDS["people"].judge(FIELDS["people"].read("Putin, Mishustin, Lukashenko I read"), key)
    assert (verdict.state, verdict.share) == ("unclear", round(1 / 3, 6))
    assert forms("set", "Russia (RUS), China (PRC) and the Republic of Serbia") == forms(
        "set", "Russia, China, Serbia"
    )


# ---------------------------------------------------------------- names stay apart


def test_no_two_actors_are_read_as_one():
    seen = {}
    for row in tables.case().actors:
        kind = "name" if row.kind == "person" else "text"
        form = forms(kind, row.name)
        assert seen.setdefault(form, row.name) == row.name
        assert FIELDS[kind].read(row.name).notes == ()


def test_no_two_persons_are_one_slip_apart():
    people = [
        form for (form,) in (forms("name", row.name) for row in tables.case().actors if row.kind == "person")
    ]
    assert not [(a, b) for a in people for b in people if slip(a.replace(" ", ""), b.replace(" ", ""))]


def test_no_two_states_are_read_as_one():
    names = [row.name for row in tables.load().countries]
    assert len({forms("text", name) for name in names}) == len(names) > 190
    for name in names:
        assert FIELDS["text"].read(name).said == name


@each("typed", ["Sergey", "Alexander", "Vladimir", "Aung", "Win", "Hun", "Suu"])
def test_a_given_name_alone_stands_for_nobody(typed):
    assert forms("name", typed) == (sound(typed.lower()),)


def test_the_father_of_a_person_is_another_person():
    assert forms("name", "Aung San") != forms("name", "Aung San Suu Kyi") == forms("name", "Suu Kyi")


@each(
    "one, other",
    [
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("Gambia", "Zambia"),
        ("Mali", "Malawi"),
        ("Su-30", "Su-35"),
        ("Yak-130", "Yak-30"),
        ("H1", "H2"),
    ],
)
def test_a_slip_never_turns_one_name_into_another(one, other):
    assert forms("text", one) != forms("text", other)


# ---------------------------------------------------------------- properties

anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
    ),
    max_leaves=6,
)
pieces = st.sampled_from(
    "7 07 22 2022 1999 31 20-28 June Sept september, / . - – to from between and of ; \n ' ’ “ % ½ k"
    " 1,006 1.006 0,5 e5 million"
    " twenty two hundred third half a b c d) (a) > → = 1. 2) • & Putin Vladimir Lavrov Russia China"
    " Gen. Mr the not said ? … H § 5-7 par."
    " event indicator evaluative confirmed rounded contested"
    " Ω ß İ ﬁ ǆ ॥ ٧ \u200b \ufeff \u0130 \U0001d7d9 \ud800".split(" ")
)
answers = st.one_of(
    st.text(max_size=60),
    st.lists(pieces, max_size=8).map(" ".join),
    st.lists(pieces, max_size=6).map("".join),
)
kinds = st.sampled_from(sorted(FIELDS))
many = settings(max_examples=150)


@many
@given(kinds, st.one_of(anything, answers))
def test_reading_never_raises_and_says_what_it_needs(kind, raw):
    reading = FIELDS[kind].read(raw)
    assert reading.state in ("blank", "read", "unclear")
    assert (reading.state == "read") == bool(reading.forms)
    assert (reading.state == "unclear") == bool(reading.wants)
    assert all(isinstance(form, str) and form for form in reading.forms)
    assert len(set(reading.forms) - {NONE}) == len([form for form in reading.forms if form != NONE])
    if reading.state == "read":
        assert reading.said


@many
@given(kinds, answers)
@example("months", "1.,001")
def test_reading_a_form_again_gives_the_form(kind, typed):
    reading = FIELDS[kind].read(typed)
    # where a text may hold a name ("/Putin") its form is that of the whole text, and a person decides
    if reading.state == "read" and not reading.within and kind not in ("short", "codes"):
        again = FIELDS[kind].read(list(reading.forms) if len(reading.forms) > 1 else reading.forms[0])
        assert again.forms == reading.forms


@many
@given(
    st.sampled_from(["date", "number", "percent", "share", "decimal", "choice", "choices", "order", "codes"]),
    answers,
)
def test_reading_what_was_said_gives_the_form(kind, typed):
    reading = FIELDS[kind].read(typed)
    if reading.state == "read":
        assert FIELDS[kind].read(reading.said).forms == reading.forms


@many
@given(kinds.filter(lambda kind: kind != "short"), answers, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_unicode_form_does_not_count(kind, typed, form):
    """All four forms; but 1¼ in a compatibility form is 11⁄4, and nobody can tell it from 11 quarters."""
    other = "".join(unicodedata.normalize(form, sign) if sign not in "¼½¾" else sign for sign in typed)
    other = other if form in ("NFKC", "NFKD") else unicodedata.normalize(form, typed)
    assert FIELDS[kind].read(other).forms == FIELDS[kind].read(typed).forms


@many
@given(kinds.filter(lambda kind: kind != "short"), answers)
def test_spaces_and_quotation_marks_around_it_do_not_count(kind, typed):
    reading = FIELDS[kind].read(typed)
    for other in (f"  {typed}\t ", f"“{typed}”", f"'{typed}'", f"\ufeff{typed}\u200b"):
        assert FIELDS[kind].read(other).forms == reading.forms


@many
@given(kinds.filter(lambda kind: kind != "short"), st.lists(pieces, max_size=8).map(" ".join))
@example("set", "par. par. İ")  # in capitals no PAR is short for Paris
@example("text", "straße in İzmir, ﬁnland")
def test_small_and_large_letters_do_not_count(kind, typed):
    upper = typed.upper()
    if plain(upper) == plain(typed):  # a few letters of other alphabets have no way back
        assert FIELDS[kind].read(upper).forms == FIELDS[kind].read(typed).forms


@many
@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_is_read_in_every_usual_way(day):
    for typed in (
        f"{day:%Y-%m-%d}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {day:%b} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert read_date(typed.replace(f" {day.year}", f" {day.year:04}"))[0] == day.isoformat()


@many
@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_is_read_in_every_usual_way(number):
    for typed in (
        number,
        str(number),
        f"{number:,}",
        f"{number:,}".replace(",", " "),
        f"{number:,}".replace(",", "."),
    ):
        assert forms("number", typed) == (str(number),)


@many
@given(st.text(), st.text())
def test_sound_and_skeleton_change_nothing_a_second_time(one, other):
    assert skeleton(skeleton(one)) == skeleton(one)
    assert plain(plain(one)) == plain(one)
    assert slip(one, other) == slip(other, one)


def test_a_table_that_cannot_be_read_is_named(monkeypatch):
    """Names are compared with those in the tables; a student may have damaged these."""

    def broken(names):
        raise tables.TableError("actors.csv is empty.")

    monkeypatch.setattr("aftercoup.answers.language.names.Names.known", property(broken))
    assert FIELDS["text"].read("Bagan") == Reading("unclear", wants="actors.csv is empty.")


def test_every_kind_of_field_has_its_examples():
    assert set(KINDS) == {field.kind for field in FIELDS.values()}
    assert {"text", "name", "date", "number", "choice", "choices", "order", "set", "codes"} <= {
        FIELDS[kind].kind for kind, _, _ in READ
    }


# ---------------------------------------------------------------- judging


def key_of(kind, *typed):
    """A Key of right answers as typed, one item for each; a list holds all right ways for one item."""
    return Key(
        [
            [form for one in ([item] if isinstance(item, str) else item) for form in forms(kind, one)]
            for item in typed
        ]
    )


JUDGED = [
    ("date", ["2022-09-07"], "7 Sept 2022", "right", ""),
    ("date", ["2022-09-07"], "8 Sept 2022", "not yet", "other"),
    ("date", ["2022-09-07"], "Sept 2022", "not yet", "coarser"),
    ("date", ["2022-09-07"], "5 to 8 September 2022", "not yet", "coarser"),
    ("date", ["2022-09-07"], "9 July 2022", "not yet", "swapped"),
    ("date", ["2022-09-07"], "", "blank", "blank"),
    ("date", ["2022-09-07"], "7 September", "unclear", "unclear"),
    ("date", ["2022-09-07"], "not said", "not yet", "not-said"),
    ("date", ["not said"], "7 September 2022", "not yet", "said"),
    ("date", ["not said"], "the report does not say", "right", ""),
    ("number", ["1006"], "1,006", "right", ""),
    ("number", ["1006"], "1,007", "not yet", "other"),
    ("percent", ["53"], "0.53", "not yet", "scale"),
    ("share", ["0.53"], "53", "not yet", "scale"),
    ("share", ["0.53"], "20", "not yet", "scale"),  # also where the value is wrong
    ("number", ["9"], "9 1/2", "not yet", "whole"),
    ("share", ["0.68"], "0.7", "not yet", "rounding"),
    ("share", ["0.68"], "0.67", "not yet", "rounding"),
    ("share", ["0.68"], "0.3", "not yet", "other"),
    ("number", ["5"], "10", "not yet", "other"),  # whole things are not rounded
    ("choice", ["contested"], "c", "right", ""),
    ("choice", ["contested"], "a", "not yet", "other"),
    ("set", ["Russia", ["China", "PRC"], "Serbia"], "PRC, Serbia, Russia", "right", ""),
    ("set", ["Russia", ["China", "PRC"], "Serbia"], "Russia, China", "partly", "missing"),
    ("set", ["Russia", ["China", "PRC"], "Serbia"], "Russia, China, Serbia, Iran", "partly", "extra"),
    ("set", ["Russia", ["China", "PRC"], "Serbia"], "Russia, China, Iran", "partly", "missing and extra"),
    ("set", ["Russia", ["China", "PRC"], "Serbia"], "Iran, Iraq", "not yet", "missing and extra"),
    ("choices", ["a", "c"], "a, c", "right", ""),
    ("choices", ["a", "c"], "a, b", "not yet", "missing and extra"),
    ("order", ["b, a, c"], "b, a, c", "right", ""),
    ("order", ["b, a, c"], "a, b, c", "partly", "swapped"),
    ("order", ["b, a, c"], "c, a, b", "not yet", "swapped"),
    ("short", ["x"], "because they met", "by hand", "by hand"),
]


@each("kind, right, typed, state, reason", JUDGED)
def test_an_answer_gets_its_verdict(kind, right, typed, state, reason):
    verdict = FIELDS[kind].judge(FIELDS[kind].read(typed), key_of(kind, *right))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert (verdict.share is None) == (state == "by hand")
    assert verdict.says and reason in REASONS


def test_the_share_of_the_points():
    def share(kind, right, typed):
        return FIELDS[kind].judge(FIELDS[kind].read(typed), key_of(kind, *right)).share

    states = ["Russia", "China", "Serbia"]
    assert share("set", states, "Russia, China") == pytest.approx(2 / 3, abs=1e-5)
    assert share("set", states, "Russia, China, Iran") == pytest.approx(1 / 3, abs=1e-5)
    assert share("set", states, "Russia, China, Serbia, Iran") == pytest.approx(2 / 3, abs=1e-5)
    assert share("order", ["b, a, c"], "a, b, c") == pytest.approx(
        1 / 3, abs=1e-5
    )  # two of three pairs agree
    codes = Key([["event"], ["indicator"]])
    assert FIELDS["codes"].judge(FIELDS["codes"].read("event, manifest"), codes).share == 0.5
    assert FIELDS["codes"].judge(FIELDS["codes"].read("event"), codes).reason == "missing"


def test_two_spellings_of_one_item_count_once():
    key = Key([["rusia", "ruland"], ["china"]])
    verdict = FIELDS["set"].judge(FIELDS["set"].read("Russia, Ruland"), key)
    assert (verdict.state, verdict.reason, verdict.share) == ("partly", "missing", 0.5)


def test_a_wrong_answer_with_words_of_its_own():
    key = Key(
        [["sochi"]],
        {skeleton("Kazan"): (0.5, "Read who is the host."), skeleton("Minsk"): (0, "Read it again.")},
    )
    half = FIELDS["text"].judge(FIELDS["text"].read("Kazan"), key)
    assert (half.state, half.share, half.reason) == ("partly", 0.5, "miss")
    assert half.says == "Partly right: Read who is the host."
    none = FIELDS["text"].judge(FIELDS["text"].read("Minsk"), key)
    assert (none.state, none.share, none.says) == ("not yet", 0, "Not yet: Read it again.")


def test_how_many_there_are_is_part_of_the_question_and_not_told():
    key = key_of("set", "Russia", "China", "Serbia")
    says = FIELDS["set"].judge(FIELDS["set"].read("Russia, Iran"), key).says
    assert says == "1 found, more are missing, 1 does not belong."


def test_without_a_key_it_is_only_said_that_it_was_read():
    verdict = FIELDS["date"].judge(FIELDS["date"].read("7 Sept 2022"))
    assert (verdict.state, verdict.share, verdict.says) == ("read", None, "")
    assert FIELDS["date"].judge(FIELDS["date"].read("")).state == "blank"
    assert FIELDS["date"].judge(FIELDS["date"].read("soon")).state == "unclear"


@many
@given(st.sampled_from(JUDGED), answers)
def test_judging_never_raises_and_never_names_the_answer(case, typed):
    kind, right, *_ = case
    verdict = FIELDS[kind].judge(FIELDS[kind].read(typed), key_of(kind, *right))
    assert verdict.state in ("right", "partly", "not yet", "by hand", "blank", "unclear")
    assert verdict.share is None or (verdict.share == 1) == (verdict.state == "right")
    assert verdict.reason in REASONS
    if verdict.state in ("partly", "not yet"):
        for answer in right:
            for text in [answer] if isinstance(answer, str) else answer:
                assert len(text) < 4 or text == "not said" or text.lower() not in verdict.says.lower()


def test_a_count_with_its_total_is_the_count_where_the_question_names_the_total():
    field = KINDS["number"]("confirmed", label="how many of the four claims are confirmed?")
    forms = {typed: field.read(typed).forms for typed in ("2/4", "2 of 4", "2 of the four", "2", "2/5")}
    assert forms == {"2/4": ("2",), "2 of 4": ("2",), "2 of the four": ("2",), "2": ("2",), "2/5": ("0.4",)}
    assert field.read("2/4").notes == ("Read as 2, of 4.",)


@each(
    "label, unit, right, typed, state",
    [
        ("how many claims?", "", "2", "- 2", "right"),
        ("how many claims?", "", "2", "-2", "not yet"),
        ("how many claims?", "", "2", "- 3", "not yet"),
        ("how many claims?", "", "-2", "- 2", "unclear"),  # a key that says more than its question
        ("how many pieces change the group?", "pieces", "2", "- 2", "right"),
        ("Cohen's kappa", "", "2", "- 2", "unclear"),
        ("Cohen's kappa", "", "2", "– 2", "unclear"),
        ("Cohen's kappa", "", "-2", "- 2", "right"),
        ("Cohen's kappa", "", "-2", "-2", "right"),
        ("Cohen's kappa", "", "3", "- 2", "not yet"),
        ("median change", "share", "-2", "- 2", "right"),
        ("median change", "share", "2", "- 2", "unclear"),
    ],
)
def test_a_dash_and_a_blank_before_a_number_are_a_bullet_or_a_sign_or_looked_at(
    label, unit, right, typed, state
):
    field = KINDS["number"]("f", label=label, unit=unit, step=1)
    key = Key([[right]], {"-2": (0, "The sign is wrong.")} if right == "2" else {})
    for one in (key, key.sealed("salt")):
        verdict = field.judge(field.read(typed), one)
        assert verdict.state == state
        assert ("two ways" in verdict.says) == (state == "unclear")


@each("typed", ["Serbia # because Russia says so", "Serbia # no, Russia", "Serbia # or Russia", "Serbia # 5"])
def test_words_behind_a_value_that_may_be_another_answer_are_not_left_out(typed):
    for right in ("Serbia", "Russia"):
        verdict = FIELDS["text"].judge(FIELDS["text"].read(typed), Key([forms("text", right)]))
        assert verdict.state == ("not yet" if typed[-1] == "5" and right == "Russia" else "unclear")
