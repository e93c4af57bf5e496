"""The inquiries as a sheet: what we said to whom and why, for any office program.

A sheet of numbers is a list to call by. So the gate is asked for each number as its page of the
sheet is written, and a caller at peace has none; the sheet says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from demur.channels.sheets_writing import write_rows
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel
from demur.records.gate import Cleared, Wanted, ask, leaves_by
from demur.records.inquiries import Inquiry

#: A stored word of a table ("situation", "step", …) in the reader's language.
Say = Callable[[str, str], str]
#: Why there is no number, in the reader's language.
Tell = Callable[[Blocked], str]
Cell = str | int | None
COLUMNS: Final = (
    *("ref", "when", "number", "peace", "name", "need", "language", "dialled", "source"),
    *("situation", "step", "words", "row", "version", "importance", "taken", "taken_back"),
    *("seconds", "by"),
)


def inquiry_sheet(
    pages: Iterable[Sequence[Inquiry]],
    headings: Sequence[str],
    say: Say,
    tell: Tell,
    zone: ZoneInfo,
    delimiter: str = ",",
    clock: Callable[[], datetime] = timezone.now,
) -> Iterator[bytes]:
    """The sheet's bytes, a line at a time; `headings` stand for COLUMNS, in their order.

    What a client says while a long sheet is being written holds for the pages still to come.
    """
    rows = (row for page in pages for row in _rows(page, say, tell, zone, clock()))
    return write_rows(headings, rows, delimiter)


@leaves_by(Exit.INQUIRIES_FILE)
def numbers(cleared: Sequence[Cleared]) -> dict[int, str]:
    """By inquiry, the number that may stand in a sheet."""
    return {one.wanted.about: one.address for one in cleared}


def some_at_once(lines: Iterator[bytes], at_once: int = 200) -> Iterator[bytes]:
    """The same bytes in larger pieces: each costs the server a turn."""
    while chunk := b"".join(islice(lines, at_once)):
        yield chunk


def _rows(
    page: Sequence[Inquiry], say: Say, tell: Tell, zone: ZoneInfo, now: datetime
) -> Iterator[list[Cell]]:
    approach = Approach(Channel.PHONE, Purpose.SALE, now)
    passage = ask(
        Exit.INQUIRIES_FILE,
        [Wanted(one.number_key, approach, one.contact_id, about=one.pk) for one in page],
    )
    shown = numbers(passage.cleared)
    held = {one.wanted.about: tell(one.blocked) for one in passage.held}
    for one in page:
        yield _cells(one, shown.get(one.pk, ""), _why_none(one, held), say, zone)


def _why_none(inquiry: Inquiry, held: Mapping[int, str]) -> str:
    """Nothing is held back of a caller who showed no number."""
    has_one = inquiry.number_key or inquiry.number_raw
    return held.get(inquiry.pk, "") if has_one else ""


def _cells(inquiry: Inquiry, number: str, peace: str, say: Say, zone: ZoneInfo) -> list[Cell]:
    refusal = getattr(inquiry, "refusal", None)
    taken_back = bool(getattr(inquiry, "is_taken_back", False))
    return [
        str(inquiry.ref),
        inquiry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        number,
        peace,
        inquiry.contact.name if inquiry.contact else "",
        inquiry.need,
        inquiry.lang,
        inquiry.dialled_key or inquiry.dialled_raw,
        say(refusal.source if refusal else inquiry.source, "source"),
        say(inquiry.situation, "situation"),
        say(refusal.step if refusal else inquiry.step, "step"),
        refusal.words if refusal else "",
        refusal.row if refusal else "",
        refusal.policy.version if refusal and refusal.policy else None,
        say(refusal.importance, "importance") if refusal else "",
        say(refusal.taken, "taken") if refusal else "",
        say("yes", "yes or no") if taken_back else "",
        refusal.seconds if refusal else None,
        inquiry.by,
    ]
