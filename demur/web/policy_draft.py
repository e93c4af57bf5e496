"""A draft of the policy: its tables typed into, its text, its findings, what was kept aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
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
from demur.domain.policy.editing.edits import Misplaced
from demur.domain.policy.editing.reading_view import Grid
from demur.records.policies import Draft, DraftText, PolicyVersion
from demur.records.users import Role, User
from demur.web import policy_edits, policy_kept
from demur.web.errors import Words
from demur.web.policy_closed import ClosedDraft, came_too_late, late_text
from demur.web.policy_edits import Done, Refused, whole
from demur.web.policy_grid import edited_blocks, nearest_row, seen, told

#: The most a text area sends; the door lets no longer field in.
TEXT_MOST: Final = 95_000
TOLD: Final[Mapping[str, str | Promise]] = {
    "saved": _("Saved."),
    "merged": _("Saved, together with what somebody else changed meanwhile."),
    "unchanged": _("Nothing was changed."),
    "none": _("There is no change of yours left to take back."),
    "kept": _("Somebody else changed the same place meanwhile. Please choose below."),
    "built-on": _("Somebody else has changed the same place since. Please choose below."),
    "taken": _("The text that was kept aside stands in the draft now."),
    "left": _("The draft stays as it is; the other text stays among its earlier ones."),
    "edge": _("The row stands at the end of its table already."),
    "gone": _("Somebody has deleted that row already."),
    "mended": _("That is mended already."),
}
REFUSED: Final[Mapping[str, Words]] = {
    "too-long": Words(
        "too-long",
        _("A cell holds at most 2,000 characters."),
        _("Nothing was saved. Please shorten the text and send it once more."),
    ),
    "unknown-page": Words(
        "unknown-page",
        _("This came from a page that the draft does not know."),
        _("Nothing was saved. Please open the draft again and enter your text there."),
    ),
    "no-place": Words(
        "no-place",
        _("There is no such cell in the draft."),
        _("Nothing was saved. Please open the draft again and enter your text there."),
    ),
}


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft: a copy of a version, or of the one in force, or of the shipped example."""
    version = request.POST.get("version", "")
    based_on = _version(version) if version else None
    name = request.POST.get("name", "").strip()[:120] or str(_("Draft"))
    text = late_text(request, whole(request.POST.get("text", "")))
    begun = drafting.begin(_user(request).name, timezone.now(), name, based_on, text)
    return redirect("policy-draft", begun.pk)


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its tables as grids; POST saves what was typed and does one deed."""
    if request.method == "POST":
        return _posted(request, pk, "policy-draft")
    return _page(request, open_draft(pk))


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole document as text, for those who prefer it."""
    if request.method == "POST":
        return _posted(request, pk, "policy-text")
    one = open_draft(pk)
    typed = markdown.decode(bytes(one.source)).text
    context = {"text": typed, "is_too_long": len(typed) > TEXT_MOST, "here": "text"}
    return render(request, "policy/text.html", _common(request, one) | context)


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be said against the draft as it is typed, in cells or as text; nothing is saved."""
    one = open_draft(pk)
    base = policy_edits.shown(one, request.POST)
    typed = policy_edits.written(base, request.POST) if base is not None else b""
    if base is None or isinstance(typed, Misplaced):
        return _refused(request, pk, policy_edits.refused(base, typed))
    return _findings(request, one, typed, whole(request.POST.get("revision", "")))


def kept(request: HttpRequest, pk: int, kept_pk: int) -> HttpResponse:
    """A text that was kept aside, beside what the draft says, to choose between them."""
    one = open_draft(pk)
    aside = get_object_or_404(DraftText, pk=kept_pk, draft=one, kept_aside=True)
    theirs, ours = (markdown.decode(bytes(text.source)).text for text in (one, aside))
    lines = unified_diff(theirs.splitlines(), ours.splitlines(), n=1, lineterm="")
    context = {
        "draft": one,
        "kept": policy_kept.kept(aside, bytes(one.source)),
        "difference": list(lines)[2:],
        "mine": ours,
        "told": TOLD.get(request.GET.get("told", "")),
    }
    return render(request, "policy/kept.html", context)


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


# ---- what follows a form


def _posted(request: HttpRequest, pk: int, route: str) -> HttpResponse:
    one = _known(pk)
    done = policy_edits.done(one, request.POST, _user(request).name, timezone.now())
    if isinstance(done, Refused):
        return _refused(request, pk, done)
    if done.told == "closed":
        return came_too_late(request, one)
    is_left_field = _is_htmx(request) and not request.POST.get("deed")
    if is_left_field and done.told in {"saved", "unchanged"}:
        return _findings(request, one, bytes(one.source), one.revision)
    if is_left_field:
        return _whole_sheet(_page(request, one, done))
    if done.kept and route == "policy-text":
        return redirect(_with(reverse("policy-kept", args=[pk, done.kept]), told=done.told))
    return redirect(_after(one, done, route, request.POST.get("deed", "").partition(":")[0]))


def _whole_sheet(page: HttpResponse) -> HttpResponse:
    """Where findings alone were asked for, but more has changed: bring the draft as a whole."""
    page.headers["HX-Retarget"] = "#draft"
    page.headers["HX-Reswap"] = "innerHTML"
    page.headers["HX-Reselect"] = "#sheet"
    return page


def _after(one: Draft, done: Done, route: str, deed: str) -> str:
    """Where a press leads: to its row, but whoever mends or takes back stays at the findings."""
    line = nearest_row(seen(bytes(one.source)), done.line)
    told = {"told": done.told, "at": one.revision}
    if route == "policy-text":
        return _with(reverse(route, args=[one.pk]), **told)
    stays = {"mend": {"mended": 1}, "back": {}}.get(deed) if not done.kept else None
    row = {"row": line, **({"new": 1} if done.is_new_row else {})} if line else {}
    address = _with(reverse(route, args=[one.pk]), **told, **(row if stays is None else stays))
    return address + (f"#row-{line}" if line else "")


def _with(address: str, **query: object) -> str:
    return f"{address}?{urlencode(query)}"


def _refused(request: HttpRequest, pk: int, refused: Refused) -> HttpResponse:
    """Why nothing was done, and what was typed: nobody has to type it again."""
    context = {
        "words": REFUSED[refused.code],
        "typed": list(_typed(request.POST, pk)),
        "back": reverse("policy-draft", args=[pk]),
    }
    if not _is_htmx(request):
        return render(request, "policy/refused.html", context, status=409)
    response = render(request, "policy/problem.html", context)
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#problem"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _typed(posted: QueryDict, pk: int) -> Iterator[str]:
    """What somebody wrote into a form: the text, or what no cell of the draft says."""
    if "text" in posted:
        yield posted.get("text", "")
        return
    blocks = seen(bytes(Draft.objects.get(pk=pk).source)).blocks
    rows = [row for block in blocks if isinstance(block, Grid) for row in block.rows]
    known = {"", *(cell.text for row in rows for cell in row.cells)}
    yield from (text for text in policy_edits.typed_cells(posted).values() if text not in known)


# ---- pages


def _page(request: HttpRequest, one: Draft, done: Done | None = None) -> HttpResponse:
    read = seen(bytes(one.source))
    only, start = whole(request.GET.get("table", "")), whole(request.GET.get("from", ""))
    common = _common(request, one, done)
    context: dict[str, Any] = {
        "here": "tables",
        "blocks": edited_blocks(read, start, only, common["kept_at"]),
        "row": done.line if done and done.kept else whole(request.GET.get("row", "")),
        "is_new_row": "new" in request.GET,
        "is_mended": "mended" in request.GET,
    }
    page = render(request, "policy/draft.html", common | context)
    if _is_htmx(request):
        # A press brings the sheet only; its address is the one it would have without a script.
        page.headers["HX-Replace-Url"] = request.get_full_path()
    return page


def _common(request: HttpRequest, one: Draft, done: Done | None = None) -> dict[str, Any]:
    """What both ways of editing show: findings, what was told, and what was kept aside."""
    read = seen(bytes(one.source))
    aside = policy_kept.open_texts(one)
    return {
        "draft": one,
        "read": read,
        "revision": one.revision,
        "findings": told(read),
        "told": _told(one, done.told if done else request.GET.get("told", ""), request.GET),
        "kept_aside": aside,
        "kept_at": policy_kept.by_line(aside),
        "may_adopt": _user(request).may(Role.HEAD),
    }


def _told(one: Draft, code: str, query: QueryDict) -> str | Promise:
    """What is said of the last deed."""
    if code == "back":
        return policy_kept.taken_back(one, whole(query.get("at", "")))
    return TOLD.get(code, "")


def _findings(request: HttpRequest, one: Draft, source: bytes, revision: int) -> HttpResponse:
    read, is_text = seen(source), "text" in request.POST
    context = {
        "draft": one,
        "read": read,
        "findings": told(read),
        "tables": [] if is_text else [one for one in read.blocks if isinstance(one, Grid)],
        "revision": revision,
        "here": "text" if is_text else "tables",
        "may_adopt": _user(request).may(Role.HEAD),
    }
    return render(request, "policy/findings_again.html", context)


def _version(text: str) -> PolicyVersion:
    found = PolicyVersion.objects.filter(version=whole(text)).first()
    if found is None:
        raise Http404
    return found


def _is_htmx(request: HttpRequest) -> bool:
    return bool(cast(HtmxDetails, request.htmx))  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
