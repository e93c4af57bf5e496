"""The plan of a day: whom to call, in which slot, by whom, why; and until when all others rest.

What must never be broken is kept here, outside the ranking: who may be called at all, promises
first and at their time, one call a client a day, a seller's languages and minutes, key clients'
share. Within that, the day is filled with what is worth most (`filling`), a few calls are drawn by
chance (`exploring`), and whoever no plan is worth its minutes is left alone, or sent a link.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from demur.domain.round import exploring, filling, promises, worthwhile
from demur.domain.round.because import Fact
from demur.domain.round.filling import Asked
from demur.domain.round.placing import alike
from demur.domain.round.promises import Kept, Promised
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift, free, speaks
from demur.domain.round.turns import LINK_MINUTES, Ground, Kind, Place, Turn, timed, told, worths
from demur.domain.silence import rounds
from demur.domain.silence.judges import Alone, Judge
from demur.domain.silence.log import Attempts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.model import Beliefs, Clients, Params

__all__ = ["Day", "Kind", "Promised", "Turn", "plan_day"]

#: The share of a day's minutes that may go into sending links.
LINK_SHARE: Final = 0.05
#: So many times the minutes are looked at for the filling; nobody further down comes in.
LOOKED_AT: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A day's plan: its turns by the clock; until when each client rests; what a minute is worth.

    `whose` are the clients who have a turn.
    `rests` (N,) is the day itself for who is called, inf where we stop. `price` is what the last
    minute of the plan is worth. `propensity` (N,) is everybody's chance to be called today, `worth`
    (N,) a call's best worth a minute (-inf: better later or never), `brings` (N,) and `length` (N,)
    the money and minutes of such a call, `able` (N,) and `spoken` (N,) whether any slot and any
    seller's language would do. `unkept` are clients whose promise can't be kept today.
    """

    turns: tuple[Turn, ...]
    whose: frozenset[int]
    rests: NDArray[np.float64]
    price: float
    minute_price: float
    day: float
    propensity: NDArray[np.float64]
    worth: NDArray[np.float64]
    brings: NDArray[np.float64]
    length: NDArray[np.float64]
    able: NDArray[np.bool_]
    spoken: NDArray[np.bool_]
    unkept: tuple[int, ...] = ()


def plan_day(
    params: Params,
    beliefs: Beliefs,
    clients: Clients,
    day: float,
    slots: Slots,
    team: Sequence[Shift],
    may: NDArray[np.bool_],
    *,
    promised: Sequence[Promised] = (),
    taken: Collection[int] = (),
    key_share: float = 0.25,
    explore: float = 0.05,
    seed: int = 0,
    languages: Sequence[str] | None = None,
    links: NDArray[np.bool_] | None = None,
    attempts: Attempts | None = None,
    facts: Mapping[int, Sequence[Fact]] | None = None,
    minute_costs: float = 0.0,
    order: NDArray[np.float64] | None = None,
    judge: Judge | None = None,
) -> Day:
    """Plan a day's round; the same arguments give the same plan.

    `may` (N,) or (N, S): who may be called, in which slots (peace, quiet hours, rules: the plan
    asks nothing else). `taken`: clients called today already or in somebody's hands. `key_share` of
    the minutes is kept for key clients, `explore` of them for calls by chance. `languages` (N,)
    of the clients, "" unknown; `links` (N,) who has an open offer and may be sent the easy-no link.
    `attempts` and `facts` (by client) say why today. `minute_costs`: what a minute costs in money.
    `order` (N,) chooses in place of a call's worth: the greatest first, nobody of -inf. `judge`:
    whoever works out what calls are worth, where this process is not to do it alone.
    Raises ValueError where the arrays know other slots.
    """
    open_to = _open_to(may, clients, slots)
    minutes = free(team, slots)
    known = speaks(team, languages if languages is not None else [""] * len(clients))
    judge = judge or Alone(params, beliefs, clients)
    said = worthwhile.chances(judge, clients, day)
    names = [shift.seller for shift in team]
    kept, unkept, left = promises.keep(
        promised, set(taken), slots, names, open_to, known, said.length, minutes
    )
    able = _others(
        open_to & np.asarray(known.any(1))[:, None], [*taken, *(one.client for one in promised)]
    )
    worth = (
        worthwhile.worth(judge, day, left.sum(0), able, minute_costs)
        if order is None
        else np.where(able, order[:, None], -np.inf)
    )
    ground = Ground(beliefs, clients, slots, team, able, known, said, worth)

    price = worthwhile.price(said, able, float(left.sum()), minute_costs)
    wanted = np.asarray(np.isfinite(worth).any(1))
    rests = worthwhile.rests(judge, day, price, wanted)
    linked = _linked(ground, links, rests, float(left.sum()))
    room = _less(left, len(linked) * LINK_MINUTES)
    aside = exploring.set_aside(room, explore, day)
    share = key_share * float(minutes.sum()) - _key_minutes(ground, kept)
    called = _filled(ground, room - aside, share)
    drawn, chance = _drawn(ground, aside, [*called, *linked], day, seed)
    places = timed([*_promised(kept), *called, *drawn, *linked], ground)
    return Day(
        turns=told(ground, places, day, attempts, facts or {}),
        whose=frozenset(one.client for one in places),
        rests=_today(rests, [*_promised(kept), *called, *drawn], day),
        price=_price(ground, called, room - aside, minute_costs),
        minute_price=price,
        day=day,
        propensity=_chances(chance, [*_promised(kept), *called]),
        unkept=unkept,
        **_best(ground, open_to, known),
    )


