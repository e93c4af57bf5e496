"""`demur post`: what is due now, what came back, and what to set where nothing is set up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings as DjangoSettings
from typer.testing import CliRunner

from demur.cli.post import post
from demur.domain.errands import Became, State
from demur.domain.refusal import Channel
from demur.records.errands import Errand, send_soon, settle, take
from tests.channels.test_bounces import NOTICE, REF
from tests.records.test_errands import message
from tests.smshouse import SmsHouse, sms_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.post.with_tables", lambda: None)


@pytest.fixture(name="house")
def _house(settings: DjangoSettings) -> Iterator[SmsHouse]:
    with sms_house() as house:
        settings.SMS_GATEWAY = house.gateway
        yield house


def run(*words: str):  # type: ignore[no-untyped-def]
    import typer

    alone = typer.Typer()
    alone.command()(post)
    return CliRunner().invoke(alone, list(words))


def by_sms(key: str) -> None:
    send_soon(message(key, channel=Channel.SMS, address="+36305550142"), timezone.now())


def test_without_mail_and_sms_it_says_what_to_set() -> None:
    assert "DEMUR_SMTP_URL" in str(run("--once").exception)


def test_what_is_due_is_sent_and_told_without_an_address(house: SmsHouse) -> None:
    by_sms("card/1")
    by_sms("card/2")
    house.answers += [(202, b'{"id": "g"}', {}), (400, b"", {})]
    done = run("--once")
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.endswith(" sent")
    assert second.endswith(" failed the gateway answered 400")
    assert "0 waiting, 1 sent, 0 held, 1 failed" in done.stderr
    assert "5550142" not in done.output


def test_with_nothing_due_it_is_done_at_once(house: SmsHouse) -> None:
    done = run("--once")
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_mail_that_came_back_is_recorded(tmp_path: Path) -> None:
    now = timezone.now()
    send_soon(message(), now)
    Errand.objects.update(ref=REF)
    errand = take(now, {Channel.MAIL})
    assert errand is not None
    settle(errand, Became(State.SENT, None), now)
    file = tmp_path / "notice.eml"
    file.write_text(NOTICE)
    assert run("--bounced", str(file)).exit_code == 0
    assert Errand.objects.get().state == State.FAILED
    assert run("--bounced", str(file)).exit_code == 1, "nothing of ours any more"
