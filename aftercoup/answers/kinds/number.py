"""Numbers as people type them -> exact decimal text: 1,006; 1 006; 22,5; 53 %; "twenty-two"; 3 of 8; 2k.

The rules where a number can be read in two ways: a comma before exactly three digits parts thousands; a point
before exactly three digits does so only where whole numbers are asked for, and a note says so. A dash with a blank
behind it is a bullet, unless a number below zero may be asked for; if only the other reading is right, a person decides.
"""

import contextlib
import re
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
_DIGITS = r"\d{1,3}(?:[ _]\d{3})+(?![\d])(?:[.,]\d+)?|\d[\d.,_]*\d|\d"  # 1 006.5, 1,006.5, 7
Token = tuple[str, str]  # (kind, text)
_TOKEN = re.compile(rf"(?P<number>(?:(?<![\w.,])[.,])?(?:{_DIGITS}))|(?P<word>[^\W\d_]+)|(?P<sign>\S)")


_TWO_WAYS = "This can be read in two ways: leave out the dash, or the blank behind it."
_SCALE = {"percent": "percent is asked, as in 25.", "share": "a share is asked, as in 0.25."}


@dataclass(frozen=True, slots=True)
class Number(Field):
    """One number, compared after rounding to the step."""

    kind: Literal["number"] = option("one number", "number")
    unit: str = option('"percent", "share" or free words such as "months"', "")
    step: float | None = option("answers are compared after rounding to it", None)
    in_keys = {"tolerance": (float, 0, "how far off is still right; needs a step")}

    @property
    def whole(self) -> bool:
        """Whether whole numbers are asked for."""
        return self.step is not None and self.step >= 1

    @property
    def signed(self) -> bool:
        """Whether a number below zero may be asked for."""
        return self.unit in ("", *_SCALE) and not self.asked().isdisjoint(_SIGNED)

    def value(self, text: str, names: Names) -> Reading:
        text = re.sub(_BEFORE, "", tidy(text))
        bare = re.sub(r"^- +(?!-|minus|negative)", "", text)
        read = self.read_as(bare)
        if bare == text:
            return read
        with contextlib.suppress(Unreadable):
            other = self.read_as(f"-{bare}")
            if self.signed:
                read, other = other, read
            return replace(read, within=((other.forms[0], OPEN),))
        return read

    def read_as(self, text: str) -> Reading:
        """The Reading of a number without a bullet."""
        number, notes = self.exact(text)
        # 0.53 for 53 percent must not become 1; and 2.4 trips are not 2
        a_share = self.unit == "percent" and self.whole and 0 < abs(number) < 1
        broken = self.unit != "percent" and self.whole and number != int(number)
        exact = a_share or broken and "percentage" not in self.asked()
        form = rounded(number, None if exact else self.step)
        said = in_words(number, self.unit)
        if self.whole:  # 1.125 would be read as one thousand
            said = re.sub(r"^(-?[1-9]\d{0,2}\.\d{3})(?!\d)", r"\g<1>0", said)
        return Reading(READ, said, (form,), tuple(notes))

    def compare(self, reading: Reading, key: Key) -> Verdict:
        judged = Field.compare(self, replace(reading, within=()), key)
        if judged.share != 1 and any(key.which(form) is not None for form, _ in reading.within):
            return Verdict(UNCLEAR, 0.0, "unclear", _TWO_WAYS)
        return judged

    def why_wrong(self, reading: Reading, key: Key) -> Verdict | None:
        """A share for percent or the reverse, a part where things are counted, or rounded too early; None for other
        wrong numbers."""
        number, _ = self.exact(reading.said)  # the form is rounded
        # of whole things, or a median of them, nothing was rounded
        if self.step and (self.unit in _SCALE or self.step < 0.5):
            if any(key.which(near) is not None for near in _near(number, Decimal(str(self.step)))):
                return verdict(0, "rounding", step=f" to {self.step}" if self.step < 1 else "")
        if number and self.unit in _SCALE:
            others = (number * 100, number / 100)
            off = abs(number) > 1 if self.unit == "share" else self.whole and abs(number) < 1
            if off or any(key.which(rounded(other, self.step)) is not None for other in others):
                return verdict(0, "scale", scale=_SCALE[self.unit])
        elif self.whole and "." in reading.forms[0]:
            return verdict(0, "whole")
        return None

    # ------------------------------------------------------------ what was typed

    def exact(self, text: str) -> tuple[Decimal, list[str]]:
        """(exact Decimal in the field's unit, notes) of a typed number. Unreadable if it is none."""
        notes: list[str] = []
        tokens = _tokens(text)
        numbers = [index for index, (kind, _) in enumerate(tokens) if kind == "number"]
        if len(numbers) > 2 or not numbers:
            raise Unreadable(EXAMPLE)
        first, after = numbers[0], numbers[-1] + 1
        value = self._digits(tokens[first][1], notes)
        if len(numbers) == 2:
            between = [token for _, token in tokens[first + 1 : numbers[1]]]
            value = self._two(value, between, tokens[numbers[1]][1], notes)
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
        # They make another number of it: less than 2 is not 2, and where a change is asked, a fall by 2 is -2.
        signed = self.signed
        bounds = {form for form, of in aliases("number-bound").items() if signed or of != "below zero"}
        bounds |= {*"<>≤≥+"}
        if not bounds.isdisjoint(rest):
            bound = " ".join(token for token in rest if token in bounds or token in ("at", "to"))
            sign = ", with a minus sign where it goes down" if signed else ""
            raise Unreadable(f"Type the number alone{sign}: “{bound}” makes another one of it.")
        value = self._in_unit(value, rest, notes)
        if abs(value) >= 10**18:
            raise Unreadable(_FEW)
        return value, notes

    def _digits(self, text: str, notes: list[str]) -> Decimal:
        """The Decimal of digits with separators."""
        body = re.sub(r"[ _]|^0+(?=\d)", "", text)  # 01,001 is 1,001
        if len(body) > 28:
            raise Unreadable(_FEW)
        signs = re.sub(r"\d", "", body)
        decimal = signs[-1:]  # the sign before the decimals, unless it stands there more than once
        if len(signs) > 1 and len({*signs}) == 1:
            decimal = ""
        if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body):
            if signs == "." and self.step is None:
                notes.append(f"The point in {body} was read as a decimal point.")
            elif signs == "." and self.whole:
                notes.append(
                    f"The point in {body} was read as one between thousands. Leave it out to be sure."
                )
            elif signs == "," and not self.whole and self.step is not None and self.unit in _SCALE:
                notes.append(
                    f"The comma in {body} was read as one between thousands. Type a point before decimals."
                )
            decimal = "." if signs == "." and not self.whole else ""
        above, _, below = body.rpartition(decimal) if decimal else (body, "", "")
        groups = re.split("[.,]", above)
        lengths = [*map(len, groups[1:])]
        # the last group has three digits, one before it three or, as in India, two
        if lengths and (not groups[0] or lengths[-1] != 3 or not {2, 3}.issuperset(lengths)):
            raise Unreadable(EXAMPLE)
        return Decimal(f"{''.join(groups) or 0}{below and '.' + below}")

    def _two(self, value: Decimal, between: list[str], second: str, notes: list[str]) -> Decimal:
        """The value of two numbers that are one: 3 of 8 or 3/8. Where the question asks how many "of the
        four", 2/4 is 2."""
        other = self._digits(second, [])
        if between not in (["of"], ["/"], ["of", "the"], ["in"]):
            several = {*between} & {"-", "to", "and", "or"}
            raise Unreadable("Type one number, not two or a range." if several else EXAMPLE)
        counted = self.whole or str(other) in spelled([*self.asked()])
        if self.unit in _SCALE or between == ["/"] and not counted:
            if not other:
                raise Unreadable(EXAMPLE)
            return round(value / other * (100 if self.unit == "percent" else 1), 6)
        notes.append(f"Read as {in_words(value)}, of {in_words(other)}.")
        return value

    def _in_unit(self, value: Decimal, rest: list[str], notes: list[str]) -> Decimal:
        """The value in the unit of the field; what else was typed becomes a note. Unreadable for another unit."""
        unit, asked, units = self.unit, self.asked(), aliases("unit")
        own = re.findall(r"[^\W\d_]+", plain(unit))
        ours = {units[word] for word in (*own, *asked) if word in units}
        for word in rest:
            if word in units and units[word] not in ours:
                of = f"in {unit}, not " if unit and unit != "share" else "not "
                raise Unreadable(f"The number is asked {of}in {word}: type it as the question asks.")
        percent = [word for word in rest if word in _PERCENT]
        beside = {*_PERCENT, "point", "points"} if percent else set()
        rest = [word for word in rest if word not in beside]
        if percent and unit == "share":
            notes.append(f"{in_words(value)} percent is a share of {in_words(value / 100)}.")
            value = value / 100
        elif unit == "percent" and "share" in rest:
            value = value * 100
        elif percent and unit != "percent" and "percentage" not in asked:
            raise Unreadable("Percent is not asked here: type the number alone.")
        about = [word for word in rest if word in aliases("number-about") or word in "~≈±"]
        if about:
            notes.append(f"Read as {in_words(value)}; “{' '.join(about)}” was left out.")
        known = {*own, *(word + "s" for word in own), *(word.removesuffix("s") for word in own)}
        known |= {*about, *aliases("number-filler"), *".,:;=()[]*#$€£§¶!?"}
        other = [word for word in rest if word not in known]
        if any(not word.isalpha() for word in other) or len(other) > 4 or {*other} & {"not", "no", "or"}:
            raise Unreadable(EXAMPLE)
        if other and unit and unit not in _SCALE:
            notes.append(f"“{' '.join(other)}” was left out: the unit asked is {unit}.")
        return value


