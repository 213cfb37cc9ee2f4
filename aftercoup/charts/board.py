"""Evidence against explanations: a matrix of ratings, and above it the points of each explanation.

The picture is a table of HTML and not a drawing: it is read as a table, it is ready in a few milliseconds
each time a reader changes a rating, and it takes the colours of the page. Tiles have colours of the palette.
A press in the live table (`board.js`) rates; the kernel saves the rating at once and sends the table anew.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import ratings
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import with_bar
from aftercoup.charts.machinery.view import OptionError, one_of
from aftercoup.charts.machinery.words import capital
from aftercoup.errors import listed
from aftercoup.measures import Score
from aftercoup.outputs.assets import asset, compact, module
from aftercoup.outputs.cards import Card, paragraph, stack

COUNT = {"against": "what speaks against each", "for": "what speaks for each"}
_LONGEST = {"against": 6, "for": 12}  # points of the longest bar, unless there are more
LAYOUTS = {"rows": "explanations in rows", "columns": "explanations in columns"}
RESTS_ON = ("evidence", "hypotheses")
# What stands in a tile for each rating: seen at a glance, without its colour, and in a theme of the system's own colours.
FACES = {"CC": "✓✓", "C": "✓", "N": "–", "I": "✗", "II": "✗✗"}
_PART = 6  # pieces of evidence side by side, so that a part fits a phone; parts stand side by side where there is room


@dataclass(frozen=True)
class _Shown:
    """What the parts of a board are written from. Fields as the arguments of `board`."""

    rows: list[ratings.Row]
    count: str
    current: str | None = None
    live: bool = False
    rates: bool = True

    @functools.cached_property
    def scores(self) -> dict[str, Score]:
        """The ratings added up, of each explanation."""
        codes, weights = ratings.counted(self.rows)
        score = measures.inconsistency_scores if self.count == "against" else measures.consistency_scores
        names = [h.short_name for h in ratings.explanations()]
        return dict(zip(names, score(codes, weights) if codes else (Score(None, 0, 0),) * len(names)))

    @functools.cached_property
    def decide(self) -> list[str]:
        """The pieces without which the order of the explanations would change."""
        codes, weights = ratings.counted(self.rows)
        counting = [row.id for row in self.rows if row.counts]
        decide = measures.pieces_that_decide(codes, weights) if codes and self.count == "against" else []
        return [counting[i] for i in decide]

    @property
    def rated(self) -> bool:
        """Whether there is a rating at all: before the first there is nothing to add up."""
        return any(any(row.codes) for row in self.rows)

    @property
    def points(self) -> dict[str, float]:
        """The points of the explanations that have some."""
        return {name: score.points for name, score in self.scores.items() if score.points is not None}

    @property
    def best(self) -> float | None:
        """The points of the explanation that comes first."""
        return (min if self.count == "against" else max)(self.points.values(), default=None)


def board(
    rows: list[ratings.Row],
    count: str = "against",
    current: str | None = None,
    layout: str = "rows",
    live: bool = False,
    rates: bool = True,
    tools: str = "",
) -> Card:
    """The board as a Card: what speaks against (or for) each explanation, and the ratings behind it.

    rows: what `charts.ratings.rows` gives; count: one of COUNT; current: the id of a row to point out; layout: one
    of LAYOUTS; live: its parts are buttons, the ratings too if rates; tools: HTML below the matrix.
    """
    shown = _Shown(rows, count, current if live else None, live, rates)
    (finding, rest), part = _sentences(shown), _PART if layout == "rows" else len(rows)
    parts = [_matrix(shown, rows[at : at + part], layout) for at in range(0, len(rows), part)]
    note = f"{len(shown.scores)} explanations, {len(rows)} pieces of evidence: {COUNT[count]}."
    return Card(
        f'<style>{asset("charts/board.css")}</style><div class="aftercoup-board"><div class="acb-body">'
        f'<p class="acb-sentence"><b>{escape(finding)}</b><br>{escape(rest)}</p>'
        f"{_score_table(shown, note)}"
        f'<div class="acb-parts">{"".join(parts)}</div>{_legend(shown)}{tools}</div></div>',
        "\n".join([f"{finding} {rest}", note, *_lines(shown)]),
    )


def _table(caption: str, head: Iterable[str], body: Iterable[Iterable[str]], look: str) -> str:
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in body)
    return (
        f'<table class="{look}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{''.join(head)}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _th(words: str, scope: str = "col", look: str = "") -> str:
    return f'<th scope="{scope}"' + (f' class="{look}"' if look else "") + f">{words}</th>"


def _td(words: str, look: str = "") -> str:
    return (f'<td class="{look}">' if look else "<td>") + f"{words}</td>"


def _score_table(shown: _Shown, title: str) -> str:
    """The explanations, each with its points and its sentence, and how often the evidence says nothing of it."""
    code = "I" if shown.count == "against" else "C"
    rule = f"{code} counts 1, {2 * code} counts 2; half of that if we are fairly sure (medium), a quarter if not (low)"
    points = f"<span>points {shown.count}</span><small>{rule}</small>"
    head = [_th("explanation"), _th(points if shown.rated else "in a sentence"), _th("says nothing")]
    body = [
        [
            _th(f"<b>{escape(h.short_name)}</b>", "row"),
            _td(f"<span>{bar}</span>" * shown.rated + f"<small>{escape(h.statement)}</small>"),
            _td(f"{score.silent} of {score.rated}" if score.rated else ""),
        ]
        for h, bar, score in zip(ratings.explanations(), _bars(shown), shown.scores.values())
    ]
    columns = 3 if shown.rated else 2
    return _table(title, head[:columns], [row[:columns] for row in body], "acb-scores")


def _matrix(shown: _Shown, part: list[ratings.Row], layout: str) -> str:
    """A part of the matrix: as usual with the evidence in rows, or turned, with the explanations in rows."""
    turned = layout == "rows"
    cells = [_cells(shown, row) for row in part]
    looks = ["acb-now" if row.id == shown.current else "" for row in part]
    pieces = [
        _th(_piece(shown, row, "acb-up"), "col", look) if turned else _th(_piece(shown, row), "row", look)
        for row, look in zip(part, looks)
    ]
    lines = [[_td(cell, look) for cell in texts.values()] for texts, look in zip(cells, looks)]
    if not turned:
        heads = [
            _th("evidence"),
            *(_th(f'<span class="acb-up">{escape(words)}</span>') for words in cells[0]),
        ]
        body = [[piece, *line] for piece, line in zip(pieces, lines)]
        return _table("The evidence, piece by piece", heads, body, "acb-matrix acb-usual")
    names = [_th(escape(words), "row", "" if words in shown.scores else "acb-side") for words in cells[0]]
    caption = f"Evidence {part[0].id}" + (f" to {part[-1].id}" if len(part) > 1 else "")
    asks = shown.live and shown.rates and not shown.rated and part[0] is shown.rows[0]
    corner = _td("Press a dot: does the evidence fit?", "acb-first") if asks else "<td></td>"
    return _table(caption, [corner, *pieces], zip(names, *lines), "acb-matrix")


def _cells(shown: _Shown, row: ratings.Row) -> dict[str, str]:
    """The rating of a piece of evidence for each explanation, and what else is said of it, by its name."""
    counts, apart = "yes" if row.counts else "left out", measures.diagnosticity(row.codes)
    short = {"medium": "med.", "left out": "out"}  # so that all pieces stand side by side on a desk
    cells = {name: _cell(shown, row, column) for column, name in enumerate(shown.scores)}
    cells |= {
        name: _button(shown, short.get(said, said), f"{row.id}, {name}: {said}", do=do, value=row.id)
        for name, said, do in (("how sure", row.sure, "sure"), ("it counts", counts, "counts"))
    }
    if shown.rated:
        cells["ratings differ by"] = "–" if apart is None else str(apart) if apart else "<b>0</b>"
    if shown.rated and shown.count == "against":
        cells["order depends on it"] = "&#9670;" * (row.id in shown.decide)
    return cells


def _button(shown: _Shown, face: str, label: str, **data: str) -> str:
    """A part of the table that can be pressed; where no kernel answers, its face alone."""
    if not shown.live:
        return face
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<button type="button" aria-label="{escape(label)}"{told}>{face}</button>'


def _piece(shown: _Shown, row: ratings.Row, look: str = "") -> str:
    name = tables.record(row.id, "evidence").short_name
    face = f"<b>{row.id}</b> <span>{escape(name) if row.counts else f'<s>{escape(name)}</s>'}</span>"
    face = f'<span class="{look}">{face}</span>' if look else face
    return _button(shown, face, f"{row.id}, {name}: read it", do="show", value=row.id)


def _cell(shown: _Shown, row: ratings.Row, column: int) -> str:
    code = row.codes[column]
    label = f"{row.id}, {list(shown.scores)[column]}: {said(code)}"
    face = _code(code, row.own[column], row.counts)
    return _button(shown, face, label, cell=f"{row.id} {column}") if shown.rates else face


def _bars(shown: _Shown) -> Iterator[str]:
    """A bar for each explanation, with its points beside it."""
    against, values = shown.count == "against", shown.points.values()
    longest = max([_LONGEST[shown.count], *values])
    tone = style.color("differ" if against else "agree")
    for score in shown.scores.values():
        if score.points is None:
            yield "<i>not rated</i>"
            continue
        points = f"{score.points:g}"
        if len(set(values)) > 1 and score.points == shown.best:
            points = f"<b>{points} {'least' if against else 'most'}</b>"
        yield f'<i style="--share:{score.points / longest:.3g};background:{tone}"></i>{points}'


def said(code: str | None) -> str:
    """A rating in words, as a screen reader and the line above the board say it."""
    return f"{tables.labels('evidence', 'h1')[code]} ({code})" if code else "not rated"


def _code(code: str | None, own: bool, counts: bool) -> str:
    """One rating: square if it fits, round if it does not, thick edge for "very"; the reader's underlined."""
    if code is None:
        return "&bull;"
    look = ["acb-code", *(["acb-own"] if own else []), *(["acb-very"] if len(code) == 2 else [])]
    tone = ""
    if code != "N":
        look.append("acb-against" if code.startswith("I") else "acb-for")
        if counts:
            tone = style.color("differ" if code.startswith("I") else "agree")
            tone = f' style="background:{tone};color:{style.color("on-tile")}"'
    return f'<span class="{" ".join(look)}"{tone} role="img" aria-label="{said(code)}">{FACES[code]}</span>'


