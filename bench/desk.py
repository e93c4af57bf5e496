"""The desk on a long record: saving a refusal, listing and searching inquiries.

`python -m bench.desk [--rows N]` measures whole requests, from the parsed address to the last
byte of the page, on SQLite and on PostgreSQL in one run, and counts their statements with a
hundred inquiries on record and with N (100,000).
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench._engines import on_each_engine, table

if TYPE_CHECKING:
    from django.test import Client

ROWS = 100_000
FEW = 100
BATCH = 2_000
REQUESTS = 200
NEEDS = (
    "four monitors by tomorrow",
    "a toner for the M-400",
    "паспорт на принтер и четыре монитора",
    "fekete toner kellene holnapra",
    "egy narancssárga autó",
    "receipt printer, 80 mm",
)
SEARCHES = ("monitor", "ТОНЕР", "narancssarga", "+36305550", "nothing like it", "kovács")


def child(rows: int) -> dict[str, Any]:
    """Measure one engine."""
    from demur.cli.ready import ready

    ready()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    setup_test_environment()
    from tests.shop import open_shop, user

    open_shop()
    client = Client()
    client.force_login(user(), backend="django.contrib.auth.backends.ModelBackend")
    fill(FEW)
    few = statements(client)
    fill(rows - FEW)
    many = statements(client)
    return {
        "rows": rows,
        "save_p95_ms": p95(lambda: save(client)),
        "list_p95_ms": p95(lambda: client.get("/inquiries")),
        "search_p95_ms": p95(each(lambda word: client.get("/inquiries", {"q": word}), SEARCHES)),
        "save_sql": f"{few[0]}→{many[0]}",
        "list_sql": f"{few[1]}→{many[1]}",
        "search_sql": f"{few[2]}→{many[2]}",
    }


def statements(client: Client) -> tuple[int, int, int]:
    """How many statements a save, a list and a search take, BEGIN and COMMIT among them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for request in (
        lambda: save(client),
        lambda: client.get("/inquiries"),
        lambda: client.get("/inquiries", {"q": "monitor"}),
    ):
        request()
        with CaptureQueriesContext(connection) as queries:
            request()
        counts.append(len(queries))
    return counts[0], counts[1], counts[2]


def save(client: Client) -> None:
    """Kata's Done: a refusal with its reason, a source, offers, and a promise to call back."""
    from django.http import QueryDict
    from django.utils import timezone

    from demur.web.forms import read

    words = QueryDict(mutable=True)
    words.update(
        {
            "ref": str(uuid4()),
            "need": "four monitors by tomorrow",
            "lang": "en",
            "number": f"+36 30 555 {random.randrange(10_000):04}",
            "dialled": "+36 96 555 010",
            "source": "friend",
            "taken": "yes",
            "call_back": "tomorrow",
        }
    )
    words["answered"] = read(words, timezone.now()).mark
    response = client.post("/desk/answer", words.dict())
    assert response.status_code == 302, response.content[:2000]


def fill(rows: int) -> None:
    """Put refused inquiries on record, over the last two years."""
    from django.utils import timezone

    from demur.records.inquiries import Inquiry, Offered, Refusal
    from demur.records.policies import PolicyVersion

    policy, chance, now = PolicyVersion.objects.get(), random.Random(rows), timezone.now()
    for start in range(0, rows, BATCH):
        size = min(BATCH, rows - start)
        inquiries = Inquiry.objects.bulk_create([inquiry(chance, now) for _ in range(size)])
        refusals = Refusal.objects.bulk_create([refusal(one, policy) for one in inquiries])
        Offered.objects.bulk_create(
            [
                Offered(refusal=one, position=2, step="partner", label="Képpont Kft.")
                for one in refusals
            ]
        )


def inquiry(chance: random.Random, now: Any) -> Any:
    """One invented inquiry."""
    from demur.domain.people import search_text
    from demur.records.inquiries import Inquiry

    need, number = chance.choice(NEEDS), f"+3630{chance.randrange(10**7):07}"
    return Inquiry(
        ref=uuid4(),
        at=now - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60)),
        need=need,
        lang="en",
        number_key=number,
        number_raw=number,
        by="Kata",
        situation=chance.choice(("other speciality", "other business", "out of stock")),
        nearness="adjacent",
        confidence=0.9,
        step="partner",
        trade="shop/computer",
        search=search_text(need, number),
        answer={"words": need},
    )


def refusal(one: Any, policy: Any) -> Any:
    """Its refusal."""
    from demur.records.inquiries import Refusal

    return Refusal(
        inquiry=one,
        at=one.at,
        direction="denial",
        situation=one.situation,
        reason=one.situation,
        step="partner",
        proposed_step="partner",
        wording="W4",
        words="This is not our trade, but Képpont Kft. will gladly help you.",
        policy=policy,
        row="T10",
        source="friend",
        importance="chance",
        by="Kata",
    )


def p95(request: Callable[[], object]) -> float:
    """The 95th percentile of many requests, in milliseconds, after a few that warm up."""
    for _ in range(5):
        request()
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        request()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[REQUESTS * 95 // 100]


def each(request: Callable[[str], object], words: tuple[str, ...]) -> Callable[[], object]:
    """The same request with one word after another."""
    turns: Iterator[str] = iter(words * (REQUESTS + 5))
    return lambda: request(next(turns))


def main() -> None:
    """Print a line an engine."""
    rows = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else ROWS
    if "--child" in sys.argv:
        print(json.dumps(child(rows)))
        return
    print(table(list(on_each_engine("bench.desk", "--rows", str(rows)))))


if __name__ == "__main__":
    main()
