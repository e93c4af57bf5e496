"""Withdraw: a named person takes an adoption back before its day, and says why."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from demur.records import journal
from demur.records.company import Company, changed
from demur.records.policies import Adoption, Withdrawal

WHY_MOST: Final = 300


class NotWithdrawn(Exception):
    """The adoption can't be withdrawn; the message says why, and what to do instead."""


def withdraw(adoption: Adoption, by: str, why: str, now: datetime) -> Withdrawal:
    """Take an adoption back while its day has not begun; the version and its number stay taken.

    Nothing is deleted: who, when and why stand beside the adoption. Raises NotWithdrawn once it
    has begun, where it was withdrawn before, or where nobody says why.
    """
    reason = " ".join(why.split())
    with transaction.atomic():
        zone = _alone()
        if fault := _against(adoption, reason, now.astimezone(zone)):
            raise NotWithdrawn(fault)
        withdrawal = Withdrawal.objects.create(adoption=adoption, by=by, at=now, why=reason)
        changed("policy")
        facts = {"in_force_from": adoption.in_force_from.isoformat(), "why": reason}
        subject = f"policy version {adoption.policy.version}"
        journal.write(by, "withdrew", subject, now, **facts)
    return withdrawal


def _alone() -> ZoneInfo:
    """Let nobody else adopt or withdraw until this transaction ends; the company's zone.

    On SQLite it has begun by locking.
    """
    ours = Company.objects.select_for_update().filter(pk=1).first()
    return ZoneInfo(ours.zone if ours else "UTC")


def _against(adoption: Adoption, why: str, local: datetime) -> str:
    """What stands against it, or nothing."""
    known = Withdrawal.objects.filter(adoption=adoption).first()
    if known is not None:
        return _("%(who)s has withdrawn it already.") % {"who": known.by}
    if adoption.in_force_from <= local.date():
        return _(
            "Its day has begun, and callers are answered by it. Adopt another version instead."
        )
    if not why:
        return _("Please say why: whoever reads the history will ask.")
    if len(why) > WHY_MOST:
        return _("Please say it in at most %(most)d characters.") % {"most": WHY_MOST}
    return ""
