"""`demur policy adopt`: by a named person, from a day, byte for byte, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demur.cli.adopt import app
from demur.records.policies import Adoption, PolicyVersion, in_force
from tests.shop import open_shop, policy_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demur.cli.adopt.with_tables", lambda: None)


def run(file: Path, *words: str):  # type: ignore[no-untyped-def]
    named = words or ("--by", "Szabó Anna", "--from", "2026-12-01")
    return CliRunner().invoke(app, ["adopt", str(file), *named])


@pytest.fixture(name="policy")
def _policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.md"
    file.write_bytes(policy_text())
    return file


def test_the_exact_bytes_are_in_force_from_that_day(policy: Path) -> None:
    done = run(policy)
    assert done.exit_code == 0, done.output
    assert "in force from 2026-12-01, adopted by Szabó Anna" in done.stdout
    assert bytes(PolicyVersion.objects.get().source) == policy_text()
    assert in_force(date(2026, 11, 30)) is None
    assert in_force(date(2026, 12, 1)) == PolicyVersion.objects.get()


def test_a_policy_with_a_typo_is_not_adopted_and_the_one_in_force_stays(policy: Path) -> None:
    open_shop()
    policy.write_bytes(policy_text().replace(b"polite no", b"polite noo", 5))
    done = run(policy)
    assert done.exit_code == 1
    assert "line " in done.stderr
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize("source", [b"", b"\xff\xfe\x00", b"# Nothing", b"\0" * 1000])
def test_what_is_no_policy_is_not_adopted(policy: Path, source: bytes) -> None:
    policy.write_bytes(source)
    assert run(policy).exit_code == 1
    assert not Adoption.objects.exists()


def test_other_text_under_an_adopted_number_is_refused(policy: Path) -> None:
    run(policy)
    policy.write_bytes(policy_text() + b"\nOne more line.\n")
    done = run(policy)
    assert done.exit_code == 2
    assert "give this one a new number" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--by", " ", "--from", "2026-12-01"),
        ("--by", "x" * 121, "--from", "2026-12-01"),
        ("--by", "Anna", "--from", "2026-13-01"),
        ("--by", "Anna"),
        ("--from", "2026-12-01"),
    ],
)
def test_who_and_from_when_must_be_said(policy: Path, words: tuple[str, ...]) -> None:
    assert run(policy, *words).exit_code != 0
    assert not Adoption.objects.exists()


def test_a_file_that_is_not_there_or_far_too_large_is_refused(tmp_path: Path) -> None:
    assert "can't be read" in str(run(tmp_path / "nowhere.md").exception)
    large = tmp_path / "large.md"
    large.write_bytes(b"x" * 8_000_001)
    assert "larger than 8 MB" in str(run(large).exception)


def test_a_day_that_the_text_does_not_name_is_told_beside_the_one_that_holds(policy: Path) -> None:
    done = run(policy, "--by", "Anna", "--from", "2027-01-01")
    assert "in force from 2027-01-01" in done.stdout
    assert "The text itself names 2026-12-01; the day you gave holds." in done.stdout
    assert bytes(PolicyVersion.objects.get().source) == policy_text()


def test_a_day_that_the_text_names_needs_no_word(policy: Path) -> None:
    assert "The text itself" not in run(policy).stdout
