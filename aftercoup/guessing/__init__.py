"""Guess, look, explain: a question that is answered before the picture, and one sentence written after it.

`guess("waits")` shows the card of a question in data/guesses.toml. All that the card does happens in the page
(`card.js`, `guess.js`), so that it works without a kernel, in a saved page, on the web and on a telephone. What a reader
types stays in the browser. Charts that wait for a guess are folded by `after`.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from aftercoup import tables
from aftercoup.charts.arms import by_year_of
from aftercoup.charts.coups import votes
from aftercoup.charts.machinery import style
from aftercoup.errors import OneSentence, did_you_mean
from aftercoup.lesson import case_in_use
from aftercoup.outputs.assets import asset, data, script
from aftercoup.outputs.cards import Card, paragraph

KINDS = {
    "number": "a number between low and high, typed or moved with a slider",
    "share": "a number of percent, 0 to 100",
    "choice": "one of the options",
    "order": "the options, brought into an order",
    "date": "a day",
    "text": "some sentences of one's own, which no record settles",
    "line": "values drawn into a picture, one for each position",
}
FOLD = "Guess first, or open it"
ANSWER_FOLD = "The answer"
TEXT_FOLD = "What to compare with"
# On paper nothing can be opened, so what waits for a guess is there (the answer on a card stays closed).
_PRINTED = (
    "@media print{.aftercoup-behind{break-before:page}.aftercoup-behind>summary{display:none}"
    ".aftercoup-behind::details-content{content-visibility:visible;display:block;block-size:auto}}"
)
_SCRIPT = re.compile("<script>.*?</script>", re.S)


class NoSuchGuess(OneSentence, KeyError):
    """There is no question of this name; the message names the nearest one."""

    __str__ = Exception.__str__


@dataclass(frozen=True, slots=True)
class Guess:
    """One question that is answered by a guess.

    id, lesson ("00"), kind (of KINDS), question: what the reader sees. answer: what the records say, as the id
    of a count ("n25"), a record and its field ("e22.start"), an option ("" if
    no record settles it), a list of options in order, or for a line the name of a function in LINES. explain: what the one sentence is to be about; reading: our own
    reading, shown after it. says: the sentence of the answer, where it is not that of the count. low, high,
    step, unit: the range of a number. options: code -> label. slips: what a wrong guess shows, by "low",
    "high" or option. records: ids behind an answer that is no count. cards: ids whose cards wait for the guess, where
    these are not the ones of the answer; of options either all or none. bars: known values (label -> number)
    beside which the guess is drawn as a bar. case: of which case it asks; "" is the lessons' own.
    """

    id: str
    lesson: str
    kind: str
    question: str
    answer: str | float | list[str] = ""
    explain: str = ""
    reading: str = ""
    says: str = ""
    low: float = 0
    high: float = 100
    step: float = 1
    unit: str = ""
    options: dict[str, str] = field(default_factory=dict)
    case: str = ""
    bars: dict[str, float] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)
    cards: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn by hand: positions and values, of which the first `given` are shown from the start."""

    positions: tuple[int, ...]
    values: tuple[float, ...]
    given: int
    what: str  # the axis: what is shown, and its unit
    tone: str  # its colour: that of the state whose line it is


@cache
def known() -> dict[str, Guess]:
    """All guesses of the course: id -> Guess, in the order of the lessons."""
    path = Path(tables.data_folder()) / "guesses.toml"
    if not path.is_file():
        raise NoSuchGuess("Guesses belong to the lessons, and this edition has neither.")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["guess"]
    return {row["id"]: Guess(**row) for row in rows}


def guess(name: str = "") -> Card:
    """The card of a question: guess, see what the records say, write one sentence, read ours.

    name: its id, as in the lesson. Raises NoSuchGuess, naming the nearest one.
    """
    asked = find(name)
    if not asks_here(asked):
        return paragraph(
            "The guess that stands here asks about the lessons' own case; go on to the next cell."
        )
    what = "Write" if asked.kind == "text" else "Make your guess"
    after = "." if asked.kind == "text" else "; the answer comes after it."
    return _card_of(asked, f"{asked.question}\n{what} in the page{after}")


