"""Where a client's clock stands: the surest thing known decides, and no guess is called sure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.contact_rules.zones import (
    available,
    clocks,
    country_of,
    is_region,
    zone_named,
    zones_in,
    zones_of,
)

KNOWN = json.loads(files("demur.domain.contact_rules").joinpath("zones.json").read_text("utf-8"))
SUBJECTS = [code for code in KNOWN["regions"] if code.startswith("RU-")]


def names(zone: str = "", region: str = "", number: str = "", country: str = "") -> list[str]:
    return [each.key for each in zones_of(zone, region, number, country)]


def test_the_clients_own_zone_decides_alone() -> None:
    assert names("Asia/Tokyo", "RU-SVE", "+3612345678", "HU") == ["Asia/Tokyo"]
    assert names(" europe/budapest ") == ["Europe/Budapest"]


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "\0", "é", "x" * 9999]
)
def test_a_zone_that_cannot_be_read_is_not_replaced_by_a_guess(zone: str) -> None:
    assert names(zone, "HU-GS", "+3612345678", "HU") == []


def test_a_region_decides_before_country_and_number() -> None:
    assert names(region="RU-SVE", number="+74951234567", country="RU") == ["Asia/Yekaterinburg"]
    assert names(region="ru-kgd") == ["Europe/Kaliningrad"]
    assert names(region="SVE", country="RU") == ["Asia/Yekaterinburg"]
    assert names(region="ES-CN", country="ES") == ["Atlantic/Canary"]
    assert names(region="PT-20", country="PT") == ["Atlantic/Azores"]


def test_a_region_of_several_clocks_gives_them_all() -> None:
    assert len(names(region="RU-SA")) == 5
    assert names(region="RU-SAK") == ["Asia/Sakhalin", "Asia/Srednekolymsk"]


def test_every_russian_subject_has_its_zone_and_its_clock() -> None:
    # ISO 3166-2 lists 83; Moscow's time at noon UTC is 15, and nobody is beyond Kamchatka's 24.
    assert len(SUBJECTS) == 83
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    for code in SUBJECTS:
        for zone in zones_of("", code, "", ""):
            offset = noon.astimezone(zone).utcoffset()
            assert offset is not None
            assert 2 <= offset.total_seconds() / 3600 <= 12


def test_a_country_of_one_clock_needs_no_more() -> None:
    assert names(country="HU") == ["Europe/Budapest"]
    assert names(region="HU-GS") == ["Europe/Budapest"]
    assert names(number="+36301234567") == ["Europe/Budapest"]
    assert names(region="somewhere", country="de", number="+49301234567") == ["Europe/Berlin"]


def test_a_landline_tells_the_zone_in_a_country_of_many() -> None:
    assert names(number="+73432123456") == ["Asia/Yekaterinburg"]
    assert names(number="+12125551234", country="US") == ["America/New_York"]
    assert names(number="+61291234567") == ["Australia/Sydney"]


def test_kaliningrad_is_not_taken_for_bucharest_which_keeps_summer_time() -> None:
    assert names(number="+74012123456", country="RU") == ["Europe/Kaliningrad"]


def test_a_russian_mobile_may_be_anywhere_in_russia_and_nowhere_else() -> None:
    found = names(number="+79161234567")
    assert found == KNOWN["countries"]["RU"]
    assert "Europe/Kaliningrad" in found
    assert not {"Asia/Almaty", "Europe/Bucharest"} & set(found)


def test_a_number_of_another_country_says_nothing_of_where_its_owner_is() -> None:
    assert names(number="+3612345678", country="RU") == KNOWN["countries"]["RU"]
    assert names(number="+79161234567", country="HU") == ["Europe/Budapest"]


@pytest.mark.parametrize("number", ["", "+", "+0", "12345", "+88161234567", "+999", "anonymous"])
def test_where_nothing_is_known_there_is_no_zone(number: str) -> None:
    assert names(number=number) == []
    assert names(region="XX-1", number=number, country="ZZ") == []


def test_the_country_is_as_told_else_of_the_region_else_of_the_number() -> None:
    assert country_of("hu", "RU-SVE", "+49301234567") == "HU"
    assert country_of("", "RU-SVE", "+49301234567") == "RU"
    assert country_of("", "", "+49301234567") == "DE"
    assert country_of("Narnia", "?", "911") == ""


def test_every_zone_of_the_list_is_one_that_this_machine_knows() -> None:
    listed = {
        name for part in ("countries", "regions") for all_ in KNOWN[part].values() for name in all_
    }
    assert listed | set(KNOWN["instead"].values()) <= available()


@pytest.mark.parametrize(
    "country", [c for c, zones in KNOWN["countries"].items() if len(zones) == 1]
)
def test_a_country_listed_with_one_zone_keeps_one_clock(country: str) -> None:
    others = [ZoneInfo(name) for name in tab().get(country, ())]
    (zone,) = zones_of("", "", "", country)
    for month in range(1, 37):
        at = datetime(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 15, tzinfo=UTC)
        assert {at.astimezone(each).utcoffset() for each in (zone, *others)} == {
            at.astimezone(zone).utcoffset()
        }


def tab() -> dict[str, list[str]]:
    """The zones of each country by the database's own table, as the tzdata package has it."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            found.setdefault(country, []).append(name)
    return found


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=30), st.text(max_size=10))
def test_whatever_is_typed_gives_zones_or_none(
    zone: str, region: str, number: str, country: str
) -> None:
    for found in (
        zones_of(zone, region, number, country),
        zones_of("", region, f"+{number}", country),
    ):
        assert all(isinstance(each, ZoneInfo) for each in found)


