"""`demur round plan`: a day's calls from two sheets, and until when everybody else rests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from demur.channels.sheets import Sheet
from demur.cli import CouldNot
from demur.cli.bring_in_rows import fed, opened
from demur.cli.progress import progressing
from demur.cli.round_today import make, today
from demur.cli.round_told import Told
from demur.domain.brought.cells import day_in
from demur.domain.contact_rules.zones import zone_named
from demur.domain.people import display_name
from demur.domain.refusal import Lang
from demur.domain.round import from_sheets, given
from demur.domain.round.from_sheets import Wanted
from demur.domain.round.given import Finding
from demur.domain.silence import segments

app = typer.Typer(no_args_is_help=True)
app.command(epilog="Example: demur round make --by Anna")(make)
app.command(epilog="Example: demur round today Kata --json")(today)

#: No team has more minutes in a day: a thousand sellers, all day long.
MOST_MINUTES: Final = 600_000.0
MOST_MONEY: Final = 1e12
#: Calendars of holidays reach about so far.
FIRST_YEAR, LAST_YEAR = 1970, 2200
CLIENTS: Final = ("id",)
ATTEMPTS: Final = ("client", "at", "outcome")


@app.callback()
def round_() -> None:
    """The planned round: whom to call today, and whom to let rest."""


@app.command(
    epilog="Example: demur round plan --clients clients.csv --attempts attempts.csv "
    "--on 2026-11-23 --minutes 120"
)
def plan(
    clients: Annotated[Path, typer.Option(help="CSV: id,segment,value,born_on,key,zone,language.")],
    attempts: Annotated[Path, typer.Option(help="CSV: client,at,outcome[,seconds].")],
    on: Annotated[str, typer.Option(help="The day to plan, such as 2026-11-23.")],
    minutes: Annotated[float, typer.Option(help="Minutes that the team has for the round.")],
    zone: Annotated[str, typer.Option(help="Where the firm's clock stands.")] = "Europe/Budapest",
    minute_costs: Annotated[
        float, typer.Option(help="What a minute costs, in the money of `value`.")
    ] = 0.0,
    speaks: Annotated[
        list[Lang] | None,
        typer.Option(
            help="A language that the team calls in; once for each. Clients of another `language` "
            "are not called. Left out: the team calls in all of them.",
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="The language of the sentences.")] = Lang.EN,
    seed: Annotated[int, typer.Option(help="What the calls by chance are drawn with.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Plan a day's calls: slot, worth a minute, P(refused) with its interval, and why today.

    For everybody else it prints the day until which they rest, or that we stop. Needs no records.
    Exit code 1: planned, with findings about the sheets.
    """
    wanted = Wanted(_day(on), _number(minutes, "--minutes", MOST_MINUTES), _zone(zone), seed=seed)
    wanted = replace(wanted, minute_costs=_number(minute_costs, "--minute-costs", MOST_MONEY))
    wanted = replace(wanted, speaks=frozenset(speaks or Lang))
    if seed < 0:
        raise CouldNot(f"--seed is {seed}: write a whole number from 0")
    told = _planned(clients, attempts, wanted, lang)
    facts = json.dumps(told.facts(), ensure_ascii=False, indent=2)
    typer.echo(facts) if as_json else told.show()
    raise typer.Exit(int(bool(told.findings)))


def _planned(clients: Path, attempts: Path, wanted: Wanted, lang: Lang) -> Told:
    """Read both sheets and plan the day."""
    people, log = _sheet(clients, CLIENTS), _sheet(attempts, ATTEMPTS)
    with progressing(clients.name, clients.stat().st_size) as reached:
        found, flaws = given.clients(fed(people, reached), wanted.on)
    if (many := len({one.segment for one in found})) > segments.MOST:
        raise CouldNot(
            f"{clients.name} tells {many} segments apart, and {segments.MOST} can be judged: "
            "write fewer kinds of clients into its column segment, or leave it out"
        )
    end = datetime.combine(wanted.on + timedelta(days=1), time(), wanted.zone)
    with progressing(attempts.name, attempts.stat().st_size) as reached:
        lines = fed(log, reached)
        tried, more = given.tries(lines, given.places_of(found), wanted.zone, end)
    with progressing("Judging and planning"):
        planned = from_sheets.plan(found, tried, wanted)
    return Told(found, planned, wanted, (*flaws, *more, *_assumed(found, planned)), lang)


def _assumed(found: Sequence[given.Client], planned: from_sheets.Planned) -> list[Finding]:
    if planned.assumed is None:
        return []
    many = sum(one.value is None for one in found)
    told = f"Clients without a value: {many}; the middle one, {planned.assumed:g}, is taken for it."
    return [Finding("no value", "clients", 0, told)]


def _sheet(file: Path, needed: Sequence[str]) -> Sheet:
    sheet = opened(file)
    missing = [one for one in needed if one not in sheet.columns]
    if missing:
        shown = ", ".join(display_name(one, 30) for one in sheet.columns[:12])
        raise CouldNot(
            f"{file.name} has no column {' and no column '.join(missing)}. "
            f"Its first line names {shown}."
        )
    return sheet


def _day(text: str) -> date:
    found = day_in(text)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        shown = display_name(text, 40)
        raise CouldNot(f"--on is “{shown}”: write year, month and day, such as 2026-11-23")
    return found


def _number(value: float, option: str, most: float) -> float:
    if not 0.0 <= value <= most:
        raise CouldNot(f"{option} is {value:g}: write a number from 0 to {most:,.0f}")
    return value


def _zone(text: str) -> ZoneInfo:
    name = zone_named(text)
    if not name:
        shown = display_name(text, 40)
        raise CouldNot(f"“{shown}” is no time zone; write one such as Europe/Moscow")
    return ZoneInfo(name)
