"""docs/claims.md and docs/reading_list.md: where the lessons cite the claims of the report and the literature."""

from __future__ import annotations

from collections.abc import Iterable

from aftercoup import tables
from aftercoup.tables import Record
from aftercoup.teach.content import course
from aftercoup.teach.content.citations import cited_ids
from aftercoup.teach.editions import build

CLAIMS = course.PROJECT / "docs" / "claims.md"
READING = course.PROJECT / "docs" / "reading_list.md"
SHOWN = 3  # places named for a claim; the others are counted


def places(ids: Iterable[str], kinds: tuple[str, ...] = ("markdown",)) -> dict[str, dict[str, list[str]]]:
    """Record id -> number of a lesson that cites it -> its sections that do, as Markdown links.

    kinds: the cells that count: markdown (written by hand), code, or the name of a generated cell, like recall.
    """
    cited: dict[str, dict[str, list[str]]] = {record_id: {} for record_id in ids}
    for lesson in course.current().lesson:
        heading = f"{lesson.number} {lesson.title}"
        for cell in build.read(course.LESSONS / lesson.file).cells:
            if (build.generated(cell) or cell.cell_type) not in kinds:
                continue
            first = cell.source.partition("\n")[0]
            if first.startswith("## "):
                heading = f"{lesson.number} {first.removeprefix('## ')}"
            link = f"[{heading}](../notebooks/{lesson.file})"
            for record_id in cited.keys() & cited_ids(cell.source):
                links = cited[record_id].setdefault(lesson.number, [])
                if link not in links:
                    links.append(link)
    return cited


def claims_text() -> str:
    """The page of claims."""
    rows, silent = [], []
    cited = places(claim.id for claim in tables.core().claims)
    for claim in tables.core().claims:
        links = [link for of_lesson in cited[claim.id].values() for link in of_lesson]
        more = f" and {len(links) - SHOWN} more" if len(links) > SHOWN else ""
        where = "<br>".join(links[:SHOWN]) + more or "not discussed"
        rows.append([claim.id, claim.paragraph, claim.claim, where])
        silent += [] if links else [claim.id]
    told = f"{len(rows) - len(silent)} of {len(rows)} are discussed in a lesson. "
    told += f"Not discussed: {', '.join(silent)}." if silent else "None is left out."
    head = ("claim", "paragraph", "what the report says", "where")
    return course.with_parts(CLAIMS, {"claims": f"{told}\n\n{course.table(head, rows)}"})


def reading_text() -> str:
    """The page of readings: the works of each lesson, and with each those to read further."""
    works = tables.table("literature")
    cited = places((work.id for work in works), ("markdown", "recall", "code"))
    parts = []
    for lesson in course.current().lesson:
        where = {work: "<br>".join(cited[work.id].get(lesson.number, [])) for work in works}
        further = {work: "to read further" for work in works if work.text("read_with") == lesson.number}
        listed = [*where.items(), *further.items()]
        rows = [[_reference(work), work.finding, cell] for work, cell in listed if cell]
        if rows:
            head = ("work", "what it found", "where")
            parts.append(f"## {lesson.number} {lesson.title}\n\n{course.table(head, rows)}")
    return course.with_parts(READING, {"works": "\n\n".join(parts)})


def _reference(work: Record) -> str:
    link = f" [doi](https://doi.org/{work.doi})" if work.doi else ""
    title = work.title if work.title.endswith("?") else f"{work.title}."
    return f"{work.id}: {work.authors} ({work.year}). {title} {work.venue}.{link}"
