"""Calls of the round whose number was given, and of which nobody has said how they ended."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from demur.records.attempts import Attempt
from demur.records.rounds import Dropped, State, Turn
from demur.records.soundness import Fact, Severity

#: What lies longer than this nobody remembers.
REMEMBERED: Final = timedelta(days=7)
#: A telephone and a browser may tell of one call by clocks so far apart.
CLOCKS_DIFFER: Final = timedelta(minutes=5)


def unsaid(now: datetime) -> QuerySet[Turn]:
    """The turns of the last week whose number was given, whose lease is over, and which nobody
    ended; but for those whose client is on record as called since, whoever told of it."""
    left = Q(state=State.TAKEN, lease_until__lte=now) | Q(why=Dropped.UNSAID)
    since = OuterRef("dialled_at") - CLOCKS_DIFFER
    called = Attempt.objects.filter(contact=OuterRef("contact"), at__gte=since)
    given = Turn.objects.filter(left, dialled_at__gt=now - REMEMBERED).exclude(contact=None)
    return given.exclude(Exists(called))


def facts(now: datetime) -> tuple[Fact, ...]:
    """Whether of every call for which a number was given somebody has said how it ended."""
    calls = Counter(unsaid(now).order_by(F("taken_by")).values_list("taken_by", flat=True))
    found = ", ".join(f"{by}: {many}" for by, many in calls.items())
    advice = _(
        "They were given a number of the round and never said how the call ended, so their client "
        "is called by nobody that day. Ask them: of today's calls they say it under Round, where "
        "the client can be taken up again; of earlier ones tell it with demur import calls."
    )
    name = "calls without an ending"
    return (Fact(name, not calls, Severity.WARNING, found or "none", advice if calls else ""),)
