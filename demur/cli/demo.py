"""`demur demo`: Inkwell Printers of Győr, ready to answer callers."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import typer

from demur.cli import CouldNot
from demur.cli.ready import ready
from demur.cli.serve import ensure_free, make_sound, serve
from demur.domain.brought.rows import Kind, shape
from demur.domain.refusal import Lang
from demur.domain.spoken import after_working_days

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
OPENING: Final = time(9, 0)
NOON: Final = time(12, 0)
BETWEEN_CALLS: Final = timedelta(minutes=9)
SECONDS_A_CALL: Final = 40
BY: Final = "demo"
#: Past callers are known by their line, so that a second run finds them.
INQUIRIES: Final = uuid5(NAMESPACE_URL, "demur:demo:inquiries")


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
    prepare(now)
    for user, link in _links(now, port):
        typer.echo(f"{user.name:<6} ({user.role}) signs in once at {link}")
    serve(port=port, host=HOST, workers=1)


def prepare(now: datetime) -> None:
    """Load the demo company as of an instant; what is loaded already stays as it is.

    The tables must be there. Goods that come back in some days are counted from today anew.
    """
    from demur.actions.set_up import set_up

    set_up(**INKWELL, now=now, by=BY)
    for kind in (Kind.GOODS, Kind.PARTNERS, Kind.PEOPLE, Kind.NUMBERS):
        _bring_in(kind, now)
    _adopt(now)
    _staff(now)
    _past_inquiries(now)
    _send_out_engineers(now)


def _ensure_ours() -> None:
    """The demo never mixes with a real company's records."""
    from demur.records.company import Company

    company = Company.objects.filter(pk=1).first()
    if company and company.name != INKWELL["name"]:
        raise CouldNot(
            f"these records are {company.name}'s: name an empty folder for the demo in DEMUR_DATA"
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of one of the demo's own files, which need no recognising."""

    line: int
    values: Mapping[str, str]


def _rows(name: str) -> list[_Row]:
    reader = csv.DictReader(io.StringIO(_bytes(name).decode(), newline=""))
    return [_Row(reader.line_num, values) for values in reader]


def _bytes(name: str) -> bytes:
    return files("demur.demo").joinpath(f"{name}.csv").read_bytes()


def _bring_in(kind: Kind, now: datetime) -> None:
    from demur.actions import bring_in as deed

    rows = _rows(kind.value)
    form = shape(kind, list(rows[0].values))
    begun = deed.begin(form, hashlib.sha256(_bytes(kind.value)).hexdigest(), now)
    if not begun.finished_at:
        deque(deed.bring_in(begun, form, rows, BY, now), maxlen=0)


def _adopt(now: datetime) -> None:
    """Put the example policy in force from before the first of the demo's callers rang."""
    from demur.actions.adopt import adopt
    from demur.records.policies import in_force

    zone = ZoneInfo(INKWELL["zone"])
    if in_force(now.astimezone(zone).date()) is None:
        source = files("demur.policies").joinpath("example.hu.md").read_bytes()
        days = max(int(row.values["days_ago"]) for row in _rows("inquiries")) + 1
        since = now - timedelta(days=days)
        adopt(source, "Anna", since.astimezone(zone).date(), since)


def _staff(now: datetime) -> None:
    from demur.actions.add_user import add_user, user_called
    from demur.records.users import Role

    for name, role, language in STAFF:
        if user_called(name) is None:
            add_user(name, Role(role), language, BY, now)


def _past_inquiries(now: datetime) -> None:
    """The past callers, oldest first, through the desk's own door; each once, whenever it runs."""
    from demur.actions.finish import finish
    from demur.domain.answers import Choice
    from demur.records.gather import Asked
    from demur.records.inquiries import Inquiry

    calls = {uuid5(INQUIRIES, str(row.line)): row for row in _rows("inquiries")}
    known = set(Inquiry.objects.filter(ref__in=calls).values_list("ref", flat=True))
    rang = sorted((_rang_at(row, now), ref) for ref, row in calls.items() if ref not in known)
    for at, ref in rang:
        if at.astimezone(ZoneInfo(INKWELL["zone"])).time() < NOON:
            _send_out_engineers(at)
        call = calls[ref].values
        asked = Asked(
            need=call["need"],
            lang=Lang(call["lang"]),
            number=call["number"],
            dialled=call["dialled"],
            source=call["source"],
        )
        finish(asked, Choice(), ref, by="Kata", now=at, seconds=SECONDS_A_CALL)


def _send_out_engineers(now: datetime) -> None:
    """Until the next working noon the engineers are out on visits: no one is free for a repair."""
    from demur.actions.standing import set_team
    from demur.records.company import Team

    engineers = Team.objects.get(name="service")
    if engineers.busy_until is None or engineers.busy_until <= now:
        local = now.astimezone(ZoneInfo(INKWELL["zone"]))
        day = after_working_days(local.date() - timedelta(days=local.time() < NOON), 1)
        set_team(engineers, datetime.combine(day, NOON, local.tzinfo), "Anna", now)


def _rang_at(row: _Row, now: datetime) -> datetime:
    """In working hours of its day in Győr, one caller after another."""
    zone = ZoneInfo(INKWELL["zone"])
    day = now.astimezone(zone).date() - timedelta(days=int(row.values["days_ago"]))
    opening = datetime.combine(day, OPENING, zone)
    return (opening + row.line * BETWEEN_CALLS).astimezone(UTC)


def _links(now: datetime, port: int) -> Iterator[tuple[User, str]]:
    from demur.actions.add_user import user_called
    from demur.actions.sign_in_link import make_link

    for name, _, _ in STAFF:
        user = user_called(name)
        if user:
            yield user, f"http://{HOST}:{port}/sign-in/{make_link(user, now)}"
