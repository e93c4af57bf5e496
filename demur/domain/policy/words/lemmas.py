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
from demur.domain.policy.words.typed import plain, spelt, words_of
from demur.domain.refusal import Lang

_LONGEST: Final = 60
_ACCENTED: Final = re.compile(r"[^\W\d_a-zA-Z]")
# Words; a second at worst, where every one of them has to be guessed.
_SHORT_MESSAGE: Final = 100
_SHORT_FORM: Final = "short "
_SURELY: Final = 0.8
# pymorphy3's scores are shares in OpenCorpora: in one use out of fifty at most.
_HARDLY_EVER: Final = 0.02


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, and every dictionary form it may come from."""

    start: int
    end: int
    forms: frozenset[str]


def words_in(text: str, lang: Lang, *, message: bool = False) -> list[Word]:
    """Give the words of a text with their dictionary forms; a contraction is two at one place.

    A short Hungarian `message` without a single accent is read as if it had them.
    """
    words = words_of(text)
    short = message and lang is Lang.HU and len(words) <= _SHORT_MESSAGE
    forms_of = _lemmas_accented if short and not _ACCENTED.search(text) else lemmas
    return [
        Word(start, end, forms_of(part, lang))
        for start, end, word in words
        for part in parts_of(word, lang)
    ]


def parts_of(word: str, lang: Lang) -> tuple[str, ...]:
    """Give the words that stand in one: contractions taken apart, a suffix after an apostrophe."""
    folded = plain(word)
    return english.parted(folded) if lang is Lang.EN else tuple(folded.split("'"))


@lru_cache(maxsize=50_000)
def lemmas(word: str, lang: Lang) -> frozenset[str]:
    """Give every dictionary form a plain word may come from, folded; itself if none is known.

    The first call in a language loads its dictionary: up to some two seconds for Hungarian.
    """
    return _asked(word, lang, _LEMMATISERS)


@lru_cache(maxsize=5_000)
def _lemmas_accented(word: str, lang: Lang) -> frozenset[str]:
    return lemmas(word, lang) | hungarian.with_accents(word)


@lru_cache(maxsize=5_000)
def headwords(word: str, lang: Lang) -> frozenset[str]:
    """Give the dictionary forms that an entry of a list means; any of them is a match.

    Narrower than `lemmas`: who bars a word in its dictionary form means that word, not another
    one that it happens to be a form of too.
    """
    return _asked(word, lang, _HEADWORDS)


Lookup = Mapping[Lang, Callable[[str], frozenset[str]]]


def _asked(word: str, lang: Lang, lookup: Lookup) -> frozenset[str]:
    own = spelt(word, lang)
    if own is None:
        return frozenset({voc.fold(word)})
    found = frozenset(voc.fold(form) for form in lookup[lang](own))
    return found or frozenset({voc.fold(own)})


@lru_cache(maxsize=50_000)
def is_word(word: str, lang: Lang) -> bool:
    """Say whether a language's dictionary knows a word, inflected or not."""
    return _DICTIONARIES[lang](word[:_LONGEST].lower())


def is_second_person(word: str, lang: Lang) -> bool:
    """Say whether a plain word can only be said to somebody one is on first-name terms with."""
    own = spelt(word, lang)
    return own is not None and lang in _SECOND_PERSON and _SECOND_PERSON[lang](own)


def warm_up() -> None:
    """Read the three dictionaries before anybody waits for them."""
    for lang, word in ((Lang.HU, "gond"), (Lang.RU, "вопрос"), (Lang.EN, "matter")):
        lemmas(word, lang)


def preverb_of(word: str, lang: Lang) -> tuple[str, str] | None:
    """Give the preverb and the verb of a Hungarian word that may come apart: megold, old meg."""
    own = spelt(word, lang)
    return hungarian.preverb_of(own) if own and lang is Lang.HU else None


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
    # Слушай! is an exclamation made of the imperative, and no politer for that.
    parses = [parse for parse in analyser.parse(word) if "INTJ" not in parse.tag]
    informal = sum(
        parse.score
        for parse in parses
        if "sing" in parse.tag and {"2per", "impr"} & parse.tag.grammemes
    )
    whole = sum(parse.score for parse in parses)
    return bool(analyser.word_is_known(word)) and informal > _SURELY * whole


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
