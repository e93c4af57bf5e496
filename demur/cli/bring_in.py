"""`demur import`: people, goods, partners, numbers and call logs from anybody's sheet."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from demur.channels.sheets import Sheet, write_rows
from demur.cli import CouldNot
from demur.cli.bring_in_calls import Said, bring_in_calls
from demur.cli.bring_in_calls_told import Told as ToldOfCalls
from demur.cli.bring_in_rows import fed, opened, sha256
from demur.cli.bring_in_told import COUNTS, Told
from demur.cli.progress import progressing
from demur.cli.tables import with_tables
from demur.domain.brought.rows import COLUMNS, Kind, Shape, shape
from demur.domain.people import Rejected, clean_text, display_name

if TYPE_CHECKING:
    from demur.actions.bring_in import Batch

#: As long as the journal has room for who did it.
BY_MOST: Final = 120
#: Not a kind of things we keep by their codes, but a log that grows.
CALLS: Final = "calls"


def bring_in(
    kind: Annotated[str, typer.Argument(help="people, goods, partners, numbers or calls.")],
    file: Annotated[Path, typer.Argument(help="A CSV file with a line of column names.")],
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Only say what would change.")
    ] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="Write all rejected lines with their reasons here.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who brings it in, for the journal.")] = "command line",
    column: Annotated[
        list[str] | None, typer.Option(help="calls: what a column says, 'Beginn=at'.")
    ] = None,
    ending: Annotated[
        list[str] | None, typer.Option("--as", help="calls: what a word means, 'besetzt=missed'.")
    ] = None,
    zone: Annotated[str, typer.Option(help="calls: where the log's clock stands.")] = "",
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="calls: people were called at such hours.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring in a file of people, goods, partners, known numbers or calls.

    A file that was cut is taken up where it stopped; the same file twice adds nothing. Exit code
    1: done, with rejected lines.

    Example: demur import goods stock.csv --rehearse
    """
    who = clean_text(by, "by", BY_MOST)
    if isinstance(who, Rejected):
        raise CouldNot(who.message)
    if rejected and rejected.resolve() == file.resolve():
        raise CouldNot("the rejected lines can't overwrite the file itself: name another file")
    if kind == CALLS:
        said = Said(column or (), ending or (), zone, clock_is_right)
        _tell(bring_in_calls(file, said, rehearse=rehearse, rejected=rejected, by=who), as_json)
    wanted = _kind(kind)
    if column or ending or zone or clock_is_right:
        raise CouldNot("--column, --as, --zone and --clock-is-right are for call logs alone")
    sheet, form = _opened(wanted, file)
    with_tables()
    # What Django has loaded stays till the end: not looking through it again saves a sixth.
    gc.freeze()
    told = Told(wanted, file.name, rehearse)
    with progressing(file.name, file.stat().st_size) as reached:
        _take(_batches(file, sheet, form, told, who, reached), told, sheet, rejected)
    _tell(told, as_json)


def _tell(told: Told | ToldOfCalls, as_json: bool) -> NoReturn:
    typer.echo(json.dumps(told.facts(), ensure_ascii=False, indent=2) if as_json else told.said())
    raise typer.Exit(int(told.has_findings))


def _kind(word: str) -> Kind:
    kinds = {kind.value: kind for kind in Kind}
    if word not in kinds:
        raise CouldNot(f"“{word[:40]}” is not one of people, goods, partners, numbers and calls")
    return kinds[word]


def _opened(kind: Kind, file: Path) -> tuple[Sheet, Shape]:
    """The sheet and how it is read, or exit code 2 with what is wrong with its columns."""
    sheet = opened(file)
    form = shape(kind, sheet.columns)
    if form.missing:
        missing = " and ".join(form.missing)
        known = ", ".join(COLUMNS[kind])
        raise CouldNot(
            f"{file.name} has no column {missing}. Its first line names {_few(sheet.columns)}; "
            f"{kind} have the columns {known}"
        )
    if form.ignored:
        typer.echo(f"These columns say nothing about {kind}: {_few(form.ignored)}.", err=True)
    return sheet, form


def _few(names: Sequence[str]) -> str:
    """A list of headings that stays a line, whatever they hold."""
    shown = ", ".join(display_name(name, 30) for name in names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown


def _batches(
    file: Path, sheet: Sheet, form: Shape, told: Told, by: str, reached: Callable[[float], None]
) -> Iterator[Batch]:
    """The file's batches, rehearsed or brought in; none where it was brought in before."""
    from demur.actions import bring_in as deed

    now = datetime.now(UTC)
    rows = fed(sheet, reached)
    if told.rehearsed:
        yield from deed.rehearse(form, rows, now)
        return
    begun = deed.begin(form, sha256(file), now)
    told.after, told.before = begun.line, begun.finished_at
    if not begun.finished_at:
        yield from deed.bring_in(begun, form, rows, by, now)
        begun.refresh_from_db()
    told.whole = {name: getattr(begun, name) for name in COUNTS}


def _take(batches: Iterable[Batch], told: Told, sheet: Sheet, rejected: Path | None) -> None:
    """Take every batch; the rejected lines go to their file as they come."""
    if rejected is None:
        for batch in batches:
            told.add(batch)
        return
    with rejected.open("wb") as stream:
        stream.writelines(
            write_rows(("line", "reason", *sheet.columns), _cells(batches, told, sheet))
        )


def _cells(batches: Iterable[Batch], told: Told, sheet: Sheet) -> Iterator[list[str | int | None]]:
    for batch in batches:
        told.add(batch)
        for one in batch.plan.rejected:
            yield [one.line, one.message, *(one.cells.get(name, "") for name in sheet.columns)]
