"""Numbers as they are said: hatvanas, пятиметровая, twenty-five."""

from __future__ import annotations

import re

from demur.domain.needs.lexicon import NUMBER_WORDS, SIZE_ENDINGS, UNITS
from demur.domain.refusal import Lang

_LONGEST_FIRST = {
    lang: sorted(NUMBER_WORDS[lang], key=len, reverse=True) for lang in (Lang.HU, Lang.RU)
}
_COUNT_ENDINGS = frozenset(("", "et", "ot", "at", "t"))
_NEIGHBOURS = re.compile(r"\b(?:[2-9]0[ -][1-9]\b|[1-9] 100\b(?: \d{1,2}\b)?|[1-9] 1000\b)")


def whole(word: str, lang: Lang) -> int | None:
    """The whole number that one folded word says, if it says one."""
    if word.isdigit():
        return int(word)
    if lang is Lang.EN and word in ("a", "an"):
        return 1
    if lang is Lang.HU:
        value, tail = _hungarian_number(word)
        return value if tail in _COUNT_ENDINGS else None
    return NUMBER_WORDS[lang].get(word)


def _hungarian_number(word: str) -> tuple[int | None, str]:
    """The value of a glued Hungarian number at a word's start, and what is left of the word."""
    total, part, rest = 0, 0, word
    while found := next((n for n in _LONGEST_FIRST[Lang.HU] if rest.startswith(n)), None):
        value, rest = NUMBER_WORDS[Lang.HU][found], rest[len(found) :]
        if value == 1000:
            total, part = max(total + part, 1) * value, 0
        elif value == 100:
            total, part = total + max(part, 1) * value, 0
        else:
            part += value
    return (total + part or None), rest


def in_digits(text: str, lang: Lang) -> str:
    """The text with its spoken numbers in digits: "hatvanas cső" as "60-as cső"."""
    spelt = re.sub(r"[^\W\d_]+", lambda m: _spelt(m.group(), lang), text)
    return spelt if lang is Lang.HU else _summed(spelt)


def _spelt(word: str, lang: Lang) -> str:
    if lang is Lang.HU:
        value, tail = _hungarian_number(word)
        return word if value is None else _with_tail(word, value, tail)
    if word in NUMBER_WORDS[lang]:
        return str(NUMBER_WORDS[lang][word])
    if lang is Lang.RU:
        for said in _LONGEST_FIRST[lang]:
            if word.startswith(said) and unit(word[len(said) :]):
                return f"{NUMBER_WORDS[lang][said]} {word[len(said) :]}"
    return word


def _with_tail(word: str, value: int, tail: str) -> str:
    if tail in _COUNT_ENDINGS:
        return str(value)
    if tail in SIZE_ENDINGS:
        return f"{value}-as"
    return f"{value} {tail}" if len(tail) > 1 and unit(tail) else word


def _summed(text: str) -> str:
    """Neighbouring spoken numbers made one: "20 5" as "25", "2 100" as "200"."""

    def sum_up(found: re.Match[str]) -> str:
        total = 0
        for value in map(int, re.findall(r"\d+", found.group())):
            total = max(total, 1) * value if value in (100, 1000) else total + value
        return str(total)

    return _NEIGHBOURS.sub(sum_up, text)


def unit(word: str) -> tuple[str, float] | None:
    """What a folded unit word measures, and how many base units it is; bent forms count too."""
    if word in UNITS:
        return UNITS[word]
    for length in range(len(word), 2, -1):
        if found := UNITS.get(f"{word[:length]}*"):
            return found
    return None
