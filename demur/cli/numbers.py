"""`demur numbers`: whose calls stray to us, because their number is one slip from ours."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from demur.channels.sheets import Row, Sheet, SheetFault, read
from demur.cli.progress import SLOW_SECONDS
from demur.domain.needs import dialling
from demur.domain.people import display_name

app = typer.Typer(no_args_is_help=True)

#: The last digits tell nearly all of a book's numbers from the few one slip away without asking
#: the numbering plans, which would take a minute for a million lines.
TAIL: Final = 5
#: More digits than one number has may be two numbers in a cell: those are read with care.
LONGEST_NUMBER: Final = 13
PUNCTUATION: Final = str.maketrans("", "", "+ ().-/\u00a0\u202f")


@dataclass(frozen=True, slots=True)
class Near:
    """A number of the book that is one slip away, whose it is, and on which line."""

    number: str
    kind: dialling.SlipKind
    owner: str
    line: int


@app.callback()
def numbers() -> None:
    """Telephone numbers and the slips of a finger between them."""


@app.command(epilog="Example: demur numbers near '+36 96 123 456' --book county.csv --json")
def near(
    number: Annotated[str, typer.Argument(help="A number, most often your own.")],
    book: Annotated[
        Path, typer.Option(help="CSV with a number column, or a plain list: number[,owner].")
    ],
    home: Annotated[
        str, typer.Option(help="The country whose national spellings are read: HU, RU, GB …")
    ] = "HU",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the numbers of a book that are one slip away from a number."""
    country = home.upper()
    key = _key(number, country)
    sheet = _book(book)
    found = list(_near(key, country, sheet, _progressing(sheet, book)))
    _print_json(key, found) if as_json else _print_table(key, found)


def _key(number: str, home: str) -> str:
    """The number to look around: its key, or its digits when they are too few or too many."""
    if home not in dialling.HOMES:
        _give_up(f"{home} is not a country's code. Please write its two letters: HU, RU, GB.")
    dialled = dialling.read(number, home)
    if dialled.key:
        return dialled.key
    if dialled.doubt is dialling.Doubt.UNREADABLE and dialled.candidates:
        return dialled.candidates[0]
    return _give_up(dialled.message)


def _book(path: Path) -> Sheet:
    """The book, opened; ends the command with one line when it can't be read."""
    try:
        sheet = read(path, plain=("number", "owner"))
    except OSError as error:
        _give_up(f"{path} can't be read: {error.strerror}.")
    if isinstance(sheet, SheetFault):
        _give_up(f"{path}: {sheet.message}")
    if not _columns(sheet, "number"):
        _give_up(f"{path} has no column of numbers. Please head one of them: number.")
    return sheet


def _columns(sheet: Sheet, meaning: str) -> list[str]:
    """The columns of one meaning: number, number_2, …"""
    return [column for column in sheet.columns if column.partition("_")[0] == meaning]


def _progressing(sheet: Sheet, path: Path) -> Iterator[Row]:
    """The book's rows; stderr hears what can't be read, and how far it is when that takes long."""
    size = max(path.stat().st_size, 1)
    told_at = time.monotonic()
    for row in sheet.rows:
        if isinstance(row, SheetFault):
            _tell_fault(row, path)
            continue
        # The clock is cheap, but not a million times.
        if row.line % 4096 == 0 and time.monotonic() - told_at >= SLOW_SECONDS:
            told_at = time.monotonic()
            typer.echo(f"{100 * row.position // size} % of {path.name} read", err=True)
        yield row


def _tell_fault(fault: SheetFault, path: Path) -> None:
    if fault.stops:
        _give_up(f"{path}: {fault.message}")
    typer.echo(f"{path}: {fault.message}", err=True)


def _near(key: str, home: str, sheet: Sheet, rows: Iterator[Row]) -> Iterator[Near]:
    """The book's numbers among the slips of `key`, in the book's order."""
    kinds = dict(dialling.slips(key))
    tails = frozenset(number[-TAIL:] for number in kinds)
    numbered = _columns(sheet, "number")
    named = [*_columns(sheet, "owner"), *_columns(sheet, "company"), *_columns(sheet, "name")]
    for row in rows:
        for spelt in (row.values[column] for column in numbered):
            if _ends_otherwise(spelt, tails):
                continue
            dialled = dialling.read(spelt, home)
            for number in kinds.keys() & {dialled.key, *dialled.candidates}:
                owner = next((row.values[name] for name in named if row.values[name]), "")
                yield Near(number, kinds[number], display_name(owner), row.line)


def _ends_otherwise(spelt: str, tails: frozenset[str]) -> bool:
    """Whether a plainly spelt number has another end than any slip."""
    digits = spelt.translate(PUNCTUATION)
    plain = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return plain and digits[-TAIL:] not in tails


def _print_json(key: str, found: list[Near]) -> None:
    answer = {"number": key, "near": [asdict(one) for one in found]}
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _print_table(key: str, found: list[Near]) -> None:
    if not found:
        typer.echo(f"No number of the book is one slip away from {key}.")
        return
    table = Table("number", "slip", "owner", "line", title=f"One slip away from {key}")
    for one in found:
        table.add_row(one.number, one.kind.value, one.owner, str(one.line))
    Console().print(table, markup=False)


def _give_up(message: str) -> NoReturn:
    """Could not: one clear line on stderr, and exit code 2."""
    typer.echo(" ".join(message.split()), err=True)
    raise typer.Exit(2)
