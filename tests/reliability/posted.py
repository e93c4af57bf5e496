"""The register of clients with its real post and its real erasing; slower, so tried less often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from demur.actions.erase import erase
from demur.channels.post import Round, Ways
from demur.domain.errands import Kind
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.post_settings import MailServer
from demur.records import peace_journal
from demur.records.errands import Errand, Message, send_soon
from demur.records.people import Contact
from tests.mailhouse import Sorting, smtp_server
from tests.reliability.promised import Person, Promise
from tests.reliability.registry import Register, pick
from tests.reliability.watched import LINES
from tests.reliability.ways_out import WAYS, House, Out
from tests.smshouse import SmsHouse, sms_house

#: What is written to clients: to sell, to answer a no once, to give what they asked for.
PURPOSES: Final = (Purpose.MARKETING, Purpose.BETTER_OFFER, Purpose.ASKED, Purpose.SALE)


@dataclass(frozen=True, slots=True)
class PostHouse:
    """Where mail and short messages arrive."""

    smtp_port: int
    mails: Sorting
    sms: SmsHouse

    @property
    def ways(self) -> Ways:
        """How the post reaches it."""
        return Ways(MailServer("127.0.0.1", self.smtp_port, "none"), self.sms.gateway)

    def arrived(self) -> list[tuple[UUID, str]]:
        """What came in since one looked last: the errand's ref, and the address it came to."""
        came = [
            (
                UUID(mail["Message-ID"].strip("<>").partition("@")[0]),
                mail["To"].addresses[0].addr_spec,
            )
            for mail in self.mails.mails
        ]
        came += [(UUID(one["id"]), one["to"]) for one in self.sms.messages]
        self.mails.taken.clear()
        self.sms.bodies.clear()
        return came


@contextmanager
def post_house() -> Iterator[PostHouse]:
    """A real mail server and a real gateway on this machine."""
    sorting = Sorting()
    with smtp_server(sorting) as port, sms_house() as sms:
        yield PostHouse(port, sorting, sms)


class Posted(Register):
    """Messages wait until the post is looked after; whoever is erased is erased for good."""

    post: ClassVar[PostHouse]

    @rule(line=st.sampled_from(LINES), purpose=st.sampled_from(PURPOSES))
    def write_a_message(self, line: str, purpose: Purpose) -> None:
        owner = self.world.owner(line)
        message = Message(
            key=f"{self.begun} {self.steps} {line}",
            kind=Kind.CARD,
            channel=Channel.MAIL if "@" in line else Channel.SMS,
            address=line,
            contact=owner.pk if owner else None,
            purpose=purpose,
            lang=Lang.HU,
            subject="Tintakút",
            text="Jó napot!",
            by="Anna",
            asked_at=self.now if purpose is Purpose.ASKED else None,
        )
        with self.acting():
            assert send_soon(message, self.now)

    @rule()
    def look_after_the_post(self) -> None:
        self.walk("post", 0)

    @rule(at=pick)
    def erase_a_person(self, at: int) -> None:
        person = self.person(at)
        if person is None:
            return
        self.promises.cover(person, self.world)
        contact = Contact.objects.get(pk=person.pk)
        with self.acting():
            peace = erase(contact, "Anna", "They asked for it.", self.now).peace
        assert peace
        left = Promise(
            ref=peace.ref,
            tokens=person.tokens,
            scope="marketing",
            channels=frozenset(),
            need="",
            since=self.now,
            until=None,
            but_one_offer=False,
        )
        self.promises.all[peace.ref] = left
        self.promises.erased.append((person.tokens, self.now))
        self.gone(person)

    @rule()
    def back_up(self) -> None:
        super().back_up()
        self.erased_before = len(self.promises.erased)

    @rule()
    def restore_the_backup(self) -> None:
        """Whoever was erased since comes back with it, and is erased again before anything else."""
        if self.backup is None:
            return
        before = self.erased_before
        super().restore_the_backup()
        self.erased_before = before
        with self.acting():
            peace_journal.catch_up()
        for person in [one for one in self.world.people if self.promises.erases(one, before)]:
            self.gone(person)

    def gone(self, person: Person) -> None:
        """Nothing is left by which they could be reached, nor any link of theirs."""
        self.world.forget(person)
        self.world.links = [one for one in self.world.links if not one.tokens & person.tokens]
        assert not Contact.objects.filter(pk__in=person.rows)
        assert not Errand.objects.filter(address__in=person.lines)


def post(house: House, now: datetime, at: int) -> list[Out]:
    """Somebody looks after the post; what came out is what arrived at the other side."""
    done = {one.errand.ref: one.errand for one in Round(Posted.post.ways, lambda: now).all_due()}
    out = []
    for ref, address in Posted.post.arrived():
        one = done[ref]
        purpose = Purpose(one.purpose)
        approach = Approach(Channel(one.channel), purpose, now, one.need, one.asked_at)
        out.append(Out(address, approach))
    return out


Posted.ways = {"post": post, Exit.PLAN: WAYS[Exit.PLAN], Exit.DIAL: WAYS[Exit.DIAL]}
