"""A draft of the policy, edited: cells typed into, rows moved, findings mended, texts joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import unified_diff
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from demur.actions import draft as drafting
from demur.domain.policy import markdown
from demur.domain.policy.editing import edits as editing
from demur.domain.policy.editing import finding_places
from demur.domain.policy.editing.edits import Edited, Misplaced, Place, Why
from demur.domain.policy.editing.reading_view import Grid
from demur.records.policies import Draft, DraftText, PolicyVersion
from demur.records.users import Role, User
from demur.web import errors
from demur.web.policy_closed import ClosedDraft, came_too_late, late_text
from demur.web.policy_grid import edited_blocks, seen, told

_CELL: Final = re.compile(r"cell-(\d{1,7})-(\d{1,3})")
_DEED: Final = re.compile(r"(?P<deed>[a-z]+):(?P<what>[0-9a-f]{1,16})")
#: The most a text area sends; the door lets no longer field in.
TEXT_MOST: Final = 95_000
TOLD: Final[Mapping[str, str | Promise]] = {
    "saved": _("Saved."),
    "merged": _("Saved, together with what somebody else changed meanwhile."),
    "unchanged": _("Nothing was changed."),
    "back": _("The last change was taken back."),
}
WHY: Final[Mapping[Why, str | Promise]] = {
    Why.TOO_LONG: _("A cell holds at most 2,000 characters. Please shorten it."),
    Why.AT_THE_EDGE: _("The row stands at the end of its table already."),
}

Deed = Callable[[bytes, int], Edited]
#: What is done to the row or the table at a line.
DEEDS: Final[Mapping[str, Deed]] = {
    "up": lambda source, line: editing.move_row(source, line, -1),
    "down": lambda source, line: editing.move_row(source, line, 1),
    "delete": editing.delete_row,
    "below": lambda source, line: _added(source, line, after=line),
    "add": lambda source, line: _added(source, line),
}


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft: a copy of a version, or of the one in force, or of the shipped example."""
    version = request.POST.get("version", "")
    based_on = _version(version) if version else None
    name = request.POST.get("name", "").strip()[:120] or str(_("Draft"))
    text = late_text(request, _whole(request.POST.get("text", "")))
    begun = drafting.begin(_user(request).name, timezone.now(), name, based_on, text)
    return redirect("policy-draft", begun.pk)


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its tables as grids; POST saves what was typed and does one deed."""
    if request.method == "POST":
        return _edited(request, _known(pk))
    return _page(request, open_draft(pk))


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be said against the draft with the cells as they are typed; nothing is saved."""
    one = open_draft(pk)
    base = _base(one, request.POST)
    typed = base if base is None else editing.set_cells(base, _typed(request.POST))
    if not isinstance(typed, bytes):
        return HttpResponse(status=204)
    return _findings(request, one, typed, int(request.POST["revision"]))


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole document as text, for those who prefer it."""
    one = _known(pk) if request.method == "POST" else open_draft(pk)
    base = _base(one, request.POST) if request.method == "POST" else None
    if request.method == "POST" and base is not None:
        return _saved(request, one, editing.with_text(base, request.POST.get("text", "")), base)
    if request.method == "POST":
        return errors.page(request, 409, back=reverse("policy-text", args=[pk]))
    source = bytes(one.source)
    typed = markdown.decode(source).text
    context = {
        "draft": one,
        "read": seen(source),
        "findings": told(seen(source)),
        "text": typed,
        "is_too_long": len(typed) > TEXT_MOST,
        "told": TOLD.get(request.GET.get("told", "")),
    }
    return render(request, "policy/text.html", context)


def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """End a draft that will not be adopted; its texts are kept."""
    drafting.put_aside(open_draft(pk), _user(request).name, timezone.now())
    return redirect(f"{reverse('policy')}?aside={pk}")


def open_draft(pk: int) -> Draft:
    """A draft that is still being written; raises ClosedDraft, or Http404 where none was."""
    one = _known(pk)
    if one.closed_at is not None:
        raise ClosedDraft(one)
    return one


def _known(pk: int) -> Draft:
    """A draft, also a closed one: what is typed for that is kept."""
    return get_object_or_404(Draft.objects.select_related("based_on"), pk=pk)


# ---- edits


def _edited(request: HttpRequest, one: Draft) -> HttpResponse:
    base = _base(one, request.POST)
    if base is None:
        return errors.page(request, 409, back=reverse("policy-draft", args=[one.pk]))
    deed = request.POST.get("deed", "")
    if deed == "back":
        return _taken_back(request, one)
    typed = editing.set_cells(base, _typed(request.POST))
    if typed == bytes(one.source) or (deed.startswith("mend:") and typed == base):
        # A field that is left saves itself; then comes the button that was pressed.
        base, typed = bytes(one.source), bytes(one.source)
    edited = _done(typed, deed) if isinstance(typed, bytes) and deed else typed
    if isinstance(edited, Misplaced):
        why = str(WHY.get(edited.why, ""))
        return errors.page(request, 409, why, reverse("policy-draft", args=[one.pk]))
    return _saved(request, one, edited, base)


def _done(source: bytes, named: str) -> Edited:
    found = _DEED.fullmatch(named)
    if found is None:
        return source
    if found["deed"] == "mend":
        return _mended(source, found["what"])
    deed = DEEDS.get(found["deed"])
    return deed(source, int(found["what"])) if deed and found["what"].isdigit() else source


def _mended(source: bytes, key: str) -> Edited:
    placed = next((one for one in seen(source).findings if one.key == key), None)
    if placed is None:
        return source
    return finding_places.mended(source, placed, _above(placed.finding.table or ""))


def _added(source: bytes, line: int, after: int | None = None) -> Edited:
    grids = [block for block in seen(source).blocks if isinstance(block, Grid)]
    grid = next((grid for grid in grids if grid.line <= line <= grid.last_line), None)
    if grid is None:
        return Misplaced(Why.NO_TABLE)
    name = next((row.name for row in grid.rows if row.name), "")
    above = _above(name.rstrip("0123456789"))
    return editing.add_row(source, grid.line, after=after, above=above)


def _above(letter: str) -> int:
    """The highest row number of a table that was ever in force: it is quoted for ever."""
    sources = PolicyVersion.objects.values_list("source", flat=True)
    return max((_highest(bytes(source)).get(letter, 0) for source in sources), default=0)


@lru_cache(maxsize=200)
def _highest(source: bytes) -> Mapping[str, int]:
    return editing.highest_numbers(source)


def _saved(request: HttpRequest, one: Draft, edited: bytes, base: bytes) -> HttpResponse:
    revision = one.revision if base == bytes(one.source) else int(request.POST["revision"])
    if edited == base:
        return _shown(request, one, edited, base, "unchanged")
    by, now = _user(request).name, timezone.now()
    outcome = drafting.save(one.pk, revision, edited, by, now)
    one.refresh_from_db()
    if isinstance(outcome, drafting.Closed):
        return came_too_late(request, one)
    if isinstance(outcome, drafting.Conflict):
        return _conflict(request, one, edited)
    is_merged = isinstance(outcome, drafting.Merged)
    return _shown(request, one, edited, base, "merged" if is_merged else "saved")


def _taken_back(request: HttpRequest, one: Draft) -> HttpResponse:
    """Save the text before the last one anew: what was deleted stands again, under its number."""
    before = (
        DraftText.objects.filter(draft=one, revision__lt=one.revision, kept_aside=False)
        .order_by("-revision", "-pk")
        .first()
    )
    if before is None:
        return redirect("policy-draft", one.pk)
    source, by = bytes(before.source), _user(request).name
    outcome = drafting.save(one.pk, one.revision, source, by, timezone.now())
    if isinstance(outcome, drafting.Conflict):
        return _conflict(request, one, source)
    return redirect(_address(one, "back"))


def _shown(
    request: HttpRequest, one: Draft, edited: bytes, base: bytes, outcome: str
) -> HttpResponse:
    """What follows a save: the findings where htmx asked, or the page at the place of the edit."""
    if not cast(HtmxDetails, request.htmx):  # type: ignore[attr-defined]
        to = "policy-text" if "text" in request.POST else "policy-draft"
        line = _first_change(base, edited) + (request.POST.get("deed", "").startswith("down:"))
        where = _address(one, outcome, to)
        return redirect(where + (f"#row-{line}" if line and to == "policy-draft" else ""))
    if outcome == "merged":
        return HttpResponse(status=204, headers={"HX-Redirect": _address(one, outcome)})
    return _findings(request, one, edited, one.revision)


def _first_change(old: bytes, new: bytes) -> int:
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    return next((at for at, (a, b) in enumerate(pairs, 1) if a != b), 0)


def _conflict(request: HttpRequest, one: Draft, mine: bytes) -> HttpResponse:
    """Two people changed the same place: both texts are kept, and both are shown."""
    if cast(HtmxDetails, request.htmx):  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": _address(one, "")})
    one.refresh_from_db()
    theirs = markdown.decode(bytes(one.source)).text
    ours = markdown.decode(mine).text
    difference = list(unified_diff(theirs.splitlines(), ours.splitlines(), n=1, lineterm=""))[2:]
    context = {"draft": one, "difference": difference, "mine": ours}
    return render(request, "policy/conflict.html", context, status=409)


# ---- pages


def _page(request: HttpRequest, one: Draft) -> HttpResponse:
    source = bytes(one.source)
    read = seen(source)
    only, start = _whole(request.GET.get("table", "")), _whole(request.GET.get("from", ""))
    aside = DraftText.objects.filter(draft=one, kept_aside=True).order_by("-pk")
    context: dict[str, Any] = {
        "draft": one,
        "read": read,
        "blocks": edited_blocks(read, start, only),
        "revision": one.revision,
        "findings": told(read),
        "told": TOLD.get(request.GET.get("told", "")),
        "kept_aside": aside.first(),
        "may_adopt": _user(request).may(Role.HEAD),
    }
    return render(request, "policy/draft.html", context)


def _findings(request: HttpRequest, one: Draft, source: bytes, revision: int) -> HttpResponse:
    read = seen(source)
    context = {
        "draft": one,
        "read": read,
        "findings": told(read),
        "tables": [block for block in read.blocks if isinstance(block, Grid)],
        "revision": revision,
        "may_adopt": _user(request).may(Role.HEAD),
    }
    return render(request, "policy/findings_again.html", context)


def _address(one: Draft, outcome: str, route: str = "policy-draft") -> str:
    query = f"?{urlencode({'told': outcome})}" if outcome else ""
    return reverse(route, args=[one.pk]) + query


def _typed(posted: QueryDict) -> dict[Place, str]:
    found = ((_CELL.fullmatch(name), text) for name, text in posted.items())
    return {(int(at[1]), int(at[2])): str(text) for at, text in found if at}


def _base(one: Draft, posted: QueryDict) -> bytes | None:
    """The text that was on the page when it was edited, None where there was none such."""
    revision = _whole(posted.get("revision", ""))
    if revision == one.revision:
        return bytes(one.source)
    texts = DraftText.objects.filter(draft=one, revision=revision, kept_aside=False)
    found = texts.order_by("-pk").first()
    return bytes(found.source) if found else None


def _version(text: str) -> PolicyVersion:
    found = PolicyVersion.objects.filter(version=_whole(text)).first()
    if found is None:
        raise Http404
    return found


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
