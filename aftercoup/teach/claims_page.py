"""docs/claims.md: where the lessons discuss each claim of the report, written from their text."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.teach import build, course
from aftercoup.teach.citations import cited_ids

PATH = course.PROJECT / "docs" / "claims.md"
SHOWN = 3  # places named for a claim; the others are counted


def places() -> dict[str, list[str]]:
    """Claim -> the sections of lessons whose text cites it, as Markdown links, in the order of the course."""
    found: dict[str, list[str]] = {claim.id: [] for claim in tables.core().claims}
    for lesson in course.current().lesson:
        heading = f"{lesson.number} {lesson.title}"
        for cell in build.read(course.LESSONS / lesson.file).cells:
            if cell.cell_type != "markdown" or "aftercoup" in cell.metadata:
                continue
            first = cell.source.partition("\n")[0]
            if first.startswith("## "):
                heading = f"{lesson.number} {first.removeprefix('## ')}"
            link = f"[{heading}](../notebooks/{lesson.file})"
            for record_id in cited_ids(cell.source):
                if link not in found.get(record_id, [link]):
                    found[record_id].append(link)
    return found


def text() -> str:
    """The page."""
    rows, silent = [], []
    for claim, cited in ((tables.record(name, "claims"), links) for name, links in places().items()):
        more = f" and {len(cited) - SHOWN} more" if len(cited) > SHOWN else ""
        rows.append([claim.id, claim.paragraph, claim.claim, "<br>".join(cited[:SHOWN]) + more])
        if not cited:
            silent.append(claim.id)
            rows[-1][-1] = "not discussed"
    told = f"{len(rows) - len(silent)} of {len(rows)} are discussed in a lesson. "
    told += f"Not discussed: {', '.join(silent)}." if silent else "None is left out."
    return (
        f"{_HEAD}\n\n{told}\n\n"
        + course.table(("claim", "paragraph", "what the report says", "where"), rows)
        + "\n"
    )


_HEAD = """\
# The claims of the report, and where each is discussed

<!-- The whole page is written by `python -m aftercoup build` from the text of the lessons. -->

A claim is discussed where the text of a lesson cites it; tables and charts, which show all claims, do not count. The
claims are given in our words. H is the headline, D the line below it, C the words under the photo."""
