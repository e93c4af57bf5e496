"""P15: a client of the round is in one seller's hands at a time, whoever is killed meanwhile."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.world import World, world

SELLERS = 8
ROOT = str(Path(__file__).parents[2])

PREPARE = """
from datetime import timedelta
from uuid import uuid4
from django.core.management import call_command
call_command("migrate", verbosity=0)
from demur.records.people import Contact, Number
from demur.records.rounds import Round, Turn
from tests.shop import NOW, TODAY, open_shop
open_shop()
day = Round.objects.create(day=TODAY, made_at=NOW)
told = {"organisation": "Kft.", "client": "key", "region": "HU-GS", "created_at": NOW}
people = Contact.objects.bulk_create(Contact(name=f"C {n}", **told) for n in range(%(many)d))
keys = [f"+3630{5000000 + n}" for n in range(%(many)d)]
Number.objects.bulk_create(
    Number(contact=one, key=key, raw=key) for one, key in zip(people, keys, strict=True)
)
Turn.objects.bulk_create(
    Turn(ref=uuid4(), round=day, contact=one, at=NOW, kind="call", worth_minor=n)
    for n, one in enumerate(people)
)
"""
#: What is on record, and when each turn was taken by whom.
COUNT = """
import json
from collections import Counter
from demur.records.attempts import Attempt
from demur.records.journal import Entry
from demur.records.rounds import Turn
calls = Counter(Attempt.objects.values_list("contact", flat=True))
taken = Entry.objects.filter(deed="took a turn").order_by("pk").values_list("subject", "who", "at")
given = Counter(Entry.objects.filter(deed="dialled").values_list("subject", flat=True))
states = Counter(Turn.objects.values_list("state", flat=True))
lain = Turn.objects.filter(state="dropped", why="unsaid", attempt=None)
print(json.dumps({
    "called": len(calls),
    "doubled": sum(many > 1 for many in calls.values()),
    "given": len(given),
    "given_twice": sum(many > 1 for many in given.values()),
    "states": states,
    "unsaid": lain.exclude(dialled_at=None).count(),
    "taken": [(subject, who, at.timestamp()) for subject, who, at in taken],
}))
"""
#: Somebody comes when all leases are over, and takes what was left in nobody's hands.
AFTERWARDS = """
import time
from tests.reliability.takers import sell
sell("the last one", time.time() - 3600)
"""
LEASE_SECONDS = 15 * 60
#: Five minutes on two idle cores; on busy ones, much longer.
HOURS = 4


@dataclass(frozen=True)
class Outcome:
    """What is on record when everybody is done.

    `given` are those whose number was given, `given_twice` those of them to whom it was more than
    once; `unsaid` those whose seller was killed before they could say how the call ended.
    """

    called: int
    doubled: int
    given: int
    given_twice: int
    unsaid: int
    states: dict[str, int]
    in_two_hands: list[str]


def put_to_it(here: World, many: int, kills: int, every: float) -> Outcome:
    """Sellers who take everybody, and of whom one after another is killed; then count.

    `every` so many seconds, at most, one is killed."""
    here.demur("doctor")
    here.python(PREPARE % {"many": many})
    words = [sys.executable, "-m", "tests.reliability.takers", str(SELLERS)]
    selling = subprocess.Popen(words, env={**here.env, "PYTHONPATH": ROOT})
    done = _killed(selling, kills, every)
    assert selling.wait(HOURS * 3600) == 0
    assert done == kills, "the sellers were done before they were killed"
    here.python(AFTERWARDS)
    told = json.loads(here.python(COUNT).stdout)
    return Outcome(in_two_hands=_in_two_hands(told.pop("taken")), **told)


def _killed(selling: subprocess.Popen[bytes], kills: int, every: float) -> int:
    """Kill -9 a seller at random moments; how many there were to kill."""
    chance, done = random.Random(7), 0
    children = Path(f"/proc/{selling.pid}/task/{selling.pid}/children")
    while done < kills and selling.poll() is None:
        time.sleep(chance.uniform(0.02, every))
        if alive := [int(one) for one in children.read_text().split()]:
            os.kill(chance.choice(alive), signal.SIGKILL)
            done += 1
    return done


def _in_two_hands(taken: list[tuple[str, str, float]]) -> list[str]:
    """The turns that another took before the lease of the one before was over."""
    last: dict[str, float] = {}
    found = []
    for turn, _, at in taken:
        if turn in last and at < last[turn] + LEASE_SECONDS:
            found.append(turn)
        last[turn] = at
    return found


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as one:
        yield one


def held(outcome: Outcome, many: int, kills: int) -> None:
    """Nobody was in two hands, given to two, or left in the hands of somebody who is gone."""
    assert outcome.in_two_hands == []
    assert (outcome.doubled, outcome.given_twice) == (0, 0)
    assert outcome.given == many
    assert outcome.unsaid <= kills
    assert outcome.called == many - outcome.unsaid
    assert Counter(outcome.states) == Counter(done=outcome.called, dropped=outcome.unsaid)


def test_eight_sellers_take_everybody_once_though_ten_are_killed(here: World) -> None:
    held(put_to_it(here, many=120, kills=10, every=0.3), 120, 10)


@pytest.mark.deep
def test_eight_sellers_take_ten_thousand_once_though_a_hundred_are_killed(here: World) -> None:
    outcome = put_to_it(here, many=10_000, kills=100, every=2.0)
    print(outcome)  # noqa: T201
    held(outcome, 10_000, 100)
