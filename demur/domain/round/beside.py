"""A day of a trial: the round for some clients, the firm's old cadence for others.

Each side has its share of every minute, by how many clients it has. Promises are kept on both: they
are nobody's choice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from demur.domain.round.plan import Day, plan_day
from demur.domain.round.promises import Promised
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.silence.log import Attempts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.model import Beliefs, Clients, Params


@dataclass(frozen=True, slots=True, eq=False)
class Cadence:
    """Whom the old way is for (N,), and every how many days they are called."""

    whom: NDArray[np.bool_]
    every: int


def plan_beside(
    params: Params,
    beliefs: Beliefs,
    clients: Clients,
    day: float,
    slots: Slots,
    team: Sequence[Shift],
    may: NDArray[np.bool_],
    *,
    cadence: Cadence,
    attempts: Attempts,
    promised: Sequence[Promised] = (),
    taken: Collection[int] = (),
    **more: Any,
) -> Day:
    """Plan the day of a trial, as `plan_day` does without one.

    By the cadence whoever is due is called, the dearest first, and nothing is drawn by chance.
    """
    share = float(cadence.whom.mean()) if len(clients) else 0.0
    ours = _alike(~cadence.whom, may)
    ours[[one.client for one in promised]] = True
    common = (params, beliefs, clients, day, slots)
    by_round = plan_day(
        *common,
        _part(team, 1.0 - share),
        may & ours,
        attempts=attempts,
        promised=promised,
        taken=taken,
        **more,
    )
    due = _due(clients, attempts, cadence.every)
    by_cadence = plan_day(
        *common,
        _part(team, share),
        may & _alike(cadence.whom, may),
        attempts=attempts,
        taken=[*taken, *(one.client for one in promised)],
        order=np.where(due <= day, clients.value + 1.0, -np.inf),
        **more | {"key_share": 0.0, "explore": 0.0, "links": None},
    )
    return _both(by_round, by_cadence, cadence.whom, np.maximum(due, day))


def _alike(whom: NDArray[np.bool_], may: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.array(whom if may.ndim == 1 else np.repeat(whom[:, None], may.shape[1], axis=1))


def _part(team: Sequence[Shift], share: float) -> list[Shift]:
    return [replace(one, minutes=tuple(share * each for each in one.minutes)) for one in team]


def _due(clients: Clients, attempts: Attempts, every: int) -> NDArray[np.float64]:
    """(N,) The day from which each is to be called again; at once who never was."""
    last = np.full(len(clients), -np.inf)
    np.maximum.at(last, attempts.client, np.floor(attempts.day))
    return last + every


def _both(by_round: Day, by_cadence: Day, whom: NDArray[np.bool_], due: NDArray[np.float64]) -> Day:
    """One day of the two; the prices are the round's."""
    turns = sorted((*by_round.turns, *by_cadence.turns), key=lambda one: (one.minute, -one.worth))
    whose = by_round.whose | by_cadence.whose
    called = np.isin(np.arange(len(whom)), list(whose))
    columns = ("propensity", "worth", "brings", "length", "able", "spoken")
    chosen = {
        name: np.where(whom, getattr(by_cadence, name), getattr(by_round, name)) for name in columns
    }
    rests = np.where(whom & ~called, due, by_round.rests)
    rests = np.where(called, by_round.day, rests)
    return replace(by_round, turns=tuple(turns), whose=whose, rests=rests, **chosen)
