"""What a form of a draft asks for: first what was typed is saved, then the deed is done.

A deed names the row it is done to by its line on the page. Others may have saved since, so the row
is looked for in the draft as it stands, and every press counts, from whichever page it comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.http import QueryDict

from demur.actions import draft as drafting
from demur.actions.draft import Closed, Conflict, Merged, Saved
from demur.domain.policy.editing import edits as editing
from demur.domain.policy.editing import finding_places
from demur.domain.policy.editing.edits import Edited, Misplaced, Place, Why
from demur.domain.policy.editing.reading_view import Grid
from demur.domain.policy.editing.steps import counterpart
from demur.records.policies import Draft, DraftText, PolicyVersion, text_at
from demur.web.policy_grid import seen
from demur.web.policy_kept import differing

_CELL: Final = re.compile(r"cell-(\d{1,7})-(\d{1,3})")
_DEED: Final = re.compile(r"(?P<deed>[a-z]+):(?P<what>[0-9a-f]{1,16})")
#: What became of a deed that found no place.
_TOLD: Final[Mapping[Why, str]] = {Why.AT_THE_EDGE: "edge", Why.NO_ROW: "gone"}

Deed = Callable[[bytes, int], Edited]
#: What is done to the row or the table at a line.
DEEDS: Final[Mapping[str, Deed]] = {
    "up": lambda source, line: editing.move_row(source, line, -1),
    "down": lambda source, line: editing.move_row(source, line, 1),
    "delete": editing.delete_row,
    "below": lambda source, line: _added(source, line, after=line),
    "add": lambda source, line: _added(source, line),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a form: what is told, the row to go to, a text that was kept aside."""

    told: str = "unchanged"
    line: int = 0
    kept: int = 0
    is_new_row: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A form of which nothing is done, and the code of why."""

    code: str


def done(one: Draft, posted: QueryDict, by: str, now: datetime) -> Done | Refused:
    """Do what a form asks for, and leave the draft refreshed."""
    base = shown(one, posted)
    typed = written(base, posted) if base is not None else Misplaced(Why.NO_ROW)
    if base is None or isinstance(typed, Misplaced):
        return refused(base, typed)
    page = Page(one, whole(posted.get("revision", "")), typed, by, now)
    deed = posted.get("deed", "")
    try:
        outcome = _done(page, base, deed)
    except Draft.DoesNotExist:
        outcome = None
    one.refresh_from_db()
    return outcome or _too_late(page, deed)


def _done(page: Page, base: bytes, named: str) -> Done | None:
    """Save what was typed, then do the deed; None where the draft is closed."""
    if page.draft.closed_at:
        return None
    first = _saved(page, base)
    deed = _deed(page, named) if first else None
    return first if deed is None or (first and first.kept) else deed


def shown(one: Draft, posted: QueryDict) -> bytes | None:
    """The text that was on the page when it was edited, None where there was none such."""
    return text_at(one, whole(posted.get("revision", "")) or None)


def written(base: bytes, posted: QueryDict) -> Edited:
    """The text of the page with what was typed into it: its cells, or itself."""
    if "text" in posted:
        return editing.with_text(base, posted.get("text", ""))
    return editing.set_cells(base, typed_cells(posted))


def typed_cells(posted: QueryDict) -> dict[Place, str]:
    """The cells of a form, by their places in the text of the page."""
    found = ((_CELL.fullmatch(name), text) for name, text in posted.items())
    return {(int(at[1]), int(at[2])): str(text) for at, text in found if at}


def refused(base: bytes | None, typed: Edited) -> Refused:
    """Why a form is not even begun with."""
    if base is None:
        return Refused("unknown-page")
    is_too_long = isinstance(typed, Misplaced) and typed.why is Why.TOO_LONG
    return Refused("too-long" if is_too_long else "no-place")


def whole(text: str) -> int:
    """A number as an address or a form brings it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class Page:
    """Whose page of a draft it is, over which revision, and the text it stood for when sent."""

    draft: Draft
    revision: int
    text: bytes
    by: str
    now: datetime


# ---- what was typed


def _saved(page: Page, base: bytes) -> Done | None:
    if page.text == base:
        return Done()
    outcome = drafting.save(page.draft.pk, page.revision, page.text, page.by, page.now)
    if isinstance(outcome, Closed):
        return None
    if isinstance(outcome, Conflict):
        return _kept(outcome)
    line = counterpart(page.text, outcome.source, _first_change(base, page.text))
    return Done("merged" if isinstance(outcome, Merged) else "saved", line or 0)


