"""From codings to a case folder, written from a coder's file; what is filled in by hand stays.

The rows are made in case_rows.py and written in case_folder.py. The report itself stays where it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from aftercoup import check, errors
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import coder_file, texts
from aftercoup.coding.case_folder import ExportError, Merger
from aftercoup.coding.case_rows import CaseMaker
from aftercoup.coding.coder_file import FOLDER, SUFFIX
from aftercoup.outputs.cards import Card, folded, listing, paragraph, stack, strong

ABOUT = ("title", "country", "coup", "coup_date", "leader", "counterpart", "publisher", "published", "url")


@dataclass(slots=True)
class Export:
    """What an export did.

    rows: table -> how many; unchanged: cells that keep what was typed by hand; notes: what the coder should
    know or mend, troubles: what `aftercoup check` finds missing or wrong, one sentence each.
    """

    folder: Path
    rows: dict[str, int]
    unchanged: list[str]
    notes: list[str]
    troubles: list[str]


def export(
    path: str | Path,
    folder: str | Path,
    book: str | Path | None = None,
    **about: str,
) -> Export:
    """Write a case folder, or bring one up to date, as `export_case` does. Raises ExportError.

    path: the coder's file (NAME.coding.jsonl), beside which the text is stored; about: any of ABOUT.
    """
    path, folder = Path(path), Path(folder)
    unknown = set(about) - set(ABOUT)
    if unknown:
        hint = errors.did_you_mean(min(unknown), ABOUT, like="{}=")
        raise ExportError(f"There is no {min(unknown)!r} here.{hint} What can be given: {', '.join(ABOUT)}.")
    if not path.is_file():
        raise ExportError(
            f"There is no file {path.name} in {path.parent.name or 'this folder'}.{_named(path.parent)}"
        )
    if not re.fullmatch("[a-z0-9]+([-.][a-z0-9]+)*", folder.name):
        raise ExportError(
            f"{folder.name!r} cannot be the name of a case. Small letters, digits and hyphens, as in "
            "egypt-2013."
        )
    coded = coder_file.read(path)
    spans = [coding for coding in coded.latest() if not coding.item]
    if not spans:
        why = "codes a list of items, not a text" if coded.codings else "holds no coding yet"
        raise ExportError(f"{path.name} {why}. Code a report at the desk first.")
    report = texts.beside(path.parent, coded.text.get("digest"))
    if report is None:
        raise ExportError(
            f"The text that was coded in {path.name} is not beside it. Its file ends in .txt and lies in the folder in "
            "which it was coded: the export has to see that no more than six of its words in a row get into the tables."
        )
    known = {name: str(about.get(name) or coded.text.get(name) or "").strip() for name in ABOUT}
    known |= {"title": str(about.get("title") or "").strip(), "called": known["title"]}
    maker, merger = CaseMaker(spans, report, codebooks.load(book), known, folder), Merger(folder)
    names = merger.names(maker.codings)
    merged = merger.update(maker.tables(names), names)
    rows = {name: len(rows) for name, rows in merged.items()}
    troubles = [
        f"{table.path.name}, {problem}" for table in check.check_case(folder) for problem in table.problems
    ]
    return Export(
        folder, rows, merger.unchanged, [*maker.notes, *merger.notes, *maker.copied(merged)], troubles
    )


def export_case(
    coded: str | Path = "",
    folder: str | Path = "",
    *,
    codebook: str | Path | None = None,
    **about: str,
) -> Card:
    """Make a case folder from what was coded at the desk, or bring one up to date; cells typed by hand stay.

    coded: the coder's file, like "my_coding/report.anna.coding.jsonl"; needed where there is more than one.
    folder: the case folder; its name is that of the case, like "egypt-2013". codebook: the file of your own that
    you coded with. about: what the codings do not say, each between quotation marks: title, country (code), coup (in coups.csv), coup_date, leader (of
    the coup), counterpart (the foreign leader), publisher, published, url. The report itself is not exported.
    """
    if not str(folder).strip():
        raise ExportError('Name the case folder, as in ac.export_case(folder="my-case").')
    paths = [Path(coded)] if str(coded).strip() else [*Path(FOLDER).glob(f"*{SUFFIX}")]
    if len(paths) != 1:
        raise ExportError(
            f'Name the coder\'s file, as in ac.export_case("{FOLDER}/report.anna{SUFFIX}").{_named(Path(FOLDER))}'
        )
    return _card(export(paths[0], folder, codebook, **about))


def _named(folder: Path) -> str:
    """The files of coders that a folder holds, in a sentence; "" where there are none."""
    names = sorted(path.name for path in folder.glob(f"*{SUFFIX}"))
    return f" The folder holds: {', '.join(names[:8])}." if names else ""


def _card(done: Export) -> Card:
    """What an export did, for a notebook."""
    rows = {name: done.rows[name] for name in ("claims", "events", "contacts", "actors")}
    counted = ", ".join(errors.many(number, name[:-1]) for name, number in rows.items())
    typed = f"Kept as you typed it: {'; '.join(done.unchanged)}." if done.unchanged else ""
    parts = [paragraph(strong(f"{done.folder.name} holds {counted}. "), typed)]
    if done.notes:
        parts.append(_list("To know", done.notes))
    if done.troubles:
        parts.append(_list(f"Still missing or wrong: {len(done.troubles)}", done.troubles))
        words = (
            "Fill the cells in a spreadsheet (save as CSV UTF-8), or code them at the desk and export "
            f"again; what you typed stays. In a terminal: python start.py check {done.folder.as_posix()}"
        )
    else:
        words = f'The check has nothing to mend. Look at it: ac.use_case("{done.folder.as_posix()}")'
    return stack(*parts, paragraph(words))


def _list(head: str, sentences: list[str]) -> Card:
    """Sentences under a head; the first eight are open."""
    first, more = sentences[:8], sentences[8:]
    parts = [paragraph(strong(head)), listing(first)]
    return stack(*parts, *([folded(f"{len(more)} more", listing(more))] if more else []))
