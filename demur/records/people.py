"""Contacts: people and organisations behind numbers and addresses."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from demur.domain.refusal import Lang
from demur.records.words import choices, one_of


class Client(StrEnum):
    """How well we know a caller, as the policy asks it."""

    KEY = "key"
    REGULAR = "regular"
    NEW = "new"


class Contact(models.Model):
    """A person or organisation who has called or may call."""

    code = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 (many have none)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    client = models.CharField(max_length=8, choices=choices(Client), default=Client.NEW)
    yearly_value_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    field = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=40, blank=True, db_default="")
    language = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True)
    search = models.TextField(blank=True)
    # Who this was found to be: the same person under another name, whose numbers went there.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("client", Client), one_of("language", Lang, or_empty=True)]

    def __str__(self) -> str:
        return self.name


class Number(models.Model):
    """A telephone number of a contact: compared by its E.164 key, shown as it was given."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="numbers")
    key = models.CharField(max_length=20, unique=True)
    raw = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.raw


class Mail(models.Model):
    """A mail address of a contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="mails")
    key = models.CharField(max_length=254, unique=True)
    raw = models.CharField(max_length=254)

    def __str__(self) -> str:
        return self.raw
