"""Refit: learn anew from the firm's own calls how its clients answer and refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from demur.domain.silence import model
from demur.records import journal
from demur.records.fits import Fit, keep_fit
from demur.records.silence import gathered, with_every_segment


class Verdict(StrEnum):
    """What came of learning: whether the firm's own later calls bear out what its earlier say."""

    BORNE_OUT = "borne out"
    PRIOR_KEPT = "prior kept"
    NO_CALLS = "no calls"


@dataclass(frozen=True, slots=True)
class Refitted:
    """What was learned, from how many calls to how many clients; `fit` None where nothing was."""

    verdict: Verdict
    clients: int
    calls: int
    fit: Fit | None = None


def refit(now: datetime, by: str, hear: Callable[[float, float], object] | None = None) -> Refitted:
    """Learn from the whole log, and believe that from now on; the fits before stay on record.

    Where the later calls bear nothing out, what is known of other firms is kept, and said so.
    Takes seconds: the log is read and learned from before anything is written. `hear` is told how
    many of these steps are done, and of how many.
    """
    found = gathered(now, to_learn=True)
    clients, calls = len(found.contacts), len(found.attempts)
    if not calls:
        return Refitted(Verdict.NO_CALLS, clients, 0)
    if hear:
        hear(1, 2)
    params = model.fit(with_every_segment(found), found.attempts, slots=found.slots.count)
    with transaction.atomic():
        fit = keep_fit(params, found.slots, found.fields, (clients, calls), by, now)
        journal.write(by, "learned anew", "silence", now, calls=calls, borne_out=fit.borne_out)
    verdict = Verdict.BORNE_OUT if fit.borne_out else Verdict.PRIOR_KEPT
    return Refitted(verdict, clients, calls, fit)
