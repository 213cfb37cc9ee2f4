"""Evidence against explanations: a matrix of ratings, and above it the points of each explanation.

The picture is a table of HTML and not a drawing: it is read as a table, it is ready in a few milliseconds
each time a reader changes a rating, and it takes the colours of the page. Tiles have colours of the palette.
A press in the live table (`board.js`) rates; the kernel saves the rating at once and sends the table anew.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from aftercoup import measures, tables
from aftercoup.charts import ratings
from aftercoup.charts.machinery import style
from aftercoup.charts.machinery.chart import with_bar
from aftercoup.charts.machinery.view import one_of
from aftercoup.charts.machinery.words import capital
from aftercoup.errors import listed
from aftercoup.measures import Score
from aftercoup.outputs import in_page
from aftercoup.outputs.assets import asset, compact, module

COUNT = {"against": "what speaks against each", "for": "what speaks for each"}
LAYOUTS = {"rows": "explanations in rows", "columns": "explanations in columns"}
# What a reader can choose, as a cell calls it: its title and its values, the usual one first.
CHOICES = {"using": ("Ratings used", ratings.USING), "count": ("Count", COUNT), "layout": ("Layout", LAYOUTS)}
RESTS_ON = ("evidence", "hypotheses")
# What stands in a tile for each rating: seen at a glance, without its colour, and in a theme of the system's own colours.
FACES = {"CC": "✓✓", "C": "✓", "N": "–", "I": "✗", "II": "✗✗"}
_PART = 6  # pieces of evidence side by side, so that a part fits a phone; parts stand side by side where there is room
_LONGEST = 6  # points of the longest bar, unless there are more


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
    return Board(ratings, pieces, evidence, using=using, count=count, layout=layout)


def said(code: str | None) -> str:
    """A rating in words, as a screen reader and the line above the board say it."""
    return f"{tables.labels('evidence', 'h1')[code]} ({code})" if code else "not rated"


def _apart(row: ratings.Row) -> str:
    """By how many steps the ratings of a piece differ, "" where that cannot be said."""
    steps = measures.diagnosticity(row.codes)
    return "" if steps is None else str(steps)


@dataclass(frozen=True)
class Weighed:
    """What the ratings of a board add up to. rows: see `charts.ratings.rows`; count: one of COUNT."""

    rows: list[ratings.Row]
    count: str

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
    def ranked(self) -> dict[str, float]:
        """The explanations that have points, with these, the first one first."""
        known = {name: score.points for name, score in self.scores.items() if score.points is not None}
        way = 1 if self.count == "against" else -1
        return dict(sorted(known.items(), key=lambda item: way * item[1]))

    @property
    def first(self) -> list[str]:
        """The explanations that come first; none where all have the same number of points."""
        points = self.ranked
        best = next(iter(points.values()), None)
        return [name for name in points if points[name] == best] if len({*points.values()}) > 1 else []

    @property
    def finding(self) -> str:
        """The title of the board."""
        points = self.ranked
        if not points:
            return "Nothing speaks for or against an explanation yet."
        if len(points) < len(self.scores):
            return "Some explanations are not rated yet."
        best = next(iter(points.values()))
        if not self.first:
            return f"All explanations have the same number of points {self.count} them: {best:g}."
        most = "Least speaks against" if self.count == "against" else "Most speaks for"
        return f"{most} {listed([name for name in self.scores if name in self.first])} ({best:g})."

    @property
    def rest(self) -> str:
        """What else is said of the board."""
        whole = sum(all(row.codes) for row in self.rows)
        begun = sum(any(row.codes) for row in self.rows) - whole
        are = lambda n: "is" if n == 1 else "are"
        parts = [
            f"{whole} of {len(self.rows)} pieces {are(whole)} rated{f', {begun} {are(begun)} begun' * bool(begun)}."
        ]
        if flat := [row.id for row in self.rows if measures.diagnosticity(row.codes) == 0]:
            do = "does" if len(flat) == 1 else "do"
            parts.append(f"{listed(flat)} {do} not help to choose between the explanations.")
        if self.decide:
            parts.append(f"Without {listed(self.decide, 'or')} the order changes.")
        return " ".join(parts)

    @property
    def points(self) -> str:
        """The explanations with their points in one line, the first one first."""
        each = ", ".join(f"{name} {points:g}" for name, points in self.ranked.items())
        return f"Points {self.count}: {each or 'none yet'}."

    @property
    def table(self) -> list[dict[str, str]]:
        """A row for each piece of evidence, with its ratings."""
        return [
            {"Evidence": row.id, "In short": tables.record(row.id, "evidence").short_name}
            | {name: code or "-" for name, code in zip(self.scores, row.codes)}
            | {"How sure": row.sure, "It counts": "yes" if row.counts else "left out"}
            | {"Ratings differ by": _apart(row)}
            | {"Order depends on it": "yes" * (row.id in self.decide)}
            for row in self.rows
        ]

    @property
    def text(self) -> str:
        """The board in words."""
        silent = ", ".join(f"{name} {score.silent} of {score.rated}" for name, score in self.scores.items())
        said = [f"{self.finding} {self.rest}", self.points, f"Says nothing: {silent}."]
        rows = [[*self.table[0]], *(row.values() for row in self.table)]
        return "\n".join(said + [" | ".join(row) for row in rows])


# ---------------------------------------------------------------- the pieces of HTML


def _table(caption: str, grid: Sequence[Sequence[str]], look: str) -> str:
    """A table whose first row and whose first cell in each row are names."""
    head, *body = grid
    heads = "".join(f'<th scope="col">{words}</th>' for words in head)
    lines = [
        f'<tr><th scope="row">{name}</th>{"".join(f"<td>{words}</td>" for words in cells)}</tr>'
        for name, *cells in body
    ]
    return (
        f'<table class="{look}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _button(live: bool, face: str, label: str, look: str = "", **data: str) -> str:
    """A part of the matrix that can be pressed; where no kernel answers, its face alone."""
    if not live:
        return face
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    look = f' class="{look}"' if look else ""
    return f'<button type="button" aria-label="{escape(label)}"{look}{told}>{face}</button>'


def _tile(code: str | None, own: bool = False) -> str:
    """One rating: square if it fits, round if it does not, thick edge for "very"; the reader's underlined."""
    if code is None:
        return "&bull;"
    look = "acb-code" + " acb-own" * own + " acb-very" * (len(code) == 2)
    look += {"C": " acb-for", "I": " acb-against"}.get(code[0], "")
    return f'<span class="{look}" role="img" aria-label="{said(code)}">{FACES[code]}</span>'


