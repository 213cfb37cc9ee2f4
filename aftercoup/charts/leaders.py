"""The foreign leaders met before one of them, as a counting rule numbers them; and his number under every
rule."""

from __future__ import annotations

from aftercoup import tables
from aftercoup.charts import style
from aftercoup.charts.chart import Chart
from aftercoup.charts.contacts import short_name, state_name
from aftercoup.charts.kept import kept
from aftercoup.charts.timeline import short_date
from aftercoup.errors import OneSentence
from aftercoup.leaders import FORMATS, OWN_SIDE, SINCE, UNITS, Rule, all_rules, leaders_met, number_of
from aftercoup.other_case import runs_on


class NoLeader(OneSentence, ValueError):
    """A case has no contact with a head of state or government, so there is nothing to number."""


@tables.in_its_case
@kept
def leaders(rule=Rule(), leader_id=None, case=None, layout="one"):
    """Draw the meetings with foreign leaders up to the report by date, with the number that a counting rule
    gives to each.

    rule: a `leaders.Rule`; leader_id: whose number is asked (default: the foreign leader whom the report is
    about); case: a `tables.Case` (default: the case in use). A meeting that the rule
    leaves out is a hollow ring with the reason. layout: one of `style.LAYOUTS`.
    """
    leader_id = leader_id or case.about.counterpart
    met = _some(case, leaders_met(rule, case))
    number = number_of(leader_id, rule, case)
    name = short_name(tables.record(leader_id, "actors"))
    names = [f"{short_name(m.leader)} ({state_name(m.leader.state)})" for m in met]
    gutter = max(206, 14 + max(style.text_width(words) for words in names))
    width, step, top, bottom = style.LAYOUTS[layout], 27, 84, 58
    height = top + step * len(met) + bottom
    start, end = case.about.coup_date.start, met[-1].contact.when.end
    with style.look():
        figure = style.new_figure(layout, height)
        axes = figure.add_axes(
            (gutter / width, bottom / height, (width - gutter - 16) / width, step * len(met) / height)
        )
        span = max(1, (end - start).days)
        axes.set(xlim=(-0.03 * span, 1.04 * span), ylim=(len(met), 0))
        axes.set_title(
            style.wrap(_title(rule, name, number), 64), x=-gutter / (width - gutter - 16) + 0.012, pad=40
        )
        axes.set_xlabel("date of the meeting, from the coup on")
        style.row_label(axes, "leader (state)")
        axes.set_yticks([i + 0.5 for i in range(len(met))], names)
        quarters = [(y, m) for y in range(start.year, end.year + 1) for m in (1, 4, 7, 10)]
        days = [(start.replace(year=y, month=m, day=1) - start).days for y, m in quarters]
        shown = [(d, y, m) for d, (y, m) in zip(days, quarters) if 0 <= d <= 1.04 * span]
        axes.set_xticks([d for d, *_ in shown], [f"{tables.MONTHS[m - 1][:3]} {y}" for _, y, m in shown])
        axes.tick_params(length=0)
        axes.grid(axis="x", color=style.color("rule"), lw=0.6)
        axes.set_axisbelow(True)
        for side in axes.spines.values():
            side.set_visible(False)
        _key(axes)
        for i, one in enumerate(met):
            _meeting(
                axes, one, (one.contact.when.start - start).days, i + 0.5, one.leader.id == leader_id, span
            )
    return Chart(figure, alt=_alt(case.country_name, rule, met, name, number), table=[_row(m) for m in met])


def _some(case, met):
    """The meetings, if there are any."""
    if met:
        return met
    raise NoLeader(
        f"The case {case.name} has no contact with a head of state or government up to the day of the "
        "report, so there is nobody to number."
    )


def _title(rule, name, number):
    if number is None:
        return f"Under this rule the meeting with {name} does not count"
    if rule.unit == "meetings":
        return f"Under this rule the meeting with {name} is number {number}"
    return f"Under this rule {name} is foreign leader number {number}"


