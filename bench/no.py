"""The easy no: how long a client's tap takes, beside a bare Django view in the same run.

`python -m bench.no` measures whole requests, on SQLite and on PostgreSQL in one run: the page, the
first press (it is on the disk, in the database and in the journal of peace, before it is answered),
a repeat of it, and a bad link. The bare view, called without any middleware, writes one row in a
transaction of its own: a tap has to write to the disk at least twice as often.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench._engines import on_each_engine, table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

REQUESTS = 300


def child() -> dict[str, Any]:
    """Measure one engine."""
    from demur.cli.ready import ready

    ready()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client, RequestFactory
    from django.test.utils import setup_test_environment

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    setup_test_environment()
    from tests.shop import open_shop

    open_shop()
    tokens = links(REQUESTS + 5)
    client = Client(headers={"Accept-Language": "en"})
    taps, again = iter(tokens), iter(tokens)
    factory = RequestFactory()
    alone = p95(lambda: bare(factory.post("/bare", {"say": "no"})))
    tap = p95(lambda: post(client, f"/no/{next(taps)}"))
    return {
        "bare_p95_ms": alone,
        "tap_p95_ms": tap,
        "tap_to_bare": tap / alone,
        "again_p95_ms": p95(lambda: post(client, f"/no/{next(again)}")),
        "page_p95_ms": p95(lambda: client.get(f"/no/{tokens[0]}")),
        "bad_link_p95_ms": p95(lambda: client.get("/no/nobodys")),
    }


def links(count: int) -> list[str]:
    """Links about offers to one client, each unused."""
    from django.utils import timezone

    from demur.actions.make_link import make_link
    from demur.domain.refusal import Lang
    from demur.records.offers import Offer
    from demur.records.people import Contact, Number

    now = timezone.now()
    tokens = []
    for at in range(count):
        vera = Contact.objects.create(name=f"Vera {at}", created_at=now)
        Number.objects.create(contact=vera, key=f"+3630{at:07}", raw=f"+3630{at:07}")
        offer = Offer.objects.create(ref=uuid4(), at=now, contact=vera, need="printers", by="Anna")
        tokens.append(make_link(vera, lang=Lang.EN, by="Anna", now=now, offer=offer).token)
    return tokens


def bare(_: HttpRequest) -> HttpResponse:
    """Write one row in a transaction, and say so."""
    from django.db import transaction
    from django.http import HttpResponse
    from django.utils import timezone

    from demur.records import journal

    with transaction.atomic():
        journal.write("bench", "tapped", "bare", timezone.now())
    return HttpResponse("ok")


def post(client: Client, address: str) -> None:
    """Press the one big button."""
    response = client.post(address, {"say": "no"})
    assert response.status_code in {200, 303}, response.content[:2000]


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


def main() -> None:
    """Print a line an engine."""
    if "--child" in sys.argv:
        print(json.dumps(child()))
        return
    print(table(list(on_each_engine("bench.no"))))


if __name__ == "__main__":
    main()