def _near(number: Decimal, step: Decimal) -> list[str]:
    """Forms of numbers that the typed one may stand for after rounding too early: at most some twenty."""
    decimals = -int(number.as_tuple().exponent)
    unit = Decimal(1).scaleb(-decimals)  # the rank of the last typed digit
    if decimals <= 0 and number and number % 10 == 0:
        unit = Decimal(10)
    around = {2 * step} if step < 1 else set()  # rounded on the way
    if step < unit <= 20 * step:  # typed with fewer digits than asked
        around.add(unit / 2 if unit / 2 >= step else step)
    width = max(around, default=Decimal(0))
    count = int(width / step)
    return [rounded(number + steps * step, step) for steps in range(-count, count + 1) if steps]


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
    text = re.sub(r"(?<=\d) *\n *(?=\d)", " ; ", plain(text))  # two lines of digits are two
    text = text.replace("\n", " ").replace("per cent", "percent").replace("per-cent", "percent")
    parts_of_one = number_words("part")
    text = re.sub(r"^half\b", "a half", text)
    fraction = rf"\b({'|'.join(_ABOVE)})[ -](?:of )?({'|'.join(parts_of_one)})\b"  # three quarters
    text = re.sub(fraction, lambda m: f"{_ABOVE[m[1]]}/{parts_of_one[m[2]]}", text)
    # "2 1/2"; never three decimals, which might be thousands
    mixed = lambda m: f"{int(m[1]) + int(m[2]) / int(m[3]):.12f}"
    text = re.sub(r"(?<![\d.,/])(\d+) +(\d)/([2-9])(?!\d)", mixed, text)
    text = re.sub(r"\bno\. ?(?=\d)", "", text)  # "no. 14"
    text = re.sub(r"(?<=ty)-(?=[a-z])", " ", text)  # twenty-two
    text = re.sub(r"\bout of\b", "of", text)
    text = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", text)  # 53percent
    parts = [part.strip() for part in re.split(r"([^\W\d_]+)", text)]
    text = " ".join(spelled([part for part in parts if part])) if re.search("[a-z]{3}", text) else text
    return [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text)]
