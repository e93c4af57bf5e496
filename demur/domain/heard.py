"""What a message that came back is to us: a no beyond doubt, or a word for a person to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.domain.replies.reply import Heard, read_reply

#: How a message is called in which there is nothing but the short code of a link.
CODE: Final = "code"
#: As much of their words as is kept with a no.
WORDS_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as it was read: what it is called, the no in it if any, and a link's code."""

    meant: str
    no: No | None = None
    code: str = ""


def understand(text: str, by: By, lang: Lang | None, today: date) -> Understood:
    """Read a client's message. In doubt it is nobody's no, and a person looks at it.

    A code alone refuses what its link is about.
    """
    reply = read_reply(text, lang, today)
    code, words = reply.code or "", reply.words[:WORDS_MOST]
    if reply.sure and reply.they:
        no = No(reply.they, by, reason=reply.reason, day=reply.day, words=words)
        return Understood(reply.said, no, code)
    if code and reply.said is Heard.UNCLEAR and not any(map(str.isalpha, words)):
        return Understood(CODE, No(They.PLAIN_NO, by, words=words), code)
    return Understood(reply.said, code=code)
