"""`demur policy replay`: what a draft would have done to the recorded callers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from demur.actions.finish import finish
from demur.cli.policy_replay import app
from demur.domain.answers import Choice
from demur.domain.refusal import Lang
from demur.records.company import Company
from demur.records.gather import Asked
from demur.records.goods import Item
from demur.records.held import NoPolicy
from demur.records.inquiries import Inquiry
from tests.shop import NOW, open_shop, policy_text

pytestmark = pytest.mark.django_db

STRICTER = policy_text().replace(b"out of stock | up to 3 days", b"out of stock | up to 1 day")


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.policy_replay.with_tables", lambda: None)


@pytest.fixture(name="draft")
def _draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.md"
    file.write_bytes(STRICTER)
    return file


@pytest.fixture(name="caller")
def _caller() -> Inquiry:
    open_shop()
    Item.objects.update(price_minor=12_500, currency="HUF", alternatives=[])
    asked = "two TN-400X high-yield black toners"
    ref = uuid4()
    finish(Asked(asked, lang=Lang.EN), Choice(), ref, by="Kata", now=NOW)
    return Inquiry.objects.get(ref=ref)


def run(*words: object) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, words)], env={"COLUMNS": "200"})


def test_the_groups_are_printed_with_their_worth(draft: Path, caller: Inquiry) -> None:
    done = run(draft)
    assert done.exit_code == 0, done.output
    assert "T3 → " in done.stdout
    assert "25,000 HUF" in done.stdout
    assert "Treated otherwise: 1." in done.stdout


def test_the_money_is_told_by_what_the_draft_turns(draft: Path, caller: Inquiry) -> None:
    assert "Kept then, let go by the draft" in run(draft).stdout
    told = json.loads(run(draft, "--json").stdout)["turned"]
    worth = [{"amount": 25_000, "currency": "HUF"}]
    assert told == [{"turn": "let go", "inquiries": 1, "worth": worth, "unpriced": 0}]
    Inquiry.objects.update(worth_minor=None, currency="")
    assert "worth not known of 1." in run(draft).stdout


def test_json_names_the_rows_the_money_and_the_inquiries(draft: Path, caller: Inquiry) -> None:
    told = json.loads(run(draft, "--json").stdout)
    assert (told["inquiries"], told["otherwise"], told["same"], told["drifted"]) == (1, 1, 0, 0)
    (group,) = told["groups"]
    assert group["from"] == "T3"
    assert group["step"]["from"] == "wait"
    assert group["worth"] == [{"amount": 25_000, "currency": "HUF"}]
    assert group["examples"] == [str(caller.ref)]


def test_what_came_before_the_day_is_left_out(draft: Path, caller: Inquiry) -> None:
    assert json.loads(run(draft, "--since", "2026-11-23", "--json").stdout)["inquiries"] == 1
    assert json.loads(run(draft, "--since", "2026-11-24", "--json").stdout)["inquiries"] == 0


def test_records_that_disagree_with_their_version_are_a_finding(
    draft: Path, caller: Inquiry
) -> None:
    Inquiry.objects.update(row="T8")
    done = run(draft)
    assert done.exit_code == 1
    assert "Recorded with T8, though the same version decides T3: 1." in done.stdout


def test_what_could_not_be_replayed_is_said(draft: Path, caller: Inquiry) -> None:
    Inquiry.objects.update(partners=None)
    assert "was not kept then: 1." in run(draft).stdout


@pytest.mark.parametrize(
    "source", [b"", b"\xff\xfe\x00", b"# Nothing", policy_text().replace(b"| T2 |", b"| Z2 |")]
)
def test_a_draft_that_cannot_decide_is_said_in_one_line(
    draft: Path, caller: Inquiry, source: bytes
) -> None:
    draft.write_bytes(source)
    assert "line " in str(run(draft).exception)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "can't be read" in str(run(tmp_path / "nowhere.md").exception)


def test_without_a_policy_in_force_there_is_nothing_to_compare_with(draft: Path) -> None:
    Company.objects.create(pk=1, name="Inkwell")
    assert isinstance(run(draft).exception, NoPolicy)
