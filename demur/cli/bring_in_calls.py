"""`demur import calls`: a call log of any make, and what it has to be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from demur.channels.sheets import Sheet, write_rows
from demur.channels.sheets_columns import meaning
from demur.cli import CouldNot
from demur.cli.bring_in_calls_told import Told
from demur.cli.bring_in_rows import fed, opened, sha256
from demur.cli.progress import progressing
from demur.cli.tables import with_tables
from demur.domain.brought.calls import ROLES, Columns, Make, columns, header, own_words
from demur.domain.people import display_name, search_text

if TYPE_CHECKING:
    from demur.channels.call_logs import Batch
    from demur.records.call_sheets import CallSheet


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a log: its columns, its words, its clock."""

    columns: Sequence[str]
    endings: Sequence[str]
    zone: str
    clock_is_right: bool

    @property
    def anything(self) -> bool:
        """Whether anything is said that the log's make is to be known by."""
        return bool(self.columns or self.endings or self.zone)


def bring_in_calls(
    file: Path, said: Said, *, rehearse: bool, rejected: Path | None, by: str
) -> Told:
    """Bring in a call log, or say what it would add; raises CouldNot."""
    sheet = opened(file)
    with_tables()
    kept, make = _make(file, sheet, said)
    now = datetime.now(UTC)
    told = Told(file.name, rehearse, _ignored(make.columns))
    size = file.stat().st_size
    with progressing(f"{file.name}, its clock", size) as reached:
        told.doubt = _doubt(sheet, make, said, rehearse, reached)
    with progressing(file.name, size) as reached:
        again = opened(file)
        batches = _batches(file, again, make, told, kept, said, by, now, reached)
        _take(batches, told, again, rejected)
    _strangers(told)
    return told


def _ignored(found: Columns) -> tuple[str, ...]:
    return tuple(display_name(one, 30) for one in found.ignored if one != "caller")


# ---- what the log is asked, and what is known of its make


def _make(file: Path, sheet: Sheet, said: Said) -> tuple[CallSheet, Make]:
    from demur.records.call_sheets import call_sheet
    from demur.records.company import Company
    from demur.records.dispositions import dispositions

    kept = call_sheet(header(sheet.columns))
    kept.columns |= _pairs(said.columns, _heading(sheet), "--column", ROLES)
    known = dispositions()
    kept.words |= _pairs(said.endings, search_text, "--as", known)
    ours = Company.objects.filter(pk=1).first() or Company()
    kept.zone = said.zone or kept.zone
    found = columns(sheet.columns, kept.columns)
    if found.missing:
        raise CouldNot(_missing(file, sheet, found))
    zone = _zone(kept.zone or ours.zone)
    return kept, Make(found, zone, ours.country, own_words(known, kept.words))


def _pairs(
    said: Iterable[str], left: Callable[[str], str], option: str, right: Iterable[str]
) -> dict[str, str]:
    """What is said as WORD=MEANING, checked on both sides."""
    listed = list(right)
    found: dict[str, str] = {}
    for one in said:
        word, equals, meaning = one.rpartition("=")
        if not equals or not word.strip() or meaning.strip() not in listed:
            shown = display_name(one, 60)
            raise CouldNot(f"{option} “{shown}”: write WORD=MEANING; {', '.join(listed)}")
        found[left(word.strip())] = meaning.strip()
    return found


def _heading(sheet: Sheet) -> Callable[[str], str]:
    """A column of the sheet as somebody spells it."""
    by_folded = {search_text(one): one for one in sheet.columns}

    def found(word: str) -> str:
        heading = by_folded.get(search_text(word)) or by_folded.get(meaning(word) or "")
        if heading is None:
            shown = ", ".join(display_name(one, 30) for one in sheet.columns[:12])
            raise CouldNot(f"there is no column “{display_name(word, 40)}”; there are {shown}")
        return heading

    return found


def _missing(file: Path, sheet: Sheet, found: Columns) -> str:
    needed = " and none that says ".join(f"{role} ({ROLES[role]})" for role in found.missing)
    shown = ", ".join(display_name(one, 30) for one in sheet.columns[:12])
    return (
        f"{file.name} has no column that says {needed}. Its first line names {shown}. "
        f'Say which it is: --column "HEADING={found.missing[0]}"'
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        shown = display_name(name, 40)
        raise CouldNot(f"“{shown}” is no time zone; write one such as Europe/Moscow") from error


# ---- its rows


def _doubt(
    sheet: Sheet, make: Make, said: Said, rehearse: bool, reached: Callable[[float], None]
) -> str:
    """What looks wrong about the log's clock; a log that is really brought in is stopped by it."""
    from demur.channels import call_logs

    found = call_logs.doubt(fed(sheet, reached), make)
    if found is None or said.zone or said.clock_is_right:
        return ""
    advice = "Name the zone of its clock with --zone, or say --clock-is-right."
    if not rehearse:
        raise CouldNot(f"nothing was brought in: {found.message} {advice}")
    return f"{found.message} {advice}"


def _batches(
    file: Path,
    sheet: Sheet,
    make: Make,
    told: Told,
    kept: CallSheet,
    said: Said,
    by: str,
    now: datetime,
    reached: Callable[[float], None],
) -> Iterator[Batch]:
    """The log's batches, rehearsed or brought in; none where it was brought in before."""
    from demur.actions import bring_in_calls as deed
    from demur.channels import call_logs

    rows = fed(sheet, reached)
    if told.rehearsed:
        yield from call_logs.rehearse(rows, make, by, now)
        return
    if said.anything:
        deed.remember(kept, by, now)
    begun = deed.begin(sha256(file), now, anew=said.anything)
    told.after, told.before = begun.line, begun.finished_at
    if not begun.finished_at:
        yield from call_logs.bring_in(begun, rows, make, by, now)
        begun.refresh_from_db()
    told.whole = {name: getattr(begun, name) for name in COUNTS}


COUNTS: Final = ("added", "unchanged", "rejected")


def _take(batches: Iterable[Batch], told: Told, sheet: Sheet, rejected: Path | None) -> None:
    """Take every batch; the rejected lines go to their file as they come."""
    if rejected is None:
        for batch in batches:
            told.add(batch)
        return
    with rejected.open("wb") as stream:
        names = ("line", "reason", *sheet.columns)
        stream.writelines(write_rows(names, _cells(batches, told, sheet.columns)))


def _cells(
    batches: Iterable[Batch], told: Told, names: Sequence[str]
) -> Iterator[list[str | int | None]]:
    for batch in batches:
        told.add(batch)
        for one in batch.plan.rejected:
            reason = " ".join(flaw.message for flaw in one.flaws)
            cells: Mapping[str, str] = one.cells
            yield [one.line, reason, *(cells.get(name, "") for name in names)]


def _strangers(told: Told) -> None:
    from demur.records.attempts import strangers

    if not told.rehearsed:
        told.strangers = len(strangers())
