"""Why somebody may not be contacted now, in a few words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from demur.domain.peace import Blocked, Why

#: By the reason: for good, and until a moment. Peace is told by the day, the rest by the minute.
SAYS: Final[Mapping[Why, tuple[str | Promise, str | Promise]]] = {
    Why.PEACE: (_("at peace for good"), _("at peace until %(until)s")),
    Why.UNREACHABLE: (_("no address that can be used"), _("no address that can be used")),
    Why.BLIND: (
        _("nobody may be contacted: what was promised can't be read"),
        _("nobody may be contacted: what was promised can't be read"),
    ),
    Why.HOURS: (_("quiet hours"), _("quiet hours until %(until)s")),
    Why.ATTEMPTS: (_("called often enough"), _("called often enough until %(until)s")),
    Why.CONSENT: (_("no consent to this is on record"), _("no consent before %(until)s")),
    Why.ZONE: (_("nobody knows what hour it is there"), _("nobody knows what hour it is there")),
}
BY_DAY: Final = {"hu": "y. MMM d.", "ru": "d MMM y\N{NO-BREAK SPACE}'г'.", "en": "d MMM y"}
BY_MINUTE: Final = {"hu": "MMM d., HH:mm", "ru": "d MMM, HH:mm", "en": "d MMM, HH:mm"}


def held_back(blocked: Blocked, zone: ZoneInfo) -> str:
    """What holds an approach back, until when on the company's clock, and by which rule."""
    for_good, for_a_while = SAYS[blocked.why]
    if blocked.until is None:
        told = str(for_good)
    else:
        told = str(for_a_while) % {"until": _moment(blocked.until.astimezone(zone), blocked.why)}
    return f"{told} ({blocked.rule})" if blocked.rule else told


def _moment(local: datetime, why: Why) -> str:
    language = get_language() or "en"
    if why is Why.PEACE:  # By its last day: what ends at midnight ends with the day before.
        last = local - timedelta(microseconds=1)
        return format_date(last.date(), BY_DAY[language], locale=language)
    return format_datetime(local, BY_MINUTE[language], locale=language)
