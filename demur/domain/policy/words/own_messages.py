"""The company's own text of a message: a sentence of its wording under the message's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from demur.domain.errands import Kind
from demur.domain.policy import vocabulary as voc

#: What the policy may call its sentence for each message.
NAMES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CARD: ("CARD", "NÉVJEGY", "ВИЗИТКА"),
    Kind.OFFER: ("OFFER", "AJÁNLAT", "ПРЕДЛОЖЕНИЕ"),
    Kind.ANSWER: ("ANSWER", "VÁLASZ", "ОТВЕТ"),
    Kind.RECEIPT: ("RECEIPT", "NYUGTA", "ПОДТВЕРЖДЕНИЕ"),
    Kind.REST: ("REST", "NYUGALOM", "ПОКОЙ"),
}
#: Blanks that only a message can fill, beside those of every sentence.
BLANKS: Final = frozenset({"link", "what_we_do", "need", "promise"})
_SPELT: Final = {voc.letter(name): kind for kind, names in NAMES.items() for name in names}


def message_named(wording: str) -> Kind | None:
    """Which message a sentence of the policy is the company's own text of, if of any."""
    return _SPELT.get(voc.letter(wording))
