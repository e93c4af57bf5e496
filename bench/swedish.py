"""A survey's calls: what the first seven attempts foretell of the twenty-fifth.

`python -m bench.swedish` fits the cure model where nothing moves, and beside it the beta-geometric
model, in which everybody answers at last, to the response after 1, 3, 5 and 7 attempts of a Swedish
survey's calls, and tells what each makes of the attempts after. Between two figures the response is
taken to fall off as it does from one pair of attempts to the next.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench._engines import table
from demur.domain.silence import cure, fitting
from demur.domain.silence.cure import Cure
from demur.domain.silence.log import Attempts, Clients, Outcome

# Response in per cent after so many attempts (the Swedish living-conditions survey).
SEEN = {1: 12.8, 3: 32.8, 5: 44.3, 7: 50.9}
TO_COME = {9: 54.6, 11: 56.8, 13: 58.3, 15: 59.1, 25: 60.4}
PEOPLE = 4000
# Nothing moves in either; the second has no never, so that readiness has to differ.
BETA_GEOMETRIC = {**fitting.STILL, "never": -30.0}
del BETA_GEOMETRIC["weight"]


def log() -> tuple[Clients, Attempts]:
    """The survey's first seven attempts, person by person."""
    pairs = np.diff(list(SEEN.values()))
    less = np.sqrt(pairs[1] / pairs[0])
    halves = np.array([1.0, less]) / (1.0 + less)
    shares = [SEEN[1], *np.outer(pairs, halves).ravel()]
    reached = np.round(np.array(shares) / 100 * PEOPLE).astype(int)
    answers_at = np.repeat([*range(7), 99], [*reached, PEOPLE - reached.sum()])
    who, attempt = np.divmod(np.arange(PEOPLE * 7), 7)
    made = attempt <= answers_at[who]
    outcome = np.where(attempt == answers_at[who], Outcome.SALE, Outcome.MISSED)[made]
    nought = np.zeros(PEOPLE)
    clients = Clients(nought, nought + 1, nought, nought, np.ones((PEOPLE, 1)))  # type: ignore[arg-type]
    return clients, Attempts(who[made], attempt[made], np.zeros(len(outcome)), outcome)  # type: ignore[arg-type]


def fitted(held: Mapping[str, float]) -> Cure:
    """The model's numbers by the first seven attempts, some of them held."""
    clients, attempts = log()
    return fitting.fit(clients, fitting.ordered(clients, attempts), 1, 1, seed=0, held=held)


def response(model: Cure, attempts: int) -> float:
    """In per cent, after so many attempts."""
    chance = cure.chances(model)[0, 0]
    silent = (1.0 - model.never[0]) * model.weights[0] * (1.0 - chance) ** attempts
    return float(100 * (1.0 - model.never[0] - silent.sum()))


def main() -> None:
    """Print the curve beside what was foretold."""
    still, geometric = fitted(fitting.STILL), fitted(BETA_GEOMETRIC)
    never, readiness = still.never[0], still.nodes[0] @ still.weights[0]
    print(f"{never:.1%} never answer, the others {readiness:.3f} of the times they are called")
    print(
        table(
            [
                {
                    "attempt": attempt,
                    "answered %": answered,
                    "cure %": response(still, attempt),
                    "beta-geometric %": response(geometric, attempt),
                }
                for attempt, answered in (SEEN | TO_COME).items()
            ]
        )
    )


if __name__ == "__main__":
    main()
