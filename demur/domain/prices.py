"""Prices as people write them: 12 000 Ft, 1.200,50 €, $ 1,200.50, 12000,- and 12 000 руб."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from demur.domain.refusal import DECIMALS, Money

AMOUNT_DIGITS: Final = 15
LONGEST: Final = 60
#: No price that anybody names is higher, in whole units.
MOST: Final = 10**12
SPELT_CURRENCIES: Final = {"FT": "HUF", "€": "EUR", "₽": "RUB", "РУБ": "RUB", "$": "USD"}
#: How a currency is written out, by its folded beginning.
_WORDS: Final = (
    ("forint", "HUF"),
    ("eur", "EUR"),
    ("евро", "EUR"),
    ("rub", "RUB"),
    ("руб", "RUB"),
    ("форинт", "HUF"),
    ("dollár", "USD"),
    ("dollar", "USD"),
    ("доллар", "USD"),
)
_SIGNS: Final = {**SPELT_CURRENCIES, "Р": "RUB", "£": "GBP"}
_CODE: Final = re.compile(r"[A-Z]{3}")
_PLAIN: Final = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")
_GROUPED: Final = re.compile(r"(\d{1,3}(?:([.,'])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}))?")
_PRICE: Final = re.compile(r"([^\d\s.,'+-]*)\s*([\d\s.,']*?)(?:[.,]-)?\s*([^\d\s,'+-]*)")


def amount_in(text: str) -> Decimal | None:
    """An amount in whole units, its thousands parted as one likes; None where it is none.

    The last of two signs parts the decimals. A single sign before exactly three digits parts
    thousands, for no currency here has three decimals.
    """
    digits = "".join(text.split())
    found = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    if found is None or len(digits) > AMOUNT_DIGITS:
        return None
    units, decimals = re.sub(r"\D", "", found.group(1)), found.groups()[-1]
    return Decimal(f"{units}.{decimals or 0}")


def price_in(text: str, usual: str) -> Money | None:
    """A price with or without its currency, `usual` where it names none; None where it is none.

    Parts of a unit that the currency does not have are rounded, a half up.
    """
    found = _PRICE.fullmatch(unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip())
    if found is None or len(text) > LONGEST:
        return None
    before, figure, after = found.groups()
    amount, currency = amount_in(figure), _currency(before or after, usual)
    if amount is None or currency is None or (before and after) or amount > MOST:
        return None
    minor = (amount * 10 ** DECIMALS.get(currency, 2)).to_integral_value(ROUND_HALF_UP)
    return Money(int(minor), currency)


def _currency(word: str, usual: str) -> str | None:
    letters = word.strip(".").upper()
    if not letters:
        return usual
    spelt = (code for begins, code in _WORDS if word.casefold().startswith(begins))
    return (
        _SIGNS.get(letters) or next(spelt, None) or (letters if _CODE.fullmatch(letters) else None)
    )
