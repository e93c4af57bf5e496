"""The consent log: what clients allowed and withdrew, each word added, none changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import models

from demur.domain import consents as domain
from demur.domain.consents import How
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel
from demur.records.among import MANY, among
from demur.records.peace import keys_of, portions
from demur.records.people import Contact
from demur.records.words import choices, one_of


class Consent(models.Model):
    """One word of a client about one channel and purpose: given or withdrawn, how, to whom.

    `words` are theirs, or what was read out to them: GDPR art. 7(1) asks for proof.
    """

    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=8, choices=choices(Channel))
    purpose = models.CharField(max_length=16, choices=choices(Purpose))
    given = models.BooleanField()
    at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=choices(How))
    words = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [one_of("channel", Channel), one_of("purpose", Purpose), one_of("how", How)]

    def __str__(self) -> str:
        return f"{self.channel} for {self.purpose}: {'yes' if self.given else 'no'}"

    def value(self) -> domain.Consent:
        """The word as it is weighed."""
        channel, purpose = Channel(self.channel), Purpose(self.purpose)
        return domain.Consent(channel, purpose, self.given, self.at)


class ConsentKey(models.Model):
    """Whose word it is: the keyed hash of a number, an address, or the person themselves."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="keys")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "consent"], name="consent_key_once")]

    def __str__(self) -> str:
        return self.key[:12]


def consented(keys: Collection[str], channel: Channel, purpose: Purpose, at: datetime) -> bool:
    """Whether whoever these keyed hashes belong to (`peace.keys_of`) allows it at an instant."""
    words = [one for said in words_by(keys).values() for one in said]
    return domain.consents(words, channel, purpose, at)


def words_by(keys: Collection[str]) -> Mapping[str, Sequence[domain.Consent]]:
    """By keyed hash, every word ever said about consent; for many clients at once."""
    found: dict[str, list[domain.Consent]] = defaultdict(list)
    for some in portions(sorted(keys), MANY):
        for row in ConsentKey.objects.filter(among("key", some)).select_related("consent"):
            found[row.key].append(row.consent.value())
    return found


def of_contact(contact: Contact) -> models.QuerySet[Consent]:
    """Every word of a contact about consent, the newest first."""
    keys = keys_of([contact.pk])[contact.pk]
    return Consent.objects.filter(keys__key__in=keys).distinct().order_by("-at", "-pk")


def standing(contact: Contact) -> list[Consent]:
    """What a contact said last of each channel and purpose, the newest first."""
    last: dict[tuple[str, str], Consent] = {}
    for one in of_contact(contact).order_by("-at", "given", "-pk"):
        last.setdefault((one.channel, one.purpose), one)
    return list(last.values())


def record(words: Sequence[Consent], keys: Collection[str]) -> None:
    """Put words on record for everything a client is reached by, in the caller's transaction."""
    Consent.objects.bulk_create(words)
    ConsentKey.objects.bulk_create(
        ConsentKey(consent=one, key=key) for one in words for key in sorted(keys)
    )
