"""The report on a class: one page, without scripts or anything from elsewhere, for the person who teaches it.

Each chart is drawn as a small SVG picture with a sentence of alternative text, and stands beside a table that
says the same. It is drawn here and not with matplotlib, whose start alone takes longer than marking a class.
"""

import math
from collections import Counter
from typing import NamedTuple

from aftercoup import measures
from aftercoup.teach.marking.feedback import POLICY, as_text
from aftercoup.teach.marking.gradebook import number, rare_sheets

FEW = 5  # a wrong reading is listed from this many students on, or from a tenth of them
SHOWN = 12  # wrong answers that are shown at once
ENOUGH = 20  # students from whom on discrimination is worth a verdict
HARD, EASY, FLAT = 0.25, 0.95, 0.1  # below, above, below: a question to rethink
_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2}h2{margin-top:2.5rem}
table{border-collapse:collapse;margin:1rem 0;overflow-wrap:break-word}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .9rem .25rem 0;border-top:1px solid #8888}
th{font-weight:normal}thead th{font-weight:bold}td.n{text-align:right}
figure{margin:1rem 0}svg{max-width:100%;height:auto}
.scroll{overflow-x:auto}
.files table{table-layout:fixed;width:100%;overflow-wrap:anywhere}
.files th:last-child{width:60%}
@media print{h2{break-after:avoid}figure,table{break-inside:avoid}}
"""


class Picture(NamedTuple):
    """A chart for a page: title, axis labels, bars as (label, value, words), a sentence that says what it
    shows, and the value of a bar of full height (0: the greatest one). `html` gives the picture with its
    alternative text and the table with the same content."""

    title: str
    xlabel: str
    ylabel: str
    bars: tuple
    alt: str
    full: float = 0

    def html(self):
        """The picture and its table."""
        rows = [(label, words) for label, _, words in self.bars]
        same = table(self.title, (self.xlabel, self.ylabel), rows)
        return (
            f"<figure>{self._svg()}</figure><details><summary>The same as a table</summary>{same}</details>"
        )

    def _svg(self):
        step = max(26, min(70, 760 // max(len(self.bars), 1)))
        width, height, left, top = 90 + step * len(self.bars), 250, 60, 34
        most = self.full or max((value for _, value, _ in self.bars), default=0) or 1
        parts = [
            f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            f'aria-label="{as_text(self.alt)}" font-size="13" fill="currentColor">',
            f'<text x="0" y="16" font-weight="bold">{as_text(self.title)}</text>',
            '<text x="14" y="120" transform="rotate(-90 14 120)" text-anchor="middle">'
            f"{as_text(self.ylabel)}</text>"
            f'<text x="{(left + width) / 2:g}" y="{height - 6}" text-anchor="middle">'
            f"{as_text(self.xlabel)}</text>",
        ]
        for place, (label, value, words) in enumerate(self.bars):
            tall = 150 * value / most
            x = left + place * step
            parts.append(
                f'<rect x="{x + 3}" y="{top + 160 - tall:.1f}" width="{step - 6}" height="{tall:.1f}" '
                'fill="#3b6ea8" stroke="currentColor" stroke-width=".5"/>'
                f'<text x="{x + step / 2:g}" y="{top + 155 - tall:.1f}" text-anchor="middle" font-size="12">'
                f"{as_text(words)}</text>"
                f'<text x="{x + step / 2:g}" y="{top + 177}" text-anchor="middle">{as_text(label)}</text>'
            )
        parts.append(f'<path d="M{left} {top + 160}H{width - 10}" stroke="currentColor"/></svg>')
        return "".join(parts)


def table(caption, columns, rows):
    """An HTML table. rows: tuples of text; the first names the row."""
    head = "".join(f'<th scope="col">{as_text(name)}</th>' for name in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{as_text(cell)}</th>' if place == 0 else f"<td>{as_text(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{as_text(caption)}"><table>'
        f"<caption>{as_text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def page(marks, masters, same=(), fates=None, course=""):
    """The report as HTML text.

    marks: SheetMarks that count; masters: number -> keys.Master; same: groups of SheetMarks with the same
    longer answers; fates: path -> what happened to the file; course: its name.
    """
    title = f"Report on the class{f': {course}' if course else ''}"
    parts = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>{as_text(title)}</title><style>{_STYLE}</style></head><body><main><h1>{as_text(title)}</h1>",
    ]
    parts += ['<div class="files">', *_files(marks, same, fates or {}), "</div>"]
    rare = rare_sheets(marks)
    for sheet in sorted({one.sheet for one in marks} - rare):
        parts += _sheet([one for one in marks if one.sheet == sheet], masters[sheet])
    for sheet in sorted(rare):
        parts.append(f"<h2>Exercise {as_text(sheet)}: {as_text(masters[sheet].sheet.title)}</h2>")
        parts.append("<p>So few handed it in that it says nothing about its questions.</p>")
    parts.append("</main></body></html>\n")
    return "".join(parts)


def _sheet(marks, master):
    possible = master.sheet.points
    points = [one.points for one in marks]
    waiting = sum(len(one.waiting) for one in marks)
    parts = [f"<h2>Exercise {as_text(master.sheet.number)}: {as_text(master.sheet.title)}</h2>"]
    if waiting:
        parts.append(
            f"<p>{waiting} text{'' if waiting == 1 else 's'} still to be read by a person. Until then the "
            "points below are without them.</p>"
        )
    parts.append(distribution(points, possible).html())
    found = items(marks, master)
    parts.append(difficulty(found).html())
    rows = [
        (
            f"{one.id} {one.title}",
            str(one.answered),
            _share(one.difficulty),
            "–" if one.discrimination is None else f"{one.discrimination:.2f}",
            one.verdict,
        )
        for one in found
    ]
    columns = ("question", "answered", "mean share of points", "discrimination", "remark")
    parts.append(table("Questions", columns, rows))
    parts.append(
        "<p>Discrimination is the correlation between a question's points and the points for all other "
        "questions: near 0 or below, students who are good otherwise do no better here. It says little "
        f"with fewer than {ENOUGH} students.</p>"
    )
    parts += _wrong(marks)
    parts += _codes(marks, master)
    return parts


def distribution(points, possible, most=10):
    """The Picture of how many students have how many points. points: one number per student; most: how many
    bars there may be. Each begins at a whole number of points."""
    width = max(1, math.ceil(possible / most))
    bins = math.ceil(possible / width)
    counts = Counter(min(bins - 1, int(value / width + 1e-9)) for value in points)
    bars = tuple(
        (f"{place * width}–{number(min(possible, (place + 1) * width))}", counts[place], str(counts[place]))
        for place in range(bins)
    )
    ordered = sorted(points)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    alt = (
        f"Points of {len(points)} students, of {number(possible)} possible: from {number(ordered[0])} to "
        f"{number(ordered[-1])}, half of them {number(middle)} or less."
    )
    xlabel = "points (who has the last number of a bar stands in the next one)"
    return Picture("How many points", xlabel, "students", bars, alt)


class Item(NamedTuple):
    """What the class made of one question: how many answered, difficulty and discrimination (see `measures`),
    and why one might rethink it."""

    id: str
    title: str
    answered: int
    difficulty: float | None
    discrimination: float | None
    verdict: str


def items(marks, master):
    """An Item for each question of a sheet. marks: its SheetMarks."""
    found = []
    totals = [one.points for one in marks]
    for place, question in enumerate(master.sheet.questions.values()):
        mine = [one.questions[place] for one in marks]
        points = [one.points for one in mine]
        answered = sum(not one.blank for one in mine)
        to_read = sum(one is None for one in points)
        if to_read * 10 > answered:  # those who left it empty say nothing about the others
            found.append(Item(question.id, question.title, answered, None, None, f"{to_read} to be read"))
            continue
        easy = measures.item_difficulty(points, question.points)
        tells = measures.item_discrimination(points, totals)
        why = [f"{to_read} to be read"] if to_read else []
        if easy is not None and easy < HARD and answered:
            why.append("very hard")
        if easy is not None and easy > EASY:
            why.append("nearly everybody has it")
        if tells is not None and len(marks) >= ENOUGH and tells < FLAT:
            why.append("does not tell strong from weak")
        if not answered:
            why.append("left empty by all")
        elif len(marks) >= ENOUGH and answered * 2 < len(marks):
            why.append("left empty by most")
        found.append(Item(question.id, question.title, answered, easy, tells, ", ".join(why)))
    return found


def difficulty(found):
    """The Picture of the mean share of points by question. found: a list of Item."""
    known = [one for one in found if one.difficulty is not None]
    bars = tuple((one.id, one.difficulty, _share(one.difficulty)) for one in known)
    if not known:
        return Picture("How hard", "question", "mean share of points", (), "No question is marked yet.")
    hardest, easiest = min(known, key=_by_difficulty), max(known, key=_by_difficulty)
    alt = (
        f"Mean share of points for {len(known)} questions: the hardest is {hardest.id} with "
        f"{_share(hardest.difficulty)}, the easiest {easiest.id} with {_share(easiest.difficulty)}."
    )
    return Picture("How hard the questions were", "question", "mean share of points", bars, alt, 1)


def _by_difficulty(one):
    return one.difficulty


def _share(value):
    return "–" if value is None else f"{100 * value:.0f}%"


def _wrong(marks):
    """The most common wrong readings of each field, where enough students share one. Tables of codes have
    their own part of the report."""
    least = max(2, min(FEW, math.ceil(len(marks) / 10)))
    rows = []
    for place in range(len(marks[0].questions)):
        for blank in range(len(marks[0].questions[place].fields)):
            fields = [one.questions[place].fields[blank] for one in marks]
            if fields[0].kind == "codes":
                continue
            wrong = Counter(one.said for one in fields if one.state in ("not yet", "partly") and one.said)
            told = {one.said: one.says.removeprefix("Not yet: ") for one in fields if one.reason != "other"}
            for said, count in sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))[:3]:
                if count >= least:
                    question = marks[0].questions[place]
                    words = told.get(said, "")
                    rows.append((f"{question.id} {fields[0].name}", said[:300], str(count), words))
    if not rows:
        return [f"<p>No wrong answer was given by {least} students or more.</p>"]
    rows.sort(key=lambda row: -int(row[2]))
    columns = ("field", "read as", "students", "what the student is told")
    parts = [table("Wrong answers that many gave", columns, rows[:SHOWN])]
    if rows[SHOWN:]:
        rest = table("Wrong answers that fewer gave", columns, rows[SHOWN:])
        parts.append(f"<details><summary>{len(rows) - SHOWN} more, given by fewer</summary>{rest}</details>")
    return parts


def _codes(marks, master):
    """For each table of codes: how far the students agree among themselves, and where they differ most."""
    parts = []
    for question in master.sheet.questions.values():
        coded = [field for field in question.fields.values() if field.kind == "codes"]
        if not coded:
            continue
        variables = list(coded[0].variables)
        by_student = []
        for one in marks:
            fields = {
                field.name: field for field in next(q for q in one.questions if q.id == question.id).fields
            }
            by_student.append([fields[field.name].forms for field in coded])
        rows, items_ = [], []
        for place, variable in enumerate(variables):
            options = set(coded[0].variables[variable])
            codings = [
                [
                    forms[place] if len(forms) > place and forms[place] in options else None
                    for forms in student
                ]
                for student in by_student
            ]
            given = sum(any(student) for student in codings)
            try:
                alpha = measures.krippendorff_alpha([student for student in codings if any(student)])
            except measures.MeasureError:
                alpha = None
            rows.append((variable, str(given), "–" if alpha is None else f"{alpha:.2f}"))
            for item, field in enumerate(coded):
                counts = Counter(student[item] for student in codings if student[item])
                if sum(counts.values()) > 1:
                    most = counts.most_common(1)[0][1] / sum(counts.values())
                    labels = coded[0].variables[variable]
                    words = ", ".join(
                        f"{labels[code]} {n}"
                        for code, n in sorted(counts.items(), key=lambda p: (-p[1], p[0]))
                    )
                    items_.append((most, f"{field.name} {variable}", words))
        parts.append(f"<h3>Agreement on the table of codes in {as_text(question.id)}</h3>")
        columns = ("variable", "students", "Krippendorff's alpha (nominal)")
        parts.append(table("How far the class agrees with itself", columns, rows))
        items_.sort()
        parts.append(
            table(
                "Coded most differently",
                ("item and variable", "codes given"),
                [row[1:] for row in items_[:6]],
            )
        )
    return parts


def _files(marks, same, fates):
    parts = ["<h2>To look at</h2>"]
    unread = [(path, fate) for path, fate in sorted(fates.items()) if fate.startswith("not ")]
    earlier = [(path, fate) for path, fate in sorted(fates.items()) if fate.startswith("marked, but")]
    look = [
        (one.student.name or one.student.id, one.sheet, "; ".join(words.rstrip(".") for words in one.reasons))
        for one in marks
        if one.reasons
    ]
    if not unread and not look and not same:
        parts.append("<p>Every file was marked, and nothing needs a look.</p>")
    if unread:
        parts.append(table("Files that were not marked, and why", ("file", "what happened"), unread))
    if look:
        parts.append(table("Sheets with remarks", ("student", "exercise", "why"), look))
    if same:
        rows = [
            (group[0].sheet, "; ".join(one.student.name or one.student.id for one in group)) for group in same
        ]
        parts.append(table("The same longer answers, word for word", ("exercise", "students"), rows))
        parts.append(
            "<p>This is shown, not judged: people may have worked together as they were told to.</p>"
        )
    if earlier:
        words = "1 other attempt does" if len(earlier) == 1 else f"{len(earlier)} other attempts do"
        rows = table("Other attempts", ("file", "what happened"), earlier)
        parts.append(f"<details><summary>{words} not count</summary>{rows}</details>")
    return parts
