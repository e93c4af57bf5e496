"""The learned half of the judgement: where this firm's own calls correct the cure model.

Two logistic regressions on a client's history: does the client answer, and does an answer end in a
sale. The first has many calls to learn from, the second few, which is why they are apart. Each
begins at what the cure model says (its log odds are the offset), and a ridge holds it there: an
infinite ridge is the cure model, a weak one a ranker of its own. How strong it is, the firm's later
calls decide for answers, which the fit has not seen; for sales the evidence does, group by group of
columns, and later calls say how much of it lasts. Spans of days enter as broken lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from .compiled import loop
from .history import AT_ONCE, NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .cure import Cure
    from .log import Clients

SPANS = [
    NAMES.index(name)
    for name in ("age", "since call", "since answer", "since later", "since no", "since sale")
]
KNOTS = np.log1p(np.array([2.0, 6.0, 13.0, 27.0, 60.0, 120.0]))
ANSWERS, OPEN_WHO_ANSWERS = NAMES.index("answers"), NAMES.index("open who answers")
RIDGES = (1000.0, 300.0, 100.0, 30.0, 10.0)
# Of what few sales taught, later ones bear out less: how much is known of any firm, and tried.
LASTS, LASTS_SPREAD, PORTIONS = 0.6, 0.3, (0.0, 0.25, 0.5, 0.75, 1.0)
BEFORE, WITHIN, ROUNDS = 300.0, (3.0, 1e5), 12  # ridges by evidence: at first, bounds, at most
SEEN = (0.05, 0.95)  # shares of the calls: what lies outside counts as the nearest seen
A_PERIOD = 200  # calls, one after another in time, that are compared among themselves
LEVELLING = 10  # steps
LATER_CALLS = 0.3  # the share of a log, its end, that the fit does not see at first
SINCE_CALL = NAMES.index("since call")
USUAL, USUAL_SPREAD = 3.0, 0.7
FRESH = (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0, 30.0, 45.0)
ENOUGH = 20  # of either kind, before anything is learned


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The firm's own measure: (1 + F,) middle and spread of the logarithm of clients' values and of
    whatever else is known of them. A part of the clients is judged by it as all of them are."""

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]


def scale(clients: Clients) -> Scale:
    """The measure of these clients."""
    given = [] if clients.features is None else list(np.asarray(clients.features, np.float64).T)
    of = [_measured(column) for column in (np.log1p(clients.value, dtype=np.float64), *given)]
    return Scale(np.array([middle for middle, _ in of]), np.array([spread for _, spread in of]))


def _measured(column: NDArray[np.float64]) -> tuple[float, float]:
    finite = column[np.isfinite(column)]
    return (float(finite.mean()), float(finite.std()) or 1.0) if len(finite) else (0.0, 1.0)


def scaled(by: Scale, clients: Clients) -> NDArray[np.float64]:
    """(N, 1 + F) a client's value and features in the firm's measure; 0 where unknown."""
    found = np.full((len(clients), len(by.middle)), np.nan)
    found[:, 0] = np.log1p(clients.value, dtype=np.float64)
    if clients.features is not None:
        width = min(clients.features.shape[1], len(by.middle) - 1)
        found[:, 1 : 1 + width] = clients.features[:, :width]
    each = np.clip((found - by.middle) / by.spread, -4.0, 4.0)
    return np.where(np.isfinite(found), each, 0.0)


def known(clients: Clients, segments: int, by: Scale) -> NDArray[np.float64]:
    """(N, C) What of a client never changes, in the firm's measure."""
    each = scaled(by, clients)
    kind = (clients.segment[:, None] == np.arange(segments)).astype(np.float64)
    key = clients.key[:, None].astype(np.float64)
    return np.hstack([kind, each[:, :1], key, each[:, 1:], each[:, 1:] ** 2 - 1.0])


