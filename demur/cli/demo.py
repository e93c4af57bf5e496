"""`demur demo`: Inkwell Printers of Győr, ready to answer callers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from demur.cli import CouldNot, demo_offers, demo_past, demo_silent
from demur.cli.ready import ready
from demur.cli.serve import ensure_free, make_sound, serve
from demur.demo.tables import rows
from demur.domain.brought.rows import Kind
from demur.domain.refusal import Lang

if TYPE_CHECKING:
    from demur.records.users import User

INKWELL: Final[Mapping[str, Any]] = {
    "name": "Inkwell",
    "numbers": ("+36 96 555 010",),
    "region": "HU-GS",
    "zone": "Europe/Budapest",
    "language": Lang.HU,
    "currency": "HUF",
    "trades": ("shop/printer_ink", "shop/copyshop"),
}
#: Who signs in to the demo: name, role, the language of their pages.
STAFF: Final = (
    ("Kata", "seller", Lang.HU),
    ("Anna", "head", Lang.EN),
    ("Admin", "administrator", Lang.EN),
)
HOST: Final = "127.0.0.1"


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")] = 8000,
) -> None:
    """Set up the demo company and serve it; a second time it is only served.

    Its data lie in ~/.demur/demo, or in the folder that DEMUR_DATA names.

    Example: demur demo --port 8080
    """
    os.environ.setdefault("DEMUR_DATA", str(Path.home() / ".demur" / "demo"))
    ready()
    ensure_free(HOST, port)
    make_sound()
    _ensure_ours()
    now = datetime.now(UTC)
    prepare(now, quarter=True)
    demo_silent.fall_silent(now)
    for user, link in _links(now, port):
        typer.echo(f"{user.name:<6} ({user.role}) signs in once at {link}")
    for client, page in demo_offers.better_offers(now):
        typer.echo(f"{client} said no, and reads our one answer at http://{HOST}:{port}/{page}")
    demo_silent.plan_today(now)
    serve(port=port, host=HOST, workers=1)


def prepare(now: datetime, *, quarter: bool = False) -> None:
    """Load the demo company as of an instant; what is loaded already stays as it is.

    The tables must be there. Goods that come back in some days are counted from today anew. With
    a `quarter` of callers it takes a quarter of a minute.
    """
    from demur.actions.set_up import set_up

    set_up(**INKWELL, now=now, by=demo_past.BY)
    for kind in (Kind.PARTNERS, Kind.PEOPLE, Kind.NUMBERS):
        demo_past.bring_in(kind, now)
    _adopt(now)
    _staff(now)
    if quarter:
        demo_past.quarter(now)
    demo_past.bring_in(Kind.GOODS, now)
    demo_past.inquiries(now)
    demo_past.send_out_engineers(now)
    demo_past.offer(now)


def _ensure_ours() -> None:
    """The demo never mixes with a real company's records."""
    from demur.records.company import Company

    company = Company.objects.filter(pk=1).first()
    if company and company.name != INKWELL["name"]:
        raise CouldNot(
            f"these records are {company.name}'s: name an empty folder for the demo in DEMUR_DATA"
        )


def _adopt(now: datetime) -> None:
    """Put the example policy in force from before the first of the demo's callers rang."""
    from demur.actions.adopt import adopt
    from demur.records.policies import in_force

    here = ZoneInfo(INKWELL["zone"])
    if in_force(now.astimezone(here).date()) is None:
        source = files("demur.policies").joinpath("example.hu.md").read_bytes()
        days = max(int(row.values["days_ago"]) for row in rows("inquiries")) + 1
        since = now - timedelta(days=days)
        adopt(source, "Anna", since.astimezone(here).date(), since)


def _staff(now: datetime) -> None:
    from demur.actions.add_user import add_user, user_called
    from demur.records.users import Role

    for name, role, language in STAFF:
        if user_called(name) is None:
            add_user(name, Role(role), language, demo_past.BY, now)


def _links(now: datetime, port: int) -> Iterator[tuple[User, str]]:
    from demur.actions.add_user import user_called
    from demur.actions.sign_in_link import make_link

    for name, _, _ in STAFF:
        user = user_called(name)
        if user:
            yield user, f"http://{HOST}:{port}/sign-in/{make_link(user, now)}"
