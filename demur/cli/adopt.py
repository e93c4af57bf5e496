"""`demur policy adopt`: a named person puts a document in force from a date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from demur.cli import CouldNot
from demur.cli.policy import app
from demur.cli.tables import with_tables
from demur.domain.policy import document

BY_MOST: Final = 120
#: A policy is a document of some pages; what is larger is not one.
BYTES_MOST: Final = 8_000_000
#: As many faults as one reads at a time.
SHOWN: Final = 10


@app.command(epilog="Example: demur policy adopt policy.md --by 'Szabó Anna' --from 2026-12-01")
def adopt(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy document in Markdown.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who puts it in force.")],
    from_: Annotated[
        datetime,
        typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help="From which day on."),
    ],
) -> None:
    """Put a policy in force from a day on; its exact bytes are kept and never change.

    A document with faults is not adopted, and the one in force stays (exit code 1).
    """
    source = source_of(file)
    if len(by) > BY_MOST:
        raise CouldNot(f"--by is longer than {BY_MOST} characters: give a name")
    with_tables()
    from django.utils import timezone

    from demur.actions.adopt import NotAdopted
    from demur.actions.adopt import adopt as put_in_force

    now = timezone.now()
    seen = _shown(source, now)
    try:
        adoption = put_in_force(source, by, from_.date(), now, seen=seen)
    except NotAdopted as refused:
        for fault in refused.findings[:SHOWN]:
            typer.echo(f"{file}, line {fault.line}: {fault.message}", err=True)
        typer.echo(f"demur: {refused}", err=True)
        raise typer.Exit(1 if refused.findings else 2) from refused
    typer.echo(
        f"Version {adoption.policy.version} is in force from {adoption.in_force_from}, "
        f"adopted by {adoption.adopted_by}."
    )
    named = document.read(source).policy
    if named and named.in_force_from not in {None, adoption.in_force_from}:
        typer.echo(f"The text itself names {named.in_force_from}; the day you gave holds.")


def _shown(source: bytes, now: datetime) -> str | None:
    """Print what the document decides otherwise than the version in force; name what was shown."""
    from demur.actions.adopt import difference_hash, told_difference

    policy = document.read(source).policy
    told = told_difference(policy, now) if policy else None
    if told is None:
        return None
    for sentence in told.spoken:
        typer.echo(sentence)
    return difference_hash(told)


def source_of(file: Path) -> bytes:
    """The document's bytes; ends the command with one line where they can't be had."""
    try:
        with file.open("rb") as opened:
            source = opened.read(BYTES_MOST + 1)
    except OSError as error:
        raise CouldNot(f"{file} can't be read: {error.strerror}") from error
    if len(source) > BYTES_MOST:
        raise CouldNot(f"{file} is larger than 8 MB, which no policy is")
    return source
