"""P11: no input gives a 5xx, each gets the answer it has coming, and on both engines the same."""

from __future__ import annotations

import json
from itertools import count
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from demur.actions.make_key import Scope
from demur.records.company import Team
from demur.records.inquiries import Inquiry
from demur.records.users import Role
from tests.shop import open_shop
from tests.web.bad_strings import bad_strings, is_text
from tests.web.doors import NOWHERE, key, signed_in, somebody

pytestmark = pytest.mark.django_db

BAD = bad_strings()
NUMBERS = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" + "0" * 23, "1" + "0" * 5000),
    *("0.1", "true", "null", "[]", "{}", '"1"'),
)
FORM = "application/x-www-form-urlencoded"
#: Address → the fields its form has.
DESK = (
    *("need", "number", "dialled", "lang", "ref", "source", "other_source", "importance"),
    *("chosen", "taken", "call_back", "call_back_on", "call_back_time", "answered", "begun"),
)
FORMS = {
    "/sign-in": ("name", "password", "next"),
    "/language": ("language", "next"),
    "/account": ("current", "password", "again"),
    "/desk/words": DESK,
    "/desk/answer": DESK,
    "/desk/team/1": ("until", "until_on", "until_time"),
    f"/desk/take-back/{NOWHERE}": ("ref",),
    f"/inquiries/{NOWHERE}/card": ("to", "agreed", "from"),
}
#: What else is sent, so that the field that is tried is not stopped by one that is missing.
ELSE = {
    "need": "toner",
    "language": "hu",
    "call_back": "at",
    "call_back_on": "2030-01-02",
    "call_back_time": "10:00",
    "until": "at",
    "until_on": "2030-01-02",
    "until_time": "10:00",
}
LISTS = {
    "/inquiries": ("q", "situation", "step", "taken", "since", "until", "after"),
    "/inquiries.csv": ("q", "situation", "since"),
    "/people": ("q", "after"),
    "/desk": ("number", "dialled", "back", "done"),
    "/sign-in": ("next",),
}


@pytest.fixture(autouse=True)
def _shop(settings) -> None:  # type: ignore[no-untyped-def]
    settings.AXES_ENABLED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    open_shop()


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER))


@pytest.fixture(name="post")
def _post():  # type: ignore[no-untyped-def]
    client, headers, numbers = Client(raise_request_exception=False), key(*Scope), count()

    def post(path: str, body: str | bytes | dict):  # type: ignore[no-untyped-def, type-arg]
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        once = {**headers, "Idempotency-Key": str(next(numbers))}
        return client.post(f"/api/v1/{path}", sent, "application/json", headers=once)

    return post


def encoded(fields: dict[str, str]) -> bytes:
    """A form as a careless program would send it: half characters as three bytes each."""
    pairs = (
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
    )
    return "&".join(pairs).encode()


def named(response) -> set[str]:  # type: ignore[no-untyped-def]
    """The fields that an answer of the API says are wrong."""
    return {one["field"] for one in response.json().get("errors", [])}


def test_there_are_four_hundred_and_no_two_are_alike() -> None:
    assert len(BAD) == 400
    assert len(set(BAD)) > 390


@pytest.mark.parametrize("field", ["number", "dialled", "source"])
def test_a_line_of_json_is_taken_in_or_named(post, field: str) -> None:  # type: ignore[no-untyped-def]
    for value in BAD:
        response = post("inquiries", {"need": "toner", field: value})
        assert response.status_code == (201 if is_text(value, 60) else 400), repr(value)
        assert response.status_code == 201 or named(response) == {field}, repr(value)


def test_a_need_is_recorded_as_it_was_typed_or_named(post) -> None:  # type: ignore[no-untyped-def]
    for value in BAD:
        response = post("inquiries", {"need": value})
        fits = is_text(value, 2000) and bool(value.strip())
        assert response.status_code == (201 if fits else 400), repr(value)
        if fits:
            assert Inquiry.objects.get(ref=response.json()["id"]).need == value.strip()
        else:
            assert named(response) == {"need"}, repr(value)


@pytest.mark.parametrize("field", ["lang", "surprise", ""])
def test_a_word_nobody_knows_is_named(post, field: str) -> None:  # type: ignore[no-untyped-def]
    for value in BAD:
        response = post("inquiries", {"need": "toner", field: value})
        assert response.status_code == 400, repr(value)
        assert named(response) == {field or "body"}, repr(value)


def test_a_name_of_a_field_may_be_anything_and_is_answered(post) -> None:  # type: ignore[no-untyped-def]
    for value in BAD:
        response = post("inquiries", {"need": "toner", f"x{value}": 1})
        assert (response.status_code, len(named(response))) == (400, 1), repr(value)


