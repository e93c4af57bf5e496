"""Policy versions: the exact bytes that were signed, and when each came into force."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import models


class AlteredPolicy(Exception):
    """An adopted document is no longer what was signed; nothing is decided by it."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"version {version} of the policy was changed after it was signed. Adopt an earlier "
            "version again, or bring the last backup back; demur doctor names what was changed."
        )
        self.version = version


class PolicyVersion(models.Model):
    """An adopted document, byte for byte. The database refuses to change or delete it."""

    version = models.PositiveIntegerField(unique=True)
    source = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    adopted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"version {self.version}"


class Adoption(models.Model):
    """A named person put a version in force from a date. Rolling back is adopting again."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="adoptions")
    adopted_by = models.CharField(max_length=120)
    in_force_from = models.DateField()
    adopted_at = models.DateTimeField()
    # What was shown to whoever signed: the version in force then, and what it decided otherwise.
    replaced = models.ForeignKey(
        PolicyVersion, null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    differences = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.policy} from {self.in_force_from}"


class Withdrawal(models.Model):
    """A named person took back an adoption before its day: it never decided, nor ever will."""

    adoption = models.OneToOneField(Adoption, on_delete=models.PROTECT)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.adoption}, withdrawn"


class Draft(models.Model):
    """A document that is being written; `revision` grows by one with every text that is saved.

    `closed_at` and `closed_by` end it: it was put aside, or adopted, which `adoption` names.
    """

    based_on = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    source = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    begun_by = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    adoption = models.ForeignKey(Adoption, null=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.name


class DraftText(models.Model):
    """Every text a draft ever had; what could not be joined with another's text is kept aside.

    So is what came too late, when the draft was closed; it has the revision it was written over.
    `over` is the revision that a text kept aside was written over, `settled_at` when somebody chose
    between it and the draft; `takes_back` is the revision whose change a text undoes.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="texts")
    revision = models.PositiveIntegerField()
    source = models.BinaryField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    kept_aside = models.BooleanField(default=False)
    came_too_late = models.BooleanField(default=False)
    over = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    takes_back = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "revision"], name="draft_text_revision")]

    def __str__(self) -> str:
        return f"{self.draft}, revision {self.revision}"


def text_at(draft: Draft, revision: int | None) -> bytes | None:
    """The text of a draft as it was at a revision; None where there was none such."""
    if revision == draft.revision:
        return bytes(draft.source)
    found = draft.texts.filter(revision=revision or 0, kept_aside=False).order_by("-pk").first()
    return bytes(found.source) if found else None


def last_own_step(draft: Draft, by: str) -> DraftText | None:
    """What somebody last wrote into a draft and has not taken back yet."""
    taken_back = draft.texts.filter(takes_back__isnull=False).values("takes_back")
    own = draft.texts.filter(by=by, kept_aside=False, takes_back=None, revision__gt=1)
    return own.exclude(revision__in=taken_back).order_by("-revision").first()


def is_as_signed(version: PolicyVersion) -> bool:
    """Whether a version's bytes are those that were signed."""
    return hashlib.sha256(bytes(version.source)).hexdigest() == version.sha256


def signed_text(version: PolicyVersion) -> bytes:
    """The bytes of a version; raises AlteredPolicy where they are not those that were signed."""
    if not is_as_signed(version):
        raise AlteredPolicy(version.version)
    return bytes(version.source)


def in_force(on: date) -> PolicyVersion | None:
    """The version in force on a day."""
    adoption = adoption_in_force(on)
    return adoption.policy if adoption else None


def adoption_in_force(on: date) -> Adoption | None:
    """The adoption that holds on a day: of those begun by then, the one made last.

    The last by its key, which the database gives out one at a time; clocks of two machines differ.
    What was withdrawn never began.
    """
    return _standing().filter(in_force_from__lte=on).select_related("policy").first()


def to_come(after: date) -> list[Adoption]:
    """The adoptions whose day comes after a day and that nobody withdrew, the next one first."""
    adoptions = _standing().filter(in_force_from__gt=after).reverse()
    return list(adoptions.select_related("policy").defer("policy__source"))


def may_decide(since: date) -> frozenset[int]:
    """The numbers of the versions that decide on a day, or will on a later one."""
    now = in_force(since)
    later = {adoption.policy.version for adoption in to_come(since)}
    return frozenset(later | ({now.version} if now else set()))


def _standing() -> models.QuerySet[Adoption]:
    """The adoptions that nobody withdrew; first the one that holds from the latest day."""
    return Adoption.objects.filter(withdrawal=None).order_by("-in_force_from", "-pk")
