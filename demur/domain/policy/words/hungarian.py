"""Hungarian words as hunspell analyses them, told apart: what inflects a word, what makes another.

hunspell's stems alone take *nemzeti* for a form of *nemzet* and *például* for one of *példa*. Its
analyses name every ending; the names are those of the hu_HU dictionary's morphology (Németh and
others, the Szószablya project).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Final

from demur.domain import dictionaries

_ANALYSIS: Final = re.compile(
    r"\s*(?:ip:PREF\s+sp:(?P<preverb>\S+))?.*?st:(?P<stem>\S+) po:(?P<part>\S+)(?P<endings>.*)"
)
# The last part of a compound, and the ways to read it.
_LAST_PART: Final = re.compile(r".*\bpa:(?P<surface>\S+)\s+\(?(?P<ways>.*?)\)?\s*$")
_DERIVATION: Final = re.compile(r"\bds:(\S+)")
_INFLECTION: Final = re.compile(r"\bis:([^\s\]]+)")
# The dictionary calls them inflections, and they make a word of another kind. What such a word
# ends in, before endings of its own.
_MAKES_ANOTHER: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "i_PLACE/TIME_adj": re.compile("i"),
        "jÚ_PROPERTY_adj": re.compile("[úű]"),
        "dik_ORDINAL_adj": re.compile("dik"),
        "d_FRACTION_num": re.compile("d"),
        "dikA_DATE_noun": re.compile("dik[ae]"),
        "nyi_MEASURE_adj": re.compile("nyi"),
        "lAg_MODE_adv": re.compile("l[ae]g"),
        "képpen_MODE_adv": re.compile("képp(?:en)?"),
    }
)
# And the other way round: degrees, manner, may and "again and again" are forms of the word.
_FORM_ALL_THE_SAME: Final = frozenset(
    ("bb_COMPARATIVE_adj", "An_MODE_adv", "hAt_MODAL_vrb", "gAt_FREQ_vrb")
)
# A form that dictionaries also list: who bars *érkezve* or *megkaphat* means that.
_LISTED: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "hAt_MODAL_vrb": re.compile("h[ae]t"),
        "vA_PART_adv": re.compile("v[ae]$"),
        "vÁn_PART_adv": re.compile("v[áé]n$"),
    }
)
_MAY: Final = re.compile("(h[ae])ss")  # megkaphassa, the imperative of megkaphat
# Adverbs, conjunctions, postpositions: *például* is no longer a form of *példa*.
_SET: Final = frozenset(("adv", "con", "post", "prv", "int"))
# A longer one is no Hungarian word, and taking one apart at every joint costs up to 100 ms.
_LONGEST: Final = 30
_BARE: Final = re.compile("[a-z]{4,30}")
_BACK: Final[Mapping[str, str]] = MappingProxyType(
    {"a": "aá", "e": "eé", "i": "ií", "o": "oó", "u": "uú"}
)
_FRONT: Final[Mapping[str, str]] = MappingProxyType({**_BACK, "o": "öő", "u": "üű"})
_MOST_VOWELS: Final = 6
_SUPERLATIVE: Final = re.compile("(?:leges)*leg")
_INFORMAL_YOU: Final = re.compile(r"is:\S*(?:(?:SG|PL)_2|OBJ_2)\b")

# Case endings as they follow a noun; "-val" doubles the consonant before it: Canonnal.
_CASES: Final = tuple(
    re.compile(rf"(?<=...)(?:{ending})$")
    for ending in (
        "t|nak|nek|ban|ben|ba|be|ból|ből|nál|nél|hoz|hez|höz|tól|től|ra|re|ról|ről|ért|ig|ként|n",
        "[oaeö]t|[oeö]n|val|vel",
        r"(?<=([^aáeéiíoóöőuúüű]))\1[ae]l",
    )
)
_PLURAL: Final = re.compile("(?<=...)(?:[oaeö]?k|j?[ae]|[uü]nk|j[uü]k)$")
_SHORT: Final = {"á": "a", "é": "e"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a word: the stem with its preverb, the part of speech, the endings."""

    stem: str
    part: str
    inflections: tuple[str, ...]
    derivations: tuple[str, ...]

    @property
    def makes_another(self) -> str | None:
        """The last ending that makes another word though the dictionary says it does not."""
        return next((end for end in reversed(self.inflections) if end in _MAKES_ANOTHER), None)


def dictionary_forms(word: str) -> frozenset[str]:
    """Give every dictionary form a plain word may come from."""
    analyses = _analyses(word) or _analyses(word.capitalize())
    compounds = [analysis for analysis in analyses if "pa:" in analysis]
    simple = _readings(analysis for analysis in analyses if "pa:" not in analysis)
    found = {*_forms(word, simple), *_forms_of_compounds(word, compounds)}
    return frozenset(found) or _strange(word)


def with_accents(word: str) -> frozenset[str]:
    """Give the dictionary forms of a word typed without accents, as in a short message: *sajnalom*.

    Nothing for a word that is one as it stands: *ara*, a bride, is never read as *ára*, its price.
    A word of many vowels costs some ten milliseconds.
    """
    vowels = sum(letter in _BACK for letter in word)
    if not _BARE.fullmatch(word) or vowels > _MOST_VOWELS or _analyses(word):
        return frozenset()
    spells = dictionaries.hungarian().spell
    meant = {each for ways in _harmonies(word) for each in map("".join, product(*ways))}
    return frozenset(form for each in meant if spells(each) for form in dictionary_forms(each))


