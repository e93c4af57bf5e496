"""Every way out of the house, walked as people and programs walk it, and what came out there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.test import Client

from demur.actions.dial import Dialled
from demur.actions.dial import dial as dial_it
from demur.actions.dial_turn import InHand, dial_turn
from demur.actions.hand_over import hand_over
from demur.actions.make_feed import make_feed
from demur.actions.plan import plan
from demur.actions.take_turn import take_turn
from demur.channels.webhook import deliver
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.hook_settings import Receiver
from demur.records.calls import Planned, State
from demur.records.gate import Wanted, ask
from demur.records.inquiries import Inquiry
from demur.records.partners import Partner
from demur.records.people import Contact
from demur.records.referrals import Referral
from demur.records.rounds import Round, Turn
from demur.records.turns import our_day, turns
from demur.records.users import User

PRESSED: Final = re.compile(r'href="(?:tel|mailto):([^"]+)"')
#: A number or an address wherever it stands in a file.
WRITTEN: Final = re.compile(r"\+\d{9,15}|[\w.]+@example\.hu")


@dataclass(frozen=True, slots=True)
class Out:
    """An address that came out of the house, and the approach for which it did."""

    address: str
    approach: Approach


@dataclass(frozen=True, slots=True)
class House:
    """The house as it is used: by a person signed in, by another system, by a receiver."""

    person: Client
    key: Mapping[str, str]
    receiver: Receiver
    heard: list[bytes]


def sale(address: str, now: datetime) -> Approach:
    """What a number on a page or in a list is for."""
    return Approach(Channel.MAIL if "@" in address else Channel.PHONE, Purpose.SALE, now)


def _page(path: str, house: House, now: datetime, found: re.Pattern[str]) -> list[Out]:
    response = house.person.get(path)
    assert response.status_code in {200, 302}, (path, response.status_code)
    body = response.getvalue() if hasattr(response, "getvalue") else response.content
    text = unescape(body.decode().replace("\r\n ", ""))
    return [Out(one, sale(one, now)) for one in found.findall(text)]


def people_page(house: House, now: datetime, at: int) -> list[Out]:
    return _page("/people", house, now, PRESSED)


def person_page(house: House, now: datetime, at: int) -> list[Out]:
    return _page(f"/people/{at}", house, now, PRESSED) if at else []


def card(house: House, now: datetime, at: int) -> list[Out]:
    return _page(f"/people/{at}.vcf", house, now, WRITTEN) if at else []


def inquiry_page(house: House, now: datetime, at: int) -> list[Out]:
    last = Inquiry.objects.order_by("-pk").values_list("ref", flat=True)[:5]
    refs = list(last)
    return _page(f"/inquiries/{refs[at % len(refs)]}", house, now, PRESSED) if refs else []


def inquiries_file(house: House, now: datetime, at: int) -> list[Out]:
    response = house.person.get("/inquiries.csv")
    lines = response.getvalue().decode().replace("'+", "+").splitlines()[1:]
    numbers = [line.split(",")[2].strip('"') for line in lines if line.startswith('"')]
    return [Out(one, sale(one, now)) for one in numbers if one]


def calls_page(house: House, now: datetime, at: int) -> list[Out]:
    text = house.person.get("/calls").content.decode()
    assert not PRESSED.search(text)
    return _calls(re.findall(r'action="/calls/([0-9a-f-]{36})/dial"', text), now)


def calls_file(house: House, now: datetime, at: int) -> list[Out]:
    text = house.person.get("/calls.csv").getvalue().decode()
    return _written_calls(text, now, r'^"([0-9a-f-]{36})"')


def calendar(house: House, now: datetime, at: int) -> list[Out]:
    if at % 2:
        text = house.person.get("/calls.ics").content.decode()
    else:
        text = Client().get("/api/v1/calls.ics", headers=house.key).content.decode()
    return _written_calls(text.replace("\r\n ", ""), now, r"UID:([0-9a-f-]{36})@")


def api(house: House, now: datetime, at: int) -> list[Out]:
    body = Client().get("/api/v1/calls", headers=house.key).json()
    assert not WRITTEN.search(json.dumps(body["held"]))
    out = _calls([one["id"] for one in body["calls"]], now)
    assert [one["number"] for one in body["calls"]] == [one.address for one in out]
    return out


def plan_all(house: House, now: datetime, at: int, everybody: Iterable[str] = ()) -> list[Out]:
    wanted = [Wanted(one, sale(one, now)) for one in everybody]
    return [Out(one.address, sale(one.address, now)) for one in plan(wanted, "A", now).planned]


def dial(house: House, now: datetime, at: int) -> list[Out]:
    """Press the button of a call that was planned at any time, as a page left open shows it."""
    states = (State.PLANNED, State.DIALLED, State.HELD)
    calls = list(Planned.objects.filter(state__in=states).order_by("-pk")[:6])
    if not calls:
        return []
    call = calls[at % len(calls)]
    approach = call.wanted(now).approach
    if at % 2:
        came = dial_it(call.ref, "Kata", now)
        numbers = [came.number] if isinstance(came, Dialled) else []
    else:
        numbers = PRESSED.findall(house.person.post(f"/calls/{call.ref}/dial").content.decode())
    return [Out(one, approach) for one in numbers]


def turn_dial(house: House, now: datetime, at: int) -> list[Out]:
    """Put somebody into the day's round, take them at once, and ask for their number."""
    contacts = list(Contact.objects.filter(merged_into=None).order_by("-pk")[:6])
    if not contacts:
        return []
    contact = contacts[at % len(contacts)]
    today, _ = Round.objects.get_or_create(day=our_day(now))
    told = {"kind": "call", "at": now, "ref": uuid4()}
    turn, _ = Turn.objects.get_or_create(round=today, contact=contact, defaults=told)
    take_turn("Kata", now, turn.ref)
    came = dial_turn(turn.ref, "Kata", now)
    return [Out(came.number, turn.wanted(now).approach)] if isinstance(came, InHand) else []


