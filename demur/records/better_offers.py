"""The one better offer: what we wrote to a client who said no, and what they answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from django.db import models

from demur.domain.offers.comparison import Comparison, Cost, Words
from demur.domain.offers.messages import in_all
from demur.domain.refusal import Lang, Money
from demur.records.inquiries import Refusal
from demur.records.offers import token_hash
from demur.records.rivals import Compared, comparison_of
from demur.records.words import choices, one_of


class Said(StrEnum):
    """What the client says to the one better offer; saying nothing is no too."""

    TAKE = "take"
    NO = "no"


class BetterOffer(models.Model):
    """Our one answer in writing to a no: a comparison, a better price, or both.

    `regret` is the no it answers, and has no other answer. The page opens with the token of the
    letter, of which only the hash is kept, and with the easy-no link the no came through. What the
    client told us stands here as it was then: the rival's price, and in `weights` what matters to
    them, by the keys of the comparison's matters and "price" (empty: they did not say).
    """

    ref = models.UUIDField(unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    regret = models.OneToOneField(Refusal, on_delete=models.PROTECT, related_name="better_offer")
    compared = models.ForeignKey(Compared, null=True, on_delete=models.PROTECT)
    lang = models.CharField(max_length=2, choices=choices(Lang))
    price_minor = models.PositiveBigIntegerField(null=True)
    rival_price_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    weights = models.JSONField(default=dict)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("lang", Lang),
            models.CheckConstraint(
                condition=models.Q(compared__isnull=False) | models.Q(price_minor__isnull=False),
                name="better_offer_offers",
            ),
        ]

    def __str__(self) -> str:
        return f"better offer {self.ref}"

    @property
    def price(self) -> Money | None:
        """Our better price, where it makes one."""
        return Money(self.price_minor, self.currency) if self.price_minor is not None else None


class OfferAnswer(models.Model):
    """What the client answered, once; `call`: they asked to be rung about it."""

    offer = models.OneToOneField(BetterOffer, on_delete=models.PROTECT, related_name="answer")
    said = models.CharField(max_length=4, choices=choices(Said))
    call = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("said", Said)]

    def __str__(self) -> str:
        return self.said


def offer_behind(token: str) -> BetterOffer | None:
    """The better offer that a token opens, with all that its page says; None for any other.

    Any easy-no link about the offer that was refused opens it too: who has the first letter only
    finds our answer there.
    """
    hashed = token_hash(token)
    opens = models.Q(token_hash=hashed) | models.Q(regret__link__token_hash=hashed)
    opens |= models.Q(regret__offer__link__token_hash=hashed)
    known = BetterOffer.objects.select_related(
        "answer", "regret__offer__item", "compared__item", "compared__theirs__rival"
    )
    return known.filter(opens).order_by("-pk").first()


def comparison_in(offer: BetterOffer) -> Comparison | None:
    """The comparison an offer makes, at the prices of this offer; None where it makes none.

    Our better price replaces the one on record, and what the client told us of the rival's price
    replaces what we knew of it: each with that as its source.
    """
    if offer.compared is None:
        return None
    known, day = comparison_of(offer.compared), offer.at.date()
    ours, theirs = known.ours, known.theirs
    if offer.price is not None:
        ours = replace(ours, cost=_repriced(ours.cost, offer.price, "source offer", day))
    if offer.rival_price_minor is not None:
        price = Money(offer.rival_price_minor, offer.currency)
        theirs = replace(
            theirs, cost=_repriced(theirs.cost, price, "source told", offer.regret.at.date())
        )
    return replace(known, ours=ours, theirs=theirs)


def _repriced(cost: Cost | None, price: Money, source: str, on: date) -> Cost:
    """A price of this offer; the running cost stays, and with it its own source and day."""
    told = in_all(source)
    if cost is None or cost.a_unit is None:
        return Cost(price, None, told, on)
    both: Words = {
        lang: f"{told[lang]}; {cost.source[lang]}" if cost.source.get(lang) else told[lang]
        for lang in Lang
    }
    return Cost(price, cost.a_unit, both, min(on, cost.on) if cost.on else None)
