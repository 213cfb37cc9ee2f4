"""A Reading held against a key -> Verdict. The same code serves the card in the notebook and the marking.

What is said about an answer names what is wrong with it (too coarse, two items exchanged, one missing), never
what is right. With a sealed key nothing more can be said than with digests: an order is right or not.
"""

from datetime import date
from decimal import Decimal
from itertools import combinations

from aftercoup.answers.numbers import read_number, rounded
from aftercoup.answers.reading import BLANK, BY_HAND, NOT_SAID, NOT_YET, PARTLY, READ, RIGHT, UNCLEAR, Verdict
from aftercoup.answers.seal import Sealed

# reason -> what a student is told; "{…}" is filled in.
REASONS = {
    "": "Right.",
    "blank": "Not answered yet.",
    "unclear": "{wants}",
    "other": "Not yet: another answer is right.",
    "coarser": "Not yet: say it more exactly.",
    "finer": "Not yet: this is more exact than the question or its source allows.",
    "missing": "{counts}",
    "extra": "{counts}",
    "missing and extra": "{counts}",
    "swapped": "Not yet: some of it stands in the wrong place.",
    "rounding": "Not yet: this is close. Calculate with all decimals and round only at the end{step}.",
    "scale": "Not yet: this is a hundred times too large or too small. {scale}",
    "not-said": "Not yet: this can be found.",
    "said": "Not yet: is this really said? Look for the sentence or the record that says it.",
    "miss": "Not yet: {words}",
    "by hand": "Your teacher reads this answer.",
}
_SCALE = {"percent": "Percent is asked, as in 25.", "share": "A share is asked, as in 0.25."}
_MANY = ("set", "choices", "span", "codes")


def judge(field, reading, key=None):
    """The Verdict on how a field was read.

    field: a `sheet.Field`; reading: what `readers.read` gave; key: a Key, a Sealed one, or None where the
    edition has none (then the state is "read" and the share None).
    """
    if reading.state == BLANK:
        return Verdict(BLANK, 0.0 if key else None, "blank", REASONS["blank"])
    if reading.state == UNCLEAR:
        return Verdict(
            UNCLEAR, 0.0 if key else None, "unclear", REASONS["unclear"].format(wants=reading.wants)
        )
    if field.kind == "short":
        return Verdict(BY_HAND, None, "by hand", REASONS["by hand"])
    if key is None:
        return Verdict(READ, None)
    if NOT_SAID in reading.forms or key.which(NOT_SAID) is not None:
        return _not_said(field, reading, key)
    if field.kind in _MANY:
        return _many(field, reading, key)
    return _one(field, reading, key)


def _verdict(share, reason, **fill):
    share = round(min(1.0, max(0.0, float(share))), 6)
    state = RIGHT if share == 1 else PARTLY if share else NOT_YET
    says = REASONS[reason].format(**fill)
    if state == PARTLY:
        says = says.replace("Not yet:", "Partly right:")
    return Verdict(state, share, reason, says)


def _not_said(field, reading, key):
    """The Verdict where the answer, or the right answer, is that the report does not say."""
    typed = NOT_SAID in reading.forms
    if typed and key.which(NOT_SAID) is not None:
        return _verdict(1, "")
    return _missed(key, reading.forms) or _right(reading, key) or _verdict(0, "not-said" if typed else "said")


def _right(reading, key):
    """Right, where "not said" is one of several right answers and another of them was typed; else None."""
    return _verdict(1, "") if len(reading.forms) == 1 and key.which(reading.forms[0]) is not None else None


def _missed(key, forms):
    """The Verdict of the first form for which the key has words of its own; None if there is none."""
    for form in forms:
        miss = key.miss(form)
        if miss:
            return _verdict(miss[0], "miss", words=miss[1])
    return None


# ---------------------------------------------------------------- one value


def _one(field, reading, key):
    form = reading.forms[0]
    if key.which(form) is not None:
        return _verdict(1, "")
    special = {"date": _date, "number": _number, "order": _order}.get(field.kind)
    return _missed(key, [form]) or (special and special(field, reading, key)) or _verdict(0, "other")


def _date(field, reading, key):
    """The Verdict on a date that is not right: too coarse, too fine, or day and month exchanged."""
    form = reading.forms[0]
    typed = "interval" if "/" in form else ("year", "month", "day")[form.count("-")]
    asked = field.precision
    fine = {"year": 0, "month": 1, "day": 2}
    coarser, finer = _verdict(0, "coarser"), _verdict(0, "finer")
    if typed == "interval":
        first, last = form.split("/")
        if asked == "interval":
            return coarser if min(first.count("-"), last.count("-")) < 2 else None
        shared = {_cut(first, asked), _cut(last, asked)}
        if asked in fine and len(shared) == 1 and min(len(first), len(last)) >= len(next(iter(shared))):
            return finer if key.which(next(iter(shared))) is not None else None
        return coarser if asked in fine else None
    if asked == "interval":
        return coarser if typed != "day" else None
    if asked in fine and fine[typed] < fine[asked]:
        return coarser
    for shorter in (form[:7], form[:4]):
        if (
            len(shorter) < len(form)
            and (not asked or fine[asked] < fine[typed])
            and key.which(shorter) is not None
        ):
            return finer
    if typed == "day" and (turned := _turned(form)) and key.which(turned) is not None:
        return Verdict(
            NOT_YET, 0.0, "swapped", "Not yet: day and month may be exchanged. Type the month as a word."
        )
    return None


