"""How long a morning waits for what it believes of everybody: `python -m bench.state`.

`[--clients 100000] [--calls 300000] [--json]`. On each database a firm with so many clients and
calls is put on record; then the calls are read from the log a line at a time, laid down as columns
(`demur.actions.keep_calls`), and read from these.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np

from bench._engines import on_each_engine, table

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
ENDINGS = ("missed", "later", "no", "sale", "voicemail", "secretary")
CHANCES = (0.7, 0.1, 0.05, 0.03, 0.07, 0.05)
BATCH = 10_000


def put_on_record(clients: int, calls: int) -> None:
    """A firm, clients with a number each, and calls to them over half a year."""
    from demur.records.company import Company
    from demur.records.people import Contact, Number

    Company.objects.create(pk=1, name="Inkwell")
    people = (Contact(pk=n + 1, name=f"P{n}", created_at=NOW) for n in range(clients))
    for some in batches(people):
        Contact.objects.bulk_create(some)
        lines = [(one.pk, f"+3630{one.pk:07}") for one in some]
        Number.objects.bulk_create(Number(contact_id=pk, key=key, raw=key) for pk, key in lines)
    put_calls_on_record(clients, calls)


def put_calls_on_record(clients: int, calls: int) -> None:
    """Calls over half a year to the first so many clients on record."""
    from demur.domain.attempts import Source
    from demur.records.attempts import Attempt

    draw = np.random.default_rng(1)
    whom = (draw.integers(clients, size=calls) + 1).tolist()
    ago = draw.uniform(2.0, 180.0, calls).tolist()
    ended = draw.choice(ENDINGS, calls, p=CHANCES).tolist()
    rows = (
        Attempt(
            ref=UUID(int=n + 1),
            contact_id=whom[n],
            at=NOW - timedelta(days=ago[n]),
            disposition=ended[n],
            by="Kata",
            source=Source.IMPORT,
            noted_at=NOW - timedelta(days=1),
        )
        for n in range(calls)
    )
    for batch in batches(rows):
        Attempt.objects.bulk_create(batch)


def batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """As many at once as are put on record together."""
    while some := list(islice(rows, BATCH)):
        yield some


def took(what: Callable[[], object]) -> float:
    """Seconds, the better of two."""
    found = []
    for _ in range(2):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


def child(clients: int, calls: int) -> dict[str, object]:
    """Both ways on the database at hand."""
    from demur.cli.ready import ready

    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    put_on_record(clients, calls)
    from demur.actions.keep_calls import keep_calls
    from demur.domain.silence import model
    from demur.records.attempts_at_once import calls_made
    from demur.records.silence import beliefs_now

    found, beliefs = beliefs_now(NOW)  # what is compiled at its first call is compiled
    judge = (beliefs.params, found.clients, found.attempts, beliefs.day)
    from_log = {"log_s": took(calls_made), "beliefs_s": took(lambda: beliefs_now(NOW))}
    began = time.perf_counter()
    keep_calls(NOW)
    laying = time.perf_counter() - began
    kept = {"kept_s": took(calls_made), "beliefs_kept_s": took(lambda: beliefs_now(NOW))}
    same = beliefs_now(NOW)[1].p_refused.tolist() == beliefs.p_refused.tolist()
    filtered = took(lambda: model.believe(*judge))
    return from_log | {"laying_s": laying} | kept | {"filter_s": filtered, "same": same}


def main() -> None:
    """Print a line an engine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=100_000)
    options.add_argument("--calls", type=int, default=300_000)
    options.add_argument("--json", action="store_true", dest="as_json")
    options.add_argument("--child", action="store_true")
    asked = options.parse_args()
    if asked.child:
        print(json.dumps(child(asked.clients, asked.calls)))
        return
    size = ("--clients", str(asked.clients), "--calls", str(asked.calls))
    rows = list(on_each_engine("bench.state", *size))
    print(json.dumps(rows) if asked.as_json else table(rows))


if __name__ == "__main__":
    main()
