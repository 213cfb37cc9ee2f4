"""Evidence against explanations: a matrix of ratings, and above it the points of each explanation.

The picture is a table of HTML and not a drawing: it is read as a table, it is ready in a few milliseconds
each time a reader changes a rating, and it takes the colours of the page. Tiles have colours of the palette.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from aftercoup import measures, tables
from aftercoup.cards import Card
from aftercoup.charts import ratings, style
from aftercoup.charts.explorer.compute import controls_output, guarded
from aftercoup.charts.explorer.view import OptionError, one_of
from aftercoup.measures import Score

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


def board(rows: list[ratings.Row], count: str = "against", current: str | None = None) -> Card:
    """The board as a Card: what speaks against (or for) each explanation, and the ratings behind it.

    rows: what `charts.ratings.rows` gives; count: one of COUNT; current: the id of a row to point out.
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
        f"{_html(rows, scores, names, decide, count, current, title)}</div>{_legend(count)}",
        "\n".join([title, words, *_lines(rows, scores, names, decide, count)]),
    )


def _html(
    rows: list[ratings.Row],
    scores: tuple[Score, ...],
    names: list[str],
    decide: list[str],
    count: str,
    current: str | None,
    title: str,
) -> str:
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


def _tr(cells: str, shade: str = "transparent") -> str:
    return f'<tr style="background:{shade}">{cells}</tr>'


def _th(words: str, look: str, scope: str = "col", columns: int = 1) -> str:
    span = f' colspan="{columns}"' if columns > 1 else ""
    return f'<th scope="{scope}"{span} style="{look}">{words}</th>'


def _bars(scores: tuple[Score, ...], count: str) -> Iterator[str]:
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


def _row(row: ratings.Row, decides: bool, count: str) -> str:
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


def _code(code: str | None, own: bool, counts: bool) -> str:
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


def _legend(count: str) -> str:
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


def _sentence(
    rows: list[ratings.Row],
    scores: tuple[Score, ...],
    names: list[str],
    decide: list[str],
    count: str,
) -> str:
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


