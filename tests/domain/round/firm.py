"""A firm with silent clients, made for a test: who they are, what was tried, who calls today."""

from __future__ import annotations

from functools import cache

import numpy as np

from demur.domain.refusal import Lang
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.silence import model
from demur.domain.silence.log import Attempts, Clients

SLOTS = Slots(8 * 60, 18 * 60, 60)
TODAY = 300.0


@cache
def firm(
    many: int = 200, calls: int = 6, seed: int = 1
) -> tuple[model.Params, model.Beliefs, Clients, Attempts]:
    """A firm's clients with their calls of three hundred days, and what is believed of them."""
    draw = np.random.default_rng(seed)
    clients = Clients(
        draw.integers(0, 3, many),
        np.exp(draw.normal(6, 1, many)),
        np.zeros(many),
        draw.random(many) < 0.1,
        np.ones((many, SLOTS.count), np.bool_),
    )
    logged = many * calls
    attempts = Attempts(
        draw.integers(0, many, logged),
        draw.uniform(0, TODAY - 1, logged),
        draw.integers(0, SLOTS.count, logged),
        draw.choice(8, logged, p=[0.6, 0.1, 0.02, 0.02, 0.01, 0.1, 0.1, 0.05]),
    )
    params = model.prior(clients.segment, slots=SLOTS.count)
    return params, model.believe(params, clients, attempts, TODAY), clients, attempts


def team(*minutes: float) -> list[Shift]:
    """Sellers named a, b, c … who are there all day, with so many minutes each."""
    return [
        Shift.spread(name, SLOTS.opens, SLOTS.closes, frozenset(Lang), free, SLOTS)
        for name, free in zip("abcdefgh", minutes, strict=False)
    ]
