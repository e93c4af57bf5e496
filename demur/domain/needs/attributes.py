"""What a need says beside the thing itself: how many, by when, what size, colour and format.

Half of the errors between *we have it* and *we have something near* are here (80 mm asked, 60 mm
on the shelf), so sizes and colours are compared as values and never as letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from demur.domain.needs.deadlines import deadline
from demur.domain.needs.lexicon import COLOURS, FILLER, PIECES
from demur.domain.needs.sizes import NUMBER, Trait, sizes, tidy
from demur.domain.needs.spoken_numbers import in_digits
from demur.domain.needs.text import accented_words, cut, dictionary_form, fold, lemma, words
from demur.domain.refusal import Lang

_TOKEN = re.compile(rf"{NUMBER}|[^\W\d_]+")
_PIECES = frozenset().union(*PIECES.values())
_COLOUR_OF = {word: colour for colour, said in COLOURS.items() for word in said}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a need says. `by_days` are whole days from today; 0 is today, at once, or yesterday.

    `wanted` are the words that name the thing itself, accents kept, in order.
    """

    quantity: int | None = None
    by_days: int | None = None
    traits: frozenset[Trait] = frozenset()
    wanted: tuple[str, ...] = ()

    def folded(self) -> list[str]:
        """The words that name the thing, as they are compared."""
        return [part for word in self.wanted for part in words(word)]

    def named(self, lang: Lang) -> str:
        """The thing as a sentence may name it; Hungarian puts the case on the last word only."""
        *before, last = self.wanted or ("",)
        if lang is Lang.HU or (lang is Lang.RU and not before):
            last = dictionary_form(last, lang)
        return " ".join((*before, last))

    def rooted(self, lang: Lang) -> list[tuple[str, str]]:
        """The same words, each with its dictionary form."""
        return [(part, lemma(word, lang)) for word in self.wanted for part in words(word)]


def hear(need: str, lang: Lang, today_weekday: int | None = None) -> Spoken:
    """What a caller's sentence says of quantity, deadline, properties, and the thing itself.

    `today_weekday` is 0 for Monday; without it a named weekday gives no `by_days`.
    """
    text = cut(need)
    by_days, rest = deadline(fold(text), lang, today_weekday)
    traits, rest = sizes(in_digits(rest, lang))
    quantity, tokens = _quantity(_TOKEN.findall(rest), lang)
    accented = {fold(word): word for word in accented_words(text)}
    kept = [token for token in tokens if token not in FILLER[lang]]
    colours = {token: colour for token in kept if (colour := _colour(accented, token, lang))}
    named = [token for token in kept if token not in colours and not token.isdigit()]
    traits |= {Trait("colour", colour) for colour in colours.values()}
    if not named and not any(trait.kind == "code" for trait in traits):
        named = kept
    traits |= {Trait("number", token, token) for token in kept if token.isdigit()}
    return Spoken(
        quantity,
        by_days,
        frozenset(traits),
        tuple(accented.get(token, token) for token in named),
    )


def traits_of(text: str, lang: Lang) -> frozenset[Trait]:
    """The properties that the name of some goods states: sizes, codes, colours, formats."""
    traits, rest = sizes(in_digits(fold(text), lang))
    accented = {fold(word): word for word in accented_words(text)}
    for token in _TOKEN.findall(rest):
        if token[0].isdigit():
            traits.add(Trait("number", tidy(token), tidy(token)))
        elif colour := _colour(accented, token, lang):
            traits.add(Trait("colour", colour))
    return frozenset(traits)


def _colour(accented: dict[str, str], token: str, lang: Lang) -> str | None:
    if token in _COLOUR_OF:
        return _COLOUR_OF[token]
    return _COLOUR_OF.get(lemma(accented.get(token, token), lang))


def _quantity(tokens: list[str], lang: Lang) -> tuple[int | None, list[str]]:
    """The count of pieces asked for, and the words left.

    A number counts when pieces follow, or when it opens the need, a word follows and it is small
    or round, or when it stands among words that name nothing ("now 4, please"): elsewhere
    ("HP 301", "301 ink") a number is part of a name.
    """
    told = [(token, _alone(place, tokens, lang)) for place, token in enumerate(tokens)]
    said = [(token, alone) for token, alone in told if token not in FILLER[lang]]
    words_left = [token for token, _ in said]
    for place, (token, alone) in enumerate(said):
        if not token.isdigit() or len(token) > 5:
            continue
        after = words_left[place + 1] if place + 1 < len(said) else ""
        counted = after in _PIECES
        opening = place == 0 and after and not after[0].isdigit()
        if counted or ((opening or alone) and (len(token) < 3 or token.endswith("0"))):
            return int(token), words_left[:place] + words_left[place + 1 + counted :]
    return None, words_left


def _alone(place: int, tokens: list[str], lang: Lang) -> bool:
    """Whether the words on both sides, if there are any, name nothing, and one of them is there."""
    beside = [*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2]]
    return bool(beside) and all(word in FILLER[lang] for word in beside)