# ---- who may, and what is left of the minutes


def _open_to(may: NDArray[np.bool_], clients: Clients, slots: Slots) -> NDArray[np.bool_]:
    """(N, S) who may be called in which slot, by both words for it."""
    if clients.slots != slots.count:
        raise ValueError(f"the clients have {clients.slots} slots, not {slots.count}")
    given = np.asarray(may, np.bool_)
    return (given[:, None] if given.ndim == 1 else given) & clients.allowed


def _others(able: NDArray[np.bool_], taken: Sequence[int]) -> NDArray[np.bool_]:
    """(N, S) the same without those who have their call of today."""
    found = able.copy()
    found[np.array(taken, dtype=np.int64)] = False
    return found


def _less(minutes: NDArray[np.float64], spent: float) -> NDArray[np.float64]:
    """(K, S) minutes after so many of them are spent, wherever that be."""
    return minutes * max(1.0 - spent / minutes.sum(), 0.0) if spent else minutes


def _key_minutes(ground: Ground, kept: Sequence[Kept]) -> float:
    """Minutes that promises give to key clients."""
    return float(
        sum(ground.said.length[k.client, k.slot] for k in kept if ground.clients.key[k.client])
    )


# ---- who is called, drawn, sent a link


def _promised(kept: Sequence[Kept]) -> list[Place]:
    return [Place(k.client, k.seller, k.slot, Kind.PROMISE, 1.0, k.minute) for k in kept]


def _filled(ground: Ground, minutes: NDArray[np.float64], key_minutes: float) -> list[Place]:
    """The calls of the plan, as much worth as the minutes hold."""
    who = _near(ground, float(minutes.sum()))
    length = ground.said.length[who]
    gain = np.where(ground.worth[who] > 0.0, ground.worth[who] * length, -np.inf)
    asked = Asked(
        gain, length, ground.speaks[who], ground.clients.key[who], minutes, max(key_minutes, 0.0)
    )
    seller, slot = filling.fill(asked)
    return [
        Place(int(who[i]), int(seller[i]), int(slot[i]), Kind.CALL)
        for i in np.flatnonzero(seller >= 0)
    ]


