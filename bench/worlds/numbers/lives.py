"""The plain life that the worlds of numbers share: a need that comes and goes, a phone that rings.

A client's need is open or closed. Closed needs return and open ones end at steady rates; an open
client answers as their own ease and the hour have it, a closed one seldom; a missed call annoys a
few, a spoken no closes the need, and so does a sale. A world overrides the one place it breaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.worlds import LOST, Calls, luck
from demur.domain.silence.log import Clients, Outcome

HISTORY, TEST = 180, 240
FORESIGHT = 30  # days ahead within which a call would have to bring something
NIGHT = 50  # the night's place among the slots of a day, where luck is concerned
ENDS = len(Outcome)

# What a call that was answered ends in. Rows of the open: a segment each.
OPEN_ENDS = np.zeros((3, ENDS))
OPEN_ENDS[:, [Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER]] = (
    (0.66, 0.12, 0.20, 0.02),
    (0.71, 0.14, 0.13, 0.02),
    (0.72, 0.18, 0.08, 0.02),
)
CLOSED_ENDS = np.zeros(ENDS)
CLOSED_ENDS[[Outcome.LATER, Outcome.NO, Outcome.NEVER]] = 0.35, 0.55, 0.10
ENDINGS = np.vstack((OPEN_ENDS, CLOSED_ENDS))  # the closed last, whatever their segment
ONLY_MISSED = np.zeros(ENDS)
ONLY_MISSED[Outcome.MISSED] = 1.0

CLOSES = np.isin(np.arange(ENDS), (Outcome.NO, Outcome.SALE, Outcome.NEVER))
ANNOYS = np.isin(np.arange(ENDS), (Outcome.MISSED, Outcome.VOICEMAIL))

Who = NDArray[np.int64] | slice
ALL = slice(None)

# Minutes a call takes on average, in the order of Outcome.
MINUTES = np.array([1.0, 5.0, 3.0, 18.0, 2.0, 1.2, 2.0, 1.5])


class Lives:
    """The plain world; what a subclass may break is an attribute or a short method each."""

    name = "plain"
    about = "Needs come and go at steady rates, and a phone rings."
    people = 2000
    slots = 4
    history = HISTORY
    old_every = 30
    share_a_day = 0.03  # of all clients, for whom a working day's minutes suffice
    never = 0.40  # closed when the firm begins to wait
    lasts, returns_after = 150.0, 200.0  # days: an open need, a closed one
    annoyed, closed_answers = 0.02, 0.04
    ease = 0.9, 3.2  # Beta, of answering at a neutral hour
    own_hours = 0.6  # how far a client's hours differ from everyone's, in log odds

    def __init__(self, seed: int) -> None:
        self.seed = seed
        draw = np.random.default_rng([seed, *self.name.encode()])
        self.clients = self._people(draw)
        p = self._ease(draw)
        self.ease_odds = np.log(p / (1 - p))
        self.hours = np.log(self.common_hours()) + draw.normal(0, 1, (self.people, self.slots)) * (
            self.own_hours
        )
        self.ends_rate = np.full(self.people, 1 / self.lasts)
        self.return_rate = np.full(self.people, 1 / self.returns_after)
        self.open = draw.random(self.people) < self._hope()
        self.gone = np.zeros(self.people, bool)
        self.minutes = self._minutes(draw)
        self._drawn = -1, -1, np.empty((4, 0))  # day, slot, and the luck of all calls in it

    def _people(self, draw: np.random.Generator) -> Clients:
        segment = draw.choice(3, self.people, p=(0.2, 0.35, 0.45))
        allowed = np.ones((self.people, self.slots), bool)
        allowed[draw.random(self.people) < 0.15, 0] = False  # west of us: not yet awake
        allowed[draw.random(self.people) < 0.15, -1] = False  # east of us: gone home
        value = self._values(draw, segment)
        # Half wait since before the records begin, a sixth come only in the days of the test.
        since = draw.choice([-90.0, 0.0, 180.0], self.people, p=(0.45, 0.4, 0.15))
        born = np.floor(since + draw.random(self.people) * np.where(since < 0, 90, 150))
        features = draw.normal(0, 1, (self.people, 2))  # how warm the inquiry was; how near
        return Clients(segment, value, born, value > np.quantile(value, 0.95), allowed, features)

    def _values(self, draw: np.random.Generator, segment: NDArray[np.int64]) -> NDArray[np.float64]:
        middle = np.array([300.0, 500.0, 900.0])[segment]
        return np.round(middle * np.exp(draw.normal(0, 0.7, self.people)), 2)

    def _ease(self, draw: np.random.Generator) -> NDArray[np.float64]:
        return np.clip(draw.beta(*self.ease, self.people), 1e-4, 0.98)

    def _hope(self) -> NDArray[np.float64]:
        """How probably a need is open at first: the warmer the inquiry, the more."""
        assert self.clients.features is not None
        odds = (1 - self.never) / self.never * np.exp(0.6 * self.clients.features[:, 0])
        return odds / (1 + odds)

    def common_hours(self) -> NDArray[np.float64]:
        """(S,) How much likelier than at a neutral hour a call is answered, in odds."""
        return np.array([0.7, 1.3, 0.9, 1.6, 1.1])[: self.slots]

    def _minutes(self, draw: np.random.Generator) -> NDArray[np.float64]:
        days = self.history + TEST
        call = 2.0  # minutes a call takes in an old round of such a firm, as a rule
        shares = np.array([3.0, 3.0, 2.0, 2.0, 2.0])[: self.slots]
        whole = self.people * self.share_a_day * call * draw.uniform(0.8, 1.2, days)
        whole[np.arange(days) % 7 >= 5] = 0.0
        return np.round(whole[:, None] * shares / shares.sum(), 1)

    # What a call meets ---------------------------------------------------------------------------

    def answers(self, day: int, slot: int, who: Who = ALL) -> NDArray[np.float64]:
        """(K,) How probably each of these would answer now."""
        odds = np.exp(self.ease_odds[who] + self.hours[who, slot]) * self.mood(day)
        return odds / (1 + odds) * np.where(self.open[who], 1.0, self.closed_answers)

    def mood(self, day: int) -> float:
        """How much likelier than on a neutral day a call is answered, in odds."""
        del day
        return 1.0

    def unanswered(self, who: Who = ALL) -> NDArray[np.float64]:
        """(K, outcomes) or (outcomes,): what a call nobody answered ends in."""
        del who
        return ONLY_MISSED

    def chances(self, day: int, slot: int, who: Who = ALL) -> NDArray[np.float64]:
        """(K, outcomes) How probably a call now ends in each way, as it truly ends."""
        answered = self.answers(day, slot, who)[:, None]
        ends = ENDINGS[np.where(self.open[who], self.clients.segment[who], -1)]
        return np.asarray(answered * ends + (1 - answered) * self.unanswered(who))

    def call(self, day: int, slot: int, who: NDArray[np.int64]) -> Calls:
        """Call these clients, each once."""
        if self._drawn[:2] != (day, slot):
            self._drawn = day, slot, luck(self.seed, day, slot, self.people, 4)
        drawn = self._drawn[2][:, who]
        ladder = np.cumsum(self.chances(day, slot, who), axis=1)
        ended = np.minimum((drawn[0][:, None] >= ladder).sum(axis=1), ENDS - 1)
        annoyed = ANNOYS[ended] & (drawn[1] < self.annoyed)
        self.open[who[CLOSES[ended] | annoyed]] = False
        self.gone[who[ended == Outcome.NEVER]] = True
        minutes = MINUTES[ended] * (0.5 + drawn[2])
        money = np.where(ended == Outcome.SALE, self.clients.value[who], 0.0)
        return Calls(self.logged(ended, drawn[3]).astype(np.int8), minutes, money)

    def logged(self, ended: NDArray[np.int64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
        """(K,) What the log says of calls that ended so."""
        del drawn
        return ended

    def night(self, day: int) -> None:
        """Needs end, and needs return."""
        ends = self.open & (luck(self.seed, day, NIGHT, self.people)[0] < self.ending(day))
        returns = self.returning(day)
        self.open = (self.open & ~ends) | returns

    def ending(self, day: int) -> NDArray[np.float64]:
        """(N,) How probably an open need ends this night."""
        del day
        return -np.expm1(-self.ends_rate)

    def returning(self, day: int) -> NDArray[np.bool_]:
        """(N,) Whose need, if closed, returns this night."""
        drawn = luck(self.seed, day, NIGHT, self.people)[0]
        alive = ~self.open & ~self.gone & (self.clients.born <= day)
        return alive & (drawn < self.coming(day))

    def coming(self, day: int) -> NDArray[np.float64]:
        """(N,) How probably a closed need returns this night."""
        del day
        return -np.expm1(-self.return_rate)

    # What one knows who sees everything but the luck ---------------------------------------------

    def brings(self, day: int, slot: int) -> NDArray[np.float64]:
        """(N,) The money a call now would bring on average."""
        return self.chances(day, slot)[:, Outcome.SALE] * self.clients.value

    def takes(self, day: int, slot: int) -> NDArray[np.float64]:
        """(N,) The minutes a call now would take on average."""
        return self.chances(day, slot) @ MINUTES

    def refused(self, day: int) -> NDArray[np.bool_]:
        """(N,) Whose need is closed and does not return in thirty days."""
        back = np.zeros(self.people, bool)
        for night in range(day, day + FORESIGHT):
            back |= self.returning(night)
        return ~self.open & ~back


def lose(
    ended: NDArray[np.int64], drawn: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.int64]:
    """(K,) The log's lines, of which these `shares` (by outcome) are lost."""
    return np.where(drawn < shares[ended], LOST, ended)
