"""A barred word replaced by what to say instead, where the sentence stays one.

A word is replaced by a word in the same form, a phrase only where it is a whole clause. What would
break agreement with the words around it is left to people: better no proposal than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from demur.domain import dictionaries
from demur.domain.policy.appendices import Barred
from demur.domain.policy.words import courtesy
from demur.domain.policy.words.inflecting import like
from demur.domain.policy.words.typed import plain, words_of
from demur.domain.policy.words.wording import BLANK, Spotted, spot
from demur.domain.refusal import Lang

_STOP: Final = re.compile(r"[.!?…;\n]")
_OPENS: Final = re.compile(r"(?:^|[.!?…;\n])[\s\"“„«»”’–—-]*$")
_CLOSES: Final = re.compile(r"^[\"”“»]*\s*(?:[,.!?…;\n]|$)")
# A phrase that ends so goes on: it is no clause by itself.
_HANGS: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.EN: frozenset(
        (
            *("is", "are", "be", "to", "of", "for", "with", "a", "an", "the", "and", "or"),
            *("that", "by", "in", "on", "at"),
        )
    ),
    Lang.HU: frozenset(("a", "az", "egy", "hogy", "és", "vagy", "de")),
    Lang.RU: frozenset(("в", "на", "с", "к", "о", "и", "или", "что", "для", "не", "от", "по")),
}
_BEFORE: Final = re.compile(r"(?P<word>[^\W\d_]+)(?P<gap>\s+)$")
_ARTICLES: Final = {Lang.EN: ("a", "an"), Lang.HU: ("a", "az")}
_VOWELS: Final = frozenset("aeiouáéíóöőúüűаеёиоуыэюя")
# In English the sound decides, not the letter: an hour, a one-off, a unit, a European.
_UNSURE: Final = re.compile(r"^(?:h|u|eu|o(?:ne|nc))")
_NON_FINITE: Final = frozenset(("GRND", "PRTF", "PRTS", "INFN"))
_MERGING: Final = re.compile(r"^(?:[вф][^аеёиоуыэюя]|[сзшжщ][^аеёиоуыэюя]|к[кг])")


def replaced(text: str, spotted: Spotted, barred: Sequence[Barred], lang: Lang) -> str | None:
    """Give a sentence with a barred word replaced; None where nobody should trust the result.

    `barred` is what is barred in the language: the new sentence breaks nothing that the old one
    kept, neither of these nor of courtesy. Its blanks stay where they are.
    """
    start, end, said = spotted.start, spotted.end, spotted.instead.strip()
    if not said or BLANK.search(said):
        return None
    if _is_clause(text, spotted, said, lang):
        new = text[:start] + _as_high(text[start:end], said.rstrip(".!?…")) + text[end:]
    elif len(words_of(spotted.found)) == len(words_of(said)) == len(words_of(spotted.entry)) == 1:
        inflected = like(spotted.found, spotted.entry, said, lang)
        if inflected is None or not _fits(text, spotted, inflected, lang):
            return None
        high = _as_high(spotted.found, said if inflected == plain(said) else inflected)
        new = _with_article(text[:start], spotted.found, inflected, lang) + high + text[end:]
    else:
        return None
    return new if _is_better(text, new, barred, lang) else None


def _as_high(found: str, said: str) -> str:
    """Begin with a capital, or shout, where what is replaced did."""
    if len(found) > 1 and found.isupper():
        return said.upper()
    return said[:1].upper() + said[1:] if found[:1].isupper() else said


def _is_better(old: str, new: str, barred: Sequence[Barred], lang: Lang) -> bool:
    before, after = ([_bare(text), spot(_bare(text), barred, lang)] for text in (old, new))
    remarks = [
        {one.code for one in courtesy.remarks(text, lang, spoken=True)} for text in (old, new)
    ]
    return len(after[1]) < len(before[1]) and remarks[1] <= remarks[0]


def _bare(text: str) -> str:
    return BLANK.sub(lambda blank: " " * len(blank[0]), text)


# ---- a whole clause


def _is_clause(text: str, spotted: Spotted, said: str, lang: Lang) -> bool:
    """Say whether the words replaced are a clause, and what replaces them can be one."""
    alone = _OPENS.search(text[: spotted.start]) and _CLOSES.match(text[spotted.end :])
    words = [plain(word) for _, _, word in words_of(said)]
    if not alone or len(words) < 2 or words[-1] in _HANGS[lang]:
        return False
    return all(_is_finite(plain(word), lang) for _, _, word in words_of(spotted.found))


def _is_finite(word: str, lang: Lang) -> bool:
    """Say whether a word can stand in a clause of its own: *not knowing* only leans on another."""
    if lang is Lang.RU:
        parses = dictionaries.russian().parse(word)
        return not any(str(one.tag.POS) in _NON_FINITE for one in parses[:1])
    return not (lang is Lang.EN and word.endswith("ing"))


# ---- the words around


def _fits(text: str, spotted: Spotted, said: str, lang: Lang) -> bool:
    return _FITTING[lang](text, spotted, said) if lang in _FITTING else True


def _with_article(before: str, found: str, said: str, lang: Lang) -> str:
    """Give what stands before, its article as the new word asks for it: a problem, an issue."""
    met = _BEFORE.search(before)
    articles = _ARTICLES.get(lang, ())
    if not met or met["word"].lower() not in articles or _begins_alike(found, said):
        return before
    other = articles[said[:1].lower() in _VOWELS]
    return before[: met.start()] + _as_high(met["word"][:1], other) + met["gap"]


def _begins_alike(one: str, other: str) -> bool:
    return (one[:1].lower() in _VOWELS) is (other[:1].lower() in _VOWELS)


def _fits_in_english(text: str, spotted: Spotted, said: str) -> bool:
    met = _BEFORE.search(text[: spotted.start])
    has_article = met is not None and met["word"].lower() in _ARTICLES[Lang.EN]
    return not (has_article and (_UNSURE.match(said) or _UNSURE.match(spotted.found.lower())))


def _fits_in_russian(text: str, spotted: Spotted, said: str) -> bool:
    """Look for what would no longer agree: «наша проблема решена», «об уроке», «со складом»."""
    met = _BEFORE.search(text[: spotted.start])
    before = met["word"].lower() if met else ""
    if before in {"во", "со", "ко", "обо"} or (before in {"в", "с", "к"} and _MERGING.match(said)):
        return False
    if before in {"о", "об"} and not _begins_alike(spotted.found, said):
        return False
    analyser = dictionaries.russian()
    genders = [str(analyser.parse(word)[0].tag.gender) for word in (plain(spotted.found), said)]
    return genders[0] == genders[1] or not _agrees(_clause(text, spotted), genders[0])


def _clause(text: str, spotted: Spotted) -> str:
    """Give the words around, from full stop to full stop, without the words themselves."""
    before = _STOP.split(text[: spotted.start])[-1]
    return f"{before} {_STOP.split(text[spotted.end :])[0]}"


def _agrees(clause: str, gender: str) -> bool:
    """Say whether some word that is no noun has a gender, which may be its noun's."""
    return any(
        str(parse.tag.gender) == gender and str(parse.tag.POS) != "NOUN"
        for _, _, word in words_of(_bare(clause))
        for parse in dictionaries.russian().parse(plain(word))
    )


_FITTING: Final[Mapping[Lang, Callable[[str, Spotted, str], bool]]] = {
    Lang.EN: _fits_in_english,
    Lang.RU: _fits_in_russian,
}
