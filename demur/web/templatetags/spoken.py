"""How words, names, numbers and instants are shown on every page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from demur.domain.people import display_name
from demur.domain.refusal import Lang, Money
from demur.domain.round.because import sign
from demur.domain.spoken import spoken_number
from demur.domain.spoken import until_day as spoken_until_day
from demur.records.company import Company
from demur.web import said as words

register = template.Library()
DAY = {"hu": "MMM d., EEE", "ru": "EE, d MMM", "en": "EEE d MMM"}
#: A day of another year.
DAY_AND_YEAR = {
    "hu": "y. MMM d., EEE",
    "ru": "EE, d MMM y\N{NO-BREAK SPACE}'г'.",
    "en": "EEE d MMM y",
}
FULL_DAY = {"hu": "y. MMMM d.", "ru": "d MMMM y\N{NO-BREAK SPACE}'г'.", "en": "d MMMM y"}
FULL = {"hu": "y. MMMM d., HH:mm", "ru": "d MMMM y, HH:mm", "en": "d MMMM y, HH:mm"}
HOUR = "EEE HH:mm"


def _language() -> str:
    return get_language() or "en"


@register.filter
def said(word: str, table: str) -> str:
    """A stored word in the reader's language."""
    return words.said(word, table)


@register.filter
def name(raw: str, longest: int = 80) -> SafeString:
    """A name or other foreign text on one line: harmless, cut, and isolated from its neighbours."""
    return format_html("<bdi>{}</bdi>", display_name(raw, longest))


@register.filter
def number(key: str) -> str:
    """A telephone number in the groups people read out."""
    return display_name(spoken_number(key)).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def day(moment: date, today: date | None = None) -> str:
    """A day with its weekday, short, and with its year unless that is this one."""
    is_this_year = moment.year == (today or timezone.now().date()).year
    return format_date(moment, (DAY if is_this_year else DAY_AND_YEAR)[_language()], _language())


@register.filter
def full_day(moment: date) -> str:
    """A day with its year, its month in letters."""
    return format_date(moment, FULL_DAY[_language()], locale=_language())


@register.filter
def day_of(moment: datetime, company: Company) -> str:
    """The day of an instant at the company, with its year."""
    return full_day(moment.astimezone(ZoneInfo(company.zone)).date())


@register.filter
def until_day(moment: datetime, company: Company) -> str:
    """That something lasts until an instant, by the last day of it at the company.

    What ends at midnight ends with the day before: nobody is promised a day that is not kept.
    """
    local = (moment - timedelta(microseconds=1)).astimezone(ZoneInfo(company.zone))
    return spoken_until_day(local.date(), Lang(_language()))


@register.filter
def instant(moment: datetime, company: Company) -> str:
    """A day and an hour on the company's clock, with the year unless it is this one."""
    zone = ZoneInfo(company.zone)
    local, now = moment.astimezone(zone), timezone.now().astimezone(zone)
    return f"{day(local.date(), now.date())} {format_time(local, 'HH:mm', locale=_language())}"


@register.filter
def full_instant(moment: datetime, company: Company) -> str:
    """A day with its year, and an hour, on the company's clock."""
    local = moment.astimezone(ZoneInfo(company.zone))
    return format_datetime(local, FULL[_language()], locale=_language())


@register.filter
def hour(moment: datetime) -> str:
    """The hour and minute that a clock shows, and on which day of the week."""
    return format_datetime(moment, HOUR, locale=_language())


@register.filter
def iso(moment: datetime, company: Company) -> str:
    """An instant as machines read it, on the company's clock."""
    return moment.astimezone(ZoneInfo(company.zone)).isoformat(timespec="minutes")


@register.filter
def ago(moment: datetime) -> str:
    """How long ago that was: "2 hours ago"."""
    gone = moment - timezone.now()
    return format_timedelta(gone, add_direction=True, format="long", locale=_language())


@register.filter
def percent(share: float) -> str:
    """A share of one in whole percent, as the reader's language writes it."""
    return format_percent(share, "#,##0 %", locale=_language()).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def clock(seconds: int) -> str:
    """Seconds as minutes and seconds: "0:07"."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def money(amount: Money) -> str:
    """An amount with its currency, without cents: nobody reads them here."""
    shown = format_decimal(round(amount.amount), "#,##0", locale=_language())
    return f"{shown}\N{NO-BREAK SPACE}{sign(amount.currency, Lang(_language()))}"


@register.filter
def decimal(share: float) -> str:
    """A share of one to two places: "0.92"."""
    return format_decimal(share, "0.00", locale=_language())


@register.filter
def count(number: int) -> str:
    """How many, with thousands apart: "12,500"."""
    return format_decimal(number, "#,##0", locale=_language())


@register.filter
def beside_ours(gap: float) -> str:
    """How a rival's price stands beside ours, by the share it is cheaper: "20 % cheaper"."""
    if round(gap, 2) == 0:
        return gettext("the same price")
    told = gettext("%(share)s cheaper") if gap > 0 else gettext("%(share)s dearer")
    return told % {"share": percent(abs(gap))}
