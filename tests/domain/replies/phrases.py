"""What clients write and say, as three files of phrases, each with what it means.

Half of the phrases, by the hash of their text, were set aside while the sayings were written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demur.domain.refusal import Lang
from demur.domain.regret import Reason
from demur.domain.replies.reply import Heard

HERE = Path(__file__).parent
MEANT = {"plain": Heard.PLAIN_NO, **{heard.value: heard for heard in Heard}}


@dataclass(frozen=True)
class Phrase:
    """A client's words, what they mean, and why, where they say."""

    lang: Lang
    words: str
    meant: Heard
    reason: Reason | None = None

    @property
    def is_aside(self) -> bool:
        """Say whether nobody looked at it while the sayings were written."""
        return hashlib.sha256(self.words.encode()).digest()[0] % 2 == 1


def phrases(name: str = "") -> Iterator[Phrase]:
    """Give the phrases of a collection, in all languages."""
    for lang in Lang:
        for line in (HERE / f"{name}{lang}.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                meant, _, words = line.partition("\t")
                reason = meant.removeprefix("reason ")
                yield Phrase(
                    lang,
                    words.replace("\\n", "\n"),
                    Heard.NO_WITH_REASON if meant.startswith("reason") else MEANT[meant],
                    Reason(reason) if reason != meant else None,
                )