def _score_table(weighed: Weighed) -> str:
    """The explanations, each with its points as a bar and its sentence, and how often the evidence says nothing of it.

    It is as tall before the first rating, so that the matrix below it does not move."""
    code, word = ("I", "least") if weighed.count == "against" else ("C", "most")
    rule = f"{code} counts 1, {2 * code} counts 2; half of that if we are fairly sure (medium), a quarter if not (low)"
    points = f"<span>points {weighed.count}</span><small>{rule}</small>"
    grid = [["explanation", points, "says nothing"]]
    longest = max([_LONGEST, *weighed.ranked.values()])
    for h, (name, score) in zip(ratings.explanations(), weighed.scores.items()):
        told = "not rated"
        if score.points is not None:
            told = f"<b>{score.points:g} {word}</b>" if name in weighed.first else f"{score.points:g}"
            told = f'<i class="acb-{weighed.count}" style="--share:{score.points / longest:.3g}"></i>{told}'
        told = f"<span>{told}</span><small>{escape(h.statement)}</small>"
        silent = f"{score.silent} of {score.rated}" if score.rated else "–"
        grid.append([f"<b>{escape(name)}</b>", told, silent])
    title = f"{len(grid) - 1} explanations, {len(weighed.rows)} pieces of evidence: {COUNT[weighed.count]}."
    return _table(title, grid, "acb-scores")


def _legend(weighed: Weighed, live: bool) -> str:
    entries = [f'<span aria-hidden="true">{_tile(code)}</span> {code}: {label}' for code, label in
               tables.labels("evidence", "h1").items()]  # fmt: skip
    if not any(score.rated for score in weighed.scores.values()):
        entries.append(f"{_tile(None)} not rated yet")
    else:
        entries.append(f"{_tile('N', True)} underlined: yours")
        entries += ["&#9670; without this piece the order changes"] * (weighed.count == "against")
    entries += ["grey: the piece that stands in full below"] * live
    entries.append(f"Source: {'; '.join(tables.titles_of_sources(*RESTS_ON))}.")
    return f'<p class="acb-legend">{" ".join(f"<span>{entry}</span>" for entry in entries)}</p>'


# ---------------------------------------------------------------- the explorer


