"""What is on record of clients that carries a likely reason of their silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from demur.domain.attempts import Noted
from demur.domain.dispositions import Disposition, outcome
from demur.domain.refusal import Direction
from demur.domain.regret import Reason
from demur.domain.round.likely import HEARD, Known, Likely, Rung, likely_reason
from demur.records.attempts import calls_to
from demur.records.dispositions import dispositions
from demur.records.inquiries import Came, Explanation, Inquiry
from demur.records.offers import Offer


def likely_reasons(
    contacts: Collection[int],
    now: datetime,
    zone: ZoneInfo,
    calls: Mapping[int, Sequence[Noted]] | None = None,
) -> dict[int, Likely]:
    """By contact, why they are likely silent; of whom nothing on record says it, nothing.

    `calls` are those to them (`calls_to`), where they were asked for already.
    """
    calls = calls_to(contacts) if calls is None else calls
    said, asked, endings = _said(contacts), _asked(contacts), dispositions()
    found: dict[int, Likely] = {}
    for pk in contacts:
        reason, said_at = said.get(pk, (None, None))
        known = Known(_rung(calls.get(pk, ()), endings, zone), reason, said_at, asked.get(pk))
        if likely := likely_reason(known, now):
            found[pk] = likely
    return found


def _rung(calls: Sequence[Noted], endings: Mapping[str, Disposition], zone: ZoneInfo) -> list[Rung]:
    """The calls from which something can be learned."""
    ended = ((one, endings.get(one.disposition)) for one in calls)
    meant = ((one.at, outcome(how, one.seconds)) for one, how in ended if how)
    return [Rung(at.astimezone(zone), HEARD[one]) for at, one in meant if one is not None]


def _said(contacts: Collection[int]) -> dict[int, tuple[Reason, datetime]]:
    """Why each refused us last, where they said it and have not taken it back."""
    rows = Explanation.objects.filter(
        refusal__contact__in=contacts, refusal__direction=Direction.REGRET
    )
    rows = rows.exclude(reason="").exclude(refusal__outcomes__came=Came.TAKEN_BACK)
    told = rows.order_by("at", "pk").values_list("refusal__contact", "reason", "at")
    return {pk: (Reason(reason), at) for pk, reason, at in told if pk}


def _asked(contacts: Collection[int]) -> dict[int, datetime]:
    """When each last asked for something, or was made an offer for it."""
    found: dict[int, datetime] = {}
    for table in (Inquiry, Offer):
        rows = table._default_manager.filter(contact__in=contacts).order_by()
        for pk, at in rows.values_list("contact").annotate(Max("at")):
            found[pk] = max(at, found.get(pk, at))
    return found
