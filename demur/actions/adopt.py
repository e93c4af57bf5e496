"""Adopt a policy: a named person puts a document in force from a date."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from demur.domain.policy import document
from demur.domain.policy.findings import Finding, Severity
from demur.domain.policy.lint import check
from demur.records import journal
from demur.records.company import changed
from demur.records.policies import Adoption, PolicyVersion


class NotAdopted(Exception):
    """The document can't be adopted; `findings` say why, and the version in force stays."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


def adopt(source: bytes, by: str, in_force_from: date, now: datetime) -> Adoption:
    """Put a document in force; its exact bytes are kept and can't be changed any more.

    The same document may be adopted again (that is how one rolls back). Raises NotAdopted with
    the findings where it has faults, or where its version number stands for other bytes.
    """
    read = document.read(source)
    faults = tuple(one for one in check(read) if one.severity is Severity.FAULT)
    if read.policy is None or faults:
        raise NotAdopted("The document has faults; mend them and adopt it again.", faults)
    if not by.strip():
        raise NotAdopted("A policy is adopted by a named person: say who.")
    number = read.policy.version
    with transaction.atomic():
        version = PolicyVersion.objects.filter(version=number).first()
        if version is not None and version.sha256 != read.sha256:
            raise NotAdopted(
                f"Version {number} is adopted already with other text; give this one a new number."
            )
        version = version or PolicyVersion.objects.create(
            version=number, source=source, sha256=read.sha256, adopted_at=now
        )
        adoption = Adoption.objects.create(
            policy=version, adopted_by=by.strip(), in_force_from=in_force_from, adopted_at=now
        )
        changed("policy")
        journal.write(
            by, "adopted", f"policy version {number}", now, sha256=read.sha256,
            in_force_from=in_force_from.isoformat(),
        )  # fmt: skip
    return adoption
