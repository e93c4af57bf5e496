"""Days with the month's name in them, in English, Hungarian and Russian: 17 December 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from demur.domain.policy.vocabulary import EN, HU, RU
from demur.domain.refusal import Lang

MONTHS: Final[Mapping[Lang, str]] = MappingProxyType(
    {
        EN: "january february march april may june july august september october november december",
        HU: "január február március április május június"
        " július augusztus szeptember október november december",
        RU: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    }
)
SHORT: Final[Mapping[Lang, str]] = MappingProxyType(
    {
        EN: "jan feb mar apr may jun jul aug sep oct nov dec",
        HU: "jan febr márc ápr máj jún júl aug szept okt nov dec",
        RU: "янв февр мар апр мая июн июл авг сент окт нояб дек",
    }
)
_NUMBERS: Final = {
    name: number
    for spoken in (*MONTHS.values(), *SHORT.values())
    for number, name in enumerate(spoken.split(), 1)
}
_NAME: Final = rf"({'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b\.?"
_DAY: Final = r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?"
_ORDERS: Final = (
    # what comes first, second and third, and where year, month and day stand among them
    (rf"\b{_DAY}(?: of)? {_NAME},? (\d{{4}})\b(?: (?:года?\b|г\.|г\b))?", (3, 2, 1)),
    (rf"\b{_NAME} {_DAY},? (\d{{4}})\b", (3, 1, 2)),
    (rf"\b(\d{{4}})\.? {_NAME} (\d{{1,2}})\b\.?", (1, 2, 3)),
)
_SPELT: Final = tuple((re.compile(pattern), places) for pattern, places in _ORDERS)
_YEAR: Final = re.compile(r"\b\d{4}\b")  # without one there is no day to spell


def in_digits(folded: str) -> str:
    """Give a folded text with its spelt days as 2026-12-17; a day that never was stays wrong."""
    if not _YEAR.search(folded):
        return folded
    for pattern, (year, month, day) in _SPELT:
        folded = pattern.sub(
            lambda found, y=year, m=month, d=day: (  # type: ignore[misc]
                f"{found[y]}-{_NUMBERS[found[m]]:02}-{int(found[d]):02}"
            ),
            folded,
        )
    return folded
