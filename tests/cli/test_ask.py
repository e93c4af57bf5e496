"""`demur ask`: the desk's own answer on the command line, and nothing recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from demur.cli.ask import ask
from demur.records.company import Team
from demur.records.inquiries import Inquiry
from tests.cast import LINGERIE, PIZZERIA_NUMBER
from tests.shop import open_shop
from tests.web.doors import everything

pytestmark = pytest.mark.django_db

app = typer.Typer()
app.command()(ask)

MONITORS = {
    "hu": "négy monitor kellene holnapra",
    "ru": "нужны четыре монитора на завтра",
    "en": "I need four monitors by tomorrow",
}
OUT_OF_STOCK = {
    "hu": "Inkwell M-300 lézernyomtató",
    "ru": "лазерный принтер Inkwell M-300",
    "en": "Inkwell M-300 laser printer",
}
REPAIR = {
    "hu": "lézernyomtató javítása",
    "ru": "ремонт лазерного принтера",
    "en": "laser printer repair",
}


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.ask.with_tables", lambda: None)
    open_shop()


def told(need: str, *words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [need, *words, "--json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_another_speciality_is_answered_in_every_language(lang: str) -> None:
    answer = told(MONITORS[lang])
    assert (answer["situation"], answer["lang"]) == ("other speciality", lang)
    assert (answer["step"], answer["policy"]["version"]) == ("partner", 4)
    assert "Képpont" in answer["say"]


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_out_of_stock_is_answered_in_every_language(lang: str) -> None:
    answer = told(OUT_OF_STOCK[lang], "--lang", lang)
    assert answer["situation"] == "out of stock"
    assert {offer["step"] for offer in answer["offers"]} >= {"wait", "alternative"}
    assert answer["policy"]["row"]


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_everyone_busy_is_answered_in_every_language(lang: str) -> None:
    from datetime import UTC, datetime, timedelta

    Team.objects.filter(name="service").update(busy_until=datetime.now(UTC) + timedelta(days=1))
    assert told(REPAIR[lang], "--lang", lang)["situation"] == "no one free"


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_another_business_altogether_is_answered_in_every_language(lang: str) -> None:
    answer = told(getattr(LINGERIE.asked, lang), "--lang", lang)
    assert answer["situation"] == "other business"
    assert answer["say"]


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_a_number_one_digit_off_is_answered_in_every_language(lang: str) -> None:
    answer = told("pizza", "--dialled", PIZZERIA_NUMBER, "--lang", lang)
    assert (answer["situation"], answer["step"]) == ("wrong number", "wrong number")


def test_asking_records_nothing() -> None:
    before = everything()
    told("narancssárga autó", "--number", "+36 30 555 1207")
    assert everything() == before
    assert not Inquiry.objects.exists()


def test_a_person_reads_the_sentence_and_the_row() -> None:
    done = CliRunner().invoke(app, ["négy monitor kellene holnapra"])
    assert done.exit_code == 0
    assert "Képpont" in done.stdout
    assert "version 4" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        ("",),
        ("  ",),
        ("a\0b",),
        ("x" * 2001,),
        ("toner", "--number", "1" * 61),
        ("toner", "--lang", "de"),
    ],
)
def test_what_can_not_be_asked_is_one_clear_refusal(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, list(words)).exit_code != 0
