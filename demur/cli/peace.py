"""`demur peace`: whether what was promised is safe, and its journal written anew where lost."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from demur.cli.tables import with_tables

app = typer.Typer(no_args_is_help=True)


@app.callback()
def peace() -> None:
    """The promises of peace: whether they are safe, and their journal."""


@app.command(epilog="Example: demur peace status --json")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Read the journal of peace and say whether every promise is known and safe.

    Exit code 0: all sound; 1: something to mend.
    """
    with_tables()
    from demur.cli.doctor import report
    from demur.records import soundness_peace
    from demur.records.peace import Peace

    facts = soundness_peace.facts()
    sound, promises = all(fact.sound for fact in facts), Peace.objects.filter(lift=None).count()
    if as_json:
        told = {"sound": sound, "promises": promises, "facts": [asdict(one) for one in facts]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Promises of peace on record: {promises}")
        typer.echo(report(facts))
    raise typer.Exit(0 if sound else 1)


@app.command(epilog="Example: demur peace rewrite --yes")
def rewrite(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Write the journal of peace anew from the records, where it is lost for good.

    What was promised since these records were written, and stands in a lost journal only, is
    lost with it: bring the journal back if you can.
    """
    with_tables()
    from demur.records import peace_journal

    if not yes:
        typer.confirm("Is the journal of peace lost for good?", abort=True, err=True)
    typer.echo(f"Promises written to a new journal: {peace_journal.rewrite()}.")
