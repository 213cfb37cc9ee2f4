"""A page of feedback for each student: what you wrote, how it was read, its points, where to read again.

One HTML file without scripts or anything from elsewhere. Whatever a student wrote is shown as text. The
answers are on it only where the instructor asks for them.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from aftercoup.teach import archives
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.intake import shown

LONGEST = 20_000  # characters of a student's text that are shown
_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2}h2{margin-top:2.5rem}
details{border-top:1px solid #8888;padding:.5rem 0}details[open]{padding-bottom:1.2rem}
summary{cursor:pointer}summary h3{display:inline;font-size:1.05rem;margin:0}
table{border-collapse:collapse;width:100%;table-layout:fixed;overflow-wrap:anywhere}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-top:1px solid #8888}
th{font-weight:normal}thead th{font-weight:bold}thead th:last-child{width:38%}
blockquote{margin:.5rem 0;padding-left:1rem;border-left:3px solid #8888;white-space:pre-wrap}
blockquote{overflow-wrap:anywhere}
.points{white-space:nowrap}a{color:inherit}
@media print{summary{break-after:avoid;list-style:none}table,blockquote{break-inside:avoid}
body{max-width:none;margin:0;font-size:10.5pt}
details::details-content{content-visibility:visible;display:block;block-size:auto;overflow:visible}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MARKS = {
    "right": "✓ right",
    "partly": "◐ partly",
    "not yet": "✗ not right",
    "by hand": "… to be read",
    "blank": "– left empty",
    "unclear": "? could not be read",
}


class Help(NamedTuple):
    """What a question's key says to a student: the rule, where to read again, and the worked answer."""

    rule: str = ""
    reread: str = ""
    worked: str = ""


_NO_HELP = Help()


def page(marks, helps, answers=False, course="After the Coup", written=None):
    """The feedback page of one student, as HTML text.

    marks: the student's SheetMarks; helps: question id -> Help; answers: put the worked answers on it too;
    written: a dict in which the questions of one class are kept, as many students share a QuestionMark.
    """
    written = {} if written is None else written
    student = marks[0].student
    name = as_text(student.name or student.id)
    parts = [
        "<!DOCTYPE html>\n",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>Feedback for {name}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>Feedback for <bdi>{name}</bdi></h1><p>{as_text(course)}</p>",
    ]
    for mark in sorted(marks, key=lambda mark: mark.sheet):
        parts.append(_sheet(mark, helps, answers, written))
    parts.append("</main></body></html>\n")
    return "".join(parts)


def _sheet(mark, helps, answers, written):
    parts = [
        f"<h2>Exercise {as_text(mark.sheet)}: {as_text(mark.title)}</h2>"
        f"<p><strong>{number(mark.points)} of {number(mark.possible)} points</strong>"
    ]
    if mark.waiting:
        names = " and ".join(one.id for one in mark.waiting)
        parts.append(f" so far. A person still has to read {as_text(names)}")
    parts.append(".</p>")
    notes = [f"Your file: {mark.path}."]
    if mark.others:
        notes.append(f"You handed in {len(mark.others) + 1} files for this exercise; this one counts.")
    if mark.late:
        notes.append("The platform marked it as late.")
    parts.append("<p>" + " ".join(as_text(note) for note in (*notes, *mark.notes)) + "</p>")
    parts.append(_at_a_glance(mark))
    for one in mark.questions:
        if id(one) not in written:  # the mark is kept beside its text, so that no other has its id
            written[id(one)] = one, _question(one, helps.get(one.id, _NO_HELP), answers)
        parts.append(written[id(one)][1])
    return "".join(parts)


def _at_a_glance(mark):
    """A line for each kind of result, with links to its questions; what is right is folded below."""
    names = "To look at again", "Left empty", "Still to be read", "Right, and folded below"
    groups = dict.fromkeys(names, "")
    for one in mark.questions:
        if one.points is None:
            group = "Still to be read"
        elif _right(one):
            group = "Right, and folded below"
        else:
            group = "Left empty" if one.blank else "To look at again"
        groups[group] += f', <a href="#q{as_text(one.id)}">{as_text(one.id)}</a>'
    return "<p>" + "<br>".join(f"{group}: {links[2:]}." for group, links in groups.items() if links) + "</p>"


def _right(mark):
    return mark.points is not None and mark.points >= mark.possible


