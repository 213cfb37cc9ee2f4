"""The report as a wall of claims: a row for each paragraph, a tile for each claim."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart, Mark

# What the tiles can show; each is a field of the claims table with its labels in the data package.
FACETS = ("attributed_to", "claim_type", "measurement_level", "alignment_signal", "verdict")
PARAGRAPHS = {"H": "Headline", "D": "Subheading", "C": "Caption"}


def paragraph_name(paragraph):
    """How a reader calls a place in the report: "Headline", "Paragraph 5"."""
    return PARAGRAPHS.get(paragraph, f"Paragraph {paragraph}")


def claim_wall(case=None, show="attributed_to", layout="wide"):
    """Draw the claims of a case, paragraph by paragraph, coloured and marked by one of FACETS.

    case: a `tables.Case` (default: the core case). layout: "wide" (1,000 px) or "narrow" (600 px).
    Raises ValueError for a field that is not in FACETS.
    """
    if show not in FACETS:
        raise ValueError(f"The wall shows one of {', '.join(FACETS)}; found {show!r}.")
    case = case or tables.case()
    rows = {b.paragraph: [c for c in case.claims if c.paragraph == b.paragraph] for b in case.briefing}
    longest = max(len(claims) for claims in rows.values())
    wide = layout == "wide"
    step, gutter, top, bottom = (30, 96, 60, 46) if wide else (30, 44, 60, 46)
    height = top + step * len(rows) + bottom
    width = style.LAYOUTS[layout]
    with style.look():
        figure = style.new_figure(layout, height)
        axes = figure.add_axes(
            (gutter / width, bottom / height, (width - gutter - 8) / width, step * len(rows) / height)
        )
        axes.set(xlim=(0, longest), ylim=(len(rows), 0))
        axes.set_title(
            style.wrap("The report, claim by claim, in the order in which it is told", 70 if wide else 60),
            x=-gutter / (width - gutter - 8) + 0.01,
            pad=20,
        )
        axes.set_xlabel("claims in the paragraph, in order")
        style.row_label(axes, "place")
        axes.set_yticks([i + 0.5 for i in range(len(rows))],
                        [paragraph_name(p) if wide else p for p in rows])
        axes.set_xticks([i + 0.5 for i in range(longest)], [str(i + 1) for i in range(longest)])
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        for i in range(0, len(rows), 2):
            axes.axhspan(i, i + 1, color=style.color("band"), lw=0, zorder=0)
        for y, claims in enumerate(rows.values()):
            for x, claim in enumerate(claims):
                _tile(axes, x, y, claim, show)
        _key(axes, case, show, rows, wide)
    return Chart(figure, alt=_alt(case, show), table=[_row(c) for c in case.claims],
                 marks=[_mark(c) for c in case.claims], layers=(show,))


def _tile(axes, x, y, claim, show):
    from matplotlib.patches import FancyBboxPatch

    labels = list(tables.labels("claims", show))
    box = FancyBboxPatch((x + 0.05, y + 0.13), 0.9, 0.74, boxstyle="round,pad=0,rounding_size=0.06", lw=0.9,
                         mutation_aspect=2.4, zorder=2, edgecolor=style.color("edge"),
                         facecolor=style.color(f"tile-{labels.index(getattr(claim, show))}"))
    axes.add_patch(style.tag(box, claim.id))
    style.tag(
        axes.text(
            x + 0.62, y + 0.52, claim.id, ha="center", va="center", zorder=3, color=style.color("on-tile")
        ),
        claim.id,
    )
    for k, symbol in enumerate(style.SYMBOLS):
        facets = [f for f in FACETS if list(tables.labels("claims", f)).index(getattr(claim, f)) == k]
        if not facets:
            continue
        dot, = axes.plot([x + 0.25], [y + 0.5], symbol, ms=6.5, zorder=3,
                            mfc=style.color("on-tile") if k else "none", mec=style.color("on-tile"), mew=0.9)
        style.tag(dot, claim.id, " ".join(facets))


def _key(axes, case, show, rows, wide):
    """The printed key, where the wall leaves most room; the live explorer has buttons in its place."""
    counts = {v: sum(getattr(c, show) == v for c in case.claims) for v in tables.labels("claims", show)}
    lengths = [len(claims) for claims in rows.values()]
    need = -(-len(counts) * 4 // 5)                                    # rows that the key covers
    start = min(range(len(lengths) - need + 1), key=lambda i: max(lengths[i:i + need]))
    x = max(lengths[start:start + need]) + 0.4
    for k, (value, label) in enumerate(tables.labels("claims", show).items()):
        y = start + 0.45 + k * 0.8
        (dot,) = axes.plot(
            [x], [y], style.SYMBOLS[k], ms=7, mfc=style.color(f"tile-{k}"), mec=style.color("on-tile")
        )
        words = axes.text(
            x + (0.16 if wide else 0.25),
            y,
            f"{label}: {counts[value]}",
            va="center",
            fontsize=11 * style.PIXEL,
        )
        style.static_only(dot), style.static_only(words)


def _alt(case, show):
    counts = {
        label: sum(getattr(c, show) == v for c in case.claims)
        for v, label in tables.labels("claims", show).items()
    }
    counts = dict(sorted(counts.items(), key=lambda item: -item[1]))
    (most, n), *others = counts.items()
    busiest = max(case.briefing, key=lambda b: len(b.claim_ids))
    rest = "; ".join(f"{label}: {k}" for label, k in others)
    return (
        f"A wall of {len(case.claims)} claims in {len(case.briefing)} places of the report. By "
        f"{tables.field('claims', show).title.lower()}, most are {most} ({n} of {len(case.claims)}); {rest}. "
        f"{paragraph_name(busiest.paragraph)} holds the most claims ({len(busiest.claim_ids)})."
    )


def _row(claim):
    return {"Claim": claim.id, "Place": claim.paragraph, "What the report says": claim.claim} | {
        tables.field("claims", facet).title: tables.label("claims", facet, getattr(claim, facet))
        for facet in FACETS
    }


def _mark(claim):
    details = [
        (tables.field("claims", facet).title, tables.label("claims", facet, getattr(claim, facet)))
        for facet in FACETS
    ]
    if claim.verdict_note:
        details.append(("Note", claim.verdict_note))
    checked = (
        "; ".join(f"{s.publisher}" for s in tables.sources_of(claim)) or "no second source was looked up"
    )
    return Mark(
        claim.id,
        title=f"{claim.id}: {claim.claim}",
        sentence=paragraph_name(claim.paragraph) + " of the report",
        date=f"Time as worded: {claim.date_stated or 'none'}" + (f" ({claim.date})" if claim.date else ""),
        source=f"Checked against: {checked}",
        details=tuple(details),
        facets={"paragraph": claim.paragraph} | {f: getattr(claim, f) for f in FACETS},
    )
