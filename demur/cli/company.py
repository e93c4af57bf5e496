"""`demur company`: say who we are, before the first caller."""

from __future__ import annotations

from typing import Annotated

import typer

from demur.cli import CouldNot
from demur.cli.tables import with_tables
from demur.domain.refusal import Lang


def company(
    name: Annotated[str, typer.Argument(help="What the company is called.")],
    number: Annotated[
        list[str], typer.Option(help="A number of ours; the first is the one we tell callers.")
    ],
    trade: Annotated[
        list[str] | None, typer.Option(help="A trade we serve, such as shop/printer_ink.")
    ] = None,
    region: Annotated[str, typer.Option(help="Our region (ISO 3166-2), such as HU-GS.")] = "",
    country: Annotated[str, typer.Option(help="Our country (ISO 3166).")] = "HU",
    zone: Annotated[str, typer.Option(help="Our time zone.")] = "Europe/Budapest",
    language: Annotated[Lang, typer.Option(help="What most callers speak.")] = Lang.HU,
    currency: Annotated[str, typer.Option(help="What our prices are in.")] = "HUF",
) -> None:
    """Say who the company is; said again otherwise, it changes that.

    Example: demur company "Inkwell Kft." --number "06 96 555 010" --trade shop/printer_ink
    """
    with_tables()
    from django.utils import timezone

    from demur.actions.set_up import NotSetUp, set_up

    trades, now = trade or [], timezone.now()
    try:
        ours = set_up(name, number, region, zone, language, currency, trades, now, country=country)
    except NotSetUp as error:
        raise CouldNot(str(error)) from error
    typer.echo(f"{ours.name}: {', '.join(ours.numbers)}; trades: {', '.join(trades) or 'none'}.")
