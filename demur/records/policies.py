"""Policy versions: the exact bytes that were signed, and when each came into force."""

from __future__ import annotations

from datetime import date

from django.db import models


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

    def __str__(self) -> str:
        return f"{self.policy} from {self.in_force_from}"


def in_force(on: date) -> PolicyVersion | None:
    """The version in force on a day: of the adoptions begun by then, the one made last."""
    adoption = (
        Adoption.objects.filter(in_force_from__lte=on)
        .select_related("policy")
        .order_by("-in_force_from", "-adopted_at", "-pk")
        .first()
    )
    return adoption.policy if adoption else None
