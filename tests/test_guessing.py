"""The guesses of the lessons: what they ask, that the records answer it, and that no lesson gives it away."""

import html
import json
import re
from pathlib import Path

import pytest
from documents import short_answer
from explorers import unpacked

import aftercoup as ac
from aftercoup import charts, cli, guessing, measures, tables
from aftercoup.charts import ratings
from aftercoup.charts.change import ranking
from aftercoup.charts.country_page import COINS, verdicts
from aftercoup.charts.coups import voted_name
from aftercoup.guessing import Guess, Line
from aftercoup.outputs.assets import _lean, asset
from aftercoup.teach.content import guess_models

ROOT = Path(__file__).resolve().parents[1]
GUESSES = guessing.known()
IDS = re.compile(r"\(([^()]*)\)")
CELL = re.compile(r'ac\.(guess|after)\("([\w-]+)"')


def lesson_cells(number):
    path = next((ROOT / "notebooks").glob(f"{number}_*.ipynb"))
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def ballot(iso3):
    state = tables.record(iso3, "votes")
    return [getattr(state, name) for name in ("r68_262", "r75_287", *(f"es11_{k}" for k in range(1, 7)))]


def source(cell):
    return "".join(cell["source"])


def clear(cell):
    """The text of a Markdown cell that no fold holds."""
    folded = r"<details>.*?</details>"
    return re.sub(folded, "", source(cell), flags=re.DOTALL) if cell["cell_type"] == "markdown" else ""


def asked_at(asked, cells):
    return next(i for i, cell in enumerate(cells) if f'ac.guess("{asked.id}")' in source(cell))


WITH_GUESSES = [
    path
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    if "ac.guess(" in path.read_text(encoding="utf-8")
]


def plain_output(cell):
    return "".join("".join(one.get("data", {}).get("text/plain", "")) for one in cell.get("outputs", []))


# --- the table of guesses ------------------------------------------------------------------------


def test_the_guesses_have_nothing_to_mend():
    """Each is asked by a lesson, its answer stands in the tables and can be guessed, its records exist."""
    guess_models.proofread()
    assert list(guess_models.KINDS) == list(guessing.KINDS)


@pytest.mark.parametrize("asked", GUESSES.values(), ids=GUESSES)
def test_a_guess_is_answered_in_a_sentence_without_full_stop(asked):
    value, sentence = guessing.answer(asked)
    assert asked.kind == "text" or re.search(r"[^.]$", sentence), "the card puts the full stop"
    if isinstance(value, Line):
        assert 2 <= value.given < len(value.positions) == len(value.values)


TOML = """
[[guess]]
id = "wait"
lesson = "00"
kind = "number"
question = "A wait. **How long is it?**"
low = 0
high = 80
answer = "n67"
explain = "Is it long?"
reading = "Nine waited longer (n25)."
[guess.slips]
low = "Older coups took longer."

[[guess]]
id = "invasion"
lesson = "02"
kind = "date"
question = "**When was it?**"
answer = "e22.start"
says = "It was in 2022"
explain = "How long ago?"
reading = "Half a year."

[[guess]]
id = "own-words"
lesson = "02"
kind = "text"
question = "**What do you think?**"
reading = "We think so."

[[guess]]
id = "voice"
lesson = "01"
kind = "choice"
question = "**Who says it?**"
options = { ria = "RIA", report = "the report" }
answer = "report"
records = ["c22"]
explain = "How so?"
reading = "The report."
[guess.slips]
ria = "Not RIA."

[[guess]]
id = "rank"
lesson = "08"
kind = "order"
question = "**Which first?**"
options = { h1 = "Two outcasts", h2 = "Arms first" }
answer = ["h2", "h1"]
explain = "Why?"
reading = "So."
"""


