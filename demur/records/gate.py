"""The gate: nothing that reaches a client leaves the house but through here (B6, P6).

It is asked inside the transaction that plans, exports, mails or dials, and again at the instant
of dialling. It gathers what was promised and lets `domain/peace.py` decide. Where it can't see,
because the records, the key or the journal of peace do not answer, nobody is let through.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeVar, final, get_type_hints
from uuid import UUID

from django.db import DatabaseError

from demur.domain.exits import AT_ONCE, BY_RULES, SPARING, Exit
from demur.domain.peace import Approach, Blocked, Peace, Purpose, Why, verdict
from demur.records import peace_journal
from demur.records.contact_rules import Judge
from demur.records.keyed import LostKey, need_mark
from demur.records.peace import address_key, keys_of, owners_of, spare, standing
from demur.records.peace_journal import LostJournal

_SEAL: Final = object()
Carrier = TypeVar("Carrier", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Wanted:
    """An approach that somebody would like to make: to which contact, at which address.

    `address` is a number's E.164 key or a mail's key, empty where there is none; `about` is the
    asker's own, given back with the verdict.
    """

    address: str
    approach: Approach
    contact: int | None = None
    about: Any = None


@final
class Cleared:
    """An approach that the gate let through; nobody else can make one."""

    __slots__ = ("exit", "wanted")

    def __init__(self, wanted: Wanted, exit: Exit, seal: object) -> None:  # noqa: A002
        if seal is not _SEAL:
            raise TypeError("only the gate clears an approach: ask demur.records.gate.ask")
        self.wanted = wanted
        self.exit = exit

    @property
    def address(self) -> str:
        """Where the client is reached."""
        return self.wanted.address


@dataclass(frozen=True, slots=True)
class Held:
    """An approach that may not be made, and why."""

    wanted: Wanted
    blocked: Blocked


@dataclass(frozen=True, slots=True)
class Passage:
    """What the gate answered: what may go, and what is held back, each in the order it came."""

    cleared: tuple[Cleared, ...] = ()
    held: tuple[Held, ...] = field(default=())


def ask(exit: Exit, wanted: Sequence[Wanted]) -> Passage:  # noqa: A002
    """Ask for approaches through an exit; call it in the transaction that acts on the answer.

    Peace is asked first, then, where the exit acts, the rules of the client's country. A few small
    statements for each five hundred contacts, whatever they have of numbers.
    """
    told = _told(exit, wanted)
    cleared = (Cleared(one, exit, _SEAL) for one, no in zip(wanted, told, strict=True) if not no)
    held = tuple(Held(one, no) for one, no in zip(wanted, told, strict=True) if no)
    if exit in SPARING:
        spare(_by_a_peace(held), exit)
    return Passage(tuple(cleared), held)


def foresee(exit: Exit, wanted: Sequence[Wanted]) -> tuple[Blocked | None, ...]:  # noqa: A002
    """What would hold approaches back just now, for a page that shows it.

    Nobody is let through by it, and nothing is counted as spared.
    """
    return tuple(_told(exit, wanted))


def _told(exit: Exit, wanted: Sequence[Wanted]) -> list[Blocked | None]:  # noqa: A002
    """What forbids each approach; each that nothing forbids counts for those after it."""
    try:
        peace_journal.catch_up()
        owners = owners_of({one.address for one in wanted if one.address})
        keys = _keys_by(wanted, owners)
        known = _peaces_by(keys)
        judge = _judge(exit, wanted, owners, keys)
    except (LostKey, LostJournal, DatabaseError):
        return [Blocked(Why.BLIND)] * len(wanted)
    told = []
    for one, peaces in zip(wanted, known, strict=True):
        blocked = _verdict(one, peaces) or (judge.says(one, peaces) if judge else None)
        if blocked is None and judge:
            judge.cleared(one)
        told.append(blocked)
    return told


def _judge(
    exit: Exit,  # noqa: A002
    wanted: Sequence[Wanted],
    owners: Mapping[str, int],
    keys: Sequence[Collection[str]],
) -> Judge | None:
    """Who says what the rules forbid; nobody where no rule can bite."""
    at_once = exit in AT_ONCE
    bites = at_once or any(one.approach.purpose is not Purpose.ASKED for one in wanted)
    return Judge(wanted, owners, keys, at_once=at_once) if exit in BY_RULES and bites else None


def _by_a_peace(held: Sequence[Held]) -> Iterator[tuple[UUID, datetime]]:
    for one in held:
        if one.blocked.peace:
            yield one.blocked.peace, one.wanted.approach.at


def _verdict(wanted: Wanted, peaces: Collection[Peace]) -> Blocked | None:
    if not wanted.address:
        return Blocked(Why.UNREACHABLE)
    approach = wanted.approach
    return verdict(replace(approach, need=need_mark(approach.need)), peaces)


def _keys_by(wanted: Sequence[Wanted], owners: Mapping[str, int]) -> list[set[str]]:
    """Of each approach the keys of its client: of any number or address that they have."""
    contacts = {one.contact for one in wanted if one.contact} | set(owners.values())
    by_contact = keys_of(contacts)
    return [_keys(one, owners, by_contact) for one in wanted]


def _peaces_by(keys: Sequence[Collection[str]]) -> list[list[Peace]]:
    """Of each approach the peaces that stand, by any of its client's keys."""
    found = standing(frozenset().union(*keys))
    return [[peace for key in some for peace in found.get(key, ())] for some in keys]


