"""Write the next version of the policy: begin a draft, save it, put it aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet

from demur.domain.policy.editing.editing_parts import set_head
from demur.domain.policy.editing.merging import merged
from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.company import Company
from demur.records.policies import Draft, DraftText, PolicyVersion, in_force, signed_text


@dataclass(frozen=True, slots=True)
class Saved:
    """A text that is the draft's now."""

    revision: int
    source: bytes


@dataclass(frozen=True, slots=True)
class Merged:
    """A text that is the draft's now, joined with what another had saved meanwhile."""

    revision: int
    source: bytes


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts that could not be joined: the draft stays theirs, mine is kept aside."""

    revision: int
    theirs: bytes
    mine: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """A text for a draft that was signed or put aside meanwhile: it is kept beside the draft."""

    revision: int
    mine: bytes


def begin(
    by: str,
    now: datetime,
    name: str,
    based_on: PolicyVersion | None = None,
    text: bytes | None = None,
) -> Draft:
    """Begin a draft: a copy of a version, or of the one in force, as the next version.

    A `text` is taken instead of the version's own: what somebody wrote over it before.

    Its number, the one it replaces and its day (tomorrow) are written into its head, and nothing
    else is touched. Before a first version it is a copy of the example in the company's language.
    """
    ours = Company.objects.filter(pk=1).first()
    today = now.astimezone(ZoneInfo(ours.zone)).date() if ours else now.date()
    current = in_force(today)
    base = based_on or current
    kept = signed_text(base) if base else b""
    source = text or kept or _example(Lang(ours.language) if ours else Lang.EN)
    latest = PolicyVersion.objects.aggregate(latest=Max("version"))["latest"] or 0
    head = {
        "version": str(latest + 1),
        "in force from": (today + timedelta(days=1)).isoformat(),
        "replaces": str(current.version) if current else "–",
    }
    for key, cell in head.items():
        written = set_head(source, key, cell)
        source = written if isinstance(written, bytes) else source
    with transaction.atomic():
        draft = Draft.objects.create(
            based_on=base, name=name, source=source, begun_by=by, begun_at=now,
            changed_by=by, changed_at=now,
        )  # fmt: skip
        DraftText.objects.create(draft=draft, revision=1, source=source, by=by, at=now)
        journal.write(by, "began", f"policy draft {draft.pk}", now, version=latest + 1)
    return draft


def _example(lang: Lang) -> bytes:
    return files("demur.policies").joinpath(f"example.{lang}.md").read_bytes()


def save(
    draft_id: int, revision: int, source: bytes, by: str, now: datetime
) -> Saved | Merged | Conflict | Closed:
    """Save a text that was written over a revision of the draft.

    Where another was saved meanwhile, both are joined if both changes can stand; else the draft
    stays as it is and the text is kept aside, as it is where the draft was closed meanwhile.
    """
    while True:
        draft = Draft.objects.get(pk=draft_id)
        if draft.closed_at is not None:
            return _kept(draft, revision, source, by, now)
        outcome = _outcome(draft, revision, source)
        # Joining takes a while: it is done before the write, which asks that nothing changed.
        if _written(draft, outcome, by, now):
            return outcome


def _outcome(draft: Draft, revision: int, source: bytes) -> Saved | Merged | Conflict:
    theirs = bytes(draft.source)
    if draft.revision == revision or theirs == source:
        return Saved(draft.revision + 1, source)
    base = draft.texts.filter(revision=revision, kept_aside=False).first()
    joined = merged(bytes(base.source), theirs, source) if base else None
    if joined is None:
        return Conflict(draft.revision, theirs, source)
    return Merged(draft.revision + 1, joined)


@transaction.atomic
def _written(draft: Draft, outcome: Saved | Merged | Conflict, by: str, now: datetime) -> bool:
    """Write the outcome, unless the draft is no longer as it was when that was thought out."""
    text = DraftText(draft=draft, revision=outcome.revision, by=by, at=now)
    same = Draft.objects.filter(pk=draft.pk, revision=draft.revision, closed_at=None)
    if isinstance(outcome, Conflict):
        text.source, text.kept_aside = outcome.mine, True
    else:
        text.source = outcome.source
        changed = {"source": outcome.source, "changed_by": by, "changed_at": now}
        if not same.update(revision=outcome.revision, **changed):
            return False
    text.save(force_insert=True)
    deed = "kept aside" if text.kept_aside else "saved"
    journal.write(by, deed, f"policy draft {draft.pk}", now, revision=outcome.revision)
    return True


@transaction.atomic
def _kept(draft: Draft, revision: int, source: bytes, by: str, now: datetime) -> Closed:
    """Keep a text that came too late, once, with the revision that it was written over."""
    texts = draft.texts.filter(source=source)
    if not texts.filter(kept_aside=False).exists() and not texts.filter(by=by).exists():
        late = DraftText(draft=draft, revision=revision, source=source, by=by, at=now)
        late.kept_aside = late.came_too_late = True
        late.save(force_insert=True)
        journal.write(by, "kept aside", f"policy draft {draft.pk}", now, revision=revision)
    return Closed(revision, source)


def put_aside(draft: Draft, by: str, now: datetime) -> Draft:
    """End a draft that will not be adopted; its texts are kept. Done twice it is done once."""
    open_still = Draft.objects.filter(pk=draft.pk, closed_at=None)
    return _turned(draft, open_still, by, now, "put aside", closed_at=now, closed_by=by)


def take_up(draft: Draft, by: str, now: datetime) -> Draft:
    """Go on with a draft that was put aside; one that was signed stays closed."""
    aside = Draft.objects.filter(pk=draft.pk, adoption=None).exclude(closed_at=None)
    return _turned(draft, aside, by, now, "took up", closed_at=None, closed_by="")


@transaction.atomic
def _turned(
    draft: Draft, only: QuerySet[Draft], by: str, now: datetime, deed: str, **written: object
) -> Draft:
    """Close or open a draft if it is still among those it was taken for, and write that down."""
    if only.update(**written):
        journal.write(by, deed, f"policy draft {draft.pk}", now)
    draft.refresh_from_db()
    return draft
