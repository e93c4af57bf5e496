"""Sizes, formats and codes as values: 80 mm, 28x1,6, M8, A3, 1/2", CF283A."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from demur.domain.needs.lexicon import SIZE_ENDINGS, UNITS
from demur.domain.needs.spoken_numbers import unit

NUMBER = r"\d+(?:[.,]\d+)?"
#: Letters and digits in one word; with a hyphen between them two digits are enough (D-24).
_CODE = re.compile(
    r"(?<![\w.,])(?=[\w-]*\d)(?=[\w-]*[^\W\d])"
    r"(?:(?:[^\W_]+-)*[^\W_]{3,}|[^\W\d_]{1,4}-\d\d)(?:(?<=\d)-[^\W\d_]{1,5})?(?!\w)"
)
_DIGIT = re.compile(r"\d")
#: "M-400-hoz", "M-400-ashoz": Hungarian case endings after a code that ends in a digit.
_CODE_ENDING = re.compile(
    r"(?<=\d)-?(?:[aeo]s)?(?:hoz|hez|nak|nek|val|vel|rol|tol|bol|ban|ben|ba|be|ra|re|"
    r"[aeo]n|[aeo]?t|ig|ert)?$"
)
#: Cyrillic letters that look like the Latin ones of a code: "М-400" from a Russian keyboard.
_LATIN_TWINS = str.maketrans("авсенкмортух", "abcehkmoptyx")
_DIMENSIONS = re.compile(rf"({NUMBER})\s*[x×*х]\s*({NUMBER})(?:\s*[x×*х]\s*({NUMBER}))?")
_THREAD = re.compile(r"\b[mм](\d{1,2})(?:\s*[x×х]\s*(\d+))?(?:-?[eao]s\w*)?(?!\w)")
_PAPER = re.compile(r"\b[aа]([0-8])\b(?:-?[eao]s\w*)?")
_INCHES = re.compile(
    r"\b(?:(\d+)/(\d+)|(\d+(?:[.,]\d+)?))\s*-?(?:[\"″”]|''|(?:col|zoll|inch|дюим)\w*)"
)
#: What follows a letter and a hyphen is no size: M-300-as and M-400 W are codes.
_ALONE = r"(?<![^\W\d]-)(?<![\w.,])"
_SIZED = re.compile(rf"{_ALONE}({NUMBER})\s?-(?:{'|'.join(SIZE_ENDINGS)}|[а-я]{{1,3}}|е)\b")
_UNIT_WORDS = "|".join(sorted((u.replace("*", r"[^\W\d_]*") for u in UNITS), key=len, reverse=True))
_MEASURED = re.compile(rf"{_ALONE}({NUMBER})\s?-?({_UNIT_WORDS})\b")


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """One property of goods: what kind (length, thread, colour…), its value, the number as said."""

    kind: str
    value: str
    said: str = ""


def sizes(text: str) -> tuple[set[Trait], str]:
    """Every size in a folded text as a trait, and the text with the sizes taken out."""
    traits: set[Trait] = set()
    for pattern, read in _READERS:
        for found in pattern.finditer(text):
            traits.update(read(found))
        text = pattern.sub(" ", text)
    return traits, text


def codes(text: str) -> frozenset[str]:
    """The codes in a folded text, as they are compared; quicker than all its sizes."""
    found = _CODE.finditer(text) if _DIGIT.search(text) else ()
    return frozenset(trait.value for each in found for trait in _coded(each))


def agreement(asked: Collection[Trait], held: Collection[Trait]) -> tuple[int, int]:
    """How many asked properties the goods have, and how many they have otherwise.

    A property of which the goods say nothing counts for neither: absence is no contradiction.
    """
    met = sum(any(_same(wish, trait) for trait in held) for wish in asked)
    otherwise = sum(
        any(_comparable(wish, trait) for trait in held)
        and not any(_same(wish, trait) for trait in held)
        for wish in asked
    )
    return met, otherwise


def _same(wish: Trait, trait: Trait) -> bool:
    if wish.kind == trait.kind:
        return wish.value == trait.value
    loose = "number" in (wish.kind, trait.kind)
    return loose and bool(wish.said) and wish.said == trait.said


def _comparable(wish: Trait, trait: Trait) -> bool:
    if wish.kind == trait.kind:
        return True
    return "number" in (wish.kind, trait.kind) and bool(wish.said) and bool(trait.said)


def _dimensions(found: re.Match[str]) -> Iterator[Trait]:
    value = "x".join(tidy(side) for side in found.groups() if side)
    yield Trait("dimensions", value, value)


def _thread(found: re.Match[str]) -> Iterator[Trait]:
    yield Trait("thread", f"m{int(found[1])}")
    if found[2]:
        yield Trait("length", tidy(found[2]), found[2])


def _paper(found: re.Match[str]) -> Iterator[Trait]:
    yield Trait("paper", f"a{found[1]}")


def _inches(found: re.Match[str]) -> Iterator[Trait]:
    value = f"{found[1]}/{found[2]}" if found[1] else tidy(found[3])
    yield Trait("inch", value, value)


def _sized(found: re.Match[str]) -> Iterator[Trait]:
    yield Trait("number", tidy(found[1]), tidy(found[1]))


def _measured(found: re.Match[str]) -> Iterator[Trait]:
    measure = unit(found[2])
    if measure:
        value = float(found[1].replace(",", ".")) * measure[1]
        yield Trait(measure[0], f"{value:g}", tidy(found[1]))


def _coded(found: re.Match[str]) -> Iterator[Trait]:
    """A model's code, on whichever keyboard it was typed and whatever Hungarian hangs on it."""
    bare = _CODE_ENDING.sub("", found.group())
    yield Trait("code", bare.replace("-", "").translate(_LATIN_TWINS))


def tidy(number: str) -> str:
    """A number as it is compared: 1,60 as 1.6."""
    return f"{float(number.replace(',', '.')):g}"


# In this order: a thread may hold dimensions, dimensions a number with a unit.
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Trait]]], ...] = (
    (_THREAD, _thread),
    (_PAPER, _paper),
    (_INCHES, _inches),
    (_DIMENSIONS, _dimensions),
    (_MEASURED, _measured),
    (_SIZED, _sized),
    (_CODE, _coded),
)
