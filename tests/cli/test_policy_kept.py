"""`demur policy kept`: the bytes that were signed, found also where the version was altered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demur.actions import draft as drafting
from demur.actions.adopt import adopt
from demur.cli.policy_kept import app
from tests.shop import NOW, TODAY, alter_policy, open_shop, policy_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.policy_kept.with_tables", lambda: None)
    open_shop()


def run(number: object, file: Path) -> Any:
    return CliRunner().invoke(app, ["kept", str(number), "-o", str(file)])


def test_a_version_is_written_as_it_was_signed(tmp_path: Path) -> None:
    file = tmp_path / "policy.md"
    for _ in range(2):
        assert run(4, file).exit_code == 0
    assert file.read_bytes() == policy_text()


def test_what_was_altered_is_found_among_the_texts_of_its_draft(tmp_path: Path) -> None:
    draft = drafting.begin("Anna", NOW, "Spring")
    signed = bytes(adopt(bytes(draft.source), "Anna", TODAY, NOW, draft=draft).policy.source)
    alter_policy(5, signed + b" ")
    assert run(5, tmp_path / "policy.md").exit_code == 0
    assert (tmp_path / "policy.md").read_bytes() == signed


def test_what_was_altered_and_is_kept_nowhere_is_not_written(tmp_path: Path) -> None:
    alter_policy(4, policy_text() + b" ")
    done = run(4, tmp_path / "policy.md")
    assert "altered, and its text is kept nowhere else" in str(done.exception)
    assert not (tmp_path / "policy.md").exists()


def test_no_other_file_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "other.md"
    file.write_text("mine")
    assert "is there already" in str(run(4, file).exception)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("number", [77, 2**31 - 1])
def test_a_version_that_never_was_is_said_to_be_none(number: int, tmp_path: Path) -> None:
    assert f"no version {number}" in str(run(number, tmp_path / "policy.md").exception)