def _legend(shown: _Shown) -> str:
    labels = tables.labels("evidence", "h1").items()
    entries = [
        f'<span aria-hidden="true">{_code(code, False, True)}</span> {code}: {label}'
        for code, label in labels
    ]
    entries += [f"{_code('N', True, True)} underlined: yours"] * shown.rated
    entries += ["&#9670; without this piece the order changes"] * (shown.rated and shown.count == "against")
    entries += ["grey: the piece that stands in full below"] * shown.live
    entries.append(f"Source: {'; '.join(tables.titles_of_sources(*RESTS_ON))}.")
    return f'<p class="acb-legend">{" ".join(f"<span>{entry}</span>" for entry in entries)}</p>'


def _sentences(shown: _Shown) -> tuple[str, str]:
    """The finding, and what else is said of the board."""
    rows, count, values = shown.rows, shown.count, shown.points.values()
    rated = sum(any(row.codes) for row in rows)
    parts = [f"{rated} of {len(rows)} pieces {'is' if rated == 1 else 'are'} rated."]
    if not values:
        finding = "Nothing speaks for or against an explanation yet."
    elif len(values) < len(shown.scores):
        finding = "Some explanations are not rated yet."
    elif len(set(values)) == 1:
        finding = f"All explanations have the same number of points {count} them: {shown.best:g}."
    else:
        winners = listed([name for name, points in shown.points.items() if points == shown.best])
        most = "Least speaks against" if count == "against" else "Most speaks for"
        finding = f"{most} {winners} ({shown.best:g})."
    flat = [row.id for row in rows if measures.diagnosticity(row.codes) == 0]
    if flat:
        do = "does" if len(flat) == 1 else "do"
        parts.append(f"{listed(flat)} {do} not help to choose between the explanations.")
    if shown.decide:
        parts.append(f"Without {listed(shown.decide, 'or')} the order changes.")
    return finding, " ".join(parts)


