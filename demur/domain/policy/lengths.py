"""For how long peace is kept: 180 days, half a year, until that day, for good.

The cell is read in the three languages at once; what is not a length of time is none at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from demur.domain.needs.text import fold
from demur.domain.spoken import after_working_days
from demur.domain.spoken_digits import spoken_value

LONGEST_CELL: Final = 300
#: Whoever writes a hundred years means for good.
_MOST_DAYS: Final = 36_525


class Unit(StrEnum):
    """What a length of peace is counted in."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    NAMED_DAY = "until that day"
    FOR_GOOD = "for good"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of peace; `count` is 0 where it ends on the day they name, or never."""

    unit: Unit
    count: int = 0

    def ends_on(
        self,
        since: date,
        named_day: date | None = None,
        after_work: Callable[[date, int], date] = after_working_days,
    ) -> date | None:
        """Give the first day after the peace that is counted from a day; None where it never ends.

        Until a named day it ends on that day; where none was named, nobody can say when: never.
        `after_work` gives the day so many working days later, and knows the holidays.
        """
        if self.unit is Unit.NAMED_DAY:
            return named_day
        if self.unit is Unit.FOR_GOOD or self._days > _MOST_DAYS:
            return None
        try:
            return self._last_day(since, after_work) + timedelta(days=1)
        except (OverflowError, ValueError):
            return None

    @property
    def _days(self) -> int:
        return self.count * _IN_DAYS[self.unit]

    def _last_day(self, since: date, after_work: Callable[[date, int], date]) -> date:
        if self.unit is Unit.WORKING_DAYS:
            return after_work(since, self.count)
        if self.unit in {Unit.MONTHS, Unit.YEARS}:
            return _months_later(since, self.count * (12 if self.unit is Unit.YEARS else 1))
        return since + timedelta(days=self._days)


_IN_DAYS: Final = {
    Unit.DAYS: 1,
    Unit.WORKING_DAYS: 1,
    Unit.WEEKS: 7,
    Unit.MONTHS: 31,
    Unit.YEARS: 366,
}


def midnight(day: date, zone: tzinfo) -> datetime:
    """Give the instant at which a day begins in a zone."""
    return datetime.combine(day, time(), zone)


def _months_later(day: date, months: int) -> date:
    """The same day some months later, the month's last where it has none such."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


# ---- how it is written

