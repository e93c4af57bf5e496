"""P6, races: whoever says no before their call is dialled is not dialled."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock, Thread

import pytest
from django.db import OperationalError, connection

from demur.actions.decline import decline
from demur.actions.dial import Dialled, dial
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records.calls import Planned
from demur.records.gate import Wanted
from demur.records.offers import Link
from demur.records.people import Contact, Number
from tests.shop import NOW, open_shop

CLIENTS, DECLINES, DIALLERS = 2_000, 200, 4
NEVER = No(They.NEVER, By.TAP)

pytestmark = pytest.mark.django_db(transaction=True)


def clients() -> list[Contact]:
    """Firms that buy from us, so that no rule but peace holds a call back."""
    made = Contact.objects.bulk_create(
        Contact(
            name=f"Client {n}", organisation="Kft.", region="HU-BU", client="key", created_at=NOW
        )
        for n in range(CLIENTS)
    )
    Number.objects.bulk_create(
        Number(contact=one, key=f"+36305{n:06}", raw=str(n)) for n, one in enumerate(made)
    )
    return made


def pressed_until_answered(deed: Callable[[], object]) -> object:
    """SQLite lets one write at a time, in no order; who waits too long is told 503, and tries anew.

    What was answered so has changed nothing.
    """
    while True:
        try:
            return deed()
        except OperationalError:
            connection.close()


class Clock:
    """Which of two deeds was over before the other began."""

    def __init__(self) -> None:
        self._lock, self._ticks = Lock(), 0

    def tick(self) -> int:
        """A number that only grows."""
        with self._lock:
            self._ticks += 1
            return self._ticks


def test_nobody_who_said_no_before_the_dial_is_dialled() -> None:
    open_shop()
    known = clients()
    chosen = random.Random(6).sample(known, DECLINES)
    links = {one.pk: make_link(one, lang=Lang.HU, by="A", now=NOW).link for one in chosen}
    clock, said_no, dialled = Clock(), {}, {}

    def say_no(contact: int, link: Link) -> None:
        pressed_until_answered(lambda: decline(link, NEVER, NOW))
        said_no[contact] = clock.tick()
        connection.close()

    def ring(calls: list[Planned]) -> None:
        for call in calls:
            begun = clock.tick()
            came = pressed_until_answered(partial(dial, call.ref, "Kata", NOW))
            if isinstance(came, Dialled):
                dialled[call.contact_id] = begun
        connection.close()

    with ThreadPoolExecutor(4) as declining:
        tasks = [declining.submit(say_no, pk, link) for pk, link in links.items()]
        wanted = [
            Wanted(f"+36305{n:06}", Approach(Channel.PHONE, Purpose.SALE, NOW), one.pk)
            for n, one in enumerate(known)
        ]
        planned = list(plan(wanted, "Anna", NOW).planned)
        shares = [planned[start::DIALLERS] for start in range(DIALLERS)]
        diallers = [Thread(target=ring, args=(share,)) for share in shares]
        for one in diallers:
            one.start()
        for task in tasks:
            task.result()
        for one in diallers:
            one.join()
    late = {pk for pk, begun in dialled.items() if pk in said_no and said_no[pk] < begun}
    assert not late
    assert len(said_no) == DECLINES
    assert CLIENTS - DECLINES <= len(dialled) < CLIENTS
