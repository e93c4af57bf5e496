"""Replay of the past on a draft: a hundred thousand recorded inquiries, and a million.

`python -m bench.replay [--rows N …]` fills the records of SQLite and of PostgreSQL, and measures
in seconds: the domain alone, and how many times longer a loop over `decide` takes; reading the
records, having the database bring like ones together, the action behind the page, and the whole of
`demur policy replay`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from bench._engines import on_each_engine, table
from demur.domain.policy import document, facts
from demur.domain.policy.many import Fact
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Situation
from demur.domain.replay import replay
from demur.domain.replayed import Cases

if TYPE_CHECKING:
    from demur.records.inquiries import Inquiry

ROWS = (100_000, 1_000_000)
BATCH = 5_000
#: So many are decided one by one; the loop's seconds are theirs, times what is left out.
LOOPED = 10_000
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLIENTS = 20_000
SITUATIONS = (
    *("served", "other business", "other speciality"),
    *("out of stock", "no one free", "wrong number"),
)
PARTNERS = ("", "", "2/8", "0/", "1/6 6/20", "2/9 4/2", "0/4 0/ 7/30")
FIELDS = ("", "print house", "school or office", "household")


def draft() -> bytes:
    """The example's next version: callers are asked to wait a day more, partners held to more."""
    source = example()
    for old, new in (
        (b"| 4 | 2026-12-01 | 3 |", b"| 5 | 2027-01-01 | 4 |"),
        (b"| T3 | out of stock | up to 3 days |", b"| T3 | out of stock | up to 4 days |"),
        (b"| P1 | up to 2 | up to 8 hours |", b"| P1 | up to 2 | up to 6 hours |"),
        (b"| P2 | up to 2 | over 8 hours or unknown |", b"| P2 | up to 2 | over 6 or unknown |"),
        (b"| I2 | any | 20000", b"| I2 | any | 15000"),
    ):
        assert old in source
        source = source.replace(old, new)
    return source


def example() -> bytes:
    """The policy that decided."""
    return (files("demur") / "policies" / "example.en.md").read_bytes()


def policy_of(source: bytes) -> Policy:
    """The policy of a document."""
    policy = document.read(source).policy
    assert policy is not None
    return policy


def cases(rows: int) -> Cases:
    """Invented inquiries, each a case of its own."""
    draw = np.random.default_rng(rows)
    value = np.round(draw.lognormal(7, 2, rows), 2)
    return Cases(
        id=np.arange(rows),
        count=np.ones(rows, np.int64),
        worth=draw.integers(0, 10**6, rows),
        currency=Fact(("HUF", "EUR"), draw.integers(0, 2, rows)),
        unpriced=np.zeros(rows, np.int64),
        situation=Fact(SITUATIONS, draw.integers(0, len(SITUATIONS), rows)),
        back_in=np.where(draw.random(rows) < 0.5, np.nan, draw.integers(0, 250, rows)),
        alternative=draw.random(rows) < 0.3,
        partners=Fact(PARTNERS, draw.integers(0, len(PARTNERS), rows)),
        client=Fact(("key", "regular", "new"), draw.integers(0, 3, rows)),
        yearly_value=np.where(draw.random(rows) < 0.5, np.nan, value),
        field=Fact(FIELDS, draw.integers(0, len(FIELDS), rows)),
        importance=Fact(("", "key", "chance"), np.zeros(rows, np.int64)),
        overruled=np.zeros(rows, bool),
        row=Fact(("",), np.zeros(rows, np.int64)),
        by_old=np.zeros(rows, bool),
    )


def child(rows: int) -> dict[str, Any]:
    """Measure one engine."""
    from demur.cli.ready import ready

    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.shop import open_shop

    open_shop(policy=example())
    fill(rows)
    from demur.actions.replay import replay_past
    from demur.records.replays import past

    old, new = policy_of(example()), policy_of(draft())
    separate, few = cases(rows), cases(LOOPED)
    domain = seconds(lambda: replay(separate, old, new))
    looped = seconds(lambda: loop(few, old, new)) * rows / LOOPED
    return {
        "rows": rows,
        "domain_s": domain,
        "loop_s": looped,
        "loop/domain": looped / domain,
        "read_s": seconds(lambda: deque(past(None), maxlen=0)),
        "grouped_s": seconds(grouped),
        "action_s": seconds(lambda: replay_past(new, NOW.date())),
        "command_s": seconds(command),
    }


