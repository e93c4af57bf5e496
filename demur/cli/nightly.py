"""What is done while nobody works: a thread beside the server looks whether it is time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from demur.actions.keep_calls import keep_calls
from demur.actions.make_round import make_round
from demur.actions.refit import refit
from demur.channels.cluster import workers
from demur.records import fits, kept_calls
from demur.records.company import Company
from demur.records.round_terms import round_is_due
from demur.records.turns import our_day

log = logging.getLogger(__name__)
LOOK_SECONDS: Final = 300.0
#: In whose name the journal has it.
BY: Final = "demur"


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done by itself: when it is due by the firm's clock, and the deed."""

    name: str
    is_due: Callable[[datetime, ZoneInfo], bool]
    do: Callable[[datetime], object]


def _make_round(now: datetime) -> object:
    with workers(settings.CLUSTER, log.warning) as hands:
        return make_round(our_day(now), now, BY, hands)


CHORES: Final = (
    Chore("laying down the calls", lambda now, _: kept_calls.is_due(now), keep_calls),
    Chore("learning from the calls", fits.is_due, lambda now: refit(now, BY)),
    Chore("making the day's round", round_is_due, _make_round),
)


def due(now: datetime) -> list[Chore]:
    """What is to be done at an instant; nothing before the company is set up."""
    ours = Company.objects.filter(pk=1).first()
    return [one for one in CHORES if one.is_due(now, ZoneInfo(ours.zone))] if ours else []


class Nightly(threading.Thread):
    """Does what is due and looks again, until told to stop; a fault is told, and it tries again."""

    def __init__(self) -> None:
        super().__init__(name="nightly", daemon=True)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every few minutes."""
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                close_old_connections()
                for chore in due(timezone.now()):
                    log.info("Doing by itself: %s", chore.name)
                    chore.do(timezone.now())
            except Exception:
                log.exception("What is done by night could not be done; it is tried again")
            finally:
                connection.close()

    def stop(self) -> None:
        """Look no more; what is being learned is not kept, and is learned again another night."""
        self._stopped.set()
