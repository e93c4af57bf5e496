"""`demur policy print`, `export` and `import`: files in, files out, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from demur.cli import CouldNot
from demur.cli.policy_commands import app
from demur.domain.refusal import Lang
from tests.channels.models import model, table
from tests.domain.policy.editions import source

runner = CliRunner()
BEGINS = {".dmn": b"<?xml", ".xlsx": b"PK", ".docx": b"PK", ".pdf": b"%PDF"}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.md"
    file.write_bytes(source(Lang.EN))
    return file


def run(*words: object) -> tuple[int, str, str]:
    done = runner.invoke(app, [str(word) for word in words])
    if isinstance(done.exception, CouldNot):
        return 2, done.stdout, str(done.exception)
    assert isinstance(done.exception, SystemExit | None), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("ending", [".dmn", ".xlsx", ".docx"])
def test_a_policy_goes_out_by_the_ending_of_the_name(policy: Path, ending: str) -> None:
    out = policy.with_suffix(ending)
    assert run("export", policy, "-o", out) == (0, "", "")
    assert out.read_bytes().startswith(BEGINS[ending])


def test_a_policy_is_printed(policy: Path) -> None:
    out = policy.with_suffix(".pdf")
    code, shown, told = run("print", policy, "-o", out)
    # On a slow machine it says what takes long, and nothing else.
    assert (code, shown) == (0, "")
    assert not told or told.startswith("Typesetting ")
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", [".dmn", ".xlsx"])
def test_what_went_out_comes_back(policy: Path, ending: str) -> None:
    out, back = policy.with_suffix(ending), policy.with_name("back.md")
    run("export", policy, "-o", out)
    code, said, complaints = run("import", out, "-o", back)
    assert (code, complaints) == (0, "")
    assert "table T" in said
    assert back.read_bytes() == policy.read_bytes()


def test_what_cannot_be_carried_over_is_a_line_each_and_exit_1(tmp_path: Path) -> None:
    file, back = tmp_path / "m.dmn", tmp_path / "m.md"
    count = table("COLLECT + COUNT", ("N: number",), ("> 1 | 1", "> 2 | 1"), name="Counted")
    file.write_bytes(model(table("UNIQUE", ("N: number in [0..9]",), ("- | 1",)), count))
    code, _, complaints = run("import", file, "-o", back)
    assert code == 1
    (line,) = complaints.splitlines()
    assert line.startswith(f"{file}, line ")
    assert "Counted" in line
    assert "COLLECT COUNT" in line


def test_an_import_can_be_told_as_json(policy: Path) -> None:
    out = policy.with_suffix(".dmn")
    run("export", policy, "-o", out)
    code, said, _ = run("import", out, "-o", policy.with_name("b.md"), "--json")
    report = json.loads(said)
    assert code == 0
    assert list(report["tables"]) == ["I", "T", "P", "S", "Q", "N"]
    assert report["findings"] == []


def test_what_is_wrong_in_a_workbook_is_said_with_its_sheet_and_row(policy: Path) -> None:
    out = policy.with_suffix(".xlsx")
    run("export", policy, "-o", out)
    made = load_workbook(out)
    made["Table P"]["B6"] = 600
    made.save(out)
    code, _, complaints = run("import", out, "-o", policy.with_name("b.md"))
    assert code == 1
    assert "(sheet “Table P”, row 6): never-matches: " in complaints


def test_a_program_is_told_which_decision_is_which_table_and_which_input_which_question(
    tmp_path: Path,
) -> None:
    file, back = tmp_path / "m.dmn", tmp_path / "m.md"
    score = table("UNIQUE", ("Client.Age: number in [0..9]", "Odd: string"), ("- | - | 1",))
    price = table("UNIQUE", ("Client.Age: number",), ("> 1 | N * 2",), name="Price")
    file.write_bytes(model(score, price))
    _, said, _ = run("import", file, "-o", back, "--json")
    report = json.loads(said)
    assert report["tables"] == {"V": "Verdict"}
    assert report["decisions"] == [
        {
            "table": "V",
            "decision": "Verdict",
            "id": "Verdict",
            "hit_policy": "UNIQUE",
            "inputs": [
                {"input": "Client.Age", "question": "Client.Age"},
                {"input": "Odd", "question": None},
            ],
            "outputs": [{"output": "verdict", "result": "Verdict"}],
        }
    ]
    assert report["left_out"] == ["Price"]


def test_the_language_of_a_foreign_model_can_be_chosen(tmp_path: Path) -> None:
    file, back = tmp_path / "m.dmn", tmp_path / "m.md"
    file.write_bytes(model(table("UNIQUE", ("N: number in [0..9]",), ("<= 3 | 1", "> 3 | 2"))))
    assert run("import", file, "-o", back, "--lang", "hu")[0] == 0
    assert "| V1 | legfeljebb 3 | 1 |" in back.read_text("utf-8")


@pytest.mark.parametrize("command", ["print", "export"])
def test_a_file_of_another_kind_is_never_overwritten(policy: Path, command: str) -> None:
    out = policy.with_suffix(".pdf" if command == "print" else ".dmn")
    out.write_text("my novel")
    code, _, complaint = run(command, policy, "-o", out)
    assert code == 2
    assert "something else" in complaint
    assert out.read_text() == "my novel"


def test_a_file_of_the_same_kind_is_replaced_whole(policy: Path) -> None:
    out = policy.with_suffix(".dmn")
    run("export", policy, "-o", out)
    out.chmod(0o640)
    first = out.read_bytes()
    out.write_bytes(first + b"<!-- mine -->")
    assert run("export", policy, "-o", out)[0] == 0
    assert out.read_bytes() == first
    assert out.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in policy.parent.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(
    "words",
    [
        ("print", "{policy}", "-o", "{there}/p.txt"),
        ("export", "{policy}", "-o", "{there}/p.pdf"),
        ("export", "{policy}", "-o", "{there}/no/such/folder/p.dmn"),
        ("export", "{there}/absent.md", "-o", "{there}/p.dmn"),
        ("import", "{policy}", "-o", "{there}/p.md"),
        ("import", "{there}/absent.dmn", "-o", "{there}/p.md"),
        ("export", "{there}", "-o", "{there}/p.dmn"),
        ("export", "{policy}", "-o", "{there}"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(policy: Path, words: tuple[str, ...]) -> None:
    filled = [word.format(policy=policy, there=policy.parent) for word in words]
    code, _, complaint = run(*filled)
    assert code == 2
    assert complaint.count("\n") <= 1
    assert "Traceback" not in complaint


def test_of_an_empty_document_the_fault_is_told_and_not_a_note(policy: Path) -> None:
    policy.write_bytes(b"\n")
    code, _, complaint = run("export", str(policy), "-o", str(policy.with_suffix(".dmn")))
    assert code == 2
    assert "No table lists the questions and their possible answers. Add" in complaint


@pytest.mark.parametrize(
    ("ending", "named"),
    [(".dmn", ".xlsx"), (".xlsx", ".dmn"), (".dmn", ".XML"), (".xlsx", ".xlsm")],
)
def test_a_file_under_a_wrong_name_is_known_by_what_it_holds(
    policy: Path, ending: str, named: str
) -> None:
    out, back = policy.with_suffix(ending), policy.with_name("b.md")
    run("export", policy, "-o", out)
    assert run("import", out.rename(out.with_suffix(named)), "-o", back)[0] == 0
    assert back.read_bytes() == policy.read_bytes()


@pytest.mark.parametrize("command", ["import", "export", "print"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, command: str) -> None:
    pipe = tmp_path / "pipe.dmn"
    os.mkfifo(pipe)
    endings = {"import": ".md", "export": ".dmn", "print": ".pdf"}
    code, _, complaint = run(command, pipe, "-o", tmp_path / f"out{endings[command]}")
    assert code == 2
    assert "no ordinary file" in complaint


def test_the_program_ends_with_2_and_one_line_for_a_file_that_is_no_workbook(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"no")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "demur",
            "policy",
            "import",
            str(file),
            "-o",
            str(tmp_path / "x.md"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("demur: nothing could be brought in")
