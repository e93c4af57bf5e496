"""One press on an inquiry makes it a worked example of the policy: a test of every later draft."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from demur.actions import draft as drafting
from demur.domain.policy.editing.examples import example_of, with_example
from demur.domain.policy.editing.reading_view import Grid
from demur.domain.policy.policy import Policy
from demur.records.inquiries import Inquiry
from demur.records.policies import Draft
from demur.records.replays import asked_of
from demur.records.users import User
from demur.web.policy_grid import seen


def example(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Add an inquiry to the examples of the draft last worked on, or of a new one."""
    inquiry = get_object_or_404(Inquiry.objects.select_related("policy"), ref=ref)
    by, now = cast(User, request.user).name, timezone.now()
    draft = Draft.objects.filter(closed_at=None).order_by("-changed_at", "-pk").first()
    draft = draft or drafting.begin(by, now, str(_("Draft")))
    source = bytes(draft.source)
    line = _example(inquiry, seen(source).document.policy)
    if line is None:
        raise Http404
    added = with_example(source, line)
    if added != source:
        drafting.save(draft.pk, draft.revision, added, by, now)
    return redirect(f"{reverse('policy-draft', args=[draft.pk])}#row-{_line_of(added, line)}")


def _example(inquiry: Inquiry, policy: Policy | None) -> str | None:
    """The line of the inquiry; None where what the policy was asked was not kept then."""
    if policy is None or inquiry.partners is None or not inquiry.row:
        return None
    in_force = seen(bytes(inquiry.policy.source)).document.policy if inquiry.policy else None
    return example_of(policy, asked_of(inquiry, in_force or policy), inquiry.row)


def _line_of(source: bytes, example: str) -> int:
    """The line on which an example stands, for the page to go there."""
    case = example.split("|")[2].strip()
    grids = [block for block in seen(source).blocks if isinstance(block, Grid)]
    rows = [row for grid in grids for row in grid.rows]
    return next((row.line for row in rows if any(c.text == case for c in row.cells)), 0)
