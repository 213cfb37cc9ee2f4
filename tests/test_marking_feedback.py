"""Feedback pages: what is on them and what is not, that nothing a student wrote becomes part of the page."""

import io
import re
import zipfile
from html.parser import HTMLParser

import pytest

from aftercoup.answers.exercise import Question
from aftercoup.answers.kinds.date import Date
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.language.reading import Reading, Verdict
from aftercoup.teach.marking import feedback
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.feedback import file_names, page
from aftercoup.teach.marking.platforms.hand_in import Student
from aftercoup.teach.marking.platforms.names import upload_name
from aftercoup.teach.writing import archives

ANNA = Student("101", "Anna Doe")
DAY = Question(
    "1.1",
    "The day",
    1,
    5,
    {},
    rule="Take the last such day.",
    reread="01_read_the_event.ipynb#Four-ways",
    worked="It was the worked answer.",
)
WHICH_DAY = Date("day", label="which day?", points=1)


def field(
    typed="8 Sept", said="8 September 2022", notes=(), state="not yet", share=0, says="Not yet: another day."
):
    return FieldResult(
        WHICH_DAY, typed, Reading("read", said, notes=notes), Verdict(state, share, "other", says)
    )


def sheet(*questions, student=ANNA, **more):
    return ExerciseResult(student, "01", "Read the event", "a/01.ipynb", questions, **more)


def question(*fields, points=0.0, **more):
    return QuestionResult(DAY, points, fields, **more)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def test_the_page_says_what_was_written_how_it_was_read_and_where_to_read_again():
    said = Page(page([sheet(question(field(notes=("Read day first.",))))])).text
    for words in (
        "Feedback for Anna Doe",
        "Exercise 01: Read the event",
        "0 of 1 point",
        "8 Sept",
        "8 September 2022",
        "✗ not right, 0 of 1",
        "Not yet: another day. Read day first.",
        "The rule: Take the last such day.",
        "lesson 01, the section “Four ways”",
    ):
        assert words in said


def test_worked_answers_are_there_only_on_request():
    marks = [sheet(question(field()))]
    assert "worked answer" not in page(marks)
    assert "It was the worked answer." in page(marks, answers=True)


def test_what_is_right_needs_no_rule():
    said = Page(page([sheet(question(field(state="right", share=1, says="Right."), points=1.0))])).text
    assert "✓ right, 1 of 1" in said and "The rule" not in said and "Read again" not in said


def test_what_waits_for_a_person_is_said_and_a_comment_is_shown():
    waiting = question(points=None, text="My essay.\nTwo lines.")
    said = page([sheet(waiting)])
    assert "A person still has to read 1.1" in said and "My essay.\nTwo lines." in said
    done = question(points=1.0, text="My essay.", comment="Name your evidence.")
    assert "Name your evidence." in page([sheet(done)])
    assert "You left this empty." in page([sheet(question(text=""))])


def test_once_a_person_has_read_or_decided_nothing_says_that_it_is_still_open():
    by_hand = field(state="by hand", share=None, says="Your teacher reads this answer.")
    unclear = field(state="unclear", says="Type the year.")
    levels = (("which day?", "0.5 of 1", ""),)
    read = Page(page([sheet(question(by_hand, points=0.5, levels=levels))])).text
    assert "read by a person" in read and "which day?: 0.5 of 1." in read
    decided = Page(page([sheet(question(unclear, by_hand, points=1.0, decided=True))])).text
    assert decided.count("decided, see above") == 2 and "0 of 1" not in decided
    for words in ("to be read", "Your teacher reads", "could not be read", "Type the year"):
        assert words not in read + decided
        assert words in Page(page([sheet(question(unclear, by_hand, points=None))])).text


def test_without_a_file_nothing_is_said_of_single_questions():
    """The file may be there, but none that can be marked."""
    absent = sheet(question(), fixed=0.5, decided=("Decided: 0.5 points. On paper.",))._replace(path="")
    said = Page(page([absent])).text
    assert "0.5 of 1 point" in said and "On paper." in said and "No file that can be marked" in said
    assert "empty" not in said.lower() and "The day" not in said


def test_late_and_earlier_files_are_said():
    said = Page(page([sheet(question(), late=True, others=("old.ipynb",), notes=("A cell is gone.",))])).text
    assert "late" in said and "2 files" in said and "A cell is gone." in said


def test_the_bold_number_is_what_counts():
    late = sheet(question(field(), points=1.0), penalty=1, penalty_says="Came late")
    for one, bold, more in (
        (late, "0 of 1 point", "Came late. Your answers have 1 point."),
        (sheet(question(field(), points=1.0)), "1 of 1 point", ""),
        (sheet(question(field()), exempt=True), "Exempt: this exercise does not count", ""),
    ):
        text = page([one])
        assert re.search("<strong>(.*?)</strong>", text)[1] == bold
        assert more in text and ("Your answers have" in text) == bool(more or one.exempt)