_FOR_GOOD: Final = re.compile(
    r"for (?:good|ever|life|all time|always)|forever|permanent(?:ly)?|indefinite(?:ly)?|always"
    r"|never(?: again)?|no (?:time )?(?:limit|end)|without (?:a |any )?(?:time )?(?:limit|end)"
    r"|unlimited|until (?:they|the client|the customer)(?: \w+)?"
    r" (?:come|comes|call|calls|write|writes|ask|asks|contact|contacts)(?: us| back| again| to us)*"
    r"|vegleg(?:es(?:en)?)?|orok(?:re|ke|os)|mindorokre|soha(?: tobb[eé]t?)?"
    r"|hatarozatlan (?:idore|ideig|idotartamra)|korlatlan(?: ideig| idore)?|ido(?:korlat)? nelkul"
    r"|mindig|hatarido nelkul|(?:a)?mig (?:csak )?(?:o |az ugyfel |maga )?(?:nem|ujra nem) "
    r"(?:jelentkezik|keres|hiv|szol|ker)(?: (?:minket|bennunket|vissza|ujra))?"
    r"|навсегда|насовсем|бессрочно|навечно|никогда(?: больше)?|всегда|без (?:ограничения )?"
    r"(?:по )?срока?(?:у)?|без ограничени\w* (?:по )?(?:срок\w*|времени)|пожизненно|постоянно"
    r"|пока (?:он |клиент )?(?:сам )?не (?:обратится|позвонит|напишет|попросит)(?: сам| к нам)?"
)
_NAMED_DAY: Final = re.compile(
    r"(?:un)?till? (?:that|the|their|this) (?:\w+ )?(?:day|date)(?: (?:that )?(?:they|the client|"
    r"the customer|he|she)(?: have| has)? \w+(?: for)?)?|until (?:then|they say|the day)"
    r"|up to (?:that|the named|the) (?:day|date)"
    r"|addig(?: a napig)?|(?:a |az )?(?:\w+ )?(?:megnevezett|mondott|megadott|kert|megbeszelt|"
    r"valasztott|adott|jelzett) (?:nap|idopont|datum)ig|ameddig (?:\w+ )?ker(?:te|i|tek|ik)?"
    r"|(?:a |az )?(?:altala |altaluk )(?:\w+) (?:nap|idopont|datum)ig|aznapig|a napig, amit \w+"
    r"|до (?:названно|указанно|выбранно|назначенно|это|то|согласованно)\w* (?:\w+ )?"
    r"(?:дня|даты|числа|срока)|до (?:дня|даты), котор\w+ (?:\w+ )?\w+|до тех пор"
)
_UNITS: Final = (
    (r"working days?|work ?days?|business days?|munkanap\w*|рабоч\w+ (?:день|дня|днеи)", "w"),
    (r"calendar days?|days?|d|naptari nap\w*|nap(?:ig|ra|ot|on)?|календарн\w+ \w+", "d"),
    (r"день|дня|днеи|дн|сутки|суток", "d"),
    (r"weeks?|wks?|het(?:ig|re|et|en)?|недел\w*", "wk"),
    (r"fortnights?|kethet\w*", "2wk"),
    (r"months?|mos?|honap\w*|ho|месяц\w*|мес", "m"),
    (r"quarters?|negyedev\w*|квартал\w*", "q"),
    (r"half[- ]years?|felev\w*|полугод\w*", "hy"),
    (r"years?|yrs?|y|ev(?:ig|re|et|en)?|esztendo\w*|год\w*|лет|г", "y"),
)
_UNIT: Final = tuple((re.compile(pattern), unit) for pattern, unit in _UNITS)
#: A unit's name here, what it is counted in, and how many of those it is.
_MEANT: Final = {
    "w": (Unit.WORKING_DAYS, 1),
    "d": (Unit.DAYS, 1),
    "wk": (Unit.WEEKS, 1),
    "2wk": (Unit.WEEKS, 2),
    "m": (Unit.MONTHS, 1),
    "q": (Unit.MONTHS, 3),
    "hy": (Unit.MONTHS, 6),
    "y": (Unit.YEARS, 1),
}
#: What a broken number is counted in, and how many of those make one.
_SMALLER: Final = {
    Unit.YEARS: (Unit.MONTHS, 12),
    Unit.MONTHS: (Unit.DAYS, 31),
    Unit.WEEKS: (Unit.DAYS, 7),
}
_PARTS: Final = {
    "half": Fraction(1, 2), "half a": Fraction(1, 2), "half an": Fraction(1, 2),
    "fel": Fraction(1, 2), "masfel": Fraction(3, 2), "полтора": Fraction(3, 2),
    "полторы": Fraction(3, 2), "negyed": Fraction(1, 4), "haromnegyed": Fraction(3, 4),
    "a": Fraction(1), "an": Fraction(1), "the next": Fraction(1), "egy": Fraction(1),
    "a couple of": Fraction(2), "": Fraction(1), "пол": Fraction(1, 2),
}  # fmt: skip
#: What may stand before a length and changes nothing, or makes it no shorter.
_BEFORE: Final = re.compile(
    r"^(?:(?:for|at least|the next|a period of|no less than|within|exactly|the following|"
    r"legalabb|meg|pontosan|a kovetkezo|kovetkezo|osszesen|"
    r"на срок|сроком|сроком на|на|в течение|не менее|не меньше|еще|ближаишие|следующие|минимум) )+"
)
_AFTER: Final = re.compile(
    r"(?: (?:long|from (?:then|now|the day)|at least|on end|keresztul|at|altal|idore|idotartamra|"
    r"tartamra|at most|вперед|подряд|как минимум|after the no|from the no|after that|"
    r"a nemtol szamitva|со дня отказа|с даты отказа|после отказа|от отказа))+$"
)
_DIGITS: Final = {str(figure): figure for figure in range(1, 100)}
#: Units that are one by themselves.
_SINGLE: Final = re.compile(
    r"felev\w*|negyedev\w*|kethet\w*|fortnight|half-year|год|месяц|неделя|неделю|квартал|полугод\w*"
)
_FIGURE: Final = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d{1,12}(?:[.,]\d{1,3})?"
_NUMBER: Final = re.compile(
    rf"(?P<low>{_FIGURE})(?: ?(?:-|to|or|vagy|или|до) ?(?P<high>{_FIGURE}))?"
)


