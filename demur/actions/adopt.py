"""Adopt a policy: a named person puts a document in force from a date."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from demur.domain.policy import document
from demur.domain.policy.document import Document
from demur.domain.policy.editing.editing_parts import dated
from demur.domain.policy.findings import Finding, Severity
from demur.domain.policy.lint import check
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions.changes import difference
from demur.domain.policy.versions.difference import Difference
from demur.records import journal
from demur.records.company import Company, changed
from demur.records.policies import (
    Adoption,
    Draft,
    DraftText,
    PolicyVersion,
    in_force,
    is_as_signed,
    signed_text,
)


class NotAdopted(Exception):
    """The document can't be adopted; `findings` say why, and the version in force stays."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


def adopt(
    source: bytes,
    by: str,
    in_force_from: date,
    now: datetime,
    *,
    seen: str | None = None,
    draft: Draft | None = None,
) -> Adoption:
    """Put a document in force; its exact bytes are kept and can't be changed any more.

    What it decides otherwise than the version in force now is kept with the adoption. `seen` is
    the difference_hash of what the signer was shown. A `draft` as it was read, whose text `source`
    is, gets the day that is signed for written into its head; without one the bytes stay. The same
    document may be adopted again (that is how one rolls back). Raises NotAdopted with the findings
    where it has faults, where its number stands for other bytes, or where the signer has seen
    another difference or another text of the draft.
    """
    signed = dated(source, in_force_from) if draft else source
    read = document.read(signed)
    policy = _fit(read, by)
    with transaction.atomic():
        _alone()
        replaced = in_force(_today(now))
        told = _difference(replaced, policy)
        if seen is not None and seen != _hash(told):
            raise NotAdopted(_not_as_seen())
        version = _version(read, policy, now)
        adoption = Adoption.objects.create(
            policy=version,
            adopted_by=by.strip(),
            in_force_from=in_force_from,
            adopted_at=now,
            replaced=replaced,
            differences=list(told.spoken) if told else None,
        )
        _close(adoption, signed, draft, now)
        changed("policy")
        _write_down(adoption, now)
    return adoption


def _not_as_seen() -> str:
    return _("What it changes is no longer what you have seen. Please look again, then sign.")


def _close(adoption: Adoption, signed: bytes, draft: Draft | None, now: datetime) -> None:
    """End the draft that was signed, its day in its text, and every other one of the same text."""
    closed = {"closed_at": now, "closed_by": adoption.adopted_by, "adoption": adoption}
    if draft is not None:
        written = {"source": signed, "revision": draft.revision + 1} | closed
        same = Draft.objects.filter(pk=draft.pk, revision=draft.revision, closed_at=None)
        if not same.update(**written):
            raise NotAdopted(_not_as_seen())
        DraftText.objects.create(
            draft=draft, revision=draft.revision + 1, source=signed, by=adoption.adopted_by, at=now
        )
    Draft.objects.filter(source=signed, closed_at=None).update(**closed)


def told_difference(policy: Policy, now: datetime) -> Difference | None:
    """What a policy decides otherwise than the version in force now; None where none is."""
    return _difference(in_force(_today(now)), policy)


def difference_hash(told: Difference) -> str:
    """Name a difference by its sentences, every case included: who signs it has seen just these."""
    return hashlib.sha256("\n".join(told.sentences).encode()).hexdigest()


def _fit(read: Document, by: str) -> Policy:
    """The document's policy, if it may be adopted.

    What was adopted before, byte for byte, is held only to what reading it finds: a check that
    has learnt more since must not stand in the way of rolling back.
    """
    before = PolicyVersion.objects.filter(sha256=read.sha256).exists()
    found = read.findings if before else check(read)
    faults = tuple(one for one in found if one.severity is Severity.FAULT)
    if read.policy is None or faults:
        raise NotAdopted(_("The document has faults; mend them and adopt it again."), faults)
    if not by.strip():
        raise NotAdopted(_("A policy is adopted by a named person: say who."))
    return read.policy


def _alone() -> None:
    """Let nobody else adopt until this transaction ends: who signs has seen what they replace.

    On SQLite it has begun by locking. Before the company is set up nobody is kept waiting.
    """
    list(Company.objects.select_for_update().filter(pk=1).values_list("pk"))


def _today(now: datetime) -> date:
    """The day at the company; before it is set up, the day it is in UTC."""
    ours = Company.objects.filter(pk=1).first()
    return now.astimezone(ZoneInfo(ours.zone)).date() if ours else now.date()


def _difference(replaced: PolicyVersion | None, policy: Policy) -> Difference | None:
    """What is decided otherwise; with a text that is no longer what was signed nothing compares."""
    if replaced is None or not is_as_signed(replaced):
        return None
    before = document.read(signed_text(replaced)).policy
    return difference(before, policy) if before else None


def _hash(told: Difference | None) -> str:
    return difference_hash(told) if told else ""


def _version(read: Document, policy: Policy, now: datetime) -> PolicyVersion:
    """The version of these bytes: kept anew, or as it was adopted before."""
    anew = {"source": read.source, "sha256": read.sha256, "adopted_at": now}
    version, _is_new = PolicyVersion.objects.get_or_create(version=policy.version, defaults=anew)
    if not is_as_signed(version):
        raise NotAdopted(
            _("Version %(n)d was altered after it was signed. Sign its text under a new number.")
            % {"n": policy.version}
        )
    if version.sha256 != read.sha256:
        raise NotAdopted(
            _("Version %(n)d is adopted already with other text; give this one a new number.")
            % {"n": policy.version}
        )
    return version


def _write_down(adoption: Adoption, now: datetime) -> None:
    version, replaced = adoption.policy, adoption.replaced
    facts: dict[str, Any] = {
        "sha256": version.sha256,
        "in_force_from": adoption.in_force_from.isoformat(),
        "replaced": replaced.version if replaced else None,
        "differences": len(adoption.differences or ()),
    }
    journal.write(adoption.adopted_by, "adopted", f"policy version {version.version}", now, **facts)
