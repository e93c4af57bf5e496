"""`demur company`: who we are, said once at the start."""

from __future__ import annotations

from pathlib import Path

from tests.world import world


def test_a_company_is_set_up_and_then_answers(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        done = here.demur(
            "company", "Csavar Kft.", "--number", "06 96 555 300", "--trade", "shop/hardware"
        )
        assert done.returncode == 0, done.stderr
        assert "+3696555300" in done.stdout
        adopted = here.demur(
            "policy",
            "adopt",
            "demur/policies/example.hu.md",
            "--by",
            "Anna",
            "--from",
            "2026-01-01",
        )
        assert adopted.returncode == 0, adopted.stderr
        answer = here.demur("ask", "sertéshús", "--lang", "hu", "--json")
        assert answer.returncode == 0, answer.stderr
        assert '"other business"' in answer.stdout


def test_a_trade_nobody_knows_gets_the_nearest_one_named(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        done = here.demur("company", "X", "--number", "06 96 555 300", "--trade", "shop/hardwar")
        assert done.returncode == 2
        assert "shop/hardware" in done.stderr
        assert "Traceback" not in done.stderr
