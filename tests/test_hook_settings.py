"""Which other system is told of calls is read from the environment, or the start stops."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from demur.hook_settings import Receiver, receiver

SECRET = "whsec_" + "QUJD" * 10
NAMES = ("DEMUR_WEBHOOK_URL", "DEMUR_WEBHOOK_SECRET", "DEMUR_WEBHOOK_INSIDE")


def read(monkeypatch: pytest.MonkeyPatch, *values: str) -> Receiver | None:
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(name, value)
    return receiver(*NAMES)


def test_a_receiver_is_read_with_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://crm.example.org/demur?x=1"
    assert read(monkeypatch, url, f" {SECRET} ", "") == Receiver(url, SECRET)
    inside = (ip_network("10.1.2.3"), ip_network("fd00:1::/64"))
    found = read(monkeypatch, "http://crm.local:8080/", SECRET, "10.1.2.3, fd00:1::/64")
    assert found == Receiver("http://crm.local:8080/", SECRET, inside)
    assert read(monkeypatch, "", "", "") is None


@pytest.mark.parametrize(
    "values",
    [
        ("crm.example.org", SECRET, ""),
        ("ftp://crm.example.org", SECRET, ""),
        ("https://", SECRET, ""),
        ("https://crm.example.org:0/", SECRET, ""),
        ("https://crm.example.org:99999/", SECRET, ""),
        ("https://[::1", SECRET, ""),
        ("https://user:password@crm.example.org/", SECRET, ""),
        ("https://crm.example.org/\x07", SECRET, ""),
        ("http://crm.example.org/", SECRET, ""),
        ("https://crm.example.org/", "", ""),
        ("https://crm.example.org/", "whsec_QUJD", ""),
        ("https://crm.example.org/", SECRET, "10.0.0.300"),
        ("https://crm.example.org/", SECRET, "10.0.0.1/8"),
    ],
)
def test_what_is_none_stops_the_start_and_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, values: tuple[str, str, str]
) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEMUR_WEBHOOK_"):
        read(monkeypatch, *values)
