"""Figures as a person of each language writes them: numbers with their unit, amounts of money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from babel import Locale
from babel.numbers import format_currency, format_decimal

from demur.domain.offers.comparison import Figure, Words, spoken_in
from demur.domain.refusal import DECIMALS, Lang

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
#: Parts the forms of a unit: "day|days", "день|дня|дней"; Hungarian needs one.
FORMS: Final = "|"
#: Which of a unit's forms goes with a number, by Unicode's plural category; the last if beyond.
_FORM_OF: Final = {
    Lang.HU: {"one": 0, "other": 1},
    Lang.RU: {"one": 0, "few": 1, "many": 2, "other": 1},
    Lang.EN: {"one": 0, "other": 1},
}


def spoken_figure(figure: Figure, unit: Words, lang: Lang) -> str:
    """A figure as it is read: "5 days", "2,1 Ft", "metal gears"."""
    if not isinstance(figure, Decimal):
        return spoken_in(figure, lang)
    return counted(figure, unit, lang)


def counted(number: Decimal | int, unit: Words, lang: Lang) -> str:
    """A number with its unit in the form that goes with it."""
    forms = spoken_in(unit, lang).split(FORMS)
    # A database gives 1.000000, and its noughts would count as decimals here.
    bare = Decimal(format(Decimal(number).normalize(), "f"))
    category = Locale(lang.value).plural_form(bare)
    form = forms[min(_FORM_OF[lang].get(category, 1), len(forms) - 1)].strip()
    return f"{spoken_count(number, lang)}{NO_BREAK}{form}" if form else spoken_count(number, lang)


def spoken_count(number: Decimal | int, lang: Lang) -> str:
    """A number with its thousands apart and the decimals it was given with, at most six."""
    return str(format_decimal(number, "#,##0.######", locale=lang.value))


def unit_alone(unit: Words, lang: Lang) -> str:
    """A unit without a number, as it heads a column: "Pages"."""
    forms = spoken_in(unit, lang).split(FORMS)
    label = forms[min(1, len(forms) - 1)].strip()
    return label[:1].upper() + label[1:]


def spoken_amount(amount: Fraction, currency: str, lang: Lang) -> str:
    """An amount in whole units of its currency, with decimals only where it has any."""
    step = Decimal(1).scaleb(-DECIMALS.get(currency, 2))
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    rounded = exact.quantize(step, ROUND_HALF_UP)
    pattern = "#,##0 ¤" if rounded == rounded.to_integral_value() else "#,##0.00 ¤"
    told = format_currency(rounded, currency, pattern, locale=lang.value, currency_digits=False)
    return str(told).replace(" ", NO_BREAK)


def spoken_share(share: Fraction, lang: Lang) -> str:
    """A share of one as so many of a hundred, to one place: "94.4"."""
    return str(format_decimal(float(share * 100), "0.#", locale=lang.value))
