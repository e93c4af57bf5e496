"""Dispositions: how a call of ours ended, in a firm's own words over flags that never change.

What follows from an ending hangs on its flags alone: a firm may call *missed* whatever it likes.
The flags of one stand for life, so that an old call goes on meaning what it meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from demur.domain.people import search_text
from demur.domain.refusal import Lang
from demur.domain.regret import They
from demur.domain.silence.log import Outcome


class Flag(StrEnum):
    """What is true of a call that ended so."""

    PERSON = "the person answered"
    SOMEBODY = "somebody else answered"
    NOBODY = "nobody answered"
    MACHINE = "a machine answered"
    WRONG_PERSON = "wrong person"
    WRONG_NUMBER = "wrong number"
    LATER = "asked to be called later"
    NO = "refused"
    SALE = "bought"
    NEVER = "never again"
    COUNTS = "counts as attempt"
    ENDS_NEED = "ends the need"
    NEEDS_DAY = "needs a day"
    ASKS_PEACE = "asks for peace"


#: Of these a call has exactly one: who, if anybody, was on the line.
ON_THE_LINE: Final = (
    *(Flag.PERSON, Flag.SOMEBODY, Flag.NOBODY, Flag.MACHINE),
    *(Flag.WRONG_PERSON, Flag.WRONG_NUMBER),
)
#: Of these at most one, and only where the person answered.
SAID: Final = (Flag.LATER, Flag.NO, Flag.SALE, Flag.NEVER)
#: What a flag can't be without; of several any one will do.
NEEDED: Final[Iterable[tuple[Flag, frozenset[Flag]]]] = (
    *((said, frozenset({Flag.PERSON})) for said in SAID),
    (Flag.NEEDS_DAY, frozenset({Flag.LATER})),
    (Flag.ASKS_PEACE, frozenset({Flag.NO, Flag.NEVER})),
    # B6: nobody who said no is rung again as if they had not.
    (Flag.NO, frozenset({Flag.ASKS_PEACE})),
    (Flag.NEVER, frozenset({Flag.ASKS_PEACE})),
)
#: A shorter talk than this many seconds is as likely a machine as the person (docs/silence.md).
SECONDS_OF_A_TALK: Final = 15
#: On the round's page these take the next client, and send the easy-no link instead of a call.
TAKEN_KEYS: Final = frozenset("0l")
NAME_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Disposition:
    """A way for a call to end: what a firm calls it, by which key it is said, what is true of it.

    `code` is its name in the records, for ever; a retired one is offered to nobody, and the calls
    that ended so still mean what they meant.
    """

    code: str
    key: str
    names: Mapping[Lang, str]
    flags: frozenset[Flag]
    retired: bool = False

    @property
    def asks_peace(self) -> bool:
        """Whether the client is left in peace after such a call."""
        return Flag.ASKS_PEACE in self.flags

    @property
    def counts(self) -> bool:
        """Whether it was a try to reach the client at all."""
        return Flag.COUNTS in self.flags

    @property
    def they(self) -> They | None:
        """How they refused us, where they did."""
        if not self.asks_peace:
            return None
        return They.NEVER if Flag.NEVER in self.flags else They.PLAIN_NO


def outcome(disposition: Disposition, seconds: int | None) -> Outcome | None:
    """What a call was to the arithmetic of silence; None where nothing can be learned from it.

    `seconds` is how long they spoke, None where nobody knows. An answer shorter than some 15
    seconds is unknown, unless they said no, bought, or want no call ever again.
    """
    if not disposition.counts:
        return None
    is_short = seconds is not None and seconds < SECONDS_OF_A_TALK
    if is_short and Flag.PERSON in disposition.flags and not disposition.flags & FINAL:
        return None
    return next((meant for flag, meant in MEANT.items() if flag in disposition.flags), None)


FINAL: Final = frozenset({Flag.NO, Flag.SALE, Flag.NEVER})
#: The first flag that a disposition has decides. Somebody who answers and says nothing of it is
#: as open as somebody who asks for a later call.
MEANT: Final[Mapping[Flag, Outcome]] = MappingProxyType(
    {
        Flag.NEVER: Outcome.NEVER,
        Flag.SALE: Outcome.SALE,
        Flag.NO: Outcome.NO,
        Flag.PERSON: Outcome.LATER,
        Flag.SOMEBODY: Outcome.SECRETARY,
        Flag.MACHINE: Outcome.VOICEMAIL,
        Flag.WRONG_PERSON: Outcome.WRONG_PERSON,
        Flag.WRONG_NUMBER: Outcome.WRONG_PERSON,
        Flag.NOBODY: Outcome.MISSED,
    }
)


def _shipped(code: str, key: str, hu: str, ru: str, en: str, *flags: Flag) -> Disposition:
    names = MappingProxyType({Lang.HU: hu, Lang.RU: ru, Lang.EN: en})
    return Disposition(code, key, names, frozenset({Flag.COUNTS, *flags}))


_F = Flag
#: What a firm begins with.
SHIPPED: Final = (
    _shipped("answered", "a", "felvette", "ответили", "answered", _F.PERSON),
    _shipped("missed", "m", "nem vette fel", "не ответили", "missed", _F.NOBODY),
    _shipped("voicemail", "v", "hangposta", "автоответчик", "voicemail", _F.MACHINE),
    _shipped("later", "c", "később", "позже", "later", _F.PERSON, _F.LATER),
    _shipped("no", "n", "nem", "нет", "no", *(_F.PERSON, _F.NO, _F.ASKS_PEACE, _F.ENDS_NEED)),
    _shipped("sale", "s", "vett", "купили", "sale", _F.PERSON, _F.SALE, _F.ENDS_NEED),
    _shipped(
        *("never", "x", "soha többé", "больше никогда", "never"),
        *(_F.PERSON, _F.NEVER, _F.ASKS_PEACE, _F.ENDS_NEED),
    ),
    _shipped("secretary", "t", "titkár", "секретарь", "secretary", _F.SOMEBODY),
    _shipped("wrong person", "p", "más személy", "не тот человек", "wrong person", _F.WRONG_PERSON),
    _shipped("wrong number", "w", "téves szám", "неверный номер", "wrong number", _F.WRONG_NUMBER),
)


class Why(StrEnum):
    """What is wrong with a firm's list of dispositions."""

    NO_NAME = "no name"
    LONG_NAME = "long name"
    SAME_NAME = "same name"
    NO_KEY = "no key"
    SAME_KEY = "same key"
    TAKEN_KEY = "taken key"
    LINE = "who was on the line"
    SAID_TWICE = "said two things"
    NEEDS = "needs"
    CHANGED = "changed flags"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend in a list of dispositions: what, in which of them, with what figures."""

    why: Why
    code: str
    params: Mapping[str, str]


#: English by default; a translation catalogue is keyed by these very sentences.
MESSAGES: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.NO_NAME: "“%(code)s” has no name in %(lang)s. Please give it one.",
        Why.LONG_NAME: "“%(code)s” has a name over %(most)s characters. Please shorten it.",
        Why.SAME_NAME: "“%(name)s” names two dispositions. Please rename one of them.",
        Why.NO_KEY: "“%(code)s” needs one letter or digit as its key.",
        Why.SAME_KEY: "The key %(key)s stands for two dispositions. Please change one of them.",
        Why.TAKEN_KEY: "The key %(key)s is the round page's own. Please choose another one.",
        Why.LINE: "Say of “%(code)s” who was on the line: exactly one of %(listed)s.",
        Why.SAID_TWICE: "“%(code)s” can mean only one of: %(listed)s.",
        Why.NEEDS: "“%(code)s”: “%(flag)s” goes only with %(listed)s.",
        Why.CHANGED: "What “%(code)s” means stands for life. Please retire it, and add another.",
    }
)


def faults(listed: Iterable[Disposition]) -> tuple[Fault, ...]:
    """All that is wrong with a firm's dispositions; none: they can be used.

    Of retired ones only the flags matter: their names and keys are free for others.
    """
    every = tuple(listed)
    used = [one for one in every if not one.retired]
    own = [fault for one in every for fault in _flags(one)]
    return (*own, *(fault for one in used for fault in _words(one)), *_shared(used))


def keeps_its_flags(one: Disposition, known: Disposition | None) -> tuple[Fault, ...]:
    """The fault of a disposition that would mean something else than it did."""
    if known is None or known.flags == one.flags:
        return ()
    return (Fault(Why.CHANGED, one.code, {"code": one.code}),)


def _words(one: Disposition) -> Iterator[Fault]:
    for lang in Lang:
        name = one.names.get(lang, "")
        if not search_text(name):
            yield Fault(Why.NO_NAME, one.code, {"code": one.code, "lang": lang})
        elif len(name) > NAME_MOST:
            yield Fault(Why.LONG_NAME, one.code, {"code": one.code, "most": str(NAME_MOST)})
    if len(one.key) != 1 or not one.key.isalnum():
        yield Fault(Why.NO_KEY, one.code, {"code": one.code})
    elif one.key.casefold() in TAKEN_KEYS:
        yield Fault(Why.TAKEN_KEY, one.code, {"key": one.key})


def _shared(used: Iterable[Disposition]) -> Iterator[Fault]:
    listed = tuple(used)
    keys = Counter(one.key.casefold() for one in listed)
    for one in listed:
        if one.key and keys.pop(one.key.casefold(), 1) > 1:
            yield Fault(Why.SAME_KEY, one.code, {"key": one.key})
    for lang in Lang:
        names = Counter(search_text(one.names.get(lang, "")) for one in listed)
        for one in listed:
            name = one.names.get(lang, "")
            if search_text(name) and names.pop(search_text(name), 1) > 1:
                yield Fault(Why.SAME_NAME, one.code, {"name": name})


def _flags(one: Disposition) -> Iterator[Fault]:
    on_the_line = one.flags.intersection(ON_THE_LINE)
    if len(on_the_line) != 1:
        yield Fault(Why.LINE, one.code, {"code": one.code, "listed": ", ".join(ON_THE_LINE)})
    if len(one.flags.intersection(SAID)) > 1:
        yield Fault(Why.SAID_TWICE, one.code, {"code": one.code, "listed": ", ".join(SAID)})
    for flag, needed in NEEDED:
        if flag in one.flags and not one.flags & needed:
            params = {"code": one.code, "flag": flag.value, "listed": ", ".join(sorted(needed))}
            yield Fault(Why.NEEDS, one.code, params)