def design(
    rows: NDArray[np.float64],
    clients: NDArray[np.float64],
    day: NDArray[np.float64],
    slot: NDArray[np.int64],
    slots: int,
) -> NDArray[np.float64]:
    """(M, F) The columns the ranker weighs: `rows` of the history, `clients` of who they are, and
    the latter by slot: each kind of client has hours of its own."""
    bent = np.maximum(rows[:, SPANS, None] - KNOTS, 0.0).reshape(len(rows), -1)
    week = (np.floor(day).astype(np.int64) % 7)[:, None] == np.arange(7)
    here = slot[:, None] == np.arange(slots)
    hours = (here[:, :, None] * clients[:, None, :]).reshape(len(rows), -1)
    return np.hstack([rows, bent, clients, week, here, hours])


def widths(segments: int, features: int, slots: int) -> list[int]:
    """How many columns each part of the design has: of the history, of its bent lines, of who the
    clients are, of weekday, slot, and of who they are by slot."""
    bent, who = len(SPANS) * len(KNOTS), sum(whose(segments, features))
    return [len(NAMES), bent, who, 7, slots, slots * who]


def groups(segments: int, features: int, slots: int) -> list[int]:
    """How many columns of the design share a ridge: `widths`, with who the clients are in three."""
    history, bent, _, week, here, hours = widths(segments, features, slots)
    return [history, bent, segments, 2, 2 * features, week, here, hours]


def whose(segments: int, features: int) -> list[int]:
    """How many columns `known` has of segment, value, key, features and their squares."""
    return [segments, 1, 1, features, features]


