"""One of a company's goods beside a need: which words it answers, which properties it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from demur.domain.needs.attributes import traits_of
from demur.domain.needs.sizes import Trait, agreement, codes
from demur.domain.needs.text import accented_words, fold, grams, lemma, sound, words
from demur.domain.refusal import Lang

OTHER_NAME_SHARE = 0.9  # another name of the thing asked for is nearly the thing
SLIP_SHARE = 0.9  # and so is its own name with one letter wrong,
SHORTEST_SLIP = 5  # unless it is so short that a letter makes another word
SHORT_WORD = 4  # a word as short as "car" begins many others ("cartridge"),
SHORT_SHARE = 0.5  # so that a part of it tells half as much
#: The short first half of a compound is not the thing: an auto-cutter is no auto.
_MODIFIER = re.compile(rf"(?<![\w-])([^\W\d_]{{1,{SHORT_WORD}}})-(?=[^\W\d_])")
#: What stands in brackets is what the goods are for, not what they are: TN-400 (Inkwell M-400).
_BRACKETED = re.compile(r"\([^()]*\)")
NAMED_AT_ALL = 0.35  # below this the words are of something else, whose properties don't matter


@dataclass(frozen=True, slots=True)
class Item:
    """Something the company sells: names by language, and what else is known of it."""

    id: str
    names: Mapping[Lang, str]
    field: str | None = None
    variant: str | None = None
    brand: str | None = None
    synonyms: tuple[str, ...] = ()

    def phrases(self) -> Iterator[tuple[Lang | None, str]]:
        """Every name with its language, and every synonym without."""
        yield from self.names.items()
        yield from ((None, synonym) for synonym in self.synonyms)

    def whole(self) -> str:
        """All that is written of it, in one text."""
        parts = (*self.names.values(), *self.synonyms, self.variant or "", self.brand or "")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a need one of the goods is.

    `covered`: the share of the need that it answers, 0–1; `named`: the share of its nearest name
    that the need said, 0–1; `met` and `otherwise`: asked properties it has, and has differently;
    `called`: the need said its own code.
    """

    item: Item
    covered: float
    named: float
    met: int
    otherwise: int
    called: bool = False

    @property
    def score(self) -> float:
        """What goods are ordered by, highest first."""
        likeness = self.covered + 0.3 * self.named + 0.3 * self.called
        return likeness + 0.15 * self.met - 0.25 * self.otherwise


@dataclass(frozen=True, slots=True)
class Need:
    """What goods are compared with: folded words with their weights, n-grams, roots, properties."""

    words: tuple[str, ...]
    others: tuple[frozenset[str], ...]
    grams: frozenset[str]
    roots: frozenset[str]
    weights: tuple[float, ...]
    traits: frozenset[Trait]
    lang: Lang

    @property
    def codes(self) -> frozenset[str]:
        """The codes among the properties."""
        return frozenset(trait.value for trait in self.traits if trait.kind == "code")


def told(need: Need, item: Item) -> Likeness:
    """How much of the need's words the item says, and the need of the item's."""
    own_words, own_grams = _read(item.whole())
    shares = [
        _answered(word, others, need, item, own_words, own_grams)
        for word, others in zip(need.words, need.others, strict=True)
    ]
    said = sum(share * weight for share, weight in zip(shares, need.weights, strict=True))
    covered = said / sum(need.weights) if need.words else 0.0
    called = bool(need.codes) and not need.codes.isdisjoint(own_codes(item.whole()))
    return Likeness(item, covered, _named(need.grams, item), 0, 0, called)


def weighed(need: Need, likeness: Likeness) -> Likeness:
    """The same, with the asked properties it has and those it has otherwise."""
    told_of = likeness.called or not need.words or likeness.covered >= NAMED_AT_ALL
    if not need.traits or not told_of:
        return likeness
    met, otherwise = agreement(need.traits, _traits(likeness.item, need.lang))
    return replace(likeness, met=met, otherwise=otherwise)


def named_outright(likenesses: Iterable[Likeness]) -> list[Likeness]:
    """The goods whose code was said, taken for what is wanted; the others as they are.

    For needs of which the words say nothing the goods know: "Is the TN-200 in stock?".
    """
    return [replace(one, covered=1.0) if one.called else one for one in likenesses]


def _answered(
    word: str,
    others: Iterable[str],
    need: Need,
    item: Item,
    own_words: frozenset[str],
    own_grams: frozenset[str],
) -> float:
    """How much of one word the item says: itself, its root, or another name of the thing."""
    share = _share(sound(word), own_words, own_grams)
    if share < 1 and _rooted(word, need, item):
        return 1.0
    by_other_name = (_share(sound(other), own_words, own_grams) for other in others)
    share = max(share, OTHER_NAME_SHARE * max(by_other_name, default=0.0))
    return SLIP_SHARE if share < SLIP_SHARE and _slipped(sound(word), own_words) else share


def _rooted(word: str, need: Need, item: Item) -> bool:
    """Whether the word's dictionary form is that of a word in the item's name.

    Only words with the same first letters are looked up: a dictionary costs more than all else.
    """
    name = item.names.get(need.lang, "")
    alike = (own for own in _accented(name) if fold(own).startswith(word[:2]))
    return any(root in need.roots and root[:2] == word[:2] for root in _roots(alike, need.lang))


def _roots(spoken: Iterable[str], lang: Lang) -> Iterator[str]:
    return (lemma(word, lang) for word in spoken)


def _share(heard: str, own_words: frozenset[str], own_grams: frozenset[str]) -> float:
    """How much of one word, as it sounds, the item says: all of it, or its n-grams' share."""
    if heard in own_words:
        return 1.0
    parts = grams(heard)
    share = sum(part in own_grams for part in parts) / len(parts)
    return share if len(heard) > SHORT_WORD else share * SHORT_SHARE


def _slipped(heard: str, own_words: frozenset[str]) -> bool:
    """Whether the word is one slip of the finger away from a word of the item."""
    return len(heard) >= SHORTEST_SLIP and any(one_slip(heard, own) for own in own_words)


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter changed, missing, added, or swapped with its next."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[2:] == other_rest[2:] and rest[:2] == other_rest[:2][::-1])
    )


def _named(said: frozenset[str], item: Item) -> float:
    read = (_read(phrase)[1] for _, phrase in item.phrases())
    return max((len(own & said) / len(own) for own in read if own), default=0.0)


@lru_cache(maxsize=16_384)
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    heard = frozenset(sound(word) for word in words(text))
    whole = heard - {sound(word) for word in _MODIFIER.findall(fold(text))}
    return whole, frozenset(gram for word in heard for gram in grams(word))


@lru_cache(maxsize=16_384)
def _accented(name: str) -> tuple[str, ...]:
    return tuple(accented_words(name))


def _traits(item: Item, lang: Lang) -> frozenset[Trait]:
    """What the item's name states in the caller's language, or else in all it is named in."""
    spoken = {lang: item.names[lang]} if lang in item.names else item.names
    found: frozenset[Trait] = frozenset()
    for each, name in spoken.items():
        found |= _traits_in(f"{name} {item.variant or ''}", each)
    return found


@lru_cache(maxsize=16_384)
def own_codes(text: str) -> frozenset[str]:
    """The codes by which goods themselves are called, of all that is written of them."""
    return codes(_BRACKETED.sub(" ", fold(text)))


@lru_cache(maxsize=16_384)
def _traits_in(text: str, lang: Lang) -> frozenset[Trait]:
    return traits_of(text, lang)
