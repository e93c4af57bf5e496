"""The firm's dispositions: those we ship, as it renamed or retired them, and its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from demur.domain.dispositions import NAME_MOST, SHIPPED, Disposition, Flag
from demur.domain.refusal import Lang

CODE_MOST = 40


class OwnDisposition(models.Model):
    """What a firm says of a disposition: other words for one of ours, or one of its own."""

    code = models.CharField(max_length=CODE_MOST, unique=True)
    key = models.CharField(max_length=1)
    hu = models.CharField(max_length=NAME_MOST)
    ru = models.CharField(max_length=NAME_MOST)
    en = models.CharField(max_length=NAME_MOST)
    flags = models.JSONField(default=list)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code

    def value(self) -> Disposition:
        """The disposition as it is thought with."""
        names = {lang: str(getattr(self, lang)) for lang in Lang}
        flags = frozenset(Flag(one) for one in self.flags)
        return Disposition(self.code, self.key, names, flags, self.retired)


def dispositions() -> Mapping[str, Disposition]:
    """Every way for a call to end here, by code, the retired ones too; ours first."""
    known = {one.code: one for one in SHIPPED}
    return known | {one.code: one.value() for one in OwnDisposition.objects.order_by("pk")}


def keep(one: Disposition) -> None:
    """Keep what a firm says of a disposition, in the caller's transaction."""
    said = {lang.value: one.names[lang] for lang in Lang}
    said |= {"key": one.key, "flags": sorted(one.flags), "retired": one.retired}  # type: ignore[dict-item]
    OwnDisposition.objects.update_or_create(code=one.code, defaults=said)
