"""Ids in the text open the cards of their records; the page itself: tests/browser/test_links.py."""

import base64
import functools
import gzip
import html
import json
import re

import pytest

import aftercoup as ac
from aftercoup import guessing, linking, tables
from aftercoup.teach.editions import build

cards = functools.cache(linking.cards)
LESSONS = sorted(build.NOTEBOOKS.glob("[0-9]*.ipynb"))


def words(card: str) -> str:
    """What a card says before anything in it is opened."""
    return html.unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<details>.*?</details>", "", card, flags=re.DOTALL))
    )


def carried(page: str) -> dict[str, str]:
    """The cards of an output, as its script puts them together."""
    packed = json.loads(gzip.decompress(base64.b64decode(re.search(r'"base64,([^"]+)"', page)[1])))
    piece = lambda letter: packed["pieces"][ord(letter[0]) - 0xE000]
    return {key: re.sub("[\ue000-\uf8ff]", piece, card) for key, card in packed["cards"].items()}


def test_the_output_carries_the_cards_and_what_waits_for_a_guess():
    page = ac.links().html
    spec = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])
    assert carried(page) == cards()
    assert spec["guesses"]["n03"] == {"named-sources": "01"} and "e09" not in spec["guesses"]
    assert "n02" not in spec["guesses"], (
        "what a guess about another case asks is not what this case's record tells"
    )
    assert len(page) < 150_000  # it grows with the tables


def test_the_card_of_a_source_says_who_what_when_where_and_on_what_terms():
    for key in (
        "sipri-arms",
        "aapp",
        "dmg-2023-03-16",
    ):  # behind records, without an address, in a text alone
        source = tables.record(key, "sources")
        said = html.unescape(cards()[key])
        for told in (
            source.publisher,
            source.title_or_description,
            str(source.published),
            source.url,
            source.note,
        ):
            assert (told or "") in said
        assert f"Terms</th><td>{source.licence_or_terms}" in said


def test_a_lock_does_not_tell_which_option_is_right():
    """Of the options that are records, or name some, either all wait for the guess or none does."""
    for asked in (one for one in guessing.known().values() if one.kind in ("choice", "order")):
        named = {key for option in asked.options.items() for key in re.findall(r"[\w-]+", " ".join(option))}
        named &= cards().keys()
        locked = {key for key in named if asked.id in linking.locks().get(key, ())}
        assert locked in (set(), named), f"{asked.id}: {sorted(locked)} of {sorted(named)}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_id_and_each_term_of_a_lesson_has_a_card(path):
    notebook = build.read(path)
    assert not set(build.lesson_ids(notebook)) - cards().keys()
    text = "".join(cell.source for cell in notebook.cells)
    terms = {"#" + linking.address(term) for term in re.findall(r"\(glossary\.ipynb#([^)]+)\)", text)}
    assert terms and not terms - cards().keys()


@pytest.mark.parametrize("asked", guessing.known().values(), ids=lambda asked: asked.id)
def test_no_card_answers_a_guess_before_it_is_made(asked):
    sentence = guessing.plain(guessing.answer(asked)[1])
    locked = {key for key, names in linking.locks().items() if asked.id in names}
    open_cards = {key: words(card) for key, card in cards().items() if key not in locked}
    if len(sentence.split()) > 3:
        assert [key for key, card in open_cards.items() if sentence in card] == []


@pytest.mark.parametrize(
    "record_id, folded, shown",
    [
        ("c16", "Who vouches for it", "The meeting took place"),
        ("k31", "Format", "Counterpart"),
        ("v17", "Cheap signal", "Evidence"),
        ("c33", "24 February 2022", "The war against Ukraine"),  # which day it was is a guess
    ],
)
def test_what_a_student_codes_opens_on_request(record_id, folded, shown):
    card = cards()[record_id]
    assert folded in card and folded not in words(card) and shown in words(card)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_stored_cards_are_those_of_the_tables(path):
    page = (
        next(cell for cell in build.read(path).cells if cell.cell_type == "code").outputs[0].data["text/html"]
    )
    assert carried(page) == cards(), f"{path.name}: run python start.py build"
