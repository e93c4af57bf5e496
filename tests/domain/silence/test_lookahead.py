"""What a plan brings, worked out at once, is what it brings call by call."""

from __future__ import annotations

import numpy as np
import pytest

from demur.domain.silence import cure, fitting, lookahead

IDLE, BUSY, FRESH, PRICE = 0.7, 5.0, 4.0, 0.8


def lived(numbers: cure.Cure, f: np.ndarray, masses, **plan: float) -> float:  # type: ignore[no-untyped-def]
    """A plan, call by call, of one client of segment 1; it stops where it is worth most."""
    g, (o, r) = 1, (part.copy() for part in masses)
    cure.relax(numbers, g, plan["first"], o, r)
    at, total, sums, gap = plan["first"], 0.0, [], plan["gap"] + plan["first"]
    for _ in range(lookahead.CALLS):
        willing, echoed = (o * f).sum(), (numbers.echo * r * f).sum()
        answered, alive = willing + echoed, (o + r).sum()
        sold = plan["value"] * numbers.sells[g] * (1 - np.exp(-gap / FRESH)) * willing
        cost = PRICE * (IDLE * (alive - answered) + BUSY * answered)
        total += np.exp(-at / lookahead.PATIENCE) * (sold - cost)
        sums.append(total)
        vain = o * (1 - f)
        r = r * (1 - numbers.echo * f * numbers.owns_up[g]) + numbers.annoyed * vain
        keeps = 1 - numbers.sells[g] - numbers.declines[g]
        o = vain * (1 - numbers.annoyed) + o * f * keeps
        cure.relax(numbers, g, plan["every"], o, r)
        at, gap = at + plan["every"], plan["every"]
    return max(sums)


@pytest.mark.parametrize("seed", range(12))
def test_plans_worked_out_at_once_bring_what_they_bring_call_by_call(seed: int) -> None:
    draw = np.random.default_rng(seed)
    numbers = fitting.prior(2, 3)._replace(annoyed=0.05, slots=np.array([0.5, 0.0, -0.5]))
    table = cure.chances(numbers)
    answers = table.mean(1)
    masses = draw.dirichlet(np.ones(16)).reshape(2, 8)
    plan = {"gap": float(draw.uniform(0.5, 60)), "value": float(np.exp(draw.normal(2, 3)))}
    begun = {
        first: max(
            lived(numbers, answers[1], masses, **plan, **pace)
            for every in lookahead.EVERY
            for pace in [{"first": first, "every": every}]
        )
        for first in lookahead.FIRST
    }
    later = {first: told for first, told in begun.items() if first and told > 0.0}
    best = max(later, key=later.__getitem__, default=np.inf)
    plans = lookahead.look_ahead(numbers, answers, FRESH, (IDLE, BUSY))
    one = np.array([1]), np.array([plan["gap"]]), FRESH, np.array([plan["value"]]), PRICE
    gain, day = lookahead.advantage(plans, numbers.sells, *one, masses[:1], masses[1:])
    assert gain[0] == pytest.approx(begun[0.0] - later.get(best, 0.0), rel=1e-9, abs=1e-9)
    assert day[0] == best