def loop(past: Cases, old: Policy, new: Policy) -> int:
    """What the replay is measured against: each inquiry decided by itself, as the desk decides."""
    return sum(by_itself(past, at, old) != by_itself(past, at, new) for at in range(len(past.id)))


def by_itself(past: Cases, at: int, policy: Policy) -> object:
    """The row that decides one inquiry; partners are taken to be recommended."""
    client, field = (str(fact.values[fact.codes[at]]) for fact in (past.client, past.field))
    value = None if np.isnan(past.yearly_value[at]) else float(past.yearly_value[at])
    back_in = None if np.isnan(past.back_in[at]) else int(past.back_in[at])
    weighed = facts.importance(policy, client=client, yearly_value=value, field=field or None)
    ruling = facts.step(
        policy,
        reason=Situation(str(past.situation.values[past.situation.codes[at]])),
        back_in=back_in,
        alternative=bool(past.alternative[at]),
        partner=bool(past.partners.values[past.partners.codes[at]]),
        importance=(weighed and weighed.importance) or Importance.CHANCE,
        client=client,
        yearly_value=value,
        field=field or None,
    )
    return ruling and ruling.row


def seconds(deed: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def grouped() -> None:
    """The other way to read the past: like inquiries brought together by the database."""
    from django.db.models import Count, Max, Sum

    from demur.records.inquiries import Inquiry
    from demur.records.replays import TEXTS

    like = [*TEXTS, "back_in", "yearly_value"]
    kinds = Inquiry.objects.order_by().values(*like)
    list(kinds.annotate(Count("pk"), Sum("worth_minor"), Max("pk")).values_list())


def command() -> None:
    """`demur policy replay`, from the first import to the last line."""
    with tempfile.NamedTemporaryFile(suffix=".md") as file:
        Path(file.name).write_bytes(draft())
        words = [sys.executable, "-m", "demur", "policy", "replay", file.name, "--json"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    # Invented inquiries are recorded with any row: that is a finding.
    assert done.returncode == 1, done.stderr


def fill(rows: int) -> None:
    """Put inquiries on record, over the last two years."""
    from django.db import connection

    from demur.records.inquiries import Inquiry
    from demur.records.policies import PolicyVersion

    draw, policy = random.Random(rows), PolicyVersion.objects.get().pk
    values = [round(draw.lognormvariate(7, 2), 2) for _ in range(CLIENTS)]
    for start in range(0, rows, BATCH):
        size = min(BATCH, rows - start)
        Inquiry.objects.bulk_create([inquiry(draw, policy, values) for _ in range(size)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE records_inquiry")


def inquiry(draw: random.Random, policy: int, values: list[float]) -> Inquiry:
    """One invented inquiry; every client has their own yearly value."""
    from demur.records.inquiries import Inquiry

    known, worth = draw.random() < 0.5, draw.choice((None, 4_990, 12_500, 62_900, 249_000))
    return Inquiry(
        ref=UUID(int=draw.getrandbits(128)),
        at=NOW - timedelta(minutes=draw.randrange(2 * 365 * 24 * 60)),
        need="four monitors by tomorrow",
        lang="en",
        number_key=f"+3630{draw.randrange(10**7):07}",
        by="Kata",
        situation=draw.choice(SITUATIONS),
        nearness="adjacent",
        confidence=0.9,
        step="partner",
        policy_id=policy,
        answer={"words": "This is not our trade, but Képpont Kft. will gladly help you."},
        row=f"T{draw.randrange(1, 12)}",
        importance="chance",
        client=draw.choice(("key", "regular")) if known else "new",
        yearly_value=draw.choice(values) if known else None,
        field=draw.choice(FIELDS),
        back_in=draw.choice((None, *range(1, 40))),
        alternative=draw.random() < 0.3,
        partners=draw.choice(PARTNERS),
        worth_minor=worth,
        currency="HUF" if worth else "",
    )


def main() -> None:
    """Print a line an engine and size."""
    if "--child" in sys.argv:
        print(json.dumps(child(int(sys.argv[-1]))))
        return
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or ROWS
    print(table([line for n in sizes for line in on_each_engine("bench.replay", str(n))]))
    print("Goals: 3 s for the action of 100,000 inquiries, and 10 s for the command of a million.")


if __name__ == "__main__":
    main()
