"""One world, worked: its history in the firm's old way, its test by each planner on a copy."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.rounds.team import ANSWERED, Log, Seen, Team
from bench.worlds import LOST

if TYPE_CHECKING:
    from bench.worlds import World

DAYS = 240
REFUSED_EVERY, ANSWER_EVERY = 20, 5  # days between looks at what a planner believes
NOBODY = np.empty(0, np.int64)
AT_RANDOM = 0.1  # of an old round, so that nobody's chance to be called is none


class Player(Protocol):
    """Whoever plans the calls of a team."""

    def start(self, seen: Seen) -> None:
        """Look at the clients and at the log of the firm's old round; the log grows by itself."""

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Whom to call now, first first; nobody else is called, so minutes may be left."""

    def told(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """What the log says of the slot's calls."""

    def p_refused(self, day: int) -> NDArray[np.float64] | None:
        """(N,) How probably each has refused, in the morning; None from who has no opinion."""

    def p_answer(self, day: int, slot: int) -> NDArray[np.float64] | None:
        """(N,) How probably each would answer now; None from who has no opinion."""


@dataclass(slots=True)
class Tally:
    """What one planner made of one world.

    `expected` is the money that the calls made would bring on average, as it stood at each slot's
    beginning: the same as `money` but for the luck of the single call. `refused` and `answered`
    hold rows (believed, true).
    """

    money: float = 0.0
    expected: float = 0.0
    available: float = 0.0
    spent: float = 0.0
    calls: int = 0
    refused: list[NDArray[np.float64]] = field(default_factory=list)
    answered: list[NDArray[np.float64]] = field(default_factory=list)


class OldRound:
    """The firm's old way: everyone every so many days, the dearest first, a tenth at random."""

    def __init__(self, every: int, seed: int) -> None:
        self._every, self._draw = every, np.random.default_rng([seed, 77])

    def order(
        self, day: int, may: NDArray[np.bool_], log: Log, value: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Who is due, with one in ten at a place that chance gives."""
        attempts = log.attempts()
        last = np.full(len(value), -np.inf)
        last[attempts.client] = attempts.day  # in order of days: the last one stays
        due = np.flatnonzero(may & (day - last >= self._every))
        rank = np.argsort(np.argsort(-value[due] + self._draw.random(len(due)) * 1e-9))
        loose = self._draw.random(len(due)) < AT_RANDOM
        return due[np.argsort(np.where(loose, self._draw.random(len(due)) * len(due), rank))]


def past(world: World, seed: int) -> Team:
    """Let the world live its history in the firm's old way; the team that then knows it."""
    team, round_ = Team(world), OldRound(world.old_every, seed)
    for day in range(world.history):
        for slot in np.flatnonzero(world.minutes[day]):
            may = team.may(day, slot)
            order = round_.order(day, may, team.seen.log, world.clients.value)
            team.work(world, day, int(slot), order)
        world.night(day)
    return team


def unrecorded(world: World) -> Team:
    """Let the same days pass without a call; the team that then begins, with no log at all."""
    for day in range(world.history):
        world.night(day)
    return Team(world)


def play(world: World, team: Team, player: Player, days: int = DAYS) -> Tally:
    """Let one planner work a copy of the world for its days of test."""
    world, team = deepcopy((world, team))
    tally = Tally()
    if hasattr(player, "look"):
        player.look(world)  # the oracle's privilege
    player.start(team.seen)
    for day in range(world.history, world.history + days):
        if (day - world.history) % REFUSED_EVERY == 0:
            _ask_refused(world, team, player, day, tally)
        for slot in np.flatnonzero(world.minutes[day]):
            _slot(world, team, player, day, int(slot), tally)
        world.night(day)
    return tally


def _slot(world: World, team: Team, player: Player, day: int, slot: int, tally: Tally) -> None:
    tally.available += float(world.minutes[day, slot])
    minutes = team.minutes(day, slot)
    if minutes <= 0:  # the last call took all of this slot too
        team.work(world, day, slot, NOBODY)
        return
    order = player.order(day, slot, minutes, team.may(day, slot))
    believed = player.p_answer(day, slot) if day % ANSWER_EVERY == 0 else None
    brings = world.brings(day, slot)
    who, outcome, took, money = team.work(world, day, slot, order).joined()
    tally.money, tally.spent = tally.money + money, tally.spent + float(took.sum())
    tally.calls, tally.expected = tally.calls + len(who), tally.expected + brings[who].sum()
    known = outcome != LOST
    if believed is not None and known.any():
        tally.answered.append(np.stack((believed[who[known]], ANSWERED[outcome[known]])))
    player.told(day, slot, who[known], outcome[known], took[known])


def _ask_refused(world: World, team: Team, player: Player, day: int, tally: Tally) -> None:
    believed = player.p_refused(day)
    if believed is None:
        return
    # Who said "never" is known to have refused; who is not yet born has not.
    asked = np.isfinite(team.free_on) & (world.clients.born <= day)
    tally.refused.append(np.stack((believed[asked], world.refused(day)[asked])))
