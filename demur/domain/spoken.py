"""Dates and telephone numbers as a person says them at the desk."""

from __future__ import annotations

from datetime import date, timedelta

import phonenumbers
from babel.dates import format_date

from demur.domain.refusal import Lang

PATTERN = {Lang.HU: "MMMM d., EEEE", Lang.RU: "d MMMM, EEEE", Lang.EN: "EEEE d MMMM"}
UNTIL = {
    Lang.HU: "y. MMMM d",
    Lang.RU: "'до' d MMMM y\N{NO-BREAK SPACE}'г'.",
    Lang.EN: "'until' d MMMM y",
}
#: Days whose Hungarian ordinal ends in -a: másodika, huszadika.
BACK_VOWELS = frozenset({2, 3, 6, 8, 13, 16, 18, 20, 23, 26, 28, 30})


def spoken(day: date, lang: Lang) -> str:
    """The day as it is said aloud: "december 3., csütörtök"."""
    return format_date(day, PATTERN[lang], locale=lang.value)


def until_day(day: date, lang: Lang) -> str:
    """The end of something on a day: "until 21 May 2027", "2027. május 21-éig"."""
    written = format_date(day, UNTIL[lang], locale=lang.value)
    if lang is not Lang.HU:
        return written
    vowel = "á" if day.day in BACK_VOWELS else "é"
    return f"{written}-{'j' if day.day == 1 else ''}{vowel}ig"


def spoken_number(key: str) -> str:
    """An E.164 key in the groups people read out: "+36 96 555 010"; other text as it is."""
    try:
        number = phonenumbers.parse(key)
    except phonenumbers.NumberParseException:
        return key
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def working_days(start: date, end: date) -> int:
    """Working days from one day until another, Monday to Friday; 0 when the end is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum(
        1 for step in range(1, rest + 1) if (start + timedelta(days=step)).weekday() < 5
    )


def after_working_days(start: date, days: int) -> date:
    """The day that many working days later."""
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
