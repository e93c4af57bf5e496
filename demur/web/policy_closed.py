"""A draft that is closed: who signed it or put it aside, and what somebody typed too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from demur.actions import draft as drafting
from demur.domain.policy import markdown
from demur.domain.policy.editing.merging import merged
from demur.records.policies import Draft, DraftText
from demur.records.users import User

#: As many texts of one person as are shown; it is one, save where somebody typed on and on.
SHOWN: Final = 3


class ClosedDraft(Http404):
    """The draft that was asked for is closed; whoever may write drafts is told how."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Late:
    """A text that came too late, and by what it differs from the draft as it was closed.

    `joined` is the closed text with this one's changes, None where they can't be joined.
    """

    kept: DraftText
    joined: bytes | None

    @property
    def whole(self) -> str:
        """The text as it was typed."""
        return markdown.decode(bytes(self.kept.source)).text

    @property
    def difference(self) -> list[str]:
        """The lines that are not in the closed draft, and those that stand there instead."""
        theirs = markdown.decode(bytes(self.kept.draft.source)).text
        mine = markdown.decode(self.joined or bytes(self.kept.source)).text
        lines = unified_diff(theirs.splitlines(), mine.splitlines(), n=0, lineterm="")
        return [line for line in list(lines)[2:] if line[0] in "+-"]


def page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What became of a draft, and the reader's texts that are not in it; 409 for what they sent.

    What htmx asks besides, while somebody types, gets no answer: it would take the text from them.
    """
    if cast(HtmxDetails, request.htmx):  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    by = cast(User, request.user).name
    context = {"draft": draft, "late": list(_late(draft, by))}
    status = 409 if request.method == "POST" else 410
    return render(request, "policy/closed.html", context, status=status)


def came_too_late(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where whoever saved a text learns that the draft was closed, and that the text is kept."""
    if cast(HtmxDetails, request.htmx):  # type: ignore[attr-defined]
        where = reverse("policy-draft", args=[draft.pk])
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return page(request, draft)


def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft that was put aside."""
    one = get_object_or_404(Draft, pk=pk)
    drafting.take_up(one, cast(User, request.user).name, timezone.now())
    return redirect("policy-draft", pk)


def late_text(request: HttpRequest, number: int) -> bytes | None:
    """The text to begin a draft with: the reader's own, joined with the one it came too late for.

    None where they name none; raises Http404 for another's, or for one that can't be joined.
    """
    if not number:
        return None
    by = cast(User, request.user).name
    kept = get_object_or_404(DraftText.objects.filter(by=by, came_too_late=True), pk=number)
    joined = _joined(kept)
    if joined is None:
        raise Http404
    return joined


def _late(draft: Draft, by: str) -> Iterator[Late]:
    kept = draft.texts.filter(came_too_late=True, by=by)
    for one in kept.select_related("draft").order_by("-pk")[:SHOWN]:
        late = Late(one, _joined(one))
        if late.difference:
            yield late


def _joined(kept: DraftText) -> bytes | None:
    """What they changed in the text they had before them, brought into the closed one."""
    texts = DraftText.objects.filter(draft=kept.draft, revision=kept.revision, kept_aside=False)
    base = texts.order_by("-pk").first()
    if base is None:
        return None
    return merged(bytes(base.source), bytes(kept.draft.source), bytes(kept.source))
