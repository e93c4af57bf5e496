"""What makes a sentence less polite than it was meant: how it addresses, refuses, shouts, drags on.

Remarks are for judgement: a house that is on first-name terms with its clients may be, as long as
it is so throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from demur.domain.policy.findings import Code, Severity
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.words import lemmas, tone
from demur.domain.policy.words.typed import plain, words_of
from demur.domain.refusal import Lang

#: What is read out in some ten seconds; Hungarian and Russian words are longer.
MOST_WORDS: Final[Mapping[Lang, int]] = {Lang.HU: 28, Lang.RU: 28, Lang.EN: 32}

_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_MANY_MARKS: Final = re.compile(r"!{2,}|[!?]{3,}|\?{2,}")
_BLANK: Final = re.compile(r"\{[^{}]*\}")
# A no that brings one of these is more than a no.
_BLANK_OFFERED: Final = re.compile(r"\{(?:partner|alternative|date|days|right_number)\w*\}")
_SHORTEST_SHOUT: Final = 4
_OPENING: Final = 3


class Address(StrEnum):
    """How a text speaks to the client: te or ön, ты or вы."""

    FORMAL = "formal"
    INFORMAL = "informal"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to reconsider in a text: what, how much it matters, where it stands."""

    code: Code
    severity: Severity
    start: int
    end: int
    found: str

    def told(self, lang: Lang) -> str:
        """Give the remark as a sentence in a reader's language."""
        mixed = self.code is Code.INFORMAL_ADDRESS and self.severity is Severity.WARNING
        key = "courtesy mixed" if mixed else f"courtesy {self.code}"
        return say(lang, key, word=self.found)


def remarks(
    text: str, lang: Lang, house: frozenset[Address] = frozenset(), *, spoken: bool = False
) -> tuple[Remark, ...]:
    """Give what to reconsider in a text that a client will hear or read, in order.

    `house` is how the company's own sentences address people. Informal address is a note; where
    formal address stands beside it, in the text or in the house, a warning; and no remark at all
    where the house is informal throughout. A `spoken` text is measured whole, any other sentence
    by sentence.
    """
    found = [
        *_informal(text, lang, house),
        *_bare_no(text, lang),
        *_shouted(text, lang),
        *_long(text, lang, spoken=spoken),
    ]
    return tuple(sorted(found, key=lambda remark: (remark.start, remark.end, remark.code)))


def remarks_by(policy: Policy, text: str, lang: Lang) -> tuple[Remark, ...]:
    """Give what to reconsider in a text of ours, held to how the policy's own wording speaks."""
    ours = (texts[lang] for texts in policy.wordings.values() if lang in texts)
    return remarks(text, lang, house_style(ours, lang))


def house_style(texts: Iterable[str], lang: Lang) -> frozenset[Address]:
    """Say how a company's sentences address people in a language: formally, informally, both."""
    return frozenset(
        address
        for text in texts
        for _, _, word in words_of(_without_blanks(text))
        if (address := _address(plain(word), lang))
    )


# ---- address


def _informal(text: str, lang: Lang, house: frozenset[Address]) -> Iterator[Remark]:
    if house == {Address.INFORMAL}:
        return
    whole = _without_blanks(text)
    spoken = [(one, _address(plain(one[2]), lang)) for one in words_of(whole)]
    mixed = Address.FORMAL in house or any(how is Address.FORMAL for _, how in spoken)
    severity = Severity.WARNING if mixed else Severity.NOTE
    for (start, end, word), how in spoken:
        if how is Address.INFORMAL:
            yield Remark(Code.INFORMAL_ADDRESS, severity, start, end, word)


@lru_cache(maxsize=20_000)
def _address(word: str, lang: Lang) -> Address | None:
    """Say how a word addresses: by a pronoun, or a verb that only an informal you can have."""
    if lang is Lang.EN:
        return None
    forms = {word, *lemmas.lemmas(word, lang)}
    if forms & tone.FORMAL[lang]:
        return Address.FORMAL
    if forms & tone.INFORMAL[lang] or lemmas.is_second_person(word, lang):
        return Address.INFORMAL
    return None


# ---- the bare no


def _bare_no(text: str, lang: Lang) -> Iterator[Remark]:
    if "?" in text or _BLANK_OFFERED.search(text):
        return
    words = lemmas.words_in(_without_blanks(text), lang)
    opening = [word for word in words if not word.forms & tone.ANNOUNCES[lang]][:_OPENING]
    no = next((word for word in opening if _is_no(word, words, lang)), None)
    if no is None or any(word.forms & tone.SOFTENS[lang] for word in words):
        return
    if any(word.forms & tone.TURNS[lang] for word in words if word.start > no.start):
        return
    yield Remark(Code.BARE_NO, Severity.NOTE, words[0].start, no.end, text[words[0].start : no.end])


def _is_no(word: lemmas.Word, words: Sequence[lemmas.Word], lang: Lang) -> bool:
    next_two = [each for each in words if each.start > word.start][:2]
    reassuring = any(each.forms & tone.REASSURES[lang] for each in next_two)
    return bool(word.forms & tone.REFUSES[lang]) and not reassuring


# ---- loud and long


def _shouted(text: str, lang: Lang) -> Iterator[Remark]:
    whole = _without_blanks(text)
    loud = [(found.start(), found.end()) for found in _MANY_MARKS.finditer(whole)]
    loud += [
        (start, end)
        for start, end, word in words_of(whole)
        if len(word) >= _SHORTEST_SHOUT and word.isupper() and lemmas.is_word(word.lower(), lang)
    ]
    for start, end in loud:
        yield Remark(Code.SHOUTING, Severity.NOTE, start, end, text[start:end])


def _long(text: str, lang: Lang, *, spoken: bool) -> Iterator[Remark]:
    parts = [(0, text)] if spoken else [(one.start(), one[0]) for one in _SENTENCE.finditer(text)]
    for start, part in parts:
        words = words_of(part)
        if len(words) > MOST_WORDS[lang]:
            first, last = start + words[0][0], start + words[-1][1]
            found = f"{text[first : start + words[2][1]]}…"
            yield Remark(Code.TOO_LONG_TO_SAY, Severity.NOTE, first, last, found)


def _without_blanks(text: str) -> str:
    return _BLANK.sub(lambda blank: " " * len(blank[0]), text)
