"""The coding desk without a browser: every step is in the file, or the page is told why not."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import aftercoup as ac
from aftercoup import tables
from aftercoup.coding import codebook, coder_file, texts, work
from aftercoup.coding.desk import Desk
from aftercoup.coding.work import DeskError

REPORT = "The general came. 🎉 He left again on Monday.\nသူ ရောက်သည်။သူ ပြန်သည်။\n"
BOOK = codebook.load()


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(desk, **message):
    """What the desk answers to the page."""
    sent = []
    desk.widget = desk.widget or SimpleNamespace()
    desk.widget.send = sent.append
    desk.receive({"tab": "t", **message})
    return sent[-1] if sent else None


def op(name, do="code", **more):
    given = {"id": "a", "unit": "claim", "start": 0, "end": 17, "codes": {}} if do == "code" else {}
    return {"op": name, "do": do, "pass": 1, **given, **more}


def opened(text=REPORT, coder="anna", **about):
    """The desk of a report in a file."""
    Path("report.txt").write_text(text, encoding="utf-8")
    return ac.code_text("report.txt", coder=coder, **about)


def held(desk):
    return coder_file.read(desk.work.path)


def test_the_page_gets_the_text_and_its_places_and_the_rules():
    told = asked(opened(), type="hello")
    assert told["tab"] == "t" and told["coder"] == "anna"
    shown = [told["text"][a:b] for a, b, _ in told["sentences"]]
    assert shown == ["The general came. 🎉", "He left again on Monday.", "သူ ရောက်သည်။", "သူ ပြန်သည်။"]
    assert [unit["key"] for unit in told["book"]["units"]] == ["c", "e", "k"]
    for unit in told["book"]["units"]:
        for name in unit["variables"]:
            assert told["book"]["variables"][name]["rule"] == BOOK.variables[name].rule
    json.dumps(told)


def test_a_step_is_in_the_file_before_the_page_is_told():
    desk = opened()
    asked(desk, type="hello")
    assert not desk.work.path.exists()  # nothing is left behind by opening only
    answer = asked(
        desk, type="ops", version=0, ops=[op("1", start=18, end=44, codes={"claim_type": "event"})]
    )
    assert answer["saved"] == ["1"] and answer["refused"] == {} and "state" not in answer
    (one,) = held(desk).codings
    assert desk.work.text.text[one.start : one.end] == "🎉 He left again on Monday."
    assert one.codes == {"claim_type": "event"} and held(desk).coder == "anna"
    assert "state" not in asked(desk, type="ops", version=answer["version"], ops=[])
    state = asked(desk, type="ops", version=0, ops=[])["state"]
    assert [(c["start"], c["end"]) for c in state["codings"]] == [(18, 44)]


def test_undo_is_one_more_line_and_a_step_sent_again_does_no_harm():
    desk = opened()
    steps = [op("1"), op("2", codes={"claim_type": "event"}), op("3", "remove", id="a"), op("4")]
    for _ in range(3):
        assert asked(desk, type="ops", version=0, ops=steps)["saved"] == ["1", "2", "3", "4"]
    assert [one.codes for one in held(desk).codings] == [{}]
    assert len(desk.work.path.read_text().splitlines()) == 5


def test_what_cannot_be_saved_is_said_and_the_rest_is_saved():
    desk = opened()
    bad = {
        "b1": (op("b1", codes={"claim_type": "rumour"}), "Kind of claim is one of"),
        "b2": (op("b2", unit="speech"), "There is no unit 'speech'"),
        "b3": (op("b3", start=5, end=5), "does not know"),
        "b4": (op("b4", start=9, end=10**7), "outside the text"),
        "b5": (op("b5", start="x"), "does not know"),
        "c1": (op("c1", item="c01"), "There is no item"),
        "b6": (op("b6", codes="x"), "Run the cell again"),
        "b7": (op("b7", do="dance"), "does not know"),
        "b8": (op("b8", id=""), "does not know"),
        "b9": (op("b9", **{"pass": 0}), "does not know"),
    }
    answer = asked(desk, type="ops", version=0, ops=[*(one for one, _ in bad.values()), 7, None, op("good")])
    assert answer["saved"] == ["good"] and answer["refused"].keys() == bad.keys()
    for name, (_, said) in bad.items():
        assert said in answer["refused"][name], name
    assert len(held(desk).codings) == 1 and held(desk).skipped == 0 and "state" in answer
    for message in [None, 3, {}, {"type": "fly"}, {"type": "ops"}, {"type": "ops", "ops": None}]:
        desk.receive(message)


def test_a_file_that_cannot_be_written_is_not_called_saved(here):
    desk = opened()
    desk.work.path.mkdir(parents=True)  # in the way of the file
    assert "cannot be written" in asked(desk, type="ops", version=0, ops=[op("1")])["refused"]["1"]


def test_two_desks_on_one_file_see_each_other():
    one, two = opened(), opened()
    first = asked(one, type="ops", version=0, ops=[op("1")])
    second = asked(two, type="ops", version=0, ops=[op("2", id="b", start=18, end=45)])
    assert [c["id"] for c in second["state"]["codings"]] == ["a", "b"]  # the other one's came with it
    assert [c["id"] for c in asked(one, type="ops", version=first["version"])["state"]["codings"]] == [
        "a",
        "b",
    ]
    assert "state" not in asked(one, type="ops", version=second["version"])
    asked(two, type="ops", version=0, ops=[op("3", "remove", id="a")])
    assert [c["id"] for c in one.work.state()["codings"]] == ["b"]


def test_a_file_that_was_replaced_or_cut_off_is_read_anew():
    desk = opened()
    asked(desk, type="ops", version=0, ops=[op("1"), op("2", id="b", start=18, end=45)])
    whole = desk.work.path.read_bytes()
    desk.work.path.write_bytes(whole[:-20])
    assert [c["id"] for c in desk.work.state()["codings"]] == ["a"]
    assert asked(desk, type="ops", version=0, ops=[op("3", id="c")])["saved"] == ["3"]
    assert {one.id for one in held(desk).codings} == {"a", "c"}
    desk.work.path.unlink()
    assert desk.work.state()["codings"] == [] and asked(desk, type="ops", ops=[op("4")])["saved"] == ["4"]
    assert held(desk).coder == "anna"


def test_a_second_pass_does_not_show_the_first():
    desk = opened()
    asked(desk, type="ops", ops=[op("1"), op("s", "seen", sentences=[0, 2])])
    assert desk.work.state()["seen"] == [0, 2]
    asked(desk, type="ops", ops=[op("p", "pass", **{"pass": 2})])
    assert desk.work.state()["passes"] == (1, 2)
    assert desk.work.state()["codings"] == [] and desk.work.state()["seen"] == []
    asked(desk, type="ops", ops=[op("2", id="z", **{"pass": 2})])
    assert [one.id for one in held(desk).latest()] == ["z"] and len(held(desk).codings) == 2


# ---------------------------------------------------------------- the text stays where it is


def test_a_pasted_text_is_stored_beside_the_file_and_found_again(here):
    desk = ac.code_text(coder="Anna B.")
    assert asked(desk, type="hello")["stored"] == []
    assert "no text to code" in asked(desk, type="open", text="  ")["words"]
    told = asked(
        desk, type="open", text=REPORT, title="Sample: a visit", published="2014-02-13", url="https://x.y"
    )
    assert told["book"] and desk.work.path.name == "sample-a-visit.anna-b.coding.jsonl"
    asked(desk, type="ops", ops=[op("1")])
    begun = held(desk).text
    assert begun["published"] == "2014-02-13" and begun["characters"] == len(desk.work.text.text)
    assert (here / "my_coding/.gitignore").read_text().endswith("*\n")
    again = ac.code_text(coder="Anna B.")
    assert asked(again, type="hello")["stored"] == ["sample-a-visit"]
    told = asked(again, type="open", name="sample-a-visit")
    assert told["text"] == desk.work.text.text and len(told["state"]["codings"]) == 1
    assert "There is no text" in asked(ac.code_text(coder="x"), type="open", name="../secret")["words"]


def test_the_text_is_in_no_trait_and_no_output(monkeypatch):
    words = "Zebra quartz nimbus falcon marble indigo cobalt velvet."
    desk = opened(words + "\n" + REPORT)
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    desk._ipython_display_()
    asked(desk, type="ops", ops=[op("1", end=55, codes={"claim": "Ours", "claim_type": "event"})])
    state = json.dumps(desk.widget.get_state(), default=str)
    for place in [
        json.dumps(shown),
        state,
        desk.work.path.read_text(),
        repr(desk),
        desk.text,
    ]:
        assert "cobalt" not in place
    assert "falcon" not in json.dumps(shown) + state + desk.work.path.read_text() + repr(desk)


def test_what_stays_in_a_notebook_says_what_to_do(monkeypatch):
    desk, shown = opened(coder="<anna>"), []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    desk._ipython_display_()
    face, live = shown
    assert face["text/plain"] == desk.text and "Run this cell to open it." in desk.text
    assert "<anna>" not in face["text/html"] and "&lt;anna&gt;" in face["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in live and "application" not in str(face.keys())
    assert str(Path.cwd()) not in str(shown)


def test_a_file_that_changed_is_coded_as_it_was_begun(here):
    path = here / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    first = ac.code_text("report.txt", coder="anna")
    asked(first, type="ops", ops=[op("1")])
    path.write_text("New line in front.\n" + REPORT, encoding="utf-8")
    again = ac.code_text("report.txt", coder="anna")
    assert again.work.text == first.work.text and "has changed since you began" in again.work.note
    assert len(again.work.state()["codings"]) == 1
    other = ac.code_text("report.txt", coder="ben")  # who had not begun: the new one, under another name
    assert other.work.text.text.startswith("New line") and other.work.path.name.startswith("report-")
    assert texts.Text((here / "my_coding/report.txt").read_text("utf-8")).digest == first.work.text.digest
    (here / "my_coding/report.txt").write_text("edited by hand\n", encoding="utf-8")
    with pytest.raises(DeskError, match="is not the text that you coded"):
        work.open_stored("report", "anna", BOOK)


def test_codings_whose_text_is_gone_are_not_continued_on_another_one(here):
    """No step on another text would ever be in the file, and the page would send it for ever."""
    desk = opened()
    asked(desk, type="ops", ops=[op("1")])
    (here / "my_coding/report.txt").unlink()
    with pytest.raises(DeskError, match="rename report.anna.coding.jsonl"):
        opened("Another text.")
    assert len(held(opened()).codings) == 1


def test_names_that_no_file_may_have(here):
    for title in ["../../etc/passwd", "CON", "အစီရင်ခံစာ", "a" * 300, "…"]:
        desk = opened(REPORT + title, "ကိုကို", title=title)
        asked(desk, type="ops", ops=[op("1")])
        assert desk.work.path.parent.resolve() == here / "my_coding" and held(desk).coder == "ကိုကို"
        assert re.fullmatch(r"[a-z0-9-]+\.coder-[0-9a-f]{6}\.coding\.jsonl", desk.work.path.name)
        assert len(held(desk).codings) == 1


def test_bad_calls_get_one_sentence(here):
    for call, said in [
        (lambda: ac.code_text("nowhere.txt", coder="a"), "There is no file nowhere.txt here"),
        (lambda: opened(codebook="none.toml"), "no codebook none.toml"),
        (lambda: opened(case="mars"), "There is no case 'mars'"),
        (lambda: ac.code_items("c99x", coder="a"), "c99x"),
        (lambda: ac.code_items("", coder="a"), "no items"),
        (lambda: work.open_items({"c01": " "}, "a", BOOK), "c01 has no words"),
        (lambda: ac.code_items("c01", coder="a", variables="claim_typ"), "Did you mean claim_type?"),
    ]:
        with pytest.raises(Exception) as caught:
            call()
        assert said in str(caught.value) and hasattr(caught.value, "_render_traceback_"), said


def test_without_a_name_it_asks_for_one_and_shows_no_text_but_our_own(here):
    said = ac.code_text("report.txt")
    assert 'coder="anna"' in said.text and "general" not in said.text and not list(here.iterdir())
    assert "Sisi" in ac.code_text(case="egypt-2013").text


# ---------------------------------------------------------------- a list of items


def test_claims_of_the_report_are_coded_as_items():
    ids = [f"c{number:02}" for number in range(1, 13)]
    desk = ac.code_items(" ".join(ids), coder="anna")
    told = asked(desk, type="hello")
    assert list(told["items"]) == ids and len(told["sentences"]) == 12
    assert told["book"]["units"][0]["variables"] == ("claim_type",)
    steps = [op("1", item="c02", codes={"claim_type": "evaluation"}), op("2", id="b", item="c99", codes={})]
    answer = asked(desk, type="ops", ops=steps)
    assert answer["saved"] == ["1"] and "no item 'c99'" in answer["refused"]["2"]
    (one,) = held(desk).codings
    assert (one.item, one.end, one.codes) == ("c02", 0, {"claim_type": "evaluation"})
    same = ac.code_items(", ".join(ids), coder="ben")
    asked(same, type="ops", ops=[op("1", item="c01", codes={"claim_type": "event"})])
    assert held(same).text["digest"] == held(desk).text["digest"] and same.work.path != desk.work.path
    assert work.stored_names() == []  # words of our own are not stored as a text


def test_notes_on_a_report_are_coded_with_where_the_report_comes_from():
    """What lesson 10 exports from them: the first row of its sources."""
    desk = ac.code_text(case="egypt-2013", coder="anna")
    asked(desk, type="ops", ops=[op("1")])
    told, about = held(desk).text, tables.case("egypt-2013").about
    assert told["title"] == f"{about.title}, our notes" and told["publisher"] == "Mada Masr"
    assert (told["published"], told["url"]) == (about.text("published"), about.url)


def test_items_are_asked_for_a_variable_of_ones_own():
    about = {"title": "Tone", "level": "manifest", "kind": "choice", "definition": "d", "rule": "r"}
    told = [f"{name} = {json.dumps(value)}" for name, value in about.items()]
    told += [
        'example = "e"',
        'counter_example = "c"',
        'value.warm.title = "Warm"',
        'value.cold.title = "Cold"',
    ]
    unit = ["[unit.claim]", 'title = "Claim"', 'key = "c"', 'variables = ["tone"]', "[variable.tone]"]
    Path("mine.toml").write_text("\n".join([*unit, *told]), encoding="utf-8")
    desk = ac.code_items("c01 c02", "x", "tone", codebook="mine.toml")
    told = asked(desk, type="hello")
    assert [value["key"] for value in told["book"]["variables"]["tone"]["values"]] == ["1", "2"]
    assert asked(desk, type="ops", ops=[op("1", item="c02", codes={"tone": "cold"})])["saved"] == ["1"]
    (coded,) = asked(desk, type="ops", version=-1)["state"]["codings"]
    assert coded["item"] == "c02" and coded["codes"] == {"tone": "cold"}


def test_a_case_offers_its_own_voices():
    desk = ac.code_items("c01", coder="a", variables="attributed_to", case="myanmar-2021")
    values = asked(desk, type="hello")["book"]["variables"]["attributed_to"]["values"]
    assert [value["name"] for value in values][:2] == ["al-jazeera", "ria"]


def test_a_desk_without_a_text_waits_for_one():
    desk = Desk("anna", "my_coding", opens=lambda said: None)
    assert asked(desk, type="ops", ops=[op("1")])["stored"] == []
