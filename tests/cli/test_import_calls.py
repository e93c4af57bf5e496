"""`demur import calls`: any telephone's log comes in once, and asks what it can't know, once."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from demur.cli import CouldNot
from demur.cli.bring_in import bring_in
from demur.domain.peace import Scope
from demur.records.attempts import Attempt
from demur.records.company import Company
from tests.world import world

COUNT = """
from demur.records.models import Attempt, FileImport
files = FileImport.objects.filter(kind="calls")
print(Attempt.objects.count(), sum(f.added + f.unchanged + f.rejected for f in files))
"""
FIRST = datetime(2026, 10, 5, 9, 0)  # noqa: DTZ001 (a wall clock, as logs have it)


ALONE = typer.Typer()
ALONE.command()(bring_in)
kept_here = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        Company.objects.create(pk=1, name="Tintakút", numbers=["+3696555010"])


@dataclass(frozen=True)
class Done:
    """How the command ended, as `demur` itself would end: 2 where it could not."""

    returncode: int
    stdout: str
    stderr: str


def demur_import(*words: str) -> Done:
    """The command in this process: each start of a `demur` of its own costs seconds."""
    done = CliRunner().invoke(ALONE, ["calls", *words])
    if isinstance(done.exception, CouldNot):
        return Done(2, done.stdout, str(done.exception))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def log(path: Path, rows: Sequence[str], headings: str = "időpont;szám;kimenetel") -> str:
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return str(path)


def calls(count: int, seed: int, start: int = 9) -> list[str]:
    """So many calls in working hours, at different numbers, from an hour of the morning on."""
    dice = random.Random(seed)
    first = FIRST.replace(hour=start)
    return [
        f"{first + timedelta(days=n % 20, minutes=dice.randrange(480)):%Y-%m-%d %H:%M}:{n % 60:02d}"
        f";+36 30 {seed} {n:04d};missed"
        for n in range(count)
    ]


def brought(*words: str) -> dict[str, object]:
    done = demur_import(*words, "--json")
    assert done.returncode in {0, 1}, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


@kept_here
def test_a_log_that_comes_twice_shuffled_or_in_pieces_adds_each_call_once(tmp_path: Path) -> None:
    rows = calls(40, 201)
    assert brought(log(tmp_path / "a.csv", rows))["added"] == 40
    again = demur_import(str(tmp_path / "a.csv"))
    assert "already: nothing new, 0 added" in again.stdout
    random.Random(1).shuffle(rows)
    assert brought(log(tmp_path / "b.csv", rows * 2))["added"] == 0
    assert brought(log(tmp_path / "c.csv", [*rows[:5], *calls(3, 202)]))["added"] == 3


@kept_here
def test_a_rehearsal_counts_and_writes_nothing(tmp_path: Path) -> None:
    file = log(tmp_path / "a.csv", calls(10, 203) * 2)
    told = brought(file, "--rehearse")
    assert (told["added"], told["unchanged"]) == (10, 10)
    assert brought(file)["added"] == 10


@kept_here
def test_unknown_words_are_asked_once_and_remembered(tmp_path: Path) -> None:
    rows = [f"2026-10-05 09:0{n};+36 30 204 000{n};besetzt" for n in range(3)]
    file = log(tmp_path / "a.csv", rows)
    asked = demur_import(file)
    assert asked.returncode == 1
    assert "3 calls ended “besetzt”" in asked.stdout
    assert '--as "besetzt=missed"' in asked.stdout
    said = brought(file, "--as", "Besetzt=missed")
    assert (said["added"], said["endings"]) == (3, {"missed": 3})
    other = log(tmp_path / "b.csv", ["2026-10-06 09:00;+36 30 204 0009;BESETZT"])
    assert brought(other)["added"] == 1


@kept_here
def test_columns_are_named_once_and_remembered(tmp_path: Path) -> None:
    headings = "Beginn,Ziel,Wie"
    file = log(tmp_path / "a.csv", ["2026-10-05 09:00,+36302050001,missed"], headings)
    asked = demur_import(file)
    assert asked.returncode == 2
    assert '--column "HEADING=at"' in asked.stderr
    named = ("--column", "Beginn=at", "--column", "ziel=number", "--column", "Wie=outcome")
    assert brought(file, *named)["added"] == 1
    other = log(tmp_path / "b.csv", ["2026-10-06 09:00,+36302050002,missed"], headings)
    assert brought(other)["added"] == 1


@kept_here
def test_a_clock_three_hours_wrong_stops_the_log_before_anything_is_put_down(
    tmp_path: Path,
) -> None:
    file = log(tmp_path / "a.csv", calls(60, 206, start=14))
    stopped = demur_import(file)
    assert stopped.returncode == 2
    assert "nothing was brought in" in stopped.stderr
    assert "--zone" in stopped.stderr
    rehearsed = demur_import(file, "--rehearse")
    assert (rehearsed.returncode, "o'clock; moved by" in rehearsed.stdout) == (1, True)
    assert brought(file, "--zone", "Asia/Yekaterinburg")["added"] == 60
    late = log(tmp_path / "b.csv", calls(60, 207, start=15), "at;number;outcome;Farbe")
    assert brought(late, "--clock-is-right")["added"] == 60


@kept_here
def test_what_is_amiss_is_said_and_the_rest_comes_in(tmp_path: Path) -> None:
    rows = [
        "2026-10-05 09:00;+36 30 208 0001;missed;0:35;kimenő",
        "2026-10-05 09:01;+36 30 208 0001;missed;35 s;bejövő",
        "2999-10-05 09:01;+36 30 208 0001;missed;35;kimenő",
        "2026-10-05 09:02;112;missed;35;kimenő",
        "2026-10-05 09:03;+36 30 208 0002;answered;long;kimenő",
    ]
    file = log(tmp_path / "a.csv", rows, "időpont;szám;kimenetel;időtartam;irány")
    rejected = tmp_path / "rejected.csv"
    told = brought(file, "--rejected", str(rejected))
    assert (told["added"], told["incoming"], told["rejected"]) == (1, 1, 3)
    reasons = [one["reasons"] for one in told["rejected_lines"]]  # type: ignore[attr-defined]
    assert reasons == [["future"], ["short"], ["not a length"]]
    assert len(rejected.read_text("utf-8-sig").splitlines()) == 4


@kept_here
def test_ten_thousand_calls_to_one_number_in_a_day_come_in_with_one_finding(tmp_path: Path) -> None:
    start = FIRST.replace(hour=8)
    rows = [f"{start + timedelta(seconds=3 * n)};+36 30 209 0001;missed" for n in range(10_000)]
    done = demur_import(log(tmp_path / "a.csv", rows))
    assert done.returncode == 1
    assert "10000 calls added" in done.stdout
    assert done.stdout.count("was called 10000 times on 2026-10-05") == 1


@kept_here
def test_a_no_in_a_log_leaves_the_client_in_peace(tmp_path: Path) -> None:
    brought(log(tmp_path / "a.csv", ["2026-10-05 09:00;+36 30 210 0001;больше никогда"]))
    one = Attempt.objects.get(address="+36302100001")
    assert one.refusal is not None
    assert one.refusal.at == one.at
    assert Scope.EVERYTHING in {peace.scope for peace in one.refusal.peaces.all()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "besetzt"), "WORD=MEANING"),
        (("--as", "besetzt=vaporised"), "WORD=MEANING"),
        (("--column", "Farbe=at"), "no column"),
        (("--zone", "Moon/Sea"), "no time zone"),
        (("--zone", "../../etc/passwd"), "no time zone"),
    ],
)
@kept_here
def test_what_cannot_be_said_of_a_log_is_refused_in_one_line(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = demur_import(log(tmp_path / "a.csv", calls(1, 211)), *words)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert said in line


def test_a_killed_log_loses_and_doubles_nothing(tmp_path: Path) -> None:
    dice = random.Random(1)
    with world(tmp_path) as here:
        here.python("from demur.cli.tables import with_tables; with_tables()")
        file = log(tmp_path / "a.csv", [*calls(3000, 212), "2026-10-05 09:00;112;missed"])
        for kills in range(30):
            running = subprocess.Popen(
                [sys.executable, "-m", "demur", "import", "calls", file],
                env=dict(here.env),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            try:
                running.communicate(timeout=0.6 * 1.3**kills + dice.random() / 4)
                break
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.communicate()
        assert kills, "the import was over before it could be killed"
        assert here.python(COUNT).stdout.split() == ["3000", "3001"]
