"""The post: what is due leaves once the gate says yes, and nothing is lost on its way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings as DjangoSettings

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.channels.post import Postman, Round, Ways
from demur.domain.errands import TRIES_MOST, State
from demur.domain.letters import LINK
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.post_settings import MailServer
from demur.records.errands import Errand, send_soon
from demur.records.journal import Entry
from demur.records.people import Contact, Mail
from tests.mailhouse import Sorting, smtp_server
from tests.records.test_errands import TOKEN, message
from tests.shop import NOW
from tests.smshouse import SmsHouse, sms_house
from tests.world import World, free_port, world

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+36305550142"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="house")
def _house() -> Iterator[SmsHouse]:
    with sms_house() as house:
        yield house


@pytest.fixture(autouse=True)
def _ours(settings: DjangoSettings) -> None:
    settings.MAIL_FROM = ("Tintakút", "iroda@tintakut.example")
    settings.URL, settings.HAS_URL = "https://desk.tintakut.example", True


def by_sms(key: str = "card/1", now: datetime = NOW, **more: object) -> None:
    given = {"channel": Channel.SMS, "address": NUMBER, "text": f"Köszönjük! {LINK}"}
    send_soon(message(key, **{"token": TOKEN, **given, **more}), now)


def states(work: Round) -> list[State]:
    """Send what is due and tell what became of each."""
    return [done.became.state for done in work.all_due()]


def test_a_message_leaves_whole_with_its_link(house: SmsHouse, clock: Clock) -> None:
    by_sms()
    assert states(Round(Ways(None, house.gateway), clock)) == [State.SENT]
    (sent,) = house.messages
    errand = Errand.objects.get()
    assert sent["id"] == str(errand.ref)
    assert sent["text"] == f"Köszönjük! https://desk.tintakut.example/no/{TOKEN}"
    assert sent["callback"] == "https://desk.tintakut.example/api/v1/messages"
    assert (errand.state, errand.number, errand.sent_at) == (State.SENT, "g-1", NOW)


def test_a_mail_leaves_by_the_mail_server(clock: Clock) -> None:
    eva = Contact.objects.create(name="Őry Éva", created_at=NOW)
    send_soon(message(contact=eva.pk, text=f"Jó napot!\n\n{LINK}", token=TOKEN), NOW)
    sorting = Sorting()
    with smtp_server(sorting) as port:
        ways = Ways(MailServer("127.0.0.1", port, "none"), None)
        assert states(Round(ways, clock)) == [State.SENT]
    (mail,) = sorting.mails
    assert mail["To"].addresses[0].display_name == "Őry Éva"
    assert mail["From"].addresses[0].display_name == "Tintakút"
    assert mail["Message-ID"] == f"<{Errand.objects.get().ref}@tintakut.example>"
    assert mail["List-Unsubscribe"] == f"<https://desk.tintakut.example/no/{TOKEN}>"


def test_what_is_turned_away_is_sent_later_with_the_same_id(house: SmsHouse, clock: Clock) -> None:
    by_sms()
    house.answers += [(429, b"", {"Retry-After": "60"}), (500, b"", {})]
    work = Round(Ways(None, house.gateway), clock)
    assert states(work) == [State.WAITING]
    clock.on(seconds=59)
    assert states(work) == []
    clock.on(seconds=2)
    assert states(work) == [State.WAITING]
    clock.on(hours=1)
    assert states(work) == [State.SENT]
    assert len({sent["id"] for sent in house.messages}) == 1
    assert len(house.messages) == Errand.objects.get().tries == 3


def test_after_many_tries_it_is_given_up_and_told(house: SmsHouse, clock: Clock) -> None:
    by_sms()
    house.answers += [(500, b"", {})] * 100
    work = Round(Ways(None, house.gateway), clock)
    for _ in range(TRIES_MOST + 5):
        states(work)
        clock.on(hours=3)
    assert len(house.messages) == TRIES_MOST
    assert Errand.objects.get().state == State.FAILED
    assert Entry.objects.get(deed="could not send").subject.startswith("errand ")


def test_while_the_server_is_away_everything_waits_and_then_goes(clock: Clock) -> None:
    port = free_port()
    for place in range(30):
        send_soon(message(f"card/{place}"), NOW)
    work = Round(Ways(MailServer("127.0.0.1", port, "none"), None), clock)
    for _ in range(TRIES_MOST * 3):
        assert set(states(work)) <= {State.WAITING}
        clock.on(minutes=10)
    assert set(Errand.objects.values_list("state", "tries")) == {(State.WAITING, 0)}
    sorting = Sorting()
    with smtp_server(sorting) as port:
        states(Round(Ways(MailServer("127.0.0.1", port, "none"), None), clock))
    assert len(sorting.taken) == 30


def test_one_that_is_away_keeps_no_thousand_messages_waiting_in_line(clock: Clock) -> None:
    for place in range(50):
        send_soon(message(f"card/{place}"), NOW)
    work = Round(Ways(MailServer("127.0.0.1", free_port(), "none"), None), clock)
    assert len(states(work)) == 1


def test_without_an_address_of_ours_no_link_goes_out(
    house: SmsHouse, clock: Clock, settings: DjangoSettings
) -> None:
    settings.HAS_URL = False
    by_sms()
    assert states(Round(Ways(None, house.gateway), clock)) == [State.WAITING]
    assert "DEMUR_URL" in Errand.objects.get().why
    assert not house.messages


def test_a_channel_that_is_not_set_up_leaves_its_messages_waiting(
    house: SmsHouse, clock: Clock
) -> None:
    by_sms()
    send_soon(message("card/2"), NOW)
    assert states(Round(Ways(None, house.gateway), clock)) == [State.SENT]
    assert Errand.objects.get(channel=Channel.MAIL).state == State.WAITING


def test_a_message_that_can_not_be_put_together_stops_no_other(
    house: SmsHouse, clock: Clock
) -> None:
    by_sms("card/1")
    Errand.objects.update(token="zz")
    by_sms("card/2")
    assert states(Round(Ways(None, house.gateway), clock)) == [State.FAILED, State.SENT]


def vera() -> Contact:
    """Somebody with a number and a mail address."""
    contact = Contact.objects.create(name="Vera", created_at=NOW)
    contact.numbers.create(key=NUMBER, raw=NUMBER)
    Mail.objects.create(contact=contact, key="vera@example.hu", raw="vera@example.hu")
    return contact


def says_never(contact: Contact, at: datetime) -> None:
    link = make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link
    decline(link, No(They.NEVER, By.TAP), at)


def test_whoever_said_no_meanwhile_gets_nothing(house: SmsHouse, clock: Clock) -> None:
    contact = vera()
    by_sms(purpose=Purpose.SALE, contact=contact.pk)
    says_never(contact, NOW)
    clock.on(seconds=1)
    assert states(Round(Ways(None, house.gateway), clock)) == [State.HELD]
    assert not house.messages
    errand = Errand.objects.get()
    assert (errand.state, errand.why, errand.next_at) == (State.HELD, "peace", None)
    clock.on(days=4000)
    assert states(Round(Ways(None, house.gateway), clock)) == []
    assert Entry.objects.get(deed="held back").facts["why"] == "peace"


def test_a_no_that_comes_while_the_server_is_greeting_still_counts(clock: Clock) -> None:
    contact = vera()
    send_soon(message(address="vera@example.hu", contact=contact.pk, purpose=Purpose.SALE), NOW)
    sorting = Sorting()
    with smtp_server(sorting) as port:

        class Greeting(Clock):
            """Between the connection and the gate somebody presses no."""

            def __call__(self) -> datetime:
                frame = sys._getframe(1)
                if frame.f_code.co_name == "_by_mail":
                    says_never(contact, self.now)
                    self.on(milliseconds=1)
                return self.now

        ways = Ways(MailServer("127.0.0.1", port, "none"), None)
        assert states(Round(ways, Greeting())) == [State.HELD]
    assert not sorting.taken


def test_what_they_asked_for_after_their_no_is_sent(house: SmsHouse, clock: Clock) -> None:
    contact = vera()
    says_never(contact, NOW - timedelta(days=1))
    by_sms(contact=contact.pk, asked_at=NOW)
    assert states(Round(Ways(None, house.gateway), clock)) == [State.SENT]


def test_the_postman_sends_beside_the_server_until_told_to_stop(house: SmsHouse) -> None:
    by_sms()
    with time_machine.travel(NOW):
        postman = Postman(Ways(None, house.gateway))
        postman.start()
        until = time.monotonic() + 120
        while not Errand.objects.filter(state=State.SENT).exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        postman.stop()
    assert not postman.is_alive()
    assert len(house.messages) == 1


Served = Callable[..., AbstractContextManager[World]]
WRITE = """
from datetime import UTC, datetime
from demur.cli.serve import bring_up_to_date
bring_up_to_date()
from demur.records.errands import Message, send_soon
for place in range({count}):
    send_soon(Message(f"card/{{place}}", "card", "mail", "eva@example.hu", "asked", "hu",
        "Jó napot!", "Kata"), datetime.now(UTC))
