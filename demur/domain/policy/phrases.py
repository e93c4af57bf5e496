"""How numbers, dates and times are spoken of in a cell, and in which units: data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from demur.domain.policy.vocabulary import EN, HU, RU, fold
from demur.domain.refusal import Lang

# Phrases over numbers, dates and times. `#` is a value; the shape says which ends it sets.
# ge, gt, le, lt: at least, over, at most, under; eq: exactly; in: both ends included.
PHRASES: Final[Mapping[str, Mapping[Lang, tuple[str, ...]]]] = MappingProxyType(
    {
        "le": {
            EN: (
                "up to #",
                "at most #",
                "no more than #",
                "not more than #",
                "max #",
                "max . #",
                "maximum #",
                "# or less",
                "# or fewer",
                "# or earlier",
                "# or below",
                "until #",
                "<= #",
                "≤ #",
                "⩽ #",
            ),
            HU: ("legfeljebb #", "maximum #", "max . #", "# ~ig", "# vagy kevesebb", "# ~on belül"),
            RU: (
                "до #",
                "не более #",
                "не больше #",
                "не позже #",
                "не позднее #",
                "максимум #",
                "# и менее",
                "# или менее",
                "# и меньше",
                "# или меньше",
                "# и раньше",
                "по #",
            ),
        },
        "ge": {
            EN: (
                "# or more",
                "from #",
                "at least #",
                "no less than #",
                "not less than #",
                "minimum #",
                "# or later",
                "# or over",
                "# or above",
                "# and more",
                "# and over",
                "# +",
                ">= #",
                "≥ #",
                "⩾ #",
            ),
            HU: (
                "# vagy több",
                "# ~tól",
                "legalább #",
                "minimum #",
                "# vagy később",
                "# vagy későbbi",
                "# és több",
            ),
            RU: (
                "# и более",
                "от #",
                "# или более",
                "# и больше",
                "# или больше",
                "не менее #",
                "не меньше #",
                "начиная с #",
                "с #",
                "# и позже",
                "# или позже",
                "# и выше",
                "не раньше #",
                "не ранее #",
            ),
        },
        "gt": {
            EN: ("over #", "above #", "more than #", "after #", "later than #", "> #"),
            HU: (
                "több mint #",
                "több , mint #",
                "# ~nál több",
                "# felett",
                "# fölött",
                "# után",
                "# ~nál később",
            ),
            RU: ("более #", "свыше #", "больше #", "выше #", "после #", "позже #"),
        },
        "lt": {
            EN: ("under #", "below #", "less than #", "fewer than #", "before #", "< #"),
            HU: (
                "kevesebb mint #",
                "kevesebb , mint #",
                "# ~nál kevesebb",
                "# alatt",
                "# előtt",
                "# ~nál korábban",
            ),
            RU: ("менее #", "меньше #", "ниже #", "раньше #", "ранее #"),
        },
        "eq": {
            EN: ("#", "exactly #", "= #", "== #", "[ # ]"),
            HU: ("pontosan #",),
            RU: ("ровно #",),
        },
        "ne": {EN: ("!= #", "<> #", "≠ #"), HU: (), RU: ()},
        "in": {
            EN: ("# - #", "# .. #", "[ # .. # ]", "# to #", "from # to #", "between # and #"),
            HU: ("# ~tól # ~ig", "# és # között"),
            RU: ("от # до #", "с # до #", "с # по #", "между # и #"),
        },
        # S-FEEL, DMN 1.3 §7.3.1.3 rules 7–9: a bracket turned outwards leaves its end out. In words
        # no comma joins the ends, since a comma means *or*.
        "lo-open": {
            EN: (
                *("( # .. # ]", "] # .. # ]", "over # up to #", "after # until #"),
                *("over # and up to #", "more than # and at most #", "after # and up to #"),
            ),
            HU: (
                *("több mint # és legfeljebb #", "# fölött # ~ig", "# felett # ~ig"),
                *("# után # ~ig", "# után és legfeljebb #"),
            ),
            RU: (
                *("более # и не более #", "больше # и не больше #", "свыше # до #", "более # до #"),
                *("после # до #", "после # и не позже #"),
            ),
        },
        "hi-open": {
            EN: (
                *("[ # .. # )", "[ # .. # [", "from # to under #", "# to under #"),
                *("at least # and under #", "at least # and less than #", "from # and before #"),
            ),
            HU: (
                *("legalább # és kevesebb mint #", "# ~tól # alatt"),
                *("legalább # és # előtt", "# ~tól # előtt"),
            ),
            RU: (
                *("не менее # и менее #", "не меньше # и меньше #", "от # и менее #"),
                *("начиная с # и раньше #", "с # и раньше #"),
            ),
        },
        "open": {
            EN: (
                *("( # .. # )", "] # .. # [", "( # .. # [", "] # .. # )", "over # and under #"),
                *("more than # and less than #", "after # and before #"),
            ),
            HU: ("több mint # és kevesebb mint #", "# után és # előtt", "# fölött és # alatt"),
            RU: (
                "более # и менее #",
                "больше # и меньше #",
                "свыше # и менее #",
                "после # и раньше #",
            ),
        },
    }
)

# Hungarian puts these on the number or on its unit: "6-tól", "3 napnál több".
SUFFIXES: Final = MappingProxyType(
    {
        "~tól": ("tól", "től"),
        "~ig": ("ig",),
        "~nál": ("nál", "nél"),
        "~on": ("on", "en", "ön", "n"),
    }
)

# A unit's name is the first form; a cell's unit has to be the question's.
UNITS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "working days": (
            *("working days", "working day", "workdays", "business days", "business day"),
            *("munkanap", "munkanapot", "рабочий день", "рабочих дня", "рабочих дней"),
        ),
        "days": ("days", "day", "d", "nap", "napot", "день", "дня", "дней", "дн"),
        "working hours": (
            *("working hours", "working hour", "business hours", "munkaóra", "munkaórát"),
            *("рабочий час", "рабочих часа", "рабочих часов"),
        ),
        "hours": ("hours", "hour", "hrs", "hr", "h", "óra", "órát", "час", "часа", "часов", "ч"),
        "minutes": ("minutes", "minute", "min", "perc", "percet", "минута", "минуты", "минут"),
        "seconds": ("seconds", "second", "sec", "másodperc", "секунда", "секунды", "секунд"),
        "weeks": ("weeks", "week", "hét", "hetet", "неделя", "недели", "недель"),
        "months": ("months", "month", "hónap", "hónapot", "месяц", "месяца", "месяцев"),
        "years": ("years", "year", "év", "évet", "год", "года", "лет"),
        "calls": ("calls", "call", "hívás", "hívást", "звонок", "звонка", "звонков"),
        "pieces": ("pieces", "piece", "pcs", "pc", "db", "darab", "шт", "штук", "штуки", "штука"),
        "€": ("€", "eur", "euro", "euros", "euró", "eurót", "евро"),
        "$": ("$", "usd", "dollars", "dollar", "dollár", "доллар", "доллара", "долларов"),
        "£": ("£", "gbp", "pounds", "pound", "font"),
        "Ft": ("ft", "huf", "forint", "forintot", "форинт", "форинта", "форинтов"),
        "₽": ("₽", "rub", "rubles", "rubel", "руб", "рубль", "рубля", "рублей"),
        "%": ("%", "percent", "per cent", "százalék", "процент", "процента", "процентов"),
        "km": ("km", "kilometres", "kilometre", "kilométer", "км", "километр", "километров"),
        "kg": ("kg", "kilograms", "kilogram", "kilogramm", "кг", "килограмм", "килограммов"),
        "mm": ("mm", "millimetres", "milliméter", "мм"),
        "m": ("m", "metres", "metre", "méter", "м", "метр", "метра", "метров"),
        "°C": ("°c", "℃"),
    }
)

UNIT_KEYS: Final = MappingProxyType(
    {fold(form): name for name, forms in UNITS.items() for form in forms}
)
