"""BG/NBD: answers as the purchases of a customer who one day is gone for good.

Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005) 275–284.
A client answers at a Poisson rate of their own (gamma over clients, r and α) and after each answer
is gone with a probability of their own (beta over clients, a and b). x is how often they answered,
t when they last did, T how long they are known, both since the firm began to wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from bench.rounds.cadences import Planner
from bench.rounds.team import ANSWERED
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from bench.rounds.team import Seen

REFIT_EVERY = 30
CALLED_EVERY = 7.0  # days; the formula knows answers, not calls, and would call the same each day
HORIZON = 30.0  # days ahead for which answers are expected
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Params:
    """The four numbers of the model."""

    r: float
    alpha: float
    a: float
    b: float


def log_likelihood(params: Params, x: Array, t: Array, age: Array) -> Array:
    """(N,) Equation (6): of having answered x times, last at t, in a time of `age`."""
    r, alpha, a, b = params.r, params.alpha, params.a, params.b
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    left = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + t)
    return np.asarray(rate + np.logaddexp(stayed, np.where(x > 0, left, -np.inf)))


def fit(x: Array, t: Array, age: Array) -> Params:
    """The likeliest parameters, held to sane places by a weak log-normal prior."""

    def loss(logs: Array) -> float:
        prior = float(((logs - np.log([0.5, 30.0, 0.8, 2.5])) ** 2).sum() / 18)
        return prior - float(log_likelihood(Params(*np.exp(logs)), x, t, age).sum())

    start = np.log([0.5, 30.0, 0.8, 2.5])
    bounds = [(-6.0, 8.0)] * 4
    return Params(*np.exp(minimize(loss, start, method="L-BFGS-B", bounds=bounds).x))


def p_alive(params: Params, x: Array, t: Array, age: Array) -> Array:
    """(N,) That a client who answered so is not gone; who never answered is not, in this model."""
    r, alpha, a, b = params.r, params.alpha, params.a, params.b
    log_odds = (r + x) * np.log((alpha + age) / (alpha + t)) + np.log(
        a / (b + np.maximum(x, 1) - 1)
    )
    return np.where(x > 0, 1 / (1 + np.exp(np.minimum(log_odds, 500.0))), 1.0)


def expected(params: Params, x: Array, t: Array, age: Array, ahead: float) -> Array:
    """(N,) Equation (10): how many answers in the next `ahead` days. Needs a ≠ 1."""
    r, alpha, b = params.r, params.alpha, params.b
    a = params.a if abs(params.a - 1) > 1e-6 else 1 + 1e-6
    z = ahead / (alpha + age + ahead)
    shrunk = ((alpha + age) / (alpha + age + ahead)) ** (r + x)
    mean = (a + b + x - 1) / (a - 1) * (1 - shrunk * hyp2f1(r + x, b + x, a + b + x - 1, z))
    return np.asarray(mean * p_alive(params, x, t, age))


class BetaGeometric(Planner):
    """Ranks by the answers expected in the next days, times the sales an answer brought."""

    def start(self, seen: Seen) -> None:
        """Count the answers of the log."""
        super().start(seen)
        log = seen.log.attempts()
        answered = ANSWERED[log.outcome]
        self._x = np.bincount(log.client[answered], minlength=len(seen.clients)).astype(float)
        self._t = np.zeros(len(seen.clients))
        np.maximum.at(self._t, log.client[answered], log.day[answered])
        self._t = np.where(self._x > 0, self._t - seen.clients.born, 0.0)
        self._fitted_on = self._ranked_on = -REFIT_EVERY

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The most money expected first; each at most once a week."""
        del slot, minutes
        if self._ranked_on != day:
            self._rank(day)
        due = np.flatnonzero(may & (day - self.last >= CALLED_EVERY))
        return due[np.argsort(-self._worth[due], kind="stable")]

    def _rank(self, day: int) -> None:
        age, segment = self._age(day), self.seen.clients.segment
        if day - self._fitted_on >= REFIT_EVERY:
            self._fitted_on = day
            known = self.last >= self.seen.clients.born  # whoever was called at all
            self._params = fit(self._x[known], self._t[known], age[known])
            self._sale = self._sales_an_answer()
        self._ranked_on = day
        answers = expected(self._params, self._x, self._t, age, HORIZON)
        self._worth = np.nan_to_num(answers) * self.value * self._sale[segment]

    def _age(self, day: int) -> Array:
        return np.maximum(np.maximum(day - self.seen.clients.born, self._t), 0.5)

    def _sales_an_answer(self) -> Array:
        log = self.seen.log.attempts()
        segment = self.seen.clients.segment
        kinds = int(segment.max(initial=0)) + 1
        answers = np.bincount(segment[log.client[ANSWERED[log.outcome]]], minlength=kinds)
        sales = np.bincount(segment[log.client[log.outcome == Outcome.SALE]], minlength=kinds)
        return np.asarray((sales + 1) / (answers + 10))

    def told(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """Count the answers."""
        answered = who[ANSWERED[outcome]]
        self._x[answered] += 1
        self._t[answered] = day - self.seen.clients.born[answered]
        super().told(day, slot, who, outcome, minutes)

    def p_refused(self, day: int) -> Array | None:
        """Gone for good, as the model has it."""
        if self._ranked_on < 0:
            self._rank(day)
        return 1 - p_alive(self._params, self._x, self._t, self._age(day))