def _key(axes):
    axes.annotate(
        "Numbered: counted.   Hollow: left out, with the reason.",
        (0, 1),
        xytext=(0, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        color=style.color("muted"),
        fontsize=11.5 * style.PIXEL,
    )


def _meeting(axes, one, x, y, asked, span):
    if one.number:
        axes.plot(
            [x],
            [y],
            "D" if asked else "o",
            ms=14.5 if asked else 15,
            mfc=style.color("tile-1" if asked else "tile-2"),
            mec=style.color("on-tile"),
            mew=1,
        )
        axes.text(
            x,
            y,
            str(one.number),
            ha="center",
            va="center_baseline",
            fontweight="bold",
            color=style.color("on-tile"),
        )
    else:
        axes.plot(
            [x], [y], "D" if asked else "o", ms=8, mfc=style.color("paper"), mec=style.color("edge"), mew=1.3
        )
    words = short_date(one.contact.when) + (f": {one.why}" if one.why else "")
    right = x < 0.55 * span
    axes.annotate(
        words,
        (x, y),
        xytext=(12 if right else -15, 0),
        textcoords="offset points",
        va="center",
        ha="left" if right else "right",
        fontsize=11.5 * style.PIXEL,
        color=style.color("muted" if one.why else "ink"),
    )


def _alt(country, rule, met, name, number):
    meetings = len({m.contact.id for m in met})
    people = len({m.leader.id for m in met})
    why = next((m.why for m in reversed(met) if short_name(m.leader) == name), "it is not in the table")
    found = (
        f"the meeting with {name} is left out ({why})"
        if number is None
        else f"{number - 1 or 'nobody'} {'come' if number > 2 else 'comes'} before {name}, who gets number "
        f"{number}"
    )
    return (
        f"{country}: {meetings} meeting{'s' * (meetings != 1)} with {people} "
        f"head{'s' * (people != 1)} of state or government in the table up to "
        f"{met[-1].contact.when}. "
        f"With the rule “{rule}”, {found}. It leaves out {sum(m.number is None for m in met)} of {len(met)} "
        "rows."
    )


def _row(one):
    contact = one.contact
    return {
        "Number": one.number or "left out",
        "Leader": one.leader.name,
        "State": state_name(one.leader.state),
        "Contact": contact.id,
        "Date": str(contact.when),
        "Place": contact.place,
        "Format": tables.label("contacts", "format", contact.format),
        "Own side": tables.record(contact.own_actor, "actors").name,
        "Why left out": one.why,
    }


# ---------------------------------------------------------------- all rules


@runs_on
@tables.in_its_case
@kept
def leader_rules(leader_id=None, case=None, layout="one"):
    """Draw the number of one foreign leader under every counting rule: a tile for each.

    leader_id: as in `leaders`. Tiles with the number that the report gives to the meeting, if it gives one,
    have a thick border and bold type.
    """
    leader_id, said = leader_id or case.about.counterpart, case.about.counterpart_number
    _some(case, leaders_met(Rule(), case))
    name = short_name(tables.record(leader_id, "actors"))
    numbers = {rule: number_of(leader_id, rule, case) for rule in all_rules()}
    rows = [(formats, own) for formats in FORMATS for own in OWN_SIDE]
    columns = [(since, unit) for since in SINCE for unit in UNITS]
    width, step, gutter, top, bottom = style.LAYOUTS[layout], 44, 236, 104, 40
    height = top + step * len(rows) + bottom
    with style.look():
        figure = style.new_figure(layout, height)
        axes = figure.add_axes(
            (gutter / width, bottom / height, (width - gutter - 12) / width, step * len(rows) / height)
        )
        axes.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
        axes.set_title(
            f"{name}'s number under each of {len(numbers)} counting rules",
            x=-gutter / (width - gutter - 12) + 0.012,
            pad=54,
        )
        axes.set_xlabel("from when on, and what is counted")
        axes.xaxis.set_label_coords(0.5, -24 / (step * len(rows)))
        style.row_label(axes, "format, and own side")
        axes.set_yticks(
            [i + 0.5 for i in range(len(rows))],
            [f"{FORMATS[formats]}\n{OWN_SIDE[own]}" for formats, own in rows],
        )
        axes.set_xticks(
            [i + 0.5 for i in range(len(columns))],
            [f"{style.wrap(SINCE[since], 20)}\n{UNITS[unit]}" for since, unit in columns],
        )
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        for side in axes.spines.values():
            side.set_visible(False)
        for rule, number in numbers.items():
            _tile(
                axes,
                columns.index((rule.since, rule.unit)),
                rows.index((rule.formats, rule.own_side)),
                number,
                said,
            )
    return Chart(
        figure,
        alt=_rules_alt(case.country_name, name, numbers, said),
        table=[_rule_row(rule, number) for rule, number in numbers.items()],
    )


def _tile(axes, x, y, number, said):
    from matplotlib.patches import FancyBboxPatch

    hit = bool(said) and number == said
    axes.add_patch(
        FancyBboxPatch(
            (x + 0.05, y + 0.1),
            0.9,
            0.8,
            boxstyle="round,pad=0,rounding_size=0.06",
            mutation_aspect=2,
            lw=2.6 if hit else 0.9,
            edgecolor=style.color("on-tile" if hit else "edge"),
            facecolor=style.color("tile-0" if number is None else "tile-1" if hit else "tile-2"),
        )
    )
    axes.text(
        x + 0.5,
        y + 0.52,
        "not counted" if number is None else f"number {number}",
        ha="center",
        va="center",
        color=style.color("on-tile"),
        fontweight="bold" if hit else "normal",
    )


def _rules_alt(country, name, numbers, said):
    given = [n for n in numbers.values() if n]
    best = said or (min(given) if given else 1)
    others = len(given) - given.count(best)
    highest = f", up to {max(given)}" if others else ""
    return (
        f"{country}: a grid of {len(numbers)} counting rules. {name} is number {best} under "
        f"{given.count(best)} of them; under "
        f"{others} there is another number{highest}; under "
        f"{len(numbers) - len(given)} the meeting does not count at all."
    )


def _rule_row(rule, number):
    return {
        "Formats": FORMATS[rule.formats],
        "Own side": OWN_SIDE[rule.own_side],
        "From when": SINCE[rule.since],
        "Count": UNITS[rule.unit],
        "Number": number or "not counted",
    }
