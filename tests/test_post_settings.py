"""Where mail and SMS leave is read from the environment, or the start stops and says why."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from demur.post_settings import Gateway, MailServer, gateway, mail_address, mail_server


@pytest.fixture(name="env")
def _env(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, "tls")),
        (
            "smtp+starttls://desk%40example.org:p%3Aw@mail.example.org:2525",
            MailServer("mail.example.org", 2525, "starttls", "desk@example.org", "p:w"),
        ),
        ("smtp://relay.internal", MailServer("relay.internal", 25, "none")),
        ("smtp://desk:pw@127.0.0.1:1025", MailServer("127.0.0.1", 1025, "none", "desk", "pw")),
        ("smtp://[::1]", MailServer("::1", 25, "none")),
    ],
)
def test_a_mail_server_is_read_from_its_address(
    env: pytest.MonkeyPatch, url: str, server: MailServer | None
) -> None:
    env.setenv("DEMUR_SMTP_URL", url)
    assert mail_server("DEMUR_SMTP_URL") == server


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example.org", "https://mail.example.org", "smtps://", "smtps://:465", "smtps"),
        *("smtps://mail:99999", "smtps://mail:0", "smtps://mail:x", "smtps://[::1", "smtps://a\tb"),
        "smtp://desk:secret@mail.example.org",
    ],
)
def test_an_address_that_means_nothing_or_leaks_stops_the_start(
    env: pytest.MonkeyPatch, url: str
) -> None:
    env.setenv("DEMUR_SMTP_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DEMUR_SMTP_URL") as told:
        mail_server("DEMUR_SMTP_URL")
    assert "secret@" not in str(told.value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("desk@example.org", ("", "desk@example.org")),
        ("Tintakút Kft. <desk@example.org>", ("Tintakút Kft.", "desk@example.org")),
    ],
)
def test_who_writes_is_a_name_and_an_address(
    env: pytest.MonkeyPatch, value: str, read: tuple[str, str]
) -> None:
    env.setenv("DEMUR_MAIL_FROM", value)
    assert mail_address("DEMUR_MAIL_FROM", needed=True) == read


@pytest.mark.parametrize(
    "value",
    ["", "desk", "@example.org", "desk@", "desk@localhost", "a b@example.org", "őr@example.org"],
)
def test_who_writes_must_be_somebody(env: pytest.MonkeyPatch, value: str) -> None:
    env.setenv("DEMUR_MAIL_FROM", value)
    with pytest.raises(ImproperlyConfigured, match="DEMUR_MAIL_FROM"):
        mail_address("DEMUR_MAIL_FROM", needed=True)


def test_a_gateway_needs_its_key_and_its_secret(env: pytest.MonkeyPatch) -> None:
    names = ("DEMUR_SMS_URL", "DEMUR_SMS_KEY", "DEMUR_SMS_SECRET")
    assert gateway(*names) is None
    env.setenv("DEMUR_SMS_URL", "https://sms.example.org/messages")
    with pytest.raises(ImproperlyConfigured, match="DEMUR_SMS_KEY"):
        gateway(*names)
    env.setenv("DEMUR_SMS_KEY", "key")
    with pytest.raises(ImproperlyConfigured, match="DEMUR_SMS_SECRET"):
        gateway(*names)
    env.setenv("DEMUR_SMS_SECRET", "a secret")
    assert gateway(*names) == Gateway("https://sms.example.org/messages", "key", "a secret")


def test_a_key_goes_over_no_open_line(env: pytest.MonkeyPatch) -> None:
    names = ("DEMUR_SMS_URL", "DEMUR_SMS_KEY", "DEMUR_SMS_SECRET")
    for name, value in zip(names, ("http://sms.example.org", "key", "a secret"), strict=True):
        env.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="unencrypted"):
        gateway(*names)
    env.setenv("DEMUR_SMS_URL", "http://127.0.0.1:9000/messages")
    assert gateway(*names)