def offsets(
    cure: Cure, segment: NDArray[np.int64], rows: NDArray[np.float64], fresh: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the cure model says: (M,) log odds of an answer, (M,) of a sale where one answers."""
    gap = np.maximum(np.expm1(rows[:, SINCE_CALL]), AT_ONCE)
    sells = cure.sells[segment] * expit(rows[:, OPEN_WHO_ANSWERS]) * -np.expm1(-gap / fresh)
    return rows[:, ANSWERS], np.asarray(logit(np.clip(sells, 1e-5, 0.99)))


def freshness(
    cure: Cure,
    segment: NDArray[np.int64],
    rows: NDArray[np.float64],
    sold: NDArray[np.bool_],
    usual: float,
) -> tuple[float, float]:
    """φ, in days: a call sells less by 1 - e^{-gap/φ} as it comes soon after another; and by how
    much more a fresh call sells, therefore, than the cure model says, which knows no gaps.

    Of the answered calls given. A firm that never called soon again can't know: its φ is the
    `usual` one, by a log-normal prior."""

    def more(fresh: float) -> float:
        said = expit(offsets(cure, segment, rows, fresh)[1]).sum()
        return float((sold.sum() + 1.0) / (said + 1.0))

    def unlikely(fresh: float) -> float:
        line = offsets(cure, segment, rows, fresh)[1] + np.log(more(fresh))
        far = np.log(fresh / usual) / USUAL_SPREAD
        return float(np.sum(np.logaddexp(0.0, line) - sold * line) + 0.5 * far**2)

    best = float(min(FRESH, key=unlikely))
    return best, more(best)


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A weighted sum of columns, added to what the cure model says."""

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    weights: NDArray[np.float64]
    base: float

    def times(self, much: float) -> Logistic:
        """The same, believed by so much."""
        return replace(self, weights=much * self.weights, base=much * self.base)

    def correction(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(M,) In log odds."""
        by, rest = self.line()
        return np.asarray(x @ by + rest)

    def line(self) -> tuple[NDArray[np.float64], float]:
        """What each column adds as it stands, and what is added in any case."""
        return self.weights / self.spread, float(
            self.base - (self.middle / self.spread) @ self.weights
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """What the firm's calls add to the cure model; None where they add nothing that holds.

    `answers` and `sells` are its two halves; `buys`: who has not refused (`deciding`). `fresh`: φ
    of `freshness`; `scale`: the measure that clients are known in; `seen` (2, F): the least and the
    most of each column of the history that the calls can speak of. An old round has no call soon
    after another, so what a line would say of one is nobody's experience.
    """

    answers: Logistic | None
    sells: Logistic | None
    fresh: float
    scale: Scale
    seen: NDArray[np.float64]
    buys: Logistic | None = None


ANYTHING = np.array([[-np.inf], [np.inf]]).repeat(len(NAMES), 1)
NOTHING = Ranker(None, None, USUAL, Scale(np.zeros(1), np.ones(1)), ANYTHING)


def seen(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, F) Between what most of these calls lay, column by column."""
    return np.asarray(np.quantile(rows, SEEN, axis=0))


def learn(
    x: NDArray[np.float64],
    said: tuple[NDArray[np.float64], NDArray[np.float64]],
    day: NDArray[np.float64],
    answered: NDArray[np.bool_],
    sold: NDArray[np.bool_],
    fresh: float,
    by: Scale,
    within: NDArray[np.float64],
    parts: list[int],
) -> Ranker:
    """The ranker of a log: its answers with the ridge that later calls bore out, its sales by
    evidence. `parts`: how many columns of x each group of them has (`groups`)."""
    sales = x[answered], said[1][answered], day[answered], sold[answered]
    return Ranker(chosen(x, said[0], day, answered), lasting(*sales, parts), fresh, by, within)


def chosen(
    x: NDArray[np.float64],
    offset: NDArray[np.float64],
    day: NDArray[np.float64],
    y: NDArray[np.bool_],
) -> Logistic | None:
    """Fitted to all calls with the ridge that told the later ones apart best; None where none did
    better than the cure model."""
    later = _later(day, y)
    if later is None:
        return None
    period = _periods(day[later])
    best, least = None, _levelled(offset[later], y[later], period)
    for ridge in RIDGES:
        tried = ridge_logistic(x[~later], y[~later], offset[~later], ridge)
        loss = _levelled(offset[later] + tried.correction(x[later]), y[later], period)
        if loss < least:
            best, least = ridge, loss
    return None if best is None else ridge_logistic(x, y, offset, best)


def lasting(
    x: NDArray[np.float64],
    offset: NDArray[np.float64],
    day: NDArray[np.float64],
    y: NDArray[np.bool_],
    parts: list[int],
) -> Logistic | None:
    """Fitted to all calls by evidence, and believed by as much as later calls bore out of what the
    earlier ones taught; None where that is nothing."""
    later = _later(day, y)
    if later is None:
        return None
    early = by_evidence(x[~later], y[~later], offset[~later], parts).correction(x[later])
    period = _periods(day[later])

    def unlikely(much: float) -> float:
        far = (much - LASTS) / LASTS_SPREAD
        borne = _levelled(offset[later] + much * early, y[later], period)
        return float(later.sum() * borne + 0.5 * far**2)

    much = min(PORTIONS, key=unlikely)
    return by_evidence(x, y, offset, parts).times(much) if much else None


def _later(day: NDArray[np.float64], y: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Which calls are the later ones; None where there is too little to learn from."""
    if min(y.sum(), (~y).sum()) < ENOUGH:
        return None
    later = np.asarray(day > np.quantile(day, 1.0 - LATER_CALLS))
    return later if later.any() and not later.all() else None


def _periods(day: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which of the periods each call lies in that are compared within themselves."""
    return np.asarray(np.argsort(np.argsort(day, kind="stable")) // A_PERIOD)


def _levelled(line: NDArray[np.float64], y: NDArray[np.bool_], period: NDArray[np.int64]) -> float:
    """How unlikely the answers are, where all chances of a period are raised or lowered alike until
    they hold: times change for everybody, and tell nothing of one client beside another."""
    level = np.zeros(int(period.max(initial=0)) + 1)
    for _ in range(LEVELLING):
        p = expit(line + level[period])
        short = np.bincount(period, y - p) - level
        level += np.clip(short / (np.bincount(period, p * (1.0 - p)) + 1.0), -1.0, 1.0)
    moved = line + level[period]
    return float(np.mean(np.logaddexp(0.0, moved) - y * moved))


def by_evidence(
    x: NDArray[np.float64], y: NDArray[np.bool_], offset: NDArray[np.float64], parts: list[int]
) -> Logistic:
    """Ridge logistic regression, each group of columns with the ridge that makes these calls
    likeliest, whatever its weights are (MacKay 1992): a group that tells nothing is held at nought,
    and one that tells much is let go."""
    group, ridge = np.repeat(np.arange(len(parts)), parts), np.full(len(parts), BEFORE)
    found, bend = _ridged(x, y, offset, ridge[group], None)
    for _ in range(ROUNDS):
        unsure = np.diag(np.linalg.inv(bend))[:-1]
        free = np.array(parts) - ridge * np.bincount(group, unsure, len(parts))
        large = np.bincount(group, found.weights**2, len(parts))
        then = np.clip((free + 0.5) / (large + 0.5 / BEFORE), *WITHIN)
        moved, ridge = np.abs(np.log(then / ridge)).max(initial=0.0), then
        if moved < 0.05:
            break
        found, bend = _ridged(x, y, offset, ridge[group], found)
    return found


def ridge_logistic(
    x: NDArray[np.float64], y: NDArray[np.bool_], offset: NDArray[np.float64], ridge: float
) -> Logistic:
    """Ridge logistic regression on standardised columns, by Newton's steps."""
    return _ridged(x, y, offset, np.full(x.shape[1], ridge), None)[0]


def _ridged(
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    offset: NDArray[np.float64],
    ridge: NDArray[np.float64],
    start: Logistic | None,
) -> tuple[Logistic, NDArray[np.float64]]:
    """The same with a ridge (C,) for each column, beginning at what was found before; and how the
    calls bend there (C + 1, C + 1)."""
    middle, spread = x.mean(0), x.std(0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    z = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    pull = np.append(ridge, 1.0)
    told = z, y.astype(np.float64), np.array(offset, np.float64)

    def cost(place: NDArray[np.float64]) -> float:
        unlikely = _step(*told, place, np.empty(0), np.empty((0, 0)))
        return float(unlikely + 0.5 * np.sum(pull * place**2))

    at = np.zeros(z.shape[1]) if start is None else np.append(start.weights, start.base)
    now, bend = cost(at), np.diag(pull)
    for _ in range(25):
        slope, bend = -pull * at, np.diag(pull)
        _step(*told, at, slope, bend)
        bend = np.tril(bend) + np.tril(bend, -1).T
        step = np.linalg.solve(bend, slope)
        while (then := cost(at + step)) > now and np.abs(step).max() > 1e-6:
            step = step / 2.0
        if then > now:
            break
        at, before, now = at + step, now, then
        if before - now < 1e-4:
            break
    return Logistic(middle, spread, at[:-1], float(at[-1])), bend


@loop()
def _step(z, y, offset, at, slope, bend):  # type: ignore[no-untyped-def]
    """How unlikely the answers `y` are at weights `at`; if asked for, adds the `slope` (C,) there
    and the `bend` (C, C), its lower half. One row after another: as whole matrices they would be
    shared among threads, which wait for each other where other programs run."""
    unlikely, columns = 0.0, at.size
    for i in range(y.size):
        line = offset[i]
        for c in range(columns):
            line += z[i, c] * at[c]
        unlikely += max(line, 0.0) + np.log(1.0 + np.exp(-abs(line))) - y[i] * line
        if not slope.size:
            continue
        p = 1.0 / (1.0 + np.exp(-line))
        for c in range(columns):
            slope[c] += (y[i] - p) * z[i, c]
            weighed = p * (1.0 - p) * z[i, c]
            for d in range(c + 1):
                bend[c, d] += weighed * z[i, d]
    return unlikely