def faults(folder, text):
    path = folder / "guesses.toml"
    path.write_text(text, encoding="utf-8")
    try:
        guess_models.proofread(path)
    except guess_models.GuessProblem as problem:
        return problem.problems
    return ()


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("question = \"A", "qestion = \"A", "guess wait: there is no 'qestion' here. Did you mean question?"),
        ('kind = "number"', 'kind = "nmber"', "guess wait: kind is 'nmber'; allowed are: number, share, "),
        ('kind = "number"\n', "", "guess wait: kind is missing; allowed are: number, "),
        ("low = 0", "low = 0\nbars = 7", "guess wait: bars is 7; it must be a table, as in {code = 7}: known values"),
        ('lesson = "00"', 'lesson = "77"', "guess wait: lesson is '77'; allowed are: 00, 01"),
        ("low = 0", 'low = "0"', "guess wait: low is '0'; it must be a number."),
        ("high = 80", "hihg = 80", "guess wait: there is no 'hihg' here. Did you mean high?"),
        ("high = 80", "high = 8", "the answer cannot be guessed: it is 31, and low is 0, high 8."),
        ("high = 80", "high = 80\nstep = 0", "guess wait: step is 0; it must be more than 0."),
        ('"n67"', '"n967"', "guess wait: answer: There is no record 'n967'"),
        ('"n67"', "31", "guess wait: says is missing"),
        ("(n25)", "(n925)", "guess wait: reading: There is no record 'n925'"),
        ("(n25)", "(n9925)", "guess wait: reading: There is no record 'n9925'. Did you mean n25"),
        ("Older coups", "Older (c1) coups", "guess wait: slips: There is no record 'c1'"),
        ("**How long is it?**", "How long is it?", "guess wait: question: what is asked is bold, once"),
        ("low = \"O", "lwo = \"O", "guess wait: slips: no wrong guess is 'lwo'. Did you mean low?"),
        ('"invasion"', '"wait"', "guess wait: another guess has this id"),
        ("e22.start", "e22", "guess invasion: answer is 'e22'; it must be a record and its field"),
        ("e22.start", "e22.strat", "guess invasion: answer: There is no field 'strat' in events. Did you mean start"),
        ("in 2022", "in 2022.", "guess invasion: says is 'It was in 2022.'; it must be the sentence of the answer without"),
        ('"We think so."', '"We think so."\nexplain = "Why?"', "guess own-words: there is no 'explain' here"),
        ('answer = "report"', 'answer = "reprot"', "guess voice: answer is 'reprot'; allowed are: ria, report. Did"),
        ("ria = \"Not", "report = \"Not", "guess voice: slips: no wrong guess is 'report'. Allowed are: ria."),
        ('"c22"', '"c922"', "guess voice: records: There is no record 'c922'"),
        ('records = ["c22"]', 'case = "egypt"', "guess voice: case: There is no case 'egypt'"),
        ('["h2", "h1"]', '["h2"]', "guess rank: answer names each option once: h1, h2"),
        ('["h2", "h1"]', '["h1", "h2"]', "guess rank: the options stand in the right order already"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_guess_is_named_with_its_place(tmp_path, old, new, said):
    assert old in TOML and faults(tmp_path, TOML) == ()
    found = faults(tmp_path, TOML.replace(old, new, 1))
    assert any(said in fault for fault in found), found
    assert all(fault.startswith("guesses.toml, guess ") for fault in found)


def test_all_faults_of_the_guesses_are_named_at_once(tmp_path):
    text = TOML.replace('"n67"', '"n967"').replace("low = 0", 'low = "0"').replace('"c22"', '"c922"')
    assert (
        len(faults(tmp_path, text.replace('kind = "date"', 'kind = "dat"').replace("(n25)", "(n925)"))) == 5
    )


@pytest.mark.parametrize("old, new", [("question", "qestion"), ('kind = "number"', 'kind = "nmber"')])
def test_check_and_build_read_the_guesses(tmp_path, monkeypatch, capsys, old, new):
    path = tmp_path / "guesses.toml"
    path.write_text(guess_models.PATH.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(guess_models, "PATH", path)
    assert (
        cli.main(["check", str(path)]) == 1
        and f"'{new.split()[-1].strip(chr(34))}'" in capsys.readouterr().out
    )
    assert cli.main(["build", "glossary.ipynb"]) == 2
    assert "guess middle-wait: " in capsys.readouterr().out


def test_answers_that_are_no_counts_follow_from_the_tables():
    """What stands as a number or an option in the file is computed here."""
    myanmar = tables.record("myanmar-2021", "coups")
    ranked = [row["Coup"] for row in ranking("ideal_point", window=5, gap=0).table]
    assert GUESSES["myanmars-place"].answer == 1 + ranked.index(voted_name(myanmar))
    votes = {state: ballot(state) for state in ("MMR", "USA", "IDN")}
    assert measures.cohens_kappa(votes["MMR"], votes["USA"]) == GUESSES["kappa-usa"].answer
    assert f"{measures.cohens_kappa(votes['MMR'], votes['IDN']):.2f}" == "-0.20"
    codes, weights = ratings.counted(ratings.rows({}, using="ours"))
    support = [score.points for score in measures.consistency_scores(codes, weights)]
    names = [row.id for row in tables.table("hypotheses")]
    assert GUESSES["coins-to-russia"].answer == list(verdicts("MMR").values()).count("towards")
    agree = {iso3: not {"away", "both"} & set(verdicts(iso3).values()) for iso3 in ("MMR", "EGY", "MLI")}
    assert [iso3 for iso3, all_one_way in agree.items() if all_one_way] == ["MLI"]
    assert GUESSES["coins-agree"].answer == "mali"
    assert GUESSES["most-for"].answer == sorted(names, key=lambda name: -support[names.index(name)])


def test_an_unknown_guess_is_answered_with_the_nearest_one():
    with pytest.raises(guessing.NoSuchGuess, match='Did you mean ac.guess."middle-wait"'):
        ac.guess("midle-wait")
    with pytest.raises(guessing.NoSuchGuess, match="Lessons with guesses: 00"):
        ac.guesses("77")
    with pytest.raises(guessing.NoSuchGuess):
        ac.after("nothing", ac.show("claims", paragraph="2"))


@pytest.fixture
def own_case():
    """The lessons' own case again afterwards."""
    yield
    ac.use_case()


def test_with_another_case_in_use_nothing_waits_for_a_guess(own_case):
    ac.use_case("egypt-2013")
    assert "lessons' own case" in str(ac.guess("middle-wait"))
    shown = ac.explore_report()
    assert ac.after("named-sources", shown) is shown
    assert "57 of 68" in str(ac.guess("egypt-own-voice"))


# --- the card ------------------------------------------------------------------------------------


def test_the_text_of_a_card_holds_no_answer(own_case):
    for asked in GUESSES.values():
        _, sentence = guessing.answer(asked)
        ac.use_case(asked.case)
        text = str(ac.guess(asked.id))
        assert asked.kind == "choice" or not sentence or guessing.plain(sentence) not in text
        assert not asked.reading or guessing.plain(asked.reading) not in text


def test_without_scripts_the_answer_is_in_a_closed_fold():
    page = ac.guess("middle-wait").html
    fold = re.search(r"<details><summary>The answer</summary>(.*?)</details>", page)[1]
    outside = page.replace(fold, "").partition("<script")[0]
    assert "31 months" in fold and "31 months" not in outside
    for asked in (one for one in GUESSES.values() if one.options):
        still = ac.guess(asked.id).html.partition("<details>")[0]
        listed = [f"<li>{html.escape(label)}</li>" for label in asked.options.values()]
        assert "".join(listed) in still, "a question with options is asked with them"


def test_nothing_typed_in_the_file_can_end_the_script(monkeypatch):
    nasty = Guess(
        "x", "00", "number", "**How many?** </script><b>", 5, "why </script>", "<!-- <script>", says="&"
    )
    monkeypatch.setitem(guessing.known(), "x", nasty)
    page = ac.guess("x").html
    assert page.count("</script>") == 2 and "<b>" not in page and "<!--" not in page


def test_what_waits_for_a_guess_is_folded():
    for shown in (
        ac.explore_report(),
        ac.explore_votes(),
        ac.leader_rules(),
        ac.show("claims", paragraph="2"),
    ):
        bundle = ac.after("named-sources", shown)._repr_mimebundle_()
        assert re.match(
            r'<div><details class="aftercoup-behind" data-guess="named-sources">', bundle["text/html"]
        )
        assert bundle["text/plain"] == guessing.waits("named-sources"), "plain text has no fold to open"
        assert repr(ac.after("named-sources", shown)) == bundle["text/plain"]
    for shown, face in ((ac.explore_window(), "_live"), (ac.explore_board(), "_face")):
        bundle = getattr(ac.after("volume-after", shown), face)()
        assert '<details class="aftercoup-behind" data-guess="volume-after">' in bundle["text/html"]
        assert ";margin-bottom:6px" in bundle["text/html"], "what is opened does not touch the button"
        assert bundle["text/plain"] == guessing.waits("volume-after")


def test_guesses_are_gathered_of_a_lesson_or_by_name():
    def gathered(*of):
        page = ac.guesses(*of).html
        spec = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])
        return [one["id"] for one in spec["gather"]]

    assert gathered("my-answer", "middle-wait") == ["my-answer", "middle-wait"]
    assert gathered("02") == [name for name, one in GUESSES.items() if one.lesson == "02"]
    assert gathered() == list(GUESSES)
    with pytest.raises(guessing.NoSuchGuess, match="Did you mean"):
        ac.guesses("my-answer", "midle-wait")