def round_calendar(house: House, now: datetime, at: int) -> list[Out]:
    """Whoever stands in a seller's calendar may be called at this moment; no number is in it."""
    token = make_feed(User.objects.get(name="Kata"), now)
    text = Client().get(f"/round/{token}.ics").content.decode().replace("\r\n ", "")
    assert not WRITTEN.search(text)
    refs = [UUID(ref) for ref in re.findall(r"UID:([0-9a-f-]{36})@", text)]
    wanted = [one.wanted(now) for one in turns().filter(ref__in=refs)]
    return [Out(one.address, one.approach) for one in wanted]


def partner(house: House, now: datetime, at: int) -> list[Out]:
    inquiries = list(Inquiry.objects.order_by("-pk")[:5])
    if not inquiries:
        return []
    one, somebody = inquiries[at % len(inquiries)], Partner.objects.all()[at % 2]
    # They said yes when they rang; they may have said no to us since.
    came = hand_over(one, somebody, agreed_at=one.at, by="Kata", now=now)
    asked = Approach(Channel.PARTNER, Purpose.ASKED, now, asked_at=one.at)
    return [Out(came.address, asked)] if isinstance(came, Referral) else []


def webhook(house: House, now: datetime, at: int) -> list[Out]:
    calls = Planned.objects.filter(state=State.PLANNED).order_by("-pk")[:2]
    wanted = [one.wanted(now) for one in calls]
    house.heard.clear()
    with transaction.atomic():
        for one in ask(Exit.WEBHOOK, wanted).cleared:
            assert deliver(one, house.receiver, now).arrived
    told = [json.loads(body)["data"] for body in house.heard]
    out = _calls([one["id"] for one in told], now)
    assert {one["number"] for one in told} == {one.address for one in out}
    return out


def in_writing(house: House, now: datetime, at: int, everybody: Iterable[str] = ()) -> list[Out]:
    """A mail or a short message to everybody, as far as the gate lets its carrier have one."""
    out = []
    for way, channel in ((Exit.MAIL, Channel.MAIL), (Exit.SMS, Channel.SMS)):
        purpose = Purpose.MARKETING if at % 2 else Purpose.BETTER_OFFER
        approach = Approach(channel, purpose, now)
        fit = [one for one in everybody if ("@" in one) == (channel is Channel.MAIL)]
        cleared = ask(way, [Wanted(one, approach) for one in fit]).cleared
        out += [Out(one.address, approach) for one in cleared]
    return out


def _calls(refs: Iterable[str], now: datetime) -> list[Out]:
    rows = Planned.objects.in_bulk([UUID(ref) for ref in refs], field_name="ref")
    return [Out(rows[UUID(ref)].address, rows[UUID(ref)].wanted(now).approach) for ref in refs]


def _written_calls(text: str, now: datetime, refs: str) -> list[Out]:
    """What a file of calls holds: no number in it but those of the calls it names."""
    out = _calls(re.findall(refs, text, re.MULTILINE), now)
    assert set(WRITTEN.findall(text)) == {one.address for one in out}
    return out


WAYS: Final[Mapping[str, Callable[..., list[Out]]]] = {
    Exit.PEOPLE_PAGE: people_page,
    Exit.PERSON_PAGE: person_page,
    Exit.CONTACT_CARD: card,
    Exit.INQUIRY_PAGE: inquiry_page,
    Exit.INQUIRIES_FILE: inquiries_file,
    Exit.CALLS_PAGE: calls_page,
    Exit.CALLS_FILE: calls_file,
    Exit.CALENDAR: calendar,
    Exit.API: api,
    Exit.PLAN: plan_all,
    Exit.DIAL: dial,
    Exit.TURN_DIAL: turn_dial,
    Exit.ROUND_CALENDAR: round_calendar,
    Exit.PARTNER: partner,
    Exit.WEBHOOK: webhook,
    "mail and sms": in_writing,
}


class _Ear(BaseHTTPRequestHandler):
    heard: list[bytes] = []

    def do_POST(self) -> None:
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def receiver() -> tuple[HTTPServer, Receiver, list[bytes]]:
    """A real receiver of webhooks on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    return server, Receiver(url, "whsec_" + "QUJD" * 10, (ip_network("127.0.0.1"),)), _Ear.heard