def _listed(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _lines(
    rows: list[ratings.Row],
    scores: tuple[Score, ...],
    names: list[str],
    decide: list[str],
    count: str,
) -> Iterator[str]:
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


# ---------------------------------------------------------------- the explorer


_TITLES = (
    "Evidence",
    "Previous",
    "Next",
    "a rating for each explanation",
    "How sure",
    "It counts",
    "Ratings used",
    "Count",
)


def explore_board(
    *, ratings: str = "", using: str = "mine", count: str = "against", evidence: str = "", pieces: str = ""
) -> Board:
    """Lesson 08: the evidence against five explanations.

    ratings: a reader's ratings as text, as the board itself prints them ("v02 I N C C N; v05 I CC N N N");
    default: those of this session. using: whose ratings are weighed: "mine", "rest" (mine, and the expert's
    where I have none) or "expert". count: what is added up, "against" or "for". pieces: only these pieces
    of evidence ("v02 v05"); default: all. evidence: the piece to begin with.
    """
    return Board(ratings, using, count, evidence, pieces)


class Board:
    """Controls for one piece of evidence at a time, and the matrix of all. Arguments as `explore_board`."""

    name = "board"

    def __init__(
        self,
        text: str = "",
        using: str = "mine",
        count: str = "against",
        evidence: str = "",
        pieces: str = "",
    ) -> None:
        self.wrap: Callable[[str], str] = str
        one_of(using, ratings.USING, "using")
        one_of(count, COUNT, "count")
        known = [record.id for record in tables.table("evidence")]
        names = pieces.replace(",", " ").split() if isinstance(pieces, str) else list(pieces)
        for name in [*names, *([evidence] if evidence else [])]:
            one_of(name, known, "evidence")
        self.ids = [name for name in known if name in names] or known
        if evidence and evidence not in self.ids:
            raise OptionError(f"{evidence} is not among the pieces of this board: {', '.join(self.ids)}.")
        if text:
            ratings.keep(ratings.read(text))
        self.pieces = dict(ratings.kept)
        self.using, self.count, self.current = using, count, evidence or self.ids[0]

    @property
    def rows(self) -> list[ratings.Row]:
        """What is weighed (see `charts.ratings.rows`)."""
        return ratings.rows(self.pieces, self.using, self.ids)

    @property
    def chart(self) -> Card:
        """The board as a Card, without what is said below it."""
        return board(self.rows, self.count, self.current)

    def bundle(self) -> dict[str, str]:
        """The output (text/html and text/plain) of the present state."""
        card, notes = self.chart, self._notes()
        html = "".join(
            f'<p style="max-width:54em;margin:.4em 0">{escape(words)}'
            + (f"<br><code>{escape(call)}</code></p>" if call else "</p>")
            for words, call in notes
        )
        text = "\n".join(f"{words} {call}".strip() for words, call in notes)
        return {
            "text/html": f"<div>{card.html}{html}</div>",
            "text/plain": "\n".join(filter(None, (card.text, text))),
        }

    def _notes(self) -> list[tuple[str, str]]:
        """What is said below the board, (words, code) pairs: agreement with the expert, ratings to keep."""
        notes, (mine, experts) = [], ratings.pairs_with_expert(self.pieces)
        if self.using != "mine" and mine:
            kappa = measures.cohens_kappa(mine, experts)
            same = sum(a == b for a, b in zip(mine, experts))
            notes.append(
                (
                    f"You and the expert: {same} of {len(mine)} ratings are the same "
                    f"({measures.agreement_share(mine, experts):.0%}); Cohen's kappa "
                    + ("cannot be computed." if kappa is None else f"{kappa:.2f}."),
                    "",
                )
            )
        text = ratings.write(self.pieces)
        some = f', pieces="{" ".join(self.ids)}"' if len(self.ids) < len(tables.table("evidence")) else ""
        if text:
            notes.append(
                (
                    "Your ratings as text. Copy the line into a cell to go on another day:",
                    f'ac.explore_board(ratings="{text}"{some})',
                )
            )
        return notes

    def set(self, codes: Any = None, sure: str | None = None, counts: bool | None = None) -> None:
        """Change what the reader says about the current piece of evidence; None leaves a part as it is."""
        record = tables.record(self.current, "evidence")
        old = self.pieces.get(self.current, ratings.untouched())
        level = old.sure if sure is None else None if sure == record.reliability else sure
        piece = ratings.Piece(
            old.codes if codes is None else tuple(codes), level, old.counts if counts is None else counts
        )
        self.pieces[self.current] = piece
        ratings.keep(self.pieces)

    def about(self) -> str:
        """The current piece of evidence in full, as HTML; the expert's view once the reader has rated it."""
        record = tables.record(self.current, "evidence")
        where = "; ".join(
            f"{s.publisher}, {s.published}" if s.published else s.publisher for s in tables.sources_of(record)
        )
        lines = [f"<b>{record.id}</b> {escape(record.evidence)}", f"From: {escape(where)}."]
        if record.claim_ids:
            lines.append(f"In the report: {', '.join(record.claim_ids)}.")
        shared = ratings.sharing_a_source(self.current)
        if shared:
            lines.append(f"Shares a source with {', '.join(shared)}.")
        if all(self.pieces.get(self.current, ratings.untouched()).codes):
            lines.append(
                f"<details><summary>What the expert says about {record.id}</summary>"
                f"{' '.join(ratings.expert(record.id))}: {escape(record.reason)}</details>"
            )
        return '<div style="max-width:54em;line-height:1.4">' + "<br>".join(lines) + "</div>"

    def show(self) -> dict[str, Any]:
        """Display controls and board; returns the widgets by name. Notebooks call it to show the board."""
        from IPython.display import display

        widgets, layout = self._widgets()
        display(controls_output(layout, _TITLES), raw=True)
        picture = display(guarded(self.bundle(), self.wrap), raw=True, display_id=True)
        filling = False

        def fill() -> None:
            """Put the current piece into the controls."""
            nonlocal filling
            filling = True
            piece, record = (
                self.pieces.get(self.current, ratings.untouched()),
                tables.record(self.current, "evidence"),
            )
            for h, code in zip(ratings.explanations(), piece.codes):
                widgets[h.hypothesis_id].value = code or ""
            widgets["sure"].value = piece.sure or record.reliability
            widgets["counts"].value = piece.counts
            filling = False

        def refresh() -> None:
            widgets["about"].value = self.about()
            if picture:  # None outside of a notebook
                picture.update(guarded(self.bundle(), self.wrap), raw=True)

        def moved(_: Any) -> None:
            if filling:
                return
            self.using, self.count = widgets["using"].value, widgets["count"].value
            if widgets["evidence"].value != self.current:
                self.current = widgets["evidence"].value
                fill()
            else:
                codes = tuple(widgets[h.hypothesis_id].value or None for h in ratings.explanations())
                self.set(codes, widgets["sure"].value, widgets["counts"].value)
            refresh()

        def step(by: int) -> None:
            place = (self.ids.index(self.current) + by) % len(self.ids)
            widgets["evidence"].value = self.ids[place]

        fill()
        for name, widget in widgets.items():
            if name not in ("about", "previous", "next"):
                widget.observe(moved, "value")
        widgets["previous"].on_click(lambda _: step(-1))
        widgets["next"].on_click(lambda _: step(1))
        return widgets

    def _widgets(self) -> tuple[dict[str, Any], list[Any]]:
        """The widgets by name, and the rows in which they stand."""
        import ipywidgets as w

        def choice(
            title: str,
            options: list[tuple[str, str]],
            value: str | None = None,
            width: str = "262px",
            label: str = "104px",
        ) -> Any:
            return w.Dropdown(
                options=options,
                value=value,
                description=title,
                style={"description_width": label},
                layout=w.Layout(width=width, max_width="100%"),
            )

        wrap = w.Layout(display="flex", flex_flow="row wrap")
        short = {record.id: f"{record.id}  {record.short_name}" for record in tables.table("evidence")}
        codes = [
            ("not rated yet", ""),
            *((f"{code}: {label}", code) for code, label in tables.labels("evidence", "h1").items()),
        ]
        levels = [(label, level) for level, label in tables.labels("evidence", "reliability").items()]
        widgets = {
            "evidence": choice("Evidence", [(short[i], i) for i in self.ids], self.current, "372px"),
            "previous": w.Button(description="Previous", layout=w.Layout(width="80px")),
            "next": w.Button(description="Next", layout=w.Layout(width="80px")),
            "about": w.HTML(value=self.about()),
            **{h.hypothesis_id: choice(h.short_name, codes, "") for h in ratings.explanations()},
            "sure": choice("How sure", levels, levels[0][1]),
            "counts": w.Checkbox(
                value=True,
                description="It counts",
                indent=False,
                layout=w.Layout(width="130px", margin="2px 20px"),
            ),
            "using": choice(
                "Ratings used", [(label, key) for key, label in ratings.USING.items()], self.using, "400px"
            ),
            "count": choice("Count", [(label, key) for key, label in COUNT.items()], self.count, "330px"),
        }
        rows = [
            ("evidence", "previous", "next"),
            ("about",),
            (*(h.hypothesis_id for h in ratings.explanations()), "sure", "counts"),
            ("using", "count"),
        ]
        return widgets, [w.Box([widgets[name] for name in row], layout=wrap) for row in rows]

    def _ipython_display_(self) -> None:
        self.show()

    def __repr__(self) -> str:
        return self.bundle()["text/plain"]
