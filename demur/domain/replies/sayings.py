"""What is found of a client's sayings in a text: how they say no, and yes, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from demur.domain.refusal import Lang

#: Stands in a text for a day that was named.
A_DAY: Final = "atday"
_WORD: Final = "[^ |?]"
_BETWEEN: Final = f"(?: {_WORD}+){{0,3}}?"


class Kind(StrEnum):
    """What a saying tells."""

    PLEASE = "please"
    ASIDE = "aside"
    NOT_A_NO = "not a no"
    NEVER = "never"
    WRONG_PERSON = "wrong person"
    LATER = "later"
    TOO_EXPENSIVE = "too expensive"
    CHOSE_ANOTHER = "chose another"
    NO_LONGER_NEEDED = "no longer needed"
    OTHER = "other"
    NO = "no"
    AUTOMATIC = "automatic"
    BUT = "but"
    DOUBT = "doubt"
    YES = "yes"
    PERHAPS = "perhaps"
    ASKS = "asks"
    COURTESY = "courtesy"
    BARE = "bare"
    DENIED = "denied"


#: Before or after these a "please" is no more than polite; by itself it may ask for something.
_ASKED_FOR: Final = frozenset({Kind.NEVER, Kind.NO})
#: Kinds that are told by what is left when those before them are taken out.
_OF_THE_REST: Final = frozenset({Kind.YES, Kind.PERHAPS, Kind.COURTESY})


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each kind, and how many words nobody knows what to make of."""

    kinds: frozenset[Kind]
    strange: int


def look_through(text: str, lang: Lang) -> Found:
    """Look for the sayings of a language in a spaced text, `|` between its sentences.

    What is no no is taken out first, in all languages: in "please don't stop" nobody asks us to
    stop. A yes is looked for in what the others leave: there is none in "not needed". A bare no
    is one where its sentence says nothing else; elsewhere something is denied, who knows what.
    """
    kinds: set[Kind] = set()
    for tongue in Lang:
        text = _patterns(tongue)[Kind.ASIDE].sub(" ", text)
        text, times = _patterns(tongue)[Kind.NOT_A_NO].subn(" | ", text)
        if times and tongue is lang:
            kinds.add(Kind.NOT_A_NO)
    left = text
    for kind, pattern in _patterns(lang).items():
        looked_at = left if kind in _OF_THE_REST else text
        if kind is Kind.BARE:
            kinds.update(_bare(left, pattern))
        elif pattern.search(looked_at):
            kinds.add(kind)
        left = pattern.sub(" ", left)
    strange = [word for word in left.split() if word not in {"|", "?", A_DAY}]
    return Found(frozenset(kinds), len(strange))


def _bare(left: str, noes: re.Pattern[str]) -> Iterator[Kind]:
    """Give whether a sentence is just a no, and whether one holds a no among other words."""
    for sentence in re.split(r"[|?]", left):
        without, times = noes.subn(" ", " ".join(sentence.replace(A_DAY, " ").split()))
        if times:
            yield Kind.DENIED if without.split() else Kind.BARE


@cache
def vocabulary(lang: Lang) -> frozenset[str]:
    """Give the words that a language's sayings are made of, without those that are only begun."""
    words = (word for _, said in _lines(lang) for word in re.split(r"[ /]", said))
    return frozenset(word for word in words if word.isalpha())


@cache
def _patterns(lang: Lang) -> dict[Kind, re.Pattern[str]]:
    said: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for kind, saying in _lines(lang):
        said[kind].append(_pattern(saying))
    polite = _any_of(said.pop(Kind.PLEASE))
    return {
        kind: re.compile(f"(?<![^ ]){_politely(kind, _any_of(ways), polite)}(?![^ ])")
        for kind, ways in said.items()
        if ways
    }


def _any_of(ways: list[str]) -> str:
    return f"(?:{'|'.join(sorted(ways, key=len, reverse=True))})" if ways else ""


def _politely(kind: Kind, ways: str, polite: str) -> str:
    return f"(?:{polite} )*{ways}(?: {polite})*" if polite and kind in _ASKED_FOR else ways


def _pattern(saying: str) -> str:
    """Give a saying as a regular expression over a spaced text."""
    parts: list[str] = []
    for word in saying.split():
        if word == "..":
            parts.append(_BETWEEN)
        else:
            ways = "|".join(map(_way, word.split("/")))
            parts.append(f"{' ' if parts else ''}(?:{ways})")
    # At its end a saying takes all it may: the words that go with it tell nothing else.
    return "".join(parts).removesuffix("?") if saying.endswith("..") else "".join(parts)


def _way(word: str) -> str:
    if word == "@day":
        return A_DAY
    begun = word.removesuffix("*")
    return re.escape(begun) + (f"{_WORD}*" if begun != word else "")


def _lines(lang: Lang) -> Iterator[tuple[Kind, str]]:
    """Give a language's sayings with what each means."""
    section = ""
    for line in _text():
        if line.startswith("["):
            section = line.strip("[]")
        elif section == lang:
            kind, _, sayings = line.partition(":")
            for saying in sayings.split(","):
                if saying.strip():
                    yield Kind(kind), saying.strip()


@cache
def _text() -> tuple[str, ...]:
    text = files(__package__).joinpath("sayings.txt").read_text("utf-8")
    return tuple(_kept(text.splitlines()))


def _kept(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip() for line in lines if line.strip() and not line.startswith("#"))
