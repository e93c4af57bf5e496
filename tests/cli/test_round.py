"""`demur round plan`: a day from two sheets, whatever is in them."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from demur.cli import CouldNot
from demur.cli.round import app
from demur.domain.silence import segments

ON = "2026-11-23"
CLIENTS = "id,segment,value,born_on,key,zone,language"
ATTEMPTS = "client,at,outcome,seconds"


class Sheets:
    """Two sheets in a folder, and the plan that is made of them."""

    def __init__(self, folder: Path) -> None:
        self.clients, self.attempts = folder / "clients.csv", folder / "attempts.csv"

    def plan(
        self, clients: str, attempts: str, *more: str, on: str = ON, minutes: str = "60"
    ) -> dict[str, Any]:
        self.clients.write_text(f"{CLIENTS}\n{clients}", "utf-8")
        self.attempts.write_text(f"{ATTEMPTS}\n{attempts}", "utf-8")
        done = self.run("--on", on, "--minutes", minutes, "--json", *more)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        told: dict[str, Any] = json.loads(done.stdout)
        assert done.exit_code == int(bool(told["findings"]))
        whom = [one["client"] for one in (*told["calls"], *told["others"])]
        assert len(whom) == len(set(whom)) == told["clients"]
        return told

    def run(self, *words: str) -> Any:
        files = ("--clients", str(self.clients), "--attempts", str(self.attempts))
        return CliRunner().invoke(app, ["plan", *files, *words])


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return Sheets(tmp_path)


def people(many: int, zone: str = "") -> str:
    return "".join(f"c{i},a,{100 + i},2026-01-05,no,{zone},hu\n" for i in range(many))


def log(calls: int, clients: int, outcomes: str = "missed,missed,missed,later,voicemail") -> str:
    draw = random.Random(4)
    lines = []
    for _ in range(calls):
        at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(
            days=draw.randint(0, 255), minutes=draw.randint(0, 420)
        )
        ended = draw.choice(outcomes.split(","))
        lines.append(f"c{draw.randrange(clients)},{at:%Y-%m-%d %H:%M},{ended},40\n")
    return "".join(lines)


def codes(told: dict[str, Any]) -> set[str]:
    return {one["code"] for one in told["findings"]}


def other(told: dict[str, Any], client: str) -> dict[str, Any]:
    return next(one for one in told["others"] if one["client"] == client)


def test_a_plan_says_of_everybody_what_is_to_be_done(sheets: Sheets) -> None:
    told = sheets.plan(people(80), log(300, 80))
    assert told["findings"] == []
    assert told["calls"]
    for call in told["calls"]:
        assert call["interval"][0] <= call["p_refused"] <= call["interval"][1]
        assert "08:00" <= call["at"] < "18:00"
        assert call["why"]
    assert all((one["rests_until"] is None) == one["stopped"] for one in told["others"])
    assert all(one["stopped"] or one["rests_until"] > ON for one in told["others"])


def test_a_person_reads_the_same_plan(sheets: Sheets) -> None:
    sheets.plan(people(30), log(100, 30))
    done = sheets.run("--on", ON, "--minutes", "30", "--lang", "ru")
    assert done.exit_code == 0
    assert "rest until" in done.stdout
    assert "день" in done.stdout


def test_no_log_and_no_clients_are_a_plan_too(sheets: Sheets) -> None:
    told = sheets.plan(people(20), "")
    assert told["fitted"] is False
    assert told["calls"][0]["why"] == "not called yet"
    assert sheets.plan("", "")["clients"] == 0


def test_nobody_is_called_on_a_sunday_or_a_holiday_at_their_place(sheets: Sheets) -> None:
    assert sheets.plan(people(10), "", on="2026-11-22")["calls"] == []
    assert sheets.plan(people(10, "Europe/Budapest"), "", on="2026-10-23")["calls"] == []
    assert sheets.plan(people(10, "Europe/London"), "", on="2026-10-23")["calls"]


def test_a_client_is_called_in_hours_that_are_open_at_their_own_clock(sheets: Sheets) -> None:
    told = sheets.plan(people(30, "Asia/Vladivostok"), "", minutes="200")
    assert told["calls"]
    assert all(call["at"] < "12:00" for call in told["calls"])


def test_a_client_is_called_only_in_a_language_that_the_team_speaks(sheets: Sheets) -> None:
    languages = ("hu", "ru", "en", "")
    listed = "".join(f"c{i},a,{900 - i},2026-01-05,no,,{languages[i % 4]}\n" for i in range(80))
    everybody = sheets.plan(listed, "", minutes="200")
    assert {languages[int(one["client"][1:]) % 4] for one in everybody["calls"]} == {*languages}
    told = sheets.plan(listed, "", "--speaks", "hu", "--speaks", "ru", minutes="200")
    assert {languages[int(one["client"][1:]) % 4] for one in told["calls"]} == {"hu", "ru", ""}
    assert other(told, "c2")["why"] == "nobody free today speaks their language"


def test_a_zone_that_does_not_exist_is_a_finding_and_no_call(sheets: Sheets) -> None:
    told = sheets.plan(people(3, "Europe/Atlantis"), "")
    assert codes(told) == {"not a time zone"}
    assert told["calls"] == []


def test_a_no_and_a_never_are_left_in_peace(sheets: Sheets) -> None:
    said = "c1,2026-11-18 10:00,no,50\nc2,2024-01-05 10:00,never,50\n"
    told = sheets.plan(people(5), said)
    assert not {"c1", "c2"} & {call["client"] for call in told["calls"]}
    assert other(told, "c1")["rests_until"] > "2026-12-01"
    assert other(told, "c2") == {
        "client": "c2",
        "rests_until": None,
        "stopped": True,
        "why": "left in peace for good",
    }


def test_whoever_was_called_today_is_not_called_again(sheets: Sheets) -> None:
    told = sheets.plan(people(5), f"c1,{ON} 08:10,missed,0\n")
    assert other(told, "c1")["why"] == "called today already"
    assert other(told, "c1")["rests_until"] > ON


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("c1,2031-01-01 10:00,missed,0\n", "future"),
        ("zz,2026-10-01 10:00,missed,0\n", "unknown client"),
        ("c1,2026-10-01 10:00,missed,0\n" * 2, "repeated"),
        ("c1,2026-10-01 10:00,vanished,0\n", "not listed"),
        ("c1,yesterday,missed,0\n", "not an instant"),
        (",2026-10-01 10:00,missed,0\n", "missing"),
    ],
)
def test_a_call_that_cannot_be_is_a_finding(sheets: Sheets, line: str, code: str) -> None:
    told = sheets.plan(people(5), line)
    assert codes(told) == {code}
    assert all(len(one["message"].split()) <= 25 for one in told["findings"])


def test_a_clock_three_hours_wrong_is_a_finding(sheets: Sheets) -> None:
    night = "".join(f"c{i % 5},2026-10-{1 + i % 28:02} {5 + i % 4:02}:{i % 60:02},missed,0\n"
                    for i in range(200))  # fmt: skip
    assert "clock" in codes(sheets.plan(people(5), night))


def test_ten_thousand_calls_to_one_client_in_a_day_are_a_finding(sheets: Sheets) -> None:
    flood = "".join(
        f"c1,2026-11-02 {9 + i % 8:02}:{i // 60 % 60:02}:{i % 60:02},missed,0\n"
        for i in range(10_000)
    )
    told = sheets.plan(people(5), flood)
    assert "flood" in codes(told)


def test_a_log_with_one_outcome_only_is_judged_by_other_firms_figures(sheets: Sheets) -> None:
    told = sheets.plan(people(20), log(100, 20, "missed"))
    assert "one outcome" in codes(told)
    assert told["fitted"] is False


def test_a_client_without_a_value_is_worth_the_middle_one(sheets: Sheets) -> None:
    told = sheets.plan("a,s,10,,,,\nb,s,,,,,\nc,s,30,,,,\n", "")
    assert [one["message"] for one in told["findings"]] == [
        "Clients without a value: 1; the middle one, 20, is taken for it."
    ]


def test_a_client_who_stands_there_twice_is_one(sheets: Sheets) -> None:
    assert codes(sheets.plan("a,s,10,,,,\na,s,99,,,,\n", "")) == {"twice in the file"}


@pytest.mark.parametrize(
    "words",
    [
        ("--on", "soon", "--minutes", "5"),
        ("--on", ON, "--minutes", "-1"),
        ("--on", ON, "--minutes", "nan"),
        ("--on", ON, "--minutes", "5", "--zone", "Nowhere"),
        ("--on", ON, "--minutes", "5", "--minute-costs", "inf"),
        ("--on", ON, "--minutes", "5", "--seed", "-1"),
    ],
)
def test_what_can_not_be_planned_is_said_in_a_line(sheets: Sheets, words: tuple[str, ...]) -> None:
    sheets.plan(people(2), "")
    done = sheets.run(*words)
    assert isinstance(done.exception, CouldNot)


def test_a_segment_of_ones_own_for_each_of_very_many_is_refused_in_a_line(sheets: Sheets) -> None:
    lines = "".join(f"c{i},s{i},,,,,\n" for i in range(segments.MOST + 1))
    sheets.clients.write_text(f"{CLIENTS}\n{lines}", "utf-8")
    sheets.attempts.write_text(f"{ATTEMPTS}\n", "utf-8")
    done = sheets.run("--on", ON, "--minutes", "5")
    assert isinstance(done.exception, CouldNot)
    assert "clients.csv tells 10001 segments apart" in str(done.exception)


def test_a_sheet_without_its_columns_is_named(sheets: Sheets) -> None:
    sheets.plan(people(2), "")
    sheets.attempts.write_text("who,when\na,b\n", "utf-8")
    done = sheets.run("--on", ON, "--minutes", "5")
    assert isinstance(done.exception, CouldNot)
    assert "attempts.csv has no column client and no column outcome" in str(done.exception)


CELL = st.text(st.characters(exclude_characters='\n\r",;\t', exclude_categories=["Cs"]), max_size=8)
KNOWN = st.sampled_from(
    ["c1", "c2", ON, "2026-11-20 10:00", "missed", "sale", "1e400", "-5", "NaN", "yes", "hu", ""]
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.lists(CELL | KNOWN, min_size=7, max_size=7), max_size=6),
    st.lists(st.lists(CELL | KNOWN, min_size=4, max_size=4), max_size=6),
)
def test_nothing_that_stands_in_a_sheet_stops_a_plan(
    sheets: Sheets, clients: list[list[str]], attempts: list[list[str]]
) -> None:
    sheets.plan(
        *("".join(",".join(cells) + "\n" for cells in some) for some in (clients, attempts)),
    )