def _kept(outcome: Conflict, told: str = "kept") -> Done:
    """Go to where the draft and the text that was kept aside say different things."""
    text = DraftText.objects.get(pk=outcome.kept)
    line = next((change.line for change in differing(text, outcome.theirs)), 0)
    return Done(told, line, outcome.kept)


def _too_late(page: Page, named: str) -> Done:
    """Keep what was typed and done on a page whose draft was signed or put aside meanwhile."""
    found = _DEED.fullmatch(named)
    text: Edited = page.text
    if found and found["deed"] in DEEDS:
        text = DEEDS[found["deed"]](page.text, whole(found["what"]))
    elif found and found["deed"] == "mend":
        text = _mend(page.text, found["what"])
    kept = page.text if isinstance(text, Misplaced) else text
    drafting.save(page.draft.pk, page.revision, kept, page.by, page.now)
    return Done("closed")


# ---- deeds


def _deed(page: Page, named: str) -> Done | None:
    """Do what a button says; None where it says nothing."""
    if named == "back":
        return _taken_back(page)
    found = _DEED.fullmatch(named)
    if found is None:
        return None
    deed, what = found["deed"], found["what"]
    if deed == "mend":
        return _mended(page, what)
    if deed in {"take", "keep"}:
        return _settled(page, whole(what), wins=deed == "take")
    return _to_row(page, deed, whole(what)) if deed in DEEDS else None


def _to_row(page: Page, named: str, line: int) -> Done:
    """Do something to the row that stood at a line of the page."""
    seen_last = page.text

    def change(current: bytes) -> Edited:
        nonlocal seen_last
        seen_last = current
        at = counterpart(page.text, current, line)
        return Misplaced(Why.NO_ROW) if at is None else DEEDS[named](current, at)

    outcome = drafting.amend(page.draft.pk, change, page.by, page.now)
    if isinstance(outcome, Misplaced):
        at = counterpart(page.text, seen_last, line)
        return Done(_TOLD.get(outcome.why, "unchanged"), at or 0)
    at = _first_change(seen_last, outcome.source) + (named == "down")
    return Done("saved", at, is_new_row=named in {"add", "below"})


def _taken_back(page: Page) -> Done:
    outcome = drafting.take_back(page.draft.pk, page.by, page.now)
    if outcome is None:
        return Done("none")
    if isinstance(outcome, Conflict):
        return _kept(outcome, "built-on")
    before = text_at(page.draft, outcome.revision - 1) or b""
    return Done("back", _first_change(before, outcome.source))


def _settled(page: Page, kept: int, *, wins: bool) -> Done | None:
    text = page.draft.texts.filter(pk=kept, kept_aside=True).first()
    if text is None:
        return None
    before = bytes(Draft.objects.get(pk=page.draft.pk).source)
    line = next((change.line for change in differing(text, before)), 0)
    outcome = drafting.settle(text, page.by, page.now, wins=wins)
    return Done("taken" if wins else "left", counterpart(before, outcome.source, line) or line)


def _mended(page: Page, key: str) -> Done:
    """Mend a finding in the draft as it stands, or else in the page on which it was shown."""
    seen_last = page.text

    def change(current: bytes) -> Edited:
        nonlocal seen_last
        seen_last = current
        return _mend(current, key)

    outcome: Saved | Merged | Conflict | Closed | Misplaced
    outcome = drafting.amend(page.draft.pk, change, page.by, page.now)
    if isinstance(outcome, Misplaced):
        mended = _mend(page.text, key)
        if isinstance(mended, Misplaced):
            return Done("mended")
        outcome = drafting.save(page.draft.pk, page.revision, mended, page.by, page.now)
    if isinstance(outcome, Conflict):
        return _kept(outcome)
    if isinstance(outcome, Closed):
        return Done("closed")
    return Done("saved", _first_change(seen_last, outcome.source))


def _mend(source: bytes, key: str) -> Edited:
    placed = next((one for one in seen(source).findings if one.key == key), None)
    if placed is None:
        return Misplaced(Why.NO_ROW)
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


# ---- where the page goes


def _first_change(old: bytes, new: bytes) -> int:
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    return next((at for at, (a, b) in enumerate(pairs, 1) if a != b), 0)
