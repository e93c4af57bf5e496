"""Numbers and addresses on pages: a link to call or write where the gate allows it, else text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from demur.actions.dial import Dialled
from demur.actions.dial_turn import InHand
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel
from demur.records.gate import Cleared, Held, Passage, Wanted, ask, leaves_by
from demur.records.people import Contact, Mail, Number
from demur.web.held_back import held_back

SCHEMES: Final = {Channel.PHONE: "tel:", Channel.MAIL: "mailto:"}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page may offer: links by address, and what holds the other addresses back."""

    links: Mapping[str, str]
    held: Mapping[str, Blocked]
    zone: ZoneInfo

    def rests(self, addresses: Iterable[str]) -> str:
        """In a few words, what holds back the first of some addresses that is held at all."""
        found = next((self.held[one] for one in addresses if one in self.held), None)
        return held_back(found, self.zone) if found else ""


def reach_of(
    exit: Exit,  # noqa: A002
    contacts: Sequence[Contact],
    zone: ZoneInfo,
    now: datetime,
) -> Reach:
    """What a page may offer of these contacts; their numbers are fetched already."""
    return _reach(passage_of(exit, contacts, now), zone)


def passage_of(exit: Exit, contacts: Sequence[Contact], now: datetime) -> Passage:  # noqa: A002
    """What the gate says of every number and address of these contacts."""
    wanted = [
        _wanted(line.key, channel, contact.pk, now)
        for contact in contacts
        for channel, lines in _lines(contact)
        for line in lines
    ]
    return ask(exit, wanted)


def reach_at(
    exit: Exit,  # noqa: A002
    number: str,
    contact: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> Reach:
    """What a page may offer of one number; of no number, nothing."""
    wanted = [_wanted(number, Channel.PHONE, contact, now)] if number else []
    return _reach(ask(exit, wanted), zone)


@leaves_by(Exit.PERSON_PAGE)
@leaves_by(Exit.PEOPLE_PAGE)
@leaves_by(Exit.INQUIRY_PAGE)
def links(cleared: Sequence[Cleared]) -> dict[str, str]:
    """By address, where a press on it leads."""
    return {one.address: SCHEMES[one.wanted.approach.channel] + one.address for one in cleared}


def link_to_dial(dialled: Dialled) -> str:
    """Where a press on the number leads that was just given to be dialled."""
    return SCHEMES[Channel.PHONE] + dialled.number


def link_of_turn(turn: InHand) -> str:
    """Where a press on the number leads that was just given for a turn of the round."""
    return SCHEMES[Channel.PHONE] + turn.number


def _lines(contact: Contact) -> Iterable[tuple[Channel, Iterable[Number | Mail]]]:
    """Numbers always; mails where the page has fetched them."""
    yield Channel.PHONE, contact.numbers.all()
    if "mails" in getattr(contact, "_prefetched_objects_cache", ()):
        yield Channel.MAIL, contact.mails.all()


def _wanted(address: str, channel: Channel, contact: int | None, now: datetime) -> Wanted:
    return Wanted(address, Approach(channel, Purpose.SALE, now), contact)


def _reach(passage: Passage, zone: ZoneInfo) -> Reach:
    return Reach(links(passage.cleared), _by_address(passage.held), zone)


def _by_address(held: Iterable[Held]) -> dict[str, Blocked]:
    return {one.wanted.address: one.blocked for one in held}
