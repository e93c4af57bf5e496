"""Keep calls: lay the log of calls down as columns, so that no morning has to read all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from demur.records import kept_calls


def keep_calls(now: datetime, hear: Callable[[float, float], object] | None = None) -> int:
    """Lay down what of the log is not yet, and say how many parts of the clients that were.

    Each part is a transaction of its own: cut short, what is laid down is used, and the rest goes
    on being read from the log. `hear` is told how many parts are done, and of how many. Nothing is
    said by it that the log does not say, so that the journal has no line of it.
    """
    upto = kept_calls.settled(now)
    parts = list(kept_calls.to_lay(upto))
    kept_calls.begin([part for part, _ in parts])
    for done, (part, there) in enumerate(parts):
        if hear:
            hear(done, len(parts))
        with transaction.atomic():
            kept_calls.lay(part, upto, there)
    return len(parts)
