"""Shape a disposition: the firm's own words for how a call ended, and ways of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.dispositions import Disposition, Fault, faults, keeps_its_flags
from demur.records import journal
from demur.records.dispositions import OwnDisposition, dispositions, keep


def shape_disposition(one: Disposition, by: str, now: datetime) -> tuple[Fault, ...]:
    """Rename, re-key, retire or add a disposition; nothing is changed where there are faults.

    What one means stands for life: calls that ended so go on meaning what they meant.
    """
    with transaction.atomic():
        list(OwnDisposition.objects.select_for_update())
        known = dispositions()
        every = {**known, one.code: one}.values()
        wrong = keeps_its_flags(one, known.get(one.code)) or faults(every)
        if wrong:
            return wrong
        keep(one)
        journal.write(by, "shaped a disposition", f"disposition {one.code}", now, key=one.key)
    return ()
