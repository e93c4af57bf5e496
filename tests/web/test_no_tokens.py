"""P9: a token is not to be guessed, told from a bad one, or read anywhere but in its message."""

from __future__ import annotations

import logging
import statistics
import string
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demur.actions.make_link import NewLink
from demur.web import decline
from demur.web.unlogged import without_secrets
from tests.web.links import BROWSER, browser, contact, new_link

pytestmark = pytest.mark.django_db

ODD = ("", "%00", "a%00b", "é" * 22, "🙂", "x" * 6_000, "a/b/c", "..%2f..%2f", "%0a", "%ff%fe", "%")


@pytest.fixture(name="new")
def _new() -> NewLink:
    return new_link()


def bad_tokens(token: str) -> list[str]:
    """The token as it gets damaged on its way, and others that never were one."""
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    return [token[:-1], token[1:], token.lower(), token.upper(), token.swapcase(), other,
            f"{token}.", f"{token}=", f" {token}", f"{token}%20", token + token, *ODD]  # fmt: skip


def test_a_token_is_128_random_bits(new: NewLink) -> None:
    alphabet = set(string.ascii_letters + string.digits + "-_")
    assert len(new.token) == 22
    assert set(new.token) <= alphabet
    assert new_link(contact("Olga", "+36302222222")).token != new.token


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_bad_token_gets_the_same_page(new: NewLink, method: str) -> None:
    answers = set()
    for bad in bad_tokens(new.token):
        for path in (f"/no/{bad}", f"/no/{bad}/receipt.ics"):
            if method == "POST" and path.endswith(".ics") and "/" not in bad and bad:
                continue  # nothing is posted to a calendar
            response = browser().generic(method, path, b"", "text/plain")
            answers.add((response.status_code, response.content, tuple(sorted(response.items()))))
    assert len(answers) == 1
    shouted = browser().generic(method, f"/NO/{new.token.upper()}", b"", "text/plain")
    assert (shouted.status_code, shouted.content) in {one[:2] for one in answers}
    status, content, _ = answers.pop()
    assert status == 404
    assert method == "HEAD" or b'name="code"' in content
    assert new.token.encode() not in content


def test_every_bad_token_costs_the_same_look_ups(new: NewLink) -> None:
    asked = set()
    for bad in bad_tokens(new.token):
        with CaptureQueriesContext(connection) as queries:
            browser().get(f"/no/{bad}")
        asked.add(tuple(query["sql"].partition("WHERE")[0] for query in queries))
    assert len(asked) == 1


def test_a_nearly_right_token_takes_no_longer_than_a_wrong_one(new: NewLink) -> None:
    near, far = new.token[:-1] + "~", "wrong"
    took: dict[str, list[float]] = {near: [], far: []}
    client = browser()
    for turn in range(120):
        for token in (near, far) if turn % 2 else (far, near):
            began = time.perf_counter()
            client.get(f"/no/{token}")
            took[token].append(time.perf_counter() - began)
    slow, fast = sorted(statistics.median(times) for times in took.values())
    assert slow < fast * 1.5


def test_no_token_is_stored(new: NewLink) -> None:
    browser().post(f"/no/{new.token}", {"say": "no"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept = repr(cursor.fetchall())
            assert new.token not in kept, table
            assert new.code not in kept, table


def test_no_line_of_the_log_holds_a_token(
    new: NewLink, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: object, token: str) -> None:
        raise RuntimeError(f"nothing at /no/{token}")

    client = Client(raise_request_exception=False)
    caplog.set_level(logging.DEBUG)
    client.get(f"/no/{new.token.swapcase()}")
    client.put(f"/no/{new.token}")
    client.post(f"/no/{new.token}", {"say": "more", "price": "-1"})
    monkeypatch.setattr(decline, "link_behind", lambda token: broken(None, token))
    assert client.get(f"/no/{new.token}").status_code == 500
    assert "/no/…" in caplog.text
    assert "RuntimeError: nothing at /no/…" in caplog.text
    assert new.token not in caplog.text
    assert new.token.swapcase() not in caplog.text


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Not Found: /no/abc-_1", "Not Found: /no/…"),
        ('"GET /no/abc?lang=hu HTTP/1.1"', '"GET /no/…?lang=hu HTTP/1.1"'),
        ("/offer/abc/x and /no/def", "/offer/… and /no/…"),
        ("next=%2Fno%2Fabc", "next=%2Fno%2F…"),
        ("see https://desk.example.hu:8000/no/abc.", "see https://desk.example.hu:8000/no/…"),
        ("'/no/abc' b'/NO/abc' path=/no/abc", "'/no/…' b'/NO/…' path=/no/…"),
        ("/north/abc /no /notes/1", "/north/abc /no /notes/1"),
        ('File "/srv/no/demur/cli.py"', 'File "/srv/no/demur/cli.py"'),
    ],
)
def test_what_follows_a_clients_address_is_cut(line: str, cut: str) -> None:
    assert without_secrets(line) == cut


def test_the_link_of_a_page_goes_nowhere_else(new: NewLink) -> None:
    for url in (f"/no/{new.token}", "/no/x"):
        page = Client(headers=BROWSER).get(url)
        assert page["Referrer-Policy"] == "no-referrer"
        assert "http" not in page.content.decode().replace("http-equiv", "")
