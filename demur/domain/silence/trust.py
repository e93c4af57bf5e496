"""How far a firm's own calls bear out what the model believes of its clients.

If the model is right, those whom it believes open answer more often than those it believes to have
refused, in proportion. The firm's later calls, which the fit has not seen, show whether they do:
P(answer) = e^a · P(open)^b · readiness, and b is 1 where the model is right and 0 where its beliefs
are noise (a calibration slope; Cox 1958). By it beliefs are drawn towards what the answers that
decide, sales and noes, say of the firm's clients as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from .history import NAMES
from .log import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

USUAL, SPREAD = 0.7, 0.3  # what is known of b before any call
HARDLY, WHOLLY = 0.3, 0.7  # b up to which beliefs are noise, and from which they are right
SOME = 20.0  # calls, before their share says much
SLOWLY = 20.0  # φ in days where the model is not to be trusted at all; a day where it is wholly
# P(refused) at the rest of the prior's needs: λ / (λ + ρ), less those who return within 30 days.
ANYBODY = 0.5
FEW = 20.0  # answers that decide, before what they say weighs as much as that
OF_A_KIND = 60.0  # the same, of one kind of clients, before it is told apart from all
OUTSPOKEN = 0.5  # noes to each "later", from which nobody is thought to say "later" for "no"
OPEN, ANSWERS, ECHO = (NAMES.index(name) for name in ("open", "answers", "open who answers"))


def said(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(M,) log P(open), (M,) log chance that whoever is open answers: of rows of the history."""
    opened = np.log(expit(rows[:, OPEN]))
    return opened, np.log(expit(rows[:, ANSWERS])) + np.log(expit(rows[:, ECHO])) - opened


def of(
    opened: NDArray[np.float64], ready: NDArray[np.float64], answered: NDArray[np.bool_]
) -> float:
    """b, from 0 to 1, of the calls given; USUAL where there are none."""
    if not len(answered):
        return USUAL

    def unlikely(place: NDArray[np.float64]) -> float:
        a, b = place
        chance = np.clip(np.exp(a + b * opened + ready), 1e-6, 0.98)
        told = np.where(answered, np.log(chance), np.log1p(-chance)).sum()
        return float(0.5 * ((b - USUAL) / SPREAD) ** 2 - told)

    found = minimize(unlikely, np.array([0.0, USUAL]), method="Nelder-Mead")
    return float(np.clip(found.x[1], 0.0, 1.0))


def slope(trust: float) -> float:
    """b by which a client's openness moves their chance to answer: an estimate between noise and
    right is most often one of the two, read through few calls."""
    return float(np.clip((trust - HARDLY) / (WHOLLY - HARDLY), 0.0, 1.0))


def level(
    b: float,
    opened: NDArray[np.float64],
    ready: NDArray[np.float64],
    answered: NDArray[np.bool_],
) -> float:
    """a, by which as many of these calls would have been answered as were, at this b."""
    said = np.exp(b * opened + ready).sum()
    return float(np.log((answered.sum() + SOME) / (said + SOME)))


def freshness(trust: float) -> float:
    """φ that is expected before the calls say more: see `ranker.freshness`."""
    return float(SLOWLY ** (1.0 - trust))


def anybody(
    segment: NDArray[np.int64], outcome: NDArray[np.int64], segments: int
) -> NDArray[np.float64]:
    """(G,) P(refused) of whomever, by how the calls ended, each to a client of a `segment` (M,).

    A sale or a no decides; of those who decide, as many refuse as of all, as far as noes are said
    aloud. Where sellers hear "later" much more often than "no", some of that is no, and the share
    is drawn towards what is known of any firm."""
    sales = np.bincount(segment[outcome == Outcome.SALE], minlength=segments)
    noes = np.bincount(segment[refuses(outcome)], minlength=segments)
    aloud = outspoken(outcome)
    of_all = (noes.sum() + FEW * ANYBODY) / (noes.sum() + sales.sum() + FEW)
    of_kind = (noes + OF_A_KIND * of_all) / (noes + sales + OF_A_KIND)
    return np.asarray(aloud * of_kind + (1.0 - aloud) * ANYBODY)


def outspoken(outcome: NDArray[np.int64]) -> float:
    """How far noes are said aloud, from 0 to 1: by how many there are to each "later"."""
    laters = float(np.sum(outcome == Outcome.LATER))
    return min(float(refuses(outcome).sum()) / (OUTSPOKEN * laters + 1.0), 1.0)


def refuses(outcome: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(M,) Which calls ended in a no, be it for ever or for now."""
    return np.asarray((outcome == Outcome.NO) | (outcome == Outcome.NEVER))


def held(
    trust: float, believed: NDArray[np.float64], anybodys: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """P(refused), or a part of it, drawn towards what is so of `anybodys`."""
    return np.asarray(trust * believed + (1.0 - trust) * anybodys)