def guesses(lesson: str = "", *names: str) -> Card:
    """Guesses and sentences, to look at, copy or download: of a lesson ("01"; "" for all lessons), or of these names."""
    if lesson in known():
        chosen, lesson = [find(name) for name in (lesson, *names)], "mine"
    else:
        chosen = [asked for asked in known().values() if lesson in ("", asked.lesson)]
    if not chosen:
        there = ", ".join(sorted({asked.lesson for asked in known().values()}))
        raise NoSuchGuess(f"No guess belongs to the lesson {lesson!r}. Lessons with guesses: {there}.")
    gathered = [
        {"id": a.id, "lesson": a.lesson, "question": plain(a.question), "text": a.kind == "text"}
        for a in chosen
    ]
    spec: dict[str, object] = {"gather": gathered, "name": f"my-guesses-{lesson or 'all'}.txt"}
    words = "Your guesses and sentences stay in this browser; here they are gathered as a text."
    return card(spec, f"<p>{words}</p>", words, "gather")


def after(name: str, shown: object) -> object:
    """What a cell shows (an explorer, a chart, a table), folded until the guess of this id was made.

    name: the id, as for `guess`. The reader may open the fold without a guess. Controls of an explorer that
    computes stay in sight; they say nothing about the answer.
    """
    if not asks_here(find(name)):
        return shown
    if hasattr(shown, "wrap"):
        shown.wrap = partial(_behind, name)
        face = "_live" if hasattr(shown, "_live") else "_face"  # of an explorer that computes, of the board
        whole = getattr(shown, face)  # asked for again at each change; its plain text says nothing yet
        setattr(shown, face, lambda: whole() | {"text/plain": waits(name)})
        return shown
    return _Behind(name, shown)


