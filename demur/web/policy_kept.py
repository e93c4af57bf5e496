"""Texts of a draft that could not be joined: shown beside what the draft says, until one is chosen.

Also in words: what was taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from demur.domain.policy.editing.merging import preferred
from demur.domain.policy.editing.steps import Change, Did, changes
from demur.records.policies import Draft, DraftText, text_at

#: Of more texts kept aside the newest are shown; they are settled from the last to the first.
SHOWN_MOST: Final = 10
TOLD_MOST: Final = 3
#: A text is quoted in a sentence up to so many characters.
QUOTED: Final = 60

#: Where two texts differ, as people call the place.
PLACES: Final[Mapping[Did, str]] = {
    Did.WROTE: gettext_noop("%(row)s, %(name)s"),
    Did.ADDED: gettext_noop("the row %(row)s"),
    Did.DELETED: gettext_noop("the row %(row)s"),
    Did.MOVED: gettext_noop("where the row %(row)s stands"),
    Did.REWROTE: gettext_noop("the text around line %(line)d"),
}
#: What was undone, once it is taken back.
TAKEN_BACK: Final[Mapping[Did, str]] = {
    Did.WROTE: gettext_noop("%(place)s: “%(new)s” again, no longer “%(old)s”."),
    Did.ADDED: gettext_noop("The row %(row)s is there again."),
    Did.DELETED: gettext_noop("The row %(row)s is gone again."),
    Did.MOVED: gettext_noop("The row %(row)s is back in its old place."),
    Did.REWROTE: gettext_noop("The text around line %(line)d is as it was."),
}


@dataclass(frozen=True, slots=True)
class Differing:
    """A place at which the text that was kept aside says `kept`, and the draft says `stands`.

    `is_one_cell` says that the texts are a cell's, and can stand beside one another in a table.
    """

    text: DraftText
    line: int
    place: str
    stands: str
    kept: str
    is_one_cell: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that was kept aside, and where the draft would be otherwise if it were taken."""

    text: DraftText
    places: tuple[Differing, ...]

    @property
    def at_cells(self) -> bool:
        """Whether every difference is shown at its cell."""
        return all(place.is_one_cell for place in self.places)


def open_texts(draft: Draft) -> list[Kept]:
    """The texts of a draft between which and the draft nobody has chosen yet, newest first."""
    texts = draft.texts.filter(kept_aside=True, settled_at=None).order_by("-pk")[:SHOWN_MOST]
    found = [kept(text, bytes(draft.source)) for text in texts]
    return [one for one in found if one.places]


def by_line(aside: Sequence[Kept]) -> dict[int, list[Differing]]:
    """Where two texts of one cell stand, by the line of the row."""
    found: dict[int, list[Differing]] = {}
    for place in (place for one in aside for place in one.places if place.is_one_cell):
        found.setdefault(place.line, []).append(place)
    return found


def kept(text: DraftText, source: bytes) -> Kept:
    """A text that was kept aside, held against the draft as it stands."""
    return Kept(text, tuple(_differing(text, one) for one in differing(text, source)))


def differing(text: DraftText, source: bytes) -> tuple[Change, ...]:
    """What the draft has otherwise than it would with the text: `old` is kept, `new` stands."""
    base = text_at(text.draft, text.over) if text.over else None
    return changes(_preferred(base, source, bytes(text.source)), source)


_preferred = lru_cache(maxsize=32)(preferred)


def taken_back(draft: Draft, revision: int) -> str:
    """What was taken back by the text of a revision, in words; empty where it took nothing back."""
    texts = draft.texts.filter(revision=revision, takes_back__isnull=False, kept_aside=False)
    text = texts.first()
    before = text_at(draft, revision - 1)
    if text is None or before is None:
        return ""
    found = changes(before, bytes(text.source))
    told = [_(TAKEN_BACK[one.did]) % _fields(one) for one in found[:TOLD_MOST]]
    more = len(found) - len(told)
    if more:
        told.append(ngettext("And %(more)d more.", "And %(more)d more.", more) % {"more": more})
    return " ".join([_("Your last change was taken back."), *told])


def place_of(change: Change) -> str:
    """Where a change was made, as people call it."""
    if change.did is Did.WROTE and not change.row:
        return change.name
    return _(PLACES[change.did]) % _quoted(change)


def _differing(text: DraftText, change: Change) -> Differing:
    stands, other = change.new, change.old
    if change.did is Did.MOVED:
        stands, other = _("as it is here"), _("elsewhere")
    is_one_cell = change.did is Did.WROTE and bool(change.row)
    return Differing(text, change.line, place_of(change), stands, other, is_one_cell)


def _fields(change: Change) -> dict[str, Any]:
    return _quoted(change) | {"place": place_of(change)}


def _quoted(change: Change) -> dict[str, Any]:
    words = {"row": change.row, "name": change.name, "old": change.old, "new": change.new}
    short = {key: Truncator(text).chars(QUOTED) or _("(empty)") for key, text in words.items()}
    return {**short, "line": change.line}
