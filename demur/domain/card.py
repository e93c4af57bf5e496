"""What a company says of itself on the card that a refused caller keeps (article A8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from demur.domain.needs.world import shipped
from demur.domain.refusal import Lang

#: More would be a catalogue, and no longer fits on a card.
TRADES_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A company to keep in a telephone: its name, where it is reached, and what it does.

    `number` is an E.164 key; any other spelling is kept as text. `site` is left out of the card
    unless it is an http or https address.
    """

    name: str
    number: str = ""
    mail: str = ""
    site: str = ""
    what_we_do: str = ""


def what_we_do(trades: Iterable[str], lang: Lang) -> str:
    """A company's trades in the caller's language, with commas; those that have a name there."""
    names = _names(lang)
    known = [names[trade] for trade in trades if trade in names]
    return ", ".join(known[:TRADES_MOST])


@cache
def _names(lang: Lang) -> dict[str, str]:
    return {trade.id: trade.names[lang].lower() for trade in shipped() if lang in trade.names}
