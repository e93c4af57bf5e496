"""What the log says of each client, kept so that a call is taken in without reading the log again.

A client's history is a few counters and days; `describe` turns it, at a day and for a slot, into
the numbers the ranker learns from. The same loop serves the past (what was known before each call)
and today, so that the ranker meets tomorrow what it learned from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .compiled import loop, step
from .cure import Cure, hear, relax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .log import Real, Whole

LONG_AGO = -1e6
AT_ONCE, LONG = 0.5, 730.0  # days between two calls: the least and the most that anybody asks for
SUREST = 0.98  # nobody is sure to answer
BARELY = 1e-3  # of who is less open than this, nothing is known of how readily they would answer
MEMORY = 60.0  # days in which what was seen loses 1 - 1/e of its weight
A_TURN = 2.0 * np.pi / 365.25  # a day, in years that begin when the firm began to wait
LOG_LONG = float(np.log(1.0 + LONG))
LOG_COUNT = np.log1p(np.arange(511.0))  # of every count there is, and of two of them

NAMES = (
    "age",
    "calls",
    "answered",
    "answered here",
    "answered this weekday",
    "answered lately",
    "streak",
    "since call",
    "since answer",
    "since later",
    "since no",
    "since sale",
    "laters",
    "noes",
    "sales",
    "machines",
    "secretaries",
    "wrong persons",
    "called",
    "open",
    "answers",
    "calls lately",
    "open who answers",
    "of the year",
    "of the year, a quarter on",
)


class Usual(NamedTuple):
    """What is so of a firm's calls as a whole.

    `answered`: the share of them that anybody answered. `slope`, `level`: how far a client's
    openness moves their chance to answer, and by what all are raised (b and a of `trust`).
    """

    answered: float
    slope: float
    level: float


class History(NamedTuple):
    """Counters of each client.

    `counts` (N, 8) calls by outcome; `last` (N, 5) the days of the last call, answer, later, no
    and sale; `streak` (N,) calls in vain since the last answer; `slot_calls` and `slot_answers`
    (N, S); `week_calls`, `week_answers` (N, 7); `lately` (N, 2) answers and calls, fading; `opens`
    and `refuses` (N, K) the masses of the cure model at the day `seen` (N,).
    """

    counts: NDArray[np.uint8]
    last: NDArray[np.float32]
    streak: NDArray[np.uint8]
    slot_calls: NDArray[np.uint8]
    slot_answers: NDArray[np.uint8]
    week_calls: NDArray[np.uint8]
    week_answers: NDArray[np.uint8]
    lately: NDArray[np.float32]
    opens: NDArray[np.float32]
    refuses: NDArray[np.float32]
    seen: NDArray[np.float32]


def begin(cure: Cure, segment: Whole, born: Real, slots: int) -> History:
    """Nobody has been called yet."""
    many = len(segment)
    never, theirs = cure.never[:, None], (1.0 - cure.lost) * cure.weights
    opens, refuses = (1.0 - never) * theirs, never * theirs
    return History(
        counts=np.zeros((many, 8), np.uint8),
        last=np.full((many, 5), LONG_AGO, np.float32),
        streak=np.zeros(many, np.uint8),
        slot_calls=np.zeros((many, slots), np.uint8),
        slot_answers=np.zeros((many, slots), np.uint8),
        week_calls=np.zeros((many, 7), np.uint8),
        week_answers=np.zeros((many, 7), np.uint8),
        lately=np.zeros((many, 2), np.float32),
        opens=opens.astype(np.float32)[segment],
        refuses=refuses.astype(np.float32)[segment],
        seen=born.astype(np.float32),
    )


def taken(history: History, whom: NDArray[np.int64] | slice) -> History:
    """Those clients' alone: of a slice the same memory, of places a copy."""
    return History(*(part[whom] for part in history))  # type: ignore[arg-type]


@step()
def _share(yes, of, base, weight):  # type: ignore[no-untyped-def]
    """Log odds of a share, drawn towards the base while there is little to see."""
    share = (yes + weight * base) / (of + weight)
    return np.log(share / (1.0 - share))


@step()
def _since(days):  # type: ignore[no-untyped-def]
    """log(1 + days), from a call to as long as anybody asks: for most, one end or the other."""
    if days >= LONG:
        return LOG_LONG
    return np.log(1.0 + days) if days > 0.0 else 0.0


@step()
def masses(history, cure, i, g, day, o, r):  # type: ignore[no-untyped-def]
    """Write client i's masses (K,) of this day into `o` and `r`."""
    for k in range(o.size):
        o[k], r[k] = history.opens[i, k], history.refuses[i, k]
    relax(cure, g, day - history.seen[i], o, r)


@step()
def hopes(cure, chance, o, r):  # type: ignore[no-untyped-def]
    """What the cure model says of masses (K,): how much is open, how much of it would answer, and
    how much of the refused would; none of them nothing. `chance` (K,) of an answer."""
    opened, willing, echoed = 1e-6, 1e-6, 1e-6
    for k in range(o.size):
        opened += o[k]
        willing += o[k] * chance[k]
        echoed += r[k] * cure.echo * chance[k]
    return opened, willing, echoed