@given(st.integers(1, 10**15))
def test_any_digits_give_zones_of_the_numbers_own_country_or_none(digits: int) -> None:
    number = f"+{digits}"
    home = country_of("", "", number)
    own = set(KNOWN["countries"].get(home, []))
    assert set(names(number=number)) <= own


@pytest.mark.parametrize("typed", ["Asia/Omsk", " asia/omsk\n", "ASIA/OMSK"])
def test_a_zone_is_named_however_it_is_typed(typed: str) -> None:
    assert zone_named(typed) == "Asia/Omsk"
    assert zone_named("america/new york") == "America/New_York"


@given(st.text(max_size=60) | st.sampled_from(["Factory", "localtime", "MSK", "", "Asia/", "\0"]))
def test_what_is_called_a_zone_is_one(text: str) -> None:
    named = zone_named(text)
    assert not named or [each.key for each in zones_of(named, "", "", "")] == [named]
    assert named not in {"Factory", "localtime"}


@pytest.mark.parametrize("country", ["RU", "ES", "HU", "US"])
def test_every_zone_to_choose_from_is_one(country: str) -> None:
    assert zones_in(country)
    assert [zone_named(each) for each in zones_in(country)] == list(zones_in(country))


@given(st.sampled_from(sorted(KNOWN["regions"])))
def test_a_region_we_know_is_one_and_its_country_takes_no_other(code: str) -> None:
    assert is_region(code)
    assert not is_region(f"{code.partition('-')[0]}-?")


@pytest.mark.parametrize("code", ["", "RU", "RU-", "RU-XXX", "QQ-1", "HU-", "HU-12345", "Győr"])
def test_what_is_no_region_is_none(code: str) -> None:
    assert not is_region(code)


def test_clocks_that_show_the_same_are_shown_once_and_the_earliest_first() -> None:
    at = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    zones = [ZoneInfo(each) for each in ("Asia/Tokyo", "Europe/Paris", "Europe/Budapest")]
    assert [f"{each:%H:%M}" for each in clocks(zones, at)] == ["11:00", "18:00"]
    assert clocks([], at) == ()
