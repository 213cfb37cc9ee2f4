"""From codings to a case folder, written from a coder's file; what is filled in by hand stays.

The rows are made in case_rows.py and written in case_folder.py. The report itself stays where it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from aftercoup import check, errors
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import coder_file, texts
from aftercoup.coding.case_folder import ExportError, Merger
from aftercoup.coding.case_rows import CaseMaker
from aftercoup.coding.coder_file import FOLDER, SUFFIX
from aftercoup.outputs.cards import Card, folded, listing, paragraph, stack, strong

ABOUT = ("title", "country", "coup", "coup_date", "leader", "counterpart", "publisher", "published", "url")


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
    folder = Path(folder)
    unknown = set(about) - set(ABOUT)
    if unknown:
        hint = errors.did_you_mean(min(unknown), ABOUT, like="{}=")
        raise ExportError(f"There is no {min(unknown)!r} here.{hint} What can be given: {', '.join(ABOUT)}.")
    if not re.fullmatch("[a-z0-9]+([-.][a-z0-9]+)*", folder.name):
        raise ExportError(
            f"{folder.name!r} cannot be the name of a case. Small letters, digits and hyphens, as in "
            "egypt-2013."
        )
    path = _coders_file(coded)
    file = coder_file.read(path)
    spans = [coding for coding in file.latest() if not coding.item]
    if not spans:
        why = "codes a list of items, not a text" if file.codings else "holds no coding yet"
        raise ExportError(f"{path.name} {why}. Code a report at the desk first.")
    report = texts.beside(path, file.text.get("digest"))
    if report is None:
        raise ExportError(
            f"The text that was coded in {path.name} is not beside it. Its file ends in .txt and lies in the folder in "
            "which it was coded: the export has to see that no more than six of its words in a row get into the tables."
        )
    known = {name: str(about.get(name) or file.text.get(name) or "").strip() for name in ABOUT}
    maker, merger = CaseMaker(spans, report, codebooks.load(codebook), known, folder), Merger(folder)
    names = merger.names(maker.codings)
    merged = merger.update(maker.tables(names), names)
    shown = ("claims", "events", "contacts", "actors")
    counted = (errors.many(len(merged[name]), name[:-1]) for name in shown)
    typed = f"Kept as you typed it: {'; '.join(merger.unchanged)}." if merger.unchanged else ""
    parts = [paragraph(strong(f"{folder.name} holds {', '.join(counted)}. "), typed)]
    if notes := [*maker.notes, *merger.notes, *maker.copied(merged)]:
        parts.append(_list("To know", notes))
    checked = check.check_case(folder)
    troubles = [f"{table.path.name}, {problem}" for table in checked for problem in table.problems]
    if troubles:
        parts.append(_list(f"Still missing or wrong: {len(troubles)}", troubles))
        words = (
            "Fill the cells in a spreadsheet (save as CSV UTF-8), or code them at the desk and export "
            f"again; what you typed stays. In a terminal: python start.py check {folder.as_posix()}"
        )
    else:
        words = f'The check has nothing to mend. Look at it: ac.use_case("{folder.as_posix()}")'
    return stack(*parts, paragraph(words))


def _coders_file(coded: str | Path) -> Path:
    """The coder's file that is meant; of a folder, or of the desk's where none is named, the only one."""
    path = Path(str(coded).strip() or FOLDER)
    folder = path if path.is_dir() else path.parent
    there = sorted(folder.glob(f"*{SUFFIX}"))
    if path.is_file() or path == folder and len(there) == 1:
        return path if path.is_file() else there[0]
    missing = f"There is no file {path.name} here. " if str(coded).strip() else ""
    names = f" The folder holds: {', '.join(file.name for file in there[:8])}." if there else ""
    example = f'Name the coder\'s file, as in ac.export_case("{FOLDER}/report.anna{SUFFIX}").'
    raise ExportError(f"{missing}{example}{names}")


def _list(head: str, sentences: list[str]) -> Card:
    """Sentences under a head; the first eight are open."""
    first, more = sentences[:8], sentences[8:]
    parts = [paragraph(strong(head)), listing(first)]
    return stack(*parts, *([folded(f"{len(more)} more", listing(more))] if more else []))
