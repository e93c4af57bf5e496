"""Asked of everybody at once the gate says of each what it says of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demur.domain.consents import How
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Scope, Why
from demur.domain.refusal import Channel
from demur.domain.regret import By
from demur.records import (
    attempts,
    consents,
    contact_rules,
    peace,
    peace_journal,
    round_day,
    round_ground,
)
from demur.records.attempts import Attempt
from demur.records.calls import Planned
from demur.records.consents import Consent
from demur.records.gate import Wanted, foresee
from demur.records.keyed import need_mark
from demur.records.peace import Peace, keys_of
from demur.records.people import Contact, Mail, Number
from tests.shop import open_shop

#: A working morning in Budapest, a Sunday there, and a night in Moscow.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INSTANTS = (MORNING, MORNING - timedelta(days=1), MORNING + timedelta(hours=11))
PEOPLE = 10
NUMBERS = ("+3630", "+7916", "+7913", "+4915")
REGIONS = ("", "HU-GS", "RU-MOW", "DE-BY")
ZONES = ("", "", "Europe/Budapest", "Asia/Novosibirsk", "No/Where")
NEED = "words printers"
WAYS = ((Exit.ROUND, Channel.PHONE), (Exit.TURN_DIAL, Channel.PHONE), (Exit.MAIL, Channel.MAIL))
ASKING_BY_PORTIONS = (peace, consents, contact_rules, attempts, round_ground, round_day)

pytestmark = pytest.mark.django_db


@contextmanager
def opened(seed: int) -> Iterator[list[Contact]]:
    """A firm that is drawn, with a journal of peace of its own, and is gone afterwards."""
    with TemporaryDirectory() as folder, override_settings(PEACE=folder), transaction.atomic():
        open_shop()
        yield firm(np.random.default_rng(seed))
        transaction.set_rollback(True)


def firm(draw: np.random.Generator) -> list[Contact]:
    """Clients in three countries, some at peace or merged, with consents and calls of all kinds."""
    for n in range(PEOPLE):
        _person(n, draw)
    clients = list(Contact.objects.order_by("pk"))
    for one in clients[1:]:
        if draw.random() < 0.15:
            Contact.objects.filter(pk=one.pk).update(merged_into=clients[0])
    for one in clients:
        if draw.random() < 0.4:
            _peace(one, draw)
        if draw.random() < 0.4:
            _word(one, draw)
        for _ in range(draw.integers(0, 6)):
            _call(one, draw)
    return list(Contact.objects.filter(merged_into=None).order_by("pk"))


def _person(n: int, draw: np.random.Generator) -> None:
    one = Contact.objects.create(
        name=f"P{n}",
        organisation="Kft." if draw.random() < 0.3 else "",
        client=draw.choice(["key", "regular", "new"]),
        region=draw.choice(REGIONS),
        zone=draw.choice(ZONES),
        created_at=MORNING - timedelta(days=300 + n),
    )
    for line in range(draw.integers(0, 3)):
        key = f"{draw.choice(NUMBERS)}{n:03}{line:04}"
        Number.objects.create(contact=one, key=key, raw=key)
    if draw.random() < 0.7:
        Mail.objects.create(contact=one, key=f"p{n}@example.com", raw="")


def _peace(one: Contact, draw: np.random.Generator) -> None:
    scope = list(Scope)[int(draw.integers(0, 3))]
    # Of peaces that end at one instant, which is told does not matter; these end one by one.
    ends = MORNING + timedelta(days=30) * float(draw.uniform(-1.0, 3.0))
    given = Peace(
        ref=uuid4(),
        scope=scope,
        channels=[[], ["phone"], ["mail"]][int(draw.integers(0, 3))],
        need=need_mark(NEED) if scope == Scope.NEED else "",
        since=MORNING - timedelta(days=60),
        until=ends if draw.random() < 0.8 else None,
        but_one_offer=bool(draw.random() < 0.2),
        source=By.TAP,
        granted_by="client",
    )
    with transaction.atomic():
        peace_journal.grant([given], keys_of([one.pk])[one.pk])
        if draw.random() < 0.2:
            peace_journal.end([given], "Anna", "She asked for a call.", MORNING)


def _word(one: Contact, draw: np.random.Generator) -> None:
    said = Consent(
        contact=one,
        channel=draw.choice([Channel.PHONE, Channel.MAIL]),
        purpose=draw.choice([Purpose.SALE, Purpose.MARKETING]),
        given=bool(draw.random() < 0.7),
        at=MORNING - timedelta(days=int(draw.integers(1, 90))),
        how=How.CALL,
        by="Kata",
    )
    with transaction.atomic():
        consents.record([said], keys_of([one.pk])[one.pk])


def _call(one: Contact, draw: np.random.Generator) -> None:
    at = MORNING - timedelta(hours=int(draw.integers(-30, 24 * 12)))
    ref = uuid4()
    line = Number.objects.filter(contact=one).first()
    if line and draw.random() < 0.3:
        told: dict[str, Any] = {"purpose": Purpose.SALE, "planned_at": at, "by": "Kata"}
        Planned.objects.create(ref=ref, contact=one, address=line.key, at=at, **told)
        return
    how = {"contact": one} if draw.random() < 0.7 or not line else {"address": line.key}
    told = {"disposition": "missed", "by": "Kata", "source": "import", "noted_at": MORNING}
    Attempt.objects.create(ref=ref, at=at, **how, **told)


def asked(clients: list[Contact], channel: Channel, at: datetime, need: str) -> list[Wanted]:
    """What the round asks of each: at the first number or the first mail that they gave."""
    table: Any = Number if channel is Channel.PHONE else Mail
    first = dict(table.objects.order_by("-pk").values_list("contact", "key"))
    approach = Approach(channel, Purpose.SALE, at, need)
    return [Wanted(first.get(one.pk, ""), approach, one.pk) for one in clients]


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=6)
@given(seed=st.integers(0, 2**32), portion=st.sampled_from([1, 3, 10_000]))
def test_of_everybody_at_once_it_says_what_it_says_of_each(seed: int, portion: int) -> None:
    with pytest.MonkeyPatch.context() as patch, opened(seed) as clients:
        for module in ASKING_BY_PORTIONS:
            _ask_by(portion, module, patch)
        for exit_, channel in WAYS:
            for at in INSTANTS:
                wanted = asked(clients, channel, at, NEED if seed % 2 else "")
                alone = [foresee(exit_, [one])[0] for one in wanted]
                assert list(foresee(exit_, wanted)) == alone


def _ask_by(portion: int, module: ModuleType, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(module, "MANY", portion)


def test_the_firms_that_are_drawn_meet_every_verdict() -> None:
    met: set[Why | None] = set()
    for seed in range(6):
        with opened(seed) as clients:
            for exit_, channel in WAYS:
                wanted = [one for at in INSTANTS for one in asked(clients, channel, at, NEED)]
                met |= {no and no.why for one in wanted for no in foresee(exit_, [one])}
    assert met == {None, *Why} - {Why.BLIND}
