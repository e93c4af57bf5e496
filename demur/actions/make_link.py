"""Make an easy-no link: shown once, kept only as a hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from demur.domain.refusal import Lang
from demur.domain.short_codes import RANDOM_BYTES, make
from demur.records import journal
from demur.records.keyed import keyed
from demur.records.offers import Link, Offer, token_hash
from demur.records.peace import address_key, keys_of
from demur.records.people import Contact

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it is told to the client: its token, and its short code for a telephone."""

    token: str
    code: str
    link: Link


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
    if contact is None and not address:
        raise ValueError("a link is somebody's: name a contact, a number or an address")
    token, code = secrets.token_urlsafe(TOKEN_BYTES), make(secrets.token_bytes(RANDOM_BYTES))
    with transaction.atomic():
        keys = keys_of([contact.pk])[contact.pk] if contact else set()
        link = Link.objects.create(
            token_hash=token_hash(token),
            code_hash=keyed("code", code),
            contact=contact,
            offer=offer,
            keys=sorted(keys | ({address_key(address)} if address else set())),
            lang=lang,
            made_at=now,
            by=by,
        )
        journal.write(by, "made a link", f"link {link.pk}", now)
    return NewLink(token, code, link)