class Board:
    """The matrix, in which a press rates, and what is said below it. Arguments as `explore_board`."""

    name = "board"

    def __init__(self, text: str, pieces: str, evidence: str, **chosen: str) -> None:
        self.wrap: Callable[[str], str] = str
        self.chosen = {name: one_of(value, CHOICES[name][1], name) for name, value in chosen.items()}
        known = [record.id for record in tables.table("evidence")]
        names = pieces.replace(",", " ").split() if isinstance(pieces, str) else list(pieces)
        names = [one_of(name, known, "evidence") for name in names]
        self.ids = [name for name in known if name in names] or known
        self.current = one_of(evidence or self.ids[0], self.ids, "evidence")
        if text:
            ratings.keep(ratings.read(text))
        self.pieces = dict(ratings.mine())
        self.before: list[tuple[str, ratings.Piece]] = []  # what undo brings back, the newest last
        self.widget: Any = None
        self.picture: Any = None

    @property
    def rows(self) -> list[ratings.Row]:
        """What is weighed (see `charts.ratings.rows`)."""
        return ratings.rows(self.pieces, self.chosen["using"], self.ids)

    @property
    def weighed(self) -> Weighed:
        """What the ratings add up to."""
        return Weighed(self.rows, self.chosen["count"])

    @property
    def piece(self) -> ratings.Piece:
        """What the reader says about the current piece of evidence."""
        return self.pieces.get(self.current, ratings.untouched())

    def bundle(self, live: bool = False) -> dict[str, str]:
        """The output (text/html and text/plain) of the present state. live: with its controls."""
        weighed = self.weighed
        part = _PART if self.chosen["layout"] == "rows" else len(weighed.rows)
        parts = [self._matrix(weighed, at, at + part, live) for at in range(0, len(weighed.rows), part)]
        page = (
            f'<style>{_look()}</style><div class="aftercoup-board"><div class="acb-body"><p class="acb-sentence">'
            f'<b>{escape(weighed.finding)}</b><span class="acb-points">{escape(weighed.points)}</span></p>'
            f'{_score_table(weighed)}<div class="acb-parts">{"".join(parts)}</div>'
            f'<p class="acb-rest">{escape(weighed.rest)}</p>{_legend(weighed, live)}'
            f"{self._tools() + self.about() if live else ''}</div></div>"
        )
        text = weighed.text
        if ratings.write(self.pieces):
            words = "Your ratings as one line, for a class that compares them:"
            page += f"<p>{words}<br><code>{escape(self._call())}</code></p>"
            text += f"\n{words} {self._call()}"
        return {"text/html": f"<div>{page}</div>", "text/plain": text}

    def _matrix(self, weighed: Weighed, begin: int, end: int, live: bool) -> str:
        """A part of the matrix: as usual with the evidence in rows, or turned, with the explanations in rows."""
        part, turned = weighed.rows[begin:end], self.chosen["layout"] == "rows"
        said_of = ["how sure", "it counts", "ratings differ by"]
        said_of += ["order depends on it"] * (weighed.count == "against")
        columns = [f"<span>{escape(name)}</span>" for name in [*weighed.scores, *said_of]]
        lines = [["explanation" if turned else "evidence", *columns]]
        lines += [self._line(weighed, row, live)[: len(columns) + 1] for row in part]
        caption = f"Evidence {' to '.join(dict.fromkeys((part[0].id, part[-1].id)))}"
        look = "acb-matrix" + " acb-usual" * (not turned)
        return _table(caption, [*zip(*lines)] if turned else lines, look)

    def _line(self, weighed: Weighed, row: ratings.Row, live: bool) -> list[str]:
        """A piece of evidence: its name, its ratings, how sure we are, whether it counts, and what follows from them."""
        name = tables.record(row.id, "evidence").short_name
        face = f"<b>{row.id}</b> {escape(name) if row.counts else f'<s>{escape(name)}</s>'}"
        now = "acb-now" * (row.id == self.current)
        rates = live and self.chosen["using"] != "ours"  # there a press would change ratings that do not show
        counts = "yes" if row.counts else "left out"
        short = {"medium": "med.", "left out": "out"}  # so that all pieces stand side by side on a desk

        def press(do: str, name: str, told: str) -> str:
            return _button(live, short.get(told, told), f"{row.id}, {name}: {told}", do=do, value=row.id)

        return [
            _button(live, f"<span>{face}</span>", f"{row.id}, {name}: read it", now, do="show", value=row.id),
            *(
                _button(rates, _tile(code, own), f"{row.id}, {h}: {said(code)}", cell=f"{row.id} {k}")
                for k, (h, code, own) in enumerate(zip(weighed.scores, row.codes, row.own))
            ),
            press("sure", "how sure", row.sure),
            press("counts", "it counts", counts),
            _apart(row) or "–",
            "&#9670;" * (row.id in weighed.decide),
        ]

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
        where = [
            ", ".join(filter(None, (s.publisher, s.published and str(s.published))))
            for s in tables.sources_of(record)
        ]
        told = f"From: {escape('; '.join(where))}."
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
        return f'<div class="acb-about">{"<br>".join(lines)}</div>'

    def _tools(self) -> str:
        """The controls of the live board."""
        menus = ""
        for name in ("using", "count"):
            title, options = CHOICES[name]
            entries = "".join(
                f'<option value="{key}"{" selected" * (key == self.chosen[name])}>{escape(label)}</option>'
                for key, label in options.items()
            )
            menus += f'<label>{title} <select data-do="{name}">{entries}</select></label>'
        other = "columns" if self.chosen["layout"] == "rows" else "rows"
        return (
            f'<div class="acb-tools" role="group" aria-label="Controls of the board">{menus}'
            f'<button type="button" data-do="layout" data-value="{other}">Put {LAYOUTS[other]}</button>'
            f'<button type="button" data-do="undo"{"" if self.before else " disabled"}>Undo</button></div>'
        )

    # ------------------------------------------------------------ in the page

    def show(self) -> None:
        """Display the live board, and below it the picture that a saved notebook keeps."""
        from IPython.display import display  # only where there is a notebook

        script = module("outputs/pressed.js", "charts/board.js")
        self.widget, data = in_page.widget("Board", script, "", self.receive)
        names = ", ".join(title for title, _ in CHOICES.values())
        words = (
            f"Controls: the ratings themselves, How sure, It counts, {names}, Undo. Run the cell to use them."
        )
        display(data | {"text/plain": words}, raw=True)
        self.picture = display(self._face(), raw=True, display_id=True)

    def _face(self) -> dict[str, str]:
        """What a saved notebook keeps: the board, its bar, and the same as a table."""
        bundle, weighed = self.bundle(), self.weighed
        board = f"<div data-acb-still>{bundle['text/html']}</div>"
        page = with_bar(board, weighed.finding, weighed.table, RESTS_ON, self.name, self._call())
        return bundle | {"text/html": f"<div data-acb-face>{self.wrap(page)}</div>"}

    def _call(self) -> str:
        """The line of code that brings this board back."""
        given = {"ratings": text} if (text := ratings.write(self.pieces)) else {}
        given |= {name: now for name, now in self.chosen.items() if now != next(iter(CHOICES[name][1]))}
        if len(self.ids) < len(tables.table("evidence")):
            given["pieces"] = " ".join(self.ids)
        return f"ac.explore_board({', '.join(f'{name}={compact(value)}' for name, value in given.items())})"

    def receive(self, message: Any) -> None:
        """Take what was pressed in the page, save a rating, and send the board as it is now."""
        told = self.take(message) if isinstance(message, dict) else ""
        if self.picture and told:  # None outside of a notebook
            self.picture.update(self._face(), raw=True)
        if self.widget:
            self.widget.send({"html": self.wrap(self.bundle(live=True)["text/html"]), "said": told})

    def take(self, message: dict[str, Any]) -> str:
        """Do one step of the page; returns what is said of it. Steps: rate, sure, counts, show, undo, and CHOICES."""
        do, value = message.get("do"), str(message.get("value", ""))
        if do in CHOICES and value in CHOICES[do][1]:
            self.chosen[do] = value
            return f"{capital(CHOICES[do][1][value])}."
        if do == "undo" and self.before:
            self.current, self.pieces[self.current] = self.before.pop()
            ratings.keep(self.pieces)
            return f"Undone for {self.current}. {self._save()}"
        name, _, column = value.partition(" ")
        if name not in self.ids or do not in ("rate", "sure", "counts", "show"):
            return ""
        self.current, told = name, f"{name} is changed."
        if do == "show":
            return f"{name} is opened."
        if do == "rate":
            codes, k, code = [*self.piece.codes], int(column), message["code"] or None
            codes[k] = code
            self.set(codes=tuple(codes))
            told = f"{name}, {ratings.explanations()[k].short_name}: {said(code)}."
        elif do == "sure":
            levels = [*ratings.WEIGHTS]
            now = self.piece.sure or tables.record(name, "evidence").reliability
            self.set(sure=levels[(levels.index(now) + 1) % len(levels)])
        else:
            self.set(counts=not self.piece.counts)
        return f"{told} {self._save()}"

    def _save(self) -> str:
        return ratings.save(self.current, self.piece)

    def _ipython_display_(self) -> None:
        self.show()

    def __repr__(self) -> str:
        return self.bundle()["text/plain"]


@functools.cache
def _look() -> str:
    """The look of a board: its tiles and bars have colours of the palette."""
    kinds = {"for": "agree", "against": "differ"}
    tones = (
        f".aftercoup-board .acb-{kind}{{background:{style.color(tone)};color:{style.color('on-tile')}}}"
        for kind, tone in kinds.items()
    )
    return asset("charts/board.css") + "\n".join(tones)
