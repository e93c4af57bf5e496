"""Where a link may be sent to a client just now, and what holds it back elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from demur.actions.send_link import LEAVES
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel
from demur.records.gate import Wanted, foresee
from demur.records.people import Contact
from demur.web.held_back import held_back
from demur.web.page import our_company

#: What has to be set up before anything leaves by an exit.
SENDERS: Final = {Exit.MAIL: "MAIL_SERVER", Exit.SMS: "SMS_GATEWAY"}


@dataclass(frozen=True, slots=True)
class Way:
    """An address of a client, and in a few words what holds a link to it back, if anything."""

    address: str
    rests: str


def ways(
    contact: Contact, addresses: Sequence[str], needs: Collection[str], now: datetime
) -> list[Way]:
    """Of each address whether a link may go there about one of some needs ("": about all).

    Only the gate lets one go, when it is sent; here it is asked what it would say.
    """
    exits = {one: LEAVES[_channel(one)] for one in addresses}
    told: dict[str, list[Blocked | None]] = {one: [] for one in addresses}
    for way_out in SENDERS:
        wanted = [
            Wanted(one, Approach(_channel(one), Purpose.SALE, now, need), contact.pk)
            for one in addresses
            if exits[one] is way_out
            for need in needs
        ]
        for one, blocked in zip(wanted, foresee(way_out, wanted) if wanted else (), strict=True):
            told[one.address].append(blocked)
    return [Way(one, _rests(exits[one], told[one])) for one in addresses]


def _channel(address: str) -> Channel:
    return Channel.MAIL if "@" in address else Channel.SMS


def _rests(way_out: Exit, told: Sequence[Blocked | None]) -> str:
    """What holds back whichever need: where one may go, nothing does."""
    if None not in told and told[0] is not None:
        return held_back(told[0], ZoneInfo(our_company().zone))
    return "" if getattr(settings, SENDERS[way_out]) else _("nothing sends there yet")
