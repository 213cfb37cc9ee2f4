"""Lesson 07: the board on which a reader rates evidence against rival explanations."""

from __future__ import annotations

from html import escape

from aftercoup import measures, ratings, tables
from aftercoup.cards import paragraph, stack, strong, table
from aftercoup.charts.hypotheses import COUNT, board
from aftercoup.explore.compute import controls_output, guarded
from aftercoup.explore.view import OptionError, one_of

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


def explore_board(*, ratings="", using="mine", count="against", evidence="", pieces=""):
    """Lesson 07: the evidence against five explanations.

    ratings: a reader's ratings as text, as the board itself prints them ("v02 I N C C N; v05 I CC N N N");
    default: those of this session. using: whose ratings are weighed: "mine", "rest" (mine, and the expert's
    where I have none) or "expert". count: what is added up, "against" or "for". pieces: only these pieces
    of evidence ("v02 v05"); default: all. evidence: the piece to begin with.
    """
    return Board(ratings, using, count, evidence, pieces)


def compare_ratings(**readers):
    """Compare the ratings of one or more readers with the expert's.

    readers: a name and the text that the board prints, as `ana="v02 I N C C N; v05 I CC N N N"`; your own
    ratings of this session join in as "you". Shows for each reader the share of equal ratings and Cohen's
    kappa with the expert, for all together Krippendorff's alpha (ordinal), and the ratings that lie
    furthest apart.
    """
    read = {name: ratings.read(text) for name, text in readers.items()}
    read |= {"you": dict(ratings.kept)} if ratings.kept and "you" not in read else {}
    pairs = {name: ratings.pairs_with_expert(pieces) for name, pieces in read.items()}
    pairs = {name: pair for name, pair in pairs.items() if pair[0]}
    if not pairs:
        return paragraph(
            strong("No ratings yet. "),
            "Rate a few pieces of evidence on the board above, or give the ratings "
            f'of somebody as text: compare_ratings(ana="{ratings.EXAMPLE}").',
        )

    def told(value):
        return "cannot be computed" if value is None else f"{value:.2f}"

    table_ = table(
        "Each reader and the expert",
        ["Reader", "Ratings", "The same as the expert's", "Cohen's kappa"],
        [
            [
                name,
                str(len(mine)),
                f"{measures.agreement_share(mine, experts):.0%}",
                told(measures.cohens_kappa(mine, experts)),
            ]
            for name, (mine, experts) in pairs.items()
        ],
    )
    cells = [
        (record, h, k) for record in tables.table("evidence") for k, h in enumerate(ratings.explanations())
    ]
    codes = {
        name: [read[name].get(record.id, ratings.untouched()).codes[k] for record, _, k in cells]
        for name in pairs
    }
    codes["the expert"] = [ratings.expert(record.id)[k] for record, _, k in cells]
    alpha = measures.krippendorff_alpha(list(codes.values()), "ordinal", list(measures.RATINGS)[::-1])
    split = []
    for place, (record, h, _) in enumerate(cells):
        given = {name: column[place] for name, column in codes.items() if column[place]}
        apart = measures.diagnosticity(list(given.values()))
        if apart and apart > 1:
            split.append(
                (
                    -apart,
                    [
                        record.id,
                        record.short_name,
                        h.short_name,
                        ", ".join(f"{name} {code}" for name, code in given.items()),
                    ],
                )
            )
    split = [row for _, row in sorted(split, key=lambda item: item[0])]
    together = paragraph(
        strong(f"All together: Krippendorff's alpha {told(alpha)}. "),
        "1 would be full agreement, 0 what chance "
        "alone would give. The expert is one more reader here, not the truth.",
    )
    return stack(
        table_,
        together,
        table(
            "Where the ratings lie at least two steps apart, the widest first",
            ["Evidence", "What", "Explanation", "Ratings"],
            split,
        )
        if split
        else paragraph("No two ratings of the same cell lie two steps or more apart."),
    )


class Board:
    """Controls for one piece of evidence at a time, and the matrix of all. Arguments as `explore_board`."""

    name = "board"

    def __init__(self, text="", using="mine", count="against", evidence="", pieces=""):
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
    def rows(self):
        """What is weighed (see `aftercoup.ratings.rows`)."""
        return ratings.rows(self.pieces, self.using, self.ids)

    @property
    def chart(self):
        """The board as a Card, without what is said below it."""
        return board(self.rows, self.count, self.current)

    def bundle(self):
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

    def _notes(self):
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

    def set(self, codes=None, sure=None, counts=None):
        """Change what the reader says about the current piece of evidence; None leaves a part as it is."""
        record = tables.record(self.current, "evidence")
        old = self.pieces.get(self.current, ratings.untouched())
        level = old.sure if sure is None else None if sure == record.reliability else sure
        piece = ratings.Piece(
            old.codes if codes is None else tuple(codes), level, old.counts if counts is None else counts
        )
        self.pieces[self.current] = piece
        ratings.keep(self.pieces)

    def about(self):
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

    def show(self):
        """Display controls and board; returns the widgets by name. Notebooks call it to show the board."""
        from IPython.display import display

        widgets, layout = self._widgets()
        display(controls_output(layout, _TITLES), raw=True)
        picture = display(guarded(self.bundle()), raw=True, display_id=True)
        filling = False

        def fill():
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

        def refresh():
            widgets["about"].value = self.about()
            if picture:  # None outside of a notebook
                picture.update(guarded(self.bundle()), raw=True)

        def moved(_):
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

        def step(by):
            place = (self.ids.index(self.current) + by) % len(self.ids)
            widgets["evidence"].value = self.ids[place]

        fill()
        for name, widget in widgets.items():
            if name not in ("about", "previous", "next"):
                widget.observe(moved, "value")
        widgets["previous"].on_click(lambda _: step(-1))
        widgets["next"].on_click(lambda _: step(1))
        return widgets

    def _widgets(self):
        """The widgets by name, and the rows in which they stand."""
        import ipywidgets as w

        def choice(title, options, value=None, width="262px", label="104px"):
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

    def _ipython_display_(self):
        self.show()

    def __repr__(self):
        return self.bundle()["text/plain"]
