"""What is laid down of the log of calls says no more and no less than the log itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import transaction
from django.db.models import QuerySet

from demur.actions.erase import erase
from demur.actions.keep_calls import keep_calls
from demur.actions.merge_people import merge_people
from demur.actions.split_person import split_person
from demur.channels.attempts_in import correct
from demur.domain.attempts import Call, Source
from demur.domain.retention import Kind
from demur.records import kept_calls
from demur.records.attempts import Attempt, row_of
from demur.records.attempts_at_once import calls_made
from demur.records.company import Company
from demur.records.held import forget
from demur.records.kept_calls import KeptCalls
from demur.records.packed import packed, unpacked
from demur.records.people import Contact, Number
from demur.records.retention import PARTS
from demur.records.silence import beliefs_now
from tests.shop import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
Rng = np.random.Generator


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three contacts are a part, so that a few are several."""
    forget()
    Company.objects.create(pk=1, name="Inkwell")
    monkeypatch.setattr(kept_calls, "CONTACTS", 3)


def somebody(draw: Rng) -> Contact:
    one = Contact.objects.create(name="Vera", code=uuid4().hex[:12], created_at=NOW)
    number(one, draw)
    return one


def number(whose: Contact, draw: Rng) -> None:
    key = f"+3630{draw.integers(1000):07}"
    if not Number.objects.filter(key=key).exists():
        Number.objects.create(contact=whose, key=key, raw=key)


def a_call(draw: Rng) -> None:
    """To a contact, to a number, or to whom somebody's file calls so; often near another call."""
    people = list(Contact.objects.filter(merged_into=None))
    one = people[draw.integers(len(people))] if people else somebody(draw)
    keys = {"contact": one.pk}
    if draw.random() < 0.4:
        keys = {"address": f"+3630{draw.integers(1000):07}"}
    elif draw.random() < 0.2:
        keys = {"client": str(one.code)}
    ago = timedelta(seconds=int(draw.integers(86_400)), microseconds=int(draw.integers(10**6)))
    told = Call(
        uuid4(),
        NOW - ago,
        str(draw.choice(["missed", "later", "voicemail", "sale", "answered"])),
        Source(draw.choice(list(Source))),
        seconds=int(draw.integers(90)) if draw.random() < 0.5 else None,
        **keys,  # type: ignore[arg-type]
    )
    row_of(told, "Kata", NOW).save(force_insert=True)


def a_word(draw: Rng) -> None:
    firsts = Attempt.objects.filter(about=None).order_by("pk")
    if firsts:
        one = firsts[int(draw.integers(len(firsts)))]
        correct(one.ref, str(draw.choice(["missed", "secretary"])), "Kata", NOW)


def a_late_line(draw: Rng) -> None:
    """One that was begun before others and is there only now: its key is less than theirs."""
    whom = somebody(draw).pk
    last = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    a_line(whom, last + 100_000)
    keep_calls(LATER)
    a_line(whom, last + 50_000)


def a_line(whom: int, key: int) -> None:
    told = Call(uuid4(), NOW - timedelta(seconds=key), "missed", Source.API, contact=whom)
    row_of(told, "Kata", NOW, pk=key).save(force_insert=True)


def some(draw: Rng, rows: QuerySet[Any], many: int) -> list[Any]:
    """So many of them, in any order."""
    found = list(rows.order_by("pk"))
    return [found[place] for place in draw.permutation(len(found))[:many]]


def a_merge(draw: Rng) -> None:
    two = some(draw, Contact.objects.filter(merged_into=None), 2)
    if len(two) == 2:
        seen = two[0].version, two[1].version
        assert merge_people(two[0].pk, two[1].pk, versions=seen, by="Anna", now=NOW)


def a_split(draw: Rng) -> None:
    for one in some(draw, Number.objects.filter(contact__merged_into=None), 1):
        version = one.contact.version
        split_person(one.contact_id, [one.key], "Oleg", version=version, by="Anna", now=NOW)


def an_erasure(draw: Rng) -> None:
    for one in some(draw, Contact.objects.filter(merged_into=None), 1):
        erase(one, "Anna", "asked", NOW)


def a_period_over(draw: Rng) -> None:
    calls = PARTS[Kind.ATTEMPTS][0]
    calls.go([one.pk for one in some(draw, Attempt.objects.all(), 3)], "Anna")


def laid_down(draw: Rng) -> None:
    keep_calls(LATER)


def laid_down_in_part(draw: Rng) -> None:
    """Killed in the middle."""

    class Killed(Exception):
        pass

    def hear(done: float, _: float) -> None:
        if done >= 1:
            raise Killed

    with suppress(Killed):
        keep_calls(LATER, hear)


