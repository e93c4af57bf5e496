"""A client's no, our one answer, and what we know of the rival: for tests of all three."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from demur.actions.better_offer import Terms, Written, write_better_offer
from demur.actions.compare import compare
from demur.actions.decline import decline
from demur.actions.make_link import NewLink, make_link
from demur.domain.offers.comparison import (
    Better,
    Comparison,
    Cost,
    Feature,
    Matter,
    Thing,
    Use,
)
from demur.domain.offers.weighing import Weights
from demur.domain.refusal import Lang, Money
from demur.domain.regret import By, No, Reason, They
from demur.records.goods import Item
from demur.records.inquiries import Refusal
from demur.records.offers import Offer
from demur.records.people import Contact
from demur.records.rivals import Compared
from tests.domain.offers.invented import MATTERS, NEED, claim, in_all
from tests.shop import NOW

RIVAL = "PrintX"
DAYS = {Lang.EN: "day|days", Lang.HU: "nap", Lang.RU: "день|дня|дней"}
EXPENSIVE = No(They.REASON, By.TAP, Reason.TOO_EXPENSIVE, rival=RIVAL)


def item() -> Item:
    """The printer that was offered."""
    return Item.objects.get(code="inkwell-m-400")


def comparison(
    ours: int = 100_000, theirs: int = 80_000, days: tuple[int, int] = (3, 5)
) -> Comparison:
    """Our printer beside a rival's: they are 20 % cheaper, and 40 % less on repair."""
    one = item()
    repair = Feature(
        in_all("Repair within"),
        DAYS,
        Better.LESS,
        claim(Decimal(days[0])),
        claim(Decimal(days[1])),
        "repair",
    )
    return Comparison(
        need=NEED,
        ours=Thing({Lang.HU: one.hu, Lang.RU: one.ru, Lang.EN: one.en}, (NEED,), cost(ours)),
        theirs=Thing({Lang.EN: "PrintX 40"}, (NEED,), cost(theirs)),
        use=Use(in_all("page|pages"), 500, 36),
        matters=(Matter("repair", MATTERS["repair"]),),
        features=(repair,),
        questions=({Lang.EN: "Is the drum in the price?"},),
    )


def cost(minor: int) -> Cost:
    """A price to buy, whose running cost is not known."""
    told = claim(None)
    return Cost(Money(minor, "HUF"), None, told.source, told.on)


def compared(told: Comparison | None = None) -> Compared:
    """The comparison on record."""
    done = compare(told or comparison(), item(), RIVAL, (), currency="HUF", by="Anna", now=NOW)
    assert done.compared
    return done.compared


def client(name: str = "Takács Éva") -> Contact:
    """A key client."""
    return Contact.objects.create(name=name, client="key", language="hu", created_at=NOW)


def offered(contact: Contact, quantity: int = 1, lang: Lang = Lang.EN) -> NewLink:
    """An offer of the printer, with its easy-no link."""
    offer = Offer.objects.create(
        ref=f"00000000-0000-4000-8000-{contact.pk:012}",
        at=NOW,
        contact=contact,
        need="a printer",
        item=item(),
        quantity=quantity,
        by="Anna",
    )
    return make_link(contact, lang=lang, by="Anna", now=NOW, offer=offer)


def refused(no: No = EXPENSIVE, quantity: int = 1) -> Refusal:
    """A key client's no to the offer."""
    return decline(offered(client(), quantity).link, no, NOW).refusal


def written(
    regret: Refusal | None = None,
    terms: Terms | None = None,
    lang: Lang = Lang.EN,
    now: datetime = NOW,
) -> Written:
    """Our answer to it."""
    given = terms or Terms(compared(), weights=Weights(2, {"repair": 9}))
    return write_better_offer(regret or refused(), given, lang=lang, by="Anna", now=now)


def with_rival_price(minor: int, rival: str = RIVAL, currency: str = "HUF") -> No:
    """A no that names the rival's price."""
    return replace(EXPENSIVE, rival=rival, rival_price=Money(minor, currency))
