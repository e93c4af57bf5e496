"""Nothing that reaches a client leaves the house but through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from demur.actions.decline import decline
from demur.actions.lift import NoReason, lift
from demur.actions.make_link import make_link
from demur.actions.take_no_back import take_no_back
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Scope, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.records import gate, keyed, peace_journal
from demur.records.erasing import Erasing
from demur.records.gate import Cleared, NotAnExit, Wanted, ask, foresee, leaves_by
from demur.records.inquiries import Refusal
from demur.records.offers import Link, Offer
from demur.records.peace import Lift, Peace, PeaceKey, Spared
from demur.records.peace_journal import PeaceJournal
from demur.records.people import Contact, Mail, Number
from tests.shop import open_shop

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PLAIN = No(They.PLAIN_NO, By.TAP)
NEVER = No(They.NEVER, By.TAP)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vera() -> Contact:
    vera = Contact.objects.create(name="Vera", created_at=NOW)
    for line in ("+36301111111", "+36302222222", "+36303333333"):
        Number.objects.create(contact=vera, key=line, raw=line)
    Mail.objects.create(contact=vera, key="vera@example.hu", raw="vera@example.hu")
    return vera


def link_of(contact: Contact | None, offer: Offer | None = None, address: str = "") -> Link:
    return make_link(contact, lang=Lang.HU, by="Anna", now=NOW, offer=offer, address=address).link


def call(number: str, at: datetime = NOW, need: str = "", contact: int | None = None) -> Wanted:
    return Wanted(number, Approach(Channel.PHONE, Purpose.SALE, at, need), contact)


def may(*wanted: Wanted) -> bool:
    """Whether peace lets all of these through: at this exit no country's rules bite."""
    passage = ask(Exit.CALLS_PAGE, wanted)
    assert len(passage.cleared) + len(passage.held) == len(wanted)
    return not passage.held


def test_a_no_on_one_number_is_peace_on_all_of_them(vera: Contact) -> None:
    assert may(call("+36301111111"), call("+36303333333"), call("vera@example.hu"))
    decline(link_of(vera), PLAIN, NOW)
    for address in ("+36301111111", "+36302222222", "+36303333333", "vera@example.hu"):
        assert not may(call(address))


def test_peace_of_one_client_leaves_others_asked_about_beside_them_alone(vera: Contact) -> None:
    bela = Contact.objects.create(name="Béla", created_at=NOW)
    Number.objects.create(contact=bela, key="+36304444444", raw="+36304444444")
    decline(link_of(vera), PLAIN, NOW)
    wanted = [call("+36301111111"), call("+36304444444"), call("+36305555555")]
    cleared = ask(Exit.CALLS_PAGE, wanted).cleared
    assert [one.address for one in cleared] == ["+36304444444", "+36305555555"]


def test_a_no_from_a_number_not_yet_theirs_holds_it_also_for_a_client(vera: Contact) -> None:
    decline(link_of(None, address="+36306666666"), PLAIN, NOW)
    assert may(call("+36301111111", contact=vera.pk))
    assert not may(call("+36306666666", contact=vera.pk))


def test_peace_about_one_offer_leaves_another_need_open(vera: Contact) -> None:
    open_shop()
    offer = Offer.objects.create(ref=uuid4(), at=NOW, contact=vera, need="Négy nyomtató", by="Anna")
    decline(link_of(vera, offer), PLAIN, NOW)
    assert not may(call("+36301111111", need=offer.need_key))
    assert not may(call("+36301111111"))
    assert may(call("+36301111111", need="words papir"))


def test_a_hundred_presses_are_one_no(vera: Contact) -> None:
    link = link_of(vera)
    first = decline(link, PLAIN, NOW)
    for second in range(100):
        assert decline(link, PLAIN, NOW + timedelta(seconds=second)).before
    assert Refusal.objects.get() == first.refusal
    assert Peace.objects.count() == 1


def test_a_reason_given_after_the_no_is_added_to_it(vera: Contact) -> None:
    link = link_of(vera)
    no = decline(link, PLAIN, NOW).refusal
    more = No(They.REASON, By.TAP, reason=Reason.CHOSE_ANOTHER, rival="PrintX")
    assert decline(link, more, NOW).refusal == no
    assert no.explanations.get().rival == "PrintX"
    assert decline(link, more, NOW).before
    assert not may(call("+36301111111"))