def _cut(iso, precision):
    return iso[: {"year": 4, "month": 7}.get(precision, 10)]


def _turned(form):
    """A day with day and month exchanged, or "" where there is no such day."""
    year, month, day = form.split("-")
    return (
        f"{year}-{day}-{month}"
        if int(day) <= 12 and day != month and date(int(year), int(day), int(month))
        else ""
    )


def _number(field, reading, key):
    """The Verdict on a number that is not right: a hundred times off, or rounded too early."""
    value, _ = read_number(reading.said, field.unit, field.step)  # as typed; the form is rounded
    if value and field.unit in ("percent", "share"):
        if any(key.which(rounded(other, field.step)) is not None for other in (value * 100, value / 100)):
            return _verdict(0, "scale", scale=_SCALE[field.unit])
    if field.step and any(key.which(near) is not None for near in _near(value, Decimal(str(field.step)))):
        return _verdict(0, "rounding", step=f" to {field.step}" if field.step < 1 else "")
    return None


def _near(value, step):
    """Forms of numbers that the typed one may stand for after rounding too early: at most some twenty."""
    decimals = -value.as_tuple().exponent
    unit = Decimal(1).scaleb(-decimals)  # the place of the last typed digit
    if decimals <= 0 and value and value % 10 == 0:
        unit = Decimal(10)
    around = {2 * step} if step < 1 else set()
    if step < unit <= 20 * step:
        around.add(unit / 2 if unit / 2 >= step else step)
    width = max(around, default=Decimal(0))
    count = int(width / step)
    return [rounded(value + place * step, step) for place in range(-count, count + 1) if place]


def _order(field, reading, key):
    """The Verdict on an order: part of the points by Kendall's tau, where the key is in the clear."""
    typed = reading.forms[0].split(" > ")
    reason = "missing" if len(typed) < len(field.options) else "swapped"
    counts = f"Not yet: {len(typed)} of {len(field.options)} are put in order; name each once."
    share = 0
    if not isinstance(key, Sealed):
        share = max((_tau(typed, right.split(" > ")) for item in key.items for right in item), default=0)
    return _verdict(share, reason, counts=counts)


def _tau(typed, right):
    """Kendall's tau of a typed order, at least 0; a pair of which one is missing counts as neither."""
    place = {code: number for number, code in enumerate(typed)}
    pairs = list(combinations(right, 2))
    agree = sum((place[a] < place[b]) - (place[a] > place[b]) for a, b in pairs if a in place and b in place)
    return max(0, agree / len(pairs)) if pairs else 0


# ---------------------------------------------------------------- several values


def _many(field, reading, key):
    """The Verdict on several values: a right one earns its part, one too many costs as much."""
    if field.kind == "codes":
        found = [key.holds(place, form) for place, form in enumerate(reading.forms[: key.size])]
        share = sum(found) / key.size
        items = tuple(zip(reading.forms, found))
        if share == 1:
            return Verdict(RIGHT, 1.0, "", REASONS[""], items)
        state = PARTLY if share else NOT_YET
        missing = "(none)" in reading.forms
        says = f"{sum(found)} of {key.size} codes are right" + ("; one is missing." if missing else ".")
        says = says if key.size > 1 else REASONS["other"]
        return Verdict(state, round(share, 6), "missing" if missing else "other", says, items)
    places = {form: key.which(form) for form in reading.forms}
    hit = {place for place in places.values() if place is not None}
    wrong = [form for form, place in places.items() if place is None]
    misses = [miss for form in wrong if (miss := key.miss(form))]
    extra = len(wrong) - sum(1 for miss in misses if miss[0])
    share = (len(hit) + sum(miss[0] for miss in misses) - extra) / key.size
    share = round(min(1.0, max(0.0, share)), 6)
    items = tuple((form, place is not None) for form, place in places.items())
    lacking = key.size - len(hit)
    if not lacking and not wrong:
        return Verdict(RIGHT, 1.0, "", REASONS[""], items)
    reason = " and ".join(name for name, count in (("missing", lacking), ("extra", len(wrong))) if count)
    if misses and not hit and len(wrong) == len(misses) == len(reading.forms):
        reason = "miss"
    says = _counts(field, len(hit), len(wrong), lacking, key.size) + "".join(f" {miss[1]}" for miss in misses)
    return Verdict(PARTLY if share else NOT_YET, min(share, 0.999999), reason, says, items)


def _counts(field, hit, wrong, lacking, size):
    """ "2 of 3 found, 1 does not belong." How many there are is told only where the question tells it."""
    if field.count is not None:
        text = f"{hit} of {size} found"
    elif not hit:
        text = "None found yet"
    else:
        text = f"{hit} found, more are missing" if lacking else "All found"
    if wrong:
        text += f", {wrong} {'does' if wrong == 1 else 'do'} not belong"
    return text + "."
