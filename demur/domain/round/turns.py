"""A client's turn in the day: when it is due, by whom, what it is worth, and why it is today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

#: Of a turn: what it is worth, P(refused) with its interval, the chance of an answer.
Figures = tuple[float, float, float, float, float]

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
    worth = {one.client: of for one, of in zip(places, worths(places, ground), strict=True)}
    for one in sorted(places, key=lambda each: (each.slot, -worth[each.client], each.client)):
        if one.minute >= 0:
            continue
        first, last = ground.slots.span(one.slot)
        at = cursor.get((one.seller, one.slot), float(first))
        while (one.seller, int(at)) in promised:
            at = float(int(at) + 1)
        length = LINK_MINUTES if one.kind is Kind.LINK else ground.said.length[one.client, one.slot]
        cursor[one.seller, one.slot] = at + float(length)
        minute = min(int(at), last - 1)
        found.append(Place(one.client, one.seller, one.slot, one.kind, one.propensity, minute))
    return sorted(found, key=lambda each: (each.minute, -worth[each.client], each.client))


def worths(places: Sequence[Place], ground: Ground) -> list[float]:
    """Money a minute of turns; of one that the ranking says nothing of, what the call brings."""
    where = _where(places)
    worth, said = ground.worth[where], ground.said
    found = np.where(np.isfinite(worth), worth, said.brings[where] / said.length[where])
    found[[one.kind is Kind.LINK for one in places]] = 0.0
    return [float(one) for one in found]


def _where(places: Sequence[Place]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The clients and slots of turns, as an index into (N, S)."""
    client, slot = [one.client for one in places], [one.slot for one in places]
    return np.array(client, np.int64), np.array(slot, np.int64)


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
    because = [_because(one, known[one.client], ground, attempts is None, facts) for one in places]
    return tuple(map(_turn, places, _sellers(places, ground), _figures(places, ground), because))


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


def _sellers(places: Sequence[Place], ground: Ground) -> list[str]:
    return [ground.team[one.seller].seller if one.seller >= 0 else "" for one in places]


def _figures(places: Sequence[Place], ground: Ground) -> list[Figures]:
    client, slot = _where(places)
    refused = ground.beliefs.p_refused[client].astype(np.float64)
    # In single precision an interval may miss what it is drawn around by a hair.
    low = np.minimum(refused, ground.beliefs.interval[client, 0])
    high = np.maximum(refused, ground.beliefs.interval[client, 1])
    columns = refused, low, high, ground.said.answers[client, slot]
    return list(zip(worths(places, ground), *(each.tolist() for each in columns), strict=True))


def _turn(place: Place, seller: str, figures: Figures, because: tuple[Fact, ...]) -> Turn:
    worth, refused, low, high, answers = figures
    return Turn(
        client=place.client,
        slot=place.slot,
        seller=seller,
        kind=place.kind,
        worth=worth,
        p_refused=refused,
        low=low,
        high=high,
        p_answer=answers,
        propensity=place.propensity,
        because=because,
        minute=place.minute,
    )
