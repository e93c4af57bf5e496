"""Referrals: callers handed to a partner, with the caller's own yes."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import models

from demur.domain.exits import Exit
from demur.records.gate import Cleared, leaves_by
from demur.records.inquiries import Inquiry
from demur.records.partners import Partner
from demur.records.people import Contact


class Referral(models.Model):
    """A caller handed to a partner: whose need, at which address, since when they agreed."""

    ref = models.UUIDField(unique=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="referrals")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="referrals")
    address = models.CharField(max_length=254)
    agreed_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "partner"], name="referral_once"),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry} to {self.partner}"


@leaves_by(Exit.PARTNER)
def hand(cleared: Cleared, partner: Partner, by: str, now: datetime) -> Referral:
    """Hand a caller to a partner, once; `about` of what was wanted is their inquiry."""
    inquiry: Inquiry = cleared.wanted.about
    referral, _ = Referral.objects.get_or_create(
        inquiry=inquiry,
        partner=partner,
        defaults={
            "ref": uuid4(),
            "contact_id": cleared.wanted.contact,
            "address": cleared.address,
            "agreed_at": cleared.wanted.approach.asked_at or now,
            "at": now,
            "by": by,
        },
    )
    return referral
