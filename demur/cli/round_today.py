"""`demur round make` and `demur round today`: the round on record, and a seller's part of it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.progress import progressing
from demur.cli.tables import with_tables

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from demur.records.rounds import Turn

By = Annotated[str, typer.Option(help="Who asks for it, for the journal.")]


def make(by: By) -> None:
    """Make today's round, or what is left of it anew; what is in hand or done stays.

    `demur serve` does it by itself, early on each working day. Where DEMUR_CLUSTER names a cluster,
    the clients are judged there. Exit code 2: somebody else makes it.
    """
    with_tables()
    from django.conf import settings
    from django.utils import timezone

    from demur.actions.make_round import make_round
    from demur.channels.cluster import workers
    from demur.records.turns import our_day

    now = timezone.now()
    told = partial(typer.echo, err=True)
    with workers(settings.CLUSTER, told) as hands, progressing("Making the round") as hear:
        made = make_round(our_day(now), now, by, hands, hear)
    if made is None:
        raise CouldNot("somebody makes today's round at this moment: look again in a minute")
    one = made.round
    typer.echo(
        f"{made.turns} calls in {one.minutes} minutes, of {one.silent} silent clients; "
        f"{one.resting} rest until their day, and at {one.stopped} we stop."
    )


def today(
    seller: Annotated[str, typer.Argument(help="The seller's name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a seller's day: their calls and those that anybody may take, without any number."""
    with_tables()
    from django.utils import timezone

    from demur.domain.exits import Exit
    from demur.records.gate import foresee
    from demur.records.turns import day_of_seller, our_zone

    now = timezone.now()
    zone, found = our_zone(), day_of_seller(seller, now)
    held = foresee(Exit.ROUND_CALENDAR, [one.wanted(now) for one in found])
    listed = [_facts(one, zone) for one, no in zip(found, held, strict=True) if no is None]
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    for one in listed:
        whose = "" if one["seller"] else " (anybody's)"
        typer.echo(f"{one['at']}  {one['client']}, {one['kind']}{whose}: {one['state']}")
    if not listed:
        typer.echo("Nothing is in the round for them today: see demur round make.")


def _facts(turn: Turn, zone: ZoneInfo) -> dict[str, str]:
    from demur.domain.people import display_name

    return {
        "ref": str(turn.ref),
        "at": f"{turn.at.astimezone(zone):%H:%M}",
        "client": display_name(turn.contact.name) if turn.contact else "",
        "kind": turn.kind,
        "seller": turn.seller,
        "state": turn.state,
    }
