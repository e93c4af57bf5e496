"""Sellers who take clients as fast as they can, any of whom may be killed at any moment.

`python -m tests.reliability.takers SELLERS` loads what each needs once, then forks; a killed one is
forked anew under another name, as somebody else who signs in. It ends when nobody is left to take.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

#: A Monday, ten in the morning in Győr, as in the shop of the tests.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main(sellers: int) -> None:
    """Fork the sellers, and another for each that is killed, until all have nothing left to do."""
    _load_once()
    begun = time.time()
    alive = {_fork(begun) for _ in range(sellers)}
    while alive:
        pid, status = os.wait()
        alive.discard(pid)
        if os.WIFSIGNALED(status):
            alive.add(_fork(begun))
        elif status:
            sys.exit(1)


def _load_once() -> None:
    from demur.cli.ready import ready

    ready()
    from django.db import connections

    from demur.records.people import Contact
    from demur.records.rests import own_day
    from demur.records.rounds import Round

    contact = Contact.objects.order_by("pk").first()
    assert contact
    own_day(contact.pk, NOW, Round.objects.get())  # what is compiled, is so before the fork
    connections.close_all()


def _fork(begun: float) -> int:
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sell(f"seller {uuid4()}", begun)
    os._exit(0)


def sell(name: str, begun: float) -> None:
    """Take one client after another and say how the call ended, until there is none to take.

    Where the database is busy for too long they try again, as somebody does at a page.
    """
    from django.db import OperationalError

    while True:
        try:
            if not _one_more(name, begun):
                return
        except OperationalError:
            continue


def _one_more(name: str, begun: float) -> bool:
    from demur.actions.dial_turn import InHand, dial_turn
    from demur.actions.take_turn import Nothing, take_turn
    from demur.channels.turns_in import end_turn
    from demur.domain.peace import Blocked, Why
    from demur.records.rounds import Turn

    turn = take_turn(name, clock(begun))
    if isinstance(turn, Nothing):
        return False
    if isinstance(turn, Blocked):  # as many as one press looks at were let lie by others
        assert turn.why is Why.ATTEMPTS
        return True
    assert isinstance(turn, Turn)
    assert isinstance(dial_turn(turn.ref, name, clock(begun)), InHand)
    end_turn(turn.ref, "missed", name, clock(begun))
    return True


def clock(begun: float) -> datetime:
    """A working Monday's clock, which runs as ours does."""
    return NOW + timedelta(seconds=time.time() - begun)


if __name__ == "__main__":
    main(int(sys.argv[1]))
