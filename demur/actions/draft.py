"""Write the next version of the policy: begin a draft, save it, take back, settle, put aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet

from demur.domain.policy.editing.editing_parts import set_head
from demur.domain.policy.editing.edits import Edited, Misplaced
from demur.domain.policy.editing.merging import merged, preferred
from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.company import Company
from demur.records.policies import (
    Draft,
    DraftText,
    PolicyVersion,
    in_force,
    last_own_step,
    signed_text,
    text_at,
)


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
    """Two texts that could not be joined: the draft stays theirs, mine is kept aside as `kept`."""

    revision: int
    theirs: bytes
    mine: bytes
    kept: int = field(default=0, compare=False)


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
    stays as it is and the text is kept aside, as it is where the draft was closed meanwhile. What
    the draft says already is not written again.
    """
    while True:
        draft = Draft.objects.get(pk=draft_id)
        if draft.closed_at is not None:
            return _late(draft, revision, source, by, now)
        theirs = bytes(draft.source)
        is_over_it = draft.revision == revision
        if theirs == source or _was_saved_since(draft, revision, source, by):
            return Saved(draft.revision, source) if theirs == source else Merged(revision, theirs)
        # Joining takes a while: it is done before the write, which asks that nothing changed.
        base = text_at(draft, revision)
        joined = merged(base, theirs, source) if base is not None else None
        if joined is None:
            kept = _kept_aside(draft, revision if base is not None else None, source, by, now)
            return Conflict(draft.revision, theirs, source, kept.pk)
        if _written(draft, joined, by, now):
            return (Saved if is_over_it else Merged)(draft.revision + 1, joined)


def amend(
    draft_id: int, change: Callable[[bytes], Edited], by: str, now: datetime
) -> Saved | Misplaced:
    """Do something to the draft as it stands, whoever saved last: a row added, moved, deleted.

    `change` may be asked more than once. Misplaced where it finds no place. Raises
    Draft.DoesNotExist for a draft that is closed.
    """
    while True:
        draft = _open(draft_id)
        changed = change(bytes(draft.source))
        if isinstance(changed, Misplaced):
            return changed
        if changed == bytes(draft.source):
            return Saved(draft.revision, changed)
        if _written(draft, changed, by, now):
            return Saved(draft.revision + 1, changed)


def take_back(draft_id: int, by: str, now: datetime) -> Saved | Conflict | None:
    """Take back somebody's own last change that is not taken back yet; None where there is none.

    What others changed since stays. Where they built on it, the text without it is kept aside, to
    be chosen or not; asked again, the change before it is taken back. Raises Draft.DoesNotExist
    for a draft that is closed.
    """
    while True:
        draft = _open(draft_id)
        step = last_own_step(draft, by)
        before = text_at(draft, step.revision - 1) if step else None
        if step is None or before is None:
            return None
        theirs, at = bytes(draft.source), step.revision
        joined = merged(bytes(step.source), theirs, before)
        if joined is None:
            kept = _kept_aside(draft, at, before, by, now, takes_back=at)
            return Conflict(draft.revision, theirs, before, kept.pk)
        if _written(draft, joined, by, now, takes_back=at):
            return Saved(draft.revision + 1, joined)


def settle(kept: DraftText, by: str, now: datetime, *, wins: bool) -> Saved:
    """Choose between a text that was kept aside and the draft, wherever they exclude one another.

    The text that was kept `wins`, or the draft stays; what was not chosen is among the draft's
    texts still. Done twice it is done once. Raises Draft.DoesNotExist for a draft that is closed.
    """
    while True:
        draft = _open(kept.draft_id)
        source = bytes(draft.source)
        if wins and not DraftText.objects.filter(pk=kept.pk, settled_at__isnull=False).exists():
            base = text_at(draft, kept.over) if kept.over else None
            source = preferred(base, source, bytes(kept.source))
        if _settled(draft, kept, source, by, now):
            draft.refresh_from_db()
            return Saved(draft.revision, source)


def _open(draft_id: int) -> Draft:
    return Draft.objects.get(pk=draft_id, closed_at=None)


def _was_saved_since(draft: Draft, revision: int, source: bytes, by: str) -> bool:
    """Say whether the same hand saved these words already: what comes late is not said again."""
    since = draft.texts.filter(revision__gt=revision, by=by, kept_aside=False)
    return any(bytes(text.source) == source for text in since.iterator())


@transaction.atomic
def _written(
    draft: Draft, source: bytes, by: str, now: datetime, takes_back: int | None = None
) -> bool:
    """Write a text, unless the draft is no longer as it was when that was thought out."""
    revision = draft.revision + 1
    same = Draft.objects.filter(pk=draft.pk, revision=draft.revision, closed_at=None)
    if not same.update(source=source, revision=revision, changed_by=by, changed_at=now):
        return False
    text = DraftText(draft=draft, revision=revision, source=source, by=by, at=now)
    text.takes_back = takes_back
    text.save(force_insert=True)
    deed = "saved" if takes_back is None else "took back"
    journal.write(by, deed, f"policy draft {draft.pk}", now, revision=revision)
    return True


@transaction.atomic
def _kept_aside(
    draft: Draft,
    over: int | None,
    source: bytes,
    by: str,
    now: datetime,
    takes_back: int | None = None,
) -> DraftText:
    """Keep a text aside; sent once more, it is the one that is kept already."""
    known = draft.texts.filter(kept_aside=True, settled_at=None, by=by, over=over)
    same = next((text for text in known if bytes(text.source) == source), None)
    if same:
        return same
    journal.write(by, "kept aside", f"policy draft {draft.pk}", now, revision=draft.revision)
    return DraftText.objects.create(
        draft=draft, revision=draft.revision, source=source, by=by, at=now, kept_aside=True,
        over=over, takes_back=takes_back,
    )  # fmt: skip


@transaction.atomic
def _settled(draft: Draft, kept: DraftText, source: bytes, by: str, now: datetime) -> bool:
    if source != bytes(draft.source) and not _written(draft, source, by, now):
        return False
    if DraftText.objects.filter(pk=kept.pk, settled_at=None).update(settled_at=now):
        journal.write(by, "settled", f"policy draft {draft.pk}", now, revision=draft.revision)
    return True


@transaction.atomic
def _late(draft: Draft, revision: int, source: bytes, by: str, now: datetime) -> Closed:
    """Keep a text that came too late, once, with the revision that it was written over."""
    texts = draft.texts.filter(source=source)
    if not texts.filter(kept_aside=False).exists() and not texts.filter(by=by).exists():
        late = DraftText(draft=draft, revision=revision, source=source, by=by, at=now)
        late.kept_aside = late.came_too_late = True
        late.over = revision
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
