"""How people's names, words and addresses are compared, shown and taken in.

Three different needs, three functions: what is *searched* is folded hard, what is *shown* keeps
its letters and loses its tricks, and what is *stored* stays exactly as it was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as stored
from enum import StrEnum
from functools import lru_cache
from typing import Final

#: Letters that Unicode does not decompose but people type without their stroke, and ё, which
#: Russians write as е in most texts.
PLAIN: Final = str.maketrans(
    {"ё": "е", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe"}
)
#: Cyrillic letters whose mark makes another letter: й is not и with an accent.
WHOLE_LETTERS: Final = frozenset("йўїѓќ")
#: Letters that draw nothing (Hangul fillers, the empty Braille cell): category says letter.
BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: No living script needs more marks on one letter; a flood of them draws over its neighbours.
MARKS_A_LETTER: Final = 3
ISOLATE: Final = "\u2068", "\u2069"


class Reason(StrEnum):
    """Why a text is not taken in."""

    NOT_TEXT = "not text"
    NUL = "nul"
    SURROGATE = "surrogate"
    CONTROL = "control"
    TOO_LONG = "too long"


#: English by default; a translation catalogue may be keyed by these very sentences.
MESSAGES: Final[Mapping[Reason, str]] = {
    Reason.NOT_TEXT: "%(field)s must be text, not a number, a list or a yes/no.",
    Reason.NUL: "%(field)s has a NUL character at place %(place)d. Please remove it.",
    Reason.SURROGATE: "%(field)s has half a character at place %(place)d: it was damaged on its "
    "way. Please type it again.",
    Reason.CONTROL: "%(field)s has an invisible control character at place %(place)d. "
    "Please remove it.",
    Reason.TOO_LONG: "%(field)s is %(length)d characters long; at most %(limit)d fit. "
    "Please shorten it.",
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A text that was not taken in: which field, why, and the figures of the message."""

    field: str
    reason: Reason
    params: Mapping[str, int] = stored(default_factory=dict)

    @property
    def message(self) -> str:
        """The rejection in English; translate `MESSAGES[reason]` and fill it the same way."""
        return MESSAGES[self.reason] % {"field": self.field, **self.params}


def search_text(*parts: str) -> str:
    """What a person is found by, however they or the seller spell it.

    NFKC and case fold; ё is е; accents fall away on both sides, so "orseg" finds "őrség", but й
    stays й; invisible, control and damaged characters are dropped or become one space. Applied
    to the stored column and to the query alike; applying it twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", " ".join(parts)).casefold()
    composed = unicodedata.normalize("NFKC", folded)
    kept = "".join(_without_marks(char) for char in composed).translate(PLAIN)
    # Letters laid bare above may form a new compatibility pair with what now follows them.
    return " ".join(unicodedata.normalize("NFKC", kept).casefold().split())


def display_name(raw: str, limit: int = 80) -> str:
    """A name as it may be shown anywhere: nothing in it draws over or turns round its neighbours.

    Invisible and direction-turning characters go, marks beyond three a letter go, a damaged
    character shows as the replacement mark, and a long name ends in "…" after at most `limit`
    characters. A name with right-to-left letters comes wrapped in the isolates of Unicode's
    bidirectional algorithm (UAX #9, FSI and PDI), which do not count towards the limit.
    """
    # A hundred characters typed for one shown is plenty; the rest of a flood is not even read.
    seen = unicodedata.normalize("NFC", raw[: limit * 100])
    name = " ".join(_calmed(seen).split())
    if len(name) > limit:
        name = _cut(name, limit)
    if any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in name):
        return name.join(ISOLATE)
    return name


def mail_key(raw: str) -> str | None:
    """The one spelling of a mail address under which its owner's peace is kept, or None.

    Takes "Anna <ANNA@Example.HU>" and mailto: links; folds case (no provider we may meet tells
    Anna@ from anna@) and writes the domain in its ASCII form (IDNA), without a final dot. Keeps
    dots and +tags, which may be different people. RFC 5321 §4.5.3.1: 64 octets, 254 in all.
    """
    text = unicodedata.normalize("NFKC", raw[:2000]).strip()
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1].strip()
    text = text.casefold().removeprefix("mailto:")
    local, at, domain = text.partition("@")
    host = _ascii_domain(domain)
    if not at or not _is_local_part(local) or host is None:
        return None
    key = f"{local}@{host}"
    return key if len(key.encode()) <= 254 else None


def clean_text(value: object, field: str, max_length: int) -> str | Rejected:
    """The text as it was typed, without the spaces around it, or why it can't be taken in.

    Line breaks and tabs are text. Direction marks and zero-width characters are kept too: they
    are shown safely by `display_name` and skipped by `search_text`. NUL and half characters are
    refused because the two databases disagree on them; `max_length` counts characters.
    """
    if not isinstance(value, str):
        return Rejected(field, Reason.NOT_TEXT)
    if len(value) > max_length and len(value.strip()) > max_length:
        length = len(value.strip())
        return Rejected(field, Reason.TOO_LONG, {"length": length, "limit": max_length})
    for place, char in enumerate(value, start=1):
        reason = _unfit(char)
        if reason:
            return Rejected(field, reason, {"place": place})
    return value.strip()


@lru_cache(maxsize=4096)
def _without_marks(char: str) -> str:
    """One composed character, folded: no marks, no blanks that pretend to be letters."""
    if char in WHOLE_LETTERS:
        return char
    if char in BLANK_LETTERS or unicodedata.category(char) == "Cc":
        return " "
    bare = "".join(
        part
        for part in unicodedata.normalize("NFD", char)
        if unicodedata.category(part) not in {"Mn", "Me", "Cf", "Cs"}
    )
    return unicodedata.normalize("NFC", bare)


def _calmed(text: str) -> str:
    """The characters that draw something, each with a bearable number of marks."""
    calm: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category == "Cf" or marks > MARKS_A_LETTER:
            continue
        calm.append(_shown(char, category))
    return "".join(calm)


def _shown(char: str, category: str) -> str:
    if category == "Cs":
        return "\ufffd"
    return " " if category == "Cc" or char in BLANK_LETTERS else char


def _cut(name: str, limit: int) -> str:
    """The first characters and an ellipsis, never between a letter and its mark."""
    end = limit - 1
    while end > 0 and unicodedata.category(name[end]) in {"Mn", "Me"}:
        end -= 1
    return name[:end].rstrip() + "…"


def _unfit(char: str) -> Reason | None:
    if char >= " " and char.isprintable():
        return None
    if char == "\0":
        return Reason.NUL
    category = unicodedata.category(char)
    if category == "Cs":
        return Reason.SURROGATE
    return Reason.CONTROL if category == "Cc" and char not in "\t\n\r" else None


def _is_local_part(local: str) -> bool:
    drawn = all(char.isprintable() and not char.isspace() for char in local)
    return drawn and 0 < len(local.encode("utf-8", "replace")) <= 64 and not set(local) & set('<>"')


def _ascii_domain(domain: str) -> str | None:
    """The domain as mail servers write it, or None when no mail can go there."""
    try:
        host = domain.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = host.split(".")
    fit = all(
        label and label.replace("-", "").isalnum() and label.strip("-") == label for label in labels
    )
    return host if fit and len(labels) > 1 and len(host) <= 253 else None
