"""`demur needs match`: a firm, trades, needs in, matches out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from demur.cli.needs import app

FIRM: dict[str, Any] = {
    "items": [{"id": "t1", "hu": "HP 301 tintapatron", "en": "HP 301 ink cartridge", "stock": 4}],
    "trades": ["shop/printer_ink"],
}


def match(firm: Path, needs: str | bytes, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, the answers, and what was said on stderr."""
    done = CliRunner().invoke(app, ["match", "--firm", str(firm), *more], input=needs)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A dealer's file."""
    path = tmp_path / "firm.json"
    path.write_text(json.dumps(FIRM), encoding="utf-8")
    return path


def test_a_line_in_is_a_line_out_with_every_name(firm: Path) -> None:
    needs = '{"id": "a", "q": "hp 301 patron", "lang": "hu"}\n{"id": 2, "q": "pork"}\n'
    code, (first, second), _ = match(firm, needs)
    assert code == 0
    assert set(first) == {"id", "situation", "confidence", "items", "trades", "ask"}
    assert (first["id"], first["situation"], first["items"]) == ("a", "exact", ["t1"])
    assert (second["id"], second["situation"], second["items"]) == (2, "foreign", [])


def test_a_bad_line_gets_an_error_and_the_rest_are_answered(firm: Path) -> None:
    needs = b'nonsense\n{"id": 1}\n[]\n\xff\xfe\n\n{"id": 2, "q": "toner", "lang": "xx"}\n'
    code, answers, said = match(firm, needs)
    assert code == 1
    assert [("error" in answer, answer["id"]) for answer in answers] == [
        (True, None),
        (True, 1),
        (True, None),
        (True, None),
        (False, 2),
    ]
    assert "4 lines" in said


def test_only_the_given_trades_are_known(firm: Path, tmp_path: Path) -> None:
    trades = tmp_path / "trades.json"
    docs = [{"id": "x/moon", "field": "sky", "en": {"name": "Moon seller", "terms": ["moons"]}}]
    trades.write_text(json.dumps({"docs": docs}), encoding="utf-8")
    needs = '{"id": 1, "q": "a moon"}\n{"id": 2, "q": "pork"}\n'
    code, (moon, pork), _ = match(firm, needs, "--trades", str(trades))
    assert code == 0
    assert moon["trades"] == ["x/moon"]
    assert pork["trades"] == []


@pytest.mark.parametrize("firm_is", ["{}", '{"items": null}', '{"trades": []}', '{"items": []}'])
def test_a_firm_may_leave_everything_out(tmp_path: Path, firm_is: str) -> None:
    path = tmp_path / "firm.json"
    path.write_text(firm_is, encoding="utf-8")
    code, answers, _ = match(path, '{"id": 1, "q": "toner"}\n')
    assert code == 0
    assert answers[0]["items"] == []


@pytest.mark.parametrize(
    "firm_is", ["", "[]", "{", '{"items": 3}', '{"items": [{"hu": "x"}]}', '{"trades": "a"}']
)
def test_a_firm_that_cannot_be_read_is_one_clear_line(tmp_path: Path, firm_is: str) -> None:
    path = tmp_path / "firm.json"
    path.write_text(firm_is, encoding="utf-8")
    code, answers, said = match(path, '{"id": 1, "q": "toner"}\n')
    assert (code, answers) == (2, [])
    assert len(said.strip().splitlines()) == 1
    assert "firm.json" in said


def test_a_missing_file_is_one_clear_line(tmp_path: Path, firm: Path) -> None:
    assert match(tmp_path / "no.json", "")[0] == 2
    assert match(firm, "", "--trades", str(tmp_path / "no.json"))[0] == 2
