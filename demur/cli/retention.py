"""`demur retention`: for how long each kind of record is kept, and letting go of the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.tables import with_tables
from demur.domain.retention import Kind, days_of

if TYPE_CHECKING:
    from demur.records.retention import Due

app = typer.Typer(no_args_is_help=True)

By = Annotated[str, typer.Option(help="Who decides it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def retention() -> None:
    """For how long records are kept: for ever, unless a period is set."""


@app.command(epilog="Example: demur retention keep inquiries '5 years' --by Anna")
def keep(
    kind: Annotated[Kind, typer.Argument(help="The kind of record.")],
    period: Annotated[str, typer.Argument(help="'30 days', '18 months', '5 years', 'for good'.")],
    by: By,
) -> None:
    """Set for how long a kind of record is kept; nothing goes until `demur retention apply`."""
    try:
        days = days_of(period)
    except ValueError as error:
        like = "30 days, 18 months, 5 years or for good"
        raise CouldNot(f"{period!r} is no period; say it like {like}") from error
    if not by.strip():
        raise CouldNot("--by is empty: say who decides it")
    with_tables()
    from django.utils import timezone

    from demur.actions.retain import set_period

    set_period(kind, days, by.strip(), timezone.now())
    typer.echo(f"{kind}: kept {'for good' if days is None else f'{days} days'}.")


@app.command(epilog="Example: demur retention rehearse --json")
def rehearse(as_json: AsJson = False) -> None:
    """Say what would go now, kind by kind, and how old the oldest is; change nothing."""
    with_tables()
    from django.utils import timezone

    from demur.records.retention import due

    _tell(due(timezone.now()), as_json)


@app.command(epilog="Example: demur retention apply --by Anna")
def apply(by: By, as_json: AsJson = False) -> None:
    """Let go of what has been kept for its period; cut short, it goes on when called again."""
    if not by.strip():
        raise CouldNot("--by is empty: say who does it")
    with_tables()
    from django.utils import timezone

    from demur.actions.retain import let_go
    from demur.records.erasing import sweep
    from demur.records.retention import due

    now = timezone.now()
    found = due(now)
    with progressing("Letting go", of=sum(one.count for one in found)) as hear:
        for done in let_go(found, by.strip(), now):
            hear(done)
        hear(sum(one.count for one in found), None, "Clearing the file")
        is_swept = not found or sweep()
    _tell(found, as_json)
    if not is_swept:
        typer.echo("Traces stay in the file until demur person sweep has run.", err=True)
        raise typer.Exit(1)


def _tell(found: tuple[Due, ...], as_json: bool) -> None:
    if as_json:
        told = [
            {"kind": one.kind, "days": one.days, "count": one.count, "oldest": one.oldest}
            for one in found
        ]
        typer.echo(json.dumps(told, default=str))
        return
    for one in found:
        oldest = f", the oldest of {one.oldest:%Y-%m-%d}" if one.oldest else ""
        typer.echo(f"{one.kind}: {one.count} kept longer than {one.days} days{oldest}.")
    if not found:
        typer.echo("No period is set: everything is kept. See demur retention keep --help.")
