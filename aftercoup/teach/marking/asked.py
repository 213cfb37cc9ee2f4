"""What a run is asked for: the options of `aftercoup mark`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """The options, named as on the command line, whose help says what each means (`commands.mark`). sheet: grade exports,
    as a path or "01=path"; decisions, deadlines, groups: paths, "" for the usual ones; quiet: print nothing."""

    roster: str | Path | None = None
    sheet: Sequence[str | Path] | None = ()
    column: str = ""
    attempts: str = "last"
    answers: bool = False
    exercise: Sequence[str] | None = ()
    replace: bool = False
    decisions: str | Path = ""
    deadlines: str | Path = ""
    groups: str | Path = ""
    without_essays: bool = False
    no_pages: bool = False
    quiet: bool = False
