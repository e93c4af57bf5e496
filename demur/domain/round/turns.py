"""A client's turn in the day: when it is due, by whom, what it is worth, and why it is today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from demur.domain.round import past
from demur.domain.round.because import Fact, Why
from demur.domain.round.past import Past
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.round.worthwhile import Chances
from demur.domain.silence.log import Attempts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.model import Beliefs, Clients

#: Minutes that sending a link takes.
LINK_MINUTES: Final = 0.5


class Kind(StrEnum):
    """What is done: a promised call, a call by plan, a call by chance, a link instead of a call."""

    PROMISE = "promise"
    CALL = "call"
    EXPLORE = "explore"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Turn:
    """One client's turn: place in the arrays, slot, seller, and why today.

    `worth` is money a minute (0 for a link), `low` and `high` the interval of `p_refused`,
    `propensity` the chance with which this turn was to be, `minute` that of the firm's day at which
    it is due. No seller ("") is any.
    """

    client: int
    slot: int
    seller: str
    kind: Kind
    worth: float
    p_refused: float
    low: float
    high: float
    p_answer: float
    propensity: float
    because: tuple[Fact, ...]
    minute: int


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a day is planned on: who may (N, S), who speaks (N, K), chances and worth (N, S)."""

    beliefs: Beliefs
    clients: Clients
    slots: Slots
    team: Sequence[Shift]
    able: NDArray[np.bool_]
    speaks: NDArray[np.bool_]
    said: Chances
    worth: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A turn before it is told: whose, when, by whom (-1: any), and the chance it had."""

    client: int
    seller: int
    slot: int
    kind: Kind
    propensity: float = 1.0
    minute: int = -1


def timed(places: Sequence[Place], ground: Ground) -> list[Place]:
    """The turns with their minutes: a seller's calls one after another, around those promised."""
    found = [one for one in places if one.minute >= 0]
    promised = {(one.seller, one.minute) for one in found}
    cursor: dict[tuple[int, int], float] = {}
    for one in sorted(places, key=lambda each: (each.slot, -worth_of(ground, each), each.client)):
        if one.minute >= 0:
            continue
        first, last = ground.slots.span(one.slot)
        at = cursor.get((one.seller, one.slot), float(first))
        while (one.seller, int(at)) in promised:
            at = float(int(at) + 1)
        length = LINK_MINUTES if one.kind is Kind.LINK else ground.said.length[one.client, one.slot]
        cursor[one.seller, one.slot] = at + float(length)
        found.append(replace(one, minute=min(int(at), last - 1)))
    return sorted(found, key=lambda each: (each.minute, -worth_of(ground, each), each.client))


def worth_of(ground: Ground, place: Place) -> float:
    """Money a minute of a turn; of one that the ranking says nothing of, what the call brings."""
    if place.kind is Kind.LINK:
        return 0.0
    found = float(ground.worth[place.client, place.slot])
    if np.isfinite(found):
        return found
    said = ground.said
    return float(said.brings[place.client, place.slot] / said.length[place.client, place.slot])


def told(
    ground: Ground,
    places: Sequence[Place],
    day: float,
    attempts: Attempts | None,
    facts: Mapping[int, Sequence[Fact]],
) -> tuple[Turn, ...]:
    """The turns with what is believed of each client, and why they are called today."""
    log = Attempts.none() if attempts is None else attempts
    known = past.pasts(log, (one.client for one in places), day, ground.slots)
    return tuple(
        _turn(ground, one, _because(one, known[one.client], ground, attempts is None, facts))
        for one in places
    )


def _because(
    place: Place, known: Past, ground: Ground, blind: bool, facts: Mapping[int, Sequence[Fact]]
) -> tuple[Fact, ...]:
    told = tuple(facts.get(place.client, ()))
    if place.kind is Kind.EXPLORE:
        return (Fact(Why.BY_CHANCE),)
    if place.kind is Kind.LINK:
        return past.why_link(known)
    if place.kind is Kind.PROMISE:
        at = f"{place.minute // 60:02}:{place.minute % 60:02}"
        return (Fact(Why.PROMISED, {"at": at}), *told)
    if blind:
        return told or (Fact(Why.WORTH_NOW),)
    return past.why_today(known, place.slot, ground.slots, told)


def _turn(ground: Ground, place: Place, because: tuple[Fact, ...]) -> Turn:
    beliefs, i = ground.beliefs, place.client
    refused = float(beliefs.p_refused[i])
    return Turn(
        client=i,
        slot=place.slot,
        seller=ground.team[place.seller].seller if place.seller >= 0 else "",
        kind=place.kind,
        worth=worth_of(ground, place),
        p_refused=refused,
        # In single precision an interval may miss what it is drawn around by a hair.
        low=min(refused, float(beliefs.interval[i, 0])),
        high=max(refused, float(beliefs.interval[i, 1])),
        p_answer=float(ground.said.answers[i, place.slot]),
        propensity=place.propensity,
        because=because,
        minute=place.minute,
    )
