"""`demur key`: shown once, opening what it names, stopped at once."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from typer.testing import CliRunner

from demur.cli.keys import app
from demur.records.journal import ApiKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.keys.with_tables", lambda: None)


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, list(words))


def status(secret: str) -> int:
    """What the API answers to an empty request with this key."""
    headers = {"Authorization": f"Bearer {secret}"}
    body = json.dumps({})
    return Client().post("/api/v1/inquiries", body, "application/json", headers=headers).status_code


def test_only_the_key_is_on_stdout_and_it_opens_its_scope() -> None:
    done = run("new", "voicebot", "--scope", "inquiries, wording")
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    assert ApiKey.objects.get().scopes == ["inquiries", "wording"]
    assert status(done.stdout.strip()) == 400


def test_a_stopped_key_opens_nothing_more() -> None:
    secret = run("new", "voicebot", "--scope", "inquiries").stdout.strip()
    assert run("stop", "voicebot").exit_code == 0
    assert status(secret) == 401
    assert "no key in use" in str(run("stop", "voicebot").exception)


def test_a_name_is_used_once_even_when_its_key_was_stopped() -> None:
    run("new", "voicebot", "--scope", "inquiries")
    run("stop", "voicebot")
    again = run("new", "voicebot", "--scope", "inquiries")
    assert "is or was called voicebot" in str(again.exception)


@pytest.mark.parametrize("scope", ["", "everything", "inquiries,", "inquiries;wording"])
def test_a_scope_nobody_knows_is_refused(scope: str) -> None:
    assert "there is no scope" in str(run("new", "voicebot", "--scope", scope).exception)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "a\0b", "x" * 81])
def test_a_name_that_can_not_be_kept_is_refused(name: str) -> None:
    assert run("new", name, "--scope", "inquiries").exit_code != 0
    assert not ApiKey.objects.exists()