def test_never_widens_the_peace_and_no_later_reason_narrows_it(vera: Contact) -> None:
    link = link_of(vera)
    decline(link, PLAIN, NOW)
    decline(link, NEVER, NOW)
    decline(link, No(They.REASON, By.TAP, reason=Reason.TOO_EXPENSIVE), NOW)
    assert not may(call("+36301111111", NOW + timedelta(days=365 * 50)))


def test_whoever_asks_after_their_no_gets_what_they_asked_for_and_nothing_else(
    vera: Contact,
) -> None:
    decline(link_of(vera), NEVER, NOW)
    later = NOW + timedelta(days=3)
    asked = Approach(Channel.PHONE, Purpose.ASKED, later, asked_at=later)
    assert may(Wanted("+36301111111", asked))
    before = Approach(Channel.PHONE, Purpose.ASKED, later, asked_at=NOW - timedelta(days=1))
    assert not may(Wanted("+36301111111", before))
    assert not may(call("+36301111111", later))


def test_a_no_taken_back_lifts_its_peace_within_thirty_days(vera: Contact) -> None:
    link = link_of(vera)
    decline(link, PLAIN, NOW)
    take_no_back(link, NOW + timedelta(days=30))
    assert may(call("+36301111111", NOW + timedelta(days=30)))
    decline(link, PLAIN, NOW + timedelta(days=31))
    take_no_back(link, NOW + timedelta(days=62))
    assert not may(call("+36301111111", NOW + timedelta(days=62)))


def test_only_a_reason_lifts_a_peace(vera: Contact) -> None:
    peace = decline(link_of(vera), NEVER, NOW).peaces[0]
    with pytest.raises(NoReason):
        lift(peace, "  ", "Anna", NOW)
    assert not may(call("+36301111111"))
    lift(peace, "She rang and asked for our prices.", "Anna", NOW)
    assert may(call("+36301111111"))


def test_peace_outlives_the_contact_and_finds_them_again(vera: Contact) -> None:
    decline(link_of(vera), NEVER, NOW)
    with transaction.atomic():
        mark = Erasing.objects.create(by="test")
        Refusal.objects.update(contact=None)
        vera.delete()
        mark.delete()
    again = Contact.objects.create(name="V. Kovács", created_at=NOW)
    Mail.objects.create(contact=again, key="vera@example.hu", raw="vera@example.hu")
    Number.objects.create(contact=again, key="+36309999999", raw="+36309999999")
    assert not may(call("+36309999999"))
    assert not may(call("+36301111111"))


def test_somebody_we_do_not_know_has_peace_by_their_number() -> None:
    decline(link_of(None, address="+36304444444"), PLAIN, NOW)
    assert not may(call("+36304444444"))
    assert may(call("+36305555555"))


def test_a_database_of_yesterday_reads_the_journal_before_anybody_is_called(vera: Contact) -> None:
    link = link_of(vera)
    decline(link, NEVER, NOW)
    forget_everything()
    assert not may(call("+36302222222"))
    assert Peace.objects.get().scope == Scope.EVERYTHING


def test_a_peace_that_was_lifted_stays_lifted_when_the_journal_is_read_again(
    vera: Contact,
) -> None:
    lift(decline(link_of(vera), NEVER, NOW).peaces[0], "A slip of ours.", "Anna", NOW)
    forget_everything()
    assert may(call("+36302222222"))


def test_the_journal_keeps_no_word_of_anybody(vera: Contact) -> None:
    offer = Offer.objects.create(ref=uuid4(), at=NOW, contact=vera, need="Canary need", by="Anna")
    no = No(They.PLAIN_NO, By.SMS, words="Canary words")
    peace = decline(link_of(vera, offer), no, NOW).peaces[0]
    lift(peace, "Canary reason", "Anna", NOW)
    kept = (Path(settings.PEACE) / "journal").read_text().casefold()
    assert str(peace.ref) in kept
    for secret in ("canary", "vera", "301111111"):
        assert secret not in kept


def test_looking_changes_nothing_once_a_deed_is_done(vera: Contact) -> None:
    assert may(call("+36301111111"))
    assert not PeaceJournal.objects.exists()
    lift(decline(link_of(vera), NEVER, NOW).peaces[0], "A slip of ours.", "Anna", NOW)
    read_to = PeaceJournal.objects.get().read_to
    assert may(call("+36301111111"))
    assert PeaceJournal.objects.get().read_to == read_to


def test_a_line_cut_by_a_power_cut_swallows_no_other(vera: Contact) -> None:
    file = Path(settings.PEACE) / "journal"
    peace_journal.catch_up()
    with file.open("ab") as journal:
        journal.write(b'{"kind":"peace","ref":"')
    decline(link_of(vera), NEVER, NOW)
    forget_everything()
    assert not may(call("+36302222222"))


