"""Eight processes that refuse callers at once for twenty seconds: writes a second, errors, losses.

`python -m bench.writers [--seconds N]` measures on SQLite and on PostgreSQL in one run.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from uuid import uuid4

from bench._engines import on_each_engine, table

PROCESSES = 8
SECONDS = 20


def child(seconds: int) -> dict[str, object]:
    """Prepare a shop, let the writers loose on it, and count what is on record."""
    from demur.cli.ready import ready

    ready()
    from django.core.management import call_command
    from django.db import connections

    from tests.shop import open_shop

    call_command("migrate", verbosity=0)
    open_shop()
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    ready_together = context.Barrier(PROCESSES)
    with context.Pool(PROCESSES, _warm, (ready_together,)) as pool:
        told = pool.map(write, [seconds] * PROCESSES, chunksize=1)
    from demur.records.inquiries import Refusal

    written = sum(count for count, _, _ in told)
    slowest = sorted(wait for _, waits, _ in told for wait in waits)
    return {
        "writers": PROCESSES,
        "seconds": seconds,
        "refusals": written,
        "a_second": written / seconds,
        "p50_ms": slowest[len(slowest) // 2],
        "p95_ms": slowest[len(slowest) * 95 // 100],
        "errors": sum(errors for _, _, errors in told),
        "lost": written - Refusal.objects.count(),
    }


def _warm(ready_together: Barrier) -> None:
    """Load what a server loads at its start, and wait for the others."""
    from demur.cli.ready import ready

    ready()
    from demur.records.held import warm_up
    from tests.shop import NOW

    warm_up(NOW)
    ready_together.wait()


def write(seconds: int) -> tuple[int, list[float], int]:
    """Refuse callers until the time is up: how many, how long each took in ms, how many failed."""
    from django.db import DatabaseError

    from demur.actions.finish import finish
    from demur.domain.answers import Choice
    from demur.domain.refusal import Lang
    from demur.records.gather import Asked
    from tests.shop import NOW

    choice = Choice(taken="yes", call_back_at=NOW + timedelta(days=1))
    waits, errors = [], 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began, ref = time.perf_counter(), uuid4()
        asked = Asked("four monitors", Lang.EN, "+36 30 555 0142", source="friend", ref=ref)
        try:
            finish(asked, choice, ref, by="Kata", now=NOW, seconds=9)
        except DatabaseError:
            errors += 1
            continue
        waits.append((time.perf_counter() - began) * 1000)
    return len(waits), waits, errors


def main() -> None:
    """Print a line an engine."""
    seconds = int(sys.argv[sys.argv.index("--seconds") + 1]) if "--seconds" in sys.argv else SECONDS
    if "--child" in sys.argv:
        print(json.dumps(child(seconds)))
        return
    print(table(list(on_each_engine("bench.writers", "--seconds", str(seconds)))))


if __name__ == "__main__":
    main()
