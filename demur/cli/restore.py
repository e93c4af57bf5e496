"""`demur restore`: what a backup holds, brought back; and nobody called who said no since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.ready import ready

if TYPE_CHECKING:
    from demur.records.backups import Manifest


@dataclass(frozen=True, slots=True)
class Caught:
    """What the journal of peace knew and the backup did not; `trouble` where it can't be read."""

    lines: int = 0
    promises: int = 0
    trouble: str = ""


def restore(
    file: Annotated[Path, typer.Argument(help="A file that demur backup wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before replacing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Bring back what a backup holds; what it replaces is kept aside.

    The journal of peace is read before anything else: whoever said no since is left in peace.
    Exit code 1: brought back, but nobody may be contacted until the journal or its key is.

    Example: demur restore /backups/demur-monday.zip --yes
    """
    ready()
    from django.conf import settings
    from django.utils import timezone

    from demur.records import backups, serving

    try:
        manifest = backups.fitting(file)
        with serving.nobody_serves(), backups.unpacked(file, manifest) as folder:
            if not yes:
                typer.confirm(_question(manifest), abort=True, err=True)
            aside = Path(settings.DATA) / f"replaced-{timezone.now():%Y%m%d-%H%M%S-%f}"
            with progressing("Bringing back the records"):
                backups.put_back(folder, manifest, aside)
            caught = _catch_up()
    except (backups.NotABackup, serving.InUse) as error:
        raise CouldNot(f"{error}. Nothing was changed") from error
    _tell(manifest, aside, caught, as_json)
    raise typer.Exit(1 if caught.trouble else 0)


def _question(manifest: Manifest) -> str:
    return (
        f"Replace the records by those of {manifest.made_at[:16]} ({manifest.total} rows)? "
        "What is there now is kept aside."
    )


def _catch_up() -> Caught:
    """Bring the tables up to date and read the journal of peace, before anybody can be called."""
    from demur.cli.serve import bring_up_to_date
    from demur.records import peace_journal
    from demur.records.keyed import LostKey
    from demur.records.peace import Peace

    bring_up_to_date()
    before = Peace.objects.count()
    try:
        lines = peace_journal.catch_up()
    except (peace_journal.LostJournal, LostKey) as error:
        return Caught(trouble=str(error))
    return Caught(lines, Peace.objects.count() - before)


def _tell(manifest: Manifest, aside: Path, caught: Caught, as_json: bool) -> None:
    kept = str(aside) if aside.exists() else None
    if as_json:
        told = {
            "made_at": manifest.made_at,
            "rows": manifest.total,
            "journal_lines": caught.lines,
            "promises_brought_back": caught.promises,
            "kept_aside": kept,
            "trouble": caught.trouble or None,
        }
        typer.echo(json.dumps(told))
        return
    typer.echo(f"Brought back {manifest.total} rows of {manifest.made_at[:16]}.")
    typer.echo(f"Promises of peace made since, read from the journal: {caught.promises}.")
    if kept:
        typer.echo(f"What was replaced is in {kept}.")
    if caught.trouble:
        typer.echo(f"Nobody may be contacted yet: {caught.trouble}.", err=True)
