"""Numbers as people type them -> exact decimal text: 1,006; 1 006; 22,5; 53 %; "twenty-two"; 3 of 8; 2k.

The rules where a number can be read in two ways: a comma before exactly three digits parts thousands; a point
before exactly three digits does so only where whole numbers are asked for, and a note says so. A dash with a blank
behind it is a bullet, unless a number below zero may be asked for; if only the other reading is right, a person decides.
"""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.phrases import OPEN
from aftercoup.answers.language.reading import READ, UNCLEAR, Reading, Verdict, verdict
from aftercoup.answers.language.words import Unreadable, aliases, number_words, plain, spelled, tidy

EXAMPLE = "Type one number in digits, as in 25 or 0.5."
_FEW = "This number is too long to be read. " + EXAMPLE

# A bullet, or the number of a line: 1) 2, and 1. 0.70, but not 1. 5
_BEFORE = r"^(?:[*•·‣▪◦+] +|\(?\d{1,2}\.?\) *(?=[-+]? ?[.,]?\d)|\d{1,2}\. +(?=[-+]? ?\d*[.,]\d))"
_SIGNED = {"change", "difference", "kappa"}  # what may be below zero
_ABOVE = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_PERCENT = {"%", "percent", "pct", "percents", "percentage"}
_DIGITS = r"\d{1,3}(?:[ _]\d{3})+(?![\d])(?:[.,]\d+)?|\d[\d.,_]*\d|\d"
Token = tuple[str, str]  # (kind, text)
_TOKEN = re.compile(
    rf"(?P<number>(?:(?<![\w.,])[.,])?(?:{_DIGITS})(?:e[+-]?\d{{1,3}})?)|(?P<word>[^\W\d_]+)|(?P<sign>\S)"
)


_TWO_WAYS = "This can be read in two ways: leave out the dash, or the blank behind it."
_SCALE = {"percent": "Percent is asked, as in 25.", "share": "A share is asked, as in 0.25."}


@dataclass(frozen=True, slots=True)
class Number(Field):
    """One number, compared after rounding to the step."""

    kind: Literal["number"] = option("one number", "number")
    unit: str = option('"percent", "share" or free words such as "months"', "")
    step: float | None = option("answers are compared after rounding to it", None)
    in_keys = {"tolerance": (float, 0, "how far off is still right; needs a step")}

    def value(self, text: str, names: Names) -> Reading:
        text = re.sub(_BEFORE, "", tidy(text))
        bare = re.sub(r"^- +(?!-|minus|negative)", "", text)
        asked = self.asked()
        read = self.read_as(bare, asked)
        if bare == text:
            return read
        with contextlib.suppress(Unreadable):
            below = self.read_as(f"-{bare}", asked)
            read, other = (
                (read, below)
                if self.unit not in ("", *_SCALE) or asked.isdisjoint(_SIGNED)
                else (below, read)
            )
            return replace(read, within=((other.forms[0], OPEN),))
        return read

    def read_as(self, text: str, asked: set[str]) -> Reading:
        """The Reading of a number without a bullet."""
        number, notes = read_number(text, self.unit, self.step, asked)
        part = self.unit == "percent" and (self.step or 0) >= 1 and 0 < abs(number) < 1
        # 0.53 for 53 percent must not become 1; and 2.4 trips are not 2
        broken = self.unit != "percent" and (self.step or 0) >= 1 and number != int(number)
        form = rounded(number, None if part or broken and "percentage" not in asked else self.step)
        said = in_words(number, self.unit)
        if (self.step or 0) >= 1:  # 1.125 would be read as one thousand
            said = re.sub(r"^(-?[1-9]\d{0,2}\.\d{3})(?!\d)", r"\g<1>0", said)
        return Reading(READ, said, (form,), notes)

    def compare(self, reading: Reading, key: Key) -> Verdict:
        judged = Field.compare(self, replace(reading, within=()), key)
        if judged.share != 1 and any(key.which(form) is not None for form, _ in reading.within):
            return Verdict(UNCLEAR, 0.0, "unclear", _TWO_WAYS)
        return judged

    def why_wrong(self, reading: Reading, key: Key) -> Verdict | None:
        """A hundred times off, or rounded too early; None for other wrong numbers."""
        number, _ = read_number(reading.said, self.unit, self.step, self.asked())  # the form is rounded
        if number and self.unit in _SCALE:
            others = (number * 100, number / 100)
            if any(key.which(rounded(other, self.step)) is not None for other in others):
                return verdict(0, "scale", scale=_SCALE[self.unit])
        if not self.step or self.unit not in _SCALE and self.step >= 0.5:
            return None  # whole things, or a median of them: nothing was rounded
        if any(key.which(near) is not None for near in _near(number, Decimal(str(self.step)))):
            return verdict(0, "rounding", step=f" to {self.step}" if self.step < 1 else "")
        return None


