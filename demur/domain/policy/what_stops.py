"""What stops after a no: a cell of the policy's peace table, understood or not at all.

Every word of a cell has to be known, in any of the three languages. One word that is not, and
nothing is read into the rest: the caller then stops everything, and the check of the policy says
which cell it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from demur.domain.needs.text import fold
from demur.domain.peace import IN_WRITING, Scope
from demur.domain.policy import stop_words
from demur.domain.policy.stop_words import Word
from demur.domain.refusal import Channel

LONGEST_CELL: Final = 300
EVERY_CHANNEL: Final = frozenset(Channel)
_THIS_NEED: Final = re.compile("|".join(stop_words.THIS_NEED))
_WRITES: Final = re.compile("|".join(stop_words.WRITES_ON_THE_DAY))
_EXCEPT: Final = re.compile(stop_words.EXCEPT)
_EXCEPT_BEFORE: Final = re.compile(stop_words.EXCEPT_BEFORE)
_PARTS: Final = re.compile(r"[;.]|(?<=\w) ?- (?=\w)")
_ITEMS: Final = re.compile(r"[,:/]|\b(?:and|or|es|meg|vagy|и|или)\b")
#: *Everything* by itself, with nothing after it that it would be all of.
_ALL_THERE_IS: Final = re.compile(
    r"\b(?:everything|anything|whatever|mindent|(?:minden|все)(?= *(?:$|[,:])))"
)
_LENGTH: Final = re.compile(
    r"\b(?:for (?:a |an |half a |\w+ )?(?:\d+ )?(?:day|week|month|year|quarter)s?|for good|forever"
    r"|until (?:that|the named) day|until then|addig|до (?:этого|того|названного) дня"
    r"|\w+ (?:nap|het|honap|ev|felev)(?:ig|re|ra)|felevig|fel evig|vegleg|orokre"
    r"|(?:на |в течение )?(?:\w+ )?(?:полгода|год|месяц\w*|недел\w+|днеи)|навсегда)\b"
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Stops:
    """What stops: how much, on which channels (none named: on every one), and what may go on.

    `but_one_offer` leaves room for one better offer in writing; `writes_on_the_day` says that we
    write when the day has come that the client named.
    """

    scope: Scope
    channels: frozenset[Channel] = frozenset()
    but_one_offer: bool = False
    writes_on_the_day: bool = False


#: What stops where nobody can read what does.
EVERYTHING: Final = Stops(Scope.EVERYTHING)


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing of a list in a cell: what its words are, and the channels they name."""

    words: frozenset[Word]
    channels: frozenset[Channel]
    is_strange: bool = False
    is_all: bool = False

    @property
    def is_selling(self) -> bool:
        return Word.SELLING in self.words


@lru_cache(maxsize=4096)
def read_stops(text: str) -> Stops | None:
    """Read what stops after a no, None where it can't be told.

    "all calls and messages about this need", "nem hívjuk, de írhatunk", "звонки и сообщения по
    этому вопросу". A length of time in the cell is left to the column that holds it.
    """
    folded = " ".join(fold(text[:LONGEST_CELL]).replace("–", "-").split())
    folded, days = _WRITES.subn(" ", _LENGTH.sub(" ", folded))
    stopping, going_on = _sides(_THIS_NEED.sub(" thisneed ", folded))
    items = [item for part in stopping for item in part]
    if not _is_understood(stopping, going_on) or not _says_what(items):
        return None
    offers = any(Word.OFFER in item.words for item in going_on)
    channels = _stopped(items) - (set() if offers else _channels(going_on))
    if not channels:
        return None
    every = channels == EVERY_CHANNEL
    return Stops(_scope(stopping), frozenset() if every else channels, offers, bool(days))


# ---- what stops, and what may go on


def _sides(folded: str) -> tuple[list[list[_Item]], list[_Item]]:
    """Hear the parts that say what stops, each a list, and all that may go on."""
    going_on = [_hear(found[1]) for found in _EXCEPT_BEFORE.finditer(folded)]
    stopping: list[list[_Item]] = []
    for part in _PARTS.split(_EXCEPT_BEFORE.sub(" ", folded)):
        for nth, words in enumerate(_EXCEPT.split(part)):
            items = [_hear(item) for item in _ITEMS.split(words) if item.strip()]
            may = nth > 0 or any(Word.MAY in item.words for item in items)
            if may and not any(Word.NO in item.words for item in items):
                going_on += items
            elif items:
                stopping.append(items)
    return stopping, going_on


def _hear(text: str) -> _Item:
    heard = [_meaning(token) for token in _TOKEN.findall(text)]
    return _Item(
        frozenset(word for words, _ in heard for word in words),
        frozenset(channel for _, channels in heard for channel in channels),
        is_strange=not all(words or channels for words, channels in heard),
        is_all=_ALL_THERE_IS.search(text) is not None,
    )