def _lines(shown: _Shown) -> Iterator[str]:
    """The board as lines of text."""
    pairs = shown.scores.items()
    points = [f"{name} {'not rated' if s.points is None else format(s.points, 'g')}" for name, s in pairs]
    yield f"points {shown.count}: {', '.join(points)}"
    yield "says nothing: " + ", ".join(f"{name} {s.silent} of {s.rated}" for name, s in pairs)
    yield " | ".join(_row(shown.rows[0]))
    for row in shown.rows:
        yield " | ".join([*_row(row).values()] + ["order depends on it"] * (row.id in shown.decide))


def _row(row: ratings.Row) -> dict[str, str]:
    """A piece of evidence and its ratings as a row of a table."""
    apart, names = measures.diagnosticity(row.codes), [h.short_name for h in ratings.explanations()]
    return {
        "Evidence": row.id,
        "In short": tables.record(row.id, "evidence").short_name,
        **dict(zip(names, (code or "-" for code in row.codes))),
        "How sure": row.sure,
        "It counts": "yes" if row.counts else "left out",
        "Ratings differ by": "" if apart is None else str(apart),
    }


# ---------------------------------------------------------------- the explorer


_CONTROLS = (
    "Controls: the ratings themselves, How sure, It counts, Ratings used, Count, Layout, Undo. "
    "Run the cell to use them."
)
# The stored picture stands below the live board; the one that works is shown, above the bar of both. A bar that waits for
# a guess opens with the board that waits for it.
_RULES = """<style>
.jp-OutputArea-child:has(.acb-live) + .jp-OutputArea-child :is([data-acb-still], .aftercoup-behind:not([open]), .aftercoup-behind > summary){display:none}
.jp-OutputArea-child:not(:has(.acb-live)):has(+ .jp-OutputArea-child [data-acb-face]){display:none}
</style>"""