def _near(number: Decimal, step: Decimal) -> list[str]:
    """Forms of numbers that the typed one may stand for after rounding too early: at most some twenty."""
    decimals = -int(number.as_tuple().exponent)
    unit = Decimal(1).scaleb(-decimals)  # the rank of the last typed digit
    if decimals <= 0 and number and number % 10 == 0:
        unit = Decimal(10)
    around = {2 * step} if step < 1 else set()
    if step < unit <= 20 * step:
        around.add(unit / 2 if unit / 2 >= step else step)
    width = max(around, default=Decimal(0))
    count = int(width / step)
    return [rounded(number + steps * step, step) for steps in range(-count, count + 1) if steps]


def read_number(
    text: str, unit: str = "", step: float | None = None, asked: Iterable[str] = ()
) -> tuple[Decimal, tuple[str, ...]]:
    """(exact Decimal in the field's unit, notes) of a typed number. Unreadable if it is none.

    unit: "percent", "share" or free words, "" for none; step: the least difference that counts; asked: words of
    the question, among which may be a unit.
    """
    notes: list[str] = []
    tokens = _tokens(text)
    numbers = [index for index, (kind, _) in enumerate(tokens) if kind == "number"]
    if len(numbers) > 2 or not numbers:
        raise Unreadable(EXAMPLE)
    first, after = numbers[0], numbers[0] + 1
    value = _value(tokens[first][1], unit, step, notes)
    if len(numbers) == 2:
        value, after = _two(tokens, numbers, value, unit, step, notes, spelled([*asked]))
    times = number_words("scale", "multiple")
    if tokens[after : after + 1] and tokens[after][1] in times:
        value, after = value * times[tokens[after][1]], after + 1
    before = [token for _, token in tokens[:first]]
    if before and before[-1] == "and":  # a year and a half
        raise Unreadable(EXAMPLE)
    if before and before[-1] in ("-", "minus", "negative"):
        value, before = -value, before[:-1]
    elif before == ["+"]:
        before = []
    rest = before + [token for _, token in tokens[after:]]
    bounds = {*aliases("number-bound"), *"<>≤≥+"}  # they make another number of it: less than 2 is not 2
    if not bounds.isdisjoint(rest):
        bound = " ".join(token for token in rest if token in bounds or token in ("at", "to"))
        raise Unreadable(f"Type the number alone: “{bound}” makes another one of it.")
    value = _in_unit(value, rest, unit, set(asked), notes)
    if abs(value) >= 10**18:
        raise Unreadable(_FEW)
    return value, tuple(notes)


def rounded(value: Decimal, step: float | Decimal | None = None) -> str:
    """The canonical text of a Decimal, rounded to step (half away from zero): "1006", "22.5", "-0.3"."""
    if step:
        exact_step = Decimal(str(step))
        value = (value / exact_step).quantize(Decimal(1), ROUND_HALF_UP) * exact_step
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def in_words(value: Decimal, unit: str = "") -> str:
    """A Decimal as it is shown: with commas between thousands, and its unit."""
    text = f"{value.normalize():,f}"
    return f"{text} {unit}" if unit and unit != "share" else text


def _tokens(text: str) -> list[Token]:
    """[(kind, text)], kind number, word or sign, with words for numbers made digits."""
    text = re.sub(r"(?<=\d) *\n *(?=\d)", " ; ", plain(text)).replace(
        "\n", " "
    )  # two lines of digits are two
    text = text.replace("per cent", "percent").replace("per-cent", "percent")
    parts_of_one = number_words("part")
    fraction = rf"\b(?:({'|'.join(_ABOVE)})[ -])(?:of )?({'|'.join(parts_of_one)})\b|^()(half)\b"
    text = re.sub(fraction, lambda m: f"{_ABOVE[m[1] or 'a']}/{parts_of_one[m[2] or m[4]]}", text)
    text = re.sub(r"(?<![\d.,/])(\d+) +(\d)/([2-9])(?!\d)", _mixed, text)
    text = re.sub(r"\bno\. ?(?=\d)", "", text)  # "no. 14"
    text = re.sub(r"\bout of\b", "of", re.sub(r"(?<=ty)-(?=[a-z])", " ", text))
    text = re.sub(r"(?<=\d)(?=[^\W\d_])(?!e[+-]?\d)", " ", text)
    parts = [part.strip() for part in re.split(r"([^\W\d_]+)", text)]
    text = " ".join(spelled([part for part in parts if part])) if re.search("[a-z]{3}", text) else text
    return [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text)]


def _mixed(match: re.Match[str]) -> str:
    """ "2 1/2" as "2.5"."""
    whole, above, below = map(Decimal, match.groups())
    return f"{whole + above / below:.12f}"  # never three decimals, which might be thousands


