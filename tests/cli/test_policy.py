"""`demur policy check` and `decide`: what they print, and how they end."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demur.cli.policy import app
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

EXAMPLE = source(Lang.EN)
runner = CliRunner()


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.md"
    file.write_bytes(EXAMPLE)
    return file


def decide(policy: Path, lines: str, table: str = "T") -> tuple[int, list[dict[str, Any]]]:
    done = runner.invoke(app, ["decide", str(policy), "--table", table], input=lines)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_clean_policy_is_called_clean(policy: Path) -> None:
    done = runner.invoke(app, ["check", str(policy), "--json"])
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert (report["clean"], report["tables"], report["findings"]) == (True, 6, [])


def test_a_finding_is_printed_with_all_its_fields(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"| T2 | wrong number |", b"| T2 | wrong numbre |"))
    done = runner.invoke(app, ["check", str(policy), "--json"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert report["clean"] is False
    (finding,) = report["findings"]
    assert finding == {
        "code": "unknown-answer",
        "severity": "fault",
        "line": EXAMPLE[: EXAMPLE.index(b"| T2 |")].count(b"\n") + 1,
        "table": "T",
        "rows": ["T2"],
        "message": "Row T2, Reason: “wrong numbre” is not a listed answer. "
        "Did you mean “wrong number”?",
        "example": None,
        "missing": None,
        "mend": "| T2 | wrong number | any | any | any | any | wrong number | W6 | nobody |",
        "column": "Reason",
        "remark": None,
    }


def test_findings_for_people_name_the_line_and_the_sentence(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"up to 2 | up to 8 hours", b"up to 2 | up to 8 weeks"))
    done = runner.invoke(app, ["check", str(policy)], env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "unit" in done.stdout
    assert "Row P1, Callback: “weeks” is not the question's unit" in done.stdout


def test_hostile_text_is_shown_as_typed(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"| T2 | wrong number |", b"| T2 | [red]\x1b[31m{x} |"))
    done = runner.invoke(app, ["check", str(policy)], env={"COLUMNS": "200"})
    assert "[red]" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_by_an_empty_document_nothing_is_decided_and_the_fault_is_told(policy: Path) -> None:
    policy.write_bytes(b"")
    done = runner.invoke(app, ["decide", str(policy), "--table", "T"], input="{}")
    assert done.exit_code == 2
    assert "Add “Question | Possible answers”" in done.output


def test_a_name_twice_in_a_line_of_json_is_told_with_both_answers(policy: Path) -> None:
    twice = '{"Reason": "none", "Reason": "wrong number"}\n{"Reason": "none", "Reason": "none"}\n'
    code, (refused, decided) = decide(policy, twice)
    assert code == 1
    assert "“Reason: none” and “Reason: wrong number”" in refused["error"]
    assert refused["line"] == 1
    assert decided["row"] == "T1"


def test_cases_are_decided_a_line_each(policy: Path) -> None:
    code, decisions = decide(policy, '{"Reason": "wrong number"}\n\n{"Reason": "none"}\n')
    assert code == 0
    assert decisions[0] == {
        "table": "T",
        "row": "T2",
        "results": {
            "Step": "wrong number",
            "Say": "W6",
            "Who may decide otherwise": "nobody",
        },
        "why": "T2, version 4: Reason is wrong number.",
    }
    assert decisions[1]["row"] == "T1"


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "7",
        "NaN",
        '{"Reason": "nonsense"}',
        '{"Raeson": "none"}',
        '{"Reason": ["none"]}',
        '{"Reason": {"a": {}}}',
        '{"Reason": 1e999}',
        "[" * 100_000,
        '{"Reason": "\\ud800"}',
        "\x00",
    ],
)
def test_a_bad_line_gives_an_error_and_the_others_their_decisions(policy: Path, bad: str) -> None:
    code, decisions = decide(policy, f'{{"Reason": "none"}}\n{bad}\n{{"Reason": "none"}}\n')
    assert code == 1
    assert [decision["row"] for decision in decisions] == ["T1", None, "T1"]
    shape = {"table": "T", "row": None, "results": {}, "why": decisions[1]["error"], "line": 2}
    assert decisions[1] == {**shape, "error": decisions[1]["error"]}
    assert decisions[1]["why"]


@pytest.mark.parametrize("way", ["exactly one row fits", "all rows that fit", "the first row"])
def test_every_line_has_the_same_shape_whatever_became_of_it(policy: Path, way: str) -> None:
    policy.write_bytes(EXAMPLE.replace(b"P: exactly one row fits", f"P: {way}".encode()))
    fine = '{"Complaints": 2, "Callback": 1}'
    _, lines = decide(policy, f'{fine}\n{{"Complaints": "many"}}\n7\n{fine}\n', "P")
    extra = {"error", "line"}
    assert [set(line) - extra for line in lines] == [set(lines[0])] * 4
    assert [extra <= set(line) for line in lines] == [False, True, True, False]


def test_a_line_that_is_not_utf_8_is_an_error_too(policy: Path) -> None:
    done = runner.invoke(app, ["decide", str(policy), "--table", "T"], input=b'{"\xff": 1}\n')
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]


def test_no_row_that_fits_is_null(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"\n| Q2 | any | any | no |", b""))
    code, decisions = decide(policy, '{"Day": "Saturday", "Hour": "10:00"}\n', "Q")
    assert (code, decisions[0]["row"], decisions[0]["results"]) == (0, None, {})


def test_where_all_rows_apply_each_says_what_it_results_in(policy: Path) -> None:
    text = EXAMPLE.replace(
        b"(table P: exactly one row fits every case", b"(table P: all rows that fit apply"
    )
    policy.write_bytes(text.replace(b"| P3 | 3", b"| P3 | 2"))
    _, (decision,) = decide(policy, '{"Complaints": 2, "Callback": 1}\n', "Partners")
    told = [(each["row"], each["results"]["Status"]) for each in decision["each"]]
    assert told == [("P1", "recommended"), ("P3", "on watch")]


def test_rows_that_disagree_are_listed(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"| P3 | 3", b"| P3 | 2"))
    _, decisions = decide(policy, '{"Complaints": 2, "Callback": 1}\n', "P")
    assert decisions[0]["row"] is None
    assert decisions[0]["rows"] == ["P1", "P3"]


@pytest.mark.parametrize("command", [["check"], ["decide", "--table", "T"]])
def test_a_file_that_cannot_be_read_is_one_line(command: list[str], tmp_path: Path) -> None:
    for missing in (tmp_path / "none.md", tmp_path):
        done = runner.invoke(app, [command[0], str(missing), *command[1:]])
        assert done.exit_code == 2
        assert len(done.stderr.splitlines()) == 1


def test_a_table_that_is_not_there_is_one_line_that_names_those_that_are(policy: Path) -> None:
    done = runner.invoke(app, ["decide", str(policy), "--table", "X"], input="{}\n")
    assert done.exit_code == 2
    assert "Its tables: I, T, P, S, Q, N." in done.stderr


def test_a_table_that_cannot_be_read_whole_does_not_decide(policy: Path) -> None:
    policy.write_bytes(EXAMPLE.replace(b"| T2 | wrong number |", b"| T2 | wrong numbre |"))
    done = runner.invoke(app, ["decide", str(policy), "--table", "T"], input="{}\n")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "line" in done.stderr


def test_the_command_loads_neither_django_nor_a_dictionary() -> None:
    asked = "import sys; import demur.cli.policy; print([m for m in sys.modules if m in {named}])"
    named = {"django", "pymorphy3", "simplemma", "hunspell", "rich.console"}
    done = subprocess.run(
        [sys.executable, "-c", asked.format(named=named)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert not {"django", "pymorphy3", "simplemma", "hunspell"} & set(ast.literal_eval(done.stdout))
