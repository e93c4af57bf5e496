"""RFC 8058: a mail program unsubscribes with one POST, however it wraps it, and is never led away.

§3.1: the body is the key and value "List-Unsubscribe=One-Click", as multipart/form-data or as
application/x-www-form-urlencoded; §3.2: no cookie, no authorisation, no redirect.
"""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client

from demur.actions.make_link import NewLink
from demur.domain.regret import By
from demur.records.inquiries import Refusal
from demur.records.peace import Peace
from tests.web.links import new_link

pytestmark = pytest.mark.django_db

FORM: Final = "application/x-www-form-urlencoded"
PAIR: Final = b"List-Unsubscribe=One-Click"


def multipart(*parts: bytes, boundary: bytes = b"xyz", end: bytes = b"--\r\n") -> bytes:
    """A body of parts, each with its headers; the closing mark may be left out."""
    lines = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return lines + b"--" + boundary + end


def part(
    name: bytes = b"List-Unsubscribe", value: bytes = b"One-Click", more: bytes = b""
) -> bytes:
    return b'Content-Disposition: form-data; name="' + name + b'"' + more + b"\r\n\r\n" + value


OTHER = part(b"utm", b"mail")
#: What mail programs send, and what becomes of it on the way: content type, body.
ONE_CLICKS: Final[dict[str, tuple[str, bytes]]] = {
    "as in the RFC": (FORM, PAIR),
    "charset": (f"{FORM}; charset=UTF-8", PAIR),
    "charset in quotes": (f'{FORM}; charset="utf-8"', PAIR),
    "an old charset": (f"{FORM}; charset=iso-8859-1", PAIR),
    "a charset nobody knows": (f"{FORM}; charset=x-unknown", PAIR),
    "a charset of wide characters": (f"{FORM}; charset=utf-16", PAIR),
    "upper case type": (FORM.upper(), PAIR),
    "mixed case type": ("Application/X-WWW-Form-UrlEncoded", PAIR),
    "space after the type": (f"{FORM} ", PAIR),
    "a parameter too many": (f"{FORM}; boundary=x; q=1", PAIR),
    "small letters": (FORM, b"list-unsubscribe=one-click"),
    "capitals": (FORM, b"LIST-UNSUBSCRIBE=ONE-CLICK"),
    "percent-encoded dash": (FORM, b"List%2DUnsubscribe=One%2DClick"),
    "percent-encoded letters": (FORM, b"%4Cist-Unsubscribe=%4Fne-Click"),
    "percent-encoded equals": (FORM, b"List-Unsubscribe%3DOne-Click"),
    "line break after": (FORM, PAIR + b"\r\n"),
    "line breaks around": (FORM, b"\n" + PAIR + b"\n\n"),
    "spaces around": (FORM, b" List-Unsubscribe = One-Click "),
    "plus for a space": (FORM, b"List-Unsubscribe=One-Click+"),
    "ampersand after": (FORM, PAIR + b"&"),
    "ampersand before": (FORM, b"&" + PAIR),
    "a field before": (FORM, b"utm_source=mail&" + PAIR),
    "a field after": (FORM, PAIR + b"&utm_source=mail"),
    "said twice": (FORM, PAIR + b"&" + PAIR),
    "a semicolon between": (FORM, b"a=b;" + PAIR),
    "a field that is no UTF-8": (FORM, PAIR + b"&name=%FF%FE"),
    "a raw byte that is no UTF-8": (FORM, PAIR + b"&name=\xff\xfe"),
    "a NUL in another field": (FORM, PAIR + b"&name=%00"),
    "a NUL byte at the end": (FORM, PAIR + b"\0"),
    "half a percent sign": (FORM, PAIR + b"&x=%"),
    "three hundred fields": (FORM, PAIR + b"&a=1" * 300),
    "a field of 50,000": (FORM, PAIR + b"&a=" + b"x" * 50_000),
    "another value": (FORM, b"List-Unsubscribe=Two-Clicks"),
    "only the name": (FORM, b"List-Unsubscribe"),
    "wide characters": (f"{FORM}; charset=utf-16", PAIR.decode().encode("utf-16")),
    "in quotes": (FORM, b'"List-Unsubscribe=One-Click"'),
    "as the header writes it": (FORM, b"List-Unsubscribe: One-Click"),
    "no type": ("", PAIR),
    "plain text": ("text/plain", PAIR),
    "plain text with charset": ("text/plain; charset=utf-8", PAIR + b"\r\n"),
    "octets": ("application/octet-stream", PAIR),
    "a broken type": ("application/", PAIR),
    "JSON": ("application/json", b'{"List-Unsubscribe": "One-Click"}'),
    "multipart": ("multipart/form-data; boundary=xyz", multipart(part())),
    "multipart in capitals": ("Multipart/Form-Data; boundary=xyz", multipart(part())),
    "multipart, quoted boundary": ('multipart/form-data; boundary="xyz"', multipart(part())),
    "multipart, fields around": (
        "multipart/form-data; boundary=xyz",
        multipart(OTHER, part(), OTHER),
    ),
    "multipart, a charset": ("multipart/form-data; boundary=xyz; charset=utf-8", multipart(part())),
    "multipart, wide characters": (
        "multipart/form-data; boundary=xyz; charset=utf-16",
        multipart(part()),
    ),
    "multipart, part with a type": (
        "multipart/form-data; boundary=xyz",
        multipart(part(more=b"\r\nContent-Type: text/plain; charset=utf-8")),
    ),
    "multipart, as a file": (
        "multipart/form-data; boundary=xyz",
        multipart(part(more=b'; filename="x.txt"')),
    ),
    "multipart, not closed": ("multipart/form-data; boundary=xyz", multipart(part(), end=b"")),
    "multipart, cut": ("multipart/form-data; boundary=xyz", multipart(part())[:-12]),
    "multipart, no boundary named": ("multipart/form-data", multipart(part())),
    "multipart, another boundary": ("multipart/form-data; boundary=abc", multipart(part())),
    "multipart, boundary of no letters": ("multipart/form-data; boundary=é", multipart(part())),
    "multipart in name only": ("multipart/form-data; boundary=xyz", PAIR),
    "multipart, small letters": (
        "multipart/form-data; boundary=xyz",
        multipart(part(b"list-unsubscribe", b"one-click")),
    ),
    "multipart, line feeds": (
        "multipart/form-data; boundary=xyz",
        multipart(part()).replace(b"\r\n", b"\n"),
    ),
    "multipart, mixed": ("multipart/mixed; boundary=xyz", multipart(part())),
}