@step()
def answering(usual, opened, willing, echoed):  # type: ignore[no-untyped-def]
    """The chance of an answer by what the cure model hopes, as far as it is to be trusted."""
    told = willing
    if usual.slope != 1.0 or usual.level != 0.0:
        told *= np.exp(usual.level) * max(opened, BARELY) ** (usual.slope - 1.0)
    return min((told + echoed) / (1.0 + 2e-6), SUREST)


@step()
def describe(history, cure, chance, usual, i, g, born, day, slot, o, r, row):  # type: ignore[no-untyped-def]
    """Write what is known of client i on this day, for this slot, into `row` (len(NAMES),).

    `usual`: Usual; `chance` (K,) of an answer in this slot by readiness; `o`, `r` (K,) are working
    space and hold the client's masses of this day after."""
    counts, last = history.counts, history.last
    calls, spoken, base = 0.0, 0.0, usual.answered
    for k in range(8):
        calls += counts[i, k]
    for k in range(1, 5):
        spoken += counts[i, k]
    weekday = int(np.floor(day)) % 7
    row[0] = np.log(1.0 + max(day - born, 0.0))
    row[1] = np.log(1.0 + calls)
    row[2] = _share(spoken, calls, base, 4.0)
    mean = (spoken + 4.0 * base) / (calls + 4.0)
    row[3] = _share(history.slot_answers[i, slot], history.slot_calls[i, slot], mean, 3.0)
    row[4] = _share(history.week_answers[i, weekday], history.week_calls[i, weekday], mean, 3.0)
    faded = np.exp(-min(max(day - last[i, 0], 0.0), 1e4) / MEMORY)
    answers, tries = history.lately[i, 0] * faded, history.lately[i, 1] * faded
    row[5] = _share(answers, tries, base, 2.0)
    row[6] = LOG_COUNT[history.streak[i]]
    for k in range(5):
        row[7 + k] = _since(day - last[i, k])
    row[12] = LOG_COUNT[counts[i, 1]]
    row[13] = LOG_COUNT[counts[i, 2] + counts[i, 4]]
    row[14] = LOG_COUNT[counts[i, 3]]
    row[15] = LOG_COUNT[counts[i, 5]]
    row[16] = LOG_COUNT[counts[i, 6]]
    row[17] = LOG_COUNT[counts[i, 7]]
    row[18] = 1.0 if calls > 0 else 0.0
    masses(history, cure, i, g, day, o, r)
    opened, willing, echoed = hopes(cure, chance, o, r)
    answered = answering(usual, opened, willing, echoed)
    row[19] = np.log(opened / (1.0 + 2e-6 - opened))
    row[20] = np.log(answered / (1.0 - answered))
    row[21] = np.log(1.0 + tries)
    row[22] = np.log(willing / echoed)
    turn = (day - born) * A_TURN
    row[23], row[24] = np.cos(turn), np.sin(turn)


@step()
def _more(counter):  # type: ignore[no-untyped-def]
    return counter + 1 if counter < 255 else counter


@step()
def take_in(history, cure, chance, i, g, day, slot, outcome, heard, o, r):  # type: ignore[no-untyped-def]
    """Take one call into client i's history, in place."""
    counts, last, lately = history.counts, history.last, history.lately
    masses(history, cure, i, g, day, o, r)
    hear(cure, g, heard, chance, o, r)
    for k in range(o.size):
        history.opens[i, k], history.refuses[i, k] = o[k], r[k]
    history.seen[i] = max(day, history.seen[i])
    faded = np.exp(-min(max(day - last[i, 0], 0.0), 1e4) / MEMORY)
    lately[i, 0] *= faded
    lately[i, 1] = lately[i, 1] * faded + 1.0
    weekday = int(np.floor(day)) % 7
    counts[i, outcome] = _more(counts[i, outcome])
    history.slot_calls[i, slot] = _more(history.slot_calls[i, slot])
    history.week_calls[i, weekday] = _more(history.week_calls[i, weekday])
    last[i, 0] = max(day, last[i, 0])
    if 1 <= outcome <= 4:
        history.slot_answers[i, slot] = _more(history.slot_answers[i, slot])
        history.week_answers[i, weekday] = _more(history.week_answers[i, weekday])
        lately[i, 0] += 1.0
        last[i, 1] = max(day, last[i, 1])
        last[i, 3 if outcome == 4 else outcome + 1] = day  # never is a no
        history.streak[i] = 0
    else:
        history.streak[i] = _more(history.streak[i])


@loop()
def walk(history, cure, chances, usual, segment, born, calls, rows, o, r):  # type: ignore[no-untyped-def]
    """Take a log in (each client's calls in order), writing what was known before each call.

    `calls`: fitting.Calls; `rows` (M, len(NAMES)), or (0, 0) where nobody asks; `o`, `r` (K,)
    working space."""
    for j in range(calls.client.size):
        i, day, slot = calls.client[j], calls.day[j], calls.slot[j]
        g = segment[i]
        chance = chances[g, slot]
        if rows.shape[0]:
            describe(history, cure, chance, usual, i, g, born[i], day, slot, o, r, rows[j])
        take_in(history, cure, chance, i, g, day, slot, calls.outcome[j], calls.heard[j], o, r)
