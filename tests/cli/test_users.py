"""`demur user`: a link for whoever may sign in, and an end for whoever may not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from typer.testing import CliRunner

from demur.cli.users import RoleName, app
from demur.records.users import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.users.with_tables", lambda: None)


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, list(words))


def link(*words: str) -> str:
    done = run("add", *words)
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def test_the_link_signs_the_new_user_in() -> None:
    url = link("Tóth Kata", "--role", "seller", "--language", "hu")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/[\w-]{22}", url)
    client = Client()
    client.post(url.removeprefix("http://127.0.0.1:8000"))
    assert client.get("/people").status_code == 200
    kata = User.objects.get()
    assert (kata.name, kata.role, kata.language) == ("Tóth Kata", "seller", "hu")


def test_the_site_may_be_named() -> None:
    assert link("Kata", "--role", "seller", "--site", "https://desk.example/").startswith(
        "https://desk.example/sign-in/"
    )


def test_the_same_name_in_any_spelling_is_the_same_user_with_a_new_link() -> None:
    first = link("Tóth Kata", "--role", "seller")
    second = link("tóth  kata", "--role", "head")
    assert first != second
    assert User.objects.get().role == Role.HEAD


def test_whoever_was_stopped_is_out_and_may_be_let_in_again() -> None:
    url = link("Kata", "--role", "reader")
    client = Client()
    client.post(url.removeprefix("http://127.0.0.1:8000"))
    assert run("stop", "kata").exit_code == 0
    assert client.get("/people").status_code == 302
    link("Kata", "--role", "reader")
    assert User.objects.get().is_active


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "x" * 81])
def test_a_name_that_can_not_be_kept_is_refused(name: str) -> None:
    assert run("add", name, "--role", "seller").exit_code != 0
    assert not User.objects.exists()


def test_nobody_can_not_be_stopped() -> None:
    assert "nobody is called Kata" in str(run("stop", "Kata").exception)


def test_the_roles_of_the_command_are_those_of_the_desk() -> None:
    assert set(RoleName.__args__) == set(Role)  # type: ignore[attr-defined]