def explore_board(
    *,
    ratings: str = "",
    using: str = "mine",
    count: str = "against",
    evidence: str = "",
    pieces: str = "",
    layout: str = "rows",
) -> Board:
    """Lesson 08: the evidence against the rival explanations.

    ratings: a reader's ratings as text, as the board itself prints them ("v02 I N C C N N; v05 I CC N N N C");
    default: those that were saved. using: whose ratings are weighed: "mine", "rest" (mine, and ours
    where I have none) or "ours". count: what is added up, "against" or "for". pieces: only these pieces
    of evidence ("v02 v05"); default: all. evidence: the piece to begin with. layout: "rows" (explanations in
    rows) or "columns" (in columns, as usual).
    """
    return Board(ratings, using, count, evidence, pieces, layout)


class Board:
    """The matrix, in which a press rates, and what is said below it. Arguments as `explore_board`."""

    name = "board"

    def __init__(self, text: str, using: str, count: str, evidence: str, pieces: str, layout: str) -> None:
        self.wrap: Callable[[str], str] = str
        one_of(using, ratings.USING, "using")
        one_of(count, COUNT, "count")
        one_of(layout, LAYOUTS, "layout")
        known = [record.id for record in tables.table("evidence")]
        names = pieces.replace(",", " ").split() if isinstance(pieces, str) else list(pieces)
        for name in [*names, *([evidence] if evidence else [])]:
            one_of(name, known, "evidence")
        self.ids = [name for name in known if name in names] or known
        if evidence and evidence not in self.ids:
            raise OptionError(f"{evidence} is not among the pieces of this board: {', '.join(self.ids)}.")
        if text:
            ratings.keep(ratings.read(text))
        self.pieces = dict(ratings.mine())
        self.using, self.count, self.layout = using, count, layout
        self.current = evidence or self.ids[0]
        self.before: list[tuple[str, ratings.Piece]] = []  # what undo brings back, the newest last
        self.widget: Any = None
        self.picture: Any = None

    @property
    def rows(self) -> list[ratings.Row]:
        """What is weighed (see `charts.ratings.rows`)."""
        return ratings.rows(self.pieces, self.using, self.ids)

    @property
    def piece(self) -> ratings.Piece:
        """What the reader says about the current piece of evidence."""
        return self.pieces.get(self.current, ratings.untouched())

    @property
    def chart(self) -> Card:
        """The board as a Card, without what is said below it."""
        return board(self.rows, self.count, self.current, self.layout)

    def bundle(self, live: bool = False) -> dict[str, str]:
        """The output (text/html and text/plain) of the present state. live: with its controls."""
        rates = self.using != "ours"  # a press there would change ratings that do not show
        tools = f"{self._tools()}{self.about()}" if live else ""
        card = board(self.rows, self.count, self.current, self.layout, live, rates, tools)
        shown = stack(card, *self._notes())
        return {"text/html": f"<div>{shown.html}</div>", "text/plain": shown.text}

    def _notes(self) -> Iterator[Card]:
        """What is said below the board: agreement with our ratings, and the reader's ratings to keep."""
        mine, known = ratings.pairs_with_ours(self.pieces)
        if self.using != "mine" and mine:
            kappa = measures.cohens_kappa(mine, known)
            same = sum(a == b for a, b in zip(mine, known))
            words = (
                f"Your ratings and ours: {same} of {len(mine)} ratings are the same "
                f"({measures.agreement_share(mine, known):.0%}); Cohen's kappa "
            )
            yield paragraph(words, "cannot be computed." if kappa is None else f"{kappa:.2f}.")
        if ratings.write(self.pieces):
            words = "Your ratings as one line, for a class that compares them:"
            code = f"<p>{words}<br><code>{escape(self._call())}</code></p>"
            yield Card(code, f"{words} {self._call()}")

    def set(self, **said: Any) -> None:
        """Change what the reader says about the current piece of evidence. said: fields of `ratings.Piece`."""
        if said.get("sure") == tables.record(self.current, "evidence").reliability:
            said["sure"] = None  # as the table says
        self.before.append((self.current, self.piece))
        self.pieces[self.current] = replace(self.piece, **said)
        ratings.keep(self.pieces)

    def about(self) -> str:
        """The current piece of evidence in full, as HTML; our ratings once the reader has rated it."""
        record = tables.record(self.current, "evidence")
        where = "; ".join(
            f"{s.publisher}, {s.published}" if s.published else s.publisher for s in tables.sources_of(record)
        )
        told = f"From: {escape(where)}."
        if record.claim_ids:
            told += f" In the report: {', '.join(record.claim_ids)}."
        if shared := ratings.sharing_a_source(self.current):
            told += f" Shares a source with {', '.join(shared)}."
        lines = [f"<b>{record.id}</b> {escape(record.evidence)}", told]
        if all(self.piece.codes):
            known = zip(ratings.explanations(), ratings.ours(record.id))
            told = "; ".join(f"{h.short_name}: {said(code)}" for h, code in known)
            fold = f"<details><summary>Our ratings of {record.id}</summary>{told}. {escape(record.reason)}"
            lines.append(f"{fold}</details>")
        return '<div style="line-height:1.4;font-size:14px">' + "<br>".join(lines) + "</div>"

    def _tools(self) -> str:
        """The controls of the live board."""

        def menu(title: str, name: str, options: dict[str, str], chosen: str) -> str:
            entries = "".join(
                f'<option value="{key}"{" selected" if key == chosen else ""}>{escape(label)}</option>'
                for key, label in options.items()
            )
            return f'<label>{title} <select data-do="{name}">{entries}</select></label>'

        other = "columns" if self.layout == "rows" else "rows"
        return (
            '<div class="acb-tools" role="group" aria-label="Controls of the board">'
            f"{menu('Ratings used', 'using', ratings.USING, self.using)}{menu('Count', 'count', COUNT, self.count)}"
            f'<button type="button" data-do="layout" data-value="{other}">Put {LAYOUTS[other]}</button>'
            f'<button type="button" data-do="undo"{"" if self.before else " disabled"}>Undo</button></div>'
        )

    # ------------------------------------------------------------ in the page

    def show(self) -> None:
        """Display the live board, and below it the picture that a saved notebook keeps."""
        from IPython.display import display  # only where there is a notebook

        self.widget = _widget_class()()
        self.widget.on_msg(lambda _, message, __: self.receive(message))
        bundle = self.widget._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data = {kind: value for kind, value in data.items() if kind.startswith("application/")}
        display(data | {"text/plain": _CONTROLS}, raw=True)
        self.picture = display(self._face(), raw=True, display_id=True)

    def _face(self) -> dict[str, str]:
        """What a saved notebook keeps: the board, its bar, and the same as a table."""
        bundle, (title, _) = self.bundle(), _sentences(_Shown(self.rows, self.count))
        table = [_row(row) for row in self.rows]
        board = f"<div data-acb-still>{bundle['text/html']}</div>"
        page = with_bar(board, title, table, RESTS_ON, self.name, self._call())
        return bundle | {"text/html": f"<div data-acb-face>{_RULES}{self.wrap(page)}</div>"}

    def _call(self) -> str:
        """The line of code that brings this board back."""
        usual = {"using": "mine", "count": "against", "layout": "rows"}
        given = {"ratings": text} if (text := ratings.write(self.pieces)) else {}
        given |= {name: now for name, first in usual.items() if (now := getattr(self, name)) != first}
        if len(self.ids) < len(tables.table("evidence")):
            given["pieces"] = " ".join(self.ids)
        return f"ac.explore_board({', '.join(f'{name}={compact(value)}' for name, value in given.items())})"

    def receive(self, message: Any) -> None:
        """Take what was pressed in the page, save a rating, and send the board as it is now."""
        said = self.take(message) if isinstance(message, dict) else ""
        if self.picture and said:  # None outside of a notebook
            self.picture.update(self._face(), raw=True)
        if self.widget:
            self.widget.send({"html": self.wrap(self.bundle(live=True)["text/html"]), "said": said})

    def take(self, message: dict[str, Any]) -> str:
        """Do one step of the page; returns what is said of it. Steps: rate, sure, counts, show, undo, and the menus."""
        do, value = message.get("do"), str(message.get("value", ""))
        menus: dict[str, dict[str, str]] = {"using": ratings.USING, "count": COUNT, "layout": LAYOUTS}
        if do in menus and value in menus[do]:
            setattr(self, do, value)
            return f"{capital(menus[do][value])}."
        if do == "undo" and self.before:
            self.current, piece = self.before.pop()
            self.pieces[self.current] = piece
            ratings.keep(self.pieces)
            return f"Undone for {self.current}. {self._save()}"
        name, _, column = value.partition(" ")
        if name not in self.ids or do not in ("rate", "sure", "counts", "show"):
            return ""
        self.current, told = name, f"{name} is changed."
        piece = self.piece
        if do == "show":
            return f"{name} is opened."
        if do == "rate":
            k, code = int(column), message["code"] or None
            self.set(codes=(*piece.codes[:k], code, *piece.codes[k + 1 :]))
            told = f"{name}, {ratings.explanations()[k].short_name}: {said(code)}."
        elif do == "sure":
            levels = [*ratings.WEIGHTS]
            now = piece.sure or tables.record(name, "evidence").reliability
            self.set(sure=levels[(levels.index(now) + 1) % len(levels)])
        else:
            self.set(counts=not piece.counts)
        return f"{told} {self._save()}"

    def _save(self) -> str:
        return ratings.save(self.current, self.pieces[self.current])

    def _ipython_display_(self) -> None:
        self.show()

    def __repr__(self) -> str:
        return self.bundle()["text/plain"]


@functools.cache
def _widget_class() -> Any:
    import anywidget  # here, so that a lesson without a board does not wait for it

    class BoardWidget(anywidget.AnyWidget):
        """The page's half of a board; all that is said goes by message, as at the coding desk."""

        _esm = module("outputs/pressed.js", "charts/board.js")

    return BoardWidget