# --- the lessons ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", sorted({asked.lesson for asked in GUESSES.values()}))
def test_a_lesson_asks_its_guesses_once_before_what_waits_for_them_and_gathers_them(number):
    calls = [match.groups() for cell in lesson_cells(number) for match in CELL.finditer(source(cell))]
    asked = [name for what, name in calls if what == "guess"]
    assert sorted(asked) == sorted(name for name, one in GUESSES.items() if one.lesson == number)
    for place, (what, name) in enumerate(calls):
        assert what == "guess" or ("guess", name) in calls[:place], f"{name} is opened before it is asked"
    assert [source(cell) for cell in lesson_cells(number)].count(f'ac.guesses("{number}")') == 1


@pytest.mark.parametrize("path", WITH_GUESSES, ids=lambda path: path.stem)
def test_guesses_are_gathered_after_the_last_one(path):
    cells = [source(cell) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    last, asked = max(
        (i, name) for i, text in enumerate(cells) for what, name in CELL.findall(text) if what == "guess"
    )
    gathers = [i for i, text in enumerate(cells) if "ac.guesses(" in text]
    assert max(gathers, default=0) > last, f"{asked} is asked in cell {last}, gathered in {gathers}"
    if path.stem == "one_class":
        names = {name for text in cells for what, name in CELL.findall(text) if what == "guess"}
        assert set(re.findall(r'"([\w-]+)"', cells[gathers[-1]])) == names


@pytest.mark.parametrize("path", WITH_GUESSES, ids=lambda path: path.stem)
def test_what_waits_for_a_guess_is_closed_in_plain_text_too(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for name in re.findall(r'ac\.after\("([\w-]+)"', source(cell)):
            told = [
                "".join(one["data"]["text/plain"]) for one in cell["outputs"] if "text/html" in one["data"]
            ]
            assert [text for text in told if not text.startswith("Controls: ")] == [guessing.waits(name)], (
                path.stem
            )


@pytest.mark.parametrize("path", WITH_GUESSES, ids=lambda path: path.stem)
def test_nothing_stands_open_below_a_guess_on_paper_up_to_the_next_heading(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for i, cell in enumerate(cells):
        if "uess on paper" in clear(cell):
            for below in cells[i + 1 :]:
                if source(below).startswith("#"):
                    break
                opens = below["cell_type"] == "code" and not re.match(r"ac\.(after|guess)\(", source(below))
                assert not opens and not clear(below).strip(), f"{source(below)[:60]!r} stands open"
            for below in map(source, cells[i + 1 :]):
                assert "ac.explore_" not in below or below.startswith("ac.after("), (
                    f"{below[:60]!r} stands open"
                )


@pytest.mark.parametrize(
    "number, shown, name",
    [
        ("01", 'claim_id="c22"', "other-leader"),
        ("02", "ac.explore_timeline()", "still-to-come"),  # the last of three that it answers
        ("07", '["MLI", "MMR"]', "mali"),
        ("10", "ac.disagreements(", "least-agreement"),
    ],
)
def test_a_table_that_answers_a_guess_waits_for_it_as_a_chart_does(number, shown, name):
    (cell,) = (text for text in map(source, lesson_cells(number)) if shown in text)
    assert cell.startswith(f'ac.after("{name}", ') or cell.startswith(f'ac.after("{name}",\n')


def test_a_chart_below_a_guess_that_it_answers_waits_for_it():
    """A chart that waits for one of several opens with it, and shows the answers of the others."""
    found = set()
    for path in WITH_GUESSES:
        cells = [source(cell) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
        asked = {
            name: i for i, text in enumerate(cells) for what, name in CELL.findall(text) if what == "guess"
        }
        for i, text in enumerate(cells):
            waits = re.match(r'ac\.after\("([\w-]+)"', text)
            first = asked.get(waits[1], i) if waits else -1
            for call in re.findall(r"ac\.(explore_\w+)\(", text):
                below = [GUESSES[name] for name, place in asked.items() if first < place < i]
                found |= {
                    (call, one.id)
                    for one in below
                    if one.kind != "text" and tables_of(call) & answered_by(one)
                }
    assert found == {
        ("explore_report", "other-leader"),  # the report has no colours yet
        ("explore_window", "russias-share"),  # the sum of some years, and no single one
        ("explore_coups", "zimbabwe"),  # the coups since 2020
    }


@pytest.mark.parametrize("asked", [a for a in GUESSES.values() if a.kind != "text"], ids=lambda a: a.id)
def test_no_lesson_gives_an_answer_away_before_its_guess(asked):
    """Code, text and stored outputs up to the card, and below it up to the chart that waits for it."""
    cells = lesson_cells(asked.lesson)
    place = next(i for i, cell in enumerate(cells) if f'ac.guess("{asked.id}")' in source(cell))
    value, sentence = guessing.answer(asked)
    waits = next((i for i, cell in enumerate(cells) if f'ac.after("{asked.id}"' in source(cell)), place + 2)
    for cell in cells[:place] + cells[place + 1 : waits]:
        others = [name for what, name in CELL.findall(source(cell)) if what == "guess" and name != asked.id]
        shown = source(cell) + "".join(GUESSES[name].question for name in others)
        shown += "".join(
            str(output.get("data", {}).get(kind, ""))
            for output in cell.get("outputs", [])
            for kind in ("text/plain",)
        )
        assert sentence not in shown or sentence in asked.options.values()
        if isinstance(asked.answer, str) and re.fullmatch(r"n\d+", asked.answer):
            assert not re.search(rf"\b{asked.answer}\b", shown), (
                f"{asked.answer} is cited in {source(cell)[:60]!r}"
            )
    for cell in cells[place : place + 3]:
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            clear = re.sub(r"<script.*?</script>|<details.*?</details>", "", page, flags=re.DOTALL)
            assert sentence not in clear or sentence in asked.options.values()


NEAR = 250  # words below a guess or the picture that waits for it: about a screen
# An answer without a number or words of its own, as a text could tell it.
TOLD_AS = {"kappa-indonesia": r"\b(?:low|lower|negative|below zero)\b"}


def counted_ids(count, case):
    """The ids of the records that a count counts; none of a sum, a median, or of different values."""
    if re.match(r"(?:sum|median|distinct) ", count.rule):
        return set()
    return {row.id for row in tables.select(count.counted_table, count.rule, case)}


def words_of_an_answer(asked):
    """Patterns of what gives an answer away: its count, its value, large numbers of our reading, the right option."""
    value, sentence = guessing.answer(asked)
    if asked.kind == "choice":
        option = asked.options.get(value, "")
        if re.fullmatch(r"[a-z]\d\d(?:, [a-z]\d\d)* and [a-z]\d\d", option):  # records: each of them tells
            return [rf"\b{one}\b" for one in re.findall(r"\w\d\d", option)]
        parts = re.sub(r"^v\d+: ", "", option).split("; ")
        said = [TOLD_AS[asked.id]] if asked.id in TOLD_AS else []
        return said + [rf"\b{re.escape(part)}\b" for part in parts if len(part.split()) > 2]
    ids = [one for one in [asked.answer] if isinstance(one, str) and re.fullmatch(r"n\d+", one)]
    told = re.sub(r"\([^)]*\)", "", f"{sentence} {asked.reading}")
    numbers = set(re.findall(r"(?<![\w.,−-])\d(?:[\d,.]*\d)?(?![\w-])", told)) - set(asked.question.split())
    numbers = {
        one for one in numbers if not re.fullmatch(r"\d|1[0-2]|(?:19|20)\d\d", one)
    }  # not: 3 of them, a year
    patterns = [rf"(?<![\w.,]){re.escape(one)}(?![\w]|[.,]\d)" for one in (*ids, *numbers)]
    if asked.kind == "number" and value in range(len(NUMBERS)):
        unit = asked.unit[:4] or "place"
        patterns.append(rf"\b(?i:{NUMBERS[int(value)]}|{value:g}) (?:of the\b|of them\b|{unit})")
    return patterns


def answers_near(asked, cells):
    """What gives the answer of a guess away in the NEAR words of open text below it, and below what waits for it."""
    place = asked_at(asked, cells)
    waits = [i for i, cell in enumerate(cells) if f'ac.after("{asked.id}"' in source(cell)]
    found = []
    for first in [place, *waits]:
        seen = 0
        for cell in cells[first + 1 :]:
            text = clear(cell)
            if 'ac.after("' not in source(cell):
                if 'ac.guess("' in source(cell):
                    text = GUESSES[CELL.search(source(cell))[2]].question
                elif cell["cell_type"] == "code":
                    text = plain_output(cell)
            if cell["cell_type"] == "code":
                text = re.sub(r'ac\.(?:guess|after)\("[\w-]+"', "", source(cell)) + " " + text
            text = " ".join(text.split()[: NEAR - seen])
            found += [hit[0] for pattern in words_of_an_answer(asked) for hit in re.finditer(pattern, text)]
            seen += len(text.split())
            if seen >= NEAR:
                break
    return found


def test_no_text_near_a_guess_has_its_answer():
    """A reader who has not guessed yet sees the text below the closed picture."""
    found = {}
    for asked in (one for one in GUESSES.values() if one.kind not in ("text", "line", "order")):
        if hits := answers_near(asked, lesson_cells(asked.lesson)):
            found[asked.id] = hits
    assert not found


def section_above(place, cells):
    """The open text between the last heading and a card."""
    text = "\n".join(clear(cell) for cell in cells[:place])
    return re.split(r"^#+ .*$", text, flags=re.MULTILINE)[-1]


def test_no_text_above_a_guess_names_the_right_option_alone():
    """Where an option is a coup or country, its name as an example, and none of the others, is half the answer."""
    for asked in (one for one in GUESSES.values() if one.kind == "choice" and one.answer in one.options):
        cells = lesson_cells(asked.lesson)
        text = section_above(asked_at(asked, cells), cells)
        names = {
            code: label for code, label in asked.options.items() if re.fullmatch(r"[A-Z]\w+ \d{4}", label)
        }
        named = [code for code, label in names.items() if label.split()[0] in text]
        assert named != [asked.answer], f"{asked.id}: {named} in {text!r}"


def test_no_text_above_a_guess_lists_what_it_counts():
    """Not more than half of the records that a count of up to twelve stands for, in the section above its card."""
    for asked in GUESSES.values():
        if not (isinstance(asked.answer, str) and re.fullmatch(r"n\d+", asked.answer)):
            continue
        count = tables.record(asked.answer, "counts", guessing._case(asked))
        if count.value > 12:
            continue
        counted = counted_ids(count, guessing._case(asked))
        cells = lesson_cells(asked.lesson)
        place = asked_at(asked, cells)
        for text in (
            section_above(place, cells),
            *(source(one) for one in cells[place + 1 :] if one["cell_type"] == "code"),
        ):
            told = counted & set(re.findall(r"\b[a-z]\d\d\b", text))
            assert len(counted) < 4 or len(told) <= len(counted) / 2, f"{asked.id}: {sorted(told)}"


def test_no_goal_of_a_lesson_answers_a_guess_of_it():
    for asked in (one for one in GUESSES.values() if one.kind in ("number", "share")):
        value, _ = guessing.answer(asked)
        goals = clear(next(one for one in lesson_cells(asked.lesson) if one["id"] == "minutes-and-goals"))
        unit = asked.unit[:4] or asked.id.partition("-")[0]  # kappa-usa: of kappa
        number = "zero|0" if value == 0 else f"{value:g}"
        said = rf"\b{unit}\w*(?: \w+){{0,2}} (?:{number})\b|\b(?:{number}) {unit}"
        assert not re.search(said, goals), f"{asked.id}: {goals}"


def test_no_earlier_lesson_counts_what_a_later_one_asks():
    for asked in (one for one in GUESSES.values() if one.kind == "number" and one.unit):
        value, _ = guessing.answer(asked)
        if value not in range(2, len(NUMBERS)):
            continue
        said = re.compile(rf"\b{NUMBERS[int(value)]} {asked.unit}\b", re.IGNORECASE)
        for number in (f"{n:02}" for n in range(int(asked.lesson))):
            for cell in lesson_cells(number):
                assert not said.search(clear(cell)), (
                    f"{asked.id}: {said.search(clear(cell))} in lesson {number}"
                )


def test_a_table_that_leaves_a_guess_open_leaves_a_second_place_open():
    """With all others and their sum given, the missing number is a subtraction."""
    for path in WITH_GUESSES:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            rows = [line.split("|")[1:-1] for line in clear(cell).splitlines() if line.startswith("|")]
            for at in {row.index(" your guess ") for row in rows if " your guess " in row}:
                open_places = [row[at] for row in rows[2:] if not re.match(r" \d", row[at])]
                assert len(open_places) > 1, f"{path.stem}: {rows}"


def test_an_answer_near_its_guess_is_seen():
    guess, picture = (
        {"cell_type": "code", "source": [line], "outputs": []}
        for line in ('ac.guess("named-sources")', 'ac.after("named-sources", ac.explore_report())')
    )
    for text in (
        "It does not mean that 57 claims are wrong.",
        "Now take the nine claims.",
        "By our count (n03).",
        "9 of the",
    ):
        cells = [guess, picture, {"cell_type": "markdown", "source": ["word " * (NEAR - 10), text]}]
        assert answers_near(GUESSES["named-sources"], cells), text
        cells[-1]["source"][0] *= 2
        assert not answers_near(GUESSES["named-sources"], cells)


def test_the_short_answer_of_the_core_answers_no_guess_that_is_still_to_come():
    """It is folded at the end of lesson 06, and those who read on guess in lessons 07 to 09."""
    text = short_answer("06_measure_alignment.ipynb")
    later = [one for one in GUESSES.values() if one.lesson in ("07", "08", "09") and one.kind != "text"]
    assert len(later) > 10
    for asked in later:
        value, sentence = guessing.answer(asked)
        assert not sentence or sentence not in text
        patterns = [] if asked.kind == "order" else words_of_an_answer(asked)
        assert not [hit for pattern in patterns if (hit := re.search(pattern, text))], asked.id


def test_every_answer_of_ours_to_the_puzzle_weighs_acts_by_the_same_question():
    """The short one, the long one, the card and the key points: no price, but a decision, its owner and its day."""
    lesson = {cell["id"]: source(cell) for cell in lesson_cells("09")}
    texts = [short_answer("one_class.ipynb"), lesson["our-answer"], lesson["key-points"]]
    for text in [*texts, lesson["what-each-coin-is-worth"], GUESSES["my-answer"].reading]:
        assert "what was decided, by whom, and when" in text


LINE_TABLES = {"russias-share": "arms", "ideal-point": "alignment"}


def answered_by(asked):
    """The data tables in which the answer of a guess can be read."""
    if asked.kind == "line":
        return {LINE_TABLES[asked.answer]}
    ids = [asked.answer.partition(".")[0]] if isinstance(asked.answer, str) else []
    records = [
        tables.record(one, None, guessing._case(asked))
        for one in [*ids, *asked.records]
        if one not in asked.options and one
    ]
    return {one.counted_table if one.table == "counts" else one.table for one in records}


def tables_of(call):
    """The data tables that a chart draws, which stand at the foot of its picture."""
    shown = charts.call(call)()
    chart = getattr(shown, "chart", shown)
    if not hasattr(chart, "figure"):  # words and a table of HTML
        return {"explore_report": {"claims"}, "explore_board": {"evidence"}}[call]
    return set(chart.figure.rests_on) & set(tables.schemas())


# Guesses below a picture of their table, and why it does not answer them.
OTHERWISE_DRAWN = {
    "named-sources": "the report has no colours yet, and the cards of claims fold what was coded",
    "named-confirmed": "the colour of the verdicts waits for this guess",
    "putins-number": "each contact by itself; no rule counts leaders",
    "rules-with-two": "one rule at a time, of 24",
    "closed-door": "its answer follows from the choices, and the picture tells what came after",
    "mali": "two lists of days, without votes",
    "zimbabwe": "the years with few votes are in it until a box is ticked",
    "mali-faster": "votes by year, and no months to a turn",
    "silent-pieces": "six of 22 pieces, without our ratings",
    "who-joins-fuel": "the piece counts until the reader takes it out",
    "coins-agree": "Myanmar's page alone",
}


def test_no_picture_above_a_guess_draws_the_table_that_answers_it():
    found = {}
    for asked in (one for one in GUESSES.values() if one.kind != "text"):
        cells = [source(cell) for cell in lesson_cells(asked.lesson)]
        place = next(i for i, text in enumerate(cells) if f'ac.guess("{asked.id}")' in text)
        above = {one for text in cells[:place] for one in re.findall(r"ac\.(explore_\w+)\(", text)}
        if seen := {one for one in above if tables_of(one) & answered_by(asked)}:
            found[asked.id] = seen
    assert found.keys() == OTHERWISE_DRAWN.keys(), f"{found}: ask first, or say why it gives nothing away"


def test_our_own_answers_are_folded():
    """What a reader is asked to write first is no plain text of a lesson."""
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                clear = re.sub(r"<details>.*?</details>", "", source(cell), flags=re.DOTALL)
                found = re.search(
                    r"\b(?:[Tt]his is our|[Oo]urs:|[Oo]ur own) (?:answer|choice|brief)\b", clear
                )
                assert not found, f"{path.name}: {found and found[0]!r} stands open"
    cells = [source(cell) for cell in lesson_cells("09")]
    asked = next(i for i, text in enumerate(cells) if 'ac.guess("my-answer")' in text)
    folded = [i for i, text in enumerate(cells) if "<summary>Our answer</summary>" in text]
    assert folded == [asked + 1]


def test_what_a_student_codes_is_not_shown_coded_before():
    """Above the desk, and below it up to the next section, no open text or output has a level for its claims."""
    levels = {claim.measurement_level for claim in tables.table("claims")}
    labels = {tables.label("claims", "measurement_level", level) for level in levels} | levels
    cells = lesson_cells("01")
    desk = next(i for i, cell in enumerate(cells) if "ac.code_items(" in source(cell))
    coded = re.findall(r"\bc\d\d\b", source(cells[desk]))
    assert len(coded) == 12
    end = next(i for i in range(desk + 1, len(cells)) if source(cells[i]).startswith("## "))
    for cell in cells[:desk] + cells[desk + 1 : end]:
        shown = clear(cell) or source(cell)
        outputs = plain_output(cell)
        lines = shown.splitlines() + (outputs.splitlines() if "ac.record(" not in source(cell) else [outputs])
        for line in lines:
            told = [one for one in coded if re.search(rf"\b{one}\b", line)]
            assert not (told and any(label in line for label in labels)), f"{told} is coded in {line[:90]!r}"


def test_lesson_09_says_of_each_coin_what_its_chart_says():
    """The model brief names Russia for a coin that its records bring closer; the votes are not the rulers' own."""
    brief = next(
        text for text in map(source, lesson_cells("09")) if "<summary>A model brief</summary>" in text
    )
    for coin, way in verdicts("MMR").items():
        (said,) = re.findall(rf"\*{COINS[coin].partition(' ')[0].capitalize()}\* ([^.]*)\.", brief)
        assert bool(re.search(r"\bRussia\b|\bboth\b", said)) == (way == "towards"), f"{coin}: {said} ({way})"


NUMBERS = "none one two three four five six seven eight nine ten eleven twelve".split()


def gives_away(heading, asked):
    """Does a heading have the number or year that is asked, or all words that the answer alone has of the options?"""
    value, _ = guessing.answer(asked)
    words = set(re.findall(r"[\w.-]+", re.sub(r"paragraph \d+", "", heading.casefold())))
    if isinstance(value, (int, float)):
        return bool(words & {f"{value:g}", *NUMBERS[int(value) : int(value) + 1]})
    if asked.kind not in ("choice", "order"):
        return isinstance(value, str) and value.split("-")[0] in words
    names = {code: {*re.findall(r"\w+", label.casefold())} for code, label in asked.options.items()}
    own = names.pop(value[0] if isinstance(value, list) else value, set()).difference(*names.values())
    return bool(own) and own <= words


@pytest.mark.parametrize("asked", [a for a in GUESSES.values() if a.kind != "text"], ids=lambda a: a.id)
def test_no_heading_above_a_guess_has_the_words_of_its_answer(asked):
    """Headings are in the contents of a page, which is read before the lesson."""
    cells = lesson_cells(asked.lesson)
    place = next(i for i, cell in enumerate(cells) if f'ac.guess("{asked.id}")' in source(cell))
    text = "\n".join(source(cell) for cell in cells[:place] if cell["cell_type"] == "markdown")
    for heading in re.findall(r"^#+ +(.+)$", text, re.MULTILINE)[
        1:
    ]:  # the first is the lesson's number and title
        assert not gives_away(heading, asked), f"{heading!r} answers {asked.id}"


def test_a_heading_with_the_answer_is_seen():
    assert gives_away("Nine named sources", GUESSES["named-sources"])
    assert gives_away("Why kappa is below zero", GUESSES["kappa-indonesia"])
    assert not gives_away("Forty-nine claims, paragraph 9", GUESSES["named-sources"])


# --- the brief -----------------------------------------------------------------------------------


def test_the_brief_asks_for_each_coin_and_leaves_the_other_cards_as_they_are():
    page = ac.brief()._repr_mimebundle_()["text/html"]
    spec = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])
    assert list(spec["coins"]) == list(COINS) and spec["most"] == 3
    other = ac.guess("middle-wait")._repr_mimebundle_()["text/html"]
    part = _lean(asset("guessing/brief.js"))
    page, other = unpacked(page), unpacked(other)
    assert part in page and part not in other and "// PART" not in page + other
    assert "http://" not in part.replace("http://www.w3.org", "") and "fetch(" not in part
