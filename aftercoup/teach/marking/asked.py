"""What a run is asked for: what stands behind `aftercoup mark` on the command line, with its help."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option


@dataclass(frozen=True, slots=True)
class Asked:
    """The hand-ins, the folder for the results, and the options. A program may leave out or give None what is optional."""

    submissions: Annotated[Path, Argument(metavar="SUBMISSIONS", help="a folder or a zip file")]
    out: Annotated[Path, Option(metavar="DIR", help="the folder for the results")]
    roster: Annotated[Path | None, Option(metavar="CSV", help="a table with the columns id and name")] = None
    sheet: Annotated[
        list[str] | None,
        Option(
            metavar="CSV",
            help="the platform's grade export, to be filled in (01=FILE for exercise 01); may be repeated",
        ),
    ] = None
    column: Annotated[str, Option(help="its column, where the names do not tell")] = ""
    attempts: Annotated[Literal["last", "first", "best"], Option(help="which of several counts")] = "last"
    answers: Annotated[bool, Option("--answers", help="put the worked answers on the feedback pages")] = False
    exercise: Annotated[
        list[str] | None, Option(metavar="NUMBER", help="mark only this exercise, as 01; may be repeated")
    ] = None
    replace: Annotated[
        bool,
        Option("--replace", help="write over other points that stand in the grade export; each is listed"),
    ] = False
    decisions: Annotated[
        Path | None,
        Option(metavar="CSV", help="what you decided about students (usual: decisions.csv in DIR)"),
    ] = None
    deadlines: Annotated[
        Path | None,
        Option(metavar="CSV", help="deadlines and what lateness costs (usual: deadlines.csv in DIR)"),
    ] = None
    groups: Annotated[
        Path | None, Option(metavar="CSV", help="one file for several students (usual: groups.csv in DIR)")
    ] = None
    without_essays: Annotated[
        bool, Option("--without-essays", help="fill the grade export before all texts are read")
    ] = False
