"""The exits: every way by which a client can be reached from here, each with what it does.

An exit that is not in this table has no carrier, and a route, command or channel that shows, sends
or hands on a client's number or address without one fails the start (`demur.records.gate`).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Exit(StrEnum):
    """A way out of the house."""

    PLAN = "plan"
    CALLS_PAGE = "calls page"
    DIAL = "dial"
    PERSON_PAGE = "person page"
    PEOPLE_PAGE = "people page"
    INQUIRY_PAGE = "inquiry page"
    INQUIRIES_FILE = "inquiries file"
    CALLS_FILE = "calls file"
    CALENDAR = "calendar"
    CONTACT_CARD = "contact card"
    API = "api"
    MAIL = "mail"
    SMS = "sms"
    PARTNER = "partner"
    WEBHOOK = "webhook"
    ROUND = "round"
    ROUND_PAGE = "round page"
    TURN = "turn"
    TURN_DIAL = "turn dial"
    ROUND_CALENDAR = "round calendar"


#: Exits through which the client is reached at that very instant: quiet hours bite there.
AT_ONCE: Final = frozenset({Exit.DIAL, Exit.SMS, Exit.TURN, Exit.TURN_DIAL})
#: Exits through which we act, or settle that we will: the rules of the client's country bite.
BY_RULES: Final = frozenset(
    {Exit.PLAN, Exit.DIAL, Exit.MAIL, Exit.SMS, Exit.ROUND, Exit.TURN, Exit.TURN_DIAL}
)
#: Exits through which we act: an approach held back there was a call or a message spared.
SPARING: Final = frozenset({Exit.PLAN, Exit.MAIL, Exit.SMS, Exit.PARTNER, Exit.ROUND, Exit.TURN})
#: What each exit is, for whoever reads the register.
SAYS: Final = MappingProxyType(
    {
        Exit.PLAN: "a call is planned",
        Exit.CALLS_PAGE: "the planned calls are shown",
        Exit.DIAL: "the number is dialled, or given to be dialled",
        Exit.PERSON_PAGE: "a person's page offers to call or write",
        Exit.PEOPLE_PAGE: "the list of people offers to call or write",
        Exit.INQUIRY_PAGE: "an inquiry's page offers to call or write",
        Exit.INQUIRIES_FILE: "inquiries leave as a sheet",
        Exit.CALLS_FILE: "planned calls leave as a sheet",
        Exit.CALENDAR: "planned calls leave as a calendar",
        Exit.CONTACT_CARD: "a person leaves as a vCard",
        Exit.API: "another system reads planned calls",
        Exit.MAIL: "a letter is mailed",
        Exit.SMS: "a short message is sent",
        Exit.PARTNER: "a client is handed to a partner",
        Exit.WEBHOOK: "another system is told of a planned call",
        Exit.ROUND: "a client is put into the day's round",
        Exit.ROUND_PAGE: "the day's round is shown",
        Exit.TURN: "a client is put into a seller's hands",
        Exit.TURN_DIAL: "the number of a turn is dialled, or given to be dialled",
        Exit.ROUND_CALENDAR: "a seller's turns leave as a calendar",
    }
)
