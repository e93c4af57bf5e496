"""What may leave the house by each door: every route and command says so, "nothing" included.

A door that is not listed here stops the start, as does an exit that nobody carries or that no
door opens. What a listed door gives out goes through the carrier of its exit, which takes only
what the gate cleared (`demur.records.gate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from django.core.checks import CheckMessage, Error, register

from demur.cli import COMMANDS as COMMAND_LINE
from demur.domain.exits import Exit
from demur.records.gate import CARRIERS
from demur.web import access

#: Where the carrier of each exit is written; loaded at the start, so that all are registered.
CARRIED_IN: Final[Mapping[Exit, str]] = {
    Exit.PLAN: "demur.records.calls",
    Exit.CALLS_PAGE: "demur.web.calls",
    Exit.DIAL: "demur.actions.dial",
    Exit.PERSON_PAGE: "demur.web.reach",
    Exit.PEOPLE_PAGE: "demur.web.reach",
    Exit.INQUIRY_PAGE: "demur.web.reach",
    Exit.INQUIRIES_FILE: "demur.channels.exports",
    Exit.CALLS_FILE: "demur.channels.calls_out",
    Exit.CALENDAR: "demur.channels.calls_out",
    Exit.CONTACT_CARD: "demur.channels.cards",
    Exit.API: "demur.web.api_calls",
    Exit.MAIL: "demur.channels.mail",
    Exit.SMS: "demur.channels.sms",
    Exit.PARTNER: "demur.records.referrals",
    Exit.WEBHOOK: "demur.channels.webhook",
    Exit.ROUND: "demur.actions.make_round",
    Exit.ROUND_PAGE: "demur.web.round_shown",
    Exit.TURN: "demur.actions.take_turn",
    Exit.TURN_DIAL: "demur.actions.dial_turn",
    Exit.ROUND_CALENDAR: "demur.channels.round_out",
}
#: Exits of which nothing is carried yet, so nothing can leave by them.
SHUT: Final[frozenset[Exit]] = frozenset()
NOTHING: Final[frozenset[Exit]] = frozenset()

#: Route → the exits it opens. A page that shows a number to be read, not pressed, opens none.
ROUTES: Final[Mapping[str, frozenset[Exit]]] = {
    "people": frozenset({Exit.PEOPLE_PAGE}),
    "person": frozenset({Exit.PERSON_PAGE}),
    "person-lift": frozenset({Exit.PERSON_PAGE}),
    "person-place": frozenset({Exit.PERSON_PAGE}),
    "person-no": frozenset({Exit.PERSON_PAGE}),
    "person-link": frozenset({Exit.PERSON_PAGE, Exit.MAIL, Exit.SMS}),
    "person-card": frozenset({Exit.CONTACT_CARD}),
    "inquiry": frozenset({Exit.INQUIRY_PAGE}),
    "inquiries-export": frozenset({Exit.INQUIRIES_FILE}),
    "calls": frozenset({Exit.CALLS_PAGE}),
    "calls-plan": frozenset({Exit.PLAN}),
    "calls-export": frozenset({Exit.CALLS_FILE}),
    "calls-calendar": frozenset({Exit.CALENDAR}),
    "call-dial": frozenset({Exit.DIAL}),
    # The page is shown with the client in hand, and whoever is taken is shown with their number.
    "round": frozenset({Exit.ROUND_PAGE}),
    "round-take": frozenset({Exit.ROUND_PAGE, Exit.TURN, Exit.TURN_DIAL}),
    "round-dial": frozenset({Exit.ROUND_PAGE, Exit.TURN_DIAL}),
    "round-link": frozenset({Exit.ROUND_PAGE, Exit.TURN, Exit.MAIL, Exit.SMS}),
    **dict.fromkeys(("round-end", "round-undo"), frozenset({Exit.ROUND_PAGE})),
    "round-make": frozenset({Exit.ROUND}),
    "api:calls": frozenset({Exit.API}),
    "api:calls-calendar": frozenset({Exit.CALENDAR}),
    "round-feed": frozenset({Exit.ROUND_CALENDAR}),
    # A call back that is promised is planned with the refusal.
    "desk-answer": frozenset({Exit.PLAN}),
    "api:refusal": frozenset({Exit.PLAN}),
    # What is written there leaves a moment later, by the server's own post.
    "inquiry-card": frozenset({Exit.MAIL, Exit.SMS}),
    "regret-answer": frozenset({Exit.MAIL, Exit.SMS}),
    **dict.fromkeys(
        (
            *("healthz", "sign-in", "sign-in-link", "language", "home", "sign-out", "account"),
            *("desk", "desk-words", "desk-take-back", "team-free", "texts"),
            "round-calendar",
            *("inquiries", "inquiry-example", "person-merge", "person-split", "call-done"),
            # A person's copy goes to themselves, who asked for it.
            *("person-data", "person-consent", "person-copy", "person-erase"),
            *("policy", "policy-version", "policy-print", "policy-again", "policy-withdraw"),
            *("policy-begin", "policy-draft", "policy-check", "policy-text", "policy-kept"),
            *("policy-aside", "policy-take-up", "policy-difference", "policy-replay"),
            *("round-rest", "round-terms", "round-back", "round-keep"),
            *("policy-callers", "policy-if-adopted", "regrets", "contact-rules"),
            *("insight-silence", "insight-silence-export", "insight-time"),
            "insight-time-export",
            *("round-trial", "round-trial-end"),
            *("no", "no-by-code", "no-calendar", "offer", "replies", "reply-seen"),
            # A link is shown to whoever made it; it leaves by a letter or a message of theirs.
            *("api:api-root", "api:openapi-json", "api:inquiries", "api:wording-check"),
            *("api:messages", "api:attempts", "api:calls-events"),
        ),
        NOTHING,
    ),
}
#: Command → the exits it opens.
COMMANDS: Final[Mapping[str, frozenset[Exit]]] = {
    **dict.fromkeys(("demo", "post"), frozenset({Exit.MAIL, Exit.SMS, Exit.WEBHOOK})),
    # It makes the day's round by itself.
    "serve": frozenset({Exit.MAIL, Exit.SMS, Exit.WEBHOOK, Exit.ROUND}),
    "round": frozenset({Exit.ROUND, Exit.ROUND_CALENDAR}),
    **dict.fromkeys(
        (
            *("ask", "company", "doctor", "import", "key", "link", "needs", "numbers"),
            *("policy", "user", "backup", "restore", "peace", "person", "retention"),
            *("attempts", "silence"),
        ),
        NOTHING,
    ),
}


def carry_all() -> None:
    """Load the carriers, each of which registers itself."""
    for module in CARRIED_IN.values():
        import_module(module)


def faults() -> Iterator[str]:
    """What is not as this table says, a line each."""
    doors = {"route": (ROUTES, access.TABLE), "command": (COMMANDS, COMMAND_LINE)}
    for kind, (declared, there) in doors.items():
        for name in sorted(declared.keys() ^ there.keys()):
            yield f"the {kind} {name} and demur.web.exits disagree: say which exits it opens"
    for one in Exit:
        place = getattr(CARRIERS.get(one), "__module__", None)
        if place != CARRIED_IN.get(one) or (place is None) != (one in SHUT):
            yield f"{one} is carried by {place}, not as demur.web.exits says"


@register()
def every_door_says_what_leaves_by_it(**_: Any) -> list[CheckMessage]:
    """Django's system check: no door and no exit that nobody decided about."""
    carry_all()
    return [Error(fault, id="demur.E2") for fault in faults()]
