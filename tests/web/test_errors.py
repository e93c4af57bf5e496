"""When something is not as it should be: a calm page that says what to do and leaks nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from psycopg import sql

from demur.records.users import Role
from demur.web import errors, sign_in
from tests.web.doors import signed_in, somebody
from tests.world import World

pytestmark = pytest.mark.django_db

SECRET = "the inside of the machine"
LEAKS = (SECRET, "Traceback", "Exception", "django", "sqlite", "psycopg", "site-packages", "SELECT")


@pytest.fixture(name="client")
def _client() -> Client:
    return signed_in(somebody(Role.SELLER))


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Have every page that needs a user's language fail."""

    def broken(_: HttpRequest) -> str:
        raise error

    monkeypatch.setattr("demur.web.language.language_of", broken)


def harmless(response: Any) -> bool:
    """Whether the answer keeps the inside of the machine inside."""
    text = response.content.decode()
    return not any(leak in text for leak in LEAKS)


@pytest.mark.parametrize("error", [OperationalError(SECRET), InterfaceError(SECRET)])
@pytest.mark.parametrize("url", ["/people", "/sign-in", "/api/v1/openapi.json"])
def test_records_that_do_not_answer_are_503_and_say_when_to_try_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, url: str
) -> None:
    breaks(monkeypatch, error)
    response = client.get(url)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert harmless(response)


def test_records_that_go_away_under_a_view_are_503_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError(SECRET)

    monkeypatch.setattr(sign_in, "choose_language", away)
    response = client.post("/language", {"language": "hu"})
    assert response.status_code == 503
    assert harmless(response)


def test_a_session_that_can_not_be_saved_is_no_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody(Role.SELLER, "Kata", password="négy szürke elefánt")

    def away(*_: object, **__: object) -> None:
        raise OperationalError(SECRET)

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", away)
    client = Client(raise_request_exception=False)
    response = client.post("/sign-in", {"name": "Kata", "password": "négy szürke elefánt"})
    assert response.status_code == 503
    assert "sessionid" not in response.cookies


def test_a_fault_of_our_own_is_500_and_keeps_its_inside(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, ValueError(SECRET))
    response = client.get("/people")
    assert response.status_code == 500
    assert harmless(response)


def test_where_even_the_layout_fails_a_plain_page_remains(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = errors.render_to_string

    def broken(template: str, *rest: Any) -> str:
        if template == "errors/error.html":
            raise OperationalError(SECRET)
        return str(render(template, *rest))

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = client.get("/nowhere")
    assert (response.status_code, harmless(response)) == (404, True)
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "hu", "ru"])
@pytest.mark.parametrize("status", sorted(errors.WORDS))
def test_every_page_says_what_happened_and_what_to_do(rf: Any, status: int, language: str) -> None:
    request = rf.get("/desk")
    request.LANGUAGE_CODE = language
    request.resolver_match = None
    with translation.override(language):
        response = errors.page(request, status)
        words = errors.WORDS[status]
        text = response.content.decode()
        assert response.status_code == status
        assert escape(str(words.happened)) in text
        assert escape(str(words.advice)) in text
        assert f'lang="{language}"' in text


@pytest.mark.parametrize("status", sorted(errors.WORDS))
def test_other_systems_get_the_same_as_problems(rf: Any, status: int) -> None:
    response = errors.page(rf.get("/api/v1/inquiries"), status)
    assert response["Content-Type"] == "application/problem+json"
    assert f'"code": "{errors.WORDS[status].code}"' in response.content.decode()


@pytest.mark.parametrize(
    "urls",
    [
        ("/nowhere", "/people/x", "/somewhere/else?id=7"),
        ("/people/999999", "/people/0", "/people/1"),
        (
            "/inquiries/00000000-0000-4000-8000-000000000000",
            "/inquiries/ffffffff-ffff-4fff-bfff-ffffffffffff",
        ),
    ],
)
def test_what_is_missing_is_always_the_same_bytes(client: Client, urls: tuple[str, ...]) -> None:
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/account?a=1", "/account"),
        ("https://evil.example/account", "/"),
        ("http://testserver//evil.example", "/"),
        ("", "/"),
        ("http://[", "/"),
    ],
)
def test_a_form_without_its_token_keeps_a_way_back(referer: str, back: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.post("/language", {"language": "hu"}, headers={"Referer": referer})
    assert response.status_code == 403
    assert f'href="{back}"' in response.content.decode()
    assert harmless(response)


def test_a_page_that_only_others_may_see_says_whom_to_ask(client: Client) -> None:
    reader = signed_in(somebody(Role.READER))
    response = reader.get("/desk")
    assert response.status_code == 403
    assert "administrator" in response.content.decode()


@contextmanager
def records_away(world: World) -> Iterator[None]:
    """Take the database away from under a running server, and give it back."""
    url = world.env.get("DATABASE_URL")
    if not url:
        file = world.data / "demur.sqlite3"
        file.rename(world.data / "away")
        file.mkdir()
        yield
        file.rmdir()
        (world.data / "away").rename(file)
        return
    name = urlsplit(url).path.strip("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as cluster:
        database = sql.Identifier(name)
        cluster.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(database))
        cluster.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        cluster.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(database))


def test_a_real_server_without_its_records_says_so_and_heals_by_itself(served: Any) -> None:
    with served() as world:
        secret = world.demur("key", "new", "bot", "--scope", "inquiries").stdout.strip()
        headers = {"Authorization": f"Bearer {secret}", "Cookie": f"sessionid={'x' * 32}"}
        assert ask(world, "GET", "/people", headers) == (302, None)
        with records_away(world):
            assert ask(world, "GET", "/people", headers) == (503, "5")
            assert ask(world, "POST", "/api/v1/inquiries", headers) == (503, "5")
            assert ask(world, "GET", "/healthz", {}) == (200, None)
        assert ask(world, "GET", "/people", headers) == (302, None)
        assert ask(world, "POST", "/api/v1/inquiries", headers) == (400, None)


def ask(world: World, method: str, path: str, headers: dict[str, str]) -> tuple[int, str | None]:
    """The status, and when to try again."""
    with closing(HTTPConnection("127.0.0.1", world.port, timeout=60)) as line:
        line.request(method, path, headers=headers)
        response = line.getresponse()
        return response.status, response.getheader("Retry-After")
