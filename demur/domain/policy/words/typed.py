"""The words of a text as people type them: hidden marks, either keyboard, any apostrophe.

A barred word must not hide behind a soft hyphen, a letter of the other alphabet that looks the
same, or an apostrophe that a telephone put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.refusal import Lang

# Soft hyphens, joiners, marks of direction, variation selectors: they show nothing of themselves.
_UNSEEN: Final = "".join(
    chr(code)
    for first, last in (
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F)),
        *((0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
        *((0xE0000, 0xE007F), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
_WITHOUT_UNSEEN: Final = str.maketrans(dict.fromkeys(_UNSEEN))
# The modifier letter is a letter to Unicode, and an apostrophe to whoever typed it.
_APOSTROPHES: Final = "'’‘`´ʼ′＇"
_AS_APOSTROPHE: Final = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
# Accents typed apart and unseen marks belong to the word they stand in.
_WORD: Final = re.compile(
    rf"[^\W_](?:[^\W_\u0300-\u036f]|[\u0300-\u036f{_UNSEEN}]"
    rf"|[{_APOSTROPHES}](?=[{_UNSEEN}]{{0,9}}[^\W_]))*+"
)
_LONGEST: Final = 60
_STRESS: Final = re.compile("[\u0300\u0301]")
# Letters of the other alphabet that look the same, small or (the second half) as capitals.
_LATIN: Final = "aceopxybhkmt"
_CYRILLIC: Final = "асеорхувнкмт"
_TO_CYRILLIC: Final = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN: Final = str.maketrans(_CYRILLIC + "іј", _LATIN + "ij")
# What keyboards and old code pages without Hungarian letters give for ő and ű.
_TO_HUNGARIAN: Final = str.maketrans("õôû", "őőű")
_ALPHABETS: Final[Mapping[Lang, re.Pattern[str]]] = MappingProxyType(
    {
        Lang.HU: re.compile(r"[a-záéíóöőúüű-]+"),
        Lang.RU: re.compile(r"[а-яё-]+"),
        Lang.EN: re.compile(r"[a-z'-]+"),
    }
)


def words_of(text: str) -> list[tuple[int, int, str]]:
    """Give the words of a text with their places: start, end, the word."""
    words = ((found.start(), found[0].rstrip(_UNSEEN)) for found in _WORD.finditer(text))
    return [(start, start + len(word), word) for start, word in words]


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Give a word as dictionaries spell it: composed, in small letters, without hidden marks."""
    seen = word.translate(_WITHOUT_UNSEEN).translate(_AS_APOSTROPHE)
    return voc.tidy(seen)[:_LONGEST].lower()


def spelt(word: str, lang: Lang) -> str | None:
    """Give a plain word in a language's own letters, None where it cannot be a word of it."""
    own = _SPELLINGS[lang](word)
    return own if _ALPHABETS[lang].fullmatch(own) else None


def _cyrillic(word: str) -> str:
    bare = _STRESS.sub("", word)
    return bare.translate(_TO_CYRILLIC) if re.search("[а-яё]", bare) else bare


def _latin(word: str) -> str:
    return word.translate(_TO_LATIN) if re.search("[a-z]", word) else word


_SPELLINGS: Final = MappingProxyType(
    {
        Lang.HU: lambda word: _latin(word).translate(_TO_HUNGARIAN),
        Lang.RU: _cyrillic,
        Lang.EN: _latin,
    }
)
