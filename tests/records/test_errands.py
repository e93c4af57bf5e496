"""A message is written with its deed, held by one pair of hands, and never lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from demur.domain.errands import Became, Kind, State
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang
from demur.records.errands import Errand, Message, bounced, send_soon, settle, take
from demur.records.journal import Entry
from demur.records.sealing import sealed, unsealed
from tests.shop import NOW

pytestmark = pytest.mark.django_db
BOTH = frozenset({Channel.MAIL, Channel.SMS})
TOKEN = "Zk3vq0w8S1mG4b7Xh2p9Ag"


def message(key: str = "card/1", **other: object) -> Message:
    """A card by mail to Éva."""
    given = {
        "kind": Kind.CARD,
        "channel": Channel.MAIL,
        "address": "eva@example.hu",
        "purpose": Purpose.ASKED,
        "lang": Lang.HU,
        "subject": "Névjegy",
        "text": "Tisztelt Őry Éva!",
        "by": "Kata",
    }
    return Message(**{"key": key, **given, **other})  # type: ignore[arg-type]


def test_the_same_deed_sends_once() -> None:
    assert send_soon(message(), NOW)
    assert not send_soon(message(), NOW + timedelta(days=1))
    assert Errand.objects.count() == 1


def test_what_the_table_forbids_is_not_silently_left_out() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        send_soon(message(channel="pigeon"), NOW)
    assert not Errand.objects.exists()


def test_a_message_goes_with_its_deed_or_not_at_all() -> None:
    class Slip(Exception):
        pass

    def deed() -> None:
        with transaction.atomic():
            send_soon(message(), NOW)
            raise Slip

    with pytest.raises(Slip):
        deed()
    assert not Errand.objects.exists()


def test_the_token_of_a_link_can_not_be_read_from_the_database() -> None:
    send_soon(message(token=TOKEN), NOW)
    errand = Errand.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_errand")
        assert TOKEN not in repr(cursor.fetchall())
    assert unsealed(errand.token, errand.ref) == TOKEN


def test_the_same_token_looks_different_in_every_message() -> None:
    assert sealed(TOKEN, uuid4()) != sealed(TOKEN, uuid4())
    with pytest.raises(ValueError, match="at most"):
        sealed("a" * 33, uuid4())


def test_whoever_holds_a_message_holds_it_alone_until_the_lease_ends() -> None:
    send_soon(message(), NOW)
    first = take(NOW, BOTH, timedelta(minutes=5))
    assert first is not None
    assert take(NOW + timedelta(minutes=4), BOTH) is None
    again = take(NOW + timedelta(minutes=5), BOTH)
    assert again is not None
    assert again.ref == first.ref


def test_what_rests_is_taken_in_its_time_and_by_its_channel() -> None:
    send_soon(message(not_before=NOW + timedelta(days=1)), NOW)
    assert take(NOW, BOTH) is None
    tomorrow = NOW + timedelta(days=1)
    assert take(tomorrow, frozenset({Channel.SMS})) is None
    assert take(tomorrow, BOTH) is not None


def test_the_longest_due_comes_first() -> None:
    for place in (2, 0, 1):
        send_soon(message(f"card/{place}"), NOW + timedelta(minutes=place))
    taken = [take(NOW + timedelta(hours=1), BOTH) for _ in range(3)]
    assert [one.key for one in taken if one] == ["card/0", "card/1", "card/2"]


def test_what_is_done_with_is_in_the_journal_without_the_address() -> None:
    send_soon(message(), NOW)
    errand = take(NOW, BOTH)
    assert errand is not None
    assert settle(errand, Became(State.SENT, None, number="m-17"), NOW)
    kept = Errand.objects.get()
    assert (kept.state, kept.sent_at, kept.number, kept.tries) == (State.SENT, NOW, "m-17", 1)
    entry = Entry.objects.get()
    assert (entry.deed, entry.subject) == ("sent", f"errand {errand.ref}")
    assert "eva@example.hu" not in repr(vars(entry))
    assert take(NOW + timedelta(days=9), BOTH) is None


def test_whoever_was_too_slow_records_nothing_over_another() -> None:
    send_soon(message(), NOW)
    slow = take(NOW, BOTH, timedelta(minutes=5))
    later = NOW + timedelta(minutes=6)
    quick = take(later, BOTH)
    assert slow is not None
    assert quick is not None
    assert not settle(slow, Became(State.FAILED, None, "too late"), later)
    assert settle(quick, Became(State.SENT, None), later)
    assert Errand.objects.get().state == State.SENT


def test_a_mail_that_came_back_has_failed_and_is_told() -> None:
    send_soon(message(), NOW)
    errand = take(NOW, BOTH)
    assert errand is not None
    assert not bounced(errand.ref, "eva@example.hu", "5.1.1 no such user", NOW), "not sent yet"
    settle(errand, Became(State.SENT, None), NOW)
    assert not bounced(errand.ref, "other@example.hu", "5.1.1 no such user", NOW)
    assert bounced(errand.ref, "eva@example.hu", "5.1.1 no such user", NOW)
    assert not bounced(errand.ref, "eva@example.hu", "5.1.1 no such user", NOW), "once"
    kept = Errand.objects.get()
    assert (kept.state, kept.why) == (State.FAILED, "5.1.1 no such user")
    assert list(Entry.objects.values_list("deed", flat=True)) == ["sent", "could not send"]


@pytest.mark.django_db(transaction=True)
def test_eight_who_take_at_once_take_each_message_once() -> None:
    for place in range(40):
        send_soon(message(f"card/{place}"), NOW)
    together = Barrier(8)

    def work(_: int) -> list[str]:
        together.wait()
        taken = []
        try:
            while errand := take(NOW, BOTH):
                taken.append(errand.key)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [key for keys in pool.map(work, range(8)) for key in keys]
    assert len(taken) == len(set(taken)) == 40
