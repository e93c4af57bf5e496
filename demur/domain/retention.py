"""Retention: how long each kind of record may be kept, as people say it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A kind of record that may have a period; what is not listed is kept."""

    INQUIRIES = "inquiries"
    RECEIPTS = "receipts"
    SESSIONS = "sessions"
    SIGN_IN_ATTEMPTS = "sign-in attempts"
    SIGN_IN_LINKS = "sign-in links"
    IMPORTS = "imports"
    ATTEMPTS = "attempts"


#: A month as the longest there is, a year as a leap year: nothing goes before its time.
DAYS: Final = {"day": 1, "week": 7, "month": 31, "year": 366}
FOR_GOOD: Final = frozenset({"for good", "for ever"})
#: Longer than any law asks for, and short enough for every calendar.
DAYS_MOST: Final = 100 * 366


def days_of(text: str) -> int | None:
    """A period in days ("30 days", "5 years", "18 months"); None for good. Raises ValueError."""
    said = " ".join(text.casefold().split())
    if said in FOR_GOOD:
        return None
    found = re.fullmatch(r"([0-9]{1,6}) ?(day|week|month|year)s?", said)
    days = int(found[1]) * DAYS[found[2]] if found else 0
    if not 0 < days <= DAYS_MOST:
        raise ValueError(text)
    return days
