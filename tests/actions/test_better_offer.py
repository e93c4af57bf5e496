"""One answer to a no, in writing, where the peace leaves room for it; and what the client says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from demur.actions.answer_offer import answer_better_offer
from demur.actions.better_offer import NotToBeMade, Terms, write_better_offer
from demur.actions.decline import decline
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.domain.offers.comparison import Side, spoken_in, units_of
from demur.domain.refusal import Lang, Money
from demur.domain.regret import By, No, They
from demur.records.better_offers import BetterOffer, OfferAnswer, Said, comparison_in, offer_behind
from demur.records.calls import Planned
from demur.records.inquiries import Came, Outcome, Promised
from demur.records.journal import Entry
from demur.records.people import Number
from tests.actions.better_offers import (
    EXPENSIVE,
    client,
    compared,
    offered,
    refused,
    with_rival_price,
    written,
)
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def told(offer: BetterOffer) -> tuple[str, str]:
    """The rival's price on the page, and where it comes from."""
    found = comparison_in(offer)
    assert found
    cost = found.of(Side.THEIRS).cost
    assert cost
    return str(units_of(cost.buy)), spoken_in(cost.source, Lang.EN)


# ---- writing it


def test_a_no_with_a_reason_may_be_answered_once() -> None:
    regret = refused()
    written(regret)
    with pytest.raises(NotToBeMade):
        written(regret)
    assert BetterOffer.objects.count() == 1


def test_two_who_answer_at_once_write_one_answer() -> None:
    made = written().offer
    twin = {field.attname: getattr(made, field.attname) for field in BetterOffer._meta.fields}
    twin |= {"id": None, "ref": "00000000-0000-4000-8000-000000000009", "token_hash": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        BetterOffer.objects.create(**twin)


@pytest.mark.parametrize("they", [They.PLAIN_NO, They.NEVER])
def test_a_no_that_leaves_no_room_is_never_answered(they: They) -> None:
    with pytest.raises(NotToBeMade):
        written(refused(No(they, By.TAP)))


def test_who_asked_for_more_peace_since_gets_no_answer() -> None:
    contact = client()
    regret = decline(offered(contact).link, EXPENSIVE, NOW).refusal
    other = make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link
    decline(other, No(They.NEVER, By.TAP), NOW)
    with pytest.raises(NotToBeMade):
        written(regret)


def test_where_the_peace_was_lifted_the_offer_is_no_exception_to_it() -> None:
    regret = refused()
    for peace in regret.peaces.all():
        lift(peace, "Anna", "they rang and asked", NOW)
    with pytest.raises(NotToBeMade):
        written(regret)


def test_an_answer_offers_something() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        written(terms=Terms())


def test_our_better_price_stands_in_the_comparison_with_itself_as_its_source() -> None:
    offer = written(terms=Terms(compared(), Money(79_000, "HUF"))).offer
    found = comparison_in(offer)
    assert found
    assert found.ours.cost
    assert found.ours.cost.buy == Money(79_000, "HUF")
    assert spoken_in(found.ours.cost.source, Lang.EN) == "this offer"


def test_what_the_client_says_the_rival_asks_is_believed() -> None:
    assert told(written(refused(with_rival_price(75_000))).offer) == ("75000", "as you told us")


@pytest.mark.parametrize(
    ("no", "quantity"),
    [
        (with_rival_price(75_000, rival="Somebody else"), 1),
        (with_rival_price(75_000, rival=""), 1),
        (with_rival_price(750, currency="EUR"), 1),
        (with_rival_price(300_000), 4),
    ],
    ids=["another rival", "no rival", "another currency", "four pieces"],
)
def test_a_price_that_may_mean_something_else_is_not_taken_for_theirs(
    no: No, quantity: int
) -> None:
    assert told(written(refused(no, quantity)).offer) == ("80000", "data sheet")


# ---- finding it


def test_the_letter_and_the_clients_own_links_open_the_same_page() -> None:
    contact = client()
    first = offered(contact)
    other = make_link(contact, lang=Lang.HU, by="Anna", now=NOW, offer=first.link.offer)
    made = written(decline(first.link, EXPENSIVE, NOW).refusal)
    for token in (made.token, first.token, other.token):
        assert offer_behind(token) == made.offer
    assert offer_behind(made.token[:-1]) is None
    assert offer_behind(made.token.swapcase()) is None


def test_no_token_is_kept() -> None:
    made = written()
    assert made.token not in repr([list(t.objects.values()) for t in (BetterOffer, Entry)])


# ---- the client's word


def test_the_first_answer_stands() -> None:
    offer = written().offer
    assert answer_better_offer(offer, Said.NO, call=False, now=NOW).said == Said.NO
    again = answer_better_offer(offer, Said.TAKE, call=True, now=NOW + timedelta(days=1))
    assert (again.said, again.call, again.at) == (Said.NO, False, NOW)
    assert OfferAnswer.objects.count() == 1


def test_who_takes_it_is_back_and_the_seller_reads_it_in_the_journal() -> None:
    offer = written().offer
    answer_better_offer(offer, Said.TAKE, call=False, now=NOW)
    assert Outcome.objects.get().came == Came.CAME_BACK
    entry = Entry.objects.get(deed="took the better offer")
    assert (entry.who, entry.subject) == ("client", f"better offer {offer.ref}")
    assert not Promised.objects.exists()


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        # Friday half past eleven at night in London is Saturday in Győr: rung by Monday.
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_call_is_promised_only_to_who_asks_for_it(now: datetime, until: datetime) -> None:
    answer_better_offer(written().offer, Said.TAKE, call=True, now=now)
    promised = Promised.objects.get()
    assert (promised.until, promised.channel) == (until, "phone")


@pytest.mark.parametrize(("number", "state"), [("+36305550112", "planned"), ("", "held")])
def test_the_call_they_asked_for_is_planned_or_seen_to_be_held(number: str, state: str) -> None:
    contact = client()
    if number:
        Number.objects.create(contact=contact, key=number, raw=number)
    made = written(decline(offered(contact).link, EXPENSIVE, NOW).refusal)
    answer_better_offer(made.offer, Said.TAKE, call=True, now=NOW + timedelta(days=1))
    call = Planned.objects.get()
    assert (call.state, call.address, call.purpose) == (state, number, "asked")
    assert call.promised_by == Promised.objects.get()


def test_a_no_asks_for_no_call_whatever_was_ticked() -> None:
    assert not answer_better_offer(written().offer, Said.NO, call=True, now=NOW).call
    assert not Promised.objects.exists()
    assert not Outcome.objects.exists()


def test_nobody_edits_an_offer_or_its_answer() -> None:
    offer = written().offer
    answer_better_offer(offer, Said.NO, call=False, now=NOW)
    for table, change in ((BetterOffer, {"price_minor": 1}), (OfferAnswer, {"said": "take"})):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            table._default_manager.update(**change)


def test_a_price_alone_is_an_answer_too() -> None:
    terms = Terms(price=Money(79_000, "HUF"))
    offer = write_better_offer(refused(), terms, lang=Lang.HU, by="Anna", now=NOW).offer
    assert comparison_in(offer) is None
    assert (offer.price_minor, offer.currency) == (79_000, "HUF")
