"""What the page shows where a rule bites: short, in three languages, with its source."""

from __future__ import annotations

import json
import string
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.contact_rules.packs import packs
from demur.domain.contact_rules.shut import Because, Shut
from demur.domain.contact_rules.terms import Basis
from demur.domain.peace import Blocked, Why
from demur.domain.refusal import Lang
from tests.domain.contact_rules.rules import hours, made

BUDAPEST = ZoneInfo("Europe/Budapest")
SUNDAY = datetime(2026, 11, 22, 11, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
SAID = json.loads(files("demur.domain.contact_rules").joinpath("said.json").read_text("utf-8"))
RULES = {rule.code: rule for pack in packs().values() for rule in pack.rules}


def shut(because: Because = Because.QUIET, code: str = "Q2", **more: object) -> Shut:
    given = {"until": MONDAY, "zone": BUDAPEST, "since": date(2026, 12, 1), "version": 4, **more}
    return Shut(because, SUNDAY, code, **given)  # type: ignore[arg-type]


def test_quiet_hours_of_the_policy_name_the_row_and_the_time_at_the_client() -> None:
    assert shut().said(Lang.EN) == "Not now: quiet hours until Monday 09:00 (policy Q2)"
    assert shut().said(Lang.HU) == "Most nem: csendes órák hétfő 09:00-ig (a szabályzat Q2 sora)"
    assert (
        shut().said(Lang.RU) == "Не сейчас: тихие часы до понедельника 09:00 (строка Q2 политики)"
    )


def test_the_time_can_be_told_in_another_zone() -> None:
    said = shut().said(Lang.EN, ZoneInfo("Asia/Vladivostok"))
    assert said == "Not now: quiet hours until Monday 18:00 (policy Q2)"


def test_a_rule_of_a_pack_is_named_by_its_code() -> None:
    floor = shut(code="EU-4", rule=RULES["EU-4"], since=None, version=None)
    assert floor.said(Lang.EN) == "Not now: quiet hours until Monday 09:00 (EU-4)"
    assert floor.source(Lang.EN).endswith("(EU-4; our own floor)")
    assert floor.source(Lang.HU).endswith("(EU-4; saját alsó határunk)")


def test_a_law_is_quoted_with_its_section_and_its_first_day() -> None:
    law = made("HU-9", hours(), Basis.LAW, since=date(2027, 1, 1))
    quoted = shut(code="HU-9", rule=law, since=law.since)
    assert quoted.reference == "the test's law"
    assert quoted.source(Lang.EN) == (
        "as the test says (HU-9; the test's law, in force from 2027-01-01)"
    )


def test_a_policys_row_is_quoted_with_its_version_and_first_day() -> None:
    assert shut().source(Lang.EN) == "policy Q2; version 4, in force from 2026-12-01"
    assert shut().source(Lang.RU) == "строка Q2 политики; версия 4, действует с 2026-12-01"


def test_a_holiday_names_the_rule_that_makes_it_one() -> None:
    said = shut(Because.HOLIDAY, beside=RULES["HU-6"]).said(Lang.EN)
    assert said == "Not now: it is a holiday there, no calls until Monday 09:00 (policy Q2; HU-6)"


@pytest.mark.parametrize(
    ("because", "why"),
    [
        (Because.QUIET, Why.HOURS),
        (Because.HOLIDAY, Why.HOURS),
        (Because.UNDECIDED, Why.HOURS),
        (Because.A_DAY, Why.ATTEMPTS),
        (Because.A_WEEK, Why.ATTEMPTS),
        (Because.A_MONTH, Why.ATTEMPTS),
        (Because.NO_ZONE, Why.ZONE),
    ],
)
def test_the_gate_is_told_in_its_own_words(because: Because, why: Why) -> None:
    assert shut(because).blocked == Blocked(why, MONDAY, rule="Q2")


def test_a_far_day_is_told_by_its_date_as_a_weekday_would_mislead() -> None:
    far = shut(until=datetime(2027, 3, 1, 8, tzinfo=UTC))
    assert "until 1 March 2027, 09:00" in far.said(Lang.EN)
    assert "2027. március 1., 09:00-ig" in far.said(Lang.HU)
    assert "до 1 марта 2027 года, 09:00" in far.said(Lang.RU)


def test_where_no_zone_is_known_it_says_what_to_enter() -> None:
    unknown = Shut(Because.NO_ZONE, SUNDAY)
    assert unknown.said(Lang.EN).endswith("Enter their time zone or region.")
    assert unknown.source(Lang.EN) == ""


@given(
    st.sampled_from(list(Because)),
    st.sampled_from(["Q", "Q2", "EU-4"]),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=60)),
    st.sampled_from(list(Lang)),
)
def test_every_reason_is_one_short_line_with_nothing_left_to_fill(
    because: Because, code: str, wait: timedelta | None, lang: Lang
) -> None:
    until = None if wait is None else SUNDAY + wait
    said = shut(because, code, until=until, rule=RULES.get(code)).said(lang)
    assert "{" not in said
    assert "None" not in said
    assert "\n" not in said
    assert len(said) < 120


@pytest.mark.parametrize("key", SAID)
def test_every_sentence_is_there_in_three_languages_with_the_same_fields(key: str) -> None:
    assert set(SAID[key]) == set(Lang)
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in SAID[key].values()
    ]
    assert fields[0] == fields[1] == fields[2]
    assert all(len(text.split()) <= 20 for text in SAID[key].values())