"""
# A lease of five minutes would make a slow test: this one ends at once, as after five minutes.
EXPIRE = """
from datetime import UTC, datetime
from demur.records.errands import Errand
Errand.objects.filter(leased_until__isnull=False).update(leased_until=datetime.now(UTC))
"""
TELL = """
from demur.records.errands import Errand
for row in Errand.objects.order_by("pk").values_list("state", "ref"): print(*row)
"""


def env_of(port: int) -> dict[str, str]:
    return {
        "DEMUR_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "DEMUR_MAIL_FROM": "Tintakút <iroda@tintakut.example>",
    }


def killed_between_sending_and_recording(here: World, sorting: Sorting) -> None:
    """Start a worker, let it hand a mail over, and kill it before it hears that it is taken."""
    worker = subprocess.Popen([sys.executable, "-m", "demur", "post"], env=dict(here.env))
    sorting.before_data = worker.kill
    worker.wait(60)
    sorting.before_data = None


def told(here: World) -> list[list[str]]:
    """The state and the reference of every message there."""
    return [line.split() for line in here.python(TELL).stdout.splitlines()]


def refs(sorting: Sorting) -> list[str]:
    """Which messages the mail server has taken."""
    return [mail["Message-ID"][1:].partition("@")[0] for mail in sorting.mails]


def test_a_worker_killed_between_sending_and_recording_loses_nothing(tmp_path: Path) -> None:
    sorting = Sorting()
    with smtp_server(sorting) as port, world(tmp_path, **env_of(port)) as here:
        here.python(WRITE.format(count=3))
        killed_between_sending_and_recording(here, sorting)
        here.python(EXPIRE)
        done = here.demur("post", "--once")
        kept = told(here)
    assert done.returncode == 0, done.stderr
    assert [state for state, _ in kept] == ["sent"] * 3
    assert set(refs(sorting)) == {ref for _, ref in kept}
    assert len(refs(sorting)) == 4, "once more than there are, under the same id"


@pytest.mark.deep
def test_no_message_is_lost_by_twenty_kills(tmp_path: Path) -> None:
    sorting = Sorting()
    with smtp_server(sorting) as port, world(tmp_path, **env_of(port)) as here:
        here.python(WRITE.format(count=40))
        for _ in range(20):
            killed_between_sending_and_recording(here, sorting)
            here.python(EXPIRE)
        here.demur("post", "--once")
        kept = told(here)
    assert [state for state, _ in kept] == ["sent"] * 40
    assert set(refs(sorting)) == {ref for _, ref in kept}


def test_the_server_sends_by_itself(served: Served) -> None:
    sorting = Sorting()
    with (
        smtp_server(sorting) as port,
        served(lambda here: here.python(WRITE.format(count=1)), **env_of(port)),
    ):
        until = time.monotonic() + 120
        while not sorting.taken and time.monotonic() < until:
            time.sleep(0.05)
    assert len(sorting.taken) == 1
