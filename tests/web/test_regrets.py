"""Why clients say no: what they told us is counted, drawn and listed."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.take_no_back import take_no_back
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.regret import By, No, Reason, They
from demur.records.gate import Wanted, ask
from demur.records.offers import Link, Offer
from demur.records.people import Contact, Number
from demur.records.regrets import learned
from demur.records.users import Role
from tests.shop import open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def offered(name: str, price: int | None = 400_000, currency: str = "HUF") -> Link:
    now = timezone.now() - timedelta(days=1)
    contact = Contact.objects.create(name=name, created_at=now)
    number = f"+3630{contact.pk:07}"
    Number.objects.create(contact=contact, key=number, raw=number)
    offer = Offer.objects.create(
        ref=uuid4(),
        at=now,
        contact=contact,
        need="4 nyomtató",
        price_minor=price,
        currency=currency if price else "",
        by="Anna",
    )
    return make_link(contact, lang=Lang.HU, by="Anna", now=now, offer=offer).link


def chose(rival: str, price: int | None = None, currency: str = "HUF", **more: object) -> No:
    money = Money(price, currency) if price is not None else None
    return No(
        They.REASON, By.TAP, reason=Reason.CHOSE_ANOTHER, rival=rival, rival_price=money, **more
    )


def test_reasons_rivals_and_price_gaps_are_counted() -> None:
    now = timezone.now()
    decline(offered("A"), chose("PrintX", 320_000), now)
    decline(offered("B"), chose("printx", 400_000), now)
    decline(offered("C"), chose("PRINTX", 100, "EUR"), now)
    decline(offered("D", None), chose("Másoló Bt.", 10), now)
    decline(offered("E"), No(They.PLAIN_NO, By.TAP, by_robot=True), now)
    back = offered("F")
    decline(back, chose("PrintX", 1), now)
    take_no_back(back, now)
    told = learned(now - timedelta(days=1), now + timedelta(days=1))
    assert (told.count, told.taken_back, told.by_robots) == (5, 1, 1)
    assert dict(told.reasons) == {Reason.CHOSE_ANOTHER: 4, None: 1}
    printx, copies = told.rivals
    assert (printx.count, printx.gap, printx.told) == (3, pytest.approx(0.1), 2)
    assert (copies.name, copies.count, copies.gap) == ("Másoló Bt.", 1, None)


def test_the_last_reason_counts() -> None:
    now = timezone.now()
    link = offered("A")
    decline(link, No(They.REASON, By.TAP, reason=Reason.TOO_EXPENSIVE), now)
    decline(link, chose("PrintX"), now)
    assert learned(now - timedelta(days=1), now + timedelta(days=1)).reasons == [
        (Reason.CHOSE_ANOTHER, 1)
    ]


@pytest.mark.parametrize("language", list(Lang))
def test_the_page_shows_every_no_with_what_it_saved(language: Lang) -> None:
    now = timezone.now()
    link = offered("Kis <Vera>")
    decline(link, chose("PrintX <b>", 320_000, words="túl <drága>"), now)
    number = Number.objects.get(contact=link.contact)
    call = Approach(Channel.PHONE, Purpose.SALE, now, link.need)
    ask(Exit.PLAN, [Wanted(number.key, call)])
    client = signed_in(somebody(Role.READER, language=language))
    page = unescape(client.get("/regrets?days=30").content.decode())
    for shown in ("Kis <Vera>", "PrintX <b>", "túl <drága>", "4 nyomtató", "20"):
        assert shown in page
    assert "Vera&gt;" in client.get("/regrets").content.decode()


def test_a_span_that_is_none_is_told() -> None:
    client = signed_in(somebody(Role.READER))
    assert client.get("/regrets?days=31").status_code == 400
    assert client.get("/regrets?after=x").status_code == 400
    assert client.get("/regrets").status_code == 200