def _value(text: str, unit: str, step: float | None, notes: list[str]) -> Decimal:
    """The Decimal of digits with separators."""
    text = text.replace(" ", "").replace("_", "")
    body, _, power = text.partition("e")
    body = re.sub(r"^0+(?=\d)", "", body)  # 01,001 is 1,001
    if len(body) > 28 or abs(int(power or 0)) > 15:
        raise Unreadable(_FEW)
    points, commas = body.count("."), body.count(",")
    whole = step is not None and step >= 1
    if points and commas:
        last = max(".,", key=body.rfind)
        other = "," if last == "." else "."
        if not re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+\{last}\d*", body):
            raise Unreadable(EXAMPLE)
        body = body.replace(other, "").replace(last, ".")
    elif points > 1 or commas > 1:
        sign = "." if points else ","
        groups = body.split(sign)
        if any(len(group) not in (2, 3) for group in groups[1:]) or len(groups[-1]) != 3 or not groups[0]:
            raise Unreadable(EXAMPLE)
        body = body.replace(sign, "")
    elif re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
        if not whole and step is not None and unit in ("percent", "share"):
            notes.append(
                f"The comma in {body} was read as one between thousands. Type a point before decimals."
            )
        body = body.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", body):
        if whole:
            notes.append(f"The point in {body} was read as one between thousands. Leave it out to be sure.")
            body = body.replace(".", "")
        elif step is None:
            notes.append(f"The point in {body} was read as a decimal point.")
    else:
        body = body.replace(",", ".")
    return Decimal((body.rstrip(".") or "0") + (f"e{power}" if power else ""))


def _two(
    tokens: list[Token],
    numbers: list[int],
    value: Decimal,
    unit: str,
    step: float | None,
    notes: list[str],
    asked: list[str],
) -> tuple[Decimal, int]:
    """The value of two numbers that are one: 3 of 8, 3/8, or twenty (20). asked: words of the question; where it asks
    how many "of the four", 2/4 is 2."""
    first, second = numbers
    between = [token for _, token in tokens[first + 1 : second]]
    other = _value(tokens[second][1], "", None, [])
    if between == ["("] and value == other:
        return value, second + 1
    if between in (["of"], ["/"], ["of", "the"], ["in"]):
        if (
            unit in ("percent", "share")
            or between == ["/"]
            and not (step and step >= 1 or str(other) in asked)
        ):
            if not other:
                raise Unreadable(EXAMPLE)
            return round(value / other * (100 if unit == "percent" else 1), 6), second + 1
        notes.append(f"Read as {in_words(value)}, of {in_words(other)}.")
        return value, second + 1
    if set(between) & {"-", "to", "and", "or"}:
        raise Unreadable("Type one number, not two or a range.")
    raise Unreadable(EXAMPLE)


def _in_unit(value: Decimal, rest: list[str], unit: str, asked: set[str], notes: list[str]) -> Decimal:
    """The value in the unit of the field; what else was typed becomes a note. Unreadable for another unit."""
    units = aliases("unit")
    ours = {units[word] for word in (*re.findall(r"[^\W\d_]+", plain(unit)), *asked) if word in units}
    for word in rest:
        if word in units and units[word] not in ours:
            of = f"in {unit}, not " if unit and unit != "share" else "not "
            raise Unreadable(f"The number is asked {of}in {word}: type it as the question asks.")
    percent = [word for word in rest if word in _PERCENT]
    beside = {*_PERCENT, "point", "points"} if percent else set()
    rest = [word for word in rest if word not in beside]
    share = unit == "percent" and "share" in rest
    if percent and unit == "share":
        notes.append(f"{in_words(value)} percent is a share of {in_words(value / 100)}.")
        value = value / 100
    elif share:
        value = value * 100
    elif percent and unit != "percent" and "percentage" not in asked:
        raise Unreadable("Percent is not asked here: type the number alone.")
    about = [word for word in rest if word in aliases("number-about") or word in "~≈±"]
    if about:
        notes.append(f"Read as {in_words(value)}; “{' '.join(about)}” was left out.")
    known = set(re.findall(r"[^\W\d_]+", plain(unit)))
    known |= {word + "s" for word in known} | {word.removesuffix("s") for word in known}
    known |= {*about, *aliases("number-filler"), *".,:;=()[]*#$€£§¶!?"}
    other = [word for word in rest if word not in known]
    if any(not word.isalpha() for word in other) or len(other) > 4 or set(other) & {"not", "no", "or"}:
        raise Unreadable(EXAMPLE)
    if other and unit and unit not in ("share", "percent"):
        notes.append(f"“{' '.join(other)}” was left out: the unit asked is {unit}.")
    return value
