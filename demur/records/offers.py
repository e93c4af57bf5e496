"""What we offered a client, and the easy-no links under which they may refuse it."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models

from demur.domain.refusal import Lang
from demur.domain.regret import need_key
from demur.domain.short_codes import RANDOM_BYTES, make
from demur.records.goods import Item
from demur.records.inquiries import Inquiry, Refusal
from demur.records.keyed import keyed
from demur.records.peace import address_key, keys_of, portions
from demur.records.people import Contact
from demur.records.words import choices, one_of

#: 128 bits, which nobody guesses.
TOKEN_BYTES: Final = 16


class Offer(models.Model):
    """One thing offered to one client, on one occasion."""

    ref = models.UUIDField(unique=True)
    at = models.DateTimeField()
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    inquiry = models.ForeignKey(Inquiry, null=True, on_delete=models.SET_NULL)
    need = models.CharField(max_length=240)
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL)
    quantity = models.PositiveIntegerField(null=True)
    price_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    until = models.DateField(null=True)
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["contact", "-at"], name="offer_contact")]

    def __str__(self) -> str:
        return self.need

    @property
    def need_key(self) -> str:
        """What makes this offer and another one about the same need."""
        return need_key(self.need, self.item.code if self.item else "")


class Link(models.Model):
    """An easy-no link: for one offer, or for all we may want of a client.

    Of its token and its short code only hashes are kept. `keys` are the keyed hashes of the
    client's numbers and addresses, so that a no still counts when we know nobody there any more.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT)
    keys = models.JSONField(default=list)
    lang = models.CharField(max_length=2, choices=choices(Lang))
    made_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [one_of("lang", Lang)]

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def need(self) -> str:
        """What the offer behind this link is about; nothing for a link about the client."""
        return self.offer.need_key if self.offer else ""

    @property
    def no(self) -> Refusal | None:
        """The no given through this link that stands, if any."""
        return self.regrets.exclude(outcomes__came="taken back").order_by("-pk").first()


class LinkKey(models.Model):
    """By which keyed hash a link is found: each of its `keys`, on a row of its own."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="found_by")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "link"], name="link_key_once")]

    def __str__(self) -> str:
        return self.key[:12]


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256; 128 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link_behind(token: str) -> Link | None:
    """The link of a token; None, after the same look-up, for whatever is no token of ours."""
    links = Link.objects.select_related("contact", "offer__item")
    return links.filter(token_hash=token_hash(token)).first()


def links_find_their_people(keys: Mapping[int, Collection[str]]) -> None:
    """Give links made for a number that nobody was known behind to the contact who has it now.

    `keys` are the keyed hashes of each contact's numbers and addresses. A no through such a link
    is then for all of them, and stays so when the number goes elsewhere.
    """
    owners = {key: contact for contact, some in keys.items() for key in some}
    found: dict[int, set[int]] = defaultdict(set)
    for some in portions(sorted(owners)):
        waiting = LinkKey.objects.filter(key__in=some, link__contact=None)
        for pk, key in waiting.values_list("link", "key"):
            found[owners[key]].add(pk)
    for contact, links in found.items():
        Link.objects.filter(pk__in=links, contact=None).update(contact=contact)


def link_by_code(code: str) -> Link | None:
    """The link of a short code; None, after the same look-up, for any other. Raises LostKey."""
    links = Link.objects.select_related("contact", "offer__item")
    return links.filter(code_hash=keyed("code", code)).first()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it is told to the client: its token, and its short code for a telephone."""

    token: str
    code: str
    link: Link


def new_link(
    contact: Contact | None, lang: Lang, by: str, now: datetime, offer: Offer | None, address: str
) -> NewLink:
    """A new link, in the caller's transaction; its token and code are nowhere but in the answer.

    Raises ValueError where there is neither contact nor address.
    """
    if contact is None and not address:
        raise ValueError("a link is somebody's: name a contact, a number or an address")
    token, code = secrets.token_urlsafe(TOKEN_BYTES), make(secrets.token_bytes(RANDOM_BYTES))
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
    LinkKey.objects.bulk_create(LinkKey(link=link, key=key) for key in link.keys)
    return NewLink(token, code, link)
