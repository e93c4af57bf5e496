"""Words that belong together in a caller's mouth: a monitor and a computer shop share no letters.

`kindred.txt` is a hand-written table in three languages, tied to no list of trades: a need finds
the lines that hold its words, and a line finds trades by the words on its left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from demur.domain.needs.likeness import PhraseIndex
from demur.domain.needs.text import words


@dataclass(frozen=True, slots=True)
class Kin:
    """One line: what a kind of business is called, and what is bought, done or asked for there."""

    called: tuple[str, ...]
    asked_for: tuple[str, ...]


@cache
def shipped() -> tuple[Kin, ...]:
    """The lines that come with the program, in the order of the file."""
    text = files("demur.domain.needs").joinpath("kindred.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(_kin(line) for line in lines)


@cache
def index() -> PhraseIndex:
    """All words of every line, ready to be asked which lines hold the words of a need."""
    return PhraseIndex([(*kin.called, *kin.asked_for) for kin in shipped()])


def other_names(word: str) -> frozenset[str]:
    """What else a folded word's business is called, in any language: kerékpár for bicikli."""
    return _names().get(word, frozenset())


@cache
def _names() -> dict[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for kin in shipped():
        called = frozenset(found[0] for name in kin.called if len(found := words(name)) == 1)
        for word in called:
            names[word] = names.get(word, frozenset()) | called - {word}
    return names


def _kin(line: str) -> Kin:
    called, _, asked_for = line.partition("=")
    return Kin(_split(called), _split(asked_for))


def _split(words: str) -> tuple[str, ...]:
    return tuple(word for part in words.split(",") if (word := part.strip()))
