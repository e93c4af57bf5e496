"""Make an easy-no link: shown once, kept only as a hash."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.offers import NewLink, Offer, new_link
from demur.records.people import Contact


def make_link(
    contact: Contact | None,
    *,
    lang: Lang,
    by: str,
    now: datetime,
    offer: Offer | None = None,
    address: str = "",
) -> NewLink:
    """A new link for a contact, or for a number or mail address that we know nobody behind.

    Raises ValueError where there is neither.
    """
    with transaction.atomic():
        made = new_link(contact, lang, by, now, offer, address)
        journal.write(by, "made a link", f"link {made.link.pk}", now)
    return made
