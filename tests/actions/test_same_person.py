"""Two contacts are found to be one person, or one to be two; their peace holds through both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from demur.actions.consent import Spoken, consent
from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.merge_people import merge_people
from demur.actions.split_person import split_person
from demur.domain.brought.rows import Kind
from demur.domain.consents import How
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records.consents import of_contact
from demur.records.gate import Wanted, ask
from demur.records.offers import Link
from demur.records.people import Contact, Mail, Number
from tests.actions.test_bring_in import bring_in

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NEVER = No(They.NEVER, By.TAP)
HOME, WORK = "+36301111111", "+36302222222"

pytestmark = pytest.mark.django_db(transaction=True)


def known(name: str, *lines: str, code: str | None = None) -> Contact:
    contact = Contact.objects.create(name=name, code=code, created_at=NOW)
    for line in lines:
        table = Mail if "@" in line else Number
        table._default_manager.create(contact=contact, key=line, raw=line)
    return contact


def link_of(contact: Contact) -> Link:
    return make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link


def may(address: str, contact: int | None = None) -> bool:
    approach = Approach(Channel.PHONE, Purpose.SALE, NOW + timedelta(days=1))
    return bool(ask(Exit.DIAL, [Wanted(address, approach, contact)]).cleared)


def merged(kept: Contact, gone: Contact) -> bool:
    versions = (kept.version, gone.version)
    return merge_people(kept.pk, gone.pk, versions=versions, by="Anna", now=NOW)


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_after_a_merge_the_peace_of_either_is_on_all_numbers(who: str) -> None:
    both = {"kept": known("Vera", HOME), "gone": known("V. Kovács", WORK, "vera@example.hu")}
    decline(link_of(both[who]), NEVER, NOW)
    assert merged(**both)
    for address in (HOME, WORK, "vera@example.hu"):
        assert not may(address)
    assert not may("+36309999999", both["gone"].pk)


def test_a_link_of_a_merged_contact_gives_peace_to_the_whole_person() -> None:
    kept, gone = known("Vera", HOME), known("V. Kovács")
    link = link_of(gone)
    assert merged(kept, gone)
    decline(link, NEVER, NOW)
    assert not may(HOME)


def test_merging_goes_on_through_several_contacts() -> None:
    one, two, three = known("A", HOME), known("B", WORK), known("C", "+36303333333")
    link = link_of(one)
    assert merged(two, one)
    two.refresh_from_db()
    assert merged(three, two)
    assert set(three.numbers.values_list("key", flat=True)) == {HOME, WORK, "+36303333333"}
    decline(link, NEVER, NOW)
    assert not may("+36303333333")


def test_who_changed_meanwhile_is_not_merged() -> None:
    kept, gone = known("Vera", HOME), known("V. Kovács", WORK)
    Contact.objects.filter(pk=gone.pk).update(version=2)
    assert not merged(kept, gone)
    assert not merge_people(kept.pk, kept.pk, versions=(1, 1), by="Anna", now=NOW)
    assert not merge_people(kept.pk, 999_999, versions=(1, 1), by="Anna", now=NOW)
    assert gone.numbers.count() == 1


def test_an_old_list_that_knows_them_as_two_comes_in_as_one() -> None:
    rows = [
        {"id": "a", "name": "Vera", "numbers": HOME},
        {"id": "b", "name": "V. Kovács", "numbers": WORK},
    ]
    bring_in(Kind.PEOPLE, rows)
    kept, gone = Contact.objects.get(code="a"), Contact.objects.get(code="b")
    assert merged(kept, gone)
    decline(link_of(kept), NEVER, NOW)
    rows[1]["numbers"] = f"{WORK} | +36303333333"
    assert not bring_in(Kind.PEOPLE, rows)
    assert {number.contact_id for number in Number.objects.all()} == {kept.pk}
    assert Number.objects.count() == 3
    split_person(kept.pk, ["+36303333333"], "Zoli", version=3, by="Anna", now=NOW)
    assert not may("+36303333333")


def test_a_number_that_a_list_gives_to_both_codes_of_one_person_is_the_first_ones() -> None:
    rows = [
        {"id": "a", "name": "Vera", "numbers": HOME},
        {"id": "b", "name": "V. Kovács", "numbers": WORK},
    ]
    bring_in(Kind.PEOPLE, rows)
    assert merged(Contact.objects.get(code="a"), Contact.objects.get(code="b"))
    rows[0]["numbers"] = f"{WORK} | +36303333333"
    (rejected,) = bring_in(Kind.PEOPLE, rows)
    assert rejected.line == 3
    assert Number.objects.filter(key="+36303333333", contact__code="a").exists()
    known("Somebody else", "+36304444444")
    rows[0]["numbers"] = f"{WORK} | +36304444444"
    (rejected,) = bring_in(Kind.PEOPLE, rows)
    assert rejected.line == 2


def test_after_a_split_both_halves_keep_what_was_promised() -> None:
    vera = known("Vera", HOME, WORK, "vera@example.hu")
    decline(link_of(vera), NEVER, NOW)
    other = split_person(vera.pk, [WORK], "Zoli", version=1, by="Anna", now=NOW)
    assert other is not None
    Number.objects.create(contact=other, key="+36304444444", raw="+36304444444")
    Number.objects.create(contact=vera, key="+36305555555", raw="+36305555555")
    for address in (HOME, WORK, "vera@example.hu", "+36304444444", "+36305555555"):
        assert not may(address)


def test_a_number_that_came_after_the_no_is_at_peace_when_it_is_split_off() -> None:
    vera = known("Vera", HOME)
    decline(link_of(vera), NEVER, NOW)
    Number.objects.create(contact=vera, key=WORK, raw=WORK)
    split_person(vera.pk, [WORK], "Zoli", version=1, by="Anna", now=NOW)
    assert not may(WORK)


def test_after_a_split_the_no_of_one_is_not_the_others() -> None:
    vera = known("Vera", HOME, WORK)
    other = split_person(vera.pk, [WORK], "Zoli", version=1, by="Anna", now=NOW)
    decline(link_of(vera), NEVER, NOW)
    assert other is not None
    assert may(WORK, other.pk)
    assert not may(HOME)


def test_a_split_takes_something_along_and_sees_who_was_quicker() -> None:
    vera = known("Vera", HOME)
    with pytest.raises(ValueError, match="none of these"):
        split_person(vera.pk, ["+36309999999"], "Zoli", version=1, by="Anna", now=NOW)
    assert split_person(vera.pk, [HOME], "Zoli", version=2, by="Anna", now=NOW) is None
    assert Contact.objects.count() == 1


def test_somebody_who_consented_can_be_merged_and_their_word_holds_for_both() -> None:
    kept, gone = (Contact.objects.create(name=name, created_at=NOW) for name in ("Vera", "V. Nagy"))
    gone.numbers.create(key="+36305550142", raw="+36305550142")
    spoken = Spoken(Channel.SMS, Purpose.MARKETING, How.CALL, "igen")
    consent(gone, spoken, given=True, by="Kata", now=NOW)
    assert merge_people(kept.pk, gone.pk, versions=(1, 1), by="Anna", now=NOW)
    assert [word.given for word in of_contact(kept)] == [True]
