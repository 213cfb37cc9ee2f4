"""Evidence against explanations: a matrix of ratings, and above it the points of each explanation.

The picture is a table of HTML and not a drawing: it is read as a table, it is ready in a few milliseconds
each time a reader changes a rating, and it takes the colours of the page. Tiles have colours of the palette.
"""

from __future__ import annotations

from html import escape

from aftercoup import measures, ratings, tables
from aftercoup.cards import Card
from aftercoup.charts import style

COUNT = {"against": "what speaks against each", "for": "what speaks for each"}
_BAR = 78  # pixels of the longest bar
_LONGEST = {"against": 6, "for": 12}  # points of the longest bar, unless there are more
_CELL = "padding:1px 4px;border:0;border-top:1px solid rgba(127,127,127,.35);"
_MUTED = "font-weight:normal;font-size:12px;line-height:1.15;"
_LEFT, _MID = f"{_CELL}text-align:left;", f"{_CELL}text-align:center;"
_CAPTION = "caption-side:top;text-align:left;font-size:16px;font-weight:bold;padding:4px 6px;color:inherit"
# In a narrow page the columns give up their least widths and become as small as their words allow.
_NARROW = (
    "<style>.aftercoup-board{container-type:inline-size}@container (max-width:690px){"
    ".aftercoup-board :is(th,td){padding:1px 2px!important;min-width:0!important;max-width:none!important;"
    "font-size:11.5px!important}}</style>"
)
_LINE = {"C": "1px", "CC": "2.5px", "I": "1px", "II": "2.5px"}


def board(rows, count="against", current=None):
    """The board as a Card: what speaks against (or for) each explanation, and the ratings behind it.

    rows: what `aftercoup.ratings.rows` gives; count: one of COUNT; current: the id of a row to point out.
    ValueError for an unknown count or no rows.
    """
    if count not in COUNT or not rows:
        raise ValueError(
            f"A board has rows, and counts one of {', '.join(COUNT)}; found {count!r}, {len(rows)} rows."
        )
    codes, weights = ratings.counted(rows)
    score = measures.inconsistency_scores if count == "against" else measures.consistency_scores
    names = [h.short_name for h in ratings.explanations()]
    scores = score(codes, weights) if codes else (measures.Score(None, 0, 0),) * len(names)
    counting = [row.id for row in rows if row.counts]
    decide = (
        [counting[i] for i in measures.pieces_that_decide(codes, weights)]
        if codes and count == "against"
        else []
    )
    title = f"{len(names)} explanations, {len(rows)} pieces of evidence: {COUNT[count]}"
    words = _sentence(rows, scores, names, decide, count)
    return Card(
        f'<p style="margin:.4em 0;font-weight:600;max-width:54em">{escape(words)}</p>'
        f'{_NARROW}<div class="aftercoup-board" style="overflow-x:auto" tabindex="0" role="region" '
        f'aria-label="{escape(title)}">'
        f"{_html(rows, scores, names, decide, count, current, title)}</div>{_key(count)}",
        "\n".join([title, words, *_lines(rows, scores, names, decide, count)]),
    )


def _html(rows, scores, names, decide, count, current, title):
    width = "border-top:0;vertical-align:bottom;min-width:54px;"
    columns = "".join(_th(escape(name).replace(" ", "<br>", 1), _MID + width) for name in names)
    edge = f"border-top:0;vertical-align:bottom;{_MUTED}"
    last = ["tells apart", "order hangs on it"] if count == "against" else ["tells apart"]
    head = _th("evidence", _LEFT + edge) + _th("how sure", _MID + edge) + columns
    head += "".join(_th(words, f"{_MID}{edge}min-width:44px;max-width:70px;") for words in last)
    kind = "I counts 1, II counts 2" if count == "against" else "C counts 1, CC counts 2"
    words = (
        f"points {count}<br>({kind};<br>half of it where how sure is medium,<br>a quarter where it is low)"
    )
    style_ = f"{_MID}vertical-align:top;height:{_BAR + 38}px"
    bars = "".join(f'<td style="{style_}">{bar}</td>' for bar in _bars(scores, count))
    silent = "".join(f'<td style="{_MID}font-size:12px">{s.silent} of {s.rated}</td>' for s in scores)
    blank = f'<td style="{_CELL}" colspan="{len(last)}"></td>'
    side = f"{_CELL}text-align:right;{_MUTED}"
    lines = [
        _th(words, f"{side}vertical-align:top;", "row", 2) + bars + blank,
        *(_row(row, row.id in decide, count) for row in rows),
        _th("says nothing, of those rated", side, "row", 2) + silent + blank,
    ]
    shades = ["transparent", *("rgba(127,127,127,.22)" if r.id == current else "transparent" for r in rows)]
    body = "".join(_tr(line, shade) for line, shade in zip(lines, [*shades, "transparent"]))
    return (
        '<table style="border-collapse:collapse;font-size:13px;line-height:1.35;color:inherit;margin:0">'
        f'<caption style="{_CAPTION}">{escape(title)}</caption>'
        f"<thead>{_tr(head)}</thead><tbody>{body}</tbody></table>"
    )


def _tr(cells, shade="transparent"):
    return f'<tr style="background:{shade}">{cells}</tr>'