def _harmonies(word: str) -> Iterator[list[str]]:
    """Give what each letter may stand for; o and u are all back or all front, back beside an a."""
    for vowels in (_BACK,) if "a" in word else (_BACK, _FRONT):
        yield [vowels.get(letter, letter) for letter in word]


def headwords(word: str) -> frozenset[str]:
    """Give the dictionary forms that an entry of a list means: itself, if it is one."""
    found = dictionary_forms(word)
    return frozenset({word}) if word in found else found


def preverb_of(word: str) -> tuple[str, str] | None:
    """Give the preverb and the verb of a word that may come apart: megold, old meg."""
    for analysis in _analyses(word):
        found = _ANALYSIS.match(analysis)
        if found and found["preverb"] and found["part"] == "vrb" and "ds:" not in analysis:
            return found["preverb"], found["stem"]
    return None


def is_second_person(word: str) -> bool:
    """Say whether a plain word can only be said to somebody one is on first-name terms with."""
    analyses = _analyses(word)
    return bool(analyses) and all(_INFORMAL_YOU.search(analysis) for analysis in analyses)


# ---- reading


def _analyses(word: str) -> Sequence[str]:
    return dictionaries.hungarian().analyze(word) if len(word) <= _LONGEST else ()


def _readings(analyses: Iterable[str]) -> list[_Reading]:
    return [
        _Reading(
            stem=((found["preverb"] or "") + found["stem"]).lower(),
            part=found["part"],
            inflections=tuple(_INFLECTION.findall(found["endings"])),
            derivations=tuple(_DERIVATION.findall(found["endings"])),
        )
        for found in map(_ANALYSIS.match, analyses)
        if found
    ]


def _forms_of_compounds(word: str, analyses: Iterable[str]) -> Iterator[str]:
    """Inflect the last part and keep what stands before it; a verb is no last part of a noun."""
    for found in map(_LAST_PART.match, analyses):
        if found and word.endswith(found["surface"]):
            readings = _readings(found["ways"].split("|"))
            nominal = [each for each in readings if each.derivations or each.part != "vrb"]
            head = word.removesuffix(found["surface"])
            yield from (head + form for form in _forms(found["surface"], nominal or readings))


def _forms(word: str, readings: Sequence[_Reading]) -> set[str]:
    """Give what a word is a form of, as read: stems, and what hunspell derives of them."""
    if any(_is_set(word, reading) for reading in readings):
        return {word}
    found = {form for reading in readings for form in _forms_as_read(word, reading)}
    if any(reading.derivations for reading in readings):
        found |= _derived(word) - {reading.stem for reading in readings}
    return {_with_head(word, form) for form in found - _bases_of_listed(word, readings)}


def _is_set(word: str, reading: _Reading) -> bool:
    bare = not (reading.inflections or reading.derivations)
    return bare and reading.part in _SET and reading.stem == word


def _forms_as_read(word: str, reading: _Reading) -> Iterator[str]:
    if not _FORM_ALL_THE_SAME.issuperset(reading.derivations):
        return
    if ending := reading.makes_another:
        yield _up_to(_MAKES_ANOTHER[ending], word, reading.stem)
        return
    yield _of_being(word) if reading.stem == "van" else reading.stem
    for ending in (*reading.inflections, *reading.derivations):
        if ending in _LISTED:
            yield _up_to(_LISTED[ending], _MAY.sub(r"\1t", word), reading.stem)


def _bases_of_listed(word: str, readings: Sequence[_Reading]) -> set[str]:
    """Give the bases of what the dictionary lists for itself, however else they may be read.

    *nemzeti* is also "he makes her beget it"; nobody who bars *nemzet* means that.
    """
    listed = {reading.stem for reading in readings}
    return {
        reading.stem
        for reading in readings
        if (ending := reading.makes_another)
        and _up_to(_MAKES_ANOTHER[ending], word, reading.stem) in listed
    }


def _up_to(ending: re.Pattern[str], word: str, stem: str) -> str:
    """Cut what follows an ending: *nemzetit* is *nemzeti*; its stem may have changed before it."""
    at = word.rfind(stem[:-1])
    found = ending.search(word, max(at, 0) + max(len(stem) - 1, 1))
    return word[: found.end()] if found else word


def _derived(word: str) -> set[str]:
    """Give hunspell's own stems, derivations left on; they cost a millisecond or two."""
    dictionary = dictionaries.hungarian()
    stems = dictionary.stem(word) or dictionary.stem(word.capitalize())
    return {stem.lower() for stem in stems}


def _with_head(word: str, form: str) -> str:
    """Give a form the first part that hunspell drops of a compound with a number: *négy|párti*."""
    at = word.find(form[:-1]) if len(form) > 2 else 0
    return word[:at] + form if at > 0 and not _SUPERLATIVE.fullmatch(word[:at]) else form


def _of_being(word: str) -> str:
    """Tell apart what hunspell stems to *van*: barring "nem lehet" does not bar "nem volt"."""
    if word.startswith("leh"):
        return "lehet"
    return "lesz" if word.startswith("le") else "van"


def _strange(word: str) -> frozenset[str]:
    """Take the endings off a word no dictionary knows, a rival's name for one: Canonnál."""
    bare = {word[: found.start()] for ending in _CASES if (found := ending.search(word))}
    bare |= {_PLURAL.sub("", one) for one in bare | {word}}
    return frozenset(
        {word, *bare, *(one[:-1] + _SHORT[one[-1]] for one in bare if one[-1] in "áé")}
    )
