"""A caller's words made comparable: folded, cut into words, stems, lemmas and character n-grams.

Hungarian glues its endings on and Russian bends its own, so whole words rarely meet; characters
do. Lemmas are the second opinion. Everything here is a pure function of its arguments, but for
the three dictionaries that are read once, on first use or by `warm_up`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from demur.domain import dictionaries
from demur.domain.needs.lexicon import CYRILLIC_SOUNDS, FUNCTION_WORDS, LATIN_SOUNDS
from demur.domain.refusal import Lang

LONGEST_NEED = 400  # characters that are read: a need is a sentence or two, not a letter
LONGEST_WORD = 30  # no dictionary is asked about longer ones: it would take them apart for ages
WORDS_LOOKED_UP = 8
LATIN_A_CYRILLIC = 4
SHORTEST_GRAM, LONGEST_GRAM = 3, 5

#: Words with the languages they are at home in.
Tongues = Mapping[str, frozenset[Lang]]

_WORD = re.compile(r"[^\W_]+")
_ALPHABETS = {
    Lang.HU: re.compile(r"[a-záéíóöőúüű]+"),
    Lang.RU: re.compile(r"[а-я]+"),
    Lang.EN: re.compile(r"[a-z]+"),
}
_CYRILLIC = re.compile(r"[а-я]")
_LATIN = re.compile(r"[^\W\d_а-я]")
_HARD_C = re.compile(r"c(?=[aouklmnrt]|$)")
_DOUBLED = re.compile(r"([a-z])\1+")
_HUNGARIAN_LETTERS = re.compile(r"[áéíóöőúüű]")
_HUNGARIAN_SHAPES = re.compile(
    r"sz|gy|cs|zs|ny\b|ly|tt\b|[aeo]k\b|[aeoö]t\b|(?:n[ae]k|b[ae]n|b[ae]|r[ae]|v[ae]l|h[oeö]z|"
    r"s[aá]g|s[eé]g|[ií]t[oóöő]|[eé]k|[aá]s|[eé]s)\b"
)
_ENGLISH_SHAPES = re.compile(
    r"th|sh|w|ck|oo|ea|ou|ing\b|tion|ery\b|ies\b|er\b|y\b|[bcdfgklmnprt]s\b"
)


def plain(text: str) -> str:
    """The text as it is compared with accents kept: NFKC, case folded, ё as е."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text as it is compared without accents, so that a hurried keyboard costs nothing."""
    parts = unicodedata.normalize("NFD", plain(text))
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


def words(text: str) -> list[str]:
    """The folded words of a text, letters and digits only, in order."""
    return _WORD.findall(fold(text))


def accented_words(text: str) -> list[str]:
    """The words of a text with their accents kept: what a dictionary wants."""
    return _WORD.findall(plain(text))


