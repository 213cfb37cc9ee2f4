"""The codings of several people, from files and folders as they come, also those of a learning platform."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aftercoup import errors
from aftercoup.coding import coder_file
from aftercoup.coding.coder_file import SUFFIX, CoderFile
from aftercoup.errors import OneSentence

_NOISE = re.compile(r"(^|/)(__MACOSX|\.[^/]+|Thumbs\.db|desktop\.ini)(/|$)")


class AgreementError(OneSentence, ValueError):
    """There is nothing to compare; the message says why and what to do."""


class NoCodings(AgreementError):
    """Nobody has coded anything yet."""


@dataclass(frozen=True, slots=True)
class Codings:
    """The codings of one text by several coders, sorted by their names, no two alike; notes: sentences on what was
    left out."""

    coders: tuple[CoderFile, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> dict[str, Any]:
        """What is known of the text that was coded: its digest, perhaps a title."""
        return self.coders[0].text


def load(*sources: str | Path, least: int = 2) -> Codings:
    """The Codings of folders and single files of codings, in any order.

    Files that cannot be read, that code another text than most, or that are an earlier copy of another one
    are left out, with a sentence. Two coders with one name are told apart by a number. Raises AgreementError
    when fewer than `least` codings are left.
    """
    coders: list[CoderFile] = []
    notes: list[str] = []
    left: list[str] = []
    for name, path in sorted(_all_files(sources), key=lambda file: (file[0].casefold(), file[0])):
        named = ".jsonl" in name.lower()
        file = coder_file.read(path) if named else CoderFile()
        if file.codings and isinstance(file.text.get("digest"), str):
            coders.append(replace(file, coder=file.coder or Path(name).name.split(".")[0], path=name))
            if file.skipped:
                lines = errors.many(file.skipped, "line")
                notes.append(f"{name}: {lines} could not be read; the rest of it counts.")
        elif named or not name.lower().endswith(".txt"):  # the text may lie beside the codings
            left.append(name)
    if left:
        where = f"They are in files that end in {SUFFIX}; unpack archives first."
        notes.append(f"Left out, since no codings of a text were found there: {listed(left)}. {where}")
    coders = _of_one_text(_without_copies(coders, notes), notes)
    if len(coders) < least:
        count = f"found {coders[0].path} alone" if coders else "found none"
        error = AgreementError if coders else NoCodings
        raise error(" ".join([f"A comparison needs the codings of two people: {count}.", *notes]))
    if len({coder.codebook for coder in coders}) > 1:
        notes.append("The coders did not all have the same version of the codebook.")
    return Codings(tuple(_told_apart(coders)), tuple(notes))


def _all_files(sources: Sequence[str | Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of each file that is named or lies in a folder."""
    for path in map(Path, sources):
        files = {path.name: path}
        if path.is_dir():
            files = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
        yield from ((name, file) for name, file in files.items() if not _NOISE.search(name))


def _without_copies(coders: list[CoderFile], notes: list[str]) -> list[CoderFile]:
    """Each file once: where all steps of one are in another one too, it is an earlier copy of it."""
    whole: list[CoderFile] = []
    for coder in sorted(coders, key=lambda coder: (-len(coder.ops), coder.path)):
        later = next((other for other in whole if coder.ops and coder.ops <= other.ops), None)
        if later:
            notes.append(f"{coder.path} was left out: it is an earlier copy of {later.path}.")
        else:
            whole.append(coder)
    return sorted(whole, key=lambda coder: coder.path)


def _of_one_text(coders: list[CoderFile], notes: list[str]) -> list[CoderFile]:
    """Those who coded the text that most coded."""
    count = Counter(coder.text["digest"] for coder in coders)
    (most, times), *others = count.most_common() or [("", 0)]
    if any(other == times for _, other in others):
        told = listed([f"{coder.path} codes {_title(coder)}" for coder in coders])
        raise AgreementError(
            f"These files code different texts, so they cannot be compared: {told}. Even a text that was "
            "copied twice can differ by a sign. Give all coders the same file."
        )
    for coder in coders:
        if coder.text["digest"] != most:
            notes.append(f"{coder.path} was left out: it codes another text, {_title(coder)}.")
    return [coder for coder in coders if coder.text["digest"] == most]


def _title(coder: CoderFile) -> str:
    """What the text of a coder is called."""
    title = str(coder.text.get("title") or "without a title")[:60]
    return f"“{title}” (digest {coder.text['digest'].partition(':')[2][:8]})"


def _told_apart(coders: list[CoderFile]) -> Iterator[CoderFile]:
    """Sorted by name; of a name that several files have, all but the first get a number, in the order of their paths."""
    seen: Counter[str] = Counter()
    for coder in sorted(coders, key=lambda coder: (coder.coder.casefold(), coder.path)):
        name = coder.coder.casefold()
        seen[name] += 1
        yield replace(coder, coder=coder.coder + (f" ({seen[name]})" if seen[name] > 1 else ""))


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names with commas between them, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
