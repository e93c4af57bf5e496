"""The rules of a client's country bite where we act, and the gate says which one did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from demur.actions.consent import Spoken, consent
from demur.actions.decline import decline
from demur.actions.dial import Blocked, Dialled, dial
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.domain.attempts import Call, Source
from demur.domain.consents import How
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.records.attempts import Attempt, row_of, told
from demur.records.gate import Wanted, ask, foresee
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


def rang(at: datetime, source: Source, **whom: object) -> Attempt:
    row = row_of(Call(uuid4(), at, "missed", source, **whom), "Kata", at)  # type: ignore[arg-type]
    row.save(force_insert=True)
    return row


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


def test_a_call_on_record_counts_whoever_told_of_it(vera: Contact) -> None:
    Number.objects.create(contact=vera, key="+36302222222", raw="+36302222222")
    rang(NOW - timedelta(hours=1), Source.IMPORT, address="+36302222222")
    assert held(Exit.DIAL, sells(VERA)) == [(Why.ATTEMPTS, "EU-5")]
    assert not held(Exit.DIAL, sells(VERA, NOW + timedelta(days=1)))
    assert not held(Exit.DIAL, sells("+36309999999"))


def test_a_call_to_a_number_that_is_nobodys_counts_too(vera: Contact) -> None:
    rang(NOW - timedelta(hours=1), Source.CTI, address="+36309999999")
    assert held(Exit.DIAL, sells("+36309999999")) == [(Why.ATTEMPTS, "EU-5")]


def test_a_call_of_somebody_who_was_found_to_be_them_counts(vera: Contact) -> None:
    other = Contact.objects.create(name="Veronika", created_at=NOW, merged_into=vera)
    rang(NOW - timedelta(hours=1), Source.API, contact=other.pk)
    assert held(Exit.DIAL, sells(VERA)) == [(Why.ATTEMPTS, "EU-5")]


def test_three_calls_of_a_week_are_enough_and_a_withdrawn_one_is_none(vera: Contact) -> None:
    friday = NOW + timedelta(days=4)
    rows = [rang(NOW + timedelta(days=n), Source.IMPORT, contact=vera.pk) for n in range(3)]
    assert held(Exit.DIAL, sells(VERA, friday)) == [(Why.ATTEMPTS, "EU-5")]
    row_of(told(rows[0]), "Anna", friday, about=rows[0], withdrawn=True).save()
    assert not held(Exit.DIAL, sells(VERA, friday))


def test_a_call_that_was_dialled_here_and_is_on_record_is_one(vera: Contact) -> None:
    for day in range(2):
        at = NOW + timedelta(days=day)
        (call,) = plan([sells(VERA, at)], "Anna", at).planned
        assert isinstance(dial(call.ref, "Anna", at), Dialled)
        rang(at + timedelta(minutes=4), Source.DESK, contact=vera.pk)
        rang(at + timedelta(seconds=5), Source.CTI, address=VERA, seconds=200)
    assert not held(Exit.DIAL, sells(VERA, NOW + timedelta(days=2)))  # two of three
    rang(NOW + timedelta(days=1, hours=3), Source.DESK, contact=vera.pk)
    assert held(Exit.DIAL, sells(VERA, NOW + timedelta(days=2))) == [(Why.ATTEMPTS, "EU-5")]


def test_a_call_back_they_asked_for_counts_as_none_though_it_is_on_record(vera: Contact) -> None:
    back = Approach(Channel.PHONE, Purpose.ASKED, NOW, asked_at=NOW)
    (call,) = plan([Wanted(VERA, back, vera.pk)], "Kata", NOW).planned
    assert isinstance(dial(call.ref, "Kata", NOW), Dialled)
    rang(NOW + timedelta(minutes=2), Source.DESK, contact=vera.pk)
    assert not held(Exit.DIAL, sells(VERA, NOW + timedelta(hours=2)))


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


def test_a_page_foresees_what_the_rules_will_say_when_we_act(vera: Contact) -> None:
    night = sells(VERA, NOW.replace(hour=23))
    told = foresee(Exit.DIAL, [sells(VERA), night])
    assert [no and no.why for no in told] == [None, Why.HOURS]
    assert foresee(Exit.PEOPLE_PAGE, [night]) == (None,)


def test_lists_show_what_may_be_dialled_later(vera: Contact) -> None:
    assert not held(Exit.CALLS_PAGE, sells(VERA, NOW.replace(hour=23)))
