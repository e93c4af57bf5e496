"""`demur backup`: the records in one file, taken while the desk is being used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.tables import with_tables

APART = (
    "The journal of peace is not in it: a backup is of one instant, and whoever says no after it\n"
    "is known from the journal alone. Keep {folder} on another disk, copied by itself."
)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older backup is replaced.")],
    with_peace: Annotated[
        bool,
        typer.Option("--with-peace", help="Put the key of peace in too: then keep the file shut."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is in it as JSON.")] = False,
) -> None:
    """Write a consistent copy of the records to a file, while the desk goes on.

    Example: demur backup /backups/demur-monday.zip
    """
    with_tables()
    from django.conf import settings
    from django.utils import timezone

    from demur.records import backups

    with progressing("Copying the records") as hear:
        try:
            made = backups.write(file, timezone.now(), hear, with_peace=with_peace)
        except backups.NotABackup as error:
            raise CouldNot(f"{error}. Name another file to write") from error
    if as_json:
        told = {"file": str(file), "engine": made.engine, "made_at": made.made_at}
        typer.echo(json.dumps(told | {"rows": made.rows, "with_key": backups.has_key(made)}))
        return
    typer.echo(f"{file}: {made.total} rows of {len(made.rows)} tables.")
    typer.echo(APART.format(folder=settings.PEACE), err=True)