def _is_understood(stopping: list[list[_Item]], going_on: list[_Item]) -> bool:
    """Whether every word is known, nothing is denied twice, and what goes on is ours to keep."""
    items = [*going_on, *(item for part in stopping for item in part)]
    twice = any({Word.NO, Word.STOPS} <= _words(part) for part in stopping)
    return not twice and not any(item.is_strange for item in items) and _may_go_on(going_on)


def _may_go_on(items: list[_Item]) -> bool:
    """Whether what may go on is whole channels, or one offer in writing: one call is neither."""
    words, channels = _words(items), _channels(items)
    if Word.OFFER in words:
        return Word.ONE in words and channels <= IN_WRITING
    odd = words & {Word.ONE, Word.SELLING, Word.CONTACT, Word.NEED, Word.ALL}
    return not odd and (bool(channels) or words <= {Word.SMALL})


def _says_what(items: list[_Item]) -> bool:
    """Whether something is said to stop at all: "nothing" does not say it."""
    words = _words(items)
    named = words & {Word.CONTACT, Word.SELLING, Word.OFFER, Word.NEED}
    return bool(_channels(items) or named or (Word.ALL in words and Word.NO not in words))


def _stopped(items: list[_Item]) -> frozenset[Channel]:
    """Give the channels that rest: those named, or all where something is named without one."""
    named = _channels(items)
    at_large = {Word.CONTACT, Word.SELLING, Word.OFFER}
    wide = any(item.is_all or (item.words & at_large and not item.channels) for item in items)
    if wide or not named or named >= {Channel.PHONE, *IN_WRITING}:
        return EVERY_CHANNEL
    return named


def _scope(stopping: list[list[_Item]]) -> Scope:
    """Give how much stops; of a list of two kinds, what takes in both."""
    items = [item for part in stopping for item in part]
    selling = [item.is_selling for item in items if item.is_selling or item.channels]
    if any(item.is_all for item in items):
        return Scope.NEED if _all_about_it(stopping) else Scope.EVERYTHING
    # "Marketing calls and messages" are of one kind; "calls and marketing" are of two.
    if any(selling):
        of_one_kind = selling[0] and not _part_two_kinds(items)
        return Scope.MARKETING if of_one_kind else Scope.EVERYTHING
    return Scope.NEED if _all_about_it(stopping) else Scope.EVERYTHING


def _part_two_kinds(items: list[_Item]) -> bool:
    alone = any(item.is_selling and not item.channels for item in items)
    return alone and any(item.channels and not item.is_selling for item in items)


def _all_about_it(stopping: list[list[_Item]]) -> bool:
    """Whether every part that stops something is about the one need."""
    return bool(stopping) and all(Word.NEED in _words(part) for part in stopping)


def _words(items: Iterable[_Item]) -> frozenset[Word]:
    return frozenset(word for item in items for word in item.words)


def _channels(items: Iterable[_Item]) -> frozenset[Channel]:
    return frozenset(channel for item in items for channel in item.channels)


# ---- words


@cache
def _table() -> tuple[dict[str, tuple[set[Word], set[Channel]]], list[tuple[str, object]]]:
    """Give what whole words mean, and the beginnings of words."""
    whole: dict[str, tuple[set[Word], set[Channel]]] = {}
    begun: list[tuple[str, object]] = []
    for meant, listed in _every():
        for word in listed.split():
            if word.endswith("*"):
                begun.append((word[:-1], meant))
            else:
                _add(whole.setdefault(word, (set(), set())), meant)
    return whole, begun


def _every() -> Iterable[tuple[object, str]]:
    yield from stop_words.WORDS.items()
    yield from stop_words.CHANNELS.items()
    yield from stop_words.MANY.items()
    yield Word.NEED, "thisneed"


def _add(known: tuple[set[Word], set[Channel]], meant: object) -> None:
    if isinstance(meant, Word):
        known[0].add(meant)
    elif isinstance(meant, Channel):
        known[1].add(meant)
    elif isinstance(meant, frozenset):
        known[1].update(meant)


@lru_cache(maxsize=4096)
def _meaning(token: str) -> tuple[frozenset[Word], frozenset[Channel]]:
    """Give what a word is and the channels it names; nothing where nobody knows it."""
    whole, begun = _table()
    known = whole.get(token)
    if known is None:
        known = (set(), set())
        longest = max((len(start) for start, _ in begun if token.startswith(start)), default=0)
        for start, meant in begun:
            if len(start) == longest and token.startswith(start):
                _add(known, meant)
    return frozenset(known[0]), frozenset(known[1])
