"""`demur person`: a copy of what we hold of somebody, and their erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.somebody import somebody
from demur.cli.tables import with_tables

if TYPE_CHECKING:
    from demur.records.mentions import LeftOver
    from demur.records.people import Contact

app = typer.Typer(no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The person's id or code, or a number or mail address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
TRACES = "Erased; but traces stay in the database's file until demur person sweep has run."
LOOK_AT = "A word of their name still stands here. It may be somebody else's: please look at each."
NOBODY = "we hold nothing of {who}"


@app.callback()
def person() -> None:
    """What we hold of a person: a copy for them, and its erasure."""


@app.command(epilog="Example: demur person export +36301234567 -o copy.zip")
def export(
    who: Who,
    output: Annotated[Path, typer.Option("-o", "--output", help="The ZIP to write.")],
    by: Annotated[str, typer.Option(help="Who hands it over.")] = "command line",
    as_json: AsJson = False,
) -> None:
    """Write everything we hold of a person: person.json for programs, person.html to read."""
    contact, address = _known(who)
    from django.utils import timezone

    from demur.actions.export_person import export_person
    from demur.channels.person_file import person_file
    from demur.records.company import company

    now = timezone.now()
    tables = export_person(contact, by, now, address=address)
    if not tables:
        raise CouldNot(NOBODY.format(who=who))
    output.write_bytes(person_file(tables, company().name, now))
    _tell({f"records.{name}": len(rows) for name, rows in tables.items()}, as_json)


@app.command(
    epilog="Example: demur person erase +36301234567 --by Anna --reason 'letter' --rehearse"
)
def erase(
    who: Who,
    by: Annotated[str, typer.Option(help="Who erases them.")],
    reason: Annotated[str, typer.Option(help="Why: their letter, their call, of which day.")],
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Only say what would go; change nothing.")
    ] = False,
    may_market: Annotated[
        bool, typer.Option("--may-market", help="They still want to hear of offers: no peace.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person: everything of theirs goes, counts and their peace stay.

    It can't be undone; --rehearse says what would go.
    """
    contact, address = _known(who)
    from django.utils import timezone

    from demur.actions import erase as deed
    from demur.records.erasing import counts, person_of

    found = counts(person_of(contact, address))
    if not rehearse and not (by.strip() and reason.strip()):
        raise CouldNot("an erasure says who did it and why: fill --by and --reason")
    if not found:
        raise CouldNot(NOBODY.format(who=who))
    if rehearse:
        _tell(found, as_json)
        return
    now = timezone.now()
    erased = deed.erase(contact, by, reason, now, address=address, may_market=may_market)
    _tell(found, as_json, erased.left_over)
    if not erased.is_swept:
        typer.echo(TRACES, err=True)
        raise typer.Exit(1)


@app.command(epilog="Example: demur person sweep")
def sweep() -> None:
    """Leave no trace of the erased in the database's own files, where an erasure could not."""
    with_tables()
    from demur.records import erasing

    if not erasing.sweep():
        raise CouldNot("others are writing, or the disk is full: try again at a quiet hour")


def _known(who: str) -> tuple[Contact | None, str]:
    with_tables()
    from demur.records.company import Company

    ours = Company.objects.filter(pk=1).first() or Company()
    return somebody(who, ours.country)


def _tell(rows: Mapping[str, int], as_json: bool, left: Sequence[LeftOver] = ()) -> None:
    from demur.records.personal import THEIRS

    if as_json:
        told = {label.partition(".")[2]: count for label, count in rows.items()}
        look_at = [asdict(one) for one in left]
        facts = {"rows": told, "total": sum(rows.values()), "look_at": look_at}
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for label, count in rows.items():
        typer.echo(f"{count:>7}  {THEIRS[label].says}")
    typer.echo(f"{sum(rows.values()):>7}  rows")
    if left:
        typer.echo(LOOK_AT)
    for one in left:
        typer.echo(f"  {THEIRS[one.label].says}, row {one.row}: {one.words}")
