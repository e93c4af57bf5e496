"""Slips of the pen in free text: a word no dictionary knows, near one the company or it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

from demur.domain.policy import suggest
from demur.domain.policy.words.lemmas import is_word
from demur.domain.refusal import Lang

# Names, abbreviations and the shortest words are no business of a dictionary.
_PLAIN_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_A-ZА-ЯЁÁÉÍÓÖŐÚÜŰ]{3,20}(?![\w-])")
_SHORT: Final = 3
_MOST_OWN: Final = 2_000
"""A company of more words than that is asked for those it says first."""


def slips_in(
    result: str,
    lang: Lang,
    beside: Collection[str],
    own: Mapping[str, int],
    may_look: Callable[[], bool],
) -> Iterator[tuple[str, str | None]]:
    """Give each mistyped word of a result with the word that was meant, None where it is open.

    `beside` are the other results of its column, `own` counts the words of all the document's:
    they come first as what was meant, and a word written twice is the company's own, whatever the
    dictionary says. Each unknown word costs milliseconds: `may_look` says whether another one may
    be looked for.
    """
    for word in dict.fromkeys(_PLAIN_WORD.findall(result)):
        if own.get(word, 0) > 1 or is_word(word, lang):
            continue
        if not may_look():
            return
        if whole := _respaced(result, word, lang, beside, own):
            yield result, whole
            return
        near = _in_its_place(result, word, beside) or _known(word, lang, own)
        if near:
            yield word, near[0] if len(near) == 1 else None


def _respaced(
    result: str, word: str, lang: Lang, beside: Collection[str], own: Mapping[str, int]
) -> str | None:
    """Give the result with a space that is lost, too many or a letter away put right, if it is one.

    What another row says comes first. Else a lost space stands between two words of the company's,
    and one that slipped between two words of the dictionary that make two which are none.
    """
    letters = result.replace(" ", "")
    there = [other for other in beside if other != result and other.replace(" ", "") == letters]
    if there:
        return there[0] if len(there) == 1 else None
    for at in range(1, len(word)):
        if word[:at] in own and word[at:] in own:
            return result.replace(word, f"{word[:at]} {word[at:]}", 1)
    before, _, after = result.partition(f"{word} ")
    other, _, rest = after.partition(" ")
    if not other or is_word(other, lang):
        return None
    moved = (f"{word[:-1]} {word[-1]}{other}", f"{word}{other[0]} {other[1:]}")
    made = [pair for pair in moved if all(is_word(each, lang) for each in pair.split())]
    return f"{before}{made[0]} {rest}".rstrip() if len(made) == 1 else None


def _in_its_place(result: str, word: str, beside: Collection[str]) -> list[str]:
    """Give the words other results have where this has the mistyped one, all else being alike."""
    before, _, after = result.partition(word)
    if len(before.strip() or after.strip()) < _SHORT:
        return []
    end = len(after)
    there = (
        other[len(before) : len(other) - end]
        for other in beside
        if other.startswith(before) and other.endswith(after) and other != result
    )
    return suggest.nearest(word, [each for each in there if each and " " not in each])


def _known(word: str, lang: Lang, own: Mapping[str, int]) -> list[str]:
    """Give what the company says one slip away, else the dictionary, else the company farther."""
    ours = [each for each in islice(own, _MOST_OWN) if each != word and _alike(each, word)]
    near = suggest.nearest(word, ours, most=1) or list(_theirs(word, lang))
    return near or [each for each in suggest.nearest(word, ours) if is_word(each, lang)]


def _alike(one: str, other: str) -> bool:
    """Say at once of most words that no few slips make one of the other."""
    allowed = suggest.slips_allowed(one, other)
    return abs(len(one) - len(other)) <= allowed and len(set(one) ^ set(other)) <= 2 * allowed


@lru_cache(maxsize=500)
def _theirs(word: str, lang: Lang) -> tuple[str, ...]:
    """Give the dictionary's words one slip away, two at most: a page is checked at each key."""
    if len(word) <= _SHORT:
        return ()
    near = dict.fromkeys(suggest.slips(word, suggest.letters_for(word)))
    return tuple(islice((each for each in near if is_word(each, lang)), 2))
