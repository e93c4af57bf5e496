"""`demur policy diff`: what it prints, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demur.cli.policy_diff import app
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

EXAMPLE = source(Lang.EN)
LATER = EXAMPLE.replace(b"| T3 | out of stock | up to 3", b"| T3 | out of stock | up to 5").replace(
    b"Gladly, {caller}", b"With pleasure, {caller}"
)
runner = CliRunner()


@pytest.fixture(name="old")
def _old(tmp_path: Path) -> Path:
    file = tmp_path / "old.md"
    file.write_bytes(EXAMPLE)
    return file


@pytest.fixture(name="new")
def _new(tmp_path: Path) -> Path:
    file = tmp_path / "new.md"
    file.write_bytes(LATER)
    return file


def test_a_version_beside_itself_ends_with_0(old: Path) -> None:
    done = runner.invoke(app, ["diff", str(old), str(old), "--json"])
    assert done.exit_code == 0
    assert not any(json.loads(done.stdout).values())


def test_every_change_is_a_row_pair_a_case_and_a_sentence(old: Path, new: Path) -> None:
    done = runner.invoke(app, ["diff", str(old), str(new), "--json"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    first = report["changes"][0]
    assert {key: first[key] for key in ("table", "from", "to", "when")} == {
        "table": "T",
        "from": "T5",
        "to": "T3",
        "when": {"Reason": "out of stock", "Back in": "4–5 days", "Alternative": "yes"},
    }
    assert first["results"]["to"]["Step"] == "ask to wait"
    assert first["sentence"].startswith("T5 → T3 when Reason is out of stock")
    assert [each["name"] for each in report["wordings"]] == ["W1"]


def test_of_an_empty_document_the_fault_is_told_and_not_a_note(old: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.md"
    empty.write_bytes(b"")
    done = runner.invoke(app, ["diff", str(old), str(empty)])
    assert "No table lists the questions and their possible answers. Add" in str(done.exception)


def test_where_nothing_is_decided_the_row_is_null(old: Path, new: Path) -> None:
    new.write_bytes(EXAMPLE.replace(b"| P4 | 6 or more", b"| P4 | 7 or more"))
    done = runner.invoke(app, ["diff", str(old), str(new), "--json"])
    (change,) = json.loads(done.stdout)["changes"]
    assert (change["from"], change["to"]) == ("P4", None)
    assert change["when"] == {"Complaints": "6"}


def test_a_person_reads_the_sentences_table_by_table(old: Path, new: Path) -> None:
    done = runner.invoke(app, ["diff", str(old), str(new)])
    assert done.exit_code == 1
    said = " ".join(done.stdout.split())
    assert said.startswith("Table T T5 → T3 when Reason is out of stock")
    assert "Wording W1 in en" in said
    assert "4 changes" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no policy", "No table lists"),
        (EXAMPLE.replace(b"| T2 | wrong number |", b"| T2 | wrong numbre |"), "table T cannot be"),
        (None, "can't be read"),
    ],
)
def test_what_cannot_be_compared_ends_with_2_and_one_line(
    old: Path, new: Path, content: bytes | None, says: str
) -> None:
    if content is None:
        new.unlink()
    else:
        new.write_bytes(content)
    command = [sys.executable, "-m", "demur", "policy", "diff", str(old), str(new)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not done.stdout
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
