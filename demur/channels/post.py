"""Looks after the post: takes what is due, asks the gate, sends it, and records what came of it.

Several may do so at once, here and on other machines: a lease keeps each message in one pair of
hands. The gate is asked in a transaction of its own, the last thing before a message leaves.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.utils import Error as DatabaseTrouble
from django.utils import timezone

from demur.channels.errand_letters import letter_of, our_sender, sms_text
from demur.channels.hooks import tell_all
from demur.channels.letter import written
from demur.channels.mail import NoServer, send_mail, talking
from demur.channels.sms import send_sms
from demur.domain.errands import Away, Became, Never, Went, became, held
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.hook_settings import Receiver
from demur.post_settings import Gateway, MailServer
from demur.records import errands, gate
from demur.records.errands import LEASE, Errand
from demur.records.gate import Cleared, Wanted

log = logging.getLogger(__name__)
#: How often one looks for what is due, and how long one leaves a server alone that is away.
LOOK_SECONDS: Final = 2.0
AWAY: Final = timedelta(seconds=30)
REPLIES: Final = "/api/v1/messages"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways a message can leave this house, and who is told of planned calls."""

    mail: MailServer | None
    sms: Gateway | None
    hook: Receiver | None = None

    @property
    def open(self) -> frozenset[Channel]:
        """The channels that are set up."""
        ways = {Channel.MAIL: self.mail, Channel.SMS: self.sms}
        return frozenset(channel for channel, way in ways.items() if way)

    @property
    def are_any(self) -> bool:
        """Whether anything is set up at all."""
        return bool(self.open or self.hook)


def our_ways() -> Ways:
    """What the environment says of mail, SMS and whoever is told of calls."""
    return Ways(settings.MAIL_SERVER, settings.SMS_GATEWAY, settings.WEBHOOK)


@dataclass(frozen=True, slots=True)
class Done:
    """An errand that was tried, and what became of it."""

    errand: Errand
    became: Became


class Round:
    """One person's work on the post: what is due, message by message, until nothing is.

    A channel whose server is away is left alone for a while, so that a thousand messages do not
    each wait for it.
    """

    def __init__(self, ways: Ways, clock: Clock = timezone.now, lease: timedelta = LEASE) -> None:
        self._ways, self._clock, self._lease = ways, clock, lease
        self._away: dict[Channel, datetime] = {}

    def open(self) -> frozenset[Channel]:
        """The channels by which one may try now."""
        now = self._clock()
        return frozenset(one for one in self._ways.open if self._away.get(one, now) <= now)

    def all_due(self) -> Iterator[Done]:
        """Send what is due, one after the other."""
        while (ways := self.open()) and errands.is_due(self._clock(), ways):
            errand = errands.take(self._clock(), ways, self._lease)
            if errand is None:
                return
            yield self._try(errand)

    def tell_calls(self) -> int:
        """Tell another system of the calls that are due; how many came to an end."""
        hook = self._ways.hook
        return sum(one.next_at is None for one in tell_all(hook, self._clock)) if hook else 0

    def _try(self, errand: Errand) -> Done:
        outcome = _tried(errand, self._ways, self._clock)
        if isinstance(outcome, Away):
            self._away[Channel(errand.channel)] = self._clock() + AWAY
        now = self._clock()
        if not isinstance(outcome, Became):
            outcome = became(outcome, errand.tries + 1, errand.ref, now)
        errands.settle(errand, outcome, now)
        return Done(errand, outcome)


def _tried(errand: Errand, ways: Ways, clock: Clock) -> Went | Became:
    if errand.token and not settings.HAS_URL:
        return Away("DEMUR_URL is not set, so the link in it would lead nowhere")
    return TRIES[Channel(errand.channel)](errand, ways, clock)


def _by_mail(errand: Errand, ways: Ways, clock: Clock) -> Went | Became:
    """Talk to the server first: nothing slow may lie between the gate's yes and the mail."""
    if ways.mail is None:
        return Away("no mail server is set up")
    try:
        mail = written(letter_of(errand), our_sender())
    except (ValueError, TypeError) as error:
        return Never(f"it can't be put together: {error}")
    with ExitStack() as stack:
        try:
            smtp = stack.enter_context(talking(ways.mail))
        except NoServer as error:
            return Away(str(error))
        passed = _asked(Exit.MAIL, errand, clock())
        return passed if isinstance(passed, Became) else send_mail(passed, mail, smtp)


def _by_sms(errand: Errand, ways: Ways, clock: Clock) -> Went | Became:
    if ways.sms is None:
        return Away("no SMS gateway is set up")
    try:
        text = sms_text(errand)
    except ValueError as error:
        return Never(f"it can't be put together: {error}")
    callback = settings.URL + REPLIES if settings.HAS_URL else ""
    passed = _asked(Exit.SMS, errand, clock())
    if isinstance(passed, Became):
        return passed
    return send_sms(passed, text, errand.ref, ways.sms, callback, clock())


TRIES: Final[Mapping[str, Callable[[Errand, Ways, Clock], Went | Became]]] = {
    Channel.MAIL: _by_mail,
    Channel.SMS: _by_sms,
}


def _asked(way_out: Exit, errand: Errand, now: datetime) -> Cleared | Became:
    """The gate's word on this message at this instant."""
    approach = Approach(
        channel=Channel(errand.channel),
        purpose=Purpose(errand.purpose),
        at=now,
        need=errand.need,
        asked_at=errand.asked_at,
        offer=errand.about if errand.purpose == Purpose.BETTER_OFFER else None,
    )
    wanted = Wanted(errand.address, approach, errand.contact_id, errand.ref)
    with transaction.atomic():
        passage = gate.ask(way_out, [wanted])
    if passage.cleared:
        return passage.cleared[0]
    return held(passage.held[0].blocked, errand.ref, now)


class Postman(threading.Thread):
    """Looks after the post beside the server, in one of its processes, until told to stop."""

    def __init__(self, ways: Ways, tell: Callable[[Done], None] = lambda _: None) -> None:
        super().__init__(name="post", daemon=True)
        self._round, self._stopped, self._tell = Round(ways), threading.Event(), tell

    def run(self) -> None:
        """Send what is due and look again; a fault is told, and nothing is lost by it."""
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                close_old_connections()
                for done in self._round.all_due():
                    self._tell(done)
                    if self._stopped.is_set():
                        break
                self._round.tell_calls()
            except DatabaseTrouble as error:
                log.warning("The post waits for the database: %s", error)
            except Exception:
                log.exception("The post could not go on with one message; it tries again")
            finally:
                connection.close()

    def stop(self, seconds: float = 5) -> None:
        """Finish the message in hand, if that takes no longer; its lease ends by itself."""
        self._stopped.set()
        self.join(seconds)
