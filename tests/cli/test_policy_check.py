"""`demur policy check --json`: what is proved of the tables, as scripts read it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demur.cli.policy import app
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

EXAMPLE = source(Lang.EN)
runner = CliRunner()


def checked(tmp_path: Path, text: bytes) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "policy.md"
    file.write_bytes(text)
    done = runner.invoke(app, ["check", str(file), "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_gap_is_one_finding_with_its_count_a_caller_and_the_row_that_mends_it(
    tmp_path: Path,
) -> None:
    code, report = checked(tmp_path, EXAMPLE.replace(b"| P3 | 3\xe2\x80\x935 |", b"| P3 | 3 |"))
    assert (code, report["clean"]) == (1, False)
    (gap,) = report["findings"]
    assert {name: gap[name] for name in ("code", "severity", "table", "rows", "missing")} == {
        "code": "gap",
        "severity": "fault",
        "table": "P",
        "rows": [],
        "missing": 2 * 82,
    }
    assert gap["example"] == {"Complaints": "4", "Callback": "0 hours"}
    assert gap["mend"] == "| P5 | 4–5 | any | suspended | send nobody, talk to the partner |"
    assert gap["remark"] == "The results are copied from P4: please look at them."


def test_people_see_the_row_that_mends_a_gap_and_what_to_look_at(tmp_path: Path) -> None:
    file = tmp_path / "policy.md"
    file.write_bytes(EXAMPLE.replace(b"| P3 | 3\xe2\x80\x935 |", b"| P3 | 3 |"))
    shown = " ".join(runner.invoke(app, ["check", str(file)]).stdout.split())
    assert "| P5 | 4–5 | any | suspended |" in shown
    assert "copied from P4" in shown


def test_a_pair_of_rows_is_a_finding_that_names_both(tmp_path: Path) -> None:
    _, report = checked(tmp_path, EXAMPLE.replace(b"| P3 | 3", b"| P3 | 2"))
    assert [(f["code"], f["rows"]) for f in report["findings"]] == [
        ("contradiction", ["P1", "P3"]),
        ("overlap", ["P2", "P3"]),
    ]


def test_an_unreachable_row_is_a_finding_that_names_it(tmp_path: Path) -> None:
    _, report = checked(tmp_path, EXAMPLE.replace(b"| I5 | any | 500", b"| I5 | regular | 500"))
    (found,) = report["findings"]
    assert (found["code"], found["rows"]) == ("unreachable", ["I5"])
    assert "row I4 already takes every such case" in found["message"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"| a | b |\n" * 5_000_000, id="50 MB"),
        pytest.param(b"| a " * 500 + b"|\n" + b"|---" * 500 + b"|\n", id="500 columns"),
    ],
)
def test_a_document_beyond_the_limits_is_given_up_at_once(tmp_path: Path, text: bytes) -> None:
    began = time.process_time()
    code, report = checked(tmp_path, text)
    assert code == 1
    assert time.process_time() - began < 5
    assert report["findings"]


def test_what_is_proved_is_told_to_people_and_to_programs(tmp_path: Path) -> None:
    _, report = checked(tmp_path, EXAMPLE)
    assert [sentence[:8] for sentence in report["proved"]] == ["V1 holds", "V2 holds"]
    shown = runner.invoke(app, ["check", str(tmp_path / "policy.md")]).stdout
    assert " ".join(report["proved"]) in " ".join(shown.split())


def test_a_program_is_told_what_each_table_decides_and_what_it_asks(tmp_path: Path) -> None:
    _, report = checked(tmp_path, EXAMPLE)
    assert report["tables"] == 6
    assert report["decides"][2] == {
        "table": "P",
        "name": "Partners",
        "reading": "unique",
        "questions": ["Complaints", "Callback"],
        "results": ["Status", "What we do"],
    }
    asks = {each["question"]: each for each in report["asks"]}
    assert asks["Client"]["answers"] == ["key", "regular", "new"]
    assert asks["Back in"] == {
        "question": "Back in",
        "answers": "0–250 days, or unknown",
        "unknown": "unknown",
    }


def test_of_a_document_that_is_no_policy_nothing_is_told(tmp_path: Path) -> None:
    code, report = checked(tmp_path, b"# Hello")
    assert (code, report["tables"], report["decides"], report["asks"]) == (1, 0, [], [])