def test_a_text_to_check_is_looked_at_or_named(post) -> None:  # type: ignore[no-untyped-def]
    for value in BAD:
        response = post("wording/check", {"text": value, "lang": "en"})
        fits = is_text(value, 20_000) and bool(value.strip())
        assert response.status_code == (201 if fits else 400), repr(value)


@pytest.mark.parametrize("field", ["taken", "call_back_at", "seconds", "chosen", "only_polite"])
def test_a_field_of_a_refusal_is_named(post, field: str) -> None:  # type: ignore[no-untyped-def]
    inquiry = post("inquiries", {"need": "narancssárga autó"}).json()["id"]
    for value in BAD:
        response = post(f"inquiries/{inquiry}/refusal", {field: value})
        assert (response.status_code, named(response)) == (400, {field}), repr(value)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("field", ["need", "number", "lang", "surprise"])
def test_a_number_where_words_belong_is_named(post, field: str, number: str) -> None:  # type: ignore[no-untyped-def]
    other = "" if field == "need" else '"need":"toner",'
    response = post("inquiries", f'{{{other}"{field}":{number}}}')
    allowed = {"number": ("null", '"1"'), "lang": ("null",), "need": ('"1"',)}
    assert response.status_code == (201 if number in allowed.get(field, ()) else 400)
    assert response.status_code == 201 or named(response) == {field}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("field", ["seconds", "chosen"])
def test_a_number_no_field_can_hold_is_named(post, field: str, number: str) -> None:  # type: ignore[no-untyped-def]
    inquiry = post("inquiries", {"need": "narancssárga autó"}).json()["id"]
    response = post(f"inquiries/{inquiry}/refusal", f'{{"{field}":{number}}}')
    assert number == "null" or (response.status_code, named(response)) == (400, {field})


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-11-24T09:00:00",
        "2026-11-24",
        "1790000000",
        "2020-01-01T00:00:00Z",
    ],
)
def test_a_day_that_never_comes_is_named(post, at: str) -> None:  # type: ignore[no-untyped-def]
    inquiry = post("inquiries", {"need": "narancssárga autó"}).json()["id"]
    response = post(f"inquiries/{inquiry}/refusal", {"call_back_at": at})
    assert (response.status_code, named(response)) == (400, {"call_back_at"})


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe{\x00}\x00", b'{"need":"\xff"}', b"[]", b'"need"', b"1", b"null"),
        *(b"\x00", b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000, b'{"need":"a","need":NaN}'),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_object_is_refused(post, body: bytes) -> None:  # type: ignore[no-untyped-def]
    response = post("inquiries", body)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def forms() -> list[tuple[str, str]]:
    return [(url, field) for url, fields in FORMS.items() for field in fields]


@pytest.mark.parametrize(("url", "field"), forms())
def test_a_field_of_a_form_never_breaks_the_page(kata: Client, url: str, field: str) -> None:
    url = url.replace("/team/1", f"/team/{Team.objects.earliest('pk').pk}")
    for value in BAD:
        response = kata.post(url, encoded(ELSE | {field: value}), FORM)
        assert response.status_code < 500, repr(value)
        if not is_text(value, 100_000):
            assert response.status_code == 400, repr(value)
            assert field in response.content.decode()


def lists() -> list[tuple[str, str]]:
    return [(url, field) for url, fields in LISTS.items() for field in fields]


@pytest.mark.parametrize(("url", "field"), lists())
def test_a_field_of_an_address_never_breaks_the_page(kata: Client, url: str, field: str) -> None:
    for value in BAD:
        query = encoded({field: value}).decode()
        response = kata.get(f"{url}?{query}")
        assert response.status_code < 500, repr(value)
        if not is_text(value, 100_000):
            assert response.status_code == 400, repr(value)


@pytest.mark.parametrize(
    "path",
    [
        *("/%00", "/people/%00", "/people/1%FF", "/sign-in/%00", "/inquiries/%ED%A0%80"),
        *("/people/99999999999999999999", "/desk/%2e%2e", "/api/v1/%FF", "/" + "a" * 5000),
    ],
)
def test_an_address_of_nonsense_is_nowhere(kata: Client, path: str) -> None:
    assert kata.get(path).status_code == 404


def test_a_name_of_a_form_field_may_be_anything(kata: Client) -> None:
    for value in BAD:
        name = quote_from_bytes(value.encode("utf-8", "surrogatepass"))
        response = kata.post("/language", f"language=hu&{name}=1", FORM)
        assert response.status_code == (302 if is_text(value, 100) else 400), repr(value)
