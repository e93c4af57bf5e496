"""By when a caller needs it, in whole days from today."""

from __future__ import annotations

import re

from demur.domain.needs.lexicon import DEADLINES, SPAN_DAYS, SPANS, WEEKDAYS
from demur.domain.needs.spoken_numbers import whole
from demur.domain.refusal import Lang

FARTHEST_DAY = 730  # a caller who names a later one means some day


def deadline(text: str, lang: Lang, today: int | None) -> tuple[int | None, str]:
    """The deadline in days, and the text without it; yesterday and at once are today."""
    span = re.search(SPANS[lang], text)
    if span and (days := _span_days(span, lang)) is not None:
        return days, text.replace(span.group(), " ")
    said = []
    for pattern, days in DEADLINES[lang]:
        text, times = re.subn(pattern, " ", text)
        said += [days] * times
    return (min(said), text) if said else _named_day(text, lang, today)


def _span_days(span: re.Match[str], lang: Lang) -> int | None:
    said, unit = span.group(1), span.group(2)
    count = 1 if said is None else whole(said, lang)
    return None if count is None else min(count * SPAN_DAYS[unit], FARTHEST_DAY)


def _named_day(text: str, lang: Lang, today: int | None) -> tuple[int | None, str]:
    before = r"(?:\b(?:by|on|for|next|к|в|во|на|до) )?"
    for weekday, name in enumerate(WEEKDAYS[lang]):
        found = re.search(rf"{before}\b{name}\w*", text)
        if found:
            days = None if today is None else (weekday - today - 1) % 7 + 1
            return days, text.replace(found.group(), " ")
    return None, text