class _Behind:
    """An output with HTML, folded."""

    def __init__(self, name: str, shown: object) -> None:
        self.name, self.shown = name, shown

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        bundle = self.shown._repr_mimebundle_()  # type: ignore[attr-defined]
        return {"text/html": _behind(self.name, bundle["text/html"]), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return waits(self.name)


def waits(name: str) -> str:
    """What stands for a folded output in plain text, which has no fold to open."""
    return f"Guess first: this waits for the guess {name}."


def _behind(name: str, page: str) -> str:
    """A page in a fold, its scripts behind it: VS Code runs none that stands in a closed fold."""
    look = "cursor:pointer;padding:6px 12px;border:1px solid;border-radius:6px;width:fit-content;margin-bottom:6px"
    scripts = "".join(_SCRIPT.findall(page)) + f"<script>{asset('guessing/behind.js')}</script>"
    return (
        f'<div><details class="aftercoup-behind" data-guess="{html.escape(name)}">'
        f'<summary style="{look}">{FOLD}</summary>{_SCRIPT.sub("", page)}</details><style>{_PRINTED}</style>{scripts}</div>'
    )


def find(name: str) -> Guess:
    """The Guess of this id. Raises NoSuchGuess, naming the nearest one."""
    if name not in known():
        hint = did_you_mean(name, known(), f"There are: {', '.join(known())}.", 'ac.guess("{}")')
        raise NoSuchGuess(f"There is no guess called {name!r}.{hint}")
    return known()[name]


def _case(asked: Guess) -> tables.Case:
    return tables.case(asked.case) if asked.case else tables.core()


def asks_here(asked: Guess) -> bool:
    """Whether the case in use is the one that the guess asks about."""
    return case_in_use().name == _case(asked).name


def answer(asked: Guess) -> tuple[object, str]:
    """(value, sentence) that the records give: a number, an option, options in order, a day or a Line."""
    if asked.kind == "line":
        return LINES[str(asked.answer)](), asked.says
    if asked.kind == "text":
        return "", ""
    if asked.kind == "choice":
        return asked.answer, asked.says or asked.options[str(asked.answer)]
    if isinstance(asked.answer, list):
        return asked.answer, asked.says or ", then ".join(asked.options[code] for code in asked.answer)
    if not isinstance(asked.answer, str):
        return asked.answer, asked.says
    name, case = asked.answer, _case(asked)
    if asked.kind == "date":
        record_id, _, column = name.partition(".")
        return getattr(tables.record(record_id, None, case), column).text, asked.says
    count = tables.record(name, "counts", case)
    return count.value, asked.says or f"{count.sentence} ({count.id})"


# ---------------------------------------------------------------- what is drawn by hand


def _russias_share() -> Line:
    """Russia's share of what was delivered to Myanmar, by year, in percent (0 where nothing came)."""
    years, russia, every = range(2010, 2024), by_year_of("MMR", ["Russia"]), by_year_of("MMR")
    shares = tuple(round(100 * russia[year] / every[year]) if every[year] else 0 for year in years)
    what = "Russia's share of the year's deliveries, percent"
    return Line(tuple(years), shares, 7, what, style.STATES["Russia"])


def _ideal_point() -> Line:
    """Myanmar's ideal point by year: higher is nearer to the votes of the United States."""
    points = votes("MMR", "ideal_point")
    years = tuple(year for year in sorted(points) if year >= 2010)
    values, given = tuple(points[year] for year in years), sum(year <= 2020 for year in years)
    what = "Myanmar's ideal point (higher: nearer to the US)"
    return Line(years, values, given, what, style.STATES["Myanmar"])


LINES: dict[str, Callable[[], Line]] = {"russias-share": _russias_share, "ideal-point": _ideal_point}


# ---------------------------------------------------------------- the page


def plain(text: str) -> str:
    """A text of guesses.toml without its marks for bold and italics."""
    return text.replace("*", "")


def _card_of(asked: Guess, text: str) -> Card:
    value, sentence = answer(asked)
    spec = {name: getattr(asked, name) for name in "id lesson kind low high step unit bars case".split()}
    slips = {code: plain(words) for code, words in asked.slips.items()}
    after: dict[str, object] = {"says": plain(sentence), "reading": plain(asked.reading), "slips": slips}
    if isinstance(value, Line):
        spec |= {"positions": value.positions, "what": value.what, "given": value.values[: value.given]}
        spec["tone"] = value.tone
        after["values"] = value.values
    else:
        after["value"] = value
    spec |= {"question": plain(asked.question), "options": asked.options, "explain": plain(asked.explain)}
    spec["after"] = after
    question = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(asked.question))
    question = re.sub(r"\*(.+?)\*", r"<em>\1</em>", question)
    title = TEXT_FOLD if asked.kind == "text" else ANSWER_FOLD
    fold = f"<p>{html.escape(plain(sentence))}</p><p>{html.escape(plain(asked.reading))}</p>"
    options = "".join(f"<li>{html.escape(label)}</li>" for label in asked.options.values())
    options = options and f"<ul>{options}</ul>"
    still = f'<div data-aftercoup="still">{options}<details><summary>{title}</summary>{fold}</details></div>'
    return card(spec, f"<p>{question}</p>{still}", text)


def card(spec: dict[str, object], page: str, words: str, part: str = "guess", look: str = "") -> Card:
    """A card of the page's script. part: its script after `card.js`: guess, gather or brief; look: more CSS."""
    css = json.dumps(
        style.css_variables() + (asset("guessing/guess.css") + look).replace("VAR_FONT", style.FONT)
    )
    code = script(asset("guessing/card.js").replace("LOOK", css), asset(f"guessing/{part}.js"))
    return Card(f'<div class="aftercoup aftercoup-guess">{page}{data(spec)}{code}</div>', words)
