"""A client's no through a link: what it brings, and that the right to say it never runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from demur.actions.decline import considered, decline, keeping
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.actions.take_no_back import Enough, take_no_back
from demur.domain.peace import Scope
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import CHANGES_A_DAY, By, No, Reason, They
from demur.records.inquiries import Explanation, Refusal
from demur.records.offers import Link, Offer
from demur.records.peace import Peace
from demur.records.people import Contact
from tests.shop import open_shop, policy_text

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PLAIN = No(They.PLAIN_NO, By.TAP)

pytestmark = pytest.mark.django_db


@pytest.fixture(name="link")
def _link() -> Link:
    vera = Contact.objects.create(name="Vera", created_at=NOW)
    offer = Offer.objects.create(ref=uuid4(), at=NOW, contact=vera, need="4 printers", by="Anna")
    return make_link(vera, lang=Lang.EN, by="Anna", now=NOW, offer=offer).link


def test_what_is_considered_is_what_is_then_granted(link: Link) -> None:
    before = considered(link, PLAIN, NOW)
    assert not Refusal.objects.exists()
    peace = decline(link, PLAIN, NOW).peaces[0]
    assert (peace.scope, peace.until, peace.row) == (before.scope, before.until, before.row)


def test_a_plain_no_about_nothing_in_particular_stops_marketing() -> None:
    vera = Contact.objects.create(name="Vera", created_at=NOW)
    link = make_link(vera, lang=Lang.EN, by="Anna", now=NOW).link
    assert decline(link, No(They.PLAIN_NO, By.ONE_CLICK), NOW).peaces[0].scope == Scope.MARKETING


def test_a_no_said_again_after_its_peace_ran_out_brings_peace_again(link: Link) -> None:
    first = decline(link, PLAIN, NOW).refusal
    until = Peace.objects.get().until
    assert until is not None
    assert keeping(first, until - timedelta(seconds=1))
    assert not keeping(first, until)
    second = decline(link, PLAIN, until)
    assert not second.before
    assert second.refusal != first
    assert keeping(second.refusal, until)


def test_a_no_said_again_after_somebody_lifted_its_peace_brings_peace_again(link: Link) -> None:
    first = decline(link, PLAIN, NOW)
    lift(first.peaces[0], "They rang us.", "Anna", NOW)
    again = decline(link, PLAIN, NOW + timedelta(days=1))
    assert not again.before
    assert keeping(again.refusal, NOW + timedelta(days=2))


def test_whoever_names_a_day_is_not_rung_until_then_and_is_written_to_on_it(link: Link) -> None:
    open_shop()
    day = (NOW + timedelta(days=100)).date()
    no = decline(link, No(They.LATER, By.TAP, reason=Reason.NOT_NOW, day=day), NOW).refusal
    promise = no.promises.get()
    assert (promise.what, promise.channel) == ("write to them", Channel.MAIL)
    peace = no.peaces.get()
    assert (peace.row, peace.channels) == ("N4", [Channel.PHONE])
    zone = ZoneInfo("Europe/Budapest")
    assert peace.until is not None
    assert peace.until.astimezone(zone).date() == day
    assert promise.until.astimezone(zone).date() == day


def test_an_answer_to_a_message_objects_to_being_written_to_for_good(link: Link) -> None:
    open_shop()
    plain, written = decline(link, No(They.PLAIN_NO, By.ONE_CLICK), NOW).peaces
    assert (plain.row, written.row) == ("N1", "HU-5")
    assert (written.scope, written.until) == (Scope.MARKETING, None)
    assert set(written.channels) == {Channel.MAIL, Channel.SMS, Channel.LETTER}
    later = No(They.LATER, By.TAP, reason=Reason.NOT_NOW, day=(NOW + timedelta(days=9)).date())
    assert [one.row for one in decline(link, later, NOW).peaces] == ["HU-5", "N4"]


def test_no_policy_grants_less_than_the_rules_of_the_clients_country(link: Link) -> None:
    text = policy_text().replace(b"about this need | 180 days |", b"about this need | 10 days |")
    open_shop(policy=text)
    peace = decline(link, PLAIN, NOW).peaces[0]
    assert peace.until == NOW + timedelta(days=30)


# ---- words without an end


def words(link: Link, count: int, at: datetime = NOW) -> None:
    """So many changes of what is said of a no that stands."""
    for n in range(count):
        decline(link, No(They.REASON, By.TAP, Reason.TOO_EXPENSIVE, rival=f"Rival {n}"), at)


def test_after_twenty_changes_in_a_day_words_wait_and_the_no_stands(link: Link) -> None:
    decline(link, PLAIN, NOW)
    words(link, CHANGES_A_DAY)
    peaces = Peace.objects.count()
    more = decline(link, No(They.REASON, By.TAP, Reason.OTHER, rival="One more"), NOW)
    assert more.enough
    assert keeping(more.refusal, NOW)
    assert Explanation.objects.count() == CHANGES_A_DAY
    assert Peace.objects.count() == peaces
    again = decline(link, PLAIN, NOW)
    assert (again.before, again.enough) == (True, False)


def test_never_is_taken_however_much_was_said(link: Link) -> None:
    words(link, CHANGES_A_DAY + 3)
    never = decline(link, No(They.NEVER, By.TAP), NOW)
    assert not never.enough
    assert any(one.until is None and not one.channels for one in never.peaces)


def test_the_next_day_words_are_taken_again(link: Link) -> None:
    words(link, CHANGES_A_DAY + 1)
    assert not decline(
        link, No(They.REASON, By.TAP, Reason.OTHER), NOW + timedelta(days=1, seconds=1)
    ).enough


def test_a_no_taken_back_and_said_again_all_day_ends_as_a_no(link: Link) -> None:
    for _ in range(CHANGES_A_DAY):
        decline(link, PLAIN, NOW)
        assert isinstance(take_no_back(link, NOW), Refusal)
    assert not decline(link, PLAIN, NOW).before
    assert isinstance(take_no_back(link, NOW), Enough)
    assert link.no is not None
    assert keeping(link.no, NOW)


def test_what_is_said_through_one_link_leaves_another_free(link: Link) -> None:
    words(link, CHANGES_A_DAY + 1)
    other = make_link(link.contact, lang=Lang.EN, by="Anna", now=NOW).link
    said = No(They.REASON, By.TAP, Reason.OTHER)
    assert not decline(other, said, NOW).enough
