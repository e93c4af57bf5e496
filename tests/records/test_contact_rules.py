"""The rules of a client's country bite where we act, and the gate says which one did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from demur.actions.consent import Spoken, consent
from demur.actions.decline import decline
from demur.actions.dial import Blocked, Dialled, dial
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.domain.consents import How
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.records.gate import Wanted, ask
from demur.records.people import Contact, Mail, Number
from tests.shop import open_shop

#: A Monday, ten in the morning in Győr.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VERA, OLEG = "+36301111111", "+74951234567"
MAIL = "vera@example.hu"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    vera = Contact.objects.create(name="Vera", created_at=NOW)
    Number.objects.create(contact=vera, key=VERA, raw=VERA)
    Mail.objects.create(contact=vera, key=MAIL, raw=MAIL)
    return vera


def sells(address: str, at: datetime = NOW, channel: Channel = Channel.PHONE) -> Wanted:
    return Wanted(address, Approach(channel, Purpose.SALE, at))


def held(exit: Exit, *wanted: Wanted) -> list[tuple[Why, str]]:  # noqa: A002
    return [(one.blocked.why, one.blocked.rule) for one in ask(exit, wanted).held]


def test_nobody_is_dialled_in_the_policys_quiet_hours(vera: Contact) -> None:
    assert not held(Exit.DIAL, sells(VERA))
    evening = NOW.replace(hour=17)  # 18:00 in Győr
    (one,) = ask(Exit.DIAL, [sells(VERA, evening)]).held
    assert (one.blocked.why, one.blocked.rule) == (Why.HOURS, "Q2")
    assert one.blocked.until == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_the_clients_own_clock_counts(vera: Contact) -> None:
    firm = Contact.objects.create(name="Олег", organisation="ООО Тонер", created_at=NOW)
    Number.objects.create(contact=firm, key=OLEG, raw=OLEG)
    assert not held(Exit.DIAL, sells(OLEG, NOW.replace(hour=7)))  # ten in Moscow, eight here
    assert held(Exit.DIAL, sells(VERA, NOW.replace(hour=7))) == [(Why.HOURS, "Q2")]


def test_a_client_whose_clock_nobody_knows_is_not_dialled(vera: Contact) -> None:
    firm = Contact.objects.create(
        name="Олег", organisation="ООО", zone="Mars/Olympus", created_at=NOW
    )
    Number.objects.create(contact=firm, key=OLEG, raw=OLEG)
    assert held(Exit.DIAL, sells(OLEG)) == [(Why.ZONE, "")]


def test_a_client_is_not_called_twice_a_day_to_sell(vera: Contact) -> None:
    first = plan([sells(VERA)], "Anna", NOW).planned[0]
    assert [one.blocked.why for one in plan([sells(VERA)], "Anna", NOW).held] == [Why.ATTEMPTS]
    assert isinstance(dial(first.ref, "Anna", NOW), Dialled)
    later = sells(VERA, NOW + timedelta(hours=2))
    assert held(Exit.PLAN, later) == [(Why.ATTEMPTS, "EU-5")]
    tomorrow = sells(VERA, NOW + timedelta(days=1))
    assert held(Exit.PLAN, tomorrow, tomorrow) == [(Why.ATTEMPTS, "EU-5")]


def test_a_call_of_the_client_to_any_number_of_theirs_counts(vera: Contact) -> None:
    Number.objects.create(contact=vera, key="+36302222222", raw="+36302222222")
    assert held(Exit.PLAN, sells(VERA), sells("+36302222222")) == [(Why.ATTEMPTS, "EU-5")]


def test_a_call_back_is_planned_as_they_asked_and_weighed_as_it_is_dialled(vera: Contact) -> None:
    evening = NOW.replace(hour=19)
    back = Approach(Channel.PHONE, Purpose.ASKED, evening, asked_at=NOW)
    call = plan([Wanted(VERA, back, vera.pk)], "Kata", NOW).planned[0]
    assert isinstance(dial(call.ref, "Kata", evening), Blocked)
    assert isinstance(dial(call.ref, "Kata", NOW + timedelta(days=1)), Dialled)


def test_a_person_is_sold_to_in_writing_only_with_their_consent(vera: Contact) -> None:
    assert held(Exit.MAIL, sells(MAIL, channel=Channel.MAIL)) == [(Why.CONSENT, "HU-1")]
    Contact.objects.update(organisation="Vera Bt.")
    assert not held(Exit.MAIL, sells(MAIL, channel=Channel.MAIL))


def test_consent_is_what_they_said_last(vera: Contact) -> None:
    said = Spoken(Channel.MAIL, Purpose.SALE, How.CALL, "Yes, do write.")
    consent(vera, said, given=True, by="Kata", now=NOW)
    assert not held(Exit.MAIL, sells(MAIL, NOW, Channel.MAIL))
    assert held(Exit.SMS, sells(VERA, NOW, Channel.SMS)) == [(Why.CONSENT, "HU-1")]
    later = NOW + timedelta(minutes=1)
    consent(vera, said, given=False, by="Kata", now=later)
    assert held(Exit.MAIL, sells(MAIL, later, Channel.MAIL)) == [(Why.CONSENT, "HU-1")]


def test_the_tap_that_asks_for_one_better_offer_is_its_consent(vera: Contact) -> None:
    Contact.objects.update(client="key")
    offer = Approach(Channel.MAIL, Purpose.BETTER_OFFER, NOW)
    assert held(Exit.MAIL, Wanted(MAIL, offer)) == [(Why.CONSENT, "HU-1")]
    link = make_link(vera, lang=Lang.HU, by="Anna", now=NOW).link
    decline(link, No(They.REASON, By.TAP, reason=Reason.TOO_EXPENSIVE), NOW)
    assert not held(Exit.MAIL, Wanted(MAIL, offer))
    assert held(Exit.MAIL, sells(MAIL, channel=Channel.MAIL))


def test_what_they_asked_for_may_come_in_writing_at_any_hour(vera: Contact) -> None:
    night = NOW.replace(hour=23)
    receipt = Approach(Channel.SMS, Purpose.ASKED, night, asked_at=night)
    assert not held(Exit.SMS, Wanted(VERA, receipt))


def test_lists_show_what_may_be_dialled_later(vera: Contact) -> None:
    assert not held(Exit.CALLS_PAGE, sells(VERA, NOW.replace(hour=23)))
