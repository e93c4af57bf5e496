"""`demur post`: send what is due by mail and SMS, beside the server or instead of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.tables import with_tables

if TYPE_CHECKING:
    from demur.channels.post import Done, Round

BOUNCE_MOST = 10 * 1024 * 1024


def post(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and stop.")] = False,
    bounced: Annotated[
        Path | None,
        typer.Option(help="Read a mail that came back, - for stdin, and record it; send nothing."),
    ] = None,
) -> None:
    """Send what is due by mail and SMS, each after the gate's yes, until told to stop.

    `demur serve` does the same by itself. Exit code 0: done; 1: something could not be sent, or
    the mail that came back belongs to none of ours.

    Example: demur post --once
    """
    with_tables()
    if bounced is not None:
        raise typer.Exit(0 if _came_back(bounced) else 1)
    from demur.channels.post import Postman, Round, our_ways

    ways = our_ways()
    if not ways.are_any:
        raise CouldNot("neither mail nor SMS is set up: set DEMUR_SMTP_URL or DEMUR_SMS_URL")
    if once:
        raise typer.Exit(1 if _sent_now(Round(ways)) else 0)
    typer.echo("Looking after the post (Ctrl+C stops it)", err=True)
    Postman(ways, _tell).run()


def _sent_now(work: Round) -> int:
    """Send what is due; give how many could not be sent for good."""
    from demur.domain.errands import State

    states: list[State] = []
    work.tell_calls()
    with progressing("Sending") as hear:
        for place, done in enumerate(work.all_due(), start=1):
            hear(place, doing=f"Sending: {place}")
            states.append(done.became.state)
            _tell(done)
    typer.echo(", ".join(f"{states.count(state)} {state}" for state in State), err=True)
    return states.count(State.FAILED)


def _tell(done: Done) -> None:
    """One line a message, without a word of it or an address."""
    one, what = done.errand, done.became
    typer.echo(" ".join(filter(None, [one.channel, one.kind, str(one.ref), what.state, what.why])))


def _came_back(file: Path) -> bool:
    from django.utils import timezone

    from demur.channels.bounces import read_bounce
    from demur.records.errands import bounced

    with open(0 if str(file) == "-" else file, "rb", closefd=str(file) != "-") as source:
        told = read_bounce(source.read(BOUNCE_MOST))
    now = timezone.now()
    found = [one for one in told if bounced(one.ref, one.address, one.why, now)]
    for one in found:
        typer.echo(f"mail {one.ref} came back: {one.why}")
    if not found:
        typer.echo("demur: this is no notice that one of our mails came back.", err=True)
    return bool(found)
