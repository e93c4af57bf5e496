"""Learned rankers: will a call now end in a sale? Refitted each month on everything seen so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.rounds.cadences import Planner
from bench.rounds.features import Histories, replay
from bench.rounds.team import ANSWERED
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from bench.rounds.team import Seen

REFIT_EVERY = 30
LEAST_MINUTES = 0.3
# How far each learner is held back was chosen by the AUC of later calls (seeds 20 and 21 of three
# worlds): logistic .744 at C = .01 (.705 at .1), boosting .719 as below (.667 with 8 leaves of 40).
FEW = 5  # sales under which there is nothing to learn from


def logistic() -> Any:
    """Logistic regression, as a careful analyst would leave it."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=400))


def boosting() -> Any:
    """Gradient boosting, held back as so few sales ask for."""
    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=80,
        max_leaf_nodes=4,
        min_samples_leaf=150,
        l2_regularization=5.0,
        max_features=0.3,
        random_state=0,
    )


class Ranker(Planner):
    """Ranks by P(sale within this call) · value / expected minutes."""

    def __init__(self, learner: Any) -> None:
        self._learner = learner

    def start(self, seen: Seen) -> None:
        """Read the log line by line and learn from it."""
        super().start(seen)
        self.histories = Histories(seen.clients)
        self._rows = [replay(self.histories, seen.log.attempts())]
        self._fitted_on = -REFIT_EVERY
        self.model: Any = None
        self._answer: Any = None
        self._minutes = Ridge(alpha=10.0)

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The most money a minute first."""
        del minutes
        if day - self._fitted_on >= REFIT_EVERY:
            self._fit(day)
        who = np.flatnonzero(may)
        rows = self.histories.rows(day, slot, who)
        if self.model is None or not len(who):
            return who[np.argsort(-self.value[who], kind="stable")]
        takes = np.maximum(self._minutes.predict(rows), LEAST_MINUTES)
        worth = self.model.predict_proba(rows)[:, 1] * self.value[who] / takes
        return who[np.argsort(-worth, kind="stable")]

    def _fit(self, day: int) -> None:
        log = self.seen.log.attempts()
        self._rows = [np.concatenate(self._rows)]
        self._fitted_on = day
        sold, answered = log.outcome == Outcome.SALE, ANSWERED[log.outcome]
        if sold.sum() < FEW or (~answered).sum() < FEW:
            return
        self.model = self._learner().fit(self._rows[0], sold)
        self._answer = self._learner().fit(self._rows[0], answered)
        self._minutes.fit(self._rows[0], self.seen.log.minutes())

    def told(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """Keep what was known before the calls; then take in how they ended."""
        self._rows.append(self.histories.rows(day, slot, who))
        self.histories.add(day, slot, who, outcome)
        super().told(day, slot, who, outcome, minutes)

    def p_answer(self, day: int, slot: int) -> NDArray[np.float64] | None:
        """As the same learner has it, asked for answers."""
        if self._answer is None:
            return None
        rows = self.histories.rows(day, slot, np.arange(len(self.value)))
        return np.asarray(self._answer.predict_proba(rows)[:, 1])