def _th(words, look, scope="col", columns=1):
    span = f' colspan="{columns}"' if columns > 1 else ""
    return f'<th scope="{scope}"{span} style="{look}">{words}</th>'


def _bars(scores, count):
    """A bar for each explanation: it hangs down like a weight, with its points below."""
    known = [score.points for score in scores if score.points is not None]
    longest = max([_LONGEST[count], *known])
    first = (min if count == "against" else max)(known, default=None)
    for score in scores:
        if score.points is None:
            yield "<i>not rated</i>"
            continue
        best = len(set(known)) > 1 and score.points == first
        points = (
            f"<b>{score.points:g}</b><br><b>{'least' if count == 'against' else 'most'}</b>"
            if best
            else f"{score.points:g}"
        )
        yield (
            f'<div style="margin:0 auto;width:36px;height:{round(_BAR * score.points / longest)}px;'
            f"background:{style.color('tile-6' if count == 'against' else 'tile-2')};"
            f'outline:1px solid currentColor"></div>{points}'
        )


def _row(row, decides, count):
    name = escape(tables.record(row.id, "evidence").short_name)
    words = f"<b>{row.id}</b>&ensp;{name if row.counts else f'<s>{name}</s>'}"
    apart = measures.diagnosticity(row.codes)
    told = "–" if apart is None else str(apart) if apart else "<b>nothing</b>"
    cells = [_code(code, own, row.counts) for code, own in zip(row.codes, row.own)] + [told]
    cells += ["&#9670; yes" if decides else ""] if count == "against" else []
    return (
        _th(words, f"{_LEFT}font-weight:normal;min-width:170px", "row")
        + f'<td style="{_MID}{_MUTED}">{row.sure if row.counts else "left out"}</td>'
        + "".join(f'<td style="{_MID}">{cell}</td>' for cell in cells)
    )


def _code(code, own, counts):
    """One rating: square if it fits, round if it does not, thick edge for "very"; the reader's underlined."""
    if code is None:
        return "&middot;"
    look = "display:inline-block;min-width:28px;line-height:19px;text-align:center;"
    if code != "N":
        against = code.startswith("I")
        look += f"border:{_LINE[code]} solid currentColor;border-radius:{'11px' if against else '2px'};"
        look += "font-weight:bold;" if len(code) == 2 else ""
        if counts:
            look += f"background:{style.color('tile-6' if against else 'tile-2')};"
            code = f'<span style="color:{style.color("on-tile")}">{code}</span>'
    line = "border-bottom:2px solid currentColor;padding-bottom:2px;" if own else ""
    return f'<span style="display:inline-block;{line}"><span style="{look}">{code}</span></span>'


def _key(count):
    entries = [
        f"{_code(code, False, True)} {label}" for code, label in tables.labels("evidence", "h1").items()
    ]
    entries.append(f"{_code('N', True, True)} underlined: yours")
    entries += (
        ["&#9670; without this piece the explanations come in another order"] if count == "against" else []
    )
    return (
        '<p style="font-size:12px;margin:.5em 6px;line-height:2">'
        + " ".join(
            f'<span style="display:inline-block;margin-right:14px">{entry}</span>' for entry in entries
        )
        + "</p>"
    )


def _sentence(rows, scores, names, decide, count):
    rated = sum(any(row.codes) for row in rows)
    first = f"{rated} of {len(rows)} pieces of evidence {'is' if rated == 1 else 'are'} rated."
    known = [(name, score.points) for name, score in zip(names, scores) if score.points is not None]
    if not known:
        return f"{first} Nothing speaks for or against an explanation yet."
    values = [points for _, points in known]
    best = (min if count == "against" else max)(values)
    if len(known) < len(names):
        parts = [first, "Some explanations are not rated yet."]
    elif len(set(values)) == 1:
        parts = [first, f"All explanations have the same number of points {count} them: {best:g}."]
    else:
        winners = _listed([name for name, points in known if points == best])
        parts = [
            first,
            f"{'Least speaks against' if count == 'against' else 'Most speaks for'} {winners} ({best:g}).",
        ]
    flat = [row.id for row in rows if measures.diagnosticity(row.codes) == 0]
    if flat:
        parts.append(
            f"{_listed(flat)} {'tells' if len(flat) == 1 else 'tell'} the explanations in no way apart."
        )
    if decide:
        parts.append(f"Without {_listed(decide, 'or')} the order is another one.")
    return " ".join(parts)


def _listed(words, last="and"):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _lines(rows, scores, names, decide, count):
    """The board as lines of text."""
    yield f"points {count}: " + ", ".join(
        f"{name} {'not rated' if score.points is None else format(score.points, 'g')}"
        for name, score in zip(names, scores)
    )
    yield "says nothing: " + ", ".join(
        f"{name} {score.silent} of {score.rated}" for name, score in zip(names, scores)
    )
    for row in rows:
        apart = measures.diagnosticity(row.codes)
        more = [
            row.sure if row.counts else "left out",
            "not rated" if apart is None else f"tells apart {apart}",
        ]
        more += ["order hangs on it"] if row.id in decide else []
        yield " | ".join(
            [
                f"{row.id} {tables.record(row.id, 'evidence').short_name}",
                " ".join(code or "-" for code in row.codes),
                *more,
            ]
        )
