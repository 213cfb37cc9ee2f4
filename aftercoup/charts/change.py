"""How much each country's votes changed with its coup, beyond the world's median, from most to least."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.cases import FEW_VOTES, change, change_text, coup_name
from aftercoup.charts.chart import Chart
from aftercoup.charts.explorer.compute import Check, Choice, Computed, Number
from aftercoup.charts.stored import stored
from aftercoup.measures import Change
from aftercoup.tables import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEASURES = ("ideal_point", "agree_usa", "agree_rus", "agree_chn")
WINDOWS, GAPS = range(2, 9), range(0, 7)  # years before and after; years left out after the year of the coup
_STEP = 21  # pixels from row to row


@stored
def ranking(
    measure: str = "ideal_point",
    window: int = 5,
    gap: int = 0,
    enough: bool = False,
    case_id: str = "myanmar-2021",
) -> Chart:
    """Draw the change around each coup against the change of the world's median (a difference in
    differences).

    measure: one of MEASURES; window, gap: years, see `measures.difference_in_differences`; enough: leave out
    years with fewer than FEW_VOTES votes. A row for each coup, most first, with the years used; the thin
    line runs over all choices of WINDOWS and GAPS. Coups with fewer than two years on a side stand below.
    case_id: the row to stress.
    """
    fewest = FEW_VOTES if enough else 0
    found: dict[Any, Any] = {c: change(c, measure, window, gap, fewest) for c in tables.table("coups")}
    known = sorted((c for c in found if found[c]), key=lambda c: -found[c].estimate)
    missing = [c for c in found if not found[c]]
    left, right, top, width = 168, 96, 104, style.LAYOUTS["one"]
    plot = _STEP * (len(known) + 0.4)
    words = style.wrap("Too few years: " + "; ".join(map(coup_name, missing)) + ".", 100) if missing else ""
    bottom = 52 + (16 * (words.count("\n") + 1) if words else 0)
    height = top + plot + bottom
    with style.look():
        figure = style.new_figure("one", height)
        axes = figure.add_axes((left / width, bottom / height, (width - left - right) / width, plot / height))
        reach = _reach(measure)
        axes.set(xlim=(-reach, reach), ylim=(len(known) + 0.2, -0.2), yticks=[])
        side = -left / (width - left - right) + 0.012
        axes.set_title(_title(measure, known, case_id), x=side, pad=62)
        scale = 1 if measure == "ideal_point" else 100
        axes.set_xlabel(
            "change beyond that of the world's median"
            + (" (ideal point)" if scale == 1 else " (percentage points)")
        )
        style.row_label(axes, "coup")
        axes.set_xticks(
            ticks := _ticks(reach), [f"{t * scale:+g}".replace("-", "−") if t else "0" for t in ticks]
        )
        axes.tick_params(length=0)
        axes.grid(axis="x", color=style.color("rule"), lw=0.7)
        axes.set_axisbelow(True)
        for name, spine in axes.spines.items():
            spine.set_visible(False)
        axes.axvline(0, color=style.color("edge"), lw=1)
        axes.text(
            1.02,
            1.0,
            "years used\nbefore, after",
            transform=axes.transAxes,
            va="bottom",
            color=style.color("muted"),
            fontsize=11 * style.PIXEL,
        )
        _legend(axes, side, height, plot)
        for i, coup in enumerate(known):
            _draw(axes, coup, found[coup], i + 0.5, measure, fewest, coup.id == case_id)
        if words:
            figure.text(
                14 / width,
                10 / height,
                words,
                va="bottom",
                color=style.color("muted"),
                fontsize=11 * style.PIXEL,
            )
    return Chart(
        figure,
        alt=_alt(measure, window, gap, enough, known, found, case_id),
        table=[_row(c, found[c], measure) for c in [*known, *missing]],
    )


def _legend(axes: Axes, side: float, height: float, plot: float) -> None:
    for k, label in enumerate(tables.labels("coups", "realigned").values()):
        place: dict[str, Any] = {
            "xycoords": "axes fraction",
            "textcoords": "offset points",
            "fontsize": 11 * style.PIXEL,
            "va": "center",
        }
        x, y = (12 + 200 * (k % 3)) * style.PIXEL, (48 - 18 * (k // 3)) * style.PIXEL
        axes.annotate(label, (side, 1), xytext=(x + 9 * style.PIXEL, y), **place)
        trans = axes.transAxes + _shift(axes, x, y)
        axes.plot(
            [side],
            [1],
            style.SYMBOLS[k],
            ms=6.5,
            color=style.color(f"line-{k}"),
            transform=trans,
            clip_on=False,
        )


def _shift(axes: Axes, x: float, y: float) -> Any:
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(x / 72, y / 72, axes.figure.dpi_scale_trans)


@cache
def spread(coup: Record, measure: str, fewest: int = 0) -> tuple[float, float] | None:
    """(least, most) change of a coup over all WINDOWS and GAPS with at least two years on each side, or
    None."""
    values = [
        c.estimate for window in WINDOWS for gap in GAPS if (c := change(coup, measure, window, gap, fewest))
    ]
    return (min(values), max(values)) if values else None


@cache
def _reach(measure: str) -> float:
    ends = [abs(end) for coup in tables.table("coups") for end in spread(coup, measure) or ()]
    return max(ends) * 1.06


def _ticks(reach: float) -> list[float]:
    step = next(s for s in (0.05, 0.1, 0.2, 0.5, 1) if reach / s < 5)
    n = int(reach / step)
    return [round(k * step, 2) for k in range(-n, n + 1)]


def _draw(
    axes: Axes, coup: Record, found: Change, y: float, measure: str, fewest: int, stressed: bool
) -> None:
    k = list(tables.labels("coups", "realigned")).index(coup.realigned)
    if stressed:
        axes.axhspan(y - 0.5, y + 0.5, color=style.color("band"), lw=0, zorder=0)
    weight = "bold" if stressed else "normal"
    place: dict[str, Any] = {"va": "center", "clip_on": False, "fontweight": weight}
    low, high = spread(coup, measure, fewest) or (found.estimate, found.estimate)
    axes.plot([low, high], [y, y], color=style.color("edge"), lw=1, zorder=2)
    axes.plot([found.estimate], [y], style.SYMBOLS[k], ms=8, color=style.color(f"line-{k}"), zorder=3)
    left, right = axes.get_xlim()
    axes.text(left - 0.012 * (right - left), y, coup_name(coup), ha="right", **place)
    axes.text(
        right + 0.022 * (right - left), y, f"{len(found.years_before)}, {len(found.years_after)}", **place
    )


def rank(coup: Record, measure: str, window: int, gap: int, fewest: int = 0) -> tuple[int, int] | None:
    """(place of a coup from most to least, coups with enough years); None when it has too few years
    itself."""
    values = [
        c.estimate for other in tables.table("coups") if (c := change(other, measure, window, gap, fewest))
    ]
    own = change(coup, measure, window, gap, fewest)
    return (sum(v > own.estimate for v in values) + 1, len(values)) if own else None


def _title(measure: str, known: list[Record], case_id: str) -> str:
    this = tables.record(case_id, "coups")
    place = f"place {known.index(this) + 1} of {len(known)}" if this in known else "too few years"
    return f"{coup_name(this)}, change in {tables.field('alignment', measure).title}: {place}"


def _alt(
    measure: str,
    window: int,
    gap: int,
    enough: bool,
    known: list[Record],
    found: dict[Record, Change | None],
    case_id: str,
) -> str:
    title = tables.field("alignment", measure).title
    counts = f"Window {window} years, gap {gap}" + (
        f", years with fewer than {FEW_VOTES} votes left out" if enough else ""
    )
    if not known:
        none = f"no coup of {len(found)} has two years on each side"
        return f"{counts}: {none}, so nothing can be compared in {title}."
    most, least = known[0], known[-1]
    text = (
        f"{counts}: of {len(found)} coups, {len(known)} have two or more years on each side. In {title}, "
        "against the world's median, "
        f"{coup_name(most)} rises most ({change_text(found[most], measure)}), {coup_name(least)} least "
        f"({change_text(found[least], measure)})."
    )
    this = next(c for c in found if c.id == case_id)
    if found[this]:
        fewest = FEW_VOTES if enough else 0
        places = [place[0] for w in WINDOWS for g in GAPS if (place := rank(this, measure, w, g, fewest))]
        text += (
            f" {coup_name(this)} is at place {known.index(this) + 1} ({change_text(found[this], measure)}); "
            "over all windows and gaps "
            f"with enough years its place runs from {min(places)} to {max(places)}."
        )
    else:
        text += f" {coup_name(this)} has too few years for this choice."
    return text


def _row(coup: Record, found: Change | None, measure: str) -> dict[str, Any]:
    number = lambda value: f"{value:.2f}" if measure == "ideal_point" else f"{100 * value:.0f}"
    years = lambda name: len(getattr(found, name)) if found else ""
    means = (
        [
            number(v)
            for v in (found.case_before, found.case_after, found.comparison_before, found.comparison_after)
        ]
        if found
        else [""] * 4
    )
    return (
        {
            "Coup": coup_name(coup),
            "Turn": tables.label("coups", "realigned", coup.realigned),
            "Change": change_text(found, measure),
        }
        | dict(zip(("Before", "After", "World before", "World after"), means))
        | {
            "Years before": years("years_before"),
            "Years after": years("years_after"),
            "How sure: after": coup.confidence_after,
        }
    )


# ---------------------------------------------------------------- the explorer


def explore_change(
    *, measure: str = "ideal_point", window: int = 5, gap: int = 0, enough: bool = False
) -> Computed:
    """Lesson 07: coups ranked by their change in UN votes beyond the world's median.

    measure: "ideal_point", "agree_usa", "agree_rus" or "agree_chn"; window: years compared on each side (2
    to 8);
    gap: years left out after the year of the coup (0 to 6); enough=True leaves out years with very few votes.
    """
    controls = (
        Choice("measure", "Measure", {m: tables.field("alignment", m).title for m in MEASURES}),
        Number("window", "Years on each side", WINDOWS[0], WINDOWS[-1], 5),
        Number("gap", "Years left out after the coup", GAPS[0], GAPS[-1], 0),
        Check("enough", f"Leave out years with fewer than {FEW_VOTES} votes"),
    )
    return Computed(
        "change", ranking, controls, {"measure": measure, "window": window, "gap": gap, "enough": enough}
    )
