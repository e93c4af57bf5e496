"""How sums of time and money are shown on the pages of insight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language, gettext

from demur.domain.refusal import Money
from demur.web.templatetags.spoken import count
from demur.web.templatetags.spoken import money as one_amount

register = template.Library()
#: From here on nobody needs hundredths.
WHOLE_TIMES: Final = 10
WHOLE_SUM: Final = 100


@register.filter
def lasting(minutes: float) -> str:
    """Minutes as hours and minutes, on one line: "2 h 05 min"."""
    hours, rest = divmod(round(minutes), 60)
    told = gettext("%(hours)s h %(minutes)s min") if hours else gettext("%(minutes)s min")
    shown = told % {"hours": count(hours), "minutes": f"{rest:02}" if hours else rest}
    return shown.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def day_and_month(day: date) -> str:
    """A day without its weekday and year: "16 Nov"."""
    return format_skeleton("MMMd", day, locale=get_language() or "en")


@register.filter
def sum_of(amount: float) -> str:
    """A sum without its currency: to the unit from a hundred on, else with two places."""
    shape = "#,##0.00" if abs(amount) < WHOLE_SUM else "#,##0"
    return format_decimal(amount, shape, locale=get_language() or "en")


@register.filter
def size_of(amount: float) -> str:
    """How large a difference is, whichever way it goes."""
    return sum_of(abs(amount))


@register.filter
def times(ratio: float) -> str:
    """How many times as much: "1.35", and from ten on to whole times."""
    shape = "#,##0.00" if ratio < WHOLE_TIMES else "#,##0"
    return format_decimal(ratio, shape, locale=get_language() or "en")


@register.filter
def amounts(money: Iterable[Money]) -> str:
    """Amounts of several currencies beside each other; a dash where there is none."""
    return " + ".join(map(one_amount, money)) or "–"