def _near(ground: Ground, minutes: float) -> NDArray[np.int64]:
    """Those whom the minutes may suffice for, in each slot, language and share alike."""
    found = np.zeros(len(ground.worth), np.bool_)
    groups = np.column_stack([ground.speaks, ground.clients.key])
    worthy = np.flatnonzero((ground.worth > 0.0).any(1))
    kinds, which = alike(groups[worthy])
    for kind in range(len(kinds)):
        mine = worthy[which == kind]
        for slot in range(ground.slots.count):
            fit = mine[ground.worth[mine, slot] > 0.0]
            fit = fit[np.argsort(-ground.worth[fit, slot], kind="stable")]
            spent = np.cumsum(ground.said.length[fit, slot])
            found[fit[: int(np.searchsorted(spent, LOOKED_AT * minutes)) + 1]] = True
    return np.flatnonzero(found)


def _linked(
    ground: Ground, links: NDArray[np.bool_] | None, rests: NDArray[np.float64], minutes: float
) -> list[Place]:
    """Those to whom no call is worth its minutes, and who can say no by a link; dearest first."""
    if links is None:
        return []
    who = np.flatnonzero(np.asarray(links, np.bool_) & np.isinf(rests) & ground.able.any(1))
    who = who[np.argsort(-ground.clients.value[who], kind="stable")]
    most = int(LINK_SHARE * minutes / LINK_MINUTES)
    open_to = [np.flatnonzero(ground.able[i]) for i in who[:most]]
    return [
        Place(int(i), -1, int(slots[nth % len(slots)]), Kind.LINK)
        for nth, (i, slots) in enumerate(zip(who[:most], open_to, strict=True))
    ]


def _drawn(
    ground: Ground,
    aside: NDArray[np.float64],
    others: Sequence[Place],
    day: float,
    seed: int,
) -> tuple[list[Place], NDArray[np.float64]]:
    """The calls by chance, and everybody's chance to be among them.

    Who would bring nothing whatever they said is not drawn.
    """
    chance = np.zeros(len(ground.able))
    able_ones = _others(ground.able, [one.client for one in others])
    who = np.flatnonzero(able_ones.any(1) & (ground.clients.value > 0.0))
    able = able_ones[who][:, None, :] & ground.speaks[who][:, :, None]
    seller, slot, mine = exploring.drawn(able, ground.said.length[who], aside, day, seed)
    chance[who] = mine
    places = [
        Place(int(who[i]), int(seller[i]), int(slot[i]), Kind.EXPLORE, float(mine[i]))
        for i in np.flatnonzero(seller >= 0)
    ]
    return places, chance


# ---- the day as a whole


def _today(rests: NDArray[np.float64], called: Sequence[Place], day: float) -> NDArray[np.float64]:
    found = rests.copy()
    found[[one.client for one in called]] = day
    return found


def _price(
    ground: Ground, called: Sequence[Place], minutes: NDArray[np.float64], costs: float
) -> float:
    """What the last minute of the plan is worth; where minutes are left over, what it costs.

    Key clients may be called for less, in the minutes kept for them: theirs is not the price.
    """
    spent = sum(ground.said.length[one.client, one.slot] for one in called)
    if not called or minutes.sum() - spent > len(minutes) * rounds.ANSWERED:
        return costs
    others = [one for one in called if not ground.clients.key[one.client]]
    return max(costs, min(worths(others or called, ground)))


def _chances(chance: NDArray[np.float64], sure: Sequence[Place]) -> NDArray[np.float64]:
    found = chance.copy()
    found[[one.client for one in sure]] = 1.0
    return found


def _best(
    ground: Ground, may: NDArray[np.bool_], known: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    """Of each client the best call of today, whether it is made or not."""
    every = np.arange(len(ground.worth))
    rate = np.where(may, ground.said.brings / ground.said.length, -1.0).argmax(1)
    return {
        "worth": ground.worth.max(1, initial=-np.inf),
        "brings": ground.said.brings[every, rate],
        "length": ground.said.length[every, rate],
        "able": may.any(1),
        "spoken": known.any(1),
    }
