"""Make a day's round: who is called when, by whom and why, and until when everybody else rests.

The gate is asked of everybody before the plan is made, and again in the transaction that writes
each turn down: whoever says no meanwhile waits for one portion, not for the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import DatabaseError, transaction

from demur.domain.exits import Exit
from demur.domain.round.beside import plan_beside
from demur.domain.round.plan import Day, plan_day
from demur.domain.round.turns import Kind
from demur.domain.silence.judges import judge
from demur.domain.silence.parts import HERE, Workers
from demur.records import calls, journal
from demur.records.among import MANY, among
from demur.records.gate import Cleared, ask, leaves_by
from demur.records.peace import portions
from demur.records.people import Contact
from demur.records.round_day import Ahead, ahead, asked, by_cadence
from demur.records.round_ground import begin, clear, give_up, worked
from demur.records.round_rows import Row, keep_rests, rest_rows, turn_rows
from demur.records.round_terms import terms
from demur.records.rounds import Rest, Round, Turn

#: As many turns or rests as one transaction writes down.
BATCH: Final = 500
#: How long whoever makes it is waited for: if there were no client, and longer for each, who took a
#: third of a millisecond of one core (`bench.making`).
LEASE: Final = timedelta(minutes=5)
A_CLIENT: Final = timedelta(milliseconds=2)
#: What is heard of the making: how far it is, of how much, and what is being done.
Hear = Callable[[float, float, str], object]
STEPS: Final = 3.0
#: A call back that was due before this is no longer a promise to keep but an apology to make.
FORGOTTEN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Made:
    """A round that is made: how many turns it has, and how many the gate held back at the last."""

    round: Round
    turns: int
    held: int


def _deaf(_position: float, _of: float, _doing: str) -> None:
    """Nobody looks on."""


def make_round(
    day: date, now: datetime, by: str, workers: Workers = HERE, hear: Hear = _deaf
) -> Made | None:
    """Make the round of a day, or what is left of it anew; None while somebody else makes it.

    What is in somebody's hands stays, and so does what is done. On a public holiday of the firm
    there are no minutes, and promised calls alone are in the round. What could not be made whole,
    whoever comes next makes; of whoever was killed, when the lease is over. `workers` judge the
    clients, a part each; who they are changes nothing.
    """
    with transaction.atomic():
        made = begin(day, by, now, LEASE + A_CLIENT * Contact.objects.count())
    if made is None:
        return None
    lease = made.making_until
    try:
        return _make(made, now, by, workers, hear)
    except BaseException:
        with suppress(DatabaseError), transaction.atomic():
            give_up(made, lease)
        raise


def _make(made: Round, now: datetime, by: str, workers: Workers, hear: Hear) -> Made:
    hear(0, STEPS, "Asking who may be called")
    _plan_promises(by, now)
    known = ahead(made.day, worked(made), now)
    hear(1, STEPS, "Judging and planning")
    more = asked(known) | {"judge": judge(workers, known.beliefs, known.found.attempts)}
    planned = _planned(known, more, now)
    hear(2, STEPS, "Writing down")
    with transaction.atomic():
        clear(made)
    rows = turn_rows(known, planned, made)
    written = sum(_written(some) for some in portions(rows, BATCH))
    in_round = known.over | {one.turn.contact_id for one in rows if one.turn.contact_id}
    for many in _let_rest(known, planned, in_round):
        hear(2 + many / max(len(known.found.contacts), 1), STEPS, "Writing down")
    with transaction.atomic():
        _sum_up(made, known, planned, more, now)
        journal.write(by, "made a round", f"round {made.day}", now, turns=written)
    return Made(made, written, len(rows) - written)


def _planned(known: Ahead, more: dict[str, Any], now: datetime) -> Day:
    """The day's plan; while a trial is on, some clients are called by the firm's old cadence."""
    about = known.beliefs.params, known.beliefs, known.found.clients
    cadence = by_cadence(known, now)
    return plan_beside(*about, cadence=cadence, **more) if cadence else plan_day(*about, **more)


@leaves_by(Exit.ROUND)
def put_in_round(cleared: Sequence[Cleared], rows: Sequence[Row]) -> int:
    """Write down the turns that the gate let through, and say how many."""
    through = {one.wanted.about for one in cleared}
    return len(Turn.objects.bulk_create(one.turn for one in rows if one.wanted.about in through))


def _plan_promises(by: str, now: datetime) -> None:
    """Plan the call backs that were promised and that nobody has planned yet."""
    for some in calls.promised_calls(now - FORGOTTEN):
        with transaction.atomic():
            calls.write_down(some, by, now)


def _written(rows: Sequence[Row]) -> int:
    with transaction.atomic():
        passage = ask(Exit.ROUND, [one.wanted for one in rows])
        return put_in_round(passage.cleared, rows)


def _let_rest(known: Ahead, planned: Day, in_round: frozenset[int] | set[int]) -> Iterator[int]:
    """Write down until when everybody else rests; says after each portion how many are done."""
    many = 0
    for some in portions(in_round, MANY):
        Rest.objects.filter(among("contact", some), since__lt=known.day).delete()
    for rows in portions(rest_rows(known, planned, frozenset(in_round)), BATCH):
        with transaction.atomic():
            keep_rests(rows)
        many += len(rows)
        yield many


def _sum_up(made: Round, known: Ahead, planned: Day, more: dict[str, Any], now: datetime) -> None:
    minutes = float(sum(sum(shift.minutes) for shift in more["team"]))
    resting = np.isfinite(planned.rests) & (planned.rests > planned.day)
    ended = np.isinf(planned.rests)
    ended[[one.client for one in planned.turns if one.kind is Kind.LINK]] = False
    values = known.found.clients.value
    made.made_at, made.making_until = now, None
    made.minutes, made.key_minutes = round(minutes), round(minutes * terms().key_share)
    made.silent = len(known.found.contacts)
    made.worth_making = made.turns.exclude(kind=Kind.LINK).count()
    made.resting, made.stopped = int(resting.sum()), int(ended.sum())
    made.price, made.minute_price = float(planned.price), float(planned.minute_price)
    made.usual_value = float(np.median(values)) if len(values) else 1.0
    made.currency, made.seed = known.found.currency, int(more["seed"])
    made.save()
