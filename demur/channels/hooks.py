"""Tells another system of planned calls: what is due, call by call, after the gate's yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from demur.channels.webhook import Delivery, deliver
from demur.domain.errands import Became, Later, Never, Sent, State, Went, became, held
from demur.domain.exits import Exit
from demur.hook_settings import Receiver
from demur.records import gate, tellings
from demur.records.calls import Planned
from demur.records.calls import State as Call
from demur.records.gate import Cleared
from demur.records.tellings import Telling


def tell_all(receiver: Receiver, clock: Callable[[], datetime]) -> Iterator[Became]:
    """Tell what is due, one call after the other."""
    while telling := tellings.take(clock()):
        call = Planned.objects.select_related("contact").get(pk=telling.call_id)
        outcome = _tried(telling, call, receiver, clock())
        tellings.settle(telling, outcome, clock())
        yield outcome


def _tried(telling: Telling, call: Planned, receiver: Receiver, now: datetime) -> Became:
    if call.state != Call.PLANNED:
        return Became(State.HELD, None, "it is not planned any more", counted=False)
    with transaction.atomic():
        passage = gate.ask(Exit.WEBHOOK, [call.wanted(now)])
    if passage.held:
        return held(passage.held[0].blocked, call.ref, now)
    return _told(passage.cleared[0], telling, call, receiver, now)


def _told(
    cleared: Cleared, telling: Telling, call: Planned, receiver: Receiver, now: datetime
) -> Became:
    went = _went(deliver(cleared, receiver, now))
    return became(went, telling.tries + 1, call.ref, now)


def _went(delivery: Delivery) -> Went:
    """What an answer means: taken, not wanted any more, or to be told again later."""
    if delivery.arrived:
        return Sent()
    why = f"{delivery.status} {delivery.said}".strip() if delivery.status else delivery.said
    return Never(why) if delivery.gone else Later(why)