@pytest.mark.parametrize("lost", ["key", "journal"])
def test_the_gate_shuts_where_it_can_not_see(vera: Contact, lost: str) -> None:
    assert may(call("+36301111111"))
    (Path(settings.PEACE) / lost).write_text("{}")
    keyed._key.cache_clear()
    held = ask(Exit.DIAL, [call("+36301111111")]).held
    assert [one.blocked.why for one in held] == [Why.BLIND]


@pytest.mark.parametrize("size", [None, 10])
def test_a_lost_journal_is_not_begun_anew_by_itself(vera: Contact, size: int | None) -> None:
    decline(link_of(vera), NEVER, NOW)
    file = Path(settings.PEACE) / "journal"
    if size is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().partition(b"\n")[0] + b"\n")
    assert [one.blocked.why for one in ask(Exit.DIAL, [call("+36304444444")]).held] == [Why.BLIND]
    assert peace_journal.rewrite() == 1
    assert may(call("+36304444444"))
    forget_everything()
    assert not may(call("+36301111111"))


def test_what_a_peace_saves_is_counted_once_a_day(vera: Contact) -> None:
    decline(link_of(vera), PLAIN, NOW)
    hours = [call("+36301111111", NOW + timedelta(hours=hours)) for hours in (1, 2, 25)]
    assert len(ask(Exit.PLAN, hours).held) == len(ask(Exit.PLAN, hours[:1]).held) + 2
    assert ask(Exit.CALLS_PAGE, [call("+36301111111")]).held
    assert Spared.objects.values_list("exit", flat=True).count() == 2


def test_what_is_only_foreseen_saves_nothing(vera: Contact) -> None:
    decline(link_of(vera), PLAIN, NOW)
    (told,) = foresee(Exit.PLAN, [call("+36301111111")])
    assert told == ask(Exit.CALLS_PAGE, [call("+36301111111")]).held[0].blocked
    assert not Spared.objects.exists()


def test_an_approach_without_an_address_goes_nowhere(vera: Contact) -> None:
    held = ask(Exit.DIAL, [call("", contact=vera.pk)]).held
    assert [one.blocked.why for one in held] == [Why.UNREACHABLE]


def test_what_is_cleared_says_for_whom_and_by_which_exit(vera: Contact) -> None:
    wanted = call("+36301111111", contact=vera.pk)
    (cleared,) = ask(Exit.CALENDAR, [wanted]).cleared
    assert (cleared.wanted, cleared.exit) == (wanted, Exit.CALENDAR)


def test_only_the_gate_clears_an_approach() -> None:
    says = r"^only the gate clears an approach: ask demur\.records\.gate\.ask$"
    with pytest.raises(TypeError, match=says):
        Cleared(call("+36301111111"), Exit.DIAL, object())


def test_an_exit_that_does_not_ask_can_not_be_registered() -> None:
    def dials_whom_it_likes(number: str) -> None: ...

    def mails_whom_it_likes(numbers: Sequence[str]) -> None: ...

    def calls_nobody_in_particular() -> None: ...

    for carry in (dials_whom_it_likes, mails_whom_it_likes, calls_nobody_in_particular):
        with pytest.raises(NotAnExit, match=f"{carry.__name__} must take what the gate cleared"):
            leaves_by(Exit.DIAL)(carry)


def test_what_was_cleared_for_one_exit_leaves_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    open_shop()
    monkeypatch.setattr(gate, "CARRIERS", {})
    left: list[str] = []

    @leaves_by(Exit.SMS)
    @leaves_by(Exit.PERSON_PAGE)
    def carry(cleared: Sequence[Cleared]) -> None:
        left.extend(one.address for one in cleared)

    wanted = Wanted("+36301234567", Approach(Channel.PHONE, Purpose.ASKED, NOW, asked_at=NOW))
    shown, listed = (ask(way, [wanted]) for way in (Exit.PERSON_PAGE, Exit.PEOPLE_PAGE))
    assert shown.cleared
    carry(shown.cleared)
    with pytest.raises(NotAnExit, match="does not carry what left by"):
        carry([*shown.cleared, *listed.cleared])
    assert left == ["+36301234567"]


def forget_everything() -> None:
    """The records as they were before the no: as a restore of an old backup leaves them."""
    with transaction.atomic():
        mark = Erasing.objects.create(by="test")
        for model in (Lift, PeaceKey, Peace):
            model._default_manager.all().delete()
        mark.delete()
    PeaceJournal.objects.update(read_to=0)
