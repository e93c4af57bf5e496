"""The inquiries as a sheet: what we said to whom and why, for any office program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from demur.channels.sheets_writing import write_rows
from demur.records.inquiries import Inquiry

#: A stored word of a table ("situation", "step", …) in the reader's language.
Say = Callable[[str, str], str]
Cell = str | int | None
COLUMNS: Final = (
    *("ref", "when", "number", "name", "need", "language", "dialled", "source", "situation"),
    *("step", "words", "row", "version", "importance", "taken", "taken_back", "seconds", "by"),
)


def inquiry_sheet(
    pages: Iterable[Sequence[Inquiry]],
    headings: Sequence[str],
    say: Say,
    zone: ZoneInfo,
    delimiter: str = ",",
) -> Iterator[bytes]:
    """The sheet's bytes, a line at a time; `headings` stand for COLUMNS, in their order."""
    rows = (_cells(inquiry, say, zone) for page in pages for inquiry in page)
    return write_rows(headings, rows, delimiter)


def some_at_once(lines: Iterator[bytes], at_once: int = 200) -> Iterator[bytes]:
    """The same bytes in larger pieces: each costs the server a turn."""
    while chunk := b"".join(islice(lines, at_once)):
        yield chunk


def _cells(inquiry: Inquiry, say: Say, zone: ZoneInfo) -> list[Cell]:
    refusal = getattr(inquiry, "refusal", None)
    taken_back = bool(getattr(inquiry, "is_taken_back", False))
    return [
        str(inquiry.ref),
        inquiry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        inquiry.number_key or inquiry.number_raw,
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