@lru_cache(maxsize=4096)
def read_length(text: str) -> Length | None:
    """Read for how long peace is kept, None where it can't be told.

    Of a range the longer end counts, and a broken number is never rounded down: nobody is left
    in peace for less than was written.
    """
    folded = " ".join(fold(text[:LONGEST_CELL].replace("–", "-")).split()).strip(" .,;!")
    for ways, unit in ((_FOR_GOOD, Unit.FOR_GOOD), (_NAMED_DAY, Unit.NAMED_DAY)):
        if ways.fullmatch(folded):
            return Length(unit)
    return _counted(_AFTER.sub("", _BEFORE.sub("", folded)))


def _counted(folded: str) -> Length | None:
    folded = re.sub(r"(?<=\d)-(?=[^\W\d])", " ", folded).replace("полгода", "пол года")
    folded = re.sub(r"(\d)([^\W\d_]+)$", r"\1 \2", folded.replace("полмесяца", "пол месяца"))
    for cut in range(len(words := folded.split()) - 1, -1, -1):
        said = " ".join(words[cut:])
        unit = next((unit for way, unit in _UNIT if way.fullmatch(said)), None)
        count = _count(" ".join(words[:cut])) if cut or _SINGLE.fullmatch(said) else None
        if unit and count:
            return _length(count, unit)
    is_one_and_a_half = re.fullmatch(r"(?:a|one) year and a half|egy ev es fel\w*", folded)
    return Length(Unit.MONTHS, 18) if is_one_and_a_half else None


def _count(said: str) -> Fraction | None:
    """Give how many of a unit are said; None where that is no number above nought."""
    if said in _PARTS:
        return _PARTS[said]
    if found := _NUMBER.fullmatch(said):
        return _figure(found["high"] or found["low"])
    whole_part, _, half = said.partition(" and a half")
    for joint in (" es fel", " с половинои", " and half a"):
        whole_part, _, other = whole_part.partition(joint)
        half = half or other
    is_broken = whole_part != said
    count = _in_words(whole_part)
    return None if count is None else Fraction(count) + (Fraction(1, 2) if is_broken else 0)


def _figure(text: str) -> Fraction | None:
    """Read 180, 1 000, 1.5 and 1,5; a sign with three digits after it sets off thousands."""
    plain = re.sub(r"[ .,](?=\d{3}(?!\d))", "", text).replace(",", ".")
    return Fraction(plain) or None


def _in_words(said: str) -> int | None:
    """Add up a number in words: twenty-four, двадцать пять, százhúsz, 2 (and a half)."""
    total = 0
    said = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])|(?<=hundred) and ", " ", said)
    if said in _DIGITS:
        return _DIGITS[said]
    for word in said.split():
        value = spoken_value(word)
        if value is None:
            return None
        total = total * value if value == 100 and 0 < total < 10 else total + value
    return total or None


def _length(count: Fraction, unit: str) -> Length:
    meant, times = _MEANT[unit]
    count *= times
    if count.denominator != 1 and meant in _SMALLER:
        meant, times = _SMALLER[meant]
        count *= times
    return Length(meant, math.ceil(count))