DEEDS: list[tuple[Callable[[Rng], object], float]] = [
    (a_call, 0.5),
    (a_word, 0.1),
    (somebody, 0.1),
    (laid_down, 0.1),
    (laid_down_in_part, 0.05),
    (a_merge, 0.03),
    (a_split, 0.03),
    (an_erasure, 0.03),
    (a_period_over, 0.03),
    (a_late_line, 0.03),
]


def said() -> tuple[list[tuple[object, ...]], list[float]]:
    """What was called, and what is believed of each client."""
    made = calls_made()
    columns = made.contact.tolist(), made.at.tolist(), made.seconds.tolist()
    endings = [made.endings[one] for one in made.ending]
    beliefs = beliefs_now(LATER)[1]
    return sorted(zip(*columns, endings, strict=True)), beliefs.p_refused.tolist()


def by_the_log() -> tuple[list[tuple[object, ...]], list[float]]:
    """The same with nothing laid down."""
    with transaction.atomic():
        KeptCalls.objects.all().delete()
        found = said()
        transaction.set_rollback(True)
    return found


def walk(seed: int, steps: int) -> None:
    draw = np.random.default_rng(seed)
    deeds, chance = zip(*DEEDS, strict=True)
    for step in range(steps):
        deeds[draw.choice(len(deeds), p=chance)](draw)
        if step % 5 == 4:
            assert said() == by_the_log(), (seed, step)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_the_log_what_is_laid_down_says_the_same(seed: int) -> None:
    walk(seed, 60)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_long_life_of_the_log_too(seed: int) -> None:
    walk(seed, 200)


def some_calls(seed: int = 1, calls: int = 40) -> None:
    draw = np.random.default_rng(seed)
    for _ in range(8):
        somebody(draw)
    for _ in range(calls):
        a_call(draw)


def test_what_is_laid_down_is_what_is_read() -> None:
    """The control: columns that say something else are believed, as long as none is lacking."""
    some_calls()
    keep_calls(LATER)
    assert KeptCalls.objects.count() > 1
    for row in KeptCalls.objects.all():
        columns = unpacked(bytes(row.columns))
        columns["endings"] = ("sale",) * len(columns["endings"])
        row.columns = packed(columns)
        row.save()
    assert said() != by_the_log()


def test_nothing_is_laid_down_twice() -> None:
    some_calls()
    assert keep_calls(LATER) > 1
    assert keep_calls(LATER) == 0
    a_call(np.random.default_rng(9))
    before = dict(KeptCalls.objects.values_list("part", "columns"))
    keep_calls(LATER)
    after = dict(KeptCalls.objects.values_list("part", "columns"))
    assert sum(bytes(before[part]) != bytes(after[part]) for part in before) <= 1


def test_a_line_that_may_have_others_before_it_is_not_laid_down_yet() -> None:
    some_calls()
    assert keep_calls(NOW) == 0
    assert not KeptCalls.objects.exists()


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"PK\x03\x04" + bytes(40)])
def test_what_can_not_be_read_is_read_from_the_log(broken: bytes) -> None:
    some_calls()
    keep_calls(LATER)
    KeptCalls.objects.update(columns=broken)
    assert said() == by_the_log()


def test_nothing_of_whoever_was_erased_is_left() -> None:
    some_calls()
    keep_calls(LATER)
    (gone, *others) = Contact.objects.filter(attempt__isnull=False).distinct()
    erase(gone, "Anna", "asked", NOW)
    columns = [bytes(row.columns) for row in KeptCalls.objects.exclude(columns=b"")]
    kept = np.concatenate([unpacked(one)["whom"] for one in columns])
    assert gone.pk not in kept
    assert len(kept) > 0
    assert others
    assert kept_calls.is_due(NOW)
    keep_calls(LATER)
    assert said() == by_the_log()


def test_it_is_due_when_many_lines_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_calls, "WORTH_LAYING", 30)
    assert not kept_calls.is_due(LATER)
    some_calls()
    assert not kept_calls.is_due(NOW)
    assert kept_calls.is_due(LATER)
    keep_calls(LATER)
    assert not kept_calls.is_due(LATER)


def test_gaps_between_keys_are_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_calls, "WORTH_LAYING", 30)
    one = somebody(np.random.default_rng(0))
    for pk in (10**6, 2 * 10**6):
        told = Call(uuid4(), NOW, "missed", Source.IMPORT, contact=one.pk)
        row = row_of(told, "Kata", NOW)
        row.pk = pk
        row.save(force_insert=True)
    assert not kept_calls.is_due(LATER)
