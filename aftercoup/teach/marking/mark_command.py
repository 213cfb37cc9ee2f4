"""The command `aftercoup mark`."""

from pathlib import Path
from typing import Any

from aftercoup.teach.marking import summary
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.run import Run


def mark(submissions: str | Path, out: str | Path, **options: Any) -> int:
    """Mark a folder or an archive and write all results into the folder `out`. Returns the exit status.

    options: the other fields of Asked. The status is 0 when nothing needs a look and 1 when something does (the summary says
    what). Raises an error of one sentence when it cannot be done; former results then stay.
    """
    asked = Asked(Path(submissions), Path(out), **options)
    run = Run(asked)
    run.find_students()
    run.read_files()
    run.read_texts()
    run.share_with_groups()
    run.hear_the_teacher()
    run.choose_attempts()
    run.add_up()
    run.compare_with_the_last_run()
    run.write()
    lines, status = summary.lines(run)
    summary.say(lines)
    return status
