"""How long the making of a large firm's round takes, on record: `python -m bench.making`.

`[--clients 100000] [--calls 300000] [--sellers 5] [--json]`. On each database a firm with clients
in three countries is put on record, with their calls, open offers, peaces, consents and promised
calls. Its day's round is made twice, the second time anew over what the first has left; told are
the seconds of each, also those of a core, how many statements the database was asked, and the most
memory that the process held.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from bench._engines import on_each_engine, table
from bench.state import NOW, batches, put_calls_on_record

#: Every so many clients one has said no, has allowed calls, was promised a call for today.
AT_PEACE, ALLOWING, PROMISED = 40, 25, 500
#: By turns: the country's code before a number, the region, the clock if they told it, a language.
LANDS = (
    ("+3630", "HU-BU", "", "hu"),
    ("+7916", "RU-MOW", "", "ru"),
    ("+7913", "RU-NVS", "Asia/Novosibirsk", "ru"),
    ("+4915", "", "", "en"),
    ("+3620", "", "", ""),
)


def put_on_record(clients: int, calls: int, sellers: int) -> None:
    """A firm as large as that, open for the day."""
    from demur.records.round_terms import Shift
    from tests.shop import open_shop

    open_shop()
    Shift.objects.bulk_create(Shift(seller=f"Seller {n}", minutes=300) for n in range(sellers))
    _people(clients)
    _offers(clients)
    put_calls_on_record(clients, calls)
    _peaces(range(1, clients + 1, AT_PEACE))
    _consents(range(2, clients + 1, ALLOWING))
    _promises(range(3, clients + 1, PROMISED))


def _people(clients: int) -> None:
    from demur.records.people import Contact, Mail, Number

    people = (_person(n) for n in range(1, clients + 1))
    for some in batches(people):
        Contact.objects.bulk_create(some)
        keys = [(one.pk, f"{LANDS[one.pk % len(LANDS)][0]}{one.pk:07}") for one in some]
        Number.objects.bulk_create(Number(contact_id=pk, key=key, raw=key) for pk, key in keys)
        mails = [(one.pk, f"p{one.pk}@example.com") for one in some if one.pk % 2]
        Mail.objects.bulk_create(Mail(contact_id=pk, key=key, raw=key) for pk, key in mails)


def _person(n: int) -> Any:
    from demur.records.people import Client, Contact

    _, region, zone, language = LANDS[n % len(LANDS)]
    return Contact(
        pk=n,
        name=f"P{n}",
        search=f"p{n}",
        organisation="Kft." if n % 3 else "",
        client=list(Client)[n % 20 if n % 20 < 3 else 1],
        yearly_value_minor=10_000_000 + 9973 * n % 90_000_000,
        currency="HUF",
        region=region,
        zone=zone,
        language=language,
        created_at=NOW - timedelta(days=400),
    )


def _offers(clients: int) -> None:
    from demur.records.offers import Offer

    rows = (
        Offer(
            ref=UUID(int=n),
            contact_id=n,
            at=NOW - timedelta(days=n % 90 + 5),
            need="Four printers",
            price_minor=9_000_000 + 7919 * n % 50_000_000,
            currency="HUF",
            by="Anna",
        )
        for n in range(1, clients + 1)
        if n % 3
    )
    for some in batches(rows):
        Offer.objects.bulk_create(some)


def _peaces(contacts: range) -> None:
    """Peaces of either kind; of one of five it is over."""
    from django.db import transaction

    from demur.domain.peace import Scope
    from demur.domain.regret import By
    from demur.records import peace_journal
    from demur.records.peace import Peace, keys_of, portions

    for some in portions(contacts):
        keys = keys_of(some)
        with transaction.atomic():
            for pk in some:
                at = NOW - timedelta(days=pk // AT_PEACE % 250)
                told = {"since": at, "until": at + timedelta(days=200), "granted_by": "client"}
                one = Peace(ref=UUID(int=pk), scope=Scope.EVERYTHING, source=By.TAP, **told)
                peace_journal.grant([one], keys[pk])


def _consents(contacts: range) -> None:
    from django.db import transaction

    from demur.domain.consents import How
    from demur.domain.peace import Purpose
    from demur.domain.refusal import Channel
    from demur.records.consents import Consent, record
    from demur.records.peace import keys_of, portions

    for some in portions(contacts):
        keys = keys_of(some)
        with transaction.atomic():
            for pk in some:
                told = {"channel": Channel.PHONE, "purpose": Purpose.SALE, "how": How.CALL}
                at = NOW - timedelta(days=50)
                record([Consent(contact_id=pk, given=True, at=at, by="Kata", **told)], keys[pk])


def _promises(contacts: range) -> None:
    from demur.domain.peace import Purpose
    from demur.records.calls import Planned

    rows = (
        Planned(
            ref=UUID(int=pk),
            contact_id=pk,
            address=f"{LANDS[pk % len(LANDS)][0]}{pk:07}",
            purpose=Purpose.ASKED,
            asked_at=NOW - timedelta(days=3),
            at=NOW + timedelta(hours=4, minutes=pk % 300),
            planned_at=NOW - timedelta(days=3),
            by="Kata",
        )
        for pk in contacts
    )
    for some in batches(rows):
        Planned.objects.bulk_create(some)


@contextmanager
def statements() -> Iterator[list[int]]:
    """Count the statements that the database is asked."""
    from django.db import connection

    asked = [0]

    def count(execute: Callable[..., Any], *what: Any) -> Any:
        asked[0] += 1
        return execute(*what)

    with connection.execute_wrapper(count):
        yield asked


def peak_gb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def child(clients: int, calls: int, sellers: int) -> dict[str, object]:
    """The round of the firm on the database at hand."""
    from demur.cli.ready import ready

    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    put_on_record(clients, calls, sellers)
    from demur.actions.keep_calls import keep_calls
    from demur.actions.make_round import make_round

    keep_calls(NOW)
    found: dict[str, object] = {"clients": clients, "before_gb": peak_gb()}
    for name, now in (("first", NOW), ("again", NOW + timedelta(minutes=5))):
        began, of_core = time.perf_counter(), time.process_time()
        with statements() as asked:
            made = make_round(NOW.date(), now, "Anna")
        assert made
        found |= {
            f"{name}_s": time.perf_counter() - began,
            f"{name}_core_s": time.process_time() - of_core,
            f"{name}_statements": asked[0],
        }
        found |= {"silent": made.round.silent, "turns": made.turns, "held": made.held}
    return found | {"peak_gb": peak_gb()}


def main() -> None:
    """Print a line an engine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=100_000)
    options.add_argument("--calls", type=int, default=300_000)
    options.add_argument("--sellers", type=int, default=5)
    options.add_argument("--json", action="store_true", dest="as_json")
    options.add_argument("--child", action="store_true")
    asked = options.parse_args()
    if asked.child:
        print(json.dumps(child(asked.clients, asked.calls, asked.sellers)))
        return
    size = ("--clients", str(asked.clients), "--calls", str(asked.calls))
    rows = list(on_each_engine("bench.making", *size, "--sellers", str(asked.sellers)))
    print(json.dumps(rows) if asked.as_json else table(rows))


if __name__ == "__main__":
    main()
