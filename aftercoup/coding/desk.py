"""The coding desk in a notebook: `code_text` for a report, `code_items` for a list of short texts.

What is coded, and by which rules, is `Work` (work.py). Here it meets the page: desk.js draws the desk and
sends each step as a custom message; the answer says which steps the coder's file now holds. The text goes to
the page in such a message and is no trait of the widget, so that no notebook can keep it. What a notebook
keeps is a sentence that says what to do. (Why a widget here, other than in the explorers: docs/decisions.md.)
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from aftercoup import tables
from aftercoup.charts.machinery import style
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import texts, work
from aftercoup.coding.codebook import Codebook
from aftercoup.coding.coder_file import FOLDER
from aftercoup.coding.work import DeskError, Work
from aftercoup.errors import OneSentence, did_you_mean
from aftercoup.lesson import case_in_use, runs_on_any_case
from aftercoup.outputs import cards, in_page
from aftercoup.outputs.assets import asset, module

Message = dict[str, Any]  # what the page and the desk say to each other
UNIT = "claim"  # what the items of a list are
MAX_CODER = 60  # characters of a name


def code_text(
    text: str | Path | None = None,
    coder: str = "",
    *,
    codebook: str | Path | None = None,
    case: str | None = None,
    title: str = "",
    publisher: str = "",
    published: str = "",
    url: str = "",
    folder: str | Path = FOLDER,
) -> Desk | cards.Card:
    """Code a report at the desk.

    text: the name of a text file; without it the desk has a box to paste a text into.
    coder: who codes, any word. case: a case whose own categories (voices, strands) are offered; without a text, our
    notes on the report of this case are coded. codebook: a file of your own instead of data/codebook.toml. title, publisher, published, url: where it comes from. folder: where
    codings and the text are stored, on this computer only. Without a coder it says that a name is needed, and
    shows our own notes, but never another text: what a cell shows is stored in the notebook.
    """
    given = {part: said for part, said in zip(work.ABOUT, (title, publisher, published, url)) if said}
    coder = texts.line(str(coder or ""))[:MAX_CODER]
    if not coder:
        shown = texts.of_case(case).text.split("\n\n") if case and not text else []
        return cards.stack(_WHO_CODES, *map(cards.paragraph, shown))
    book = codebooks.load(codebook, case)
    if text or case:
        own = texts.load(text) if text else texts.of_case(str(case))
        given = given if text else _about_case(str(case)) | given
        return Desk(coder, folder, work.open_text(own, coder, book, folder, given))

    def chosen(said: Message) -> Work:
        if "name" in said:
            return work.open_stored(str(said["name"]), coder, book, folder)
        pasted = texts.cleaned(str(said.get("text") or ""))
        about = given | {part: str(said[part]) for part in work.ABOUT if said.get(part)}
        return work.open_text(pasted, coder, book, folder, about, pasted=True)

    return Desk(coder, folder, opens=chosen)


@runs_on_any_case
def code_items(
    items: str | Iterable[str],
    coder: str = "",
    variables: str = "claim_type",
    *,
    codebook: str | Path | None = None,
    case: str | None = None,
    folder: str | Path = FOLDER,
) -> Desk | cards.Card:
    """Code claims of the report, one after the other, in our words.

    items: their ids, as in "c01 c02" or ["c01", "c02"]. variables: those of the codebook that are asked, separated by spaces. Without a
    coder the items are shown as a table, with the sentence that a name is needed.
    """
    here = case_in_use(case)
    ids = items.replace(",", " ").split() if isinstance(items, str) else items
    words = {name: tables.record(name, "claims", here).text("claim") for name in ids}
    # claims have the codes of their case; its codebook names it
    named = here.name if here.name in tables.cases() else str(here.folder)
    book = _only(codebooks.load(codebook, named), variables.replace(",", " ").split())
    what = book.units[UNIT].title.lower() + "s"
    coder = texts.line(str(coder or ""))[:MAX_CODER]
    if not coder:
        rows = cards.table(f"{len(words)} {what} to code", ["item", "words"], words.items(), 20)
        return cards.stack(_WHO_CODES, rows)
    return Desk(coder, folder, work.open_items(words, coder, book, what, folder))


_WHO_CODES = cards.paragraph(cards.strong("Say who codes"), ': write a name or any word, as in coder="anna".')


def _about_case(case: str) -> dict[str, str]:
    """Where the report of a case comes from; the words of the notes on it are ours."""
    about = tables.case(case).about
    publisher = "".join(source.publisher for source in tables.linked(about, "article", case))
    return {"publisher": publisher, "published": about.text("published"), "url": about.text("url")}


def _only(book: Codebook, names: list[str]) -> Codebook:
    """A codebook with the unit of claims and a few of its variables."""
    if UNIT not in book.units:
        raise DeskError(f"There is no unit {UNIT!r}. There are: {', '.join(book.units)}.")
    for name in names:
        if name not in book.variables:
            raise DeskError(f"There is no variable {name!r}.{did_you_mean(name, book.variables)}")
    needed = {name: replace(book.variables[name], optional=False) for name in names}
    return replace(book, units={UNIT: replace(book.units[UNIT], variables=tuple(names))}, variables=needed)


# ---------------------------------------------------------------- in the page


# Beside a live desk the sentence is hidden; where there is none, what the widget says of itself ("model not
# found") is. Front ends that take the rules away show the sentence.
_RULES = """<style>
.jp-OutputArea-child:has([data-acd-face]):has(+ .jp-OutputArea-child .aftercoup-desk){display:none}
.jp-OutputArea-child:has([data-acd-face]) + .jp-OutputArea-child:not(:has(.aftercoup-desk)){display:none}
</style>"""


class Desk:
    """A desk as a cell's result. work: what is coded; opens: where the page chooses that, it opens what it asks for."""

    def __init__(
        self,
        coder: str,
        folder: str | Path,
        work: Work | None = None,
        opens: Callable[[Message], Work] | None = None,
    ) -> None:
        self.coder, self.folder, self.work, self.opens = coder, folder, work, opens
        self.widget: Any = None
        self.output: dict[str, str] = {}

    @property
    def text(self) -> str:
        """What stands here when no desk can be shown."""
        what = f"for {self.work.path.name.split('.')[0]}" if self.work else "for a text that you paste"
        return (
            f"The coding desk of {self.coder}, {what}. Run this cell to open it. "
            f"Everything that was coded is kept in the folder {Path(self.folder).name}."
        )

    def __repr__(self) -> str:
        return self.text

    def _ipython_display_(self) -> None:
        from IPython.display import display  # only where there is a notebook

        face = f"<p data-acd-face>{html.escape(self.text)}</p>{_RULES}"
        display({"text/html": face, "text/plain": self.text}, raw=True)
        if self.widget is None:
            script = module("outputs/pressed.js", "coding/desk.js")
            looks = style.css_variables(".aftercoup-desk", ".aftercoup-desk[data-theme=dark]")
            looks += asset("coding/desk.css").replace("VAR_FONT", style.FONT)
            self.widget, self.output = in_page.widget("Desk", script, looks, self.receive)
        display(self.output | {"text/html": "<span hidden></span>", "text/plain": ""}, raw=True)

    # ------------------------------------------------------------ messages

    def receive(self, message: Any) -> None:
        """What the page says; the answer carries the page's own name (tab)."""
        if not isinstance(message, dict):
            return
        try:
            answer = self._answer(message)
        except OneSentence as problem:
            answer = {"words": str(problem), "bad": True}
        self.widget.send(answer | {"tab": message.get("tab")})

    def _answer(self, message: Message) -> Message:
        kind = message.get("type")
        if kind == "open" and self.opens and not self.work:
            self.work = self.opens(message)
        if not self.work:
            names = work.stored_names(self.folder)[:30]
            return {"stored": names, "folder": str(self.folder)}
        if kind != "ops":
            return self.work.description()
        before = self.work.version
        steps = [op for op in message.get("ops") or () if isinstance(op, dict)]
        said = {str(op.get("op")): self.work.do(op) for op in steps}
        refused = {name: wrong for name, wrong in said.items() if wrong}
        saved = [name for name in said if name not in refused]
        answer = {"saved": saved, "refused": refused, "version": self.work.version}
        # the page shows what it shows already, unless somebody else added to the file
        return answer | ({"state": self.work.state()} if message.get("version") != before or refused else {})