def _question(mark, help_, answers):
    if mark.points is None:
        result = "… still to be read"
    else:
        sign = "✓" if _right(mark) else "◐" if mark.points else "–" if mark.blank else "✗"
        result = f"{sign} {number(mark.points)} of {number(mark.possible)} points"
    parts = [
        f'<details id="q{as_text(mark.id)}"{"" if _right(mark) else " open"}>'
        f"<summary><h3>{as_text(mark.id)} {as_text(mark.title)}</h3> "
        f'<span class="points">{result}</span></summary>'
    ]
    parts += [f"<p>{as_text(note)}</p>" for note in mark.notes]
    if mark.blank:
        parts.append("<p>You left this empty.</p>")
    elif mark.fields:
        rows = "".join(_field(one) for one in mark.fields)
        parts.append(
            f"<table><caption>Your answers to {as_text(mark.id)}</caption><thead><tr>"
            '<th scope="col">asked</th><th scope="col">you wrote</th><th scope="col">read as</th>'
            f'<th scope="col">result</th></tr></thead><tbody>{rows}</tbody></table>'
        )
    elif mark.text:
        parts.append(f'<p>What you wrote:</p><blockquote dir="auto">{as_text(mark.text)}</blockquote>')
    if mark.comment:
        parts.append(
            f'<p>What your marker says:</p><blockquote dir="auto">{as_text(mark.comment)}</blockquote>'
        )
    if mark.points is not None and mark.points < mark.possible:
        if help_.rule and mark.fields:
            parts.append(f"<p>The rule: {as_text(help_.rule)}</p>")
        if help_.reread:
            parts.append(f"<p>Read again: {as_text(place(help_.reread))}.</p>")
    if answers and help_.worked:
        parts.append(f"<p>A worked answer: {as_text(help_.worked)}</p>")
    parts.append("</details>")
    return "".join(parts)


@lru_cache(maxsize=2048)
def _field(mark):
    result = _MARKS.get(mark.state, mark.state)
    if mark.points is not None:
        result += f", {number(mark.points)} of {number(mark.possible)}"
    says = "" if mark.state in ("right", "blank") else mark.says
    words = " ".join(dict.fromkeys(filter(None, (says, *mark.notes))))
    said = "" if mark.kind == "short" else mark.said  # it is read by a person, as it stands
    typed = f"<bdi>{as_text(mark.typed)}</bdi>" if mark.typed.strip() else "–"
    return (
        f'<tr><th scope="row">{as_text(_asked(mark))}</th><td>{typed}</td>'
        f"<td><bdi>{as_text(said) or '–'}</bdi></td>"
        f"<td>{as_text(result)}{'<br>' if words else ''}{as_text(words)}</td></tr>"
    )


def _asked(mark):
    """What a field asks for, as the student knows it."""
    return f"{mark.name}: {mark.label}" if mark.kind == "codes" and mark.label else mark.label or mark.name


def place(reread):
    """A place in a lesson in words: "01_read.ipynb#One-claim" is "lesson 01, the section “One claim”"."""
    file, _, heading = reread.partition("#")
    lesson = f"lesson {file[:2]}" if file[:2].isdigit() else file
    return f"{lesson}, the section “{heading.replace('-', ' ')}”" if heading else lesson


def as_text(words):
    """Text as HTML: escaped, without signs that steer a terminal or turn the direction, and not endless."""
    words = str(words)
    if len(words) > LONGEST:
        words = words[:LONGEST] + f" … ({len(words) - LONGEST:,} more characters)"
    if not words.isprintable():
        words = "".join(map(_printable, words))
    for sign, written in _ESCAPES:
        words = words.replace(sign, written)
    return words


# As html.escape does; that module takes longer to load than a page to write.
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;"))


@lru_cache(maxsize=1024)
def _printable(sign):
    steers = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign not in "\n\t"
    return "\N{REPLACEMENT CHARACTER}" if steers else sign


def file_names(students):
    """A file name for each student's page, safe on every system, no two equal but for case: key -> name."""
    names, taken = {}, set()
    for student in sorted(students, key=lambda one: (one.key, one.id)):
        if student.key in names:
            continue
        plain = unicodedata.normalize("NFKD", student.name or student.id).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:60] or "student"
        if student.name and student.id != student.name:
            stem += "_" + (re.sub(r"[^A-Za-z0-9]+", "_", student.id).strip("_")[:30] or "x")
        candidate, again = stem, 1
        while candidate.casefold() in taken:
            again += 1
            candidate = f"{stem}_{again}"
        taken.add(candidate.casefold())
        names[student.key] = candidate + ".html"
    return names


def upload_name(path, platform):
    """Under which name a platform takes a page back as feedback on this file; None where it cannot.

    Canvas knows the page by the two numbers in the downloaded name, which may be that of an archive around
    the notebook; Moodle knows it by the student's folder.
    """
    path = path.replace("\\", "/")
    if platform == "canvas":
        named = [part for part in path.split("/") if re.search(r"_\w+_\d+_.", part)] or [path.split("/")[-1]]
        return re.sub(r"(\.ipynb(\.\w+)?|\.zip)$", "", named[0], flags=re.IGNORECASE) + ".html"
    if platform == "moodle":
        found = re.search(r"(?:^|/)([^/]+_\d+_assignsubmission_file)[^/]*(?:/|$)", path)
        return f"{shown(found[1])}_/feedback.html" if found else None
    return None


def archive(pages):
    """A zip archive of pages (name -> text), the same bytes for the same pages."""
    return archives.archive({name: page.encode("utf-8") for name, page in pages.items()})