@pytest.fixture(name="new")
def _new() -> NewLink:
    return new_link()


def test_there_are_at_least_fifty() -> None:
    assert len(ONE_CLICKS) >= 50


@pytest.mark.parametrize("vector", ONE_CLICKS, ids=str)
def test_one_click_is_a_no_and_leads_nowhere(new: NewLink, vector: str) -> None:
    kind, body = ONE_CLICKS[vector]
    mailer = Client(raise_request_exception=False)
    response = mailer.generic("POST", f"/no/{new.token}", body, kind)
    assert response.status_code == 200, vector
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert len(response.content) < 200
    assert not {"Location", "Set-Cookie"} & set(response.headers)
    peaces = list(Peace.objects.all())
    assert {peace.source for peace in peaces} == {By.ONE_CLICK}
    # A machine is what sends it, by the RFC: that is no sign of a robot.
    assert not [peace for peace in peaces if "by_robot" in peace.proof]


NOT_ONE_CLICK: Final[dict[str, tuple[str, bytes]]] = {
    "nothing": (FORM, b""),
    "garbage": (FORM, b"\xff\x00%%%&&&==="),
    "a broken multipart": ("multipart/form-data; boundary=xyz", b"--xyz\r\n\r\n"),
    "JSON that is none": ("application/json", b'{"say":'),
    "a button nobody made": (FORM, b"say=perhaps"),
}


@pytest.mark.parametrize("vector", NOT_ONE_CLICK, ids=str)
def test_whatever_else_is_sent_to_a_link_is_a_plain_no(new: NewLink, vector: str) -> None:
    kind, body = NOT_ONE_CLICK[vector]
    response = Client(raise_request_exception=False).generic("POST", f"/no/{new.token}", body, kind)
    assert response.status_code == 303, vector
    assert Peace.objects.get().source == By.TAP


def test_a_body_that_is_too_large_is_turned_away_and_still_a_no(new: NewLink) -> None:
    response = Client().generic("POST", f"/no/{new.token}", PAIR + b"&a=" + b"x" * 2**21, FORM)
    assert response.status_code == 413
    assert Refusal.objects.count() == 1


def test_a_rival_who_calls_itself_one_click_is_a_rival(new: NewLink) -> None:
    body = {"say": "chose another", "rival": "List-Unsubscribe One-Click Ltd"}
    assert Client().post(f"/no/{new.token}", body).status_code == 303
    assert Peace.objects.get().source == By.TAP


def test_repeats_of_one_click_are_one_no(new: NewLink) -> None:
    peaces = set()
    for _ in range(100):
        assert Client().generic("POST", f"/no/{new.token}", PAIR, FORM).status_code == 200
        peaces.add(Peace.objects.count())
    assert (Refusal.objects.count(), len(peaces)) == (1, 1)


def test_one_click_without_a_link_of_ours_is_told_so() -> None:
    assert Client().generic("POST", "/no/nobodys", PAIR, FORM).status_code == 404