def _keys(wanted: Wanted, owners: Mapping[str, int], known: Mapping[int, set[str]]) -> set[str]:
    keys = {address_key(wanted.address)}
    for contact in known.keys() & {wanted.contact, owners.get(wanted.address)}:
        keys |= known[contact]
    return keys


# ---- the register of exits


class NotAnExit(TypeError):
    """What was to carry approaches out does not take cleared ones, or not these."""


#: Who carries approaches out by each exit.
CARRIERS: Final[dict[Exit, Callable[..., Any]]] = {}


def leaves_by(exit: Exit) -> Callable[[Carrier], Carrier]:  # noqa: A002
    """Register the one function that carries approaches out by an exit.

    Its first parameter is Cleared, or a sequence of Cleared: one that does not ask the gate has
    none to give. Raises NotAnExit for any other, and where the exit has its carrier already. The
    carrier itself raises it for what the gate cleared for another exit.
    """

    def register(carry: Carrier) -> Carrier:
        parameters = list(inspect.signature(carry).parameters)
        taken = get_type_hints(carry).get(parameters[0]) if parameters else None
        if taken not in {Cleared, Sequence[Cleared]}:
            raise NotAnExit(f"{carry.__qualname__} must take what the gate cleared, not {taken}")
        carrier = carry if hasattr(carry, "exits") else _as_cleared(carry)
        if CARRIERS.setdefault(exit, carrier) is not carrier:
            raise NotAnExit(f"{exit} is carried by {CARRIERS[exit].__qualname__} already")
        carrier.exits.add(exit)  # type: ignore[attr-defined]
        return carrier

    return register


def _as_cleared(carry: Carrier) -> Carrier:
    """The same, which refuses what was cleared for exits that are not its own."""
    exits: set[Exit] = set()

    @functools.wraps(carry)
    def carrier(cleared: Cleared | Sequence[Cleared], *rest: Any, **named: Any) -> Any:
        some = [cleared] if isinstance(cleared, Cleared) else cleared
        for one in some:
            if one.exit not in exits:
                raise NotAnExit(f"{carry.__qualname__} does not carry what left by {one.exit}")
        return carry(cleared, *rest, **named)

    carrier.exits = exits  # type: ignore[attr-defined]
    return carrier  # type: ignore[return-value]
