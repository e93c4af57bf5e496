"""Sentences with barred words in their forms, and with words that only look like them.

A line of `inflected.hu.txt` and its sisters is `entry: sentence`; what must be found stands in
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Case:
    """An entry, a sentence, and the places where a form of the entry stands in it."""

    entry: str
    text: str
    places: frozenset[tuple[int, int]]


def cases(lang: Lang) -> Iterator[Case]:
    """Read the sentences of a language."""
    path = Path(__file__).with_name(f"inflected.{lang}.txt")
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            entry, sentence = line.replace("\\n", "\n").split(": ", 1)
            yield _case(entry, sentence)


def _case(entry: str, sentence: str) -> Case:
    text, places = "", set()
    for piece in re.split(r"(\[[^]]*\])", sentence):
        bare = piece.strip("[]")
        if bare != piece:
            places.add((len(text), len(text) + len(bare)))
        text += bare
    return Case(entry, text, frozenset(places))
