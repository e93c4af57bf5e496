"""A word put into the form another word stands in: problems, matters; problémát, helyzetet.

What is given is a form that the language's own dictionary knows, of the word asked for. Where the
form cannot be told, or could be two different ones, there is none: a sentence that a dictionary
half understands is better left to people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import simplemma

from demur.domain import dictionaries
from demur.domain.policy.words import english
from demur.domain.policy.words.lemmas import preverb_of
from demur.domain.policy.words.typed import plain
from demur.domain.refusal import Lang

_ENDINGS: Final = ("", "s", "ed", "ing")
_SIBILANT: Final = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y: Final = re.compile(r"(?<![aeiou])y$")
_DOUBLING: Final = re.compile(r"(?<=[aeiou])([bdgklmnprt])$")
#: Verbs whose past is none of their base and -ed.
_STRONG: Final = frozenset(
    (
        *("say", "tell", "give", "take", "make", "get", "go", "know", "see", "come", "think"),
        *("find", "leave", "put", "keep", "let", "begin", "hold", "bring", "write", "stand"),
        *("lose", "pay", "meet", "run", "set", "lead", "understand", "speak", "read", "spend"),
        *("grow", "win", "buy", "send", "build", "fall", "cut", "sell", "break", "do", "have"),
        *("be", "lend", "forgive", "withdraw", "hear", "show", "teach", "cost", "drive"),
    )
)
_STEM: Final = re.compile(r"\bst:(?P<stem>\S+) po:(?P<part>\S+)")
_FORM: Final = re.compile(r"\bis:(\S+)")
_HUNGARIAN_OWNER: Final = ("", "k", "m", "nk", "ja", "je", "juk", "jük", "i", "im", "ink", "ik")
_HUNGARIAN_CASE: Final = (
    *("", "t", "at", "et", "ot", "öt", "nak", "nek", "ban", "ben", "ba", "be", "ból", "ből"),
    *("nál", "nél", "hoz", "hez", "höz", "tól", "től", "ra", "re", "ról", "ről", "ért", "ig"),
    *("ként", "n", "on", "en", "ön", "val", "vel", "kal", "kel", "mal", "mel"),
)
_LONG: Final = {"a": "á", "e": "é"}
_RUSSIAN_FORM: Final[Mapping[str, tuple[str, ...]]] = {
    "NOUN": ("case", "number"),
    "ADJF": ("case", "number", "gender"),
    "ADJS": ("number", "gender"),
    "VERB": ("number", "person", "tense", "gender", "mood"),
}


def like(found: str, entry: str, instead: str, lang: Lang) -> str | None:
    """Give the word `instead` in the form in which `found` is a form of `entry`, all one word each.

    In small letters; None where no one form is sure.
    """
    return _INFLECTED[lang](plain(found), plain(entry), plain(instead))


# ---- English


def _english(found: str, entry: str, instead: str) -> str | None:
    bare = found.removesuffix("'s")
    ending = next((each for each in _ENDINGS if bare in _with_ending(entry, each)), None)
    if ending is None or (ending == "ed" and instead in _STRONG):
        return None
    forms = [form for form in _with_ending(instead, ending) if _is_form(form, instead)]
    return forms[0] + found[len(bare) :] if len(forms) == 1 else None


def _with_ending(word: str, ending: str) -> tuple[str, ...]:
    """Give the ways in which a regular ending may be written onto a word."""
    if not ending:
        return (word,)
    if _CONSONANT_Y.search(word) and ending != "ing":
        return (f"{word[:-1]}i{'es' if ending == 's' else ending}",)
    if ending == "s":
        return (f"{word}es" if _SIBILANT.search(word) else f"{word}s",)
    if word.endswith("e") and not word.endswith("ee"):
        return (word[:-1] + ending,)
    doubled = _DOUBLING.sub(r"\1\1", word)
    return tuple(dict.fromkeys((word + ending, doubled + ending)))


def _is_form(form: str, word: str) -> bool:
    known = form == word or simplemma.is_known(form, lang="en")
    return known and word in english.dictionary_forms(form) | {form}


# ---- Hungarian


def _hungarian(found: str, entry: str, instead: str) -> str | None:
    wanted = _analysed(found, entry)
    if found == entry:
        parts = [{part for part, _ in each} for each in (wanted, _analysed(instead, instead))]
        return instead if parts[0] & parts[1] or not all(parts) else None
    if not wanted:
        return None
    forms = {form for form in _hungarian_forms(instead) if _analysed(form, instead) == wanted}
    return min(forms, key=lambda form: (len(form), form), default=None)


def _analysed(form: str, word: str) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Give how a form is inflected from a word: its part of speech, and the endings' names."""
    preverb, stem = preverb_of(word, Lang.HU) or ("", word)
    return frozenset(
        (found["part"], tuple(_FORM.findall(analysis)))
        for analysis in dictionaries.hungarian().analyze(form)
        if (found := _STEM.search(analysis))
        and found["stem"] == stem
        and "ds:" not in analysis
        and (f"sp:{preverb} " in analysis or not preverb)
    )


@lru_cache(maxsize=500)
def _hungarian_forms(word: str) -> tuple[str, ...]:
    """Give what may be forms of a word; hunspell lists those whose stem the ending leaves alone."""
    preverb, stem = preverb_of(word, Lang.HU) or ("", word)
    listed = dictionaries.hungarian().suffix_suggest(stem)
    return (*(preverb + form for form in listed), *_lengthened(word))


def _lengthened(word: str) -> Iterator[str]:
    """Put endings onto a word whose last vowel they lengthen: hiba, hibát, hibáinkkal."""
    if word[-1:] not in _LONG:
        return
    stem = word[:-1] + _LONG[word[-1]]
    yield from (stem + owner + case for owner in _HUNGARIAN_OWNER for case in _HUNGARIAN_CASE)


# ---- Russian


def _russian(found: str, entry: str, instead: str) -> str | None:
    """Inflect as every reading of the form asks; where two readings ask differently, none is sure.

    A vowel's dots are left out of what people type: дешевый is дешёвый.
    """
    parses = [
        parse
        for parse in dictionaries.russian().parse(found)
        if _dotless(parse.normal_form) == _dotless(entry)
    ]
    forms = {_inflected(instead, parse) for parse in parses if _is_finite(parse)}
    if not forms and found == entry:
        parts = {parse.tag.POS for parse in parses}
        return instead if parts & {p.tag.POS for p in _russian_words(instead)} else None
    return forms.pop() if len(forms) == 1 else None


def _dotless(word: str) -> str:
    return str(word).replace("ё", "е")


def _is_finite(parse: Any) -> bool:
    return str(parse.tag.POS) in _RUSSIAN_FORM


def _russian_words(word: str) -> list[Any]:
    parses = dictionaries.russian().parse(word)
    return [one for one in parses if one.is_known and _dotless(one.normal_form) == _dotless(word)]


def _inflected(word: str, like: Any) -> str | None:
    part = str(like.tag.POS)
    named = (getattr(like.tag, name) for name in _RUSSIAN_FORM[part])
    wanted = {str(one) for one in named if one is not None}
    base = "INFN" if part == "VERB" else part
    known = (one for one in _russian_words(word) if str(one.tag.POS) in {part, base})
    return next((str(form.word) for one in known if (form := one.inflect(wanted))), None)


_INFLECTED: Final[Mapping[Lang, Callable[[str, str, str], str | None]]] = {
    Lang.EN: _english,
    Lang.HU: _hungarian,
    Lang.RU: _russian,
}
