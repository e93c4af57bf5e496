"""What of a message its writer wrote: not what they answer to, nor what their telephone adds.

The marks of quoting are those mail programs use in Hungarian, Russian and English: a line of ">",
"On … wrote:", "Original Message", the signature's "-- " (RFC 3676 §4.3).
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 4_000
_QUOTE_BEGINS: Final = re.compile(
    r"""(?imx)
    ^[ \t]*(?:
        >                                                       # what is answered to
      | (?:on|am)\b[^\n]{4,160}(?:\n[^\n]{0,120})?\bwrote:        # On Mon, 2 Nov, Anna wrote:
      | [^\n]{4,200}(?:\n[^\n]{0,120})?\b(?:ezt\ )?[ií]rta(?:\ \([^)]*\))?:
      | [^\n]{0,40}\d{1,4}[^\n]{4,160}(?:\n[^\n]{0,120})?(?:пишет|написала?|пишут):
      | (?:пн|вт|ср|чт|пт|сб|вс|\d{1,2}[.\ ])[^\n]{4,160}(?:<[^>\n]+>|г\.[^\n]*):[ \t]*$
      | [-_*=]{2,}[ \t]*(?:original\ message|forwarded\ message|eredeti\ üzenet|továbbított
            |исходное\ сообщение|пересылаемое|reply\ above)[^\n]*
      | _{10,}[ \t]*$
      | (?:from|feladó|от|от\ кого):[ \t][^\n]*\n[ \t]*(?:sent|to|date|küldve|címzett|dátum|кому
            |отправлено|дата|subject|tárgy|тема):
      | --[ \t]*$                                                # a signature
      | (?:sent\ from|küldve|elküldve|az\ én\ |отправлено\ (?:с|из)|get\ outlook)[^\n]{0,60}$
      | [^\n]{0,30}(?:iphone|android|samsung|huawei|xiaomi)[^\n]{0,20}(?:-ról|-ról\ küldve|küldve)
    )
    """
)


def own_words(message: str) -> str:
    """Give what the writer wrote themselves, above what they quote; at most 4000 characters."""
    text = message.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")[:LONGEST]
    found = _QUOTE_BEGINS.search(text)
    above = text[: found.start()].strip() if found else text.strip()
    return above or _below(text)


def _below(text: str) -> str:
    """Of an answer written below what it quotes, the lines that are not quoted."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    kept = "\n".join(line for line in lines if not _QUOTE_BEGINS.match(line + "\n"))
    return kept.strip()