def cut(need: str) -> str:
    """The part of a need that is read: its first `LONGEST_NEED` characters, at a word's end."""
    if len(need) <= LONGEST_NEED:
        return need
    head = need[:LONGEST_NEED]
    return head.rsplit(None, 1)[0] if " " in head else head


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A folded word roughly as it sounds, in Latin letters, so that loan words meet.

    ноутбук, notebook and nótbuk come near one another; "szoftver", "software" and "софтвер" too.
    """
    if _CYRILLIC.search(word):
        spelt = "".join(CYRILLIC_SOUNDS.get(letter, letter) for letter in word)
    else:
        spelt = word
        for written, said in LATIN_SOUNDS:
            spelt = spelt.replace(written, said)
        spelt = _HARD_C.sub("k", spelt)
    return _DOUBLED.sub(r"\1", spelt)


@lru_cache(maxsize=65_536)
def grams(word: str) -> tuple[str, ...]:
    """The 3 to 5 character n-grams of a folded word, its two ends marked with "_"."""
    marked = f"_{word}_"
    return tuple(
        marked[start : start + length]
        for length in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for start in range(len(marked) - length + 1)
    ) or (marked,)


def guess(text: str, usual: Lang | None = None, ours: Tongues = MappingProxyType({})) -> Lang:
    """The language of a text: by its script, its small words and its spelling.

    Mixed text counts as the language most of it is in, where a Cyrillic letter outweighs Latin
    ones: brands are Latin in Russian too. Text that tells nothing is `usual`, or English. `ours`
    tells of words in the names of our goods: "toner" is at home in both.
    """
    lowered = plain(text)
    cyrillic, latin = len(_CYRILLIC.findall(lowered)), len(_LATIN.findall(lowered))
    if cyrillic * LATIN_A_CYRILLIC > latin:
        return Lang.RU
    hungarian, english = _latin_votes(lowered, ours)
    if hungarian == english:
        return usual or Lang.EN
    return Lang.HU if hungarian > english else Lang.EN


def _latin_votes(lowered: str, ours: Tongues) -> tuple[int, int]:
    """How strongly a Latin text speaks for Hungarian and for English."""
    rest = _WORD.sub(lambda word: "" if word.group() in ours else word.group(), lowered)
    spoken = words(rest)
    small = {lang: sum(w in FUNCTION_WORDS[lang] for w in spoken) for lang in (Lang.HU, Lang.EN)}
    known = [_known(word) for word in _WORD.findall(rest)[:WORDS_LOOKED_UP]]
    tongues = [ours[word] for word in _WORD.findall(lowered) if word in ours]
    known += [(Lang.HU in spoke, Lang.EN in spoke) for spoke in tongues]
    hungarian = small[Lang.HU] + len(_HUNGARIAN_LETTERS.findall(rest))
    return (
        3 * hungarian + 2 * sum(hu for hu, _ in known) + len(_HUNGARIAN_SHAPES.findall(rest)),
        3 * small[Lang.EN] + 2 * sum(en for _, en in known) + len(_ENGLISH_SHAPES.findall(rest)),
    )


def tongues(names: Iterable[tuple[Lang, str]]) -> Tongues:
    """The languages in which each word of these names is at home."""
    spoken: dict[str, set[Lang]] = {}
    for lang, name in names:
        for word in _WORD.findall(plain(name)):
            spoken.setdefault(word, set()).add(lang)
    return {word: frozenset(langs) for word, langs in spoken.items()}


@lru_cache(maxsize=65_536)
def _known(word: str) -> tuple[bool, bool]:
    """Whether the Hungarian and the English dictionary know a word."""
    import simplemma

    if not _ALPHABETS[Lang.HU].fullmatch(word) or not 2 < len(word) <= LONGEST_WORD:
        return False, False
    return bool(dictionaries.hungarian().spell(word)), simplemma.is_known(word, lang="en")


def lemma(word: str, lang: Lang) -> str:
    """The dictionary form of one word, folded; the word itself where no dictionary knows it.

    `word` may carry accents: the Hungarian dictionary needs them.
    """
    return fold(dictionary_form(word, lang))


@lru_cache(maxsize=65_536)
def dictionary_form(word: str, lang: Lang) -> str:
    """One word as a dictionary lists it, with its accents; as it is where none knows it.

    Hungarian by hunspell, Russian by pymorphy3, English by simplemma.
    """
    lowered = plain(word)
    if len(lowered) > LONGEST_WORD or not _ALPHABETS[lang].fullmatch(lowered):
        return lowered
    if lang is Lang.RU:
        return str(dictionaries.russian().parse(lowered)[0].normal_form)
    if lang is Lang.HU:
        return next(iter(dictionaries.hungarian().stem(lowered)), lowered)
    import simplemma

    return simplemma.lemmatize(lowered, lang="en")


def warm_up() -> None:
    """Read the three dictionaries (some .4 s, 60 MB), so that no caller waits for them.

    A match before that waits for the one dictionary of its own language: under 250 ms.
    """
    for lang, word in ((Lang.HU, "alma"), (Lang.RU, "яблоко"), (Lang.EN, "apple")):
        lemma(word, lang)
