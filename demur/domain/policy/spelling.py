"""Slips of the pen in free text: a word no dictionary knows, one slip from a word it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from demur.domain.policy import suggest
from demur.domain.policy.words.lemmas import is_word
from demur.domain.refusal import Lang

# Names, abbreviations and the shortest words are no business of a dictionary.
_PLAIN_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_A-ZА-ЯЁÁÉÍÓÖŐÚÜŰ]{3,20}(?![\w-])")
_SHORT: Final = 3


def slips_in(
    text: str, lang: Lang, own: Mapping[str, int], may_look: Callable[[], bool]
) -> Iterator[tuple[str, str]]:
    """Give each mistyped word of a text with the word that was meant.

    `own` counts the words of the document's results: they come first as what was meant, and one
    written twice is the company's own, whatever the dictionary says. Each unknown word costs
    milliseconds: `may_look` says whether another one may be looked for.
    """
    for word in dict.fromkeys(_PLAIN_WORD.findall(text)):
        if own.get(word, 0) > 1 or is_word(word, lang):
            continue
        if not may_look():
            return
        if meant := _ours(word, own) or _theirs(word, lang):
            yield word, meant


def _near(word: str) -> dict[str, None]:
    return dict.fromkeys(suggest.slips(word, suggest.letters_for(word)))


def _ours(word: str, own: Mapping[str, int]) -> str | None:
    return next((each for each in _near(word) if each in own and each != word), None)


@lru_cache(maxsize=500)
def _theirs(word: str, lang: Lang) -> str | None:
    """Give the dictionary's word that was meant: a page that is written is checked at each key."""
    if len(word) <= _SHORT:
        return None
    return next((each for each in _near(word) if is_word(each, lang)), None)