def test_each_criterion_of_an_essay_has_its_points_and_words():
    levels = (("Compares", "1 of 2", "Names <one> side."), ("Is it right", "0 of 2", "Two facts are wrong."))
    text = page([sheet(question(points=1.0, text="My essay.", levels=levels))])
    assert "<li>Compares: 1 of 2. Names &lt;one&gt; side.</li><li>Is it right: 0 of 2. Two facts" in text


NASTY = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "<!--",
    "]]>",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_a_student_wrote_becomes_part_of_the_page(text):
    clean = Page(page([sheet(question(field(), notes=("x",), text="x", comment="x"), notes=("x",))]))
    nasty = question(
        field(typed=text, said=text, says=text, notes=(text,)), notes=(text,), text=text, comment=text
    )
    marked = sheet(nasty, student=Student(text, text), notes=(text,))
    dirty = Page(page([marked]))
    assert [tag for tag, _ in dirty.tags] == [tag for tag, _ in clean.tags]
    assert dirty.text.count(text) >= 6


def test_signs_that_steer_are_shown_as_a_sign_and_length_is_bounded():
    said = page([sheet(question(field(typed="a\x1b[31m\u202eb\x00")))])
    assert (
        "\x1b" not in said
        and "\u202e" not in said
        and "\x00" not in said
        and "a\\u001b[31m\\u202eb\\u0000" in said
    )
    assert len(page([sheet(question(field(typed="x" * 5_000_000)))])) < 2 * feedback.LONGEST


def test_the_page_loads_nothing():
    tags = Page(page([sheet(question(field()))])).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not [1 for _, attributes in tags if attributes.keys() & {"src", "action", "onclick"}]
    assert not [1 for _, attributes in tags if "href" in attributes]
    assert ("html", {"lang": "en"}) in tags


def test_several_exercises_of_one_student_stand_on_one_page_in_order():
    second = ExerciseResult(ANNA, "02", "Build the timeline", "b.ipynb", ())
    said = Page(page([second, sheet(question())])).text
    assert said.index("Exercise 01") < said.index("Exercise 02")


def test_file_names_are_safe_and_never_two_the_same():
    students = [
        Student("1", "Zoë Müller"),
        Student("../../x", "../../x"),
        Student("3", "张伟"),
        Student("4", "李娜"),
        Student("Anna", ""),
        Student("anna!", ""),
        Student("CON" * 99, "x" * 400),
        Student("5", "Zoe Muller"),
    ]
    names = file_names(students)
    assert len({name.casefold() for name in names.values()}) == len(students)
    assert all("/" not in name and len(name.encode()) < 255 and ".." not in name for name in names.values())
    assert names == file_names(students[::-1])
    assert names[students[0].key] == "Zoë_Müller_1.html"


def test_a_page_keeps_its_name_when_others_come_also_in_other_scripts():
    two = [Student(name, name) for name in ("ကို", "မောင်မောင်")]
    names = file_names(two)
    assert names == {key: f"{key}.html" for key in names}
    assert file_names([*two, Student("က", "က")]).items() > names.items()


@pytest.mark.parametrize(
    ("path", "platform", "id_", "name"),
    [
        ("doejane_LATE_123_456_01_read-2.ipynb", "canvas", "123", "doejane_LATE_123_456_01_read-2.html"),
        (
            "Jane Doe_98_assignsubmission_file/01.ipynb",
            "moodle",
            "98",
            "Jane Doe_98_assignsubmission_file_/feedback.html",
        ),
        (
            "Jane Doe_98_assignsubmission_file_01.ipynb",
            "moodle",
            "98",
            "Jane Doe_98_assignsubmission_file_/feedback.html",
        ),
        ("down/doe_1_2_my work.zip/01_read.ipynb", "canvas", "1", "doe_1_2_my work.html"),
        ("anon_a1B2c_LATE_456_01.ipynb", "canvas", "a1B2c", "anon_a1B2c_LATE_456_01.html"),
        ("group_1_2_01.ipynb", "canvas", "3", None),  # the page of another member of the group
        ("Group A_7_assignsubmission_file_/01.ipynb", "moodle", "8", None),
        ("anna/01.ipynb", "moodle", "anna", None),
        ("anna/01.ipynb", "folders", "anna", None),
    ],
)
def test_the_name_under_which_a_platform_takes_a_page_back(path, platform, id_, name):
    assert upload_name(path, platform, id_) == name


def test_the_archive_is_the_same_for_the_same_pages():
    first, second = (
        archives.archive(dict.fromkeys(names, b"a")) for names in (["b.html", "a.html"], ["a.html", "b.html"])
    )
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        assert zipped.namelist() == ["a.html", "b.html"] and zipped.read("a.html") == b"a"


@pytest.mark.parametrize(
    "reread, said",
    [
        ("04_trace_the_contacts.ipynb#Two-ladders", "lesson 04, the section “Two ladders”."),
        ("04_trace_the_contacts.ipynb", "lesson 04."),
    ],
)
def test_where_to_read_again_is_said_in_words(reread, said):
    asked = DAY._replace(reread=reread)
    assert f"<p>Read again: {said}</p>" in page([sheet(QuestionResult(asked, 0.5, (field(),)))])
    assert "Read again" not in page([sheet(QuestionResult(asked, 1.0, (field(),)))])
