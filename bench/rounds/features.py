"""What a log says of each client at a moment, as numbers for a learner; kept up call by call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.rounds.team import ANSWERED
from demur.domain.silence.log import Attempts, Clients, Outcome

LONG = 400.0  # days: what never happened counts as so long ago
FADING = 30.0  # days after which a call counts for 1/e in the recent counts
MARKS = (Outcome.LATER, Outcome.NO, Outcome.SALE)


class Histories:
    """Every client's history, as of the last call added."""

    def __init__(self, clients: Clients) -> None:
        n, slots = len(clients), clients.slots
        self._clients = clients
        self._counts = np.zeros((n, len(Outcome)))
        self._slot_calls, self._slot_answers = np.zeros((n, slots)), np.zeros((n, slots))
        self._last = np.full((n, 2 + len(MARKS)), -np.inf)  # call, answer, then the marks
        self._streak = np.zeros(n)
        self._recent, self._recent_on = np.zeros((n, 2)), np.zeros(n)  # calls, answers, fading
        self._fixed = _fixed(clients)
        self.names = self._names()

    def _names(self) -> list[str]:
        slots, segments = self._clients.slots, int(self._clients.segment.max(initial=0)) + 1
        given = 0 if self._clients.features is None else self._clients.features.shape[1]
        return [
            *(f"{outcome.name.lower()} calls" for outcome in Outcome),
            *("calls", "streak", "since call", "since answer"),
            *(f"since {mark.name.lower()}" for mark in MARKS),
            *("recent calls", "recent answers", "answer rate", "calls in slot", "rate in slot"),
            *("age", "log age"),
            *(f"slot {slot}" for slot in range(slots)),
            *(f"weekday {day}" for day in range(5)),
            *("log value", "key"),
            *(f"segment {segment}" for segment in range(segments)),
            *(f"feature {place}" for place in range(given)),
        ]

    def rows(self, day: int, slot: int, who: NDArray[np.int64]) -> NDArray[np.float64]:
        """(K, F) What is known of these clients before a call now."""
        calls, age = self._counts[who].sum(axis=1), day - self._clients.born[who]
        answers = self._counts[who] @ ANSWERED
        faded = np.exp((self._recent_on[who] - day) / FADING)[:, None] * self._recent[who]
        tried, got = self._slot_calls[who, slot], self._slot_answers[who, slot]
        now = np.zeros((len(who), self._clients.slots + 5))
        now[:, slot] = 1.0
        now[:, self._clients.slots + min(day % 7, 4)] = 1.0
        columns = (
            np.log1p(self._counts[who]),
            np.log1p(np.stack((calls, self._streak[who]), axis=1)),
            np.log1p(np.minimum(day - self._last[who], LONG)),
            faded,
            ((answers + 0.5) / (calls + 4))[:, None],
            np.stack((np.log1p(tried), (got + 0.5) / (tried + 4)), axis=1),
            np.stack((age, np.log1p(np.maximum(age, 0))), axis=1),
            now,
            self._fixed[who],
        )
        return np.concatenate(columns, axis=1)

    def add(self, day: int, slot: int, who: NDArray[np.int64], outcome: NDArray[np.int8]) -> None:
        """Take in calls of one slot."""
        answered = ANSWERED[outcome]
        self._counts[who, outcome] += 1
        self._slot_calls[who, slot] += 1
        self._slot_answers[who, slot] += answered
        self._streak[who] = np.where(answered, 0.0, self._streak[who] + 1)
        self._last[who, 0] = day
        self._last[who[answered], 1] = day
        for place, mark in enumerate(MARKS, start=2):
            self._last[who[outcome == mark], place] = day
        self._recent[who] *= np.exp((self._recent_on[who] - day) / FADING)[:, None]
        self._recent_on[who] = day
        self._recent[who] += np.stack((np.ones(len(who)), answered), axis=1)


def _fixed(clients: Clients) -> NDArray[np.float64]:
    segments = np.arange(int(clients.segment.max(initial=0)) + 1)
    given = np.empty((len(clients), 0)) if clients.features is None else clients.features
    return np.column_stack(
        (
            np.log1p(clients.value),
            clients.key,
            clients.segment[:, None] == segments,
            np.nan_to_num(given),
        )
    )


def replay(histories: Histories, log: Attempts) -> NDArray[np.float64]:
    """(M, F) What was known before each call of a log that is in order of days and slots."""
    if not len(log):
        return np.empty((0, len(histories.names)))
    moment = log.day * histories._clients.slots + log.slot
    cuts = np.flatnonzero(np.diff(moment)) + 1
    rows = []
    for lines in np.split(np.arange(len(log)), cuts):
        day, slot, who = int(log.day[lines[0]]), int(log.slot[lines[0]]), log.client[lines]
        rows.append(histories.rows(day, slot, who))
        histories.add(day, slot, who, log.outcome[lines])
    return np.concatenate(rows)
