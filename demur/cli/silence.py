"""`demur silence`: what the firm's calls say of how its clients answer and refuse."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.tables import with_tables

app = typer.Typer(no_args_is_help=True)

#: By whether the later calls bear out what was learned from the earlier ones.
SAID: Final = {
    True: "The later ones bear out what the earlier ones say, and that is used now.",
    False: "The later ones bear out nothing better than what is known of other firms, so that is "
    "used. More calls, with machines and secretaries told apart, help.",
}


@app.callback()
def silence() -> None:
    """What the calls say of how clients answer and refuse."""


@app.command(epilog="Example: demur silence refit --by Anna")
def refit(
    by: Annotated[str, typer.Option(help="Who asks for it, for the journal.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Learn anew from the calls on record; the running server does so every night.

    Before that, the calls are laid down so that they are read quickly, as the server does too.

    Exit code 0: the firm's later calls bear it out; 1: they do not, and what is known of other
    firms is used; 2: there is nothing to learn from.
    """
    if not by.strip():
        raise CouldNot("--by is empty: say who asks for it")
    with_tables()
    from django.utils import timezone

    from demur.actions.keep_calls import keep_calls
    from demur.actions.refit import refit as learn

    with progressing("Laying down the calls") as hear:
        keep_calls(timezone.now(), hear)
    with progressing("Learning from the calls") as hear:
        done = learn(timezone.now(), by.strip(), hear)
    if done.fit is None:
        raise CouldNot("no call to anybody we know is on record: see demur import calls --help")
    facts = {"verdict": done.verdict, "clients": done.clients, "calls": done.calls}
    said = f"{done.calls} calls to {done.clients} clients were read. {SAID[done.fit.borne_out]}"
    typer.echo(json.dumps(facts) if as_json else said)
    raise typer.Exit(0 if done.fit.borne_out else 1)
