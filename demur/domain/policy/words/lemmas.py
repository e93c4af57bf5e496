"""The dictionary forms of a word, one tool a language, loaded at first need and kept.

Hungarian by hunspell's stems, Russian by pymorphy3, English by simplemma: the tools that found
most inflected forms with fewest false ones on Universal Dependencies. A form of a word is what
inflection makes of it; what derivation makes (*problémás*, *проблемный*) is another word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import simplemma

from demur.domain import dictionaries
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.words import english, hungarian
from demur.domain.refusal import Lang

# Accents typed apart and marks that nobody sees belong to the word they stand in.
_WORD: Final = re.compile(
    r"[^\W_]"
    r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+(?=[^\W_])|[\u0300-\u036f]"
    r"|['’](?=[^\W_]))*"
)
_LONGEST: Final = 60
_ALPHABETS: Final = {
    Lang.HU: re.compile(r"[a-záéíóöőúüű-]+"),
    Lang.RU: re.compile(r"[а-яё-]+"),
    Lang.EN: re.compile(r"[a-z'-]+"),
}
_SHORT_FORM: Final = "short "
_SURELY: Final = 0.8
# pymorphy3's scores are shares in OpenCorpora: in one use out of fifty at most.
_HARDLY_EVER: Final = 0.02
# Latin letters among Cyrillic ones are the other keyboard's, and look the same.
_LATIN_TWINS: Final = str.maketrans("aceopxy", "асеорху")
_STRESS: Final = re.compile("[\u0300\u0301]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, and every dictionary form it may come from."""

    start: int
    end: int
    forms: frozenset[str]


def words_of(text: str) -> list[tuple[int, int, str]]:
    """Give the words of a text with their places: start, end, the word."""
    return [(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]


def words_in(text: str, lang: Lang) -> list[Word]:
    """Give the words of a text with their dictionary forms; a contraction is two at one place."""
    return [
        Word(start, end, lemmas(part, lang))
        for start, end, word in words_of(text)
        for part in parts_of(word, lang)
    ]


def parts_of(word: str, lang: Lang) -> tuple[str, ...]:
    """Give the words that stand in one: English contractions are taken apart."""
    folded = plain(word)
    return english.parted(folded) if lang is Lang.EN else (folded,)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Give a word as dictionaries spell it: composed, in small letters, without hidden marks."""
    return voc.tidy(word[:_LONGEST]).replace("’", "'").lower()


@lru_cache(maxsize=50_000)
def lemmas(word: str, lang: Lang) -> frozenset[str]:
    """Give every dictionary form a plain word may come from, folded; itself if none is known.

    The first call in a language loads its dictionary: up to some two seconds for Hungarian.
    """
    return _asked(word, lang, _LEMMATISERS)


@lru_cache(maxsize=5_000)
def headwords(word: str, lang: Lang) -> frozenset[str]:
    """Give the dictionary forms that an entry of a list means; any of them is a match.

    Narrower than `lemmas`: who bars a word in its dictionary form means that word, not another
    one that it happens to be a form of too.
    """
    return _asked(word, lang, _HEADWORDS)


Lookup = Mapping[Lang, Callable[[str], frozenset[str]]]


def _asked(word: str, lang: Lang, lookup: Lookup) -> frozenset[str]:
    spelt = _cyrillic(word) if lang is Lang.RU else word
    if not _ALPHABETS[lang].fullmatch(spelt):
        return frozenset({voc.fold(word)})
    found = frozenset(voc.fold(form) for form in lookup[lang](spelt))
    return found or frozenset({voc.fold(spelt)})


@lru_cache(maxsize=50_000)
def is_word(word: str, lang: Lang) -> bool:
    """Say whether a language's dictionary knows a word, inflected or not."""
    return _DICTIONARIES[lang](word[:_LONGEST].lower())


def is_second_person(word: str, lang: Lang) -> bool:
    """Say whether a plain word can only be said to somebody one is on first-name terms with."""
    if not _ALPHABETS[lang].fullmatch(word):
        return False
    return _SECOND_PERSON[lang](word) if lang in _SECOND_PERSON else False


def warm_up() -> None:
    """Read the three dictionaries before anybody waits for them."""
    for lang, word in ((Lang.HU, "gond"), (Lang.RU, "вопрос"), (Lang.EN, "matter")):
        lemmas(word, lang)


def preverb_of(word: str, lang: Lang) -> tuple[str, str] | None:
    """Give the preverb and the verb of a Hungarian word that may come apart: megold, old meg."""
    if lang is not Lang.HU or not _ALPHABETS[lang].fullmatch(word):
        return None
    return hungarian.preverb_of(word)


# ---- Russian


def _russian(word: str) -> frozenset[str]:
    """Give the forms of all readings but those that hardly anybody means: *лет* is no *лёт*."""
    parses = dictionaries.russian().parse(word)
    likely: Counter[str] = Counter()
    for parse in parses:
        likely[parse.normal_form] += parse.score
    return frozenset(
        form
        for parse in parses
        if likely[parse.normal_form] > _HARDLY_EVER
        for form in _with_short_form(parse.normal_form, str(parse.tag.POS))
    )


def _with_short_form(lemma: str, part: str) -> tuple[str, ...]:
    """Mark what can be a predicate: "невозможно" is невозможна too, but not "невозможный"."""
    return (lemma, _SHORT_FORM + lemma) if part in {"ADJS", "PRTS", "COMP"} else (lemma,)


def _russian_headwords(word: str) -> frozenset[str]:
    found = _russian(word)
    short = frozenset(form for form in found if form.startswith(_SHORT_FORM))
    own = frozenset({word}) if voc.fold(word) in map(voc.fold, found) else frozenset()
    return (own | short) or found


def _russian_you(word: str) -> bool:
    analyser = dictionaries.russian()
    likely = sum(
        parse.score
        for parse in analyser.parse(word)
        if "sing" in parse.tag and {"2per", "impr"} & parse.tag.grammemes
    )
    return bool(analyser.word_is_known(word)) and likely > _SURELY


def _cyrillic(word: str) -> str:
    bare = _STRESS.sub("", word)
    return bare.translate(_LATIN_TWINS) if re.search("[а-яё]", bare) else bare


# ---- which tool answers what

_LEMMATISERS: Final[Lookup] = {
    Lang.HU: hungarian.dictionary_forms,
    Lang.RU: _russian,
    Lang.EN: english.dictionary_forms,
}
_HEADWORDS: Final[Lookup] = {
    Lang.HU: hungarian.headwords,
    Lang.RU: _russian_headwords,
    Lang.EN: english.headwords,
}
_SECOND_PERSON: Final[Mapping[Lang, Callable[[str], bool]]] = {
    Lang.HU: hungarian.is_second_person,
    Lang.RU: _russian_you,
}
_DICTIONARIES: Final[Mapping[Lang, Callable[[str], bool]]] = {
    Lang.HU: lambda word: bool(dictionaries.hungarian().spell(word)),
    Lang.RU: lambda word: bool(dictionaries.russian().word_is_known(word)),
    Lang.EN: lambda word: simplemma.is_known(word, lang="en"),
}
